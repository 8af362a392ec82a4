//! Two snapshots of a business, figure by figure: a pure file.

use super::types::{OutcomeFigure, OutcomeFigures};
use crate::businesses::SnapshotRow;

/// Every figure before and after; `money` says whether the caller may see amounts.
pub(super) fn figures(
    before: Option<&SnapshotRow>,
    after: Option<&SnapshotRow>,
    money: bool,
) -> OutcomeFigures {
    let both =
        |get: fn(&SnapshotRow) -> Option<i64>| figure(before.and_then(get), after.and_then(get));
    let amount = |get: fn(&SnapshotRow) -> Option<i64>| {
        if money {
            both(get)
        } else {
            OutcomeFigure::default()
        }
    };
    OutcomeFigures {
        capital_own_idr: amount(|row| row.capital_own_idr),
        capital_loan_idr: amount(|row| row.capital_loan_idr),
        investment_idr: amount(|row| row.investment_idr),
        annual_sales_idr: amount(|row| row.annual_sales_idr),
        workers_male: both(|row| row.workers_male.map(i64::from)),
        workers_female: both(|row| row.workers_female.map(i64::from)),
    }
}

fn figure(before: Option<i64>, after: Option<i64>) -> OutcomeFigure {
    let difference = before
        .zip(after)
        .map(|(before, after)| after.saturating_sub(before));
    OutcomeFigure {
        before,
        after,
        difference,
        percent: before
            .zip(difference)
            .and_then(|(before, difference)| percent(difference, before)),
    }
}

/// `part` in percent of `whole` with two decimals, half rounded away from zero.
fn percent(part: i64, whole: i64) -> Option<String> {
    if whole <= 0 {
        return None;
    }
    let (size, whole) = (i128::from(part.unsigned_abs()), i128::from(whole));
    let hundredths = (size * 20_000 + whole) / (2 * whole);
    let sign = if part < 0 && hundredths > 0 { "-" } else { "" };
    Some(format!(
        "{sign}{}.{:02}",
        hundredths / 100,
        hundredths % 100
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_signed_and_rounded() {
        assert_eq!(percent(12, 48).as_deref(), Some("25.00"));
        assert_eq!(percent(-1, 3).as_deref(), Some("-33.33"));
        assert_eq!(percent(1, 200).as_deref(), Some("0.50"));
        assert_eq!(percent(-1, 1_000_000).as_deref(), Some("0.00"));
        assert_eq!(percent(1, 20_000).as_deref(), Some("0.01"));
        assert_eq!(percent(0, 3).as_deref(), Some("0.00"));
        assert_eq!(percent(5, 0), None);
        assert_eq!(
            percent(9_000_000_000_000_000, 1).as_deref(),
            Some("900000000000000000.00")
        );
    }

    #[test]
    fn a_figure_of_one_side_alone_has_no_difference() {
        let one = figure(Some(3), None);
        assert_eq!((one.before, one.after), (Some(3), None));
        assert_eq!((one.difference, one.percent), (None, None));
        let grown = figure(Some(0), Some(2));
        assert_eq!((grown.difference, grown.percent), (Some(2), None));
    }
}
