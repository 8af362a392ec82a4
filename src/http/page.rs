//! Keyset lists: `{items, next_cursor}`, with `Link` and, on request, `total`.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::list::MOST;
use super::table::{self, Columns};
use super::{Cursors, Format, Position, Problem, Wire};
use crate::app::App;
use crate::db::types::words;

words! {
    /// Whether the whole list is counted.
    pub enum CountMode {
        /// `total` holds the exact count under the same filters.
        Exact = "exact",
    }
}

/// Which part of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The most items of the page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
    /// Where the page begins: `next_cursor` of the page before.
    #[param(min_length = 1, max_length = 2000)]
    pub cursor: Option<String>,
    /// `exact` adds `total`.
    #[param(inline)]
    pub count: Option<CountMode>,
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub struct Page<T> {
    /// The items in the list's order.
    pub items: Vec<T>,
    /// The cursor of the next page, null on the last.
    pub next_cursor: Option<String>,
    /// The count of the whole list, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

impl PageQuery {
    /// The most items of the page: callers may ask for 200, a stream of lines reads more at a time.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50).clamp(1, MOST)
    }

    /// Whether the total is wanted.
    pub fn wants_total(&self) -> bool {
        self.count.is_some()
    }

    /// The place the cursor names, if there is one; `list` binds it to one list and order.
    pub fn after(&self, app: &App, list: &str) -> Result<Option<Position>, Problem> {
        self.cursor
            .as_deref()
            .map(|cursor| Cursors(app.keys()).open(list, cursor))
            .transpose()
    }
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` from `limit + 1` rows.
    pub fn new(
        app: &App,
        list: &str,
        query: &PageQuery,
        mut rows: Vec<T>,
        total: Option<i64>,
        place: impl Fn(&T) -> Position,
    ) -> Self {
        let limit = usize::try_from(query.limit()).unwrap_or(50);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows
            .last()
            .filter(|_| more)
            .map(|last| Cursors(app.keys()).seal(list, &place(last)));
        Self {
            items: rows,
            next_cursor,
            total,
        }
    }

    /// Turns each row into what callers see.
    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(view).collect(),
            next_cursor: self.next_cursor,
            total: self.total,
        }
    }

    /// The same for rows whose view may fail.
    pub fn try_map<U>(self, view: impl FnMut(T) -> Result<U, Problem>) -> Result<Page<U>, Problem> {
        Ok(Page {
            items: self.items.into_iter().map(view).collect::<Result<_, _>>()?,
            next_cursor: self.next_cursor,
            total: self.total,
        })
    }
}

impl<T: Serialize + Columns> Page<T> {
    /// The answer in the format the caller accepts, with `Link: rel="next"`.
    pub fn answer(&self, app: &App, wire: &Wire) -> Result<HttpResponse, Problem> {
        let format = wire.format(&[Format::Json, Format::Csv, Format::Xlsx])?;
        self.answer_as(format, app, wire)
    }

    /// The page as JSON or as a table.
    pub(super) fn answer_as(
        &self,
        format: Format,
        app: &App,
        wire: &Wire,
    ) -> Result<HttpResponse, Problem> {
        let mut answer = HttpResponse::Ok();
        answer.insert_header(("Vary", "Accept, Accept-Language, Authorization"));
        // A search continues by a body, which no link can hold.
        if let (Some(cursor), true) = (&self.next_cursor, wire.operation.starts_with("GET ")) {
            let next = next_link(app, wire, cursor);
            answer.insert_header(("Link", format!("<{next}>; rel=\"next\"")));
        }
        if let Some(total) = self.total {
            answer.insert_header(("X-Total-Count", total));
        }
        Ok(match format {
            // Lists offer no page in HTML, and lines are no page.
            Format::Json | Format::Ndjson | Format::Html => answer.json(self),
            Format::Csv => table::csv(&mut answer, &self.items)?,
            Format::Xlsx => table::xlsx(&mut answer, &self.items)?,
        })
    }
}

fn next_link(app: &App, wire: &Wire, cursor: &str) -> String {
    let mut query: Vec<&str> = wire
        .query
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("cursor="))
        .collect();
    let own = format!("cursor={cursor}");
    query.push(&own);
    format!("{}{}?{}", app.public_base(), wire.path, query.join("&"))
}

/// Names the page type of a resource: `page_of!(BusinessPage, Business, "…")`.
macro_rules! page_of {
    ($name:ident, $item:ty, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            /// The items in the list's order.
            #[schema(max_items = 200)]
            items: Vec<$item>,
            /// The cursor of the next page, null on the last.
            #[schema(required, max_length = 2000)]
            next_cursor: Option<String>,
            /// The count of the whole list; only with `count=exact`.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(minimum = 0, nullable = false)]
            total: Option<i64>,
        }
    };
}
pub(crate) use page_of;

/// Continues a boxed query after a place, ordered by (column, id), rising or falling.
///
/// The redundant `>=` lets both databases seek in an index on (column, id).
macro_rules! keyset {
    ($query:expr, $falling:expr, $after:expr, $column:expr, $id:expr) => {{
        let query = $query;
        match ($falling, $after) {
            (false, None) => query.order(($column.asc(), $id.asc())),
            (true, None) => query.order(($column.desc(), $id.desc())),
            (false, Some((key, id))) => query
                .filter($column.ge(key.clone()).and($column.gt(key).or($id.gt(id))))
                .order(($column.asc(), $id.asc())),
            (true, Some((key, id))) => query
                .filter($column.le(key.clone()).and($column.lt(key).or($id.lt(id))))
                .order(($column.desc(), $id.desc())),
        }
    }};
}
pub(crate) use keyset;

/// One page of the rows of a boxed query, in the order of their ids.
///
/// `$filtered` is evaluated once for the rows and once for the count, so it is a macro call.
macro_rules! page_by_id {
    ($conn:expr, $app:expr, $page:expr, $list:expr, $table:ident, $row:ty, $filtered:expr) => {{
        use $crate::http::{Page, Position, Problem, keyset};
        let (page, list): (&$crate::http::PageQuery, &str) = ($page, $list);
        let place = match page.after($app, list)? {
            Some(place) => {
                let id: $crate::db::Id = place.id.parse().map_err(Problem::internal)?;
                Some((id, id))
            }
            None => None,
        };
        let limit = page.limit() + 1;
        let rows: Vec<$row> = $crate::db::on!($conn, |c| keyset!(
            $filtered.select(<$row>::as_select()).limit(limit),
            false,
            place,
            $table::id,
            $table::id
        )
        .load(c))?;
        let total = if page.wants_total() {
            Some($crate::db::on!($conn, |c| $filtered.count().get_result(c))?)
        } else {
            None
        };
        Page::new($app, list, page, rows, total, |row: &$row| Position {
            key: String::new(),
            id: row.id.to_string(),
        })
    }};
}
pub(crate) use page_by_id;
