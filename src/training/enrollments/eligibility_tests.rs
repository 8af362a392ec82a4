use super::*;
use crate::auth::{Level, Who};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn verdict(rules: &Eligibility, facts: &Facts) -> Verdict {
    let found = assess(rules, day("2026-03-02"), day("2026-03-06"), facts);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].verdict
}

fn born(text: &str) -> Facts {
    Facts {
        birth_date: Some(day(text)),
        ..Facts::default()
    }
}

#[test]
fn no_rule_finds_nothing() {
    let found = assess(
        &Eligibility::default(),
        day("2026-03-02"),
        day("2026-03-06"),
        &born("2020-01-01"),
    );
    assert!(found.is_empty());
}

#[test]
fn age_counts_on_the_first_day() {
    let young = Eligibility {
        age_min: Some(17),
        ..Eligibility::default()
    };
    assert_eq!(verdict(&young, &born("2009-03-02")), Verdict::Met);
    assert_eq!(verdict(&young, &born("2009-03-03")), Verdict::NotMet);
    assert_eq!(verdict(&young, &born("2026-03-03")), Verdict::NotMet);
    assert_eq!(verdict(&young, &Facts::default()), Verdict::Unknown);
    let old = Eligibility {
        age_max: Some(40),
        ..Eligibility::default()
    };
    assert_eq!(verdict(&old, &born("1985-03-03")), Verdict::Met);
    assert_eq!(verdict(&old, &born("1985-03-02")), Verdict::NotMet);
    // Born on a leap day: a year older on 1 March.
    let leap = |birth: &str, on: &str| age_on(day(birth), day(on));
    assert_eq!(leap("2008-02-29", "2025-02-28"), 16);
    assert_eq!(leap("2008-02-29", "2025-03-01"), 17);
}

#[test]
fn gender_and_education() {
    let women = Eligibility {
        gender: Some(Gender::P),
        ..Eligibility::default()
    };
    let of = |gender| Facts {
        gender,
        ..Facts::default()
    };
    assert_eq!(verdict(&women, &of(Some(Gender::P))), Verdict::Met);
    assert_eq!(verdict(&women, &of(Some(Gender::L))), Verdict::NotMet);
    assert_eq!(verdict(&women, &of(None)), Verdict::Unknown);
    let schooled = Eligibility {
        education_min: Some(Education::Sma),
        ..Eligibility::default()
    };
    let with = |education| Facts {
        education,
        ..Facts::default()
    };
    for (education, expected) in [
        (Some(Education::S3), Verdict::Met),
        (Some(Education::Sma), Verdict::Met),
        (Some(Education::Smp), Verdict::NotMet),
        (Some(Education::TidakTamatSd), Verdict::NotMet),
        (None, Verdict::Unknown),
    ] {
        assert_eq!(
            verdict(&schooled, &with(education)),
            expected,
            "{education:?}"
        );
    }
}

#[test]
fn a_region_holds_what_lies_within_it() {
    let near = Eligibility {
        region_codes: vec!["64.02.06".to_owned(), "64.72".to_owned()],
        ..Eligibility::default()
    };
    for (home, expected) in [
        (Some("64.02.06"), Verdict::Met),
        (Some("64.02.06.1001"), Verdict::Met),
        (Some("64.72.01"), Verdict::Met),
        (Some("64.02.07"), Verdict::NotMet),
        (Some("62"), Verdict::NotMet),
        // Recorded too coarsely to tell.
        (Some("64.02"), Verdict::Unknown),
        (Some("64"), Verdict::Unknown),
        (None, Verdict::Unknown),
    ] {
        let facts = Facts {
            region_code: home.map(str::to_owned),
            ..Facts::default()
        };
        assert_eq!(verdict(&near, &facts), expected, "{home:?}");
    }
}

fn trained(starts_on: &str, ends_on: &str) -> Facts {
    Facts {
        has_nik: true,
        trainings: vec![Training {
            enrollment_id: Id::from_bytes([1; 16]),
            register_code: "64.02".to_owned(),
            agency: "disperindag-kukar".to_owned(),
            field: TrainingField::Kuliner,
            starts_on: day(starts_on),
            ends_on: day(ends_on),
        }],
        ..Facts::default()
    }
}

#[test]
fn a_similar_training_stands_against_her_for_its_months() {
    let fresh = Eligibility {
        similar_within_months: Some(12),
        ..Eligibility::default()
    };
    for (starts_on, ends_on, expected) in [
        ("2025-02-24", "2025-03-02", Verdict::NotMet),
        ("2025-02-24", "2025-03-01", Verdict::Met),
        ("2025-10-27", "2025-10-31", Verdict::NotMet),
        // Overlapping, from both sides and around.
        ("2026-03-01", "2026-03-02", Verdict::NotMet),
        ("2026-03-06", "2026-03-20", Verdict::NotMet),
        ("2026-01-01", "2026-12-31", Verdict::NotMet),
        // Later than the batch.
        ("2026-03-07", "2026-03-20", Verdict::Met),
    ] {
        let facts = trained(starts_on, ends_on);
        assert_eq!(verdict(&fresh, &facts), expected, "{starts_on} {ends_on}");
    }
    let none = |has_nik| Facts {
        has_nik,
        ..Facts::default()
    };
    assert_eq!(verdict(&fresh, &none(true)), Verdict::Met);
    assert_eq!(verdict(&fresh, &none(false)), Verdict::Unknown);
}

#[test]
fn agency_and_field_are_told_to_those_who_see_them() {
    let fresh = Eligibility {
        similar_within_months: Some(12),
        ..Eligibility::default()
    };
    let who = |region: &str| Who {
        level: Level::Kabupaten,
        region: Some(region.to_owned()),
        ..Who::system("test")
    };
    let told = |facts: &Facts, region: &str| {
        let found = assess(&fresh, day("2026-03-02"), day("2026-03-06"), facts);
        found[0].detail(&who(region))
    };
    let facts = trained("2025-10-27", "2025-10-31");
    let seen = told(&facts, "64.02");
    assert_eq!(
        seen.en,
        "not met: trained in kuliner 4 months ago by disperindag-kukar"
    );
    assert_eq!(
        seen.id,
        "tidak terpenuhi: mengikuti pelatihan kuliner 4 bulan sebelumnya oleh disperindag-kukar"
    );
    let hidden = told(&facts, "64.72");
    assert_eq!(hidden.en, "not met: had a similar training 4 months ago");
    let overlapping = trained("2026-03-01", "2026-03-03");
    assert_eq!(
        told(&overlapping, "64.72").en,
        "not met: had a similar training at the same time"
    );
}

#[test]
fn months_are_whole_ones() {
    let months = |from: &str, to: &str| whole_months(day(from), day(to));
    assert_eq!(months("2025-10-31", "2026-03-02"), 4);
    assert_eq!(months("2025-11-02", "2026-03-02"), 4);
    assert_eq!(months("2025-11-03", "2026-03-02"), 3);
    assert_eq!(months("2026-03-01", "2026-03-02"), 0);
}

#[test]
fn a_finding_is_read_back_as_it_was_written() {
    let rules = Eligibility {
        age_min: Some(17),
        similar_within_months: Some(12),
        ..Eligibility::default()
    };
    let facts = trained("2025-10-27", "2025-10-31");
    let found = assess(&rules, day("2026-03-02"), day("2026-03-06"), &facts);
    let text = serde_json::to_string(&found).expect("written");
    let back: Vec<Finding> = serde_json::from_str(&text).expect("read");
    assert_eq!(back, found);
}
