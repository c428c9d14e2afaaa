//! The spans over which replies are counted: whole months.

use chrono::{Datelike, NaiveDate};

use crate::casework::figures::{MONTHS, first_of_month, last_of_month};
use crate::pages::desk::words::{Choice, choice};

/// Quarters to choose from, the running one included.
const QUARTERS: u32 = 8;

/// A span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// This month and the eleven before.
    #[default]
    TwelveMonths,
    /// This year.
    Year,
    /// A year and its quarter from 1.
    Quarter(i32, u32),
}

impl Period {
    /// Its name in addresses: «12m» «year» «2026q3».
    pub fn tag(self) -> String {
        match self {
            Period::TwelveMonths => "12m".to_owned(),
            Period::Year => "year".to_owned(),
            Period::Quarter(year, quarter) => format!("{year}q{quarter}"),
        }
    }

    /// Of that name; the usual one for any other.
    pub fn of(tag: &str) -> Period {
        let quarter = tag.split_once('q').and_then(|(year, quarter)| {
            let (year, quarter) = (year.parse().ok()?, quarter.parse().ok()?);
            ((2000..=2100).contains(&year) && (1..=4).contains(&quarter)).then_some((year, quarter))
        });
        match (tag, quarter) {
            ("year", _) => Period::Year,
            (_, Some((year, quarter))) => Period::Quarter(year, quarter),
            _ => Period::TwelveMonths,
        }
    }

    /// The first day and the last.
    pub fn span(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let on = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(today);
        match self {
            Period::TwelveMonths => (first_of_month(today, MONTHS - 1), last_of_month(today)),
            Period::Year => (on(today.year(), 1), last_of_month(on(today.year(), 12))),
            Period::Quarter(year, quarter) => {
                (on(year, quarter * 3 - 2), last_of_month(on(year, quarter * 3)))
            }
        }
    }

    /// Its name for people.
    pub fn title(self, today: NaiveDate) -> String {
        let (from, to) = self.span(today);
        match self {
            Period::TwelveMonths => {
                format!("近12个月（{}年{}月至{}年{}月）", from.year(), from.month(), to.year(), to.month())
            }
            Period::Year => format!("本年（{}年）", today.year()),
            Period::Quarter(year, quarter) => format!("{year}年第{quarter}季度"),
        }
    }

    /// What there is to choose from, and what is chosen.
    pub fn choices(self, today: NaiveDate) -> Vec<Choice> {
        let quarter = |before: u32| {
            let day = first_of_month(today, before * 3);
            Period::Quarter(day.year(), day.month0() / 3 + 1)
        };
        let mut periods = vec![Period::TwelveMonths, Period::Year];
        periods.extend((0..QUARTERS).map(quarter));
        if !periods.contains(&self) {
            periods.push(self);
        }
        periods.into_iter().map(|period| choice(period.tag(), period.title(today))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_comes_back_from_its_name_and_is_whole_months() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let today = day("2026-05-31");
        for (period, from, to) in [
            (Period::TwelveMonths, "2025-06-01", "2026-05-31"),
            (Period::Year, "2026-01-01", "2026-12-31"),
            (Period::Quarter(2026, 1), "2026-01-01", "2026-03-31"),
            (Period::Quarter(2025, 4), "2025-10-01", "2025-12-31"),
        ] {
            assert_eq!(Period::of(&period.tag()), period);
            assert_eq!(period.span(today), (day(from), day(to)));
        }
        for odd in ["", "2026q5", "1999q1", "q", "99999999999q1", "yearly"] {
            assert_eq!(Period::of(odd), Period::TwelveMonths);
        }
        let quarters = Period::Year.choices(today);
        assert_eq!(quarters.get(2).unwrap().label, "2026年第2季度");
        assert_eq!(quarters.get(4).unwrap().label, "2025年第4季度");
    }
}
