//! What statistics of training count, in words and as conditions.

use super::types::TrainingGroupBy;
use crate::db::{Conn, dialect};
use crate::statistics::envelope::Subject;
use crate::text::Text;
use crate::training::batches::BatchStatus;
use crate::training::enrollments::EnrollmentStatus;
use crate::training::programs::ProgramStatus;

/// The states of batches that count.
const STATUSES: &[&str] = &[
    BatchStatus::Planned.as_str(),
    BatchStatus::RegistrationOpen.as_str(),
    BatchStatus::RegistrationClosed.as_str(),
    BatchStatus::Running.as_str(),
    BatchStatus::Completed.as_str(),
];

/// The states of programs that count, with batches or without.
pub const PROGRAMS: [ProgramStatus; 3] = [
    ProgramStatus::Approved,
    ProgramStatus::Running,
    ProgramStatus::Completed,
];

/// The states of enrollments that passed.
pub const GRADUATED: [EnrollmentStatus; 2] = EnrollmentStatus::GRADUATED;

/// Null for a batch that counts, else why it does not; as SQL.
pub const VERDICT: &str = "CASE \
    WHEN training_programs.status = 'canceled' THEN 'outside:program_canceled' \
    WHEN training_programs.status = 'draft' THEN 'outside:program_draft' \
    WHEN training_batches.status = 'canceled' THEN 'outside:batch_canceled' \
    ELSE NULL END";

/// Whether an enrollment is in one of these states, as SQL.
pub fn among(states: &[EnrollmentStatus]) -> String {
    let words: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    format!("enrollments.status IN ('{}')", words.join("', '"))
}

/// Training and who took it.
pub static TRAINING: Subject = Subject {
    code: "training",
    concept: Text::new(
        "Pelatihan, pesertanya, dan anggarannya",
        "Training, its participants and its budget",
    ),
    definition: Text::new(
        "Angkatan pelatihan instansi dalam wilayah kerja Anda, kecuali yang dibatalkan atau yang programnya \
         dibatalkan atau masih draf. `seats`: kuota. `applicants`: semua pendaftaran. `accepted`: pendaftaran yang \
         memegang atau memakai tempat (accepted, attending, passed, failed, certified); yang gugur dihitung \
         tersendiri (`dropped`) dan yang mundur tidak, karena tempatnya beralih ke cadangan. `graduates`: passed dan certified. \
         `certificates`: terbit, tidak dicabut, bukan `belum_kompeten`. `persons`: orang yang diterima, satu kali menurut NIK, juga \
         lintas register; orang pada beberapa baris dihitung di setiap baris itu. \
         `persons_trained_by_two_or_more_agencies`: di antaranya yang diterima dua instansi atau lebih dalam \
         pilihan ini, tanpa memandang parameter `agency`. Angkatan masuk wilayah tempatnya dan triwulan hari \
         pertamanya. Program dihitung satu kali di tiap baris tempat angkatannya berada dan satu kali dalam \
         `totals`. Anggaran tidak dapat dibagi per wilayah atau triwulan: pada baris seperti itu nilainya null dan \
         hanya ada di `totals`, selalu utuh, juga bila hanya sebagian angkatan terpilih. Program tanpa angkatan \
         yang dihitung masuk, bila sudah disetujui, menurut wilayah instansi dan tahun anggarannya, dalam `totals` \
         dan pada baris tanpa wilayah dan triwulan. `spent_idr`: belanja dari anggaran yang tercatat.",
        "Batches of training that agencies of your jurisdiction run, unless canceled, or of a program that is \
         canceled or still a draft. `seats`: quotas. `applicants`: all enrollments. `accepted`: enrollments that \
         hold or used a seat (accepted, attending, passed, failed, certified); who dropped out is told apart \
         (`dropped`) and who withdrew is not, because the seat goes to the waiting list. `graduates`: passed and certified. `certificates`: \
         issued, not revoked, not `belum_kompeten`. `persons`: accepted persons, once by NIK, also across registers; a person in \
         several rows counts in each. `persons_trained_by_two_or_more_agencies`: those of them whom at least two \
         agencies accepted within the selection, whatever `agency` asks for. A batch belongs to the region of its \
         place and the quarter of its first day. A program counts once in each row in which it has a batch, and \
         once in `totals`. A budget cannot be split by region or quarter: it is null in such rows and stands in \
         `totals` alone, always whole, even where only some of the batches are selected. A program without a batch \
         that counts is counted, once approved, by its agency's area and its fiscal year, in `totals` and in rows \
         without region and quarter. `spent_idr`: what was spent of recorded budgets.",
    ),
    unit: Text::new("angkatan", "batches"),
    statuses: STATUSES,
};

impl TrainingGroupBy {
    /// The order of the key of a group.
    pub const KEY: [Self; 5] = [
        Self::Agency,
        Self::Field,
        Self::Region,
        Self::Quarter,
        Self::FundSource,
    ];

    /// Whether batches of one program may stand in different rows.
    pub const fn splits_programs(self) -> bool {
        matches!(self, Self::Region | Self::Quarter)
    }

    /// The column it groups by; a region is cut to `width` characters of its code.
    pub fn column(self, conn: &Conn, width: usize) -> String {
        match self {
            Self::Agency => "training_programs.owner_agency".to_owned(),
            Self::Field => "training_programs.field".to_owned(),
            // A region recorded less exactly than asked for stays as it is: its own row.
            Self::Region => format!("substr(training_batches.region_code, 1, {width})"),
            Self::Quarter => dialect::quarter_of(conn, "training_batches.starts_on"),
            Self::FundSource => "training_programs.fund_source".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_definition_fits_the_document() {
        for lang in [Lang::Id, Lang::En] {
            assert!(TRAINING.definition.get(lang).chars().count() <= 2000);
        }
    }
}
