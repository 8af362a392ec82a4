//! Requests are checked by the very schemas the OpenAPI document publishes.
//!
//! So a limit stands in one place, the document cannot drift from what is enforced, and every bad
//! field is found at once. Values never appear in the errors.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::{Code, FieldError, Problem};
use crate::text::Text;

/// A schema, made ready for checking.
#[derive(Debug)]
pub(super) struct Checker {
    validator: Validator,
    /// The schema itself, self-contained.
    pub(super) root: Value,
}

static COMPILED: RwLock<Option<HashMap<TypeId, Arc<Checker>>>> = RwLock::new(None);

impl Checker {
    /// The checker that stands under `key`, made once.
    pub(super) fn of(key: TypeId, schema: impl FnOnce() -> Value) -> Result<Arc<Self>, Problem> {
        if let Ok(compiled) = COMPILED.read()
            && let Some(found) = compiled.as_ref().and_then(|map| map.get(&key))
        {
            return Ok(Arc::clone(found));
        }
        let root = schema();
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&root)
            .map_err(|error| Problem::internal(format!("a schema does not compile: {error}")))?;
        let made = Arc::new(Self { validator, root });
        if let Ok(mut compiled) = COMPILED.write() {
            compiled
                .get_or_insert_default()
                .insert(key, Arc::clone(&made));
        }
        Ok(made)
    }

    /// Refuses `value` with every field that breaks the schema.
    ///
    /// What cannot be understood at all (an unknown field) is 400, a broken rule 422.
    pub(super) fn check(&self, value: &Value) -> Result<(), Problem> {
        let errors = self.errors(value);
        if errors.is_empty() {
            return Ok(());
        }
        Err(refusal(errors))
    }

    /// Every field of `value` that breaks the schema.
    pub(super) fn errors(&self, value: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for error in self.validator.iter_errors(value) {
            explain(&error, &mut errors);
        }
        nul_characters(value, String::new(), &mut errors);
        errors
    }
}

/// The schema of a type as one self-contained JSON Schema.
pub(super) fn of<T: ToSchema>() -> Value {
    let mut referenced: Vec<(String, RefOr<Schema>)> = Vec::new();
    T::schemas(&mut referenced);
    let mut root = serde_json::to_value(T::schema()).unwrap_or_default();
    let schemas: serde_json::Map<String, Value> = referenced
        .into_iter()
        .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
        .collect();
    root["components"] = json!({ "schemas": schemas });
    root
}

pub(super) fn refusal(errors: Vec<FieldError>) -> Problem {
    let code = if errors.iter().any(|error| error.code == "unknown_field") {
        Code::UnknownField
    } else {
        Code::ValidationFailed
    };
    Problem::new(code).errors(errors)
}

/// JSON can write U+0000, but PostgreSQL's text cannot hold it: refused for both databases alike.
fn nul_characters(value: &Value, pointer: String, errors: &mut Vec<FieldError>) {
    match value {
        Value::String(text) if text.contains('\0') => errors.push(FieldError::new(
            pointer,
            "control_character",
            Text::new(
                "Karakter U+0000 tidak diterima.",
                "The character U+0000 is not accepted.",
            ),
        )),
        Value::Array(list) => {
            for (n, inner) in list.iter().enumerate() {
                nul_characters(inner, format!("{pointer}/{n}"), errors);
            }
        }
        Value::Object(object) => {
            for (name, inner) in object {
                nul_characters(inner, format!("{pointer}/{}", escape(name)), errors);
            }
        }
        _ => {}
    }
}

fn explain(error: &jsonschema::ValidationError<'_>, errors: &mut Vec<FieldError>) {
    let pointer = error.instance_path().as_str().to_owned();
    let mut push = |pointer: String, code, id: String, en: String| {
        errors.push(FieldError::new(pointer, code, Text::owned(id, en)));
    };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                push(
                    format!("{pointer}/{}", escape(name)),
                    "unknown_field",
                    "Isian ini tidak dikenal.".to_owned(),
                    "This field is unknown.".to_owned(),
                );
            }
        }
        Kind::Required { property } => push(
            format!(
                "{pointer}/{}",
                escape(property.as_str().unwrap_or_default())
            ),
            "required",
            "Isian ini wajib.".to_owned(),
            "This field is required.".to_owned(),
        ),
        Kind::Type { kind } => {
            let wanted = types(kind);
            push(
                pointer,
                "invalid_type",
                format!("Jenis nilai harus {wanted}."),
                format!("The value must be of type {wanted}."),
            );
        }
        Kind::Enum { options } => {
            let options = options
                .as_array()
                .map(|list| {
                    list.iter()
                        .filter_map(Value::as_str)
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .unwrap_or_default();
            push(
                pointer,
                "not_in_list",
                format!("Pilih salah satu: {options}."),
                format!("Choose one of: {options}."),
            );
        }
        Kind::MinLength { limit } => push(
            pointer,
            "too_short",
            format!("Paling sedikit {limit} karakter."),
            format!("At least {limit} characters."),
        ),
        Kind::MaxLength { limit } => push(
            pointer,
            "too_long",
            format!("Paling banyak {limit} karakter."),
            format!("At most {limit} characters."),
        ),
        Kind::MinItems { limit } => push(
            pointer,
            "too_few",
            format!("Paling sedikit {limit} butir."),
            format!("At least {limit} item(s)."),
        ),
        Kind::MaxItems { limit } => push(
            pointer,
            "too_many",
            format!("Paling banyak {limit} butir."),
            format!("At most {limit} item(s)."),
        ),
        Kind::Minimum { limit } | Kind::ExclusiveMinimum { limit } => push(
            pointer,
            "too_small",
            format!("Batas terkecil {limit}."),
            format!("The lower limit is {limit}."),
        ),
        Kind::Maximum { limit } | Kind::ExclusiveMaximum { limit } => push(
            pointer,
            "too_large",
            format!("Batas terbesar {limit}."),
            format!("The upper limit is {limit}."),
        ),
        Kind::Pattern { pattern } => push(
            pointer,
            "invalid_format",
            format!("Bentuknya harus {pattern}."),
            format!("It must match {pattern}."),
        ),
        Kind::Format { format } => push(
            pointer,
            "invalid_format",
            format!("Bentuknya harus {format}."),
            format!("It must be a {format}."),
        ),
        Kind::UniqueItems => push(
            pointer,
            "not_unique",
            "Ada butir yang sama.".to_owned(),
            "Two items are equal.".to_owned(),
        ),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            explain_alternatives(&pointer, context, errors);
        }
        _ => push(
            pointer,
            "invalid",
            "Nilai ini tidak memenuhi aturan dokumen.".to_owned(),
            "This value breaks a rule of the document.".to_owned(),
        ),
    }
}

/// Of several alternatives, explains the one that fits best: `null` is never what was meant.
fn explain_alternatives(
    pointer: &str,
    context: &[Vec<jsonschema::ValidationError<'static>>],
    errors: &mut Vec<FieldError>,
) {
    let meant = context.iter().find(|branch| {
        !branch
            .iter()
            .any(|e| e.instance_path().as_str() == pointer && matches!(e.kind(), Kind::Type { .. }))
    });
    let meant = meant.or_else(|| {
        context.iter().find(|branch| {
            !branch
                .iter()
                .any(|e| matches!(e.kind(), Kind::Type { kind } if types(kind) == "null"))
        })
    });
    for error in meant.into_iter().flatten() {
        explain(error, errors);
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(set) => set
            .iter()
            .map(|one| one.to_string())
            .collect::<Vec<_>>()
            .join(" / "),
    }
}

/// Escapes a name for a JSON Pointer (RFC 6901 section 3).
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
