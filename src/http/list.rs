//! The answer of every list: one page as JSON, CSV or XLSX, or the whole list as lines of JSON.
//!
//! Lines are read in batches by the query of the pages, each going on where the one before ended.
//! Between two batches nothing of the database is held: a caller who reads slowly keeps neither a
//! connection nor a snapshot, and the next batch is read when the one before has been taken. So the
//! list is not that of one moment: each line is the row at the moment of its batch. A row that is
//! there all the while, and stays where it is in the order, comes exactly once.
//!
//! What fails before the first line is a problem like any other. After it the connection is broken
//! off, so that half a list is never taken for the whole.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;

use super::table::Columns;
use super::wire::NDJSON;
use super::{Answer, Code, FieldError, Format, List, Page, PageQuery, Problem, Wire};
use crate::app::App;
use crate::db::Conn;
use crate::text::Text;

/// The formats of a list.
pub const LISTS: [Format; 4] = [Format::Json, Format::Csv, Format::Xlsx, Format::Ndjson];

/// How many rows a stream of lines reads at a time, at first.
const FEW: i64 = 500;
/// How many at most: what a batch takes, some 5 kB a row, is held in memory.
pub(super) const MOST: i64 = 8_000;
/// A batch that took longer than this is followed by one of twice as many rows: where no index gives
/// the order, each batch costs as much as the whole list, however few rows it is of.
const LONG: Duration = Duration::from_millis(200);

/// How often a batch is asked for while the database is busy, each time waiting for its turn: a list
/// that has begun is not given up because others were first for a moment.
const TRIES: u32 = 20;

impl<F: Clone + Send + 'static> List<F> {
    /// Answers the list in the format the caller accepts; `page` reads one page of it.
    pub async fn answer<T: Serialize + Columns + Send + 'static>(
        self,
        app: &App,
        wire: &Wire,
        page: impl Fn(&mut Conn, &Self) -> Result<Page<T>, Problem> + Send + Sync + 'static,
    ) -> Answer {
        let format = wire.format(&LISTS)?;
        if format == Format::Ndjson {
            return lines(self, app, wire, page).await;
        }
        let found = app.db().read(move |conn| page(conn, &self)).await?;
        found.answer_as(format, app, wire)
    }

    /// The same for a list whose pages may take long.
    pub async fn answer_long<T: Serialize + Columns + Send + 'static>(
        self,
        app: &App,
        wire: &Wire,
        page: impl Fn(&mut Conn, &Self) -> Result<Page<T>, Problem> + Send + Sync + 'static,
    ) -> Answer {
        let format = wire.format(&LISTS)?;
        if format == Format::Ndjson {
            return lines(self, app, wire, page).await;
        }
        let found = app.db().read_long(move |conn| page(conn, &self)).await?;
        found.answer_as(format, app, wire)
    }
}

/// A list on its way out.
struct Lines<F, P> {
    app: App,
    query: List<F>,
    page: Arc<P>,
}

/// A batch as it goes out, and the total where it was asked for.
struct Batch {
    bytes: Bytes,
    total: Option<i64>,
    next: Option<String>,
    took: Duration,
}

impl<F, P> Lines<F, P> {
    /// The same list from a place on, after a batch that took so long.
    fn after(mut self, cursor: String, took: Duration) -> Self {
        let rows = self.query.page.limit();
        let rows = if took > LONG { rows * 2 } else { rows };
        self.query.page = PageQuery {
            limit: Some(rows.min(MOST)),
            cursor: Some(cursor),
            count: None,
        };
        self
    }

    /// The next rows as lines; a busy database is asked so often.
    async fn batch<T>(&self, tries: u32) -> Result<Batch, Problem>
    where
        F: Clone + Send + 'static,
        T: Serialize + 'static,
        P: Fn(&mut Conn, &List<F>) -> Result<Page<T>, Problem> + Send + Sync + 'static,
    {
        let mut tried = 1;
        loop {
            let (page, query) = (Arc::clone(&self.page), self.query.clone());
            let read = self
                .app
                .db()
                .read_long(move |conn| {
                    let began = Instant::now();
                    let page = page(conn, &query)?;
                    written(page, began.elapsed())
                })
                .await;
            match read {
                Err(problem) if problem.code() == Code::Busy && tried < tries => tried += 1,
                read => return read,
            }
        }
    }
}

/// Writes the items of a page as lines.
fn written<T: Serialize>(page: Page<T>, took: Duration) -> Result<Batch, Problem> {
    let mut bytes = Vec::new();
    for item in &page.items {
        serde_json::to_writer(&mut bytes, item).map_err(Problem::internal)?;
        bytes.push(b'\n');
    }
    Ok(Batch {
        bytes: bytes.into(),
        total: page.total,
        next: page.next_cursor,
        took,
    })
}

/// The whole list has neither length nor place: both are refused rather than passed over.
fn check(query: &PageQuery) -> Result<(), Problem> {
    let given = [
        ("?limit", query.limit.is_some()),
        ("?cursor", query.cursor.is_some()),
    ];
    let errors: Vec<FieldError> = given
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(name, _)| {
            let text = Text::new(
                "application/x-ndjson selalu berisi seluruh daftar; hapus parameter ini, atau minta halaman sebagai JSON, CSV, atau XLSX.",
                "application/x-ndjson is always the whole list; leave the parameter out, or ask for pages as JSON, CSV or XLSX.",
            );
            FieldError::new(name, "not_allowed", text)
        })
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    Err(Problem::new(Code::InvalidParameter).errors(errors))
}

async fn lines<F, T, P>(mut query: List<F>, app: &App, wire: &Wire, page: P) -> Answer
where
    F: Clone + Send + 'static,
    T: Serialize + Send + 'static,
    P: Fn(&mut Conn, &List<F>) -> Result<Page<T>, Problem> + Send + Sync + 'static,
{
    check(&query.page)?;
    query.page.limit = Some(if wire.is_head { 1 } else { FEW });
    let lines = Lines {
        app: app.clone(),
        query,
        page: Arc::new(page),
    };
    let first = lines.batch(1).await?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(NDJSON)
        .insert_header(("Vary", "Accept, Accept-Language, Authorization"));
    if let Some(total) = first.total {
        answer.insert_header(("X-Total-Count", total));
    }
    if wire.is_head {
        return Ok(answer.streaming(stream::empty::<Result<Bytes, std::io::Error>>()));
    }
    let Some(next) = first.next else {
        return Ok(answer.body(first.bytes));
    };
    let rest = stream::try_unfold(Some(lines.after(next, first.took)), |lines| async move {
        let Some(lines) = lines else {
            return Ok(None);
        };
        let batch = lines.batch(TRIES).await?;
        let rest = batch.next.map(|next| lines.after(next, batch.took));
        Ok::<_, Problem>(Some((batch.bytes, rest)))
    });
    let rest = rest.map_err(|problem| {
        log::warn!("a list was broken off: {problem}");
        std::io::Error::other("the list was broken off")
    });
    let first = stream::once(std::future::ready(Ok(first.bytes)));
    Ok(answer.streaming(first.chain(rest)))
}
