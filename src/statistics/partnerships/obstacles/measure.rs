//! Counts obstacles and what follows from them.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use super::types::{
    ObstacleFigures, ObstacleGroupBy as By, ObstacleStatistic, ObstacleStatisticQuery,
    ObstacleStatisticRow,
};
use crate::auth::Who;
use crate::db::{Conn, Id, Json, on};
use crate::http::Problem;
use crate::partnerships::obstacles::{ObstacleCategory, ObstacleSeverity, ObstacleStatus};
use crate::schema::{activities, obstacles, partnerships};
use crate::statistics::envelope::{Asked, Tally};
use crate::statistics::grouping::{distinct, region_names};
use crate::statistics::partnerships::concept::OBSTACLES;
use crate::statistics::partnerships::days::{ObstacleAge, between, median};
use crate::statistics::partnerships::follow_ups::{self, FollowUp, FollowUpCount};
use crate::statistics::partnerships::regions::{row_of, within};
use crate::statistics::partnerships::selection::{Agreed, Selection, agreed, lies, selected};
use crate::text::Lang;
use crate::values::quarter::Quarter;

/// The grouping when none is asked for.
const USUAL: [By; 2] = [By::Category, By::Age];

/// What an obstacle's group has in common; what it is not grouped by is none.
///
/// Words stand by their place in their list, so that groups are sorted as the lists are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    region: Option<String>,
    partnership: Option<(String, Id)>,
    agency: Option<String>,
    category: Option<usize>,
    severity: Option<usize>,
    age: Option<usize>,
    quarter: Option<Quarter>,
}

/// An obstacle as read.
#[derive(Debug, Queryable)]
struct Row {
    id: Id,
    partnership: Id,
    category: ObstacleCategory,
    severity: ObstacleSeverity,
    region: Option<String>,
    owner: String,
    raised_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    status: ObstacleStatus,
    activity_regions: Option<Json>,
}

/// One group while it is counted.
#[derive(Debug, Default)]
struct Count {
    figures: ObstacleFigures,
    days: Vec<i64>,
    follow_ups: FollowUpCount,
}

/// Counts the obstacles in the caller's sight.
pub fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    query: &ObstacleStatisticQuery,
) -> Result<ObstacleStatistic, Problem> {
    let asked = Asked::new(conn, who, lang, query.region.as_deref(), query.as_of)?;
    let group_by = distinct(query.group_by.as_deref().unwrap_or(&USUAL));
    let selection = Selection {
        partnership: query.partnership,
        scheme: query.scheme,
    };
    let agreed = agreed(conn, who, &selection)?;
    let followed = follow_ups::by_cause(conn, who, &selection)?;
    let mut tally = Tally::default();
    let mut whole = Count::default();
    let mut groups: BTreeMap<Key, Count> = BTreeMap::new();
    for row in read(conn, who, &selection, query)? {
        // Both were read from one snapshot.
        let Some(below) = agreed.get(&row.partnership) else {
            continue;
        };
        let region = row.lies(below)?;
        let other_year = query.year.is_some_and(|year| row.raised_on.year() != year);
        if other_year || !within(region.as_deref(), query.region.as_deref()) {
            continue;
        }
        if !tally.count(below.verdict, 1) {
            continue;
        }
        let today = below.zone.day(asked.at).unwrap_or_default();
        let follow_ups = followed.get(&row.id).map_or(&[][..], Vec::as_slice);
        let region = row_of(region.as_deref(), query.region.as_deref());
        let key = row.key(below, region, today, &group_by);
        for held in [&mut whole, groups.entry(key).or_default()] {
            held.add(&row, follow_ups, today);
        }
    }
    let codes = groups.keys().filter_map(|key| key.region.as_deref());
    let names = region_names(conn, codes)?;
    let rows = groups
        .into_iter()
        .map(|(key, count)| key.row(&names, count.finish()))
        .collect();
    Ok(ObstacleStatistic::new(
        &OBSTACLES,
        asked,
        group_by,
        tally,
        whole.finish(),
        rows,
    ))
}

fn read(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
    query: &ObstacleStatisticQuery,
) -> Result<Vec<Row>, Problem> {
    Ok(on!(conn, |c| {
        let q = obstacles::table
            .inner_join(partnerships::table.on(partnerships::id.eq(obstacles::partnership_id)))
            .left_join(activities::table.on(obstacles::activity_id.eq(activities::id.nullable())));
        let mut q = selected!(q, who, selection);
        if let Some(agency) = &query.agency {
            q = q.filter(obstacles::owner_agency.eq(agency.clone()));
        }
        q.select((
            obstacles::id,
            obstacles::partnership_id,
            obstacles::category,
            obstacles::severity,
            obstacles::region_code,
            obstacles::owner_agency,
            obstacles::raised_on,
            obstacles::closed_on,
            obstacles::status,
            activities::region_codes.nullable(),
        ))
        .load(c)
    })?)
}

impl Row {
    fn lies(&self, below: &Agreed) -> Result<Option<String>, Problem> {
        let own = self.region.clone().into_iter().collect::<Vec<_>>();
        let activity: Vec<String> = match &self.activity_regions {
            Some(codes) => serde_json::from_value(codes.0.clone()).map_err(Problem::unreadable)?,
            None => Vec::new(),
        };
        if own.is_empty() && activity.is_empty() {
            return Ok(below.region.clone());
        }
        Ok(lies(&[&own, &activity], &below.row.area_code))
    }

    fn key(
        &self,
        below: &Agreed,
        region: Option<String>,
        today: NaiveDate,
        group_by: &[By],
    ) -> Key {
        let by = |wanted: By| group_by.contains(&wanted);
        let stood = between(self.raised_on, self.closed_on.unwrap_or(today));
        Key {
            region: region.filter(|_| by(By::Region)),
            partnership: by(By::Partnership).then(|| (below.row.title.clone(), below.row.id)),
            agency: by(By::Agency).then(|| self.owner.clone()),
            category: by(By::Category).then_some(self.category as usize),
            severity: by(By::Severity).then_some(self.severity as usize),
            age: by(By::Age).then_some(ObstacleAge::of(stood) as usize),
            quarter: by(By::Quarter)
                .then(|| Quarter::of(self.raised_on))
                .flatten(),
        }
    }
}

impl Key {
    fn row(
        self,
        names: &HashMap<String, String>,
        figures: ObstacleFigures,
    ) -> ObstacleStatisticRow {
        let (partnership_title, partnership_id) = self.partnership.unzip();
        ObstacleStatisticRow {
            category: self.category.map(|n| ObstacleCategory::ALL[n]),
            severity: self.severity.map(|n| ObstacleSeverity::ALL[n]),
            age: self.age.map(|n| ObstacleAge::ALL[n]),
            partnership_id,
            partnership_title,
            agency: self.agency,
            region_name: self
                .region
                .as_ref()
                .and_then(|code| names.get(code).cloned()),
            region_code: self.region,
            quarter: self.quarter.map(|quarter| quarter.to_string()),
            figures,
        }
    }
}

impl Count {
    fn add(&mut self, row: &Row, follow_ups: &[FollowUp], today: NaiveDate) {
        use ObstacleStatus as S;
        let held = &mut self.figures;
        held.obstacles += 1;
        let open = !row.status.is_closed();
        let late = follow_ups.iter().any(|one| one.is_overdue(today));
        held.open += i64::from(open);
        held.overdue += i64::from(open && late);
        held.escalated += i64::from(row.status == S::Escalated);
        held.resolved += i64::from(row.status == S::Resolved);
        held.accepted_risk += i64::from(row.status == S::AcceptedRisk);
        self.days
            .extend(row.closed_on.map(|day| between(row.raised_on, day)));
        for one in follow_ups {
            self.follow_ups.add(*one, today);
        }
    }

    fn finish(self) -> ObstacleFigures {
        ObstacleFigures {
            median_days_to_close: median(self.days),
            follow_ups: self.follow_ups.finish(),
            ..self.figures
        }
    }
}
