//! `/v1/imports`: a spreadsheet becomes rows of the register.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp, on_both};

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Sends a file.
fn send(caller: &Caller, query: &str, kind: &str, body: &[u8]) -> Answer {
    let key = uuid::Uuid::now_v7().to_string();
    caller.with("Idempotency-Key", &key).send(
        "POST",
        &format!("/v1/imports?kind=businesses&{query}"),
        Some(kind),
        body,
    )
}

/// Waits for a job to end, by bounded polls.
fn ended(caller: &Caller, path: &str) -> Value {
    for _ in 0..1200 {
        let job = caller.get(path).expect(200).json();
        if job["finished_at"].is_string() {
            return job;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("{path} does not end: {}", caller.get(path).text());
}

/// Imports a CSV text and waits.
fn import(caller: &Caller, query: &str, csv: &str) -> Value {
    import_bytes(caller, query, "text/csv", csv.as_bytes())
}

fn import_bytes(caller: &Caller, query: &str, kind: &str, body: &[u8]) -> Value {
    let answer = send(caller, query, kind, body).expect(202);
    let path = answer.header("location").expect("a location").to_owned();
    let job = ended(caller, &path);
    let sum: i64 = ["created", "updated", "unchanged", "skipped", "failed"]
        .iter()
        .map(|name| job[*name].as_i64().unwrap())
        .sum();
    assert_eq!(job["total_rows"], sum, "{job}");
    job
}

/// `created updated unchanged skipped failed`.
fn counts(job: &Value) -> [i64; 5] {
    ["created", "updated", "unchanged", "skipped", "failed"].map(|name| job[name].as_i64().unwrap())
}

/// `row code` of every finding of a severity.
fn findings(caller: &Caller, job: &Value, severity: &str) -> Vec<String> {
    let id = job["id"].as_str().unwrap();
    let page = caller
        .get(&format!(
            "/v1/imports/{id}/errors?limit=200&severity={severity}"
        ))
        .expect(200)
        .json();
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{} {}", item["row"], item["code"].as_str().unwrap()))
        .collect()
}

const COMMIT: &str = "mode=commit&source=uji";

const THREE: &str = "id_sumber,nama_usaha,nama_pemilik,nik,jenis_kelamin,kode_wilayah,no_hp,tk_pria,tk_wanita,omzet\n\
    A1,Amplang Contoh,Contoh Melati,6402014107800001,P,64.02.06,0812 5550 0101,0,2,Rp 12.000.000\n\
    A2,Batik Contoh,Contoh Mawar,6402014207810002,P,64.02.06,0812 5550 0102,1,1,\n\
    A3,Kerupuk Contoh,Contoh Melati,6402014107800001,P,64.02,0812 5550 0101,,3,5 juta\n";

on_both! {
    fn a_file_becomes_rows_and_the_same_file_changes_nothing(app) {
        let kukar = app.dp3a_kukar();
        let dry = import(&kukar, "source=uji", THREE);
        assert_eq!(dry["status"], "dry_run_done", "{dry}");
        assert_eq!(counts(&dry), [3, 0, 0, 0, 0], "{dry}");
        assert_eq!(dry["progress"], 100);
        let first = import(&kukar, COMMIT, THREE);
        assert_eq!(first["status"], "completed", "{first}");
        assert_eq!(counts(&first), [3, 0, 0, 0, 0], "{first}");
        let again = import(&kukar, COMMIT, THREE);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again}");
        let people = kukar.get("/v1/people?count=exact").expect(200).json();
        assert_eq!(people["total"], 2);
        let changed = import(&kukar, COMMIT, &THREE.replace("Rp 12.000.000", "13 juta"));
        assert_eq!(counts(&changed), [0, 1, 2, 0, 0], "{changed}");
    }
}
