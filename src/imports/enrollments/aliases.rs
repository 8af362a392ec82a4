//! What lists of enrollments call their columns.

use crate::imports::aliases::listed;
use crate::imports::field::Field;

/// What a list of enrollments calls its columns; these come before those of businesses, so that
/// the columns of our own list of a batch are read as what they are.
const NAMES: &[(Field, &str)] = &[
    (
        Field::EnrollmentId,
        "id pendaftaran|id enrollment|id pendaftaran peserta",
    ),
    (
        Field::Result,
        "status|hasil|hasil pelatihan|hasil akhir|status peserta|status pendaftaran|\
         status kelulusan|kelulusan",
    ),
    (
        Field::ResultReason,
        "alasan|status reason|alasan status|alasan mundur|alasan tidak diterima",
    ),
    (
        Field::AppliedOn,
        "tanggal daftar|tanggal pendaftaran|tgl daftar|tgl pendaftaran|tanggal mendaftar",
    ),
    (
        Field::OverrideReason,
        "alasan pengecualian|alasan dispensasi|alasan pengecualian syarat",
    ),
    (
        Field::OwnerName,
        "nama|full name|name|nama alumni|nama siswa|nama lengkap peserta",
    ),
    (Field::OwnerNik, "nik peserta|nik alumni"),
    (Field::OwnerGender, "jenis kelamin peserta"),
    (
        Field::OwnerBirthDate,
        "tanggal lahir peserta|tgl lahir peserta|birth date",
    ),
    (Field::RegionCode, "register code"),
    (Field::RowNo, "number"),
];

/// Finds what a list of enrollments adds or calls by another name.
pub fn field_of(plain: &str) -> Option<Field> {
    listed(plain, NAMES)
        .or_else(|| {
            Field::OF_ENROLLMENTS
                .into_iter()
                .find(|field| field.name().split('_').eq(plain.split(' ')))
        })
        .or_else(|| session(plain))
}

/// Reads headers such as "Sesi 1", "Pertemuan ke-2" or "Kehadiran (3)".
fn session(plain: &str) -> Option<Field> {
    let (words, number) = plain.rsplit_once(' ')?;
    let fits = words.split(' ').all(|word| {
        matches!(
            word,
            "sesi" | "session" | "pertemuan" | "ke" | "kehadiran" | "presensi" | "absensi"
        )
    });
    let number = number.parse().ok().filter(|number| *number > 0)?;
    (fits && words != "ke").then_some(Field::Session(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::aliases::{field_of as field_of_kind, plain};
    use crate::imports::types::ImportKind;

    fn find(header: &str) -> Option<Field> {
        field_of_kind(&plain(header), ImportKind::Enrollments)
    }

    #[test]
    fn headers_of_enrollments() {
        for (header, field) in [
            ("NAMA PESERTA", Field::OwnerName),
            ("full_name", Field::OwnerName),
            ("NO. NIB", Field::Nib),
            ("HASIL", Field::Result),
            ("status", Field::Result),
            ("STATUS USAHA", Field::Status),
            ("enrollment_id", Field::EnrollmentId),
            ("Tanggal Pendaftaran", Field::AppliedOn),
            ("Sesi 1", Field::Session(1)),
            ("session_12", Field::Session(12)),
            ("PERTEMUAN KE-2", Field::Session(2)),
            ("Kehadiran (3)", Field::Session(3)),
            ("Kehadiran Sesi 4", Field::Session(4)),
            ("number", Field::RowNo),
        ] {
            assert_eq!(find(header), Some(field), "{header}");
        }
        for header in [
            "Sesi",
            "Sesi 0",
            "Sesi A",
            "ke 3",
            "Hari 1",
            "attendance_share",
        ] {
            assert_eq!(find(header), None, "{header}");
        }
        let of_business = |header: &str| field_of_kind(&plain(header), ImportKind::Businesses);
        for header in ["HASIL", "Sesi 1", "enrollment_id", "full_name"] {
            assert_eq!(of_business(header), None, "{header}");
        }
        assert_eq!(of_business("status"), Some(Field::Status));
        let own: Vec<String> = Field::OF_ENROLLMENTS
            .iter()
            .map(|f| plain(f.name()))
            .collect();
        let mut seen: Vec<&str> = NAMES
            .iter()
            .flat_map(|(_, names)| names.split('|'))
            .chain(own.iter().map(String::as_str))
            .collect();
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
        for name in seen {
            assert_eq!(plain(name), name);
            assert!(find(name).is_some(), "{name}");
        }
    }
}
