//! One database with its key file.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

use super::Cluster;

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// The embedded one.
    Sqlite,
    /// The served one.
    Postgres,
}

impl Kind {
    /// As people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A database, its key file, and the folder both (and the instances' logs) lie in.
#[derive(Debug)]
pub struct Database<'a> {
    folder: PathBuf,
    place: Place<'a>,
    /// Removed with this value.
    temporary: bool,
}

#[derive(Debug)]
enum Place<'a> {
    Sqlite,
    Postgres { cluster: &'a Cluster, name: String },
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl<'a> Database<'a> {
    /// A database of this folder: made empty, or found as it was left.
    ///
    /// On PostgreSQL the folder holds the key file alone, and its name is the database's.
    pub fn open(folder: &Path, cluster: Option<&'a Cluster>) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let place = match cluster {
            None => Place::Sqlite,
            Some(cluster) => {
                let name = folder
                    .file_name()
                    .context("a database needs a folder of its own")?
                    .to_string_lossy()
                    .into_owned();
                if !cluster.has(&name)? {
                    cluster.make(&name, None)?;
                }
                Place::Postgres { cluster, name }
            }
        };
        Ok(Self {
            folder: folder.to_owned(),
            place,
            temporary: false,
        })
    }

    /// An empty database that goes with this value.
    pub fn temporary(beside: &Path, cluster: Option<&'a Cluster>) -> Result<Self> {
        let mut database = Self::open(&free(beside)?, cluster)?;
        database.temporary = true;
        Ok(database)
    }

    /// A copy that goes with its value; nobody may be connected to the original.
    pub fn copy(&self) -> Result<Self> {
        let folder = free(self.folder.parent().unwrap_or(&self.folder))?;
        std::fs::copy(self.keys(), folder.join("keys"))?;
        let place = match &self.place {
            Place::Sqlite => {
                for file in ["db", "db-wal"] {
                    let from = self.folder.join(file);
                    if from.exists() {
                        std::fs::copy(from, folder.join(file))?;
                    }
                }
                Place::Sqlite
            }
            Place::Postgres { cluster, name } => {
                let copy = folder
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default();
                cluster.make(&copy, Some(name))?;
                Place::Postgres {
                    cluster,
                    name: copy,
                }
            }
        };
        Ok(Self {
            folder,
            place,
            temporary: true,
        })
    }

    /// Which of the two it is.
    pub fn kind(&self) -> Kind {
        match self.place {
            Place::Sqlite => Kind::Sqlite,
            Place::Postgres { .. } => Kind::Postgres,
        }
    }

    /// Its URL, as the service takes it.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite => format!("sqlite:{}", self.file().display()),
            Place::Postgres { cluster, name } => cluster.url(name),
        }
    }

    /// Its file, if it is SQLite.
    pub fn file(&self) -> PathBuf {
        self.folder.join("db")
    }

    /// Its cluster and name, if it is PostgreSQL.
    pub fn server(&self) -> Option<(&'a Cluster, &str)> {
        match &self.place {
            Place::Sqlite => None,
            Place::Postgres { cluster, name } => Some((cluster, name)),
        }
    }

    /// Its key file.
    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    /// Where its files and the instances' logs lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A new folder whose name no other run of this machine takes.
fn free(beside: &Path) -> Result<PathBuf> {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = beside.join(format!("bench_{}_{n}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        if !self.temporary {
            return;
        }
        if let Place::Postgres { cluster, name } = &self.place {
            drop(cluster.forget(name));
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
