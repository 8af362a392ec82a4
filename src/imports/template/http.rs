//! The handler of the workbooks.

use std::sync::LazyLock;

use actix_web::{get, web};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::book::template;
use crate::auth::{AnyScope, Caller};
use crate::http::{Answer, Code, Download, Format, NoFilter, Problem, Query, Wire, XLSX, download};
use crate::imports::types::ImportKind;
use crate::imports::upload::hex;

/// A workbook to fill in.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, min_length = 1, max_length = 10_485_760)]
#[expect(dead_code, reason = "only describes the answer, which is made once")]
struct ImportTemplate(String);

/// The workbooks and their tags: nothing in them changes while the program runs.
static MADE: LazyLock<Result<Vec<(ImportKind, String, web::Bytes)>, Problem>> =
    LazyLock::new(|| {
        let made = ImportKind::ALL.iter().map(|kind| {
            let bytes = template(*kind, &[])?;
            let tag = format!("\"{}\"", hex(&Sha256::digest(&bytes)[..16]));
            Ok((*kind, tag, bytes.into()))
        });
        made.collect()
    });

/// Download a workbook to fill in and import.
///
/// Its first sheet has the columns that the importer reads, with drop-down lists for codes and text
/// cells for NIK, NIB and telephone numbers; the second explains each column in Indonesian; the third
/// holds the codes. Only the first is imported.
#[utoipa::path(tag = "intake", operation_id = "getImportTemplate", summary = "Download a workbook to fill in",
    params(("kind" = inline(ImportKind), Path, description = "What the file will hold")),
    responses((status = 200, description = "The workbook", body = ImportTemplate,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    security(("oauth2" = [])))]
#[get("/v1/imports/templates/{kind}")]
pub(in crate::imports) async fn get(
    _: Caller<AnyScope>,
    wire: Wire,
    kind: web::Path<String>,
    _: Query<NoFilter>,
) -> Answer {
    wire.format(&[Format::Xlsx])?;
    let kind = ImportKind::from_word(&kind).ok_or_else(|| Problem::new(Code::NotFound))?;
    let made = MADE.as_ref().map_err(Problem::clone)?;
    let found = made.iter().find(|(held, ..)| *held == kind);
    let (_, tag, bytes) = found.ok_or_else(Problem::not_found)?;
    Ok(download(
        &wire,
        Download {
            media_type: XLSX,
            name: &format!("{kind}.xlsx"),
            tag,
            bytes: bytes.clone(),
        },
    ))
}
