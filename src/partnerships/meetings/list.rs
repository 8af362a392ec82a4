//! The meetings of a partnership, in the order of their beginning.

use diesel::prelude::*;

use super::store::{MeetingRow, views};
use super::types::{Meeting, MeetingFilter, MeetingSort};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{List, Page, Position, Problem, keyset};
use crate::partnerships::find as partnership;
use crate::schema::meetings;

/// One page of the meetings of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    of: Id,
    query: &List<MeetingFilter>,
) -> Result<Page<Meeting>, Problem> {
    let zone = partnership(conn, who, of)?.zone();
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(MeetingSort::StartsAt);
    let list = format!("meetings:{of}:{sort}");
    let place = match query.page.after(app, &list)? {
        Some(place) => {
            let micros: i64 = place.key.parse().map_err(Problem::internal)?;
            let id: Id = place.id.parse().map_err(Problem::internal)?;
            Some((Timestamp::from_micros(micros), id))
        }
        None => None,
    };
    let falling = sort == MeetingSort::StartsAtFalling;
    macro_rules! filtered {
        () => {{
            let mut q = meetings::table
                .filter(meetings::partnership_id.eq(of))
                .into_boxed();
            if let Some(kind) = filter.kind {
                q = q.filter(meetings::kind.eq(kind));
            }
            if let Some(status) = filter.status {
                q = q.filter(meetings::status.eq(status));
            }
            if let Some(series) = filter.series_id {
                q = q.filter(meetings::series_id.eq(series));
            }
            if let Some(day) = filter.from {
                q = q.filter(meetings::starts_at.ge(zone.start_of(day)));
            }
            if let Some(after) = filter.to.and_then(|day| day.succ_opt()) {
                q = q.filter(meetings::starts_at.lt(zone.start_of(after)));
            }
            q
        }};
    }
    let rows: Vec<MeetingRow> = on!(conn, |c| keyset!(
        filtered!()
            .select(MeetingRow::as_select())
            .limit(query.page.limit() + 1),
        falling,
        place,
        meetings::starts_at,
        meetings::id
    )
    .load(c))?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let views = views(conn, &rows)?;
    Ok(Page::new(app, &list, &query.page, views, total, |one| {
        Position {
            key: one.starts_at.micros().to_string(),
            id: one.id.to_string(),
        }
    }))
}
