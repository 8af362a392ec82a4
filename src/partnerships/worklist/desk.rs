//! What lies on an agency's desk: the rows of its partnerships that may ask for something.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::Problem;
use crate::partnerships::activities::{ActivityRow, ActivityStatus};
use crate::partnerships::follow_ups::FollowUpStatus;
use crate::partnerships::meetings::{MeetingKind, MeetingStatus};
use crate::partnerships::obstacles::ObstacleStatus;
use crate::partnerships::parties::{self, PartyRow};
use crate::partnerships::quarters::closed;
use crate::partnerships::realizations::RealizationStatus;
use crate::partnerships::sight::{in_sight, party_of};
use crate::partnerships::targets::TargetRow;
use crate::partnerships::{PartnershipRow, PartnershipStatus};
use crate::schema::{
    activities, follow_ups, meetings, obstacles, partnerships, realizations, targets,
};
use crate::values::quarter::Quarter;

/// A follow-up that waits.
#[derive(Clone, Debug, Queryable)]
pub(super) struct FollowUp {
    pub id: Id,
    pub partnership: Id,
    pub obstacle: Option<Id>,
    pub agency: String,
    pub action: String,
    pub due_on: NaiveDate,
}

/// An obstacle of the caller's agency that is open.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Obstacle {
    pub id: Id,
    pub partnership: Id,
    pub title: String,
}

/// A meeting that is called, or held without approved minutes.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Meeting {
    pub id: Id,
    pub partnership: Id,
    pub kind: MeetingKind,
    pub title: Option<String>,
    pub starts_at: Timestamp,
    pub chair: String,
    pub status: MeetingStatus,
}

/// The latest figure reported for a target in a quarter.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Latest {
    pub id: Id,
    pub target: Id,
    /// The quarter's number within the target's year.
    pub quarter: i32,
    pub status: RealizationStatus,
    pub reported_by: String,
}

/// Everything an agency may have to do something about.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub partnerships: Vec<PartnershipRow>,
    pub parties: Vec<PartyRow>,
    pub follow_ups: Vec<FollowUp>,
    pub obstacles: Vec<Obstacle>,
    pub activities: Vec<ActivityRow>,
    pub meetings: Vec<Meeting>,
    pub targets: Vec<TargetRow>,
    pub realizations: Vec<Latest>,
    pub closed: Vec<(Id, Quarter)>,
}

impl Desk {
    /// Reads the partnerships that the caller's agency is a party to or was handed something in.
    pub(super) fn read(conn: &mut Conn, who: &Who, only: Option<Id>) -> Result<Self, Problem> {
        let partnerships = partnerships_of(conn, who, only)?;
        let ids: Vec<Id> = partnerships.iter().map(|row| row.id).collect();
        Ok(Self {
            partnerships,
            parties: parties::store::of(conn, &ids)?,
            follow_ups: on!(conn, |c| follow_ups::table
                .filter(follow_ups::partnership_id.eq_any(&ids))
                .filter(follow_ups::status.eq_any(FollowUpStatus::OPEN))
                .select((
                    follow_ups::id,
                    follow_ups::partnership_id,
                    follow_ups::obstacle_id,
                    follow_ups::agency,
                    follow_ups::action,
                    follow_ups::due_on,
                ))
                .load(c))?,
            obstacles: on!(conn, |c| obstacles::table
                .filter(obstacles::partnership_id.eq_any(&ids))
                .filter(obstacles::owner_agency.eq(&who.agency))
                .filter(obstacles::status.ne_all(ObstacleStatus::CLOSED))
                .select((obstacles::id, obstacles::partnership_id, obstacles::title))
                .load(c))?,
            activities: on!(conn, |c| activities::table
                .filter(activities::partnership_id.eq_any(&ids))
                .filter(activities::lead_agency.eq(&who.agency))
                .filter(
                    activities::status
                        .ne_all([ActivityStatus::Completed, ActivityStatus::Canceled])
                )
                .select(ActivityRow::as_select())
                .load(c))?,
            meetings: on!(conn, |c| meetings::table
                .filter(meetings::partnership_id.eq_any(&ids))
                .filter(meetings::status.eq_any([MeetingStatus::Scheduled, MeetingStatus::Held]))
                .select((
                    meetings::id,
                    meetings::partnership_id,
                    meetings::kind,
                    meetings::title,
                    meetings::starts_at,
                    meetings::chair_agency,
                    meetings::status,
                ))
                .load(c))?,
            targets: on!(conn, |c| targets::table
                .filter(targets::partnership_id.eq_any(&ids))
                .select(TargetRow::as_select())
                .load(c))?,
            realizations: latest(conn, &ids)?,
            closed: closed(conn, &ids)?,
        })
    }
}

fn partnerships_of(
    conn: &mut Conn,
    who: &Who,
    only: Option<Id>,
) -> Result<Vec<PartnershipRow>, Problem> {
    Ok(on!(conn, |c| {
        let handed = obstacles::table
            .filter(obstacles::owner_agency.eq(&who.agency))
            .filter(obstacles::status.ne_all(ObstacleStatus::CLOSED))
            .select(obstacles::partnership_id);
        let asked = follow_ups::table
            .filter(follow_ups::agency.eq(&who.agency))
            .filter(follow_ups::status.eq_any(FollowUpStatus::OPEN))
            .select(follow_ups::partnership_id);
        let mut q = partnerships::table
            .filter(in_sight!(who))
            .filter(partnerships::status.ne(PartnershipStatus::Canceled))
            .filter(
                partnerships::id
                    .nullable()
                    .eq_any(party_of!(who))
                    .assume_not_null()
                    .or(partnerships::id.eq_any(handed))
                    .or(partnerships::id.eq_any(asked)),
            )
            .into_boxed();
        if let Some(id) = only {
            q = q.filter(partnerships::id.eq(id));
        }
        q.select(PartnershipRow::as_select()).load(c)
    })?)
}

/// The latest revisions of figures, of whatever state.
fn latest(conn: &mut Conn, partnerships: &[Id]) -> Result<Vec<Latest>, Problem> {
    let mut rows: Vec<Latest> = on!(conn, |c| realizations::table
        .filter(realizations::partnership_id.eq_any(partnerships))
        .order((
            realizations::target_id,
            realizations::quarter,
            realizations::revision.desc(),
        ))
        .select((
            realizations::id,
            realizations::target_id,
            realizations::quarter,
            realizations::status,
            realizations::reported_by,
        ))
        .load(c))?;
    rows.dedup_by_key(|row| (row.target, row.quarter));
    Ok(rows)
}
