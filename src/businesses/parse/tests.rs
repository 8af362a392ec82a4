use serde_json::{Value, json};

use super::*;

fn parsed(changes: Value) -> Result<(NewBusiness, Vec<Flag>), Vec<String>> {
    let mut whole = json!({ "name": "Usaha Contoh", "region_code": "64.02.06.1005" });
    crate::http::merge(&mut whole, &changes);
    let input: BusinessInput = serde_json::from_value(whole).unwrap();
    let mut rules = Rules::default();
    let found = parse(&input, &Lists::of_shipped(), &mut rules);
    match (found, rules.finish()) {
        (Some(found), Ok(())) => Ok(found),
        (None, Err(problem)) => Err(problem
            .field_errors()
            .iter()
            .map(|error| format!("{} {}", error.pointer, error.code))
            .collect()),
        (found, rules) => panic!("{} {}", found.is_some(), rules.is_ok()),
    }
}

#[test]
fn what_was_parsed_parses_to_itself() {
    let first = parsed(json!({
        "name": "  Usaha   Contoh ",
        "nib": "0220.1000.12345",
        "pirt": "P-IRT 206640201000129",
        "kbli": [{ "version": "2020", "code": "10794" }],
        "contact": { "phone": "0812 5550 1234", "email": "Usaha@Example.ID", "rt": "5" },
        "started_on": "2019-03",
        "owners": [{ "person_id": "01939b2e-7c00-7000-8000-000000000001", "role": "pemilik", "share_percent": 33.33 }]
    }))
    .unwrap()
    .0;
    assert_eq!(first.register(), "64.02");
    let input = first.input();
    assert_eq!(input.name, "Usaha Contoh");
    assert_eq!(input.nib.as_deref(), Some("0220100012345"));
    assert!(input.kbli[0].is_main);
    let contact = input.contact.as_ref().unwrap();
    assert_eq!(contact.phone.as_deref(), Some("+6281255501234"));
    assert_eq!(contact.rt.as_deref(), Some("005"));
    let mut rules = Rules::default();
    let (again, _) = parse(input, &Lists::of_shipped(), &mut rules).unwrap();
    assert_eq!(again, first);
}

#[test]
fn shares_have_two_decimals() {
    for (share, wanted) in [
        (51.0, Some(5_100)),
        (33.33, Some(3_333)),
        (0.29, Some(29)),
        (0.01, Some(1)),
        (100.0, Some(10_000)),
        (33.333, None),
        (0.0, None),
        (100.01, None),
        (-5.0, None),
    ] {
        assert_eq!(hundredths(share), wanted, "{share}");
    }
}

#[test]
fn one_main_code_and_one_main_person_a_role() {
    let code = |code: &str, main: bool| json!({ "version": "2020", "code": code, "is_main": main });
    for (kbli, wanted) in [
        (
            json!([code("10794", false), code("56102", false)]),
            "/kbli main_kbli_required",
        ),
        (
            json!([code("10794", true), code("56102", true)]),
            "/kbli main_kbli_required",
        ),
        (
            json!([code("10794", true), code("10794", false)]),
            "/kbli/1/code not_unique",
        ),
        (
            json!([{ "code": "56102" }]),
            "/kbli/0/version kbli_version_required",
        ),
    ] {
        assert_eq!(parsed(json!({ "kbli": kbli })).unwrap_err(), [wanted]);
    }
    let id = "01939b2e-7c00-7000-8000-000000000001";
    let twice = json!([{ "person_id": id, "role": "pemilik", "is_main": true }, { "person_id": id, "role": "pemilik", "is_main": true }]);
    assert_eq!(
        parsed(json!({ "owners": twice })).unwrap_err(),
        [
            "/owners/1/person_id not_unique",
            "/owners/1/is_main not_unique"
        ]
    );
}

#[test]
fn control_characters_and_half_coordinates_are_refused() {
    assert_eq!(
        parsed(json!({ "name": "a\u{0}b" })).unwrap_err(),
        ["/name invalid_text"]
    );
    assert_eq!(
        parsed(json!({ "longitude": 117.0 })).unwrap_err(),
        ["/latitude required"]
    );
    assert_eq!(
        parsed(json!({ "register_code": "64.72" })).unwrap_err(),
        ["/register_code register_mismatch"]
    );
    assert_eq!(
        parsed(json!({ "source_record_id": "1" })).unwrap_err(),
        ["/source_system required"]
    );
    assert!(parsed(json!({ "name": "<b>\"O'Ibu\"; --</b>" })).is_ok());
}
