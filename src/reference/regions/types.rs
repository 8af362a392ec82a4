//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::http::{Column, Columns, page_of};

words! {
    /// Whose code it is, the code list `region_code_system`.
    pub enum CodeSystem {
        /// Of the interior ministry, dotted or not.
        Kemendagri = "kemendagri",
        /// Of the statistics office, never dotted.
        Bps = "bps",
    }
}

words! {
    /// The kind of a region, the code list `region_kind`.
    pub enum RegionKind {
        /// Province.
        Provinsi = "provinsi",
        /// Regency.
        Kabupaten = "kabupaten",
        /// City.
        Kota = "kota",
        /// District.
        Kecamatan = "kecamatan",
        /// Urban village.
        Kelurahan = "kelurahan",
        /// Village.
        Desa = "desa",
        /// Customary village.
        DesaAdat = "desa_adat",
    }
}

words! {
    /// Which codes, by their validity on a day.
    pub enum Validity {
        /// In use on that day.
        Current = "current",
        /// No longer in use on that day.
        Retired = "retired",
        /// All of them.
        All = "all",
    }
}

impl RegionKind {
    /// The kind that a dotted code says.
    pub fn of(code: &str) -> Self {
        let last = code.rsplit('.').next().unwrap_or_default();
        match (code.len(), last.as_bytes().first()) {
            (2, _) => Self::Provinsi,
            (5, _) if last >= "70" => Self::Kota,
            (5, _) => Self::Kabupaten,
            (8, _) => Self::Kecamatan,
            (_, Some(b'1')) => Self::Kelurahan,
            (_, Some(b'3')) => Self::DesaAdat,
            _ => Self::Desa,
        }
    }
}

/// The level of a dotted code: 1 province, 2 regency or city, 3 district, 4 village.
pub(crate) const fn level_of(code: &str) -> u8 {
    match code.len() {
        2 => 1,
        5 => 2,
        8 => 3,
        _ => 4,
    }
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Region)]
pub struct RegionView {
    /// Dotted Kemendagri code.
    #[schema(max_length = 13, example = "64.02.06.1001")]
    pub code: String,
    /// Official name; a regency's and a city's with its kind.
    #[schema(max_length = 200, example = "Jahab")]
    pub name: String,
    /// 1 province, 2 regency or city, 3 district, 4 village.
    #[schema(minimum = 1, maximum = 4)]
    pub level: i32,
    /// Its kind.
    pub kind: RegionKind,
    /// The region it lies in; none for a province.
    #[schema(required, max_length = 8)]
    pub parent_code: Option<String>,
    /// The code of BPS, another system; none where it is not known.
    #[schema(required, max_length = 10)]
    pub bps_code: Option<String>,
    /// The first day of the code; none when it is older than the records.
    #[schema(required)]
    pub valid_from: Option<NaiveDate>,
    /// The first day on which the code is no longer in use; none while it is.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// Other names in use.
    #[schema(max_items = 50)]
    pub aliases: Vec<String>,
    /// The codes that took its place.
    #[schema(max_items = 50)]
    pub successor_codes: Vec<String>,
    /// The regulation that lists or made it.
    #[schema(required, max_length = 300)]
    pub legal_basis: Option<String>,
    /// The system of `code`, always `kemendagri`.
    pub code_system: CodeSystem,
}

page_of!(RegionPage, RegionView, "A page of regions.");

impl Columns for RegionView {
    const COLUMNS: &'static [Column] = &[
        Column("code", "/code"),
        Column("name", "/name"),
        Column("level", "/level"),
        Column("kind", "/kind"),
        Column("parent_code", "/parent_code"),
        Column("bps_code", "/bps_code"),
        Column("valid_from", "/valid_from"),
        Column("valid_to", "/valid_to"),
        Column("aliases", "/aliases"),
        Column("successor_codes", "/successor_codes"),
        Column("legal_basis", "/legal_basis"),
        Column("code_system", "/code_system"),
    ];
}

/// Which regions; ordered by code.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegionFilter {
    /// Directly within this region.
    #[param(min_length = 2, max_length = 8, example = "64.02")]
    pub parent: Option<String>,
    /// Of this level: 1 province, 2 regency or city, 3 district, 4 village.
    #[param(minimum = 1, maximum = 4)]
    pub level: Option<i32>,
    /// Of this kind.
    #[param(inline)]
    pub kind: Option<RegionKind>,
    /// With this in a name or alias; case does not matter.
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// With this name or alias, whole; case and the words Kabupaten and Kota do not matter.
    #[param(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// With this code of BPS.
    #[param(min_length = 2, max_length = 10)]
    pub bps_code: Option<String>,
    /// By validity on the day `as_of`; codes in use when not given.
    #[param(inline)]
    pub valid: Option<Validity>,
    /// The day `valid` looks at; today when not given.
    pub as_of: Option<NaiveDate>,
}

/// How the code in the path is to be read.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegionCodeQuery {
    /// `bps` looks a code of BPS up and answers the region's Kemendagri code.
    #[param(inline)]
    pub code_system: Option<CodeSystem>,
}

/// The schema of a list of region codes, for bodies.
pub(crate) fn codes_schema(description: &str) -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    ArrayBuilder::new()
        .items(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(2))
                .max_length(Some(13))
                .pattern(Some(r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$"))
                .examples(["64.02"]),
        )
        .max_items(Some(50))
        .description(Some(description))
        .build()
}
