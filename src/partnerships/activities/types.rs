//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Array;
use utoipa::{IntoParams, ToSchema};

use super::links::ActivityLink;
use super::status::ActivityStatus;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::reference::regions::codes_schema;
use crate::training::FundSource;

/// An activity to plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityInput {
    /// Its code in the work plan, unique in the partnership.
    #[schema(min_length = 1, max_length = 50, example = "1.1")]
    pub code: String,
    /// Its name.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Pelatihan tenaga kerja perempuan"
    )]
    pub name: String,
    /// The party that leads it: the coordinator or one that executes.
    #[schema(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub lead_agency: String,
    /// The parties that support it.
    #[serde(default)]
    #[schema(schema_with = agencies)]
    pub supporting_agencies: Vec<String>,
    /// Where it takes place: dotted Kemendagri codes of any level.
    #[serde(default)]
    #[schema(schema_with = places)]
    pub region_codes: Vec<String>,
    /// Its first day as planned, within the partnership's days.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-04-01")]
    pub planned_from: NaiveDate,
    /// Its last day as planned, within the partnership's days.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-09-30")]
    pub planned_to: NaiveDate,
    /// The day it began.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub actual_from: Option<NaiveDate>,
    /// The day it ended.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub actual_to: Option<NaiveDate>,
    /// The budget in whole rupiah.
    #[schema(
        minimum = 0,
        maximum = 9_000_000_000_000_000_i64,
        example = 150_000_000
    )]
    pub budget_idr: Option<i64>,
    /// What was spent of it so far, in whole rupiah; never more than the budget.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub spent_idr: Option<i64>,
    /// Who pays.
    pub fund_source: Option<FundSource>,
    /// What it consists of; its targets are computed from these rows.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub links: Vec<ActivityLink>,
}

fn places() -> Array {
    codes_schema("Where it takes place: dotted Kemendagri codes of any level.")
}

fn agencies() -> Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    ArrayBuilder::new()
        .items(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(64))
                .examples(["diskop-kukar"]),
        )
        .max_items(Some(100))
        .description(Some("The parties that support it, by their codes."))
        .build()
}

patch_of!(
    ActivityPatch,
    ActivityInput,
    "A merge patch of an activity."
);

/// An activity of a partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Activity {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// Its code in the work plan.
    #[schema(max_length = 50)]
    pub code: String,
    /// Its name.
    #[schema(max_length = 300)]
    pub name: String,
    /// The party that leads it.
    #[schema(max_length = 64)]
    pub lead_agency: String,
    /// The parties that support it.
    #[schema(schema_with = agencies)]
    pub supporting_agencies: Vec<String>,
    /// Where it takes place.
    #[schema(schema_with = places)]
    pub region_codes: Vec<String>,
    /// Its first day as planned.
    pub planned_from: NaiveDate,
    /// Its last day as planned.
    pub planned_to: NaiveDate,
    /// The day it began.
    #[schema(required)]
    pub actual_from: Option<NaiveDate>,
    /// The day it ended.
    #[schema(required)]
    pub actual_to: Option<NaiveDate>,
    /// The budget in whole rupiah.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub budget_idr: Option<i64>,
    /// What was spent of it so far, in whole rupiah.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub spent_idr: Option<i64>,
    /// Who pays.
    #[schema(required)]
    pub fund_source: Option<FundSource>,
    /// What it consists of, in the order of the ids.
    #[schema(max_items = 200)]
    pub links: Vec<ActivityLink>,
    /// Its state.
    pub status: ActivityStatus,
    /// Why it was postponed or canceled.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 3)]
    pub allowed_transitions: &'static [ActivityStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(ActivityPage, Activity, "A page of activities.");

impl Columns for Activity {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("code", "/code"),
        Column("name", "/name"),
        Column("lead_agency", "/lead_agency"),
        Column("supporting_agencies", "/supporting_agencies"),
        Column("region_codes", "/region_codes"),
        Column("planned_from", "/planned_from"),
        Column("planned_to", "/planned_to"),
        Column("actual_from", "/actual_from"),
        Column("actual_to", "/actual_to"),
        Column("budget_idr", "/budget_idr"),
        Column("spent_idr", "/spent_idr"),
        Column("fund_source", "/fund_source"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of an activity.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityTransition {
    /// The state to move to.
    pub to: ActivityStatus,
    /// Why; required for `canceled`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// The day it began for `running`, ended for `completed`; required where the activity does not
    /// say it yet.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub on: Option<NaiveDate>,
}

/// Which activities.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActivityFilter {
    /// Led by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub lead_agency: Option<String>,
    /// In this state.
    #[param(inline)]
    pub status: Option<ActivityStatus>,
}
