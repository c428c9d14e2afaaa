//! How old open cases are: by the working days that are left to the prudent date, as on their lights.

use super::count::{Counter, Number};
use crate::pages::chart::{Anchor, Cell, Chart, Fill, Mark, Table};

const LEFT: i32 = 142;
const BAR: i32 = 190;
const ROW: i32 = 30;

/// The picture.
pub fn chart(counter: &Counter<'_>) -> Chart {
    let mut rows: Vec<(&'static str, Fill, Number)> = Vec::new();
    for (place, age) in counter.figures.ages.iter().enumerate() {
        let fill = match (age.past, place) {
            (true, 0) => Fill::Late,
            (true, _) => Fill::Dark,
            (false, 2) => Fill::Middle,
            (false, 3) => Fill::Light,
            _ => Fill::Pale,
        };
        rows.push((age.title, fill, counter.open(|cut| cut.prudent = age.prudent)));
    }
    rows.push(("尚无截止日", Fill::Hatched, counter.open(|cut| cut.undated = true)));
    let most = rows.iter().map(|(.., number)| number.count).max().unwrap_or_default().max(1);
    let total: i64 = rows.iter().map(|(.., number)| number.count).sum();
    let mut marks = Vec::new();
    for (place, (title, fill, number)) in (0..).zip(&rows) {
        let y = place * ROW;
        let length = i32::try_from(number.count * i64::from(BAR) / most).unwrap_or(BAR);
        marks.push(Mark::words(LEFT - 6, y + 20, Anchor::End, *title));
        if number.count > 0 {
            // At least as wide as a finger needs.
            let (x, y, width, height) = (LEFT, y + 2, length.max(26), ROW - 4);
            let label = Some(format!("{title} {}件", number.count));
            let href = number.href.clone();
            marks.push(Mark::Area { x, y, width, height, fill: *fill, outlined: false, label, href });
        }
        let end = if number.count > 0 { length.max(26) } else { 0 };
        marks.push(Mark::words(LEFT + end + 6, y + 20, Anchor::Start, number.count.to_string()));
    }
    let bottom = ROW * i32::try_from(rows.len()).unwrap_or_default();
    marks.push(Mark::Line {
        x1: LEFT,
        y1: 0,
        x2: LEFT,
        y2: bottom,
        stroke: crate::pages::chart::Stroke::Thick,
    });
    let row = |(title, _, number): &(&str, Fill, Number)| vec![Cell::of(*title), number.cell()];
    Chart {
        id: "ageing",
        title: "在办案件剩余工作日".to_owned(),
        description: format!(
            "{total}件在办案件按距从严截止日的工作日分组。待确认、待补正、待缴费的案件尚无截止日，单列一组。"
        ),
        width: LEFT + BAR + 50,
        height: bottom,
        marks,
        table: Table {
            head: ["距从严截止日", "件数"].map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
        },
    }
}
