use serde_json::{Value, json};

use super::{agreement, entered, go, join, sign, signed};
use crate::support::{Caller, TestApp, on_both};

const MOVES: [(&str, &[&str]); 5] = [
    ("open", &["in_progress", "escalated", "accepted_risk"]),
    ("in_progress", &["resolved", "escalated", "accepted_risk"]),
    ("escalated", &["in_progress", "resolved", "accepted_risk"]),
    ("resolved", &[]),
    ("accepted_risk", &[]),
];

/// An obstacle of April 2024 with nothing special.
pub fn obstacle() -> Value {
    json!({ "category": "bahan_baku", "severity": "medium", "title": "Bahan baku sulit", "raised_on": "2024-04-03" })
}

/// Raises an obstacle and gives its path.
pub fn raised(caller: &Caller, partnership: &str, body: &Value) -> String {
    let made = caller.post(&format!("{partnership}/obstacles"), body);
    made.expect(201).header("location").unwrap().to_owned()
}

/// Gives a follow-up of what stands at a path, and gives its path.
pub fn follow_up(caller: &Caller, of: &str) -> String {
    let body = json!({
        "action": "Menyusun daftar pemasok", "agency": "disperindag-kukar", "assigned_on": "2024-04-04",
        "due_on": "2024-05-31"
    });
    let made = caller.post(&format!("{of}/follow-ups"), &body).expect(201);
    made.header("location").unwrap().to_owned()
}

/// A move with all it needs.
fn to(state: &str) -> Value {
    if state == "escalated" {
        json!({ "to": state, "to_agency": "disperindagkop-kaltim" })
    } else {
        json!({ "to": state, "reason": "contoh" })
    }
}

fn in_state(caller: &Caller, partnership: &str, state: &str) -> String {
    let path = raised(caller, partnership, &obstacle());
    let way: &[&str] = match state {
        "open" => &[],
        "resolved" => &["in_progress", "resolved"],
        other => &[other],
    };
    for step in way {
        go(caller, &path, &to(step)).expect(200);
    }
    path
}

fn trade(app: &TestApp) -> Caller {
    app.caller("disperindag-kukar").acting("kukar-3")
}

/// The trade agency of the province: no party, but the partnership lies in its area.
fn province(app: &TestApp) -> Caller {
    app.caller("disperindagkop-kaltim").acting("kaltim-3")
}

on_both! {
    fn an_obstacle_is_raised_and_changed(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let path = raised(&trade(app), &partnership, &obstacle());
        let read = kukar.get(&path).expect(200);
        let one = read.json();
        assert_eq!((&one["owner_agency"], &one["raised_by"]), (&json!("disperindag-kukar"), &json!("disperindag-kukar")));
        assert_eq!((&one["status"], &one["closed_on"], &one["raised_on"]), (&json!("open"), &Value::Null, &json!("2024-04-03")));
        let change = json!({ "severity": "high", "root_cause": "Musim", "region_code": "64.02.06", "owner_agency": "diskop-kukar" });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let changed = kukar.patch(&path, &read.etag(), &change).expect(200);
        assert_eq!(changed.json()["owner_agency"], "diskop-kukar");
        assert_eq!(kukar.patch(&path, &changed.etag(), &change).expect(200).json()["version"], 2);
        // Who raised it and owns it no longer changes it no longer.
        assert_eq!(trade(app).patch(&path, &changed.etag(), &change).expect(403).code(), "owned_by_another_agency");
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["severity"], json!(["medium", "high"]));
        let today = sinergi::values::zone::Zone::Wita.today().to_string();
        let fresh = raised(&kukar, &partnership, &json!({ "category": "data", "severity": "low", "title": "Data" }));
        assert_eq!(kukar.get(&fresh).expect(200).json()["raised_on"], today);
        in_state(&kukar, &partnership, "accepted_risk");
        for (query, total) in [
            ("open=true", 2), ("open=false", 1), ("category=data", 1), ("severity=high&status=open", 1),
            ("owner_agency=dp3a-kukar", 2), ("owner_agency=diskop-kukar", 1), ("status=resolved", 0), ("", 3),
        ] {
            let page = kukar.get(&format!("{partnership}/obstacles?count=exact&{query}")).expect(200).json();
            assert_eq!(page["total"], total, "{query}");
        }
        let all = format!("{partnership}/obstacles?limit=2");
        let first = kukar.get(&all).expect(200).json();
        let next = kukar.get(&format!("{all}&cursor={}", first["next_cursor"].as_str().unwrap())).expect(200).json();
        assert_eq!(next["items"].as_array().unwrap().len(), 1);
    }

    fn every_bad_field_of_an_obstacle_is_named(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let mut body = obstacle();
        body["title"] = json!(" ");
        body["description"] = json!("\u{7}");
        body["owner_agency"] = json!("diskominfo-kukar");
        body["region_code"] = json!("99.99");
        body["raised_on"] = json!("2999-01-01");
        body["activity_id"] = json!("01939b2e-7c00-7000-8000-000000000001");
        // A meeting and an activity of another partnership are none of this one.
        let (elsewhere, _) = entered(&kukar, &agreement());
        let meeting = json!({ "kind": "koordinasi", "starts_at": "2024-01-03T01:00:00Z" });
        let stray = kukar.post(&format!("{elsewhere}/meetings"), &meeting).expect(201).json()["id"].clone();
        body["meeting_id"] = stray;
        assert_eq!(kukar.post(&format!("{partnership}/obstacles"), &body).expect(422).fields(), [
            "/activity_id unknown_reference", "/description invalid_text", "/meeting_id unknown_reference",
            "/owner_agency not_a_party", "/raised_on in_the_future", "/region_code unknown_region", "/title required",
        ]);
        let body = json!({ "category": "x", "severity": "y", "title": "z" });
        let refused = kukar.post(&format!("{partnership}/obstacles"), &body).expect(422);
        assert_eq!(refused.fields(), ["/category not_in_list", "/severity not_in_list"]);
    }

    fn every_move_of_an_obstacle_is_allowed_or_refused(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        for (from, allowed) in MOVES {
            let path = in_state(&kukar, &partnership, from);
            let read = kukar.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            assert_eq!(read["closed_on"].is_null(), !allowed.is_empty(), "{from}");
            for (state, _) in MOVES {
                let path = in_state(&kukar, &partnership, from);
                let answer = go(&kukar, &path, &to(state));
                if allowed.contains(&state) {
                    assert_eq!(answer.expect(200).json()["status"], state, "from {from}");
                } else {
                    assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {state}");
                }
            }
        }
        let path = in_state(&kukar, &partnership, "in_progress");
        for (body, field) in [
            (json!({ "to": "accepted_risk" }), "/reason required"),
            (json!({ "to": "escalated" }), "/to_agency required"),
            (json!({ "to": "resolved", "to_agency": "dkp3a-kaltim" }), "/to_agency not_applicable"),
            (json!({ "to": "resolved", "on": "2024-04-02" }), "/on out_of_order"),
            (json!({ "to": "resolved", "on": "2999-01-01" }), "/on in_the_future"),
            (json!({ "to": "escalated", "to_agency": "dkp3a-kaltim", "on": "2024-05-01" }), "/on not_applicable"),
        ] {
            assert_eq!(go(&kukar, &path, &body).expect(422).fields(), [field], "{body}");
        }
        kukar.transition(&path, "\"v1\"", &to("resolved")).expect(412);
        let closed = go(&kukar, &path, &json!({ "to": "resolved", "on": "2024-05-02" })).expect(200);
        assert_eq!(closed.json()["closed_on"], "2024-05-02");
        let change = kukar.patch(&path, &closed.etag(), &json!({ "title": "Lain" }));
        assert_eq!(change.expect(409).code(), "conflict");
    }

    fn an_obstacle_is_not_closed_over_an_open_follow_up(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let path = in_state(&kukar, &partnership, "in_progress");
        let (first, second) = (follow_up(&kukar, &path), follow_up(&kukar, &path));
        go(&kukar, &second, &json!({ "to": "in_progress" })).expect(200);
        for state in ["resolved", "accepted_risk"] {
            let refused = go(&kukar, &path, &to(state)).expect(422);
            assert_eq!(refused.fields(), ["/to follow_ups_open"]);
            let detail = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
            for one in [&first, &second] {
                assert!(detail.contains(one.rsplit('/').next().unwrap()), "{detail}");
            }
            assert!(detail.contains(": 2: "), "{detail}");
        }
        go(&kukar, &first, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        let refused = go(&kukar, &path, &to("resolved")).expect(422).text();
        assert!(refused.contains(second.rsplit('/').next().unwrap()) && !refused.contains(first.rsplit('/').next().unwrap()));
        let tag = kukar.get(&second).expect(200).etag();
        kukar.patch(&second, &tag, &json!({ "evidence_note": "Daftar" })).expect(200);
        go(&kukar, &second, &json!({ "to": "done" })).expect(200);
        go(&kukar, &path, &to("resolved")).expect(200);
        // What is closed takes no follow-up.
        let late = json!({ "action": "Lagi", "agency": "dp3a-kukar", "due_on": "2999-01-01" });
        assert_eq!(kukar.post(&format!("{path}/follow-ups"), &late).expect(409).code(), "conflict");
    }

    fn a_regency_escalates_to_its_province_which_then_owns_it(app) {
        let partnership = signed(app);
        let (trade, province) = (trade(app), province(app));
        let path = raised(&trade, &partnership, &obstacle());
        let change = json!({ "root_cause": "Musim tangkap" });
        let tag = province.get(&path).expect(200).etag();
        assert_eq!(province.patch(&path, &tag, &change).expect(403).code(), "owned_by_another_agency");
        province.post(&format!("{path}/follow-ups"), &json!({ "action": "X", "agency": "dp3a-kukar", "due_on": "2999-01-01" })).expect(403);
        let taken = go(&trade, &path, &to("escalated")).expect(200);
        let one = taken.json();
        assert_eq!((&one["owner_agency"], &one["escalated_by"]), (&json!("disperindagkop-kaltim"), &json!("disperindag-kukar")));
        // The regency's agencies no longer, the coordinator still.
        for other in [&trade, &app.caller("diskop-kukar").acting("kukar-4")] {
            assert_eq!(other.patch(&path, &taken.etag(), &change).expect(403).code(), "owned_by_another_agency");
            go(other, &path, &json!({ "to": "resolved" })).expect(403);
        }
        let kukar = app.dp3a_kukar();
        let noted = kukar.patch(&path, &taken.etag(), &json!({ "severity": "critical" })).expect(200);
        let changed = province.patch(&path, &noted.etag(), &change).expect(200);
        // It hands it on only once it has taken it up.
        let hand = json!({ "owner_agency": "disperindag-kukar" });
        assert_eq!(province.patch(&path, &changed.etag(), &hand).expect(422).fields(), ["/owner_agency escalated"]);
        let own = json!({ "action": "Membuka jalur pasokan", "agency": "disperindagkop-kaltim", "due_on": "2999-01-01" });
        let task = province.post(&format!("{path}/follow-ups"), &own).expect(201);
        let task = task.header("location").unwrap().to_owned();
        let others = follow_up(&province, &path);
        go(&province, &others, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        go(&province, &path, &to("in_progress")).expect(200);
        assert_eq!(go(&province, &path, &to("resolved")).expect(422).fields(), ["/to follow_ups_open"]);
        go(&province, &task, &json!({ "to": "in_progress" })).expect(200);
        let tag = province.get(&task).expect(200).etag();
        province.patch(&task, &tag, &json!({ "evidence_url": "https://arsip.example.go.id/1.pdf" })).expect(200);
        go(&province, &task, &json!({ "to": "done" })).expect(200);
        // What the province owns goes no higher.
        assert_eq!(go(&province, &path, &to("escalated")).expect(422).fields(), ["/to not_local"]);
        go(&province, &path, &to("resolved")).expect(200);
        // It raises none itself: it is no party.
        assert_eq!(province.post(&format!("{partnership}/obstacles"), &obstacle()).expect(403).code(), "owned_by_another_agency");
    }

    fn an_obstacle_goes_to_no_other_regency_nor_province(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let path = raised(&kukar, &partnership, &obstacle());
        for (agency, code) in [
            ("dp2pa-samarinda", "not_above"),
            ("disperindag-kukar", "not_above"),
            ("dp3appkb-kalteng", "not_above"),
            ("kpppa", "not_above"),
            ("nope", "unknown_reference"),
            ("operator", "unknown_reference"),
        ] {
            let refused = go(&kukar, &path, &json!({ "to": "escalated", "to_agency": agency })).expect(422);
            assert_eq!(refused.fields(), [format!("/to_agency {code}")], "{agency}");
        }
        // Two provinces cooperate: neither the other's agency nor one that does not see it takes it.
        let mut body = agreement();
        body["scheme"] = json!("ksdd");
        let (across, _) = entered(&app.kaltim(), &body);
        for agency in ["dp3a-kukar", "dp3appkb-kalteng"] {
            join(&app.kaltim(), &across, agency, "pelaksana");
        }
        sign(&app.kaltim(), &across);
        let path = raised(&kukar, &across, &obstacle());
        let refused = go(&kukar, &path, &json!({ "to": "escalated", "to_agency": "dp3appkb-kalteng" })).expect(422);
        assert_eq!(refused.fields(), ["/to_agency not_above"]);
        go(&kukar, &path, &json!({ "to": "escalated", "to_agency": "dkp3a-kaltim" })).expect(200);
        // A partnership of another area is out of the owner's province's sight.
        let kalteng = app.caller("dp3appkb-kalteng").acting("kalteng-1");
        let (abroad, _) = entered(&kalteng, &body);
        join(&kalteng, &abroad, "dp3a-kukar", "pelaksana");
        sign(&kalteng, &abroad);
        let path = raised(&kukar, &abroad, &obstacle());
        let refused = go(&kukar, &path, &json!({ "to": "escalated", "to_agency": "dkp3a-kaltim" })).expect(422);
        assert_eq!(refused.fields(), ["/to_agency not_a_party"]);
    }

    fn obstacles_are_raised_by_parties_of_what_was_signed(app) {
        let kukar = app.dp3a_kukar();
        let (draft, _) = entered(&kukar, &agreement());
        assert_eq!(kukar.post(&format!("{draft}/obstacles"), &obstacle()).expect(409).code(), "conflict");
        let partnership = signed(app);
        let path = raised(&kukar, &partnership, &obstacle());
        for other in [app.kaltim(), app.caller("diskominfo-kukar")] {
            other.get(&path).expect(200);
            assert_eq!(other.post(&format!("{partnership}/obstacles"), &obstacle()).expect(403).code(), "owned_by_another_agency");
            other.patch(&path, "*", &json!({ "severity": "low" })).expect(403);
        }
        for stranger in [app.samarinda(), app.caller("dp3appkb-kalteng")] {
            for place in [path.clone(), format!("{path}/history"), format!("{path}/follow-ups"), format!("{partnership}/obstacles")] {
                stranger.get(&place).expect(404);
            }
            stranger.patch(&path, "*", &json!({ "severity": "low" })).expect(404);
            stranger.transition(&path, "*", &to("in_progress")).expect(404);
        }
    }
}
