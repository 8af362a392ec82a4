//! What the page and the workbook say, and what they must not do.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::chart;
use super::hindered::ages;
use super::html::{policy, render_html};
use super::sample::sample;
use super::words::Words;
use super::xlsx::render_xlsx;
use crate::text::Lang;
use crate::values::zone::Zone;

/// The sheets of the sample's workbook, by name, as rows.
fn sheets(lang: Lang) -> Vec<(String, Vec<Vec<Data>>)> {
    let book = render_xlsx(&sample(), lang).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book)).unwrap();
    let sheets = book.worksheets();
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    sheets
        .into_iter()
        .map(|(name, range)| (name, rows(range)))
        .collect()
}

#[test]
fn the_sample_is_written_for_looking_at() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target");
    let report = sample();
    for lang in [Lang::Id, Lang::En] {
        let file = format!("{folder}/report-sample.{}", lang.tag());
        std::fs::write(format!("{file}.html"), render_html(&report, lang).unwrap()).unwrap();
        std::fs::write(format!("{file}.xlsx"), render_xlsx(&report, lang).unwrap()).unwrap();
    }
}

#[test]
fn the_page_fetches_nothing_and_runs_nothing() {
    for lang in [Lang::Id, Lang::En] {
        let page = render_html(&sample(), lang).unwrap();
        assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
        for forbidden in [
            "<script",
            "src=",
            "href=",
            "@import",
            "@font-face",
            "url(http",
            "<link",
            "<iframe",
            "<object",
            " style=",
            " onload",
            "http://",
            "https://",
        ] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(page.contains(&format!("<html lang=\"{}\">", lang.tag())));
    }
    let policy = policy();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(policy.ends_with("frame-ancestors 'none'"));
}

#[test]
fn the_page_is_in_one_language() {
    let [id, en] = [Lang::Id, Lang::En].map(|lang| render_html(&sample(), lang).unwrap());
    for (indonesian, english) in [
        ("Triwulan II 2024", "Quarter 2 of 2024"),
        ("10 Juli 2024, 14.45 WITA", "10 July 2024, 14:45 WITA"),
        ("Rp\u{a0}303.750.000", "IDR\u{a0}303,750,000"),
        ("Peserta dilatih (orang)", "Participants trained (people)"),
        ("118,75%", "118.75%"),
        ("Nota kesepakatan", "Memorandum of agreement"),
        ("dikoreksi, semula 90", "corrected, at first 90"),
        ("Tanda tangan", "Signatures"),
    ] {
        assert!(
            id.contains(indonesian) && !en.contains(indonesian),
            "{indonesian}"
        );
        assert!(en.contains(english) && !id.contains(english), "{english}");
    }
}

#[test]
fn every_bar_tells_its_number_in_words_too() {
    let words = Words {
        lang: Lang::En,
        zone: Zone::Wita,
    };
    let report = sample();
    let charts = chart::of_indicators(words, &report.indicators);
    assert_eq!(charts.len(), 6);
    assert_eq!(charts[0].told, "Target: 150; Reported: 120; Computed: 114");
    // What the register cannot compute has no bar; what is not reported yet says so.
    assert_eq!(charts[3].told, "Target: 4; Reported: –");
    let page = render_html(&report, Lang::En).unwrap();
    for chart in charts
        .iter()
        .chain([&chart::of_ages(words, &report.obstacle_ages)])
    {
        assert!(page.contains(&format!(
            "aria-label=\"{}. {}\"",
            chart.title,
            chart.told.replace('>', "&#62;")
        )));
    }
}

#[test]
fn obstacles_stand_in_the_class_of_their_age() {
    let one = sample().obstacles.remove(0);
    let aged = |days: &[i64]| {
        let all = days.iter().map(|age_days| super::rows::ReportObstacle {
            age_days: *age_days,
            ..one.clone()
        });
        let classes = ages(&all.collect::<Vec<_>>());
        classes
            .iter()
            .map(|class| class.obstacles)
            .collect::<Vec<_>>()
    };
    assert_eq!(aged(&[]), [0, 0, 0, 0]);
    assert_eq!(aged(&[0, 30, 31, 90, 91, 180, 181, 9000]), [2, 2, 2, 2]);
    let classes = ages(&sample().obstacles);
    let severe: Vec<i64> = classes.iter().map(|class| class.severe).collect();
    assert_eq!(severe, [1, 0, 1, 0]);
}

#[test]
fn the_workbook_holds_numbers_days_and_texts_as_such() {
    let all = sheets(Lang::Id);
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Ringkasan",
            "Target",
            "Kegiatan",
            "Rapat",
            "Kehadiran",
            "Hambatan",
            "Tindak lanjut",
            "Evaluasi"
        ]
    );
    let cell = |sheet: usize, row: usize, column: &str| {
        let (_, rows) = &all[sheet];
        let place = rows[0].iter().position(|head| *head == column).unwrap();
        rows[row][place].clone()
    };
    assert_eq!(cell(1, 1, "Target"), Data::Float(150.0));
    assert_eq!(cell(1, 1, "Capaian"), Data::Float(0.8));
    assert_eq!(cell(1, 4, "Dilaporkan"), Data::Empty);
    assert_eq!(
        cell(1, 6, "Target tahun berjalan"),
        Data::Float(2_500_000_000.0)
    );
    assert_eq!(cell(2, 1, "Anggaran (Rp)"), Data::Float(125_000_000.0));
    // Days since the beginning of 1900, as workbooks count them.
    let day = |cell: Data| match cell {
        Data::DateTime(time) => time.as_f64(),
        other => panic!("{other:?}"),
    };
    assert_eq!(day(cell(2, 1, "Mulai")), 45_362.0);
    assert_eq!(day(cell(3, 1, "Waktu")), 45_385.375);
    assert_eq!(
        cell(5, 3, "Hambatan"),
        Data::String("=Stan pameran penuh sampai Agustus".to_owned())
    );
    for (sheet, rows) in &all {
        let width = rows[0].len();
        assert!(
            rows[0].iter().all(|head| matches!(head, Data::String(_))),
            "{sheet}"
        );
        assert!(rows.iter().all(|row| row.len() == width), "{sheet}");
    }
    assert_eq!(sheets(Lang::En)[6].0, "Follow-ups");
}
