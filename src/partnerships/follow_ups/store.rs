//! The queries of follow-ups.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::rules::check;
use super::status::FollowUpStatus;
use super::types::{FollowUp, FollowUpInput};
use crate::app::Tx;
use crate::audit::{changed, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, Problem, Rules, etag};
use crate::partnerships::meetings::{MeetingStatus, store as meetings};
use crate::partnerships::obstacles::{ObstacleRow, store as obstacles};
use crate::partnerships::{PartnershipRow, find as partnership, seat};
use crate::schema::follow_ups;
use crate::text::Text;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "follow-ups";

/// A follow-up as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = follow_ups, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct FollowUpRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The obstacle it is of.
    pub obstacle_id: Option<Id>,
    /// The meeting it is of.
    pub meeting_id: Option<Id>,
    /// What is to be done.
    pub action: String,
    /// The agency that does it.
    pub agency: String,
    office: Option<String>,
    /// When it was given.
    pub assigned_on: NaiveDate,
    /// The last day on which it is in time.
    pub due_on: NaiveDate,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    pub(super) evidence_note: Option<String>,
    pub(super) evidence_url: Option<String>,
    evidence_sha256: Option<String>,
    /// Its state.
    pub status: FollowUpStatus,
    status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What a follow-up is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUpOf {
    /// An obstacle.
    Obstacle(Id),
    /// A meeting.
    Meeting(Id),
}

impl FollowUpRow {
    /// By how many days it is overdue on a day.
    pub fn days_overdue(&self, today: NaiveDate) -> i64 {
        if self.status.is_open() {
            (today - self.due_on).num_days().max(0)
        } else {
            0
        }
    }

    fn input(&self) -> FollowUpInput {
        FollowUpInput {
            action: self.action.clone(),
            agency: self.agency.clone(),
            office: self.office.clone(),
            assigned_on: Some(self.assigned_on),
            due_on: self.due_on,
            evidence_note: self.evidence_note.clone(),
            evidence_url: self.evidence_url.clone(),
            evidence_sha256: self.evidence_sha256.clone(),
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: FollowUpInput) -> Self {
        Self {
            action: input.action,
            agency: input.agency,
            office: input.office,
            assigned_on: input.assigned_on.unwrap_or(self.assigned_on),
            due_on: input.due_on,
            evidence_note: input.evidence_note,
            evidence_url: input.evidence_url,
            evidence_sha256: input.evidence_sha256,
            ..self
        }
    }

    /// What callers see of it on a day.
    pub fn view(&self, today: NaiveDate) -> FollowUp {
        let days_overdue = self.days_overdue(today);
        FollowUp {
            id: self.id,
            partnership_id: self.partnership_id,
            obstacle_id: self.obstacle_id,
            meeting_id: self.meeting_id,
            action: self.action.clone(),
            agency: self.agency.clone(),
            office: self.office.clone(),
            assigned_on: self.assigned_on,
            due_on: self.due_on,
            done_on: self.done_on,
            overdue: days_overdue > 0,
            days_overdue,
            evidence_note: self.evidence_note.clone(),
            evidence_url: self.evidence_url.clone(),
            evidence_sha256: self.evidence_sha256.clone(),
            status: self.status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: self.status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn state(&self) -> Value {
        json!({ "status": self.status, "status_reason": self.status_reason, "done_on": self.done_on })
    }

    fn key(&self) -> (&'static str, Id, i64) {
        (RESOURCE, self.id, self.version)
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

/// A follow-up as callers see it, with its tag: the view changes with the days, and the tag with it.
pub(super) fn shown(partnership: &PartnershipRow, row: &FollowUpRow) -> (String, FollowUp) {
    let view = row.view(partnership.zone().today());
    let late = if view.overdue {
        view.days_overdue.to_string()
    } else {
        String::new()
    };
    (etag(row.version, &late), view)
}

/// One follow-up of a partnership in sight, with its partnership.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<(PartnershipRow, FollowUpRow), Problem> {
    let row: FollowUpRow = on!(conn, |c| follow_ups::table
        .find(id)
        .select(FollowUpRow::as_select())
        .first(c))?;
    Ok((partnership(conn, who, row.partnership_id)?, row))
}

/// Notes follow-ups of an obstacle that keep it from being closed.
pub(in crate::partnerships) fn check_none_open(
    conn: &mut Conn,
    obstacle: Id,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let open: Vec<Id> = on!(conn, |c| follow_ups::table
        .filter(follow_ups::obstacle_id.eq(obstacle))
        .filter(follow_ups::status.eq_any(FollowUpStatus::OPEN))
        .select(follow_ups::id)
        .order(follow_ups::id)
        .load(c))?;
    if !open.is_empty() {
        /// So many are named; more would not be read.
        const NAMED: usize = 10;
        let ids: Vec<String> = open.iter().take(NAMED).map(Id::to_string).collect();
        let (count, ids) = (open.len(), ids.join(", "));
        rules.broken(
            "/to",
            "follow_ups_open",
            Text::owned(
                format!("{count} tindak lanjut belum selesai: {ids}"),
                format!("Follow-ups left to do: {count}: {ids}"),
            ),
        );
    }
    Ok(())
}

/// Gives a follow-up, as a party or as the obstacle's owner.
pub fn create(
    tx: &mut Tx<'_>,
    of: FollowUpOf,
    input: FollowUpInput,
) -> Result<FollowUpRow, Problem> {
    let (partnership, obstacle, meeting) = match of {
        FollowUpOf::Obstacle(id) => {
            let (partnership, obstacle) = obstacles::held(tx, id)?;
            (partnership, Some(obstacle), None)
        }
        FollowUpOf::Meeting(id) => {
            let (partnership, meeting) = meetings::held(tx, id)?;
            (partnership, None, Some(meeting))
        }
    };
    if !owns(obstacle.as_ref(), &tx.who) {
        seat(tx.conn, &tx.who, &partnership)?;
    }
    let input = check(tx, &partnership, input, obstacle.as_ref(), None)?;
    partnership.must_take_reports()?;
    if let Some(obstacle) = obstacle.as_ref().filter(|one| one.status.is_closed()) {
        return Err(obstacles::closed(obstacle.status));
    }
    if let Some(meeting) = &meeting
        && meeting.status == MeetingStatus::Canceled
    {
        return Err(meetings::ended(meeting.status));
    }
    let row = FollowUpRow {
        id: Id::new(),
        partnership_id: partnership.id,
        obstacle_id: obstacle.map(|row| row.id),
        meeting_id: meeting.map(|row| row.id),
        action: String::new(),
        agency: String::new(),
        office: None,
        assigned_on: partnership.zone().today(),
        due_on: input.due_on,
        done_on: None,
        evidence_note: None,
        evidence_url: None,
        evidence_sha256: None,
        status: FollowUpStatus::Open,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(follow_ups::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()))?;
    tx.record(partnership.act("created", row.key(), values), Kind::Created)?;
    Ok(row)
}

/// Changes a follow-up that is left to do by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&FollowUpInput) -> Result<FollowUpInput, Problem>,
) -> Result<(PartnershipRow, FollowUpRow), Problem> {
    let (partnership, obstacle, before) = own(tx, id, if_match)?;
    let was = before.input();
    let given = patch(&was)?;
    let input = check(tx, &partnership, given, obstacle.as_ref(), Some(&before))?;
    if input == was {
        return Ok((partnership, before));
    }
    if !before.status.is_open() {
        let status = before.status;
        return Err(Problem::new(Code::Conflict).detail(
            format!("Tindak lanjut berstatus {status} tidak dapat diubah lagi."),
            format!("A follow-up in {status} cannot be changed any more."),
        ));
    }
    let row = before.next(tx).saying(input);
    replace_row!(tx.conn, follow_ups, &row)?;
    let values = changed(Some(&was), Some(&row.input()))?;
    tx.record(partnership.act("updated", row.key(), values), Kind::Updated)?;
    Ok((partnership, row))
}

/// Moves a follow-up whose move has been found allowed.
pub(super) fn step(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    before: &FollowUpRow,
    (to, reason, done_on): (FollowUpStatus, Option<String>, Option<NaiveDate>),
) -> Result<FollowUpRow, Problem> {
    let row = FollowUpRow {
        status: to,
        status_reason: reason,
        done_on,
        ..before.next(tx)
    };
    replace_row!(tx.conn, follow_ups, &row)?;
    let values = difference(&before.state(), &row.state());
    let act = partnership.act("transitioned", row.key(), values);
    tx.record(act, Kind::Updated)?;
    Ok(row)
}

/// A follow-up of the caller's agency, of its obstacle or of the partnership it coordinates, which is
/// held, at the version the caller read.
pub(super) fn own(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
) -> Result<(PartnershipRow, Option<ObstacleRow>, FollowUpRow), Problem> {
    let (partnership, _) = find(tx.conn, &tx.who, id)?;
    crate::partnerships::hold(tx, partnership.id)?;
    // What was read before the lock may be old.
    let (partnership, row) = find(tx.conn, &tx.who, id)?;
    let obstacle = match row.obstacle_id {
        Some(id) => Some(obstacles::find(tx.conn, &tx.who, id)?.1),
        None => None,
    };
    if row.agency != tx.who.agency && !owns(obstacle.as_ref(), &tx.who) {
        partnership.must_coordinate(&tx.who)?;
    }
    // The days that passed since the caller's reading change nothing that could be lost.
    if_match.check_version(row.version)?;
    Ok((partnership, obstacle, row))
}

/// Whether the caller owns the obstacle, which after an escalation may be no party.
fn owns(obstacle: Option<&ObstacleRow>, who: &Who) -> bool {
    obstacle.is_some_and(|row| row.owner_agency == who.agency)
}
