//! `/v1/data-quality-flags`

use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::data_quality::{Flag, FlagCode, NewFlags, RowFlags, Undecided, set_all};
use sinergi::db::{Id, Timestamp};
use sinergi::http::Problem;

use crate::support::{Business, Caller, TestApp, on_both};

const PATH: &str = "/v1/data-quality-flags";
const NO_SCALE: Flag = Flag::new(FlagCode::ScaleInputMissing, "scale");
const OLD_LICENSE: Flag = Flag::new(FlagCode::LicenseExpired, "licenses");

fn raised(resource: &'static str, id: Id, register: &str, flags: &[Flag]) -> RowFlags {
    RowFlags {
        resource,
        id,
        register: register.to_owned(),
        region: register.to_owned(),
        flags: flags.to_vec(),
        undecided: Vec::new(),
    }
}

fn set(app: &TestApp, rows: Vec<RowFlags>) {
    app.app
        .db()
        .write_now(move |conn| set_all(conn, Timestamp::now(), &rows))
        .unwrap_or_else(|problem: Problem| panic!("{problem}"));
}

/// The feed's entries on flags, once there are as many: on PostgreSQL an entry waits until every
/// older transaction of the server has ended, other tests' too.
fn told(caller: &Caller, wanted: usize) -> Vec<Value> {
    for _ in 0..10_000 {
        let page = caller.get("/v1/changes?limit=200").expect(200).json();
        let entries: Vec<Value> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["resource"] == "data-quality-flags")
            .cloned()
            .collect();
        if entries.len() >= wanted {
            return entries;
        }
    }
    panic!("the feed does not tell of {wanted} flags");
}

on_both! {
    fn open_flags_follow_what_is_in_doubt(app) {
        let business = app.put_business(Business::USUAL);
        let caller = app.dp3a_kukar();
        let states = || -> Vec<(String, String, i64)> {
            caller.get(PATH).expect(200).json()["items"].as_array().unwrap().iter().map(|flag| (
                flag["code"].as_str().unwrap().to_owned(),
                flag["status"].as_str().unwrap().to_owned(),
                flag["version"].as_i64().unwrap(),
            )).collect()
        };
        let is = |code: &str, status: &str, version| (code.to_owned(), status.to_owned(), version);
        set(app, vec![raised("businesses", business, "64.02", &[NO_SCALE, OLD_LICENSE, NO_SCALE])]);
        assert_eq!(states(), [is("scale_input_missing", "open", 1), is("license_expired", "open", 1)]);
        set(app, vec![raised("businesses", business, "64.02", &[OLD_LICENSE])]);
        assert_eq!(states(), [is("scale_input_missing", "resolved", 2), is("license_expired", "open", 1)]);
        set(app, vec![raised("businesses", business, "64.02", &[NO_SCALE, OLD_LICENSE])]);
        assert_eq!(states(), [is("scale_input_missing", "open", 3), is("license_expired", "open", 1)]);
        let told: Vec<_> = told(&caller, 4).iter()
            .map(|entry| (entry["kind"].as_str().unwrap().to_owned(), entry["version"].as_i64().unwrap())).collect();
        let told: Vec<_> = told.iter().map(|(kind, version)| (kind.as_str(), *version)).collect();
        assert_eq!(told, [("created", 1), ("created", 1), ("updated", 2), ("updated", 3)]);
    }

    fn flags_go_along_to_another_register(app) {
        let business = app.put_business(Business::USUAL);
        set(app, vec![raised("businesses", business, "64.02", &[NO_SCALE])]);
        set(app, vec![raised("businesses", business, "64.72", &[NO_SCALE])]);
        assert_eq!(app.dp3a_kukar().get(PATH).expect(200).json()["items"], json!([]));
        assert_eq!(app.samarinda().get(PATH).expect(200).json()["items"][0]["version"], 2);
        let kinds: Vec<_> = told(&app.dp3a_kukar(), 2).iter().map(|entry| entry["kind"].clone()).collect();
        assert_eq!(kinds, ["created", "deleted"]);
        let kinds: Vec<_> = told(&app.samarinda(), 1).iter().map(|entry| entry["kind"].clone()).collect();
        assert_eq!(kinds, ["updated"]);
    }

    fn many_rows_at_once(app) {
        let rows: Vec<RowFlags> = (0..2_500)
            .map(|_| raised("businesses", Id::new(), "64.02", &[NO_SCALE, OLD_LICENSE]))
            .collect();
        let fresh = rows.clone();
        app.app.db()
            .write_now(move |conn| {
                let at = Timestamp::now();
                NewFlags::of(at, &fresh).write(conn)
            })
            .unwrap_or_else(|problem: Problem| panic!("{problem}"));
        let gone: Vec<RowFlags> = rows.into_iter().map(|row| RowFlags { flags: vec![OLD_LICENSE], ..row }).collect();
        set(app, gone);
        let count = |query: &str| {
            app.dp3a_kukar().get(&format!("{PATH}?count=exact&limit=1&{query}")).expect(200).json()["total"].clone()
        };
        assert_eq!(count("status=open"), 2_500);
        assert_eq!(count("code=scale_input_missing&status=resolved"), 2_500);
    }

    fn only_flags_on_rows_in_sight(app) {
        let business = app.put_business(Business::USUAL);
        let person = app.put_person("64.02", "dp3a-kukar", "P", 1);
        let doubt = Flag::new(FlagCode::NikGenderMismatch, "gender");
        set(app, vec![
            raised("businesses", business, "64.02", &[NO_SCALE]),
            raised("people", person, "64.02", &[doubt]),
        ]);
        let items = app.dp3a_kukar().get(PATH).expect(200).json()["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 2);
        assert_eq!(app.kaltim().get(PATH).expect(200).json()["items"].as_array().unwrap().len(), 2);
        assert_eq!(app.samarinda().get(&format!("{PATH}?count=exact")).expect(200).json()["total"], 0);
        let blind = app.caller_with("dp3a-kukar", &[Scope::BusinessesRead, Scope::BusinessesWrite]);
        let seen = blind.get(&format!("{PATH}?count=exact")).expect(200).json();
        assert_eq!((&seen["total"], &seen["items"][0]["resource"]), (&json!(1), &json!("businesses")));
        for flag in items {
            let own = format!("{PATH}/{}", flag["id"].as_str().unwrap());
            app.samarinda().get(&own).expect(404);
            app.samarinda().transition(&own, "*", &json!({"to": "resolved", "reason": "x"})).expect(404);
            let found = blind.get(&own);
            found.expect(if flag["resource"] == "people" { 404 } else { 200 });
        }
    }

    fn filters(app) {
        let business = app.put_business(Business::USUAL);
        let other = app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", ..Business::USUAL });
        set(app, vec![
            raised("businesses", business, "64.02", &[NO_SCALE, Flag::new(FlagCode::NibShared, "nib")]),
            raised("businesses", other, "64.72", &[NO_SCALE]),
        ]);
        let count = |query: &str| {
            app.kaltim().get(&format!("{PATH}?count=exact&{query}")).expect(200).json()["total"].as_i64().unwrap()
        };
        assert_eq!(count(""), 3);
        assert_eq!(count("severity=critical"), 1);
        assert_eq!(count("code=scale_input_missing"), 2);
        assert_eq!(count("resource=people"), 0);
        assert_eq!(count(&format!("resource_id={other}")), 1);
        assert_eq!(count("region=64"), 3);
        assert_eq!(count("region=64.02"), 2);
        assert_eq!(count("region=62"), 0);
        set(app, vec![RowFlags {
            region: "64.02.06.1005".to_owned(),
            ..raised("businesses", business, "64.02", &[NO_SCALE, Flag::new(FlagCode::NibShared, "nib")])
        }]);
        assert_eq!(count("region=64.02"), 2);
        assert_eq!(count("region=64.02.06"), 2);
        assert_eq!(count("region=64.02.06.1005&severity=critical&status=open"), 1);
        assert_eq!(count("region=64.02.05"), 0);
        assert_eq!(app.kaltim().get(&format!("{PATH}?region=640206")).expect(400).code(), "invalid_parameter");
        let first = app.kaltim().get(&format!("{PATH}?sort=-id&limit=1")).expect(200).json();
        assert_eq!(first["items"][0]["resource_id"], json!(other));
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = app.kaltim().get(&format!("{PATH}?sort=-id&cursor={cursor}")).expect(200).json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 2);
        assert_eq!(rest["next_cursor"], json!(null));
        let csv = app.kaltim().with("Accept", "text/csv").get(PATH).expect(200).text();
        assert_eq!(csv.lines().count(), 4, "{csv}");
    }

    fn settled_by_hand(app) {
        let business = app.put_business(Business::USUAL);
        set(app, vec![raised("businesses", business, "64.02", &[NO_SCALE])]);
        let caller = app.dp3a_kukar();
        let flag = caller.get(PATH).expect(200).json()["items"][0].clone();
        let own = format!("{PATH}/{}", flag["id"].as_str().unwrap());
        let tag = caller.get(&own).expect(200).etag();
        let wish = json!({"to": "resolved", "reason": "Checked with the owner's books."});
        caller.post(&format!("{own}/transitions"), &wish).expect(428);
        caller.transition(&own, "\"v9\"", &wish).expect(412);
        let kaltim = app.kaltim().transition(&own, &tag, &wish).expect(403);
        assert_eq!(kaltim.code(), "owned_by_another_agency");
        let done = caller.transition(&own, &tag, &wish).expect(200);
        assert_eq!(done.json()["status"], "resolved");
        assert_eq!(done.json()["allowed_transitions"], json!(["open"]));
        assert!(done.json()["resolved_at"].is_string());
        let again = caller.transition(&own, &done.etag(), &wish).expect(409);
        assert_eq!(again.code(), "transition_not_allowed");
        assert_eq!(again.json()["allowed_transitions"], json!(["open"]));
        let audit = caller.get("/v1/audit-events").expect(200).json();
        let act = audit["items"].as_array().unwrap().iter()
            .find(|act| act["resource_id"] == flag["id"]).expect("an audit row").clone();
        assert_eq!(act["changes"]["status"], json!(["open", "resolved"]));
        assert_eq!(act["purpose"], wish["reason"]);
        assert_eq!(done.json()["resolution"], "settled");
        // Settled while the reason is the same; gone when it is gone; open when it comes anew.
        let stands = |flags: &[Flag]| {
            set(app, vec![raised("businesses", business, "64.02", flags)]);
            let flag = caller.get(&own).expect(200).json();
            json!([flag["status"], flag["resolution"], flag["version"]])
        };
        assert_eq!(stands(&[NO_SCALE]), json!(["resolved", "settled", 2]));
        assert_eq!(stands(&[]), json!(["resolved", "gone", 3]));
        assert_eq!(stands(&[NO_SCALE]), json!(["open", null, 4]));
    }

    fn a_settled_doubt_comes_back_about_other_values(app) {
        let business = app.put_business(Business::USUAL);
        let about = |nib: &str| Flag::new(FlagCode::NibShared, "nib").about(app.app.keys(), &[nib.as_bytes()]);
        let raise = |flag: Flag| set(app, vec![raised("businesses", business, "64.02", &[flag])]);
        raise(about("1"));
        let caller = app.dp3a_kukar();
        let flag = caller.get(PATH).expect(200).json()["items"][0].clone();
        let own = format!("{PATH}/{}", flag["id"].as_str().unwrap());
        caller.transition(&own, "*", &json!({"to": "resolved", "reason": "One cooperative."})).expect(200);
        raise(about("1"));
        assert_eq!(caller.get(&own).expect(200).json()["status"], "resolved");
        raise(about("2"));
        assert_eq!(caller.get(&own).expect(200).json()["status"], "open");
        raise(about("1"));
        assert_eq!(caller.get(&own).expect(200).json()["version"], 3);
    }

    fn what_cannot_be_decided_stays(app) {
        let business = app.put_business(Business::USUAL);
        let zero = Flag::new(FlagCode::KbliLeadingZero, "kbli_code");
        set(app, vec![raised("businesses", business, "64.02", &[zero, NO_SCALE])]);
        let state = |code: &str| {
            let page = app.dp3a_kukar().get(&format!("{PATH}?code={code}")).expect(200).json();
            page["items"][0]["status"].clone()
        };
        set(app, vec![RowFlags {
            undecided: vec![Undecided::Code(FlagCode::KbliLeadingZero)],
            ..raised("businesses", business, "64.02", &[])
        }]);
        assert_eq!((state("kbli_leading_zero"), state("scale_input_missing")), (json!("open"), json!("resolved")));
        set(app, vec![raised("businesses", business, "64.02", &[])]);
        assert_eq!(state("kbli_leading_zero"), "resolved");
    }

    fn a_person_s_flag_needs_people_write(app) {
        let person = app.put_person("64.02", "dp3a-kukar", "P", 1);
        set(app, vec![raised("people", person, "64.02", &[Flag::new(FlagCode::NikGenderMismatch, "gender")])]);
        let reader = app.caller_with("dp3a-kukar", &[Scope::BusinessesRead, Scope::BusinessesWrite, Scope::PeopleRead]);
        let flag = reader.get(PATH).expect(200).json()["items"][0].clone();
        let own = format!("{PATH}/{}", flag["id"].as_str().unwrap());
        let wish = json!({"to": "resolved", "reason": "Seen the identity card."});
        assert_eq!(reader.transition(&own, "*", &wish).expect(403).code(), "insufficient_scope");
        app.dp3a_kukar().transition(&own, "*", &wish).expect(200);
    }
}
