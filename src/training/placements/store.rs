//! The queries of job placements.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;

use super::rules::{check, check_graduate};
use super::types::{Placement, PlacementFilter, PlacementInput, PlacementSector, PlacementSort};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{IfMatch, List, Page, Position, Problem, Rules, etag, keyset, known};
use crate::schema::job_placements as placements;
use crate::text::Text;
use crate::training::enrollments;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "job-placements";

/// A job placement as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = placements, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct PlacementRow {
    /// Its id.
    pub id: Id,
    /// The enrollment of the graduate.
    pub enrollment_id: Id,
    /// The graduate.
    pub person_id: Id,
    /// Her register.
    pub register_code: String,
    /// The agency that placed her.
    pub owner_agency: String,
    /// Who employs her.
    pub employer: String,
    /// The employer among the organizations.
    pub organization_id: Option<Id>,
    /// Where she works.
    pub sector: PlacementSector,
    /// What she works as.
    pub position: Option<String>,
    /// Her first day.
    pub starts_on: NaiveDate,
    /// Her last day.
    pub ends_on: Option<NaiveDate>,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl PlacementRow {
    fn input(&self) -> PlacementInput {
        PlacementInput {
            enrollment_id: self.enrollment_id,
            employer: self.employer.clone(),
            organization_id: self.organization_id,
            sector: self.sector,
            position: self.position.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: PlacementInput) -> Self {
        Self {
            employer: input.employer,
            organization_id: input.organization_id,
            sector: input.sector,
            position: input.position,
            starts_on: input.starts_on,
            ends_on: input.ends_on,
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self) -> Placement {
        Placement {
            id: self.id,
            enrollment_id: self.enrollment_id,
            person_id: self.person_id,
            register_code: self.register_code.clone(),
            agency: self.owner_agency.clone(),
            employer: self.employer.clone(),
            organization_id: self.organization_id,
            sector: self.sector,
            position: self.position.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn act(&self, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(self.register_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}

/// One page of the job placements in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<PlacementFilter>,
) -> Result<Page<Placement>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(PlacementSort::Id);
    let list = format!("job-placements:{sort}");
    let after = query.page.after(app, &list)?;
    let (low, high) = who.registers();
    macro_rules! filtered {
        () => {{
            let mut q = placements::table
                .filter(placements::register_code.between(&low, &high))
                .into_boxed();
            if let Some(person) = filter.person_id {
                q = q.filter(placements::person_id.eq(person));
            }
            if let Some(enrollment) = filter.enrollment_id {
                q = q.filter(placements::enrollment_id.eq(enrollment));
            }
            if let Some(agency) = &filter.agency {
                q = q.filter(placements::owner_agency.eq(agency));
            }
            if let Some(sector) = filter.sector {
                q = q.filter(placements::sector.eq(sector));
            }
            q
        }};
    }
    let falling = matches!(
        sort,
        PlacementSort::IdFalling | PlacementSort::StartsOnFalling
    );
    let by_day = matches!(
        sort,
        PlacementSort::StartsOn | PlacementSort::StartsOnFalling
    );
    let place = after.map(|place| place.read::<NaiveDate>()).transpose()?;
    let limit = query.page.limit() + 1;
    let rows: Vec<PlacementRow> = on!(conn, |c| {
        let q = filtered!().select(PlacementRow::as_select()).limit(limit);
        if by_day {
            let place = place.and_then(|(day, id)| day.map(|day| (day, id)));
            keyset!(q, falling, place, placements::starts_on, placements::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, placements::id, placements::id).load(c)
        }
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_day {
            row.starts_on.to_string()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    Ok(page.map(|row| row.view()))
}

/// One job placement in the caller's sight.
pub(super) fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<PlacementRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| placements::table
        .find(id)
        .filter(placements::register_code.between(low, high))
        .select(PlacementRow::as_select())
        .first(c))?)
}

/// Records where a graduate in the caller's sight found work.
pub fn create(tx: &mut Tx<'_>, input: PlacementInput) -> Result<PlacementRow, Problem> {
    let mut rules = Rules::default();
    let graduate = known(enrollments::store::find(
        tx.conn,
        &tx.who,
        input.enrollment_id,
    ))?;
    if graduate.is_none() {
        rules.broken(
            "/enrollment_id",
            "unknown_reference",
            Text::new(
                "Kepesertaan ini tidak ditemukan di wilayah kerja Anda.",
                "This enrollment does not exist in your jurisdiction.",
            ),
        );
    }
    if let Some(graduate) = &graduate {
        check_graduate(graduate, &mut rules);
    }
    let input = check(tx.conn, input, graduate.as_ref(), &mut rules)?;
    rules.finish()?;
    let Some(graduate) = graduate else {
        return Err(Problem::not_found());
    };
    let values = serde_json::to_value(&input).map_err(Problem::internal)?;
    let row = PlacementRow {
        id: Id::new(),
        enrollment_id: graduate.id,
        person_id: graduate.person_id,
        register_code: graduate.register_code,
        owner_agency: tx.who.agency.clone(),
        employer: String::new(),
        organization_id: None,
        sector: input.sector,
        position: None,
        starts_on: input.starts_on,
        ends_on: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(placements::table)
        .values(&row)
        .execute(c))?;
    let act = row.act("created", Some(difference(&Value::Null, &values)));
    tx.record(act, Kind::Created)?;
    Ok(row)
}

/// Changes a job placement of the caller's own by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&PlacementInput) -> Result<PlacementInput, Problem>,
) -> Result<PlacementRow, Problem> {
    let before = own(tx, id, if_match)?;
    let was = before.input();
    let graduate = enrollments::store::find(tx.conn, &tx.who, before.enrollment_id)?;
    let mut rules = Rules::default();
    let input = check(tx.conn, patch(&was)?, Some(&graduate), &mut rules)?;
    if input.enrollment_id != was.enrollment_id {
        rules.broken(
            "/enrollment_id",
            "not_changeable",
            Text::new(
                "Kepesertaan tidak dapat diganti; hapus penempatan ini dan catat yang baru.",
                "The enrollment cannot be changed; delete this placement and record another.",
            ),
        );
    }
    rules.finish()?;
    if input == was {
        return Ok(before);
    }
    let values = difference(
        &serde_json::to_value(&was).map_err(Problem::internal)?,
        &serde_json::to_value(&input).map_err(Problem::internal)?,
    );
    let row = PlacementRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input);
    replace_row!(tx.conn, placements, &row)?;
    tx.record(row.act("updated", Some(values)), Kind::Updated)?;
    Ok(row)
}

/// Removes a job placement of the caller's own.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let before = own(tx, id, if_match)?;
    on!(tx.conn, |c| diesel::delete(placements::table.find(id))
        .execute(c))?;
    let gone = PlacementRow {
        version: before.version + 1,
        ..before
    };
    let was = serde_json::to_value(gone.input()).map_err(Problem::internal)?;
    let values = difference(&was, &Value::Null);
    tx.record(gone.act("deleted", Some(values)), Kind::Deleted)
}

/// A job placement of the caller's own, at the version the caller read.
fn own(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<PlacementRow, Problem> {
    let before = find(tx.conn, &tx.who, id)?;
    tx.who
        .must_own(&before.register_code, &before.owner_agency)?;
    if_match.check(&etag(before.version, ""))?;
    Ok(before)
}
