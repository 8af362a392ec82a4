//! The queries of realizations.

use diesel::prelude::*;

use super::rules;
use super::status::RealizationStatus;
use super::types::{Realization, RealizationChange, RealizationInput};
use crate::app::Tx;
use crate::audit::changed;
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, Problem, Rules, etag};
use crate::partnerships::targets::{self, TargetRow};
use crate::partnerships::{PartnershipRow, find as partnership, quarters};
use crate::schema::realizations;
use crate::text::Text;
use crate::values::quarter::Quarter;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "realizations";

/// A realization as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = realizations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct RealizationRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The target.
    pub target_id: Id,
    /// The number of the quarter in the target's year.
    pub quarter: i32,
    /// The first is 1.
    pub revision: i32,
    /// The figure.
    pub value: i64,
    pub(super) note: Option<String>,
    pub(super) evidence_url: Option<String>,
    pub(super) correction_reason: Option<String>,
    /// Its state.
    pub status: RealizationStatus,
    pub(super) status_reason: Option<String>,
    /// The agency that reported it.
    pub reported_by: String,
    pub(super) verified_by: Option<String>,
    pub(super) verified_at: Option<Timestamp>,
    /// Since when it counts.
    pub counts_from: Option<Timestamp>,
    /// Rises with each change.
    pub version: i64,
    pub(super) created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A realization beside what it belongs to.
#[derive(Debug)]
pub struct Found {
    /// The partnership.
    pub partnership: PartnershipRow,
    /// The realization.
    pub row: RealizationRow,
    /// The party that answers for the target.
    pub agency: String,
    /// Its quarter.
    pub quarter: Quarter,
    /// Whether the quarter is closed.
    pub closed: bool,
}

impl Found {
    /// Whether the closed quarter locks it: a correction that does not count yet still changes.
    pub(super) fn is_locked(&self) -> bool {
        self.closed && self.row.counts_from.is_some()
    }

    /// What callers see of it, with its tag: the lock changes with the quarter, and the tag with it.
    pub(super) fn shown(&self) -> (String, Realization) {
        let locked = self.is_locked();
        let tag = etag(self.row.version, if locked { "locked" } else { "" });
        (tag, self.row.view(self.quarter, locked))
    }

    /// The same realization as another row says it.
    pub(super) fn with(self, row: RealizationRow) -> Self {
        Self { row, ..self }
    }
}

impl RealizationRow {
    fn change(&self) -> RealizationChange {
        RealizationChange {
            value: self.value,
            note: self.note.clone(),
            evidence_url: self.evidence_url.clone(),
        }
    }

    /// What callers see of it.
    pub(super) fn view(&self, quarter: Quarter, locked: bool) -> Realization {
        Realization {
            id: self.id,
            partnership_id: self.partnership_id,
            target_id: self.target_id,
            quarter,
            revision: self.revision,
            value: self.value,
            note: self.note.clone(),
            evidence_url: self.evidence_url.clone(),
            correction_reason: self.correction_reason.clone(),
            status: self.status,
            status_reason: self.status_reason.clone(),
            locked,
            allowed_transitions: if locked { &[] } else { self.status.allowed() },
            reported_by: self.reported_by.clone(),
            verified_by: self.verified_by.clone(),
            verified_at: self.verified_at,
            counts_from: self.counts_from,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// The next version of it.
    pub(super) fn next(&self, tx: &Tx<'_>) -> Self {
        Self {
            version: self.version + 1,
            updated_at: tx.at,
            ..self.clone()
        }
    }
}

/// Every revision of a target.
pub(super) fn of_target(conn: &mut Conn, target: Id) -> Result<Vec<RealizationRow>, Problem> {
    Ok(on!(conn, |c| realizations::table
        .filter(realizations::target_id.eq(target))
        .select(RealizationRow::as_select())
        .load(c))?)
}

/// The realizations of partnerships that were found in sight, in the order of their ids.
pub fn of(conn: &mut Conn, partnerships: &[Id]) -> Result<Vec<RealizationRow>, Problem> {
    Ok(on!(conn, |c| realizations::table
        .filter(realizations::partnership_id.eq_any(partnerships))
        .select(RealizationRow::as_select())
        .order(realizations::id)
        .load(c))?)
}

/// The closed quarters of a partnership.
pub(super) fn closed_of(conn: &mut Conn, partnership: Id) -> Result<Vec<Quarter>, Problem> {
    let closed = quarters::closed(conn, &[partnership])?;
    Ok(closed.into_iter().map(|(_, quarter)| quarter).collect())
}

/// The quarter of a realization.
pub(super) fn quarter_of(target: &TargetRow, row: &RealizationRow) -> Result<Quarter, Problem> {
    quarters::store::quarter_of(target.year, row.quarter)
        .ok_or_else(|| Problem::internal("a realization of no quarter"))
}

fn behind(conn: &mut Conn, id: Id) -> Result<RealizationRow, Problem> {
    Ok(on!(conn, |c| realizations::table
        .find(id)
        .select(RealizationRow::as_select())
        .first(c))?)
}

/// One realization of a partnership in sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<Found, Problem> {
    let row = behind(conn, id)?;
    let partnership = partnership(conn, who, row.partnership_id)?;
    let (_, target) = targets::find(conn, who, row.target_id)?;
    let quarter = quarter_of(&target, &row)?;
    let closed = closed_of(conn, partnership.id)?.contains(&quarter);
    Ok(Found {
        partnership,
        row,
        agency: target.agency,
        quarter,
        closed,
    })
}

/// The same, its partnership held until the end of the transaction: a closing waits for it, and it
/// for a closing.
pub(super) fn hold(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<Found, Problem> {
    let seen = behind(tx.conn, id)?;
    crate::partnerships::hold(tx, seen.partnership_id)?;
    let found = find(tx.conn, &tx.who, id)?;
    if_match.check_version(found.row.version)?;
    Ok(found)
}

/// Reports a realization of a target that the caller answers for.
pub fn create(tx: &mut Tx<'_>, of: Id, input: RealizationInput) -> Result<Found, Problem> {
    let (partnership, target) = targets::store::hold(tx, of)?;
    if target.agency != tx.who.agency {
        return Err(Problem::new(Code::OwnedByAnotherAgency));
    }
    partnership.must_take_reports()?;
    let quarter = input.quarter;
    let closed = closed_of(tx.conn, partnership.id)?.contains(&quarter);
    let input = rules::check(&partnership, &target, input, closed)?;
    let rows = of_target(tx.conn, of)?;
    let last = rows
        .iter()
        .filter(|row| row.quarter == i32::from(quarter.number()))
        .max_by_key(|row| row.revision);
    match last {
        Some(row) if !closed || row.counts_from.is_none() => return Err(exists(row.id)),
        _ if closed && input.correction_reason.is_none() => return Err(needs_reason()),
        _ => {}
    }
    let row = RealizationRow {
        id: Id::new(),
        partnership_id: partnership.id,
        target_id: of,
        quarter: i32::from(quarter.number()),
        revision: last.map_or(1, |row| row.revision + 1),
        value: input.value,
        note: input.note,
        evidence_url: input.evidence_url,
        correction_reason: input.correction_reason,
        status: RealizationStatus::Reported,
        status_reason: None,
        reported_by: tx.who.agency.clone(),
        verified_by: None,
        verified_at: None,
        counts_from: (!closed).then_some(tx.at),
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    };
    on!(tx.conn, |c| diesel::insert_into(realizations::table)
        .values(&row)
        .execute(c))?;
    let said = RealizationInput {
        quarter,
        value: row.value,
        note: row.note.clone(),
        evidence_url: row.evidence_url.clone(),
        correction_reason: row.correction_reason.clone(),
    };
    let values = changed(None, Some(&said))?;
    let act = partnership.act("created", (RESOURCE, row.id, 1), values);
    tx.record(act, Kind::Created)?;
    Ok(Found {
        partnership,
        row,
        agency: target.agency,
        quarter,
        closed,
    })
}

/// Changes a realization that is not verified by a merge patch, which reports it again.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&RealizationChange) -> Result<RealizationChange, Problem>,
) -> Result<Found, Problem> {
    let found = hold(tx, id, if_match)?;
    let before = &found.row;
    if found.agency != tx.who.agency {
        return Err(Problem::new(Code::OwnedByAnotherAgency));
    }
    if found.is_locked() {
        return Err(rules::locked(found.quarter));
    }
    found.partnership.must_take_reports()?;
    if before.status == RealizationStatus::Verified {
        return Err(Problem::new(Code::Conflict).detail(
            "Realisasi ini sudah diverifikasi; minta pihak lain mengembalikannya dahulu.",
            "This realization is verified; have another party return it first.",
        ));
    }
    let was = before.change();
    let mut rules = Rules::default();
    let mut input = patch(&was)?;
    input.note = input.note.map(|note| rules.prose(&note, "/note"));
    rules.finish()?;
    if input == was && before.status == RealizationStatus::Reported {
        return Ok(found);
    }
    let mut row = before.next(tx);
    row.status = RealizationStatus::Reported;
    row.status_reason = None;
    // Four eyes are those of who says the figure now: the target may have been handed on.
    row.reported_by.clone_from(&tx.who.agency);
    let is_correction = before.correction_reason.is_some();
    // A figure counts since it was said; what was said before does not count as this one.
    if !is_correction && (input.value != was.value || before.counts_from.is_none()) {
        row.counts_from = Some(tx.at);
    }
    row.value = input.value;
    row.note.clone_from(&input.note);
    row.evidence_url.clone_from(&input.evidence_url);
    replace(tx.conn, &row)?;
    let values = changed(Some(&said(before)), Some(&said(&row)))?;
    let act = found
        .partnership
        .act("updated", (RESOURCE, id, row.version), values);
    tx.record(act, Kind::Updated)?;
    Ok(found.with(row))
}

/// What the audit trail keeps of a change: the figure, and the state that changes with it.
fn said(row: &RealizationRow) -> serde_json::Value {
    serde_json::json!({
        "value": row.value, "note": row.note, "evidence_url": row.evidence_url, "status": row.status,
        "status_reason": row.status_reason
    })
}

/// Stores the next version of a realization.
pub(super) fn replace(conn: &mut Conn, row: &RealizationRow) -> Result<(), Problem> {
    replace_row!(conn, realizations, row)
}

fn exists(id: Id) -> Problem {
    Problem::new(Code::AlreadyExists)
        .at(
            "/quarter",
            "already_exists",
            Text::new(
                "Triwulan ini sudah dilaporkan; ubah laporan itu, lihat existing_id.",
                "This quarter was reported already; change that report, see existing_id.",
            ),
        )
        .member("existing_id", id.to_string())
}

fn needs_reason() -> Problem {
    Problem::new(Code::QuarterClosed).at(
        "/correction_reason",
        "required",
        Text::new(
            "Sebutkan alasan koreksi.",
            "Say why the closed quarter is corrected.",
        ),
    )
}
