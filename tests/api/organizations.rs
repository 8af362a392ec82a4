//! `/v1/organizations`, the example of every room.

use serde_json::json;

use crate::support::on_both;

on_both! {
    fn the_operator_enters_changes_and_everybody_reads(app) {
        let admin = app.admin();
        let made = admin
            .post("/v1/organizations", &json!({"name": "Bank Contoh", "type": "bank", "level": "nasional"}))
            .expect(201);
        let path = made.header("location").unwrap().to_owned();
        assert_eq!(made.json()["version"], 1);
        let reader = app.samarinda();
        let read = reader.get(&path).expect(200);
        assert_eq!(read.json()["name"], "Bank Contoh");
        assert_eq!(
            reader.with("If-None-Match", &read.etag()).get(&path).status,
            304
        );
        let changed = admin
            .patch(&path, &read.etag(), &json!({"name": "Bank Contoh Baru"}))
            .expect(200);
        assert_eq!(changed.json()["version"], 2);
        let stale = admin.patch(&path, &read.etag(), &json!({"name": "x"})).expect(412);
        assert_eq!(stale.code(), "precondition_failed");
        let bare = admin.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        assert_eq!(bare.code(), "precondition_required");
        let refused = reader.patch(&path, "*", &json!({"name": "x"})).expect(403);
        assert_eq!(refused.code(), "insufficient_scope");
        let history = reader.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][0]["action"], "created");
        assert_eq!(history["items"][1]["changes"]["name"], json!(["Bank Contoh", "Bank Contoh Baru"]));
    }

    fn every_bad_field_is_named(app) {
        let answer = app
            .admin()
            .post("/v1/organizations", &json!({"name": "", "type": "club", "region_code": "x"}))
            .expect(422);
        assert_eq!(
            answer.fields(),
            ["/level required", "/name too_short", "/region_code invalid_format", "/type not_in_list"]
        );
        let unknown = app
            .admin()
            .post("/v1/organizations", &json!({"name": "a", "type": "bank", "level": "kota", "color": 1}))
            .expect(400);
        assert_eq!(unknown.code(), "unknown_field");
        assert_eq!(unknown.fields(), ["/color unknown_field"]);
    }

    fn a_retry_gives_the_first_answer(app) {
        let admin = app.admin().with("Idempotency-Key", "0193a000-0000-7000-8000-000000000001");
        let body = json!({"name": "Sekali Saja", "type": "bank", "level": "nasional"});
        let first = admin.post("/v1/organizations", &body).expect(201);
        let again = admin.post("/v1/organizations", &body).expect(201);
        assert_eq!(first.json(), again.json());
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let other = admin
            .post("/v1/organizations", &json!({"name": "Lain", "type": "bank", "level": "nasional"}))
            .expect(422);
        assert_eq!(other.code(), "idempotency_key_reused");
        let found = admin.get("/v1/organizations?count=exact&type=bank").expect(200).json();
        assert_eq!(found["total"], 1);
    }

    fn pages_hold_every_row_once(app) {
        let caller = app.dp3a_kukar();
        for sort in ["id", "-id", "name", "-name"] {
            let mut names = Vec::new();
            let mut path = format!("/v1/organizations?limit=3&sort={sort}");
            loop {
                let page = caller.get(&path).expect(200);
                for item in page.json()["items"].as_array().unwrap() {
                    names.push(item["name"].as_str().unwrap().to_owned());
                }
                let Some(link) = page.header("link") else { break };
                path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
            }
            let mut once = names.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), names.len(), "{sort}");
            assert_eq!(names.len(), 8, "{sort}");
            if sort == "name" {
                assert_eq!(once, names);
            }
        }
    }

    fn a_changed_or_foreign_cursor_is_refused(app) {
        let caller = app.dp3a_kukar();
        let page = caller.get("/v1/organizations?limit=2").expect(200).json();
        let cursor = page["next_cursor"].as_str().unwrap().to_owned();
        let mut tampered = cursor.clone().into_bytes();
        let last = tampered.len() - 5;
        tampered[last] = if tampered[last] == b'A' { b'B' } else { b'A' };
        let tampered = String::from_utf8(tampered).unwrap();
        for bad in [tampered, "x".to_owned(), cursor.clone() + "A"] {
            let answer = caller.get(&format!("/v1/organizations?limit=2&cursor={bad}")).expect(400);
            assert_eq!(answer.code(), "invalid_cursor");
        }
        let other = caller.get(&format!("/v1/organizations?sort=name&cursor={cursor}")).expect(400);
        assert_eq!(other.code(), "invalid_cursor");
    }

    fn lists_come_as_csv_and_xlsx_too(app) {
        let caller = app.dp3a_kukar();
        let csv = caller.with("Accept", "text/csv").get("/v1/organizations?limit=2&sort=name").expect(200);
        let text = csv.text();
        assert!(text.starts_with("id,name,type,level,region_code,parent_id\r\n"), "{text}");
        assert_eq!(text.lines().count(), 3);
        assert!(csv.header("link").is_some());
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let xlsx = caller.with("Accept", kind).get("/v1/organizations").expect(200);
        assert!(xlsx.bytes.starts_with(b"PK"));
        let other = caller.with("Accept", "application/yaml").get("/v1/organizations").expect(406);
        assert_eq!(other.code(), "not_acceptable");
    }
}
