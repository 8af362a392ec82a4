//! Whom a row's owner is: a person of the register, of this batch, or somebody new.
//!
//! A NIK decides. Without one a name only tells apart the owners of the very business the row
//! means; it never finds a person elsewhere.

use chrono::NaiveDate;

use super::finding::Finding;
use super::header::Field;
use super::matching::Keys;
use super::merge;
use super::plan::Planner;
use super::read::{ReadPerson, ReadRow};
use super::types::Severity;
use super::work::{ChangedPerson, EnteredPerson};
use crate::businesses::{BusinessRow, OwnershipRow, PersonFacts};
use crate::data_quality::Flag;
use crate::db::Id;
use crate::http::{Problem, Rules};
use crate::people::{self, Education, NewPerson, PersonRow};
use crate::text::Text;
use crate::values::gender::Gender;

/// The owner of a row.
pub struct Owner {
    /// The person; none when the row contradicts the owners on record.
    pub id: Option<Id>,
    /// What is said about her.
    pub findings: Vec<Finding>,
    /// What her values leave in doubt.
    pub flags: Vec<Flag>,
    /// Whether the row must wait for what this batch writes.
    pub waits: bool,
    step: Step,
}

/// What is written of her.
enum Step {
    Nothing,
    Enter(Box<EnteredPerson>, Option<(String, Vec<u8>)>),
    Change(Box<ChangedPerson>),
}

impl Owner {
    fn known(id: Option<Id>, findings: Vec<Finding>) -> Self {
        Self {
            id,
            findings,
            flags: Vec::new(),
            waits: false,
            step: Step::Nothing,
        }
    }

    /// Whether she is somebody new.
    pub fn is_new(&self) -> bool {
        matches!(self.step, Step::Enter(..))
    }

    /// Whether the person's own row changes.
    pub fn changes(&self) -> bool {
        !matches!(self.step, Step::Nothing)
    }

    /// Puts what is written of her into the batch's work.
    pub fn commit(self, planner: &mut Planner<'_>) {
        match self.step {
            Step::Nothing => {}
            Step::Enter(entered, key) => {
                if let Some(key) = key {
                    let person = entered.person.clone();
                    planner.plan.pending.enter(key, entered.id, person);
                }
                planner.plan.work.people.push(*entered);
            }
            Step::Change(changed) => {
                let person = changed.person.clone();
                planner.plan.pending.change(changed.before.id, person);
                planner.plan.work.changed_people.push(*changed);
            }
        }
    }
}

/// Finds the owner of a row; `known` says that an earlier row of the file spoke of her.
pub fn find(
    planner: &mut Planner<'_>,
    row: &ReadRow,
    keys: &Keys,
    business: Option<&BusinessRow>,
    known: bool,
) -> Result<Owner, Problem> {
    // Who is named by nobody stays as she is.
    let Some(who) = &row.owner else {
        return Ok(Owner::known(None, Vec::new()));
    };
    if let Some(owner) = numbered(planner, who, keys.nik.as_ref(), known)? {
        return Ok(owner);
    }
    let Some(business) = business else {
        return Ok(new(planner, who, keys.nik.as_ref()));
    };
    let all = planner.register.owners(business.id);
    let (own, others): (Vec<_>, Vec<_>) = all.iter().partition(|owner| owner.role == row.role);
    let known_as = |owners: &[&OwnershipRow]| -> Vec<PersonRow> {
        owners
            .iter()
            .filter_map(|owner| planner.register.person_by_id(owner.person_id).cloned())
            .collect()
    };
    let owners = known_as(&own);
    // With a NIK on both sides the numbers decided already, whatever the names.
    let free = |person: &&PersonRow| keys.nik.is_none() || person.nik_hash.is_none();
    // A woman is the same in whatever role a list names her.
    let namesake = owners
        .iter()
        .chain(&known_as(&others))
        .filter(free)
        .find(|person| person.name_key == keys.owner)
        .cloned();
    if let Some(person) = namesake {
        return existing(planner, who, person, known);
    }
    match owners.as_slice() {
        [] => Ok(new(planner, who, keys.nik.as_ref())),
        // One owner known by her name alone: the name was corrected.
        [only] if only.nik_hash.is_none() => existing(planner, who, only.clone(), known),
        _ if keys.nik.is_some() => Ok(new(planner, who, keys.nik.as_ref())),
        _ => Ok(Owner::known(
            None,
            vec![Finding {
                field: Some(Field::OwnerName),
                ..Finding::of_row(
                    Severity::Warning,
                    "owner_differs",
                    Text::new(
                        "Nama pemilik berbeda dengan yang tercatat; pemilik tidak diubah.",
                        "The owner's name differs from the recorded one; the owners stay as they are.",
                    ),
                )
            }],
        )),
    }
}

/// Finds a person whom no business tells apart: by her NIK, else the one given, else she is new.
pub fn alone(
    planner: &mut Planner<'_>,
    who: &ReadPerson,
    namesake: Option<PersonRow>,
    known: bool,
) -> Result<Owner, Problem> {
    let nik = who.person.nik_hash(&planner.context.app);
    if let Some(owner) = numbered(planner, who, nik.as_ref(), known)? {
        return Ok(owner);
    }
    match namesake {
        Some(person) => existing(planner, who, person, known),
        None => Ok(new(planner, who, nik.as_ref())),
    }
}

/// The person with the row's NIK.
fn numbered(
    planner: &mut Planner<'_>,
    who: &ReadPerson,
    nik: Option<&Vec<u8>>,
    known: bool,
) -> Result<Option<Owner>, Problem> {
    let Some(nik) = nik else {
        return Ok(None);
    };
    let key = (who.register.clone(), nik.clone());
    if let Some((id, person)) = planner.entered(&key) {
        return Ok(Some(as_written(planner, who, id, &person)));
    }
    let held = planner.register.person(&who.register, Some(nik)).cloned();
    held.map(|person| existing(planner, who, person, known))
        .transpose()
}

fn new(planner: &mut Planner<'_>, who: &ReadPerson, nik: Option<&Vec<u8>>) -> Owner {
    let id = Id::new();
    let facts = PersonFacts {
        gender: who.person.gender,
        has_nik: nik.is_some(),
    };
    planner.plan.pending.know(id, facts);
    let entered = EnteredPerson {
        id,
        person: who.person.clone(),
        register: who.register.clone(),
        flags: who.flags.clone(),
    };
    let key = nik.map(|nik| (who.register.clone(), nik.clone()));
    Owner {
        flags: who.flags.clone(),
        step: Step::Enter(Box::new(entered), key),
        ..Owner::known(Some(id), Vec::new())
    }
}

/// A person of the register, changed as the row says unless an earlier row spoke of her.
fn existing(
    planner: &mut Planner<'_>,
    who: &ReadPerson,
    person: PersonRow,
    known: bool,
) -> Result<Owner, Problem> {
    let context = planner.context;
    if let Some(changed) = planner.changed(person.id) {
        if known {
            return Ok(as_written(planner, who, person.id, &changed));
        }
        return Ok(Owner {
            waits: true,
            ..Owner::known(Some(person.id), Vec::new())
        });
    }
    let held = Held {
        full_name: &person.full_name,
        gender: person.gender,
        birth_date: person.birth_date,
        education: person.education,
        nik: person.nik_hash.clone(),
    };
    if says_nothing_new(planner, who, &held) {
        return Ok(Owner::known(Some(person.id), Vec::new()));
    }
    let may = context
        .who
        .may_change(&person.register_code, &person.owner_agency)
        .is_ok();
    if !may {
        return Ok(Owner::known(Some(person.id), Vec::new()));
    }
    let was = person.input(&context.app)?;
    let input = merge::person(&was, &who.input);
    let mut rules = Rules::default();
    let Some((changed, flags)) = people::parse(&input, &context.lists, &mut rules, "") else {
        // What is recorded breaks a rule of today, such as a region that is gone: it stays.
        return Ok(Owner::known(Some(person.id), Vec::new()));
    };
    if changed.equals(&context.app, &person) {
        return Ok(Owner::known(Some(person.id), Vec::new()));
    }
    let id = person.id;
    if known {
        return Ok(Owner::known(Some(id), vec![differs_in_file()]));
    }
    let facts = PersonFacts {
        gender: changed.gender,
        has_nik: changed.nik_hash(&context.app).is_some(),
    };
    planner.plan.pending.know(id, facts);
    let step = ChangedPerson {
        before: person,
        was,
        person: changed,
        flags: flags.clone(),
    };
    Ok(Owner {
        flags,
        step: Step::Change(Box::new(step)),
        ..Owner::known(Some(id), Vec::new())
    })
}

/// A person as an earlier row of the file writes her: the first one counts.
fn as_written(planner: &Planner<'_>, who: &ReadPerson, id: Id, written: &NewPerson) -> Owner {
    let app = &planner.context.app;
    let held = Held {
        full_name: &written.full_name,
        gender: written.gender,
        birth_date: written.birth_date,
        education: written.education,
        nik: written.nik_hash(app),
    };
    let differs = !says_nothing_new(planner, who, &held) && {
        let input = merge::person(&written.input(&who.register), &who.input);
        let merged = people::parse(&input, &planner.context.lists, &mut Rules::default(), "");
        merged.is_some_and(|(merged, _)| merged != *written)
    };
    let findings = differs.then(differs_in_file).into_iter().collect();
    Owner::known(Some(id), findings)
}

/// What is told apart without decrypting.
struct Held<'a> {
    full_name: &'a str,
    gender: Option<Gender>,
    birth_date: Option<NaiveDate>,
    education: Option<Education>,
    nik: Option<Vec<u8>>,
}

/// Whether the row says only what is recorded; nothing is decrypted.
fn says_nothing_new(planner: &Planner<'_>, who: &ReadPerson, held: &Held<'_>) -> bool {
    let said = &who.person;
    let nik = said.nik_hash(&planner.context.app);
    said.full_name == held.full_name
        && (said.gender.is_none() || said.gender == held.gender)
        && (said.birth_date.is_none() || said.birth_date == held.birth_date)
        && (said.education.is_none() || said.education == held.education)
        && (nik.is_none() || nik == held.nik)
        && who.input.disability.is_none()
        && who.input.phones.is_empty()
        && who.input.address.is_none()
        && who.input.marital_status.is_none()
        && who.input.is_cooperative_member.is_none()
        && who.input.cooperative_type.is_none()
        && who.input.other_occupation.is_none()
}

fn differs_in_file() -> Finding {
    Finding {
        field: Some(Field::OwnerName),
        ..Finding::of_row(
            Severity::Warning,
            "owner_differs_in_file",
            Text::new(
                "Baris lain berkas ini menulis data pemilik yang sama secara berbeda; yang pertama dipakai.",
                "Another row of this file writes the same owner differently; the first one counts.",
            ),
        )
    }
}
