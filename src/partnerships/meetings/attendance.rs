//! Attendance: which party came to a meeting that was held, with how many people.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::status::MeetingStatus;
use super::store::{self, MeetingRow};
use crate::app::Tx;
use crate::audit::difference;
use crate::db::types::words;
use crate::db::{Conn, Id, on};
use crate::http::{Code, IfMatch, Problem, Rules};
use crate::schema::{meeting_attendance as marks, partnership_parties as parties};
use crate::text::Text;

words! {
    /// Whether a party came to a meeting, the code list `meeting_mark`.
    pub enum MeetingMark {
        /// It came.
        Hadir = "hadir",
        /// It excused itself.
        Izin = "izin",
        /// It did not come.
        TidakHadir = "tidak_hadir",
    }
}

/// One party's mark to record.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingMarkInput {
    /// The party.
    pub party_id: Id,
    /// Whether it came.
    pub mark: MeetingMark,
    /// How many people it sent; for `hadir` only.
    #[schema(minimum = 1, maximum = 1000, example = 2)]
    pub delegates: Option<i32>,
}

/// The attendance of a meeting as a whole: a party that is not named has no mark.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingAttendanceInput {
    /// The marks, one for each party.
    #[schema(max_items = 100)]
    pub marks: Vec<MeetingMarkInput>,
}

/// One party's mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingDelegation {
    /// The party.
    pub party_id: Id,
    /// The party's agency.
    #[schema(required, max_length = 64)]
    pub agency: Option<String>,
    /// The party's organization.
    #[schema(required)]
    pub organization_id: Option<Id>,
    /// Whether it came.
    pub mark: MeetingMark,
    /// How many people it sent.
    #[schema(required, minimum = 1, maximum = 1000)]
    pub delegates: Option<i32>,
}

/// The attendance of a meeting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeetingAttendance {
    /// The meeting.
    pub meeting_id: Id,
    /// The marks, in the order in which the parties were named.
    #[schema(max_items = 100)]
    pub marks: Vec<MeetingDelegation>,
}

#[derive(Insertable)]
#[diesel(table_name = marks, treat_none_as_default_value = false)]
struct NewMark {
    meeting_id: Id,
    party_id: Id,
    mark: MeetingMark,
    delegates: Option<i32>,
}

/// What is read of one mark: the meeting, the party, its agency or organization, the mark.
type Read = (Id, Id, Option<String>, Option<Id>, MeetingMark, Option<i32>);

/// The attendance of meetings that have been found in sight.
pub(super) fn of(
    conn: &mut Conn,
    meetings: &[Id],
) -> Result<HashMap<Id, Vec<MeetingDelegation>>, Problem> {
    let rows: Vec<Read> = on!(conn, |c| marks::table
        .inner_join(parties::table.on(parties::id.eq(marks::party_id)))
        .filter(marks::meeting_id.eq_any(meetings))
        .select((
            marks::meeting_id,
            parties::id,
            parties::agency,
            parties::organization_id,
            marks::mark,
            marks::delegates,
        ))
        .order(parties::id)
        .load(c))?;
    let mut all: HashMap<Id, Vec<MeetingDelegation>> = HashMap::new();
    for (meeting, party_id, agency, organization_id, mark, delegates) in rows {
        all.entry(meeting).or_default().push(MeetingDelegation {
            party_id,
            agency,
            organization_id,
            mark,
            delegates,
        });
    }
    Ok(all)
}

/// The attendance of one meeting.
pub(super) fn of_one(conn: &mut Conn, meeting: Id) -> Result<MeetingAttendance, Problem> {
    let marks = of(conn, &[meeting])?.remove(&meeting).unwrap_or_default();
    Ok(MeetingAttendance {
        meeting_id: meeting,
        marks,
    })
}

/// Records the attendance of a held meeting as a whole.
pub fn put(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    input: &MeetingAttendanceInput,
) -> Result<MeetingRow, Problem> {
    let (partnership, before) = store::own(tx, id, if_match)?;
    let known: Vec<Id> = on!(tx.conn, |c| parties::table
        .filter(parties::partnership_id.eq(partnership.id))
        .select(parties::id)
        .load(c))?;
    check(input, &known)?;
    match before.status {
        MeetingStatus::Held => {}
        MeetingStatus::Scheduled => {
            return Err(Problem::new(Code::Conflict).detail(
                "Kehadiran dicatat setelah pertemuan terlaksana.",
                "Attendance is recorded once the meeting was held.",
            ));
        }
        status => return Err(store::ended(status)),
    }
    let was = of_one(tx.conn, id)?.marks;
    let rows: Vec<NewMark> = input
        .marks
        .iter()
        .map(|one| NewMark {
            meeting_id: id,
            party_id: one.party_id,
            mark: one.mark,
            delegates: one.delegates,
        })
        .collect();
    on!(tx.conn, |c| {
        diesel::delete(marks::table.filter(marks::meeting_id.eq(id))).execute(c)?;
        diesel::insert_into(marks::table).values(&rows).execute(c)
    })?;
    let is = of_one(tx.conn, id)?.marks;
    if is == was {
        return Ok(before);
    }
    let row = store::next(tx, &before);
    store::replace(tx.conn, &row)?;
    let values = difference(&json!({ "attendance": was }), &json!({ "attendance": is }));
    store::record(tx, &partnership, &row, "attendance_recorded", values)?;
    Ok(row)
}

/// Each mark is of a party, no party has two, and who did not come sent nobody.
fn check(input: &MeetingAttendanceInput, known: &[Id]) -> Result<(), Problem> {
    let mut rules = Rules::default();
    for (n, one) in input.marks.iter().enumerate() {
        let at = format!("/marks/{n}/party_id");
        if !known.contains(&one.party_id) {
            rules.broken(
                at,
                "unknown_reference",
                Text::new(
                    "Pihak ini tidak ada dalam kemitraan.",
                    "There is no such party to the partnership.",
                ),
            );
        } else if input.marks[..n].iter().any(|o| o.party_id == one.party_id) {
            rules.broken(
                at,
                "repeated",
                Text::new("Sudah disebut di atas.", "This is named already."),
            );
        }
        if one.delegates.is_some() && one.mark != MeetingMark::Hadir {
            rules.broken(
                format!("/marks/{n}/delegates"),
                "not_applicable",
                Text::new(
                    "Hanya untuk pihak yang hadir.",
                    "Only of a party that came.",
                ),
            );
        }
    }
    rules.finish()
}
