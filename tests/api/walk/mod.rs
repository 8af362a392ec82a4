//! The walk through the document: what each protected operation refuses, and to whom.
//!
//! Every operation is tried on rows of Kutai Kartanegara that exist. What must stay hidden is first
//! shown to its owner, so that an empty answer cannot pass for a refusal.

mod details;
mod fixtures;
mod monitoring;
mod partnerships;
mod reporting;
mod rows;
mod training;
mod trial;

use serde_json::json;
use sinergi::auth::Scope;

use self::fixtures::fixtures;
use self::rows::{
    CSV_TYPE, IMPORTED, NDJSON_TYPE, NIB, NIK, PERSON, PHONE, Rows, business, id_of, import, plain,
};
use self::trial::Trial;
use crate::support::on_both;

/// Whether a path is one of this template.
fn fits(path: &str, template: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (path, template): (Vec<_>, Vec<_>) =
        (path.split('/').collect(), template.split('/').collect());
    path.len() == template.len()
        && path
            .iter()
            .zip(&template)
            .all(|(is, wanted)| wanted.starts_with('{') || is == wanted)
}

on_both! {
    fn every_protected_operation_refuses_whom_it_must(app) {
        let rows = Rows::enter(app);
        let kukar = app.dp3a_kukar();
        let before = rows.as_they_are(&kukar);
        let abroad = [
            ("another regency", app.samarinda()),
            ("another province", app.caller("dp3appkb-kalteng").acting("kalteng-1")),
        ];
        let (kaltim, admin) = (app.kaltim(), app.admin());
        let every = app.caller_with("operator", Scope::ALL).acting("operator-1");
        let mut fixtures = fixtures(&rows);
        let document = sinergi::openapi::document("");
        for (template, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let security = operation["security"].as_array().expect("security");
                let Some(needed) = security.first() else { continue };
                let id = operation["operationId"].as_str().unwrap();
                let fixture = fixtures
                    .remove(id)
                    .unwrap_or_else(|| panic!("{method} {template}: {id} has no fixture in tests/api/walk.rs"));
                assert!(fits(&fixture.path, template), "{id}: {} is not {template}", fixture.path);
                let trial = Trial { id, method: method.to_ascii_uppercase(), fixture: &fixture, rows: &rows };

                let nobody = trial.ask(&app.anonymous().with("If-Match", "*"));
                trial.problem("nobody", &nobody, 401, "invalid_token");
                assert!(nobody.header("www-authenticate").is_some(), "{id}");
                for scope in needed["oauth2"].as_array().expect("scopes") {
                    let others: Vec<Scope> = Scope::agency().filter(|one| scope != one.as_str()).collect();
                    let caller = app.caller_with("dp3a-kukar", &others).acting("kukar-9");
                    let answer = trial.ask(&caller.with("If-Match", "*"));
                    trial.problem("a token without its scope", &answer, 403, "insufficient_scope");
                    assert_eq!(answer.json()["scope"], *scope, "{id}");
                }
                trial.owner(&kukar);
                for (whom, caller) in &abroad {
                    trial.foreign(whom, caller);
                }
                if operation["responses"]["200"]["content"].get(NDJSON_TYPE).is_some() {
                    let scopes = needed["oauth2"].as_array().expect("scopes");
                    if !scopes.contains(&json!("admin")) {
                        trial.lines(&kukar, &abroad);
                    } else if trial.ask(&admin).status == 200 {
                        // What there is of it: some fixtures name a client that nobody has.
                        trial.lines(&admin, &[]);
                    }
                }
                trial.operator(&admin, &every);
                trial.above(&kaltim);
            }
        }
        let left: Vec<_> = fixtures.keys().collect();
        assert!(left.is_empty(), "fixtures of no protected operation: {left:?}");
        assert_eq!(rows.as_they_are(&kukar), before, "a refused request changed something");
    }

    fn no_filter_order_or_format_shows_a_foreign_row(app) {
        let rows = Rows::enter(app);
        let (kukar, samarinda) = (app.dp3a_kukar(), app.samarinda());
        let (person, business) = (&rows.person, &rows.business);
        for path in [
            "/v1/businesses?sort=-name".to_owned(),
            "/v1/businesses?sort=name&region=64.02".to_owned(),
            "/v1/businesses?sort=-id&region=64.02.06.1005".to_owned(),
            "/v1/businesses?q=kembang+setaman".to_owned(),
            "/v1/businesses?match=similar&q=kembng+setamna".to_owned(), // typos:ignore
            "/v1/businesses?owner_agency=dp3a-kukar".to_owned(),
            "/v1/businesses?license_type=halal".to_owned(),
            "/v1/businesses?women_owned=yes&status=submitted".to_owned(),
            "/v1/businesses?kbli_version=2020&kbli_code=10".to_owned(),
            "/v1/businesses?updated_since=2020-01-01T00:00:00Z".to_owned(),
            "/v1/people?region=64.02".to_owned(),
            "/v1/people?gender=P&sort=name".to_owned(),
            "/v1/people?status=aktif&sort=-name".to_owned(),
            format!("/v1/data-quality-flags?resource_id={person}"),
            "/v1/data-quality-flags?region=64.02&sort=-id".to_owned(),
            "/v1/data-quality-flags?status=open&resource=people".to_owned(),
            "/v1/imports?kind=businesses".to_owned(),
            "/v1/imports?status=partially_completed".to_owned(),
            format!("/v1/audit-events?resource_id={business}"),
            format!("/v1/audit-events?resource=people&resource_id={person}"),
            "/v1/audit-events?agency=dp3a-kukar".to_owned(),
            format!("/v1/audit-events?resource=imports&resource_id={}", rows.import),
        ] {
            let control = kukar.get(&format!("{path}&count=exact")).expect(200).json();
            let held = control["total"].as_i64().unwrap();
            assert!(held > 0, "{path} finds nothing for the owner");
            for foreign in [&samarinda, &app.caller("dp3appkb-kalteng")] {
                let answer = foreign.get(&format!("{path}&count=exact")).expect(200);
                let page = answer.json();
                assert_eq!((&page["total"], &page["items"]), (&json!(0), &json!([])), "{path}");
                let csv = foreign.with("Accept", CSV_TYPE).get(&path).expect(200).text();
                assert_eq!(csv.lines().count(), 1, "{path}: {csv}");
            }
        }
        let why = "verifikasi KUR";
        for (path, body) in [
            ("/v1/people/search", json!({ "name": "kembang setaman", "purpose": why })),
            ("/v1/people/search", json!({ "nik": NIK, "purpose": why })),
            ("/v1/people/search", json!({ "phone": PHONE, "purpose": why })),
            ("/v1/businesses/search", json!({ "q": "amplang kembang" })),
            ("/v1/businesses/search", json!({ "q": "amplng", "match": "similar" })), // typos:ignore
            ("/v1/businesses/search", json!({ "owner_name": "kembang", "purpose": why })),
        ] {
            let path = format!("{path}?count=exact");
            assert_eq!(kukar.post(&path, &body).expect(200).json()["total"], 1, "{path} {body}");
            let page = samarinda.post(&path, &body).expect(200).json();
            assert_eq!((&page["total"], &page["items"]), (&json!(0), &json!([])), "{path} {body}");
        }
        for path in ["women-businesses", "ikm", "training", "partnerships", "meetings", "obstacles"].map(|name| format!("/v1/statistics/{name}?region=")) {
            kukar.get(&format!("{path}64.02")).expect(200);
            let foreign = samarinda.get(&format!("{path}64.02")).expect(404);
            let unknown = samarinda.get(&format!("{path}64.98")).expect(404);
            assert_eq!(plain(&foreign), plain(&unknown));
        }
        // A place in the owner's list is not a way into it.
        let page = kukar.get("/v1/businesses?limit=1").expect(200).json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let next = samarinda.get(&format!("/v1/businesses?limit=1&cursor={cursor}"));
        assert_eq!(rows.shown(&next), None);
        // Without a scope for them, the feed names no row of the own register either.
        let figures = app.caller_with("dp3a-kukar", &[Scope::StatisticsRead]);
        let feed = figures.get("/v1/changes?limit=200").expect(200);
        assert_eq!(rows.shown(&feed), None);
    }

    fn a_job_is_its_agency_s_own_also_in_the_audit_trail(app) {
        let rows = Rows::enter(app);
        let acts = format!("/v1/audit-events?resource=imports&resource_id={}&count=exact", rows.import);
        let own = app.dp3a_kukar().get(&acts).expect(200).json();
        assert_eq!(own["total"], 2, "{own}");
        for other in [app.caller("disperindag-kukar"), app.kaltim(), app.kpppa()] {
            other.get(&format!("/v1/businesses/{}", rows.business)).expect(200);
            other.get(&format!("/v1/imports/{}", rows.import)).expect(404);
            let page = other.get(&acts).expect(200).json();
            assert_eq!((&page["total"], &page["items"]), (&json!(0), &json!([])));
        }
    }

    fn a_reference_to_a_foreign_row_says_nothing_of_it(app) {
        let rows = Rows::enter(app);
        let (kukar, samarinda) = (app.dp3a_kukar(), app.samarinda());
        let before = rows.as_they_are(&kukar);
        let nobody = uuid::Uuid::now_v7().to_string();
        let region = "64.72.01";
        let own = samarinda
            .post("/v1/businesses", &json!({ "name": "Usaha Sendiri", "region_code": region }))
            .expect(201);
        let path = own.header("location").unwrap().to_owned();
        let tag = own.etag();

        // The province sees the person, but she lies in another register than the business.
        for caller in [&samarinda, &app.kaltim()] {
            let [there, absent] = [&rows.person, &nobody].map(|owner| {
                let answer = caller.post("/v1/businesses", &business(owner, region)).expect(422);
                assert_eq!(answer.fields(), ["/owners/0/person_id unknown_reference"]);
                plain(&answer)
            });
            assert_eq!(there, absent);
        }
        let [there, absent] = [&rows.person, &nobody].map(|owner| {
            let owners = json!({ "owners": [{ "person_id": owner, "role": "pemilik" }] });
            let answer = samarinda.patch(&path, &tag, &owners).expect(422);
            assert_eq!(answer.fields(), ["/owners/0/person_id unknown_reference"]);
            plain(&answer)
        });
        assert_eq!(there, absent);
        let [there, absent] = [&rows.business, &nobody].map(|target| {
            let merge = json!({ "to": "merged", "merged_into": target });
            let answer = samarinda.transition(&path, &tag, &merge).expect(422);
            assert_eq!(answer.fields(), ["/merged_into unknown_reference"]);
            plain(&answer)
        });
        assert_eq!(there, absent);
        // A foreign snapshot below one's own business.
        let [there, absent] = [&rows.snapshot, &nobody].map(|snapshot| {
            let path = format!("{path}/snapshots/{snapshot}");
            let change = samarinda.patch(&path, "*", &json!({ "workers_female": 9 })).expect(404);
            assert_eq!(plain(&samarinda.get(&path).expect(404)), plain(&change));
            plain(&change)
        });
        assert_eq!(there, absent);

        // The same woman, telephone, NIB and business again: neither matched nor reported.
        let same = json!({
            "full_name": PERSON, "nik": NIK, "gender": "P", "birth_date": "1980-07-01", "phones": [PHONE]
        });
        let twin = id_of(&samarinda.post("/v1/people", &same).expect(201));
        assert_ne!(twin, rows.person);
        let made = samarinda.post("/v1/businesses", &business(&twin, region)).expect(201);
        let flags = samarinda.get("/v1/data-quality-flags?limit=200").expect(200).text();
        for code in ["nib_shared", "shared_phone"] {
            assert!(!flags.contains(code), "{flags}");
        }
        samarinda.delete(made.header("location").unwrap(), &made.etag()).expect(204);
        let csv = format!(
            "id_sumber,nama_usaha,nama_pemilik,nik,jenis_kelamin,kode_wilayah,no_hp,nib\n\
             W1,{IMPORTED},Contoh Melur,6402994207810002,P,{region},{PHONE},{NIB}\n"
        );
        let job = import(&samarinda, "mode=commit&source=walk", &csv);
        assert_eq!(job["created"], 1, "{job}");
        let flags = samarinda.get("/v1/data-quality-flags?limit=200").expect(200).text();
        assert!(!flags.contains("nib_shared"), "{flags}");

        // A retry's key is its client's own.
        let body = json!({ "name": "Usaha Berkunci", "region_code": "64.02.06" });
        let key = uuid::Uuid::now_v7().to_string();
        kukar.with("Idempotency-Key", &key).post("/v1/businesses", &body).expect(201);
        let answer = samarinda.with("Idempotency-Key", &key).post("/v1/businesses", &body).expect(422);
        assert_eq!(answer.fields(), ["/region_code outside_register"]);
        assert_eq!(rows.as_they_are(&kukar), before);
    }
}
