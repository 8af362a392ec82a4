//! What is derived of a business: used by the API and by imports alike.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::classification::{
    self, IkmClass, IkmInput, IkmReason, Scale, ScaleBasis, ScaleInput, ScaleReason, StartedOn,
};
use super::rows::{BusinessRow, SnapshotRow};
use super::types::{BusinessInput, BusinessOwner, OwnershipRole};
use super::women::{self, Holder, Manager, Owner, Tri};
use crate::data_quality::{Flag, FlagCode};
use crate::db::{Id, JsonText};
use crate::values::date;
use crate::values::gender::Gender;

/// What is derived, with its reasons, as it is stored.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct DerivedDocument {
    pub(super) scale: BusinessScale,
    pub(super) ikm: BusinessIkm,
    pub(super) workers: BusinessWorkers,
}

/// What is known of a person that a business's rules look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonFacts {
    /// Her or his recorded gender.
    pub gender: Option<Gender>,
    /// Whether a NIK is recorded.
    pub has_nik: bool,
}

/// The newest figures of each kind, with the day they describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    capital_idr: Option<i64>,
    annual_sales_idr: Option<i64>,
    money_as_of: Option<NaiveDate>,
    investment_idr: Option<i64>,
    workers_male: Option<i32>,
    workers_female: Option<i32>,
    workers_as_of: Option<NaiveDate>,
}

impl Figures {
    /// The newest of all snapshots of a business.
    ///
    /// Capital and sales come from one snapshot, workers from one: a count of workers does not
    /// make older money unknown, but figures of different days are never put together.
    pub fn of(snapshots: &[SnapshotRow]) -> Self {
        let newest = |has: fn(&SnapshotRow) -> bool| {
            snapshots
                .iter()
                .filter(|row| has(row))
                .max_by_key(|row| row.as_of)
        };
        let money = newest(|row| capital(row).is_some() || row.annual_sales_idr.is_some());
        let investment = newest(|row| row.investment_idr.is_some());
        let workers = newest(|row| row.workers_male.is_some() || row.workers_female.is_some());
        Self {
            capital_idr: money.and_then(capital),
            annual_sales_idr: money.and_then(|row| row.annual_sales_idr),
            money_as_of: money.map(|row| row.as_of),
            investment_idr: investment.and_then(|row| row.investment_idr),
            workers_male: workers.and_then(|row| row.workers_male),
            workers_female: workers.and_then(|row| row.workers_female),
            workers_as_of: workers.map(|row| row.as_of),
        }
    }
}

/// Modal usaha is own and loan capital together (PP 7/2021 Pasal 35 ayat (3)).
fn capital(row: &SnapshotRow) -> Option<i64> {
    match (row.capital_own_idr, row.capital_loan_idr) {
        (None, None) => None,
        (own, loan) => Some(own.unwrap_or(0).saturating_add(loan.unwrap_or(0))),
    }
}

/// The scale by PP 7/2021 Pasal 35 with its grounds; money itself is in the snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BusinessScale {
    /// The scale; null, never `mikro`, when it cannot be told.
    #[schema(required)]
    pub value: Option<Scale>,
    /// The criterion that gave it.
    #[schema(required)]
    pub basis: Option<ScaleBasis>,
    /// Why there is none.
    #[schema(required)]
    pub reason: Option<ScaleReason>,
    /// What the capital alone gives.
    #[schema(required)]
    pub by_capital: Option<Scale>,
    /// What the sales alone give.
    #[schema(required)]
    pub by_sales: Option<Scale>,
    /// The day the amounts describe.
    #[schema(required, min_length = 10, max_length = 10)]
    pub as_of: Option<NaiveDate>,
}

/// The class by Permenperin 64/M-IND/PER/7/2016, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BusinessIkm {
    /// The class; only manufacturing businesses have one.
    #[schema(required)]
    pub class: Option<IkmClass>,
    /// Why there is none.
    #[schema(required)]
    pub reason: Option<IkmReason>,
}

/// The people at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BusinessWorkers {
    /// Men.
    #[schema(required, minimum = 0, maximum = 1_000_000)]
    pub male: Option<i32>,
    /// Women.
    #[schema(required, minimum = 0, maximum = 1_000_000)]
    pub female: Option<i32>,
    /// The day the numbers describe.
    #[schema(required, min_length = 10, max_length = 10)]
    pub as_of: Option<NaiveDate>,
}

/// Everything that follows from a business, its owners and its snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Whether women own it.
    pub women_owned: Tri,
    /// Whether a woman leads it.
    pub women_led: Tri,
    /// Its scale.
    pub scale: BusinessScale,
    /// Its IKM class.
    pub ikm: BusinessIkm,
    /// Its workers.
    pub workers: BusinessWorkers,
    /// What it leaves in doubt, to be added to the flags of the parsed values.
    pub flags: Vec<Flag>,
}

/// Derives everything; `people` holds the facts of the owners, `today` says who is a current one.
pub fn derive(
    input: &BusinessInput,
    people: &HashMap<Id, PersonFacts>,
    figures: &Figures,
    today: NaiveDate,
) -> Derived {
    let mut flags = Vec::new();
    let current: Vec<(&BusinessOwner, Option<Gender>)> = input
        .owners
        .iter()
        .filter(|owner| is_current(owner, today))
        .map(|owner| (owner, people.get(&owner.person_id).and_then(|p| p.gender)))
        .collect();
    if current.iter().any(|(_, gender)| gender.is_none()) {
        flags.push(Flag::new(FlagCode::OwnerGenderUnknown, "owners"));
    }
    let owners: Vec<Owner> = current
        .iter()
        .filter(|(owner, _)| owner.role == OwnershipRole::Pemilik)
        .map(|(owner, gender)| Owner {
            holder: Holder::Person(*gender),
            share: owner
                .share_percent
                .and_then(super::parse::hundredths)
                .and_then(|share| u32::try_from(share).ok()),
        })
        .collect();
    let shares: u64 = owners.iter().filter_map(|o| o.share).map(u64::from).sum();
    if shares > 10_000 {
        flags.push(Flag::new(FlagCode::OwnershipSharesInconsistent, "owners"));
    }
    let managers: Vec<Manager> = current
        .iter()
        .filter(|(owner, _)| owner.role == OwnershipRole::Pengelola)
        .map(|(owner, gender)| Manager {
            gender: *gender,
            is_main: owner.is_main,
        })
        .collect();
    let scale = scale(input, figures, &mut flags);
    Derived {
        women_owned: women::women_owned(&owners),
        women_led: women::women_led(&managers),
        scale,
        ikm: ikm(input, figures),
        workers: BusinessWorkers {
            male: figures.workers_male,
            female: figures.workers_female,
            as_of: figures.workers_as_of,
        },
        flags,
    }
}

/// Whether somebody owns or runs the business on that day.
pub(super) fn is_current(owner: &BusinessOwner, today: NaiveDate) -> bool {
    owner.since.is_none_or(|since| since <= today) && owner.until.is_none_or(|until| until >= today)
}

fn scale(input: &BusinessInput, figures: &Figures, flags: &mut Vec<Flag>) -> BusinessScale {
    let started_on = input
        .started_on
        .as_deref()
        .and_then(|text| date::parse_partial(text).ok())
        .map(|date| StartedOn {
            year: date.year,
            month: date.month,
            day: date.day,
        });
    let found = classification::scale(ScaleInput {
        capital_idr: figures.capital_idr,
        annual_sales_idr: figures.annual_sales_idr,
        started_on,
    });
    if found.reason == Some(ScaleReason::InputsMissing) {
        flags.push(Flag::new(FlagCode::ScaleInputMissing, "scale"));
    }
    if found.differs() {
        flags.push(Flag::new(FlagCode::ScaleCriteriaDiffer, "scale"));
    }
    BusinessScale {
        value: found.value,
        basis: found.basis,
        reason: found.reason,
        by_capital: found.by_capital,
        by_sales: found.by_sales,
        as_of: figures.money_as_of,
    }
}

fn ikm(input: &BusinessInput, figures: &Figures) -> BusinessIkm {
    let workers = figures.workers_male.zip(figures.workers_female);
    let main = input.kbli.iter().find(|kbli| kbli.is_main);
    let found = classification::ikm_class(IkmInput {
        kbli: main.map(|kbli| kbli.code.as_str()),
        workers: workers.map(|(male, female)| i64::from(male) + i64::from(female)),
        investment_idr: figures.investment_idr,
    });
    BusinessIkm {
        class: found.ok(),
        reason: found.err(),
    }
}

impl Derived {
    /// Puts everything derived into a row.
    pub fn put(&self, row: &mut BusinessRow) {
        row.women_owned = self.women_owned;
        row.women_led = self.women_led;
        row.scale = self.scale.value;
        row.ikm_class = self.ikm.class;
        row.workers_male = self.workers.male;
        row.workers_female = self.workers.female;
        row.derived = JsonText::of(&DerivedDocument {
            scale: self.scale,
            ikm: self.ikm,
            workers: self.workers,
        });
    }
}

#[cfg(test)]
mod tests;
