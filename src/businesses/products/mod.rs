//! Products of a business: what it makes, how much of it, and whether it is ready for export.
//!
//! Seed 002: charcoal and nipah ribs of Saliki went to Canada, Pakistan and India once "kualitas,
//! kuantitas dan kontinuitas" were met. Each of the three has its note, and the quantity its figures. Where
//! a product is sold, also abroad, are the business's market channels; prices are asked of anybody, so
//! they are no specific data.

mod http;
mod listed;
mod store;
mod types;

pub use listed::{HeldProducts, ListedProduct, insert_listed, told};
pub use store::{ProductRow, WHAT};
pub use types::{CapacityPeriod, Product, ProductCategory, ProductInput, ProductPage};

use crate::routes::Routes;

/// The routes of products.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete);
}
