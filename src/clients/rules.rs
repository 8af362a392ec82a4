//! What a client must meet, and what nobody does to the client that is calling.

use super::types::ClientChange;
use crate::app::Tx;
use crate::auth::{Level, Scope};
use crate::db::{Conn, Timestamp};
use crate::http::{Code, Problem, Rules, known};
use crate::reference::agencies;
use crate::text::Text;
use crate::values::date::today;

/// Refuses to end the access of the client that is calling.
pub(super) fn must_not_be_own(tx: &Tx<'_>, id: &str) -> Result<(), Problem> {
    if tx.who.client_id == id {
        return Err(Problem::new(Code::OwnAccess));
    }
    Ok(())
}

/// The level of an agency that may have clients; one that does not exist or has ended is noted.
pub(super) fn level_of(
    conn: &mut Conn,
    agency: &str,
    rules: &mut Rules,
) -> Result<Option<Level>, Problem> {
    let found = known(agencies::find(conn, agency))?;
    if found
        .as_ref()
        .is_none_or(|agency| agency.valid_to.is_some_and(|end| end <= today()))
    {
        rules.broken(
            "/agency",
            "unknown_reference",
            Text::new(
                "Instansi ini tidak ditemukan atau sudah berakhir.",
                "This agency does not exist or has ended.",
            ),
        );
    }
    Ok(found.map(|agency| agency.level))
}

/// The rules of what may change; what stood there before is not judged again.
pub(super) fn checked(
    change: ClientChange,
    level: Option<Level>,
    before: Option<&ClientChange>,
    now: Timestamp,
    rules: &mut Rules,
) -> ClientChange {
    if change.scopes.is_empty() {
        rules.broken(
            "/scopes",
            "required",
            Text::new("Isian ini wajib.", "This field is required."),
        );
    }
    rules.no_repeats(&change.scopes, "/scopes");
    let held = before.map_or(&[][..], |before| &before.scopes);
    for (n, scope) in change.scopes.iter().enumerate() {
        let operators = *scope == Scope::Admin && !held.contains(scope);
        if operators && level.is_some_and(|level| level != Level::Operator) {
            rules.broken(
                format!("/scopes/{n}"),
                "not_allowed",
                Text::new(
                    "Cakupan admin hanya untuk klien operator layanan.",
                    "The scope admin is for clients of the operator only.",
                ),
            );
        }
    }
    if before.is_none_or(|before| before.expires_at != change.expires_at) {
        in_future(change.expires_at, now, rules);
    }
    ClientChange {
        label: change.label.map(|label| rules.text(&label, "/label")),
        ..change
    }
}

/// An end that still lies ahead.
pub(super) fn in_future(end: Option<Timestamp>, now: Timestamp, rules: &mut Rules) {
    if end.is_some_and(|end| end <= now) {
        rules.broken(
            "/expires_at",
            "in_the_past",
            Text::new(
                "Saat ini sudah lewat; untuk mengakhiri sekarang, cabut kliennya atau hapus rahasianya.",
                "This instant has passed; to end it now, revoke the client or end the secret.",
            ),
        );
    }
}
