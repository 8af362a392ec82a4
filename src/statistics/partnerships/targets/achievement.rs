//! Quarterly targets of one indicator while they are added up.

use super::types::AchievementFigures;
use crate::partnerships::targets::TargetUnit;
use crate::statistics::envelope::ratio;

/// What a quarterly target says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reported {
    /// What was to be reached.
    pub target: Option<i64>,
    /// The reported figure that counts.
    pub realization: Option<i64>,
    /// What the register counts.
    pub computed: Option<i64>,
}

impl AchievementFigures {
    /// Adds one quarterly target.
    pub(super) fn add(&mut self, one: Reported) {
        if one.realization.is_some() {
            self.quarterly_targets += 1;
        } else {
            self.unreported += 1;
        }
        self.target = more(self.target, one.target);
        self.realization = more(self.realization, one.realization);
        self.computed = more(self.computed, one.computed);
        if let Some((reported, computed)) = one.realization.zip(one.computed) {
            self.compared += 1;
            self.difference = more(self.difference, Some(reported - computed));
        }
    }

    /// The figures with their share; several percentages have no sum.
    pub(super) fn finish(mut self, unit: TargetUnit) -> Self {
        if unit == TargetUnit::Persen && self.quarterly_targets + self.unreported > 1 {
            self.target = None;
            self.realization = None;
        }
        self.percent = self
            .realization
            .zip(self.target)
            .and_then(|(realization, target)| ratio(realization, target, 100));
        self
    }
}

/// A sum and one part more; nothing known adds nothing.
pub(super) fn more(sum: Option<i64>, part: Option<i64>) -> Option<i64> {
    match (sum, part) {
        // A thousand figures of the highest value are more than an integer holds.
        (Some(sum), Some(part)) => Some(sum.saturating_add(part)),
        (sum, part) => sum.or(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(target: Option<i64>, realization: Option<i64>, computed: Option<i64>) -> Reported {
        Reported {
            target,
            realization,
            computed,
        }
    }

    fn sum(unit: TargetUnit, all: &[Reported]) -> AchievementFigures {
        let mut held = AchievementFigures::default();
        for quarterly in all {
            held.add(*quarterly);
        }
        held.finish(unit)
    }

    #[test]
    fn an_unreported_target_lowers_the_share_and_compares_with_nothing() {
        let figures = sum(
            TargetUnit::Orang,
            &[
                one(Some(25), Some(20), Some(22)),
                one(Some(25), None, Some(5)),
                one(None, Some(10), None),
            ],
        );
        assert_eq!(
            figures,
            AchievementFigures {
                quarterly_targets: 2,
                unreported: 1,
                target: Some(50),
                realization: Some(30),
                percent: Some("60.00".to_owned()),
                computed: Some(27),
                compared: 1,
                difference: Some(-2),
            }
        );
    }

    #[test]
    fn nothing_reported_is_not_nothing_reached() {
        let figures = sum(TargetUnit::Usaha, &[one(Some(3), None, None)]);
        assert_eq!((figures.realization, figures.percent), (None, None));
        let figures = sum(TargetUnit::Usaha, &[one(Some(0), Some(4), None)]);
        assert_eq!((figures.realization, figures.percent), (Some(4), None));
    }

    #[test]
    fn percentages_are_not_added() {
        let one = one(Some(80), Some(60), None);
        let figures = sum(TargetUnit::Persen, &[one]);
        assert_eq!(figures.percent.as_deref(), Some("75.00"));
        let figures = sum(TargetUnit::Persen, &[one, one]);
        assert_eq!(
            (figures.target, figures.realization, figures.percent),
            (None, None, None)
        );
        assert_eq!(figures.quarterly_targets, 2);
    }
}
