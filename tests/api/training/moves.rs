//! The life cycle of an enrollment: every move is allowed or refused as the table says.

use serde_json::{Value, json};

use super::{applied, approved, batch, go, plan, scheduled};
use crate::support::{Caller, TestApp, on_both};

const MOVES: [(&str, &[&str]); 12] = [
    ("applied", &["screened", "rejected", "withdrawn"]),
    ("screened", &["selected", "rejected", "withdrawn"]),
    (
        "selected",
        &["accepted", "waitlisted", "rejected", "withdrawn"],
    ),
    ("accepted", &["attending", "withdrawn", "dropped"]),
    ("attending", &["passed", "failed", "withdrawn", "dropped"]),
    ("passed", &["certified"]),
    ("failed", &[]),
    ("certified", &[]),
    ("rejected", &[]),
    ("waitlisted", &["accepted", "rejected", "withdrawn"]),
    ("withdrawn", &[]),
    ("dropped", &[]),
];

/// The way to a state, before and while the batch runs.
fn way(state: &str) -> (&'static [&'static str], &'static [&'static str]) {
    const SEAT: &[&str] = &["screened", "selected", "accepted"];
    match state {
        "screened" => (&["screened"], &[]),
        "selected" => (&["screened", "selected"], &[]),
        "waitlisted" => (&["screened", "selected", "waitlisted"], &[]),
        "accepted" => (SEAT, &[]),
        "dropped" => (SEAT, &["dropped"]),
        "attending" => (SEAT, &["attending"]),
        "passed" => (SEAT, &["attending", "passed"]),
        "certified" => (SEAT, &["attending", "passed", "certified"]),
        "failed" => (SEAT, &["attending", "failed"]),
        "rejected" => (&["rejected"], &[]),
        "withdrawn" => (&["withdrawn"], &[]),
        _ => (&[], &[]),
    }
}

/// A certificate of completion for the enrollment at a path.
fn put_certificate(app: &TestApp, path: &str) {
    let enrollment = path.rsplit('/').next().unwrap().parse().unwrap();
    app.put_certificate(enrollment, "issued", None);
}

fn step(app: &TestApp, caller: &Caller, path: &str, to: &str) {
    if to == "certified" {
        put_certificate(app, path);
    }
    go(caller, path, &json!({ "to": to, "reason": "contoh" })).expect(200);
}

/// So many enrollments in a state, in a batch that runs.
fn in_state(
    app: &TestApp,
    caller: &Caller,
    program: &str,
    state: &str,
    many: usize,
) -> Vec<String> {
    let path = scheduled(caller, program, &batch());
    go(caller, &path, &json!({ "to": "registration_open" })).expect(200);
    let (before, after) = way(state);
    let paths: Vec<String> = (0..many)
        .map(|_| {
            let one = applied(caller, &path);
            before.iter().for_each(|to| step(app, caller, &one, to));
            one
        })
        .collect();
    for to in ["registration_closed", "running"] {
        go(caller, &path, &json!({ "to": to })).expect(200);
    }
    for one in &paths {
        after.iter().for_each(|to| step(app, caller, one, to));
    }
    paths
}

on_both! {
    fn every_move_of_an_enrollment_is_allowed_or_refused(app) {
        let caller = app.dp3a_kukar();
        let program = approved(&caller, &plan());
        for (from, allowed) in MOVES {
            let paths = in_state(app, &caller, &program, from, allowed.len() + 1);
            let read = caller.get(&paths[0]).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            let last = paths.last().unwrap();
            for (to, _) in MOVES {
                if !allowed.contains(&to) {
                    let answer = go(&caller, last, &json!({ "to": to, "reason": "contoh" })).expect(409);
                    assert_eq!((answer.code().as_str(), &answer.json()["allowed_transitions"]), ("transition_not_allowed", &json!(allowed)), "{from} to {to}");
                }
            }
            for (path, to) in paths.iter().zip(allowed) {
                if ["rejected", "dropped"].contains(to) {
                    let bare = go(&caller, path, &json!({ "to": to })).expect(422);
                    assert_eq!(bare.fields(), ["/reason required"], "{from} to {to}");
                }
                if *to == "certified" {
                    let bare = go(&caller, path, &json!({ "to": to })).expect(422);
                    assert_eq!(bare.fields(), ["/to certificate_required"]);
                    put_certificate(app, path);
                }
                let tag = caller.get(path).etag();
                let body = json!({ "to": to, "reason": "contoh" });
                let answer = caller.transition(path, &tag, &body).expect(200).json();
                assert_eq!((&answer["status"], &answer["status_reason"]), (&json!(to), &json!("contoh")), "from {from}");
                assert_eq!(caller.transition(path, &tag, &body).expect(412).code(), "precondition_failed");
            }
        }
        let values: Vec<Value> = MOVES.iter().map(|(state, _)| json!(state)).collect();
        let list = app.anonymous().get("/v1/code-lists/enrollment_status").expect(200).json();
        let codes: Vec<Value> = list["items"].as_array().unwrap().iter().map(|item| item["code"].clone()).collect();
        assert_eq!(codes, values);
    }

    fn nobody_attends_before_the_batch_runs(app) {
        let caller = app.dp3a_kukar();
        let program = approved(&caller, &plan());
        let path = scheduled(&caller, &program, &batch());
        go(&caller, &path, &json!({ "to": "registration_open" })).expect(200);
        let one = applied(&caller, &path);
        for to in ["screened", "selected", "accepted"] {
            step(app, &caller, &one, to);
        }
        assert_eq!(go(&caller, &one, &json!({ "to": "attending" })).expect(422).fields(), ["/to batch_not_running"]);
        go(&caller, &path, &json!({ "to": "registration_closed" })).expect(200);
        assert_eq!(go(&caller, &one, &json!({ "to": "attending" })).expect(422).fields(), ["/to batch_not_running"]);
    }
}
