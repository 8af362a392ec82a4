//! Licenses as lists of businesses name them: a number in a column for each type.
//!
//! A list says nothing of days and states: a number that the business does not have under its type
//! is recorded as valid, one that it has stays as it is, and a blank cell removes nothing.

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::{Value, json};

use super::doubts::others;
use super::number::read;
use super::status::LicenseStatus;
use super::store::{LicenseRow, of_businesses};
use super::types::LicenseType;
use crate::businesses::BusinessRow;
use crate::businesses::details::side;
use crate::data_quality::{Due, due};
use crate::db::{Conn, Id, Timestamp, insert_rows};
use crate::http::Problem;
use crate::schema::licenses;
use crate::values::ValueError;

/// A license that a list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLicense {
    kind: LicenseType,
    number: String,
    written: String,
}

/// The licenses that businesses have.
#[derive(Debug, Default)]
pub struct HeldLicenses(HashMap<Id, Vec<LicenseRow>>);

impl ListedLicense {
    /// Reads a number as its type wants it.
    pub fn read(kind: LicenseType, written: String) -> Result<Self, ValueError> {
        let number = read(kind, &written)?.text;
        Ok(Self {
            kind,
            number,
            written,
        })
    }

    /// The row of a business, valid since it was entered.
    pub fn into_row(self, business: &BusinessRow, at: Timestamp) -> LicenseRow {
        let row = LicenseRow::new(business, self.kind, at);
        row.numbered(self.number, self.written)
    }
}

impl HeldLicenses {
    /// Those of some businesses.
    pub fn load(conn: &mut Conn, businesses: &[Id]) -> Result<Self, Problem> {
        let mut held: HashMap<Id, Vec<LicenseRow>> = HashMap::new();
        for row in of_businesses(conn, businesses)? {
            held.entry(row.business_id).or_default().push(row);
        }
        Ok(Self(held))
    }

    fn of(&self, business: Id) -> &[LicenseRow] {
        self.0.get(&business).map_or(&[], Vec::as_slice)
    }

    /// How many a business has.
    pub fn count(&self, business: Id) -> usize {
        self.of(business).len()
    }

    /// Those of a list that the business does not have.
    pub fn lacks(&self, business: Id, listed: &[ListedLicense]) -> Vec<ListedLicense> {
        let held = self.of(business);
        let has = |one: &ListedLicense| {
            let same = |row: &LicenseRow| {
                row.kind == one.kind && row.number.as_deref() == Some(one.number.as_str())
            };
            held.iter().any(same)
        };
        listed.iter().filter(|one| !has(one)).cloned().collect()
    }

    /// The number that a list shows of a type: the newest that is valid, of those in the known form
    /// if there are any.
    pub fn number(&self, business: Id, kind: LicenseType) -> Option<&str> {
        let valid = self
            .of(business)
            .iter()
            .filter(|row| row.kind == kind && row.shown_status() == LicenseStatus::Berlaku);
        let known = |row: &&LicenseRow| (row.has_known_form(), row.id);
        valid.max_by_key(known)?.number.as_deref()
    }
}

/// Keeps licenses that a list brought, and has their businesses looked at, and whoever else has one
/// of the numbers.
pub fn insert_listed(conn: &mut Conn, rows: &[LicenseRow]) -> Result<(), Problem> {
    insert_rows!(conn, licenses, rows)?;
    let mut looked_at: Vec<Due> = rows.iter().filter_map(others).collect();
    looked_at.extend(rows.iter().map(|row| Due::business(row.business_id)));
    due(conn, &looked_at)
}

/// What the history of the business tells of them: what was not there, and what is.
pub fn told(rows: &[LicenseRow]) -> Value {
    let side = |row: &LicenseRow| side(Some(&row.input()), row.id).unwrap_or_default();
    let sides: Vec<Value> = rows.iter().map(side).collect();
    json!([null, sides])
}
