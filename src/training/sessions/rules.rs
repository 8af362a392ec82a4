//! The rules of a session, and of the days of its batch.

use chrono::NaiveDate;

use super::store::{SessionRow, of_batch};
use super::times::{begins_within, ends_within};
use super::types::SessionInput;
use crate::db::{Conn, Id};
use crate::http::{Problem, Rules};
use crate::text::Text;
use crate::training::batches::BatchRow;

/// The rules of a session beside the others of its batch.
pub(super) fn check(
    batch: &BatchRow,
    others: &[SessionRow],
    mut input: SessionInput,
) -> Result<SessionInput, Problem> {
    let mut rules = Rules::default();
    input.topic = input
        .topic
        .as_deref()
        .map(|topic| rules.text(topic, "/topic"));
    let outside = || {
        Text::owned(
            format!(
                "Angkatan ini berlangsung dari {} sampai {}.",
                batch.starts_on, batch.ends_on
            ),
            format!(
                "The batch runs from {} to {}.",
                batch.starts_on, batch.ends_on
            ),
        )
    };
    if !begins_within(input.starts_at, batch.starts_on) {
        rules.broken("/starts_at", "outside_batch", outside());
    }
    if input.ends_at <= input.starts_at {
        rules.broken(
            "/ends_at",
            "out_of_order",
            Text::new(
                "Sesi harus berakhir sesudah dimulai.",
                "A session must end after it begins.",
            ),
        );
    } else if !ends_within(input.ends_at, batch.ends_on) {
        rules.broken("/ends_at", "outside_batch", outside());
    }
    let overlapped = others
        .iter()
        .find(|other| input.starts_at < other.ends_at && other.starts_at < input.ends_at);
    if let Some(other) = overlapped {
        rules.broken(
            "/starts_at",
            "overlaps_session",
            Text::owned(
                format!("Waktunya bertumpang tindih dengan sesi {}.", other.number),
                format!("It overlaps session {}.", other.number),
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}

/// Notes new days of a batch that leave one of its sessions outside.
pub(in crate::training) fn check_still_within(
    conn: &mut Conn,
    batch: Id,
    (first, last): (NaiveDate, NaiveDate),
    rules: &mut Rules,
) -> Result<(), Problem> {
    let all = of_batch(conn, batch)?;
    let mut left = |pointer: &str| {
        rules.broken(
            pointer,
            "session_outside",
            Text::new(
                "Ada sesi di luar tanggal ini; ubah atau hapus dahulu sesinya.",
                "A session lies outside these days; change or delete it first.",
            ),
        );
    };
    if all.iter().any(|one| !begins_within(one.starts_at, first)) {
        left("/starts_on");
    }
    if all.iter().any(|one| !ends_within(one.ends_at, last)) {
        left("/ends_on");
    }
    Ok(())
}
