//! KBLI, the classification of business fields: 2020 (Peraturan BPS 2/2020) and 2025 (Peraturan
//! BPS 7/2025).
//!
//! A code means something only together with its version: 56102 is an eating house in 2020 and
//! serving food in premises that are not fixed in 2025.

mod http;
pub(crate) mod store;
mod types;

pub use store::ship;
pub use types::{KbliCodeView, KbliFilter, KbliVersion};

use crate::routes::Routes;

/// The routes of KBLI codes.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list).service(http::get);
}
