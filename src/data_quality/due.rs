//! What is to be looked at again because another row changed.
//!
//! A doubt may rest on other rows: who else has this telephone, whether an owner's gender is known.
//! Whoever changes such a row notes what it touches, in the same transaction and whatever number of
//! rows that is; the [review](super::review) looks at them a little later. A table that is only
//! appended to and deleted from lets no writer wait for another.

use diesel::prelude::*;

use crate::db::types::words;
use crate::db::{Conn, Id, insert_rows, on, within};
use crate::http::Problem;
use crate::schema::data_quality_due as due_rows;

words! {
    /// What an entry names.
    pub enum DueKind {
        /// One business.
        Business = "business",
        /// One person.
        Person = "person",
        /// The businesses of a person.
        Owner = "owner",
        /// The businesses of a register with a NIB.
        Nib = "nib",
        /// The businesses of a register with a license of a number.
        License = "license",
        /// The businesses of a register with a telephone.
        BusinessPhone = "business_phone",
        /// The people of a register with a first telephone.
        PersonPhone = "person_phone",
    }
}

/// An entry: rows to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = due_rows, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct Due {
    /// What it names.
    pub kind: DueKind,
    /// The register, where it matters.
    pub register_code: String,
    /// The id, number or keyed hash.
    pub key: Vec<u8>,
}

impl Due {
    fn new(kind: DueKind, register: &str, key: &[u8]) -> Self {
        Self {
            kind,
            register_code: register.to_owned(),
            key: key.to_vec(),
        }
    }

    /// One business.
    pub fn business(id: Id) -> Self {
        Self::new(DueKind::Business, "", id.as_bytes())
    }

    /// One person.
    pub fn person(id: Id) -> Self {
        Self::new(DueKind::Person, "", id.as_bytes())
    }

    /// The businesses of a person.
    pub fn owner(person: Id) -> Self {
        Self::new(DueKind::Owner, "", person.as_bytes())
    }

    /// The businesses of a register with a NIB.
    pub fn nib(register: &str, nib: &str) -> Self {
        Self::new(DueKind::Nib, register, nib.as_bytes())
    }

    /// The businesses of a register with a license of this number.
    pub fn license(register: &str, number: &str) -> Self {
        Self::new(DueKind::License, register, number.as_bytes())
    }

    /// The businesses of a register with a telephone, by its keyed hash.
    pub fn business_phone(register: &str, hash: &[u8]) -> Self {
        Self::new(DueKind::BusinessPhone, register, hash)
    }

    /// The people of a register with a first telephone, by its keyed hash.
    pub fn person_phone(register: &str, hash: &[u8]) -> Self {
        Self::new(DueKind::PersonPhone, register, hash)
    }

    /// The row that its key is the id of.
    pub fn id(&self) -> Option<Id> {
        let bytes: [u8; 16] = self.key.as_slice().try_into().ok()?;
        Some(Id::from_bytes(bytes))
    }
}

/// How many entries are worked on together.
const ENTRIES: i64 = 200;

/// Has rows looked at, each entry once.
pub fn due(conn: &mut Conn, entries: &[Due]) -> Result<(), Problem> {
    let mut distinct: Vec<Due> = Vec::with_capacity(entries.len());
    for entry in entries {
        if !distinct.contains(entry) {
            distinct.push(entry.clone());
        }
    }
    Ok(insert_rows!(conn, due_rows, distinct.as_slice())?)
}

/// The oldest entries, each with its number.
pub(super) fn first(conn: &mut Conn) -> Result<Vec<(i64, Due)>, Problem> {
    Ok(on!(conn, |c| due_rows::table
        .select((
            due_rows::n,
            (due_rows::kind, due_rows::register_code, due_rows::key)
        ))
        .order(due_rows::n)
        .limit(ENTRIES)
        .load(c))?)
}

/// Removes entries whose rows were all looked at.
pub(super) fn done(conn: &mut Conn, entries: &[i64]) -> QueryResult<()> {
    on!(conn, |c| diesel::delete(
        due_rows::table.filter(within(due_rows::n, entries))
    )
    .execute(c))
    .map(drop)
}
