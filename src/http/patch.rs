//! JSON Merge Patch (RFC 7396): absent keeps, null clears.

use std::any::TypeId;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::lenient::Pending;
use super::schema::{self, Checker};
use super::{Problem, input};

const MEDIA_TYPE: &str = "application/merge-patch+json";

/// Makes the schema of a patch from that of the whole: nothing required, everything may be null.
#[derive(Debug)]
pub struct MergePatch;

impl MergePatch {
    /// The patch schema of `T`.
    pub fn schema_of<T: ToSchema>(description: &str) -> RefOr<Schema> {
        let mut whole = serde_json::to_value(T::schema()).unwrap_or_default();
        relax(&mut whole);
        whole["description"] = description.into();
        serde_json::from_value(whole).unwrap_or_else(|_| T::schema())
    }
}

fn relax(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.remove("required");
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for property in properties.values_mut() {
            let nullable = match &property["type"] {
                Value::String(one) => Some(json!([one, "null"])),
                Value::Array(_) => None,
                _ if property.get("oneOf").is_some() => None,
                _ => {
                    *property = json!({ "oneOf": [{ "type": "null" }, property.take()] });
                    None
                }
            };
            if let Some(types) = nullable {
                property["type"] = types;
            }
        }
    }
}

/// A merge patch for a `T`, checked against the published patch schema.
#[derive(Debug)]
pub struct Patch<T> {
    changes: Value,
    pending: Pending,
    of: PhantomData<T>,
}

impl<T: ToSchema + DeserializeOwned + 'static> FromRequest for Patch<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let tell = (HeaderName::from_static("accept-patch"), MEDIA_TYPE);
        let accepted = input::media_type(request, &[MEDIA_TYPE], Some(tell));
        let payload = payload.take();
        let pending = Pending::of(request);
        Box::pin(async move {
            accepted?;
            let raw = input::read(payload, 1 << 20).await?;
            let mut changes = input::parse_json(&raw)?;
            let checker = Checker::of(TypeId::of::<Self>(), || {
                let mut root = schema::of::<T>();
                relax(&mut root);
                root
            })?;
            pending.tolerate(&checker, &mut changes)?;
            Ok(Self {
                changes,
                pending,
                of: PhantomData,
            })
        })
    }
}

impl<T: ToSchema + DeserializeOwned + 'static> Patch<T> {
    /// The row as it would be after the patch, under the rules of the whole.
    pub fn apply(&self, before: &impl serde::Serialize) -> Result<T, Problem> {
        let mut whole = serde_json::to_value(before).map_err(Problem::internal)?;
        merge(&mut whole, &self.changes);
        strip_nulls(&mut whole);
        input::checked(&mut whole, Some(&self.pending))
    }

    /// Whether the patch names this field.
    pub fn names(&self, field: &str) -> bool {
        self.changes.get(field).is_some()
    }
}

/// Applies a merge patch in place (RFC 7396 section 2).
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(object) = target {
        for (name, change) in changes {
            if change.is_null() {
                object.remove(name);
            } else {
                merge(object.entry(name.clone()).or_insert(Value::Null), change);
            }
        }
    }
}

/// An absent field and a null one mean the same in a row.
fn strip_nulls(value: &mut Value) {
    if let Value::Object(object) = value {
        object.retain(|_, inner| !inner.is_null());
        for inner in object.values_mut() {
            strip_nulls(inner);
        }
    }
}

/// Names the patch type of a resource: `patch_of!(BusinessPatch, BusinessInput, "…")`.
macro_rules! patch_of {
    ($name:ident, $whole:ty, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug)]
        pub struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::http::MergePatch::schema_of::<$whole>($doc)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schemas(
                schemas: &mut Vec<(
                    String,
                    utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>,
                )>,
            ) {
                <$whole as utoipa::ToSchema>::schemas(schemas);
            }
        }
    };
}
pub(crate) use patch_of;
