//! Activities and their money.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use diesel::prelude::*;

use super::achievement::more;
use super::types::{
    BudgetFigures, PartnershipBudgetRow, PartnershipGroupBy as By, PartnershipStatisticQuery,
};
use crate::auth::Who;
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::partnerships::activities::{ActivityRow, ActivityStatus};
use crate::schema::{activities, partnerships};
use crate::statistics::envelope::ratio;
use crate::statistics::partnerships::regions::{row_of, within};
use crate::statistics::partnerships::selection::{Agreed, Selection, lies, selected};

/// What an activity's group has in common; what it is not grouped by is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    region: Option<String>,
    partnership: Option<(String, Id)>,
    agency: Option<String>,
}

/// The money of the activities in the selection, and of each group.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    whole: BudgetFigures,
    groups: BTreeMap<Key, BudgetFigures>,
}

/// An activity in sight, and where it lies.
#[derive(Debug)]
pub(super) struct Placed {
    /// The activity.
    pub row: ActivityRow,
    /// Its own regions.
    pub regions: Vec<String>,
}

/// The activities of the partnerships selected, by their ids.
pub(super) fn activities(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
) -> Result<BTreeMap<Id, Placed>, Problem> {
    let rows: Vec<ActivityRow> = on!(conn, |c| {
        let q = activities::table
            .inner_join(partnerships::table.on(partnerships::id.eq(activities::partnership_id)));
        selected!(q, who, selection)
            .select(ActivityRow::as_select())
            .load(c)
    })?;
    rows.into_iter()
        .map(|row| {
            let regions = row.regions()?;
            Ok((row.id, Placed { row, regions }))
        })
        .collect()
}

impl Budgets {
    /// Counts an activity of a partnership that counts; says whether it is in the selection.
    pub(super) fn add(
        &mut self,
        one: &Placed,
        below: &Agreed,
        query: &PartnershipStatisticQuery,
        group_by: &[By],
    ) -> bool {
        let region = if one.regions.is_empty() {
            below.region.clone()
        } else {
            lies(&[&one.regions], &below.row.area_code)
        };
        let row = &one.row;
        let another =
            |wanted: &Option<String>, is: &str| wanted.as_deref().is_some_and(|w| w != is);
        if row.status == ActivityStatus::Canceled
            || another(&query.agency, &row.lead_agency)
            || query
                .year
                .is_some_and(|year| row.planned_from.year() != year)
            || !within(region.as_deref(), query.region.as_deref())
        {
            return false;
        }
        let by = |wanted: By| group_by.contains(&wanted);
        let region = row_of(region.as_deref(), query.region.as_deref());
        let key = Key {
            region: region.filter(|_| by(By::Region)),
            partnership: by(By::Partnership).then(|| (below.row.title.clone(), below.row.id)),
            agency: by(By::Agency).then(|| row.lead_agency.clone()),
        };
        for held in [&mut self.whole, self.groups.entry(key).or_default()] {
            held.activities += 1;
            if row.budget_idr.is_some() {
                held.activities_with_budget += 1;
                held.budget_idr = more(held.budget_idr, row.budget_idr);
                held.spent_idr = more(held.spent_idr, Some(row.spent_idr.unwrap_or(0)));
            }
        }
        true
    }

    /// The codes of regions in the rows.
    pub(super) fn regions(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().filter_map(|key| key.region.as_deref())
    }

    /// All money, and that of each group.
    pub(super) fn finish(
        self,
        names: &HashMap<String, String>,
    ) -> (BudgetFigures, Vec<PartnershipBudgetRow>) {
        let row = |(key, figures): (Key, BudgetFigures)| {
            let (partnership_title, partnership_id) = key.partnership.unzip();
            PartnershipBudgetRow {
                partnership_id,
                partnership_title,
                agency: key.agency,
                region_name: key
                    .region
                    .as_ref()
                    .and_then(|code| names.get(code).cloned()),
                region_code: key.region,
                figures: finished(figures),
            }
        };
        let rows = self.groups.into_iter().map(row).collect();
        (finished(self.whole), rows)
    }
}

fn finished(figures: BudgetFigures) -> BudgetFigures {
    let money = figures.spent_idr.zip(figures.budget_idr);
    BudgetFigures {
        absorbed_percent: money.and_then(|(spent, budget)| ratio(spent, budget, 100)),
        ..figures
    }
}
