//! `/v1/businesses/{id}/licenses`: numbers by type, usual slips, days, and what they leave in doubt.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::data_quality_review::becomes;
use crate::imports::{COMMIT, counts, import, said};
use crate::support::{Answer, Caller, on_both};
use crate::training::rush::{at_once, patiently, tally};

const VILLAGE: &str = "64.02.06.1005";
const HALAL: &str = "ID64110000123450723";

/// A business of this legal form; its path.
fn business(caller: &Caller, form: &str) -> String {
    let body = json!({ "name": "Amplang Contoh Jaya", "region_code": VILLAGE, "legal_form": form });
    let made = caller.post("/v1/businesses", &body).expect(201);
    made.header("location").unwrap().to_owned()
}

fn owner(caller: &Caller, nik: &str) -> Value {
    let body = json!({ "full_name": "Contoh Lestari", "gender": "P", "nik": nik });
    let made = caller.post("/v1/people", &body).expect(201).json();
    json!([{ "person_id": made["id"], "role": "pemilik" }])
}

fn record(caller: &Caller, path: &str, body: Value) -> Answer {
    caller.post(&format!("{path}/licenses"), &body)
}

/// The codes of the open flags of a business that its licenses have left.
fn doubts(caller: &Caller, path: &str) -> Vec<String> {
    let id = path.rsplit('/').next().unwrap();
    let flags = format!("/v1/data-quality-flags?limit=200&status=open&resource_id={id}");
    let page = caller.get(&flags).expect(200).json();
    let mut codes: Vec<String> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|flag| flag["field"] == "licenses")
        .map(|flag| flag["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

on_both! {
    fn a_license_is_recorded_changed_and_deleted_and_its_business_tells(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        let made = record(&kukar, &path, json!({
            "type": "halal", "number": "No. id 64110000123450723", "issuer": " BPJPH ", "issued_on": "2024-03-06"
        })).expect(201);
        let place = made.header("location").unwrap().to_owned();
        let read = kukar.get(&place).expect(200);
        assert_eq!(read.json(), made.json());
        assert_eq!(read.etag(), made.etag());
        assert_eq!(kukar.with("If-None-Match", &read.etag()).get(&place).status, 304);
        let view = made.json();
        assert_eq!((&view["type"], &view["number"], &view["status"]), (&json!("halal"), &json!(HALAL), &json!("berlaku")));
        assert_eq!((&view["number_as_written"], &view["format_verified"]), (&json!("No. id 64110000123450723"), &json!(true)));
        assert_eq!((&view["issuer"], &view["expires_on"], &view["expiry_year_hint"]), (&json!("BPJPH"), &Value::Null, &Value::Null));
        assert_eq!(kukar.get(&path).expect(200).json()["version"], 2);

        let same = kukar.patch(&place, &read.etag(), &json!({ "issuer": "BPJPH" })).expect(200);
        assert_eq!((&same.json(), kukar.get(&path).json()["version"].clone()), (&view, json!(2)), "nothing changed");
        let changed = kukar.patch(&place, &read.etag(), &json!({ "expires_on": "2099-03-06", "issuer": null })).expect(200);
        let now = changed.json();
        assert_eq!((&now["version"], &now["issuer"], &now["issued_on"]), (&json!(2), &Value::Null, &json!("2024-03-06")));
        assert_eq!(now["number_as_written"], "No. id 64110000123450723", "what a patch leaves out stays");
        assert_eq!(kukar.patch(&place, &read.etag(), &json!({ "issuer": "x" })).expect(412).code(), "precondition_failed");
        kukar.send("PATCH", &place, Some("application/merge-patch+json"), b"{}").expect(428);
        kukar.send("DELETE", &place, None, &[]).expect(428);
        kukar.delete(&place, &read.etag()).expect(412);
        kukar.delete(&place, &changed.etag()).expect(204);
        kukar.get(&place).expect(404);
        assert_eq!(kukar.get(&path).expect(200).json()["version"], 4);

        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        let sides: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|act| &act["changes"]["license"]).collect();
        let id = view["id"].clone();
        let first = json!({ "id": id, "type": "halal", "number": HALAL, "issuer": "BPJPH", "issued_on": "2024-03-06", "status": "berlaku" });
        let second = json!({ "id": id, "type": "halal", "number": HALAL, "issued_on": "2024-03-06", "expires_on": "2099-03-06", "status": "berlaku" });
        assert_eq!(sides, [&Value::Null, &json!([null, first]), &json!([first, second]), &json!([second, null])]);
        assert_eq!(history["items"][1]["actor"], "kukar-1");
    }

    fn usual_slips_are_refused_with_the_way_out(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "koperasi");
        for (kind, number, code, en, id) in [
            ("halal", "KH.01234/12/2023", "halal_decree_number", "begins with ID", "diawali ID"),
            ("bpom_md", "245612345678", "bpom_letters_missing", "Suggestion: MD 245612345678", "Saran: MD 245612345678"),
            ("bpom_ml", "MD 245612345678", "bpom_letters_mismatch", "MD is bpom_md", "MD adalah bpom_md"),
            ("pirt", "masih dalam proses", "number_without_digit", "use the status proses", "pakai status proses"),
            ("induk_koperasi", "6402994107800001", "number_is_nik", "with the person (/v1/people)", "pada orangnya (/v1/people)"),
            ("merek", "6402 9941 0780 0001", "number_is_nik", "with the person (/v1/people)", "pada orangnya (/v1/people)"),
        ] {
            let body = json!({ "type": kind, "number": number });
            let english = record(&kukar, &path, body.clone()).expect(422);
            assert_eq!(english.fields(), [format!("/number {code}")]);
            let indonesian = record(&kukar.with("Accept-Language", "id"), &path, body).expect(422);
            for (answer, way_out) in [(&english, en), (&indonesian, id)] {
                let detail = answer.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
                assert!(detail.contains(way_out), "{code}: {detail}");
                assert!(!answer.text().contains("64029"), "no NIK in a problem");
            }
        }
        assert_eq!(kukar.get(&path).expect(200).json()["version"], 1, "a refused license changes nothing");
    }

    fn an_npwp_is_an_enterprise_s_and_a_person_s_is_her_nik(app) {
        let kukar = app.dp3a_kukar();
        let cv = business(&kukar, "cv");
        let made = record(&kukar, &cv, json!({ "type": "npwp", "number": "01.234.567.8-901.000" })).expect(201).json();
        assert_eq!((&made["number"], &made["number_as_written"]), (&json!("0012345678901000"), &json!("01.234.567.8-901.000")));
        let branch = json!({ "type": "nitku", "number": "0012345678901000-000001" });
        assert_eq!(record(&kukar, &cv, branch).expect(201).json()["number"], "0012345678901000000001");
        for (kind, number, code) in [
            ("npwp", "6402994107800001", "npwp_is_nik"),
            ("nitku", "6402994107800001000000", "npwp_is_nik"),
            ("npwp", "0012345678901000000001", "npwp_is_nitku"),
            ("npwp", "12345", "invalid_npwp"),
        ] {
            let refused = record(&kukar, &cv, json!({ "type": kind, "number": number })).expect(422);
            assert_eq!(refused.fields(), [format!("/number {code}")]);
            assert!(!refused.text().contains("64029"));
        }
        let cooperative = json!({ "type": "induk_koperasi", "number": "6403.0102.0001" });
        assert_eq!(record(&kukar, &cv, cooperative.clone()).expect(422).fields(), ["/type cooperative_only"]);
        let made = record(&kukar, &business(&kukar, "koperasi"), cooperative).expect(201).json();
        assert_eq!(made["number"], "640301020001");
        // A former NPWP does not tell whose it is: the legal form does.
        for form in ["perorangan", "kelompok"] {
            let own = business(&kukar, form);
            let refused = record(&kukar, &own, json!({ "type": "npwp", "number": "012345678901000" })).expect(422);
            assert_eq!(refused.fields(), ["/type enterprise_only"]);
        }
    }

    fn every_bad_field_is_named(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        let bad = json!({
            "type": "halal", "number": "KH.1", "issuer": " ", "issued_on": "2199-01-01", "expires_on": "2198-01-01", "status": "hilang"
        });
        assert_eq!(record(&kukar, &path, bad).expect(422).fields(), [
            "/expires_on out_of_order", "/issued_on in_the_future", "/issuer required", "/number halal_decree_number",
            "/status not_in_list",
        ]);
        assert_eq!(record(&kukar, &path, json!({ "type": "nib", "number": "0220100012345" })).expect(422).fields(), ["/type not_in_list"]);
        assert_eq!(record(&kukar, &path, json!({ "type": "sni" })).expect(422).fields(), ["/number required"]);
        let early = json!({ "type": "sni", "number": "8272", "issued_on": "2024-01-01", "expires_on": "2029-01-01", "status": "proses" });
        assert_eq!(record(&kukar, &path, early).expect(422).fields(), [
            "/expires_on not_issued_yet", "/issued_on not_issued_yet", "/number not_issued_yet",
        ]);
        let lasting = json!({ "type": "sni", "number": "8272", "expires_on": "2199-01-01", "status": "kedaluwarsa" });
        assert_eq!(record(&kukar, &path, lasting).expect(422).fields(), ["/status not_expired"]);
        let unknown = record(&kukar, &path, json!({ "type": "sni", "number": "8272", "warna": 1 })).expect(400);
        assert_eq!(unknown.fields(), ["/warna unknown_field"]);

        // From the application to the license.
        let made = record(&kukar, &path, json!({ "type": "sni", "status": "proses" })).expect(201);
        let place = made.header("location").unwrap();
        let issued = json!({ "status": "berlaku", "issued_on": "2024-01-01" });
        assert_eq!(kukar.patch(place, &made.etag(), &issued).expect(422).fields(), ["/number required"]);
        let issued = json!({ "status": null, "number": "SNI-01-2024", "issued_on": "2024-01-01" });
        let issued = kukar.patch(place, &made.etag(), &issued).expect(200).json();
        assert_eq!((&issued["status"], &issued["number"], &issued["format_verified"]), (&json!("berlaku"), &json!("SNI-01-2024"), &Value::Null));
    }

    fn one_number_stands_once_on_one_business(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        let first = record(&kukar, &path, json!({ "type": "pirt", "number": "206640201000129" })).expect(201);
        assert_eq!(first.json()["number"], "2066402010001-29");
        let again = record(&kukar, &path, json!({ "type": "pirt", "number": "P-IRT 2066402010001-29" })).expect(409);
        assert_eq!((again.code(), &again.json()["existing_id"]), ("already_exists".to_owned(), &first.json()["id"]));
        let other = record(&kukar, &path, json!({ "type": "pirt", "number": "2066402010002-29" })).expect(201);
        let place = other.header("location").unwrap();
        let moved = kukar.patch(place, &other.etag(), &json!({ "number": "206640201000129" })).expect(409);
        assert_eq!(moved.code(), "already_exists");
        // The same text under another type is another license.
        record(&kukar, &path, json!({ "type": "izin_lain", "number": "2066402010001-29" })).expect(201);
        record(&kukar, &business(&kukar, "perorangan"), json!({ "type": "pirt", "number": "206640201000129" })).expect(201);
        // A key sent twice records once.
        let keyed = kukar.with("Idempotency-Key", "0193a000-0000-7000-8000-00000000000c");
        let body = json!({ "type": "haccp", "number": "7-2024" });
        let made = record(&keyed, &path, body.clone()).expect(201);
        assert_eq!(record(&keyed, &path, body).expect(201).json(), made.json());
    }

    fn two_who_record_at_once_do_not_lose_each_other_s(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        let at = |numbers: Vec<&'static str>| at_once(numbers, |number| {
            patiently(|| record(&kukar, &path, json!({ "type": "halal", "number": number })))
        });
        assert_eq!(tally(&at(vec![HALAL, HALAL])), BTreeMap::from([(201, 1), (409, 1)]));
        let others = at(vec!["ID64110000123450724", "ID64110000123450725"]);
        assert_eq!(tally(&others), BTreeMap::from([(201, 2)]));
        let list = kukar.get(&format!("{path}/licenses?count=exact")).expect(200).json();
        assert_eq!((&list["total"], kukar.get(&path).json()["version"].clone()), (&json!(3), json!(4)));
    }

    fn what_is_in_doubt_becomes_flags_of_the_business_and_goes_again(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        let made = record(&kukar, &path, json!({ "type": "pirt", "number": "12/345" })).expect(201);
        assert_eq!(made.json()["format_verified"], false);
        assert_eq!(doubts(&kukar, &path), ["format_unverified"]);
        let place = made.header("location").unwrap();
        let better = json!({ "number": "2066402010001-29", "expires_on": "2028-05-05" });
        let changed = kukar.patch(place, &made.etag(), &better).expect(200);
        assert_eq!((&changed.json()["expiry_year_hint"], &changed.json()["format_verified"]), (&json!(2029), &json!(true)));
        assert_eq!(doubts(&kukar, &path), ["license_expiry_differs"]);
        let past = kukar.patch(place, &changed.etag(), &json!({ "number": "2066402010001-20", "expires_on": "2020-05-05" })).expect(200);
        assert_eq!(past.json()["status"], "kedaluwarsa");
        assert_eq!(doubts(&kukar, &path), ["license_expired"]);
        // The year of the number alone is a hint, and so is the flag: the state stays.
        let hint = kukar.patch(place, &past.etag(), &json!({ "expires_on": null })).expect(200);
        assert_eq!(hint.json()["status"], "berlaku");
        assert_eq!(doubts(&kukar, &path), ["license_expired"]);
        // A change of the business itself keeps what its licenses leave in doubt.
        let tag = kukar.get(&path).expect(200).etag();
        kukar.patch(&path, &tag, &json!({ "trade_name": "Amplang Lain" })).expect(200);
        assert_eq!(doubts(&kukar, &path), ["license_expired"]);
        // Who records it as expired has looked.
        let settled = kukar.patch(place, &hint.etag(), &json!({ "status": "kedaluwarsa" })).expect(200);
        assert_eq!(doubts(&kukar, &path), Vec::<String>::new());
        let open = kukar.patch(place, &settled.etag(), &json!({ "status": "berlaku" })).expect(200);
        assert_eq!(doubts(&kukar, &path), ["license_expired"]);
        kukar.delete(place, &open.etag()).expect(204);
        assert_eq!(doubts(&kukar, &path), Vec::<String>::new());
    }

    fn an_import_keeps_what_licenses_leave_in_doubt(app) {
        let kukar = app.dp3a_kukar();
        let send = |turnover: &str| {
            let csv = format!("id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,kode_wilayah,no_pirt\nL1,Amplang Impor,Contoh Lestari,P,{VILLAGE},{turnover}\n");
            let caller = kukar.with("Idempotency-Key", &uuid::Uuid::now_v7().to_string());
            let path = "/v1/imports?kind=businesses&mode=commit&source=uji&on_conflict=update";
            let taken = caller.send("POST", path, Some("text/csv"), csv.as_bytes()).expect(202);
            let job = taken.header("location").unwrap().to_owned();
            for _ in 0..20_000 {
                let job = kukar.get(&job).expect(200).json();
                if job["finished_at"].is_string() {
                    return job;
                }
            }
            panic!("the import does not end");
        };
        assert_eq!(send("2066402010001-29")["created"], 1);
        let found = kukar.get("/v1/businesses?q=impor").expect(200).json();
        let path = format!("/v1/businesses/{}", found["items"][0]["id"].as_str().unwrap());
        record(&kukar, &path, json!({ "type": "halal", "number": "15120012340518" })).expect(201);
        assert_eq!(doubts(&kukar, &path), ["format_unverified"]);
        assert_eq!(send("2066402010002-29")["updated"], 1);
        assert_eq!(doubts(&kukar, &path), ["format_unverified"]);
    }

    fn an_import_records_what_is_not_on_record(app) {
        let kukar = app.dp3a_kukar();
        let csv = |rows: &[[&str; 5]]| {
            let mut csv = "id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,nomor_md,nomor_halal,nomor_haccp,kode_wilayah\n".to_owned();
            for [id, owner, md, halal, haccp] in rows {
                csv.push_str(&format!("{id},Usaha {id},{owner},P,{md},{halal},{haccp},{VILLAGE}\n"));
            }
            csv
        };
        let rows = [
            ["L1", "Contoh Melati", "245612345678", HALAL, "dalam proses"],
            ["L2", "Contoh Mawar", "ML 245612345678", "", ""],
            ["L3", "Contoh Kenanga", "", "KH.01.123/2024", ""],
            ["L4", "Contoh Lestari", "", HALAL, "-"],
        ];
        let job = import(&kukar, COMMIT, &csv(&rows));
        assert_eq!(counts(&job), [2, 0, 0, 0, 2], "{job}");
        assert_eq!(said(&kukar, &job), ["2 license_without_number", "3 bpom_letters_mismatch", "4 halal_decree_number"]);
        let at = |name: &str| {
            let found = kukar.get(&format!("/v1/businesses?q={name}")).expect(200).json();
            format!("/v1/businesses/{}", found["items"][0]["id"].as_str().unwrap())
        };
        let (one, four) = (at("usaha%20l1"), at("usaha%20l4"));
        let numbers = |path: &str| {
            let page = kukar.get(&format!("{path}/licenses")).expect(200).json();
            let items = page["items"].as_array().unwrap().iter();
            items.map(|one| format!("{} {} {}", one["type"], one["number"], one["status"])).collect::<Vec<_>>()
        };
        let md = r#""bpom_md" "MD 245612345678" "berlaku""#.to_owned();
        let halal = format!(r#""halal" "{HALAL}" "berlaku""#);
        assert_eq!(numbers(&one), [md.clone(), halal.clone()]);
        for path in [&one, &four] {
            becomes(&kukar, path, &["license_shared"]);
        }
        // The same again changes nothing, another number is one more, a blank cell takes none away.
        let again = import(&kukar, "mode=commit&source=uji&on_conflict=update", &csv(&[rows[0], rows[3]]));
        assert_eq!(counts(&again), [0, 0, 2, 0, 0], "{again}");
        let next = ["L1", "Contoh Melati", "", "ID64110000123450724", "HACCP-17"];
        let more = import(&kukar, "mode=commit&source=uji&on_conflict=update", &csv(&[next]));
        assert_eq!(counts(&more), [0, 1, 0, 0, 0], "{more}");
        let newer = r#""halal" "ID64110000123450724" "berlaku""#.to_owned();
        assert_eq!(numbers(&one), [md, halal, newer, r#""haccp" "HACCP-17" "berlaku""#.to_owned()]);
        let history = kukar.get(&format!("{one}/history")).expect(200).json();
        let told: Vec<usize> = history["items"].as_array().unwrap().iter()
            .map(|act| act["changes"]["licenses"][1].as_array().map_or(0, Vec::len)).collect();
        assert_eq!(told.iter().sum::<usize>(), 4, "{history}");
    }

    fn one_number_of_two_owners_is_a_doubt_within_the_register(app) {
        let (kukar, samarinda) = (app.dp3a_kukar(), app.samarinda());
        let owned = |caller: &Caller, owners: &Value, region: &str| {
            let body = json!({ "name": "Kerupuk Contoh Jaya", "region_code": region, "owners": owners });
            let made = caller.post("/v1/businesses", &body).expect(201);
            made.header("location").unwrap().to_owned()
        };
        let one = owner(&kukar, "6402994107800001");
        let two = owner(&kukar, "6402994207810002");
        let first = owned(&kukar, &one, VILLAGE);
        let own = owned(&kukar, &one, VILLAGE);
        let other = owned(&kukar, &two, VILLAGE);
        let far = owned(&samarinda, &owner(&samarinda, "6472994307820003"), "64.72.01");
        let nobody_s = business(&kukar, "perorangan");
        let halal = json!({ "type": "halal", "number": HALAL });
        for (caller, path) in [(&kukar, &first), (&kukar, &own), (&samarinda, &far), (&kukar, &nobody_s)] {
            record(caller, path, halal.clone()).expect(201);
            assert_eq!(doubts(caller, path), Vec::<String>::new());
        }
        record(&kukar, &other, halal).expect(201);
        assert_eq!(doubts(&kukar, &other), ["license_shared"]);
        for path in [&first, &own] {
            becomes(&kukar, path, &["license_shared"]);
        }
        // A statement of the village is numbered by each village for itself.
        for path in [&first, &other] {
            record(&kukar, path, json!({ "type": "sku_desa", "number": "470/12/2024" })).expect(201);
        }
        assert_eq!(doubts(&kukar, &first), ["license_shared"]);
        // Two owners in common, and the doubt is gone.
        let tag = kukar.get(&other).expect(200).etag();
        let both: Vec<Value> = [&one, &two].iter().map(|owners| owners[0].clone()).collect();
        kukar.patch(&other, &tag, &json!({ "owners": both })).expect(200);
        for path in [&first, &other, &own] {
            becomes(&kukar, path, &[]);
        }
    }

    fn the_list_is_filtered_and_paged(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        for body in [
            json!({ "type": "halal", "number": HALAL }),
            json!({ "type": "pirt", "number": "2066402010001-29", "expires_on": "2099-01-01" }),
            json!({ "type": "pirt", "number": "2066402010002-20", "expires_on": "2020-01-01" }),
            json!({ "type": "sni", "number": "8272", "status": "kedaluwarsa" }),
            json!({ "type": "sni", "number": "8273", "status": "dicabut", "expires_on": "2020-01-01" }),
            json!({ "type": "haccp", "status": "proses" }),
        ] {
            record(&kukar, &path, body).expect(201);
        }
        let count = |query: &str| {
            kukar.get(&format!("{path}/licenses?count=exact&{query}")).expect(200).json()["total"].as_i64().unwrap()
        };
        assert_eq!(count(""), 6);
        assert_eq!(count("type=pirt"), 2);
        assert_eq!(count("status=berlaku"), 2);
        assert_eq!(count("status=kedaluwarsa"), 2);
        assert_eq!(count("status=dicabut"), 1);
        assert_eq!(count("status=proses"), 1);
        assert_eq!(count("expires_before=2099-01-01"), 2);
        assert_eq!(count("expires_before=2099-01-02&type=pirt"), 2);
        let page = kukar.get(&format!("{path}/licenses?limit=4")).expect(200).json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let rest = kukar.get(&format!("{path}/licenses?limit=4&cursor={cursor}")).expect(200).json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (2, &Value::Null));
        assert_eq!(rest["items"][1]["type"], "haccp");
        let csv = kukar.with("Accept", "text/csv").get(&format!("{path}/licenses?type=halal")).expect(200).text();
        assert!(csv.lines().nth(1).unwrap().contains(",halal,ID64110000123450723,,true,"), "{csv}");
        assert_eq!(kukar.get(&format!("{path}/licenses?kind=halal")).expect(400).code(), "unknown_parameter");
    }

    fn businesses_are_found_by_a_license_in_force(app) {
        let kukar = app.dp3a_kukar();
        let paths: Vec<String> = (0..4).map(|_| business(&kukar, "perorangan")).collect();
        for (path, body) in [
            (&paths[0], json!({ "type": "halal", "number": HALAL })),
            (&paths[1], json!({ "type": "halal", "number": HALAL, "expires_on": "2099-01-01" })),
            (&paths[1], json!({ "type": "pirt", "number": "2066402010001-98", "expires_on": "2098-01-01" })),
            (&paths[2], json!({ "type": "halal", "number": HALAL, "expires_on": "2020-01-01" })),
            (&paths[3], json!({ "type": "halal", "number": HALAL, "status": "dicabut" })),
        ] {
            record(&kukar, path, body).expect(201);
        }
        let found = |caller: &Caller, query: &str| -> Vec<String> {
            let page = caller.get(&format!("/v1/businesses?{query}")).expect(200).json();
            let items = page["items"].as_array().unwrap().iter();
            items.map(|item| format!("/v1/businesses/{}", item["id"].as_str().unwrap())).collect()
        };
        assert_eq!(found(&kukar, "license_type=halal"), paths[..2]);
        assert_eq!(found(&kukar, "license_type=halal&license_expires_before=2099-01-02"), paths[1..2]);
        assert_eq!(found(&kukar, "license_expires_before=2099-01-01"), paths[1..2]);
        assert_eq!(found(&kukar, "license_type=halal&license_expires_before=2099-01-01"), Vec::<String>::new());
        assert_eq!(found(&app.samarinda(), "license_type=halal"), Vec::<String>::new());
        assert_eq!(found(&app.kaltim(), "license_type=halal&region=64.02&sort=-id").len(), 2);
    }

    fn a_foreign_license_does_not_exist_and_a_regency_s_is_not_the_province_s_to_change(app) {
        let (kukar, samarinda, kaltim) = (app.dp3a_kukar(), app.samarinda(), app.kaltim());
        let path = business(&kukar, "perorangan");
        let body = json!({ "type": "halal", "number": HALAL });
        let made = record(&kukar, &path, body.clone()).expect(201);
        let place = made.header("location").unwrap();
        let change = json!({ "issuer": "BPJPH" });
        for hidden in [
            samarinda.get(place), samarinda.get(&format!("{path}/licenses")), record(&samarinda, &path, body.clone()),
            samarinda.patch(place, &made.etag(), &change), samarinda.delete(place, &made.etag()),
        ] {
            assert_eq!(hidden.expect(404).code(), "not_found");
        }
        // A license of another business below one's own.
        let id = place.rsplit('/').next().unwrap();
        let own = format!("{}/licenses/{id}", business(&kukar, "perorangan"));
        for absent in [kukar.get(&own), kukar.patch(&own, "*", &change), kukar.delete(&own, "*")] {
            absent.expect(404);
        }
        kaltim.get(place).expect(200);
        for refused in [
            record(&kaltim, &path, body), kaltim.patch(place, &made.etag(), &change), kaltim.delete(place, &made.etag()),
        ] {
            assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
        }
        // Another agency of the regency may, as with the business itself.
        app.caller("disperindag-kukar").patch(place, &made.etag(), &change).expect(200);
        let gone = kukar.get(&path).expect(200);
        kukar.delete(&path, &gone.etag()).expect(204);
        kukar.get(place).expect(404);
        record(&kukar, &path, json!({ "type": "sni", "number": "8272" })).expect(404);
    }

    fn a_business_has_at_most_two_hundred(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, "perorangan");
        for n in 0..200 {
            record(&kukar, &path, json!({ "type": "merek", "number": format!("IDM{n:09}") })).expect(201);
        }
        let refused = record(&kukar, &path, json!({ "type": "merek", "number": "IDM999999999" })).expect(409);
        assert_eq!(refused.code(), "conflict");
        assert!(refused.json()["detail"].as_str().unwrap().contains("at most 200 licenses"));
    }
}
