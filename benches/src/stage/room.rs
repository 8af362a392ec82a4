//! The folder everything of a run lies in.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::binary::workspace;

/// A folder under `/tmp`: a PostgreSQL server's socket needs a short path that `nobody` may enter.
#[derive(Debug)]
pub struct Room {
    folder: PathBuf,
    temporary: bool,
    /// Held for as long as the room is: two runs in one kept room would measure each other.
    _lock: File,
}

impl Room {
    /// A room of this process alone, removed with its value.
    pub fn temporary() -> Result<Self> {
        let name = format!("sinergi-bench-{}", std::process::id());
        Self::open(Path::new("/tmp").join(name), true)
    }

    /// The room of this work tree, kept from run to run.
    pub fn kept() -> Result<Self> {
        let mut hash = DefaultHasher::new();
        workspace().hash(&mut hash);
        let name = format!("sinergi-bench-kept-{:08x}", hash.finish() as u32);
        Self::open(Path::new("/tmp").join(name), false)
    }

    fn open(folder: PathBuf, temporary: bool) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let lock = File::create(folder.join("lock"))?;
        lock.try_lock()
            .with_context(|| format!("another run uses {}", folder.display()))?;
        Ok(Self {
            folder,
            temporary,
            _lock: lock,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.temporary {
            drop(std::fs::remove_dir_all(&self.folder));
        }
    }
}
