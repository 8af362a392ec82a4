use super::sheet::{cased, columns, lines};

#[test]
fn tables_are_read_with_and_without_a_header() {
    let mut with = lines("kode;nama\r\n64;KALIMANTAN TIMUR \r\n;;\r\n").unwrap();
    let found = columns(&mut with, [&["kode"], &["nama"]]).unwrap();
    assert_eq!(found, [Some(0), Some(1)]);
    assert_eq!(with.len(), 1);
    assert_eq!(with[0].number, 2);
    assert_eq!(with[0].cells, ["64", "KALIMANTAN TIMUR"]);
    let mut without = lines("64,KALIMANTAN TIMUR\n").unwrap();
    columns(&mut without, [&["kode"], &["nama"]]).unwrap();
    assert_eq!(without.len(), 1);
    let mut other = lines("provinsi,penduduk\n64,4123303\n").unwrap();
    assert!(columns(&mut other, [&["kode"], &["nama"]]).is_err());
}

#[test]
fn capitals_become_words() {
    assert_eq!(cased("KUTAI KARTANEGARA"), "Kutai Kartanegara");
    assert_eq!(cased("DKI JAKARTA"), "DKI Jakarta");
    assert_eq!(cased("LOA DURI II"), "Loa Duri II");
    assert_eq!(cased("PASAR PANAS/TANIRAN"), "Pasar Panas/Taniran");
    assert_eq!(cased("MA'U"), "Ma'u");
    assert_eq!(cased("Muara Kembang"), "Muara Kembang");
}
