use serde_json::{Value, json};

use super::{approved, batch, finished, go, plan, scheduled};
use crate::support::{Caller, on_both};

fn session(day: &str, from: &str, to: &str) -> Value {
    json!({ "starts_at": format!("{day}T{from}:00Z"), "ends_at": format!("{day}T{to}:00Z") })
}

/// A batch from the second to the sixth of March.
fn a_batch(caller: &Caller) -> String {
    let program = approved(caller, &plan());
    scheduled(caller, &program, &batch())
}

on_both! {
    fn sessions_are_planned_changed_and_removed(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let path = a_batch(&caller);
        let sessions = format!("{path}/sessions");
        let mut body = session("2026-03-03", "01:00", "08:00");
        body["topic"] = json!("  Pengemasan   produk ");
        let second = caller.post(&sessions, &body).expect(201);
        let made = second.json();
        assert_eq!((&made["number"], &made["topic"]), (&json!(1), &json!("Pengemasan produk")));
        assert_eq!(made["starts_at"], "2026-03-03T01:00:00.000000Z");
        let first = caller.post(&sessions, &session("2026-03-02", "01:00", "08:00")).expect(201);
        assert_eq!(first.json()["number"], 2);
        let mut same = session("2026-03-04", "01:00", "08:00");
        same["number"] = json!(2);
        assert_eq!(caller.post(&sessions, &same).expect(409).code(), "already_exists");

        let place = second.header("location").unwrap();
        let read = caller.get(place).expect(200);
        assert_eq!(read.json(), made);
        let change = json!({ "ends_at": "2026-03-03T09:00:00Z", "topic": null });
        caller.without("If-Match").send("PATCH", place, Some("application/merge-patch+json"), b"{}").expect(428);
        caller.patch(place, "\"v9\"", &change).expect(412);
        let changed = caller.patch(place, &read.etag(), &change).expect(200);
        assert_eq!((&changed.json()["topic"], &changed.json()["version"]), (&Value::Null, &json!(2)));
        let again = caller.patch(place, &changed.etag(), &change).expect(200);
        assert_eq!(again.json()["version"], 2);

        let page = caller.get(&format!("{sessions}?limit=1&count=exact")).expect(200).json();
        assert_eq!((&page["total"], &page["items"][0]["number"]), (&json!(2), &json!(2)));
        let next = page["next_cursor"].as_str().unwrap();
        let rest = caller.get(&format!("{sessions}?limit=1&cursor={next}")).expect(200).json();
        assert_eq!((&rest["items"][0]["number"], &rest["next_cursor"]), (&json!(1), &Value::Null));
        let latest = caller.get(&format!("{sessions}?sort=-starts_at")).expect(200).json();
        assert_eq!(latest["items"][0]["number"], 1);

        assert_eq!(caller.delete(&path, "*").expect(409).code(), "still_referenced");
        caller.delete(place, &read.etag()).expect(412);
        caller.delete(place, &changed.etag()).expect(204);
        caller.get(place).expect(404);
        let acts = caller.get("/v1/audit-events?resource=training-sessions&count=exact").expect(200).json();
        assert_eq!(acts["total"], 4);
    }

    fn every_bad_field_of_a_session_is_named(app) {
        let caller = app.dp3a_kukar();
        let path = a_batch(&caller);
        let sessions = format!("{path}/sessions");
        caller.post(&sessions, &session("2026-03-03", "01:00", "08:00")).expect(201);
        let bad = |body: &Value| caller.post(&sessions, body).expect(422).fields();
        let mut body = session("2026-03-01", "02:00", "01:00");
        body["topic"] = json!("  ");
        body["number"] = json!(0);
        assert_eq!(bad(&body), [
            "/ends_at out_of_order", "/number too_small", "/starts_at outside_batch", "/topic required",
        ]);
        assert_eq!(bad(&session("2026-03-03", "07:59", "10:00")), ["/starts_at overlaps_session"]);
        assert_eq!(bad(&json!({ "starts_at": "2026-03-04T01:00:00Z" })), ["/ends_at required"]);
        // Days are those of the calendar anywhere between Jakarta and Jayapura.
        assert_eq!(bad(&session("2026-03-01", "14:59", "15:30")), ["/starts_at outside_batch"]);
        caller.post(&sessions, &session("2026-03-01", "15:00", "15:30")).expect(201);
        assert_eq!(bad(&session("2026-03-06", "16:00", "17:01")), ["/ends_at outside_batch"]);
        caller.post(&sessions, &session("2026-03-06", "16:00", "17:00")).expect(201);
        // One follows on the other.
        caller.post(&sessions, &session("2026-03-03", "08:00", "09:00")).expect(201);
    }

    fn a_batch_keeps_its_sessions_within_its_days(app) {
        let caller = app.dp3a_kukar();
        let path = a_batch(&caller);
        let sessions = format!("{path}/sessions");
        for day in ["2026-03-02", "2026-03-06"] {
            caller.post(&sessions, &session(day, "01:00", "08:00")).expect(201);
        }
        let shorter = json!({ "starts_on": "2026-03-03", "ends_on": "2026-03-05" });
        assert_eq!(caller.patch(&path, "*", &shorter).expect(422).fields(), [
            "/ends_on session_outside", "/starts_on session_outside",
        ]);
        let longer = json!({ "starts_on": "2026-03-01", "ends_on": "2026-03-07" });
        caller.patch(&path, "*", &longer).expect(200);
    }

    fn sessions_are_their_batch_s_owners_to_change(app) {
        let labor = app.caller("distransnaker-kukar").acting("kukar-1");
        let path = a_batch(&labor);
        let sessions = format!("{path}/sessions");
        let body = session("2026-03-03", "01:00", "08:00");
        let made = labor.post(&sessions, &body).expect(201);
        let place = made.header("location").unwrap();
        let change = json!({ "topic": "Pemasaran" });
        for reader in [app.dp3a_kukar(), app.kaltim()] {
            reader.get(place).expect(200);
            for refused in [
                reader.post(&sessions, &body), reader.patch(place, "*", &change), reader.delete(place, "*"),
            ] {
                assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
            }
        }
        let stranger = app.samarinda();
        for hidden in [
            stranger.get(place), stranger.get(&sessions), stranger.post(&sessions, &body),
            stranger.patch(place, "*", &change), stranger.delete(place, "*"),
        ] {
            hidden.expect(404);
        }
        // Under another batch it does not exist.
        let other = scheduled(&labor, &approved(&labor, &plan()), &batch());
        let id = made.json()["id"].as_str().unwrap().to_owned();
        labor.get(&format!("{other}/sessions/{id}")).expect(404);
        labor.patch(&format!("{other}/sessions/{id}"), "*", &change).expect(404);
    }

    fn sessions_of_a_batch_that_ended_stay(app) {
        let caller = app.dp3a_kukar();
        let path = a_batch(&caller);
        let sessions = format!("{path}/sessions");
        let made = caller.post(&sessions, &session("2026-03-03", "01:00", "08:00")).expect(201);
        let place = made.header("location").unwrap();
        go(&caller, &path, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        for refused in [
            caller.post(&sessions, &session("2026-03-04", "01:00", "08:00")),
            caller.patch(place, "*", &json!({ "topic": "Pemasaran" })),
            caller.delete(place, "*"),
        ] {
            assert_eq!(refused.expect(409).code(), "conflict");
        }
        caller.get(place).expect(200);
    }

    fn a_session_that_was_attended_stays_as_it_is(app) {
        let caller = app.dp3a_kukar();
        let enrollment = caller.get(&finished(&caller, "attending")).expect(200).json();
        let batch = format!("/v1/training-batches/{}", enrollment["batch_id"].as_str().unwrap());
        let made = caller.post(&format!("{batch}/sessions"), &session("2026-03-03", "01:00", "08:00")).expect(201);
        let place = made.header("location").unwrap();
        caller.patch(place, "*", &json!({ "topic": "Pemasaran" })).expect(200);
        let marks = json!({ "session_id": made.json()["id"], "marks": [{ "enrollment_id": enrollment["id"], "mark": "alpa" }] });
        caller.post(&format!("{batch}/attendance"), &marks).expect(200);
        for refused in [
            caller.patch(place, "*", &json!({ "topic": "Lain", "starts_at": "2026-03-04T01:00:00Z", "ends_at": "2026-03-04T02:00:00Z" })),
            caller.delete(place, "*"),
        ] {
            assert_eq!(refused.expect(409).code(), "conflict");
        }
        assert_eq!(caller.get(place).expect(200).json()["topic"], "Pemasaran");
        // Another one is not held back by it.
        caller.post(&format!("{batch}/sessions"), &session("2026-03-04", "01:00", "08:00")).expect(201);
    }
}
