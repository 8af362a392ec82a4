//! What the register says was reached, beside what is reported.
//!
//! Training is counted through the batches that the target's activity consists of, or all activities
//! of the partnership for a target without one, whatever agency held them: persons trained and graduated
//! in batches that ended in the quarter, certificates issued and jobs begun in it. A person is counted
//! once, by the keyed hash of her NIK. Canceled batches count nothing, and the record of somebody
//! not yet competent is no certificate. Businesses are counted in the registers of the target's
//! region, or of the partnership's, as far as they lie in the jurisdiction of its coordinator or of a
//! party that has acted in it. What days say is compared by day, and instants with the quarter's
//! midnights in the coordinator's time zone.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Binary;

use super::PartnershipRow;
use super::activities::ActivityResource;
use super::targets::{TargetIndicator, TargetRow};
use super::territory::{Range, of_region, reach, within};
use crate::businesses::milestones::{self, MilestoneKind};
use crate::db::{Conn, Id, dialect, on};
use crate::http::Problem;
use crate::schema::{
    activities, activity_links as links, certificates, enrollments, job_placements as placements,
    people, training_batches as batches,
};
use crate::training::batches::BatchStatus;
use crate::training::certificates::{CertificateStatus, CompetenceResult};
use crate::training::enrollments::EnrollmentStatus;
use crate::values::quarter::Quarter;
use crate::values::zone::Zone;

use TargetIndicator as I;

/// Something that counts once for an indicator: on which day, in which register, under which key.
struct Counted {
    partnership: Id,
    activity: Id,
    day: NaiveDate,
    register: String,
    key: Vec<u8>,
}

/// What one query finds of [`Counted`].
type Columns = (Id, Id, NaiveDate, String, Vec<u8>);

impl From<Columns> for Counted {
    fn from((partnership, activity, day, register, key): Columns) -> Self {
        Self {
            partnership,
            activity,
            day,
            register,
            key,
        }
    }
}

/// What the register says of each target in each quarter of its year; only of indicators that are
/// computed.
pub(super) fn computed(
    conn: &mut Conn,
    partnerships: &[PartnershipRow],
    targets: &[TargetRow],
    quarters: &[Quarter],
) -> Result<HashMap<(Id, Quarter), i64>, Problem> {
    let mut figures = HashMap::new();
    trained(conn, targets, quarters, &mut figures)?;
    grown(conn, partnerships, targets, quarters, &mut figures)?;
    Ok(figures)
}

/// The targets with an indicator beside each quarter of their year.
fn wanted<'a>(
    targets: &'a [TargetRow],
    quarters: &'a [Quarter],
    indicator: impl Fn(I) -> bool + 'a,
) -> impl Iterator<Item = (&'a TargetRow, Quarter)> {
    targets
        .iter()
        .filter(move |target| indicator(target.indicator))
        .flat_map(|target| {
            let own = quarters.iter().filter(|one| one.year() == target.year);
            own.map(move |quarter| (target, *quarter))
        })
}

/// Counts the indicators of training.
fn trained(
    conn: &mut Conn,
    targets: &[TargetRow],
    quarters: &[Quarter],
    figures: &mut HashMap<(Id, Quarter), i64>,
) -> Result<(), Problem> {
    for indicator in [
        I::PesertaDilatih,
        I::Lulusan,
        I::Sertifikat,
        I::PenempatanKerja,
    ] {
        let all: Vec<_> = wanted(targets, quarters, |one| one == indicator).collect();
        let first = all.iter().map(|(_, quarter)| quarter.first_day()).min();
        let last = all.iter().map(|(_, quarter)| quarter.last_day()).max();
        let Some(days) = first.zip(last) else {
            continue;
        };
        let of: HashSet<Id> = all
            .iter()
            .map(|(target, _)| target.partnership_id)
            .collect();
        let of: Vec<Id> = of.into_iter().collect();
        let mut rows: HashMap<Id, Vec<Counted>> = HashMap::new();
        for row in found(conn, indicator, &of, days)? {
            let row = Counted::from(row);
            rows.entry(row.partnership).or_default().push(row);
        }
        for (target, quarter) in all {
            let own = rows
                .get(&target.partnership_id)
                .map_or(&[][..], Vec::as_slice);
            figures.insert((target.id, quarter), count(own, target, quarter));
        }
    }
    Ok(())
}

/// The different keys of what a target counts in a quarter.
fn count(rows: &[Counted], target: &TargetRow, quarter: Quarter) -> i64 {
    let days = quarter.first_day()..=quarter.last_day();
    let region = target.region_code.as_deref().map(of_region);
    let within = |register: &String| {
        region
            .as_ref()
            .is_none_or(|(low, high)| low <= register && register <= high)
    };
    let keys: HashSet<&[u8]> = rows
        .iter()
        .filter(|row| target.activity_id.is_none_or(|id| id == row.activity))
        .filter(|row| days.contains(&row.day) && within(&row.register))
        .map(|row| row.key.as_slice())
        .collect();
    i64::try_from(keys.len()).unwrap_or(i64::MAX)
}

/// The batches that the activities of partnerships consist of, each beside its activity, as often
/// as it is linked.
macro_rules! batches_of {
    ($partnerships:expr) => {
        links::table
            .inner_join(activities::table.on(activities::id.eq(links::activity_id)))
            .inner_join(batches::table.on(batches::id.eq(links::resource_id)))
            .inner_join(enrollments::table.on(enrollments::batch_id.eq(batches::id)))
            .inner_join(people::table.on(people::id.eq(enrollments::person_id)))
            .filter(links::resource.eq(ActivityResource::TrainingBatches))
            .filter(activities::partnership_id.eq_any($partnerships))
            .filter(batches::status.ne(BatchStatus::Canceled))
    };
}

/// What counts for an indicator of training in some days.
fn found(
    conn: &mut Conn,
    indicator: I,
    partnerships: &[Id],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Columns>, Problem> {
    let person = sql::<Binary>(dialect::person_key(conn));
    Ok(match indicator {
        I::PesertaDilatih | I::Lulusan => {
            let states = if indicator == I::Lulusan {
                EnrollmentStatus::GRADUATED.to_vec()
            } else {
                EnrollmentStatus::TRAINED.to_vec()
            };
            on!(conn, |c| batches_of!(partnerships)
                .filter(enrollments::status.eq_any(states))
                .filter(batches::ends_on.between(first, last))
                .select((
                    activities::partnership_id,
                    activities::id,
                    batches::ends_on,
                    enrollments::register_code,
                    person
                ))
                .load(c))?
        }
        I::Sertifikat => {
            let rows: Vec<(Id, Id, NaiveDate, String, Id)> =
                on!(conn, |c| batches_of!(partnerships)
                    .inner_join(
                        certificates::table.on(certificates::enrollment_id.eq(enrollments::id))
                    )
                    .filter(certificates::status.eq(CertificateStatus::Issued))
                    .filter(
                        certificates::result
                            .is_null()
                            .or(certificates::result.ne(CompetenceResult::BelumKompeten))
                    )
                    .filter(certificates::issued_on.between(first, last))
                    .select((
                        activities::partnership_id,
                        activities::id,
                        certificates::issued_on,
                        enrollments::register_code,
                        certificates::id
                    ))
                    .load(c))?;
            let keyed = |(partnership, activity, day, register, id): (_, _, _, _, Id)| {
                (partnership, activity, day, register, id.as_bytes().to_vec())
            };
            rows.into_iter().map(keyed).collect()
        }
        _ => on!(conn, |c| batches_of!(partnerships)
            .inner_join(placements::table.on(placements::enrollment_id.eq(enrollments::id)))
            .filter(placements::starts_on.between(first, last))
            .select((
                activities::partnership_id,
                activities::id,
                placements::starts_on,
                enrollments::register_code,
                person
            ))
            .load(c))?,
    })
}

/// Counts the indicators of businesses; partnerships of the same registers are counted once.
fn grown(
    conn: &mut Conn,
    partnerships: &[PartnershipRow],
    targets: &[TargetRow],
    quarters: &[Quarter],
    figures: &mut HashMap<(Id, Quarter), i64>,
) -> Result<(), Problem> {
    let by_id: HashMap<Id, &PartnershipRow> =
        partnerships.iter().map(|row| (row.id, row)).collect();
    let mut known: HashMap<(I, Range, Zone, Quarter), i64> = HashMap::new();
    let mut reaches: HashMap<Id, Vec<Range>> = HashMap::new();
    for (target, quarter) in wanted(targets, quarters, I::counts_businesses) {
        let Some(of) = by_id.get(&target.partnership_id) else {
            continue;
        };
        let ranges = match &target.region_code {
            Some(code) => vec![of_region(code)],
            None => of.territory()?,
        };
        let reach = match reaches.get(&of.id) {
            Some(reach) => reach.clone(),
            None => {
                let reach = reach(conn, of)?;
                reaches.insert(of.id, reach.clone());
                reach
            }
        };
        let ranges: Vec<Range> = ranges
            .iter()
            .flat_map(|range| within(range, &reach))
            .collect();
        if ranges.is_empty() {
            continue;
        }
        let mut sum = 0;
        for range in ranges {
            let key = (target.indicator, range, of.zone(), quarter);
            let figure = match known.get(&key) {
                Some(figure) => *figure,
                None => {
                    let figure = businesses(conn, &key)?;
                    known.insert(key, figure);
                    figure
                }
            };
            sum += figure;
        }
        figures.insert((target.id, quarter), sum);
    }
    Ok(())
}

/// How many businesses of some registers an indicator counts in a quarter of a time zone.
fn businesses(
    conn: &mut Conn,
    (indicator, (low, high), zone, quarter): &(I, Range, Zone, Quarter),
) -> Result<i64, Problem> {
    let (from, to) = quarter.instants(*zone);
    let kind = match indicator {
        I::UsahaTerverifikasi => MilestoneKind::Verified,
        I::UsahaBerNib => MilestoneKind::Nib,
        I::UsahaNaikKelas => MilestoneKind::ScaleUp,
        _ => {
            let (first, last) = (quarter.first_day(), quarter.last_day());
            return milestones::registered(conn, low, high, first, last, from, to);
        }
    };
    milestones::count(conn, kind, low, high, from, to)
}
