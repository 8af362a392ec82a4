//! Partnerships: what was achieved against what was planned, whether the parties met, and what
//! stood in the way.
//!
//! Seed 001: "monitoring yang ketat dan evaluasi berkelanjutan … rutin mengadakan pertemuan untuk
//! memantau perkembangan dan hambatan … Hasil yang sudah dicapai juga dicatat dan dianalisis".
//!
//! * [`targets`]: target against realization by quarter, and budgets absorbed.
//! * [`meetings`]: held against planned, and the attendance of parties.
//! * [`obstacles`]: open and overdue, by category, severity and age, and their follow-ups.
//!
//! All three count what lies below the partnerships in the caller's sight: those in its area, and
//! those its agency is a party to, wherever they lie; the latter are seen as a whole. A partnership
//! counts once it was signed, also after its end.

mod concept;
mod days;
mod follow_ups;
mod http;
mod meetings;
mod obstacles;
mod regions;
mod selection;
mod targets;

pub use days::ObstacleAge;

use crate::routes::Routes;

/// The routes of statistics of partnerships.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::achievements)
        .service(http::held)
        .service(http::hindrances);
}
