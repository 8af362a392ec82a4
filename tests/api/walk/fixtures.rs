//! How each protected operation is tried; one without an entry fails the walk.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rows::{NIK, Rows};

/// What a caller of another regency is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Foreign {
    /// The row does not exist.
    NotFound,
    /// An answer that shows nothing of the rows, nor does its CSV form.
    Hidden,
    /// A figure that does not count the rows.
    Uncounted,
    /// The caller's own matter.
    Own,
    /// Reference data, everybody's to read.
    Shared,
    /// Needs `admin`, which no agency has.
    Refused,
    /// A row for the other register is refused at this field.
    Outside(&'static str),
    /// A reference to the row is refused at this field, as one to a row that does not exist.
    Unknown(&'static str),
    /// A file of such rows is refused row by row.
    Rows,
    /// A new row of the caller's own area; the operator has none.
    New,
}

/// What the province is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Above {
    /// The row, as it reads everything in its province.
    Sees,
    /// A refusal: the row is a regency's to change.
    Owned,
    /// Its own new row in a regency's register.
    Enters,
    /// What another regency is answered.
    Same,
}

/// How one operation is tried.
pub(super) struct Fixture {
    pub(super) path: String,
    pub(super) body: Option<Value>,
    pub(super) foreign: Foreign,
    pub(super) above: Above,
}

/// The rows for a file sent from outside.
const FILE: &str = "id_sumber,nama_usaha,nama_pemilik,jenis_kelamin,kode_wilayah\nX1,Usaha Luar,Contoh Luar,P,64.02.06\n";

pub(super) fn fixtures(rows: &Rows) -> BTreeMap<&'static str, Fixture> {
    use Above::{Enters, Owned, Same, Sees};
    use Foreign::{Hidden, NotFound, Outside, Own, Refused, Shared, Uncounted};
    let person = format!("/v1/people/{}", rows.person);
    let business = format!("/v1/businesses/{}", rows.business);
    let snapshots = format!("{business}/snapshots");
    let snapshot = format!("{snapshots}/{}", rows.snapshot);
    let flag = format!("/v1/data-quality-flags/{}", rows.flag);
    let import = format!("/v1/imports/{}", rows.import);
    let organization = format!("/v1/organizations/{}", rows.organization);
    let mut all = BTreeMap::new();
    let mut put = |id, path: &str, body: Value, foreign, above| {
        let body = (!body.is_null()).then_some(body);
        let path = path.to_owned();
        let fixture = Fixture {
            path,
            body,
            foreign,
            above,
        };
        assert!(all.insert(id, fixture).is_none(), "{id} twice");
    };
    let n = || Value::Null;
    let transitions = |path: &str| format!("{path}/transitions");

    put("getMe", "/v1/me", n(), Own, Same);
    put("listAgencies", "/v1/agencies", n(), Shared, Same);
    put("getAgency", "/v1/agencies/dp3a-kukar", n(), Shared, Same);
    let past = "/v1/agencies/dp3a-kukar/history";
    put("listAgencyHistory", past, n(), Shared, Same);
    let agency = json!({
        "code": "dp3a-bontang", "name": "Dinas Contoh", "short_name": "DP3A Bontang", "level": "kota",
        "region_code": "64.74"
    });
    put("createAgency", "/v1/agencies", agency, Refused, Same);
    let name = json!({ "name": "Nama Lain" });
    let kukar = "/v1/agencies/dp3a-kukar";
    put("updateAgency", kukar, name.clone(), Refused, Same);
    put("listOrganizations", "/v1/organizations", n(), Shared, Same);
    put("getOrganization", &organization, n(), Shared, Same);
    let past = format!("{organization}/history");
    put("listOrganizationHistory", &past, n(), Shared, Same);
    let club = json!({ "name": "Bank Lain", "type": "bank", "level": "nasional" });
    put(
        "createOrganization",
        "/v1/organizations",
        club,
        Refused,
        Same,
    );
    put(
        "updateOrganization",
        &organization,
        name.clone(),
        Refused,
        Same,
    );

    let client = "/v1/clients/dp3a-kukar-00000000";
    let (secrets, past) = (format!("{client}/secrets"), format!("{client}/history"));
    let secret = format!("{secrets}/{}", uuid::Uuid::nil());
    put("listClients", "/v1/clients", n(), Refused, Same);
    let siga = json!({ "agency": "dp3a-kukar", "scopes": ["businesses:read"] });
    put("createClient", "/v1/clients", siga, Refused, Same);
    put("getClient", client, n(), Refused, Same);
    put(
        "updateClient",
        client,
        json!({ "label": "Lain" }),
        Refused,
        Same,
    );
    let to = json!({ "to": "revoked" });
    put("transitionClient", &transitions(client), to, Refused, Same);
    put("listClientHistory", &past, n(), Refused, Same);
    put("listClientSecrets", &secrets, n(), Refused, Same);
    put("createClientSecret", &secrets, json!({}), Refused, Same);
    put("getClientSecret", &secret, n(), Refused, Same);
    put("deleteClientSecret", &secret, n(), Refused, Same);

    put("listPeople", "/v1/people", n(), Hidden, Sees);
    let entry = json!({ "full_name": "Contoh Baru", "register_code": "64.02" });
    let outside = Outside("/register_code");
    put("createPerson", "/v1/people", entry, outside, Enters);
    let search = json!({ "nik": NIK, "purpose": "verifikasi KUR" });
    put("searchPeople", "/v1/people/search", search, Hidden, Sees);
    put("getPerson", &person, n(), NotFound, Sees);
    let change = json!({ "education": "s1" });
    put("updatePerson", &person, change, NotFound, Owned);
    put("deletePerson", &person, n(), NotFound, Owned);
    let past = format!("{person}/history");
    put("listPersonHistory", &past, n(), NotFound, Sees);
    let identity = format!("{person}/identity?purpose=verifikasi+KUR");
    put("getPersonIdentity", &identity, n(), NotFound, Sees);

    put("listBusinesses", "/v1/businesses", n(), Hidden, Sees);
    let entry = json!({ "name": "Usaha Baru", "region_code": "64.02.06" });
    let outside = Outside("/region_code");
    put("createBusiness", "/v1/businesses", entry, outside, Enters);
    let search = json!({ "q": "kembang", "owner_name": "kembang", "purpose": "verifikasi KUR" });
    let found = "/v1/businesses/search";
    put("searchBusinesses", found, search, Hidden, Sees);
    put("getBusiness", &business, n(), NotFound, Sees);
    put("updateBusiness", &business, name, NotFound, Owned);
    put("deleteBusiness", &business, n(), NotFound, Owned);
    let past = format!("{business}/history");
    put("listBusinessHistory", &past, n(), NotFound, Sees);
    let moves = transitions(&business);
    let to = json!({ "to": "verified" });
    put("transitionBusiness", &moves, to, NotFound, Owned);
    put("listSnapshots", &snapshots, n(), NotFound, Sees);
    let figures = json!({ "as_of": "2024-12-31", "workers_female": 3, "method": "lapor" });
    put("createSnapshot", &snapshots, figures, NotFound, Owned);
    put("getSnapshot", &snapshot, n(), NotFound, Sees);
    let change = json!({ "workers_female": 4 });
    put("updateSnapshot", &snapshot, change, NotFound, Owned);

    let flags = "/v1/data-quality-flags";
    put("listDataQualityFlags", flags, n(), Hidden, Sees);
    put("getDataQualityFlag", &flag, n(), NotFound, Sees);
    let moves = transitions(&flag);
    let to = json!({ "to": "resolved", "reason": "dicocokkan" });
    put("transitionDataQualityFlag", &moves, to, NotFound, Owned);

    put("listImports", "/v1/imports", n(), Hidden, Same);
    let file = "/v1/imports?kind=businesses&mode=commit&source=walk";
    put("createImport", file, json!(FILE), Foreign::Rows, Enters);
    put("getImport", &import, n(), NotFound, Same);
    let template = "/v1/imports/templates/businesses";
    put("getImportTemplate", template, n(), Shared, Same);
    let errors = format!("{import}/errors");
    put("listImportErrors", &errors, n(), NotFound, Same);
    let moves = transitions(&import);
    let to = json!({ "to": "canceled" });
    put("transitionImport", &moves, to, NotFound, Same);

    put("listChanges", "/v1/changes?limit=200", n(), Hidden, Sees);
    let audit = "/v1/audit-events?limit=200";
    put("listAuditEvents", audit, n(), Hidden, Sees);
    let women = "/v1/statistics/women-businesses";
    put("getWomenBusinessStatistics", women, n(), Uncounted, Sees);
    let ikm = "/v1/statistics/ikm";
    put("getIkmStatistics", ikm, n(), Uncounted, Sees);
    let quality = "/v1/statistics/data-quality";
    put("getDataQualityStatistics", quality, n(), Uncounted, Sees);
    let training = "/v1/statistics/training";
    put("getTrainingStatistics", training, n(), Uncounted, Sees);
    let achieved = "/v1/statistics/partnerships";
    put("getPartnershipStatistics", achieved, n(), Uncounted, Sees);
    let met = "/v1/statistics/meetings";
    put("getMeetingStatistics", met, n(), Uncounted, Sees);
    let hindered = "/v1/statistics/obstacles";
    put("getObstacleStatistics", hindered, n(), Uncounted, Sees);
    super::details::fixtures(&rows.details, &mut put);
    super::training::fixtures(&rows.training, &mut put);
    super::partnerships::fixtures(&rows.partnerships, &mut put);
    all
}
