//! The queries of meetings.

use diesel::prelude::*;
use serde_json::{Value, json};

use super::attendance::{self, MeetingAttendance, MeetingDelegation};
use super::rules::{check, must_call};
use super::status::MeetingStatus;
use super::types::{Meeting, MeetingInput, MeetingKind};
use crate::app::Tx;
use crate::audit::{changed, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, Problem, Rules, etag};
use crate::partnerships::{PartnershipRow, find as partnership, hold};
use crate::schema::meetings;
use crate::text::Text;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "meetings";

/// A meeting as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = meetings, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct MeetingRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The series it was called in.
    pub series_id: Option<Id>,
    /// What it is for.
    pub kind: MeetingKind,
    /// Its title.
    pub title: Option<String>,
    /// When it begins.
    pub starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    place: Option<String>,
    /// The party that chairs it.
    pub chair_agency: String,
    agenda: Option<String>,
    pub(super) minutes: Option<String>,
    decisions: Json,
    /// Its state.
    pub status: MeetingStatus,
    status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl MeetingRow {
    /// What was decided.
    pub fn decided(&self) -> Result<Vec<String>, Problem> {
        serde_json::from_value(self.decisions.0.clone()).map_err(Problem::unreadable)
    }

    fn input(&self) -> Result<MeetingInput, Problem> {
        Ok(MeetingInput {
            kind: self.kind,
            title: self.title.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            place: self.place.clone(),
            chair_agency: Some(self.chair_agency.clone()),
            agenda: self.agenda.clone(),
            minutes: self.minutes.clone(),
            decisions: self.decided()?,
        })
    }

    /// This row, saying what `input` says.
    fn saying(self, input: MeetingInput) -> Self {
        Self {
            kind: input.kind,
            title: input.title,
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            place: input.place,
            chair_agency: input.chair_agency.unwrap_or(self.chair_agency),
            agenda: input.agenda,
            minutes: input.minutes,
            decisions: Json(json!(input.decisions)),
            ..self
        }
    }

    /// What callers see of it.
    fn view(&self, attendance: Vec<MeetingDelegation>) -> Result<Meeting, Problem> {
        Ok(Meeting {
            id: self.id,
            partnership_id: self.partnership_id,
            series_id: self.series_id,
            kind: self.kind,
            title: self.title.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            place: self.place.clone(),
            chair_agency: self.chair_agency.clone(),
            agenda: self.agenda.clone(),
            minutes: self.minutes.clone(),
            decisions: self.decided()?,
            attendance,
            status: self.status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: self.status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A meeting as callers see it, with its tag.
pub(super) fn shown(conn: &mut Conn, row: &MeetingRow) -> Result<(String, Meeting), Problem> {
    let view = views(conn, std::slice::from_ref(row))?.pop();
    let view = view.ok_or_else(Problem::not_found)?;
    Ok((etag(row.version, ""), view))
}

/// The attendance of a meeting, with the meeting's tag.
pub(super) fn shown_attendance(
    conn: &mut Conn,
    row: &MeetingRow,
) -> Result<(String, MeetingAttendance), Problem> {
    Ok((etag(row.version, ""), attendance::of_one(conn, row.id)?))
}

/// Meetings as callers see them, in the order given.
pub(super) fn views(conn: &mut Conn, rows: &[MeetingRow]) -> Result<Vec<Meeting>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut marks = attendance::of(conn, &ids)?;
    rows.iter()
        .map(|row| row.view(marks.remove(&row.id).unwrap_or_default()))
        .collect()
}

/// One meeting of a partnership in sight, with its partnership.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<(PartnershipRow, MeetingRow), Problem> {
    let row: MeetingRow = on!(conn, |c| meetings::table
        .find(id)
        .select(MeetingRow::as_select())
        .first(c))?;
    Ok((partnership(conn, who, row.partnership_id)?, row))
}

/// The same, its partnership held until the end of the transaction.
pub(in crate::partnerships) fn held(
    tx: &mut Tx<'_>,
    id: Id,
) -> Result<(PartnershipRow, MeetingRow), Problem> {
    let (partnership, _) = find(tx.conn, &tx.who, id)?;
    hold(tx, partnership.id)?;
    // What was read before the lock may be old.
    find(tx.conn, &tx.who, id)
}

/// Checks that a meeting named at `/meeting_id` is one of this partnership.
pub(in crate::partnerships) fn check_known(
    conn: &mut Conn,
    partnership: Id,
    named: Option<Id>,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let Some(id) = named else { return Ok(()) };
    let found: i64 = on!(conn, |c| meetings::table
        .find(id)
        .filter(meetings::partnership_id.eq(partnership))
        .count()
        .get_result(c))?;
    if found == 0 {
        rules.broken(
            "/meeting_id",
            "unknown_reference",
            Text::new(
                "Pertemuan ini tidak ada dalam kemitraan.",
                "The partnership has no such meeting.",
            ),
        );
    }
    Ok(())
}

/// Calls a meeting.
pub fn create(tx: &mut Tx<'_>, of: Id, input: MeetingInput) -> Result<MeetingRow, Problem> {
    let partnership = hold(tx, of)?;
    let input = check(tx, &partnership, input, None, Rules::default())?;
    insert(tx, &partnership, None, input)
}

/// Stores a meeting whose rules were found to be met.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    series_id: Option<Id>,
    input: MeetingInput,
) -> Result<MeetingRow, Problem> {
    let row = MeetingRow {
        id: Id::new(),
        partnership_id: partnership.id,
        series_id,
        kind: input.kind,
        title: None,
        starts_at: input.starts_at,
        ends_at: None,
        place: None,
        chair_agency: partnership.owner_agency.clone(),
        agenda: None,
        minutes: None,
        decisions: Json(Value::Null),
        status: MeetingStatus::Scheduled,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(meetings::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()?))?;
    record(tx, partnership, &row, "created", values)?;
    Ok(row)
}

/// Changes a meeting by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&MeetingInput) -> Result<MeetingInput, Problem>,
) -> Result<MeetingRow, Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    let was = before.input()?;
    let input = check(
        tx,
        &partnership,
        patch(&was)?,
        Some(&before),
        Rules::default(),
    )?;
    if input == was {
        return Ok(before);
    }
    if before.status.is_ended() {
        return Err(ended(before.status));
    }
    let row = next(tx, &before).saying(input);
    replace(tx.conn, &row)?;
    let values = changed(Some(&was), Some(&row.input()?))?;
    record(tx, &partnership, &row, "updated", values)?;
    Ok(row)
}

/// Removes a meeting that was not held, and from which nothing came.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    if before.status != MeetingStatus::Scheduled {
        return Err(Problem::new(Code::Conflict).detail(
            "Hanya pertemuan berstatus scheduled yang dapat dihapus.",
            "Only a scheduled meeting can be deleted.",
        ));
    }
    on!(tx.conn, |c| diesel::delete(meetings::table.find(id))
        .execute(c))?;
    let gone = next(tx, &before);
    let values = changed(Some(&gone.input()?), None)?;
    record(tx, &partnership, &gone, "deleted", values)
}

/// Moves a meeting whose move has been found allowed.
pub(super) fn step(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    before: &MeetingRow,
    to: MeetingStatus,
    reason: Option<String>,
) -> Result<MeetingRow, Problem> {
    let row = MeetingRow {
        status: to,
        status_reason: reason,
        ..next(tx, before)
    };
    replace(tx.conn, &row)?;
    let state =
        |row: &MeetingRow| json!({ "status": row.status, "status_reason": row.status_reason });
    let values = difference(&state(before), &state(&row));
    record(tx, partnership, &row, "transitioned", values)?;
    Ok(row)
}

/// A meeting that the caller coordinates or chairs as a party, its partnership held, at the version
/// the caller read.
pub(super) fn own(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
) -> Result<(PartnershipRow, MeetingRow), Problem> {
    let (partnership, row) = held(tx, id)?;
    must_call(tx, &partnership, &row.chair_agency)?;
    if_match.check(&etag(row.version, ""))?;
    Ok((partnership, row))
}

/// What stands as it is.
pub(in crate::partnerships) fn ended(status: MeetingStatus) -> Problem {
    Problem::new(Code::Conflict).detail(
        format!("Pertemuan berstatus {status} tidak dapat diubah lagi."),
        format!("A meeting in {status} cannot be changed any more."),
    )
}

/// The next version of a row.
pub(super) fn next(tx: &Tx<'_>, before: &MeetingRow) -> MeetingRow {
    MeetingRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    }
}

pub(super) fn replace(conn: &mut Conn, row: &MeetingRow) -> Result<(), Problem> {
    replace_row!(conn, meetings, row)
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    row: &MeetingRow,
    action: &'static str,
    values: Value,
) -> Result<(), Problem> {
    let kind = match action {
        "created" => Kind::Created,
        "deleted" => Kind::Deleted,
        _ => Kind::Updated,
    };
    let key = (RESOURCE, row.id, row.version);
    tx.record(partnership.act(action, key, values), kind)
}
