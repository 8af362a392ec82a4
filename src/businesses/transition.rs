//! Moving a business in its life cycle, and what each move demands.

use super::acts;
use super::derive::is_current;
use super::rows::{BusinessRow, OwnershipRow, Standing, document};
use super::status::{BusinessStatus, CloseReason, due_before};
use super::types::{BusinessInput, BusinessTransition};
use super::view::Business;
use super::write::{load, shares_changed};
use super::{shared, store};
use crate::app::Tx;
use crate::auth::Who;
use crate::changes::Kind;
use crate::data_quality::{Due, due};
use crate::db::Id;
use crate::http::{Code, IfMatch, Problem, Rules, check_move};
use crate::text::Text;
use crate::values::date::today;

/// The length of a village's dotted code, the fourth level.
const VILLAGE_CODE: usize = 13;

/// Moves a business, if the table of moves and the guards of the new state let it.
pub(super) fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &BusinessTransition,
) -> Result<Business, Problem> {
    let (before, owners) = load(tx, id)?;
    tx.who
        .may_change(&before.register_code, &before.owner_agency)?;
    if_match.check(&before.tag(tx.at))?;
    let from = before.shown_status(tx.at);
    check_move(from, wanted.to, from.allowed())?;
    let needs_actor = matches!(
        wanted.to,
        BusinessStatus::Submitted | BusinessStatus::Verified
    );
    if needs_actor {
        tx.who.actor()?;
    }
    if wanted.to == BusinessStatus::Verified {
        four_eyes(&before, &tx.who)?;
    }
    let mut rules = Rules::default();
    let standing = circumstances(wanted, &mut rules);
    if wanted.to == BusinessStatus::Verified {
        verifiable(tx, &before, &owners, &mut rules)?;
    }
    if wanted.to == BusinessStatus::Merged {
        merge_target(tx, &before, wanted.merged_into, &mut rules)?;
    }
    rules.finish()?;
    let plain: BusinessInput = before.plain()?;
    let mut row = BusinessRow {
        status: wanted.to,
        document: document(&plain, &standing),
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    if wanted.to == BusinessStatus::Submitted {
        row.submitted_by = submitter(&tx.who);
    }
    store::replace(tx.conn, &before, &row)?;
    let comes_or_goes = shared::is_compared(before.status) != shared::is_compared(row.status);
    if comes_or_goes {
        shares_changed(tx, &row)?;
    }
    if comes_or_goes || before.updated_at < due_before(tx.at) {
        due(tx.conn, &[Due::business(id)])?;
    }
    tx.record(acts::transitioned_act(&before, &row), Kind::Updated)?;
    Business::of(&row, &owners, &tx.app, tx.at)
}

/// Who submits, as it is kept for four eyes; a caller without actor is nobody in particular.
pub fn submitter(who: &Who) -> Option<String> {
    let actor = who.actor.as_deref()?;
    Some(format!("{}/{actor}", who.agency))
}

/// Verification takes another pair of (agency, actor); who is not known never counts as another.
fn four_eyes(before: &BusinessRow, who: &Who) -> Result<(), Problem> {
    match (&before.submitted_by, submitter(who)) {
        (Some(first), Some(second)) if *first != second => Ok(()),
        _ => Err(Problem::new(Code::FourEyesRequired)),
    }
}

/// Reads since when and why, as the new state demands.
fn circumstances(wanted: &BusinessTransition, rules: &mut Rules) -> Standing {
    let mut missing = |pointer: &str, id: &'static str, en: &'static str| {
        rules.broken(pointer, "required", Text::new(id, en));
    };
    match wanted.to {
        BusinessStatus::Returned | BusinessStatus::Rejected if wanted.reason.is_none() => {
            rules.reason_required();
        }
        BusinessStatus::Closed => {
            if wanted.on.is_none() {
                missing(
                    "/on",
                    "Sebutkan tanggal tutupnya.",
                    "Say on which day it closed.",
                );
            }
            let known = wanted.reason.as_deref().and_then(CloseReason::from_word);
            if known.is_none() {
                let codes: Vec<&str> = CloseReason::ALL.iter().map(|one| one.as_str()).collect();
                let codes = codes.join(", ");
                rules.broken(
                    "/reason",
                    "not_in_list",
                    Text::owned(
                        format!("Pilih salah satu: {codes}."),
                        format!("Choose one of: {codes}."),
                    ),
                );
            }
        }
        _ => {}
    }
    rules.not_in_future(wanted.on, "/on");
    if wanted.merged_into.is_some() && wanted.to != BusinessStatus::Merged {
        rules.broken(
            "/merged_into",
            "not_applicable",
            Text::new("Hanya untuk status merged.", "Only for the state merged."),
        );
    }
    Standing {
        on: wanted.on,
        reason: wanted
            .reason
            .as_deref()
            .map(|reason| rules.text(reason, "/reason")),
        merged_into: wanted.merged_into,
    }
}

/// A verified business has an owner of known identity, a village, and a field of business.
fn verifiable(
    tx: &mut Tx<'_>,
    row: &BusinessRow,
    owners: &[OwnershipRow],
    rules: &mut Rules,
) -> Result<(), Problem> {
    let today = today();
    let current: Vec<Id> = owners
        .iter()
        .filter(|owner| is_current(&(*owner).into(), today))
        .map(|owner| owner.person_id)
        .collect();
    let people = store::people_facts(tx.conn, &row.register_code, &current)?;
    let mut needed = |pointer: &str, id: &'static str, en: &'static str| {
        rules.broken(pointer, "required_for_verification", Text::new(id, en));
    };
    if !people.values().any(|person| person.has_nik) {
        needed(
            "/owners",
            "Paling sedikit satu pemilik atau pengelola harus ber-NIK.",
            "At least one owner or manager must have a NIK.",
        );
    }
    if row.region_code.len() != VILLAGE_CODE {
        needed(
            "/region_code",
            "Isi sampai desa/kelurahan.",
            "Name the village.",
        );
    }
    if row.kbli_code.is_none() && row.sector.is_none() {
        needed(
            "/kbli",
            "Isi KBLI utama atau sektor.",
            "Name the main KBLI code or the sector.",
        );
    }
    Ok(())
}

/// The row that stands for a merged one lies in the same register and is not merged itself.
fn merge_target(
    tx: &mut Tx<'_>,
    row: &BusinessRow,
    target: Option<Id>,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let pointer = "/merged_into";
    let Some(target) = target else {
        rules.broken(
            pointer,
            "required",
            Text::new(
                "Sebutkan usaha yang menggantikannya.",
                "Name the business that stands for it.",
            ),
        );
        return Ok(());
    };
    let found = store::by_ids(tx.conn, &[target])?;
    let fits = found.iter().any(|other| {
        other.id != row.id
            && other.register_code == row.register_code
            && other.status != BusinessStatus::Merged
    });
    if !fits {
        rules.broken(
            pointer,
            "unknown_reference",
            Text::new(
                "Usaha ini tidak ada dalam register yang sama, sudah digabung, atau usaha itu sendiri.",
                "There is no such business in the same register, or it is merged itself, or it is this one.",
            ),
        );
    }
    Ok(())
}
