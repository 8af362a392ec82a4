//! What rows before write that the register does not show yet.
//!
//! A plan is made while the batch before it is still being written, and the rows of one batch are
//! written together. Wherever a row's meaning could depend on one of those rows, it must come out as
//! if each row had been stored before the next was read: either what is needed of them stands here,
//! or the row waits until they are stored. How a file is cut into batches never shows.

use std::collections::{HashMap, HashSet};

use super::matching::Keys;
use super::read::ReadRow;
use crate::businesses::{BusinessRow, PersonFacts};
use crate::db::Id;
use crate::people::NewPerson;

/// What the rows of one batch write.
#[derive(Default)]
pub struct Pending {
    /// The keyed digests the rows said, and the row that said each first.
    said: HashMap<Vec<u8>, i64>,
    /// Businesses of the register that are changed.
    businesses: HashSet<Id>,
    /// People who are entered, by register and NIK.
    entered: HashMap<(String, Vec<u8>), (Id, NewPerson)>,
    /// People of the register who are changed.
    changed: HashMap<Id, NewPerson>,
    /// What is known of people afterwards.
    facts: HashMap<Id, PersonFacts>,
    /// Businesses as the rows describe them.
    described: Vec<Described>,
    by_nik: HashMap<(String, Vec<u8>), Vec<usize>>,
    by_nib: HashMap<(String, String), Vec<usize>>,
    by_hash: HashMap<(String, [u8; 32]), Vec<usize>>,
}

/// What a later row may find a business by.
pub struct Described {
    register: String,
    system: Option<String>,
    record: Option<String>,
    nik: Option<Vec<u8>>,
    nib: Option<String>,
    hash: [u8; 32],
    name: String,
    owner: String,
    /// The business of the register, with owners whom the row need not name.
    held: Option<Id>,
}

impl Described {
    /// The business as the row enters it, or changes it from `before`.
    pub fn of(row: &ReadRow, keys: &Keys, before: Option<&BusinessRow>) -> Self {
        let said = &row.business;
        // A record keeps the source it came from first.
        let source = before.filter(|before| before.source_system.is_some());
        let (system, record) = match source {
            Some(before) => (&before.source_system, &before.source_record_id),
            None => (&said.source_system, &said.source_record_id),
        };
        Self {
            register: row.register.clone(),
            system: system.clone(),
            record: record.clone(),
            nik: keys.nik.clone(),
            nib: said.nib.clone(),
            hash: keys.hash,
            name: keys.business.clone(),
            owner: keys.owner.clone(),
            held: before.map(|before| before.id),
        }
    }

    /// Whether it is no other record of the row's own source.
    fn may_be(&self, row: &ReadRow) -> bool {
        let said = &row.business;
        said.source_record_id.is_none()
            || self.record.is_none()
            || self.system != said.source_system
    }

    fn has_owner(&self, keys: &Keys) -> bool {
        match (&self.nik, &keys.nik) {
            (Some(held), Some(said)) => held == said,
            _ => self.owner == keys.owner,
        }
    }
}

impl Pending {
    /// Which row said this.
    pub fn said(&self, mark: &[u8]) -> Option<i64> {
        self.said.get(mark).copied()
    }

    /// Notes that a row said this.
    pub fn say(&mut self, mark: &[u8], number: i64) {
        self.said.insert(mark.to_vec(), number);
    }

    /// Whether a business of the register is changed.
    pub fn changes(&self, business: Id) -> bool {
        self.businesses.contains(&business)
    }

    /// The person who is entered with this NIK.
    pub fn entered(&self, key: &(String, Vec<u8>)) -> Option<&(Id, NewPerson)> {
        self.entered.get(key)
    }

    /// Notes a person who is entered.
    pub fn enter(&mut self, key: (String, Vec<u8>), id: Id, person: NewPerson) {
        self.entered.insert(key, (id, person));
    }

    /// What a person of the register is changed to.
    pub fn changed(&self, person: Id) -> Option<&NewPerson> {
        self.changed.get(&person)
    }

    /// Notes what a person is changed to.
    pub fn change(&mut self, id: Id, person: NewPerson) {
        self.changed.insert(id, person);
    }

    /// What is known of a person afterwards.
    pub fn facts(&self, person: Id) -> Option<PersonFacts> {
        self.facts.get(&person).copied()
    }

    /// Notes what is known of a person.
    pub fn know(&mut self, person: Id, facts: PersonFacts) {
        self.facts.insert(person, facts);
    }

    /// Notes a business that a row enters or changes.
    pub fn describe(&mut self, one: Described) {
        let (at, register) = (self.described.len(), &one.register);
        if let Some(nik) = &one.nik {
            let key = (register.clone(), nik.clone());
            self.by_nik.entry(key).or_default().push(at);
        }
        if let Some(nib) = &one.nib {
            let key = (register.clone(), nib.clone());
            self.by_nib.entry(key).or_default().push(at);
        }
        let key = (register.clone(), one.hash);
        self.by_hash.entry(key).or_default().push(at);
        self.businesses.extend(one.held);
        self.described.push(one);
    }

    fn of<'a>(&'a self, found: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Described> {
        found.into_iter().flatten().map(|at| &self.described[*at])
    }

    fn with_nib(&self, row: &ReadRow) -> impl Iterator<Item = &Described> {
        let nib = row.business.nib.as_ref();
        let key = nib.map(|nib| (row.register.clone(), nib.clone()));
        self.of(key.and_then(|key| self.by_nib.get(&key)))
    }

    /// Whether the row may mean one of these businesses: once they are stored it is found, or not.
    ///
    /// The same order of keys as [`super::matching::Register::business`]; the record id is compared
    /// as a mark.
    pub fn may_hold(&self, row: &ReadRow, keys: &Keys) -> bool {
        if self.described.is_empty() {
            return false;
        }
        let nik = keys.nik.as_ref();
        let nik = nik.map(|nik| (row.register.clone(), nik.clone()));
        let by_nik = self.of(nik.and_then(|key| self.by_nik.get(&key)));
        let by_hash = self.of(self.by_hash.get(&(row.register.clone(), keys.hash)));
        let is_alone = row.business.source_record_id.is_none();
        by_nik
            .filter(|one| one.may_be(row))
            .any(|one| one.name == keys.business)
            || self
                .with_nib(row)
                .any(|one| one.held.is_some() || (one.may_be(row) && one.has_owner(keys)))
            || by_hash
                .filter(|_| is_alone)
                .any(|one| one.system == row.business.source_system)
    }

    /// Whether one of these businesses has the row's NIB and another owner.
    pub fn shares_nib(&self, row: &ReadRow, keys: &Keys) -> bool {
        self.with_nib(row).any(|one| !one.has_owner(keys))
    }
}
