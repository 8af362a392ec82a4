//! Takes a file in: streamed into encrypted chunks, never whole in memory.

use actix_web::HttpRequest;
use actix_web::web::{BytesMut, Payload};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use super::erase;
use super::store::{self, CHUNK, JobRow};
use crate::app::App;
use crate::db::Id;
use crate::http::{Code, Problem, cut_short};

/// A file that is here.
#[derive(Clone, Debug)]
pub struct Received {
    /// The job it belongs to.
    pub id: Id,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: i64,
}

/// Writes a file's bytes as chunks of a job that nobody sees yet.
pub struct Intake {
    app: App,
    id: Id,
    n: i32,
    size: usize,
    hash: Sha256,
    buffer: BytesMut,
}

impl Intake {
    /// Enters the job that the chunks belong to.
    pub fn open(app: &App, row: JobRow) -> Result<Self, Problem> {
        let id = row.id;
        app.db()
            .write_now(move |conn| store::insert(conn, &row))
            .map_err(|error: Problem| error)?;
        Ok(Self {
            app: app.clone(),
            id,
            n: 0,
            size: 0,
            hash: Sha256::new(),
            buffer: BytesMut::with_capacity(CHUNK),
        })
    }

    /// Takes bytes in; says whether a chunk is full and wants [`Self::flush`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<bool, Problem> {
        let limit = self.app.config().listen.max_upload;
        self.size += bytes.len();
        if self.size > limit {
            return Err(too_large(limit));
        }
        self.hash.update(bytes);
        self.buffer.extend_from_slice(bytes);
        Ok(self.buffer.len() >= CHUNK)
    }

    /// Stores what is full, each chunk in a transaction of its own.
    pub fn flush(&mut self, all: bool) -> Result<(), Problem> {
        while self.buffer.len() >= CHUNK || (all && !self.buffer.is_empty()) {
            let part = self.buffer.split_to(self.buffer.len().min(CHUNK));
            let (id, n) = (self.id, self.n);
            let sealed = store::seal_chunk(self.app.keys(), id, n, &part);
            self.app
                .db()
                .write_now(move |conn| store::put_chunk(conn, id, n, &sealed))
                .map_err(|error: Problem| error)?;
            self.n += 1;
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<Received, Problem> {
        self.flush(true)?;
        if self.size == 0 {
            return Err(
                Problem::new(Code::MalformedBody).detail("Berkasnya kosong.", "The file is empty.")
            );
        }
        Ok(Received {
            id: self.id,
            sha256: hex(&self.hash.finalize()),
            size: i64::try_from(self.size).unwrap_or(i64::MAX),
        })
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::BodyTooLarge).detail(
        format!("Berkas paling besar {limit} byte; bagi menjadi beberapa berkas."),
        format!("The file may have at most {limit} bytes; split it into several."),
    )
}

/// Streams a request's body into chunks; what fails leaves nothing behind.
pub async fn receive(
    app: &App,
    request: &HttpRequest,
    mut payload: Payload,
    row: JobRow,
) -> Result<Received, Problem> {
    let limit = app.config().listen.max_upload;
    let declared = request
        .headers()
        .get("content-length")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok());
    if declared.is_some_and(|size| size > limit) {
        return Err(too_large(limit));
    }
    let id = row.id;
    let data = app.clone();
    let mut intake = blocking(move || Intake::open(&data, row)).await?;
    let received = async {
        while let Some(bytes) = payload.next().await {
            let bytes = bytes.map_err(|error| cut_short(&error))?;
            if intake.push(&bytes)? {
                intake = blocking(move || {
                    intake.flush(false)?;
                    Ok(intake)
                })
                .await?;
            }
        }
        blocking(move || intake.finish()).await
    }
    .await;
    if received.is_err() {
        discard(app, id).await;
    }
    received
}

/// Removes an upload that came to nothing; the sweeper finds what this cannot remove.
pub async fn discard(app: &App, id: Id) {
    let app = app.clone();
    let removed = blocking(move || erase::upload(&app, id)).await;
    if let Err(problem) = removed {
        log::warn!("a broken upload waits for the sweeper: {problem}");
    }
}

/// Runs work that waits for the database on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    actix_web::rt::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::internal("an upload's task ended early"))?
}
