use serde_json::{Value, json};

use super::{agreement, entered, join, sign, signed};
use crate::support::{Caller, on_both};

fn evaluation(period: &str) -> Value {
    json!({ "period": period, "analysis": "Pelatihan terlaksana." })
}

/// Writes an evaluation and gives its path.
fn written(caller: &Caller, partnership: &str, period: &str) -> String {
    let made = caller.post(&format!("{partnership}/evaluations"), &evaluation(period));
    made.expect(201).header("location").unwrap().to_owned()
}

on_both! {
    fn an_evaluation_is_written_changed_and_removed(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let all = format!("{partnership}/evaluations");
        let path = written(&kukar, &partnership, "2024-Q2");
        let read = kukar.get(&path).expect(200);
        assert_eq!((&read.json()["agency"], &read.json()["period"]), (&json!("dp3a-kukar"), &json!("2024-Q2")));
        let change = json!({ "achievement_percent": 85, "lessons": "Satu\nDua", "recommendations": "Tiga" });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let changed = kukar.patch(&path, &read.etag(), &change).expect(200);
        assert_eq!(changed.json()["achievement_percent"], 85);
        assert_eq!(kukar.patch(&path, &changed.etag(), &change).expect(200).json()["version"], 2);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["achievement_percent"], json!([null, 85]));
        // One for each agency and period, also after a change.
        let twice = kukar.post(&all, &evaluation("2024-Q2")).expect(409);
        assert_eq!((twice.code(), &twice.json()["existing_id"]), ("already_exists".to_owned(), &read.json()["id"]));
        let trade = app.caller("disperindag-kukar").acting("kukar-3");
        written(&trade, &partnership, "2024-Q2");
        let half = written(&kukar, &partnership, "2024-S1");
        written(&kukar, &partnership, "2024");
        let tag = kukar.get(&half).expect(200).etag();
        assert_eq!(kukar.patch(&half, &tag, &json!({ "period": "2024-Q2" })).expect(409).code(), "already_exists");
        kukar.patch(&half, &tag, &json!({ "period": "2024-S2" })).expect(200);
        for (query, total) in [("", 4), ("agency=disperindag-kukar", 1), ("period=2024-Q2", 2), ("period=2024-S1", 0)] {
            let page = kukar.get(&format!("{all}?count=exact&{query}")).expect(200).json();
            assert_eq!(page["total"], total, "{query}");
        }
        kukar.get(&format!("{all}?period=2024-Q5")).expect(400);
        kukar.delete(&path, &read.etag()).expect(412);
        kukar.delete(&path, &changed.etag()).expect(204);
        kukar.get(&path).expect(404);
    }

    fn a_signed_evaluation_stands(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let path = written(&kukar, &partnership, "2024-Q1");
        let tag = kukar.get(&path).expect(200).etag();
        let signature = json!({ "signatory_office": "Kepala Dinas", "signed_on": "2024-04-10" });
        let signed = kukar.patch(&path, &tag, &signature).expect(200);
        for change in [json!({ "analysis": "Lain." }), json!({ "signed_on": null })] {
            assert_eq!(kukar.patch(&path, &signed.etag(), &change).expect(409).code(), "conflict");
        }
        // Nothing changed is no change.
        kukar.patch(&path, &signed.etag(), &signature).expect(200);
        assert_eq!(kukar.delete(&path, &signed.etag()).expect(409).code(), "conflict");
    }

    fn every_bad_field_of_an_evaluation_is_named(app) {
        let kukar = app.dp3a_kukar();
        let partnership = signed(app);
        let all = format!("{partnership}/evaluations");
        let body = json!({ "period": "2025-Q1", "analysis": " ", "lessons": "\u{7}", "signed_on": "2999-01-01" });
        assert_eq!(kukar.post(&all, &body).expect(422).fields(), [
            "/analysis required", "/lessons invalid_text", "/period outside_partnership",
            "/signatory_office required", "/signed_on in_the_future",
        ]);
        let body = json!({ "period": "2024-Q5", "analysis": "x", "achievement_percent": 1001 });
        let refused = kukar.post(&all, &body).expect(422);
        let fields = refused.fields().join(" ");
        assert!(fields.contains("/achievement_percent") && fields.contains("/period"), "{fields}");
        // A period that has not begun.
        let mut coming = agreement();
        coming["effective_to"] = json!("2099-12-31");
        let (coming, _) = entered(&kukar, &coming);
        join(&kukar, &coming, "diskop-kukar", "pelaksana");
        sign(&kukar, &coming);
        let refused = kukar.post(&format!("{coming}/evaluations"), &evaluation("2099-Q1")).expect(422);
        assert_eq!(refused.fields(), ["/period in_the_future"]);
    }

    fn an_evaluation_is_its_writers(app) {
        let kukar = app.dp3a_kukar();
        let (draft, _) = entered(&kukar, &agreement());
        assert_eq!(kukar.post(&format!("{draft}/evaluations"), &evaluation("2024")).expect(409).code(), "conflict");
        let partnership = signed(app);
        let all = format!("{partnership}/evaluations");
        let trade = app.caller("disperindag-kukar").acting("kukar-3");
        let path = written(&trade, &partnership, "2024");
        let tag = trade.get(&path).expect(200).etag();
        // Not even the coordinator changes what another party says of its work.
        for other in [kukar, app.kaltim(), app.caller("diskominfo-kukar")] {
            other.get(&path).expect(200);
            assert_eq!(other.patch(&path, &tag, &json!({ "analysis": "Lain." })).expect(403).code(), "owned_by_another_agency");
            other.delete(&path, &tag).expect(403);
        }
        app.kaltim().post(&all, &evaluation("2024")).expect(403);
        for stranger in [app.samarinda(), app.caller("dp3appkb-kalteng")] {
            for place in [path.clone(), format!("{path}/history"), all.clone()] {
                stranger.get(&place).expect(404);
            }
            stranger.delete(&path, &tag).expect(404);
        }
    }
}
