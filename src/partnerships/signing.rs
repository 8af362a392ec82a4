//! What must stand in a partnership before it is signed.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::lists::PartnershipScheme;
use super::parties::{self, PartyRow};
use super::sight::{check_party, seats};
use super::store::PartnershipRow;
use super::{activities, targets};
use crate::auth::Level;
use crate::db::{Conn, on};
use crate::http::{Problem, Rules};
use crate::schema::agencies;
use crate::text::Text;

/// The fewest parties of an agreement.
const FEWEST: usize = 2;

/// What decides the scheme: an agency's level and region.
#[derive(Clone, Debug)]
struct Government {
    level: Level,
    region: Option<String>,
}

/// Notes everything that keeps a partnership from being signed, and of whom it is missing.
pub(super) fn check(
    conn: &mut Conn,
    row: &PartnershipRow,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let parties = parties::store::of(conn, &[row.id])?;
    if parties.len() < FEWEST {
        rules.broken(
            "/parties",
            "too_few_parties",
            Text::new(
                "Paling sedikit dua pihak diperlukan sebelum penandatanganan.",
                "At least two parties must stand in it before it is signed.",
            ),
        );
    }
    if row.instrument.is_issued() {
        issued(row, rules);
    } else {
        for (n, party) in parties.iter().enumerate() {
            signed(n, party, &name(conn, party)?, rules);
        }
    }
    scheme(row.scheme, &parties, &governments(conn, &parties)?, rules);
    plans(conn, row, rules)
}

/// What was planned while parties and days still changed fits those that are signed.
fn plans(conn: &mut Conn, row: &PartnershipRow, rules: &mut Rules) -> Result<(), Problem> {
    let seats = seats(conn, row)?;
    for activity in activities::of(conn, &[row.id])? {
        let at = |field: &str| format!("/activities/{}/{field}", activity.id);
        check_party(
            &seats,
            &activity.lead_agency,
            true,
            &at("lead_agency"),
            rules,
        );
        if activity.planned_from < row.effective_from || activity.planned_to > row.effective_to {
            rules.broken(
                at("planned_to"),
                "outside_partnership",
                Text::owned(
                    format!("Kegiatan {} di luar masa kemitraan.", activity.code),
                    format!(
                        "Activity {} lies outside the partnership's days.",
                        activity.code
                    ),
                ),
            );
        }
    }
    for target in targets::of(conn, &[row.id])? {
        let pointer = format!("/targets/{}/agency", target.id);
        check_party(&seats, &target.agency, true, &pointer, rules);
    }
    Ok(())
}

/// One authority's office, number and date.
fn issued(row: &PartnershipRow, rules: &mut Rules) {
    let mut needed = |given: bool, field: &str, id: &'static str, en: &'static str| {
        if !given {
            rules.broken(
                format!("/{field}"),
                "required_for_signing",
                Text::new(id, en),
            );
        }
    };
    needed(
        row.authority_office.is_some(),
        "authority_office",
        "Sebutkan pejabat yang menetapkan.",
        "Say which office issues it.",
    );
    needed(
        row.authority_number.is_some(),
        "authority_number",
        "Sebutkan nomor penetapannya.",
        "Give its number at the issuing office.",
    );
    needed(
        row.authority_signed_on.is_some(),
        "authority_signed_on",
        "Sebutkan tanggal penetapannya.",
        "Give the date on which it was issued.",
    );
}

/// A party's own number, office and date.
fn signed(n: usize, party: &PartyRow, name: &str, rules: &mut Rules) {
    let mut needed = |given: bool, field: &str, id: &str, en: &str| {
        if !given {
            rules.broken(
                format!("/parties/{n}/{field}"),
                "required_for_signing",
                Text::owned(
                    format!("{id} {name} belum ada."),
                    format!("{en} of {name} is missing."),
                ),
            );
        }
    };
    needed(
        party.document_number.is_some(),
        "document_number",
        "Nomor dokumen",
        "The document number",
    );
    needed(
        party.signatory_office.is_some(),
        "signatory_office",
        "Jabatan penanda tangan",
        "The signatory's office",
    );
    needed(
        party.signed_on.is_some(),
        "signed_on",
        "Tanggal tanda tangan",
        "The date of signature",
    );
}

/// A party as the problem names it: an agency's code or an organization's name.
fn name(conn: &mut Conn, party: &PartyRow) -> Result<String, Problem> {
    Ok(match (&party.agency, party.organization_id) {
        (Some(agency), _) => agency.clone(),
        (None, Some(id)) => crate::reference::organizations::find(conn, id)?.name,
        (None, None) => party.id.to_string(),
    })
}

fn governments(conn: &mut Conn, parties: &[PartyRow]) -> Result<Vec<Government>, Problem> {
    let codes: Vec<&String> = parties
        .iter()
        .filter_map(|party| party.agency.as_ref())
        .collect();
    let rows: Vec<(Level, Option<String>)> = on!(conn, |c| agencies::table
        .filter(agencies::code.eq_any(codes))
        .select((agencies::level, agencies::region_code))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(level, region)| Government { level, region })
        .collect())
}

/// The parties that a scheme is made of.
fn scheme(
    scheme: PartnershipScheme,
    parties: &[PartyRow],
    agencies: &[Government],
    rules: &mut Rules,
) {
    use PartnershipScheme as P;
    let regions: BTreeSet<_> = agencies.iter().map(|one| &one.region).collect();
    let organization = parties.iter().any(|party| party.organization_id.is_some());
    let has = |level: fn(Level) -> bool| agencies.iter().any(|one| level(one.level));
    let (fits, id, en) = match scheme {
        P::InternalOpd => (
            regions.len() == 1,
            "internal_opd: semua instansi berasal dari satu pemerintah daerah.",
            "internal_opd: all agencies belong to one government.",
        ),
        P::Ksdd => (
            regions.len() >= FEWEST,
            "ksdd: instansi paling sedikit dua daerah.",
            "ksdd: agencies of at least two regions.",
        ),
        P::Ksdpk | P::Ksdpl | P::Ksdll => (
            organization && !agencies.is_empty(),
            "ksdpk, ksdpl, dan ksdll: paling sedikit satu instansi dan satu organisasi.",
            "ksdpk, ksdpl and ksdll: at least one agency and one organization.",
        ),
        P::SinergiPusat => (
            has(|level| level == Level::Nasional) && has(|level| level != Level::Nasional),
            "sinergi_pusat: satu instansi pusat dan satu instansi daerah.",
            "sinergi_pusat: an agency of the central government and one of a region.",
        ),
        P::ProvKab => (
            has(|level| level == Level::Provinsi) && has(Level::is_local),
            "prov_kab: satu instansi provinsi dan satu instansi kabupaten/kota.",
            "prov_kab: an agency of a province and one of a regency.",
        ),
    };
    if !fits {
        rules.broken("/parties", "scheme_parties", Text::new(id, en));
    }
}
