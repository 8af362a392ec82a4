//! The queries of obstacles.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::rules::check;
use super::status::ObstacleStatus;
use super::types::{Obstacle, ObstacleCategory, ObstacleFilter, ObstacleInput, ObstacleSeverity};
use crate::app::{App, Tx};
use crate::audit::{changed, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, Page, Problem, etag, page_by_id};
use crate::partnerships::{PartnershipRow, find as partnership, hold, seat};
use crate::schema::obstacles;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "obstacles";

/// An obstacle as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = obstacles, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct ObstacleRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    activity_id: Option<Id>,
    meeting_id: Option<Id>,
    /// What it concerns.
    pub category: ObstacleCategory,
    /// How much it weighs.
    pub severity: ObstacleSeverity,
    /// What it is, in a line.
    pub title: String,
    description: Option<String>,
    root_cause: Option<String>,
    region_code: Option<String>,
    /// The agency that has to remove it.
    pub owner_agency: String,
    raised_by: String,
    /// When it was raised.
    pub raised_on: NaiveDate,
    escalated_by: Option<String>,
    /// When it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Its state.
    pub status: ObstacleStatus,
    status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What a move changes besides the version.
pub(super) struct Step {
    pub(super) status: ObstacleStatus,
    pub(super) reason: Option<String>,
    /// The new owner, where it is escalated.
    pub(super) owner: Option<String>,
    pub(super) closed_on: Option<NaiveDate>,
}

impl ObstacleRow {
    fn input(&self) -> ObstacleInput {
        ObstacleInput {
            category: self.category,
            severity: self.severity,
            title: self.title.clone(),
            description: self.description.clone(),
            root_cause: self.root_cause.clone(),
            owner_agency: Some(self.owner_agency.clone()),
            activity_id: self.activity_id,
            meeting_id: self.meeting_id,
            region_code: self.region_code.clone(),
            raised_on: Some(self.raised_on),
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: ObstacleInput) -> Self {
        Self {
            category: input.category,
            severity: input.severity,
            title: input.title,
            description: input.description,
            root_cause: input.root_cause,
            owner_agency: input.owner_agency.unwrap_or(self.owner_agency),
            activity_id: input.activity_id,
            meeting_id: input.meeting_id,
            region_code: input.region_code,
            raised_on: input.raised_on.unwrap_or(self.raised_on),
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self) -> Obstacle {
        Obstacle {
            id: self.id,
            partnership_id: self.partnership_id,
            activity_id: self.activity_id,
            meeting_id: self.meeting_id,
            category: self.category,
            severity: self.severity,
            title: self.title.clone(),
            description: self.description.clone(),
            root_cause: self.root_cause.clone(),
            region_code: self.region_code.clone(),
            owner_agency: self.owner_agency.clone(),
            raised_by: self.raised_by.clone(),
            raised_on: self.raised_on,
            escalated_by: self.escalated_by.clone(),
            closed_on: self.closed_on,
            status: self.status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: self.status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn state(&self) -> Value {
        json!({
            "status": self.status, "status_reason": self.status_reason, "owner_agency": self.owner_agency,
            "escalated_by": self.escalated_by, "closed_on": self.closed_on
        })
    }

    /// The next version of it.
    fn next(&self, tx: &Tx<'_>) -> Self {
        Self {
            version: self.version + 1,
            updated_at: tx.at,
            ..self.clone()
        }
    }
}

/// One page of the obstacles of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    of: Id,
    query: &List<ObstacleFilter>,
) -> Result<Page<Obstacle>, Problem> {
    partnership(conn, who, of)?;
    let filter = &query.filter;
    let list = format!("obstacles:{of}");
    macro_rules! filtered {
        () => {{
            let mut q = obstacles::table
                .filter(obstacles::partnership_id.eq(of))
                .into_boxed();
            if let Some(status) = filter.status {
                q = q.filter(obstacles::status.eq(status));
            }
            q = match filter.open {
                Some(true) => q.filter(obstacles::status.ne_all(ObstacleStatus::CLOSED)),
                Some(false) => q.filter(obstacles::status.eq_any(ObstacleStatus::CLOSED)),
                None => q,
            };
            if let Some(category) = filter.category {
                q = q.filter(obstacles::category.eq(category));
            }
            if let Some(severity) = filter.severity {
                q = q.filter(obstacles::severity.eq(severity));
            }
            if let Some(agency) = &filter.owner_agency {
                q = q.filter(obstacles::owner_agency.eq(agency));
            }
            if let Some(activity) = filter.activity_id {
                q = q.filter(obstacles::activity_id.eq(activity));
            }
            if let Some(meeting) = filter.meeting_id {
                q = q.filter(obstacles::meeting_id.eq(meeting));
            }
            q
        }};
    }
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        obstacles,
        ObstacleRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// One obstacle of a partnership in sight, with its partnership.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<(PartnershipRow, ObstacleRow), Problem> {
    let row: ObstacleRow = on!(conn, |c| obstacles::table
        .find(id)
        .select(ObstacleRow::as_select())
        .first(c))?;
    Ok((partnership(conn, who, row.partnership_id)?, row))
}

/// Raises an obstacle.
pub fn create(tx: &mut Tx<'_>, of: Id, input: ObstacleInput) -> Result<ObstacleRow, Problem> {
    let partnership = hold(tx, of)?;
    seat(tx.conn, &tx.who, &partnership)?;
    partnership.must_take_reports()?;
    let input = check(tx, &partnership, input, None)?;
    let row = ObstacleRow {
        id: Id::new(),
        partnership_id: partnership.id,
        activity_id: None,
        meeting_id: None,
        category: input.category,
        severity: input.severity,
        title: String::new(),
        description: None,
        root_cause: None,
        region_code: None,
        owner_agency: tx.who.agency.clone(),
        raised_by: tx.who.agency.clone(),
        raised_on: partnership.zone().today(),
        escalated_by: None,
        closed_on: None,
        status: ObstacleStatus::Open,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(obstacles::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()))?;
    let key = (RESOURCE, row.id, row.version);
    tx.record(partnership.act("created", key, values), Kind::Created)?;
    Ok(row)
}

/// Changes an obstacle that is not closed by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&ObstacleInput) -> Result<ObstacleInput, Problem>,
) -> Result<ObstacleRow, Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    let was = before.input();
    let input = check(tx, &partnership, patch(&was)?, Some(&before))?;
    if input == was {
        return Ok(before);
    }
    if before.status.is_closed() {
        return Err(closed(before.status));
    }
    let row = before.next(tx).saying(input);
    replace_row!(tx.conn, obstacles, &row)?;
    let values = changed(Some(&was), Some(&row.input()))?;
    let key = (RESOURCE, row.id, row.version);
    tx.record(partnership.act("updated", key, values), Kind::Updated)?;
    Ok(row)
}

/// Moves an obstacle whose move has been found allowed.
pub(super) fn step(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    before: &ObstacleRow,
    step: Step,
) -> Result<ObstacleRow, Problem> {
    let mut row = ObstacleRow {
        status: step.status,
        status_reason: step.reason,
        closed_on: step.closed_on,
        ..before.next(tx)
    };
    if let Some(owner) = step.owner {
        row.escalated_by = Some(std::mem::replace(&mut row.owner_agency, owner));
    }
    replace_row!(tx.conn, obstacles, &row)?;
    let values = difference(&before.state(), &row.state());
    let key = (RESOURCE, row.id, row.version);
    tx.record(partnership.act("transitioned", key, values), Kind::Updated)?;
    Ok(row)
}

/// An obstacle that the caller owns or coordinates, its partnership held, at the version the caller
/// read.
pub(super) fn own(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
) -> Result<(PartnershipRow, ObstacleRow), Problem> {
    let (partnership, row) = held(tx, id)?;
    if row.owner_agency != tx.who.agency {
        partnership.must_coordinate(&tx.who)?;
    }
    if_match.check(&etag(row.version, ""))?;
    Ok((partnership, row))
}

/// An obstacle in sight, its partnership held.
pub(in crate::partnerships) fn held(
    tx: &mut Tx<'_>,
    id: Id,
) -> Result<(PartnershipRow, ObstacleRow), Problem> {
    let (partnership, _) = find(tx.conn, &tx.who, id)?;
    hold(tx, partnership.id)?;
    // What was read before the lock may be old.
    find(tx.conn, &tx.who, id)
}

/// What is closed stands as it is.
pub(in crate::partnerships) fn closed(status: ObstacleStatus) -> Problem {
    Problem::new(Code::Conflict).detail(
        format!("Hambatan berstatus {status} tidak dapat diubah lagi."),
        format!("An obstacle in {status} cannot be changed any more."),
    )
}
