//! Finding and entering enrollments.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;

use super::eligibility::{EligibilityVerdict, Finding};
use super::facts;
use super::row::EnrollmentRow;
use super::status::EnrollmentStatus;
use super::types::EnrollmentInput;
use crate::app::Tx;
use crate::audit::difference;
use crate::auth::Who;
use crate::businesses::store as businesses;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, dialect, on, replace_row};
use crate::http::{Code, Problem, Rules, known};
use crate::people::{self, PersonRow};
use crate::schema::{enrollments, ownerships};
use crate::text::Text;
use crate::training::batches::store as batch_store;
use crate::training::batches::{BatchRow, BatchStatus};
use crate::training::programs::store::{self as programs, ProgramRow};
use crate::values::date::today;

/// One enrollment in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<EnrollmentRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| enrollments::table
        .find(id)
        .filter(enrollments::register_code.between(low, high))
        .select(EnrollmentRow::as_select())
        .first(c))?)
}

/// One enrollment of the caller's own, with its batch, held until the end of the transaction.
pub fn hold(tx: &mut Tx<'_>, id: Id) -> Result<(BatchRow, EnrollmentRow), Problem> {
    let seen = find(tx.conn, &tx.who, id)?;
    // In sight by its person's register; the batch of a province is not in a regency's sight.
    tx.who.must_own(&seen.register_code, &seen.owner_agency)?;
    let batch = batch_store::hold(tx, seen.batch_id)?;
    // What was read before the lock may be old.
    Ok((batch, find(tx.conn, &tx.who, id)?))
}

/// Enrolls a person in a batch of the caller's own.
pub(super) fn create(
    tx: &mut Tx<'_>,
    batch: Id,
    input: &EnrollmentInput,
) -> Result<EnrollmentRow, Problem> {
    let batch = batch_store::hold(tx, batch)?;
    let program = programs::find(tx.conn, &tx.who, batch.program_id)?;
    enroll(tx, &batch, &program, input, Entry::Application)
}

/// How an enrollment comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A woman applies, while registration is open.
    Application,
    /// The owner's list says who applied, as long as the batch has not ended: trainings are entered
    /// after the fact, too. The day of application must lie within the window all the same.
    Listed,
}

/// Enrolls a person in a batch that is held, under every rule.
pub fn enroll(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    program: &ProgramRow,
    input: &EnrollmentInput,
    entry: Entry,
) -> Result<EnrollmentRow, Problem> {
    let mut rules = Rules::default();
    let applied_on = input.applied_on.unwrap_or_else(today);
    in_window(batch, applied_on, entry, &mut rules);
    let override_reason = input
        .override_reason
        .as_deref()
        .map(|reason| rules.text(reason, "/override_reason"));
    // Neither she nor the business is deleted meanwhile.
    for id in [Some(input.person_id), input.business_id]
        .into_iter()
        .flatten()
    {
        dialect::lock_shared(tx.conn, id.lock_number())?;
    }
    let person = known(people::scoped(tx.conn, &tx.who, input.person_id))?;
    if person.is_none() {
        rules.broken("/person_id", "unknown_reference", unknown());
    }
    if let Some(business) = input.business_id {
        hers(tx, business, input.person_id, &mut rules)?;
    }
    let mut found = Vec::new();
    if let Some(person) = &person {
        found = facts::findings(tx.conn, program, batch, person)?;
        if override_reason.is_none() {
            for one in not_met(&found) {
                let Text { id, en } = one.detail(&tx.who);
                let detail = Text::owned(
                    format!("{id}. Bila tetap didaftarkan, sebutkan alasannya di override_reason."),
                    format!("{en}. To enroll her all the same, say why in override_reason."),
                );
                rules.broken("/person_id", one.rule.as_str(), detail);
            }
        }
    }
    rules.finish()?;
    let Some(person) = person else {
        return Err(Problem::new(Code::ValidationFailed));
    };
    must_be_new(tx.conn, batch, &person)?;
    let overrules = not_met(&found).next().is_some();
    let row = EnrollmentRow {
        id: Id::new(),
        batch_id: batch.id,
        person_id: person.id,
        business_id: input.business_id,
        register_code: person.register_code.clone(),
        area_code: batch.area_code.clone(),
        owner_agency: batch.owner_agency.clone(),
        applied_on,
        status: EnrollmentStatus::Applied,
        status_reason: None,
        waitlist_position: None,
        eligibility: Json(serde_json::to_value(&found).map_err(Problem::internal)?),
        override_reason: override_reason.filter(|_| overrules),
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    };
    on!(tx.conn, |c| diesel::insert_into(enrollments::table)
        .values(&row)
        .execute(c))?;
    let mut values = json!({
        "batch_id": row.batch_id, "person_id": row.person_id, "business_id": row.business_id,
        "applied_on": row.applied_on, "status": row.status
    });
    if overrules {
        let codes: Vec<&str> = not_met(&found).map(|one| one.rule.as_str()).collect();
        values["overridden_rules"] = json!(codes);
    }
    let mut act = row.act(
        "created",
        Some(difference(&serde_json::Value::Null, &values)),
    );
    act.purpose.clone_from(&row.override_reason);
    tx.record(act, Kind::Created)?;
    Ok(row)
}

/// How the rules of a batch's program come out for a person, without enrolling her.
pub(super) fn explain(
    conn: &mut Conn,
    who: &Who,
    batch: Id,
    person: Id,
) -> Result<Vec<Finding>, Problem> {
    let batch = batch_store::find(conn, who, batch)?;
    let program = programs::find(conn, who, batch.program_id)?;
    let person = people::scoped(conn, who, person)?;
    facts::findings(conn, &program, &batch, &person)
}

/// The findings that stand against her.
pub(super) fn not_met(found: &[Finding]) -> impl Iterator<Item = &Finding> {
    found
        .iter()
        .filter(|one| one.verdict == EligibilityVerdict::NotMet)
}

/// Stores the next version of an enrollment.
pub(super) fn replace(conn: &mut Conn, row: &EnrollmentRow) -> Result<(), Problem> {
    replace_row!(conn, enrollments, row)
}

/// How many enrollments of any state name a person.
pub fn of_person(conn: &mut Conn, person: Id) -> Result<i64, Problem> {
    Ok(on!(conn, |c| enrollments::table
        .filter(enrollments::person_id.eq(person))
        .count()
        .get_result(c))?)
}

/// How many enrollments of any state name a business.
pub fn of_business(conn: &mut Conn, business: Id) -> Result<i64, Problem> {
    Ok(on!(conn, |c| enrollments::table
        .filter(enrollments::business_id.eq(business))
        .count()
        .get_result(c))?)
}

fn in_window(batch: &BatchRow, day: NaiveDate, entry: Entry, rules: &mut Rules) {
    const AT: &str = "/applied_on";
    let takes_in = match entry {
        Entry::Application => batch.status == BatchStatus::RegistrationOpen,
        Entry::Listed => batch.status != BatchStatus::Planned && !batch.status.is_ended(),
    };
    if !takes_in {
        rules.broken(
            AT,
            "registration_not_open",
            Text::owned(
                format!(
                    "Pendaftaran angkatan ini tidak dibuka; statusnya {}.",
                    batch.status
                ),
                format!(
                    "Registration for this batch is not open; its state is {}.",
                    batch.status
                ),
            ),
        );
    }
    rules.not_in_future(Some(day), AT);
    let (opens, closes) = (batch.registration_opens_on, batch.registration_closes_on);
    if day < opens || day > closes {
        rules.broken(
            AT,
            "outside_window",
            Text::owned(
                format!("Pendaftaran berlaku dari {opens} sampai {closes}."),
                format!("Registration lasts from {opens} to {closes}."),
            ),
        );
    }
}

fn unknown() -> Text {
    Text::new(
        "Tidak ada baris dengan tanda pengenal ini di wilayah kerja Anda.",
        "There is no row with this id in your jurisdiction.",
    )
}

/// The business is in sight, and the person owns or manages it.
fn hers(tx: &mut Tx<'_>, business: Id, person: Id, rules: &mut Rules) -> Result<(), Problem> {
    const AT: &str = "/business_id";
    if known(businesses::find(tx.conn, &tx.who, business))?.is_none() {
        rules.broken(AT, "unknown_reference", unknown());
        return Ok(());
    }
    let roles: i64 = on!(tx.conn, |c| ownerships::table
        .filter(ownerships::business_id.eq(business))
        .filter(ownerships::person_id.eq(person))
        .count()
        .get_result(c))?;
    if roles == 0 {
        rules.broken(
            AT,
            "not_her_business",
            Text::new(
                "Orang ini tidak tercatat sebagai pemilik atau pengelola usaha itu.",
                "This person is not recorded as an owner or manager of that business.",
            ),
        );
    }
    Ok(())
}

/// Refuses a woman who has an active enrollment in the batch, also under another row of hers.
fn must_be_new(conn: &mut Conn, batch: &BatchRow, person: &PersonRow) -> Result<(), Problem> {
    let ids = facts::same_person(conn, person)?;
    let held: Option<Id> = on!(conn, |c| enrollments::table
        .filter(enrollments::batch_id.eq(batch.id))
        .filter(enrollments::person_id.eq_any(&ids))
        .filter(enrollments::status.ne_all(EnrollmentStatus::GONE))
        .select(enrollments::id)
        .first(c)
        .optional())?;
    match held {
        None => Ok(()),
        Some(id) => Err(Problem::new(Code::AlreadyExists)
            .at(
                "/person_id",
                "already_enrolled",
                Text::new(
                    "Orang ini sudah terdaftar di angkatan ini; lihat existing_id.",
                    "This person is enrolled in this batch already; see existing_id.",
                ),
            )
            .member("existing_id", id.to_string())),
    }
}
