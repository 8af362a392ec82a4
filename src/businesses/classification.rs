//! Scale and IKM class of a business, derived from what is recorded.
//!
//! Two rules live here, both pure:
//!
//! * [`scale`]: mikro, kecil, menengah or besar by PP 7/2021 Pasal 35.
//! * [`ikm_class`]: industri kecil, menengah or besar by Permenperin 64/M-IND/PER/7/2016.
//!
//! A result that the recorded values do not support is absent and says why. A business about
//! which nothing is known is never mikro. The bounds stand in constant tables, so that a later
//! edition of a rule can be served as data.

use crate::db::types::words;

/// The criteria that [`scale`] applies, as the name of a criteria set.
pub const SCALE_CRITERIA: &str = "umkm_pp7_2021";

/// The criteria that [`ikm_class`] applies, as the name of a criteria set.
pub const IKM_CRITERIA: &str = "ikm_permenperin64_2016";

/// The day on which PP 7/2021 took effect, as (year, month, day).
pub const SCALE_IN_FORCE: (i32, u32, u32) = (2021, 2, 2);

const MILLION: i64 = 1_000_000;
const BILLION: i64 = 1_000 * MILLION;

words! {
    /// The scale of a business by PP 7/2021 Pasal 35.
    pub enum Scale {
        /// Usaha mikro.
        Mikro = "mikro",
        /// Usaha kecil.
        Kecil = "kecil",
        /// Usaha menengah.
        Menengah = "menengah",
        /// Above the bounds of Pasal 35, hence not UMKM.
        Besar = "besar",
    }
}

words! {
    /// The criterion by which a scale was found.
    pub enum ScaleBasis {
        /// Modal usaha, land and buildings of the place of business left out (Pasal 35 ayat (3)).
        Capital = "capital",
        /// Hasil penjualan tahunan (Pasal 35 ayat (5)).
        Sales = "sales",
    }
}

words! {
    /// Why a business has no scale.
    pub enum ScaleReason {
        /// Neither capital nor sales is recorded.
        InputsMissing = "inputs_missing",
        /// Both are recorded and disagree, and the starting date does not tell which one counts.
        CriterionUndecided = "criterion_undecided",
    }
}

/// The day a business started, as exactly as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StartedOn {
    /// Calendar year.
    pub year: i32,
    /// Month 1–12, if known.
    pub month: Option<u32>,
    /// Day of the month, if known; without a month it says nothing.
    pub day: Option<u32>,
}

impl StartedOn {
    /// The criterion for a business that started then, unless the date is too vague to tell.
    ///
    /// Capital counts for businesses founded under PP 7/2021 (Pasal 35 ayat (2)), annual sales
    /// for those that existed before 2 February 2021.
    #[must_use]
    pub fn criterion(self) -> Option<ScaleBasis> {
        let month = self.month;
        let day = month.and(self.day);
        let earliest = (self.year, month.unwrap_or(1), day.unwrap_or(1));
        let latest = (self.year, month.unwrap_or(12), day.unwrap_or(31));
        if earliest >= SCALE_IN_FORCE {
            Some(ScaleBasis::Capital)
        } else if latest < SCALE_IN_FORCE {
            Some(ScaleBasis::Sales)
        } else {
            None
        }
    }
}

/// What [`scale`] looks at; a negative amount counts as not recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScaleInput {
    /// Own and loan capital in rupiah, without land and buildings of the place of business.
    pub capital_idr: Option<i64>,
    /// Sales of one year in rupiah.
    pub annual_sales_idr: Option<i64>,
    /// When the business started.
    pub started_on: Option<StartedOn>,
}

/// The scale of a business, or why it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleResult {
    /// The scale; absent, never mikro, when it cannot be told.
    pub value: Option<Scale>,
    /// The criterion that gave the value; present whenever the value is.
    pub basis: Option<ScaleBasis>,
    /// Why there is no value; present whenever the value is not.
    pub reason: Option<ScaleReason>,
    /// The criterion the law names for the starting date; it may differ from the basis when its
    /// amount is not recorded.
    pub applicable: Option<ScaleBasis>,
    /// What the capital alone gives.
    pub by_capital: Option<Scale>,
    /// What the sales alone give.
    pub by_sales: Option<Scale>,
}

impl ScaleResult {
    /// Whether both amounts are recorded and give different scales.
    #[must_use]
    pub fn differs(&self) -> bool {
        matches!((self.by_capital, self.by_sales), (Some(a), Some(b)) if a != b)
    }
}

/// One row of the bounds of PP 7/2021: amounts up to and including these have this scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleBand {
    /// The scale of the band.
    pub scale: Scale,
    /// Highest capital in rupiah (Pasal 35 ayat (3)), none for the open band.
    pub capital_up_to: Option<i64>,
    /// Highest annual sales in rupiah (Pasal 35 ayat (5)), none for the open band.
    pub sales_up_to: Option<i64>,
}

/// The bounds of PP 7/2021 Pasal 35 ayat (3) and (5), smallest band first.
///
/// The text reads "lebih dari … sampai dengan paling banyak …": the lower bound is outside its
/// band and the upper bound inside. The last band is what lies above usaha menengah.
pub const SCALE_BANDS: [ScaleBand; 4] = [
    ScaleBand {
        scale: Scale::Mikro,
        capital_up_to: Some(BILLION),
        sales_up_to: Some(2 * BILLION),
    },
    ScaleBand {
        scale: Scale::Kecil,
        capital_up_to: Some(5 * BILLION),
        sales_up_to: Some(15 * BILLION),
    },
    ScaleBand {
        scale: Scale::Menengah,
        capital_up_to: Some(10 * BILLION),
        sales_up_to: Some(50 * BILLION),
    },
    ScaleBand {
        scale: Scale::Besar,
        capital_up_to: None,
        sales_up_to: None,
    },
];

fn band(amount: Option<i64>, up_to: impl Fn(&ScaleBand) -> Option<i64>) -> Option<Scale> {
    let amount = amount.filter(|amount| *amount >= 0)?;
    SCALE_BANDS
        .iter()
        .find(|band| up_to(band).is_none_or(|bound| amount <= bound))
        .map(|band| band.scale)
}

/// The scale of a business by PP 7/2021 Pasal 35.
///
/// The starting date decides which criterion counts (see [`StartedOn::criterion`]). If its
/// amount is not recorded the other one is used and named as the basis. If the date is unknown,
/// two amounts that agree give their scale on the basis of sales, the criterion for support
/// (Pasal 35 ayat (4)); two that disagree give none.
#[must_use]
pub fn scale(input: ScaleInput) -> ScaleResult {
    let by_capital = band(input.capital_idr, |band| band.capital_up_to);
    let by_sales = band(input.annual_sales_idr, |band| band.sales_up_to);
    let applicable = input.started_on.and_then(StartedOn::criterion);
    let found = match (by_capital, by_sales, applicable) {
        (None, None, _) => Err(ScaleReason::InputsMissing),
        (Some(capital), None, _) | (Some(capital), Some(_), Some(ScaleBasis::Capital)) => {
            Ok((capital, ScaleBasis::Capital))
        }
        (None, Some(sales), _) | (Some(_), Some(sales), Some(ScaleBasis::Sales)) => {
            Ok((sales, ScaleBasis::Sales))
        }
        (Some(capital), Some(sales), None) if capital == sales => Ok((sales, ScaleBasis::Sales)),
        (Some(_), Some(_), None) => Err(ScaleReason::CriterionUndecided),
    };
    ScaleResult {
        value: found.ok().map(|(value, _)| value),
        basis: found.ok().map(|(_, basis)| basis),
        reason: found.err(),
        applicable,
        by_capital,
        by_sales,
    }
}

words! {
    /// The class of a manufacturing business by Permenperin 64/M-IND/PER/7/2016.
    pub enum IkmClass {
        /// Industri kecil.
        IndustriKecil = "industri_kecil",
        /// Industri menengah.
        IndustriMenengah = "industri_menengah",
        /// Industri besar, hence not IKM.
        IndustriBesar = "industri_besar",
    }
}

words! {
    /// Why a business has no IKM class.
    pub enum IkmReason {
        /// No readable main KBLI code is recorded.
        KbliMissing = "kbli_missing",
        /// The main KBLI code lies outside divisions 10–33.
        NotManufacturing = "not_manufacturing",
        /// The number of workers is not recorded.
        WorkersMissing = "workers_missing",
        /// The investment value is not recorded.
        InvestmentMissing = "investment_missing",
    }
}

/// What [`ikm_class`] looks at; a negative number counts as not recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IkmInput<'a> {
    /// The main KBLI code; divisions 10–33 are manufacturing in KBLI 2020 and 2025 alike.
    pub kbli: Option<&'a str>,
    /// Workers of all genders.
    pub workers: Option<i64>,
    /// Investment in rupiah, without land and buildings of the place of business.
    pub investment_idr: Option<i64>,
}

/// One row of the bounds of Permenperin 64/2016, all of them inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IkmBand {
    /// The class of the band.
    pub class: IkmClass,
    /// Fewest workers.
    pub workers_from: i64,
    /// Most workers, none for an open band.
    pub workers_up_to: Option<i64>,
    /// Lowest investment in rupiah.
    pub investment_from: i64,
    /// Highest investment in rupiah, none for an open band.
    pub investment_up_to: Option<i64>,
}

/// The bounds of Permenperin 64/M-IND/PER/7/2016 in whole rupiah.
///
/// With at most 19 workers exactly one billion is already menengah ("kurang dari" against
/// "paling sedikit"), the opposite of PP 7/2021, where one billion is still mikro. With at
/// least 20 workers exactly 15 billion is still menengah ("paling banyak").
pub const IKM_BANDS: [IkmBand; 4] = [
    IkmBand {
        class: IkmClass::IndustriKecil,
        workers_from: 0,
        workers_up_to: Some(19),
        investment_from: 0,
        investment_up_to: Some(BILLION - 1),
    },
    IkmBand {
        class: IkmClass::IndustriMenengah,
        workers_from: 0,
        workers_up_to: Some(19),
        investment_from: BILLION,
        investment_up_to: None,
    },
    IkmBand {
        class: IkmClass::IndustriMenengah,
        workers_from: 20,
        workers_up_to: None,
        investment_from: 0,
        investment_up_to: Some(15 * BILLION),
    },
    IkmBand {
        class: IkmClass::IndustriBesar,
        workers_from: 20,
        workers_up_to: None,
        investment_from: 15 * BILLION + 1,
        investment_up_to: None,
    },
];

/// Whether a KBLI code lies in section C (divisions 10–33); none if it is no code at all.
#[must_use]
pub fn is_manufacturing(kbli: &str) -> Option<bool> {
    if !(2..=5).contains(&kbli.len()) || !kbli.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(("10"..="33").contains(&&kbli[..2]))
}

/// The class of a business by Permenperin 64/M-IND/PER/7/2016, or why it has none.
///
/// The regulation classifies manufacturing only, by workers and investment together. With
/// either of them missing the class is left open, at any number of workers.
///
/// # Errors
/// The first reason, in the order of [`IkmReason`], for which there is no class.
pub fn ikm_class(input: IkmInput<'_>) -> Result<IkmClass, IkmReason> {
    match input.kbli.and_then(is_manufacturing) {
        None => return Err(IkmReason::KbliMissing),
        Some(false) => return Err(IkmReason::NotManufacturing),
        Some(true) => {}
    }
    let recorded = |number: Option<i64>| number.filter(|number| *number >= 0);
    let workers = recorded(input.workers).ok_or(IkmReason::WorkersMissing)?;
    let investment = recorded(input.investment_idr).ok_or(IkmReason::InvestmentMissing)?;
    let within = |value: i64, from: i64, up_to: Option<i64>| {
        value >= from && up_to.is_none_or(|bound| value <= bound)
    };
    IKM_BANDS
        .iter()
        .find(|band| {
            within(workers, band.workers_from, band.workers_up_to)
                && within(investment, band.investment_from, band.investment_up_to)
        })
        .map(|band| band.class)
        // Never reached: the bands cover every pair of numbers, which a test proves.
        .ok_or(IkmReason::InvestmentMissing)
}

#[cfg(test)]
mod tests;
