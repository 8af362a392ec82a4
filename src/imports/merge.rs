//! What a row says over what is recorded: blank cells keep, filled ones replace.

use super::figures::ReadFigures;
use crate::businesses::snapshots::GuidanceTheme;
use crate::businesses::{
    BusinessContact, BusinessInput, NewSnapshot, SnapshotInput, SnapshotRow, snapshots,
};
use crate::http::{Problem, Rules};
use crate::people::{PersonInput, StreetAddress};

/// New figures, and the row they replace.
pub type Figures = (Option<SnapshotRow>, NewSnapshot);

/// A business as recorded, with what a row says over it.
pub fn business(was: &BusinessInput, said: BusinessInput) -> BusinessInput {
    // A row that names only the district does not move a business out of its village.
    let within = was
        .region_code
        .strip_prefix(&said.region_code)
        .is_some_and(|rest| rest.starts_with('.'));
    let region_code = if within {
        was.region_code.clone()
    } else {
        said.region_code
    };
    let kbli = match said.kbli.first() {
        None => was.kbli.clone(),
        Some(new) => {
            let same = |held: &&crate::businesses::BusinessKbli| {
                held.version == new.version && held.code == new.code
            };
            if was.kbli.iter().any(|held| same(&held) && held.is_main) {
                was.kbli.clone()
            } else {
                let others = was.kbli.iter().filter(|held| !held.is_main && !same(held));
                std::iter::once(new.clone())
                    .chain(others.cloned())
                    .collect()
            }
        }
    };
    BusinessInput {
        name: said.name,
        trade_name: said.trade_name.or_else(|| was.trade_name.clone()),
        legal_form: said.legal_form.or(was.legal_form),
        sector: said.sector.or(was.sector),
        business_place_type: said.business_place_type.or(was.business_place_type),
        main_activity: said.main_activity.or_else(|| was.main_activity.clone()),
        has_nutrition_facts: said.has_nutrition_facts.or(was.has_nutrition_facts),
        register_code: None,
        region_code,
        kbli,
        nib: said.nib.or_else(|| was.nib.clone()),
        pirt: said.pirt.or_else(|| was.pirt.clone()),
        started_on: started_on(was.started_on.as_ref(), said.started_on),
        registered_on: said.registered_on.or(was.registered_on),
        home_based: said.home_based.or(was.home_based),
        latitude: said.latitude.or(was.latitude),
        longitude: said.longitude.or(was.longitude),
        coordinate_status: said.coordinate_status.or(was.coordinate_status),
        contact: contact(was.contact.as_ref(), said.contact),
        owners: said.owners,
        source_system: said.source_system,
        source_record_id: said.source_record_id,
    }
}

/// A row that says only the year does not take month and day away.
fn started_on(was: Option<&String>, said: Option<String>) -> Option<String> {
    let within = |held: &&String| {
        let rest = said.as_deref().and_then(|said| held.strip_prefix(said));
        said.is_none() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    was.filter(within).cloned().or(said)
}

fn contact(
    was: Option<&BusinessContact>,
    said: Option<BusinessContact>,
) -> Option<BusinessContact> {
    let (Some(was), Some(said)) = (was, said.clone()) else {
        return said.or_else(|| was.cloned());
    };
    // RT and RW belong to their street: another street leaves the old ones behind.
    let moved = said.street.is_some() && said.street != was.street;
    let kept = |held: &Option<String>| held.clone().filter(|_| !moved);
    Some(BusinessContact {
        phone: said.phone.or_else(|| was.phone.clone()),
        email: said.email.or_else(|| was.email.clone()),
        rt: said.rt.or_else(|| kept(&was.rt)),
        rw: said.rw.or_else(|| kept(&was.rw)),
        postal_code: said.postal_code.or_else(|| kept(&was.postal_code)),
        street: said.street.or_else(|| was.street.clone()),
    })
}

/// A person as recorded, with what a row says over it.
pub fn person(was: &PersonInput, said: &PersonInput) -> PersonInput {
    PersonInput {
        full_name: said.full_name.clone(),
        nik: said.nik.clone().or_else(|| was.nik.clone()),
        gender: said.gender.or(was.gender),
        birth_date: said.birth_date.or(was.birth_date),
        education: said.education.or(was.education),
        phones: phones(&was.phones, &said.phones),
        address: address(was.address.as_ref(), said.address.as_ref()),
        disability: said.disability.clone().or_else(|| was.disability.clone()),
        marital_status: said.marital_status.or(was.marital_status),
        is_cooperative_member: said.is_cooperative_member.or(was.is_cooperative_member),
        cooperative_type: said.cooperative_type.or(was.cooperative_type),
        other_occupation: said
            .other_occupation
            .clone()
            .or_else(|| was.other_occupation.clone()),
        ..was.clone()
    }
}

/// Numbers that are recorded stay where they are; new ones come first.
fn phones(was: &[String], said: &[String]) -> Vec<String> {
    /// What a person may have.
    const MOST: usize = 5;
    if said.iter().all(|phone| was.contains(phone)) {
        return was.to_vec();
    }
    let others = was.iter().filter(|phone| !said.contains(phone));
    said.iter().chain(others).take(MOST).cloned().collect()
}

/// RT, RW and postal code belong to their street.
fn address(was: Option<&StreetAddress>, said: Option<&StreetAddress>) -> Option<StreetAddress> {
    let Some(said) = said else {
        return was.cloned();
    };
    match was {
        Some(was) if was.street == said.street => Some(was.clone()),
        _ => Some(said.clone()),
    }
}

/// The figures to write and those they replace; none when they say nothing new.
///
/// Figures of no known day are compared with all that is recorded: the same file tomorrow changes
/// nothing. A theme without an answer stays as it was.
pub fn figures(held: &[SnapshotRow], read: &ReadFigures) -> Result<Option<Figures>, Problem> {
    let Some(said) = &read.snapshot else {
        return Ok(None);
    };
    let mut said = said.input().clone();
    let of_day = held.iter().find(|row| row.as_of == said.as_of);
    let was = of_day.map(SnapshotRow::input).transpose()?;
    let base = if read.is_dated {
        was.clone()
    } else {
        snapshots::together(held)?
    };
    if let Some(base) = &base {
        keep_themes(&mut said, base, &read.untrained);
        let same = SnapshotInput {
            as_of: base.as_of,
            ..said.clone().over(base)
        };
        if same == *base {
            return Ok(None);
        }
    }
    let both = match &was {
        Some(was) => said.over(was),
        None => said,
    };
    let new = snapshots::parse(&both, "", &mut Rules::default());
    Ok(new.map(|new| (of_day.cloned(), new)))
}

fn keep_themes(said: &mut SnapshotInput, was: &SnapshotInput, untrained: &[GuidanceTheme]) {
    let Some(themes) = said.guidance.as_mut().and_then(|all| all.themes.as_mut()) else {
        return;
    };
    let held = was.guidance.as_ref().and_then(|all| all.themes.as_deref());
    let stays = |theme: &GuidanceTheme| {
        themes.contains(theme)
            || (held.unwrap_or_default().contains(theme) && !untrained.contains(theme))
    };
    let all = GuidanceTheme::ALL.iter().copied();
    *themes = all.filter(|theme| stays(theme)).collect();
}
