//! What businesses of different people share: a NIB, a telephone.
//!
//! A NIB belongs to a pelaku usaha, so two businesses of one owner may share it (PP 28/2025); a
//! telephone belongs to whoever is behind a business. Both are in doubt where nobody is behind both
//! businesses. That is the same seen from either, so whoever writes one of them
//! ([`written`]) has the others with its values, old and new, looked at again
//! ([`crate::data_quality::due`]).
//!
//! A telephone stands encrypted only: `business_phones` holds its keyed hash.

use std::collections::HashMap;
use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::rows::BusinessRow;
use super::status::BusinessStatus;
use super::types::BusinessContact;
use crate::data_quality::{Due, Flag, FlagCode, due};
use crate::db::{Conn, Id, Inserts, fixed, insert_rows, insert_with, on, within};
use crate::http::Problem;
use crate::keys::Keys;
use crate::schema::{business_phones as phones, businesses};

/// SQLite binds at most 32,766 values in one statement.
const KEYS: usize = 5_000;

/// What a business shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Its NIB.
    pub nib: bool,
    /// Its telephone.
    pub phone: bool,
}

/// What others may have as well as this business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    /// The business.
    pub id: Id,
    /// The register within which it is compared.
    pub register: String,
    /// Its NIB.
    pub nib: Option<String>,
    /// The keyed hash of its telephone.
    pub phone: Option<Vec<u8>>,
}

#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = phones, treat_none_as_default_value = false)]
struct Phone {
    business_id: Id,
    register_code: String,
    phone_hash: Vec<u8>,
}

impl Common {
    /// That of a row with this contact.
    pub fn of(keys: &Keys, row: &BusinessRow, contact: Option<&BusinessContact>) -> Self {
        let phone = contact.and_then(|contact| contact.phone.as_deref());
        Self {
            id: row.id,
            register: row.register_code.clone(),
            nib: row.nib.clone(),
            phone: phone.map(|phone| keys.digest("business_phone", &[phone.as_bytes()]).to_vec()),
        }
    }

    fn row(&self) -> Option<Phone> {
        self.phone.clone().map(|phone_hash| Phone {
            business_id: self.id,
            register_code: self.register.clone(),
            phone_hash,
        })
    }

    /// What is to be looked at again when others have the same.
    pub(super) fn due(&self) -> Vec<Due> {
        let nib = self.nib.as_ref().map(|nib| Due::nib(&self.register, nib));
        let phone = self.phone.as_ref();
        let phone = phone.map(|hash| Due::business_phone(&self.register, hash));
        nib.into_iter().chain(phone).collect()
    }

    /// Whether nothing that others may have as well changes when this becomes `now`.
    pub fn stays(&self, now: &Self, other_owners: bool) -> bool {
        !other_owners && self == now
    }

    /// What is to be looked at again because this became `now`, perhaps with other owners.
    pub fn let_go(&self, now: &Self, other_owners: bool) -> Vec<Due> {
        if other_owners || self.nib != now.nib {
            self.due()
        } else {
            Vec::new()
        }
    }

    /// What it shares with businesses of other people, as doubts.
    pub fn doubts(&self, keys: &Keys, shared: Shared) -> Vec<Flag> {
        let nib = self.nib.as_ref().filter(|_| shared.nib);
        let nib =
            nib.map(|nib| Flag::new(FlagCode::NibShared, "nib").about(keys, &[nib.as_bytes()]));
        let phone = self.phone.as_ref().filter(|_| shared.phone);
        let phone =
            phone.map(|hash| Flag::new(FlagCode::SharedPhone, "contact").about(keys, &[hash]));
        nib.into_iter().chain(phone).collect()
    }
}

/// Adds the telephone of a new business to the rows of its write.
pub(super) fn add_new(rows: &mut Inserts<'_>, one: &Common) {
    let new: Vec<Phone> = one.row().into_iter().collect();
    insert_with!(rows, phones::table, new);
}

/// Keeps the telephones of new businesses.
pub fn insert_all(conn: &mut Conn, new: &[Common]) -> Result<(), Problem> {
    let rows: Vec<Phone> = new.iter().filter_map(Common::row).collect();
    Ok(insert_rows!(conn, phones, rows.as_slice())?)
}

/// Keeps the telephones of businesses that may have had others; those they no longer have are due
/// to be looked at.
pub fn replace_all(conn: &mut Conn, changed: &[Common]) -> Result<(), Problem> {
    let mut held = kept(conn, changed)?;
    let mut old = Vec::new();
    for one in changed {
        let before = held.remove(&one.id);
        if before.as_ref().map(|row| &row.phone_hash) == one.phone.as_ref() {
            continue;
        }
        if let Some(before) = before {
            old.push(Due::business_phone(
                &before.register_code,
                &before.phone_hash,
            ));
            on!(conn, |c| diesel::delete(phones::table.find(one.id))
                .execute(c))?;
        }
        if let Some(row) = one.row() {
            on!(conn, |c| diesel::insert_into(phones::table)
                .values(&row)
                .execute(c))?;
        }
    }
    due(conn, &old)
}

/// The telephones of businesses as they are kept.
fn kept(conn: &mut Conn, of: &[Common]) -> Result<HashMap<Id, Phone>, Problem> {
    let ids: Vec<Id> = of.iter().map(|one| one.id).collect();
    let mut held: HashMap<Id, Phone> = HashMap::new();
    for ids in ids.chunks(KEYS) {
        let found: Vec<Phone> = on!(conn, |c| phones::table
            .filter(within(phones::business_id, ids))
            .load(c))?;
        held.extend(found.into_iter().map(|row| (row.business_id, row)));
    }
    Ok(held)
}

/// Those whose telephone is not kept as it is.
pub(super) fn not_kept(conn: &mut Conn, all: Vec<Common>) -> Result<Vec<Common>, Problem> {
    let held = kept(conn, &all)?;
    let differs = |one: &Common| held.get(&one.id).map(|row| &row.phone_hash) != one.phone.as_ref();
    Ok(all.into_iter().filter(differs).collect())
}

/// What businesses just written leave in doubt because others have the same; those others are due to
/// be looked at.
pub fn written(
    conn: &mut Conn,
    keys: &Keys,
    rows: &[Common],
) -> Result<HashMap<Id, Vec<Flag>>, Problem> {
    let may = |one: &&Common| one.nib.is_some() || one.phone.is_some();
    let ids: Vec<Id> = rows.iter().filter(may).map(|one| one.id).collect();
    let shared = sharing(conn, &ids)?;
    let mut found = HashMap::new();
    let mut others = Vec::new();
    for one in rows {
        let Some(shared) = shared.get(&one.id) else {
            continue;
        };
        others.extend(one.due());
        found.insert(one.id, one.doubts(keys, *shared));
    }
    due(conn, &others)?;
    Ok(found)
}

/// The keyed hash of a business's telephone, as it is kept.
pub(super) fn phone_of(conn: &mut Conn, id: Id) -> Result<Option<Vec<u8>>, Problem> {
    Ok(on!(conn, |c| phones::table
        .find(id)
        .select(phones::phone_hash)
        .first(c)
        .optional())?)
}

/// With how many others of the same NIB or telephone a business is compared: who has more shares
/// them on purpose, and every write of one would look at all of them.
const OTHERS: usize = 50;

/// Refused, or another row stands for it: whatever such a business shares, nobody need look.
const NOT_COUNTED: [BusinessStatus; 2] = [BusinessStatus::Rejected, BusinessStatus::Merged];

/// Whether a business in this state is compared with others.
pub(super) fn is_compared(status: BusinessStatus) -> bool {
    !NOT_COUNTED.contains(&status)
}

/// Whether the business of the row is compared, and whether another one counts, in SQL.
const COMPARED: &str = "businesses.status NOT IN ('rejected', 'merged')";
const COUNTS: &str = "other.deleted_at IS NULL AND other.status NOT IN ('rejected', 'merged')";

// A subquery with a limit is run for each row by its index; PostgreSQL may make a join of the whole
// register of an EXISTS.

/// In SQL, whether a business of strangers has the same NIB.
static SAME_NIB: LazyLock<String> = LazyLock::new(|| {
    format!(
        "COALESCE((SELECT 1 = 1 FROM (SELECT * FROM businesses AS same WHERE same.register_code = businesses.register_code \
         AND same.nib = businesses.nib AND same.id <> businesses.id LIMIT {OTHERS}) AS other WHERE {COUNTS} AND {} LIMIT 1), 1 = 0)",
        strangers(" AND who.role = 'pemilik'")
    )
});

/// In SQL, whether a business of strangers has the same telephone.
static SAME_PHONE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "COALESCE((SELECT 1 = 1 FROM (SELECT same.business_id FROM business_phones AS same \
         WHERE same.register_code = business_phones.register_code AND same.phone_hash = business_phones.phone_hash \
         AND same.business_id <> businesses.id LIMIT {OTHERS}) AS held \
         JOIN businesses AS other ON other.id = held.business_id WHERE {COUNTS} AND {} LIMIT 1), 1 = 0)",
        strangers("")
    )
});

/// Which of these businesses share a NIB, and which a telephone, with a business that nobody behind
/// them is behind; those that share neither are left out.
pub(super) fn sharing(conn: &mut Conn, of: &[Id]) -> Result<HashMap<Id, Shared>, Problem> {
    let mut found = HashMap::new();
    for ids in of.chunks(KEYS) {
        let rows: Vec<(Id, bool, bool)> = on!(conn, |c| businesses::table
            .left_join(phones::table)
            .filter(within(businesses::id, ids))
            .filter(fixed::<Bool>(COMPARED))
            .select((
                businesses::id,
                fixed::<Bool>(&SAME_NIB),
                fixed::<Bool>(&SAME_PHONE)
            ))
            .load(c))?;
        for (id, nib, phone) in rows {
            if nib || phone {
                found.insert(id, Shared { nib, phone });
            }
        }
    }
    Ok(found)
}

/// In SQL, that both the business of the row and `other` belong to somebody, and nobody to both;
/// `role` says who counts.
fn strangers(role: &str) -> String {
    let (ours, theirs) = (role.replace("who", "ours"), role.replace("who", "theirs"));
    format!(
        "EXISTS (SELECT 1 FROM ownerships AS ours WHERE ours.business_id = businesses.id{ours}) \
         AND EXISTS (SELECT 1 FROM ownerships AS theirs WHERE theirs.business_id = other.id{theirs}) \
         AND NOT EXISTS (SELECT 1 FROM ownerships AS ours JOIN ownerships AS theirs \
         ON theirs.person_id = ours.person_id WHERE ours.business_id = businesses.id{ours} \
         AND theirs.business_id = other.id{theirs})"
    )
}
