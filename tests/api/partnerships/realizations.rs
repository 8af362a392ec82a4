use serde_json::{Value, json};

use super::{
    added, agreement, draft, entered, go, join, prov_kab, reported, reporting, sign, target,
};
use crate::support::{Caller, on_both};

fn verify(caller: &Caller, path: &str) -> Value {
    go(caller, path, &json!({ "to": "verified" }))
        .expect(200)
        .json()
}

on_both! {
    fn a_realization_is_reported_returned_reported_again_and_verified(app) {
        let kukar = app.dp3a_kukar();
        let (_, target, trade) = reporting(app);
        let path = reported(&trade, &target, "2024-Q1", 2);
        let read = trade.get(&path).expect(200);
        let shown = read.json();
        assert_eq!((&shown["status"], &shown["revision"], &shown["reported_by"]), (&json!("reported"), &json!(1), &json!("disperindag-kukar")));
        assert_eq!((&shown["locked"], &shown["allowed_transitions"]), (&json!(false), &json!(["verified", "returned"])));
        assert_eq!(shown["counts_from"], shown["created_at"]);
        // Four eyes are those of another agency.
        assert_eq!(go(&trade, &path, &json!({ "to": "verified" })).expect(409).code(), "four_eyes_required");
        assert_eq!(go(&trade.acting("kukar-99"), &path, &json!({ "to": "returned", "reason": "x" })).expect(409).code(), "four_eyes_required");
        assert_eq!(go(&kukar, &path, &json!({ "to": "returned" })).expect(422).fields(), ["/reason required"]);
        let returned = go(&kukar, &path, &json!({ "to": "returned", "reason": "Bukti kurang." })).expect(200);
        assert_eq!((&returned.json()["counts_from"], &returned.json()["status_reason"]), (&json!(null), &json!("Bukti kurang.")));
        assert_eq!(go(&kukar, &path, &json!({ "to": "verified" })).expect(409).code(), "transition_not_allowed");
        trade.patch(&path, &read.etag(), &json!({ "value": 3 })).expect(412);
        trade.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        assert_eq!(kukar.patch(&path, &returned.etag(), &json!({ "value": 3 })).expect(403).code(), "owned_by_another_agency");
        trade.patch(&path, &returned.etag(), &json!({ "quarter": "2024-Q2" })).expect(400);
        let again = trade.patch(&path, &returned.etag(), &json!({ "value": 3, "note": "Lengkap." })).expect(200);
        assert_eq!((&again.json()["status"], &again.json()["status_reason"]), (&json!("reported"), &json!(null)));
        assert_eq!(again.json()["counts_from"], again.json()["updated_at"]);
        let same = trade.patch(&path, &again.etag(), &json!({ "value": 3 })).expect(200);
        assert_eq!(same.json()["version"], 3);
        // Another party than the coordinator verifies as well.
        let verified = verify(&app.caller("diskop-kukar").acting("kukar-4"), &path);
        assert_eq!((&verified["status"], &verified["verified_by"], &verified["allowed_transitions"]), (&json!("verified"), &json!("diskop-kukar"), &json!(["returned"])));
        let tag = trade.get(&path).expect(200).etag();
        assert_eq!(trade.patch(&path, &tag, &json!({ "value": 4 })).expect(409).code(), "conflict");
        let returned = go(&kukar, &path, &json!({ "to": "returned", "reason": "Salah hitung." })).expect(200);
        assert_eq!((&returned.json()["verified_by"], &returned.json()["verified_at"]), (&json!(null), &json!(null)));
        let history = trade.get(&format!("{path}/history")).expect(200).json();
        let states: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|act| &act["changes"]["status"][1]).collect();
        assert_eq!(json!(states), json!([null, "returned", "reported", "verified", "returned"]));
    }

    fn a_quarter_is_reported_once(app) {
        let (_, target, trade) = reporting(app);
        let path = reported(&trade, &target, "2024-Q1", 2);
        reported(&trade, &target, "2024-Q2", 3);
        let list = format!("{target}/realizations");
        let again = trade.post(&list, &json!({ "quarter": "2024-Q1", "value": 5 })).expect(409);
        assert_eq!(again.code(), "already_exists");
        assert!(path.ends_with(again.json()["existing_id"].as_str().unwrap()));
        let all = trade.get(&format!("{list}?count=exact")).expect(200).json();
        assert_eq!(all["total"], 2);
        let one = trade.get(&format!("{list}?quarter=2024-Q2&count=exact")).expect(200).json();
        assert_eq!((&one["total"], &one["items"][0]["value"]), (&json!(1), &json!(3)));
        for (quarter, total) in [("2023-Q2", 0), ("2024-Q3", 0)] {
            let none = trade.get(&format!("{list}?quarter={quarter}&count=exact")).expect(200).json();
            assert_eq!(none["total"], total);
        }
        trade.get(&format!("{list}?quarter=2024-Q5")).expect(400);
        // What was reported of a target fixes what it measures; the target stays as well.
        let kukar = app.dp3a_kukar();
        let tag = kukar.get(&target).expect(200).etag();
        kukar.delete(&target, &tag).expect(409);
    }

    fn every_bad_field_of_a_realization_is_named(app) {
        let (_, target, trade) = reporting(app);
        let list = format!("{target}/realizations");
        let refused = |body: Value| trade.post(&list, &body).expect(422).fields();
        assert_eq!(refused(json!({ "quarter": "2025-Q1", "value": 1, "note": " ", "correction_reason": "x" })), [
            "/correction_reason not_applicable", "/note required", "/quarter other_year",
        ]);
        assert_eq!(refused(json!({ "quarter": "2024-Q9", "value": -1, "evidence_url": "di lemari arsip" })).len(), 3);
    }

    fn only_a_quarter_that_has_begun_is_reported(app) {
        let kukar = app.dp3a_kukar();
        let mut body = agreement();
        body["effective_from"] = json!("2024-05-01");
        body["effective_to"] = json!("2099-12-31");
        let (partnership, _) = entered(&kukar, &body);
        join(&kukar, &partnership, "disperindag-kukar", "pelaksana");
        let [past, future] = [("2024", "q2"), ("2099", "q4")].map(|(year, quarter)| {
            let year: i32 = year.parse().unwrap();
            added(&kukar, &partnership, "targets", &json!({ "agency": "dp3a-kukar", "indicator": "omzet", "year": year, quarter: 1 }))
        });
        let report = |target: &str, quarter: &str| kukar.post(&format!("{target}/realizations"), &json!({ "quarter": quarter, "value": 1 }));
        // What is not signed takes no reports.
        assert_eq!(report(&past, "2024-Q2").expect(409).code(), "conflict");
        sign(&kukar, &partnership);
        assert_eq!(report(&past, "2024-Q1").expect(422).fields(), ["/quarter outside_partnership"]);
        assert_eq!(report(&future, "2099-Q4").expect(422).fields(), ["/quarter in_the_future"]);
        report(&past, "2024-Q2").expect(201);
        // Once something was reported, the target measures what it measured.
        let tag = kukar.get(&past).expect(200).etag();
        let other = json!({ "indicator": "lulusan", "unit": "orang", "region_code": "64.02", "year": 2025 });
        assert_eq!(kukar.patch(&past, &tag, &other).expect(422).fields(), [
            "/indicator already_reported", "/region_code already_reported", "/unit already_reported", "/year already_reported",
        ]);
        kukar.patch(&past, &tag, &json!({ "q3": 4, "agency": "disperindag-kukar" })).expect(200);
    }

    fn a_party_reports_on_its_own_targets_alone(app) {
        let (_, target, trade) = reporting(app);
        let path = reported(&trade, &target, "2024-Q1", 2);
        let list = format!("{target}/realizations");
        let body = json!({ "quarter": "2024-Q2", "value": 1 });
        let tag = trade.get(&path).expect(200).etag();
        // The coordinator, another party, and one that is no party: none reports for it.
        for other in ["dp3a-kukar", "diskop-kukar", "diskominfo-kukar", "dkp3a-kaltim"] {
            let other = app.caller(other).acting("lain-1");
            other.get(&path).expect(200);
            other.get(&list).expect(200);
            assert_eq!(other.post(&list, &body).expect(403).code(), "owned_by_another_agency");
            assert_eq!(other.patch(&path, &tag, &json!({ "value": 9 })).expect(403).code(), "owned_by_another_agency");
        }
        for other in ["diskominfo-kukar", "dkp3a-kaltim"] {
            let refused = go(&app.caller(other).acting("lain-1"), &path, &json!({ "to": "verified" }));
            assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
        }
        let stranger = app.samarinda();
        stranger.get(&path).expect(404);
        stranger.get(&list).expect(404);
        stranger.post(&list, &body).expect(404);
        stranger.patch(&path, &tag, &json!({ "value": 9 })).expect(404);
        stranger.transition(&path, &tag, &json!({ "to": "verified" })).expect(404);
        stranger.get(&format!("{path}/history")).expect(404);
    }

    fn the_province_verifies_what_its_regencies_report(app) {
        let (kaltim, samarinda) = (app.kaltim(), app.samarinda());
        let partnership = prov_kab(app);
        let path = added(&kaltim, &partnership, "targets", &target("dp2pa-samarinda"));
        sign(&kaltim, &partnership);
        let report = reported(&samarinda, &path, "2024-Q1", 4);
        // The other regency is a party: it reads what Samarinda reports.
        let kukar = app.dp3a_kukar();
        let read = kukar.get(&report).expect(200).json();
        let heard = || kukar.get("/v1/changes?limit=200").expect(200).json()["items"].as_array().unwrap().iter().any(|entry| entry["id"] == read["id"]);
        assert!((0..200).any(|_| heard() || { std::thread::sleep(std::time::Duration::from_millis(50)); false }));
        assert_eq!(verify(&kaltim, &report)["verified_by"], "dkp3a-kaltim");
    }

    fn a_target_that_is_handed_on_is_reported_by_who_has_it(app) {
        let kukar = app.dp3a_kukar();
        let partnership = draft(app);
        let path = added(&kukar, &partnership, "targets", &target("disperindag-kukar"));
        let mut body = agreement();
        body["effective_to"] = json!("2099-12-31");
        let tag = kukar.get(&partnership).expect(200).etag();
        kukar.patch(&partnership, &tag, &json!({ "effective_to": "2099-12-31" })).expect(200);
        sign(&kukar, &partnership);
        let (trade, coop) = (app.caller("disperindag-kukar").acting("kukar-3"), app.caller("diskop-kukar").acting("kukar-4"));
        let report = reported(&trade, &path, "2024-Q1", 2);
        let tag = kukar.get(&path).expect(200).etag();
        kukar.patch(&path, &tag, &json!({ "agency": "diskop-kukar" })).expect(200);
        let tag = trade.get(&report).expect(200).etag();
        trade.patch(&report, &tag, &json!({ "value": 5 })).expect(403);
        let said = coop.patch(&report, &tag, &json!({ "value": 5 })).expect(200);
        assert_eq!(said.json()["reported_by"], "diskop-kukar");
        assert_eq!(go(&coop, &report, &json!({ "to": "verified" })).expect(409).code(), "four_eyes_required");
        verify(&trade, &report);
    }
}
