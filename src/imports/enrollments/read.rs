//! What one row of a list of enrollments says: whom it means, how far she is, where she was present.

use std::str::FromStr;

use chrono::NaiveDate;

use super::words;
use crate::db::Id;
use crate::imports::cell::{Cell, cell_date, cell_nik, cell_text};
use crate::imports::cells::Cells;
use crate::imports::context::Context;
use crate::imports::finding::Finding;
use crate::imports::header::Field;
use crate::imports::read::{self, ReadPerson, ReadRow};
use crate::imports::source::SourceRow;
use crate::training::attendance::AttendanceMark;
use crate::training::enrollments::EnrollmentStatus;
use crate::values::{ValueError, name};

/// Whom a row means.
pub enum Subject {
    /// The woman of an enrollment; name and NIK only to see that the row is hers.
    Enrolled {
        /// The enrollment.
        id: Id,
        /// Her name as it is compared.
        name: Option<String>,
        /// The keyed hash of her NIK.
        nik: Option<Vec<u8>>,
    },
    /// A woman with a business.
    WithBusiness(Box<ReadRow>),
    /// A woman the row knows by herself only.
    Alone(Box<ReadPerson>),
}

/// A row that can be read.
pub struct ReadEnrollment {
    /// Whom it means.
    pub subject: Subject,
    /// How far she is, or how it ended.
    pub result: Option<EnrollmentStatus>,
    /// The result as it is written.
    pub written: Option<String>,
    /// Why she was not taken or went away.
    pub reason: Option<String>,
    /// The day she applied.
    pub applied_on: Option<NaiveDate>,
    /// Why she is taken although a rule is not met.
    pub override_reason: Option<String>,
    /// Her attendance, by the number of the session.
    pub marks: Vec<(u16, AttendanceMark)>,
    /// What else is said about the row.
    pub findings: Vec<Finding>,
}

/// Reads a row; what is wrong with a refused one comes back.
pub fn read(row: &SourceRow, context: &Context) -> Result<ReadEnrollment, Vec<Finding>> {
    if let Some(fault) = &row.fault {
        return Err(vec![Finding::of_fault(fault)]);
    }
    let mut cells = Cells::new(row);
    let epoch_1904 = row.sheet.epoch_1904;
    let written = cells.text(Field::Result, 100);
    let result = written
        .as_deref()
        .and_then(|_| cells.take(Field::Result, |cell| by_text(cell, words::result)));
    let reason = cells.text(Field::ResultReason, 500);
    let applied_on = cells.take(Field::AppliedOn, |cell| cell_date(cell, epoch_1904));
    let override_reason = cells.text(Field::OverrideReason, 500);
    let marks = marks(&mut cells);
    let subject = subject(&mut cells, context);
    let mut findings = cells.findings;
    match subject {
        Ok(Some(mut subject)) if findings.iter().all(Finding::is_bearable) => {
            if let Subject::WithBusiness(read) = &mut subject {
                findings.append(&mut read.findings);
            }
            Ok(ReadEnrollment {
                subject,
                result,
                written,
                reason,
                applied_on,
                override_reason,
                marks,
                findings,
            })
        }
        Err(refused) => {
            findings.extend(refused);
            Err(findings)
        }
        Ok(_) => Err(findings),
    }
}

/// A text that is read as one of a list.
fn by_text<T>(
    cell: &Cell,
    parse: impl Fn(&str) -> Result<T, ValueError>,
) -> Result<Option<T>, ValueError> {
    cell_text(cell)?.map(|text| parse(&text)).transpose()
}

fn marks(cells: &mut Cells<'_>) -> Vec<(u16, AttendanceMark)> {
    let columns = &cells.row().sheet.layout.columns;
    let sessions: Vec<u16> = columns
        .iter()
        .filter_map(|field| match field {
            Some(Field::Session(number)) => Some(*number),
            _ => None,
        })
        .collect();
    sessions
        .into_iter()
        .filter_map(|number| {
            let mark = cells.take(Field::Session(number), |cell| by_text(cell, words::mark));
            Some((number, mark?))
        })
        .collect()
}

/// An enrollment's id says all; else a business with its owner, else a person alone.
fn subject(cells: &mut Cells<'_>, context: &Context) -> Result<Option<Subject>, Vec<Finding>> {
    let id = cells.take(Field::EnrollmentId, |cell| by_text(cell, enrollment_id));
    let row = cells.row();
    if !row.cell(Field::EnrollmentId).is_empty() {
        let nik = cells.take(Field::OwnerNik, cell_nik);
        let name = cells.text(Field::OwnerName, 200);
        return Ok(id.map(|id| Subject::Enrolled {
            id,
            name: name.as_deref().map(name::person_match_key),
            nik: nik.map(|nik| crate::people::nik_hash(&context.app, nik.as_str())),
        }));
    }
    let has_business = cell_text(row.cell(Field::BusinessName)).is_ok_and(|name| name.is_some());
    if has_business {
        let read = read::read(row, context)?;
        if read.owner.is_none() {
            cells.required(Field::OwnerName, 200);
            return Ok(None);
        }
        return Ok(Some(Subject::WithBusiness(Box::new(read))));
    }
    let person = read::person(cells, context);
    Ok(person.map(|person| Subject::Alone(Box::new(person))))
}

fn enrollment_id(text: &str) -> Result<Id, ValueError> {
    Id::from_str(text).map_err(|_| {
        ValueError::new(
            "invalid_format",
            "Isi id pendaftaran seperti pada daftar yang diunduh, atau kosongkan.",
            "Write the enrollment's id as in the list downloaded here, or leave it empty.",
        )
    })
}
