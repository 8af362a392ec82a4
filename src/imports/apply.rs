//! Writes what a batch comes to: rows, audit, changes and flags, in the caller's transaction.

use super::work::{ChangedBusiness, ChangedPerson, EnteredBusiness, EnteredPerson, Work};
use crate::app::Tx;
use crate::audit::{self, Act};
use crate::businesses::{self, BusinessStatus, Entry, OwnershipRow, store};
use crate::changes::{self, Change, Kind};
use crate::data_quality::{self, RowFlags};
use crate::db::Id;
use crate::http::Problem;
use crate::people;

/// What goes with the rows of a batch.
#[derive(Default)]
struct Records {
    acts: Vec<(Act, Kind)>,
    new_flags: Vec<RowFlags>,
    flags: Vec<RowFlags>,
}

/// Writes a batch; 412 or 409 when somebody else wrote one of its rows meanwhile.
pub fn apply(tx: &mut Tx<'_>, work: Work) -> Result<(), Problem> {
    let mut records = Records::default();
    enter_people(tx, work.people, &mut records)?;
    let mut gendered: Vec<(String, Id)> = Vec::new();
    for changed in work.changed_people {
        if changed.changes_gender() {
            gendered.push((changed.before.register_code.clone(), changed.before.id));
        }
        change_person(tx, changed, &mut records)?;
    }
    enter_businesses(tx, work.businesses, &mut records)?;
    change_businesses(tx, work.changed_businesses, &mut records)?;
    // Her other businesses, which the file may not name.
    for (register, person) in gendered {
        businesses::person_changed(tx, &register, person)?;
    }
    let (acts, entries): (Vec<Act>, Vec<Change>) = records
        .acts
        .into_iter()
        .map(|(act, kind)| {
            let entry = Change::of(&act, kind);
            (act, entry)
        })
        .unzip();
    // Thirteen values an act, and SQLite takes 32,766 in one statement.
    for acts in acts.chunks(1_000) {
        audit::record_all(tx.conn, &tx.app, &tx.who, &tx.request_id, tx.at, acts)?;
    }
    for entries in entries.chunks(1_000) {
        changes::append(tx.conn, tx.at, entries)?;
    }
    data_quality::open_new(tx.conn, tx.at, &records.new_flags)?;
    data_quality::set_all(tx.conn, tx.at, &records.flags)
}

fn enter_people(
    tx: &mut Tx<'_>,
    people: Vec<EnteredPerson>,
    records: &mut Records,
) -> Result<(), Problem> {
    let mut rows = Vec::with_capacity(people.len());
    for entered in people {
        let input = entered.person.input(&entered.register);
        let row = entered.person.into_row(
            &tx.app,
            entered.id,
            &entered.register,
            &tx.who.agency,
            tx.at,
        );
        records
            .acts
            .push((people::created_act(&row, &input), Kind::Created));
        records.new_flags.push(RowFlags {
            resource: people::RESOURCE,
            id: row.id,
            register: row.register_code.clone(),
            flags: entered.flags,
        });
        rows.push(row);
    }
    people::store::insert_all(tx.conn, &rows)
}

fn change_person(
    tx: &mut Tx<'_>,
    changed: ChangedPerson,
    records: &mut Records,
) -> Result<(), Problem> {
    let before = changed.before;
    let is = changed.person.input(&before.register_code);
    let row = before.next(&tx.app, changed.person, tx.at);
    people::store::replace(tx.conn, &row)?;
    let mut flags = changed.flags;
    flags.extend(people::shared_phone(tx.conn, &row)?);
    records
        .acts
        .push((people::updated_act(&changed.was, &row, &is), Kind::Updated));
    records.flags.push(RowFlags {
        resource: people::RESOURCE,
        id: row.id,
        register: row.register_code,
        flags,
    });
    Ok(())
}

fn enter_businesses(
    tx: &mut Tx<'_>,
    entered: Vec<EnteredBusiness>,
    records: &mut Records,
) -> Result<(), Problem> {
    let submitted_by = tx
        .who
        .actor
        .as_ref()
        .map(|actor| format!("{}/{actor}", tx.who.agency));
    let (mut rows, mut owners, mut snapshots) = (Vec::new(), Vec::new(), Vec::new());
    for one in entered {
        let input = one.business.input().clone();
        owners.extend(one.business.ownerships(one.id));
        let entry = Entry {
            id: one.id,
            owner_agency: &tx.who.agency,
            status: BusinessStatus::Submitted,
            derived: &one.derived,
            at: tx.at,
        };
        let mut row = one.business.into_row(&tx.app, entry);
        row.match_hash = Some(one.hash.to_vec());
        row.submitted_by.clone_from(&submitted_by);
        let mut act = businesses::created_act(&row, &input);
        if let Some(figures) = one.figures {
            let snapshot = figures.into_row(Id::new(), one.id, tx.at);
            act = businesses::with_snapshot(act, None, &snapshot);
            snapshots.push(snapshot);
        }
        records.acts.push((act, Kind::Created));
        records.new_flags.push(RowFlags {
            resource: businesses::RESOURCE,
            id: row.id,
            register: row.register_code.clone(),
            flags: one.flags,
        });
        rows.push(row);
    }
    store::insert_all(tx.conn, &rows)?;
    store::insert_ownerships(tx.conn, &owners)?;
    store::upsert_snapshots(tx.conn, &snapshots)
}

fn change_businesses(
    tx: &mut Tx<'_>,
    changed: Vec<ChangedBusiness>,
    records: &mut Records,
) -> Result<(), Problem> {
    let (mut ids, mut owners, mut snapshots) = (Vec::new(), Vec::<OwnershipRow>::new(), Vec::new());
    let mut rows = Vec::with_capacity(changed.len());
    for one in changed {
        let before = one.before;
        let input = one.business.input().clone();
        if one.owners_change {
            ids.push(before.id);
            owners.extend(one.business.ownerships(before.id));
        }
        let mut row = one.business.over(&tx.app, &before, &one.derived, tx.at);
        row.match_hash = Some(one.hash.to_vec());
        let mut act = businesses::updated_act(&row, &one.was, &input);
        if let Some((replaced, figures)) = one.figures {
            let snapshot = figures.into_row(Id::new(), before.id, tx.at);
            act = businesses::with_snapshot(act, replaced.as_ref(), &snapshot);
            snapshots.push(snapshot);
        }
        records.acts.push((act, Kind::Updated));
        records.flags.push(RowFlags {
            resource: businesses::RESOURCE,
            id: row.id,
            register: row.register_code.clone(),
            flags: one.flags,
        });
        rows.push((before, row));
    }
    store::replace_all(tx.conn, &rows)?;
    store::replace_ownerships(tx.conn, &ids, &owners)?;
    store::upsert_snapshots(tx.conn, &snapshots)
}
