//! The names behind the codes of a report.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;

use super::agreed::{ReportAgency, ReportRegion};
use crate::app::App;
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::partnerships::parties::PartyRow;
use crate::reference::Lists;
use crate::schema::{agencies, organizations};

/// The names of agencies, organizations and regions.
pub(super) struct Names {
    agencies: HashMap<String, (String, String)>,
    organizations: HashMap<Id, String>,
    lists: Arc<Lists>,
}

impl Names {
    /// All agencies, a few thousand at most, because an obstacle may have gone to one that is no
    /// party; of organizations only the parties.
    pub fn load(conn: &mut Conn, app: &App, parties: &[PartyRow]) -> Result<Self, Problem> {
        let rows: Vec<(String, String, String)> = on!(conn, |c| agencies::table
            .select((agencies::code, agencies::name, agencies::short_name))
            .load(c))?;
        let named: Vec<Id> = parties
            .iter()
            .filter_map(|row| row.organization_id)
            .collect();
        let organizations: Vec<(Id, String)> = on!(conn, |c| organizations::table
            .filter(organizations::id.eq_any(&named))
            .select((organizations::id, organizations::name))
            .load(c))?;
        let agencies = rows
            .into_iter()
            .map(|(code, name, short)| (code, (name, short)));
        Ok(Self {
            agencies: agencies.collect(),
            organizations: organizations.into_iter().collect(),
            lists: Lists::current(conn, app)?,
        })
    }

    /// An agency; by its code alone where it is not known.
    pub fn agency(&self, code: &str) -> ReportAgency {
        let known = self.agencies.get(code).cloned();
        let (name, short_name) = known.unwrap_or_else(|| (code.to_owned(), code.to_owned()));
        ReportAgency {
            code: code.to_owned(),
            name,
            short_name,
        }
    }

    /// A region; by its code alone where it is not known.
    pub fn region(&self, code: &str) -> ReportRegion {
        let known = self.lists.region(code);
        ReportRegion {
            code: code.to_owned(),
            name: known.map_or_else(|| code.to_owned(), |region| region.name.clone()),
        }
    }

    /// A party's name, long and short; organizations have one.
    pub fn party(&self, party: &PartyRow) -> (String, String) {
        if let Some(code) = &party.agency {
            let agency = self.agency(code);
            return (agency.name, agency.short_name);
        }
        let id = party.organization_id;
        let name = id.and_then(|id| self.organizations.get(&id)).cloned();
        let name = name.unwrap_or_default();
        (name.clone(), name)
    }
}
