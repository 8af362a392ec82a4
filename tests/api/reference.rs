//! `/v1/regions`, `/v1/kbli-codes`, `/v1/code-lists` and `/v1/agencies`.

use serde_json::{Value, json};

use crate::support::{Answer, on_both};

fn codes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let items = json["items"].as_array().unwrap().iter();
    items
        .map(|item| item["code"].as_str().unwrap().to_owned())
        .collect()
}

on_both! {
    fn regions_are_read_by_everybody_and_may_be_kept(app) {
        let anyone = app.anonymous();
        let read = anyone.get("/v1/regions/64.02.06.1001").expect(200);
        assert_eq!(read.json(), json!({
            "code": "64.02.06.1001", "name": "Jahab", "level": 4, "kind": "kelurahan",
            "parent_code": "64.02.06", "bps_code": null, "valid_from": null, "valid_to": null,
            "aliases": [], "successor_codes": [], "legal_basis": "Kepmendagri 300.2.2-2138/2025",
            "code_system": "kemendagri",
        }));
        assert_eq!(read.header("cache-control"), Some("public, max-age=3600"));
        let held = anyone.with("If-None-Match", &read.etag());
        held.get("/v1/regions/64.02.06.1001").expect(304);
        held.get("/v1/regions/64.02.06").expect(200);
        let list = anyone.get("/v1/regions?level=1&count=exact").expect(200);
        assert_eq!(list.json()["total"], 38);
        assert_eq!(list.header("cache-control"), Some("public, max-age=3600"));
        let held = anyone.with("If-None-Match", &list.etag());
        held.get("/v1/regions?level=1&count=exact").expect(304);
        held.get("/v1/regions?level=2&count=exact").expect(200);
        anyone.get("/v1/regions/64.02.06.1999").expect(404);
    }

    fn the_two_code_systems_are_kept_apart(app) {
        let anyone = app.anonymous();
        let read = |path: &str| anyone.get(path).expect(200).json();
        assert_eq!(read("/v1/regions/64.02")["bps_code"], "6403");
        assert_eq!(read("/v1/regions/6402?code_system=bps")["code"], "64.07");
        anyone.get("/v1/regions/6402").expect(404);
        anyone.get("/v1/regions/64.02?code_system=bps").expect(404);
        assert_eq!(codes(&anyone.get("/v1/regions?bps_code=6402").expect(200)), ["64.07"]);
    }

    fn regions_are_filtered(app) {
        let anyone = app.anonymous();
        let found = |query: &str| codes(&anyone.get(&format!("/v1/regions?{query}")).expect(200));
        assert_eq!(found("name=tani%20bhakti"), ["64.02.03.2005", "64.02.20.2004"]);
        assert_eq!(
            found("name=Tani+Bhakti&valid=all"),
            ["64.02.03.2005", "64.02.13.2018", "64.02.20.2004"]
        );
        assert_eq!(found("name=Tani+Bhakti&valid=retired"), ["64.02.13.2018"]);
        assert_eq!(
            found("name=Tani+Bhakti&as_of=2022-02-13"),
            ["64.02.03.2005", "64.02.13.2018"]
        );
        assert_eq!(
            found("name=Tani+Bhakti&as_of=2022-02-14"),
            ["64.02.03.2005", "64.02.20.2004"]
        );
        assert_eq!(found("name=kutai%20kartanegara"), ["64.02"]);
        assert_eq!(found("name=KUKAR"), ["64.02"]);
        assert_eq!(found("name=kutai"), [] as [&str; 0]);
        assert_eq!(found("q=kota+bangun"), ["64.02.08", "64.02.19"]);
        assert_eq!(found("parent=64&kind=kota"), ["64.71", "64.72", "64.74"]);
        let retired = anyone.get("/v1/regions/64.02.13.2018").expect(200).json();
        assert_eq!(retired["valid_to"], "2022-02-14");
        assert_eq!(retired["successor_codes"], json!(["64.02.20.2004"]));
        let unknown = anyone.get("/v1/regions?color=1").expect(400);
        assert_eq!(unknown.fields(), ["?color unknown_parameter"]);
        anyone.get("/v1/regions?q=%25").expect(200);
    }

    fn regions_and_kbli_are_paged_without_gap_or_repeat(app) {
        let anyone = app.anonymous();
        for (list, total) in [("regions?valid=all", 145), ("kbli-codes?level=2", 174)] {
            let mut seen = Vec::new();
            let mut path = format!("/v1/{list}&limit=20");
            loop {
                let page = anyone.get(&path).expect(200);
                for item in page.json()["items"].as_array().unwrap() {
                    seen.push((item["version"].to_string(), item["code"].to_string()));
                }
                let Some(link) = page.header("link") else { break };
                path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
            }
            assert_eq!(seen.len(), total, "{list}");
            assert!(seen.is_sorted_by(|a, b| a < b), "{list}");
        }
    }

    fn a_kbli_code_means_nothing_without_its_version(app) {
        let anyone = app.anonymous();
        let title = |version: &str| {
            let path = format!("/v1/kbli-codes/{version}/56102");
            anyone.get(&path).expect(200).json()["title_id"].clone()
        };
        assert_eq!(title("2020"), "Rumah/warung makan");
        assert_ne!(title("2020"), title("2025"));
        anyone.get("/v1/kbli-codes/2015/56102").expect(404);
        anyone.get("/v1/kbli-codes/2020/99999").expect(404);
        let found = anyone.get("/v1/kbli-codes?version=2020&q=KERUPUK").expect(200);
        assert_eq!(codes(&found), ["10794"]);
        let found = anyone.get("/v1/kbli-codes?version=2020&parent=C&level=2&q=10").expect(200);
        assert_eq!(codes(&found), ["10"]);
        assert_eq!(codes(&anyone.get("/v1/kbli-codes?q=%25").expect(200)), [] as [&str; 0]);
    }

    fn code_lists_have_labels_in_both_languages(app) {
        let anyone = app.anonymous();
        let lists = anyone.get("/v1/code-lists?limit=200&count=exact").expect(200).json();
        let names: Vec<&str> = lists["items"].as_array().unwrap().iter()
            .map(|list| list["name"].as_str().unwrap())
            .collect();
        assert_eq!(lists["total"], names.len());
        for name in names {
            let list = anyone.get(&format!("/v1/code-lists/{name}")).expect(200).json();
            for item in list["items"].as_array().unwrap() {
                assert!(item["label_id"].is_string() && item["label_en"].is_string());
            }
        }
        anyone.get("/v1/code-lists/no_such_list").expect(404);
    }

    fn the_operator_enters_and_retires_agencies(app) {
        let admin = app.admin();
        let bontang = json!({
            "code": "dp3a-bontang", "name": "Dinas Contoh Kota Bontang", "short_name": "DP3A Bontang",
            "level": "kota", "region_code": "64.74", "functions": ["pemberdayaan_perempuan"],
        });
        let made = admin.post("/v1/agencies", &bontang).expect(201);
        assert_eq!(made.header("location"), Some("/v1/agencies/dp3a-bontang"));
        assert_eq!(made.json()["functions"], json!(["pemberdayaan_perempuan"]));
        admin.post("/v1/agencies", &bontang).expect(409);
        let path = "/v1/agencies/dp3a-bontang";
        let retired = admin
            .patch(path, &made.etag(), &json!({"valid_to": "2026-12-31", "functions": ["kominfo"]}))
            .expect(200);
        assert_eq!(retired.json()["valid_to"], "2026-12-31");
        assert_eq!(retired.json()["version"], 2);
        admin.patch(path, &made.etag(), &json!({"name": "x"})).expect(412);
        let moved = admin.patch(path, &retired.etag(), &json!({"region_code": "64.72"})).expect(400);
        assert_eq!(moved.code(), "unknown_field");
        let reader = app.samarinda();
        reader.patch(path, "*", &json!({"name": "x"})).expect(403);
        reader.post("/v1/agencies", &bontang).expect(403);
        let history = reader.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["valid_to"], json!([Value::Null, "2026-12-31"]));
        let found = reader.get("/v1/agencies?function=kominfo&level=kota").expect(200);
        assert_eq!(codes(&found), ["dp3a-bontang"]);
        app.anonymous().get(path).expect(401);
    }

    fn an_agencys_region_fits_its_level(app) {
        let refused = app.admin().post("/v1/agencies", &json!({
            "code": "dinas", "name": "x", "short_name": "x", "level": "kabupaten", "region_code": "64.72",
        })).expect(422);
        assert_eq!(refused.fields(), ["/code invalid_format", "/region_code level_mismatch"]);
        let unknown = app.admin().post("/v1/agencies", &json!({
            "code": "dinas-x", "name": "x", "short_name": "x", "level": "kabupaten", "region_code": "64.50",
        })).expect(422);
        assert_eq!(
            unknown.fields(),
            ["/region_code region_list_incomplete", "/region_code unknown_region"]
        );
    }
}
