//! Seed 001 as it would have been recorded: DP3A of Kutai Kartanegara with "Dinas Perindustrian dan
//! Perdagangan (Disperindag), Dinas Koperasi dan UKM, serta Dinas Transmigrasi dan Tenaga Kerja
//! (Distransnaker)" in 2024, its three lines of work, two quarters of realizations, and what its
//! meetings ("rutin mengadakan pertemuan untuk memantau perkembangan dan hambatan") brought up.
//!
//! The seed tells no figure, number or day; all of them are made up.

mod monitoring;

use chrono::NaiveDate;
use serde_json::json;

use super::run::{self, Ended, Run, said};
use crate::app::{App, Tx};
use crate::db::Id;
use crate::http::{IfMatch, Problem};
use crate::partnerships::parties::PartyInput;
use crate::partnerships::{
    self, PartnershipStatus, activities, parties, quarters, realizations, targets,
};
use crate::training::placements;

const WOMEN: &str = "dp3a-kukar";
const TRADE: &str = "disperindag-kukar";
const COOPERATIVES: &str = "diskop-kukar";
const LABOR: &str = "distransnaker-kukar";
const PARTIES: [&str; 4] = [WOMEN, TRADE, COOPERATIVES, LABOR];

/// The register of the regency.
const KUKAR: &str = "64.02";

/// Records the partnership; gives its id.
pub fn record(app: &App) -> Result<Id, Problem> {
    run::record(app, |tx| {
        let id = agree(tx)?;
        // Its days have passed: what was planned is entered before it is signed.
        let work = plan(tx, id)?;
        sign(tx, id)?;
        report(tx, id, work)?;
        monitoring::record(tx, id)?;
        Ok(id)
    })
}

/// Three agencies join a fourth.
fn agree(tx: &mut Tx<'_>) -> Result<Id, Problem> {
    tx.who = run::acting(tx, WOMEN)?;
    let terms = said(json!({
        "title": "Sinergi Pemberdayaan Ekonomi Perempuan Kutai Kartanegara 2024",
        "scheme": "internal_opd",
        "instrument": "nota_kesepakatan",
        "objectives": "Perempuan pelaku usaha mandiri secara ekonomi: dipasarkan produknya, dimodali usahanya, dan terbuka peluang kerjanya.",
        "fields": ["pemasaran", "koperasi", "akses_modal", "manajemen_usaha", "tenaga_kerja"],
        "region_codes": [KUKAR],
        "effective_from": "2024-01-02",
        "effective_to": "2024-12-31"
    }))?;
    let id = partnerships::create(tx, terms)?.id;
    for agency in [TRADE, COOPERATIVES, LABOR] {
        let party = said(json!({ "agency": agency, "role": "pelaksana" }))?;
        parties::create(tx, id, party)?;
    }
    Ok(id)
}

/// Each of the four signs.
fn sign(tx: &mut Tx<'_>, id: Id) -> Result<(), Problem> {
    for (n, agency) in PARTIES.into_iter().enumerate() {
        tx.who = run::acting(tx, agency)?;
        let own = partnerships::find(tx.conn, &tx.who, id)
            .and_then(|partnership| partnerships::seat(tx.conn, &tx.who, &partnership))?;
        parties::update(tx, id, own.party, &IfMatch::any(), |before| {
            Ok(PartyInput {
                document_number: Some(format!("180/{}/NK/2024", n + 11)),
                signatory_office: Some("Kepala Dinas".to_owned()),
                signed_on: NaiveDate::from_ymd_opt(2024, 1, 2),
                ..before.clone()
            })
        })?;
    }
    tx.who = run::acting(tx, WOMEN)?;
    for to in [
        PartnershipStatus::UnderReview,
        PartnershipStatus::Agreed,
        PartnershipStatus::Signed,
    ] {
        let step = said(json!({ "to": to }))?;
        partnerships::transition(tx, id, &IfMatch::any(), step)?;
    }
    Ok(())
}

/// The trainings that two of the lines of work consist of.
fn trainings(tx: &mut Tx<'_>) -> Result<(Ended, Ended), Problem> {
    tx.who = run::acting(tx, LABOR)?;
    let labor = run::hold(
        tx,
        Run {
            program: said(json!({
                "title": "Pelatihan tenaga kerja perempuan", "field": "manufaktur", "method": "pelatihan",
                "fiscal_year": 2024, "fund_source": "apbd", "budget_idr": 120_000_000, "spent_idr": 96_000_000
            }))?,
            batch: batch("2024-03-04", 16)?,
            session: session("2024-03-04")?,
            speakers: Vec::new(),
            register: KUKAR,
            participants: 16,
            present: 14,
        },
    )?;
    for enrollment in labor.enrollments.iter().take(6) {
        let job = said(json!({
            "enrollment_id": enrollment, "employer": "Pabrik Contoh Mahakam", "sector": "manufaktur",
            "starts_on": "2024-04-15"
        }))?;
        placements::create(tx, job)?;
    }
    tx.who = run::acting(tx, COOPERATIVES)?;
    let management = run::hold(
        tx,
        Run {
            program: said(json!({
                "title": "Pelatihan manajemen usaha koperasi perempuan", "field": "manajemen_usaha",
                "method": "bimtek", "fiscal_year": 2024, "fund_source": "apbd", "budget_idr": 60_000_000,
                "spent_idr": 55_000_000
            }))?,
            batch: batch("2024-05-13", 25)?,
            session: session("2024-05-13")?,
            speakers: Vec::new(),
            register: KUKAR,
            participants: 25,
            present: 23,
        },
    )?;
    Ok((labor, management))
}

fn batch(day: &str, quota: i32) -> Result<crate::training::batches::BatchInput, Problem> {
    said(json!({
        "region_code": "64.02.06", "quota": quota, "starts_on": day, "ends_on": day,
        "registration_opens_on": day, "registration_closes_on": day
    }))
}

/// 08:00 to 15:00 in Tenggarong (WITA).
fn session(day: &str) -> Result<crate::training::sessions::SessionInput, Problem> {
    said(json!({
        "starts_at": format!("{day}T00:00:00Z"), "ends_at": format!("{day}T07:00:00Z")
    }))
}

/// A line of work as it was planned, and what came of it.
struct Plan {
    name: &'static str,
    lead: &'static str,
    budget_idr: i64,
    spent_idr: i64,
    /// Indicators, what each was to reach in the four quarters, and what was reported of the first two.
    measures: &'static [(&'static str, [i64; 4], [i64; 2])],
}

/// The three lines of work of the seed.
const PLANS: [Plan; 3] = [
    Plan {
        name: "Pameran trade fair serta pasar modern dan digital",
        lead: TRADE,
        budget_idr: 200_000_000,
        spent_idr: 85_000_000,
        measures: &[
            ("pameran_diikuti", [1, 2, 2, 1], [1, 1]),
            ("produk_dipasarkan", [20, 30, 30, 20], [22, 18]),
        ],
    },
    Plan {
        name: "Koperasi perempuan, akses modal, dan pelatihan manajemen usaha",
        lead: COOPERATIVES,
        budget_idr: 150_000_000,
        spent_idr: 72_000_000,
        measures: &[
            ("koperasi_terbentuk", [0, 1, 1, 1], [0, 1]),
            ("akses_modal", [5, 10, 10, 10], [3, 9]),
            ("peserta_dilatih", [0, 25, 25, 0], [0, 25]),
        ],
    },
    Plan {
        name: "Pelatihan tenaga kerja untuk manufaktur, jasa, dan sektor formal",
        lead: LABOR,
        budget_idr: 180_000_000,
        spent_idr: 96_000_000,
        measures: &[
            ("lulusan", [16, 0, 16, 0], [16, 0]),
            ("penempatan_kerja", [0, 8, 0, 8], [0, 6]),
        ],
    },
];

/// A line of work: its activity, who leads it, and what is reported of its targets.
struct Line {
    activity: Id,
    lead: &'static str,
    figures: Vec<(Id, [i64; 2])>,
}

/// The three lines of work and their targets.
fn plan(tx: &mut Tx<'_>, id: Id) -> Result<Vec<Line>, Problem> {
    let (labor, management) = trainings(tx)?;
    let batches = [None, Some(management.batch), Some(labor.batch)];
    tx.who = run::acting(tx, WOMEN)?;
    let mut work = Vec::new();
    for ((n, line), batch) in (1..).zip(&PLANS).zip(batches) {
        let links: Vec<_> = batch
            .into_iter()
            .map(|id| json!({ "resource": "training-batches", "id": id }))
            .collect();
        let activity = said(json!({
            "code": format!("{n}"), "name": line.name, "lead_agency": line.lead,
            "supporting_agencies": [WOMEN], "region_codes": [KUKAR],
            "planned_from": "2024-02-01", "planned_to": "2024-12-20", "actual_from": "2024-02-05",
            "budget_idr": line.budget_idr, "spent_idr": line.spent_idr, "fund_source": "apbd", "links": links
        }))?;
        let activity = activities::create(tx, id, activity)?.id;
        let mut figures = Vec::new();
        for (indicator, [q1, q2, q3, q4], reported) in line.measures {
            let target = said(json!({
                "activity_id": activity, "indicator": indicator, "year": 2024,
                "q1": q1, "q2": q2, "q3": q3, "q4": q4
            }))?;
            figures.push((targets::create(tx, id, target)?.id, *reported));
        }
        work.push(Line {
            activity,
            lead: line.lead,
            figures,
        });
    }
    Ok(work)
}

/// The first two quarters; the first is closed.
fn report(tx: &mut Tx<'_>, id: Id, work: Vec<Line>) -> Result<(), Problem> {
    for line in work {
        tx.who = run::acting(tx, line.lead)?;
        let begin = said(json!({ "to": "running" }))?;
        activities::transition(tx, line.activity, &IfMatch::any(), begin)?;
        for (target, values) in line.figures {
            for (quarter, value) in ["2024-Q1", "2024-Q2"].into_iter().zip(values) {
                reach(tx, target, line.lead, quarter, value)?;
            }
        }
    }
    let close = said(json!({ "quarter": "2024-Q1", "note": "Dibahas pada rapat 1 Mei 2024." }))?;
    quarters::close(tx, id, close)
}

/// A party reports, and the coordinator verifies.
fn reach(
    tx: &mut Tx<'_>,
    target: Id,
    agency: &str,
    quarter: &str,
    value: i64,
) -> Result<(), Problem> {
    tx.who = run::acting(tx, agency)?;
    let figure = said(json!({ "quarter": quarter, "value": value }))?;
    let reported = realizations::create(tx, target, figure)?.row.id;
    tx.who = run::acting(tx, WOMEN)?;
    let verify = said(json!({ "to": "verified" }))?;
    realizations::transition(tx, reported, &IfMatch::any(), verify).map(drop)
}
