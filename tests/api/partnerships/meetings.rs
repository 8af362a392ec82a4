use serde_json::{Value, json};

use super::{agreement, entered, go, join, sign, signed};
use crate::support::{Caller, on_both};

const MOVES: [(&str, &[&str]); 4] = [
    ("scheduled", &["held", "canceled"]),
    ("held", &["minutes_approved"]),
    ("minutes_approved", &[]),
    ("canceled", &[]),
];

/// A meeting of January 2024 with nothing special.
fn meeting() -> Value {
    json!({ "kind": "koordinasi", "starts_at": "2024-01-03T01:00:00Z" })
}

/// Calls a meeting and gives its path.
fn called(caller: &Caller, partnership: &str, body: &Value) -> String {
    let made = caller.post(&format!("{partnership}/meetings"), body);
    made.expect(201).header("location").unwrap().to_owned()
}

fn in_state(caller: &Caller, partnership: &str, state: &str) -> String {
    let mut body = meeting();
    body["minutes"] = json!("Dibahas per kegiatan.");
    let path = called(caller, partnership, &body);
    let way: &[&str] = match state {
        "scheduled" => &[],
        "held" => &["held"],
        "minutes_approved" => &["held", "minutes_approved"],
        _ => &["canceled"],
    };
    for to in way {
        go(caller, &path, &json!({ "to": to, "reason": "contoh" })).expect(200);
    }
    path
}

/// The parties of a partnership in the order they were named.
fn parties(caller: &Caller, partnership: &str) -> Vec<String> {
    let all = caller.get(partnership).expect(200).json()["parties"].clone();
    let id = |party: &Value| party["id"].as_str().unwrap().to_owned();
    all.as_array().unwrap().iter().map(id).collect()
}

fn times(meetings: &Value) -> Vec<&str> {
    let all = meetings.as_array().unwrap().iter();
    all.map(|one| one["starts_at"].as_str().unwrap()).collect()
}

on_both! {
    fn a_meeting_is_called_changed_and_removed(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let path = called(&kukar, &partnership, &meeting());
        let read = kukar.get(&path).expect(200);
        let one = read.json();
        assert_eq!((&one["chair_agency"], &one["status"]), (&json!("dp3a-kukar"), &json!("scheduled")));
        assert_eq!((&one["attendance"], &one["decisions"]), (&json!([]), &json!([])));
        let change = json!({
            "title": "Rapat  koordinasi", "agenda": "Pertama\nKedua", "decisions": ["Satu", "Dua"],
            "ends_at": "2024-01-03T03:00:00Z", "chair_agency": "diskop-kukar"
        });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let changed = kukar.patch(&path, &read.etag(), &change).expect(200);
        assert_eq!(changed.json()["title"], "Rapat koordinasi");
        assert_eq!(changed.json()["decisions"], json!(["Satu", "Dua"]));
        assert_eq!(kukar.patch(&path, &changed.etag(), &change).expect(200).json()["version"], 2);
        // Without a chair it is the coordinator's again.
        let back = kukar.patch(&path, &changed.etag(), &json!({ "chair_agency": null })).expect(200);
        assert_eq!(back.json()["chair_agency"], "dp3a-kukar");
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["decisions"], json!([[], ["Satu", "Dua"]]));
        kukar.delete(&path, &changed.etag()).expect(412);
        kukar.delete(&path, &back.etag()).expect(204);
        kukar.get(&path).expect(404);
        let path = in_state(&kukar, &partnership, "held");
        let tag = kukar.get(&path).expect(200).etag();
        assert_eq!(kukar.delete(&path, &tag).expect(409).code(), "conflict");
    }

    fn every_bad_field_of_a_meeting_is_named(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let body = json!({
            "kind": "koordinasi", "starts_at": "2024-01-03T01:00:00Z", "ends_at": "2024-01-03T01:00:00Z",
            "title": " ", "chair_agency": "diskominfo-kukar", "decisions": ["Satu", "\u{7}"]
        });
        assert_eq!(kukar.post(&format!("{partnership}/meetings"), &body).expect(422).fields(), [
            "/chair_agency not_a_party", "/decisions/1 invalid_text", "/ends_at out_of_order", "/title required",
        ]);
        let body = json!({ "kind": "rapat", "starts_at": "besok, pukul sembilan pagi", "decisions": [""] });
        let refused = kukar.post(&format!("{partnership}/meetings"), &body).expect(422);
        assert_eq!(refused.fields(), ["/decisions/0 too_short", "/kind not_in_list", "/starts_at invalid_format"]);
        // What was held did not begin tomorrow.
        let path = in_state(&kukar, &partnership, "held");
        let tag = kukar.get(&path).expect(200).etag();
        let refused = kukar.patch(&path, &tag, &json!({ "starts_at": "2099-01-01T00:00:00Z" })).expect(422);
        assert_eq!(refused.fields(), ["/starts_at in_the_future"]);
    }

    fn every_first_wednesday_is_a_series(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let series = json!({
            "kind": "monitoring", "title": "Rapat bulanan", "week": "first", "weekday": "wednesday", "every_months": 1,
            "from": "2024-01-01", "until": "2024-12-31", "start_time": "09:00", "duration_minutes": 90
        });
        let path = format!("{partnership}/meeting-series");
        let key = uuid::Uuid::now_v7().to_string();
        let made = kukar.with("Idempotency-Key", &key).post(&path, &series).expect(201);
        let again = kukar.with("Idempotency-Key", &key).post(&path, &series).expect(201);
        assert_eq!(made.json(), again.json());
        let meetings = made.json()["meetings"].clone();
        // 09:00 WITA is 01:00 UTC.
        let wanted = [
            "01-03", "02-07", "03-06", "04-03", "05-01", "06-05", "07-03", "08-07", "09-04", "10-02", "11-06", "12-04",
        ].map(|day| format!("2024-{day}T01:00:00.000000Z"));
        assert_eq!(times(&meetings), wanted);
        assert_eq!(meetings[0]["ends_at"], "2024-01-03T02:30:00.000000Z");
        assert_eq!(meetings[11]["series_id"], made.json()["series_id"]);
        called(&kukar, &partnership, &json!({ "kind": "koordinasi", "starts_at": "2024-02-07T00:00:00Z" }));
        let place = made.header("location").unwrap();
        let listed = kukar.get(&format!("{place}&count=exact")).expect(200).json();
        assert_eq!((&listed["items"], &listed["total"]), (&meetings, &json!(12)));
        // Page by page in the order of their beginning, and by days of the coordinator's calendar.
        let first = kukar.get(&format!("{partnership}/meetings?sort=-starts_at&limit=10")).expect(200).json();
        let next = first["next_cursor"].as_str().unwrap();
        let rest = kukar.get(&format!("{partnership}/meetings?sort=-starts_at&limit=10&cursor={next}")).expect(200).json();
        assert_eq!(times(&rest["items"]), ["2024-02-07T01:00:00.000000Z", "2024-02-07T00:00:00.000000Z", "2024-01-03T01:00:00.000000Z"]);
        let days = kukar.get(&format!("{partnership}/meetings?from=2024-02-07&to=2024-02-07&kind=koordinasi&status=scheduled"));
        assert_eq!(times(&days.expect(200).json()["items"]), ["2024-02-07T00:00:00.000000Z"]);
        let gone = kukar.get(&format!("{partnership}/meetings?from=2024-02-08&to=2024-03-05&count=exact")).expect(200);
        assert_eq!(gone.json()["total"], 0);
    }

    fn every_bad_field_of_a_series_is_named(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let path = format!("{partnership}/meeting-series");
        let mut series = json!({
            "kind": "evaluasi", "week": "last", "weekday": "friday", "every_months": 3,
            "from": "2024-01-01", "until": "2024-12-31", "start_time": "14:30"
        });
        let made = kukar.post(&path, &series).expect(201).json();
        assert_eq!(times(&made["meetings"]), [
            "2024-01-26T06:30:00.000000Z", "2024-04-26T06:30:00.000000Z", "2024-07-26T06:30:00.000000Z", "2024-10-25T06:30:00.000000Z",
        ]);
        for (from, until, code) in [
            ("2024-01-01", "2023-12-31", "out_of_order"),
            ("2024-01-27", "2024-02-22", "no_meeting"),
            ("2024-01-01", "2099-12-31", "too_many_meetings"),
        ] {
            series["from"] = json!(from);
            series["until"] = json!(until);
            series["title"] = json!(" ");
            series["chair_agency"] = json!("diskominfo-kukar");
            let refused = kukar.post(&path, &series).expect(422);
            assert_eq!(refused.fields(), ["/chair_agency not_a_party", "/title required", &format!("/until {code}")]);
        }
        series["start_time"] = json!("24:00");
        series["every_months"] = json!(0);
        let refused = kukar.post(&path, &series).expect(422);
        assert!(refused.fields().len() >= 2, "{:?}", refused.fields());
        let all = kukar.get(&format!("{partnership}/meetings?count=exact")).expect(200).json();
        assert_eq!(all["total"], 4);
    }

    fn every_move_of_a_meeting_is_allowed_or_refused(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        for (from, allowed) in MOVES {
            let path = in_state(&kukar, &partnership, from);
            let read = kukar.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            for (to, _) in MOVES {
                let path = in_state(&kukar, &partnership, from);
                let answer = go(&kukar, &path, &json!({ "to": to, "reason": "contoh" }));
                if allowed.contains(&to) {
                    assert_eq!(answer.expect(200).json()["status"], to, "from {from}");
                } else {
                    assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
                }
            }
        }
        let path = called(&kukar, &partnership, &json!({ "kind": "evaluasi", "starts_at": "2099-01-01T00:00:00Z" }));
        assert_eq!(go(&kukar, &path, &json!({ "to": "held" })).expect(422).fields(), ["/to too_early"]);
        assert_eq!(go(&kukar, &path, &json!({ "to": "canceled" })).expect(422).fields(), ["/reason required"]);
        let path = called(&kukar, &partnership, &meeting());
        go(&kukar, &path, &json!({ "to": "held" })).expect(200);
        assert_eq!(go(&kukar, &path, &json!({ "to": "minutes_approved" })).expect(422).fields(), ["/minutes required"]);
        kukar.transition(&path, "\"v1\"", &json!({ "to": "minutes_approved" })).expect(412);
    }

    fn approved_minutes_are_locked(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let party = parties(&kukar, &partnership)[0].clone();
        for state in ["minutes_approved", "canceled"] {
            let path = in_state(&kukar, &partnership, state);
            let tag = kukar.get(&path).expect(200).etag();
            for change in [json!({ "minutes": "Lain." }), json!({ "decisions": ["Lain"] }), json!({ "place": "Lain" })] {
                assert_eq!(kukar.patch(&path, &tag, &change).expect(409).code(), "conflict", "{state}");
            }
            let marks = json!({ "marks": [{ "party_id": party, "mark": "hadir" }] });
            assert_eq!(kukar.put(&format!("{path}/attendance"), &tag, &marks).expect(409).code(), "conflict", "{state}");
            kukar.delete(&path, &tag).expect(409);
        }
    }

    fn attendance_is_taken_by_party(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let all = parties(&kukar, &partnership);
        let path = called(&kukar, &partnership, &meeting());
        let attendance = format!("{path}/attendance");
        let marks = json!({ "marks": [
            { "party_id": all[2], "mark": "izin" }, { "party_id": all[0], "mark": "hadir", "delegates": 3 },
        ] });
        let tag = kukar.get(&path).expect(200).etag();
        assert_eq!(kukar.put(&attendance, &tag, &marks).expect(409).code(), "conflict");
        let held = go(&kukar, &path, &json!({ "to": "held" })).expect(200);
        kukar.put(&attendance, &tag, &marks).expect(412);
        kukar.send("PUT", &attendance, Some("application/json"), marks.to_string().as_bytes()).expect(428);
        let put = kukar.put(&attendance, &held.etag(), &marks).expect(200);
        let read = kukar.get(&attendance).expect(200);
        assert_eq!((put.json(), put.etag()), (read.json(), read.etag()));
        assert_eq!(read.json()["marks"], json!([
            { "party_id": all[0], "agency": "dp3a-kukar", "organization_id": null, "mark": "hadir", "delegates": 3 },
            { "party_id": all[2], "agency": "diskop-kukar", "organization_id": null, "mark": "izin", "delegates": null },
        ]));
        let whole = kukar.get(&path).expect(200);
        assert_eq!((whole.etag(), &whole.json()["attendance"]), (read.etag(), &read.json()["marks"]));
        kukar.with("If-None-Match", &read.etag()).get(&attendance).expect(304);
        // The same again changes nothing; another list replaces the whole.
        assert_eq!(kukar.put(&attendance, &put.etag(), &marks).expect(200).etag(), put.etag());
        let other = json!({ "marks": [{ "party_id": all[1], "mark": "tidak_hadir" }] });
        let put = kukar.put(&attendance, &put.etag(), &other).expect(200);
        assert_eq!(put.json()["marks"].as_array().unwrap().len(), 1);
        assert_eq!(kukar.get(&path).expect(200).json()["version"], 4);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][2]["action"], "attendance_recorded");
        assert_eq!(history["items"][2]["changes"]["attendance"][0], json!([]));
        let put = kukar.put(&attendance, &put.etag(), &json!({ "marks": [] })).expect(200);
        assert_eq!(put.json()["marks"], json!([]));

        let (elsewhere, _) = entered(&kukar, &agreement());
        let stray = parties(&kukar, &elsewhere)[0].clone();
        let bad = json!({ "marks": [
            { "party_id": all[0], "mark": "izin", "delegates": 1 }, { "party_id": all[0], "mark": "hadir" },
            { "party_id": stray, "mark": "hadir" },
        ] });
        assert_eq!(kukar.put(&attendance, &put.etag(), &bad).expect(422).fields(), [
            "/marks/0/delegates not_applicable", "/marks/1/party_id repeated", "/marks/2/party_id unknown_reference",
        ]);
    }

    fn a_meeting_is_its_chairs_and_the_coordinators(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let trade = app.caller("disperindag-kukar").acting("kukar-3");
        let meetings = format!("{partnership}/meetings");
        assert_eq!(trade.post(&meetings, &meeting()).expect(403).code(), "owned_by_another_agency");
        let mut body = meeting();
        body["chair_agency"] = json!("disperindag-kukar");
        let path = called(&trade, &partnership, &body);
        let tag = trade.get(&path).expect(200).etag();
        // The chair changes it, but hands it to nobody else.
        trade.patch(&path, &tag, &json!({ "chair_agency": "diskop-kukar" })).expect(403);
        let changed = trade.patch(&path, &tag, &json!({ "place": "Aula" })).expect(200);
        let labor = app.caller("distransnaker-kukar").acting("kukar-4");
        labor.patch(&path, &changed.etag(), &json!({ "place": "Ruang" })).expect(403);
        kukar.patch(&path, &changed.etag(), &json!({ "place": "Ruang" })).expect(200);
        go(&trade, &path, &json!({ "to": "held" })).expect(200);
        // Who sees the partnership without being a party reads.
        for other in [app.kaltim(), app.caller("diskominfo-kukar")] {
            let tag = other.get(&path).expect(200).etag();
            assert_eq!(other.get(&meetings).expect(200).json()["items"].as_array().unwrap().len(), 1);
            assert_eq!(other.patch(&path, &tag, &json!({ "place": "Lain" })).expect(403).code(), "owned_by_another_agency");
            other.delete(&path, &tag).expect(403);
            other.post(&meetings, &meeting()).expect(403);
        }
        for stranger in [app.samarinda(), app.caller("dp3appkb-kalteng")] {
            stranger.get(&path).expect(404);
            stranger.get(&meetings).expect(404);
            stranger.get(&format!("{path}/attendance")).expect(404);
            stranger.patch(&path, "*", &json!({ "place": "Lain" })).expect(404);
        }
    }

    fn meetings_are_called_before_the_signature_and_held_after_it(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        let path = called(&kukar, &partnership, &meeting());
        let refused = go(&kukar, &path, &json!({ "to": "held" })).expect(409);
        assert_eq!(refused.code(), "conflict");
        let tag = kukar.get(&partnership).expect(200).etag();
        assert_eq!(kukar.delete(&partnership, &tag).expect(409).code(), "still_referenced");
        join(&kukar, &partnership, "diskop-kukar", "pelaksana");
        sign(&kukar, &partnership);
        go(&kukar, &path, &json!({ "to": "held" })).expect(200);
        // Its year is over, and is evaluated in the next.
        assert_eq!(kukar.get(&partnership).expect(200).json()["status"], "expired");
        called(&kukar, &partnership, &json!({ "kind": "evaluasi", "starts_at": "2025-01-15T01:00:00Z" }));
        let (given_up, _) = entered(&kukar, &agreement());
        go(&kukar, &given_up, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        assert_eq!(kukar.post(&format!("{given_up}/meetings"), &meeting()).expect(409).code(), "conflict");
    }
}
