//! What callers ask and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::businesses::Sector;
use crate::businesses::classification::Scale;
use crate::businesses::women::Tri;
use crate::db::types::words;
use crate::http::{Column, Columns};
use crate::statistics::envelope::{TableLine, statistic_of};

words! {
    /// By what the figures of data quality are broken down.
    pub enum QualityGroupBy {
        /// By regency or city; within a regency by district, within a district by village.
        Region = "region",
        /// By the agency that owns the business's row.
        Agency = "agency",
        /// By sector.
        Sector = "sector",
        /// By scale (PP 7/2021).
        Scale = "scale",
        /// By whether women own the business.
        WomenOwned = "women_owned",
    }
}

/// Which data to measure, and broken down by what.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QualityStatisticQuery {
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
    pub group_by: Option<Vec<QualityGroupBy>>,
    /// The day the figures shall hold for: only today, because the register keeps the present
    /// state of a business.
    #[param(format = "date", min_length = 10, max_length = 10, value_type = Option<String>)]
    pub as_of: Option<NaiveDate>,
    /// Only businesses that this agency owns, by its code.
    #[param(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub agency: Option<String>,
    /// Only this sector.
    #[param(inline)]
    pub sector: Option<Sector>,
}

/// How good the data on some businesses are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct QualityFigures {
    /// Businesses.
    #[schema(minimum = 0)]
    pub businesses: i64,
    /// The recorded share, in percent, of the eight things asked for of each business; null without
    /// businesses.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "62.50"
    )]
    pub completeness_percent: Option<String>,
    /// How many of the things asked for are recorded, of all businesses together.
    #[serde(skip)]
    pub filled: i64,
    /// Businesses of which all eight are recorded.
    #[schema(minimum = 0)]
    pub complete_businesses: i64,
    /// Businesses with a present owner or manager whose NIK is recorded.
    #[schema(minimum = 0)]
    pub with_owner_nik: i64,
    /// Businesses whose village is recorded.
    #[schema(minimum = 0)]
    pub with_village: i64,
    /// Businesses with a main KBLI code or a sector.
    #[schema(minimum = 0)]
    pub with_kbli_or_sector: i64,
    /// Businesses with a NIB.
    #[schema(minimum = 0)]
    pub with_nib: i64,
    /// Businesses of which it can be told whether women own them.
    #[schema(minimum = 0)]
    pub with_women_owned: i64,
    /// Businesses whose scale can be told (PP 7/2021).
    #[schema(minimum = 0)]
    pub with_scale: i64,
    /// Businesses whose workers are recorded.
    #[schema(minimum = 0)]
    pub with_workers: i64,
    /// Businesses with a telephone of their own or of a present owner or manager.
    #[schema(minimum = 0)]
    pub with_phone: i64,
    /// Businesses that were verified.
    #[schema(minimum = 0)]
    pub verified_businesses: i64,
    /// Their share in percent; null without businesses.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "40.00"
    )]
    pub verified_percent: Option<String>,
    /// Businesses that nobody has updated for twelve months.
    #[schema(minimum = 0)]
    pub stale_businesses: i64,
    /// Their share in percent; null without businesses.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "12.50"
    )]
    pub stale_percent: Option<String>,
    /// Businesses without a KBLI code.
    #[schema(minimum = 0)]
    pub without_kbli: i64,
    /// Businesses whose main KBLI code is not in the list of its edition as loaded here.
    #[schema(minimum = 0)]
    pub unknown_kbli: i64,
    /// Businesses without a sector.
    #[schema(minimum = 0)]
    pub without_sector: i64,
    /// Businesses whose region code is no longer valid.
    #[schema(minimum = 0)]
    pub retired_region: i64,
    /// Open flags on these businesses that are critical.
    #[schema(minimum = 0)]
    pub open_critical_flags: i64,
    /// Open flags on these businesses that are warnings.
    #[schema(minimum = 0)]
    pub open_warning_flags: i64,
    /// Open flags on these businesses that are mere information.
    #[schema(minimum = 0)]
    pub open_info_flags: i64,
    /// Businesses with an open flag that is critical or a warning.
    #[schema(minimum = 0)]
    pub doubtful_businesses: i64,
}

/// The figures of one group; what it is not grouped by is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QualityStatisticRow {
    /// The region's dotted Kemendagri code.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The region's official name.
    #[schema(required, max_length = 200, example = "Kabupaten Kutai Kartanegara")]
    pub region_name: Option<String>,
    /// The agency that owns the rows, by its code.
    #[schema(required, max_length = 64, example = "disperindag-kukar")]
    pub agency: Option<String>,
    /// The sector.
    #[schema(required, inline)]
    pub sector: Option<Sector>,
    /// The scale.
    #[schema(required, inline)]
    pub scale: Option<Scale>,
    /// Whether women own the businesses.
    #[schema(required, inline)]
    pub women_owned: Option<Tri>,
    /// The figures.
    #[serde(flatten)]
    pub figures: QualityFigures,
}

statistic_of! {
    "Figures of data quality with all that is needed to read them."
    QualityStatistic {
        code: "data-quality", coverage: QualityCoverage,
        left_out: QualityLeftOut { businesses, such as "sector_missing" },
        group_by: QualityGroupBy, totals: QualityFigures, row: QualityStatisticRow,
    }
}

impl Columns for TableLine<QualityStatisticRow, QualityLeftOut> {
    const COLUMNS: &'static [Column] = &[
        Column("statistic", "/statistic"),
        Column("as_of", "/as_of"),
        Column("region_code", "/region_code"),
        Column("region_name", "/region_name"),
        Column("agency", "/agency"),
        Column("sector", "/sector"),
        Column("scale", "/scale"),
        Column("women_owned", "/women_owned"),
        Column("unmapped_reason", "/reason"),
        Column("businesses", "/businesses"),
        Column("completeness_percent", "/completeness_percent"),
        Column("complete_businesses", "/complete_businesses"),
        Column("with_owner_nik", "/with_owner_nik"),
        Column("with_village", "/with_village"),
        Column("with_kbli_or_sector", "/with_kbli_or_sector"),
        Column("with_nib", "/with_nib"),
        Column("with_women_owned", "/with_women_owned"),
        Column("with_scale", "/with_scale"),
        Column("with_workers", "/with_workers"),
        Column("with_phone", "/with_phone"),
        Column("verified_businesses", "/verified_businesses"),
        Column("verified_percent", "/verified_percent"),
        Column("stale_businesses", "/stale_businesses"),
        Column("stale_percent", "/stale_percent"),
        Column("without_kbli", "/without_kbli"),
        Column("unknown_kbli", "/unknown_kbli"),
        Column("without_sector", "/without_sector"),
        Column("retired_region", "/retired_region"),
        Column("open_critical_flags", "/open_critical_flags"),
        Column("open_warning_flags", "/open_warning_flags"),
        Column("open_info_flags", "/open_info_flags"),
        Column("doubtful_businesses", "/doubtful_businesses"),
    ];
}
