//! Seed 004's event as the demo records it: 25 seats, 25 participants, 3 narasumber and a moderator.

use serde_json::{Value, json};

use crate::support::on_both;

on_both! {
    fn the_event_of_seed_004_answers_25_of_25(app) {
        let batch = sinergi::demo::event::record(&app.app).expect("the event is recorded");
        let kalteng = app.caller("dp3appkb-kalteng");
        let path = format!("/v1/training-batches/{batch}");
        let read = kalteng.get(&path).expect(200).json();
        assert_eq!((&read["status"], &read["quota"], &read["region_code"]), (&json!("completed"), &json!(25), &json!("62.71")));
        let program = kalteng.get(&format!("/v1/training-programs/{}", read["program_id"].as_str().unwrap())).expect(200).json();
        assert_eq!(program["title"], "Capacity Building Bagi Perempuan Industri Rumahan");
        assert_eq!((&program["fund_source"], &program["fiscal_year"], &program["agency"]), (&json!("apbd"), &json!(2021), &json!("dp3appkb-kalteng")));
        let speakers = kalteng.get(&format!("{path}/speakers")).expect(200).json();
        let roles: Vec<&Value> = speakers["items"].as_array().unwrap().iter().map(|one| &one["role"]).collect();
        assert_eq!(roles, ["narasumber", "narasumber", "narasumber", "moderator"]);
        let named = |n: usize| {
            let id = speakers["items"][n]["organization_id"].as_str().unwrap().to_owned();
            kalteng.get(&format!("/v1/organizations/{id}")).expect(200).json()["name"].as_str().unwrap().to_owned()
        };
        assert!(named(1).contains("Dagang dan Industri Kota Palangka Raya"));
        assert!(named(2).contains("Tampung Parei"));
        assert!(named(3).contains("PUSPA"));
        let list = kalteng.get(&format!("{path}/enrollments?status=passed&count=exact")).expect(200).json();
        assert_eq!(list["total"], 25);
        let said = kalteng.get("/v1/statistics/training?year=2021").expect(200).json();
        let totals = &said["totals"];
        for figure in ["seats", "applicants", "accepted", "graduates", "persons"] {
            assert_eq!(totals[figure], 25, "{figure} in {totals}");
        }
        assert_eq!((&totals["programs"], &totals["batches"]), (&json!(1), &json!(1)));
        // Another province's agencies count none of it.
        assert_eq!(app.kaltim().get("/v1/statistics/training").expect(200).json()["totals"]["seats"], 0);
    }
}
