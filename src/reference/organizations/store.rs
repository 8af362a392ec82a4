//! The queries of organizations.

use diesel::prelude::*;

use super::types::{
    Organization, OrganizationFilter, OrganizationInput, OrganizationLevel, OrganizationSort,
    OrganizationType,
};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::changes::Kind;
use crate::db::{Conn, DbError, Id, Timestamp, on, replace_row};
use crate::http::{IfMatch, List, Page, Position, Problem, Rules, etag, keyset};
use crate::reference::Lists;
use crate::schema::organizations;
use crate::text::Text;

const RESOURCE: &str = "organizations";

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organizations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct Row {
    id: Id,
    name: String,
    kind: OrganizationType,
    level: OrganizationLevel,
    region_code: Option<String>,
    parent_id: Option<Id>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Row {
    fn new(input: OrganizationInput, at: Timestamp) -> Self {
        Self {
            id: Id::new(),
            name: input.name,
            kind: input.kind,
            level: input.level,
            region_code: input.region_code,
            parent_id: input.parent_id,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    fn input(&self) -> OrganizationInput {
        OrganizationInput {
            name: self.name.clone(),
            kind: self.kind,
            level: self.level,
            region_code: self.region_code.clone(),
            parent_id: self.parent_id,
        }
    }
}

impl From<Row> for Organization {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            level: row.level,
            region_code: row.region_code,
            parent_id: row.parent_id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// One page of the list.
pub fn list(
    conn: &mut Conn,
    app: &App,
    query: &List<OrganizationFilter>,
) -> Result<Page<Organization>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(OrganizationSort::Id);
    let list = format!("organizations:{sort}");
    let after = query.page.after(app, &list)?;
    macro_rules! filtered {
        () => {{
            let mut q = organizations::table.into_boxed();
            if let Some(kind) = filter.kind {
                q = q.filter(organizations::kind.eq(kind));
            }
            if let Some(region) = &filter.region {
                q = q.filter(organizations::region_code.eq(region));
            }
            q
        }};
    }
    let falling = matches!(
        sort,
        OrganizationSort::IdFalling | OrganizationSort::NameFalling
    );
    let by_name = matches!(sort, OrganizationSort::Name | OrganizationSort::NameFalling);
    let place = after.map(|place| place.id.parse::<Id>().map(|id| (place.key, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let limit = query.page.limit() + 1;
    let rows: Vec<Row> = on!(conn, |c| {
        let q = filtered!().select(Row::as_select()).limit(limit);
        if by_name {
            keyset!(q, falling, place, organizations::name, organizations::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, organizations::id, organizations::id).load(c)
        }
    })?;
    Lists::check_filter(conn, app, filter.region.as_deref(), rows.is_empty())?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_name {
            row.name.clone()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    Ok(page.map(Organization::from))
}

fn load(conn: &mut Conn, id: Id) -> Result<Row, Problem> {
    Ok(on!(conn, |c| organizations::table
        .find(id)
        .select(Row::as_select())
        .first(c))?)
}

/// One organization.
pub fn find(conn: &mut Conn, id: Id) -> Result<Organization, Problem> {
    load(conn, id).map(Organization::from)
}

/// The organization of exactly this name.
pub fn named(conn: &mut Conn, name: &str) -> Result<Id, Problem> {
    Ok(on!(conn, |c| organizations::table
        .filter(organizations::name.eq(name))
        .select(organizations::id)
        .first(c))?)
}

/// Creates an organization.
pub fn create(tx: &mut Tx<'_>, input: OrganizationInput) -> Result<Organization, Problem> {
    check(tx.conn, &input, None)?;
    let row = Row::new(input, tx.at);
    on!(tx.conn, |c| diesel::insert_into(organizations::table)
        .values(&row)
        .execute(c))?;
    let values = serde_json::to_value(row.input()).map_err(Problem::internal)?;
    let act = Act {
        values: Some(difference(&serde_json::Value::Null, &values)),
        version: Some(1),
        ..Act::administrative("created", RESOURCE, &row.id.to_string())
    };
    tx.record(act, Kind::Created)?;
    Ok(row.into())
}

/// Changes an organization by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&OrganizationInput) -> Result<OrganizationInput, Problem>,
) -> Result<Organization, Problem> {
    let before = load(tx.conn, id)?;
    if_match.check(&etag(before.version, ""))?;
    let input = patch(&before.input())?;
    check(tx.conn, &input, Some(id))?;
    let was = serde_json::to_value(before.input()).map_err(Problem::internal)?;
    let is = serde_json::to_value(&input).map_err(Problem::internal)?;
    let changes = difference(&was, &is);
    if changes.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(before.into());
    }
    let row = Row {
        id,
        version: before.version + 1,
        created_at: before.created_at,
        ..Row::new(input, tx.at)
    };
    replace_row!(tx.conn, organizations, &row)?;
    let act = Act {
        values: Some(changes),
        version: Some(row.version),
        ..Act::administrative("updated", RESOURCE, &id.to_string())
    };
    tx.record(act, Kind::Updated)?;
    Ok(row.into())
}

/// The rules that need the database.
fn check(conn: &mut Conn, input: &OrganizationInput, own: Option<Id>) -> Result<(), Problem> {
    let mut rules = Rules::default();
    if let Some(parent) = input.parent_id
        && (own == Some(parent) || !is_known(conn, parent)?)
    {
        rules.broken(
            "/parent_id",
            "unknown_reference",
            Text::new(
                "Organisasi induk tidak ditemukan.",
                "The parent organization does not exist.",
            ),
        );
    }
    rules.finish()
}

/// Notes at `pointer` an organization that does not exist.
pub fn check_known(
    conn: &mut Conn,
    id: Option<Id>,
    pointer: &str,
    rules: &mut Rules,
) -> Result<(), Problem> {
    if let Some(id) = id
        && !is_known(conn, id)?
    {
        rules.broken(
            pointer,
            "unknown_reference",
            Text::new(
                "Organisasi ini tidak ditemukan.",
                "This organization does not exist.",
            ),
        );
    }
    Ok(())
}

fn is_known(conn: &mut Conn, id: Id) -> Result<bool, Problem> {
    let known: i64 = on!(conn, |c| organizations::table
        .find(id)
        .count()
        .get_result(c))?;
    Ok(known > 0)
}

/// The organizations the seeds name.
pub fn ship(conn: &mut Conn) -> Result<(), DbError> {
    let at = Timestamp::now();
    let mut reader =
        csv::Reader::from_reader(include_bytes!("../data/organizations.csv").as_slice());
    let rows: Vec<Row> = reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let input = OrganizationInput {
                name: record.get(1)?.to_owned(),
                kind: OrganizationType::from_word(record.get(2)?)?,
                level: OrganizationLevel::from_word(record.get(3)?)?,
                region_code: record
                    .get(4)
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned),
                parent_id: None,
            };
            Some(Row::new(input, at))
        })
        .collect();
    on!(conn, |c| diesel::insert_into(organizations::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
