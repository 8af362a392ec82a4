//! What a survey asks of workers and guidance (SIDT blocks VIII and XII).

use super::cell::{cell_count, cell_quantity, cell_yes_no};
use super::cells::Cells;
use super::header::Field;
use super::vocabulary;
use crate::businesses::snapshots::{
    Guidance, GuidanceOrganizer, GuidanceTheme, WorkersByEducation, Workforce,
};
use crate::people::Education;
use crate::text::Text;
use crate::values::ValueError;

/// Who works there and how long, as far as it is said.
pub fn workforce(cells: &mut Cells<'_>) -> Workforce {
    let schooled = |cells: &mut Cells<'_>, level| cells.workers(Field::WorkersSchooled(level));
    let by_education = WorkersByEducation {
        tidak_tamat_sd: schooled(cells, Education::TidakTamatSd),
        sd: schooled(cells, Education::Sd),
        smp: schooled(cells, Education::Smp),
        sma: schooled(cells, Education::Sma),
        diploma: schooled(cells, Education::Diploma),
        s1: schooled(cells, Education::S1),
        s2: schooled(cells, Education::S2),
    };
    Workforce {
        paid_male: cells.workers(Field::WorkersPaidMale),
        paid_female: cells.workers(Field::WorkersPaidFemale),
        unpaid_male: cells.workers(Field::WorkersUnpaidMale),
        unpaid_female: cells.workers(Field::WorkersUnpaidFemale),
        with_disability: cells.workers(Field::WorkersWithDisability),
        by_education: Some(by_education),
        months_worked: at_most(cells, Field::MonthsWorked, 12),
        days_worked: at_most(cells, Field::DaysWorked, 366),
        hours_worked: hours(cells),
    }
}

/// The guidance received, and the themes that are answered with no.
pub fn guidance(cells: &mut Cells<'_>) -> (Guidance, Vec<GuidanceTheme>) {
    let answers = GuidanceTheme::ALL.iter().filter_map(|theme| {
        let answer = cells.take(Field::TrainedIn(*theme), cell_yes_no)?;
        Some((*theme, answer))
    });
    let answers: Vec<(GuidanceTheme, bool)> = answers.collect();
    let answered = |wanted: bool| {
        let such = answers.iter().filter(move |(_, answer)| *answer == wanted);
        such.map(|(theme, _)| *theme).collect::<Vec<_>>()
    };
    let guidance = Guidance {
        themes: (!answers.is_empty()).then(|| answered(true)),
        organizers: organizers(cells),
        capital_aid: cells.text(Field::CapitalAid, 300),
    };
    (guidance, answered(false))
}

/// Several stand in one cell, parted by commas or semicolons.
fn organizers(cells: &mut Cells<'_>) -> Option<Vec<GuidanceOrganizer>> {
    let text = cells.text(Field::GuidanceOrganizers, 300)?;
    let words = text.split([',', ';', '/']).map(str::trim);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let known: Vec<_> = words
        .iter()
        .filter_map(|word| vocabulary::guidance_organizer(word))
        .collect();
    if known.len() < words.len() {
        cells.doubt(
            Field::GuidanceOrganizers,
            "guidance_organizer_unknown",
            "Isian ini memuat yang bukan kode daftar resmi layanan; yang itu tidak disimpan.",
            "This names what is none of the codes of the service's list; that is not stored.",
        );
    }
    let all = GuidanceOrganizer::ALL.iter().copied();
    let found: Vec<_> = all.filter(|one| known.contains(one)).collect();
    (!found.is_empty()).then_some(found)
}

fn at_most(cells: &mut Cells<'_>, field: Field, most: i32) -> Option<i32> {
    let count = cells.take(field, cell_count)?;
    let fits = i32::try_from(count).ok().filter(|count| *count <= most);
    if fits.is_none() {
        cells.refuse(field, too_large(most));
    }
    fits
}

fn hours(cells: &mut Cells<'_>) -> Option<f64> {
    const MOST: i32 = 168;
    let hours = cells.take(Field::HoursWorked, cell_quantity)?;
    if !(0.0..=f64::from(MOST)).contains(&hours) {
        cells.refuse(Field::HoursWorked, too_large(MOST));
        return None;
    }
    Some(hours)
}

fn too_large(most: i32) -> ValueError {
    ValueError {
        code: "too_large",
        message: Text::owned(format!("Paling banyak {most}."), format!("At most {most}.")),
        suggestion: None,
    }
}
