use super::store::check;
use super::types::AgencyInput;
use crate::auth::Level;
use crate::reference::Lists;

fn codes(code: &str, level: Level, region: Option<&str>) -> Vec<(String, &'static str)> {
    let input = AgencyInput {
        code: code.to_owned(),
        name: "Dinas Contoh".to_owned(),
        short_name: "Contoh".to_owned(),
        level,
        region_code: region.map(str::to_owned),
        functions: Vec::new(),
        valid_from: None,
        valid_to: None,
    };
    let problem = check(&Lists::of_shipped(), &input).finish();
    problem.map_or_else(
        |problem| {
            let errors = problem.field_errors().iter();
            errors.map(|e| (e.pointer.clone(), e.code)).collect()
        },
        |()| Vec::new(),
    )
}

#[test]
fn level_and_region_fit() {
    assert_eq!(codes("dp3a-bontang", Level::Kota, Some("64.74")), []);
    assert_eq!(codes("dp3a-paser", Level::Kabupaten, Some("64.01")), []);
    assert_eq!(codes("dkp3a-kalsel", Level::Provinsi, Some("63")), []);
    assert_eq!(codes("kemenkop", Level::Nasional, None), []);
    let wrong = |code: &'static str| vec![("/region_code".to_owned(), code)];
    assert_eq!(
        codes("dp3a-bontang", Level::Kabupaten, Some("64.74")),
        wrong("level_mismatch")
    );
    assert_eq!(
        codes("dp3a-kukar2", Level::Kabupaten, Some("64")),
        wrong("level_mismatch")
    );
    assert_eq!(codes("dp3a-x", Level::Kota, None), wrong("required"));
    assert_eq!(
        codes("kemenkop", Level::Nasional, Some("64")),
        wrong("not_allowed")
    );
    assert_eq!(
        codes("dpx", Level::Provinsi, Some("63"))[0],
        ("/code".to_owned(), "invalid_format")
    );
    assert_eq!(
        codes("operator-2", Level::Operator, None)[0],
        ("/level".to_owned(), "not_allowed")
    );
}
