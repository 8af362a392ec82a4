//! The queries of import jobs, their chunks and their lists.

use diesel::prelude::*;

use super::status::ImportStatus;
use super::types::{Counters, ImportFilter, ImportKind, ImportMode, ImportSort, OnConflict};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, Json, Timestamp, on};
use crate::http::{List, Page, Position, Problem, keyset};
use crate::keys::Keys;
use crate::schema::{import_chunks, imports};

/// Plain bytes of one chunk.
pub const CHUNK: usize = 256 * 1024;

/// How long an instance keeps a job without giving a sign.
pub const LEASE_SECONDS: i64 = 10;

/// How long what was refused is kept.
pub const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// A job as it is stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct JobRow {
    pub id: Id,
    pub client_id: String,
    pub agency: String,
    pub register_code: Option<String>,
    pub kind: ImportKind,
    pub mode: ImportMode,
    pub on_conflict: OnConflict,
    pub atomic: bool,
    pub parameters: Json,
    pub status: ImportStatus,
    /// Empty until the whole file is here.
    pub file_sha256: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub total_rows: Option<i64>,
    pub processed_rows: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub skipped: i64,
    pub failed: i64,
    pub warnings: i64,
    pub problem: Option<Json>,
    pub actor: Option<String>,
    pub request_id: String,
    pub lease_until: Option<Timestamp>,
    pub lang: String,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub erase_at: Option<Timestamp>,
}

impl JobRow {
    /// The counters as stored.
    pub fn counters(&self) -> Counters {
        Counters {
            total: self.total_rows,
            processed: self.processed_rows,
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
            skipped: self.skipped,
            failed: self.failed,
            warnings: self.warnings,
        }
    }
}

/// What a sealed chunk is bound to.
fn context(id: Id, n: i32) -> String {
    format!("imports:{id}:{n}")
}

/// Enters a job whose file is still on its way.
pub fn insert(conn: &mut Conn, row: &JobRow) -> Result<(), Problem> {
    on!(conn, |c| diesel::insert_into(imports::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// Encrypts one chunk.
pub fn seal_chunk(keys: &Keys, id: Id, n: i32, plain: &[u8]) -> Vec<u8> {
    keys.seal(&context(id, n), plain)
}

/// Stores one sealed chunk; the job's clock shows that its upload goes on.
pub fn put_chunk(conn: &mut Conn, id: Id, n: i32, sealed: &[u8]) -> Result<(), Problem> {
    on!(conn, |c| diesel::insert_into(import_chunks::table)
        .values((
            import_chunks::import_id.eq(id),
            import_chunks::n.eq(n),
            import_chunks::sealed.eq(sealed),
        ))
        .execute(c))?;
    on!(conn, |c| diesel::update(imports::table.find(id))
        .set(imports::updated_at.eq(Timestamp::now()))
        .execute(c))?;
    Ok(())
}

/// The plain bytes of one chunk, none past the last.
pub fn chunk(conn: &mut Conn, keys: &Keys, id: Id, n: i32) -> Result<Option<Vec<u8>>, Problem> {
    let sealed: Option<Vec<u8>> = on!(conn, |c| import_chunks::table
        .find((id, n))
        .select(import_chunks::sealed)
        .first(c)
        .optional())?;
    sealed
        .map(|sealed| {
            keys.open(&context(id, n), &sealed)
                .map_err(Problem::internal)
        })
        .transpose()
}

/// Says that the whole file is here; with a lease, the job is this process's own.
pub fn complete(
    conn: &mut Conn,
    id: Id,
    sha256: &str,
    size: i64,
    lease: Option<Timestamp>,
) -> Result<JobRow, Problem> {
    let now = Timestamp::now();
    let here = on!(conn, |c| diesel::update(
        imports::table
            .find(id)
            .filter(imports::status.eq(ImportStatus::Uploaded))
    )
    .set((
        imports::file_sha256.eq(sha256),
        imports::size_bytes.eq(size),
        imports::lease_until.eq(lease),
        imports::updated_at.eq(now),
    ))
    .execute(c))?;
    if here == 0 {
        return Err(Problem::internal("an upload counted as broken off"));
    }
    load(conn, id)
}

/// A job by its id, whoever's.
pub fn load(conn: &mut Conn, id: Id) -> Result<JobRow, Problem> {
    Ok(on!(conn, |c| imports::table
        .find(id)
        .select(JobRow::as_select())
        .first(c))?)
}

/// A job of the caller's agency; another's does not exist.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<JobRow, Problem> {
    Ok(on!(conn, |c| imports::table
        .find(id)
        .filter(imports::agency.eq(&who.agency))
        .filter(imports::file_sha256.ne(""))
        .select(JobRow::as_select())
        .first(c))?)
}

/// One page of the agency's jobs, newest first.
pub fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<ImportFilter>,
) -> Result<Page<JobRow>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(ImportSort::IdFalling);
    let list = format!("imports:{}:{sort}", who.agency);
    let place = query
        .page
        .after(app, &list)?
        .map(|place| place.id.parse::<Id>())
        .transpose()
        .map_err(Problem::internal)?
        .map(|id| (id, id));
    macro_rules! filtered {
        () => {{
            let mut q = imports::table
                .filter(imports::agency.eq(&who.agency))
                .filter(imports::file_sha256.ne(""))
                .into_boxed();
            if let Some(status) = filter.status {
                q = q.filter(imports::status.eq(status));
            }
            if let Some(kind) = filter.kind {
                q = q.filter(imports::kind.eq(kind));
            }
            q
        }};
    }
    let falling = sort == ImportSort::IdFalling;
    let rows: Vec<JobRow> = on!(conn, |c| keyset!(
        filtered!().limit(query.page.limit() + 1),
        falling,
        place,
        imports::id,
        imports::id
    )
    .select(JobRow::as_select())
    .load(c))?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    Ok(Page::new(app, &list, &query.page, rows, total, |row| {
        Position {
            key: String::new(),
            id: row.id.to_string(),
        }
    }))
}

/// Whether a job waits for somebody to run it: cheap, and without the writer.
pub fn waiting(conn: &mut Conn, now: Timestamp) -> Result<Option<Id>, Problem> {
    Ok(on!(conn, |c| imports::table
        .filter(imports::status.eq_any(ImportStatus::OPEN))
        .filter(imports::file_sha256.ne(""))
        .filter(
            imports::lease_until
                .is_null()
                .or(imports::lease_until.lt(now))
        )
        .order(imports::id)
        .select(imports::id)
        .first(c)
        .optional())?)
}

/// Takes a waiting job, unless another instance was faster.
pub fn claim(conn: &mut Conn, id: Id, now: Timestamp) -> Result<Option<JobRow>, Problem> {
    let taken = on!(conn, |c| diesel::update(
        imports::table
            .find(id)
            .filter(imports::status.eq_any(ImportStatus::OPEN))
            .filter(
                imports::lease_until
                    .is_null()
                    .or(imports::lease_until.lt(now))
            )
    )
    .set(imports::lease_until.eq(now.plus_seconds(LEASE_SECONDS)))
    .execute(c))?;
    if taken == 0 {
        return Ok(None);
    }
    load(conn, id).map(Some)
}

#[cfg(test)]
#[path = "store_tests.rs"]
pub(super) mod tests;
