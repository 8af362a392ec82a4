//! `POST /v1/businesses/search`: finding a business by what must not stand in a URL.

use actix_web::{post, web};
use serde_json::json;

use super::acts::RESOURCE;
use super::list::{self, Wanted};
use super::types::{BusinessFilter, BusinessSearch};
use super::view::BusinessPage;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Caller, Scope, need};
use crate::http::{Answer, Body, List, NoFilter, PageQuery, Rules, Wire};
use crate::people::check_purpose;
use crate::text::Text;
use crate::values::name;

/// Find businesses of your jurisdiction by name or by their owner's name.
///
/// `owner_name` also needs the scope `people:read` and a purpose, and each such search leaves an
/// audit row with the purpose, never the name. Pages go on by `cursor` with the same criteria.
#[utoipa::path(tag = "businesses", operation_id = "searchBusinesses", summary = "Find businesses by name or owner",
    params(PageQuery),
    request_body = BusinessSearch,
    responses((status = 200, description = "A page of businesses", body = BusinessPage)),
    security(("oauth2" = ["businesses:read"])))]
#[post("/v1/businesses/search")]
pub(super) async fn search(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<NoFilter>,
    body: Body<BusinessSearch>,
) -> Answer {
    let asked = body.value;
    let by_owner = asked.owner_name.is_some();
    if by_owner {
        caller.must(Scope::PeopleRead)?;
    }
    let mut rules = Rules::default();
    let (owner, purpose) = criteria(&asked, &mut rules);
    rules.finish()?;
    let parts: Vec<&[u8]> = std::iter::once(asked.q.as_deref().unwrap_or_default())
        .chain(owner.iter().map(String::as_str))
        .map(str::as_bytes)
        .collect();
    let digest = app.keys().digest("businesses-search", &parts);
    let short: String = digest[..8].iter().map(|b| format!("{b:02x}")).collect();
    let wanted = Wanted {
        filter: BusinessFilter {
            q: asked.q,
            matching: asked.matching,
            ..BusinessFilter::default()
        },
        owner,
        list: format!("-search:{short}"),
    };
    let page = PageQuery {
        limit: asked.limit.or(query.page.limit),
        cursor: asked.cursor.or(query.page.cursor),
        count: query.page.count,
    };
    let who = (*caller).clone();
    let data = app.clone();
    let found = app
        .db()
        .read_long(move |conn| list::page(conn, &data, &who, &wanted, &page))
        .await?;
    if by_owner {
        let act = Act {
            register: caller.region.clone().filter(|_| caller.is_local()),
            purpose,
            values: Some(json!({ "by": "owner_name", "found": found.items.len() })),
            ..Act::administrative("businesses_searched", RESOURCE, "search")
        };
        // Nothing is answered before the search stands in the audit trail.
        app.write(&caller, &wire, move |tx| tx.witness(&act))
            .await?;
    }
    found.answer(&app, &wire)
}

/// Reads the words of the owner's name and the purpose.
fn criteria(asked: &BusinessSearch, rules: &mut Rules) -> (Vec<String>, Option<String>) {
    if asked.q.is_none() && asked.owner_name.is_none() {
        rules.broken(
            "",
            "criterion_missing",
            Text::new(
                "Isi q, owner_name, atau keduanya.",
                "Send q, owner_name or both.",
            ),
        );
    }
    if asked.matching.is_some() && asked.q.is_none() {
        rules.broken(
            "/q",
            "required",
            Text::new(
                "Sebutkan nama yang dicari bersama match.",
                "Name what is searched for with match.",
            ),
        );
    }
    let purpose = asked
        .purpose
        .as_deref()
        .and_then(|purpose| check_purpose(purpose, "/purpose", rules));
    let Some(owner) = &asked.owner_name else {
        return (Vec::new(), purpose);
    };
    if asked.purpose.is_none() {
        rules.broken(
            "/purpose",
            "required",
            Text::new(
                "Sebutkan tujuan mencari menurut nama pemilik.",
                "Say why the owner's name is searched.",
            ),
        );
    }
    // The key holds letters, digits and blanks only: no wildcard of LIKE.
    let key = name::person_match_key(owner);
    let words: Vec<String> = key.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        rules.broken(
            "/owner_name",
            "name_missing",
            Text::new("Tulis bagian dari nama.", "Write a part of the name."),
        );
    }
    (words, purpose)
}
