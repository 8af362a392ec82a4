//! `/v1/imports/templates/{kind}`: a workbook to fill in and send.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::imports::{ImportKind, template};

use crate::imports::{COMMIT, XLSX, counts, ended, said, send};
use crate::support::{Caller, on_both};

const BUSINESSES: &str = "/v1/imports/templates/businesses";

/// The columns of the downloaded workbook, with how each cell of a row was filled.
fn header(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Data", "Petunjuk", "Kode"]);
    let data = book.worksheet_range("Data").unwrap();
    assert_eq!(data.height(), 1, "a template holds no rows");
    data.rows()
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The codes of a list as the workbook's drop-downs hold them.
fn codes(bytes: &[u8], list: &str) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let held = book.worksheet_range("Kode").unwrap();
    let rows = held.rows().filter(|row| row[0] == list);
    rows.map(|row| row[1].to_string()).collect()
}

/// A row of the workbook by its columns.
fn row<'v>(header: &[String], values: &[(&str, &'v str)]) -> Vec<&'v str> {
    for (column, _) in values {
        assert!(
            header.iter().any(|held| held == column),
            "no column {column}"
        );
    }
    let value = |column: &String| values.iter().find(|(held, _)| held == column);
    header
        .iter()
        .map(|column| value(column).map_or("", |(_, value)| value))
        .collect()
}

fn import(caller: &Caller, kind: ImportKind, query: &str, rows: &[Vec<&str>]) -> Value {
    let book = template(kind, rows).unwrap();
    let taken = send(caller, query, XLSX, &book).expect(202);
    ended(caller, taken.header("location").unwrap())
}

on_both! {
    fn a_filled_workbook_comes_in_without_an_error(app) {
        let kukar = app.dp3a_kukar();
        let empty = kukar.get(BUSINESSES).expect(200);
        assert_eq!(empty.header("content-type"), Some(XLSX));
        assert_eq!(empty.header("content-disposition"), Some("attachment; filename=\"businesses.xlsx\""));
        assert!(empty.bytes == template(ImportKind::Businesses, &[]).unwrap());
        let header = header(&empty.bytes);
        let one = [
            ("Nama Usaha", "Amplang Contoh"), ("Merek Dagang", "Melati"), ("Bentuk Badan Usaha", "perorangan"),
            ("Bidang Usaha", "kuliner"), ("Jenis Tempat Usaha", "rumah"), ("NIB", "0220100012345"),
            ("No. BPOM MD", "MD 245612345678"), ("No. Sertifikat Halal", "ID64110000123450723"), ("No. SNI", "SNI 8272:2016"),
            ("No. HACCP", "HACCP-17"), ("No. Merek", "IDM000123456"),
            ("Kode KBLI", "10794"), ("Versi KBLI", "2020"), ("Tahun Mulai Usaha", "2019-03"),
            ("Tanggal Daftar", "2022-12-07"), ("Kabupaten/Kota", "Kab. Kutai Kartanegara"),
            ("Kecamatan", "Tenggarong"), ("Kode Wilayah", "64.02.06"), ("Alamat Usaha", "Jl. Contoh No. 7"),
            ("RT", "005"), ("RW", "2"), ("Kode Pos", "75511"), ("Lintang", "-0.4123"), ("Bujur", "116.9872"),
            ("No. HP", "081255500101"), ("Email", "usaha@example.id"), ("Nama Pemilik", "Contoh Melati"),
            ("NIK Pemilik", "6402994107800001"), ("Jenis Kelamin Pemilik", "P"),
            ("Tanggal Lahir Pemilik", "1980-07-01"), ("Pendidikan Pemilik", "sma"),
            ("Disabilitas Pemilik", "Tidak"), ("Persentase Kepemilikan", "100%"), ("Tahun Data", "2025"),
            ("Tenaga Kerja Laki-laki", "0"), ("Tenaga Kerja Perempuan", "2"), ("Modal Usaha", "10000000"),
            ("Nilai Investasi", "20000000"), ("Omzet per Tahun", "48000000"), ("Sistem Sumber", "daftar-2025"),
            ("ID Sumber", "A-001"),
        ];
        let job = import(&kukar, ImportKind::Businesses, "mode=commit", &[row(&header, &one)]);
        assert_eq!(counts(&job), [1, 0, 0, 0, 0], "{job} {:?}", said(&kukar, &job));
        assert_eq!(said(&kukar, &job), Vec::<String>::new());
        // Neither the guide nor the codes were taken for rows, or complained about.
        assert_eq!(job["report"]["sheets"].as_array().unwrap().len(), 1, "{job}");
        assert_eq!(job["report"]["notices"], json!([]));
        assert_eq!(job["report"]["sheets"][0]["unstored_columns"], json!([]));
        let made = kukar.get("/v1/businesses").expect(200).json()["items"][0].clone();
        for (field, value) in [
            ("nib", "0220100012345"), ("started_on", "2019-03"), ("legal_form", "perorangan"),
            ("sector", "kuliner"), ("business_place_type", "rumah"), ("registered_on", "2022-12-07"),
            ("source_record_id", "A-001"),
        ] {
            assert_eq!(made[field], value, "{field}");
        }
        let owner = kukar.get("/v1/people").expect(200).json()["items"][0].clone();
        assert_eq!((&owner["education"], &owner["has_nik"]), (&"sma".into(), &true.into()), "{owner}");
        let again = import(&kukar, ImportKind::Businesses, "mode=commit", &[row(&header, &one)]);
        assert_eq!(counts(&again), [0, 0, 1, 0, 0], "{again}");
    }

    fn the_examples_of_the_guide_come_in(app) {
        let kukar = app.dp3a_kukar();
        let bytes = kukar.get(BUSINESSES).expect(200).bytes;
        let header = header(&bytes);
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
        let guide = book.worksheet_range("Petunjuk").unwrap();
        let of_columns = guide.rows().filter(|row| header.contains(&row[0].to_string()));
        let examples: Vec<(String, String)> = of_columns.map(|row| (row[0].to_string(), row[3].to_string())).collect();
        assert_eq!(examples.len(), header.len());
        let values: Vec<(&str, &str)> = examples.iter().map(|(column, value)| (column.as_str(), value.as_str())).collect();
        let job = import(&kukar, ImportKind::Businesses, COMMIT, &[row(&header, &values)]);
        assert_eq!(counts(&job), [1, 0, 0, 0, 0], "{job} {:?}", said(&kukar, &job));
    }

    fn every_code_of_a_drop_down_is_read(app) {
        let kukar = app.dp3a_kukar();
        let bytes = kukar.get(BUSINESSES).expect(200).bytes;
        let header = header(&bytes);
        let lists = [
            ("Bentuk Badan Usaha", "legal_form"), ("Bidang Usaha", "sector"),
            ("Jenis Tempat Usaha", "business_place_type"), ("Jenis Kelamin Pemilik", "gender"),
            ("Pendidikan Pemilik", "education"), ("Versi KBLI", "kbli_version"),
        ];
        let mut values: Vec<(String, &str, String)> = Vec::new();
        for (column, list) in lists {
            for code in codes(&bytes, list) {
                values.push((format!("Usaha {}", values.len()), column, code));
            }
        }
        let rows: Vec<Vec<&str>> = values
            .iter()
            .map(|(name, column, code)| {
                let gender = ("Jenis Kelamin Pemilik", "P");
                let mut said = vec![(*column, code.as_str()), ("Nama Usaha", name), ("Nama Pemilik", "Contoh Satu")];
                said.extend([("Kode Wilayah", "64.02"), ("ID Sumber", name)]);
                said.extend(Some(gender).filter(|(own, _)| own != column));
                row(&header, &said)
            })
            .collect();
        let job = import(&kukar, ImportKind::Businesses, COMMIT, &rows);
        let all = i64::try_from(rows.len()).unwrap();
        assert!(all > 25);
        assert_eq!(counts(&job), [all, 0, 0, 0, 0], "{job} {:?}", said(&kukar, &job));
        assert_eq!(said(&kukar, &job), Vec::<String>::new());
    }

    fn a_workbook_is_kept_by_its_tag_and_needs_a_token(app) {
        let kukar = app.dp3a_kukar();
        for kind in ["businesses", "enrollments"] {
            let path = format!("/v1/imports/templates/{kind}");
            let tag = kukar.with("Accept", "*/*").get(&path).expect(200).etag();
            let held = kukar.with("If-None-Match", &tag).get(&path).expect(304);
            assert!(held.bytes.is_empty());
        }
        assert_eq!(kukar.get("/v1/imports/templates/people").expect(404).code(), "not_found");
        assert_eq!(kukar.get(&format!("{BUSINESSES}?a=1")).expect(400).code(), "unknown_parameter");
        assert_eq!(kukar.with("Accept", "application/json").get(BUSINESSES).expect(406).code(), "not_acceptable");
        app.caller_with("dp3a-kukar", &[Scope::BusinessesRead]).get(BUSINESSES).expect(200);
        assert_eq!(app.anonymous().get(BUSINESSES).expect(401).code(), "invalid_token");
    }
}
