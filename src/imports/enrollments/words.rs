//! What lists call results and marks of attendance: whole texts only, never a part of one.

use crate::imports::aliases::plain;
use crate::training::attendance::AttendanceMark;
use crate::training::enrollments::EnrollmentStatus;
use crate::values::ValueError;

const RESULTS: &[(EnrollmentStatus, &str)] = &[
    (
        EnrollmentStatus::Applied,
        "mendaftar|pendaftar|terdaftar|daftar|melamar",
    ),
    (
        EnrollmentStatus::Screened,
        "lolos berkas|lolos administrasi|lulus administrasi|lolos seleksi berkas|\
         lolos seleksi administrasi|lulus seleksi administrasi|berkas lengkap",
    ),
    (
        EnrollmentStatus::Selected,
        "lolos seleksi|lulus seleksi|lolos tes|terpilih|lulus tes",
    ),
    (
        EnrollmentStatus::Accepted,
        "diterima|daftar ulang|sudah daftar ulang",
    ),
    (
        EnrollmentStatus::Attending,
        "hadir|mengikuti|mengikuti pelatihan|sedang mengikuti|ikut",
    ),
    (EnrollmentStatus::Passed, "lulus|kompeten|lulusan"),
    (
        EnrollmentStatus::Failed,
        "tidak lulus|gagal|belum kompeten|belum lulus|tidak kompeten",
    ),
    (
        EnrollmentStatus::Certified,
        "bersertifikat|tersertifikasi|mendapat sertifikat",
    ),
    (
        EnrollmentStatus::Rejected,
        "ditolak|tidak diterima|tidak lolos|tidak lolos seleksi|tidak lulus seleksi|\
         tidak lolos administrasi|tidak lolos berkas|tidak terpilih",
    ),
    (
        EnrollmentStatus::Waitlisted,
        "cadangan|peserta cadangan|daftar tunggu|daftar cadangan",
    ),
    (
        EnrollmentStatus::Withdrawn,
        "mengundurkan diri|mundur|undur diri|batal ikut|membatalkan diri",
    ),
    (
        EnrollmentStatus::Dropped,
        "gugur|drop out|do|berhenti|dikeluarkan|tidak menyelesaikan",
    ),
];

const MARKS: &[(AttendanceMark, &str)] = &[
    (AttendanceMark::Hadir, "h|√|✓|✔|☑|v|present"),
    (AttendanceMark::Izin, "i|ijin|excused"),
    (AttendanceMark::Sakit, "s|ill"),
    (
        AttendanceMark::Alpa,
        "a|alpha|tanpa keterangan|tk|tidak hadir|absent",
    ),
];

fn one_of<T: Copy>(text: &str, table: &[(T, &str)]) -> Option<T> {
    table
        .iter()
        .find(|(_, words)| words.split('|').any(|word| word == text))
        .map(|(value, _)| *value)
}

/// Reads a result: our own word, the label of our code list, or what lists write.
pub fn result(text: &str) -> Result<EnrollmentStatus, ValueError> {
    let plain = plain(text);
    let own = plain.replace(' ', "_");
    EnrollmentStatus::from_word(&own)
        .or_else(|| one_of(&plain, RESULTS))
        .ok_or_else(|| ValueError {
            suggestion: Some(
                "mendaftar, diterima, cadangan, hadir, lulus, tidak lulus, ditolak, mengundurkan diri, gugur"
                    .to_owned(),
            ),
            ..ValueError::new(
                "unknown_result",
                "Hasil ini tidak dikenal.",
                "This result is not known.",
            )
        })
}

/// Reads a mark of attendance.
pub fn mark(text: &str) -> Result<AttendanceMark, ValueError> {
    // A tick is no letter, so it is looked for before the text is made plain.
    let lower = text.trim().to_lowercase();
    let plain = plain(text);
    AttendanceMark::from_word(&plain)
        .or_else(|| one_of(&lower, MARKS))
        .or_else(|| one_of(&plain, MARKS))
        .ok_or_else(|| ValueError {
            suggestion: Some("H, I, S, A".to_owned()),
            ..ValueError::new(
                "unknown_mark",
                "Tanda kehadiran ini tidak dikenal; isi hadir, izin, sakit, atau alpa.",
                "This mark of attendance is not known; write hadir, izin, sakit or alpa.",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_thing() {
        let mut seen = std::collections::BTreeSet::new();
        for (status, words) in RESULTS {
            for word in words.split('|') {
                assert!(seen.insert(word), "{word}");
                assert_eq!(plain(word), word);
                assert_eq!(result(word).ok(), Some(*status), "{word}");
            }
        }
        for status in EnrollmentStatus::ALL {
            assert_eq!(result(status.as_str()).ok(), Some(*status));
        }
        assert_eq!(result("LULUS.").ok(), Some(EnrollmentStatus::Passed));
        assert_eq!(result("Tidak  Lulus").ok(), Some(EnrollmentStatus::Failed));
        for other in ["Lulus bersyarat", "Selesai", "Peserta", "ya", "1", "x"] {
            assert_eq!(result(other).unwrap_err().code, "unknown_result", "{other}");
        }
    }

    #[test]
    fn marks_of_attendance() {
        for (mark_, words) in MARKS {
            for word in words.split('|').chain([mark_.as_str()]) {
                assert_eq!(mark(word).ok(), Some(*mark_), "{word}");
            }
        }
        assert_eq!(mark(" H. ").ok(), Some(AttendanceMark::Hadir));
        // A number or a cross means one thing here and another there.
        for other in ["1", "0", "x", "ya", "hadir/izin"] {
            assert_eq!(mark(other).unwrap_err().code, "unknown_mark", "{other}");
        }
    }
}
