//! What follows a partnership's signature: meetings, obstacles, follow-ups, evaluations.

use serde_json::{Value, json};

use super::fixtures::{Above, Foreign};
use super::rows::id_of;
use crate::partnerships::sign;
use crate::support::Caller;

/// One row of each kind, of one signed partnership.
pub(super) struct Monitoring {
    partnership: String,
    party: String,
    meeting: String,
}

impl Monitoring {
    pub(super) fn enter(kukar: &Caller, agreement: &Value) -> Self {
        let partnership = id_of(&kukar.post("/v1/partnerships", agreement).expect(201));
        let path = format!("/v1/partnerships/{partnership}");
        let party = json!({ "agency": "diskop-kukar", "role": "pelaksana" });
        let party = id_of(&kukar.post(&format!("{path}/parties"), &party).expect(201));
        let below = |part: &str, body: Value| {
            id_of(&kukar.post(&format!("{path}/{part}"), &body).expect(201))
        };
        let meeting = below("meetings", meeting());
        sign(kukar, &path);
        Self {
            partnership,
            party,
            meeting,
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        [&self.partnership, &self.party, &self.meeting].into_iter()
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        vec![
            format!("/v1/partnerships/{}", self.partnership),
            format!("/v1/meetings/{}", self.meeting),
        ]
    }
}

fn meeting() -> Value {
    json!({ "kind": "koordinasi", "title": "Rapat Contoh", "starts_at": "2026-02-04T01:00:00Z" })
}

pub(super) fn fixtures(
    rows: &Monitoring,
    put: &mut impl FnMut(&'static str, &str, Value, Foreign, Above),
) {
    use Above::{Owned, Sees};
    use Foreign::NotFound;
    let n = || Value::Null;
    let partnership = format!("/v1/partnerships/{}", rows.partnership);

    let all = format!("{partnership}/meetings");
    let one = format!("/v1/meetings/{}", rows.meeting);
    put("listMeetings", &all, n(), NotFound, Sees);
    put("createMeeting", &all, meeting(), NotFound, Owned);
    let series = json!({
        "kind": "monitoring", "week": "first", "weekday": "wednesday", "every_months": 1,
        "from": "2026-01-01", "until": "2026-12-31", "start_time": "09:00"
    });
    let several = format!("{partnership}/meeting-series");
    put("createMeetingSeries", &several, series, NotFound, Owned);
    put("getMeeting", &one, n(), NotFound, Sees);
    let change = json!({ "place": "Ruang lain" });
    put("updateMeeting", &one, change, NotFound, Owned);
    put("deleteMeeting", &one, n(), NotFound, Owned);
    let moves = format!("{one}/transitions");
    let to = json!({ "to": "held" });
    put("transitionMeeting", &moves, to, NotFound, Owned);
    let past = format!("{one}/history");
    put("listMeetingHistory", &past, n(), NotFound, Sees);
    let attendance = format!("{one}/attendance");
    put("getMeetingAttendance", &attendance, n(), NotFound, Sees);
    let marks = json!({ "marks": [{ "party_id": rows.party, "mark": "hadir" }] });
    put(
        "recordMeetingAttendance",
        &attendance,
        marks,
        NotFound,
        Owned,
    );
}
