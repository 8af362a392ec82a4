//! What callers send and receive.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::values::gender::Gender;

words! {
    /// The state of a person, the code list `person_status`.
    pub enum PersonStatus {
        /// Active.
        Aktif = "aktif",
        /// Deceased.
        Meninggal = "meninggal",
        /// Moved away.
        Pindah = "pindah",
        /// A second row of the same person.
        Duplikat = "duplikat",
    }
}

words! {
    /// The highest education finished, the code list `education`.
    pub enum Education {
        /// Did not finish primary school.
        TidakTamatSd = "tidak_tamat_sd",
        /// Primary school.
        Sd = "sd",
        /// Lower secondary school.
        Smp = "smp",
        /// Upper secondary school.
        Sma = "sma",
        /// Diploma.
        Diploma = "diploma",
        /// Bachelor's degree.
        S1 = "s1",
        /// Master's degree.
        S2 = "s2",
        /// Doctorate.
        S3 = "s3",
    }
}

words! {
    /// The civil status as on the family card, the code list `marital_status`.
    pub enum MaritalStatus {
        /// Never married.
        BelumKawin = "belum_kawin",
        /// Married.
        Kawin = "kawin",
        /// Divorced.
        CeraiHidup = "cerai_hidup",
        /// Widowed.
        CeraiMati = "cerai_mati",
    }
}

words! {
    /// What a cooperative does for its members (UU 25/1992 Pasal 16), the code list `cooperative_type`.
    pub enum CooperativeType {
        /// Sells to its members.
        Konsumen = "konsumen",
        /// Serves its members' production.
        Produsen = "produsen",
        /// Saves and lends.
        SimpanPinjam = "simpan_pinjam",
        /// Offers services.
        Jasa = "jasa",
        /// Sells what its members make.
        Pemasaran = "pemasaran",
    }
}

/// Where somebody is found; stored encrypted.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StreetAddress {
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300, example = "Jalan Contoh 12")]
    pub street: Option<String>,
    /// RT, kept with three digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 3,
        pattern = r"^\d{1,3}$",
        example = "005"
    )]
    pub rt: Option<String>,
    /// RW, kept with three digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 3,
        pattern = r"^\d{1,3}$",
        example = "002"
    )]
    pub rw: Option<String>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 5,
        max_length = 5,
        pattern = r"^\d{5}$",
        example = "75511"
    )]
    pub postal_code: Option<String>,
}

impl fmt::Debug for StreetAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreetAddress(redacted)")
    }
}

/// An address as it is shown: only the postal code is readable, `***` stands for what is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedAddress {
    /// `***` where a street is recorded.
    #[schema(required, max_length = 3)]
    pub street: Option<String>,
    /// `***` where an RT is recorded.
    #[schema(required, max_length = 3)]
    pub rt: Option<String>,
    /// `***` where an RW is recorded.
    #[schema(required, max_length = 3)]
    pub rw: Option<String>,
    /// Postal code, which a whole district shares.
    #[schema(required, max_length = 5)]
    pub postal_code: Option<String>,
}

/// A person to enter.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// Her name as written on the identity card.
    #[schema(min_length = 1, max_length = 200, example = "Contoh Lestari")]
    pub full_name: String,
    /// NIK, sixteen digits; blanks, dots and dashes are dropped. Stored encrypted.
    #[schema(min_length = 1, max_length = 40, example = "6402014107800001")]
    pub nik: Option<String>,
    /// Gender as on the identity card; never guessed.
    #[schema(inline)]
    pub gender: Option<Gender>,
    /// Date of birth: not in the future, not more than 120 years ago.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "1980-07-01")]
    pub birth_date: Option<NaiveDate>,
    /// Highest education finished.
    #[schema(inline)]
    pub education: Option<Education>,
    /// Where she lives, dotted Kemendagri code of any region.
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$",
        example = "64.02.06.1001"
    )]
    pub region_code: Option<String>,
    /// Where she is found. Stored encrypted.
    pub address: Option<StreetAddress>,
    /// Telephone numbers, the main one first; kept as E.164. Stored encrypted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 5, min_length = 1, max_length = 40, example = json!(["081255500123"]))]
    pub phones: Vec<String>,
    /// E-mail address. Stored encrypted.
    #[schema(min_length = 3, max_length = 254, example = "contoh@example.com")]
    pub email: Option<String>,
    /// Disability, specific data (UU 27/2022 Pasal 4): shown with `disability:read` only. Stored encrypted.
    #[schema(min_length = 1, max_length = 200)]
    pub disability: Option<String>,
    /// Whether she is the head of her household.
    pub is_household_head: Option<bool>,
    /// Her civil status (UU 27/2022 Pasal 4 ayat (3)). Stored encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub marital_status: Option<MaritalStatus>,
    /// Whether she is a member of a cooperative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_cooperative_member: Option<bool>,
    /// What that cooperative does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub cooperative_type: Option<CooperativeType>,
    /// What else she works as. Stored encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "guru")]
    pub other_occupation: Option<String>,
    /// Her state; `aktif` when not given.
    #[schema(inline)]
    pub status: Option<PersonStatus>,
    /// The regency or city in whose register she lies; by default that of the caller's agency.
    /// Required of provinces and national agencies; never changes afterwards.
    #[schema(
        min_length = 5,
        max_length = 5,
        pattern = r"^\d{2}\.\d{2}$",
        example = "64.02"
    )]
    pub register_code: Option<String>,
    /// The system the row comes from.
    #[schema(min_length = 1, max_length = 64, example = "simikm")]
    pub source_system: Option<String>,
    /// The row's id in that system; never a NIK.
    #[schema(min_length = 1, max_length = 200, example = "A-001")]
    pub source_record_id: Option<String>,
}

impl fmt::Debug for PersonInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonInput(redacted)")
    }
}

patch_of!(PersonPatch, PersonInput, "A merge patch of a person.");

/// A person, her personal values masked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// Her id.
    pub id: Id,
    /// The regency or city in whose register she lies.
    #[schema(max_length = 5, example = "64.02")]
    pub register_code: String,
    /// The agency that owns the row.
    #[schema(max_length = 64)]
    pub owner_agency: String,
    /// Her name.
    #[schema(max_length = 200)]
    pub full_name: String,
    /// Gender as recorded.
    #[schema(required, inline)]
    pub gender: Option<Gender>,
    /// Date of birth.
    #[schema(required, value_type = Option<String>, format = Date, max_length = 10)]
    pub birth_date: Option<NaiveDate>,
    /// Highest education finished.
    #[schema(required, inline)]
    pub education: Option<Education>,
    /// Where she lives, dotted Kemendagri code.
    #[schema(required, max_length = 13)]
    pub region_code: Option<String>,
    /// Whether she is the head of her household.
    #[schema(required)]
    pub is_household_head: Option<bool>,
    /// Her civil status.
    #[schema(required, inline)]
    pub marital_status: Option<MaritalStatus>,
    /// Whether she is a member of a cooperative.
    #[schema(required)]
    pub is_cooperative_member: Option<bool>,
    /// What that cooperative does.
    #[schema(required, inline)]
    pub cooperative_type: Option<CooperativeType>,
    /// What else she works as.
    #[schema(required, max_length = 200)]
    pub other_occupation: Option<String>,
    /// Her state.
    pub status: PersonStatus,
    /// Whether a NIK is recorded.
    pub has_nik: bool,
    /// The last four digits of the NIK.
    #[schema(required, max_length = 16, example = "************0001")]
    pub nik_masked: Option<String>,
    /// Telephone numbers, only the last four digits readable.
    #[schema(max_items = 5, max_length = 12, example = json!(["08******0123"]))]
    pub phones_masked: Vec<String>,
    /// E-mail address, only first letter and top-level domain readable.
    #[schema(required, max_length = 254, example = "c***@***.com")]
    pub email_masked: Option<String>,
    /// Address, only the postal code readable.
    #[schema(required)]
    pub address_masked: Option<MaskedAddress>,
    /// Disability; present only for tokens with `disability:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub disability: Option<Option<String>>,
    /// The system the row comes from.
    #[schema(required, max_length = 64)]
    pub source_system: Option<String>,
    /// The row's id in that system.
    #[schema(required, max_length = 200)]
    pub source_record_id: Option<String>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When she was entered.
    pub created_at: Timestamp,
    /// When she was last changed.
    pub updated_at: Timestamp,
}

page_of!(PersonPage, Person, "A page of people.");

impl Columns for Person {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("register_code", "/register_code"),
        Column("owner_agency", "/owner_agency"),
        Column("full_name", "/full_name"),
        Column("gender", "/gender"),
        Column("birth_date", "/birth_date"),
        Column("education", "/education"),
        Column("region_code", "/region_code"),
        Column("is_household_head", "/is_household_head"),
        Column("marital_status", "/marital_status"),
        Column("is_cooperative_member", "/is_cooperative_member"),
        Column("cooperative_type", "/cooperative_type"),
        Column("other_occupation", "/other_occupation"),
        Column("status", "/status"),
        Column("nik_masked", "/nik_masked"),
        Column("phones_masked", "/phones_masked"),
        Column("email_masked", "/email_masked"),
        Column("postal_code", "/address_masked/postal_code"),
        Column("updated_at", "/updated_at"),
    ];
}

words! {
    /// The order of people.
    pub enum PersonSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By name, titles and degrees aside.
        Name = "name",
        /// By name, falling.
        NameFalling = "-name",
    }
}

/// Which people.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PersonFilter {
    /// Living in this region or in one below it, dotted Kemendagri code.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$"
    )]
    pub region: Option<String>,
    /// Of this recorded gender.
    #[param(inline)]
    pub gender: Option<Gender>,
    /// In this state.
    #[param(inline)]
    pub status: Option<PersonStatus>,
    /// The order.
    #[param(inline)]
    pub sort: Option<PersonSort>,
}
