//! The registers that a partnership works in: where its people and businesses are counted.

use diesel::prelude::*;

use super::PartnershipRow;
use crate::auth::{Level, register_of};
use crate::db::{Conn, on};
use crate::http::Problem;
use crate::schema::{agencies, audit_events, partnership_parties as parties};

/// Registers from the lowest code to the highest.
pub(super) type Range = (String, String);

/// The registers of a region of any level: a province's, or the regency it lies in.
pub(super) fn of_region(code: &str) -> Range {
    match register_of(code) {
        // Where a province's own rows lie, as in an area.
        Some(register) if register.ends_with(".00") => of_region(&code[..2]),
        Some(register) => (register.to_owned(), register.to_owned()),
        None if code == "00" => (code.to_owned(), "99.99".to_owned()),
        None => (format!("{code}.00"), format!("{code}.99")),
    }
}

impl PartnershipRow {
    /// The registers it works in: those of its regions, else of its area; none is in two ranges.
    pub(super) fn territory(&self) -> Result<Vec<Range>, Problem> {
        let mut codes = self.regions()?;
        if codes.is_empty() {
            codes.push(self.area_code.clone());
        }
        Ok(outermost(
            codes.iter().map(|code| of_region(code)).collect(),
        ))
    }
}

/// The registers that may be counted for a partnership, none in two ranges: those of its coordinator,
/// and those of each party that has itself acted in it, by its signature, a plan or a report. Whoever
/// only names or signs for another opens nothing.
pub(super) fn reach(conn: &mut Conn, partnership: &PartnershipRow) -> Result<Vec<Range>, Problem> {
    let acting: Vec<String> = on!(conn, |c| audit_events::table
        .filter(audit_events::partnership_id.eq(partnership.id))
        .select(audit_events::agency)
        .distinct()
        .load(c))?;
    let rows: Vec<(Level, Option<String>)> = on!(conn, |c| parties::table
        .inner_join(agencies::table.on(parties::agency.eq(agencies::code.nullable())))
        .filter(parties::partnership_id.eq(partnership.id))
        .filter(agencies::code.eq_any(acting))
        .select((agencies::level, agencies::region_code))
        .load(c))?;
    let seen = |(level, region): (Level, Option<String>)| match region {
        Some(region) => Some(of_region(&region)),
        None => (level == Level::Nasional).then(|| of_region("00")),
    };
    let mut ranges = vec![of_region(&partnership.area_code)];
    ranges.extend(rows.into_iter().filter_map(seen));
    Ok(outermost(ranges))
}

/// What lies in some registers and within reach.
pub(super) fn within(range: &Range, reach: &[Range]) -> Vec<Range> {
    let common = |one: &Range| {
        if holds(one, range) {
            Some(range.clone())
        } else {
            holds(range, one).then(|| one.clone())
        }
    };
    reach.iter().filter_map(common).collect()
}

/// The ranges that no other holds.
fn outermost(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort();
    ranges.dedup();
    let whole = ranges.clone();
    ranges.retain(|one| !whole.iter().any(|other| other != one && holds(other, one)));
    ranges
}

/// Whether one range holds the other.
pub(super) fn holds(outer: &Range, inner: &Range) -> bool {
    outer.0 <= inner.0 && inner.1 <= outer.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_lies_in_registers() {
        let range = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        assert_eq!(of_region("64"), range("64.00", "64.99"));
        assert_eq!(of_region("64.00"), range("64.00", "64.99"));
        assert_eq!(of_region("64.02"), range("64.02", "64.02"));
        assert_eq!(of_region("64.02.06.1001"), range("64.02", "64.02"));
        assert_eq!(of_region("00"), range("00", "99.99"));
        assert!(holds(&of_region("64"), &of_region("64.72")));
        assert!(holds(&of_region("00"), &of_region("64")));
        assert!(!holds(&of_region("64.02"), &of_region("64")));
        assert!(!holds(&of_region("64.02"), &of_region("64.72")));
        let reach = outermost(vec![
            of_region("64.02"),
            of_region("64.72"),
            of_region("64.02"),
        ]);
        assert_eq!(within(&of_region("64"), &reach), reach);
        assert_eq!(within(&of_region("64.72"), &reach), [of_region("64.72")]);
        assert_eq!(within(&of_region("62.71"), &reach), []);
    }
}
