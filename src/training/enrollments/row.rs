//! One enrollment as stored.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::eligibility::Finding;
use super::status::EnrollmentStatus;
use crate::audit::Act;
use crate::db::{Id, Json, Timestamp};
use crate::http::Problem;
use crate::schema::enrollments;

/// The word of the path, in audit and change feed.
pub const RESOURCE: &str = "enrollments";

/// An enrollment as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = enrollments, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct EnrollmentRow {
    /// Its id.
    pub id: Id,
    /// The batch.
    pub batch_id: Id,
    /// Who takes part.
    pub person_id: Id,
    /// Her business that the training is for.
    pub business_id: Option<Id>,
    /// Her register.
    pub register_code: String,
    /// Where the batch lies.
    pub area_code: String,
    /// The agency of the batch.
    pub owner_agency: String,
    /// When she asked to take part.
    pub applied_on: NaiveDate,
    /// Its state.
    pub status: EnrollmentStatus,
    /// Why it is in that state.
    pub status_reason: Option<String>,
    /// Her number on the waiting list; rises, with gaps.
    pub waitlist_position: Option<i64>,
    /// How the rules came out.
    pub eligibility: Json,
    /// Why a rule that is not met was overridden.
    pub override_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl EnrollmentRow {
    /// How the rules came out when she was enrolled.
    pub(super) fn findings(&self) -> Result<Vec<Finding>, Problem> {
        serde_json::from_value(self.eligibility.0.clone()).map_err(Problem::unreadable)
    }

    /// The next version of this row, in another state.
    pub(super) fn moved(
        &self,
        to: EnrollmentStatus,
        reason: Option<String>,
        at: Timestamp,
    ) -> Self {
        Self {
            status: to,
            status_reason: reason,
            waitlist_position: None,
            version: self.version + 1,
            updated_at: at,
            ..self.clone()
        }
    }

    /// What the audit trail keeps of its state.
    pub(super) fn state(&self) -> Value {
        json!({ "status": self.status, "status_reason": self.status_reason })
    }

    /// An act on it, in the register of its person.
    pub fn act(&self, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(self.register_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}
