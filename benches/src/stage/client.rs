//! The machine clients that call the service.

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Binary, Database};

/// A client of an agency.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

impl Client {
    /// Makes a client by the command line, which may run beside the service.
    ///
    /// Without scopes it gets all that an agency's client gets.
    pub fn make(
        binary: &Binary,
        database: &Database<'_>,
        agency: &str,
        scopes: Option<&str>,
    ) -> Result<Self> {
        let mut arguments = vec!["clients", "create", "--agency", agency, "--label", "bench"];
        arguments.extend(scopes.iter().flat_map(|scopes| ["--scopes", scopes]));
        let out = binary.run(database, &arguments)?;
        let find = |name: &str| {
            out.lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::to_owned)
                .with_context(|| format!("{name} is missing"))
        };
        Ok(Self {
            id: find("client_id=")?,
            secret: find("client_secret=")?,
        })
    }

    /// A token of all its scopes, valid for fifteen minutes.
    pub fn token(&self, base: &str) -> Result<String> {
        let answer: Value = ureq::post(format!("{base}/oauth/token"))
            .send_form([
                ("grant_type", "client_credentials"),
                ("client_id", &self.id),
                ("client_secret", &self.secret),
            ])
            .context("the token endpoint")?
            .body_mut()
            .read_json()?;
        answer["access_token"]
            .as_str()
            .map(str::to_owned)
            .context("no access_token")
    }
}
