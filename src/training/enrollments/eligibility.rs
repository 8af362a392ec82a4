//! To whom a batch is open: the program's rules against what is recorded of a person.
//!
//! A pure file: no query, no clock. What is not recorded is `unknown` and never counts against
//! somebody. A finding keeps the rule's own bound and never the person's value, so that it can be
//! stored and shown without telling her age or her address.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::db::Id;
use crate::db::types::words;
use crate::people::Education;
use crate::training::TrainingField;
use crate::training::programs::Eligibility;
use crate::values::gender::Gender;

words! {
    /// A rule of eligibility, the code list `eligibility_rule`.
    pub enum EligibilityRule {
        /// Not younger on the batch's first day.
        AgeMin = "age_min",
        /// Not older on the batch's first day.
        AgeMax = "age_max",
        /// Of this gender.
        Gender = "gender",
        /// Living in one of these regions.
        Region = "region",
        /// At least this education.
        EducationMin = "education_min",
        /// No similar training shortly before.
        NoSimilarTraining = "no_similar_training",
    }
}

words! {
    /// How a rule came out, the code list `eligibility_verdict`.
    pub enum EligibilityVerdict {
        /// It is met.
        Met = "met",
        /// It is not met.
        NotMet = "not_met",
        /// What it needs is not recorded.
        Unknown = "unknown",
    }
}

use EligibilityRule as Rule;
use EligibilityVerdict as Verdict;

/// What the rules need to know of a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Gender as recorded.
    pub gender: Option<Gender>,
    /// Where she lives.
    pub region_code: Option<String>,
    /// Highest education finished.
    pub education: Option<Education>,
    /// Whether a NIK is recorded, by which her rows in other registers are found.
    pub has_nik: bool,
    /// Where she took part in a training of the same field, in any order.
    pub trainings: Vec<Training>,
}

/// A training of the same field that she took part in.
#[derive(Clone, Debug)]
pub(super) struct Training {
    /// The enrollment in it.
    pub enrollment_id: Id,
    /// The register that enrollment lies in.
    pub register_code: String,
    /// The agency that trained her.
    pub agency: String,
    /// What was taught.
    pub field: TrainingField,
    /// Its batch's first day.
    pub starts_on: NaiveDate,
    /// Its batch's last day.
    pub ends_on: NaiveDate,
}

/// How one rule came out, as it is stored with the enrollment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub verdict: Verdict,
    /// What the rule demanded at that time.
    pub bound: String,
    /// The batch's first day, on which it was applied.
    pub on: NaiveDate,
    /// The similar training that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similar: Option<Similar>,
}

/// A similar training that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Similar {
    /// The enrollment in it.
    pub enrollment_id: Id,
    /// The register that enrollment lies in: who sees it may be told of agency and field.
    pub register_code: String,
    /// The agency that trained her.
    pub agency: String,
    /// What was taught.
    pub field: TrainingField,
    /// Whole months from its end to the batch's first day; none when both overlap.
    pub months: Option<i32>,
}

/// The findings of every rule the program has, in the order of the code list.
pub(super) fn assess(
    rules: &Eligibility,
    first: NaiveDate,
    last: NaiveDate,
    facts: &Facts,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut note = |rule, verdict, bound: String, similar| {
        found.push(Finding {
            rule,
            verdict,
            bound,
            on: first,
            similar,
        });
    };
    let age = facts.birth_date.map(|birth| age_on(birth, first));
    if let Some(min) = rules.age_min {
        note(
            Rule::AgeMin,
            of(age.map(|age| age >= min)),
            min.to_string(),
            None,
        );
    }
    if let Some(max) = rules.age_max {
        note(
            Rule::AgeMax,
            of(age.map(|age| age <= max)),
            max.to_string(),
            None,
        );
    }
    if let Some(wanted) = rules.gender {
        let met = facts.gender.map(|gender| gender == wanted);
        note(Rule::Gender, of(met), wanted.to_string(), None);
    }
    if !rules.region_codes.is_empty() {
        let met = lives_in(facts.region_code.as_deref(), &rules.region_codes);
        note(Rule::Region, of(met), rules.region_codes.join(", "), None);
    }
    if let Some(min) = rules.education_min {
        let met = facts.education.map(|held| rank(held) >= rank(min));
        note(Rule::EducationMin, of(met), min.to_string(), None);
    }
    if let Some(months) = rules.similar_within_months {
        let similar = latest(facts, months, first, last);
        let verdict = match (&similar, facts.has_nik) {
            (Some(_), _) => Verdict::NotMet,
            (None, true) => Verdict::Met,
            (None, false) => Verdict::Unknown,
        };
        note(
            Rule::NoSimilarTraining,
            verdict,
            months.to_string(),
            similar,
        );
    }
    found
}

fn of(met: Option<bool>) -> Verdict {
    match met {
        Some(true) => Verdict::Met,
        Some(false) => Verdict::NotMet,
        None => Verdict::Unknown,
    }
}

/// Completed years; negative for a day before birth, which no lower bound lets pass.
fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    day.years_since(birth)
        .map_or(-1, |years| i32::try_from(years).unwrap_or(i32::MAX))
}

/// Whether she lives within one of the regions; not known when only a region around one is recorded.
fn lives_in(home: Option<&str>, regions: &[String]) -> Option<bool> {
    let home = home?;
    let within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if regions.iter().any(|region| within(home, region)) {
        return Some(true);
    }
    if regions.iter().any(|region| within(region, home)) {
        return None;
    }
    Some(false)
}

/// The place of an education in the order of the code list, which rises.
fn rank(education: Education) -> usize {
    let place = Education::ALL.iter().position(|one| *one == education);
    place.unwrap_or_default()
}

/// The latest similar training that ended within the months before the first day, or that overlaps
/// the batch.
fn latest(facts: &Facts, months: i32, first: NaiveDate, last: NaiveDate) -> Option<Similar> {
    let months = Months::new(months.unsigned_abs());
    let since = first.checked_sub_months(months).unwrap_or(NaiveDate::MIN);
    let near = facts
        .trainings
        .iter()
        .filter(|one| one.ends_on >= since && one.starts_on <= last);
    let one = near.max_by_key(|one| (one.ends_on, one.enrollment_id))?;
    Some(Similar {
        enrollment_id: one.enrollment_id,
        register_code: one.register_code.clone(),
        agency: one.agency.clone(),
        field: one.field,
        months: (one.ends_on < first).then(|| whole_months(one.ends_on, first)),
    })
}

fn whole_months(from: NaiveDate, to: NaiveDate) -> i32 {
    let months = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
    let begun = i32::from(to.day() < from.day());
    (months(to) - months(from) - begun).max(0)
}

#[cfg(test)]
#[path = "eligibility_tests.rs"]
mod tests;
