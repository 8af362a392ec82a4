//! Attendance, the passing share, and what the end of a batch decides.

use serde_json::{Value, json};

use super::{applied, batch, go, here, open, plan, taken};
use crate::support::{Answer, Caller, on_both};

/// A batch whose days have passed, with so many sessions, and women with a seat in it.
fn running(caller: &Caller, sessions: u8, women: usize) -> (String, Vec<String>, Vec<String>) {
    let path = open(caller, &plan(), &batch());
    let held = (0..sessions).map(|n| {
        let day = format!("2026-03-0{}", 2 + n);
        let body = json!({ "starts_at": format!("{day}T01:00:00Z"), "ends_at": format!("{day}T08:00:00Z") });
        let made = caller
            .post(&format!("{path}/sessions"), &body)
            .expect(201);
        made.json()["id"].as_str().unwrap().to_owned()
    });
    let held = held.collect();
    let seated = (0..women).map(|_| taken(caller, &path, "accepted"));
    let seated = seated.collect();
    start(caller, &path);
    (path, held, seated)
}

fn start(caller: &Caller, batch: &str) {
    for to in ["registration_closed", "running"] {
        go(caller, batch, &json!({ "to": to })).expect(200);
    }
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn record(caller: &Caller, batch: &str, session: &str, marks: &[(&String, &str)]) -> Answer {
    let marks: Vec<Value> = marks
        .iter()
        .map(|(path, mark)| json!({ "enrollment_id": id(path), "mark": mark }))
        .collect();
    let body = json!({ "session_id": session, "marks": marks });
    caller.post(&format!("{batch}/attendance"), &body)
}

fn status(caller: &Caller, path: &str) -> Value {
    caller.get(path).expect(200).json()["status"].clone()
}

on_both! {
    fn attendance_is_recorded_corrected_and_counted(app) {
        let caller = app.dp3a_kukar();
        let (path, held, women) = running(&caller, 3, 2);
        let (a, b) = (&women[0], &women[1]);
        let said = record(&caller, &path, &held[0], &[(a, "hadir"), (b, "alpa")]).expect(200);
        assert_eq!(said.json(), json!({ "recorded": 2, "unchanged": 0 }));
        assert_eq!((status(&caller, a), status(&caller, b)), (json!("attending"), json!("accepted")));
        let said = record(&caller, &path, &held[0], &[(a, "hadir"), (b, "izin")]).expect(200);
        assert_eq!(said.json(), json!({ "recorded": 1, "unchanged": 1 }));
        record(&caller, &path, &held[1], &[(a, "sakit")]).expect(200);
        let one = caller.get(a).expect(200).json();
        assert_eq!(one["attendance"], json!({ "sessions": 3, "hadir": 1, "share_percent": 33 }));
        assert_eq!(one["version"], 6);
        let history = caller.get(&format!("{a}/history")).expect(200).json();
        let acts = history["items"].as_array().unwrap();
        assert_eq!((&acts[4]["action"], &acts[4]["changes"]["status"]), (&json!("attendance_recorded"), &json!(["accepted", "attending"])));
        assert_eq!(acts[4]["changes"]["attendance"], json!([null, { "session_id": held[0], "session_number": 1, "mark": "hadir" }]));
        assert_eq!(acts[5]["version"], 6);
        let list = |query: &str| caller.get(&format!("{path}/attendance?count=exact&{query}")).expect(200).json();
        assert_eq!(list("")["total"], 3);
        assert_eq!(list("mark=hadir")["items"][0]["enrollment_id"], id(a));
        assert_eq!((list(&format!("session_id={}", held[1]))["total"].clone(), list(&format!("enrollment_id={}", id(b)))["total"].clone()), (json!(1), json!(1)));
        let first = list("limit=2");
        assert_eq!(list(&format!("limit=2&cursor={}", first["next_cursor"].as_str().unwrap()))["items"].as_array().unwrap().len(), 1);
    }

    fn every_bad_mark_is_named_and_none_is_recorded(app) {
        let caller = app.dp3a_kukar();
        let (path, held, women) = running(&caller, 1, 3);
        let (other, sessions, strangers) = running(&caller, 1, 1);
        go(&caller, &women[1], &json!({ "to": "withdrawn" })).expect(200);
        let nobody = format!("/v1/enrollments/{}", uuid::Uuid::now_v7());
        let marks = [(&women[0], "hadir"), (&women[1], "hadir"), (&strangers[0], "hadir"), (&nobody, "izin"), (&women[0], "alpa"), (&women[2], "hadir")];
        let refused = record(&caller, &path, &sessions[0], &marks).expect(422);
        assert_eq!(refused.fields(), [
            "/marks/1/enrollment_id not_attending", "/marks/2/enrollment_id unknown_reference", "/marks/3/enrollment_id unknown_reference",
            "/marks/4/enrollment_id duplicate", "/session_id unknown_reference",
        ]);
        assert_eq!(record(&caller, &path, &held[0], &[(&women[0], "mungkin")]).expect(422).fields(), ["/marks/0/mark not_in_list"]);
        assert_eq!(record(&caller, &path, &held[0], &[]).expect(422).fields(), ["/marks too_few"]);
        assert_eq!(caller.get(&format!("{path}/attendance?count=exact")).expect(200).json()["total"], 0);
        assert_eq!(status(&caller, &women[0]), "accepted");
        for (reader, code) in [(app.kaltim(), 403), (app.caller("disperindag-kukar"), 403), (app.samarinda(), 404)] {
            record(&reader, &path, &held[0], &[(&women[0], "hadir")]).expect(code);
        }
        app.samarinda().get(&format!("{path}/attendance")).expect(404);
        // Before the batch runs, and after it has ended, nothing is recorded.
        let early = open(&caller, &plan(), &batch());
        let seat = taken(&caller, &early, "accepted");
        assert_eq!(record(&caller, &early, &held[0], &[(&seat, "hadir")]).expect(409).code(), "conflict");
        go(&caller, &other, &json!({ "to": "completed" })).expect(200);
        assert_eq!(record(&caller, &other, &sessions[0], &[(&strangers[0], "hadir")]).expect(409).code(), "conflict");
    }

    fn a_session_that_has_not_begun_is_refused(app) {
        let caller = app.dp3a_kukar();
        let mut long = here();
        for day in ["registration_opens_on", "registration_closes_on", "starts_on"] {
            long[day] = json!(sinergi::values::date::today().to_string());
        }
        let path = open(&caller, &plan(), &long);
        let later = sinergi::values::date::today() + chrono::TimeDelta::days(11);
        let session = json!({ "starts_at": format!("{later}T01:00:00Z"), "ends_at": format!("{later}T08:00:00Z") });
        let session = caller.post(&format!("{path}/sessions"), &session).expect(201).json()["id"].as_str().unwrap().to_owned();
        let seat = taken(&caller, &path, "accepted");
        start(&caller, &path);
        assert_eq!(record(&caller, &path, &session, &[(&seat, "hadir")]).expect(422).fields(), ["/session_id in_the_future"]);
        assert_eq!(caller.get(&seat).expect(200).json()["attendance"]["sessions"], 0);
    }

    fn passing_takes_the_share_of_the_sessions_held(app) {
        let caller = app.dp3a_kukar();
        let (path, held, women) = running(&caller, 5, 2);
        let (a, b) = (&women[0], &women[1]);
        for session in &held[..3] {
            record(&caller, &path, session, &[(a, "hadir"), (b, "hadir")]).expect(200);
        }
        let refused = go(&caller, a, &json!({ "to": "passed" })).expect(422);
        assert_eq!(refused.fields(), ["/to below_passing_share"]);
        let detail = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert_eq!(detail, "Present at 3 of 5 sessions; passing takes 80 %.");
        record(&caller, &path, &held[3], &[(a, "hadir"), (b, "sakit")]).expect(200);
        go(&caller, a, &json!({ "to": "passed" })).expect(200);
        // Who has a result is marked no more.
        assert_eq!(record(&caller, &path, &held[4], &[(a, "hadir")]).expect(422).fields(), ["/marks/0/enrollment_id not_attending"]);
        go(&caller, &path, &json!({ "to": "completed" })).expect(200);
        assert_eq!((status(&caller, a), status(&caller, b)), (json!("passed"), json!("failed")));
    }

    fn a_batch_that_is_completed_leaves_nobody_undecided(app) {
        let caller = app.dp3a_kukar();
        let path = open(&caller, &plan(), &batch());
        let states = ["applied", "screened", "selected", "waitlisted", "accepted", "accepted"];
        let women: Vec<String> = states.iter().map(|state| {
            let one = taken(&caller, &path, if *state == "waitlisted" { "selected" } else { state });
            if *state == "waitlisted" {
                go(&caller, &one, &json!({ "to": state })).expect(200);
            }
            one
        }).collect();
        start(&caller, &path);
        go(&caller, &women[5], &json!({ "to": "attending" })).expect(200);
        // Without sessions it is the officials who say how she did.
        assert_eq!(go(&caller, &path, &json!({ "to": "completed" })).expect(422).fields(), ["/to results_missing"]);
        assert_eq!(status(&caller, &women[0]), "applied");
        go(&caller, &women[5], &json!({ "to": "passed" })).expect(200);
        go(&caller, &path, &json!({ "to": "completed" })).expect(200);
        let ended: Vec<Value> = women.iter().map(|one| status(&caller, one)).collect();
        assert_eq!(json!(ended), json!(["rejected", "rejected", "rejected", "rejected", "dropped", "passed"]));
        let one = caller.get(&women[3]).expect(200).json();
        assert_eq!((&one["waitlist_place"], one["status_reason"].as_str().unwrap().contains("undecided")), (&Value::Null, true));
        let history = caller.get(&format!("{}/history", women[4])).expect(200).json();
        let last = history["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["changes"]["status"], json!(["accepted", "dropped"]));
        assert!(last["changes"]["status_reason"][1].as_str().unwrap().contains("never came"), "{last}");
        assert_eq!(last["version"], caller.get(&women[4]).expect(200).json()["version"]);
    }

    fn a_batch_that_is_canceled_closes_what_is_open(app) {
        let caller = app.dp3a_kukar();
        let path = open(&caller, &plan(), &batch());
        let (asking, seated, done) = (applied(&caller, &path), taken(&caller, &path, "accepted"), taken(&caller, &path, "accepted"));
        let waiting = taken(&caller, &path, "selected");
        go(&caller, &waiting, &json!({ "to": "waitlisted" })).expect(200);
        start(&caller, &path);
        for to in ["attending", "passed"] {
            go(&caller, &done, &json!({ "to": to })).expect(200);
        }
        go(&caller, &path, &json!({ "to": "canceled", "reason": "banjir" })).expect(200);
        let ended = [&asking, &seated, &waiting, &done].map(|one| status(&caller, one));
        assert_eq!(json!(ended), json!(["rejected", "dropped", "rejected", "passed"]));
        assert_eq!(caller.get(&seated).expect(200).json()["status_reason"], "banjir");
    }
}
