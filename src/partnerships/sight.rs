//! Who sees a partnership, and who changes what of it: the one way in for every room below it.

use diesel::prelude::*;
use serde_json::Value;

use super::status::PartnershipStatus;
use super::store::PartnershipRow;
use crate::app::Tx;
use crate::audit::Act;
use crate::auth::Who;
use crate::db::{Conn, Id, dialect, on};
use crate::http::{Code, Problem, Rules};
use crate::partnerships::lists::{PartnershipScheme, PartyRole};
use crate::schema::{agencies, partnership_parties as parties, partnerships};
use crate::text::Text;

/// The partnerships that the caller's agency is a party to, as a subquery.
macro_rules! party_of {
    ($who:expr) => {{
        use diesel::prelude::*;
        let parties = $crate::schema::partnership_parties::table;
        parties
            .filter($crate::schema::partnership_parties::agency.eq($who.agency.clone()))
            .select($crate::schema::partnership_parties::partnership_id.nullable())
    }};
}
pub(crate) use party_of;

/// The condition under which a partnership is in the caller's sight: it lies in the area, or the
/// caller's agency is a party.
macro_rules! in_sight {
    ($who:expr) => {{
        let (low, high) = $who.registers();
        $crate::schema::partnerships::area_code
            .between(low, high)
            .or($crate::schema::partnerships::id
                .nullable()
                .eq_any($crate::partnerships::party_of!($who))
                .assume_not_null())
    }};
}
pub(crate) use in_sight;

/// One partnership in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<PartnershipRow, Problem> {
    Ok(on!(conn, |c| partnerships::table
        .filter(partnerships::id.eq(id))
        .filter(in_sight!(who))
        .select(PartnershipRow::as_select())
        .first(c))?)
}

/// One partnership in the caller's sight, held until the end of the transaction: what depends on
/// its state or its other rows is decided for one caller after another.
pub fn hold(tx: &mut Tx<'_>, id: Id) -> Result<PartnershipRow, Problem> {
    find(tx.conn, &tx.who, id)?;
    dialect::lock(tx.conn, id.lock_number())?;
    // What was read before the lock may be old.
    find(tx.conn, &tx.who, id)
}

/// An agency's place in a partnership.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Its party's id.
    pub party: Id,
    /// The agency.
    pub agency: String,
    /// What it does.
    pub role: PartyRole,
    /// Whether it may lead activities and report what came of them.
    pub executes: bool,
}

/// The agencies of a partnership in the order they were named; organizations have no callers.
pub fn seats(conn: &mut Conn, partnership: &PartnershipRow) -> Result<Vec<Seat>, Problem> {
    let rows: Vec<(Id, String, PartyRole, crate::auth::Level)> = on!(conn, |c| parties::table
        .inner_join(agencies::table.on(parties::agency.eq(agencies::code.nullable())))
        .filter(parties::partnership_id.eq(partnership.id))
        .select((parties::id, agencies::code, parties::role, agencies::level))
        .order(parties::id)
        .load(c))?;
    let seat = |(party, agency, role, level): (_, _, _, crate::auth::Level)| Seat {
        party,
        agency,
        role,
        executes: matches!(role, PartyRole::Koordinator | PartyRole::Pelaksana)
            && (partnership.scheme != PartnershipScheme::ProvKab || level.is_local()),
    };
    Ok(rows.into_iter().map(seat).collect())
}

/// The caller's place in a partnership; 403 for who sees it without being a party.
pub fn seat(conn: &mut Conn, who: &Who, partnership: &PartnershipRow) -> Result<Seat, Problem> {
    let seats = seats(conn, partnership)?;
    let own = seats.into_iter().find(|seat| seat.agency == who.agency);
    own.ok_or_else(|| Problem::new(Code::OwnedByAnotherAgency))
}

/// Checks that an agency named at `pointer` is a party, and one that executes where it must be.
pub fn check_party(
    seats: &[Seat],
    agency: &str,
    must_execute: bool,
    pointer: &str,
    rules: &mut Rules,
) {
    match seats.iter().find(|seat| seat.agency == agency) {
        None => rules.broken(
            pointer,
            "not_a_party",
            Text::new(
                "Instansi ini bukan pihak dalam kemitraan.",
                "This agency is no party to the partnership.",
            ),
        ),
        Some(seat) if must_execute && !seat.executes => rules.broken(
            pointer,
            "does_not_execute",
            Text::new(
                "Hanya koordinator dan pelaksana yang memimpin kegiatan; dalam skema prov_kab pelaksanaan di tangan kabupaten/kota.",
                "Only the coordinator and executing parties lead activities; under prov_kab the regencies execute.",
            ),
        ),
        Some(_) => {}
    }
}

impl PartnershipRow {
    /// Refuses a change that only the coordinator makes.
    pub fn must_coordinate(&self, who: &Who) -> Result<(), Problem> {
        if self.owner_agency == who.agency {
            return Ok(());
        }
        Err(Problem::new(Code::OwnedByAnotherAgency))
    }

    /// Refuses planning in a partnership that has ended or was canceled.
    pub fn must_take_plans(&self) -> Result<(), Problem> {
        let status = self.shown_status();
        refuse(status, status.takes_plans())
    }

    /// Refuses reporting in a partnership that was never signed.
    pub fn must_take_reports(&self) -> Result<(), Problem> {
        let status = self.shown_status();
        refuse(status, status.takes_reports())
    }

    /// Refuses work in a partnership that takes neither plans nor reports: one that was canceled.
    pub fn must_take_work(&self) -> Result<(), Problem> {
        let status = self.shown_status();
        refuse(status, status.takes_plans() || status.takes_reports())
    }

    /// An act on a row below this partnership, which all its parties may hear of.
    pub fn act(
        &self,
        action: &'static str,
        (resource, id, version): (&'static str, Id, i64),
        values: Value,
    ) -> Act {
        Act {
            register: Some(self.area_code.clone()),
            partnership: Some(self.id),
            version: Some(version),
            values: Some(values),
            ..Act::administrative(action, resource, &id.to_string())
        }
    }
}

fn refuse(status: PartnershipStatus, takes: bool) -> Result<(), Problem> {
    if takes {
        return Ok(());
    }
    Err(Problem::new(Code::Conflict).detail(
        format!("Kemitraan berstatus {status} tidak menerima perubahan ini."),
        format!("A partnership in {status} takes no such change."),
    ))
}
