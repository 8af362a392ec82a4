//! `Accept: application/x-ndjson`: a whole list as lines.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::db::{Conn, DbError};

use crate::imports::{self, COMMIT};
use crate::support::{Answer, Caller, Database, TestApp, on_both};

const NDJSON: &str = "application/x-ndjson";

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.header("content-type"), Some(NDJSON));
    let text = answer.text();
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every item of a list, page by page.
fn pages(caller: &Caller, path: &str) -> Vec<Value> {
    let join = if path.contains('?') { '&' } else { '?' };
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = caller
            .get(&format!("{path}{join}limit=200{cursor}"))
            .expect(200)
            .json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn sql(app: &TestApp, sqlite: &'static str, postgres: &'static str) {
    let work = move |conn: &mut Conn| -> Result<(), DbError> {
        let sql = if matches!(conn, Conn::Postgres(_)) {
            postgres
        } else {
            sqlite
        };
        Ok(conn.execute(sql)?)
    };
    app.app.db().write_now(work).unwrap();
}

/// A request whose answer is read by hand.
fn open(app: &TestApp, path: &str) -> TcpStream {
    let (id, _) = app.client("dp3a-kukar", &Scope::agency().collect::<Vec<_>>());
    let scopes = Scope::agency()
        .map(Scope::as_str)
        .collect::<Vec<_>>()
        .join(" ");
    let token = app.app.tokens().issue("", &id, &scopes, 600).unwrap();
    let address = app.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nAccept: {NDJSON}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

on_both! {
    fn the_whole_list_in_the_order_of_its_pages(app) {
        let kukar = app.dp3a_kukar();
        let job = imports::import(&kukar, COMMIT, &imports::rows(1_103));
        assert_eq!(job["created"], 1_103, "{job}");
        let caller = kukar.with("Accept", NDJSON);
        for path in [
            "/v1/businesses",
            "/v1/businesses?sort=-name&region=64.02",
            "/v1/businesses?q=contoh+1&women_owned=yes",
            "/v1/people?sort=name",
            "/v1/audit-events?resource=businesses",
            "/v1/data-quality-flags",
            "/v1/imports",
        ] {
            let answer = caller.get(path).expect(200);
            let paged = pages(&kukar, path);
            assert!(!paged.is_empty(), "{path}");
            assert_eq!(lines(&answer), paged, "{path}");
        }
        let counted = caller.get("/v1/businesses?count=exact&q=contoh+110").expect(200);
        assert_eq!(counted.header("x-total-count"), Some("4"));
        assert_eq!(lines(&counted).len(), 4);
        assert_eq!(caller.get("/v1/businesses?q=nobody").expect(200).text(), "");
        let head = caller.send("HEAD", "/v1/businesses", None, &[]).expect(200);
        assert_eq!((head.header("content-type"), head.bytes.len()), (Some(NDJSON), 0));
    }

    fn a_length_or_a_place_is_refused(app) {
        let kukar = app.dp3a_kukar().with("Accept", NDJSON);
        let refused = kukar.get("/v1/businesses?limit=5&cursor=abc").expect(400);
        assert_eq!(refused.code(), "invalid_parameter");
        assert_eq!(refused.fields(), ["?cursor not_allowed", "?limit not_allowed"]);
        let detail = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("leave the parameter out"), "{detail}");
        assert_eq!(kukar.get("/v1/businesses?colour=red").expect(400).code(), "unknown_parameter");
        assert_eq!(kukar.get("/v1/businesses?kbli_code=10").expect(400).fields(), ["?kbli_version required"]);
        let id = uuid::Uuid::now_v7();
        kukar.get(&format!("/v1/businesses/{id}/snapshots")).expect(404);
        // What is one row, a search or the change feed has no lines.
        let search = json!({ "q": "contoh" });
        assert_eq!(kukar.post("/v1/businesses/search", &search).expect(406).code(), "not_acceptable");
        assert_eq!(kukar.get("/v1/changes").expect(406).code(), "not_acceptable");
    }

    fn lines_obey_scope_jurisdiction_and_masks(app) {
        let kukar = app.dp3a_kukar();
        imports::import(&kukar, COMMIT, imports::THREE);
        for path in ["/v1/businesses", "/v1/people", "/v1/imports", "/v1/data-quality-flags"] {
            assert_eq!(app.samarinda().with("Accept", NDJSON).get(path).expect(200).text(), "", "{path}");
        }
        assert_eq!(lines(&app.kaltim().with("Accept", NDJSON).get("/v1/businesses").expect(200)).len(), 3);
        let some = app.caller_with("dp3a-kukar", &[Scope::BusinessesRead]).with("Accept", NDJSON);
        assert_eq!(some.get("/v1/people").expect(403).code(), "insufficient_scope");
        assert_eq!(app.anonymous().with("Accept", NDJSON).get("/v1/people").expect(401).code(), "invalid_token");
        let people = kukar.with("Accept", NDJSON).get("/v1/people").expect(200).text();
        assert!(people.contains("Contoh Melati") && !people.contains("6402014107800001"), "{people}");
        // Lists open to everybody have lines as well.
        let regions = app.anonymous().with("Accept", NDJSON).get("/v1/regions?parent=64.02").expect(200);
        assert_eq!(regions.header("cache-control"), Some("public, max-age=3600"));
        assert_eq!(lines(&regions), pages(&app.anonymous(), "/v1/regions?parent=64.02"));
    }

    fn what_fails_on_the_way_breaks_the_connection(app) {
        let kukar = app.dp3a_kukar();
        imports::import(&kukar, COMMIT, &imports::rows(700));
        let mut whole = String::new();
        open(app, "/v1/businesses?sort=name").read_to_string(&mut whole).unwrap();
        assert!(whole.ends_with("\r\n0\r\n\r\n"), "the last chunk says that it is whole");
        // The contact of a row of the second batch cannot be opened any more.
        sql(
            app,
            "UPDATE businesses SET sealed = X'00' WHERE name = 'Usaha Contoh 99'",
            "UPDATE businesses SET sealed = '\\x00' WHERE name = 'Usaha Contoh 99'",
        );
        let mut half = Vec::new();
        drop(open(app, "/v1/businesses?sort=name").read_to_end(&mut half));
        let half = String::from_utf8_lossy(&half);
        assert!(half.starts_with("HTTP/1.1 200 OK\r\n"), "{}", &half[..200]);
        assert!(half.contains("\"name\":\"Usaha Contoh 0\""));
        assert!(!half.contains("\"name\":\"Usaha Contoh 99\"") && !half.ends_with("0\r\n\r\n"));
        // In the first batch it is a problem like any other.
        let early = kukar.with("Accept", NDJSON).get("/v1/businesses?sort=-name").expect(500);
        assert_eq!(early.code(), "internal");
    }
}

/// More than the sockets between the two hold.
const MANY: [&str; 2] = [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
     INSERT INTO organizations (id, name, kind, level, version, created_at, updated_at) \
     SELECT unhex(printf('%032x', i)), printf('%d%01500d', i, 0), 'bank', 'nasional', 1, 1795000000000000, 1795000000000000 FROM n",
    "INSERT INTO organizations (id, name, kind, level, version, created_at, updated_at) \
     SELECT lpad(to_hex(i), 32, '0')::uuid, i || repeat('0', 1500), 'bank', 'nasional', 1, now(), now() \
     FROM generate_series(1, 20000) i",
];

#[test]
fn who_does_not_read_holds_no_connection_and_who_goes_ends_the_work() {
    for database in Database::each() {
        let app = TestApp::start_with(database, |config| {
            config.storage.connections = 1;
            config.capacity.requests = 2;
        });
        sql(&app, MANY[0], MANY[1]);
        let mut reader = open(&app, "/v1/organizations");
        let mut begun = [0; 4096];
        reader.read_exact(&mut begun).unwrap();
        assert!(begun.starts_with(b"HTTP/1.1 200 OK\r\n"));
        in_flight(&app, 1);
        // The only connection is free for others, although the list is far from its end.
        let kukar = app.dp3a_kukar();
        assert_eq!(
            imports::total(&kukar, "/v1/organizations?type=bank"),
            20_000
        );
        in_flight(&app, 1);
        drop(reader);
        in_flight(&app, 0);
        let mut whole = Vec::new();
        open(&app, "/v1/organizations")
            .read_to_end(&mut whole)
            .unwrap();
        assert!(whole.len() > 20_000 * 1_500 && whole.ends_with(b"0\r\n\r\n"));
    }
}

/// Asks until so many requests are worked on; a bound, not a wait.
#[track_caller]
fn in_flight(app: &TestApp, count: u32) {
    let line = format!("sinergi_in_flight{{kind=\"request\"}} {count}");
    for _ in 0..400 {
        let figures = app.anonymous().get("/metrics").expect(200).text();
        if figures.lines().any(|told| told == line) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("not {line}");
}
