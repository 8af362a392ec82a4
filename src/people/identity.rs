//! `GET /v1/people/{id}/identity`: the one place where personal values are given in full.

use std::fmt;

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::purpose::purpose;
use super::{RESOURCE, StreetAddress, store};
use crate::app::{App, Tx};
use crate::audit::Act;
use crate::auth::{Caller, Scope, need};
use crate::db::Id;
use crate::http::{Answer, Code, PathId, Problem, Query, Wire};
use crate::values::gender::Gender;

/// Why the identity is read.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct IdentityQuery {
    /// The purpose, kept in the audit trail; it must not name a person or hold a NIK.
    #[param(min_length = 5, max_length = 200, example = "verifikasi berkas KUR")]
    purpose: String,
}

/// A person's values in full.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonIdentity {
    /// Her id.
    id: Id,
    /// The regency or city in whose register she lies.
    #[schema(max_length = 5, example = "64.02")]
    register_code: String,
    /// Her name.
    #[schema(max_length = 200)]
    full_name: String,
    /// Gender as recorded.
    #[schema(required, inline)]
    gender: Option<Gender>,
    /// Date of birth.
    #[schema(required, value_type = Option<String>, format = Date, max_length = 10)]
    birth_date: Option<NaiveDate>,
    /// NIK.
    #[schema(required, max_length = 16, example = "6402014107800001")]
    nik: Option<String>,
    /// Telephone numbers (E.164), the main one first.
    #[schema(max_items = 5, max_length = 16, example = json!(["+6281255500123"]))]
    phones: Vec<String>,
    /// E-mail address.
    #[schema(required, max_length = 254)]
    email: Option<String>,
    /// Address.
    #[schema(required)]
    address: Option<StreetAddress>,
    /// Disability; present only for tokens with `disability:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 200)]
    disability: Option<Option<String>>,
    /// The row's version.
    #[schema(minimum = 1)]
    version: i64,
}

impl fmt::Debug for PersonIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonIdentity(redacted)")
    }
}

/// Read a person's NIK, phones, e-mail and address in full.
///
/// Requires `Sinergi-Actor` and a purpose; each read leaves an audit row that the register's
/// agencies see in her history.
#[utoipa::path(tag = "people", operation_id = "getPersonIdentity", summary = "Read a person's identity in full",
    params(("id" = Id, Path, description = "The person"), IdentityQuery),
    responses((status = 200, description = "The values in full", body = PersonIdentity)),
    security(("oauth2" = ["people:identify"])))]
#[get("/v1/people/{id}/identity")]
pub(super) async fn identity(
    caller: Caller<need::PeopleIdentify>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: Query<IdentityQuery>,
) -> Answer {
    wire.json_only()?;
    caller.actor()?;
    let purpose = purpose(&query.0.purpose, "?purpose")
        .map_err(|error| Problem::new(Code::InvalidParameter).errors(vec![error]))?;
    let view = app
        .write(&caller, &wire, move |tx| read(tx, id.0, purpose))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(view))
}

/// The audit row is written in the transaction of the read: without it nothing is given.
fn read(tx: &mut Tx<'_>, id: Id, purpose: String) -> Result<PersonIdentity, Problem> {
    let row = store::scoped(tx.conn, &tx.who, id)?;
    let personal = row.personal(&tx.app)?;
    let act = Act {
        register: Some(row.register_code.clone()),
        purpose: Some(purpose),
        ..Act::administrative("identity_read", RESOURCE, &id.to_string())
    };
    tx.witness(&act)?;
    let specific = tx.who.has(Scope::DisabilityRead);
    Ok(PersonIdentity {
        id,
        register_code: row.register_code,
        full_name: row.full_name,
        gender: row.gender,
        birth_date: row.birth_date,
        nik: personal.nik,
        phones: personal.phones,
        email: personal.email,
        address: personal.address,
        disability: specific.then_some(personal.disability),
        version: row.version,
    })
}
