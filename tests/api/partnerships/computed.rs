//! Figures counted from the register against a hand count.

use serde_json::{Value, json};
use sinergi::db::Id;

use super::{activity, added, agreement, entered, go, join, reported, sign};
use crate::support::{Batch, Business, Caller, Program, TestApp, on_both};
use crate::training;

/// A partnership of 2026 with the labor agency in draft, and an activity that it leads.
fn planned(app: &TestApp) -> (String, String) {
    let kukar = app.dp3a_kukar();
    let mut body = agreement();
    body["effective_from"] = json!("2024-01-01");
    body["effective_to"] = json!("2026-12-31");
    let (partnership, _) = entered(&kukar, &body);
    join(&kukar, &partnership, "distransnaker-kukar", "pelaksana");
    let path = added(
        &kukar,
        &partnership,
        "activities",
        &activity("distransnaker-kukar"),
    );
    (partnership, path)
}

/// A target of an indicator in a year, of an activity or of the whole partnership.
fn target(
    caller: &Caller,
    partnership: &str,
    indicator: &str,
    year: i32,
    activity: Option<&str>,
) -> String {
    let id = activity.map(|path| path.rsplit('/').next().unwrap());
    let body = json!({
        "activity_id": id, "agency": "distransnaker-kukar", "indicator": indicator, "year": year, "q1": 3, "q2": 3, "q3": 3, "q4": 3
    });
    added(caller, partnership, "targets", &body)
}

/// What the register says of a target in each quarter of a year.
fn computed(caller: &Caller, partnership: &str, target: &str, year: i32) -> Vec<Value> {
    let id = target.rsplit('/').next().unwrap();
    let page = caller
        .get(&format!("{partnership}/quarters?year={year}"))
        .expect(200)
        .json();
    let quarters = page["items"].as_array().unwrap().iter();
    quarters
        .map(|quarter| {
            let mut figures = quarter["figures"].as_array().unwrap().iter();
            figures.find(|figure| figure["target_id"] == id).unwrap()["computed"].clone()
        })
        .collect()
}

/// Links batches to an activity instead of those it has.
fn link(caller: &Caller, activity: &str, batches: &[Id]) {
    let links: Vec<Value> = batches
        .iter()
        .map(|id| json!({ "resource": "training-batches", "id": id }))
        .collect();
    let tag = caller.get(activity).expect(200).etag();
    caller
        .patch(activity, &tag, &json!({ "links": links }))
        .expect(200);
}

fn batch(app: &TestApp, day: &'static str, status: &'static str) -> Id {
    let program = app.put_program(Program::USUAL);
    app.put_batch(
        program,
        Batch {
            starts_on: day,
            status,
            ..Batch::USUAL
        },
    )
}

on_both! {
    fn a_computed_realization_equals_a_hand_count_and_changes_with_the_enrollments(app) {
        let (kukar, labor) = (app.dp3a_kukar(), app.caller("distransnaker-kukar").acting("kukar-1"));
        let (partnership, activity) = planned(app);
        // A batch that ends on 6 March 2026: one passed, one failed, one withdrew, one attends, one was
        // taken and never came, one applied.
        let path = training::open(&labor, &training::plan(), &training::batch());
        let [passed, failed, withdrawn, attending, absent] = ["accepted"; 5].map(|to| training::taken(&labor, &path, to));
        training::applied(&labor, &path);
        for step in ["registration_closed", "running"] {
            go(&labor, &path, &json!({ "to": step })).expect(200);
        }
        for one in [&passed, &failed, &withdrawn, &attending] {
            go(&labor, one, &json!({ "to": "attending" })).expect(200);
        }
        go(&labor, &passed, &json!({ "to": "passed" })).expect(200);
        go(&labor, &failed, &json!({ "to": "failed", "reason": "contoh" })).expect(200);
        go(&labor, &withdrawn, &json!({ "to": "withdrawn", "reason": "contoh" })).expect(200);
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let proof = json!({ "enrollment_id": id(&passed), "type": "kelulusan", "issued_on": "2026-03-31" });
        let certificate = format!("/v1/certificates/{}", id(labor.post("/v1/certificates", &proof).expect(201).header("location").unwrap()));
        let job = json!({ "enrollment_id": id(&passed), "employer": "Pabrik Contoh", "sector": "jasa", "starts_on": "2026-04-01" });
        labor.post("/v1/job-placements", &job).expect(201);
        // A batch that nobody linked counts nothing.
        training::finished(&labor, "passed");

        let all = ["peserta_dilatih", "lulusan", "sertifikat", "penempatan_kerja"].map(|indicator| target(&kukar, &partnership, indicator, 2026, Some(&activity)));
        let counts = |expected: [[i64; 4]; 4]| {
            for (target, expected) in all.iter().zip(expected) {
                assert_eq!(computed(&kukar, &partnership, target, 2026), expected);
            }
        };
        counts([[0; 4]; 4]);
        let tag = labor.get(&activity).expect(200).etag();
        let links = json!({ "links": [{ "resource": "training-batches", "id": id(&path) }] });
        labor.patch(&activity, &tag, &links).expect(200);
        counts([[3, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]]);

        // Who attends passes, who never came comes after all, the certificate is revoked.
        go(&labor, &attending, &json!({ "to": "passed" })).expect(200);
        go(&labor, &absent, &json!({ "to": "attending" })).expect(200);
        go(&labor, &certificate, &json!({ "to": "revoked", "reason": "contoh" })).expect(200);
        counts([[4, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0]]);

        // Beside what is reported: the difference, which the closing keeps.
        sign(&kukar, &partnership);
        let report = reported(&labor, &all[1], "2026-Q1", 5);
        let quarter = format!("{partnership}/quarters/2026-Q1");
        let own = |shown: Value| {
            let mut figures = shown["figures"].as_array().unwrap().clone().into_iter();
            figures.find(|figure| figure["target_id"] == id(&all[1])).unwrap()
        };
        let figure = own(kukar.get(&quarter).expect(200).json());
        assert_eq!((&figure["target"], &figure["reported"], &figure["computed"], &figure["difference"]), (&json!(3), &json!(5), &json!(2), &json!(3)));
        go(&kukar, &report, &json!({ "to": "verified" })).expect(200);
        kukar.post(&format!("{partnership}/quarters"), &json!({ "quarter": "2026-Q1" })).expect(201);
        go(&labor, &absent, &json!({ "to": "passed" })).expect(200);
        let figure = own(kukar.get(&quarter).expect(200).json());
        assert_eq!((&figure["computed"], &figure["difference"]), (&json!(3), &json!(2)));
        assert_eq!(figure["closing"], json!({ "reported": 5, "computed": 2 }));
    }

    fn a_woman_counts_once_in_the_quarter_her_batch_ended_in(app) {
        let (kukar, labor) = (app.dp3a_kukar(), app.caller("distransnaker-kukar").acting("kukar-1"));
        let (partnership, activity) = planned(app);
        let mut second = super::activity("distransnaker-kukar");
        second["code"] = json!("1.2");
        let second = added(&kukar, &partnership, "activities", &second);
        let june = batch(app, "2024-06-30", "completed");
        let july = batch(app, "2024-07-01", "completed");
        let again = batch(app, "2024-06-15", "completed");
        let canceled = batch(app, "2024-06-16", "canceled");
        // One woman under one NIK in two registers, another without a NIK, a third one.
        let (here, there) = (app.put_person("64.02", "dp3a-kukar", "P", 1), app.put_person("64.72", "dp2pa-samarinda", "P", 1));
        let (unknown, third) = (app.put_stranger("64.02", "dp3a-kukar"), app.put_person("64.02", "dp3a-kukar", "P", 3));
        let passed = app.put_enrollment(june, here, "passed");
        app.put_enrollment(again, there, "passed");
        app.put_enrollment(again, unknown, "failed");
        app.put_enrollment(canceled, third, "passed");
        let late = app.put_enrollment(july, third, "certified");
        app.put_certificate(passed, "issued", None);
        app.put_certificate(passed, "issued", Some("belum_kompeten"));
        app.put_certificate(passed, "revoked", None);
        app.put_certificate(late, "issued", Some("kompeten"));
        app.put_placement(late);
        link(&labor, &activity, &[june, july, canceled]);
        link(&labor, &second, &[again, june]);

        let of = |indicator: &str, activity: Option<&str>| {
            let target = target(&kukar, &partnership, indicator, 2024, activity);
            computed(&kukar, &partnership, &target, 2024)
        };
        assert_eq!(of("peserta_dilatih", Some(&activity)), [0, 1, 1, 0]);
        assert_eq!(of("peserta_dilatih", Some(&second)), [0, 2, 0, 0]);
        assert_eq!(of("peserta_dilatih", None), [0, 2, 1, 0]);
        assert_eq!(of("lulusan", None), [0, 1, 1, 0]);
        // A certificate of a batch that two activities have is one.
        assert_eq!(of("sertifikat", None), [0, 1, 1, 0]);
        assert_eq!(of("penempatan_kerja", None), [0, 0, 1, 0]);
        assert_eq!(of("penempatan_kerja", Some(&second)), [0, 0, 0, 0]);
        // What is only reported is not counted.
        assert_eq!(of("pameran_diikuti", None), [json!(null), json!(null), json!(null), json!(null)]);
    }

    fn a_target_of_a_region_counts_there_alone(app) {
        let kaltim = app.kaltim();
        let mut body = agreement();
        body["scheme"] = json!("prov_kab");
        let (partnership, _) = entered(&kaltim, &body);
        for agency in ["dp3a-kukar", "dp2pa-samarinda"] {
            join(&kaltim, &partnership, agency, "pelaksana");
        }
        let path = added(&kaltim, &partnership, "activities", &activity("dp3a-kukar"));
        // Both regencies send women to a batch of the province, which is a party and holds it.
        let program = app.put_program(Program { area: "64.00", agency: "dkp3a-kaltim", ..Program::USUAL });
        let batch = app.put_batch(program, Batch { starts_on: "2024-02-01", ..Batch::USUAL });
        for (nik, register) in [(1, "64.02"), (2, "64.02"), (3, "64.72")] {
            let person = app.put_person(register, "dkp3a-kaltim", "P", nik);
            app.put_enrollment(batch, person, "passed");
        }
        link(&kaltim, &path, &[batch]);
        // A regency does not see the province's batch: it keeps the link, and cannot make it.
        let kukar = app.dp3a_kukar();
        let tag = kukar.get(&path).expect(200).etag();
        kukar.patch(&path, &tag, &json!({ "name": "Pelatihan bersama" })).expect(200);
        let count = |region: Option<&str>| {
            let body = json!({ "agency": "dp3a-kukar", "indicator": "lulusan", "year": 2024, "q1": 3, "region_code": region });
            let target = added(&kaltim, &partnership, "targets", &body);
            computed(&kaltim, &partnership, &target, 2024)[0].clone()
        };
        assert_eq!([None, Some("64"), Some("64.02"), Some("64.72"), Some("64.71")].map(count), [3, 3, 2, 1, 0]);
    }

    fn businesses_are_counted_between_the_midnights_of_the_coordinator(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = planned(app);
        let kinds = [("usaha_terverifikasi", "verified"), ("usaha_ber_nib", "nib"), ("usaha_naik_kelas", "scale_up")];
        for (_, kind) in kinds {
            // Before, at and after midnight of 1 July 2024 in WITA; that of WIB is an hour later.
            for at in ["2024-06-30T15:59:59.999999Z", "2024-06-30T16:00:00Z", "2024-06-30T16:30:00Z"] {
                let business = app.put_business(Business::USUAL);
                app.put_milestone(business, kind, at);
            }
        }
        for (indicator, _) in kinds {
            let target = target(&kukar, &partnership, indicator, 2024, None);
            assert_eq!(computed(&kukar, &partnership, &target, 2024), [0, 1, 2, 0], "{indicator}");
        }
        // The businesses above were entered now, without a day: this one was registered in 2025.
        let entry = json!({ "name": "Usaha Contoh", "region_code": "64.02.06", "registered_on": "2025-03-31" });
        kukar.post("/v1/businesses", &entry).expect(201);
        let registered = target(&kukar, &partnership, "usaha_terdaftar", 2025, None);
        assert_eq!(computed(&kukar, &partnership, &registered, 2025), [1, 0, 0, 0]);
        // Those of another regency are not the partnership's.
        let entry = json!({ "name": "Usaha Lain", "region_code": "64.72.01", "registered_on": "2025-03-31" });
        app.samarinda().post("/v1/businesses", &entry).expect(201);
        assert_eq!(computed(&kukar, &partnership, &registered, 2025), [1, 0, 0, 0]);
    }

    fn nobody_counts_beyond_the_jurisdictions_of_those_who_take_part(app) {
        let (kukar, samarinda) = (app.dp3a_kukar(), app.samarinda());
        for (caller, region) in [(&kukar, "64.02.06"), (&samarinda, "64.72.01"), (&samarinda, "64.72.02")] {
            let body = json!({ "name": "Usaha Contoh", "region_code": region, "registered_on": "2024-05-02" });
            caller.post("/v1/businesses", &body).expect(201);
        }
        let mut body = agreement();
        body["scheme"] = json!("ksdd");
        body["region_codes"] = json!(["64"]);
        let (path, _) = entered(&kukar, &body);
        let mut counted = Vec::new();
        for region in [json!(null), json!("64.02"), json!("64.72")] {
            let target = json!({
                "agency": "dp3a-kukar", "indicator": "usaha_terdaftar", "year": 2024, "q2": 5, "region_code": region
            });
            counted.push(kukar.post(&format!("{path}/targets"), &target).expect(201).json()["id"].clone());
        }
        let figures = |caller: &crate::support::Caller| -> Vec<serde_json::Value> {
            let quarter = caller.get(&format!("{path}/quarters/2024-Q2")).expect(200).json();
            let all = quarter["figures"].as_array().unwrap().clone();
            let of = |id: &serde_json::Value| all.iter().find(|one| one["target_id"] == *id).unwrap()["computed"].clone();
            counted.iter().map(of).collect()
        };
        assert_eq!(figures(&kukar), [json!(1), json!(1), json!(null)]);
        // Naming another and signing for it opens nothing; what it does itself does.
        let party = join(&kukar, &path, "dp2pa-samarinda", "pelaksana");
        crate::partnerships::sign_all(&kukar, &path);
        assert_eq!(figures(&kukar), [json!(1), json!(1), json!(null)]);
        let tag = samarinda.get(&party).expect(200).etag();
        samarinda.patch(&party, &tag, &json!({ "document_number": "463/1/2024" })).expect(200);
        assert_eq!(figures(&kukar), [json!(3), json!(1), json!(2)]);
    }
}
