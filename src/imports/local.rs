//! Makes jobs, for requests and for the command line, which runs its own in its own process.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use diesel::prelude::*;

use super::erase;
use super::finish;
use super::job;
use super::send_back::SendBack;
use super::source::CSV;
use super::status::ImportStatus;
use super::store::{self, CHUNK, JobRow, LEASE_SECONDS};
use super::types::{
    Counters, Import, ImportKind, ImportMode, ImportParameters, ImportQuery, OnConflict,
};
use super::upload::Intake;
use super::view::{self, Settings};
use crate::app::App;
use crate::auth::{Level, Who, register_of};
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{Code, NDJSON, Problem, Rules, XLSX, known};
use crate::keys;
use crate::reference::Lists;
use crate::schema::agencies;
use crate::text::{Lang, Text};
use crate::training::batches::store as batches;
use crate::values::date::today;

/// How the command line imports a file.
#[derive(Clone, Debug)]
pub struct FileOptions {
    /// The parameters, as in a request.
    pub query: ImportQuery,
    /// The language of texts.
    pub lang: Lang,
}

/// A job for a file that is still on its way.
pub(super) fn new_job(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    request_id: &str,
    query: &ImportQuery,
    media_type: &str,
    lang: Lang,
) -> Result<JobRow, Problem> {
    if who.level == Level::Operator {
        return Err(Problem::new(Code::InsufficientScope).detail(
            "Operator tidak memiliki register; impor dilakukan oleh instansi.",
            "The operator has no register; an agency imports.",
        ));
    }
    check(conn, app, who, query)?;
    let own = who.region.clone().filter(|_| who.is_local());
    let settings = Settings {
        parameters: ImportParameters {
            batch: query.batch,
            source: query.source.clone(),
            as_of: query.as_of,
            region: query.region.clone(),
            region_code_system: query.region_code_system,
            kbli_version: query.kbli_version,
        },
        understood: None,
    };
    let now = Timestamp::now();
    Ok(JobRow {
        id: Id::new(),
        client_id: who.client_id.clone(),
        agency: who.agency.clone(),
        register_code: own,
        kind: query.kind,
        mode: query.mode.unwrap_or(ImportMode::DryRun),
        on_conflict: query.on_conflict.unwrap_or(OnConflict::Update),
        atomic: query.atomic.unwrap_or(false),
        parameters: settings.json()?,
        status: ImportStatus::Uploaded,
        file_sha256: String::new(),
        media_type: media_type.to_owned(),
        size_bytes: 0,
        total_rows: None,
        processed_rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        failed: 0,
        warnings: 0,
        problem: None,
        actor: who.actor.clone(),
        request_id: request_id.to_owned(),
        lease_until: None,
        lang: lang.tag().to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
        finished_at: None,
        erase_at: None,
    })
}

/// The rules of the parameters that need more than their form.
fn check(conn: &mut Conn, app: &App, who: &Who, query: &ImportQuery) -> Result<(), Problem> {
    let mut rules = Rules::default();
    match (query.kind, query.batch) {
        (ImportKind::Enrollments, Some(batch)) => match known(batches::find(conn, who, batch))? {
            Some(batch) => who.must_own(&batch.area_code, &batch.owner_agency)?,
            None => {
                let text = Text::new(
                    "Angkatan pelatihan ini tidak ada.",
                    "There is no such training batch.",
                );
                rules.broken("?batch", "unknown_reference", text);
            }
        },
        (ImportKind::Enrollments, None) => {
            let text = Text::new(
                "Sebutkan angkatan pelatihan yang diikuti para peserta.",
                "Name the training batch of the participants.",
            );
            rules.broken("?batch", "required", text);
        }
        (ImportKind::Businesses, Some(_)) => {
            let text = Text::new(
                "Hanya impor pendaftaran pelatihan (kind=enrollments) yang memiliki angkatan.",
                "Only an import of enrollments (kind=enrollments) has a batch.",
            );
            rules.broken("?batch", "not_allowed", text);
        }
        (ImportKind::Businesses, None) => {}
    }
    if query.as_of.is_some_and(|day| day > today()) {
        let text = Text::new("Tanggal ini belum tiba.", "This date lies in the future.");
        rules.broken("?as_of", "in_the_future", text);
    }
    if let Some(code) = &query.region {
        let lists = Lists::current(conn, app)?;
        let known = lists.check_region(code, "?region", &mut rules, &mut Vec::new());
        let (low, high) = who.registers();
        let seen = match register_of(code) {
            Some(register) => who.sees(register),
            // A province's code: some of its registers must be in sight.
            None => low.get(..2) <= code.get(..2) && code.get(..2) <= high.get(..2),
        };
        if known.is_some() && !seen {
            let text = Text::new(
                "Wilayah ini di luar wilayah kerja instansi Anda.",
                "This region is outside your agency's jurisdiction.",
            );
            rules.broken("?region", "outside_register", text);
        }
    }
    rules.finish()
}

/// The agency of the command line's import, as a caller.
fn agency(conn: &mut Conn, who: &Who) -> Result<Who, Problem> {
    let found: Option<(Level, Option<String>)> = on!(conn, |c| agencies::table
        .find(&who.agency)
        .select((agencies::level, agencies::region_code))
        .first(c)
        .optional())?;
    let (level, region) = found.ok_or_else(Problem::not_found)?;
    Ok(Who {
        level,
        region,
        ..who.clone()
    })
}

/// Imports a file of this machine in this process: the same job, the same rules, the same audit.
///
/// `who` names agency and actor. `progress` hears the counters after each batch.
pub fn run_file(
    app: &App,
    who: &Who,
    path: &Path,
    options: &FileOptions,
    mut progress: impl FnMut(&Counters),
) -> Result<Import, Problem> {
    if options.query.mode == Some(ImportMode::Commit) {
        who.actor()?;
    }
    let unreadable = |_| {
        Problem::new(Code::MalformedBody).detail(
            "Berkas tidak dapat dibuka atau dibaca.",
            "The file cannot be opened or read.",
        )
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let who = app.db().read_now(|conn| agency(conn, who))?;
    let mut head = vec![0; CHUNK];
    let count = fill(&mut file, &mut head).map_err(unreadable)?;
    let media = media_of(path, &head[..count]);
    let request_id = format!("command-{}", Id::new());
    let row = app.db().read_now(|conn| {
        new_job(
            conn,
            app,
            &who,
            &request_id,
            &options.query,
            media,
            options.lang,
        )
    })?;
    let id = row.id;
    let mut intake = Intake::open(app, row)?;
    let taken = (|| {
        let mut count = count;
        while count > 0 {
            if intake.push(&head[..count])? {
                intake.flush(false)?;
            }
            count = fill(&mut file, &mut head).map_err(unreadable)?;
        }
        intake.finish()
    })();
    let received = match taken {
        Ok(received) => received,
        Err(problem) => {
            erase::upload(app, id)?;
            return Err(problem);
        }
    };
    let (data, caller) = (app.clone(), who.clone());
    let row = app.db().write_now(move |conn| -> Result<_, Problem> {
        let lease = Timestamp::now().plus_seconds(LEASE_SECONDS);
        let row = store::complete(conn, id, &received.sha256, received.size, Some(lease))?;
        finish::started(conn, &data, &caller, &row.request_id, &row)?;
        Ok(row)
    })?;
    let row = job::run_own(app, row, &mut progress)?;
    view::import(&row, options.lang)
}

/// What a file is: a workbook begins with the mark of a ZIP archive, a file of objects with a brace
/// unless its name says what it is.
fn media_of(path: &Path, head: &[u8]) -> &'static str {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let named = path.extension().is_some_and(|name| {
        name.eq_ignore_ascii_case("ndjson") || name.eq_ignore_ascii_case("jsonl")
    });
    if head.starts_with(b"PK\x03\x04") {
        XLSX
    } else if named || text.trim_ascii_start().starts_with(b"{") {
        NDJSON
    } else {
        CSV
    }
}

fn fill(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Writes the refused rows of a job as the file to correct and send back, readable by its owner
/// only: it holds what the agency sent, in full. The reading is audited.
pub fn write_errors(app: &App, id: Id, path: &Path, lang: Lang) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::internal(format!("writing errors: {error}"));
    let row = app.db().read_now(|conn| store::load(conn, id))?;
    let mut out = BufWriter::new(keys::create_private(path).map_err(failed)?);
    let (data, job) = (app.clone(), row.clone());
    app.db()
        .write_now(move |conn| finish::errors_read(conn, &data, &job))?;
    let mut file = SendBack::new(app, &row, lang)?;
    while let Some(piece) = app.db().read_now(|conn| file.next(conn))? {
        out.write_all(&piece).map_err(failed)?;
    }
    out.flush().map_err(failed)
}
