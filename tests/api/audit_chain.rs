//! The sealer: every event once, in order, by one instance at a time.

use std::process::Command;
use std::sync::mpsc::channel;

use serde_json::json;
use sinergi::app::App;
use sinergi::audit::chain::verify::{Fault, Report, verify};
use sinergi::audit::sealer::{Sealer, Step, lag};
use sinergi::audit::{Act, record_all};
use sinergi::auth::Who;
use sinergi::db::{Conn, DbError, Timestamp};
use sinergi::http::Problem;

use crate::imports::{COMMIT, THREE, import};
use crate::support::{Database, TestApp, config, on_both};

/// Runs on each database, with nothing running beside.
pub fn on_each(mut run: impl FnMut(&App, &Database)) {
    for database in [Some(Database::sqlite()), Database::postgres()]
        .into_iter()
        .flatten()
    {
        let app = App::open(config(&database)).unwrap();
        run(&app, &database);
        app.db().close();
    }
}

/// Records acts, some of them with values, inside a transaction.
fn acts(conn: &mut Conn, app: &App, n: usize) -> Result<(), Problem> {
    let acts: Vec<Act> = (0..n)
        .map(|n| Act {
            version: Some(1),
            purpose: (n % 2 == 0).then(|| "uji".to_owned()),
            values: (n % 3 > 0).then(|| json!({"name": [null, "Contoh"]})),
            ..Act::administrative("created", "organizations", &n.to_string())
        })
        .collect();
    let who = Who::system("test");
    record_all(conn, app, &who, "request", Timestamp::now(), &acts)
}

/// Records acts in a transaction of their own.
pub fn act(app: &App, n: usize) {
    let owner = app.clone();
    app.db()
        .write_now(move |conn| acts(conn, &owner, n))
        .unwrap();
}

/// Runs statements on the database.
pub fn sql(app: &App, text: &str) {
    let text = text.to_owned();
    app.db()
        .write_now(move |conn| Ok::<_, DbError>(conn.execute(&text)?))
        .unwrap();
}

/// Seals all there is.
pub fn seal(app: &App, sealer: &mut Sealer) {
    // On PostgreSQL a transaction of another test's database holds the order back for a moment.
    for _ in 0..6_000 {
        match sealer.step().unwrap() {
            Step::Idle if app.db().read_now(lag).unwrap().events == 0 => return,
            Step::More | Step::Done => {}
            Step::Idle | Step::Elsewhere => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
    }
    panic!("never sealed");
}

/// Seals all there is and leaves the lease to the next.
pub fn seal_all(app: &App) {
    let mut sealer = Sealer::new(app);
    seal(app, &mut sealer);
    sealer.release().unwrap();
}

/// What a check finds.
pub fn checked(app: &App) -> (Report, Vec<Fault>) {
    let mut faults = Vec::new();
    let report = verify(app, None, &mut |fault| faults.push(fault.clone())).unwrap();
    assert_eq!(report.faults, faults.len() as u64);
    (report, faults)
}

/// A check that finds nothing wrong.
pub fn sound(app: &App) -> Report {
    let (report, faults) = checked(app);
    assert_eq!(faults, []);
    report
}

/// Waits until the service has sealed everything; a bound, not a time.
fn sealed_by_service(app: &App) {
    for _ in 0..6_000 {
        if app.db().read_now(lag).unwrap().events == 0 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("never sealed: {:?}", app.db().read_now(lag));
}

/// Runs the program on a database.
pub fn sinergi(database: &Database, arguments: &[&str]) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_sinergi"))
        .args(arguments)
        .env("DATABASE_URL", database.address())
        .env("SINERGI_KEYS", &database.keys)
        .output()
        .unwrap();
    let text = [out.stdout, out.stderr].concat();
    (out.status.success(), String::from_utf8(text).unwrap())
}

on_both! {
    fn a_running_service_seals_what_is_written_and_the_command_checks_it(app) {
        let body = json!({"name": "Bank Contoh", "type": "bank", "level": "nasional"});
        let made = app.admin().post("/v1/organizations", &body).expect(201);
        let path = made.header("location").unwrap();
        app.admin().patch(path, &made.etag(), &json!({"name": "Bank Contoh Baru"})).expect(200);
        import(&app.dp3a_kukar(), COMMIT, THREE);
        sealed_by_service(&app.app);
        let report = sound(&app.app);
        assert!(report.events >= 4 && report.values > 0, "{report:?}");
        let (fine, text) = sinergi(app.database(), &["audit", "verify"]);
        assert!(fine, "{text}");
        assert!(text.contains(&format!("events  {} sealed, 0 not yet", report.events)), "{text}");
        let head = report.head.unwrap().to_string();
        assert!(text.contains(&format!("head    {head}")), "{text}");
        sql(&app.app, "UPDATE audit_events SET actor = 'operator-2' WHERE action = 'updated'");
        let (fine, text) = sinergi(app.database(), &["audit", "verify", "--head", &head]);
        assert!(!fine && text.contains("FAULT   row seq=") && text.contains("was changed"), "{text}");
    }
}

#[test]
fn a_large_write_is_sealed_in_small_blocks() {
    on_each(|app, _| {
        let before = app.db().read_now(lag).unwrap().events;
        act(app, 1_200);
        let lagging = app.db().read_now(lag).unwrap();
        assert_eq!(lagging.events, before + 1_200);
        assert!(lagging.seconds >= 0.0);
        seal_all(app);
        let report = sound(app);
        assert_eq!(
            (report.seals, report.events),
            (3, (before + 1_200).unsigned_abs())
        );
        assert_eq!(
            (report.values, report.valueless, report.waiting),
            (800, 400, 0)
        );
        assert_eq!(app.db().read_now(lag).unwrap().seconds, 0.0);
    });
}

#[test]
fn one_instance_seals_until_it_dies() {
    on_each(|app, _| {
        let (mut one, mut two) = (Sealer::new(app), Sealer::new(app));
        act(app, 2);
        seal(app, &mut one);
        act(app, 2);
        assert_eq!(two.step().unwrap(), Step::Elsewhere);
        // As after ten seconds without a sign.
        sql(app, &format!("UPDATE leases SET until = {}", long_ago(app)));
        seal(app, &mut two);
        act(app, 1);
        assert_eq!(one.step().unwrap(), Step::Elsewhere, "it lost the lease");
        assert_eq!(one.step().unwrap(), Step::Elsewhere, "another holds it");
        two.release().unwrap();
        seal(app, &mut one);
        let report = sound(app);
        assert_eq!((report.events, report.seals), (5, 3));
    });
}

/// A moment that is over, as a literal.
fn long_ago(app: &App) -> &'static str {
    if app.db().writes_side_by_side() {
        "'2000-01-01T00:00:00Z'"
    } else {
        "1"
    }
}

#[test]
fn many_sealers_and_writers_seal_each_event_once() {
    on_each(|app, database| {
        let second = App::open(config(database)).unwrap();
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| (0..40).for_each(|n| act(app, 1 + n % 4))))
                .collect();
            for owner in [app, app, &second, &second] {
                scope.spawn(|| {
                    let mut sealer = Sealer::new(owner);
                    for _ in 0..200 {
                        // Two that take the lease in one moment: the database lets one through.
                        if !matches!(sealer.step(), Ok(Step::Elsewhere)) {
                            sealer.release().unwrap();
                        }
                    }
                });
            }
            writers
                .into_iter()
                .for_each(|writer| writer.join().unwrap());
        });
        seal_all(&second);
        let report = sound(app);
        assert_eq!((report.events, report.waiting), (300, 0));
        second.db().close();
    });
}

#[test]
fn what_commits_late_is_sealed_in_its_place() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let app = App::open(config(&database)).unwrap();
    let mut sealer = Sealer::new(&app);
    let (begun, wait) = channel();
    let (go_on, waits) = channel::<()>();
    let late = app.clone();
    let late = std::thread::spawn(move || {
        let owner = late.clone();
        late.db().write_now(move |conn| {
            acts(conn, &owner, 1)?;
            begun.send(()).unwrap();
            waits.recv().unwrap();
            acts(conn, &owner, 1)
        })
    });
    wait.recv().unwrap();
    act(&app, 3);
    // The three are committed, and yet come after what is still open.
    assert_eq!(sealer.step().unwrap(), Step::Idle);
    assert_eq!(app.db().read_now(lag).unwrap().events, 3);
    go_on.send(()).unwrap();
    late.join().unwrap().unwrap();
    seal(&app, &mut sealer);
    assert_eq!(sound(&app).events, 5);
}

/// What docs/OPERATIONS.md says to run on a restored PostgreSQL database.
const RESTORED: &str = "UPDATE meta SET value = to_jsonb(gen_random_uuid()::text) WHERE key = 'feed_epoch'; \
    UPDATE changes SET txid = 0; UPDATE audit_events SET txid = 0;";

#[test]
fn a_restored_postgres_is_sealed_on_without_gap_or_repeat() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let app = App::open(config(&database)).unwrap();
    act(&app, 700);
    // A number below the sealed ones that is not sealed itself, as a transaction leaves it that
    // began late, took its number early and committed after the last seal.
    sql(
        &app,
        "ALTER TABLE audit_events ALTER seq SET GENERATED BY DEFAULT",
    );
    sql(
        &app,
        "CREATE TABLE late AS SELECT * FROM audit_events WHERE seq IN (5, 600)",
    );
    sql(&app, "DELETE FROM audit_events WHERE seq IN (5, 600)");
    seal_all(&app);
    let before = sound(&app);
    sql(&app, "INSERT INTO audit_events SELECT * FROM late");
    act(&app, 2);
    sql(&app, RESTORED);
    let (report, faults) = checked(&app);
    assert_eq!(
        (faults, report.waiting),
        (vec![], 4),
        "what waited in the backup waits"
    );
    assert_eq!(app.db().read_now(lag).unwrap().events, 4);
    // Killed on the way: what the first step sealed in the new epoch is not sealed again.
    let mut first = Sealer::new(&app);
    assert_eq!(first.step().unwrap(), Step::More);
    first.release().unwrap();
    seal_all(&app);
    act(&app, 3);
    seal_all(&app);
    let report = sound(&app);
    assert_eq!((report.events, report.waiting), (before.events + 4 + 3, 0));
    assert_eq!(report.epochs.len(), 2);
    assert_eq!(report.events, 705);
}

#[test]
fn a_copy_of_sqlite_is_sealed_on() {
    let database = Database::sqlite();
    let app = App::open(config(&database)).unwrap();
    act(&app, 3);
    seal_all(&app);
    act(&app, 2);
    let file = database.keys.with_file_name("copy.db");
    let (fine, text) = sinergi(&database, &["backup", file.to_str().unwrap()]);
    assert!(fine, "{text}");
    let mut settings = config(&database);
    settings.storage.database = sinergi::db::DatabaseUrl::Sqlite(file);
    let copy = App::open(settings).unwrap();
    assert_eq!(sound(&copy).waiting, 2);
    seal_all(&copy);
    act(&copy, 1);
    seal_all(&copy);
    let report = sound(&copy);
    assert_eq!((report.events, report.epochs.len()), (6, 2));
    assert_eq!(sound(&app).waiting, 2, "the original went its own way");
}

/// A service that is stopped gives the lease back, so that the next need not wait.
#[test]
fn a_stopped_service_lets_the_next_seal_at_once() {
    let app = TestApp::start(Database::sqlite());
    app.admin();
    sealed_by_service(&app.app);
    let database = app.stop();
    let app = App::open(config(&database)).unwrap();
    act(&app, 1);
    assert_eq!(Sealer::new(&app).step().unwrap(), Step::Done);
}
