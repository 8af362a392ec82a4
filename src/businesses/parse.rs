//! From what a caller or a file says to values that cannot be invalid.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::classification::is_manufacturing;
use super::derive::Derived;
use super::rows::{BusinessRow, OwnershipRow, Standing, context, document};
use super::status::BusinessStatus;
use super::types::{BusinessContact, BusinessInput, BusinessKbli, BusinessOwner, KbliVersion};
use crate::app::App;
use crate::auth::register_of;
use crate::data_quality::{Flag, FlagCode};
use crate::db::{Id, JsonText, Timestamp};
use crate::http::Rules;
use crate::reference::Lists;
use crate::text::Text;
use crate::values::{self, name};

/// A business whose values were checked; only [`parse`] makes one.
///
/// Whether its owners exist in its register is for [`super::store::people_facts`] to say.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBusiness {
    input: BusinessInput,
    register: String,
}

/// What a new row carries besides its own values.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its id, to which the contact is sealed.
    pub id: Id,
    /// The agency that enters it.
    pub owner_agency: &'a str,
    /// The state it enters in.
    pub status: BusinessStatus,
    /// What is derived from it.
    pub derived: &'a Derived,
    /// When.
    pub at: Timestamp,
}

/// Checks formats, region and KBLI; broken rules go to `rules`, doubts come back as flags.
///
/// Nothing comes back when any rule is broken, also one that was broken before.
pub fn parse(
    input: &BusinessInput,
    lists: &Lists,
    rules: &mut Rules,
) -> Option<(NewBusiness, Vec<Flag>)> {
    let mut flags = Vec::new();
    let new = read(input, lists, rules, &mut flags)?;
    Some((new, flags))
}

/// The doubts of values that were accepted once, also where a rule of today would refuse them.
pub(super) fn doubts(input: &BusinessInput, lists: &Lists) -> Vec<Flag> {
    let mut flags = Vec::new();
    read(input, lists, &mut Rules::default(), &mut flags);
    flags
}

fn read(
    input: &BusinessInput,
    lists: &Lists,
    rules: &mut Rules,
    flags: &mut Vec<Flag>,
) -> Option<NewBusiness> {
    let register = region(input, lists, rules, flags);
    let parsed = BusinessInput {
        name: rules.text(&input.name, "/name"),
        trade_name: optional(input.trade_name.as_deref(), "/trade_name", rules),
        main_activity: optional(input.main_activity.as_deref(), "/main_activity", rules),
        register_code: None,
        kbli: kbli(&input.kbli, lists, rules, flags),
        nib: input.nib.as_deref().and_then(|nib| {
            let nib = rules.check("/nib", values::nib::parse(nib))?;
            Some(nib.as_str().to_owned())
        }),
        pirt: input.pirt.as_deref().and_then(|pirt| {
            let pirt = rules.check("/pirt", values::pirt::parse(pirt))?;
            if !pirt.verified {
                flags.push(Flag::new(FlagCode::FormatUnverified, "pirt"));
            }
            Some(rules.text(&pirt.number, "/pirt"))
        }),
        started_on: started_on(input.started_on.as_deref(), rules),
        contact: input
            .contact
            .as_ref()
            .map(|given| contact(given, rules))
            .filter(|contact| *contact != BusinessContact::default()),
        owners: owners(&input.owners, rules),
        source_record_id: optional(
            input.source_record_id.as_deref(),
            "/source_record_id",
            rules,
        ),
        ..input.clone()
    };
    rules.not_in_future(parsed.registered_on, "/registered_on");
    coordinates(input, rules, flags);
    let manufactures = |kbli: &BusinessKbli| is_manufacturing(&kbli.code) != Some(false);
    if is_industry(&parsed) && !parsed.kbli.is_empty() && !parsed.kbli.iter().any(manufactures) {
        flags.push(Flag::new(FlagCode::IkmNotManufacturing, "kbli_code"));
    }
    if parsed.source_record_id.is_some() && parsed.source_system.is_none() {
        rules.broken(
            "/source_system",
            "required",
            Text::new(
                "source_record_id hanya berarti bersama source_system.",
                "source_record_id means something only with source_system.",
            ),
        );
    }
    if name::is_generic(&parsed.name) {
        flags.push(Flag::new(FlagCode::GenericBusinessName, "name"));
    }
    let register = register?;
    rules.is_clean().then_some(NewBusiness {
        input: parsed,
        register,
    })
}

/// A P-IRT number is given to an industri rumah tangga pangan only (Per-BPOM 22/2018).
fn is_industry(input: &BusinessInput) -> bool {
    input.pirt.is_some()
}

fn region(
    input: &BusinessInput,
    lists: &Lists,
    rules: &mut Rules,
    flags: &mut Vec<Flag>,
) -> Option<String> {
    let pointer = "/region_code";
    lists.check_region(&input.region_code, pointer, rules, flags)?;
    let Some(register) = register_of(&input.region_code) else {
        rules.broken(
            pointer,
            "region_too_coarse",
            Text::new(
                "Kode provinsi tidak cukup; isi kabupaten/kota, kecamatan, atau desa/kelurahan.",
                "A province is not enough; name the regency or city, district or village.",
            ),
        );
        return None;
    };
    if input
        .register_code
        .as_deref()
        .is_some_and(|given| given != register)
    {
        rules.broken(
            "/register_code",
            "register_mismatch",
            Text::new(
                "register_code bukan kabupaten/kota dari region_code.",
                "register_code is not the regency or city of region_code.",
            ),
        );
    }
    Some(register.to_owned())
}

fn optional(given: Option<&str>, pointer: &str, rules: &mut Rules) -> Option<String> {
    given.map(|given| rules.text(given, pointer))
}

fn kbli(
    given: &[BusinessKbli],
    lists: &Lists,
    rules: &mut Rules,
    flags: &mut Vec<Flag>,
) -> Vec<BusinessKbli> {
    let mut seen = HashSet::new();
    let single = given.len() == 1;
    let mut mains = 0;
    let mut read = Vec::with_capacity(given.len());
    for (n, one) in given.iter().enumerate() {
        let pointer = format!("/kbli/{n}");
        let Some(version) = one.version else {
            rules.broken(
                format!("{pointer}/version"),
                "kbli_version_required",
                version_needed(&one.code, lists),
            );
            continue;
        };
        let code_pointer = format!("{pointer}/code");
        let Some(code) = rules.check(&code_pointer, values::kbli::parse(&one.code)) else {
            continue;
        };
        lists.check_kbli(version.as_str(), code.as_str(), &code_pointer, rules, flags);
        if !seen.insert((version, code.as_str().to_owned())) {
            rules.broken(
                code_pointer,
                "not_unique",
                Text::new("Kode ini ada dua kali.", "This code stands here twice."),
            );
        }
        mains += usize::from(one.is_main);
        read.push(BusinessKbli {
            version: Some(version),
            code: code.as_str().to_owned(),
            is_main: one.is_main || single,
        });
    }
    if !single && !given.is_empty() && mains != 1 {
        rules.broken(
            "/kbli",
            "main_kbli_required",
            Text::new(
                "Tandai tepat satu kode sebagai is_main.",
                "Mark exactly one code as is_main.",
            ),
        );
    }
    read
}

/// Names what the code means in each edition, so that the sender can choose.
fn version_needed(code: &str, lists: &Lists) -> Text {
    let meaning = |version: KbliVersion| {
        lists
            .kbli_title(version.as_str(), code)
            .map(|title| format!("{version}: {title}"))
    };
    let meanings: Vec<String> = KbliVersion::ALL
        .iter()
        .filter_map(|version| meaning(*version))
        .collect();
    let meanings = if meanings.is_empty() {
        String::new()
    } else {
        format!(" ({})", meanings.join("; "))
    };
    Text::owned(
        format!("Sebutkan versi KBLI 2020 atau 2025; kode yang sama dapat berbeda arti{meanings}."),
        format!("Name the KBLI version 2020 or 2025; one code can mean two things{meanings}."),
    )
}

fn started_on(given: Option<&str>, rules: &mut Rules) -> Option<String> {
    let pointer = "/started_on";
    let date = rules.check(pointer, values::date::parse_partial(given?))?;
    // A month or year has begun when its first day has.
    let first = NaiveDate::from_ymd_opt(date.year, date.month.unwrap_or(1), date.day.unwrap_or(1));
    rules.not_in_future(first, pointer);
    Some(date.iso())
}

fn coordinates(input: &BusinessInput, rules: &mut Rules, flags: &mut Vec<Flag>) {
    match (input.latitude, input.longitude) {
        (Some(latitude), Some(longitude)) => {
            // The box around Indonesia; swapped or mistyped coordinates fall outside it.
            if !(-11.5..=6.5).contains(&latitude) || !(94.0..=142.0).contains(&longitude) {
                flags.push(Flag::new(FlagCode::CoordinatesOutsideRegion, "latitude"));
            }
        }
        (None, None) => {}
        (latitude, _) => rules.broken(
            if latitude.is_none() {
                "/latitude"
            } else {
                "/longitude"
            },
            "required",
            Text::new(
                "Isi lintang dan bujur bersama-sama, atau kosongkan keduanya.",
                "Give latitude and longitude together, or neither.",
            ),
        ),
    }
}

fn contact(given: &BusinessContact, rules: &mut Rules) -> BusinessContact {
    let number = |given: &Option<String>| given.as_deref().map(|digits| format!("{digits:0>3}"));
    BusinessContact {
        phone: given.phone.as_deref().and_then(|phone| {
            let phone = rules.check("/contact/phone", values::phone::parse(phone))?;
            Some(phone.as_str().to_owned())
        }),
        email: given.email.as_deref().and_then(|email| {
            let email = rules.check("/contact/email", values::email::parse(email))?;
            Some(email.as_str().to_owned())
        }),
        street: optional(given.street.as_deref(), "/contact/street", rules),
        rt: number(&given.rt),
        rw: number(&given.rw),
        postal_code: given.postal_code.clone(),
    }
}

/// A share in hundredths of a percent; none when it has more than two decimals or is out of range.
pub(super) fn hundredths(percent: f64) -> Option<i32> {
    let scaled = percent * 100.0;
    let whole = scaled.round();
    let fits = (whole - scaled).abs() < 1e-6 && (1.0..=10_000.0).contains(&whole);
    // In range and whole, so the conversion keeps the value.
    fits.then_some(whole as i32)
}

/// The one order in which owners are compared.
pub(super) fn sort_owners(owners: &mut [BusinessOwner]) {
    owners.sort_by_key(|owner| (owner.person_id, owner.role.as_str()));
}

fn owners(given: &[BusinessOwner], rules: &mut Rules) -> Vec<BusinessOwner> {
    let mut seen = HashSet::new();
    let mut mains = HashSet::new();
    let mut read = Vec::with_capacity(given.len());
    for (n, one) in given.iter().enumerate() {
        let pointer = format!("/owners/{n}");
        if !seen.insert((one.person_id, one.role)) {
            rules.broken(
                format!("{pointer}/person_id"),
                "not_unique",
                Text::new(
                    "Orang ini sudah tercatat dengan peran yang sama.",
                    "This person stands here already with the same role.",
                ),
            );
        }
        if one.is_main && !mains.insert(one.role) {
            rules.broken(
                format!("{pointer}/is_main"),
                "not_unique",
                Text::new(
                    "Hanya satu orang yang utama dalam satu peran.",
                    "Only one person is the main one of a role.",
                ),
            );
        }
        if one
            .share_percent
            .is_some_and(|share| hundredths(share).is_none())
        {
            rules.broken(
                format!("{pointer}/share_percent"),
                "invalid_share",
                Text::new(
                    "Porsi 0,01 sampai 100 persen dengan paling banyak dua desimal.",
                    "A share is 0.01 to 100 percent with at most two decimals.",
                ),
            );
        }
        if matches!((one.since, one.until), (Some(since), Some(until)) if until < since) {
            rules.broken(
                format!("{pointer}/until"),
                "before_start",
                Text::new(
                    "Tanggal akhir mendahului tanggal awal.",
                    "The end lies before the beginning.",
                ),
            );
        }
        read.push(one.clone());
    }
    sort_owners(&mut read);
    read
}

impl NewBusiness {
    /// One that was recorded in a register before: its values met the rules of their day.
    pub(super) fn recorded(input: BusinessInput, register: &str) -> Self {
        Self {
            input,
            register: register.to_owned(),
        }
    }

    /// Its values as they are kept.
    pub fn input(&self) -> &BusinessInput {
        &self.input
    }

    /// The regency whose register it lies in.
    pub fn register(&self) -> &str {
        &self.register
    }

    /// Its owners and managers, in the order they are compared.
    pub fn owners(&self) -> &[BusinessOwner] {
        &self.input.owners
    }

    /// Keyed digest of everything it says: equal digests mean nothing changed.
    pub fn digest(&self, app: &App) -> [u8; 32] {
        // Struct order and sorted owners make this text canonical.
        let canonical = serde_json::to_vec(&self.input).unwrap_or_default();
        app.keys().digest("business", &[&canonical])
    }

    /// The ownerships of its row.
    pub fn ownerships(&self, id: Id) -> Vec<OwnershipRow> {
        self.input
            .owners
            .iter()
            .map(|owner| OwnershipRow::of(id, owner))
            .collect()
    }

    /// The row of a new business; `match_hash` and `submitted_by` are left to the caller.
    pub fn into_row(self, app: &App, entry: Entry<'_>) -> BusinessRow {
        let digest = self.digest(app).to_vec();
        let Self { input, register } = self;
        let contact = input.contact.clone().unwrap_or_default();
        let contact = serde_json::to_vec(&contact).unwrap_or_default();
        let main = input.kbli.iter().find(|kbli| kbli.is_main);
        let mut search_text = input.name.to_lowercase();
        if let Some(trade_name) = &input.trade_name {
            search_text.push(' ');
            search_text.push_str(&trade_name.to_lowercase());
        }
        let mut row = BusinessRow {
            id: entry.id,
            owner_agency: entry.owner_agency.to_owned(),
            search_text,
            sector: input.sector,
            legal_form: input.legal_form,
            kbli_version: main.and_then(|kbli| kbli.version),
            kbli_code: main.map(|kbli| kbli.code.clone()),
            status: entry.status,
            women_owned: entry.derived.women_owned,
            women_led: entry.derived.women_led,
            scale: None,
            ikm_class: None,
            workers_male: None,
            workers_female: None,
            registered_on: input.registered_on,
            document: document(&input, &Standing::default()),
            derived: JsonText::of(&()),
            sealed: app.keys().seal(&context(entry.id), &contact),
            digest,
            match_hash: None,
            submitted_by: None,
            version: 1,
            created_at: entry.at,
            updated_at: entry.at,
            deleted_at: None,
            register_code: register,
            name: input.name,
            region_code: input.region_code,
            nib: input.nib,
            source_system: input.source_system,
            source_record_id: input.source_record_id,
        };
        entry.derived.put(&mut row);
        row
    }

    /// The next version of a row with these values; what the values do not say stays.
    pub fn over(
        self,
        app: &App,
        before: &BusinessRow,
        derived: &Derived,
        at: Timestamp,
    ) -> BusinessRow {
        let standing = before.standing();
        let plain = document(&self.input, &standing);
        let entry = Entry {
            id: before.id,
            owner_agency: &before.owner_agency,
            status: before.status,
            derived,
            at,
        };
        BusinessRow {
            document: plain,
            match_hash: before.match_hash.clone(),
            submitted_by: before.submitted_by.clone(),
            version: before.version + 1,
            created_at: before.created_at,
            ..self.into_row(app, entry)
        }
    }
}

/// Keyed hash of what two deliveries of one business share when no id does (contract section 6).
pub fn match_hash(
    app: &App,
    business_name: &str,
    owner_name: &str,
    address: &str,
    region: &str,
) -> [u8; 32] {
    let business = name::business_match_key(business_name);
    let owner = name::person_match_key(owner_name);
    let address: String = address
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    app.keys().digest(
        "business_match",
        &[
            business.as_bytes(),
            owner.as_bytes(),
            address.as_bytes(),
            region.as_bytes(),
        ],
    )
}

#[cfg(test)]
mod tests;
