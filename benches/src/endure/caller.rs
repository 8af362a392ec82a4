//! Who calls the service, and does not give up when an instance is gone.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A caller with a token, and the instances it may turn to.
pub struct Caller {
    agent: ureq::Agent,
    bases: Vec<String>,
    token: String,
    random: fastrand::Rng,
    /// How often it was refused for a moment or found nobody there.
    pub setbacks: u64,
    /// How often the first answer of a request was given again.
    pub replays: u64,
}

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub etag: String,
    pub retry_after: Option<String>,
    replayed: bool,
    pub body: Value,
}

/// A request that may be sent again as it is.
pub struct Ask<'a> {
    pub method: &'a str,
    pub path: &'a str,
    /// Beyond authorization, actor and content type.
    pub headers: Vec<(&'static str, String)>,
    pub media_type: &'a str,
    pub body: &'a [u8],
}

impl<'a> Ask<'a> {
    pub fn get(path: &'a str) -> Self {
        Self {
            method: "GET",
            path,
            headers: Vec::new(),
            media_type: "",
            body: b"",
        }
    }

    pub fn post(path: &'a str, key: &str, media_type: &'a str, body: &'a [u8]) -> Self {
        Self {
            method: "POST",
            path,
            headers: vec![("Idempotency-Key", key.to_owned())],
            media_type,
            body,
        }
    }

    pub fn patch(path: &'a str, etag: &str, body: &'a [u8]) -> Self {
        Self {
            method: "PATCH",
            path,
            headers: vec![("If-Match", etag.to_owned())],
            media_type: "application/merge-patch+json",
            body,
        }
    }
}

impl Caller {
    pub fn new(bases: &[String], token: &str, seed: u64) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self {
            agent: config.into(),
            bases: bases.to_vec(),
            token: token.to_owned(),
            random: fastrand::Rng::with_seed(seed),
            setbacks: 0,
            replays: 0,
        }
    }

    /// Sends once, to any of the instances; an error means that nobody knows what became of it.
    pub fn once(&mut self, ask: &Ask<'_>) -> Result<Answer> {
        let base = self.random.choice(&self.bases).context("no instance")?;
        let mut request = ureq::http::Request::builder()
            .method(ask.method)
            .uri(format!("{base}{}", ask.path))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Sinergi-Actor", "petugas-1");
        if !ask.media_type.is_empty() {
            request = request.header("Content-Type", ask.media_type);
        }
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        let mut answer = self.agent.run(request.body(ask.body)?)?;
        let text = |name: &str| {
            let value = answer.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let (etag, retry_after) = (text("etag").unwrap_or_default(), text("retry-after"));
        let replayed = text("idempotency-replayed").is_some();
        let bytes = answer.body_mut().read_to_vec()?;
        Ok(Answer {
            status: answer.status().as_u16(),
            etag,
            retry_after,
            replayed,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        })
    }

    /// Sends until an answer comes that is no refusal for the moment; the request must be one that
    /// may be repeated.
    pub fn insist(&mut self, ask: &Ask<'_>) -> Result<Answer> {
        for _ in 0..2_000 {
            match self.once(ask) {
                Ok(answer) if !answer.is_passing()? => {
                    self.replays += u64::from(answer.replayed);
                    return Ok(answer);
                }
                Ok(_) | Err(_) => {
                    self.setbacks += 1;
                    std::thread::sleep(Duration::from_millis(self.random.u64(10..60)));
                }
            }
        }
        bail!("{} {}: no answer in time", ask.method, ask.path)
    }
}

impl Answer {
    /// Whether it says to come again in a moment.
    fn is_passing(&self) -> Result<bool> {
        match self.status {
            429 | 503 => {
                anyhow::ensure!(
                    self.retry_after.is_some(),
                    "{} without Retry-After: {}",
                    self.status,
                    self.body
                );
                Ok(true)
            }
            409 => Ok(self.body["code"] == "idempotency_in_progress"),
            _ => Ok(false),
        }
    }

    /// Fails, with what was said, unless the status is this.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        bail!("{} instead of {status}: {}", self.status, self.body)
    }

    /// A text of the body.
    pub fn text(&self, pointer: &str) -> Result<&str> {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .with_context(|| format!("no {pointer} in {}", self.body))
    }

    /// A number of the body.
    pub fn number(&self, pointer: &str) -> Result<i64> {
        self.body
            .pointer(pointer)
            .and_then(Value::as_i64)
            .with_context(|| format!("no {pointer} in {}", self.body))
    }
}
