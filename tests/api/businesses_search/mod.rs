//! Search by names as people type them: `q` with `match=similar`.

mod misspelt;

use serde_json::{Value, json};

use self::misspelt::{WAYS, misspelt, names, seeded};
use crate::imports::{COMMIT, counts, import};
use crate::support::{Caller, on_both};

// typos:off

fn enter(caller: &Caller, body: &Value) -> String {
    let made = caller.post("/v1/businesses", body).expect(201);
    made.header("location").unwrap().to_owned()
}

fn named(caller: &Caller, name: &str, region: &str) -> String {
    enter(caller, &json!({ "name": name, "region_code": region }))
}

const KUKAR: &str = "64.02.06.1005";

/// The names a list answers, in its order.
fn listed(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Enters businesses with these names, in their order.
fn enter_all(caller: &Caller, names: &[String]) {
    let mut file = "id_sumber,nama_usaha,nama_pemilik,kode_wilayah\n".to_owned();
    for (n, name) in names.iter().enumerate() {
        file.push_str(&format!("N{n},{name},Pemilik {n} Contoh,64.02\n"));
    }
    let job = import(caller, COMMIT, &file);
    assert_eq!(counts(&job)[0], job["total_rows"], "{job}");
    assert_eq!(job["total_rows"], names.len(), "{job}");
}

/// A text as it stands in a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn similar(caller: &Caller, q: &str, more: &str) -> Value {
    let path = format!("/v1/businesses?match=similar&q={}{more}", encoded(q));
    caller.get(&path).expect(200).json()
}

fn found(caller: &Caller, q: &str) -> Vec<String> {
    listed(&similar(caller, q, ""))
}

on_both! {
    fn a_name_is_found_however_it_is_typed(app) {
        let kukar = app.dp3a_kukar();
        for name in [
            "Percetakan Cahaya", "Percetakan Cahaya Mandiri", "UD Maju Jaya", "CV. Maju Jaya", "Katering Hj. Rahmawati",
            "Toko Surya", "RM Wijaya", "Nur'aini Batik", "Warung Bu Fitri", "Koperasi Melati", "P.T. Enggang",
        ] {
            named(&kukar, name, KUKAR);
        }
        let shop = json!({ "name": "CV Tiga Dara", "trade_name": "Sambal Gami Etam", "region_code": KUKAR });
        enter(&kukar, &shop);
        assert_eq!(listed(&kukar.get("/v1/businesses?q=percetkan+cahya").expect(200).json()), [""; 0]);
        assert_eq!(found(&kukar, "percetkan cahya"), ["Percetakan Cahaya", "Percetakan Cahaya Mandiri"]);
        for (typed, name) in [
            ("percetakancahaya", "Percetakan Cahaya"),
            ("perce takan cahaya mandri", "Percetakan Cahaya Mandiri"),
            ("ctering bu hj rahmawaty", "Katering Hj. Rahmawati"),
            ("kathering rachmawati", "Katering Hj. Rahmawati"),
            ("tk soerja", "Toko Surya"),
            ("rumah makan widjaja", "RM Wijaya"),
            ("nuraini", "Nur'aini Batik"),
            ("ibu pitri", "Warung Bu Fitri"),
            ("mlati", "Koperasi Melati"),
            ("sambel gamy", "CV Tiga Dara"),
            ("engang, pt", "P.T. Enggang"),
            ("PERCETAKAN  CAHAYA!", "Percetakan Cahaya"),
            ("perctak", "Percetakan Cahaya"),
            ("cetakan cahaya", "Percetakan Cahaya"),
        ] {
            let names = found(&kukar, typed);
            assert_eq!(names.first().map(String::as_str), Some(name), "{typed}: {names:?}");
        }
        // The form decides between names that are equal otherwise, and hides neither.
        assert_eq!(found(&kukar, "ud maju jaya"), ["UD Maju Jaya", "CV. Maju Jaya"]);
        assert_eq!(found(&kukar, "c.v. maju jaya"), ["CV. Maju Jaya", "UD Maju Jaya"]);
        // Alone it finds whatever holds it.
        assert_eq!(found(&kukar, "cv"), ["CV. Maju Jaya", "CV Tiga Dara"]);
        assert_eq!(found(&kukar, "Bu"), ["Warung Bu Fitri"]);
        assert_eq!(found(&kukar, "hj."), ["Katering Hj. Rahmawati"]);
        assert_eq!(found(&kukar, "zzz qqq"), [""; 0]);
    }

    fn what_is_typed_harms_nobody(app) {
        let kukar = app.dp3a_kukar();
        named(&kukar, "Kue 100% \"Asli\" (NEAR)", KUKAR);
        named(&kukar, "日本 Café Éclair", KUKAR);
        let long = "kue ".repeat(50);
        for typed in [
            "%", "_", "\\", "'", "\"", "''", "*", "^", "( ) { }", "-", "' OR 1=1 --", "name:kue", "NEAR(", "\"kue\" AND", "a*b",
            "k", "ku", "1", "é", "日", "🙂", "\u{301}", "\u{7f}", ".", "...", "u.d", "h.", " ", "a b c d e f g h i j k l m n o p q r s t u v w x y z",
            &long, &"x".repeat(200), &"日".repeat(200), &"🙂".repeat(200), "'; DROP TABLE businesses; --", "kue*",
        ] {
            similar(&kukar, typed, "&count=exact");
            if typed.chars().count() > 1 {
                kukar.post("/v1/businesses/search", &json!({ "q": typed, "match": "similar" })).expect(200);
            }
        }
        assert_eq!(found(&kukar, "ku"), ["Kue 100% \"Asli\" (NEAR)"]);
        assert_eq!(found(&kukar, "cafe eclair"), ["日本 Café Éclair"]);
        assert_eq!(found(&kukar, "日本"), ["日本 Café Éclair"]);
        assert_eq!(found(&kukar, "%"), [""; 0]);
        assert_eq!(found(&kukar, "\"near\" AND 100%"), ["Kue 100% \"Asli\" (NEAR)"]);
        assert_eq!(kukar.get("/v1/businesses?match=similar&q=%00").expect(400).code(), "invalid_encoding");
    }

    fn a_ranked_list_is_paged_like_any_other(app) {
        let kukar = app.dp3a_kukar();
        let mut random = seeded();
        enter_all(&kukar, &names(1_000, &mut random));
        let whole = similar(&kukar, "batk melati", "&limit=200&count=exact");
        let total = whole["total"].as_u64().unwrap();
        assert!((10..200).contains(&total), "{total}");
        assert_eq!(whole["items"].as_array().unwrap().len() as u64, total);
        assert_eq!(whole["next_cursor"], Value::Null);
        let ids = |page: &Value| -> Vec<Value> {
            page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
        };
        for limit in [1, 7] {
            let mut read = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = similar(&kukar, "batk melati", &format!("&count=exact&limit={limit}{cursor}"));
                assert_eq!(page["total"], total);
                read.extend(ids(&page));
                assert!(read.len() as u64 <= total, "a page comes again");
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(read, ids(&whole), "{limit}");
        }
        let first = similar(&kukar, "batk melati", "&limit=2");
        let cursor = first["next_cursor"].as_str().unwrap();
        let next = |path: &str| kukar.get(&format!("/v1/businesses?limit=2&cursor={cursor}&{path}"));
        next("match=similar&q=batk+melati").expect(200);
        for other in ["match=similar&q=batik", "q=batk+melati", "sort=name", "match=parts&q=batk+melati"] {
            assert_eq!(next(other).expect(400).code(), "invalid_cursor", "{other}");
        }
        let link = kukar.get("/v1/businesses?match=similar&q=batk&limit=2").expect(200);
        assert!(link.header("link").unwrap().contains("match=similar&q=batk&limit=2&cursor="));
        // By POST the cursor stands in the body, and is another list's.
        let body = json!({ "q": "batk melati", "match": "similar", "limit": 3 });
        let page = kukar.post("/v1/businesses/search", &body).expect(200).json();
        assert_eq!(ids(&page), ids(&whole)[..3]);
        let body = json!({ "q": "batk melati", "match": "similar", "limit": 3, "cursor": page["next_cursor"] });
        let page = kukar.post("/v1/businesses/search", &body).expect(200).json();
        assert_eq!(ids(&page), ids(&whole)[3..6]);
        let csv = kukar.with("Accept", "text/csv").get("/v1/businesses?match=similar&q=batk&limit=3").expect(200);
        assert_eq!(csv.text().lines().count(), 4);
    }

    fn likeness_finds_nothing_out_of_sight_and_keeps_to_the_filters(app) {
        let (kukar, samarinda) = (app.dp3a_kukar(), app.samarinda());
        let mut food = json!({ "name": "Kerupuk Melati", "region_code": KUKAR, "sector": "kuliner" });
        enter(&kukar, &food);
        food["name"] = "Kerupuk Mlati".into();
        food["sector"] = "kerajinan".into();
        let other = enter(&kukar, &food);
        named(&samarinda, "Kerupuk Melatti", "64.72.01.1001");
        assert_eq!(found(&kukar, "krupuk mlati"), ["Kerupuk Mlati", "Kerupuk Melati"]);
        assert_eq!(found(&samarinda, "krupuk mlati"), ["Kerupuk Melatti"]);
        let seen = similar(&app.kaltim(), "krupuk melatti", "&count=exact&limit=1");
        assert_eq!((listed(&seen), &seen["total"]), (vec!["Kerupuk Melatti".to_owned()], &json!(3)));
        assert_eq!(listed(&similar(&app.kaltim(), "krupuk melatti", "&region=64.02"))[0], "Kerupuk Melati");
        assert_eq!(found(&app.caller("dp3appkb-kalteng"), "kerupuk melati"), [""; 0]);
        for (filter, wanted) in [
            ("sector=kuliner", &["Kerupuk Melati"][..]), ("sector=jasa", &[]), ("status=draft&region=64.02.06", &["Kerupuk Mlati", "Kerupuk Melati"]),
            ("region=64.72", &[]), ("updated_since=2199-01-01T00:00:00Z", &[]),
        ] {
            assert_eq!(listed(&similar(&kukar, "krupuk mlati", &format!("&{filter}"))), wanted, "{filter}");
        }
        // A changed name is found as it is now, a removed business no more.
        let tag = kukar.get(&other).expect(200).etag();
        kukar.patch(&other, &tag, &json!({ "trade_name": "Sulam Enggang" })).expect(200);
        assert_eq!(found(&kukar, "sulm engang"), ["Kerupuk Mlati"]);
        let tag = kukar.get(&other).expect(200).etag();
        kukar.delete(&other, &tag).expect(204);
        assert_eq!(found(&kukar, "sulm engang"), [""; 0]);
    }

    fn likeness_needs_a_name_and_has_its_own_order(app) {
        let kukar = app.dp3a_kukar();
        let refused = |query: &str| kukar.get(&format!("/v1/businesses?{query}")).expect(400);
        assert_eq!(refused("match=similar").fields(), ["?q required"]);
        assert_eq!(refused("match=similar&kbli_code=10&sort=name").fields(), ["?kbli_version required", "?q required", "?sort not_allowed"]);
        assert_eq!(refused("match=similar&q=kue&sort=-id").fields(), ["?sort not_allowed"]);
        assert_eq!(refused("match=fuzzy&q=kue").code(), "invalid_parameter");
        kukar.get("/v1/businesses?match=parts&q=kue&sort=name").expect(200);
        let search = "/v1/businesses/search";
        let asked = json!({ "match": "similar", "owner_name": "siti", "purpose": "verifikasi lapangan" });
        assert_eq!(kukar.post(search, &asked).expect(422).fields(), ["/q required"]);
        // Both criteria hold: a name like it, whose owner is called so.
        let owner = kukar.post("/v1/people", &json!({ "full_name": "Siti Contoh" })).expect(201).json();
        let owners = json!([{ "person_id": owner["id"], "role": "pemilik" }]);
        enter(&kukar, &json!({ "name": "Batik Enggang", "region_code": KUKAR, "owners": owners }));
        named(&kukar, "Batik Engang", KUKAR);
        let asked = json!({ "q": "batk engang", "match": "similar", "owner_name": "siti", "purpose": "verifikasi lapangan" });
        assert_eq!(listed(&kukar.post(search, &asked).expect(200).json()), ["Batik Enggang"]);
    }

    fn of_200_misspelt_names_nearly_all_are_among_the_first_ten(app) {
        let kukar = app.dp3a_kukar();
        let mut random = seeded();
        let names = names(3_000, &mut random);
        enter_all(&kukar, &names);
        let mut lost = Vec::new();
        let mut first = 0;
        for (meant, way, typed) in misspelt(&names, 200, &mut random) {
            let ten = listed(&similar(&kukar, &typed, "&limit=10"));
            match ten.iter().position(|name| *name == names[meant]) {
                Some(0) => first += 1,
                Some(_) => {}
                None => lost.push(format!("{}: {typed} for {}", WAYS[way], names[meant])),
            }
        }
        println!("first: {first} of 200; not among ten: {lost:#?}");
        assert!(lost.len() <= 2, "{lost:#?}");
        assert!(first >= 185, "{first}");
    }
}
