//! A letter taken apart in the order in which it is read: the one walk that every output makes.
//!
//! What is decided here is decided for all outputs: which words stand around the facts (`附件：`, the
//! colon after the addressee), how deep a line is indented, where the seal goes.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::DocumentError;
use super::behind::{annexes, enclosed, split};
use super::codes::{self, Modules};
use super::letter::{Block, Cell, Form, Grid, Letter, Signature};
use super::setting::{Setting, signs_in};
use super::text::{lines, one_line, width};

/// One part of a letter, cleaned.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// 发文机关标志: red, over the double line or the line.
    Letterhead {
        text: String,
        size: f64,
    },
    /// The organ over a title, in black.
    Organ(String),
    Number(String),
    Title {
        text: String,
        /// Room on either side, so that the lines of a long one are of one length.
        side: f64,
    },
    /// The title of an enclosure under its mark (7.3.7), as that of the letter.
    AnnexTitle {
        text: String,
        side: f64,
    },
    Addressee(String),
    Line {
        text: String,
        style: Style,
        /// Stays on the page of what follows: a signature never stands alone on a page.
        kept: bool,
    },
    Grid {
        columns: Vec<u16>,
        rows: Vec<Vec<Field>>,
    },
    Codes(Vec<Mark>),
    CutLine,
    PageBreak,
    Signature(Closing),
}

/// How a line of the text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Style {
    Body,
    Heading,
    Verbatim,
    Item,
    /// `附件：` and what stands under it.
    FirstAttachment,
    Attachment,
    /// `附件1` over an enclosure.
    AnnexMark,
    Note,
}

/// Room before a line, in signs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Indent {
    /// Before every line.
    pub all: f64,
    /// Before the first line, besides.
    pub first: f64,
    /// Before every line but the first, besides.
    pub hanging: f64,
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub lines: Vec<String>,
    pub label: bool,
    pub columns: u8,
    /// Its width.
    pub width: f64,
    /// Its least height in lines.
    pub least: u8,
}

/// A code with what stands under it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub modules: Modules,
    pub caption: String,
    pub width: f64,
    pub height: f64,
}

/// 落款. The organ is centred over the day, the day four signs from the right edge (7.3.5.1): the seal
/// goes over both.
#[derive(Clone, Debug)]
pub(super) struct Closing {
    pub organ: String,
    pub day: String,
    /// Room before the right edge.
    pub organ_right: f64,
    pub day_right: f64,
    /// Empty lines before it.
    pub room: u8,
    /// Stays on the page of 附注 below: those alone are no page.
    pub kept: bool,
}

/// A longer attachment does not stay with a signature: four lines of 28 signs.
const LONGEST_KEPT: u32 = 4 * 28 * 1000;

/// Beside a label and its text.
pub(super) const CELL_SIDE: f64 = 4.0;

/// A narrow bar of Code 128, at which any scanner reads it, and the least a laser printer makes well.
const BAR_WIDE: f64 = 0.95;
const BAR_LEAST: f64 = 0.54;

impl Style {
    /// Whether of a paragraph that stays with what follows only the last lines do: a long one that went over
    /// whole would leave half of the page before it empty.
    pub(super) fn may_break(self) -> bool {
        matches!(self, Style::Body | Style::Verbatim | Style::Item)
    }

    pub(super) fn indent(self, form: Form) -> Indent {
        if form == Form::Label {
            return Indent { all: 0.0, first: 0.0, hanging: 0.0 };
        }
        match self {
            Style::Body | Style::Heading | Style::Verbatim | Style::Item => {
                Indent { all: 0.0, first: 2.0, hanging: 0.0 }
            }
            Style::FirstAttachment => Indent { all: 2.0, first: 0.0, hanging: 3.0 },
            Style::Attachment => Indent { all: 5.0, first: 0.0, hanging: 1.0 },
            Style::AnnexMark => Indent { all: 0.0, first: 0.0, hanging: 0.0 },
            Style::Note if is_red(form) => Indent { all: 0.0, first: 2.0, hanging: 0.0 },
            Style::Note => Indent { all: 2.0, first: 0.0, hanging: 0.0 },
        }
    }
}

/// Takes a letter apart.
///
/// # Errors
/// A code whose data does not fit, and a table whose widths or spans do not add up.
pub(super) fn parts(letter: &Letter) -> Result<Vec<Part>, DocumentError> {
    let setting = Setting::of_letter(letter);
    let Head { before, addressee } = head(letter, &setting);
    let label = letter.form == Form::Label;
    let mut parts = before;
    if !label {
        parts.extend(addressee.clone());
    }
    let (text, behind) = split(&letter.body);
    for block in text {
        body(block, &setting, &mut parts)?;
    }
    // An envelope names first where to, then whom.
    parts.extend(addressee.filter(|_| label));
    let enclosed = enclosed(&letter.attachments, behind);
    attachments(&enclosed, &mut parts);
    let notes = notes(letter);
    if let Some(signature) = &letter.signature {
        keep_with_signature(&mut parts);
        parts.push(Part::Signature(closing(signature, !notes.is_empty(), &setting)));
    }
    parts.extend(notes.into_iter().map(|text| Part::line(text, Style::Note)));
    annexes(behind, &enclosed, &setting, &mut parts)?;
    Ok(parts)
}

/// Whether it is a 公文, under a red letterhead.
fn is_red(form: Form) -> bool {
    matches!(form, Form::Official | Form::Correspondence)
}

/// 附注: that of a 公文 in brackets (7.3.6), in one pair of them however many lines it was written in.
fn notes(letter: &Letter) -> Vec<String> {
    let mut notes: Vec<String> = letter.notes.iter().flat_map(|note| lines(note)).collect();
    if letter.form == Form::Label && !notes.is_empty() {
        // Room between whom it goes to and whom it comes from.
        notes.insert(0, String::new());
    }
    if !is_red(letter.form) {
        return notes;
    }
    let bare = |note: &String| {
        let note = note.trim().trim_end_matches(['。', '；']);
        let inner = note.strip_prefix('（').and_then(|rest| rest.strip_suffix('）'));
        inner.filter(|inner| !inner.contains(['（', '）'])).unwrap_or(note).to_owned()
    };
    let notes: Vec<String> = notes.iter().map(bare).filter(|note| !note.is_empty()).collect();
    if notes.is_empty() { notes } else { vec![format!("（{}）", notes.join("；"))] }
}

/// A page with a signature has some of the text too (7.3.5.6): attachments and the end of the paragraph before
/// them stay with it.
fn keep_with_signature(parts: &mut [Part]) {
    for part in parts.iter_mut().rev() {
        let Part::Line { text, style, kept } = part else { return };
        *kept = style.may_break() || width(text) <= LONGEST_KEPT;
        if !matches!(style, Style::FirstAttachment | Style::Attachment) {
            return;
        }
    }
}

impl Part {
    pub(super) fn line(text: String, style: Style) -> Part {
        Part::Line { text, style, kept: style == Style::Heading }
    }
}

/// What stands around the body.
struct Head {
    before: Vec<Part>,
    addressee: Option<Part>,
}

fn head(letter: &Letter, setting: &Setting) -> Head {
    let filled = |text: Option<&str>| text.map(one_line).filter(|text| !text.is_empty());
    let mut before = Vec::new();
    let red = is_red(letter.form);
    // What is stuck on an envelope says to whom and from whom, and not what it is.
    let label = letter.form == Form::Label;
    match filled(Some(&letter.organ)).filter(|_| !label) {
        Some(text) if red => {
            let size = letterhead_size(&text, setting);
            before.push(Part::Letterhead { text, size });
        }
        organ => before.extend(organ.map(Part::Organ)),
    }
    let number = filled(letter.number.as_deref()).map(Part::Number);
    let title = filled(Some(&letter.title)).filter(|_| !label);
    let title = title.map(|text| Part::Title { side: side(&text, setting), text });
    // On a form the number stands under the title, in a letter over it.
    if red {
        before.extend(number.into_iter().chain(title));
    } else {
        before.extend(title.into_iter().chain(number));
    }
    let colon = if label { "" } else { "：" };
    let addressee = filled(letter.addressee.as_deref()).map(|name| Part::Addressee(format!("{name}{colon}")));
    Head { before, addressee }
}

/// Room beside a title whose lines are about as long as each other (7.3.1: 排列对称、长短适宜).
pub(super) fn side(text: &str, setting: &Setting) -> f64 {
    let wide = f64::from(width(text)) / 1000.0 * setting.title;
    let count = (wide / setting.text()).ceil();
    let side = if count > 1.0 { (setting.text() - wide / count) / 2.0 - setting.title } else { 0.0 };
    side.max(0.0).floor()
}

/// As large as fits on one line between 26 and 40 points; a longer name takes several lines.
fn letterhead_size(organ: &str, setting: &Setting) -> f64 {
    let signs = f64::from(width(organ).max(1)) / 1000.0;
    let fits = (setting.text() / signs).floor();
    if fits >= 26.0 { fits.min(40.0) } else { 26.0 }
}

pub(super) fn body(block: &Block, setting: &Setting, parts: &mut Vec<Part>) -> Result<(), DocumentError> {
    let styled = |text: &str, style| lines(text).into_iter().map(move |text| Part::line(text, style));
    match block {
        Block::Paragraph { text } => parts.extend(styled(text, Style::Body)),
        Block::Heading { text } => parts.extend(styled(text, Style::Heading)),
        Block::Verbatim { text } => parts.extend(styled(text, Style::Verbatim)),
        Block::Items { items } => {
            for (at, item) in items.iter().enumerate() {
                parts.extend(styled(&format!("{}.{item}", at + 1), Style::Item));
            }
        }
        Block::Grid(grid) => parts.push(table(grid, setting)?),
        Block::Codes { codes } => {
            let room = setting.text() / f64::from(u8::try_from(codes.len()).unwrap_or(u8::MAX).max(1));
            let marks = codes.iter().map(|code| {
                let modules = codes::draw(code)?;
                let caption = one_line(&code.caption);
                let (width, height) = extent(&modules, room - 12.0, setting);
                Ok(Mark { modules, caption, width, height })
            });
            parts.push(Part::Codes(marks.collect::<Result<_, DocumentError>>()?));
        }
        Block::CutLine => parts.push(Part::CutLine),
        Block::PageBreak => parts.push(Part::PageBreak),
    }
    Ok(())
}

fn extent(modules: &Modules, room: f64, setting: &Setting) -> (f64, f64) {
    match modules.kind {
        super::letter::CodeKind::Qr => (setting.qr.min(room), setting.qr.min(room)),
        super::letter::CodeKind::Code128 => {
            let wide = f64::from(u32::try_from(modules.width).unwrap_or(u32::MAX));
            ((wide * BAR_WIDE).min(room.max(wide * BAR_LEAST)).min(setting.text()), setting.bar)
        }
    }
}

fn table(grid: &Grid, setting: &Setting) -> Result<Part, DocumentError> {
    let sum: u32 = grid.columns.iter().map(|width| u32::from(*width)).sum();
    if sum != 1000 || grid.columns.contains(&0) {
        return Err(DocumentError::Grid {
            what: format!("各列宽度之和应为1000，实为{sum}，且不得有0")
        });
    }
    let rows = grid.rows.iter().enumerate().map(|(at, row)| fields(at, row, grid, setting));
    Ok(Part::Grid { columns: grid.columns.clone(), rows: rows.collect::<Result<_, _>>()? })
}

fn fields(at: usize, row: &[Cell], grid: &Grid, setting: &Setting) -> Result<Vec<Field>, DocumentError> {
    let spans: usize = row.iter().map(|cell| usize::from(cell.columns)).sum();
    if spans != grid.columns.len() || row.iter().any(|cell| cell.columns == 0) {
        let what = format!("第{}行各格共占{spans}列，表格为{}列", at + 1, grid.columns.len());
        return Err(DocumentError::Grid { what });
    }
    let mut columns = grid.columns.iter();
    let field = |cell: &Cell| {
        let share: u32 =
            columns.by_ref().take(usize::from(cell.columns)).map(|width| u32::from(*width)).sum();
        Field {
            lines: lines(&cell.text),
            label: cell.label,
            columns: cell.columns,
            width: setting.text() * f64::from(share) / 1000.0,
            least: cell.lines.max(1),
        }
    };
    Ok(row.iter().map(field).collect())
}

impl Field {
    /// How many signs that are no Chinese fit beside each other.
    pub(super) fn unbroken(&self, setting: &Setting) -> usize {
        signs_in(self.width - 2.0 * CELL_SIDE, setting.small * 0.62).clamp(1, 24)
    }

    /// Lines that are still to be added below the text until the cell is as high as it must be.
    pub(super) fn lacking(&self, setting: &Setting) -> u32 {
        let room = (self.width - 2.0 * CELL_SIDE).max(setting.small);
        let fits = u32::try_from(signs_in(room, setting.small).max(1)).unwrap_or(1) * 1000;
        let taken: u32 = self.lines.iter().map(|line| width(line).div_ceil(fits).max(1)).sum();
        u32::from(self.least).saturating_sub(taken.max(1))
    }
}

fn attachments(names: &[String], parts: &mut Vec<Part>) {
    let many = names.len() > 1;
    for (at, name) in names.iter().enumerate() {
        let numbered = if many { format!("{}.{name}", at + 1) } else { name.clone() };
        parts.push(match at {
            0 => Part::line(format!("附件：{numbered}"), Style::FirstAttachment),
            _ => Part::line(numbered, Style::Attachment),
        });
    }
}

fn closing(signature: &Signature, kept: bool, setting: &Setting) -> Closing {
    let organ = one_line(&signature.organ);
    let day = signature.signed_on.map_or_else(|| "　　　　年　　月　　日".to_owned(), written_day);
    let points = |text: &str| f64::from(width(text)) / 1000.0 * setting.advance();
    let (wide, narrow) = (points(&organ).min(setting.text()), points(&day));
    let four = 4.0 * setting.advance();
    let two = 2.0 * setting.advance();
    let half = ((wide - narrow) / 2.0 * 20.0).round() / 20.0;
    let (organ_right, day_right) = if four - half >= two {
        (four - half, four)
    } else if two + wide <= setting.text() {
        (two, two + half)
    } else {
        (0.0, half)
    };
    Closing { organ, day, organ_right, day_right, room: if signature.seal { 2 } else { 1 }, kept }
}

/// A day as a letter writes it, months and days without a leading zero (7.3.5.4).
fn written_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
