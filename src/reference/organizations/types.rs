//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// The kind of an organization, the code list `organization_type`.
    pub enum OrganizationType {
        /// Association.
        Asosiasi = "asosiasi",
        /// Non-governmental organization.
        Lsm = "lsm",
        /// University.
        PerguruanTinggi = "perguruan_tinggi",
        /// Bank.
        Bank = "bank",
        /// Company.
        Perusahaan = "perusahaan",
        /// State-owned enterprise.
        Bumn = "bumn",
        /// Village-owned enterprise.
        Bumdes = "bumdes",
        /// Cooperative.
        Koperasi = "koperasi",
        /// State institution.
        LembagaNegara = "lembaga_negara",
        /// Family welfare movement.
        TpPkk = "tp_pkk",
        /// National or regional craft council.
        Dekranas = "dekranas",
        /// Chamber of commerce and industry.
        Kadin = "kadin",
        /// Public participation forum for women and children.
        ForumPuspa = "forum_puspa",
        /// Media.
        Media = "media",
        /// Ministry.
        Kementerian = "kementerian",
    }
}

words! {
    /// The level of an organization, the code list `organization_level`.
    pub enum OrganizationLevel {
        /// National.
        Nasional = "nasional",
        /// Provincial.
        Provinsi = "provinsi",
        /// Of a regency.
        Kabupaten = "kabupaten",
        /// Of a city.
        Kota = "kota",
    }
}

/// An organization to create.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationInput {
    /// Its name.
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Kamar Dagang dan Industri Kota Samarinda"
    )]
    pub name: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: OrganizationType,
    /// Its level.
    pub level: OrganizationLevel,
    /// Its region, dotted Kemendagri code; none for national ones.
    #[schema(
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.72"
    )]
    pub region_code: Option<String>,
    /// The organization above it.
    pub parent_id: Option<Id>,
}

patch_of!(
    OrganizationPatch,
    OrganizationInput,
    "A merge patch of an organization."
);

/// An organization.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Organization {
    /// Its id.
    pub id: Id,
    /// Its name.
    #[schema(max_length = 200)]
    pub name: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: OrganizationType,
    /// Its level.
    pub level: OrganizationLevel,
    /// Its region, dotted Kemendagri code.
    #[schema(required, max_length = 13)]
    pub region_code: Option<String>,
    /// The organization above it.
    #[schema(required)]
    pub parent_id: Option<Id>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(OrganizationPage, Organization, "A page of organizations.");

impl Columns for Organization {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("name", "/name"),
        Column("type", "/type"),
        Column("level", "/level"),
        Column("region_code", "/region_code"),
        Column("parent_id", "/parent_id"),
    ];
}

words! {
    /// The order of organizations.
    pub enum OrganizationSort {
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

/// Which organizations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrganizationFilter {
    /// Of this kind.
    #[serde(rename = "type")]
    #[param(inline)]
    pub kind: Option<OrganizationType>,
    /// In this region.
    #[param(min_length = 2, max_length = 13)]
    pub region: Option<String>,
    /// The order.
    #[param(inline)]
    pub sort: Option<OrganizationSort>,
}
