//! Extending the registration window, with a reason.

use serde_json::json;

use super::status::BatchStatus;
use super::store::{self, BatchRow};
use super::types::BatchExtension;
use crate::app::Tx;
use crate::changes::Kind;
use crate::db::Id;
use crate::http::{Code, IfMatch, Problem, Rules, etag};
use crate::text::Text;

/// Moves the end of registration; a registration that has closed opens again.
pub(super) fn extend(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &BatchExtension,
) -> Result<BatchRow, Problem> {
    let before = store::hold(tx, id)?;
    if_match.check(&etag(before.version, ""))?;
    let open = [
        BatchStatus::RegistrationOpen,
        BatchStatus::RegistrationClosed,
    ];
    if !open.contains(&before.status) {
        return Err(Problem::new(Code::Conflict).detail(
            "Masa pendaftaran hanya diperpanjang selama pendaftaran dibuka, atau sesudah ditutup dan sebelum pelatihan berjalan.",
            "Registration is extended while it is open, or after it closed and before the training runs.",
        ));
    }
    let mut rules = Rules::default();
    let reason = rules.text(&wanted.reason, "/reason");
    let day = wanted.registration_closes_on;
    if day <= before.registration_closes_on || day > before.starts_on {
        rules.broken(
            "/registration_closes_on",
            "out_of_order",
            Text::owned(
                format!(
                    "Pilih tanggal sesudah {} dan paling lambat {}.",
                    before.registration_closes_on, before.starts_on
                ),
                format!(
                    "Choose a day after {} and not after {}.",
                    before.registration_closes_on, before.starts_on
                ),
            ),
        );
    }
    rules.finish()?;
    let row = BatchRow {
        registration_closes_on: day,
        status: BatchStatus::RegistrationOpen,
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    store::replace(tx.conn, &row)?;
    let mut values = json!({ "registration_closes_on": [before.registration_closes_on, day] });
    if before.status != row.status {
        values["status"] = json!([before.status, row.status]);
    }
    let mut act = row.act("extended", Some(values));
    act.purpose = Some(reason);
    tx.record(act, Kind::Updated)?;
    Ok(row)
}
