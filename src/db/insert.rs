//! Inserting rows, the fastest way of each database.
//!
//! SQLite runs one statement that is prepared once, row by row: a statement of many rows is prepared
//! anew for each number of rows, which costs more than it saves. PostgreSQL takes the many rows of
//! one table by `COPY`, and the few rows of one write, which stand in several tables, in one
//! statement, hence in one round trip.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::Conn;

/// Inserts a slice of rows; their struct writes every column it names (`treat_none_as_default_value
/// = false`).
macro_rules! insert_rows {
    ($conn:expr, $table:ident, $rows:expr) => {{
        let rows = $rows;
        match $conn {
            $crate::db::Conn::Sqlite(c) => rows.iter().try_for_each(|row| {
                diesel::insert_into($table::table)
                    .values(row)
                    .execute(c)
                    .map(drop)
            }),
            $crate::db::Conn::Postgres(c) => match rows {
                [] => Ok(()),
                [row] => diesel::insert_into($table::table)
                    .values(row)
                    .execute(c)
                    .map(drop),
                rows => diesel::copy_from($table::table)
                    .from_insertable(rows)
                    .execute(c)
                    .map(drop),
            },
        }
    }};
}
pub(crate) use insert_rows;

/// The few rows of one write, gathered by [`insert_with!`].
pub enum Inserts<'r> {
    /// A piece of work for each table.
    Sqlite(Vec<SqliteInsert<'r>>),
    /// A part of the statement for each table.
    Postgres(Vec<Box<dyn QueryFragment<Pg> + 'r>>),
}

/// Inserts the rows of one table.
pub type SqliteInsert<'r> = Box<dyn FnOnce(&mut SqliteConnection) -> QueryResult<()> + 'r>;

impl Inserts<'_> {
    /// No rows yet, for this connection.
    pub fn of(conn: &Conn) -> Self {
        match conn {
            Conn::Sqlite(_) => Self::Sqlite(Vec::new()),
            Conn::Postgres(_) => Self::Postgres(Vec::new()),
        }
    }

    /// Inserts them, on SQLite in the order in which they were added.
    pub fn write(self, conn: &mut Conn) -> QueryResult<()> {
        match (self, conn) {
            (Self::Sqlite(tables), Conn::Sqlite(c)) => {
                tables.into_iter().try_for_each(|insert| insert(c))
            }
            (Self::Postgres(parts), Conn::Postgres(c)) if !parts.is_empty() => {
                Together(parts).execute(c).map(drop)
            }
            (Self::Postgres(_), Conn::Postgres(_)) => Ok(()),
            _ => Err(diesel::result::Error::RollbackTransaction),
        }
    }
}

/// Adds rows of one table, a vector or a slice: `insert_with!(inserts, table::table, rows)`.
macro_rules! insert_with {
    ($inserts:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        if !rows.is_empty() {
            match $inserts {
                $crate::db::Inserts::Sqlite(tables) => tables.push(Box::new(move |c| {
                    for row in rows.iter() {
                        diesel::insert_into($table).values(row).execute(c)?;
                    }
                    Ok(())
                })),
                $crate::db::Inserts::Postgres(parts) => {
                    parts.push(Box::new(diesel::insert_into($table).values(rows)));
                }
            }
        }
    }};
}
pub(crate) use insert_with;

/// Inserts into several tables in one statement.
///
/// PostgreSQL runs all parts against one snapshot and checks foreign keys when the whole has ended,
/// so the order of the parts does not matter.
struct Together<'r>(Vec<Box<dyn QueryFragment<Pg> + 'r>>);

impl QueryId for Together<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C> RunQueryDsl<C> for Together<'_> {}

impl QueryFragment<Pg> for Together<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some((last, before)) = self.0.split_last() else {
            return Ok(());
        };
        for (n, part) in before.iter().enumerate() {
            out.push_sql(if n == 0 { "WITH part" } else { ", part" });
            out.push_sql(&n.to_string());
            out.push_sql(" AS (");
            part.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        out.push_sql(" ");
        last.walk_ast(out)
    }

    // A write has few rows, so there are few texts.
    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}
