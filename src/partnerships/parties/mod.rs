//! Parties: who takes part in a partnership, and with which number, office and date each signed.
//!
//! The agency that entered a partnership is its first party and its only `koordinator`. The
//! coordinator names the others; a party enters the number, office and date of its own signature
//! itself as well. Once the partnership is signed its parties stand.

mod http;
pub(super) mod store;
mod types;

pub use store::{PartyRow, create, update};
pub use types::{Party, PartyInput};

use crate::routes::Routes;

/// The routes of parties.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete);
}
