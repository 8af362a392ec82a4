//! The few rows of one write, which stand in several tables.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

/// Inserts into several tables in one statement, hence in one round trip.
///
/// PostgreSQL runs all parts against one snapshot and checks foreign keys when the whole has ended,
/// so the order of the parts does not matter.
pub struct Together<'q>(pub Vec<Box<dyn QueryFragment<Pg> + 'q>>);

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

/// Inserts the few rows of one write: `insert_together!(conn, table => rows, table => rows)`.
///
/// One statement on PostgreSQL; on SQLite, where a statement costs no round trip, one a row, so that
/// each is prepared once.
macro_rules! insert_together {
    ($conn:expr, $($table:expr => $rows:expr),+ $(,)?) => {
        match $conn {
            $crate::db::Conn::Sqlite(c) => (|| {
                $(for row in $rows {
                    diesel::insert_into($table).values(row).execute(c)?;
                })+
                Ok::<(), diesel::result::Error>(())
            })(),
            $crate::db::Conn::Postgres(c) => {
                let mut parts: Vec<Box<dyn diesel::query_builder::QueryFragment<diesel::pg::Pg> + '_>> =
                    Vec::new();
                $(if !$rows.is_empty() {
                    parts.push(Box::new(diesel::insert_into($table).values($rows)));
                })+
                if parts.is_empty() {
                    Ok(())
                } else {
                    $crate::db::Together(parts).execute(c).map(drop)
                }
            }
        }
    };
}
pub(crate) use insert_together;
