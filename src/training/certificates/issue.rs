//! Issuing a certificate.

use chrono::Datelike;
use diesel::prelude::*;
use serde_json::Value;

use super::code;
use super::rules::{self, Standing, certifies};
use super::status::{CertificateStatus, CertificateType, CompetenceResult};
use super::store::CertificateRow;
use super::types::CertificateInput;
use crate::app::Tx;
use crate::audit::difference;
use crate::changes::Kind;
use crate::db::{Conn, Id, dialect, on};
use crate::http::{Code, Problem, Rules, known};
use crate::reference::organizations;
use crate::schema::certificates;
use crate::text::Text;
use crate::training::attendance;
use crate::training::batches::store as batches;
use crate::training::enrollments::{self, EnrollmentRow};
use crate::training::programs::store as programs;

/// Issues a certificate for an enrollment of the caller's own.
pub(super) fn issue(
    tx: &mut Tx<'_>,
    mut input: CertificateInput,
) -> Result<CertificateRow, Problem> {
    let mut rules = Rules::default();
    // Under the batch's lock: of two that are issued at once the second finds the first.
    let held = known(enrollments::store::hold(tx, input.enrollment_id))?;
    if held.is_none() {
        rules.broken(
            "/enrollment_id",
            "unknown_reference",
            Text::new(
                "Kepesertaan ini tidak ditemukan di wilayah kerja Anda.",
                "This enrollment does not exist in your jurisdiction.",
            ),
        );
    }
    rules::check(&mut input, &mut rules);
    organizations::check_known(tx.conn, input.issuer_id, "/issuer_id", &mut rules)?;
    if let Some((batch, enrollment)) = &held {
        let share = attendance::share(tx.conn, enrollment, tx.at)?;
        let standing = Standing {
            status: enrollment.status,
            days: (batch.starts_on, batch.ends_on),
            sessions: share.sessions,
            hadir: share.hadir,
        };
        rules::check_standing(&input, &standing, &mut rules);
        batches::check_not_canceled(batch, &mut rules);
    }
    rules.finish()?;
    let Some((batch, enrollment)) = held else {
        return Err(Problem::not_found());
    };
    must_be_the_only(tx.conn, &input)?;
    let title = match input.title.take() {
        Some(title) => title,
        None => programs::find(tx.conn, &tx.who, batch.program_id)?.title,
    };
    let number = match input.number.take() {
        Some(number) => number,
        None => next_number(tx, &input)?,
    };
    let row = new(tx, &enrollment, input, title, number);
    on!(tx.conn, |c| diesel::insert_into(certificates::table)
        .values(&row)
        .execute(c))?;
    tx.record(
        row.act("created", Some(difference(&Value::Null, &said(&row)))),
        Kind::Created,
    )?;
    if certifies(row.kind, row.result) {
        enrollments::certify(tx, row.enrollment_id)?;
    }
    Ok(row)
}

fn new(
    tx: &Tx<'_>,
    enrollment: &EnrollmentRow,
    input: CertificateInput,
    title: String,
    number: String,
) -> CertificateRow {
    CertificateRow {
        id: Id::new(),
        enrollment_id: enrollment.id,
        person_id: enrollment.person_id,
        register_code: enrollment.register_code.clone(),
        owner_agency: enrollment.owner_agency.clone(),
        kind: input.kind,
        number,
        title,
        issuer_id: input.issuer_id,
        skkni_scheme: input.skkni_scheme,
        kkni_level: input.kkni_level,
        result: input.result,
        issued_on: input.issued_on,
        expires_on: input.expires_on,
        code: code::new(),
        status: CertificateStatus::Issued,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
}

/// What the audit trail keeps of a new certificate; its code is shown in the row alone.
fn said(row: &CertificateRow) -> Value {
    serde_json::json!({
        "enrollment_id": row.enrollment_id, "person_id": row.person_id, "type": row.kind,
        "number": row.number, "title": row.title, "issuer_id": row.issuer_id,
        "skkni_scheme": row.skkni_scheme, "kkni_level": row.kkni_level, "result": row.result,
        "issued_on": row.issued_on, "expires_on": row.expires_on, "status": row.status
    })
}

/// Refuses a second valid certificate of a type for one enrollment.
///
/// One that expired is renewed, and who was not yet competent is examined again.
fn must_be_the_only(conn: &mut Conn, input: &CertificateInput) -> Result<(), Problem> {
    if input.result == Some(CompetenceResult::BelumKompeten) {
        return Ok(());
    }
    let issued: Vec<CertificateRow> = on!(conn, |c| certificates::table
        .filter(certificates::enrollment_id.eq(input.enrollment_id))
        .filter(certificates::kind.eq(input.kind))
        .filter(certificates::status.eq(CertificateStatus::Issued))
        .select(CertificateRow::as_select())
        .load(c))?;
    match issued.iter().find(|row| row.is_valid()) {
        None => Ok(()),
        Some(row) => Err(Problem::new(Code::AlreadyExists)
            .at(
                "/type",
                "already_issued",
                Text::new(
                    "Sertifikat jenis ini sudah terbit dan masih berlaku; lihat existing_id.",
                    "A valid certificate of this type is issued already; see existing_id.",
                ),
            )
            .member("existing_id", row.id.to_string())),
    }
}

/// The next number of the agency in the year of issue: `12/KELULUSAN/DP3A-KUKAR/2026`.
fn next_number(tx: &mut Tx<'_>, input: &CertificateInput) -> Result<String, Problem> {
    let agency = tx.who.agency.clone();
    let lock = tx
        .app
        .keys()
        .digest("certificate-numbers", &[agency.as_bytes()]);
    let lock = lock[..8]
        .iter()
        .fold(0_i64, |number, byte| (number << 8) | i64::from(*byte));
    dialect::lock(tx.conn, lock)?;
    let kind = match input.kind {
        CertificateType::Kehadiran => "KEHADIRAN",
        CertificateType::Kelulusan => "KELULUSAN",
        CertificateType::KompetensiBnsp => "BNSP",
    };
    let tail = format!(
        "/{kind}/{}/{}",
        agency.to_uppercase(),
        input.issued_on.year()
    );
    let like = format!("%{tail}");
    let taken: Vec<String> = on!(tx.conn, |c| certificates::table
        .filter(certificates::owner_agency.eq(&agency))
        .filter(certificates::number.like(&like))
        .select(certificates::number)
        .load(c))?;
    let last = taken
        .iter()
        .filter_map(|number| number.strip_suffix(tail.as_str())?.parse::<u32>().ok())
        .max();
    Ok(format!("{}{tail}", last.unwrap_or(0).saturating_add(1)))
}
