use std::io::Cursor;

use super::*;

type Read = Result<Vec<JsonRow>, SheetError>;

fn rows_within(text: &[u8], limits: &Limits) -> (Option<Layout>, Read) {
    match open_ndjson(Cursor::new(text), ImportKind::Businesses, limits) {
        Err(error) => (None, Err(error)),
        Ok(rows) => (Some(rows.layout().clone()), rows.collect()),
    }
}

fn rows(text: &[u8]) -> Vec<JsonRow> {
    rows_within(text, &Limits::default()).1.unwrap()
}

fn refused(text: &[u8]) -> SheetError {
    rows_within(text, &Limits::default()).1.unwrap_err()
}

/// `line code` of every row.
fn codes(rows: &[JsonRow]) -> Vec<String> {
    let code = |row: &JsonRow| row.fault.as_ref().map_or("", |fault| fault.code);
    let told = rows
        .iter()
        .map(|row| format!("{} {}", row.number, code(row)));
    told.map(|told| told.trim().to_owned()).collect()
}

const NAMES: &str = r#""nama_usaha":"Usaha Contoh","nama_pemilik":"Contoh Satu""#;

#[test]
fn keys_are_headers_and_lines_may_differ() {
    let text = "\u{feff}{\"NAMA USAHA\":\"A\",\"owner_name\":\"B\"}\r\n\r\n\
        {\"nama_pemilik\":\"D\",\"business_name\":\"C\",\"lain\":true}\n{}\n{\"lain\":null}\n\
        {\"nama_usaha\":\"E\"}";
    let (layout, read) = rows_within(text.as_bytes(), &Limits::default());
    let (layout, read) = (layout.unwrap(), read.unwrap());
    assert_eq!(layout.headers(), ["NAMA USAHA", "owner_name", "lain"]);
    assert_eq!(layout.unknown_columns, ["lain"]);
    assert_eq!(codes(&read), ["1", "3", "6"]);
    let cell = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(read[0].cells, [cell("A"), cell("B")]);
    assert_eq!(read[1].cells, [cell("C"), cell("D"), Cell::Bool(true)]);
    assert_eq!(read[2].cells, [cell("E")]);
}

#[test]
fn a_number_is_a_number_and_long_ones_keep_their_digits() {
    let nik = |value: &str| {
        let line = format!("{{{NAMES},\"nik\":{value},\"tgl_lahir\":1980}}");
        rows(line.as_bytes())[0].cells[2..].to_vec()
    };
    let year = Cell::Text("1980".to_owned());
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(
        nik("6402014107800001"),
        [text("6402014107800001"), year.clone()]
    );
    assert_eq!(
        nik("9471014107800001"),
        [text("9471014107800001"), year.clone()]
    );
    for damaged in [
        "6.402014107800001e15",
        "6402014107800001.0",
        "640201410780000",
    ] {
        let number = damaged.parse().unwrap();
        assert_eq!(nik(damaged), [Cell::Number(number), year.clone()]);
    }
    assert_eq!(nik("\"'=1\""), [text("'=1"), year]);
}

#[test]
fn a_line_that_cannot_be_read_is_a_refused_row() {
    let good = format!("{{{NAMES}}}");
    let lines = [
        good.clone(),
        "{\"nama_usaha\":".to_owned(),
        "[1]".to_owned(),
        "7".to_owned(),
        format!("{{{NAMES},\"nama_usaha\":\"Lain\"}}"),
        format!("{{{NAMES},\"owner_name\":\"Lain\"}}"),
        format!("{{{NAMES},\"lain\":{{\"a\":[1]}}}}"),
        format!("{{{NAMES},\"nik\":[]}}"),
        format!("{{{NAMES},\"lain\":\"\\u0000\"}}"),
        format!("{{{NAMES}}} {{}}"),
        format!("{{{NAMES},\"lain\":\"{}\"}}", "x".repeat(70_000)),
        format!("{{{NAMES},\"lain\":\"{}\"}}", "x".repeat(1_100_000)),
        format!("{{{NAMES},\"lain\":\"\\ud800\"}}"),
        good,
    ];
    let mut text = lines.join("\n").into_bytes();
    text.extend(b"\n{\"nama_usaha\":\"\xe9\"}\n");
    assert_eq!(
        codes(&rows(&text)),
        [
            "1",
            "2 invalid_json",
            "3 not_an_object",
            "4 not_an_object",
            "5 duplicate_key",
            "6 duplicate_key",
            "7 nested_value",
            "8 nested_value",
            "9 invalid_encoding",
            "10 invalid_json",
            "11 line_too_long",
            "12 line_too_long",
            "13 invalid_json",
            "14",
            "15 invalid_encoding",
        ]
    );
}

#[test]
fn a_file_without_objects_or_owners_is_refused_whole() {
    assert_eq!(refused(b"\n [{\"nama_usaha\":1}]\n").code, "json_array");
    assert_eq!(
        refused(b"nama_usaha,nama_pemilik\nA,B\n").code,
        "no_objects"
    );
    assert_eq!(refused(b"\n").code, "no_objects");
    assert_eq!(refused(b"{\"nama_usaha\":\"A\"}\n").code, "missing_column");
    assert_eq!(refused(b"\xff\xfe{\0}\0").code, "invalid_encoding");
}

#[test]
fn keys_and_lines_are_bounded() {
    let limits = Limits {
        max_columns: 4,
        max_rows: 5,
        ..Limits::default()
    };
    let line = |key: usize| format!("{{{NAMES},\"k{key}\":1}}\n");
    let few: String = (0..2).map(line).collect();
    assert_eq!(rows_within(few.as_bytes(), &limits).1.unwrap().len(), 2);
    let many: String = (0..3).map(line).collect();
    let error = rows_within(many.as_bytes(), &limits).1.unwrap_err();
    assert_eq!((error.code, error.row), ("too_many_columns", Some(3)));
    let long = line(0).repeat(6);
    let error = rows_within(long.as_bytes(), &limits).1.unwrap_err();
    assert_eq!((error.code, error.row), ("too_many_rows", Some(6)));
    let wide: String = (0..500).map(|n| format!(",\"k{}\":1", n % 50)).collect();
    let wide = format!("{{{NAMES}{wide}}}\n");
    assert_eq!(codes(&rows(wide.as_bytes())), ["1 too_many_columns"]);
}
