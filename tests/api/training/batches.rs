use serde_json::{Value, json};

use super::{approved, batch, go, plan, planned, scheduled};
use crate::support::{Caller, on_both};

const MOVES: [(&str, &[&str]); 6] = [
    ("planned", &["registration_open", "canceled"]),
    ("registration_open", &["registration_closed", "canceled"]),
    ("registration_closed", &["running", "canceled"]),
    ("running", &["completed", "canceled"]),
    ("completed", &[]),
    ("canceled", &[]),
];

fn in_state(caller: &Caller, program: &str, state: &str) -> String {
    let path = scheduled(caller, program, &batch());
    let way: &[&str] = match state {
        "planned" => &[],
        "registration_open" => &["registration_open"],
        "registration_closed" => &["registration_open", "registration_closed"],
        "running" => &["registration_open", "registration_closed", "running"],
        "completed" => &[
            "registration_open",
            "registration_closed",
            "running",
            "completed",
        ],
        _ => &["canceled"],
    };
    for to in way {
        go(caller, &path, &json!({ "to": to, "reason": "contoh" })).expect(200);
    }
    path
}

on_both! {
    fn a_batch_is_planned_changed_and_removed(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let program = approved(&caller, &plan());
        let path = scheduled(&caller, &program, &batch());
        let made = caller.get(&path).expect(200);
        let read = made.json();
        assert_eq!((&read["number"], &read["status"], &read["agency"]), (&json!(1), &json!("planned"), &json!("distransnaker-kukar")));
        assert_eq!((&read["program_title"], &read["field"]), (&json!("Pelatihan Contoh"), &json!("kuliner")));
        let changed = caller.patch(&path, &made.etag(), &json!({ "quota": 30, "venue": "  Balai   Desa " })).expect(200);
        assert_eq!(changed.json()["venue"], "Balai Desa");
        caller.patch(&path, &made.etag(), &json!({ "quota": 31 })).expect(412);
        let second = scheduled(&caller, &program, &batch());
        assert_eq!(caller.get(&second).expect(200).json()["number"], 2);
        let mut same = batch();
        same["number"] = json!(2);
        let list = format!("{program}/batches");
        assert_eq!(caller.post(&list, &same).expect(409).code(), "already_exists");
        let listed = caller.get(&format!("{list}?sort=-starts_on&limit=1&count=exact")).expect(200).json();
        assert_eq!(listed["total"], 2);
        let next = listed["next_cursor"].as_str().unwrap();
        let rest = caller.get(&format!("{list}?sort=-starts_on&limit=1&cursor={next}")).expect(200).json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        let all = caller.get("/v1/training-batches?region=64.02&agency=distransnaker-kukar&status=planned&count=exact");
        assert_eq!(all.expect(200).json()["total"], 2);
        caller.delete(&second, &caller.get(&second).etag()).expect(204);
        caller.get(&second).expect(404);
        let history = caller.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["quota"], json!([25, 30]));
    }

    fn a_batch_neither_runs_nor_ends_before_its_days(app) {
        let caller = app.dp3a_kukar();
        let program = approved(&caller, &plan());
        // JSON writes a whole number with a point, too.
        let far = json!({
            "region_code": "64.02.06", "quota": 25.0, "registration_opens_on": "2026-02-02",
            "registration_closes_on": "2026-02-20", "starts_on": "2026-03-02", "ends_on": "2099-03-06"
        });
        let path = scheduled(&caller, &program, &far);
        for to in ["registration_open", "registration_closed", "running"] {
            go(&caller, &path, &json!({ "to": to })).expect(200);
        }
        assert_eq!(go(&caller, &path, &json!({ "to": "completed" })).expect(422).fields(), ["/to too_early"]);
        let mut later = batch();
        later["starts_on"] = json!("2099-03-02");
        later["ends_on"] = json!("2099-03-06");
        let path = scheduled(&caller, &program, &later);
        for to in ["registration_open", "registration_closed"] {
            go(&caller, &path, &json!({ "to": to })).expect(200);
        }
        assert_eq!(go(&caller, &path, &json!({ "to": "running" })).expect(422).fields(), ["/to too_early"]);
    }

    fn every_bad_field_of_a_batch_is_named(app) {
        let caller = app.dp3a_kukar();
        let program = approved(&caller, &plan());
        let bad = json!({
            "region_code": "99.99", "quota": 0, "venue": " ",
            "registration_opens_on": "2026-02-02", "registration_closes_on": "2026-02-01",
            "starts_on": "2026-01-31", "ends_on": "2026-01-30"
        });
        let fields = caller.post(&format!("{program}/batches"), &bad).expect(422).fields();
        for field in [
            "/ends_on out_of_order", "/quota too_small", "/region_code unknown_region",
            "/registration_closes_on out_of_order", "/starts_on out_of_order", "/venue required",
        ] {
            assert!(fields.iter().any(|one| one == field), "{field} in {fields:?}");
        }
    }

    fn registration_opens_for_an_approved_program_only(app) {
        let caller = app.dp3a_kukar();
        let (program, _) = planned(&caller, &plan());
        let path = scheduled(&caller, &program, &batch());
        let refused = go(&caller, &path, &json!({ "to": "registration_open" })).expect(422);
        assert_eq!(refused.fields(), ["/to program_not_approved"]);
        go(&caller, &program, &json!({ "to": "approved" })).expect(200);
        go(&caller, &path, &json!({ "to": "registration_open" })).expect(200);
        for to in ["registration_closed", "running"] {
            go(&caller, &path, &json!({ "to": to })).expect(200);
        }
        assert_eq!(caller.get(&program).expect(200).json()["status"], "running");
        let refused = go(&caller, &program, &json!({ "to": "completed" })).expect(422);
        assert_eq!(refused.fields(), ["/to batches_open"]);
        go(&caller, &path, &json!({ "to": "completed" })).expect(200);
        go(&caller, &program, &json!({ "to": "completed" })).expect(200);
        caller.post(&format!("{program}/batches"), &batch()).expect(409);
        assert_eq!(caller.patch(&path, "*", &json!({ "quota": 3 })).expect(409).code(), "conflict");
    }

    fn registration_is_extended_with_a_reason(app) {
        let caller = app.dp3a_kukar();
        let program = approved(&caller, &plan());
        let path = in_state(&caller, &program, "registration_closed");
        let extensions = format!("{path}/extensions");
        let tag = || caller.get(&path).expect(200).etag();
        let extend = |day: &str| {
            let body = json!({ "registration_closes_on": day, "reason": "kuota belum terpenuhi" });
            caller.with("If-Match", &tag()).post(&extensions, &body)
        };
        let day = json!({ "registration_closes_on": "2026-02-27" });
        let silent = caller.patch(&path, &tag(), &day).expect(422);
        assert_eq!(silent.fields(), ["/registration_closes_on extension_required"]);
        for day in ["2026-02-20", "2026-03-03"] {
            assert_eq!(extend(day).expect(422).fields(), ["/registration_closes_on out_of_order"]);
        }
        caller.post(&extensions, &json!({ "registration_closes_on": "2026-02-27", "reason": "x" })).expect(428);
        let longer = extend("2026-02-27").expect(200).json();
        assert_eq!((&longer["status"], &longer["registration_closes_on"]), (&json!("registration_open"), &json!("2026-02-27")));
        let history = caller.get(&format!("{path}/history")).expect(200).json();
        let last = history["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["action"], &last["purpose"]), (&json!("extended"), &json!("kuota belum terpenuhi")));
        let path = in_state(&caller, &program, "running");
        let late = caller.with("If-Match", "*").post(&format!("{path}/extensions"), &json!({ "registration_closes_on": "2026-02-27", "reason": "x" }));
        assert_eq!(late.expect(409).code(), "conflict");
    }

    fn a_batch_is_its_owners_to_change(app) {
        let labor = app.caller("distransnaker-kukar").acting("kukar-1");
        let program = approved(&labor, &plan());
        let path = scheduled(&labor, &program, &batch());
        for reader in [app.dp3a_kukar(), app.kaltim()] {
            reader.get(&path).expect(200);
            assert_eq!(reader.patch(&path, "*", &json!({ "quota": 3 })).expect(403).code(), "owned_by_another_agency");
            assert_eq!(go(&reader, &path, &json!({ "to": "registration_open" })).expect(403).code(), "owned_by_another_agency");
            reader.post(&format!("{program}/batches"), &batch()).expect(403);
        }
        let stranger = app.samarinda();
        stranger.get(&path).expect(404);
        stranger.get(&format!("{program}/batches")).expect(404);
        stranger.post(&format!("{program}/batches"), &batch()).expect(404);
        assert_eq!(stranger.get("/v1/training-batches?count=exact").expect(200).json()["total"], 0);
    }

    fn every_move_of_a_batch_is_allowed_or_refused(app) {
        let caller = app.dp3a_kukar();
        let program = approved(&caller, &plan());
        for (from, allowed) in MOVES {
            let path = in_state(&caller, &program, from);
            let read = caller.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            for (to, _) in MOVES {
                let answer = go(&caller, &path, &json!({ "to": to, "reason": "contoh" }));
                if allowed.contains(&to) {
                    assert_eq!(answer.expect(200).json()["status"], to, "from {from}");
                    break;
                }
                assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
            }
            if allowed.contains(&"canceled") {
                let path = in_state(&caller, &program, from);
                let bare = go(&caller, &path, &json!({ "to": "canceled" })).expect(422);
                assert_eq!(bare.fields(), ["/reason required"]);
                go(&caller, &path, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
            }
        }
        let values: Vec<Value> = MOVES.iter().map(|(state, _)| json!(state)).collect();
        let list = app.anonymous().get("/v1/code-lists/training_batch_status").expect(200).json();
        let codes: Vec<Value> = list["items"].as_array().unwrap().iter().map(|item| item["code"].clone()).collect();
        assert_eq!(codes, values);
    }
}
