//! Partnerships: what agencies agreed, did, met about and achieved.
//!
//! Seed 001: "monitoring yang ketat dan evaluasi berkelanjutan … rutin mengadakan pertemuan untuk
//! memantau perkembangan dan hambatan … Hasil yang sudah dicapai juga dicatat dan dianalisis".
//! A **partnership** is an agreement between agencies and organizations (PP 28/2018 and Permendagri
//! 22/2020 where regions cooperate; by decree or note inside one government). Its **parties** plan
//! **activities** and **targets**, report **realizations** each quarter, meet, name **obstacles** and
//! what follows from them, and evaluate.
//!
//! A partnership lies in the area of the agency that entered it, its coordinator ([`Who::area`]); all
//! agencies whose jurisdiction covers that area see it, and every party does, wherever it is. The
//! coordinator changes it; a party reports on its own activities; who sees it without being a party
//! changes nothing. [`find`] and [`hold`] are the only ways to a partnership, and every row below one
//! is reached through them.
//!
//! [`Who::area`]: crate::auth::Who::area

pub mod activities;
mod computed;
pub mod evaluations;
pub mod figures;
pub mod follow_ups;
mod http;
mod list;
mod lists;
pub mod meetings;
pub mod obstacles;
pub mod parties;
pub mod quarters;
pub mod realizations;
mod report;
mod rules;
mod sight;
mod signing;
mod status;
mod store;
pub mod targets;
mod territory;
mod transition;
mod types;
mod worklist;

pub use lists::{PartnershipField, PartnershipInstrument, PartnershipScheme, PartyRole};
pub use sight::{Seat, check_party, find, hold, seat, seats};
pub(crate) use sight::{in_sight, party_of};
pub use status::PartnershipStatus;
pub use store::{PartnershipRow, create};
pub use transition::transition;
pub use types::{PartnershipInput, PartnershipTransition};
pub use worklist::WorklistKind;

/// The resources of partnerships in audit and change feed, all read with `partnerships:read`.
pub const RESOURCES: [&str; 10] = [
    "partnerships",
    "partnership-parties",
    "activities",
    "targets",
    "realizations",
    "quarter-closings",
    "meetings",
    "obstacles",
    "follow-ups",
    "evaluations",
];

use crate::routes::Routes;

/// The routes of partnerships.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::transition)
        .service(http::history)
        .configure(parties::routes)
        .configure(activities::routes)
        .configure(targets::routes)
        .configure(meetings::routes)
        .configure(realizations::routes)
        .configure(quarters::routes)
        .configure(obstacles::routes)
        .configure(follow_ups::routes)
        .configure(evaluations::routes)
        .configure(report::routes)
        .configure(worklist::routes);
}
