//! What every statistic is answered in, whatever it counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use crate::auth::Who;
use crate::db::{Conn, Timestamp, on};
use crate::http::Problem;
use crate::schema::regions;
use crate::text::{Lang, Text};

/// Indonesia's days begin up to nine hours before those of UTC.
const EASTERNMOST_SECONDS: i64 = 9 * 3600;
/// And how far its westernmost one.
const WESTERNMOST_SECONDS: i64 = 7 * 3600;

/// What a statistic counts, in words.
#[derive(Debug)]
pub struct Subject {
    /// The last part of its path.
    pub code: &'static str,
    /// What is counted.
    pub concept: Text,
    /// How it is told from what is not counted.
    pub definition: Text,
    /// What one is.
    pub unit: Text,
    /// The states that count.
    pub statuses: &'static [&'static str],
}

/// What was asked of a statistic, once it may be answered.
#[derive(Debug)]
pub struct Asked {
    /// The instant the figures hold for.
    pub at: Timestamp,
    /// The caller's language.
    pub lang: Lang,
    /// The region asked for, or the caller's own.
    pub region: Option<String>,
}

impl Asked {
    /// Refuses a day other than today and a region that is not in the caller's jurisdiction.
    pub fn new(
        conn: &mut Conn,
        who: &Who,
        lang: Lang,
        region: Option<&str>,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, Problem> {
        let at = Timestamp::now();
        check_day(as_of, at)?;
        check_region(conn, who, region)?;
        let region = region.map(str::to_owned).or_else(|| who.region.clone());
        Ok(Self { at, lang, region })
    }
}

/// The days that are today somewhere in Indonesia.
fn check_day(as_of: Option<NaiveDate>, at: Timestamp) -> Result<(), Problem> {
    let day = |at: Timestamp| at.to_string().chars().take(10).collect::<String>();
    let Some(wanted) = as_of.map(|date| date.to_string()) else {
        return Ok(());
    };
    let (first, last) = (
        day(at.plus_seconds(WESTERNMOST_SECONDS)),
        day(at.plus_seconds(EASTERNMOST_SECONDS)),
    );
    if wanted == first || wanted == last {
        return Ok(());
    }
    let (code, id, en) = if wanted < first {
        (
            "history_not_available",
            "Registri menyimpan keadaan sekarang; angka untuk tanggal lampau belum tersedia.",
            "The register keeps the present state; figures for past days are not available yet.",
        )
    } else {
        (
            "in_the_future",
            "Tanggal ini belum tiba.",
            "This day has not come yet.",
        )
    };
    Err(Problem::invalid("?as_of", code, id, en))
}

/// Refuses a region that does not lie within the jurisdiction as a whole, or does not exist.
fn check_region(conn: &mut Conn, who: &Who, region: Option<&str>) -> Result<(), Problem> {
    let Some(region) = region else {
        return Ok(());
    };
    let own = who.region.as_deref().unwrap_or_default();
    let within = !who.registers().0.starts_with('~')
        && (own.is_empty() || region == own || region.starts_with(&format!("{own}.")));
    let known: i64 = on!(conn, |c| regions::table.find(region).count().get_result(c))?;
    if within && known > 0 {
        return Ok(());
    }
    Err(Problem::not_found().at(
        "?region",
        "unknown_region",
        Text::new(
            "Wilayah ini tidak ada dalam wilayah kerja Anda.",
            "This region does not exist in your jurisdiction.",
        ),
    ))
}

/// How many units stand in a row, and why the others do not.
#[derive(Debug, Default)]
pub struct Tally {
    /// Units in rows.
    pub mapped: i64,
    /// Units that lack a value, by what they lack.
    pub unmapped: BTreeMap<String, i64>,
    /// Units that do not belong to the concept, by the reason.
    pub outside: BTreeMap<String, i64>,
}

impl Tally {
    /// Counts units under their verdict, and says whether they stand in a row: they do without a
    /// verdict; else it is `outside:` or `unmapped:` and the reason.
    pub fn count(&mut self, verdict: Option<&str>, units: i64) -> bool {
        let (reasons, reason) = match verdict.map(|text| text.split_once(':')) {
            None => {
                self.mapped += units;
                return true;
            }
            Some(Some(("outside", reason))) => (&mut self.outside, reason),
            Some(split) => {
                let reason = split.map_or("unknown", |(_, reason)| reason);
                (&mut self.unmapped, reason)
            }
        };
        *reasons.entry(reason.to_owned()).or_default() += units;
        false
    }
}

/// Declares the answer of a family of statistics, which says its unit where units are counted.
///
/// One published type a family, because generators make unreadable names of generic ones.
macro_rules! statistic_of {
    (
        $doc:literal
        $statistic:ident {
            code: $code:literal, coverage: $coverage:ident,
            left_out: $left_out:ident { $units:ident, such as $reason:literal },
            group_by: $group_by:ty, totals: $totals:ty, row: $row:ty $(,)?
        }
    ) => {
        /// What stands in no row, for one reason.
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
        pub struct $left_out {
            /// Why.
            #[schema(max_length = 64, pattern = "^[a-z][a-z0-9_]*$", example = $reason)]
            pub reason: String,
            /// How many.
            #[schema(minimum = 1)]
            pub $units: i64,
        }

        /// How much of the concept the rows show, in the statistic's unit.
        #[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $coverage {
            /// What belongs to the concept or may belong to it: `mapped + unmapped`.
            #[schema(minimum = 0)]
            pub total: i64,
            /// What stands in a row.
            #[schema(minimum = 0)]
            pub mapped: i64,
            /// What lacks a value.
            #[schema(minimum = 0)]
            pub unmapped: i64,
            /// What it lacks.
            #[schema(max_items = 100)]
            pub unmapped_reasons: Vec<$left_out>,
            /// What is in the selection and known not to belong to the concept.
            #[schema(minimum = 0)]
            pub outside: i64,
            /// Why not.
            #[schema(max_items = 100)]
            pub outside_reasons: Vec<$left_out>,
        }

        impl From<$crate::statistics::envelope::Tally> for $coverage {
            fn from(tally: $crate::statistics::envelope::Tally) -> Self {
                let reasons =
                    |found: std::collections::BTreeMap<String, i64>| -> (i64, Vec<$left_out>) {
                        let left = found.into_iter();
                        let left = left.map(|(reason, $units)| $left_out { reason, $units });
                        let left: Vec<$left_out> = left.collect();
                        (left.iter().map(|one| one.$units).sum(), left)
                    };
                let (unmapped, unmapped_reasons) = reasons(tally.unmapped);
                let (outside, outside_reasons) = reasons(tally.outside);
                Self {
                    total: tally.mapped + unmapped,
                    mapped: tally.mapped,
                    unmapped,
                    unmapped_reasons,
                    outside,
                    outside_reasons,
                }
            }
        }

        #[doc = $doc]
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $statistic {
            /// The statistic, the last part of its path.
            #[schema(max_length = 64, example = $code)]
            pub code: &'static str,
            /// What is counted, in your language.
            #[schema(max_length = 200)]
            pub concept: String,
            /// How it is told from what is not counted, in your language.
            #[schema(max_length = 2000)]
            pub definition: String,
            /// What one is, in your language.
            #[schema(max_length = 64)]
            pub unit: String,
            /// The instant the figures hold for.
            pub as_of: $crate::db::Timestamp,
            /// The region asked for; without one that of your jurisdiction, null for the whole
            /// country.
            #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
            pub region_code: Option<String>,
            /// The code system of the regions: always `kemendagri`.
            #[schema(max_length = 64, example = "kemendagri")]
            pub region_code_system: &'static str,
            /// Where the figures come from: `registri` is this register.
            #[schema(max_length = 64, example = "registri")]
            pub source: &'static str,
            /// The states that count; all others do not.
            #[schema(max_items = 10, schema_with = $crate::statistics::envelope::statuses)]
            pub counted_statuses: &'static [&'static str],
            /// By what the rows are broken down.
            #[schema(max_items = 5)]
            pub group_by: Vec<$group_by>,
            /// How much of the concept the rows show.
            pub coverage: $coverage,
            /// The figures of all rows together; a person in several rows is counted once.
            pub totals: $totals,
            /// The figures of each group.
            #[schema(max_items = 100_000)]
            pub rows: Vec<$row>,
        }

        impl $statistic {
            /// The answer to what was asked.
            pub fn new(
                subject: &$crate::statistics::envelope::Subject,
                asked: $crate::statistics::envelope::Asked,
                group_by: Vec<$group_by>,
                tally: $crate::statistics::envelope::Tally,
                totals: $totals,
                rows: Vec<$row>,
            ) -> Self {
                Self {
                    code: subject.code,
                    concept: subject.concept.get(asked.lang).to_owned(),
                    definition: subject.definition.get(asked.lang).to_owned(),
                    unit: subject.unit.get(asked.lang).to_owned(),
                    as_of: asked.at,
                    region_code: asked.region,
                    region_code_system: "kemendagri",
                    source: "registri",
                    counted_statuses: subject.statuses,
                    group_by,
                    coverage: tally.into(),
                    totals,
                    rows,
                }
            }

            /// The whole statistic as a table: its rows, then what lacks a value, by the reason.
            pub fn table(&self) -> Vec<$crate::statistics::envelope::TableLine<$row, $left_out>> {
                let line = |row, left_out| $crate::statistics::envelope::TableLine {
                    statistic: self.code,
                    as_of: self.as_of,
                    row,
                    left_out,
                };
                let rows = self.rows.iter().map(|row| line(Some(row.clone()), None));
                let unmapped = self.coverage.unmapped_reasons.iter();
                rows.chain(unmapped.map(|left| line(None, Some(left.clone()))))
                    .collect()
            }
        }
    };
}
pub(super) use statistic_of;

pub(super) fn statuses() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    ArrayBuilder::new()
        .items(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(64)),
        )
        .max_items(Some(10))
        .description(Some("The states that count; all others do not."))
        .build()
}

/// A line of a statistic as a table: a row, or what was left out of the rows.
#[derive(Debug, Serialize)]
pub struct TableLine<R, L> {
    /// The statistic.
    pub statistic: &'static str,
    /// The instant the figures hold for.
    pub as_of: Timestamp,
    /// The figures of a group.
    #[serde(flatten)]
    pub row: Option<R>,
    /// What stands in no row.
    #[serde(flatten)]
    pub left_out: Option<L>,
}

/// `part / whole * scale` with two decimals, rounded half up; none without a whole.
pub fn ratio(part: i64, whole: i64, scale: i64) -> Option<String> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (part * i128::from(scale) * 200 + whole) / (2 * whole);
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_those_of_the_article() {
        assert_eq!(ratio(9_011, 4_774, 1).as_deref(), Some("1.89"));
        assert_eq!(ratio(3_116, 1_423, 1).as_deref(), Some("2.19"));
        assert_eq!(ratio(1, 8, 100).as_deref(), Some("12.50"));
        assert_eq!(ratio(1, 200, 1).as_deref(), Some("0.01"));
        assert_eq!(ratio(7, 7, 100).as_deref(), Some("100.00"));
        assert_eq!(ratio(0, 3, 1).as_deref(), Some("0.00"));
        assert_eq!(ratio(3, 0, 1), None);
    }
}
