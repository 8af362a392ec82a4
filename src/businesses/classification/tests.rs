use super::*;

const BN: i64 = 1_000_000_000;

fn on(year: i32, month: u32, day: u32) -> Option<StartedOn> {
    Some(StartedOn {
        year,
        month: Some(month),
        day: Some(day),
    })
}

fn by_capital(capital: i64) -> Option<Scale> {
    let result = scale(ScaleInput {
        capital_idr: Some(capital),
        ..ScaleInput::default()
    });
    assert_eq!(result.basis, result.value.map(|_| ScaleBasis::Capital));
    result.value
}

fn by_sales(sales: i64) -> Option<Scale> {
    let result = scale(ScaleInput {
        annual_sales_idr: Some(sales),
        ..ScaleInput::default()
    });
    assert_eq!(result.basis, result.value.map(|_| ScaleBasis::Sales));
    result.value
}

#[test]
fn capital_bounds_are_inclusive_above() {
    for (capital, expected) in [
        (0, Scale::Mikro),
        (BN - 1, Scale::Mikro),
        (BN, Scale::Mikro),
        (BN + 1, Scale::Kecil),
        (5 * BN, Scale::Kecil),
        (5 * BN + 1, Scale::Menengah),
        (10 * BN, Scale::Menengah),
        (10 * BN + 1, Scale::Besar),
        (i64::MAX, Scale::Besar),
    ] {
        assert_eq!(by_capital(capital), Some(expected), "capital {capital}");
    }
}

#[test]
fn sales_bounds_are_inclusive_above() {
    for (sales, expected) in [
        (0, Scale::Mikro),
        (2 * BN, Scale::Mikro),
        (2 * BN + 1, Scale::Kecil),
        (15 * BN, Scale::Kecil),
        (15 * BN + 1, Scale::Menengah),
        (50 * BN, Scale::Menengah),
        (50 * BN + 1, Scale::Besar),
        (i64::MAX, Scale::Besar),
    ] {
        assert_eq!(by_sales(sales), Some(expected), "sales {sales}");
    }
}

#[test]
fn nothing_recorded_is_never_mikro() {
    for amount in [None, Some(-1), Some(i64::MIN)] {
        let result = scale(ScaleInput {
            capital_idr: amount,
            annual_sales_idr: amount,
            started_on: on(2022, 1, 1),
        });
        assert_eq!(result.value, None);
        assert_eq!(result.basis, None);
        assert_eq!(result.reason, Some(ScaleReason::InputsMissing));
    }
}

#[test]
fn the_starting_date_chooses_the_criterion_and_both_results_are_reported() {
    for (started_on, value, basis) in [
        (on(2021, 2, 1), Scale::Kecil, ScaleBasis::Sales),
        (on(2021, 2, 2), Scale::Mikro, ScaleBasis::Capital),
        (on(2021, 2, 3), Scale::Mikro, ScaleBasis::Capital),
        (on(1998, 12, 31), Scale::Kecil, ScaleBasis::Sales),
    ] {
        let result = scale(ScaleInput {
            capital_idr: Some(BN),
            annual_sales_idr: Some(2 * BN + 1),
            started_on,
        });
        assert_eq!(result.value, Some(value), "{started_on:?}");
        assert_eq!(result.basis, Some(basis));
        assert_eq!(result.applicable, Some(basis));
        assert_eq!(result.reason, None);
        assert_eq!(result.by_capital, Some(Scale::Mikro));
        assert_eq!(result.by_sales, Some(Scale::Kecil));
        assert!(result.differs());
    }
}

#[test]
fn a_vague_starting_date_decides_only_when_it_can() {
    let criterion = |year, month, day| StartedOn { year, month, day }.criterion();
    assert_eq!(criterion(2020, None, None), Some(ScaleBasis::Sales));
    assert_eq!(criterion(2021, None, None), None);
    assert_eq!(criterion(2022, None, None), Some(ScaleBasis::Capital));
    assert_eq!(criterion(2021, Some(1), None), Some(ScaleBasis::Sales));
    assert_eq!(criterion(2021, Some(2), None), None);
    assert_eq!(criterion(2021, Some(3), None), Some(ScaleBasis::Capital));
    assert_eq!(criterion(2021, None, Some(1)), None);
}

#[test]
fn an_undecided_criterion_gives_a_scale_only_when_both_agree() {
    let input = |capital, sales| ScaleInput {
        capital_idr: Some(capital),
        annual_sales_idr: Some(sales),
        started_on: None,
    };
    let agreeing = scale(input(BN, BN));
    assert_eq!(agreeing.value, Some(Scale::Mikro));
    assert_eq!(agreeing.basis, Some(ScaleBasis::Sales));
    assert_eq!(agreeing.applicable, None);
    assert!(!agreeing.differs());
    let disagreeing = scale(input(BN, 3 * BN));
    assert_eq!(disagreeing.value, None);
    assert_eq!(disagreeing.basis, None);
    assert_eq!(disagreeing.reason, Some(ScaleReason::CriterionUndecided));
    assert!(disagreeing.differs());
}

#[test]
fn the_other_amount_serves_when_the_applicable_one_is_missing() {
    let result = scale(ScaleInput {
        capital_idr: None,
        annual_sales_idr: Some(20 * BN),
        started_on: on(2023, 5, 1),
    });
    assert_eq!(result.value, Some(Scale::Menengah));
    assert_eq!(result.basis, Some(ScaleBasis::Sales));
    assert_eq!(result.applicable, Some(ScaleBasis::Capital));
    let result = scale(ScaleInput {
        capital_idr: Some(BN),
        annual_sales_idr: Some(-5),
        started_on: on(2010, 5, 1),
    });
    assert_eq!(result.value, Some(Scale::Mikro));
    assert_eq!(result.basis, Some(ScaleBasis::Capital));
    assert_eq!(result.applicable, Some(ScaleBasis::Sales));
    assert_eq!(result.by_sales, None);
}

fn ikm(workers: i64, investment: i64) -> Result<IkmClass, IkmReason> {
    ikm_class(IkmInput {
        kbli: Some("10794"),
        workers: Some(workers),
        investment_idr: Some(investment),
    })
}

#[test]
fn ikm_bounds() {
    for (workers, investment, expected) in [
        (0, 0, IkmClass::IndustriKecil),
        (19, BN - 1, IkmClass::IndustriKecil),
        (19, BN, IkmClass::IndustriMenengah),
        (19, 15 * BN + 1, IkmClass::IndustriMenengah),
        (19, i64::MAX, IkmClass::IndustriMenengah),
        (20, 0, IkmClass::IndustriMenengah),
        (20, BN - 1, IkmClass::IndustriMenengah),
        (20, 15 * BN, IkmClass::IndustriMenengah),
        (20, 15 * BN + 1, IkmClass::IndustriBesar),
        (i64::MAX, i64::MAX, IkmClass::IndustriBesar),
    ] {
        assert_eq!(
            ikm(workers, investment),
            Ok(expected),
            "{workers} workers, {investment}"
        );
    }
}

#[test]
fn ikm_is_for_manufacturing_only() {
    let class = |kbli| {
        ikm_class(IkmInput {
            kbli,
            workers: Some(2),
            investment_idr: Some(1),
        })
    };
    for code in ["10", "101", "10794", "33", "33200", "16291"] {
        assert_eq!(class(Some(code)), Ok(IkmClass::IndustriKecil), "{code}");
    }
    for code in ["09900", "34000", "35", "56102", "01111", "96200", "47112"] {
        assert_eq!(
            class(Some(code)),
            Err(IkmReason::NotManufacturing),
            "{code}"
        );
    }
    for code in [
        None,
        Some(""),
        Some("1"),
        Some("C"),
        Some("10x"),
        Some("107941"),
        Some("１０"),
    ] {
        assert_eq!(class(code), Err(IkmReason::KbliMissing), "{code:?}");
    }
}

#[test]
fn ikm_needs_workers_and_investment_at_any_size() {
    let class = |workers, investment_idr| {
        ikm_class(IkmInput {
            kbli: Some("16291"),
            workers,
            investment_idr,
        })
    };
    for workers in [Some(1), Some(19), Some(20), Some(500)] {
        assert_eq!(class(workers, None), Err(IkmReason::InvestmentMissing));
        assert_eq!(class(workers, Some(-1)), Err(IkmReason::InvestmentMissing));
    }
    for investment in [None, Some(1), Some(2 * BN), Some(20 * BN)] {
        assert_eq!(class(None, investment), Err(IkmReason::WorkersMissing));
        assert_eq!(class(Some(-1), investment), Err(IkmReason::WorkersMissing));
    }
}

#[test]
fn ikm_bands_neither_overlap_nor_leave_a_gap() {
    for workers in [0, 1, 18, 19, 20, 21, i64::MAX] {
        for investment in [0, BN - 1, BN, BN + 1, 15 * BN, 15 * BN + 1, i64::MAX] {
            let fitting = IKM_BANDS.iter().filter(|band| {
                workers >= band.workers_from
                    && band.workers_up_to.is_none_or(|bound| workers <= bound)
                    && investment >= band.investment_from
                    && band
                        .investment_up_to
                        .is_none_or(|bound| investment <= bound)
            });
            assert_eq!(fitting.count(), 1, "{workers} workers, {investment}");
        }
    }
}

#[test]
fn codes_on_the_wire() {
    assert_eq!(Scale::Menengah.as_str(), "menengah");
    assert_eq!(ScaleBasis::Capital.as_str(), "capital");
    assert_eq!(
        ScaleReason::CriterionUndecided.as_str(),
        "criterion_undecided"
    );
    assert_eq!(IkmClass::IndustriBesar.as_str(), "industri_besar");
    assert_eq!(IkmReason::NotManufacturing.as_str(), "not_manufacturing");
}
