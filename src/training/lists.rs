//! Code lists that several rooms of training share.

use crate::db::types::words;

words! {
    /// What is taught, the code list `training_field` (the four of seed 001 first).
    pub enum TrainingField {
        /// Handicrafts.
        KerajinanTangan = "kerajinan_tangan",
        /// Creative industry.
        IndustriKreatif = "industri_kreatif",
        /// Culinary arts.
        Kuliner = "kuliner",
        /// Information technology.
        TeknologiInformasi = "teknologi_informasi",
        /// Business management.
        ManajemenUsaha = "manajemen_usaha",
        /// Cooperatives.
        Koperasi = "koperasi",
        /// Manufacturing.
        Manufaktur = "manufaktur",
        /// Services.
        Jasa = "jasa",
        /// Other formal sectors.
        SektorFormal = "sektor_formal",
        /// Communication, information and education.
        Kie = "kie",
        /// Capacity building.
        CapacityBuilding = "capacity_building",
        /// Export.
        Ekspor = "ekspor",
        /// Finance.
        Keuangan = "keuangan",
        /// Business legality.
        Legalitas = "legalitas",
        /// Other.
        Lainnya = "lainnya",
    }
}

words! {
    /// How it is taught, the code list `training_method`.
    pub enum TrainingMethod {
        /// Training.
        Pelatihan = "pelatihan",
        /// Technical guidance.
        Bimtek = "bimtek",
        /// Internship.
        Magang = "magang",
        /// Communication, information and education.
        Kie = "kie",
        /// Outreach.
        Sosialisasi = "sosialisasi",
        /// Capacity building.
        CapacityBuilding = "capacity_building",
    }
}

words! {
    /// Who pays, the code list `fund_source`.
    pub enum FundSource {
        /// Regional budget.
        Apbd = "apbd",
        /// State budget.
        Apbn = "apbn",
        /// Special allocation fund.
        Dak = "dak",
        /// Village fund.
        DanaDesa = "dana_desa",
        /// Corporate social responsibility.
        Csr = "csr",
        /// Grant.
        Hibah = "hibah",
        /// Own contribution.
        Swadaya = "swadaya",
        /// Other.
        Lainnya = "lainnya",
    }
}
