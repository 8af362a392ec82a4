//! `/v1/imports?kind=enrollments` and `/v1/training-batches/{id}/roster`: the list in, and out again.

use serde_json::{Value, json};
use sinergi::auth::Scope;

use super::{approved, go, open, plan, scheduled};
use crate::imports::{XLSX, corpus, counts, ended, key, path, poll, said, total};
use crate::support::{Answer, Caller, Database, TestApp, on_both};

const COMMIT: &str = "mode=commit&source=uji";

/// A batch that runs, with two sessions that were held and one that is to come.
fn running(caller: &Caller, plan: &Value, quota: u32) -> String {
    let batch = open(caller, plan, &schedule(quota));
    for day in ["2026-03-02", "2026-03-03"] {
        session(caller, &batch, day);
    }
    for to in ["registration_closed", "running"] {
        go(caller, &batch, &json!({ "to": to })).expect(200);
    }
    batch
}

fn schedule(quota: u32) -> Value {
    let mut batch = super::batch();
    batch["quota"] = json!(quota);
    batch
}

fn session(caller: &Caller, batch: &str, day: &str) {
    let body =
        json!({ "starts_at": format!("{day}T01:00:00Z"), "ends_at": format!("{day}T08:00:00Z") });
    caller.post(&format!("{batch}/sessions"), &body).expect(201);
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn send(caller: &Caller, batch: &str, query: &str, kind: &str, body: &[u8]) -> Answer {
    let batch = id(batch);
    let path = format!("/v1/imports?kind=enrollments&batch={batch}&{query}");
    caller
        .with("Idempotency-Key", &key())
        .send("POST", &path, Some(kind), body)
}

fn import_bytes(caller: &Caller, batch: &str, query: &str, kind: &str, body: &[u8]) -> Value {
    let answer = send(caller, batch, query, kind, body).expect(202);
    ended(caller, answer.header("location").unwrap())
}

fn import(caller: &Caller, batch: &str, query: &str, csv: &str) -> Value {
    import_bytes(caller, batch, query, "text/csv", csv.as_bytes())
}

/// `name status marks` of everybody in the batch.
fn list(caller: &Caller, batch: &str) -> Vec<String> {
    let roster = caller.get(&format!("{batch}/roster")).expect(200).json();
    let items = roster["items"].as_array().unwrap().iter();
    items
        .map(|one| {
            let marks = one["marks"].as_array().unwrap().iter();
            let marks: Vec<&str> = marks
                .map(|mark| mark.as_str().map_or("-", |mark| &mark[..1]))
                .collect();
            let (name, status) = (
                one["person_name"].as_str().unwrap(),
                one["status"].as_str().unwrap(),
            );
            format!(
                "{} {status} {}",
                name.trim_start_matches("Contoh "),
                marks.concat()
            )
        })
        .collect()
}

fn roster(caller: &Caller, batch: &str, format: &str) -> Vec<u8> {
    let caller = caller.with("Accept", format);
    caller.get(&format!("{batch}/roster")).expect(200).bytes
}

const ALUMNI: &str = "DAFTAR ALUMNI;;;;;;;;;;\n\
    NO;NAMA PESERTA;JENIS KELAMIN;NAMA USAHA;BIDANG USAHA;KABUPATEN USAHA;NILAI OMZET USAHA PER TAHUN;JABATAN PESERTA DI USAHA;HASIL;KEHADIRAN;\n\
    ;;;;;;;;;1;2\n\
    1;Contoh Melati;Perempuan;Kerupuk Melati;Kuliner;KAB. KUTAI KARTANEGARA;Rp. 2.000.000,00;Pemilik;Lulus;H;H\n\
    2;Contoh Dahlia;Perempuan;Amplang Dahlia;Kuliner;KAB. KUTAI KARTANEGARA;;Pengelola;Tidak lulus;S;A\n\
    3;Contoh Kenanga;Perempuan;;;;;;Mengundurkan diri;;\n\
    JUMLAH;;;;;;2000000;;;;\n";

on_both! {
    fn an_alumni_list_becomes_enrollments_and_changes_nothing_again(app) {
        let kukar = app.dp3a_kukar();
        let batch = running(&kukar, &plan(), 5);
        let dry = import(&kukar, &batch, "source=uji", ALUMNI);
        assert_eq!((&dry["status"], counts(&dry)), (&json!("dry_run_done"), [3, 0, 0, 0, 0]), "{dry} {:?}", said(&kukar, &dry));
        assert_eq!((total(&kukar, "/v1/enrollments"), total(&kukar, "/v1/people"), total(&kukar, "/v1/businesses")), (0, 0, 0));
        let first = import(&kukar, &batch, COMMIT, ALUMNI);
        assert_eq!((&first["status"], counts(&first)), (&json!("completed"), [3, 0, 0, 0, 0]), "{first} {:?}", said(&kukar, &first));
        assert_eq!(first["report"]["sheets"][0]["shape"], "alumni");
        assert_eq!(first["report"]["sheets"][0]["fields"][10], "session_2");
        assert_eq!(first["parameters"]["batch"], id(&batch));
        assert_eq!(list(&kukar, &batch), ["Melati passed hh", "Dahlia failed sa", "Kenanga withdrawn --"]);
        assert_eq!((total(&kukar, "/v1/people"), total(&kukar, "/v1/businesses?women_owned=yes")), (3, 1));
        let again = import(&kukar, &batch, COMMIT, ALUMNI);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again} {:?}", said(&kukar, &again));
        assert_eq!((total(&kukar, "/v1/people"), total(&kukar, "/v1/businesses"), total(&kukar, "/v1/enrollments")), (3, 2, 3));
        // Every step stands in the history, and who brought the list.
        let one = kukar.get("/v1/enrollments?status=passed").expect(200).json()["items"][0].clone();
        assert_eq!((&one["applied_on"], &one["register_code"]), (&json!("2026-02-20"), &json!("64.02")));
        assert!(one["business_id"].is_string(), "{one}");
        let history = kukar.get(&format!("/v1/enrollments/{}/history", one["id"].as_str().unwrap())).expect(200).json();
        let acts: Vec<&str> = history["items"].as_array().unwrap().iter().map(|act| act["action"].as_str().unwrap()).collect();
        assert_eq!(acts, ["created", "transitioned", "transitioned", "transitioned", "attendance_recorded", "attendance_recorded", "transitioned"]);
        assert_eq!(history["items"][0]["actor"], "kukar-1");
        let left = kukar.get("/v1/enrollments?status=withdrawn").expect(200).json();
        assert_eq!(left["items"][0]["status_reason"], "Mengundurkan diri");
    }

    fn every_row_has_its_outcome(app) {
        let kukar = app.dp3a_kukar();
        let mut plan = plan();
        plan["eligibility"] = json!({ "age_min": 17 });
        let batch = running(&kukar, &plan, 5);
        let file = corpus("alumni_enrollments.csv");
        let dry = import_bytes(&kukar, &batch, "source=uji", "text/csv", &file);
        let job = import_bytes(&kukar, &batch, COMMIT, "text/csv", &file);
        let told = said(&kukar, &job);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(file.as_slice());
        let mut wanted = [0; 5];
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.unwrap();
            let (outcome, codes) = record[0].split_once(' ').unwrap_or((&record[0], ""));
            let at = ["created", "updated", "unchanged", "skipped", "failed"];
            wanted[at.iter().position(|one| *one == outcome).unwrap()] += 1;
            let mut found: Vec<&str> = told.iter().filter_map(|line| line.strip_prefix(&format!("{number} "))).collect();
            found.sort_unstable();
            assert_eq!(found.join(","), codes, "row {number}: {}", &record[1]);
        }
        assert_eq!(counts(&job), wanted, "{job}");
        // A dry run counts seats, too: it foretells exactly what came.
        assert_eq!((counts(&dry), said(&kukar, &dry)), (wanted, told));
        let errors = kukar.get(&format!("{}/errors?limit=200", path(&job))).expect(200).json();
        let of = |code: &str| errors["items"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
        assert_eq!((&of("unknown_session")["column"], &of("unknown_session")["suggestion"]), (&json!("SESI 9"), &json!("1, 2")));
        assert_eq!((&of("quota_full")["column"], &of("quota_full")["suggestion"]), (&json!("HASIL"), &json!("cadangan")));
        assert_eq!((&of("age_min")["column"], &of("age_min")["masked_value"]), (&json!("TANGGAL LAHIR"), &json!("***")));
        assert!(of("unknown_result")["suggestion"].as_str().unwrap().contains("mengundurkan diri"));
        let stood = list(&kukar, &batch);
        let again = import_bytes(&kukar, &batch, COMMIT, "text/csv", &file);
        assert_eq!(counts(&again), [0, 0, wanted[0], wanted[3], wanted[4]], "{again} {:?}", said(&kukar, &again));
        assert_eq!(list(&kukar, &batch), stood);
    }

    fn results_and_attendance_follow_and_never_go_back(app) {
        let kukar = app.dp3a_kukar();
        let batch = running(&kukar, &plan(), 5);
        let header = "nama,nik,hasil,sesi 1,sesi 2,tanggal pendaftaran\n";
        let melati = |rest: &str| format!("{header}Contoh Melati,6402994107800001,{rest}\n");
        assert_eq!(counts(&import(&kukar, &batch, COMMIT, &melati("diterima,,,10/02/2026"))), [1, 0, 0, 0, 0]);
        assert_eq!(counts(&import(&kukar, &batch, COMMIT, &melati(",H,,"))), [0, 1, 0, 0, 0]);
        assert_eq!(list(&kukar, &batch), ["Melati attending h-"]);
        // A corrected mark; what is blank stays.
        assert_eq!(counts(&import(&kukar, &batch, COMMIT, &melati(",I,H,"))), [0, 1, 0, 0, 0]);
        assert_eq!(list(&kukar, &batch), ["Melati attending ih"]);
        let late = import(&kukar, &batch, COMMIT, &melati("diterima,,,11/02/2026"));
        assert_eq!((counts(&late), said(&kukar, &late)), ([0, 0, 1, 0, 0], vec!["2 applied_on_differs".to_owned(), "2 further_on".to_owned()]));
        let away = import(&kukar, &batch, COMMIT, &melati("lulus,,,"));
        assert_eq!(said(&kukar, &away), ["2 below_passing_share"]);
        let done = import(&kukar, &batch, COMMIT, &melati("lulus,H,,"));
        assert_eq!(counts(&done), [0, 1, 0, 0, 0]);
        for (rest, code) in [("tidak lulus,,,", "transition_not_allowed"), ("ditolak,,,", "transition_not_allowed"), (",A,,", "not_attending")] {
            let refused = import(&kukar, &batch, COMMIT, &melati(rest));
            assert_eq!((counts(&refused), said(&kukar, &refused)), ([0, 0, 0, 0, 1], vec![format!("2 {code}")]), "{rest}");
        }
        assert_eq!(list(&kukar, &batch), ["Melati passed hh"]);
        assert_eq!(total(&kukar, "/v1/people"), 1);
        // As asked of rows whose enrollment exists.
        let skip = import(&kukar, &batch, &format!("{COMMIT}&on_conflict=skip"), &melati("lulus,,,"));
        assert_eq!((counts(&skip), said(&kukar, &skip)), ([0, 0, 0, 1, 0], vec!["2 already_enrolled".to_owned()]));
        let fail = import(&kukar, &batch, &format!("{COMMIT}&on_conflict=fail"), &melati("lulus,,,"));
        assert_eq!(counts(&fail), [0, 0, 0, 0, 1]);
    }

    fn the_roster_goes_out_and_in_again(app) {
        let kukar = app.dp3a_kukar();
        let batch = running(&kukar, &plan(), 5);
        import(&kukar, &batch, COMMIT, ALUMNI);
        let roster_json = kukar.get(&format!("{batch}/roster")).expect(200).json();
        let first = &roster_json["items"][0];
        assert_eq!((&first["number"], &first["gender"], &first["business_name"]), (&json!(1), &json!("P"), &json!("Kerupuk Melati")));
        assert_eq!((&first["attendance_share_percent"], &first["marks"], &first["certificate_numbers"]), (&json!(100), &json!(["hadir", "hadir"]), &json!([])));
        assert_eq!(roster_json["items"][2]["business_name"], Value::Null);
        assert_eq!((roster_json["sessions"][1]["number"].clone(), roster_json["quota"].clone()), (json!(2), json!(5)));
        for (format, kind) in [(XLSX, XLSX), ("text/csv", "text/csv")] {
            let file = roster(&kukar, &batch, format);
            // No source: rows with an enrollment's id enter nobody.
            let job = import_bytes(&kukar, &batch, "mode=commit", kind, &file);
            assert_eq!((&job["status"], counts(&job), job["warnings"].clone()), (&json!("completed"), [0, 0, 3, 0, 0], json!(0)), "{job} {:?}", said(&kukar, &job));
        }
        let csv = String::from_utf8(roster(&kukar, &batch, "text/csv")).unwrap();
        let header = "enrollment_id,number,person_name,gender,register_code,business_name,status,applied_on,attendance_share_percent,certificate_numbers,session_1,session_2\r\n";
        assert!(csv.starts_with(header), "{csv}");
        // Filled in as an office does, and sent back.
        let more = "nama,hasil\nContoh Seruni,diterima\n";
        assert_eq!(counts(&import(&kukar, &batch, COMMIT, more)), [1, 0, 0, 0, 0]);
        let csv = String::from_utf8(roster(&kukar, &batch, "text/csv")).unwrap();
        let filled = csv.replace(",accepted,2026-02-20,0,,,", ",lulus,2026-02-20,0,,H,H");
        assert_ne!(filled, csv);
        let job = import(&kukar, &batch, "mode=commit", &filled);
        assert_eq!(counts(&job), [0, 1, 3, 0, 0], "{job} {:?}", said(&kukar, &job));
        assert!(list(&kukar, &batch).contains(&"Seruni passed hh".to_owned()));
        // Without people:read nobody is named, and the ids are enough to import it.
        let figures: Vec<_> = Scope::agency().filter(|one| !["people:read", "businesses:read"].contains(&one.as_str())).collect();
        let nameless = app.caller_with("dp3a-kukar", &figures).acting("kukar-1");
        let bare = nameless.get(&format!("{batch}/roster")).expect(200);
        assert!(!bare.text().contains("Melati") && !bare.text().contains("Kerupuk"), "{}", bare.text());
        assert_eq!(bare.json()["items"][0].get("gender"), None);
        let file = roster(&nameless, &batch, XLSX);
        let job = import_bytes(&nameless, &batch, "mode=commit", XLSX, &file);
        assert_eq!(counts(&job), [0, 0, 4, 0, 0], "{job} {:?}", said(&nameless, &job));
    }

    fn an_id_is_of_this_batch_and_of_this_woman(app) {
        let kukar = app.dp3a_kukar();
        let (one, two) = (running(&kukar, &plan(), 5), running(&kukar, &plan(), 5));
        import(&kukar, &one, COMMIT, "nama,nik,hasil\nContoh Melati,6402994107800001,hadir\nContoh Dahlia,,hadir\n");
        let items = kukar.get(&format!("{one}/roster")).expect(200).json()["items"].clone();
        let (melati, dahlia) = (items[0]["enrollment_id"].as_str().unwrap(), items[1]["enrollment_id"].as_str().unwrap());
        let file = format!(
            "enrollment_id,nama,nik,hasil\n{melati},Contoh Dahlia,,tidak lulus\n{dahlia},Contoh Dahlia,6402994107800001,tidak lulus\n\
             {melati},\"Hj. CONTOH MELATI, S.Pd\",6402994107800009,tidak lulus\nabc,Contoh Melati,,tidak lulus\n{},,,tidak lulus\n{dahlia},Contoh Dahlia,,hadir\n",
            uuid::Uuid::now_v7()
        );
        let job = import(&kukar, &one, "mode=commit", &file);
        let told = said(&kukar, &job);
        // Her NIK was not recorded, so nothing speaks against the third line.
        assert_eq!(told, ["2 enrollment_of_another", "4 enrollment_of_another", "5 invalid_format", "6 enrollment_unknown", "7 duplicate_in_file"]);
        assert_eq!(counts(&job), [0, 1, 0, 1, 4], "{job}");
        let job = import(&kukar, &two, "mode=commit", &format!("enrollment_id,hasil\n{melati},tidak lulus\n"));
        assert_eq!(said(&kukar, &job), ["2 enrollment_unknown"]);
    }

    fn all_or_nothing_of_enrollments(app) {
        let kukar = app.dp3a_kukar();
        let batch = running(&kukar, &plan(), 2);
        let atomic = format!("{COMMIT}&atomic=true");
        let file = "nama,nama usaha,hasil\nContoh A,Kios A,diterima\nContoh B,,diterima\nContoh C,,diterima\n";
        let job = import(&kukar, &batch, &atomic, file);
        assert_eq!((&job["problem"]["code"], counts(&job)), (&json!("atomic_refused"), [0, 0, 0, 2, 1]), "{job}");
        assert_eq!(said(&kukar, &job).last().unwrap(), "4 quota_full");
        assert_eq!((total(&kukar, "/v1/people"), total(&kukar, "/v1/businesses"), total(&kukar, "/v1/enrollments")), (0, 0, 0));
        let job = import(&kukar, &batch, &atomic, &file.replace("C,,diterima", "C,,cadangan"));
        assert_eq!((&job["status"], counts(&job)), (&json!("completed"), [3, 0, 0, 0, 0]), "{job}");
        // One row by itself: the others stand.
        let rows = import(&kukar, &batch, COMMIT, "nama,hasil\nContoh D,diterima\nContoh E,cadangan\n");
        assert_eq!((&rows["status"], counts(&rows)), (&json!("partially_completed"), [1, 0, 0, 0, 1]));
        // A seat that is given up goes to the first who waits.
        let given = import(&kukar, &batch, COMMIT, "nama,hasil\nContoh B,mengundurkan diri\n");
        assert_eq!(counts(&given), [0, 1, 0, 0, 0]);
        assert_eq!(list(&kukar, &batch), ["A accepted --", "B withdrawn --", "C accepted --", "E waitlisted --"]);
    }

    fn a_province_links_what_is_its_regencies(app) {
        let (kukar, kaltim) = (app.dp3a_kukar(), app.kaltim());
        let business = "nama_usaha,pemilik,nik,jenis_kelamin,kode_wilayah\nKios Melati,Contoh Melati,6402014107800001,P,64.02\n";
        let sent = kukar.with("Idempotency-Key", &key()).send("POST", &format!("/v1/imports?kind=businesses&{COMMIT}"), Some("text/csv"), business.as_bytes());
        ended(&kukar, sent.expect(202).header("location").unwrap());
        let tags = || {
            let read = |list: &str| kukar.get(list).expect(200).json()["items"][0]["version"].clone();
            (read("/v1/people"), read("/v1/businesses"))
        };
        let before = tags();
        let batch = running(&kaltim, &plan(), 5);
        let file = "nama peserta,nama usaha,nik,kabupaten,omzet,jenis kelamin,hasil\n\
            Contoh Melati Baru,Kios Melati,6402014107800001,Kutai Kartanegara,5 juta,L,tidak lulus\n\
            Contoh Mawar,,,Kutai Kartanegara,,P,hadir\n\
            Contoh Dahlia,,,Kutai Timur,,P,diterima\n\
            Contoh Nirwana,,,,,,diterima\n\
            Contoh Seberang,,,Palangka Raya,,,diterima\n";
        let job = import(&kaltim, &batch, COMMIT, file);
        let told = said(&kaltim, &job);
        assert_eq!(counts(&job), [3, 0, 0, 0, 2], "{job} {told:?}");
        assert!(told.contains(&"5 region_required".to_owned()) && told.contains(&"6 outside_register".to_owned()), "{told:?}");
        assert_eq!((tags(), total(&kukar, "/v1/people"), total(&kukar, "/v1/businesses")), (before, 2, 1));
        let seen = kukar.get("/v1/enrollments?sort=id").expect(200).json();
        assert_eq!((&seen["items"][0]["status"], &seen["items"][1]["status"]), (&json!("failed"), &json!("attending")));
        assert!(seen["items"][0]["business_id"].is_string());
        kukar.get(&format!("{batch}/roster")).expect(404);
        // Her NIK stands in a second register: she is enrolled once.
        let twice = "nama peserta,nik,kabupaten,hasil\nContoh Melati,6402014107800001,Kutai Timur,diterima\n";
        let job = import(&kaltim, &batch, COMMIT, twice);
        assert_eq!((said(&kaltim, &job), total(&kaltim, "/v1/people")), (vec!["2 already_enrolled".to_owned()], 3));
        let again = import(&kaltim, &batch, COMMIT, file);
        assert_eq!(counts(&again), [0, 0, 3, 0, 2], "{again} {:?}", said(&kaltim, &again));
    }

    fn only_the_owner_of_a_batch_imports_into_it(app) {
        let kukar = app.dp3a_kukar();
        let batch = running(&kukar, &plan(), 5);
        let csv = |caller: &Caller, query: &str| send(caller, &batch, query, "text/csv", ALUMNI.as_bytes());
        for mode in [COMMIT, "source=uji"] {
            for foreign in [app.samarinda(), app.caller("dp3appkb-kalteng")] {
                assert_eq!(csv(&foreign.acting("x"), mode).expect(422).fields(), ["?batch unknown_reference"]);
            }
            for other in [app.caller("disperindag-kukar").acting("x"), app.kaltim()] {
                assert_eq!(csv(&other, mode).expect(403).code(), "owned_by_another_agency");
            }
        }
        app.samarinda().get(&format!("{batch}/roster")).expect(404);
        app.kaltim().get(&format!("{batch}/roster")).expect(200);
        for missing in ["training:write", "imports:write"] {
            let scopes: Vec<_> = Scope::agency().filter(|one| one.as_str() != missing).collect();
            let refused = csv(&app.caller_with("dp3a-kukar", &scopes).acting("x"), "source=uji").expect(403);
            assert_eq!((refused.code(), refused.json()["scope"].clone()), ("insufficient_scope".to_owned(), json!(missing)));
        }
        for missing in ["people:write", "businesses:write"] {
            let scopes: Vec<_> = Scope::agency().filter(|one| one.as_str() != missing).collect();
            csv(&app.caller_with("dp3a-kukar", &scopes).acting("x"), COMMIT).expect(403);
        }
        assert_eq!(csv(&kukar.without("Sinergi-Actor"), COMMIT).expect(400).code(), "actor_required");
        let post = |query: &str| kukar.with("Idempotency-Key", &key()).send("POST", &format!("/v1/imports?{query}"), Some("text/csv"), ALUMNI.as_bytes());
        assert_eq!(post("kind=enrollments&source=uji").expect(422).fields(), ["?batch required"]);
        let odd = format!("kind=businesses&source=uji&batch={}", id(&batch));
        assert_eq!(post(&odd).expect(422).fields(), ["?batch not_allowed"]);
        let unknown = post(&format!("kind=enrollments&batch={}", uuid::Uuid::now_v7()));
        assert_eq!(unknown.expect(422).fields(), ["?batch unknown_reference"]);
        assert_eq!(post("kind=enrollments&batch=1").expect(400).fields(), ["?batch invalid_format", "?batch too_short"]);
        assert_eq!(total(&kukar, "/v1/imports"), 0);
        // A batch that takes nobody in.
        let program = approved(&kukar, &plan());
        let planned = scheduled(&kukar, &program, &schedule(5));
        let early = import(&kukar, &planned, COMMIT, "nama,hasil\nContoh A,diterima\n");
        assert_eq!(said(&kukar, &early), ["2 registration_not_open"]);
        let named = import(&kukar, &planned, "mode=commit", "nama,nama usaha\nContoh A,Kios A\n");
        assert_eq!(named["problem"]["code"], "source_required");
        let long = format!("nama,hasil\n{}", "Contoh A,diterima\n".repeat(10_001));
        assert_eq!(import(&kukar, &planned, COMMIT, &long)["problem"]["code"], "too_many_rows");
    }
}

fn many(count: usize) -> String {
    let mut csv = String::from("nama,nik,hasil\n");
    for n in 1..=count {
        csv.push_str(&format!("Contoh Peserta {n},640299410780{n:04},diterima\n"));
    }
    csv
}

/// Stops the service in the middle of a list and starts it again.
fn interrupted(database: Database, query: &str, size: usize) {
    let app = TestApp::start(database);
    let kukar = app.dp3a_kukar();
    let batch = running(&kukar, &plan(), u32::try_from(size).unwrap());
    let answer = send(&kukar, &batch, query, "text/csv", many(size).as_bytes()).expect(202);
    let path = answer.header("location").unwrap().to_owned();
    let before = poll(&kukar, &path, |job| {
        job["progress"].as_i64().unwrap() > 0 || job["status"] == "processing"
    });
    assert!(before["finished_at"].is_null(), "too few rows: {before}");
    let app = TestApp::start(app.stop());
    let kukar = app.dp3a_kukar();
    let job = ended(&kukar, &path);
    assert_eq!(job["status"], "completed", "{job}");
    assert_eq!(
        counts(&job),
        [i64::try_from(size).unwrap(), 0, 0, 0, 0],
        "{job}"
    );
    let accepted = total(&kukar, "/v1/enrollments?status=accepted");
    assert_eq!(accepted, i64::try_from(size).unwrap());
    assert_eq!(total(&kukar, "/v1/people"), accepted);
}

#[test]
fn an_interrupted_list_goes_on_sqlite() {
    interrupted(Database::sqlite(), COMMIT, 400);
}

#[test]
fn an_interrupted_list_goes_on_postgres() {
    if let Some(database) = Database::postgres() {
        interrupted(database, COMMIT, 400);
    }
}

#[test]
fn an_interrupted_whole_list_is_done_again_sqlite() {
    interrupted(Database::sqlite(), &format!("{COMMIT}&atomic=true"), 400);
}

#[test]
fn an_interrupted_whole_list_is_done_again_postgres() {
    if let Some(database) = Database::postgres() {
        interrupted(database, &format!("{COMMIT}&atomic=true"), 400);
    }
}
