//! `/oauth/token`, `/v1/me`, and what tokens are refused.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sinergi::auth::Scope;

use crate::support::{Caller, on_both};

on_both! {
    fn a_client_exchanges_its_secret_for_a_token(app) {
        let (id, secret) = app.client("dp3a-kukar", &[Scope::BusinessesRead, Scope::PeopleRead]);
        let anonymous = app.anonymous();
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let kind = Some("application/x-www-form-urlencoded");
        let posted = anonymous.send("POST", "/oauth/token", kind, form.as_bytes()).expect(200).json();
        assert_eq!(posted["token_type"], "Bearer");
        assert_eq!(posted["scope"], "businesses:read people:read");
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        let narrowed = anonymous
            .with("Authorization", &basic)
            .send("POST", "/oauth/token", kind, b"grant_type=client_credentials&scope=people:read")
            .expect(200)
            .json();
        let token = narrowed["access_token"].as_str().unwrap();
        let me = Caller::new(&app.base, Some(token.to_owned())).acting("pejabat-7").get("/v1/me").expect(200).json();
        assert_eq!(me["agency"], "dp3a-kukar");
        assert_eq!(me["region"], "64.02");
        assert_eq!(me["scopes"], json!(["people:read"]));
        assert_eq!(me["actor"], "pejabat-7");
        for bad in [
            format!("grant_type=client_credentials&client_id={id}&client_secret=wrong"),
            "grant_type=client_credentials".to_owned(),
        ] {
            let answer = anonymous.send("POST", "/oauth/token", kind, bad.as_bytes()).expect(401);
            assert_eq!(answer.code(), "invalid_client");
            assert_eq!(answer.json()["error"], "invalid_client");
        }
        let more = format!("{form}&scope=admin");
        let answer = anonymous.send("POST", "/oauth/token", kind, more.as_bytes()).expect(400);
        assert_eq!(answer.json()["error"], "invalid_scope");
    }

    fn a_forged_or_missing_token_is_refused(app) {
        let claims = |exp: i64| json!({"iss": "sinergi", "sub": "x", "aud": "sinergi", "exp": exp, "iat": 1, "nbf": 1, "jti": "j", "client_id": "x", "scope": "admin"});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let kid = app.anonymous().get("/.well-known/jwks.json").expect(200).json()["keys"][0]["kid"].clone();
        let far = 4_000_000_000_i64;
        let none = format!("{}.{}.", part(&json!({"typ": "at+jwt", "alg": "none"})), part(&claims(far)));
        let foreign = {
            use ed25519_dalek::pkcs8::EncodePrivateKey;
            let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
            let der = key.to_pkcs8_der().unwrap();
            let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::EdDSA);
            header.typ = Some("at+jwt".to_owned());
            header.kid = kid.as_str().map(str::to_owned);
            jsonwebtoken::encode(&header, &claims(far), &jsonwebtoken::EncodingKey::from_ed_der(der.as_bytes())).unwrap()
        };
        let (id, _) = app.client("dp3a-kukar", &[Scope::BusinessesRead]);
        let expired = app.app.tokens().issue("", &id, "businesses:read", -60).unwrap();
        let elsewhere = app.app.tokens().issue("https://other.example", &id, "businesses:read", 60).unwrap();
        for token in [none, foreign, expired, elsewhere, "x".to_owned(), String::new()] {
            let answer = Caller::new(&app.base, Some(token)).get("/v1/me").expect(401);
            assert_eq!(answer.code(), "invalid_token");
            assert!(answer.header("www-authenticate").unwrap().contains("invalid_token"));
        }
        let answer = app.anonymous().get("/v1/me").expect(401);
        assert_eq!(answer.code(), "invalid_token");
    }

    fn the_frameworks_own_failures_are_problems_too(app) {
        let caller = app.dp3a_kukar();
        assert_eq!(caller.get("/v1/nothing").expect(404).code(), "not_found");
        assert_eq!(caller.send("DELETE", "/v1/me", None, &[]).expect(405).code(), "method_not_allowed");
        // Nor is the name of a search taken for an id.
        for search in ["/v1/businesses/search", "/v1/people/search"] {
            let refused = caller.send("PATCH", search, None, &[]).expect(405);
            assert_eq!(refused.header("Allow"), Some("POST, OPTIONS"));
        }
        assert_eq!(caller.get("/v1/organizations?color=red").expect(400).code(), "unknown_parameter");
        assert_eq!(caller.get("/v1/organizations?limit=0&sort=x").expect(400).fields(), ["?limit too_small", "?sort not_in_list"]);
        assert_eq!(caller.get("/v1/organizations?type=%ff").expect(400).code(), "invalid_encoding");
        let admin = app.admin();
        let send = |kind, body: &[u8]| admin.send("POST", "/v1/organizations", Some(kind), body);
        assert_eq!(send("application/json", b"{\"name\": ").expect(400).code(), "malformed_body");
        assert_eq!(send("application/json", b"{\"name\": \"\xff\"}").expect(400).code(), "invalid_encoding");
        assert_eq!(send("text/plain", b"{}").expect(415).code(), "unsupported_media_type");
        assert_eq!(send("application/json", &vec![b' '; 2 << 20]).expect(413).code(), "body_too_large");
        let indonesian = app.anonymous().with("Accept-Language", "id").get("/v1/me").expect(401);
        assert_eq!(indonesian.header("content-language"), Some("id"));
        assert!(indonesian.json()["title"].as_str().unwrap().contains("Token"));
    }
}
