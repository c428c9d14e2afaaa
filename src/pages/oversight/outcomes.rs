//! How cases closed, month by month, by the classes of the annual report.

use chrono::{Datelike, NaiveDate};

use super::count::{Counter, Number};
use crate::casework::cut::Class;
use crate::casework::figures::{MONTHS, first_of_month};
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Stroke, Table};

const LEFT: i32 = 62;
const BAR: i32 = 280;
const ROW: i32 = 24;
const LEGEND: i32 = 48;

/// The months that are shown, the oldest first.
pub fn months(today: NaiveDate) -> Vec<NaiveDate> {
    (0..MONTHS).rev().map(|before| first_of_month(today, before)).collect()
}

/// «2026年3月»
pub fn title(month: NaiveDate) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// «3月», and the year with the first of a year.
pub fn short_title(month: NaiveDate, first: bool) -> String {
    if first || month.month() == 1 {
        format!("{}年{}月", month.year() % 100, month.month())
    } else {
        format!("{}月", month.month())
    }
}

fn fill(class: Class) -> Fill {
    match class {
        Class::A => Fill::Pale,
        Class::B => Fill::Light,
        Class::C => Fill::Dark,
        Class::D => Fill::Middle,
        Class::E => Fill::Hatched,
        Class::F => Fill::Dotted,
        Class::None => Fill::None,
    }
}

fn name(class: Class) -> String {
    match class {
        Class::None => class.title().to_owned(),
        class => format!("{} {}", class.letter(), class.title()),
    }
}

/// The picture.
pub fn chart(counter: &Counter<'_>) -> Chart {
    let rows: Vec<(NaiveDate, Vec<Number>, Number)> = months(counter.figures.today)
        .into_iter()
        .map(|month| {
            let numbers = Class::ALL.map(|class| counter.closed(month, Some(class))).to_vec();
            (month, numbers, counter.closed(month, None))
        })
        .collect();
    let most = rows.iter().map(|(.., total)| total.count).max().unwrap_or_default().max(1);
    let mut marks = legend();
    for (place, (month, numbers, total)) in (0..).zip(&rows) {
        let y = LEGEND + place * ROW;
        marks.push(Mark::words(LEFT - 6, y + 17, Anchor::End, short_title(*month, place == 0)));
        let mut before = 0;
        for (class, number) in Class::ALL.into_iter().zip(numbers) {
            let at = |count: i64| LEFT + i32::try_from(count * i64::from(BAR) / most).unwrap_or(BAR);
            let (x, end) = (at(before), at(before + number.count));
            before += number.count;
            if number.count > 0 {
                let label = Some(format!("{} {} {}件", title(*month), name(class), number.count));
                let (width, height, fill) = ((end - x).max(1), ROW - 6, fill(class));
                marks.push(Mark::Area {
                    x,
                    y: y + 3,
                    width,
                    height,
                    fill,
                    outlined: false,
                    label,
                    href: None,
                });
            }
        }
        let end = LEFT + i32::try_from(total.count * i64::from(BAR) / most).unwrap_or(BAR);
        marks.push(Mark::words(end + 6, y + 17, Anchor::Start, total.count.to_string()));
    }
    let bottom = LEGEND + ROW * i32::try_from(rows.len()).unwrap_or_default();
    marks.push(Mark::Line { x1: LEFT, y1: LEGEND, x2: LEFT, y2: bottom, stroke: Stroke::Thick });
    let mut head = vec!["月份".to_owned()];
    head.extend(Class::ALL.map(name));
    head.push("合计".to_owned());
    let row = |(month, numbers, total): &(NaiveDate, Vec<Number>, Number)| {
        let mut cells = vec![Cell::of(title(*month))];
        cells.extend(numbers.iter().chain([total]).map(Number::cell));
        cells
    };
    Chart {
        id: "outcomes",
        title: "办理结果".to_owned(),
        description: "近12个月每月办结的案件，按答复类型A至F分段；存查的没有答复类型，单列一段。".to_owned(),
        width: LEFT + BAR + 50,
        height: bottom,
        marks,
        table: Table { head, rows: rows.iter().map(row).collect() },
    }
}

/// Two lines of small areas with their names.
fn legend() -> Vec<Mark> {
    let mut marks = Vec::new();
    for (place, class) in (0..).zip(Class::ALL) {
        let (x, y) = (4 + place % 4 * 96, 2 + place / 4 * 22);
        marks.push(Mark::area(x, y, 16, 14, fill(class)));
        let words = match class {
            Class::F => "F 不再处理".to_owned(),
            class => name(class),
        };
        marks.push(Mark::words(x + 20, y + 12, Anchor::Start, words));
    }
    marks
}
