//! 按期答复率排名: who answers in time. Whoever answered fewer than five is shown, not ranked.

use std::collections::BTreeSet;

use serde::Serialize;

use super::count::{Counter, Number, Who, percent};
use super::switches::By;
use crate::casework::cut::Progress;
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Stroke, Table};

/// Fewer replies than these say nothing about a rate.
pub const FEWEST: i64 = 5;

const LEFT: i32 = 34;
const BAR: i32 = 300;
const ROW: i32 = 40;
/// Signs of a name that have room in the picture; the table has the whole.
const NAME: usize = 16;

/// A line of the league.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Equal rates share a rank; none for too few replies.
    pub rank: Option<usize>,
    pub name: String,
    /// Replies in the span, those in time, and those that were late.
    pub replied: Number,
    pub met: Number,
    pub late: Number,
    pub rate: String,
}

/// The lines, the best first, at the end those that are not ranked.
pub fn lines(counter: &Counter<'_>, by: By) -> Vec<Line> {
    let mut lines: Vec<Line> =
        who(counter, by).into_iter().map(|(name, who)| line(counter, name, &who)).collect();
    let few = |line: &Line| line.replied.count < FEWEST;
    // a/b > c/d is a·d > c·b.
    lines.sort_by(|a, b| {
        let (left, right) = (a.met.count * b.replied.count, b.met.count * a.replied.count);
        few(a)
            .cmp(&few(b))
            .then(right.cmp(&left))
            .then(b.replied.count.cmp(&a.replied.count))
            .then_with(|| a.name.cmp(&b.name))
    });
    let mut before: Option<(usize, i64, i64)> = None;
    for (line, place) in lines.iter_mut().zip(1..) {
        if line.replied.count < FEWEST {
            break;
        }
        let (met, replied) = (line.met.count, line.replied.count);
        let rank = match before {
            Some((rank, met_before, before)) if met * before == met_before * replied => rank,
            _ => place,
        };
        line.rank = Some(rank);
        before = Some((rank, met, replied));
    }
    lines
}

fn line(counter: &Counter<'_>, name: String, who: &Who) -> Line {
    let [replied, met, late] =
        [Progress::Replied, Progress::Met, Progress::Late].map(|progress| counter.replied(progress, who));
    let rate = percent(met.count, replied.count);
    Line { rank: None, name, replied, met, late, rate }
}

/// Who answered anything at all.
fn who(counter: &Counter<'_>, by: By) -> Vec<(String, Who)> {
    let figures = counter.figures;
    let organ = |id: i64| figures.organs.iter().find(|organ| organ.id == id);
    let several = figures.organs.len() > 1;
    let places: BTreeSet<(i64, Option<i64>)> =
        figures.replied.iter().map(|tally| (tally.organ_id, tally.unit_id)).collect();
    let ids: BTreeSet<i64> = places.iter().map(|(organ, _)| *organ).collect();
    match by {
        By::Organ => ids
            .into_iter()
            .filter_map(organ)
            .map(|organ| (organ.name.clone(), Who::Organ(organ.id, organ.path.clone())))
            .collect(),
        By::Unit => places
            .into_iter()
            .filter_map(|(id, unit)| {
                let organ = organ(id)?;
                let who = unit.map_or_else(|| Who::NoUnit(id, organ.path.clone()), Who::Unit);
                Some((unit_name(counter, id, unit, several), who))
            })
            .collect(),
    }
}

/// «自然资源局 规划股»; the organ only where there are several.
pub fn unit_name(counter: &Counter<'_>, organ: i64, unit: Option<i64>, with_organ: bool) -> String {
    let figures = counter.figures;
    let found = figures.units.iter().find(|known| Some(known.id) == unit);
    let unit = found.map_or("未分派机构", |unit| &unit.name);
    let organ = figures.organs.iter().find(|known| known.id == organ).filter(|_| with_organ);
    organ.map_or_else(|| unit.to_owned(), |organ| format!("{} {unit}", organ.name))
}

/// A name short enough for a picture.
pub fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// The picture of the league.
pub fn chart(lines: &[Line], title: String) -> Chart {
    let mut marks = Vec::new();
    for (line, place) in lines.iter().zip(0..) {
        let y = place * ROW;
        let whole = line.replied.count.max(1);
        let length = i32::try_from(line.met.count * i64::from(BAR) / whole).unwrap_or(BAR);
        let fill = if line.rank.is_some() { Fill::Light } else { Fill::Hatched };
        let rank = line.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
        marks.push(Mark::words(LEFT - 8, y + 30, Anchor::End, rank));
        marks.push(Mark::words(LEFT, y + 14, Anchor::Start, short(&line.name, NAME)));
        let said = format!("{} n={}", line.rate, line.replied.count);
        marks.push(Mark::words(LEFT + BAR, y + 14, Anchor::End, said));
        marks.push(Mark::area(LEFT, y + 19, BAR, 14, Fill::None));
        if length > 0 {
            marks.push(Mark::area(LEFT, y + 19, length, 14, fill));
        }
    }
    let bottom = ROW * i32::try_from(lines.len()).unwrap_or_default();
    marks.push(Mark::Line { x1: LEFT, y1: 0, x2: LEFT, y2: bottom, stroke: Stroke::Thin });
    let row = |line: &Line| {
        let rank = line.rank.map_or_else(|| "不排名".to_owned(), |rank| rank.to_string());
        vec![
            Cell::of(rank),
            Cell::of(&line.name),
            line.replied.cell(),
            line.met.cell(),
            line.late.cell(),
            Cell::of(&line.rate),
        ]
    };
    Chart {
        id: "league",
        description: format!(
            "按期答复率从高到低。n为已答复件数；不足{FEWEST}件的不排名，以斜线表示，列在最后。"
        ),
        title,
        width: LEFT + BAR + 6,
        height: bottom.max(ROW),
        marks,
        table: Table {
            head: ["名次", "名称", "已答复（n）", "按期", "逾期", "按期答复率"].map(str::to_owned).to_vec(),
            rows: lines.iter().map(row).collect(),
        },
    }
}
