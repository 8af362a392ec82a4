//! What one row says: values of fields, the region, the figures; or why it is refused.

use std::str::FromStr;

use super::cell::{
    Cell, cell_date, cell_gender, cell_kbli, cell_month, cell_nib, cell_nik, cell_partial_date,
    cell_percent, cell_pirt, cell_text, cell_yes_no,
};
use super::cells::Cells;
use super::context::Context;
use super::figures::ReadFigures;
use super::finding::Finding;
use super::header::{Field, Shape};
use super::source::SourceRow;
use super::types::Severity;
use super::{contact, figures, place, vocabulary};
use crate::businesses::licenses::{LicenseType, ListedLicense};
use crate::businesses::products::ListedProduct;
use crate::businesses::{
    self, BusinessContact, BusinessInput, BusinessKbli, KbliVersion, OwnershipRole,
};
use crate::data_quality::{Flag, FlagCode};
use crate::db::Id;
use crate::http::Rules;
use crate::people::{NewPerson, PersonInput, StreetAddress};
use crate::values::nik::Nik;
use crate::values::{ValueError, address, nik};

/// The columns that speak of the owner.
const OF_OWNER: [Field; 14] = [
    Field::OwnerName,
    Field::OwnerNik,
    Field::OwnerGender,
    Field::OwnerBirthDate,
    Field::OwnerEducation,
    Field::OwnerDisability,
    Field::OwnerPhone,
    Field::OwnerWhatsapp,
    Field::OwnerAddress,
    Field::OwnerMaritalStatus,
    Field::OwnerNpwp,
    Field::CooperativeMember,
    Field::CooperativeType,
    Field::OwnerOccupation,
];

/// A person who can be read.
#[derive(Clone, Debug)]
pub struct ReadPerson {
    /// The person as the row says her.
    pub input: PersonInput,
    /// The same, checked.
    pub person: NewPerson,
    /// What her values leave in doubt.
    pub flags: Vec<Flag>,
    /// The register she lies in: that of the row's business, where it has one.
    pub register: String,
}

/// A row that can be read.
#[derive(Clone, Debug)]
pub struct ReadRow {
    /// The id of the business, where the row names it.
    pub id: Option<Id>,
    /// The business as the row says it, without owners.
    pub business: BusinessInput,
    /// The register the business lies in.
    pub register: String,
    /// The owner or manager; only a row that names the business by its id may name nobody.
    pub owner: Option<ReadPerson>,
    /// What she or he is to the business.
    pub role: OwnershipRole,
    /// The share in percent.
    pub share: Option<f64>,
    /// Licenses by their numbers.
    pub licenses: Vec<ListedLicense>,
    /// The main product.
    pub product: Option<ListedProduct>,
    /// The figures.
    pub figures: ReadFigures,
    /// The address as written, for matching.
    pub address: String,
    /// What the values leave in doubt.
    pub flags: Vec<Flag>,
    /// What else is said about the row.
    pub findings: Vec<Finding>,
}

/// Reads the person of a row without a business; what is wrong stands with the cells.
pub fn person(cells: &mut Cells<'_>, context: &Context) -> Option<ReadPerson> {
    let input = owner(cells);
    let place = place::find(cells, context, &Default::default())?;
    // A name that is missing was told already.
    if input.full_name.is_empty() {
        return None;
    }
    let mut rules = Rules::default();
    let person = crate::people::parse(&input, &context.lists, &mut rules, "/owner");
    for error in broken(rules) {
        note(cells, &error);
    }
    let (person, flags) = person?;
    Some(ReadPerson {
        input,
        person,
        flags,
        register: place.register,
    })
}

/// Reads a row; what is wrong with a refused one comes back.
pub fn read(row: &SourceRow, context: &Context) -> Result<ReadRow, Vec<Finding>> {
    if let Some(fault) = &row.fault {
        return Err(vec![Finding::of_fault(fault)]);
    }
    let mut cells = Cells::new(row);
    let mut flags = Vec::new();
    let shape = row.sheet.layout.shape;
    let id = cells.take(Field::BusinessId, business_id);
    let name = cells.required(Field::BusinessName, 200);
    // A business that is named by its id has its owners, or has none, as it is recorded.
    let names_nobody = id.is_some() && OF_OWNER.iter().all(|field| row.cell(*field).is_empty());
    let owner = (!names_nobody).then(|| owner(&mut cells));
    let (role, share) = role(&mut cells, shape);
    let written = cells.text(Field::Address, 300);
    let parts = written.as_deref().map(address::parse).unwrap_or_default();
    let place = place::find(&mut cells, context, &parts);
    let (source_system, source_record_id) = source(&mut cells, context);
    let kbli = kbli(&mut cells, context, shape, &mut flags);
    let contact = contact::contact(&mut cells, written.clone(), parts);
    let figures = figures::figures(&mut cells, context);
    let coordinates = contact::coordinates(&mut cells);
    let business = BusinessInput {
        name,
        trade_name: cells.text(Field::TradeName, 200),
        legal_form: listed(
            &mut cells,
            &[Field::LegalForm],
            vocabulary::legal_form,
            "legal_form_unknown",
        ),
        sector: listed(
            &mut cells,
            &[Field::Sector, Field::Category],
            vocabulary::sector,
            "sector_unknown",
        ),
        business_place_type: listed(
            &mut cells,
            &[Field::PlaceType],
            vocabulary::place_type,
            "business_place_type_unknown",
        ),
        main_activity: cells.text(Field::MainActivity, 300),
        has_nutrition_facts: cells.take(Field::NutritionFacts, cell_yes_no),
        register_code: None,
        region_code: place.as_ref().map(|p| p.code.clone()).unwrap_or_default(),
        kbli,
        nib: cells
            .take(Field::Nib, cell_nib)
            .map(|nib| nib.as_str().to_owned()),
        pirt: cells.take(Field::Pirt, cell_pirt).map(|pirt| pirt.number),
        started_on: started_on(&mut cells),
        registered_on: cells.take(Field::RegisteredOn, |cell| {
            cell_date(cell, row.sheet.epoch_1904)
        }),
        home_based: None,
        latitude: coordinates.map(|(latitude, _)| latitude),
        longitude: coordinates.map(|(_, longitude)| longitude),
        coordinate_status: None,
        contact: Some(contact).filter(|contact| *contact != BusinessContact::default()),
        owners: Vec::new(),
        source_system,
        source_record_id,
    };
    let licenses = licenses(&mut cells);
    let product = cells.text(Field::MainProduct, 200);
    if cells.take(Field::Active, cell_yes_no) == Some(false) {
        cells.doubt(
            Field::Active,
            "inactive_in_source",
            "Sumber menyatakan usaha ini tidak aktif; statusnya diperiksa saat verifikasi.",
            "The source says this business is not active; verification settles its state.",
        );
    }
    let Some(place) = place.filter(|_| cells.is_sound()) else {
        return Err(cells.findings);
    };
    flags.extend(place.flags);
    // The rules that API and imports share, before anything is matched.
    let mut rules = Rules::default();
    let checked = businesses::parse(&business, &context.lists, &mut rules);
    let parsed = owner
        .as_ref()
        .and_then(|input| crate::people::parse(input, &context.lists, &mut rules, "/owner"));
    for error in broken(rules) {
        note(&mut cells, &error);
    }
    let is_read = checked.is_some() && (names_nobody || parsed.is_some());
    if !is_read || !cells.is_sound() {
        return Err(cells.findings);
    }
    let register = place.register;
    let person = |(input, (person, flags))| ReadPerson {
        input,
        person,
        flags,
        register: register.clone(),
    };
    Ok(ReadRow {
        id,
        business,
        owner: owner.zip(parsed).map(person),
        register,
        role,
        share,
        licenses,
        product: product.map(ListedProduct::named),
        figures,
        address: written.unwrap_or_default(),
        flags,
        findings: cells.findings,
    })
}

/// The broken rules as they were noted.
pub fn broken(rules: Rules) -> Vec<crate::http::FieldError> {
    rules
        .finish()
        .err()
        .map(|problem| problem.field_errors().to_vec())
        .unwrap_or_default()
}

/// Says a broken rule at the column it comes from.
fn note(cells: &mut Cells<'_>, error: &crate::http::FieldError) {
    let field = match error.pointer.as_str() {
        "/name" => Field::BusinessName,
        "/trade_name" => Field::TradeName,
        "/region_code" => Field::RegionCode,
        "/nib" => Field::Nib,
        "/pirt" => Field::Pirt,
        "/started_on" => Field::StartedOn,
        "/registered_on" => Field::RegisteredOn,
        "/latitude" => Field::Latitude,
        "/longitude" => Field::Longitude,
        "/source_system" => Field::SourceSystem,
        "/source_record_id" => Field::SourceRecordId,
        "/contact/street" => Field::Address,
        "/contact/phone" => Field::Phone,
        "/contact/email" => Field::Email,
        "/owner/full_name" => Field::OwnerName,
        "/owner/nik" => Field::OwnerNik,
        "/owner/birth_date" => Field::OwnerBirthDate,
        "/owner/address/street" => Field::OwnerAddress,
        pointer if pointer.starts_with("/owner/phones/") => Field::OwnerPhone,
        "/owner/disability" => Field::OwnerDisability,
        pointer if pointer.starts_with("/kbli/") => Field::KbliCode,
        _ => Field::BusinessName,
    };
    cells.findings.push(Finding::of_cell(
        Severity::Error,
        error.code,
        error.detail.clone(),
        field,
        cells.row().cell(field),
    ));
}

fn owner(cells: &mut Cells<'_>) -> PersonInput {
    let epoch_1904 = cells.row().sheet.epoch_1904;
    let nik = cells.take(Field::OwnerNik, cell_nik);
    npwp_of_owner(cells, nik.as_ref());
    PersonInput {
        full_name: cells.required(Field::OwnerName, 200),
        nik: nik.map(|nik| nik.as_str().to_owned()),
        gender: cells.take(Field::OwnerGender, cell_gender),
        birth_date: cells.take(Field::OwnerBirthDate, |cell| cell_date(cell, epoch_1904)),
        education: listed(
            cells,
            &[Field::OwnerEducation],
            vocabulary::education,
            "education_unknown",
        ),
        phones: contact::phones_of_owner(cells),
        address: cells
            .text(Field::OwnerAddress, 300)
            .map(|street| StreetAddress {
                street: Some(street),
                ..StreetAddress::default()
            }),
        disability: disability(cells),
        marital_status: listed(
            cells,
            &[Field::OwnerMaritalStatus],
            vocabulary::marital_status,
            "marital_status_unknown",
        ),
        is_cooperative_member: cells.take(Field::CooperativeMember, cell_yes_no),
        cooperative_type: listed(
            cells,
            &[Field::CooperativeType],
            vocabulary::cooperative_type,
            "cooperative_type_unknown",
        ),
        other_occupation: cells.text(Field::OwnerOccupation, 200),
        ..PersonInput::default()
    }
}

/// A person's NPWP is her NIK (PMK 112/2022): there is nothing to store, another number is told.
fn npwp_of_owner(cells: &mut Cells<'_>, nik: Option<&Nik>) {
    let Some(text) = cells.text(Field::OwnerNpwp, 40) else {
        return;
    };
    let read = nik::parse(&text).ok();
    if read.is_none() || read.as_ref() != nik {
        cells.doubt(
            Field::OwnerNpwp,
            "npwp_is_not_nik",
            "NPWP orang pribadi adalah NIK-nya (PMK 112/2022); nomor lain tidak disimpan. Isi kolom NIK.",
            "A person's NPWP is her NIK (PMK 112/2022); another number is not stored. Fill the column of the NIK.",
        );
    }
}

/// The id that our own lists give a business.
fn business_id(cell: &Cell) -> Result<Option<Id>, ValueError> {
    let Some(text) = cell_text(cell)? else {
        return Ok(None);
    };
    let id = Id::from_str(&text).map_err(|_| {
        ValueError::new(
            "invalid_format",
            "Isi id usaha seperti pada daftar yang diunduh, atau kosongkan.",
            "Write the business's id as in the list downloaded here, or leave it empty.",
        )
    })?;
    Ok(Some(id))
}

/// When the business started: a year alone may have its month in a column beside it.
fn started_on(cells: &mut Cells<'_>) -> Option<String> {
    let epoch_1904 = cells.row().sheet.epoch_1904;
    let date = cells.take(Field::StartedOn, |cell| cell_partial_date(cell, epoch_1904));
    let month = cells.take(Field::StartedMonth, cell_month);
    let date = date?.iso();
    Some(match month {
        Some(month) if date.len() == 4 => format!("{date}-{month:02}"),
        _ => date,
    })
}

/// Ya or Tidak, or the kind of disability in words.
fn disability(cells: &mut Cells<'_>) -> Option<String> {
    match cell_yes_no(cells.row().cell(Field::OwnerDisability)) {
        Ok(answer) => answer.filter(|yes| *yes).map(|_| "Ya".to_owned()),
        Err(_) => cells.text(Field::OwnerDisability, 200),
    }
}

/// A list of participants names people of any position; other lists name owners.
fn role(cells: &mut Cells<'_>, shape: Shape) -> (OwnershipRole, Option<f64>) {
    let share = cells.take(Field::SharePercent, cell_percent);
    if shape != Shape::Alumni {
        return (OwnershipRole::Pemilik, share);
    }
    let position = cells.text(Field::OwnerPosition, 200).unwrap_or_default();
    let role = vocabulary::role(&position);
    (role, share.filter(|_| role == OwnershipRole::Pemilik))
}

fn source(cells: &mut Cells<'_>, context: &Context) -> (Option<String>, Option<String>) {
    let system = cells
        .text(Field::SourceSystem, 64)
        .or_else(|| context.parameters.source.clone());
    let formed = |system: &String| {
        system
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    match &system {
        // A row that names the business itself need not say where it came from.
        None if !cells.row().cell(Field::BusinessId).is_empty() => {}
        None => cells.refuse(
            Field::SourceSystem,
            ValueError::new(
                "source_required",
                "Baris ini tidak menyebut sistem sumbernya; isi kolomnya atau kirim parameter source.",
                "The row names no source system; fill the column or send the parameter source.",
            ),
        ),
        Some(system) if !formed(system) => cells.refuse(
            Field::SourceSystem,
            ValueError::new(
                "invalid_format",
                "Nama sistem sumber hanya berisi A-Z a-z 0-9 . _ -.",
                "A source system's name holds A-Z a-z 0-9 . _ - only.",
            ),
        ),
        Some(_) => {}
    }
    let record = cells.text(Field::SourceRecordId, 128);
    if record.as_deref().is_some_and(|id| nik::parse(id).is_ok()) {
        cells.refuse(
            Field::SourceRecordId,
            ValueError::new(
                "personal_value",
                "NIK tidak boleh menjadi nomor baris, karena nomor baris tidak dienkripsi.",
                "A NIK cannot serve as the row id, because row ids are not encrypted.",
            ),
        );
    }
    (system, record)
}

/// The numbers of licenses; a word in the place of one is told and not stored.
fn licenses(cells: &mut Cells<'_>) -> Vec<ListedLicense> {
    const COLUMNS: [(Field, LicenseType); 6] = [
        (Field::BusinessNpwp, LicenseType::Npwp),
        (Field::BpomMd, LicenseType::BpomMd),
        (Field::Halal, LicenseType::Halal),
        (Field::Sni, LicenseType::Sni),
        (Field::Haccp, LicenseType::Haccp),
        (Field::Trademark, LicenseType::Merek),
    ];
    let mut found = Vec::new();
    for (field, kind) in COLUMNS {
        let Some(text) = cells.text(field, 100) else {
            continue;
        };
        if !text.chars().any(|c| c.is_ascii_digit()) {
            cells.doubt(
                field,
                "license_without_number",
                "Kolom ini tidak berisi nomor; tidak disimpan. Isi nomornya setelah izin terbit.",
                "The column holds no number; it is not stored. Enter the number once the license is issued.",
            );
            continue;
        }
        let read = ListedLicense::read(kind, text).or_else(|error| match &error.suggestion {
            // The letters before the number are those of its column.
            Some(whole) if error.code == "bpom_letters_missing" => {
                ListedLicense::read(kind, whole.clone())
            }
            _ => Err(error),
        });
        match read {
            Ok(license) => found.push(license),
            // The NPWP of a sole trader is her NIK: its place is with her.
            Err(error) if error.code == "npwp_is_nik" => {
                let cell = cells.row().cell(field);
                let told = Finding::of_value(Severity::Warning, error, field, cell);
                cells.findings.push(told);
            }
            Err(error) => cells.refuse(field, error),
        }
    }
    found
}

fn kbli(
    cells: &mut Cells<'_>,
    context: &Context,
    shape: Shape,
    flags: &mut Vec<Flag>,
) -> Vec<BusinessKbli> {
    let version = match cells.text(Field::KbliVersion, 20) {
        None => context.parameters.kbli_version,
        Some(text) => {
            let version = vocabulary::kbli_version(&text);
            if version.is_none() {
                cells.refuse(
                    Field::KbliVersion,
                    ValueError::new(
                        "unknown_kbli_version",
                        "Edisi KBLI tidak dikenal; isi 2020 atau 2025.",
                        "The KBLI edition is unknown; it is 2020 or 2025.",
                    ),
                );
            }
            version
        }
    };
    let cell = cells.row().cell(Field::KbliCode);
    // Lists of firms hold the title where others hold the code.
    if let (Shape::FirmList, Cell::Text(text)) = (shape, cell)
        && !text.chars().any(|c| c.is_ascii_digit())
        && text.chars().filter(|c| c.is_alphabetic()).count() > 1
    {
        cells.doubt(
            Field::KbliCode,
            "kbli_title_not_stored",
            "Kolom ini berisi judul KBLI, bukan kode; tidak disimpan.",
            "The column holds a KBLI title, not a code; it is not stored.",
        );
        return Vec::new();
    }
    let code = match (cell_kbli(cell), version) {
        (Ok(code), _) => code.map(|code| code.as_str().to_owned()),
        (Err(error), Some(version)) => {
            let restored = restored(&error, version, context);
            if restored.is_none() {
                cells.refuse(Field::KbliCode, error);
            } else {
                flags.push(Flag::new(FlagCode::KbliLeadingZero, "kbli_code"));
            }
            restored
        }
        (Err(error), None) => {
            cells.refuse(Field::KbliCode, error);
            None
        }
    };
    code.map(|code| BusinessKbli {
        version,
        code,
        is_main: true,
    })
    .into_iter()
    .collect()
}

/// The code with the zero a numeric cell ate, where only that one exists.
fn restored(error: &ValueError, version: KbliVersion, context: &Context) -> Option<String> {
    let padded = error
        .suggestion
        .as_ref()
        .filter(|_| error.code == "kbli_leading_zero")?;
    let version = version.as_str();
    let known =
        |code: &str| context.lists.kbli(version, code) == Ok(crate::reference::KbliMatch::Known);
    let bare = padded.trim_start_matches('0');
    let unknown = context.lists.kbli(version, bare).is_err();
    (known(padded) && unknown).then(|| padded.clone())
}

/// A value of a code list from the first of several columns that has one.
fn listed<T>(
    cells: &mut Cells<'_>,
    fields: &[Field],
    find: fn(&str) -> Option<T>,
    code: &'static str,
) -> Option<T> {
    let mut unknown = None;
    for field in fields {
        let Some(text) = cells.text(*field, 300) else {
            continue;
        };
        match find(&text) {
            Some(value) => return Some(value),
            None => unknown = unknown.or(Some(*field)),
        }
    }
    if let Some(field) = unknown {
        cells.doubt(
            field,
            code,
            "Isian ini bukan salah satu kode daftar resmi layanan; tidak disimpan.",
            "This is none of the codes of the service's list; it is not stored.",
        );
    }
    None
}
