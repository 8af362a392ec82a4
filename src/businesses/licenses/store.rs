//! The queries of licenses.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::doubts::{FIELD, doubts, others};
use super::number::read;
use super::rules::check;
use super::status::LicenseStatus;
use super::types::{License, LicenseFilter, LicenseInput, LicenseType};
use crate::app::{App, Tx};
use crate::auth::Who;
use crate::businesses::details::{hold, record, room};
use crate::businesses::store::find as find_business;
use crate::businesses::{BusinessRow, row_flags};
use crate::data_quality::{self, Due, Undecided};
use crate::db::{Conn, Id, Timestamp, on, replace_row, within};
use crate::http::{Code, IfMatch, List, Page, Problem, Rules, etag, page_by_id};
use crate::schema::licenses;
use crate::text::Text;
use crate::values::date::today;

/// What licenses are called where a business has too many.
pub const WHAT: Text = Text::new("izin", "licenses");

/// SQLite binds at most 32,766 values in one statement.
const KEYS: usize = 5_000;

/// A license as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = licenses, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct LicenseRow {
    pub(super) id: Id,
    pub(super) business_id: Id,
    pub(super) register_code: String,
    pub(super) kind: LicenseType,
    pub(super) number: Option<String>,
    number_as_written: Option<String>,
    issuer: Option<String>,
    issued_on: Option<NaiveDate>,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) status: LicenseStatus,
    pub(super) version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl LicenseRow {
    /// A valid license without a number yet.
    pub(super) fn new(owner: &BusinessRow, kind: LicenseType, at: Timestamp) -> Self {
        Self {
            id: Id::new(),
            business_id: owner.id,
            register_code: owner.register_code.clone(),
            kind,
            number: None,
            number_as_written: None,
            issuer: None,
            issued_on: None,
            expires_on: None,
            status: LicenseStatus::Berlaku,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    /// This row with a number that was read, as it was written.
    pub(super) fn numbered(self, number: String, written: String) -> Self {
        Self {
            number_as_written: Some(written).filter(|written| *written != number),
            number: Some(number),
            ..self
        }
    }

    pub(super) fn input(&self) -> LicenseInput {
        LicenseInput {
            kind: self.kind,
            number: self.number.clone(),
            issuer: self.issuer.clone(),
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            status: Some(self.status),
        }
    }

    /// This row, saying what a checked `input` says; `written` is the number as it was given.
    fn saying(self, input: LicenseInput, written: Option<String>) -> Self {
        let kept = self.number == input.number && written == self.number;
        let differs = written.filter(|written| Some(written) != input.number.as_ref());
        Self {
            kind: input.kind,
            number_as_written: if kept {
                self.number_as_written
            } else {
                differs
            },
            number: input.number,
            issuer: input.issuer,
            issued_on: input.issued_on,
            expires_on: input.expires_on,
            status: input.status.unwrap_or(LicenseStatus::Berlaku),
            ..self
        }
    }

    pub(super) fn shown_status(&self) -> LicenseStatus {
        self.status.shown(self.expires_on, today())
    }

    /// Whether its number has the known form of its type.
    pub(super) fn has_known_form(&self) -> bool {
        let number = self.number.as_deref();
        let number = number.and_then(|number| read(self.kind, number).ok());
        number.is_some_and(|number| number.verified == Some(true))
    }

    /// The strong tag of what is shown now: the state changes with the day alone.
    pub(super) fn tag(&self) -> String {
        let passed = self.shown_status() != self.status;
        etag(self.version, if passed { "x" } else { "" })
    }

    /// What callers see of it.
    pub(super) fn view(&self) -> License {
        let number = self.number.as_deref();
        let number = number.and_then(|number| read(self.kind, number).ok());
        License {
            id: self.id,
            business_id: self.business_id,
            kind: self.kind,
            number: self.number.clone(),
            number_as_written: self.number_as_written.clone(),
            format_verified: number.as_ref().and_then(|number| number.verified),
            expiry_year_hint: number.and_then(|number| number.expiry_year),
            issuer: self.issuer.clone(),
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            status: self.shown_status(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// What the history of the business calls it.
    fn part(&self) -> (&'static str, Id) {
        ("license", self.id)
    }
}

/// One page of the licenses of a business in sight, in the order they were entered.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    business: Id,
    query: &List<LicenseFilter>,
) -> Result<Page<License>, Problem> {
    find_business(conn, who, business)?;
    let filter = &query.filter;
    let today = today();
    macro_rules! filtered {
        () => {{
            let mut q = licenses::table
                .filter(licenses::business_id.eq(business))
                .into_boxed();
            if let Some(kind) = filter.kind {
                q = q.filter(licenses::kind.eq(kind));
            }
            let in_force = licenses::status.eq(LicenseStatus::Berlaku);
            let last = licenses::expires_on.assume_not_null();
            match filter.status {
                None => {}
                Some(LicenseStatus::Berlaku) => {
                    q = q
                        .filter(in_force)
                        .filter(licenses::expires_on.is_null().or(last.ge(today)));
                }
                Some(LicenseStatus::Kedaluwarsa) => {
                    let passed = in_force.and(last.lt(today));
                    q = q.filter(licenses::status.eq(LicenseStatus::Kedaluwarsa).or(passed));
                }
                Some(status) => q = q.filter(licenses::status.eq(status)),
            }
            if let Some(before) = filter.expires_before {
                q = q.filter(licenses::expires_on.lt(before));
            }
            q
        }};
    }
    let list = format!("licenses:{business}");
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        licenses,
        LicenseRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// The licenses of businesses.
pub(super) fn of_businesses(
    conn: &mut Conn,
    businesses: &[Id],
) -> Result<Vec<LicenseRow>, Problem> {
    let mut held = Vec::new();
    for ids in businesses.chunks(KEYS) {
        held.extend(on!(conn, |c| licenses::table
            .filter(within(licenses::business_id, ids))
            .select(LicenseRow::as_select())
            .load::<LicenseRow>(c))?);
    }
    Ok(held)
}

/// One license of a business in sight.
pub(super) fn find(
    conn: &mut Conn,
    who: &Who,
    business: Id,
    id: Id,
) -> Result<LicenseRow, Problem> {
    find_business(conn, who, business)?;
    Ok(on!(conn, |c| licenses::table
        .find(id)
        .filter(licenses::business_id.eq(business))
        .select(LicenseRow::as_select())
        .first(c))?)
}

/// Records a license of a business.
pub(super) fn create(
    tx: &mut Tx<'_>,
    business: Id,
    input: LicenseInput,
) -> Result<LicenseRow, Problem> {
    let owner = hold(tx, business)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    let written = input.number.clone();
    let input = checked(&owner, None, input)?;
    once(tx.conn, &owner, None, &input)?;
    let held: i64 = on!(tx.conn, |c| licenses::table
        .filter(licenses::business_id.eq(business))
        .count()
        .get_result(c))?;
    room(held, &WHAT)?;
    let row = LicenseRow::new(&owner, input.kind, tx.at).saying(input, written);
    on!(tx.conn, |c| diesel::insert_into(licenses::table)
        .values(&row)
        .execute(c))?;
    record(tx, &owner, row.part(), None, Some(&row.input()))?;
    doubt(tx, &owner, [&row])?;
    Ok(row)
}

/// Changes a license by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&LicenseInput) -> Result<LicenseInput, Problem>,
) -> Result<LicenseRow, Problem> {
    let (owner, before) = own(tx, business, id, if_match)?;
    let was = before.input();
    let input = patch(&was)?;
    let written = input.number.clone();
    let input = checked(&owner, Some(was.kind), input)?;
    if input == was {
        return Ok(before);
    }
    once(tx.conn, &owner, Some(id), &input)?;
    let row = LicenseRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    }
    .saying(input, written);
    replace_row!(tx.conn, licenses, &row)?;
    record(tx, &owner, row.part(), Some(&was), Some(&row.input()))?;
    doubt(tx, &owner, [&before, &row])?;
    Ok(row)
}

/// Removes a license that was recorded by mistake.
pub(super) fn delete(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let (owner, before) = own(tx, business, id, if_match)?;
    on!(tx.conn, |c| diesel::delete(licenses::table.find(id))
        .execute(c))?;
    record(tx, &owner, before.part(), Some(&before.input()), None)?;
    doubt(tx, &owner, [&before])
}

/// Says what the licenses of a business leave in doubt now; who else has a number that one of them
/// has or had is looked at later.
fn doubt<'a>(
    tx: &mut Tx<'_>,
    owner: &BusinessRow,
    written: impl IntoIterator<Item = &'a LicenseRow>,
) -> Result<(), Problem> {
    let others: Vec<Due> = written.into_iter().filter_map(others).collect();
    data_quality::due(tx.conn, &others)?;
    let flags = doubts(tx.conn, &[owner.id])?.remove(&owner.id);
    let rest = vec![Undecided::AllBut(FIELD)];
    data_quality::set(tx, row_flags(owner, flags.unwrap_or_default(), rest))
}

/// A license that the caller may change, at the version the caller read, and its business, held.
fn own(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(BusinessRow, LicenseRow), Problem> {
    let owner = hold(tx, business)?;
    let before = find(tx.conn, &tx.who, business, id)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    if_match.check_version(before.version)?;
    Ok((owner, before))
}

fn checked(
    owner: &BusinessRow,
    known: Option<LicenseType>,
    input: LicenseInput,
) -> Result<LicenseInput, Problem> {
    let mut rules = Rules::default();
    let input = check(input, known, owner.legal_form, &mut rules);
    rules.finish()?;
    Ok(input)
}

/// Refuses a number that the business has already under the same type.
fn once(
    conn: &mut Conn,
    owner: &BusinessRow,
    own: Option<Id>,
    input: &LicenseInput,
) -> Result<(), Problem> {
    let Some(number) = &input.number else {
        return Ok(());
    };
    let same: Option<Id> = on!(conn, |c| licenses::table
        .filter(licenses::business_id.eq(owner.id))
        .filter(licenses::kind.eq(input.kind))
        .filter(licenses::number.eq(number))
        .select(licenses::id)
        .first(c)
        .optional())?;
    match same.filter(|same| Some(*same) != own) {
        None => Ok(()),
        Some(same) => Err(Problem::new(Code::AlreadyExists)
            .detail(
                "Izin dengan nomor ini sudah tercatat pada usaha ini.",
                "A license with this number is on record for this business.",
            )
            .member("existing_id", same.to_string())),
    }
}
