//! The queries of activities.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::links::{self, ActivityLink};
use super::rules;
use super::status::ActivityStatus;
use super::types::{Activity, ActivityInput};
use crate::app::Tx;
use crate::audit::changed;
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, Problem, Rules, etag};
use crate::partnerships::{self, PartnershipRow, find as partnership, hold as hold_partnership};
use crate::schema::activities;
use crate::text::Text;
use crate::training::FundSource;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "activities";

/// An activity as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = activities, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct ActivityRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// Its code in the work plan.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The party that leads it.
    pub lead_agency: String,
    supporting_agencies: Json,
    region_codes: Json,
    /// Its first day as planned.
    pub planned_from: NaiveDate,
    /// Its last day as planned.
    pub planned_to: NaiveDate,
    /// The day it began.
    pub actual_from: Option<NaiveDate>,
    /// The day it ended.
    pub actual_to: Option<NaiveDate>,
    /// The budget in rupiah.
    pub budget_idr: Option<i64>,
    /// What was spent, in rupiah.
    pub spent_idr: Option<i64>,
    /// Who pays.
    pub fund_source: Option<FundSource>,
    /// Its state.
    pub status: ActivityStatus,
    pub(super) status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl ActivityRow {
    /// The parties that support it.
    pub fn supporters(&self) -> Result<Vec<String>, Problem> {
        serde_json::from_value(self.supporting_agencies.0.clone()).map_err(Problem::unreadable)
    }

    /// Where it takes place.
    pub fn regions(&self) -> Result<Vec<String>, Problem> {
        serde_json::from_value(self.region_codes.0.clone()).map_err(Problem::unreadable)
    }

    /// What the caller said of it, with the links it has.
    pub(super) fn input(&self, links: Vec<ActivityLink>) -> Result<ActivityInput, Problem> {
        Ok(ActivityInput {
            code: self.code.clone(),
            name: self.name.clone(),
            lead_agency: self.lead_agency.clone(),
            supporting_agencies: self.supporters()?,
            region_codes: self.regions()?,
            planned_from: self.planned_from,
            planned_to: self.planned_to,
            actual_from: self.actual_from,
            actual_to: self.actual_to,
            budget_idr: self.budget_idr,
            spent_idr: self.spent_idr,
            fund_source: self.fund_source,
            links,
        })
    }

    /// This row, saying what `input` says; its links stand in their own table.
    fn saying(self, input: &ActivityInput) -> Self {
        Self {
            code: input.code.clone(),
            name: input.name.clone(),
            lead_agency: input.lead_agency.clone(),
            supporting_agencies: Json(json!(input.supporting_agencies)),
            region_codes: Json(json!(input.region_codes)),
            planned_from: input.planned_from,
            planned_to: input.planned_to,
            actual_from: input.actual_from,
            actual_to: input.actual_to,
            budget_idr: input.budget_idr,
            spent_idr: input.spent_idr,
            fund_source: input.fund_source,
            ..self
        }
    }

    /// What callers see of it.
    pub(super) fn view(&self, links: Vec<ActivityLink>) -> Result<Activity, Problem> {
        Ok(Activity {
            id: self.id,
            partnership_id: self.partnership_id,
            code: self.code.clone(),
            name: self.name.clone(),
            lead_agency: self.lead_agency.clone(),
            supporting_agencies: self.supporters()?,
            region_codes: self.regions()?,
            planned_from: self.planned_from,
            planned_to: self.planned_to,
            actual_from: self.actual_from,
            actual_to: self.actual_to,
            budget_idr: self.budget_idr,
            spent_idr: self.spent_idr,
            fund_source: self.fund_source,
            links,
            status: self.status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: self.status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }

    fn key(&self) -> (&'static str, Id, i64) {
        (RESOURCE, self.id, self.version)
    }

    /// The next version of it.
    pub(super) fn next(&self, tx: &Tx<'_>) -> Self {
        Self {
            version: self.version + 1,
            updated_at: tx.at,
            ..self.clone()
        }
    }
}

/// An activity as callers see it.
pub(super) fn shown(conn: &mut Conn, row: &ActivityRow) -> Result<Activity, Problem> {
    let links = own_links(conn, row.id)?;
    row.view(links)
}

fn own_links(conn: &mut Conn, id: Id) -> Result<Vec<ActivityLink>, Problem> {
    let links = links::of(conn, &[id])?;
    Ok(links.into_iter().map(|(_, link)| link).collect())
}

/// The activities of partnerships that were found in sight, in the order of their ids.
pub fn of(conn: &mut Conn, partnerships: &[Id]) -> Result<Vec<ActivityRow>, Problem> {
    Ok(on!(conn, |c| activities::table
        .filter(activities::partnership_id.eq_any(partnerships))
        .select(ActivityRow::as_select())
        .order(activities::id)
        .load(c))?)
}

fn behind(conn: &mut Conn, id: Id) -> Result<ActivityRow, Problem> {
    Ok(on!(conn, |c| activities::table
        .find(id)
        .select(ActivityRow::as_select())
        .first(c))?)
}

/// One activity of a partnership in sight, with its partnership.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<(PartnershipRow, ActivityRow), Problem> {
    let row = behind(conn, id)?;
    Ok((partnership(conn, who, row.partnership_id)?, row))
}

/// The same, its partnership held until the end of the transaction.
fn hold(tx: &mut Tx<'_>, id: Id) -> Result<(PartnershipRow, ActivityRow), Problem> {
    let seen = behind(tx.conn, id)?;
    let partnership = hold_partnership(tx, seen.partnership_id)?;
    // What was read before the lock may be old.
    Ok((partnership, behind(tx.conn, id)?))
}

/// Checks that an activity named at `/activity_id` is one of this partnership, and gives it.
pub(in crate::partnerships) fn check_known(
    conn: &mut Conn,
    partnership: Id,
    named: Option<Id>,
    rules: &mut Rules,
) -> Result<Option<ActivityRow>, Problem> {
    let Some(id) = named else { return Ok(None) };
    let found: Option<ActivityRow> = on!(conn, |c| activities::table
        .find(id)
        .filter(activities::partnership_id.eq(partnership))
        .select(ActivityRow::as_select())
        .first(c)
        .optional())?;
    if found.is_none() {
        rules.broken(
            "/activity_id",
            "unknown_reference",
            Text::new(
                "Kegiatan ini tidak ada dalam kemitraan.",
                "The partnership has no such activity.",
            ),
        );
    }
    Ok(found)
}

/// Plans an activity: the coordinator for each executing party, such a party for itself.
pub fn create(tx: &mut Tx<'_>, of: Id, input: ActivityInput) -> Result<ActivityRow, Problem> {
    let partnership = hold_partnership(tx, of)?;
    partnerships::seat(tx.conn, &tx.who, &partnership)?;
    if input.lead_agency != tx.who.agency {
        partnership.must_coordinate(&tx.who)?;
    }
    partnership.must_take_plans()?;
    let input = rules::check(tx, &partnership, input, None)?;
    rules::must_be_the_only(tx.conn, of, &input.code, None)?;
    let row = ActivityRow {
        id: Id::new(),
        partnership_id: of,
        code: String::new(),
        name: String::new(),
        lead_agency: String::new(),
        supporting_agencies: Json(Value::Null),
        region_codes: Json(Value::Null),
        planned_from: input.planned_from,
        planned_to: input.planned_to,
        actual_from: None,
        actual_to: None,
        budget_idr: None,
        spent_idr: None,
        fund_source: None,
        status: ActivityStatus::Planned,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(&input);
    on!(tx.conn, |c| diesel::insert_into(activities::table)
        .values(&row)
        .execute(c))?;
    links::replace(tx.conn, row.id, &input.links)?;
    let values = changed(None, Some(&input))?;
    tx.record(partnership.act("created", row.key(), values), Kind::Created)?;
    Ok(row)
}

/// The activity that the caller coordinates or leads, its partnership held, at the version the
/// caller read, with the links it has.
pub(super) fn own(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
) -> Result<(PartnershipRow, ActivityRow, Vec<ActivityLink>), Problem> {
    let (partnership, row) = hold(tx, id)?;
    if row.lead_agency != tx.who.agency {
        partnership.must_coordinate(&tx.who)?;
    }
    if_match.check(&etag(row.version, ""))?;
    let links = own_links(tx.conn, id)?;
    Ok((partnership, row, links))
}

/// Changes an activity by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&ActivityInput) -> Result<ActivityInput, Problem>,
) -> Result<ActivityRow, Problem> {
    let (partnership, before, links) = own(tx, id, if_match)?;
    let was = before.input(links)?;
    let input = rules::check(tx, &partnership, patch(&was)?, Some((&before, &was)))?;
    if input == was {
        return Ok(before);
    }
    if input.lead_agency != was.lead_agency {
        partnership.must_coordinate(&tx.who)?;
    }
    if before.status == ActivityStatus::Canceled {
        return Err(Problem::new(Code::Conflict).detail(
            "Kegiatan ini sudah dibatalkan.",
            "This activity was canceled.",
        ));
    }
    if plan(&was) == plan(&input) {
        partnership.must_take_work()?;
    } else {
        partnership.must_take_plans()?;
    }
    rules::must_be_the_only(tx.conn, before.partnership_id, &input.code, Some(id))?;
    let row = before.next(tx).saying(&input);
    replace(tx.conn, &row)?;
    if input.links != was.links {
        links::replace(tx.conn, id, &input.links)?;
    }
    let values = changed(Some(&was), Some(&input))?;
    tx.record(partnership.act("updated", row.key(), values), Kind::Updated)?;
    Ok(row)
}

/// The part of an activity that was agreed beforehand.
fn plan(input: &ActivityInput) -> ActivityInput {
    ActivityInput {
        actual_from: None,
        actual_to: None,
        spent_idr: None,
        links: Vec::new(),
        ..input.clone()
    }
}

/// Removes an activity that has not begun and that no target or obstacle names.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let (partnership, before, links) = own(tx, id, if_match)?;
    partnership.must_take_plans()?;
    if before.status != ActivityStatus::Planned {
        return Err(Problem::new(Code::Conflict).detail(
            "Hanya kegiatan berstatus planned yang dapat dihapus; batalkan kegiatan yang lain.",
            "Only a planned activity can be deleted; cancel others.",
        ));
    }
    links::replace(tx.conn, id, &[])?;
    on!(tx.conn, |c| diesel::delete(activities::table.find(id))
        .execute(c))?;
    let values = changed(Some(&before.input(links)?), None)?;
    let gone = (RESOURCE, id, before.version + 1);
    tx.record(partnership.act("deleted", gone, values), Kind::Deleted)
}

/// Stores the next version of an activity.
pub(super) fn replace(conn: &mut Conn, row: &ActivityRow) -> Result<(), Problem> {
    replace_row!(conn, activities, row)
}
