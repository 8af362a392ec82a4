//! What is in doubt, how grave it is, and what callers see of it.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of};
use crate::keys::Keys;

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
        /// The official list of the code's KBLI edition, complete by now, does not hold it.
        KbliUnknown = "kbli_unknown",
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
        /// One license number is used by different owners.
        LicenseShared = "license_shared",
        /// The expiry date differs from the year in the P-IRT number.
        LicenseExpiryDiffers = "license_expiry_differs",
        /// The ownership shares add up to more than 100 percent.
        OwnershipSharesInconsistent = "ownership_shares_inconsistent",
        /// Nobody has updated the business for twelve months.
        Stale12Months = "stale_12_months",
    }
}

words! {
    /// How grave a doubt is, the code list `data_quality_severity`.
    pub enum FlagSeverity {
        /// Worth knowing; nothing derived from the row depends on it.
        Info = "info",
        /// Somebody should look: a value may be wrong or is missing.
        Warning = "warning",
        /// Two recorded values cannot both be right.
        Critical = "critical",
    }
}

words! {
    /// Whether the doubt stands, the code list `data_quality_status`.
    pub enum FlagStatus {
        /// The doubt stands.
        Open = "open",
        /// The doubt is gone, or an official settled it.
        Resolved = "resolved",
    }
}

words! {
    /// Why a doubt no longer stands, the code list `data_quality_resolution`.
    pub enum FlagResolution {
        /// Its reason is gone: the row, another row or an official list changed, or time passed.
        Gone = "gone",
        /// An official settled it; it holds while the reason is the same.
        Settled = "settled",
    }
}

words! {
    /// The resources whose rows can be in doubt, the words of their paths.
    pub enum FlagResource {
        /// A business.
        Businesses = "businesses",
        /// A person.
        People = "people",
    }
}

impl FlagCode {
    /// How grave this doubt is.
    pub const fn severity(self) -> FlagSeverity {
        match self {
            Self::NikGenderMismatch
            | Self::NibShared
            | Self::LicenseShared
            | Self::OwnershipSharesInconsistent
            | Self::CoordinatesOutsideRegion => FlagSeverity::Critical,
            Self::NikBirthDateMismatch
            | Self::OwnerGenderUnknown
            | Self::SharedPhone
            | Self::RegionRetired
            | Self::IkmNotManufacturing
            | Self::ScaleInputMissing
            | Self::ScaleCriteriaDiffer
            | Self::KbliUnknown
            | Self::Stale12Months
            | Self::LicenseExpired
            | Self::LicenseExpiryDiffers => FlagSeverity::Warning,
            Self::GenericBusinessName
            | Self::RegionListIncomplete
            | Self::CodeListIncomplete
            | Self::KbliLeadingZero
            | Self::FormatUnverified => FlagSeverity::Info,
        }
    }

    /// The doubt in words, Indonesian and English, from the code list `data_quality_flag`.
    pub fn labels(self) -> (&'static str, &'static str) {
        LABELS
            .get(self.as_str())
            .map_or((self.as_str(), self.as_str()), |(id, en)| (id, en))
    }
}

static LABELS: LazyLock<HashMap<String, (String, String)>> = LazyLock::new(|| {
    let lists = include_bytes!("../reference/data/code_lists.csv");
    csv::Reader::from_reader(lists.as_slice())
        .records()
        .filter_map(Result::ok)
        .filter(|record| record.get(0) == Some("data_quality_flag"))
        .filter_map(|record| {
            let cell = |n: usize| record.get(n).map(str::to_owned);
            Some((cell(1)?, (cell(2)?, cell(3)?)))
        })
        .collect()
});

impl FlagStatus {
    /// The states an official may move the flag to.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Resolved],
            Self::Resolved => &[Self::Open],
        }
    }
}

/// One doubt about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What is in doubt.
    pub code: FlagCode,
    /// The field it concerns, its name on the wire.
    pub field: &'static str,
    /// A keyed digest of the values it is about, where there are any: another one is another doubt.
    pub basis: Option<Vec<u8>>,
}

impl Flag {
    /// A doubt about a field.
    pub const fn new(code: FlagCode, field: &'static str) -> Self {
        Self {
            code,
            field,
            basis: None,
        }
    }

    /// The same doubt, about these values.
    pub fn about(self, keys: &Keys, values: &[&[u8]]) -> Self {
        // Half of a digest is far more than the doubts of one field can collide on.
        let basis = keys.digest("data_quality_flag", values)[..16].to_vec();
        Self {
            basis: Some(basis),
            ..self
        }
    }
}

/// Everything that is in doubt about one row.
#[derive(Clone, Debug)]
pub struct RowFlags {
    /// The resource, the word of its path.
    pub resource: &'static str,
    /// The row.
    pub id: Id,
    /// The register it lies in.
    pub register: String,
    /// The region it names; that of its register where it names none.
    pub region: String,
    /// What is in doubt now.
    pub flags: Vec<Flag>,
    /// What is not judged now: these flags stay as they are.
    pub undecided: Vec<Undecided>,
}

/// Flags that a write does not judge, because it cannot or because nothing they rest on changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// Those with this code.
    Code(FlagCode),
    /// Those about this field.
    Field(&'static str),
    /// Those about any other field.
    AllBut(&'static str),
}

impl RowFlags {
    /// Whether a flag stays as it is.
    pub fn leaves(&self, code: FlagCode, field: &str) -> bool {
        self.undecided.iter().any(|left| match left {
            Undecided::Code(one) => *one == code,
            Undecided::Field(name) => *name == field,
            Undecided::AllBut(name) => *name != field,
        })
    }
}

/// A doubt about a row of the register.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DataQualityFlag {
    /// The flag's id.
    pub id: Id,
    /// The resource of the row in doubt, the word of its path.
    pub resource: FlagResource,
    /// The row in doubt.
    pub resource_id: Id,
    /// The register it lies in, the Kemendagri code of a regency or city.
    #[schema(min_length = 5, max_length = 5, example = "64.02")]
    pub register_code: String,
    /// The region that the row names, of any level (dotted Kemendagri code); that of its register
    /// where it names none.
    #[schema(min_length = 2, max_length = 13, example = "64.02.06.1001")]
    pub region_code: String,
    /// What is in doubt, a code of the list `data_quality_flag`.
    pub code: FlagCode,
    /// The doubt in Indonesian.
    #[schema(max_length = 200)]
    pub label_id: &'static str,
    /// The doubt in English.
    #[schema(max_length = 200)]
    pub label_en: &'static str,
    /// How grave it is.
    pub severity: FlagSeverity,
    /// The field it concerns, its name in the row's representation.
    #[schema(max_length = 64, example = "kbli_code")]
    pub field: String,
    /// Whether the doubt stands.
    pub status: FlagStatus,
    /// Counts the flag's changes; the `ETag` follows it.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was raised first.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// Since when it is resolved; null while it is open.
    #[schema(required)]
    pub resolved_at: Option<Timestamp>,
    /// Why it is resolved; null while it is open.
    #[schema(required, inline)]
    pub resolution: Option<FlagResolution>,
    /// The states it may be moved to.
    #[schema(max_items = 2)]
    pub allowed_transitions: &'static [FlagStatus],
}

page_of!(
    DataQualityFlagPage,
    DataQualityFlag,
    "A page of data-quality flags."
);

impl Columns for DataQualityFlag {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("resource", "/resource"),
        Column("resource_id", "/resource_id"),
        Column("register_code", "/register_code"),
        Column("region_code", "/region_code"),
        Column("code", "/code"),
        Column("label_id", "/label_id"),
        Column("label_en", "/label_en"),
        Column("severity", "/severity"),
        Column("field", "/field"),
        Column("status", "/status"),
        Column("created_at", "/created_at"),
        Column("updated_at", "/updated_at"),
        Column("resolved_at", "/resolved_at"),
        Column("resolution", "/resolution"),
    ];
}

words! {
    /// The order of flags.
    pub enum FlagSort {
        /// By id, that is by the time they were raised first.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
    }
}

/// Which flags.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FlagFilter {
    /// On rows of this resource.
    #[param(inline)]
    pub resource: Option<FlagResource>,
    /// On this row.
    #[param(inline)]
    pub resource_id: Option<Id>,
    /// With this code.
    #[param(inline)]
    pub code: Option<FlagCode>,
    /// This grave.
    #[param(inline)]
    pub severity: Option<FlagSeverity>,
    /// Open or resolved.
    #[param(inline)]
    pub status: Option<FlagStatus>,
    /// In this region, of any level (dotted Kemendagri code): a province, regency or city means its
    /// registers, a district or village the rows that name it or a village in it.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// The order.
    #[param(inline)]
    pub sort: Option<FlagSort>,
}

/// A move of a flag to another state.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagTransition {
    /// The state to move to.
    pub to: FlagStatus,
    /// Why, for the audit trail; no personal values.
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "Sudah dicocokkan dengan dokumen asli."
    )]
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_code_list() {
        for code in FlagCode::ALL {
            assert!(LABELS.contains_key(code.as_str()), "{code}");
        }
        assert_eq!(LABELS.len(), FlagCode::ALL.len());
    }
}
