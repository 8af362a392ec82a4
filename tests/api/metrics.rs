//! `/metrics`: readable, true, and silent about what the register holds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::support::on_both;

/// Reads OpenMetrics text strictly; gives each sample by its name and labels.
#[track_caller]
fn parse(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut families: BTreeMap<&str, &str> = BTreeMap::new();
    let (body, end) = text.rsplit_once("# EOF\n").expect("an end");
    assert_eq!(end, "");
    for line in body.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (kind, name, rest) = (words.next(), words.next().unwrap(), words.next().unwrap());
            match kind {
                Some("HELP") => assert!(rest.ends_with('.'), "{line}"),
                Some("TYPE") => {
                    assert!(["counter", "gauge", "histogram"].contains(&rest), "{line}");
                    assert!(families.insert(name, rest).is_none(), "{name} twice");
                }
                other => panic!("{other:?}: {line}"),
            }
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect(line);
        let (name, labels) = sample.split_once('{').unwrap_or((sample, "}"));
        let is_word = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        assert!(is_word(name), "{line}");
        for label in labels
            .strip_suffix('}')
            .expect(line)
            .split(',')
            .filter(|l| !l.is_empty())
        {
            let (key, value) = label.split_once("=\"").expect(line);
            let value = value.strip_suffix('"').expect(line);
            assert!(is_word(key), "{line}");
            assert!(
                value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+._".contains(&b)),
                "{line}"
            );
        }
        let family = families.iter().find(|(family, kind)| match **kind {
            "counter" => name.strip_prefix(**family) == Some("_total"),
            "histogram" => ["_sum", "_count", "_bucket"]
                .contains(&name.strip_prefix(**family).unwrap_or_default()),
            _ => name == **family,
        });
        assert!(family.is_some(), "no TYPE before {line}");
        let value: f64 = value.parse().expect(line);
        assert!(value >= 0.0, "{line}");
        assert!(
            samples.insert(sample.to_owned(), value).is_none(),
            "{line} twice"
        );
    }
    samples
}

on_both! {
    fn the_figures_are_readable_and_true(app) {
        let caller = app.dp3a_kukar();
        let figures = || {
            let answer = app.anonymous().get("/metrics").expect(200);
            let kind = answer.header("content-type").unwrap();
            assert_eq!(kind, "application/openmetrics-text; version=1.0.0; charset=utf-8");
            assert!(answer.header("ratelimit").is_none());
            parse(&answer.text())
        };
        let before = figures();
        let counted = "sinergi_http_request_duration_seconds_count";
        let made = format!("{counted}{{operation=\"createBusiness\",status=\"2xx\"}}");
        assert!(!before.contains_key(&made));
        let body = json!({ "name": "Usaha Rahasia", "region_code": "64.02.06" });
        let answer = caller.post("/v1/businesses", &body).expect(201);
        let path = answer.header("location").unwrap().to_owned();
        for _ in 0..3 {
            caller.get(&path).expect(200);
        }
        caller.get(&format!("/v1/businesses/{}", uuid::Uuid::now_v7())).expect(404);
        caller.get("/v1/nothing/kembang").expect(404);
        app.anonymous().get("/v1/me").expect(401);
        let after = figures();
        for (operation, class, count) in [
            ("createBusiness", "2xx", 1.0),
            ("getBusiness", "2xx", 3.0),
            ("getBusiness", "4xx", 1.0),
            ("none", "4xx", 1.0),
            ("getMe", "4xx", 1.0),
            ("getMetrics", "2xx", 1.0),
        ] {
            let labels = format!("operation=\"{operation}\",status=\"{class}\"");
            assert_eq!(after[&format!("{counted}{{{labels}}}")], count, "{labels}");
            let all = format!("sinergi_http_request_duration_seconds_bucket{{le=\"+Inf\",{labels}}}");
            assert_eq!(after.get(&all).copied().unwrap_or_else(|| panic!("{after:#?}")), count, "{labels}");
        }
        assert_eq!(after["sinergi_in_flight{kind=\"request\"}"], 0.0);
        assert_eq!(after["sinergi_rate_limited_total{quota=\"default\"}"], 0.0);
        assert_eq!(after["sinergi_database_connections_limit"], 6.0);
        assert!(after["process_resident_memory_bytes"] > 1e6);
        assert!(after.contains_key("sinergi_audit_unsealed_events"), "{after:#?}");
        assert!(after.contains_key("sinergi_audit_unsealed_seconds"));
        // Only SQLite has the one writer.
        let sqlite = !app.app.db().writes_side_by_side();
        let groups = after.get("sinergi_writer_group_size_sum").copied();
        assert_eq!(groups.is_some_and(|sum| sum >= 1.0), sqlite);
        assert_eq!(groups.is_some(), sqlite);
        assert_eq!(after.contains_key("sinergi_writer_queue_length"), sqlite);
    }

    fn nothing_of_a_row_or_a_caller_is_told(app) {
        let caller = app.dp3a_kukar();
        let body = json!({ "full_name": "Contoh Kenanga", "nik": "6402064505800003", "gender": "P", "birth_date": "1980-05-05", "phones": ["081234567890"] });
        let person = caller.post("/v1/people", &body).expect(201).header("location").unwrap().to_owned();
        caller.get(&person).expect(200);
        let search = json!({ "name": "kenanga", "purpose": "verifikasi" });
        caller.post("/v1/people/search", &search).expect(200);
        caller.get("/v1/businesses?q=melati").expect(200);
        let text = app.anonymous().get("/metrics").expect(200).text();
        let id = person.rsplit('/').next().unwrap();
        for told in [id, "enanga", "6402064505800003", "81234567890", "melati", "dp3a", "kukar", "/v1/"] {
            assert!(!text.contains(told), "{told}");
        }
        // The labels of operations are the document's.
        let document = sinergi::openapi::document("").to_string();
        let named: BTreeSet<&str> = text
            .split("operation=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert!(named.contains("searchPeople"), "{named:?}");
        for operation in named {
            assert!(operation == "none" || document.contains(&format!("\"operationId\":\"{operation}\"")), "{operation}");
        }
    }

    fn an_import_is_seen(app) {
        let caller = app.dp3a_kukar();
        let key = uuid::Uuid::now_v7().to_string();
        let csv = "nama_usaha,nama_pemilik,kode_wilayah\nUsaha Satu,Contoh A,64.02.06\nUsaha Dua,Contoh B,64.02.06\nUsaha Tiga,Contoh C,64.02.06\n";
        let job = caller
            .with("Idempotency-Key", &key)
            .send("POST", "/v1/imports?kind=businesses&mode=commit&source=metrics", Some("text/csv"), csv.as_bytes())
            .expect(202)
            .header("location")
            .unwrap()
            .to_owned();
        let mut last = json!(null);
        for _ in 0..400 {
            last = caller.get(&job).expect(200).json();
            if !["uploaded", "mapping", "validating", "processing"].contains(&last["status"].as_str().unwrap()) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        let mut figures = BTreeMap::new();
        // The job says that it has ended a moment before its runner does.
        for _ in 0..400 {
            figures = parse(&app.anonymous().get("/metrics").expect(200).text());
            if figures["sinergi_import_jobs_running"] == 0.0 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        assert_eq!(figures["sinergi_import_jobs_running"], 0.0);
        assert_eq!(figures["sinergi_import_rows_total"], 3.0, "{last}");
        assert!(figures["sinergi_import_longest_hold_seconds"] > 0.0);
    }
}
