//! What stored businesses leave in doubt now, whatever changed around them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::derive::{Figures, PersonFacts, derive};
use super::doubts::{self, Case, SAID_ONCE, row_flags};
use super::parse;
use super::rows::{BusinessRow, OwnershipRow, SnapshotRow};
use super::shared::{self, Common};
use super::{licenses, store};
use crate::app::App;
use crate::data_quality::{Due, DueKind, RowFlags};
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::Problem;
use crate::reference::Lists;
use crate::schema::{business_phones as phones, businesses, licenses as held, ownerships};
use crate::values::date::today;

/// What a look at some businesses found.
#[derive(Default)]
pub struct Reviewed {
    /// What each leaves in doubt.
    pub flags: Vec<RowFlags>,
    /// Telephones that are not kept as they are, such as those of rows older than their table.
    pub commons: Vec<Common>,
    /// The versions that were looked at.
    pub versions: HashMap<Id, i64>,
}

/// The next businesses in the order of their ids.
pub fn rows_after(
    conn: &mut Conn,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<BusinessRow>, Problem> {
    let after = after.unwrap_or(Id::from_bytes([0; 16]));
    Ok(on!(conn, |c| businesses::table
        .filter(businesses::id.gt(after))
        .filter(businesses::deleted_at.is_null())
        .select(BusinessRow::as_select())
        .order(businesses::id)
        .limit(limit)
        .load(c))?)
}

/// The next businesses that an entry names, in the order of their ids; none of those it cannot name.
pub fn due_rows(
    conn: &mut Conn,
    due: &Due,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<BusinessRow>, Problem> {
    let after = after.unwrap_or(Id::from_bytes([0; 16]));
    let ids: Vec<Id> = match due.kind {
        DueKind::Business => due.id().filter(|id| *id > after).into_iter().collect(),
        DueKind::Owner => {
            let Some(person) = due.id() else {
                return Ok(Vec::new());
            };
            on!(conn, |c| ownerships::table
                .filter(ownerships::person_id.eq(person))
                .filter(ownerships::business_id.gt(after))
                .select(ownerships::business_id)
                .distinct()
                .order(ownerships::business_id)
                .limit(limit)
                .load(c))?
        }
        DueKind::Nib => {
            let nib = String::from_utf8_lossy(&due.key);
            on!(conn, |c| businesses::table
                .filter(businesses::register_code.eq(&due.register_code))
                .filter(businesses::nib.eq(nib.as_ref()))
                .filter(businesses::id.gt(after))
                .select(businesses::id)
                .order(businesses::id)
                .limit(limit)
                .load(c))?
        }
        DueKind::BusinessPhone => on!(conn, |c| phones::table
            .filter(phones::register_code.eq(&due.register_code))
            .filter(phones::phone_hash.eq(&due.key))
            .filter(phones::business_id.gt(after))
            .select(phones::business_id)
            .order(phones::business_id)
            .limit(limit)
            .load(c))?,
        DueKind::License => {
            let number = String::from_utf8_lossy(&due.key);
            on!(conn, |c| held::table
                .filter(held::register_code.eq(&due.register_code))
                .filter(held::number.eq(number.as_ref()))
                .filter(held::business_id.gt(after))
                .select(held::business_id)
                .distinct()
                .order(held::business_id)
                .limit(limit)
                .load(c))?
        }
        DueKind::Person | DueKind::PersonPhone => Vec::new(),
    };
    let mut rows = store::by_ids(conn, &ids)?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Says what businesses leave in doubt now. A row that cannot be read is passed over.
pub fn review(
    conn: &mut Conn,
    app: &App,
    now: Timestamp,
    rows: &[BusinessRow],
) -> Result<Reviewed, Problem> {
    let lists = Lists::current(conn, app)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let owners = store::ownerships_of(conn, &ids)?;
    let snapshots = store::snapshots_of(conn, &ids)?;
    let people = people_of(conn, rows, &owners)?;
    let shared = shared::sharing(conn, &ids)?;
    let mut of_licenses = licenses::doubts(conn, &ids)?;
    let mut reviewed = Reviewed::default();
    let none = (Vec::<OwnershipRow>::new(), Vec::<SnapshotRow>::new());
    let mut unread = 0;
    for row in rows {
        let owners = owners.get(&row.id).unwrap_or(&none.0);
        let Ok(input) = row.input(app, owners) else {
            unread += 1;
            continue;
        };
        let figures = Figures::of(snapshots.get(&row.id).unwrap_or(&none.1));
        let derived = derive(&input, &people, &figures, today());
        let case = Case {
            input: &input,
            derived: &derived,
            standing: Some((row.status, row.updated_at)),
            now,
        };
        let mut flags = doubts::doubts(app.keys(), case, parse::doubts(&input, &lists));
        let common = Common::of(app.keys(), row, input.contact.as_ref());
        let shared = shared.get(&row.id).copied().unwrap_or_default();
        flags.extend(common.doubts(app.keys(), shared));
        flags.extend(of_licenses.remove(&row.id).unwrap_or_default());
        reviewed.flags.push(row_flags(row, flags, vec![SAID_ONCE]));
        reviewed.commons.push(common);
        reviewed.versions.insert(row.id, row.version);
    }
    if unread > 0 {
        log::warn!(
            "{unread} businesses cannot be read; the doubts about them are left as they are"
        );
    }
    reviewed.commons = shared::not_kept(conn, reviewed.commons)?;
    Ok(reviewed)
}

/// The facts of all owners; each is looked for in the register of her business only.
fn people_of(
    conn: &mut Conn,
    rows: &[BusinessRow],
    owners: &HashMap<Id, Vec<OwnershipRow>>,
) -> Result<HashMap<Id, PersonFacts>, Problem> {
    let mut by_register: HashMap<&str, Vec<Id>> = HashMap::new();
    for row in rows {
        let owners = owners.get(&row.id).into_iter().flatten();
        let people = by_register.entry(&row.register_code).or_default();
        people.extend(owners.map(|owner| owner.person_id));
    }
    let mut found = HashMap::new();
    for (register, people) in by_register {
        found.extend(store::people_facts(conn, register, &people)?);
    }
    Ok(found)
}
