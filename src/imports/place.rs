//! Where a row's business lies: its region cells, its address, and the caller's jurisdiction.

use super::cell::Cell;
use super::cells::Cells;
use super::context::Context;
use super::header::Field;
use crate::auth::register_of;
use crate::data_quality::Flag;
use crate::reference::{CodeSystem, RegionQuery, Resolved};
use crate::text::Text;
use crate::values::ValueError;
use crate::values::address::AddressParts;
use crate::values::region_name::{self, RegionKind};

/// The place of a business.
#[derive(Clone, Debug)]
pub struct Place {
    /// The dotted code of its region.
    pub code: String,
    /// The regency it lies in.
    pub register: String,
    /// What it leaves in doubt.
    pub flags: Vec<Flag>,
}

/// Finds the region of a row; a broken rule is noted at the column that says the most.
pub fn find(cells: &mut Cells<'_>, context: &Context, parts: &AddressParts) -> Option<Place> {
    let system = code_system(cells, context)?;
    let row = cells.row();
    let text = |field: Field| match row.cell(field) {
        Cell::Number(number) if number.fract() != 0.0 => Some("0".to_owned()),
        cell => Some(cell.text().into_owned()).filter(|text| !text.trim().is_empty()),
    };
    let said = [
        Field::Village,
        Field::District,
        Field::Regency,
        Field::Province,
    ]
    .map(text);
    let code = text(Field::RegionCode);
    let within = context.parameters.region.as_deref().or(context
        .who
        .region
        .as_deref()
        .filter(|_| context.who.is_local()));
    let named = |said: &[Option<String>; 4], within: Option<&str>| {
        let query = RegionQuery {
            village: said[0].as_deref(),
            district: said[1].as_deref(),
            regency: said[2].as_deref(),
            province: said[3].as_deref(),
            within,
            code: code.as_deref(),
            code_system: system,
        };
        context.lists.resolve_region(query)
    };
    // What the address says for certain and no column does; it never makes a readable row fail.
    let mut fuller = said.clone();
    if code.is_none() {
        fill(&mut fuller[0], parts.village.as_ref().map(|(_, name)| name));
        fill(&mut fuller[1], parts.district.as_ref());
        if let Some(sheet) = &row.sheet.name {
            let name = region_name::parse_name(sheet);
            if name.kind == Some(RegionKind::Kecamatan) {
                fill(&mut fuller[1], Some(&name.name));
            }
        }
    }
    let plain = || named(&said, within);
    let found = if fuller == said {
        plain()
    } else {
        named(&fuller, within).or_else(|_| plain())
    };
    match found {
        Ok(resolved) => placed(cells, context, resolved),
        Err(error) => {
            let beyond = context.parameters.region.is_none()
                && named(&said, None).is_ok_and(|found| !is_seen(context, &found.code));
            let error = if beyond { outside() } else { error };
            cells.refuse(column(&code, &said), error);
            None
        }
    }
}

fn fill(place: &mut Option<String>, with: Option<&String>) {
    if place.is_none() {
        *place = with.cloned();
    }
}

/// The column to name: the code, else the lowest name.
fn column(code: &Option<String>, said: &[Option<String>; 4]) -> Field {
    const LEVELS: [Field; 4] = [
        Field::Village,
        Field::District,
        Field::Regency,
        Field::Province,
    ];
    if code.is_some() {
        return Field::RegionCode;
    }
    let lowest = said.iter().position(Option::is_some);
    lowest.map_or(Field::RegionCode, |at| LEVELS[at])
}

fn code_system(cells: &mut Cells<'_>, context: &Context) -> Option<Option<CodeSystem>> {
    let Some(text) = cells.text(Field::CodeSystem, 40) else {
        return Some(context.parameters.region_code_system);
    };
    let system = match text.to_lowercase().as_str() {
        "kemendagri" | "permendagri" | "kepmendagri" => CodeSystem::Kemendagri,
        "bps" => CodeSystem::Bps,
        _ => {
            cells.refuse(
                Field::CodeSystem,
                ValueError::new(
                    "not_in_list",
                    "Pilih salah satu: kemendagri, bps.",
                    "Choose one of: kemendagri, bps.",
                ),
            );
            return None;
        }
    };
    Some(Some(system))
}

fn is_seen(context: &Context, code: &str) -> bool {
    register_of(code).is_none_or(|register| context.who.sees(register))
}

fn outside() -> ValueError {
    ValueError::new(
        "outside_register",
        "Wilayah ini di luar wilayah kerja instansi Anda.",
        "This region is outside your agency's jurisdiction.",
    )
}

fn placed(cells: &mut Cells<'_>, context: &Context, resolved: Resolved) -> Option<Place> {
    let Some(register) = register_of(&resolved.code) else {
        cells.refuse(
            Field::Regency,
            ValueError {
                code: "region_too_coarse",
                message: Text::new(
                    "Provinsi saja tidak cukup; isi kabupaten/kota, kecamatan, atau desa/kelurahan.",
                    "A province is not enough; name the regency or city, district or village.",
                ),
                suggestion: None,
            },
        );
        return None;
    };
    if !context.who.sees(register) {
        cells.refuse(Field::RegionCode, outside());
        return None;
    }
    Some(Place {
        register: register.to_owned(),
        flags: resolved.flags,
        code: resolved.code,
    })
}
