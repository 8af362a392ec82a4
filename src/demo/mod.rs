//! `sinergi demo`: a throw-away register filled with what the seeds name.
//!
//! The businesses come in the way an agency's do: as a file through the importer. They reproduce
//! seed 003, all owners: Kutai Kartanegara "4.774 Industri Kecil Menengah (IKM) dengan jumlah
//! tenaga kerja mencapai 9.011 orang", Samarinda "1.423 IKM dan 3.116 tenaga kerja".

pub mod agreement;
pub mod event;
pub mod generate;
pub mod province;
mod run;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use tempfile::TempDir;

use crate::app::{App, Tx};
use crate::auth::{Level, Scope, Who, scope};
use crate::cli;
use crate::clients::{self, ClientInput};
use crate::config::{Capacity, Config, Listen, Quotas, Storage, TOKEN_SECONDS};
use crate::db::{Conn, DatabaseUrl, Db, DbError, DbOptions, dialect};
use crate::http::Problem;
use crate::imports::{self, FileOptions, ImportKind, ImportMode, ImportQuery};
use crate::text::Lang;
use generate::Plan;

/// How the demo runs.
#[derive(Debug, Args)]
pub struct Options {
    /// An empty database to fill; without it a throw-away SQLite file
    #[arg(long, value_name = "URL")]
    database: Option<DatabaseUrl>,
    /// The key file to make for that database
    #[arg(long, value_name = "FILE", requires = "database")]
    keys: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "SINERGI_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    listen: SocketAddr,
    /// The address callers use, when a gateway or path prefix stands before the service
    #[arg(long, env = "SINERGI_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Write addresses, token and clients to this file as JSON once the demo answers
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// The agencies that get a client.
const AGENCIES: [&str; 10] = [
    "dp3a-kukar",
    "disperindag-kukar",
    "diskop-kukar",
    "distransnaker-kukar",
    "dp2pa-samarinda",
    "dkp3a-kaltim",
    "disperindagkop-kaltim",
    "dp3appkb-kalteng",
    "kpppa",
    "operator",
];

/// The ready token is valid for twelve hours.
const TOKEN_SECONDS_DEMO: i64 = 12 * 3600;

/// Seed 003: 4,774 IKM with 9,011 workers.
const KUKAR: Plan<'static> = Plan {
    regions: &[
        "64.02.01", "64.02.02", "64.02.03", "64.02.04", "64.02.05", "64.02.06", "64.02.07",
        "64.02.08", "64.02.09", "64.02.10", "64.02.11", "64.02.12", "64.02.13", "64.02.14",
        "64.02.15", "64.02.16", "64.02.17", "64.02.18", "64.02.19", "64.02.20",
    ],
    businesses: 4_774,
    workers: 9_011,
    seed: 6402,
};

/// Seed 003: 1,423 IKM with 3,116 workers.
const SAMARINDA: Plan<'static> = Plan {
    regions: &[
        "64.72.01", "64.72.02", "64.72.03", "64.72.04", "64.72.05", "64.72.06", "64.72.07",
        "64.72.08", "64.72.09", "64.72.10",
    ],
    businesses: 1_423,
    workers: 3_116,
    seed: 6472,
};

#[derive(Serialize)]
struct Ready {
    base_url: String,
    docs_url: String,
    token: String,
    clients: Vec<ReadyClient>,
}

#[derive(Serialize)]
struct ReadyClient {
    agency: &'static str,
    client_id: String,
    client_secret: String,
}

/// Fills the database and serves it until stopped.
pub fn run(options: Options) -> Result<(), String> {
    // A busy address is told before the register is filled.
    std::net::TcpListener::bind(options.listen)
        .map_err(|error| format!("cannot listen on {}: {error}", options.listen))?;
    let folder = tempfile::tempdir().map_err(|error| format!("no throw-away folder: {error}"))?;
    let config = config(&options, &folder)?;
    let app = App::open(config)?;
    let clients = clients(&app)?;
    fill(&app, &folder, "disperindag-kukar", "64.02", &KUKAR)?;
    fill(&app, &folder, "dp2pa-samarinda", "64.72", &SAMARINDA)?;
    event::record(&app).map_err(told)?;
    province::record(&app).map_err(told)?;
    agreement::record(&app).map_err(told)?;
    let token = token(&app, &clients)?;
    cli::serve::until_stopped(app, |service| {
        let own = format!("http://{}", service.address());
        let base_url = options.public_url.clone().unwrap_or(own);
        let ready = Ready {
            docs_url: format!("{base_url}/docs/"),
            base_url,
            token,
            clients,
        };
        tell(&ready);
        match &options.ready_file {
            Some(file) => write_ready(file, &ready),
            None => Ok(()),
        }
    })
}

fn config(options: &Options, folder: &TempDir) -> Result<Config, String> {
    let database = match &options.database {
        Some(url) => {
            refuse_used(url)?;
            url.clone()
        }
        None => DatabaseUrl::Sqlite(folder.path().join("demo.db")),
    };
    Ok(Config {
        storage: Storage {
            database,
            keys: Some(
                options
                    .keys
                    .clone()
                    .unwrap_or_else(|| folder.path().join("demo.keys")),
            ),
            connections: 10,
        },
        listen: Listen {
            listen: options.listen,
            public_url: options.public_url.clone(),
            workers: None,
            max_upload: 64 << 20,
        },
        quotas: Quotas::default(),
        capacity: Capacity::default(),
        token_seconds: TOKEN_SECONDS,
    })
}

/// The demo never touches a database that holds anything.
fn refuse_used(url: &DatabaseUrl) -> Result<(), String> {
    if let DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Ok(());
    }
    let db = Db::open(url, DbOptions::default()).map_err(|error| error.to_string())?;
    let empty = db
        .read_now(|conn: &mut Conn| dialect::is_empty(conn).map_err(DbError::from))
        .map_err(|error| format!("{url}: {error}"))?;
    db.close();
    if empty {
        return Ok(());
    }
    Err(format!(
        "{url} is not empty; the demo takes only an empty database"
    ))
}

fn told(problem: Problem) -> String {
    problem.text().en.into_owned()
}

/// A client for each agency, with every scope of its kind.
fn clients(app: &App) -> Result<Vec<ReadyClient>, String> {
    let each = |tx: &mut Tx<'_>, agency: &'static str| {
        let scopes: Vec<Scope> = if agency == "operator" {
            vec![Scope::Admin, Scope::AuditRead]
        } else {
            Scope::agency().collect()
        };
        let input = ClientInput {
            agency: agency.to_owned(),
            label: Some("demo".to_owned()),
            scopes,
            expires_at: None,
        };
        let made = clients::store::create(tx, input)?;
        Ok(ReadyClient {
            agency,
            client_id: made.client.id,
            client_secret: made.client_secret,
        })
    };
    let all = move |tx: &mut Tx<'_>| {
        let made = AGENCIES.into_iter().map(|agency| each(tx, agency));
        made.collect::<Result<Vec<_>, Problem>>()
    };
    clients::locally(app, all).map_err(told)
}

/// Imports a plan's businesses as the agency's own spreadsheet.
fn fill(
    app: &App,
    folder: &TempDir,
    agency: &str,
    region: &str,
    plan: &Plan<'_>,
) -> Result<(), String> {
    let path = folder.path().join(format!("{agency}.csv"));
    let file = crate::keys::create_private(&path).map_err(|error| error.to_string())?;
    generate::csv(std::io::BufWriter::new(file), plan).map_err(|error| error.to_string())?;
    let who = Who {
        agency: agency.to_owned(),
        level: if region.ends_with(".72") {
            Level::Kota
        } else {
            Level::Kabupaten
        },
        region: Some(region.to_owned()),
        scopes: Scope::agency().collect(),
        actor: Some("demo".to_owned()),
        ..Who::system("demo")
    };
    let options = FileOptions {
        query: ImportQuery {
            kind: ImportKind::Businesses,
            batch: None,
            mode: Some(ImportMode::Commit),
            on_conflict: None,
            atomic: None,
            source: Some("demo".to_owned()),
            as_of: chrono::NaiveDate::from_ymd_opt(2021, 5, 31),
            region: None,
            region_code_system: None,
            kbli_version: None,
        },
        lang: Lang::En,
    };
    let job = imports::run_file(app, &who, &path, &options, |_| {}).map_err(told)?;
    if job.created == i64::from(plan.businesses) {
        return Ok(());
    }
    Err(format!(
        "the demo's businesses of {agency} were not all taken: {} of {}",
        job.created, plan.businesses
    ))
}

/// The ministry's token: every read scope but people:identify, all provinces.
fn token(app: &App, clients: &[ReadyClient]) -> Result<String, String> {
    let scopes = [
        Scope::BusinessesRead,
        Scope::PeopleRead,
        Scope::FinanceRead,
        Scope::DisabilityRead,
        Scope::TrainingRead,
        Scope::PartnershipsRead,
        Scope::StatisticsRead,
        Scope::ImportsRead,
        Scope::AuditRead,
    ];
    clients
        .iter()
        .find(|client| client.agency == "kpppa")
        .and_then(|client| {
            let scope = scope::join(&scopes);
            app.tokens().issue(
                app.public_base(),
                &client.client_id,
                &scope,
                TOKEN_SECONDS_DEMO,
            )
        })
        .ok_or_else(|| "no token could be made".to_owned())
}

fn tell(ready: &Ready) {
    let base = &ready.base_url;
    println!("Sinergi's demo answers. The documents: {}", ready.docs_url);
    println!("\nA client for each agency (agency, client_id, client_secret):");
    for client in &ready.clients {
        println!(
            "  {}  {}  {}",
            client.agency, client.client_id, client.client_secret
        );
    }
    println!(
        "\nA token of kpppa for reading, valid for twelve hours:\n{}",
        ready.token
    );
    let header = format!("-H 'Authorization: Bearer {}'", ready.token);
    println!("\nThree lines to paste:");
    println!("curl -s {header} '{base}/v1/statistics/ikm?group_by=region'");
    println!("curl -s {header} -H 'Accept: text/csv' '{base}/v1/businesses?region=64.02&limit=5'");
    if let Some(client) = ready.clients.first() {
        println!(
            "curl -s -u '{}:{}' -d grant_type=client_credentials '{base}/oauth/token'",
            client.client_id, client.client_secret
        );
    }
    println!("\nStop it with Ctrl-C; what it holds is thrown away.");
}

/// Written beside and renamed, so that a reader never sees half of it.
fn write_ready(file: &Path, ready: &Ready) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", file.display());
    let text = serde_json::to_string_pretty(ready).map_err(|error| error.to_string())?;
    let beside = file.with_extension("part");
    drop(std::fs::remove_file(&beside));
    crate::keys::write_private(&beside, &text).map_err(failed)?;
    std::fs::rename(&beside, file).map_err(failed)
}
