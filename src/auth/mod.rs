//! Who is calling, and what they may see.
//!
//! OAuth 2.0 client credentials (RFC 6749 section 4.4) give a JWT (RFC 9068). A client belongs to
//! one agency: **scope** says what kind of thing it may use, **jurisdiction** says where. Rows
//! outside the jurisdiction do not exist for the caller.

mod caller;
mod http;
mod jurisdiction;
pub mod scope;
mod token;

pub use caller::{AnyScope, Caller, Who, authenticate, challenge, client_of};
pub use jurisdiction::{Level, register_of};
pub use scope::{Scope, need};
pub use token::Tokens;

use crate::routes::Routes;

/// The routes of token and caller.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::issue_token)
        .service(http::metadata)
        .service(http::jwks)
        .service(http::me);
}
