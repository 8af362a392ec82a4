//! What activities consist of.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Who;
use crate::db::types::words;
use crate::db::{Conn, Id, on};
use crate::http::{Problem, Rules};
use crate::partnerships::{Seat, check_party};
use crate::schema::{activity_links as links, training_batches as batches};
use crate::text::Text;

words! {
    /// What an activity can consist of, by the word of its path.
    pub enum ActivityResource {
        /// Training batches.
        TrainingBatches = "training-batches",
    }
}

/// A row that an activity consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Insertable, Queryable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct ActivityLink {
    /// The word of its path.
    pub resource: ActivityResource,
    /// Its id.
    #[diesel(column_name = resource_id)]
    pub id: Id,
}

/// The links of activities in the order of what they name, each beside its activity.
pub(in crate::partnerships) fn of(
    conn: &mut Conn,
    activities: &[Id],
) -> Result<Vec<(Id, ActivityLink)>, Problem> {
    let rows: Vec<(Id, ActivityResource, Id)> = on!(conn, |c| links::table
        .filter(links::activity_id.eq_any(activities))
        .select((links::activity_id, links::resource, links::resource_id))
        .order((links::resource, links::resource_id))
        .load(c))?;
    let link = |(activity, resource, id)| (activity, ActivityLink { resource, id });
    Ok(rows.into_iter().map(link).collect())
}

/// Whether any activity consists of a row: it is then not removed.
pub(crate) fn is_linked(
    conn: &mut Conn,
    resource: ActivityResource,
    id: Id,
) -> Result<bool, Problem> {
    Ok(on!(conn, |c| diesel::select(diesel::dsl::exists(
        links::table
            .filter(links::resource.eq(resource))
            .filter(links::resource_id.eq(id))
    ))
    .get_result(c))?)
}

/// Replaces what an activity consists of.
pub(super) fn replace(conn: &mut Conn, activity: Id, with: &[ActivityLink]) -> Result<(), Problem> {
    on!(conn, |c| diesel::delete(
        links::table.filter(links::activity_id.eq(activity))
    )
    .execute(c))?;
    let rows: Vec<_> = with
        .iter()
        .map(|link| {
            (
                links::activity_id.eq(activity),
                links::resource.eq(link.resource),
                links::resource_id.eq(link.id),
            )
        })
        .collect();
    on!(conn, |c| diesel::insert_into(links::table)
        .values(&rows)
        .execute(c))?;
    Ok(())
}

/// A batch is named while it is in the caller's sight and a party's; one that is linked already
/// stays, whoever changes the activity.
pub(super) fn check(
    conn: &mut Conn,
    who: &Who,
    seats: &[Seat],
    (was, is): (&[ActivityLink], &[ActivityLink]),
    rules: &mut Rules,
) -> Result<(), Problem> {
    rules.no_repeats(is, "/links");
    let ids: Vec<Id> = is.iter().map(|link| link.id).collect();
    let found: Vec<(Id, String, String)> = on!(conn, |c| batches::table
        .filter(batches::id.eq_any(&ids))
        .select((batches::id, batches::area_code, batches::owner_agency))
        .load(c))?;
    for (n, link) in is
        .iter()
        .enumerate()
        .filter(|(_, link)| !was.contains(link))
    {
        let pointer = format!("/links/{n}/id");
        let seen = |(id, area, _): &&(Id, String, String)| *id == link.id && who.sees(area);
        match found.iter().find(seen) {
            Some((_, _, owner)) => check_party(seats, owner, false, &pointer, rules),
            None => rules.broken(
                pointer,
                "unknown_reference",
                Text::new(
                    "Angkatan ini tidak ditemukan di wilayah kerja Anda.",
                    "This batch does not exist in your jurisdiction.",
                ),
            ),
        }
    }
    Ok(())
}
