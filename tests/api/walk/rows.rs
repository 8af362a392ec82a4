//! Kutai Kartanegara's rows, of which nobody outside may be shown anything.

use serde_json::{Value, json};

use super::details::Details;
use super::partnerships::Partnerships;
use super::training::Training;
use crate::support::{Answer, Caller, TestApp};

pub(super) const CSV_TYPE: &str = "text/csv";
pub(super) const NDJSON_TYPE: &str = "application/x-ndjson";
pub(super) const PERSON: &str = "Contoh Kembang Setaman";
pub(super) const BUSINESS: &str = "Amplang Kembang Setaman";
pub(super) const IMPORTED: &str = "Kerupuk Kembang Setaman";
/// A district 99 never exists: the NIK is nobody's.
pub(super) const NIK: &str = "6402994107800001";
pub(super) const NIB: &str = "0220100012345";
pub(super) const PHONE: &str = "+6281255501299";

/// Kutai Kartanegara's rows, one of each kind.
pub(super) struct Rows {
    pub(super) person: String,
    pub(super) business: String,
    pub(super) snapshot: String,
    pub(super) flag: String,
    pub(super) import: String,
    pub(super) organization: String,
    pub(super) details: Details,
    pub(super) training: Training,
    pub(super) partnerships: Partnerships,
    /// Ids and values that nobody outside may ever be shown.
    marks: Vec<String>,
}

pub(super) fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

/// What the person, the business and the snapshot are entered with.
fn person() -> Value {
    json!({
        "full_name": PERSON, "nik": NIK, "gender": "P", "birth_date": "1980-07-02", "phones": [PHONE],
        "region_code": "64.02.06"
    })
}

pub(super) fn business(owner: &str, region: &str) -> Value {
    json!({
        "name": BUSINESS, "region_code": region, "nib": NIB,
        "kbli": [{ "version": "2020", "code": "10794" }],
        "owners": [{ "person_id": owner, "role": "pemilik", "share_percent": 100, "is_main": true }]
    })
}

impl Rows {
    /// Enters the rows as the women's empowerment agency of Kutai Kartanegara.
    pub(super) fn enter(app: &TestApp) -> Self {
        let kukar = app.dp3a_kukar();
        let person = id_of(&kukar.post("/v1/people", &person()).expect(201));
        let made = kukar
            .post("/v1/businesses", &business(&person, "64.02.06.1005"))
            .expect(201);
        let business = id_of(&made);
        let path = format!("/v1/businesses/{business}");
        let figures = json!({
            "as_of": "2025-12-31", "annual_sales_idr": 48_000_000, "investment_idr": 20_000_000,
            "capital_own_idr": 10_000_000, "workers_male": 1, "workers_female": 2, "method": "lapor"
        });
        let snapshot = id_of(
            &kukar
                .post(&format!("{path}/snapshots"), &figures)
                .expect(201),
        );
        let details = Details::enter(&kukar, &business);
        let tag = kukar.get(&path).expect(200).etag();
        kukar
            .transition(&path, &tag, &json!({ "to": "submitted" }))
            .expect(200);
        let csv = format!(
            "id_sumber,nama_usaha,nama_pemilik,nik,jenis_kelamin,kode_wilayah\n\
             W1,{IMPORTED},Contoh Melur,6402994207810002,P,64.02.06\nW2,Lain,Contoh Dua,12,P,64.02.06\n"
        );
        let job = import(&kukar, "mode=commit&source=walk", &csv);
        assert_eq!(
            (&job["created"], &job["failed"]),
            (&json!(1), &json!(1)),
            "{job}"
        );
        let import = job["id"].as_str().unwrap().to_owned();
        let flags = ids(&kukar
            .get("/v1/data-quality-flags?limit=200")
            .expect(200)
            .json());
        let flag = flags.first().expect("a doubt arises").clone();
        let club = json!({ "name": "Bank Contoh", "type": "bank", "level": "nasional" });
        let organization = id_of(&app.admin().post("/v1/organizations", &club).expect(201));
        let mut marks = vec![snapshot.clone(), import.clone()];
        marks.extend(flags);
        for list in ["/v1/people", "/v1/businesses"] {
            let all = ids(&kukar.get(list).expect(200).json());
            assert_eq!(all.len(), 2, "{list}");
            marks.extend(all);
        }
        marks.extend([PERSON, BUSINESS, IMPORTED, NIK, "Contoh Melur"].map(str::to_owned));
        marks.extend(details.marks());
        let training = Training::enter(&kukar, &person);
        marks.extend(training.marks());
        let partnerships = Partnerships::enter(&kukar);
        marks.extend(partnerships.marks());
        let rows = Self {
            details,
            training,
            partnerships,
            person,
            business,
            snapshot,
            flag,
            import,
            organization,
            marks,
        };
        rows.await_feed(&kukar);
        rows
    }

    /// Waits until the change feed tells the owner: on PostgreSQL other tests' transactions on the
    /// same server hold the feed's horizon back for a while.
    fn await_feed(&self, kukar: &Caller) {
        for _ in 0..20_000 {
            let text = kukar.get("/v1/changes?limit=200").expect(200).text();
            if [&self.person, &self.business, &self.flag]
                .iter()
                .all(|id| text.contains(id.as_str()))
            {
                return;
            }
        }
        panic!("the feed does not tell of the rows");
    }

    /// The first mark an answer shows; a problem's instance is the path that was asked for.
    pub(super) fn shown(&self, answer: &Answer) -> Option<&str> {
        let text = if answer.status < 400 {
            answer.text()
        } else {
            plain(answer).to_string()
        };
        let mut marks = self.marks.iter().map(String::as_str);
        marks.find(|mark| text.contains(mark))
    }

    /// The rows as their owner reads them.
    pub(super) fn as_they_are(&self, kukar: &Caller) -> Vec<Value> {
        let paths = [
            format!("/v1/people/{}", self.person),
            format!("/v1/businesses/{}", self.business),
            format!(
                "/v1/businesses/{}/snapshots/{}",
                self.business, self.snapshot
            ),
            format!("/v1/data-quality-flags/{}", self.flag),
            format!("/v1/imports/{}", self.import),
            format!("/v1/organizations/{}", self.organization),
            "/v1/agencies/dp3a-kukar".to_owned(),
        ];
        let paths = paths.into_iter().chain(self.details.paths());
        let paths = paths.chain(self.training.paths());
        let paths = paths.chain(self.partnerships.paths());
        let paths: Vec<String> = paths.collect();
        let read = paths.iter().map(|path| kukar.get(path).expect(200).json());
        read.collect()
    }

    /// A path or body with the ids of rows that do not exist in the places of those that do.
    pub(super) fn absent(&self, text: &str) -> String {
        let held = [
            &self.person,
            &self.business,
            &self.snapshot,
            &self.flag,
            &self.import,
        ];
        let held = held.into_iter().chain(self.details.ids());
        let held = held.chain(self.training.ids());
        let held = held.chain(self.partnerships.ids());
        held.fold(text.to_owned(), |text, id| {
            text.replace(id.as_str(), &uuid::Uuid::now_v7().to_string())
        })
    }
}

/// Imports a CSV text and gives the job once it has ended.
pub(super) fn import(caller: &Caller, query: &str, csv: &str) -> Value {
    let path = format!("/v1/imports?kind=businesses&{query}");
    let taken = keyed(caller).send("POST", &path, Some(CSV_TYPE), csv.as_bytes());
    ended(caller, &taken.expect(202))
}

pub(super) fn ended(caller: &Caller, taken: &Answer) -> Value {
    let path = taken.header("location").expect("a location").to_owned();
    for _ in 0..6_000 {
        let job = caller.get(&path).expect(200).json();
        if job["finished_at"].is_string() {
            return job;
        }
        // Leaves the processor to the import.
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{path} does not end");
}

pub(super) fn keyed(caller: &Caller) -> Caller {
    caller.with("Idempotency-Key", &uuid::Uuid::now_v7().to_string())
}

/// A problem without what differs from one request to the next.
pub(super) fn plain(answer: &Answer) -> Value {
    let mut problem = answer.json();
    for name in ["request_id", "instance"] {
        problem.as_object_mut().unwrap().remove(name);
    }
    problem
}
