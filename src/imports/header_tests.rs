use super::*;

fn rows(lines: &[&str]) -> Vec<SheetRow> {
    (1..)
        .zip(lines)
        .map(|(number, line)| SheetRow {
            number,
            sheet: None,
            cells: line
                .split(';')
                .map(|text| {
                    text.parse()
                        .map_or_else(|_| Cell::from_text(text), Cell::Number)
                })
                .collect(),
        })
        .filter(|row| !row.cells.iter().all(Cell::is_empty))
        .collect()
}

fn layout(lines: &[&str]) -> Layout {
    recognize(&rows(lines), ImportKind::Businesses).unwrap()
}

fn enrolled(lines: &[&str]) -> Result<Layout, SheetError> {
    recognize(&rows(lines), ImportKind::Enrollments)
}

fn refusal(lines: &[&str]) -> SheetError {
    recognize(&rows(lines), ImportKind::Businesses).unwrap_err()
}

fn known(layout: &Layout) -> Vec<&'static str> {
    layout
        .columns
        .iter()
        .map(|field| field.map_or("?", Field::name))
        .collect()
}

#[test]
fn shape_one() {
    let found = layout(&[
        "nama_usaha;kategori_nama;kecamatan;alamat;latitude;longitude;telepon;pemilik",
        "Kios;x;y;z;0;0;0;w",
    ]);
    assert_eq!(found.shape, Shape::Umkm);
    assert_eq!(
        known(&found),
        [
            "business_name",
            "category",
            "district",
            "address",
            "latitude",
            "longitude",
            "phone",
            "owner_name"
        ]
    );
    assert_eq!((found.header_rows.clone(), found.first_data_row), (1..2, 2));
    assert!(found.unknown_columns.is_empty());
}

#[test]
fn shape_three() {
    let found = layout(&[
        "nama_perusahaan;nama_pemilik;jalan;id_kelurahan;id_kecamatan;id_kabkota;id_prov;kontak_person;no_hp;email;nomor_izin;tahun_izin;id_kbli;tahun_data;tk_pria;tk_wanita;nilai_investasi;nilai_kapasitas;id_satuan;nilai_produksi;nilai_bahan_baku;id_ekspor;negaraa_ekspor;id_aktif;id_pembiayaan;jenis_industri;jenis_produk",
    ]);
    assert_eq!(found.shape, Shape::FirmList);
    assert!(!known(&found).contains(&"?"));
    assert_eq!(found.column(Field::Village), Some(3));
    assert_eq!(found.column(Field::ExportCountry), Some(22));
}

#[test]
fn shape_four_below_titles() {
    let found = layout(&[
        "DAFTAR ALUMNI PELATIHAN;;",
        ";;",
        "TAHUN 2025;;",
        "NO;NAMA PESERTA;JENIS KELAMIN;NAMA USAHA;BIDANG USAHA;KABUPATEN USAHA;NO. NIB;NILAI OMZET USAHA PER TAHUN;JUMLAH KARYAWAN LAKI-LAKI;JUMLAH KARYAWAN PEREMPUAN;APAKAH ANDA PENYANDANG DISABILITAS;JABATAN PESERTA DI USAHA;SERTIFIKASI USAHA;WILAYAH PEMASARAN;PERMSALAHAN YANG DIHADAPI;KEBUTUHAN DIKLAT/PELATIHAN",
        "(1);(2);(3);(4);(5);(6);(7);(8);(9);(10);(11);(12);(13);(14);(15);(16)",
        "1;Contoh;P;Melati",
    ]);
    assert_eq!(found.shape, Shape::Alumni);
    assert!(!known(&found).contains(&"?"));
    assert_eq!((found.header_rows.clone(), found.first_data_row), (4..6, 6));
}

#[test]
fn headers_of_two_rows() {
    let found = layout(&[
        "NO;NAMA USAHA;PEMILIK;JUMLAH TENAGA KERJA;;ALAMAT;;Umur",
        ";;;L;P;DESA;KECAMATAN;",
        "1;Melati;Contoh;2;3;A;B;40",
    ]);
    assert_eq!(
        known(&found),
        [
            "row_no",
            "business_name",
            "owner_name",
            "workers_male",
            "workers_female",
            "village",
            "district",
            "?"
        ]
    );
    assert_eq!(found.unknown_columns, ["Umur"]);
    assert_eq!((found.header_rows.clone(), found.first_data_row), (1..3, 3));
    // As the workbook reader repeats the text of cells merged downwards.
    let filled = layout(&[
        "NAMA USAHA;PEMILIK;JUMLAH TENAGA KERJA;",
        "NAMA USAHA;PEMILIK;LAKI-LAKI;PEREMPUAN",
        "Melati;Contoh;2;3",
    ]);
    assert_eq!(
        known(&filled),
        [
            "business_name",
            "owner_name",
            "workers_male",
            "workers_female"
        ]
    );
    assert_eq!(filled.first_data_row, 3);
}

#[test]
fn a_data_row_is_no_second_header_row() {
    let found = layout(&[
        "NAMA USAHA;PEMILIK;JUMLAH TENAGA KERJA;",
        "Melati;Contoh;L;P",
    ]);
    assert_eq!(found.header_rows, 1..2);
    assert_eq!(found.column(Field::WorkersTotal), Some(2));
}

#[test]
fn refusals() {
    assert_eq!(refusal(&[]).code, "header_not_found");
    let none = refusal(&["Melati;Contoh;Kec. A", "Mawar;Contoh;Kec. B"]);
    assert_eq!(none.code, "header_not_found");
    assert!(none.message.en.contains("business_name") && !none.message.en.contains("Melati"));
    let twice = refusal(&["NAMA USAHA;PEMILIK;Nama Perusahaan"]);
    assert_eq!((twice.code, twice.row), ("duplicate_column", Some(1)));
    assert!(twice.message.id.contains("business_name"));
    let missing = refusal(&["", "NAMA USAHA;ALAMAT"]);
    assert_eq!((missing.code, missing.row), ("missing_column", Some(2)));
    assert!(missing.message.en.contains("owner_name"));
    assert_eq!(layout(&["NO;NO;NAMA USAHA;PEMILIK"]).columns[1], None);
}

#[test]
fn footers() {
    let found = layout(&["NO;NAMA USAHA;PEMILIK;OMZET"]);
    for footer in [
        "TOTAL;;;5000",
        ";JUMLAH;;",
        "Jumlah Kecamatan A;;;12",
        "Sumber: Dinas Contoh, 2025;;;",
        ";Catatan : data sementara",
        "NO;NAMA USAHA;PEMILIK;OMZET",
        "1;2;3;4",
        "*) angka sementara",
    ] {
        assert!(found.is_footer(&rows(&[footer])[0]), "{footer}");
    }
    for data in [
        "1;Sumber Rejeki;Contoh;5",
        ";Jumlah Berkah;Contoh;5",
        "1;Total Busana;Contoh;",
        "1;Melati;Contoh;5",
        ";Sumber: Rejeki;Contoh;7",
        "1;Nama Usaha;Contoh;7",
        ";Total Busana;;",
    ] {
        assert!(!found.is_footer(&rows(&[data])[0]), "{data}");
    }
}

#[test]
fn cells_by_field() {
    let found = layout(&["NAMA USAHA;PEMILIK"]);
    let row = &rows(&["Melati;Contoh"])[0];
    assert_eq!(found.cell(row, Field::OwnerName).text(), "Contoh");
    assert!(found.cell(row, Field::OwnerNik).is_empty());
}

#[test]
fn lists_of_enrollments() {
    let found = enrolled(&["ALUMNI;;;;", "NAMA PESERTA;HASIL;KEHADIRAN;;", ";;1;2;3"]).unwrap();
    assert_eq!(found.shape, Shape::Alumni);
    assert_eq!(found.first_data_row, 4);
    assert_eq!(found.column(Field::Result), Some(1));
    assert_eq!(found.column(Field::Session(3)), Some(4));
    assert_eq!(found.headers()[3], "2");
    // A row of column numbers below names of one row stays what it is.
    let plain = enrolled(&["NAMA;HASIL;SESI 1;SESI 2", "1;2;3;4"]).unwrap();
    assert_eq!(plain.shape, Shape::Canonical);
    assert_eq!(plain.first_data_row, 3);
    assert_eq!(plain.column(Field::Session(2)), Some(3));
    let ids = enrolled(&["enrollment_id;number;full_name;status;session_1"]).unwrap();
    assert!(ids.unknown_columns.is_empty());
    let twice = enrolled(&["NAMA;SESI 1;PERTEMUAN 1"]).unwrap_err();
    assert_eq!(twice.code, "duplicate_column");
    assert!(
        twice.message.en.contains("session_1"),
        "{}",
        twice.message.en
    );
    let nobody = enrolled(&["HASIL;SESI 1"]).unwrap_err();
    assert_eq!(nobody.code, "missing_column");
    let none = enrolled(&["Melati;Contoh"]).unwrap_err();
    assert_eq!(none.code, "header_not_found");
    assert!(none.message.en.contains("session_1"));
}
