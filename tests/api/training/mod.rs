//! Training, from the plan to the certificate and the job.

mod batches;
mod programs;
mod sessions;
mod speakers;

use serde_json::{Value, json};

use crate::support::{Answer, Caller};

/// A plan with nothing special.
pub fn plan() -> Value {
    json!({
        "title": "Pelatihan Contoh", "field": "kuliner", "method": "pelatihan",
        "fiscal_year": 2026, "fund_source": "apbd"
    })
}

/// A batch with nothing special.
pub fn batch() -> Value {
    json!({
        "region_code": "64.02.06", "registration_opens_on": "2026-02-02", "registration_closes_on": "2026-02-20",
        "starts_on": "2026-03-02", "ends_on": "2026-03-06", "quota": 25
    })
}

/// Plans a batch of a program and gives its path.
pub fn scheduled(caller: &Caller, program: &str, body: &Value) -> String {
    let made = caller.post(&format!("{program}/batches"), body).expect(201);
    made.header("location").unwrap().to_owned()
}

/// Plans a program and gives its path and the answer.
pub fn planned(caller: &Caller, body: &Value) -> (String, Answer) {
    let made = caller.post("/v1/training-programs", body).expect(201);
    (made.header("location").unwrap().to_owned(), made)
}

/// Moves what stands at a path.
pub fn go(caller: &Caller, path: &str, body: &Value) -> Answer {
    let tag = caller.get(path).expect(200).etag();
    caller.transition(path, &tag, body)
}

/// Plans a program that is approved.
pub fn approved(caller: &Caller, body: &Value) -> String {
    let (path, _) = planned(caller, body);
    go(caller, &path, &json!({ "to": "approved" })).expect(200);
    path
}

/// A program in a state that batches have no part in.
fn in_state(caller: &Caller, state: &str) -> String {
    let (path, _) = planned(caller, &plan());
    let way: &[&str] = match state {
        "draft" => &[],
        "approved" => &["approved"],
        "running" => &["approved", "running"],
        "completed" => &["approved", "running", "completed"],
        _ => &["canceled"],
    };
    for to in way {
        let body = json!({ "to": to, "reason": "contoh" });
        go(caller, &path, &body).expect(200);
    }
    path
}
