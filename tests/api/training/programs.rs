use serde_json::json;

use super::{go, in_state, plan, planned};
use crate::support::on_both;

const MOVES: [(&str, &[&str]); 5] = [
    ("draft", &["approved", "canceled"]),
    ("approved", &["running", "canceled"]),
    ("running", &["completed", "canceled"]),
    ("completed", &[]),
    ("canceled", &[]),
];

on_both! {
    fn a_program_is_planned_changed_and_removed(app) {
        let kukar = app.caller("distransnaker-kukar").acting("kukar-1");
        let (path, made) = planned(&kukar, &plan());
        let read = kukar.get(&path).expect(200);
        assert_eq!(read.json(), made.json());
        let program = read.json();
        assert_eq!(program["agency"], "distransnaker-kukar");
        assert_eq!(program["status"], "draft");
        assert_eq!(program["passing_share_percent"], 80);
        assert_eq!(program["eligibility"], json!({}));
        let change = json!({ "budget_idr": 75_000_000, "eligibility": { "age_min": 17, "age_max": 40 } });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        let changed = kukar.patch(&path, &made.etag(), &change).expect(200);
        assert_eq!(changed.json()["eligibility"], json!({ "age_min": 17, "age_max": 40 }));
        let same = kukar.patch(&path, &changed.etag(), &change).expect(200);
        assert_eq!(same.json()["version"], 2);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["budget_idr"], json!([null, 75_000_000]));
        let list = kukar.get("/v1/training-programs?agency=distransnaker-kukar&field=kuliner&sort=-title&count=exact");
        assert_eq!(list.expect(200).json()["total"], 1);
        kukar.delete(&path, &same.etag()).expect(204);
        kukar.get(&path).expect(404);
        let (path, _) = planned(&kukar, &plan());
        let approved = go(&kukar, &path, &json!({ "to": "approved" })).expect(200);
        assert_eq!(kukar.delete(&path, &approved.etag()).expect(409).code(), "conflict");
    }

    fn every_bad_field_of_a_program_is_named(app) {
        let kukar = app.dp3a_kukar();
        let mut body = plan();
        body["title"] = json!("  ");
        body["fiscal_year"] = json!(1999);
        body["budget_idr"] = json!(1);
        body["spent_idr"] = json!(2);
        body["eligibility"] = json!({ "age_min": 41, "age_max": 40, "region_codes": ["64.02", "99.99"] });
        let refused = kukar.post("/v1/training-programs", &body).expect(422);
        for field in [
            "/eligibility/age_max out_of_order", "/eligibility/region_codes/1 unknown_region",
            "/fiscal_year too_small", "/spent_idr above_budget", "/title required",
        ] {
            assert!(refused.fields().iter().any(|one| one == field), "{field} in {:?}", refused.fields());
        }
    }

    fn a_program_is_its_owners_to_change(app) {
        let labor = app.caller("distransnaker-kukar").acting("kukar-1");
        let women = app.dp3a_kukar();
        let (path, made) = planned(&labor, &plan());
        // Another agency of the regency reads it, and changes nothing.
        women.get(&path).expect(200);
        let change = json!({ "hours": 8 });
        assert_eq!(women.patch(&path, &made.etag(), &change).expect(403).code(), "owned_by_another_agency");
        let kaltim = app.kaltim();
        kaltim.get(&path).expect(200);
        assert_eq!(go(&kaltim, &path, &json!({ "to": "approved" })).expect(403).code(), "owned_by_another_agency");
        for stranger in [app.samarinda(), app.caller("dp3appkb-kalteng")] {
            stranger.get(&path).expect(404);
            stranger.patch(&path, &made.etag(), &change).expect(404);
        }
        // The province's programs are its own matter and the ministry's.
        let (path, _) = planned(&kaltim, &plan());
        labor.get(&path).expect(404);
        app.kpppa().get(&path).expect(200);
        let list = labor.get("/v1/training-programs?count=exact").expect(200).json();
        assert_eq!(list["total"], 1);
    }

    fn every_move_of_a_program_is_allowed_or_refused(app) {
        let caller = app.dp3a_kukar();
        for (from, allowed) in MOVES {
            let path = in_state(&caller, from);
            let read = caller.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            for (to, _) in MOVES {
                let path = in_state(&caller, from);
                let answer = go(&caller, &path, &json!({ "to": to, "reason": "contoh" }));
                if allowed.contains(&to) {
                    assert_eq!(answer.expect(200).json()["status"], to, "from {from}");
                } else {
                    assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
                }
            }
        }
        let path = in_state(&caller, "approved");
        let refused = go(&caller, &path, &json!({ "to": "canceled" })).expect(422);
        assert_eq!(refused.fields(), ["/reason required"]);
    }
}
