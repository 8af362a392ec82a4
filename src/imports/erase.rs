//! Erases what is kept for a job only, and what was kept long enough.
//!
//! A file of a hundred thousand rows leaves hundreds of thousands of digests behind. They go in
//! slices, each in a transaction of its own, so that others write in between. A slice is sized by
//! the time the last one took; whatever a kill leaves is found by the next [`sweep`].

use diesel::dsl::exists;
use diesel::prelude::*;

use super::hold;
use super::pace::Pace;
use super::status::ImportStatus;
use super::store;
use crate::app::App;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{Problem, erase_expired};
use crate::schema::{import_chunks, import_refusals, import_seen, imports};

/// How long an upload may pause before it counts as broken off.
const UPLOAD_SECONDS: i64 = 3600;

/// Deletes slices of `pace` rows until one was not full.
fn in_slices(
    app: &App,
    mut pace: Pace,
    slice: impl Fn(&mut Conn, usize) -> Result<usize, Problem> + Clone + Send + 'static,
) -> Result<(), Problem> {
    loop {
        let (rows, slice) = (pace.rows(), slice.clone());
        let (done, held) = hold::write(app, move |conn| slice(conn, rows));
        if done? < rows {
            return Ok(());
        }
        pace.held(rows, held);
    }
}

/// Deletes the first rows of one job in a table, in the order of their key.
macro_rules! first_rows {
    ($conn:expr, $rows:expr, $id:expr, $table:ident, $key:ident: $kind:ty) => {{
        let last = i64::try_from($rows).unwrap_or(i64::MAX) - 1;
        Ok(on!($conn, |c| {
            let last: Option<$kind> = $table::table
                .filter($table::import_id.eq($id))
                .select($table::$key)
                .order($table::$key)
                .offset(last)
                .first(c)
                .optional()?;
            match last {
                Some(last) => diesel::delete(
                    $table::table
                        .filter($table::import_id.eq($id))
                        .filter($table::$key.le(last)),
                )
                .execute(c),
                None => diesel::delete($table::table.filter($table::import_id.eq($id))).execute(c),
            }
        })?)
    }};
}

fn chunks(app: &App, id: Id) -> Result<(), Problem> {
    // A quarter of a megabyte each.
    in_slices(
        app,
        Pace::new(4, 64),
        move |conn, rows| first_rows!(conn, rows, id, import_chunks, n: i32),
    )
}

/// Erases the digests of a file's rows.
pub fn seen(app: &App, id: Id) -> Result<(), Problem> {
    in_slices(
        app,
        Pace::new(500, 10_000),
        move |conn, rows| first_rows!(conn, rows, id, import_seen, key: Vec<u8>),
    )
}

/// Erases what is said about the rows of a job.
pub fn refusals(app: &App, id: Id) -> Result<(), Problem> {
    in_slices(
        app,
        Pace::new(500, 10_000),
        move |conn, rows| first_rows!(conn, rows, id, import_refusals, n: i64),
    )
}

/// Erases the file of a job and the digests of its rows, if the job has ended.
pub fn ended(app: &App, id: Id) -> Result<(), Problem> {
    let row = app.db().read_now(|conn| store::load(conn, id))?;
    if row.status.has_ended() {
        chunks(app, id)?;
        seen(app, id)?;
    }
    Ok(())
}

/// Removes an upload that never became a job.
pub fn upload(app: &App, id: Id) -> Result<(), Problem> {
    app.db().write_now(move |conn| -> Result<(), Problem> {
        on!(conn, |c| diesel::update(
            imports::table.find(id).filter(imports::file_sha256.eq(""))
        )
        .set(imports::status.eq(ImportStatus::Canceled))
        .execute(c))?;
        Ok(())
    })?;
    broken_off(app, id)
}

/// Removes an upload that nothing is added to any more.
fn broken_off(app: &App, id: Id) -> Result<(), Problem> {
    chunks(app, id)?;
    app.db().write_now(move |conn| -> Result<(), Problem> {
        on!(conn, |c| diesel::delete(
            imports::table
                .find(id)
                .filter(imports::file_sha256.eq(""))
                .filter(imports::status.eq(ImportStatus::Canceled))
        )
        .execute(c))?;
        Ok(())
    })
}

/// Erases uploads that broke off, what ended jobs left behind, refused rows whose time is over, and
/// kept answers.
pub fn sweep(app: &App, now: Timestamp) -> Result<(), Problem> {
    let stale = now.plus_seconds(-UPLOAD_SECONDS);
    let broken: Vec<Id> = app.db().write_now(move |conn| -> Result<_, Problem> {
        on!(conn, |c| diesel::update(
            imports::table
                .filter(imports::file_sha256.eq(""))
                .filter(imports::status.ne(ImportStatus::Canceled))
                .filter(imports::updated_at.lt(stale))
        )
        .set(imports::status.eq(ImportStatus::Canceled))
        .execute(c))?;
        Ok(on!(conn, |c| imports::table
            .filter(imports::file_sha256.eq(""))
            .filter(imports::status.eq(ImportStatus::Canceled))
            .select(imports::id)
            .load(c))?)
    })?;
    for id in broken {
        broken_off(app, id)?;
    }
    for id in app.db().read_now(left_behind)? {
        ended(app, id)?;
    }
    let over: Vec<Id> = app.db().read_now(|conn| -> Result<_, Problem> {
        Ok(on!(conn, |c| imports::table
            .filter(imports::erase_at.lt(now))
            .select(imports::id)
            .load(c))?)
    })?;
    for id in over {
        refusals(app, id)?;
        app.db().write_now(move |conn| -> Result<(), Problem> {
            on!(conn, |c| diesel::update(imports::table.find(id))
                .set(imports::erase_at.eq(None::<Timestamp>))
                .execute(c))?;
            Ok(())
        })?;
    }
    in_slices(app, Pace::new(500, 10_000), move |conn, rows| {
        Ok(erase_expired(conn, now, rows)?)
    })
}

/// Ended jobs of which something is still here.
fn left_behind(conn: &mut Conn) -> Result<Vec<Id>, Problem> {
    Ok(on!(conn, |c| imports::table
        .filter(imports::erase_at.is_not_null())
        .filter(
            exists(import_chunks::table.filter(import_chunks::import_id.eq(imports::id))).or(
                exists(import_seen::table.filter(import_seen::import_id.eq(imports::id)))
            )
        )
        .select(imports::id)
        .load(c))?)
}

#[cfg(test)]
#[path = "erase_tests.rs"]
mod tests;
