//! The handlers of market channels.

use actix_web::{delete, get, patch, post, web};

use super::store;
use super::types::{
    MarketChannel, MarketChannelFilter, MarketChannelInput, MarketChannelPage, MarketChannelPatch,
};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    path_id, post,
};

path_id!(
    PathMarketChannel,
    "market_channel_id",
    "The market channel's id in a path."
);

/// List the market channels of a business.
///
/// In the order they were recorded. `active_on` names a day: those that had begun and not ended then.
#[utoipa::path(tag = "businesses", operation_id = "listMarketChannels", summary = "List the market channels of a business",
    params(("id" = Id, Path, description = "The business"), PageQuery, MarketChannelFilter),
    responses((status = 200, description = "A page of market channels", body = MarketChannelPage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/market-channels")]
pub(in crate::businesses) async fn list(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<MarketChannelFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Record a market channel of a business.
///
/// A row for each place, and for each time there: a marketplace, a fair, a country. A country goes with `ekspor`, a region with any other
/// type. Shares of the channels in use add up to 100 percent at most. 409 `conflict` above 200 market channels.
#[utoipa::path(tag = "businesses", operation_id = "createMarketChannel", summary = "Record a market channel of a business",
    params(("id" = Id, Path, description = "The business")),
    request_body = MarketChannelInput,
    responses((status = 201, description = "Recorded", body = MarketChannel)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/businesses/{id}/market-channels")]
pub(in crate::businesses) async fn create(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<MarketChannelInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/businesses/{}/market-channels/{}", id.0, made.id),
            Some(made.tag()),
            &made.view(),
        )
    })
    .await
}

/// Read one market channel.
#[utoipa::path(tag = "businesses", operation_id = "getMarketChannel", summary = "Read one market channel of a business",
    params(("id" = Id, Path, description = "The business"),
        ("market_channel_id" = Id, Path, description = "The market channel")),
    responses((status = 200, description = "The market channel", body = MarketChannel)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/market-channels/{market_channel_id}")]
pub(in crate::businesses) async fn get(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    channel: PathMarketChannel,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, channel.0))
        .await?;
    found(&wire, &row.tag(), &row.view())
}

/// Change a market channel of a business.
///
/// A channel that is no longer used has `ended_on`. It raises the version of the business, whose history tells of it.
#[utoipa::path(tag = "businesses", operation_id = "updateMarketChannel", summary = "Change a market channel of a business",
    params(("id" = Id, Path, description = "The business"),
        ("market_channel_id" = Id, Path, description = "The market channel")),
    request_body(content = MarketChannelPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = MarketChannel)),
    security(("oauth2" = ["businesses:write"])))]
#[patch("/v1/businesses/{id}/market-channels/{market_channel_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(in crate::businesses) async fn update(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    channel: PathMarketChannel,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<MarketChannelInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, channel.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(row.tag(), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a market channel of a business that was recorded by mistake.
///
/// One that is no longer used is not deleted: it has `ended_on`.
#[utoipa::path(tag = "businesses", operation_id = "deleteMarketChannel", summary = "Delete a market channel of a business",
    params(("id" = Id, Path, description = "The business"),
        ("market_channel_id" = Id, Path, description = "The market channel")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["businesses:write"])))]
#[delete("/v1/businesses/{id}/market-channels/{market_channel_id}")]
pub(in crate::businesses) async fn delete(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    channel: PathMarketChannel,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        store::delete(tx, id.0, channel.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
