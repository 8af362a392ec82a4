use super::*;
use proptest::prelude::*;

type Rows = Vec<(u32, Vec<String>)>;

fn read(bytes: &[u8]) -> (Rows, Option<SheetError>, Vec<SheetWarning>) {
    let mut rows = match open_csv(bytes, &Limits::default()) {
        Ok(rows) => rows,
        Err(error) => return (Vec::new(), Some(error), Vec::new()),
    };
    let (mut good, mut bad) = (Vec::new(), None);
    for row in rows.by_ref() {
        match row {
            Ok(row) => good.push((
                row.number,
                row.cells
                    .iter()
                    .map(|cell| cell.text().into_owned())
                    .collect(),
            )),
            Err(error) => bad = Some(error),
        }
    }
    (good, bad, rows.warnings().to_vec())
}

fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
    let (rows, error, _) = read(bytes);
    assert_eq!(error, None);
    rows
}

fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (number, cells.iter().map(ToString::to_string).collect())
}

#[test]
fn separators_are_found() {
    for (bytes, separator) in [
        (
            &b"Judul, Tahun 2023;;\n;;\nKecamatan;Mikro;Kecil\nContoh;1;2\n"[..],
            ';',
        ),
        (b"a,b,c\n1,\"x;y;z\",3\n", ','),
        (b"a\tb\nx, y\tz\n", '\t'),
        (b"nama;omzet\nA, S.PD.I;1,5\nB, S.E.;2,5\n", ';'),
        (b"satu\n", ','),
        (b"", ','),
        (b"sep=;\na,b,c;d\n", ';'),
    ] {
        assert_eq!(
            open_csv(bytes, &Limits::default()).unwrap().separator(),
            separator
        );
    }
    assert_eq!(texts(b"sep=;\r\na;b\r\n"), [row(2, &["a", "b"])]);
}

#[test]
fn line_ends_and_row_numbers() {
    assert_eq!(
        texts(b"\xef\xbb\xbfa,b\r\n1,2\r\n"),
        [row(1, &["a", "b"]), row(2, &["1", "2"])]
    );
    assert_eq!(
        texts(b"a,b\r\r\n1,2\r\r\n"),
        [row(1, &["a", "b"]), row(3, &["1", "2"])]
    );
    assert_eq!(
        texts(b"a,b\n,\n\n1,2"),
        [row(1, &["a", "b"]), row(4, &["1", "2"])]
    );
    assert_eq!(
        texts(b"a,b\n\"1\r\nx\",2\n3,4\n"),
        [
            row(1, &["a", "b"]),
            row(2, &["1\r\nx", "2"]),
            row(3, &["3", "4"])
        ]
    );
}

#[test]
fn quotes() {
    assert_eq!(
        texts(b"\"Contoh \"\"A\"\", S.E.\",x\"y,\"\"\n"),
        [row(1, &["Contoh \"A\", S.E.", "x\"y", ""])]
    );
    let (rows, error, _) = read(b"a,b\n\"c,d\n");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        error.map(|e| (e.code, e.row)),
        Some(("unclosed_quote", Some(2)))
    );
}

#[test]
fn encodings() {
    let (rows, error, warnings) = read(b"nama,b\nCaf\xe9,x\nSala\xf1,y\n");
    assert_eq!(error, None);
    assert_eq!(
        (rows[1].1[0].as_str(), rows[2].1[0].as_str()),
        ("Café", "Salañ")
    );
    assert_eq!(warnings.len(), 1);
    assert_eq!(
        (warnings[0].code, warnings[0].row),
        ("decoded_windows_1252", Some(2))
    );
    for (bytes, at) in [
        (&b"a,b\nCaf\xc3\xa9,x\nCaf\xe9,y\n"[..], 3),
        (b"\xef\xbb\xbfa,b\nCaf\xe9,y\n", 2),
        (b"a,b\nCaf\xe9,x\nCaf\xc3\xa9,y\n", 3),
        (b"a,b\nx\x81y,z\n", 2),
        (b"a,b\n\0,z\n", 2),
        (b"\xff\xfea\0", 1),
    ] {
        assert_eq!(
            read(bytes).1.map(|e| (e.code, e.row)),
            Some(("invalid_encoding", Some(at)))
        );
    }
}

/// An endless line of cells of the given size; reading on after the limit fails the test.
struct Endless {
    cell: usize,
    given: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in buffer.iter_mut() {
            self.given += 1;
            *byte = if self.given.is_multiple_of(self.cell) {
                b','
            } else {
                b'x'
            };
        }
        assert!(self.given < 2 * 1024 * 1024, "read on after the limit");
        Ok(buffer.len())
    }
}

#[test]
fn an_endless_line_stops_at_the_limit() {
    let limits = Limits {
        max_columns: usize::MAX,
        ..Limits::default()
    };
    // Once the cell is too long, once only the whole line is.
    for cell in [usize::MAX, 1000] {
        let mut rows = open_csv(Endless { cell, given: 0 }, &limits).unwrap();
        let error = rows.next().unwrap().unwrap_err();
        assert_eq!((error.code, error.row), ("line_too_long", Some(1)));
        assert!(rows.next().is_none());
    }
}

#[test]
fn columns_and_rows_are_limited() {
    let wide = [b"x,".repeat(300), b"\n".to_vec()].concat();
    assert_eq!(read(&wide).1.map(|e| e.code), Some("too_many_columns"));
    let limits = Limits {
        max_rows: 2,
        ..Limits::default()
    };
    let last = open_csv(&b"a\nb\nc\n"[..], &limits)
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(last.unwrap_err().code, "too_many_rows");
}

proptest! {
    #[test]
    fn agrees_with_the_csv_crate(rows in prop::collection::vec(prop::collection::vec("[a-z;,\"\r\n ü]{1,8}x", 2..5), 1..6)) {
        let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut reader = open_csv(&bytes[..], &Limits::default()).unwrap();
        reader.separator = b',';
        let read: Vec<Vec<String>> = reader
            .map(|row| row.unwrap().cells.iter().map(|c| c.text().into_owned()).collect())
            .collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }
}
