//! Loading the official lists; their files lie outside the repository, small ones stand here.

use std::path::{Path, PathBuf};

use sinergi::app::Tx;
use sinergi::auth::Who;
use sinergi::http::{Code, Problem, Rules};
use sinergi::reference::kbli::KbliVersion;
use sinergi::reference::load::{KbliLoad, LoadReport, RegionLoad, load_kbli, load_regions};
use sinergi::reference::{CodeSystem, KbliMatch, Lists, RegionQuery};

use crate::support::{TestApp, on_both};

/// An official list, or nothing after saying so.
fn official(name: &str) -> Option<Vec<u8>> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(name);
    let found = std::fs::read(&path).ok();
    if found.is_none() {
        use std::io::Write as _;
        let said = writeln!(std::io::stderr(), "LEFT OUT: {} is absent", path.display());
        assert!(said.is_ok());
    }
    found
}

fn in_tx<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let inner = app.app.clone();
    app.app.db().write_now(move |conn| {
        work(&mut Tx::new(
            conn,
            inner,
            Who::system("cli"),
            "test".to_owned(),
        ))
    })
}

fn regions(app: &TestApp, file: Vec<u8>, options: RegionLoad) -> Result<LoadReport, Problem> {
    in_tx(app, move |tx| load_regions(tx, file.as_slice(), &options))
}

fn kbli(app: &TestApp, file: Vec<u8>, version: KbliVersion) -> Result<LoadReport, Problem> {
    let options = KbliLoad {
        version,
        dry_run: false,
    };
    in_tx(app, move |tx| load_kbli(tx, file.as_slice(), &options))
}

fn with_lists<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&Lists) -> T + Send + 'static,
) -> T {
    in_tx(app, move |tx| Ok(work(&*Lists::current(tx.conn, &tx.app)?))).unwrap()
}

fn edition(day: &str) -> RegionLoad {
    RegionLoad::new(day.parse().unwrap())
}

/// Synthetic editions of a province's list; 82 is no shipped regency's.
const OLD: &str = "82,MALUKU UTARA\r\n82.01,KAB. CONTOH\r\n82.01.01,Satu\r\n82.01.01.2001,Lama \r\n82.01.01.2002,DUA  SATU\r\n82.01.01.2003,Tiga\r\n";
const NEW: &str = "kode,nama\r\n82,Maluku Utara\r\n82.01,Kabupaten Contoh\r\n82.01.01,Satu\r\n82.01.01.2001,Baru\r\n82.01.01.2002,Dua Satu\r\n82.01.01.2004,Empat\r\n";

on_both! {
    fn a_newer_edition_keeps_retired_codes_and_old_names(app) {
        let first = regions(app, OLD.into(), edition("2019-10-08")).unwrap();
        assert_eq!((first.total, first.created, first.unchanged, first.retired), (6, 5, 1, 0));
        let second = regions(app, NEW.into(), edition("2025-04-29")).unwrap();
        assert_eq!((second.total, second.created, second.retired), (6, 1, 1));
        assert_eq!((second.updated, second.unchanged), (1, 4));
        let read = |path: &str| app.anonymous().get(path).expect(200).json();
        assert_eq!(read("/v1/regions/82.01")["name"], "Kabupaten Contoh");
        assert_eq!(read("/v1/regions/82.01.01.2003")["valid_to"], "2025-04-29");
        assert_eq!(read("/v1/regions/82.01.01.2004")["valid_from"], "2025-04-29");
        let renamed = read("/v1/regions/82.01.01.2001");
        assert_eq!((&renamed["name"], &renamed["aliases"][0]), (&"Baru".into(), &"Lama".into()));
        assert_eq!(read("/v1/regions/82.01.01.2002")["name"], "Dua Satu");
        let third = regions(app, NEW.into(), edition("2025-04-29")).unwrap();
        assert!(!third.changes());
        let older = regions(app, OLD.into(), edition("2019-10-08")).unwrap_err();
        assert_eq!(older.code(), Code::Conflict);
    }

    fn the_lists_in_memory_follow_a_load(app) {
        let partial = |code: &'static str| with_lists(app, move |lists| {
            let (mut rules, mut flags) = (Rules::default(), Vec::new());
            lists.check_region(code, "/region_code", &mut rules, &mut flags);
            let problem = rules.finish().err();
            let errors = problem.iter().flat_map(Problem::field_errors).map(|error| error.code);
            (errors.collect::<Vec<_>>(), flags.len())
        });
        assert_eq!(partial("82.01.01.2003").0, ["unknown_region", "region_list_incomplete"]);
        regions(app, OLD.into(), edition("2019-10-08")).unwrap();
        assert_eq!(partial("82.01.01.2003"), (vec![], 0));
        assert_eq!(partial("82.01.01.2009").0, ["unknown_region"]);
        regions(app, NEW.into(), edition("2025-04-29")).unwrap();
        assert_eq!(partial("82.01.01.2003"), (vec![], 1));
    }

    fn a_dry_run_changes_nothing(app) {
        let options = RegionLoad { dry_run: true, ..edition("2019-10-08") };
        assert_eq!(regions(app, OLD.into(), options).unwrap().created, 5);
        app.anonymous().get("/v1/regions/82.01").expect(404);
    }

    fn bad_rows_are_named_and_left_out(app) {
        let file = "82.01,Kabupaten Contoh\n82.1.1,x\n82.01.09.2001,Yatim\n8202,KAB. DUA\n82.01,Lagi\n82.03,\n";
        let report = regions(app, file.into(), edition("2025-01-01")).unwrap();
        let refused: Vec<_> = report.refused.iter().map(|row| (row.row, row.code)).collect();
        assert_eq!(
            refused,
            [(2, "invalid_region_code"), (5, "duplicate_code"), (6, "required"), (3, "unknown_parent")]
        );
        assert_eq!((report.total, report.created), (6, 2));
        let empty = regions(app, b"kode,nama\n".to_vec(), edition("2025-01-01"));
        assert_eq!(empty.unwrap_err().code(), Code::ValidationFailed);
        let latin = regions(app, b"82.01,Caf\xe9\n".to_vec(), edition("2025-01-01"));
        assert_eq!(latin.unwrap_err().code(), Code::InvalidEncoding);
    }

    fn a_part_of_a_list_retires_nothing_outside_itself(app) {
        let report = regions(app, b"64,Kalimantan Timur\n64.02.06.1001,Jahab\n".to_vec(), edition("2026-01-01")).unwrap();
        let read = |path: &str| app.anonymous().get(path).expect(200).json();
        assert!(read("/v1/regions/64.01")["valid_to"].is_null());
        assert!(read("/v1/regions/64.72.01")["valid_to"].is_null());
        assert!(report.refused.is_empty());
    }

    fn successors_come_from_a_mapping_file(app) {
        regions(app, OLD.into(), edition("2019-10-08")).unwrap();
        let with = |mapping: &str| RegionLoad {
            successors: Some(mapping.as_bytes().to_vec()),
            ..edition("2025-04-29")
        };
        let header = "code,successor,on,legal_basis\n";
        for wrong in [
            "82.01.01.2003,82.01.01.9999,2022-01-01,x",
            "82.01.01.2002,82.01.01.2004,2022-01-01,x",
            "82.01.01.2003,82.01.01.2004,1 Januari 2022,x",
        ] {
            let refused = regions(app, NEW.into(), with(&format!("{header}{wrong}\n")));
            assert_eq!(refused.unwrap_err().code(), Code::ValidationFailed, "{wrong}");
        }
        let right = format!("{header}82.01.01.2003,82.01.01.2004,2022-01-01,Perda 1/2022\n");
        regions(app, NEW.into(), with(&right)).unwrap();
        let read = app.anonymous().get("/v1/regions/82.01.01.2003").expect(200).json();
        assert_eq!(read["valid_to"], "2022-01-01");
        assert_eq!(read["successor_codes"][0], "82.01.01.2004");
    }

    fn a_load_leaves_one_audit_row(app) {
        regions(app, OLD.into(), RegionLoad { edition: Some("Permendagri 72/2019".into()), ..edition("2019-10-08") }).unwrap();
        let events = app.admin().get("/v1/audit-events?limit=200").expect(200).json();
        let loads: Vec<_> = events["items"].as_array().unwrap().iter()
            .filter(|event| event["action"] == "reference_loaded")
            .collect();
        assert_eq!(loads.len(), 1);
        assert_eq!(loads[0]["resource_id"], "Permendagri 72/2019");
    }

    fn kbli_is_loaded_from_json_and_csv(app) {
        let json = br#"[{"code":"107","title":"INDUSTRI ( MAKANAN ) LAIN"},{"code":"10798","title":" Industri\n contoh ","desc":"x"},{"code":"1","title":"x"},{"code":"107981","title":"x"}]"#;
        let report = kbli(app, json.to_vec(), KbliVersion::V2020).unwrap();
        assert_eq!((report.total, report.created, report.updated), (4, 1, 1));
        assert_eq!(report.refused.len(), 2);
        let read = |path: &str| app.anonymous().get(path).expect(200).json();
        let made = read("/v1/kbli-codes/2020/10798");
        assert_eq!((&made["title_id"], &made["section"], &made["parent_code"]), (&"Industri contoh".into(), &"C".into(), &"1079".into()));
        assert_eq!(read("/v1/kbli-codes/2020/107")["title_id"], "Industri (makanan) lain");
        let report = kbli(app, b"kode,judul\n10798,INDUSTRI CONTOH\n".to_vec(), KbliVersion::V2020).unwrap();
        assert_eq!(report.unchanged, 1);
        app.anonymous().get("/v1/kbli-codes/2025/10798").expect(404);
    }

    fn the_official_regions_load(app) {
        let (Some(old), Some(new)) = (
            official("wilayah_kalimantan_permendagri72_2019.csv"),
            official("wilayah_kalimantan_kepmendagri_2025.csv"),
        ) else { return };
        let first = regions(app, old, edition("2019-10-08")).unwrap();
        assert_eq!((first.total, first.refused.len()), (7_909, 0));
        let second = regions(app, new.clone(), edition("2025-04-29")).unwrap();
        assert_eq!((second.total, second.refused.len()), (7_939, 0));
        let again = regions(app, new, edition("2025-04-29")).unwrap();
        assert_eq!((again.unchanged, again.changes()), (7_939, false));
        let read = |path: &str| app.anonymous().get(path).expect(200).json();
        let retired = read("/v1/regions/64.02.13.2018");
        assert_eq!((&retired["name"], &retired["valid_to"]), (&"Tani Bhakti".into(), &"2022-02-14".into()));
        assert_eq!(read("/v1/regions/63.02")["name"], "Kabupaten Kotabaru");
        for (query, total) in [("level=1", 38), ("parent=64", 10), ("level=4&q=", 7_252)] {
            let path = format!("/v1/regions?count=exact&limit=1&{query}");
            assert_eq!(read(path.trim_end_matches("&q="))["total"], total, "{query}");
        }
        with_lists(app, |lists| {
            let find = |village, district| lists.resolve_region(RegionQuery {
                village: Some(village),
                district,
                within: Some("64.02"),
                code_system: Some(CodeSystem::Bps),
                ..RegionQuery::default()
            });
            assert_eq!(find("Tani Bhakti", Some("Samboja Barat")).unwrap().code, "64.02.20.2004");
            assert_eq!(find("Tani Bhakti", None).unwrap_err().code, "region_ambiguous");
            let near = find("Tani Bakti", Some("Samboja Barat")).unwrap_err();
            assert_eq!(near.code, "unknown_region");
            assert_eq!(near.suggestion.unwrap(), "Tani Bhakti (64.02.20.2004), Samboja Barat");
            assert_eq!(find("KEL. MELAYU", Some("Kec. Tenggarong")).unwrap().code, "64.02.06.1005");
        });
    }

    fn the_official_kbli_loads(app) {
        let (Some(old), Some(_)) = (official("kbli_2020_oss_dump.json"), official("kbli_2025/01_kategori.json"))
            else { return };
        let report = kbli(app, old, KbliVersion::V2020).unwrap();
        assert_eq!((report.total, report.refused.len()), (2_686, 0));
        let mut total = 0;
        for file in ["01_kategori", "02_golongan_pokok", "03_golongan", "04_subgolongan", "05_kelompok"] {
            let file = official(&format!("kbli_2025/{file}.json")).unwrap();
            let report = kbli(app, file, KbliVersion::V2025).unwrap();
            assert_eq!(report.refused, []);
            total += report.total;
        }
        assert_eq!(total, 22 + 87 + 257 + 519 + 1_559);
        with_lists(app, |lists| {
            assert_eq!(lists.kbli("2020", "49421"), Ok(KbliMatch::Known));
            assert_eq!(lists.kbli("2020", "10797").unwrap_err().code, "unknown_kbli_code");
            let eaten = lists.kbli("2025", "1111").unwrap_err();
            assert!(eaten.suggestion.unwrap().starts_with("01111"));
        });
    }
}
