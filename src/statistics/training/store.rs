//! The queries of statistics of training.

use chrono::NaiveDate;
use diesel::dsl::{count_star, exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text as SqlText};

use super::concept::{GRADUATED, PROGRAMS, VERDICT, among};
use super::measure::Plan;
use super::types::{AgenciesPerPerson, TrainingFigures, TrainingStatisticQuery};
use crate::auth::Who;
use crate::db::{Conn, Over, dialect, on};
use crate::http::Problem;
use crate::schema::{
    enrollments, people, training_batches as batches, training_programs as programs,
};
use crate::statistics::grouping::{Grouping, Key, KeyTypes, key, sum_of};
use crate::training::batches::BatchStatus;
use crate::training::enrollments::EnrollmentStatus;
use crate::training::{FundSource, TrainingField};

/// One group of batches: its key, why it is left out, batches, seats, programs.
type Batches = (Key, Option<String>, i64, i64, i64);

/// The enrollments of one group: its key, all, accepted, dropped, graduates, certificates,
/// placements, placed graduates.
type Enrollments = (Key, i64, i64, i64, i64, i64, i64, i64);

/// The certificates of an enrollment; the record of somebody not yet competent is none.
const CERTIFICATES: &str = "(SELECT count(*) FROM certificates \
    WHERE certificates.enrollment_id = enrollments.id AND certificates.status <> 'revoked' \
    AND COALESCE(certificates.result, '') <> 'belum_kompeten')";

/// The job placements of an enrollment.
const PLACEMENTS: &str =
    "(SELECT count(*) FROM job_placements WHERE job_placements.enrollment_id = enrollments.id)";

/// The conditions on programs that every count shares.
macro_rules! of_programs {
    ($query:expr, $filter:expr) => {{
        let mut q = $query;
        if let Some(agency) = &$filter.agency {
            q = q.filter(programs::owner_agency.eq(agency.clone()));
        }
        if let Some(field) = $filter.field {
            q = q.filter(programs::field.eq(field));
        }
        if let Some(source) = $filter.fund_source {
            q = q.filter(programs::fund_source.eq(source));
        }
        q
    }};
}

/// The conditions that select batches, shared by every count.
macro_rules! selected {
    ($query:expr, $who:expr, $filter:expr) => {{
        let (low, high) = $who.registers();
        let q = $query.filter(batches::area_code.between(low, high));
        let mut q = of_programs!(q.into_boxed(), $filter);
        if let Some(region) = &$filter.region {
            // "~" is greater than every character of a code, so this is a prefix by range.
            q = q.filter(batches::region_code.between(region.clone(), format!("{region}~")));
        }
        if let Some((first, last)) = $filter.year.and_then(days_of) {
            q = q.filter(batches::starts_on.between(first, last));
        }
        q
    }};
}

fn days_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31))
}

/// The batches of each group, and of those that stand in none.
pub(super) fn batches_of(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
    grouping: &Grouping,
) -> Result<Vec<Batches>, Problem> {
    let verdict = || sql::<Nullable<SqlText>>(&grouping.verdict);
    Ok(on!(conn, |c| selected!(
        batches::table
            .inner_join(programs::table)
            .group_by((key!(grouping), verdict()))
            .select((
                key!(grouping),
                verdict(),
                count_star(),
                sum_of("training_batches.quota"),
                sql::<BigInt>("count(DISTINCT training_batches.program_id)"),
            )),
        who,
        query
    )
    .load(c))?)
}

/// What follows from the enrollments of the batches in each group.
pub(super) fn enrollments_of(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
    grouping: &Grouping,
) -> Result<Vec<(Key, TrainingFigures)>, Problem> {
    let seated = among(&EnrollmentStatus::SEATED);
    let graduated = among(&GRADUATED);
    let dropped = among(&[EnrollmentStatus::Dropped]);
    let those = |condition: &str| sum_of(&format!("CASE WHEN {condition} THEN 1 ELSE 0 END"));
    let counted: Vec<Enrollments> = on!(conn, |c| selected!(
        enrollments::table
            .inner_join(batches::table.inner_join(programs::table))
            .filter(sql::<Bool>(&grouping.mapped()))
            .group_by(key!(grouping))
            .select((
                key!(grouping),
                count_star(),
                those(&seated),
                those(&dropped),
                those(&graduated),
                sum_of(CERTIFICATES),
                sum_of(PLACEMENTS),
                those(&format!("{graduated} AND {PLACEMENTS} > 0")),
            )),
        who,
        query
    )
    .load(c))?;
    Ok(counted.into_iter().map(of_enrollments).collect())
}

fn of_enrollments(counted: Enrollments) -> (Key, TrainingFigures) {
    let (key, all, seated, dropped, graduates, certificates, jobs, placed) = counted;
    let figures = TrainingFigures {
        applicants: all,
        accepted: seated,
        dropped,
        graduates,
        certificates,
        placements: jobs,
        placed_graduates: placed,
        ..TrainingFigures::default()
    };
    (key, figures)
}

/// Accepted persons, each with the number of agencies that accepted her, as SQL around [`seats!`].
///
/// By windows and not by a join of the seats with themselves: PostgreSQL would try each with each
/// where it takes young tables for small.
const AGENCIES: &str = "FROM (SELECT held.*, max(nth) OVER (PARTITION BY person) AS agencies \
    FROM (SELECT seats.*, dense_rank() OVER (PARTITION BY person ORDER BY agency) AS nth FROM";

/// What stands after the seats; `wanted` are those of the agency asked for.
const WANTED: &str = "AS seats) AS held) AS counted WHERE wanted = 1 GROUP BY";

/// Who took seats at which agency in which group, also at agencies that were not asked for.
macro_rules! seats {
    ($person:expr, $who:expr, $query:expr, $grouping:expr) => {{
        let any_agency = TrainingStatisticQuery {
            agency: None,
            ..$query.clone()
        };
        let named = $grouping.named();
        selected!(
            enrollments::table
                .inner_join(people::table)
                .inner_join(batches::table.inner_join(programs::table))
                .filter(sql::<Bool>(&among(&EnrollmentStatus::SEATED)))
                .filter(sql::<Bool>(&$grouping.mapped()))
                .select((
                    key!(named),
                    sql::<Binary>(&format!("{} AS person", $person)),
                    sql::<SqlText>("training_programs.owner_agency AS agency"),
                    sql::<BigInt>("CASE WHEN training_programs.owner_agency = COALESCE(")
                        .bind::<Nullable<SqlText>, _>($query.agency.clone())
                        .sql(", training_programs.owner_agency) THEN 1 ELSE 0 END AS wanted"),
                )),
            $who,
            any_agency
        )
    }};
}

/// The accepted persons of each group, and those of them whom two or more agencies accepted.
pub(super) fn persons_of(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
    grouping: &Grouping,
) -> Result<Vec<(Key, i64, i64)>, Problem> {
    type Columns = (KeyTypes, BigInt, BigInt);
    let key = "k0, k1, k2, k3, k4";
    let before = format!(
        "SELECT {key}, count(DISTINCT person), \
         count(DISTINCT CASE WHEN agencies > 1 THEN person END) {AGENCIES}"
    );
    let after = format!("{WANTED} {key}");
    let person = dialect::person_key(conn);
    Ok(on!(conn, |c| {
        let seats = seats!(person, who, query, grouping);
        Over::<_, Columns>::new(before, seats, after).load(c)
    })?)
}

/// Accepted persons by the number of agencies that accepted them.
pub(super) fn agencies_per_person(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
    undivided: &Grouping,
) -> Result<Vec<AgenciesPerPerson>, Problem> {
    let before = format!("SELECT agencies, count(DISTINCT person) {AGENCIES}");
    let after = format!("{WANTED} agencies ORDER BY agencies");
    let person = dialect::person_key(conn);
    let found: Vec<(i64, i64)> = on!(conn, |c| {
        let seats = seats!(person, who, query, undivided);
        Over::<_, (BigInt, BigInt)>::new(before, seats, after).load(c)
    })?;
    Ok(found
        .into_iter()
        .map(|(agencies, persons)| AgenciesPerPerson { agencies, persons })
        .collect())
}

/// The programs of the batches that count, and those without such a batch.
pub(super) fn plans(
    conn: &mut Conn,
    who: &Who,
    query: &TrainingStatisticQuery,
) -> Result<Vec<Plan>, Problem> {
    let columns = (
        programs::owner_agency,
        programs::field,
        programs::fund_source,
        programs::budget_idr,
        programs::spent_idr,
    );
    type Row = (String, TrainingField, FundSource, Option<i64>, Option<i64>);
    let with: Vec<Row> = on!(conn, |c| {
        let counted = selected!(
            batches::table
                .inner_join(programs::table)
                .filter(sql::<Bool>(&format!("({VERDICT}) IS NULL")))
                .select(batches::program_id),
            who,
            query
        );
        programs::table
            .filter(programs::id.eq_any(counted))
            .select(columns)
            .load(c)
    })?;
    let without: Vec<Row> = on!(conn, |c| {
        let (low, high) = who.registers();
        let counted = batches::table
            .filter(batches::program_id.eq(programs::id))
            .filter(batches::status.ne(BatchStatus::Canceled));
        let q = programs::table
            .filter(programs::area_code.between(low, high))
            .filter(programs::status.eq_any(PROGRAMS))
            .filter(not(exists(counted)));
        let mut q = of_programs!(q.into_boxed(), query);
        if let Some(region) = &query.region {
            q = q.filter(programs::area_code.between(region, format!("{region}~")));
        }
        if let Some(year) = query.year {
            q = q.filter(programs::fiscal_year.eq(year));
        }
        q.select(columns).load(c)
    })?;
    let plan = |in_batches: bool| {
        move |(agency, field, fund_source, budget, spent): Row| Plan {
            agency,
            field,
            fund_source,
            budget,
            spent,
            in_batches,
        }
    };
    Ok(with
        .into_iter()
        .map(plan(true))
        .chain(without.into_iter().map(plan(false)))
        .collect())
}
