//! Quotas: what a client is told, when it is refused, and whom that does not concern.

use std::time::Duration;

use serde_json::json;
use sinergi::auth::Scope;

use crate::support::{Answer, Caller, Database, TestApp};

/// A number of a `RateLimit` field, and the policy's name.
#[track_caller]
fn told(answer: &Answer) -> (String, u64, u64) {
    let field = answer.header("ratelimit").expect("RateLimit");
    let mut parts = field.split(';');
    let name = parts.next().unwrap().trim_matches('"').to_owned();
    let mut number = |key: &str| -> u64 {
        let part = parts.next().unwrap();
        part.strip_prefix(key).expect(field).parse().unwrap()
    };
    (name, number("r="), number("t="))
}

fn retry_after(answer: &Answer) -> u64 {
    answer.header("retry-after").unwrap().parse().unwrap()
}

fn ask_token(app: &TestApp, id: &str, secret: &str) -> Answer {
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let kind = Some("application/x-www-form-urlencoded");
    app.anonymous()
        .send("POST", "/oauth/token", kind, form.as_bytes())
}

#[test]
fn a_client_is_told_its_quota_and_refused_beyond_it() {
    for database in Database::each() {
        let app = TestApp::start_with(database, |config| config.quotas.requests = 6);
        let scopes = [Scope::BusinessesRead];
        let (id, _) = app.client("dp3a-kukar", &scopes);
        let token = || {
            let token = app.app.tokens().issue("", &id, "businesses:read", 600);
            Caller::new(&app.base, token).acting("kukar-1")
        };
        let (one, same) = (token(), token());
        // Whatever the answer is, it was a request.
        for (left, answer) in [
            one.get("/v1/me").expect(200),
            same.get("/v1/businesses").expect(200),
            one.get("/v1/people").expect(403),
            one.get("/v1/nothing").expect(404),
            one.get("/v1/regions/64").expect(200),
            one.get("/v1/me?color=red").expect(400),
        ]
        .iter()
        .enumerate()
        .map(|(n, answer)| (5 - n as u64, answer))
        {
            let (name, r, t) = told(answer);
            assert_eq!((name.as_str(), r), ("default", left));
            assert!((1..=60).contains(&t), "{t}");
            let policy = answer.header("ratelimit-policy");
            assert_eq!(policy, Some("\"default\";q=6;w=60"));
        }
        let body = json!({ "name": "x".repeat(500_000) });
        for refused in [
            one.get("/v1/me"),
            same.get("/v1/regions/64"),
            one.post("/v1/businesses", &body),
        ] {
            let refused = refused.expect(429);
            assert_eq!(refused.code(), "rate_limited");
            let (_, r, t) = told(&refused);
            assert_eq!((r, retry_after(&refused)), (0, t));
            assert!((1..=60).contains(&t), "{t}");
        }
        // Neither another client of the agency nor who asks for the service's health.
        app.dp3a_kukar().get("/v1/me").expect(200);
        for path in ["/livez", "/readyz"] {
            let answer = one.get(path).expect(200);
            assert!(answer.header("ratelimit").is_none());
        }
        // Nor is a quota told to nobody.
        for nobody in [
            app.anonymous().get("/v1/regions/64").expect(200),
            Caller::new(&app.base, Some("x".to_owned()))
                .get("/v1/me")
                .expect(401),
        ] {
            assert!(nobody.header("ratelimit").is_none());
            assert!(nobody.header("ratelimit-policy").is_none());
        }
    }
}

#[test]
fn who_waits_as_told_is_answered_again() {
    let app = TestApp::start_with(Database::sqlite(), |config| {
        config.quotas.requests = 2;
        config.quotas.window = Duration::from_secs(1);
    });
    let caller = app.dp3a_kukar();
    let mut refused = None;
    let mut again = false;
    for _ in 0..400 {
        let answer = caller.get("/v1/me");
        if answer.status == 429 {
            assert_eq!(retry_after(&answer), 1);
            refused = Some(answer);
            std::thread::sleep(Duration::from_millis(25));
        } else if refused.is_some() {
            assert_eq!(
                told(&answer.expect(200)).1,
                1,
                "the whole quota but this one"
            );
            again = true;
            break;
        }
    }
    assert!(again, "refused: {}", refused.is_some());
}

#[test]
fn the_token_endpoint_counts_by_the_client_asked_for() {
    for database in Database::each() {
        let app = TestApp::start_with(database, |config| config.quotas.tokens = 3);
        let (id, secret) = app.client("dp3a-kukar", &[Scope::BusinessesRead]);
        let (other, others) = app.client("dp3a-kukar", &[Scope::BusinessesRead]);
        let answers = [
            ask_token(&app, &id, "wrong").expect(401),
            ask_token(&app, &id, &secret).expect(200),
            ask_token(&app, &id, "wrong").expect(401),
        ];
        for (left, answer) in (0..3).rev().zip(&answers) {
            let (name, r, _) = told(answer);
            assert_eq!((name.as_str(), r), ("token", left));
            let policy = answer.header("ratelimit-policy");
            assert_eq!(policy, Some("\"token\";q=3;w=60"));
        }
        for secret in [secret.as_str(), "wrong"] {
            let refused = ask_token(&app, &id, secret).expect(429);
            assert_eq!(refused.code(), "rate_limited");
            assert_eq!(retry_after(&refused), told(&refused).2);
        }
        // An id that no client has is refused alike, and takes nothing from those that have one.
        for _ in 0..3 {
            ask_token(&app, "nobody-00000000", "wrong").expect(401);
        }
        ask_token(&app, "nobody-00000000", "wrong").expect(429);
        for n in 0..200 {
            ask_token(&app, &format!("nobody-{n:08x}"), "wrong");
        }
        ask_token(&app, &other, &others).expect(200);
        // The quota of tokens is not that of requests.
        let token = app.app.tokens().issue("", &id, "businesses:read", 600);
        Caller::new(&app.base, token).get("/v1/me").expect(200);
    }
}
