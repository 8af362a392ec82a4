//! What callers send.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::classification::{IkmClass, Scale};
use super::licenses::LicenseType;
use super::status::BusinessStatus;
use super::women::Tri;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::patch_of;
pub use crate::reference::KbliVersion;

words! {
    /// The legal form of a business, the code list `legal_form`.
    pub enum LegalForm {
        /// Sole proprietorship.
        Perorangan = "perorangan",
        /// Single-shareholder limited company.
        PerseroanPerorangan = "perseroan_perorangan",
        /// Limited partnership.
        Cv = "cv",
        /// General partnership.
        Firma = "firma",
        /// Limited liability company.
        Pt = "pt",
        /// Cooperative.
        Koperasi = "koperasi",
        /// Foundation.
        Yayasan = "yayasan",
        /// Village-owned enterprise.
        Bumdes = "bumdes",
        /// Business group.
        Kelompok = "kelompok",
    }
}

words! {
    /// The sector of a business, the code list `sector`.
    pub enum Sector {
        /// Culinary.
        Kuliner = "kuliner",
        /// Handicrafts.
        Kerajinan = "kerajinan",
        /// Creative industry.
        IndustriKreatif = "industri_kreatif",
        /// Fashion.
        Fesyen = "fesyen",
        /// Information technology.
        TeknologiInformasi = "teknologi_informasi",
        /// Services.
        Jasa = "jasa",
        /// Trade.
        Perdagangan = "perdagangan",
        /// Processed agricultural products.
        PertanianOlahan = "pertanian_olahan",
        /// Other.
        Lainnya = "lainnya",
    }
}

words! {
    /// Where a business works, the code list `business_place_type`.
    pub enum BusinessPlaceType {
        /// At home.
        Rumah = "rumah",
        /// A stall or shop.
        Kios = "kios",
        /// A market.
        Pasar = "pasar",
        /// A factory or workshop.
        Pabrik = "pabrik",
        /// A mobile vendor.
        Keliling = "keliling",
        /// Online.
        Daring = "daring",
    }
}

words! {
    /// How well the place is known, the code list `coordinate_status`.
    pub enum CoordinateStatus {
        /// Mapped.
        Terpetakan = "terpetakan",
        /// Approximate.
        Perkiraan = "perkiraan",
        /// Not mapped yet.
        Belum = "belum",
    }
}

words! {
    /// What a person is to a business, the code list `ownership_role`.
    pub enum OwnershipRole {
        /// Owner.
        Pemilik = "pemilik",
        /// Manager.
        Pengelola = "pengelola",
        /// Board member.
        Pengurus = "pengurus",
    }
}

/// A KBLI code of a business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessKbli {
    /// The edition the code belongs to; a code without it is refused, because 2025 reuses codes of 2020 with other meanings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<KbliVersion>,
    /// The code, two to five digits.
    #[schema(
        min_length = 2,
        max_length = 5,
        pattern = r"^\d{2,5}$",
        example = "10794"
    )]
    pub code: String,
    /// Whether it is the main one; a single code always is.
    #[serde(default)]
    pub is_main: bool,
}

/// How to reach a business; usually somebody's home, hence encrypted at rest and masked in answers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessContact {
    /// Telephone, in any Indonesian spelling; kept as E.164.
    #[schema(min_length = 5, max_length = 40, example = "0812-5550-1234")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[schema(min_length = 5, max_length = 254, example = "usaha@example.id")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Street and number.
    #[schema(min_length = 1, max_length = 300, example = "Jl. Contoh No. 7")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// RT.
    #[schema(
        min_length = 1,
        max_length = 3,
        pattern = r"^\d{1,3}$",
        example = "005"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rt: Option<String>,
    /// RW.
    #[schema(
        min_length = 1,
        max_length = 3,
        pattern = r"^\d{1,3}$",
        example = "002"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rw: Option<String>,
    /// Postal code.
    #[schema(
        min_length = 5,
        max_length = 5,
        pattern = r"^\d{5}$",
        example = "75511"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

impl fmt::Debug for BusinessContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BusinessContact(redacted)")
    }
}

/// An owner or manager of a business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessOwner {
    /// The person, of the same register.
    pub person_id: Id,
    /// What she or he is to the business.
    pub role: OwnershipRole,
    /// The share in percent, with at most two decimals.
    #[schema(minimum = 0.01, maximum = 100, example = 51)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_percent: Option<f64>,
    /// Whether she or he is the main one of that role; `women_led` looks at the main manager.
    #[serde(default)]
    pub is_main: bool,
    /// Since when.
    #[schema(min_length = 10, max_length = 10, example = "2019-03-01")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Until when, if it has ended.
    #[schema(min_length = 10, max_length = 10)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A business to enter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessInput {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, example = "Amplang Mahakam")]
    pub name: String,
    /// The name it trades under, if another.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade_name: Option<String>,
    /// Its legal form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_form: Option<LegalForm>,
    /// Its sector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// Where it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_place_type: Option<BusinessPlaceType>,
    /// What it mainly does, in its own words.
    #[schema(min_length = 1, max_length = 300, example = "Pengolahan ikan")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_activity: Option<String>,
    /// Whether its products carry nutrition facts (informasi nilai gizi).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_nutrition_facts: Option<bool>,
    /// The register it lies in (a regency or city); follows from `region_code` and may be left out.
    #[schema(
        min_length = 5,
        max_length = 5,
        pattern = r"^\d{2}\.\d{2}$",
        example = "64.02"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register_code: Option<String>,
    /// Where it lies, dotted Kemendagri code of a regency or below; verification needs the village.
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.02.06.1005"
    )]
    pub region_code: String,
    /// Its fields of business, one of them the main one.
    #[schema(max_items = 10)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kbli: Vec<BusinessKbli>,
    /// NIB, 13 digits (PP 28/2025).
    #[schema(min_length = 12, max_length = 24, example = "0220100012345")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nib: Option<String>,
    /// P-IRT number (Peraturan BPOM 22/2018); another form is kept with a data-quality flag.
    #[schema(min_length = 1, max_length = 64, example = "2066402010001-29")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pirt: Option<String>,
    /// When it started, as exactly as is known: year, month or day.
    #[schema(
        min_length = 4,
        max_length = 10,
        pattern = r"^\d{4}(-\d{2}(-\d{2})?)?$",
        example = "2019-03"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_on: Option<String>,
    /// When an agency registered it; not the day it started.
    #[schema(min_length = 10, max_length = 10, example = "2022-12-07")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<NaiveDate>,
    /// Whether it is done at home with the family's help (industri rumahan).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_based: Option<bool>,
    /// Latitude in degrees (WGS 84); with `longitude` or not at all.
    #[schema(minimum = -90, maximum = 90, example = -0.4123)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Longitude in degrees (WGS 84).
    #[schema(minimum = -180, maximum = 180, example = 116.9872)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// How well the place is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinate_status: Option<CoordinateStatus>,
    /// How to reach it; masked in every answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<BusinessContact>,
    /// Its owners and managers.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<BusinessOwner>,
    /// The system the row comes from.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[A-Za-z0-9._-]+$",
        example = "odsumkm"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_system: Option<String>,
    /// Its id there; unique for one agency and system.
    #[schema(min_length = 1, max_length = 128)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_record_id: Option<String>,
}

patch_of!(
    BusinessPatch,
    BusinessInput,
    "A merge patch of a business; `kbli` and `owners` are replaced whole."
);

/// A move in the life cycle of a business.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessTransition {
    /// The state to move to.
    pub to: BusinessStatus,
    /// Why: required for `returned` and `rejected`; for `closed` a code of the list `close_reason`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// Since when; required for `closed`.
    #[schema(min_length = 10, max_length = 10)]
    pub on: Option<NaiveDate>,
    /// The business that stands for this one; required for `merged`.
    pub merged_into: Option<Id>,
}

words! {
    /// How a name is searched for.
    pub enum NameMatch {
        /// Each word is a part of a word of the name, letter by letter.
        Parts = "parts",
        /// The name is like it: mistyped, spelled otherwise, without its legal form.
        Similar = "similar",
    }
}

/// What to search businesses for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessSearch {
    /// The business's or trade name: parts of its words, all of which must be found, unless `match` says otherwise.
    #[schema(min_length = 2, max_length = 200)]
    pub q: Option<String>,
    /// How `q` meets a name; `parts` if left out. `similar` lists the most alike first.
    #[serde(rename = "match")]
    pub matching: Option<NameMatch>,
    /// Parts of words of an owner's or manager's name; needs `people:read` and `purpose`, and is audited.
    #[schema(min_length = 3, max_length = 200)]
    pub owner_name: Option<String>,
    /// Why the owner is searched.
    #[schema(min_length = 5, max_length = 200)]
    pub purpose: Option<String>,
    /// The most items of the page.
    #[schema(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[schema(min_length = 1, max_length = 2000)]
    pub cursor: Option<String>,
}

words! {
    /// The order of businesses.
    pub enum BusinessSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By name.
        Name = "name",
        /// By name, falling.
        NameFalling = "-name",
    }
}

words! {
    /// The columns of a list of businesses.
    pub enum BusinessColumns {
        /// Those of SIDT-KUMKM, as an import reads them.
        Sidt = "sidt",
    }
}

/// Which businesses.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BusinessFilter {
    /// In this region, of any level, or below it.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.02.06"
    )]
    pub region: Option<String>,
    /// In this state.
    #[param(inline)]
    pub status: Option<BusinessStatus>,
    /// Of this scale (PP 7/2021).
    #[param(inline)]
    pub scale: Option<Scale>,
    /// Of this class (Permenperin 64/2016).
    #[param(inline)]
    pub ikm_class: Option<IkmClass>,
    /// Of this sector.
    #[param(inline)]
    pub sector: Option<Sector>,
    /// The edition of `kbli_code`.
    #[param(inline)]
    pub kbli_version: Option<KbliVersion>,
    /// With this main code or one below it; needs `kbli_version`.
    #[param(min_length = 2, max_length = 5, pattern = r"^\d{2,5}$")]
    pub kbli_code: Option<String>,
    /// Whether women own it (this register's definition: a woman alone, or women with at least 51 %).
    #[param(inline)]
    pub women_owned: Option<Tri>,
    /// Whether a woman leads it.
    #[param(inline)]
    pub women_led: Option<Tri>,
    /// Entered by this agency.
    #[param(
        min_length = 1,
        max_length = 64,
        pattern = r"^[a-z0-9-]+$",
        example = "dp3a-kukar"
    )]
    pub owner_agency: Option<String>,
    /// Of this legal form.
    #[param(inline)]
    pub legal_form: Option<LegalForm>,
    /// With a license of this type that is in force today.
    #[param(inline)]
    pub license_type: Option<LicenseType>,
    /// With a license that is in force today and whose last day lies before this one; of `license_type`, if named.
    #[param(min_length = 10, max_length = 10)]
    pub license_expires_before: Option<NaiveDate>,
    /// The business's or trade name: parts of its words, all of which must be found, unless `match` says otherwise.
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<String>,
    /// How `q` meets a name; `parts` if left out. `similar` lists the most alike first and takes no `sort`.
    #[serde(rename = "match")]
    #[param(inline)]
    pub matching: Option<NameMatch>,
    /// Registered on or after this day.
    #[param(min_length = 10, max_length = 10)]
    pub registered_from: Option<NaiveDate>,
    /// Registered on or before this day.
    #[param(min_length = 10, max_length = 10)]
    pub registered_to: Option<NaiveDate>,
    /// Changed at or after this instant.
    #[param(inline)]
    pub updated_since: Option<Timestamp>,
    /// The order.
    #[param(inline)]
    pub sort: Option<BusinessSort>,
    /// `sidt` writes CSV, XLSX and NDJSON with the columns of SIDT-KUMKM; needs `people:read` too.
    #[param(inline)]
    pub columns: Option<BusinessColumns>,
}

impl BusinessFilter {
    /// What names must be like, if they are searched for by likeness.
    pub fn similar(&self) -> Option<&str> {
        let similar = self.matching == Some(NameMatch::Similar);
        self.q.as_deref().filter(|_| similar)
    }
}
