//! The request bodies of partnerships.

use serde_json::{Value, json};

/// Agencies and offices only; no person is named.
pub(super) fn body(operation_id: &str) -> Option<Value> {
    Some(match operation_id {
        "createPartnership" => json!({
            "title": "Sinergi pemberdayaan ekonomi perempuan 2026",
            "scheme": "internal_opd",
            "instrument": "nota_kesepakatan",
            "objectives": "Perempuan pelaku usaha memperoleh pelatihan, pasar, modal, dan pekerjaan.",
            "fields": ["pelatihan", "pemasaran", "akses_modal", "tenaga_kerja"],
            "region_codes": ["64.02"],
            "effective_from": "2026-01-01",
            "effective_to": "2026-12-31"
        }),
        "updatePartnership" => json!({ "fields": ["pelatihan", "pemasaran"] }),
        "transitionPartnership" => json!({ "to": "under_review" }),
        "createPartnershipParty" => json!({ "agency": "disperindag-kukar", "role": "pelaksana" }),
        "updatePartnershipParty" => json!({
            "document_number": "180/12/NK/2026",
            "signatory_office": "Kepala Dinas",
            "signed_on": "2026-01-05"
        }),
        _ => return None,
    })
}
