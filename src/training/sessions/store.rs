//! The queries of sessions.

use diesel::prelude::*;
use serde_json::Value;

use super::rules::check;
use super::types::{Session, SessionInput, SessionSort};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, Page, PageQuery, Position, Problem, etag, keyset};
use crate::schema::{attendance, training_sessions as sessions};
use crate::training::batches::store::{self as batches, BatchRow};

/// The word of the path, in audit and change feed.
const RESOURCE: &str = "training-sessions";

/// The most sessions of one batch.
const MOST: i64 = 1_000;

/// A session as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sessions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct SessionRow {
    /// Its id.
    pub id: Id,
    /// The batch.
    pub batch_id: Id,
    /// Its number within the batch.
    pub number: i32,
    /// What it is about.
    pub topic: Option<String>,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl SessionRow {
    fn input(&self) -> SessionInput {
        SessionInput {
            number: Some(self.number),
            topic: self.topic.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: SessionInput) -> Self {
        Self {
            number: input.number.unwrap_or(self.number),
            topic: input.topic,
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self) -> Session {
        Session {
            id: self.id,
            batch_id: self.batch_id,
            number: self.number,
            topic: self.topic.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn act(&self, batch: &BatchRow, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(batch.area_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}

/// One page of the sessions of a batch.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    batch: Id,
    sort: Option<SessionSort>,
    query: &PageQuery,
) -> Result<Page<Session>, Problem> {
    batches::find(conn, who, batch)?;
    let sort = sort.unwrap_or(SessionSort::StartsAt);
    let list = format!("training-sessions:{batch}:{sort}");
    let place = match query.after(app, &list)? {
        Some(place) => {
            let micros: i64 = place.key.parse().map_err(Problem::internal)?;
            let id: Id = place.id.parse().map_err(Problem::internal)?;
            Some((Timestamp::from_micros(micros), id))
        }
        None => None,
    };
    let falling = sort == SessionSort::StartsAtFalling;
    macro_rules! filtered {
        () => {
            sessions::table
                .filter(sessions::batch_id.eq(batch))
                .into_boxed()
        };
    }
    let rows: Vec<SessionRow> = on!(conn, |c| keyset!(
        filtered!()
            .select(SessionRow::as_select())
            .limit(query.limit() + 1),
        falling,
        place,
        sessions::starts_at,
        sessions::id
    )
    .load(c))?;
    let total = if query.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, query, rows, total, |row| Position {
        key: row.starts_at.micros().to_string(),
        id: row.id.to_string(),
    });
    Ok(page.map(|row| row.view()))
}

/// One session of a batch in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, batch: Id, id: Id) -> Result<SessionRow, Problem> {
    batches::find(conn, who, batch)?;
    Ok(on!(conn, |c| sessions::table
        .find(id)
        .filter(sessions::batch_id.eq(batch))
        .select(SessionRow::as_select())
        .first(c))?)
}

/// All sessions of a batch, earliest first.
pub fn of_batch(conn: &mut Conn, batch: Id) -> Result<Vec<SessionRow>, Problem> {
    Ok(on!(conn, |c| sessions::table
        .filter(sessions::batch_id.eq(batch))
        .order((sessions::starts_at, sessions::id))
        .select(SessionRow::as_select())
        .load(c))?)
}

/// Plans a session.
pub fn create(tx: &mut Tx<'_>, batch: Id, input: SessionInput) -> Result<SessionRow, Problem> {
    let batch = batches::hold(tx, batch)?;
    if batch.status.is_ended() {
        return Err(batches::ended());
    }
    let others = of_batch(tx.conn, batch.id)?;
    let input = check(&batch, &others, input)?;
    if i64::try_from(others.len()).map_err(Problem::internal)? >= MOST {
        return Err(Problem::new(Code::Conflict).detail(
            format!("Satu angkatan paling banyak {MOST} sesi."),
            format!("A batch has at most {MOST} sessions."),
        ));
    }
    let last = others.iter().map(|session| session.number).max();
    let row = SessionRow {
        id: Id::new(),
        batch_id: batch.id,
        number: last.unwrap_or(0) + 1,
        topic: None,
        starts_at: input.starts_at,
        ends_at: input.ends_at,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(sessions::table)
        .values(&row)
        .execute(c))?;
    let values = serde_json::to_value(row.input()).map_err(Problem::internal)?;
    let act = row.act(&batch, "created", Some(difference(&Value::Null, &values)));
    tx.record(act, Kind::Created)?;
    Ok(row)
}

/// Changes a session for which no attendance is recorded.
pub(super) fn update(
    tx: &mut Tx<'_>,
    batch: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&SessionInput) -> Result<SessionInput, Problem>,
) -> Result<SessionRow, Problem> {
    let (batch, before) = own(tx, batch, id, if_match)?;
    let was = before.input();
    let mut others = of_batch(tx.conn, batch.id)?;
    others.retain(|other| other.id != id);
    let input = check(&batch, &others, patch(&was)?)?;
    must_be_open(tx.conn, &batch, id)?;
    let row = SessionRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    }
    .saying(input);
    let is = row.input();
    if is == was {
        return Ok(before);
    }
    replace_row!(tx.conn, sessions, &row)?;
    let values = difference(
        &serde_json::to_value(&was).map_err(Problem::internal)?,
        &serde_json::to_value(&is).map_err(Problem::internal)?,
    );
    tx.record(row.act(&batch, "updated", Some(values)), Kind::Updated)?;
    Ok(row)
}

/// Removes a session for which no attendance is recorded.
pub(super) fn delete(
    tx: &mut Tx<'_>,
    batch: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let (batch, before) = own(tx, batch, id, if_match)?;
    must_be_open(tx.conn, &batch, id)?;
    on!(tx.conn, |c| diesel::delete(sessions::table.find(id))
        .execute(c))?;
    let gone = SessionRow {
        version: before.version + 1,
        ..before
    };
    let was = serde_json::to_value(gone.input()).map_err(Problem::internal)?;
    let values = difference(&was, &Value::Null);
    tx.record(gone.act(&batch, "deleted", Some(values)), Kind::Deleted)
}

/// A session of the caller's own batch, which is held, at the version the caller read.
fn own(
    tx: &mut Tx<'_>,
    batch: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(BatchRow, SessionRow), Problem> {
    find(tx.conn, &tx.who, batch, id)?;
    let batch = batches::hold(tx, batch)?;
    let before = find(tx.conn, &tx.who, batch.id, id)?;
    if_match.check(&etag(before.version, ""))?;
    Ok((batch, before))
}

/// Refuses a change of what has ended or was attended.
fn must_be_open(conn: &mut Conn, batch: &BatchRow, id: Id) -> Result<(), Problem> {
    if batch.status.is_ended() {
        return Err(batches::ended());
    }
    let marks: i64 = on!(conn, |c| attendance::table
        .filter(attendance::session_id.eq(id))
        .count()
        .get_result(c))?;
    if marks > 0 {
        return Err(Problem::new(Code::Conflict).detail(
            "Kehadiran pada sesi ini sudah dicatat.",
            "Attendance is recorded for this session.",
        ));
    }
    Ok(())
}
