//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::partnerships::PartyRole;

/// A party to name: either an agency or an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PartnershipPartyInput)]
#[serde(deny_unknown_fields)]
pub struct PartyInput {
    /// The agency, by its code; then no organization.
    #[schema(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub agency: Option<String>,
    /// The organization; then no agency.
    pub organization_id: Option<Id>,
    /// What it does; `koordinator` is only the agency that entered the partnership.
    pub role: PartyRole,
    /// The number of the document at this party.
    #[schema(min_length = 1, max_length = 100, example = "180/12/NK/2024")]
    pub document_number: Option<String>,
    /// The office that signs for this party; an office, not a person's name.
    #[schema(min_length = 1, max_length = 200, example = "Kepala Dinas")]
    pub signatory_office: Option<String>,
    /// When this party signed.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "2024-01-15")]
    pub signed_on: Option<NaiveDate>,
}

patch_of!(
    PartnershipPartyPatch,
    PartyInput,
    "A merge patch of a party."
);

/// A party of a partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PartnershipParty)]
pub struct Party {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The agency.
    #[schema(required, max_length = 64)]
    pub agency: Option<String>,
    /// The organization.
    #[schema(required)]
    pub organization_id: Option<Id>,
    /// What it does.
    pub role: PartyRole,
    /// The number of the document at this party.
    #[schema(required, max_length = 100)]
    pub document_number: Option<String>,
    /// The office that signs for this party.
    #[schema(required, max_length = 200)]
    pub signatory_office: Option<String>,
    /// When this party signed.
    #[schema(required)]
    pub signed_on: Option<NaiveDate>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(PartnershipPartyPage, Party, "A page of parties.");

impl Columns for Party {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("agency", "/agency"),
        Column("organization_id", "/organization_id"),
        Column("role", "/role"),
        Column("document_number", "/document_number"),
        Column("signatory_office", "/signatory_office"),
        Column("signed_on", "/signed_on"),
    ];
}
