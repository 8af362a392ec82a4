//! `/v1/partnerships/{id}/report`: the same figures as data, workbook and page.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

use super::{activity, added, draft, go, reported, reporting, sign, target};
use crate::support::{Batch, Program, TestApp, on_both};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A batch of the labor agency in May 2024 that three women attended.
fn batch(app: &TestApp) -> Value {
    let program = app.put_program(Program::USUAL);
    let batch = Batch {
        starts_on: "2024-05-06",
        status: "completed",
        ..Batch::USUAL
    };
    let batch = app.put_batch(program, batch);
    for (n, status) in [(1, "passed"), (2, "failed"), (3, "passed")] {
        let person = app.put_person("64.02", "dp3a-kukar", "P", n);
        app.put_enrollment(batch, person, status);
    }
    json!([{ "resource": "training-batches", "id": batch }])
}

/// A signed partnership with two activities, two targets of one indicator and one of two others,
/// reports of two quarters, three meetings and two obstacles: its path.
fn filled(app: &TestApp) -> String {
    let (kukar, trade) = (
        app.dp3a_kukar(),
        app.caller("disperindag-kukar").acting("kukar-3"),
    );
    let labor = app.caller("distransnaker-kukar").acting("kukar-4");
    let path = draft(app);
    let mut fair = activity("disperindag-kukar");
    fair["name"] = json!("Pameran <script>alert(1)</script>");
    fair["budget_idr"] = json!(125_000_000);
    fair["spent_idr"] = json!(100_000_000);
    fair["supporting_agencies"] = json!(["diskop-kukar"]);
    fair["links"] = batch(app);
    added(&kukar, &path, "activities", &fair);
    let mut later = activity("distransnaker-kukar");
    later["code"] = json!("1.2");
    later["planned_from"] = json!("2024-07-01");
    added(&kukar, &path, "activities", &later);
    let mut targets = Vec::new();
    for (agency, indicator) in [
        ("disperindag-kukar", "pameran_diikuti"),
        ("distransnaker-kukar", "pameran_diikuti"),
        ("distransnaker-kukar", "peserta_dilatih"),
        ("diskop-kukar", "koperasi_terbentuk"),
    ] {
        let mut body = target(agency);
        body["indicator"] = json!(indicator);
        targets.push(added(&kukar, &path, "targets", &body));
    }
    for (at, kind) in [
        ("04-03", "koordinasi"),
        ("05-01", "monitoring"),
        ("07-03", "evaluasi"),
    ] {
        let body = json!({ "kind": kind, "starts_at": format!("2024-{at}T01:00:00Z"), "title": "Rapat Contoh" });
        added(&kukar, &path, "meetings", &body);
    }
    sign(&kukar, &path);
    let report = reported(&trade, &targets[0], "2024-Q1", 2);
    go(&kukar, &report, &json!({ "to": "verified" })).expect(200);
    reported(&trade, &targets[0], "2024-Q2", 1);
    reported(&labor, &targets[1], "2024-Q2", 4);
    reported(&labor, &targets[2], "2024-Q2", 2);
    let meetings = kukar.get(&format!("{path}/meetings")).expect(200).json();
    let held = format!(
        "/v1/meetings/{}",
        meetings["items"][0]["id"].as_str().unwrap()
    );
    go(&kukar, &held, &json!({ "to": "held" })).expect(200);
    let parties = kukar.get(&path).expect(200).json()["parties"].clone();
    let mark = |n: usize, mark: &str| json!({ "party_id": parties[n]["id"], "mark": mark });
    let marks = json!({ "marks": [mark(0, "hadir"), mark(1, "hadir"), mark(2, "izin")] });
    let tag = kukar.get(&held).expect(200).etag();
    kukar
        .put(&format!("{held}/attendance"), &tag, &marks)
        .expect(200);
    let obstacle = |severity: &str, raised_on: &str| {
        let body = json!({
            "category": "pasar", "severity": severity, "title": "=Hambatan Contoh", "raised_on": raised_on
        });
        added(&kukar, &path, "obstacles", &body)
    };
    let old = obstacle("critical", "2024-03-01");
    obstacle("low", "2024-08-01");
    let follow_up = json!({ "action": "Tindak lanjut Contoh", "agency": "diskop-kukar", "assigned_on": "2024-04-01", "due_on": "2024-06-10" });
    added(&kukar, &old, "follow-ups", &follow_up);
    let evaluation = |period: &str| json!({ "period": period, "analysis": "Analisis Contoh." });
    added(&kukar, &path, "evaluations", &evaluation("2024-Q2"));
    added(&kukar, &path, "evaluations", &evaluation("2024-S1"));
    path
}

fn texts<'a>(list: &'a Value, pointer: &str) -> Vec<&'a str> {
    let all = list.as_array().unwrap().iter();
    all.map(|one| one.pointer(pointer).unwrap().as_str().unwrap())
        .collect()
}

on_both! {
    fn a_quarter_is_reported_as_counted_by_hand(app) {
        let kukar = app.dp3a_kukar();
        let path = filled(app);
        let report = kukar.get(&format!("{path}/report?period=2024-Q2")).expect(200).json();
        assert_eq!(report["summary"], json!({
            "targets": 4, "targets_reached": 1, "targets_unreported": 1, "activities": 1, "activities_completed": 0,
            "budget_idr": 125_000_000, "spent_idr": 100_000_000, "absorbed_percent": "80.00",
            "meetings_planned": 2, "meetings_held": 1, "meetings_canceled": 0, "obstacles_open": 1,
            "obstacles_closed": 0, "follow_ups_open": 1, "follow_ups_overdue": 1, "follow_ups_done": 0
        }));
        let [fair, labor, trained] = [0, 1, 2].map(|n| report["targets"][n].clone());
        assert_eq!(fair["period"], json!({
            "target": 3, "reported": 1, "computed": null, "difference": null, "percent": "33.33"
        }));
        assert_eq!(fair["year_to_date"], json!({
            "target": 5, "reported": 3, "computed": null, "difference": null, "percent": "60.00"
        }));
        assert_eq!(fair["quarters"][0]["status"], "reported");
        assert_eq!((&fair["agency"]["short_name"], fair["quarters"].as_array().unwrap().len()), (&json!("Disperindag Kukar"), 1));
        assert_eq!(labor["period"]["percent"], "133.33");
        // Three women were in the batch of May.
        assert_eq!(trained["period"], json!({
            "target": 3, "reported": 2, "computed": 3, "difference": -1, "percent": "66.67"
        }));
        assert_eq!((&trained["year_to_date"]["computed"], &trained["year_to_date"]["percent"]), (&json!(3), &json!("40.00")));
        assert_eq!(report["targets"][3]["period"]["reported"], Value::Null);
        assert_eq!(report["indicators"][0]["period"], json!({
            "target": 6, "reported": 5, "computed": null, "difference": null, "percent": "83.33"
        }));
        assert_eq!((&report["indicators"][0]["targets"], report["indicators"].as_array().unwrap().len()), (&json!(2), 3));
        assert_eq!(texts(&report["activities"], "/code"), ["1.1"]);
        assert_eq!(report["activities"][0]["batches"], 1);
        assert_eq!(report["activities"][0]["support"][0]["code"], "diskop-kukar");
        assert_eq!(texts(&report["meetings"], "/status"), ["held", "scheduled"]);
        assert_eq!((&report["meetings"][0]["day"], &report["meetings"][0]["present"]), (&json!("2024-04-03"), &json!(2)));
        let shares: Vec<Value> = (0..4).map(|n| report["attendance"][n]["percent"].clone()).collect();
        assert_eq!(shares, [json!("100.00"), json!("100.00"), json!("0.00"), Value::Null]);
        let [obstacle, follow_up] = ["obstacles", "follow_ups"].map(|part| report[part][0].clone());
        // From 1 March to 30 June.
        assert_eq!((&obstacle["age_days"], &obstacle["follow_ups_open"]), (&json!(121), &json!(1)));
        assert_eq!((&follow_up["days_overdue"], &follow_up["obstacle_id"]), (&json!(20), &obstacle["id"]));
        let ages: Vec<i64> = (0..4).map(|n| report["obstacle_ages"][n]["severe"].as_i64().unwrap()).collect();
        assert_eq!(ages, [0, 0, 1, 0]);
        assert_eq!(texts(&report["evaluations"], "/period"), ["2024-Q2"]);
        assert_eq!((&report["time_zone"], &report["counted_to"]), (&json!("WITA"), &json!("2024-06-30")));
    }

    fn semesters_and_years_add_quarters(app) {
        let kukar = app.dp3a_kukar();
        let path = filled(app);
        let half = kukar.get(&format!("{path}/report?period=2024-S1")).expect(200).json();
        assert_eq!(half["targets"][0]["period"], half["targets"][0]["year_to_date"]);
        assert_eq!((&half["targets"][0]["period"]["reported"], half["targets"][0]["quarters"].as_array().unwrap().len()), (&json!(3), 2));
        assert_eq!(texts(&half["evaluations"], "/period"), ["2024-S1", "2024-Q2"]);
        let year = kukar.get(&format!("{path}/report?period=2024")).expect(200).json();
        assert_eq!(texts(&year["activities"], "/code"), ["1.1", "1.2"]);
        assert_eq!((&year["summary"]["meetings_planned"], &year["summary"]["obstacles_open"]), (&json!(3), &json!(2)));
        // Before the partnership there was nothing; what it left undone is nobody's activity after it.
        let of = |period: &str| kukar.get(&format!("{path}/report?period={period}")).expect(200).json();
        let before = of("2023");
        for part in ["targets", "indicators", "activities", "meetings", "obstacles", "follow_ups", "evaluations"] {
            assert_eq!(before[part], json!([]), "{part}");
        }
        assert_eq!(texts(&of("2024-Q4")["activities"], "/code"), ["1.1", "1.2"]);
        let after = of("2025");
        assert_eq!((&after["activities"], after["obstacles"].as_array().unwrap().len()), (&json!([]), 2));
    }

    fn a_correction_stands_beside_what_was_closed(app) {
        let kukar = app.dp3a_kukar();
        let (path, target, trade) = reporting(app);
        let first = reported(&trade, &target, "2024-Q1", 2);
        go(&kukar, &first, &json!({ "to": "verified" })).expect(200);
        kukar.post(&format!("{path}/quarters"), &json!({ "quarter": "2024-Q1" })).expect(201);
        let late = json!({ "quarter": "2024-Q1", "value": 3, "correction_reason": "contoh" });
        let late = added(&trade, &target, "realizations", &late);
        let report = format!("{path}/report?period=2024-Q1");
        let quarter = || kukar.get(&report).expect(200).json()["targets"][0]["quarters"][0].clone();
        let before = quarter();
        assert_eq!((&before["reported"], &before["pending"], &before["closed"]), (&json!(2), &json!("reported"), &json!(true)));
        go(&kukar, &late, &json!({ "to": "verified" })).expect(200);
        let after = quarter();
        assert_eq!((&after["reported"], &after["revision"], &after["pending"]), (&json!(3), &json!(2), &Value::Null));
        assert_eq!(after["reported_at_closing"], 2);
        let page = kukar.with("Accept", "text/html").get(&report).expect(200).text();
        assert!(page.contains("corrected, at first 2"));
    }

    fn percentages_are_not_added(app) {
        let kukar = app.dp3a_kukar();
        let path = draft(app);
        let mut body = target("diskop-kukar");
        body["indicator"] = json!("lainnya");
        body["name"] = json!("Koperasi aktif");
        body["unit"] = json!("persen");
        added(&kukar, &path, "targets", &body);
        let of = |period: &str| kukar.get(&format!("{path}/report?period={period}")).expect(200).json();
        assert_eq!(of("2024-S1")["indicators"][0]["period"]["target"], Value::Null);
        assert_eq!(of("2024-Q2")["indicators"][0]["period"]["target"], 3);
        assert_eq!(of("2024-S1")["targets"][0]["quarters"][0]["target"], 2);
    }

    fn the_page_is_complete_in_itself_and_escapes_what_people_wrote(app) {
        let kukar = app.dp3a_kukar();
        let path = filled(app);
        let report = format!("{path}/report?period=2024-Q2");
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let answer = kukar.without("Accept-Language").with("Accept", browser).get(&report).expect(200);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(answer.header("content-language"), Some("id"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        let page = answer.text();
        assert!(page.contains("Pameran &#60;script&#62;alert(1)&#60;/script&#62;"));
        for forbidden in ["<script", "src=", "href=", "<link"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(page.contains("Triwulan II 2024") && page.contains("33,33%"));
        let english = kukar.with("Accept", "text/html").get(&report).expect(200);
        assert_eq!(english.header("content-language"), Some("en"));
        assert!(english.text().contains("Quarter 2 of 2024"));
    }

    fn the_workbook_holds_the_same_figures_as_numbers(app) {
        let kukar = app.dp3a_kukar();
        let path = filled(app);
        let answer = kukar.without("Accept-Language").with("Accept", XLSX).get(&format!("{path}/report?period=2024-Q2")).expect(200);
        assert_eq!(answer.header("content-type"), Some(XLSX));
        assert!(answer.header("content-disposition").unwrap().ends_with("-2024-Q2.xlsx\""));
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(answer.bytes)).unwrap();
        let mut cell = |sheet: &str, row: usize, column: &str| {
            let range = book.worksheet_range(sheet).unwrap();
            let rows: Vec<&[Data]> = range.rows().collect();
            let place = rows[0].iter().position(|head| *head == column).unwrap();
            rows[row][place].clone()
        };
        assert_eq!(cell("Target", 1, "Dilaporkan"), Data::Float(1.0));
        assert_eq!(cell("Target", 1, "Capaian"), Data::Float(0.3333));
        assert_eq!(cell("Target", 1, "Dilaporkan tahun berjalan"), Data::Float(3.0));
        assert_eq!(cell("Kegiatan", 1, "Anggaran (Rp)"), Data::Float(125_000_000.0));
        assert!(matches!(cell("Kegiatan", 1, "Rencana mulai"), Data::DateTime(_)));
        assert_eq!(cell("Hambatan", 1, "Hambatan"), Data::String("=Hambatan Contoh".to_owned()));
    }

    fn a_report_is_asked_for_as_it_can_be_given(app) {
        let kukar = app.dp3a_kukar();
        let path = draft(app);
        let report = format!("{path}/report");
        let refused = kukar.get(&report).expect(400);
        assert_eq!(refused.fields(), ["?period required"]);
        for period in ["2024-Q5", "2024-S3", "1999", "kemarin", ""] {
            let refused = kukar.get(&format!("{report}?period={period}")).expect(400);
            assert!(refused.fields()[0].starts_with("?period "), "{period}");
        }
        kukar.get(&format!("{report}?period=2024&bulan=1")).expect(400);
        let whole = format!("{report}?period=2024");
        kukar.with("Accept", "text/csv").get(&whole).expect(406);
        assert_eq!(kukar.with("Accept", "*/*").get(&whole).expect(200).json()["period"], "2024");
        // Every party reads it, and the province above; nobody else does.
        app.caller("disperindag-kukar").get(&whole).expect(200);
        app.kaltim().get(&whole).expect(200);
        app.samarinda().get(&whole).expect(404);
    }
}
