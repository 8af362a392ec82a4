//! What stands on the sheets of the workbook.

use super::agreed::ReportParty;
use super::followed;
use super::types::{PartnershipReport, ReportTarget};
use super::words::Words;
use super::xlsx::{Cell, Sheet, percent};

/// A row of cells.
macro_rules! row {
    ($($cell:expr),+ $(,)?) => { vec![$($crate::partnerships::report::xlsx::Cell::from($cell)),+] };
}
pub(super) use row;

/// The sheets in their order.
pub(super) fn of(report: &PartnershipReport, words: Words) -> [Sheet; 8] {
    [
        summary(report, words),
        targets(report, words),
        activities(report, words),
        followed::meetings(report, words),
        followed::attendance(report, words),
        followed::obstacles(report, words),
        followed::follow_ups(report, words),
        followed::evaluations(report, words),
    ]
}

fn summary(report: &PartnershipReport, w: Words) -> Sheet {
    let (p, s) = (&report.partnership, &report.summary);
    let local = w.zone.local(report.printed_at);
    let mut rows = vec![
        row![w.t("Kemitraan", "Partnership"), p.title.as_str()],
        row!["ID", p.id.to_string()],
        row![
            w.t("Koordinator", "Coordinator"),
            p.coordinator.name.as_str()
        ],
        row![
            w.t("Skema", "Scheme"),
            w.label("partnership_scheme", p.scheme.as_str())
        ],
        row![
            w.t("Dasar", "Instrument"),
            w.label("partnership_instrument", p.instrument.as_str())
        ],
        row![
            w.t("Instansi penerbit", "Issuing office"),
            p.authority_office.as_deref()
        ],
        row![w.t("Nomor", "Number"), p.authority_number.as_deref()],
        row![w.t("Tanggal", "Date"), p.authority_signed_on],
        row![w.t("Berlaku sejak", "In force from"), p.effective_from],
        row![w.t("Berlaku sampai", "In force to"), p.effective_to],
        row![
            w.t("Keadaan saat dicetak", "Status when printed"),
            w.label("partnership_status", p.status.as_str())
        ],
        row![w.t("Periode", "Period"), w.period(report.period)],
        row![
            w.t("Hari pertama periode", "First day of the period"),
            report.period_from
        ],
        row![
            w.t("Hari terakhir periode", "Last day of the period"),
            report.period_to
        ],
        row![
            w.t(
                "Umur dan keterlambatan dihitung sampai",
                "Ages and delays are counted to"
            ),
            report.counted_to
        ],
        row![format!("{} ({})", w.t("Dicetak", "Printed"), w.zone), local],
        row![w.t("Target", "Targets"), s.targets],
        row![w.t("Target tercapai", "Targets reached"), s.targets_reached],
        row![
            w.t("Target belum dilaporkan", "Targets not reported"),
            s.targets_unreported
        ],
        row![w.t("Kegiatan", "Activities"), s.activities],
        row![
            w.t("Kegiatan selesai", "Activities completed"),
            s.activities_completed
        ],
        row![w.t("Anggaran (Rp)", "Budget (IDR)"), s.budget_idr],
        row![w.t("Realisasi anggaran (Rp)", "Spent (IDR)"), s.spent_idr],
        vec![
            w.t("Serapan", "Absorbed").into(),
            percent(s.absorbed_percent.as_ref()),
        ],
        row![
            w.t("Rapat direncanakan", "Meetings planned"),
            s.meetings_planned
        ],
        row![w.t("Rapat terlaksana", "Meetings held"), s.meetings_held],
        row![
            w.t("Rapat dibatalkan", "Meetings canceled"),
            s.meetings_canceled
        ],
        row![w.t("Hambatan terbuka", "Obstacles open"), s.obstacles_open],
        row![
            w.t(
                "Hambatan ditutup dalam periode",
                "Obstacles closed in the period"
            ),
            s.obstacles_closed
        ],
        row![
            w.t("Tindak lanjut terbuka", "Follow-ups open"),
            s.follow_ups_open
        ],
        row![
            w.t("Tindak lanjut terlambat", "Follow-ups overdue"),
            s.follow_ups_overdue
        ],
        row![
            w.t(
                "Tindak lanjut selesai dalam periode",
                "Follow-ups done in the period"
            ),
            s.follow_ups_done
        ],
    ];
    rows.extend(
        p.parties
            .iter()
            .map(|party| row![w.t("Pihak", "Party"), told(party, w)]),
    );
    Sheet {
        name: w.t("Ringkasan", "Summary"),
        columns: vec![
            (w.t("Keterangan", "Item"), 44.0),
            (w.t("Nilai", "Value"), 80.0),
        ],
        rows,
    }
}

/// A party in one line.
fn told(party: &ReportParty, w: Words) -> String {
    let mut parts = vec![
        party.name.clone(),
        w.label("party_role", party.role.as_str()),
    ];
    parts.extend(party.document_number.clone());
    parts.extend(party.signatory_office.clone());
    parts.extend(party.signed_on.map(|day| w.day(day)));
    parts.join("; ")
}

fn targets(report: &PartnershipReport, w: Words) -> Sheet {
    Sheet {
        name: w.t("Target", "Targets"),
        columns: vec![
            (w.t("Indikator", "Indicator"), 34.0),
            (w.t("Satuan", "Unit"), 12.0),
            (w.t("Instansi", "Agency"), 24.0),
            (w.t("Wilayah", "Region"), 26.0),
            (w.t("Kegiatan", "Activity"), 12.0),
            (w.t("Nilai awal", "Baseline"), 11.0),
            (w.t("Triwulan", "Quarter"), 10.0),
            (w.t("Target", "Target"), 15.0),
            (w.t("Dilaporkan", "Reported"), 15.0),
            (w.t("Status laporan", "Report"), 16.0),
            (w.t("Revisi", "Revision"), 8.0),
            (w.t("Dihitung", "Computed"), 15.0),
            (w.t("Selisih", "Difference"), 12.0),
            (w.t("Capaian", "Percent"), 11.0),
            (w.t("Ditutup", "Closed"), 9.0),
            (w.t("Dilaporkan saat ditutup", "Reported when closed"), 15.0),
            (w.t("Target tahun berjalan", "Target, year to date"), 15.0),
            (
                w.t("Dilaporkan tahun berjalan", "Reported, year to date"),
                15.0,
            ),
            (w.t("Capaian tahun berjalan", "Percent, year to date"), 15.0),
            ("ID", 38.0),
        ],
        rows: report
            .targets
            .iter()
            .flat_map(|target| quarters(target, w))
            .collect(),
    }
}

/// The rows of a target; the year to date stands in the last one only, so that columns add up.
fn quarters(target: &ReportTarget, w: Words) -> impl Iterator<Item = Vec<Cell>> {
    let last = target.quarters.last().map(|q| q.quarter);
    target.quarters.iter().map(move |q| {
        let year = Some(&target.year_to_date).filter(|_| Some(q.quarter) == last);
        vec![
            w.indicator(target.indicator, target.name.as_deref()).into(),
            w.unit(target.unit).into(),
            target.agency.short_name.as_str().into(),
            target
                .region
                .as_ref()
                .map(|region| region.name.as_str())
                .into(),
            target.activity_code.as_deref().into(),
            target.baseline.into(),
            q.quarter.to_string().into(),
            q.target.into(),
            q.reported.into(),
            q.status
                .map(|status| w.label("realization_status", status.as_str()))
                .into(),
            q.revision.map(i64::from).into(),
            q.computed.into(),
            q.difference.into(),
            percent(q.percent.as_ref()),
            w.t(
                if q.closed { "ya" } else { "tidak" },
                if q.closed { "yes" } else { "no" },
            )
            .into(),
            q.reported_at_closing.into(),
            year.and_then(|sum| sum.target).into(),
            year.and_then(|sum| sum.reported).into(),
            percent(year.and_then(|sum| sum.percent.as_ref())),
            target.id.to_string().into(),
        ]
    })
}

fn activities(report: &PartnershipReport, w: Words) -> Sheet {
    let row = |a: &super::rows::ReportActivity| {
        let support: Vec<&str> = a
            .support
            .iter()
            .map(|one| one.short_name.as_str())
            .collect();
        vec![
            a.code.as_str().into(),
            a.name.as_str().into(),
            a.lead.short_name.as_str().into(),
            support.join("; ").into(),
            a.planned_from.into(),
            a.planned_to.into(),
            a.actual_from.into(),
            a.actual_to.into(),
            w.label("activity_status", a.status.as_str()).into(),
            a.budget_idr.into(),
            a.spent_idr.into(),
            percent(a.absorbed_percent.as_ref()),
            a.batches.into(),
            a.id.to_string().into(),
        ]
    };
    Sheet {
        name: w.t("Kegiatan", "Activities"),
        columns: vec![
            (w.t("Kode", "Code"), 12.0),
            (w.t("Kegiatan", "Activity"), 46.0),
            (w.t("Pelaksana", "Lead"), 24.0),
            (w.t("Pendukung", "Support"), 24.0),
            (w.t("Rencana mulai", "Planned from"), 12.0),
            (w.t("Rencana selesai", "Planned to"), 12.0),
            (w.t("Mulai", "Actual from"), 12.0),
            (w.t("Selesai", "Actual to"), 12.0),
            (w.t("Keadaan", "Status"), 14.0),
            (w.t("Anggaran (Rp)", "Budget (IDR)"), 16.0),
            (w.t("Realisasi (Rp)", "Spent (IDR)"), 16.0),
            (w.t("Serapan", "Absorbed"), 10.0),
            (w.t("Angkatan pelatihan", "Training batches"), 11.0),
            ("ID", 38.0),
        ],
        rows: report.activities.iter().map(row).collect(),
    }
}
