//! Entering, changing, moving and removing businesses.

use std::collections::{HashMap, HashSet};

use super::acts;
use super::derive::{Derived, Figures, PersonFacts, derive};
use super::doubts::{Case, doubts, row_flags, undecided};
use super::parse::{self, Entry, NewBusiness, parse};
use super::rows::{BusinessRow, OwnershipRow};
use super::shared::{self, Common};
use super::status::BusinessStatus;
use super::transition::submitter;
use super::types::{BusinessInput, BusinessOwner};
use super::view::Business;
use super::{licenses, store};
use crate::app::Tx;
use crate::audit::Act;
use crate::auth::register_of;
use crate::changes::Kind;
use crate::data_quality::{self, Due, Flag, NewFlags, due};
use crate::db::{Conn, Id, Inserts, dialect};
use crate::http::{Code, IfMatch, Problem, Rules};
use crate::reference::Lists;
use crate::text::Text;
use crate::training::enrollments::store as enrollments;
use crate::values::date::today;

/// One business with its owners, in the caller's sight.
pub(super) fn load(tx: &mut Tx<'_>, id: Id) -> Result<(BusinessRow, Vec<OwnershipRow>), Problem> {
    store::find_with_owners(tx.conn, &tx.who, id)
}

pub(super) fn owners_of(conn: &mut Conn, id: Id) -> Result<Vec<OwnershipRow>, Problem> {
    Ok(store::ownerships_of(conn, &[id])?
        .remove(&id)
        .unwrap_or_default())
}

/// Enters a business as a draft.
pub(super) fn create(tx: &mut Tx<'_>, input: &BusinessInput) -> Result<Business, Problem> {
    let (new, people, flags) = checked(tx, input, None)?;
    let id = Id::new();
    // A new business has no snapshot yet.
    let derived = derive(new.input(), &people, &Figures::default(), today());
    let input = new.input().clone();
    let flags = doubts(tx.app.keys(), case(tx, &input, &derived), flags);
    let owners = new.ownerships(id);
    let agency = tx.who.agency.clone();
    let row = new.into_row(
        &tx.app,
        Entry {
            id,
            owner_agency: &agency,
            status: BusinessStatus::Draft,
            derived: &derived,
            at: tx.at,
        },
    );
    let common = Common::of(tx.app.keys(), &row, input.contact.as_ref());
    let mut rows = Inserts::of(tx.conn);
    store::add_new(&mut rows, &row, &owners);
    shared::add_new(&mut rows, &common);
    NewFlags::of(tx.at, &[row_flags(&row, flags, Vec::new())]).add(&mut rows);
    tx.add_record(&mut rows, &acts::created_act(&row, &input), Kind::Created);
    rows.write(tx.conn)?;
    let flags = in_common(tx, &common)?;
    NewFlags::of(tx.at, &[row_flags(&row, flags, Vec::new())]).write(tx.conn)?;
    Business::of(&row, &owners, &tx.app, tx.at)
}

/// A business that is being written now.
fn case<'a>(tx: &Tx<'_>, input: &'a BusinessInput, derived: &'a Derived) -> Case<'a> {
    Case {
        input,
        derived,
        standing: None,
        now: tx.at,
    }
}

/// What a business just written leaves in doubt because others have the same.
fn in_common(tx: &mut Tx<'_>, common: &Common) -> Result<Vec<Flag>, Problem> {
    let found = shared::written(tx.conn, tx.app.keys(), std::slice::from_ref(common))?;
    Ok(found.into_values().flatten().collect())
}

/// Changes a business by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&BusinessInput) -> Result<BusinessInput, Problem>,
) -> Result<Business, Problem> {
    let (before, owners) = load(tx, id)?;
    tx.who
        .may_change(&before.register_code, &before.owner_agency)?;
    if_match.check(&before.tag(tx.at))?;
    let was = before.input(&tx.app, &owners)?;
    let input = patch(&was)?;
    let (new, people, flags) = checked(tx, &input, Some(&before.register_code))?;
    if new.digest(&tx.app).as_slice() == before.digest.as_slice() {
        return Business::of(&before, &owners, &tx.app, tx.at);
    }
    let figures = figures_of(tx.conn, id)?;
    let derived = derive(new.input(), &people, &figures, today());
    let is = new.input().clone();
    let mut flags = doubts(tx.app.keys(), case(tx, &is, &derived), flags);
    let owners_now = new.ownerships(id);
    let mut row = new.over(&tx.app, &before, &derived, tx.at);
    if row.status == BusinessStatus::Submitted {
        // Who changes what waits for verification answers for it: another one must verify.
        row.submitted_by = submitter(&tx.who);
    }
    store::replace(tx.conn, &before, &row)?;
    let other_owners = was.owners != is.owners;
    if other_owners {
        store::replace_ownerships(tx.conn, &[id], &owners_now)?;
        licenses::owners_changed(tx.conn, &[id])?;
    }
    let had = Common::of(tx.app.keys(), &before, was.contact.as_ref());
    let has = Common::of(tx.app.keys(), &row, is.contact.as_ref());
    if had.phone != has.phone {
        shared::replace_all(tx.conn, std::slice::from_ref(&has))?;
    }
    due(tx.conn, &had.let_go(&has, other_owners))?;
    let keeps_common = had.stays(&has, other_owners);
    if !keeps_common {
        flags.extend(in_common(tx, &has)?);
    }
    let undecided = undecided(&was.kbli, &is.kbli, keeps_common);
    data_quality::set(tx, row_flags(&row, flags, undecided))?;
    tx.record(acts::updated_act(&row, &was, &is), Kind::Updated)?;
    Business::of(&row, &owners_now, &tx.app, tx.at)
}

/// Removes a business that never counted as one.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    // Nobody is enrolled with it meanwhile.
    dialect::lock(tx.conn, id.lock_number())?;
    let before = store::find(tx.conn, &tx.who, id)?;
    tx.who
        .may_change(&before.register_code, &before.owner_agency)?;
    if_match.check(&before.tag(tx.at))?;
    if !before.status.is_removable() {
        return Err(Problem::new(Code::Conflict).detail(
            "Hanya usaha berstatus draft, returned, atau rejected yang dapat dihapus; tutup atau gabungkan yang lain.",
            "Only a business in draft, returned or rejected can be removed; close or merge the others.",
        ));
    }
    let enrolled = enrollments::of_business(tx.conn, id)?;
    if enrolled > 0 {
        return Err(Problem::new(Code::StillReferenced).detail(
            format!("Usaha ini tercatat pada {enrolled} pendaftaran pelatihan."),
            format!("This business stands in {enrolled} training enrollment(s)."),
        ));
    }
    let row = BusinessRow {
        deleted_at: Some(tx.at),
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    store::replace(tx.conn, &before, &row)?;
    shares_changed(tx, &row)?;
    data_quality::set(tx, row_flags(&row, Vec::new(), Vec::new()))?;
    tx.record(acts::deleted_act(&row), Kind::Deleted)
}

type Checked = (NewBusiness, HashMap<Id, PersonFacts>, Vec<Flag>);

/// Applies every rule to an input; `register` is that of a row that exists already.
fn checked(
    tx: &mut Tx<'_>,
    input: &BusinessInput,
    register: Option<&str>,
) -> Result<Checked, Problem> {
    let mut rules = Rules::default();
    let lists = Lists::current(tx.conn, &tx.app)?;
    let parsed = parse(input, &lists, &mut rules);
    let mut people = HashMap::new();
    if let Some(named) = register_of(&input.region_code) {
        match register {
            Some(own) if own != named => rules.broken(
                "/region_code",
                "immutable",
                Text::new(
                    "Usaha tidak berpindah ke register kabupaten/kota lain; tutup dengan alasan pindah dan daftarkan di sana.",
                    "A business does not move to another regency's register; close it as moved and enter it there.",
                ),
            ),
            Some(_) => {}
            None => {
                if let Err(problem) = tx.who.may_enter(named, "/region_code") {
                    for error in problem.field_errors() {
                        rules.broken(error.pointer.clone(), error.code, error.detail.clone());
                    }
                }
            }
        }
        if tx.who.sees(named) {
            people = known_people(tx.conn, named, &input.owners, &mut rules)?;
        }
    }
    rules.finish()?;
    let (new, flags) =
        parsed.ok_or_else(|| Problem::internal("a business without broken rule was refused"))?;
    Ok((new, people, flags))
}

/// The facts of the owners; one of another register is as unknown as one that does not exist.
fn known_people(
    conn: &mut Conn,
    register: &str,
    owners: &[BusinessOwner],
    rules: &mut Rules,
) -> Result<HashMap<Id, PersonFacts>, Problem> {
    let ids: Vec<Id> = owners.iter().map(|owner| owner.person_id).collect();
    let known = store::people_facts(conn, register, &ids)?;
    for (n, owner) in owners.iter().enumerate() {
        if !known.contains_key(&owner.person_id) {
            rules.broken(
                format!("/owners/{n}/person_id"),
                "unknown_reference",
                Text::new(
                    "Orang ini tidak ada dalam register yang sama.",
                    "There is no such person in the same register.",
                ),
            );
        }
    }
    Ok(known)
}

/// Has those looked at that share something with a business that is compared with them no longer, or
/// again.
pub(super) fn shares_changed(tx: &mut Tx<'_>, row: &BusinessRow) -> Result<(), Problem> {
    let common = Common {
        id: row.id,
        register: row.register_code.clone(),
        nib: row.nib.clone(),
        phone: shared::phone_of(tx.conn, row.id)?,
    };
    due(tx.conn, &common.due())
}

/// The newest figures of a business.
fn figures_of(conn: &mut Conn, id: Id) -> Result<Figures, Problem> {
    let snapshots = store::snapshots_of(conn, &[id])?.remove(&id);
    Ok(Figures::of(&snapshots.unwrap_or_default()))
}

/// Derives a business anew after its owners or what hangs on it changed, as one change of the business.
///
/// `act` makes the act from the new row.
pub(super) fn rederive(
    tx: &mut Tx<'_>,
    before: &BusinessRow,
    act: impl FnOnce(&BusinessRow) -> Act,
) -> Result<(), Problem> {
    let owners = owners_of(tx.conn, before.id)?;
    let input = before.input(&tx.app, &owners)?;
    let ids: Vec<Id> = owners.iter().map(|owner| owner.person_id).collect();
    let people = store::people_facts(tx.conn, &before.register_code, &ids)?;
    let lists = Lists::current(tx.conn, &tx.app)?;
    let figures = figures_of(tx.conn, before.id)?;
    let derived = derive(&input, &people, &figures, today());
    let values = parse::doubts(&input, &lists);
    let flags = doubts(tx.app.keys(), case(tx, &input, &derived), values);
    let mut row = BusinessRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    derived.put(&mut row);
    store::replace(tx.conn, before, &row)?;
    let undecided = undecided(&input.kbli, &input.kbli, true);
    data_quality::set(tx, row_flags(&row, flags, undecided))?;
    tx.record(act(&row), Kind::Updated)
}

/// Derives the businesses of a person anew, after her recorded gender changed.
///
/// Businesses of which nothing derived changes stay as they are; their doubts are looked at.
pub fn person_changed(tx: &mut Tx<'_>, register: &str, person: Id) -> Result<(), Problem> {
    due(tx.conn, &[Due::owner(person)])?;
    let mut seen = HashSet::new();
    for (_, before) in store::by_owner_and_names(tx.conn, register, &[person])? {
        if !seen.insert(before.id) {
            continue;
        }
        let owners = owners_of(tx.conn, before.id)?;
        let input = before.input(&tx.app, &owners)?;
        let ids: Vec<Id> = owners.iter().map(|owner| owner.person_id).collect();
        let people = store::people_facts(tx.conn, register, &ids)?;
        let now = derive(&input, &people, &Figures::default(), today());
        if (now.women_owned, now.women_led) == (before.women_owned, before.women_led) {
            continue;
        }
        rederive(tx, &before, |row| acts::rederived_act(&before, row))?;
    }
    Ok(())
}
