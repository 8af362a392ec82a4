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
    /// Refuses with 412 unless the tag is one of those the caller holds.
    pub fn check(&self, current: &str) -> Result<(), Problem> {
        let met = self.0 == "*" || self.0.split(',').any(|tag| tag.trim() == current);
        if met {
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
