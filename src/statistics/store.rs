//! The queries of statistics.

use std::collections::HashMap;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text as SqlText};

use super::concepts::{COUNTED, Concept};
use super::types::{
    Coverage, Figures, GroupBy, LeftOut, Statistic, StatisticQuery, StatisticRow, ratio,
};
use crate::auth::Who;
use crate::businesses::classification::{IkmClass, Scale};
use crate::db::{Conn, Timestamp, on};
use crate::http::Problem;
use crate::schema::{businesses, ownerships, people, regions};
use crate::text::{Lang, Text};

/// The role of an owner, a code of the list `ownership_role`.
const OWNER: &str = "pemilik";

/// Indonesia's days begin up to nine hours before those of UTC.
const EASTERNMOST_SECONDS: i64 = 9 * 3600;

/// The values a group has in common: region, scale, IKM class, sector, women-owned.
type Key = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// One group as counted: its key, why it is left out, businesses, women-owned, women-led, male and
/// female workers, businesses with workers.
type Counted = (Key, Option<String>, i64, i64, i64, i64, i64, i64);

/// The cast lets PostgreSQL group by it.
const NOT_GROUPED: &str = "CAST(NULL AS text)";

/// The grouping as SQL; every part is a constant of this room.
struct Grouping {
    columns: [String; 5],
    verdict: String,
}

impl Grouping {
    fn new(concept: &Concept, group_by: &[GroupBy], region: Option<&str>) -> Self {
        // The length of a code one level below the region; regencies for provinces and without one.
        let width = match region.map_or(0, str::len) {
            0..=2 => 5,
            3..=5 => 8,
            _ => 13,
        };
        Self {
            columns: [
                GroupBy::Region,
                GroupBy::Scale,
                GroupBy::IkmClass,
                GroupBy::Sector,
                GroupBy::WomenOwned,
            ]
            .map(|by| {
                if group_by.contains(&by) {
                    by.column(width)
                } else {
                    NOT_GROUPED.to_owned()
                }
            }),
            verdict: concept.verdict(group_by),
        }
    }

    /// All the groups as one.
    fn undivided(&self) -> Self {
        Self {
            columns: std::array::from_fn(|_| NOT_GROUPED.to_owned()),
            verdict: self.verdict.clone(),
        }
    }
}

/// Counts what a concept says within the caller's jurisdiction.
pub fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    concept: &Concept,
    query: &StatisticQuery,
) -> Result<Statistic, Problem> {
    let at = Timestamp::now();
    check_day(query, at)?;
    check_region(conn, who, query.region.as_deref())?;
    let mut group_by = query
        .group_by
        .clone()
        .unwrap_or_else(|| concept.group_by.to_vec());
    group_by.dedup();
    let grouping = Grouping::new(concept, &group_by, query.region.as_deref());
    let counted = groups(conn, who, query, &grouping)?;
    let women = women_of(conn, who, query, &grouping)?;
    let all_women = women_of(conn, who, query, &grouping.undivided())?;
    let mut coverage = Coverage::default();
    let mut totals = Figures::default();
    let mut rows = Vec::new();
    for (key, verdict, businesses, owned, led, male, female, with_workers) in counted {
        match verdict.as_deref().map(|text| text.split_once(':')) {
            Some(Some(("outside", reason))) => {
                coverage.outside += businesses;
                leave_out(&mut coverage.outside_reasons, reason, businesses);
            }
            Some(split) => {
                let reason = split.map_or("unknown", |(_, reason)| reason);
                coverage.unmapped += businesses;
                leave_out(&mut coverage.unmapped_reasons, reason, businesses);
            }
            None => {
                coverage.mapped += businesses;
                let figures = Figures {
                    businesses,
                    women_owned_businesses: owned,
                    women_led_businesses: led,
                    women: women.get(&key).copied().unwrap_or(0),
                    workers_male: male,
                    workers_female: female,
                    businesses_with_workers: with_workers,
                    ..Figures::default()
                };
                totals.businesses += businesses;
                totals.women_owned_businesses += owned;
                totals.women_led_businesses += led;
                totals.workers_male += male;
                totals.workers_female += female;
                totals.businesses_with_workers += with_workers;
                rows.push(row(key, finished(figures)));
            }
        }
    }
    coverage.total = coverage.mapped + coverage.unmapped;
    totals.women = all_women.into_values().sum();
    name_regions(conn, &mut rows)?;
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(Statistic {
        code: concept.code,
        concept: concept.concept.get(lang).to_owned(),
        definition: concept.definition.get(lang).to_owned(),
        unit: concept.unit.get(lang).to_owned(),
        as_of: at,
        region_code: query.region.clone().or_else(|| who.region.clone()),
        region_code_system: "kemendagri",
        source: "registri",
        counted_statuses: COUNTED.into_iter().chain(["reverification_due"]).collect(),
        group_by,
        coverage,
        totals: finished(totals),
        rows,
    })
}

/// The days that are today somewhere in Indonesia.
fn check_day(query: &StatisticQuery, at: Timestamp) -> Result<(), Problem> {
    let day = |at: Timestamp| at.to_string().chars().take(10).collect::<String>();
    let Some(wanted) = query.as_of.map(|date| date.to_string()) else {
        return Ok(());
    };
    let (first, last) = (day(at), day(at.plus_seconds(EASTERNMOST_SECONDS)));
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

/// The conditions that select businesses, shared by both counts.
macro_rules! selected {
    ($query:expr, $who:expr, $filter:expr) => {{
        let (low, high) = $who.registers();
        let mut q = $query
            .filter(businesses::register_code.between(low, high))
            .filter(businesses::deleted_at.is_null())
            .filter(businesses::status.eq_any(COUNTED))
            .into_boxed();
        if let Some(region) = &$filter.region {
            // "~" is greater than every character of a code, so this is a prefix by range.
            q = q.filter(businesses::region_code.between(region, format!("{region}~")));
        }
        if let Some(agency) = &$filter.agency {
            q = q.filter(businesses::owner_agency.eq(agency));
        }
        if let Some(sector) = &$filter.sector {
            q = q.filter(businesses::sector.eq(sector));
        }
        q
    }};
}

/// The columns of a grouping as one tuple.
macro_rules! key {
    ($grouping:expr) => {{
        let [region, scale, class, sector, owned] = &$grouping.columns;
        (
            sql::<Nullable<SqlText>>(region),
            sql::<Nullable<SqlText>>(scale),
            sql::<Nullable<SqlText>>(class),
            sql::<Nullable<SqlText>>(sector),
            sql::<Nullable<SqlText>>(owned),
        )
    }};
}

/// A sum over businesses; PostgreSQL's sum of bigint is numeric, hence the cast.
macro_rules! total {
    ($of:literal) => {
        sql::<BigInt>(concat!("CAST(COALESCE(sum(", $of, "), 0) AS bigint)"))
    };
}

fn groups(
    conn: &mut Conn,
    who: &Who,
    filter: &StatisticQuery,
    grouping: &Grouping,
) -> Result<Vec<Counted>, Problem> {
    let verdict = || sql::<Nullable<SqlText>>(&grouping.verdict);
    Ok(on!(conn, |c| {
        selected!(
        businesses::table
            .group_by((key!(grouping), verdict()))
            .select((
                key!(grouping),
                verdict(),
                count_star(),
                total!("CASE WHEN businesses.women_owned = 'yes' THEN 1 ELSE 0 END"),
                total!("CASE WHEN businesses.women_led = 'yes' THEN 1 ELSE 0 END"),
                total!("businesses.workers_male"),
                total!("businesses.workers_female"),
                total!(
                    "CASE WHEN businesses.workers_male IS NULL AND businesses.workers_female IS NULL THEN 0 ELSE 1 END"
                ),
            )),
        who,
        filter
    )
    .load::<Counted>(c)
    })?)
}

/// The women who own the mapped businesses of each group.
fn women_of(
    conn: &mut Conn,
    who: &Who,
    filter: &StatisticQuery,
    grouping: &Grouping,
) -> Result<HashMap<Key, i64>, Problem> {
    let today: chrono::NaiveDate = chrono::Utc::now().date_naive();
    let mapped = format!("({}) IS NULL", grouping.verdict);
    let rows: Vec<(Key, i64, i64)> = on!(conn, |c| selected!(
        businesses::table
            .inner_join(ownerships::table.inner_join(people::table))
            .filter(people::gender.eq("P"))
            .filter(people::deleted_at.is_null())
            .filter(ownerships::role.eq(OWNER))
            .filter(ownerships::until.is_null().or(ownerships::until.ge(today)))
            .filter(sql::<Bool>(&mapped))
            .group_by(key!(grouping))
            .select((
                key!(grouping),
                sql::<BigInt>("count(DISTINCT people.nik_hash)"),
                sql::<BigInt>(
                    "count(DISTINCT CASE WHEN people.nik_hash IS NULL THEN people.id END)"
                ),
            )),
        who,
        filter
    )
    .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(key, known, unknown)| (key, known + unknown))
        .collect())
}

fn row(key: Key, figures: Figures) -> StatisticRow {
    let (region_code, scale, ikm_class, sector, women_owned) = key;
    StatisticRow {
        region_code,
        region_name: None,
        scale,
        ikm_class,
        sector,
        women_owned,
        figures,
    }
}

fn finished(figures: Figures) -> Figures {
    let workers = figures.workers_male + figures.workers_female;
    Figures {
        workers,
        workers_per_business: ratio(workers, figures.businesses_with_workers, 1),
        women_owned_percent: ratio(figures.women_owned_businesses, figures.businesses, 100),
        ..figures
    }
}

fn leave_out(reasons: &mut Vec<LeftOut>, reason: &str, businesses: i64) {
    match reasons.iter_mut().find(|held| held.reason == reason) {
        Some(held) => held.businesses += businesses,
        None => reasons.push(LeftOut {
            reason: reason.to_owned(),
            businesses,
        }),
    }
    reasons.sort_by(|a, b| a.reason.cmp(&b.reason));
}

/// Rows in the order of region codes, then of the classes from small to large.
fn order(row: &StatisticRow) -> impl Ord + '_ {
    let scale = row.scale.as_deref().and_then(Scale::from_word);
    let class = row.ikm_class.as_deref().and_then(IkmClass::from_word);
    (
        row.region_code.as_deref(),
        Scale::ALL.iter().position(|one| Some(*one) == scale),
        IkmClass::ALL.iter().position(|one| Some(*one) == class),
        row.sector.as_deref(),
        row.women_owned.as_deref(),
    )
}

fn name_regions(conn: &mut Conn, rows: &mut [StatisticRow]) -> Result<(), Problem> {
    let mut codes: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.region_code.as_deref())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let mut names: HashMap<String, String> = HashMap::new();
    for chunk in codes.chunks(1_000) {
        let found: Vec<(String, String)> = on!(conn, |c| regions::table
            .filter(regions::code.eq_any(chunk))
            .select((regions::code, regions::name))
            .load(c))?;
        names.extend(found);
    }
    for row in rows {
        row.region_name = row
            .region_code
            .as_ref()
            .and_then(|code| names.get(code).cloned());
    }
    Ok(())
}
