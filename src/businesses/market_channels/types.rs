//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// How a business sells, the code list `market_channel_type`.
    pub enum MarketChannelType {
        /// From home.
        Rumah = "rumah",
        /// Stall or shop.
        Warung = "warung",
        /// Traditional market.
        PasarTradisional = "pasar_tradisional",
        /// Modern retail.
        PasarModern = "pasar_modern",
        /// Marketplace.
        Marketplace = "marketplace",
        /// Social media.
        MediaSosial = "media_sosial",
        /// Its own website.
        SitusWeb = "situs_web",
        /// Government procurement catalog.
        EKatalog = "e_katalog",
        /// Trade fair.
        Pameran = "pameran",
        /// Export.
        Ekspor = "ekspor",
        /// Other.
        Lainnya = "lainnya",
    }
}

/// A market channel to record on a business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarketChannelInput {
    /// How it sells.
    #[serde(rename = "type")]
    pub kind: MarketChannelType,
    /// The name of the market, shop, marketplace, fair or buyer; an enterprise, not a person.
    #[schema(min_length = 1, max_length = 200, example = "Pasar Tangga Arung")]
    pub name: Option<String>,
    /// Where it is found on the web, without telephone number or e-mail address.
    #[schema(
        min_length = 9,
        max_length = 2000,
        pattern = "^https?://[^\\s]+$",
        example = "https://toko.example.id/amplang-mahakam"
    )]
    pub url: Option<String>,
    /// Where in Indonesia, dotted Kemendagri code of any level and of any register; not for `ekspor`.
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.02.06"
    )]
    pub region_code: Option<String>,
    /// Where an export goes, two letters of ISO 3166-1, the code list `country`; for `ekspor` alone.
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$", example = "CA")]
    pub country_code: Option<String>,
    /// Its share of the sales in percent, with at most two decimals.
    #[schema(minimum = 0.01, maximum = 100, example = 40)]
    pub share_percent: Option<f64>,
    /// Since when it is used.
    #[schema(min_length = 10, max_length = 10, example = "2021-03-01")]
    pub started_on: Option<NaiveDate>,
    /// The last day it was or will be used.
    #[schema(min_length = 10, max_length = 10)]
    pub ended_on: Option<NaiveDate>,
}

patch_of!(
    MarketChannelPatch,
    MarketChannelInput,
    "A merge patch of a market channel."
);

/// A market channel of a business.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MarketChannel {
    /// Its id.
    pub id: Id,
    /// The business.
    pub business_id: Id,
    /// How it sells.
    #[serde(rename = "type")]
    pub kind: MarketChannelType,
    /// The name of the market, shop, marketplace, fair or buyer.
    #[schema(required, max_length = 200)]
    pub name: Option<String>,
    /// Where it is found on the web.
    #[schema(required, max_length = 2000)]
    pub url: Option<String>,
    /// Where in Indonesia, dotted Kemendagri code.
    #[schema(required, max_length = 13)]
    pub region_code: Option<String>,
    /// Where an export goes, two letters of ISO 3166-1.
    #[schema(required, min_length = 2, max_length = 2)]
    pub country_code: Option<String>,
    /// Its share of the sales in percent.
    #[schema(required, minimum = 0.01, maximum = 100)]
    pub share_percent: Option<f64>,
    /// Since when it is used.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub started_on: Option<NaiveDate>,
    /// The last day it was or will be used.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub ended_on: Option<NaiveDate>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(
    MarketChannelPage,
    MarketChannel,
    "A page of a business's market channels."
);

impl Columns for MarketChannel {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("business_id", "/business_id"),
        Column("type", "/type"),
        Column("name", "/name"),
        Column("url", "/url"),
        Column("region_code", "/region_code"),
        Column("country_code", "/country_code"),
        Column("share_percent", "/share_percent"),
        Column("started_on", "/started_on"),
        Column("ended_on", "/ended_on"),
    ];
}

/// Which market channels.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MarketChannelFilter {
    /// Of this type.
    #[serde(rename = "type")]
    #[param(inline)]
    pub kind: Option<MarketChannelType>,
    /// To this country, two letters of ISO 3166-1.
    #[param(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$", example = "CA")]
    pub country_code: Option<String>,
    /// In use on this day; one without days is taken to be in use.
    #[param(min_length = 10, max_length = 10)]
    pub active_on: Option<NaiveDate>,
}
