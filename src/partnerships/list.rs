//! The list of partnerships.

use diesel::prelude::*;

use super::parties;
use super::sight::in_sight;
use super::status::{PartnershipStatus, expiring_until};
use super::store::PartnershipRow;
use super::types::{Partnership, PartnershipFilter, PartnershipSort};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, on};
use crate::http::{List, Page, Position, Problem, keyset};
use crate::schema::{partnership_parties, partnerships};
use crate::values::zone::Zone;

/// One page of the partnerships in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<PartnershipFilter>,
) -> Result<Page<Partnership>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(PartnershipSort::Id);
    let list = format!("partnerships:{sort}");
    let after = query.page.after(app, &list)?;
    let today = Zone::of_region(who.region.as_deref()).today();
    macro_rules! filtered {
        () => {{
            let mut q = partnerships::table.filter(in_sight!(who)).into_boxed();
            if let Some(agency) = &filter.coordinator {
                q = q.filter(partnerships::owner_agency.eq(agency));
            }
            if let Some(agency) = &filter.party {
                let with = partnership_parties::table
                    .filter(partnership_parties::agency.eq(agency))
                    .select(partnership_parties::partnership_id);
                q = q.filter(partnerships::id.eq_any(with));
            }
            if let Some(scheme) = filter.scheme {
                q = q.filter(partnerships::scheme.eq(scheme));
            }
            if let Some(instrument) = filter.instrument {
                q = q.filter(partnerships::instrument.eq(instrument));
            }
            if let Some(status) = filter.status {
                use PartnershipStatus as S;
                let (from, to) = (partnerships::effective_from, partnerships::effective_to);
                let soon = expiring_until(today);
                let stored = match status {
                    S::InForce | S::Expiring | S::Expired => S::Signed,
                    other => other,
                };
                q = q.filter(partnerships::status.eq(stored));
                q = match status {
                    S::Signed => q.filter(from.gt(today)),
                    S::InForce => q.filter(from.le(today).and(to.gt(soon))),
                    S::Expiring => q.filter(from.le(today).and(to.between(today, soon))),
                    S::Expired => q.filter(to.lt(today)),
                    _ => q,
                };
            }
            q
        }};
    }
    let falling = matches!(
        sort,
        PartnershipSort::IdFalling | PartnershipSort::TitleFalling
    );
    let by_title = matches!(sort, PartnershipSort::Title | PartnershipSort::TitleFalling);
    let place = after.map(|place| place.id.parse::<Id>().map(|id| (place.key, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let limit = query.page.limit() + 1;
    let rows: Vec<PartnershipRow> = on!(conn, |c| {
        let q = filtered!().select(PartnershipRow::as_select()).limit(limit);
        if by_title {
            keyset!(q, falling, place, partnerships::title, partnerships::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, partnerships::id, partnerships::id).load(c)
        }
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_title {
            row.title.clone()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    let ids: Vec<Id> = page.items.iter().map(|row| row.id).collect();
    let parties = parties::store::of(conn, &ids)?;
    page.try_map(|row| {
        let own = parties
            .iter()
            .filter(|party| party.partnership_id == row.id);
        row.view(own.map(parties::PartyRow::view).collect())
    })
}
