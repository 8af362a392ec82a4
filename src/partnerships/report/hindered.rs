//! The obstacles of a report, and what follows from them and from meetings.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::names::Names;
use super::rows::{ReportFollowUp, ReportObstacle, ReportObstacleAge};
use super::store::{Scope, at_most};
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::partnerships::follow_ups::FollowUpStatus;
use crate::partnerships::obstacles::{ObstacleCategory, ObstacleSeverity, ObstacleStatus};
use crate::schema::{follow_ups, obstacles};
use crate::statistics::ObstacleAge;

#[derive(Queryable, Selectable)]
#[diesel(table_name = obstacles)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct ObstacleLine {
    id: Id,
    category: ObstacleCategory,
    severity: ObstacleSeverity,
    title: String,
    region_code: Option<String>,
    owner_agency: String,
    raised_on: NaiveDate,
    escalated_by: Option<String>,
    closed_on: Option<NaiveDate>,
    status: ObstacleStatus,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = follow_ups)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct FollowUpLine {
    id: Id,
    obstacle_id: Option<Id>,
    meeting_id: Option<Id>,
    action: String,
    agency: String,
    office: Option<String>,
    assigned_on: NaiveDate,
    due_on: NaiveDate,
    done_on: Option<NaiveDate>,
    status: FollowUpStatus,
}

/// The obstacles open in the period or closed in it, oldest first, and the follow-ups likewise, by
/// the day they are due.
pub(super) fn of(
    conn: &mut Conn,
    scope: &Scope,
    names: &Names,
) -> Result<(Vec<ReportObstacle>, Vec<ReportFollowUp>), Problem> {
    let id = scope.partnership.id;
    let raised: Vec<ObstacleLine> = on!(conn, |c| obstacles::table
        .filter(obstacles::partnership_id.eq(id))
        .order((obstacles::raised_on, obstacles::id))
        .select(ObstacleLine::as_select())
        .load(c))?;
    let given: Vec<FollowUpLine> = on!(conn, |c| follow_ups::table
        .filter(follow_ups::partnership_id.eq(id))
        .order((follow_ups::due_on, follow_ups::id))
        .select(FollowUpLine::as_select())
        .load(c))?;
    let (raised, given) = (at_most(raised)?, at_most(given)?);
    let shown = given.iter().filter(|row| {
        // When one fell away nobody records; its due day stands for it.
        let over = row.done_on.unwrap_or(row.due_on);
        let ended = Some(over).filter(|_| !row.status.is_open());
        scope.met(row.assigned_on, ended)
    });
    let follow_ups = shown.map(|row| follow_up(scope, names, row)).collect();
    let mut kept: HashMap<Id, (i64, i64)> = HashMap::new();
    for row in &given {
        if let Some(id) = row.obstacle_id {
            let (all, open) = kept.entry(id).or_default();
            *all += 1;
            *open += i64::from(row.status.is_open());
        }
    }
    let obstacles = raised
        .iter()
        .filter(|row| scope.met(row.raised_on, row.closed_on))
        .map(|row| {
            let counts = kept.get(&row.id).copied().unwrap_or_default();
            obstacle(scope, names, row, counts)
        });
    Ok((obstacles.collect(), follow_ups))
}

fn obstacle(
    scope: &Scope,
    names: &Names,
    row: &ObstacleLine,
    (follow_ups, follow_ups_open): (i64, i64),
) -> ReportObstacle {
    let until = row
        .closed_on
        .map_or(scope.counted_to, |day| day.min(scope.counted_to));
    ReportObstacle {
        id: row.id,
        category: row.category,
        severity: row.severity,
        title: row.title.clone(),
        owner: names.agency(&row.owner_agency),
        escalated_by: row.escalated_by.as_deref().map(|code| names.agency(code)),
        region: row.region_code.as_deref().map(|code| names.region(code)),
        raised_on: row.raised_on,
        closed_on: row.closed_on,
        status: row.status,
        open: scope.open(row.closed_on),
        age_days: (until - row.raised_on).num_days().max(0),
        follow_ups,
        follow_ups_open,
    }
}

fn follow_up(scope: &Scope, names: &Names, row: &FollowUpLine) -> ReportFollowUp {
    let open = row.status != FollowUpStatus::Canceled && scope.open(row.done_on);
    let late = (scope.counted_to - row.due_on).num_days();
    ReportFollowUp {
        id: row.id,
        obstacle_id: row.obstacle_id,
        meeting_id: row.meeting_id,
        action: row.action.clone(),
        agency: names.agency(&row.agency),
        office: row.office.clone(),
        due_on: row.due_on,
        done_on: row.done_on,
        status: row.status,
        open,
        days_overdue: Some(late).filter(|days| open && *days > 0),
    }
}

/// The open obstacles by age.
pub(super) fn ages(obstacles: &[ReportObstacle]) -> Vec<ReportObstacleAge> {
    use ObstacleSeverity::{Critical, High};
    let class = |age: &ObstacleAge| {
        let open = || {
            let all = obstacles.iter().filter(|one| one.open);
            all.filter(|one| ObstacleAge::of(one.age_days) == *age)
        };
        let severe = open().filter(|one| matches!(one.severity, High | Critical));
        ReportObstacleAge {
            age: *age,
            obstacles: i64::try_from(open().count()).unwrap_or(i64::MAX),
            severe: i64::try_from(severe.count()).unwrap_or(i64::MAX),
        }
    };
    ObstacleAge::ALL.iter().map(class).collect()
}
