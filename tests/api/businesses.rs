//! `/v1/businesses`: what is derived, who may do what, and every move of the life cycle.

use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::db::{DatabaseUrl, DbError};

use crate::support::{Answer, Caller, TestApp, on_both};

const VILLAGE: &str = "64.02.06.1005";

fn person(caller: &Caller, nik: Option<&str>, gender: Option<&str>) -> String {
    let mut body = json!({ "full_name": "Siti Contoh" });
    if let Some(nik) = nik {
        body["nik"] = nik.into();
    }
    if let Some(gender) = gender {
        body["gender"] = gender.into();
    }
    let made = caller.post("/v1/people", &body).expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

fn enter(caller: &Caller, body: &Value) -> (String, Answer) {
    let made = caller.post("/v1/businesses", body).expect(201);
    (made.header("location").unwrap().to_owned(), made)
}

fn plain(name: &str) -> Value {
    json!({ "name": name, "region_code": VILLAGE })
}

/// A business that may be verified, owned by a woman with a NIK.
fn whole(caller: &Caller, name: &str, nik: &str) -> Value {
    let owner = person(caller, Some(nik), Some("P"));
    json!({
        "name": name,
        "region_code": VILLAGE,
        "kbli": [{ "version": "2020", "code": "10794" }],
        "owners": [{ "person_id": owner, "role": "pemilik" }]
    })
}

fn go(caller: &Caller, path: &str, body: &Value) -> Answer {
    let tag = caller.get(path).expect(200).etag();
    caller.transition(path, &tag, body)
}

/// Brings a new business into a state.
fn in_state(app: &TestApp, state: &str, nik: &str) -> String {
    let first = app.dp3a_kukar();
    let second = first.acting("kukar-2");
    let (path, _) = enter(&first, &whole(&first, "Usaha Contoh", nik));
    let steps: &[(&Caller, &str)] = match state {
        "draft" => &[],
        "submitted" => &[(&first, "submitted")],
        "returned" => &[(&first, "submitted"), (&second, "returned")],
        "rejected" => &[(&first, "submitted"), (&second, "rejected")],
        "verified" => &[(&first, "submitted"), (&second, "verified")],
        "active" => &[
            (&first, "submitted"),
            (&second, "verified"),
            (&second, "active"),
        ],
        "dormant" => &[
            (&first, "submitted"),
            (&second, "verified"),
            (&second, "active"),
            (&second, "dormant"),
        ],
        "closed" => &[
            (&first, "submitted"),
            (&second, "verified"),
            (&second, "closed"),
        ],
        "merged" => &[(&first, "merged")],
        _ => panic!("{state}"),
    };
    for (caller, to) in steps {
        go(caller, &path, &move_to(&first, to)).expect(200);
    }
    path
}

fn move_to(caller: &Caller, to: &str) -> Value {
    match to {
        "returned" | "rejected" => json!({ "to": to, "reason": "alamat belum jelas" }),
        "closed" => json!({ "to": to, "reason": "pindah", "on": "2026-01-31" }),
        "merged" => {
            let (_, other) = enter(caller, &plain("Usaha Pengganti"));
            json!({ "to": to, "merged_into": other.json()["id"] })
        }
        _ => json!({ "to": to }),
    }
}

const MOVES: [(&str, &[&str]); 9] = [
    ("draft", &["submitted", "merged"]),
    ("submitted", &["returned", "verified", "rejected", "merged"]),
    ("returned", &["submitted", "merged"]),
    ("verified", &["active", "closed", "merged"]),
    ("active", &["dormant", "closed", "merged"]),
    ("dormant", &["active", "closed", "merged"]),
    ("closed", &[]),
    ("rejected", &[]),
    ("merged", &[]),
];

on_both! {
    fn a_business_is_entered_read_changed_and_kept_in_history(app) {
        let kukar = app.dp3a_kukar();
        let name = "Kue \"Ibu\"; DROP TABLE businesses; -- <b>&amp;</b> 100%_";
        let mut body = whole(&kukar, name, "6402014107800001");
        body["contact"] = json!({ "phone": "0812-5550-1234", "email": "usaha@example.id", "street": "Jl. Rahasia 7", "rt": "5", "postal_code": "75511" });
        body["nib"] = "0220100012345".into();
        body["started_on"] = "2019-03".into();
        body["registered_on"] = "2022-12-07".into();
        let (path, made) = enter(&kukar, &body);
        let made = made.json();
        assert_eq!(made["name"], name);
        assert_eq!(made["status"], "draft");
        assert_eq!(made["register_code"], "64.02");
        assert_eq!(made["owner_agency"], "dp3a-kukar");
        assert_eq!(made["women_owned"], "yes");
        assert_eq!(made["women_led"], "unknown");
        assert_eq!(made["scale"]["value"], Value::Null);
        assert_eq!(made["scale"]["reason"], "inputs_missing");
        assert_eq!(made["contact_masked"]["phone"], "08******1234");
        assert_eq!(made["contact_masked"]["street"], "***");
        assert_eq!(made["kbli"][0]["is_main"], true);
        let read = kukar.get(&path).expect(200);
        assert_eq!(read.json(), made);
        assert_eq!(kukar.with("If-None-Match", &read.etag()).get(&path).status, 304);

        let same = kukar.patch(&path, &read.etag(), &json!({ "name": name, "nib": "0220100012345" })).expect(200);
        assert_eq!(same.json()["version"], 1, "an equal patch writes nothing");
        let changed = kukar
            .patch(&path, &read.etag(), &json!({ "contact": { "street": "Jl. Lain 8" }, "nib": null, "sector": "kuliner" }))
            .expect(200)
            .json();
        assert_eq!((&changed["version"], &changed["nib"], &changed["sector"]), (&json!(2), &Value::Null, &json!("kuliner")));
        assert_eq!(changed["contact_masked"]["phone"], "08******1234", "what a patch leaves out stays");
        assert_eq!(kukar.patch(&path, &read.etag(), &json!({ "name": "x" })).expect(412).code(), "precondition_failed");

        let history = kukar.get(&format!("{path}/history")).expect(200);
        for secret in ["Rahasia", "Jl. Lain", "55501234", "usaha@"] {
            assert!(!history.text().contains(secret), "{secret}");
        }
        let items = history.json()["items"].clone();
        assert_eq!(items[0]["action"], "created");
        assert_eq!(items[1]["changes"]["nib"], json!(["0220100012345", null]));
        assert_eq!(items[1]["actor"], "kukar-1");
    }

    fn every_broken_rule_is_named(app) {
        let kukar = app.dp3a_kukar();
        let answer = kukar.post("/v1/businesses", &json!({
            "name": "   ",
            "region_code": "64.02.06.1999",
            "kbli": [{ "code": "56102" }],
            "nib": "123456789012345",
            "started_on": "2199",
            "registered_on": "2199-01-01",
            "latitude": -0.4,
            "contact": { "phone": "12345" },
            "owners": [
                { "person_id": "01939b2e-7c00-7000-8000-000000000001", "role": "pemilik", "share_percent": 33.333, "since": "2020-01-02", "until": "2020-01-01" }
            ]
        })).expect(422);
        let fields = answer.fields();
        for wanted in [
            "/contact/phone invalid_phone",
            "/kbli/0/version kbli_version_required",
            "/longitude required",
            "/name required",
            "/nib invalid_nib",
            "/owners/0/person_id unknown_reference",
            "/owners/0/share_percent invalid_share",
            "/owners/0/until before_start",
            "/region_code region_list_incomplete",
            "/region_code unknown_region",
            "/registered_on in_the_future",
        ] {
            assert!(fields.iter().any(|field| field == wanted), "{wanted} in {fields:?}");
        }
        let text = answer.text();
        assert!(text.contains("2020: ") && text.contains("2025: "), "both meanings of 56102: {text}");
        assert!(!text.contains("12345678"), "no value in a problem: {text}");
        let province = kukar.post("/v1/businesses", &json!({ "name": "A", "region_code": "64" })).expect(422);
        assert_eq!(province.fields(), ["/region_code region_too_coarse"]);
        let unknown = kukar.post("/v1/businesses", &json!({ "name": "A", "region_code": VILLAGE, "omzet": 1 })).expect(400);
        assert_eq!(unknown.fields(), ["/omzet unknown_field"]);
    }

    fn a_bad_required_field_hides_no_broken_rule(app) {
        let kukar = app.dp3a_kukar();
        let refused = kukar.post("/v1/businesses", &json!({
            "region_code": "kukar",
            "nib": "123456789012345",
            "kbli": [{ "code": "x" }, { "code": "56102" }],
            "owners": [{ "role": "bogus" }, { "person_id": "01939b2e-7c00-7000-8000-000000000009", "role": "pemilik" }],
            "longitude": 116.9,
            "latitude": 99,
        })).expect(422);
        let mut fields = refused.fields();
        fields.sort();
        assert_eq!(fields, [
            "/kbli/0/code invalid_format",
            "/kbli/0/code too_short",
            "/kbli/0/version kbli_version_required",
            "/kbli/1/version kbli_version_required",
            "/latitude too_large",
            "/name required",
            "/nib invalid_nib",
            "/owners/0/person_id required",
            "/owners/0/role not_in_list",
            "/owners/1/person_id unknown_reference",
            "/region_code invalid_format",
        ]);
        // What stands in for a bad region lies in another register: that is not the caller's fault.
        let far = app.samarinda().post("/v1/businesses", &json!({ "name": "A", "region_code": 1 })).expect(422);
        assert_eq!(far.fields(), ["/region_code invalid_type"]);
        let (path, made) = enter(&kukar, &plain("Utuh"));
        let patched = kukar.patch(&path, &made.etag(), &json!({ "name": null, "nib": "123456789012345" })).expect(422);
        assert_eq!(patched.fields(), ["/name required", "/nib invalid_nib"]);
        let figures = kukar.post(&format!("{path}/snapshots"), &json!({ "as_of": "2199-01-01", "method": "bogus" })).expect(422);
        assert_eq!(figures.fields(), ["/as_of in_the_future", "/method not_in_list", "/workers_female figures_required"]);
        let unknown = kukar.transition(&path, &made.etag(), &json!({ "to": "bogus" })).expect(422);
        assert_eq!(unknown.fields(), ["/to not_in_list"]);
    }

    fn a_register_ends_at_its_border(app) {
        let kukar = app.dp3a_kukar();
        let samarinda = app.samarinda();
        let (path, made) = enter(&kukar, &plain("Amplang Contoh"));
        let tag = made.etag();
        assert_eq!(samarinda.get(&path).expect(404).code(), "not_found");
        samarinda.get(&format!("{path}/history")).expect(404);
        samarinda.get(&format!("{path}/snapshots")).expect(404);
        samarinda.patch(&path, &tag, &json!({ "name": "x" })).expect(404);
        samarinda.delete(&path, &tag).expect(404);
        samarinda.transition(&path, &tag, &json!({ "to": "submitted" })).expect(404);
        let list = samarinda.get("/v1/businesses?count=exact").expect(200).json();
        assert_eq!((&list["total"], &list["items"]), (&json!(0), &json!([])));
        let entered = samarinda.post("/v1/businesses", &plain("A")).expect(422);
        assert_eq!(entered.fields(), ["/region_code outside_register"]);

        let kaltim = app.kaltim();
        kaltim.get(&path).expect(200);
        assert_eq!(kaltim.patch(&path, &tag, &json!({ "name": "x" })).expect(403).code(), "owned_by_another_agency");
        let (own, made) = enter(&kaltim, &plain("Milik Provinsi"));
        kaltim.patch(&own, &made.etag(), &json!({ "sector": "jasa" })).expect(200);
        let changed = kukar.get(&own).expect(200);
        kukar.patch(&own, &changed.etag(), &json!({ "sector": "kuliner" })).expect(200);

        let foreign = person(&samarinda, None, Some("P"));
        let mut body = plain("B");
        body["owners"] = json!([{ "person_id": foreign, "role": "pemilik" }]);
        for caller in [&kukar, &kaltim] {
            let answer = caller.post("/v1/businesses", &body).expect(422);
            assert_eq!(answer.fields(), ["/owners/0/person_id unknown_reference"]);
        }
        let moved = kaltim.patch(&own, &kaltim.get(&own).etag(), &json!({ "region_code": "64.72" })).expect(422);
        assert_eq!(moved.fields(), ["/region_code immutable"]);
    }

    fn every_move_of_the_life_cycle_is_allowed_or_refused(app) {
        let caller = app.dp3a_kukar().acting("kukar-3");
        let all = ["draft", "submitted", "returned", "verified", "active", "dormant", "reverification_due", "closed", "rejected", "merged"];
        let mut nik = 1;
        for (from, allowed) in MOVES {
            let path = in_state(app, from, &format!("640201410780{nik:04}"));
            nik += 1;
            let read = caller.get(&path).expect(200).json();
            assert_eq!(read["status"], from);
            assert_eq!(read["allowed_transitions"], json!(allowed));
            for to in all.iter().filter(|to| !allowed.contains(to)) {
                let refused = go(&caller, &path, &json!({ "to": to })).expect(409);
                assert_eq!(refused.code(), "transition_not_allowed", "{from} to {to}");
                assert_eq!(refused.json()["allowed_transitions"], json!(allowed));
            }
            for to in allowed {
                let path = in_state(app, from, &format!("640201410780{nik:04}"));
                nik += 1;
                let moved = go(&caller, &path, &move_to(&caller, to)).expect(200);
                assert_eq!(moved.json()["status"], *to, "from {from}");
                let history = caller.get(&format!("{path}/history?limit=200")).expect(200).json();
                let last = history["items"].as_array().unwrap().last().unwrap().clone();
                assert_eq!(last["action"], "transitioned");
                assert_eq!(last["changes"]["status"], json!([from, to]));
            }
        }
    }

    fn two_officials_are_needed(app) {
        let first = app.dp3a_kukar();
        let (path, _) = enter(&first, &whole(&first, "Empat Mata", "6402014107800001"));
        let nobody = first.without("Sinergi-Actor");
        assert_eq!(go(&nobody, &path, &json!({ "to": "submitted" })).expect(400).code(), "actor_required");
        go(&first, &path, &json!({ "to": "submitted" })).expect(200);
        assert_eq!(go(&nobody, &path, &json!({ "to": "verified" })).expect(400).code(), "actor_required");
        assert_eq!(go(&first, &path, &json!({ "to": "verified" })).expect(409).code(), "four_eyes_required");
        // Who changes what waits answers for it, and cannot verify it either.
        let second = first.acting("kukar-2");
        let tag = second.get(&path).expect(200).etag();
        second.patch(&path, &tag, &json!({ "trade_name": "Diubah" })).expect(200);
        assert_eq!(go(&second, &path, &json!({ "to": "verified" })).expect(409).code(), "four_eyes_required");
        // The same id in another agency is another official.
        let other = app.caller("disperindag-kukar").acting("kukar-1");
        go(&other, &path, &json!({ "to": "verified" })).expect(200);
    }

    fn a_move_says_all_that_it_lacks(app) {
        let first = app.dp3a_kukar();
        let second = first.acting("kukar-2");
        let owner = person(&first, None, Some("P"));
        let body = json!({ "name": "Kurang", "region_code": "64.02.06", "owners": [{ "person_id": owner, "role": "pemilik" }] });
        let (path, made) = enter(&first, &body);
        let stale = made.etag();
        go(&first, &path, &json!({ "to": "submitted" })).expect(200);
        first.transition(&path, &stale, &json!({ "to": "returned", "reason": "x y z" })).expect(412);
        first.post(&format!("{path}/transitions"), &json!({ "to": "verified" })).expect(428);
        let refused = go(&second, &path, &json!({ "to": "verified" })).expect(422);
        assert_eq!(refused.fields(), [
            "/kbli required_for_verification",
            "/owners required_for_verification",
            "/region_code required_for_verification",
        ]);
        assert_eq!(go(&second, &path, &json!({ "to": "returned" })).expect(422).fields(), ["/reason required"]);
        let own = first.get(&path).json()["id"].clone();
        for target in [Value::Null, own, json!("01939b2e-7c00-7000-8000-000000000001")] {
            let mut body = json!({ "to": "merged" });
            if !target.is_null() {
                body["merged_into"] = target;
            }
            let fields = go(&second, &path, &body).expect(422).fields();
            assert!(fields[0].starts_with("/merged_into "), "{fields:?}");
        }
        let path = in_state(app, "active", "6402014107800009");
        let refused = go(&second, &path, &json!({ "to": "closed", "reason": "bosan" })).expect(422);
        assert_eq!(refused.fields(), ["/on required", "/reason not_in_list"]);
    }

    fn only_what_never_counted_is_removed(app) {
        let kukar = app.dp3a_kukar();
        let mut removed = Vec::new();
        for (nik, (state, _)) in (1..).zip(MOVES) {
            let path = in_state(app, state, &format!("640201410780{nik:04}"));
            let tag = kukar.get(&path).expect(200).etag();
            if ["draft", "returned", "rejected"].contains(&state) {
                kukar.delete(&path, &tag).expect(204);
                kukar.get(&path).expect(404);
                removed.push(path.rsplit('/').next().unwrap().to_owned());
            } else {
                assert_eq!(kukar.delete(&path, &tag).expect(409).code(), "conflict", "{state}");
            }
        }
        // PostgreSQL serves the feed only below what other tests of its cluster still write.
        let told = (0..2_000).any(|_| {
            let feed = kukar.get("/v1/changes?limit=200").expect(200).json();
            let gone: Vec<_> = feed["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "deleted").map(|entry| entry["id"].clone()).collect();
            removed.iter().all(|id| gone.contains(&json!(id)))
        });
        assert!(told, "the change feed never told of the removals");
    }

    fn a_year_without_update_asks_for_verification(app) {
        let kukar = app.dp3a_kukar();
        let path = in_state(app, "active", "6402014107800001");
        let fresh = kukar.get(&path).expect(200);
        let old = match app.app.db().url() {
            DatabaseUrl::Sqlite(_) => "1577836800000000",
            DatabaseUrl::Postgres(_) => "'2020-01-01T00:00:00Z'",
        };
        let sql = format!("UPDATE businesses SET updated_at = {old}");
        app.app.db().write_now(move |conn| conn.execute(&sql).map_err(DbError::from)).unwrap();
        let due = kukar.get(&path).expect(200);
        assert_eq!(due.json()["status"], "reverification_due");
        assert_eq!(due.json()["allowed_transitions"], json!(["active", "dormant", "closed", "merged"]));
        assert_ne!(due.etag(), fresh.etag(), "another representation has another tag");
        for (status, wanted) in [("reverification_due", 1), ("active", 0)] {
            let found = kukar.get(&format!("/v1/businesses?count=exact&status={status}")).expect(200).json();
            assert_eq!(found["total"], wanted, "{status}");
        }
        assert_eq!(go(&kukar, &path, &json!({ "to": "reverification_due" })).expect(409).code(), "transition_not_allowed");
        assert_eq!(go(&kukar, &path, &json!({ "to": "active" })).expect(200).json()["status"], "active");
    }

    fn money_is_for_those_who_may_read_it(app) {
        let kukar = app.dp3a_kukar();
        let scopes: Vec<Scope> = Scope::agency().filter(|scope| *scope != Scope::FinanceRead).collect();
        let blind = app.caller_with("dp3a-kukar", &scopes);
        let mut body = whole(&kukar, "Keripik Contoh", "6402014107800001");
        body["started_on"] = "2022".into();
        let (path, _) = enter(&kukar, &body);
        let list = format!("{path}/snapshots");
        let made = kukar.post(&list, &json!({
            "as_of": "2025-12-31", "capital_own_idr": 900_000_000_i64, "capital_loan_idr": 100_000_001_i64,
            "annual_sales_idr": 2_000_000_000_i64, "investment_idr": 1_000_000_000_i64,
            "workers_male": 1, "workers_female": 2, "wages_idr": 4_500_000, "founding_capital_idr": 5_000_000,
            "workforce": { "paid_female": 2, "by_education": { "sma": 3 } },
            "guidance": { "themes": ["hki", "ekspor"], "capital_aid": " KUR " }, "method": "lapor"
        })).expect(201);
        assert_eq!(made.json()["guidance"], json!({ "themes": ["ekspor", "hki"], "capital_aid": "KUR" }));
        let table = kukar.with("Accept", "text/csv").get(&list).expect(200).text();
        let (header, row) = table.split_once('\n').unwrap();
        assert!(header.contains("workers_paid_female") && row.contains("ekspor") && row.contains("KUR"), "{table}");
        let snapshot = made.header("location").unwrap().to_owned();
        let business = kukar.get(&path).expect(200).json();
        assert_eq!(business["version"], 2);
        assert_eq!(business["scale"], json!({
            "value": "kecil", "basis": "capital", "reason": null,
            "by_capital": "kecil", "by_sales": "mikro", "as_of": "2025-12-31"
        }));
        assert_eq!(business["ikm"], json!({ "class": "industri_menengah", "reason": null }));
        assert_eq!(business["workers"], json!({ "male": 1, "female": 2, "as_of": "2025-12-31" }));
        assert_eq!(blind.get(&path).expect(200).json()["scale"], business["scale"], "the class is no money");

        let seen = kukar.get(&snapshot).expect(200);
        let hidden = blind.get(&snapshot).expect(200);
        assert_ne!(seen.etag(), hidden.etag());
        assert_eq!(seen.json()["capital_own_idr"], 900_000_000_i64);
        assert_eq!(hidden.json()["workers_female"], 2);
        for field in ["capital_own_idr", "capital_loan_idr", "investment_idr", "annual_sales_idr", "wages_idr", "founding_capital_idr"] {
            assert_eq!(hidden.json()[field], Value::Null);
        }
        let history = format!("{path}/history");
        assert_eq!(kukar.get(&history).json()["items"][1]["changes"]["annual_sales_idr"], json!([null, 2_000_000_000_i64]));
        let blind_history = blind.get(&history).expect(200);
        assert_eq!(blind_history.json()["items"][1]["changes"]["workers_female"], json!([null, 2]));
        assert!(!blind_history.text().contains("_idr"), "{}", blind_history.text());
        assert!(!blind.get(&list).text().contains("900000000"));

        // A patch by somebody who cannot see the money keeps it.
        blind.patch(&snapshot, &hidden.etag(), &json!({ "workers_female": 30 })).expect(200);
        let after = kukar.get(&snapshot).expect(200).json();
        assert_eq!((&after["capital_own_idr"], &after["version"]), (&json!(900_000_000_i64), &json!(2)));
        assert_eq!((&after["wages_idr"], &after["workforce"]["by_education"]["sma"]), (&json!(4_500_000), &json!(3)));
        assert_eq!(kukar.get(&path).json()["version"], 3);

        let again = json!({ "as_of": "2025-12-31", "workers_female": 1, "method": "sensus" });
        assert_eq!(kukar.post(&list, &again).expect(409).code(), "already_exists");
        let twice = json!({ "as_of": "2024-12-31", "method": "sensus", "guidance": { "themes": ["hki", "hki"] } });
        assert_eq!(kukar.post(&list, &twice).expect(422).fields(), ["/guidance/themes/1 not_unique"]);
        let bad = json!({ "as_of": "2199-12-31", "method": "sensus", "workforce": { "by_education": {} }, "guidance": {} });
        assert_eq!(kukar.post(&list, &bad).expect(422).fields(), ["/as_of in_the_future", "/workers_female figures_required"]);
        // Newer workers alone do not make the older money unknown.
        kukar.post(&list, &json!({ "as_of": "2026-06-30", "workers_male": 0, "workers_female": 4, "method": "sensus" })).expect(201);
        let business = kukar.get(&path).expect(200).json();
        assert_eq!(business["scale"]["value"], "kecil");
        assert_eq!(business["workers"]["female"], 4);
        let newest = kukar.get(&format!("{list}?limit=1")).expect(200).json();
        assert_eq!(newest["items"][0]["as_of"], "2026-06-30");
        assert!(newest["next_cursor"].is_string());
    }

    fn filters_find_what_they_name(app) {
        let kukar = app.dp3a_kukar();
        let mut first = plain("Kue 100% Enak");
        first["kbli"] = json!([{ "version": "2020", "code": "10794" }]);
        first["legal_form"] = "perorangan".into();
        first["registered_on"] = "2021-05-05".into();
        enter(&kukar, &first);
        let mut second = json!({ "name": "Jahit Maju", "region_code": "64.02.02.2007", "sector": "fesyen", "trade_name": "Kue Kain" });
        second["registered_on"] = "2023-05-05".into();
        enter(&kukar, &second);
        for (query, wanted) in [
            ("", 2), ("region=64", 2), ("region=64.02", 2), ("region=64.02.06", 1), ("region=64.02.02.2007", 1), ("region=64.03", 0),
            ("status=draft", 2), ("status=active", 0), ("status=reverification_due", 0),
            ("sector=fesyen", 1), ("legal_form=perorangan", 1), ("kbli_version=2020", 1),
            ("kbli_version=2020&kbli_code=107", 1), ("kbli_version=2025&kbli_code=107", 0),
            ("women_owned=unknown", 2), ("women_owned=yes", 0), ("women_led=no", 0), ("scale=mikro", 0), ("ikm_class=industri_kecil", 0),
            ("owner_agency=dp3a-kukar", 2), ("owner_agency=kpppa", 0),
            ("q=kue", 2), ("q=KU%20en", 1), ("q=100%25", 1), ("q=%25", 1), ("q=_", 0), ("q=%27%20OR%201=1", 0),
            ("registered_from=2022-01-01", 1), ("registered_to=2021-05-05", 1),
            ("updated_since=2020-01-01T00:00:00Z", 2), ("updated_since=2199-01-01T00:00:00Z", 0),
        ] {
            let found = kukar.get(&format!("/v1/businesses?count=exact&{query}")).expect(200).json();
            assert_eq!(found["total"], wanted, "{query}");
            assert_eq!(found["items"].as_array().unwrap().len(), wanted, "{query}");
        }
        let refused = kukar.get("/v1/businesses?kbli_code=107").expect(400);
        assert_eq!(refused.fields(), ["?kbli_version required"]);
        let nul = kukar.get("/v1/businesses?q=%00").expect(400);
        assert_eq!(nul.code(), "invalid_encoding");
        for sort in ["id", "-id", "name", "-name"] {
            let page = kukar.get(&format!("/v1/businesses?limit=1&sort={sort}")).expect(200).json();
            let cursor = page["next_cursor"].as_str().unwrap();
            let rest = kukar.get(&format!("/v1/businesses?limit=1&sort={sort}&cursor={cursor}")).expect(200).json();
            assert_ne!(page["items"][0]["id"], rest["items"][0]["id"]);
            assert_eq!(rest["next_cursor"], Value::Null);
        }
        let csv = kukar.with("Accept", "text/csv").get("/v1/businesses?sort=name").expect(200).text();
        assert!(csv.lines().nth(2).unwrap().contains(",2020,10794,"), "{csv}");
    }

    fn an_owner_is_searched_for_a_purpose(app) {
        let kukar = app.dp3a_kukar();
        let (_, made) = enter(&kukar, &whole(&kukar, "Punya Siti", "6402014107800001"));
        enter(&kukar, &plain("Tanpa Siapa"));
        let search = "/v1/businesses/search";
        let asked = json!({ "owner_name": "siti", "purpose": "verifikasi lapangan" });
        let found = kukar.post(search, &asked).expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        assert_eq!(found["items"][0]["id"], made.json()["id"]);
        assert_eq!(app.samarinda().post(search, &asked).expect(200).json()["items"], json!([]));
        assert_eq!(kukar.post(search, &json!({ "owner_name": "siti" })).expect(422).fields(), ["/purpose required"]);
        assert_eq!(kukar.post(search, &json!({})).expect(422).fields(), [" criterion_missing"]);
        let without = app.caller_with("dp3a-kukar", &[Scope::BusinessesRead]);
        assert_eq!(without.post(search, &asked).expect(403).code(), "insufficient_scope");
        assert_eq!(without.post(search, &json!({ "q": "siapa" })).expect(200).json()["items"].as_array().unwrap().len(), 1);
        let audit = kukar.get("/v1/audit-events?limit=200").expect(200).json();
        let acts: Vec<_> = audit["items"].as_array().unwrap().iter().filter(|act| act["action"] == "businesses_searched").collect();
        assert_eq!(acts.len(), 1, "{audit}");
        assert_eq!(acts[0]["purpose"], "verifikasi lapangan");
        assert!(!acts[0].to_string().contains("siti"));
    }

    fn doubts_become_flags_and_go_again(app) {
        let kukar = app.dp3a_kukar();
        let one = person(&kukar, None, None);
        let mut body = plain("Warung Kecil");
        body["pirt"] = "PIRT 12/345".into();
        body["latitude"] = 51.5.into();
        body["longitude"] = 0.1.into();
        body["nib"] = "0220100012345".into();
        body["owners"] = json!([{ "person_id": one, "role": "pemilik", "share_percent": 100 }]);
        let (path, made) = enter(&kukar, &body);
        let two = person(&kukar, None, Some("L"));
        let mut other = plain("Usaha Lain");
        other["nib"] = "0220100012345".into();
        other["owners"] = json!([{ "person_id": two, "role": "pemilik" }]);
        let (_, second) = enter(&kukar, &other);
        let open = |id: &Value| -> Vec<String> {
            let flags = kukar.get("/v1/data-quality-flags?limit=200&status=open").expect(200).json();
            let mut codes: Vec<String> = flags["items"].as_array().unwrap().iter()
                .filter(|flag| flag["resource_id"] == *id)
                .map(|flag| flag["code"].as_str().unwrap().to_owned())
                .collect();
            codes.sort();
            codes
        };
        assert_eq!(open(&second.json()["id"]), ["nib_shared", "scale_input_missing"]);
        // The first one hears of the other's NIB a little later.
        let id = made.json()["id"].clone();
        let own: Vec<String> = open(&id).into_iter().filter(|code| code != "nib_shared").collect();
        assert_eq!(own, [
            "coordinates_outside_region", "format_unverified", "generic_business_name",
            "owner_gender_unknown", "scale_input_missing",
        ]);
        kukar.patch(&path, &made.etag(), &json!({ "name": "Warung Bu Contoh", "pirt": null, "latitude": null, "longitude": null, "nib": null })).expect(200);
        kukar.post(&format!("{path}/snapshots"), &json!({ "as_of": "2025-12-31", "annual_sales_idr": 1, "method": "lapor" })).expect(201);
        assert_eq!(open(&id), ["owner_gender_unknown"]);
    }

    fn a_retried_entry_and_move_happen_once(app) {
        let kukar = app.dp3a_kukar();
        let keyed = kukar.with("Idempotency-Key", "0193a000-0000-7000-8000-00000000000a");
        let (path, first) = enter(&keyed, &plain("Sekali"));
        let again = keyed.post("/v1/businesses", &plain("Sekali")).expect(201);
        assert_eq!(again.json(), first.json());
        let keyed = kukar.with("Idempotency-Key", "0193a000-0000-7000-8000-00000000000b");
        let moved = keyed.transition(&path, &first.etag(), &json!({ "to": "submitted" })).expect(200);
        let again = keyed.transition(&path, &first.etag(), &json!({ "to": "submitted" })).expect(200);
        assert_eq!((moved.json(), moved.etag()), (again.json(), again.etag()));
        assert_eq!(kukar.get(&path).json()["version"], 2);
        let mut body = plain("Sumber");
        body["source_system"] = "odsumkm".into();
        body["source_record_id"] = "A-1".into();
        enter(&kukar, &body);
        assert_eq!(kukar.post("/v1/businesses", &body).expect(409).code(), "already_exists");
    }
}
