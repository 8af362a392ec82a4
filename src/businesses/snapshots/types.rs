//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::survey::{Guidance, GuidanceOrganizer, GuidanceTheme, Survey, Workforce, over};
use crate::auth::{Scope, Who};
use crate::businesses::rows::SnapshotRow;
use crate::db::types::words;
use crate::db::{Id, JsonText, Timestamp};
use crate::http::{Column, Columns, Problem, Rules, page_of, patch_of};
use crate::text::Text;

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
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
    /// Capital the business was founded with, in whole rupiah.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founding_capital_idr: Option<i64>,
    /// Wages in whole rupiah, as the source counts them: of a month or a year.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wages_idr: Option<i64>,
    /// Who works there and how long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workforce: Option<Workforce>,
    /// The guidance it received until that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Guidance>,
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
    /// Capital the business was founded with, in whole rupiah; null without `finance:read`.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub founding_capital_idr: Option<i64>,
    /// Wages in whole rupiah; null without `finance:read`.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub wages_idr: Option<i64>,
    /// Who works there and how long.
    #[schema(required)]
    pub workforce: Option<Workforce>,
    /// The guidance it received until that day.
    #[schema(required)]
    pub guidance: Option<Guidance>,
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
        Column("founding_capital_idr", "/founding_capital_idr"),
        Column("wages_idr", "/wages_idr"),
        Column("workers_paid_male", "/workforce/paid_male"),
        Column("workers_paid_female", "/workforce/paid_female"),
        Column("workers_unpaid_male", "/workforce/unpaid_male"),
        Column("workers_unpaid_female", "/workforce/unpaid_female"),
        Column("workers_with_disability", "/workforce/with_disability"),
        Column(
            "workers_tidak_tamat_sd",
            "/workforce/by_education/tidak_tamat_sd",
        ),
        Column("workers_sd", "/workforce/by_education/sd"),
        Column("workers_smp", "/workforce/by_education/smp"),
        Column("workers_sma", "/workforce/by_education/sma"),
        Column("workers_diploma", "/workforce/by_education/diploma"),
        Column("workers_s1", "/workforce/by_education/s1"),
        Column("workers_s2", "/workforce/by_education/s2"),
        Column("months_worked", "/workforce/months_worked"),
        Column("days_worked", "/workforce/days_worked"),
        Column("hours_worked", "/workforce/hours_worked"),
        Column("guidance_themes", "/guidance/themes"),
        Column("guidance_organizers", "/guidance/organizers"),
        Column("capital_aid", "/guidance/capital_aid"),
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

impl SnapshotInput {
    /// What it says over what was recorded: what it leaves out stays.
    #[must_use]
    pub fn over(self, was: &Self) -> Self {
        Self {
            as_of: self.as_of,
            capital_own_idr: self.capital_own_idr.or(was.capital_own_idr),
            capital_loan_idr: self.capital_loan_idr.or(was.capital_loan_idr),
            investment_idr: self.investment_idr.or(was.investment_idr),
            annual_sales_idr: self.annual_sales_idr.or(was.annual_sales_idr),
            workers_male: self.workers_male.or(was.workers_male),
            workers_female: self.workers_female.or(was.workers_female),
            founding_capital_idr: self.founding_capital_idr.or(was.founding_capital_idr),
            wages_idr: self.wages_idr.or(was.wages_idr),
            workforce: over(was.workforce.clone(), self.workforce),
            guidance: over(was.guidance.clone(), self.guidance),
            method: was.method,
        }
    }

    /// What a caller sees of it: specific data (UU 27/2022 Pasal 4) with their scopes only.
    #[must_use]
    pub fn seen_by(self, who: &Who) -> Self {
        let money = |amount: Option<i64>| amount.filter(|_| who.has(Scope::FinanceRead));
        Self {
            capital_own_idr: money(self.capital_own_idr),
            capital_loan_idr: money(self.capital_loan_idr),
            investment_idr: money(self.investment_idr),
            annual_sales_idr: money(self.annual_sales_idr),
            founding_capital_idr: money(self.founding_capital_idr),
            wages_idr: money(self.wages_idr),
            workforce: self.workforce.and_then(|all| all.seen_by(who)),
            ..self
        }
    }
}

/// What the snapshots of a business say together, as a list shows it: of each figure the newest.
pub fn together(rows: &[SnapshotRow]) -> Result<Option<SnapshotInput>, Problem> {
    let mut rows: Vec<&SnapshotRow> = rows.iter().collect();
    rows.sort_by_key(|row| row.as_of);
    let mut all: Option<SnapshotInput> = None;
    for row in rows {
        let newer = row.input()?;
        all = Some(match &all {
            Some(older) => newer.over(older),
            None => newer,
        });
    }
    Ok(all)
}

/// A snapshot whose values were checked.
#[derive(Clone, Debug, PartialEq)]
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
        input.founding_capital_idr,
        input.wages_idr,
    ];
    let workforce = input.workforce.clone().and_then(Workforce::said);
    let guidance = input
        .guidance
        .as_ref()
        .filter(|given| **given != Guidance::default());
    let asked = workforce.is_some() || guidance.is_some();
    if !asked && figures.iter().all(Option::is_none) {
        rules.broken(
            format!("{at}/workers_female"),
            "figures_required",
            Text::new(
                "Isi paling sedikit satu angka.",
                "Give at least one figure.",
            ),
        );
    }
    let read = SnapshotInput {
        workforce,
        guidance: guidance.map(|given| Guidance {
            themes: codes(
                given.themes.as_deref(),
                GuidanceTheme::ALL,
                &format!("{at}/guidance/themes"),
                rules,
            ),
            organizers: codes(
                given.organizers.as_deref(),
                GuidanceOrganizer::ALL,
                &format!("{at}/guidance/organizers"),
                rules,
            ),
            capital_aid: given
                .capital_aid
                .as_deref()
                .map(|aid| rules.text(aid, &format!("{at}/guidance/capital_aid"))),
        }),
        ..input.clone()
    };
    rules.is_clean().then_some(NewSnapshot(read))
}

/// The codes in the order of their list; one that stands twice is told.
fn codes<T: Copy + PartialEq>(
    given: Option<&[T]>,
    all: &[T],
    at: &str,
    rules: &mut Rules,
) -> Option<Vec<T>> {
    let given = given?;
    for (n, code) in given.iter().enumerate() {
        if given[..n].contains(code) {
            let text = Text::new("Kode ini ada dua kali.", "This code stands here twice.");
            rules.broken(format!("{at}/{n}"), "not_unique", text);
        }
    }
    Some(
        all.iter()
            .filter(|code| given.contains(code))
            .copied()
            .collect(),
    )
}

impl NewSnapshot {
    /// One that was recorded before: its values met the rules of their day.
    pub fn recorded(input: SnapshotInput) -> Self {
        Self(input)
    }

    /// Its values.
    pub fn input(&self) -> &SnapshotInput {
        &self.0
    }

    /// Its row as a new one.
    pub fn into_row(self, id: Id, business: Id, at: Timestamp) -> SnapshotRow {
        let Self(input) = self;
        let survey = Survey {
            founding_capital_idr: input.founding_capital_idr,
            wages_idr: input.wages_idr,
            workforce: input.workforce,
            guidance: input.guidance,
        };
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
            survey: (survey != Survey::default()).then(|| JsonText::of(&survey)),
        }
    }
}

impl SnapshotRow {
    /// The values it was made of.
    pub fn input(&self) -> Result<SnapshotInput, Problem> {
        let survey = self.survey.as_ref().map(JsonText::read::<Survey>);
        let survey = survey.transpose().map_err(Problem::unreadable)?;
        let survey = survey.unwrap_or_default();
        Ok(SnapshotInput {
            as_of: self.as_of,
            capital_own_idr: self.capital_own_idr,
            capital_loan_idr: self.capital_loan_idr,
            investment_idr: self.investment_idr,
            annual_sales_idr: self.annual_sales_idr,
            workers_male: self.workers_male,
            workers_female: self.workers_female,
            founding_capital_idr: survey.founding_capital_idr,
            wages_idr: survey.wages_idr,
            workforce: survey.workforce,
            guidance: survey.guidance,
            method: self.method,
        })
    }

    /// What a caller sees of it.
    pub fn seen_by(&self, who: &Who) -> Result<Snapshot, Problem> {
        let seen = self.input()?.seen_by(who);
        Ok(Snapshot {
            id: self.id,
            business_id: self.business_id,
            as_of: seen.as_of,
            capital_own_idr: seen.capital_own_idr,
            capital_loan_idr: seen.capital_loan_idr,
            investment_idr: seen.investment_idr,
            annual_sales_idr: seen.annual_sales_idr,
            workers_male: seen.workers_male,
            workers_female: seen.workers_female,
            founding_capital_idr: seen.founding_capital_idr,
            wages_idr: seen.wages_idr,
            workforce: seen.workforce,
            guidance: seen.guidance,
            method: seen.method,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}
