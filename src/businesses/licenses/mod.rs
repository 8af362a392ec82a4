//! Licenses of a business: permits, certificates and registration numbers, each with its form.
//!
//! The NIB is no license here: a pelaku usaha has one (PP 28/2025), imports find a business by it,
//! and so it stays a field of the business. The field `pirt` of the business holds the one number
//! that lists of agencies have; here stand all of them, with their days.
//!
//! A number is read by the rules of its type ([`number`]). Where the form is known for sure, another
//! one is refused with the way out; where it may have changed, the number is kept and the business
//! flagged `format_unverified`. A NIK is never a license number, and neither is a person's NPWP,
//! which is her NIK (PMK 112/2022): both are refused, since numbers are not encrypted.
//!
//! What licenses leave in doubt are flags of their business ([`doubts`]), judged whenever the
//! business, an owner, or one of its licenses is written.

mod doubts;
mod http;
mod listed;
mod number;
mod rules;
mod status;
mod store;
mod types;

pub use doubts::{FIELD, doubts, owners_changed};
pub use listed::{HeldLicenses, ListedLicense, insert_listed, told};
pub use status::LicenseStatus;
pub use store::{LicenseRow, WHAT};
pub use types::{License, LicenseInput, LicensePage, LicenseType};

use crate::routes::Routes;

/// The routes of licenses.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete);
}
