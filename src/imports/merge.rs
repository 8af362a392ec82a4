//! What a row says over what is recorded: blank cells keep, filled ones replace.

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
/// Figures of no known day are compared with the newest: the same file tomorrow changes nothing.
pub fn figures(
    held: &[SnapshotRow],
    said: &NewSnapshot,
    is_dated: bool,
) -> Result<Option<Figures>, Problem> {
    let said = said.input();
    let of_day = held.iter().find(|row| row.as_of == said.as_of);
    let base = if is_dated {
        of_day
    } else {
        held.iter().max_by_key(|row| row.as_of)
    };
    if let Some(base) = base {
        let was = base.input()?;
        let same = SnapshotInput {
            as_of: was.as_of,
            ..figures_over(Some(&was), said)
        };
        if same == was {
            return Ok(None);
        }
    }
    let was = of_day.map(SnapshotRow::input).transpose()?;
    let both = figures_over(was.as_ref(), said);
    let new = snapshots::parse(&both, "", &mut Rules::default());
    Ok(new.map(|new| (of_day.cloned(), new)))
}

/// What is said, over what was recorded.
fn figures_over(was: Option<&SnapshotInput>, said: &SnapshotInput) -> SnapshotInput {
    let said = said.clone();
    let Some(was) = was else {
        return said;
    };
    SnapshotInput {
        as_of: said.as_of,
        capital_own_idr: said.capital_own_idr.or(was.capital_own_idr),
        capital_loan_idr: said.capital_loan_idr.or(was.capital_loan_idr),
        investment_idr: said.investment_idr.or(was.investment_idr),
        annual_sales_idr: said.annual_sales_idr.or(was.annual_sales_idr),
        workers_male: said.workers_male.or(was.workers_male),
        workers_female: said.workers_female.or(was.workers_female),
        founding_capital_idr: said.founding_capital_idr.or(was.founding_capital_idr),
        wages_idr: said.wages_idr.or(was.wages_idr),
        workforce: snapshots::over(was.workforce.clone(), said.workforce),
        guidance: snapshots::over(was.guidance.clone(), said.guidance),
        method: was.method,
    }
}
