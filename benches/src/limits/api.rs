//! The service as the runs ask it while they prepare.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::stage::{Client, Service};

/// A caller with a token.
pub(super) struct Api {
    base: String,
    token: String,
    agent: ureq::Agent,
}

impl Api {
    pub(super) fn of(service: &Service, client: &Client) -> Result<Self> {
        let base = service.base();
        Ok(Self {
            token: client.token(&base)?,
            base,
            agent: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .build()
                .into(),
        })
    }

    /// The headers of every request, as lines.
    pub(super) fn headers(&self, more: &str) -> String {
        format!(
            "Authorization: Bearer {}\r\nAccept: application/json\r\nSinergi-Actor: bench-1\r\n{more}",
            self.token
        )
    }

    /// The text of an answer.
    pub(super) fn text(&self, path: &str) -> Result<String> {
        let mut answer = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {}", self.token))
            .call()?;
        let text = answer.body_mut().read_to_string()?;
        if answer.status() != 200 {
            bail!("{path}: {} {text}", answer.status());
        }
        Ok(text)
    }

    /// The JSON of an answer.
    pub(super) fn json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_str(&self.text(path)?)?)
    }

    /// Sends a body of JSON; the answer's text.
    pub(super) fn post(&self, path: &str, body: &str) -> Result<String> {
        self.send("POST", path, ("application/json", &[]), body.as_bytes())
    }

    /// Changes what is at its first version.
    pub(super) fn patch(&self, path: &str, body: &str) -> Result<String> {
        let kind = (
            "application/merge-patch+json",
            &[("If-Match", "\"v1\"")][..],
        );
        self.send("PATCH", path, kind, body.as_bytes())
    }

    /// Sends a file of rows to import; the path of its job.
    pub(super) fn import(&self, source: &str, file: &[u8]) -> Result<String> {
        let path = format!("/v1/imports?kind=businesses&mode=commit&source={source}");
        let key = uuid::Uuid::now_v7().to_string();
        let kind = ("text/csv", &[("Idempotency-Key", key.as_str())][..]);
        let job: Value = serde_json::from_str(&self.send("POST", &path, kind, file)?)?;
        let id = job["id"].as_str().context("no id of the job")?;
        Ok(format!("/v1/imports/{id}"))
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        (kind, headers): (&str, &[(&str, &str)]),
        body: &[u8],
    ) -> Result<String> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Sinergi-Actor", "bench-1")
            .header("Content-Type", kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = self.agent.run(request.body(body)?)?;
        let text = answer.body_mut().read_to_string()?;
        if !answer.status().is_success() {
            bail!("{path}: {} {text}", answer.status());
        }
        Ok(text)
    }

    /// The items of a list, page by page, until `enough` are there.
    pub(super) fn items(&self, path: &str, enough: usize) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.json(&format!("{path}{cursor}"))?;
            let found = page["items"].as_array().context("no items")?;
            items.extend(found.iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) if items.len() < enough => cursor = format!("&cursor={next}"),
                _ => return Ok(items),
            }
        }
    }
}
