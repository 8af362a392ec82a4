//! The list of activities.

use diesel::prelude::*;

use super::links;
use super::store::ActivityRow;
use super::types::{Activity, ActivityFilter};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id};
use crate::http::{List, Page, Problem, page_by_id};
use crate::partnerships::find as partnership;
use crate::schema::activities;

/// One page of the activities of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    id: Id,
    query: &List<ActivityFilter>,
) -> Result<Page<Activity>, Problem> {
    partnership(conn, who, id)?;
    let filter = &query.filter;
    macro_rules! filtered {
        () => {{
            let mut q = activities::table
                .filter(activities::partnership_id.eq(id))
                .into_boxed();
            if let Some(agency) = &filter.lead_agency {
                q = q.filter(activities::lead_agency.eq(agency));
            }
            if let Some(status) = filter.status {
                q = q.filter(activities::status.eq(status));
            }
            q
        }};
    }
    let list = format!("activities:{id}");
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        activities,
        ActivityRow,
        filtered!()
    );
    let ids: Vec<Id> = page.items.iter().map(|row| row.id).collect();
    let links = links::of(conn, &ids)?;
    page.try_map(|row| {
        let own = links.iter().filter(|(activity, _)| *activity == row.id);
        row.view(own.map(|(_, link)| link.clone()).collect())
    })
}
