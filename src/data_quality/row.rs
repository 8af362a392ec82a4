//! One flag as stored.

use diesel::prelude::*;

use super::types::{
    DataQualityFlag, Flag, FlagCode, FlagResolution, FlagResource, FlagSeverity, FlagStatus,
    RowFlags,
};
use crate::audit::Act;
use crate::changes::{Change, Kind};
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::Problem;
use crate::schema::data_quality_flags as flags;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "data-quality-flags";

/// One flag as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = flags, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(super) struct Row {
    pub id: Id,
    pub resource: String,
    pub resource_id: Id,
    pub register_code: String,
    pub code: FlagCode,
    pub severity: FlagSeverity,
    pub field: String,
    pub status: FlagStatus,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub resolved_at: Option<Timestamp>,
    pub region_code: String,
    pub resolution: Option<FlagResolution>,
    pub basis: Option<Vec<u8>>,
}

impl Row {
    /// A new doubt.
    pub fn open(row: &RowFlags, flag: &Flag, at: Timestamp) -> Self {
        Self {
            id: Id::new(),
            resource: row.resource.to_owned(),
            resource_id: row.id,
            register_code: row.register.clone(),
            code: flag.code,
            severity: flag.code.severity(),
            field: flag.field.to_owned(),
            status: FlagStatus::Open,
            version: 1,
            created_at: at,
            updated_at: at,
            resolved_at: None,
            region_code: row.region.clone(),
            resolution: None,
            basis: flag.basis.clone(),
        }
    }

    /// Whether it is about what the flag is about.
    pub fn is_of(&self, flag: &Flag) -> bool {
        self.code == flag.code && self.field == flag.field
    }

    /// What the feed tells of it.
    pub fn change(&self, version: i64, kind: Kind, at: Timestamp) -> Change {
        let act = Act {
            register: Some(self.register_code.clone()),
            version: Some(version),
            ..Act::administrative("flagged", RESOURCE, &self.id.to_string())
        };
        Change::of(&act, kind, at)
    }
}

impl TryFrom<Row> for DataQualityFlag {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        let (label_id, label_en) = row.code.labels();
        Ok(Self {
            id: row.id,
            resource: FlagResource::from_word(&row.resource)
                .ok_or_else(|| Problem::internal("a flag on an unknown resource"))?,
            resource_id: row.resource_id,
            register_code: row.register_code,
            region_code: row.region_code,
            code: row.code,
            label_id,
            label_en,
            severity: row.severity,
            field: row.field,
            status: row.status,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            resolved_at: row.resolved_at,
            resolution: row.resolution,
            allowed_transitions: row.status.allowed(),
        })
    }
}

/// One flag.
pub(super) fn load(conn: &mut Conn, id: Id) -> Result<Row, Problem> {
    Ok(on!(conn, |c| flags::table
        .find(id)
        .select(Row::as_select())
        .first(c))?)
}
