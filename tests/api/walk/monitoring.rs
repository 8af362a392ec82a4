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
    obstacle: String,
    follow_up: String,
    decided: String,
    evaluation: String,
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
        let obstacle = below("obstacles", obstacle());
        let given = format!("/v1/obstacles/{obstacle}/follow-ups");
        let follow_up = id_of(&kukar.post(&given, &task()).expect(201));
        let given = format!("/v1/meetings/{meeting}/follow-ups");
        let decided = id_of(&kukar.post(&given, &task()).expect(201));
        let evaluation = below("evaluations", evaluation("2026-Q1"));
        Self {
            partnership,
            party,
            meeting,
            obstacle,
            follow_up,
            decided,
            evaluation,
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        let below = [
            &self.meeting,
            &self.obstacle,
            &self.follow_up,
            &self.decided,
            &self.evaluation,
        ];
        [&self.partnership, &self.party].into_iter().chain(below)
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        vec![
            format!("/v1/partnerships/{}", self.partnership),
            format!("/v1/meetings/{}", self.meeting),
            format!("/v1/obstacles/{}", self.obstacle),
            format!("/v1/follow-ups/{}", self.follow_up),
            format!("/v1/follow-ups/{}", self.decided),
            format!("/v1/evaluations/{}", self.evaluation),
        ]
    }
}

fn meeting() -> Value {
    json!({ "kind": "koordinasi", "title": "Rapat Contoh", "starts_at": "2026-02-04T01:00:00Z" })
}

fn obstacle() -> Value {
    json!({ "category": "pasar", "severity": "low", "title": "Hambatan Contoh", "raised_on": "2026-02-04" })
}

fn task() -> Value {
    json!({
        "action": "Tindak lanjut contoh", "agency": "diskop-kukar", "assigned_on": "2026-02-04",
        "due_on": "2026-03-04"
    })
}

fn evaluation(period: &str) -> Value {
    json!({ "period": period, "analysis": "Contoh." })
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

    let obstacles = format!("{partnership}/obstacles");
    let one = format!("/v1/obstacles/{}", rows.obstacle);
    put("listObstacles", &obstacles, n(), NotFound, Sees);
    put("createObstacle", &obstacles, obstacle(), NotFound, Owned);
    put("getObstacle", &one, n(), NotFound, Sees);
    let change = json!({ "severity": "high" });
    put("updateObstacle", &one, change, NotFound, Owned);
    let moves = format!("{one}/transitions");
    let to = json!({ "to": "in_progress" });
    put("transitionObstacle", &moves, to, NotFound, Owned);
    let past = format!("{one}/history");
    put("listObstacleHistory", &past, n(), NotFound, Sees);

    let all = format!("{partnership}/follow-ups");
    put("listFollowUps", &all, n(), NotFound, Sees);
    let of_one = format!("{one}/follow-ups");
    put("listObstacleFollowUps", &of_one, n(), NotFound, Sees);
    let given = task();
    put("createObstacleFollowUp", &of_one, given, NotFound, Owned);
    let of_meeting = format!("/v1/meetings/{}/follow-ups", rows.meeting);
    put("listMeetingFollowUps", &of_meeting, n(), NotFound, Sees);
    let given = task();
    put("createMeetingFollowUp", &of_meeting, given, NotFound, Owned);
    let one = format!("/v1/follow-ups/{}", rows.follow_up);
    put("getFollowUp", &one, n(), NotFound, Sees);
    let change = json!({ "office": "Sekretaris" });
    put("updateFollowUp", &one, change, NotFound, Owned);
    let moves = format!("{one}/transitions");
    let to = json!({ "to": "in_progress" });
    put("transitionFollowUp", &moves, to, NotFound, Owned);
    let past = format!("{one}/history");
    put("listFollowUpHistory", &past, n(), NotFound, Sees);

    let all = format!("{partnership}/evaluations");
    let one = format!("/v1/evaluations/{}", rows.evaluation);
    put("listEvaluations", &all, n(), NotFound, Sees);
    let next = evaluation("2026-Q2");
    put("createEvaluation", &all, next, NotFound, Owned);
    put("getEvaluation", &one, n(), NotFound, Sees);
    let change = json!({ "analysis": "Lain." });
    put("updateEvaluation", &one, change, NotFound, Owned);
    put("deleteEvaluation", &one, n(), NotFound, Owned);
    let past = format!("{one}/history");
    put("listEvaluationHistory", &past, n(), NotFound, Sees);
}
