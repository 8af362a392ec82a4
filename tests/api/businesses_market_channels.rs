//! `/v1/businesses/{id}/market-channels`

use serde_json::{Value, json};

use crate::support::{Caller, on_both};

/// A new business; its channels' path.
fn channels(caller: &Caller) -> String {
    let body = json!({ "name": "Arang Nipah Saliki", "region_code": "64.02.05.2001" });
    let made = caller.post("/v1/businesses", &body).expect(201);
    format!("{}/market-channels", made.header("location").unwrap())
}

on_both! {
    fn a_channel_is_recorded_changed_and_deleted_and_its_business_tells(app) {
        let kukar = app.dp3a_kukar();
        let list = channels(&kukar);
        let made = kukar.post(&list, &json!({
            "type": "marketplace", "name": " Toko  Contoh ", "url": "HTTPS://Toko.Example.id/Nipah".to_lowercase(),
            "region_code": "64.72", "share_percent": 33.33, "started_on": "2021-03-01"
        })).expect(201);
        let place = made.header("location").unwrap().to_owned();
        let read = kukar.get(&place).expect(200);
        assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
        let view = made.json();
        assert_eq!((&view["type"], &view["name"], &view["share_percent"]), (&json!("marketplace"), &json!("Toko Contoh"), &json!(33.33)));
        assert_eq!((&view["region_code"], &view["country_code"], &view["ended_on"]), (&json!("64.72"), &Value::Null, &Value::Null));
        let same = kukar.patch(&place, &read.etag(), &json!({ "share_percent": 33.33 })).expect(200);
        assert_eq!(same.json()["version"], 1);
        let changed = kukar.patch(&place, &read.etag(), &json!({ "ended_on": "2024-12-31", "share_percent": null })).expect(200);
        assert_eq!((&changed.json()["version"], &changed.json()["ended_on"]), (&json!(2), &json!("2024-12-31")));
        kukar.patch(&place, &read.etag(), &json!({ "name": "x" })).expect(412);
        kukar.send("DELETE", &place, None, &[]).expect(428);
        kukar.delete(&place, &read.etag()).expect(412);
        kukar.delete(&place, &changed.etag()).expect(204);
        kukar.get(&place).expect(404);
        let business = list.strip_suffix("/market-channels").unwrap();
        assert_eq!(kukar.get(business).expect(200).json()["version"], 4);
        let history = kukar.get(&format!("{business}/history")).expect(200).json();
        let changes = &history["items"][2]["changes"]["market_channel"];
        assert_eq!((&changes[0]["share_percent"], &changes[1]["ended_on"]), (&json!(33.33), &json!("2024-12-31")));
        assert_eq!(history["items"][3]["changes"]["market_channel"][1], Value::Null);
    }

    fn an_export_goes_to_a_country_and_everything_else_lies_in_a_region(app) {
        let kukar = app.dp3a_kukar();
        let list = channels(&kukar);
        for country in ["CA", "PK", "IN"] {
            kukar.post(&list, &json!({ "type": "ekspor", "country_code": country, "started_on": "2021-01-01" })).expect(201);
        }
        // Where it went is not known.
        kukar.post(&list, &json!({ "type": "ekspor" })).expect(201);
        let bad = [
            (json!({ "type": "ekspor", "country_code": "XX" }), vec!["/country_code unknown_country"]),
            (json!({ "type": "ekspor", "country_code": "ca" }), vec!["/country_code invalid_format"]),
            (json!({ "type": "ekspor", "country_code": "ID" }), vec!["/country_code not_abroad"]),
            (json!({ "type": "ekspor", "country_code": "CA", "region_code": "64.02" }), vec!["/region_code not_for_this_type"]),
            (json!({ "type": "pameran", "country_code": "CA" }), vec!["/country_code not_for_this_type"]),
            (json!({ "type": "pameran", "region_code": "64.99" }), vec!["/region_code region_list_incomplete", "/region_code unknown_region"]),
        ];
        for (body, fields) in bad {
            assert_eq!(kukar.post(&list, &body).expect(422).fields(), fields, "{body}");
        }
        let page = kukar.get(&format!("{list}?country_code=CA&count=exact")).expect(200).json();
        assert_eq!((&page["total"], &page["items"][0]["country_code"]), (&json!(1), &json!("CA")));
        // A fair becomes an export only without its region.
        let fair = kukar.post(&list, &json!({ "type": "pameran", "region_code": "64.72" })).expect(201);
        let place = fair.header("location").unwrap();
        let half = kukar.patch(place, &fair.etag(), &json!({ "type": "ekspor" })).expect(422);
        assert_eq!(half.fields(), ["/region_code not_for_this_type"]);
        kukar.patch(place, &fair.etag(), &json!({ "type": "ekspor", "region_code": null, "country_code": "CA" })).expect(200);
        let names = app.anonymous().get("/v1/code-lists/country").expect(200).json();
        let all = names["items"].as_array().unwrap();
        assert!(all.iter().any(|item| item["code"] == "CA" && item["label_id"] == "Kanada"));
    }

    fn every_bad_field_is_named_and_nothing_personal_is_kept(app) {
        let kukar = app.dp3a_kukar();
        let list = channels(&kukar);
        let bad = json!({
            "type": "media_sosial", "name": "WA 0812-5550-1299", "url": "https://wa.me/6281255501299", "region_code": "kukar",
            "share_percent": 33.333, "started_on": "2199-01-01", "ended_on": "2198-01-01"
        });
        let refused = kukar.post(&list, &bad).expect(422);
        assert_eq!(refused.fields(), [
            "/ended_on out_of_order", "/name personal_value", "/region_code invalid_format", "/share_percent invalid_share",
            "/started_on in_the_future", "/url personal_value",
        ]);
        assert!(!refused.text().contains("5550"), "no telephone number in a problem");
        for (url, code) in [
            ("javascript:alert(1)", "invalid_format"),
            ("ftp://toko.example.id/a", "invalid_format"),
            ("https://siti@toko.example.id/", "invalid_url"),
            ("https://toko.example.id/?mail=siti@example.id", "personal_value"),
            ("https://toko.example.id/6402994107800001", "personal_value"),
        ] {
            let refused = kukar.post(&list, &json!({ "type": "situs_web", "url": url })).expect(422);
            assert_eq!(refused.fields(), [format!("/url {code}")], "{url}");
        }
        let missing = kukar.post(&list, &json!({ "name": "Toko" })).expect(422);
        assert_eq!(missing.fields(), ["/type required"]);
        let unknown = kukar.post(&list, &json!({ "type": "rumah", "phone": "0812" })).expect(400);
        assert_eq!(unknown.fields(), ["/phone unknown_field"]);
    }

    fn shares_of_the_channels_in_use_are_parts_of_one_whole(app) {
        let kukar = app.dp3a_kukar();
        let list = channels(&kukar);
        let half = kukar.post(&list, &json!({ "type": "rumah", "share_percent": 50 })).expect(201);
        kukar.post(&list, &json!({ "type": "warung", "share_percent": 90, "ended_on": "2024-12-31" })).expect(201);
        kukar.post(&list, &json!({ "type": "pameran", "share_percent": 49.99 })).expect(201);
        let over = kukar.post(&list, &json!({ "type": "ekspor", "share_percent": 0.02 })).expect(422);
        assert_eq!(over.fields(), ["/share_percent shares_over_100"]);
        assert!(over.json()["errors"][0]["detail"].as_str().unwrap().contains("0.01 are left"));
        kukar.post(&list, &json!({ "type": "ekspor", "share_percent": 0.01 })).expect(201);
        let place = half.header("location").unwrap();
        let raised = kukar.patch(place, &half.etag(), &json!({ "share_percent": 50.5 })).expect(422);
        assert_eq!(raised.fields(), ["/share_percent shares_over_100"]);
        // A channel that ended makes room; to reopen it needs the room.
        let ended = kukar.patch(place, &half.etag(), &json!({ "ended_on": "2025-12-31" })).expect(200);
        kukar.post(&list, &json!({ "type": "marketplace", "share_percent": 50 })).expect(201);
        let reopened = kukar.patch(place, &ended.etag(), &json!({ "ended_on": null })).expect(422);
        assert_eq!(reopened.fields(), ["/share_percent shares_over_100"]);
    }

    fn the_list_is_filtered_by_type_and_day(app) {
        let kukar = app.dp3a_kukar();
        let list = channels(&kukar);
        for body in [
            json!({ "type": "rumah" }),
            json!({ "type": "pameran", "name": "Erau", "started_on": "2023-09-01", "ended_on": "2023-09-30" }),
            json!({ "type": "pasar_modern", "started_on": "2024-01-01" }),
        ] {
            kukar.post(&list, &body).expect(201);
        }
        let kinds = |query: &str| -> Vec<Value> {
            let page = kukar.get(&format!("{list}?{query}")).expect(200).json();
            page["items"].as_array().unwrap().iter().map(|item| item["type"].clone()).collect()
        };
        assert_eq!(kinds(""), ["rumah", "pameran", "pasar_modern"]);
        assert_eq!(kinds("type=pameran"), ["pameran"]);
        assert_eq!(kinds("active_on=2023-09-30"), ["rumah", "pameran"]);
        assert_eq!(kinds("active_on=2023-10-01"), ["rumah"]);
        assert_eq!(kinds("active_on=2024-01-01"), ["rumah", "pasar_modern"]);
        let page = kukar.get(&format!("{list}?limit=2&count=exact")).expect(200).json();
        assert_eq!(page["total"], 3);
        let cursor = page["next_cursor"].as_str().unwrap();
        assert_eq!(kinds(&format!("limit=2&cursor={cursor}")), ["pasar_modern"]);
        let csv = kukar.with("Accept", "text/csv").get(&list).expect(200).text();
        assert!(csv.lines().nth(2).unwrap().contains(",pameran,Erau,"), "{csv}");
    }

    fn whom_a_channel_is_shown_to_and_who_may_change_it(app) {
        let (kukar, samarinda, kaltim) = (app.dp3a_kukar(), app.samarinda(), app.kaltim());
        let list = channels(&kukar);
        let body = json!({ "type": "rumah" });
        let made = kukar.post(&list, &body).expect(201);
        let place = made.header("location").unwrap();
        let change = json!({ "name": "Rumah produksi" });
        for hidden in [
            samarinda.get(place), samarinda.get(&list), samarinda.post(&list, &body),
            samarinda.patch(place, &made.etag(), &change), samarinda.delete(place, &made.etag()),
        ] {
            hidden.expect(404);
        }
        kaltim.get(place).expect(200);
        for refused in [
            kaltim.post(&list, &body), kaltim.patch(place, &made.etag(), &change), kaltim.delete(place, &made.etag()),
        ] {
            assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
        }
        let id = place.rsplit('/').next().unwrap();
        kukar.get(&format!("{}/{id}", channels(&kukar))).expect(404);
        app.caller("disperindag-kukar").patch(place, &made.etag(), &change).expect(200);
    }

    fn a_business_has_at_most_two_hundred(app) {
        let kukar = app.dp3a_kukar();
        let list = channels(&kukar);
        for n in 0..200 {
            kukar.post(&list, &json!({ "type": "pameran", "name": format!("Pameran {n}") })).expect(201);
        }
        let refused = kukar.post(&list, &json!({ "type": "rumah" })).expect(409);
        assert_eq!(refused.code(), "conflict");
        assert!(refused.json()["detail"].as_str().unwrap().contains("at most 200 market channels"));
    }
}
