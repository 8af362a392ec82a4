//! Certificates: that a woman attended, completed, or is competent.
//!
//! The agency of the batch issues and revokes them; whoever sees the enrollment sees them. One that
//! says she completed the training or is competent makes her enrollment `certified`, and revoking
//! the last of them makes it `passed` again, in the same transaction. `expired` follows from the day
//! and is never stored.
//!
//! Anybody can have a certificate checked by the code printed on it, which is random and long enough
//! that nobody finds one by trying (130 bits). The answer tells the title, the masked name of its
//! holder and whether it is valid; somebody found not yet competent holds no valid proof.

mod code;
mod http;
mod issue;
mod rules;
mod status;
pub mod store;
mod types;
mod verify;

pub use status::{CertificateStatus, CertificateType, CompetenceResult};
pub use store::CertificateRow;
pub use types::{Certificate, CertificateInput};

use crate::routes::Routes;

/// The routes of certificates.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(verify::verify)
        .service(http::get)
        .service(http::transition)
        .service(http::history);
}
