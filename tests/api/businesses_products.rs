//! `/v1/businesses/{id}/products`

use serde_json::{Value, json};

use crate::support::{Caller, on_both};

/// A business of the village where seed 002's charcoal and nipah ribs come from; its products' path.
fn products(caller: &Caller) -> String {
    let body = json!({ "name": "Arang Nipah Saliki", "region_code": "64.02.05.2001" });
    let made = caller.post("/v1/businesses", &body).expect(201);
    format!("{}/products", made.header("location").unwrap())
}

fn ribs() -> Value {
    json!({
        "name": " Lidi  nipah ", "category": "hasil_hutan", "brand": "Nipah Mahakam", "unit": "kg",
        "capacity_quantity": 2_000, "capacity_period": "bulan", "price_min_idr": 15_000, "price_max_idr": 18_000,
        "raw_material": "Pelepah nipah", "export_ready": true, "quality_note": "Panjang 80 cm,\nkering",
        "quantity_note": "Dua kontainer setahun", "continuity_note": "Sepanjang tahun",
        "photo_url": "https://foto.example.id/lidi.jpg"
    })
}

on_both! {
    fn a_product_is_recorded_changed_and_deleted_and_its_business_tells(app) {
        let kukar = app.dp3a_kukar();
        let list = products(&kukar);
        let made = kukar.post(&list, &ribs()).expect(201);
        let place = made.header("location").unwrap().to_owned();
        assert!(place.contains("/v1/businesses/") && place.contains("/products/"), "{place}");
        let read = kukar.get(&place).expect(200);
        assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
        let mut wanted = ribs();
        wanted["name"] = "Lidi nipah".into();
        for (field, value) in wanted.as_object().unwrap() {
            assert_eq!(made.json()[field], *value, "{field}");
        }
        let business = list.strip_suffix("/products").unwrap();
        assert_eq!(kukar.get(business).expect(200).json()["version"], 2);
        let same = kukar.patch(&place, &read.etag(), &json!({ "name": "Lidi nipah" })).expect(200);
        assert_eq!(same.json()["version"], 1);
        let change = json!({ "export_ready": null, "capacity_quantity": null, "capacity_period": null, "brand": "Saliki" });
        let changed = kukar.patch(&place, &read.etag(), &change).expect(200);
        let now = changed.json();
        assert_eq!((&now["version"], &now["export_ready"], &now["capacity_quantity"]), (&json!(2), &Value::Null, &Value::Null));
        assert_eq!((&now["unit"], &now["created_at"]), (&json!("kg"), &made.json()["created_at"]));
        kukar.patch(&place, &read.etag(), &json!({ "name": "x" })).expect(412);
        kukar.send("DELETE", &place, None, &[]).expect(428);
        kukar.delete(&place, &read.etag()).expect(412);
        kukar.delete(&place, &changed.etag()).expect(204);
        kukar.get(&place).expect(404);
        let history = kukar.get(&format!("{business}/history")).expect(200).json();
        let acts = history["items"].as_array().unwrap();
        assert_eq!(acts.len(), 4);
        assert_eq!(acts[1]["changes"]["product"][0], Value::Null);
        assert_eq!(acts[1]["changes"]["product"][1]["name"], "Lidi nipah");
        assert_eq!(acts[2]["changes"]["product"][1]["brand"], "Saliki");
        assert_eq!((&acts[3]["action"], &acts[3]["changes"]["product"][1]), (&json!("updated"), &Value::Null));
        assert_eq!(acts[3]["changes"]["product"][0]["id"], made.json()["id"]);
        // The name of the business is not that of its product.
        assert_eq!(acts[1]["changes"]["name"], Value::Null);
        // PostgreSQL serves the feed only below what other tests of its cluster still write.
        let id = business.rsplit('/').next().unwrap();
        let told = (0..2_000).any(|_| {
            let feed = kukar.get("/v1/changes?limit=200").expect(200).json();
            let items = feed["items"].as_array().unwrap();
            items.iter().any(|entry| entry["id"] == id && entry["version"] == 4 && entry["kind"] == "updated")
        });
        assert!(told, "the change feed never told of it");
    }

    fn every_bad_field_is_named(app) {
        let kukar = app.dp3a_kukar();
        let list = products(&kukar);
        let bad = json!({
            "name": " ", "category": "mainan", "unit": "", "capacity_quantity": 0, "capacity_period": "bulan",
            "price_min_idr": 2, "price_max_idr": 1, "quality_note": "\u{7}", "photo_url": "https://wa.me/6281255501299"
        });
        let refused = kukar.post(&list, &bad).expect(422);
        assert_eq!(refused.fields(), [
            "/capacity_quantity too_small", "/category not_in_list", "/name required", "/photo_url personal_value",
            "/price_max_idr below_minimum", "/quality_note invalid_text", "/unit too_short",
        ]);
        assert!(!refused.text().contains("812555"), "no telephone number in a problem");
        let halves = [
            (json!({ "name": "A", "capacity_quantity": 5 }), vec!["/capacity_period required", "/unit required"]),
            (json!({ "name": "A", "capacity_period": "hari" }), vec!["/capacity_quantity required"]),
            (json!({ "name": "A", "capacity_quantity": 5, "capacity_period": "hari" }), vec!["/unit required"]),
            (json!({ "name": "A", "photo_url": "ftp://foto.example.id/a" }), vec!["/photo_url invalid_format"]),
            (json!({ "name": "A", "photo_url": "https://siti:pw@foto.example.id/a" }), vec!["/photo_url invalid_url"]),
            (json!({}), vec!["/name required"]),
        ];
        for (body, fields) in halves {
            assert_eq!(kukar.post(&list, &body).expect(422).fields(), fields, "{body}");
        }
        let made = kukar.post(&list, &ribs()).expect(201);
        let place = made.header("location").unwrap();
        let half = kukar.patch(place, &made.etag(), &json!({ "unit": null })).expect(422);
        assert_eq!(half.fields(), ["/unit required"]);
        let unknown = kukar.post(&list, &json!({ "name": "A", "stok": 3 })).expect(400);
        assert_eq!(unknown.fields(), ["/stok unknown_field"]);
    }

    fn the_list_is_filtered_and_paged(app) {
        let kukar = app.dp3a_kukar();
        let list = products(&kukar);
        kukar.post(&list, &ribs()).expect(201);
        kukar.post(&list, &json!({ "name": "Arang kayu", "category": "hasil_hutan", "export_ready": false })).expect(201);
        kukar.post(&list, &json!({ "name": "=Amplang", "category": "makanan" })).expect(201);
        let names = |query: &str| -> Vec<Value> {
            let page = kukar.get(&format!("{list}?{query}")).expect(200).json();
            page["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
        };
        assert_eq!(names(""), ["Lidi nipah", "Arang kayu", "=Amplang"]);
        assert_eq!(names("category=hasil_hutan"), ["Lidi nipah", "Arang kayu"]);
        assert_eq!(names("export_ready=true"), ["Lidi nipah"]);
        assert_eq!(names("export_ready=false"), ["Arang kayu"]);
        let page = kukar.get(&format!("{list}?limit=2&count=exact")).expect(200).json();
        assert_eq!(page["total"], 3);
        let cursor = page["next_cursor"].as_str().unwrap();
        assert_eq!(names(&format!("limit=2&cursor={cursor}")), ["=Amplang"]);
        let csv = kukar.with("Accept", "text/csv").get(&list).expect(200).text();
        assert!(csv.contains(",'=Amplang,makanan,"), "a cell is no formula: {csv}");
        // A cursor of one business is none of another's.
        let other = products(&kukar);
        assert_eq!(kukar.get(&format!("{other}?cursor={cursor}")).expect(400).code(), "invalid_cursor");
    }

    fn whom_a_product_is_shown_to_and_who_may_change_it(app) {
        let (kukar, samarinda, kaltim) = (app.dp3a_kukar(), app.samarinda(), app.kaltim());
        let list = products(&kukar);
        let made = kukar.post(&list, &ribs()).expect(201);
        let place = made.header("location").unwrap();
        let change = json!({ "brand": "Lain" });
        for hidden in [
            samarinda.get(place), samarinda.get(&list), samarinda.post(&list, &ribs()),
            samarinda.patch(place, &made.etag(), &change), samarinda.delete(place, &made.etag()),
        ] {
            hidden.expect(404);
        }
        kaltim.get(place).expect(200);
        for refused in [
            kaltim.post(&list, &ribs()), kaltim.patch(place, &made.etag(), &change), kaltim.delete(place, &made.etag()),
        ] {
            assert_eq!(refused.expect(403).code(), "owned_by_another_agency");
        }
        let id = place.rsplit('/').next().unwrap();
        kukar.get(&format!("{}/{id}", products(&kukar))).expect(404);
        // As with snapshots, what stood when a business was merged or closed may still be put right.
        let business = list.strip_suffix("/products").unwrap();
        let other = products(&kukar);
        let into = other.strip_suffix("/products").unwrap().rsplit('/').next().unwrap().to_owned();
        let tag = kukar.get(business).expect(200).etag();
        kukar.transition(business, &tag, &json!({ "to": "merged", "merged_into": into })).expect(200);
        kukar.patch(place, &made.etag(), &change).expect(200);
    }

    fn a_business_has_at_most_two_hundred(app) {
        let kukar = app.dp3a_kukar();
        let list = products(&kukar);
        for n in 0..200 {
            kukar.post(&list, &json!({ "name": format!("Produk {n}") })).expect(201);
        }
        let refused = kukar.post(&list, &json!({ "name": "Terlalu banyak" })).expect(409);
        assert_eq!(refused.code(), "conflict");
        let indonesian = kukar.with("Accept-Language", "id").post(&list, &json!({ "name": "Terlalu banyak" })).expect(409);
        assert!(indonesian.json()["detail"].as_str().unwrap().contains("paling banyak memiliki 200 produk"));
    }
}
