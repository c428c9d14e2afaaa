//! Where time goes: the median of each step, all together and by unit.

use super::count::Counter;
use super::league::{short, unit_name};
use crate::casework::step_times::{FEWEST, Medians, STEPS};
use crate::law::case::Step;
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Stroke, Table};

const LEFT: i32 = 8;
const BAR: i32 = 300;
const ROW: i32 = 42;
const LEGEND: i32 = 50;
/// The picture has room for these; the table has all.
const MOST_BARS: usize = 12;

const FILLS: [Fill; STEPS.len()] =
    [Fill::Dotted, Fill::Pale, Fill::Hatched, Fill::Light, Fill::Dark, Fill::Middle];

struct Row {
    name: String,
    replies: usize,
    medians: Medians,
}

impl Row {
    /// In halves of a day.
    fn total(&self) -> u32 {
        self.medians.iter().flatten().sum()
    }
}

/// The picture.
pub fn chart(counter: &Counter<'_>) -> Chart {
    let times = &counter.figures.steps;
    let several = counter.figures.organs.len() > 1;
    let unit = |(organ, unit, replies, medians): &(i64, Option<i64>, usize, Medians)| Row {
        name: unit_name(counter, *organ, *unit, several),
        replies: *replies,
        medians: *medians,
    };
    let mut rows: Vec<Row> = times.units.iter().map(unit).collect();
    rows.sort_by(|a, b| b.total().cmp(&a.total()).then_with(|| a.name.cmp(&b.name)));
    rows.insert(0, Row { name: "全部".to_owned(), replies: times.replies, medians: times.all });
    let drawn = rows.iter().take(MOST_BARS + 1);
    let longest = drawn.clone().map(Row::total).max().unwrap_or_default().max(1);
    let mut marks = legend();
    for (place, row) in (0..).zip(drawn) {
        let y = LEGEND + place * ROW;
        marks.push(Mark::words(LEFT, y + 14, Anchor::Start, short(&row.name, 16)));
        let said = format!("各环节合计{} n={}", days(Some(row.total())), row.replies);
        marks.push(Mark::words(LEFT + BAR, y + 14, Anchor::End, said));
        marks.extend(bar(row, longest, y + 19));
    }
    let bottom = LEGEND + ROW * i32::try_from(rows.len().min(MOST_BARS + 1)).unwrap_or_default();
    marks.push(Mark::Line { x1: LEFT, y1: LEGEND, x2: LEFT, y2: bottom, stroke: Stroke::Thin });
    let mut head = vec!["机构".to_owned(), "件数（n）".to_owned()];
    head.extend(STEPS.map(|step| step.title().to_owned()));
    let line = |row: &Row| {
        let mut cells = vec![Cell::of(&row.name), Cell::of(row.replies.to_string())];
        cells.extend(row.medians.map(|median| Cell::of(days(median))));
        cells
    };
    Chart {
        id: "step-times",
        title: "各环节用时（工作日中位数）".to_owned(),
        description: format!(
            "按期间内最近答复的{}件统计。每个环节从首次进入起算，到进入下一个有记录的环节为止；受理一段含补正和征求意见。\
             不足{FEWEST}件的机构不单列。",
            times.replies
        ),
        width: LEFT + BAR + 8,
        height: bottom,
        marks,
        table: Table { head, rows: rows.iter().map(line).collect() },
    }
}

fn bar(row: &Row, longest: u32, y: i32) -> Vec<Mark> {
    let at = |halves: u32| LEFT + (halves as i32) * BAR / (longest as i32);
    let (mut before, mut marks) = (0, Vec::new());
    for ((step, fill), median) in STEPS.into_iter().zip(FILLS).zip(row.medians) {
        let Some(median) = median.filter(|median| *median > 0) else { continue };
        let (x, end) = (at(before), at(before + median));
        before += median;
        let label = Some(format!("{} {} {}个工作日", row.name, step.title(), days(Some(median))));
        let width = (end - x).max(1);
        marks.push(Mark::Area { x, y, width, height: 16, fill, outlined: false, label, href: None });
    }
    marks
}

fn legend() -> Vec<Mark> {
    let mut marks = Vec::new();
    for (place, (step, fill)) in (0..).zip(STEPS.into_iter().zip(FILLS)) {
        let (x, y) = (LEFT + place % 3 * 104, 2 + place / 3 * 22);
        marks.push(Mark::area(x, y, 16, 14, fill));
        marks.push(Mark::words(x + 20, y + 12, Anchor::Start, Step::title(step)));
    }
    marks
}

/// Halves of a day in words: «2.5».
fn days(halves: Option<u32>) -> String {
    match halves {
        None => "—".to_owned(),
        Some(halves) if halves.is_multiple_of(2) => (halves / 2).to_string(),
        Some(halves) => format!("{}.5", halves / 2),
    }
}
