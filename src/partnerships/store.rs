//! The queries of partnerships.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::lists::{PartnershipField, PartnershipInstrument, PartnershipScheme};
use super::parties::{self, Party};
use super::rules::check;
use super::sight::hold;
use super::status::PartnershipStatus;
use super::types::{Partnership, PartnershipInput};
use crate::app::Tx;
use crate::audit::changed;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, Problem, etag};
use crate::schema::partnerships;
use crate::values::zone::Zone;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "partnerships";

/// A partnership as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = partnerships, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct PartnershipRow {
    /// Its id.
    pub id: Id,
    /// Where it lies.
    pub area_code: String,
    /// The agency that coordinates it.
    pub owner_agency: String,
    /// Its title.
    pub title: String,
    /// Between whom it stands.
    pub scheme: PartnershipScheme,
    /// The paper it rests on.
    pub instrument: PartnershipInstrument,
    /// What it is for.
    pub objectives: String,
    pub(super) fields: Json,
    pub(super) region_codes: Json,
    /// Its first day.
    pub effective_from: NaiveDate,
    /// Its last day.
    pub effective_to: NaiveDate,
    /// The partnership it continues.
    pub extension_of: Option<Id>,
    /// The office that issued it.
    pub authority_office: Option<String>,
    /// Its number at the issuing office.
    pub authority_number: Option<String>,
    /// When the issuing office signed it.
    pub authority_signed_on: Option<NaiveDate>,
    /// Where the signed document lies.
    pub document_url: Option<String>,
    pub(super) document_sha256: Option<String>,
    pub(super) ended_on: Option<NaiveDate>,
    /// Its state as stored; [`Self::shown_status`] is what callers see.
    pub(super) status: PartnershipStatus,
    pub(super) status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

impl PartnershipRow {
    /// The time zone of its coordinator.
    pub fn zone(&self) -> Zone {
        zone_of(&self.area_code)
    }

    /// Its state today.
    pub fn shown_status(&self) -> PartnershipStatus {
        let today = self.zone().today();
        self.status
            .shown(self.effective_from, self.effective_to, today)
    }

    /// Its last day: that of its terms, or the one on which it was ended early.
    pub fn last_day(&self) -> NaiveDate {
        self.ended_on.unwrap_or(self.effective_to)
    }

    /// Where it works.
    pub fn regions(&self) -> Result<Vec<String>, Problem> {
        serde_json::from_value(self.region_codes.0.clone()).map_err(Problem::unreadable)
    }

    /// Its tag; the state changes with the days, and the tag with the state.
    pub(super) fn tag(&self) -> String {
        etag(self.version, self.shown_status().as_str())
    }

    pub(super) fn lines(&self) -> Result<Vec<PartnershipField>, Problem> {
        serde_json::from_value(self.fields.0.clone()).map_err(Problem::unreadable)
    }

    fn input(&self) -> Result<PartnershipInput, Problem> {
        Ok(PartnershipInput {
            title: self.title.clone(),
            scheme: self.scheme,
            instrument: self.instrument,
            objectives: self.objectives.clone(),
            fields: self.lines()?,
            region_codes: self.regions()?,
            effective_from: self.effective_from,
            effective_to: self.effective_to,
            extension_of: self.extension_of,
            authority_office: self.authority_office.clone(),
            authority_number: self.authority_number.clone(),
            authority_signed_on: self.authority_signed_on,
            document_url: self.document_url.clone(),
            document_sha256: self.document_sha256.clone(),
        })
    }

    /// This row, saying what `input` says.
    fn saying(self, input: PartnershipInput) -> Self {
        Self {
            title: input.title,
            scheme: input.scheme,
            instrument: input.instrument,
            objectives: input.objectives,
            fields: Json(json!(input.fields)),
            region_codes: Json(json!(input.region_codes)),
            effective_from: input.effective_from,
            effective_to: input.effective_to,
            extension_of: input.extension_of,
            authority_office: input.authority_office,
            authority_number: input.authority_number,
            authority_signed_on: input.authority_signed_on,
            document_url: input.document_url,
            document_sha256: input.document_sha256,
            ..self
        }
    }

    /// What callers see of it.
    pub(super) fn view(&self, parties: Vec<Party>) -> Result<Partnership, Problem> {
        let status = self.shown_status();
        Ok(Partnership {
            id: self.id,
            coordinator: self.owner_agency.clone(),
            title: self.title.clone(),
            scheme: self.scheme,
            instrument: self.instrument,
            objectives: self.objectives.clone(),
            fields: self.lines()?,
            region_codes: self.regions()?,
            effective_from: self.effective_from,
            effective_to: self.effective_to,
            extension_of: self.extension_of,
            authority_office: self.authority_office.clone(),
            authority_number: self.authority_number.clone(),
            authority_signed_on: self.authority_signed_on,
            document_url: self.document_url.clone(),
            document_sha256: self.document_sha256.clone(),
            parties,
            status,
            status_reason: self.status_reason.clone(),
            ended_on: self.ended_on,
            allowed_transitions: status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// The time zone of an area.
fn zone_of(area: &str) -> Zone {
    Zone::of_region((area != "00").then_some(area))
}

/// A partnership as callers see it, with its tag.
pub(super) fn shown(
    conn: &mut Conn,
    row: &PartnershipRow,
) -> Result<(String, Partnership), Problem> {
    let parties = parties::store::of(conn, &[row.id])?;
    let parties = parties.iter().map(parties::PartyRow::view).collect();
    Ok((row.tag(), row.view(parties)?))
}

/// Enters a partnership; the caller's agency is its coordinator and first party.
pub fn create(tx: &mut Tx<'_>, input: PartnershipInput) -> Result<PartnershipRow, Problem> {
    let area = tx.who.area()?;
    let input = check(tx, input, None)?;
    let row = PartnershipRow {
        id: Id::new(),
        area_code: area,
        owner_agency: tx.who.agency.clone(),
        title: String::new(),
        scheme: input.scheme,
        instrument: input.instrument,
        objectives: String::new(),
        fields: Json(Value::Null),
        region_codes: Json(Value::Null),
        effective_from: input.effective_from,
        effective_to: input.effective_to,
        extension_of: None,
        authority_office: None,
        authority_number: None,
        authority_signed_on: None,
        document_url: None,
        document_sha256: None,
        ended_on: None,
        status: PartnershipStatus::Draft,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(partnerships::table)
        .values(&row)
        .execute(c))?;
    record(tx, &row, "created", changed(None, Some(&row.input()?))?)?;
    parties::store::seat_coordinator(tx, &row)?;
    Ok(row)
}

/// Changes a partnership by a merge patch; once it is signed only where its document lies.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&PartnershipInput) -> Result<PartnershipInput, Problem>,
) -> Result<PartnershipRow, Problem> {
    let before = own(tx, id, if_match)?;
    let was = before.input()?;
    let input = check(tx, patch(&was)?, Some(id))?;
    if input == was {
        return Ok(before);
    }
    if !before.status.is_open() {
        let terms = PartnershipInput {
            document_url: was.document_url.clone(),
            document_sha256: was.document_sha256.clone(),
            ..input.clone()
        };
        if terms != was || before.status == PartnershipStatus::Canceled {
            return Err(stands());
        }
    }
    let row = next(tx, &before).saying(input.clone());
    replace(tx.conn, &row)?;
    record(tx, &row, "updated", changed(Some(&was), Some(&input))?)?;
    Ok(row)
}

/// What was signed is changed by another partnership that continues it.
pub(super) fn stands() -> Problem {
    Problem::new(Code::Conflict).detail(
        "Kemitraan ini sudah ditandatangani atau dibatalkan; isinya tidak berubah lagi. Buat kemitraan baru dengan extension_of.",
        "This partnership is signed or canceled; its terms stand. Enter another with extension_of.",
    )
}

/// The partnership of the caller, held, at the version the caller read.
pub(super) fn own(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<PartnershipRow, Problem> {
    let row = hold(tx, id)?;
    row.must_coordinate(&tx.who)?;
    if_match.check_version(row.version)?;
    Ok(row)
}

/// The next version of a row.
pub(super) fn next(tx: &Tx<'_>, before: &PartnershipRow) -> PartnershipRow {
    PartnershipRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    }
}

/// Raises the version of a held partnership whose parties changed: they are part of what is read.
pub(super) fn touch(tx: &mut Tx<'_>, before: &PartnershipRow) -> Result<(), Problem> {
    let row = next(tx, before);
    replace(tx.conn, &row)?;
    record(tx, &row, "updated", json!({}))
}

/// Removes a partnership in draft for which nothing is planned.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let before = own(tx, id, if_match)?;
    if before.status != PartnershipStatus::Draft {
        return Err(Problem::new(Code::Conflict).detail(
            "Hanya kemitraan berstatus draft yang dapat dihapus; batalkan kemitraan yang lain.",
            "Only a partnership in draft can be deleted; cancel others.",
        ));
    }
    parties::store::remove_all(tx, &before)?;
    on!(tx.conn, |c| diesel::delete(partnerships::table.find(id))
        .execute(c))?;
    let gone = next(tx, &before);
    let values = changed(Some(&gone.input()?), None)?;
    let act = gone.act("deleted", (RESOURCE, id, gone.version), values);
    tx.record(act, Kind::Deleted)
}

/// Records an act on a partnership that stays.
pub(super) fn record(
    tx: &mut Tx<'_>,
    row: &PartnershipRow,
    action: &'static str,
    values: Value,
) -> Result<(), Problem> {
    let kind = if action == "created" {
        Kind::Created
    } else {
        Kind::Updated
    };
    tx.record(
        row.act(action, (RESOURCE, row.id, row.version), values),
        kind,
    )
}

pub(super) fn replace(conn: &mut Conn, row: &PartnershipRow) -> Result<(), Problem> {
    replace_row!(conn, partnerships, row)
}
