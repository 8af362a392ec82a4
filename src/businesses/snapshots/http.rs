//! The handlers of snapshots.

use actix_web::{get, patch, post, web};

use super::store;
use super::types::{Snapshot, SnapshotFilter, SnapshotInput, SnapshotPage, SnapshotPatch};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    path_id, post,
};

path_id!(PathSnapshot, "snapshot_id", "The snapshot's id in a path.");

/// List the snapshots of a business.
///
/// Capital, investment, sales and wages are null without `finance:read`, workers with a disability without
/// `disability:read`.
#[utoipa::path(tag = "businesses", operation_id = "listSnapshots", summary = "List the snapshots of a business",
    params(("id" = Id, Path, description = "The business"), PageQuery, SnapshotFilter),
    responses((status = 200, description = "A page of snapshots", body = SnapshotPage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/snapshots")]
pub(in crate::businesses) async fn list(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<SnapshotFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query.filter.sort, &query.page)
        })
        .await
}

/// Add a snapshot to a business.
///
/// One for each day; scale and IKM class of the business follow from the newest figures.
#[utoipa::path(tag = "businesses", operation_id = "createSnapshot", summary = "Add a snapshot to a business",
    params(("id" = Id, Path, description = "The business")),
    request_body = SnapshotInput,
    responses((status = 201, description = "Added", body = Snapshot)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/businesses/{id}/snapshots")]
pub(in crate::businesses) async fn create(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<SnapshotInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, &value)?;
        Reply::created(
            format!("/v1/businesses/{}/snapshots/{}", id.0, made.id),
            Some(store::tag(made.version, &tx.who)),
            &made.seen_by(&tx.who)?,
        )
    })
    .await
}

/// Read one snapshot.
#[utoipa::path(tag = "businesses", operation_id = "getSnapshot", summary = "Read one snapshot",
    params(("id" = Id, Path, description = "The business"),
        ("snapshot_id" = Id, Path, description = "The snapshot")),
    responses((status = 200, description = "The snapshot", body = Snapshot)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/snapshots/{snapshot_id}")]
pub(in crate::businesses) async fn get(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    snapshot: PathSnapshot,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, snapshot.0))
        .await?;
    found(
        &wire,
        &store::tag(row.version, &caller),
        &row.seen_by(&caller)?,
    )
}

/// Change a snapshot.
///
/// Figures your token may not read stay unless the patch names them.
#[utoipa::path(tag = "businesses", operation_id = "updateSnapshot", summary = "Change a snapshot",
    params(("id" = Id, Path, description = "The business"),
        ("snapshot_id" = Id, Path, description = "The snapshot")),
    request_body(content = SnapshotPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Snapshot)),
    security(("oauth2" = ["businesses:write"])))]
#[patch("/v1/businesses/{id}/snapshots/{snapshot_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(in crate::businesses) async fn update(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    snapshot: PathSnapshot,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<SnapshotInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, snapshot.0, &if_match, |before| {
                patch.apply(before)
            })
        })
        .await?;
    let reply = Reply::ok(store::tag(row.version, &caller), &row.seen_by(&caller)?)?;
    Ok(reply.into_response(app.public_base(), false))
}
