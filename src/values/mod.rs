//! The formats of single values as officials write them.
//!
//! Every file here reads one kind of value from text. What can be read in one
//! way only is read; everything else is refused with a code and a message that
//! never repeats the value, because messages reach logs and error lists.
//! A suggestion is given only for values that are not personal.

pub mod address;
pub mod bpom;
pub mod cooperative;
pub mod country;
pub mod date;
pub mod email;
pub mod gender;
pub mod halal;
pub mod kbli;
pub mod money;
pub mod name;
pub mod nib;
pub mod nik;
pub mod npwp;
pub mod period;
pub mod phone;
pub mod pirt;
pub mod quarter;
pub mod region_name;
pub mod web;
pub mod yes_no;
pub mod zone;

use crate::text::Text;

/// Why a value was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The code of the reason, the same in every language.
    pub code: &'static str,
    /// The reason for people; it never holds the value itself.
    pub message: Text,
    /// A proposal the sender may accept; never given for personal values.
    pub suggestion: Option<String>,
}

impl ValueError {
    /// Makes an error without a suggestion.
    pub const fn new(code: &'static str, id: &'static str, en: &'static str) -> Self {
        Self {
            code,
            message: Text::new(id, en),
            suggestion: None,
        }
    }

    /// Adds a proposal.
    #[must_use]
    pub fn suggest(mut self, proposal: impl Into<String>) -> Self {
        self.suggestion = Some(proposal.into());
        self
    }
}

/// Collapses every run of blanks (line breaks and no-break blanks too) to one and trims.
pub fn collapse_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}') {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Tells whether a number was written in scientific notation, which loses digits.
pub(crate) fn is_scientific(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\'');
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    !mantissa.is_empty()
        && mantissa
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        && digits(exponent.trim_start_matches(['+', '-']))
}

/// Makes a value that has one way of writing that way on the wire, in the document and in a text
/// column: what it needs is `Display`, its reader, a description, its lengths, pattern and example.
macro_rules! text_value {
    ($name:ident, $parse:path, $doc:literal, $lengths:expr, $pattern:literal, $example:literal) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                $parse(&text).map_err(|error| serde::de::Error::custom(error.message.en))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let lengths: std::ops::RangeInclusive<usize> = $lengths;
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some($doc))
                    .min_length(Some(*lengths.start()))
                    .max_length(Some(*lengths.end()))
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                std::io::Write::write_fmt(out, format_args!("{self}"))?;
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
            ) -> diesel::serialize::Result {
                out.set_value(self.to_string());
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = String::from_sql(value)?;
                $parse(&text).map_err(|error| error.message.en.into())
            }
        }
    };
}
use text_value;

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, from_value, json, to_value};
    use utoipa::PartialSchema;

    use super::*;

    /// A value comes back from JSON and from a text column as it went in.
    macro_rules! round_trip {
        ($value:expr) => {{
            use diesel::prelude::*;
            let value = $value;
            let text = serde_json::json!(value.to_string());
            assert_eq!(serde_json::to_value(value).unwrap(), text);
            let mut conn = diesel::SqliteConnection::establish(":memory:").unwrap();
            let mut back = serde_json::from_value(text).unwrap();
            assert_eq!(value, back);
            back = diesel::select(value.into_sql::<diesel::sql_types::Text>())
                .get_result(&mut conn)
                .unwrap();
            assert_eq!(value, back);
        }};
    }
    pub(crate) use round_trip;

    /// The published schema takes exactly what the reader reads.
    pub fn schema_agrees<T: PartialSchema + DeserializeOwned>(good: &[&str], bad: &[&str]) {
        let schema = to_value(T::schema()).unwrap();
        let takes = |value: &Value| jsonschema::is_valid(&schema, value);
        for text in good {
            assert!(takes(&json!(text)), "{text}");
            assert!(from_value::<T>(json!(text)).is_ok(), "{text}");
        }
        for text in bad {
            assert!(!takes(&json!(text)), "{text}");
            assert!(from_value::<T>(json!(text)).is_err(), "{text}");
        }
        assert!(schema["examples"].as_array().unwrap().iter().all(takes));
    }

    #[test]
    fn blanks_collapse() {
        assert_eq!(collapse_blanks("  Sumber\u{a0}\n Sari  "), "Sumber Sari");
        assert_eq!(collapse_blanks("\u{feff}"), "");
    }

    #[test]
    fn scientific_notation_is_seen() {
        assert!(is_scientific("6.40201E+15"));
        assert!(is_scientific("'6,40201e15"));
        assert!(!is_scientific("6402014107800001"));
        assert!(!is_scientific("Ende"));
    }
}
