use super::*;
use crate::imports::store::tests::{app, job};
use crate::imports::store::{chunk, complete, insert, put_chunk, seal_chunk};

/// A job with this many chunks and digests.
fn loaded(app: &App, count: i32) -> Id {
    let data = app.clone();
    app.db()
        .write_now(move |conn| -> Result<Id, Problem> {
            let row = job(conn, &data);
            insert(conn, &row)?;
            for n in 0..count {
                put_chunk(conn, row.id, n, &seal_chunk(data.keys(), row.id, n, b"a,b"))?;
            }
            let digests: Vec<_> = (0..count)
                .map(|n| (n.to_be_bytes().to_vec(), i64::from(n)))
                .collect();
            crate::imports::seen::store(conn, row.id, &digests)?;
            Ok(row.id)
        })
        .unwrap()
}

/// How many chunks and digests a job has left.
fn left(app: &App, id: Id) -> (i64, i64) {
    app.db()
        .read_now(|conn| -> Result<_, Problem> {
            let chunks = import_chunks::table.filter(import_chunks::import_id.eq(id));
            let seen = import_seen::table.filter(import_seen::import_id.eq(id));
            Ok((
                on!(conn, |c| chunks.count().get_result(c))?,
                on!(conn, |c| seen.count().get_result(c))?,
            ))
        })
        .unwrap()
}

fn set_status(app: &App, id: Id, to: ImportStatus) {
    app.db()
        .write_now(move |conn| -> Result<(), Problem> {
            complete(conn, id, "00", 3, None)?;
            on!(conn, |c| diesel::update(imports::table.find(id))
                .set((
                    imports::status.eq(to),
                    imports::erase_at.eq(Timestamp::now().plus_seconds(60)),
                ))
                .execute(c))?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_broken_upload_is_swept_with_its_chunks() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let id = loaded(&app, 9);
    sweep(&app, Timestamp::now()).unwrap();
    let first = |app: &App| app.db().read_now(|conn| chunk(conn, app.keys(), id, 0));
    assert!(first(&app).unwrap().is_some());
    let later = Timestamp::now().plus_seconds(UPLOAD_SECONDS + 1);
    sweep(&app, later).unwrap();
    assert!(first(&app).unwrap().is_none());
    assert!(app.db().read_now(|conn| store::load(conn, id)).is_err());
    // Its sender was too late.
    let completed = app
        .db()
        .write_now(move |conn| complete(conn, id, "00", 3, None));
    assert!(completed.is_err());
}

#[test]
fn what_a_kill_left_of_an_ended_job_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let (running, over) = (loaded(&app, 3), loaded(&app, 1_200));
    set_status(&app, running, ImportStatus::Processing);
    set_status(&app, over, ImportStatus::Completed);
    sweep(&app, Timestamp::now()).unwrap();
    assert_eq!(left(&app, over), (0, 0));
    assert_eq!(left(&app, running), (3, 3));
    ended(&app, running).unwrap();
    assert_eq!(left(&app, running), (3, 3));
}

#[test]
fn rows_go_in_slices_until_none_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let (one, other) = (loaded(&app, 25), loaded(&app, 2));
    let slices = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = slices.clone();
    in_slices(&app, Pace::new(10, 10), move |conn, rows| {
        let deleted: Result<usize, Problem> =
            first_rows!(conn, rows, one, import_seen, key: Vec<u8>);
        heard.lock().unwrap().push(*deleted.as_ref().unwrap());
        deleted
    })
    .unwrap();
    assert_eq!(*slices.lock().unwrap(), [10, 10, 5]);
    assert_eq!(left(&app, one), (25, 0));
    assert_eq!(left(&app, other), (2, 2));
}
