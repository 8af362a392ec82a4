//! The worklist, page by page.

use super::desk::Desk;
use super::due::{Asking, items};
use super::types::{WorklistFilter, WorklistItem};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Timestamp};
use crate::http::{List, Page, Position, Problem};
use crate::text::Lang;

const LIST: &str = "worklist";

/// After every day that is written.
const NO_DAY: &str = "9999-12-31";

/// One page of what is due for the caller's agency, the earliest day first.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    lang: Lang,
    query: &List<WorklistFilter>,
) -> Result<Page<WorklistItem>, Problem> {
    let after = query.page.after(app, LIST)?;
    let desk = Desk::read(conn, who, query.filter.partnership)?;
    let asking = Asking {
        agency: &who.agency,
        now: Timestamp::now(),
        lang,
    };
    let mut found = items(&desk, asking);
    found.retain(|item| wanted(&query.filter, item));
    let total = query
        .page
        .wants_total()
        .then(|| i64::try_from(found.len()).unwrap_or(i64::MAX));
    found.sort_by_cached_key(key);
    if let Some(after) = after {
        let after = (after.key, after.id);
        found.retain(|item| key(item) > after);
    }
    let place = |item: &WorklistItem| {
        let (key, id) = key(item);
        Position { key, id }
    };
    Ok(Page::new(app, LIST, &query.page, found, total, place))
}

fn wanted(filter: &WorklistFilter, item: &WorklistItem) -> bool {
    filter.kind.is_none_or(|kind| kind == item.kind)
        && filter.overdue.is_none_or(|overdue| overdue == item.overdue)
}

/// Its place: by day, then kind in the order of the list; no two items share all three.
fn key(item: &WorklistItem) -> (String, String) {
    let day = item
        .due_on
        .map_or_else(|| NO_DAY.to_owned(), |day| day.to_string());
    (
        format!("{day} {:02}", item.kind as usize),
        item.resource_id.to_string(),
    )
}
