//! Market channels of a business: where and how it sells, since when and until when.
//!
//! Seed 001: "pameran trade fair serta pasar modern dan digital … tidak terbatas hanya pada wilayah
//! Kukar"; seed 002: sold by internet to Canada, Pakistan and India. A region names where in the country, of any
//! register, a country where an export goes (ISO 3166-1). Telephone numbers and e-mail addresses, also
//! inside a link, belong to the business's contact, which is encrypted: here they are refused.

mod http;
mod rules;
mod store;
mod types;

pub use types::{MarketChannel, MarketChannelInput, MarketChannelPage, MarketChannelType};

use crate::routes::Routes;

/// The routes of market channels.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete);
}
