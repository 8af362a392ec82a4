use serde_json::{Value, json};

use super::{applicant, applied, batch, go, here, open, plan, taken};
use crate::support::{Caller, on_both};

on_both! {
    fn a_woman_is_enrolled_and_read(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let batch = open(&caller, &plan(), &batch());
        let person = applicant(&caller, "64.02.06", 1);
        let made = caller.post(&format!("{batch}/enrollments"), &json!({ "person_id": person, "applied_on": "2026-02-20" })).expect(201);
        let path = made.header("location").unwrap().to_owned();
        let read = caller.get(&path).expect(200);
        assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
        let one = read.json();
        assert_eq!((&one["status"], &one["register_code"], &one["agency"]), (&json!("applied"), &json!("64.02"), &json!("distransnaker-kukar")));
        assert_eq!((&one["program_title"], &one["field"], &one["starts_on"]), (&json!("Pelatihan Contoh"), &json!("kuliner"), &json!("2026-03-02")));
        assert_eq!(one["attendance"], json!({ "sessions": 0, "hadir": 0, "share_percent": null }));
        assert_eq!((&one["eligibility"], &one["waitlist_place"], &one["override_reason"]), (&json!([]), &Value::Null, &Value::Null));
        assert_eq!(one["person_name"], "Contoh Peserta 1");
        assert_eq!(caller.with("If-None-Match", &read.etag()).get(&path).status, 304);
        // Without people:read there is no name, and another tag.
        let figures: Vec<_> = sinergi::auth::Scope::agency().filter(|one| one.as_str() != "people:read").collect();
        let nameless = app.caller_with("distransnaker-kukar", &figures).get(&path).expect(200);
        assert_eq!(nameless.json().get("person_name"), None);
        assert_ne!(nameless.etag(), read.etag());
        // Either tag is of this version.
        let moved = caller.transition(&path, &nameless.etag(), &json!({ "to": "screened" })).expect(200);
        assert_eq!(moved.json()["version"], 2);
        assert_eq!(caller.transition(&path, &read.etag(), &json!({ "to": "selected" })).expect(412).code(), "precondition_failed");
        caller.post(&format!("{path}/transitions"), &json!({ "to": "selected" })).expect(428);
        let history = caller.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["status"], json!(["applied", "screened"]));
        let list = |query: &str| caller.get(&format!("/v1/enrollments?count=exact&{query}")).expect(200).json()["total"].clone();
        for query in [
            format!("person_id={person}"), "field=kuliner".to_owned(), "agency=distransnaker-kukar&status=screened".to_owned(),
            format!("batch_id={}&sort=-applied_on", batch.rsplit('/').next().unwrap()),
        ] {
            assert_eq!(list(&query), 1, "{query}");
        }
        for query in ["field=jasa", "agency=dp3a-kukar", "status=applied"] {
            assert_eq!(list(query), 0, "{query}");
        }
        let csv = caller.with("Accept", "text/csv").get(&format!("{batch}/enrollments")).expect(200).text();
        assert!(csv.contains("Contoh Peserta 1"), "{csv}");
    }

    fn every_bad_field_of_an_enrollment_is_named(app) {
        let caller = app.dp3a_kukar();
        let batch = open(&caller, &plan(), &batch());
        let list = format!("{batch}/enrollments");
        let nobody = uuid::Uuid::now_v7().to_string();
        let foreign = applicant(&app.samarinda(), "64.72.01", 1);
        for person in [&nobody, &foreign] {
            let bad = json!({ "person_id": person, "business_id": nobody, "applied_on": "2026-02-21", "override_reason": " " });
            let refused = caller.post(&list, &bad).expect(422);
            assert_eq!(refused.fields(), [
                "/applied_on outside_window", "/business_id unknown_reference", "/override_reason required", "/person_id unknown_reference",
            ]);
        }
        let person = applicant(&caller, "64.02.06", 1);
        let refuse = |body: Value| caller.post(&list, &body).expect(422).fields();
        // Today lies after the window; what is enrolled without a day is enrolled today.
        assert_eq!(refuse(json!({ "person_id": person })), ["/applied_on outside_window"]);
        assert_eq!(refuse(json!({ "person_id": person, "applied_on": "2026-02-01" })), ["/applied_on outside_window"]);
        assert_eq!(refuse(json!({ "person_id": person, "applied_on": "2099-01-01" })), ["/applied_on in_the_future", "/applied_on outside_window"]);
        assert_eq!(refuse(json!({ "person_id": "x", "applied_on": "2026-02-30" })), ["/applied_on invalid_format", "/person_id invalid_format", "/person_id too_short"]);
        go(&caller, &batch, &json!({ "to": "registration_closed" })).expect(200);
        let late = json!({ "person_id": person, "applied_on": "2026-02-20" });
        assert_eq!(refuse(late), ["/applied_on registration_not_open"]);
        assert_eq!(caller.get(&format!("{list}?count=exact")).expect(200).json()["total"], 0);
    }

    fn today_is_the_day_when_none_is_given(app) {
        let caller = app.dp3a_kukar();
        let batch = open(&caller, &plan(), &here());
        let made = applied(&caller, &batch);
        assert_eq!(caller.get(&made).expect(200).json()["applied_on"], sinergi::values::date::today().to_string());
    }

    fn a_business_is_hers(app) {
        let caller = app.dp3a_kukar();
        let batch = open(&caller, &plan(), &here());
        let (hers, other) = (applicant(&caller, "64.02.06", 1), applicant(&caller, "64.02.06", 2));
        let owners = json!([{ "person_id": hers, "role": "pengelola" }]);
        let made = caller.post("/v1/businesses", &json!({ "name": "Usaha Contoh", "region_code": "64.02.06", "owners": owners })).expect(201);
        let business = made.json()["id"].clone();
        let enroll = |person: &str| caller.post(&format!("{batch}/enrollments"), &json!({ "person_id": person, "business_id": business }));
        assert_eq!(enroll(&other).expect(422).fields(), ["/business_id not_her_business"]);
        assert_eq!(enroll(&hers).expect(201).json()["business_id"], business);
        // What an enrollment names is not deleted.
        let person = format!("/v1/people/{other}");
        applied_as(&caller, &batch, &other);
        assert_eq!(caller.delete(&person, &caller.get(&person).etag()).expect(409).code(), "still_referenced");
        let path = made.header("location").unwrap();
        assert_eq!(caller.delete(path, &made.etag()).expect(409).code(), "still_referenced");
    }

    fn one_active_enrollment_a_woman_and_batch(app) {
        let (kaltim, kukar, samarinda) = (app.kaltim(), app.dp3a_kukar(), app.samarinda());
        let batch = open(&kaltim, &plan(), &here());
        let list = format!("{batch}/enrollments");
        let (here, there) = (applicant(&kukar, "64.02.06", 7), applicant(&samarinda, "64.72.01", 7));
        let made = kaltim.post(&list, &json!({ "person_id": here })).expect(201);
        for person in [&here, &there] {
            let again = kaltim.post(&list, &json!({ "person_id": person })).expect(409);
            assert_eq!((again.code().as_str(), again.fields()), ("already_exists", vec!["/person_id already_enrolled".to_owned()]));
            assert_eq!(again.json()["existing_id"], made.json()["id"]);
        }
        let path = made.header("location").unwrap();
        go(&kaltim, path, &json!({ "to": "withdrawn" })).expect(200);
        kaltim.post(&list, &json!({ "person_id": there })).expect(201);
        assert_eq!(kaltim.get(&format!("{list}?count=exact")).expect(200).json()["total"], 2);
    }

    fn an_enrollment_is_seen_in_her_register_and_changed_by_the_batch_s_owner(app) {
        let (kaltim, kukar, samarinda) = (app.kaltim(), app.dp3a_kukar(), app.samarinda());
        let provincial = open(&kaltim, &plan(), &here());
        let woman = applicant(&kukar, "64.02.06", 1);
        let path = applied_as(&kaltim, &provincial, &woman);
        // Her regency reads it, with the program's title but not the batch, and changes nothing.
        let seen = kukar.get(&path).expect(200).json();
        assert_eq!((&seen["agency"], &seen["program_title"]), (&json!("dkp3a-kaltim"), &json!("Pelatihan Contoh")));
        kukar.get(&provincial).expect(404);
        kukar.get(&format!("{provincial}/enrollments")).expect(404);
        assert_eq!(kukar.get("/v1/enrollments?count=exact").expect(200).json()["total"], 1);
        assert_eq!(go(&kukar, &path, &json!({ "to": "screened" })).expect(403).code(), "owned_by_another_agency");
        samarinda.get(&path).expect(404);
        samarinda.get(&format!("{path}/history")).expect(404);
        samarinda.transition(&path, "*", &json!({ "to": "screened" })).expect(404);
        assert_eq!(samarinda.get("/v1/enrollments?count=exact").expect(200).json()["total"], 0);
        // In a regency's batch the province enrolls nobody.
        let local = open(&kukar, &plan(), &here());
        let wish = json!({ "person_id": woman });
        let list = format!("{local}/enrollments");
        assert_eq!(kaltim.post(&list, &wish).expect(403).code(), "owned_by_another_agency");
        assert_eq!(app.caller("disperindag-kukar").post(&list, &wish).expect(403).code(), "owned_by_another_agency");
        samarinda.post(&list, &wish).expect(404);
        kaltim.get(&list).expect(200);
        samarinda.get(&list).expect(404);
        // Nor does a regency a woman of another register in its own.
        let abroad = applicant(&samarinda, "64.72.01", 1);
        assert_eq!(kukar.post(&list, &json!({ "person_id": abroad })).expect(422).fields(), ["/person_id unknown_reference"]);
    }

    fn seats_never_exceed_the_quota_and_the_list_keeps_its_order(app) {
        let caller = app.dp3a_kukar();
        let mut two = here();
        two["quota"] = json!(2);
        let batch = open(&caller, &plan(), &two);
        let women: Vec<String> = (1..=6).map(|_| taken(&caller, &batch, "selected")).collect();
        let to = |n: usize, to: &str| go(&caller, &women[n], &json!({ "to": to, "reason": "contoh" }));
        let place = |n: usize| caller.get(&women[n]).expect(200).json()["waitlist_place"].clone();
        let status = |n: usize| caller.get(&women[n]).expect(200).json()["status"].clone();
        for n in [0, 1] {
            to(n, "accepted").expect(200);
        }
        assert_eq!(to(2, "accepted").expect(409).code(), "conflict");
        for n in [4, 3, 2] {
            to(n, "waitlisted").expect(200);
        }
        assert_eq!([place(4), place(3), place(2), place(1)], [json!(1), json!(2), json!(3), Value::Null]);
        assert_eq!(to(4, "accepted").expect(409).code(), "conflict");
        let raise = |quota: i64| caller.patch(&batch, &caller.get(&batch).etag(), &json!({ "quota": quota }));
        assert_eq!(raise(1).expect(422).fields(), ["/quota below_accepted"]);
        // A seat given up goes to the first of the list, and to nobody else.
        to(0, "withdrawn").expect(200);
        assert_eq!([status(4), status(3)], [json!("accepted"), json!("waitlisted")]);
        assert_eq!([place(3), place(2)], [json!(1), json!(2)]);
        let history = caller.get(&format!("{}/history", women[4])).expect(200).json();
        let last = history["items"].as_array().unwrap().last().unwrap();
        assert_eq!(last["changes"]["status"], json!(["waitlisted", "accepted"]));
        assert!(last["purpose"].as_str().unwrap().contains("seat"), "{last}");
        // So does a seat more.
        raise(3).expect(200);
        assert_eq!([status(3), status(2), place(2)], [json!("accepted"), json!("waitlisted"), json!(1)]);
        to(1, "dropped").expect(200);
        assert_eq!(status(2), "accepted");
        // With seats to spare somebody may wait all the same; then the list goes in its order.
        raise(5).expect(200);
        to(5, "waitlisted").expect(200);
        let late = taken(&caller, &batch, "selected");
        go(&caller, &late, &json!({ "to": "waitlisted" })).expect(200);
        assert_eq!(go(&caller, &late, &json!({ "to": "accepted" })).expect(409).code(), "conflict");
        to(5, "accepted").expect(200);
        go(&caller, &late, &json!({ "to": "accepted" })).expect(200);
    }
}

/// Enrolls a person and gives the path.
fn applied_as(caller: &Caller, batch: &str, person: &str) -> String {
    let body = json!({ "person_id": person });
    let made = caller
        .post(&format!("{batch}/enrollments"), &body)
        .expect(201);
    made.header("location").unwrap().to_owned()
}
