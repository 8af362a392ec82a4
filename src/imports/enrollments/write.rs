//! Writes rows one by one, each in a savepoint of its own; a refused row leaves nothing behind.

use std::collections::BTreeMap;

use super::bring;
use super::members::{Member, Members};
use super::read::{self, ReadEnrollment, Subject};
use super::refusal::{self, Refusal};
use super::whom::{self, Whom};
use crate::app::Tx;
use crate::db::{Conn, Id};
use crate::http::Problem;
use crate::imports::apply::Finished;
use crate::imports::batch::transaction;
use crate::imports::context::Context;
use crate::imports::finding::{Finding, Outcome, RowResult};
use crate::imports::header::Field;
use crate::imports::source::SourceRow;
use crate::imports::types::{OnConflict, Severity};
use crate::imports::{marks, seen};
use crate::text::Text;
use crate::training::batches::{BatchRow, store as batches};
use crate::training::enrollments::store::{self as enrollments, Entry};
use crate::training::enrollments::{EnrollmentInput, EnrollmentRow};
use crate::training::programs::store::{self as programs, ProgramRow};
use crate::training::sessions::store::{self as sessions, SessionRow};
use crate::values::date::today;
use crate::values::name;

/// How often a row is tried again because others wrote meanwhile.
const TRIES: u32 = 5;

/// Writes these rows in the open transaction, under the batch's lock, and says how each came out.
pub fn write(
    conn: &mut Conn,
    context: &Context,
    rows: &[SourceRow],
) -> Result<Vec<RowResult>, Problem> {
    let mut list = List::open(conn, context)?;
    rows.iter().map(|row| list.row(conn, row)).collect()
}

/// The batch's list while rows are written.
struct List<'a> {
    context: &'a Context,
    batch: BatchRow,
    program: ProgramRow,
    sessions: BTreeMap<i32, SessionRow>,
    members: Members,
}

/// What a row came to.
struct Written {
    outcome: Outcome,
    findings: Vec<Finding>,
    member: Option<Member>,
}

impl<'a> List<'a> {
    fn open(conn: &mut Conn, context: &'a Context) -> Result<Self, Problem> {
        let id = context.parameters.batch.ok_or_else(Problem::not_found)?;
        let mut tx = transaction(conn, context);
        let batch = batches::hold(&mut tx, id)?;
        let program = programs::find(tx.conn, &tx.who, batch.program_id)?;
        let sessions = sessions::of_batch(tx.conn, id)?;
        Ok(Self {
            context,
            members: Members::load(tx.conn, id)?,
            batch,
            program,
            sessions: sessions.into_iter().map(|one| (one.number, one)).collect(),
        })
    }

    fn row(&mut self, conn: &mut Conn, row: &SourceRow) -> Result<RowResult, Problem> {
        let failed = |findings| Ok(RowResult::new(row, Outcome::Failed, findings));
        let mut read = match read::read(row, self.context) {
            Ok(read) => read,
            Err(findings) => return failed(findings),
        };
        self.check_sessions(row, &mut read);
        if !read.findings.iter().all(Finding::is_bearable) {
            return failed(read.findings);
        }
        let mut tries = 0;
        loop {
            let tried = conn.transaction(|conn| {
                let mut tx = transaction(conn, self.context);
                self.attempt(&mut tx, row, &read)
            });
            match tried {
                Ok(written) => {
                    if let Some(member) = written.member {
                        self.members.add(member);
                    }
                    return Ok(RowResult::new(row, written.outcome, written.findings));
                }
                Err(Refusal::Row(refused)) => {
                    read.findings.extend(refused);
                    return failed(read.findings);
                }
                Err(Refusal::Problem(problem)) if refusal::is_race(&problem) && tries < TRIES => {
                    tries += 1;
                }
                Err(Refusal::Problem(problem)) => {
                    read.findings.extend(refusal::findings(row, problem)?);
                    return failed(read.findings);
                }
            }
        }
    }

    /// A mark at a session that the batch does not have.
    fn check_sessions(&self, row: &SourceRow, read: &mut ReadEnrollment) {
        for (number, _) in &read.marks {
            if self.sessions.contains_key(&i32::from(*number)) {
                continue;
            }
            let field = Field::Session(*number);
            let known: Vec<String> = self.sessions.keys().map(i32::to_string).collect();
            let text = Text::owned(
                format!("Angkatan ini tidak memiliki sesi {number}."),
                format!("This batch has no session {number}."),
            );
            let cell = row.cell(field);
            read.findings.push(Finding {
                suggestion: refusal::listed(&known),
                ..Finding::of_cell(Severity::Error, "unknown_session", text, field, cell)
            });
        }
    }

    fn attempt(
        &self,
        tx: &mut Tx<'_>,
        row: &SourceRow,
        read: &ReadEnrollment,
    ) -> Result<Written, Refusal> {
        let context = self.context;
        let number = i64::from(row.number);
        let mut findings = read.findings.clone();
        let found = whom::find(tx.conn, context, &self.members, number, &read.subject)?;
        let Whom { member, linked } = found.map_err(Refusal::Row)?;
        if let Some(member) = &member
            && let Some(written) = self.settled(tx.conn, member, &findings)?
        {
            return Ok(written);
        }
        let mut changes = false;
        let (person, business) = match (&member, linked) {
            (_, Some(linked)) => {
                findings.extend(linked.findings);
                changes |= linked.changes;
                Finished::of(&tx.app, &tx.who, &tx.request_id, tx.at, linked.work).write(tx)?;
                seen::store(tx.conn, context.import, &linked.seen)?;
                (linked.person, linked.business)
            }
            (Some(member), None) => (member.person, None),
            (None, None) => return Err(Problem::not_found().into()),
        };
        let is_new = member.is_none();
        let held = match &member {
            Some(member) => enrollments::find(tx.conn, &tx.who, member.enrollment)?,
            None => self.enroll(tx, read, person, business)?,
        };
        if !is_new && read.applied_on.is_some_and(|day| day != held.applied_on) {
            findings.push(refusal::applied_before(row));
        }
        let mark = marks::enrollment(context, held.id);
        seen::store(tx.conn, context.import, &[(mark, number)])?;
        let version = held.version;
        let now = bring::bring(
            tx,
            &self.batch,
            &self.sessions,
            row,
            read,
            held,
            &mut findings,
        )?;
        changes |= now.version != version;
        Ok(Written {
            outcome: match (is_new, changes) {
                (true, _) => Outcome::Created,
                (false, true) => Outcome::Updated,
                (false, false) => Outcome::Unchanged,
            },
            findings,
            member: Some(self.known_as(&read.subject, member, &now)),
        })
    }

    /// What later rows know of her.
    fn known_as(&self, subject: &Subject, held: Option<Member>, row: &EnrollmentRow) -> Member {
        let (who, business) = match subject {
            Subject::Enrolled { .. } => (None, None),
            Subject::WithBusiness(read) => {
                let business = name::business_match_key(&read.business.name);
                (read.owner.as_ref(), Some(business))
            }
            Subject::Alone(who) => (Some(&**who), None),
        };
        let nik = who.and_then(|who| who.person.nik_hash(&self.context.app));
        let birth_date = who.and_then(|who| who.person.birth_date);
        let name = who.map(|who| name::person_match_key(&who.person.full_name));
        Member {
            enrollment: row.id,
            is_active: !row.status.is_gone(),
            person: row.person_id,
            register: row.register_code.clone(),
            name: name
                .or_else(|| held.as_ref().map(|held| held.name.clone()))
                .unwrap_or_default(),
            nik: nik.or_else(|| held.as_ref()?.nik.clone()),
            birth_date: birth_date.or_else(|| held.as_ref()?.birth_date),
            business: match &held {
                Some(held) => held.business.clone(),
                None => business,
            },
        }
    }

    /// A row that is left out: its enrollment was spoken of before, or exists where those are not
    /// wanted.
    fn settled(
        &self,
        conn: &mut Conn,
        member: &Member,
        findings: &[Finding],
    ) -> Result<Option<Written>, Refusal> {
        let mark = marks::enrollment(self.context, member.enrollment);
        let earlier = seen::known(conn, self.context.import, std::slice::from_ref(&mark))?;
        let finding = match (earlier.get(&mark), self.context.on_conflict) {
            (Some(number), _) => refusal::duplicate(*number),
            (None, OnConflict::Update) => return Ok(None),
            (None, OnConflict::Skip) => refusal::exists(Severity::Skip),
            (None, OnConflict::Fail) => return Err(refusal::exists(Severity::Error).into()),
        };
        let findings = findings.iter().cloned().chain([finding]).collect();
        Ok(Some(Written {
            outcome: Outcome::Skipped,
            findings,
            member: None,
        }))
    }

    fn enroll(
        &self,
        tx: &mut Tx<'_>,
        read: &ReadEnrollment,
        person: Id,
        business: Option<Id>,
    ) -> Result<EnrollmentRow, Problem> {
        let closed = self.batch.registration_closes_on;
        let input = EnrollmentInput {
            person_id: person,
            business_id: business,
            applied_on: Some(read.applied_on.unwrap_or_else(|| today().min(closed))),
            override_reason: read.override_reason.clone(),
        };
        enrollments::enroll(tx, &self.batch, &self.program, &input, Entry::Listed)
    }
}
