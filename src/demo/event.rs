//! Seed 004 as it would have been recorded: "Kegiatan Capacity Building Bagi Perempuan Industri
//! Rumahan tahun 2021 diikuti 25 (dua puluh lima) peserta", with three narasumber and a moderator,
//! paid from the APBD by DP3APPKB of Kalimantan Tengah, in Palangka Raya in October 2021.
//!
//! The seed tells neither day nor venue; those, and everybody in it, are made up.

use chrono::NaiveDate;

use super::run::{self, Run};
use crate::app::{App, Tx};
use crate::db::{Conn, Id, Timestamp};
use crate::http::Problem;
use crate::reference::organizations;
use crate::training::batches::BatchInput;
use crate::training::programs::{Eligibility, ProgramInput};
use crate::training::sessions::SessionInput;
use crate::training::speakers::{SpeakerInput, SpeakerRole};
use crate::training::{FundSource, TrainingField, TrainingMethod};
use crate::values::gender::Gender;

/// The city of the event, and the register of its participants.
const PALANGKA_RAYA: &str = "62.71";

/// Whom the speakers came from, shipped under these names.
const KADIN: &str = "Kamar Dagang dan Industri Kota Palangka Raya";
const TAMPUNG_PAREI: &str = "UKM Tampung Parei";
const FORUM_PUSPA: &str = "Forum Partisipasi Publik untuk Kesejahteraan Perempuan dan Anak (PUSPA) Provinsi Kalimantan Tengah";

/// Twenty-five participants.
const PARTICIPANTS: usize = 25;

/// The eighteenth of October 2021, 08:00 to 15:00 in Palangka Raya (WIB).
const DAY: &str = "2021-10-18";
const BEGINS: i64 = 1_634_518_800;
const ENDS: i64 = 1_634_544_000;

/// Records the event from the plan to its end; gives the id of its batch.
pub fn record(app: &App) -> Result<Id, Problem> {
    run::record(app, event)
}

fn event(tx: &mut Tx<'_>) -> Result<Id, Problem> {
    tx.who = run::acting(tx, "dp3appkb-kalteng")?;
    let run = Run {
        program: plan(),
        batch: schedule()?,
        session: SessionInput {
            number: None,
            topic: Some("Peningkatan kapasitas perempuan industri rumahan".to_owned()),
            starts_at: Timestamp::from_micros(BEGINS * 1_000_000),
            ends_at: Timestamp::from_micros(ENDS * 1_000_000),
        },
        speakers: speakers(tx.conn)?,
        register: PALANGKA_RAYA,
        participants: PARTICIPANTS,
        present: PARTICIPANTS,
    };
    Ok(run::hold(tx, run)?.batch)
}

fn speakers(conn: &mut Conn) -> Result<Vec<SpeakerInput>, Problem> {
    let named = [
        (SpeakerRole::Narasumber, Some("Pejabat DP3APPKB"), None),
        (SpeakerRole::Narasumber, None, Some(KADIN)),
        (SpeakerRole::Narasumber, None, Some(TAMPUNG_PAREI)),
        (SpeakerRole::Moderator, None, Some(FORUM_PUSPA)),
    ];
    let speaker = |(role, name, organization): (_, Option<&str>, Option<&str>)| {
        let organization = organization.map(|name| organizations::named(conn, name));
        Ok(SpeakerInput {
            name: name.map(str::to_owned),
            role,
            organization_id: organization.transpose()?,
            topic: None,
        })
    };
    named.into_iter().map(speaker).collect()
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
        target_participants: i32::try_from(PARTICIPANTS).ok(),
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
        quota: i32::try_from(PARTICIPANTS).map_err(Problem::internal)?,
    })
}
