use serde_json::{Value, json};

use super::{approved, batch, go, plan, scheduled};
use crate::support::{TestApp, on_both};

/// The Kadin of the region, as the operator enters it.
fn kadin(app: &TestApp) -> Value {
    let body = json!({ "name": "Kadin Contoh", "type": "kadin", "level": "kabupaten", "region_code": "64.02" });
    app.admin()
        .post("/v1/organizations", &body)
        .expect(201)
        .json()["id"]
        .clone()
}

on_both! {
    fn speakers_are_named_changed_and_removed(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let path = scheduled(&caller, &approved(&caller, &plan()), &batch());
        let speakers = format!("{path}/speakers");
        let kadin = kadin(app);
        let body = json!({ "role": "narasumber", "organization_id": kadin, "topic": " Akses  permodalan " });
        let made = caller.post(&speakers, &body).expect(201);
        let place = made.header("location").unwrap();
        let read = caller.get(place).expect(200);
        assert_eq!(read.json(), made.json());
        assert_eq!((&read.json()["name"], &read.json()["topic"]), (&Value::Null, &json!("Akses permodalan")));
        let moderator = json!({ "role": "moderator", "name": "Moderator Forum" });
        caller.post(&speakers, &moderator).expect(201);
        caller.patch(place, "\"v9\"", &json!({ "role": "instruktur" })).expect(412);
        let changed = caller.patch(place, &read.etag(), &json!({ "role": "instruktur" })).expect(200);
        assert_eq!((&changed.json()["role"], &changed.json()["version"]), (&json!("instruktur"), &json!(2)));
        let same = caller.patch(place, &changed.etag(), &json!({ "role": "instruktur" })).expect(200);
        assert_eq!(same.json()["version"], 2);
        let page = caller.get(&format!("{speakers}?limit=1&count=exact")).expect(200).json();
        assert_eq!((&page["total"], &page["items"][0]["role"]), (&json!(2), &json!("instruktur")));
        let next = page["next_cursor"].as_str().unwrap();
        let rest = caller.get(&format!("{speakers}?limit=1&cursor={next}")).expect(200).json();
        assert_eq!(rest["items"][0]["role"], "moderator");
        let only = caller.get(&format!("{speakers}?role=moderator&count=exact")).expect(200).json();
        assert_eq!(only["total"], 1);
        caller.delete(place, &read.etag()).expect(412);
        caller.delete(place, &changed.etag()).expect(204);
        caller.get(place).expect(404);
        let acts = caller.get("/v1/audit-events?resource=training-speakers&count=exact").expect(200).json();
        assert_eq!(acts["total"], 4);
    }

    fn every_bad_field_of_a_speaker_is_named(app) {
        let caller = app.dp3a_kukar();
        let path = scheduled(&caller, &approved(&caller, &plan()), &batch());
        let speakers = format!("{path}/speakers");
        let nobody = uuid::Uuid::now_v7().to_string();
        let bad = json!({ "role": "penonton", "name": " ", "organization_id": nobody, "topic": "" });
        assert_eq!(caller.post(&speakers, &bad).expect(422).fields(), [
            "/name required", "/organization_id unknown_reference", "/role not_in_list", "/topic too_short",
        ]);
        let nameless = json!({ "role": "moderator" });
        assert_eq!(caller.post(&speakers, &nameless).expect(422).fields(), ["/name name_or_organization_required"]);
        let made = caller.post(&speakers, &json!({ "role": "moderator", "name": "Moderator" })).expect(201);
        let place = made.header("location").unwrap();
        let cleared = caller.patch(place, "*", &json!({ "name": null })).expect(422);
        assert_eq!(cleared.fields(), ["/name name_or_organization_required"]);
    }

    fn speakers_are_their_batch_s_owners_to_change(app) {
        let labor = app.caller("distransnaker-kukar").acting("kukar-1");
        let path = scheduled(&labor, &approved(&labor, &plan()), &batch());
        let speakers = format!("{path}/speakers");
        let body = json!({ "role": "moderator", "name": "Moderator" });
        let made = labor.post(&speakers, &body).expect(201);
        let place = made.header("location").unwrap();
        let change = json!({ "topic": "Pemasaran" });
        for reader in [app.dp3a_kukar(), app.kaltim()] {
            reader.get(place).expect(200);
            for refused in [
                reader.post(&speakers, &body), reader.patch(place, "*", &change), reader.delete(place, "*"),
            ] {
                assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
            }
        }
        let stranger = app.samarinda();
        for hidden in [
            stranger.get(place), stranger.get(&speakers), stranger.post(&speakers, &body),
            stranger.patch(place, "*", &change), stranger.delete(place, "*"),
        ] {
            hidden.expect(404);
        }
        go(&labor, &path, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        for refused in [
            labor.post(&speakers, &body), labor.patch(place, "*", &change), labor.delete(place, "*"),
        ] {
            assert_eq!(refused.expect(409).code(), "conflict");
        }
    }
}
