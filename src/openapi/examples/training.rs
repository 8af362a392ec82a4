//! The request bodies of training.

use serde_json::{Value, json};

/// Synthetic people and businesses only.
pub(super) fn body(operation_id: &str) -> Option<Value> {
    Some(match operation_id {
        "createTrainingProgram" => json!({
            "title": "Pelatihan Pengolahan Hasil Perikanan",
            "field": "kuliner",
            "method": "pelatihan",
            "hours": 40,
            "eligibility": { "age_min": 17, "age_max": 40, "similar_within_months": 12 },
            "fiscal_year": 2026,
            "fund_source": "apbd",
            "budget_idr": 75_000_000,
            "target_participants": 25
        }),
        "updateTrainingProgram" => json!({ "spent_idr": 40_000_000 }),
        "transitionTrainingProgram" => json!({ "to": "approved" }),
        _ => return None,
    })
}
