//! A business as it was at the end of a day, under today's field rules.
//!
//! What was entered, its owners and its state are as they were recorded. Scale, IKM class, workers,
//! `women_owned` and `women_led` are not recorded with each version: they are derived from the
//! snapshots, owners and genders that were on record when it was last changed before the day's end,
//! by today's rules of derivation.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::acts::{MONEY, RESOURCE};
use super::derive::{Figures, PersonFacts, derive};
use super::parse::{Entry, NewBusiness};
use super::rows::{BusinessRow, OwnershipRow, SnapshotRow, Standing, document as stored};
use super::snapshots::{NewSnapshot, SnapshotInput};
use super::status::BusinessStatus;
use super::types::{BusinessInput, BusinessOwner};
use super::view::Business;
use crate::app::App;
use crate::audit::Past;
use crate::audit::past::{Version, document, read};
use crate::db::{Conn, Id, Timestamp};
use crate::http::Problem;
use crate::people;
use crate::values::zone::Zone;

/// The fields a business is entered with, among all that acts on it record.
const ENTERED: [&str; 22] = [
    "name",
    "trade_name",
    "legal_form",
    "sector",
    "business_place_type",
    "main_activity",
    "has_nutrition_facts",
    "register_code",
    "region_code",
    "kbli",
    "nib",
    "pirt",
    "started_on",
    "registered_on",
    "home_based",
    "latitude",
    "longitude",
    "coordinate_status",
    "contact",
    "owners",
    "source_system",
    "source_record_id",
];
/// What names the day of a snapshot before and after, and its figures besides money.
const SNAPSHOT: &str = "snapshot";
const FIGURES: [&str; 5] = [
    "workers_male",
    "workers_female",
    "workforce",
    "guidance",
    "method",
];

fn is_figure(field: &str) -> bool {
    MONEY.contains(&field) || FIGURES.contains(&field)
}

/// The business as it was; `present` and `owners` are how it is.
pub(super) fn as_of(
    conn: &mut Conn,
    app: &App,
    (present, owners): (&BusinessRow, &[OwnershipRow]),
    past: Past,
) -> Result<Business, Problem> {
    past.must_include_entry(present.created_at)?;
    if past.includes(present.updated_at) {
        return Business::of(present, owners, app, past.moment());
    }
    let all = read(conn, app, RESOURCE, &[present.id])?;
    let all = all.into_values().next().unwrap_or_default();
    let versions = past.versions(&all)?;
    let Some(last) = versions.last() else {
        return Err(Problem::internal("a business without its versions"));
    };
    let input: BusinessInput = document(versions, |field| ENTERED.contains(&field))?;
    let (status, standing) = state(versions)?;
    let figures = Figures::of(&snapshots(present.id, versions)?);
    let people = people_then(conn, app, &input.owners, last.at)?;
    // Who was a current owner was judged on the day of the change, as everywhere.
    let day = Zone::Wit.day(last.at).unwrap_or_default();
    let derived = derive(&input, &people, &figures, day);
    let owners: Vec<OwnershipRow> = input
        .owners
        .iter()
        .map(|owner| OwnershipRow::of(present.id, owner))
        .collect();
    let document = stored(&input, &standing);
    let entry = Entry {
        id: present.id,
        owner_agency: &present.owner_agency,
        status,
        derived: &derived,
        at: last.at,
    };
    let row = BusinessRow {
        document,
        version: last.number,
        created_at: present.created_at,
        ..NewBusiness::recorded(input, &present.register_code).into_row(app, entry)
    };
    Business::of(&row, &owners, app, past.moment())
}

/// The state it was in, and since when and why.
fn state(versions: &[Version]) -> Result<(BusinessStatus, Standing), Problem> {
    let last = |field: &str| {
        let set = versions.iter().rev().find_map(|version| version.set(field));
        set.cloned().unwrap_or_default()
    };
    let status = serde_json::from_value(last("status")).map_err(Problem::unreadable)?;
    let standing = Standing {
        on: serde_json::from_value(last("status_on")).map_err(Problem::unreadable)?,
        reason: serde_json::from_value(last("status_reason")).map_err(Problem::unreadable)?,
        merged_into: serde_json::from_value(last("merged_into")).map_err(Problem::unreadable)?,
    };
    Ok((status, standing))
}

/// Its snapshots, as the acts on it tell of them: `snapshot` names the day before and after.
fn snapshots(business: Id, versions: &[Version]) -> Result<Vec<SnapshotRow>, Problem> {
    let mut found: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for version in versions {
        let sides = version.changes.as_ref().and_then(|all| all.get(SNAPSHOT));
        let day = |side: usize| sides?.get(side)?.as_str().map(str::to_owned);
        let Some(after) = day(1) else { continue };
        let mut figures = day(0)
            .and_then(|before| found.remove(&before))
            .unwrap_or_default();
        for (field, value) in version.all_set().filter(|(field, _)| is_figure(field)) {
            figures.insert(field.clone(), value.clone());
        }
        figures.insert("as_of".to_owned(), Value::from(after.clone()));
        found.insert(after, figures);
    }
    found
        .into_values()
        .map(|figures| {
            let input: SnapshotInput =
                serde_json::from_value(Value::Object(figures)).map_err(Problem::unreadable)?;
            Ok(NewSnapshot::recorded(input).into_row(
                Id::from_bytes([0; 16]),
                business,
                Timestamp::from_micros(0),
            ))
        })
        .collect()
}

/// What was known at an instant of the people who owned or ran it; the gender of one whose values were
/// erased counts as unknown.
fn people_then(
    conn: &mut Conn,
    app: &App,
    owners: &[BusinessOwner],
    at: Timestamp,
) -> Result<HashMap<Id, PersonFacts>, Problem> {
    let ids: Vec<Id> = owners.iter().map(|owner| owner.person_id).collect();
    let all = read(conn, app, people::RESOURCE, &ids)?;
    let facts = ids.into_iter().filter_map(|id| {
        let versions = all.get(&id.to_string())?;
        let then = versions.iter().filter(|version| version.at <= at);
        if then.clone().any(|version| version.changes.is_none()) {
            return None;
        }
        let last = |field: &str| then.clone().rev().find_map(|version| version.set(field));
        let gender = last("gender").cloned().unwrap_or_default();
        let facts = PersonFacts {
            gender: serde_json::from_value(gender).ok()?,
            has_nik: last("nik").is_some_and(|nik| !nik.is_null()),
        };
        Some((id, facts))
    });
    Ok(facts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::PartialSchema;

    #[test]
    fn every_field_of_the_input_is_put_together() {
        let schema = serde_json::to_value(BusinessInput::schema()).unwrap();
        let mut fields: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut known = ENTERED;
        fields.sort_unstable();
        known.sort_unstable();
        assert_eq!(fields, known);
    }
}
