use super::*;
use crate::reference::regions::CodeSystem;
use crate::text::Lang;
use crate::values::ValueError;

fn find(query: RegionQuery<'_>) -> Result<String, ValueError> {
    Lists::of_shipped()
        .resolve_region(query)
        .map(|found| found.code)
}

fn refused(query: RegionQuery<'_>) -> (&'static str, String, String) {
    let error = find(query).unwrap_err();
    (
        error.code,
        error.message.get(Lang::En).to_owned(),
        error.suggestion.unwrap_or_default(),
    )
}

const NONE: RegionQuery<'static> = RegionQuery {
    village: None,
    district: None,
    regency: None,
    province: None,
    within: None,
    code: None,
    code_system: None,
};

#[test]
fn names_are_read_downward() {
    let full = RegionQuery {
        village: Some("DESA  Tani Bhakti "),
        district: Some("KEC. SAMBOJA BARAT"),
        regency: Some("KAB. KUTAI KARTANEGARA"),
        province: Some("Prov. Kalimantan Timur"),
        ..NONE
    };
    assert_eq!(find(full).unwrap(), "64.02.20.2004");
    let loa_janan = RegionQuery {
        district: Some("Loa Janan"),
        ..full
    };
    assert_eq!(find(loa_janan).unwrap(), "64.02.03.2005");
    let district_only = RegionQuery {
        village: Some("-"),
        ..full
    };
    assert_eq!(find(district_only).unwrap(), "64.02.20");
    let short = RegionQuery {
        regency: Some("Kukar"),
        ..NONE
    };
    assert_eq!(find(short).unwrap(), "64.02");
    let scope_only = RegionQuery {
        within: Some("64.02"),
        ..NONE
    };
    assert_eq!(find(scope_only).unwrap(), "64.02");
    assert_eq!(refused(NONE).0, "region_required");
}

#[test]
fn only_regencies_and_cities_lose_their_kind() {
    let within = |district| RegionQuery {
        district: Some(district),
        within: Some("64.02"),
        ..NONE
    };
    assert_eq!(find(within("KOTA BANGUN")).unwrap(), "64.02.08");
    assert_eq!(find(within("Kota Bangun Darat")).unwrap(), "64.02.19");
    let regency = |regency| RegionQuery {
        regency: Some(regency),
        ..NONE
    };
    assert_eq!(find(regency("Kota Baru")).unwrap(), "63.02");
    assert_eq!(find(regency("KOTA SAMARINDA")).unwrap(), "64.72");
    assert_eq!(find(regency("Samarinda")).unwrap(), "64.72");
    assert_eq!(refused(regency("Kab. Samarinda")).0, "unknown_region");
}

#[test]
fn what_fits_two_is_refused() {
    let village = |village, within| RegionQuery {
        village: Some(village),
        within: Some(within),
        ..NONE
    };
    let (code, message, _) = refused(village("Tani Bhakti", "64.02"));
    assert_eq!(code, "region_ambiguous");
    assert!(
        message.contains("64.02.03.2005, 64.02.20.2004"),
        "{message}"
    );
    let (code, _, suggestion) = refused(village("Suka Damai", "64"));
    assert_eq!(code, "region_ambiguous");
    assert!(suggestion.contains("64.08.13.2003"), "{suggestion}");
    let kutim = RegionQuery {
        regency: Some("Kutai Timur"),
        ..village("Suka Damai", "64")
    };
    assert_eq!(find(kutim).unwrap(), "64.08.13.2003");
}

#[test]
fn near_names_are_proposed_never_taken() {
    let one = RegionQuery {
        village: Some("Tani Bakti"),
        district: Some("Samboja Barat"),
        within: Some("64.02"),
        ..NONE
    };
    let (code, message, suggestion) = refused(one);
    assert_eq!(code, "region_list_incomplete");
    assert!(message.contains("sinergi import regions FILE"), "{message}");
    assert_eq!(suggestion, "Tani Bhakti (64.02.20.2004), Samboja Barat");
    let together = RegionQuery {
        village: Some("Tani Bakti, Samboja Barat"),
        district: None,
        ..one
    };
    assert!(refused(together).2.contains("64.02.20.2004"));
}

#[test]
fn a_village_missing_from_a_partial_list_names_the_command() {
    let (code, message, _) = refused(RegionQuery {
        village: Some("Jembayan Tengah"),
        district: Some("Loa Kulu"),
        within: Some("64.02"),
        ..NONE
    });
    assert_eq!(code, "region_list_incomplete");
    assert!(message.contains("sinergi import regions FILE"), "{message}");
}

#[test]
fn undotted_codes_need_their_system() {
    let code = |code, code_system| RegionQuery {
        code: Some(code),
        code_system,
        ..NONE
    };
    let (reason, message, _) = refused(code("6402", None));
    assert_eq!(reason, "region_code_system_required");
    let sentence = "6402 is Kutai Kartanegara in Kemendagri and Kutai Barat in BPS";
    assert!(message.contains(sentence), "{message}");
    assert_eq!(refused(code("6472", None)).0, "region_code_system_required");
    assert_eq!(find(code("64", None)).unwrap(), "64");
    assert_eq!(
        find(code("6402", Some(CodeSystem::Kemendagri))).unwrap(),
        "64.02"
    );
    assert_eq!(find(code("6402", Some(CodeSystem::Bps))).unwrap(), "64.07");
    assert_eq!(
        find(code("6403130", Some(CodeSystem::Bps))).unwrap(),
        "64.02.05"
    );
    assert_eq!(
        find(code("6402061001", Some(CodeSystem::Kemendagri))).unwrap(),
        "64.02.06.1001"
    );
    assert_eq!(refused(code("64.99", None)).0, "region_list_incomplete");
}

#[test]
fn a_code_and_a_name_must_agree() {
    let sentence = "6402 is Kutai Kartanegara in Kemendagri and Kutai Barat in BPS";
    let row = |code, regency, code_system| RegionQuery {
        code: Some(code),
        regency: Some(regency),
        code_system,
        ..NONE
    };
    for (code, regency, system) in [
        ("6402", "Kab. Kutai Barat", Some(CodeSystem::Kemendagri)),
        ("6402", "Kab. Kutai Kartanegara", Some(CodeSystem::Bps)),
        ("64.02", "Kutai Barat", None),
    ] {
        let (reason, message, _) = refused(row(code, regency, system));
        assert_eq!(reason, "region_name_mismatch");
        assert!(message.contains(sentence), "{message}");
    }
    assert_eq!(
        find(row("64.02.06.1001", "Kukar", None)).unwrap(),
        "64.02.06.1001"
    );
    let deeper = RegionQuery {
        district: Some("Tenggarong"),
        village: Some("Jahab"),
        ..row("64.02", "Kukar", None)
    };
    assert_eq!(find(deeper).unwrap(), "64.02.06.1001");
    let outside = RegionQuery {
        within: Some("64.72"),
        ..row("64.02", "Kukar", None)
    };
    assert_eq!(refused(outside).0, "region_outside_scope");
}

#[test]
fn a_retired_code_resolves_with_a_flag_but_its_name_does_not() {
    let lists = Lists::of_shipped();
    let old = RegionQuery {
        code: Some("64.02.13.2018"),
        village: Some("Tani Bhakti"),
        ..NONE
    };
    let found = lists.resolve_region(old).unwrap();
    assert_eq!(
        found.flags,
        [Flag::new(FlagCode::RegionRetired, "region_code")]
    );
    let by_name = RegionQuery {
        village: Some("Tani Bhakti"),
        district: Some("Samboja"),
        within: Some("64.02"),
        ..NONE
    };
    assert_eq!(refused(by_name).0, "region_list_incomplete");
    let region = lists.region("64.02.13.2018").unwrap();
    assert_eq!(region.successors, ["64.02.20.2004"]);
}

#[test]
fn region_rules_name_the_way_out() {
    let lists = Lists::of_shipped();
    let check = |code: &str| {
        let (mut rules, mut flags) = (Rules::default(), Vec::new());
        lists.check_region(code, "/region_code", &mut rules, &mut flags);
        let errors = rules
            .finish()
            .map_or_else(|problem| problem.field_errors().to_vec(), |()| Vec::new());
        (errors, flags)
    };
    let (errors, _) = check("64.02.06.1010");
    let codes: Vec<_> = errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, ["unknown_region", "region_list_incomplete"]);
    assert!(errors[1].detail.en.contains("sinergi import regions FILE"));
    let (errors, _) = check("99.01");
    assert_eq!(errors.len(), 1);
    assert_eq!(check("64.02.13.2018").1.len(), 1);
    assert_eq!(check("64.02.06.1001"), (vec![], vec![]));
}

#[test]
fn kbli_codes_are_checked_as_far_as_the_list_goes() {
    let mut lists = Lists::of_shipped();
    let code = |lists: &Lists, version, code| lists.kbli(version, code).map_err(|e| e.code);
    assert_eq!(code(&lists, "2020", "10794"), Ok(KbliMatch::Known));
    assert_eq!(code(&lists, "2020", "10773"), Ok(KbliMatch::ParentKnown));
    assert_eq!(code(&lists, "2020", "04111"), Err("unknown_kbli_code"));
    assert_eq!(code(&lists, "2020", "C"), Err("invalid_kbli_code"));
    assert_eq!(code(&lists, "2015", "10794"), Err("unknown_kbli_version"));
    for edition in lists.kbli.values_mut() {
        edition.fill();
    }
    assert_eq!(code(&lists, "2020", "10773"), Err("unknown_kbli_code"));
    let near = lists.kbli("2020", "10793").unwrap_err().suggestion.unwrap();
    assert!(near.starts_with("1079"), "{near}");
}
