//! What holds for every row of a job.

use std::sync::Arc;

use diesel::prelude::*;

use super::store::JobRow;
use super::types::{ImportParameters, OnConflict};
use crate::app::App;
use crate::auth::{Level, Who};
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::reference::Lists;
use crate::schema::agencies;

/// What holds for every row of a job.
pub struct Context {
    /// The application.
    pub app: App,
    /// Who imports, as the agency is now.
    pub who: Who,
    /// The request that brought the file.
    pub request_id: String,
    /// The job.
    pub import: Id,
    /// What happens to rows whose business, or enrollment, exists.
    pub on_conflict: OnConflict,
    /// What holds for rows whose columns do not say.
    pub parameters: ImportParameters,
    /// The code lists.
    pub lists: Arc<Lists>,
}

impl Context {
    /// The context of a job.
    pub fn load(
        conn: &mut Conn,
        app: &App,
        row: &JobRow,
        parameters: &ImportParameters,
    ) -> Result<Self, Problem> {
        let (level, region): (Level, Option<String>) = on!(conn, |c| agencies::table
            .find(&row.agency)
            .select((agencies::level, agencies::region_code))
            .first(c))?;
        Ok(Self {
            app: app.clone(),
            who: Who {
                client_id: row.client_id.clone(),
                agency: row.agency.clone(),
                level,
                region,
                scopes: Vec::new(),
                actor: row.actor.clone(),
            },
            request_id: row.request_id.clone(),
            import: row.id,
            on_conflict: row.on_conflict,
            parameters: parameters.clone(),
            lists: Lists::current(conn, app)?,
        })
    }
}
