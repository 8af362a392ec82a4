//! The list of realizations, and the figures as of an instant.

use diesel::prelude::*;

use super::store::{RealizationRow, closed_of, of_target, quarter_of};
use super::types::{Realization, RealizationFilter};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp};
use crate::http::{List, Page, Problem, page_by_id};
use crate::partnerships::figures::counting;
use crate::partnerships::targets;
use crate::schema::realizations;

/// One page of the realizations of a target in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    id: Id,
    query: &List<RealizationFilter>,
) -> Result<Page<Realization>, Problem> {
    let (partnership, target) = targets::find(conn, who, id)?;
    let filter = &query.filter;
    let only = match filter.as_of {
        None => None,
        Some(at) => Some(as_of(conn, id, at)?),
    };
    macro_rules! filtered {
        () => {{
            let mut q = realizations::table
                .filter(realizations::target_id.eq(id))
                .into_boxed();
            if let Some(quarter) = filter.quarter {
                // A quarter of another year has none.
                let year_fits = quarter.year() == target.year;
                let number = i32::from(quarter.number()) * i32::from(year_fits);
                q = q.filter(realizations::quarter.eq(number));
            }
            if let Some(only) = &only {
                q = q.filter(realizations::id.eq_any(only));
            }
            q
        }};
    }
    let list = format!("realizations:{id}");
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        realizations,
        RealizationRow,
        filtered!()
    );
    let closed = closed_of(conn, partnership.id)?;
    page.try_map(|row| {
        let quarter = quarter_of(&target, &row)?;
        let locked = closed.contains(&quarter) && row.counts_from.is_some();
        Ok(row.view(quarter, locked))
    })
}

/// The revisions of a target that counted at an instant, one for each quarter.
fn as_of(conn: &mut Conn, target: Id, at: Timestamp) -> Result<Vec<Id>, Problem> {
    let rows = of_target(conn, target)?;
    let counted = (1..=4).filter_map(|number| {
        let revisions = rows.iter().filter(|row| row.quarter == number);
        counting(revisions, Some(at)).map(|row| row.id)
    });
    Ok(counted.collect())
}
