//! Whether women own or lead a business, derived from recorded genders and shares.
//!
//! Both are this register's own definitions, which no law fixes: [`women_owned`] is a woman
//! alone or women with at least 51 % together, [`women_led`] a woman as the main manager.
//! Ownership and management are kept apart because official figures count now the one and now
//! the other. A name never decides; what is not recorded is unknown.

use crate::db::types::words;
use crate::values::gender::Gender;

/// The smallest share of women, in hundredths of a percent, that makes a business women-owned.
pub const WOMEN_OWNED_FROM: u32 = 5_100;

const WHOLE: u32 = 10_000;

words! {
    /// Yes, no, or not known from what is recorded.
    pub enum Tri {
        /// Recorded values prove it.
        Yes = "yes",
        /// Recorded values rule it out.
        No = "no",
        /// Recorded values leave both possible.
        Unknown = "unknown",
    }
}

/// Who holds a share of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A person, with her or his recorded gender.
    Person(Option<Gender>),
    /// An organization, whose share counts as no woman's.
    Organization,
}

impl Holder {
    fn is_woman(self) -> bool {
        self == Self::Person(Some(Gender::P))
    }

    fn may_be_woman(self) -> bool {
        self.is_woman() || self == Self::Person(None)
    }
}

/// One current owner of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Owner {
    /// Who the owner is.
    pub holder: Holder,
    /// The owner's share in hundredths of a percent (51 % is 5100), if recorded.
    pub share: Option<u32>,
}

/// Whether women own a business: a woman alone, or women with at least 51 % together.
///
/// This is the register's own definition. It looks at recorded genders and shares only, never
/// at a name. Owners without a recorded share hold the rest between them; if every share is
/// recorded and they add up to less than the whole, the rest may belong to anybody. Shares that
/// exceed the whole prove nothing.
#[must_use]
pub fn women_owned(owners: &[Owner]) -> Tri {
    let sum = |wanted: fn(Holder) -> bool| -> u64 {
        owners
            .iter()
            .filter(|owner| wanted(owner.holder))
            .map(|owner| u64::from(owner.share.unwrap_or(0)))
            .sum()
    };
    let Some(rest) = u64::from(WHOLE).checked_sub(sum(|_| true)) else {
        return Tri::Unknown;
    };
    let without_share: Vec<Holder> = owners
        .iter()
        .filter(|owner| owner.share.is_none())
        .map(|owner| owner.holder)
        .collect();
    let (rest_surely, rest_possibly) = if without_share.is_empty() {
        (false, true)
    } else {
        (
            without_share.iter().all(|holder| holder.is_woman()),
            without_share.iter().any(|holder| holder.may_be_woman()),
        )
    };
    let at_least = sum(Holder::is_woman) + if rest_surely { rest } else { 0 };
    let at_most = sum(Holder::may_be_woman) + if rest_possibly { rest } else { 0 };
    if at_least >= u64::from(WOMEN_OWNED_FROM) {
        Tri::Yes
    } else if at_most < u64::from(WOMEN_OWNED_FROM) {
        Tri::No
    } else {
        Tri::Unknown
    }
}

/// One current manager of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Manager {
    /// The manager's recorded gender.
    pub gender: Option<Gender>,
    /// Whether she or he is recorded as the main manager.
    pub is_main: bool,
}

/// Whether a woman leads a business: the main manager, or all managers if none is the main one.
///
/// This is the register's own definition. Without a recorded manager it is unknown; owners are
/// not taken for managers here.
#[must_use]
pub fn women_led(managers: &[Manager]) -> Tri {
    let has_main = managers.iter().any(|manager| manager.is_main);
    let mut leading = managers
        .iter()
        .filter(|manager| manager.is_main || !has_main)
        .map(|manager| manager.gender);
    let Some(Some(first)) = leading.next() else {
        return Tri::Unknown;
    };
    if !leading.all(|gender| gender == Some(first)) {
        return Tri::Unknown;
    }
    match first {
        Gender::P => Tri::Yes,
        Gender::L => Tri::No,
    }
}

#[cfg(test)]
mod tests;
