//! What callers ask and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::http::{Column, Columns};
use crate::statistics::envelope::{TableLine, statistic_of};

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

statistic_of! {
    "Figures of businesses with all that is needed to read them."
    Statistic {
        code: "ikm", coverage: Coverage, left_out: LeftOut { businesses, such as "workers_missing" },
        group_by: GroupBy, totals: Figures, row: StatisticRow,
    }
}

impl Columns for TableLine<StatisticRow, LeftOut> {
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
