//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::LicenseStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// What a license is, the code list `license_type`.
    pub enum LicenseType {
        /// Production of food at home (SPP-IRT, Peraturan BPOM 22/2018).
        Pirt = "pirt",
        /// Food made in Indonesia, registered with BPOM.
        BpomMd = "bpom_md",
        /// Imported food, registered with BPOM.
        BpomMl = "bpom_ml",
        /// Halal certificate of BPJPH.
        Halal = "halal",
        /// Trademark.
        Merek = "merek",
        /// Intellectual property other than a trademark.
        Hki = "hki",
        /// Indonesian National Standard.
        Sni = "sni",
        /// Hazard analysis of food production.
        Haccp = "haccp",
        /// Domestic content certificate for small industry.
        TkdnIk = "tkdn_ik",
        /// Micro and small business permit.
        Iumk = "iumk",
        /// Statement of the village.
        SkuDesa = "sku_desa",
        /// Former trade permit.
        SiupLama = "siup_lama",
        /// Certificate of origin of an export.
        Ska = "ska",
        /// Taxpayer number of an enterprise.
        Npwp = "npwp",
        /// Taxpayer number of a place of business.
        Nitku = "nitku",
        /// Registration number of a cooperative.
        IndukKoperasi = "induk_koperasi",
        /// Approval as a legal entity.
        BadanHukum = "badan_hukum",
        /// Another license or certificate.
        IzinLain = "izin_lain",
    }
}

/// A license to record on a business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LicenseInput {
    /// What it is; a NIB is a field of the business itself.
    #[serde(rename = "type")]
    pub kind: LicenseType,
    /// Its number, required unless it is `proses`; kept in the form of its type.
    #[schema(min_length = 1, max_length = 100, example = "ID64110000123450723")]
    pub number: Option<String>,
    /// Who issued it; an office, not a person.
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Badan Penyelenggara Jaminan Produk Halal"
    )]
    pub issuer: Option<String>,
    /// The day of issue.
    #[schema(min_length = 10, max_length = 10, example = "2024-03-06")]
    pub issued_on: Option<NaiveDate>,
    /// The last day it is valid; without it, it does not expire.
    #[schema(min_length = 10, max_length = 10, example = "2029-03-06")]
    pub expires_on: Option<NaiveDate>,
    /// Its state; `berlaku` unless named.
    pub status: Option<LicenseStatus>,
}

patch_of!(LicensePatch, LicenseInput, "A merge patch of a license.");

/// A license of a business.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct License {
    /// Its id.
    pub id: Id,
    /// The business.
    pub business_id: Id,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: LicenseType,
    /// Its number, in the form of its type.
    #[schema(required, max_length = 110)]
    pub number: Option<String>,
    /// The number as it was given, where that differs.
    #[schema(required, max_length = 100)]
    pub number_as_written: Option<String>,
    /// Whether the number has the known form of its type; null where the type has none.
    #[schema(required)]
    pub format_verified: Option<bool>,
    /// The year of expiry that a P-IRT number tells; a hint beside `expires_on`.
    #[schema(required, minimum = 2000, maximum = 2099)]
    pub expiry_year_hint: Option<i32>,
    /// Who issued it.
    #[schema(required, max_length = 200)]
    pub issuer: Option<String>,
    /// The day of issue.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub issued_on: Option<NaiveDate>,
    /// The last day it is valid.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub expires_on: Option<NaiveDate>,
    /// Its state; `kedaluwarsa` once the last day has passed.
    pub status: LicenseStatus,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(LicensePage, License, "A page of a business's licenses.");

impl Columns for License {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("business_id", "/business_id"),
        Column("type", "/type"),
        Column("number", "/number"),
        Column("number_as_written", "/number_as_written"),
        Column("format_verified", "/format_verified"),
        Column("expiry_year_hint", "/expiry_year_hint"),
        Column("issuer", "/issuer"),
        Column("issued_on", "/issued_on"),
        Column("expires_on", "/expires_on"),
        Column("status", "/status"),
    ];
}

/// Which licenses.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LicenseFilter {
    /// Of this type.
    #[serde(rename = "type")]
    #[param(inline)]
    pub kind: Option<LicenseType>,
    /// In this state, as of today.
    #[param(inline)]
    pub status: Option<LicenseStatus>,
    /// Whose last day lies before this day; those that do not expire are left out.
    #[param(min_length = 10, max_length = 10)]
    pub expires_before: Option<NaiveDate>,
}
