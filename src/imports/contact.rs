//! How a row's business is reached and where it stands.

use super::cell::{Axis, Cell, cell_coordinate, cell_email, cell_phones};
use super::cells::Cells;
use super::header::Field;
use crate::businesses::BusinessContact;
use crate::values::{ValueError, address};

/// How to reach the business.
pub fn contact(
    cells: &mut Cells<'_>,
    street: Option<String>,
    parts: address::AddressParts,
) -> BusinessContact {
    let phones = cells.take(Field::Phone, |cell| cell_phones(cell).map(Some));
    let phones = phones.unwrap_or_default();
    if phones.len() > 1 {
        cells.doubt(
            Field::Phone,
            "further_phones_not_stored",
            "Sel memuat beberapa nomor; hanya yang pertama disimpan.",
            "The cell holds several numbers; only the first is stored.",
        );
    }
    BusinessContact {
        phone: phones.first().map(|phone| phone.as_str().to_owned()),
        email: cells
            .take(Field::Email, cell_email)
            .map(|email| email.as_str().to_owned()),
        street,
        rt: unit(cells, Field::Rt).or(parts.rt),
        rw: unit(cells, Field::Rw).or(parts.rw),
        postal_code: postal_code(cells).or(parts.postal_code),
    }
}

/// The telephone numbers of the owner, each once.
pub fn phones_of_owner(cells: &mut Cells<'_>) -> Vec<String> {
    /// What a person may have.
    const MOST: usize = 5;
    let mut phones: Vec<String> = Vec::new();
    for field in [Field::OwnerPhone, Field::OwnerWhatsapp] {
        let said = cells.take(field, |cell| cell_phones(cell).map(Some));
        for phone in said.unwrap_or_default() {
            let phone = phone.as_str().to_owned();
            if !phones.contains(&phone) && phones.len() < MOST {
                phones.push(phone);
            }
        }
    }
    phones
}

fn unit(cells: &mut Cells<'_>, field: Field) -> Option<String> {
    let text = cells.text(field, 40)?;
    let digits = text
        .trim_start_matches(|c: char| c.is_alphabetic() || c == '.' || c == ' ')
        .to_owned();
    if (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(format!("{digits:0>3}"));
    }
    cells.refuse(
        field,
        ValueError::new(
            "invalid_format",
            "Isi dengan satu sampai tiga angka.",
            "Write one to three digits.",
        ),
    );
    None
}

fn postal_code(cells: &mut Cells<'_>) -> Option<String> {
    let text = cells.text(Field::PostalCode, 40)?;
    if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text);
    }
    cells.refuse(
        Field::PostalCode,
        ValueError::new(
            "invalid_format",
            "Kode pos terdiri atas lima angka.",
            "A postal code has five digits.",
        ),
    );
    None
}

/// Where it stands: both coordinates or none.
pub fn coordinates(cells: &mut Cells<'_>) -> Option<(f64, f64)> {
    let zero = |cell: &Cell| matches!(cell.text().trim(), "0" | "0.0" | "0,0");
    let row = cells.row();
    // Zero, zero is what forms write when nobody filled the place in.
    if zero(row.cell(Field::Latitude)) && zero(row.cell(Field::Longitude)) {
        return None;
    }
    let latitude = cells.take(Field::Latitude, |cell| {
        cell_coordinate(cell, Axis::Latitude)
    });
    let longitude = cells.take(Field::Longitude, |cell| {
        cell_coordinate(cell, Axis::Longitude)
    });
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => Some((latitude, longitude)),
        (None, None) => None,
        (found, _) => {
            let missing = if found.is_some() {
                Field::Longitude
            } else {
                Field::Latitude
            };
            if row.cell(missing).is_empty() {
                cells.refuse(
                    missing,
                    ValueError::new(
                        "required",
                        "Isi lintang dan bujur bersama-sama, atau kosongkan keduanya.",
                        "Give latitude and longitude together, or neither.",
                    ),
                );
            }
            None
        }
    }
}
