//! One operation, asked by everybody whom it must refuse and by those whom it must not.

use serde_json::{Value, json};

use super::fixtures::{Above, Fixture, Foreign};
use super::rows::{CSV_TYPE, NDJSON_TYPE, Rows, ended, keyed, plain};
use crate::support::{Answer, Caller};

/// One operation and how it is tried.
pub(super) struct Trial<'a> {
    pub(super) id: &'a str,
    pub(super) method: String,
    pub(super) fixture: &'a Fixture,
    pub(super) rows: &'a Rows,
}

impl Trial<'_> {
    pub(super) fn ask(&self, caller: &Caller) -> Answer {
        self.ask_at(caller, &self.fixture.path)
    }

    fn ask_at(&self, caller: &Caller, path: &str) -> Answer {
        let (kind, body) = match &self.fixture.body {
            None => (None, Vec::new()),
            Some(Value::String(file)) => (Some(CSV_TYPE), file.clone().into_bytes()),
            Some(body) if self.method == "PATCH" => (
                Some("application/merge-patch+json"),
                body.to_string().into_bytes(),
            ),
            Some(body) => (Some("application/json"), body.to_string().into_bytes()),
        };
        let caller = if self.method == "POST" {
            keyed(caller)
        } else {
            caller.clone()
        };
        caller.send(&self.method, path, kind, &body)
    }

    #[track_caller]
    pub(super) fn problem(&self, whom: &str, answer: &Answer, status: u16, code: &str) {
        let place = format!("{} to {whom}: {} {}", self.id, answer.status, answer.text());
        assert_eq!(answer.status, status, "{place}");
        assert_eq!(answer.code(), code, "{place}");
        assert_eq!(self.rows.shown(answer), None, "{place}");
    }

    #[track_caller]
    fn success(&self, whom: &str, answer: &Answer) {
        let place = format!("{} to {whom}: {} {}", self.id, answer.status, answer.text());
        assert!((200..300).contains(&answer.status), "{place}");
    }

    /// The owner is shown what others must not see.
    pub(super) fn owner(&self, kukar: &Caller) {
        match self.fixture.foreign {
            Foreign::Hidden => {
                let answer = self.ask(kukar);
                self.success("its owner", &answer);
                assert!(
                    self.rows.shown(&answer).is_some(),
                    "{} shows its owner nothing, so it proves nothing",
                    self.id
                );
            }
            Foreign::NotFound if self.method == "GET" => {
                self.success("its owner", &self.ask(kukar))
            }
            Foreign::Uncounted => assert_ne!(self.counted(kukar), 0, "{}", self.id),
            _ => {}
        }
    }

    fn counted(&self, caller: &Caller) -> i64 {
        let answer = self.ask(caller);
        self.success("a reader of figures", &answer);
        answer.json()["coverage"]["total"].as_i64().unwrap()
    }

    pub(super) fn foreign(&self, whom: &str, caller: &Caller) {
        match self.fixture.foreign {
            Foreign::NotFound => {
                for tag in ["*", "\"v999\""] {
                    let caller = caller.with("If-Match", tag);
                    let answer = self.ask(&caller);
                    self.problem(whom, &answer, 404, "not_found");
                    let nobody = self.ask_at(&caller, &self.rows.absent(&self.fixture.path));
                    assert_eq!(plain(&answer), plain(&nobody), "{} to {whom}", self.id);
                }
            }
            Foreign::Hidden => {
                let forms: &[&str] = match (self.method.as_str(), self.id) {
                    ("GET", "listChanges") | ("POST", _) => &["application/json"],
                    _ => &["application/json", CSV_TYPE],
                };
                for form in forms {
                    let answer = self.ask(&caller.with("Accept", form));
                    self.success(whom, &answer);
                    assert_eq!(self.rows.shown(&answer), None, "{} to {whom}", self.id);
                }
            }
            Foreign::Uncounted => assert_eq!(self.counted(caller), 0, "{} to {whom}", self.id),
            Foreign::Own | Foreign::Shared | Foreign::New => {
                let answer = self.ask(caller);
                self.success(whom, &answer);
                assert_eq!(self.rows.shown(&answer), None, "{} to {whom}", self.id);
            }
            Foreign::Refused => self.problem(whom, &self.ask(caller), 403, "insufficient_scope"),
            Foreign::Outside(pointer) => {
                let answer = self.ask(caller);
                self.problem(whom, &answer, 422, "validation_failed");
                let field = format!("{pointer} outside_register");
                assert_eq!(answer.fields(), [field], "{} to {whom}", self.id);
            }
            Foreign::Unknown(pointer) => {
                let field = format!("{pointer} unknown_reference");
                let body = self.fixture.body.as_ref().expect("a body").to_string();
                let absent: Value = serde_json::from_str(&self.rows.absent(&body)).unwrap();
                let [there, nobody] = [self.fixture.body.as_ref().unwrap(), &absent].map(|body| {
                    let answer = keyed(caller).post(&self.fixture.path, body);
                    self.problem(whom, &answer, 422, "validation_failed");
                    assert_eq!(answer.fields(), [field.as_str()], "{} to {whom}", self.id);
                    plain(&answer)
                });
                assert_eq!(there, nobody, "{} to {whom}", self.id);
            }
            Foreign::Rows => {
                let taken = self.ask(caller);
                self.success(whom, &taken);
                let job = ended(caller, &taken);
                assert_eq!((&job["created"], &job["failed"]), (&json!(0), &json!(1)));
                let path = taken.header("location").unwrap();
                let said = caller.get(&format!("{path}/errors")).expect(200);
                assert_eq!(said.json()["items"][0]["code"], "outside_register");
                assert_eq!(self.rows.shown(&said), None, "{} to {whom}", self.id);
            }
        }
    }

    /// A whole list as lines shows what its pages show, to whom they show it.
    pub(super) fn lines(&self, kukar: &Caller, abroad: &[(&str, Caller)]) {
        let (path, query) = self
            .fixture
            .path
            .split_once('?')
            .unwrap_or((&self.fixture.path, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|part| !part.starts_with("limit="))
            .collect();
        let path = format!("{path}?{}", kept.join("&"));
        let ask = |caller: &Caller| caller.with("Accept", NDJSON_TYPE).get(&path);
        let answer = ask(kukar);
        self.success("its owner, as lines", &answer);
        let page = kukar.get(&format!("{path}&limit=200")).json();
        let lines = answer.text();
        let lines: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        if page["next_cursor"].is_null() {
            assert_eq!(json!(lines), page["items"], "{}", self.id);
        }
        for (whom, caller) in abroad {
            let answer = ask(caller);
            assert_eq!(
                answer.status,
                caller.get(&path).status,
                "{} to {whom}",
                self.id
            );
            if self.fixture.foreign != Foreign::Shared {
                assert_eq!(self.rows.shown(&answer), None, "{} to {whom}", self.id);
            }
        }
    }

    pub(super) fn above(&self, kaltim: &Caller) {
        let whom = "the province";
        match self.fixture.above {
            Above::Same => self.foreign(whom, kaltim),
            Above::Enters => self.success(whom, &self.ask(kaltim)),
            Above::Owned => {
                let answer = self.ask(&kaltim.with("If-Match", "*"));
                self.problem(whom, &answer, 403, "owned_by_another_agency");
            }
            Above::Sees if self.fixture.foreign == Foreign::Uncounted => {
                assert_ne!(self.counted(kaltim), 0, "{} to {whom}", self.id);
            }
            Above::Sees => {
                let answer = self.ask(kaltim);
                self.success(whom, &answer);
                if !self.id.ends_with("History") {
                    assert!(self.rows.shown(&answer).is_some(), "{} to {whom}", self.id);
                }
            }
        }
    }

    /// The operator without agency scopes reads nothing; with all of them nothing of a register.
    pub(super) fn operator(&self, admin: &Caller, all: &Caller) {
        if self.fixture.foreign == Foreign::Refused {
            return;
        }
        let answer = self.ask(&admin.with("If-Match", "*"));
        match self.fixture.foreign {
            Foreign::Own | Foreign::Shared => self.success("the operator", &answer),
            Foreign::Hidden if answer.status == 200 => {
                assert_eq!(self.rows.shown(&answer), None, "{}", self.id);
            }
            _ => self.problem("the operator", &answer, 403, "insufficient_scope"),
        }
        let whom = "the operator with every scope";
        match self.fixture.foreign {
            // It has no register that a file could go to.
            Foreign::Rows | Foreign::New => {
                self.problem(whom, &self.ask(all), 403, "insufficient_scope")
            }
            _ => self.foreign(whom, all),
        }
    }
}
