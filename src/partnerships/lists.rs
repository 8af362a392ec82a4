//! Closed lists that several rooms of partnerships share.

use crate::db::types::words;

words! {
    /// Between whom a partnership stands, the code list `partnership_scheme`.
    ///
    /// Cooperation between regions and with others follows PP 28/2018 and Permendagri 22/2020; inside
    /// one government (`internal_opd`) and between a province and its regencies (`prov_kab`) agencies
    /// agree by decree or note.
    pub enum PartnershipScheme {
        /// Between agencies of one government.
        InternalOpd = "internal_opd",
        /// Between regions (kerja sama daerah dengan daerah lain).
        Ksdd = "ksdd",
        /// Between a region and a third party (kerja sama daerah dengan pihak ketiga).
        Ksdpk = "ksdpk",
        /// Between a region and a region abroad (kerja sama daerah dengan pemerintah daerah di luar negeri).
        Ksdpl = "ksdpl",
        /// Between a region and an institution abroad (kerja sama daerah dengan lembaga di luar negeri).
        Ksdll = "ksdll",
        /// Between a region and the central government (sinergi, PP 28/2018 Pasal 46).
        SinergiPusat = "sinergi_pusat",
        /// Between a province and its regencies, which execute what the province monitors.
        ProvKab = "prov_kab",
    }
}

words! {
    /// The paper a partnership rests on, the code list `partnership_instrument`.
    pub enum PartnershipInstrument {
        /// A memorandum of understanding between heads of regions (kesepakatan bersama).
        KesepakatanBersama = "kesepakatan_bersama",
        /// A cooperation agreement (perjanjian kerja sama).
        Pks = "pks",
        /// A memorandum of agreement (nota kesepakatan).
        NotaKesepakatan = "nota_kesepakatan",
        /// A decree that forms a team (SK tim).
        SkTim = "sk_tim",
        /// An action plan (rencana aksi).
        RencanaAksi = "rencana_aksi",
        /// A joint commitment (komitmen bersama).
        KomitmenBersama = "komitmen_bersama",
    }
}

impl PartnershipInstrument {
    /// Whether one authority issues it with one number and date; else each party signs with its own.
    pub const fn is_issued(self) -> bool {
        matches!(self, Self::SkTim | Self::RencanaAksi)
    }
}

words! {
    /// A line of work of a partnership, the code list `partnership_field`.
    pub enum PartnershipField {
        /// Training.
        Pelatihan = "pelatihan",
        /// Trade fairs, modern and digital markets.
        Pemasaran = "pemasaran",
        /// Cooperatives.
        Koperasi = "koperasi",
        /// Access to capital.
        AksesModal = "akses_modal",
        /// Business management.
        ManajemenUsaha = "manajemen_usaha",
        /// Workforce and jobs.
        TenagaKerja = "tenaga_kerja",
        /// Mentoring.
        Pendampingan = "pendampingan",
        /// Business legality and licenses.
        Legalitas = "legalitas",
        /// Export.
        Ekspor = "ekspor",
        /// Data.
        Data = "data",
        /// Other.
        Lainnya = "lainnya",
    }
}

words! {
    /// What a party does in a partnership, the code list `party_role`.
    pub enum PartyRole {
        /// Coordinates; the agency that entered the partnership, and no other.
        Koordinator = "koordinator",
        /// Executes: leads activities.
        Pelaksana = "pelaksana",
        /// Supports activities that others lead.
        Pendukung = "pendukung",
        /// Advises and monitors.
        Pembina = "pembina",
    }
}
