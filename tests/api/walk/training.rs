//! Kutai Kartanegara's training, and how its operations are tried.

use serde_json::{Value, json};

use super::fixtures::{Above, Foreign};
use super::rows::id_of;
use crate::support::Caller;

const PROGRAM: &str = "Pelatihan Kembang Setaman";
const SPEAKER: &str = "Narasumber Kembang Setaman";
const EMPLOYER: &str = "Pabrik Kembang Setaman";

/// One row of each kind.
pub(super) struct Training {
    program: String,
    batch: String,
    session: String,
    speaker: String,
    enrollment: String,
    person: String,
    graduate: String,
    certificate: String,
    placement: String,
}

impl Training {
    pub(super) fn enter(kukar: &Caller, person: &str) -> Self {
        let plan = json!({
            "title": PROGRAM, "field": "kuliner", "method": "pelatihan", "fiscal_year": 2026, "fund_source": "apbd"
        });
        let program = id_of(&kukar.post("/v1/training-programs", &plan).expect(201));
        let batches = format!("/v1/training-programs/{program}/batches");
        let batch = id_of(&kukar.post(&batches, &schedule()).expect(201));
        let below = |part: &str, body: &Value| {
            let path = format!("/v1/training-batches/{batch}/{part}");
            id_of(&kukar.post(&path, body).expect(201))
        };
        let session = below("sessions", &meeting(1));
        let speaker = below(
            "speakers",
            &json!({ "name": SPEAKER, "role": "narasumber" }),
        );
        go(
            kukar,
            &format!("/v1/training-programs/{program}"),
            "approved",
        );
        let path = format!("/v1/training-batches/{batch}");
        go(kukar, &path, "registration_open");
        let wish = json!({ "person_id": person, "applied_on": "2026-02-10" });
        let enrollment = id_of(
            &kukar
                .post(&format!("{path}/enrollments"), &wish)
                .expect(201),
        );
        let graduate = graduate(kukar, &batches, person);
        let proof =
            json!({ "enrollment_id": graduate, "type": "kelulusan", "issued_on": "2026-03-06" });
        let certificate = id_of(&kukar.post("/v1/certificates", &proof).expect(201));
        let placement = id_of(
            &kukar
                .post("/v1/job-placements", &job(&graduate))
                .expect(201),
        );
        let way = format!("/v1/enrollments/{enrollment}");
        for to in ["screened", "selected", "accepted"] {
            go(kukar, &way, to);
        }
        for to in ["registration_closed", "running"] {
            go(kukar, &path, to);
        }
        let marks = json!([{ "enrollment_id": enrollment, "mark": "izin" }]);
        let attendance = json!({ "session_id": session, "marks": marks });
        kukar
            .post(&format!("{path}/attendance"), &attendance)
            .expect(200);
        Self {
            graduate,
            certificate,
            placement,
            session,
            speaker,
            program,
            batch,
            enrollment,
            person: person.to_owned(),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        [
            &self.program,
            &self.batch,
            &self.session,
            &self.speaker,
            &self.enrollment,
            &self.graduate,
            &self.certificate,
            &self.placement,
        ]
        .into_iter()
    }

    /// What nobody outside may be shown.
    pub(super) fn marks(&self) -> Vec<String> {
        let texts = [PROGRAM, SPEAKER, EMPLOYER].map(str::to_owned);
        self.ids().cloned().chain(texts).collect()
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        vec![
            format!("/v1/training-programs/{}", self.program),
            format!("/v1/training-batches/{}", self.batch),
            format!(
                "/v1/training-batches/{}/sessions/{}",
                self.batch, self.session
            ),
            format!(
                "/v1/training-batches/{}/speakers/{}",
                self.batch, self.speaker
            ),
            format!("/v1/enrollments/{}", self.enrollment),
            format!("/v1/enrollments/{}", self.graduate),
            format!("/v1/certificates/{}", self.certificate),
            format!("/v1/job-placements/{}", self.placement),
        ]
    }
}

fn go(kukar: &Caller, path: &str, to: &str) {
    let tag = kukar.get(path).expect(200).etag();
    kukar
        .transition(path, &tag, &json!({ "to": to }))
        .expect(200);
}

/// An enrollment that was passed, in a batch of its own.
fn graduate(kukar: &Caller, batches: &str, person: &str) -> String {
    let batch = id_of(&kukar.post(batches, &schedule()).expect(201));
    let batch = format!("/v1/training-batches/{batch}");
    go(kukar, &batch, "registration_open");
    let wish = json!({ "person_id": person, "applied_on": "2026-02-10" });
    let list = format!("{batch}/enrollments");
    let graduate = id_of(&kukar.post(&list, &wish).expect(201));
    let path = format!("/v1/enrollments/{graduate}");
    for to in ["screened", "selected", "accepted"] {
        go(kukar, &path, to);
    }
    for to in ["registration_closed", "running"] {
        go(kukar, &batch, to);
    }
    for to in ["attending", "passed"] {
        go(kukar, &path, to);
    }
    graduate
}

fn job(graduate: &str) -> Value {
    json!({
        "enrollment_id": graduate, "employer": EMPLOYER, "sector": "manufaktur", "starts_on": "2026-04-01"
    })
}

fn schedule() -> Value {
    json!({
        "region_code": "64.02.06", "registration_opens_on": "2026-02-02", "registration_closes_on": "2026-02-20",
        "starts_on": "2026-03-02", "ends_on": "2026-03-06", "quota": 25
    })
}

/// A session on the batch's so manieth day.
fn meeting(day: u8) -> Value {
    json!({
        "topic": "Pengemasan", "starts_at": format!("2026-03-0{}T01:00:00Z", day + 1),
        "ends_at": format!("2026-03-0{}T08:00:00Z", day + 1)
    })
}

pub(super) fn fixtures(
    rows: &Training,
    put: &mut impl FnMut(&'static str, &str, Value, Foreign, Above),
) {
    use Above::{Owned, Sees};
    use Foreign::{Hidden, New, NotFound};
    let n = || Value::Null;
    let programs = "/v1/training-programs";
    let program = format!("{programs}/{}", rows.program);
    put("listTrainingPrograms", programs, n(), Hidden, Sees);
    let plan = json!({
        "title": "Pelatihan Lain", "field": "jasa", "method": "bimtek", "fiscal_year": 2026, "fund_source": "csr"
    });
    put("createTrainingProgram", programs, plan, New, Above::Enters);
    put("getTrainingProgram", &program, n(), NotFound, Sees);
    let change = json!({ "hours": 12 });
    put("updateTrainingProgram", &program, change, NotFound, Owned);
    put("deleteTrainingProgram", &program, n(), NotFound, Owned);
    let moves = format!("{program}/transitions");
    let to = json!({ "to": "approved" });
    put("transitionTrainingProgram", &moves, to, NotFound, Owned);
    let past = format!("{program}/history");
    put("listTrainingProgramHistory", &past, n(), NotFound, Sees);

    let of = format!("{program}/batches");
    put("listBatchesOfTrainingProgram", &of, n(), NotFound, Sees);
    put("createTrainingBatch", &of, schedule(), NotFound, Owned);
    let batches = "/v1/training-batches";
    let batch = format!("{batches}/{}", rows.batch);
    put("listTrainingBatches", batches, n(), Hidden, Sees);
    put("getTrainingBatch", &batch, n(), NotFound, Sees);
    let change = json!({ "quota": 30 });
    put("updateTrainingBatch", &batch, change, NotFound, Owned);
    put("deleteTrainingBatch", &batch, n(), NotFound, Owned);
    let moves = format!("{batch}/transitions");
    let to = json!({ "to": "registration_open" });
    put("transitionTrainingBatch", &moves, to, NotFound, Owned);
    let longer = json!({ "registration_closes_on": "2026-02-27", "reason": "contoh" });
    let extensions = format!("{batch}/extensions");
    let roster = format!("{batch}/roster");
    put("getTrainingBatchRoster", &roster, n(), NotFound, Sees);
    put("extendTrainingBatch", &extensions, longer, NotFound, Owned);
    let past = format!("{batch}/history");
    put("listTrainingBatchHistory", &past, n(), NotFound, Sees);

    let sessions = format!("{batch}/sessions");
    let session = format!("{sessions}/{}", rows.session);
    put("listTrainingSessions", &sessions, n(), NotFound, Sees);
    let next = meeting(2);
    put("createTrainingSession", &sessions, next, NotFound, Owned);
    put("getTrainingSession", &session, n(), NotFound, Sees);
    let change = json!({ "topic": "Pemasaran" });
    put("updateTrainingSession", &session, change, NotFound, Owned);
    put("deleteTrainingSession", &session, n(), NotFound, Owned);

    let speakers = format!("{batch}/speakers");
    let speaker = format!("{speakers}/{}", rows.speaker);
    put("listTrainingSpeakers", &speakers, n(), NotFound, Sees);
    let next = json!({ "name": "Moderator Contoh", "role": "moderator" });
    put("createTrainingSpeaker", &speakers, next, NotFound, Owned);
    put("getTrainingSpeaker", &speaker, n(), NotFound, Sees);
    let change = json!({ "topic": "Pemasaran" });
    put("updateTrainingSpeaker", &speaker, change, NotFound, Owned);
    put("deleteTrainingSpeaker", &speaker, n(), NotFound, Owned);
    let of = format!("{batch}/enrollments");
    put("listEnrollmentsOfTrainingBatch", &of, n(), NotFound, Sees);
    let wish = json!({ "person_id": rows.person, "applied_on": "2026-02-10" });
    put("createEnrollment", &of, wish, NotFound, Owned);
    let asked = format!("{batch}/eligibility?person_id={}", rows.person);
    put("getTrainingEligibility", &asked, n(), NotFound, Sees);
    let enrollments = "/v1/enrollments";
    let enrollment = format!("{enrollments}/{}", rows.enrollment);
    put("listEnrollments", enrollments, n(), Hidden, Sees);
    put("getEnrollment", &enrollment, n(), NotFound, Sees);
    let moves = format!("{enrollment}/transitions");
    let to = json!({ "to": "screened" });
    put("transitionEnrollment", &moves, to, NotFound, Owned);
    let past = format!("{enrollment}/history");
    put("listEnrollmentHistory", &past, n(), NotFound, Sees);

    let certificates = "/v1/certificates";
    let certificate = format!("{certificates}/{}", rows.certificate);
    put("listCertificates", certificates, n(), Hidden, Sees);
    let proof =
        json!({ "enrollment_id": rows.graduate, "type": "kehadiran", "issued_on": "2026-03-06" });
    let unknown = Foreign::Unknown("/enrollment_id");
    put("createCertificate", certificates, proof, unknown, Owned);
    put("getCertificate", &certificate, n(), NotFound, Sees);
    let moves = format!("{certificate}/transitions");
    let to = json!({ "to": "revoked", "reason": "contoh" });
    put("transitionCertificate", &moves, to, NotFound, Owned);
    let past = format!("{certificate}/history");
    put("listCertificateHistory", &past, n(), NotFound, Sees);

    let placements = "/v1/job-placements";
    let placement = format!("{placements}/{}", rows.placement);
    put("listJobPlacements", placements, n(), Hidden, Sees);
    let new = job(&rows.graduate);
    put(
        "createJobPlacement",
        placements,
        new,
        unknown,
        Above::Enters,
    );
    put("getJobPlacement", &placement, n(), NotFound, Sees);
    let change = json!({ "position": "Operator" });
    put("updateJobPlacement", &placement, change, NotFound, Owned);
    put("deleteJobPlacement", &placement, n(), NotFound, Owned);
    let past = format!("{placement}/history");
    put("listJobPlacementHistory", &past, n(), NotFound, Sees);
    let outcome = format!("/v1/enrollments/{}/outcome", rows.graduate);
    put("getTrainingOutcome", &outcome, n(), NotFound, Sees);
    let attendance = format!("{batch}/attendance");
    put("listTrainingAttendance", &attendance, n(), NotFound, Sees);
    let marks = json!([{ "enrollment_id": rows.enrollment, "mark": "hadir" }]);
    let all = json!({ "session_id": rows.session, "marks": marks });
    put(
        "recordTrainingAttendance",
        &attendance,
        all,
        NotFound,
        Owned,
    );
}
