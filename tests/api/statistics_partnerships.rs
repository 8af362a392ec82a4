use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::values::quarter::Quarter;
use sinergi::values::zone::Zone;

use crate::partnerships::{
    activity, added, agreement, draft, entered, go, join, prov_kab, sign, target,
};
use crate::support::{Batch, Caller, Program, TestApp, on_both};

fn asked(caller: &Caller, name: &str, query: &str) -> Value {
    let path = format!("/v1/statistics/{name}?{query}");
    caller
        .with("Accept-Language", "en")
        .get(&path)
        .expect(200)
        .json()
}

/// The rows with these fields only.
fn rows(answer: &Value, fields: &[&str]) -> Value {
    let list = answer["rows"].as_array().unwrap();
    let row = |row: &Value| -> Value { fields.iter().map(|field| at(row, field)).collect() };
    list.iter().map(row).collect()
}

/// A field, or one inside another by its pointer.
fn at(value: &Value, field: &str) -> Value {
    value
        .pointer(&format!("/{field}"))
        .cloned()
        .unwrap_or_else(|| panic!("{field} in {value}"))
}

fn total(answer: &Value, field: &str) -> i64 {
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| at(row, field).as_i64().unwrap_or_default())
        .sum()
}

fn coverage(answer: &Value) -> [i64; 4] {
    ["total", "mapped", "unmapped", "outside"]
        .map(|field| answer["coverage"][field].as_i64().unwrap())
}

fn of(app: &TestApp, agency: &str) -> Caller {
    app.caller(agency).acting("uji-1")
}

fn day(days: i64) -> String {
    (Zone::Wita.today() + chrono::TimeDelta::days(days)).to_string()
}

/// A batch of the labor agency that ended in February 2024 with three graduates.
fn batch(app: &TestApp) -> String {
    let program = app.put_program(Program::USUAL);
    let batch = app.put_batch(
        program,
        Batch {
            starts_on: "2024-02-05",
            ..Batch::USUAL
        },
    );
    for nik in 1..=3 {
        let person = app.put_person("64.02", "dp3a-kukar", "P", nik);
        app.put_enrollment(batch, person, "passed");
    }
    batch.to_string()
}

/// Two lines of work of Kutai Kartanegara in 2024 with their reports: the path.
///
/// Training: 25 and 25 women, 20 reported and 3 counted for the first quarter, nothing reported for
/// the second. Cooperatives: 3, nothing reported. Two percentages, and five advised.
fn year(app: &TestApp) -> String {
    let kukar = app.dp3a_kukar();
    let path = draft(app);
    let with = |lead: &str, code: &str, more: Value| {
        let mut body = activity(lead);
        body["code"] = json!(code);
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let made = added(&kukar, &path, "activities", &body);
        made.rsplit('/').next().unwrap().to_owned()
    };
    let links = json!([{ "resource": "training-batches", "id": batch(app) }]);
    let training = with(
        "distransnaker-kukar",
        "1",
        json!({
            "budget_idr": 100_000, "spent_idr": 75_000, "region_codes": ["64.02.06"], "links": links
        }),
    );
    with(
        "diskop-kukar",
        "2",
        json!({ "budget_idr": 20_000, "region_codes": ["64.02.06", "64.02.03"] }),
    );
    with("diskop-kukar", "3", json!({}));
    let given_up = with("diskop-kukar", "4", json!({ "budget_idr": 1_000_000 }));
    go(
        &kukar,
        &format!("/v1/activities/{given_up}"),
        &json!({ "to": "canceled", "reason": "contoh" }),
    )
    .expect(200);
    let set = |body: Value| added(&kukar, &path, "targets", &body);
    let trained = set(
        json!({ "activity_id": training, "indicator": "peserta_dilatih", "year": 2024, "q1": 25, "q2": 25 }),
    );
    set(
        json!({ "agency": "diskop-kukar", "indicator": "koperasi_terbentuk", "year": 2024, "q2": 3 }),
    );
    let own = |name: &str, unit: &str, agency: &str, q1: i64, q2: Option<i64>| {
        set(json!({
            "agency": agency, "indicator": "lainnya", "name": name, "unit": unit, "year": 2024, "q1": q1, "q2": q2
        }))
    };
    let share = own("Kepuasan", "persen", "disperindag-kukar", 80, Some(90));
    let advised = own("Konsultasi", "orang", "disperindag-kukar", 5, None);
    sign(&kukar, &path);
    let report = |target: &str, agency: &str, quarter: &str, value: i64| {
        added(
            &of(app, agency),
            target,
            "realizations",
            &json!({ "quarter": quarter, "value": value }),
        );
    };
    report(&trained, "distransnaker-kukar", "2024-Q1", 20);
    report(&share, "disperindag-kukar", "2024-Q1", 60);
    report(&share, "disperindag-kukar", "2024-Q2", 45);
    report(&advised, "disperindag-kukar", "2024-Q1", 5);
    path
}

const ACHIEVED: [&str; 10] = [
    "agency",
    "indicator",
    "unit",
    "quarterly_targets",
    "unreported",
    "target",
    "realization",
    "percent",
    "computed",
    "difference",
];

on_both! {
    fn targets_and_reports_are_those_counted_by_hand(app) {
        let path = year(app);
        let kukar = app.dp3a_kukar();
        let answer = asked(&kukar, "partnerships", "");
        assert_eq!(answer["group_by"], json!(["partnership", "agency"]));
        assert_eq!(rows(&answer, &ACHIEVED), json!([
            ["diskop-kukar", "koperasi_terbentuk", "koperasi", 0, 1, 3, null, null, null, null],
            ["disperindag-kukar", "lainnya", "persen", 2, 0, null, null, null, null, null],
            ["disperindag-kukar", "lainnya", "orang", 1, 0, 5, 5, "100.00", null, null],
            ["distransnaker-kukar", "peserta_dilatih", "orang", 1, 1, 50, 20, "40.00", 3, 17],
        ]));
        let id = path.rsplit('/').next().unwrap();
        assert!(answer["rows"].as_array().unwrap().iter().all(|row| row["partnership_id"] == id && row["partnership_title"] == "Sinergi Contoh"));
        assert_eq!(coverage(&answer), [6, 4, 2, 0]);
        assert_eq!(answer["coverage"]["unmapped_reasons"], json!([{ "reason": "not_reported", "quarterly_targets": 2 }]));
        // One row a quarter shows what the sum of percentages hides.
        let by = asked(&kukar, "partnerships", "group_by=quarter&agency=disperindag-kukar");
        assert_eq!(rows(&by, &["quarter", "indicator_name", "unit", "target", "realization", "percent"]), json!([
            ["2024-Q1", "Kepuasan", "persen", 80, 60, "75.00"], ["2024-Q1", "Konsultasi", "orang", 5, 5, "100.00"],
            ["2024-Q2", "Kepuasan", "persen", 90, 45, "50.00"],
        ]));
        // However the rows are cut, they add up to what is covered.
        for group in ["partnership", "agency", "region", "quarter", "agency&group_by=quarter&group_by=region"] {
            let cut = asked(&kukar, "partnerships", &format!("group_by={group}"));
            assert_eq!((total(&cut, "quarterly_targets"), total(&cut, "unreported")), (4, 2), "{group}");
            assert_eq!((&cut["totals"]["quarterly_targets"], &cut["totals"]["unreported"]), (&json!(4), &json!(2)), "{group}");
        }
    }

    fn a_budget_has_a_region_and_no_quarter(app) {
        year(app);
        let kukar = app.dp3a_kukar();
        let money = ["activities", "activities_with_budget", "budget_idr", "spent_idr", "absorbed_percent"];
        let of_totals = |answer: &Value| -> Value { money.iter().map(|field| answer["totals"][*field].clone()).collect() };
        let budgets = |answer: &Value, by: &str| -> Value {
            let list = answer["totals"]["budgets"].as_array().unwrap().iter();
            list.map(|row| -> Value { [&[by], &money[..]].concat().iter().map(|field| at(row, field)).collect() }).collect()
        };
        let all = asked(&kukar, "partnerships", "group_by=agency&group_by=quarter");
        assert_eq!(of_totals(&all), json!([3, 2, 120_000, 75_000, "62.50"]));
        assert_eq!(budgets(&all, "agency"), json!([
            ["diskop-kukar", 2, 1, 20_000, 0, "0.00"], ["distransnaker-kukar", 1, 1, 100_000, 75_000, "75.00"],
        ]));
        assert_eq!(all["totals"]["partnerships"], 1);
        // Two districts lie in the regency that holds both.
        let placed = asked(&kukar, "partnerships", "group_by=region&region=64.02");
        assert_eq!(budgets(&placed, "region_code"), json!([
            ["64.02", 2, 1, 20_000, 0, "0.00"], ["64.02.06", 1, 1, 100_000, 75_000, "75.00"],
        ]));
        assert_eq!(rows(&placed, &["region_code", "region_name", "indicator", "target"])[3],
            json!(["64.02.06", "Tenggarong", "peserta_dilatih", 50]));
        let district = asked(&kukar, "partnerships", "region=64.02.06");
        assert_eq!((of_totals(&district), coverage(&district)), (json!([1, 1, 100_000, 75_000, "75.00"]), [2, 1, 1, 0]));
        assert_eq!(of_totals(&asked(&kukar, "partnerships", "agency=diskop-kukar")), json!([2, 1, 20_000, 0, "0.00"]));
        let another = asked(&kukar, "partnerships", "year=2025");
        assert_eq!((of_totals(&another), coverage(&another)), (json!([0, 0, null, null, null]), [0, 0, 0, 0]));
    }

    fn a_quarter_counts_once_it_is_reported_or_over(app) {
        let (kukar, labor) = (app.dp3a_kukar(), of(app, "distransnaker-kukar"));
        let quarter = Quarter::of(Zone::Wita.today()).unwrap();
        let mut body = agreement();
        (body["effective_from"], body["effective_to"]) = (json!(day(-400)), json!(day(400)));
        let (path, _) = entered(&kukar, &body);
        join(&kukar, &path, "distransnaker-kukar", "pelaksana");
        let mut plan = target("distransnaker-kukar");
        (plan["q1"], plan["q2"], plan["year"]) = (Value::Null, Value::Null, json!(quarter.year()));
        plan[format!("q{}", quarter.number())] = json!(4);
        let one = added(&kukar, &path, "targets", &plan);
        let outside = |reason: &str| json!([{ "reason": reason, "quarterly_targets": 1 }]);
        let answer = asked(&kukar, "partnerships", "");
        assert_eq!((&answer["coverage"]["outside_reasons"], &answer["rows"]), (&outside("partnership_not_signed"), &json!([])));
        sign(&kukar, &path);
        let answer = asked(&kukar, "partnerships", "");
        assert_eq!((&answer["coverage"]["outside_reasons"], &answer["rows"]), (&outside("quarter_not_ended"), &json!([])));
        let report = json!({ "quarter": quarter.to_string(), "value": 1 });
        let figure = added(&labor, &one, "realizations", &report);
        let answer = asked(&kukar, "partnerships", "");
        assert_eq!((rows(&answer, &["target", "realization", "percent"]), coverage(&answer)), (json!([[4, 1, "25.00"]]), [1, 1, 0, 0]));
        // What was returned is no figure.
        go(&kukar, &figure, &json!({ "to": "returned", "reason": "contoh" })).expect(200);
        assert_eq!(coverage(&asked(&kukar, "partnerships", "")), [0, 0, 0, 1]);
        let (given_up, _) = entered(&kukar, &body);
        join(&kukar, &given_up, "distransnaker-kukar", "pelaksana");
        added(&kukar, &given_up, "targets", &plan);
        go(&kukar, &given_up, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        let answer = asked(&kukar, "partnerships", "");
        assert_eq!(answer["coverage"]["outside_reasons"][0], outside("partnership_canceled")[0]);
    }

    fn each_counts_the_partnerships_in_its_sight(app) {
        let kaltim = app.kaltim();
        let above = prov_kab(app);
        for (agency, region) in [("dp3a-kukar", "64.02"), ("dp2pa-samarinda", "64.72")] {
            let mut body = target(agency);
            (body["region_code"], body["q2"]) = (json!(region), Value::Null);
            added(&kaltim, &above, "targets", &body);
        }
        sign(&kaltim, &above);
        year(app);
        let seen = |caller: &Caller, query: &str| coverage(&asked(caller, "partnerships", query))[0];
        // The regencies see the province's whole partnership, being parties, and Kukar its own.
        assert_eq!(["dp3a-kukar", "dp2pa-samarinda", "dkp3a-kaltim", "kpppa"].map(|agency| seen(&of(app, agency), "")), [8, 2, 8, 8]);
        // An agency of the regency that is no party, and a stranger.
        assert_eq!(["diskominfo-kukar", "dp3appkb-kalteng"].map(|agency| seen(&of(app, agency), "")), [6, 0]);
        assert_eq!(seen(&app.caller_with("operator", Scope::ALL), ""), 0);
        assert_eq!(["", "region=64.02", "region=64.72", "scheme=prov_kab", "agency=dp2pa-samarinda"].map(|query| seen(&kaltim, query)), [8, 7, 1, 2, 1]);
        let id = above.rsplit('/').next().unwrap();
        assert_eq!(seen(&kaltim, &format!("partnership={id}")), 2);
        assert_eq!(seen(&of(app, "dp3appkb-kalteng"), &format!("partnership={id}")), 0);
        let by = asked(&kaltim, "partnerships", "group_by=region&scheme=prov_kab");
        assert_eq!(rows(&by, &["region_code", "region_name", "unreported"]), json!([
            ["64.02", "Kabupaten Kutai Kartanegara", 1], ["64.72", "Kota Samarinda", 1],
        ]));
    }

    fn meetings_held_are_counted_against_those_planned(app) {
        let kukar = app.dp3a_kukar();
        let mut body = agreement();
        (body["effective_from"], body["effective_to"]) = (json!("2024-01-01"), json!(day(400)));
        let (path, _) = entered(&kukar, &body);
        for agency in ["disperindag-kukar", "distransnaker-kukar"] {
            join(&kukar, &path, agency, "pelaksana");
        }
        sign(&kukar, &path);
        let call = |kind: &str, starts_at: &str, chair: &str| {
            let meeting = json!({ "kind": kind, "starts_at": starts_at, "chair_agency": chair, "minutes": "Dibahas." });
            added(&kukar, &path, "meetings", &meeting)
        };
        let parties = kukar.get(&path).expect(200).json()["parties"].clone();
        let attend = |meeting: &str, marks: &[&str]| {
            let marks: Vec<Value> = parties.as_array().unwrap().iter().zip(marks)
                .map(|(party, mark)| json!({ "party_id": party["id"], "mark": mark })).collect();
            let tag = kukar.get(meeting).expect(200).etag();
            let path = format!("{meeting}/attendance");
            kukar.with("If-Match", &tag).send("PUT", &path, Some("application/json"), json!({ "marks": marks }).to_string().as_bytes()).expect(200);
        };
        // Half past midnight of the first of April in Samarinda is March in Greenwich.
        let first = call("koordinasi", "2024-03-31T16:30:00Z", "dp3a-kukar");
        let second = call("koordinasi", "2024-03-06T01:00:00Z", "disperindag-kukar");
        let third = call("koordinasi", "2024-05-01T01:00:00Z", "dp3a-kukar");
        call("monitoring", "2024-05-08T01:00:00Z", "dp3a-kukar");
        call("evaluasi", &format!("{}T01:00:00Z", day(20)), "dp3a-kukar");
        for held in [&first, &second] {
            go(&kukar, held, &json!({ "to": "held" })).expect(200);
        }
        go(&kukar, &third, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        attend(&first, &["hadir", "hadir", "tidak_hadir"]);
        attend(&second, &["hadir", "izin"]);
        go(&kukar, &first, &json!({ "to": "minutes_approved" })).expect(200);
        for (due_on, done) in [("2024-04-20", true), ("2024-05-01", false)] {
            let step = json!({ "action": "Kirim data", "agency": "disperindag-kukar", "assigned_on": "2024-04-01", "due_on": due_on, "evidence_note": "Terlampir" });
            let step = added(&kukar, &first, "follow-ups", &step);
            if done {
                go(&kukar, &step, &json!({ "to": "in_progress" })).expect(200);
                go(&kukar, &step, &json!({ "to": "done", "on": "2024-04-11" })).expect(200);
            }
        }
        let answer = asked(&kukar, "meetings", "");
        let fields = ["kind", "planned", "held", "minutes_approved", "canceled", "upcoming", "unreported", "held_percent", "marks", "present", "attendance_percent"];
        assert_eq!(rows(&answer, &fields), json!([
            ["koordinasi", 3, 2, 1, 1, 0, 0, "66.67", 5, 3, "60.00"], ["monitoring", 1, 0, 0, 0, 0, 1, "0.00", 0, 0, null],
            ["evaluasi", 1, 0, 0, 0, 1, 0, null, 0, 0, null],
        ]));
        assert_eq!((coverage(&answer), total(&answer, "planned")), ([5, 5, 0, 0], 5));
        assert_eq!(answer["totals"]["attendance"], json!([
            { "agency": "disperindag-kukar", "organization_id": null, "marks": 2, "present": 1, "excused": 1, "absent": 0, "attendance_percent": "50.00" },
            { "agency": "distransnaker-kukar", "organization_id": null, "marks": 1, "present": 0, "excused": 0, "absent": 1, "attendance_percent": "0.00" },
            { "agency": "dp3a-kukar", "organization_id": null, "marks": 2, "present": 2, "excused": 0, "absent": 0, "attendance_percent": "100.00" },
        ]));
        let followed = &answer["totals"]["follow_ups"];
        let fields = ["total", "done", "open", "overdue", "completion_percent", "median_days"];
        assert_eq!(fields.map(|field| followed[field].clone()), [json!(2), json!(1), json!(1), json!(1), json!("50.00"), json!("10.0")]);
        let by = asked(&kukar, "meetings", "group_by=quarter&year=2024");
        assert_eq!(rows(&by, &["quarter", "planned", "held"]), json!([["2024-Q1", 1, 1], ["2024-Q2", 3, 1]]));
        let by = asked(&kukar, "meetings", "group_by=agency&group_by=region&agency=disperindag-kukar");
        assert_eq!(rows(&by, &["agency", "region_code", "planned"]), json!([["disperindag-kukar", "64.02", 1]]));
        for (caller, seen) in [(app.kaltim(), 5), (of(app, "diskominfo-kukar"), 5), (app.samarinda(), 0)] {
            let answer = asked(&caller, "meetings", "");
            assert_eq!((coverage(&answer)[0], answer["totals"]["attendance"].as_array().unwrap().len()), (seen, if seen > 0 { 3 } else { 0 }));
        }
    }

    fn obstacles_are_counted_by_category_and_age(app) {
        let kukar = app.dp3a_kukar();
        let mut body = agreement();
        (body["effective_from"], body["effective_to"]) = (json!("2024-01-01"), json!(day(400)));
        let (path, _) = entered(&kukar, &body);
        for agency in ["disperindag-kukar", "diskop-kukar"] {
            join(&kukar, &path, agency, "pelaksana");
        }
        sign(&kukar, &path);
        let raise = |category: &str, severity: &str, days: i64, owner: &str| {
            let body = json!({ "category": category, "severity": severity, "title": "Contoh", "raised_on": day(-days), "owner_agency": owner });
            added(&kukar, &path, "obstacles", &body)
        };
        let follow = |obstacle: &str, given: i64, due: i64, done: Option<i64>| {
            let step = json!({ "action": "Contoh", "agency": "diskop-kukar", "assigned_on": day(-given), "due_on": day(due), "evidence_note": "Terlampir" });
            let step = added(&kukar, obstacle, "follow-ups", &step);
            if let Some(days) = done {
                go(&kukar, &step, &json!({ "to": "in_progress" })).expect(200);
                go(&kukar, &step, &json!({ "to": "done", "on": day(-days) })).expect(200);
            }
        };
        let fresh = raise("anggaran", "low", 30, "diskop-kukar");
        let grown = raise("anggaran", "high", 31, "diskop-kukar");
        let old = raise("pasar", "critical", 200, "disperindag-kukar");
        let risk = raise("pasar", "low", 100, "dp3a-kukar");
        follow(&fresh, 3, 5, None);
        follow(&grown, 3, -1, None);
        follow(&grown, 31, 1, Some(21));
        follow(&old, 200, -150, Some(160));
        go(&kukar, &old, &json!({ "to": "in_progress" })).expect(200);
        go(&kukar, &old, &json!({ "to": "resolved" })).expect(200);
        go(&kukar, &risk, &json!({ "to": "accepted_risk", "reason": "contoh" })).expect(200);
        let answer = asked(&kukar, "obstacles", "");
        let fields = ["category", "age", "obstacles", "open", "overdue", "resolved", "accepted_risk", "median_days_to_close",
            "follow_ups/total", "follow_ups/overdue", "follow_ups/completion_percent", "follow_ups/median_days"];
        assert_eq!(rows(&answer, &fields), json!([
            ["anggaran", "days_0_30", 1, 1, 0, 0, 0, null, 1, 0, "0.00", null],
            ["anggaran", "days_31_90", 1, 1, 1, 0, 0, null, 2, 1, "50.00", "10.0"],
            ["pasar", "days_91_180", 1, 0, 0, 0, 1, "100.0", 0, 0, null, null],
            ["pasar", "days_over_180", 1, 0, 0, 1, 0, "200.0", 1, 0, "100.00", "40.0"],
        ]));
        let totals = &answer["totals"];
        assert_eq!(["obstacles", "open", "overdue", "median_days_to_close", "follow_ups/done", "follow_ups/median_days"].map(|field| at(totals, field)),
            [json!(4), json!(2), json!(1), json!("150.0"), json!(2), json!("25.0")]);
        assert_eq!((coverage(&answer), total(&answer, "obstacles")), ([4, 4, 0, 0], 4));
        go(&of(app, "diskop-kukar"), &grown, &json!({ "to": "escalated", "to_agency": "dkp3a-kaltim" })).expect(200);
        let by = asked(&kukar, "obstacles", "group_by=agency&group_by=severity");
        assert_eq!(rows(&by, &["agency", "severity", "open", "escalated"]), json!([
            ["diskop-kukar", "low", 1, 0], ["disperindag-kukar", "critical", 0, 0], ["dkp3a-kaltim", "high", 1, 1], ["dp3a-kukar", "low", 0, 0],
        ]));
        for (caller, query, seen) in [
            (&kukar, "agency=dkp3a-kaltim", 1), (&kukar, "year=2023", 0), (&app.kaltim(), "", 4), (&app.samarinda(), "", 0),
        ] {
            assert_eq!(coverage(&asked(caller, "obstacles", query))[0], seen, "{query}");
        }
    }

    fn parameters_of_partnership_figures_are_checked(app) {
        let kukar = app.dp3a_kukar();
        for name in ["partnerships", "meetings", "obstacles"] {
            let get = |query: &str| kukar.get(&format!("/v1/statistics/{name}?{query}"));
            assert_eq!(get("field=kuliner").expect(400).code(), "unknown_parameter", "{name}");
            for query in ["group_by=indicator", "year=1999", "region=6402", "as_of=today", "partnership=1", "scheme=x"] {
                assert_eq!(get(query).expect(400).code(), "invalid_parameter", "{name} {query}");
            }
            assert_eq!(get("as_of=2022-12-07").expect(422).fields(), ["?as_of history_not_available"]);
            for region in ["64.72", "64", "62.71", "99"] {
                assert_eq!(get(&format!("region={region}")).expect(404).code(), "not_found", "{name} {region}");
            }
            let without = app.caller_with("dp3a-kukar", &[Scope::PartnershipsRead]);
            assert_eq!(without.get(&format!("/v1/statistics/{name}")).expect(403).code(), "insufficient_scope");
            let id = kukar.with("Accept-Language", "id").get(&format!("/v1/statistics/{name}")).expect(200).json();
            assert!(id["unit"] == "target triwulan" || id["unit"] == "pertemuan" || id["unit"] == "hambatan", "{name}");
        }
    }

    fn figures_of_partnerships_as_tables(app) {
        year(app);
        let table = |name: &str| app.dp3a_kukar().with("Accept", "text/csv").get(&format!("/v1/statistics/{name}")).expect(200).text();
        let achieved = table("partnerships");
        let lines: Vec<&str> = achieved.lines().collect();
        // Four rows, what stands in none, and the budgets of two agencies.
        assert_eq!(lines.len(), 1 + 4 + 1 + 2, "{achieved}");
        assert!(lines[0].starts_with("statistic,as_of,partnership_id,partnership_title,agency,region_code,region_name,quarter,indicator,"), "{achieved}");
        assert!(lines[4].ends_with(",peserta_dilatih,,orang,,1,1,50,20,40.00,3,1,17,,,,,"), "{achieved}");
        assert!(lines[5].ends_with(",not_reported,2,,,,,,,,,,,,"), "{achieved}");
        assert!(lines[7].ends_with(",distransnaker-kukar,,,,,,,,,,,,,,,,1,1,100000,75000,75.00"), "{achieved}");
        for name in ["meetings", "obstacles"] {
            assert_eq!(table(name).lines().count(), 1);
            let xlsx = app.dp3a_kukar()
                .with("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                .get(&format!("/v1/statistics/{name}")).expect(200);
            assert!(xlsx.bytes.starts_with(b"PK"));
        }
    }
}
