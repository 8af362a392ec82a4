//! Starting, stopping, and a database that goes away.

use sinergi::db::{Db, DbError, DbOptions, migrate};
use sinergi::keys::Keys;

use crate::support::{Database, TestApp, on_both};

/// Asks again until the answer has this status; bounded.
fn until(status: u16, ask: impl Fn() -> u16) {
    let mut last = 0;
    for _ in 0..200 {
        last = ask();
        if last == status {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("still {last}, not {status}");
}

on_both! {
    fn live_and_ready(app) {
        assert_eq!(app.anonymous().get("/livez").expect(200).json()["status"], "ok");
        assert_eq!(app.anonymous().get("/readyz").expect(200).json()["status"], "ok");
    }

    fn a_retired_agencys_clients_are_refused(app) {
        let (id, secret) = app.client("diskominfo-kukar", &[sinergi::auth::Scope::BusinessesRead]);
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let kind = Some("application/x-www-form-urlencoded");
        let ask = || app.anonymous().send("POST", "/oauth/token", kind, form.as_bytes());
        ask().expect(200);
        let admin = app.admin();
        let agency = admin.get("/v1/agencies/diskominfo-kukar").expect(200);
        admin
            .patch("/v1/agencies/diskominfo-kukar", &agency.etag(), &serde_json::json!({"valid_to": "2020-01-01"}))
            .expect(200);
        assert_eq!(ask().expect(401).code(), "invalid_client");
    }
}

fn stopped_and_started_again(database: Database) {
    let app = TestApp::start(database);
    let body = serde_json::json!({"name": "Bank Lama", "type": "bank", "level": "nasional"});
    let path = app
        .admin()
        .post("/v1/organizations", &body)
        .expect(201)
        .header("location")
        .unwrap()
        .to_owned();
    let again = TestApp::start(app.stop());
    assert_eq!(
        again.kpppa().get(&path).expect(200).json()["name"],
        "Bank Lama"
    );
}

#[test]
fn a_stopped_service_starts_again_on_sqlite() {
    stopped_and_started_again(Database::sqlite());
}

#[test]
fn a_stopped_service_starts_again_on_postgres() {
    if let Some(database) = Database::postgres() {
        stopped_and_started_again(database);
    }
}

#[test]
fn a_lost_database_is_told_and_found_again() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let name = database.name().unwrap().to_owned();
    let app = TestApp::start(database);
    let anonymous = app.anonymous();
    let caller = app.dp3a_kukar();
    caller.get("/v1/organizations").expect(200);
    crate::support::admin_sql(&format!(
        "ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false; \
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
    until(503, || anonymous.get("/readyz").status);
    assert_eq!(anonymous.get("/readyz").code(), "database_unavailable");
    assert_eq!(anonymous.get("/livez").expect(200).status, 200);
    let refused = caller.get("/v1/organizations").expect(503);
    assert_eq!(refused.code(), "database_unavailable");
    assert!(refused.header("retry-after").is_some());
    crate::support::admin_sql(&format!(
        "ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"
    ));
    until(200, || anonymous.get("/readyz").status);
    caller.get("/v1/organizations").expect(200);
}

#[test]
fn an_instance_without_the_databases_keys_refuses_to_start() {
    let database = Database::sqlite();
    std::fs::remove_file(&database.keys).unwrap();
    Keys::create(&database.keys).unwrap();
    let config = crate::support::config(&database);
    let error = sinergi::app::App::open(config).err().expect("a refusal");
    assert!(error.contains("lacks hash key"), "{error}");
}

/// Down and up again gives the same tables, and nothing is left after down.
#[test]
fn migrations_go_down_and_up_again() {
    for database in [Some(Database::sqlite()), Database::postgres()]
        .into_iter()
        .flatten()
    {
        let db = Db::open(&database.url, DbOptions::default()).unwrap();
        let folder = if database.is_postgres() {
            "postgres"
        } else {
            "sqlite"
        };
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(folder);
        let entries = std::fs::read_dir(folder).unwrap();
        let mut steps: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        steps.sort();
        db.read_now(|conn| -> Result<(), DbError> {
            // The newest goes first: it refers to what the older ones made.
            for step in steps.iter().rev() {
                conn.execute(&std::fs::read_to_string(step.join("down.sql")).unwrap())?;
            }
            conn.execute("DELETE FROM __diesel_schema_migrations")?;
            assert_eq!(migrate(conn)?.len(), steps.len());
            conn.execute("INSERT INTO meta (key, value) VALUES ('probe', '1')")?;
            Ok(())
        })
        .unwrap();
        db.close();
    }
}
