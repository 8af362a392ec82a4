//! A private throw-away PostgreSQL for the tests, or the one `TEST_DATABASE_URL` names.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};

use super::databases::run;

/// A PostgreSQL server the tests may make databases on.
pub struct Server {
    /// Everything of the URL before the database's name.
    prefix: String,
    /// Everything after it.
    suffix: String,
}

impl Server {
    /// The URL of one of its databases.
    pub fn database(&self, name: &str) -> String {
        format!("{}/{name}{}", self.prefix, self.suffix)
    }
}

/// Runs a statement as the owner of the server, one at a time.
pub fn admin(sql: &str) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let server = server().expect("a server");
    run(&server.database("postgres"), sql);
}

/// The server, started at the first call; none when there is no PostgreSQL.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
                let (url, query) = url.split_once('?').unwrap_or((&url, ""));
                let (prefix, _) = url.rsplit_once('/').expect("TEST_DATABASE_URL names a database");
                let suffix = if query.is_empty() { String::new() } else { format!("?{query}") };
                return Some(Server {
                    prefix: prefix.to_owned(),
                    suffix,
                });
            }
            match programs() {
                Some(bin) => Some(start(&bin)),
                None => {
                    let told = "PostgreSQL was not found (PATH, /usr/lib/postgresql/*/bin) and TEST_DATABASE_URL is not set: HALF OF THE SUITE IS LEFT OUT";
                    assert!(std::env::var("CI").as_deref() != Ok("true"), "{told}");
                    // Past libtest's capture, so that nobody misses it.
                    drop(std::io::Write::write_all(
                        &mut std::io::stderr(),
                        format!("\n*** {told} ***\n").as_bytes(),
                    ));
                    None
                }
            }
        })
        .as_ref()
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

fn start(bin: &Path) -> Server {
    let folder = PathBuf::from(format!("/tmp/sinergi-pg-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    // PostgreSQL refuses to run as root: the folder then belongs to nobody, who runs it.
    let root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if root {
        let owned = Command::new("chown").arg("nobody").arg(&folder).status();
        assert!(owned.is_ok_and(|status| status.success()), "chown nobody");
    }
    let as_owner = |program: &str, arguments: &[&str]| {
        let path = bin.join(program);
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"])
                .arg(path);
            command
        } else {
            Command::new(path)
        };
        let out = command
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
    };
    let data = folder.join("data");
    let data = data.to_str().unwrap();
    as_owner(
        "initdb",
        &[
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ],
    );
    let socket = folder.to_str().unwrap();
    let options = format!(
        "-c listen_addresses='' -c unix_socket_directories={socket} -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
         -c shared_buffers=64MB -c autovacuum=off"
    );
    let log = folder.join("log");
    as_owner(
        "pg_ctl",
        &[
            "-D",
            data,
            "-l",
            log.to_str().unwrap(),
            "-o",
            &options,
            "-w",
            "start",
        ],
    );
    watch(bin, &folder, root);
    Server {
        prefix: format!("postgres://postgres@{}", socket.replace('/', "%2F")),
        suffix: String::new(),
    }
}

/// A child that waits for this process to end, then stops the server and removes its folder.
fn watch(bin: &Path, folder: &Path, root: bool) {
    let run_as = if root {
        "setpriv --reuid=nobody --regid=nogroup --clear-groups "
    } else {
        ""
    };
    let script = format!(
        "trap '' INT TERM; cat >/dev/null; cd /; {run_as}{}/pg_ctl -D {f}/data -m immediate stop >/dev/null 2>&1; rm -rf {f}",
        bin.display(),
        f = folder.display()
    );
    let child = Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The pipe closes when this process ends, whatever way it ends.
    std::mem::forget(child);
}
