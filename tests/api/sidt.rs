//! A list in the shape of SIDT-KUMKM: in, out, and in again.

use serde_json::{Value, json};
use sinergi::auth::Scope;

use crate::imports::{COMMIT, XLSX, counts, ended, said, send, total};
use crate::support::{Caller, on_both};

const NDJSON: &str = "application/x-ndjson";
const LIST: &str = "/v1/businesses?columns=sidt";

fn import(caller: &Caller, query: &str, kind: &str, file: &[u8]) -> Value {
    let taken = send(caller, query, kind, file).expect(202);
    ended(caller, taken.header("location").unwrap())
}

/// Three businesses of two women with what SIDT asks in its blocks.
const FILE: &str = "provinsi;kabupaten_kota;kecamatan;desa_kelurahan;kode_wilayah;nama_usaha;nama_komersial;jenis_tempat_usaha;alamat_usaha;rt;rw;kode_pos;no_telepon;email;lintang;bujur;kegiatan_utama;kategori_usaha;kode_kbli;versi_kbli;badan_usaha;nib;modal_pendirian;npwp_usaha;bulan_mulai_usaha;tahun_mulai_usaha;nama_pemilik;jenis_kelamin_pemilik;disabilitas_pemilik;tanggal_lahir_pemilik;nik_pemilik;alamat_pemilik;telepon_pemilik;whatsapp_pemilik;pendidikan_pemilik;nomor_pirt;nomor_md;nomor_halal;nomor_sni;nomor_haccp;nomor_merek;tk_dibayar_laki_laki;tk_dibayar_perempuan;tk_tidak_dibayar_laki_laki;tk_tidak_dibayar_perempuan;pelatihan_ekspor;id_sumber;status_pemilik;npwp_pemilik;anggota_koperasi;jenis_koperasi;pekerjaan_lain_pemilik;informasi_nilai_gizi;tk_disabilitas;tk_lulusan_sma;tk_lulusan_s2;upah_tenaga_kerja;bulan_kerja;hari_kerja;jam_kerja;pelatihan_pemasaran;pelatihan_hki;penyelenggara_pelatihan;bantuan_modal;produk_utama\n\
    Kalimantan Timur;Kabupaten Kutai Kartanegara;Tenggarong;;64.02.06;Amplang Contoh;Amplang Melati;Rumah;Jl. Contoh No. 7;5;2;75511;0812 5550 0101;usaha@example.id;-0.4123;116.9872;Pengolahan ikan;Kuliner;10794;2020;UD;0220100012345;10000000;01.234.567.8-901.000;3;2019;Contoh Melati;P;Tuna rungu;1980-07-01;6402994107800001;Jl. Rumah 1;0812 5550 0102;0812 5550 0103;SMA/SMK;2066402010001-29;245612345678;ID64110000123450723;SNI 8272:2016;dalam proses;IDM000123456;1;2;0;1;Ya;S1;Kawin;6402994107800001;Ya;Koperasi Simpan Pinjam;Guru;Tidak;1;3;1;4500000;12;26;7,5;Tidak;Ya;Pemerintah, LSM;KUR;Amplang tenggiri\n\
    ;;Tenggarong;;;Batik Contoh;;Kios;;;;;;;;;;Kerajinan;;;;;;;;2020;Contoh Mawar;P;;;;;;;S1;;;;;;;;;0;1;;S2;;;;;;;;;;;;;;;;;;\n\
    ;;Tenggarong;;;Kerupuk Contoh;;;;;;;;;;;;;;;;;;;;;Contoh Melati;P;;;6402994107800001;;;;;;;;;;;;;;;;S3;;;;;;;;;;;;;;;;;;\n";

on_both! {
    fn in_out_and_in_again_is_unchanged(app) {
        let kukar = app.dp3a_kukar();
        let first = import(&kukar, COMMIT, "text/csv", FILE.as_bytes());
        assert_eq!(counts(&first), [3, 0, 0, 0, 0], "{first} {:?}", said(&kukar, &first));
        assert_eq!(total(&kukar, "/v1/people"), 2);
        // By hand: no source, two KBLI codes, a day, two owners.
        let person = kukar.get("/v1/people?sort=name").expect(200).json()["items"][0]["id"].clone();
        let second = json!({ "full_name": "Contoh Kenanga", "gender": "P" });
        let second = kukar.post("/v1/people", &second).expect(201).json()["id"].clone();
        let own = json!({
            "name": "=Usaha, \"Sendiri\"", "region_code": "64.02.06.1005", "started_on": "2018-05-17",
            "kbli": [{ "version": "2020", "code": "10794" }, { "version": "2020", "code": "01111", "is_main": true }],
            "contact": { "phone": "081255500109", "street": "Jl. Lain 3" },
            "owners": [
                { "person_id": second, "role": "pemilik", "share_percent": 40 },
                { "person_id": person, "role": "pemilik", "share_percent": 60, "is_main": true }
            ]
        });
        let own = kukar.post("/v1/businesses", &own).expect(201).json();
        // Nobody owns it: who runs it is no owner.
        let run = json!({ "name": "Usaha Tanpa Pemilik", "region_code": "64.02.06.1005", "owners": [{ "person_id": second, "role": "pengelola" }] });
        kukar.post("/v1/businesses", &run).expect(201);
        let figures = json!({ "as_of": "2024-12-31", "workers_male": 3, "workers_female": 4, "method": "sensus" });
        let id = own["id"].as_str().unwrap();
        kukar.post(&format!("/v1/businesses/{id}/snapshots"), &figures).expect(201);
        let figures = json!({ "as_of": "2025-12-31", "annual_sales_idr": 1_000_000, "method": "sensus" });
        kukar.post(&format!("/v1/businesses/{id}/snapshots"), &figures).expect(201);
        let before = kukar.get("/v1/businesses").expect(200).json();
        for kind in ["text/csv", XLSX, NDJSON] {
            let out = kukar.with("Accept", kind).get(LIST).expect(200);
            for query in ["mode=dry_run", COMMIT, "mode=commit&source=lain"] {
                let again = import(&kukar, query, kind, &out.bytes);
                assert_eq!(counts(&again), [0, 0, 5, 0, 0], "{kind} {again} {:?}", said(&kukar, &again));
            }
        }
        assert_eq!(kukar.get("/v1/businesses").expect(200).json(), before);
        // What differs is an update of that very business, whatever else its row says.
        let out = kukar.with("Accept", NDJSON).get(LIST).expect(200).text();
        let changed = out.replace("Batik Contoh", "Batik Melati");
        let again = import(&kukar, "mode=commit", NDJSON, changed.as_bytes());
        assert_eq!(counts(&again), [0, 1, 4, 0, 0], "{again} {:?}", said(&kukar, &again));
        assert_eq!(total(&kukar, "/v1/businesses"), 5);
    }

    fn the_columns_are_those_that_came_in(app) {
        let kukar = app.dp3a_kukar();
        import(&kukar, COMMIT, "text/csv", FILE.as_bytes());
        let csv = kukar.with("Accept", "text/csv").get(LIST).expect(200).text();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let out: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        for column in FILE.lines().next().unwrap().split(';') {
            assert!(out.iter().any(|held| held == column), "{column}");
        }
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let cell = |row: usize, column: &str| {
            let at = out.iter().position(|held| held == column).unwrap();
            rows[row][at].to_owned()
        };
        for (column, value) in [
            ("provinsi", "Kalimantan Timur"), ("kecamatan", "Tenggarong"), ("kode_wilayah", "64.02.06"),
            ("nama_komersial", "Amplang Melati"), ("jenis_tempat_usaha", "rumah"), ("kategori_usaha", "kuliner"),
            ("badan_usaha", "perorangan"), ("kode_kbli", "10794"), ("versi_kbli", "2020"),
            ("bulan_mulai_usaha", "03"), ("tahun_mulai_usaha", "2019"), ("nama_pemilik", "Contoh Melati"),
            ("tanggal_lahir_pemilik", "1980-07-01"), ("pendidikan_pemilik", "sma"), ("lintang", "-0.4123"),
            ("nomor_pirt", "2066402010001-29"), ("nomor_md", "MD 245612345678"), ("nomor_halal", "ID64110000123450723"),
            ("nomor_sni", "SNI 8272:2016"), ("nomor_haccp", ""), ("nomor_merek", "IDM000123456"), ("tk_laki_laki", "1"), ("tk_perempuan", "3"),
            ("kegiatan_utama", "Pengolahan ikan"), ("produk_utama", "Amplang tenggiri"), ("modal_pendirian", "10000000"), ("npwp_usaha", "0012345678901000"),
            ("status_pemilik", "kawin"), ("npwp_pemilik", ""), ("anggota_koperasi", "Ya"), ("jenis_koperasi", "simpan_pinjam"),
            ("pekerjaan_lain_pemilik", "Guru"), ("informasi_nilai_gizi", "Tidak"), ("tk_dibayar_laki_laki", "1"),
            ("tk_dibayar_perempuan", "2"), ("tk_tidak_dibayar_laki_laki", "0"), ("tk_tidak_dibayar_perempuan", "1"),
            ("tk_disabilitas", "1"), ("tk_lulusan_smp", ""), ("tk_lulusan_sma", "3"), ("tk_lulusan_s2", "1"),
            ("upah_tenaga_kerja", "4500000"), ("bulan_kerja", "12"), ("hari_kerja", "26"), ("jam_kerja", "7.5"),
            ("pelatihan_ekspor", "Ya"), ("pelatihan_hki", "Ya"), ("pelatihan_pemasaran", "Tidak"), ("pelatihan_manajemen", "Tidak"),
            ("penyelenggara_pelatihan", "pemerintah, lsm"), ("bantuan_modal", "KUR"), ("id_sumber", "S1"), ("sistem_sumber", "uji"),
        ] {
            assert_eq!(cell(0, column), value, "{column}");
        }
        // Every column of the list has a place.
        let job = import(&kukar, COMMIT, "text/csv", FILE.as_bytes());
        assert_eq!(counts(&job), [0, 0, 3, 0, 0], "{job} {:?}", said(&kukar, &job));
        let unknown = &job["report"]["sheets"][0]["unknown_columns"];
        assert_eq!(*unknown, json!([]));
        let unstored = &job["report"]["sheets"][0]["unstored_columns"];
        assert_eq!(*unstored, json!([]));
        // Her telephones and address are recorded, and go nowhere.
        let owner = kukar.get("/v1/people?sort=name").expect(200).json()["items"][1].clone();
        assert_eq!(owner["phones_masked"].as_array().unwrap().len(), 2, "{owner}");
        assert_eq!(owner["address_masked"]["street"], "***");
    }

    fn personal_values_stay_and_scopes_hold(app) {
        let kukar = app.dp3a_kukar();
        import(&kukar, COMMIT, "text/csv", FILE.as_bytes());
        let every = kukar.with("Accept", NDJSON).get(LIST).expect(200);
        for secret in ["6402994107800001", "0812 5550", "+62812", "usaha@example.id", "Jl. "] {
            assert!(!every.text().contains(secret), "{secret}");
        }
        let line: Value = serde_json::from_str(every.text().lines().next().unwrap()).unwrap();
        assert_eq!((&line["nik_pemilik"], &line["disabilitas_pemilik"]), (&Value::Null, &json!("Tuna rungu")));
        let few = |scopes: &[Scope]| app.caller_with("dp3a-kukar", scopes).with("Accept", NDJSON);
        let without = few(&[Scope::BusinessesRead, Scope::PeopleRead]).get(LIST).expect(200).text();
        assert!(without.contains("Contoh Melati") && !without.contains("Tuna rungu"), "{without}");
        assert!(!without.contains("4500000") && !without.contains("10000000"), "{without}");
        assert!(every.text().contains("4500000"), "wages are for finance:read");
        // Workers with a disability are for disability:read, in a snapshot and in history as well.
        let id = line["id_sinergi"].as_str().unwrap();
        let place = format!("/v1/businesses/{id}");
        let workforce = |scopes: &[Scope]| {
            let caller = app.caller_with("dp3a-kukar", scopes);
            let snapshot = caller.get(&format!("{place}/snapshots")).expect(200).json()["items"][0].clone();
            let own = caller.get(&format!("{place}/snapshots/{}", snapshot["id"].as_str().unwrap())).expect(200);
            let history = caller.get(&format!("{place}/history")).expect(200).text();
            (snapshot["workforce"]["with_disability"].clone(), history.contains("with_disability"), own.header("etag").map(str::to_owned))
        };
        let (all, some) = (workforce(&[Scope::BusinessesRead, Scope::DisabilityRead]), workforce(&[Scope::BusinessesRead]));
        assert_eq!((&all.0, all.1), (&json!(1), true));
        assert_eq!((&some.0, some.1), (&Value::Null, false));
        assert_ne!(all.2, some.2);
        let told = |text: &str| serde_json::from_str::<Value>(text.lines().next().unwrap()).unwrap()["tk_disabilitas"].clone();
        assert_eq!((told(&every.text()), told(&without)), (json!(1), Value::Null));
        let refused = few(&[Scope::BusinessesRead]).get(LIST).expect(403);
        assert_eq!((refused.code(), &refused.json()["scope"]), ("insufficient_scope".to_owned(), &json!("people:read")));
        assert_eq!(kukar.get(LIST).expect(400).fields(), ["?columns not_allowed"]);
        assert_eq!(kukar.get("/v1/businesses?columns=all").expect(400).code(), "invalid_parameter");
        assert_eq!(app.samarinda().with("Accept", NDJSON).get(LIST).expect(200).text(), "");
    }

    fn what_a_survey_says_amiss_is_told_and_the_rest_is_stored(app) {
        let kukar = app.dp3a_kukar();
        let row = |extra: Value| {
            let mut row = json!({
                "nama_usaha": "Amplang Contoh", "nama_pemilik": "Contoh Melati", "kode_wilayah": "64.02.06",
                "nik_pemilik": "6402994107800001", "jenis_kelamin_pemilik": "P", "id_sumber": "S1"
            });
            row.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            format!("{row}\n")
        };
        let file = row(json!({
            "npwp_usaha": "6402994107800001", "npwp_pemilik": "6402994107800002", "status_pemilik": "pacaran",
            "jenis_koperasi": "Koperasi Unit Desa", "penyelenggara_pelatihan": "Dinas, Arisan", "pelatihan_hki": true
        }));
        let job = import(&kukar, COMMIT, NDJSON, file.as_bytes());
        let mut told = said(&kukar, &job);
        told.sort();
        assert_eq!(counts(&job), [1, 0, 0, 0, 0], "{job} {told:?}");
        assert_eq!(told, [
            "1 cooperative_type_unknown", "1 guidance_organizer_unknown", "1 marital_status_unknown",
            "1 npwp_is_nik", "1 npwp_is_not_nik"
        ]);
        let report = kukar.get(&format!("/v1/imports/{}/errors", job["id"].as_str().unwrap())).expect(200).text();
        assert!(!report.contains("640299410780000") && !report.contains("pacaran"), "{report}");
        let id = kukar.get("/v1/businesses").json()["items"][0]["id"].as_str().unwrap().to_owned();
        let list = format!("/v1/businesses/{id}/snapshots");
        let guidance = kukar.get(&list).expect(200).json()["items"][0]["guidance"].clone();
        assert_eq!(guidance, json!({ "themes": ["hki"], "organizers": ["pemerintah"] }));
        // A later row adds what it says and takes nothing away.
        let file = row(json!({ "tk_lulusan_sd": 2, "jam_kerja": "7,5", "bantuan_modal": "KUR", "produk_utama": "Amplang" }));
        let job = import(&kukar, COMMIT, NDJSON, file.as_bytes());
        assert_eq!(counts(&job), [0, 1, 0, 0, 0], "{job} {:?}", said(&kukar, &job));
        let snapshot = kukar.get(&list).expect(200).json()["items"][0].clone();
        assert_eq!(snapshot["workforce"], json!({ "by_education": { "sd": 2 }, "hours_worked": 7.5 }));
        assert_eq!(snapshot["guidance"], json!({ "themes": ["hki"], "organizers": ["pemerintah"], "capital_aid": "KUR" }));
        let products = kukar.get(&format!("/v1/businesses/{id}/products")).expect(200).json();
        assert_eq!((products["items"].as_array().unwrap().len(), &products["items"][0]["name"]), (1, &json!("Amplang")));
        let again = row(json!({ "produk_utama": "AMPLANG", "bantuan_modal": "KUR" }));
        assert_eq!(counts(&import(&kukar, COMMIT, NDJSON, again.as_bytes())), [0, 0, 1, 0, 0]);
        // What no survey can mean refuses its row.
        let file = row(json!({ "bulan_kerja": 13, "hari_kerja": 367, "jam_kerja": 169, "pelatihan_hki": "mungkin" }));
        let mut told = said(&kukar, &import(&kukar, COMMIT, NDJSON, file.as_bytes()));
        told.sort();
        assert_eq!(told, ["1 invalid_yes_no", "1 too_large", "1 too_large", "1 too_large"]);
        let file = row(json!({ "bantuan_modal": "K\u{7}R", "produk_utama": "A\u{7}" }));
        assert_eq!(said(&kukar, &import(&kukar, COMMIT, NDJSON, file.as_bytes())), ["1 invalid_text", "1 invalid_text"]);
    }

    fn what_a_row_leaves_out_stays_in_the_list(app) {
        let kukar = app.dp3a_kukar();
        let dated = format!("{COMMIT}&as_of=2025-12-31");
        let line = || -> Value {
            let all = kukar.with("Accept", NDJSON).get(LIST).expect(200).text();
            serde_json::from_str(all.lines().find(|line| line.contains("Contoh Melati")).unwrap()).unwrap()
        };
        import(&kukar, &dated, "text/csv", FILE.as_bytes());
        let first = line();
        assert_eq!((&first["pelatihan_ekspor"], &first["tk_disabilitas"]), (&json!("Ya"), &json!(1)), "{first}");
        // A later list names neither owner nor day, and says little.
        let row = |extra: Value| {
            let mut row = json!({ "id_sinergi": first["id_sinergi"], "nama_usaha": first["nama_usaha"], "kode_wilayah": first["kode_wilayah"] });
            row.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            let file = format!("{row}\n");
            let job = import(&kukar, COMMIT, NDJSON, file.as_bytes());
            (counts(&job), said(&kukar, &job))
        };
        for (said, column, shown) in [
            (json!({ "hari_kerja": 7 }), "hari_kerja", json!(7)),
            (json!({ "pelatihan_manajemen": "Ya" }), "pelatihan_manajemen", json!("Ya")),
            (json!({ "pelatihan_mitigasi_bencana": "Tidak" }), "pelatihan_mitigasi_bencana", json!("Tidak")),
            (json!({ "pelatihan_ekspor": "Tidak" }), "pelatihan_ekspor", json!("Tidak")),
        ] {
            let mut expected = line();
            let changes = usize::from(expected[column] != shown);
            let (counted, findings) = row(said);
            assert_eq!(counted, [0, changes as i64, 1 - changes as i64, 0, 0], "{column} {findings:?}");
            expected[column] = shown;
            assert_eq!(line(), expected);
        }
    }

    fn an_id_means_that_business_or_none(app) {
        let kukar = app.dp3a_kukar();
        import(&kukar, COMMIT, "text/csv", FILE.as_bytes());
        let out = kukar.with("Accept", NDJSON).get(LIST).expect(200).text();
        // Another regency's file cannot reach it, wherever it says to lie.
        let there = import(&app.samarinda(), "mode=commit", NDJSON, out.as_bytes());
        assert_eq!(counts(&there), [0, 0, 0, 0, 3], "{there}");
        let elsewhere = "{\"id_sinergi\":\"ID\",\"nama_usaha\":\"X\",\"nama_pemilik\":\"Y\",\"kode_wilayah\":\"64.72\"}";
        let line: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
        let known = elsewhere.replace("ID", line["id_sinergi"].as_str().unwrap());
        let foreign = import(&app.samarinda(), "mode=commit", NDJSON, known.as_bytes());
        assert_eq!(said(&app.samarinda(), &foreign), ["1 unknown_business"]);
        let own = "{\"id_sinergi\":\"ID\",\"nama_usaha\":\"X\",\"nama_pemilik\":\"Y\",\"kode_wilayah\":\"64.02\"}";
        for (id, code) in [("", "source_required"), ("7", "invalid_format"), (&uuid::Uuid::now_v7().to_string(), "unknown_business")] {
            let job = import(&kukar, "mode=commit", NDJSON, own.replace("ID", id).as_bytes());
            assert_eq!(said(&kukar, &job), [format!("1 {code}")]);
        }
        // Twice in one file: the second row is told.
        let twice = format!("{out}{}", out.lines().next().unwrap());
        let job = import(&kukar, "mode=commit", NDJSON, twice.as_bytes());
        assert_eq!((counts(&job), said(&kukar, &job)), ([0, 0, 3, 1, 0], vec!["4 duplicate_in_file".to_owned()]), "{job}");
    }
}
