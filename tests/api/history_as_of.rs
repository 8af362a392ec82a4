//! A business and a person as they were on a day: `?as_of`.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::db::DatabaseUrl;

use crate::audit_chain::sql;
use crate::imports::{COMMIT, THREE, counts, import};
use crate::support::{Caller, TestApp, on_both};

/// A row under its path, and what callers saw of each of its versions.
struct Row<'a> {
    app: &'a TestApp,
    path: String,
    seen: Vec<Value>,
}

/// Noon in East Kalimantan of the day on which a version is said to have been made: the first on 11
/// January 2026, each next one ten days later.
fn noon(version: usize) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-01-01T04:00:00Z".parse().unwrap();
    first + Duration::days(10 * i64::try_from(version).unwrap())
}

/// The day of a version, or so many days later.
fn day(version: usize, later: i64) -> String {
    (noon(version) + Duration::days(later))
        .date_naive()
        .to_string()
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

impl<'a> Row<'a> {
    fn new(app: &'a TestApp, path: &str) -> Self {
        Self {
            app,
            path: path.to_owned(),
            seen: Vec::new(),
        }
    }

    /// Notes what is seen now, if it is another version.
    fn note(&mut self, caller: &Caller) {
        let now = caller.get(&self.path).expect(200).json();
        assert_eq!(
            now["version"],
            self.seen.len() + 1,
            "a version was not noted"
        );
        self.seen.push(now);
    }

    fn table(&self) -> &str {
        self.path.split('/').nth(2).unwrap()
    }

    fn id(&self) -> &str {
        self.path.split('/').nth(3).unwrap()
    }

    /// Moves an act into the past.
    fn made(&self, version: usize, at: DateTime<Utc>) {
        let (table, id) = (self.table(), self.id());
        let at = instant(self.app, at);
        sql(
            &self.app.app,
            &format!(
                "UPDATE audit_events SET at = {at} WHERE resource = '{table}' AND resource_id = '{id}' AND version = {version}"
            ),
        );
    }

    /// Moves the row and its acts into the past, each version to its day.
    fn move_back(&mut self) {
        let last = self.seen.len();
        for version in 1..=last {
            self.made(version, noon(version));
            let seen = &mut self.seen[version - 1];
            seen["created_at"] = written(noon(1)).into();
            seen["updated_at"] = written(noon(version)).into();
        }
        let (first, last) = (instant(self.app, noon(1)), instant(self.app, noon(last)));
        let key = match self.app.app.db().url() {
            DatabaseUrl::Sqlite(_) => format!("X'{}'", self.id().replace('-', "")),
            DatabaseUrl::Postgres(_) => format!("'{}'", self.id()),
        };
        sql(
            &self.app.app,
            &format!(
                "UPDATE {} SET created_at = {first}, updated_at = {last} WHERE id = {key}",
                self.table()
            ),
        );
    }

    fn then(&self, caller: &Caller, day: &str) -> Value {
        let answer = caller
            .get(&format!("{}?as_of={day}", self.path))
            .expect(200);
        assert_eq!(
            answer.header("etag"),
            None,
            "nothing is changed by what was"
        );
        answer.json()
    }

    /// Every version is seen from its day to the last before the next.
    fn check(&self, caller: &Caller) {
        for (n, wanted) in self.seen.iter().enumerate() {
            for later in [0, 9] {
                assert_eq!(
                    self.then(caller, &day(n + 1, later)),
                    *wanted,
                    "version {} and {later} days",
                    n + 1
                );
            }
        }
        let before = format!("{}?as_of={}", self.path, day(1, -1));
        assert_eq!(caller.get(&before).expect(404).code(), "not_entered_yet");
    }
}

fn instant(app: &TestApp, at: DateTime<Utc>) -> String {
    match app.app.db().url() {
        DatabaseUrl::Sqlite(_) => at.timestamp_micros().to_string(),
        DatabaseUrl::Postgres(_) => format!("'{}'", written(at)),
    }
}

fn place(answer: &crate::support::Answer) -> String {
    answer.header("location").unwrap().to_owned()
}

fn person(caller: &Caller, name: &str, gender: &str) -> String {
    let body = json!({ "full_name": name, "gender": gender });
    let made = caller.post("/v1/people", &body).expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

/// Changes a row whatever its version.
fn change(caller: &Caller, path: &str, body: &Value) {
    let tag = caller.get(path).expect(200).etag();
    caller.patch(path, &tag, body).expect(200);
}

on_both! {
    fn a_business_is_shown_as_it_was(app) {
        let kukar = app.dp3a_kukar();
        let melati = person(&kukar, "Contoh Melati", "P");
        let budi = person(&kukar, "Contoh Budi", "L");
        let owner = |id: &str, share: f64| json!({ "person_id": id, "role": "pemilik", "share_percent": share });
        let made = kukar.post("/v1/businesses", &json!({
            "name": "Amplang Satu", "trade_name": "Satu", "region_code": "64.02.06.1005", "started_on": "2019-03",
            "kbli": [{ "version": "2020", "code": "10794" }], "latitude": -0.4123, "longitude": 116.9872,
            "contact": { "phone": "0812 5550 0101", "street": "Jalan Contoh 1", "postal_code": "75511" },
            "owners": [owner(&melati, 100.0)]
        })).expect(201);
        let mut row = Row::new(app, &place(&made));
        let path = row.path.clone();
        row.note(&kukar);
        let snapshots = format!("{path}/snapshots");
        let figures = kukar.post(&snapshots, &json!({
            "wages_idr": 1_000_000, "workforce": { "paid_female": 2 }, "guidance": { "themes": [] },
            "as_of": "2025-06-30", "capital_own_idr": 10_000_000, "annual_sales_idr": 48_000_000, "workers_female": 2, "workers_male": 0, "method": "lapor"
        })).expect(201);
        row.note(&kukar);
        change(&kukar, &path, &json!({
            "name": "Amplang Dua", "trade_name": null, "nib": "0220100012345", "latitude": null, "longitude": null,
            "owners": [owner(&melati, 40.5), owner(&budi, 59.5)], "contact": { "phone": "0812 5550 0202" }
        }));
        row.note(&kukar);
        let go = |to: Value| {
            let tag = kukar.get(&path).expect(200).etag();
            kukar.transition(&path, &tag, &to).expect(200);
        };
        go(json!({ "to": "submitted" }));
        row.note(&kukar);
        go(json!({ "to": "returned", "reason": "Lengkapi NIK." }));
        row.note(&kukar);
        let snapshot = place(&figures);
        change(&kukar, &snapshot, &json!({
            "as_of": "2025-03-31", "capital_own_idr": 2_000_000_000_i64, "investment_idr": 1_500_000_000_i64, "annual_sales_idr": null, "workers_male": 9
        }));
        row.note(&kukar);
        kukar.post(&snapshots, &json!({ "as_of": "2025-12-31", "workers_female": 30, "workers_male": 10, "method": "sensus" })).expect(201);
        row.note(&kukar);
        // The genders on record decide who owns it: one more version comes from the person behind it.
        change(&kukar, &format!("/v1/people/{budi}"), &json!({ "gender": "P" }));
        row.note(&kukar);
        change(&kukar, &path, &json!({ "sector": "kuliner" }));
        row.note(&kukar);
        let derived = |n: usize, field: &str| row.seen[n - 1][field].clone();
        assert_eq!((derived(1, "women_owned"), derived(3, "women_owned"), derived(8, "women_owned")), (json!("yes"), json!("no"), json!("yes")));
        assert_ne!(derived(2, "scale"), derived(6, "scale"));
        assert_ne!(derived(6, "workers"), derived(7, "workers"));

        row.move_back();
        Row::new(app, &format!("/v1/people/{melati}")).made(1, noon(0));
        let man = Row::new(app, &format!("/v1/people/{budi}"));
        man.made(1, noon(0));
        man.made(2, noon(8));
        row.check(&kukar);
        row.check(&app.kaltim());
        // The present is what it is without a day, and holds today.
        let present = kukar.get(&path).expect(200).json();
        let today = (Utc::now() + Duration::hours(8)).date_naive().to_string();
        assert_eq!(row.then(&kukar, &today), present);
        assert_eq!(row.then(&kukar, &day(9, 0)), present);
    }

    fn a_day_ends_where_the_register_lies(app) {
        let kukar = app.dp3a_kukar();
        let made = kukar.post("/v1/businesses", &json!({ "name": "Usaha Malam", "region_code": "64.02" })).expect(201);
        let mut row = Row::new(app, &place(&made));
        row.note(&kukar);
        change(&kukar, &row.path, &json!({ "name": "Usaha Pagi" }));
        row.note(&kukar);
        row.move_back();
        // One second before and at midnight in East Kalimantan, UTC+8.
        for (at, name) in [("2026-01-20T15:59:59Z", "Usaha Pagi"), ("2026-01-20T16:00:00Z", "Usaha Malam")] {
            row.made(2, at.parse().unwrap());
            let updated = instant(app, at.parse().unwrap());
            sql(&app.app, &format!("UPDATE businesses SET updated_at = {updated}"));
            assert_eq!(row.then(&kukar, "2026-01-20")["name"], name, "{at}");
        }
    }

    fn a_state_is_shown_as_it_showed_on_that_day(app) {
        let kukar = app.dp3a_kukar();
        let made = kukar.post("/v1/businesses", &json!({ "name": "Usaha Lama", "region_code": "64.02" })).expect(201);
        let mut row = Row::new(app, &place(&made));
        row.note(&kukar);
        let old = instant(app, "2024-03-01T00:00:00Z".parse().unwrap());
        sql(&app.app, &format!("UPDATE businesses SET status = 'verified', created_at = {old}, updated_at = {old}"));
        assert_eq!(kukar.get(&row.path).expect(200).json()["status"], "reverification_due");
        assert_eq!(row.then(&kukar, "2025-02-28")["status"], "verified");
        assert_eq!(row.then(&kukar, "2025-03-02")["status"], "reverification_due");
    }

    fn a_person_is_shown_as_she_was_under_todays_field_rules(app) {
        let kukar = app.dp3a_kukar();
        let scopes: Vec<Scope> = Scope::agency().filter(|scope| *scope != Scope::DisabilityRead).collect();
        let blind = app.caller_with("dp3a-kukar", &scopes);
        let made = kukar.post("/v1/people", &json!({
            "full_name": "Contoh Kenanga", "nik": "6402014107800001", "gender": "P", "birth_date": "1980-07-01", "education": "sma",
            "region_code": "64.02.06", "address": { "street": "Jalan Contoh 1", "rt": "5", "postal_code": "75511" },
            "phones": ["0812 5550 0101"], "email": "contoh@example.com", "disability": "netra", "is_household_head": true
        })).expect(201);
        let path = place(&made);
        let (mut row, mut hidden) = (Row::new(app, &path), Row::new(app, &path));
        let mut both = || {
            row.note(&kukar);
            hidden.note(&blind);
        };
        both();
        change(&kukar, &path, &json!({ "phones": ["0812 5550 0202", "0812 5550 0303"], "disability": "rungu", "education": "s1", "marital_status": "kawin", "is_cooperative_member": true }));
        both();
        change(&kukar, &path, &json!({ "nik": null, "address": null, "email": null, "phones": [], "full_name": "Contoh Kenanga Baru" }));
        both();
        change(&kukar, &path, &json!({ "status": "pindah" }));
        both();
        row.move_back();
        hidden.move_back();
        row.check(&kukar);
        hidden.check(&blind);
        assert_eq!(row.seen[0]["disability"], "netra");
        assert_eq!(row.seen[0]["nik_masked"], "************0001");
        for seen in &hidden.seen {
            assert!(seen.get("disability").is_none(), "{seen}");
        }
        let text = hidden.then(&blind, &day(1, 0)).to_string();
        for value in ["6402014107800001", "81255500101", "Jalan", "contoh@example.com", "netra"] {
            assert!(!text.contains(value), "{text}");
        }
    }

    fn an_imported_row_is_shown_as_it_was(app) {
        let kukar = app.dp3a_kukar();
        assert_eq!(counts(&import(&kukar, COMMIT, THREE)), [3, 0, 0, 0, 0]);
        let list = |sort: &str| kukar.get(&format!("{sort}?sort=name")).expect(200).json()["items"].as_array().unwrap().clone();
        let mut rows: Vec<Row<'_>> = ["/v1/businesses", "/v1/people"]
            .iter()
            .flat_map(|all| list(all).into_iter().map(move |one| format!("{all}/{}", one["id"].as_str().unwrap())))
            .map(|path| Row::new(app, &path))
            .collect();
        assert_eq!(rows.len(), 5);
        for row in &mut rows {
            row.note(&kukar);
        }
        let next = THREE
            .replace("Rp 12.000.000", "3 miliar").replace("1,1,", "4,6,").replace("Kerupuk Contoh", "Kerupuk Baru")
            .replace("0812 5550 0102", "0812 5550 0999").replace("0101,0,2", "0101,1,2");
        let job = import(&kukar, COMMIT, &next);
        assert_eq!(job["failed"], 0, "{job}");
        let mut changed = 0;
        for row in &mut rows {
            if kukar.get(&row.path).expect(200).json()["version"] == 2 {
                row.note(&kukar);
                changed += usize::from(row.table() == "businesses");
            }
        }
        assert_eq!(changed, 3);
        for row in &mut rows {
            row.move_back();
        }
        for row in &rows {
            row.check(&kukar);
        }
    }

    fn what_cannot_be_answered_is_told(app) {
        let kukar = app.dp3a_kukar();
        let made = kukar.post("/v1/businesses", &json!({ "name": "Usaha Contoh", "region_code": "64.02" })).expect(201);
        let mut business = Row::new(app, &place(&made));
        let id = person(&kukar, "Contoh Seroja", "P");
        let mut woman = Row::new(app, &format!("/v1/people/{id}"));
        business.note(&kukar);
        woman.note(&kukar);
        for n in 2..=4 {
            change(&kukar, &business.path, &json!({ "name": format!("Usaha {n}") }));
            business.note(&kukar);
            change(&kukar, &woman.path, &json!({ "full_name": format!("Contoh {n}") }));
            woman.note(&kukar);
        }
        for row in [&mut business, &mut woman] {
            row.move_back();
            let path = row.path.clone();
            let next = (Utc::now() + Duration::hours(9) + Duration::days(1)).date_naive();
            let answer = kukar.get(&format!("{path}?as_of={next}")).expect(422);
            assert_eq!(answer.fields(), ["?as_of in_the_future"]);
            for bad in ["2026-02-30", "kemarin", ""] {
                let answer = kukar.get(&format!("{path}?as_of={bad}")).expect(400);
                assert_eq!(answer.code(), "invalid_parameter", "{bad}");
                assert!(answer.fields().iter().all(|field| field.starts_with("?as_of ")), "{bad}");
            }
            let early = kukar.get(&format!("{path}?as_of=2026-01-10")).expect(404);
            assert_eq!(early.code(), "not_entered_yet");
            assert!(early.json()["detail"].as_str().unwrap().contains("2026-01-11"), "{}", early.text());
            kukar.get(&format!("{path}?as_of=0001-01-01")).expect(404);
            // Nothing is changed by what was: a tag of then is no tag.
            let present = kukar.get(&path).expect(200).etag();
            let held = kukar.with("If-None-Match", &present).get(&format!("{path}?as_of={}", day(4, 0))).expect(200);
            assert_eq!(held.header("etag"), None);
            kukar.with("Accept", "text/csv").get(&format!("{path}?as_of={}", day(1, 0))).expect(406);
            // Today's jurisdiction: who does not see the row now does not see what it was.
            for foreign in [app.samarinda(), app.caller_with("operator", Scope::ALL)] {
                for as_of in [day(1, 0), day(1, -1), "2026-01-20".to_owned()] {
                    assert_eq!(foreign.get(&format!("{path}?as_of={as_of}")).expect(404).code(), "not_found");
                }
            }
            // After an erasure nothing is guessed from the versions around it.
            let (table, id) = (row.table(), row.id());
            sql(&app.app, &format!(
                "DELETE FROM audit_values WHERE event_id IN (SELECT id FROM audit_events WHERE resource = '{table}' AND resource_id = '{id}' AND version = 2)"
            ));
            row.then(&kukar, &day(1, 0));
            for n in [2, 3] {
                let answer = kukar.get(&format!("{path}?as_of={}", day(n, 0))).expect(404);
                assert_eq!(answer.code(), "history_not_available", "version {n}");
            }
            assert_eq!(row.then(&kukar, &day(4, 0)), row.seen[3]);
        }
        // A row that was removed does not exist, on no day.
        let tag = kukar.get(&business.path).expect(200).etag();
        kukar.delete(&business.path, &tag).expect(204);
        assert_eq!(kukar.get(&format!("{}?as_of={}", business.path, day(4, 0))).expect(404).code(), "not_found");
    }

    fn an_owner_whose_values_were_erased_counts_as_unknown(app) {
        let kukar = app.dp3a_kukar();
        let id = person(&kukar, "Contoh Dahlia", "P");
        let owners = json!([{ "person_id": id, "role": "pemilik" }]);
        let made = kukar.post("/v1/businesses", &json!({ "name": "Usaha Contoh", "region_code": "64.02", "owners": owners })).expect(201);
        let mut row = Row::new(app, &place(&made));
        row.note(&kukar);
        change(&kukar, &row.path, &json!({ "name": "Usaha Lain" }));
        row.note(&kukar);
        row.move_back();
        Row::new(app, &format!("/v1/people/{id}")).made(1, noon(0));
        assert_eq!(row.then(&kukar, &day(1, 0))["women_owned"], "yes");
        sql(&app.app, &format!(
            "DELETE FROM audit_values WHERE event_id IN (SELECT id FROM audit_events WHERE resource = 'people' AND resource_id = '{id}')"
        ));
        let then = row.then(&kukar, &day(1, 0));
        assert_eq!((&then["women_owned"], &then["name"]), (&json!("unknown"), &json!("Usaha Contoh")));
        assert_eq!(row.then(&kukar, &day(2, 0))["women_owned"], "yes", "the present stands in the row");
    }
}
