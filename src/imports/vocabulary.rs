//! Words of agencies for values of code lists: whole texts only, never a part of one.

use super::aliases::plain;
use crate::businesses::snapshots::GuidanceOrganizer;
use crate::businesses::{BusinessPlaceType, KbliVersion, LegalForm, OwnershipRole, Sector};
use crate::people::{CooperativeType, Education, MaritalStatus};

fn one_of<T: Copy>(text: &str, table: &[(T, &str)]) -> Option<T> {
    let text = plain(text);
    table
        .iter()
        .find(|(_, words)| words.split('|').any(|word| word == text))
        .map(|(value, _)| *value)
}

/// The sector of a category or field of business.
pub fn sector(text: &str) -> Option<Sector> {
    one_of(
        text,
        &[
            (
                Sector::Kuliner,
                "kuliner|makanan|minuman|makanan dan minuman|makanan minuman|mamin|makan minum|\
                 olahan makanan|olahan pangan|kuliner makanan dan minuman|culinary",
            ),
            (
                Sector::Kerajinan,
                "kerajinan|kerajinan tangan|kriya|handicraft|handycraft|kerajinan dan kriya",
            ),
            (
                Sector::IndustriKreatif,
                "industri kreatif|kreatif|ekonomi kreatif",
            ),
            (
                Sector::Fesyen,
                "fesyen|fashion|busana|pakaian|konveksi|fesyen busana|fashion busana",
            ),
            (
                Sector::TeknologiInformasi,
                "teknologi informasi|ti|it|teknologi informasi dan komunikasi",
            ),
            (Sector::Jasa, "jasa|jasa jasa|usaha jasa|bidang jasa"),
            (
                Sector::Perdagangan,
                "perdagangan|dagang|perdagangan eceran|usaha dagang|bidang perdagangan",
            ),
            (
                Sector::PertanianOlahan,
                "pertanian olahan|olahan hasil pertanian|olahan pertanian|\
                 pengolahan hasil pertanian",
            ),
            (Sector::Lainnya, "lainnya|lain lain|dan lain lain|dll"),
        ],
    )
}

/// The legal form.
pub fn legal_form(text: &str) -> Option<LegalForm> {
    one_of(
        text,
        &[
            (
                LegalForm::Perorangan,
                "perorangan|perseorangan|usaha perorangan|usaha perseorangan|ud|u d|\
                 usaha dagang|pd|p d|perusahaan dagang|po|perusahaan perorangan",
            ),
            (
                LegalForm::PerseroanPerorangan,
                "perseroan perorangan|pt perorangan|pt perseorangan",
            ),
            (
                LegalForm::Cv,
                "cv|c v|persekutuan komanditer|persekutuan komanditer cv",
            ),
            (LegalForm::Firma, "firma|fa|persekutuan firma"),
            (
                LegalForm::Pt,
                "pt|p t|perseroan terbatas|perseroan terbatas pt",
            ),
            (LegalForm::Koperasi, "koperasi"),
            (LegalForm::Yayasan, "yayasan"),
            (
                LegalForm::Bumdes,
                "bumdes|badan usaha milik desa|bum desa|badan usaha milik desa bumdes",
            ),
            (
                LegalForm::Kelompok,
                "kelompok|kelompok usaha|kub|kelompok usaha bersama",
            ),
        ],
    )
}

/// Where a business works.
pub fn place_type(text: &str) -> Option<BusinessPlaceType> {
    one_of(
        text,
        &[
            (
                BusinessPlaceType::Rumah,
                "rumah|di rumah|rumah tinggal|rumahan|tempat tinggal",
            ),
            (
                BusinessPlaceType::Kios,
                "kios|toko|warung|kios toko|kios atau toko|ruko",
            ),
            (BusinessPlaceType::Pasar, "pasar|los pasar|di pasar"),
            (
                BusinessPlaceType::Pabrik,
                "pabrik|bengkel|pabrik bengkel|pabrik atau bengkel|workshop",
            ),
            (
                BusinessPlaceType::Keliling,
                "keliling|pedagang keliling|usaha keliling",
            ),
            (
                BusinessPlaceType::Daring,
                "daring|online|toko daring|toko online",
            ),
        ],
    )
}

/// The highest education finished.
pub fn education(text: &str) -> Option<Education> {
    one_of(
        text,
        &[
            (
                Education::TidakTamatSd,
                "tidak tamat sd|tidak sekolah|belum tamat sd|tidak belum tamat sd",
            ),
            (
                Education::Sd,
                "sd|sd sederajat|sd atau sederajat|sd mi|tamat sd",
            ),
            (
                Education::Smp,
                "smp|smp sederajat|smp atau sederajat|smp mts|sltp|tamat smp",
            ),
            (
                Education::Sma,
                "sma|smk|sma smk|sma smk sederajat|sma smk atau sederajat|sma sederajat|slta|ma|\
                 sma ma|sma smk ma|tamat sma",
            ),
            (
                Education::Diploma,
                "diploma|d1|d2|d3|d4|d i|d ii|d iii|d iv|diploma d1 d4|diploma 1|diploma 2|\
                 diploma 3|diploma 4",
            ),
            (Education::S1, "s1|sarjana|sarjana s1|strata 1|s 1"),
            (Education::S2, "s2|magister|magister s2|strata 2|s 2"),
            (Education::S3, "s3|doktor|doktor s3|strata 3|s 3"),
        ],
    )
}

/// The civil status.
pub fn marital_status(text: &str) -> Option<MaritalStatus> {
    one_of(
        text,
        &[
            (
                MaritalStatus::BelumKawin,
                "belum kawin|belum menikah|lajang|tidak kawin",
            ),
            (
                MaritalStatus::Kawin,
                "kawin|menikah|sudah menikah|kawin tercatat|kawin belum tercatat",
            ),
            (MaritalStatus::CeraiHidup, "cerai hidup|cerai|janda cerai"),
            (MaritalStatus::CeraiMati, "cerai mati|janda mati"),
        ],
    )
}

/// What a cooperative does.
pub fn cooperative_type(text: &str) -> Option<CooperativeType> {
    let text = plain(text);
    one_of(
        text.strip_prefix("koperasi ").unwrap_or(&text),
        &[
            (CooperativeType::Konsumen, "konsumen|konsumsi"),
            (CooperativeType::Produsen, "produsen|produksi"),
            (CooperativeType::SimpanPinjam, "simpan pinjam|ksp"),
            (CooperativeType::Jasa, "jasa"),
            (CooperativeType::Pemasaran, "pemasaran"),
        ],
    )
}

/// Who held a training.
pub fn guidance_organizer(text: &str) -> Option<GuidanceOrganizer> {
    one_of(
        text,
        &[
            (GuidanceOrganizer::Sendiri, "sendiri|usaha sendiri"),
            (
                GuidanceOrganizer::Pemerintah,
                "pemerintah|pemda|pemerintah daerah|pemerintah pusat|dinas",
            ),
            (
                GuidanceOrganizer::PerusahaanLain,
                "perusahaan lain|perusahaan|swasta",
            ),
            (GuidanceOrganizer::Lsm, "lsm|ngo|lembaga swadaya masyarakat"),
            (GuidanceOrganizer::Lainnya, "lainnya|lain lain"),
        ],
    )
}

/// What a participant's position makes her to the business; anything but an owner manages it.
pub fn role(position: &str) -> OwnershipRole {
    let owner = one_of(
        position,
        &[(
            OwnershipRole::Pemilik,
            "pemilik|owner|pemilik usaha|owner usaha|direktur|direktur utama|direktris|\
             pendiri|founder|pemilik owner|owner pemilik|ceo|pimpinan|pemilik pengelola",
        )],
    );
    owner.unwrap_or(OwnershipRole::Pengelola)
}

/// The edition of KBLI.
pub fn kbli_version(text: &str) -> Option<KbliVersion> {
    one_of(
        text,
        &[
            (KbliVersion::V2020, "2020|kbli 2020|kbli2020"),
            (KbliVersion::V2025, "2025|kbli 2025|kbli2025"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_only() {
        assert_eq!(sector("MAKANAN & MINUMAN"), Some(Sector::Kuliner));
        assert_eq!(sector("Makanan/Minuman"), Some(Sector::Kuliner));
        assert_eq!(sector("Kuliner"), Some(Sector::Kuliner));
        assert_eq!(sector("Jasa Boga Kuliner"), None);
        assert_eq!(legal_form("C.V."), Some(LegalForm::Cv));
        assert_eq!(role("Direktur"), OwnershipRole::Pemilik);
        assert_eq!(role("Admin"), OwnershipRole::Pengelola);
        assert_eq!(kbli_version("KBLI 2020"), Some(KbliVersion::V2020));
        for sector_word in Sector::ALL {
            assert_eq!(sector(sector_word.as_str()), Some(*sector_word));
        }
        for place in BusinessPlaceType::ALL {
            assert_eq!(place_type(place.as_str()), Some(*place));
        }
        for level in Education::ALL {
            assert_eq!(education(level.as_str()), Some(*level));
        }
        for status in MaritalStatus::ALL {
            assert_eq!(marital_status(status.as_str()), Some(*status));
        }
        for kind in CooperativeType::ALL {
            assert_eq!(cooperative_type(kind.as_str()), Some(*kind));
        }
        for organizer in GuidanceOrganizer::ALL {
            assert_eq!(guidance_organizer(organizer.as_str()), Some(*organizer));
        }
        for form in LegalForm::ALL {
            assert_eq!(legal_form(form.as_str()), Some(*form));
        }
    }
}
