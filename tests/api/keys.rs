//! The signing key is rotated while the service runs, and no token is refused.

use serde_json::Value;
use sinergi::auth::Scope;
use sinergi::db::Timestamp;
use sinergi::keys::{rotate_signing, take_up};

use crate::audit_chain::sinergi;
use crate::support::{Caller, Database, TestApp, on_both};

/// The ids of the published keys.
fn published(app: &TestApp) -> Vec<String> {
    let answer = app.anonymous().get("/.well-known/jwks.json").expect(200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    let keys = answer.json();
    let keys = keys["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

/// A new token and the id of the key that signed it.
fn token(app: &TestApp, client: &str) -> (String, String) {
    let token = app
        .app
        .tokens()
        .issue("", client, "businesses:read", 600)
        .unwrap();
    let header = jsonwebtoken::decode_header(&token).unwrap();
    (token, header.kid.unwrap())
}

fn asked(app: &TestApp, token: &str) -> u16 {
    Caller::new(&app.base, Some(token.to_owned()))
        .get("/v1/me")
        .status
}

/// Makes a key file as if it had been rotated so many seconds earlier than it was.
fn earlier(database: &Database, seconds: i64) {
    let text = std::fs::read_to_string(&database.keys).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    let from = &mut file["signing"][0]["signs_from"];
    let was: Timestamp = serde_json::from_value(from.clone()).unwrap();
    *from = serde_json::to_value(was.plus_seconds(-seconds)).unwrap();
    std::fs::write(&database.keys, file.to_string()).unwrap();
}

on_both! {
    fn a_rotation_refuses_no_token(app) {
        let (client, _) = app.client("dp3a-kukar", &[Scope::BusinessesRead]);
        let (before, old) = token(app, &client);
        assert_eq!(published(app), std::slice::from_ref(&old));
        assert_eq!(take_up(&app.app), Ok(false));

        let done = rotate_signing(&app.database().keys, Timestamp::now()).unwrap();
        assert_eq!(done.old, old);
        // Another instance reads the file later: this one has not seen it yet.
        assert_eq!(published(app), std::slice::from_ref(&old));
        assert_eq!(take_up(&app.app), Ok(true));
        assert_eq!(published(app), [done.new.clone(), old.clone()]);
        let (meanwhile, kid) = token(app, &client);
        assert_eq!(kid, old, "the new key is published before it signs");

        // Three minutes later.
        earlier(app.database(), 180);
        assert_eq!(take_up(&app.app), Ok(true));
        let (after, kid) = token(app, &client);
        assert_eq!(kid, done.new);
        assert_eq!(published(app), [done.new.clone(), old.clone()]);
        for token in [&before, &meanwhile, &after] {
            assert_eq!(asked(app, token), 200);
        }

        // When the last token of the old key has ended.
        earlier(app.database(), 1_200);
        assert_eq!(take_up(&app.app), Ok(true));
        assert_eq!(published(app), std::slice::from_ref(&done.new));
        let (late, _) = token(app, &client);
        assert_eq!(asked(app, &late), 200);
        assert!(app.app.tokens().verify(&before, "").is_none());
        let again = rotate_signing(&app.database().keys, Timestamp::now()).unwrap();
        assert_eq!(take_up(&app.app), Ok(true));
        assert_eq!(published(app), [again.new, done.new]);
    }

    fn a_damaged_or_foreign_key_file_changes_nothing(app) {
        let (client, _) = app.client("dp3a-kukar", &[Scope::BusinessesRead]);
        let (before, old) = token(app, &client);
        let path = &app.database().keys;
        let good = std::fs::read_to_string(path).unwrap();
        let without_data = {
            let mut file: Value = serde_json::from_str(&good).unwrap();
            file["data"][0]["id"] = Value::from("00000000");
            file.to_string()
        };
        for bad in ["", "{", "{\"signing\": []}", &good[..good.len() / 2], &without_data] {
            std::fs::write(path, bad).unwrap();
            assert!(take_up(&app.app).is_err(), "{bad}");
        }
        std::fs::remove_file(path).unwrap();
        assert!(take_up(&app.app).is_err());
        assert_eq!(published(app), [old]);
        assert_eq!(asked(app, &before), 200);
        assert_eq!(asked(app, &token(app, &client).0), 200);
        std::fs::write(path, good).unwrap();
        assert_eq!(take_up(&app.app), Ok(false));
    }

    fn the_command_rotates_signing_keys_only(app) {
        let (fine, text) = sinergi(app.database(), &["keys", "rotate", "data"]);
        assert!(!fine && text.contains("[possible values: signing]"), "{text}");
        let (fine, text) = sinergi(app.database(), &["keys", "rotate", "signing"]);
        assert!(fine && text.contains("signs from"), "{text}");
        let (fine, text) = sinergi(app.database(), &["keys", "rotate", "signing"]);
        assert!(!fine && text.contains("is not over"), "{text}");
        // The running service takes it up by itself: a bound, not a time.
        for _ in 0..6_000 {
            if published(app).len() == 2 {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("never taken up");
    }
}

/// A service starts with a rotated file, and tokens of before are good for it.
#[test]
fn a_rotated_file_is_good_for_a_start() {
    let app = TestApp::start(Database::sqlite());
    let (client, _) = app.client("dp3a-kukar", &[Scope::BusinessesRead]);
    let (before, old) = token(&app, &client);
    let database = app.stop();
    let done = rotate_signing(&database.keys, Timestamp::now()).unwrap();
    earlier(&database, 180);
    let app = TestApp::start(database);
    assert_eq!(published(&app), [done.new.clone(), old]);
    assert_eq!(asked(&app, &before), 200);
    assert_eq!(token(&app, &client).1, done.new);
}
