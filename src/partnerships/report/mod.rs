//! The report of a period: one partnership, planned against achieved, for those who sign it.
//!
//! Seed 001: "Hasil yang sudah dicapai juga dicatat dan dianalisis". The same figures come as JSON, as a
//! workbook and as one page that a browser prints on A4 or shows on a telephone. The page is complete
//! in itself: no picture, font, script or style sheet is fetched, so that it can be kept and sent on.
//!
//! Figures are those of [`super::figures`]. States and figures are those of the instant of printing;
//! ages and delays are counted to the period's last day, or to today before it.

mod achieved;
mod agreed;
mod chart;
mod followed;
mod hindered;
mod html;
mod http;
mod met;
mod names;
mod rows;
#[cfg(test)]
mod sample;
mod sheets;
mod store;
#[cfg(test)]
mod tests;
mod types;
mod words;
mod worked;
mod xlsx;

use crate::routes::Routes;

/// The route of the report.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes.service(http::get);
}
