use serde_json::{Value, json};

use super::{applied, finished, go, here, open, plan};
use crate::support::{Answer, Caller, TestApp, on_both};

const MOVES: [(&str, &[&str]); 3] = [
    ("issued", &["revoked"]),
    ("revoked", &[]),
    ("expired", &["revoked"]),
];

fn id_of(path: &str) -> Value {
    json!(path.rsplit('/').next().unwrap())
}

/// What a certificate for an enrollment asks for, with more fields or other ones.
fn wish(enrollment: &str, kind: &str, more: &Value) -> Value {
    let mut body =
        json!({ "enrollment_id": id_of(enrollment), "type": kind, "issued_on": "2026-03-06" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn issue(caller: &Caller, enrollment: &str, kind: &str, more: &Value) -> Answer {
    caller.post("/v1/certificates", &wish(enrollment, kind, more))
}

fn place(made: &Answer) -> String {
    made.header("location").unwrap().to_owned()
}

fn status(caller: &Caller, path: &str) -> Value {
    caller.get(path).expect(200).json()["status"].clone()
}

/// What a BNSP certificate needs besides.
fn examined(app: &TestApp, result: &str) -> Value {
    let body =
        json!({ "name": format!("LSP Contoh {result}"), "type": "asosiasi", "level": "nasional" });
    let lsp = app
        .admin()
        .post("/v1/organizations", &body)
        .expect(201)
        .json();
    json!({ "issuer_id": lsp["id"], "skkni_scheme": "Pengolahan ikan", "kkni_level": 2, "result": result })
}

/// The problem without what differs from one request to the next.
fn plain(answer: &Answer) -> Value {
    let mut problem = answer.json();
    for name in ["request_id", "instance"] {
        problem.as_object_mut().unwrap().remove(name);
    }
    problem
}

on_both! {
    fn a_canceled_batch_bears_neither_certificate_nor_job(app) {
        let caller = app.dp3a_kukar();
        let path = finished(&caller, "passed");
        let enrollment = caller.get(&path).expect(200).json();
        let batch = format!("/v1/training-batches/{}", enrollment["batch_id"].as_str().unwrap());
        go(&caller, &batch, &json!({ "to": "canceled", "reason": "contoh" })).expect(200);
        let paper = json!({ "enrollment_id": enrollment["id"], "type": "kelulusan", "issued_on": "2026-03-09" });
        assert_eq!(caller.post("/v1/certificates", &paper).expect(422).fields(), ["/enrollment_id batch_canceled"]);
        let job = json!({ "enrollment_id": enrollment["id"], "employer": "PT Contoh", "sector": "jasa", "starts_on": "2026-04-01" });
        assert_eq!(caller.post("/v1/job-placements", &job).expect(422).fields(), ["/enrollment_id batch_canceled"]);
    }

    fn a_certificate_certifies_and_its_end_takes_that_back(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let enrollment = finished(&caller, "passed");
        let made = issue(&caller, &enrollment, "kelulusan", &json!({})).expect(201);
        let path = place(&made);
        let one = caller.get(&path).expect(200);
        assert_eq!((one.json(), one.etag()), (made.json(), made.etag()));
        let read = one.json();
        assert_eq!((&read["number"], &read["title"]), (&json!("1/KELULUSAN/DISTRANSNAKER-KUKAR/2026"), &json!("Pelatihan Contoh")));
        assert_eq!((&read["status"], &read["register_code"], &read["agency"]), (&json!("issued"), &json!("64.02"), &json!("distransnaker-kukar")));
        assert_eq!(read["code"].as_str().unwrap().len(), 26);
        assert_eq!(status(&caller, &enrollment), "certified");

        let second = issue(&caller, &enrollment, "kelulusan", &json!({})).expect(409);
        assert_eq!((second.code().as_str(), &second.json()["existing_id"]), ("already_exists", &read["id"]));
        let taken = json!({ "number": read["number"] });
        assert_eq!(issue(&caller, &enrollment, "kehadiran", &taken).expect(409).code(), "already_exists");
        let attended = issue(&caller, &enrollment, "kehadiran", &json!({ "title": " Hadir  penuh " })).expect(201);
        assert_eq!((&attended.json()["number"], &attended.json()["title"]), (&json!("1/KEHADIRAN/DISTRANSNAKER-KUKAR/2026"), &json!("Hadir penuh")));

        let revoke = json!({ "to": "revoked", "reason": "salah cetak" });
        caller.post(&format!("{path}/transitions"), &revoke).expect(428);
        caller.transition(&path, "\"v9\"", &revoke).expect(412);
        let revoked = caller.transition(&path, &made.etag(), &revoke).expect(200);
        assert_eq!((&revoked.json()["status"], &revoked.json()["status_reason"], &revoked.json()["version"]), (&json!("revoked"), &json!("salah cetak"), &json!(2)));
        assert_eq!(status(&caller, &enrollment), "passed");
        let history = caller.get(&format!("{path}/history")).expect(200).json();
        assert_eq!((&history["items"][0]["action"], &history["items"][1]["changes"]["status"]), (&json!("created"), &json!(["issued", "revoked"])));
        let moves = caller.get(&format!("{enrollment}/history")).expect(200).json();
        let moves: Vec<Value> = moves["items"].as_array().unwrap().iter().map(|act| act["changes"]["status"].clone()).collect();
        assert_eq!(moves[moves.len() - 2..], [json!(["passed", "certified"]), json!(["certified", "passed"])]);

        // Another takes its place, under the next number.
        let again = issue(&caller, &enrollment, "kelulusan", &json!({})).expect(201);
        assert_eq!(again.json()["number"], "2/KELULUSAN/DISTRANSNAKER-KUKAR/2026");
        assert_eq!(status(&caller, &enrollment), "certified");
        let count = |query: &str| caller.get(&format!("/v1/certificates?count=exact&{query}")).expect(200).json()["total"].clone();
        for (query, wanted) in [
            ("", 3), ("status=issued", 2), ("status=revoked", 1), ("status=expired", 0), ("type=kehadiran", 1),
            ("agency=distransnaker-kukar", 3), ("agency=dp3a-kukar", 0),
        ] {
            assert_eq!(count(query), wanted, "{query}");
        }
        assert_eq!(count(&format!("enrollment_id={}&person_id={}", read["enrollment_id"].as_str().unwrap(), read["person_id"].as_str().unwrap())), 3);
        let page = caller.get("/v1/certificates?sort=-issued_on&limit=2").expect(200).json();
        let next = page["next_cursor"].as_str().unwrap();
        let rest = caller.get(&format!("/v1/certificates?sort=-issued_on&limit=2&cursor={next}")).expect(200).json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    }

    fn every_bad_field_of_a_certificate_is_named(app) {
        let caller = app.dp3a_kukar();
        let enrollment = finished(&caller, "passed");
        let refuse = |body: &Value| caller.post("/v1/certificates", body).expect(422).fields();
        let nobody = uuid::Uuid::now_v7().to_string();
        let bad = json!({ "issued_on": "2026-03-05", "expires_on": "2026-03-05", "title": " ", "number": "", "issuer_id": nobody, "kkni_level": 10 });
        assert_eq!(refuse(&wish(&enrollment, "kompetensi_bnsp", &bad)), [
            "/expires_on out_of_order", "/issued_on out_of_order", "/issuer_id unknown_reference", "/kkni_level too_large",
            "/number too_short", "/result required", "/skkni_scheme required", "/title required",
        ]);
        assert_eq!(refuse(&wish(&enrollment, "kelulusan", &json!({ "result": "kompeten", "issued_on": "2099-01-01" }))), [
            "/issued_on in_the_future", "/result not_for_type",
        ]);
        assert_eq!(refuse(&wish(&enrollment, "kompetensi_bnsp", &json!({ "enrollment_id": nobody }))), [
            "/enrollment_id unknown_reference", "/issuer_id required", "/result required", "/skkni_scheme required",
        ]);
        // Attendance is certified from the first day on.
        assert_eq!(refuse(&wish(&enrollment, "kehadiran", &json!({ "issued_on": "2026-03-01" }))), ["/issued_on out_of_order"]);
        issue(&caller, &enrollment, "kehadiran", &json!({ "issued_on": "2026-03-02" })).expect(201);
        assert_eq!(refuse(&wish(&enrollment, "ijazah", &json!({}))), ["/type not_in_list"]);
        assert_eq!(status(&caller, &enrollment), "passed");
    }

    fn only_who_attended_or_passed_gets_one(app) {
        let caller = app.dp3a_kukar();
        let failed = finished(&caller, "failed");
        for kind in ["kelulusan", "kompetensi_bnsp"] {
            let more = if kind == "kelulusan" { json!({}) } else { examined(app, "kompeten") };
            let refused = issue(&caller, &failed, kind, &more).expect(422);
            assert_eq!(refused.fields(), ["/enrollment_id enrollment_failed"]);
        }
        issue(&caller, &failed, "kehadiran", &json!({})).expect(201);
        assert_eq!(status(&caller, &failed), "failed");
        let attending = finished(&caller, "attending");
        assert_eq!(issue(&caller, &attending, "kelulusan", &json!({})).expect(422).fields(), ["/enrollment_id enrollment_not_passed"]);
        issue(&caller, &attending, "kehadiran", &json!({})).expect(201);
        for state in ["accepted", "withdrawn", "dropped"] {
            let path = finished(&caller, state);
            assert_eq!(issue(&caller, &path, "kehadiran", &json!({})).expect(422).fields(), ["/enrollment_id not_attended"], "{state}");
            assert_eq!(issue(&caller, &path, "kelulusan", &json!({})).expect(422).fields(), ["/enrollment_id enrollment_not_passed"], "{state}");
        }
        let asking = applied(&caller, &open(&caller, &plan(), &here()));
        let early = issue(&caller, &asking, "kehadiran", &json!({ "issued_on": "2026-03-06" })).expect(422);
        assert_eq!(early.fields(), ["/enrollment_id not_attended", "/issued_on out_of_order"]);
        // Who takes part, but was present at none of the sessions held.
        let absent = finished(&caller, "attending");
        let of = caller.get(&absent).expect(200).json()["batch_id"].as_str().unwrap().to_owned();
        let session = json!({ "starts_at": "2026-03-02T01:00:00Z", "ends_at": "2026-03-02T08:00:00Z" });
        let held = caller.post(&format!("/v1/training-batches/{of}/sessions"), &session).expect(201).json()["id"].clone();
        assert_eq!(issue(&caller, &absent, "kehadiran", &json!({})).expect(422).fields(), ["/enrollment_id not_attended"]);
        for (mark, answer) in [("izin", 422), ("hadir", 201)] {
            let marks = json!({ "session_id": held, "marks": [{ "enrollment_id": id_of(&absent), "mark": mark }] });
            caller.post(&format!("/v1/training-batches/{of}/attendance"), &marks).expect(200);
            issue(&caller, &absent, "kehadiran", &json!({})).expect(answer);
        }
    }

    fn competence_counts_only_when_it_was_found(app) {
        let caller = app.dp3a_kukar();
        let enrollment = finished(&caller, "passed");
        let not_yet = issue(&caller, &enrollment, "kompetensi_bnsp", &examined(app, "belum_kompeten")).expect(201);
        assert_eq!(status(&caller, &enrollment), "passed");
        let competent = examined(app, "kompeten");
        let made = issue(&caller, &enrollment, "kompetensi_bnsp", &competent).expect(201);
        assert_eq!((&made.json()["result"], &made.json()["kkni_level"]), (&json!("kompeten"), &json!(2)));
        assert_eq!(status(&caller, &enrollment), "certified");
        assert_eq!(issue(&caller, &enrollment, "kompetensi_bnsp", &competent).expect(409).code(), "already_exists");
        // The last of what certifies her decides.
        let completed = issue(&caller, &enrollment, "kelulusan", &json!({})).expect(201);
        let revoke = json!({ "to": "revoked", "reason": "contoh" });
        go(&caller, &place(&made), &revoke).expect(200);
        assert_eq!(status(&caller, &enrollment), "certified");
        go(&caller, &place(&completed), &revoke).expect(200);
        assert_eq!(status(&caller, &enrollment), "passed");
        go(&caller, &place(&not_yet), &revoke).expect(200);
        assert_eq!(status(&caller, &enrollment), "passed");
    }

    fn a_certificate_expires_by_the_day_alone(app) {
        let caller = app.dp3a_kukar();
        let enrollment = finished(&caller, "passed");
        let made = issue(&caller, &enrollment, "kelulusan", &json!({ "expires_on": "2026-03-07" })).expect(201);
        assert_eq!((&made.json()["status"], &made.json()["version"]), (&json!("expired"), &json!(1)));
        assert_eq!(status(&caller, &enrollment), "certified");
        let count = |state: &str| caller.get(&format!("/v1/certificates?count=exact&status={state}")).expect(200).json()["total"].clone();
        assert_eq!((count("issued"), count("expired"), count("revoked")), (json!(0), json!(1), json!(0)));
        // It is renewed.
        let today = sinergi::values::date::today().to_string();
        let tomorrow = (sinergi::values::date::today() + chrono::TimeDelta::days(1)).to_string();
        let renewed = issue(&caller, &enrollment, "kelulusan", &json!({ "issued_on": today, "expires_on": tomorrow })).expect(201);
        assert_eq!(renewed.json()["status"], "issued");
        assert_eq!((count("issued"), count("expired")), (json!(1), json!(1)));
    }

    fn every_move_of_a_certificate_is_allowed_or_refused(app) {
        let caller = app.dp3a_kukar();
        for (from, allowed) in MOVES {
            let enrollment = finished(&caller, "passed");
            let more = if from == "expired" { json!({ "expires_on": "2026-03-07" }) } else { json!({}) };
            let path = place(&issue(&caller, &enrollment, "kelulusan", &more).expect(201));
            if from == "revoked" {
                go(&caller, &path, &json!({ "to": "revoked", "reason": "contoh" })).expect(200);
            }
            let read = caller.get(&path).expect(200).json();
            assert_eq!((&read["status"], &read["allowed_transitions"]), (&json!(from), &json!(allowed)));
            for to in ["issued", "expired", "revoked"] {
                let answer = go(&caller, &path, &json!({ "to": to }));
                if allowed.contains(&to) {
                    assert_eq!(answer.expect(422).fields(), ["/reason required"]);
                    assert_eq!(go(&caller, &path, &json!({ "to": to, "reason": " " })).expect(422).fields(), ["/reason required"]);
                    assert_eq!(go(&caller, &path, &json!({ "to": to, "reason": "contoh" })).expect(200).json()["status"], to);
                } else {
                    assert_eq!(answer.expect(409).code(), "transition_not_allowed", "{from} to {to}");
                }
            }
        }
        let list = app.anonymous().get("/v1/code-lists/certificate_status").expect(200).json();
        let codes: Vec<&str> = list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
        assert_eq!(codes, MOVES.map(|(state, _)| state));
    }

    fn a_certificate_is_seen_in_her_register_and_revoked_by_its_agency(app) {
        let (kaltim, kukar, samarinda) = (app.kaltim(), app.dp3a_kukar(), app.samarinda());
        let revoke = json!({ "to": "revoked", "reason": "contoh" });
        let provincial = finished(&kaltim, "passed");
        // Her regency sees the enrollment and issues nothing for it.
        assert_eq!(issue(&kukar, &provincial, "kelulusan", &json!({})).expect(403).code(), "owned_by_another_agency");
        let path = place(&issue(&kaltim, &provincial, "kelulusan", &json!({})).expect(201));
        assert_eq!(kukar.get(&path).expect(200).json()["agency"], "dkp3a-kaltim");
        assert_eq!(go(&kukar, &path, &revoke).expect(403).code(), "owned_by_another_agency");
        kukar.get(&format!("{path}/history")).expect(200);
        let local = finished(&kukar, "passed");
        let place = place(&issue(&kukar, &local, "kelulusan", &json!({})).expect(201));
        for other in [&kaltim, &app.caller("distransnaker-kukar")] {
            other.get(&place).expect(200);
            assert_eq!(issue(other, &local, "kehadiran", &json!({})).expect(403).code(), "owned_by_another_agency");
            assert_eq!(go(other, &place, &revoke).expect(403).code(), "owned_by_another_agency");
        }
        for path in [&path, &place] {
            samarinda.get(path).expect(404);
            samarinda.get(&format!("{path}/history")).expect(404);
            samarinda.transition(path, "*", &revoke).expect(404);
        }
        assert_eq!(samarinda.get("/v1/certificates?count=exact").expect(200).json()["total"], 0);
        assert_eq!(issue(&samarinda, &local, "kehadiran", &json!({})).expect(422).fields(), ["/enrollment_id unknown_reference"]);
    }

    fn anybody_checks_a_certificate_by_its_code(app) {
        let (caller, anybody) = (app.dp3a_kukar(), app.anonymous());
        let enrollment = finished(&caller, "passed");
        let made = issue(&caller, &enrollment, "kelulusan", &json!({ "title": "Olahan Ikan" })).expect(201);
        let code = made.json()["code"].as_str().unwrap().to_owned();
        let check = |code: &str| {
            let answer = anybody.get(&format!("/v1/certificates/verify/{code}"));
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{code}");
            answer
        };
        let told = json!({ "title": "Olahan Ikan", "holder_masked": "C*** P***", "valid": true });
        assert_eq!(check(&code).expect(200).json(), told);
        let typed = format!("{}-{}", code[..13].to_lowercase(), &code[13..]);
        assert_eq!(check(&typed).expect(200).json(), told);
        go(&caller, &place(&made), &json!({ "to": "revoked", "reason": "rahasia" })).expect(200);
        let gone = check(&code).expect(200).json();
        assert_eq!(gone, json!({ "title": "Olahan Ikan", "holder_masked": "C*** P***", "valid": false }));
        for (kind, more) in [
            ("kelulusan", json!({ "expires_on": "2026-03-07" })), ("kompetensi_bnsp", examined(app, "belum_kompeten")),
        ] {
            let code = issue(&caller, &enrollment, kind, &more).expect(201).json()["code"].as_str().unwrap().to_owned();
            assert_eq!(check(&code).expect(200).json()["valid"], false, "{kind}");
        }
        // What no certificate has and what cannot be a code are answered alike.
        let unknown = check("00000000000000000000000000").expect(404);
        for odd in ["x", "history", &code[1..], "%C3%A9", made.json()["id"].as_str().unwrap()] {
            assert_eq!(plain(&check(odd).expect(404)), plain(&unknown), "{odd}");
        }
        assert_eq!(anybody.get(&place(&made)).expect(401).code(), "invalid_token");
    }

    fn of_many_at_once_one_is_issued(app) {
        let caller = app.dp3a_kukar();
        let enrollment = finished(&caller, "passed");
        let others: Vec<String> = (2..6).map(|_| finished(&caller, "passed")).collect();
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let same = (0..4).map(|_| enrollment.clone());
            let asked: Vec<_> = same
                .chain(others)
                .map(|path| {
                    let caller = caller.clone();
                    scope.spawn(move || issue(&caller, &path, "kelulusan", &json!({})).status)
                })
                .collect();
            asked.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let count = |status: u16| answers.iter().filter(|one| **one == status).count();
        assert_eq!((count(201), count(409)), (5, 3), "{answers:?}");
        let page = caller.get("/v1/certificates").expect(200).json();
        let mut numbers: Vec<String> = page["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect();
        numbers.sort();
        assert_eq!(numbers, (1..6).map(|n| format!("{n}/KELULUSAN/DP3A-KUKAR/2026")).collect::<Vec<_>>());
    }
}
