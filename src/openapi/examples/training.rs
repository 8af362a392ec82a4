//! The request bodies of training.

use serde_json::{Value, json};

/// Synthetic people and businesses only.
pub(super) fn body(operation_id: &str) -> Option<Value> {
    Some(match operation_id {
        "createTrainingProgram" => json!({
            "title": "Pelatihan Pengolahan Hasil Perikanan",
            "field": "kuliner",
            "method": "pelatihan",
            "hours": 40,
            "eligibility": { "age_min": 17, "age_max": 40, "similar_within_months": 12 },
            "fiscal_year": 2026,
            "fund_source": "apbd",
            "budget_idr": 75_000_000,
            "target_participants": 25
        }),
        "updateTrainingProgram" => json!({ "spent_idr": 40_000_000 }),
        "transitionTrainingProgram" => json!({ "to": "approved" }),
        "createTrainingBatch" => json!({
            "region_code": "64.02.06",
            "venue": "Balai Latihan Kerja",
            "registration_opens_on": "2026-02-02",
            "registration_closes_on": "2026-02-20",
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-06",
            "quota": 25
        }),
        "updateTrainingBatch" => json!({ "quota": 30 }),
        "transitionTrainingBatch" => json!({ "to": "registration_open" }),
        "extendTrainingBatch" => json!({
            "registration_closes_on": "2026-02-27",
            "reason": "Kuota belum terpenuhi."
        }),
        "createTrainingSession" => json!({
            "topic": "Pengemasan produk perikanan",
            "starts_at": "2026-03-02T01:00:00Z",
            "ends_at": "2026-03-02T08:00:00Z"
        }),
        "updateTrainingSession" => json!({ "ends_at": "2026-03-02T09:00:00Z" }),
        "createTrainingSpeaker" => json!({
            "name": "Narasumber Kadin",
            "role": "narasumber",
            "topic": "Akses permodalan"
        }),
        "updateTrainingSpeaker" => json!({ "role": "moderator" }),
        "createEnrollment" => json!({
            "person_id": "01939b2e-7c00-7000-8000-000000000001",
            "applied_on": "2026-02-10"
        }),
        "recordTrainingAttendance" => json!({
            "session_id": "01939b2e-7c00-7000-8000-000000000002",
            "marks": [{ "enrollment_id": "01939b2e-7c00-7000-8000-000000000003", "mark": "hadir" }]
        }),
        "transitionEnrollment" => json!({ "to": "screened" }),
        "createCertificate" => json!({
            "enrollment_id": "01939b2e-7c00-7000-8000-000000000001",
            "type": "kelulusan",
            "issued_on": "2026-03-06"
        }),
        "transitionCertificate" => json!({
            "to": "revoked",
            "reason": "Nama pemegang salah cetak."
        }),
        "createJobPlacement" => json!({
            "enrollment_id": "01939b2e-7c00-7000-8000-000000000001",
            "employer": "Pabrik Contoh Mahakam",
            "sector": "manufaktur",
            "position": "Operator jahit",
            "starts_on": "2026-04-01"
        }),
        "updateJobPlacement" => json!({ "ends_on": "2027-03-31" }),
        _ => return None,
    })
}
