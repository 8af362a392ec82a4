use serde_json::{Value, json};

use super::{added, agreement, draft, entered, go, join, reported, reporting, sign, target};
use crate::support::{Answer, Caller, on_both};

fn close(caller: &Caller, partnership: &str, quarter: &str) -> Answer {
    caller.post(
        &format!("{partnership}/quarters"),
        &json!({ "quarter": quarter }),
    )
}

fn verify(caller: &Caller, path: &str) -> Answer {
    go(caller, path, &json!({ "to": "verified" })).expect(200)
}

/// The figure of the only target in a quarter.
fn figure(caller: &Caller, partnership: &str, quarter: &str) -> Value {
    let shown = caller
        .get(&format!("{partnership}/quarters/{quarter}"))
        .expect(200)
        .json();
    shown["figures"][0].clone()
}

/// The values of the revisions in a list of realizations.
fn values(caller: &Caller, target: &str, query: &str) -> Vec<i64> {
    let page = caller
        .get(&format!("{target}/realizations{query}"))
        .expect(200)
        .json();
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["value"].as_i64().unwrap())
        .collect()
}

on_both! {
    fn the_coordinator_closes_a_quarter_and_its_figures_stand(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, target, trade) = reporting(app);
        let open = kukar.get(&format!("{partnership}/quarters?count=exact")).expect(200).json();
        assert_eq!(open["total"], 4);
        assert_eq!((&open["items"][0]["quarter"], &open["items"][0]["status"]), (&json!("2024-Q1"), &json!("open")));
        let (first, second) = (reported(&trade, &target, "2024-Q1", 2), reported(&trade, &target, "2024-Q2", 3));
        // Nobody but the coordinator, and not while something waits for verification.
        assert_eq!(close(&trade, &partnership, "2024-Q1").expect(403).code(), "owned_by_another_agency");
        app.samarinda().post(&format!("{partnership}/quarters"), &json!({ "quarter": "2024-Q1" })).expect(404);
        assert_eq!(close(&kukar.without("Sinergi-Actor"), &partnership, "2024-Q1").expect(400).code(), "actor_required");
        let refused = close(&kukar, &partnership, "2024-Q1").expect(409);
        let id = target.rsplit('/').next().unwrap();
        assert_eq!((refused.code(), refused.fields()), ("conflict".to_owned(), vec![format!("/targets/{id} not_verified")]));
        go(&kukar, &first, &json!({ "to": "returned", "reason": "contoh" })).expect(200);
        close(&kukar, &partnership, "2024-Q1").expect(409);
        let tag = trade.get(&first).expect(200).etag();
        trade.patch(&first, &tag, &json!({ "value": 2, "note": "Sudah benar." })).expect(200);
        let before = verify(&kukar, &first);
        let made = close(&kukar, &partnership, "2024-Q1").expect(201);
        let shown = made.json();
        assert_eq!(made.header("location"), Some(format!("{}/quarters/2024-Q1", partnership).as_str()));
        assert_eq!((&shown["status"], &shown["closed_by"], &shown["actor"]), (&json!("closed"), &json!("dp3a-kukar"), &json!("kukar-1")));
        let only = &shown["figures"][0];
        assert_eq!((&only["target"], &only["reported"], &only["revision"], &only["status"]), (&json!(2), &json!(2), &json!(1), &json!("verified")));
        assert_eq!((&only["closing"], &only["computed"], &only["difference"]), (&json!({ "reported": 2, "computed": null }), &json!(null), &json!(null)));
        let again = close(&kukar, &partnership, "2024-Q1").expect(409);
        assert_eq!((again.code(), &again.json()["existing_id"]), ("already_exists".to_owned(), &shown["closing_id"]));

        // The closed quarter locks: nothing is returned, changed or reported there without a reason.
        let locked = kukar.get(&first).expect(200);
        assert_eq!((&locked.json()["locked"], &locked.json()["allowed_transitions"]), (&json!(true), &json!([])));
        assert_ne!(locked.etag(), before.etag());
        assert_eq!(go(&kukar, &first, &json!({ "to": "returned", "reason": "contoh" })).expect(409).code(), "quarter_closed");
        assert_eq!(trade.patch(&first, &locked.etag(), &json!({ "value": 9 })).expect(409).code(), "quarter_closed");
        let bare = trade.post(&format!("{target}/realizations"), &json!({ "quarter": "2024-Q1", "value": 9 })).expect(409);
        assert_eq!((bare.code(), bare.fields()), ("quarter_closed".to_owned(), vec!["/correction_reason required".to_owned()]));
        // The other quarter goes on.
        verify(&kukar, &second);
        go(&kukar, &second, &json!({ "to": "returned", "reason": "contoh" })).expect(200);
    }

    fn a_late_correction_leaves_the_old_figure_retrievable(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, target, trade) = reporting(app);
        let first = reported(&trade, &target, "2024-Q1", 2);
        verify(&kukar, &first);
        close(&kukar, &partnership, "2024-Q1").expect(201);
        let closed_at = kukar.get(&format!("{partnership}/quarters/2024-Q1")).expect(200).json()["closed_at"].as_str().unwrap().to_owned();

        let list = format!("{target}/realizations");
        let body = json!({ "quarter": "2024-Q1", "value": 7, "correction_reason": "Dua pameran terlewat." });
        let made = trade.post(&list, &body).expect(201);
        let correction = made.header("location").unwrap().to_owned();
        assert_eq!((&made.json()["revision"], &made.json()["counts_from"], &made.json()["locked"]), (&json!(2), &json!(null), &json!(false)));
        // It does not count before it is verified, and there is one at a time.
        let now = figure(&kukar, &partnership, "2024-Q1");
        assert_eq!((&now["reported"], &now["revision"], &now["pending"]), (&json!(2), &json!(1), &json!("reported")));
        assert_eq!(trade.post(&list, &body).expect(409).code(), "already_exists");
        assert_eq!(go(&trade, &correction, &json!({ "to": "verified" })).expect(409).code(), "four_eyes_required");
        go(&kukar, &correction, &json!({ "to": "returned", "reason": "contoh" })).expect(200);
        let tag = trade.get(&correction).expect(200).etag();
        let said = trade.patch(&correction, &tag, &json!({ "value": 5 })).expect(200);
        assert_eq!(said.json()["counts_from"], json!(null));
        let counts = verify(&kukar, &correction).json();
        assert_eq!((&counts["counts_from"], &counts["locked"]), (&counts["verified_at"], &json!(true)));

        // Now five; as of the closing, and until the correction was verified, two.
        let now = figure(&kukar, &partnership, "2024-Q1");
        assert_eq!((&now["reported"], &now["revision"], &now["pending"]), (&json!(5), &json!(2), &json!(null)));
        assert_eq!(now["closing"], json!({ "reported": 2, "computed": null }));
        assert_eq!(values(&trade, &target, ""), [2, 5]);
        assert_eq!(values(&trade, &target, &format!("?as_of={closed_at}")), [2]);
        let verified_at = counts["verified_at"].as_str().unwrap();
        assert_eq!(values(&trade, &target, &format!("?as_of={verified_at}")), [5]);
        assert_eq!(values(&trade, &target, "?as_of=2024-04-01T00:00:00Z"), Vec::<i64>::new());
        trade.get(&format!("{list}?as_of=yesterday")).expect(400);
        // A correction that counts is corrected by the next.
        assert_eq!(go(&kukar, &correction, &json!({ "to": "returned", "reason": "contoh" })).expect(409).code(), "quarter_closed");
        let third = trade.post(&list, &json!({ "quarter": "2024-Q1", "value": 6, "correction_reason": "Salah jumlah." })).expect(201);
        assert_eq!(third.json()["revision"], 3);
        // What was never reported comes late as a correction too.
        close(&kukar, &partnership, "2024-Q3").expect(201);
        let late = trade.post(&list, &json!({ "quarter": "2024-Q3", "value": 1, "correction_reason": "Terlambat." })).expect(201);
        assert_eq!((&late.json()["revision"], &late.json()["counts_from"]), (&json!(1), &json!(null)));
    }

    fn only_a_quarter_of_the_partnership_that_is_over_is_closed(app) {
        let kukar = app.dp3a_kukar();
        let mut body = agreement();
        body["effective_from"] = json!("2024-05-01");
        body["effective_to"] = json!("2099-12-31");
        let (partnership, _) = entered(&kukar, &body);
        join(&kukar, &partnership, "disperindag-kukar", "pelaksana");
        assert_eq!(close(&kukar, &partnership, "2024-Q2").expect(409).code(), "conflict");
        sign(&kukar, &partnership);
        assert_eq!(close(&kukar, &partnership, "2024-Q1").expect(422).fields(), ["/quarter outside_partnership"]);
        let blank = json!({ "quarter": "2099-Q4", "note": " " });
        let refused = kukar.post(&format!("{partnership}/quarters"), &blank).expect(422);
        assert_eq!(refused.fields(), ["/note required", "/quarter not_over"]);
        close(&kukar, &partnership, "2024-Q2").expect(201);
        for absent in ["2024-Q1", "2100-Q1", "2024-Q7", "2024"] {
            kukar.get(&format!("{partnership}/quarters/{absent}")).expect(404);
        }
        // The quarters page by page, and those of one year.
        let page = kukar.get(&format!("{partnership}/quarters?limit=2&count=exact")).expect(200).json();
        assert_eq!((&page["total"], &page["items"][0]["status"], &page["items"][1]["quarter"]), (&json!(303), &json!("closed"), &json!("2024-Q3")));
        let next = format!("{partnership}/quarters?limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(kukar.get(&next).expect(200).json()["items"][0]["quarter"], "2024-Q4");
        let year = kukar.get(&format!("{partnership}/quarters?year=2024&count=exact")).expect(200).json();
        assert_eq!((&year["total"], &year["next_cursor"]), (&json!(3), &json!(null)));
        let stranger = app.samarinda();
        stranger.get(&format!("{partnership}/quarters")).expect(404);
        stranger.get(&format!("{partnership}/quarters/2024-Q2")).expect(404);
    }

    fn the_target_of_a_closed_quarter_stands(app) {
        let kukar = app.dp3a_kukar();
        let partnership = draft(app);
        let tag = kukar.get(&partnership).expect(200).etag();
        kukar.patch(&partnership, &tag, &json!({ "effective_to": "2099-12-31" })).expect(200);
        let path = added(&kukar, &partnership, "targets", &target("dp3a-kukar"));
        sign(&kukar, &partnership);
        close(&kukar, &partnership, "2024-Q1").expect(201);
        let tag = kukar.get(&path).expect(200).etag();
        for change in [json!({ "q1": 9, "q2": 1 }), json!({ "q1": null }), json!({ "year": 2025 })] {
            let refused = kukar.patch(&path, &tag, &change).expect(409);
            assert_eq!((refused.code(), refused.fields()), ("quarter_closed".to_owned(), vec!["/q1 quarter_closed".to_owned()]));
        }
        assert_eq!(kukar.delete(&path, &tag).expect(409).code(), "quarter_closed");
        assert_eq!(kukar.post(&format!("{partnership}/targets"), &target("dp3a-kukar")).expect(409).code(), "quarter_closed");
        kukar.patch(&path, &tag, &json!({ "q2": 9 })).expect(200);
        let mut later = target("dp3a-kukar");
        later["q1"] = json!(null);
        later["region_code"] = json!("64.02");
        added(&kukar, &partnership, "targets", &later);
    }
}
