//! A PostgreSQL server of our own, as durable as one that holds real data.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use postgres::{Client, NoTls};

/// The settings that differ from PostgreSQL's defaults; fsync and synchronous commits stay on.
const SETTINGS: [(&str, &str); 3] = [
    ("listen_addresses", "''"),
    ("shared_buffers", "1GB"),
    ("max_connections", "300"),
];

/// A running PostgreSQL server: stopped, when this process ends in whatever way.
#[derive(Debug)]
pub struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    root: bool,
    /// Stops the server when its standard input closes.
    watch: Option<Child>,
}

/// What a server says of itself.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its version.
    pub version: String,
    /// The settings that weigh on speed and durability.
    pub settings: Vec<(String, String)>,
}

impl Cluster {
    /// Starts a server in a folder; one that was stopped there goes on with its databases.
    ///
    /// The path must be short (a socket lies in it) and, when this runs as root, open to `nobody`.
    pub fn start(folder: &Path) -> Result<Self> {
        let bin = programs().context(
            "PostgreSQL's initdb and pg_ctl were not found (PATH, /usr/lib/postgresql/*/bin)",
        )?;
        std::fs::create_dir_all(folder)?;
        let root = rustix::process::geteuid().is_root();
        if root {
            let owned = Command::new("chown").arg("nobody").arg(folder).status()?;
            ensure!(owned.success(), "chown nobody {}", folder.display());
        }
        let mut cluster = Self {
            bin,
            folder: folder.to_owned(),
            root,
            watch: None,
        };
        cluster.up()?;
        Ok(cluster)
    }

    fn up(&mut self) -> Result<()> {
        let data = self.folder.join("data");
        let data = data.to_string_lossy();
        if !self.folder.join("data/PG_VERSION").is_file() {
            self.run(
                "initdb",
                &[
                    "-D",
                    &data,
                    "-U",
                    "postgres",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                ],
            )?;
        }
        let socket = self.folder.to_string_lossy();
        let settings: Vec<String> = SETTINGS
            .iter()
            .map(|(name, value)| format!("-c {name}={value}"))
            .collect();
        let options = format!("-c unix_socket_directories={socket} {}", settings.join(" "));
        let log = self.folder.join("log");
        self.run(
            "pg_ctl",
            &[
                "-D",
                &data,
                "-l",
                &log.to_string_lossy(),
                "-o",
                &options,
                "-w",
                "start",
            ],
        )?;
        self.watch = Some(self.watcher()?);
        Ok(())
    }

    fn as_owner(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        if !self.root {
            return Command::new(path);
        }
        // PostgreSQL refuses to run as root: the folder belongs to nobody, who runs it.
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"])
            .arg(path);
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let out = self
            .as_owner(program)
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .with_context(|| format!("{program} cannot be run"))?;
        ensure!(
            out.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        Ok(())
    }

    /// A child that outlives this process just long enough to stop the server.
    fn watcher(&self) -> Result<Child> {
        let stop = format!("{:?}", self.as_owner("pg_ctl"));
        let script = format!(
            "trap '' INT TERM; cat >/dev/null; cd /; {stop} -D {}/data -m fast stop >/dev/null 2>&1",
            self.folder.display()
        );
        Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("sh cannot be run")
    }

    /// Ends the server as a power cut would end it, and starts it again.
    pub fn crash(&mut self) -> Result<()> {
        let data = self.folder.join("data");
        let data = data.to_string_lossy().into_owned();
        self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"])?;
        self.end_watch();
        self.up()
    }

    fn end_watch(&mut self) {
        if let Some(mut watch) = self.watch.take() {
            // Closing its input makes it stop the server, if that still runs.
            drop(watch.stdin.take());
            drop(watch.wait());
        }
    }

    /// The URL of one of its databases, for the service and for the drivers.
    pub fn url(&self, database: &str) -> String {
        let host = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://postgres@{host}/{database}")
    }

    /// A connection to one of its databases.
    pub fn connect(&self, database: &str) -> Result<Client> {
        Client::connect(&self.url(database), NoTls)
            .with_context(|| format!("database {database} of {}", self.folder.display()))
    }

    /// Runs statements on one of its databases.
    pub fn sql(&self, database: &str, sql: &str) -> Result<()> {
        self.connect(database)?
            .batch_execute(sql)
            .with_context(|| sql.to_owned())
    }

    /// Whether it has this database.
    pub fn has(&self, database: &str) -> Result<bool> {
        let found = self
            .connect("postgres")?
            .query("SELECT 1 FROM pg_database WHERE datname = $1", &[&database])?;
        Ok(!found.is_empty())
    }

    /// Makes a database, as a copy of another or empty; one of that name goes first.
    pub fn make(&self, database: &str, template: Option<&str>) -> Result<()> {
        self.forget(database)?;
        let from = template.map_or(String::new(), |from| {
            format!(" TEMPLATE {from} STRATEGY FILE_COPY")
        });
        self.sql("postgres", &format!("CREATE DATABASE {database}{from}"))
    }

    /// Removes a database, whoever is connected.
    pub fn forget(&self, database: &str) -> Result<()> {
        self.sql(
            "postgres",
            &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"),
        )
    }

    /// What it says of itself.
    pub fn server(&self) -> Result<Server> {
        let mut client = self.connect("postgres")?;
        let mut show = |name: &str| -> Result<String> {
            Ok(client.query_one(&format!("SHOW {name}"), &[])?.get(0))
        };
        let version = show("server_version")?;
        let names = [
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "shared_buffers",
            "max_wal_size",
        ];
        let settings = names
            .into_iter()
            .map(|name| Ok((name.to_owned(), show(name)?)))
            .collect::<Result<_>>()?;
        Ok(Server { version, settings })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end_watch();
    }
}

fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|found| {
            found
                .filter_map(Result::ok)
                .map(|entry| entry.path().join("bin"))
                .collect()
        })
        .unwrap_or_default();
    debian.sort();
    debian.reverse();
    debian
        .into_iter()
        .chain(on_path)
        .find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
}
