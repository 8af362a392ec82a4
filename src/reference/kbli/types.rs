//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::http::{Column, Columns, page_of};

words! {
    /// The edition of KBLI, the code list `kbli_version`.
    pub enum KbliVersion {
        /// Peraturan BPS 2/2020.
        V2020 = "2020",
        /// Peraturan BPS 7/2025.
        V2025 = "2025",
    }
}

/// A KBLI code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KbliCode)]
pub struct KbliCodeView {
    /// The edition.
    pub version: KbliVersion,
    /// A section's letter, or 2 to 5 digits; leading zeros matter.
    #[schema(max_length = 5, example = "10794")]
    pub code: String,
    /// 1 section, 2 division, 3 group, 4 class, 5 subclass.
    #[schema(minimum = 1, maximum = 5)]
    pub level: i32,
    /// The code above it.
    #[schema(required, max_length = 5)]
    pub parent_code: Option<String>,
    /// The letter of its section.
    #[schema(max_length = 1)]
    pub section: String,
    /// The official title.
    #[schema(max_length = 500)]
    pub title_id: String,
    /// The title in English, our translation; none for codes that were loaded from the full list.
    #[schema(required, max_length = 500)]
    pub title_en: Option<String>,
}

page_of!(KbliCodePage, KbliCodeView, "A page of KBLI codes.");

impl Columns for KbliCodeView {
    const COLUMNS: &'static [Column] = &[
        Column("version", "/version"),
        Column("code", "/code"),
        Column("level", "/level"),
        Column("parent_code", "/parent_code"),
        Column("section", "/section"),
        Column("title_id", "/title_id"),
        Column("title_en", "/title_en"),
    ];
}

/// Which KBLI codes; ordered by version and code.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KbliFilter {
    /// Of this edition.
    #[param(inline)]
    pub version: Option<KbliVersion>,
    /// Of this level: 1 section, 2 division, 3 group, 4 class, 5 subclass.
    #[param(minimum = 1, maximum = 5)]
    pub level: Option<i32>,
    /// Of this section.
    #[param(pattern = "^[A-V]$", min_length = 1, max_length = 1)]
    pub section: Option<String>,
    /// Directly under this code.
    #[param(min_length = 1, max_length = 4)]
    pub parent: Option<String>,
    /// A code that begins with this, or a title that holds it; case does not matter.
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
}
