//! From where she stands to where a row says she is, step by step.

use crate::training::enrollments::EnrollmentStatus;

use EnrollmentStatus as S;

/// The states one goes through on the way to another.
const THROUGH: [S; 6] = [
    S::Applied,
    S::Screened,
    S::Selected,
    S::Accepted,
    S::Attending,
    S::Passed,
];

/// What lies between what is recorded and what a row says.
#[derive(Debug, PartialEq, Eq)]
pub enum Way {
    /// These moves; none where both say the same.
    Steps(Vec<S>),
    /// The row says less: what is recorded has come further.
    Behind,
    /// Both cannot be true of one woman's way.
    None,
}

/// The way from what is recorded to what a row says.
pub fn way(from: S, to: S) -> Way {
    // Whoever is certified has passed.
    if from == to || (from == S::Certified && to == S::Passed) {
        return Way::Steps(Vec::new());
    }
    match steps(from, to) {
        Some(steps) => Way::Steps(steps),
        None if steps(to, from).is_some() => Way::Behind,
        None => Way::None,
    }
}

/// The shortest way of allowed moves.
fn steps(from: S, to: S) -> Option<Vec<S>> {
    let mut ways: Vec<Vec<S>> = vec![Vec::new()];
    let mut at = 0;
    while let Some(way) = ways.get(at).cloned() {
        at += 1;
        let last = way.last().copied().unwrap_or(from);
        for next in last.allowed() {
            let mut longer = way.clone();
            longer.push(*next);
            if *next == to {
                return Some(longer);
            }
            if THROUGH.contains(next) {
                ways.push(longer);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_short_and_never_leads_back() {
        let steps = |from, to| match way(from, to) {
            Way::Steps(steps) => steps,
            other => panic!("{from} to {to}: {other:?}"),
        };
        assert_eq!(
            steps(S::Applied, S::Passed),
            [
                S::Screened,
                S::Selected,
                S::Accepted,
                S::Attending,
                S::Passed
            ]
        );
        assert_eq!(steps(S::Applied, S::Withdrawn), [S::Withdrawn]);
        assert_eq!(
            steps(S::Applied, S::Dropped),
            [S::Screened, S::Selected, S::Accepted, S::Dropped]
        );
        assert_eq!(
            steps(S::Waitlisted, S::Attending),
            [S::Accepted, S::Attending]
        );
        assert_eq!(steps(S::Passed, S::Certified), [S::Certified]);
        assert_eq!(steps(S::Certified, S::Passed), []);
        for from in S::ALL {
            assert_eq!(steps(*from, *from), []);
        }
        for (recorded, row) in [
            (S::Attending, S::Accepted),
            (S::Accepted, S::Waitlisted),
            (S::Failed, S::Applied),
            (S::Withdrawn, S::Accepted),
            (S::Rejected, S::Selected),
        ] {
            assert_eq!(way(recorded, row), Way::Behind, "{recorded} {row}");
        }
        for (recorded, row) in [
            (S::Failed, S::Passed),
            (S::Passed, S::Failed),
            (S::Accepted, S::Rejected),
            (S::Attending, S::Rejected),
            (S::Withdrawn, S::Passed),
            (S::Dropped, S::Withdrawn),
            (S::Passed, S::Withdrawn),
        ] {
            assert_eq!(way(recorded, row), Way::None, "{recorded} {row}");
        }
    }
}
