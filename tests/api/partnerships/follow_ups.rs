use serde_json::{Value, json};

use super::obstacles::{follow_up, obstacle, raised};
use super::{go, signed};
use crate::support::{Caller, TestApp, on_both};

const MOVES: [(&str, &[&str]); 4] = [
    ("open", &["in_progress", "canceled"]),
    ("in_progress", &["done", "canceled"]),
    ("done", &[]),
    ("canceled", &[]),
];

fn day(days: i64) -> String {
    (sinergi::values::zone::Zone::Wita.today() + chrono::TimeDelta::days(days)).to_string()
}

fn in_state(caller: &Caller, obstacle: &str, state: &str) -> String {
    let path = follow_up(caller, obstacle);
    let tag = caller.get(&path).expect(200).etag();
    let evidence = json!({ "evidence_note": "Daftar" });
    caller.patch(&path, &tag, &evidence).expect(200);
    let way: &[&str] = match state {
        "open" => &[],
        "done" => &["in_progress", "done"],
        other => &[other],
    };
    for to in way {
        go(caller, &path, &json!({ "to": to, "reason": "contoh" })).expect(200);
    }
    path
}

/// A signed partnership with an obstacle that its trade agency owns: their paths.
fn hindered(app: &TestApp) -> (String, String) {
    let partnership = signed(app);
    let trade = app.caller("disperindag-kukar").acting("kukar-3");
    let path = raised(&trade, &partnership, &obstacle());
    (partnership, path)
}

fn due(days: i64) -> Value {
    json!({ "action": "Contoh", "agency": "diskop-kukar", "assigned_on": "2024-04-04", "due_on": day(days) })
}

on_both! {
    fn a_follow_up_is_given_and_changed(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, obstacle) = hindered(app);
        let path = follow_up(&kukar, &obstacle);
        let read = kukar.get(&path).expect(200);
        let one = read.json();
        assert_eq!(one["obstacle_id"], obstacle.rsplit('/').next().unwrap());
        assert_eq!((&one["meeting_id"], &one["status"]), (&Value::Null, &json!("open")));
        let change = json!({ "office": "Kepala Bidang", "due_on": "2024-06-30" });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let changed = kukar.patch(&path, &read.etag(), &change).expect(200);
        assert_eq!(changed.json()["due_on"], "2024-06-30");
        assert_eq!(kukar.patch(&path, &changed.etag(), &change).expect(200).json()["version"], 2);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["due_on"], json!(["2024-05-31", "2024-06-30"]));
        // One of a meeting, which then stays; a canceled meeting takes none.
        let call = json!({ "kind": "koordinasi", "starts_at": "2024-04-03T01:00:00Z" });
        let meeting = kukar.post(&format!("{partnership}/meetings"), &call).expect(201);
        let (place, tag) = (meeting.header("location").unwrap().to_owned(), meeting.etag());
        let decided = follow_up(&kukar, &place);
        assert_eq!(kukar.get(&decided).expect(200).json()["meeting_id"], meeting.json()["id"]);
        assert_eq!(kukar.delete(&place, &tag).expect(409).code(), "still_referenced");
        go(&kukar, &place, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        assert_eq!(kukar.post(&format!("{place}/follow-ups"), &due(1)).expect(409).code(), "conflict");
        for (list, total) in [(&partnership, 2), (&obstacle, 1), (&place, 1)] {
            let page = kukar.get(&format!("{list}/follow-ups?count=exact")).expect(200).json();
            assert_eq!(page["total"], total, "{list}");
        }
    }

    fn every_bad_field_of_a_follow_up_is_named(app) {
        let kukar = app.dp3a_kukar();
        let (_, obstacle) = hindered(app);
        let body = json!({
            "action": " ", "agency": "diskominfo-kukar", "office": "\u{7}", "assigned_on": "2024-04-02",
            "due_on": "2024-04-01", "evidence_sha256": "0".repeat(64)
        });
        assert_eq!(kukar.post(&format!("{obstacle}/follow-ups"), &body).expect(422).fields(), [
            "/action required", "/agency not_a_party", "/assigned_on out_of_order", "/due_on out_of_order",
            "/evidence_url required", "/office invalid_text",
        ]);
        let body = json!({ "action": "x", "agency": "dp3a-kukar", "assigned_on": "2999-01-01", "due_on": "2999-01-02" });
        let refused = kukar.post(&format!("{obstacle}/follow-ups"), &body).expect(422);
        assert_eq!(refused.fields(), ["/assigned_on in_the_future"]);
        let body = json!({ "agency": "", "due_on": "besok", "evidence_url": "ftp://x.example" });
        let refused = kukar.post(&format!("{obstacle}/follow-ups"), &body).expect(422);
        assert!(refused.fields().len() >= 4, "{:?}", refused.fields());
    }

    fn overdue_comes_with_the_days(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, obstacle) = hindered(app);
        let give = |days: i64| {
            let made = kukar.post(&format!("{obstacle}/follow-ups"), &due(days)).expect(201);
            (made.header("location").unwrap().to_owned(), made)
        };
        let (late, made) = give(-3);
        assert_eq!((&made.json()["overdue"], &made.json()["days_overdue"]), (&json!(true), &json!(3)));
        assert_eq!(made.etag(), "\"v1-3\"");
        let (_, today) = give(0);
        assert_eq!((&today.json()["overdue"], &today.json()["days_overdue"], today.etag()), (&json!(false), &json!(0), "\"v1\"".to_owned()));
        give(1);
        let count = |query: &str| kukar.get(&format!("{partnership}/follow-ups?count=exact&{query}")).expect(200).json()["total"].clone();
        assert_eq!((count("overdue=true"), count("overdue=false"), count("")), (json!(1), json!(2), json!(3)));
        assert_eq!((count("agency=diskop-kukar&status=open"), count("agency=dp3a-kukar")), (json!(3), json!(0)));
        kukar.get(&format!("{partnership}/follow-ups?overdue=perhaps")).expect(400);
        // A tag of another day is still one of this version.
        let evidence = json!({ "evidence_note": "Daftar" });
        kukar.patch(&late, "\"v2-3\"", &evidence).expect(412);
        let changed = kukar.patch(&late, "\"v1-2\"", &evidence).expect(200);
        assert_eq!(changed.etag(), "\"v2-3\"");
        // What is done is late no more, nor what fell away.
        go(&kukar, &late, &json!({ "to": "in_progress" })).expect(200);
        let done = go(&kukar, &late, &json!({ "to": "done" })).expect(200);
        assert_eq!((&done.json()["overdue"], &done.json()["done_on"]), (&json!(false), &json!(day(0))));
        assert_eq!((count("overdue=true"), count("overdue=false")), (json!(0), json!(3)));
    }

    fn every_move_of_a_follow_up_is_allowed_or_refused(app) {
        let kukar = app.dp3a_kukar();
        let (_, obstacle) = hindered(app);
        for (from, allowed) in MOVES {
            let path = in_state(&kukar, &obstacle, from);
            let read = kukar.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            for (to, _) in MOVES {
                let path = in_state(&kukar, &obstacle, from);
                let answer = go(&kukar, &path, &json!({ "to": to, "reason": "contoh" }));
                if allowed.contains(&to) {
                    assert_eq!(answer.expect(200).json()["status"], to, "from {from}");
                } else {
                    assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
                }
            }
        }
        let path = in_state(&kukar, &obstacle, "in_progress");
        for (body, field) in [
            (json!({ "to": "canceled" }), "/reason required"),
            (json!({ "to": "done", "on": "2024-04-03" }), "/on out_of_order"),
            (json!({ "to": "done", "on": "2999-01-01" }), "/on in_the_future"),
            (json!({ "to": "canceled", "reason": "x", "on": "2024-05-01" }), "/on not_applicable"),
        ] {
            assert_eq!(go(&kukar, &path, &body).expect(422).fields(), [field], "{body}");
        }
        kukar.transition(&path, "\"v1\"", &json!({ "to": "done" })).expect(412);
        let done = go(&kukar, &path, &json!({ "to": "done", "on": "2024-05-20" })).expect(200);
        assert_eq!(done.json()["done_on"], "2024-05-20");
        let refused = kukar.patch(&path, &done.etag(), &json!({ "evidence_note": "Lain" })).expect(409);
        assert_eq!(refused.code(), "conflict");
        // Without evidence nothing is done.
        let path = follow_up(&kukar, &obstacle);
        go(&kukar, &path, &json!({ "to": "in_progress" })).expect(200);
        assert_eq!(go(&kukar, &path, &json!({ "to": "done" })).expect(422).fields(), ["/evidence_note required"]);
    }

    fn a_follow_up_is_worked_on_by_its_agency_the_owner_and_the_coordinator(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, obstacle) = hindered(app);
        let given = kukar.post(&format!("{obstacle}/follow-ups"), &due(30)).expect(201);
        let path = given.header("location").unwrap().to_owned();
        let change = |n: u8| json!({ "office": format!("Bidang {n}") });
        let mut tag = given.etag();
        for (n, agency) in [(1, "diskop-kukar"), (2, "disperindag-kukar"), (3, "dp3a-kukar")] {
            let caller = app.caller(agency).acting("kukar-9");
            tag = caller.patch(&path, &tag, &change(n)).expect(200).etag();
        }
        // Another party gives follow-ups, but works on none of the others'.
        let labor = app.caller("distransnaker-kukar").acting("kukar-4");
        assert_eq!(labor.patch(&path, &tag, &change(4)).expect(403).code(), "owned_by_another_agency");
        labor.transition(&path, &tag, &json!({ "to": "in_progress" })).expect(403);
        labor.post(&format!("{obstacle}/follow-ups"), &due(30)).expect(201);
        for other in [app.kaltim(), app.caller("diskominfo-kukar")] {
            other.get(&path).expect(200);
            assert_eq!(other.patch(&path, &tag, &change(5)).expect(403).code(), "owned_by_another_agency");
            other.post(&format!("{obstacle}/follow-ups"), &due(30)).expect(403);
        }
        for stranger in [app.samarinda(), app.caller("dp3appkb-kalteng")] {
            for place in [path.clone(), format!("{path}/history"), format!("{partnership}/follow-ups")] {
                stranger.get(&place).expect(404);
            }
            stranger.patch(&path, &tag, &change(6)).expect(404);
            stranger.post(&format!("{obstacle}/follow-ups"), &due(30)).expect(404);
        }
    }
}
