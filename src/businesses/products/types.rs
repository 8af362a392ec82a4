//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// What a product is, the code list `product_category`.
    pub enum ProductCategory {
        /// Food.
        Makanan = "makanan",
        /// Beverages.
        Minuman = "minuman",
        /// Handicrafts.
        Kerajinan = "kerajinan",
        /// Fashion and textiles.
        Fesyen = "fesyen",
        /// Furniture and household goods.
        Perabot = "perabot",
        /// Cosmetics and herbal products.
        KosmetikJamu = "kosmetik_jamu",
        /// Agricultural products.
        HasilPertanian = "hasil_pertanian",
        /// Fishery products.
        HasilPerikanan = "hasil_perikanan",
        /// Forest products and charcoal.
        HasilHutan = "hasil_hutan",
        /// Digital products.
        Digital = "digital",
        /// Services.
        Jasa = "jasa",
        /// Other.
        Lainnya = "lainnya",
    }
}

words! {
    /// The time in which a capacity is made, the code list `capacity_period`.
    pub enum CapacityPeriod {
        /// A day.
        Hari = "hari",
        /// A week.
        Minggu = "minggu",
        /// A month.
        Bulan = "bulan",
        /// A year.
        Tahun = "tahun",
    }
}

/// A product to record on a business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, example = "Lidi nipah")]
    pub name: String,
    /// What it is.
    pub category: Option<ProductCategory>,
    /// The brand it is sold under.
    #[schema(min_length = 1, max_length = 200, example = "Nipah Mahakam")]
    pub brand: Option<String>,
    /// The unit in which it is counted and priced.
    #[schema(min_length = 1, max_length = 60, example = "kg")]
    pub unit: Option<String>,
    /// How many units it can make in `capacity_period`; needs `unit`.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64, example = 2_000)]
    pub capacity_quantity: Option<i64>,
    /// The time in which `capacity_quantity` is made.
    pub capacity_period: Option<CapacityPeriod>,
    /// The lowest price of a unit, in whole rupiah.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 15_000)]
    pub price_min_idr: Option<i64>,
    /// The highest price of a unit, in whole rupiah.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 18_000)]
    pub price_max_idr: Option<i64>,
    /// What it is made of, and where that comes from.
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "Pelepah nipah dari tepi Sungai Mahakam"
    )]
    pub raw_material: Option<String>,
    /// Whether it is ready for export; null while nobody has judged it.
    pub export_ready: Option<bool>,
    /// Its quality, as a buyer sees it.
    #[schema(min_length = 1, max_length = 1000)]
    pub quality_note: Option<String>,
    /// Whether enough of it can be delivered.
    #[schema(min_length = 1, max_length = 1000)]
    pub quantity_note: Option<String>,
    /// Whether it can be delivered again and again.
    #[schema(min_length = 1, max_length = 1000)]
    pub continuity_note: Option<String>,
    /// Where a picture of it lies.
    #[schema(
        min_length = 9,
        max_length = 2000,
        pattern = "^https?://[^\\s]+$",
        example = "https://foto.example.id/lidi-nipah.jpg"
    )]
    pub photo_url: Option<String>,
}

patch_of!(ProductPatch, ProductInput, "A merge patch of a product.");

/// A product of a business.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Product {
    /// Its id.
    pub id: Id,
    /// The business.
    pub business_id: Id,
    /// Its name.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it is.
    #[schema(required)]
    pub category: Option<ProductCategory>,
    /// The brand it is sold under.
    #[schema(required, max_length = 200)]
    pub brand: Option<String>,
    /// The unit in which it is counted and priced.
    #[schema(required, max_length = 60)]
    pub unit: Option<String>,
    /// How many units it can make in `capacity_period`.
    #[schema(required, minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub capacity_quantity: Option<i64>,
    /// The time in which `capacity_quantity` is made.
    #[schema(required)]
    pub capacity_period: Option<CapacityPeriod>,
    /// The lowest price of a unit, in whole rupiah.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub price_min_idr: Option<i64>,
    /// The highest price of a unit, in whole rupiah.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub price_max_idr: Option<i64>,
    /// What it is made of, and where that comes from.
    #[schema(required, max_length = 500)]
    pub raw_material: Option<String>,
    /// Whether it is ready for export.
    #[schema(required)]
    pub export_ready: Option<bool>,
    /// Its quality, as a buyer sees it.
    #[schema(required, max_length = 1000)]
    pub quality_note: Option<String>,
    /// Whether enough of it can be delivered.
    #[schema(required, max_length = 1000)]
    pub quantity_note: Option<String>,
    /// Whether it can be delivered again and again.
    #[schema(required, max_length = 1000)]
    pub continuity_note: Option<String>,
    /// Where a picture of it lies.
    #[schema(required, max_length = 2000)]
    pub photo_url: Option<String>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(ProductPage, Product, "A page of a business's products.");

impl Columns for Product {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("business_id", "/business_id"),
        Column("name", "/name"),
        Column("category", "/category"),
        Column("brand", "/brand"),
        Column("unit", "/unit"),
        Column("capacity_quantity", "/capacity_quantity"),
        Column("capacity_period", "/capacity_period"),
        Column("price_min_idr", "/price_min_idr"),
        Column("price_max_idr", "/price_max_idr"),
        Column("raw_material", "/raw_material"),
        Column("export_ready", "/export_ready"),
        Column("quality_note", "/quality_note"),
        Column("quantity_note", "/quantity_note"),
        Column("continuity_note", "/continuity_note"),
        Column("photo_url", "/photo_url"),
    ];
}

/// Which products.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductFilter {
    /// Of this category.
    #[param(inline)]
    pub category: Option<ProductCategory>,
    /// Ready for export, or judged not to be.
    pub export_ready: Option<bool>,
}
