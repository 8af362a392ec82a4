//! The rules of a realization.

use super::types::RealizationInput;
use crate::http::{Code, Problem, Rules};
use crate::partnerships::PartnershipRow;
use crate::partnerships::targets::TargetRow;
use crate::text::Text;
use crate::values::quarter::Quarter;

/// Cleans and checks what is reported.
pub(super) fn check(
    partnership: &PartnershipRow,
    target: &TargetRow,
    mut input: RealizationInput,
    closed: bool,
) -> Result<RealizationInput, Problem> {
    let mut rules = Rules::default();
    input.note = input.note.map(|note| rules.prose(&note, "/note"));
    input.correction_reason = input
        .correction_reason
        .map(|reason| rules.prose(&reason, "/correction_reason"));
    check_quarter(input.quarter, partnership, target, &mut rules);
    if input.correction_reason.is_some() && !closed {
        rules.broken(
            "/correction_reason",
            "not_applicable",
            Text::new(
                "Hanya untuk triwulan yang sudah ditutup.",
                "Only for a quarter that is closed.",
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}

fn check_quarter(
    quarter: Quarter,
    partnership: &PartnershipRow,
    target: &TargetRow,
    rules: &mut Rules,
) {
    if quarter.year() != target.year {
        rules.broken(
            "/quarter",
            "other_year",
            Text::owned(
                format!("Target ini untuk tahun {}.", target.year),
                format!("This target is of the year {}.", target.year),
            ),
        );
    } else if !partnership.has(quarter) {
        rules.broken(
            "/quarter",
            "outside_partnership",
            Text::new(
                "Triwulan ini di luar masa kemitraan.",
                "This quarter lies outside the partnership's days.",
            ),
        );
    } else if partnership.zone().today() < quarter.first_day() {
        rules.broken(
            "/quarter",
            "in_the_future",
            Text::new("Triwulan ini belum mulai.", "This quarter has not begun."),
        );
    }
}

/// What a closed quarter locks.
pub(super) fn locked(quarter: Quarter) -> Problem {
    Problem::new(Code::QuarterClosed).detail(
        format!("Triwulan {quarter} sudah ditutup; laporkan koreksi sebagai revisi baru dengan correction_reason."),
        format!("The quarter {quarter} is closed; report a correction as a new revision with correction_reason."),
    )
}
