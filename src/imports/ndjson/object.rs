//! What stands in a line: an object, and its values as cells.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::lines::Lines;
use super::{invalid_encoding, named, too_long};
use crate::imports::cell::Cell;
use crate::imports::field::Field;
use crate::imports::sheet::SheetError;

/// So many digits a double holds safely.
const SAFE_DIGITS: usize = 15;

/// Why a value is none that a cell can hold.
pub(super) enum Refused {
    Nested,
    NulByte,
}

impl Refused {
    pub(super) fn told(self, key: &str, number: u32) -> SheetError {
        match self {
            Self::Nested => named(
                "nested_value",
                format!(
                    "\"{key}\" berisi objek atau daftar; tulis satu nilai: teks, angka, true, false, atau null"
                ),
                format!(
                    "\"{key}\" holds an object or a list; write one value: a text, a number, true, false or null"
                ),
                number,
            ),
            Self::NulByte => invalid_encoding(number),
        }
    }
}

/// A value of a line.
pub(super) enum Scalar {
    Null,
    Bool(bool),
    /// A whole number as it is written.
    Whole(String, f64),
    Number(f64),
    Text(String),
    Nested,
}

impl Scalar {
    pub(super) fn cell(self, field: Option<Field>) -> Result<Cell, Refused> {
        let dates = matches!(
            field,
            Some(Field::OwnerBirthDate | Field::StartedOn | Field::RegisteredOn | Field::AppliedOn)
        );
        Ok(match self {
            Self::Null => Cell::Empty,
            Self::Bool(value) => Cell::Bool(value),
            Self::Whole(digits, number) => {
                let long = digits.trim_start_matches('-').len() > SAFE_DIGITS;
                if long || dates {
                    Cell::Text(digits)
                } else {
                    Cell::Number(number)
                }
            }
            Self::Number(number) if dates => Cell::Text(number.to_string()),
            Self::Number(number) => Cell::Number(number),
            Self::Text(text) if text.contains('\0') => return Err(Refused::NulByte),
            Self::Text(text) if text.chars().all(char::is_whitespace) => Cell::Empty,
            Self::Text(text) => Cell::Text(text),
            Self::Nested => return Err(Refused::Nested),
        })
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Bool(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar::Whole(value.to_string(), value as f64))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Whole(value.to_string(), value as f64))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar::Number(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }

            fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::Nested)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::Nested)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The members of a line's object in their order, each as often as it stands there.
pub(super) struct Object {
    pub(super) members: Vec<(String, Scalar)>,
    /// Whether there are more than a row may have; the others were left out.
    pub(super) too_wide: bool,
}

/// The most members of one object that are looked at, twice a row's columns.
const MEMBERS: usize = 400;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut members = Vec::new();
                while members.len() < MEMBERS {
                    let Some(member) = map.next_entry()? else {
                        return Ok(Object {
                            members,
                            too_wide: false,
                        });
                    };
                    members.push(member);
                }
                let mut too_wide = false;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    too_wide = true;
                }
                Ok(Object { members, too_wide })
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Reads the line that is held.
pub(super) fn parse<R>(lines: &Lines<R>, number: u32) -> Result<Object, SheetError> {
    if lines.is_cut {
        return Err(too_long(number));
    }
    let text = std::str::from_utf8(&lines.held).map_err(|_| invalid_encoding(number))?;
    let object: Object = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => named(
            "not_an_object",
            "baris ini bukan objek JSON; tulis satu objek {…} per baris".to_owned(),
            "the line is no JSON object; write one object {…} a line".to_owned(),
            number,
        ),
        _ => named(
            "invalid_json",
            format!(
                "baris ini bukan JSON yang utuh (karakter ke-{})",
                error.column()
            ),
            format!("the line is no whole JSON (character {})", error.column()),
            number,
        ),
    })?;
    let most = lines.limits.max_cell_bytes;
    let is_long = |(key, value): &(String, Scalar)| {
        key.len() > most || matches!(value, Scalar::Text(text) if text.len() > most)
    };
    if object.members.iter().any(is_long) {
        return Err(too_long(number));
    }
    Ok(object)
}
