//! A row as it was at the end of a day, from the acts that made it.
//!
//! Every write of a person or a business makes one version of it and records what it changed, so the
//! values of an earlier version are those changes put together. Erased values leave a gap; what came
//! after it is not guessed.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::IntoParams;

use super::store::context;
use crate::app::App;
use crate::db::{Conn, Id, Timestamp, on, within};
use crate::http::{Code, Problem};
use crate::schema::{audit_events, audit_values};
use crate::values::date::today;
use crate::values::zone::Zone;

/// Rows of one query.
const KEYS: usize = 500;

/// The day to go back to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOf {
    /// Read the row as it was at the end of this day, in the time zone of its register; such an answer has no `ETag`.
    #[param(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "2026-05-01")]
    pub as_of: Option<NaiveDate>,
}

/// A moment of the past that a row is asked for: the end of a day.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    zone: Zone,
    /// The first instant that no longer counts.
    end: Timestamp,
}

impl Past {
    /// The end of a day where a register lies; a day that has not come yet is refused.
    pub fn end_of(day: NaiveDate, register: &str) -> Result<Self, Problem> {
        let zone = Zone::of_region(Some(register));
        match day.succ_opt() {
            Some(next) if day <= today() => Ok(Self {
                zone,
                end: zone.start_of(next),
            }),
            _ => Err(Problem::invalid(
                "?as_of",
                "in_the_future",
                "Tanggal ini belum tiba.",
                "This day has not come yet.",
            )),
        }
    }

    /// The instant whose derived states are shown: the end of the day, or now while it lasts.
    pub fn moment(self) -> Timestamp {
        Timestamp::from_micros(self.end.micros() - 1).min(Timestamp::now())
    }

    /// Whether something that happened at an instant counts.
    pub fn includes(self, at: Timestamp) -> bool {
        at < self.end
    }

    /// Refuses a moment before a row was entered.
    pub fn must_include_entry(self, created_at: Timestamp) -> Result<(), Problem> {
        if self.includes(created_at) {
            return Ok(());
        }
        let day = self.zone.day(created_at).unwrap_or_default();
        Err(Problem::new(Code::NotEnteredYet).detail(
            format!("Baris ini baru tercatat pada {day}."),
            format!("This row was not entered before {day}."),
        ))
    }

    /// The versions that were made up to this moment, without a gap from the first.
    pub fn versions(self, all: &[Version]) -> Result<&[Version], Problem> {
        // By number, not by instant: the clocks of two instances may differ a little.
        let last = all.iter().rposition(|version| self.includes(version.at));
        let made = &all[..last.map_or(0, |last| last + 1)];
        let whole = made
            .iter()
            .zip(1..)
            .all(|(version, number)| version.number == number && version.changes.is_some());
        if made.is_empty() || !whole {
            return Err(Problem::new(Code::HistoryNotAvailable));
        }
        Ok(made)
    }
}

/// A version of a row, and what the act that made it changed.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// `{field: [before, after]}`; none when the values were erased.
    pub changes: Option<Map<String, Value>>,
}

impl Version {
    /// What a field was set to, if this version set it.
    pub fn set(&self, field: &str) -> Option<&Value> {
        self.changes.as_ref()?.get(field)?.get(1)
    }

    /// Every field that this version set, and to what.
    pub fn all_set(&self) -> impl Iterator<Item = (&String, &Value)> {
        let changes = self.changes.iter().flatten();
        changes.filter_map(|(field, sides)| Some((field, sides.get(1)?)))
    }
}

/// Reads the document that fields of a row make up; nothing stands for a field that was cleared.
pub fn document<T: DeserializeOwned>(
    versions: &[Version],
    is_part: impl Fn(&str) -> bool,
) -> Result<T, Problem> {
    let mut whole: Map<String, Value> = Map::new();
    for (field, value) in versions.iter().flat_map(Version::all_set) {
        if !is_part(field) {
            continue;
        }
        if value.is_null() {
            whole.shift_remove(field);
        } else {
            whole.insert(field.clone(), value.clone());
        }
    }
    serde_json::from_value(Value::Object(whole)).map_err(Problem::unreadable)
}

/// The versions of some rows of a resource, in their order; a row without acts is left out.
pub fn read(
    conn: &mut Conn,
    app: &App,
    resource: &str,
    ids: &[Id],
) -> Result<HashMap<String, Vec<Version>>, Problem> {
    let mut found: HashMap<String, Vec<Version>> = HashMap::new();
    let ids: Vec<String> = ids.iter().map(Id::to_string).collect();
    for ids in ids.chunks(KEYS) {
        let rows: Vec<(Id, String, Option<i64>, Timestamp, Option<Vec<u8>>)> =
            on!(conn, |c| audit_events::table
                .left_join(audit_values::table.on(audit_values::event_id.eq(audit_events::id)))
                .filter(audit_events::resource.eq(resource))
                .filter(within(audit_events::resource_id, ids))
                .filter(audit_events::version.is_not_null())
                .select((
                    audit_events::id,
                    audit_events::resource_id,
                    audit_events::version,
                    audit_events::at,
                    audit_values::sealed.nullable(),
                ))
                .order((audit_events::version, audit_events::id))
                .load(c))?;
        for (event, row, number, at, sealed) in rows {
            let Some(number) = number else { continue };
            let changes = sealed.map(|sealed| opened(app, &event, &sealed));
            found.entry(row).or_default().push(Version {
                number,
                at,
                changes: changes.transpose()?,
            });
        }
    }
    Ok(found)
}

fn opened(app: &App, event: &Id, sealed: &[u8]) -> Result<Map<String, Value>, Problem> {
    let plain = app
        .keys()
        .open(&context(event), sealed)
        .map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(text: &str) -> Timestamp {
        serde_json::from_value(json!(text)).unwrap()
    }

    fn version(number: i64, time: &str, changes: Value) -> Version {
        Version {
            number,
            at: at(time),
            changes: changes.as_object().cloned(),
        }
    }

    fn past(day: &str) -> Past {
        Past::end_of(day.parse().unwrap(), "64.02").unwrap()
    }

    #[test]
    fn a_day_ends_at_midnight_of_its_register() {
        let day = past("2026-05-01");
        assert!(day.includes(at("2026-05-01T15:59:59Z")));
        assert!(!day.includes(at("2026-05-01T16:00:00Z")));
        let west = Past::end_of("2026-05-01".parse().unwrap(), "62.71").unwrap();
        assert!(west.includes(at("2026-05-01T16:59:59Z")));
        assert!(!west.includes(at("2026-05-01T17:00:00Z")));
    }

    #[test]
    fn the_future_and_the_time_before_the_entry_are_refused() {
        let next = today().succ_opt().unwrap();
        let refused = Past::end_of(next, "64.02").unwrap_err();
        assert_eq!(refused.code(), Code::ValidationFailed);
        let entered = at("2026-05-02T00:00:00Z");
        let refused = past("2026-05-01").must_include_entry(entered).unwrap_err();
        assert_eq!(refused.code(), Code::NotEnteredYet);
        past("2026-05-02").must_include_entry(entered).unwrap();
    }

    #[test]
    fn fields_are_those_of_the_last_version_that_set_them() {
        let versions = [
            version(
                1,
                "2026-05-01T00:00:00Z",
                json!({ "name": [null, "A"], "nib": [null, "1"] }),
            ),
            version(
                2,
                "2026-05-02T00:00:00Z",
                json!({ "name": ["A", "B"], "nib": ["1", null] }),
            ),
            version(
                3,
                "2026-05-03T00:00:00Z",
                json!({ "name": ["B", "C"], "status": [null, "x"] }),
            ),
        ];
        let seen = |day: &str| -> Value {
            let made = past(day).versions(&versions).unwrap();
            document(made, |field| field != "status").unwrap()
        };
        assert_eq!(seen("2026-05-01"), json!({ "name": "A", "nib": "1" }));
        assert_eq!(seen("2026-05-02"), json!({ "name": "B" }));
        assert_eq!(seen("2026-05-30"), json!({ "name": "C" }));
    }

    #[test]
    fn nothing_is_guessed_across_a_gap() {
        let whole = version(1, "2026-05-01T00:00:00Z", json!({ "name": [null, "A"] }));
        let erased = version(2, "2026-05-02T00:00:00Z", Value::Null);
        let later = version(3, "2026-05-03T00:00:00Z", json!({ "name": ["B", "C"] }));
        let all = [whole.clone(), erased, later.clone()];
        assert_eq!(past("2026-05-01").versions(&all).unwrap().len(), 1);
        for day in ["2026-05-02", "2026-05-03"] {
            let refused = past(day).versions(&all).unwrap_err();
            assert_eq!(refused.code(), Code::HistoryNotAvailable, "{day}");
        }
        let missing = [whole, later];
        assert!(past("2026-05-03").versions(&missing).is_err());
        assert!(past("2026-04-30").versions(&missing).is_err());
    }

    #[test]
    fn clocks_that_differ_do_not_tear_a_version_out() {
        let versions = [
            version(
                1,
                "2026-05-01T16:00:00.100Z",
                json!({ "name": [null, "A"] }),
            ),
            version(2, "2026-05-01T15:59:59.900Z", json!({ "name": ["A", "B"] })),
        ];
        assert_eq!(past("2026-05-01").versions(&versions).unwrap().len(), 2);
    }
}
