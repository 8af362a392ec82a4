//! Builds the whole application from a [`Config`]: main, the demo and the tests build it here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::dev::{Server as ActixServer, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpServer, web};

use crate::audit::sealer;
use crate::auth::{Tokens, Who, authenticate};
use crate::background::Background;
use crate::config::Config;
use crate::data_quality::review;
use crate::db::{Conn, Db, DbOptions, Timestamp};
use crate::http::{Problem, Wire, envelope};
use crate::keys::{self, Keys};
use crate::limits::{self, Limits, admit};
use crate::metrics::Latencies;
use crate::routes;
use crate::{imports, openapi, setup};

/// The running application: its settings, database and keys; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    db: Db,
    keys: Keys,
    tokens: Tokens,
    limits: Limits,
    import_progress: imports::Progress,
    public_base: String,
    stopping: AtomicBool,
}

/// A write in progress: one transaction, who asked for it, and when.
pub struct Tx<'c> {
    /// The connection, inside its transaction.
    pub conn: &'c mut Conn,
    /// The application.
    pub app: App,
    /// Who asked.
    pub who: Who,
    /// The request's id.
    pub request_id: String,
    /// The instant every row of this write carries.
    pub at: Timestamp,
}

impl App {
    /// Opens the database, migrates it, and checks its keys.
    pub fn open(config: Config) -> Result<Self, String> {
        let options = DbOptions {
            connections: config.storage.connections,
            ..DbOptions::default()
        };
        let db = Db::open(&config.storage.database, options)
            .map_err(|error| format!("{}: {error}", config.storage.database))?;
        let keys = setup::prepare(&db, &config.storage)?;
        Ok(Self(Arc::new(Inner {
            tokens: Tokens::new(&keys, config.token_seconds),
            limits: Limits::new(&config.quotas, &config.capacity),
            import_progress: imports::Progress::default(),
            public_base: config.listen.public_url.clone().unwrap_or_default(),
            config,
            db,
            keys,
            stopping: AtomicBool::new(false),
        })))
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The tokens issued and verified here.
    pub fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// How much each client has used of its quota.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The imports that this instance works on.
    pub fn import_progress(&self) -> &imports::Progress {
        &self.0.import_progress
    }

    /// What links begin with: the public URL, or nothing (links are then paths).
    pub fn public_base(&self) -> &str {
        &self.0.public_base
    }

    /// Whether the service is on its way out.
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// Says that the service is on its way out: background work ends at its next step.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Writes in one transaction on behalf of a caller.
    pub async fn write<T: Send + 'static>(
        &self,
        who: &Who,
        wire: &Wire,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let who = who.clone();
        let request_id = wire.request_id.clone();
        let pending = wire.pending.clone();
        let outcome = self
            .db()
            .write(move |conn| {
                let value = work(&mut Tx::new(conn, app, who, request_id))?;
                // The rules found nothing, but the schema did: nothing of this may stay.
                pending.refuse()?;
                Ok(value)
            })
            .await;
        outcome.map_err(|problem| wire.pending.complete(problem))
    }
}

impl<'c> Tx<'c> {
    /// A write inside a transaction that is already open.
    pub fn new(conn: &'c mut Conn, app: App, who: Who, request_id: String) -> Self {
        Self {
            conn,
            app,
            who,
            request_id,
            at: Timestamp::now(),
        }
    }
}

/// The service, bound to its address.
pub struct Service {
    app: App,
    address: SocketAddr,
    server: ActixServer,
    importer: Background,
    sealer: Background,
    reviewer: Background,
}

impl Service {
    /// Binds the service; nothing is answered before [`Self::run`].
    pub fn bind(app: App) -> Result<Self, String> {
        let listen = app.config().listen.clone();
        let data = web::Data::new(app.clone());
        let documents = web::Data::new(openapi::Documents::new(&app));
        let operations = routes::operations();
        let methods = web::Data::new(routes::Methods::of(&operations));
        let latencies = web::Data::new(Latencies::of(&operations));
        let server = HttpServer::new(move || {
            actix_web::App::new()
                .app_data(data.clone())
                .app_data(latencies.clone())
                .app_data(documents.clone())
                .app_data(methods.clone())
                // Before the page they belong to: behind its guard nobody looks further.
                .configure(openapi::assets)
                .configure(routes::serve)
                .default_service(web::to(routes::no_route))
                .wrap(from_fn(authenticate))
                .wrap(from_fn(admit))
                .wrap(from_fn(envelope))
                .wrap(Compress::default())
        })
        .shutdown_timeout(30)
        .disable_signals();
        let workers = listen.workers.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        );
        let sockets = usize::try_from(limits::make_room(app.config().capacity.sockets));
        let server = server
            .workers(workers)
            .max_connections(sockets.unwrap_or(usize::MAX).div_ceil(workers));
        let server = server
            .bind(listen.listen)
            .map_err(|error| format!("cannot listen on {}: {error}", listen.listen))?;
        let address = server
            .addrs()
            .first()
            .copied()
            .ok_or_else(|| "the service is bound to no address".to_owned())?;
        Ok(Self {
            importer: imports::start(&app),
            sealer: sealer::start(&app),
            reviewer: review::start(&app),
            app,
            address,
            server: server.run(),
        })
    }

    /// The address it is bound to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The application.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Stops the service from elsewhere.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Answers until stopped: what runs is finished, what comes is refused, the database is closed.
    pub async fn run(self) -> std::io::Result<()> {
        let watch = actix_web::rt::spawn(keys::watch(self.app.clone()));
        let ended = self.server.await;
        watch.abort();
        self.app.stop();
        self.importer.join();
        self.sealer.join();
        self.reviewer.join();
        self.app.db().close();
        ended
    }
}
