//! What agencies call the canonical columns.
//!
//! Names are compared in a plain form: small letters, no accents, every run of other
//! signs one blank. Misspelled headers seen in real files (`negaraa_ekspor`,
//! `PERMSALAHAN YANG DIHADAPI`) are listed as they are.

use super::enrollments;
use super::field::Field;
use super::types::ImportKind;
use crate::businesses::snapshots::GuidanceTheme as Theme;
use crate::people::Education;

/// The plain names of each field besides its own, separated by `|`.
const ALIASES: &[(Field, &str)] = &[
    (
        Field::BusinessName,
        "nama usaha|nama perusahaan|nama umkm|nama ukm|nama ikm|nama toko|\
         nama badan usaha|perusahaan|nama industri|nama unit usaha|\
         nama usaha perusahaan|nama perusahaan usaha|nama usaha umkm",
    ),
    (
        Field::TradeName,
        "merek|merk|merek dagang|merk dagang|nama merek|brand|nama dagang|merek usaha|\
         merk produk|merek produk|nama komersial|nama komersial usaha",
    ),
    (
        Field::LegalForm,
        "badan usaha|bentuk badan usaha|bentuk usaha|badan hukum|bentuk badan hukum|\
         jenis badan usaha",
    ),
    (
        Field::Sector,
        "bidang usaha|sektor|sektor usaha|bidang|lapangan usaha",
    ),
    (
        Field::PlaceType,
        "jenis tempat usaha|tempat usaha|bentuk tempat usaha|jenis tempat",
    ),
    (
        Field::Category,
        "kategori|kategori nama|kategori usaha|nama kategori|jenis usaha",
    ),
    (
        Field::RegionCode,
        "kode wilayah|kode desa|kode kelurahan|kode desa kelurahan|kode kemendagri|\
         kode bps",
    ),
    (Field::CodeSystem, "sistem kode|sistem kode wilayah"),
    (
        Field::Village,
        "desa|kelurahan|desa kelurahan|kelurahan desa|kel desa|desa kel|id kelurahan|\
         id desa|nama desa|nama kelurahan|nama desa kelurahan|ds kel|kampung",
    ),
    (
        Field::District,
        "kecamatan|kec|id kecamatan|nama kecamatan|kecamatan usaha",
    ),
    (
        Field::Regency,
        "kabupaten|kota|kabupaten kota|kab kota|kabkota|kab|id kabkota|id kabupaten|\
         id kab kota|nama kabupaten kota|nama kabupaten|kabupaten usaha|\
         kabupaten kota usaha",
    ),
    (
        Field::Province,
        "provinsi|propinsi|prov|id prov|id provinsi|nama provinsi",
    ),
    (
        Field::Address,
        "alamat|jalan|alamat usaha|alamat lengkap|alamat perusahaan|\
         alamat tempat usaha|alamat domisili usaha",
    ),
    (Field::Rt, "no rt"),
    (Field::Rw, "no rw"),
    (Field::PostalCode, "kode pos|kodepos"),
    (
        Field::Latitude,
        "lat|lintang|garis lintang|koordinat lintang",
    ),
    (
        Field::Longitude,
        "long|lng|lon|bujur|garis bujur|koordinat bujur",
    ),
    (
        Field::Phone,
        "telepon|no hp|no telp|no telepon|nomor telepon|nomor hp|hp|telp|no hp wa|\
         no wa|no telp hp|no hp telp|whatsapp|no whatsapp|nomor whatsapp|no tlp|\
         nomor handphone|no handphone|handphone|kontak|no kontak|telepon hp|\
         no telepon hp",
    ),
    (
        Field::Email,
        "e mail|surel|alamat email|alamat e mail|alamat surel",
    ),
    (
        Field::ContactPerson,
        "kontak person|narahubung|nama kontak|cp",
    ),
    (
        Field::OwnerName,
        "pemilik|nama pemilik|nama peserta|nama pelaku usaha|pelaku usaha|\
         nama pengusaha|nama pemilik usaha|nama lengkap|nama pengelola|pemilik usaha|\
         nama penanggung jawab|nama pemilik perusahaan|nama lengkap pemilik",
    ),
    (
        Field::OwnerNik,
        "nik|no nik|nomor nik|nik pemilik|no ktp|nomor ktp|ktp|nik ktp|no ktp nik|\
         no nik ktp|nomor induk kependudukan|nik pelaku usaha",
    ),
    (
        Field::OwnerGender,
        "jenis kelamin|l p|p l|jk|gender|jenis kelamin l p|kelamin|jns kelamin|lk pr|\
         jenis kelamin pemilik",
    ),
    (
        Field::OwnerBirthDate,
        "tanggal lahir|tgl lahir|tanggal lahir pemilik|tgl lahir pemilik",
    ),
    (
        Field::OwnerEducation,
        "pendidikan|pendidikan terakhir|pendidikan pemilik|pendidikan terakhir pemilik|\
         pendidikan terakhir pemilik usaha",
    ),
    (
        Field::OwnerPhone,
        "telepon pemilik|no telepon pemilik|nomor telepon pemilik|no hp pemilik|hp pemilik",
    ),
    (
        Field::OwnerWhatsapp,
        "whatsapp pemilik|no whatsapp pemilik|no wa pemilik|wa pemilik",
    ),
    (
        Field::OwnerAddress,
        "alamat pemilik|alamat rumah pemilik|alamat tempat tinggal pemilik",
    ),
    (
        Field::OwnerDisability,
        "disabilitas|penyandang disabilitas|disabilitas pemilik|apakah anda penyandang disabilitas|difabel",
    ),
    (
        Field::OwnerPosition,
        "jabatan|jabatan peserta di usaha|jabatan di usaha",
    ),
    (
        Field::SharePercent,
        "persentase kepemilikan|porsi kepemilikan|kepemilikan saham|persentase saham|\
         saham",
    ),
    (Field::Nib, "no nib|nomor nib|nomor induk berusaha|nib oss"),
    (
        Field::Pirt,
        "p irt|no pirt|no p irt|nomor pirt|nomor p irt|spp irt|no spp irt",
    ),
    (
        Field::BpomMd,
        "nomor md|no md|bpom md|nomor bpom md|no bpom md|nomor bpom|no bpom|izin edar bpom|\
         nomor izin edar bpom|no izin edar bpom",
    ),
    (
        Field::Halal,
        "nomor halal|no halal|nomor sertifikat halal|no sertifikat halal|sertifikat halal",
    ),
    (
        Field::Sni,
        "sni|nomor sni|no sni|nomor sertifikat sni|no sertifikat sni",
    ),
    (
        Field::Haccp,
        "haccp|nomor haccp|no haccp|nomor sertifikat haccp|no sertifikat haccp",
    ),
    (
        Field::Trademark,
        "nomor merek|no merek|nomor pendaftaran merek|no pendaftaran merek|\
         nomor sertifikat merek|no sertifikat merek",
    ),
    (
        Field::LicenseNumber,
        "nomor izin|no izin|nomor izin usaha|no izin usaha|nomor ijin|no ijin usaha",
    ),
    (Field::LicenseYear, "tahun izin|tahun ijin|thn izin"),
    (
        Field::KbliCode,
        "kbli|kode kbli|id kbli|no kbli|nomor kbli|kbli utama",
    ),
    (Field::KbliVersion, "versi kbli|tahun kbli"),
    (
        Field::StartedOn,
        "tahun berdiri|tanggal berdiri|mulai usaha|tahun mulai usaha|tgl berdiri|\
         berdiri sejak|mulai berdiri|tahun mulai|tanggal mulai usaha",
    ),
    (
        Field::StartedMonth,
        "bulan mulai usaha|bulan berdiri|bulan mulai",
    ),
    (
        Field::RegisteredOn,
        "tanggal daftar|tanggal pendaftaran|tgl daftar|tanggal registrasi",
    ),
    (
        Field::AsOfYear,
        "tahun data|tahun|data tahun|tahun pendataan",
    ),
    (
        Field::WorkersMale,
        "tk pria|tk l|tk laki laki|karyawan laki laki|jumlah karyawan laki laki|\
         tenaga kerja pria",
    ),
    (
        Field::WorkersFemale,
        "tk wanita|tk p|tk perempuan|karyawan perempuan|jumlah karyawan perempuan|\
         tenaga kerja wanita",
    ),
    (
        Field::WorkersTotal,
        "jumlah tenaga kerja|tenaga kerja|jumlah karyawan|jumlah pekerja|\
         total tenaga kerja|jumlah tk|tk|total karyawan|total tk",
    ),
    (
        Field::WorkersPaidMale,
        "tk dibayar laki laki|tk dibayar l|tenaga kerja dibayar laki laki|\
         pekerja dibayar laki laki",
    ),
    (
        Field::WorkersPaidFemale,
        "tk dibayar perempuan|tk dibayar p|tenaga kerja dibayar perempuan|\
         pekerja dibayar perempuan",
    ),
    (
        Field::WorkersUnpaidMale,
        "tk tidak dibayar laki laki|tk tidak dibayar l|tenaga kerja tidak dibayar laki laki|\
         pekerja tidak dibayar laki laki",
    ),
    (
        Field::WorkersUnpaidFemale,
        "tk tidak dibayar perempuan|tk tidak dibayar p|tenaga kerja tidak dibayar perempuan|\
         pekerja tidak dibayar perempuan",
    ),
    (
        Field::InvestmentIdr,
        "nilai investasi|investasi|investasi rp|nilai investasi rp|jumlah investasi",
    ),
    (
        Field::CapitalIdr,
        "modal|modal usaha|nilai modal|jumlah modal|modal rp|modal awal|modal usaha rp|\
         permodalan",
    ),
    (
        Field::SalesIdr,
        "omzet|omset|omzet per tahun|omset per tahun|nilai omzet usaha per tahun|\
         omzet usaha per tahun|penjualan per tahun|penjualan tahunan|omzet tahunan|\
         omset tahunan|hasil penjualan tahunan|omzet per tahun rp|omset per tahun rp|\
         omzet pertahun|omset pertahun|nilai penjualan per tahun",
    ),
    (
        Field::ProductionValueIdr,
        "nilai produksi|nilai produksi rp",
    ),
    (
        Field::CapacityValue,
        "nilai kapasitas|kapasitas|kapasitas produksi|jumlah kapasitas",
    ),
    (Field::Unit, "satuan|id satuan|satuan kapasitas"),
    (
        Field::RawMaterialValueIdr,
        "nilai bahan baku|nilai bb|nilai bahan baku rp|nilai bb bp",
    ),
    (
        Field::Export,
        "ekspor|id ekspor|apakah ekspor|ekspor ya tidak",
    ),
    (
        Field::ExportCountry,
        "negara ekspor|negaraa ekspor|negara tujuan ekspor|negara tujuan|tujuan ekspor",
    ),
    (
        Field::Active,
        "aktif|id aktif|masih aktif|aktif tidak|aktif tidak aktif",
    ),
    (
        Field::Financing,
        "pembiayaan|id pembiayaan|sumber pembiayaan|sumber modal|akses pembiayaan",
    ),
    (Field::IndustryKind, "jenis industri"),
    (
        Field::Product,
        "produk|jenis produk|nama produk|komoditi|komoditas|hasil produksi",
    ),
    (
        Field::Certification,
        "sertifikasi|sertifikasi usaha|sertifikat|sertifikasi produk",
    ),
    (
        Field::MarketingArea,
        "wilayah pemasaran|daerah pemasaran|pemasaran|jangkauan pemasaran|\
         area pemasaran",
    ),
    (
        Field::Problems,
        "permsalahan yang dihadapi|permasalahan yang dihadapi|permasalahan|kendala|\
         masalah|kendala usaha|kendala yang dihadapi|masalah yang dihadapi",
    ),
    (
        Field::TrainingNeeds,
        "kebutuhan diklat pelatihan|kebutuhan diklat|kebutuhan pelatihan|\
         pelatihan yang dibutuhkan",
    ),
    (
        Field::SourceSystem,
        "sistem sumber|sumber data|aplikasi sumber",
    ),
    (
        Field::SourceRecordId,
        "id sumber|id data|id record|kode usaha|id usaha",
    ),
    (Field::MainProduct, "produk utama"),
    (
        Field::MainActivity,
        "kegiatan utama|kegiatan usaha utama|kegiatan usaha",
    ),
    (
        Field::OwnerMaritalStatus,
        "status pemilik|status perkawinan|status perkawinan pemilik|status kawin",
    ),
    (
        Field::OwnerNpwp,
        "npwp pemilik|no npwp pemilik|npwp pribadi",
    ),
    (
        Field::CooperativeMember,
        "anggota koperasi|apakah anggota koperasi",
    ),
    (Field::CooperativeType, "jenis koperasi"),
    (
        Field::OwnerOccupation,
        "pekerjaan lain pemilik|pekerjaan lain|pekerjaan utama pemilik",
    ),
    (Field::BusinessNpwp, "npwp usaha|npwp badan|npwp perusahaan"),
    (Field::NutritionFacts, "informasi nilai gizi"),
    (
        Field::WorkersWithDisability,
        "tk disabilitas|tenaga kerja disabilitas|pekerja disabilitas",
    ),
    (
        Field::WorkersSchooled(Education::TidakTamatSd),
        "tk tidak tamat sd",
    ),
    (Field::WorkersSchooled(Education::Sd), "tk lulusan sd"),
    (Field::WorkersSchooled(Education::Smp), "tk lulusan smp"),
    (Field::WorkersSchooled(Education::Sma), "tk lulusan sma"),
    (
        Field::WorkersSchooled(Education::Diploma),
        "tk lulusan diploma",
    ),
    (Field::WorkersSchooled(Education::S1), "tk lulusan s1"),
    (Field::WorkersSchooled(Education::S2), "tk lulusan s2"),
    (
        Field::WagesIdr,
        "upah tenaga kerja|upah|upah dan gaji|gaji|gaji dan upah",
    ),
    (Field::MonthsWorked, "bulan kerja"),
    (Field::DaysWorked, "hari kerja"),
    (Field::HoursWorked, "jam kerja"),
    (
        Field::TrainedIn(Theme::TeknisProduksi),
        "pelatihan teknis produksi",
    ),
    (Field::TrainedIn(Theme::Pemasaran), "pelatihan pemasaran"),
    (Field::TrainedIn(Theme::Pembiayaan), "pelatihan pembiayaan"),
    (Field::TrainedIn(Theme::Ekspor), "pelatihan ekspor"),
    (
        Field::TrainedIn(Theme::Digitalisasi),
        "pelatihan digitalisasi",
    ),
    (Field::TrainedIn(Theme::Manajemen), "pelatihan manajemen"),
    (
        Field::TrainedIn(Theme::Standardisasi),
        "pelatihan standardisasi|pelatihan standarisasi",
    ),
    (Field::TrainedIn(Theme::Hki), "pelatihan hki"),
    (
        Field::TrainedIn(Theme::MitigasiBencana),
        "pelatihan mitigasi bencana",
    ),
    (Field::GuidanceOrganizers, "penyelenggara pelatihan"),
    (Field::CapitalAid, "bantuan modal|bantuan permodalan"),
    (
        Field::FoundingCapitalIdr,
        "modal pendirian|modal pendirian usaha",
    ),
    (Field::RowNo, "no|nomor|no urut|nomor urut|nr"),
    (Field::Status, "status usaha"),
    (Field::BusinessId, "id sinergi|id usaha sinergi"),
];

/// Gives the plain form of a header.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'à'..='å' => 'a',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ò'..='ö' => 'o',
            'ù'..='ü' => 'u',
            other => other,
        };
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Finds the field of a header in its plain form, in a file of this kind.
pub(super) fn field_of(plain: &str, kind: ImportKind) -> Option<Field> {
    if plain.is_empty() {
        return None;
    }
    match kind {
        ImportKind::Businesses => of_business(plain),
        // Whom a list of participants means is never told by the id of her business.
        ImportKind::Enrollments => enrollments::field_of(plain)
            .or_else(|| of_business(plain).filter(|field| *field != Field::BusinessId)),
    }
}

/// Finds a plain name in a table of names.
pub(super) fn listed(plain: &str, table: &[(Field, &str)]) -> Option<Field> {
    table
        .iter()
        .find(|(_, names)| names.split('|').any(|name| name == plain))
        .map(|(field, _)| *field)
}

fn of_business(plain: &str) -> Option<Field> {
    listed(plain, ALIASES)
        .or_else(|| {
            Field::ALL
                .into_iter()
                .find(|field| field.name().split('_').eq(plain.split(' ')))
        })
        .or_else(|| workers(plain))
}

/// Reads headers such as "Jumlah Tenaga Kerja L" or "Tenaga Kerja (Orang) Perempuan".
fn workers(plain: &str) -> Option<Field> {
    let (group, part) = plain.rsplit_once(' ')?;
    // "laki laki" ends in the word that also stands before it.
    let group = group.strip_suffix(" laki").unwrap_or(group);
    let mut words = group
        .split(' ')
        .filter(|word| !matches!(*word, "jumlah" | "total" | "orang" | "org" | "banyaknya"));
    let fits = matches!(
        (words.next(), words.next(), words.next()),
        (Some("tenaga"), Some("kerja"), None)
            | (Some("karyawan" | "pekerja" | "tk" | "pegawai"), None, None)
    );
    match part {
        _ if !fits => None,
        "l" | "lk" | "laki" | "pria" => Some(Field::WorkersMale),
        "p" | "pr" | "perempuan" | "wanita" => Some(Field::WorkersFemale),
        "jumlah" | "jml" | "total" | "orang" | "org" => Some(Field::WorkersTotal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(header: &str) -> Option<Field> {
        field_of(&plain(header), ImportKind::Businesses)
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen: Vec<&str> = ALIASES
            .iter()
            .flat_map(|(_, names)| names.split('|'))
            .collect();
        let own: Vec<String> = Field::ALL.iter().map(|field| plain(field.name())).collect();
        seen.extend(own.iter().map(String::as_str));
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
        for name in seen {
            assert_eq!(plain(name), name);
            assert!(find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn spellings_of_headers() {
        for (header, field) in [
            ("NAMA USAHA", Field::BusinessName),
            (" nama_usaha ", Field::BusinessName),
            ("Nama Perusahaan", Field::BusinessName),
            ("NO. NIB", Field::Nib),
            ("No HP", Field::Phone),
            ("No. HP/WA", Field::Phone),
            ("DESA/KELURAHAN", Field::Village),
            ("negaraa_ekspor", Field::ExportCountry),
            ("PERMSALAHAN YANG\nDIHADAPI", Field::Problems),
            ("owner_nik", Field::OwnerNik),
            ("JUMLAH TENAGA KERJA (L)", Field::WorkersMale),
            ("Tenaga Kerja (Orang) Perempuan", Field::WorkersFemale),
            ("Jumlah Karyawan Laki-laki", Field::WorkersMale),
            ("L/P", Field::OwnerGender),
        ] {
            assert_eq!(find(header), Some(field), "{header}");
        }
        for header in ["", "L", "OMZET (JUTA RP)", "Umur", "Contoh Melati"] {
            assert_eq!(find(header), None, "{header}");
        }
    }
}
