//! `column IN (keys)`, prepared once for many numbers of keys.

use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, Binary, Bool, HasSqlType, Text};
use diesel::sqlite::Sqlite;

use super::Id;
use super::types::sql;

/// What rows are looked up by.
pub trait Key: Clone {
    /// The type of such a column.
    type Sql: 'static;
}

impl Key for i64 {
    type Sql = BigInt;
}

impl Key for Id {
    type Sql = sql::Uuid;
}

impl Key for String {
    type Sql = Text;
}

impl Key for Vec<u8> {
    type Sql = Binary;
}

/// Rows whose `column` is one of `keys`.
///
/// diesel's `eq_any` is prepared anew for each call on SQLite, whose `IN` has one bind for each
/// value. Here the number of binds is the next power of two, the last key filling it up, so that a
/// connection keeps a dozen texts at most. PostgreSQL binds one array; one key alone is compared by
/// itself, since an array is taken for ten keys, for which a plan that is kept costs more than a new
/// one at each call.
pub fn within<C, K: Key>(column: C, keys: &[K]) -> Within<C, K> {
    let mut padded = keys.to_vec();
    if let Some(last) = keys.last() {
        padded.resize(keys.len().next_power_of_two(), last.clone());
    }
    Within {
        column,
        keys: padded,
    }
}

/// See [`within`].
#[derive(Clone, Debug)]
pub struct Within<C, K> {
    column: C,
    keys: Vec<K>,
}

impl<C, K> Expression for Within<C, K> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<QS>, K, QS> AppearsOnTable<QS> for Within<C, K> {}
impl<C: SelectableExpression<QS>, K, QS> SelectableExpression<QS> for Within<C, K> {}

impl<C: ValidGrouping<G>, K, G> ValidGrouping<G> for Within<C, K> {
    type IsAggregate = is_aggregate::No;
}

impl<C, K> QueryId for Within<C, K> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, K> QueryFragment<Sqlite> for Within<C, K>
where
    C: QueryFragment<Sqlite>,
    K: Key + ToSql<K::Sql, Sqlite>,
    Sqlite: HasSqlType<K::Sql>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (n, key) in self.keys.iter().enumerate() {
            if n > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<K::Sql, K>(key)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<C, K> QueryFragment<Pg> for Within<C, K>
where
    C: QueryFragment<Pg>,
    K: Key + ToSql<K::Sql, Pg>,
    Vec<K>: ToSql<Array<K::Sql>, Pg>,
    Pg: HasSqlType<K::Sql> + HasSqlType<Array<K::Sql>>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        if let [key] = self.keys.as_slice() {
            out.push_sql(" = ");
            return out.push_bind_param::<K::Sql, K>(key);
        }
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<K::Sql>, Vec<K>>(&self.keys)?;
        out.push_sql(")");
        Ok(())
    }
}
