use serde_json::{Value, json};
use sinergi::values::zone::Zone;

use super::{activity, added, agreement, draft, entered, go, join, prov_kab, sign, signed, target};
use crate::support::{Caller, TestApp, on_both};

fn day(days: i64) -> String {
    (Zone::Wita.today() + chrono::TimeDelta::days(days)).to_string()
}

fn items(caller: &Caller, query: &str) -> Vec<Value> {
    let page = caller.get(&format!("/v1/worklist?limit=200&{query}"));
    page.expect(200).json()["items"].as_array().unwrap().clone()
}

/// What is due, as kind, title, day and whether it has passed.
fn due(caller: &Caller) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |item: &Value| {
        let late = if item["overdue"] == true { " late" } else { "" };
        let [kind, title, day] = ["kind", "title", "due_on"].map(|field| text(&item[field]));
        format!("{kind}: {title} {day}{late}")
    };
    items(caller, "").iter().map(line).collect()
}

fn of(app: &TestApp, agency: &str) -> Caller {
    app.caller(agency).acting("uji-1")
}

/// A partnership of today's year that runs for the given days from today: its path, in draft.
fn running(app: &TestApp, from: i64, to: i64) -> String {
    let mut body = agreement();
    body["effective_from"] = json!(day(from));
    body["effective_to"] = json!(day(to));
    let (path, _) = entered(&app.dp3a_kukar(), &body);
    join(&app.dp3a_kukar(), &path, "distransnaker-kukar", "pelaksana");
    path
}

on_both! {
    fn who_has_not_signed_is_reminded(app) {
        let kukar = app.dp3a_kukar();
        let partnership = draft(app);
        let bank = app.admin().post("/v1/organizations", &json!({ "name": "Bank Contoh", "type": "bank", "level": "nasional" }));
        let bank = bank.expect(201).json()["id"].clone();
        kukar.post(&format!("{partnership}/parties"), &json!({ "organization_id": bank, "role": "pendukung" })).expect(201);
        let labor = of(app, "distransnaker-kukar");
        assert_eq!(due(&labor), [""; 0]);
        for to in ["under_review", "agreed"] {
            go(&kukar, &partnership, &json!({ "to": to })).expect(200);
        }
        assert_eq!(due(&labor), ["signature_missing: Sinergi Contoh 2024-01-01 late"]);
        // The coordinator's own, and that of the bank, which has no caller.
        assert_eq!(due(&kukar).len(), 2);
        let item = items(&labor, "")[0].clone();
        assert_eq!(item["resource"], "partnership-parties");
        let party = format!("{partnership}/parties/{}", item["resource_id"].as_str().unwrap());
        let tag = labor.get(&party).expect(200).etag();
        let signature = json!({ "document_number": "560/1/2024", "signatory_office": "Kepala Dinas" });
        let half = labor.patch(&party, &tag, &signature).expect(200);
        assert_eq!(due(&labor).len(), 1);
        labor.patch(&party, &half.etag(), &json!({ "signed_on": "2024-01-02" })).expect(200);
        assert_eq!(due(&labor), [""; 0]);
        assert_eq!(due(&kukar).len(), 2);
        // Under a decree only the coordinator is asked, for the decree.
        let mut body = agreement();
        body["instrument"] = json!("sk_tim");
        let (decree, _) = entered(&kukar, &body);
        join(&kukar, &decree, "distransnaker-kukar", "pelaksana");
        for to in ["under_review", "agreed"] {
            go(&kukar, &decree, &json!({ "to": to })).expect(200);
        }
        assert_eq!(due(&labor), [""; 0]);
        let of_decree = items(&kukar, &format!("partnership={}", decree.rsplit('/').next().unwrap()));
        assert_eq!((of_decree.len(), &of_decree[0]["resource"]), (1, &json!("partnerships")));
    }

    fn obstacles_and_follow_ups_lie_with_whom_they_were_given_to(app) {
        let partnership = signed(app);
        let (coop, trade, kaltim) = (of(app, "diskop-kukar"), of(app, "disperindag-kukar"), app.kaltim());
        let body = json!({ "category": "permodalan", "severity": "high", "title": "Modal terlambat", "raised_on": "2024-04-01" });
        let obstacle = added(&coop, &partnership, "obstacles", &body);
        assert_eq!(due(&coop), ["obstacle_open: Modal terlambat -"]);
        let step = json!({ "action": "Temui bank", "agency": "disperindag-kukar", "due_on": day(2) });
        let soon = added(&coop, &obstacle, "follow-ups", &step);
        let step = json!({ "action": "Susun daftar", "agency": "disperindag-kukar", "assigned_on": "2024-04-01", "due_on": "2024-05-01" });
        let late = added(&coop, &obstacle, "follow-ups", &step);
        assert_eq!(due(&coop), ["obstacle_open: Modal terlambat 2024-05-01 late"]);
        assert_eq!(due(&trade), [
            "follow_up_due: Susun daftar 2024-05-01 late".to_owned(), format!("follow_up_due: Temui bank {}", day(2)),
        ]);
        assert_eq!((&items(&trade, "")[1]["days_left"], &items(&trade, "")[1]["overdue"]), (&json!(2), &json!(false)));
        assert_eq!(due(&app.dp3a_kukar()), [""; 0]);
        go(&trade, &late, &json!({ "to": "in_progress" })).expect(200);
        assert_eq!(due(&trade).len(), 2);
        let tag = trade.get(&late).expect(200).etag();
        trade.patch(&late, &tag, &json!({ "evidence_note": "Daftar terlampir" })).expect(200);
        go(&trade, &late, &json!({ "to": "done" })).expect(200);
        assert_eq!(due(&trade), [format!("follow_up_due: Temui bank {}", day(2))]);
        assert_eq!(due(&coop), [format!("obstacle_open: Modal terlambat {}", day(2))]);
        // The province is handed it without being a party, and with it the work.
        go(&coop, &obstacle, &json!({ "to": "escalated", "to_agency": "dkp3a-kaltim" })).expect(200);
        assert_eq!(due(&coop), [""; 0]);
        assert_eq!(due(&kaltim), [format!("obstacle_open: Modal terlambat {}", day(2))]);
        go(&trade, &soon, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        assert_eq!(due(&trade), [""; 0]);
        go(&kaltim, &obstacle, &json!({ "to": "resolved" })).expect(200);
        assert_eq!(due(&kaltim), [""; 0]);
    }

    fn a_figure_goes_from_desk_to_desk_until_its_quarter_is_closed(app) {
        let (kukar, labor, trade) = (app.dp3a_kukar(), of(app, "distransnaker-kukar"), of(app, "disperindag-kukar"));
        let partnership = draft(app);
        let mut body = target("distransnaker-kukar");
        body["q2"] = Value::Null;
        let path = added(&kukar, &partnership, "targets", &body);
        assert_eq!(due(&labor), [""; 0], "nothing is reported before the signature");
        sign(&kukar, &partnership);
        let item = items(&labor, "")[0].clone();
        assert_eq!((&item["resource"], &item["quarter"]), (&json!("targets"), &json!("2024-Q1")));
        assert_eq!(due(&labor.with("Accept-Language", "id")), ["realization_due: Pameran diikuti 2024-03-31 late"]);
        let close = "quarter_to_close: Quarter 1 of 2024 2024-03-31 late";
        assert_eq!(due(&kukar.with("Accept-Language", "en")), [close]);
        let report = json!({ "quarter": "2024-Q1", "value": 2 });
        let figure = added(&labor, &path, "realizations", &report);
        let kinds = |caller: &Caller| -> Vec<String> {
            items(caller, "").iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(kinds(&labor), [""; 0]);
        assert_eq!(kinds(&kukar), ["realization_to_verify", "quarter_to_close"]);
        go(&kukar, &figure, &json!({ "to": "returned", "reason": "bukti kurang" })).expect(200);
        assert_eq!((kinds(&labor), kinds(&kukar)), (vec!["realization_returned".to_owned()], vec!["quarter_to_close".to_owned()]));
        let tag = labor.get(&figure).expect(200).etag();
        labor.patch(&figure, &tag, &json!({ "value": 1 })).expect(200);
        assert_eq!(kinds(&labor), [""; 0]);
        go(&kukar, &figure, &json!({ "to": "verified" })).expect(200);
        assert_eq!(kinds(&kukar), ["quarter_to_close"]);
        kukar.post(&format!("{partnership}/quarters"), &json!({ "quarter": "2024-Q1" })).expect(201);
        assert_eq!(kinds(&kukar), [""; 0]);
        // A correction is verified as well.
        let late = json!({ "quarter": "2024-Q1", "value": 3, "correction_reason": "salah hitung" });
        let correction = added(&labor, &path, "realizations", &late);
        assert_eq!(kinds(&kukar), ["realization_to_verify"]);
        go(&kukar, &correction, &json!({ "to": "verified" })).expect(200);
        assert_eq!((kinds(&kukar), kinds(&trade)), (vec![], vec![]));
    }

    fn what_the_coordinator_reports_another_party_verifies(app) {
        let (kukar, labor) = (app.dp3a_kukar(), of(app, "distransnaker-kukar"));
        let reported = |partnership: &str| {
            let path = added(&kukar, partnership, "targets", &target("dp3a-kukar"));
            sign(&kukar, partnership);
            added(&kukar, &path, "realizations", &json!({ "quarter": "2024-Q1", "value": 2 }));
        };
        let asked = |agency: &str| items(&of(app, agency), "kind=realization_to_verify").len();
        reported(&draft(app));
        assert_eq!(["dp3a-kukar", "disperindag-kukar", "diskop-kukar", "distransnaker-kukar"].map(asked), [0, 1, 1, 1]);
        // Who advises verifies alone.
        let (advised, _) = entered(&kukar, &agreement());
        join(&kukar, &advised, "disperindag-kukar", "pelaksana");
        join(&kukar, &advised, "distransnaker-kukar", "pembina");
        reported(&advised);
        assert_eq!(["disperindag-kukar", "distransnaker-kukar"].map(asked), [1, 2]);
        assert_eq!(items(&labor, "kind=realization_to_verify&overdue=false").len(), 0);
    }

    fn meetings_come_near_and_leave_minutes_behind(app) {
        let (kukar, labor) = (app.dp3a_kukar(), of(app, "distransnaker-kukar"));
        let partnership = running(app, -100, 300);
        sign(&kukar, &partnership);
        let call = |title: &str, days: i64, chair: &str| {
            let body = json!({
                "kind": "monitoring", "title": title, "starts_at": format!("{}T01:00:00Z", day(days)), "chair_agency": chair
            });
            added(&kukar, &partnership, "meetings", &body)
        };
        let past = call("Lalu", -3, "distransnaker-kukar");
        let near = call("Dekat", 30, "dp3a-kukar");
        call("Jauh", 32, "dp3a-kukar");
        let upcoming = format!("meeting_upcoming: Dekat {}", day(30));
        assert_eq!(due(&labor), [format!("minutes_missing: Lalu {} late", day(-3)), upcoming.clone()]);
        assert_eq!(due(&kukar), [upcoming]);
        let titled = items(&kukar, "")[0].clone();
        assert_eq!(titled["resource"], "meetings");
        go(&kukar, &near, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        assert_eq!(due(&kukar), [""; 0]);
        go(&labor, &past, &json!({ "to": "held" })).expect(200);
        assert_eq!(due(&labor).len(), 1);
        let tag = labor.get(&past).expect(200).etag();
        labor.patch(&past, &tag, &json!({ "minutes": "Dibahas." })).expect(200);
        go(&labor, &past, &json!({ "to": "minutes_approved" })).expect(200);
        assert_eq!(due(&labor), [""; 0]);
    }

    fn what_ends_is_told_to_who_can_do_something(app) {
        let (kukar, labor) = (app.dp3a_kukar(), of(app, "distransnaker-kukar"));
        let partnership = running(app, -40, 60);
        let mut body = activity("distransnaker-kukar");
        (body["planned_from"], body["planned_to"]) = (json!(day(-30)), json!(day(-1)));
        let one = added(&kukar, &partnership, "activities", &body);
        sign(&kukar, &partnership);
        assert_eq!(due(&kukar), [format!("partnership_expiring: Sinergi Contoh {}", day(60))]);
        assert_eq!(due(&labor), [format!("activity_overdue: Kegiatan Contoh {} late", day(-1))]);
        go(&labor, &one, &json!({ "to": "running", "on": day(-20) })).expect(200);
        assert_eq!(due(&labor).len(), 1);
        go(&labor, &one, &json!({ "to": "completed", "on": day(-1) })).expect(200);
        assert_eq!(due(&labor), [""; 0]);
        go(&kukar, &partnership, &json!({ "to": "ended_early", "reason": "contoh", "on": day(-1) })).expect(200);
        assert_eq!(due(&kukar), [""; 0]);
    }

    fn the_running_quarter_is_told_a_month_before_its_end(app) {
        let labor = of(app, "distransnaker-kukar");
        let kukar = app.dp3a_kukar();
        let partnership = running(app, -200, 400);
        let today = Zone::Wita.today();
        let quarter = sinergi::values::quarter::Quarter::of(today).unwrap();
        let mut body = target("distransnaker-kukar");
        (body["q1"], body["q2"]) = (Value::Null, Value::Null);
        body["year"] = json!(quarter.year());
        body[format!("q{}", quarter.number())] = json!(4);
        added(&kukar, &partnership, "targets", &body);
        sign(&kukar, &partnership);
        let left = (quarter.last_day() - today).num_days();
        let found = items(&labor, "kind=realization_due");
        assert_eq!(found.len(), usize::from(left <= 30));
        if let Some(item) = found.first() {
            assert_eq!((&item["days_left"], &item["overdue"]), (&json!(left), &json!(false)));
        }
        assert_eq!(items(&kukar, "kind=quarter_to_close").len(), 0);
    }

    fn pages_filters_and_tables_of_the_worklist(app) {
        let (kukar, kaltim) = (app.dp3a_kukar(), app.kaltim());
        let partnership = draft(app);
        for (agency, q2) in [("distransnaker-kukar", 3), ("distransnaker-kukar", 4), ("diskop-kukar", 5)] {
            let mut body = target(agency);
            body["q2"] = json!(q2);
            body["region_code"] = if q2 == 4 { json!("64.02") } else { Value::Null };
            added(&kukar, &partnership, "targets", &body);
        }
        sign(&kukar, &partnership);
        let labor = of(app, "distransnaker-kukar");
        let whole = items(&labor, "");
        assert_eq!(whole.len(), 4);
        let days: Vec<&str> = whole.iter().map(|item| item["due_on"].as_str().unwrap()).collect();
        assert_eq!(days, ["2024-03-31", "2024-03-31", "2024-06-30", "2024-06-30"]);
        let mut paged = Vec::new();
        let mut path = "/v1/worklist?limit=1&count=exact".to_owned();
        loop {
            let page = labor.get(&path).expect(200).json();
            assert_eq!(page["total"], 4);
            paged.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/v1/worklist?limit=1&count=exact&cursor={cursor}");
        }
        assert_eq!(paged, whole);
        for (query, total) in [
            ("overdue=true", 4), ("overdue=false", 0), ("kind=realization_due", 4), ("kind=quarter_to_close", 0),
        ] {
            assert_eq!(items(&labor, query).len(), total, "{query}");
        }
        let id = partnership.rsplit('/').next().unwrap();
        assert_eq!(items(&labor, &format!("partnership={id}")).len(), 4);
        assert_eq!(items(&labor, &format!("partnership={}", uuid::Uuid::now_v7())).len(), 0);
        let csv = labor.with("Accept", "text/csv").get("/v1/worklist").expect(200).text();
        assert_eq!(csv.lines().count(), 5);
        assert!(csv.starts_with("kind,partnership_id,partnership_title,resource,resource_id,title,quarter,due_on,overdue,days_left"), "{csv}");
        // Who sees the partnership and has nothing to do there, and who sees nothing of it.
        for other in [&kaltim, &app.kpppa(), &app.samarinda(), &of(app, "diskominfo-kukar")] {
            assert_eq!(due(other), [""; 0]);
        }
        assert_eq!(labor.get("/v1/worklist?kind=other").expect(400).code(), "invalid_parameter");
        let without = app.caller_with("dp3a-kukar", &[sinergi::auth::Scope::StatisticsRead]);
        assert_eq!(without.get("/v1/worklist").expect(403).code(), "insufficient_scope");
        // The province's own partnership.
        let above = prov_kab(app);
        added(&kaltim, &above, "targets", &target("dp2pa-samarinda"));
        sign(&kaltim, &above);
        assert_eq!(items(&app.samarinda(), "kind=realization_due").len(), 2);
        assert_eq!(items(&kaltim, "kind=quarter_to_close").len(), 2);
        assert_eq!(items(&kukar, "").len(), 2, "its own two quarters to close");
    }
}
