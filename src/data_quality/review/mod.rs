//! Looks at rows again when something around them changed: another row, an official list, the day.
//!
//! Entries that writers left ([`super::due`]) come first. Then, once for each state of the lists and
//! each day, every business and person is walked over in the order of their ids. A slice of rows is
//! judged without holding anybody up; only flags that say something else are written, in one short
//! transaction that also notes the place, so that a killed instance's successor goes on from there.
//! A row that was written meanwhile is left alone: its write said what is in doubt.
//!
//! One instance does this for all ([`Lease`]).

mod judge;
mod place;
mod worker;

use std::time::Duration;

use super::due;
use super::set::set_all;
use crate::app::App;
use crate::background::{Lease, held};
use crate::businesses::shared;
use crate::db::{Conn, DbError, Id, Timestamp};
use crate::http::Problem;
use crate::imports::Pace;
use crate::setup;
use judge::{Judged, judge};
use place::{PLACE, Place, Work, next};

pub use place::begin;
pub use worker::start;

/// How long the others keep away from a holder that gives no sign.
const LEASE_SECONDS: i64 = 10;

/// The lease's name.
const LEASE: &str = "data_quality";

/// The sizes of a slice: even if all its flags change it is written well within 100 ms.
const ROWS: (usize, usize) = (50, 400);

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

/// What is noted with a slice.
enum Note {
    /// An entry has more rows.
    Nothing,
    /// All rows of an entry were looked at.
    Done(i64),
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

impl Reviewer {
    /// A reviewer of this instance.
    pub fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            me: Id::new(),
            pace: Pace::new(ROWS.0, ROWS.1),
            within: None,
        }
    }

    /// The longest that one of its transactions held others up.
    pub const fn longest(&self) -> Duration {
        self.pace.longest()
    }

    /// Looks at the next slice of what waits at `now`.
    pub fn step(&mut self, now: Timestamp) -> Result<Step, Problem> {
        let app = self.app.clone();
        let Some(work) = app.db().read_now(|conn| next(conn, now))? else {
            return Ok(Step::Idle);
        };
        let clock = Timestamp::now();
        let seen = app
            .db()
            .read_now(|conn| Lease::seen(conn, LEASE).map_err(DbError::from))?;
        if seen.keeps_away(self.me, clock) {
            return Ok(Step::Elsewhere);
        }
        let rows = self.pace.rows();
        let after = self.after(&work);
        let judged = app
            .db()
            .read_now(|conn| judge(conn, &app, &work, after, rows, now))?;
        let is_last = judged.rows < rows;
        let (note, within) = match work {
            Work::Due(n, _) if is_last => (Note::Done(n), None),
            Work::Due(n, _) => (Note::Nothing, judged.last.map(|last| (n, last))),
            Work::Walk(place, at) => {
                let place = if is_last {
                    place.beyond(at)
                } else {
                    place.at(at, judged.last)
                };
                (Note::Place(place), None)
            }
        };
        let (next, keys) = (seen.held(self.me, clock, LEASE_SECONDS), app.clone());
        let (written, time) = held(&app, move |conn| {
            if !seen.take(conn, next)? {
                return Ok::<_, Problem>(false);
            }
            store(conn, &keys, judged, &note)?;
            Ok(true)
        });
        self.pace.held(rows, time);
        if !written? {
            return Ok(Step::Elsewhere);
        }
        self.within = within;
        Ok(Step::More)
    }

    /// The last row of this work that was looked at.
    fn after(&self, work: &Work) -> Option<Id> {
        match work {
            Work::Due(n, _) => self
                .within
                .filter(|(entry, _)| entry == n)
                .map(|(_, id)| id),
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

/// Writes what was found of rows that are still as they were judged.
fn store(conn: &mut Conn, app: &App, judged: Judged, note: &Note) -> Result<(), Problem> {
    let Judged {
        resource,
        mut flags,
        mut commons,
        versions,
        ..
    } = judged;
    let mut ids: Vec<Id> = flags.iter().map(|row| row.id).collect();
    ids.extend(commons.iter().map(|one| one.id));
    if !ids.is_empty() {
        let now = judge::versions(conn, resource, &ids)?;
        let stands = |id: &Id| now.contains_key(id) && now.get(id) == versions.get(id);
        flags.retain(|row| stands(&row.id));
        commons.retain(|one| stands(&one.id));
        shared::replace_all(conn, &commons)?;
        // Who shares a telephone that was not kept yet is found out now.
        shared::written(conn, app.keys(), &commons)?;
        set_all(conn, Timestamp::now(), &flags)?;
    }
    match note {
        Note::Nothing => {}
        Note::Done(n) => due::done(conn, *n)?,
        Note::Place(place) => setup::set_note(conn, PLACE, place)?,
    }
    Ok(())
}
