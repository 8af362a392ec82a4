//! Imports in batches: how a file is cut never shows, others write in between, and a stop loses
//! nothing.

use serde_json::{Value, json};

use crate::imports::{COMMIT, counts, ended, import, poll, rows, said, send, total};
use crate::support::{Database, TestApp, on_both};

const HEADER: &str =
    "id_sumber,nama_usaha,nama_pemilik,nik,nib,jenis_kelamin,tanggal_lahir,kode_wilayah\n";

/// Rows that mean each other by other keys than their ids; `n` makes them others'.
fn entangled(n: u32) -> Vec<String> {
    let (melati, mawar) = (
        64_020_141_078_000 + u64::from(n),
        64_020_142_078_000 + u64::from(n),
    );
    let nib = 220_001_234_560 + u64::from(n);
    vec![
        format!("X{n}1,Amplang {n},Contoh Melati,{melati}01,0{nib},P,,64.02\n"),
        // The first once more, by NIK and name.
        format!(",Amplang {n},Contoh Melati,{melati}01,,P,,64.02\n"),
        // Another owner's, with the NIB of the first.
        format!("X{n}3,Batik {n},Contoh Mawar,{mawar}02,0{nib},P,,64.02\n"),
        // The first owner's second, who now has a day of birth.
        format!("X{n}4,Kios {n},Contoh Melati,{melati}01,,P,01/07/1980,64.02\n"),
        // The second once more, by NIB and owner.
        format!(",Batik {n},Contoh Mawar,,0{nib},P,,64.02\n"),
    ]
}

/// The lines of a report without the rows' numbers.
fn codes(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| Some(line.split_once(' ')?.1))
        .collect()
}

on_both! {
    fn how_a_file_is_cut_never_shows(app) {
        let kukar = app.dp3a_kukar();
        // In one batch, then each in a batch of its own.
        let close = format!("{HEADER}{}", entangled(1).concat());
        let close = import(&kukar, COMMIT, &close);
        let mut file = HEADER.to_owned();
        for (n, row) in entangled(2).iter().enumerate() {
            file.push_str(row);
            for k in 0..60 {
                file.push_str(&format!("F{n}-{k},Isi {n} {k},Pemilik {n} {k},,,P,,64.02\n"));
            }
        }
        let apart = import(&kukar, COMMIT, &file);
        assert_eq!(counts(&close), [3, 0, 2, 0, 0], "{close} {:?}", said(&kukar, &close));
        assert_eq!(counts(&apart), [303, 0, 2, 0, 0], "{apart} {:?}", said(&kukar, &apart));
        let (close, apart) = (said(&kukar, &close), said(&kukar, &apart));
        assert_eq!(codes(&close), codes(&apart));
        assert!(codes(&close).contains(&"nib_shared"), "{close:?}");
        assert!(codes(&close).contains(&"owner_differs_in_file"), "{close:?}");
        // And in one transaction.
        let whole = format!("{HEADER}{}", entangled(3).concat());
        let whole = import(&kukar, &format!("{COMMIT}&atomic=true"), &whole);
        assert_eq!(counts(&whole), [3, 0, 2, 0, 0], "{whole} {:?}", said(&kukar, &whole));
        assert_eq!(codes(&said(&kukar, &whole)), codes(&close));
    }

    fn an_import_and_a_caller_change_the_same_rows(app) {
        const COUNT: usize = 150;
        let kukar = app.dp3a_kukar();
        import(&kukar, COMMIT, &rows(COUNT));
        let list = kukar.get("/v1/businesses?limit=200").expect(200).json();
        let file = rows(COUNT).replace("Usaha Contoh", "Usaha Baru");
        let answer = send(&kukar, COMMIT, "text/csv", file.as_bytes()).expect(202);
        let job = answer.header("location").unwrap().to_owned();
        // From the end, so that both meet.
        for business in list["items"].as_array().unwrap().iter().rev() {
            let path = format!("/v1/businesses/{}", business["id"].as_str().unwrap());
            let patch = json!({ "trade_name": "Merek Contoh" });
            let mut tries = 0;
            while kukar.patch(&path, &kukar.get(&path).etag(), &patch).status != 200 {
                tries += 1;
                assert!(tries < 50, "{path}");
            }
        }
        let job = ended(&kukar, &job);
        assert_eq!(counts(&job), [0, COUNT as i64, 0, 0, 0], "{job}");
        let list = kukar.get("/v1/businesses?limit=200").expect(200).json();
        for business in list["items"].as_array().unwrap() {
            assert!(business["name"].as_str().unwrap().starts_with("Usaha Baru"), "{business}");
            assert_eq!(business["trade_name"], "Merek Contoh", "{business}");
            assert_eq!(business["version"], 3, "{business}");
        }
    }
}

/// Stops the service in the middle of a job and starts it again.
fn interrupted(database: Database, query: &str, size: usize) -> (TestApp, Value, i64) {
    let app = TestApp::start(database);
    let kukar = app.dp3a_kukar();
    let answer = send(&kukar, query, "text/csv", rows(size).as_bytes()).expect(202);
    let path = answer.header("location").unwrap().to_owned();
    let before = poll(&kukar, &path, |job| job["progress"].as_i64().unwrap() > 0);
    assert!(before["finished_at"].is_null(), "too few rows: {before}");
    let app = TestApp::start(app.stop());
    let kukar = app.dp3a_kukar();
    let stored = total(&kukar, "/v1/businesses");
    let job = ended(&kukar, &path);
    (app, job, stored)
}

/// Stops the service at every step that a job makes.
fn goes_on_again_and_again(database: Database) {
    let mut app = TestApp::start(database);
    let answer = send(
        &app.dp3a_kukar(),
        COMMIT,
        "text/csv",
        rows(2_000).as_bytes(),
    )
    .expect(202);
    let path = answer.header("location").unwrap().to_owned();
    let mut stops = 0;
    let mut done = 0;
    let job = loop {
        let kukar = app.dp3a_kukar();
        let now = poll(&kukar, &path, |job| {
            job["finished_at"].is_string() || job["created"].as_i64().unwrap() > done
        });
        assert_eq!(now["failed"], 0, "{now}");
        if now["finished_at"].is_string() {
            break now;
        }
        done = now["created"].as_i64().unwrap();
        stops += 1;
        app = TestApp::start(app.stop());
    };
    assert!(stops > 0, "too few rows: {job}");
    assert_eq!(counts(&job), [2_000, 0, 0, 0, 0], "{job}");
    assert_eq!(total(&app.dp3a_kukar(), "/v1/businesses"), 2_000);
    assert_eq!(total(&app.dp3a_kukar(), "/v1/people"), 2_000);
}

#[test]
fn a_job_stopped_at_every_step_loses_nothing_sqlite() {
    goes_on_again_and_again(Database::sqlite());
}

#[test]
fn a_job_stopped_at_every_step_loses_nothing_postgres() {
    if let Some(database) = Database::postgres() {
        goes_on_again_and_again(database);
    }
}

fn goes_on(database: Database) {
    let (app, job, _) = interrupted(database, COMMIT, 8_000);
    assert_eq!(counts(&job), [8_000, 0, 0, 0, 0], "{job}");
    assert_eq!(total(&app.dp3a_kukar(), "/v1/businesses"), 8_000);
}

fn is_undone_and_done_again(database: Database) {
    let query = format!("{COMMIT}&atomic=true");
    let (app, job, _) = interrupted(database, &query, 8_000);
    assert_eq!(job["status"], "completed", "{job}");
    assert_eq!(counts(&job), [8_000, 0, 0, 0, 0], "{job}");
    assert_eq!(total(&app.dp3a_kukar(), "/v1/businesses"), 8_000);
}

#[test]
fn an_interrupted_job_goes_on_sqlite() {
    goes_on(Database::sqlite());
}

#[test]
fn an_interrupted_job_goes_on_postgres() {
    if let Some(database) = Database::postgres() {
        goes_on(database);
    }
}

#[test]
fn an_interrupted_whole_is_done_again_sqlite() {
    is_undone_and_done_again(Database::sqlite());
}

#[test]
fn an_interrupted_whole_is_done_again_postgres() {
    if let Some(database) = Database::postgres() {
        is_undone_and_done_again(database);
    }
}
