//! What was agreed and between whom, as the report tells it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Id;
use crate::partnerships::{
    PartnershipField, PartnershipInstrument, PartnershipScheme, PartnershipStatus, PartyRole,
};

/// An agency, by code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportAgency {
    /// Its code.
    #[schema(max_length = 64, example = "dp3a-kukar")]
    pub code: String,
    /// Its name.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it is called in short.
    #[schema(max_length = 60)]
    pub short_name: String,
}

/// A region, by code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportRegion {
    /// Its dotted Kemendagri code.
    #[schema(max_length = 13, example = "64.02")]
    pub code: String,
    /// Its official name.
    #[schema(max_length = 100)]
    pub name: String,
}

/// The partnership that is reported on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportPartnership {
    /// Its id.
    pub id: Id,
    /// Its title.
    #[schema(max_length = 300)]
    pub title: String,
    /// The agency that coordinates it.
    pub coordinator: ReportAgency,
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
    /// Where it works; everywhere the parties do where there is none.
    #[schema(max_items = 1000)]
    pub regions: Vec<ReportRegion>,
    /// Its first day.
    pub effective_from: NaiveDate,
    /// Its last day.
    pub effective_to: NaiveDate,
    /// Its state at the instant of printing.
    pub status: PartnershipStatus,
    /// The office that issued it.
    #[schema(required, max_length = 200)]
    pub authority_office: Option<String>,
    /// Its number at the issuing office.
    #[schema(required, max_length = 100)]
    pub authority_number: Option<String>,
    /// When the issuing office signed it.
    #[schema(required)]
    pub authority_signed_on: Option<NaiveDate>,
    /// Who takes part, in the order they were named.
    #[schema(max_items = 100)]
    pub parties: Vec<ReportParty>,
}

/// A party of the partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportParty {
    /// Its id.
    pub id: Id,
    /// The agency's code; null for an organization.
    #[schema(required, max_length = 64)]
    pub agency: Option<String>,
    /// The organization; null for an agency.
    #[schema(required)]
    pub organization_id: Option<Id>,
    /// Its name.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it is called in short.
    #[schema(max_length = 200)]
    pub short_name: String,
    /// What it does.
    pub role: PartyRole,
    /// The number of the document at this party.
    #[schema(required, max_length = 100)]
    pub document_number: Option<String>,
    /// The office that signs for it.
    #[schema(required, max_length = 200)]
    pub signatory_office: Option<String>,
    /// When it signed.
    #[schema(required)]
    pub signed_on: Option<NaiveDate>,
}
