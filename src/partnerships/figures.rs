//! The figures of targets: planned, reported, counted from the register. The one place that says
//! which revision counts; quarters, report, statistics and worklist read them from here.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PartnershipRow;
use super::computed::computed;
use super::quarters;
use super::realizations::{self, RealizationRow, RealizationStatus};
use super::targets::TargetRow;
use crate::db::{Conn, Id, Timestamp};
use crate::http::Problem;
use crate::values::quarter::Quarter;

/// What stood when the quarter was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TargetClosing)]
pub struct Closing {
    /// Reported.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub reported: Option<i64>,
    /// Counted from the register.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub computed: Option<i64>,
}

/// A target in one quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TargetFigure)]
pub struct Figure {
    /// The target.
    pub target_id: Id,
    /// The quarter.
    pub quarter: Quarter,
    /// To reach.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub target: Option<i64>,
    /// Reported, by the revision that counts.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub reported: Option<i64>,
    /// The revision that counts.
    #[schema(required, minimum = 1, maximum = 1000)]
    pub revision: Option<i32>,
    /// The state of the revision that counts.
    #[schema(required)]
    pub status: Option<RealizationStatus>,
    /// The state of a later revision that does not count: returned, or a correction that nobody has
    /// verified.
    #[schema(required)]
    pub pending: Option<RealizationStatus>,
    /// Counted from the register now; null for indicators that are only reported, and as of an
    /// earlier instant.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub computed: Option<i64>,
    /// Reported less counted.
    #[schema(
        required,
        minimum = -9_000_000_000_000_000_i64,
        maximum = 9_000_000_000_000_000_i64
    )]
    pub difference: Option<i64>,
    /// What stood when the quarter was closed.
    #[schema(required)]
    pub closing: Option<Closing>,
}

/// The figures of targets of some partnerships, one for each target and quarter of its year, in the
/// order of the targets and then of the quarters.
///
/// `as_of` gives what was reported as of an instant; the register cannot be counted as of then.
pub fn figures(
    conn: &mut Conn,
    partnerships: &[PartnershipRow],
    targets: &[TargetRow],
    quarters: &[Quarter],
    as_of: Option<Timestamp>,
) -> Result<Vec<Figure>, Problem> {
    let ids: Vec<Id> = partnerships.iter().map(|row| row.id).collect();
    let reported = realizations::of(conn, &ids)?;
    let mut by_target: HashMap<Id, Vec<&RealizationRow>> = HashMap::new();
    for row in &reported {
        by_target.entry(row.target_id).or_default().push(row);
    }
    let counted = match as_of {
        None => computed(conn, partnerships, targets, quarters)?,
        Some(_) => HashMap::new(),
    };
    let closings = quarters::store::figures(conn, &ids, as_of)?;
    let mut all = Vec::new();
    for target in targets {
        let own = by_target.get(&target.id).map_or(&[][..], Vec::as_slice);
        let of_year = quarters.iter().filter(|one| one.year() == target.year);
        for quarter in of_year {
            let key = (target.id, *quarter);
            let revisions = own
                .iter()
                .copied()
                .filter(|row| row.quarter == i32::from(quarter.number()));
            let counts = counting(revisions.clone(), as_of);
            let later = revisions
                .filter(|row| row.counts_from.is_none())
                .max_by_key(|row| row.revision)
                .filter(|_| as_of.is_none());
            let value = counts.map(|row| row.value);
            let computed = counted.get(&key).copied();
            all.push(Figure {
                target_id: target.id,
                quarter: *quarter,
                target: target.planned(*quarter),
                reported: value,
                revision: counts.map(|row| row.revision),
                status: counts.map(|row| row.status),
                pending: later.map(|row| row.status),
                computed,
                difference: value
                    .zip(computed)
                    .map(|(value, computed)| value - computed),
                closing: closings.get(&key).copied(),
            });
        }
    }
    Ok(all)
}

/// The revision that counts among those of one target and quarter: the highest that had begun to
/// count at the instant, or now.
pub(super) fn counting<'a>(
    revisions: impl Iterator<Item = &'a RealizationRow>,
    as_of: Option<Timestamp>,
) -> Option<&'a RealizationRow> {
    revisions
        .filter(|row| {
            row.counts_from
                .is_some_and(|from| as_of.is_none_or(|at| from <= at))
        })
        .max_by_key(|row| row.revision)
}
