//! What the audit trail and the history hold of people.

use serde_json::Value;

use super::{PersonInput, PersonRow, RESOURCE, StreetAddress, mask};
use crate::audit::{Act, difference};
use crate::auth::{Scope, Who};

fn act(action: &'static str, row: &PersonRow, values: Option<Value>) -> Act {
    Act {
        register: Some(row.register_code.clone()),
        version: Some(row.version),
        values,
        ..Act::administrative(action, RESOURCE, &row.id.to_string())
    }
}

fn json(input: &PersonInput) -> Value {
    // A struct of strings, dates and lists always serializes.
    serde_json::to_value(input).unwrap_or_default()
}

/// The act of entering a person.
pub fn created_act(row: &PersonRow, input: &PersonInput) -> Act {
    let values = difference(&Value::Null, &json(input));
    act("created", row, Some(values))
}

/// The act of changing a person.
pub fn updated_act(before: &PersonInput, row: &PersonRow, after: &PersonInput) -> Act {
    let values = difference(&json(before), &json(after));
    act("updated", row, Some(values))
}

/// The act of deleting a person; her values are not repeated.
pub fn deleted_act(row: &PersonRow) -> Act {
    act("deleted", row, None)
}

/// What a caller sees of one field of a person in history and audit.
pub fn field_view(who: &Who, field: &str, value: &Value) -> Option<Value> {
    let text = |mask: fn(&str) -> String| {
        let shown = value.as_str().map(mask);
        shown.map_or(Value::Null, Value::from)
    };
    Some(match field {
        "disability" if !who.has(Scope::DisabilityRead) => return None,
        "nik" => text(mask::nik),
        "email" => text(mask::email),
        "phones" => match value {
            Value::Array(list) => list
                .iter()
                .map(|one| Value::from(one.as_str().map_or_else(String::new, mask::phone)))
                .collect(),
            _ => Value::Null,
        },
        "address" => serde_json::from_value::<StreetAddress>(value.clone())
            .ok()
            .and_then(|address| serde_json::to_value(mask::address(&address)).ok())
            .unwrap_or_default(),
        _ => value.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reader(scopes: &[Scope]) -> Who {
        Who {
            scopes: scopes.to_vec(),
            ..Who::system("test")
        }
    }

    #[test]
    fn history_shows_personal_values_masked() {
        let who = reader(&[Scope::PeopleRead]);
        let seen = |field, value: Value| field_view(&who, field, &value);
        assert_eq!(
            seen("nik", json!("6402014107801234")),
            Some(json!("************1234"))
        );
        assert_eq!(
            seen("phones", json!(["+6281255501234"])),
            Some(json!(["08******1234"]))
        );
        assert_eq!(seen("nik", Value::Null), Some(Value::Null));
        let address = seen("address", json!({ "street": "Jalan Contoh", "rt": "001" }));
        let expected = json!({ "street": "***", "rt": "***", "rw": null, "postal_code": null });
        assert_eq!(address, Some(expected));
        assert_eq!(seen("full_name", json!("Ana")), Some(json!("Ana")));
    }

    #[test]
    fn disability_is_for_its_scope_only() {
        let value = json!("netra");
        assert_eq!(field_view(&reader(&[]), "disability", &value), None);
        let holder = reader(&[Scope::DisabilityRead]);
        assert_eq!(field_view(&holder, "disability", &value), Some(value));
    }
}
