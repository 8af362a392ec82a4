//! Seats and the waiting list of a batch; everything here stands under the batch's lock.

use diesel::prelude::*;

use super::row::EnrollmentRow;
use super::status::EnrollmentStatus;
use super::transition::step;
use crate::app::Tx;
use crate::db::{Conn, Id, on};
use crate::http::{Code, Problem};
use crate::schema::enrollments;
use crate::training::batches::BatchRow;
use crate::training::batches::store::seats_taken;

/// Why somebody of the waiting list was accepted without anybody's move.
const GIVEN_ON: &str = "Menempati kursi yang tersedia. · Took a seat that became free.";

/// How many seats are free.
pub fn free(conn: &mut Conn, batch: &BatchRow) -> Result<i64, Problem> {
    Ok(i64::from(batch.quota) - seats_taken(conn, batch.id)?)
}

/// The highest number ever given on the waiting list that is still on it.
pub(super) fn last(conn: &mut Conn, batch: Id) -> Result<i64, Problem> {
    let last: Option<i64> = on!(conn, |c| enrollments::table
        .filter(enrollments::batch_id.eq(batch))
        .select(diesel::dsl::max(enrollments::waitlist_position))
        .first(c))?;
    Ok(last.unwrap_or(0))
}

/// The first of the waiting list, at most so many.
fn next(conn: &mut Conn, batch: Id, most: i64) -> Result<Vec<EnrollmentRow>, Problem> {
    Ok(on!(conn, |c| enrollments::table
        .filter(enrollments::batch_id.eq(batch))
        .filter(enrollments::status.eq(EnrollmentStatus::Waitlisted))
        .order((enrollments::waitlist_position.asc(), enrollments::id.asc()))
        .limit(most)
        .select(EnrollmentRow::as_select())
        .load(c))?)
}

/// Refuses a seat when none is free, and on the waiting list when it is not her turn.
pub(super) fn may_take(
    conn: &mut Conn,
    batch: &BatchRow,
    row: &EnrollmentRow,
) -> Result<(), Problem> {
    if row.status == EnrollmentStatus::Waitlisted {
        let first = next(conn, batch.id, 1)?;
        if first.first().is_some_and(|first| first.id != row.id) {
            return Err(Problem::new(Code::Conflict).detail(
                "Belum gilirannya: daftar tunggu diterima menurut urutannya.",
                "It is not her turn: the waiting list is accepted in its order.",
            ));
        }
    }
    if free(conn, batch)? <= 0 {
        let quota = batch.quota;
        return Err(Problem::new(Code::Conflict).detail(
            format!("Kuota {quota} kursi sudah penuh; masukkan ke daftar tunggu."),
            format!("The quota of {quota} seats is full; put her on the waiting list."),
        ));
    }
    Ok(())
}

/// Gives seats that became free to the first of the waiting list, unless the batch has ended.
pub fn give_on(tx: &mut Tx<'_>, batch: &BatchRow, seats: i64) -> Result<(), Problem> {
    if batch.status.is_ended() {
        return Ok(());
    }
    let most = seats.min(free(tx.conn, batch)?);
    if most <= 0 {
        return Ok(());
    }
    for before in next(tx.conn, batch.id, most)? {
        let row = before.moved(EnrollmentStatus::Accepted, None, tx.at);
        step(tx, &before, &row, Some(GIVEN_ON))?;
    }
    Ok(())
}
