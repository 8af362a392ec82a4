//! Amounts in whole rupiah.
//!
//! Indonesian writing groups thousands with dots and marks decimals with a comma;
//! machines write the reverse. A text is read only if both readings agree or one of
//! them is impossible:
//! * two or more groups of three ("1.000.000", "1,000,000") are thousands;
//! * one group after a dot is thousands when "Rp" stands before it, or when it ends
//!   in a zero ("500.000"): no machine prints a fraction with a trailing zero;
//! * one group after a comma ("1,500") and any other fraction ("1.5") are refused;
//! * zeros after the decimal mark ("1000000.0", "2.000.000,00") are dropped.
//!
//! An amount said to be about right, or a range, is no amount and is refused.

use super::{ValueError, collapse_blanks};

const MAX_CHARS: usize = 60;

fn invalid() -> ValueError {
    ValueError::new(
        "invalid_money",
        "nilai rupiah tidak terbaca; tulis angka bulat seperti 1500000",
        "the amount cannot be read; write whole rupiah such as 1500000",
    )
}

fn ambiguous() -> ValueError {
    ValueError::new(
        "money_ambiguous",
        "tanda titik atau koma dapat dibaca dengan dua cara; tulis rupiah penuh tanpa tanda pemisah",
        "the dot or comma can be read two ways; write whole rupiah without separators",
    )
}

fn approximate() -> ValueError {
    ValueError::new(
        "money_approximate",
        "nilai perkiraan atau kisaran tidak diterima; tulis satu nilai rupiah",
        "an estimate or a range is not accepted; write one amount in rupiah",
    )
}

/// The refusal of a negative amount.
pub(crate) fn negative() -> ValueError {
    ValueError::new(
        "money_negative",
        "nilai rupiah tidak boleh negatif",
        "the amount cannot be negative",
    )
}

/// The refusal of an amount with sen, with the rounded amount as the proposal.
pub(crate) fn not_whole(rounded: i64) -> ValueError {
    ValueError::new(
        "money_not_whole",
        "nilai harus rupiah bulat tanpa sen",
        "the amount must be whole rupiah",
    )
    .suggest(rounded.to_string())
}

/// Reads an amount in whole rupiah.
pub fn parse(text: &str) -> Result<i64, ValueError> {
    let mut text = collapse_blanks(text.trim().trim_start_matches('\'')).to_lowercase();
    if text.chars().count() > MAX_CHARS {
        return Err(invalid());
    }
    refuse_estimates(&text)?;
    if (text.starts_with('(') && text.ends_with(')')) || text.starts_with(['-', '−']) {
        return Err(if text.bytes().any(|b| b.is_ascii_digit()) {
            negative()
        } else {
            invalid()
        });
    }
    let rupiah = strip_currency(&mut text);
    if text.starts_with(['-', '−']) && text.bytes().any(|b| b.is_ascii_digit()) {
        return Err(negative());
    }
    for tail in [",-", ".-", ",--", ",=", "-", ",", "."] {
        if let Some(head) = text.strip_suffix(tail)
            && head.ends_with(|c: char| c.is_ascii_digit())
        {
            text = head.to_string();
            break;
        }
    }
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' '))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number = number.trim();
    match multiplier(unit.trim())? {
        Some(factor) => scaled(number, unit.trim(), factor),
        None => plain(number, rupiah),
    }
}

fn refuse_estimates(text: &str) -> Result<(), ValueError> {
    const WORDS: [&str; 9] = [
        "kurang lebih",
        "sekitar",
        "kira",
        "lebih dari",
        "kurang dari",
        "s/d",
        "s.d",
        "sampai",
        "hingga",
    ];
    let marked = text
        .chars()
        .any(|c| matches!(c, '±' | '~' | '≈' | '<' | '>' | '≤' | '≥'))
        || text.contains("+-")
        || text.contains("+/-")
        || WORDS.iter().any(|word| text.contains(word));
    // "1.000.000 - 2.000.000": digits on both sides of a dash.
    let range = text
        .split(['-', '–'])
        .filter(|p| p.bytes().any(|b| b.is_ascii_digit()))
        .count()
        > 1;
    if marked || range {
        Err(approximate())
    } else {
        Ok(())
    }
}

fn strip_currency(text: &mut String) -> bool {
    let mut rest = text.as_str();
    let mut seen = false;
    for mark in ["idr", "rp"] {
        if let Some(after) = rest.strip_prefix(mark) {
            rest = after.trim_start_matches(['.', ':', ' ']);
            seen = true;
        }
    }
    for mark in ["rupiah", "idr"] {
        if let Some(before) = rest.strip_suffix(mark) {
            rest = before.trim_end();
            seen = true;
        }
    }
    *text = rest.to_string();
    seen
}

fn multiplier(unit: &str) -> Result<Option<i64>, ValueError> {
    Ok(match unit.trim_end_matches('.') {
        "" => None,
        "rb" | "ribu" | "rbu" => Some(1_000),
        "jt" | "juta" | "jta" => Some(1_000_000),
        "milyar" | "miliar" | "milyard" | "mlyr" | "mlr" => Some(1_000_000_000),
        "triliun" | "trilyun" => Some(1_000_000_000_000),
        // "M" is milyar to one writer and million to another.
        "m" => return Err(ambiguous()),
        _ => return Err(invalid()),
    })
}

/// Splits at separators and gives the digit groups with the separator before each.
fn groups(number: &str) -> Result<(&str, Vec<(char, &str)>), ValueError> {
    let first_end = number.find(['.', ',', ' ']).unwrap_or(number.len());
    let (first, mut rest) = number.split_at(first_end);
    let mut tail = Vec::new();
    while let Some(separator) = rest.chars().next() {
        let body = &rest[1..];
        let end = body.find(['.', ',', ' ']).unwrap_or(body.len());
        tail.push((separator, &body[..end]));
        rest = &body[end..];
    }
    if first.is_empty() || tail.iter().any(|(_, group)| group.is_empty()) {
        return Err(invalid());
    }
    Ok((first, tail))
}

fn integer(first: &str, tail: &[(char, &str)]) -> Result<i64, ValueError> {
    let mut digits = first.to_string();
    for (_, group) in tail {
        digits.push_str(group);
    }
    digits.parse().map_err(|_| invalid())
}

fn are_thousands(first: &str, tail: &[(char, &str)]) -> bool {
    (1..=3).contains(&first.len())
        && !tail.is_empty()
        && tail
            .iter()
            .all(|(mark, group)| group.len() == 3 && *mark == tail[0].0)
}

fn plain(number: &str, rupiah: bool) -> Result<i64, ValueError> {
    let (first, tail) = groups(number)?;
    match tail.as_slice() {
        [] => integer(first, &[]),
        all if all.len() > 1 && are_thousands(first, all) => integer(first, all),
        [(' ', group)] if are_thousands(first, &tail) && !group.is_empty() => integer(first, &tail),
        [('.', group)] if are_thousands(first, &tail) => {
            if first != "0" && (rupiah || group.ends_with('0')) {
                integer(first, &tail)
            } else {
                Err(ambiguous().suggest(format!("{first}{group}")))
            }
        }
        [(',', group)] if are_thousands(first, &tail) => {
            Err(ambiguous().suggest(format!("{first}{group}")))
        }
        [(_, fraction)] => decimal(integer(first, &[])?, fraction, first.len() > 3, number),
        [head @ .., (mark, fraction)]
            if are_thousands(first, head) && head[0].0 != *mark && fraction.len() <= 2 =>
        {
            decimal(integer(first, head)?, fraction, true, number)
        }
        _ => Err(invalid()),
    }
}

/// Reads what stands after a decimal mark: only zeros keep the amount whole.
fn decimal(whole: i64, fraction: &str, large: bool, number: &str) -> Result<i64, ValueError> {
    if fraction.bytes().all(|b| b == b'0') && fraction.len() <= 2 {
        return Ok(whole);
    }
    if large {
        let up = i64::from(fraction.as_bytes()[0] >= b'5');
        return Err(not_whole(whole.checked_add(up).ok_or_else(invalid)?));
    }
    // "1.5" in a column of rupiah most often means millions, which must be written.
    Err(ambiguous().suggest(format!("{} juta", number.replace('.', ","))))
}

fn scaled(number: &str, unit: &str, factor: i64) -> Result<i64, ValueError> {
    let (first, tail) = groups(number)?;
    let whole = |digits: i64| digits.checked_mul(factor).ok_or_else(invalid);
    match tail.as_slice() {
        [] => whole(integer(first, &[])?),
        all if all.len() > 1 && are_thousands(first, all) => whole(integer(first, all)?),
        [('.' | ',', fraction)] if fraction.len() <= 2 => {
            let places = if fraction.len() == 1 { 10 } else { 100 };
            let both = integer(first, &tail)?;
            both.checked_mul(factor / places).ok_or_else(invalid)
        }
        // "1.500 juta" is one and a half million or one and a half billion.
        [('.' | ',', group)] if group.len() == 3 => {
            Err(ambiguous().suggest(format!("{first}{group} {unit}")))
        }
        _ => Err(invalid()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn safe_writings() {
        for (text, rupiah) in [
            ("Rp 1.500.000,-", 1_500_000),
            ("Rp. 2.000.000,00", 2_000_000),
            ("Rp.2.000.000", 2_000_000),
            ("1.000.000", 1_000_000),
            ("1,000,000", 1_000_000),
            ("1,000,000.00", 1_000_000),
            ("1 000 000", 1_000_000),
            ("1000000.0", 1_000_000),
            ("1000000,00", 1_000_000),
            ("1.000.000,-", 1_000_000),
            ("IDR 250000", 250_000),
            ("750.000", 750_000),
            ("Rp 1.545", 1_545),
            ("500 rupiah", 500),
            ("1jt", 1_000_000),
            ("1,5 juta", 1_500_000),
            ("1.25 JUTA", 1_250_000),
            ("2 milyar", 2_000_000_000),
            ("2,5 Miliar", 2_500_000_000),
            ("500rb", 500_000),
            ("Rp 500 ribu", 500_000),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Ok(rupiah), "{text}");
        }
    }

    #[test]
    fn refusals() {
        for (text, code, suggestion) in [
            ("1.5", "money_ambiguous", Some("1,5 juta")),
            ("1,5", "money_ambiguous", Some("1,5 juta")),
            ("1,500", "money_ambiguous", Some("1500")),
            ("Rp 1,500", "money_ambiguous", Some("1500")),
            ("12.345", "money_ambiguous", Some("12345")),
            ("0.500", "money_ambiguous", Some("0500")),
            ("1.500 juta", "money_ambiguous", Some("1500 juta")),
            ("5 M", "money_ambiguous", None),
            ("1.500.000,50", "money_not_whole", Some("1500001")),
            ("1500000.25", "money_not_whole", Some("1500000")),
            ("± 1.000.000", "money_approximate", None),
            ("kurang lebih 2 juta", "money_approximate", None),
            ("1.000.000 - 2.000.000", "money_approximate", None),
            ("1 s/d 2 juta", "money_approximate", None),
            ("< 300 juta", "money_approximate", None),
            ("-500000", "money_negative", None),
            ("Rp -500.000", "money_negative", None),
            ("(500.000)", "money_negative", None),
            ("", "invalid_money", None),
            ("-", "invalid_money", None),
            ("banyak", "invalid_money", None),
            ("1.00.000", "invalid_money", None),
            ("1.000.000.00", "invalid_money", None),
            ("1jt 500rb", "invalid_money", None),
            ("99999999999999999999", "invalid_money", None),
            ("9999999999 triliun", "invalid_money", None),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.code, error.suggestion.as_deref()),
                (code, suggestion),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn grouped_amounts_come_back(amount in 1_000_000_i64..1_000_000_000_000) {
            let digits = amount.to_string();
            let mut grouped = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    grouped.push('.');
                }
                grouped.push(digit);
            }
            prop_assert_eq!(parse(&format!("Rp {grouped},-")), Ok(amount));
            prop_assert_eq!(parse(&grouped), Ok(amount));
            prop_assert_eq!(parse(&grouped.replace('.', ",")), Ok(amount));
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}|[rp0-9., -]{0,20}(juta|rb)?") {
            if let Ok(amount) = parse(&text) {
                prop_assert!(amount >= 0);
            }
        }
    }
}
