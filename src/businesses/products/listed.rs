//! Products as lists of businesses name them: the main one by its name.
//!
//! A list says nothing else of it: a name that the business does not have is recorded, one that it
//! has stays as it is, and a blank cell removes nothing.

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::{Value, json};

use super::store::ProductRow;
use super::types::ProductInput;
use crate::businesses::details::side;
use crate::db::{Conn, Id, Timestamp, insert_rows, on, within};
use crate::http::Problem;
use crate::schema::products;

/// Keys of one query.
const KEYS: usize = 500;

/// A product that a list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedProduct(String);

/// The products that businesses have, by name, oldest first.
#[derive(Debug, Default)]
pub struct HeldProducts(HashMap<Id, Vec<String>>);

impl ListedProduct {
    /// The product of this name.
    pub fn named(name: String) -> Self {
        Self(name)
    }

    /// The row of a business.
    pub fn into_row(self, business: Id, at: Timestamp) -> ProductRow {
        let input = ProductInput {
            name: self.0,
            ..ProductInput::default()
        };
        ProductRow::of(Id::new(), business, input, at)
    }
}

impl HeldProducts {
    /// Those of some businesses.
    pub fn load(conn: &mut Conn, businesses: &[Id]) -> Result<Self, Problem> {
        let mut held: HashMap<Id, Vec<String>> = HashMap::new();
        for ids in businesses.chunks(KEYS) {
            let rows: Vec<(Id, String)> = on!(conn, |c| products::table
                .filter(within(products::business_id, ids))
                .order(products::id)
                .select((products::business_id, products::name))
                .load(c))?;
            for (business, name) in rows {
                held.entry(business).or_default().push(name);
            }
        }
        Ok(Self(held))
    }

    fn of(&self, business: Id) -> &[String] {
        self.0.get(&business).map_or(&[], Vec::as_slice)
    }

    /// How many a business has.
    pub fn count(&self, business: Id) -> usize {
        self.of(business).len()
    }

    /// Whether a business has this one, in capitals or not.
    pub fn has(&self, business: Id, listed: &ListedProduct) -> bool {
        let name = listed.0.to_lowercase();
        let mut held = self.of(business).iter();
        held.any(|one| one.to_lowercase() == name)
    }

    /// The name that a list shows: that of the one recorded first.
    pub fn main(&self, business: Id) -> Option<&str> {
        self.of(business).first().map(String::as_str)
    }
}

/// Keeps products that a list brought.
pub fn insert_listed(conn: &mut Conn, rows: &[ProductRow]) -> Result<(), Problem> {
    Ok(insert_rows!(conn, products, rows)?)
}

/// What the history of the business tells of one: what was not there, and what is.
pub fn told(row: &ProductRow) -> Value {
    let side = side(Some(&row.input()), row.id).unwrap_or_default();
    json!([null, side])
}
