//! The figures of a row: money and workers as of a day.

use chrono::NaiveDate;

use super::cell::cell_year;
use super::cells::Cells;
use super::context::Context;
use super::header::Field;
use super::survey;
use crate::businesses::snapshots::{GuidanceTheme, Workforce};
use crate::businesses::{self, NewSnapshot, SnapshotInput, SnapshotMethod};
use crate::http::Rules;

/// What a row says of figures.
#[derive(Clone, Debug)]
pub struct ReadFigures {
    /// The figures; none where it says none.
    pub snapshot: Option<NewSnapshot>,
    /// Whether file or parameters say of which day they are.
    pub is_dated: bool,
    /// Whether the row itself says of which year they are.
    pub own_year: bool,
    /// In what the business was not trained.
    pub untrained: Vec<GuidanceTheme>,
}

/// The figures with their day.
pub fn figures(cells: &mut Cells<'_>, context: &Context) -> ReadFigures {
    let today = crate::values::date::today();
    let year = cells.take(Field::AsOfYear, cell_year);
    let of_year = year
        .and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31))
        .filter(|day| *day <= today);
    let as_of = of_year.or(context.parameters.as_of);
    let workforce = survey::workforce(cells);
    let (male, female) = workers(cells, &workforce);
    let (guidance, untrained) = survey::guidance(cells);
    let input = SnapshotInput {
        as_of: as_of.unwrap_or(today),
        capital_own_idr: cells.money(Field::CapitalIdr),
        capital_loan_idr: None,
        investment_idr: cells.money(Field::InvestmentIdr),
        annual_sales_idr: cells.money(Field::SalesIdr),
        workers_male: male,
        workers_female: female,
        founding_capital_idr: cells.money(Field::FoundingCapitalIdr),
        wages_idr: cells.money(Field::WagesIdr),
        workforce: Some(workforce),
        guidance: Some(guidance),
        method: SnapshotMethod::Lapor,
    };
    // Without any figure there is no snapshot, which is no error.
    let snapshot = businesses::snapshots::parse(&input, "/figures", &mut Rules::default());
    ReadFigures {
        snapshot,
        is_dated: as_of.is_some(),
        own_year: of_year.is_some(),
        untrained,
    }
}

/// Workers of one gender: as they are given, else paid and unpaid ones together.
fn gender(cells: &mut Cells<'_>, all: Field, [paid, unpaid]: [Option<i32>; 2]) -> Option<i32> {
    let given = cells.workers(all);
    let sum = match (paid, unpaid) {
        (None, None) => None,
        (paid, unpaid) => Some(paid.unwrap_or(0) + unpaid.unwrap_or(0)),
    };
    if let (Some(given), Some(sum)) = (given, sum)
        && given != sum
    {
        cells.doubt(
            all,
            "workers_parts_differ",
            "Jumlah tenaga kerja tidak sama dengan yang dibayar ditambah yang tidak dibayar; jumlahnya yang disimpan.",
            "The workers are not paid plus unpaid ones; their number is stored.",
        );
    }
    given.or(sum)
}

/// Workers by gender; a total alone is never split.
fn workers(cells: &mut Cells<'_>, parts: &Workforce) -> (Option<i32>, Option<i32>) {
    let men = [parts.paid_male, parts.unpaid_male];
    let male = gender(cells, Field::WorkersMale, men);
    let women = [parts.paid_female, parts.unpaid_female];
    let female = gender(cells, Field::WorkersFemale, women);
    let Some(total) = cells.workers(Field::WorkersTotal) else {
        return (male, female);
    };
    match (male, female) {
        (None, None) => {
            cells.doubt(
                Field::WorkersTotal,
                "workers_not_by_gender",
                "Jumlah tenaga kerja tanpa rincian laki-laki dan perempuan tidak disimpan.",
                "A number of workers that is not given by gender is not stored.",
            );
            (None, None)
        }
        (Some(male), None) if total >= male => (Some(male), Some(total - male)),
        (None, Some(female)) if total >= female => (Some(total - female), Some(female)),
        (male, female) => {
            if i64::from(male.unwrap_or(0)) + i64::from(female.unwrap_or(0)) != i64::from(total) {
                cells.doubt(
                    Field::WorkersTotal,
                    "workers_total_differs",
                    "Jumlah tenaga kerja tidak sama dengan laki-laki ditambah perempuan; rinciannya yang disimpan.",
                    "The total of workers is not men plus women; the parts are stored.",
                );
            }
            (male, female)
        }
    }
}
