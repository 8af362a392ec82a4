//! A hundred and eleven applicants for sixty-four seats, as at the BLK of Paser in 2022, all at once.

use std::collections::{BTreeMap, HashSet};
use std::sync::Barrier;
use std::time::Duration;

use serde_json::{Value, json};

use super::{applicant, here, open, plan};
use crate::support::{Answer, Caller, on_both};

const QUOTA: usize = 64;
const APPLICANTS: usize = 111;
const REQUESTS: usize = 200;

/// Does all of it at the same moment, each in a thread of its own.
pub fn at_once<T: Send, R: Send>(all: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let gate = Barrier::new(all.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = all
            .into_iter()
            .map(|one| {
                let (gate, work) = (&gate, &work);
                scope.spawn(move || {
                    gate.wait();
                    work(one)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// Asks again as `Retry-After` says while the service is at capacity.
pub fn patiently(ask: impl Fn() -> Answer) -> Answer {
    for _ in 0..30 {
        let answer = ask();
        if answer.status != 503 {
            assert!(answer.status < 500, "{}", answer.text());
            return answer;
        }
        let wait = answer.header("retry-after").unwrap().parse().unwrap();
        std::thread::sleep(Duration::from_secs(wait));
    }
    panic!("at capacity for too long");
}

fn to(caller: &Caller, path: &str, tag: &str, to: &str) -> Answer {
    patiently(|| caller.transition(path, tag, &json!({ "to": to, "reason": "contoh" })))
}

/// How many answers had each status.
pub fn tally(answers: &[Answer]) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    for answer in answers {
        *counts.entry(answer.status).or_default() += 1;
    }
    counts
}

/// Every enrollment of the batch.
fn all(caller: &Caller, batch: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{batch}/enrollments?limit=200{cursor}");
        let page = caller.get(&path).expect(200).json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

fn path(one: &Value) -> String {
    format!("/v1/enrollments/{}", one["id"].as_str().unwrap())
}

fn in_status<'a>(items: &'a [Value], status: &str) -> Vec<&'a Value> {
    items.iter().filter(|one| one["status"] == status).collect()
}

/// The paths of those who wait, in their order; the places have no gap.
fn waiting(items: &[Value]) -> Vec<String> {
    let mut list = in_status(items, "waitlisted");
    list.sort_by_key(|one| one["waitlist_place"].as_i64());
    for (n, one) in list.iter().enumerate() {
        assert_eq!(one["waitlist_place"], n + 1);
    }
    list.into_iter().map(path).collect()
}

/// How often the history of an enrollment says that she was accepted.
fn accepted_times(caller: &Caller, path: &str) -> usize {
    let history = caller.get(&format!("{path}/history")).expect(200).json();
    let acts = history["items"].as_array().unwrap();
    acts.iter()
        .filter(|act| act["changes"]["status"][1] == "accepted")
        .count()
}

on_both! {
    fn sixty_four_of_a_hundred_and_eleven_are_accepted_and_the_list_moves_up_in_order(app) {
        let caller = app.caller("distransnaker-kukar").acting("kukar-1");
        let mut schedule = here();
        schedule["quota"] = json!(QUOTA);
        let batch = open(&caller, &plan(), &schedule);
        let women: Vec<String> = (1..=APPLICANTS).map(|n| applicant(&caller, "64.02.06", u32::try_from(n).unwrap())).collect();

        // Some are sent twice at the same moment: one enrollment a woman.
        let twice = women.iter().chain(&women[..REQUESTS - APPLICANTS]).cloned().collect();
        let list = format!("{batch}/enrollments");
        let answers = at_once(twice, |person: String| patiently(|| caller.post(&list, &json!({ "person_id": person }))));
        assert_eq!(tally(&answers), BTreeMap::from([(201, APPLICANTS), (409, REQUESTS - APPLICANTS)]));
        let enrolled = all(&caller, &batch);
        let people: HashSet<&str> = enrolled.iter().map(|one| one["person_id"].as_str().unwrap()).collect();
        assert_eq!((enrolled.len(), people.len()), (APPLICANTS, APPLICANTS));

        for step in ["screened", "selected"] {
            let now: Vec<(String, String)> = all(&caller, &batch).iter().map(|one| (path(one), format!("\"v{}\"", one["version"]))).collect();
            let answers = at_once(now, |(path, tag)| to(&caller, &path, &tag, step));
            assert_eq!(tally(&answers), BTreeMap::from([(200, APPLICANTS)]));
        }

        // Everybody is accepted at once, many by two officials with the same tag; who finds no seat
        // is put on the waiting list.
        let now: Vec<(String, String)> = all(&caller, &batch).iter().map(|one| (path(one), format!("\"v{}\"", one["version"]))).collect();
        let twice = now.iter().chain(&now[..REQUESTS - APPLICANTS]).cloned().collect();
        let answers = at_once(twice, |(path, tag)| {
            let answer = to(&caller, &path, &tag, "accepted");
            if answer.status == 409 && answer.code() == "conflict" {
                to(&caller, &path, &tag, "waitlisted")
            } else {
                answer
            }
        });
        assert_eq!(tally(&answers), BTreeMap::from([(200, APPLICANTS), (412, REQUESTS - APPLICANTS)]));
        let items = all(&caller, &batch);
        assert_eq!(in_status(&items, "accepted").len(), QUOTA);
        let list = waiting(&items);
        assert_eq!(list.len(), APPLICANTS - QUOTA);
        // One update each, none lost and none doubled.
        assert!(items.iter().all(|one| one["version"] == 4));

        // Twenty give their seats up, each told twice: the first twenty of the list move up, once.
        let leaving: Vec<(String, String)> = in_status(&items, "accepted")[..20].iter().map(|one| (path(one), format!("\"v{}\"", one["version"]))).collect();
        let twice = leaving.iter().chain(&leaving).cloned().collect();
        let answers = at_once(twice, |(path, tag)| to(&caller, &path, &tag, "withdrawn"));
        assert_eq!(tally(&answers), BTreeMap::from([(200, 20), (412, 20)]));
        let items = all(&caller, &batch);
        assert_eq!((in_status(&items, "accepted").len(), in_status(&items, "withdrawn").len()), (QUOTA, 20));
        assert_eq!(waiting(&items), list[20..]);
        for one in &list[..20] {
            assert_eq!(accepted_times(&caller, one), 1);
        }

        // Ten more leave while the quota rises by six and the whole list is accepted by hand.
        let accepted = in_status(&items, "accepted");
        let leaving = accepted[..10].iter().map(|one| (path(one), "withdrawn"));
        let pushing = list[20..].iter().map(|one| (one.clone(), "accepted"));
        let raise = std::iter::once((batch.clone(), "quota"));
        let answers = at_once(leaving.chain(pushing).chain(raise).collect(), |(path, what)| {
            let tag = patiently(|| caller.get(&path)).expect(200).etag();
            match what {
                "quota" => patiently(|| caller.patch(&path, &tag, &json!({ "quota": QUOTA + 6 }))),
                _ => to(&caller, &path, &tag, what),
            }
        });
        // 412 and 409: she moved up before her request came, or it was not her turn.
        let counts = tally(&answers);
        assert!(counts[&200] == 11 && counts.keys().all(|status| [200, 409, 412].contains(status)), "{counts:?}");
        let items = all(&caller, &batch);
        assert_eq!((in_status(&items, "accepted").len(), in_status(&items, "withdrawn").len()), (QUOTA + 6, 30));
        assert_eq!(waiting(&items), list[36..]);
        for one in &list[20..36] {
            assert_eq!(accepted_times(&caller, one), 1);
        }
    }
}
