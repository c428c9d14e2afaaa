//! What arrives against what is closed, month by month, and what the next twenty working days will bring.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::count::{Counter, Number};
use super::outcomes::{months, short_title, title};
use crate::casework::figures::{AHEAD, MONTHS_OF_MEAN, first_of_month};
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Stroke, Table};

const LEFT: i32 = 62;
const BAR: i32 = 270;
const ROW: i32 = 36;
const LEGEND: i32 = 26;

/// The next twenty working days.
#[derive(Clone, Debug, Serialize)]
pub struct Forecast {
    /// Working days.
    pub days: u32,
    pub until: NaiveDate,
    /// Open cases that fall due from tomorrow to that day.
    pub due: Number,
    /// What is likely to arrive.
    pub arrivals: i64,
    /// How many whole months the mean is taken of, what arrived in them, and their working days.
    pub months: u32,
    pub arrived: i64,
    pub working_days: u32,
}

/// What the next days bring.
pub fn forecast(counter: &Counter<'_>) -> Forecast {
    let (today, ahead) = (counter.figures.today, counter.figures.ahead);
    let tomorrow = today + Days::new(1);
    let arrived: i64 =
        (1..=MONTHS_OF_MEAN).map(|before| counter.arrived(first_of_month(today, before)).count).sum();
    let days = i64::from(ahead.working_days.max(1));
    Forecast {
        days: AHEAD,
        until: ahead.until,
        due: counter.open(|cut| cut.due = [Some(tomorrow), Some(ahead.until)]),
        // To the nearest whole case.
        arrivals: (arrived * i64::from(AHEAD) * 2 + days) / (days * 2),
        months: MONTHS_OF_MEAN,
        arrived,
        working_days: ahead.working_days,
    }
}

/// The picture.
pub fn chart(counter: &Counter<'_>) -> Chart {
    let rows: Vec<(NaiveDate, Number, Number)> = months(counter.figures.today)
        .into_iter()
        .map(|month| (month, counter.arrived(month), counter.closed(month, None)))
        .collect();
    let most = rows.iter().map(|(_, one, other)| one.count.max(other.count)).max().unwrap_or(1).max(1);
    let mut marks = vec![
        Mark::area(LEFT, 4, 16, 14, Fill::Middle),
        Mark::words(LEFT + 20, 16, Anchor::Start, "新收"),
        Mark::area(LEFT + 80, 4, 16, 14, Fill::Hatched),
        Mark::words(LEFT + 100, 16, Anchor::Start, "办结"),
    ];
    for (place, (month, arrived, closed)) in (0..).zip(&rows) {
        let y = LEGEND + place * ROW;
        marks.push(Mark::words(LEFT - 6, y + 20, Anchor::End, short_title(*month, place == 0)));
        for (at, number, fill) in [(2, arrived, Fill::Middle), (17, closed, Fill::Hatched)] {
            let width = i32::try_from(number.count * i64::from(BAR) / most).unwrap_or(BAR);
            if width > 0 {
                marks.push(Mark::area(LEFT, y + at, width, 14, fill));
            }
            marks.push(Mark::words(LEFT + width + 6, y + at + 12, Anchor::Start, number.count.to_string()));
        }
    }
    let bottom = LEGEND + ROW * i32::try_from(rows.len()).unwrap_or_default();
    marks.push(Mark::Line { x1: LEFT, y1: LEGEND, x2: LEFT, y2: bottom, stroke: Stroke::Thick });
    let row = |(month, arrived, closed): &(NaiveDate, Number, Number)| {
        let more = arrived.count - closed.count;
        let more = if more > 0 { format!("+{more}") } else { more.to_string() };
        vec![Cell::of(title(*month)), arrived.cell(), closed.cell(), Cell::of(more)]
    };
    Chart {
        id: "flow",
        title: "新收与办结".to_owned(),
        description: "近12个月每月新收（按收到之日）与办结（按办结日期）的件数。未确认收到之日的不计入新收。"
            .to_owned(),
        width: LEFT + BAR + 56,
        height: bottom,
        marks,
        table: Table {
            head: ["月份", "新收", "办结", "新收减办结"].map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
        },
    }
}
