//! The rules of a meeting, and who calls one.

use super::status::MeetingStatus;
use super::store::MeetingRow;
use super::types::MeetingInput;
use crate::app::Tx;
use crate::http::{Problem, Rules};
use crate::partnerships::{PartnershipRow, check_party, seat, seats};
use crate::text::Text;
use crate::values::quarter::Quarter;

/// Refuses who neither coordinates the partnership nor, as a party, chairs the meeting.
pub(super) fn must_call(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    chair: &str,
) -> Result<(), Problem> {
    let seat = seat(tx.conn, &tx.who, partnership)?;
    if seat.agency != chair {
        partnership.must_coordinate(&tx.who)?;
    }
    Ok(())
}

/// The rules of a meeting, beside those that were found broken before.
pub(super) fn check(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    mut input: MeetingInput,
    before: Option<&MeetingRow>,
    mut rules: Rules,
) -> Result<MeetingInput, Problem> {
    let chair = input
        .chair_agency
        .take()
        .unwrap_or_else(|| partnership.owner_agency.clone());
    // Who chairs a meeting may not hand it to another; that is the coordinator's.
    must_call(tx, partnership, &chair)?;
    partnership.must_take_work()?;
    let parties = seats(tx.conn, partnership)?;
    check_party(&parties, &chair, false, "/chair_agency", &mut rules);
    input.chair_agency = Some(chair);
    input.title = input.title.map(|text| rules.text(&text, "/title"));
    input.place = input.place.map(|text| rules.text(&text, "/place"));
    input.agenda = input.agenda.map(|text| rules.prose(&text, "/agenda"));
    input.minutes = input.minutes.map(|text| rules.prose(&text, "/minutes"));
    for (n, text) in input.decisions.iter_mut().enumerate() {
        *text = rules.prose(text, &format!("/decisions/{n}"));
    }
    if input.ends_at.is_some_and(|end| end <= input.starts_at) {
        rules.broken(
            "/ends_at",
            "out_of_order",
            Text::new(
                "Pertemuan harus berakhir sesudah dimulai.",
                "A meeting must end after it begins.",
            ),
        );
    }
    let day = partnership.zone().day(input.starts_at);
    if day.and_then(Quarter::of).is_none() {
        rules.broken(
            "/starts_at",
            "out_of_range",
            Text::new(
                "Tahunnya harus 2000 sampai 2100.",
                "The year must be 2000 to 2100.",
            ),
        );
    }
    let held = before.is_some_and(|row| row.status == MeetingStatus::Held);
    if held && input.starts_at > tx.at {
        rules.broken(
            "/starts_at",
            "in_the_future",
            Text::new(
                "Pertemuan ini sudah terlaksana; waktunya tidak mungkin di masa depan.",
                "This meeting was held; its time cannot lie in the future.",
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}
