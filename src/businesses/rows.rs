//! The rows of businesses, ownerships and snapshots as they are stored.

use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::classification::{IkmClass, Scale};
use super::snapshots::SnapshotMethod;
use super::status::BusinessStatus;
use super::types::{
    BusinessContact, BusinessInput, BusinessOwner, KbliVersion, LegalForm, OwnershipRole, Sector,
};
use super::women::Tri;
use crate::app::App;
use crate::db::{Id, JsonText, Timestamp};
use crate::http::Problem;
use crate::schema::{businesses, ownerships, snapshots};

/// A business as stored.
///
/// `document` holds the plain part of the input as JSON, `sealed` the contact (encrypted), `digest`
/// a keyed digest of the whole input: equal digests mean an equal business, without decrypting.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = businesses, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct BusinessRow {
    /// Its id.
    pub id: Id,
    /// The regency whose register it lies in.
    pub register_code: String,
    /// The agency that entered it.
    pub owner_agency: String,
    /// Its name.
    pub name: String,
    /// Name and trade name in lower case, for search.
    pub search_text: String,
    /// Where it lies.
    pub region_code: String,
    /// Its sector.
    pub sector: Option<Sector>,
    /// Its legal form.
    pub legal_form: Option<LegalForm>,
    /// The edition of its main KBLI code.
    pub kbli_version: Option<KbliVersion>,
    /// Its main KBLI code.
    pub kbli_code: Option<String>,
    /// Its NIB.
    pub nib: Option<String>,
    /// The stored state; the shown one may be `reverification_due`.
    pub status: BusinessStatus,
    /// Whether women own it.
    pub women_owned: Tri,
    /// Whether a woman leads it.
    pub women_led: Tri,
    /// Its scale.
    pub scale: Option<Scale>,
    /// Its IKM class.
    pub ikm_class: Option<IkmClass>,
    /// Men at work.
    pub workers_male: Option<i32>,
    /// Women at work.
    pub workers_female: Option<i32>,
    /// When an agency registered it.
    pub registered_on: Option<NaiveDate>,
    /// The plain part of the input, and the circumstances of its state.
    pub document: JsonText,
    /// What is derived, with its reasons.
    pub derived: JsonText,
    /// The contact, encrypted.
    pub sealed: Vec<u8>,
    /// Keyed digest of the input.
    pub digest: Vec<u8>,
    /// The system it comes from.
    pub source_system: Option<String>,
    /// Its id there.
    pub source_record_id: Option<String>,
    /// Keyed hash of what an import matches by.
    pub match_hash: Option<Vec<u8>>,
    /// Who submitted it, `agency/actor`.
    pub submitted_by: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was removed.
    pub deleted_at: Option<Timestamp>,
}

impl fmt::Debug for BusinessRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BusinessRow")
            .field("id", &self.id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The circumstances of a state: since when, why, and which row stands for a merged one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Since when, as the caller said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The row that stands for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Id>,
}

/// The member of `document` that holds the [`Standing`]; every other member is one of the input.
const STANDING: &str = "standing";

/// What sealed contacts are bound to.
pub(super) fn context(id: Id) -> String {
    format!("businesses:{id}")
}

/// The plain part of an input as it is stored.
pub(super) fn document(input: &BusinessInput, standing: &Standing) -> JsonText {
    let plain = BusinessInput {
        contact: None,
        owners: Vec::new(),
        ..input.clone()
    };
    let standing = serde_json::to_value(standing).unwrap_or_default();
    if standing.as_object().is_none_or(Map::is_empty) {
        return JsonText::of(&plain);
    }
    let mut value = serde_json::to_value(plain).unwrap_or_default();
    if let Value::Object(object) = &mut value {
        object.insert(STANDING.to_owned(), standing);
    }
    JsonText::of(&value)
}

impl BusinessRow {
    /// The input it was made of, without contact and owners, and the circumstances of its state.
    pub fn parts(&self) -> Result<(BusinessInput, Standing), Problem> {
        // Most businesses stand in a state without further words: they are read in one go.
        if !self.document.mentions(STANDING) {
            let plain = self.document.read().map_err(Problem::unreadable)?;
            return Ok((plain, Standing::default()));
        }
        let mut object: Map<String, Value> = self.document.read().map_err(Problem::unreadable)?;
        let standing = object
            .shift_remove(STANDING)
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default();
        let plain = serde_json::from_value(Value::Object(object)).map_err(Problem::unreadable)?;
        Ok((plain, standing))
    }

    /// The input it was made of, without contact and owners.
    pub fn plain(&self) -> Result<BusinessInput, Problem> {
        self.parts().map(|(plain, _)| plain)
    }

    /// The circumstances of its state.
    pub fn standing(&self) -> Standing {
        #[derive(Deserialize)]
        struct Only {
            #[serde(default)]
            standing: Standing,
        }
        let only = self.document.read().ok();
        only.map(|only: Only| only.standing).unwrap_or_default()
    }

    /// Its contact, decrypted.
    pub fn contact(&self, app: &App) -> Result<BusinessContact, Problem> {
        let plain = app
            .keys()
            .open(&context(self.id), &self.sealed)
            .map_err(Problem::internal)?;
        serde_json::from_slice(&plain).map_err(Problem::unreadable)
    }

    /// The whole input it was made of.
    pub fn input(&self, app: &App, owners: &[OwnershipRow]) -> Result<BusinessInput, Problem> {
        let contact = self.contact(app)?;
        let mut owners: Vec<BusinessOwner> = owners.iter().map(BusinessOwner::from).collect();
        super::parse::sort_owners(&mut owners);
        Ok(BusinessInput {
            contact: Some(contact).filter(|contact| *contact != BusinessContact::default()),
            owners,
            ..self.plain()?
        })
    }

    /// The state to show now.
    pub fn shown_status(&self, now: Timestamp) -> BusinessStatus {
        self.status.shown(self.updated_at, now)
    }
}

/// Who owns or runs a business, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ownerships, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct OwnershipRow {
    /// The business.
    pub business_id: Id,
    /// The person.
    pub person_id: Id,
    /// What she or he is to it.
    pub role: OwnershipRole,
    /// Whether the main one of that role.
    pub is_main: bool,
    /// The share in hundredths of a percent.
    pub share_hundredths: Option<i32>,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
}

impl From<&OwnershipRow> for BusinessOwner {
    fn from(row: &OwnershipRow) -> Self {
        Self {
            person_id: row.person_id,
            role: row.role,
            share_percent: row.share_hundredths.map(|share| f64::from(share) / 100.0),
            is_main: row.is_main,
            since: row.since,
            until: row.until,
        }
    }
}

impl OwnershipRow {
    /// The row of an owner whose values were checked.
    pub fn of(business: Id, owner: &BusinessOwner) -> Self {
        Self {
            business_id: business,
            person_id: owner.person_id,
            role: owner.role,
            is_main: owner.is_main,
            share_hundredths: owner.share_percent.and_then(super::parse::hundredths),
            since: owner.since,
            until: owner.until,
        }
    }
}

/// Whether a business is known to be owned, and by nobody of `own`.
pub(super) fn others_own(own: &HashSet<Id>, owners: &[OwnershipRow]) -> bool {
    let mut owners = owners
        .iter()
        .filter(|row| row.role == OwnershipRole::Pemilik)
        .peekable();
    owners.peek().is_some() && owners.all(|row| !own.contains(&row.person_id))
}

/// A snapshot as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = snapshots, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct SnapshotRow {
    /// Its id.
    pub id: Id,
    /// The business.
    pub business_id: Id,
    /// The day it describes.
    pub as_of: NaiveDate,
    /// Own capital in rupiah.
    pub capital_own_idr: Option<i64>,
    /// Loan capital in rupiah.
    pub capital_loan_idr: Option<i64>,
    /// Investment in rupiah.
    pub investment_idr: Option<i64>,
    /// Sales of a year in rupiah.
    pub annual_sales_idr: Option<i64>,
    /// Men at work.
    pub workers_male: Option<i32>,
    /// Women at work.
    pub workers_female: Option<i32>,
    /// How it was found out.
    pub method: SnapshotMethod,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What a survey asks besides.
    pub survey: Option<JsonText>,
}
