//! What a batch of rows comes to: reads only, so that nothing is held while rows are judged.

use std::collections::HashMap;

use super::context::Context;
use super::doubts::{doubts, duplicate, unknown};
use super::finding::{Finding, Outcome, RowResult};
use super::header::Field;
use super::line::{Line, Said};
use super::marks::Marks;
use super::matching::{Keys, Register};
use super::merge;
use super::pending::{Described, Pending};
use super::person::{self, Owner};
use super::read::{self, ReadRow};
use super::seen::{self, Seen};
use super::source::SourceRow;
use super::types::{OnConflict, Severity};
use super::work::{ChangedBusiness, EnteredBusiness, Work};
use crate::businesses::licenses::{self, ListedLicense};
use crate::businesses::products::{self, ListedProduct};
use crate::businesses::{
    self, BusinessInput, BusinessOwner, BusinessRow, BusinessStatus, Case, Derived, Figures,
    NewBusiness, OwnershipRow, PersonFacts, SnapshotRow,
};
use crate::data_quality::{Flag, FlagCode};
use crate::db::{Conn, Id, Timestamp};
use crate::http::{Problem, Rules};
use crate::people::NewPerson;
use crate::text::Text;

/// What a batch comes to.
#[derive(Default)]
pub struct Plan {
    /// How each row comes out.
    pub results: Vec<RowResult>,
    /// What is written.
    pub work: Work,
    /// What later rows of the file must know.
    pub seen: Vec<Seen>,
    /// What the next plan must know while this one is being written.
    pub pending: Pending,
}

/// Plans as many of the rows as can be written together, while the rows of `flight` are being
/// written.
///
/// A row that builds on what an earlier row writes begins the next plan. Where nothing is being
/// written the first row waits for nobody.
pub fn plan(
    conn: &mut Conn,
    context: &Context,
    lines: &[Line],
    flight: &Pending,
) -> Result<Plan, Problem> {
    let sound = || lines.iter().filter_map(|line| line.read.as_ref().ok());
    let rows: Vec<(&ReadRow, &Keys)> = sound().map(|said| (&said.row, &said.keys)).collect();
    let marks: Vec<Vec<u8>> = sound().flat_map(|said| said.marks.all()).collect();
    let register = Register::load(conn, context, &rows)?;
    let earlier = seen::known(conn, context.import, &marks)?;
    let mut planner = Planner::new(context, register, earlier, flight);
    for line in lines {
        match &line.read {
            Err(findings) => {
                let result = RowResult::new(&line.source, Outcome::Failed, findings.clone());
                planner.plan.results.push(result);
            }
            Ok(said) => {
                if !planner.row(&line.source, said)? {
                    break;
                }
            }
        }
    }
    Ok(planner.plan)
}

pub(super) struct Planner<'a> {
    pub(super) context: &'a Context,
    pub(super) register: Register,
    pub(super) plan: Plan,
    /// What earlier batches of the file said.
    earlier: HashMap<Vec<u8>, i64>,
    /// What the batch before writes, while it is being written.
    flight: &'a Pending,
}

impl<'a> Planner<'a> {
    /// A plan of nothing yet.
    pub(super) fn new(
        context: &'a Context,
        register: Register,
        earlier: HashMap<Vec<u8>, i64>,
        flight: &'a Pending,
    ) -> Self {
        Self {
            context,
            register,
            plan: Plan::default(),
            earlier,
            flight,
        }
    }
}

impl Planner<'_> {
    /// What the register does not show yet: of this batch, and of the one before.
    fn pending(&self) -> [&Pending; 2] {
        [&self.plan.pending, self.flight]
    }

    /// Which row of the file said this before.
    pub(super) fn said(&self, mark: &[u8]) -> Option<i64> {
        let stored = self.earlier.get(mark).copied();
        stored.or_else(|| self.says_now(mark))
    }

    /// Which row that is not stored yet said this.
    fn says_now(&self, mark: &[u8]) -> Option<i64> {
        self.pending().iter().find_map(|rows| rows.said(mark))
    }

    pub(super) fn remember(&mut self, mark: &[u8], number: i64) {
        if self.said(mark).is_none() {
            self.plan.pending.say(mark, number);
            self.plan.seen.push((mark.to_vec(), number));
        }
    }

    /// The person whom a row before enters with this NIK.
    pub(super) fn entered(&self, key: &(String, Vec<u8>)) -> Option<(Id, NewPerson)> {
        let mut pending = self.pending().into_iter();
        pending.find_map(|rows| rows.entered(key)).cloned()
    }

    /// What a row before changes a person to.
    pub(super) fn changed(&self, person: Id) -> Option<NewPerson> {
        let mut pending = self.pending().into_iter();
        pending.find_map(|rows| rows.changed(person)).cloned()
    }

    fn settle(&mut self, row: &SourceRow, outcome: Outcome, findings: Vec<Finding>) {
        self.plan
            .results
            .push(RowResult::new(row, outcome, findings));
    }

    /// Plans one row; false when it must wait for what is not written yet.
    fn row(&mut self, row: &SourceRow, said: &Said) -> Result<bool, Problem> {
        let Said { keys, marks, .. } = said;
        let mut read = said.row.clone();
        if let Some(number) = self.said(&marks.business) {
            read.findings.push(duplicate(number));
            self.settle(row, Outcome::Skipped, read.findings);
            return Ok(true);
        }
        // Another year of a business that an earlier row described: only its figures are new.
        let figures_only = match &marks.any_year {
            Some(mark) if self.says_now(mark).is_some() => return Ok(false),
            Some(mark) => self.earlier.contains_key(mark),
            None => false,
        };
        let found = self.register.business(&read, keys).cloned();
        let changes = |id| self.pending().iter().any(|rows| rows.changes(id));
        let is_certain = self.register.knows_record(&read);
        if found.as_ref().is_some_and(|before| changes(before.id))
            || (!is_certain && self.pending().iter().any(|rows| rows.may_hold(&read, keys)))
        {
            return Ok(false);
        }
        if read.id.is_some() && found.is_none() {
            read.findings.push(unknown());
            self.settle(row, Outcome::Failed, read.findings);
            return Ok(true);
        }
        if let Some(before) = &found
            && let Some((outcome, finding)) = self.left_alone(before)
        {
            read.findings.push(finding);
            self.settle(row, outcome, read.findings);
            return Ok(true);
        }
        let known_owner = marks.owner.as_ref().is_some_and(|m| self.said(m).is_some());
        let owner = person::find(self, &read, keys, found.as_ref(), known_owner)?;
        if owner.waits {
            return Ok(false);
        }
        let number = i64::from(row.number);
        let (outcome, findings) =
            self.write(read, (keys, marks), owner, found, figures_only, number)?;
        self.settle(row, outcome, findings);
        Ok(true)
    }

    /// Enters the business a row speaks of, or changes it as the row says.
    pub(super) fn write(
        &mut self,
        mut read: ReadRow,
        (keys, marks): (&Keys, &Marks),
        owner: Owner,
        found: Option<BusinessRow>,
        figures_only: bool,
        number: i64,
    ) -> Result<(Outcome, Vec<Finding>), Problem> {
        if self.shared_phone(marks) {
            read.flags.push(Flag::new(FlagCode::SharedPhone, "contact"));
        }
        let own = found.as_ref().map(|before| before.id);
        if self.register.shares_nib(&read, keys, own)
            || self
                .pending()
                .iter()
                .any(|rows| rows.shares_nib(&read, keys))
        {
            read.flags.push(Flag::new(FlagCode::NibShared, "nib"));
        }
        read.findings.extend(owner.findings.clone());
        let described = Described::of(&read, keys, found.as_ref());
        let (outcome, findings) = match found {
            None => self.enter(read, keys, owner)?,
            Some(before) => self.change(read, keys, owner, before, figures_only)?,
        };
        if matches!(outcome, Outcome::Created | Outcome::Updated) {
            self.plan.pending.describe(described);
        }
        if outcome != Outcome::Failed {
            self.remember(&marks.business, number);
            for mark in [&marks.any_year, &marks.owner].into_iter().flatten() {
                self.remember(mark, number);
            }
            if let Some(mark) = &marks.phone {
                self.remember(mark, marks.phone_owner);
            }
        }
        Ok((outcome, findings))
    }

    /// Whether an earlier row of the file gives this phone to somebody else.
    fn shared_phone(&self, marks: &Marks) -> bool {
        let mark = marks.phone.as_ref();
        let holder = mark.and_then(|mark| self.said(mark));
        holder.is_some_and(|holder| holder != marks.phone_owner)
    }

    /// Why a business that exists is left as it is, if so.
    pub(super) fn left_alone(&self, before: &BusinessRow) -> Option<(Outcome, Finding)> {
        let skip = |code, id, en| {
            let finding = Finding::of_row(Severity::Skip, code, Text::new(id, en));
            (Outcome::Skipped, finding)
        };
        let who = &self.context.who;
        if who
            .may_change(&before.register_code, &before.owner_agency)
            .is_err()
        {
            return Some(skip(
                "owned_by_regency",
                "Usaha ini milik instansi kabupaten/kota, yang mengubahnya sendiri.",
                "A regency's agency owns this business and changes it itself.",
            ));
        }
        if matches!(
            before.status,
            BusinessStatus::Closed | BusinessStatus::Merged
        ) {
            return Some(skip(
                "business_closed",
                "Usaha ini sudah ditutup atau digabung; impor tidak mengubahnya.",
                "This business is closed or merged; an import does not change it.",
            ));
        }
        match self.context.on_conflict {
            OnConflict::Update => None,
            OnConflict::Skip => Some(skip(
                "already_exists",
                "Usaha ini sudah ada; baris dilewati (on_conflict=skip).",
                "This business exists; the row is skipped (on_conflict=skip).",
            )),
            OnConflict::Fail => {
                let text = Text::new(
                    "Usaha ini sudah ada (on_conflict=fail).",
                    "This business exists (on_conflict=fail).",
                );
                let finding = Finding::of_row(Severity::Error, "already_exists", text);
                Some((Outcome::Failed, finding))
            }
        }
    }

    fn enter(
        &mut self,
        read: ReadRow,
        keys: &Keys,
        owner: Owner,
    ) -> Result<(Outcome, Vec<Finding>), Problem> {
        let mut input = read.business;
        input.owners.extend(owner.id.map(|id| BusinessOwner {
            person_id: id,
            role: read.role,
            share_percent: read.share,
            is_main: true,
            since: None,
            until: None,
        }));
        let mut findings = read.findings;
        let (business, mut flags) = match self.checked(&input) {
            Ok(checked) => checked,
            Err(refused) => {
                findings.extend(refused);
                return Ok((Outcome::Failed, findings));
            }
        };
        let id = Id::new();
        let snapshots: Vec<SnapshotRow> = read
            .figures
            .snapshot
            .iter()
            .map(|figures| figures.clone().into_row(id, id, Timestamp::now()))
            .collect();
        let derived = self.derive(business.input(), &snapshots);
        flags.extend(read.flags);
        findings.extend(told(&flags, &derived));
        findings.extend(doubts(&owner.flags));
        let flags = self.kept(business.input(), &derived, flags);
        self.plan.work.businesses.push(EnteredBusiness {
            id,
            business,
            derived,
            flags,
            hash: keys.hash,
            licenses: read.licenses,
            product: read.product,
            figures: read.figures.snapshot,
        });
        owner.commit(self);
        Ok((Outcome::Created, findings))
    }

    fn change(
        &mut self,
        read: ReadRow,
        keys: &Keys,
        owner: Owner,
        before: BusinessRow,
        figures_only: bool,
    ) -> Result<(Outcome, Vec<Finding>), Problem> {
        let mut findings = read.findings.clone();
        let owners = self.register.owners(before.id).to_vec();
        let mut said = read.business.clone();
        // The list a row came with is not where the business came from.
        if read.id.is_some() {
            said.source_system.clone_from(&before.source_system);
            said.source_record_id.clone_from(&before.source_record_id);
        }
        said.owners = owners.iter().map(BusinessOwner::from).collect();
        let joins = owner.id.filter(|id| {
            !owners
                .iter()
                .any(|held| held.person_id == *id && held.role == read.role)
        });
        if let Some(id) = joins.filter(|_| !figures_only) {
            said.owners.push(BusinessOwner {
                person_id: id,
                role: read.role,
                share_percent: read.share,
                is_main: !owners
                    .iter()
                    .any(|held| held.role == read.role && held.is_main),
                since: None,
                until: None,
            });
        }
        let merged = if figures_only {
            None
        } else {
            match self.merged(&before, &owners, said) {
                Err(Refused::Problem(problem)) => return Err(problem),
                Err(Refused::Row(refused)) => {
                    findings.extend(refused);
                    return Ok((Outcome::Failed, findings));
                }
                Ok(merged) => merged,
            }
        };
        let held = self.register.snapshots(before.id);
        let figures = merge::figures(held, &read.figures)?;
        let mut snapshots = held.to_vec();
        if let Some((replaced, new)) = &figures {
            snapshots.retain(|row| Some(row.id) != replaced.as_ref().map(|row| row.id));
            snapshots.push(new.clone().into_row(before.id, before.id, Timestamp::now()));
        }
        // What is recorded stands for what was merged when nothing of it changed.
        let plain = match &merged {
            Some((business, _)) => business.input().clone(),
            None => {
                let mut plain = before.plain()?;
                plain.owners = owners.iter().map(BusinessOwner::from).collect();
                plain
            }
        };
        let derived = self.derive(&plain, &snapshots);
        let follows = derives_anew(&before, &derived);
        let (licenses, product) = match self.lacking(&before, &read, figures_only) {
            Ok(lacking) => lacking,
            Err(refused) => {
                findings.push(refused);
                return Ok((Outcome::Failed, findings));
            }
        };
        let adds = !licenses.is_empty() || product.is_some();
        if merged.is_none() && figures.is_none() && !adds && !follows {
            let outcome = if owner.changes() {
                owner.commit(self);
                Outcome::Updated
            } else {
                Outcome::Unchanged
            };
            return Ok((outcome, findings));
        }
        let was = before.input(&self.context.app, &owners)?;
        let (business, mut flags) = match merged {
            Some(merged) => merged,
            None => match self.checked(&was) {
                Ok(checked) => checked,
                Err(refused) => {
                    findings.extend(refused);
                    return Ok((Outcome::Failed, findings));
                }
            },
        };
        flags.extend(read.flags);
        findings.extend(told(&flags, &derived));
        findings.extend(doubts(&owner.flags));
        let flags = self.kept(business.input(), &derived, flags);
        self.plan.work.changed_businesses.push(ChangedBusiness {
            owners_change: joins.is_some() && !figures_only,
            before,
            was,
            business,
            derived,
            flags,
            hash: read.owner.is_some().then_some(keys.hash),
            licenses,
            product,
            figures,
        });
        owner.commit(self);
        Ok((Outcome::Updated, findings))
    }

    /// The licenses and the product of a row that the business does not have yet.
    fn lacking(
        &self,
        before: &BusinessRow,
        read: &ReadRow,
        figures_only: bool,
    ) -> Result<(Vec<ListedLicense>, Option<ListedProduct>), Finding> {
        if figures_only {
            return Ok((Vec::new(), None));
        }
        // That the last of those that are added has its place says the same of all.
        let room = |held: usize, added: usize, what: &Text| match added.checked_sub(1) {
            None => Ok(()),
            Some(more) => {
                let last = i64::try_from(held + more).unwrap_or(i64::MAX);
                businesses::room(last, what).map_err(|problem| Finding::of_problem(&problem))
            }
        };
        let held = self.register.licenses();
        let licenses = held.lacks(before.id, &read.licenses);
        room(held.count(before.id), licenses.len(), &licenses::WHAT)?;
        let held = self.register.products();
        let product = read.product.as_ref();
        let product = product.filter(|one| !held.has(before.id, one)).cloned();
        let added = usize::from(product.is_some());
        room(held.count(before.id), added, &products::WHAT)?;
        Ok((licenses, product))
    }

    /// The business with what the row says over what is recorded; none when that changes nothing.
    fn merged(
        &self,
        before: &BusinessRow,
        owners: &[OwnershipRow],
        mut said: BusinessInput,
    ) -> Result<Option<(NewBusiness, Vec<Flag>)>, Refused> {
        // A record keeps the source it came from first.
        if before.source_system.is_some() {
            said.source_system.clone_from(&before.source_system);
            said.source_record_id.clone_from(&before.source_record_id);
        }
        let (business, _) = self.checked(&said).map_err(Refused::Row)?;
        let app = &self.context.app;
        if business.digest(app).as_slice() == before.digest {
            return Ok(None);
        }
        let was = before.input(app, owners).map_err(Refused::Problem)?;
        let input = merge::business(&was, said);
        let (business, flags) = self.checked(&input).map_err(Refused::Row)?;
        Ok((business.digest(app).as_slice() != before.digest).then_some((business, flags)))
    }

    fn checked(&self, input: &BusinessInput) -> Result<(NewBusiness, Vec<Flag>), Vec<Finding>> {
        let mut rules = Rules::default();
        let checked = businesses::parse(input, &self.context.lists, &mut rules);
        let broken = read::broken(rules);
        checked.filter(|_| broken.is_empty()).ok_or_else(|| {
            broken
                .into_iter()
                .map(|error| {
                    let mut finding = Finding::of_row(Severity::Error, error.code, error.detail);
                    finding.field = error
                        .pointer
                        .starts_with("/owners")
                        .then_some(Field::SharePercent);
                    finding
                })
                .collect()
        })
    }

    /// The flags to keep. Who has the same NIB or telephone is found out when the rows are written;
    /// here it is only told, as far as the file and the register show it.
    fn kept(&self, input: &BusinessInput, derived: &Derived, mut values: Vec<Flag>) -> Vec<Flag> {
        values.retain(|flag| !matches!(flag.code, FlagCode::NibShared | FlagCode::SharedPhone));
        let case = Case {
            input,
            derived,
            standing: None,
            now: Timestamp::now(),
        };
        businesses::doubts(self.context.app.keys(), case, values)
    }

    fn derive(&self, input: &BusinessInput, snapshots: &[SnapshotRow]) -> Derived {
        let facts = input
            .owners
            .iter()
            .filter_map(|owner| {
                let id = owner.person_id;
                let recorded = || {
                    self.register.person_by_id(id).map(|person| PersonFacts {
                        gender: person.gender,
                        has_nik: person.nik_hash.is_some(),
                    })
                };
                let pending = self.pending().into_iter().find_map(|rows| rows.facts(id));
                Some((id, pending.or_else(recorded)?))
            })
            .collect();
        businesses::derive(
            input,
            &facts,
            &Figures::of(snapshots),
            crate::values::date::today(),
        )
    }
}

/// What a row of the report says of doubts.
fn told(values: &[Flag], derived: &Derived) -> Vec<Finding> {
    let all: Vec<Flag> = values.iter().chain(&derived.flags).cloned().collect();
    doubts(&all)
}

enum Refused {
    Problem(Problem),
    Row(Vec<Finding>),
}

/// Whether anything derived differs from what the row holds.
fn derives_anew(before: &BusinessRow, derived: &Derived) -> bool {
    before.women_owned != derived.women_owned
        || before.women_led != derived.women_led
        || before.scale != derived.scale.value
        || before.ikm_class != derived.ikm.class
        || before.workers_male != derived.workers.male
        || before.workers_female != derived.workers.female
}
