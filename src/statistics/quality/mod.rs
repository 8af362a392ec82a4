//! Data quality: how complete, verified, fresh and free of doubt the register's businesses are.
//!
//! What is counted are **businesses** entered in earnest and not ended, as in the other statistics.
//! **Completeness** asks for the eight things without which an official cannot verify a business,
//! classify it or reach it ([`concept::FACTS`]); it is the share of them that is recorded. **Unmapped
//! codes** are codes that no list explains: they stand in the way of every statistic by that code.

mod concept;
mod http;
mod measure;
mod store;
mod types;

use crate::routes::Routes;

/// The route of statistics of data quality.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::data_quality);
}
