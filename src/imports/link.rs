//! Finds or enters the person and the business of one row, for an enrollment to link to.
//!
//! The business and its owner are found, entered and changed by the very steps of an import of
//! businesses. Only what such an import would leave alone is linked here all the same: a regency's
//! business in a province's list, a closed one, one that exists where the caller asked to skip or
//! to refuse those, one that an earlier row of the file described.

use super::context::Context;
use super::doubts::doubts;
use super::finding::{Finding, Outcome};
use super::header::Field;
use super::marks::{self, Marks};
use super::matching::{Keys, Register};
use super::pending::Pending;
use super::person::{self, Owner};
use super::plan::{Plan, Planner};
use super::read::{ReadPerson, ReadRow};
use super::seen;
use super::types::Severity;
use super::work::Work;
use crate::db::{Conn, Id};
use crate::http::Problem;
use crate::people::PersonRow;
use crate::text::Text;

/// A person, and her business where the row has one.
pub struct Linked {
    /// The person.
    pub person: Id,
    /// Whether she is entered with this row.
    pub is_new: bool,
    /// The business.
    pub business: Option<Id>,
    /// Whether person or business are entered or changed.
    pub changes: bool,
    /// What is said about them.
    pub findings: Vec<Finding>,
    /// What is written of them.
    pub work: Work,
    /// What later rows of the file must know.
    pub seen: Vec<seen::Seen>,
}

impl Linked {
    fn of(planner: Planner<'_>, business: Option<Id>, settled: Settled) -> Self {
        let Plan { work, seen, .. } = planner.plan;
        Self {
            person: settled.person,
            is_new: settled.is_new,
            business: business.or_else(|| work.businesses.first().map(|entered| entered.id)),
            changes: settled.changes,
            findings: settled.findings,
            work,
            seen,
        }
    }
}

struct Settled {
    person: Id,
    is_new: bool,
    changes: bool,
    findings: Vec<Finding>,
}

/// Links a row with a business; what is wrong with a refused one comes back.
pub fn business(
    conn: &mut Conn,
    context: &Context,
    number: i64,
    mut read: ReadRow,
) -> Result<Result<Linked, Vec<Finding>>, Problem> {
    let keys = Keys::of(context, &read);
    let marks = Marks::of(context, &read, &keys);
    let register = Register::load(conn, context, &[(&read, &keys)])?;
    let all: Vec<Vec<u8>> = marks.all().collect();
    let earlier = seen::known(conn, context.import, &all)?;
    let nothing = Pending::default();
    let mut planner = Planner::new(context, register, earlier, &nothing);
    let found = planner.register.business(&read, &keys).cloned();
    let held = found.as_ref().map(|before| before.id);
    let was_said = |mark: &Option<Vec<u8>>| {
        mark.as_ref()
            .is_some_and(|mark| planner.said(mark).is_some())
    };
    let (known, described) = (was_said(&marks.owner), was_said(&marks.any_year));
    let is_left = planner.said(&marks.business).is_some()
        || found
            .as_ref()
            .is_some_and(|before| planner.left_alone(before).is_some());
    let owner = person::find(&mut planner, &read, &keys, found.as_ref(), known)?;
    let (is_new, Some(person)) = (owner.is_new(), owner.id) else {
        read.findings.push(nobody());
        return Ok(Err(read.findings));
    };
    // An enrollment names a business of hers only.
    let hers = |planner: &Planner<'_>, id: &Id| {
        let mut owners = planner.register.owners(*id).iter();
        owners.any(|owner| owner.person_id == person)
    };
    if is_left {
        let held = held.filter(|id| hers(&planner, id));
        let (changes, mut findings) = settle(&mut planner, owner);
        findings.extend(read.findings);
        let settled = Settled {
            person,
            is_new,
            changes,
            findings,
        };
        return Ok(Ok(Linked::of(planner, held, settled)));
    }
    let by = (&keys, &marks);
    let held = held.filter(|id| !described || hers(&planner, id));
    let (outcome, findings) = planner.write(read, by, owner, found, described, number)?;
    if outcome == Outcome::Failed {
        return Ok(Err(findings));
    }
    let settled = Settled {
        person,
        is_new,
        changes: outcome != Outcome::Unchanged,
        findings,
    };
    Ok(Ok(Linked::of(planner, held, settled)))
}

/// Links a row that names a person alone; `namesake` is whom its name means within the batch.
pub fn person(
    conn: &mut Conn,
    context: &Context,
    number: i64,
    who: &ReadPerson,
    namesake: Option<PersonRow>,
) -> Result<Linked, Problem> {
    let nik = who.person.nik_hash(&context.app);
    let mark = nik
        .as_ref()
        .map(|nik| marks::owner(context, &who.register, nik));
    let register = Register::of_person(conn, &who.register, nik.as_ref())?;
    let earlier = seen::known(conn, context.import, mark.as_slice())?;
    let known = !earlier.is_empty();
    let nothing = Pending::default();
    let mut planner = Planner::new(context, register, earlier, &nothing);
    let owner = person::alone(&mut planner, who, namesake, known)?;
    let (is_new, Some(person)) = (owner.is_new(), owner.id) else {
        return Err(Problem::internal("a person alone is always found"));
    };
    if let Some(mark) = &mark {
        planner.remember(mark, number);
    }
    let (changes, findings) = settle(&mut planner, owner);
    let settled = Settled {
        person,
        is_new,
        changes,
        findings,
    };
    Ok(Linked::of(planner, None, settled))
}

/// Puts what is written of a person into the plan; says whether that is anything, and her doubts.
fn settle(planner: &mut Planner<'_>, owner: Owner) -> (bool, Vec<Finding>) {
    let mut findings = owner.findings.clone();
    let changes = owner.changes();
    if changes {
        findings.extend(doubts(&owner.flags));
    }
    owner.commit(planner);
    (changes, findings)
}

/// The business has several owners, and none of this name.
fn nobody() -> Finding {
    Finding {
        field: Some(Field::OwnerName),
        ..Finding::of_row(
            Severity::Error,
            "owner_differs",
            Text::new(
                "Usaha ini tercatat dengan beberapa pemilik lain, jadi peserta tidak dapat dipastikan; isi NIK-nya.",
                "The business is recorded with several other owners, so the participant is not certain; give her NIK.",
            ),
        )
    }
}
