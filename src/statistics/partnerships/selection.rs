//! Which partnerships count, and what of them: shared by the three statistics.

use std::collections::HashMap;

use diesel::prelude::*;

use super::regions;
use crate::auth::Who;
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::partnerships::{PartnershipRow, PartnershipScheme, PartnershipStatus};
use crate::schema::partnerships;
use crate::values::zone::Zone;

/// The states of partnerships that count: signed once.
pub(super) const STATUSES: &[&str] = &[
    PartnershipStatus::Signed.as_str(),
    PartnershipStatus::InForce.as_str(),
    PartnershipStatus::Expiring.as_str(),
    PartnershipStatus::Expired.as_str(),
    PartnershipStatus::Extended.as_str(),
    PartnershipStatus::EndedEarly.as_str(),
];

/// What the three statistics narrow alike.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// One partnership.
    pub partnership: Option<Id>,
    /// A scheme.
    pub scheme: Option<PartnershipScheme>,
}

/// Continues a query of rows below partnerships with those in sight and selected; the query joins
/// `partnerships`.
macro_rules! selected {
    ($query:expr, $who:expr, $selection:expr) => {{
        use $crate::schema::partnerships as of;
        let mut q = $query
            .filter($crate::partnerships::in_sight!($who))
            .into_boxed();
        if let Some(id) = $selection.partnership {
            q = q.filter(of::id.eq(id));
        }
        if let Some(scheme) = $selection.scheme {
            q = q.filter(of::scheme.eq(scheme));
        }
        q
    }};
}
pub(super) use selected;

/// A partnership in sight, as the statistics see it.
#[derive(Debug)]
pub(super) struct Agreed {
    /// The partnership.
    pub row: PartnershipRow,
    /// Its coordinator's time zone.
    pub zone: Zone,
    /// Where it lies.
    pub region: Option<String>,
    /// None where it counts, else why not.
    pub verdict: Option<&'static str>,
}

/// The partnerships in sight and selected, by their ids.
pub(super) fn agreed(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
) -> Result<HashMap<Id, Agreed>, Problem> {
    let rows: Vec<PartnershipRow> = on!(conn, |c| selected!(partnerships::table, who, selection)
        .select(PartnershipRow::as_select())
        .load(c))?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let agreed = Agreed::of(row)?;
        found.insert(agreed.row.id, agreed);
    }
    Ok(found)
}

impl Agreed {
    fn of(row: PartnershipRow) -> Result<Self, Problem> {
        let regions = row.regions()?;
        Ok(Self {
            zone: row.zone(),
            region: lies(&[&regions], &row.area_code),
            verdict: verdict(row.shown_status()),
            row,
        })
    }
}

/// Where something lies: within the first regions named, else in the coordinator's area.
pub(super) fn lies(named: &[&[String]], area: &str) -> Option<String> {
    match named.iter().find(|codes| !codes.is_empty()) {
        Some(codes) => regions::common(codes.iter().map(String::as_str)),
        None => regions::common([area]),
    }
}

/// None for a partnership that was signed once, else why it does not count.
fn verdict(status: PartnershipStatus) -> Option<&'static str> {
    if status == PartnershipStatus::Canceled {
        Some("outside:partnership_canceled")
    } else if status.takes_reports() {
        None
    } else {
        Some("outside:partnership_not_signed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_that_count_are_those_said_to() {
        for status in PartnershipStatus::ALL {
            let counts = verdict(*status).is_none();
            assert_eq!(counts, STATUSES.contains(&status.as_str()), "{status}");
        }
    }

    #[test]
    fn the_nearest_regions_named_decide() {
        let regency = ["64.02.06".to_owned()];
        let province = ["64.02".to_owned(), "64.72".to_owned()];
        let at = |named: &[&[String]], area| lies(named, area);
        assert_eq!(
            at(&[&regency, &province], "64.00").as_deref(),
            Some("64.02.06")
        );
        assert_eq!(at(&[&[], &province], "00").as_deref(), Some("64"));
        assert_eq!(at(&[&[], &[]], "64.00").as_deref(), Some("64"));
        assert_eq!(at(&[&[]], "00"), None);
    }
}
