//! What businesses reached and when: noted by API and import alike, once each.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::{Value, json};
use sinergi::businesses::milestones::{self, MilestoneKind};
use sinergi::db::{Conn, DbError, Timestamp};
use sinergi::values::quarter;
use sinergi::values::zone::Zone;

use crate::imports::{COMMIT, counts, import};
use crate::support::{Answer, Business, Caller, TestApp, on_both};

/// Every register.
const EVERYWHERE: (&str, &str) = ("00", "99.99");

#[derive(QueryableByName)]
struct Noted {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many rows of each kind stand in the table, as `nib 1, scale_up 2`.
fn noted(app: &TestApp) -> String {
    let rows: Vec<Noted> = app
        .app
        .db()
        .read_now(|conn| {
            let query = diesel::sql_query(
                "SELECT kind, count(*) AS rows FROM business_milestones GROUP BY kind ORDER BY kind",
            );
            Ok::<_, DbError>(match conn {
                Conn::Sqlite(c) => query.load(c)?,
                Conn::Postgres(c) => query.load(c)?,
            })
        })
        .unwrap();
    let words: Vec<String> = rows
        .iter()
        .map(|noted| format!("{} {}", noted.kind, noted.rows))
        .collect();
    words.join(", ")
}

fn counted(
    app: &TestApp,
    kind: MilestoneKind,
    (low, high): (&str, &str),
    from: Timestamp,
    to: Timestamp,
) -> i64 {
    app.app
        .db()
        .read_now(|conn| milestones::count(conn, kind, low, high, from, to))
        .unwrap()
}

/// The businesses counted of each kind, at any time: verified, NIB, risen.
fn ever(app: &TestApp, registers: (&str, &str)) -> [i64; 3] {
    let (from, to) = (Timestamp::from_micros(0), Timestamp::now().plus_seconds(60));
    [
        MilestoneKind::Verified,
        MilestoneKind::Nib,
        MilestoneKind::ScaleUp,
    ]
    .map(|kind| counted(app, kind, registers, from, to))
}

fn registered(app: &TestApp, registers: (&str, &str), period: &str) -> i64 {
    let quarter = quarter::parse(period).unwrap();
    let (from, to) = quarter.instants(Zone::Wita);
    let (first, last) = (quarter.first_day(), quarter.last_day());
    app.app
        .db()
        .read_now(|conn| {
            milestones::registered(conn, registers.0, registers.1, first, last, from, to)
        })
        .unwrap()
}

fn is_postgres(app: &TestApp) -> bool {
    let asked = app
        .app
        .db()
        .read_now(|conn| Ok::<_, DbError>(matches!(conn, Conn::Postgres(_))));
    asked.unwrap()
}

fn execute(app: &TestApp, sql: String) {
    app.app
        .db()
        .write_now(move |conn| conn.execute(&sql).map_err(DbError::from))
        .unwrap();
}

fn enter(caller: &Caller, body: &Value) -> String {
    let made = caller.post("/v1/businesses", body).expect(201);
    made.header("location").unwrap().to_owned()
}

/// A business that may be verified.
fn whole(caller: &Caller, name: &str) -> Value {
    let person = json!({ "full_name": "Siti Contoh", "nik": "6402014107800001", "gender": "P" });
    let owner = caller.post("/v1/people", &person).expect(201).json();
    json!({
        "name": name, "region_code": "64.02.06.1005", "sector": "kuliner",
        "owners": [{ "person_id": owner["id"], "role": "pemilik" }]
    })
}

fn patch(caller: &Caller, path: &str, body: &Value) -> Answer {
    let tag = caller.get(path).expect(200).etag();
    caller.patch(path, &tag, body).expect(200)
}

fn go(caller: &Caller, path: &str, body: &Value) -> Answer {
    let tag = caller.get(path).expect(200).etag();
    caller.transition(path, &tag, body).expect(200)
}

fn sales(caller: &Caller, path: &str, as_of: &str, idr: i64) -> String {
    let figures = json!({ "as_of": as_of, "annual_sales_idr": idr, "method": "lapor" });
    let made = caller.post(&format!("{path}/snapshots"), &figures);
    made.expect(201).header("location").unwrap().to_owned()
}

fn instant(answer: &Answer, field: &str) -> Timestamp {
    let at: DateTime<Utc> = answer.json()[field].as_str().unwrap().parse().unwrap();
    Timestamp::from_micros(at.timestamp_micros())
}

const HEADER: &str = "id_sumber,nama_usaha,nama_pemilik,nik,jenis_kelamin,kode_wilayah,nib,omzet\n";

on_both! {
    fn verification_is_noted_once_when_it_comes(app) {
        let (first, second) = (app.dp3a_kukar(), app.dp3a_kukar().acting("kukar-2"));
        let path = enter(&first, &whole(&first, "Usaha Contoh"));
        go(&first, &path, &json!({ "to": "submitted" }));
        go(&second, &path, &json!({ "to": "returned", "reason": "alamat belum jelas" }));
        go(&first, &path, &json!({ "to": "submitted" }));
        assert_eq!(noted(app), "");
        let verified = go(&second, &path, &json!({ "to": "verified" }));
        assert_eq!(noted(app), "verified 1");
        for to in ["active", "dormant", "active"] {
            go(&second, &path, &json!({ "to": to }));
        }
        go(&second, &path, &json!({ "to": "closed", "reason": "pindah", "on": "2026-01-31" }));
        assert_eq!(noted(app), "verified 1");

        let at = instant(&verified, "updated_at");
        let after = Timestamp::from_micros(at.micros() + 1);
        let kind = MilestoneKind::Verified;
        let kukar = ("64.02", "64.02");
        assert_eq!(counted(app, kind, kukar, at, after), 1, "the first instant belongs to it");
        assert_eq!(counted(app, kind, kukar, after, after.plus_seconds(60)), 0);
        assert_eq!(counted(app, kind, kukar, Timestamp::from_micros(0), at), 0, "the last does not");
        assert_eq!(ever(app, ("64.00", "64.99")), [1, 0, 0]);
        assert_eq!(ever(app, ("64.72", "64.72")), [0, 0, 0]);
    }

    fn the_first_nib_is_noted_and_no_other(app) {
        let kukar = app.dp3a_kukar();
        let mut body = json!({ "name": "Usaha Contoh", "region_code": "64.02.06" });
        let path = enter(&kukar, &body);
        patch(&kukar, &path, &json!({ "sector": "kuliner" }));
        assert_eq!(noted(app), "");
        let given = patch(&kukar, &path, &json!({ "nib": "0220100012345" }));
        assert_eq!(noted(app), "nib 1");
        for nib in [json!("0220100012346"), Value::Null, json!("0220100012345")] {
            patch(&kukar, &path, &json!({ "nib": nib }));
        }
        assert_eq!(noted(app), "nib 1", "a NIB that comes back is not the first");
        let at = instant(&given, "updated_at");
        let after = Timestamp::from_micros(at.micros() + 1);
        assert_eq!(counted(app, MilestoneKind::Nib, EVERYWHERE, at, after), 1);

        body["nib"] = "0220100054321".into();
        let path = enter(&kukar, &body);
        assert_eq!(noted(app), "nib 2", "entered with it");
        assert_eq!(ever(app, EVERYWHERE), [0, 2, 0]);
        // A draft that is removed leaves its milestone, which no longer counts.
        let tag = kukar.get(&path).expect(200).etag();
        kukar.delete(&path, &tag).expect(204);
        assert_eq!((noted(app).as_str(), ever(app, EVERYWHERE)), ("nib 2", [0, 1, 0]));
    }

    fn every_rise_in_scale_is_noted(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &json!({ "name": "Usaha Contoh", "region_code": "64.02.06" }));
        let scale = || kukar.get(&path).expect(200).json()["scale"]["value"].clone();
        let old = sales(&kukar, &path, "2022-12-31", 100_000_000);
        assert_eq!((scale(), noted(app).as_str()), (json!("mikro"), ""), "known is not risen");
        sales(&kukar, &path, "2023-12-31", 200_000_000);
        assert_eq!(noted(app), "");
        let newer = sales(&kukar, &path, "2024-12-31", 3_000_000_000);
        assert_eq!((scale(), noted(app).as_str()), (json!("kecil"), "scale_up 1"));
        patch(&kukar, &old, &json!({ "annual_sales_idr": 900_000_000 }));
        assert_eq!(noted(app), "scale_up 1", "an older figure derives nothing else");
        patch(&kukar, &newer, &json!({ "annual_sales_idr": 1_000_000 }));
        assert_eq!((scale(), noted(app).as_str()), (json!("mikro"), "scale_up 1"));
        patch(&kukar, &newer, &json!({ "annual_sales_idr": 60_000_000_000_i64 }));
        assert_eq!((scale(), noted(app).as_str()), (json!("besar"), "scale_up 2"));
        assert_eq!(ever(app, EVERYWHERE), [0, 0, 1], "one business has risen, though twice");
    }

    fn an_import_notes_the_same_and_again_nothing(app) {
        let kukar = app.dp3a_kukar();
        let one = format!("{HEADER}\
            A1,Amplang Contoh,Contoh Melati,6402014107800001,P,64.02.06,0220100012345,12 juta\n\
            A2,Batik Contoh,Contoh Mawar,6402014207810002,P,64.02.06,,1 miliar\n\
            A3,Keripik Contoh,Contoh Anggrek,6402014307820003,P,64.02.06,,\n");
        let query = format!("{COMMIT}&as_of=2024-12-31");
        let job = import(&kukar, &query, &one);
        assert_eq!(counts(&job), [3, 0, 0, 0, 0], "{job}");
        assert_eq!(noted(app), "nib 1");
        let job = import(&kukar, &query, &one);
        assert_eq!(counts(&job), [0, 0, 3, 0, 0], "{job}");
        assert_eq!(noted(app), "nib 1");

        // One gets a NIB, two rise, one of which is entered by the same file.
        let two = format!("{HEADER}\
            A1,Amplang Contoh,Contoh Melati,6402014107800001,P,64.02.06,0220100012345,3 miliar\n\
            A2,Batik Contoh,Contoh Mawar,6402014207810002,P,64.02.06,0220100054321,20 miliar\n\
            A3,Keripik Contoh,Contoh Anggrek,6402014307820003,P,64.02.06,,5 juta\n\
            A4,Sambal Contoh,Contoh Kenanga,6402014407830004,P,64.02.06,0220100067890,5 miliar\n");
        let query = format!("{COMMIT}&as_of=2025-12-31");
        let job = import(&kukar, &query, &two);
        assert_eq!(counts(&job), [1, 3, 0, 0, 0], "{job}");
        assert_eq!(noted(app), "nib 3, scale_up 2");
        let job = import(&kukar, &query, &two);
        assert_eq!(counts(&job), [0, 0, 4, 0, 0], "{job}");
        assert_eq!(noted(app), "nib 3, scale_up 2");
        assert_eq!(ever(app, EVERYWHERE), [0, 3, 2]);
    }

    fn a_refused_write_notes_nothing(app) {
        let kukar = app.dp3a_kukar();
        let path = enter(&kukar, &json!({ "name": "Usaha Contoh", "region_code": "64.02.06" }));
        let stale = kukar.get(&path).expect(200).etag();
        patch(&kukar, &path, &json!({ "sector": "kuliner" }));
        kukar.patch(&path, &stale, &json!({ "nib": "0220100012345" })).expect(412);
        kukar.patch(&path, &kukar.get(&path).etag(), &json!({ "nib": "0220100012345", "name": "" })).expect(422);
        assert_eq!(noted(app), "");
    }

    fn a_period_counts_what_was_registered_in_it(app) {
        let kukar = app.dp3a_kukar();
        let made = |name: &str, day: Option<&str>| {
            enter(&kukar, &json!({ "name": name, "region_code": "64.02.06", "registered_on": day }))
        };
        made("Awal Contoh", Some("2024-04-01"));
        made("Akhir Contoh", Some("2024-06-30"));
        made("Sesudah Contoh", Some("2024-07-01"));
        let gone = made("Hapus Contoh", Some("2024-05-05"));
        kukar.delete(&gone, &kukar.get(&gone).etag()).expect(204);
        let merged = made("Gabung Contoh", Some("2024-05-06"));
        let target = made("Pengganti Contoh", Some("2024-05-07"));
        let target = target.rsplit('/').next().unwrap();
        go(&kukar, &merged, &json!({ "to": "merged", "merged_into": target }));
        let rejected = made("Tolak Contoh", Some("2024-05-08"));
        go(&kukar, &rejected, &json!({ "to": "submitted" }));
        go(&kukar.acting("kukar-2"), &rejected, &json!({ "to": "rejected", "reason": "ganda" }));
        assert_eq!(registered(app, EVERYWHERE, "2024-Q2"), 3);
        assert_eq!(registered(app, EVERYWHERE, "2024-Q3"), 1);
        assert_eq!(registered(app, ("64.72", "64.72"), "2024-Q2"), 0);

        // Without a day the entry counts, on the day that the clocks of the zone showed.
        made("Tanpa Hari Contoh", None);
        for (entered, quarter) in [("2024-06-30T15:59:59Z", "2024-Q2"), ("2024-06-30T16:00:00Z", "2024-Q3")] {
            let before = registered(app, EVERYWHERE, quarter);
            let micros = entered.parse::<DateTime<Utc>>().unwrap().timestamp_micros();
            let at = if is_postgres(app) { format!("'{entered}'") } else { micros.to_string() };
            execute(app, format!("UPDATE businesses SET created_at = {at} WHERE name = 'Tanpa Hari Contoh'"));
            assert_eq!(registered(app, EVERYWHERE, quarter), before + 1, "{entered}");
        }
    }

    fn the_migration_notes_what_it_can_know(app) {
        for status in ["submitted", "verified", "active", "dormant", "closed", "merged"] {
            app.put_business(Business { status, ..Business::USUAL });
        }
        enter(&app.dp3a_kukar(), &json!({ "name": "Ber-NIB Contoh", "region_code": "64.02.06", "nib": "0220100012345" }));
        let folder = if is_postgres(app) { "postgres" } else { "sqlite" };
        for file in ["down", "up"] {
            let path = format!(
                "{}/migrations/{folder}/2026-11-22-000002_business_milestones/{file}.sql",
                env!("CARGO_MANIFEST_DIR")
            );
            execute(app, std::fs::read_to_string(path).unwrap());
        }
        assert_eq!(noted(app), "nib 1, verified 3");
    }
}
