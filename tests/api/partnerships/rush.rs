//! Several callers report, change and close the same at the same moment.

use std::collections::BTreeMap;

use serde_json::json;

use super::{go, reported, reporting};
use crate::support::on_both;
use crate::training::rush::{at_once, patiently, tally};

on_both! {
    fn of_two_who_report_one_quarter_at_once_one_wins_and_nothing_is_lost(app) {
        let (_, target, trade) = reporting(app);
        let list = format!("{target}/realizations");
        let answers = at_once(vec![11, 12], |value| {
            patiently(|| trade.post(&list, &json!({ "quarter": "2024-Q1", "value": value })))
        });
        assert_eq!(tally(&answers), BTreeMap::from([(201, 1), (409, 1)]));
        let won = answers.iter().find(|answer| answer.status == 201).unwrap();
        let lost = answers.iter().find(|answer| answer.status == 409).unwrap();
        assert_eq!(lost.code(), "already_exists");
        assert_eq!(lost.json()["existing_id"], won.json()["id"]);
        let page = trade.get(&list).expect(200).json();
        assert_eq!(page["items"].as_array().unwrap().len(), 1);
        assert_eq!(page["items"][0], won.json());

        // Both change it with the tag they read: one wins, the other reads again.
        let path = won.header("location").unwrap();
        let tag = trade.get(path).expect(200).etag();
        let answers = at_once(vec![21, 22], |value| patiently(|| trade.patch(path, &tag, &json!({ "value": value }))));
        assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 1)]));
        let won = answers.iter().find(|answer| answer.status == 200).unwrap();
        let read = trade.get(path).expect(200).json();
        assert_eq!((&read, &read["version"]), (&won.json(), &json!(2)));
        let history = trade.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"].as_array().unwrap().len(), 2);
    }

    fn a_change_and_a_verification_at_once_do_not_both_happen(app) {
        let (_, target, trade) = reporting(app);
        let kukar = app.dp3a_kukar();
        let path = reported(&trade, &target, "2024-Q1", 2);
        let tag = trade.get(&path).expect(200).etag();
        let answers = at_once(vec![true, false], |verifies| patiently(|| if verifies {
            kukar.transition(&path, &tag, &json!({ "to": "verified" }))
        } else {
            trade.patch(&path, &tag, &json!({ "value": 3 }))
        }));
        assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 1)]));
        let read = trade.get(&path).expect(200).json();
        let (status, value) = if answers[0].status == 200 { ("verified", 2) } else { ("reported", 3) };
        assert_eq!((&read["status"], &read["value"]), (&json!(status), &json!(value)));
    }

    fn a_closing_and_a_return_at_once_leave_no_open_report_in_a_closed_quarter(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, target, trade) = reporting(app);
        let path = reported(&trade, &target, "2024-Q1", 2);
        let tag = go(&kukar, &path, &json!({ "to": "verified" })).expect(200).etag();
        let quarters = format!("{partnership}/quarters");
        let answers = at_once(vec![true, false], |closes| patiently(|| if closes {
            kukar.post(&quarters, &json!({ "quarter": "2024-Q1" }))
        } else {
            kukar.transition(&path, &tag, &json!({ "to": "returned", "reason": "contoh" }))
        }));
        let read = kukar.get(&path).expect(200).json();
        let closed = kukar.get(&format!("{quarters}/2024-Q1")).expect(200).json()["status"] == "closed";
        assert_eq!((answers[0].status == 201, answers[1].status == 200), (closed, read["status"] == "returned"));
        assert_eq!(tally(&answers).get(&409), Some(&1));
        assert_ne!(closed, read["status"] == "returned");
    }
}
