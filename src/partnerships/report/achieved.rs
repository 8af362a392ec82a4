//! The targets of a report, and what was reached of them.
//!
//! Nothing is computed here: a quarter's figures are those of [`figures`], the same that closings
//! and statistics show. They are only added, and only within one unit.

use std::collections::HashMap;

use super::names::Names;
use super::store::Scope;
use super::types::{ReportIndicator, ReportQuarter, ReportSum, ReportTarget};
use crate::db::{Conn, Id};
use crate::http::Problem;
use crate::partnerships::activities::ActivityRow;
use crate::partnerships::figures::{Figure, figures};
use crate::partnerships::targets::{TargetRow, TargetUnit};
use crate::statistics::ratio;
use crate::values::quarter::Quarter;

/// The targets of the period's year that are to be reached, or were reported on, by the period's end.
pub(super) fn of(
    conn: &mut Conn,
    scope: &Scope,
    names: &Names,
    activities: &[ActivityRow],
    all: &[TargetRow],
) -> Result<Vec<ReportTarget>, Problem> {
    let year = scope.period.year();
    let rows: Vec<TargetRow> = all.iter().filter(|row| row.year == year).cloned().collect();
    let last = scope.period.quarters().last();
    let quarters: Vec<Quarter> = Quarter::of_year(year)
        .into_iter()
        .flatten()
        .filter(|quarter| Some(*quarter) <= last)
        .collect();
    let mut known: HashMap<Id, Vec<Figure>> = HashMap::new();
    for figure in figures(
        conn,
        std::slice::from_ref(&scope.partnership),
        &rows,
        &quarters,
        None,
    )? {
        known.entry(figure.target_id).or_default().push(figure);
    }
    let codes: HashMap<Id, &str> = activities
        .iter()
        .map(|row| (row.id, row.code.as_str()))
        .collect();
    let shown = rows.iter().filter_map(|row| {
        let figures = known.remove(&row.id).unwrap_or_default();
        let says = |figure: &Figure| figure.target.is_some() || figure.reported.is_some();
        figures.iter().any(says).then(|| {
            let code = row.activity_id.and_then(|id| codes.get(&id));
            view(
                scope,
                names,
                row,
                &figures,
                code.map(|code| (*code).to_owned()),
            )
        })
    });
    Ok(shown.collect())
}

fn view(
    scope: &Scope,
    names: &Names,
    row: &TargetRow,
    figures: &[Figure],
    activity_code: Option<String>,
) -> ReportTarget {
    let quarters: Vec<Quarter> = scope.period.quarters().collect();
    let own: Vec<&Figure> = figures
        .iter()
        .filter(|figure| quarters.contains(&figure.quarter))
        .collect();
    let whole: Vec<&Figure> = figures.iter().collect();
    ReportTarget {
        id: row.id,
        indicator: row.indicator,
        name: row.name.clone(),
        unit: row.unit,
        agency: names.agency(&row.agency),
        region: row.region_code.as_deref().map(|code| names.region(code)),
        activity_id: row.activity_id,
        activity_code,
        baseline: row.baseline,
        quarters: own.iter().map(|figure| quarter(figure)).collect(),
        period: ReportSum::over(row.unit, &own),
        year_to_date: ReportSum::over(row.unit, &whole),
    }
}

fn quarter(figure: &Figure) -> ReportQuarter {
    ReportQuarter {
        quarter: figure.quarter,
        target: figure.target,
        reported: figure.reported,
        status: figure.status,
        pending: figure.pending,
        revision: figure.revision,
        computed: figure.computed,
        difference: figure.difference,
        percent: percent(figure.reported, figure.target),
        closed: figure.closing.is_some(),
        reported_at_closing: figure.closing.as_ref().and_then(|then| then.reported),
    }
}

fn percent(reported: Option<i64>, target: Option<i64>) -> Option<String> {
    ratio(reported?, target?, 100)
}

/// The sum of what is known; nothing where nothing is.
fn add(values: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    values.flatten().reduce(i64::saturating_add)
}

impl ReportSum {
    /// The sum over the quarters of one target.
    fn over(unit: TargetUnit, figures: &[&Figure]) -> Self {
        if unit == TargetUnit::Persen && figures.len() > 1 {
            return Self::default();
        }
        Self::of(
            add(figures.iter().map(|figure| figure.target)),
            add(figures.iter().map(|figure| figure.reported)),
            add(figures.iter().map(|figure| figure.computed)),
            add(figures.iter().map(|figure| figure.difference)),
        )
    }

    /// The sum over targets of one unit.
    fn total(unit: TargetUnit, sums: &[&Self]) -> Self {
        if unit == TargetUnit::Persen && sums.len() > 1 {
            return Self::default();
        }
        Self::of(
            add(sums.iter().map(|sum| sum.target)),
            add(sums.iter().map(|sum| sum.reported)),
            add(sums.iter().map(|sum| sum.computed)),
            add(sums.iter().map(|sum| sum.difference)),
        )
    }

    fn of(
        target: Option<i64>,
        reported: Option<i64>,
        computed: Option<i64>,
        difference: Option<i64>,
    ) -> Self {
        Self {
            target,
            reported,
            computed,
            difference,
            percent: percent(reported, target),
        }
    }
}

impl ReportTarget {
    /// Whether what was reported in the period is at or above the target, in each quarter where
    /// quarters are not added.
    pub(super) fn is_reached(&self) -> bool {
        let reaches = |target: Option<i64>, reported: Option<i64>| {
            target.is_none_or(|target| reported.is_some_and(|reported| reported >= target))
        };
        if self.unit == TargetUnit::Persen {
            return self.quarters.iter().all(|q| reaches(q.target, q.reported));
        }
        reaches(self.period.target, self.period.reported)
    }
}

/// The targets by what they measure, in the order in which the indicators were first named.
pub(super) fn by_indicator(targets: &[ReportTarget]) -> Vec<ReportIndicator> {
    let mut groups: Vec<Vec<&ReportTarget>> = Vec::new();
    for target in targets {
        let key = |one: &ReportTarget| (one.indicator, one.name.clone(), one.unit);
        let same = groups.iter_mut().find(|group| key(group[0]) == key(target));
        match same {
            Some(group) => group.push(target),
            None => groups.push(vec![target]),
        }
    }
    let total = |group: Vec<&ReportTarget>| {
        let first = group[0];
        let periods: Vec<&ReportSum> = group.iter().map(|one| &one.period).collect();
        let years: Vec<&ReportSum> = group.iter().map(|one| &one.year_to_date).collect();
        ReportIndicator {
            indicator: first.indicator,
            name: first.name.clone(),
            unit: first.unit,
            targets: i64::try_from(group.len()).unwrap_or(i64::MAX),
            period: ReportSum::total(first.unit, &periods),
            year_to_date: ReportSum::total(first.unit, &years),
        }
    };
    groups.into_iter().map(total).collect()
}
