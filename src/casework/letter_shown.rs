//! Letters of a case as a page shows them beside an act: what will be sent, and what stands against it.

use serde::Serialize;

use super::journal::NamedActor;
use super::letter_access::open;
use super::letter_check::judge;
use super::letter_made::Made;
use super::letter_matter::Matter;
use super::letter_print::{note_print, signed_letter};
use super::letter_sending::Wanted;
use super::letters::{content, kind_of};
use super::{Error, InputFault};
use crate::app::App;
use crate::documents::letter::Letter;
use crate::law::letter::LetterUse;
use crate::store::letters::{LetterRow, LetterState, list_letters};
use crate::store::{Db, StoreError};

pub use super::letter_check::FindingView;

/// A letter, kept or only tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LetterShown {
    /// Its number in the case, once it is kept.
    pub letter: Option<i32>,
    pub title: String,
    /// `drafted` `signed` `sealed`; nothing for one that is only tried.
    pub state: String,
    /// 文号, once it is signed.
    pub number: Option<String>,
    /// One `<article>`, made and escaped by the press; nothing where it cannot be made yet.
    pub html: Option<String>,
    pub findings: Vec<FindingView>,
    /// What is missing before it can be made.
    pub problems: Vec<String>,
}

impl LetterShown {
    /// As it would be kept.
    ///
    /// # Errors
    /// [`Error::Store`] (corrupt) for a letter that cannot be rendered.
    pub(super) fn tried(app: &App, matter: &Matter, made: &Made) -> Result<LetterShown, Error> {
        Ok(LetterShown {
            title: made.letter.title.clone(),
            html: Some(html(app, &made.letter)?),
            findings: super::letter_check::examine(app, matter, made.kind, &made.letter, &made.origin)?,
            ..LetterShown::default()
        })
    }

    /// One that cannot be made yet.
    pub(super) fn missing(title: &str, faults: Vec<InputFault>) -> LetterShown {
        LetterShown {
            title: title.to_owned(),
            problems: faults.into_iter().map(|fault| fault.message).collect(),
            ..LetterShown::default()
        }
    }
}

fn html(app: &App, letter: &Letter) -> Result<String, Error> {
    app.printing.press().and_then(|press| press.html(letter)).map_err(Error::corrupt)
}

/// Which letters of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that announce a measure, counted from 1.
    Measure(u32),
    /// Those that answer the application.
    Reply,
    /// One, by its number in the case.
    One(i32),
}

impl Which {
    fn is(self, row: &LetterRow) -> Result<bool, Error> {
        match self {
            Which::Measure(number) => Wanted::Measure(number).is(row),
            Which::Reply => Wanted::Reply.is(row),
            Which::One(number) => Ok(row.ordinal == number),
        }
    }
}

/// Letters that were written, but for voided ones; none where this post may not read them. That somebody read
/// them is written down.
///
/// # Errors
/// Not found outside the post's scope.
pub async fn kept(
    app: &App,
    actor: NamedActor,
    number: String,
    which: Which,
) -> Result<Vec<LetterShown>, Error> {
    let (within, reader) = (app.clone(), actor.clone());
    let read = app.store.read(move |db| -> Result<_, Error> {
        let matter = open(&within, db, &reader, &number, LetterUse::Read)?;
        let mut shown = Vec::new();
        for row in list_letters(db, matter.row.id)? {
            if which.is(&row)? && row.fields.state != LetterState::Voided.word() {
                shown.extend(shown_of(&within, db, &matter, &row)?);
            }
        }
        Ok((matter.row.id, shown))
    });
    let (case_id, shown) = match read.await {
        // An organ without its facts has no letters yet.
        Err(Error::Forbidden | Error::Input(_)) => return Ok(Vec::new()),
        found => found?,
    };
    for letter in shown.iter().filter_map(|shown| shown.letter) {
        let detail = serde_json::json!({ "letter": letter });
        note_print(app, actor.clone(), "read_letter", case_id, detail).await?;
    }
    Ok(shown)
}

/// Nothing for a letter whose words were erased.
fn shown_of(app: &App, db: &mut Db, matter: &Matter, row: &LetterRow) -> Result<Option<LetterShown>, Error> {
    let content = match content(db, row) {
        Err(Error::Store(StoreError::NotFound)) => return Ok(None),
        found => found?,
    };
    let drafted = row.fields.state == LetterState::Drafted.word();
    Ok(Some(LetterShown {
        letter: Some(row.ordinal),
        title: kind_of(row)?.title().to_owned(),
        state: row.fields.state.clone(),
        number: row.fields.document_number.clone(),
        html: Some(html(app, &signed_letter(row, &content)?)?),
        findings: if drafted { judge(app, db, matter, row)?.findings } else { Vec::new() },
        problems: Vec::new(),
    }))
}
