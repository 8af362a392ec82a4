//! Places: who finds none is refused at once, and a body that does not arrive gives its place up.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;
use sinergi::auth::Scope;

use crate::support::{Caller, Database, TestApp};

/// A request whose body does not end: it holds its place until it is dropped.
struct Unfinished(TcpStream);

impl Unfinished {
    fn send(app: &TestApp, head: &str, body: &str) -> Self {
        let address = app.base.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!("{head}\r\nHost: {address}\r\nContent-Length: 1000\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).unwrap();
        Self(stream)
    }

    /// A new business whose fields are still to come.
    fn business(app: &TestApp, token: &str) -> Self {
        let head = format!(
            "POST /v1/businesses HTTP/1.1\r\nAuthorization: Bearer {token}\r\nSinergi-Actor: kukar-1\r\nContent-Type: application/json"
        );
        Self::send(app, &head, "{\"name\": ")
    }

    /// What is answered before the connection ends.
    fn answer(mut self) -> String {
        let mut text = String::new();
        drop(self.0.read_to_string(&mut text));
        text
    }
}

fn token(app: &TestApp) -> String {
    let (id, _) = app.client("dp3a-kukar", &Scope::agency().collect::<Vec<_>>());
    app.app
        .tokens()
        .issue(
            "",
            &id,
            &Scope::agency()
                .map(Scope::as_str)
                .collect::<Vec<_>>()
                .join(" "),
            600,
        )
        .unwrap()
}

/// Asks for the figures until they hold this line, which takes no place; bounded.
#[track_caller]
fn told(app: &TestApp, line: &str) {
    let anonymous = app.anonymous();
    let mut figures = String::new();
    for _ in 0..400 {
        figures = anonymous.get("/metrics").expect(200).text();
        if figures.lines().any(|told| told == line) {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("not {line}: {figures}");
}

/// Waits until so many places are taken.
#[track_caller]
fn taken(app: &TestApp, kind: &str, count: u32) {
    told(
        app,
        &format!("sinergi_in_flight{{kind=\"{kind}\"}} {count}"),
    );
}

#[test]
fn who_finds_no_place_is_refused_at_once() {
    for database in Database::each() {
        let app = TestApp::start_with(database, |config| config.capacity.requests = 2);
        let token = token(&app);
        let caller = Caller::new(&app.base, Some(token.clone())).acting("kukar-1");
        // The token is remembered from here on: nothing but the body is then waited for.
        caller.get("/v1/me").expect(200);
        let held = [
            Unfinished::business(&app, &token),
            Unfinished::business(&app, &token),
        ];
        taken(&app, "request", 2);
        let refused = caller.get("/v1/me").expect(503);
        assert_eq!(refused.code(), "busy");
        assert_eq!(refused.header("retry-after"), Some("2"));
        // Neither the token is looked at, nor the quota, nor the body.
        assert!(refused.header("ratelimit").is_none());
        let stranger = Caller::new(&app.base, Some("x".to_owned()));
        let large = json!({ "name": "x".repeat(900_000) });
        for refused in [
            stranger.get("/v1/me"),
            stranger.post("/v1/businesses", &large),
        ] {
            assert_eq!(refused.expect(503).code(), "busy");
        }
        for path in ["/livez", "/readyz", "/metrics"] {
            app.anonymous().get(path).expect(200);
        }
        let figures = app.anonymous().get("/metrics").text();
        assert!(
            figures.contains("\nsinergi_in_flight_limit{kind=\"request\"} 2\n"),
            "{figures}"
        );
        assert!(
            !figures.contains("\nsinergi_shed_total{kind=\"request\"} 0\n"),
            "{figures}"
        );
        drop(held);
        taken(&app, "request", 0);
        caller.get("/v1/me").expect(200);
    }
}

#[test]
fn files_are_taken_in_so_many_at_once() {
    for database in Database::each() {
        let app = TestApp::start_with(database, |config| config.capacity.uploads = 1);
        let token = token(&app);
        let key = uuid::Uuid::now_v7();
        let head = format!(
            "POST /v1/imports?kind=businesses&mode=dry_run&source=places HTTP/1.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\nContent-Type: text/csv"
        );
        let caller = Caller::new(&app.base, Some(token)).acting("kukar-1");
        caller.get("/v1/me").expect(200);
        let held = Unfinished::send(&app, &head, "nama_usaha\n");
        let send = || {
            let key = uuid::Uuid::now_v7().to_string();
            let csv = b"nama_usaha,kode_wilayah\nUsaha Contoh,64.02.06\n";
            let path = "/v1/imports?kind=businesses&mode=dry_run&source=places";
            caller
                .with("Idempotency-Key", &key)
                .send("POST", path, Some("text/csv"), csv)
        };
        taken(&app, "upload", 1);
        let refused = send().expect(503);
        assert_eq!(refused.code(), "busy");
        assert!(refused.header("retry-after").is_some());
        caller.get("/v1/me").expect(200);
        drop(held);
        taken(&app, "upload", 0);
        send().expect(202);
    }
}

#[test]
fn a_body_that_does_not_arrive_gives_its_place_up() {
    let app = TestApp::start_with(Database::sqlite(), |config| {
        config.capacity.requests = 1;
        config.capacity.patience = Duration::from_millis(50);
    });
    let answer = Unfinished::business(&app, &token(&app)).answer();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"request_timeout\""), "{answer}");
    let head = "POST /oauth/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let answer = Unfinished::send(&app, head, "grant_type=").answer();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    app.dp3a_kukar().get("/v1/me").expect(200);
}

#[test]
fn who_waits_for_a_connection_holds_nobody_else_up() {
    for database in Database::each() {
        let app = TestApp::start_with(database, |config| config.storage.connections = 2);
        let caller = app.dp3a_kukar();
        caller.get("/v1/me").expect(200);
        let (free, gate) = std::sync::mpsc::channel::<()>();
        let gate = std::sync::Mutex::new(gate);
        std::thread::scope(|scope| {
            let (db, gate) = (app.app.db(), &gate);
            // Both connections are in use until `free` is dropped.
            for _ in 0..2 {
                scope.spawn(move || {
                    db.read_now(|_| -> Result<(), sinergi::db::DbError> {
                        drop(gate.lock().map(|gate| gate.recv()));
                        Ok(())
                    })
                });
            }
            told(&app, "sinergi_database_connections{state=\"in_use\"} 2");
            // As many as there are threads that answer; refused in time, they ask again.
            for _ in 0..2 {
                let caller = caller.clone();
                scope.spawn(move || while caller.get("/v1/organizations").status == 503 {});
            }
            // What the service does by itself may wait beside them, so their places are looked at.
            taken(&app, "request", 2);
            app.anonymous().get("/livez").expect(200);
            drop(free);
        });
        told(&app, "sinergi_database_waiting 0");
    }
}
