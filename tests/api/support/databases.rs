//! A database for each test: a copy of a template that was migrated once.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use sinergi::app::App;
use sinergi::config::{Capacity, Config, Listen, Quotas, Storage};
use sinergi::db::DatabaseUrl;
use tempfile::TempDir;

use super::cluster;

/// One test's database; gone with it.
pub struct Database {
    pub url: DatabaseUrl,
    pub keys: PathBuf,
    #[allow(
        dead_code,
        reason = "kept so that the folder lives as long as the test"
    )]
    folder: TempDir,
    postgres: Option<String>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

struct Template {
    folder: TempDir,
    name: String,
}

impl Database {
    /// One of each kind that is at hand.
    pub fn each() -> impl Iterator<Item = Self> {
        [Some(Self::sqlite()), Self::postgres()]
            .into_iter()
            .flatten()
    }

    /// A fresh SQLite file.
    pub fn sqlite() -> Self {
        static TEMPLATE: OnceLock<Template> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let url = DatabaseUrl::Sqlite(folder.path().join("template.db"));
            prepare(&url, &folder.path().join("keys"));
            Template {
                folder,
                name: String::new(),
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        std::fs::copy(template.folder.path().join("template.db"), &file).unwrap();
        let keys = folder.path().join("keys");
        std::fs::copy(template.folder.path().join("keys"), &keys).unwrap();
        Self {
            url: DatabaseUrl::Sqlite(file),
            keys,
            folder,
            postgres: None,
        }
    }

    /// A fresh PostgreSQL database; none when there is no PostgreSQL, which is said loudly.
    pub fn postgres() -> Option<Self> {
        static TEMPLATE: OnceLock<Option<Template>> = OnceLock::new();
        let server = cluster::server()?;
        let template = TEMPLATE
            .get_or_init(|| {
                let folder = tempfile::tempdir().unwrap();
                let name = format!("sinergi_template_{}", std::process::id());
                cluster::admin(&format!("CREATE DATABASE {name}"));
                let url = server.database(&name).parse().unwrap();
                prepare(&url, &folder.path().join("keys"));
                Some(Template { folder, name })
            })
            .as_ref()?;
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sinergi_test_{}_{n}", std::process::id());
        cluster::admin(&format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            template.name
        ));
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        std::fs::copy(template.folder.path().join("keys"), &keys).unwrap();
        Some(Self {
            url: server.database(&name).parse().unwrap(),
            keys,
            folder,
            postgres: Some(name),
        })
    }

    /// Its name on the PostgreSQL server.
    pub fn name(&self) -> Option<&str> {
        self.postgres.as_deref()
    }

    /// Its address, for another process.
    pub fn address(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        }
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.postgres {
            cluster::admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn prepare(url: &DatabaseUrl, keys: &std::path::Path) {
    let app = App::open(Config {
        storage: Storage {
            database: url.clone(),
            keys: Some(keys.to_owned()),
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
    .unwrap();
    app.db().close();
    drop(app);
    if let DatabaseUrl::Postgres(text) = url {
        // CREATE DATABASE … TEMPLATE refuses while anybody is connected.
        let name = text.rsplit('/').next().unwrap();
        cluster::admin(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }
}

/// Runs one statement on a server.
pub(super) fn run(url: &str, sql: &str) {
    let mut last = None;
    // A backend that was just terminated may linger for a moment.
    for _ in 0..50 {
        match PgConnection::establish(url)
            .map_err(|error| error.to_string())
            .and_then(|mut c| c.batch_execute(sql).map_err(|error| error.to_string()))
        {
            Ok(()) => return,
            Err(error) => last = Some(error),
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("{sql}: {last:?}");
}
