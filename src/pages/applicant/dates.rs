//! Why a day is the last day, as applicants see it: what happened, then the count, and months to count along.
//!
//! The months are made from the steps alone, as whoever counts with a pencil would: no calendar is asked a
//! second time, so they cannot say anything else than the date.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Serialize;

use crate::casework::explained::ExplainedStep;

/// The most months that are drawn; who waits longer counts by the steps.
const MOST_MONTHS: usize = 8;

/// What happened, why the day is what it is, and the months.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Explanation {
    /// What happened, oldest first.
    pub points: Vec<Line>,
    /// How the days were counted.
    pub counts: Vec<Line>,
    pub months: Vec<Month>,
}

/// A step as a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub what: String,
    /// The article it rests on.
    pub article: &'static str,
}

/// A month as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Month {
    /// «2026年10月».
    pub title: String,
    /// From Monday to Sunday.
    pub weeks: Vec<[Option<Cell>; 7]>,
}

/// A day of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub day: u32,
    /// `start` `counted` `worked` `rest` `off` `excluded`; nothing outside the count.
    pub kind: &'static str,
    /// What it is to the count: «收到» «第3» «班·第4» «休» «放假» «不计».
    pub mark: String,
    /// Whether it is the last day.
    pub last: bool,
}

/// The article of the 条例 that a rule of law stands for.
fn article(rule: &str) -> &'static str {
    match rule {
        "R31-1" | "R31-2" | "R31-3" | "R31-4" => "条例第三十一条",
        "R33-2" | "R33-4" => "条例第三十三条第二款",
        "R30-3" | "R30-2" | "R30-6" => "条例第三十条",
        "P0-4" | "P0-5" | "R33-6" | "R32-1" | "R34-1" => "条例第三十三条第三款",
        "R35-1" | "P0-8" => "条例第三十五条",
        "F-8" | "F-9" | "P0-7" => "国务院办公厅《政府信息公开信息处理费管理办法》",
        _ => "",
    }
}

/// Puts the steps of a date before people.
pub fn explain(steps: &[ExplainedStep], due_on: Option<NaiveDate>) -> Explanation {
    let line = |step: &ExplainedStep| Line { what: step.what.clone(), article: article(&step.rule) };
    let (counts, points): (Vec<&ExplainedStep>, Vec<&ExplainedStep>) =
        steps.iter().partition(|step| step.from.is_some());
    Explanation {
        points: points.into_iter().map(line).collect(),
        months: months(&counts, due_on),
        counts: counts.into_iter().map(line).collect(),
    }
}

/// Every day of the spans with what it is to the count.
fn days(spans: &[&ExplainedStep]) -> BTreeMap<NaiveDate, (&'static str, String)> {
    let mut days = BTreeMap::new();
    let mut counted = 0;
    for span in spans {
        let (Some(from), Some(to)) = (span.from, span.to) else { continue };
        days.entry(from).or_insert_with(|| ("start", "起算".to_owned()));
        for day in from.iter_days().skip(1).take_while(|day| *day <= to) {
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            let worked = span.worked.contains(&day);
            let kind = if span.excluded.contains(&day) {
                ("excluded", "不计".to_owned())
            } else if span.skipped.contains(&day) {
                ("off", "放假".to_owned())
            } else if weekend && !worked {
                ("rest", "休".to_owned())
            } else {
                counted += 1;
                if worked {
                    ("worked", format!("班·第{counted}"))
                } else {
                    ("counted", format!("第{counted}"))
                }
            };
            days.insert(day, kind);
        }
    }
    days
}

fn months(spans: &[&ExplainedStep], due_on: Option<NaiveDate>) -> Vec<Month> {
    let days = days(spans);
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    let mut month = first.with_day(1);
    while let Some(begin) = month.filter(|begin| begin <= last && months.len() < MOST_MONTHS) {
        months.push(one(begin, &days, due_on));
        month = begin.checked_add_months(chrono::Months::new(1));
    }
    months
}

fn one(
    begin: NaiveDate,
    days: &BTreeMap<NaiveDate, (&'static str, String)>,
    due_on: Option<NaiveDate>,
) -> Month {
    let lead = u64::from(begin.weekday().num_days_from_monday());
    let monday = begin.checked_sub_days(Days::new(lead)).unwrap_or(begin);
    let cell = |day: NaiveDate| {
        (day.month() == begin.month()).then(|| {
            let (kind, mark) = days.get(&day).cloned().unwrap_or_default();
            Cell { day: day.day(), kind, mark, last: due_on == Some(day) }
        })
    };
    let week = |week: u64| {
        let monday = monday.checked_add_days(Days::new(7 * week))?;
        let cells: [Option<Cell>; 7] =
            std::array::from_fn(|weekday| monday.checked_add_days(Days::new(weekday as u64)).and_then(cell));
        cells.iter().any(Option::is_some).then_some(cells)
    };
    Month {
        title: format!("{}年{}月", begin.year(), begin.month()), weeks: (0..6).map_while(week).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_months_count_to_the_same_day() {
        // REAL-1: received on 2022-09-30, due on 2022-11-02.
        let span = ExplainedStep {
            rule: "R33-2".to_owned(),
            from: Some(day("2022-09-30")),
            to: Some(day("2022-11-02")),
            counted: Some(20),
            skipped: ["2022-10-03", "2022-10-04", "2022-10-05", "2022-10-06", "2022-10-07"].map(day).into(),
            worked: ["2022-10-08", "2022-10-09"].map(day).into(),
            ..ExplainedStep::default()
        };
        let explained = explain(&[span], Some(day("2022-11-02")));
        let titles: Vec<&str> = explained.months.iter().map(|month| month.title.as_str()).collect();
        assert_eq!(titles, ["2022年9月", "2022年10月", "2022年11月"]);
        let cells: Vec<&Cell> =
            explained.months.iter().flat_map(|month| month.weeks.iter().flatten().flatten()).collect();
        let last = cells.iter().find(|cell| cell.last).unwrap();
        assert_eq!((last.day, last.mark.as_str()), (2, "第20"));
        let worked: Vec<&str> =
            cells.iter().filter(|cell| cell.kind == "worked").map(|cell| cell.mark.as_str()).collect();
        assert_eq!(worked, ["班·第1", "班·第2"]);
        assert_eq!(cells.len(), 30 + 31 + 30, "every day of each month once");
        assert!(explained.months.iter().flat_map(|month| &month.weeks).all(|week| week.len() == 7));
    }
}
