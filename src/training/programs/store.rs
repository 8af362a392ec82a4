//! The queries of training programs.

use diesel::prelude::*;
use serde_json::{Value, json};

use super::status::ProgramStatus;
use super::types::{
    Eligibility, Program, ProgramFilter, ProgramInput, ProgramSort, ProgramTransition,
};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Json, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, Page, Position, Problem, Rules, check_move, etag, keyset};
use crate::reference::Lists;
use crate::schema::{training_batches, training_programs as programs};
use crate::text::Text;
use crate::training::batches::BatchStatus;
use crate::training::{FundSource, TrainingField, TrainingMethod};

/// The word of the path, in audit and change feed.
pub const RESOURCE: &str = "training-programs";

/// A training program as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = programs, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct ProgramRow {
    /// Its id.
    pub id: Id,
    /// Where it lies.
    pub area_code: String,
    /// The agency that owns it.
    pub owner_agency: String,
    /// Its title.
    pub title: String,
    /// What is taught.
    pub field: TrainingField,
    /// How it is taught.
    pub method: TrainingMethod,
    /// The length of the curriculum.
    pub hours: Option<i32>,
    /// The competence standard.
    pub skkni_reference: Option<String>,
    /// The qualification level.
    pub kkni_level: Option<i32>,
    /// To whom it is open.
    pub eligibility: Json,
    /// The fiscal year.
    pub fiscal_year: i32,
    /// Who pays.
    pub fund_source: FundSource,
    /// The budget in rupiah.
    pub budget_idr: Option<i64>,
    /// What was spent, in rupiah.
    pub spent_idr: Option<i64>,
    /// How many people it is meant to reach.
    pub target_participants: Option<i32>,
    /// The policy or agreement it serves.
    pub policy_reference: Option<String>,
    /// The share of sessions to attend.
    pub passing_share_percent: i32,
    /// Its state.
    pub status: ProgramStatus,
    /// Why it was canceled.
    pub status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl ProgramRow {
    /// To whom it is open.
    pub fn rules(&self) -> Result<Eligibility, Problem> {
        serde_json::from_value(self.eligibility.0.clone()).map_err(Problem::unreadable)
    }

    fn input(&self) -> Result<ProgramInput, Problem> {
        Ok(ProgramInput {
            title: self.title.clone(),
            field: self.field,
            method: self.method,
            hours: self.hours,
            skkni_reference: self.skkni_reference.clone(),
            kkni_level: self.kkni_level,
            eligibility: self.rules()?,
            fiscal_year: self.fiscal_year,
            fund_source: self.fund_source,
            budget_idr: self.budget_idr,
            spent_idr: self.spent_idr,
            target_participants: self.target_participants,
            policy_reference: self.policy_reference.clone(),
            passing_share_percent: self.passing_share_percent,
        })
    }

    /// This row, saying what `input` says.
    fn saying(self, input: ProgramInput) -> Result<Self, Problem> {
        Ok(Self {
            title: input.title,
            field: input.field,
            method: input.method,
            hours: input.hours,
            skkni_reference: input.skkni_reference,
            kkni_level: input.kkni_level,
            eligibility: Json(serde_json::to_value(&input.eligibility).map_err(Problem::internal)?),
            fiscal_year: input.fiscal_year,
            fund_source: input.fund_source,
            budget_idr: input.budget_idr,
            spent_idr: input.spent_idr,
            target_participants: input.target_participants,
            policy_reference: input.policy_reference,
            passing_share_percent: input.passing_share_percent,
            ..self
        })
    }

    /// What callers see of it.
    pub fn view(&self) -> Result<Program, Problem> {
        Ok(Program {
            id: self.id,
            agency: self.owner_agency.clone(),
            title: self.title.clone(),
            field: self.field,
            method: self.method,
            hours: self.hours,
            skkni_reference: self.skkni_reference.clone(),
            kkni_level: self.kkni_level,
            eligibility: self.rules()?,
            fiscal_year: self.fiscal_year,
            fund_source: self.fund_source,
            budget_idr: self.budget_idr,
            spent_idr: self.spent_idr,
            target_participants: self.target_participants,
            policy_reference: self.policy_reference.clone(),
            passing_share_percent: self.passing_share_percent,
            status: self.status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: self.status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }

    fn act(&self, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(self.area_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}

/// One page of the programs in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<ProgramFilter>,
) -> Result<Page<Program>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(ProgramSort::Id);
    let list = format!("training-programs:{sort}");
    let after = query.page.after(app, &list)?;
    let (low, high) = who.registers();
    macro_rules! filtered {
        () => {{
            let mut q = programs::table
                .filter(programs::area_code.between(&low, &high))
                .into_boxed();
            if let Some(agency) = &filter.agency {
                q = q.filter(programs::owner_agency.eq(agency));
            }
            if let Some(field) = filter.field {
                q = q.filter(programs::field.eq(field));
            }
            if let Some(year) = filter.fiscal_year {
                q = q.filter(programs::fiscal_year.eq(year));
            }
            if let Some(source) = filter.fund_source {
                q = q.filter(programs::fund_source.eq(source));
            }
            if let Some(status) = filter.status {
                q = q.filter(programs::status.eq(status));
            }
            q
        }};
    }
    let falling = matches!(sort, ProgramSort::IdFalling | ProgramSort::TitleFalling);
    let by_title = matches!(sort, ProgramSort::Title | ProgramSort::TitleFalling);
    let place = after.map(|place| place.id.parse::<Id>().map(|id| (place.key, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let limit = query.page.limit() + 1;
    let rows: Vec<ProgramRow> = on!(conn, |c| {
        let q = filtered!().select(ProgramRow::as_select()).limit(limit);
        if by_title {
            keyset!(q, falling, place, programs::title, programs::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, programs::id, programs::id).load(c)
        }
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_title {
            row.title.clone()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    page.try_map(|row| row.view())
}

/// One program in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<ProgramRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| programs::table
        .find(id)
        .filter(programs::area_code.between(low, high))
        .select(ProgramRow::as_select())
        .first(c))?)
}

/// Programs by their ids, in no order.
pub fn by_ids(conn: &mut Conn, ids: &[Id]) -> Result<Vec<ProgramRow>, Problem> {
    Ok(on!(conn, |c| programs::table
        .filter(programs::id.eq_any(ids))
        .select(ProgramRow::as_select())
        .load(c))?)
}

/// Plans a program.
pub fn create(tx: &mut Tx<'_>, input: ProgramInput) -> Result<ProgramRow, Problem> {
    let area = tx.who.area()?;
    let lists = Lists::current(tx.conn, &tx.app)?;
    let input = check(&lists, input)?;
    let values = serde_json::to_value(&input).map_err(Problem::internal)?;
    let row = ProgramRow {
        id: Id::new(),
        area_code: area,
        owner_agency: tx.who.agency.clone(),
        title: String::new(),
        field: input.field,
        method: input.method,
        hours: None,
        skkni_reference: None,
        kkni_level: None,
        eligibility: Json(Value::Null),
        fiscal_year: 0,
        fund_source: input.fund_source,
        budget_idr: None,
        spent_idr: None,
        target_participants: None,
        policy_reference: None,
        passing_share_percent: 0,
        status: ProgramStatus::Draft,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input)?;
    on!(tx.conn, |c| diesel::insert_into(programs::table)
        .values(&row)
        .execute(c))?;
    let act = row.act("created", Some(difference(&Value::Null, &values)));
    tx.record(act, Kind::Created)?;
    Ok(row)
}

/// Changes a program by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&ProgramInput) -> Result<ProgramInput, Problem>,
) -> Result<ProgramRow, Problem> {
    let before = find(tx.conn, &tx.who, id)?;
    tx.who.must_own(&before.area_code, &before.owner_agency)?;
    if_match.check(&etag(before.version, ""))?;
    let was = before.input()?;
    let lists = Lists::current(tx.conn, &tx.app)?;
    let input = check(&lists, patch(&was)?)?;
    if input == was {
        return Ok(before);
    }
    let values = difference(
        &serde_json::to_value(&was).map_err(Problem::internal)?,
        &serde_json::to_value(&input).map_err(Problem::internal)?,
    );
    let row = ProgramRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input)?;
    replace(tx.conn, &row)?;
    tx.record(row.act("updated", Some(values)), Kind::Updated)?;
    Ok(row)
}

/// Removes a program that was never approved and has no batch.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let before = find(tx.conn, &tx.who, id)?;
    tx.who.must_own(&before.area_code, &before.owner_agency)?;
    if_match.check(&etag(before.version, ""))?;
    if before.status != ProgramStatus::Draft {
        return Err(Problem::new(Code::Conflict).detail(
            "Hanya program berstatus draft yang dapat dihapus; batalkan program yang lain.",
            "Only a program in draft can be deleted; cancel others.",
        ));
    }
    on!(tx.conn, |c| diesel::delete(programs::table.find(id))
        .execute(c))?;
    let gone = ProgramRow {
        version: before.version + 1,
        ..before
    };
    let was = serde_json::to_value(gone.input()?).map_err(Problem::internal)?;
    let values = difference(&was, &Value::Null);
    tx.record(gone.act("deleted", Some(values)), Kind::Deleted)
}

/// Moves a program in its life cycle.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: ProgramTransition,
) -> Result<ProgramRow, Problem> {
    let before = find(tx.conn, &tx.who, id)?;
    tx.who.must_own(&before.area_code, &before.owner_agency)?;
    if_match.check(&etag(before.version, ""))?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == ProgramStatus::Canceled && reason.is_none() {
        rules.reason_required();
    }
    let ends = matches!(
        wanted.to,
        ProgramStatus::Completed | ProgramStatus::Canceled
    );
    if ends && has_open_batches(tx.conn, id)? {
        rules.broken(
            "/to",
            "batches_open",
            Text::new(
                "Selesaikan atau batalkan dahulu semua angkatannya.",
                "Complete or cancel all its batches first.",
            ),
        );
    }
    rules.finish()?;
    step(tx, &before, wanted.to, reason)
}

/// Moves a program whose move has been found allowed.
pub(super) fn step(
    tx: &mut Tx<'_>,
    before: &ProgramRow,
    to: ProgramStatus,
    reason: Option<String>,
) -> Result<ProgramRow, Problem> {
    let row = ProgramRow {
        status: to,
        status_reason: reason,
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    replace(tx.conn, &row)?;
    let state =
        |row: &ProgramRow| json!({ "status": row.status, "status_reason": row.status_reason });
    let values = difference(&state(before), &state(&row));
    tx.record(row.act("transitioned", Some(values)), Kind::Updated)?;
    Ok(row)
}

/// A running batch makes its approved program run.
pub fn begin(tx: &mut Tx<'_>, program: Id) -> Result<(), Problem> {
    let before = find(tx.conn, &tx.who, program)?;
    if before.status == ProgramStatus::Approved {
        step(tx, &before, ProgramStatus::Running, None)?;
    }
    Ok(())
}

fn has_open_batches(conn: &mut Conn, program: Id) -> Result<bool, Problem> {
    let open: i64 = on!(conn, |c| training_batches::table
        .filter(training_batches::program_id.eq(program))
        .filter(training_batches::status.ne_all(BatchStatus::ENDED))
        .count()
        .get_result(c))?;
    Ok(open > 0)
}

fn replace(conn: &mut Conn, row: &ProgramRow) -> Result<(), Problem> {
    replace_row!(conn, programs, row)
}

/// The rules of a program.
fn check(lists: &Lists, mut input: ProgramInput) -> Result<ProgramInput, Problem> {
    let mut rules = Rules::default();
    input.title = rules.text(&input.title, "/title");
    let mut clean =
        |text: Option<String>, pointer: &str| text.map(|text| rules.text(&text, pointer));
    input.skkni_reference = clean(input.skkni_reference, "/skkni_reference");
    input.policy_reference = clean(input.policy_reference, "/policy_reference");
    let ages = input.eligibility.age_min.zip(input.eligibility.age_max);
    if ages.is_some_and(|(min, max)| min > max) {
        rules.broken(
            "/eligibility/age_max",
            "out_of_order",
            Text::new(
                "Usia tertinggi harus paling sedikit sama dengan usia terendah.",
                "The oldest age must be at least the youngest.",
            ),
        );
    }
    let mut flags = Vec::new();
    for (n, code) in input.eligibility.region_codes.iter().enumerate() {
        let pointer = format!("/eligibility/region_codes/{n}");
        lists.check_region(code, &pointer, &mut rules, &mut flags);
    }
    if input.spent_idr > input.budget_idr && input.budget_idr.is_some() {
        rules.broken(
            "/spent_idr",
            "above_budget",
            Text::new(
                "Belanja tidak boleh melebihi anggaran.",
                "What was spent cannot exceed the budget.",
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}
