//! What businesses reached, and when: verified, the first NIB, a higher scale.
//!
//! A row of a business holds what is, not since when. So whoever writes one
//! ([`super::store::insert_all`], [`super::store::replace`]) notes here what the write reached. The
//! instant is that of the write, when the register learned of it; the day on a certificate or of a
//! snapshot may lie before. A scale that was not known has not risen, and one that fell and rose
//! again has risen twice.
//!
//! Indicators of partnerships count them by period ([`count`]), beside the businesses registered
//! in it ([`registered`]).

use chrono::NaiveDate;
use diesel::dsl::count as count_of;
use diesel::prelude::*;

use super::rows::BusinessRow;
use super::status::BusinessStatus;
use crate::db::types::words;
use crate::db::{Conn, Id, Inserts, Timestamp, insert_rows, insert_with, on};
use crate::http::Problem;
use crate::schema::{business_milestones as milestones, businesses};

words! {
    /// What a business reached, the code list `business_milestone`.
    pub enum MilestoneKind {
        /// Verified, for the first time.
        Verified = "verified",
        /// Has its first NIB.
        Nib = "nib",
        /// Its derived scale moved up by one class or more.
        ScaleUp = "scale_up",
    }
}

#[derive(Insertable)]
#[diesel(table_name = milestones, treat_none_as_default_value = false)]
struct Row<'a> {
    business_id: Id,
    register_code: &'a str,
    kind: MilestoneKind,
    at: Timestamp,
}

/// SQLite binds at most 32,766 values in one statement; 4 columns each.
const MILESTONES: usize = 5_000;

/// Businesses in these states do not count: refused, or another one stands for them.
const NOT_COUNTED: [BusinessStatus; 2] = [BusinessStatus::Rejected, BusinessStatus::Merged];

/// What a write reached; `before` is none for a new row.
fn reached(
    before: Option<&BusinessRow>,
    after: &BusinessRow,
) -> impl Iterator<Item = MilestoneKind> {
    let has = |yes: fn(&BusinessRow) -> bool| yes(after) && !before.is_some_and(yes);
    let verified = has(|row| row.status.is_past_verification());
    let nib = has(|row| row.nib.is_some());
    let scales = before.and_then(|before| before.scale).zip(after.scale);
    // The list of scales stands in rising order.
    let risen = scales.is_some_and(|(before, after)| after as u8 > before as u8);
    [
        verified.then_some(MilestoneKind::Verified),
        nib.then_some(MilestoneKind::Nib),
        risen.then_some(MilestoneKind::ScaleUp),
    ]
    .into_iter()
    .flatten()
}

impl<'a> Row<'a> {
    /// What one write reached.
    fn of(before: Option<&BusinessRow>, after: &'a BusinessRow) -> impl Iterator<Item = Self> {
        reached(before, after).map(|kind| Self {
            business_id: after.id,
            register_code: &after.register_code,
            kind,
            at: after.updated_at,
        })
    }
}

/// Adds what a new business has reached already to the rows of its write.
pub(super) fn add_new<'r>(rows: &mut Inserts<'r>, written: &'r BusinessRow) {
    let reached: Vec<Row<'r>> = Row::of(None, written).collect();
    insert_with!(rows, milestones::table, reached);
}

/// Notes what new businesses have reached already.
pub(super) fn record_new(conn: &mut Conn, written: &[BusinessRow]) -> Result<(), Problem> {
    let rows: Vec<Row<'_>> = written.iter().flat_map(|row| Row::of(None, row)).collect();
    Ok(insert_rows!(conn, milestones, rows.as_slice())?)
}

/// Notes what writes of businesses reached, all in one statement; each row stands beside that
/// before it.
pub(super) fn record<'a>(
    conn: &mut Conn,
    written: impl IntoIterator<Item = (Option<&'a BusinessRow>, &'a BusinessRow)>,
) -> Result<(), Problem> {
    let rows: Vec<Row<'_>> = written
        .into_iter()
        .flat_map(|(before, after)| Row::of(before, after))
        .collect();
    for rows in rows.chunks(MILESTONES) {
        // A NIB that was taken away and given again is not the first.
        on!(conn, |c| diesel::insert_into(milestones::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// How many businesses of a range of registers reached this from one instant on and before another;
/// a business whose scale rose twice is one.
///
/// What is deleted, rejected or merged does not count.
pub fn count(
    conn: &mut Conn,
    kind: MilestoneKind,
    low_register: &str,
    high_register: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<i64, Problem> {
    Ok(on!(conn, |c| milestones::table
        .inner_join(businesses::table)
        .filter(milestones::register_code.between(low_register, high_register))
        .filter(milestones::kind.eq(kind))
        .filter(milestones::at.ge(from))
        .filter(milestones::at.lt(to))
        .filter(businesses::deleted_at.is_null())
        .filter(businesses::status.ne_all(NOT_COUNTED))
        .select(count_of(milestones::business_id).aggregate_distinct())
        .first(c))?)
}

/// How many businesses of a range of registers were registered in a period, given by its days and
/// its instants.
///
/// The day is `registered_on`, and for a business without it that of its entry here. Whatever is
/// not deleted, rejected or merged counts, drafts and returned ones too: they are verified later,
/// and the day on which they were registered stays.
pub fn registered(
    conn: &mut Conn,
    low_register: &str,
    high_register: &str,
    first_day: NaiveDate,
    last_day: NaiveDate,
    from: Timestamp,
    to: Timestamp,
) -> Result<i64, Problem> {
    Ok(on!(conn, |c| businesses::table
        .filter(businesses::register_code.between(low_register, high_register))
        .filter(businesses::deleted_at.is_null())
        .filter(businesses::status.ne_all(NOT_COUNTED))
        .filter(
            businesses::registered_on
                .between(first_day, last_day)
                .or(businesses::registered_on
                    .is_null()
                    .and(businesses::created_at.ge(from))
                    .and(businesses::created_at.lt(to)))
        )
        .count()
        .get_result(c))?)
}
