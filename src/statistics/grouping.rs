//! By what rows are broken down, as SQL.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text as SqlText};

use crate::db::{Conn, on};
use crate::http::Problem;
use crate::schema::regions;

/// The values a group has in common; what it is not grouped by is none.
pub type Key = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// The SQL types of a key.
pub type KeyTypes = (
    Nullable<SqlText>,
    Nullable<SqlText>,
    Nullable<SqlText>,
    Nullable<SqlText>,
    Nullable<SqlText>,
);

/// The cast lets PostgreSQL group by it.
const NOT_GROUPED: &str = "CAST(NULL AS text)";

/// The grouping as SQL; every part is a constant of this room.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// The columns of the key.
    pub columns: [String; 5],
    /// Null for what stands in a row, else `outside:` or `unmapped:` and the reason.
    pub verdict: String,
}

impl Grouping {
    /// Groups by what is wanted, of all that can be.
    pub fn new<G: Copy + PartialEq>(
        all: [G; 5],
        wanted: &[G],
        column: impl Fn(G) -> String,
        verdict: String,
    ) -> Self {
        let columns = all.map(|by| {
            if wanted.contains(&by) {
                column(by)
            } else {
                NOT_GROUPED.to_owned()
            }
        });
        Self { columns, verdict }
    }

    /// The same with its columns named `k0` to `k4`.
    pub fn named(&self) -> Self {
        let names = ["k0", "k1", "k2", "k3", "k4"];
        let name = |n: usize| format!("{} AS {}", self.columns[n], names[n]);
        Self {
            columns: std::array::from_fn(name),
            verdict: self.verdict.clone(),
        }
    }

    /// The condition on what stands in a row.
    pub fn mapped(&self) -> String {
        format!("({}) IS NULL", self.verdict)
    }
}

/// The columns of a grouping as one tuple.
macro_rules! key {
    ($grouping:expr) => {{
        use diesel::dsl::sql;
        use diesel::sql_types::{Nullable, Text};
        let [first, second, third, fourth, fifth] = &$grouping.columns;
        (
            sql::<Nullable<Text>>(first),
            sql::<Nullable<Text>>(second),
            sql::<Nullable<Text>>(third),
            sql::<Nullable<Text>>(fourth),
            sql::<Nullable<Text>>(fifth),
        )
    }};
}
pub(super) use key;

/// A sum over a group; PostgreSQL's sum of bigint is numeric, hence the cast.
pub fn sum_of(what: &str) -> SqlLiteral<BigInt> {
    sql(&format!("CAST(COALESCE(sum({what}), 0) AS bigint)"))
}

/// What is wanted, each once, in the order it was named.
pub fn distinct<G: Copy + PartialEq>(wanted: &[G]) -> Vec<G> {
    let mut found = Vec::with_capacity(wanted.len());
    for by in wanted {
        if !found.contains(by) {
            found.push(*by);
        }
    }
    found
}

/// The length of a code one level below the region; regencies for provinces and without one.
pub fn width_below(region: Option<&str>) -> usize {
    match region.map_or(0, str::len) {
        0..=2 => 5,
        3..=5 => 8,
        _ => 13,
    }
}

/// The official names of regions.
pub fn region_names<'a>(
    conn: &mut Conn,
    codes: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, String>, Problem> {
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    let mut names = HashMap::new();
    for chunk in codes.chunks(1_000) {
        let found: Vec<(String, String)> = on!(conn, |c| regions::table
            .filter(regions::code.eq_any(chunk))
            .select((regions::code, regions::name))
            .load(c))?;
        names.extend(found);
    }
    Ok(names)
}
