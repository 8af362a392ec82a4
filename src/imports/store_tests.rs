use super::*;
use crate::config::{Capacity, Config, Listen, Quotas, Storage};
use crate::imports::local::new_job;
use crate::imports::types::ImportQuery;

pub fn app(folder: &std::path::Path) -> App {
    App::open(Config {
        storage: Storage {
            database: crate::db::DatabaseUrl::Sqlite(folder.join("test.db")),
            keys: Some(folder.join("keys")),
            connections: 2,
        },
        listen: Listen {
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: None,
            workers: Some(1),
            max_upload: 1 << 20,
        },
        quotas: Quotas::default(),
        capacity: Capacity::default(),
        token_seconds: 600,
    })
    .unwrap()
}

pub fn job(conn: &mut Conn, app: &App) -> JobRow {
    let who = Who {
        agency: "dp3a-kukar".to_owned(),
        level: crate::auth::Level::Kabupaten,
        region: Some("64.02".to_owned()),
        ..Who::system("test")
    };
    let query: ImportQuery = serde_json::from_str(r#"{"kind":"businesses"}"#).unwrap();
    let lang = crate::text::Lang::Id;
    new_job(conn, app, &who, "", &query, "text/csv", lang).unwrap()
}

#[test]
fn a_job_is_claimed_once_and_again_when_its_lease_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let data = app.clone();
    app.db()
        .write_now(move |conn| -> Result<(), Problem> {
            let row = job(conn, &data);
            insert(conn, &row)?;
            complete(conn, row.id, "00", 3, None)?;
            let now = Timestamp::now();
            assert_eq!(waiting(conn, now)?, Some(row.id));
            assert!(claim(conn, row.id, now)?.is_some());
            assert_eq!(waiting(conn, now)?, None);
            assert!(claim(conn, row.id, now)?.is_none());
            let later = now.plus_seconds(LEASE_SECONDS + 1);
            assert_eq!(waiting(conn, later)?, Some(row.id));
            assert!(claim(conn, row.id, later)?.is_some());
            Ok(())
        })
        .unwrap();
}
