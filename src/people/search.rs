//! `POST /v1/people/search`: finding a person by what must not stand in a URL.

use std::fmt;

use actix_web::{post, web};
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::person::{nik_hash, phone_hash};
use super::purpose::check_purpose;
use super::types::PersonPage;
use super::{Person, PersonRow, RESOURCE, store};
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Caller, Who, need};
use crate::db::{Conn, Id, on};
use crate::http::{
    Answer, Body, List, NoFilter, Page, PageQuery, Position, Problem, Rules, Wire, keyset,
};
use crate::schema::people;
use crate::text::Text;
use crate::values::{name, nik, phone};

/// What to find: exactly one of name, NIK and phone, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonSearch {
    /// Parts of words of the name, titles and degrees aside; all of them must be found.
    #[schema(min_length = 2, max_length = 200, example = "lestari")]
    name: Option<String>,
    /// NIK, exact.
    #[schema(min_length = 1, max_length = 40)]
    nik: Option<String>,
    /// Telephone number, exact; finds people by their main number.
    #[schema(min_length = 1, max_length = 40)]
    phone: Option<String>,
    /// Why, kept in the audit trail; it must not name a person or hold a NIK.
    #[schema(min_length = 5, max_length = 200, example = "verifikasi berkas KUR")]
    purpose: String,
    /// The most items of the page; overrides the query parameter.
    #[schema(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; overrides the query parameter.
    #[schema(min_length = 1, max_length = 2000)]
    cursor: Option<String>,
}

impl fmt::Debug for PersonSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonSearch(redacted)")
    }
}

/// What is looked for, in the form it is stored.
enum By {
    Name(Vec<String>),
    Nik(Vec<u8>),
    Phone(Vec<u8>),
}

impl By {
    const fn word(&self) -> &'static str {
        match self {
            Self::Name(_) => "name",
            Self::Nik(_) => "nik",
            Self::Phone(_) => "phone",
        }
    }

    /// Binds a cursor to what was looked for.
    fn list(&self, app: &App) -> String {
        let parts: Vec<&[u8]> = match self {
            Self::Name(words) => words.iter().map(String::as_bytes).collect(),
            Self::Nik(hash) | Self::Phone(hash) => vec![hash],
        };
        let digest = app.keys().digest("people-search", &parts);
        let short = digest[..8].iter().map(|byte| format!("{byte:02x}"));
        format!(
            "people-search:{}:{}",
            self.word(),
            short.collect::<String>()
        )
    }
}

/// Find people of your jurisdiction by name, NIK or phone.
///
/// Each search leaves an audit row with the purpose and what kind of value was looked for, never the
/// value. Pages go on by `cursor` with the same criteria.
#[utoipa::path(tag = "people", operation_id = "searchPeople", summary = "Find people by name, NIK or phone",
    params(PageQuery),
    request_body = PersonSearch,
    responses((status = 200, description = "A page of people", body = PersonPage)),
    security(("oauth2" = ["people:read"])))]
#[post("/v1/people/search")]
pub(super) async fn search(
    caller: Caller<need::PeopleRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<NoFilter>,
    body: Body<PersonSearch>,
) -> Answer {
    let wanted = body.value;
    let mut rules = Rules::default();
    let purpose = check_purpose(&wanted.purpose, "/purpose", &mut rules);
    let by = criterion(&app, &wanted, &mut rules);
    rules.finish()?;
    let by = by.ok_or_else(|| Problem::internal("a search without criterion passed its rules"))?;
    let kind = by.word();
    let page = PageQuery {
        limit: wanted.limit.or(query.page.limit),
        cursor: wanted.cursor.or(query.page.cursor),
        count: query.page.count,
    };
    let who = (*caller).clone();
    let data = app.clone();
    let found = app
        .db()
        .read_long(move |conn| find(conn, &data, &who, &by, &page))
        .await?;
    let act = Act {
        register: caller.region.clone().filter(|_| caller.is_local()),
        purpose,
        values: Some(json!({ "by": kind, "found": found.items.len() })),
        ..Act::administrative("people_searched", RESOURCE, "search")
    };
    // Nothing is answered before the search stands in the audit trail.
    app.write(&caller, &wire, move |tx| tx.witness(&act))
        .await?;
    found.answer(&app, &wire)
}

/// Reads the one criterion.
fn criterion(app: &App, wanted: &PersonSearch, rules: &mut Rules) -> Option<By> {
    match (&wanted.name, &wanted.nik, &wanted.phone) {
        (Some(text), None, None) => {
            // The key holds letters, digits and blanks only: no wildcard of LIKE.
            let key = name::person_match_key(text);
            let words: Vec<String> = key.split_whitespace().map(str::to_owned).collect();
            if words.is_empty() {
                rules.broken(
                    "/name",
                    "name_missing",
                    Text::new("Tulis bagian dari nama.", "Write a part of the name."),
                );
                return None;
            }
            Some(By::Name(words))
        }
        (None, Some(text), None) => rules
            .check("/nik", nik::parse(text))
            .map(|nik| By::Nik(nik_hash(app, nik.as_str()))),
        (None, None, Some(text)) => rules
            .check("/phone", phone::parse(text))
            .map(|phone| By::Phone(phone_hash(app, phone.as_str()))),
        _ => {
            rules.broken(
                "",
                "one_criterion",
                Text::new(
                    "Isi tepat satu dari name, nik, atau phone.",
                    "Send exactly one of name, nik and phone.",
                ),
            );
            None
        }
    }
}

fn find(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    by: &By,
    page: &PageQuery,
) -> Result<Page<Person>, Problem> {
    let list = by.list(app);
    let after = page.after(app, &list)?;
    let place = after.map(|place| place.id.parse::<Id>().map(|id| (id, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let (low, high) = who.registers();
    macro_rules! filtered {
        () => {{
            let mut q = people::table
                .filter(people::register_code.between(&low, &high))
                .filter(people::deleted_at.is_null())
                .into_boxed();
            match by {
                By::Name(words) => {
                    for word in words {
                        q = q.filter(people::name_key.like(format!("%{word}%")));
                    }
                }
                By::Nik(hash) => q = q.filter(people::nik_hash.eq(hash)),
                By::Phone(hash) => q = q.filter(people::phone_hash.eq(hash)),
            }
            q
        }};
    }
    let rows: Vec<PersonRow> = on!(conn, |c| keyset!(
        filtered!()
            .select(PersonRow::as_select())
            .limit(page.limit() + 1),
        false,
        place,
        people::id,
        people::id
    )
    .load(c))?;
    let total = if page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, page, rows, total, |row| Position {
        key: String::new(),
        id: row.id.to_string(),
    });
    store::seen(page, app, who)
}
