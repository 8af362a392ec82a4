//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

/// A session to plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingSessionInput)]
#[serde(deny_unknown_fields)]
pub struct SessionInput {
    /// Its number within the batch; the next one without it.
    #[schema(minimum = 1, maximum = 10_000, example = 1)]
    pub number: Option<i32>,
    /// What it is about.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Pengemasan produk perikanan"
    )]
    pub topic: Option<String>,
    /// When it begins, within the batch's days in any of Indonesia's time zones.
    #[schema(example = "2026-03-02T01:00:00Z")]
    pub starts_at: Timestamp,
    /// When it ends, after it begins.
    #[schema(example = "2026-03-02T08:00:00Z")]
    pub ends_at: Timestamp,
}

patch_of!(
    TrainingSessionPatch,
    SessionInput,
    "A merge patch of a training session."
);

/// A session of a training batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TrainingSession)]
pub struct Session {
    /// Its id.
    pub id: Id,
    /// The batch.
    pub batch_id: Id,
    /// Its number within the batch.
    #[schema(minimum = 1, maximum = 10_000)]
    pub number: i32,
    /// What it is about.
    #[schema(required, max_length = 300)]
    pub topic: Option<String>,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(
    TrainingSessionPage,
    Session,
    "A page of a batch's sessions."
);

impl Columns for Session {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("batch_id", "/batch_id"),
        Column("number", "/number"),
        Column("topic", "/topic"),
        Column("starts_at", "/starts_at"),
        Column("ends_at", "/ends_at"),
    ];
}

words! {
    /// The order of sessions.
    pub enum SessionSort {
        /// Earliest first.
        StartsAt = "starts_at",
        /// Latest first.
        StartsAtFalling = "-starts_at",
    }
}

/// Which sessions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionFilter {
    /// The order; earliest first unless named.
    #[param(inline)]
    pub sort: Option<SessionSort>,
}
