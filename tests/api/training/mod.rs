//! Training, from the plan to the certificate and the job.

mod attendance;
mod batches;
mod certificates;
mod eligibility;
mod enrollments;
mod imports;
mod moves;
mod outcome;
mod placements;
mod programs;
pub mod rush;
mod seed004;
mod sessions;
mod speakers;

use std::sync::atomic::{AtomicU32, Ordering};

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

/// A batch whose registration lasts, and which begins in some days.
pub fn here() -> Value {
    let today = sinergi::values::date::today();
    let day = |days: i64| (today + chrono::TimeDelta::days(days)).to_string();
    json!({
        "region_code": "64.02.06", "registration_opens_on": day(-20), "registration_closes_on": day(5),
        "starts_on": day(10), "ends_on": day(14), "quota": 25
    })
}

/// A batch of a new program whose registration is open.
pub fn open(caller: &Caller, plan: &Value, batch: &Value) -> String {
    let program = approved(caller, plan);
    let path = scheduled(caller, &program, batch);
    go(caller, &path, &json!({ "to": "registration_open" })).expect(200);
    path
}

/// A woman in the register of a region; the same number is the same NIK.
pub fn applicant(caller: &Caller, region: &str, n: u32) -> String {
    let body = json!({
        "full_name": format!("Contoh Peserta {n}"), "nik": format!("640299410780{n:04}"), "gender": "P",
        "birth_date": "1980-07-01", "education": "sma", "region_code": region, "register_code": &region[..5]
    });
    let made = caller.post("/v1/people", &body).expect(201);
    made.json()["id"].as_str().unwrap().to_owned()
}

/// A woman of Tenggarong whom nobody has entered; small numbers are left to the tests that give them.
fn newcomer(caller: &Caller) -> String {
    static PEOPLE: AtomicU32 = AtomicU32::new(0);
    let n = PEOPLE.fetch_add(1, Ordering::Relaxed) % 9000 + 1000;
    applicant(caller, "64.02.06", n)
}

/// Enrolls a new woman of Tenggarong and gives the path.
pub fn applied(caller: &Caller, batch: &str) -> String {
    let person = newcomer(caller);
    let until = caller.get(batch).expect(200).json()["registration_closes_on"].clone();
    let today = sinergi::values::date::today().to_string();
    let day = until.as_str().unwrap().min(&today).to_owned();
    let body = json!({ "person_id": person, "applied_on": day });
    let made = caller
        .post(&format!("{batch}/enrollments"), &body)
        .expect(201);
    made.header("location").unwrap().to_owned()
}

/// Enrolls a new woman and takes her as far as a state before the training.
pub fn taken(caller: &Caller, batch: &str, to: &str) -> String {
    let path = applied(caller, batch);
    for step in ["screened", "selected", "accepted"] {
        if caller.get(&path).expect(200).json()["status"] == to {
            break;
        }
        go(caller, &path, &json!({ "to": step })).expect(200);
    }
    path
}

/// Enrolls a new woman of Tenggarong in a batch of March 2026 and takes her to a state.
pub fn finished(caller: &Caller, to: &str) -> String {
    let person = newcomer(caller);
    finished_as(caller, &person, &json!({}), to)
}

/// Enrolls a person, with more fields, in a batch of March 2026 and takes her to a state.
pub fn finished_as(caller: &Caller, person: &str, more: &Value, to: &str) -> String {
    let batch = open(caller, &plan(), &batch());
    let mut body = json!({ "person_id": person, "applied_on": "2026-02-20" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let made = caller
        .post(&format!("{batch}/enrollments"), &body)
        .expect(201);
    let path = made.header("location").unwrap().to_owned();
    let reach = |path: &str, to: &str| {
        let body = json!({ "to": to, "reason": "contoh" });
        go(caller, path, &body).expect(200);
    };
    for step in ["screened", "selected", "accepted"] {
        reach(&path, step);
    }
    for step in ["registration_closed", "running"] {
        reach(&batch, step);
    }
    if to != "accepted" {
        reach(&path, "attending");
    }
    if !["accepted", "attending"].contains(&to) {
        reach(&path, to);
    }
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
