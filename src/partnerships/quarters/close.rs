//! Closing a quarter.

use diesel::prelude::*;
use serde_json::json;

use super::store::{ClosingRow, Kept, closings, quarter_of};
use super::types::QuarterClosing;
use crate::app::Tx;
use crate::audit::changed;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, on};
use crate::http::{Code, Problem, Rules};
use crate::partnerships::figures::{self, Closing, Figure};
use crate::partnerships::realizations::{self, RealizationStatus};
use crate::partnerships::targets::{self, TargetRow};
use crate::partnerships::{PartnershipRow, hold};
use crate::schema::quarter_closings;
use crate::text::Text;
use crate::values::quarter::Quarter;

/// The word of the resource in audit and change feed.
const RESOURCE: &str = "quarter-closings";

/// Closes a quarter of a partnership that the caller coordinates: its figures then stand.
pub fn close(tx: &mut Tx<'_>, of: Id, mut input: QuarterClosing) -> Result<(), Problem> {
    // Held: no realization is reported, returned or verified between the look and the closing.
    let partnership = hold(tx, of)?;
    partnership.must_coordinate(&tx.who)?;
    let actor = tx.who.actor()?.to_owned();
    partnership.must_take_reports()?;
    let quarter = input.quarter;
    let mut rules = Rules::default();
    input.note = input.note.map(|note| rules.prose(&note, "/note"));
    check(quarter, &partnership, &mut rules);
    rules.finish()?;
    let before = closings(tx.conn, &[of])?;
    let same = |row: &&ClosingRow| quarter_of(row.year, row.quarter) == Some(quarter);
    if let Some(row) = before.iter().find(same) {
        return Err(Problem::new(Code::AlreadyExists).member("existing_id", row.id.to_string()));
    }
    let targets = targets::of(tx.conn, &[of])?;
    must_be_decided(tx.conn, &partnership, &targets, quarter)?;
    let figures = figures::figures(
        tx.conn,
        std::slice::from_ref(&partnership),
        &targets,
        &[quarter],
        None,
    )?;
    let kept: Vec<Kept> = figures.iter().map(keep).collect();
    let row = ClosingRow {
        id: Id::new(),
        partnership_id: of,
        year: quarter.year(),
        quarter: i32::from(quarter.number()),
        agency: tx.who.agency.clone(),
        actor,
        note: input.note.clone(),
        figures: Json(json!(kept)),
        closed_at: tx.at,
    };
    on!(tx.conn, |c| diesel::insert_into(quarter_closings::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&input))?;
    let act = partnership.act("created", (RESOURCE, row.id, 1), values);
    tx.record(act, Kind::Created)
}

fn keep(figure: &Figure) -> Kept {
    Kept {
        target_id: figure.target_id,
        figures: Closing {
            reported: figure.reported,
            computed: figure.computed,
        },
    }
}

fn check(quarter: Quarter, partnership: &PartnershipRow, rules: &mut Rules) {
    if !partnership.has(quarter) {
        rules.broken(
            "/quarter",
            "outside_partnership",
            Text::new(
                "Triwulan ini di luar masa kemitraan.",
                "This quarter lies outside the partnership's days.",
            ),
        );
    } else if partnership.zone().today() <= quarter.last_day() {
        rules.broken(
            "/quarter",
            "not_over",
            Text::owned(
                format!(
                    "Triwulan ini belum berakhir menurut {}.",
                    partnership.zone()
                ),
                format!("This quarter is not over yet in {}.", partnership.zone()),
            ),
        );
    }
}

/// What was reported is verified before the quarter is closed; what was not reported is missing.
fn must_be_decided(
    conn: &mut Conn,
    partnership: &PartnershipRow,
    targets: &[TargetRow],
    quarter: Quarter,
) -> Result<(), Problem> {
    let of_year: Vec<Id> = targets
        .iter()
        .filter(|target| target.year == quarter.year())
        .map(|target| target.id)
        .collect();
    let all = realizations::of(conn, &[partnership.id])?;
    let open = all.iter().filter(|row| {
        row.quarter == i32::from(quarter.number())
            && of_year.contains(&row.target_id)
            && row.status != RealizationStatus::Verified
    });
    let mut refused: Option<Problem> = None;
    for row in open {
        let problem = refused.unwrap_or_else(|| {
            Problem::new(Code::Conflict).detail(
                "Masih ada realisasi yang belum diverifikasi.",
                "Some realizations are not verified yet.",
            )
        });
        refused = Some(problem.at(
            format!("/targets/{}", row.target_id),
            "not_verified",
            Text::owned(
                format!("Realisasi target ini berstatus {}.", row.status),
                format!("The realization of this target is in {}.", row.status),
            ),
        ));
    }
    refused.map_or(Ok(()), Err)
}
