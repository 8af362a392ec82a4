//! The follow-ups of a partnership, or of one obstacle or meeting.

use diesel::prelude::*;

use super::status::FollowUpStatus;
use super::store::{FollowUpOf, FollowUpRow};
use super::types::{FollowUp, FollowUpFilter};
use crate::app::App;
use crate::db::Conn;
use crate::http::{List, Page, Problem, page_by_id};
use crate::partnerships::PartnershipRow;
use crate::schema::follow_ups;

/// One page of the follow-ups of a partnership in sight: all, or those of one obstacle or meeting.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    partnership: &PartnershipRow,
    of: Option<FollowUpOf>,
    query: &List<FollowUpFilter>,
) -> Result<Page<FollowUp>, Problem> {
    let filter = &query.filter;
    let today = partnership.zone().today();
    let list = match of {
        None => format!("follow-ups:{}", partnership.id),
        Some(FollowUpOf::Obstacle(id) | FollowUpOf::Meeting(id)) => format!("follow-ups:{id}"),
    };
    macro_rules! filtered {
        () => {{
            let mut q = follow_ups::table
                .filter(follow_ups::partnership_id.eq(partnership.id))
                .into_boxed();
            q = match of {
                Some(FollowUpOf::Obstacle(id)) => q.filter(follow_ups::obstacle_id.eq(id)),
                Some(FollowUpOf::Meeting(id)) => q.filter(follow_ups::meeting_id.eq(id)),
                None => q,
            };
            if let Some(status) = filter.status {
                q = q.filter(follow_ups::status.eq(status));
            }
            let open = follow_ups::status.eq_any(FollowUpStatus::OPEN);
            q = match filter.overdue {
                Some(true) => q.filter(open.and(follow_ups::due_on.lt(today))),
                Some(false) => q.filter(
                    follow_ups::status
                        .ne_all(FollowUpStatus::OPEN)
                        .or(follow_ups::due_on.ge(today)),
                ),
                None => q,
            };
            if let Some(agency) = &filter.agency {
                q = q.filter(follow_ups::agency.eq(agency));
            }
            q
        }};
    }
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        follow_ups,
        FollowUpRow,
        filtered!()
    );
    Ok(page.map(|row| row.view(today)))
}
