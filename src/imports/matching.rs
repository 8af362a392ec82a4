//! Which business and person of the register a row means.
//!
//! Everything the rows of a batch may match is read with a few queries first.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::context::Context;
use super::read::ReadRow;
use crate::businesses::licenses::HeldLicenses;
use crate::businesses::products::HeldProducts;
use crate::businesses::{self, BusinessRow, OwnershipRow, SnapshotRow, store};
use crate::db::{Conn, Id};
use crate::http::Problem;
use crate::people::{self, PersonRow};
use crate::values::name;

/// The keys of one row.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The keyed hash of the NIK.
    pub nik: Option<Vec<u8>>,
    /// The business's name as it is compared.
    pub business: String,
    /// The owner's name as it is compared.
    pub owner: String,
    /// The keyed hash of names, address and region.
    pub hash: [u8; 32],
}

impl Keys {
    /// The keys of a row.
    pub fn of(context: &Context, row: &ReadRow) -> Self {
        let business = &row.business;
        let owner = row.owner.as_ref();
        let named = owner.map_or("", |owner| owner.input.full_name.as_str());
        Self {
            nik: owner.and_then(|owner| owner.person.nik_hash(&context.app)),
            business: name::business_match_key(&business.name),
            owner: name::person_match_key(named),
            hash: businesses::match_hash(
                &context.app,
                &business.name,
                named,
                &row.address,
                &business.region_code,
            ),
        }
    }
}

/// What the register holds of everything the rows may mean.
#[derive(Default)]
pub struct Register {
    by_nik: HashMap<(String, Vec<u8>), Id>,
    by_source: HashMap<(String, String, String), Id>,
    by_person: HashMap<Id, Vec<Id>>,
    by_nib: HashMap<(String, String), Vec<Id>>,
    by_hash: HashMap<(String, Vec<u8>), Vec<Id>>,
    businesses: HashMap<Id, BusinessRow>,
    owners: HashMap<Id, Vec<OwnershipRow>>,
    people: HashMap<Id, PersonRow>,
    snapshots: HashMap<Id, Vec<SnapshotRow>>,
    licenses: HeldLicenses,
    products: HeldProducts,
}

/// Keys grouped by the register, so that each group is one query.
fn grouped<'a, T: Ord + std::hash::Hash>(
    rows: &'a [(&ReadRow, &Keys)],
    key: impl Fn(&'a ReadRow, &'a Keys) -> Option<T>,
) -> BTreeMap<&'a str, Vec<T>> {
    let mut groups: BTreeMap<&str, HashSet<T>> = BTreeMap::new();
    for (row, keys) in rows {
        if let Some(key) = key(row, keys) {
            groups.entry(row.register.as_str()).or_default().insert(key);
        }
    }
    groups
        .into_iter()
        .map(|(register, keys)| (register, keys.into_iter().collect()))
        .collect()
}

impl Register {
    /// Reads everything these rows may mean.
    pub fn load(
        conn: &mut Conn,
        context: &Context,
        rows: &[(&ReadRow, &Keys)],
    ) -> Result<Self, Problem> {
        let mut register = Self::default();
        register.load_people(conn, rows)?;
        register.load_businesses(conn, context, rows)?;
        let ids: Vec<Id> = register.businesses.keys().copied().collect();
        if ids.is_empty() {
            return Ok(register);
        }
        register.owners = store::ownerships_of(conn, &ids)?;
        register.snapshots = store::snapshots_of(conn, &ids)?;
        if rows.iter().any(|(row, _)| !row.licenses.is_empty()) {
            register.licenses = HeldLicenses::load(conn, &ids)?;
        }
        if rows.iter().any(|(row, _)| row.product.is_some()) {
            register.products = HeldProducts::load(conn, &ids)?;
        }
        let others: HashSet<Id> = register
            .owners
            .values()
            .flatten()
            .map(|owner| owner.person_id)
            .filter(|id| !register.people.contains_key(id))
            .collect();
        let others: Vec<Id> = others.into_iter().collect();
        for person in people::store::by_ids(conn, &others)? {
            register.people.insert(person.id, person);
        }
        Ok(register)
    }

    /// Reads what one person alone may mean.
    pub fn of_person(
        conn: &mut Conn,
        register: &str,
        nik: Option<&Vec<u8>>,
    ) -> Result<Self, Problem> {
        let mut found = Self::default();
        let Some(nik) = nik else {
            return Ok(found);
        };
        for person in people::store::by_nik_hashes(conn, register, std::slice::from_ref(nik))? {
            let key = (register.to_owned(), nik.clone());
            found.by_nik.insert(key, person.id);
            found.people.insert(person.id, person);
        }
        Ok(found)
    }

    fn load_people(&mut self, conn: &mut Conn, rows: &[(&ReadRow, &Keys)]) -> Result<(), Problem> {
        for (register, hashes) in grouped(rows, |_, keys| keys.nik.clone()) {
            let found = people::store::by_nik_hashes(conn, register, &hashes)?;
            let ids: Vec<Id> = found.iter().map(|person| person.id).collect();
            for person in found {
                if let Some(hash) = &person.nik_hash {
                    self.by_nik
                        .insert((register.to_owned(), hash.clone()), person.id);
                }
                self.people.insert(person.id, person);
            }
            if ids.is_empty() {
                continue;
            }
            for (person, business) in store::by_owner_and_names(conn, register, &ids)? {
                self.by_person.entry(person).or_default().push(business.id);
                self.businesses.insert(business.id, business);
            }
        }
        Ok(())
    }

    fn load_businesses(
        &mut self,
        conn: &mut Conn,
        context: &Context,
        rows: &[(&ReadRow, &Keys)],
    ) -> Result<(), Problem> {
        let ids: Vec<Id> = rows.iter().filter_map(|(row, _)| row.id).collect();
        for business in store::by_ids(conn, &ids)? {
            self.businesses.insert(business.id, business);
        }
        let agency = &context.who.agency;
        let mut sources: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
        for (row, _) in rows {
            if let (Some(system), Some(id)) =
                (&row.business.source_system, &row.business.source_record_id)
            {
                sources.entry(system).or_default().insert(id.clone());
            }
        }
        for (system, ids) in sources {
            let ids: Vec<String> = ids.into_iter().collect();
            for business in store::by_sources(conn, agency, system, &ids)? {
                let key = (
                    business.register_code.clone(),
                    system.to_owned(),
                    business.source_record_id.clone().unwrap_or_default(),
                );
                self.by_source.insert(key, business.id);
                self.businesses.insert(business.id, business);
            }
        }
        for (register, nibs) in grouped(rows, |row, _| row.business.nib.clone()) {
            for business in store::by_nibs(conn, register, &nibs)? {
                let nib = business.nib.clone().unwrap_or_default();
                let key = (register.to_owned(), nib);
                self.by_nib.entry(key).or_default().push(business.id);
                self.businesses.insert(business.id, business);
            }
        }
        let resembling = grouped(rows, |row, keys| {
            row.business.source_record_id.is_none().then_some(keys.hash)
        });
        for (register, hashes) in resembling {
            for business in store::by_match_hashes(conn, register, agency, &hashes)? {
                let hash = business.match_hash.clone().unwrap_or_default();
                let key = (register.to_owned(), hash);
                self.by_hash.entry(key).or_default().push(business.id);
                self.businesses.insert(business.id, business);
            }
        }
        Ok(())
    }

    fn by_source(&self, row: &ReadRow) -> Option<Id> {
        let said = &row.business;
        let (system, record) = said
            .source_system
            .as_ref()
            .zip(said.source_record_id.as_ref())?;
        let key = (row.register.clone(), system.clone(), record.clone());
        self.by_source.get(&key).copied()
    }

    /// Whether the row's own id or record id is known, so that no other key is looked at.
    pub fn knows_record(&self, row: &ReadRow) -> bool {
        row.id.is_some() || self.by_source(row).is_some()
    }

    /// The business a row means.
    pub fn business<'a>(&'a self, row: &'a ReadRow, keys: &Keys) -> Option<&'a BusinessRow> {
        let at = |key: &str| (row.register.clone(), key.to_owned());
        let said = &row.business;
        if let Some(id) = row.id {
            // Never by another key: a row that names a business means that one or none.
            let found = self.businesses.get(&id);
            return found.filter(|found| found.register_code == row.register);
        }
        if let Some(id) = self.by_source(row) {
            return self.businesses.get(&id);
        }
        if let Some(person) = self.person(&row.register, keys.nik.as_ref()) {
            let named = self.candidates(self.by_person.get(&person.id), row);
            let mut named =
                named.filter(|one| name::business_match_key(&one.name) == keys.business);
            if let Some(found) = named.next() {
                return Some(found);
            }
        }
        if let Some(nib) = &said.nib {
            let mut held = self.candidates(self.by_nib.get(&at(nib)), row);
            if let Some(found) = held.find(|one| self.is_owner(one.id, keys)) {
                return Some(found);
            }
        }
        // A row with a key of its own is never matched by what it merely resembles.
        if said.source_record_id.is_some() {
            return None;
        }
        let key = (row.register.clone(), keys.hash.to_vec());
        let mut alike = self.candidates(self.by_hash.get(&key), row);
        alike.find(|one| one.source_system == said.source_system)
    }

    /// Those that are no other record of the row's own source.
    fn candidates<'a>(
        &'a self,
        ids: Option<&'a Vec<Id>>,
        row: &'a ReadRow,
    ) -> impl Iterator<Item = &'a BusinessRow> {
        let said = &row.business;
        ids.into_iter()
            .flatten()
            .filter_map(|id| self.businesses.get(id))
            .filter(move |one| {
                said.source_record_id.is_none()
                    || one.source_record_id.is_none()
                    || one.source_system != said.source_system
            })
    }

    fn is_owner(&self, business: Id, keys: &Keys) -> bool {
        self.owners(business)
            .iter()
            .filter_map(|owner| self.people.get(&owner.person_id))
            .any(|person| match (&person.nik_hash, &keys.nik) {
                (Some(held), Some(said)) => held == said,
                _ => person.name_key == keys.owner,
            })
    }

    /// Whether another business of the register has the row's NIB and another owner.
    pub fn shares_nib(&self, row: &ReadRow, keys: &Keys, own: Option<Id>) -> bool {
        let Some(nib) = &row.business.nib else {
            return false;
        };
        let key = (row.register.clone(), nib.clone());
        let held = self.by_nib.get(&key).into_iter().flatten();
        held.filter(|id| Some(**id) != own)
            .any(|id| !self.is_owner(*id, keys))
    }

    /// The person of a register with a NIK.
    pub fn person(&self, register: &str, nik: Option<&Vec<u8>>) -> Option<&PersonRow> {
        let key = (register.to_owned(), nik?.clone());
        self.people.get(self.by_nik.get(&key)?)
    }

    /// A person by her id.
    pub fn person_by_id(&self, id: Id) -> Option<&PersonRow> {
        self.people.get(&id)
    }

    /// Who owns and runs a business.
    pub fn owners(&self, business: Id) -> &[OwnershipRow] {
        self.owners.get(&business).map_or(&[], Vec::as_slice)
    }

    /// The figures of a business.
    pub fn snapshots(&self, business: Id) -> &[SnapshotRow] {
        self.snapshots.get(&business).map_or(&[], Vec::as_slice)
    }

    /// The products of the businesses, where a row names some.
    pub fn products(&self) -> &HeldProducts {
        &self.products
    }

    /// The licenses of the businesses, where a row names some.
    pub fn licenses(&self) -> &HeldLicenses {
        &self.licenses
    }
}
