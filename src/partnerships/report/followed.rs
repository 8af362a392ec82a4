//! The sheets of what was met about, what is in the way, and how it was judged.

use super::sheets::row;
use super::types::PartnershipReport;
use super::words::Words;
use super::xlsx::{Sheet, percent};

/// The meetings of the period.
pub(super) fn meetings(report: &PartnershipReport, w: Words) -> Sheet {
    let row = |m: &super::rows::ReportMeeting| {
        row![
            w.zone.local(m.starts_at),
            w.label("meeting_kind", m.kind.as_str()),
            m.title.as_deref(),
            m.place.as_deref(),
            m.chair.short_name.as_str(),
            w.label("meeting_status", m.status.as_str()),
            m.present,
            m.decisions.join("\n"),
            m.id.to_string(),
        ]
    };
    Sheet {
        name: w.t("Rapat", "Meetings"),
        columns: vec![
            (w.t("Waktu", "Time"), 17.0),
            (w.t("Jenis", "Kind"), 14.0),
            (w.t("Judul", "Title"), 34.0),
            (w.t("Tempat", "Place"), 26.0),
            (w.t("Pimpinan", "Chair"), 24.0),
            (w.t("Keadaan", "Status"), 18.0),
            (w.t("Pihak hadir", "Parties present"), 10.0),
            (w.t("Keputusan", "Decisions"), 60.0),
            ("ID", 38.0),
        ],
        rows: report.meetings.iter().map(row).collect(),
    }
}

/// Who was at those that were held.
pub(super) fn attendance(report: &PartnershipReport, w: Words) -> Sheet {
    let row = |a: &super::rows::ReportAttendance| {
        vec![
            a.name.as_str().into(),
            a.held.into(),
            a.present.into(),
            a.excused.into(),
            a.absent.into(),
            percent(a.percent.as_ref()),
            a.party_id.to_string().into(),
        ]
    };
    Sheet {
        name: w.t("Kehadiran", "Attendance"),
        columns: vec![
            (w.t("Pihak", "Party"), 60.0),
            (w.t("Rapat terlaksana", "Meetings held"), 12.0),
            (w.t("Hadir", "Present"), 10.0),
            (w.t("Izin", "Excused"), 10.0),
            (w.t("Tidak hadir", "Absent"), 10.0),
            (w.t("Kehadiran", "Attendance"), 11.0),
            ("ID", 38.0),
        ],
        rows: report.attendance.iter().map(row).collect(),
    }
}

/// The obstacles.
pub(super) fn obstacles(report: &PartnershipReport, w: Words) -> Sheet {
    let row = |o: &super::rows::ReportObstacle| {
        row![
            o.title.as_str(),
            w.label("obstacle_category", o.category.as_str()),
            w.label("obstacle_severity", o.severity.as_str()),
            o.owner.short_name.as_str(),
            o.escalated_by
                .as_ref()
                .map(|agency| agency.short_name.as_str()),
            o.region.as_ref().map(|region| region.name.as_str()),
            o.raised_on,
            o.closed_on,
            w.label("obstacle_status", o.status.as_str()),
            o.age_days,
            o.follow_ups,
            o.follow_ups_open,
            o.id.to_string(),
        ]
    };
    Sheet {
        name: w.t("Hambatan", "Obstacles"),
        columns: vec![
            (w.t("Hambatan", "Obstacle"), 46.0),
            (w.t("Kategori", "Category"), 16.0),
            (w.t("Tingkat", "Severity"), 10.0),
            (w.t("Penanggung jawab", "Owner"), 24.0),
            (w.t("Dieskalasi oleh", "Escalated by"), 24.0),
            (w.t("Wilayah", "Region"), 26.0),
            (w.t("Diangkat", "Raised"), 12.0),
            (w.t("Ditutup", "Closed"), 12.0),
            (w.t("Keadaan", "Status"), 16.0),
            (w.t("Umur (hari)", "Age (days)"), 9.0),
            (w.t("Tindak lanjut", "Follow-ups"), 9.0),
            (w.t("Tindak lanjut terbuka", "Follow-ups open"), 9.0),
            ("ID", 38.0),
        ],
        rows: report.obstacles.iter().map(row).collect(),
    }
}

/// What follows from them and from meetings.
pub(super) fn follow_ups(report: &PartnershipReport, w: Words) -> Sheet {
    let row = |f: &super::rows::ReportFollowUp| {
        row![
            f.action.as_str(),
            f.agency.short_name.as_str(),
            f.office.as_deref(),
            f.due_on,
            f.done_on,
            w.label("follow_up_status", f.status.as_str()),
            f.days_overdue,
            f.obstacle_id.map(|id| id.to_string()),
            f.meeting_id.map(|id| id.to_string()),
            f.id.to_string(),
        ]
    };
    Sheet {
        name: w.t("Tindak lanjut", "Follow-ups"),
        columns: vec![
            (w.t("Tindak lanjut", "Follow-up"), 50.0),
            (w.t("Pelaksana", "Who"), 24.0),
            (w.t("Bagian", "Office"), 30.0),
            (w.t("Tenggat", "Due"), 12.0),
            (w.t("Selesai", "Done"), 12.0),
            (w.t("Keadaan", "Status"), 16.0),
            (w.t("Terlambat (hari)", "Overdue (days)"), 10.0),
            (w.t("ID hambatan", "Obstacle's ID"), 38.0),
            (w.t("ID rapat", "Meeting's ID"), 38.0),
            ("ID", 38.0),
        ],
        rows: report.follow_ups.iter().map(row).collect(),
    }
}

/// The evaluations.
pub(super) fn evaluations(report: &PartnershipReport, w: Words) -> Sheet {
    let row = |e: &super::rows::ReportEvaluation| {
        vec![
            e.agency.name.as_str().into(),
            e.period.to_string().into(),
            percent(e.achievement_percent.map(|n| n.to_string()).as_ref()),
            e.analysis.as_str().into(),
            e.lessons.as_deref().into(),
            e.recommendations.as_deref().into(),
            e.signatory_office.as_deref().into(),
            e.signed_on.into(),
            e.id.to_string().into(),
        ]
    };
    Sheet {
        name: w.t("Evaluasi", "Evaluations"),
        columns: vec![
            (w.t("Instansi", "Agency"), 24.0),
            (w.t("Periode", "Period"), 10.0),
            (w.t("Capaian", "Achievement"), 11.0),
            (w.t("Analisis", "Analysis"), 60.0),
            (w.t("Pelajaran", "Lessons"), 50.0),
            (w.t("Rekomendasi", "Recommendations"), 50.0),
            (w.t("Pejabat penanda tangan", "Signing office"), 26.0),
            (w.t("Tanggal", "Date"), 12.0),
            ("ID", 38.0),
        ],
        rows: report.evaluations.iter().map(row).collect(),
    }
}
