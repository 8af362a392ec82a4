//! The queries of speakers.

use diesel::prelude::*;
use serde_json::Value;

use super::types::{Speaker, SpeakerFilter, SpeakerInput, SpeakerRole};
use crate::app::{App, Tx};
use crate::audit::{Act, changed};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, Page, Problem, Rules, etag, page_by_id};
use crate::reference::organizations;
use crate::schema::training_speakers as speakers;
use crate::text::Text;
use crate::training::batches::store::{self as batches, BatchRow};

/// The word of the path, in audit and change feed.
const RESOURCE: &str = "training-speakers";

/// The most speakers of one batch.
const MOST: i64 = 200;

/// A speaker as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = speakers, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct SpeakerRow {
    pub(super) id: Id,
    pub(super) batch_id: Id,
    name: Option<String>,
    role: SpeakerRole,
    organization_id: Option<Id>,
    topic: Option<String>,
    pub(super) version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl SpeakerRow {
    fn input(&self) -> SpeakerInput {
        SpeakerInput {
            name: self.name.clone(),
            role: self.role,
            organization_id: self.organization_id,
            topic: self.topic.clone(),
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: SpeakerInput) -> Self {
        Self {
            name: input.name,
            role: input.role,
            organization_id: input.organization_id,
            topic: input.topic,
            ..self
        }
    }

    /// What callers see of it.
    pub(super) fn view(&self) -> Speaker {
        Speaker {
            id: self.id,
            batch_id: self.batch_id,
            name: self.name.clone(),
            role: self.role,
            organization_id: self.organization_id,
            topic: self.topic.clone(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn act(&self, batch: &BatchRow, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(batch.area_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}

/// One page of the speakers of a batch, in the order they were named.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    batch: Id,
    query: &List<SpeakerFilter>,
) -> Result<Page<Speaker>, Problem> {
    batches::find(conn, who, batch)?;
    let list = format!("training-speakers:{batch}");
    macro_rules! filtered {
        () => {{
            let mut q = speakers::table
                .filter(speakers::batch_id.eq(batch))
                .into_boxed();
            if let Some(role) = query.filter.role {
                q = q.filter(speakers::role.eq(role));
            }
            q
        }};
    }
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        speakers,
        SpeakerRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// One speaker of a batch in the caller's sight.
pub(super) fn find(conn: &mut Conn, who: &Who, batch: Id, id: Id) -> Result<SpeakerRow, Problem> {
    batches::find(conn, who, batch)?;
    Ok(on!(conn, |c| speakers::table
        .find(id)
        .filter(speakers::batch_id.eq(batch))
        .select(SpeakerRow::as_select())
        .first(c))?)
}

/// Names a speaker.
pub fn create(tx: &mut Tx<'_>, batch: Id, input: SpeakerInput) -> Result<SpeakerRow, Problem> {
    let batch = batches::hold(tx, batch)?;
    if batch.status.is_ended() {
        return Err(batches::ended());
    }
    let input = check(tx.conn, input)?;
    let named: i64 = on!(tx.conn, |c| speakers::table
        .filter(speakers::batch_id.eq(batch.id))
        .count()
        .get_result(c))?;
    if named >= MOST {
        return Err(Problem::new(Code::Conflict).detail(
            format!("Satu angkatan paling banyak {MOST} narasumber, moderator, dan instruktur."),
            format!("A batch has at most {MOST} speakers."),
        ));
    }
    let row = SpeakerRow {
        id: Id::new(),
        batch_id: batch.id,
        name: None,
        role: input.role,
        organization_id: None,
        topic: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(speakers::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()))?;
    tx.record(row.act(&batch, "created", Some(values)), Kind::Created)?;
    Ok(row)
}

/// Changes a speaker by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    batch: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&SpeakerInput) -> Result<SpeakerInput, Problem>,
) -> Result<SpeakerRow, Problem> {
    let (batch, before) = own(tx, batch, id, if_match)?;
    let was = before.input();
    let input = check(tx.conn, patch(&was)?)?;
    if batch.status.is_ended() {
        return Err(batches::ended());
    }
    if input == was {
        return Ok(before);
    }
    let values = changed(Some(&was), Some(&input))?;
    let row = SpeakerRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input);
    replace_row!(tx.conn, speakers, &row)?;
    tx.record(row.act(&batch, "updated", Some(values)), Kind::Updated)?;
    Ok(row)
}

/// Removes a speaker.
pub(super) fn delete(
    tx: &mut Tx<'_>,
    batch: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let (batch, before) = own(tx, batch, id, if_match)?;
    if batch.status.is_ended() {
        return Err(batches::ended());
    }
    on!(tx.conn, |c| diesel::delete(speakers::table.find(id))
        .execute(c))?;
    let gone = SpeakerRow {
        version: before.version + 1,
        ..before
    };
    let values = changed(Some(&gone.input()), None)?;
    tx.record(gone.act(&batch, "deleted", Some(values)), Kind::Deleted)
}

/// A speaker of the caller's own batch, which is held, at the version the caller read.
fn own(
    tx: &mut Tx<'_>,
    batch: Id,
    id: Id,
    if_match: &IfMatch,
) -> Result<(BatchRow, SpeakerRow), Problem> {
    find(tx.conn, &tx.who, batch, id)?;
    let batch = batches::hold(tx, batch)?;
    let before = find(tx.conn, &tx.who, batch.id, id)?;
    if_match.check(&etag(before.version, ""))?;
    Ok((batch, before))
}

/// The rules of a speaker.
fn check(conn: &mut Conn, mut input: SpeakerInput) -> Result<SpeakerInput, Problem> {
    let mut rules = Rules::default();
    let mut clean =
        |text: Option<String>, pointer: &str| text.map(|text| rules.text(&text, pointer));
    input.name = clean(input.name, "/name");
    input.topic = clean(input.topic, "/topic");
    if input.name.is_none() && input.organization_id.is_none() {
        rules.broken(
            "/name",
            "name_or_organization_required",
            Text::new(
                "Sebutkan namanya atau organisasinya.",
                "Give the name or the organization.",
            ),
        );
    }
    organizations::check_known(conn, input.organization_id, "/organization_id", &mut rules)?;
    rules.finish()?;
    Ok(input)
}
