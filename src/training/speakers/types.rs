//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// What a speaker does, the code list `speaker_role`.
    pub enum SpeakerRole {
        /// Resource person.
        Narasumber = "narasumber",
        /// Moderator.
        Moderator = "moderator",
        /// Instructor.
        Instruktur = "instruktur",
    }
}

/// A speaker to name: at least by name or by organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingSpeakerInput)]
#[serde(deny_unknown_fields)]
pub struct SpeakerInput {
    /// The name as it is announced.
    #[schema(min_length = 1, max_length = 200, example = "Narasumber Kadin")]
    pub name: Option<String>,
    /// What the speaker does.
    pub role: SpeakerRole,
    /// The organization the speaker comes from.
    pub organization_id: Option<Id>,
    /// What the speaker speaks about.
    #[schema(min_length = 1, max_length = 300, example = "Akses permodalan")]
    pub topic: Option<String>,
}

patch_of!(
    TrainingSpeakerPatch,
    SpeakerInput,
    "A merge patch of a speaker."
);

/// A speaker of a training batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TrainingSpeaker)]
pub struct Speaker {
    /// Its id.
    pub id: Id,
    /// The batch.
    pub batch_id: Id,
    /// The name as it is announced.
    #[schema(required, max_length = 200)]
    pub name: Option<String>,
    /// What the speaker does.
    pub role: SpeakerRole,
    /// The organization the speaker comes from.
    #[schema(required)]
    pub organization_id: Option<Id>,
    /// What the speaker speaks about.
    #[schema(required, max_length = 300)]
    pub topic: Option<String>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(
    TrainingSpeakerPage,
    Speaker,
    "A page of a batch's speakers."
);

impl Columns for Speaker {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("batch_id", "/batch_id"),
        Column("name", "/name"),
        Column("role", "/role"),
        Column("organization_id", "/organization_id"),
        Column("topic", "/topic"),
    ];
}

/// Which speakers.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SpeakerFilter {
    /// Who do this.
    #[param(inline)]
    pub role: Option<SpeakerRole>,
}
