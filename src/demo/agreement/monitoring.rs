//! What the four agencies met about, what stood in their way, and how they judged the first half.

use serde_json::json;

use super::{COOPERATIVES, KUKAR, TRADE, WOMEN};
use crate::app::Tx;
use crate::db::Id;
use crate::demo::run::{self, said};
use crate::http::{IfMatch, Problem};
use crate::partnerships::follow_ups::FollowUpOf;
use crate::partnerships::meetings::{self, MeetingInput};
use crate::partnerships::{self, evaluations, follow_ups, obstacles};

/// A meeting each first Wednesday; five of the first six were held.
pub(super) fn record(tx: &mut Tx<'_>, id: Id) -> Result<(), Problem> {
    tx.who = run::acting(tx, WOMEN)?;
    let series = said(json!({
        "kind": "monitoring", "title": "Rapat bulanan sinergi", "week": "first", "weekday": "wednesday",
        "every_months": 1, "from": "2024-01-03", "until": "2024-12-31", "start_time": "09:00",
        "duration_minutes": 120, "place": "Ruang rapat DP3A Kutai Kartanegara"
    }))?;
    let (_, called) = meetings::series::create(tx, id, &series)?;
    let seats = partnerships::find(tx.conn, &tx.who, id)
        .and_then(|partnership| partnerships::seats(tx.conn, &partnership))?;
    for (n, meeting) in called.iter().enumerate().take(6) {
        if n == 3 {
            let why =
                said(json!({ "to": "canceled", "reason": "Bertepatan dengan cuti bersama." }))?;
            meetings::transition(tx, meeting.id, &IfMatch::any(), &why)?;
            continue;
        }
        hold_meeting(tx, meeting.id, n, &seats)?;
    }
    for trouble in &TROUBLES {
        face(tx, id, trouble)?;
    }
    let evaluation = said(json!({
        "period": "2024-S1", "achievement_percent": 84,
        "analysis": "Pameran dan pemasaran tertinggal dari target triwulan II; pelatihan tercapai, penempatan kerja belum.",
        "lessons": "Peserta yang didampingi setelah pelatihan lebih cepat ditempatkan.",
        "recommendations": "Satukan data usaha perempuan tiga dinas sebelum triwulan III.",
        "signatory_office": "Kepala Dinas", "signed_on": "2024-07-10"
    }))?;
    evaluations::create(tx, id, evaluation).map(drop)
}

/// A meeting is held, attended, and its minutes are approved.
fn hold_meeting(
    tx: &mut Tx<'_>,
    meeting: Id,
    n: usize,
    seats: &[partnerships::Seat],
) -> Result<(), Problem> {
    let held = said(json!({ "to": "held" }))?;
    meetings::transition(tx, meeting, &IfMatch::any(), &held)?;
    let marks: Vec<_> = seats
        .iter()
        .enumerate()
        .map(|(seat, party)| match (n + seat) % 5 {
            0 if seat > 0 => json!({ "party_id": party.party, "mark": "izin" }),
            _ => json!({ "party_id": party.party, "mark": "hadir", "delegates": 2 }),
        })
        .collect();
    let marks = said(json!({ "marks": marks }))?;
    meetings::attendance::put(tx, meeting, &IfMatch::any(), &marks)?;
    meetings::store::update(tx, meeting, &IfMatch::any(), |before| {
        Ok(MeetingInput {
            minutes: Some("Capaian dan hambatan tiap bidang dibahas.".to_owned()),
            decisions: vec!["Tindak lanjut dipantau pada rapat berikutnya.".to_owned()],
            ..before.clone()
        })
    })?;
    let approved = said(json!({ "to": "minutes_approved" }))?;
    meetings::transition(tx, meeting, &IfMatch::any(), &approved).map(drop)
}

/// What stands in the way, and what is done about it.
struct Trouble {
    category: &'static str,
    title: &'static str,
    owner: &'static str,
    raised_on: &'static str,
    action: &'static str,
    due_on: &'static str,
    /// On which day it was done, and what shows it.
    done: Option<(&'static str, &'static str)>,
}

/// One obstacle is overcome; what is done about the others is late.
const TROUBLES: [Trouble; 3] = [
    Trouble {
        category: "data",
        title: "Data usaha perempuan berbeda di tiga dinas",
        owner: COOPERATIVES,
        raised_on: "2024-02-07",
        action: "Cocokkan NIK dan NIB ketiga daftar",
        due_on: "2024-07-31",
        done: None,
    },
    Trouble {
        category: "pasar",
        title: "Produk belum masuk pasar modern",
        owner: TRADE,
        raised_on: "2024-05-08",
        action: "Temui pengelola pasar modern",
        due_on: "2024-06-28",
        done: None,
    },
    Trouble {
        category: "permodalan",
        title: "Koperasi baru belum memenuhi syarat kredit",
        owner: COOPERATIVES,
        raised_on: "2024-03-06",
        action: "Dampingi penyusunan laporan keuangan",
        due_on: "2024-05-31",
        done: Some(("2024-05-28", "Laporan keuangan tiga koperasi tersusun.")),
    },
];

fn face(tx: &mut Tx<'_>, id: Id, trouble: &Trouble) -> Result<(), Problem> {
    tx.who = run::acting(tx, WOMEN)?;
    let obstacle = said(json!({
        "category": trouble.category, "severity": "medium", "title": trouble.title,
        "owner_agency": trouble.owner, "raised_on": trouble.raised_on, "region_code": KUKAR
    }))?;
    let obstacle = obstacles::store::create(tx, id, obstacle)?.id;
    let task = said(json!({
        "action": trouble.action, "agency": trouble.owner, "office": "Kepala Bidang",
        "assigned_on": trouble.raised_on, "due_on": trouble.due_on,
        "evidence_note": trouble.done.map(|(_, evidence)| evidence)
    }))?;
    let task = follow_ups::store::create(tx, FollowUpOf::Obstacle(obstacle), task)?.id;
    tx.who = run::acting(tx, trouble.owner)?;
    let begin = said(json!({ "to": "in_progress" }))?;
    obstacles::transition(tx, obstacle, &IfMatch::any(), begin)?;
    let Some((day, _)) = trouble.done else {
        return Ok(());
    };
    for step in [
        json!({ "to": "in_progress" }),
        json!({ "to": "done", "on": day }),
    ] {
        follow_ups::transition(tx, task, &IfMatch::any(), &said(step)?)?;
    }
    let end = said(json!({ "to": "resolved", "on": day }))?;
    obstacles::transition(tx, obstacle, &IfMatch::any(), end).map(drop)
}
