//! Puts targets, realizations and budgets together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;

use super::achievement::Reported;
use super::budget::{Budgets, Placed, activities};
use super::types::{
    AchievementFigures, PartnershipGroupBy as By, PartnershipStatistic, PartnershipStatisticQuery,
    PartnershipStatisticRow, PartnershipTotals,
};
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::Problem;
use crate::partnerships::PartnershipRow;
use crate::partnerships::figures::figures;
use crate::partnerships::targets::{TargetIndicator, TargetRow, TargetUnit};
use crate::schema::{partnerships, targets};
use crate::statistics::envelope::{Asked, Tally};
use crate::statistics::grouping::{distinct, region_names};
use crate::statistics::partnerships::concept::PARTNERSHIPS;
use crate::statistics::partnerships::regions::{row_of, within};
use crate::statistics::partnerships::selection::{Agreed, Selection, agreed, lies, selected};
use crate::text::Lang;
use crate::values::quarter::Quarter;

/// A quarterly target that stands in a row without a figure.
const NOT_REPORTED: &str = "unmapped:not_reported";

/// The grouping when none is asked for.
const USUAL: [By; 2] = [By::Partnership, By::Agency];

/// What a group has in common; what it is not grouped by is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    region: Option<String>,
    partnership: Option<(String, Id)>,
    agency: Option<String>,
    quarter: Option<Quarter>,
    /// The place in its list.
    indicator: usize,
    name: Option<String>,
    /// The place in its list.
    unit: usize,
}

/// Counts quarterly targets and activities in the caller's sight.
pub fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    query: &PartnershipStatisticQuery,
) -> Result<PartnershipStatistic, Problem> {
    let asked = Asked::new(conn, who, lang, query.region.as_deref(), query.as_of)?;
    let group_by = distinct(query.group_by.as_deref().unwrap_or(&USUAL));
    let selection = Selection {
        partnership: query.partnership,
        scheme: query.scheme,
    };
    let agreed = agreed(conn, who, &selection)?;
    let activities = activities(conn, who, &selection)?;
    let mut seen = BTreeSet::new();
    let mut budgets = Budgets::default();
    for one in activities.values() {
        let below = agreed.get(&one.row.partnership_id);
        if let Some(below) = below.filter(|below| below.verdict.is_none())
            && budgets.add(one, below, query, &group_by)
        {
            seen.insert(below.row.id);
        }
    }
    let mut tally = Tally::default();
    let mut groups: BTreeMap<Key, AchievementFigures> = BTreeMap::new();
    let mut targets = targets_of(conn, who, &selection, query)?;
    targets.retain(|target| {
        let below = agreed.get(&target.partnership_id);
        below.is_some_and(|below| {
            let region = place_of(target, &activities, below);
            within(region.as_deref(), query.region.as_deref())
        })
    });
    for (target, quarter, reported) in quarterly(conn, &agreed, &targets)? {
        let Some(below) = agreed.get(&target.partnership_id) else {
            continue;
        };
        seen.insert(below.row.id);
        let verdict = verdict(below, quarter, reported, asked.at);
        tally.count(verdict, 1);
        if verdict.is_none_or(|verdict| verdict == NOT_REPORTED) {
            let region = place_of(target, &activities, below);
            let region = row_of(region.as_deref(), query.region.as_deref());
            let key = Key::of(target, below, region, quarter, &group_by);
            groups.entry(key).or_default().add(reported);
        }
    }
    let of_rows = groups.keys().filter_map(|key| key.region.as_deref());
    let names = region_names(conn, of_rows.chain(budgets.regions()))?;
    let (budget, budgets) = budgets.finish(&names);
    let rows: Vec<PartnershipStatisticRow> = groups
        .into_iter()
        .map(|(key, figures)| key.row(&names, figures))
        .collect();
    let sum = |of: fn(&AchievementFigures) -> i64| rows.iter().map(|row| of(&row.figures)).sum();
    let totals = PartnershipTotals {
        partnerships: i64::try_from(seen.len()).unwrap_or(i64::MAX),
        quarterly_targets: sum(|figures| figures.quarterly_targets),
        unreported: sum(|figures| figures.unreported),
        budget,
        budgets,
    };
    Ok(PartnershipStatistic::new(
        &PARTNERSHIPS,
        asked,
        group_by,
        tally,
        totals,
        rows,
    ))
}

/// The targets of the partnerships selected.
fn targets_of(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
    query: &PartnershipStatisticQuery,
) -> Result<Vec<TargetRow>, Problem> {
    Ok(on!(conn, |c| {
        let q = targets::table
            .inner_join(partnerships::table.on(partnerships::id.eq(targets::partnership_id)));
        let mut q = selected!(q, who, selection);
        if let Some(agency) = &query.agency {
            q = q.filter(targets::agency.eq(agency.clone()));
        }
        if let Some(year) = query.year {
            q = q.filter(targets::year.eq(year));
        }
        q.select(TargetRow::as_select()).load(c)
    })?)
}

/// Where a target lies: in its own region, else where its activity or its partnership does.
fn place_of(
    target: &TargetRow,
    activities: &BTreeMap<Id, Placed>,
    below: &Agreed,
) -> Option<String> {
    let own: Vec<String> = target.region_code.iter().cloned().collect();
    let activity = target.activity_id.and_then(|id| activities.get(&id));
    let of_activity = activity.map_or(&[][..], |one| &one.regions);
    if own.is_empty() && of_activity.is_empty() {
        return below.region.clone();
    }
    lies(&[&own, of_activity], &below.row.area_code)
}

/// The quarterly targets: what was planned or reported for one quarter.
fn quarterly<'a>(
    conn: &mut Conn,
    agreed: &HashMap<Id, Agreed>,
    targets: &'a [TargetRow],
) -> Result<Vec<(&'a TargetRow, Quarter, Reported)>, Problem> {
    let with: BTreeSet<Id> = targets.iter().map(|one| one.partnership_id).collect();
    let partnerships = with.iter().filter_map(|id| agreed.get(id));
    let partnerships: Vec<PartnershipRow> = partnerships.map(|one| one.row.clone()).collect();
    let years: BTreeSet<i32> = targets.iter().map(|one| one.year).collect();
    let quarters = years.into_iter().filter_map(Quarter::of_year).flatten();
    let quarters: Vec<Quarter> = quarters.collect();
    let by_id: HashMap<Id, &TargetRow> = targets.iter().map(|one| (one.id, one)).collect();
    let figures = figures(conn, &partnerships, targets, &quarters, None)?;
    let known = figures.into_iter().filter_map(|figure| {
        let reported = Reported {
            target: figure.target,
            realization: figure.reported,
            computed: figure.computed,
        };
        let says = reported.target.is_some() || reported.realization.is_some();
        let target = by_id.get(&figure.target_id).copied()?;
        says.then_some((target, figure.quarter, reported))
    });
    Ok(known.collect())
}

/// None for a quarterly target with a figure that counts, else why it has none or does not count.
fn verdict(
    below: &Agreed,
    quarter: Quarter,
    reported: Reported,
    at: Timestamp,
) -> Option<&'static str> {
    let today = below.zone.day(at).unwrap_or_default();
    if below.verdict.is_some() {
        below.verdict
    } else if reported.realization.is_some() {
        None
    } else if quarter.first_day() > below.row.last_day() {
        Some("outside:partnership_ended_before")
    } else if quarter.last_day() >= today {
        Some("outside:quarter_not_ended")
    } else {
        Some(NOT_REPORTED)
    }
}

impl Key {
    fn of(
        target: &TargetRow,
        below: &Agreed,
        region: Option<String>,
        quarter: Quarter,
        group_by: &[By],
    ) -> Self {
        let by = |wanted: By| group_by.contains(&wanted);
        let named = target.indicator == TargetIndicator::Lainnya;
        Self {
            region: region.filter(|_| by(By::Region)),
            partnership: by(By::Partnership).then(|| (below.row.title.clone(), below.row.id)),
            agency: by(By::Agency).then(|| target.agency.clone()),
            quarter: by(By::Quarter).then_some(quarter),
            indicator: target.indicator as usize,
            name: target.name.clone().filter(|_| named),
            unit: target.unit as usize,
        }
    }

    fn row(
        self,
        names: &HashMap<String, String>,
        figures: AchievementFigures,
    ) -> PartnershipStatisticRow {
        let (partnership_title, partnership_id) = self.partnership.unzip();
        let unit = TargetUnit::ALL[self.unit];
        PartnershipStatisticRow {
            partnership_id,
            partnership_title,
            agency: self.agency,
            region_name: self
                .region
                .as_ref()
                .and_then(|code| names.get(code).cloned()),
            region_code: self.region,
            quarter: self.quarter.map(|quarter| quarter.to_string()),
            indicator: TargetIndicator::ALL[self.indicator],
            indicator_name: self.name,
            unit,
            figures: figures.finish(unit),
        }
    }
}
