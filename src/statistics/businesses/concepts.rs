//! What each statistic counts, in words and as a condition on businesses.

use super::types::GroupBy;
use crate::statistics::envelope::Subject;
use crate::text::Text;

/// A statistic: its texts, its usual grouping, and which businesses belong to it.
#[derive(Debug)]
pub struct Concept {
    /// Its texts.
    pub subject: Subject,
    /// The grouping when none is asked for.
    pub group_by: [GroupBy; 2],
    /// Known not to belong: condition, and the SQL expression of the reason.
    outside: &'static [(&'static str, &'static str)],
    /// May belong but cannot be shown to.
    undecided: &'static [(&'static str, &'static str)],
}

/// The states of businesses that count: entered in earnest and not ended.
///
/// `reverification_due` is derived from `active` and counts with it.
pub const COUNTED: [&str; 4] = ["submitted", "verified", "active", "dormant"];

/// The same with what is derived of them.
const STATUSES: &[&str] = &[
    "submitted",
    "verified",
    "active",
    "dormant",
    "reverification_due",
];

/// Why a business has no IKM class, as the register found it.
const IKM_REASON: &str = "COALESCE(businesses.derived -> 'ikm' ->> 'reason', 'ikm_class_missing')";

/// Women's businesses.
pub static WOMEN_BUSINESSES: Concept = Concept {
    subject: Subject {
        code: "women-businesses",
        concept: Text::new("Usaha perempuan", "Women's businesses"),
        definition: Text::new(
            "Usaha milik perempuan (dimiliki seorang perempuan saja, atau paling sedikit 51 % oleh perempuan) \
             atau tercatat dipimpin perempuan (pengelola utamanya perempuan). Kedua batas ini definisi Sinergi sendiri, \
             bukan ketentuan undang-undang; keduanya diturunkan dari jenis kelamin dan porsi yang tercatat, \
             tidak pernah dari nama. `women` menghitung orang: perempuan pemilik usaha pada baris itu, \
             masing-masing satu kali.",
            "Businesses that women own (one woman alone, or women with at least 51 % together) or that a woman is \
             recorded as leading (as the main manager). Both bounds are Sinergi's own definition, not a law's; \
             they are derived from recorded gender and shares, never from a name. `women` counts persons: the \
             women who own a business of the row, each once.",
        ),
        unit: Text::new("usaha", "businesses"),
        statuses: STATUSES,
    },
    group_by: [GroupBy::Region, GroupBy::Scale],
    outside: &[(
        "businesses.women_owned = 'no' AND businesses.women_led <> 'yes'",
        "'not_a_womens_business'",
    )],
    undecided: &[(
        "businesses.women_owned = 'unknown' AND businesses.women_led <> 'yes'",
        "'women_owned_unknown'",
    )],
};

/// Small and medium industry.
pub static IKM: Concept = Concept {
    subject: Subject {
        code: "ikm",
        concept: Text::new(
            "Industri kecil dan menengah (IKM), semua pemilik",
            "Small and medium industry (IKM), all owners",
        ),
        definition: Text::new(
            "Usaha industri pengolahan (KBLI golongan pokok 10-33) yang menurut Permenperin 64/M-IND/PER/7/2016 \
             termasuk industri kecil atau industri menengah, dari jumlah tenaga kerja dan nilai investasi yang \
             tercatat. `workers_per_business` adalah tenaga kerja dibagi usaha yang tenaga kerjanya tercatat. \
             Porsi milik perempuan memakai definisi Sinergi: dimiliki seorang perempuan saja atau paling sedikit \
             51 % oleh perempuan.",
            "Manufacturing businesses (KBLI divisions 10-33) that are industri kecil or industri menengah by \
             Permenperin 64/M-IND/PER/7/2016, from recorded workers and investment. `workers_per_business` is \
             workers divided by the businesses whose workers are recorded. The women-owned share uses Sinergi's \
             own definition: one woman alone, or women with at least 51 % together.",
        ),
        unit: Text::new("usaha", "businesses"),
        statuses: STATUSES,
    },
    group_by: [GroupBy::Region, GroupBy::IkmClass],
    outside: &[
        (
            "businesses.ikm_class = 'industri_besar'",
            "'industri_besar'",
        ),
        (
            "businesses.ikm_class IS NULL AND \
             businesses.derived -> 'ikm' ->> 'reason' = 'not_manufacturing'",
            "'not_manufacturing'",
        ),
    ],
    undecided: &[("businesses.ikm_class IS NULL", IKM_REASON)],
};

impl Concept {
    /// The SQL expression that is null for a mapped business, else `outside:` or `unmapped:` and
    /// the reason. All its parts are constants of this file.
    pub fn verdict(&self, group_by: &[GroupBy]) -> String {
        let lacks = group_by.iter().filter_map(|by| by.lack());
        let outside = self.outside.iter().map(|rule| ("outside:", *rule));
        let unmapped = self.undecided.iter().copied().chain(lacks);
        let cases: Vec<String> = outside
            .chain(unmapped.map(|rule| ("unmapped:", rule)))
            .map(|(bucket, (when, reason))| format!("WHEN {when} THEN '{bucket}' || {reason}"))
            .collect();
        format!("CASE {} ELSE NULL END", cases.join(" "))
    }
}

impl GroupBy {
    /// When a business has no value to group by, and why.
    const fn lack(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Region | Self::WomenOwned => None,
            Self::Scale => Some((
                "businesses.scale IS NULL",
                "COALESCE('scale_' || (businesses.derived -> 'scale' ->> 'reason'), 'scale_missing')",
            )),
            Self::IkmClass => Some(("businesses.ikm_class IS NULL", IKM_REASON)),
            Self::Sector => Some(("businesses.sector IS NULL", "'sector_missing'")),
        }
    }

    /// The column it groups by; a region is cut to `width` characters of its code.
    pub fn column(self, width: usize) -> String {
        match self {
            // A region recorded less exactly than asked for stays as it is: its own row.
            Self::Region => format!("substr(businesses.region_code, 1, {width})"),
            Self::Scale => "businesses.scale".to_owned(),
            Self::IkmClass => "businesses.ikm_class".to_owned(),
            Self::Sector => "businesses.sector".to_owned(),
            Self::WomenOwned => "businesses.women_owned".to_owned(),
        }
    }
}
