//! The caller is the receiver: `dp3a_kukar.post("/v1/businesses", …)`.

use serde_json::Value;

/// Somebody who calls the service.
#[derive(Clone)]
pub struct Caller {
    base: String,
    agent: ureq::Agent,
    headers: Vec<(String, String)>,
}

/// What the service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Caller {
    pub fn new(base: &str, token: Option<String>) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let headers = token
            .map(|token| ("Authorization".to_owned(), format!("Bearer {token}")))
            .into_iter()
            .chain([("Accept-Language".to_owned(), "en".to_owned())])
            .collect();
        Self {
            base: base.to_owned(),
            agent,
            headers,
        }
    }

    /// The same caller on behalf of an official.
    pub fn acting(&self, actor: &str) -> Self {
        self.with("Sinergi-Actor", actor)
    }

    /// The same caller with one more header, or another value of it.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut caller = self.without(name);
        caller.headers.push((name.to_owned(), value.to_owned()));
        caller
    }

    /// The same caller without a header.
    pub fn without(&self, name: &str) -> Self {
        let mut caller = self.clone();
        caller
            .headers
            .retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        caller
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[])
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(
            "POST",
            path,
            Some("application/json"),
            body.to_string().as_bytes(),
        )
    }

    /// A merge patch under the tag of what was read.
    pub fn patch(&self, path: &str, tag: &str, body: &Value) -> Answer {
        self.with("If-Match", tag).send(
            "PATCH",
            path,
            Some("application/merge-patch+json"),
            body.to_string().as_bytes(),
        )
    }

    /// The whole of a part of a row, under the row's tag.
    pub fn put(&self, path: &str, tag: &str, body: &Value) -> Answer {
        let body = body.to_string();
        self.with("If-Match", tag)
            .send("PUT", path, Some("application/json"), body.as_bytes())
    }

    pub fn delete(&self, path: &str, tag: &str) -> Answer {
        self.with("If-Match", tag).send("DELETE", path, None, &[])
    }

    /// A move along a life cycle under the tag of what was read.
    pub fn transition(&self, path: &str, tag: &str, body: &Value) -> Answer {
        self.with("If-Match", tag)
            .post(&format!("{path}/transitions"), body)
    }

    pub fn send(&self, method: &str, path: &str, kind: Option<&str>, body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(kind) = kind {
            request = request.header("Content-Type", kind);
        }
        let answer = if kind.is_some() || matches!(method, "POST" | "PATCH" | "PUT") {
            self.agent.run(request.body(body).unwrap())
        } else {
            self.agent.run(request.body(()).unwrap())
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        Answer {
            status: answer.status().as_u16(),
            headers: answer
                .headers()
                .iter()
                .map(|(name, value)| {
                    (
                        name.as_str().to_owned(),
                        String::from_utf8_lossy(value.as_bytes()).into_owned(),
                    )
                })
                .collect(),
            bytes: answer
                .body_mut()
                .with_config()
                .limit(200 << 20)
                .read_to_vec()
                .unwrap_or_default(),
        }
    }
}

impl Answer {
    /// Fails with the whole answer unless the status is this.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(held, _)| held.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The strong tag.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }

    /// The code of a problem; fails unless the answer is a whole problem.
    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{} {}",
            self.status,
            self.text()
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        assert_eq!(
            problem["request_id"].as_str(),
            self.header("x-request-id"),
            "{problem}"
        );
        problem["code"].as_str().expect("a code").to_owned()
    }

    /// `pointer code` of every bad field of a problem, sorted.
    #[track_caller]
    pub fn fields(&self) -> Vec<String> {
        let problem = self.json();
        let mut fields: Vec<String> = problem["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| {
                format!(
                    "{} {}",
                    error["pointer"].as_str().unwrap(),
                    error["code"].as_str().unwrap()
                )
            })
            .collect();
        fields.sort();
        fields
    }
}
