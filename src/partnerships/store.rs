//! The queries of partnerships.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::lists::{PartnershipField, PartnershipInstrument, PartnershipScheme};
use super::parties::{self, Party};
use super::sight::{find, hold, in_sight};
use super::signing;
use super::status::{PartnershipStatus, expiring_until};
use super::types::{
    Partnership, PartnershipFilter, PartnershipInput, PartnershipSort, PartnershipTransition,
};
use crate::app::{App, Tx};
use crate::audit::{changed, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, Timestamp, on, replace_row};
use crate::http::{
    Code, IfMatch, List, Page, Position, Problem, Rules, check_move, etag, keyset, known,
};
use crate::reference::Lists;
use crate::schema::{partnership_parties, partnerships};
use crate::text::Text;
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
    fields: Json,
    region_codes: Json,
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
    document_sha256: Option<String>,
    ended_on: Option<NaiveDate>,
    /// Its state as stored; [`Self::shown_status`] is what callers see.
    pub(super) status: PartnershipStatus,
    status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
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

    /// Where it works.
    pub fn regions(&self) -> Result<Vec<String>, Problem> {
        serde_json::from_value(self.region_codes.0.clone()).map_err(Problem::unreadable)
    }

    /// Its tag; the state changes with the days, and the tag with the state.
    pub(super) fn tag(&self) -> String {
        etag(self.version, self.shown_status().as_str())
    }

    fn lines(&self) -> Result<Vec<PartnershipField>, Problem> {
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
    fn view(&self, parties: Vec<Party>) -> Result<Partnership, Problem> {
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

/// One page of the partnerships in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<PartnershipFilter>,
) -> Result<Page<Partnership>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(PartnershipSort::Id);
    let list = format!("partnerships:{sort}");
    let after = query.page.after(app, &list)?;
    let today = Zone::of_region(who.region.as_deref()).today();
    macro_rules! filtered {
        () => {{
            let mut q = partnerships::table.filter(in_sight!(who)).into_boxed();
            if let Some(agency) = &filter.coordinator {
                q = q.filter(partnerships::owner_agency.eq(agency));
            }
            if let Some(agency) = &filter.party {
                let with = partnership_parties::table
                    .filter(partnership_parties::agency.eq(agency))
                    .select(partnership_parties::partnership_id);
                q = q.filter(partnerships::id.eq_any(with));
            }
            if let Some(scheme) = filter.scheme {
                q = q.filter(partnerships::scheme.eq(scheme));
            }
            if let Some(instrument) = filter.instrument {
                q = q.filter(partnerships::instrument.eq(instrument));
            }
            if let Some(status) = filter.status {
                use PartnershipStatus as S;
                let (from, to) = (partnerships::effective_from, partnerships::effective_to);
                let soon = expiring_until(today);
                let stored = match status {
                    S::InForce | S::Expiring | S::Expired => S::Signed,
                    other => other,
                };
                q = q.filter(partnerships::status.eq(stored));
                q = match status {
                    S::Signed => q.filter(from.gt(today)),
                    S::InForce => q.filter(from.le(today).and(to.gt(soon))),
                    S::Expiring => q.filter(from.le(today).and(to.between(today, soon))),
                    S::Expired => q.filter(to.lt(today)),
                    _ => q,
                };
            }
            q
        }};
    }
    let falling = matches!(
        sort,
        PartnershipSort::IdFalling | PartnershipSort::TitleFalling
    );
    let by_title = matches!(sort, PartnershipSort::Title | PartnershipSort::TitleFalling);
    let place = after.map(|place| place.id.parse::<Id>().map(|id| (place.key, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let limit = query.page.limit() + 1;
    let rows: Vec<PartnershipRow> = on!(conn, |c| {
        let q = filtered!().select(PartnershipRow::as_select()).limit(limit);
        if by_title {
            keyset!(q, falling, place, partnerships::title, partnerships::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, partnerships::id, partnerships::id).load(c)
        }
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_title {
            row.title.clone()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    let ids: Vec<Id> = page.items.iter().map(|row| row.id).collect();
    let parties = parties::store::of(conn, &ids)?;
    page.try_map(|row| {
        let own = parties
            .iter()
            .filter(|party| party.partnership_id == row.id);
        row.view(own.map(parties::PartyRow::view).collect())
    })
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
fn next(tx: &Tx<'_>, before: &PartnershipRow) -> PartnershipRow {
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

/// Moves a partnership in its life cycle.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: PartnershipTransition,
) -> Result<PartnershipRow, Problem> {
    use PartnershipStatus as S;
    let before = own(tx, id, if_match)?;
    let from = before.shown_status();
    check_move(from, wanted.to, from.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if matches!(wanted.to, S::EndedEarly | S::Canceled) && reason.is_none() {
        rules.reason_required();
    }
    check_end(&before, wanted.to, wanted.on, &mut rules);
    if wanted.to == S::Signed {
        signing::check(tx.conn, &before, &mut rules)?;
    }
    rules.finish()?;
    let row = step(tx, &before, wanted.to, reason, wanted.on)?;
    if let (S::Signed, Some(continued)) = (wanted.to, row.extension_of) {
        let before = hold(tx, continued)?;
        step(tx, &before, S::Extended, None, None)?;
    }
    Ok(row)
}

/// The last day of what ends early lies within its days.
fn check_end(
    row: &PartnershipRow,
    to: PartnershipStatus,
    on: Option<NaiveDate>,
    rules: &mut Rules,
) {
    match on {
        None if to == PartnershipStatus::EndedEarly => rules.broken(
            "/on",
            "required",
            Text::new("Sebutkan hari terakhirnya.", "Say its last day."),
        ),
        Some(_) if to != PartnershipStatus::EndedEarly => rules.broken(
            "/on",
            "not_applicable",
            Text::new(
                "Hanya untuk status ended_early.",
                "Only for the state ended_early.",
            ),
        ),
        Some(day) if day > row.effective_to => rules.broken(
            "/on",
            "out_of_order",
            Text::new(
                "Hari ini sesudah hari terakhir kemitraan.",
                "This day lies after the partnership's last day.",
            ),
        ),
        _ => rules.not_in_future(on, "/on"),
    }
}

/// Moves a held partnership whose move has been found allowed.
fn step(
    tx: &mut Tx<'_>,
    before: &PartnershipRow,
    to: PartnershipStatus,
    reason: Option<String>,
    on: Option<NaiveDate>,
) -> Result<PartnershipRow, Problem> {
    let row = PartnershipRow {
        status: to,
        status_reason: reason,
        ended_on: on,
        ..next(tx, before)
    };
    replace(tx.conn, &row)?;
    let state = |row: &PartnershipRow| json!({ "status": row.status, "status_reason": row.status_reason, "ended_on": row.ended_on });
    record(
        tx,
        &row,
        "transitioned",
        difference(&state(before), &state(&row)),
    )?;
    Ok(row)
}

fn record(
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

fn replace(conn: &mut Conn, row: &PartnershipRow) -> Result<(), Problem> {
    replace_row!(conn, partnerships, row)
}

/// The rules of a partnership.
fn check(
    tx: &mut Tx<'_>,
    mut input: PartnershipInput,
    own: Option<Id>,
) -> Result<PartnershipInput, Problem> {
    let lists = Lists::current(tx.conn, &tx.app)?;
    let mut rules = Rules::default();
    input.title = rules.text(&input.title, "/title");
    input.objectives = rules.prose(&input.objectives, "/objectives");
    let mut clean =
        |text: Option<String>, pointer: &str| text.map(|text| rules.text(&text, pointer));
    input.authority_office = clean(input.authority_office, "/authority_office");
    input.authority_number = clean(input.authority_number, "/authority_number");
    rules.in_order(input.effective_from, input.effective_to, "/effective_to");
    rules.not_in_future(input.authority_signed_on, "/authority_signed_on");
    rules.no_repeats(&input.fields, "/fields");
    rules.no_repeats(&input.region_codes, "/region_codes");
    let mut flags = Vec::new();
    for (n, code) in input.region_codes.iter().enumerate() {
        let pointer = format!("/region_codes/{n}");
        lists.check_region(code, &pointer, &mut rules, &mut flags);
    }
    if input.document_sha256.is_some() && input.document_url.is_none() {
        rules.broken(
            "/document_url",
            "required",
            Text::new(
                "Sebutkan alamat dokumen yang memiliki SHA-256 ini.",
                "Say where the document of this SHA-256 lies.",
            ),
        );
    }
    if let Some(continued) = input.extension_of {
        check_extension(tx, &input, own, continued, &mut rules)?;
    }
    rules.finish()?;
    Ok(input)
}

/// What is continued is another partnership of the same agency that was signed and ends earlier.
fn check_extension(
    tx: &mut Tx<'_>,
    input: &PartnershipInput,
    own: Option<Id>,
    continued: Id,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let found = known(find(tx.conn, &tx.who, continued))?;
    let fits = found.is_some_and(|row| {
        own != Some(row.id)
            && row.owner_agency == tx.who.agency
            && row.status.takes_reports()
            && row.effective_to < input.effective_to
    });
    if !fits {
        rules.broken(
            "/extension_of",
            "not_extendable",
            Text::new(
                "Yang dilanjutkan haruslah kemitraan lain milik instansi Anda yang sudah ditandatangani dan berakhir lebih awal.",
                "What is continued must be another partnership of your agency that was signed and ends earlier.",
            ),
        );
    }
    Ok(())
}
