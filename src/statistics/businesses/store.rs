//! The queries of statistics.

use std::collections::HashMap;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text as SqlText};

use super::concepts::{COUNTED, Concept};
use super::types::{Figures, GroupBy, Statistic, StatisticQuery, StatisticRow};
use crate::auth::Who;
use crate::businesses::classification::{IkmClass, Scale};
use crate::db::{Conn, on};
use crate::http::Problem;
use crate::schema::{businesses, ownerships, people};
use crate::statistics::envelope::{Asked, Tally, ratio};
use crate::statistics::grouping::{
    Grouping, Key, distinct, key, region_names, sum_of, width_below,
};
use crate::text::Lang;

/// The role of an owner, a code of the list `ownership_role`.
const OWNER: &str = "pemilik";

/// One group as counted: its key, why it is left out, businesses, women-owned, women-led, male and
/// female workers, businesses with workers.
type Counted = (Key, Option<String>, i64, i64, i64, i64, i64, i64);

/// Region, scale, IKM class, sector, women-owned: the order of the key.
const BY: [GroupBy; 5] = [
    GroupBy::Region,
    GroupBy::Scale,
    GroupBy::IkmClass,
    GroupBy::Sector,
    GroupBy::WomenOwned,
];

/// Counts what a concept says within the caller's jurisdiction.
pub fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    concept: &Concept,
    query: &StatisticQuery,
) -> Result<Statistic, Problem> {
    let asked = Asked::new(conn, who, lang, query.region.as_deref(), query.as_of)?;
    let group_by = distinct(query.group_by.as_deref().unwrap_or(&concept.group_by));
    let width = width_below(query.region.as_deref());
    let verdict = concept.verdict(&group_by);
    let grouping = Grouping::new(BY, &group_by, |by| by.column(width), verdict.clone());
    let undivided = Grouping::new(BY, &[], |by| by.column(width), verdict);
    let counted = groups(conn, who, query, &grouping)?;
    let women = women_of(conn, who, query, &grouping)?;
    let all_women = women_of(conn, who, query, &undivided)?;
    let mut tally = Tally::default();
    let mut totals = Figures::default();
    let mut rows = Vec::new();
    for (key, verdict, businesses, owned, led, male, female, with_workers) in counted {
        if !tally.count(verdict.as_deref(), businesses) {
            continue;
        }
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
    totals.women = all_women.into_values().sum();
    let codes = rows.iter().filter_map(|row| row.region_code.as_deref());
    let names = region_names(conn, codes)?;
    for row in &mut rows {
        let code = row.region_code.as_ref();
        row.region_name = code.and_then(|code| names.get(code).cloned());
    }
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(Statistic::new(
        &concept.subject,
        asked,
        group_by,
        tally,
        finished(totals),
        rows,
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
                sum_of("CASE WHEN businesses.women_owned = 'yes' THEN 1 ELSE 0 END"),
                sum_of("CASE WHEN businesses.women_led = 'yes' THEN 1 ELSE 0 END"),
                sum_of("businesses.workers_male"),
                sum_of("businesses.workers_female"),
                sum_of(
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
    let mapped = grouping.mapped();
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
