//! The Gantt of a case as a picture: a row for each of the eight steps, pauses hatched over all of them, and a
//! line with words for each due date and today, each drawn in another stroke.

use chrono::{Datelike, NaiveDate};

use crate::casework::gantt::{Bar, Gantt, Line, LineKind, Pause, STEPS};
use crate::law::case::Step;
use crate::law::wording;
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Stroke, Table};

const WIDTH: i32 = 900;
/// The names of the steps stand left of the days.
const LEFT: i32 = 116;
const RIGHT: i32 = 20;
/// Above the rows: the months, and why the clock stands still.
const TOP: i32 = 44;
const ROW: i32 = 26;
const BAR: i32 = 14;
/// Below the rows: a line of words for each line across.
const WORDS: i32 = 20;

/// Where the days of a case lie.
struct Scale {
    first: NaiveDate,
    /// At least one.
    days: i32,
}

impl Scale {
    fn of(gantt: &Gantt) -> Scale {
        let days = i32::try_from((gantt.last - gantt.first).num_days() + 1).unwrap_or(i32::MAX / 2);
        Scale { first: gantt.first, days: days.max(1) }
    }

    /// The left edge of a day.
    fn x(&self, day: NaiveDate) -> i32 {
        let at = i32::try_from((day - self.first).num_days()).unwrap_or_default().clamp(0, self.days);
        let room = i64::from(WIDTH - LEFT - RIGHT);
        LEFT + i32::try_from(i64::from(at) * room / i64::from(self.days)).unwrap_or_default()
    }

    /// The right edge of a day.
    fn end(&self, day: NaiveDate) -> i32 {
        day.succ_opt().map_or(WIDTH - RIGHT, |next| self.x(next))
    }
}

fn stroke(kind: LineKind) -> (Stroke, &'static str) {
    match kind {
        LineKind::Due => (Stroke::Thick, "法定截止"),
        LineKind::Prudent => (Stroke::Dashed, "从严截止"),
        LineKind::BeforeExtension => (Stroke::Dotted, "延期前的法定截止"),
        LineKind::Today => (Stroke::Thin, "今日"),
    }
}

fn rows() -> i32 {
    i32::try_from(STEPS.len()).unwrap_or_default()
}

/// The picture.
pub fn chart(gantt: &Gantt) -> Chart {
    let scale = Scale::of(gantt);
    let bottom = TOP + rows() * ROW;
    let mut marks = Vec::new();
    ground(&mut marks, gantt, &scale, bottom);
    for pause in &gantt.pauses {
        hatch(&mut marks, pause, gantt, &scale, bottom);
    }
    for bar in &gantt.bars {
        marks.extend(area(bar, gantt, &scale));
    }
    for (at, line) in (0..).zip(&gantt.lines) {
        across(&mut marks, line, &scale, bottom, at);
    }
    let lines = i32::try_from(gantt.lines.len()).unwrap_or_default();
    Chart {
        id: "gantt",
        title: "办理进程".to_owned(),
        description: description(gantt),
        width: WIDTH,
        height: bottom + 8 + lines * WORDS,
        marks,
        table: table(gantt),
    }
}

/// Rows with their names, and where months begin.
fn ground(marks: &mut Vec<Mark>, gantt: &Gantt, scale: &Scale, bottom: i32) {
    for (row, step) in (0..).zip(STEPS) {
        let y = TOP + row * ROW;
        marks.push(Mark::Line { x1: LEFT, y1: y, x2: WIDTH - RIGHT, y2: y, stroke: Stroke::Thin });
        marks.push(Mark::words(LEFT - 8, y + 18, Anchor::End, step.title()));
    }
    marks.push(Mark::Line { x1: LEFT, y1: bottom, x2: WIDTH - RIGHT, y2: bottom, stroke: Stroke::Thin });
    let begins = gantt.first.iter_days().take_while(|day| *day <= gantt.last);
    let mut free = 0;
    for day in begins.filter(|day| day.day() == 1 || *day == gantt.first) {
        let x = scale.x(day);
        marks.push(Mark::Line { x1: x, y1: TOP - 8, x2: x, y2: bottom, stroke: Stroke::Thin });
        if x >= free && x + 40 <= WIDTH {
            marks.push(Mark::words(x, 14, Anchor::Start, month(day)));
            free = x + 76;
        }
    }
}

fn month(day: NaiveDate) -> String {
    if day.day() == 1 { format!("{}月", day.month()) } else { format!("{}月{}日", day.month(), day.day()) }
}

fn hatch(marks: &mut Vec<Mark>, pause: &Pause, gantt: &Gantt, scale: &Scale, bottom: i32) {
    let (from, to) = (scale.x(pause.from), scale.end(pause.to.unwrap_or(gantt.today)));
    marks.push(Mark::Area {
        x: from,
        y: TOP,
        width: (to - from).max(3),
        height: bottom - TOP,
        fill: Fill::Hatched,
        outlined: false,
        label: Some(format!("{}：{}", pause.why.title(), stretch(pause.from, pause.to))),
        href: None,
    });
    // At the right edge the words stand before the pause begins.
    let (x, anchor) = if from > WIDTH - 160 { (to, Anchor::End) } else { (from, Anchor::Start) };
    marks.push(Mark::words(x, TOP - 12, anchor, pause.why.title()));
}

fn area(bar: &Bar, gantt: &Gantt, scale: &Scale) -> Option<Mark> {
    let row = i32::try_from(STEPS.iter().position(|step| *step == bar.step)?).ok()?;
    let (from, to) = (scale.x(bar.from), scale.end(bar.to.unwrap_or(gantt.today)));
    Some(Mark::Area {
        x: from,
        y: TOP + row * ROW + (ROW - BAR) / 2,
        width: (to - from).max(3),
        height: BAR,
        fill: if bar.to.is_some() { Fill::Middle } else { Fill::Dark },
        outlined: false,
        label: Some(format!("{}：{}", bar.step.title(), stretch(bar.from, bar.to))),
        href: None,
    })
}

/// A due date runs through the end of its day; today stands at its beginning.
fn across(marks: &mut Vec<Mark>, line: &Line, scale: &Scale, bottom: i32, at: i32) {
    let (stroke, name) = stroke(line.kind);
    let x = if line.kind == LineKind::Today { scale.x(line.on) } else { scale.end(line.on) };
    let y = bottom + 8 + (at + 1) * WORDS - 6;
    marks.push(Mark::Line { x1: x, y1: TOP, x2: x, y2: y, stroke });
    let (x, anchor) = if x > WIDTH - 240 { (x - 5, Anchor::End) } else { (x + 5, Anchor::Start) };
    marks.push(Mark::words(x, y, anchor, format!("{name} {}", wording::day(line.on))));
}

fn stretch(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) if to == from => wording::day(from),
        Some(to) => format!("{}至{}", wording::day(from), wording::day(to)),
        None => format!("{}至今", wording::day(from)),
    }
}

fn description(gantt: &Gantt) -> String {
    let open = gantt.bars.iter().filter(|bar| bar.to.is_none());
    let open: Vec<&str> = open.map(|bar| bar.step.title()).collect();
    let now = if open.is_empty() {
        "各环节都已经结束".to_owned()
    } else {
        format!("正在进行：{}", open.join("、"))
    };
    let dates = gantt.lines.iter().map(|line| format!("{}{}", stroke(line.kind).1, wording::day(line.on)));
    let dates: Vec<String> = dates.collect();
    format!("{now}；不计期限{}段；{}", gantt.pauses.len(), dates.join("，"))
}

fn table(gantt: &Gantt) -> Table {
    let row = |name: &str, from: NaiveDate, to: Option<NaiveDate>| {
        let end = to.map_or("进行中".to_owned(), wording::day);
        vec![Cell::of(name), Cell::of(wording::day(from)), Cell::of(end)]
    };
    let mut rows: Vec<Vec<Cell>> =
        gantt.bars.iter().map(|bar| row(bar.step.title(), bar.from, bar.to)).collect();
    let pauses = gantt.pauses.iter();
    rows.extend(pauses.map(|pause| row(&format!("暂停：{}", pause.why.title()), pause.from, pause.to)));
    rows.extend(gantt.lines.iter().map(|line| row(stroke(line.kind).1, line.on, Some(line.on))));
    Table { head: ["环节、日期", "自", "至"].map(str::to_owned).to_vec(), rows }
}

/// A case in the middle of its days, for samples.
pub(super) fn sample(first: NaiveDate, last: NaiveDate) -> Gantt {
    let after = |days| first.checked_add_days(chrono::Days::new(days)).unwrap_or(first);
    let bar = |step, from, to| Bar { step, from: after(from), to };
    let why = crate::casework::gantt::Why::Correction;
    let today = after(12);
    let line = |kind, on| Line { kind, on };
    Gantt {
        first,
        last,
        today,
        bars: vec![
            bar(Step::Registration, 0, Some(after(1))),
            bar(Step::Acceptance, 1, Some(after(2))),
            bar(Step::Correction, 3, Some(after(8))),
            bar(Step::Opinion, 2, None),
        ],
        pauses: vec![Pause { why, from: after(4), to: Some(after(8)) }],
        lines: vec![
            line(LineKind::BeforeExtension, after(15)),
            line(LineKind::Prudent, after(19)),
            line(LineKind::Due, last),
            line(LineKind::Today, today),
        ],
    }
}
