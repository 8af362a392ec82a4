//! Regions by the dotted code of the interior ministry (Kepmendagri 300.2.2-2138/2025).
//!
//! Four levels: `NN` province, `NN.NN` regency (01 on) or city (71 on), `NN.NN.NN` district,
//! `NN.NN.NN.XNNN` village, whose X is 1 for a kelurahan, 2 for a desa and 3 for a desa adat. The
//! codes of BPS are another system whose numbers overlap with these, so they stand in a field of
//! their own. A code that was retired keeps its row; what took its place is said only where a
//! decree says so, never because two names are alike.

mod http;
pub(crate) mod store;
mod types;

pub use store::ship;
pub use types::{CodeSystem, RegionFilter, RegionKind, RegionView, Validity};
pub(crate) use types::{codes_schema, level_of};

use crate::routes::Routes;

/// The routes of regions.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list).service(http::get);
}
