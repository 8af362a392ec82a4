use serde_json::{Value, json};

use super::{activity, added, agreement, draft, entered, go, join, prov_kab, sign};
use crate::support::{Caller, on_both};
use crate::training::{batch, plan, planned, scheduled};

const MOVES: [(&str, &[&str]); 5] = [
    ("planned", &["running", "postponed", "canceled"]),
    ("running", &["completed", "postponed", "canceled"]),
    ("postponed", &["planned", "running", "canceled"]),
    ("completed", &[]),
    ("canceled", &[]),
];

/// Takes a planned activity to a state.
fn take(caller: &Caller, path: &str, state: &str) {
    let way: &[&str] = match state {
        "planned" => &[],
        "completed" => &["running", "completed"],
        "running" => &["running"],
        "postponed" => &["postponed"],
        _ => &["canceled"],
    };
    for to in way {
        go(caller, path, &step(to)).expect(200);
    }
}

fn step(to: &str) -> Value {
    let mut body = json!({ "to": to, "reason": "contoh" });
    if ["running", "completed"].contains(&to) {
        body["on"] = json!("2024-05-02");
    }
    body
}

/// A batch of an agency, by its id.
fn batch_of(caller: &Caller) -> String {
    let (program, _) = planned(caller, &plan());
    let path = scheduled(caller, &program, &batch());
    path.rsplit('/').next().unwrap().to_owned()
}

fn link(id: &str) -> Value {
    json!({ "links": [{ "resource": "training-batches", "id": id }] })
}

on_both! {
    fn an_activity_is_planned_changed_and_removed(app) {
        let kukar = app.dp3a_kukar();
        let partnership = draft(app);
        let mut body = activity("distransnaker-kukar");
        body["supporting_agencies"] = json!(["disperindag-kukar"]);
        let path = added(&kukar, &partnership, "activities", &body);
        let read = kukar.get(&path).expect(200);
        let shown = read.json();
        assert_eq!(shown["partnership_id"], partnership.rsplit('/').next().unwrap());
        assert_eq!((&shown["status"], &shown["links"]), (&json!("planned"), &json!([])));
        kukar.patch(&path, "\"v9\"", &json!({ "name": "Lain" })).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let change = json!({ "budget_idr": 5_000_000, "fund_source": "apbd", "region_codes": ["64.02.06"] });
        // The partnership of 2024 has ended: what was agreed stands. One in draft still plans.
        sign(&kukar, &partnership);
        assert_eq!(kukar.patch(&path, &read.etag(), &change).expect(409).code(), "conflict");
        let (open, _) = entered(&kukar, &agreement());
        let path = added(&kukar, &open, "activities", &activity("dp3a-kukar"));
        let changed = kukar.get(&path).expect(200);
        let changed = kukar.patch(&path, &changed.etag(), &change).expect(200);
        let same = kukar.patch(&path, &changed.etag(), &change).expect(200);
        assert_eq!(same.json()["version"], 2);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["budget_idr"], json!([null, 5_000_000]));
        let list = kukar.get(&format!("{open}/activities?lead_agency=dp3a-kukar&status=planned&count=exact"));
        assert_eq!(list.expect(200).json()["total"], 1);
        let none = kukar.get(&format!("{open}/activities?status=running&count=exact")).expect(200).json();
        assert_eq!(none["total"], 0);
        let again = kukar.post(&format!("{open}/activities"), &activity("dp3a-kukar")).expect(409);
        assert_eq!(again.code(), "already_exists");
        assert_eq!(again.json()["existing_id"], changed.json()["id"]);
        kukar.delete(&path, &same.etag()).expect(204);
        kukar.get(&path).expect(404);
    }

    fn every_bad_field_of_an_activity_is_named(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        join(&kukar, &partnership, "diskominfo-kukar", "pendukung");
        let body = json!({
            "code": " ", "name": "\t", "lead_agency": "diskominfo-kukar", "planned_from": "2024-06-30",
            "supporting_agencies": ["disperindag-kukar", "diskominfo-kukar"], "region_codes": ["64.02", "64.02", "99.99"],
            "planned_to": "2023-12-31", "actual_to": "2999-01-01", "spent_idr": 1,
            "links": [{ "resource": "training-batches", "id": uuid::Uuid::now_v7() }]
        });
        assert_eq!(kukar.post(&format!("{partnership}/activities"), &body).expect(422).fields(), [
            "/actual_from required", "/actual_to in_the_future", "/code required", "/lead_agency does_not_execute",
            "/links/0/id unknown_reference", "/name required", "/planned_to out_of_order", "/planned_to outside_partnership",
            "/region_codes/1 repeated", "/region_codes/2 unknown_region", "/spent_idr above_budget",
            "/supporting_agencies/0 not_a_party", "/supporting_agencies/1 leads_already",
        ]);
    }

    fn the_coordinator_plans_for_all_and_a_party_for_itself(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        join(&kukar, &partnership, "disperindag-kukar", "pelaksana");
        join(&kukar, &partnership, "distransnaker-kukar", "pelaksana");
        join(&kukar, &partnership, "diskop-kukar", "pendukung");
        let trade = app.caller("disperindag-kukar").acting("kukar-3");
        let list = format!("{partnership}/activities");
        let path = added(&trade, &partnership, "activities", &activity("disperindag-kukar"));
        trade.post(&list, &activity("distransnaker-kukar")).expect(403);
        // Its lead changes it, but hands the lead to nobody.
        let tag = trade.get(&path).expect(200).etag();
        let changed = trade.patch(&path, &tag, &json!({ "name": "Pameran" })).expect(200);
        let hand_on = json!({ "lead_agency": "distransnaker-kukar" });
        assert_eq!(trade.patch(&path, &changed.etag(), &hand_on).expect(403).code(), "owned_by_another_agency");
        // One that supports leads nothing; one that is no party reads.
        let supports = app.caller("diskop-kukar").acting("kukar-4");
        assert_eq!(supports.post(&list, &activity("diskop-kukar")).expect(422).fields(), ["/lead_agency does_not_execute"]);
        let no_party = app.caller("diskominfo-kukar").acting("kukar-5");
        for other in [&supports, &no_party] {
            other.get(&path).expect(200);
            assert_eq!(other.patch(&path, &changed.etag(), &json!({ "name": "Lain" })).expect(403).code(), "owned_by_another_agency");
            assert_eq!(other.delete(&path, &changed.etag()).expect(403).code(), "owned_by_another_agency");
            assert_eq!(go(other, &path, &step("running")).expect(403).code(), "owned_by_another_agency");
        }
        assert_eq!(no_party.post(&list, &activity("diskominfo-kukar")).expect(403).code(), "owned_by_another_agency");
        for stranger in [app.samarinda(), app.caller("dp3appkb-kalteng").acting("kalteng-1")] {
            stranger.get(&list).expect(404);
            stranger.get(&path).expect(404);
            stranger.patch(&path, &changed.etag(), &json!({ "name": "Lain" })).expect(404);
            stranger.get(&format!("{path}/history")).expect(404);
            stranger.post(&list, &activity("dp3a-kukar")).expect(404);
        }
        kukar.patch(&path, &changed.etag(), &hand_on).expect(200);
    }

    fn the_province_monitors_and_leads_nothing(app) {
        let (kaltim, kukar) = (app.kaltim(), app.dp3a_kukar());
        let partnership = prov_kab(app);
        let list = format!("{partnership}/activities");
        let refused = kaltim.post(&list, &activity("dkp3a-kaltim")).expect(422);
        assert_eq!(refused.fields(), ["/lead_agency does_not_execute"]);
        added(&kaltim, &partnership, "activities", &activity("dp3a-kukar"));
        let mut own = activity("dp3a-kukar");
        own["code"] = json!("2.1");
        added(&kukar, &partnership, "activities", &own);
        // A regency that is no party does not even see it.
        app.caller("diskop-kukar").get(&list).expect(404);
    }

    fn an_activity_consists_of_batches_of_the_parties(app) {
        let (kukar, labor) = (app.dp3a_kukar(), app.caller("distransnaker-kukar").acting("kukar-1"));
        let partnership = draft(app);
        let path = added(&kukar, &partnership, "activities", &activity("distransnaker-kukar"));
        sign(&kukar, &partnership);
        let (mine, theirs, foreign) = (batch_of(&labor), batch_of(&app.caller("diskominfo-kukar").acting("kukar-7")), batch_of(&app.samarinda()));
        let tag = labor.get(&path).expect(200).etag();
        assert_eq!(labor.patch(&path, &tag, &link(&theirs)).expect(422).fields(), ["/links/0/id not_a_party"]);
        assert_eq!(labor.patch(&path, &tag, &link(&foreign)).expect(422).fields(), ["/links/0/id unknown_reference"]);
        let twice = json!({ "links": [link(&mine)["links"][0], link(&mine)["links"][0]] });
        assert_eq!(labor.patch(&path, &tag, &twice).expect(422).fields(), ["/links/1 repeated"]);
        let kind = json!({ "links": [{ "resource": "people", "id": mine }] });
        labor.patch(&path, &tag, &kind).expect(422);
        // Links, money and days are reported after the partnership's end too.
        let linked = labor.patch(&path, &tag, &link(&mine)).expect(200);
        assert_eq!(linked.json()["links"], link(&mine)["links"]);
        assert_eq!(kukar.get(&path).expect(200).json(), linked.json());
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["links"], json!([[], link(&mine)["links"]]));
        // A batch that an activity consists of is not removed.
        let batch = format!("/v1/training-batches/{mine}");
        let tag = labor.get(&batch).expect(200).etag();
        assert_eq!(labor.delete(&batch, &tag).expect(409).code(), "still_referenced");
        let free = labor.patch(&path, &linked.etag(), &json!({ "links": [] })).expect(200);
        assert_eq!(free.json()["links"], json!([]));
        labor.delete(&batch, &tag).expect(204);
    }

    fn every_move_of_an_activity_is_allowed_or_refused(app) {
        let kukar = app.dp3a_kukar();
        let partnership = draft(app);
        let mut all = Vec::new();
        for (from, allowed) in MOVES {
            for (to, _) in MOVES {
                let mut body = activity("dp3a-kukar");
                body["code"] = json!(format!("{from}.{to}"));
                all.push((added(&kukar, &partnership, "activities", &body), from, allowed, to));
            }
        }
        sign(&kukar, &partnership);
        for (path, from, allowed, to) in all {
            take(&kukar, &path, from);
            let read = kukar.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            let answer = go(&kukar, &path, &step(to));
            if allowed.contains(&to) {
                assert_eq!(answer.expect(200).json()["status"], to, "from {from}");
            } else {
                assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
            }
        }
    }

    fn an_activity_runs_and_ends_on_days(app) {
        let kukar = app.dp3a_kukar();
        let partnership = draft(app);
        let path = added(&kukar, &partnership, "activities", &activity("dp3a-kukar"));
        sign(&kukar, &partnership);
        kukar.transition(&path, "\"v9\"", &step("running")).expect(412);
        assert_eq!(go(&kukar, &path, &json!({ "to": "running" })).expect(422).fields(), ["/on required"]);
        assert_eq!(go(&kukar, &path, &json!({ "to": "running", "on": "2999-01-01" })).expect(422).fields(), ["/on in_the_future"]);
        assert_eq!(go(&kukar, &path, &json!({ "to": "canceled", "on": "2024-05-01" })).expect(422).fields(), ["/on not_applicable", "/reason required"]);
        let running = go(&kukar, &path, &json!({ "to": "running", "on": "2024-05-02" })).expect(200);
        assert_eq!(running.json()["actual_from"], "2024-05-02");
        assert_eq!(kukar.patch(&path, &running.etag(), &json!({ "actual_from": null })).expect(422).fields(), ["/actual_from required"]);
        assert_eq!(go(&kukar, &path, &json!({ "to": "completed", "on": "2024-05-01" })).expect(422).fields(), ["/on out_of_order"]);
        let reported = kukar.patch(&path, &running.etag(), &json!({ "actual_to": "2024-06-01" })).expect(200);
        let done = kukar.transition(&path, &reported.etag(), &json!({ "to": "completed" })).expect(200);
        assert_eq!(done.json()["actual_to"], "2024-06-01");
        assert_eq!(kukar.delete(&path, &done.etag()).expect(409).code(), "conflict");
        // What was not signed takes no reports.
        let (draft, _) = entered(&kukar, &agreement());
        let path = added(&kukar, &draft, "activities", &activity("dp3a-kukar"));
        assert_eq!(go(&kukar, &path, &step("running")).expect(409).code(), "conflict");
        go(&kukar, &draft, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        assert_eq!(go(&kukar, &path, &step("canceled")).expect(409).code(), "conflict");
        let mut next = activity("dp3a-kukar");
        next["code"] = json!("9");
        assert_eq!(kukar.post(&format!("{draft}/activities"), &next).expect(409).code(), "conflict");
    }
}
