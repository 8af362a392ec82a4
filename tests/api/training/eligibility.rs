//! Who may be enrolled, why not, and by whose word all the same.

use serde_json::{Value, json};

use super::{applicant, batch, go, here, open, plan};
use crate::support::{Caller, on_both};

fn with(rules: &Value) -> Value {
    let mut body = plan();
    body["eligibility"] = rules.clone();
    body
}

fn person(caller: &Caller, body: &Value) -> String {
    let made = caller.post("/v1/people", body).expect(201);
    made.json()["id"].as_str().unwrap().to_owned()
}

fn explained(caller: &Caller, batch: &str, person: &str) -> Value {
    caller
        .get(&format!("{batch}/eligibility?person_id={person}"))
        .expect(200)
        .json()
}

/// Trains a woman in March 2026 and gives the enrollment.
fn train(caller: &Caller, person: &str, to: &str) -> String {
    let path = open(caller, &plan(), &batch());
    let body = json!({ "person_id": person, "applied_on": "2026-02-10" });
    let made = caller
        .post(&format!("{path}/enrollments"), &body)
        .expect(201);
    let one = made.header("location").unwrap().to_owned();
    for step in ["screened", "selected", "accepted"] {
        go(caller, &one, &json!({ "to": step })).expect(200);
    }
    for step in ["registration_closed", "running"] {
        go(caller, &path, &json!({ "to": step })).expect(200);
    }
    for step in ["attending", to] {
        go(caller, &one, &json!({ "to": step, "reason": "contoh" })).expect(200);
    }
    one
}

on_both! {
    fn each_rule_is_named_and_overridden_with_a_reason(app) {
        let caller = app.dp3a_kukar();
        let rules = json!({
            "age_min": 17, "age_max": 40, "gender": "P", "region_codes": ["64.02.06"], "education_min": "sma", "similar_within_months": 12
        });
        let path = open(&caller, &with(&rules), &here());
        let list = format!("{path}/enrollments");
        let young = person(&caller, &json!({
            "full_name": "Contoh Muda", "gender": "L", "birth_date": "2014-01-01", "education": "sd", "region_code": "64.02.05"
        }));
        let said = explained(&caller, &path, &young);
        assert_eq!(said["eligible"], false);
        let verdicts: Vec<String> = said["results"].as_array().unwrap().iter().map(|one| format!("{} {}", one["rule"].as_str().unwrap(), one["verdict"].as_str().unwrap())).collect();
        assert_eq!(verdicts, ["age_min not_met", "age_max met", "gender not_met", "region not_met", "education_min not_met", "no_similar_training unknown"]);
        let refused = caller.post(&list, &json!({ "person_id": young })).expect(422);
        assert_eq!(refused.fields(), ["/person_id age_min", "/person_id education_min", "/person_id gender", "/person_id region"]);
        let under_age = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(under_age.starts_with("not met: younger than 17 years on "), "{under_age}");
        assert!(!refused.text().contains("2014-01"), "{}", refused.text());
        let said = caller.with("Accept-Language", "id").post(&list, &json!({ "person_id": young })).expect(422).json();
        assert!(said["errors"][0]["detail"].as_str().unwrap().starts_with("tidak terpenuhi: belum berusia 17 tahun"), "{said}");
        assert_eq!(caller.get(&format!("{list}?count=exact")).expect(200).json()["total"], 0);

        let body = json!({ "person_id": young, "override_reason": "peserta percontohan" });
        let made = caller.post(&list, &body).expect(201).json();
        assert_eq!((&made["override_reason"], &made["eligibility"][0]["verdict"]), (&json!("peserta percontohan"), &json!("not_met")));
        let history = caller.get(&format!("/v1/enrollments/{}/history", made["id"].as_str().unwrap())).expect(200).json();
        assert_eq!(history["items"][0]["purpose"], "peserta percontohan");
        assert_eq!(history["items"][0]["changes"]["overridden_rules"], json!([null, ["age_min", "gender", "region", "education_min"]]));

        // What is not recorded refuses nobody; a reason that nothing needed is not kept.
        let blank = person(&caller, &json!({ "full_name": "Contoh Kosong" }));
        let made = caller.post(&list, &json!({ "person_id": blank, "override_reason": "contoh" })).expect(201).json();
        let unknown = made["eligibility"].as_array().unwrap().iter().all(|one| one["verdict"] == "unknown");
        assert!(unknown && made["override_reason"].is_null(), "{made}");
        let fits = person(&caller, &json!({
            "full_name": "Contoh Cocok", "nik": "6402994107950001", "gender": "P", "birth_date": "1995-07-01", "education": "s1", "region_code": "64.02.06.1001"
        }));
        let said = explained(&caller, &path, &fits);
        assert!(said["eligible"] == true && said["results"].as_array().unwrap().iter().all(|one| one["verdict"] == "met"), "{said}");
    }

    fn a_similar_training_of_any_agency_stands_against_her(app) {
        let (kukar, samarinda, kaltim) = (app.caller("distransnaker-kukar").acting("kukar-1"), app.samarinda(), app.kaltim());
        let rules = with(&json!({ "similar_within_months": 12 }));
        // The same NIK in two registers; trained in one.
        let (here_, there) = (applicant(&kukar, "64.02.06", 1), applicant(&samarinda, "64.72.01", 1));
        let done = train(&kukar, &here_, "passed");
        let local = open(&samarinda, &rules, &here());
        let said = explained(&samarinda, &local, &there);
        let detail = said["results"][0]["detail"].as_str().unwrap();
        assert!(said["eligible"] == false && detail.starts_with("not met: had a similar training ") && !detail.contains("kukar") && !detail.contains("kuliner"), "{said}");
        let refused = samarinda.post(&format!("{local}/enrollments"), &json!({ "person_id": there })).expect(422);
        assert_eq!(refused.fields(), ["/person_id no_similar_training"]);
        assert!(!refused.text().contains("kukar"), "{}", refused.text());
        // Who sees that enrollment is told of agency and field, also later in the enrollment.
        let provincial = open(&kaltim, &rules, &here());
        let made = kaltim.post(&format!("{provincial}/enrollments"), &json!({ "person_id": there, "override_reason": "contoh" })).expect(201);
        let detail = |caller: &Caller| caller.get(made.header("location").unwrap()).expect(200).json()["eligibility"][0]["detail"].as_str().unwrap().to_owned();
        let told = detail(&kaltim);
        assert!(told.starts_with("not met: trained in kuliner ") && told.ends_with("by distransnaker-kukar"), "{told}");
        assert!(!detail(&samarinda).contains("kukar"));
        // Another field, and who never took part, stand against nobody.
        let mut other = rules.clone();
        other["field"] = json!("jasa");
        let path = open(&kukar, &other, &here());
        assert_eq!(explained(&kukar, &path, &here_)["eligible"], true);
        let absent = applicant(&kukar, "64.02.06", 2);
        train(&kukar, &absent, "dropped");
        let path = open(&kukar, &rules, &here());
        assert_eq!(explained(&kukar, &path, &absent)["eligible"], true);
        assert_eq!(explained(&kukar, &path, &here_)["eligible"], false);
        kukar.get(&done).expect(200);
        // Foreign people and batches do not exist.
        samarinda.get(&format!("{path}/eligibility?person_id={there}")).expect(404);
        kukar.get(&format!("{path}/eligibility?person_id={there}")).expect(404);
        kukar.get(&format!("{path}/eligibility")).expect(400);
    }
}
