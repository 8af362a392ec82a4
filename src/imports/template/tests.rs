use std::collections::BTreeSet;
use std::io::Cursor;

use super::columns::{Column, Form};
use super::template;
use crate::imports::aliases::{field_of, plain};
use crate::imports::cell::Cell;
use crate::imports::header::recognize;
use crate::imports::inflate::inflate_prefix;
use crate::imports::sheet::{Limits, SheetRow, open_xlsx};
use crate::imports::types::ImportKind;
use crate::reference::code_lists::codes;

fn sheet(bytes: &[u8], name: &str) -> Vec<SheetRow> {
    let mut book = open_xlsx(Cursor::new(bytes), &Limits::default()).unwrap();
    book.rows(name).unwrap().map(Result::unwrap).collect()
}

/// A part of a workbook's archive, found by its central directory.
fn part(archive: &[u8], name: &str) -> String {
    let number = |at: usize, width: usize| {
        let bytes = &archive[at..at + width];
        bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let mut at = 0;
    loop {
        at += archive[at..]
            .windows(4)
            .position(|four| four == b"PK\x01\x02")
            .unwrap_or_else(|| panic!("no {name}"));
        let length = number(at + 28, 2);
        if &archive[at + 46..at + 46 + length] == name.as_bytes() {
            break;
        }
        at += 46;
    }
    let (size, local) = (number(at + 24, 4), number(at + 42, 4));
    let from = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    String::from_utf8(inflate_prefix(&archive[from..], size).unwrap()).unwrap()
}

#[test]
fn every_header_is_known_and_only_the_sheet_of_rows_is_read() {
    for kind in ImportKind::ALL {
        let bytes = template(*kind, &[vec!["Contoh Satu"]]).unwrap();
        let rows = sheet(&bytes, "Data");
        let layout = recognize(&rows, *kind).unwrap();
        let wanted: Vec<_> = Column::of(*kind)
            .iter()
            .map(|one| Some(one.field))
            .collect();
        assert_eq!(layout.columns, wanted, "{kind}");
        assert_eq!((layout.first_data_row, rows.len()), (2, 2), "{kind}");
        for column in Column::of(*kind) {
            assert_eq!(field_of(&plain(column.header), *kind), Some(column.field));
            assert!(column.what.chars().count() <= 255, "{}", column.header);
            assert!(column.header.chars().count() <= 32, "{}", column.header);
        }
        for other in ["Petunjuk", "Kode"] {
            let rows = sheet(&bytes, other);
            assert!(rows.len() > 5);
            let head = &rows[..rows.len().min(20)];
            assert_eq!(
                recognize(head, *kind).unwrap_err().code,
                "header_not_found",
                "{kind} {other}"
            );
        }
    }
}

#[test]
fn drop_downs_hold_the_whole_code_lists() {
    for kind in ImportKind::ALL {
        let bytes = template(*kind, &[]).unwrap();
        let xml = part(&bytes, "xl/worksheets/sheet1.xml");
        let held = sheet(&bytes, "Kode");
        for (n, column) in Column::of(*kind).iter().enumerate() {
            let Form::Code(list) = column.form else {
                continue;
            };
            let column_name = letters(n);
            let range = format!("sqref=\"{column_name}2:{column_name}1048576\"");
            let (_, rule) = xml.split_once(&range).unwrap_or_else(|| panic!("{range}"));
            let (_, formula) = rule.split_once("<formula1>Kode!$B$").unwrap();
            let (formula, _) = formula.split_once("</formula1>").unwrap();
            let (first, last) = formula.split_once(":$B$").unwrap();
            let rows = first.parse().unwrap()..=last.parse::<u32>().unwrap();
            let offered: BTreeSet<String> = held
                .iter()
                .filter(|row| rows.contains(&row.number))
                .map(|row| row.cell(1).text().into_owned())
                .collect();
            let whole: BTreeSet<String> = codes(list).map(|(code, _)| code.to_owned()).collect();
            assert_eq!(offered, whole, "{kind} {list}");
            assert!(offered.len() > 1);
        }
    }
}

fn letters(n: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n).unwrap());
    match n {
        0..26 => letter(n).to_string(),
        _ => format!("{}{}", letter(n / 26 - 1), letter(n % 26)),
    }
}

#[test]
fn long_numbers_are_text_and_the_bytes_are_always_the_same() {
    let example: Vec<&str> = Column::of(ImportKind::Businesses)
        .iter()
        .map(|column| column.example)
        .collect();
    let bytes = template(ImportKind::Businesses, &[example]).unwrap();
    let rows = sheet(&bytes, "Data");
    for (column, cell) in Column::of(ImportKind::Businesses)
        .iter()
        .zip(&rows[1].cells)
    {
        let is_number = matches!(cell, Cell::Number(_));
        assert_eq!(is_number, column.form == Form::Number, "{}", column.header);
    }
    let empty = || template(ImportKind::Businesses, &[]).unwrap();
    assert_eq!(empty(), empty());
}
