//! A report made up for the tests and for looking at.

use super::agreed::{ReportAgency, ReportPartnership, ReportParty, ReportRegion};
use super::hindered::ages;
use super::rows::{
    ReportActivity, ReportAttendance, ReportEvaluation, ReportFollowUp, ReportMeeting,
    ReportObstacle,
};
use super::types::{
    PartnershipReport, ReportIndicator, ReportQuarter, ReportSum, ReportSummary, ReportTarget,
};
use crate::db::{Id, Timestamp};
use crate::partnerships::activities::ActivityStatus as S;
use crate::partnerships::follow_ups::FollowUpStatus as F;
use crate::partnerships::meetings::{MeetingKind, MeetingStatus as M};
use crate::partnerships::obstacles::{
    ObstacleCategory, ObstacleSeverity as Severity, ObstacleStatus as O,
};
use crate::partnerships::realizations::RealizationStatus as R;
use crate::partnerships::targets::{TargetIndicator, TargetUnit};
use crate::partnerships::{
    PartnershipField, PartnershipInstrument, PartnershipScheme, PartnershipStatus, PartyRole,
};
use crate::values::zone::Zone;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    let time: chrono::DateTime<chrono::Utc> = text.parse().unwrap();
    Timestamp::from_micros(time.timestamp_micros())
}

const AGENCIES: [(&str, &str, &str); 4] = [
    (
        "dp3a-kukar",
        "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kabupaten Kutai Kartanegara",
        "DP3A Kukar",
    ),
    (
        "disperindag-kukar",
        "Dinas Perindustrian dan Perdagangan Kabupaten Kutai Kartanegara",
        "Disperindag Kukar",
    ),
    (
        "diskopukm-kukar",
        "Dinas Koperasi dan UKM Kabupaten Kutai Kartanegara",
        "Diskop UKM Kukar",
    ),
    (
        "distransnaker-kukar",
        "Dinas Transmigrasi dan Tenaga Kerja Kabupaten Kutai Kartanegara",
        "Distransnaker Kukar",
    ),
];

fn agency(n: usize) -> ReportAgency {
    let (code, name, short_name) = AGENCIES[n];
    ReportAgency {
        code: code.to_owned(),
        name: name.to_owned(),
        short_name: short_name.to_owned(),
    }
}

fn region() -> ReportRegion {
    ReportRegion {
        code: "64.02".to_owned(),
        name: "Kabupaten Kutai Kartanegara".to_owned(),
    }
}

fn party(n: usize) -> ReportParty {
    let (code, name, short_name) = AGENCIES[n];
    ReportParty {
        id: Id::new(),
        agency: Some(code.to_owned()),
        organization_id: None,
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        role: if n == 0 {
            PartyRole::Koordinator
        } else {
            PartyRole::Pelaksana
        },
        document_number: Some(format!("180/1{n}/NK/2024")),
        signatory_office: Some("Kepala Dinas".to_owned()),
        signed_on: Some(day("2024-01-15")),
    }
}

fn partnership() -> ReportPartnership {
    ReportPartnership {
        id: Id::new(),
        title: "Sinergi pemberdayaan ekonomi perempuan 2024 <script>alert(1)</script>".to_owned(),
        coordinator: agency(0),
        scheme: PartnershipScheme::InternalOpd,
        instrument: PartnershipInstrument::NotaKesepakatan,
        objectives: "Perempuan pelaku usaha memperoleh pelatihan, pasar, modal, dan pekerjaan."
            .to_owned(),
        fields: vec![
            PartnershipField::Pelatihan,
            PartnershipField::Pemasaran,
            PartnershipField::Koperasi,
        ],
        regions: vec![region()],
        effective_from: day("2024-01-01"),
        effective_to: day("2024-12-31"),
        status: PartnershipStatus::InForce,
        authority_office: None,
        authority_number: None,
        authority_signed_on: None,
        parties: (0..4).map(party).collect(),
    }
}

fn sum(target: i64, reported: Option<i64>, computed: Option<i64>, percent: &str) -> ReportSum {
    ReportSum {
        target: Some(target),
        reported,
        computed,
        difference: reported.zip(computed).map(|(a, b)| a - b),
        percent: Some(percent.to_owned()).filter(|text| !text.is_empty()),
    }
}

type Line = (
    TargetIndicator,
    TargetUnit,
    i64,
    Option<i64>,
    Option<i64>,
    &'static str,
);

const LINES: [Line; 6] = [
    (
        TargetIndicator::PesertaDilatih,
        TargetUnit::Orang,
        150,
        Some(120),
        Some(114),
        "80.00",
    ),
    (
        TargetIndicator::Lulusan,
        TargetUnit::Orang,
        120,
        Some(96),
        Some(96),
        "80.00",
    ),
    (
        TargetIndicator::UsahaBerNib,
        TargetUnit::Usaha,
        80,
        Some(95),
        Some(88),
        "118.75",
    ),
    (
        TargetIndicator::KoperasiTerbentuk,
        TargetUnit::Koperasi,
        4,
        None,
        None,
        "",
    ),
    (
        TargetIndicator::PameranDiikuti,
        TargetUnit::Kegiatan,
        6,
        Some(4),
        None,
        "66.67",
    ),
    (
        TargetIndicator::Omzet,
        TargetUnit::Rupiah,
        1_250_000_000,
        Some(1_320_500_000),
        None,
        "105.64",
    ),
];

fn target(n: usize) -> ReportTarget {
    let (indicator, unit, target, reported, computed, percent) = LINES[n];
    let whole = sum(target, reported, computed, percent);
    ReportTarget {
        id: Id::new(),
        indicator,
        name: None,
        unit,
        agency: agency(n % 4),
        region: (n < 3).then(region),
        activity_id: Some(Id::new()),
        activity_code: Some(format!("KEG-0{n}")),
        baseline: (n == 2).then_some(40),
        quarters: vec![ReportQuarter {
            quarter: crate::values::quarter::Quarter::new(2024, 2).unwrap(),
            target: Some(target),
            reported,
            status: reported.map(|_| [R::Verified, R::Reported][usize::from(n == 1)]),
            pending: (n == 3).then_some(R::Returned),
            revision: reported.map(|_| if n == 2 { 2 } else { 1 }),
            computed,
            difference: whole.difference,
            percent: whole.percent.clone(),
            closed: n == 2 || n == 4,
            reported_at_closing: reported.map(|value| if n == 2 { value - 5 } else { value }),
        }],
        period: whole,
        year_to_date: sum(
            target * 2,
            reported.map(|n| n * 2),
            computed.map(|n| n * 2),
            percent,
        ),
    }
}

fn activity(n: usize) -> ReportActivity {
    ReportActivity {
        id: Id::new(),
        code: format!("KEG-0{n}"),
        name: [
            "Pelatihan pemasaran digital bagi perempuan pelaku usaha",
            "Pameran produk di pasar modern",
            "Pembentukan koperasi perempuan",
            "Pelatihan tenaga kerja terampil",
        ][n]
            .to_owned(),
        lead: agency(n),
        support: (0..n.min(2)).map(agency).collect(),
        planned_from: day("2024-03-01"),
        planned_to: day("2024-06-30"),
        actual_from: (n != 2).then(|| day("2024-03-11")),
        actual_to: (n == 0).then(|| day("2024-06-14")),
        status: [S::Completed, S::Running, S::Planned, S::Running][n],
        budget_idr: (n != 2).then_some(125_000_000),
        spent_idr: (n != 2).then_some(101_250_000),
        absorbed_percent: (n != 2).then(|| "81.00".to_owned()),
        batches: [3, 0, 0, 2][n],
    }
}

fn meeting(n: usize) -> ReportMeeting {
    ReportMeeting {
        id: Id::new(),
        kind: MeetingKind::ALL[n],
        title: (n == 1).then(|| "Kunjungan lapangan ke Tenggarong".to_owned()),
        starts_at: at([
            "2024-04-03T01:00:00Z",
            "2024-05-01T01:00:00Z",
            "2024-06-05T01:00:00Z",
        ][n]),
        day: day(["2024-04-03", "2024-05-01", "2024-06-05"][n]),
        place: Some("Ruang rapat DP3A".to_owned()),
        chair: agency(0),
        status: [M::MinutesApproved, M::Held, M::Canceled][n],
        present: (n < 2).then_some(4 - i64::try_from(n).unwrap()),
        decisions: if n == 0 {
            vec![
                "Data peserta dicocokkan setiap bulan.".to_owned(),
                "Disperindag menyiapkan dua stan pameran.".to_owned(),
            ]
        } else {
            Vec::new()
        },
    }
}

fn obstacle(n: usize) -> ReportObstacle {
    ReportObstacle {
        id: Id::new(),
        category: ObstacleCategory::ALL[2 * n],
        severity: [Severity::Critical, Severity::Medium, Severity::High][n],
        title: [
            "Anggaran perubahan belum ditetapkan",
            "Data peserta pelatihan ganda antara dua dinas",
            "=Stan pameran penuh sampai Agustus",
        ][n]
            .to_owned(),
        owner: agency(n),
        escalated_by: (n == 0).then(|| agency(3)),
        region: (n == 1).then(region),
        raised_on: day(["2024-02-01", "2024-05-02", "2024-06-10"][n]),
        closed_on: (n == 1).then(|| day("2024-06-20")),
        status: [O::Escalated, O::Resolved, O::InProgress][n],
        open: n != 1,
        age_days: [150, 49, 20][n],
        follow_ups: 2,
        follow_ups_open: [2, 0, 1][n],
    }
}

fn follow_up(n: usize) -> ReportFollowUp {
    ReportFollowUp {
        id: Id::new(),
        obstacle_id: (n < 2).then(Id::new),
        meeting_id: (n == 2).then(Id::new),
        action: [
            "Menyurati TAPD tentang anggaran perubahan",
            "Mencocokkan data peserta",
            "Menyiapkan dua stan pameran",
        ][n]
            .to_owned(),
        agency: agency(n),
        office: (n == 0).then(|| "Bidang Pemberdayaan Perempuan".to_owned()),
        due_on: day(["2024-05-31", "2024-06-15", "2024-07-15"][n]),
        done_on: (n == 1).then(|| day("2024-06-14")),
        status: [F::InProgress, F::Done, F::Open][n],
        open: n != 1,
        days_overdue: (n == 0).then_some(30),
    }
}

/// A report with everything in it.
pub(super) fn sample() -> PartnershipReport {
    let targets: Vec<ReportTarget> = (0..LINES.len()).map(target).collect();
    let indicators = targets.iter().map(|target| ReportIndicator {
        indicator: target.indicator,
        name: None,
        unit: target.unit,
        targets: 1,
        period: target.period.clone(),
        year_to_date: target.year_to_date.clone(),
    });
    let obstacles: Vec<ReportObstacle> = (0..3).map(obstacle).collect();
    PartnershipReport {
        partnership: partnership(),
        period: crate::values::period::parse("2024-Q2").unwrap(),
        period_from: day("2024-04-01"),
        period_to: day("2024-06-30"),
        time_zone: Zone::Wita,
        printed_at: at("2024-07-10T06:45:00Z"),
        counted_to: day("2024-06-30"),
        summary: ReportSummary {
            targets: 6,
            targets_reached: 2,
            targets_unreported: 1,
            activities: 4,
            activities_completed: 1,
            budget_idr: Some(375_000_000),
            spent_idr: Some(303_750_000),
            absorbed_percent: Some("81.00".to_owned()),
            meetings_planned: 3,
            meetings_held: 2,
            meetings_canceled: 1,
            obstacles_open: 2,
            obstacles_closed: 1,
            follow_ups_open: 2,
            follow_ups_overdue: 1,
            follow_ups_done: 1,
        },
        indicators: indicators.collect(),
        targets,
        activities: (0..4).map(activity).collect(),
        meetings: (0..3).map(meeting).collect(),
        attendance: (0..4)
            .map(|n| ReportAttendance {
                party_id: Id::new(),
                name: AGENCIES[n].2.to_owned(),
                held: 2,
                present: if n == 3 { 1 } else { 2 },
                excused: i64::from(n == 3),
                absent: 0,
                percent: Some(if n == 3 { "50.00" } else { "100.00" }.to_owned()),
            })
            .collect(),
        obstacle_ages: ages(&obstacles),
        obstacles,
        follow_ups: (0..3).map(follow_up).collect(),
        evaluations: vec![ReportEvaluation {
            id: Id::new(),
            agency: agency(0),
            period: crate::values::period::parse("2024-Q2").unwrap(),
            achievement_percent: Some(85),
            analysis: "Pelatihan berjalan sesuai rencana. Jumlah peserta di bawah target karena dua angkatan ditunda.".to_owned(),
            lessons: Some("Jadwal pelatihan perlu disepakati sebelum musim panen.".to_owned()),
            recommendations: Some("Anggaran perubahan diusulkan lebih awal.".to_owned()),
            signatory_office: Some("Kepala Dinas".to_owned()),
            signed_on: Some(day("2024-07-08")),
        }],
    }
}
