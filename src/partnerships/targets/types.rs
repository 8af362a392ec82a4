//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::lists::{TargetIndicator, TargetUnit};
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

/// A target to set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetInput {
    /// The activity it belongs to; of the partnership as a whole without one.
    pub activity_id: Option<Id>,
    /// The party that answers for it, the coordinator or one that executes; without it the
    /// activity's lead.
    #[schema(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// What it measures.
    pub indicator: TargetIndicator,
    /// What exactly is measured; required for `lainnya`.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// The unit; each indicator has its own, and `lainnya` takes any, itself `lainnya` without one.
    pub unit: Option<TargetUnit>,
    /// Where it counts: a province, regency or city within the partnership's regions (its
    /// coordinator's area without regions); everywhere there without it.
    #[schema(
        min_length = 2,
        max_length = 5,
        pattern = "^[0-9]{2}(\\.[0-9]{2})?$",
        example = "64.02"
    )]
    pub region_code: Option<String>,
    /// The year, within the partnership's days.
    #[schema(minimum = 2000, maximum = 2100, example = 2024)]
    pub year: i32,
    /// The figure before, in the unit.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub baseline: Option<i64>,
    /// To reach in the first quarter, in the unit; at least one quarter has a figure.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q1: Option<i64>,
    /// To reach in the second quarter.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 25)]
    pub q2: Option<i64>,
    /// To reach in the third quarter.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q3: Option<i64>,
    /// To reach in the fourth quarter.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q4: Option<i64>,
}

patch_of!(TargetPatch, TargetInput, "A merge patch of a target.");

/// A target of a partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Target {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The activity it belongs to.
    #[schema(required)]
    pub activity_id: Option<Id>,
    /// The party that answers for it and reports its realizations.
    #[schema(max_length = 64)]
    pub agency: String,
    /// What it measures.
    pub indicator: TargetIndicator,
    /// What exactly is measured.
    #[schema(required, max_length = 200)]
    pub name: Option<String>,
    /// The unit.
    pub unit: TargetUnit,
    /// Whether its realization is counted from the register beside what is reported.
    pub computed: bool,
    /// Where it counts.
    #[schema(required, max_length = 5)]
    pub region_code: Option<String>,
    /// The year.
    #[schema(minimum = 2000, maximum = 2100)]
    pub year: i32,
    /// The figure before.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub baseline: Option<i64>,
    /// To reach in the first quarter.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q1: Option<i64>,
    /// To reach in the second quarter.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q2: Option<i64>,
    /// To reach in the third quarter.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q3: Option<i64>,
    /// To reach in the fourth quarter.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub q4: Option<i64>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(TargetPage, Target, "A page of targets.");

impl Columns for Target {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("activity_id", "/activity_id"),
        Column("agency", "/agency"),
        Column("indicator", "/indicator"),
        Column("name", "/name"),
        Column("unit", "/unit"),
        Column("region_code", "/region_code"),
        Column("year", "/year"),
        Column("baseline", "/baseline"),
        Column("q1", "/q1"),
        Column("q2", "/q2"),
        Column("q3", "/q3"),
        Column("q4", "/q4"),
    ];
}

/// Which targets.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TargetFilter {
    /// Of this activity.
    #[param(inline)]
    pub activity_id: Option<Id>,
    /// Answered for by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// With this indicator.
    #[param(inline)]
    pub indicator: Option<TargetIndicator>,
    /// Of this year.
    #[param(minimum = 2000, maximum = 2100)]
    pub year: Option<i32>,
}
