//! What statistics of data quality count, in words and as conditions.

use super::types::QualityGroupBy;
use crate::statistics::envelope::Subject;
use crate::text::Text;

/// The states of businesses that count, with what is derived of them.
const STATUSES: &[&str] = &[
    "submitted",
    "verified",
    "active",
    "dormant",
    "reverification_due",
];

/// What an official needs of a business, each with the condition under which it is recorded.
///
/// The first three are what verification demands; a NIB is the legality that everything else rests
/// on (PP 28/2025); scale and workers are what PP 7/2021 and Permenperin 64/2016 classify by; whether
/// women own it is what this register is for; without a telephone nobody reaches it. `{today}`
/// stands for the day.
pub const FACTS: [(&str, &str); 8] = [
    (
        "owner_nik",
        "EXISTS (SELECT 1 FROM ownerships JOIN people ON people.id = ownerships.person_id \
         WHERE ownerships.business_id = businesses.id AND people.nik_hash IS NOT NULL \
         AND people.deleted_at IS NULL AND COALESCE(ownerships.since, '{today}') <= '{today}' \
         AND COALESCE(ownerships.until, '{today}') >= '{today}')",
    ),
    ("village", "length(businesses.region_code) = 13"),
    (
        "kbli_or_sector",
        "(businesses.kbli_code IS NOT NULL OR businesses.sector IS NOT NULL)",
    ),
    ("nib", "businesses.nib IS NOT NULL"),
    ("women_owned", "businesses.women_owned <> 'unknown'"),
    ("scale", "businesses.scale IS NOT NULL"),
    (
        "workers",
        "(businesses.workers_male IS NOT NULL OR businesses.workers_female IS NOT NULL)",
    ),
    (
        "phone",
        "(EXISTS (SELECT 1 FROM business_phones WHERE business_phones.business_id = businesses.id) \
         OR EXISTS (SELECT 1 FROM ownerships JOIN people ON people.id = ownerships.person_id \
         WHERE ownerships.business_id = businesses.id AND people.phone_hash IS NOT NULL \
         AND people.deleted_at IS NULL AND COALESCE(ownerships.since, '{today}') <= '{today}' \
         AND COALESCE(ownerships.until, '{today}') >= '{today}'))",
    ),
];

/// What else is counted of a business, each with its condition.
pub const MARKS: [(&str, &str); 5] = [
    (
        "verified",
        "businesses.status IN ('verified', 'active', 'dormant')",
    ),
    ("no_kbli", "businesses.kbli_code IS NULL"),
    (
        "unknown_kbli",
        "businesses.kbli_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kbli_codes \
         WHERE kbli_codes.version = businesses.kbli_version AND kbli_codes.code = businesses.kbli_code)",
    ),
    (
        "retired_region",
        "EXISTS (SELECT 1 FROM regions WHERE regions.code = businesses.region_code \
         AND regions.valid_to <= '{today}')",
    ),
    ("no_sector", "businesses.sector IS NULL"),
];

/// Data quality of businesses.
pub static DATA_QUALITY: Subject = Subject {
    code: "data-quality",
    concept: Text::new(
        "Mutu data usaha dalam register",
        "Quality of the register's data on businesses",
    ),
    definition: Text::new(
        "Usaha yang diajukan, terverifikasi, aktif, atau dorman. `completeness_percent`: bagian terisi dari delapan \
         isian yang dibutuhkan petugas: pemilik atau pengelola sekarang ber-NIK, wilayah sampai desa/kelurahan, KBLI utama atau sektor, NIB, \
         dapat tidaknya dipastikan milik perempuan, skala usaha, tenaga kerja, dan telepon usaha atau pemiliknya; \
         `complete_businesses` memiliki kedelapannya. `verified_businesses`: pernah diverifikasi (verified, active, dormant). \
         `stale_businesses`: tidak diperbarui selama dua belas bulan. Kode tak terpetakan: `without_kbli`, `without_sector`, `unknown_kbli` \
         (kode tidak ada dalam daftar edisinya yang dimuat di sini) dan `retired_region` (kode wilayah tidak berlaku lagi). \
         `open_*_flags`: keraguan terbuka atas usaha itu menurut beratnya, keraguan atas orang tidak dihitung; `doubtful_businesses`: usaha dengan \
         sedikitnya satu keraguan terbuka yang kritis atau berupa peringatan.",
        "Businesses that are submitted, verified, active or dormant. `completeness_percent`: the recorded share of the eight \
         things an official needs: a present owner or manager with a NIK, a region down to the village, a main KBLI code or sector, a NIB, \
         whether women own it, the scale, workers, and a telephone of the business or of an owner; `complete_businesses` have all eight. \
         `verified_businesses`: verified once (verified, active, dormant). `stale_businesses`: not updated for twelve months. \
         Unmapped codes: `without_kbli`, `without_sector`, `unknown_kbli` (the code is not in the list of its edition as loaded here) and \
         `retired_region` (the region code is no longer valid). `open_*_flags`: open doubts about these businesses by severity, doubts about \
         people are not counted; `doubtful_businesses`: businesses with at least one open doubt that is critical or a warning.",
    ),
    unit: Text::new("usaha", "businesses"),
    statuses: STATUSES,
};

impl QualityGroupBy {
    /// The order of the key of a group.
    pub const KEY: [Self; 5] = [
        Self::Region,
        Self::Agency,
        Self::Sector,
        Self::Scale,
        Self::WomenOwned,
    ];

    /// The column it groups by; a region is cut to `width` characters of its code.
    pub fn column(self, width: usize) -> String {
        match self {
            // A region recorded less exactly than asked for stays as it is: its own row.
            Self::Region => format!("substr(businesses.region_code, 1, {width})"),
            Self::Agency => "businesses.owner_agency".to_owned(),
            Self::Sector => "businesses.sector".to_owned(),
            Self::Scale => "businesses.scale".to_owned(),
            Self::WomenOwned => "businesses.women_owned".to_owned(),
        }
    }

    /// When a business has no value to group by, and why.
    const fn lack(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Region | Self::Agency | Self::WomenOwned => None,
            Self::Sector => Some(("businesses.sector IS NULL", "sector_missing")),
            Self::Scale => Some(("businesses.scale IS NULL", "scale_missing")),
        }
    }
}

/// The SQL expression that is null for a business that stands in a row, else why it does not.
pub fn verdict(group_by: &[QualityGroupBy]) -> String {
    let lacks = group_by.iter().filter_map(|by| by.lack());
    let cases: Vec<String> = lacks
        .map(|(when, reason)| format!("WHEN {when} THEN 'unmapped:{reason}'"))
        .collect();
    if cases.is_empty() {
        // The cast lets PostgreSQL group by it.
        return "CAST(NULL AS text)".to_owned();
    }
    format!("CASE {} ELSE NULL END", cases.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_definition_fits_the_document() {
        for lang in [Lang::Id, Lang::En] {
            assert!(DATA_QUALITY.definition.get(lang).chars().count() <= 2000);
        }
    }
}
