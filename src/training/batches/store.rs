//! The queries of training batches.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::status::BatchStatus;
use super::types::{Batch, BatchFilter, BatchInput, BatchSort};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, dialect, on, replace_row};
use crate::http::{Code, IfMatch, Page, PageQuery, Position, Problem, Rules, etag, keyset};
use crate::partnerships::activities::{ActivityResource, is_linked};
use crate::reference::Lists;
use crate::schema::{enrollments, training_batches as batches};
use crate::text::Text;
use crate::training::enrollments::{EnrollmentStatus, seats};
use crate::training::programs::store::{self as programs, ProgramRow};
use crate::training::sessions;

/// The word of the path, in audit and change feed.
pub const RESOURCE: &str = "training-batches";

/// A training batch as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = batches, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct BatchRow {
    /// Its id.
    pub id: Id,
    /// The program it runs.
    pub program_id: Id,
    /// Where it lies: the area of its agency.
    pub area_code: String,
    /// The agency that owns it.
    pub owner_agency: String,
    /// Its number within the program.
    pub number: i32,
    /// Where it is held.
    pub region_code: String,
    /// The building or room.
    pub venue: Option<String>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The first day of registration.
    pub registration_opens_on: NaiveDate,
    /// The last day of registration.
    pub registration_closes_on: NaiveDate,
    /// The seats.
    pub quota: i32,
    /// Its state.
    pub status: BatchStatus,
    /// Why it was canceled.
    pub status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl BatchRow {
    fn input(&self) -> BatchInput {
        BatchInput {
            number: Some(self.number),
            region_code: self.region_code.clone(),
            venue: self.venue.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            registration_opens_on: self.registration_opens_on,
            registration_closes_on: self.registration_closes_on,
            quota: self.quota,
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: BatchInput) -> Self {
        Self {
            number: input.number.unwrap_or(self.number),
            region_code: input.region_code,
            venue: input.venue,
            starts_on: input.starts_on,
            ends_on: input.ends_on,
            registration_opens_on: input.registration_opens_on,
            registration_closes_on: input.registration_closes_on,
            quota: input.quota,
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self, program: &ProgramRow) -> Batch {
        Batch {
            id: self.id,
            program_id: self.program_id,
            program_title: program.title.clone(),
            field: program.field,
            agency: self.owner_agency.clone(),
            number: self.number,
            region_code: self.region_code.clone(),
            venue: self.venue.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            registration_opens_on: self.registration_opens_on,
            registration_closes_on: self.registration_closes_on,
            quota: self.quota,
            status: self.status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: self.status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    pub(super) fn act(&self, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(self.area_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}

/// One page of the batches in sight, of one program or of all.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    program: Option<Id>,
    filter: &BatchFilter,
    query: &PageQuery,
) -> Result<Page<Batch>, Problem> {
    if let Some(program) = program {
        programs::find(conn, who, program)?;
    }
    let sort = filter.sort.unwrap_or(BatchSort::Id);
    let of = program.map_or_else(String::new, |id| id.to_string());
    let list = format!("training-batches:{of}:{sort}");
    let after = query.after(app, &list)?;
    let (low, high) = who.registers();
    let below = filter.region.as_ref().map(|region| format!("{region}.%"));
    macro_rules! filtered {
        () => {{
            let mut q = batches::table
                .filter(batches::area_code.between(&low, &high))
                .into_boxed();
            if let Some(program) = program {
                q = q.filter(batches::program_id.eq(program));
            }
            if let Some(agency) = &filter.agency {
                q = q.filter(batches::owner_agency.eq(agency));
            }
            if let (Some(region), Some(below)) = (&filter.region, &below) {
                let here = batches::region_code.eq(region);
                q = q.filter(here.or(batches::region_code.like(below)));
            }
            if let Some(status) = filter.status {
                q = q.filter(batches::status.eq(status));
            }
            q
        }};
    }
    let falling = matches!(sort, BatchSort::IdFalling | BatchSort::StartsOnFalling);
    let by_day = matches!(sort, BatchSort::StartsOn | BatchSort::StartsOnFalling);
    let place = after.map(|place| place.read::<NaiveDate>()).transpose()?;
    let limit = query.limit() + 1;
    let rows: Vec<BatchRow> = on!(conn, |c| {
        let q = filtered!().select(BatchRow::as_select()).limit(limit);
        if by_day {
            let place = place.and_then(|(day, id)| day.map(|day| (day, id)));
            keyset!(q, falling, place, batches::starts_on, batches::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, batches::id, batches::id).load(c)
        }
    })?;
    Lists::check_filter(conn, app, filter.region.as_deref(), rows.is_empty())?;
    let total = if query.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let ids: Vec<Id> = rows.iter().map(|row| row.program_id).collect();
    let of: Vec<ProgramRow> = programs::by_ids(conn, &ids)?;
    let page = Page::new(app, &list, query, rows, total, |row| Position {
        key: if by_day {
            row.starts_on.to_string()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    page.try_map(|row| {
        let program = of.iter().find(|program| program.id == row.program_id);
        let program = program.ok_or_else(|| Problem::internal("a batch without program"))?;
        Ok(row.view(program))
    })
}

/// One batch in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<BatchRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| batches::table
        .find(id)
        .filter(batches::area_code.between(low, high))
        .select(BatchRow::as_select())
        .first(c))?)
}

/// The batch of an enrollment that was found in the caller's sight; itself it may lie out of sight,
/// as a province's does for a regency.
pub fn behind(conn: &mut Conn, id: Id) -> Result<BatchRow, Problem> {
    Ok(on!(conn, |c| batches::table
        .find(id)
        .select(BatchRow::as_select())
        .first(c))?)
}

/// One batch of the caller's own, held until the end of the transaction: seats are given to one
/// caller after another.
pub fn hold(tx: &mut Tx<'_>, id: Id) -> Result<BatchRow, Problem> {
    let seen = find(tx.conn, &tx.who, id)?;
    tx.who.must_own(&seen.area_code, &seen.owner_agency)?;
    dialect::lock(tx.conn, id.lock_number())?;
    // What was read before the lock may be old.
    find(tx.conn, &tx.who, id)
}

/// A batch with its program.
pub(super) fn with_program(
    conn: &mut Conn,
    who: &Who,
    id: Id,
) -> Result<(BatchRow, ProgramRow), Problem> {
    let row = find(conn, who, id)?;
    let program = programs::find(conn, who, row.program_id)?;
    Ok((row, program))
}

/// Plans a batch of a program.
pub fn create(
    tx: &mut Tx<'_>,
    program: Id,
    input: BatchInput,
) -> Result<(BatchRow, ProgramRow), Problem> {
    let program = programs::find(tx.conn, &tx.who, program)?;
    tx.who.must_own(&program.area_code, &program.owner_agency)?;
    if program.status.is_ended() {
        return Err(ended());
    }
    let lists = Lists::current(tx.conn, &tx.app)?;
    let input = check(&lists, input).and_then(|(input, rules)| rules.finish().map(|()| input))?;
    // Two new batches of a program take different numbers.
    dialect::lock(tx.conn, program.id.lock_number())?;
    let last: Option<i32> = on!(tx.conn, |c| batches::table
        .filter(batches::program_id.eq(program.id))
        .select(diesel::dsl::max(batches::number))
        .first(c))?;
    let row = BatchRow {
        id: Id::new(),
        program_id: program.id,
        area_code: program.area_code.clone(),
        owner_agency: program.owner_agency.clone(),
        number: last.unwrap_or(0) + 1,
        region_code: String::new(),
        venue: None,
        starts_on: input.starts_on,
        ends_on: input.ends_on,
        registration_opens_on: input.registration_opens_on,
        registration_closes_on: input.registration_closes_on,
        quota: input.quota,
        status: BatchStatus::Planned,
        status_reason: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(batches::table)
        .values(&row)
        .execute(c))?;
    let values = serde_json::to_value(row.input()).map_err(Problem::internal)?;
    let act = row.act("created", Some(difference(&Value::Null, &values)));
    tx.record(act, Kind::Created)?;
    Ok((row, program))
}

/// Changes a batch by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&BatchInput) -> Result<BatchInput, Problem>,
) -> Result<(BatchRow, ProgramRow), Problem> {
    let before = hold(tx, id)?;
    if_match.check(&etag(before.version, ""))?;
    let was = before.input();
    let lists = Lists::current(tx.conn, &tx.app)?;
    let (input, mut rules) = check(&lists, patch(&was)?)?;
    if before.status.is_ended() {
        return Err(ended());
    }
    if before.status != BatchStatus::Planned
        && input.registration_closes_on != was.registration_closes_on
    {
        rules.broken(
            "/registration_closes_on",
            "extension_required",
            Text::new(
                "Setelah pendaftaran dibuka, masa pendaftaran hanya dapat diperpanjang melalui /extensions dengan alasan.",
                "Once registration has opened, its window is only extended, through /extensions and with a reason.",
            ),
        );
    }
    if i64::from(input.quota) < seats_taken(tx.conn, id)? {
        rules.broken(
            "/quota",
            "below_accepted",
            Text::new(
                "Kuota tidak boleh di bawah jumlah peserta yang sudah diterima.",
                "The quota cannot be below the number of those already accepted.",
            ),
        );
    }
    if (input.starts_on, input.ends_on) != (was.starts_on, was.ends_on) {
        let days = (input.starts_on, input.ends_on);
        sessions::check_still_within(tx.conn, id, days, &mut rules)?;
    }
    rules.finish()?;
    let program = programs::find(tx.conn, &tx.who, before.program_id)?;
    if input == was {
        return Ok((before, program));
    }
    let row = BatchRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input);
    replace(tx.conn, &row)?;
    let values = difference(
        &serde_json::to_value(&was).map_err(Problem::internal)?,
        &serde_json::to_value(row.input()).map_err(Problem::internal)?,
    );
    tx.record(row.act("updated", Some(values)), Kind::Updated)?;
    let more = i64::from(row.quota) - i64::from(was.quota);
    seats::give_on(tx, &row, more)?;
    Ok((row, program))
}

/// Removes a batch that is only planned.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let before = hold(tx, id)?;
    if_match.check(&etag(before.version, ""))?;
    if before.status != BatchStatus::Planned {
        return Err(Problem::new(Code::Conflict).detail(
            "Hanya angkatan yang masih rencana yang dapat dihapus; batalkan yang lain.",
            "Only a planned batch can be deleted; cancel others.",
        ));
    }
    if is_linked(tx.conn, ActivityResource::TrainingBatches, id)? {
        return Err(Problem::new(Code::StillReferenced));
    }
    on!(tx.conn, |c| diesel::delete(batches::table.find(id))
        .execute(c))?;
    let gone = BatchRow {
        version: before.version + 1,
        ..before
    };
    let was = serde_json::to_value(gone.input()).map_err(Problem::internal)?;
    let values = difference(&was, &Value::Null);
    tx.record(gone.act("deleted", Some(values)), Kind::Deleted)
}

/// Moves a batch whose move has been found allowed.
pub(super) fn step(
    tx: &mut Tx<'_>,
    before: &BatchRow,
    to: BatchStatus,
    reason: Option<String>,
) -> Result<BatchRow, Problem> {
    let row = BatchRow {
        status: to,
        status_reason: reason,
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    replace(tx.conn, &row)?;
    let state =
        |row: &BatchRow| json!({ "status": row.status, "status_reason": row.status_reason });
    let values = difference(&state(before), &state(&row));
    tx.record(row.act("transitioned", Some(values)), Kind::Updated)?;
    Ok(row)
}

/// Stores the next version of a batch.
pub(super) fn replace(conn: &mut Conn, row: &BatchRow) -> Result<(), Problem> {
    replace_row!(conn, batches, row)
}

/// How many seats of a batch are held.
pub fn seats_taken(conn: &mut Conn, batch: Id) -> Result<i64, Problem> {
    Ok(on!(conn, |c| enrollments::table
        .filter(enrollments::batch_id.eq(batch))
        .filter(enrollments::status.eq_any(EnrollmentStatus::SEATED))
        .count()
        .get_result(c))?)
}

/// Refuses a change of what has ended.
pub(in crate::training) fn ended() -> Problem {
    Problem::new(Code::Conflict).detail(
        "Program atau angkatan ini sudah berakhir.",
        "This program or batch has ended.",
    )
}

/// What a canceled batch left behind bears neither certificate nor job: its figures do not count.
pub fn check_not_canceled(batch: &BatchRow, rules: &mut Rules) {
    if batch.status == BatchStatus::Canceled {
        rules.broken(
            "/enrollment_id",
            "batch_canceled",
            Text::new(
                "Angkatannya dibatalkan.",
                "The batch of this enrollment was canceled.",
            ),
        );
    }
}

/// The rules of a batch.
fn check(lists: &Lists, mut input: BatchInput) -> Result<(BatchInput, Rules), Problem> {
    let mut rules = Rules::default();
    let venue = input.venue.take();
    input.venue = venue.map(|venue| rules.text(&venue, "/venue"));
    lists.check_region(
        &input.region_code,
        "/region_code",
        &mut rules,
        &mut Vec::new(),
    );
    in_order(
        &[
            ("/registration_opens_on", input.registration_opens_on),
            ("/registration_closes_on", input.registration_closes_on),
            ("/starts_on", input.starts_on),
            ("/ends_on", input.ends_on),
        ],
        &mut rules,
    );
    Ok((input, rules))
}

/// Each day at or after the one before it.
pub(super) fn in_order(days: &[(&str, NaiveDate)], rules: &mut Rules) {
    for pair in days.windows(2) {
        if let [(_, earlier), (pointer, later)] = pair
            && later < earlier
        {
            rules.broken(
                *pointer,
                "out_of_order",
                Text::owned(
                    format!("Tanggal ini tidak boleh sebelum {earlier}."),
                    format!("This day cannot lie before {earlier}."),
                ),
            );
        }
    }
}
