//! `GET /v1/changes`.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Kind;
use super::store;
use crate::app::App;
use crate::auth::{AnyScope, Caller, Scope};
use crate::db::{Id, Timestamp};
use crate::http::{Answer, Code, Cursors, Problem, Query, Wire};
use crate::setup;

/// Which part of the feed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// The most entries of the page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; without one the feed starts at its beginning.
    #[param(min_length = 1, max_length = 2000)]
    cursor: Option<String>,
}

/// One row to read again.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeEntry {
    /// The resource, the word of its path.
    #[schema(max_length = 64, example = "businesses")]
    resource: String,
    /// The row's id or official code.
    #[schema(max_length = 64)]
    id: String,
    /// The row's version after the change; keep the highest.
    #[schema(minimum = 1)]
    version: i64,
    /// What happened; after `deleted` forget the row.
    kind: Kind,
    /// When.
    at: Timestamp,
}

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
struct ChangePage {
    /// The entries in the feed's order.
    #[schema(max_items = 200)]
    items: Vec<ChangeEntry>,
    /// Where to go on, also after an empty page.
    #[schema(max_length = 2000)]
    next_cursor: String,
}

/// The place of a cursor.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    epoch: Id,
    txid: i64,
    seq: i64,
}

/// List what changed since a cursor, without gap or repeat.
///
/// Entries name rows that your scopes may read: those of your jurisdiction, and those of the
/// partnerships your agency is a party to. A page may be empty; keep its
/// `next_cursor` and ask again later. After a restore of the database an old cursor is refused with
/// `cursor_expired`.
#[utoipa::path(tag = "interop", operation_id = "listChanges", summary = "List what changed since a cursor",
    params(FeedQuery),
    responses((status = 200, description = "The entries after the cursor", body = ChangePage)),
    security(("oauth2" = [])))]
#[get("/v1/changes")]
pub(super) async fn list(
    caller: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<FeedQuery>,
) -> Answer {
    wire.json_only()?;
    let who = (*caller).clone();
    let query = query.0;
    let data = app.clone();
    let page = app
        .db()
        .read(move |conn| {
            let epoch: Id = setup::note(conn, "feed_epoch")?
                .ok_or_else(|| Problem::internal("the feed has no epoch"))?;
            let cursors = Cursors(data.keys());
            let from = match &query.cursor {
                Some(cursor) => cursors.open("changes", cursor)?,
                None => Place {
                    epoch,
                    txid: 0,
                    seq: 0,
                },
            };
            if from.epoch != epoch {
                return Err(Problem::new(Code::CursorExpired));
            }
            let limit = query.limit.unwrap_or(50);
            let resources = readable(&who);
            let rows = store::after(conn, &who, &resources, (from.txid, from.seq), limit)?;
            let last = rows
                .last()
                .map_or((from.txid, from.seq), |row| (row.0, row.1));
            let place = Place {
                epoch,
                txid: last.0,
                seq: last.1,
            };
            Ok::<_, Problem>(ChangePage {
                next_cursor: cursors.seal("changes", &place),
                items: rows
                    .into_iter()
                    .map(|(_, _, resource, id, version, kind, at)| ChangeEntry {
                        resource,
                        id,
                        version,
                        kind,
                        at,
                    })
                    .collect(),
            })
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(page))
}

/// The resources a caller may hear of: those it may read.
fn readable(who: &crate::auth::Who) -> Vec<&'static str> {
    let mut resources = vec!["agencies", "organizations"];
    if who.has(Scope::BusinessesRead) {
        resources.extend(["businesses", "data-quality-flags"]);
    }
    if who.has(Scope::PeopleRead) {
        resources.push("people");
    }
    if who.has(Scope::TrainingRead) {
        resources.extend(crate::training::RESOURCES);
    }
    if who.has(Scope::PartnershipsRead) {
        resources.extend(crate::partnerships::RESOURCES);
    }
    resources
}
