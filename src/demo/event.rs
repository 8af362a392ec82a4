//! Seed 004 as it would have been recorded: "Kegiatan Capacity Building Bagi Perempuan Industri
//! Rumahan tahun 2021 diikuti 25 (dua puluh lima) peserta", with three narasumber and a moderator,
//! paid from the APBD by DP3APPKB of Kalimantan Tengah, in Palangka Raya in October 2021.
//!
//! The seed tells neither day nor venue; those, and everybody in it, are made up.

use chrono::NaiveDate;

use crate::app::{App, Tx};
use crate::auth::{Level, Scope, Who};
use crate::db::{Conn, Id, Timestamp};
use crate::http::{IfMatch, Problem};
use crate::people::{self, PersonInput};
use crate::reference::organizations;
use crate::training::attendance::{self, AttendanceEntry, AttendanceInput, AttendanceMark};
use crate::training::batches::{self, BatchInput, BatchStatus, BatchTransition};
use crate::training::enrollments::{self, EnrollmentInput, EnrollmentStatus};
use crate::training::programs::{
    self, Eligibility, ProgramInput, ProgramStatus, ProgramTransition,
};
use crate::training::sessions::{self, SessionInput};
use crate::training::speakers::{self, SpeakerInput, SpeakerRole};
use crate::training::{FundSource, TrainingField, TrainingMethod};
use crate::values::gender::Gender;

/// The city of the event, and the register of its participants.
const PALANGKA_RAYA: &str = "62.71";

/// Whom the speakers came from, shipped under these names.
const KADIN: &str = "Kamar Dagang dan Industri Kota Palangka Raya";
const TAMPUNG_PAREI: &str = "UKM Tampung Parei";
const FORUM_PUSPA: &str = "Forum Partisipasi Publik untuk Kesejahteraan Perempuan dan Anak (PUSPA) Provinsi Kalimantan Tengah";

/// Twenty-five participants.
const PARTICIPANTS: i32 = 25;

/// The eighteenth of October 2021, 08:00 to 15:00 in Palangka Raya (WIB).
const DAY: &str = "2021-10-18";
const BEGINS: i64 = 1_634_518_800;
const ENDS: i64 = 1_634_544_000;

/// Records the event from the plan to its end; gives the id of its batch.
pub fn record(app: &App) -> Result<Id, Problem> {
    let owner = app.clone();
    let who = Who {
        agency: "dp3appkb-kalteng".to_owned(),
        level: Level::Provinsi,
        region: Some("62".to_owned()),
        scopes: Scope::agency().collect(),
        actor: Some("demo".to_owned()),
        ..Who::system("demo")
    };
    app.db().write_now(move |conn: &mut Conn| {
        let mut tx = Tx::new(conn, owner, who, "demo".to_owned());
        event(&mut tx)
    })
}

fn event(tx: &mut Tx<'_>) -> Result<Id, Problem> {
    let program = programs::store::create(tx, plan())?.id;
    let approve = ProgramTransition {
        to: ProgramStatus::Approved,
        reason: None,
    };
    programs::store::transition(tx, program, &IfMatch::any(), approve)?;
    let batch = batches::store::create(tx, program, schedule()?)?.0.id;
    for (role, name, organization) in [
        (SpeakerRole::Narasumber, Some("Pejabat DP3APPKB"), None),
        (SpeakerRole::Narasumber, None, Some(KADIN)),
        (SpeakerRole::Narasumber, None, Some(TAMPUNG_PAREI)),
        (SpeakerRole::Moderator, None, Some(FORUM_PUSPA)),
    ] {
        let organization_id = match organization {
            Some(name) => Some(organizations::named(tx.conn, name)?),
            None => None,
        };
        let speaker = SpeakerInput {
            name: name.map(str::to_owned),
            role,
            organization_id,
            topic: None,
        };
        speakers::create(tx, batch, speaker)?;
    }
    let session = SessionInput {
        number: None,
        topic: Some("Peningkatan kapasitas perempuan industri rumahan".to_owned()),
        starts_at: Timestamp::from_micros(BEGINS * 1_000_000),
        ends_at: Timestamp::from_micros(ENDS * 1_000_000),
    };
    let session = sessions::create(tx, batch, session)?.id;
    step(tx, batch, BatchStatus::RegistrationOpen)?;
    let taken = (1..=PARTICIPANTS)
        .map(|n| accepted(tx, batch, n))
        .collect::<Result<Vec<Id>, Problem>>()?;
    step(tx, batch, BatchStatus::RegistrationClosed)?;
    step(tx, batch, BatchStatus::Running)?;
    let marks = taken.into_iter().map(|enrollment_id| AttendanceEntry {
        enrollment_id,
        mark: AttendanceMark::Hadir,
    });
    let marks = AttendanceInput {
        session_id: session,
        marks: marks.collect(),
    };
    attendance::record(tx, batch, &marks)?;
    step(tx, batch, BatchStatus::Completed)?;
    Ok(batch)
}

fn plan() -> ProgramInput {
    ProgramInput {
        title: "Capacity Building Bagi Perempuan Industri Rumahan".to_owned(),
        field: TrainingField::CapacityBuilding,
        method: TrainingMethod::CapacityBuilding,
        hours: None,
        skkni_reference: None,
        kkni_level: None,
        eligibility: Eligibility {
            gender: Some(Gender::P),
            ..Eligibility::default()
        },
        fiscal_year: 2021,
        fund_source: FundSource::Apbd,
        budget_idr: None,
        spent_idr: None,
        target_participants: Some(PARTICIPANTS),
        policy_reference: Some(
            "Peningkatan Pemberdayaan Perempuan dalam Kewirausahaan (arahan Presiden 2020-2024)"
                .to_owned(),
        ),
        passing_share_percent: 80,
    }
}

fn schedule() -> Result<BatchInput, Problem> {
    let day: NaiveDate = DAY.parse().map_err(Problem::internal)?;
    Ok(BatchInput {
        number: None,
        region_code: PALANGKA_RAYA.to_owned(),
        venue: None,
        starts_on: day,
        ends_on: day,
        registration_opens_on: day,
        registration_closes_on: day,
        quota: PARTICIPANTS,
    })
}

fn step(tx: &mut Tx<'_>, batch: Id, to: BatchStatus) -> Result<(), Problem> {
    let wanted = BatchTransition { to, reason: None };
    batches::transition(tx, batch, &IfMatch::any(), &wanted).map(drop)
}

/// Enters a woman of the city, enrolls her and gives her a seat.
fn accepted(tx: &mut Tx<'_>, batch: Id, n: i32) -> Result<Id, Problem> {
    let person = PersonInput {
        full_name: format!("Contoh Peserta {n}"),
        gender: Some(Gender::P),
        register_code: Some(PALANGKA_RAYA.to_owned()),
        ..PersonInput::default()
    };
    let person_id = people::store::create(tx, &person)?.id;
    let held = batches::store::hold(tx, batch)?;
    let program = programs::store::find(tx.conn, &tx.who, held.program_id)?;
    let input = EnrollmentInput {
        person_id,
        business_id: None,
        applied_on: Some(held.starts_on),
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
