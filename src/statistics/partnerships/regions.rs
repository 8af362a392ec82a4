//! Where figures of partnerships lie.
//!
//! Rows below a partnership name regions of any level, several or none; a figure stands in one
//! region. It is the smallest that holds everything named, so that no figure is split or counted
//! twice.

use super::super::grouping::width_below;

/// The smallest region that holds all of these; none where that is the whole country.
///
/// The codes of an area that only its own level sees (`64.00`, `00`) stand for that level.
pub(super) fn common<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut common: Option<Vec<&str>> = None;
    for code in codes {
        let parts: Vec<&str> = code.split('.').take_while(|part| *part != "00").collect();
        common = Some(match common {
            None => parts,
            Some(held) => {
                let same = held.iter().zip(&parts).take_while(|(a, b)| a == b).count();
                held[..same].to_vec()
            }
        });
    }
    let code = common.unwrap_or_default().join(".");
    (!code.is_empty()).then_some(code)
}

/// Whether a figure of this region belongs to the region asked for.
pub(super) fn within(region: Option<&str>, asked: Option<&str>) -> bool {
    let Some(asked) = asked else {
        return true;
    };
    region
        .and_then(|region| region.strip_prefix(asked))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The row of a region one level below the one asked for; a wider region stays as it is.
pub(super) fn row_of(region: Option<&str>, asked: Option<&str>) -> Option<String> {
    let width = width_below(asked);
    region.map(|region| region.get(..width).unwrap_or(region).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_regions_lie_in_the_one_that_holds_them() {
        for (codes, whole) in [
            (&[][..], None),
            (&["64.02"], Some("64.02")),
            (&["64.02.06", "64.02.06"], Some("64.02.06")),
            (&["64.02.06", "64.02.14.1007"], Some("64.02")),
            (&["64.02", "64.72"], Some("64")),
            (&["64.02.06.1001", "64.02.06.1005"], Some("64.02.06")),
            (&["64.02", "62.71"], None),
            (&["64.00"], Some("64")),
            (&["00"], None),
            (&["00", "64.02"], None),
        ] {
            assert_eq!(common(codes.iter().copied()).as_deref(), whole, "{codes:?}");
        }
    }

    #[test]
    fn what_lies_in_a_region_is_told_by_its_code() {
        assert!(within(None, None) && within(Some("64.02"), None));
        assert!(within(Some("64.02"), Some("64")) && within(Some("64.02.06"), Some("64.02")));
        assert!(within(Some("64.02"), Some("64.02")));
        assert!(!within(Some("64"), Some("64.02")) && !within(None, Some("64")));
        assert!(!within(Some("64.72"), Some("64.02")));
    }

    #[test]
    fn rows_are_one_level_below() {
        let row = |region, asked| row_of(Some(region), asked);
        assert_eq!(row("64.02.06", None).as_deref(), Some("64.02"));
        assert_eq!(row("64", None).as_deref(), Some("64"));
        assert_eq!(row("64.02.06.1001", Some("64")).as_deref(), Some("64.02"));
        assert_eq!(
            row("64.02.06.1001", Some("64.02")).as_deref(),
            Some("64.02.06")
        );
        assert_eq!(row_of(None, None), None);
    }
}
