//! Seed 003 as it would have been recorded: "DKP3A Kaltim bersinergi dengan DP3A Kukar dalam
//! pengembangan para pelaku ekonomi perempuan", chosen with Samarinda for their industry; "eksekusi
//! dan realisasi akan kembali diserahkan kepada masing-masing kabupaten dan kota. Disamping dengan
//! pendampingan dan pantauan langsung dari pihaknya".
//!
//! The seed tells no target, number or day; all of them are made up.

use serde_json::json;

use super::run::{self, said};
use crate::app::{App, Tx};
use crate::db::Id;
use crate::http::{IfMatch, Problem};
use crate::partnerships::{self, PartnershipStatus, activities, parties, realizations, targets};

/// The province that coordinates and monitors.
const PROVINCE: &str = "dkp3a-kaltim";

/// The regencies that execute: agency, register, activity, target and what was reported.
const REGENCIES: [(&str, &str, &str, i64, i64); 2] = [
    (
        "dp3a-kukar",
        "64.02",
        "Desa PRIMA menjadi industri rumahan",
        20,
        14,
    ),
    (
        "dp2pa-samarinda",
        "64.72",
        "Pendampingan UMKM menjadi IKM",
        15,
        15,
    ),
];

/// Records the partnership; gives its id.
pub fn record(app: &App) -> Result<Id, Problem> {
    run::record(app, |tx| {
        let id = agree(tx)?;
        // Its days have passed: what was planned is entered before it is signed.
        let mut targets = Vec::new();
        for regency in REGENCIES {
            targets.push(plan(tx, id, regency)?);
        }
        issue(tx, id)?;
        for (target, (agency, .., reached)) in targets.into_iter().zip(REGENCIES) {
            execute(tx, target, agency, reached)?;
        }
        Ok(id)
    })
}

/// An action plan of the province and two of its regencies.
fn agree(tx: &mut Tx<'_>) -> Result<Id, Problem> {
    tx.who = run::acting(tx, PROVINCE)?;
    let terms = said(json!({
        "title": "Pengembangan pelaku ekonomi perempuan: dari UMKM menjadi IKM",
        "scheme": "prov_kab",
        "instrument": "rencana_aksi",
        "objectives": "UMKM perempuan menjadi IKM dan Desa PRIMA menjadi industri rumahan, agar pendapatan perempuan naik.",
        "fields": ["pendampingan", "manajemen_usaha"],
        "region_codes": ["64.02", "64.72"],
        "effective_from": "2021-06-01",
        "effective_to": "2021-12-31",
        "authority_office": "Kepala DKP3A Provinsi Kalimantan Timur",
        "authority_number": "463/07/RA/2021",
        "authority_signed_on": "2021-06-01"
    }))?;
    let id = partnerships::create(tx, terms)?.id;
    for (agency, ..) in REGENCIES {
        let party = said(json!({ "agency": agency, "role": "pelaksana" }))?;
        parties::create(tx, id, party)?;
    }
    Ok(id)
}

/// The province issues it.
fn issue(tx: &mut Tx<'_>, id: Id) -> Result<(), Problem> {
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

/// A regency plans for itself, and the province sets the target.
fn plan(
    tx: &mut Tx<'_>,
    id: Id,
    (agency, region, name, planned, _): (&str, &str, &str, i64, i64),
) -> Result<Id, Problem> {
    tx.who = run::acting(tx, agency)?;
    let plan = said(json!({
        "code": region, "name": name, "lead_agency": agency, "supporting_agencies": [PROVINCE],
        "region_codes": [region], "planned_from": "2021-06-01", "planned_to": "2021-12-20", "fund_source": "apbd"
    }))?;
    let activity = activities::create(tx, id, plan)?.id;
    tx.who = run::acting(tx, PROVINCE)?;
    let target = said(json!({
        "activity_id": activity, "indicator": "usaha_naik_kelas", "region_code": region, "year": 2021,
        "q3": planned, "q4": planned
    }))?;
    Ok(targets::create(tx, id, target)?.id)
}

/// The regency reports, and the province verifies.
fn execute(tx: &mut Tx<'_>, target: Id, agency: &str, reached: i64) -> Result<(), Problem> {
    tx.who = run::acting(tx, agency)?;
    let figure = said(json!({ "quarter": "2021-Q3", "value": reached }))?;
    let reported = realizations::create(tx, target, figure)?.row.id;
    tx.who = run::acting(tx, PROVINCE)?;
    let verify = said(json!({ "to": "verified" }))?;
    realizations::transition(tx, reported, &IfMatch::any(), verify).map(drop)
}
