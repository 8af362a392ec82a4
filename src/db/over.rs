//! A query over the rows of another, which diesel's DSL cannot say.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// SQL around a query whose rows it reads as a table: what stands before and after it.
#[derive(Debug)]
pub struct Over<Q, ST> {
    rows: Q,
    before: String,
    after: String,
    answer: PhantomData<ST>,
}

impl<Q, ST> Over<Q, ST> {
    /// Reads `rows` by the SQL `before ( rows ) after`, whose columns are `ST`.
    ///
    /// Both texts are constants of the caller; values are bound in `rows`.
    pub const fn new(before: String, rows: Q, after: String) -> Self {
        Self {
            rows,
            before,
            after,
            answer: PhantomData,
        }
    }
}

impl<Q, ST> QueryId for Over<Q, ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, ST> Query for Over<Q, ST> {
    type SqlType = ST;
}

impl<Q, ST, C> RunQueryDsl<C> for Over<Q, ST> {}

impl<Q: QueryFragment<DB>, ST, DB: Backend> QueryFragment<DB> for Over<Q, ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(&self.before);
        out.push_sql(" (");
        self.rows.walk_ast(out.reborrow())?;
        out.push_sql(") ");
        out.push_sql(&self.after);
        Ok(())
    }
}
