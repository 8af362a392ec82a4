//! Bars of the report: the template draws them as SVG, this file measures them.
//!
//! A bar is a rectangle and its number, for which a charting library would bring fonts, rasters and a
//! second way of escaping. Lengths are in the units of a view box that is as wide as a phone, so that
//! the text in a chart is as large as the text around it, on paper too.

use super::rows::ReportObstacleAge;
use super::types::ReportIndicator;
use super::words::Words;

/// The width of the view box.
pub(super) const WIDTH: i64 = 340;
/// Where bars begin, right of their names: targets have short ones, ages long ones.
const LEFT: i64 = 84;
const LEFT_OF_AGES: i64 = 124;
/// The longest bar; right of it there is room for a number of 13 digits.
const LONGEST: i64 = 138;
/// From one bar to the next.
const STEP: i64 = 20;

/// One bar with its name and number.
#[derive(Debug)]
pub(super) struct Bar {
    /// What it stands for.
    pub name: String,
    /// Its number in words.
    pub number: String,
    /// How it is filled: a class of the style sheet.
    pub fill: &'static str,
    /// Its upper edge.
    pub y: i64,
    /// Its length; nothing for an unknown number.
    pub length: i64,
    /// The part of it that is filled darkly, from the left.
    pub dark: i64,
}

impl Bar {
    /// Where the text beside it stands.
    pub const fn baseline(&self) -> i64 {
        self.y + 11
    }

    /// Where its number begins, right of the bar.
    pub const fn after(&self, left: &i64) -> i64 {
        *left + self.length + 5
    }
}

/// One chart.
#[derive(Debug)]
pub(super) struct Chart {
    /// What it shows; also its text alternative.
    pub title: String,
    /// What stands beside the title.
    pub note: String,
    /// All its numbers in a sentence.
    pub told: String,
    /// Where its bars begin.
    pub left: i64,
    /// Its bars.
    pub bars: Vec<Bar>,
}

impl Chart {
    fn new(title: String, note: String, left: i64, bars: Vec<Bar>) -> Self {
        let told = bars
            .iter()
            .map(|bar| format!("{}: {}", bar.name, bar.number))
            .collect::<Vec<_>>();
        let told = told.join("; ");
        Self {
            title,
            note,
            told,
            left,
            bars,
        }
    }

    /// The height of the view box.
    pub fn height(&self) -> i64 {
        STEP * i64::try_from(self.bars.len()).unwrap_or_default() + 2
    }
}

/// The part of the longest bar that `value` of `most` takes; something is never nothing.
fn length(value: i64, most: i64) -> i64 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    let length = i128::from(value) * i128::from(LONGEST) / i128::from(most);
    i64::try_from(length).unwrap_or(LONGEST).clamp(2, LONGEST)
}

fn top(place: usize) -> i64 {
    STEP * i64::try_from(place).unwrap_or_default() + 2
}

/// Target against realization, each indicator on its own scale, since units differ.
pub(super) fn of_indicators(words: Words, indicators: &[ReportIndicator]) -> Vec<Chart> {
    let drawn = indicators.iter().filter(|indicator| {
        let sum = &indicator.period;
        sum.target.is_some() || sum.reported.is_some() || sum.computed.is_some()
    });
    drawn
        .map(|indicator| of_indicator(words, indicator))
        .collect()
}

fn of_indicator(words: Words, indicator: &ReportIndicator) -> Chart {
    let sum = &indicator.period;
    let values = [
        (words.t("Target", "Target"), sum.target, "target"),
        (words.t("Dilaporkan", "Reported"), sum.reported, "reported"),
        (words.t("Dihitung", "Computed"), sum.computed, "computed"),
    ];
    // What the register cannot compute has no third bar; a report that is missing shows as such.
    let shown = values
        .iter()
        .filter(|(_, value, fill)| value.is_some() || *fill != "computed");
    let most = values.iter().filter_map(|(_, value, _)| *value).max();
    let bars = shown.enumerate().map(|(place, (name, value, fill))| Bar {
        name: (*name).to_owned(),
        number: words.some(*value),
        fill,
        y: top(place),
        length: length(value.unwrap_or_default(), most.unwrap_or_default()),
        dark: 0,
    });
    let name = words.indicator(indicator.indicator, indicator.name.as_deref());
    let unit = words.unit(indicator.unit);
    let title = format!("{name} ({unit})");
    let note = words.percent(sum.percent.as_deref());
    Chart::new(title, note, LEFT, bars.collect())
}

/// The open obstacles by age; the dark part of a bar are the severe ones.
pub(super) fn of_ages(words: Words, ages: &[ReportObstacleAge]) -> Chart {
    let most = ages.iter().map(|age| age.obstacles).max().unwrap_or(0);
    let bars = ages.iter().enumerate().map(|(place, age)| Bar {
        name: words.label("obstacle_age", age.age.as_str()),
        number: match age.severe {
            0 => words.number(age.obstacles),
            severe => format!(
                "{} ({} {})",
                words.number(age.obstacles),
                words.number(severe),
                words.t("berat", "severe")
            ),
        },
        fill: "light",
        y: top(place),
        length: length(age.obstacles, most),
        dark: length(age.severe, most),
    });
    Chart::new(
        words
            .t("Hambatan terbuka menurut umur", "Open obstacles by age")
            .to_owned(),
        String::new(),
        LEFT_OF_AGES,
        bars.collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_keep_their_proportion_and_their_place() {
        assert_eq!(length(100, 100), LONGEST);
        assert_eq!(length(50, 100), LONGEST / 2);
        assert_eq!(length(0, 100), 0);
        assert_eq!(length(1, 1_000_000), 2);
        assert_eq!(length(i64::MAX, i64::MAX), LONGEST);
        assert_eq!(length(5, 0), 0);
        // A number of 13 digits with its dots still ends within the picture.
        const { assert!((WIDTH - LEFT - LONGEST - 5) * 2 >= 17 * 13) };
    }
}
