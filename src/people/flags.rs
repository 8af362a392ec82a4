//! The doubts that need other rows of the register.

use diesel::prelude::*;

use super::PersonRow;
use crate::data_quality::{Flag, FlagCode};
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::schema::people;

/// Hashes in one query.
const CHUNK: usize = 500;

/// Who in the register has which of these phones (keyed hashes) as her first.
pub fn phone_holders(
    conn: &mut Conn,
    register: &str,
    hashes: &[Vec<u8>],
) -> Result<Vec<(Vec<u8>, Id)>, Problem> {
    let mut holders = Vec::new();
    for chunk in hashes.chunks(CHUNK) {
        let found: Vec<(Option<Vec<u8>>, Id)> = on!(conn, |c| people::table
            .filter(people::register_code.eq(register))
            .filter(people::phone_hash.eq_any(chunk))
            .filter(people::deleted_at.is_null())
            .select((people::phone_hash, people::id))
            .load(c))?;
        holders.extend(
            found
                .into_iter()
                .filter_map(|(hash, id)| hash.map(|hash| (hash, id))),
        );
    }
    Ok(holders)
}

/// The doubt that somebody else of the register has her first phone.
///
/// It stands on the row written later: a phone is no identity, so the other row says nothing new.
pub fn shared_phone(conn: &mut Conn, row: &PersonRow) -> Result<Option<Flag>, Problem> {
    let Some(hash) = &row.phone_hash else {
        return Ok(None);
    };
    let others: i64 = on!(conn, |c| people::table
        .filter(people::register_code.eq(&row.register_code))
        .filter(people::phone_hash.eq(hash))
        .filter(people::id.ne(row.id))
        .filter(people::deleted_at.is_null())
        .count()
        .get_result(c))?;
    Ok((others > 0).then_some(Flag::new(FlagCode::SharedPhone, "phones")))
}
