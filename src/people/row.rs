//! One person as stored.

use std::fmt;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::person::Personal;
use super::{Education, NewPerson, Person, PersonInput, PersonStatus, mask};
use crate::app::App;
use crate::auth::{Scope, Who};
use crate::db::{Id, Timestamp};
use crate::http::{Problem, etag};
use crate::schema::people;
use crate::values::gender::Gender;

/// One person as stored.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct PersonRow {
    /// Her id.
    pub id: Id,
    /// The register she lies in.
    pub register_code: String,
    /// The agency that owns the row.
    pub owner_agency: String,
    /// Her name.
    pub full_name: String,
    /// The name as it is compared, searched and sorted: no titles, one case.
    pub name_key: String,
    /// Gender as recorded.
    pub gender: Option<Gender>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Highest education finished.
    pub education: Option<Education>,
    /// Where she lives.
    pub region_code: Option<String>,
    /// Whether she is the head of her household.
    pub is_household_head: Option<bool>,
    /// Her state.
    pub status: PersonStatus,
    /// Keyed hash of the NIK.
    pub nik_hash: Option<Vec<u8>>,
    /// Keyed hash of the first phone.
    pub phone_hash: Option<Vec<u8>>,
    /// NIK, phones, e-mail, address and disability, encrypted.
    pub sealed: Vec<u8>,
    /// Keyed digest of what is encrypted.
    pub digest: Vec<u8>,
    /// The system the row comes from.
    pub source_system: Option<String>,
    /// The row's id in that system.
    pub source_record_id: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// When she was entered.
    pub created_at: Timestamp,
    /// When she was last changed.
    pub updated_at: Timestamp,
    /// When the row was deleted.
    pub deleted_at: Option<Timestamp>,
}

impl fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRow")
            .field("id", &self.id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// What the encrypted values of a row are bound to.
pub(super) fn context(id: Id) -> String {
    format!("people:{id}")
}

impl PersonRow {
    pub(super) fn personal(&self, app: &App) -> Result<Personal, Problem> {
        let plain = app
            .keys()
            .open(&context(self.id), &self.sealed)
            .map_err(Problem::internal)?;
        // The cause could quote the value: only that it failed is told.
        serde_json::from_slice(&plain)
            .map_err(|_| Problem::internal("the encrypted values of a person cannot be read"))
    }

    /// The input that would make this row, personal values in full.
    pub fn input(&self, app: &App) -> Result<PersonInput, Problem> {
        let personal = self.personal(app)?;
        let stored = NewPerson {
            full_name: self.full_name.clone(),
            gender: self.gender,
            birth_date: self.birth_date,
            education: self.education,
            region_code: self.region_code.clone(),
            is_household_head: self.is_household_head,
            status: self.status,
            source_system: self.source_system.clone(),
            source_record_id: self.source_record_id.clone(),
            personal,
        };
        Ok(stored.input(&self.register_code))
    }

    /// The next version of this row, saying what `person` says.
    pub fn next(&self, app: &App, person: NewPerson, at: Timestamp) -> Self {
        Self {
            version: self.version + 1,
            created_at: self.created_at,
            ..person.into_row(app, self.id, &self.register_code, &self.owner_agency, at)
        }
    }

    /// What a caller sees of it.
    pub fn view(&self, app: &App, who: &Who) -> Result<Person, Problem> {
        let personal = self.personal(app)?;
        let specific = who.has(Scope::DisabilityRead);
        Ok(Person {
            id: self.id,
            register_code: self.register_code.clone(),
            owner_agency: self.owner_agency.clone(),
            full_name: self.full_name.clone(),
            gender: self.gender,
            birth_date: self.birth_date,
            education: self.education,
            region_code: self.region_code.clone(),
            is_household_head: self.is_household_head,
            status: self.status,
            has_nik: personal.nik.is_some(),
            nik_masked: personal.nik.as_deref().map(mask::nik),
            phones_masked: personal.phones.iter().map(|one| mask::phone(one)).collect(),
            email_masked: personal.email.as_deref().map(mask::email),
            address_masked: personal.address.as_ref().map(mask::address),
            disability: specific.then_some(personal.disability),
            marital_status: personal.marital_status,
            is_cooperative_member: personal.is_cooperative_member,
            cooperative_type: personal.cooperative_type,
            other_occupation: personal.other_occupation,
            source_system: self.source_system.clone(),
            source_record_id: self.source_record_id.clone(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }

    /// The strong tag of what a caller sees of it.
    pub fn etag(&self, who: &Who) -> String {
        let specific = who.has(Scope::DisabilityRead);
        etag(self.version, if specific { "d" } else { "" })
    }
}
