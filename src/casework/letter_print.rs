//! Letters and sheets on paper and screen. A signed letter is frozen, so it can be rendered at any time; a
//! sheet is made of the case as it stands and kept nowhere, so that the 查询码 is put in only here.

use std::str::FromStr;

use chrono::NaiveDate;

use super::journal::NamedActor;
use super::letter_access::{open, permit};
use super::letter_check::{as_signed, letter as kept};
use super::letter_input::SheetInput;
use super::letter_matter::Matter;
use super::letters::content;
use super::templates::in_force;
use super::trail::note_look;
use super::{Error, checks, letter_sheets};
use crate::app::{App, Printing};
use crate::documents::DocumentError;
use crate::documents::compose::{Signed, compose, with_query_code};
use crate::documents::kind::{LetterKind, Signer};
use crate::documents::letter::Letter;
use crate::law::letter::LetterUse;
use crate::law::roles::Role;
use crate::store::cases::load_case_by_number;
use crate::store::letters::{ContentRow, LetterRow, load_letter};
use crate::store::{Db, StoreError};

/// The most receipts of one print job.
pub const MOST_RECEIPTS: usize = 500;

/// An output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Html,
    Docx,
    Pdf,
    Text,
}

impl FromStr for Format {
    type Err = ();

    fn from_str(word: &str) -> Result<Format, ()> {
        match word {
            "html" => Ok(Format::Html),
            "docx" => Ok(Format::Docx),
            "pdf" => Ok(Format::Pdf),
            "txt" => Ok(Format::Text),
            _ => Err(()),
        }
    }
}

impl Format {
    /// The extension of its file.
    pub fn word(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Text => "txt",
        }
    }

    /// The content type.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Html => "text/html; charset=utf-8",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Pdf => "application/pdf",
            Format::Text => "text/plain; charset=utf-8",
        }
    }
}

/// A letter that is ready to be rendered.
#[derive(Clone, Debug)]
pub struct Printable {
    pub letter: Letter,
    /// What its file is called, without an extension.
    pub name: String,
    /// The day a PDF is dated with.
    pub on: NaiveDate,
}

impl Printable {
    pub(super) fn of_letter(
        db: &mut Db,
        number: &str,
        row: &LetterRow,
        today: NaiveDate,
    ) -> Result<Printable, Error> {
        let letter = signed_letter(row, &content(db, row)?)?;
        let name = format!("{number} {}", letter.title);
        Ok(Printable { letter, name, on: row.fields.signed_on.unwrap_or(today) })
    }
}

/// Renders. It blocks for some milliseconds.
///
/// # Errors
/// [`Error::Input`] for a table or a code that cannot be made.
pub fn render(app: &App, letter: &Letter, format: Format, on: NaiveDate) -> Result<Vec<u8>, Error> {
    render_with(&app.printing, letter, format, on)
}

/// The same without a case or a database.
///
/// # Errors
/// As [`render`].
pub fn render_with(
    printing: &Printing,
    letter: &Letter,
    format: Format,
    on: NaiveDate,
) -> Result<Vec<u8>, Error> {
    let press = printing.press().map_err(refused)?;
    match format {
        Format::Html => press.page(letter).map(String::into_bytes),
        Format::Docx => press.docx(letter),
        Format::Pdf => press.pdf(letter, on),
        Format::Text => press.plain(letter).map(String::into_bytes),
    }
    .map_err(refused)
}

/// Many letters as one PDF, each on pages of its own. It blocks.
///
/// # Errors
/// As [`render`].
pub fn render_many(app: &App, letters: &[Letter], on: NaiveDate) -> Result<Vec<u8>, Error> {
    app.printing.press().and_then(|press| press.pdf_many(letters, on, |_| {})).map_err(refused)
}

fn refused(error: DocumentError) -> Error {
    match error {
        DocumentError::Grid { .. }
        | DocumentError::TooLongForCode { .. }
        | DocumentError::NotForBars { .. } => Error::input("letter", error.to_string()),
        other => Error::corrupt(other),
    }
}

/// A letter with the number and day of its signature, if it has one.
pub(super) fn signed_letter(row: &LetterRow, content: &ContentRow) -> Result<Letter, Error> {
    let letter = kept(content)?;
    Ok(match row.fields.signed_on {
        Some(on) => as_signed(&letter, &row.fields.document_number, on),
        None => letter,
    })
}

/// A letter of a case, to be rendered. Who did is written down, as with every look at personal data.
///
/// # Errors
/// [`Error::Forbidden`]; not found outside the post's scope, and for an erased one.
pub async fn find_letter(
    app: &App,
    actor: NamedActor,
    number: String,
    letter: i32,
) -> Result<Printable, Error> {
    let (within, reader) = (app.clone(), actor.clone());
    let (case_id, printable) = app
        .store
        .read(move |db| -> Result<_, Error> {
            let case_id = permit(db, &reader, &number, LetterUse::Read)?;
            let row = load_letter(db, case_id, letter)?;
            Ok((case_id, Printable::of_letter(db, &number, &row, within.clock.today())?))
        })
        .await?;
    note_print(app, actor, "print_letter", case_id, serde_json::json!({ "letter": letter })).await?;
    Ok(printable)
}

/// A sheet of a case, to be rendered.
///
/// # Errors
/// As [`find_letter`]; [`Error::Input`] for what is missing.
pub async fn find_sheet(
    app: &App,
    actor: NamedActor,
    number: String,
    sheet: String,
    input: SheetInput,
) -> Result<Printable, Error> {
    let kind = sheet_kind(&sheet)?;
    let (within, reader) = (app.clone(), actor.clone());
    let (case_id, printable) = app
        .store
        .read(move |db| -> Result<_, Error> {
            let matter = open(&within, db, &reader, &number, LetterUse::Read)?;
            Ok((matter.row.id, sheet_of(&within, db, &matter, kind, &input)?))
        })
        .await?;
    note_print(app, actor, "print_sheet", case_id, serde_json::json!({ "sheet": kind.tag() })).await?;
    Ok(printable)
}

/// Nothing is handed out before this stands. The letter itself is made by a reader: on SQLite all who
/// write share one thread.
pub(super) async fn note_print(
    app: &App,
    actor: NamedActor,
    what: &'static str,
    case_id: i64,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let now = app.now();
    app.store.write(move |tx| note_look(tx, &actor, what, case_id, &detail, now)).await
}

/// Who prints many receipts at once.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk.
pub fn must_print_receipts(actor: &NamedActor) -> Result<(), Error> {
    if actor.actor.role == Role::Clerk { Ok(()) } else { Err(Error::Forbidden) }
}

/// The receipts of many cases for one print job.
///
/// # Errors
/// As [`find_sheet`], for the first case at fault; [`Error::Input`] for more than [`MOST_RECEIPTS`].
pub async fn find_receipts(
    app: &App,
    actor: NamedActor,
    numbers: Vec<String>,
    input: SheetInput,
) -> Result<Vec<Letter>, Error> {
    must_print_receipts(&actor)?;
    if numbers.is_empty() || numbers.len() > MOST_RECEIPTS {
        return Err(Error::input("numbers", format!("请选择1至{MOST_RECEIPTS}件案件")));
    }
    let within = app.clone();
    app.store
        .read(move |db| {
            let mut letters = Vec::new();
            for number in &numbers {
                let row = load_case_by_number(db, &checks::scope(&actor.actor), number)?;
                let matter = Matter::load(&within, db, row)?;
                let sheet = sheet_of(&within, db, &matter, LetterKind::ReceiptApplicant, &input)?;
                letters.push(sheet.letter);
            }
            Ok(letters)
        })
        .await
}

/// A letter or sheet for the command line, where whoever can open the database is trusted: the newest letter
/// of that kind, or the sheet.
///
/// # Errors
/// Not found for a case or a letter that does not exist.
pub fn find_blocking(app: &App, number: String, kind: LetterKind) -> Result<Printable, Error> {
    let within = app.clone();
    app.store.read_blocking(move |db| {
        let row = load_case_by_number(db, &crate::store::Scope::Everything, &number)?;
        if kind.signer() == Signer::Nobody {
            let matter = Matter::load(&within, db, row)?;
            return sheet_of(&within, db, &matter, kind, &SheetInput::default());
        }
        let letters = crate::store::letters::list_letters(db, row.id)?;
        let newest = letters.into_iter().rfind(|letter| letter.kind == kind.tag());
        let found = newest.ok_or(StoreError::NotFound)?;
        Printable::of_letter(db, &number, &found, within.clock.today())
    })
}

fn sheet_kind(tag: &str) -> Result<LetterKind, Error> {
    let kind = LetterKind::find(tag).filter(|kind| kind.signer() == Signer::Nobody);
    kind.ok_or(Error::Store(StoreError::NotFound))
}

pub(super) fn sheet_of(
    app: &App,
    db: &mut Db,
    matter: &Matter,
    kind: LetterKind,
    input: &SheetInput,
) -> Result<Printable, Error> {
    let context = letter_sheets::make(app, db, matter, kind, input)?;
    let texts = in_force(db, &matter.organ.path, kind, &[], matter.today)?.texts;
    let signed = Signed { number: None, on: Some(matter.today) };
    let letter =
        compose(&context, &texts, &signed).map_err(|problem| Error::input("sheet", problem.to_string()))?;
    let code = app.keys.query_code(matter.row.id, matter.row.query_generation);
    let name = format!("{} {}", matter.row.number, letter.title);
    Ok(Printable { letter: with_query_code(&letter, &code), name, on: matter.today })
}
