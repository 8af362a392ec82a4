//! The report as one page: nothing is fetched, nothing runs, everything is escaped.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::agreed::ReportParty;
use super::chart::{self, Chart};
use super::types::PartnershipReport;
use super::words::Words;
use crate::http::Problem;
use crate::text::Lang;

/// The whole style of the page.
const STYLE: &str = include_str!("html/style.css");

/// What a browser may do with the page: apply this one style sheet, and nothing else.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// The policy as a header, which also forbids that another page shows this one in a frame.
pub(super) fn policy() -> String {
    format!("{}; frame-ancestors 'none'", *POLICY)
}

#[derive(Template)]
#[template(path = "partnerships/report/html/report.html")]
struct Page<'a> {
    r: &'a PartnershipReport,
    w: Words,
    style: &'static str,
    policy: &'a str,
    charts: Vec<Chart>,
    ages: Chart,
    signing: Vec<&'a ReportParty>,
    /// Whether the period does not begin with the year, so that the year to date says more.
    has_more_to_date: bool,
    width: i64,
}

/// The page in one language.
pub(super) fn render_html(report: &PartnershipReport, lang: Lang) -> Result<String, Problem> {
    let words = Words {
        lang,
        zone: report.time_zone,
    };
    let signs = |party: &&ReportParty| party.agency.is_some();
    let page = Page {
        r: report,
        w: words,
        style: STYLE,
        policy: &POLICY,
        charts: chart::of_indicators(words, &report.indicators),
        ages: chart::of_ages(words, &report.obstacle_ages),
        signing: report.partnership.parties.iter().filter(signs).collect(),
        has_more_to_date: report.starts_late(),
        width: chart::WIDTH,
    };
    page.render().map_err(Problem::internal)
}
