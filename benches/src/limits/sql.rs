//! The queries the service executes, written by hand; `$n` is the n-th bind of either database.

use crate::limit::{Param, Query};
use crate::stage::Kind;

/// The register of [`super::scene::AGENCY`].
pub(super) const REGISTER: &str = "64.02";

fn query(kind: Kind, sql: &str, params: Vec<Param>) -> Query {
    let sql = match kind {
        Kind::Sqlite => sql.replace('$', "?"),
        Kind::Postgres => sql.to_owned(),
    };
    Query { sql, params }
}

fn text(text: &str) -> Param {
    Param::Text(text.to_owned())
}

/// One business with its owners.
pub(super) fn one(kind: Kind) -> Vec<Query> {
    vec![query(
        kind,
        "SELECT b.*, o.* FROM businesses b LEFT JOIN ownerships o ON o.business_id = b.id \
         WHERE b.id = $1 AND b.register_code BETWEEN $2 AND $3 AND b.deleted_at IS NULL \
         ORDER BY o.person_id, o.role",
        vec![Param::PathId, text(REGISTER), text(REGISTER)],
    )]
}

/// The owners of the businesses found before.
fn owners(kind: Kind) -> Query {
    let within = match kind {
        Kind::Sqlite => "IN (?)",
        Kind::Postgres => "= ANY($1)",
    };
    Query {
        sql: format!(
            "SELECT * FROM ownerships WHERE business_id {within} \
             ORDER BY business_id, person_id, role"
        ),
        params: vec![Param::Found],
    }
}

/// A page of businesses of a regency and scale.
pub(super) fn page(kind: Kind, scale: &str, size: i64, after: Option<uuid::Uuid>) -> Vec<Query> {
    let mut sql = "SELECT * FROM businesses \
                   WHERE register_code BETWEEN $1 AND $2 AND deleted_at IS NULL \
                   AND register_code = $3 AND region_code LIKE $4 AND scale = $5"
        .to_owned();
    let mut params = vec![
        text(REGISTER),
        text(REGISTER),
        text(REGISTER),
        text(&format!("{REGISTER}%")),
        text(scale),
        Param::Int(size + 1),
    ];
    if let Some(id) = after {
        sql.push_str(" AND id > $7");
        params.push(Param::Id(id));
    }
    sql.push_str(" ORDER BY id LIMIT $6");
    vec![query(kind, &sql, params), owners(kind)]
}
