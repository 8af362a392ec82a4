//! What callers ask and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::Timestamp;
use crate::db::types::words;
use crate::http::{Column, Columns};

words! {
    /// By what the figures are broken down.
    pub enum GroupBy {
        /// By regency or city; within a regency by district, within a district by village.
        Region = "region",
        /// By scale (PP 7/2021).
        Scale = "scale",
        /// By IKM class (Permenperin 64/2016).
        IkmClass = "ikm_class",
        /// By sector.
        Sector = "sector",
        /// By whether women own the business.
        WomenOwned = "women_owned",
    }
}

/// What to count, and broken down by what.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatisticQuery {
    /// Only businesses in this region, of any level (dotted Kemendagri code); without it, your
    /// whole jurisdiction.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// By what the rows are broken down; repeat it for several. Regions are those one level below
    /// the region asked for, and regencies and cities without one; a business whose region is
    /// recorded less exactly stands in the row of that wider region.
    #[param(inline, max_items = 5)]
    pub group_by: Option<Vec<GroupBy>>,
    /// The day the figures shall hold for: only today, because the register keeps the present
    /// state of a business.
    #[param(format = "date", min_length = 10, max_length = 10, value_type = Option<String>)]
    pub as_of: Option<NaiveDate>,
    /// Only businesses that this agency owns, by its code.
    #[param(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub agency: Option<String>,
    /// Only this sector, a code of the list `sector`.
    #[param(
        min_length = 1,
        max_length = 64,
        pattern = "^[a-z][a-z0-9_]*$",
        example = "kuliner"
    )]
    pub sector: Option<String>,
}

/// What is counted, of whom.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Figures {
    /// Businesses.
    #[schema(minimum = 0)]
    pub businesses: i64,
    /// Of these, businesses that women own.
    #[schema(minimum = 0)]
    pub women_owned_businesses: i64,
    /// Of these, businesses that a woman leads.
    #[schema(minimum = 0)]
    pub women_led_businesses: i64,
    /// The share of women-owned businesses in percent; null without businesses.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "60.00"
    )]
    pub women_owned_percent: Option<String>,
    /// Women who own these businesses, each counted once.
    #[schema(minimum = 0)]
    pub women: i64,
    /// Male workers recorded.
    #[schema(minimum = 0)]
    pub workers_male: i64,
    /// Female workers recorded.
    #[schema(minimum = 0)]
    pub workers_female: i64,
    /// Workers recorded.
    #[schema(minimum = 0)]
    pub workers: i64,
    /// Businesses whose workers are recorded.
    #[schema(minimum = 0)]
    pub businesses_with_workers: i64,
    /// Workers for each business whose workers are recorded; null without one.
    #[schema(required, max_length = 24, pattern = r"^\d+\.\d{2}$", example = "1.89")]
    pub workers_per_business: Option<String>,
}

/// The figures of one group; what it is not grouped by is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatisticRow {
    /// The region's dotted Kemendagri code.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The region's official name.
    #[schema(required, max_length = 200, example = "Kabupaten Kutai Kartanegara")]
    pub region_name: Option<String>,
    /// The scale, a code of the list `scale`.
    #[schema(required, max_length = 64, example = "mikro")]
    pub scale: Option<String>,
    /// The IKM class, a code of the list `ikm_class`.
    #[schema(required, max_length = 64, example = "industri_kecil")]
    pub ikm_class: Option<String>,
    /// The sector, a code of the list `sector`.
    #[schema(required, max_length = 64, example = "kuliner")]
    pub sector: Option<String>,
    /// Whether women own the businesses, a code of the list `women_owned`.
    #[schema(required, max_length = 64, example = "yes")]
    pub women_owned: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Businesses that stand in no row, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOut {
    /// Why.
    #[schema(
        max_length = 64,
        pattern = "^[a-z][a-z0-9_]*$",
        example = "workers_missing"
    )]
    pub reason: String,
    /// How many.
    #[schema(minimum = 1)]
    pub businesses: i64,
}

/// How much of the concept the rows show.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Coverage {
    /// Businesses that belong to the concept or may belong to it: `mapped + unmapped`.
    #[schema(minimum = 0)]
    pub total: i64,
    /// Those that stand in a row.
    #[schema(minimum = 0)]
    pub mapped: i64,
    /// Those that lack a value.
    #[schema(minimum = 0)]
    pub unmapped: i64,
    /// What they lack.
    #[schema(max_items = 100)]
    pub unmapped_reasons: Vec<LeftOut>,
    /// Businesses of the selection that are known not to belong to the concept.
    #[schema(minimum = 0)]
    pub outside: i64,
    /// Why not.
    #[schema(max_items = 100)]
    pub outside_reasons: Vec<LeftOut>,
}

/// Figures with all that is needed to read them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statistic {
    /// The statistic, the last part of its path.
    #[schema(max_length = 64, example = "ikm")]
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
    pub as_of: Timestamp,
    /// The region asked for; without one that of your jurisdiction, null for the whole country.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The code system of the regions: always `kemendagri`.
    #[schema(max_length = 64, example = "kemendagri")]
    pub region_code_system: &'static str,
    /// Where the figures come from: `registri` is this register.
    #[schema(max_length = 64, example = "registri")]
    pub source: &'static str,
    /// The states of businesses that count; all others do not.
    #[schema(max_items = 10, schema_with = statuses)]
    pub counted_statuses: Vec<&'static str>,
    /// By what the rows are broken down.
    #[schema(max_items = 5)]
    pub group_by: Vec<GroupBy>,
    /// How much of the concept the rows show.
    pub coverage: Coverage,
    /// The figures of all rows together; women in several rows are counted once.
    pub totals: Figures,
    /// The figures of each group.
    #[schema(max_items = 100_000)]
    pub rows: Vec<StatisticRow>,
}

fn statuses() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    ArrayBuilder::new()
        .items(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(64)),
        )
        .max_items(Some(10))
        .description(Some(
            "The states of businesses that count; all others do not.",
        ))
        .build()
}

/// A line of the statistic as a table: a row, or what was left out of the rows.
#[derive(Debug, Serialize)]
pub struct TableLine {
    statistic: &'static str,
    as_of: Timestamp,
    #[serde(flatten)]
    row: Option<StatisticRow>,
    #[serde(flatten)]
    left_out: Option<LeftOut>,
}

impl Statistic {
    /// The whole statistic as a table: its rows, then the unmapped businesses by reason.
    pub fn table(&self) -> Vec<TableLine> {
        let line = |row, left_out| TableLine {
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

impl Columns for TableLine {
    const COLUMNS: &'static [Column] = &[
        Column("statistic", "/statistic"),
        Column("as_of", "/as_of"),
        Column("region_code", "/region_code"),
        Column("region_name", "/region_name"),
        Column("scale", "/scale"),
        Column("ikm_class", "/ikm_class"),
        Column("sector", "/sector"),
        Column("women_owned", "/women_owned"),
        Column("unmapped_reason", "/reason"),
        Column("businesses", "/businesses"),
        Column("women_owned_businesses", "/women_owned_businesses"),
        Column("women_led_businesses", "/women_led_businesses"),
        Column("women_owned_percent", "/women_owned_percent"),
        Column("women", "/women"),
        Column("workers_male", "/workers_male"),
        Column("workers_female", "/workers_female"),
        Column("workers", "/workers"),
        Column("businesses_with_workers", "/businesses_with_workers"),
        Column("workers_per_business", "/workers_per_business"),
    ];
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
