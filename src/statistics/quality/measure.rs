//! From counts to figures: the rows, their totals, and what stands in none.

use super::concept::{DATA_QUALITY, FACTS, verdict};
use super::store;
use super::types::{
    QualityFigures, QualityGroupBy, QualityStatistic, QualityStatisticQuery, QualityStatisticRow,
};
use crate::auth::Who;
use crate::businesses::Sector;
use crate::businesses::classification::Scale;
use crate::businesses::women::Tri;
use crate::db::Conn;
use crate::http::Problem;
use crate::statistics::envelope::{Asked, Tally, ratio};
use crate::statistics::grouping::{Grouping, Key, distinct, region_names, width_below};
use crate::text::Lang;

/// Measures the data on businesses within the caller's jurisdiction.
pub(super) fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    query: &QualityStatisticQuery,
) -> Result<QualityStatistic, Problem> {
    let asked = Asked::new(conn, who, lang, query.region.as_deref(), query.as_of)?;
    let wanted = query.group_by.as_deref();
    let group_by = distinct(wanted.unwrap_or(&[QualityGroupBy::Region]));
    let width = width_below(query.region.as_deref());
    let column = |by: QualityGroupBy| by.column(width);
    let grouping = Grouping::new(QualityGroupBy::KEY, &group_by, column, verdict(&group_by));
    let flags = store::flags_of(conn, who, query, &grouping)?;
    let mut tally = Tally::default();
    let mut totals = QualityFigures::default();
    let mut rows = Vec::new();
    for (key, verdict, mut figures) in store::groups(conn, who, query, &grouping, asked.at)? {
        if !tally.count(verdict.as_deref(), figures.businesses) {
            continue;
        }
        let [critical, warning, info, doubtful] = flags.get(&key).copied().unwrap_or_default();
        figures.open_critical_flags = critical;
        figures.open_warning_flags = warning;
        figures.open_info_flags = info;
        figures.doubtful_businesses = doubtful;
        totals.add(&figures);
        rows.push(row(key, figures.finished()));
    }
    let codes = rows.iter().filter_map(|row| row.region_code.as_deref());
    let names = region_names(conn, codes)?;
    for row in &mut rows {
        let code = row.region_code.as_ref();
        row.region_name = code.and_then(|code| names.get(code).cloned());
    }
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(QualityStatistic::new(
        &DATA_QUALITY,
        asked,
        group_by,
        tally,
        totals.finished(),
        rows,
    ))
}

fn row(key: Key, figures: QualityFigures) -> QualityStatisticRow {
    let (region_code, agency, sector, scale, women_owned) = key;
    QualityStatisticRow {
        region_code,
        region_name: None,
        agency,
        sector: sector.as_deref().and_then(Sector::from_word),
        scale: scale.as_deref().and_then(Scale::from_word),
        women_owned: women_owned.as_deref().and_then(Tri::from_word),
        figures,
    }
}

/// Rows in the order of region codes and agencies, then in that of the code lists.
fn order(row: &QualityStatisticRow) -> impl Ord + '_ {
    (
        row.region_code.as_deref(),
        row.agency.as_deref(),
        row.sector.map(|sector| sector as u8),
        row.scale.map(|scale| scale as u8),
        row.women_owned.map(|owned| owned as u8),
    )
}

impl QualityFigures {
    /// Adds the counts of a group; shares are worked out once all are in.
    fn add(&mut self, other: &Self) {
        let mut sums = self.counts();
        let added = other.clone().counts().map(|count| *count);
        for (sum, count) in sums.iter_mut().zip(added) {
            **sum += count;
        }
    }

    fn counts(&mut self) -> [&mut i64; 21] {
        [
            &mut self.businesses,
            &mut self.filled,
            &mut self.complete_businesses,
            &mut self.with_owner_nik,
            &mut self.with_village,
            &mut self.with_kbli_or_sector,
            &mut self.with_nib,
            &mut self.with_women_owned,
            &mut self.with_scale,
            &mut self.with_workers,
            &mut self.with_phone,
            &mut self.verified_businesses,
            &mut self.stale_businesses,
            &mut self.without_kbli,
            &mut self.unknown_kbli,
            &mut self.without_sector,
            &mut self.retired_region,
            &mut self.open_critical_flags,
            &mut self.open_warning_flags,
            &mut self.open_info_flags,
            &mut self.doubtful_businesses,
        ]
    }

    fn finished(self) -> Self {
        let asked_for = i64::try_from(FACTS.len()).unwrap_or(i64::MAX);
        Self {
            completeness_percent: ratio(self.filled, self.businesses * asked_for, 100),
            verified_percent: ratio(self.verified_businesses, self.businesses, 100),
            stale_percent: ratio(self.stale_businesses, self.businesses, 100),
            ..self
        }
    }
}
