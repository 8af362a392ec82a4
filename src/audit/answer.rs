//! The answer of every `/history`.

use actix_web::web;

use super::history::{FieldView, history};
use crate::app::App;
use crate::auth::Who;
use crate::db::Conn;
use crate::http::{Answer, List, NoFilter, Problem, Wire};

/// Answers the history of a row, oldest act first, once `visible` has found it in the caller's sight.
pub async fn answer(
    who: &Who,
    wire: &Wire,
    app: &web::Data<App>,
    (resource, id): (&'static str, String),
    query: List<NoFilter>,
    view: FieldView,
    visible: impl Fn(&mut Conn, &Who) -> Result<(), Problem> + Send + Sync + 'static,
) -> Answer {
    let who = who.clone();
    let data = app.clone();
    query
        .answer(app, wire, move |conn, query| {
            visible(conn, &who)?;
            history(conn, &data, &who, resource, &id, &query.page, view)
        })
        .await
}

/// The view of a resource that has no field to hide.
pub fn plain(_: &Who, _: &str, value: &serde_json::Value) -> Option<serde_json::Value> {
    Some(value.clone())
}
