use super::*;
use crate::businesses::snapshots::SnapshotMethod;
use crate::db::Timestamp;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn business(owners: Vec<BusinessOwner>) -> BusinessInput {
    let mut input: BusinessInput = serde_json::from_value(serde_json::json!({
        "name": "Usaha Contoh",
        "region_code": "64.02.06.1005",
        "started_on": "2022",
        "kbli": [{ "version": "2020", "code": "10794", "is_main": true }]
    }))
    .unwrap();
    input.owners = owners;
    input
}

fn owner(person: Id, role: OwnershipRole, share: Option<f64>) -> BusinessOwner {
    BusinessOwner {
        person_id: person,
        role,
        share_percent: share,
        is_main: false,
        since: None,
        until: None,
    }
}

fn snapshot(as_of: &str) -> SnapshotRow {
    SnapshotRow {
        id: Id::new(),
        business_id: Id::new(),
        as_of: day(as_of),
        capital_own_idr: None,
        capital_loan_idr: None,
        investment_idr: None,
        annual_sales_idr: None,
        workers_male: None,
        workers_female: None,
        method: SnapshotMethod::Lapor,
        version: 1,
        created_at: Timestamp::from_micros(0),
        updated_at: Timestamp::from_micros(0),
        survey: None,
    }
}

fn codes(derived: &Derived) -> Vec<&'static str> {
    derived
        .flags
        .iter()
        .map(|flag| flag.code.as_str())
        .collect()
}

#[test]
fn nothing_recorded_derives_nothing() {
    let derived = derive(
        &business(Vec::new()),
        &HashMap::new(),
        &Figures::default(),
        day("2026-11-21"),
    );
    assert_eq!(derived.women_owned, Tri::Unknown);
    assert_eq!(derived.women_led, Tri::Unknown);
    assert_eq!(derived.scale.value, None);
    assert_eq!(derived.ikm.reason, Some(IkmReason::WorkersMissing));
    assert_eq!(codes(&derived), ["scale_input_missing"]);
}

#[test]
fn only_current_owners_count() {
    let (woman, man) = (Id::new(), Id::new());
    let fact = |gender| PersonFacts {
        gender: Some(gender),
        has_nik: false,
    };
    let people = HashMap::from([(woman, fact(Gender::P)), (man, fact(Gender::L))]);
    let mut former = owner(man, OwnershipRole::Pemilik, Some(100.0));
    former.until = Some(day("2025-12-31"));
    let manager = owner(man, OwnershipRole::Pengelola, None);
    let input = business(vec![
        owner(woman, OwnershipRole::Pemilik, Some(51.0)),
        former,
        manager,
    ]);
    let at = |today| derive(&input, &people, &Figures::default(), day(today));
    let now = at("2026-01-01");
    assert_eq!((now.women_owned, now.women_led), (Tri::Yes, Tri::No));
    let then = at("2025-12-31");
    assert_eq!(then.women_owned, Tri::Unknown);
    assert!(codes(&then).contains(&"ownership_shares_inconsistent"));
}

#[test]
fn capital_is_own_and_loan_together_and_figures_of_two_days_never_mix() {
    let mut old = snapshot("2024-12-31");
    old.capital_own_idr = Some(900_000_000);
    old.capital_loan_idr = Some(100_000_001);
    old.workers_male = Some(1);
    old.workers_female = Some(1);
    old.investment_idr = Some(0);
    let mut new = snapshot("2025-12-31");
    new.workers_female = Some(7);
    // The order of the rows must not matter.
    for rows in [[old.clone(), new.clone()], [new.clone(), old.clone()]] {
        let figures = Figures::of(&rows);
        let derived = derive(
            &business(Vec::new()),
            &HashMap::new(),
            &figures,
            day("2026-01-01"),
        );
        assert_eq!(derived.scale.value, Some(Scale::Kecil));
        assert_eq!(derived.scale.basis, Some(ScaleBasis::Capital));
        assert_eq!(derived.scale.as_of, Some(day("2024-12-31")));
        assert_eq!(derived.workers.female, Some(7));
        assert_eq!(derived.workers.male, None, "unknown on that day");
        assert_eq!(derived.ikm.reason, Some(IkmReason::WorkersMissing));
    }
    let derived = derive(
        &business(Vec::new()),
        &HashMap::new(),
        &Figures::of(&[old]),
        day("2026-01-01"),
    );
    assert_eq!(derived.ikm.class, Some(IkmClass::IndustriKecil));
}
