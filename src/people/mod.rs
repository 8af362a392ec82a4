//! People: the owners and managers of businesses, each in the register of one regency.
//!
//! NIK, phones, e-mail, street address and disability stand encrypted; the NIK and the first phone
//! are also found by a keyed hash. Everywhere personal values are masked; the full ones are given
//! only at `/v1/people/{id}/identity`, to a named official, for a purpose, with an audit row.
//! Disability is specific data (UU 27/2022 Pasal 4) and has a scope of its own.
//!
//! A person is unique by NIK within one register; other registers are never matched or told of.
//! Gender is recorded or unknown: neither a name nor a NIK ever decides it. What she leaves in doubt is
//! said in one place ([`doubts`], [`shared_phones`]).

mod acts;
mod flags;
mod http;
mod identity;
pub mod mask;
mod parse;
mod past;
mod person;
mod purpose;
mod row;
mod search;
pub mod store;
mod types;

pub use acts::{created_act, deleted_act, field_view, updated_act};
pub use flags::{doubts, due_rows, review, row_flags, rows_after, shared_phones};
pub use parse::parse;
pub use person::{NewPerson, nik_hash};
pub use purpose::check_purpose;
pub use row::PersonRow;
pub use store::scoped;
pub use types::{
    CooperativeType, Education, MaritalStatus, MaskedAddress, Person, PersonInput, PersonStatus,
    StreetAddress,
};

use crate::routes::Routes;

/// What the resource is called in audit, changes and flags.
pub const RESOURCE: &str = "people";

/// The routes of people.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(search::search)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::history)
        .service(identity::identity);
}
