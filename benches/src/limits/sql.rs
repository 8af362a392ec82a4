//! The queries of the limits: the shortest that read what the service reads; `$n` is the n-th bind of
//! either database.

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
///
/// The regency is named once: a bound and a prefix besides say nothing more, and let PostgreSQL
/// expect a hundredth of the rows there are, hence read them all and sort.
pub(super) fn page(kind: Kind, scale: &str, size: i64, after: Option<uuid::Uuid>) -> Vec<Query> {
    let mut sql = "SELECT * FROM businesses \
                   WHERE register_code = $1 AND scale = $2 AND deleted_at IS NULL"
        .to_owned();
    let mut params = vec![text(REGISTER), text(scale), Param::Int(size + 1)];
    if let Some(id) = after {
        sql.push_str(" AND id > $4");
        params.push(Param::Id(id));
    }
    sql.push_str(" ORDER BY id LIMIT $3");
    vec![query(kind, &sql, params), owners(kind)]
}

/// One business, whole.
pub(super) fn whole(kind: Kind) -> Query {
    query(
        kind,
        "SELECT * FROM businesses WHERE id = $1",
        vec![Param::PathId],
    )
}

/// A page of businesses whose names hold parts of words, those of `q`.
pub(super) fn search(kind: Kind, size: i64) -> Vec<Query> {
    let rows = query(
        kind,
        "SELECT * FROM businesses \
         WHERE register_code = $1 AND deleted_at IS NULL \
         AND search_text LIKE $2 ESCAPE '\\' AND search_text LIKE $3 ESCAPE '\\' \
         ORDER BY id LIMIT $4",
        vec![
            text(REGISTER),
            Param::Word(0),
            Param::Word(1),
            Param::Int(size + 1),
        ],
    );
    vec![rows, owners(kind)]
}

/// Why a business is no row of the statistic of women's businesses.
const WOMEN: &str = "CASE \
    WHEN businesses.women_owned = 'no' AND businesses.women_led <> 'yes' \
    THEN 'outside:not_a_womens_business' \
    WHEN businesses.women_owned = 'unknown' AND businesses.women_led <> 'yes' \
    THEN 'unmapped:women_owned_unknown' \
    WHEN businesses.scale IS NULL \
    THEN 'unmapped:' || COALESCE('scale_' || (businesses.derived -> 'scale' ->> 'reason'), 'scale_missing') \
    ELSE NULL END";

/// Why a business is no row of the statistic of IKM.
const IKM: &str = "CASE \
    WHEN businesses.ikm_class = 'industri_besar' THEN 'outside:industri_besar' \
    WHEN businesses.ikm_class IS NULL AND businesses.derived -> 'ikm' ->> 'reason' = 'not_manufacturing' \
    THEN 'outside:not_manufacturing' \
    WHEN businesses.ikm_class IS NULL \
    THEN 'unmapped:' || COALESCE(businesses.derived -> 'ikm' ->> 'reason', 'ikm_class_missing') \
    ELSE NULL END";

/// The businesses that statistics count.
const COUNTED: &str = "businesses.register_code = $1 \
    AND businesses.deleted_at IS NULL \
    AND businesses.status IN ('submitted', 'verified', 'active', 'dormant')";

/// The statistic of women's businesses, by region and scale.
pub(super) fn women(kind: Kind) -> Vec<Query> {
    statistic(kind, "businesses.scale", WOMEN)
}

/// The statistic of IKM, by region and class.
pub(super) fn ikm(kind: Kind) -> Vec<Query> {
    statistic(kind, "businesses.ikm_class", IKM)
}

/// Counts businesses by group, then the women who own them by group and altogether, then names the
/// regions.
fn statistic(kind: Kind, by: &str, verdict: &str) -> Vec<Query> {
    let registers = || vec![text(REGISTER)];
    let region = "substr(businesses.region_code, 1, 5)";
    let sum = |what: &str| format!("CAST(COALESCE(sum({what}), 0) AS bigint)");
    let counted = format!(
        "SELECT {region}, {by}, {verdict}, COUNT(*), {}, {}, {}, {}, {} FROM businesses \
         WHERE {COUNTED} GROUP BY {region}, {by}, {verdict}",
        sum("CASE WHEN businesses.women_owned = 'yes' THEN 1 ELSE 0 END"),
        sum("CASE WHEN businesses.women_led = 'yes' THEN 1 ELSE 0 END"),
        sum("businesses.workers_male"),
        sum("businesses.workers_female"),
        sum(
            "CASE WHEN businesses.workers_male IS NULL AND businesses.workers_female IS NULL \
             THEN 0 ELSE 1 END"
        ),
    );
    let women = |key: &str, group: &str| {
        format!(
            "SELECT {key}count(DISTINCT people.nik_hash), \
             count(DISTINCT CASE WHEN people.nik_hash IS NULL THEN people.id END) \
             FROM businesses \
             INNER JOIN ownerships ON ownerships.business_id = businesses.id \
             INNER JOIN people ON people.id = ownerships.person_id \
             WHERE people.gender = 'P' AND people.deleted_at IS NULL \
             AND ownerships.role = 'pemilik' \
             AND (ownerships.until IS NULL OR ownerships.until >= CURRENT_DATE) \
             AND ({verdict}) IS NULL AND {COUNTED}{group}"
        )
    };
    let key = format!("{region}, {by}, ");
    let group = format!(" GROUP BY {region}, {by}");
    vec![
        query(kind, &counted, registers()),
        query(kind, &women(&key, &group), registers()),
        query(kind, &women("", ""), registers()),
        query(
            kind,
            "SELECT code, name FROM regions WHERE code = $1",
            vec![text(REGISTER)],
        ),
    ]
}
