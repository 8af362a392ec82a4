//! Lists and search.

use diesel::prelude::*;

use super::licenses::LicenseStatus;
use super::ranked::{self, Ranked};
use super::rows::{BusinessRow, OwnershipRow};
use super::status::{BusinessStatus, due_before};
use super::store;
use super::types::{BusinessFilter, BusinessSort, NameMatch};
use super::view::Business;
use crate::app::App;
use crate::auth::{Who, register_of};
use crate::db::{Conn, Id, Timestamp, each_row, on};
use crate::http::{Code, FieldError, Page, PageQuery, Position, Problem, keyset};
use crate::reference::Lists;
use crate::schema::{businesses, licenses, ownerships, people};
use crate::text::Text;
use crate::values::date::today;

/// The patterns of LIKE that find every word of a query as a part of a word.
///
/// `%`, `_` and the escape character itself stand for themselves.
fn parts(q: &str) -> Vec<String> {
    q.to_lowercase()
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let escaped = word
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            format!("%{escaped}%")
        })
        .collect()
}

/// What the list is asked for, beyond the named filters.
#[derive(Debug, Default)]
pub struct Wanted {
    /// The named filters.
    pub filter: BusinessFilter,
    /// Words of an owner's or manager's name, as `values::name::person_match_key` writes them.
    pub owner: Vec<String>,
    /// Binds a cursor to what was searched for; empty for the plain list.
    pub list: String,
}

impl BusinessFilter {
    /// Whether it asks for licenses, which stand in a table of their own.
    pub(super) fn names_license(&self) -> bool {
        self.license_type.is_some() || self.license_expires_before.is_some()
    }
}

/// Refuses filters that mean nothing without each other, or beside each other.
pub(super) fn check(filter: &BusinessFilter) -> Result<(), Problem> {
    let mut bad = Vec::new();
    if filter.kbli_code.is_some() && filter.kbli_version.is_none() {
        bad.push(FieldError::new(
            "?kbli_version",
            "required",
            Text::new(
                "Sebutkan versi KBLI (2020 atau 2025) bersama kode.",
                "Name the KBLI version (2020 or 2025) with the code.",
            ),
        ));
    }
    if filter.matching.is_some() && filter.q.is_none() {
        bad.push(FieldError::new(
            "?q",
            "required",
            Text::new(
                "Sebutkan nama yang dicari bersama match.",
                "Name what is searched for with match.",
            ),
        ));
    }
    if filter.matching == Some(NameMatch::Similar) && filter.sort.is_some() {
        bad.push(FieldError::new(
            "?sort",
            "not_allowed",
            Text::new(
                "match=similar mengurutkan dari yang paling mirip; hapus sort.",
                "match=similar lists the most alike first; leave sort out.",
            ),
        ));
    }
    if bad.is_empty() {
        return Ok(());
    }
    Err(Problem::new(Code::InvalidParameter).errors(bad))
}

/// One page of the businesses in the caller's sight.
pub fn page(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    wanted: &Wanted,
    query: &PageQuery,
) -> Result<Page<Business>, Problem> {
    let now = Timestamp::now();
    rows(conn, app, who, wanted, query)?
        .try_map(|(row, owners)| Business::of(&row, &owners, app, now))
}

/// The same as stored, each with its owners.
pub(super) fn rows(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    wanted: &Wanted,
    query: &PageQuery,
) -> Result<Page<(BusinessRow, Vec<OwnershipRow>)>, Problem> {
    let filter = &wanted.filter;
    check(filter)?;
    let sort = filter.sort.unwrap_or(BusinessSort::Id);
    let similar = filter.similar();
    let order = similar.map_or_else(|| sort.to_string(), |q| ranked::order(app, q));
    let list = format!("businesses{}:{order}", wanted.list);
    let after = query.after(app, &list)?;
    let now = Timestamp::now();
    let due = due_before(now);
    let today = today();
    let (low, high) = who.registers();
    let words = match (&filter.q, similar) {
        (Some(q), None) => parts(q),
        _ => Vec::new(),
    };
    macro_rules! filtered {
        () => {{
            let mut q = businesses::table
                .filter(businesses::deleted_at.is_null())
                .into_boxed();
            // Each column is bound once: PostgreSQL's planner takes what is said of one twice for
            // two accidents, expects next to no rows, and then reads and sorts them all.
            let register = filter.region.as_deref().and_then(register_of);
            let register = register.filter(|register| who.sees(register));
            q = match register {
                Some(register) => q.filter(businesses::register_code.eq(register)),
                None if low == high => q.filter(businesses::register_code.eq(&low)),
                None => q.filter(businesses::register_code.between(&low, &high)),
            };
            if let Some(region) = filter.region.as_deref()
                && register != Some(region)
            {
                q = q.filter(businesses::region_code.like(format!("{region}%")));
            }
            match filter.status {
                Some(BusinessStatus::ReverificationDue) => {
                    q = q
                        .filter(
                            businesses::status
                                .eq_any([BusinessStatus::Verified, BusinessStatus::Active]),
                        )
                        .filter(businesses::updated_at.lt(due));
                }
                Some(status) => {
                    q = q.filter(businesses::status.eq(status));
                    if status.grows_due() {
                        q = q.filter(businesses::updated_at.ge(due));
                    }
                }
                None => {}
            }
            if let Some(scale) = filter.scale {
                q = q.filter(businesses::scale.eq(scale));
            }
            if let Some(class) = filter.ikm_class {
                q = q.filter(businesses::ikm_class.eq(class));
            }
            if let Some(sector) = filter.sector {
                q = q.filter(businesses::sector.eq(sector));
            }
            if let Some(form) = filter.legal_form {
                q = q.filter(businesses::legal_form.eq(form));
            }
            if let Some(version) = filter.kbli_version {
                q = q.filter(businesses::kbli_version.eq(version));
            }
            if let Some(code) = &filter.kbli_code {
                q = q.filter(businesses::kbli_code.like(format!("{code}%")));
            }
            if let Some(owned) = filter.women_owned {
                q = q.filter(businesses::women_owned.eq(owned));
            }
            if let Some(led) = filter.women_led {
                q = q.filter(businesses::women_led.eq(led));
            }
            if let Some(agency) = &filter.owner_agency {
                q = q.filter(businesses::owner_agency.eq(agency));
            }
            if filter.names_license() {
                let mut held = licenses::table
                    .filter(licenses::register_code.between(&low, &high))
                    .filter(licenses::status.eq(LicenseStatus::Berlaku))
                    .filter(
                        licenses::expires_on
                            .is_null()
                            .or(licenses::expires_on.assume_not_null().ge(today)),
                    )
                    .select(licenses::business_id)
                    .into_boxed();
                if let Some(kind) = filter.license_type {
                    held = held.filter(licenses::kind.eq(kind));
                }
                if let Some(before) = filter.license_expires_before {
                    held = held.filter(licenses::expires_on.lt(before));
                }
                q = q.filter(businesses::id.eq_any(held));
            }
            if let Some(from) = filter.registered_from {
                q = q.filter(businesses::registered_on.ge(from));
            }
            if let Some(to) = filter.registered_to {
                q = q.filter(businesses::registered_on.le(to));
            }
            if let Some(since) = filter.updated_since {
                q = q.filter(businesses::updated_at.ge(since));
            }
            for word in &words {
                q = q.filter(businesses::search_text.like(word).escape('\\'));
            }
            if !wanted.owner.is_empty() {
                let mut owners = ownerships::table
                    .inner_join(people::table)
                    .filter(people::register_code.between(&low, &high))
                    .filter(people::deleted_at.is_null())
                    .select(ownerships::business_id)
                    .into_boxed();
                for word in &wanted.owner {
                    owners = owners.filter(people::name_key.like(format!("%{word}%")));
                }
                q = q.filter(businesses::id.eq_any(owners));
            }
            q
        }};
    }
    let page = if let Some(q) = similar {
        let mut ranked = Ranked::new(q, after.as_ref(), query)?;
        let named = (businesses::id, businesses::search_text);
        each_row!(conn, filtered!().select(named), (Id, String), |row| {
            ranked.look(row.0, &row.1);
        });
        ranked.page(conn, app, &list, query)?
    } else {
        let falling = matches!(sort, BusinessSort::IdFalling | BusinessSort::NameFalling);
        let by_name = matches!(sort, BusinessSort::Name | BusinessSort::NameFalling);
        let place = after.map(|place| place.id.parse::<Id>().map(|id| (place.key, id)));
        let place = place.transpose().map_err(Problem::internal)?;
        let limit = query.limit() + 1;
        let rows: Vec<BusinessRow> = on!(conn, |c| {
            let q = filtered!().select(BusinessRow::as_select()).limit(limit);
            if by_name {
                keyset!(q, falling, place, businesses::name, businesses::id).load(c)
            } else {
                let place = place.map(|(_, id)| (id, id));
                keyset!(q, falling, place, businesses::id, businesses::id).load(c)
            }
        })?;
        let total = if query.wants_total() {
            Some(on!(conn, |c| filtered!().count().get_result(c))?)
        } else {
            None
        };
        Page::new(app, &list, query, rows, total, |row| Position {
            key: if by_name {
                row.name.clone()
            } else {
                String::new()
            },
            id: row.id.to_string(),
        })
    };
    let region = filter.region.as_deref();
    Lists::check_filter(conn, app, region, page.items.is_empty())?;
    let ids: Vec<Id> = page.items.iter().map(|row| row.id).collect();
    let mut owners = store::ownerships_of(conn, &ids)?;
    Ok(page.map(|row| {
        let owners = owners.remove(&row.id).unwrap_or_default();
        (row, owners)
    }))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn wildcards_of_like_stand_for_themselves() {
        assert_eq!(parts(" Kue  100% "), ["%kue%", "%100\\%%"]);
        assert_eq!(parts("a_b\\c"), ["%a\\_b\\\\c%"]);
        assert_eq!(parts("' OR 1=1 --"), ["%'%", "%or%", "%1=1%", "%--%"]);
        assert!(parts(" \u{0} ").is_empty());
    }
}
