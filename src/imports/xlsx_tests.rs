use std::io::Cursor;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

type Rows = Vec<(u32, Vec<String>)>;

fn open(bytes: Vec<u8>) -> Result<XlsxBook<Cursor<Vec<u8>>>, SheetError> {
    open_xlsx(Cursor::new(bytes), &Limits::default())
}

fn rows(bytes: Vec<u8>, sheet: &str) -> Rows {
    let mut book = open(bytes).unwrap();
    book.rows(sheet)
        .unwrap()
        .map(|row| {
            let row = row.unwrap();
            assert_eq!(row.sheet.as_deref(), Some(sheet));
            (
                row.number,
                row.cells.iter().map(|c| c.text().into_owned()).collect(),
            )
        })
        .collect()
}

fn refusal(bytes: Vec<u8>) -> (&'static str, Option<u32>) {
    let error = match open(bytes) {
        Err(error) => error,
        Ok(mut book) => {
            let sheet = book.sheets()[0].clone();
            match book.rows(&sheet) {
                Err(error) => error,
                Ok(rows) => rows.last().unwrap().unwrap_err(),
            }
        }
    };
    (error.code, error.row)
}

#[test]
fn cells_of_every_kind() {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Judul").unwrap();
    sheet.write(2, 0, "6402014107800001").unwrap();
    sheet.write(2, 1, 6_402_014_107_800_001_f64).unwrap();
    sheet.write(2, 2, true).unwrap();
    let day = ExcelDateTime::from_ymd(1980, 5, 12).unwrap();
    sheet.write_with_format(2, 3, &day, &date).unwrap();
    sheet
        .write_formula(2, 4, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))
        .unwrap();
    sheet.write(2, 6, 29353).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let mut book = open(bytes).unwrap();
    assert!(!book.uses_1904());
    let read: Vec<SheetRow> = book.rows("Sheet1").unwrap().map(Result::unwrap).collect();
    assert_eq!(
        read.iter().map(|row| row.number).collect::<Vec<_>>(),
        [1, 3]
    );
    let cells = &read[1].cells;
    assert!(matches!(&cells[0], Cell::Text(text) if text == "6402014107800001"));
    assert!(matches!(cells[1], Cell::Number(_)));
    assert!(matches!(cells[2], Cell::Bool(true)));
    assert_eq!(
        cells[3],
        Cell::Date(NaiveDate::from_ymd_opt(1980, 5, 12).unwrap())
    );
    assert_eq!(cells[4].text(), "2");
    assert!(cells[5].is_empty());
    assert_eq!(cells[6], Cell::Number(29353.0));
}

#[test]
fn sheets_and_merged_areas() {
    let mut book = Workbook::new();
    let plain = Format::new();
    let first = book.add_worksheet().set_name("Kec. A").unwrap();
    first.merge_range(0, 0, 0, 3, "JUDUL", &plain).unwrap();
    first.merge_range(1, 0, 3, 0, "Contoh", &plain).unwrap();
    first.merge_range(1, 1, 2, 1, "", &plain).unwrap();
    first.write(1, 1, 500).unwrap();
    for row in 1..5 {
        first.write(row, 2, "x").unwrap();
    }
    book.add_worksheet()
        .set_name("Rahasia")
        .unwrap()
        .set_hidden(true);
    book.add_worksheet()
        .set_name("Kec. B")
        .unwrap()
        .write(0, 0, 1)
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let book = open(bytes.clone()).unwrap();
    assert_eq!(book.sheets(), ["Kec. A", "Kec. B"]);
    assert_eq!(book.warnings().len(), 1);
    assert_eq!(book.warnings()[0].code, "hidden_sheet_skipped");
    let read = rows(bytes, "Kec. A");
    let wanted: Rows = [
        (1, vec!["JUDUL"]),
        (2, vec!["Contoh", "500", "x"]),
        (3, vec!["Contoh", "", "x"]),
        (4, vec!["Contoh", "", "x"]),
        (5, vec!["", "", "x"]),
    ]
    .into_iter()
    .map(|(number, cells)| (number, cells.into_iter().map(String::from).collect()))
    .collect();
    assert_eq!(read, wanted);
}

#[test]
fn limits_hold() {
    let mut book = Workbook::new();
    book.add_worksheet().write(4, 300, "x").unwrap();
    assert_eq!(
        refusal(book.save_to_buffer().unwrap()),
        ("too_many_columns", Some(5))
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..9 {
        sheet.write(row, 0, "y").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let limits = Limits {
        max_rows: 5,
        ..Limits::default()
    };
    let mut book = open_xlsx(Cursor::new(bytes.clone()), &limits).unwrap();
    assert_eq!(
        book.rows("Sheet1")
            .unwrap()
            .last()
            .unwrap()
            .unwrap_err()
            .code,
        "too_many_rows"
    );
    let limits = Limits {
        max_uncompressed: 1000,
        ..Limits::default()
    };
    let error = open_xlsx(Cursor::new(bytes), &limits)
        .map(drop)
        .unwrap_err();
    assert_eq!(error.code, "file_too_large_uncompressed");
}

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [
        Vec::new(),
        b"nama,nik\n".to_vec(),
        b"PK\x05\x06".to_vec(),
        [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat(),
        zip(&[("a.txt", b"x", None)]),
    ] {
        assert_eq!(refusal(bytes).0, "unreadable_file");
    }
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "x").unwrap();
    let whole = book.save_to_buffer().unwrap();
    for length in [whole.len() / 2, whole.len() - 1] {
        assert_eq!(refusal(whole[..length].to_vec()).0, "unreadable_file");
    }
    assert_eq!(refusal([whole, vec![0]].concat()).0, "unreadable_file");
}

const TYPES: &[u8] =
    br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Packs a workbook by hand: one sheet, its shared texts, and a false size for the sheet.
fn workbook(sheet: &str, shared: Option<&str>, sheet_size: Option<u32>) -> Vec<u8> {
    let mut members: Vec<(&str, &[u8], Option<u32>)> = vec![
        ("[Content_Types].xml", TYPES, None),
        ("_rels/.rels", RELS, None),
        ("xl/workbook.xml", BOOK, None),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS, None),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes(), sheet_size),
    ];
    if let Some(shared) = shared {
        members.push(("xl/sharedStrings.xml", shared.as_bytes(), None));
    }
    zip(&members)
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// Writes a ZIP of DEFLATE members made of stored blocks, with sizes as told.
fn zip(members: &[(&str, &[u8], Option<u32>)]) -> Vec<u8> {
    let u32_of = |number: usize| u32::try_from(number).unwrap();
    let u16_of = |number: usize| u16::try_from(number).unwrap();
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, body, told) in members {
        let mut packed = Vec::new();
        for chunk in body.chunks(60_000) {
            let length = u16_of(chunk.len());
            packed.push(0);
            packed.extend(length.to_le_bytes());
            packed.extend((!length).to_le_bytes());
            packed.extend(chunk);
        }
        packed.extend([1, 0, 0, 0xff, 0xff]);
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0, 8, 0, 0, 0, 33, 0]);
        common.extend(crc32(body).to_le_bytes());
        common.extend(u32_of(packed.len()).to_le_bytes());
        common.extend(told.unwrap_or(u32_of(body.len())).to_le_bytes());
        common.extend(u16_of(name.len()).to_le_bytes());
        common.extend([0, 0]);
        let offset = u32_of(out.len());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32_of(out.len());
    let count = u16_of(members.len()).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(u32_of(directory.len()).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}

#[test]
fn formulas_and_the_1904_epoch() {
    let body = sheet(
        r#"<row r="2"><c r="A2"><f>B2</f></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="e"><v>#REF!</v></c></row>"#,
    );
    let mut book = open(workbook(&body, None, None)).unwrap();
    assert!(book.uses_1904());
    let row = book.rows("A").unwrap().next().unwrap().unwrap();
    assert_eq!(row.number, 2);
    assert!(matches!(
        row.cells[..],
        [Cell::Formula, Cell::Number(_), Cell::Error]
    ));
}

#[test]
fn a_part_larger_than_declared_is_refused() {
    let body = sheet(&r#"<row><c><v>1</v></c></row>"#.repeat(4000));
    assert!(rows(workbook(&body, None, None), "A").len() == 4000);
    // The guard sees 200 bytes; the reader must not unpack more than that.
    assert_eq!(
        refusal(workbook(&body, None, Some(200))).0,
        "unreadable_file"
    );
}

#[test]
fn declared_sizes_are_limited() {
    let body = sheet("");
    for told in [300 * 1024 * 1024, 100 * 1024 * 1024] {
        assert_eq!(
            refusal(workbook(&body, None, Some(told))).0,
            "file_too_large_uncompressed"
        );
    }
}

#[test]
fn a_false_count_of_shared_texts_reserves_nothing() {
    let body = sheet(r#"<row><c t="s"><v>0</v></c></row>"#);
    let good = r#"<sst uniqueCount="1"><si><t>halo</t></si></sst>"#;
    assert_eq!(
        rows(workbook(&body, Some(good), None), "A"),
        [(1, vec!["halo".to_string()])]
    );
    for count in ["99999999999", "999999999999999999", "1000"] {
        let bad = good.replace("\"1\"", &format!("\"{count}\""));
        assert_eq!(
            refusal(workbook(&body, Some(&bad), None)).0,
            "unreadable_file"
        );
    }
}

#[test]
fn rows_out_of_order_and_panics_are_refused() {
    let body =
        sheet(r#"<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#);
    assert_eq!(
        refusal(workbook(&body, None, None)),
        ("unreadable_file", Some(2))
    );
    // An area that ends before it starts.
    let body = sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).replace(
        "</sheetData>",
        r#"</sheetData><mergeCells><mergeCell ref="B9:A1"/></mergeCells>"#,
    );
    let mut book = open(workbook(&body, None, None)).unwrap();
    if let Ok(rows) = book.rows("A") {
        assert_eq!(rows.count(), 1);
    }
}
