use serde_json::{Value, json};
use sinergi::auth::Scope;

use super::{applicant, finished_as};
use crate::support::{Caller, on_both};

/// A woman's business with figures as of these days.
fn business(caller: &Caller, person: &str, figures: &[Value]) -> Value {
    let owners = json!([{ "person_id": person, "role": "pemilik" }]);
    let body = json!({ "name": "Usaha Contoh", "region_code": "64.02.06", "owners": owners });
    let made = caller.post("/v1/businesses", &body).expect(201);
    let path = made.header("location").unwrap();
    for one in figures {
        caller.post(&format!("{path}/snapshots"), one).expect(201);
    }
    made.json()["id"].clone()
}

fn snapshot(as_of: &str, sales: i64, women: i32) -> Value {
    json!({ "as_of": as_of, "annual_sales_idr": sales, "workers_female": women, "method": "lapor" })
}

fn nothing() -> Value {
    json!({ "before": null, "after": null, "difference": null, "percent": null })
}

on_both! {
    fn a_business_is_compared_before_and_after(app) {
        let caller = app.dp3a_kukar();
        let person = applicant(&caller, "64.02.06", 1);
        let business = business(&caller, &person, &[
            snapshot("2024-12-31", 1, 1), snapshot("2026-03-02", 48_000_000, 2), snapshot("2026-03-03", 2, 9),
            snapshot("2026-06-05", 3, 9), snapshot("2026-06-06", 60_000_000, 3), snapshot("2026-10-01", 4, 9),
        ]);
        // From the second to the sixth of March.
        let enrollment = finished_as(&caller, &person, &json!({ "business_id": business }), "passed");
        let path = format!("{enrollment}/outcome");
        let three = caller.get(&format!("{path}?months=3")).expect(200).json();
        assert_eq!((&three["business_id"], &three["months"], &three["after_from"]), (&business, &json!(3), &json!("2026-06-06")));
        assert_eq!((&three["before"]["as_of"], &three["after"]["as_of"]), (&json!("2026-03-02"), &json!("2026-06-06")));
        let sales = json!({ "before": 48_000_000, "after": 60_000_000, "difference": 12_000_000, "percent": "25.00" });
        let women = json!({ "before": 2, "after": 3, "difference": 1, "percent": "50.00" });
        assert_eq!((&three["figures"]["annual_sales_idr"], &three["figures"]["workers_female"]), (&sales, &women));
        assert_eq!((&three["figures"]["workers_male"], &three["missing"]), (&nothing(), &json!([])));
        // Twelve months unless named: nothing is recorded so late.
        let usual = caller.get(&path).expect(200).json();
        assert_eq!((&usual["after_from"], &usual["after"], &usual["missing"]), (&json!("2027-03-06"), &Value::Null, &json!(["no_snapshot_after"])));
        let alone = json!({ "before": 2, "after": null, "difference": null, "percent": null });
        assert_eq!(usual["figures"]["workers_female"], alone);
        for odd in ["0", "61", "x"] {
            assert_eq!(caller.get(&format!("{path}?months={odd}")).expect(400).code(), "invalid_parameter", "{odd}");
        }
        // Without finance:read no amount is told, without businesses:read nothing of the business.
        let without = |scope: Scope| {
            let scopes: Vec<Scope> = Scope::agency().filter(|one| *one != scope).collect();
            let caller = app.caller_with("dp3a-kukar", &scopes);
            caller.get(&format!("{path}?months=3")).expect(200).json()
        };
        let poor = without(Scope::FinanceRead);
        assert_eq!((&poor["figures"]["annual_sales_idr"], &poor["figures"]["workers_female"]), (&nothing(), &women));
        let blind = without(Scope::BusinessesRead);
        assert_eq!((&blind["missing"], &blind["before"], &blind["after"]), (&json!(["business_not_visible"]), &Value::Null, &Value::Null));
        assert_eq!(blind["figures"]["workers_female"], nothing());
        // Her regency's other agencies and the province read it, another regency does not.
        for reader in [app.caller("distransnaker-kukar"), app.kaltim()] {
            reader.get(&path).expect(200);
        }
        app.samarinda().get(&path).expect(404);
        app.caller_with("dp3a-kukar", &[Scope::BusinessesRead]).get(&path).expect(403);
    }

    fn what_is_missing_is_said(app) {
        let caller = app.dp3a_kukar();
        let missing = |enrollment: &str| caller.get(&format!("{enrollment}/outcome?months=1")).expect(200).json()["missing"].clone();
        let person = applicant(&caller, "64.02.06", 1);
        let enrollment = finished_as(&caller, &person, &json!({}), "passed");
        assert_eq!(missing(&enrollment), json!(["no_business"]));
        let business = business(&caller, &person, &[snapshot("2026-03-10", 1, 1)]);
        let enrollment = finished_as(&caller, &person, &json!({ "business_id": business }), "failed");
        assert_eq!(missing(&enrollment), json!(["no_snapshot_before", "no_snapshot_after"]));
    }
}
