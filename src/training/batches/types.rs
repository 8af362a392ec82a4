//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::BatchStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::training::TrainingField;

/// A batch to plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchInput {
    /// Its number within the program; the next one without it.
    #[schema(minimum = 1, maximum = 10_000, example = 1)]
    pub number: Option<i32>,
    /// Where it is held, dotted Kemendagri code of any level.
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.02.06"
    )]
    pub region_code: String,
    /// The building or room.
    #[schema(min_length = 1, max_length = 200, example = "Balai Latihan Kerja")]
    pub venue: Option<String>,
    /// Its first day.
    #[schema(min_length = 10, max_length = 10, example = "2026-03-02")]
    pub starts_on: NaiveDate,
    /// Its last day.
    #[schema(min_length = 10, max_length = 10, example = "2026-03-06")]
    pub ends_on: NaiveDate,
    /// The first day of registration.
    #[schema(min_length = 10, max_length = 10, example = "2026-02-02")]
    pub registration_opens_on: NaiveDate,
    /// The last day of registration, not after the first day of the batch.
    #[schema(min_length = 10, max_length = 10, example = "2026-02-20")]
    pub registration_closes_on: NaiveDate,
    /// The seats.
    #[schema(minimum = 1, maximum = 10_000, example = 25)]
    pub quota: i32,
}

patch_of!(BatchPatch, BatchInput, "A merge patch of a training batch.");

/// A training batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TrainingBatch)]
pub struct Batch {
    /// Its id.
    pub id: Id,
    /// The program it runs.
    pub program_id: Id,
    /// The program's title.
    #[schema(max_length = 200)]
    pub program_title: String,
    /// What is taught.
    pub field: TrainingField,
    /// The agency that owns it, by its code.
    #[schema(max_length = 64, example = "distransnaker-kukar")]
    pub agency: String,
    /// Its number within the program.
    #[schema(minimum = 1, maximum = 10_000)]
    pub number: i32,
    /// Where it is held, dotted Kemendagri code.
    #[schema(max_length = 13)]
    pub region_code: String,
    /// The building or room.
    #[schema(required, max_length = 200)]
    pub venue: Option<String>,
    /// Its first day.
    #[schema(min_length = 10, max_length = 10)]
    pub starts_on: NaiveDate,
    /// Its last day.
    #[schema(min_length = 10, max_length = 10)]
    pub ends_on: NaiveDate,
    /// The first day of registration.
    #[schema(min_length = 10, max_length = 10)]
    pub registration_opens_on: NaiveDate,
    /// The last day of registration.
    #[schema(min_length = 10, max_length = 10)]
    pub registration_closes_on: NaiveDate,
    /// The seats.
    #[schema(minimum = 1, maximum = 10_000)]
    pub quota: i32,
    /// Its state.
    pub status: BatchStatus,
    /// Why it was canceled.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 2)]
    pub allowed_transitions: &'static [BatchStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(BatchPage, Batch, "A page of training batches.");

impl Columns for Batch {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("program_id", "/program_id"),
        Column("program_title", "/program_title"),
        Column("field", "/field"),
        Column("agency", "/agency"),
        Column("number", "/number"),
        Column("region_code", "/region_code"),
        Column("venue", "/venue"),
        Column("starts_on", "/starts_on"),
        Column("ends_on", "/ends_on"),
        Column("registration_opens_on", "/registration_opens_on"),
        Column("registration_closes_on", "/registration_closes_on"),
        Column("quota", "/quota"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of a training batch.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchTransition {
    /// The state to move to.
    pub to: BatchStatus,
    /// Why; required for `canceled`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// A longer registration window.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchExtension {
    /// The new last day of registration: after the present one, not after the batch's first day.
    #[schema(min_length = 10, max_length = 10, example = "2026-02-27")]
    pub registration_closes_on: NaiveDate,
    /// Why.
    #[schema(min_length = 1, max_length = 500, example = "Kuota belum terpenuhi.")]
    pub reason: String,
}

words! {
    /// The order of training batches.
    pub enum BatchSort {
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

/// Which training batches.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchFilter {
    /// Of this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// Held in this region of any level, dotted Kemendagri code.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// In this state.
    #[param(inline)]
    pub status: Option<BatchStatus>,
    /// The order.
    #[param(inline)]
    pub sort: Option<BatchSort>,
}
