//! The queries of statistics of data quality.

use std::collections::HashMap;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text as SqlText};

use super::concept::{FACTS, MARKS};
use super::types::{QualityFigures, QualityStatisticQuery};
use crate::auth::Who;
use crate::businesses::due_before;
use crate::data_quality::{FlagResource, FlagSeverity, FlagStatus};
use crate::db::types::sql::Instant;
use crate::db::{Conn, Over, Timestamp, on};
use crate::http::Problem;
use crate::schema::{businesses, data_quality_flags as flags};
use crate::statistics::businesses::COUNTED;
use crate::statistics::grouping::{Grouping, Key, KeyTypes, key};

/// What is counted of a group: its key, why it is left out, and the counts.
type Counted = (Key, Option<String>, Counts);

/// All, filled, complete; the facts; stale and the marks.
type Counts = (
    (i64, i64, i64),
    (i64, i64, i64, i64, i64, i64, i64, i64),
    (i64, i64, i64, i64, i64, i64),
);

type CountTypes = (
    (BigInt, BigInt, BigInt),
    (
        BigInt,
        BigInt,
        BigInt,
        BigInt,
        BigInt,
        BigInt,
        BigInt,
        BigInt,
    ),
    (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt),
);

/// The conditions that select businesses, shared by all counts.
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
            q = q.filter(businesses::region_code.between(region.clone(), format!("{region}~")));
        }
        if let Some(agency) = &$filter.agency {
            q = q.filter(businesses::owner_agency.eq(agency.clone()));
        }
        if let Some(sector) = $filter.sector {
            q = q.filter(businesses::sector.eq(sector));
        }
        q
    }};
}

/// The counts of each group, and of what stands in none.
pub(super) fn groups(
    conn: &mut Conn,
    who: &Who,
    query: &QualityStatisticQuery,
    grouping: &Grouping,
    at: Timestamp,
) -> Result<Vec<(Key, Option<String>, QualityFigures)>, Problem> {
    type Columns = (KeyTypes, Nullable<SqlText>, CountTypes);
    let today = at.to_string().chars().take(10).collect::<String>();
    let columns = FACTS.iter().chain(&MARKS).map(|(name, condition)| {
        let condition = condition.replace("{today}", &today);
        format!("CASE WHEN {condition} THEN 1 ELSE 0 END AS {name}_fact")
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let sum = |what: &str| format!("CAST(COALESCE(sum({what}), 0) AS bigint)");
    let of = |name: &str| format!("{name}_fact");
    let filled = FACTS.map(|(name, _)| of(name)).join(" + ");
    let complete = format!("CASE WHEN {filled} = {} THEN 1 ELSE 0 END", FACTS.len());
    let facts = FACTS.iter().map(|(name, _)| sum(&of(name)));
    let marks = MARKS.iter().map(|(name, _)| sum(&of(name)));
    let counts = ["count(*)".to_owned(), sum(&filled), sum(&complete)].into_iter();
    let counts = counts.chain(facts).chain([sum("stale_fact")]).chain(marks);
    let counts = counts.collect::<Vec<_>>().join(", ");
    let key = "k0, k1, k2, k3, k4, verdict";
    let named = grouping.named();
    let found: Vec<Counted> = on!(conn, |c| {
        let rows = selected!(
            businesses::table.select((
                key!(named),
                sql::<Nullable<SqlText>>(&format!("{} AS verdict", named.verdict)),
                sql::<Integer>(&columns),
                sql::<Integer>("CASE WHEN businesses.updated_at < ")
                    .bind::<Instant, _>(due_before(at))
                    .sql(" THEN 1 ELSE 0 END AS stale_fact"),
            )),
            who,
            query
        );
        let before = format!("SELECT {key}, {counts} FROM");
        Over::<_, Columns>::new(before, rows, format!("AS facts GROUP BY {key}")).load(c)
    })?;
    Ok(found.into_iter().map(figures).collect())
}

fn figures((key, verdict, counts): Counted) -> (Key, Option<String>, QualityFigures) {
    let (all, facts, marks) = counts;
    let figures = QualityFigures {
        businesses: all.0,
        filled: all.1,
        complete_businesses: all.2,
        with_owner_nik: facts.0,
        with_village: facts.1,
        with_kbli_or_sector: facts.2,
        with_nib: facts.3,
        with_women_owned: facts.4,
        with_scale: facts.5,
        with_workers: facts.6,
        with_phone: facts.7,
        stale_businesses: marks.0,
        verified_businesses: marks.1,
        without_kbli: marks.2,
        unknown_kbli: marks.3,
        retired_region: marks.4,
        without_sector: marks.5,
        ..QualityFigures::default()
    };
    (key, verdict, figures)
}

/// The open flags on the businesses of each group by severity, and the businesses in doubt.
pub(super) fn flags_of(
    conn: &mut Conn,
    who: &Who,
    query: &QualityStatisticQuery,
    grouping: &Grouping,
) -> Result<HashMap<Key, [i64; 4]>, Problem> {
    macro_rules! open {
        () => {
            flags::table
                .inner_join(businesses::table.on(businesses::id.eq(flags::resource_id)))
                .filter(flags::resource.eq(FlagResource::Businesses.as_str()))
                .filter(flags::status.eq(FlagStatus::Open))
                .filter(sql::<Bool>(&grouping.mapped()))
        };
    }
    let severity = || sql::<SqlText>("data_quality_flags.severity");
    let counted: Vec<(Key, FlagSeverity, i64)> = on!(conn, |c| selected!(
        open!().group_by((key!(grouping), severity())).select((
            key!(grouping),
            severity(),
            count_star()
        )),
        who,
        query
    )
    .load(c))?;
    let doubtful: Vec<(Key, i64)> = on!(conn, |c| selected!(
        open!()
            .filter(flags::severity.ne(FlagSeverity::Info))
            .group_by(key!(grouping))
            .select((
                key!(grouping),
                sql::<BigInt>("count(DISTINCT data_quality_flags.resource_id)")
            )),
        who,
        query
    )
    .load(c))?;
    let mut found: HashMap<Key, [i64; 4]> = HashMap::new();
    for (key, severity, count) in counted {
        let place = match severity {
            FlagSeverity::Critical => 0,
            FlagSeverity::Warning => 1,
            FlagSeverity::Info => 2,
        };
        found.entry(key).or_default()[place] = count;
    }
    for (key, count) in doubtful {
        found.entry(key).or_default()[3] = count;
    }
    Ok(found)
}
