//! Judges the rest of a body in spite of its bad fields, so that everything wrong is told at once.
//!
//! What breaks the schema is taken out of the body, or its example stands in where the field is
//! required, and the rules judge what is left.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{HttpMessage, HttpRequest};
use serde_json::Value;

use super::schema::{Checker, refusal};
use super::{Code, FieldError, Problem};

/// Fields whose value decides which rules hold: without them nothing more can be judged.
const DECIDING: [&str; 3] = ["to", "level", "type"];

/// Bad fields that the schema found: told together with those that the rules find.
///
/// The body's extractor notes them, the write refuses with them.
#[derive(Clone, Debug, Default)]
pub struct Pending(Arc<Mutex<Vec<FieldError>>>);

impl Pending {
    /// The notes of a request, shared by its extractors.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let mut extensions = request.extensions_mut();
        if let Some(pending) = extensions.get::<Self>() {
            return pending.clone();
        }
        let pending = Self::default();
        extensions.insert(pending.clone());
        pending
    }

    /// Notes the fields of `value` that break the schema and makes the rest of it fit; what cannot
    /// be made to fit is refused at once.
    pub(super) fn tolerate(&self, checker: &Checker, value: &mut Value) -> Result<(), Problem> {
        let errors = checker.errors(value);
        if errors.is_empty() {
            return Ok(());
        }
        let mut pointers: Vec<&str> = errors.iter().map(|e| e.pointer.as_str()).collect();
        // A field is mended before what it is part of.
        pointers.sort_unstable_by(|one, other| other.cmp(one));
        let mended = pointers
            .iter()
            .all(|pointer| mend(&checker.root, value, pointer).is_some());
        if !mended || !checker.errors(value).is_empty() {
            return Err(refusal(errors));
        }
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.extend(errors);
        Ok(())
    }

    /// Refuses when bad fields were noted, whatever the rules say.
    pub fn refuse(&self) -> Result<(), Problem> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.is_empty() {
            return Ok(());
        }
        Err(refusal(noted.clone()))
    }

    /// Adds the noted fields to a refusal by the rules, which judged the rest of the body.
    pub fn complete(&self, problem: Problem) -> Problem {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match problem.code() {
            _ if noted.is_empty() => problem,
            Code::ValidationFailed => {
                let by_rules = problem.field_errors().iter();
                let new = by_rules.filter(|error| {
                    let touched = |held: &FieldError| near(&held.pointer, &error.pointer);
                    !noted.iter().any(touched)
                });
                refusal(noted.iter().chain(new).cloned().collect())
            }
            // What stands in for a bad field may meet a row of its name or belong to another
            // agency: that says nothing about what was sent.
            Code::AlreadyExists | Code::Conflict | Code::OwnedByAnotherAgency => {
                refusal(noted.clone())
            }
            _ => problem,
        }
    }
}

/// Whether one pointer is the other or lies above or below it.
fn near(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    long.strip_prefix(short)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Takes a bad field out of `value`, or puts its example in its place where it is required.
fn mend(root: &Value, value: &mut Value, pointer: &str) -> Option<()> {
    let (above, last) = pointer.rsplit_once('/')?;
    let name = last.replace("~1", "/").replace("~0", "~");
    let mut tokens = above.split('/').skip(1);
    let schema = tokens.try_fold(whole(root, root)?, |schema, token| {
        let properties = schema["properties"].get(token);
        whole(root, properties.or_else(|| schema.get("items"))?)
    })?;
    match value.pointer_mut(above) {
        Some(Value::Object(object)) => {
            let required = schema["required"].as_array();
            if required.is_some_and(|list| list.iter().any(|one| *one == name)) {
                let field = whole(root, &schema["properties"][&name])?;
                let first = |list: &'static str| field[list].as_array()?.first();
                let example = field.get("example");
                let example = example.or_else(|| first("examples").or_else(|| first("enum")))?;
                if DECIDING.contains(&name.as_str()) {
                    return None;
                }
                object.insert(name, example.clone());
            } else {
                object.remove(&name);
            }
            Some(())
        }
        // An item has no name that could be left out: the whole array goes.
        Some(_) => mend(root, value, above),
        None => Some(()),
    }
}

/// A schema behind its reference, and the alternative to `null`.
fn whole<'s>(root: &'s Value, schema: &'s Value) -> Option<&'s Value> {
    if let Some(target) = schema["$ref"].as_str() {
        return whole(root, root.pointer(target.strip_prefix('#')?)?);
    }
    match schema["oneOf"].as_array() {
        Some(branches) => {
            let other = branches.iter().find(|branch| branch["type"] != "null")?;
            whole(root, other)
        }
        None => Some(schema),
    }
}
