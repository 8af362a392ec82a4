//! Speakers: who speaks, moderates or instructs in a batch, and for which organization.
//!
//! A name is optional: an organization that sends somebody says enough, and a role filled by an
//! institution needs no person in the register.

mod http;
mod store;
mod types;

pub use store::create;
pub use types::{Speaker, SpeakerInput, SpeakerRole};

use crate::routes::Routes;

/// The routes of speakers.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete);
}
