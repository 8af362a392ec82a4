//! `/v1/statistics/data-quality`, compared with what is counted by hand.

use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::data_quality::{Flag, FlagCode, RowFlags, set_all};
use sinergi::db::{Id, Timestamp};
use sinergi::http::Problem;

use crate::audit_chain::sql;
use crate::support::{Business, Caller, TestApp, on_both};

const PATH: &str = "/v1/statistics/data-quality";
const VILLAGE: &str = "64.02.06.1005";

fn get(caller: &Caller, query: &str) -> Value {
    let answer = caller.get(&format!("{PATH}?{query}")).expect(200).json();
    let number = |value: &Value| value.as_i64().unwrap();
    let coverage = &answer["coverage"];
    let rows = answer["rows"].as_array().unwrap();
    for field in [
        "businesses",
        "complete_businesses",
        "with_phone",
        "stale_businesses",
        "open_warning_flags",
    ] {
        let sum: i64 = rows.iter().map(|row| number(&row[field])).sum();
        assert_eq!(sum, number(&answer["totals"][field]), "{field}: {answer}");
    }
    assert_eq!(answer["totals"]["businesses"], coverage["mapped"]);
    assert_eq!(
        number(&coverage["mapped"]) + number(&coverage["unmapped"]),
        number(&coverage["total"])
    );
    answer
}

fn flag(app: &TestApp, business: Id, register: &str, codes: &[FlagCode]) {
    let row = RowFlags {
        resource: "businesses",
        id: business,
        register: register.to_owned(),
        region: register.to_owned(),
        flags: codes.iter().map(|code| Flag::new(*code, "x")).collect(),
        undecided: Vec::new(),
    };
    app.app
        .db()
        .write_now(move |conn| set_all(conn, Timestamp::now(), &[row]))
        .unwrap_or_else(|problem: Problem| panic!("{problem}"));
}

fn of<'a>(row: &'a Value, fields: &[&str]) -> Vec<&'a Value> {
    fields.iter().map(|field| &row[*field]).collect()
}

on_both! {
    fn it_agrees_with_a_count_by_hand(app) {
        // Of the eight: village, sector, women owned, scale, workers; an owner with a NIK.
        let good = app.put_business(Business { region: VILLAGE, status: "active", ..Business::USUAL });
        app.put_owner(good, app.put_person("64.02", "dp3a-kukar", "P", 1));
        // Sector, women owned, scale, workers; an owner without NIK.
        let fair = app.put_business(Business::USUAL);
        app.put_owner(fair, app.put_stranger("64.02", "dp3a-kukar"));
        // Nothing but the village.
        let poor = app.put_business(Business {
            region: VILLAGE, women_owned: "unknown", scale: None, sector: None, workers: None, ..Business::USUAL
        });
        // Not counted: a draft; another's.
        app.put_business(Business { status: "draft", ..Business::USUAL });
        app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", ..Business::USUAL });
        flag(app, good, "64.02", &[FlagCode::NibShared, FlagCode::RegionRetired, FlagCode::GenericBusinessName]);
        flag(app, fair, "64.02", &[FlagCode::FormatUnverified]);
        flag(app, poor, "64.02", &[FlagCode::ScaleInputMissing]);
        flag(app, poor, "64.02", &[FlagCode::OwnerGenderUnknown]);
        let caller = app.dp3a_kukar();
        let totals = get(&caller, "")["totals"].clone();
        assert_eq!(totals, json!({
            "businesses": 3, "completeness_percent": "45.83", "complete_businesses": 0,
            "with_owner_nik": 1, "with_village": 2, "with_kbli_or_sector": 2, "with_nib": 0,
            "with_women_owned": 2, "with_scale": 2, "with_workers": 2, "with_phone": 0,
            "verified_businesses": 1, "verified_percent": "33.33",
            "stale_businesses": 0, "stale_percent": "0.00",
            "without_kbli": 3, "unknown_kbli": 0, "without_sector": 1, "retired_region": 0,
            "open_critical_flags": 1, "open_warning_flags": 2, "open_info_flags": 2, "doubtful_businesses": 2,
        }));

        // What was missing is entered, and a list and a year change what it is worth.
        let id = if app.database().url.to_string().starts_with("sqlite") {
            format!("X'{}'", good.to_string().replace('-', ""))
        } else {
            format!("'{good}'")
        };
        let (hash, past) = if id.starts_with('X') {
            ("X'01'", "updated_at - 34214400000000")
        } else {
            ("'\\x01'", "updated_at - interval '396 days'")
        };
        sql(&app.app, &format!("INSERT INTO business_phones VALUES ({id}, '64.02', {hash})"));
        sql(&app.app, &format!(
            "UPDATE businesses SET nib = '0220100012345', kbli_version = '2020', kbli_code = '99999', updated_at = {past} WHERE id = {id}"
        ));
        sql(&app.app, &format!("UPDATE regions SET valid_to = '2026-01-01' WHERE code = '{VILLAGE}'"));
        let totals = get(&caller, "")["totals"].clone();
        let changed = of(&totals, &[
            "completeness_percent", "complete_businesses", "with_nib", "with_phone", "stale_businesses", "stale_percent",
            "without_kbli", "unknown_kbli", "retired_region",
        ]);
        assert_eq!(json!(changed), json!(["54.17", 1, 1, 1, 1, "33.33", 2, 1, 2]));
        sql(&app.app, "UPDATE ownerships SET until = '2020-12-31'");
        let totals = get(&caller, "")["totals"].clone();
        assert_eq!(json!(of(&totals, &["with_owner_nik", "complete_businesses"])), json!([0, 0]));
    }

    fn rows_and_what_stands_in_none(app) {
        let first = app.put_business(Business { agency: "disperindag-kukar", ..Business::USUAL });
        let second = app.put_business(Business { region: "64.02.05.2001", sector: None, ..Business::USUAL });
        app.put_business(Business { region: "64.02", scale: None, ..Business::USUAL });
        let foreign = app.put_business(Business { region: "64.72.01", agency: "dp2pa-samarinda", ..Business::USUAL });
        flag(app, first, "64.02", &[FlagCode::NibShared]);
        flag(app, second, "64.02", &[FlagCode::RegionRetired, FlagCode::ScaleCriteriaDiffer]);
        flag(app, foreign, "64.72", &[FlagCode::NibShared]);
        let rows = |caller: &Caller, query: &str, fields: &[&str]| -> Value {
            get(caller, query)["rows"].as_array().unwrap().iter().map(|row| json!(of(row, fields))).collect()
        };
        let (kaltim, kukar) = (app.kaltim(), app.dp3a_kukar());
        let severities = ["region_code", "businesses", "open_critical_flags", "open_warning_flags"];
        assert_eq!(rows(&kaltim, "", &severities), json!([["64.02", 3, 1, 2], ["64.72", 1, 1, 0]]));
        assert_eq!(rows(&kukar, "", &severities), json!([["64.02", 3, 1, 2]]));
        assert_eq!(
            rows(&kukar, "region=64.02", &severities),
            json!([["64.02", 1, 0, 0], ["64.02.05", 1, 0, 2], ["64.02.06", 1, 1, 0]])
        );
        assert_eq!(
            rows(&kukar, "group_by=agency", &["agency", "businesses", "doubtful_businesses"]),
            json!([["disperindag-kukar", 1, 1], ["dp3a-kukar", 2, 1]])
        );
        let by_sector = get(&kukar, "group_by=sector");
        assert_eq!(by_sector["coverage"]["unmapped_reasons"], json!([{ "reason": "sector_missing", "businesses": 1 }]));
        assert_eq!(by_sector["totals"]["businesses"], 2);
        assert_eq!(get(&kukar, "group_by=scale&group_by=women_owned")["coverage"]["unmapped"], 1);
        assert_eq!(get(&kukar, "agency=disperindag-kukar")["totals"]["businesses"], 1);
        assert_eq!(get(&kukar, "sector=kuliner")["totals"]["businesses"], 2);
        assert_eq!(get(&app.samarinda(), "")["totals"]["businesses"], 1);
        app.samarinda().get(&format!("{PATH}?region=64.02")).expect(404);
        let csv = kukar.with("Accept", "text/csv").get(&format!("{PATH}?group_by=sector")).expect(200).text();
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(csv.lines().nth(2).unwrap().contains(",sector_missing,1,"), "{csv}");
        let blind = app.caller_with("dp3a-kukar", &[Scope::BusinessesRead]);
        assert_eq!(blind.get(PATH).expect(403).code(), "insufficient_scope");
    }

    fn nothing_is_no_share(app) {
        let totals = get(&app.dp3a_kukar(), "")["totals"].clone();
        assert_eq!(json!(of(&totals, &["businesses", "completeness_percent", "verified_percent"])), json!([0, null, null]));
    }
}
