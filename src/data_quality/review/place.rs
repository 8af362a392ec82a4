//! What waits to be looked at, and how far the walk over all rows is.

use serde::{Deserialize, Serialize};

use crate::data_quality::FlagResource;
use crate::data_quality::due::{self, Due};
use crate::db::{Conn, DbError, Id, Timestamp};
use crate::http::Problem;
use crate::reference;
use crate::setup;

/// The note of how far the walk is.
pub(super) const PLACE: &str = "data_quality_review";

/// Which rules the flags follow; with another number every row is looked at.
const RULES: u32 = 1;

/// The resources in the order in which they are walked over.
const RESOURCES: [FlagResource; 2] = [FlagResource::Businesses, FlagResource::People];

/// How far the walk is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The rules, lists and day it is for.
    state: String,
    /// What is next; none once it has been everywhere.
    next: Option<At>,
}

/// Where the walk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct At {
    /// The resource.
    pub resource: FlagResource,
    /// The last row that was looked at.
    pub after: Option<Id>,
}

impl Place {
    /// The same walk after a row.
    pub fn at(self, at: At, after: Option<Id>) -> Self {
        let next = Some(At { after, ..at });
        Self { next, ..self }
    }

    /// The same walk after all rows of a resource.
    pub fn beyond(self, at: At) -> Self {
        let mut rest = RESOURCES
            .iter()
            .skip_while(|one| **one != at.resource)
            .skip(1);
        let next = rest.next().map(|resource| At {
            resource: *resource,
            after: None,
        });
        Self { next, ..self }
    }
}

/// What is to be looked at.
#[derive(Clone, Debug)]
pub(super) enum Work {
    /// The rows of entries, each with its number.
    Due(Vec<(i64, Due)>),
    /// The next rows of all.
    Walk(Place, At),
}

/// What waits first, if anything does.
pub(super) fn next(conn: &mut Conn, now: Timestamp) -> Result<Option<Work>, Problem> {
    let entries = due::first(conn)?;
    if !entries.is_empty() {
        return Ok(Some(Work::Due(entries)));
    }
    let state = state(conn, now)?;
    let held: Option<Place> = setup::note(conn, PLACE)?;
    let place = held.filter(|place| place.state == state).unwrap_or(Place {
        state,
        next: Some(At {
            resource: RESOURCES[0],
            after: None,
        }),
    });
    Ok(place.next.map(|at| Work::Walk(place, at)))
}

/// What flags depend on besides rows: the rules, the lists, and the day in UTC.
fn state(conn: &mut Conn, now: Timestamp) -> Result<String, DbError> {
    let lists = reference::generation(conn)?;
    let day: String = now.to_string().chars().take(10).collect();
    Ok(format!("{RULES} {lists} {day}"))
}

/// Says that an empty database need not be walked over.
pub fn begin(conn: &mut Conn) -> Result<(), DbError> {
    let state = state(conn, Timestamp::now())?;
    setup::set_note(conn, PLACE, &Place { state, next: None })
}
