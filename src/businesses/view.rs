//! What callers receive.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::derive::{BusinessIkm, BusinessScale, BusinessWorkers, DerivedDocument};
use super::rows::{BusinessRow, OwnershipRow};
use super::status::BusinessStatus;
use super::types::{
    BusinessContact, BusinessKbli, BusinessPlaceType, CoordinateStatus, LegalForm, OwnershipRole,
    Sector,
};
use super::women::Tri;
use crate::app::App;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, Problem, etag, page_of};
use crate::people::mask;

/// How to reach a business, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedContact {
    /// Telephone, only the last four digits readable.
    #[schema(required, max_length = 40, example = "08******1234")]
    pub phone: Option<String>,
    /// E-mail address, only first letter and top-level domain readable.
    #[schema(required, max_length = 254, example = "u***@***.id")]
    pub email: Option<String>,
    /// Whether a street is recorded.
    #[schema(required, max_length = 3, example = "***")]
    pub street: Option<String>,
    /// Whether an RT is recorded.
    #[schema(required, max_length = 3, example = "***")]
    pub rt: Option<String>,
    /// Whether an RW is recorded.
    #[schema(required, max_length = 3, example = "***")]
    pub rw: Option<String>,
    /// Postal code.
    #[schema(required, max_length = 5, example = "75511")]
    pub postal_code: Option<String>,
}

impl MaskedContact {
    /// Masks a contact exactly as a person's is masked.
    pub fn of(contact: &BusinessContact) -> Self {
        let masked = |value: &Option<String>, mask: fn(&str) -> String| value.as_deref().map(mask);
        Self {
            phone: masked(&contact.phone, mask::phone),
            email: masked(&contact.email, mask::email),
            street: masked(&contact.street, mask::street),
            rt: masked(&contact.rt, mask::street),
            rw: masked(&contact.rw, mask::street),
            postal_code: contact.postal_code.clone(),
        }
    }

    /// Masks a contact as it stands in the audit trail.
    pub(super) fn of_value(value: &Value) -> Value {
        serde_json::from_value::<BusinessContact>(value.clone())
            .ok()
            .and_then(|contact| serde_json::to_value(Self::of(&contact)).ok())
            .unwrap_or(Value::Null)
    }
}

/// An owner or manager on record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ownership {
    /// The person; her name and gender are at `/v1/people/{id}`.
    pub person_id: Id,
    /// What she or he is to the business.
    pub role: OwnershipRole,
    /// The share in percent.
    #[schema(required, minimum = 0.01, maximum = 100)]
    pub share_percent: Option<f64>,
    /// Whether the main one of that role.
    pub is_main: bool,
    /// Since when.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub since: Option<NaiveDate>,
    /// Until when, if it has ended.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub until: Option<NaiveDate>,
}

impl From<&OwnershipRow> for Ownership {
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

/// A business: what was entered, its state, and what is derived.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Business {
    /// Its id.
    pub id: Id,
    /// The regency or city whose register it lies in.
    #[schema(min_length = 5, max_length = 5, example = "64.02")]
    pub register_code: String,
    /// The agency that entered it.
    #[schema(max_length = 64)]
    pub owner_agency: String,
    /// Its name.
    #[schema(max_length = 200)]
    pub name: String,
    /// The name it trades under, if another.
    #[schema(required, max_length = 200)]
    pub trade_name: Option<String>,
    /// Its legal form.
    #[schema(required)]
    pub legal_form: Option<LegalForm>,
    /// Its sector.
    #[schema(required)]
    pub sector: Option<Sector>,
    /// Where it works.
    #[schema(required)]
    pub business_place_type: Option<BusinessPlaceType>,
    /// What it mainly does, in its own words.
    #[schema(required, max_length = 300)]
    pub main_activity: Option<String>,
    /// Whether its products carry nutrition facts (informasi nilai gizi).
    #[schema(required)]
    pub has_nutrition_facts: Option<bool>,
    /// Where it lies, dotted Kemendagri code.
    #[schema(max_length = 13, example = "64.02.06.1005")]
    pub region_code: String,
    /// Its fields of business.
    #[schema(max_items = 10)]
    pub kbli: Vec<BusinessKbli>,
    /// NIB.
    #[schema(required, min_length = 13, max_length = 13)]
    pub nib: Option<String>,
    /// P-IRT number.
    #[schema(required, max_length = 64)]
    pub pirt: Option<String>,
    /// When it started: year, month or day.
    #[schema(required, min_length = 4, max_length = 10, example = "2019-03")]
    pub started_on: Option<String>,
    /// When an agency registered it.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub registered_on: Option<NaiveDate>,
    /// Whether it is done at home with the family's help.
    #[schema(required)]
    pub home_based: Option<bool>,
    /// Latitude in degrees (WGS 84).
    #[schema(required, minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    /// Longitude in degrees (WGS 84).
    #[schema(required, minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// How well the place is known.
    #[schema(required)]
    pub coordinate_status: Option<CoordinateStatus>,
    /// How to reach it, as far as it may be shown.
    pub contact_masked: MaskedContact,
    /// Its owners and managers.
    #[schema(max_items = 50)]
    pub owners: Vec<Ownership>,
    /// Its state.
    pub status: BusinessStatus,
    /// The states that may follow.
    #[schema(max_items = 10)]
    pub allowed_transitions: Vec<BusinessStatus>,
    /// Since when it is in that state, where the move named a day.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub status_on: Option<NaiveDate>,
    /// Why it is in that state, where the move gave a reason.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The business that stands for a merged one.
    #[schema(required)]
    pub merged_into: Option<Id>,
    /// Whether women own it: a woman alone, or women with at least 51 % (this register's definition).
    pub women_owned: Tri,
    /// Whether a woman leads it: the main manager, or all managers (this register's definition).
    pub women_led: Tri,
    /// Its scale (PP 7/2021 Pasal 35).
    pub scale: BusinessScale,
    /// Its IKM class (Permenperin 64/M-IND/PER/7/2016).
    pub ikm: BusinessIkm,
    /// Its workers.
    pub workers: BusinessWorkers,
    /// The system the row comes from.
    #[schema(required, max_length = 64)]
    pub source_system: Option<String>,
    /// Its id there.
    #[schema(required, max_length = 128)]
    pub source_record_id: Option<String>,
    /// Rises with each change, also of what hangs on it, such as a snapshot or a license.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(BusinessPage, Business, "A page of businesses.");

impl Columns for Business {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("register_code", "/register_code"),
        Column("owner_agency", "/owner_agency"),
        Column("name", "/name"),
        Column("trade_name", "/trade_name"),
        Column("legal_form", "/legal_form"),
        Column("sector", "/sector"),
        Column("business_place_type", "/business_place_type"),
        Column("main_activity", "/main_activity"),
        Column("has_nutrition_facts", "/has_nutrition_facts"),
        Column("region_code", "/region_code"),
        Column("kbli_version", "/kbli/0/version"),
        Column("kbli_code", "/kbli/0/code"),
        Column("nib", "/nib"),
        Column("pirt", "/pirt"),
        Column("started_on", "/started_on"),
        Column("registered_on", "/registered_on"),
        Column("home_based", "/home_based"),
        Column("latitude", "/latitude"),
        Column("longitude", "/longitude"),
        Column("coordinate_status", "/coordinate_status"),
        Column("phone_masked", "/contact_masked/phone"),
        Column("status", "/status"),
        Column("women_owned", "/women_owned"),
        Column("women_led", "/women_led"),
        Column("scale", "/scale/value"),
        Column("scale_basis", "/scale/basis"),
        Column("ikm_class", "/ikm/class"),
        Column("workers_male", "/workers/male"),
        Column("workers_female", "/workers/female"),
        Column("source_system", "/source_system"),
        Column("source_record_id", "/source_record_id"),
        Column("version", "/version"),
        Column("updated_at", "/updated_at"),
    ];
}

impl Business {
    /// What callers see of a row.
    pub fn of(
        row: &BusinessRow,
        owners: &[OwnershipRow],
        app: &App,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let (mut plain, standing) = row.parts()?;
        let derived: DerivedDocument = row.derived.read().map_err(Problem::unreadable)?;
        let status = row.shown_status(now);
        // The main code first: the CSV shows that one.
        plain.kbli.sort_by_key(|kbli| !kbli.is_main);
        Ok(Self {
            id: row.id,
            register_code: row.register_code.clone(),
            owner_agency: row.owner_agency.clone(),
            contact_masked: MaskedContact::of(&row.contact(app)?),
            owners: owners.iter().map(Ownership::from).collect(),
            status,
            allowed_transitions: status.allowed().to_vec(),
            status_on: standing.on,
            status_reason: standing.reason,
            merged_into: standing.merged_into,
            women_owned: row.women_owned,
            women_led: row.women_led,
            scale: derived.scale,
            ikm: derived.ikm,
            workers: derived.workers,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            name: plain.name,
            trade_name: plain.trade_name,
            legal_form: plain.legal_form,
            sector: plain.sector,
            business_place_type: plain.business_place_type,
            main_activity: plain.main_activity,
            has_nutrition_facts: plain.has_nutrition_facts,
            region_code: plain.region_code,
            kbli: plain.kbli,
            nib: plain.nib,
            pirt: plain.pirt,
            started_on: plain.started_on,
            registered_on: plain.registered_on,
            home_based: plain.home_based,
            latitude: plain.latitude,
            longitude: plain.longitude,
            coordinate_status: plain.coordinate_status,
            source_system: plain.source_system,
            source_record_id: plain.source_record_id,
        })
    }

    /// The strong tag of what is shown.
    pub fn tag(&self) -> String {
        tag(self.version, self.status)
    }
}

impl BusinessRow {
    /// The strong tag of what is shown now.
    pub fn tag(&self, now: Timestamp) -> String {
        tag(self.version, self.shown_status(now))
    }
}

/// The shown state changes with time alone, and with it the representation.
fn tag(version: i64, shown: BusinessStatus) -> String {
    let view = match shown {
        BusinessStatus::ReverificationDue => "d",
        _ => "",
    };
    etag(version, view)
}
