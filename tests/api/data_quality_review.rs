//! Flags that live: they follow their row, other rows, the official lists and the calendar.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use serde_json::{Value, json};
use sinergi::app::{App, Tx};
use sinergi::auth::Who;
use sinergi::data_quality::review::{Reviewer, Step};
use sinergi::db::{Conn, DbError, Id, Timestamp};
use sinergi::http::Problem;
use sinergi::reference::kbli::KbliVersion;
use sinergi::reference::load::{KbliLoad, RegionLoad, load_kbli, load_regions};

use crate::audit_chain::sql;
use crate::imports::{COMMIT, XLSX, counts, import, import_bytes};
use crate::support::{Answer, Caller, Database, TestApp, config, on_both};

const VILLAGE: &str = "64.02.06.1005";
const NIB: &str = "0220100012345";

/// Has every row looked at, as after midnight or a load of a list.
fn look_again(app: &App) {
    let state = Id::new();
    sql(
        app,
        &format!("UPDATE meta SET value = '\"{state}\"' WHERE key = 'lists_generation'"),
    );
}

fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn person(caller: &Caller, gender: Option<&str>) -> String {
    let body = json!({ "full_name": "Contoh Melati", "gender": gender });
    id_of(&caller.post("/v1/people", &body).expect(201))
}

/// Enters a business of a woman; its path.
fn business(caller: &Caller, changes: Value) -> String {
    let mut body = json!({
        "name": "Amplang Melati", "region_code": VILLAGE,
        "owners": [{ "person_id": person(caller, Some("P")), "role": "pemilik" }],
    });
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    let made = caller.post("/v1/businesses", &body).expect(201);
    made.header("location").unwrap().to_owned()
}

fn patch(caller: &Caller, path: &str, changes: Value) {
    let tag = caller.get(path).expect(200).etag();
    caller.patch(path, &tag, &changes).expect(200);
}

/// The codes of a row's open flags; without those that every test business has.
fn open(caller: &Caller, path: &str) -> Vec<String> {
    let id = path.rsplit('/').next().unwrap();
    let flags = caller
        .get(&format!(
            "/v1/data-quality-flags?limit=200&status=open&resource_id={id}"
        ))
        .expect(200)
        .json();
    let items = flags["items"].as_array().unwrap().iter();
    let codes = items.map(|flag| flag["code"].as_str().unwrap().to_owned());
    let mut codes: Vec<String> = codes.filter(|code| code != "scale_input_missing").collect();
    codes.sort();
    codes
}

/// Waits until a row's open flags are these: the reviewer looks twice a second.
#[track_caller]
pub fn becomes(caller: &Caller, path: &str, wanted: &[&str]) {
    let mut last = Vec::new();
    for _ in 0..20_000 {
        last = open(caller, path);
        if last == wanted {
            return;
        }
    }
    panic!("the flags stay {last:?}, not {wanted:?}");
}

fn load<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
) -> T {
    let inner = app.clone();
    let done = app.db().write_now(move |conn| {
        let who = Who::system("cli");
        work(&mut Tx::new(conn, inner, who, "test".to_owned()))
    });
    done.unwrap_or_else(|problem: Problem| panic!("{problem}"))
}

fn regions(app: &App, day: &str, file: &'static str) {
    let options = RegionLoad {
        many_retired: true,
        ..RegionLoad::new(day.parse().unwrap())
    };
    load(app, move |tx| load_regions(tx, file.as_bytes(), &options));
}

fn kbli(app: &App, file: String) {
    let options = KbliLoad {
        version: KbliVersion::V2020,
        dry_run: false,
    };
    load(app, move |tx| load_kbli(tx, file.as_bytes(), &options));
}

/// Moves the last update of every business this far into the past, as time would.
fn a_year_passes(app: &App) {
    app.db()
        .write_now(|conn| {
            conn.execute(match conn {
                Conn::Sqlite(_) => "UPDATE businesses SET updated_at = updated_at - 34214400000000",
                Conn::Postgres(_) => {
                    "UPDATE businesses SET updated_at = updated_at - interval '396 days'"
                }
            })?;
            Ok::<_, DbError>(())
        })
        .unwrap();
    look_again(app);
}

on_both! {
    fn both_businesses_hear_of_a_shared_nib(app) {
        let kukar = app.dp3a_kukar();
        let first = business(&kukar, json!({ "nib": NIB }));
        assert!(open(&kukar, &first).is_empty());
        let second = business(&kukar, json!({ "nib": NIB }));
        assert_eq!(open(&kukar, &second), ["nib_shared"]);
        becomes(&kukar, &first, &["nib_shared"]);
        // Only who gives it up can say so: nobody has it any more.
        patch(&kukar, &second, json!({ "nib": null }));
        assert!(open(&kukar, &second).is_empty());
        becomes(&kukar, &first, &[]);
        patch(&kukar, &second, json!({ "nib": NIB }));
        becomes(&kukar, &first, &["nib_shared"]);
        // A third one of the first owner is as much in doubt because of the second.
        let owners = kukar.get(&first).expect(200).json()["owners"].clone();
        let owners = json!([{ "person_id": owners[0]["person_id"], "role": "pemilik" }]);
        let third = business(&kukar, json!({ "nib": NIB, "owners": owners }));
        assert_eq!(open(&kukar, &third), ["nib_shared"]);
        patch(&kukar, &second, json!({ "nib": null }));
        assert!(open(&kukar, &second).is_empty());
        becomes(&kukar, &first, &[]);
        becomes(&kukar, &third, &[]);
        // Of one owner it is legal, until one of them changes hands.
        let other = json!([{ "person_id": person(&kukar, Some("P")), "role": "pemilik" }]);
        patch(&kukar, &third, json!({ "owners": other }));
        assert_eq!(open(&kukar, &third), ["nib_shared"]);
        becomes(&kukar, &first, &["nib_shared"]);
        let tag = kukar.get(&third).expect(200).etag();
        kukar.delete(&third, &tag).expect(204);
        becomes(&kukar, &first, &[]);
    }

    fn a_shared_telephone_is_the_same_by_import_and_by_hand(app) {
        let kukar = app.dp3a_kukar();
        let csv = "id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,kode_wilayah,no_hp\n\
                   T1,Satu,Contoh Satu,P,64.02.06,081255501234\nT2,Dua,Contoh Dua,P,64.02.06,0812-5550-1234\n";
        assert_eq!(counts(&import(&kukar, COMMIT, csv)), [2, 0, 0, 0, 0]);
        let list = kukar.get("/v1/businesses?sort=name").expect(200).json();
        let path = |n: usize| format!("/v1/businesses/{}", list["items"][n]["id"].as_str().unwrap());
        let (dua, satu) = (path(0), path(1));
        becomes(&kukar, &satu, &["shared_phone"]);
        becomes(&kukar, &dua, &["shared_phone"]);
        let typed = business(&kukar, json!({ "contact": { "phone": "+6281255501234" } }));
        assert_eq!(open(&kukar, &typed), ["shared_phone"]);
        patch(&kukar, &typed, json!({ "contact": { "phone": "081255509999" } }));
        assert!(open(&kukar, &typed).is_empty());
        patch(&kukar, &dua, json!({ "contact": null }));
        becomes(&kukar, &satu, &[]);
        let elsewhere = json!({ "contact": { "phone": "081255509999" }, "region_code": "64.72.01", "owners": [] });
        assert!(open(&app.samarinda(), &business(&app.samarinda(), elsewhere)).is_empty());
        assert!(open(&kukar, &typed).is_empty());
    }

    fn people_with_one_telephone(app) {
        let kukar = app.dp3a_kukar();
        let enter = |name: &str| {
            let body = json!({ "full_name": name, "phones": ["081255501234"] });
            kukar.post("/v1/people", &body).expect(201).header("location").unwrap().to_owned()
        };
        let (first, second) = (enter("Contoh Satu"), enter("Contoh Dua"));
        assert_eq!(open(&kukar, &second), ["shared_phone"]);
        becomes(&kukar, &first, &["shared_phone"]);
        patch(&kukar, &second, json!({ "phones": ["081255509999"] }));
        assert!(open(&kukar, &second).is_empty());
        becomes(&kukar, &first, &[]);
    }

    fn an_owner_s_gender_becomes_known(app) {
        let kukar = app.dp3a_kukar();
        let unknown = person(&kukar, None);
        // Whatever her gender, a man with 90 % decides who owns the business.
        let path = business(&kukar, json!({ "owners": [
            { "person_id": person(&kukar, Some("L")), "role": "pemilik", "share_percent": 90 },
            { "person_id": unknown, "role": "pemilik", "share_percent": 10 },
        ] }));
        assert_eq!(open(&kukar, &path), ["owner_gender_unknown"]);
        patch(&kukar, &format!("/v1/people/{unknown}"), json!({ "gender": "P" }));
        becomes(&kukar, &path, &[]);
    }

    fn a_region_is_retired_and_comes_back(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, json!({}));
        let woman = json!({ "full_name": "Contoh Mawar", "region_code": VILLAGE });
        let woman = kukar.post("/v1/people", &woman).expect(201).header("location").unwrap().to_owned();
        regions(&app.app, "2026-01-01", "64.02.06,Tenggarong\n64.02.06.1001,Jahab\n");
        becomes(&kukar, &path, &["region_retired"]);
        becomes(&kukar, &woman, &["region_retired"]);
        let flags = kukar.get(&format!("/v1/data-quality-flags?region={VILLAGE}&severity=warning&code=region_retired&status=open&count=exact"));
        assert_eq!(flags.expect(200).json()["total"], 2);
        regions(&app.app, "2026-02-01", "64.02.06,Tenggarong\n64.02.06.1001,Jahab\n64.02.06.1005,Melayu\n");
        becomes(&kukar, &path, &[]);
        becomes(&kukar, &woman, &[]);
    }

    fn a_kbli_code_becomes_known_or_unknown(app) {
        let kukar = app.dp3a_kukar();
        let of = |code: &str| business(&kukar, json!({ "kbli": [{ "version": "2020", "code": code }] }));
        let (known, unknown) = (of("10711"), of("10719"));
        assert_eq!(open(&kukar, &known), ["code_list_incomplete"]);
        let mut file = "kode,judul\n10711,Contoh\n".to_owned();
        for n in 10_000..11_100 {
            if !(10_700..10_800).contains(&n) {
                file.push_str(&format!("{n},Contoh {n}\n"));
            }
        }
        kbli(&app.app, file);
        becomes(&kukar, &known, &[]);
        becomes(&kukar, &unknown, &["kbli_unknown"]);
        // A write that is refused because of the code cannot lose the doubt, nor can figures.
        kukar.post(&format!("{unknown}/snapshots"), &json!({ "as_of": "2025-12-31", "workers_female": 1, "method": "lapor" })).expect(201);
        assert_eq!(open(&kukar, &unknown), ["kbli_unknown"]);
        kbli(&app.app, "kode,judul\n10719,Contoh\n".to_owned());
        becomes(&kukar, &unknown, &[]);
    }

    fn a_year_without_update(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, json!({}));
        let draft = business(&kukar, json!({}));
        let tag = kukar.get(&path).expect(200).etag();
        kukar.transition(&path, &tag, &json!({ "to": "submitted" })).expect(200);
        a_year_passes(&app.app);
        becomes(&kukar, &path, &["stale_12_months"]);
        assert!(open(&kukar, &draft).is_empty());
        patch(&kukar, &path, json!({ "trade_name": "Melati" }));
        assert!(open(&kukar, &path).is_empty());
        // A move is an update as well.
        a_year_passes(&app.app);
        becomes(&kukar, &path, &["stale_12_months"]);
        let second = kukar.acting("kukar-2");
        let tag = second.get(&path).expect(200).etag();
        second.transition(&path, &tag, &json!({ "to": "rejected", "reason": "contoh" })).expect(200);
        becomes(&kukar, &path, &[]);
    }

    fn what_was_settled_stays_settled(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, json!({ "name": "Warung", "pirt": "PIRT 12/345" }));
        assert_eq!(open(&kukar, &path), ["format_unverified", "generic_business_name"]);
        let flags = kukar.get("/v1/data-quality-flags?code=generic_business_name").expect(200).json();
        let flag = format!("/v1/data-quality-flags/{}", flags["items"][0]["id"].as_str().unwrap());
        kukar.transition(&flag, "*", &json!({ "to": "resolved", "reason": "It is called so." })).expect(200);
        patch(&kukar, &path, json!({ "pirt": null }));
        assert!(open(&kukar, &path).is_empty());
        // The walk comes to the later one last.
        let later = business(&kukar, json!({}));
        let tag = kukar.get(&later).expect(200).etag();
        kukar.transition(&later, &tag, &json!({ "to": "submitted" })).expect(200);
        a_year_passes(&app.app);
        becomes(&kukar, &later, &["stale_12_months"]);
        assert!(open(&kukar, &path).is_empty());
        patch(&kukar, &path, json!({ "name": "Toko" }));
        assert_eq!(open(&kukar, &path), ["generic_business_name"]);
    }

    fn a_restored_zero_is_remembered_while_the_code_stays(app) {
        let kukar = app.dp3a_kukar();
        kbli(&app.app, "kode,judul\n03401,Contoh\n".to_owned());
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let header = ["id_sumber", "nama_usaha", "nama_pemilik", "jenis_kelamin", "kode_wilayah", "kbli", "versi_kbli"];
        for (n, (header, cell)) in (0u16..).zip(header.iter().zip(["Z1", "Satu", "Contoh Satu", "P", "64.02.06", "", "2020"])) {
            sheet.write_string(0, n, *header).unwrap();
            sheet.write_string(1, n, cell).unwrap();
        }
        sheet.write_number(1, 5, 3_401.0).unwrap();
        let job = import_bytes(&kukar, COMMIT, XLSX, &book.save_to_buffer().unwrap());
        assert_eq!(counts(&job), [1, 0, 0, 0, 0]);
        let list = kukar.get("/v1/businesses").expect(200).json();
        let path = format!("/v1/businesses/{}", list["items"][0]["id"].as_str().unwrap());
        assert_eq!(open(&kukar, &path), ["kbli_leading_zero"]);
        patch(&kukar, &path, json!({ "trade_name": "Satu" }));
        assert_eq!(open(&kukar, &path), ["kbli_leading_zero"]);
        patch(&kukar, &path, json!({ "kbli": [{ "version": "2020", "code": "10710" }] }));
        assert!(open(&kukar, &path).is_empty());
    }

    fn a_list_of_an_unknown_region_is_refused(app) {
        let kukar = app.dp3a_kukar();
        for list in ["businesses", "people", "data-quality-flags", "training-batches", "agencies", "organizations"] {
            let path = |region: &str| format!("/v1/{list}?region={region}");
            let refused = kukar.get(&path("99.99")).expect(400);
            assert_eq!(refused.code(), "invalid_parameter", "{list}");
            assert_eq!(refused.fields(), ["?region unknown_region"], "{list}");
            kukar.get(&path("64.72")).expect(200);
        }
        // Rows name retired ones still.
        let path = business(&kukar, json!({}));
        regions(&app.app, "2026-01-01", "64.02.06,Tenggarong\n64.02.06.1001,Jahab\n");
        becomes(&kukar, &path, &["region_retired"]);
        let found = kukar.get(&format!("/v1/businesses?region={VILLAGE}")).expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
    }

    fn a_p_irt_number_of_no_industry(app) {
        let kukar = app.dp3a_kukar();
        let path = business(&kukar, json!({ "pirt": "2066402010001-29", "kbli": [{ "version": "2020", "code": "56" }] }));
        assert_eq!(open(&kukar, &path), ["ikm_not_manufacturing"]);
        patch(&kukar, &path, json!({ "kbli": [{ "version": "2020", "code": "10710" }] }));
        assert!(open(&kukar, &path).is_empty());
    }
}

/// How often each status and code of a flag stands in the database.
fn held(app: &App) -> BTreeMap<String, i64> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        value: i64,
    }
    let query = diesel::sql_query(
        "SELECT code || ' ' || status AS name, count(*) AS value FROM data_quality_flags GROUP BY code, status",
    );
    let rows: Vec<Row> = app
        .db()
        .read_now(|conn| {
            Ok::<_, DbError>(match conn {
                Conn::Sqlite(c) => query.load(c)?,
                Conn::Postgres(c) => query.load(c)?,
            })
        })
        .unwrap();
    rows.into_iter().map(|row| (row.name, row.value)).collect()
}

/// So many rows are looked at in one step.
const SLICE: i64 = 400;
/// More than one slice, and less than two.
const COUNT: i64 = 450;

/// Another instance takes over from one that was killed, where it was, and only then.
#[test]
fn one_instance_at_a_time_and_where_the_last_one_was() {
    for database in [Some(Database::sqlite()), Database::postgres()]
        .into_iter()
        .flatten()
    {
        let app = TestApp::start(database);
        let kukar = app.dp3a_kukar();
        let mut csv = "id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,kode_wilayah\n".to_owned();
        for n in 0..COUNT {
            csv.push_str(&format!("S{n},Usaha {n},Contoh {n},P,64.02.06.1005\n"));
        }
        assert_eq!(counts(&import(&kukar, COMMIT, &csv)), [COUNT, 0, 0, 0, 0]);
        drop(kukar);
        let database = app.stop();
        let app = App::open(config(&database)).unwrap();
        regions(
            &app,
            "2026-01-01",
            "64.02.06,Tenggarong\n64.02.06.1001,Jahab\n",
        );
        let now = Timestamp::now();
        let (mut first, mut second) = (Reviewer::new(&app), Reviewer::new(&app));
        assert_eq!(first.step(now).unwrap(), Step::More);
        let retired = |app: &App| held(app).get("region_retired open").copied();
        assert_eq!(retired(&app), Some(SLICE), "a slice");
        assert_eq!(second.step(now).unwrap(), Step::Elsewhere);
        assert_eq!(retired(&app), Some(SLICE));
        // The first one is killed; its lease runs out.
        drop(first);
        sql(
            &app,
            match app.db().url().to_string() {
                url if url.starts_with("sqlite") => {
                    "UPDATE leases SET until = 0 WHERE name = 'data_quality'"
                }
                _ => "UPDATE leases SET until = '1970-01-01T00:00:00Z' WHERE name = 'data_quality'",
            },
        );
        let mut steps = 0;
        while second.step(now).unwrap() == Step::More {
            steps += 1;
        }
        // The rest of the businesses, then the people in two slices: not from the start.
        assert_eq!(steps, 3);
        assert_eq!(retired(&app), Some(COUNT));
        assert_eq!(second.step(now).unwrap(), Step::Idle);
        // The next day all is looked at again, and nothing is different.
        let before = held(&app);
        let tomorrow = now.plus_seconds(24 * 3600);
        assert_eq!(second.step(tomorrow).unwrap(), Step::More);
        while second.step(tomorrow).unwrap() == Step::More {}
        assert_eq!(held(&app), before);
        // Thirteen months on, nobody has updated them.
        let later = now.plus_seconds(396 * 24 * 3600);
        while second.step(later).unwrap() == Step::More {}
        assert_eq!(held(&app)["stale_12_months open"], COUNT);
        app.db().close();
    }
}

/// What somebody is writing is left to her, and looked at when she is done: on SQLite nobody writes
/// meanwhile.
#[test]
fn what_is_being_written_is_looked_at_afterwards() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let app = TestApp::start(database);
    business(&app.dp3a_kukar(), json!({}));
    let database = app.stop();
    let app = App::open(config(&database)).unwrap();
    regions(
        &app,
        "2026-01-01",
        "64.02.06,Tenggarong\n64.02.06.1001,Jahab\n",
    );
    let retired = |app: &App| held(app).get("region_retired open").copied();
    let now = Timestamp::now();
    let mut reviewer = Reviewer::new(&app);
    let inner = app.clone();
    let mut reviewer = app
        .db()
        .write_now(move |conn| {
            conn.execute("UPDATE businesses SET version = version + 1")?;
            for _ in 0..5 {
                assert_eq!(reviewer.step(now).unwrap(), Step::More);
            }
            assert_eq!(retired(&inner), None);
            Ok::<_, DbError>(reviewer)
        })
        .unwrap();
    while reviewer.step(now).unwrap() == Step::More {}
    assert_eq!(held(&app).get("region_retired open"), Some(&1));
    app.db().close();
}
