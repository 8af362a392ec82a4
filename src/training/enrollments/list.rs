//! Lists of enrollments, of one batch or of all in sight.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::row::EnrollmentRow;
use super::types::{EnrollmentFilter, EnrollmentSort};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, on};
use crate::http::{Page, PageQuery, Position, Problem, keyset};
use crate::schema::{enrollments, training_batches as batches, training_programs};
use crate::training::batches::store as batch_store;

/// One page of the enrollments in sight, of one batch or of all.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    batch: Option<Id>,
    filter: &EnrollmentFilter,
    query: &PageQuery,
) -> Result<Page<EnrollmentRow>, Problem> {
    if let Some(batch) = batch {
        batch_store::find(conn, who, batch)?;
    }
    let sort = filter.sort.unwrap_or(EnrollmentSort::Id);
    let of = batch.map_or_else(String::new, |id| id.to_string());
    let list = format!("enrollments:{of}:{sort}");
    let after = query.after(app, &list)?;
    let (low, high) = who.registers();
    macro_rules! filtered {
        () => {{
            let mut q = enrollments::table
                .filter(enrollments::register_code.between(&low, &high))
                .into_boxed();
            if let Some(batch) = batch {
                q = q.filter(enrollments::batch_id.eq(batch));
            }
            if let Some(batch) = filter.batch_id {
                q = q.filter(enrollments::batch_id.eq(batch));
            }
            if let Some(person) = filter.person_id {
                q = q.filter(enrollments::person_id.eq(person));
            }
            if let Some(agency) = &filter.agency {
                q = q.filter(enrollments::owner_agency.eq(agency));
            }
            if let Some(field) = filter.field {
                let taught = batches::table
                    .inner_join(training_programs::table)
                    .filter(training_programs::field.eq(field))
                    .select(batches::id);
                q = q.filter(enrollments::batch_id.eq_any(taught));
            }
            if let Some(status) = filter.status {
                q = q.filter(enrollments::status.eq(status));
            }
            q
        }};
    }
    let falling = matches!(
        sort,
        EnrollmentSort::IdFalling | EnrollmentSort::AppliedOnFalling
    );
    let by_day = matches!(
        sort,
        EnrollmentSort::AppliedOn | EnrollmentSort::AppliedOnFalling
    );
    let place = after.map(|place| place.read::<NaiveDate>()).transpose()?;
    let limit = query.limit() + 1;
    let rows: Vec<EnrollmentRow> = on!(conn, |c| {
        let q = filtered!().select(EnrollmentRow::as_select()).limit(limit);
        if by_day {
            let place = place.and_then(|(day, id)| day.map(|day| (day, id)));
            keyset!(q, falling, place, enrollments::applied_on, enrollments::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, enrollments::id, enrollments::id).load(c)
        }
    })?;
    let total = if query.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    Ok(Page::new(app, &list, query, rows, total, |row| Position {
        key: if by_day {
            row.applied_on.to_string()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    }))
}
