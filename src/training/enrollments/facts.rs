//! What is recorded of a person that the rules of a program ask for.

use diesel::prelude::*;

use super::eligibility::{Facts, Finding, Training, assess};
use super::status::EnrollmentStatus;
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::people::PersonRow;
use crate::schema::{enrollments, people, training_batches as batches, training_programs};
use crate::training::batches::BatchRow;
use crate::training::programs::store::ProgramRow;

/// How the rules of a program come out for a person and a batch.
pub(super) fn findings(
    conn: &mut Conn,
    program: &ProgramRow,
    batch: &BatchRow,
    person: &PersonRow,
) -> Result<Vec<Finding>, Problem> {
    let rules = program.rules()?;
    let trainings = if rules.similar_within_months.is_some() {
        trainings(conn, program, batch, person)?
    } else {
        Vec::new()
    };
    let facts = Facts {
        birth_date: person.birth_date,
        gender: person.gender,
        region_code: person.region_code.clone(),
        education: person.education,
        has_nik: person.nik_hash.is_some(),
        trainings,
    };
    Ok(assess(&rules, batch.starts_on, batch.ends_on, &facts))
}

/// The ids of every row of the same person: this one, and those of any register with her NIK.
pub(super) fn same_person(conn: &mut Conn, person: &PersonRow) -> Result<Vec<Id>, Problem> {
    let mut ids = vec![person.id];
    if let Some(hash) = &person.nik_hash {
        let rows: Vec<Id> = on!(conn, |c| people::table
            .filter(people::nik_hash.eq(hash))
            .filter(people::id.ne(person.id))
            .select(people::id)
            .load(c))?;
        ids.extend(rows);
    }
    Ok(ids)
}

/// The trainings of the program's field that she took part in, of any agency in any register.
///
/// Who was accepted and never came, or left early, was not trained.
fn trainings(
    conn: &mut Conn,
    program: &ProgramRow,
    batch: &BatchRow,
    person: &PersonRow,
) -> Result<Vec<Training>, Problem> {
    let ids = same_person(conn, person)?;
    let rows: Vec<_> = on!(conn, |c| enrollments::table
        .inner_join(batches::table.inner_join(training_programs::table))
        .filter(enrollments::person_id.eq_any(&ids))
        .filter(enrollments::batch_id.ne(batch.id))
        .filter(enrollments::status.eq_any(EnrollmentStatus::TRAINED))
        .filter(training_programs::field.eq(program.field))
        .select((
            enrollments::id,
            enrollments::register_code,
            enrollments::owner_agency,
            training_programs::field,
            batches::starts_on,
            batches::ends_on,
        ))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(
            |(enrollment_id, register_code, agency, field, starts_on, ends_on)| Training {
                enrollment_id,
                register_code,
                agency,
                field,
                starts_on,
                ends_on,
            },
        )
        .collect())
}
