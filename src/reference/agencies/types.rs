//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::Level;
use crate::db::Timestamp;
use crate::db::types::words;
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// What an agency is charged with (UU 23/2014), the code list `agency_function`.
    pub enum AgencyFunction {
        /// Women's empowerment.
        PemberdayaanPerempuan = "pemberdayaan_perempuan",
        /// Industry.
        Perindustrian = "perindustrian",
        /// Trade.
        Perdagangan = "perdagangan",
        /// Cooperatives and small enterprises.
        KoperasiUkm = "koperasi_ukm",
        /// Manpower.
        Ketenagakerjaan = "ketenagakerjaan",
        /// Transmigration.
        Transmigrasi = "transmigrasi",
        /// Communication and informatics.
        Kominfo = "kominfo",
        /// Secretariat.
        Sekretariat = "sekretariat",
    }
}

/// An agency to create.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyInput {
    /// Its code, `<short-name>-<region-slug>`; a national agency's may be one word.
    #[schema(
        min_length = 2,
        max_length = 64,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "dp3a-bontang"
    )]
    pub code: String,
    /// Its name.
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kota Bontang"
    )]
    pub name: String,
    /// Its short name.
    #[schema(min_length = 1, max_length = 60, example = "DP3A Bontang")]
    pub short_name: String,
    /// Its level; `operator` is not to be created.
    pub level: Level,
    /// Its region, dotted Kemendagri code; none for national agencies.
    #[schema(
        min_length = 2,
        max_length = 5,
        pattern = r"^\d{2}(\.\d{2})?$",
        example = "64.74"
    )]
    pub region_code: Option<String>,
    /// What it is charged with.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub functions: Vec<AgencyFunction>,
    /// The day it began.
    pub valid_from: Option<NaiveDate>,
    /// The first day on which it is no more.
    pub valid_to: Option<NaiveDate>,
}

/// What may change of an agency.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyChange {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its short name.
    #[schema(min_length = 1, max_length = 60, example = "DP3A Bontang")]
    pub short_name: String,
    /// What it is charged with.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub functions: Vec<AgencyFunction>,
    /// The day it began.
    pub valid_from: Option<NaiveDate>,
    /// The first day on which it is no more.
    pub valid_to: Option<NaiveDate>,
}

patch_of!(AgencyPatch, AgencyChange, "A merge patch of an agency.");

/// An agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Agency {
    /// Its code.
    #[schema(max_length = 64, example = "dp3a-kukar")]
    pub code: String,
    /// Its name.
    #[schema(max_length = 200)]
    pub name: String,
    /// Its short name.
    #[schema(max_length = 60)]
    pub short_name: String,
    /// Its level, which with its region is its jurisdiction.
    pub level: Level,
    /// Its region, dotted Kemendagri code; none for national agencies and the operator.
    #[schema(required, max_length = 5)]
    pub region_code: Option<String>,
    /// What it is charged with.
    #[schema(max_items = 20)]
    pub functions: Vec<AgencyFunction>,
    /// The day it began.
    #[schema(required)]
    pub valid_from: Option<NaiveDate>,
    /// The first day on which it is no more.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(AgencyPage, Agency, "A page of agencies.");

impl Columns for Agency {
    const COLUMNS: &'static [Column] = &[
        Column("code", "/code"),
        Column("name", "/name"),
        Column("short_name", "/short_name"),
        Column("level", "/level"),
        Column("region_code", "/region_code"),
        Column("functions", "/functions"),
        Column("valid_from", "/valid_from"),
        Column("valid_to", "/valid_to"),
    ];
}

/// Which agencies; ordered by code.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AgencyFilter {
    /// Of this level.
    #[param(inline)]
    pub level: Option<Level>,
    /// Of this region.
    #[param(min_length = 2, max_length = 5, example = "64.02")]
    pub region: Option<String>,
    /// Charged with this.
    #[param(inline)]
    pub function: Option<AgencyFunction>,
}
