//! The register all runs begin with, imported once and copied for each.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::stage::{Binary, Client, Cluster, Database, Kind, Options, Room, Service, generate};

/// The agency whose client measures: that of one regency.
pub(super) const AGENCY: &str = "dp3a-kukar";
/// The agency that imported the rows: that of the province.
pub(super) const IMPORTER: &str = "dkp3a-kaltim";

/// Where the runs of one database begin.
pub(super) struct Scene<'a> {
    pub(super) binary: &'a Binary,
    pub(super) room: &'a Room,
    /// How many businesses it holds.
    pub(super) rows: u32,
    pub(super) template: Database<'a>,
    pub(super) client: Client,
    /// How long the import of the template took, if it was made now.
    pub(super) import: Option<Duration>,
    /// Where profiles are kept, if they are made.
    pub(super) profile: Option<PathBuf>,
}

impl<'a> Scene<'a> {
    /// The register of this room: the one of before, or a new one.
    pub(super) fn open(
        binary: &'a Binary,
        room: &'a Room,
        cluster: Option<&'a Cluster>,
        rows: u32,
        fresh: bool,
    ) -> Result<Self> {
        let kind = cluster.map_or(Kind::Sqlite, |_| Kind::Postgres);
        let name = format!("{}_{rows}", kind.name().to_lowercase());
        let folder = room.path().join(&name);
        let note = folder.join("client");
        if fresh || !note.exists() {
            if let Some(cluster) = cluster {
                cluster.forget(&name)?;
            }
            drop(std::fs::remove_dir_all(&folder));
        }
        let template = Database::open(&folder, cluster)?;
        if let Ok(text) = std::fs::read_to_string(&note) {
            let (id, secret) = text.split_once(' ').context("a damaged note")?;
            let client = Client {
                id: id.to_owned(),
                secret: secret.to_owned(),
            };
            return Ok(Self {
                binary,
                room,
                rows,
                template,
                client,
                import: None,
                profile: None,
            });
        }
        let file = csv(room, rows)?;
        let import = import(binary, &template, &file)?;
        let client = Client::make(binary, &template, AGENCY, None)?;
        if let Some((cluster, name)) = template.server() {
            // As its own collector would: an empty table that was counted is taken for empty for good.
            let filled = "SELECT string_agg(quote_ident(relname), ', ') FROM pg_stat_user_tables WHERE n_tup_ins > 0";
            let tables: String = cluster.connect(name)?.query_one(filled, &[])?.get(0);
            cluster.sql(name, &format!("VACUUM ANALYZE {tables}"))?;
        }
        settle(binary, &template)?;
        std::fs::write(&note, format!("{} {}", client.id, client.secret))?;
        Ok(Self {
            binary,
            room,
            rows,
            template,
            client,
            import: Some(import),
            profile: None,
        })
    }

    /// An instance on a copy of the register.
    pub(super) fn service(&self, database: &Database<'_>) -> Result<Service> {
        // The rate limit is for clients that are not measuring.
        let options = Options::default().with("SINERGI_RATE_LIMIT", "10000000");
        Service::start(self.binary, database, &options)
    }
}

/// Lets an instance do what it does by itself after an import, such as sealing, until it rests.
fn settle(binary: &Binary, template: &Database<'_>) -> Result<()> {
    let service = Service::start(binary, template, &Options::default())?;
    let mut before = service.usage()?.cpu;
    let mut quiet = 0;
    for _ in 0..600 {
        std::thread::sleep(Duration::from_millis(500));
        let now = service.usage()?.cpu;
        quiet = if now - before <= Duration::from_millis(10) {
            quiet + 1
        } else {
            0
        };
        before = now;
        if quiet == 4 {
            service.stop()?;
            return Ok(());
        }
    }
    bail!("the instance did not come to rest")
}

/// The made-up rows.
pub(super) fn csv(room: &Room, rows: u32) -> Result<PathBuf> {
    let file = room.path().join(format!("{rows}.csv"));
    if !file.exists() {
        let half = file.with_extension("half");
        generate(rows, &half)?;
        std::fs::rename(half, &file)?;
    }
    Ok(file)
}

/// Imports the rows by the command line; how long it took.
pub(super) fn import(binary: &Binary, database: &Database<'_>, file: &Path) -> Result<Duration> {
    binary.run(database, &["clients", "list"])?;
    let file = file.to_string_lossy();
    let began = Instant::now();
    let arguments = [
        "import",
        "businesses",
        &file,
        "--agency",
        IMPORTER,
        "--actor",
        "bench",
        "--source",
        "bench",
    ];
    let said = binary.run(database, &arguments)?;
    let took = began.elapsed();
    eprintln!("{}: {} in {took:.1?}", database.kind().name(), said.trim());
    Ok(took)
}
