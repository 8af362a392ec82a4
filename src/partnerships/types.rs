//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Array;
use utoipa::{IntoParams, ToSchema};

use super::lists::{PartnershipField, PartnershipInstrument, PartnershipScheme};
use super::parties::Party;
use super::status::PartnershipStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::reference::regions::codes_schema;

/// A partnership to enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipInput {
    /// Its title.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Sinergi pemberdayaan ekonomi perempuan 2024"
    )]
    pub title: String,
    /// Between whom it stands; decides who must be a party when it is signed.
    pub scheme: PartnershipScheme,
    /// The paper it rests on; decides which numbers and dates it needs when it is signed.
    pub instrument: PartnershipInstrument,
    /// What it is for.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Perempuan pelaku usaha memperoleh pelatihan, pasar, modal, dan pekerjaan."
    )]
    pub objectives: String,
    /// Its lines of work.
    #[serde(default)]
    #[schema(max_items = 11)]
    pub fields: Vec<PartnershipField>,
    /// Where it works: dotted Kemendagri codes of any level; everywhere the parties do without them.
    #[serde(default)]
    #[schema(schema_with = scope_regions)]
    pub region_codes: Vec<String>,
    /// Its first day.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-01-01")]
    pub effective_from: NaiveDate,
    /// Its last day.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-12-31")]
    pub effective_to: NaiveDate,
    /// The partnership of your agency that it continues; that one becomes `extended` when this one is
    /// signed.
    pub extension_of: Option<Id>,
    /// The office that issued it, for `sk_tim` and `rencana_aksi`.
    #[schema(min_length = 1, max_length = 200, example = "Bupati Kutai Kartanegara")]
    pub authority_office: Option<String>,
    /// Its number at the issuing office, for `sk_tim` and `rencana_aksi`.
    #[schema(min_length = 1, max_length = 100)]
    pub authority_number: Option<String>,
    /// When the issuing office signed it, for `sk_tim` and `rencana_aksi`.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub authority_signed_on: Option<NaiveDate>,
    /// Where the signed document lies.
    #[schema(
        min_length = 9,
        max_length = 2000,
        pattern = "^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\\s]*)?$",
        example = "https://jdih.example.go.id/nota-kesepakatan-2024.pdf"
    )]
    pub document_url: Option<String>,
    /// The SHA-256 of the signed document, in lowercase hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub document_sha256: Option<String>,
}

fn scope_regions() -> Array {
    codes_schema("Where it works: dotted Kemendagri codes of any level.")
}

patch_of!(
    PartnershipPatch,
    PartnershipInput,
    "A merge patch of a partnership."
);

/// A partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Partnership {
    /// Its id.
    pub id: Id,
    /// The agency that coordinates it.
    #[schema(max_length = 64, example = "dp3a-kukar")]
    pub coordinator: String,
    /// Its title.
    #[schema(max_length = 300)]
    pub title: String,
    /// Between whom it stands.
    pub scheme: PartnershipScheme,
    /// The paper it rests on.
    pub instrument: PartnershipInstrument,
    /// What it is for.
    #[schema(max_length = 4000)]
    pub objectives: String,
    /// Its lines of work.
    #[schema(max_items = 11)]
    pub fields: Vec<PartnershipField>,
    /// Where it works.
    #[schema(schema_with = scope_regions)]
    pub region_codes: Vec<String>,
    /// Its first day.
    pub effective_from: NaiveDate,
    /// Its last day.
    pub effective_to: NaiveDate,
    /// The partnership that it continues.
    #[schema(required)]
    pub extension_of: Option<Id>,
    /// The office that issued it.
    #[schema(required, max_length = 200)]
    pub authority_office: Option<String>,
    /// Its number at the issuing office.
    #[schema(required, max_length = 100)]
    pub authority_number: Option<String>,
    /// When the issuing office signed it.
    #[schema(required)]
    pub authority_signed_on: Option<NaiveDate>,
    /// Where the signed document lies.
    #[schema(required, max_length = 2000)]
    pub document_url: Option<String>,
    /// The SHA-256 of the signed document.
    #[schema(required, max_length = 64)]
    pub document_sha256: Option<String>,
    /// Who takes part, in the order they were named.
    #[schema(max_items = 100)]
    pub parties: Vec<Party>,
    /// Its state; `in_force`, `expiring` (for 90 more days at most) and `expired` come with its days, in
    /// the coordinator's time zone.
    pub status: PartnershipStatus,
    /// Why it was ended early or canceled.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The day on which it was ended early.
    #[schema(required)]
    pub ended_on: Option<NaiveDate>,
    /// The states it may be moved to.
    #[schema(max_items = 3)]
    pub allowed_transitions: &'static [PartnershipStatus],
    /// Rises with each change of it or of its parties.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(PartnershipPage, Partnership, "A page of partnerships.");

impl Columns for Partnership {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("coordinator", "/coordinator"),
        Column("title", "/title"),
        Column("scheme", "/scheme"),
        Column("instrument", "/instrument"),
        Column("fields", "/fields"),
        Column("region_codes", "/region_codes"),
        Column("effective_from", "/effective_from"),
        Column("effective_to", "/effective_to"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of a partnership.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipTransition {
    /// The state to move to.
    pub to: PartnershipStatus,
    /// Why; required for `ended_early` and `canceled`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// Its last day; required for `ended_early`.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub on: Option<NaiveDate>,
}

words! {
    /// The order of partnerships.
    pub enum PartnershipSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By title.
        Title = "title",
        /// By title, falling.
        TitleFalling = "-title",
    }
}

/// Which partnerships.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartnershipFilter {
    /// Coordinated by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "dp3a-kukar")]
    pub coordinator: Option<String>,
    /// With this agency as a party.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub party: Option<String>,
    /// Of this scheme.
    #[param(inline)]
    pub scheme: Option<PartnershipScheme>,
    /// Resting on such a paper.
    #[param(inline)]
    pub instrument: Option<PartnershipInstrument>,
    /// In this state today.
    #[param(inline)]
    pub status: Option<PartnershipStatus>,
    /// The order.
    #[param(inline)]
    pub sort: Option<PartnershipSort>,
}
