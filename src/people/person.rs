//! A person who meets the rules, on her way into a row.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::row::{PersonRow, context};
use super::{CooperativeType, Education, MaritalStatus, PersonInput, PersonStatus, StreetAddress};
use crate::app::App;
use crate::db::{Id, Timestamp};
use crate::values::gender::Gender;
use crate::values::name;

/// A person who meets the rules, her values in their one form.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Her name.
    pub full_name: String,
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
    /// The system the row comes from.
    pub source_system: Option<String>,
    /// The row's id in that system.
    pub source_record_id: Option<String>,
    pub(super) personal: Personal,
}

/// What stands encrypted only; its JSON is canonical, since the order of fields is fixed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Personal {
    pub nik: Option<String>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub address: Option<StreetAddress>,
    pub disability: Option<String>,
    // What came later is left out where nothing is said, so that digests made before stay right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marital_status: Option<MaritalStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_cooperative_member: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooperative_type: Option<CooperativeType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_occupation: Option<String>,
}

impl Personal {
    pub fn json(&self) -> Vec<u8> {
        // Strings, words and options of them always serialize.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPerson(redacted)")
    }
}

impl NewPerson {
    /// The keyed hash of the NIK, the same in every register.
    pub fn nik_hash(&self, app: &App) -> Option<Vec<u8>> {
        self.personal.nik.as_deref().map(|nik| nik_hash(app, nik))
    }

    /// The keyed hash of the first phone.
    pub fn phone_hash(&self, app: &App) -> Option<Vec<u8>> {
        let first = self.personal.phones.first();
        first.map(|phone| phone_hash(app, phone))
    }

    /// The keyed digest of the encrypted values: equal digests, equal values.
    pub fn digest(&self, app: &App) -> Vec<u8> {
        app.keys()
            .digest("people", &[&self.personal.json()])
            .to_vec()
    }

    /// Whether the row already says all this; nothing is decrypted.
    pub fn equals(&self, app: &App, row: &PersonRow) -> bool {
        self.full_name == row.full_name
            && self.gender == row.gender
            && self.birth_date == row.birth_date
            && self.education == row.education
            && self.region_code == row.region_code
            && self.is_household_head == row.is_household_head
            && self.status == row.status
            && self.source_system == row.source_system
            && self.source_record_id == row.source_record_id
            && self.digest(app) == row.digest
    }

    /// A new row of her, at version 1.
    pub fn into_row(
        self,
        app: &App,
        id: Id,
        register: &str,
        owner_agency: &str,
        at: Timestamp,
    ) -> PersonRow {
        PersonRow {
            nik_hash: self.nik_hash(app),
            phone_hash: self.phone_hash(app),
            sealed: app.keys().seal(&context(id), &self.personal.json()),
            digest: self.digest(app),
            id,
            register_code: register.to_owned(),
            owner_agency: owner_agency.to_owned(),
            name_key: name::person_match_key(&self.full_name),
            full_name: self.full_name,
            gender: self.gender,
            birth_date: self.birth_date,
            education: self.education,
            region_code: self.region_code,
            is_household_head: self.is_household_head,
            status: self.status,
            source_system: self.source_system,
            source_record_id: self.source_record_id,
            version: 1,
            created_at: at,
            updated_at: at,
            deleted_at: None,
        }
    }

    /// The input that says the same, every value in its one form.
    pub fn input(&self, register: &str) -> PersonInput {
        let personal = self.personal.clone();
        PersonInput {
            full_name: self.full_name.clone(),
            nik: personal.nik,
            gender: self.gender,
            birth_date: self.birth_date,
            education: self.education,
            region_code: self.region_code.clone(),
            address: personal.address,
            phones: personal.phones,
            email: personal.email,
            disability: personal.disability,
            is_household_head: self.is_household_head,
            marital_status: personal.marital_status,
            is_cooperative_member: personal.is_cooperative_member,
            cooperative_type: personal.cooperative_type,
            other_occupation: personal.other_occupation,
            status: Some(self.status),
            register_code: Some(register.to_owned()),
            source_system: self.source_system.clone(),
            source_record_id: self.source_record_id.clone(),
        }
    }
}

/// The keyed hash of a NIK in its one form.
pub fn nik_hash(app: &App, nik: &str) -> Vec<u8> {
    app.keys().digest("nik", &[nik.as_bytes()]).to_vec()
}

/// The keyed hash of a phone in its one form.
pub(super) fn phone_hash(app: &App, phone: &str) -> Vec<u8> {
    app.keys().digest("phone", &[phone.as_bytes()]).to_vec()
}
