//! Partnerships: what agencies agreed, did, met about and achieved.

mod activities;
mod agreements;
mod computed;
mod evaluations;
mod follow_ups;
mod meetings;
mod obstacles;
mod parties;
mod quarters;
mod realizations;
mod report;
mod rush;
mod seeds;
mod targets;
mod worklist;

use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp};

pub use crate::training::go;

/// A partnership of the women's empowerment agency of Kutai Kartanegara with nothing special.
pub fn agreement() -> Value {
    json!({
        "title": "Sinergi Contoh", "scheme": "internal_opd", "instrument": "nota_kesepakatan",
        "objectives": "Perempuan pelaku usaha berdaya.", "effective_from": "2024-01-01", "effective_to": "2024-12-31"
    })
}

/// Enters a partnership and gives its path and the answer.
pub fn entered(caller: &Caller, body: &Value) -> (String, Answer) {
    let made = caller.post("/v1/partnerships", body).expect(201);
    (made.header("location").unwrap().to_owned(), made)
}

/// Names an agency as a party and gives the path.
pub fn join(caller: &Caller, partnership: &str, agency: &str, role: &str) -> String {
    let body = json!({ "agency": agency, "role": role });
    let made = caller
        .post(&format!("{partnership}/parties"), &body)
        .expect(201);
    made.header("location").unwrap().to_owned()
}

/// Enters number, office and date of each party.
pub fn sign_all(caller: &Caller, partnership: &str) {
    let parties = caller.get(partnership).expect(200).json()["parties"].clone();
    for (n, party) in parties.as_array().unwrap().iter().enumerate() {
        let path = format!("{partnership}/parties/{}", party["id"].as_str().unwrap());
        let tag = caller.get(&path).expect(200).etag();
        let signature = json!({
            "document_number": format!("180/{n}/2024"), "signatory_office": "Kepala Dinas", "signed_on": "2024-01-02"
        });
        caller.patch(&path, &tag, &signature).expect(200);
    }
}

/// Takes a partnership in draft to its signature.
pub fn sign(caller: &Caller, partnership: &str) {
    sign_all(caller, partnership);
    for to in ["under_review", "agreed", "signed"] {
        go(caller, partnership, &json!({ "to": to })).expect(200);
    }
}

/// A partnership of the four agencies of seed 001 for the year 2024, in draft: its path. It takes
/// plans until it is signed, for its year is over.
pub fn draft(app: &TestApp) -> String {
    let kukar = app.dp3a_kukar();
    let (path, _) = entered(&kukar, &agreement());
    for agency in ["disperindag-kukar", "diskop-kukar", "distransnaker-kukar"] {
        join(&kukar, &path, agency, "pelaksana");
    }
    path
}

/// The same, signed: it takes reports.
pub fn signed(app: &TestApp) -> String {
    let path = draft(app);
    sign(&app.dp3a_kukar(), &path);
    path
}

/// The province with two of its regencies for the year 2024, in draft: its path.
pub fn prov_kab(app: &TestApp) -> String {
    let kaltim = app.kaltim();
    let mut body = agreement();
    body["scheme"] = json!("prov_kab");
    let (path, _) = entered(&kaltim, &body);
    for agency in ["dp3a-kukar", "dp2pa-samarinda"] {
        join(&kaltim, &path, agency, "pelaksana");
    }
    path
}

/// An activity of a party with nothing special.
pub fn activity(lead: &str) -> Value {
    json!({
        "code": "1.1", "name": "Kegiatan Contoh", "lead_agency": lead, "planned_from": "2024-04-01",
        "planned_to": "2024-09-30"
    })
}

/// A target of a party with nothing special.
pub fn target(agency: &str) -> Value {
    json!({ "agency": agency, "indicator": "pameran_diikuti", "year": 2024, "q1": 2, "q2": 3 })
}

/// Adds a row below a partnership and gives its path.
pub fn added(caller: &Caller, partnership: &str, part: &str, body: &Value) -> String {
    let made = caller
        .post(&format!("{partnership}/{part}"), body)
        .expect(201);
    made.header("location").unwrap().to_owned()
}

/// The signed partnership of 2024 with a target of the trade agency: both paths, and the agency.
pub fn reporting(app: &TestApp) -> (String, String, Caller) {
    let kukar = app.dp3a_kukar();
    let partnership = draft(app);
    let path = added(
        &kukar,
        &partnership,
        "targets",
        &target("disperindag-kukar"),
    );
    sign(&kukar, &partnership);
    let trade = app.caller("disperindag-kukar").acting("kukar-3");
    (partnership, path, trade)
}

/// Reports a quarter of a target and gives the path.
pub fn reported(caller: &Caller, target: &str, quarter: &str, value: i64) -> String {
    let body = json!({ "quarter": quarter, "value": value });
    let made = caller
        .post(&format!("{target}/realizations"), &body)
        .expect(201);
    made.header("location").unwrap().to_owned()
}
