//! What is measured, and in which unit.

use crate::db::types::words;

words! {
    /// What a target measures, the code list `target_indicator`.
    pub enum TargetIndicator {
        /// Participants trained.
        PesertaDilatih = "peserta_dilatih",
        /// Graduates.
        Lulusan = "lulusan",
        /// Certificates issued.
        Sertifikat = "sertifikat",
        /// Women placed in jobs.
        PenempatanKerja = "penempatan_kerja",
        /// Businesses registered.
        UsahaTerdaftar = "usaha_terdaftar",
        /// Businesses verified.
        UsahaTerverifikasi = "usaha_terverifikasi",
        /// Businesses that got their NIB.
        UsahaBerNib = "usaha_ber_nib",
        /// Businesses that moved up in scale.
        UsahaNaikKelas = "usaha_naik_kelas",
        /// Cooperatives formed.
        KoperasiTerbentuk = "koperasi_terbentuk",
        /// Products marketed.
        ProdukDipasarkan = "produk_dipasarkan",
        /// Trade fairs attended.
        PameranDiikuti = "pameran_diikuti",
        /// Businesses that got access to capital.
        AksesModal = "akses_modal",
        /// Sales.
        Omzet = "omzet",
        /// Another, by its name.
        Lainnya = "lainnya",
    }
}

words! {
    /// The unit of a target, the code list `target_unit`.
    pub enum TargetUnit {
        /// People.
        Orang = "orang",
        /// Businesses.
        Usaha = "usaha",
        /// Certificates.
        Sertifikat = "sertifikat",
        /// Cooperatives.
        Koperasi = "koperasi",
        /// Products.
        Produk = "produk",
        /// Activities or events.
        Kegiatan = "kegiatan",
        /// Rupiah.
        Rupiah = "rupiah",
        /// Percent.
        Persen = "persen",
        /// Another, as the target's name says.
        Lainnya = "lainnya",
    }
}

use TargetIndicator as I;

impl TargetIndicator {
    /// Its unit; `lainnya` takes any.
    pub const fn unit(self) -> Option<TargetUnit> {
        Some(match self {
            I::PesertaDilatih | I::Lulusan | I::PenempatanKerja => TargetUnit::Orang,
            I::Sertifikat => TargetUnit::Sertifikat,
            I::UsahaTerdaftar
            | I::UsahaTerverifikasi
            | I::UsahaBerNib
            | I::UsahaNaikKelas
            | I::AksesModal => TargetUnit::Usaha,
            I::KoperasiTerbentuk => TargetUnit::Koperasi,
            I::ProdukDipasarkan => TargetUnit::Produk,
            I::PameranDiikuti => TargetUnit::Kegiatan,
            I::Omzet => TargetUnit::Rupiah,
            I::Lainnya => return None,
        })
    }

    /// Whether it is counted from training batches.
    pub const fn counts_training(self) -> bool {
        matches!(
            self,
            I::PesertaDilatih | I::Lulusan | I::Sertifikat | I::PenempatanKerja
        )
    }

    /// Whether it is counted from the businesses of the register.
    pub const fn counts_businesses(self) -> bool {
        matches!(
            self,
            I::UsahaTerdaftar | I::UsahaTerverifikasi | I::UsahaBerNib | I::UsahaNaikKelas
        )
    }

    /// Whether it is counted from the register beside what is reported.
    pub const fn is_computed(self) -> bool {
        self.counts_training() || self.counts_businesses()
    }
}
