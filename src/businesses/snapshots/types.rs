//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::{Scope, Who};
use crate::businesses::rows::SnapshotRow;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, Rules, page_of, patch_of};

words! {
    /// How the figures were found out, the code list `snapshot_method`.
    pub enum SnapshotMethod {
        /// Reported by the business.
        Lapor = "lapor",
        /// Counted in a census or survey.
        Sensus = "sensus",
        /// Estimated.
        Perkiraan = "perkiraan",
    }
}

/// The figures of a business as of a day; at least one of them.
///
/// Capital and investment leave land and buildings of the place of business out (PP 7/2021 Pasal
/// 35 ayat (3), Permenperin 64/M-IND/PER/7/2016).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SnapshotInput {
    /// The day the figures describe; one snapshot a day.
    #[schema(min_length = 10, max_length = 10, example = "2025-12-31")]
    pub as_of: NaiveDate,
    /// Own capital in whole rupiah, without land and buildings of the place of business.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 25_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital_own_idr: Option<i64>,
    /// Loan capital in whole rupiah, without land and buildings of the place of business.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital_loan_idr: Option<i64>,
    /// Investment in whole rupiah, without land and buildings of the place of business.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub investment_idr: Option<i64>,
    /// Sales of one year in whole rupiah (hasil penjualan tahunan, PP 7/2021 Pasal 35 ayat (5)).
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annual_sales_idr: Option<i64>,
    /// Men at work.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers_male: Option<i32>,
    /// Women at work.
    #[schema(minimum = 0, maximum = 1_000_000, example = 3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers_female: Option<i32>,
    /// How the figures were found out.
    pub method: SnapshotMethod,
}

patch_of!(SnapshotPatch, SnapshotInput, "A merge patch of a snapshot.");

/// The figures of a business as of a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Snapshot {
    /// Its id.
    pub id: Id,
    /// The business.
    pub business_id: Id,
    /// The day the figures describe.
    #[schema(min_length = 10, max_length = 10)]
    pub as_of: NaiveDate,
    /// Own capital in whole rupiah; null without `finance:read`.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub capital_own_idr: Option<i64>,
    /// Loan capital in whole rupiah; null without `finance:read`.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub capital_loan_idr: Option<i64>,
    /// Investment in whole rupiah; null without `finance:read`.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub investment_idr: Option<i64>,
    /// Sales of one year in whole rupiah; null without `finance:read`.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub annual_sales_idr: Option<i64>,
    /// Men at work.
    #[schema(required, minimum = 0, maximum = 1_000_000)]
    pub workers_male: Option<i32>,
    /// Women at work.
    #[schema(required, minimum = 0, maximum = 1_000_000)]
    pub workers_female: Option<i32>,
    /// How the figures were found out.
    pub method: SnapshotMethod,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(SnapshotPage, Snapshot, "A page of a business's snapshots.");

impl Columns for Snapshot {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("business_id", "/business_id"),
        Column("as_of", "/as_of"),
        Column("capital_own_idr", "/capital_own_idr"),
        Column("capital_loan_idr", "/capital_loan_idr"),
        Column("investment_idr", "/investment_idr"),
        Column("annual_sales_idr", "/annual_sales_idr"),
        Column("workers_male", "/workers_male"),
        Column("workers_female", "/workers_female"),
        Column("method", "/method"),
    ];
}

words! {
    /// The order of snapshots.
    pub enum SnapshotSort {
        /// Oldest first.
        AsOf = "as_of",
        /// Newest first.
        AsOfFalling = "-as_of",
    }
}

/// Which snapshots.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SnapshotFilter {
    /// The order; newest first unless named.
    #[param(inline)]
    pub sort: Option<SnapshotSort>,
}

/// A snapshot whose values were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSnapshot(SnapshotInput);

/// Checks a snapshot; broken rules go to `rules`, their pointers below `at`.
pub fn parse(input: &SnapshotInput, at: &str, rules: &mut Rules) -> Option<NewSnapshot> {
    rules.not_in_future(Some(input.as_of), &format!("{at}/as_of"));
    let figures = [
        input.capital_own_idr,
        input.capital_loan_idr,
        input.investment_idr,
        input.annual_sales_idr,
        input.workers_male.map(i64::from),
        input.workers_female.map(i64::from),
    ];
    if figures.iter().all(Option::is_none) {
        rules.broken(
            format!("{at}/workers_female"),
            "figures_required",
            crate::text::Text::new(
                "Isi paling sedikit satu angka.",
                "Give at least one figure.",
            ),
        );
    }
    rules.is_clean().then(|| NewSnapshot(input.clone()))
}

impl NewSnapshot {
    /// Its values.
    pub fn input(&self) -> &SnapshotInput {
        &self.0
    }

    /// Its row as a new one.
    pub fn into_row(self, id: Id, business: Id, at: Timestamp) -> SnapshotRow {
        let Self(input) = self;
        SnapshotRow {
            id,
            business_id: business,
            as_of: input.as_of,
            capital_own_idr: input.capital_own_idr,
            capital_loan_idr: input.capital_loan_idr,
            investment_idr: input.investment_idr,
            annual_sales_idr: input.annual_sales_idr,
            workers_male: input.workers_male,
            workers_female: input.workers_female,
            method: input.method,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }
}

impl SnapshotRow {
    /// The values it was made of.
    pub fn input(&self) -> SnapshotInput {
        SnapshotInput {
            as_of: self.as_of,
            capital_own_idr: self.capital_own_idr,
            capital_loan_idr: self.capital_loan_idr,
            investment_idr: self.investment_idr,
            annual_sales_idr: self.annual_sales_idr,
            workers_male: self.workers_male,
            workers_female: self.workers_female,
            method: self.method,
        }
    }

    /// What a caller sees of it.
    pub fn seen_by(&self, who: &Who) -> Snapshot {
        let money = |amount: Option<i64>| amount.filter(|_| who.has(Scope::FinanceRead));
        Snapshot {
            id: self.id,
            business_id: self.business_id,
            as_of: self.as_of,
            capital_own_idr: money(self.capital_own_idr),
            capital_loan_idr: money(self.capital_loan_idr),
            investment_idr: money(self.investment_idr),
            annual_sales_idr: money(self.annual_sales_idr),
            workers_male: self.workers_male,
            workers_female: self.workers_female,
            method: self.method,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
