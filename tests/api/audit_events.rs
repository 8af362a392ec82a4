//! `/v1/audit-events`: closed lists, a span of time, an order.

use serde_json::{Value, json};
use sinergi::audit::{AuditAction, AuditResource};

use crate::support::{Caller, on_both};

/// The ids of every act under a filter, page after page.
fn acts(caller: &Caller, query: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut path = format!("/v1/audit-events?limit=2&{query}");
    loop {
        let page = caller.get(&path).expect(200);
        let items = page.json()["items"].as_array().unwrap().clone();
        ids.extend(
            items
                .iter()
                .map(|act| act["id"].as_str().unwrap().to_owned()),
        );
        let Some(link) = page.header("link") else {
            return ids;
        };
        path = link
            .trim_start_matches('<')
            .split('>')
            .next()
            .unwrap()
            .to_owned();
    }
}

on_both! {
    fn unknown_words_are_refused_by_name(app) {
        let kukar = app.dp3a_kukar();
        let answer = kukar.get("/v1/audit-events?action=erased&resource=business&sort=at").expect(400);
        assert_eq!(answer.code(), "invalid_parameter");
        assert_eq!(answer.fields(), ["?action not_in_list", "?resource not_in_list", "?sort not_in_list"]);
        for (parameter, bad) in [("from", "yesterday"), ("until", "2026-13-01T00:00:00Z"), ("from", "2026-05-01")] {
            let answer = kukar.get(&format!("/v1/audit-events?{parameter}={bad}")).expect(400);
            assert_eq!(answer.code(), "invalid_parameter");
            assert!(answer.fields().iter().all(|field| field.starts_with(&format!("?{parameter} "))), "{}", answer.text());
        }
        for action in AuditAction::ALL {
            kukar.get(&format!("/v1/audit-events?action={action}")).expect(200);
        }
        for resource in AuditResource::ALL {
            kukar.get(&format!("/v1/audit-events?resource={resource}")).expect(200);
        }
    }

    fn acts_are_found_by_time_and_in_both_orders(app) {
        let kukar = app.dp3a_kukar();
        let mut all = Vec::new();
        for n in 0..5 {
            kukar.post("/v1/businesses", &json!({ "name": format!("Usaha {n}"), "region_code": "64.02" })).expect(201);
        }
        let page = kukar.get("/v1/audit-events?resource=businesses&action=created").expect(200).json();
        for act in page["items"].as_array().unwrap() {
            all.push((act["id"].as_str().unwrap().to_owned(), act["at"].as_str().unwrap().to_owned()));
        }
        assert_eq!(all.len(), 5);
        let ids = |part: &[(String, String)]| -> Vec<String> { part.iter().map(|(id, _)| id.clone()).collect() };
        let filter = "resource=businesses&action=created";
        assert_eq!(acts(&kukar, &format!("{filter}&sort=id")), ids(&all));
        let mut falling = ids(&all);
        falling.reverse();
        assert_eq!(acts(&kukar, &format!("{filter}&sort=-id")), falling);
        // From an instant on, up to another and without it; both bounds together with both orders.
        let (second, fourth) = (&all[1].1, &all[3].1);
        assert_eq!(acts(&kukar, &format!("{filter}&from={second}")), ids(&all[1..]));
        assert_eq!(acts(&kukar, &format!("{filter}&until={fourth}")), ids(&all[..3]));
        assert_eq!(acts(&kukar, &format!("{filter}&from={second}&until={fourth}")), ids(&all[1..3]));
        assert_eq!(acts(&kukar, &format!("{filter}&from={second}&until={fourth}&sort=-id")), falling[2..4]);
        let counted = kukar.get(&format!("/v1/audit-events?{filter}&from={second}&count=exact&limit=1")).expect(200).json();
        assert_eq!(counted["total"], 4);
        assert_eq!(acts(&kukar, "until=2020-01-01T00:00:00Z"), Vec::<String>::new());
        assert_eq!(acts(&kukar, &format!("{filter}&from=2020-01-01T00:00:00Z")), ids(&all));
        // A place in one order is none in the other.
        let cursor = kukar.get("/v1/audit-events?limit=1").expect(200).json()["next_cursor"].clone();
        let other = format!("/v1/audit-events?sort=-id&cursor={}", cursor.as_str().unwrap());
        assert_eq!(kukar.get(&other).expect(400).code(), "invalid_cursor");
    }
}

#[test]
fn the_lists_are_published() {
    let document = sinergi::openapi::document("");
    let parameters = &document["paths"]["/v1/audit-events"]["get"]["parameters"];
    let published = |name: &str| -> Vec<&Value> {
        let all = parameters.as_array().unwrap();
        let one = all.iter().find(|one| one["name"] == name).unwrap();
        one["schema"]["enum"].as_array().unwrap().iter().collect()
    };
    let actions: Vec<&str> = AuditAction::ALL.iter().map(|word| word.as_str()).collect();
    assert_eq!(published("action"), actions);
    let resources: Vec<&str> = AuditResource::ALL
        .iter()
        .map(|word| word.as_str())
        .collect();
    assert_eq!(published("resource"), resources);
    assert_eq!(published("sort"), ["id", "-id"]);
}
