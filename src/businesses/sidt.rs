//! Businesses as a list in the shape of SIDT-KUMKM (Permen KUKM 7/2023 tentang Basis Data Tunggal):
//! its blocks I to IV, VIII and XII, one column a value.
//!
//! The importer reads the same columns, so that a list comes in, goes out and comes in again. Personal
//! values are empty in what goes out: NIK, NPWP, telephone, e-mail and street address, which leave the
//! register through `/v1/people/{id}/identity` only. A blank cell changes nothing when the list comes
//! in again, and `id_sinergi` says which business the row means. Wages and founding capital go to
//! holders of `finance:read`.
//!
//! The figures are those of the newest snapshot; the owner is the main one. A license is the newest
//! of its type that is valid, those with a number in the known form first; that of P-IRT is the
//! business's own field. The main product is the first that was recorded. Block XII tells what the
//! survey was told: trainings held through this register are enrollments.

use std::collections::HashMap;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::licenses::{HeldLicenses, LicenseType};
use super::list::{self, Wanted};
use super::products::HeldProducts;
use super::rows::{BusinessRow, OwnershipRow};
use super::snapshots::{self, Guidance, GuidanceTheme};
use super::store;
use super::types::OwnershipRole;
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id};
use crate::http::{Column, Columns, Page, PageQuery, Problem};
use crate::people::{self, Person};
use crate::reference::Lists;

/// A business as a row of the list: a value for each of its columns.
#[derive(Debug)]
pub struct SidtBusiness(Vec<Value>);

macro_rules! columns {
    ($($header:literal)+) => {
        &[$(Column($header, concat!("/", $header))),+]
    };
}

impl Columns for SidtBusiness {
    const COLUMNS: &'static [Column] = columns![
        // I: the place
        "provinsi" "kabupaten_kota" "kecamatan" "desa_kelurahan" "kode_wilayah" "nama_usaha"
        "nama_komersial" "jenis_tempat_usaha" "alamat_usaha" "rt" "rw" "kode_pos" "no_telepon"
        "email" "lintang" "bujur"
        // II: the activity
        "kegiatan_utama" "produk_utama" "kategori_usaha" "kode_kbli" "versi_kbli" "badan_usaha"
        "nib" "modal_pendirian" "npwp_usaha" "bulan_mulai_usaha" "tahun_mulai_usaha"
        // III: the owner
        "nama_pemilik" "jenis_kelamin_pemilik" "disabilitas_pemilik" "tanggal_lahir_pemilik"
        "status_pemilik" "nik_pemilik" "npwp_pemilik" "alamat_pemilik" "telepon_pemilik"
        "whatsapp_pemilik" "pendidikan_pemilik" "anggota_koperasi" "jenis_koperasi"
        "pekerjaan_lain_pemilik"
        // IV: permits and standards
        "nomor_pirt" "nomor_md" "nomor_sni" "nomor_halal" "informasi_nilai_gizi" "nomor_haccp"
        "nomor_merek"
        // VIII: the workers
        "tk_laki_laki" "tk_perempuan" "tk_dibayar_laki_laki" "tk_dibayar_perempuan"
        "tk_tidak_dibayar_laki_laki" "tk_tidak_dibayar_perempuan" "tk_disabilitas"
        "tk_tidak_tamat_sd" "tk_lulusan_sd" "tk_lulusan_smp" "tk_lulusan_sma" "tk_lulusan_diploma"
        "tk_lulusan_s1" "tk_lulusan_s2" "upah_tenaga_kerja" "bulan_kerja" "hari_kerja" "jam_kerja"
        // XII: the guidance received
        "pelatihan_teknis_produksi" "pelatihan_pemasaran" "pelatihan_pembiayaan"
        "pelatihan_ekspor" "pelatihan_digitalisasi" "pelatihan_manajemen"
        "pelatihan_standardisasi" "pelatihan_hki" "pelatihan_mitigasi_bencana"
        "penyelenggara_pelatihan" "bantuan_modal"
        // which row it is
        "sistem_sumber" "id_sumber" "id_sinergi"
    ];
}

impl Serialize for SidtBusiness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, value) in Self::COLUMNS.iter().zip(&self.0) {
            map.serialize_entry(column.0, value)?;
        }
        map.end()
    }
}

/// What a page of rows needs besides them.
struct Around<'a> {
    lists: &'a Lists,
    who: &'a Who,
    people: HashMap<Id, Person>,
    snapshots: HashMap<Id, Vec<super::SnapshotRow>>,
    licenses: HeldLicenses,
    products: HeldProducts,
}

/// One page of the list.
pub(super) fn page(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    wanted: &Wanted,
    query: &PageQuery,
) -> Result<Page<SidtBusiness>, Problem> {
    let page = list::rows(conn, app, who, wanted, query)?;
    let lists = Lists::current(conn, app)?;
    let ids: Vec<Id> = page.items.iter().map(|(row, _)| row.id).collect();
    let mains = page.items.iter().filter_map(|(_, owners)| main(owners));
    let mains: Vec<Id> = mains.map(|owner| owner.person_id).collect();
    let people = people::store::by_ids(conn, &mains)?
        .iter()
        .map(|row| Ok((row.id, row.view(app, who)?)))
        .collect::<Result<_, Problem>>()?;
    let around = Around {
        lists: &lists,
        who,
        people,
        snapshots: store::snapshots_of(conn, &ids)?,
        licenses: HeldLicenses::load(conn, &ids)?,
        products: HeldProducts::load(conn, &ids)?,
    };
    page.try_map(|(row, owners)| around.row(&row, &owners))
}

/// The owner whom the list names.
fn main(owners: &[OwnershipRow]) -> Option<&OwnershipRow> {
    let own = owners
        .iter()
        .filter(|owner| owner.role == OwnershipRole::Pemilik && owner.until.is_none());
    own.max_by_key(|owner| owner.is_main)
}

impl Around<'_> {
    fn row(&self, row: &BusinessRow, owners: &[OwnershipRow]) -> Result<SidtBusiness, Problem> {
        let said = row.plain()?;
        let owner = main(owners).and_then(|owner| self.people.get(&owner.person_id));
        let figures = self.snapshots.get(&row.id);
        let figures = figures.map(|all| snapshots::together(all)).transpose()?;
        let figures = figures.flatten().map(|all| all.seen_by(self.who));
        let figures = figures.as_ref();
        let workforce = figures.and_then(|figures| figures.workforce.as_ref());
        let schooled = workforce.and_then(|workforce| workforce.by_education.as_ref());
        let guidance = figures.and_then(|figures| figures.guidance.as_ref());
        let themes = guidance.and_then(|guidance| guidance.themes.as_ref());
        let trained = |theme| yes(themes.map(|themes| themes.contains(&theme)));
        let kbli = said.kbli.iter().max_by_key(|kbli| kbli.is_main);
        let mut started = said.started_on.iter().flat_map(|date| date.split('-'));
        let (year, month) = (started.next(), started.next());
        let name = |digits: usize| {
            let code = row.region_code.get(..digits);
            code.and_then(|code| self.lists.region(code))
                .map(|region| &region.name)
        };
        let license = |kind| self.licenses.number(row.id, kind);
        let value = |header: &str| match header {
            "provinsi" => json!(name(2)),
            "kabupaten_kota" => json!(name(5)),
            "kecamatan" => json!(name(8)),
            "desa_kelurahan" => json!(name(13)),
            "kode_wilayah" => json!(row.region_code),
            "nama_usaha" => json!(row.name),
            "nama_komersial" => json!(said.trade_name),
            "jenis_tempat_usaha" => json!(said.business_place_type),
            "lintang" => json!(said.latitude),
            "bujur" => json!(said.longitude),
            "produk_utama" => json!(self.products.main(row.id)),
            "kegiatan_utama" => json!(said.main_activity),
            "kategori_usaha" => json!(said.sector),
            "kode_kbli" => json!(kbli.map(|kbli| &kbli.code)),
            "versi_kbli" => json!(kbli.map(|kbli| kbli.version)),
            "badan_usaha" => json!(said.legal_form),
            "nib" => json!(said.nib),
            "modal_pendirian" => json!(figures.map(|figures| figures.founding_capital_idr)),
            "npwp_usaha" => json!(license(LicenseType::Npwp)),
            "bulan_mulai_usaha" => json!(month),
            "tahun_mulai_usaha" => json!(year),
            "nama_pemilik" => json!(owner.map(|owner| &owner.full_name)),
            "jenis_kelamin_pemilik" => json!(owner.map(|owner| owner.gender)),
            "disabilitas_pemilik" => json!(owner.and_then(|owner| owner.disability.as_ref())),
            "tanggal_lahir_pemilik" => json!(owner.map(|owner| owner.birth_date)),
            "status_pemilik" => json!(owner.map(|owner| owner.marital_status)),
            "pendidikan_pemilik" => json!(owner.map(|owner| owner.education)),
            "anggota_koperasi" => yes(owner.and_then(|owner| owner.is_cooperative_member)),
            "jenis_koperasi" => json!(owner.map(|owner| owner.cooperative_type)),
            "pekerjaan_lain_pemilik" => json!(owner.map(|owner| &owner.other_occupation)),
            "nomor_pirt" => json!(said.pirt),
            "nomor_md" => json!(license(LicenseType::BpomMd)),
            "nomor_sni" => json!(license(LicenseType::Sni)),
            "nomor_halal" => json!(license(LicenseType::Halal)),
            "informasi_nilai_gizi" => yes(said.has_nutrition_facts),
            "nomor_haccp" => json!(license(LicenseType::Haccp)),
            "nomor_merek" => json!(license(LicenseType::Merek)),
            "tk_laki_laki" => json!(figures.map(|figures| figures.workers_male)),
            "tk_perempuan" => json!(figures.map(|figures| figures.workers_female)),
            "tk_dibayar_laki_laki" => json!(workforce.map(|all| all.paid_male)),
            "tk_dibayar_perempuan" => json!(workforce.map(|all| all.paid_female)),
            "tk_tidak_dibayar_laki_laki" => json!(workforce.map(|all| all.unpaid_male)),
            "tk_tidak_dibayar_perempuan" => json!(workforce.map(|all| all.unpaid_female)),
            "tk_disabilitas" => json!(workforce.map(|all| all.with_disability)),
            "tk_tidak_tamat_sd" => json!(schooled.map(|all| all.tidak_tamat_sd)),
            "tk_lulusan_sd" => json!(schooled.map(|all| all.sd)),
            "tk_lulusan_smp" => json!(schooled.map(|all| all.smp)),
            "tk_lulusan_sma" => json!(schooled.map(|all| all.sma)),
            "tk_lulusan_diploma" => json!(schooled.map(|all| all.diploma)),
            "tk_lulusan_s1" => json!(schooled.map(|all| all.s1)),
            "tk_lulusan_s2" => json!(schooled.map(|all| all.s2)),
            "upah_tenaga_kerja" => json!(figures.map(|figures| figures.wages_idr)),
            "bulan_kerja" => json!(workforce.map(|all| all.months_worked)),
            "hari_kerja" => json!(workforce.map(|all| all.days_worked)),
            "jam_kerja" => json!(workforce.map(|all| all.hours_worked)),
            "pelatihan_teknis_produksi" => trained(GuidanceTheme::TeknisProduksi),
            "pelatihan_pemasaran" => trained(GuidanceTheme::Pemasaran),
            "pelatihan_pembiayaan" => trained(GuidanceTheme::Pembiayaan),
            "pelatihan_ekspor" => trained(GuidanceTheme::Ekspor),
            "pelatihan_digitalisasi" => trained(GuidanceTheme::Digitalisasi),
            "pelatihan_manajemen" => trained(GuidanceTheme::Manajemen),
            "pelatihan_standardisasi" => trained(GuidanceTheme::Standardisasi),
            "pelatihan_hki" => trained(GuidanceTheme::Hki),
            "pelatihan_mitigasi_bencana" => trained(GuidanceTheme::MitigasiBencana),
            "penyelenggara_pelatihan" => json!(guidance.and_then(organizers)),
            "bantuan_modal" => json!(guidance.map(|all| &all.capital_aid)),
            "sistem_sumber" => json!(said.source_system),
            "id_sumber" => json!(said.source_record_id),
            "id_sinergi" => json!(row.id),
            _ => Value::Null,
        };
        let columns = SidtBusiness::COLUMNS.iter();
        Ok(SidtBusiness(
            columns.map(|column| value(column.0)).collect(),
        ))
    }
}

/// An answer as forms have it.
fn yes(answer: Option<bool>) -> Value {
    json!(answer.map(|yes| if yes { "Ya" } else { "Tidak" }))
}

/// Who held the trainings, in one cell.
fn organizers(guidance: &Guidance) -> Option<String> {
    let all = guidance.organizers.as_ref()?;
    let words: Vec<&str> = all.iter().map(|one| one.as_str()).collect();
    Some(words.join(", "))
}
