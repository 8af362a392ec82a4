//! Ends a job: its last counters and its audit row. What was kept for it alone is erased afterwards
//! ([`super::erase`]).

use diesel::prelude::*;
use serde_json::json;

use super::context::Context;
use super::lease::{Lease, Step, Stop};
use super::status::ImportStatus;
use super::store::{self, JobRow, KEPT_SECONDS};
use super::types::{Counters, ImportMode};
use super::view::{Said, Settings};
use crate::app::{App, Tx};
use crate::audit::{self, Act};
use crate::auth::Who;
use crate::db::{Conn, Id, Json, Timestamp, on};
use crate::http::{Code, Problem};
use crate::schema::imports;

/// The word of the path.
pub const RESOURCE: &str = "imports";

/// How a job ends.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The state it is in.
    pub from: ImportStatus,
    /// The state it ends in.
    pub to: ImportStatus,
    /// Its last counters.
    pub counters: Counters,
    /// Why it failed, if it did.
    pub problem: Option<Said>,
}

/// The counters of a job that stops early: what it did not come to is skipped, and where nothing
/// was stored nothing was created, updated or found unchanged.
pub fn unfinished(mut counters: Counters, stored: bool) -> Counters {
    let total = counters.total.unwrap_or(0);
    counters.total = Some(total);
    if !stored {
        counters.created = 0;
        counters.updated = 0;
        counters.unchanged = 0;
        counters.skipped = 0;
    }
    let known = counters.created + counters.updated + counters.unchanged + counters.failed;
    counters.skipped = (total - known).max(0);
    counters.processed = total;
    counters
}

/// Ends a job that this instance holds.
pub fn end(conn: &mut Conn, context: &Context, lease: &Lease, ending: Ending) -> Result<(), Stop> {
    let step = Step {
        from: ending.from,
        to: ending.to,
        counters: ending.counters,
        settings: None,
    };
    lease.step(conn, &step)?;
    close(conn, context.import, ending.problem.as_ref())?;
    let act = act(
        "import_finished",
        context.import,
        &context.who,
        None,
        &ending,
    );
    let now = Timestamp::now();
    audit::record(
        conn,
        &context.app,
        &context.who,
        &context.request_id,
        now,
        &act,
    )?;
    Ok(())
}

/// Cancels a job of the caller's agency; what was stored row by row stays.
pub fn cancel(
    tx: &mut Tx<'_>,
    id: Id,
    reason: Option<String>,
    is_current: impl Fn(&JobRow) -> bool,
) -> Result<JobRow, Problem> {
    // The runner counts on meanwhile; a few looks find a quiet moment.
    for _ in 0..50 {
        let row = store::find(tx.conn, &tx.who, id)?;
        if !is_current(&row) {
            return Err(Problem::new(Code::PreconditionFailed));
        }
        if row.status.has_ended() {
            return Err(Problem::new(Code::TransitionNotAllowed)
                .detail(
                    "Impor ini sudah berakhir.",
                    "This import has ended already.",
                )
                .member("allowed_transitions", json!([])));
        }
        let stored = !row.atomic && row.mode == ImportMode::Commit;
        let counters = unfinished(row.counters(), stored);
        let changed = on!(tx.conn, |c| diesel::update(
            imports::table
                .find(id)
                .filter(imports::status.eq(row.status))
                .filter(imports::processed_rows.eq(row.processed_rows))
        )
        .set((
            imports::status.eq(ImportStatus::Canceled),
            imports::total_rows.eq(counters.total),
            imports::processed_rows.eq(counters.processed),
            imports::created.eq(counters.created),
            imports::updated.eq(counters.updated),
            imports::unchanged.eq(counters.unchanged),
            imports::skipped.eq(counters.skipped),
            imports::failed.eq(counters.failed),
            imports::version.eq(imports::version + 1),
            imports::updated_at.eq(tx.at),
        ))
        .execute(c))?;
        if changed == 0 {
            continue;
        }
        close(tx.conn, id, None)?;
        let ending = Ending {
            from: row.status,
            to: ImportStatus::Canceled,
            counters,
            problem: None,
        };
        let act = act("transitioned", id, &tx.who, reason, &ending);
        tx.witness(&act)?;
        return store::find(tx.conn, &tx.who, id);
    }
    Err(Problem::new(Code::Busy))
}

fn close(conn: &mut Conn, id: Id, problem: Option<&Said>) -> Result<(), Problem> {
    let now = Timestamp::now();
    let problem = problem
        .map(serde_json::to_value)
        .transpose()
        .map_err(Problem::internal)?
        .map(Json);
    on!(conn, |c| diesel::update(imports::table.find(id))
        .set((
            imports::problem.eq(problem.as_ref()),
            imports::finished_at.eq(Some(now)),
            imports::erase_at.eq(Some(now.plus_seconds(KEPT_SECONDS))),
            imports::lease_until.eq(None::<Timestamp>),
        ))
        .execute(c))?;
    Ok(())
}

fn act(action: &'static str, id: Id, who: &Who, purpose: Option<String>, ending: &Ending) -> Act {
    let c = &ending.counters;
    Act {
        register: who.region.clone().filter(|_| who.is_local()),
        purpose,
        values: Some(json!({
            "status": [ending.from, ending.to],
            "total_rows": [null, c.total],
            "created": [null, c.created],
            "updated": [null, c.updated],
            "unchanged": [null, c.unchanged],
            "skipped": [null, c.skipped],
            "failed": [null, c.failed],
        })),
        ..Act::administrative(action, RESOURCE, &id.to_string())
    }
}

/// Records that a job began.
pub fn started(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    request_id: &str,
    row: &JobRow,
) -> Result<(), Problem> {
    let mut values = json!({
        "kind": [null, row.kind],
        "mode": [null, row.mode],
        "on_conflict": [null, row.on_conflict],
        "atomic": [null, row.atomic],
        "file_sha256": [null, row.file_sha256],
        "size_bytes": [null, row.size_bytes],
    });
    if let Some(batch) = Settings::of(row)?.parameters.batch {
        values["batch"] = json!([null, batch]);
    }
    let act = Act {
        register: row.register_code.clone(),
        version: Some(row.version),
        values: Some(values),
        ..Act::administrative("import_started", RESOURCE, &row.id.to_string())
    };
    audit::record(conn, app, who, request_id, Timestamp::now(), &act)
}

/// Records that the refused rows of a job were read on its own machine.
pub fn errors_read(conn: &mut Conn, app: &App, row: &JobRow) -> Result<(), Problem> {
    let who = Who {
        client_id: row.client_id.clone(),
        agency: row.agency.clone(),
        actor: row.actor.clone(),
        ..Who::system(&row.client_id)
    };
    let act = Act {
        register: row.register_code.clone(),
        ..Act::administrative("import_errors_read", RESOURCE, &row.id.to_string())
    };
    audit::record(conn, app, &who, &row.request_id, Timestamp::now(), &act)
}
