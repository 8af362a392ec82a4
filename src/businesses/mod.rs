//! Businesses: who owns and runs them, where they are, and how far they are verified.
//!
//! A business lies in the register of one regency, named by its region. The register takes any
//! owner: whether women own or lead a business is derived from recorded genders and shares
//! ([`women`]), its scale and IKM class from its snapshots ([`classification`]). API and imports
//! parse ([`parse`]), derive ([`derive`]), doubt ([`doubts`]) and record ([`created_act`],
//! [`updated_act`]) alike. What a business reaches is noted wherever its row is written
//! ([`milestones`]). Its snapshots, licenses, products and market channels hang on it and are read
//! below it ([`details`]).

mod acts;
pub mod classification;
mod derive;
mod details;
mod doubts;
mod http;
pub mod licenses;
mod list;
pub mod market_channels;
pub mod milestones;
mod parse;
mod past;
pub mod products;
mod ranked;
mod review;
mod rows;
mod search;
pub mod shared;
mod sidt;
mod similar;
pub mod snapshots;
mod status;
pub mod store;
mod transition;
mod types;
mod view;
pub mod women;
mod write;

pub use acts::{RESOURCE, created_act, updated_act, with_part, with_snapshot};
pub use derive::{
    BusinessIkm, BusinessScale, BusinessWorkers, Derived, Figures, PersonFacts, derive,
};
pub use details::room;
pub use doubts::{Case, SAID_ONCE, doubts, row_flags, undecided};
pub use parse::{Entry, NewBusiness, match_hash, parse};
pub use review::{due_rows, review, rows_after};
pub use rows::{BusinessRow, OwnershipRow, SnapshotRow, Standing};
pub use shared::Common;
pub use snapshots::{NewSnapshot, SnapshotInput, SnapshotMethod};
pub use status::{BusinessStatus, CloseReason, due_before};
pub use types::{
    BusinessColumns, BusinessContact, BusinessFilter, BusinessInput, BusinessKbli, BusinessOwner,
    BusinessPatch, BusinessPlaceType, BusinessSearch, BusinessSort, BusinessTransition,
    CoordinateStatus, KbliVersion, LegalForm, NameMatch, OwnershipRole, Sector,
};

use parse::hundredths;
pub use transition::submitter;
pub use view::{Business, BusinessPage, MaskedContact, Ownership};
pub use write::person_changed;

use serde_json::Value;

use crate::auth::{Scope, Who};
use crate::routes::Routes;
use snapshots::Workforce;

/// What a caller sees of one field of a business in history and audit: contacts masked, money
/// with `finance:read` and workers with a disability with `disability:read` only.
pub fn field_view(who: &Who, field: &str, value: &Value) -> Option<Value> {
    if acts::MONEY.contains(&field) && !who.has(Scope::FinanceRead) {
        return None;
    }
    match field {
        "contact" => Some(MaskedContact::of_value(value)),
        "workforce" => Some(Workforce::value_seen_by(who, value)),
        _ => Some(value.clone()),
    }
}

/// The routes of businesses.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(search::search)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::transitions)
        .service(http::history)
        .configure(snapshots::routes)
        .configure(licenses::routes)
        .configure(products::routes)
        .configure(market_channels::routes);
}
