//! What a survey asks besides capital, sales and workers: blocks VIII and XII of SIDT-KUMKM (Permen
//! KUKM 7/2023 tentang Basis Data Tunggal).
//!
//! The survey's form is not public. Where it leaves open what a number counts (whether wages are of
//! a month or a year), the number is kept as the source gives it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::auth::{Scope, Who};
use crate::db::types::words;
use crate::http::merge;

words! {
    /// What a training taught, the code list `guidance_theme`.
    pub enum GuidanceTheme {
        /// Production.
        TeknisProduksi = "teknis_produksi",
        /// Marketing.
        Pemasaran = "pemasaran",
        /// Financing.
        Pembiayaan = "pembiayaan",
        /// Export.
        Ekspor = "ekspor",
        /// Digitalization.
        Digitalisasi = "digitalisasi",
        /// Management.
        Manajemen = "manajemen",
        /// Standardization.
        Standardisasi = "standardisasi",
        /// Intellectual property.
        Hki = "hki",
        /// Disaster mitigation.
        MitigasiBencana = "mitigasi_bencana",
    }
}

words! {
    /// Who held a training, the code list `guidance_organizer`.
    pub enum GuidanceOrganizer {
        /// The business itself.
        Sendiri = "sendiri",
        /// The government.
        Pemerintah = "pemerintah",
        /// Another firm.
        PerusahaanLain = "perusahaan_lain",
        /// A non-governmental organization.
        Lsm = "lsm",
        /// Somebody else.
        Lainnya = "lainnya",
    }
}

/// Who works in a business and how long, beyond the numbers of men and women (SIDT block VIII).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Workforce {
    /// Paid men.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_male: Option<i32>,
    /// Paid women.
    #[schema(minimum = 0, maximum = 1_000_000, example = 2)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_female: Option<i32>,
    /// Unpaid men, most often of the family.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpaid_male: Option<i32>,
    /// Unpaid women, most often of the family.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpaid_female: Option<i32>,
    /// Workers with a disability; shown with `disability:read` only, for in a small business it tells
    /// of one worker's health (UU 27/2022 Pasal 4).
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_disability: Option<i32>,
    /// Workers by the highest education they finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_education: Option<WorkersByEducation>,
    /// Months worked, of a year.
    #[schema(minimum = 0, maximum = 12, example = 12)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months_worked: Option<i32>,
    /// Days worked, as the source counts them: of a week, a month or a year.
    #[schema(minimum = 0, maximum = 366, example = 26)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_worked: Option<i32>,
    /// Hours worked, as the source counts them: of a day or a week.
    #[schema(minimum = 0, maximum = 168, example = 7.5)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_worked: Option<f64>,
}

impl Workforce {
    /// What a caller sees of it.
    pub(super) fn seen_by(self, who: &Who) -> Option<Self> {
        let specific = who.has(Scope::DisabilityRead);
        let with_disability = self.with_disability.filter(|_| specific);
        let seen = Self {
            with_disability,
            ..self
        };
        seen.said()
    }

    /// What a caller sees of one that history recorded.
    pub fn value_seen_by(who: &Who, value: &Value) -> Value {
        let mut seen = value.clone();
        if let Value::Object(members) = &mut seen
            && !who.has(Scope::DisabilityRead)
        {
            members.remove("with_disability");
        }
        seen
    }

    /// The same, if anything is said of it.
    pub(super) fn said(self) -> Option<Self> {
        let by_education = self.by_education.clone();
        let said = Self {
            by_education: by_education.filter(|all| *all != WorkersByEducation::default()),
            ..self
        };
        (said != Self::default()).then_some(said)
    }
}

/// Workers by the highest education they finished, the code list `education` up to `s2`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkersByEducation {
    /// Did not finish primary school.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tidak_tamat_sd: Option<i32>,
    /// Primary school.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<i32>,
    /// Lower secondary school.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smp: Option<i32>,
    /// Upper secondary school.
    #[schema(minimum = 0, maximum = 1_000_000, example = 2)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sma: Option<i32>,
    /// Diploma.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diploma: Option<i32>,
    /// Bachelor's degree.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s1: Option<i32>,
    /// Master's degree or more.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s2: Option<i32>,
}

/// The guidance a business received, as it told the survey (SIDT block XII); trainings held through
/// this register are enrollments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// What it was trained in; an empty list says that it received no training.
    #[schema(max_items = 9)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub themes: Option<Vec<GuidanceTheme>>,
    /// Who held the trainings.
    #[schema(max_items = 5)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizers: Option<Vec<GuidanceOrganizer>>,
    /// The capital aid it received, in the words of the source.
    #[schema(min_length = 1, max_length = 300, example = "KUR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital_aid: Option<String>,
}

/// What stands together in one column of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Survey {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founding_capital_idr: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wages_idr: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workforce: Option<Workforce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Guidance>,
}

/// What is recorded with what is said over it, member by member: a member that is not said stays.
pub(super) fn over<T: Serialize + DeserializeOwned>(was: Option<T>, said: Option<T>) -> Option<T> {
    let (Some(was), Some(said)) = (&was, &said) else {
        return said.or(was);
    };
    let mut value = serde_json::to_value(was).ok()?;
    merge(&mut value, &serde_json::to_value(said).ok()?);
    serde_json::from_value(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_stays() {
        let was = Workforce {
            paid_male: Some(1),
            by_education: Some(WorkersByEducation {
                sd: Some(3),
                ..WorkersByEducation::default()
            }),
            ..Workforce::default()
        };
        let said = Workforce {
            paid_female: Some(2),
            by_education: Some(WorkersByEducation {
                sd: Some(4),
                s1: Some(1),
                ..WorkersByEducation::default()
            }),
            ..Workforce::default()
        };
        let both = over(Some(was.clone()), Some(said.clone())).unwrap();
        assert_eq!((both.paid_male, both.paid_female), (Some(1), Some(2)));
        assert_eq!(both.by_education, said.by_education);
        assert_eq!(over(Some(was.clone()), None), Some(was));
        assert_eq!(over(None, Some(said.clone())), Some(said));
        let guidance = |themes: &[GuidanceTheme]| Guidance {
            themes: Some(themes.to_vec()),
            ..Guidance::default()
        };
        let none = over(Some(guidance(&[GuidanceTheme::Hki])), Some(guidance(&[])));
        assert_eq!(none, Some(guidance(&[])));
    }
}
