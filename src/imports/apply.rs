//! Makes the rows of a batch, and writes them in the caller's transaction.
//!
//! Everything that takes time without the database is done first ([`Finished::of`]): values are
//! sealed, digests computed, audit rows written out. The transaction then only stores them.

use super::work::{ChangedBusiness, ChangedPerson, EnteredBusiness, EnteredPerson, Work};
use crate::app::{App, Tx};
use crate::audit::{self, Act};
use crate::auth::Who;
use crate::businesses::licenses::{self, LicenseRow, ListedLicense};
use crate::businesses::products::{self, ListedProduct, ProductRow};
use crate::businesses::{
    self, BusinessRow, BusinessStatus, Common, Entry, OwnershipRow, SnapshotRow, shared, store,
};
use crate::changes::{self, Change, Kind};
use crate::data_quality::{self, Due, Flag, NewFlags, RowFlags};
use crate::db::{Id, Timestamp};
use crate::http::Problem;
use crate::people::{self, PersonRow};

/// What a batch comes to, as rows.
pub struct Finished {
    at: Timestamp,
    people: Vec<PersonRow>,
    changed_people: Vec<NextPerson>,
    businesses: Vec<BusinessRow>,
    /// Each stands beside the row before it.
    changed_businesses: Vec<(BusinessRow, BusinessRow)>,
    /// Businesses whose owners are written anew.
    reowned: Vec<Id>,
    ownerships: Vec<OwnershipRow>,
    licenses: Vec<LicenseRow>,
    products: Vec<ProductRow>,
    new_snapshots: Vec<SnapshotRow>,
    snapshots: Vec<SnapshotRow>,
    records: audit::Records,
    entries: Vec<Change>,
    new_flags: NewFlags,
    flags: Vec<RowFlags>,
    new_commons: Vec<Common>,
    commons: Vec<Common>,
    due: Vec<Due>,
}

/// The next version of a person.
struct NextPerson {
    before: PersonRow,
    row: PersonRow,
    flags: Vec<Flag>,
    changes_gender: bool,
}

/// What goes with the rows while they are made.
#[derive(Default)]
struct Beside {
    acts: Vec<(Act, Kind)>,
    new_flags: Vec<RowFlags>,
    flags: Vec<RowFlags>,
    new_commons: Vec<Common>,
    commons: Vec<Common>,
    due: Vec<Due>,
    reowned: Vec<Id>,
    ownerships: Vec<OwnershipRow>,
    licenses: Vec<LicenseRow>,
    products: Vec<ProductRow>,
    new_snapshots: Vec<SnapshotRow>,
    snapshots: Vec<SnapshotRow>,
}

/// Who writes, and when.
struct Maker<'a> {
    app: &'a App,
    who: &'a Who,
    at: Timestamp,
    /// `agency/actor`, where the caller names who acts.
    submitted_by: Option<String>,
    beside: Beside,
}

impl Finished {
    /// Makes the rows of a batch; nothing is read and nothing is held.
    pub fn of(app: &App, who: &Who, request_id: &str, at: Timestamp, work: Work) -> Self {
        let actor = who.actor.as_ref();
        let mut maker = Maker {
            app,
            who,
            at,
            submitted_by: actor.map(|actor| format!("{}/{actor}", who.agency)),
            beside: Beside::default(),
        };
        let people = maker.each(work.people, Maker::new_person);
        let changed_people = maker.each(work.changed_people, Maker::next_person);
        let businesses = maker.each(work.businesses, Maker::new_business);
        let changed_businesses = maker.each(work.changed_businesses, Maker::next_business);
        let Beside {
            acts,
            new_flags,
            flags,
            new_commons,
            commons,
            due,
            reowned,
            ownerships,
            licenses,
            products,
            new_snapshots,
            snapshots,
        } = maker.beside;
        let entries = acts.iter().map(|(act, kind)| Change::of(act, *kind, at));
        let entries = entries.collect();
        let acts: Vec<Act> = acts.into_iter().map(|(act, _)| act).collect();
        Self {
            at,
            people,
            changed_people,
            businesses,
            changed_businesses,
            reowned,
            ownerships,
            licenses,
            products,
            new_snapshots,
            snapshots,
            records: audit::Records::of(app, who, request_id, at, &acts),
            entries,
            new_flags: NewFlags::of(at, &new_flags),
            flags,
            new_commons,
            commons,
            due,
        }
    }

    /// Writes a batch; 412 or 409 when somebody else wrote one of its rows meanwhile.
    pub fn write(mut self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let (mut new_flags, of_people) = self.write_people(tx)?;
        let mut flags = self.flags;
        flags.extend(of_people);
        store::insert_all(tx.conn, &self.businesses)?;
        store::replace_all(tx.conn, &self.changed_businesses)?;
        store::replace_ownerships(tx.conn, &self.reowned, &self.ownerships)?;
        licenses::owners_changed(tx.conn, &self.reowned)?;
        licenses::insert_listed(tx.conn, &self.licenses)?;
        products::insert_listed(tx.conn, &self.products)?;
        store::insert_snapshots(tx.conn, &self.new_snapshots)?;
        store::upsert_snapshots(tx.conn, &self.snapshots)?;
        shared::insert_all(tx.conn, &self.new_commons)?;
        shared::replace_all(tx.conn, &self.commons)?;
        data_quality::due(tx.conn, &self.due)?;
        let commons = [self.new_commons, self.commons].concat();
        let mut shared = shared::written(tx.conn, tx.app.keys(), &commons)?;
        for row in &mut flags {
            row.flags
                .extend(shared.remove(&row.id).into_iter().flatten());
        }
        for row in &self.businesses {
            let found = shared.remove(&row.id);
            new_flags.extend(found.map(|flags| businesses::row_flags(row, flags, Vec::new())));
        }
        // Her other businesses, which the file may not name.
        for next in self
            .changed_people
            .iter()
            .filter(|next| next.changes_gender)
        {
            businesses::person_changed(tx, &next.row.register_code, next.row.id)?;
        }
        self.records.write(tx.conn)?;
        changes::append(tx.conn, &self.entries)?;
        self.new_flags.write(tx.conn)?;
        NewFlags::of(self.at, &new_flags).write(tx.conn)?;
        data_quality::set_all(tx.conn, self.at, &flags)
    }

    /// Writes the people, and says what new and changed ones leave in doubt.
    fn write_people(&mut self, tx: &mut Tx<'_>) -> Result<(Vec<RowFlags>, Vec<RowFlags>), Problem> {
        people::store::insert_all(tx.conn, &self.people)?;
        let with_phone = self.people.iter().filter(|row| row.phone_hash.is_some());
        let mut new: Vec<RowFlags> = with_phone
            .map(|row| people::row_flags(row, Vec::new()))
            .collect();
        let mut changed = Vec::with_capacity(self.changed_people.len());
        for next in &mut self.changed_people {
            people::store::replace(tx.conn, &next.row)?;
            let flags = std::mem::take(&mut next.flags);
            changed.push(people::row_flags(&next.row, flags));
        }
        let next = self.changed_people.iter();
        let next = next.map(|next| (Some(&next.before), &next.row));
        let written = self.people.iter().map(|row| (None, row)).chain(next);
        let flags = new.iter_mut().chain(&mut changed);
        people::shared_phones(tx.conn, tx.app.keys(), written, flags)?;
        Ok((new, changed))
    }
}

impl Maker<'_> {
    fn each<T, R>(&mut self, all: Vec<T>, make: impl Fn(&mut Self, T) -> R) -> Vec<R> {
        all.into_iter().map(|one| make(self, one)).collect()
    }

    fn new_person(&mut self, entered: EnteredPerson) -> PersonRow {
        let EnteredPerson {
            id,
            person,
            register,
            flags,
        } = entered;
        let input = person.input(&register);
        let row = person.into_row(self.app, id, &register, &self.who.agency, self.at);
        let act = people::created_act(&row, &input);
        self.beside.acts.push((act, Kind::Created));
        let flags = people::doubts(self.app.keys(), &input, flags);
        self.beside.new_flags.push(people::row_flags(&row, flags));
        row
    }

    fn next_person(&mut self, changed: ChangedPerson) -> NextPerson {
        let changes_gender = changed.changes_gender();
        let before = changed.before;
        let is = changed.person.input(&before.register_code);
        let row = before.next(self.app, changed.person, self.at);
        let act = people::updated_act(&changed.was, &row, &is);
        self.beside.acts.push((act, Kind::Updated));
        NextPerson {
            before,
            row,
            flags: people::doubts(self.app.keys(), &is, changed.flags),
            changes_gender,
        }
    }

    fn new_business(&mut self, one: EnteredBusiness) -> BusinessRow {
        let input = one.business.input().clone();
        self.beside
            .ownerships
            .extend(one.business.ownerships(one.id));
        let entry = Entry {
            id: one.id,
            owner_agency: &self.who.agency,
            status: BusinessStatus::Submitted,
            derived: &one.derived,
            at: self.at,
        };
        let mut row = one.business.into_row(self.app, entry);
        row.match_hash = Some(one.hash.to_vec());
        row.submitted_by.clone_from(&self.submitted_by);
        let act = businesses::created_act(&row, &input);
        let act = self.licensed(act, &row, one.licenses);
        let mut act = self.making(act, row.id, one.product);
        if let Some(figures) = one.figures {
            let snapshot = figures.into_row(Id::new(), one.id, self.at);
            act = businesses::with_snapshot(act, None, &snapshot);
            self.beside.new_snapshots.push(snapshot);
        }
        self.beside.acts.push((act, Kind::Created));
        let flags = businesses::row_flags(&row, one.flags, Vec::new());
        self.beside.new_flags.push(flags);
        let common = Common::of(self.app.keys(), &row, input.contact.as_ref());
        self.beside.new_commons.push(common);
        row
    }

    /// Makes the rows of licenses that come with a business, and has its act tell of them.
    fn licensed(&mut self, act: Act, business: &BusinessRow, listed: Vec<ListedLicense>) -> Act {
        if listed.is_empty() {
            return act;
        }
        let rows = listed
            .into_iter()
            .map(|one| one.into_row(business, self.at));
        let rows: Vec<LicenseRow> = rows.collect();
        let act = businesses::with_part(act, "licenses", licenses::told(&rows));
        self.beside.licenses.extend(rows);
        act
    }

    /// Makes the row of a product that comes with a business, and has its act tell of it.
    fn making(&mut self, act: Act, business: Id, listed: Option<ListedProduct>) -> Act {
        let Some(listed) = listed else {
            return act;
        };
        let row = listed.into_row(business, self.at);
        let act = businesses::with_part(act, "product", products::told(&row));
        self.beside.products.push(row);
        act
    }

    fn next_business(&mut self, one: ChangedBusiness) -> (BusinessRow, BusinessRow) {
        let before = one.before;
        let input = one.business.input().clone();
        if one.owners_change {
            self.beside.reowned.push(before.id);
            self.beside
                .ownerships
                .extend(one.business.ownerships(before.id));
        }
        let mut row = one.business.over(self.app, &before, &one.derived, self.at);
        if let Some(hash) = one.hash {
            row.match_hash = Some(hash.to_vec());
        }
        let act = businesses::updated_act(&row, &one.was, &input);
        let act = self.licensed(act, &row, one.licenses);
        let mut act = self.making(act, row.id, one.product);
        if let Some((replaced, figures)) = one.figures {
            let snapshot = figures.into_row(Id::new(), before.id, self.at);
            act = businesses::with_snapshot(act, replaced.as_ref(), &snapshot);
            self.beside.snapshots.push(snapshot);
        }
        self.beside.acts.push((act, Kind::Updated));
        let keys = self.app.keys();
        let had = Common::of(keys, &before, one.was.contact.as_ref());
        let has = Common::of(keys, &row, input.contact.as_ref());
        let keeps_common = had.stays(&has, one.owners_change);
        let undecided = businesses::undecided(&one.was.kbli, &input.kbli, keeps_common);
        let flags = businesses::row_flags(&row, one.flags, undecided);
        self.beside.flags.push(flags);
        self.beside.due.extend(had.let_go(&has, one.owners_change));
        if !keeps_common {
            self.beside.commons.push(has);
        }
        (before, row)
    }
}
