use serde_json::{Value, json};

use super::{finished, go};
use crate::support::on_both;

/// A job after an enrollment.
fn job(enrollment: &str) -> Value {
    json!({
        "enrollment_id": enrollment.rsplit('/').next().unwrap(), "employer": "Pabrik Contoh",
        "sector": "manufaktur", "starts_on": "2026-04-01"
    })
}

on_both! {
    fn a_placement_is_recorded_changed_and_removed(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let graduate = finished(&caller, "passed");
        let mut body = job(&graduate);
        body["employer"] = json!("  Pabrik   Contoh ");
        let made = caller.post("/v1/job-placements", &body).expect(201);
        let path = made.header("location").unwrap();
        let read = caller.get(path).expect(200);
        assert_eq!(read.json(), made.json());
        let one = read.json();
        assert_eq!((&one["employer"], &one["agency"], &one["register_code"]), (&json!("Pabrik Contoh"), &json!("distransnaker-kukar"), &json!("64.02")));
        assert_eq!((&one["position"], &one["ends_on"]), (&Value::Null, &Value::Null));
        let change = json!({ "position": "Operator jahit", "ends_on": "2027-03-31" });
        caller.without("If-Match").send("PATCH", path, Some("application/merge-patch+json"), b"{}").expect(428);
        caller.patch(path, "\"v9\"", &change).expect(412);
        let changed = caller.patch(path, &read.etag(), &change).expect(200);
        assert_eq!((&changed.json()["position"], &changed.json()["version"]), (&json!("Operator jahit"), &json!(2)));
        assert_eq!(caller.patch(path, &changed.etag(), &change).expect(200).json()["version"], 2);
        let history = caller.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["position"], json!([null, "Operator jahit"]));
        let mut second = job(&graduate);
        second["sector"] = json!("jasa");
        second["starts_on"] = json!("2026-05-01");
        caller.post("/v1/job-placements", &second).expect(201);
        let count = |query: &str| caller.get(&format!("/v1/job-placements?count=exact&{query}")).expect(200).json()["total"].clone();
        let (person, enrollment) = (one["person_id"].as_str().unwrap(), one["enrollment_id"].as_str().unwrap());
        for (query, wanted) in [
            (format!("person_id={person}&enrollment_id={enrollment}"), 2), ("sector=jasa".to_owned(), 1),
            ("agency=distransnaker-kukar".to_owned(), 2), ("agency=dp3a-kukar".to_owned(), 0),
        ] {
            assert_eq!(count(&query), wanted, "{query}");
        }
        let page = caller.get("/v1/job-placements?sort=-starts_on&limit=1").expect(200).json();
        assert_eq!(page["items"][0]["sector"], "jasa");
        let next = page["next_cursor"].as_str().unwrap();
        let rest = caller.get(&format!("/v1/job-placements?sort=-starts_on&limit=1&cursor={next}")).expect(200).json();
        assert_eq!(rest["items"][0]["sector"], "manufaktur");
        caller.delete(path, &read.etag()).expect(412);
        caller.delete(path, &changed.etag()).expect(204);
        caller.get(path).expect(404);
    }

    fn every_bad_field_of_a_placement_is_named(app) {
        let caller = app.dp3a_kukar();
        let graduate = finished(&caller, "passed");
        let nobody = uuid::Uuid::now_v7().to_string();
        let refuse = |body: &Value| caller.post("/v1/job-placements", body).expect(422).fields();
        let mut bad = job(&graduate);
        for (name, value) in [
            ("employer", json!(" ")), ("organization_id", json!(nobody)), ("sector", json!("tambang")), ("position", json!("")),
            ("starts_on", json!("2026-03-05")), ("ends_on", json!("2026-03-04")),
        ] {
            bad[name] = value;
        }
        assert_eq!(refuse(&bad), [
            "/employer required", "/ends_on out_of_order", "/organization_id unknown_reference", "/position too_short",
            "/sector not_in_list", "/starts_on out_of_order",
        ]);
        let mut bad = job(&nobody);
        bad["starts_on"] = json!("2099-01-01");
        assert_eq!(refuse(&bad), ["/enrollment_id unknown_reference", "/starts_on in_the_future"]);
        for state in ["failed", "attending", "withdrawn"] {
            let other = finished(&caller, state);
            assert_eq!(refuse(&job(&other)), ["/enrollment_id not_a_graduate"], "{state}");
        }
        let made = caller.post("/v1/job-placements", &job(&graduate)).expect(201);
        let path = made.header("location").unwrap();
        let moved = json!({ "enrollment_id": nobody, "starts_on": "2026-03-05" });
        assert_eq!(caller.patch(path, "*", &moved).expect(422).fields(), ["/enrollment_id not_changeable", "/starts_on out_of_order"]);
    }

    fn a_placement_is_changed_by_the_agency_that_placed_her(app) {
        let (kaltim, labor, women, samarinda) = (
            app.kaltim(), app.caller("distransnaker-kukar").acting("kukar-1"), app.dp3a_kukar(), app.samarinda(),
        );
        // Whom the province or a sister agency trained, the labor agency of her regency places.
        for graduate in [finished(&kaltim, "passed"), finished(&women, "passed")] {
            let made = labor.post("/v1/job-placements", &job(&graduate)).expect(201);
            assert_eq!(made.json()["agency"], "distransnaker-kukar");
            let path = made.header("location").unwrap();
            let change = json!({ "position": "Operator" });
            for other in [&kaltim, &women] {
                other.get(path).expect(200);
                for refused in [other.patch(path, "*", &change), other.delete(path, "*")] {
                    assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
                }
            }
            for hidden in [
                samarinda.get(path), samarinda.get(&format!("{path}/history")), samarinda.patch(path, "*", &change), samarinda.delete(path, "*"),
            ] {
                hidden.expect(404);
            }
            let refused = samarinda.post("/v1/job-placements", &job(&graduate)).expect(422);
            assert_eq!(refused.fields(), ["/enrollment_id unknown_reference"]);
            labor.patch(path, "*", &change).expect(200);
        }
        assert_eq!(samarinda.get("/v1/job-placements?count=exact").expect(200).json()["total"], 0);
        // The province places its own graduate.
        let own = finished(&kaltim, "passed");
        let made = kaltim.post("/v1/job-placements", &job(&own)).expect(201);
        let path = made.header("location").unwrap();
        assert_eq!(labor.delete(path, "*").expect(403).code(), "owned_by_another_agency");
        // Also once she is certified.
        let body = json!({ "enrollment_id": made.json()["enrollment_id"], "type": "kelulusan", "issued_on": "2026-03-06" });
        let certificate = kaltim.post("/v1/certificates", &body).expect(201);
        kaltim.post("/v1/job-placements", &job(&own)).expect(201);
        go(&kaltim, certificate.header("location").unwrap(), &json!({ "to": "revoked", "reason": "contoh" })).expect(200);
    }
}
