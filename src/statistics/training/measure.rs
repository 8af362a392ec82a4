//! Puts together what the queries count.

use std::collections::HashMap;

use super::concept::{TRAINING, VERDICT};
use super::store::{agencies_per_person, batches_of, enrollments_of, persons_of, plans};
use super::types::{
    TrainingFigures, TrainingGroupBy as By, TrainingStatistic, TrainingStatisticQuery,
    TrainingStatisticRow, TrainingTotals,
};
use crate::auth::Who;
use crate::db::Conn;
use crate::http::Problem;
use crate::statistics::envelope::{Asked, Tally, ratio};
use crate::statistics::grouping::{Grouping, Key, distinct, region_names, width_below};
use crate::text::Lang;
use crate::training::{FundSource, TrainingField};

/// The grouping when none is asked for.
const USUAL: [By; 2] = [By::Agency, By::Field];

/// Counts training within the caller's jurisdiction.
pub fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    query: &TrainingStatisticQuery,
) -> Result<TrainingStatistic, Problem> {
    let asked = Asked::new(conn, who, lang, query.region.as_deref(), query.as_of)?;
    let group_by = distinct(query.group_by.as_deref().unwrap_or(&USUAL));
    let plans = plans(conn, who, query)?;
    let grouping = grouping(conn, query, &group_by);
    let mut tally = Tally::default();
    let mut groups = measure(conn, who, query, &grouping, &mut tally)?;
    for (key, persons, shared) in persons_of(conn, who, query, &grouping)? {
        let held = groups.entry(key).or_default();
        held.persons = persons;
        held.persons_trained_by_two_or_more_agencies = shared;
    }
    if !group_by.iter().any(|by| by.splits_programs()) {
        for plan in &plans {
            plan.count_in(groups.entry(plan.key(&group_by)).or_default());
        }
    }
    let totals = totals(conn, who, query, &plans)?;
    let codes = groups.keys().filter_map(|key| key.2.as_deref());
    let names = region_names(conn, codes)?;
    let rows = groups.into_iter();
    let mut rows: Vec<TrainingStatisticRow> = rows
        .map(|(key, figures)| row(key, &names, finished(figures)))
        .collect();
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(TrainingStatistic::new(
        &TRAINING, asked, group_by, tally, totals, rows,
    ))
}

fn totals(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
    plans: &[Plan],
) -> Result<TrainingTotals, Problem> {
    let undivided = grouping(conn, query, &[]);
    let mut whole = measure(conn, who, query, &undivided, &mut Tally::default())?;
    let agencies_per_person = agencies_per_person(conn, who, query, &undivided)?;
    let mut figures = whole.remove(&Key::default()).unwrap_or_default();
    for held in &agencies_per_person {
        figures.persons += held.persons;
        if held.agencies > 1 {
            figures.persons_trained_by_two_or_more_agencies += held.persons;
        }
    }
    figures.programs_with_budget = Some(0);
    for plan in plans {
        plan.count_in(&mut figures);
    }
    Ok(TrainingTotals {
        figures: finished(figures),
        agencies_per_person,
    })
}

fn grouping(conn: &Conn, query: &TrainingStatisticQuery, group_by: &[By]) -> Grouping {
    let width = width_below(query.region.as_deref());
    let column = |by: By| by.column(conn, width);
    Grouping::new(By::KEY, group_by, column, VERDICT.to_owned())
}

/// What is counted of batches and enrollments in each group.
fn measure(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
    grouping: &Grouping,
    tally: &mut Tally,
) -> Result<HashMap<Key, TrainingFigures>, Problem> {
    let counted = enrollments_of(conn, who, query, grouping)?;
    let mut groups: HashMap<Key, TrainingFigures> = counted.into_iter().collect();
    for (key, verdict, batches, seats, programs) in batches_of(conn, who, query, grouping)? {
        if tally.count(verdict.as_deref(), batches) {
            let held = groups.entry(key).or_default();
            held.batches = batches;
            held.seats = seats;
            held.programs = programs;
        }
    }
    Ok(groups)
}

fn finished(figures: TrainingFigures) -> TrainingFigures {
    let money = figures.spent_idr.zip(figures.budget_idr);
    TrainingFigures {
        placed_graduates_percent: ratio(figures.placed_graduates, figures.graduates, 100),
        absorbed_percent: money.and_then(|(spent, budget)| ratio(spent, budget, 100)),
        ..figures
    }
}

/// A program that counts, with its money.
pub(super) struct Plan {
    pub(super) agency: String,
    pub(super) field: TrainingField,
    pub(super) fund_source: FundSource,
    pub(super) budget: Option<i64>,
    pub(super) spent: Option<i64>,
    /// Whether it has batches that count, and is counted with them.
    pub(super) in_batches: bool,
}

impl Plan {
    /// Its row, where rows do not split programs.
    fn key(&self, group_by: &[By]) -> Key {
        let by = |by: By, value: &str| group_by.contains(&by).then(|| value.to_owned());
        (
            by(By::Agency, &self.agency),
            by(By::Field, self.field.as_str()),
            None,
            None,
            by(By::FundSource, self.fund_source.as_str()),
        )
    }

    fn count_in(&self, held: &mut TrainingFigures) {
        if !self.in_batches {
            held.programs += 1;
        }
        let with_budget = held.programs_with_budget.get_or_insert(0);
        let Some(budget) = self.budget else {
            return;
        };
        *with_budget += 1;
        // A thousand programs of the highest budget are more than an integer holds.
        let more = |sum: Option<i64>, part: i64| Some(sum.unwrap_or(0).saturating_add(part));
        held.budget_idr = more(held.budget_idr, budget);
        held.spent_idr = more(held.spent_idr, self.spent.unwrap_or(0));
    }
}

fn row(
    key: Key,
    names: &HashMap<String, String>,
    figures: TrainingFigures,
) -> TrainingStatisticRow {
    let (agency, field, region_code, quarter, fund_source) = key;
    TrainingStatisticRow {
        agency,
        field: field.as_deref().and_then(TrainingField::from_word),
        region_name: region_code
            .as_ref()
            .and_then(|code| names.get(code).cloned()),
        region_code,
        quarter,
        fund_source: fund_source.as_deref().and_then(FundSource::from_word),
        figures,
    }
}

/// Rows in the order of region, agency, field and source as the lists have them, quarter.
fn order(row: &TrainingStatisticRow) -> impl Ord + '_ {
    (
        row.region_code.as_deref(),
        row.agency.as_deref(),
        TrainingField::ALL
            .iter()
            .position(|one| Some(*one) == row.field),
        FundSource::ALL
            .iter()
            .position(|one| Some(*one) == row.fund_source),
        row.quarter.as_deref(),
    )
}
