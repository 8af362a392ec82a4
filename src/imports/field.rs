//! The canonical columns of a file of businesses, and those that a list of enrollments adds.

use std::borrow::Cow;

use crate::businesses::snapshots::GuidanceTheme as Theme;
use crate::people::Education;

/// A canonical column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The name of the business.
    BusinessName,
    /// The brand or trade name.
    TradeName,
    /// The legal form.
    LegalForm,
    /// The field of business.
    Sector,
    /// Where the business works.
    PlaceType,
    /// The category of the source.
    Category,
    /// What the business mainly does.
    MainActivity,
    /// The code of the region.
    RegionCode,
    /// The system of the region code.
    CodeSystem,
    /// The desa or kelurahan.
    Village,
    /// The kecamatan.
    District,
    /// The kabupaten or kota.
    Regency,
    /// The province.
    Province,
    /// The address in free text.
    Address,
    /// The RT.
    Rt,
    /// The RW.
    Rw,
    /// The postal code.
    PostalCode,
    /// The latitude.
    Latitude,
    /// The longitude.
    Longitude,
    /// The telephone number.
    Phone,
    /// The e-mail address.
    Email,
    /// The person to contact.
    ContactPerson,
    /// The name of the owner.
    OwnerName,
    /// The NIK of the owner.
    OwnerNik,
    /// The gender of the owner.
    OwnerGender,
    /// The date of birth of the owner.
    OwnerBirthDate,
    /// The highest education the owner finished.
    OwnerEducation,
    /// Whether the owner has a disability.
    OwnerDisability,
    /// The telephone number of the owner.
    OwnerPhone,
    /// The number under which the owner is found on WhatsApp.
    OwnerWhatsapp,
    /// The street the owner lives in.
    OwnerAddress,
    /// The civil status of the owner.
    OwnerMaritalStatus,
    /// The NPWP of the owner, which is her NIK.
    OwnerNpwp,
    /// Whether the owner is a member of a cooperative.
    CooperativeMember,
    /// What that cooperative does.
    CooperativeType,
    /// What else the owner works as.
    OwnerOccupation,
    /// The position of the owner in the business.
    OwnerPosition,
    /// The owner's share in percent.
    SharePercent,
    /// The NIB.
    Nib,
    /// The P-IRT number.
    Pirt,
    /// The registration number of food with BPOM.
    BpomMd,
    /// The number of the halal certificate.
    Halal,
    /// The number of the Indonesian National Standard.
    Sni,
    /// The number of the HACCP certificate.
    Haccp,
    /// The number of the trademark.
    Trademark,
    /// The NPWP of the business.
    BusinessNpwp,
    /// Whether the products carry nutrition facts.
    NutritionFacts,
    /// The number of another license.
    LicenseNumber,
    /// The year of that license.
    LicenseYear,
    /// The KBLI code.
    KbliCode,
    /// The version of the KBLI.
    KbliVersion,
    /// When the business started.
    StartedOn,
    /// The month the business started, beside its year.
    StartedMonth,
    /// When the business was registered.
    RegisteredOn,
    /// The year the figures are of.
    AsOfYear,
    /// The male workers.
    WorkersMale,
    /// The female workers.
    WorkersFemale,
    /// All workers.
    WorkersTotal,
    /// The paid male workers.
    WorkersPaidMale,
    /// The paid female workers.
    WorkersPaidFemale,
    /// The unpaid male workers, most often of the family.
    WorkersUnpaidMale,
    /// The unpaid female workers.
    WorkersUnpaidFemale,
    /// The workers with a disability.
    WorkersWithDisability,
    /// The workers who finished this education, with `S2` also a higher one.
    WorkersSchooled(Education),
    /// The wages in rupiah.
    WagesIdr,
    /// The months worked.
    MonthsWorked,
    /// The days worked.
    DaysWorked,
    /// The hours worked.
    HoursWorked,
    /// Whether the business was trained in this.
    TrainedIn(Theme),
    /// Who held the trainings.
    GuidanceOrganizers,
    /// The capital aid received.
    CapitalAid,
    /// The capital it was founded with, in rupiah.
    FoundingCapitalIdr,
    /// The investment in rupiah.
    InvestmentIdr,
    /// The capital in rupiah.
    CapitalIdr,
    /// The annual sales in rupiah.
    SalesIdr,
    /// The production value in rupiah.
    ProductionValueIdr,
    /// The production capacity.
    CapacityValue,
    /// The unit of the capacity.
    Unit,
    /// The value of raw materials in rupiah.
    RawMaterialValueIdr,
    /// Whether the business exports.
    Export,
    /// The countries it exports to.
    ExportCountry,
    /// Whether the business is active.
    Active,
    /// The source of its financing.
    Financing,
    /// The kind of industry.
    IndustryKind,
    /// The main product.
    MainProduct,
    /// The products.
    Product,
    /// The certificates.
    Certification,
    /// The marketing area.
    MarketingArea,
    /// The problems it meets.
    Problems,
    /// The training it needs.
    TrainingNeeds,
    /// The system the row comes from.
    SourceSystem,
    /// The id of the row in that system.
    SourceRecordId,
    /// The running number of the row.
    RowNo,
    /// The status of the business.
    Status,
    /// The id of the business in this register, as its own exports write it.
    BusinessId,
    /// The id of the enrollment, as our own list of a batch writes it.
    EnrollmentId,
    /// How far she is in the batch, or how it ended.
    Result,
    /// Why she was not taken or went away.
    ResultReason,
    /// The day she applied.
    AppliedOn,
    /// Why she is taken although a rule of the program is not met.
    OverrideReason,
    /// Her attendance at the session of this number.
    Session(u16),
}

impl Field {
    /// What a list of enrollments adds, besides its sessions.
    pub const OF_ENROLLMENTS: [Self; 5] = [
        Self::EnrollmentId,
        Self::Result,
        Self::ResultReason,
        Self::AppliedOn,
        Self::OverrideReason,
    ];

    /// Every field of a business in the order of the template.
    pub const ALL: [Self; 109] = [
        Self::BusinessName,
        Self::TradeName,
        Self::LegalForm,
        Self::Sector,
        Self::PlaceType,
        Self::Category,
        Self::MainActivity,
        Self::RegionCode,
        Self::CodeSystem,
        Self::Village,
        Self::District,
        Self::Regency,
        Self::Province,
        Self::Address,
        Self::Rt,
        Self::Rw,
        Self::PostalCode,
        Self::Latitude,
        Self::Longitude,
        Self::Phone,
        Self::Email,
        Self::ContactPerson,
        Self::OwnerName,
        Self::OwnerNik,
        Self::OwnerGender,
        Self::OwnerBirthDate,
        Self::OwnerEducation,
        Self::OwnerDisability,
        Self::OwnerPhone,
        Self::OwnerWhatsapp,
        Self::OwnerAddress,
        Self::OwnerMaritalStatus,
        Self::OwnerNpwp,
        Self::CooperativeMember,
        Self::CooperativeType,
        Self::OwnerOccupation,
        Self::OwnerPosition,
        Self::SharePercent,
        Self::Nib,
        Self::Pirt,
        Self::BpomMd,
        Self::Halal,
        Self::Sni,
        Self::Haccp,
        Self::Trademark,
        Self::BusinessNpwp,
        Self::NutritionFacts,
        Self::LicenseNumber,
        Self::LicenseYear,
        Self::KbliCode,
        Self::KbliVersion,
        Self::StartedOn,
        Self::StartedMonth,
        Self::RegisteredOn,
        Self::AsOfYear,
        Self::WorkersMale,
        Self::WorkersFemale,
        Self::WorkersTotal,
        Self::WorkersPaidMale,
        Self::WorkersPaidFemale,
        Self::WorkersUnpaidMale,
        Self::WorkersUnpaidFemale,
        Self::WorkersWithDisability,
        Self::WorkersSchooled(Education::TidakTamatSd),
        Self::WorkersSchooled(Education::Sd),
        Self::WorkersSchooled(Education::Smp),
        Self::WorkersSchooled(Education::Sma),
        Self::WorkersSchooled(Education::Diploma),
        Self::WorkersSchooled(Education::S1),
        Self::WorkersSchooled(Education::S2),
        Self::WagesIdr,
        Self::MonthsWorked,
        Self::DaysWorked,
        Self::HoursWorked,
        Self::TrainedIn(Theme::TeknisProduksi),
        Self::TrainedIn(Theme::Pemasaran),
        Self::TrainedIn(Theme::Pembiayaan),
        Self::TrainedIn(Theme::Ekspor),
        Self::TrainedIn(Theme::Digitalisasi),
        Self::TrainedIn(Theme::Manajemen),
        Self::TrainedIn(Theme::Standardisasi),
        Self::TrainedIn(Theme::Hki),
        Self::TrainedIn(Theme::MitigasiBencana),
        Self::GuidanceOrganizers,
        Self::CapitalAid,
        Self::FoundingCapitalIdr,
        Self::InvestmentIdr,
        Self::CapitalIdr,
        Self::SalesIdr,
        Self::ProductionValueIdr,
        Self::CapacityValue,
        Self::Unit,
        Self::RawMaterialValueIdr,
        Self::Export,
        Self::ExportCountry,
        Self::Active,
        Self::Financing,
        Self::IndustryKind,
        Self::MainProduct,
        Self::Product,
        Self::Certification,
        Self::MarketingArea,
        Self::Problems,
        Self::TrainingNeeds,
        Self::SourceSystem,
        Self::SourceRecordId,
        Self::RowNo,
        Self::Status,
        Self::BusinessId,
    ];

    /// Whether the register, or what is told about a row, has a place for it.
    pub const fn is_stored(self) -> bool {
        !matches!(
            self,
            Self::LicenseNumber
                | Self::LicenseYear
                | Self::ProductionValueIdr
                | Self::CapacityValue
                | Self::Unit
                | Self::RawMaterialValueIdr
                | Self::Export
                | Self::ExportCountry
                | Self::Financing
                | Self::IndustryKind
                | Self::Product
                | Self::Certification
                | Self::MarketingArea
                | Self::Problems
                | Self::TrainingNeeds
                | Self::Status
        )
    }

    /// Gives the name in snake_case, the header of the template.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BusinessName => "business_name",
            Self::TradeName => "trade_name",
            Self::LegalForm => "legal_form",
            Self::Sector => "sector",
            Self::PlaceType => "business_place_type",
            Self::Category => "category",
            Self::MainActivity => "main_activity",
            Self::RegionCode => "region_code",
            Self::CodeSystem => "code_system",
            Self::Village => "village",
            Self::District => "district",
            Self::Regency => "regency",
            Self::Province => "province",
            Self::Address => "address",
            Self::Rt => "rt",
            Self::Rw => "rw",
            Self::PostalCode => "postal_code",
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::ContactPerson => "contact_person",
            Self::OwnerName => "owner_name",
            Self::OwnerNik => "owner_nik",
            Self::OwnerGender => "owner_gender",
            Self::OwnerBirthDate => "owner_birth_date",
            Self::OwnerEducation => "owner_education",
            Self::OwnerDisability => "owner_disability",
            Self::OwnerPhone => "owner_phone",
            Self::OwnerWhatsapp => "owner_whatsapp",
            Self::OwnerAddress => "owner_address",
            Self::OwnerMaritalStatus => "owner_marital_status",
            Self::OwnerNpwp => "owner_npwp",
            Self::CooperativeMember => "cooperative_member",
            Self::CooperativeType => "cooperative_type",
            Self::OwnerOccupation => "owner_other_occupation",
            Self::OwnerPosition => "owner_position",
            Self::SharePercent => "share_percent",
            Self::Nib => "nib",
            Self::Pirt => "pirt",
            Self::BpomMd => "bpom_md_number",
            Self::Halal => "halal_number",
            Self::Sni => "sni_number",
            Self::Haccp => "haccp_number",
            Self::Trademark => "trademark_number",
            Self::BusinessNpwp => "business_npwp",
            Self::NutritionFacts => "nutrition_facts",
            Self::LicenseNumber => "license_number",
            Self::LicenseYear => "license_year",
            Self::KbliCode => "kbli_code",
            Self::KbliVersion => "kbli_version",
            Self::StartedOn => "started_on",
            Self::StartedMonth => "started_month",
            Self::RegisteredOn => "registered_on",
            Self::AsOfYear => "as_of_year",
            Self::WorkersMale => "workers_male",
            Self::WorkersFemale => "workers_female",
            Self::WorkersTotal => "workers_total",
            Self::WorkersPaidMale => "workers_paid_male",
            Self::WorkersPaidFemale => "workers_paid_female",
            Self::WorkersUnpaidMale => "workers_unpaid_male",
            Self::WorkersUnpaidFemale => "workers_unpaid_female",
            Self::WorkersWithDisability => "workers_with_disability",
            Self::WorkersSchooled(education) => match education {
                Education::TidakTamatSd => "workers_tidak_tamat_sd",
                Education::Sd => "workers_sd",
                Education::Smp => "workers_smp",
                Education::Sma => "workers_sma",
                Education::Diploma => "workers_diploma",
                Education::S1 => "workers_s1",
                Education::S2 | Education::S3 => "workers_s2",
            },
            Self::WagesIdr => "wages_idr",
            Self::MonthsWorked => "months_worked",
            Self::DaysWorked => "days_worked",
            Self::HoursWorked => "hours_worked",
            Self::TrainedIn(theme) => match theme {
                Theme::TeknisProduksi => "trained_in_production",
                Theme::Pemasaran => "trained_in_marketing",
                Theme::Pembiayaan => "trained_in_financing",
                Theme::Ekspor => "trained_in_export",
                Theme::Digitalisasi => "trained_in_digitalization",
                Theme::Manajemen => "trained_in_management",
                Theme::Standardisasi => "trained_in_standardization",
                Theme::Hki => "trained_in_intellectual_property",
                Theme::MitigasiBencana => "trained_in_disaster_mitigation",
            },
            Self::GuidanceOrganizers => "guidance_organizers",
            Self::CapitalAid => "capital_aid",
            Self::FoundingCapitalIdr => "founding_capital_idr",
            Self::InvestmentIdr => "investment_idr",
            Self::CapitalIdr => "capital_idr",
            Self::SalesIdr => "sales_idr",
            Self::ProductionValueIdr => "production_value_idr",
            Self::CapacityValue => "capacity_value",
            Self::Unit => "unit",
            Self::RawMaterialValueIdr => "raw_material_value_idr",
            Self::Export => "export",
            Self::ExportCountry => "export_country",
            Self::Active => "active",
            Self::Financing => "financing",
            Self::IndustryKind => "industry_kind",
            Self::MainProduct => "main_product",
            Self::Product => "product",
            Self::Certification => "certification",
            Self::MarketingArea => "marketing_area",
            Self::Problems => "problems",
            Self::TrainingNeeds => "training_needs",
            Self::SourceSystem => "source_system",
            Self::SourceRecordId => "source_record_id",
            Self::RowNo => "row_no",
            Self::Status => "status",
            Self::BusinessId => "business_id",
            Self::EnrollmentId => "enrollment_id",
            Self::Result => "result",
            Self::ResultReason => "result_reason",
            Self::AppliedOn => "applied_on",
            Self::OverrideReason => "override_reason",
            Self::Session(_) => "session",
        }
    }

    /// Gives the header of the template; sessions have their number in it.
    pub fn header(self) -> Cow<'static, str> {
        match self {
            Self::Session(number) => Cow::Owned(format!("session_{number}")),
            other => Cow::Borrowed(other.name()),
        }
    }
}
