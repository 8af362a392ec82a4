//! What every test uses: the application on a database of its own, and callers.

mod cluster;
mod databases;
mod request;
mod rows;

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use sinergi::app::{App, Service};
use sinergi::auth::{Scope, scope};
use sinergi::clients::{self, ClientInput};
use sinergi::config::{Capacity, Config, Listen, Quotas, Storage, TOKEN_SECONDS};

pub use cluster::admin as admin_sql;
pub use databases::Database;
pub use request::{Answer, Caller};
pub use rows::{Batch, Business, Program};

/// Declares a test that runs on each database: `on_both! { fn name(app) { … } }`.
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($app:ident) $body:block)+) => {
        $(mod $name {
            #[allow(unused_imports, reason = "a small test needs nothing of its file")]
            use super::*;

            $(#[$meta])*
            fn run($app: &$crate::support::TestApp) $body

            #[test]
            fn sqlite() {
                run(&$crate::support::TestApp::start($crate::support::Database::sqlite()));
            }

            #[test]
            fn postgres() {
                if let Some(database) = $crate::support::Database::postgres() {
                    run(&$crate::support::TestApp::start(database));
                }
            }
        })+
    };
}
pub(crate) use on_both;

/// The settings of a test on a database.
pub fn config(database: &Database) -> Config {
    Config {
        storage: Storage {
            database: database.url.clone(),
            keys: Some(database.keys.clone()),
            connections: 6,
        },
        listen: Listen {
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: None,
            workers: Some(2),
            max_upload: 64 << 20,
        },
        quotas: Quotas::default(),
        capacity: Capacity::default(),
        token_seconds: TOKEN_SECONDS,
    }
}

/// The application as `main` starts it, on port 0 and a database of its own.
pub struct TestApp {
    pub app: App,
    pub base: String,
    database: Option<Database>,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

static CLIENTS: AtomicU32 = AtomicU32::new(0);

impl TestApp {
    /// Starts the application on a database.
    pub fn start(database: Database) -> Self {
        Self::start_with(database, |_| {})
    }

    /// Starts the application with other settings.
    pub fn start_with(database: Database, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(&database);
        change(&mut config);
        let (ready, started) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let app = App::open(config).unwrap();
            actix_web::rt::System::new().block_on(async move {
                let service = Service::bind(app.clone()).unwrap();
                ready
                    .send((app, service.address(), service.handle()))
                    .unwrap();
                service.run().await.unwrap();
            });
        });
        let (app, address, handle) = started.recv().expect("the application starts");
        Self {
            app,
            base: format!("http://{address}"),
            database: Some(database),
            handle,
            thread: Some(thread),
        }
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        self.database.as_ref().unwrap()
    }

    /// A caller of an agency with every agency scope.
    pub fn caller(&self, agency: &str) -> Caller {
        self.caller_with(agency, &Scope::agency().collect::<Vec<_>>())
    }

    /// A caller of an agency with these scopes.
    pub fn caller_with(&self, agency: &str, scopes: &[Scope]) -> Caller {
        let (id, _) = self.client(agency, scopes);
        let token = self
            .app
            .tokens()
            .issue("", &id, &scope::join(scopes), 600)
            .unwrap();
        Caller::new(&self.base, Some(token))
    }

    /// A client of an agency: its id and secret.
    pub fn client(&self, agency: &str, scopes: &[Scope]) -> (String, String) {
        let n = CLIENTS.fetch_add(1, Ordering::Relaxed);
        let input = ClientInput {
            agency: agency.to_owned(),
            label: Some(format!("test {n}")),
            scopes: scopes.to_vec(),
            expires_at: None,
        };
        let made = clients::locally(&self.app, |tx| clients::store::create(tx, input)).unwrap();
        (made.client.id, made.client_secret)
    }

    /// Nobody in particular.
    pub fn anonymous(&self) -> Caller {
        Caller::new(&self.base, None)
    }

    /// The women's empowerment agency of Kutai Kartanegara, official `kukar-1`.
    pub fn dp3a_kukar(&self) -> Caller {
        self.caller("dp3a-kukar").acting("kukar-1")
    }

    /// Samarinda's, official `samarinda-1`.
    pub fn samarinda(&self) -> Caller {
        self.caller("dp2pa-samarinda").acting("samarinda-1")
    }

    /// East Kalimantan's, official `kaltim-1`.
    pub fn kaltim(&self) -> Caller {
        self.caller("dkp3a-kaltim").acting("kaltim-1")
    }

    /// The ministry, official `kpppa-1`.
    pub fn kpppa(&self) -> Caller {
        self.caller("kpppa").acting("kpppa-1")
    }

    /// The operator.
    pub fn admin(&self) -> Caller {
        self.caller_with("operator", &[Scope::Admin, Scope::AuditRead])
            .acting("operator-1")
    }

    /// Stops the application and gives its database back, for tests that start it again.
    pub fn stop(mut self) -> Database {
        self.end();
        self.database.take().unwrap()
    }

    fn end(&mut self) {
        drop(self.handle.stop(true));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.end();
    }
}
