//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::ObstacleStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// What an obstacle concerns, the code list `obstacle_category`.
    pub enum ObstacleCategory {
        /// Budget.
        Anggaran = "anggaran",
        /// Staff.
        Sdm = "sdm",
        /// Data.
        Data = "data",
        /// Regulation.
        Regulasi = "regulasi",
        /// Markets.
        Pasar = "pasar",
        /// Raw material.
        BahanBaku = "bahan_baku",
        /// Capital.
        Permodalan = "permodalan",
        /// Infrastructure.
        Infrastruktur = "infrastruktur",
        /// Coordination between the parties.
        Koordinasi = "koordinasi",
        /// Other.
        Lainnya = "lainnya",
    }
}

words! {
    /// How much an obstacle weighs, the code list `obstacle_severity`.
    pub enum ObstacleSeverity {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// What was agreed fails by it.
        Critical = "critical",
    }
}

/// An obstacle to raise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObstacleInput {
    /// What it concerns.
    pub category: ObstacleCategory,
    /// How much it weighs.
    pub severity: ObstacleSeverity,
    /// What it is, in a line.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Bahan baku ikan pipih sulit diperoleh"
    )]
    pub title: String,
    /// What it is, in full.
    #[schema(min_length = 1, max_length = 4000)]
    pub description: Option<String>,
    /// What it comes from.
    #[schema(min_length = 1, max_length = 4000)]
    pub root_cause: Option<String>,
    /// The party that has to remove it, by its agency's code; your own unless named.
    #[schema(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub owner_agency: Option<String>,
    /// The activity of the partnership that it hinders.
    pub activity_id: Option<Id>,
    /// The meeting of the partnership at which it was raised.
    pub meeting_id: Option<Id>,
    /// Where it arose: a dotted Kemendagri code of any level.
    #[schema(min_length = 2, max_length = 13, example = "64.02.06")]
    pub region_code: Option<String>,
    /// When it was raised; today unless named.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "2024-04-03")]
    pub raised_on: Option<NaiveDate>,
}

patch_of!(
    ObstaclePatch,
    ObstacleInput,
    "A merge patch of an obstacle."
);

/// An obstacle.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Obstacle {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The activity that it hinders.
    #[schema(required)]
    pub activity_id: Option<Id>,
    /// The meeting at which it was raised.
    #[schema(required)]
    pub meeting_id: Option<Id>,
    /// What it concerns.
    pub category: ObstacleCategory,
    /// How much it weighs.
    pub severity: ObstacleSeverity,
    /// What it is, in a line.
    #[schema(max_length = 300)]
    pub title: String,
    /// What it is, in full.
    #[schema(required, max_length = 4000)]
    pub description: Option<String>,
    /// What it comes from.
    #[schema(required, max_length = 4000)]
    pub root_cause: Option<String>,
    /// Where it arose.
    #[schema(required, max_length = 13)]
    pub region_code: Option<String>,
    /// The agency that has to remove it.
    #[schema(max_length = 64)]
    pub owner_agency: String,
    /// The agency that raised it.
    #[schema(max_length = 64)]
    pub raised_by: String,
    /// When it was raised.
    pub raised_on: NaiveDate,
    /// The agency that owned it before it was escalated.
    #[schema(required, max_length = 64)]
    pub escalated_by: Option<String>,
    /// When it was closed.
    #[schema(required)]
    pub closed_on: Option<NaiveDate>,
    /// Its state.
    pub status: ObstacleStatus,
    /// Why it was last moved; always there for `accepted_risk`.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 3)]
    pub allowed_transitions: &'static [ObstacleStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(ObstaclePage, Obstacle, "A page of obstacles.");

impl Columns for Obstacle {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("partnership_id", "/partnership_id"),
        Column("category", "/category"),
        Column("severity", "/severity"),
        Column("title", "/title"),
        Column("region_code", "/region_code"),
        Column("owner_agency", "/owner_agency"),
        Column("raised_by", "/raised_by"),
        Column("raised_on", "/raised_on"),
        Column("escalated_by", "/escalated_by"),
        Column("closed_on", "/closed_on"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of an obstacle.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObstacleTransition {
    /// The state to move to.
    pub to: ObstacleStatus,
    /// The agency of the owner's province that takes it; required for `escalated`.
    #[schema(min_length = 1, max_length = 64, example = "disperindagkop-kaltim")]
    pub to_agency: Option<String>,
    /// Why; required for `accepted_risk`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// The day it was closed, for `resolved` and `accepted_risk`; today unless named.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub on: Option<NaiveDate>,
}

/// Which obstacles.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObstacleFilter {
    /// In this state.
    #[param(inline)]
    pub status: Option<ObstacleStatus>,
    /// Not closed (`true`), or closed (`false`).
    pub open: Option<bool>,
    /// Of this category.
    #[param(inline)]
    pub category: Option<ObstacleCategory>,
    /// Of this weight.
    #[param(inline)]
    pub severity: Option<ObstacleSeverity>,
    /// Owned by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub owner_agency: Option<String>,
    /// Hindering this activity.
    #[param(inline)]
    pub activity_id: Option<Id>,
    /// Raised at this meeting.
    #[param(inline)]
    pub meeting_id: Option<Id>,
}
