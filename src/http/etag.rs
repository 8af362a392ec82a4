//! Strong entity tags and the conditions on them (RFC 9110 section 13).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::wire::Wire;
use super::{Code, Problem};

/// The strong tag of a row's version as one caller sees it.
///
/// Callers with other field rights receive another representation, hence another tag.
pub fn etag(version: i64, view: &str) -> String {
    if view.is_empty() {
        format!("\"v{version}\"")
    } else {
        format!("\"v{version}-{view}\"")
    }
}

/// The required `If-Match` of a change.
#[derive(Clone, Debug)]
pub struct IfMatch(String);

impl IfMatch {
    /// Any version will do: for what the service itself does in the transaction of a new row.
    pub fn any() -> Self {
        Self("*".to_owned())
    }

    /// Refuses with 412 unless the tag is one of those the caller holds.
    pub fn check(&self, current: &str) -> Result<(), Problem> {
        let met = self.0 == "*" || self.0.split(',').any(|tag| tag.trim() == current);
        if met {
            Ok(())
        } else {
            Err(Problem::new(Code::PreconditionFailed))
        }
    }

    /// Refuses with 412 unless a tag is of this version: for rows whose tag also tells of what
    /// stands in other rows, which no change of this row can lose.
    pub fn check_version(&self, version: i64) -> Result<(), Problem> {
        let plain = etag(version, "");
        let of_it = |tag: &str| {
            let bare = plain.trim_end_matches('"');
            tag.strip_prefix(bare)
                .is_some_and(|rest| rest == "\"" || rest.starts_with('-'))
        };
        if self.0 == "*" || self.0.split(',').any(|tag| of_it(tag.trim())) {
            Ok(())
        } else {
            Err(Problem::new(Code::PreconditionFailed))
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            Wire::of(request)
                .if_match
                .map(Self)
                .ok_or_else(|| Problem::new(Code::PreconditionRequired)),
        )
    }
}

/// Whether the caller already holds this representation.
pub(super) fn is_known(if_none_match: Option<&str>, current: &str) -> bool {
    if_none_match.is_some_and(|held| {
        held == "*"
            || held
                .split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == current)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_met_by_any_tag_of_it() {
        let met = |tags: &str, version| IfMatch(tags.to_owned()).check_version(version).is_ok();
        for tags in ["*", "\"v1\"", "\"v1-ab\"", "\"v7\", \"v1-ab\""] {
            assert!(met(tags, 1), "{tags}");
        }
        for tags in ["", "\"v11\"", "\"v2-1\"", "v1", "W/\"v1\""] {
            assert!(!met(tags, 1), "{tags}");
        }
    }
}
