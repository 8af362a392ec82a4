//! The rules of a new certificate, against the enrollment it is issued for: a pure file.

use chrono::NaiveDate;

use super::status::{CertificateType, CompetenceResult};
use super::types::CertificateInput;
use crate::http::Rules;
use crate::text::Text;
use crate::training::enrollments::EnrollmentStatus;

/// What the rules need to know of the enrollment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) status: EnrollmentStatus,
    /// The batch's first and last day.
    pub(super) days: (NaiveDate, NaiveDate),
    /// Sessions held, and of these those she was present at.
    pub(super) sessions: i64,
    pub(super) hadir: i64,
}

/// The rules that hold whatever the enrollment.
pub(super) fn check(input: &mut CertificateInput, rules: &mut Rules) {
    let mut clean = |text: &mut Option<String>, at: &str| {
        *text = text.as_deref().map(|one| rules.text(one, at))
    };
    clean(&mut input.title, "/title");
    clean(&mut input.number, "/number");
    clean(&mut input.skkni_scheme, "/skkni_scheme");
    let examined = input.kind == CertificateType::KompetensiBnsp;
    let needed = [
        ("/issuer_id", input.issuer_id.is_none()),
        ("/skkni_scheme", input.skkni_scheme.is_none()),
        ("/result", input.result.is_none()),
    ];
    for (at, _) in needed.iter().filter(|(_, missing)| examined && *missing) {
        rules.broken(
            *at,
            "required",
            Text::new(
                "Wajib diisi untuk sertifikat kompetensi BNSP.",
                "Required for a BNSP certificate of competence.",
            ),
        );
    }
    if !examined && input.result.is_some() {
        rules.broken(
            "/result",
            "not_for_type",
            Text::new(
                "Hanya sertifikat kompetensi BNSP yang memuat hasil uji.",
                "Only a BNSP certificate of competence has a result.",
            ),
        );
    }
    rules.not_in_future(Some(input.issued_on), "/issued_on");
    if input.expires_on.is_some_and(|day| day <= input.issued_on) {
        rules.broken(
            "/expires_on",
            "out_of_order",
            Text::new(
                "Tanggal berakhir harus sesudah tanggal terbit.",
                "It must expire after the day of issue.",
            ),
        );
    }
}

/// Whether the enrollment bears the certificate.
pub(super) fn check_standing(input: &CertificateInput, standing: &Standing, rules: &mut Rules) {
    const AT: &str = "/enrollment_id";
    use EnrollmentStatus as S;
    let attended = input.kind == CertificateType::Kehadiran;
    let (first, last) = standing.days;
    let earliest = if attended { first } else { last };
    if input.issued_on < earliest {
        rules.broken(
            "/issued_on",
            "out_of_order",
            Text::owned(
                format!("Sertifikat ini tidak dapat terbit sebelum {earliest}."),
                format!("This certificate cannot be issued before {earliest}."),
            ),
        );
    }
    match standing.status {
        S::Passed | S::Certified => {}
        S::Failed | S::Attending if attended => {}
        S::Failed => rules.broken(
            AT,
            "enrollment_failed",
            Text::new(
                "Peserta ini tidak lulus; hanya sertifikat kehadiran yang dapat diterbitkan.",
                "This participant failed; only a certificate of attendance can be issued.",
            ),
        ),
        status if attended => rules.broken(
            AT,
            "not_attended",
            Text::owned(
                format!("Peserta ini tidak mengikuti pelatihan; statusnya {status}."),
                format!("This participant did not attend; the state is {status}."),
            ),
        ),
        status => rules.broken(
            AT,
            "enrollment_not_passed",
            Text::owned(
                format!("Peserta ini belum lulus; statusnya {status}."),
                format!("This participant has not passed; the state is {status}."),
            ),
        ),
    }
    let took_part = matches!(
        standing.status,
        S::Attending | S::Passed | S::Failed | S::Certified
    );
    if attended && took_part && standing.sessions > 0 && standing.hadir == 0 {
        rules.broken(
            AT,
            "not_attended",
            Text::new(
                "Peserta ini tidak hadir pada satu sesi pun.",
                "This participant was present at no session.",
            ),
        );
    }
}

/// Whether a certificate of this kind and result proves what makes an enrollment `certified`.
pub(super) fn certifies(kind: CertificateType, result: Option<CompetenceResult>) -> bool {
    match kind {
        CertificateType::Kehadiran => false,
        CertificateType::Kelulusan => true,
        CertificateType::KompetensiBnsp => result == Some(CompetenceResult::Kompeten),
    }
}
