//! The release binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// The binary that is measured.
#[derive(Clone, Debug)]
pub struct Binary(PathBuf);

/// The root of the workspace this package was built in.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(workspace())
        .status()
        .context("cargo cannot be run")?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

impl Binary {
    /// Builds the workspace's own service as it is shipped.
    pub fn build() -> Result<Self> {
        cargo(&["build", "--release", "--locked", "--package", "sinergi"])?;
        Self::at(&target().join("release/sinergi"))
    }

    /// Takes a binary that was built before.
    pub fn at(path: &Path) -> Result<Self> {
        let path = path
            .canonicalize()
            .with_context(|| format!("there is no binary at {}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A command of the binary, told which database and keys by the environment.
    pub fn command(&self, database: &super::Database, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command
            .args(arguments)
            .env("DATABASE_URL", database.url())
            .env("SINERGI_KEYS", database.keys())
            .current_dir(database.folder())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that ends by itself; its standard output.
    pub fn run(&self, database: &super::Database, arguments: &[&str]) -> Result<String> {
        let out = self
            .command(database, arguments)
            .output()
            .context("the binary cannot be run")?;
        if !out.status.success() {
            bail!(
                "sinergi {}: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&out.stderr)
            );
        }
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }
}

/// Writes `rows` made-up businesses as CSV, the same for the same number.
pub fn generate(rows: u32, file: &Path) -> Result<()> {
    cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "sinergi",
        "--example",
        "generate",
    ])?;
    let out = std::fs::File::create(file)?;
    let status = Command::new(target().join("release/examples/generate"))
        .arg(rows.to_string())
        .stdout(out)
        .status()?;
    ensure!(status.success(), "examples/generate failed");
    Ok(())
}
