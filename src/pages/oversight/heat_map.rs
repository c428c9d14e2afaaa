//! The calendar of due dates: twelve weeks, a row each, as dark as there are cases due.

use chrono::Datelike;

use super::count::{Counter, Number};
use crate::casework::figures::{DayAhead, DayAheadKind};
use crate::law::wording;
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Table};

const LEFT: i32 = 62;
const TOP: i32 = 22;
const WIDTH: i32 = 48;
const HEIGHT: i32 = 34;

/// The picture.
pub fn chart(counter: &Counter<'_>) -> Chart {
    let days: Vec<(DayAhead, Number)> = counter
        .figures
        .days
        .iter()
        .map(|ahead| (*ahead, counter.open(|cut| cut.due = [Some(ahead.day), Some(ahead.day)])))
        .collect();
    let most = days.iter().map(|(_, number)| number.count).max().unwrap_or_default();
    let total: i64 = days.iter().map(|(_, number)| number.count).sum();
    let mut marks: Vec<Mark> = ["一", "二", "三", "四", "五", "六", "日"]
        .iter()
        .zip(0..)
        .map(|(name, column)| Mark::words(LEFT + column * WIDTH + WIDTH / 2, 15, Anchor::Middle, *name))
        .collect();
    for (place, (ahead, number)) in (0..).zip(&days) {
        let (x, y) = (LEFT + place % 7 * WIDTH, TOP + place / 7 * HEIGHT);
        if place % 7 == 0 {
            let label = format!("{}月{}日", ahead.day.month(), ahead.day.day());
            marks.push(Mark::words(LEFT - 6, y + 22, Anchor::End, label));
        }
        marks.extend(cell(*ahead, number, most, counter.figures.today == ahead.day, (x, y)));
    }
    let weeks = i32::try_from(days.len().div_ceil(7)).unwrap_or_default();
    Chart {
        id: "heat-map",
        title: "12周到期日历".to_owned(),
        description: format!(
            "自本周起12周内，按法定答复截止日逐日列出在办案件的到期件数，共{total}件，最多的一日{most}件。\
             颜色越深件数越多；斜线为休息日，粗框为调休上班日。"
        ),
        width: LEFT + 7 * WIDTH + 2,
        height: TOP + weeks * HEIGHT + 2,
        marks,
        table: table(&days),
    }
}

fn cell(ahead: DayAhead, number: &Number, most: i64, today: bool, (x, y): (i32, i32)) -> Vec<Mark> {
    let rest = matches!(ahead.kind, DayAheadKind::Rest | DayAheadKind::Holiday);
    let fill = shade(number.count, most, rest);
    let light = fill == Fill::Dark;
    let mut marks = vec![Mark::Area {
        x,
        y,
        width: WIDTH,
        height: HEIGHT,
        fill,
        outlined: false,
        label: Some(format!("{} {}{} {}件", wording::day(ahead.day), kind(ahead), now(today), number.count)),
        href: number.href.clone(),
    }];
    if ahead.kind == DayAheadKind::WorkedWeekend {
        // Drawn within the cell, so that no neighbour covers the frame.
        let (x, y, width, height) = (x + 2, y + 2, WIDTH - 4, HEIGHT - 4);
        let (fill, outlined) = (Fill::None, true);
        marks.push(Mark::Area { x, y, width, height, fill, outlined, label: None, href: None });
    }
    let day = if today { format!("{}今", ahead.day.day()) } else { ahead.day.day().to_string() };
    if !rest {
        marks.push(Mark::Words { x: x + 5, y: y + 15, anchor: Anchor::Start, light, text: day });
    }
    if number.count > 0 {
        let text = number.count.to_string();
        marks.push(Mark::Words { x: x + WIDTH - 5, y: y + 29, anchor: Anchor::End, light, text });
    }
    marks
}

fn now(today: bool) -> &'static str {
    if today { " 今日" } else { "" }
}

fn kind(ahead: DayAhead) -> &'static str {
    match ahead.kind {
        DayAheadKind::Work => "工作日",
        DayAheadKind::WorkedWeekend => "调休上班日",
        DayAheadKind::Rest => "休息日",
        DayAheadKind::Holiday => "节假日",
    }
}

fn shade(count: i64, most: i64, rest: bool) -> Fill {
    match (count, count * 4) {
        (0, _) if rest => Fill::Hatched,
        (0, _) => Fill::None,
        (_, four) if four > most * 3 => Fill::Dark,
        (_, four) if four > most * 2 => Fill::Middle,
        (_, four) if four > most => Fill::Light,
        _ => Fill::Pale,
    }
}

/// The days on which something falls due, and those that are no ordinary day of the week.
fn table(days: &[(DayAhead, Number)]) -> Table {
    let special = |kind| matches!(kind, DayAheadKind::WorkedWeekend | DayAheadKind::Holiday);
    let shown = days.iter().filter(|(ahead, number)| number.count > 0 || special(ahead.kind));
    let row = |(ahead, number): &(DayAhead, Number)| {
        let weekday = wording::weekday(ahead.day);
        vec![Cell::of(wording::day(ahead.day)), Cell::of(weekday), Cell::of(kind(*ahead)), number.cell()]
    };
    Table {
        head: ["法定答复截止日", "星期", "日子", "到期件数"].map(str::to_owned).to_vec(),
        rows: shown.map(row).collect(),
    }
}
