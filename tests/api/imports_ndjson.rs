//! `/v1/imports` with a file of JSON objects, one a line.

use serde_json::{Value, json};

use crate::imports::{COMMIT, counts, ended, findings, path, said, send, total};
use crate::support::{Caller, on_both};

const NDJSON: &str = "application/x-ndjson";

fn import(caller: &Caller, query: &str, file: &str) -> Value {
    let taken = send(caller, query, NDJSON, file.as_bytes()).expect(202);
    ended(caller, taken.header("location").unwrap())
}

/// The file of `imports::THREE` as objects, with what JSON allows besides.
const THREE: &str = "\u{feff}{\"id_sumber\":\"A1\",\"nama_usaha\":\"Amplang Contoh\",\"nama_pemilik\":\"Contoh Melati\",\"nik\":6402014107800001,\"jenis_kelamin\":\"P\",\"kode_wilayah\":\"64.02.06\",\"no_hp\":\"0812 5550 0101\",\"tk_pria\":0,\"tk_wanita\":2,\"omzet\":12000000}\r\n\
    \r\n\
    {\"business_name\":\"Batik Contoh\",\"owner_name\":\"Contoh Mawar\",\"NIK Pemilik\":\"6402014207810002\",\"L/P\":\"P\",\"kode_wilayah\":\"64.02.06\",\"no_hp\":\"0812 5550 0102\",\"id_sumber\":\"A2\",\"catatan\":null,\"tk_pria\":1,\"tk_wanita\":1}\n\
    {\"id_sumber\":\"A3\",\"nama_usaha\":\"Kerupuk Contoh\",\"nama_pemilik\":\"Contoh Melati\",\"nik\":\"6402014107800001\",\"jenis_kelamin\":\"P\",\"kode_wilayah\":\"64.02\",\"no_hp\":81255500101,\"tk_wanita\":3,\"omzet\":\"5 juta\",\"aktif\":true}";

on_both! {
    fn objects_become_rows_and_the_same_file_changes_nothing(app) {
        let kukar = app.dp3a_kukar();
        let dry = import(&kukar, "source=uji", THREE);
        assert_eq!((counts(&dry), total(&kukar, "/v1/businesses")), ([3, 0, 0, 0, 0], 0), "{dry}");
        let first = import(&kukar, COMMIT, THREE);
        assert_eq!(counts(&first), [3, 0, 0, 0, 0], "{first} {:?}", said(&kukar, &first));
        let sheet = &first["report"]["sheets"][0];
        assert_eq!((&sheet["name"], &sheet["first_row"]), (&Value::Null, &json!(1)));
        assert_eq!(sheet["unknown_columns"], json!(["catatan"]));
        assert_eq!(sheet["columns"][1], "nama_usaha");
        assert_eq!(sheet["fields"][1], "business_name");
        // A long number in JSON keeps all its digits: both rows name one person.
        assert_eq!(total(&kukar, "/v1/people"), 2);
        let again = import(&kukar, COMMIT, THREE);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again}");
        // The same rows as a table are the same rows.
        let taken = send(&kukar, COMMIT, "text/csv", crate::imports::THREE.as_bytes()).expect(202);
        let table = ended(&kukar, taken.header("location").unwrap());
        assert_eq!(counts(&table), [0, 0, 3, 0, 0], "{table}");
    }

    fn a_broken_line_is_a_refused_row_and_the_file_goes_on(app) {
        let kukar = app.dp3a_kukar();
        let row = |n: u32, more: &str| {
            format!("{{\"id_sumber\":\"B{n}\",\"nama_usaha\":\"Usaha {n}\",\"nama_pemilik\":\"Contoh {n}\",\"jenis_kelamin\":\"P\",\"kode_wilayah\":\"64.02\"{more}}}")
        };
        let file = [
            row(1, ""),
            row(2, "")[..40].to_owned(),
            "[\"B3\"]".to_owned(),
            row(4, ",\"owner\":{\"name\":\"Contoh\"}"),
            row(5, ",\"owner_name\":\"Lain\""),
            String::new(),
            row(7, ",\"nik\":6.402014107800001e15"),
            row(8, ",\"nik\":6402014107800001.0"),
            row(9, ",\"tgl_lahir\":29353"),
            row(10, ",\"kbli\":1079,\"versi_kbli\":2020"),
            row(11, &format!(",\"alamat\":\"{}\"", "x".repeat(70_000))),
            row(12, ",\"alamat\":\"a\\u0000b\""),
            row(13, ",\"nib\":220100012345"),
            row(14, ",\"nik\":640201410780000"),
            row(15, ""),
        ]
        .join("\n");
        let job = import(&kukar, COMMIT, &file);
        assert_eq!(job["status"], "partially_completed", "{job}");
        let said = said(&kukar, &job);
        for wanted in [
            "2 invalid_json", "3 not_an_object", "4 nested_value", "5 duplicate_key",
            "7 nik_numeric_cell", "8 nik_numeric_cell", "9 invalid_date", "11 line_too_long",
            "10 kbli_leading_zero", "12 invalid_encoding", "13 invalid_nib", "14 nik_numeric_cell",
        ] {
            assert!(said.iter().any(|line| line == wanted), "{wanted}: {said:?}");
        }
        assert!(!said.iter().any(|line| line.starts_with("1 ") || line.starts_with("15 ")), "{said:?}");
        assert_eq!(job["total_rows"], 14, "{job}");
        for finding in findings(&kukar, &job) {
            let text = finding.to_string();
            assert!(!text.contains("640201") && !text.contains("Contoh 7"), "{text}");
        }
        // What was refused goes back as a table and comes in again.
        let back = kukar.with("Accept", "text/csv").get(&format!("{}/errors", path(&job))).expect(200).text();
        let head = back.lines().next().unwrap();
        assert_eq!(head, "id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,kode_wilayah,owner,nik,tgl_lahir,kbli,versi_kbli,alamat,nib,row,code,message");
        assert!(back.contains("\r\nB4,Usaha 4,Contoh 4,P,64.02,"), "{back}");
    }

    fn a_file_that_is_none_is_refused_whole(app) {
        let kukar = app.dp3a_kukar();
        for (file, code) in [
            ("[{\"nama_usaha\":\"A\"}]", "json_array"),
            ("nama_usaha,nama_pemilik\nA,B\n", "no_objects"),
            ("{\"nama_usaha\":\"A\"}\n", "missing_column"),
        ] {
            let job = import(&kukar, COMMIT, file);
            assert_eq!((&job["status"], &job["problem"]["code"]), (&json!("failed"), &json!(code)), "{job}");
        }
        let refused = send(&kukar, COMMIT, "application/json", b"{}").expect(415);
        assert!(refused.json()["detail"].as_str().unwrap().contains(NDJSON));
    }
}
