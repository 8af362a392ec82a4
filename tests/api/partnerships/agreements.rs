use serde_json::{Value, json};

use super::{agreement, entered, go, join, sign, sign_all, signed};
use crate::support::{Caller, on_both};

/// The moves by hand; `in_force`, `expiring`, `expired` and `extended` come by themselves.
const MOVES: [(&str, &[&str]); 9] = [
    ("draft", &["under_review", "canceled"]),
    ("under_review", &["agreed", "draft", "canceled"]),
    ("agreed", &["signed", "draft", "canceled"]),
    ("signed", &["ended_early"]),
    ("in_force", &["ended_early"]),
    ("expiring", &["ended_early"]),
    ("expired", &[]),
    ("ended_early", &[]),
    ("canceled", &[]),
];

const STATES: [&str; 10] = [
    "draft",
    "under_review",
    "agreed",
    "signed",
    "in_force",
    "expiring",
    "expired",
    "extended",
    "ended_early",
    "canceled",
];

fn day(days: i64) -> String {
    (sinergi::values::zone::Zone::Wita.today() + chrono::TimeDelta::days(days)).to_string()
}

/// The first and last day, relative to today, of a partnership that is in a state.
fn days(state: &str) -> (i64, i64) {
    match state {
        "signed" => (10, 400),
        "expiring" => (-10, 90),
        "expired" => (-300, -1),
        _ => (-10, 91),
    }
}

fn in_state(caller: &Caller, state: &str) -> String {
    let (from, to) = days(state);
    let mut body = agreement();
    body["effective_from"] = json!(day(from));
    body["effective_to"] = json!(day(to));
    let (path, _) = entered(caller, &body);
    join(caller, &path, "disperindag-kukar", "pelaksana");
    if state == "canceled" {
        go(
            caller,
            &path,
            &json!({ "to": "canceled", "reason": "contoh" }),
        )
        .expect(200);
        return path;
    }
    sign_signatures(caller, &path, &day(from.min(0)));
    for to in ["under_review", "agreed", "signed"] {
        if caller.get(&path).expect(200).json()["status"] == state {
            break;
        }
        go(caller, &path, &json!({ "to": to })).expect(200);
    }
    if state == "ended_early" {
        let end = json!({ "to": "ended_early", "reason": "contoh", "on": day(-1) });
        go(caller, &path, &end).expect(200);
    }
    path
}

fn sign_signatures(caller: &Caller, partnership: &str, on: &str) {
    let parties = caller.get(partnership).expect(200).json()["parties"].clone();
    for party in parties.as_array().unwrap() {
        let path = format!("{partnership}/parties/{}", party["id"].as_str().unwrap());
        let tag = caller.get(&path).expect(200).etag();
        let signature = json!({ "document_number": "1/2024", "signatory_office": "Kepala Dinas", "signed_on": on });
        caller.patch(&path, &tag, &signature).expect(200);
    }
}

on_both! {
    fn a_partnership_is_entered_changed_and_removed(app) {
        let kukar = app.dp3a_kukar();
        let (path, made) = entered(&kukar, &agreement());
        let read = kukar.get(&path).expect(200);
        assert_eq!(read.json()["coordinator"], "dp3a-kukar");
        assert_eq!(read.json()["parties"][0]["role"], "koordinator");
        assert_eq!(read.json()["parties"][0]["agency"], "dp3a-kukar");
        let change = json!({ "fields": ["pelatihan", "pemasaran"], "region_codes": ["64.02"] });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        let changed = kukar.patch(&path, &made.etag(), &change).expect(200);
        assert_eq!(changed.json()["fields"], json!(["pelatihan", "pemasaran"]));
        assert_eq!(kukar.patch(&path, &changed.etag(), &change).expect(200).json()["version"], 2);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["region_codes"], json!([[], ["64.02"]]));
        let list = kukar.get("/v1/partnerships?coordinator=dp3a-kukar&status=draft&sort=-title&count=exact");
        assert_eq!(list.expect(200).json()["total"], 1);
        // A party more is another version of what is read.
        join(&kukar, &path, "diskop-kukar", "pendukung");
        kukar.delete(&path, &changed.etag()).expect(412);
        let tag = kukar.get(&path).expect(200).etag();
        kukar.delete(&path, &tag).expect(204);
        kukar.get(&path).expect(404);
    }

    fn every_bad_field_of_a_partnership_is_named(app) {
        let kukar = app.dp3a_kukar();
        let mut body = agreement();
        body["title"] = json!(" ");
        body["effective_to"] = json!("2023-12-31");
        body["authority_signed_on"] = json!("2999-01-01");
        body["region_codes"] = json!(["64.02", "99.99", "64.02"]);
        body["document_sha256"] = json!("0".repeat(64));
        body["extension_of"] = json!("01939b2e-7c00-7000-8000-000000000001");
        let refused = kukar.post("/v1/partnerships", &body).expect(422);
        assert_eq!(refused.fields(), [
            "/authority_signed_on in_the_future", "/document_url required", "/effective_to out_of_order",
            "/extension_of not_extendable", "/region_codes/1 unknown_region", "/region_codes/2 repeated",
            "/title required",
        ]);
    }

    fn parties_read_it_and_only_the_coordinator_changes_it(app) {
        let kaltim = app.kaltim();
        let mut body = agreement();
        body["scheme"] = json!("prov_kab");
        let (path, made) = entered(&kaltim, &body);
        // A province's own area: a regency sees nothing of it before it is a party.
        let kukar = app.dp3a_kukar();
        kukar.get(&path).expect(404);
        join(&kaltim, &path, "dp3a-kukar", "pelaksana");
        let read = kukar.get(&path).expect(200);
        assert_eq!(kukar.get("/v1/partnerships?party=dp3a-kukar&count=exact").expect(200).json()["total"], 1);
        let change = json!({ "objectives": "Lain." });
        kukar.patch(&path, &read.etag(), &change).expect(403);
        go(&kukar, &path, &json!({ "to": "under_review" })).expect(403);
        kukar.get(&format!("{path}/history")).expect(200);
        for stranger in [app.samarinda(), app.caller("disperindag-kukar"), app.caller("dp3appkb-kalteng")] {
            stranger.get(&path).expect(404);
            assert_eq!(stranger.get("/v1/partnerships?count=exact").expect(200).json()["total"], 0);
        }
        // A regency's partnership is in its province's sight, and of its own agencies.
        let (path, _) = entered(&kukar, &agreement());
        for reader in [&kaltim, &app.kpppa(), &app.caller("disperindag-kukar").acting("a")] {
            let tag = reader.get(&path).expect(200).etag();
            assert_eq!(reader.patch(&path, &tag, &change).expect(403).code(), "owned_by_another_agency");
        }
        app.samarinda().get(&path).expect(404);
        assert_eq!(made.json()["status"], "draft");
    }

    fn a_party_outside_the_area_hears_of_it_in_the_feed(app) {
        let (kaltim, kukar) = (app.kaltim(), app.dp3a_kukar());
        let mut body = agreement();
        body["scheme"] = json!("prov_kab");
        let (path, made) = entered(&kaltim, &body);
        let id = made.json()["id"].clone();
        let heard = |caller: &Caller| {
            let feed = caller.get("/v1/changes?limit=200").expect(200).json();
            let items = feed["items"].as_array().unwrap().clone();
            items.iter().filter(|entry| entry["id"] == id).count()
        };
        let told = |caller: &Caller| {
            let page = caller.get("/v1/audit-events?resource=partnerships").expect(200).json();
            page["items"].as_array().unwrap().len()
        };
        assert_eq!((heard(&kukar), told(&kukar)), (0, 0));
        join(&kaltim, &path, "dp3a-kukar", "pelaksana");
        let silent = app.caller_with("dp3a-kukar", &[sinergi::auth::Scope::TrainingRead]);
        // The feed of PostgreSQL waits for every open transaction of the server, those of other tests too.
        for _ in 0..200 {
            if heard(&kukar) > 0 { break }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert!(heard(&kukar) > 0 && told(&kukar) > 0);
        assert_eq!(heard(&silent), 0);
        assert_eq!(heard(&app.samarinda()), 0);
    }

    fn every_move_of_a_partnership_is_allowed_or_refused(app) {
        let caller = app.dp3a_kukar();
        for (from, allowed) in MOVES {
            let path = in_state(&caller, from);
            let read = caller.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            let listed = caller.get(&format!("/v1/partnerships?status={from}")).expect(200).json();
            assert!(listed["items"].as_array().unwrap().iter().all(|one| one["status"] == from));
            assert!(!listed["items"].as_array().unwrap().is_empty(), "{from}");
            for to in STATES {
                let mut body = json!({ "to": to, "reason": "contoh" });
                if to == "ended_early" {
                    body["on"] = json!(day(-1));
                }
                let path = in_state(&caller, from);
                let answer = go(&caller, &path, &body);
                if allowed.contains(&to) {
                    let shown = answer.expect(200).json()["status"].clone();
                    // What is signed with these days is in force at once.
                    assert!(shown == to || (to, &shown) == ("signed", &json!("in_force")), "{from} to {to}");
                } else {
                    assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
                }
            }
        }
        let path = in_state(&caller, "in_force");
        let refused = go(&caller, &path, &json!({ "to": "ended_early" })).expect(422);
        assert_eq!(refused.fields(), ["/on required", "/reason required"]);
        let late = json!({ "to": "ended_early", "reason": "contoh", "on": day(92) });
        assert_eq!(go(&caller, &path, &late).expect(422).fields(), ["/on out_of_order"]);
    }

    fn signing_with_three_of_four_numbers_names_the_fourth(app) {
        let kukar = app.dp3a_kukar();
        let (path, _) = entered(&kukar, &agreement());
        for agency in ["disperindag-kukar", "diskop-kukar", "distransnaker-kukar"] {
            join(&kukar, &path, agency, "pelaksana");
        }
        for to in ["under_review", "agreed"] {
            go(&kukar, &path, &json!({ "to": to })).expect(200);
        }
        let bare = go(&kukar, &path, &json!({ "to": "signed" })).expect(422);
        assert_eq!(bare.fields().len(), 12);
        sign_all(&kukar, &path);
        let last = kukar.get(&path).expect(200).json()["parties"][3].clone();
        let party = format!("{path}/parties/{}", last["id"].as_str().unwrap());
        let tag = kukar.get(&party).expect(200).etag();
        kukar.patch(&party, &tag, &json!({ "document_number": null })).expect(200);
        let refused = go(&kukar, &path, &json!({ "to": "signed" })).expect(422);
        assert_eq!(refused.fields(), ["/parties/3/document_number required_for_signing"]);
        assert!(refused.text().contains("distransnaker-kukar"), "{}", refused.text());
        assert_eq!(kukar.get(&path).expect(200).json()["status"], "agreed");
        // The party itself enters what is missing.
        let labor = app.caller("distransnaker-kukar").acting("kukar-2");
        let tag = labor.get(&party).expect(200).etag();
        labor.patch(&party, &tag, &json!({ "document_number": "560/7/2024" })).expect(200);
        assert_eq!(go(&kukar, &path, &json!({ "to": "signed" })).expect(200).json()["status"], "expired");
    }

    fn a_decree_needs_its_authority_and_no_party_numbers(app) {
        let kukar = app.dp3a_kukar();
        for instrument in ["sk_tim", "rencana_aksi"] {
            let mut body = agreement();
            body["instrument"] = json!(instrument);
            let (path, _) = entered(&kukar, &body);
            for to in ["under_review", "agreed"] {
                go(&kukar, &path, &json!({ "to": to })).expect(200);
            }
            let refused = go(&kukar, &path, &json!({ "to": "signed" })).expect(422);
            assert_eq!(refused.fields(), [
                "/authority_number required_for_signing", "/authority_office required_for_signing",
                "/authority_signed_on required_for_signing", "/parties too_few_parties",
            ]);
            join(&kukar, &path, "disperindag-kukar", "pelaksana");
            let tag = kukar.get(&path).expect(200).etag();
            let decree = json!({
                "authority_office": "Bupati Kutai Kartanegara", "authority_number": "188/1/2024",
                "authority_signed_on": "2024-01-02"
            });
            kukar.patch(&path, &tag, &decree).expect(200);
            go(&kukar, &path, &json!({ "to": "signed" })).expect(200);
        }
    }

    fn what_was_planned_fits_what_is_signed(app) {
        let kukar = app.dp3a_kukar();
        let (path, _) = entered(&kukar, &agreement());
        let trade = join(&kukar, &path, "disperindag-kukar", "pelaksana");
        join(&kukar, &path, "diskop-kukar", "pendukung");
        let plan = json!({
            "code": "1", "name": "Pameran", "lead_agency": "disperindag-kukar",
            "planned_from": "2024-05-01", "planned_to": "2024-12-20"
        });
        let activity = kukar.post(&format!("{path}/activities"), &plan).expect(201).json()["id"].clone();
        let target = json!({ "activity_id": activity, "indicator": "pameran_diikuti", "year": 2024, "q2": 1 });
        let target = kukar.post(&format!("{path}/targets"), &target).expect(201).json()["id"].clone();
        sign_all(&kukar, &path);
        let tag = kukar.get(&trade).expect(200).etag();
        kukar.delete(&trade, &tag).expect(204);
        let tag = kukar.get(&path).expect(200).etag();
        kukar.patch(&path, &tag, &json!({ "effective_to": "2024-11-30" })).expect(200);
        for to in ["under_review", "agreed"] {
            go(&kukar, &path, &json!({ "to": to })).expect(200);
        }
        let refused = go(&kukar, &path, &json!({ "to": "signed" })).expect(422);
        let (activity, target) = (activity.as_str().unwrap(), target.as_str().unwrap());
        assert_eq!(refused.fields(), [
            format!("/activities/{activity}/lead_agency not_a_party"),
            format!("/activities/{activity}/planned_to outside_partnership"),
            format!("/targets/{target}/agency not_a_party"),
        ]);
    }

    fn days_lie_within_what_quarters_can_name(app) {
        let kukar = app.dp3a_kukar();
        let mut body = agreement();
        body["effective_from"] = json!("0001-01-01");
        body["effective_to"] = json!("9999-12-31");
        let refused = kukar.post("/v1/partnerships", &body).expect(422);
        assert_eq!(refused.fields(), ["/effective_from out_of_range", "/effective_to out_of_range"]);
    }

    fn a_partnership_does_not_end_before_it_began(app) {
        let kukar = app.dp3a_kukar();
        let path = in_state(&kukar, "in_force");
        let early = json!({ "to": "ended_early", "reason": "contoh", "on": day(-11) });
        assert_eq!(go(&kukar, &path, &early).expect(422).fields(), ["/on out_of_order"]);
    }

    fn each_scheme_has_its_parties(app) {
        let bank = json!({ "name": "Bank Contoh", "type": "bank", "level": "nasional" });
        let bank = app.admin().post("/v1/organizations", &bank).expect(201).json()["id"].clone();
        let (kukar, kaltim) = (app.dp3a_kukar(), app.kaltim());
        let agency = |code: &str| json!({ "agency": code, "role": "pelaksana" });
        let cases: [(&Caller, &str, Value, bool); 9] = [
            (&kukar, "internal_opd", agency("diskop-kukar"), true),
            (&kukar, "internal_opd", agency("dp2pa-samarinda"), false),
            (&kukar, "ksdd", agency("dp2pa-samarinda"), true),
            (&kukar, "ksdd", agency("diskop-kukar"), false),
            (&kukar, "ksdpk", json!({ "organization_id": bank, "role": "pendukung" }), true),
            (&kukar, "ksdpk", agency("diskop-kukar"), false),
            (&kukar, "sinergi_pusat", agency("kpppa"), true),
            (&kaltim, "prov_kab", agency("dp3a-kukar"), true),
            (&kaltim, "prov_kab", agency("disperindagkop-kaltim"), false),
        ];
        for (caller, scheme, party, fits) in cases {
            let mut body = agreement();
            body["scheme"] = json!(scheme);
            let (path, _) = entered(caller, &body);
            caller.post(&format!("{path}/parties"), &party).expect(201);
            sign_all(caller, &path);
            for to in ["under_review", "agreed"] {
                go(caller, &path, &json!({ "to": to })).expect(200);
            }
            let answer = go(caller, &path, &json!({ "to": "signed" }));
            if fits {
                answer.expect(200);
            } else {
                assert_eq!(answer.expect(422).fields(), ["/parties scheme_parties"], "{scheme} {party}");
            }
        }
    }

    fn what_is_signed_stands_and_another_continues_it(app) {
        let kukar = app.dp3a_kukar();
        let first = signed(app);
        let read = kukar.get(&first).expect(200);
        let tag = read.etag();
        assert_eq!(kukar.patch(&first, &tag, &json!({ "title": "Lain" })).expect(409).code(), "conflict");
        let paper = json!({ "document_url": "https://contoh.go.id/nota.pdf", "document_sha256": "a".repeat(64) });
        kukar.patch(&first, &tag, &paper).expect(200);
        let party = json!({ "agency": "diskominfo-kukar", "role": "pendukung" });
        kukar.post(&format!("{first}/parties"), &party).expect(409);
        let mut body = agreement();
        body["extension_of"] = read.json()["id"].clone();
        let too_short = kukar.post("/v1/partnerships", &body).expect(422);
        assert_eq!(too_short.fields(), ["/extension_of not_extendable"]);
        body["effective_from"] = json!("2025-01-01");
        body["effective_to"] = json!("2025-12-31");
        let (next, _) = entered(&kukar, &body);
        join(&kukar, &next, "disperindag-kukar", "pelaksana");
        assert_eq!(kukar.get(&first).expect(200).json()["status"], "expired");
        sign(&kukar, &next);
        assert_eq!(kukar.get(&first).expect(200).json()["status"], "extended");
        let listed = kukar.get("/v1/partnerships?status=extended&count=exact").expect(200).json();
        assert_eq!(listed["total"], 1);
        // It is continued once.
        let (again, _) = entered(&kukar, &body);
        join(&kukar, &again, "disperindag-kukar", "pelaksana");
        sign_all(&kukar, &again);
        for to in ["under_review", "agreed"] {
            go(&kukar, &again, &json!({ "to": to })).expect(200);
        }
        assert_eq!(go(&kukar, &again, &json!({ "to": "signed" })).expect(409).code(), "conflict");
        assert_eq!(kukar.get(&again).expect(200).json()["status"], "agreed");
    }
}
