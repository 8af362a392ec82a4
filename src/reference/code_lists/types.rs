//! What callers receive.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{Column, Columns, page_of};

/// One code of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CodeItem {
    /// The code, the same in every language.
    #[schema(max_length = 64, example = "kuliner")]
    pub code: String,
    /// What it means, in Indonesian.
    #[schema(max_length = 300)]
    pub label_id: String,
    /// What it means, in English.
    #[schema(max_length = 300)]
    pub label_en: String,
}

/// A code list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodeList {
    /// Its name.
    #[schema(max_length = 64, example = "sector")]
    pub name: String,
    /// Its codes in their order.
    #[schema(max_items = 1000)]
    pub items: Vec<CodeItem>,
}

/// A code list by its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodeListSummary {
    /// Its name.
    #[schema(max_length = 64, example = "sector")]
    pub name: String,
    /// How many codes it has.
    #[schema(minimum = 1, maximum = 1000)]
    pub size: usize,
}

page_of!(CodeListPage, CodeListSummary, "A page of code lists.");

impl Columns for CodeListSummary {
    const COLUMNS: &'static [Column] = &[Column("name", "/name"), Column("size", "/size")];
}
