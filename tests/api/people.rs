//! `/v1/people`: scoping, masking, identity, search.

use serde_json::{Value, json};
use sinergi::auth::Scope;

use crate::support::{Caller, TestApp, on_both};

/// The digits that stand nowhere but in an identity read.
const NIK: &str = "6402014107801234";

fn ana() -> Value {
    json!({
        "full_name": "Hj. Contoh Lestari, S.Pd",
        "nik": "640201-410780-1234",
        "gender": "P",
        "birth_date": "1980-07-01",
        "education": "sma",
        "phones": ["0812 5550 1234", "0541-555123"],
        "email": "contoh@Example.COM",
        "address": { "street": "Jalan Rahasia 12", "rt": "5", "postal_code": "75511" },
        "disability": "netra",
        "is_household_head": true
    })
}

/// Enters a person and gives her path.
#[track_caller]
fn enter(caller: &Caller, person: &Value) -> String {
    let made = caller.post("/v1/people", person).expect(201);
    made.header("location").unwrap().to_owned()
}

fn with(mut person: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        person[name] = value.clone();
    }
    person
}

/// The codes of the open doubts about a person.
fn doubts(caller: &Caller, path: &str) -> Vec<String> {
    let id = path.rsplit('/').next().unwrap();
    let list = caller
        .get("/v1/data-quality-flags?status=open&limit=200")
        .expect(200)
        .json();
    let mut codes: Vec<String> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|flag| flag["resource_id"] == id)
        .map(|flag| flag["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|one| one["full_name"].as_str().unwrap())
        .collect()
}

/// The official without the scope of specific data.
fn without_specific(app: &TestApp) -> Caller {
    let scopes: Vec<Scope> = Scope::agency()
        .filter(|scope| *scope != Scope::DisabilityRead)
        .collect();
    app.caller_with("dp3a-kukar", &scopes).acting("kukar-2")
}

/// The last entry of this kind about a person, read as the feed is meant to be read.
fn told_of(caller: &Caller, kind: &str) -> Value {
    let mut path = "/v1/changes?limit=200".to_owned();
    // Other tests' transactions on the same PostgreSQL hold the feed's horizon back for a while.
    for _ in 0..20_000 {
        let page = caller.get(&path).expect(200).json();
        let entries = page["items"].as_array().unwrap().iter().rev();
        let mut hers = entries.filter(|one| one["resource"] == "people" && one["kind"] == kind);
        if let Some(entry) = hers.next() {
            return entry.clone();
        }
        path = format!(
            "/v1/changes?limit=200&cursor={}",
            page["next_cursor"].as_str().unwrap()
        );
    }
    Value::Null
}

/// Enters a business of which she is the only owner, and gives its path.
#[track_caller]
fn open_business(caller: &Caller, person: &str) -> String {
    let id = person.rsplit('/').next();
    let owner = json!({"person_id": id, "role": "pemilik", "share_percent": 100, "is_main": true});
    let business = json!({"name": "Contoh Jaya", "region_code": "64.02", "owners": [owner]});
    let made = caller.post("/v1/businesses", &business).expect(201);
    made.header("location").unwrap().to_owned()
}

on_both! {
    fn what_the_schema_and_what_the_rules_refuse_is_told_together(app) {
        let kukar = app.dp3a_kukar();
        let bad = serde_json::json!({
            "full_name": "Contoh Satu", "nik": "123", "birth_date": "1980-13-01",
            "region_code": "99.99", "phones": ["abc"],
        });
        let refused = kukar.post("/v1/people", &bad).expect(422);
        let pointers: Vec<String> = refused
            .fields()
            .iter()
            .map(|field| field.split(' ').next().unwrap().to_owned())
            .collect();
        for pointer in ["/birth_date", "/nik", "/region_code", "/phones/0"] {
            assert!(pointers.iter().any(|p| p == pointer), "{pointer}: {pointers:?}");
        }
        // A required field too, and nothing is said of what stands in for it.
        let bad = serde_json::json!({ "full_name": 7, "nik": "123", "omzet": 1 });
        let mut fields = kukar.post("/v1/people", &bad).expect(400).fields();
        fields.sort();
        assert_eq!(fields, ["/full_name invalid_type", "/nik nik_length", "/omzet unknown_field"]);
        // A bad optional field alone is refused too, and nothing is stored.
        let one = serde_json::json!({ "full_name": "Contoh Dua", "birth_date": "x" });
        assert!(kukar.post("/v1/people", &one).expect(422).fields().iter().all(|f| f.starts_with("/birth_date ")));
        assert_eq!(kukar.get("/v1/people?count=exact").expect(200).json()["total"], 0);
        let made = kukar.post("/v1/people", &serde_json::json!({ "full_name": "Contoh Tiga" })).expect(201);
        let path = made.header("location").unwrap().to_owned();
        let patch = serde_json::json!({ "birth_date": "x", "nik": "12" });
        let refused = kukar.patch(&path, &made.etag(), &patch).expect(422);
        assert!(refused.fields().iter().any(|f| f.starts_with("/nik ")), "{:?}", refused.fields());
        assert!(refused.fields().iter().any(|f| f.starts_with("/birth_date ")), "{:?}", refused.fields());
    }


    fn a_person_is_entered_and_shown_masked(app) {
        let kukar = app.dp3a_kukar();
        let made = kukar.post("/v1/people", &ana()).expect(201);
        let path = made.header("location").unwrap().to_owned();
        let read = kukar.get(&path).expect(200);
        assert_eq!(read.json(), made.json());
        assert_eq!(read.etag(), made.etag());
        let person = read.json();
        assert_eq!(person["register_code"], "64.02");
        assert_eq!(person["owner_agency"], "dp3a-kukar");
        assert_eq!(person["full_name"], "Hj. Contoh Lestari, S.Pd");
        assert_eq!(person["nik_masked"], "************1234");
        assert_eq!(person["has_nik"], true);
        assert_eq!(person["phones_masked"], json!(["08******1234", "05******5123"]));
        assert_eq!(person["email_masked"], "c***@***.com");
        assert_eq!(
            person["address_masked"],
            json!({"street": "***", "rt": "***", "rw": null, "postal_code": "75511"})
        );
        assert_eq!(person["status"], "aktif");
        assert_eq!(person["disability"], "netra");
        for secret in [NIK, "81255501234", "Rahasia", "contoh@"] {
            assert!(!read.text().contains(secret));
        }
        assert!(doubts(&kukar, &path).is_empty());
    }

    fn disability_needs_its_scope_and_changes_the_tag(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &ana());
        let plain = without_specific(app);
        let read = plain.get(&path).expect(200);
        assert!(read.json().get("disability").is_none());
        assert_ne!(read.etag(), kukar.get(&path).expect(200).etag());
        let history = plain.get(&format!("{path}/history")).expect(200).json();
        assert!(history["items"][0]["changes"].get("disability").is_none());
        let identity = plain.get(&format!("{path}/identity?purpose=cek+berkas")).expect(200);
        assert!(identity.json().get("disability").is_none());
        // A merge patch of somebody who cannot see it must not lose it.
        plain.patch(&path, &read.etag(), &json!({"education": "s1"})).expect(200);
        assert_eq!(kukar.get(&path).expect(200).json()["disability"], "netra");
    }

    fn another_regencys_person_does_not_exist(app) {
        let path = enter(&app.dp3a_kukar(), &ana());
        let samarinda = app.samarinda();
        for (method, path) in [
            ("GET", path.clone()),
            ("GET", format!("{path}/history")),
            ("GET", format!("{path}/identity?purpose=cek+berkas")),
            ("DELETE", path.clone()),
        ] {
            let answer = samarinda.with("If-Match", "*").send(method, &path, None, &[]).expect(404);
            assert_eq!(answer.code(), "not_found");
        }
        samarinda.patch(&path, "*", &json!({"education": "s1"})).expect(404);
        let list = samarinda.get("/v1/people?count=exact").expect(200).json();
        assert_eq!(list["total"], 0);
        let found = samarinda
            .post("/v1/people/search", &json!({"nik": NIK, "purpose": "verifikasi KUR"}))
            .expect(200)
            .json();
        assert_eq!(found["items"], json!([]));
        // The same woman in another register is neither matched nor reported.
        samarinda.post("/v1/people", &ana()).expect(201);
        for above in [app.kaltim(), app.kpppa()] {
            above.get(&path).expect(200);
            let refused = above.patch(&path, "*", &json!({"education": "s1"})).expect(403);
            assert_eq!(refused.code(), "owned_by_another_agency");
        }
        app.caller("dp3appkb-kalteng").get(&path).expect(404);
    }

    fn a_nik_stands_once_in_a_register(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &ana());
        let again = app.caller("disperindag-kukar").post("/v1/people", &ana()).expect(409);
        assert_eq!(again.code(), "already_exists");
        assert_eq!(again.fields(), ["/nik nik_exists"]);
        assert!(path.ends_with(again.json()["existing_id"].as_str().unwrap()));
        assert!(!again.text().contains(NIK));
        let other = enter(&kukar, &json!({"full_name": "Contoh Dua"}));
        let tag = kukar.get(&other).expect(200).etag();
        let clash = kukar.patch(&other, &tag, &json!({"nik": NIK})).expect(409);
        assert_eq!(clash.code(), "already_exists");
        // Once she is deleted, the NIK is free.
        let tag = kukar.get(&path).expect(200).etag();
        kukar.delete(&path, &tag).expect(204);
        kukar.patch(&other, "*", &json!({"nik": NIK})).expect(200);
    }

    fn every_bad_field_is_named_and_no_value_repeated(app) {
        let kukar = app.dp3a_kukar();
        let answer = kukar
            .post("/v1/people", &json!({
                "full_name": " - ",
                "nik": "6402014107800000",
                "birth_date": "2999-01-01",
                "phones": ["0812 5550 1234", "12"],
                "email": "nobody",
                "region_code": "99.99",
                "register_code": "64.72",
                "source_record_id": NIK
            }))
            .expect(422);
        assert_eq!(answer.fields(), [
            "/birth_date in_the_future",
            "/email invalid_email",
            "/full_name name_missing",
            "/nik nik_serial",
            "/phones/1 invalid_phone",
            "/region_code unknown_region",
            "/register_code outside_register",
            "/source_record_id personal_value",
            "/source_system required",
        ]);
        assert!(!answer.text().contains("640201"));
        let shape = kukar
            .post("/v1/people", &json!({
                "full_name": "", "nik": 6402014107801234_i64, "gender": "W", "birth_date": "1980-02-30",
                "phones": ["1", "2", "3", "4", "5", "6"], "address": {"rt": "0005", "city": "x"}
            }))
            .expect(400);
        assert_eq!(shape.fields(), [
            "/address/city unknown_field",
            "/address/rt invalid_format",
            "/address/rt too_long",
            "/birth_date invalid_format",
            "/full_name too_short",
            "/gender not_in_list",
            "/nik invalid_type",
            "/phones too_many",
        ]);
    }

    fn text_is_kept_unchanged(app) {
        let kukar = app.dp3a_kukar();
        let name = r#"Robert'); DROP TABLE people;-- <script>alert("1")</script> =1+1 \ % _"#;
        let path = enter(&kukar, &json!({
            "full_name": format!("  {name} "), "address": {"street": "\"Gang\"\nke-2; --"}
        }));
        assert_eq!(kukar.get(&path).expect(200).json()["full_name"], name);
        let identity = kukar.get(&format!("{path}/identity?purpose=cek+berkas")).expect(200).json();
        assert_eq!(identity["address"]["street"], "\"Gang\"\nke-2; --");
        let nul = kukar.post("/v1/people", &json!({"full_name": "a\u{0}b"})).expect(422);
        assert_eq!(nul.fields(), ["/full_name control_character"]);
    }

    fn doubts_become_flags_and_go_again(app) {
        let kukar = app.dp3a_kukar();
        let wrong = with(ana(), json!({"gender": "L", "birth_date": "1980-01-07"}));
        let path = enter(&kukar, &wrong);
        assert_eq!(doubts(&kukar, &path), ["nik_birth_date_mismatch", "nik_gender_mismatch"]);
        let tag = kukar.get(&path).expect(200).etag();
        kukar.patch(&path, &tag, &json!({"gender": "P"})).expect(200);
        assert_eq!(doubts(&kukar, &path), ["nik_birth_date_mismatch"]);
        let same_phone = json!({"full_name": "Contoh Dua", "phones": ["+62 812-5550-1234"]});
        let second = enter(&kukar, &same_phone);
        assert_eq!(doubts(&kukar, &second), ["shared_phone"]);
        let elsewhere = enter(&app.samarinda(), &same_phone);
        assert!(doubts(&app.samarinda(), &elsewhere).is_empty());
        let tag = kukar.get(&second).expect(200).etag();
        kukar.delete(&second, &tag).expect(204);
        assert!(doubts(&kukar, &second).is_empty());
    }

    fn a_patch_keeps_clears_and_writes_only_what_changes(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &ana());
        let first = kukar.get(&path).expect(200);
        let same = kukar
            .patch(&path, &first.etag(), &json!({"nik": NIK, "phones": ["081255501234", "0541555123"]}))
            .expect(200);
        assert_eq!(same.json()["version"], 1);
        let changed = kukar
            .patch(&path, &first.etag(), &json!({"email": null, "address": {"rt": null, "rw": "2"}}))
            .expect(200);
        let person = changed.json();
        assert_eq!(person["version"], 2);
        assert_eq!(person["email_masked"], Value::Null);
        assert_eq!(
            person["address_masked"],
            json!({"street": "***", "rt": null, "rw": "***", "postal_code": "75511"})
        );
        assert_eq!(person["nik_masked"], "************1234");
        kukar.patch(&path, &first.etag(), &json!({"email": null})).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        for other in [json!("64.72"), Value::Null] {
            let moved = kukar.patch(&path, &changed.etag(), &json!({"register_code": other})).expect(422);
            assert_eq!(moved.fields(), ["/register_code immutable"]);
        }
        let cleared = kukar.patch(&path, &changed.etag(), &json!({"full_name": null})).expect(422);
        assert_eq!(cleared.fields(), ["/full_name required"]);
        let history = kukar.get(&format!("{path}/history")).expect(200);
        let acts = history.json();
        assert_eq!(acts["items"][0]["action"], "created");
        assert_eq!(acts["items"][0]["changes"]["nik"], json!([null, "************1234"]));
        assert_eq!(acts["items"][1]["actor"], "kukar-1");
        assert_eq!(acts["items"][1]["changes"]["email"], json!(["c***@***.com", null]));
        assert_eq!(acts["items"].as_array().unwrap().len(), 2);
        for secret in [NIK, "81255501234", "Rahasia", "contoh@"] {
            assert!(!history.text().contains(secret));
        }
    }

    fn identity_needs_scope_official_and_purpose_and_leaves_a_trace(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &ana());
        let asked = format!("{path}/identity?purpose=verifikasi+berkas+KUR");
        let scopes: Vec<Scope> = Scope::agency().filter(|s| *s != Scope::PeopleIdentify).collect();
        let refused = app.caller_with("dp3a-kukar", &scopes).acting("a").get(&asked).expect(403);
        assert_eq!(refused.code(), "insufficient_scope");
        let nobody = kukar.without("Sinergi-Actor").get(&asked).expect(400);
        assert_eq!(nobody.code(), "actor_required");
        for bad in ["", "?purpose=cek", "?purpose=cek+6402014107801234", "?purpose=berkas&nik=1"] {
            kukar.get(&format!("{path}/identity{bad}")).expect(400);
        }
        let before = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(before["items"].as_array().unwrap().len(), 1);
        let full = kukar.get(&asked).expect(200);
        assert_eq!(full.header("cache-control"), Some("no-store"));
        let identity = full.json();
        assert_eq!(identity["nik"], NIK);
        assert_eq!(identity["phones"], json!(["+6281255501234", "+62541555123"]));
        assert_eq!(identity["email"], "contoh@example.com");
        assert_eq!(
            identity["address"],
            json!({"street": "Jalan Rahasia 12", "rt": "005", "postal_code": "75511"})
        );
        assert_eq!(identity["disability"], "netra");
        let act = kukar.get(&format!("{path}/history")).expect(200).json()["items"][1].clone();
        assert_eq!(act["action"], "identity_read");
        assert_eq!(act["purpose"], "verifikasi berkas KUR");
        assert_eq!(act["actor"], "kukar-1");
        assert_eq!(act["changes"], json!({}));
    }

    fn people_are_found_by_parts_of_names_nik_and_phone(app) {
        let kukar = app.dp3a_kukar();
        enter(&kukar, &ana());
        enter(&kukar, &json!({"full_name": "Contoh Melati", "phones": ["081255509999"]}));
        let find = |body: Value| {
            let body = with(body, json!({"purpose": "verifikasi KUR"}));
            kukar.post("/v1/people/search", &body)
        };
        let hit = |body: Value| find(body).expect(200).json();
        assert_eq!(names(&hit(json!({"name": "LESTA conto"}))), ["Hj. Contoh Lestari, S.Pd"]);
        assert_eq!(names(&hit(json!({"name": "contoh"}))).len(), 2);
        assert_eq!(names(&hit(json!({"nik": "6402.0141.0780.1234"}))).len(), 1);
        assert_eq!(names(&hit(json!({"nik": "6402014107801235"}))).len(), 0);
        assert_eq!(names(&hit(json!({"phone": "+62 812 5550 9999"}))), ["Contoh Melati"]);
        let first = hit(json!({"name": "contoh", "limit": 1}));
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = hit(json!({"name": "contoh", "limit": 1, "cursor": cursor}));
        assert_eq!(names(&second), ["Contoh Melati"]);
        assert_eq!(second["next_cursor"], Value::Null);
        let other = find(json!({"name": "melati", "cursor": cursor})).expect(400);
        assert_eq!(other.code(), "invalid_cursor");
        assert_eq!(find(json!({})).expect(422).fields(), [" one_criterion"]);
        assert_eq!(find(json!({"name": "--"})).expect(422).fields(), ["/name name_missing"]);
        let bare = kukar.post("/v1/people/search", &json!({"nik": NIK})).expect(422);
        assert_eq!(bare.fields(), ["/purpose required"]);
        let told = kukar
            .post("/v1/people/search", &json!({"name": "contoh", "purpose": format!("cek {NIK}")}))
            .expect(422);
        assert_eq!(told.fields(), ["/purpose personal_value"]);
        let acts = kukar.get("/v1/audit-events?action=people_searched&limit=200").expect(200).json();
        let last = acts["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["purpose"], "verifikasi KUR");
        assert_eq!(last["changes"], json!({"by": "name", "found": 1}));
        assert!(!acts.to_string().contains(NIK));
    }

    fn lists_are_filtered_and_sorted(app) {
        let kukar = app.dp3a_kukar();
        for (name, gender) in [("Hj. Zahra Contoh", "P"), ("Ani Contoh", "P"), ("Budi Contoh", "L")] {
            enter(&kukar, &json!({"full_name": name, "gender": gender}));
        }
        enter(&kukar, &json!({"full_name": "Entah Contoh"}));
        let get = |query: &str| kukar.get(&format!("/v1/people?{query}")).expect(200).json();
        let sorted = ["Ani Contoh", "Budi Contoh", "Entah Contoh", "Hj. Zahra Contoh"];
        assert_eq!(names(&get("sort=name")), sorted);
        let mut falling = sorted;
        falling.reverse();
        assert_eq!(names(&get("sort=-name")), falling);
        assert_eq!(names(&get("gender=P&sort=-id")), ["Ani Contoh", "Hj. Zahra Contoh"]);
        assert_eq!(get("gender=L&count=exact")["total"], 1);
        assert_eq!(get("status=meninggal&count=exact")["total"], 0);
        assert_eq!(get("region=64.02&count=exact")["total"], 0);
        let page = get("sort=name&limit=3");
        let cursor = page["next_cursor"].as_str().unwrap();
        assert_eq!(names(&get(&format!("sort=name&limit=3&cursor={cursor}"))), ["Hj. Zahra Contoh"]);
        kukar.get("/v1/people?nik=6402014107801234").expect(400);
        let csv = kukar.with("Accept", "text/csv").get("/v1/people?sort=name&limit=1").expect(200);
        assert!(csv.text().contains("Ani Contoh"));
    }

    fn a_deleted_person_is_gone_and_told_of(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &ana());
        let tag = kukar.get(&path).expect(200).etag();
        kukar.send("DELETE", &path, None, &[]).expect(428);
        kukar.delete(&path, "\"v9\"").expect(412);
        kukar.delete(&path, &tag).expect(204);
        kukar.get(&path).expect(404);
        kukar.get(&format!("{path}/history")).expect(404);
        assert_eq!(kukar.get("/v1/people?count=exact").expect(200).json()["total"], 0);
        let last = told_of(&kukar, "deleted");
        assert_eq!(last["id"].as_str(), path.rsplit('/').next());
        assert_eq!(last["version"], 2);
    }

    fn a_retry_enters_her_once(app) {
        let kukar = app.dp3a_kukar().with("Idempotency-Key", "0193a000-0000-7000-8000-000000000002");
        let first = kukar.post("/v1/people", &ana()).expect(201);
        let again = kukar.post("/v1/people", &ana()).expect(201);
        assert_eq!(first.json(), again.json());
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    }

    fn those_above_a_regency_name_the_register(app) {
        for caller in [app.kaltim(), app.kpppa()] {
            let answer = caller.post("/v1/people", &ana()).expect(422);
            assert_eq!(answer.fields(), ["/register_code required"]);
        }
        let kaltim = app.kaltim();
        let outside = kaltim.post("/v1/people", &with(ana(), json!({"register_code": "62.71"})));
        assert_eq!(outside.expect(422).fields(), ["/register_code outside_register"]);
        let unknown = kaltim.post("/v1/people", &with(ana(), json!({"register_code": "64.98"})));
        assert!(unknown.expect(422).fields().contains(&"/register_code unknown_region".to_owned()));
        let path = enter(&kaltim, &with(ana(), json!({"register_code": "64.02"})));
        let hers = kaltim.get(&path).expect(200);
        assert_eq!(hers.json()["owner_agency"], "dkp3a-kaltim");
        kaltim.patch(&path, &hers.etag(), &json!({"education": "s1"})).expect(200);
        app.dp3a_kukar().patch(&path, "*", &json!({"education": "s2"})).expect(200);
        app.kpppa().patch(&path, "*", &json!({"education": "s3"})).expect(403);
        app.samarinda().get(&path).expect(404);
    }

    fn she_may_live_outside_the_register(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &with(ana(), json!({"region_code": "62.71"})));
        assert_eq!(kukar.get(&path).expect(200).json()["register_code"], "64.02");
        for (region, total) in [("62", 1), ("62.71", 1), ("64", 0), ("62.7", 400)] {
            let answer = kukar.get(&format!("/v1/people?count=exact&region={region}"));
            if total == 400 {
                answer.expect(400);
            } else {
                assert_eq!(answer.expect(200).json()["total"], total, "{region}");
            }
        }
    }

    fn an_owner_is_not_deleted(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &ana());
        let business = open_business(&kukar, &path);
        let refused = kukar.delete(&path, "*").expect(409);
        assert_eq!(refused.code(), "still_referenced");
        kukar.get(&path).expect(200);
        kukar.delete(&business, "*").expect(204);
        kukar.delete(&path, "*").expect(204);
    }

    fn a_corrected_gender_reaches_her_businesses(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &json!({"full_name": "Contoh Dua"}));
        let business = open_business(&kukar, &path);
        assert_eq!(kukar.get(&business).expect(200).json()["women_owned"], "unknown");
        kukar.patch(&path, "*", &json!({"gender": "P"})).expect(200);
        assert_eq!(kukar.get(&business).expect(200).json()["women_owned"], "yes");
        kukar.patch(&path, "*", &json!({"education": "s1"})).expect(200);
        assert_eq!(kukar.get(&business).expect(200).json()["version"], 2);
    }
}
