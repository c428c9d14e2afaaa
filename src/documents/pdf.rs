//! PDF by typst: real typesetting in the process, PDF/A-2b.
//!
//! The typesetter sees two files that exist nowhere else: the template, and the letters as data. It has no
//! disk, no network, no packages and no clock.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::DocumentError;
use super::fonts::{Fonts, Role, SHIPPED};
use super::letter::Letter;
use super::setting::Setting;
use super::text::{Piece, pieces};
use super::walk::{CELL_SIDE, Field, Indent, Part, Style, parts};

const TEMPLATE: &str = include_str!("letter.typ");

/// So many letters are set at once in a batch: few enough that memory stays small, and progress is seen.
const AT_ONCE: usize = 20;
/// Results of typesetting that were not used in so many runs are forgotten. A letter by itself takes two, one
/// of setting and one of writing: what the next one uses again must outlive both.
const KEPT_RUNS: usize = 4;
/// Stands for a sign that no font at hand can show.
const GETA: char = '〓';
/// China keeps one time, eight hours ahead.
const SHANGHAI_MINUTES: i32 = 8 * 60;

/// What all documents share.
pub(super) struct Typesetter {
    library: LazyHash<Library>,
    template: Source,
    data: FileId,
}

/// One run: the shared parts and the data of the letters.
struct Run<'a> {
    shared: &'a Typesetter,
    fonts: &'a Fonts,
    data: Bytes,
}

impl World for Run<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.shared.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() { Ok(self.shared.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shared.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

impl Typesetter {
    pub(super) fn new() -> Result<Typesetter, DocumentError> {
        Ok(Typesetter {
            library: LazyHash::new(Library::default()),
            template: Source::new(file("/letter.typ")?, TEMPLATE.to_owned()),
            data: file("/letters.json")?,
        })
    }

    /// Sets letters one after the other into one PDF that says it was made at the beginning of a day.
    /// `progress` hears how many are set.
    pub(super) fn pdf(
        &self,
        fonts: &Fonts,
        letters: &[Letter],
        day: NaiveDate,
        mut progress: impl FnMut(usize),
    ) -> Result<Vec<u8>, DocumentError> {
        let mut pages: EcoVec<Page> = EcoVec::new();
        let mut info = None;
        let mut done = 0;
        for some in letters.chunks(AT_ONCE) {
            let document = self.set(fonts, some)?;
            pages.extend(document.pages().iter().cloned());
            info.get_or_insert_with(|| typst::model::Document::info(&document).clone());
            done += some.len();
            progress(done);
        }
        let document = PagedDocument::new(pages, info.unwrap_or_default());
        let pdf = typst_pdf::pdf(&document, &options(day)?).map_err(|faults| complaint(&faults));
        typst::comemo::evict(KEPT_RUNS);
        pdf
    }

    fn set(&self, fonts: &Fonts, letters: &[Letter]) -> Result<PagedDocument, DocumentError> {
        let data = Bytes::new(serde_json::to_vec(&Data::of(fonts, letters)?)?);
        let run = Run { shared: self, fonts, data };
        let document = typst::compile::<PagedDocument>(&run).output;
        typst::comemo::evict(KEPT_RUNS);
        document.map_err(|faults| complaint(&faults))
    }
}

fn file(path: &str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(path).map_err(|fault| DocumentError::Typesetting(fault.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The faults of a run by their messages, which speak of the template and hold nothing of a letter.
fn complaint(faults: &[SourceDiagnostic]) -> DocumentError {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    DocumentError::Typesetting(messages.join("; "))
}

fn options(day: NaiveDate) -> Result<PdfOptions, DocumentError> {
    let fault = || DocumentError::Typesetting(format!("no such day: {day}"));
    let month = u8::try_from(day.month()).map_err(|_| fault())?;
    let of_month = u8::try_from(day.day()).map_err(|_| fault())?;
    let instant = Datetime::from_ymd_hms(day.year(), month, of_month, 0, 0, 0);
    let timestamp = instant.and_then(|instant| Timestamp::new_local(instant, SHANGHAI_MINUTES));
    let standards = PdfStandards::new(&[PdfStandard::A_2b])
        .map_err(|fault| DocumentError::Typesetting(fault.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("gongkai".to_owned())),
        timestamp: Some(timestamp.ok_or_else(fault)?),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    })
}

/// What the template reads.
#[derive(Serialize)]
struct Data {
    title: String,
    author: String,
    fonts: Families,
    cell_side: f64,
    letters: Vec<Set>,
}

#[derive(Serialize)]
struct Set {
    setting: Setting,
    parts: Vec<SetPart>,
}

/// Families to look a sign up in, the first that has it wins, and the weight to ask for.
#[derive(Serialize)]
struct Face {
    font: Vec<&'static str>,
    weight: &'static str,
}

#[derive(Serialize)]
struct Families {
    title: Face,
    body: Face,
    kai: Face,
    hei: Face,
    serif: Face,
}

impl Families {
    fn of(fonts: &Fonts) -> Families {
        // Where the office has no font of its own, the bold weight stands out instead.
        let face = |role: Role, instead| match fonts.own(role) {
            Some(_) => Face { font: vec![role.family(), SHIPPED], weight: "regular" },
            None => Face { font: vec![SHIPPED], weight: instead },
        };
        Families {
            title: face(Role::Title, "bold"),
            body: face(Role::Body, "regular"),
            kai: face(Role::Kai, "regular"),
            hei: face(Role::Hei, "bold"),
            serif: Face { font: vec![SHIPPED], weight: "regular" },
        }
    }
}

/// A [`Part`] as the template reads it.
#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
enum SetPart {
    Letterhead { pieces: Vec<Piece>, size: f64 },
    Organ { pieces: Vec<Piece> },
    Number { pieces: Vec<Piece> },
    Title { pieces: Vec<Piece>, side: f64 },
    AnnexTitle { pieces: Vec<Piece>, side: f64 },
    Addressee { pieces: Vec<Piece> },
    Line { pieces: Vec<Piece>, style: Style, indent: Indent, kept: bool, tail: bool },
    Grid { columns: Vec<u16>, rows: Vec<Vec<SetField>> },
    Codes { codes: Vec<SetCode> },
    CutLine,
    PageBreak,
    Signature { organ: Vec<Piece>, day: Vec<Piece>, organ_right: f64, day_right: f64, room: u8, kept: bool },
}

#[derive(Serialize)]
struct SetField {
    lines: Vec<Vec<Piece>>,
    label: bool,
    columns: u8,
    lacking: u32,
}

#[derive(Serialize)]
struct SetCode {
    svg: String,
    width: f64,
    height: f64,
    caption: String,
    pieces: Vec<Piece>,
}

impl Data {
    fn of(fonts: &Fonts, letters: &[Letter]) -> Result<Data, DocumentError> {
        let first = letters.first();
        let shown =
            |text: Option<&String>| shown(fonts, &super::text::one_line(text.map_or("", String::as_str)));
        Ok(Data {
            title: shown(first.map(|letter| &letter.title)),
            author: shown(first.map(|letter| &letter.organ)),
            fonts: Families::of(fonts),
            cell_side: CELL_SIDE,
            letters: letters.iter().map(|letter| Set::of(fonts, letter)).collect::<Result<_, _>>()?,
        })
    }
}

impl Set {
    fn of(fonts: &Fonts, letter: &Letter) -> Result<Set, DocumentError> {
        let setting = Setting::of_letter(letter);
        let parts = parts(letter)?;
        let set = parts.iter().map(|part| set_part(fonts, &setting, part)).collect();
        Ok(Set { setting, parts: set })
    }
}

/// The text with signs that no font can show replaced, so that none is a box nor missing in silence:
/// [`missing_signs`](super::press::Press::missing_signs) names them.
fn shown(fonts: &Fonts, text: &str) -> String {
    text.chars().map(|sign| if fonts.shows(sign) { sign } else { GETA }).collect()
}

fn set_part(fonts: &Fonts, setting: &Setting, part: &Part) -> SetPart {
    let limit = setting.unbroken();
    let cut = |text: &str, limit: usize| pieces(&shown(fonts, text), limit);
    let plain = |text: &str| cut(text, limit);
    // Signs of a title are larger, fewer fit.
    let large = |text: &str| cut(text, limit.min(14));
    match part {
        Part::Letterhead { text, size } => SetPart::Letterhead { pieces: large(text), size: *size },
        Part::Organ(text) => SetPart::Organ { pieces: large(text) },
        Part::Number(text) => SetPart::Number { pieces: plain(text) },
        Part::Title { text, side } => SetPart::Title { pieces: large(text), side: *side },
        Part::AnnexTitle { text, side } => SetPart::AnnexTitle { pieces: large(text), side: *side },
        Part::Addressee(text) => SetPart::Addressee { pieces: plain(text) },
        Part::Line { text, style, kept } => SetPart::Line {
            pieces: plain(text),
            style: *style,
            indent: style.indent(setting.form),
            kept: *kept && !style.may_break(),
            tail: *kept && style.may_break(),
        },
        Part::Grid { columns, rows } => SetPart::Grid {
            columns: columns.clone(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|field| set_field(fonts, setting, field)).collect())
                .collect(),
        },
        Part::Codes(marks) => {
            let code = |mark: &super::walk::Mark| SetCode {
                svg: mark.modules.svg(),
                width: mark.width,
                height: mark.height,
                caption: shown(fonts, &mark.caption),
                pieces: cut(&mark.caption, 8),
            };
            SetPart::Codes { codes: marks.iter().map(code).collect() }
        }
        Part::CutLine => SetPart::CutLine,
        Part::PageBreak => SetPart::PageBreak,
        Part::Signature(closing) => SetPart::Signature {
            organ: plain(&closing.organ),
            day: plain(&closing.day),
            organ_right: closing.organ_right,
            day_right: closing.day_right,
            room: closing.room,
            kept: closing.kept,
        },
    }
}

fn set_field(fonts: &Fonts, setting: &Setting, field: &Field) -> SetField {
    let limit = field.unbroken(setting);
    SetField {
        lines: field.lines.iter().map(|line| pieces(&shown(fonts, line), limit)).collect(),
        label: field.label,
        columns: field.columns,
        lacking: field.lacking(setting),
    }
}
