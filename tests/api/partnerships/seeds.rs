//! Seeds 001 and 003 as the demo records them.

use serde_json::{Value, json};

use super::go;
use crate::support::{Caller, on_both};

fn items(caller: &Caller, path: &str) -> Vec<Value> {
    let page = caller.get(path).expect(200).json();
    assert_eq!(page["next_cursor"], Value::Null, "{path}");
    page["items"].as_array().unwrap().clone()
}

/// The figure of an indicator in a quarter: target, reported, computed and their difference.
fn figure(caller: &Caller, partnership: &str, indicator: &str, quarter: &str) -> [Value; 4] {
    let targets = items(caller, &format!("{partnership}/targets"));
    let target = targets
        .iter()
        .find(|one| one["indicator"] == indicator)
        .unwrap();
    let quarters = items(caller, &format!("{partnership}/quarters"));
    let own = quarters
        .iter()
        .find(|one| one["quarter"] == quarter)
        .unwrap();
    let figures = own["figures"].as_array().unwrap();
    let figure = figures
        .iter()
        .find(|one| one["target_id"] == target["id"])
        .unwrap();
    ["target", "reported", "computed", "difference"].map(|field| figure[field].clone())
}

on_both! {
    fn the_partnership_of_seed_001_is_recorded(app) {
        let id = sinergi::demo::agreement::record(&app.app).expect("the partnership is recorded");
        let women = app.dp3a_kukar();
        let path = format!("/v1/partnerships/{id}");
        let read = women.get(&path).expect(200).json();
        assert_eq!((&read["scheme"], &read["instrument"], &read["status"]), (&json!("internal_opd"), &json!("nota_kesepakatan"), &json!("expired")));
        let parties: Vec<&Value> = read["parties"].as_array().unwrap().iter().map(|party| &party["agency"]).collect();
        assert_eq!(parties, ["dp3a-kukar", "disperindag-kukar", "diskop-kukar", "distransnaker-kukar"]);
        let leads: Vec<Value> = items(&women, &format!("{path}/activities")).iter().map(|one| one["lead_agency"].clone()).collect();
        assert_eq!(leads, ["disperindag-kukar", "diskop-kukar", "distransnaker-kukar"]);
        // Sixteen came forward in March and fourteen were there; six found work in April. Of twenty-five in May two stayed away.
        assert_eq!(figure(&women, &path, "lulusan", "2024-Q1"), [json!(16), json!(16), json!(14), json!(2)]);
        assert_eq!(figure(&women, &path, "penempatan_kerja", "2024-Q2"), [json!(8), json!(6), json!(6), json!(0)]);
        assert_eq!(figure(&women, &path, "peserta_dilatih", "2024-Q2"), [json!(25), json!(25), json!(23), json!(2)]);
        assert_eq!(figure(&women, &path, "pameran_diikuti", "2024-Q2"), [json!(2), json!(1), Value::Null, Value::Null]);
        let states: Vec<Value> = items(&women, &format!("{path}/quarters")).iter().map(|one| one["status"].clone()).collect();
        assert_eq!(states, ["closed", "open", "open", "open"]);
        let held = |status: &str| items(&women, &format!("{path}/meetings?status={status}")).len();
        assert_eq!((held("minutes_approved"), held("canceled"), held("scheduled")), (5, 1, 6));
        let obstacles: Vec<Value> = items(&women, &format!("{path}/obstacles")).iter().map(|one| one["status"].clone()).collect();
        assert_eq!(obstacles, ["in_progress", "in_progress", "resolved"]);
        let late = items(&women, &format!("{path}/follow-ups?overdue=true"));
        assert_eq!(late.len(), 2);
        assert_eq!(items(&women, &format!("{path}/evaluations"))[0]["period"], "2024-S1");
        // Each party reads it; what is due for one stands in its list of work.
        let trade = app.caller("disperindag-kukar").acting("kukar-2");
        trade.get(&path).expect(200);
        let due = items(&trade, "/v1/worklist?kind=follow_up_due");
        assert_eq!(due[0]["title"], "Temui pengelola pasar modern");
        app.samarinda().get(&path).expect(404);
    }

    fn in_the_partnership_of_seed_003_the_province_monitors_and_cannot_execute(app) {
        let id = sinergi::demo::province::record(&app.app).expect("the partnership is recorded");
        let (kaltim, kukar, samarinda) = (app.kaltim(), app.dp3a_kukar(), app.samarinda());
        let path = format!("/v1/partnerships/{id}");
        for party in [&kaltim, &kukar, &samarinda] {
            assert_eq!(party.get(&path).expect(200).json()["scheme"], "prov_kab");
        }
        app.caller("disperindag-kukar").get(&path).expect(404);
        let targets = items(&kaltim, &format!("{path}/targets"));
        let regions: Vec<&Value> = targets.iter().map(|one| &one["region_code"]).collect();
        assert_eq!(regions, ["64.02", "64.72"]);
        let activities = items(&kaltim, &format!("{path}/activities"));
        let activity = format!("/v1/activities/{}", activities[0]["id"].as_str().unwrap());
        let tag = kaltim.get(&activity).expect(200).etag();
        let lead = json!({ "lead_agency": "dkp3a-kaltim", "supporting_agencies": [] });
        assert_eq!(kaltim.patch(&activity, &tag, &lead).expect(422).fields(), ["/lead_agency does_not_execute"]);
        let target = format!("/v1/targets/{}", targets[0]["id"].as_str().unwrap());
        let tag = kaltim.get(&target).expect(200).etag();
        let own = json!({ "agency": "dkp3a-kaltim" });
        assert_eq!(kaltim.patch(&target, &tag, &own).expect(422).fields(), ["/agency does_not_execute"]);
        let figure = json!({ "quarter": "2021-Q4", "value": 3 });
        kaltim.post(&format!("{target}/realizations"), &figure).expect(403);
        samarinda.post(&format!("{target}/realizations"), &figure).expect(403);
        // The regency reports, and the province is the one that verifies.
        let reported = kukar.post(&format!("{target}/realizations"), &figure).expect(201);
        let reported = format!("/v1/realizations/{}", reported.json()["id"].as_str().unwrap());
        assert_eq!(go(&kukar, &reported, &json!({ "to": "verified" })).expect(409).code(), "four_eyes_required");
        go(&kaltim, &reported, &json!({ "to": "verified" })).expect(200);
    }
}
