//! What each problem code means, for people and for programs.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Code;

/// What a problem code means and the way out, in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// The code.
    #[schema(max_length = 64, example = "validation_failed")]
    code: &'static str,
    /// The HTTP status it comes with.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What it means, in Indonesian.
    #[schema(max_length = 300)]
    title_id: &'static str,
    /// What it means, in English.
    #[schema(max_length = 300)]
    title_en: &'static str,
    /// The way out, in Indonesian.
    #[schema(max_length = 1000)]
    way_out_id: &'static str,
    /// The way out, in English.
    #[schema(max_length = 1000)]
    way_out_en: &'static str,
}

impl Explanation {
    pub(super) fn of(code: Code) -> Self {
        let entry = code.entry();
        Self {
            code: entry.slug,
            status: entry.status,
            title_id: entry.title.0,
            title_en: entry.title.1,
            way_out_id: entry.way_out.0,
            way_out_en: entry.way_out.1,
        }
    }
}

/// The explanation as one self-contained page.
pub(super) fn page(code: Code) -> String {
    let entry = code.entry();
    format!(
        "<!doctype html><html lang=\"id\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{slug} · Sinergi</title>\
         <style>body{{font:17px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#222}}\
         code{{background:#f2f2f2;padding:.1em .4em;border-radius:4px}}section{{border-top:1px solid #ddd;margin-top:1.5rem}}</style></head>\
         <body><p><code>{status}</code> <code>{slug}</code></p>\
         <section lang=\"id\"><h1>{title_id}</h1><p>{way_id}</p></section>\
         <section lang=\"en\"><h2>{title_en}</h2><p>{way_en}</p></section></body></html>",
        slug = entry.slug,
        status = entry.status,
        title_id = entry.title.0,
        title_en = entry.title.1,
        way_id = entry.way_out.0,
        way_en = entry.way_out.1,
    )
}
