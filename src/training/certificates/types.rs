//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::{CertificateStatus, CertificateType, CompetenceResult};
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of};

/// A certificate to issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateInput {
    /// The enrollment it is issued for.
    pub enrollment_id: Id,
    /// What it says.
    #[serde(rename = "type")]
    pub kind: CertificateType,
    /// Its title; the program's without it.
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Pengolahan Hasil Perikanan"
    )]
    pub title: Option<String>,
    /// Its number, unique within the agency; one is made without it.
    #[schema(min_length = 1, max_length = 120, example = "071/KELULUSAN/2026")]
    pub number: Option<String>,
    /// The organization that issues it; the LSP, required for `kompetensi_bnsp`.
    pub issuer_id: Option<Id>,
    /// The SKKNI scheme of the examination; required for `kompetensi_bnsp`.
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Pengolahan ikan, klaster 2"
    )]
    pub skkni_scheme: Option<String>,
    /// The level of the national qualification framework (KKNI, Perpres 8/2012), 1 to 9.
    #[schema(minimum = 1, maximum = 9)]
    pub kkni_level: Option<i32>,
    /// How the examination came out; required for `kompetensi_bnsp`, and for nothing else.
    pub result: Option<CompetenceResult>,
    /// The day of issue: not in the future, not before the batch's last day (for `kehadiran` not
    /// before its first).
    #[schema(min_length = 10, max_length = 10, example = "2026-03-06")]
    pub issued_on: NaiveDate,
    /// The last day it is valid, after the day of issue; without it, it does not expire.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "2029-03-06")]
    pub expires_on: Option<NaiveDate>,
}

/// A certificate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Certificate {
    /// Its id.
    pub id: Id,
    /// The enrollment it was issued for.
    pub enrollment_id: Id,
    /// Who holds it.
    pub person_id: Id,
    /// The regency or city in whose register she lies.
    #[schema(max_length = 5, example = "64.02")]
    pub register_code: String,
    /// The agency that issued it, by its code.
    #[schema(max_length = 64, example = "distransnaker-kukar")]
    pub agency: String,
    /// What it says.
    #[serde(rename = "type")]
    pub kind: CertificateType,
    /// Its number.
    #[schema(max_length = 120)]
    pub number: String,
    /// Its title.
    #[schema(max_length = 200)]
    pub title: String,
    /// The organization that issued it.
    #[schema(required)]
    pub issuer_id: Option<Id>,
    /// The SKKNI scheme of the examination.
    #[schema(required, max_length = 200)]
    pub skkni_scheme: Option<String>,
    /// The level of the national qualification framework (KKNI).
    #[schema(required, minimum = 1, maximum = 9)]
    pub kkni_level: Option<i32>,
    /// How the examination came out.
    #[schema(required)]
    pub result: Option<CompetenceResult>,
    /// The day of issue.
    #[schema(min_length = 10, max_length = 10)]
    pub issued_on: NaiveDate,
    /// The last day it is valid.
    #[schema(required, value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub expires_on: Option<NaiveDate>,
    /// What anybody has it checked by at `/v1/certificates/verify/{code}`: print it on the paper.
    #[schema(
        min_length = 26,
        max_length = 26,
        example = "7H3K9QZ2M4XW8R5T1VBN6CDFGJ"
    )]
    pub code: String,
    /// Its state; `expired` follows from the day.
    pub status: CertificateStatus,
    /// Why it was revoked.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 1)]
    pub allowed_transitions: &'static [CertificateStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(CertificatePage, Certificate, "A page of certificates.");

impl Columns for Certificate {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("enrollment_id", "/enrollment_id"),
        Column("person_id", "/person_id"),
        Column("register_code", "/register_code"),
        Column("agency", "/agency"),
        Column("type", "/type"),
        Column("number", "/number"),
        Column("title", "/title"),
        Column("issuer_id", "/issuer_id"),
        Column("skkni_scheme", "/skkni_scheme"),
        Column("kkni_level", "/kkni_level"),
        Column("result", "/result"),
        Column("issued_on", "/issued_on"),
        Column("expires_on", "/expires_on"),
        Column("code", "/code"),
        Column("status", "/status"),
        Column("status_reason", "/status_reason"),
    ];
}

/// What anybody is told of a certificate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CertificateVerification {
    /// Its title.
    #[schema(max_length = 200, example = "Pengolahan Hasil Perikanan")]
    pub title: String,
    /// Its holder, of each part of her name the first letter.
    #[schema(max_length = 300, example = "C*** L***")]
    pub holder_masked: String,
    /// Whether it proves something today: issued, not revoked, not expired, and not the record of
    /// somebody found not yet competent.
    pub valid: bool,
}

/// A move in the life cycle of a certificate.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateTransition {
    /// The state to move to: `revoked`.
    pub to: CertificateStatus,
    /// Why; required.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

words! {
    /// The order of certificates.
    pub enum CertificateSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By the day of issue.
        IssuedOn = "issued_on",
        /// By the day of issue, latest first.
        IssuedOnFalling = "-issued_on",
    }
}

/// Which certificates.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CertificateFilter {
    /// Of this person.
    #[param(inline)]
    pub person_id: Option<Id>,
    /// Of this enrollment.
    #[param(inline)]
    pub enrollment_id: Option<Id>,
    /// Issued by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// That say this.
    #[serde(rename = "type")]
    #[param(inline)]
    pub kind: Option<CertificateType>,
    /// In this state, as of today.
    #[param(inline)]
    pub status: Option<CertificateStatus>,
    /// The order.
    #[param(inline)]
    pub sort: Option<CertificateSort>,
}
