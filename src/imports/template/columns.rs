//! The columns of the workbooks, and what is said about each.

use crate::imports::field::Field;
use crate::imports::types::ImportKind;

/// What a column's cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Words.
    Words,
    /// Digits that are no number, or a code.
    Digits,
    /// A number.
    Number,
    /// A day.
    Day,
    /// A code of this list, chosen from a drop-down.
    Code(&'static str),
}

/// A column of a workbook; what it says to people is Indonesian, as the workbook is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// What it holds.
    pub field: Field,
    /// Its header, which the importer knows.
    pub header: &'static str,
    /// Whether a row without it is refused.
    pub required: bool,
    /// What its cells are.
    pub form: Form,
    /// What to write.
    pub what: &'static str,
    /// A made-up value.
    pub example: &'static str,
}

const fn column(
    field: Field,
    header: &'static str,
    form: Form,
    what: &'static str,
    example: &'static str,
) -> Column {
    Column {
        field,
        header,
        required: false,
        form,
        what,
        example,
    }
}

const fn required(column: Column) -> Column {
    Column {
        required: true,
        ..column
    }
}

// typos:off
const BUSINESSES: [Column; 44] = [
    required(column(
        Field::BusinessName,
        "Nama Usaha",
        Form::Words,
        "Nama usaha seperti dikenal pembelinya.",
        "Amplang Contoh Mahakam",
    )),
    column(
        Field::TradeName,
        "Merek Dagang",
        Form::Words,
        "Merek produk, bila lain dari nama usaha.",
        "Amplang Melati",
    ),
    column(
        Field::LegalForm,
        "Bentuk Badan Usaha",
        Form::Code("legal_form"),
        "Pilih dari daftar. UD dan usaha tanpa badan hukum: perorangan.",
        "perorangan",
    ),
    column(
        Field::Sector,
        "Bidang Usaha",
        Form::Code("sector"),
        "Pilih satu bidang yang utama dari daftar.",
        "kuliner",
    ),
    column(
        Field::PlaceType,
        "Jenis Tempat Usaha",
        Form::Code("business_place_type"),
        "Pilih dari daftar tempat usaha dijalankan.",
        "rumah",
    ),
    column(
        Field::Nib,
        "NIB",
        Form::Digits,
        "Nomor Induk Berusaha, 13 angka, termasuk nol di depan.",
        "0220100012345",
    ),
    column(
        Field::Pirt,
        "No. P-IRT",
        Form::Digits,
        "Nomor P-IRT seperti tertulis pada sertifikat.",
        "2066402010001-29",
    ),
    column(
        Field::BpomMd,
        "No. BPOM MD",
        Form::Digits,
        "Nomor izin edar BPOM untuk pangan olahan dalam negeri, dengan huruf MD.",
        "MD 245612345678",
    ),
    column(
        Field::Halal,
        "No. Sertifikat Halal",
        Form::Digits,
        "Nomor sertifikat halal BPJPH (diawali ID), bukan nomor ketetapan halal (KH).",
        "ID64110000123450723",
    ),
    column(
        Field::Sni,
        "No. SNI",
        Form::Digits,
        "Nomor SNI produk atau sertifikatnya.",
        "SNI 8272:2016",
    ),
    column(
        Field::Haccp,
        "No. HACCP",
        Form::Digits,
        "Nomor sertifikat HACCP.",
        "HACCP-2024-0017",
    ),
    column(
        Field::Trademark,
        "No. Merek",
        Form::Digits,
        "Nomor pendaftaran merek di DJKI.",
        "IDM000123456",
    ),
    column(
        Field::KbliCode,
        "Kode KBLI",
        Form::Digits,
        "Kode KBLI utama, 2 sampai 5 angka, termasuk nol di depan. Sumber: GET /v1/kbli-codes.",
        "10794",
    ),
    column(
        Field::KbliVersion,
        "Versi KBLI",
        Form::Code("kbli_version"),
        "Edisi kode KBLI. Wajib bila Kode KBLI diisi: kode yang sama berarti lain dalam edisi lain.",
        "2020",
    ),
    column(
        Field::StartedOn,
        "Tahun Mulai Usaha",
        Form::Digits,
        "Kapan usaha dimulai: tahun, atau TTTT-BB, atau TTTT-BB-HH.",
        "2019-03",
    ),
    column(
        Field::RegisteredOn,
        "Tanggal Daftar",
        Form::Day,
        "Tanggal usaha didaftar oleh instansi.",
        "2022-12-07",
    ),
    column(
        Field::Province,
        "Provinsi",
        Form::Words,
        "Nama provinsi. Boleh kosong bila Kode Wilayah diisi.",
        "Kalimantan Timur",
    ),
    column(
        Field::Regency,
        "Kabupaten/Kota",
        Form::Words,
        "Nama kabupaten atau kota tempat usaha. Isi ini atau Kode Wilayah.",
        "Kab. Kutai Kartanegara",
    ),
    column(
        Field::District,
        "Kecamatan",
        Form::Words,
        "Nama kecamatan tempat usaha.",
        "Tenggarong",
    ),
    column(
        Field::Village,
        "Desa/Kelurahan",
        Form::Words,
        "Nama desa atau kelurahan tempat usaha. Diperlukan agar usaha dapat diverifikasi.",
        "Melayu",
    ),
    column(
        Field::RegionCode,
        "Kode Wilayah",
        Form::Digits,
        "Kode Kemendagri bertitik, sampai desa bila diketahui. Sumber: GET /v1/regions.",
        "64.02.06.1005",
    ),
    column(
        Field::Address,
        "Alamat Usaha",
        Form::Words,
        "Jalan dan nomor.",
        "Jl. Contoh No. 7",
    ),
    column(
        Field::Rt,
        "RT",
        Form::Digits,
        "Satu sampai tiga angka.",
        "005",
    ),
    column(
        Field::Rw,
        "RW",
        Form::Digits,
        "Satu sampai tiga angka.",
        "002",
    ),
    column(
        Field::PostalCode,
        "Kode Pos",
        Form::Digits,
        "Lima angka.",
        "75511",
    ),
    column(
        Field::Latitude,
        "Lintang",
        Form::Number,
        "Derajat desimal (WGS 84), negatif di selatan khatulistiwa. Isi bersama Bujur.",
        "-0.4123",
    ),
    column(
        Field::Longitude,
        "Bujur",
        Form::Number,
        "Derajat desimal (WGS 84). Isi bersama Lintang.",
        "116.9872",
    ),
    column(
        Field::Phone,
        "No. HP",
        Form::Digits,
        "Satu nomor telepon usaha.",
        "081255500101",
    ),
    column(
        Field::Email,
        "Email",
        Form::Words,
        "Alamat surel usaha.",
        "usaha@example.id",
    ),
    required(column(
        Field::OwnerName,
        "Nama Pemilik",
        Form::Words,
        "Nama pemilik seperti pada KTP, tanpa gelar.",
        "Contoh Melati",
    )),
    column(
        Field::OwnerNik,
        "NIK Pemilik",
        Form::Digits,
        "16 angka. Kolom ini berformat teks supaya angka terakhir tidak rusak; jangan ubah formatnya.",
        "6402994107800001",
    ),
    column(
        Field::OwnerGender,
        "Jenis Kelamin Pemilik",
        Form::Code("gender"),
        "P untuk perempuan, L untuk laki-laki, seperti pada KTP. Tidak pernah ditebak dari nama.",
        "P",
    ),
    column(
        Field::OwnerBirthDate,
        "Tanggal Lahir Pemilik",
        Form::Day,
        "Tanggal lahir seperti pada KTP.",
        "1980-07-01",
    ),
    column(
        Field::OwnerEducation,
        "Pendidikan Pemilik",
        Form::Code("education"),
        "Pendidikan terakhir yang ditamatkan.",
        "sma",
    ),
    column(
        Field::OwnerDisability,
        "Disabilitas Pemilik",
        Form::Words,
        "Ya, Tidak, atau ragamnya. Data spesifik (UU 27/2022 Pasal 4): isi hanya dengan persetujuan.",
        "Tidak",
    ),
    column(
        Field::SharePercent,
        "Persentase Kepemilikan",
        Form::Words,
        "Bagian pemilik dalam persen, dengan tanda %.",
        "100%",
    ),
    column(
        Field::AsOfYear,
        "Tahun Data",
        Form::Digits,
        "Tahun angka tenaga kerja, modal, dan omzet di baris ini.",
        "2025",
    ),
    column(
        Field::WorkersMale,
        "Tenaga Kerja Laki-laki",
        Form::Number,
        "Jumlah orang, termasuk pemilik yang ikut bekerja.",
        "0",
    ),
    column(
        Field::WorkersFemale,
        "Tenaga Kerja Perempuan",
        Form::Number,
        "Jumlah orang, termasuk pemilik yang ikut bekerja.",
        "2",
    ),
    column(
        Field::CapitalIdr,
        "Modal Usaha",
        Form::Number,
        "Modal sendiri di luar tanah dan bangunan, dalam rupiah penuh.",
        "10000000",
    ),
    column(
        Field::InvestmentIdr,
        "Nilai Investasi",
        Form::Number,
        "Nilai investasi di luar tanah dan bangunan, dalam rupiah penuh.",
        "20000000",
    ),
    column(
        Field::SalesIdr,
        "Omzet per Tahun",
        Form::Number,
        "Penjualan setahun dalam rupiah penuh.",
        "48000000",
    ),
    column(
        Field::SourceSystem,
        "Sistem Sumber",
        Form::Words,
        "Nama pendek daftar asal data, huruf dan angka tanpa spasi. Boleh kosong bila dikirim sebagai parameter source.",
        "daftar-2025",
    ),
    column(
        Field::SourceRecordId,
        "ID Sumber",
        Form::Digits,
        "Nomor baris di daftar asal; bukan NIK. Dengan nomor yang sama baris ini mengubah, bukan menambah.",
        "A-001",
    ),
];

const ENROLLMENTS: [Column; 24] = [
    required(column(
        Field::OwnerName,
        "Nama Peserta",
        Form::Words,
        "Nama peserta seperti pada KTP, tanpa gelar.",
        "Contoh Mawar",
    )),
    column(
        Field::OwnerNik,
        "NIK Peserta",
        Form::Digits,
        "16 angka. Kolom ini berformat teks supaya angka terakhir tidak rusak; jangan ubah formatnya.",
        "6402994207810002",
    ),
    column(
        Field::OwnerGender,
        "Jenis Kelamin Peserta",
        Form::Code("gender"),
        "P untuk perempuan, L untuk laki-laki, seperti pada KTP.",
        "P",
    ),
    column(
        Field::OwnerBirthDate,
        "Tanggal Lahir Peserta",
        Form::Day,
        "Tanggal lahir seperti pada KTP.",
        "1981-07-02",
    ),
    column(
        Field::OwnerDisability,
        "Disabilitas",
        Form::Words,
        "Ya, Tidak, atau ragamnya. Data spesifik (UU 27/2022 Pasal 4): isi hanya dengan persetujuan.",
        "Tidak",
    ),
    column(
        Field::Regency,
        "Kabupaten/Kota",
        Form::Words,
        "Nama kabupaten atau kota tempat usaha, atau tempat tinggal bila tanpa usaha.",
        "Kab. Kutai Kartanegara",
    ),
    column(
        Field::District,
        "Kecamatan",
        Form::Words,
        "Nama kecamatan.",
        "Tenggarong",
    ),
    column(
        Field::Village,
        "Desa/Kelurahan",
        Form::Words,
        "Nama desa atau kelurahan.",
        "Melayu",
    ),
    column(
        Field::RegionCode,
        "Kode Wilayah",
        Form::Digits,
        "Kode Kemendagri bertitik. Sumber: GET /v1/regions.",
        "64.02.06.1005",
    ),
    column(
        Field::BusinessName,
        "Nama Usaha",
        Form::Words,
        "Usaha peserta; kosongkan bila ia belum punya usaha.",
        "Batik Contoh",
    ),
    column(
        Field::OwnerPosition,
        "Jabatan di Usaha",
        Form::Words,
        "Pemilik, atau jabatannya di usaha itu.",
        "Pengelola",
    ),
    column(
        Field::Nib,
        "NIB",
        Form::Digits,
        "Nomor Induk Berusaha, 13 angka, termasuk nol di depan.",
        "0220100012346",
    ),
    column(
        Field::Phone,
        "No. HP",
        Form::Digits,
        "Satu nomor telepon usaha.",
        "081255500102",
    ),
    column(
        Field::AppliedOn,
        "Tanggal Daftar",
        Form::Day,
        "Tanggal peserta mendaftar; dalam masa pendaftaran angkatan.",
        "2026-02-02",
    ),
    column(
        Field::Result,
        "Hasil",
        Form::Code("enrollment_status"),
        "Sejauh mana peserta sampai. Kosong: terdaftar saja.",
        "passed",
    ),
    column(
        Field::ResultReason,
        "Alasan",
        Form::Words,
        "Alasan ditolak, mundur, atau gugur.",
        "Pindah domisili",
    ),
    column(
        Field::OverrideReason,
        "Alasan Pengecualian",
        Form::Words,
        "Mengapa diterima walau satu syarat program tidak terpenuhi.",
        "Ditunjuk kepala dinas",
    ),
    column(
        Field::Session(1),
        "Sesi 1",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 1. Untuk sesi lebih banyak tambahkan kolom Sesi 8 dan seterusnya.",
        "hadir",
    ),
    column(
        Field::Session(2),
        "Sesi 2",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 2.",
        "hadir",
    ),
    column(
        Field::Session(3),
        "Sesi 3",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 3.",
        "izin",
    ),
    column(
        Field::Session(4),
        "Sesi 4",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 4.",
        "",
    ),
    column(
        Field::Session(5),
        "Sesi 5",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 5.",
        "",
    ),
    column(
        Field::Session(6),
        "Sesi 6",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 6.",
        "",
    ),
    column(
        Field::Session(7),
        "Sesi 7",
        Form::Code("attendance_mark"),
        "Kehadiran pada sesi 7.",
        "",
    ),
];

/// How a workbook is filled in and sent, line by line.
const SHARED: [&str; 6] = [
    "Isi lembar \"Data\", satu baris untuk satu usaha atau peserta. Jangan mengubah baris judulnya; kolom yang tidak dipakai boleh dihapus.",
    "Kolom berjudul merah wajib diisi. Sel yang kosong tidak mengubah apa yang sudah tercatat.",
    "Kolom dengan daftar pilihan hanya menerima kode pada lembar \"Kode\".",
    "Tanggal ditulis TTTT-BB-HH atau sebagai tanggal lembar kerja. Uang dalam rupiah penuh, tanpa \"juta\" atau \"ribu\". Jumlah orang bilangan bulat.",
    "Contoh di bawah ini rekaan dan tidak ikut diimpor: lembar ini dan lembar \"Kode\" tidak dibaca.",
    "Simpan sebagai XLSX. Kirim dahulu untuk diperiksa (mode=dry_run), perbaiki baris yang ditolak, lalu kirim lagi untuk disimpan (mode=commit).",
];

impl Column {
    /// The columns of a workbook.
    pub(super) fn of(kind: ImportKind) -> &'static [Self] {
        match kind {
            ImportKind::Businesses => &BUSINESSES,
            ImportKind::Enrollments => &ENROLLMENTS,
        }
    }
}

/// The title of a workbook and how it is filled in and sent.
pub(super) fn guide(kind: ImportKind) -> (&'static str, Vec<&'static str>) {
    let (title, own) = match kind {
        ImportKind::Businesses => (
            "Petunjuk pengisian daftar usaha",
            "Pengiriman: POST /v1/imports?kind=businesses&mode=dry_run&source=NAMA-DAFTAR, berkas ini sebagai isi, dengan header Idempotency-Key.",
        ),
        ImportKind::Enrollments => (
            "Petunjuk pengisian daftar peserta pelatihan",
            "Pengiriman: POST /v1/imports?kind=enrollments&batch=ID-ANGKATAN&mode=dry_run&source=NAMA-DAFTAR, berkas ini sebagai isi, dengan header Idempotency-Key.",
        ),
    };
    (title, SHARED.into_iter().chain([own]).collect())
}
// typos:on
