//! `/v1/imports`: a spreadsheet becomes rows of the register.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, on_both};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub const COMMIT: &str = "mode=commit&source=uji";

pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Sends a file.
pub fn send(caller: &Caller, query: &str, kind: &str, body: &[u8]) -> Answer {
    let path = format!("/v1/imports?kind=businesses&{query}");
    caller
        .with("Idempotency-Key", &key())
        .send("POST", &path, Some(kind), body)
}

/// Asks again until a job is as wanted; a bound, not a wait.
pub fn poll(caller: &Caller, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..6_000 {
        let job = caller.get(path).expect(200).json();
        if wanted(&job) {
            return job;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{path}: {}", caller.get(path).text());
}

pub fn ended(caller: &Caller, path: &str) -> Value {
    let job = poll(caller, path, |job| job["finished_at"].is_string());
    let sum: i64 = counts(&job).iter().sum();
    assert_eq!(job["total_rows"], sum, "{job}");
    job
}

pub fn import_bytes(caller: &Caller, query: &str, kind: &str, body: &[u8]) -> Value {
    let answer = send(caller, query, kind, body).expect(202);
    let path = answer.header("location").expect("a location").to_owned();
    ended(caller, &path)
}

/// Imports a CSV text and waits.
pub fn import(caller: &Caller, query: &str, csv: &str) -> Value {
    import_bytes(caller, query, "text/csv", csv.as_bytes())
}

pub fn corpus(file: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/corpus/{file}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// `created updated unchanged skipped failed`.
pub fn counts(job: &Value) -> [i64; 5] {
    ["created", "updated", "unchanged", "skipped", "failed"].map(|name| job[name].as_i64().unwrap())
}

pub fn path(job: &Value) -> String {
    format!("/v1/imports/{}", job["id"].as_str().unwrap())
}

pub fn findings(caller: &Caller, job: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = format!("{}/errors?limit=7", path(job));
    loop {
        let page = caller.get(&next).expect(200);
        all.extend(page.json()["items"].as_array().unwrap().clone());
        let Some(link) = page.header("link") else {
            return all;
        };
        next = link
            .trim_start_matches('<')
            .split('>')
            .next()
            .unwrap()
            .to_owned();
    }
}

/// `row code` of everything said about rows.
pub fn said(caller: &Caller, job: &Value) -> Vec<String> {
    findings(caller, job)
        .iter()
        .map(|item| format!("{} {}", item["row"], item["code"].as_str().unwrap()))
        .collect()
}

pub fn total(caller: &Caller, list: &str) -> i64 {
    let join = if list.contains('?') { '&' } else { '?' };
    let page = caller.get(&format!("{list}{join}count=exact&limit=1"));
    page.expect(200).json()["total"].as_i64().unwrap()
}

pub const THREE: &str = "id_sumber,nama_usaha,nama_pemilik,nik,jenis_kelamin,kode_wilayah,no_hp,tk_pria,tk_wanita,omzet\n\
    A1,Amplang Contoh,Contoh Melati,6402014107800001,P,64.02.06,0812 5550 0101,0,2,Rp 12.000.000\n\
    A2,Batik Contoh,Contoh Mawar,6402014207810002,P,64.02.06,0812 5550 0102,1,1,\n\
    A3,Kerupuk Contoh,Contoh Melati,6402014107800001,P,64.02,0812 5550 0101,,3,5 juta\n";

pub fn rows(count: usize) -> String {
    let mut csv = String::from("id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,kode_wilayah\n");
    for n in 0..count {
        csv.push_str(&format!(
            "B{n},Usaha Contoh {n},Pemilik Contoh {n},P,64.02\n"
        ));
    }
    csv
}

on_both! {
    fn a_file_becomes_rows_and_the_same_file_changes_nothing(app) {
        let kukar = app.dp3a_kukar();
        let dry = import(&kukar, "source=uji", THREE);
        assert_eq!(dry["status"], "dry_run_done", "{dry}");
        assert_eq!(counts(&dry), [3, 0, 0, 0, 0], "{dry}");
        assert_eq!(dry["progress"], 100);
        assert_eq!(total(&kukar, "/v1/businesses"), 0);
        assert_eq!(total(&kukar, "/v1/people"), 0);
        let first = import(&kukar, COMMIT, THREE);
        assert_eq!(first["status"], "completed", "{first}");
        assert_eq!(counts(&first), [3, 0, 0, 0, 0], "{first}");
        assert_eq!(total(&kukar, "/v1/people"), 2);
        let again = import(&kukar, COMMIT, THREE);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again}");
        let changed = import(&kukar, COMMIT, &THREE.replace("Rp 12.000.000", "13 juta"));
        assert_eq!(counts(&changed), [0, 1, 2, 0, 0], "{changed}");
        let list = kukar.get("/v1/businesses?sort=name").expect(200).json();
        let business = &list["items"][0];
        assert_eq!(business["name"], "Amplang Contoh");
        assert_eq!(business["status"], "submitted");
        assert_eq!(business["women_owned"], "yes");
        let id = business["id"].as_str().unwrap();
        let history = kukar.get(&format!("/v1/businesses/{id}/history")).expect(200).json();
        let acts: Vec<_> = history["items"].as_array().unwrap().iter().map(|act| &act["action"]).collect();
        assert_eq!(acts, ["created", "updated"]);
        assert_eq!(history["items"][0]["actor"], "kukar-1");
    }

    fn every_quirk_has_its_outcome(app) {
        let kukar = app.dp3a_kukar();
        let file = corpus("register_rows.csv");
        let job = import_bytes(&kukar, COMMIT, "text/csv", &file);
        let said = said(&kukar, &job);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(file.as_slice());
        let mut wanted = [0; 5];
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.unwrap();
            let (outcome, codes) = record[0].split_once(' ').unwrap_or((&record[0], ""));
            let at = ["created", "updated", "unchanged", "skipped", "failed"];
            wanted[at.iter().position(|one| *one == outcome).unwrap()] += 1;
            let mut found: Vec<&str> = said
                .iter()
                .filter_map(|line| line.strip_prefix(&format!("{number} ")))
                .collect();
            found.sort_unstable();
            assert_eq!(found.join(","), codes, "row {number}: {}", &record[1]);
        }
        assert_eq!(counts(&job), wanted, "{job}");
        assert_eq!(job["status"], "partially_completed");
        assert_eq!(job["report"]["sheets"][0]["unknown_columns"], json!(["harapan", "catatan"]));
        assert_eq!(job["report"]["sheets"][0]["unstored_columns"], json!([]));
        let found = kukar.get("/v1/businesses?q=DROP").expect(200).json();
        assert_eq!(found["items"][0]["name"], "\"Amplang\"; DROP TABLE businesses; <b>x</b>");
        // Again: what was created is unchanged, what was refused is refused.
        let again = import_bytes(&kukar, COMMIT, "text/csv", &file);
        assert_eq!(counts(&again), [0, 0, wanted[0], wanted[3], wanted[4]], "{again} {:?}", self::said(&kukar, &again));
    }

    fn refused_rows_go_back_corrected(app) {
        let kukar = app.dp3a_kukar();
        let csv = "id_sumber,nama_usaha,nama_pemilik,nik,kode_wilayah\nC1,Satu,Contoh Satu,123,64.02\nC2,Dua,Contoh Dua,,64.02\nC3,=Tiga,Contoh Tiga,6.40201E+15,6402\n";
        let job = import(&kukar, COMMIT, csv);
        assert_eq!(counts(&job), [1, 0, 0, 0, 2], "{job}");
        let errors = kukar.get(&format!("{}/errors", path(&job))).expect(200).json();
        let nik = &errors["items"][0];
        assert_eq!(nik["code"], "nik_length");
        assert_eq!(nik["column"], "nik");
        assert_eq!(nik["masked_value"], "***");
        assert_eq!(nik["message"], "A NIK has 16 digits.");
        let back = kukar.with("Accept", "text/csv").get(&format!("{}/errors", path(&job))).expect(200).text();
        let lines: Vec<&str> = back.lines().collect();
        assert_eq!(lines[0], "id_sumber,nama_usaha,nama_pemilik,nik,kode_wilayah,row,code,message");
        assert!(lines[1].starts_with("C1,Satu,Contoh Satu,123,64.02,2,nik_length,"), "{back}");
        assert!(lines[2].contains("C3,'=Tiga,Contoh Tiga,6.40201E+15,6402,4,nik_numeric_cell; region_code_system_required,"), "{back}");
        assert_eq!(lines.len(), 3);
        assert!(lines[1].contains(",\"nik: ") || lines[1].contains(",nik: "), "the column at fault is named: {back}");
        let same = import(&kukar, COMMIT, &back);
        assert_eq!(same["report"]["sheets"][0]["unknown_columns"], json!([]), "row, code and message are ours");
        assert_eq!(counts(&same), [0, 0, 0, 0, 2], "{same}");
        let corrected = back.replace(",123,", ",6402014107800001,").replace("6.40201E+15,6402", ",64.02");
        let sent = import(&kukar, COMMIT, &corrected);
        assert_eq!(counts(&sent), [2, 0, 0, 0, 0], "{sent}");
        let names = kukar.get("/v1/businesses?q=Tiga").expect(200).json();
        assert_eq!(names["items"][0]["name"], "=Tiga");
        let acts = kukar.get("/v1/audit-events?resource=imports&action=import_errors_read&count=exact").expect(200).json();
        assert_eq!(acts["total"], 2);
    }

    fn all_or_nothing(app) {
        let kukar = app.dp3a_kukar();
        let atomic = format!("{COMMIT}&atomic=true");
        let bad = format!("{THREE}A4,Empat,Contoh,123,P,64.02,,,,\n");
        let job = import(&kukar, &atomic, &bad);
        assert_eq!(job["status"], "failed", "{job}");
        assert_eq!(job["problem"]["code"], "atomic_refused");
        assert_eq!(counts(&job), [0, 0, 0, 3, 1], "{job}");
        assert_eq!(said(&kukar, &job), ["5 nik_length"]);
        assert_eq!(total(&kukar, "/v1/businesses"), 0);
        let good = import(&kukar, &atomic, THREE);
        assert_eq!(good["status"], "completed", "{good}");
        assert_eq!(counts(&good), [3, 0, 0, 0, 0]);
        assert_eq!(total(&kukar, "/v1/people"), 2);
        let again = import(&kukar, &atomic, THREE);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again}");
    }

    fn conflicts_are_settled_as_asked(app) {
        let kukar = app.dp3a_kukar();
        import(&kukar, COMMIT, THREE);
        let skip = import(&kukar, &format!("{COMMIT}&on_conflict=skip"), THREE);
        assert_eq!(counts(&skip), [0, 0, 0, 3, 0]);
        let fail = import(&kukar, &format!("{COMMIT}&on_conflict=fail"), THREE);
        assert_eq!(counts(&fail), [0, 0, 0, 0, 3]);
        assert_eq!(fail["status"], "failed");
        assert_eq!(fail["problem"]["code"], "all_rows_refused");
    }

    fn a_row_without_id_is_found_again(app) {
        let kukar = app.dp3a_kukar();
        let header = "nama_usaha,pemilik,nik,nib,alamat,desa,kecamatan,jenis_kelamin\n";
        let first = format!("{header}Kios Melati,\"HJ. CONTOH MELATI, S.Pd\",6402014107800001,,Jl. A,,Tenggarong,\nUD. Maju,Contoh Mawar,,0220001234561,Jl. B,,Tenggarong,\nAnyaman,Contoh Kenanga,,,Jl. C,,Tenggarong,\n");
        let made = import(&kukar, COMMIT, &first);
        assert_eq!(counts(&made), [3, 0, 0, 0, 0], "{made}");
        // By NIK and name, by NIB and owner, by names, address and region.
        let second = format!("{header}KIOS  MELATI,\"HJ. CONTOH MELATI, S.Pd\",6402014107800001,,,,Tenggarong,P\n\"Maju, UD\",CONTOH MAWAR,,0220001234561,Jl. B,,Tenggarong,P\nANYAMAN,\"Contoh Kenanga\",,,\"JL C\",,Tenggarong,P\n");
        let changed = import(&kukar, COMMIT, &second);
        assert_eq!(counts(&changed), [0, 3, 0, 0, 0], "{changed} {:?}", said(&kukar, &changed));
        assert_eq!(total(&kukar, "/v1/people"), 3);
        assert_eq!(total(&kukar, "/v1/businesses?women_owned=yes"), 3);
        let again = import(&kukar, COMMIT, &second);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again}");
    }

    fn a_woman_in_another_role_is_the_same(app) {
        let kukar = app.dp3a_kukar();
        import(&kukar, COMMIT, "nama_usaha,pemilik,kode_wilayah\nKios Melati,Contoh Melati,64.02\n");
        let file = "nama_usaha,nama_peserta,jabatan,kode_wilayah\nKios Melati,Contoh Melati,Admin,64.02\n";
        let other = import(&kukar, COMMIT, file);
        assert_eq!(counts(&other), [0, 1, 0, 0, 0], "{other} {:?}", said(&kukar, &other));
        assert_eq!((total(&kukar, "/v1/people"), total(&kukar, "/v1/businesses")), (1, 1));
        assert_eq!(counts(&import(&kukar, COMMIT, file)), [0, 0, 1, 0, 0]);
    }

    fn the_shapes_seen_in_the_field(app) {
        let kukar = app.dp3a_kukar();
        let umkm = "\u{feff}nama_usaha,kategori_nama,kecamatan,alamat,latitude,longitude,telepon,pemilik\r\n\
            Warung Kecil,Kuliner,Tenggarong,\"RT.005 / RT011, DESA JAHAB, KECAMATAN TENGGARONG\",-0.4812,117.0561,081255500123,\"CONTOH MELATI, S.PD.I\"\r\n\
            Sablon,Percetakan,Tenggarong,Jl. Contoh,0,0,081255500123,Contoh Mawar\r\n";
        let job = import(&kukar, COMMIT, umkm);
        assert_eq!(job["report"]["sheets"][0]["shape"], "umkm");
        assert_eq!(counts(&job), [2, 0, 0, 0, 0], "{job} {:?}", said(&kukar, &job));
        assert_eq!(
            said(&kukar, &job),
            ["2 generic_business_name", "2 owner_gender_unknown", "3 sector_unknown", "3 shared_phone", "3 owner_gender_unknown"]
        );
        let found = kukar.get("/v1/businesses?q=Warung").expect(200).json();
        assert_eq!(found["items"][0]["region_code"], "64.02.06.1001");
        let firms = String::from_utf8(corpus("firms_semicolon.csv")).unwrap()
            .replace("DESA  CONTOH SARI", "kelurahan jahab").replace("KEC. CONTOH", "KEC. TENGGARONG");
        let job = import(&kukar, &format!("{COMMIT}&kbli_version=2020"), &firms);
        assert_eq!(job["report"]["sheets"][0]["shape"], "firm_list");
        assert_eq!(counts(&job), [1, 0, 0, 0, 1], "{job} {:?}", said(&kukar, &job));
        let alumni = String::from_utf8(corpus("alumni_crcrlf.csv")).unwrap()
            .replace("KAB. CONTOH", "KAB. KUKAR").replace("KOTA CONTOH", "KUKAR").replace("Dahlia;1", "Dahlia;P");
        let job = import(&kukar, COMMIT, &alumni);
        assert_eq!(job["report"]["sheets"][0]["shape"], "alumni");
        assert_eq!(job["report"]["ignored_rows"], 2);
        assert_eq!(counts(&job), [2, 0, 0, 0, 0], "{job} {:?}", said(&kukar, &job));
        let led = kukar.get("/v1/businesses?women_led=yes").expect(200).json();
        assert_eq!(led["items"][0]["name"], "Amplang");
    }

    fn what_fits_no_file_is_refused_whole(app) {
        let kukar = app.dp3a_kukar();
        let refused = |job: &Value, code: &str| {
            assert_eq!(job["status"], "failed", "{job}");
            assert_eq!(job["problem"]["code"], code, "{job}");
        };
        for (file, code) in [
            ("damaged_utf8.csv", "invalid_encoding"),
            ("no_header.csv", "header_not_found"),
            ("duplicate_column.csv", "duplicate_column"),
            ("missing_column.csv", "missing_column"),
            ("unclosed_quote.csv", "unclosed_quote"),
        ] {
            refused(&import_bytes(&kukar, COMMIT, "text/csv", &corpus(file)), code);
        }
        refused(&import(&kukar, "mode=commit", &THREE.replace("id_sumber", "kode")), "source_required");
        refused(&import(&kukar, COMMIT, "nama_usaha,pemilik\n"), "no_rows");
        refused(&import_bytes(&kukar, COMMIT, XLSX, b"PK\x03\x04 not a workbook"), "unreadable_file");
        let mut bomb = rust_xlsxwriter::Workbook::new();
        let sheet = bomb.add_worksheet();
        let long = "a".repeat(32_000);
        for row in 0..400 {
            sheet.write(row, 0, format!("{long}{row}")).unwrap();
        }
        let bomb = bomb.save_to_buffer().unwrap();
        assert!(bomb.len() < 1 << 20, "{}", bomb.len());
        refused(&import_bytes(&kukar, COMMIT, XLSX, &bomb), "file_too_large_uncompressed");
        let mut line = b"nama_usaha,pemilik\n".to_vec();
        line.resize(50 << 20, b'a');
        refused(&import_bytes(&kukar, COMMIT, "text/csv", &line), "line_too_long");
        assert_eq!(total(&kukar, "/v1/businesses"), 0);
    }

    fn a_workbook_is_read_sheet_by_sheet(app) {
        let kukar = app.dp3a_kukar();
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("Petunjuk").unwrap().write(0, 0, "Isi lembar berikut").unwrap();
        for district in ["Kec. Tenggarong", "Kec. Kota Bangun"] {
            let sheet = book.add_worksheet().set_name(district).unwrap();
            for (at, header) in (0..).zip(["NAMA USAHA", "PEMILIK", "NIK", "OMZET"]) {
                sheet.write(0, at, header).unwrap();
            }
            sheet.write(1, 0, format!("Usaha {district}")).unwrap();
            sheet.write(1, 1, "Contoh").unwrap();
            sheet.write(1, 3, 1_500_000).unwrap();
            sheet.write(2, 0, "Angka").unwrap();
            sheet.write(2, 1, "Contoh").unwrap();
            sheet.write(2, 2, 6_402_014_107_800_001_f64).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let job = import_bytes(&kukar, COMMIT, XLSX, &bytes);
        assert_eq!(counts(&job), [2, 0, 0, 0, 2], "{job} {:?}", said(&kukar, &job));
        assert_eq!(job["report"]["notices"][0]["code"], "sheet_skipped");
        let errors = findings(&kukar, &job);
        let numeric: Vec<&Value> = errors.iter().filter(|one| one["code"] == "nik_numeric_cell").collect();
        assert_eq!(numeric.len(), 2);
        assert_eq!(numeric[1]["sheet"], "Kec. Kota Bangun");
        assert_eq!(numeric[1]["row"], 3);
        let list = kukar.get("/v1/businesses?sort=id").expect(200).json();
        assert_eq!(list["items"][1]["region_code"], "64.02.08");
        // The digits are not written out where they would look sound again.
        let back = kukar.with("Accept", "text/csv").get(&format!("{}/errors", path(&job))).expect(200).text();
        assert!(!back.contains("6402014107800001"), "{back}");
        assert_eq!(counts(&import(&kukar, COMMIT, &back)), [0, 0, 0, 0, 2]);
    }

    fn a_province_enters_and_leaves_regencies_rows_alone(app) {
        let (kukar, kaltim) = (app.dp3a_kukar(), app.kaltim());
        import(&kukar, COMMIT, "nama_usaha,pemilik,nik,kode_wilayah\nKios Melati,Contoh Melati,6402014107800001,64.02\n");
        let file = "nama_usaha,pemilik,nik,desa,kabupaten\n\
            Kios Melati,Contoh Melati,6402014107800001,,Kutai Kartanegara\n\
            Kios Mawar,Contoh Melati,6402014107800001,,Kutai Kartanegara\n\
            Kios Lain,Contoh Lain,,Suka Damai,\n\
            Kios Kutim,Contoh Kutim,,Suka Damai,Kutai Timur\n";
        let job = import(&kaltim, &format!("{COMMIT}&region=64"), file);
        assert_eq!(counts(&job), [2, 0, 0, 1, 1], "{job} {:?}", said(&kaltim, &job));
        let said = said(&kaltim, &job);
        assert!(said.contains(&"2 owned_by_regency".to_owned()), "{said:?}");
        assert!(said.contains(&"4 region_ambiguous".to_owned()), "{said:?}");
        // The woman is the regency's: linked, not entered twice.
        assert_eq!(total(&kukar, "/v1/people"), 1);
        assert_eq!(total(&kukar, "/v1/businesses"), 2);
        // The regency may change what the province entered in its register.
        let again = import(&kukar, COMMIT, "nama_usaha,pemilik,nik,kode_wilayah,omzet\nKios Mawar,Contoh Melati,6402014107800001,64.02,1 juta\n");
        assert_eq!(counts(&again), [0, 1, 0, 0, 0], "{again}");
    }

    fn a_job_is_its_agencys_own(app) {
        let kukar = app.dp3a_kukar();
        let job = import(&kukar, COMMIT, THREE);
        for other in [app.caller("disperindag-kukar"), app.samarinda(), app.kaltim(), app.kpppa()] {
            assert_eq!(other.get(&path(&job)).expect(404).code(), "not_found");
            other.get(&format!("{}/errors", path(&job))).expect(404);
            assert_eq!(total(&other, "/v1/imports"), 0);
            let cancel = other.acting("x").transition(&path(&job), "*", &json!({"to": "canceled"}));
            cancel.expect(404);
        }
        assert_eq!(total(&kukar, "/v1/imports"), 1);
        let refused = send(&app.caller("operator"), COMMIT, "text/csv", THREE.as_bytes());
        assert!([400, 403].contains(&refused.status), "{}", refused.text());
        let acts = kukar.get("/v1/audit-events?resource=imports").expect(200).json();
        let acts: Vec<_> = acts["items"].as_array().unwrap().iter().map(|act| &act["action"]).collect();
        assert_eq!(acts, ["import_started", "import_finished"]);
    }

    fn requests_are_checked(app) {
        let kukar = app.dp3a_kukar();
        let body = THREE.as_bytes();
        let bare = kukar.send("POST", "/v1/imports?kind=businesses", Some("text/csv"), body);
        assert_eq!(bare.expect(400).code(), "idempotency_key_required");
        let nobody = send(&kukar.without("Sinergi-Actor"), COMMIT, "text/csv", body);
        assert_eq!(nobody.expect(400).code(), "actor_required");
        send(&kukar.without("Sinergi-Actor"), "source=uji", "text/csv", body).expect(202);
        for kind in ["application/json", "text/plain"] {
            assert_eq!(send(&kukar, COMMIT, kind, body).expect(415).code(), "unsupported_media_type");
        }
        assert_eq!(send(&kukar, COMMIT, "text/csv", b"").expect(400).code(), "malformed_body");
        let unknown = kukar.with("Idempotency-Key", &key()).send("POST", "/v1/imports?kind=people", Some("text/csv"), body);
        assert_eq!(unknown.expect(400).fields(), ["?kind not_in_list"]);
        let outside = send(&kukar, &format!("{COMMIT}&region=64.72"), "text/csv", body);
        assert_eq!(outside.expect(422).fields(), ["?region outside_register"]);
        let future = send(&kukar, &format!("{COMMIT}&as_of=2999-01-01"), "text/csv", body);
        assert_eq!(future.expect(422).fields(), ["?as_of in_the_future"]);
        let reader = app.caller_with("dp3a-kukar", &[sinergi::auth::Scope::ImportsWrite]).acting("a");
        assert_eq!(send(&reader, COMMIT, "text/csv", body).expect(403).code(), "insufficient_scope");
        assert_eq!(total(&kukar, "/v1/imports"), 1);
    }

    fn a_retry_is_answered_and_not_run_twice(app) {
        let kukar = app.dp3a_kukar().with("Idempotency-Key", &key());
        let post = |query: &str, body: &str| {
            kukar.send("POST", &format!("/v1/imports?kind=businesses&{query}"), Some("text/csv"), body.as_bytes())
        };
        let first = post(COMMIT, THREE).expect(202);
        assert_eq!(first.header("retry-after"), Some("1"));
        let again = post(COMMIT, THREE).expect(202);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(first.json(), again.json());
        assert_eq!(post(COMMIT, &THREE.replace("A1", "A9")).expect(422).code(), "idempotency_key_reused");
        assert_eq!(post("mode=dry_run&source=uji", THREE).expect(422).code(), "idempotency_key_reused");
        assert_eq!(total(&kukar, "/v1/imports"), 1);
        ended(&kukar, first.header("location").unwrap());
    }

    fn a_running_job_is_stopped(app) {
        let kukar = app.dp3a_kukar();
        let answer = send(&kukar, COMMIT, "text/csv", rows(40_000).as_bytes()).expect(202);
        let path = answer.header("location").unwrap().to_owned();
        kukar.post(&format!("{path}/transitions"), &json!({"to": "canceled"})).expect(428);
        poll(&kukar, &path, |job| job["created"].as_i64().unwrap() > 0);
        let stale = kukar.transition(&path, "\"v1-0\"", &json!({"to": "canceled"}));
        assert_eq!(stale.expect(412).code(), "precondition_failed");
        let tag = kukar.get(&path).etag();
        let wrong = kukar.transition(&path, &tag, &json!({"to": "completed"}));
        assert_eq!(wrong.expect(409).code(), "transition_not_allowed");
        let stopped = kukar.transition(&path, &tag, &json!({"to": "canceled"})).expect(200).json();
        assert_eq!(stopped["status"], "canceled");
        assert_eq!(counts(&stopped).iter().sum::<i64>(), 40_000);
        let stored = total(&kukar, "/v1/businesses");
        assert_eq!(stopped["created"], stored);
        assert!(stored < 40_000);
        let over = kukar.transition(&path, "*", &json!({"to": "canceled"}));
        assert_eq!(over.expect(409).json()["allowed_transitions"], json!([]));
    }
}
