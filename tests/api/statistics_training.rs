//! `/v1/statistics/training`

use serde_json::{Value, json};
use sinergi::db::Id;

use crate::support::{Batch, Caller, Program, TestApp, on_both};

const PATH: &str = "/v1/statistics/training";
const PLAN: Program = Program::USUAL;
const RUN: Batch = Batch::USUAL;
const WOMEN: Program = Program {
    agency: "dp3a-kukar",
    ..PLAN
};

/// The figures that rows share out, so that they add up to the totals.
const ADDITIVE: [&str; 9] = [
    "batches",
    "seats",
    "applicants",
    "accepted",
    "dropped",
    "graduates",
    "certificates",
    "placements",
    "placed_graduates",
];

#[track_caller]
fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

/// Rows, coverage and totals agree.
#[track_caller]
fn adds_up(answer: &Value) {
    let sum = |list: &Value, field: &str| -> i64 {
        let list = list.as_array().unwrap().iter();
        list.map(|one| number(&one[field])).sum()
    };
    let (coverage, totals) = (&answer["coverage"], &answer["totals"]);
    assert_eq!(
        number(&coverage["mapped"]) + number(&coverage["unmapped"]),
        number(&coverage["total"]),
        "{answer}"
    );
    for (list, field) in [
        ("unmapped_reasons", "unmapped"),
        ("outside_reasons", "outside"),
    ] {
        assert_eq!(
            sum(&coverage[list], "batches"),
            number(&coverage[field]),
            "{answer}"
        );
    }
    assert_eq!(totals["batches"], coverage["mapped"], "{answer}");
    for field in ADDITIVE {
        assert_eq!(
            sum(&answer["rows"], field),
            number(&totals[field]),
            "{field} {answer}"
        );
    }
    let per_person = &totals["agencies_per_person"];
    assert_eq!(
        sum(per_person, "persons"),
        number(&totals["persons"]),
        "{answer}"
    );
    let several = per_person.as_array().unwrap().iter();
    let several = several.filter(|one| number(&one["agencies"]) > 1);
    let several: i64 = several.map(|one| number(&one["persons"])).sum();
    assert_eq!(
        several,
        number(&totals["persons_trained_by_two_or_more_agencies"]),
        "{answer}"
    );
}

#[track_caller]
fn asked(caller: &Caller, query: &str) -> Value {
    let answer = caller.get(&format!("{PATH}?{query}")).expect(200).json();
    adds_up(&answer);
    answer
}

/// Of each row, the fields named.
fn rows(answer: &Value, fields: &[&str]) -> Value {
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        fields
            .iter()
            .map(|field| row[*field].clone())
            .collect::<Vec<_>>()
    })
    .collect()
}

fn woman(app: &TestApp, nik: u8) -> Id {
    app.put_person("64.02", "dp3a-kukar", "P", nik)
}

on_both! {
    fn figures_of_a_batch_from_the_applicant_to_the_job(app) {
        let batch = app.put_batch(app.put_program(PLAN), RUN);
        let states = [
            "applied", "screened", "selected", "waitlisted", "rejected", "withdrawn", "dropped",
            "accepted", "attending", "failed", "passed", "certified",
        ];
        let mut held = Vec::new();
        for (nik, state) in (1..).zip(states) {
            held.push(app.put_enrollment(batch, woman(app, nik), state));
        }
        app.put_certificate(held[11], "issued", None);
        app.put_certificate(held[11], "issued", Some("kompeten"));
        app.put_certificate(held[10], "issued", Some("belum_kompeten"));
        app.put_certificate(held[10], "revoked", None);
        app.put_placement(held[11]);
        app.put_placement(held[11]);
        let answer = asked(&app.dp3a_kukar(), "");
        assert_eq!(rows(&answer, &["agency", "field", "region_code", "quarter", "fund_source"]),
            json!([["distransnaker-kukar", "kuliner", null, null, null]]));
        let mut figures = answer["totals"].clone();
        figures.as_object_mut().unwrap().remove("agencies_per_person");
        assert_eq!(figures, json!({
            "programs": 1, "batches": 1, "seats": 4, "applicants": 12, "accepted": 5, "dropped": 1, "graduates": 2,
            "certificates": 2, "placements": 2, "placed_graduates": 1, "placed_graduates_percent": "50.00",
            "persons": 5, "persons_trained_by_two_or_more_agencies": 0,
            "programs_with_budget": 0, "budget_idr": null, "spent_idr": null, "absorbed_percent": null,
        }));
        assert_eq!(answer["totals"]["agencies_per_person"], json!([{ "agencies": 1, "persons": 5 }]));
        assert_eq!(answer["code"], "training");
        assert_eq!(answer["unit"], "batches");
        assert_eq!(answer["region_code"], "64.02");
        assert_eq!(answer["region_code_system"], "kemendagri");
        assert_eq!(answer["source"], "registri");
        assert_eq!(answer["group_by"], json!(["agency", "field"]));
        assert_eq!(answer["counted_statuses"],
            json!(["planned", "registration_open", "registration_closed", "running", "completed"]));
        for field in ["concept", "definition", "as_of"] {
            assert!(answer[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
    }

    fn what_is_canceled_or_a_draft_is_outside(app) {
        let running = app.put_program(PLAN);
        app.put_batch(running, Batch { status: "planned", ..RUN });
        app.put_batch(running, Batch { status: "canceled", ..RUN });
        let sari = woman(app, 1);
        for status in ["draft", "canceled"] {
            let program = app.put_program(Program { status, money: (Some(5), None), ..PLAN });
            let batch = app.put_batch(program, RUN);
            app.put_enrollment(batch, sari, "accepted");
        }
        let answer = asked(&app.dp3a_kukar(), "");
        assert_eq!(answer["coverage"], json!({
            "total": 1, "mapped": 1, "unmapped": 0, "unmapped_reasons": [], "outside": 3,
            "outside_reasons": [
                { "reason": "batch_canceled", "batches": 1 },
                { "reason": "program_canceled", "batches": 1 },
                { "reason": "program_draft", "batches": 1 },
            ],
        }));
        let totals = &answer["totals"];
        assert_eq!((&totals["programs"], &totals["applicants"], &totals["budget_idr"]), (&json!(1), &json!(0), &json!(null)));
    }

    fn persons_are_counted_once_and_apart_from_seats(app) {
        let first = app.put_program(PLAN);
        let (one, two) = (app.put_batch(first, RUN), app.put_batch(first, RUN));
        let other = app.put_batch(app.put_program(Program { field: "jasa", ..PLAN }), RUN);
        // Known by NIK in two registers, and known by her row alone.
        let (sari, sari_again) = (woman(app, 1), app.put_person("64.72", "dp2pa-samarinda", "P", 1));
        let dewi = woman(app, 2);
        let (nobody, nobody_else) = (app.put_stranger("64.02", "dp3a-kukar"), app.put_stranger("64.02", "dp3a-kukar"));
        for (batch, person) in [
            (one, sari), (two, sari_again), (other, sari), (one, dewi),
            (one, nobody), (two, nobody), (two, nobody_else),
        ] {
            app.put_enrollment(batch, person, "passed");
        }
        let answer = asked(&app.dp3a_kukar(), "");
        let totals = &answer["totals"];
        assert_eq!((&totals["seats"], &totals["accepted"], &totals["persons"]), (&json!(12), &json!(7), &json!(4)));
        assert_eq!(rows(&answer, &["field", "seats", "accepted", "persons"]),
            json!([["kuliner", 8, 6, 4], ["jasa", 4, 1, 1]]));
    }

    fn how_many_agencies_trained_the_same_woman(app) {
        let labor = app.put_batch(app.put_program(PLAN), RUN);
        let women = app.put_batch(app.put_program(WOMEN), RUN);
        let craft = app.put_batch(app.put_program(Program { agency: "diskop-kukar", field: "koperasi", ..PLAN }), RUN);
        let province = app.put_batch(app.put_program(Program { area: "64.00", agency: "dkp3a-kaltim", ..PLAN }), RUN);
        let [sari, dewi, rina] = [1, 2, 3].map(|nik| woman(app, nik));
        let sari_again = app.put_person("64.72", "dp2pa-samarinda", "P", 1);
        let nobody = app.put_stranger("64.02", "dp3a-kukar");
        for (batch, person, state) in [
            (labor, sari, "passed"), (women, sari, "certified"), (craft, sari, "accepted"),
            (province, sari_again, "passed"), (labor, dewi, "passed"), (province, dewi, "passed"),
            (women, rina, "passed"), (labor, rina, "rejected"), (labor, nobody, "passed"), (women, nobody, "failed"),
        ] {
            app.put_enrollment(batch, person, state);
        }
        let per_person = |answer: &Value| -> Value {
            let list = answer["totals"]["agencies_per_person"].as_array().unwrap();
            list.iter().map(|one| json!([one["agencies"], one["persons"]])).collect()
        };
        let fields = ["agency", "persons", "persons_trained_by_two_or_more_agencies"];
        let seen = asked(&app.dp3a_kukar(), "group_by=agency");
        assert_eq!(per_person(&seen), json!([[1, 2], [2, 1], [3, 1]]));
        assert_eq!(rows(&seen, &fields),
            json!([["diskop-kukar", 1, 1], ["distransnaker-kukar", 3, 2], ["dp3a-kukar", 3, 2]]));
        // The province sees its own program as well.
        let seen = asked(&app.kaltim(), "group_by=agency");
        assert_eq!(per_person(&seen), json!([[1, 1], [2, 2], [4, 1]]));
        assert_eq!(rows(&seen, &fields), json!([
            ["diskop-kukar", 1, 1], ["distransnaker-kukar", 3, 3], ["dkp3a-kaltim", 2, 2], ["dp3a-kukar", 3, 2],
        ]));
        // An agency asks which of its own others trained as well; the field narrows what was similar.
        let seen = asked(&app.dp3a_kukar(), "agency=diskop-kukar");
        assert_eq!(per_person(&seen), json!([[3, 1]]));
        assert_eq!(rows(&seen, &fields), json!([["diskop-kukar", 1, 1]]));
        assert_eq!(per_person(&asked(&app.dp3a_kukar(), "field=koperasi")), json!([[1, 1]]));
        assert_eq!(per_person(&asked(&app.dp3a_kukar(), "year=2025")), json!([]));
    }

    fn a_budget_stands_where_programs_stand(app) {
        let money = |budget: i64, spent: Option<i64>| (Some(budget), spent);
        let first = app.put_program(Program { money: money(100_000, Some(75_000)), ..PLAN });
        app.put_batch(first, RUN);
        app.put_batch(first, Batch { region: "64.02.03", starts_on: "2026-07-01", ..RUN });
        app.put_batch(app.put_program(Program { fund_source: "csr", money: (None, Some(9)), ..PLAN }), RUN);
        // Approved, and no batch yet; a draft is nobody's budget.
        app.put_program(Program { money: money(20_000, None), status: "approved", fiscal_year: 2027, ..PLAN });
        app.put_program(Program { money: money(1_000_000, None), status: "draft", ..PLAN });
        let fields = ["agency", "programs", "batches", "programs_with_budget", "budget_idr", "spent_idr", "absorbed_percent"];
        let caller = app.dp3a_kukar();
        let get = |query: &str| asked(&caller, query);
        let whole = get("group_by=agency");
        assert_eq!(rows(&whole, &fields), json!([["distransnaker-kukar", 3, 3, 2, 120_000, 75_000, "62.50"]]));
        let totals = |answer: &Value| fields[1..].iter().map(|field| answer["totals"][*field].clone()).collect::<Value>();
        assert_eq!(totals(&whole), json!([3, 3, 2, 120_000, 75_000, "62.50"]));
        let by = get("group_by=fund_source");
        assert_eq!(rows(&by, &["fund_source", "programs", "budget_idr", "absorbed_percent"]),
            json!([["apbd", 2, 120_000, "62.50"], ["csr", 1, null, null]]));
        let by = get("group_by=quarter&group_by=region&group_by=quarter&region=64.02");
        assert_eq!(by["group_by"], json!(["quarter", "region"]));
        assert_eq!(rows(&by, &["region_code", "quarter", "programs", "batches", "programs_with_budget", "budget_idr", "absorbed_percent"]), json!([
            ["64.02.03", "2026-Q3", 1, 1, null, null, null], ["64.02.06", "2026-Q1", 2, 2, null, null, null],
        ]));
        assert_eq!(totals(&by), json!([3, 3, 2, 120_000, 75_000, "62.50"]));
        // Without a batch a program stands in its fiscal year, and in no district.
        assert_eq!(totals(&get("year=2027")), json!([1, 0, 1, 20_000, 0, "0.00"]));
        assert_eq!(totals(&get("year=2026")), json!([2, 3, 1, 100_000, 75_000, "75.00"]));
        assert_eq!(totals(&get("region=64.02.06")), json!([2, 2, 1, 100_000, 75_000, "75.00"]));
        assert_eq!(totals(&get("fund_source=csr")), json!([1, 1, 0, null, null, null]));
        assert_eq!(totals(&get("agency=dp3a-kukar")), json!([0, 0, 0, null, null, null]));
    }

    fn quarters_are_those_of_the_calendar(app) {
        let program = app.put_program(PLAN);
        for starts_on in ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-09-30", "2026-10-01", "2027-01-01"] {
            app.put_batch(program, Batch { starts_on, ..RUN });
        }
        let caller = app.dp3a_kukar();
        let quarters = |query: &str| rows(&asked(&caller, &format!("group_by=quarter{query}")), &["quarter", "batches"]);
        assert_eq!(quarters("&year=2026"), json!([["2026-Q1", 2], ["2026-Q2", 2], ["2026-Q3", 1], ["2026-Q4", 1]]));
        assert_eq!(quarters("&year=2025"), json!([["2025-Q4", 1]]));
        assert_eq!(quarters("").as_array().unwrap().len(), 6);
    }

    fn regions_are_broken_down_one_level_below(app) {
        let program = app.put_program(PLAN);
        for region in ["64.02.06", "64.02.03.2001", "64.02"] {
            app.put_batch(program, Batch { region, ..RUN });
        }
        let samarinda = Program { area: "64.72", agency: "dp2pa-samarinda", ..PLAN };
        app.put_batch(app.put_program(samarinda), Batch { region: "64.72.01", ..RUN });
        let codes = |query: &str| rows(&asked(&app.kpppa(), &format!("group_by=region{query}")), &["region_code", "region_name"]);
        let (kukar, city) = (json!(["64.02", "Kabupaten Kutai Kartanegara"]), json!(["64.72", "Kota Samarinda"]));
        assert_eq!(codes(""), json!([kukar, city]));
        assert_eq!(codes("&region=64"), json!([kukar, city]));
        let below = codes("&region=64.02");
        let below: Vec<&Value> = below.as_array().unwrap().iter().map(|row| &row[0]).collect();
        assert_eq!(below, ["64.02", "64.02.03", "64.02.06"]);
    }

    fn each_sees_the_programs_of_its_own_area(app) {
        let sari = woman(app, 1);
        for (area, agency, region) in [
            ("64.02", "dp3a-kukar", "64.02.06"), ("64.72", "dp2pa-samarinda", "64.72.01"),
            // A province trains in a regency, which does not count it.
            ("64.00", "dkp3a-kaltim", "64.02.06"), ("62.00", "dp3appkb-kalteng", "62.71"), ("00", "kpppa", "64.02"),
        ] {
            let program = app.put_program(Program { area, agency, money: (Some(1), None), ..PLAN });
            let batch = app.put_batch(program, Batch { region, ..RUN });
            app.put_enrollment(batch, sari, "passed");
            app.put_program(Program { area, agency, ..PLAN });
        }
        let seen = |caller: &Caller, query: &str| {
            let totals = asked(caller, query)["totals"].clone();
            ["programs", "batches", "accepted", "budget_idr"].map(|field| number(&totals[field]))
        };
        assert_eq!(seen(&app.dp3a_kukar(), ""), [2, 1, 1, 1]);
        assert_eq!(seen(&app.samarinda(), ""), [2, 1, 1, 1]);
        assert_eq!(seen(&app.kaltim(), ""), [6, 3, 3, 3]);
        assert_eq!(seen(&app.kpppa(), ""), [10, 5, 5, 5]);
        // By place: the ministry's program without a batch stands in no province.
        assert_eq!(seen(&app.kpppa(), "region=64"), [7, 4, 4, 4]);
        assert_eq!(seen(&app.kaltim(), "region=64.02"), [3, 2, 2, 2]);
        let hidden = asked(&app.samarinda(), "agency=dp3a-kukar");
        assert_eq!((&hidden["coverage"]["total"], &hidden["totals"]["programs"], &hidden["rows"]), (&json!(0), &json!(0), &json!([])));
        let at = |caller: &Caller, region: &str| caller.get(&format!("{PATH}?region={region}"));
        for region in ["64.72", "64", "62", "99", "64.02.99"] {
            assert_eq!(at(&app.dp3a_kukar(), region).expect(404).code(), "not_found", "{region}");
        }
        at(&app.kaltim(), "62.71").expect(404);
        let operator = app.caller_with("operator", sinergi::auth::Scope::ALL);
        assert_eq!(seen_by_nobody(&operator), 0);
    }

    fn parameters_are_checked(app) {
        let caller = app.dp3a_kukar();
        let get = |query: &str| caller.get(&format!("{PATH}?{query}"));
        assert_eq!(get("sector=kuliner").expect(400).code(), "unknown_parameter");
        for query in ["group_by=sector", "year=1999", "year=next", "field=menjahit", "fund_source=x", "region=6402", "as_of=today"] {
            assert_eq!(get(query).expect(400).code(), "invalid_parameter", "{query}");
        }
        assert_eq!(get("as_of=2022-12-07").expect(422).fields(), ["?as_of history_not_available"]);
        assert_eq!(get("as_of=2999-01-01").expect(422).fields(), ["?as_of in_the_future"]);
        let without = app.caller_with("dp3a-kukar", &[sinergi::auth::Scope::TrainingRead]);
        assert_eq!(without.get(PATH).expect(403).code(), "insufficient_scope");
        assert_eq!(caller.with("Accept-Language", "id").get(PATH).expect(200).json()["unit"], "angkatan");
    }

    fn as_a_table(app) {
        let program = app.put_program(Program { money: (Some(75_000_000), Some(60_000_000)), ..PLAN });
        let batch = app.put_batch(program, RUN);
        app.put_enrollment(batch, woman(app, 1), "passed");
        let csv = app.dp3a_kukar().with("Accept", "text/csv").get(PATH).expect(200);
        let text = csv.text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].starts_with("statistic,as_of,region_code,region_name,agency,field,fund_source,quarter,"), "{text}");
        assert!(lines[0].ends_with(",persons,persons_trained_by_two_or_more_agencies,programs_with_budget,budget_idr,spent_idr,absorbed_percent"), "{text}");
        assert!(lines[1].ends_with(",,,distransnaker-kukar,kuliner,,,,1,1,4,1,1,0,1,0,0,0,0.00,1,0,1,75000000,60000000,80.00"), "{text}");
        let xlsx = app.dp3a_kukar()
            .with("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .get(PATH).expect(200);
        assert!(xlsx.bytes.starts_with(b"PK"));
    }
}

fn seen_by_nobody(operator: &Caller) -> i64 {
    let answer = asked(operator, "");
    number(&answer["coverage"]["total"]) + number(&answer["totals"]["programs"])
}
