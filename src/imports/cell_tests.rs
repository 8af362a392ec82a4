use super::*;

fn text(value: &str) -> Cell {
    Cell::from_text(value)
}

fn code<T>(result: Result<T, ValueError>) -> &'static str {
    result.map_or_else(|error| error.code, |_| "ok")
}

#[test]
fn display_form() {
    assert_eq!(Cell::Number(5.0).text(), "5");
    assert_eq!(Cell::Number(-0.0).text(), "0");
    assert_eq!(Cell::Number(1.25).text(), "1.25");
    assert_eq!(format!("{:?}", text("rahasia")), "Text(redacted)");
    assert!(text(" \n").is_empty());
}

#[test]
fn the_mark_of_our_export_is_removed() {
    for (written, read) in [
        ("'=1+1", "=1+1"),
        ("'+62", "+62"),
        ("'-x", "-x"),
        ("'@x", "@x"),
        ("'\tx", "\tx"),
        ("'abc", "'abc"),
    ] {
        assert_eq!(text(written).text(), read);
    }
}

#[test]
fn placeholders_are_no_value() {
    for value in ["", "-", "n/a", " -- "] {
        assert_eq!(cell_nik(&text(value)), Ok(None), "{value}");
        assert_eq!(cell_money(&text(value)), Ok(None), "{value}");
        assert_eq!(cell_text(&text(value)), Ok(None), "{value}");
    }
    assert_eq!(cell_money(&text("Rp. -")), Ok(None));
    assert_eq!(cell_yes_no(&text("-")), Ok(Some(false)));
    assert_eq!(cell_yes_no(&text("")), Ok(None));
}

#[test]
fn a_nik_never_comes_from_a_number() {
    assert_eq!(
        code(cell_nik(&Cell::Number(6_402_014_107_800_001.0))),
        "nik_numeric_cell"
    );
    assert_eq!(code(cell_nik(&Cell::Number(1.0))), "nik_numeric_cell");
    assert_eq!(code(cell_nik(&text("6.40201E+15"))), "nik_numeric_cell");
    assert_eq!(code(cell_nik(&text("6402014107800001"))), "ok");
}

#[test]
fn money_cells() {
    assert_eq!(cell_money(&Cell::Number(1_500_000.0)), Ok(Some(1_500_000)));
    assert_eq!(
        cell_money(&Cell::Number(1_500_000.000_000_000_2)),
        Ok(Some(1_500_000))
    );
    assert_eq!(code(cell_money(&Cell::Number(-1.0))), "money_negative");
    assert_eq!(
        code(cell_money(&Cell::Number(1_500_000.5))),
        "money_not_whole"
    );
    assert_eq!(code(cell_money(&Cell::Number(1.5))), "money_ambiguous");
    assert_eq!(code(cell_money(&Cell::Number(f64::NAN))), "invalid_money");
    assert_eq!(cell_money(&text("Rp. 2.000.000,00")), Ok(Some(2_000_000)));
    assert_eq!(
        code(cell_money(&Cell::Date(NaiveDate::MIN))),
        "invalid_money"
    );
}

#[test]
fn date_cells() {
    let day = NaiveDate::from_ymd_opt(1980, 5, 12).unwrap();
    assert_eq!(cell_date(&Cell::Number(29353.0), false), Ok(Some(day)));
    assert_eq!(cell_date(&Cell::Number(27891.0), true), Ok(Some(day)));
    assert_eq!(cell_date(&Cell::Date(day), true), Ok(Some(day)));
    assert_eq!(code(cell_date(&text("29353"), false)), "invalid_date");
    assert_eq!(
        code(cell_date(&Cell::Number(1980.0), false)),
        "date_day_missing"
    );
    let partial = |cell: &Cell| cell_partial_date(cell, false).unwrap().unwrap().iso();
    assert_eq!(partial(&Cell::Number(2019.0)), "2019");
    assert_eq!(partial(&Cell::Number(29353.0)), "1980-05-12");
    assert_eq!(partial(&text("Mei 2019")), "2019-05");
    assert_eq!(cell_year(&Cell::Number(2024.0)), Ok(Some(2024)));
    assert_eq!(code(cell_year(&text("2024,2025"))), "invalid_year");
}

#[test]
fn counts_quantities_and_percentages() {
    assert_eq!(cell_count(&Cell::Number(3.0)), Ok(Some(3)));
    assert_eq!(cell_count(&text("3 orang")), Ok(Some(3)));
    for bad in [
        Cell::Number(-1.0),
        Cell::Number(2.5),
        text("tiga"),
        text("1.000"),
        text("5-9"),
    ] {
        assert_eq!(code(cell_count(&bad)), "invalid_count");
    }
    assert_eq!(cell_quantity(&text("12,5")), Ok(Some(12.5)));
    assert_eq!(code(cell_quantity(&text("1.500"))), "invalid_quantity");
    assert_eq!(cell_percent(&text("51%")), Ok(Some(51.0)));
    assert_eq!(cell_percent(&Cell::Number(60.0)), Ok(Some(60.0)));
    let share = cell_percent(&Cell::Number(0.51)).unwrap_err();
    assert_eq!(
        (share.code, share.suggestion.as_deref()),
        ("percent_ambiguous", Some("51%"))
    );
    assert_eq!(code(cell_percent(&text("120"))), "invalid_percent");
}

#[test]
fn codes_and_contacts() {
    let lost = cell_kbli(&Cell::Number(1111.0)).unwrap_err();
    assert_eq!(
        (lost.code, lost.suggestion.as_deref()),
        ("kbli_leading_zero", Some("01111"))
    );
    assert_eq!(
        cell_kbli(&Cell::Number(10794.0)).unwrap().unwrap().as_str(),
        "10794"
    );
    assert_eq!(cell_kbli(&text("1111")).unwrap().unwrap().as_str(), "1111");
    assert_eq!(
        cell_phone(&Cell::Number(81_255_500_123.0))
            .unwrap()
            .unwrap()
            .as_str(),
        "+6281255500123"
    );
    assert_eq!(
        cell_phones(&text("081255500123/081355500456"))
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        cell_nib(&Cell::Number(1_220_001_234_567.0))
            .unwrap()
            .unwrap()
            .as_str(),
        "1220001234567"
    );
    assert_eq!(
        code(cell_gender(&Cell::Number(1.0))),
        "gender_code_ambiguous"
    );
    assert_eq!(
        code(cell_region(&Cell::Number(64.02))),
        "invalid_region_code"
    );
    assert_eq!(
        cell_region(&Cell::Number(6402.0)),
        Ok(Some(RegionCell::Undotted("6402".into())))
    );
}

#[test]
fn coordinates() {
    assert_eq!(
        cell_coordinate(&text("-0,4432"), Axis::Latitude),
        Ok(Some(-0.4432))
    );
    assert_eq!(
        cell_coordinate(&Cell::Number(116.98), Axis::Longitude),
        Ok(Some(116.98))
    );
    assert_eq!(
        code(cell_coordinate(&Cell::Number(116.98), Axis::Latitude)),
        "coordinate_swapped"
    );
    assert_eq!(
        code(cell_coordinate(&text("52.5"), Axis::Latitude)),
        "invalid_coordinate"
    );
}

#[test]
fn formulas_without_result_and_errors() {
    assert_eq!(code(cell_money(&Cell::Formula)), "formula_without_value");
    assert_eq!(code(cell_text(&Cell::Error)), "cell_error");
}
