//! What is said about rows that are stored with a doubt, or left out for another row.

use super::finding::Finding;
use super::header::Field;
use super::types::Severity;
use crate::data_quality::{Flag, FlagCode};
use crate::text::Text;

/// A second row about the same business.
pub fn duplicate(number: i64) -> Finding {
    Finding::of_row(
        Severity::Skip,
        "duplicate_in_file",
        Text::owned(
            format!(
                "Usaha yang sama sudah ada pada baris {number} berkas ini; baris ini dilewati."
            ),
            format!("Row {number} of this file is the same business; this row is skipped."),
        ),
    )
}

/// A row that names a business which is not there.
pub fn unknown() -> Finding {
    Finding {
        field: Some(Field::BusinessId),
        ..Finding::of_row(
            Severity::Error,
            "unknown_business",
            Text::new(
                "Tidak ada usaha dengan id ini di kabupaten/kota pada baris ini; kosongkan id untuk menambah usaha baru.",
                "No business of the row's regency has this id; leave it empty to enter a new one.",
            ),
        )
    }
}

/// The doubts that are worth a line of the report; what is merely not filled in is not.
pub fn doubts(flags: &[Flag]) -> Vec<Finding> {
    let mut told: Vec<Flag> = Vec::new();
    for flag in flags {
        let silent = matches!(
            flag.code,
            FlagCode::ScaleInputMissing | FlagCode::CodeListIncomplete
        );
        if !silent && !told.contains(flag) {
            told.push(flag.clone());
        }
    }
    told.iter()
        .map(|flag| {
            let (id, en) = flag.code.labels();
            let text = Text::new(id, en);
            let mut finding = Finding::of_row(Severity::Warning, flag.code.as_str(), text);
            finding.field = column(flag);
            finding
        })
        .collect()
}

fn column(flag: &Flag) -> Option<Field> {
    Some(match flag.code {
        FlagCode::NikBirthDateMismatch => Field::OwnerBirthDate,
        FlagCode::NikGenderMismatch | FlagCode::OwnerGenderUnknown => Field::OwnerGender,
        FlagCode::SharedPhone => Field::Phone,
        FlagCode::GenericBusinessName => Field::BusinessName,
        FlagCode::RegionRetired | FlagCode::RegionListIncomplete => Field::RegionCode,
        FlagCode::CoordinatesOutsideRegion => Field::Latitude,
        FlagCode::KbliLeadingZero | FlagCode::IkmNotManufacturing => Field::KbliCode,
        FlagCode::NibShared => Field::Nib,
        FlagCode::FormatUnverified => Field::Pirt,
        FlagCode::OwnershipSharesInconsistent => Field::SharePercent,
        _ => return None,
    })
}
