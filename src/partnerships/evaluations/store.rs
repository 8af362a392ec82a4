//! The queries of evaluations.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::types::{Evaluation, EvaluationFilter, EvaluationInput};
use crate::app::{App, Tx};
use crate::audit::changed;
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, Page, Problem, Rules, etag, page_by_id};
use crate::partnerships::{PartnershipRow, find as partnership, hold, seat};
use crate::schema::evaluations;
use crate::text::Text;
use crate::values::period::Period;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "evaluations";

/// An evaluation as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = evaluations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct EvaluationRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The party that wrote it.
    pub agency: String,
    /// What it is of.
    pub period: Period,
    achievement_percent: Option<i32>,
    analysis: String,
    lessons: Option<String>,
    recommendations: Option<String>,
    signatory_office: Option<String>,
    /// When it was signed.
    pub signed_on: Option<NaiveDate>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl EvaluationRow {
    fn input(&self) -> EvaluationInput {
        EvaluationInput {
            period: self.period,
            achievement_percent: self.achievement_percent,
            analysis: self.analysis.clone(),
            lessons: self.lessons.clone(),
            recommendations: self.recommendations.clone(),
            signatory_office: self.signatory_office.clone(),
            signed_on: self.signed_on,
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: EvaluationInput) -> Self {
        Self {
            period: input.period,
            achievement_percent: input.achievement_percent,
            analysis: input.analysis,
            lessons: input.lessons,
            recommendations: input.recommendations,
            signatory_office: input.signatory_office,
            signed_on: input.signed_on,
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self) -> Evaluation {
        Evaluation {
            id: self.id,
            partnership_id: self.partnership_id,
            agency: self.agency.clone(),
            period: self.period,
            achievement_percent: self.achievement_percent,
            analysis: self.analysis.clone(),
            lessons: self.lessons.clone(),
            recommendations: self.recommendations.clone(),
            signatory_office: self.signatory_office.clone(),
            signed_on: self.signed_on,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn key(&self) -> (&'static str, Id, i64) {
        (RESOURCE, self.id, self.version)
    }
}

/// One page of the evaluations of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    of: Id,
    query: &List<EvaluationFilter>,
) -> Result<Page<Evaluation>, Problem> {
    partnership(conn, who, of)?;
    let filter = &query.filter;
    let list = format!("evaluations:{of}");
    macro_rules! filtered {
        () => {{
            let mut q = evaluations::table
                .filter(evaluations::partnership_id.eq(of))
                .into_boxed();
            if let Some(agency) = &filter.agency {
                q = q.filter(evaluations::agency.eq(agency));
            }
            if let Some(period) = filter.period {
                q = q.filter(evaluations::period.eq(period));
            }
            q
        }};
    }
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        evaluations,
        EvaluationRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// One evaluation of a partnership in sight, with its partnership.
pub fn find(
    conn: &mut Conn,
    who: &Who,
    id: Id,
) -> Result<(PartnershipRow, EvaluationRow), Problem> {
    let row: EvaluationRow = on!(conn, |c| evaluations::table
        .find(id)
        .select(EvaluationRow::as_select())
        .first(c))?;
    Ok((partnership(conn, who, row.partnership_id)?, row))
}

/// Writes the evaluation of the caller's agency, which is a party.
pub fn create(tx: &mut Tx<'_>, of: Id, input: EvaluationInput) -> Result<EvaluationRow, Problem> {
    let partnership = hold(tx, of)?;
    let agency = seat(tx.conn, &tx.who, &partnership)?.agency;
    partnership.must_take_reports()?;
    let input = check(&partnership, input)?;
    must_be_the_only(tx.conn, partnership.id, &agency, input.period, None)?;
    let row = EvaluationRow {
        id: Id::new(),
        partnership_id: partnership.id,
        agency,
        period: input.period,
        achievement_percent: None,
        analysis: String::new(),
        lessons: None,
        recommendations: None,
        signatory_office: None,
        signed_on: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(evaluations::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()))?;
    tx.record(partnership.act("created", row.key(), values), Kind::Created)?;
    Ok(row)
}

/// Changes an evaluation that is not signed by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&EvaluationInput) -> Result<EvaluationInput, Problem>,
) -> Result<EvaluationRow, Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    let was = before.input();
    let input = check(&partnership, patch(&was)?)?;
    if input == was {
        return Ok(before);
    }
    must_be_open(&before)?;
    must_be_the_only(
        tx.conn,
        partnership.id,
        &before.agency,
        input.period,
        Some(id),
    )?;
    let row = EvaluationRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input);
    replace_row!(tx.conn, evaluations, &row)?;
    let values = changed(Some(&was), Some(&row.input()))?;
    tx.record(partnership.act("updated", row.key(), values), Kind::Updated)?;
    Ok(row)
}

/// Removes an evaluation that is not signed.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    must_be_open(&before)?;
    on!(tx.conn, |c| diesel::delete(evaluations::table.find(id))
        .execute(c))?;
    let values = changed(Some(&before.input()), None)?;
    let gone = (RESOURCE, id, before.version + 1);
    tx.record(partnership.act("deleted", gone, values), Kind::Deleted)
}

/// An evaluation of the caller's agency, its partnership held, at the version the caller read.
fn own(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
) -> Result<(PartnershipRow, EvaluationRow), Problem> {
    let (partnership, _) = find(tx.conn, &tx.who, id)?;
    hold(tx, partnership.id)?;
    // What was read before the lock may be old.
    let (partnership, row) = find(tx.conn, &tx.who, id)?;
    if row.agency != tx.who.agency {
        return Err(Problem::new(Code::OwnedByAnotherAgency));
    }
    if_match.check(&etag(row.version, ""))?;
    Ok((partnership, row))
}

fn must_be_open(row: &EvaluationRow) -> Result<(), Problem> {
    if row.signed_on.is_none() {
        return Ok(());
    }
    Err(Problem::new(Code::Conflict).detail(
        "Evaluasi ini sudah ditandatangani dan tidak dapat diubah lagi.",
        "This evaluation is signed and cannot be changed any more.",
    ))
}

/// Each party evaluates a period once.
fn must_be_the_only(
    conn: &mut Conn,
    partnership: Id,
    agency: &str,
    period: Period,
    own: Option<Id>,
) -> Result<(), Problem> {
    let same: Option<Id> = on!(conn, |c| evaluations::table
        .filter(evaluations::partnership_id.eq(partnership))
        .filter(evaluations::agency.eq(agency))
        .filter(evaluations::period.eq(period))
        .select(evaluations::id)
        .first(c)
        .optional())?;
    match same.filter(|id| Some(*id) != own) {
        None => Ok(()),
        Some(id) => Err(Problem::new(Code::AlreadyExists).member("existing_id", id.to_string())),
    }
}

/// The rules of an evaluation.
fn check(
    partnership: &PartnershipRow,
    mut input: EvaluationInput,
) -> Result<EvaluationInput, Problem> {
    let mut rules = Rules::default();
    input.analysis = rules.prose(&input.analysis, "/analysis");
    let lessons = input.lessons;
    input.lessons = lessons.map(|text| rules.prose(&text, "/lessons"));
    let advice = input.recommendations;
    input.recommendations = advice.map(|text| rules.prose(&text, "/recommendations"));
    let office = input.signatory_office;
    input.signatory_office = office.map(|text| rules.text(&text, "/signatory_office"));
    let (first, last) = (input.period.first_day(), input.period.last_day());
    if last < partnership.effective_from || first > partnership.effective_to {
        rules.broken(
            "/period",
            "outside_partnership",
            Text::owned(
                format!(
                    "Kemitraan ini berlaku dari {} sampai {}.",
                    partnership.effective_from, partnership.effective_to
                ),
                format!(
                    "The partnership lasts from {} to {}.",
                    partnership.effective_from, partnership.effective_to
                ),
            ),
        );
    } else if first > partnership.zone().today() {
        rules.broken(
            "/period",
            "in_the_future",
            Text::new("Periode ini belum dimulai.", "This period has not begun."),
        );
    }
    rules.not_in_future(input.signed_on, "/signed_on");
    if input.signed_on.is_some() && input.signatory_office.is_none() {
        rules.broken(
            "/signatory_office",
            "required",
            Text::new(
                "Sebutkan jabatan penanda tangan.",
                "Say which office signed it.",
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}
