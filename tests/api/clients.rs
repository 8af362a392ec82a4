//! `/v1/clients` and `sinergi clients`: created, rotated, expired, revoked, and never locked out.

use serde_json::{Value, json};
use sinergi::auth::Scope;
use sinergi::clients::{self, ClientInput, secrets, store};
use sinergi::db::{Conn, Db, DbError, DbOptions, Id, Timestamp, migrate};
use sinergi::http::{Code, IfMatch, Problem};

use crate::audit_chain::sinergi;
use crate::support::{Answer, Caller, Database, TestApp, on_both};

/// What `/oauth/token` answers to an id and a secret.
fn token(app: &TestApp, id: &str, secret: &str) -> Answer {
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let kind = Some("application/x-www-form-urlencoded");
    app.anonymous()
        .send("POST", "/oauth/token", kind, form.as_bytes())
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

/// An administrator whose own client is known.
fn administrator(app: &TestApp) -> (String, String, Caller) {
    let scopes = [Scope::Admin, Scope::AuditRead];
    let (id, secret) = app.client("operator", &scopes);
    let answer = token(app, &id, &secret).expect(200).json();
    let caller = Caller::new(&app.base, Some(text(&answer, "access_token").to_owned()));
    (id, secret, caller.acting("operator-1"))
}

fn siga() -> Value {
    json!({ "agency": "dp3a-kukar", "label": "SIGA Kukar", "scopes": ["businesses:read", "people:read"] })
}

fn instant(seconds: i64) -> Value {
    json!(Timestamp::now().plus_seconds(seconds))
}

on_both! {
    fn a_client_is_created_and_its_secret_shown_once(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201);
        assert_eq!(made.header("cache-control"), Some("no-store"));
        let client = made.json();
        let (id, secret) = (text(&client, "id"), text(&client, "client_secret"));
        assert_eq!(made.header("location"), Some(format!("/v1/clients/{id}").as_str()));
        assert!(id.starts_with("dp3a-kukar-"), "{id}");
        assert_eq!(token(app, id, secret).expect(200).json()["scope"], "businesses:read people:read");

        let read = admin.get(&format!("/v1/clients/{id}")).expect(200);
        assert_eq!(read.etag(), made.etag());
        let shown = read.json();
        assert_eq!((&shown["agency"], &shown["label"]), (&json!("dp3a-kukar"), &json!("SIGA Kukar")));
        assert_eq!((&shown["status"], &shown["allowed_transitions"]), (&json!("active"), &json!(["revoked"])));
        assert_eq!((&shown["expires_at"], &shown["revoked_at"], &shown["version"]), (&Value::Null, &Value::Null, &json!(1)));
        let held = admin.get(&format!("/v1/clients/{id}/secrets")).expect(200).json();
        assert_eq!(held["items"].as_array().unwrap().len(), 1);
        assert_eq!(held["items"][0]["id"], client["secret_id"]);
        assert_eq!(held["items"][0]["hint"], secret[secret.len() - 4..]);

        // Neither the secret nor its digest stands in any other answer.
        let place = format!("/v1/clients/{id}");
        for path in [
            place.clone(),
            format!("{place}/history"),
            format!("{place}/secrets"),
            format!("{place}/secrets/{}", text(&client, "secret_id")),
            "/v1/clients?limit=200".to_owned(),
            format!("/v1/audit-events?resource=clients&resource_id={id}"),
        ] {
            let answer = admin.get(&path).expect(200).text();
            assert!(!answer.contains(secret), "{path}");
            assert!(!answer.contains("hash"), "{path}: {answer}");
        }
    }

    fn the_answer_with_a_secret_is_not_kept(app) {
        let (_, _, admin) = administrator(app);
        let keyed = admin.with("Idempotency-Key", &uuid::Uuid::now_v7().to_string());
        let first = keyed.post("/v1/clients", &siga()).expect(201);
        let again = keyed.post("/v1/clients", &siga()).expect(201);
        assert_ne!(first.json()["id"], again.json()["id"]);
        assert_eq!(again.header("idempotency-replayed"), None);
        let kept = app.app.db().read_now(|conn| Ok::<_, DbError>(count(conn, "idempotency_keys")));
        assert_eq!(kept.unwrap(), 0);
    }

    fn every_bad_field_of_a_client_is_named(app) {
        let (_, _, admin) = administrator(app);
        let bad = json!({
            "agency": "dp3a-nowhere", "label": " ", "scopes": ["businesses:read", "businesses:read"], "expires_at": "2020-01-01T00:00:00Z"
        });
        let answer = admin.post("/v1/clients", &bad).expect(422);
        assert_eq!(
            answer.fields(),
            ["/agency unknown_reference", "/expires_at in_the_past", "/label required", "/scopes/1 repeated"]
        );
        let unknown = json!({ "agency": "dp3a-kukar", "scopes": ["businesses:read", "everything"] });
        assert_eq!(admin.post("/v1/clients", &unknown).expect(422).fields(), ["/scopes/1 not_in_list"]);
        let none = json!({ "agency": "dp3a-kukar", "scopes": [] });
        assert_eq!(admin.post("/v1/clients", &none).expect(422).fields(), ["/scopes too_few"]);
        // Whoever administers sees no register row: the two never come together.
        let both = json!({ "agency": "dp3a-kukar", "scopes": ["businesses:read", "admin"] });
        assert_eq!(admin.post("/v1/clients", &both).expect(422).fields(), ["/scopes/1 not_allowed"]);
        let found = admin.get("/v1/clients?agency=dp3a-kukar&count=exact").expect(200).json();
        assert_eq!(found["total"], 0);
        let ended = json!({ "valid_to": "2020-01-01" });
        admin.patch("/v1/agencies/dp3a-kukar", "*", &ended).expect(200);
        assert_eq!(admin.post("/v1/clients", &siga()).expect(422).fields(), ["/agency unknown_reference"]);
    }

    fn a_change_is_taken_under_its_tag(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201);
        let path = made.header("location").unwrap().to_owned();
        let client = made.json();
        let change = json!({ "label": null, "scopes": ["statistics:read"], "expires_at": instant(3600) });
        let changed = admin.patch(&path, &made.etag(), &change).expect(200);
        let now = changed.json();
        assert_eq!((&now["label"], &now["scopes"], &now["version"]), (&Value::Null, &json!(["statistics:read"]), &json!(2)));
        assert_eq!(now["expires_at"], change["expires_at"]);
        assert_eq!(admin.get(&path).expect(200).json(), now);
        // A new token has what the client has now.
        let given = token(app, text(&client, "id"), text(&client, "client_secret")).expect(200).json();
        assert_eq!(given["scope"], "statistics:read");
        assert_eq!(admin.patch(&path, &made.etag(), &json!({ "label": "x" })).expect(412).code(), "precondition_failed");
        let bare = admin.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        assert_eq!(bare.code(), "precondition_required");
        // Nothing changed, nothing recorded.
        assert_eq!(admin.patch(&path, &changed.etag(), &json!({})).expect(200).etag(), changed.etag());
        let agency = admin.patch(&path, &changed.etag(), &json!({ "agency": "kpppa" })).expect(400);
        assert_eq!(agency.fields(), ["/agency unknown_field"]);
        let past = json!({ "expires_at": instant(-1) });
        assert_eq!(admin.patch(&path, &changed.etag(), &past).expect(422).fields(), ["/expires_at in_the_past"]);
        let acts = admin.get(&format!("{path}/history")).expect(200).json();
        let acts: Vec<(&str, &Value)> = acts["items"].as_array().unwrap().iter().map(|act| (text(act, "action"), &act["changes"])).collect();
        assert_eq!(acts.len(), 2, "{acts:?}");
        assert_eq!(acts[0].0, "client_created");
        assert_eq!(acts[1].0, "updated");
        assert_eq!(acts[1].1["scopes"], json!([["businesses:read", "people:read"], ["statistics:read"]]));
    }

    fn two_secrets_are_valid_while_one_is_exchanged(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201).json();
        let (id, old) = (text(&made, "id"), text(&made, "client_secret"));
        let path = format!("/v1/clients/{id}/secrets");
        let added = admin.post(&path, &json!({ "expires_at": instant(3600) })).expect(201);
        assert_eq!(added.header("cache-control"), Some("no-store"));
        let second = added.json();
        let new = text(&second, "client_secret");
        assert_eq!(second["hint"], new[new.len() - 4..]);
        assert_eq!(added.header("location"), Some(format!("{path}/{}", text(&second, "id")).as_str()));
        for secret in [old, new] {
            token(app, id, secret).expect(200);
        }
        assert_eq!(admin.post(&path, &json!({})).expect(409).code(), "secret_limit");
        let page = admin.get(&format!("{path}?limit=1&count=exact")).expect(200);
        assert_eq!(page.json()["total"], 2);
        let next = page.header("link").unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(admin.get(&next).expect(200).json()["items"][0]["id"], second["id"]);

        let first = format!("{path}/{}", text(&made, "secret_id"));
        let tag = admin.get(&first).expect(200).etag();
        assert_eq!(admin.send("DELETE", &first, None, &[]).expect(428).code(), "precondition_required");
        admin.delete(&first, "\"v9\"").expect(412);
        admin.delete(&first, &tag).expect(204);
        assert_eq!(token(app, id, old).expect(401).code(), "invalid_client");
        token(app, id, new).expect(200);
        admin.get(&first).expect(404);
        admin.delete(&first, "*").expect(404);
        // A third is taken once there is room, and another client's secret is not one of this client's.
        admin.post(&path, &json!({})).expect(201);
        let other = admin.post("/v1/clients", &siga()).expect(201).json();
        admin.get(&format!("{path}/{}", text(&other, "secret_id"))).expect(404);
        admin.delete(&format!("{path}/{}", text(&other, "secret_id")), "*").expect(404);
        assert_eq!(token(app, id, text(&other, "client_secret")).expect(401).code(), "invalid_client");
        let past = admin.post(&path, &json!({ "expires_at": instant(-1) })).expect(422);
        assert_eq!(past.fields(), ["/expires_at in_the_past"]);
        let acts = admin.get(&format!("/v1/clients/{id}/history")).expect(200).json();
        let acts: Vec<&str> = acts["items"].as_array().unwrap().iter().map(|act| text(act, "action")).collect();
        assert_eq!(acts, ["client_created", "client_secret_created", "client_secret_ended", "client_secret_created"]);
    }

    fn a_secret_and_a_client_expire(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201).json();
        let (id, first) = (text(&made, "id").to_owned(), text(&made, "client_secret"));
        let path = format!("/v1/clients/{id}");
        let second = admin.post(&format!("{path}/secrets"), &json!({ "expires_at": instant(3600) })).expect(201).json();
        let pass = move |conn: &mut Conn, table: &str, key: &str| {
            let past = match conn {
                Conn::Sqlite(_) => "1577836800000000",
                Conn::Postgres(_) => "'2020-01-01T00:00:00Z'",
            };
            conn.execute(&format!("UPDATE {table} SET expires_at = {past} WHERE {key} AND expires_at IS NOT NULL"))
        };
        let key = format!("client_id = '{id}'");
        app.app.db().write_now(move |conn| Ok::<_, DbError>(pass(conn, "client_secrets", &key)?)).unwrap();
        assert_eq!(token(app, &id, text(&second, "client_secret")).expect(401).code(), "invalid_client");
        token(app, &id, first).expect(200);
        // What has expired takes no room.
        admin.post(&format!("{path}/secrets"), &json!({})).expect(201);

        let tag = admin.get(&path).expect(200).etag();
        let dated = admin.patch(&path, &tag, &json!({ "expires_at": instant(3600) })).expect(200);
        let fresh = text(&token(app, &id, first).expect(200).json(), "access_token").to_owned();
        let key = format!("id = '{id}'");
        app.app.db().write_now(move |conn| Ok::<_, DbError>(pass(conn, "clients", &key)?)).unwrap();
        assert_eq!(token(app, &id, first).expect(401).code(), "invalid_client");
        assert_eq!(Caller::new(&app.base, Some(fresh)).get("/v1/me").expect(401).code(), "invalid_token");
        let over = admin.get(&path).expect(200);
        assert_eq!(over.json()["status"], "expired");
        assert_ne!(over.etag(), dated.etag());
        let found = |query: &str| admin.get(&format!("/v1/clients?agency=dp3a-kukar&count=exact&{query}")).expect(200).json()["total"].clone();
        assert_eq!((found("status=expired"), found("status=active"), found("status=revoked")), (json!(1), json!(0), json!(0)));
        let before = Timestamp::now().to_string();
        assert_eq!((found(&format!("expires_before={before}")), found("expires_before=2019-01-01T00:00:00Z")), (json!(1), json!(0)));
        // Any tag of the version will do, and a later end lets it in again.
        admin.patch(&path, &dated.etag(), &json!({ "expires_at": null })).expect(200);
        token(app, &id, first).expect(200);
    }

    fn revoking_is_for_good(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201);
        let client = made.json();
        let (id, secret) = (text(&client, "id"), text(&client, "client_secret"));
        let path = format!("/v1/clients/{id}");
        // A token that no instance has looked up yet is refused at once, another within a minute.
        let fresh = text(&token(app, id, secret).expect(200).json(), "access_token").to_owned();
        let revoke = json!({ "to": "revoked", "reason": "Laptop hilang." });
        admin.post(&format!("{path}/transitions"), &revoke).expect(428);
        for to in ["active", "expired"] {
            let answer = admin.transition(&path, &made.etag(), &json!({ "to": to })).expect(409);
            assert_eq!((answer.code().as_str(), &answer.json()["allowed_transitions"]), ("transition_not_allowed", &json!(["revoked"])));
        }
        let gone = admin.transition(&path, &made.etag(), &revoke).expect(200);
        assert_eq!((&gone.json()["status"], &gone.json()["allowed_transitions"]), (&json!("revoked"), &json!([])));
        assert!(gone.json()["revoked_at"].is_string());
        assert_eq!(token(app, id, secret).expect(401).code(), "invalid_client");
        assert_eq!(Caller::new(&app.base, Some(fresh)).get("/v1/me").expect(401).code(), "invalid_token");
        for to in ["active", "revoked"] {
            let answer = admin.transition(&path, &gone.etag(), &json!({ "to": to })).expect(409);
            assert_eq!(answer.code(), "transition_not_allowed");
        }
        assert_eq!(admin.patch(&path, &gone.etag(), &json!({ "label": "x" })).expect(409).code(), "conflict");
        assert_eq!(admin.post(&format!("{path}/secrets"), &json!({})).expect(409).code(), "conflict");
        let act = &admin.get(&format!("{path}/history")).expect(200).json()["items"][1];
        assert_eq!((&act["action"], &act["purpose"], &act["actor"]), (&json!("client_revoked"), &json!("Laptop hilang."), &json!("operator-1")));
        assert_eq!(act["changes"], json!({ "status": ["active", "revoked"] }));
        let list = admin.get("/v1/clients?status=revoked").expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }

    fn nobody_ends_the_access_of_the_client_that_calls(app) {
        let (id, secret, admin) = administrator(app);
        let path = format!("/v1/clients/{id}");
        let tag = admin.get(&path).expect(200).etag();
        let revoke = json!({ "to": "revoked" });
        assert_eq!(admin.transition(&path, &tag, &revoke).expect(409).code(), "own_access");
        let weaker = json!({ "scopes": ["audit:read"] });
        assert_eq!(admin.patch(&path, &tag, &weaker).expect(409).code(), "own_access");
        let first = admin.get(&format!("{path}/secrets")).expect(200).json()["items"][0]["id"].clone();
        let first = format!("{path}/secrets/{}", first.as_str().unwrap());
        assert_eq!(admin.delete(&first, "*").expect(409).code(), "own_access");
        token(app, &id, &secret).expect(200);
        // With another valid secret the first may go; the other is then the last.
        let second = admin.post(&format!("{path}/secrets"), &json!({})).expect(201).json();
        admin.delete(&first, "*").expect(204);
        let last = format!("{path}/secrets/{}", text(&second, "id"));
        assert_eq!(admin.delete(&last, "*").expect(409).code(), "own_access");
        // The agency of all administrators does not end.
        let ended = json!({ "valid_to": "2020-01-01" });
        let answer = admin.patch("/v1/agencies/operator", "*", &ended).expect(422);
        assert_eq!(answer.fields(), ["/valid_to not_allowed"]);
        // Another administrator may do all of it.
        let (_, _, other) = administrator(app);
        other.delete(&last, "*").expect(204);
        assert_eq!(token(app, &id, text(&second, "client_secret")).expect(401).code(), "invalid_client");
        other.patch(&path, "*", &weaker).expect(200);
        other.transition(&path, "*", &revoke).expect(200);
    }

    fn only_administrators_see_clients(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201);
        let path = made.header("location").unwrap().to_owned();
        let id = text(&made.json(), "id").to_owned();
        for caller in [app.dp3a_kukar(), app.kpppa(), app.caller_with("operator", &[Scope::AuditRead])] {
            for path in ["/v1/clients".to_owned(), path.clone(), format!("{path}/secrets"), format!("{path}/history")] {
                assert_eq!(caller.get(&path).expect(403).code(), "insufficient_scope");
            }
            assert_eq!(caller.post("/v1/clients", &siga()).expect(403).code(), "insufficient_scope");
            let acts = caller.get(&format!("/v1/audit-events?resource_id={id}")).expect(200).json();
            for act in acts["items"].as_array().unwrap() {
                assert_eq!(act["changes"], json!({}), "{act}");
            }
            let feed = caller.get("/v1/changes?limit=200").expect(200).text();
            assert!(!feed.contains(&id), "{feed}");
        }
        let acts = admin.get(&format!("/v1/audit-events?resource=clients&resource_id={id}&action=client_created")).expect(200).json();
        assert_eq!(acts["items"][0]["changes"]["label"], json!([null, "SIGA Kukar"]));
        admin.get("/v1/clients/dp3a-kukar-00000000").expect(404);
        admin.get("/v1/clients/dp3a-kukar-00000000/secrets").expect(404);
        assert_eq!(admin.post("/v1/clients/dp3a-kukar-00000000/secrets", &json!({})).expect(404).code(), "not_found");
    }

    fn clients_are_listed_by_page_order_and_filter(app) {
        let (_, _, admin) = administrator(app);
        let mut made = Vec::new();
        for n in 0..5 {
            let body = json!({ "agency": "kpppa", "label": format!("Sistem {n}"), "scopes": [if n % 2 == 0 { "statistics:read" } else { "training:read" }] });
            made.push(text(&admin.post("/v1/clients", &body).expect(201).json(), "id").to_owned());
        }
        let walk = |query: &str| {
            let mut ids: Vec<String> = Vec::new();
            let mut path = format!("/v1/clients?agency=kpppa&limit=2&{query}");
            loop {
                let page = admin.get(&path).expect(200);
                ids.extend(page.json()["items"].as_array().unwrap().iter().map(|client| text(client, "id").to_owned()));
                let Some(link) = page.header("link") else { break ids };
                path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
            }
        };
        assert_eq!(walk("sort=created_at"), made);
        assert_eq!(walk("scope=training:read"), [made[1].clone(), made[3].clone()]);
        made.reverse();
        assert_eq!(walk("sort=-created_at"), made);
        assert_eq!(admin.get("/v1/clients?status=ended&sort=name").expect(400).fields(), ["?sort not_in_list", "?status not_in_list"]);
        let csv = admin.with("Accept", "text/csv").get("/v1/clients?agency=kpppa&limit=1").expect(200).text();
        assert!(csv.starts_with("id,agency,label,scopes,status,expires_at,revoked_at,created_at,updated_at\r\n"), "{csv}");
    }

    fn two_who_rotate_at_once_never_make_three(app) {
        let (_, _, admin) = administrator(app);
        let made = admin.post("/v1/clients", &siga()).expect(201);
        let path = format!("{}/secrets", made.header("location").unwrap());
        let taken: usize = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..6).map(|_| scope.spawn(|| admin.post(&path, &json!({})).status == 201)).collect();
            asked.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
        });
        assert_eq!(taken, 1);
        assert_eq!(admin.get(&format!("{path}?count=exact")).expect(200).json()["total"], 2);
    }

    fn the_command_line_does_the_same(app) {
        let database = app.database();
        let run = |arguments: &[&str]| {
            let (ok, out) = sinergi(database, &[&["clients"], arguments].concat());
            (ok, out)
        };
        let (ok, out) = run(&["create", "--agency", "dp3a-kukar", "--label", "SIGA Kukar", "--expires-at", "2099-01-01T00:00:00+08:00"]);
        assert!(ok, "{out}");
        let word = |out: &str, name: &str| out.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap().to_owned();
        let (id, first) = (word(&out, "client_id"), word(&out, "client_secret"));
        let (_, _, admin) = administrator(app);
        let shown = admin.get(&format!("/v1/clients/{id}")).expect(200).json();
        assert_eq!((&shown["label"], &shown["expires_at"]), (&json!("SIGA Kukar"), &json!("2098-12-31T16:00:00.000000Z")));
        let (ok, out) = run(&["rotate", &id]);
        assert!(ok, "{out}");
        let second = word(&out, "client_secret");
        for secret in [&first, &second] {
            token(app, &id, secret).expect(200);
        }
        let (ok, out) = run(&["rotate", &id]);
        assert!(!ok && out.contains("End one of them"), "{out}");
        let (ok, out) = run(&["secrets", &id]);
        assert!(ok && out.lines().count() == 2 && out.contains(&second[second.len() - 4..]), "{out}");
        assert!(!out.contains(&second), "{out}");
        let old = out.lines().next().unwrap().split('\t').next().unwrap().to_owned();
        let (ok, out) = run(&["end-secret", &id, &old]);
        assert!(ok, "{out}");
        assert_eq!(token(app, &id, &first).expect(401).code(), "invalid_client");
        token(app, &id, &second).expect(200);
        let (ok, out) = run(&["list"]);
        assert!(ok && out.contains(&format!("{id}\tdp3a-kukar\tuntil 2098-12-31")), "{out}");
        let (ok, out) = run(&["revoke", &id]);
        assert!(ok, "{out}");
        assert_eq!(token(app, &id, &second).expect(401).code(), "invalid_client");
        let (ok, out) = run(&["revoke", &id]);
        assert!(!ok && out.contains("there is no active client"), "{out}");
        let (ok, out) = run(&["create", "--agency", "dp3a-kukar", "--scopes", "admin"]);
        assert!(!ok && out.contains("operator only"), "{out}");
        let (ok, out) = run(&["create", "--agency", "dp3a-nowhere"]);
        assert!(!ok && out.contains("does not exist"), "{out}");
        let acts = admin.get(&format!("/v1/clients/{id}/history")).expect(200).json();
        let acts: Vec<&str> = acts["items"].as_array().unwrap().iter().map(|act| text(act, "action")).collect();
        assert_eq!(acts, ["client_created", "client_secret_created", "client_secret_ended", "client_revoked"]);
    }
}

fn count(conn: &mut Conn, table: &str) -> i64 {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        value: i64,
    }
    let query = diesel::sql_query(format!("SELECT count(*) AS value FROM {table}"));
    let row: Number = match conn {
        Conn::Sqlite(c) => query.get_result(c).unwrap(),
        Conn::Postgres(c) => query.get_result(c).unwrap(),
    };
    row.value
}

/// Down and up again: a client goes on with its newest valid secret, and ends when that one did.
#[test]
fn existing_clients_keep_working_through_the_migration() {
    for database in Database::each() {
        let app = TestApp::start(database);
        let input = |label: &str| ClientInput {
            agency: "dp3a-kukar".to_owned(),
            label: Some(label.to_owned()),
            scopes: vec![Scope::BusinessesRead],
            expires_at: None,
        };
        let [usual, rotated, without] = ["usual", "rotated", "without"].map(|label| {
            let input = input(label);
            clients::locally(&app.app, |tx| store::create(tx, input)).unwrap()
        });
        let end = Timestamp::now().plus_seconds(3600);
        let id = rotated.client.id.clone();
        let newer = clients::locally(&app.app, move |tx| secrets::add(tx, &id, Some(end))).unwrap();
        let (id, secret): (String, Id) = (without.client.id.clone(), without.secret_id);
        let any = IfMatch::any();
        clients::locally(&app.app, move |tx| secrets::end(tx, &id, secret, &any)).unwrap();

        let database = app.stop();
        let folder = if database.is_postgres() {
            "postgres"
        } else {
            "sqlite"
        };
        let down = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(folder)
            .join("2026-11-22-000005_client_secrets/down.sql");
        let db = Db::open(&database.url, DbOptions::default()).unwrap();
        db.write_now(move |conn| -> Result<(), DbError> {
            conn.execute(&std::fs::read_to_string(down).unwrap())?;
            // diesel keeps a version without its hyphens.
            conn.execute(
                "DELETE FROM __diesel_schema_migrations WHERE version = '20261122000005'",
            )?;
            Ok(())
        })
        .unwrap();
        let applied = db.read_now(migrate).unwrap();
        assert_eq!(applied, ["20261122000005"]);
        db.close();

        let app = TestApp::start(database);
        token(&app, &usual.client.id, &usual.client_secret).expect(200);
        token(&app, &rotated.client.id, &newer.client_secret).expect(200);
        for (client, secret) in [
            (&rotated.client.id, &rotated.client_secret),
            (&without.client.id, &without.client_secret),
        ] {
            assert_eq!(
                token(&app, client, secret).expect(401).code(),
                "invalid_client"
            );
        }
        let (id, fresh) = (rotated.client.id.clone(), usual.client.id.clone());
        let seen = app
            .app
            .db()
            .read_now(|conn| {
                let held = secrets::list(conn, &app.app, &fresh, &Default::default())?;
                Ok::<_, Problem>((store::find(conn, &id)?, held.items))
            })
            .unwrap();
        assert_eq!(seen.0.expires_at, Some(end));
        assert_eq!((seen.0.version, seen.1.len()), (1, 1));
        assert_eq!(seen.1[0].hint, None);
    }
}

#[test]
fn what_the_command_line_cannot_find_is_told_apart() {
    let app = TestApp::start(Database::sqlite());
    let absent = clients::locally(&app.app, |tx| secrets::add(tx, "nobody-00000000", None));
    assert_eq!(absent.unwrap_err().code(), Code::NotFound);
}
