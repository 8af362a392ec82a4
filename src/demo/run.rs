//! One run of a training, from its plan to its end, as an agency's system would record it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::{App, Tx};
use crate::auth::{Scope, Who};
use crate::db::Id;
use crate::http::{IfMatch, Problem};
use crate::people::{self, PersonInput};
use crate::reference::agencies;
use crate::training::attendance::{self, AttendanceEntry, AttendanceInput, AttendanceMark};
use crate::training::batches::{self, BatchInput, BatchStatus, BatchTransition};
use crate::training::enrollments::{self, EnrollmentInput, EnrollmentStatus};
use crate::training::programs::{self, ProgramInput, ProgramStatus, ProgramTransition};
use crate::training::sessions::{self, SessionInput};
use crate::training::speakers::{self, SpeakerInput};
use crate::values::gender::Gender;

/// What is recorded of a run.
pub(super) struct Run<'a> {
    pub(super) program: ProgramInput,
    pub(super) batch: BatchInput,
    pub(super) session: SessionInput,
    pub(super) speakers: Vec<SpeakerInput>,
    /// The register of its participants.
    pub(super) register: &'a str,
    /// How many took part.
    pub(super) participants: usize,
    /// How many of them were there, and so passed.
    pub(super) present: usize,
}

/// A run that has ended.
pub(super) struct Ended {
    pub(super) batch: Id,
    /// The enrollments, those that passed first.
    pub(super) enrollments: Vec<Id>,
}

/// What a caller would send as JSON.
pub(super) fn said<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_json::from_value(body).map_err(Problem::internal)
}

/// Works as an agency, with every scope an agency's client may hold.
pub(super) fn acting(tx: &mut Tx<'_>, agency: &str) -> Result<Who, Problem> {
    let agency = agencies::find(tx.conn, agency)?;
    Ok(Who {
        agency: agency.code,
        level: agency.level,
        region: agency.region_code,
        scopes: Scope::agency().collect(),
        actor: Some("demo".to_owned()),
        ..Who::system("demo")
    })
}

/// Records in one transaction what the demo tells of.
pub(super) fn record<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let owner = app.clone();
    app.db().write_now(move |conn| {
        work(&mut Tx::new(
            conn,
            owner,
            Who::system("demo"),
            "demo".to_owned(),
        ))
    })
}

/// Records a run as the agency that `tx` works as.
pub(super) fn hold(tx: &mut Tx<'_>, run: Run<'_>) -> Result<Ended, Problem> {
    let program = programs::store::create(tx, run.program)?.id;
    let approve = ProgramTransition {
        to: ProgramStatus::Approved,
        reason: None,
    };
    programs::store::transition(tx, program, &IfMatch::any(), approve)?;
    let batch = batches::store::create(tx, program, run.batch)?.0.id;
    for speaker in run.speakers {
        speakers::create(tx, batch, speaker)?;
    }
    let session_id = sessions::create(tx, batch, run.session)?.id;
    step(tx, batch, BatchStatus::RegistrationOpen)?;
    let enrollments = (1..=run.participants)
        .map(|n| accepted(tx, batch, run.register, n))
        .collect::<Result<Vec<Id>, Problem>>()?;
    step(tx, batch, BatchStatus::RegistrationClosed)?;
    step(tx, batch, BatchStatus::Running)?;
    let mark = |(n, enrollment_id): (usize, &Id)| AttendanceEntry {
        enrollment_id: *enrollment_id,
        mark: if n < run.present {
            AttendanceMark::Hadir
        } else {
            AttendanceMark::Alpa
        },
    };
    let marks = AttendanceInput {
        session_id,
        marks: enrollments.iter().enumerate().map(mark).collect(),
    };
    attendance::record(tx, batch, &marks)?;
    step(tx, batch, BatchStatus::Completed)?;
    Ok(Ended { batch, enrollments })
}

fn step(tx: &mut Tx<'_>, batch: Id, to: BatchStatus) -> Result<(), Problem> {
    let wanted = BatchTransition { to, reason: None };
    batches::transition(tx, batch, &IfMatch::any(), &wanted).map(drop)
}

/// Enters a woman of the register, enrolls her and gives her a seat.
fn accepted(tx: &mut Tx<'_>, batch: Id, register: &str, n: usize) -> Result<Id, Problem> {
    let person = PersonInput {
        full_name: format!("Contoh Peserta {n}"),
        gender: Some(Gender::P),
        register_code: Some(register.to_owned()),
        ..PersonInput::default()
    };
    let person_id = people::store::create(tx, &person)?.id;
    let held = batches::store::hold(tx, batch)?;
    let program = programs::store::find(tx.conn, &tx.who, held.program_id)?;
    let input = EnrollmentInput {
        person_id,
        business_id: None,
        applied_on: Some(held.registration_closes_on),
        override_reason: None,
    };
    let mut row = enrollments::store::enroll(
        tx,
        &held,
        &program,
        &input,
        enrollments::store::Entry::Application,
    )?;
    for to in [
        EnrollmentStatus::Screened,
        EnrollmentStatus::Selected,
        EnrollmentStatus::Accepted,
    ] {
        row = enrollments::advance(tx, &held, &row, to, None)?;
    }
    Ok(row.id)
}
