//! What licenses, products and market channels share: they hang on a business.
//!
//! Who may see or change the business may see or change them, in whatever state it is. A write holds
//! the business, so that bounds and uniqueness are judged one write after another, raises its
//! version and stands in its history as a change; its scale, class and doubts are derived anew.

use serde::Serialize;
use serde_json::Value;

use super::acts;
use super::rows::BusinessRow;
use super::{store, write};
use crate::app::Tx;
use crate::db::{Id, dialect};
use crate::http::{Code, Problem};
use crate::text::Text;

/// The most rows of one kind that hang on one business.
const MOST: i64 = 200;

/// The business on which something is about to change.
pub(super) fn hold(tx: &mut Tx<'_>, business: Id) -> Result<BusinessRow, Problem> {
    dialect::lock(tx.conn, business.lock_number())?;
    store::find(tx.conn, &tx.who, business)
}

/// Refuses one more where there are as many as a business may have.
pub fn room(held: i64, what: &Text) -> Result<(), Problem> {
    if held < MOST {
        return Ok(());
    }
    Err(Problem::new(Code::Conflict).detail(
        format!(
            "Satu usaha paling banyak memiliki {MOST} {}; hapus yang keliru atau ganda dahulu.",
            what.id
        ),
        format!(
            "A business has at most {MOST} {}; delete those that are wrong or double first.",
            what.en
        ),
    ))
}

/// Records that a row was made (`None`, `Some`), changed or removed (`Some`, `None`), as a change of
/// its business; `part` names the kind of row in the history.
pub(super) fn record<T: Serialize>(
    tx: &mut Tx<'_>,
    business: &BusinessRow,
    (part, id): (&'static str, Id),
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), Problem> {
    let sides = [side(before, id)?, side(after, id)?];
    write::rederive(tx, business, |row| acts::part_act(row, part, sides))
}

/// A row as the history tells it: what is known of it, with its id; null where there is none.
pub(super) fn side<T: Serialize>(input: Option<&T>, id: Id) -> Result<Value, Problem> {
    let Some(input) = input else {
        return Ok(Value::Null);
    };
    let mut value = serde_json::to_value(input).map_err(Problem::internal)?;
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, field| !field.is_null());
        fields.insert("id".to_owned(), id.to_string().into());
    }
    Ok(value)
}
