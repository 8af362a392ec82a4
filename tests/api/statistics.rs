//! `/v1/statistics`

use diesel::RunQueryDsl;
use serde_json::{Value, json};
use sinergi::db::{Conn, DbError};

use crate::support::{Business, on_both};

const USUAL: Business = Business::USUAL;

/// Rows, coverage and totals agree.
#[track_caller]
fn adds_up(answer: &Value) {
    let number = |value: &Value| value.as_i64().expect("a number");
    let sum = |list: &Value| -> i64 {
        list.as_array()
            .unwrap()
            .iter()
            .map(|one| number(&one["businesses"]))
            .sum()
    };
    let coverage = &answer["coverage"];
    assert_eq!(
        number(&coverage["mapped"]) + number(&coverage["unmapped"]),
        number(&coverage["total"]),
        "{answer}"
    );
    assert_eq!(
        sum(&answer["rows"]),
        number(&coverage["mapped"]),
        "{answer}"
    );
    assert_eq!(
        answer["totals"]["businesses"], coverage["mapped"],
        "{answer}"
    );
    assert_eq!(
        sum(&coverage["unmapped_reasons"]),
        number(&coverage["unmapped"]),
        "{answer}"
    );
    assert_eq!(
        sum(&coverage["outside_reasons"]),
        number(&coverage["outside"]),
        "{answer}"
    );
}

on_both! {
    fn ikm_by_region_and_class(app) {
        app.put_business(USUAL);
        app.put_business(Business { workers: Some((0, 1)), women_owned: "no", ..USUAL });
        app.put_business(Business { ikm_class: Some("industri_menengah"), workers: Some((15, 10)), ..USUAL });
        app.put_business(Business { ikm_class: Some("industri_besar"), ..USUAL });
        app.put_business(Business { ikm_class: None, derived: r#"{"ikm":{"class":null,"reason":"not_manufacturing"}}"#, ..USUAL });
        app.put_business(Business { ikm_class: None, derived: r#"{"ikm":{"class":null,"reason":"workers_missing"}}"#, workers: None, ..USUAL });
        app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", workers: Some((1, 0)), ..USUAL });
        let answer = app.kpppa().get("/v1/statistics/ikm").expect(200).json();
        adds_up(&answer);
        assert_eq!(answer["coverage"], json!({
            "total": 5, "mapped": 4, "unmapped": 1, "outside": 2,
            "unmapped_reasons": [{"reason": "workers_missing", "businesses": 1}],
            "outside_reasons": [
                {"reason": "industri_besar", "businesses": 1},
                {"reason": "not_manufacturing", "businesses": 1},
            ],
        }));
        let rows: Vec<Value> = answer["rows"].as_array().unwrap().iter().map(|row| json!([
            row["region_code"], row["region_name"], row["ikm_class"], row["businesses"],
            row["workers_male"], row["workers_female"], row["workers_per_business"], row["women_owned_percent"],
        ])).collect();
        assert_eq!(json!(rows), json!([
            ["64.02", "Kabupaten Kutai Kartanegara", "industri_kecil", 2, 1, 3, "2.00", "50.00"],
            ["64.02", "Kabupaten Kutai Kartanegara", "industri_menengah", 1, 15, 10, "25.00", "100.00"],
            ["64.72", "Kota Samarinda", "industri_kecil", 1, 1, 0, "1.00", "100.00"],
        ]));
        for field in ["concept", "definition", "unit", "as_of"] {
            assert!(answer[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
        assert_eq!(answer["region_code_system"], "kemendagri");
        assert_eq!(answer["source"], "registri");
    }

    fn regions_are_broken_down_one_level_below(app) {
        app.put_business(USUAL);
        app.put_business(Business { region: "64.02.03", ..USUAL });
        app.put_business(Business { region: "64.02", ..USUAL });
        app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", ..USUAL });
        let codes = |path: &str| -> Value {
            let answer = app.kpppa().get(path).expect(200).json();
            adds_up(&answer);
            answer["rows"].as_array().unwrap().iter().map(|row| row["region_code"].clone()).collect()
        };
        let path = "/v1/statistics/ikm?group_by=region";
        assert_eq!(codes(path), json!(["64.02", "64.72"]));
        assert_eq!(codes(&format!("{path}&region=64")), json!(["64.02", "64.72"]));
        assert_eq!(codes(&format!("{path}&region=64.02")), json!(["64.02", "64.02.03", "64.02.06"]));
        assert_eq!(codes("/v1/statistics/ikm?group_by=ikm_class"), json!([null]));
    }

    fn each_sees_its_own_registers_only(app) {
        app.put_business(USUAL);
        app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", ..USUAL });
        app.put_business(Business { region: "62.71", agency: "dp3appkb-kalteng", ..USUAL });
        for path in ["/v1/statistics/ikm", "/v1/statistics/women-businesses"] {
            let total = |caller: &crate::support::Caller| caller.get(path).expect(200).json()["coverage"]["total"].clone();
            assert_eq!(total(&app.dp3a_kukar()), 1);
            assert_eq!(total(&app.samarinda()), 1);
            assert_eq!(total(&app.kaltim()), 2);
            assert_eq!(total(&app.kpppa()), 3);
            let at = |caller: &crate::support::Caller, region: &str| caller.get(&format!("{path}?region={region}"));
            assert_eq!(at(&app.dp3a_kukar(), "64.02.06").expect(200).json()["coverage"]["total"], 1);
            for region in ["64.72", "64", "62", "99", "64.02.99"] {
                assert_eq!(at(&app.dp3a_kukar(), region).expect(404).code(), "not_found", "{region}");
            }
            at(&app.kaltim(), "62.71").expect(404);
            at(&app.kaltim(), "64.72").expect(200);
        }
    }

    fn only_living_businesses_count(app) {
        let ended = ["draft", "returned", "rejected", "closed", "merged"];
        for status in ended {
            app.put_business(Business { status, ..USUAL });
        }
        for status in ["submitted", "verified", "active", "dormant"] {
            app.put_business(Business { status, ..USUAL });
        }
        let answer = app.dp3a_kukar().get("/v1/statistics/women-businesses").expect(200).json();
        adds_up(&answer);
        assert_eq!(answer["coverage"]["total"], 4);
        let counted = answer["counted_statuses"].as_array().unwrap().clone();
        assert!(ended.iter().all(|status| !counted.contains(&json!(status))), "{answer}");
        assert_eq!(counted, ["submitted", "verified", "active", "dormant", "reverification_due"].map(|s| json!(s)));
    }

    fn women_are_counted_once_and_apart_from_businesses(app) {
        let first = app.put_business(USUAL);
        let second = app.put_business(Business { scale: Some("kecil"), ..USUAL });
        let third = app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", ..USUAL });
        let sari = app.put_person("64.02", "dp3a-kukar", "P", 1);
        let dewi = app.put_person("64.02", "dp3a-kukar", "P", 2);
        let budi = app.put_person("64.02", "dp3a-kukar", "L", 3);
        let sari_again = app.put_person("64.72", "dp2pa-samarinda", "P", 1);
        for (business, person) in [(first, sari), (first, dewi), (first, budi), (second, sari), (third, sari_again)] {
            app.put_owner(business, person);
        }
        app.put_business(Business { scale: None, derived: r#"{"scale":{"value":null,"reason":"inputs_missing"}}"#, ..USUAL });
        app.put_business(Business { women_owned: "unknown", ..USUAL });
        app.put_business(Business { women_owned: "no", ..USUAL });
        app.put_business(Business { women_owned: "no", women_led: "yes", ..USUAL });
        let answer = app.kaltim().get("/v1/statistics/women-businesses").expect(200).json();
        adds_up(&answer);
        assert_eq!(answer["totals"]["women"], 2, "{answer}");
        assert_eq!(answer["totals"]["businesses"], 4);
        assert_eq!(answer["totals"]["women_owned_businesses"], 3);
        assert_eq!(answer["totals"]["women_led_businesses"], 1);
        assert_eq!(answer["coverage"]["unmapped_reasons"], json!([
            {"reason": "scale_inputs_missing", "businesses": 1},
            {"reason": "women_owned_unknown", "businesses": 1},
        ]));
        assert_eq!(answer["coverage"]["outside_reasons"], json!([{"reason": "not_a_womens_business", "businesses": 1}]));
        let women: Vec<Value> = answer["rows"].as_array().unwrap().iter()
            .map(|row| json!([row["region_code"], row["scale"], row["women"]])).collect();
        assert_eq!(json!(women), json!([["64.02", "mikro", 2], ["64.02", "kecil", 1], ["64.72", "mikro", 1]]));
    }

    fn filters_and_grouping(app) {
        app.put_business(USUAL);
        app.put_business(Business { sector: Some("jasa"), agency: "disperindag-kukar", women_owned: "no", ..USUAL });
        app.put_business(Business { sector: None, ..USUAL });
        let get = |query: &str| {
            let answer = app.dp3a_kukar().get(&format!("/v1/statistics/ikm?{query}")).expect(200).json();
            adds_up(&answer);
            answer
        };
        assert_eq!(get("agency=disperindag-kukar")["coverage"]["total"], 1);
        assert_eq!(get("sector=kuliner")["coverage"]["total"], 1);
        let by = get("group_by=sector&group_by=women_owned");
        assert_eq!(by["coverage"]["unmapped_reasons"], json!([{"reason": "sector_missing", "businesses": 1}]));
        let rows: Vec<Value> = by["rows"].as_array().unwrap().iter()
            .map(|row| json!([row["region_code"], row["sector"], row["women_owned"], row["businesses"]])).collect();
        assert_eq!(json!(rows), json!([[null, "jasa", "no", 1], [null, "kuliner", "yes", 1]]));
        let caller = app.dp3a_kukar();
        assert_eq!(caller.get("/v1/statistics/ikm?scheme=x").expect(400).code(), "unknown_parameter");
        assert_eq!(caller.get("/v1/statistics/ikm?group_by=color").expect(400).code(), "invalid_parameter");
        assert_eq!(caller.get("/v1/statistics/ikm?region=6402").expect(400).code(), "invalid_parameter");
    }

    fn only_today_can_be_asked_for(app) {
        let caller = app.dp3a_kukar();
        let at = |day: &str| caller.get(&format!("/v1/statistics/ikm?as_of={day}"));
        // In Samarinda, whose day begins between those of the country's ends.
        let now = || (chrono::Utc::now() + chrono::TimeDelta::hours(8)).date_naive();
        let today = now();
        // Just before midnight the day may turn between the two; it is then a past one.
        if now() == today {
            at(&today.to_string()).expect(200);
        }
        let past = (today - chrono::TimeDelta::days(2)).to_string();
        assert_eq!(at(&past).expect(422).fields(), ["?as_of history_not_available"]);
        assert_eq!(at("2022-12-07").expect(422).fields(), ["?as_of history_not_available"]);
        assert_eq!(at("2999-01-01").expect(422).fields(), ["?as_of in_the_future"]);
        assert_eq!(at("yesterday").expect(400).code(), "invalid_parameter");
    }

    fn as_a_table(app) {
        app.put_business(USUAL);
        app.put_business(Business { sector: None, scale: None, ..USUAL });
        let path = "/v1/statistics/women-businesses";
        let csv = app.dp3a_kukar().with("Accept", "text/csv").get(path).expect(200);
        assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
        let text = csv.text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].starts_with("statistic,as_of,region_code,region_name,scale,"));
        assert!(lines[1].contains(",64.02,Kabupaten Kutai Kartanegara,mikro,,,,,1,1,0,100.00,0,1,2,3,1,3.00"), "{text}");
        assert!(lines[2].contains(",scale_missing,1,"), "{text}");
        let xlsx = app.dp3a_kukar()
            .with("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .get(path).expect(200);
        assert!(xlsx.bytes.starts_with(b"PK"));
        app.dp3a_kukar().with("Accept", "application/x-ndjson").get(path).expect(406);
    }

    fn texts_follow_the_language(app) {
        let caller = app.dp3a_kukar();
        let id = caller.with("Accept-Language", "id").get("/v1/statistics/ikm").expect(200);
        assert_eq!(id.header("content-language"), Some("id"));
        assert_eq!(id.json()["unit"], "usaha");
        assert_eq!(caller.get("/v1/statistics/ikm").expect(200).json()["unit"], "businesses");
    }

    fn a_scope_is_needed(app) {
        let caller = app.caller_with("dp3a-kukar", &[sinergi::auth::Scope::BusinessesRead]);
        for path in ["/v1/statistics/ikm", "/v1/statistics/women-businesses"] {
            assert_eq!(caller.get(path).expect(403).code(), "insufficient_scope");
            app.anonymous().get(path).expect(401);
        }
    }

    fn figures_are_of_one_moment(app) {
        #[derive(diesel::QueryableByName)]
        struct Number {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            value: i64,
        }
        fn held(conn: &mut Conn) -> i64 {
            let query = diesel::sql_query("SELECT count(*) AS value FROM businesses");
            let found: Number = match conn {
                Conn::Sqlite(c) => query.get_result(c),
                Conn::Postgres(c) => query.get_result(c),
            }
            .unwrap();
            found.value
        }
        let seen = app.app.db().read_now(|conn| {
            let seen = conn.snapshot(|conn| {
                let before = held(conn);
                app.put_business(USUAL);
                Ok::<_, DbError>([before, held(conn)])
            })?;
            Ok::<_, DbError>((seen, held(conn)))
        });
        assert_eq!(seen.unwrap(), ([0, 0], 1));
    }
}
