//! Examples: a request body for each operation that takes one, to send as it stands from the
//! reference, and the problems of each status.
//!
//! Without them the reference would propose every optional field at once, and one problem for all.

mod partnerships;
mod training;

use serde_json::{Map, Value, json};

use crate::http::Code;

/// Adds the example of the operation's body; files have none.
pub(super) fn add(operation_id: &str, operation: &mut Value) {
    let Some(example) = body(operation_id) else {
        return;
    };
    let kinds = operation
        .pointer_mut("/requestBody/content")
        .and_then(Value::as_object_mut);
    for content in kinds.into_iter().flat_map(|kinds| kinds.values_mut()) {
        content["example"] = example.clone();
    }
}

/// One problem for each code of a status, named after the code.
pub(super) fn problems(status: u16) -> Map<String, Value> {
    let entries = Code::ALL.iter().map(|code| code.entry());
    entries
        .filter(|entry| entry.status == status)
        .map(|entry| {
            let errors = if entry.slug == "validation_failed" {
                json!([{
                    "pointer": "/registered_on",
                    "code": "invalid_format",
                    "detail": "It must be a date."
                }])
            } else {
                json!([])
            };
            let problem = json!({
                "type": format!("/problems/{}", entry.slug),
                "title": entry.title.1,
                "status": entry.status,
                "detail": entry.way_out.1,
                "instance": "/v1/businesses",
                "code": entry.slug,
                "request_id": "01939b2e-7c00-7000-8000-000000000001",
                "errors": errors
            });
            (entry.slug.to_owned(), json!({ "value": problem }))
        })
        .collect()
}

/// Synthetic people and businesses only.
fn body(operation_id: &str) -> Option<Value> {
    Some(match operation_id {
        "issueToken" => json!({
            "grant_type": "client_credentials",
            "scope": "businesses:read statistics:read"
        }),
        "createAgency" => json!({
            "code": "dp3a-bontang",
            "name": "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kota Bontang",
            "short_name": "DP3A Bontang",
            "level": "kota",
            "region_code": "64.74",
            "functions": ["pemberdayaan_perempuan"]
        }),
        "updateAgency" => json!({ "short_name": "DP3A Bontang" }),
        "createOrganization" => json!({
            "name": "Kamar Dagang dan Industri Kota Samarinda",
            "type": "kadin",
            "level": "kota",
            "region_code": "64.72"
        }),
        "updateOrganization" => json!({ "region_code": "64.72" }),
        "createClient" => json!({
            "agency": "dp3a-kukar",
            "label": "SIGA Kukar",
            "scopes": ["businesses:read", "people:read", "statistics:read"]
        }),
        "updateClient" => json!({ "label": "SIGA Kukar 2" }),
        "transitionClient" => json!({ "to": "revoked", "reason": "Sistem tidak dipakai lagi." }),
        "createClientSecret" => json!({}),
        "createPerson" => json!({
            "full_name": "Contoh Lestari",
            "gender": "P",
            "birth_date": "1980-07-01",
            "phones": ["081255500123"],
            "region_code": "64.02.06.1001"
        }),
        "updatePerson" => json!({ "phones": ["081255500124"], "education": "sma" }),
        "searchPeople" => json!({ "name": "lestari", "purpose": "verifikasi berkas KUR" }),
        "createBusiness" => json!({
            "name": "Amplang Mahakam",
            "region_code": "64.02.06.1005",
            "sector": "kuliner",
            "business_place_type": "rumah",
            "kbli": [{ "version": "2020", "code": "10794" }],
            "started_on": "2019-03"
        }),
        "updateBusiness" => json!({ "trade_name": "Amplang Ibu Contoh", "nib": null }),
        "searchBusinesses" => json!({ "q": "amplang" }),
        "transitionBusiness" => json!({ "to": "submitted" }),
        "createSnapshot" => json!({
            "as_of": "2025-12-31",
            "method": "lapor",
            "capital_own_idr": 25_000_000,
            "annual_sales_idr": 96_000_000,
            "workers_female": 3,
            "workers_male": 0
        }),
        "updateSnapshot" => json!({ "workers_female": 4 }),
        "createLicense" => json!({
            "type": "halal",
            "number": "ID64110000123450723",
            "issuer": "Badan Penyelenggara Jaminan Produk Halal",
            "issued_on": "2024-03-06"
        }),
        "updateLicense" => json!({ "status": "dicabut" }),
        "createProduct" => json!({
            "name": "Lidi nipah",
            "category": "hasil_hutan",
            "unit": "kg",
            "capacity_quantity": 2_000,
            "capacity_period": "bulan",
            "raw_material": "Pelepah nipah dari tepi Sungai Mahakam",
            "export_ready": true
        }),
        "updateProduct" => json!({ "brand": "Nipah Mahakam" }),
        "createMarketChannel" => json!({
            "type": "ekspor",
            "country_code": "CA",
            "share_percent": 40,
            "started_on": "2021-03-01"
        }),
        "updateMarketChannel" => json!({ "ended_on": "2024-12-31" }),
        "transitionDataQualityFlag" => json!({
            "to": "resolved",
            "reason": "Sudah dicocokkan dengan dokumen asli."
        }),
        "transitionImport" => json!({ "to": "canceled", "reason": "Berkas keliru." }),
        other => return training::body(other).or_else(|| partnerships::body(other)),
    })
}
