//! Figures for Prometheus: how the service fares, and nothing of what it holds.
//!
//! What is counted while answering is counted with atomic additions alone; everything else is read
//! when somebody asks. Labels come from the document and from this code, never from a request.

mod exposition;
mod histogram;
mod http;
mod latencies;
mod process;

pub use histogram::Histogram;
pub use latencies::Latencies;

use crate::routes::Routes;

/// The route of the figures.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::metrics);
}
