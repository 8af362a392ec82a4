//! What callers ask and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::Id;
use crate::db::types::words;
use crate::http::{Column, Columns, page_of};
use crate::values::quarter::Quarter;

words! {
    /// What is to be done, the code list `worklist_kind`.
    pub enum WorklistKind {
        /// A follow-up of your agency is neither done nor canceled.
        FollowUpDue = "follow_up_due",
        /// An obstacle that your agency owns is open.
        ObstacleOpen = "obstacle_open",
        /// A quarter of a target your agency answers for has ended or is about to, without a report.
        RealizationDue = "realization_due",
        /// A figure of your agency was returned.
        RealizationReturned = "realization_returned",
        /// A figure of another party waits for verification.
        RealizationToVerify = "realization_to_verify",
        /// A quarter with targets has ended and is not closed.
        QuarterToClose = "quarter_to_close",
        /// A meeting is about to be held.
        MeetingUpcoming = "meeting_upcoming",
        /// A meeting that your agency chairs has begun, and its minutes are not approved.
        MinutesMissing = "minutes_missing",
        /// The text is agreed, and number, office or date is missing.
        SignatureMissing = "signature_missing",
        /// The partnership ends soon.
        PartnershipExpiring = "partnership_expiring",
        /// An activity that your agency leads is past its last planned day and not completed.
        ActivityOverdue = "activity_overdue",
    }
}

/// One thing to do for your agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorklistItem {
    /// What is to be done.
    pub kind: WorklistKind,
    /// The partnership.
    pub partnership_id: Id,
    /// Its title.
    #[schema(max_length = 300)]
    pub partnership_title: String,
    /// The kind of row it is about, by the word of its path.
    #[schema(max_length = 64, example = "follow-ups")]
    pub resource: &'static str,
    /// The row it is about.
    pub resource_id: Id,
    /// What people call it, in your language where the row has no name of its own.
    #[schema(max_length = 2000)]
    pub title: String,
    /// The quarter it is about.
    #[schema(required)]
    pub quarter: Option<Quarter>,
    /// The day by which it is due, in the coordinator's time zone; null for an obstacle without an
    /// open follow-up.
    #[schema(required)]
    pub due_on: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The days left until then; below zero once it has passed.
    #[schema(required, minimum = -4_000_000, maximum = 4_000_000)]
    pub days_left: Option<i64>,
}

page_of!(WorklistPage, WorklistItem, "A page of things to do.");

impl Columns for WorklistItem {
    const COLUMNS: &'static [Column] = &[
        Column("kind", "/kind"),
        Column("partnership_id", "/partnership_id"),
        Column("partnership_title", "/partnership_title"),
        Column("resource", "/resource"),
        Column("resource_id", "/resource_id"),
        Column("title", "/title"),
        Column("quarter", "/quarter"),
        Column("due_on", "/due_on"),
        Column("overdue", "/overdue"),
        Column("days_left", "/days_left"),
    ];
}

/// Which things to do.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorklistFilter {
    /// Only of this kind.
    #[param(inline)]
    pub kind: Option<WorklistKind>,
    /// Only those whose day has passed, or only those whose day has not.
    pub overdue: Option<bool>,
    /// Only of this partnership.
    #[param(inline)]
    pub partnership: Option<Id>,
}
