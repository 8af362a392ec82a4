//! The request bodies of partnerships.

use serde_json::{Value, json};

/// Agencies and offices only; no person is named.
pub(super) fn body(operation_id: &str) -> Option<Value> {
    Some(match operation_id {
        "createPartnership" => json!({
            "title": "Sinergi pemberdayaan ekonomi perempuan 2026",
            "scheme": "internal_opd",
            "instrument": "nota_kesepakatan",
            "objectives": "Perempuan pelaku usaha memperoleh pelatihan, pasar, modal, dan pekerjaan.",
            "fields": ["pelatihan", "pemasaran", "akses_modal", "tenaga_kerja"],
            "region_codes": ["64.02"],
            "effective_from": "2026-01-01",
            "effective_to": "2026-12-31"
        }),
        "updatePartnership" => json!({ "fields": ["pelatihan", "pemasaran"] }),
        "transitionPartnership" => json!({ "to": "under_review" }),
        "createPartnershipParty" => json!({ "agency": "disperindag-kukar", "role": "pelaksana" }),
        "updatePartnershipParty" => json!({
            "document_number": "180/12/NK/2026",
            "signatory_office": "Kepala Dinas",
            "signed_on": "2026-01-05"
        }),
        "createActivity" => json!({
            "code": "3.1",
            "name": "Pelatihan tenaga kerja perempuan",
            "lead_agency": "distransnaker-kukar",
            "supporting_agencies": ["disperindag-kukar"],
            "region_codes": ["64.02.06"],
            "planned_from": "2026-02-01",
            "planned_to": "2026-09-30",
            "budget_idr": 150_000_000,
            "fund_source": "apbd",
            "links": [{ "resource": "training-batches", "id": "01939b2e-7c00-7000-8000-000000000001" }]
        }),
        "updateActivity" => json!({ "spent_idr": 40_000_000 }),
        "transitionActivity" => json!({ "to": "running", "on": "2026-02-02" }),
        "createTarget" => json!({
            "activity_id": "01939b2e-7c00-7000-8000-000000000002",
            "indicator": "peserta_dilatih",
            "year": 2026,
            "baseline": 0,
            "q1": 25,
            "q2": 50
        }),
        "updateTarget" => json!({ "q3": 25 }),
        "createMeeting" => json!({
            "kind": "koordinasi",
            "title": "Rapat koordinasi triwulan I",
            "starts_at": "2026-04-01T01:00:00Z",
            "ends_at": "2026-04-01T03:00:00Z",
            "place": "Ruang rapat DP3A Kutai Kartanegara",
            "agenda": "Capaian triwulan I dan hambatan pelatihan."
        }),
        "updateMeeting" => json!({
            "minutes": "Capaian triwulan I dibahas per kegiatan.",
            "decisions": ["Data peserta pelatihan dilengkapi sampai akhir bulan."]
        }),
        "transitionMeeting" => json!({ "to": "held" }),
        "createMeetingSeries" => json!({
            "kind": "koordinasi",
            "title": "Rapat koordinasi bulanan",
            "week": "first",
            "weekday": "wednesday",
            "every_months": 1,
            "from": "2026-01-01",
            "until": "2026-12-31",
            "start_time": "09:00",
            "duration_minutes": 120
        }),
        "recordMeetingAttendance" => json!({
            "marks": [
                { "party_id": "01939b2e-7c00-7000-8000-000000000001", "mark": "hadir", "delegates": 2 },
                { "party_id": "01939b2e-7c00-7000-8000-000000000002", "mark": "izin" }
            ]
        }),
        "createRealization" => json!({
            "quarter": "2026-Q2",
            "value": 24,
            "note": "Dua angkatan selesai pada bulan Mei.",
            "evidence_url": "https://bukti.example.go.id/2026/tw2.pdf"
        }),
        "updateRealization" => json!({ "value": 25 }),
        "transitionRealization" => json!({
            "to": "returned",
            "reason": "Daftar hadir angkatan kedua belum lengkap."
        }),
        "closePartnershipQuarter" => json!({
            "quarter": "2026-Q2",
            "note": "Ditutup pada rapat evaluasi triwulan II."
        }),
        "createObstacle" => json!({
            "category": "bahan_baku",
            "severity": "medium",
            "title": "Bahan baku ikan pipih sulit diperoleh",
            "owner_agency": "disperindag-kukar",
            "region_code": "64.02.06",
            "raised_on": "2026-04-01"
        }),
        "updateObstacle" => json!({ "root_cause": "Musim tangkap berakhir pada bulan Maret." }),
        "transitionObstacle" => json!({ "to": "escalated", "to_agency": "disperindagkop-kaltim" }),
        "createObstacleFollowUp" => json!({
            "action": "Menyusun daftar pemasok ikan pipih",
            "agency": "disperindag-kukar",
            "office": "Kepala Bidang Industri",
            "due_on": "2026-05-31"
        }),
        "createMeetingFollowUp" => json!({
            "action": "Melengkapi data peserta pelatihan",
            "agency": "distransnaker-kukar",
            "due_on": "2026-04-30"
        }),
        "updateFollowUp" => json!({
            "evidence_note": "Daftar dua belas pemasok disampaikan kepada para pihak.",
            "evidence_url": "https://arsip.example.go.id/daftar-pemasok.pdf"
        }),
        "transitionFollowUp" => json!({ "to": "in_progress" }),
        "createEvaluation" => json!({
            "period": "2026-Q1",
            "achievement_percent": 85,
            "analysis": "Pelatihan terlaksana sesuai rencana; pemasaran digital tertunda.",
            "recommendations": "Pemasaran digital dimulai pada triwulan II."
        }),
        "updateEvaluation" => json!({
            "signatory_office": "Kepala Dinas",
            "signed_on": "2026-04-10"
        }),
        _ => return None,
    })
}
