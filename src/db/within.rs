//! `column IN (ids)`, prepared once for many numbers of ids.

use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool};
use diesel::sqlite::Sqlite;

use super::Id;
use super::types::sql;

/// Rows whose `column` is one of `ids`.
///
/// diesel's `eq_any` is prepared anew for each call on SQLite, whose `IN` has one bind for each
/// value. Here the number of binds is the next power of two, the last id filling it up, so that a
/// connection keeps a dozen texts at most. PostgreSQL binds one array.
pub fn within<C>(column: C, ids: &[Id]) -> Within<C> {
    let mut padded = ids.to_vec();
    if let Some(last) = ids.last() {
        padded.resize(ids.len().next_power_of_two(), *last);
    }
    Within {
        column,
        ids: padded,
    }
}

/// See [`within`].
#[derive(Clone, Debug)]
pub struct Within<C> {
    column: C,
    ids: Vec<Id>,
}

impl<C> Expression for Within<C> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Within<C> {}
impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for Within<C> {}

impl<C: ValidGrouping<G>, G> ValidGrouping<G> for Within<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C> QueryId for Within<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Within<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (n, id) in self.ids.iter().enumerate() {
            if n > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<sql::Uuid, Id>(id)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Within<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<sql::Uuid>, Vec<Id>>(&self.ids)?;
        out.push_sql(")");
        Ok(())
    }
}
