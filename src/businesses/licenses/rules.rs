//! The rules of a license: a pure file.

use super::number;
use super::status::LicenseStatus;
use super::types::{LicenseInput, LicenseType};
use crate::businesses::LegalForm;
use crate::http::Rules;
use crate::text::Text;
use crate::values::date::today;

/// Checks a license of a business of this legal form and brings its values into their one form;
/// `known` is the type it had before.
pub(super) fn check(
    mut input: LicenseInput,
    known: Option<LicenseType>,
    form: Option<LegalForm>,
    rules: &mut Rules,
) -> LicenseInput {
    let status = input.status.unwrap_or(LicenseStatus::Berlaku);
    input.status = Some(status);
    input.issuer = input.issuer.map(|issuer| rules.text(&issuer, "/issuer"));
    if status == LicenseStatus::Proses {
        not_issued(&input, rules);
    } else if let Some(given) = input.number.take() {
        let clean = rules.text(&given, "/number");
        let read = (!clean.is_empty()).then(|| number::read(input.kind, &clean));
        let read = read.and_then(|read| rules.check("/number", read));
        input.number = read.map(|number| number.text);
    } else {
        rules.broken(
            "/number",
            "required",
            Text::new(
                "Isi nomornya; selama belum terbit pakai status proses.",
                "Give the number; until it is issued use the status proses.",
            ),
        );
    }
    rules.not_in_future(input.issued_on, "/issued_on");
    if let (Some(first), Some(last)) = (input.issued_on, input.expires_on) {
        rules.in_order(first, last, "/expires_on");
    }
    if status == LicenseStatus::Kedaluwarsa && input.expires_on.is_some_and(|last| last >= today())
    {
        rules.broken(
            "/status",
            "not_expired",
            Text::new(
                "Masa berlakunya belum lewat; pakai status berlaku, atau perbaiki expires_on.",
                "Its last day has not passed; use the status berlaku, or correct expires_on.",
            ),
        );
    }
    if known != Some(input.kind) {
        holder(input.kind, form, rules);
    }
    input
}

/// What is applied for has neither number nor days.
fn not_issued(input: &LicenseInput, rules: &mut Rules) {
    let given = [
        ("/number", input.number.is_some()),
        ("/issued_on", input.issued_on.is_some()),
        ("/expires_on", input.expires_on.is_some()),
    ];
    for (pointer, _) in given.into_iter().filter(|(_, given)| *given) {
        rules.broken(
            pointer,
            "not_issued_yet",
            Text::new(
                "Izin yang masih proses belum bernomor dan belum bertanggal; ubah statusnya setelah terbit.",
                "What is still applied for has no number and no days yet; change its status once it is issued.",
            ),
        );
    }
}

/// Some licenses belong to some legal forms alone.
fn holder(kind: LicenseType, form: Option<LegalForm>, rules: &mut Rules) {
    let is_enterprise = !matches!(
        form,
        None | Some(LegalForm::Perorangan | LegalForm::Kelompok)
    );
    match kind {
        // The former fifteen digits do not tell a person's number from an enterprise's.
        LicenseType::Npwp | LicenseType::Nitku if !is_enterprise => {
            rules.broken(
                "/type",
                "enterprise_only",
                Text::new(
                    "Hanya badan usaha yang mencatat NPWP atau NITKU di sini; isi dahulu legal_form usaha bila ia badan. NPWP orang pribadi adalah NIK-nya: catat NIK pada orangnya (/v1/people).",
                    "Only an enterprise records an NPWP or NITKU here; enter the business's legal_form first if it is one. A person's NPWP is her NIK: record it with the person (/v1/people).",
                ),
            );
        }
        LicenseType::IndukKoperasi if form.is_some_and(|form| form != LegalForm::Koperasi) => {
            rules.broken(
                "/type",
                "cooperative_only",
                Text::new(
                    "Hanya koperasi yang mempunyai nomor induk koperasi; perbaiki legal_form usaha bila ia koperasi.",
                    "Only a cooperative has a registration number of cooperatives; correct the business's legal_form if it is one.",
                ),
            );
        }
        _ => {}
    }
}
