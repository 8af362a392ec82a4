//! What rows leave in doubt now, without writing anything.

use std::collections::HashMap;

use diesel::prelude::*;

use super::place::Work;
use crate::app::App;
use crate::businesses::{self, Common};
use crate::data_quality::due::DueKind;
use crate::data_quality::set::outdated;
use crate::data_quality::{FlagResource, RowFlags};
use crate::db::{Conn, Id, Timestamp, dialect, on, within};
use crate::http::Problem;
use crate::people;
use crate::schema;

/// Rows as they were judged.
pub(super) struct Judged {
    /// What they are.
    pub resource: FlagResource,
    /// What is in doubt about those whose flags say something else.
    pub flags: Vec<RowFlags>,
    /// Telephones that are not kept as they are.
    pub commons: Vec<Common>,
    /// The versions that were judged.
    pub versions: HashMap<Id, i64>,
    /// The last of the rows.
    pub last: Option<Id>,
    /// How many there were.
    pub rows: usize,
}

/// Judges the next rows of some work.
pub(super) fn judge(
    conn: &mut Conn,
    app: &App,
    work: &Work,
    after: Option<Id>,
    rows: usize,
    now: Timestamp,
) -> Result<Judged, Problem> {
    let limit = i64::try_from(rows).unwrap_or(i64::MAX);
    let resource = match work {
        Work::Due(_, due) if due.kind == DueKind::PersonPhone => FlagResource::People,
        Work::Due(..) => FlagResource::Businesses,
        Work::Walk(_, at) => at.resource,
    };
    let mut judged = Judged {
        resource,
        flags: Vec::new(),
        commons: Vec::new(),
        versions: HashMap::new(),
        last: None,
        rows: 0,
    };
    match resource {
        FlagResource::Businesses => {
            let found = match work {
                Work::Due(_, due) => businesses::due_rows(conn, due, after, limit)?,
                Work::Walk(..) => businesses::rows_after(conn, after, limit)?,
            };
            (judged.rows, judged.last) = (found.len(), found.last().map(|row| row.id));
            let reviewed = businesses::review(conn, app, now, &found)?;
            judged.flags = outdated(conn, reviewed.flags)?;
            (judged.commons, judged.versions) = (reviewed.commons, reviewed.versions);
        }
        FlagResource::People => {
            let found = match work {
                Work::Due(_, due) => people::due_rows(conn, due, after, limit)?,
                Work::Walk(..) => people::rows_after(conn, after, limit)?,
            };
            (judged.rows, judged.last) = (found.len(), found.last().map(|row| row.id));
            let (flags, versions) = people::review(conn, app, &found)?;
            judged.flags = outdated(conn, flags)?;
            judged.versions = versions;
        }
    }
    Ok(judged)
}

/// The versions of rows that nobody is writing, and nobody will before the transaction ends.
pub(super) fn versions(
    conn: &mut Conn,
    resource: FlagResource,
    ids: &[Id],
) -> Result<HashMap<Id, i64>, Problem> {
    let held = dialect::hold_rows(conn, resource.as_str(), ids)?;
    let found: Vec<(Id, i64)> = match resource {
        FlagResource::Businesses => on!(conn, |c| schema::businesses::table
            .filter(within(schema::businesses::id, &held))
            .select((schema::businesses::id, schema::businesses::version))
            .load(c))?,
        FlagResource::People => on!(conn, |c| schema::people::table
            .filter(within(schema::people::id, &held))
            .select((schema::people::id, schema::people::version))
            .load(c))?,
    };
    Ok(found.into_iter().collect())
}
