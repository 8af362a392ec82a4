//! What is recorded of a business: the same rows by API and by import.

use serde_json::{Map, Value, json};

use super::rows::{BusinessRow, SnapshotRow};
use super::types::BusinessInput;
use crate::audit::{Act, difference};

/// The word of the path.
pub const RESOURCE: &str = "businesses";

/// The fields of a business that hold money, readable with `finance:read` only.
pub(super) const MONEY: [&str; 6] = [
    "capital_own_idr",
    "capital_loan_idr",
    "investment_idr",
    "annual_sales_idr",
    "founding_capital_idr",
    "wages_idr",
];

fn act(action: &'static str, row: &BusinessRow, values: Option<Value>) -> Act {
    Act {
        action,
        resource: RESOURCE,
        resource_id: row.id.to_string(),
        register: Some(row.register_code.clone()),
        partnership: None,
        version: Some(row.version),
        purpose: None,
        values,
    }
}

fn values_of(input: &BusinessInput) -> Value {
    serde_json::to_value(input).unwrap_or_default()
}

/// The act of entering a business.
pub fn created_act(row: &BusinessRow, input: &BusinessInput) -> Act {
    let mut values = difference(&Value::Null, &values_of(input));
    if let Value::Object(object) = &mut values {
        object.insert("status".to_owned(), json!([null, row.status]));
    }
    act("created", row, Some(values))
}

/// The act of changing a business from one input to another.
pub fn updated_act(row: &BusinessRow, before: &BusinessInput, after: &BusinessInput) -> Act {
    let values = difference(&values_of(before), &values_of(after));
    act("updated", row, Some(values))
}

/// Adds the figures of a snapshot to an act on its business.
pub fn with_snapshot(mut act: Act, before: Option<&SnapshotRow>, after: &SnapshotRow) -> Act {
    // Whoever comes here has made the rows, or read what they say.
    let values_of = |row: &SnapshotRow| {
        let input = row.input().ok();
        serde_json::to_value(input).unwrap_or_default()
    };
    let was = before.map_or(Value::Null, values_of);
    let mut values = taken(&mut act);
    values.insert(
        "snapshot".to_owned(),
        json!([before.map(|row| row.as_of), after.as_of]),
    );
    if let Value::Object(figures) = difference(&was, &values_of(after)) {
        values.extend(figures.into_iter().filter(|(field, _)| field != "as_of"));
    }
    act.values = Some(Value::Object(values));
    act
}

/// Adds what an import brought besides, as it is told, to an act on its business.
pub fn with_part(mut act: Act, part: &str, told: Value) -> Act {
    let mut values = taken(&mut act);
    values.insert(part.to_owned(), told);
    act.values = Some(Value::Object(values));
    act
}

fn taken(act: &mut Act) -> Map<String, Value> {
    match act.values.take() {
        Some(Value::Object(values)) => values,
        _ => Map::new(),
    }
}

/// The act of making, changing or removing what hangs on a business, each side whole or null.
pub(super) fn part_act(row: &BusinessRow, part: &'static str, sides: [Value; 2]) -> Act {
    act("updated", row, Some(json!({ part: sides })))
}

/// The act of moving a business in its life cycle.
pub(super) fn transitioned_act(before: &BusinessRow, row: &BusinessRow) -> Act {
    let state = |row: &BusinessRow| {
        let standing = row.standing();
        json!({
            "status": row.status,
            "status_on": standing.on,
            "status_reason": standing.reason,
            "merged_into": standing.merged_into,
        })
    };
    Act {
        purpose: row.standing().reason,
        ..act(
            "transitioned",
            row,
            Some(difference(&state(before), &state(row))),
        )
    }
}

/// The act of removing a business.
pub(super) fn deleted_act(row: &BusinessRow) -> Act {
    act("deleted", row, None)
}

/// The act of deriving a business anew after a person behind it changed.
pub(super) fn rederived_act(before: &BusinessRow, row: &BusinessRow) -> Act {
    let derived =
        |row: &BusinessRow| json!({ "women_owned": row.women_owned, "women_led": row.women_led });
    act(
        "updated",
        row,
        Some(difference(&derived(before), &derived(row))),
    )
}
