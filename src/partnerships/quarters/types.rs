//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of};
use crate::partnerships::figures::Figure;
use crate::values::quarter::Quarter;

words! {
    /// The state of a quarter of a partnership, the code list `quarter_status`.
    pub enum QuarterStatus {
        /// Takes reports.
        Open = "open",
        /// Its figures stand.
        Closed = "closed",
    }
}

/// A quarter to close.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuarterClosing {
    /// The quarter; its last day has passed in the coordinator's time zone.
    pub quarter: Quarter,
    /// What is to be said of it.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// A quarter of a partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnershipQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// Its state.
    pub status: QuarterStatus,
    /// The id of its closing, as in the change feed.
    #[schema(required)]
    pub closing_id: Option<Id>,
    /// When it was closed.
    #[schema(required)]
    pub closed_at: Option<Timestamp>,
    /// The agency that closed it.
    #[schema(required, max_length = 64)]
    pub closed_by: Option<String>,
    /// The official who closed it, by the id in the agency's own system.
    #[schema(required, max_length = 64)]
    pub actor: Option<String>,
    /// What was said of it.
    #[schema(required, max_length = 2000)]
    pub note: Option<String>,
    /// The figures of the targets of its year, in the order of the targets.
    #[schema(max_items = 10_000)]
    pub figures: Vec<Figure>,
}

page_of!(
    PartnershipQuarterPage,
    PartnershipQuarter,
    "A page of quarters."
);

impl Columns for PartnershipQuarter {
    const COLUMNS: &'static [Column] = &[
        Column("quarter", "/quarter"),
        Column("status", "/status"),
        Column("closed_at", "/closed_at"),
        Column("closed_by", "/closed_by"),
        Column("actor", "/actor"),
        Column("note", "/note"),
    ];
}

/// Which quarters.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuarterFilter {
    /// Of this year.
    #[param(minimum = 2000, maximum = 2100)]
    pub year: Option<i32>,
}
