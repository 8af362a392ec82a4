//! The queries of quarters.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::types::{PartnershipQuarter, QuarterFilter, QuarterStatus};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, Json, Timestamp, on};
use crate::http::{List, Page, Position, Problem};
use crate::partnerships::figures::{self, Closing, Figure};
use crate::partnerships::{PartnershipRow, find as partnership, targets};
use crate::schema::quarter_closings as closings;
use crate::values::quarter::Quarter;

/// The closing of a quarter as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = closings, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(super) struct ClosingRow {
    pub(super) id: Id,
    pub(super) partnership_id: Id,
    pub(super) year: i32,
    pub(super) quarter: i32,
    pub(super) agency: String,
    pub(super) actor: String,
    pub(super) note: Option<String>,
    pub(super) figures: Json,
    pub(super) closed_at: Timestamp,
}

/// What a closing keeps of one target.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) target_id: Id,
    #[serde(flatten)]
    pub(super) figures: Closing,
}

impl ClosingRow {
    fn is_of(&self, quarter: Quarter) -> bool {
        quarter_of(self.year, self.quarter) == Some(quarter)
    }
}

impl PartnershipRow {
    /// Whether a quarter lies in its days, at least in part.
    pub fn has(&self, quarter: Quarter) -> bool {
        quarter.first_day() <= self.effective_to && self.effective_from <= quarter.last_day()
    }

    /// The quarters of its days.
    pub fn quarters(&self) -> Vec<Quarter> {
        let first = Quarter::of(self.effective_from).or_else(|| Quarter::new(2000, 1));
        std::iter::successors(first, |quarter| quarter.next())
            .take_while(|quarter| quarter.first_day() <= self.effective_to)
            .collect()
    }
}

/// The quarter that two columns name.
pub(in crate::partnerships) fn quarter_of(year: i32, number: i32) -> Option<Quarter> {
    Quarter::new(year, u8::try_from(number).ok()?)
}

/// The closings of partnerships in the order of their quarters.
pub(super) fn closings(conn: &mut Conn, partnerships: &[Id]) -> Result<Vec<ClosingRow>, Problem> {
    Ok(on!(conn, |c| closings::table
        .filter(closings::partnership_id.eq_any(partnerships))
        .select(ClosingRow::as_select())
        .order((closings::partnership_id, closings::year, closings::quarter))
        .load(c))?)
}

/// The closed quarters of partnerships, each beside its partnership.
pub fn closed(conn: &mut Conn, partnerships: &[Id]) -> Result<Vec<(Id, Quarter)>, Problem> {
    let rows: Vec<(Id, i32, i32)> = on!(conn, |c| closings::table
        .filter(closings::partnership_id.eq_any(partnerships))
        .select((closings::partnership_id, closings::year, closings::quarter))
        .order((closings::partnership_id, closings::year, closings::quarter))
        .load(c))?;
    let quarter = |(id, year, number)| Some((id, quarter_of(year, number)?));
    Ok(rows.into_iter().filter_map(quarter).collect())
}

/// What the closings of partnerships, those up to an instant, keep of each target and quarter.
pub(in crate::partnerships) fn figures(
    conn: &mut Conn,
    partnerships: &[Id],
    as_of: Option<Timestamp>,
) -> Result<HashMap<(Id, Quarter), Closing>, Problem> {
    let mut all = HashMap::new();
    for row in closings(conn, partnerships)? {
        let Some(quarter) = quarter_of(row.year, row.quarter) else {
            continue;
        };
        if as_of.is_some_and(|at| at < row.closed_at) {
            continue;
        }
        let kept: Vec<Kept> = serde_json::from_value(row.figures.0).map_err(Problem::unreadable)?;
        all.extend(
            kept.into_iter()
                .map(|one| ((one.target_id, quarter), one.figures)),
        );
    }
    Ok(all)
}

/// One page of the quarters of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    id: Id,
    query: &List<QuarterFilter>,
) -> Result<Page<PartnershipQuarter>, Problem> {
    let partnership = partnership(conn, who, id)?;
    let list = format!("partnership-quarters:{id}");
    let after = query.page.after(app, &list)?.map(|place| place.key);
    let mut all = partnership.quarters();
    if let Some(year) = query.filter.year {
        all.retain(|quarter| quarter.year() == year);
    }
    let total = i64::try_from(all.len()).ok();
    let total = total.filter(|_| query.page.wants_total());
    if let Some(after) = after {
        all.retain(|quarter| quarter.to_string() > after);
    }
    let most = usize::try_from(query.page.limit() + 1).unwrap_or(usize::MAX);
    all.truncate(most);
    let page = Page::new(app, &list, &query.page, all, total, |quarter| Position {
        key: quarter.to_string(),
        id: String::new(),
    });
    let views = shown(conn, &partnership, &page.items)?;
    let mut views = views.into_iter();
    page.try_map(|_| {
        views
            .next()
            .ok_or_else(|| Problem::internal("a quarter without a view"))
    })
}

/// One quarter of a partnership in sight.
pub(super) fn find(
    conn: &mut Conn,
    who: &Who,
    id: Id,
    quarter: Quarter,
) -> Result<PartnershipQuarter, Problem> {
    let partnership = partnership(conn, who, id)?;
    if !partnership.has(quarter) {
        return Err(Problem::not_found());
    }
    let mut views = shown(conn, &partnership, &[quarter])?;
    views.pop().ok_or_else(Problem::not_found)
}

/// Quarters as callers see them, in the order given.
fn shown(
    conn: &mut Conn,
    partnership: &PartnershipRow,
    quarters: &[Quarter],
) -> Result<Vec<PartnershipQuarter>, Problem> {
    let closings = closings(conn, &[partnership.id])?;
    let targets = targets::of(conn, &[partnership.id])?;
    let figures = figures::figures(
        conn,
        std::slice::from_ref(partnership),
        &targets,
        quarters,
        None,
    )?;
    let mut by_quarter: HashMap<Quarter, Vec<Figure>> = HashMap::new();
    for figure in figures {
        by_quarter.entry(figure.quarter).or_default().push(figure);
    }
    let view = |quarter: &Quarter| {
        let closing = closings.iter().find(|row| row.is_of(*quarter));
        PartnershipQuarter {
            quarter: *quarter,
            status: if closing.is_some() {
                QuarterStatus::Closed
            } else {
                QuarterStatus::Open
            },
            closing_id: closing.map(|row| row.id),
            closed_at: closing.map(|row| row.closed_at),
            closed_by: closing.map(|row| row.agency.clone()),
            actor: closing.map(|row| row.actor.clone()),
            note: closing.and_then(|row| row.note.clone()),
            figures: by_quarter.remove(quarter).unwrap_or_default(),
        }
    };
    Ok(quarters.iter().map(view).collect())
}
