//! Looks at rows again when something around them changed: another row, an official list, the day.
//!
//! Entries that writers left ([`super::due`]) come first. Then, once for each state of the lists and
//! each day, every business and person is walked over in the order of their ids. A slice of rows is
//! judged without holding anybody up; only flags that say something else are written, in short
//! transactions of which the last notes the place, so that a killed instance's successor goes on from
//! there.
//! A row that was written meanwhile is looked at once more: its write judged only what it changed.
//!
//! One instance does this for all ([`Lease`]).

mod judge;
mod place;
mod worker;

use std::collections::HashMap;
use std::sync::Arc;

use super::due::{self, Due};
use super::set::set_all;
use super::types::{FlagResource, RowFlags};
use crate::app::App;
use crate::background::{Lease, held};
use crate::businesses::{Common, shared};
use crate::db::{Conn, DbError, Id, Timestamp};
use crate::http::Problem;
use crate::imports::Pace;
use crate::setup;
use judge::{Judged, judge, versions};
use place::{PLACE, Place, Work, next};

pub use place::begin;
pub use worker::start;

/// How long the others keep away from a holder that gives no sign.
const LEASE_SECONDS: i64 = 10;

/// The lease's name.
const LEASE: &str = "data_quality";

/// How many rows' flags are written in one transaction: even if all of them change, it takes well
/// under 100 ms.
const WRITTEN: (usize, usize) = (20, 200);

/// What came of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A slice was looked at; more may wait.
    More,
    /// Nothing waits.
    Idle,
    /// Another instance does it.
    Elsewhere,
}

/// What is noted once a slice is written.
enum Note {
    /// These entries are done.
    Done(Vec<i64>),
    /// The walk is here.
    Place(Place),
}

/// Looks at rows again, a slice at each step.
pub struct Reviewer {
    app: App,
    me: Id,
    pace: Pace,
    /// The entry whose rows are looked at, and the last of them.
    within: Option<(i64, Id)>,
}

/// Flags, and telephones, of some rows that are written together.
#[derive(Default)]
struct Part {
    flags: Vec<RowFlags>,
    commons: Vec<Common>,
}

impl Reviewer {
    /// A reviewer of this instance.
    pub fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            me: Id::new(),
            pace: Pace::new(WRITTEN.0, WRITTEN.1),
            within: None,
        }
    }

    /// Looks at the next slice of what waits at `now`.
    pub fn step(&mut self, now: Timestamp) -> Result<Step, Problem> {
        let app = self.app.clone();
        let Some(work) = app.db().read_now(|conn| next(conn, now))? else {
            return Ok(Step::Idle);
        };
        let seen = app
            .db()
            .read_now(|conn| Lease::seen(conn, LEASE).map_err(DbError::from))?;
        if seen.keeps_away(self.me, Timestamp::now()) {
            return Ok(Step::Elsewhere);
        }
        let after = self.after(&work);
        let mut judged = app
            .db()
            .read_now(|conn| judge(conn, &app, &work, after, now))?;
        let (note, within) = match work {
            Work::Due(entries) => {
                let first = entries.first().map(|(n, _)| *n);
                let done = std::mem::take(&mut judged.done);
                (Note::Done(done), first.zip(judged.last))
            }
            Work::Walk(place, at) if judged.last.is_some() => {
                (Note::Place(place.at(at, judged.last)), None)
            }
            Work::Walk(place, at) => (Note::Place(place.beyond(at)), None),
        };
        if !self.write(seen, judged, note)? {
            return Ok(Step::Elsewhere);
        }
        self.within = within;
        Ok(Step::More)
    }

    /// Writes a slice in parts, the note with the last; false when another instance has the lease.
    fn write(&mut self, seen: Lease, judged: Judged, note: Note) -> Result<bool, Problem> {
        let (mut seen, mut note) = (seen, Some(note));
        let versions = Arc::new(judged.versions);
        let (mut flags, mut commons) = (judged.flags.into_iter(), judged.commons.into_iter());
        while note.is_some() {
            let rows = self.pace.rows();
            let flags_now: Vec<RowFlags> = flags.by_ref().take(rows).collect();
            let room = rows - flags_now.len();
            let part = Part {
                flags: flags_now,
                commons: commons.by_ref().take(room).collect(),
            };
            let written = part.flags.len() + part.commons.len();
            let is_last = flags.len() == 0 && commons.len() == 0;
            let noted = if is_last { note.take() } else { None };
            let next = seen.held(self.me, Timestamp::now(), LEASE_SECONDS);
            let (app, versions) = (self.app.clone(), versions.clone());
            let (mine, time) = held(&self.app, move |conn| {
                if !seen.take(conn, next)? {
                    return Ok::<_, Problem>(false);
                }
                store(conn, &app, part, &versions, noted.as_ref())?;
                Ok(true)
            });
            self.pace.held(written.max(1), time);
            if !mine? {
                return Ok(false);
            }
            seen = next;
        }
        Ok(true)
    }

    /// The last row of this work that was looked at.
    fn after(&self, work: &Work) -> Option<Id> {
        match work {
            Work::Due(entries) => {
                let first = entries.first().map(|(n, _)| *n);
                let same = self.within.filter(|(entry, _)| Some(*entry) == first);
                same.map(|(_, last)| last)
            }
            Work::Walk(_, at) => at.after,
        }
    }

    /// Lets another instance do it at once.
    pub fn release(&self) -> Result<(), Problem> {
        let me = self.me;
        self.app.db().write_now(move |conn| {
            let seen = Lease::seen(conn, LEASE)?;
            if seen.is_held_by(me) {
                seen.take(conn, seen.free(Timestamp::now()))?;
            }
            Ok(())
        })
    }
}

/// Writes what was found of rows that are still as they were judged; the others are due again.
fn store(
    conn: &mut Conn,
    app: &App,
    part: Part,
    judged: &HashMap<Id, i64>,
    note: Option<&Note>,
) -> Result<(), Problem> {
    let Part {
        mut flags,
        mut commons,
    } = part;
    let of = |resource: FlagResource| {
        let flags = flags
            .iter()
            .filter(move |row| row.resource == resource.as_str());
        flags.map(|row| row.id)
    };
    let mut businesses: Vec<Id> = of(FlagResource::Businesses).collect();
    businesses.extend(commons.iter().map(|one| one.id));
    let people: Vec<Id> = of(FlagResource::People).collect();
    let mut now = versions(conn, FlagResource::Businesses, &businesses)?;
    now.extend(versions(conn, FlagResource::People, &people)?);
    let stands = |id: &Id| now.contains_key(id) && now.get(id) == judged.get(id);
    let mut again: Vec<Due> = people
        .into_iter()
        .filter(|id| !stands(id))
        .map(Due::person)
        .collect();
    again.extend(
        businesses
            .into_iter()
            .filter(|id| !stands(id))
            .map(Due::business),
    );
    due::due(conn, &again)?;
    flags.retain(|row| stands(&row.id));
    commons.retain(|one| stands(&one.id));
    shared::replace_all(conn, &commons)?;
    // Who shares a telephone that was not kept yet is found out now.
    shared::written(conn, app.keys(), &commons)?;
    set_all(conn, Timestamp::now(), &flags)?;
    match note {
        None => {}
        Some(Note::Done(entries)) => due::done(conn, entries)?,
        Some(Note::Place(place)) => setup::set_note(conn, PLACE, place)?,
    }
    Ok(())
}
