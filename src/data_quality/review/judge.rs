//! What rows leave in doubt now, without writing anything.

use std::collections::HashMap;

use diesel::prelude::*;

use super::place::Work;
use crate::app::App;
use crate::businesses::{self, BusinessRow, Common};
use crate::data_quality::due::{Due, DueKind};
use crate::data_quality::set::outdated;
use crate::data_quality::{FlagResource, RowFlags};
use crate::db::{Conn, Id, Timestamp, dialect, on, within};
use crate::http::Problem;
use crate::people::{self, PersonRow};
use crate::schema;

/// How many rows are judged at a time.
pub(super) const ROWS: usize = 400;

/// Rows as they were judged.
#[derive(Default)]
pub(super) struct Judged {
    /// What is in doubt about those whose flags say something else.
    pub flags: Vec<RowFlags>,
    /// Telephones that are not kept as they are.
    pub commons: Vec<Common>,
    /// The versions that were judged.
    pub versions: HashMap<Id, i64>,
    /// Entries of which all rows were judged.
    pub done: Vec<i64>,
    /// The last row, where more of the entry or of the walk may follow.
    pub last: Option<Id>,
}

/// Rows to be judged.
#[derive(Default)]
struct Rows {
    businesses: Vec<BusinessRow>,
    people: Vec<PersonRow>,
}

/// Judges the next rows of some work, in the walk or in its first entry those after a row.
pub(super) fn judge(
    conn: &mut Conn,
    app: &App,
    work: &Work,
    after: Option<Id>,
    now: Timestamp,
) -> Result<Judged, Problem> {
    let mut judged = Judged::default();
    let mut rows = Rows::default();
    match work {
        Work::Due(entries) => load_due(conn, entries, after, &mut rows, &mut judged)?,
        Work::Walk(_, at) => {
            let last = rows.load(conn, at.resource, None, at.after, ROWS)?;
            judged.last = last.filter(|_| rows.len() == ROWS);
        }
    }
    let reviewed = businesses::review(conn, app, now, &rows.businesses)?;
    let (people, versions) = people::review(conn, app, &rows.people)?;
    judged.flags = outdated(conn, [reviewed.flags, people].concat())?;
    judged.commons = reviewed.commons;
    judged.versions = reviewed.versions;
    judged.versions.extend(versions);
    Ok(judged)
}

/// The rows of as many entries as there is room for; an entry that names more than that stands alone.
fn load_due(
    conn: &mut Conn,
    entries: &[(i64, Due)],
    after: Option<Id>,
    rows: &mut Rows,
    judged: &mut Judged,
) -> Result<(), Problem> {
    let mut seen: Vec<&Due> = Vec::new();
    for (place, (n, due)) in entries.iter().enumerate() {
        // The same once more: its rows are judged as they are now.
        if seen.contains(&due) {
            judged.done.push(*n);
            continue;
        }
        let room = ROWS.saturating_sub(rows.len());
        let resource = match due.kind {
            DueKind::Person | DueKind::PersonPhone => FlagResource::People,
            _ => FlagResource::Businesses,
        };
        let mut some = Rows::default();
        let after = after.filter(|_| place == 0);
        let last = some.load(conn, resource, Some(due), after, room)?;
        if some.len() >= room {
            if place == 0 {
                judged.last = last;
                *rows = some;
            }
            return Ok(());
        }
        rows.join(some);
        seen.push(due);
        judged.done.push(*n);
    }
    Ok(())
}

impl Rows {
    fn len(&self) -> usize {
        self.businesses.len() + self.people.len()
    }

    /// Loads the next rows, of an entry or of all; gives the last of them.
    fn load(
        &mut self,
        conn: &mut Conn,
        resource: FlagResource,
        due: Option<&Due>,
        after: Option<Id>,
        rows: usize,
    ) -> Result<Option<Id>, Problem> {
        let limit = i64::try_from(rows).unwrap_or(i64::MAX);
        Ok(match resource {
            FlagResource::Businesses => {
                self.businesses = match due {
                    Some(due) => businesses::due_rows(conn, due, after, limit)?,
                    None => businesses::rows_after(conn, after, limit)?,
                };
                self.businesses.last().map(|row| row.id)
            }
            FlagResource::People => {
                self.people = match due {
                    Some(due) => people::due_rows(conn, due, after, limit)?,
                    None => people::rows_after(conn, after, limit)?,
                };
                self.people.last().map(|row| row.id)
            }
        })
    }

    /// Adds rows, each once.
    fn join(&mut self, more: Self) {
        for row in more.businesses {
            if !self.businesses.iter().any(|held| held.id == row.id) {
                self.businesses.push(row);
            }
        }
        for row in more.people {
            if !self.people.iter().any(|held| held.id == row.id) {
                self.people.push(row);
            }
        }
    }
}

/// The versions of rows that nobody is writing, and nobody will before the transaction ends.
pub(super) fn versions(
    conn: &mut Conn,
    resource: FlagResource,
    ids: &[Id],
) -> Result<HashMap<Id, i64>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
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
