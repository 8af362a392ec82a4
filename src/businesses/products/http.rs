//! The handlers of products.

use actix_web::{delete, get, patch, post, web};

use super::store;
use super::types::{Product, ProductFilter, ProductInput, ProductPage, ProductPatch};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    path_id, post,
};

path_id!(PathProduct, "product_id", "The product's id in a path.");

/// List the products of a business.
///
/// In the order they were recorded.
#[utoipa::path(tag = "businesses", operation_id = "listProducts", summary = "List the products of a business",
    params(("id" = Id, Path, description = "The business"), PageQuery, ProductFilter),
    responses((status = 200, description = "A page of products", body = ProductPage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/products")]
pub(in crate::businesses) async fn list(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<ProductFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Record a product of a business.
///
/// Capacity is a quantity in `unit` for each `capacity_period`: the three come together. 409 `conflict` above 200 products.
#[utoipa::path(tag = "businesses", operation_id = "createProduct", summary = "Record a product of a business",
    params(("id" = Id, Path, description = "The business")),
    request_body = ProductInput,
    responses((status = 201, description = "Recorded", body = Product)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/businesses/{id}/products")]
pub(in crate::businesses) async fn create(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<ProductInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/businesses/{}/products/{}", id.0, made.id),
            Some(made.tag()),
            &made.view(),
        )
    })
    .await
}

/// Read one product.
#[utoipa::path(tag = "businesses", operation_id = "getProduct", summary = "Read one product of a business",
    params(("id" = Id, Path, description = "The business"),
        ("product_id" = Id, Path, description = "The product")),
    responses((status = 200, description = "The product", body = Product)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/products/{product_id}")]
pub(in crate::businesses) async fn get(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    product: PathProduct,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, product.0))
        .await?;
    found(&wire, &row.tag(), &row.view())
}

/// Change a product of a business.
///
/// It raises the version of the business, whose history tells of it.
#[utoipa::path(tag = "businesses", operation_id = "updateProduct", summary = "Change a product of a business",
    params(("id" = Id, Path, description = "The business"),
        ("product_id" = Id, Path, description = "The product")),
    request_body(content = ProductPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Product)),
    security(("oauth2" = ["businesses:write"])))]
#[patch("/v1/businesses/{id}/products/{product_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(in crate::businesses) async fn update(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    product: PathProduct,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<ProductInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, product.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(row.tag(), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a product of a business that was recorded by mistake.
///
/// The history of the business keeps what it said.
#[utoipa::path(tag = "businesses", operation_id = "deleteProduct", summary = "Delete a product of a business",
    params(("id" = Id, Path, description = "The business"),
        ("product_id" = Id, Path, description = "The product")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["businesses:write"])))]
#[delete("/v1/businesses/{id}/products/{product_id}")]
pub(in crate::businesses) async fn delete(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    product: PathProduct,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        store::delete(tx, id.0, product.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
