//! What a business leaves in doubt: the one place that says so, for the API, imports and reviews.
//!
//! Reading its values finds some ([`super::parse::doubts`]), deriving from them others
//! ([`super::derive`]), other businesses of the register ([`super::shared`]) and time the rest. A
//! leading zero that an import put back cannot be told from the code itself: it stays in doubt
//! while the code is the same.

use super::derive::Derived;
use super::licenses;
use super::rows::BusinessRow;
use super::status::{BusinessStatus, due_before};
use super::types::{BusinessInput, BusinessKbli};
use crate::data_quality::{Flag, FlagCode, RowFlags, Undecided};
use crate::db::Timestamp;
use crate::keys::Keys;

/// What only the write that brought it in can say.
pub const SAID_ONCE: Undecided = Undecided::Code(FlagCode::KbliLeadingZero);

/// What others have as well: looked for anew only where what may be shared changed.
const COMMON: [Undecided; 2] = [
    Undecided::Code(FlagCode::NibShared),
    Undecided::Code(FlagCode::SharedPhone),
];

/// A business, and when it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What it says.
    pub input: &'a BusinessInput,
    /// What follows from that.
    pub derived: &'a Derived,
    /// Its state and last update, where it is not being written now.
    pub standing: Option<(BusinessStatus, Timestamp)>,
    /// When it is looked at.
    pub now: Timestamp,
}

/// Everything in doubt about a business but what it shares with others; `values` are the doubts
/// that reading them found.
pub fn doubts(keys: &Keys, case: Case<'_>, values: Vec<Flag>) -> Vec<Flag> {
    let mut flags = values;
    flags.extend(case.derived.flags.iter().cloned());
    if let Some((status, updated_at)) = case.standing
        && status.counts()
        && updated_at < due_before(case.now)
    {
        flags.push(Flag::new(FlagCode::Stale12Months, "updated_at"));
    }
    let about = |flag: Flag| {
        let values = values_of(&flag, &case);
        if values.is_empty() {
            return flag;
        }
        let values: Vec<&[u8]> = values.iter().map(String::as_bytes).collect();
        flag.about(keys, &values)
    };
    flags.into_iter().map(about).collect()
}

/// The values that a doubt is about; none where something is merely missing.
fn values_of(flag: &Flag, case: &Case<'_>) -> Vec<String> {
    let input = case.input;
    match flag.code {
        FlagCode::GenericBusinessName => vec![input.name.clone()],
        FlagCode::RegionRetired => vec![input.region_code.clone()],
        FlagCode::CoordinatesOutsideRegion => [input.latitude, input.longitude]
            .map(|degrees| format!("{degrees:?}"))
            .to_vec(),
        FlagCode::CodeListIncomplete | FlagCode::KbliUnknown | FlagCode::KbliLeadingZero => {
            kbli(&input.kbli)
        }
        FlagCode::IkmNotManufacturing => {
            let mut values = kbli(&input.kbli);
            values.extend(input.pirt.clone());
            values
        }
        FlagCode::FormatUnverified => input.pirt.iter().cloned().collect(),
        FlagCode::OwnerGenderUnknown => input
            .owners
            .iter()
            .map(|one| one.person_id.to_string())
            .collect(),
        FlagCode::OwnershipSharesInconsistent => {
            let share = |one: &super::types::BusinessOwner| {
                format!("{} {:?}", one.person_id, one.share_percent)
            };
            input.owners.iter().map(share).collect()
        }
        FlagCode::ScaleCriteriaDiffer => {
            let scale = &case.derived.scale;
            vec![format!(
                "{:?} {:?} {:?}",
                scale.by_capital, scale.by_sales, scale.as_of
            )]
        }
        FlagCode::Stale12Months => case
            .standing
            .iter()
            .map(|(_, updated_at)| updated_at.to_string())
            .collect(),
        _ => Vec::new(),
    }
}

fn kbli(codes: &[BusinessKbli]) -> Vec<String> {
    let code = |one: &BusinessKbli| format!("{:?} {}", one.version, one.code);
    codes.iter().map(code).collect()
}

/// The flags of a business as they are kept.
pub fn row_flags(row: &BusinessRow, flags: Vec<Flag>, undecided: Vec<Undecided>) -> RowFlags {
    RowFlags {
        resource: super::RESOURCE,
        id: row.id,
        register: row.register_code.clone(),
        region: row.region_code.clone(),
        flags,
        undecided,
    }
}

/// What a change of a business leaves undecided: what was said of codes that stay, what it shares
/// while that stays (`keeps_common`), and its licenses, which it does not touch.
pub fn undecided(
    before: &[BusinessKbli],
    after: &[BusinessKbli],
    keeps_common: bool,
) -> Vec<Undecided> {
    let mut left = vec![Undecided::Field(licenses::FIELD)];
    if before == after {
        left.push(SAID_ONCE);
    }
    if keeps_common {
        left.extend(COMMON);
    }
    left
}
