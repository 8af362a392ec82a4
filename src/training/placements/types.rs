//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// Where she works, the code list `placement_sector`.
    pub enum PlacementSector {
        /// Manufacturing.
        Manufaktur = "manufaktur",
        /// Services.
        Jasa = "jasa",
        /// Other formal sectors.
        SektorFormal = "sektor_formal",
        /// Trade.
        Perdagangan = "perdagangan",
        /// Agriculture.
        Pertanian = "pertanian",
        /// Other.
        Lainnya = "lainnya",
    }
}

/// A job placement to record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = JobPlacementInput)]
#[serde(deny_unknown_fields)]
pub struct PlacementInput {
    /// The enrollment of the graduate: `passed` or `certified`; it stays the same.
    pub enrollment_id: Id,
    /// Who employs her.
    #[schema(min_length = 1, max_length = 200, example = "Pabrik Contoh Mahakam")]
    pub employer: String,
    /// The employer, if it is one of the organizations.
    pub organization_id: Option<Id>,
    /// Where she works.
    pub sector: PlacementSector,
    /// What she works as.
    #[schema(min_length = 1, max_length = 200, example = "Operator jahit")]
    pub position: Option<String>,
    /// Her first day: not before the batch's last day, not in the future.
    #[schema(min_length = 10, max_length = 10, example = "2026-04-01")]
    pub starts_on: NaiveDate,
    /// Her last day, also one to come.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub ends_on: Option<NaiveDate>,
}

patch_of!(
    JobPlacementPatch,
    PlacementInput,
    "A merge patch of a job placement."
);

/// A job placement.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = JobPlacement)]
pub struct Placement {
    /// Its id.
    pub id: Id,
    /// The enrollment of the graduate.
    pub enrollment_id: Id,
    /// The graduate.
    pub person_id: Id,
    /// The regency or city in whose register she lies.
    #[schema(max_length = 5, example = "64.02")]
    pub register_code: String,
    /// The agency that placed her, by its code.
    #[schema(max_length = 64, example = "distransnaker-kukar")]
    pub agency: String,
    /// Who employs her.
    #[schema(max_length = 200)]
    pub employer: String,
    /// The employer, if it is one of the organizations.
    #[schema(required)]
    pub organization_id: Option<Id>,
    /// Where she works.
    pub sector: PlacementSector,
    /// What she works as.
    #[schema(required, max_length = 200)]
    pub position: Option<String>,
    /// Her first day.
    #[schema(min_length = 10, max_length = 10)]
    pub starts_on: NaiveDate,
    /// Her last day.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub ends_on: Option<NaiveDate>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(JobPlacementPage, Placement, "A page of job placements.");

impl Columns for Placement {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("enrollment_id", "/enrollment_id"),
        Column("person_id", "/person_id"),
        Column("register_code", "/register_code"),
        Column("agency", "/agency"),
        Column("employer", "/employer"),
        Column("organization_id", "/organization_id"),
        Column("sector", "/sector"),
        Column("position", "/position"),
        Column("starts_on", "/starts_on"),
        Column("ends_on", "/ends_on"),
    ];
}

words! {
    /// The order of job placements.
    pub enum PlacementSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By first day.
        StartsOn = "starts_on",
        /// By first day, latest first.
        StartsOnFalling = "-starts_on",
    }
}

/// Which job placements.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlacementFilter {
    /// Of this person.
    #[param(inline)]
    pub person_id: Option<Id>,
    /// After this enrollment.
    #[param(inline)]
    pub enrollment_id: Option<Id>,
    /// By this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// In this sector.
    #[param(inline)]
    pub sector: Option<PlacementSector>,
    /// The order.
    #[param(inline)]
    pub sort: Option<PlacementSort>,
}
