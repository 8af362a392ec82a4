use serde_json::json;

use super::{agreement, entered, join};
use crate::support::on_both;

on_both! {
    fn a_party_is_named_changed_and_removed(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        let path = join(&kukar, &partnership, "disperindag-kukar", "pelaksana");
        let read = kukar.get(&path).expect(200);
        assert_eq!(read.json()["role"], "pelaksana");
        let change = json!({ "role": "pendukung" });
        kukar.patch(&path, "\"v9\"", &change).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let changed = kukar.patch(&path, &read.etag(), &change).expect(200);
        assert_eq!(kukar.get(&partnership).expect(200).json()["parties"][1], changed.json());
        let list = kukar.get(&format!("{partnership}/parties?count=exact&limit=1")).expect(200).json();
        assert_eq!((list["total"].as_i64(), list["items"].as_array().unwrap().len()), (Some(2), 1));
        let twice = json!({ "agency": "disperindag-kukar", "role": "pembina" });
        let refused = kukar.post(&format!("{partnership}/parties"), &twice).expect(409);
        assert_eq!(refused.code(), "already_exists");
        assert_eq!(refused.json()["existing_id"], changed.json()["id"]);
        kukar.delete(&path, &changed.etag()).expect(204);
        kukar.get(&path).expect(404);
    }

    fn every_bad_field_of_a_party_is_named(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, made) = entered(&kukar, &agreement());
        let parties = format!("{partnership}/parties");
        let neither = json!({ "role": "koordinator", "document_number": " ", "signed_on": "2999-01-01" });
        assert_eq!(kukar.post(&parties, &neither).expect(422).fields(), [
            "/agency agency_or_organization", "/document_number required", "/role one_coordinator",
            "/signed_on in_the_future", "/signed_on out_of_order",
        ]);
        for nobody in ["nope", "operator"] {
            let refused = kukar.post(&parties, &json!({ "agency": nobody, "role": "pembina" })).expect(422);
            assert_eq!(refused.fields(), ["/agency unknown_reference"]);
        }
        // The coordinator neither leaves nor hands its role on.
        let own = format!("{parties}/{}", made.json()["parties"][0]["id"].as_str().unwrap());
        let tag = kukar.get(&own).expect(200).etag();
        for change in [json!({ "role": "pembina" }), json!({ "agency": "diskop-kukar" })] {
            assert_eq!(kukar.patch(&own, &tag, &change).expect(422).fields(), ["/role one_coordinator"]);
        }
        assert_eq!(kukar.delete(&own, &tag).expect(409).code(), "conflict");
    }

    fn a_party_enters_its_own_signature_and_no_other(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        let path = join(&kukar, &partnership, "disperindag-kukar", "pelaksana");
        let other = join(&kukar, &partnership, "diskop-kukar", "pelaksana");
        let trade = app.caller("disperindag-kukar").acting("kukar-3");
        let signature = json!({ "document_number": "510/1/2024", "signatory_office": "Kepala Dinas" });
        let tag = trade.get(&path).expect(200).etag();
        let signed = trade.patch(&path, &tag, &signature).expect(200);
        assert_eq!(trade.patch(&path, &signed.etag(), &json!({ "role": "pembina" })).expect(403).code(), "owned_by_another_agency");
        let tag = trade.get(&other).expect(200).etag();
        trade.patch(&other, &tag, &signature).expect(403);
        trade.delete(&other, &tag).expect(403);
        trade.post(&format!("{partnership}/parties"), &json!({ "agency": "diskominfo-kukar", "role": "pembina" })).expect(403);
        app.samarinda().get(&path).expect(404);
        app.samarinda().patch(&path, &tag, &signature).expect(404);
        // A party of one partnership is not found in another.
        let (elsewhere, _) = entered(&kukar, &agreement());
        let stray = path.replace(&partnership, &elsewhere);
        kukar.get(&stray).expect(404);
    }
}
