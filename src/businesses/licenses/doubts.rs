//! What the licenses of businesses leave in doubt.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use super::number::read;
use super::status::LicenseStatus;
use super::store::{LicenseRow, of_businesses};
use super::types::LicenseType;
use crate::businesses::OwnershipRole;
use crate::businesses::rows::others_own;
use crate::businesses::store::ownerships_of;
use crate::data_quality::{Due, Flag, FlagCode, due};
use crate::db::{Conn, Id, on, within};
use crate::http::Problem;
use crate::schema::{businesses, licenses};
use crate::values::date::today;

/// SQLite binds at most 32,766 values in one statement.
const KEYS: usize = 5_000;

/// The field of the business that the flags name.
pub const FIELD: &str = "licenses";

/// The doubts of businesses; those without are left out.
///
/// Owners and licenses are read as they are stored now.
pub fn doubts(conn: &mut Conn, businesses: &[Id]) -> Result<HashMap<Id, Vec<Flag>>, Problem> {
    let held = of_businesses(conn, businesses)?;
    let today = today();
    let mut found: HashMap<Id, Vec<Flag>> = HashMap::new();
    for row in &held {
        let codes = of_one(row, today);
        if !codes.is_empty() {
            let flags = codes.into_iter().map(|code| Flag::new(code, FIELD));
            found.entry(row.business_id).or_default().extend(flags);
        }
    }
    for business in shared(conn, &held)? {
        let flag = Flag::new(FlagCode::LicenseShared, FIELD);
        found.entry(business).or_default().push(flag);
    }
    Ok(found)
}

/// Has businesses that changed owners looked at where they have licenses, and whoever else has a
/// number of these.
pub fn owners_changed(conn: &mut Conn, businesses: &[Id]) -> Result<(), Problem> {
    let mut looked_at = Vec::new();
    for row in of_businesses(conn, businesses)? {
        looked_at.push(Due::business(row.business_id));
        looked_at.extend(others(&row));
    }
    due(conn, &looked_at)
}

/// Who else has the number of a license, where it is that of one holder.
pub(super) fn others(row: &LicenseRow) -> Option<Due> {
    let number = row.number.as_ref().filter(|_| row.kind.is_one_holder_s())?;
    Some(Due::license(&row.register_code, number))
}

/// What one license says against itself.
fn of_one(row: &LicenseRow, today: NaiveDate) -> Vec<FlagCode> {
    let mut codes = Vec::new();
    let number = row.number.as_deref();
    let number = number.and_then(|number| read(row.kind, number).ok());
    if number.as_ref().and_then(|number| number.verified) == Some(false) {
        codes.push(FlagCode::FormatUnverified);
    }
    // Who records that it has expired, or was revoked, has looked.
    if row.status != LicenseStatus::Berlaku {
        return codes;
    }
    let hint = number.and_then(|number| number.expiry_year);
    match (row.expires_on, hint) {
        (Some(last), _) if last < today => codes.push(FlagCode::LicenseExpired),
        (None, Some(year)) if year < today.year() => codes.push(FlagCode::LicenseExpired),
        _ => {}
    }
    if let (Some(last), Some(year)) = (row.expires_on, hint)
        && last.year() != year
    {
        codes.push(FlagCode::LicenseExpiryDiffers);
    }
    codes
}

/// The businesses with a number that a business of other owners in the same register has as well.
fn shared(conn: &mut Conn, held: &[LicenseRow]) -> Result<HashSet<Id>, Problem> {
    let mut by_register: BTreeMap<&str, Vec<(&str, &LicenseRow)>> = BTreeMap::new();
    for row in held.iter().filter(|row| row.kind.is_one_holder_s()) {
        if let Some(number) = &row.number {
            let rows = by_register.entry(&row.register_code).or_default();
            rows.push((number, row));
        }
    }
    let mut pairs: Vec<(Id, Id)> = Vec::new();
    for (register, rows) in by_register {
        for rows in rows.chunks(KEYS) {
            let numbers: Vec<String> = rows.iter().map(|(n, _)| (*n).to_owned()).collect();
            let others: Vec<(Id, LicenseType, Option<String>)> = on!(conn, |c| licenses::table
                .inner_join(businesses::table)
                .filter(licenses::register_code.eq(register))
                .filter(within(licenses::number, &numbers))
                .filter(businesses::deleted_at.is_null())
                .select((licenses::business_id, licenses::kind, licenses::number))
                .load(c))?;
            for (other, kind, number) in &others {
                let same = rows.iter().filter(|(own, row)| {
                    Some(*own) == number.as_deref()
                        && row.kind == *kind
                        && row.business_id != *other
                });
                pairs.extend(same.map(|(_, row)| (row.business_id, *other)));
            }
        }
    }
    if pairs.is_empty() {
        return Ok(HashSet::new());
    }
    let mut ids: Vec<Id> = pairs
        .iter()
        .flat_map(|(one, other)| [*one, *other])
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let owners = ownerships_of(conn, &ids)?;
    let of = |id: &Id| owners.get(id).map_or(&[][..], Vec::as_slice);
    let apart = pairs.into_iter().filter(|(one, other)| {
        let own = of(one)
            .iter()
            .filter(|row| row.role == OwnershipRole::Pemilik);
        let own: HashSet<Id> = own.map(|row| row.person_id).collect();
        !own.is_empty() && others_own(&own, of(other))
    });
    Ok(apart.map(|(one, _)| one).collect())
}
