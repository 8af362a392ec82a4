//! The shipped reference data is consistent in itself and agrees with the official lists.
//!
//! The official lists lie outside the repository. Where that folder is absent the comparison
//! says that it was left out; the checks of consistency always run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

fn shipped(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/reference/data")
        .join(name);
    read(&path, b',')
}

fn read(path: &Path, delimiter: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_path(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let headers = reader.headers().expect("a header row").clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let cells = headers.iter().zip(record.iter());
            cells.map(|(h, c)| (h.to_owned(), c.to_owned())).collect()
        })
        .collect()
}

/// The folder of official lists, or nothing after saying so.
fn official() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    // Written past the test harness, which would swallow what a passing test prints.
    let said = writeln!(
        std::io::stderr(),
        "LEFT OUT: {} is absent, so the shipped reference data was not compared with it",
        folder.display()
    );
    assert!(said.is_ok());
    None
}

fn codes(list: &str) -> BTreeSet<String> {
    let rows = shipped("code_lists.csv");
    let found: BTreeSet<String> = rows
        .into_iter()
        .filter(|row| row["list"] == list)
        .map(|row| row["code"].clone())
        .collect();
    assert!(!found.is_empty(), "code list {list} is missing");
    found
}

fn unique(rows: &[Row], what: &str, keys: &[&str]) {
    let mut seen = BTreeSet::new();
    for row in rows {
        let key: Vec<&str> = keys.iter().map(|key| row[*key].as_str()).collect();
        assert!(seen.insert(key.clone()), "{what}: {key:?} stands twice");
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    text.len() == 10
        && parts.len() == 3
        && parts
            .iter()
            .zip([4, 2, 2])
            .all(|(part, len)| part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))
}

/// 1 to 4 for a dotted Kemendagri code, nothing for anything else.
fn region_level(code: &str) -> Option<usize> {
    let parts: Vec<&str> = code.split('.').collect();
    let digits = |part: &&str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let well_formed = parts.len() <= 4
        && parts.iter().take(3).all(|part| digits(part, 2))
        && parts
            .get(3)
            .is_none_or(|part| digits(part, 4) && matches!(part.as_bytes()[0], b'1'..=b'3'));
    well_formed.then_some(parts.len())
}

#[test]
fn no_cell_has_stray_blanks_or_control_characters() {
    for file in [
        "regions.csv",
        "region_successors.csv",
        "kbli.csv",
        "code_lists.csv",
        "agencies.csv",
        "organizations.csv",
    ] {
        let rows = shipped(file);
        assert!(!rows.is_empty(), "{file} is empty");
        for row in &rows {
            for (column, cell) in row {
                assert_eq!(cell.trim(), cell, "{file} {column}: blanks around {cell:?}");
                assert!(
                    !cell.contains("  "),
                    "{file} {column}: double blank in {cell:?}"
                );
                assert!(
                    !cell.chars().any(char::is_control),
                    "{file} {column}: {cell:?}"
                );
            }
        }
    }
}

#[test]
fn regions_are_consistent() {
    let rows = shipped("regions.csv");
    unique(&rows, "regions", &["code"]);
    let known: BTreeSet<&str> = rows.iter().map(|row| row["code"].as_str()).collect();
    let kinds = codes("region_kind");
    let mut bps = BTreeSet::new();
    for row in &rows {
        let code = row["code"].as_str();
        let level = region_level(code).unwrap_or_else(|| panic!("{code} is no region code"));
        let parent = code.rsplit_once('.').map_or("", |(parent, _)| parent);
        assert_eq!(row["parent"], parent, "{code}");
        assert!(
            parent.is_empty() || known.contains(parent),
            "{code}: no {parent}"
        );
        let kind = row["kind"].as_str();
        assert!(kinds.contains(kind), "{code}: kind {kind}");
        let expected = match code.rsplit('.').next() {
            _ if level == 1 => "provinsi",
            Some(last) if level == 2 && last >= "70" => "kota",
            _ if level == 2 => "kabupaten",
            _ if level == 3 => "kecamatan",
            Some(last) if last.starts_with('1') => "kelurahan",
            Some(last) if last.starts_with('2') => "desa",
            _ => "desa_adat",
        };
        assert_eq!(kind, expected, "{code}");
        let name = row["name"].as_str();
        assert!(!name.is_empty(), "{code} has no name");
        match kind {
            "kabupaten" => assert!(name.starts_with("Kabupaten "), "{code} {name}"),
            "kota" => assert!(name.starts_with("Kota "), "{code} {name}"),
            _ => assert!(!name.starts_with("Kabupaten "), "{code} {name}"),
        }
        let code_bps = row["bps_code"].as_str();
        if !code_bps.is_empty() {
            assert_eq!(
                code_bps.len(),
                [2, 4, 7, 10][level - 1],
                "{code}: BPS {code_bps}"
            );
            assert!(
                code_bps.bytes().all(|b| b.is_ascii_digit()),
                "{code}: BPS {code_bps}"
            );
            assert!(bps.insert(code_bps), "{code}: BPS {code_bps} stands twice");
        }
        for date in ["valid_from", "valid_to"] {
            assert!(
                row[date].is_empty() || is_date(&row[date]),
                "{code}: {date}"
            );
        }
        if !row["valid_to"].is_empty() {
            assert!(
                row["valid_from"] < row["valid_to"],
                "{code}: ends before it begins"
            );
        }
        let aliases: Vec<&str> = row["aliases"]
            .split('|')
            .filter(|a| !a.is_empty())
            .collect();
        let distinct: BTreeSet<String> = aliases.iter().map(|a| a.to_lowercase()).collect();
        assert_eq!(
            distinct.len(),
            aliases.len(),
            "{code}: an alias stands twice"
        );
        assert!(
            !distinct.contains(&name.to_lowercase()),
            "{code}: alias equals the name"
        );
        assert!(!row["legal_basis"].is_empty(), "{code}: no legal basis");
    }
}

#[test]
fn region_names_and_aliases_above_the_village_are_unambiguous_within_their_parent() {
    let mut seen = BTreeMap::new();
    for row in shipped("regions.csv") {
        if region_level(&row["code"]) == Some(4) {
            continue;
        }
        for name in row["aliases"].split('|').chain([row["name"].as_str()]) {
            if name.is_empty() {
                continue;
            }
            let key = (row["parent"].clone(), name.to_lowercase());
            let before = seen.insert(key, row["code"].clone());
            assert_eq!(before, None, "{name} also names {}", row["code"]);
        }
    }
}

#[test]
fn the_promised_regions_are_shipped() {
    let rows = shipped("regions.csv");
    let count = |level: usize, under: &str| {
        rows.iter()
            .filter(|row| region_level(&row["code"]) == Some(level))
            .filter(|row| row["valid_to"].is_empty() && row["code"].starts_with(under))
            .count()
    };
    assert_eq!(count(1, ""), 38);
    for (province, expected) in [("61", 14), ("62", 14), ("63", 13), ("64", 10), ("65", 5)] {
        assert_eq!(count(2, province), expected, "province {province}");
    }
    assert_eq!(count(3, "64.02."), 20);
    assert_eq!(count(3, "64.72."), 10);
    assert_eq!(count(4, "64.72."), 10);
    let with_name = |name: &str| -> Vec<&str> {
        rows.iter()
            .filter(|row| row["name"] == name && row["valid_to"].is_empty())
            .map(|row| row["code"].as_str())
            .collect()
    };
    assert_eq!(with_name("Tani Bhakti"), ["64.02.03.2005", "64.02.20.2004"]);
    assert_eq!(with_name("Suka Damai"), ["64.02.05.2008", "64.08.13.2003"]);
    assert_eq!(with_name("Saliki"), ["64.02.05.2001"]);
    assert_eq!(with_name("Jahab"), ["64.02.06.1001"]);
}

#[test]
fn successors_lead_from_retired_codes_to_valid_ones() {
    let regions = shipped("regions.csv");
    let find = |code: &str| {
        let found = regions.iter().find(|row| row["code"] == code);
        found.unwrap_or_else(|| panic!("successor file names {code}, which is not shipped"))
    };
    let rows = shipped("region_successors.csv");
    unique(&rows, "successors", &["code", "successor"]);
    for row in &rows {
        assert!(is_date(&row["on"]), "{}", row["on"]);
        assert!(!row["legal_basis"].is_empty());
        assert_eq!(find(&row["code"])["valid_to"], row["on"]);
        assert_eq!(find(&row["successor"])["valid_from"], row["on"]);
        assert_eq!(find(&row["successor"])["valid_to"], "");
    }
}

#[test]
fn kbli_is_consistent() {
    let rows = shipped("kbli.csv");
    unique(&rows, "kbli", &["version", "code"]);
    let versions = codes("kbli_version");
    let known: BTreeMap<(&str, &str), &Row> = rows
        .iter()
        .map(|row| ((row["version"].as_str(), row["code"].as_str()), row))
        .collect();
    for row in &rows {
        let (version, code) = (row["version"].as_str(), row["code"].as_str());
        assert!(versions.contains(version), "{version}");
        let section = code.len() == 1;
        let shape = if section {
            code.bytes().all(|b| b.is_ascii_uppercase())
        } else {
            (2..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
        };
        assert!(shape, "{version} {code}");
        assert_eq!(row["level"], code.len().to_string(), "{version} {code}");
        let parent = row["parent"].as_str();
        match code.len() {
            1 => assert_eq!(parent, "", "{version} {code}"),
            2 => assert_eq!(parent, row["section"], "{version} {code}"),
            _ => assert_eq!(parent, &code[..code.len() - 1], "{version} {code}"),
        }
        if section {
            assert_eq!(row["section"], code, "{version} {code}");
        } else {
            let above = known
                .get(&(version, parent))
                .unwrap_or_else(|| panic!("{version} {code}: no {parent}"));
            assert_eq!(above["section"], row["section"], "{version} {code}");
        }
        assert!(
            !row["title_id"].is_empty() && !row["title_en"].is_empty(),
            "{version} {code}"
        );
        let manufacturing = !section && ("10"..="33").contains(&&code[..2]);
        assert!(
            section || manufacturing == (row["section"] == "C"),
            "{version} {code}"
        );
    }
    let letters = |version: &str| {
        rows.iter()
            .filter(|r| r["version"] == version && r["level"] == "1")
            .count()
    };
    assert_eq!((letters("2020"), letters("2025")), (21, 22));
    let title = |version, code| known[&(version, code)]["title_id"].as_str();
    assert_ne!(title("2020", "56102"), title("2025", "56102"));
}

#[test]
fn code_lists_are_consistent() {
    let rows = shipped("code_lists.csv");
    unique(&rows, "code_lists", &["list", "code"]);
    unique(&rows, "code_lists", &["list", "sort"]);
    for row in &rows {
        let plain = |text: &str, more: &str| {
            !text.is_empty()
                && text.chars().all(|c| {
                    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || more.contains(c)
                })
        };
        assert!(plain(&row["list"], ""), "{}", row["list"]);
        let more = match row["list"].as_str() {
            "gender" => "PL",
            "country" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "scope" => ":",
            _ => "",
        };
        assert!(plain(&row["code"], more), "{} {}", row["list"], row["code"]);
        assert!(
            row["sort"].parse::<u16>().is_ok(),
            "{} {}",
            row["list"],
            row["code"]
        );
        assert!(
            !row["label_id"].is_empty() && !row["label_en"].is_empty(),
            "{}",
            row["code"]
        );
    }
}

#[test]
fn agencies_and_organizations_are_consistent() {
    let regions = shipped("regions.csv");
    let kind_of = |code: &str| {
        let found = regions.iter().find(|row| row["code"] == code);
        found.map_or("", |row| row["kind"].as_str()).to_owned()
    };
    for (file, levels) in [
        ("agencies.csv", codes("agency_level")),
        ("organizations.csv", codes("organization_level")),
    ] {
        let rows = shipped(file);
        unique(&rows, file, &["code"]);
        for row in &rows {
            let (code, level) = (row["code"].as_str(), row["level"].as_str());
            assert!(
                code.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{code}"
            );
            assert!(levels.contains(level), "{code}: level {level}");
            if matches!(level, "nasional" | "operator") {
                assert_eq!(row["region_code"], "", "{code}");
            } else {
                assert_eq!(kind_of(&row["region_code"]), level, "{code}");
            }
        }
    }
    let functions = codes("agency_function");
    for row in shipped("agencies.csv") {
        for function in row["functions"].split('|').filter(|f| !f.is_empty()) {
            assert!(functions.contains(function), "{}: {function}", row["code"]);
        }
    }
    let types = codes("organization_type");
    for row in shipped("organizations.csv") {
        assert!(
            types.contains(&row["type"]),
            "{}: {}",
            row["code"],
            row["type"]
        );
    }
}

#[test]
fn shipped_regions_agree_with_the_official_lists() {
    let Some(folder) = official() else { return };
    let mut names = BTreeMap::new();
    for file in [
        "wilayah_nasional_level1_2_kepmendagri_2025.csv",
        "wilayah_kalimantan_kepmendagri_2025.csv",
    ] {
        for row in read(&folder.join(file), b',') {
            names.insert(row["kode"].clone(), row["nama"].trim().to_owned());
        }
    }
    let mut bps = BTreeMap::new();
    for file in [
        "bps_kemendagri_provinsi_2020.csv",
        "bps_kemendagri_kabkota_2020.csv",
        "bps_kemendagri_kecamatan_kalimantan_2020.csv",
    ] {
        for row in read(&folder.join(file), b',') {
            bps.insert(row["kode_dagri"].clone(), row["kode_bps"].clone());
        }
    }
    let retired: BTreeSet<String> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(folder.join("wilayah_kalimantan_permendagri72_2019.csv"))
        .expect("the list of 2019")
        .records()
        .map(|record| record.expect("a row of the list of 2019")[0].to_owned())
        .collect();
    for row in shipped("regions.csv") {
        let code = row["code"].as_str();
        if row["valid_to"].is_empty() {
            assert_eq!(names.get(code), Some(&row["name"]), "{code}");
        } else {
            assert_eq!(names.get(code), None, "{code} is said to be retired");
            assert!(retired.contains(code), "{code} was never listed");
        }
        let official = bps.get(&code.replace('.', "")).map_or("", String::as_str);
        assert_eq!(row["bps_code"], official, "{code}");
    }
}

#[test]
fn shipped_kbli_agrees_with_the_official_lists() {
    let Some(folder) = official() else { return };
    let json = |file: &str| -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(folder.join(file)).expect(file);
        serde_json::from_str(&text).expect(file)
    };
    let plain = |title: &str| {
        let blanks = title.split_whitespace().collect::<Vec<_>>().join(" ");
        blanks.replace("( ", "(").replace(" )", ")").to_lowercase()
    };
    let text =
        |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let mut official: BTreeMap<(&str, String), String> = BTreeMap::new();
    let mut sections = BTreeMap::new();
    for row in json("kbli_2020_oss_dump.json") {
        official.insert(("2020", text(&row, "code")), plain(&text(&row, "title")));
    }
    for file in [
        "kbli_2025/01_kategori.json",
        "kbli_2025/02_golongan_pokok.json",
        "kbli_2025/03_golongan.json",
        "kbli_2025/04_subgolongan.json",
        "kbli_2025/05_kelompok.json",
    ] {
        for row in json(file) {
            official.insert(("2025", text(&row, "code")), plain(&text(&row, "title")));
            if row.get("kategori_code").is_some() {
                sections.insert(text(&row, "code"), text(&row, "kategori_code"));
            }
        }
    }
    let rows = shipped("kbli.csv");
    for row in &rows {
        let (version, code) = (row["version"].as_str(), row["code"].clone());
        // The list of 2020 has no sections: their letters stand in the regulation only.
        if version == "2020" && row["level"] == "1" {
            continue;
        }
        let title = official.get(&(version, code.clone()));
        assert_eq!(title, Some(&plain(&row["title_id"])), "{version} {code}");
        if version == "2025" && row["level"] == "2" {
            assert_eq!(sections.get(&code), Some(&row["section"]), "{code}");
        }
    }
    let divisions = |version: &str| -> BTreeSet<String> {
        let of = rows
            .iter()
            .filter(|r| r["version"] == version && r["level"] == "2");
        of.map(|row| row["code"].clone()).collect()
    };
    for version in ["2020", "2025"] {
        let expected: BTreeSet<String> = official
            .keys()
            .filter(|(v, code)| *v == version && code.len() == 2)
            .map(|(_, code)| code.clone())
            .collect();
        assert_eq!(divisions(version), expected, "divisions of {version}");
    }
}
