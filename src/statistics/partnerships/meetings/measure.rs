//! Counts meetings, attendance and follow-ups.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use super::types::{
    MeetingAttendanceRow, MeetingFigures, MeetingGroupBy as By, MeetingStatistic,
    MeetingStatisticQuery, MeetingStatisticRow, MeetingTotals,
};
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::Problem;
use crate::partnerships::meetings::{MeetingKind, MeetingMark, MeetingStatus};
use crate::schema::{
    meeting_attendance as marks, meetings, partnership_parties as parties, partnerships,
};
use crate::statistics::envelope::{Asked, Tally, ratio};
use crate::statistics::grouping::{distinct, region_names};
use crate::statistics::partnerships::concept::MEETINGS;
use crate::statistics::partnerships::follow_ups::{self, FollowUpCount};
use crate::statistics::partnerships::regions::{row_of, within};
use crate::statistics::partnerships::selection::{Agreed, Selection, agreed, selected};
use crate::text::Lang;
use crate::values::quarter::Quarter;

/// The grouping when none is asked for.
const USUAL: [By; 1] = [By::Kind];

/// What a meeting's group has in common; what it is not grouped by is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    region: Option<String>,
    partnership: Option<(String, Id)>,
    agency: Option<String>,
    /// The place in its list.
    kind: Option<usize>,
    quarter: Option<Quarter>,
}

/// A meeting as read.
#[derive(Debug, Queryable)]
struct Row {
    id: Id,
    partnership: Id,
    kind: MeetingKind,
    starts_at: Timestamp,
    chair: String,
    status: MeetingStatus,
}

/// A party's mark: the agency or the organization, and whether it came.
type Mark = (Party, MeetingMark);

/// An agency's code or an organization's id.
type Party = (Option<String>, Option<Id>);

/// One group while it is counted.
#[derive(Debug, Default)]
struct Count {
    figures: MeetingFigures,
    follow_ups: FollowUpCount,
}

/// Counts the meetings in the caller's sight.
pub fn count(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    query: &MeetingStatisticQuery,
) -> Result<MeetingStatistic, Problem> {
    let asked = Asked::new(conn, who, lang, query.region.as_deref(), query.as_of)?;
    let group_by = distinct(query.group_by.as_deref().unwrap_or(&USUAL));
    let selection = Selection {
        partnership: query.partnership,
        scheme: query.scheme,
    };
    let agreed = agreed(conn, who, &selection)?;
    let attended = marks_of(conn, who, &selection)?;
    let followed = follow_ups::by_cause(conn, who, &selection)?;
    let mut tally = Tally::default();
    let mut whole = Count::default();
    let mut groups: BTreeMap<Key, Count> = BTreeMap::new();
    let mut attendance: BTreeMap<Party, [i64; 3]> = BTreeMap::new();
    for row in read(conn, who, &selection, query)? {
        // Both were read from one snapshot.
        let Some(below) = agreed.get(&row.partnership) else {
            continue;
        };
        let day = below.zone.day(row.starts_at).unwrap_or_default();
        let other_year = query.year.is_some_and(|year| day.year() != year);
        if other_year || !within(below.region.as_deref(), query.region.as_deref()) {
            continue;
        }
        if !tally.count(below.verdict, 1) {
            continue;
        }
        let marks = attended.get(&row.id).map_or(&[][..], Vec::as_slice);
        for (party, mark) in marks {
            attendance.entry(party.clone()).or_default()[*mark as usize] += 1;
        }
        let follow_ups = followed.get(&row.id).map_or(&[][..], Vec::as_slice);
        let today = below.zone.day(asked.at).unwrap_or_default();
        let region = row_of(below.region.as_deref(), query.region.as_deref());
        let key = row.key(below, region, day, &group_by);
        for held in [&mut whole, groups.entry(key).or_default()] {
            held.add(&row, asked.at, marks);
            for one in follow_ups {
                held.follow_ups.add(*one, today);
            }
        }
    }
    let codes = groups.keys().filter_map(|key| key.region.as_deref());
    let names = region_names(conn, codes)?;
    let rows = groups
        .into_iter()
        .map(|(key, count)| key.row(&names, count.finish()))
        .collect();
    let totals = MeetingTotals {
        figures: whole.finish(),
        attendance: attendance.into_iter().map(attendance_row).collect(),
    };
    Ok(MeetingStatistic::new(
        &MEETINGS, asked, group_by, tally, totals, rows,
    ))
}

fn read(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
    query: &MeetingStatisticQuery,
) -> Result<Vec<Row>, Problem> {
    Ok(on!(conn, |c| {
        let q = meetings::table
            .inner_join(partnerships::table.on(partnerships::id.eq(meetings::partnership_id)));
        let mut q = selected!(q, who, selection);
        if let Some(agency) = &query.agency {
            q = q.filter(meetings::chair_agency.eq(agency.clone()));
        }
        q.select((
            meetings::id,
            meetings::partnership_id,
            meetings::kind,
            meetings::starts_at,
            meetings::chair_agency,
            meetings::status,
        ))
        .load(c)
    })?)
}

/// The marks of meetings, by the meeting.
fn marks_of(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
) -> Result<HashMap<Id, Vec<Mark>>, Problem> {
    type Read = (Id, Option<String>, Option<Id>, MeetingMark);
    let rows: Vec<Read> = on!(conn, |c| {
        let q = meetings::table
            .inner_join(partnerships::table.on(partnerships::id.eq(meetings::partnership_id)));
        marks::table
            .inner_join(parties::table.on(parties::id.eq(marks::party_id)))
            .filter(marks::meeting_id.eq_any(selected!(q, who, selection).select(meetings::id)))
            .select((
                marks::meeting_id,
                parties::agency,
                parties::organization_id,
                marks::mark,
            ))
            .load(c)
    })?;
    let mut found: HashMap<Id, Vec<Mark>> = HashMap::new();
    for (meeting, agency, organization, mark) in rows {
        let of = found.entry(meeting).or_default();
        of.push(((agency, organization), mark));
    }
    Ok(found)
}

impl Row {
    fn key(&self, below: &Agreed, region: Option<String>, day: NaiveDate, group_by: &[By]) -> Key {
        let by = |wanted: By| group_by.contains(&wanted);
        Key {
            region: region.filter(|_| by(By::Region)),
            partnership: by(By::Partnership).then(|| (below.row.title.clone(), below.row.id)),
            agency: by(By::Agency).then(|| self.chair.clone()),
            kind: by(By::Kind).then_some(self.kind as usize),
            quarter: by(By::Quarter).then(|| Quarter::of(day)).flatten(),
        }
    }
}

impl Key {
    fn row(self, names: &HashMap<String, String>, figures: MeetingFigures) -> MeetingStatisticRow {
        let (partnership_title, partnership_id) = self.partnership.unzip();
        MeetingStatisticRow {
            kind: self.kind.map(|n| MeetingKind::ALL[n]),
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
    fn add(&mut self, row: &Row, now: Timestamp, marks: &[Mark]) {
        use MeetingStatus as S;
        let held = &mut self.figures;
        let begun = row.starts_at <= now;
        held.planned += 1;
        held.held += i64::from(matches!(row.status, S::Held | S::MinutesApproved));
        held.minutes_approved += i64::from(row.status == S::MinutesApproved);
        held.canceled += i64::from(row.status == S::Canceled);
        held.upcoming += i64::from(row.status == S::Scheduled && !begun);
        held.unreported += i64::from(row.status == S::Scheduled && begun);
        for (_, mark) in marks {
            held.marks += 1;
            held.present += i64::from(*mark == MeetingMark::Hadir);
        }
    }

    fn finish(self) -> MeetingFigures {
        let held = self.figures;
        MeetingFigures {
            held_percent: ratio(held.held, held.planned - held.upcoming, 100),
            attendance_percent: ratio(held.present, held.marks, 100),
            follow_ups: self.follow_ups.finish(),
            ..held
        }
    }
}

fn attendance_row(((agency, organization_id), counted): (Party, [i64; 3])) -> MeetingAttendanceRow {
    let [present, excused, absent] = [
        MeetingMark::Hadir,
        MeetingMark::Izin,
        MeetingMark::TidakHadir,
    ]
    .map(|mark| counted[mark as usize]);
    let marks = present + excused + absent;
    MeetingAttendanceRow {
        agency,
        organization_id,
        marks,
        present,
        excused,
        absent,
        attendance_percent: ratio(present, marks, 100),
    }
}
