//! The rules of a target.

use chrono::Datelike;

use super::lists::{TargetIndicator, TargetUnit};
use super::types::TargetInput;
use crate::app::Tx;
use crate::db::{Conn, Id};
use crate::http::{Code, Problem, Rules};
use crate::partnerships::territory::{holds, of_region};
use crate::partnerships::{PartnershipRow, activities, check_party, quarters, seats};
use crate::reference::Lists;
use crate::text::Text;
use crate::values::quarter::Quarter;

/// Cleans and checks what is said of a target; agency and unit are then no longer open.
pub(super) fn check(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    mut input: TargetInput,
) -> Result<TargetInput, Problem> {
    let lists = Lists::current(tx.conn, &tx.app)?;
    let seats = seats(tx.conn, partnership)?;
    let mut rules = Rules::default();
    let activity =
        activities::store::check_known(tx.conn, partnership.id, input.activity_id, &mut rules)?;
    if input.agency.is_none() {
        input.agency = activity.map(|activity| activity.lead_agency);
    }
    match &input.agency {
        Some(agency) => check_party(&seats, agency, true, "/agency", &mut rules),
        None => rules.broken(
            "/agency",
            "required",
            Text::new(
                "Sebutkan pihak yang bertanggung jawab.",
                "Say which party answers for it.",
            ),
        ),
    }
    input.name = input.name.map(|name| rules.text(&name, "/name"));
    if input.indicator == TargetIndicator::Lainnya && input.name.is_none() {
        rules.broken(
            "/name",
            "required",
            Text::new(
                "Indikator lainnya memerlukan nama.",
                "The indicator lainnya needs a name.",
            ),
        );
    }
    input.unit = Some(unit(&input, &mut rules));
    check_region(&input, partnership, &lists, &mut rules)?;
    check_quarters(&input, partnership, &mut rules);
    rules.finish()?;
    Ok(input)
}

/// The unit of the indicator, which the caller may name but not change.
fn unit(input: &TargetInput, rules: &mut Rules) -> TargetUnit {
    match (input.indicator.unit(), input.unit) {
        (Some(own), Some(named)) if own != named => {
            rules.broken(
                "/unit",
                "other_unit",
                Text::owned(
                    format!("Satuan indikator ini adalah {own}."),
                    format!("The unit of this indicator is {own}."),
                ),
            );
            own
        }
        (Some(own), _) => own,
        (None, named) => named.unwrap_or(TargetUnit::Lainnya),
    }
}

fn check_region(
    input: &TargetInput,
    partnership: &PartnershipRow,
    lists: &Lists,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let Some(code) = &input.region_code else {
        return Ok(());
    };
    let known = lists.check_region(code, "/region_code", rules, &mut Vec::new());
    let here = of_region(code);
    let within = partnership
        .territory()?
        .iter()
        .any(|range| holds(range, &here));
    if known.is_some() && !within {
        rules.broken(
            "/region_code",
            "outside_partnership",
            Text::new(
                "Wilayah ini di luar wilayah kerja kemitraan.",
                "This region lies outside the partnership's regions.",
            ),
        );
    }
    Ok(())
}

/// The figures of a target beside the fields that hold them and their quarters.
fn figures(input: &TargetInput) -> impl Iterator<Item = (&'static str, Quarter, Option<i64>)> {
    let fields = [
        ("/q1", input.q1),
        ("/q2", input.q2),
        ("/q3", input.q3),
        ("/q4", input.q4),
    ];
    let quarters = Quarter::of_year(input.year).into_iter().flatten();
    quarters
        .zip(fields)
        .map(|(quarter, (pointer, figure))| (pointer, quarter, figure))
}

fn check_quarters(input: &TargetInput, partnership: &PartnershipRow, rules: &mut Rules) {
    let (from, to) = (partnership.effective_from, partnership.effective_to);
    if input.year < from.year() || input.year > to.year() {
        rules.broken(
            "/year",
            "outside_partnership",
            Text::new(
                "Tahun ini di luar masa kemitraan.",
                "This year lies outside the partnership's days.",
            ),
        );
        return;
    }
    let mut any = false;
    for (pointer, quarter, figure) in figures(input) {
        any |= figure.is_some();
        if figure.is_some() && (quarter.last_day() < from || quarter.first_day() > to) {
            rules.broken(
                pointer,
                "outside_partnership",
                Text::new(
                    "Triwulan ini di luar masa kemitraan.",
                    "This quarter lies outside the partnership's days.",
                ),
            );
        }
    }
    if !any {
        rules.broken(
            "/q1",
            "required",
            Text::new(
                "Isi target paling sedikit satu triwulan.",
                "Say a figure for one quarter at least.",
            ),
        );
    }
}

/// What was reported was reported for this measure.
pub(super) fn check_reported(was: &TargetInput, is: &TargetInput) -> Result<(), Problem> {
    let mut rules = Rules::default();
    for (pointer, same) in [
        ("/activity_id", was.activity_id == is.activity_id),
        ("/indicator", was.indicator == is.indicator),
        ("/unit", was.unit == is.unit),
        ("/region_code", was.region_code == is.region_code),
        ("/year", was.year == is.year),
    ] {
        if !same {
            rules.broken(
                pointer,
                "already_reported",
                Text::new(
                    "Realisasi untuk target ini sudah dilaporkan; isian ini tetap.",
                    "Realizations of this target were reported; this field stands.",
                ),
            );
        }
    }
    rules.finish()
}

/// The figure of a closed quarter stands: it is neither set, changed nor removed.
pub(super) fn check_closed(
    conn: &mut Conn,
    partnership: Id,
    was: Option<&TargetInput>,
    is: Option<&TargetInput>,
) -> Result<(), Problem> {
    let closed = quarters::closed(conn, &[partnership])?;
    let of = |input: Option<&TargetInput>, quarter| {
        let found = input.and_then(|input| figures(input).find(|(_, one, _)| *one == quarter));
        found.and_then(|(pointer, _, figure)| figure.map(|figure| (pointer, figure)))
    };
    let mut refused: Option<Problem> = None;
    for (_, quarter) in closed {
        let (was, is) = (of(was, quarter), of(is, quarter));
        if let (true, Some((pointer, _))) = (was != is, was.or(is)) {
            let problem = refused.unwrap_or_else(|| Problem::new(Code::QuarterClosed));
            refused = Some(problem.at(
                pointer,
                "quarter_closed",
                Text::owned(
                    format!("Triwulan {quarter} sudah ditutup."),
                    format!("The quarter {quarter} is closed."),
                ),
            ));
        }
    }
    refused.map_or(Ok(()), Err)
}
