use serde_json::{Value, json};

use super::{activity, added, agreement, entered, join, prov_kab, target};
use crate::support::on_both;

on_both! {
    fn a_target_is_set_changed_and_removed(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        join(&kukar, &partnership, "distransnaker-kukar", "pelaksana");
        let of = added(&kukar, &partnership, "activities", &activity("distransnaker-kukar"));
        let id = of.rsplit('/').next().unwrap();
        let body = json!({ "activity_id": id, "indicator": "peserta_dilatih", "year": 2024, "q2": 25 });
        let path = added(&kukar, &partnership, "targets", &body);
        let read = kukar.get(&path).expect(200);
        let shown = read.json();
        // The activity's lead answers for it, and the indicator brings its unit.
        assert_eq!((&shown["agency"], &shown["unit"], &shown["computed"]), (&json!("distransnaker-kukar"), &json!("orang"), &json!(true)));
        kukar.patch(&path, "\"v9\"", &json!({ "q3": 5 })).expect(412);
        kukar.send("PATCH", &path, Some("application/merge-patch+json"), b"{}").expect(428);
        let changed = kukar.patch(&path, &read.etag(), &json!({ "q3": 5, "region_code": "64.02" })).expect(200);
        let same = kukar.patch(&path, &changed.etag(), &json!({ "q3": 5 })).expect(200);
        assert_eq!(same.json()["version"], 2);
        let history = kukar.get(&format!("{path}/history")).expect(200).json();
        assert_eq!(history["items"][1]["changes"]["q3"], json!([null, 5]));
        for (filter, total) in [
            (format!("activity_id={id}"), 1), ("agency=distransnaker-kukar".to_owned(), 1), ("agency=dp3a-kukar".to_owned(), 0),
            ("indicator=peserta_dilatih".to_owned(), 1), ("year=2025".to_owned(), 0),
        ] {
            let list = kukar.get(&format!("{partnership}/targets?count=exact&{filter}")).expect(200).json();
            assert_eq!(list["total"], total, "{filter}");
        }
        // An activity with targets stays.
        let tag = kukar.get(&of).expect(200).etag();
        assert_eq!(kukar.delete(&of, &tag).expect(409).code(), "still_referenced");
        kukar.delete(&path, &same.etag()).expect(204);
        kukar.get(&path).expect(404);
        kukar.delete(&of, &tag).expect(204);
    }

    fn every_bad_field_of_a_target_is_named(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        let list = format!("{partnership}/targets");
        let refused = |body: Value| kukar.post(&list, &body).expect(422).fields();
        assert_eq!(refused(json!({ "indicator": "lainnya", "year": 2025, "activity_id": uuid::Uuid::now_v7(), "region_code": "64.72" })), [
            "/activity_id unknown_reference", "/agency required", "/name required", "/region_code outside_partnership", "/year outside_partnership",
        ]);
        assert_eq!(refused(json!({ "indicator": "omzet", "unit": "orang", "year": 2024, "agency": "diskop-kukar", "region_code": "64.99" })), [
            "/agency not_a_party", "/q1 required", "/region_code region_list_incomplete", "/region_code unknown_region", "/unit other_unit",
        ]);
        // A province is wider than the regency the partnership lies in.
        let mut wide = target("dp3a-kukar");
        wide["region_code"] = json!("64");
        assert_eq!(refused(wide), ["/region_code outside_partnership"]);
        let (short, _) = entered(&kukar, &{
            let mut body = agreement();
            body["effective_from"] = json!("2024-07-15");
            body
        });
        let early = json!({ "agency": "dp3a-kukar", "indicator": "lulusan", "year": 2024, "q2": 1, "q3": 1, "q4": -1 });
        let fields = kukar.post(&format!("{short}/targets"), &early).expect(422).fields();
        assert_eq!(fields, ["/q2 outside_partnership", "/q4 too_small"]);
        // Its own words for what no list names.
        let own = json!({ "agency": "dp3a-kukar", "indicator": "lainnya", "name": "Layanan konsultasi", "unit": "kegiatan", "year": 2024, "q1": 3 });
        let path = added(&kukar, &partnership, "targets", &own);
        let shown = kukar.get(&path).expect(200).json();
        assert_eq!((&shown["unit"], &shown["computed"]), (&json!("kegiatan"), &json!(false)));
        // The same measure twice would be added up.
        let again = kukar.post(&list, &own).expect(409);
        assert_eq!((again.code().as_str(), &again.json()["existing_id"]), ("already_exists", &shown["id"]));
    }

    fn targets_are_the_coordinators_to_set(app) {
        let kukar = app.dp3a_kukar();
        let (partnership, _) = entered(&kukar, &agreement());
        join(&kukar, &partnership, "disperindag-kukar", "pelaksana");
        let list = format!("{partnership}/targets");
        let path = added(&kukar, &partnership, "targets", &target("disperindag-kukar"));
        let tag = kukar.get(&path).expect(200).etag();
        // A party, one that is none, and the province see it.
        for other in ["disperindag-kukar", "diskominfo-kukar", "dkp3a-kaltim"] {
            let other = app.caller(other).acting("lain-1");
            other.get(&path).expect(200);
            assert_eq!(other.post(&list, &target("disperindag-kukar")).expect(403).code(), "owned_by_another_agency");
            assert_eq!(other.patch(&path, &tag, &json!({ "q2": 1 })).expect(403).code(), "owned_by_another_agency");
            assert_eq!(other.delete(&path, &tag).expect(403).code(), "owned_by_another_agency");
        }
        let stranger = app.samarinda();
        stranger.get(&path).expect(404);
        stranger.get(&list).expect(404);
        stranger.patch(&path, &tag, &json!({ "q2": 1 })).expect(404);
        stranger.delete(&path, &tag).expect(404);
        stranger.get(&format!("{path}/history")).expect(404);
    }

    fn the_province_answers_for_no_target_of_its_regencies(app) {
        let kaltim = app.kaltim();
        let partnership = prov_kab(app);
        let refused = kaltim.post(&format!("{partnership}/targets"), &target("dkp3a-kaltim")).expect(422);
        assert_eq!(refused.fields(), ["/agency does_not_execute"]);
        let mut body = target("dp2pa-samarinda");
        body["region_code"] = json!("64.72");
        added(&kaltim, &partnership, "targets", &body);
    }
}
