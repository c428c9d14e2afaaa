//! The letters of a case beside its acts: what is written, what lacks its letter, and what each waits for.
//!
//! A measure that came in without its letter (through the interface for programs, or by import), and a letter
//! that was voided, leave nothing to approve or to send: here they are found and written anew. And a 更正告知书
//! is written here, for an application that asks in truth to correct a record about oneself (art 41): a
//! matter of its own beside the reply, that moves no date and is not counted (decision 34).

use serde::Serialize;

use super::journal::NamedActor;
use super::letter_access::{open, to_sign};
use super::letter_check::judge;
use super::letter_context::of_measure;
use super::letter_input::LetterInput;
use super::letter_matter::Matter;
use super::letter_sending::is_signed;
use super::letters::{is_reply, kind_of};
use super::offered::stands_alone;
use super::view::{CaseSummary, summary};
use super::{Error, journal_words};
use crate::app::App;
use crate::documents::kind::LetterKind;
use crate::law::case::Approval;
use crate::law::case_event::CaseEvent;
use crate::law::letter::{LetterUse, may_use_letters};
use crate::law::roles::relation;
use crate::law::text::UserId;
use crate::store::document_numbers::find_voided;
use crate::store::letters::{LetterRow, LetterState, list_letters, load_letter};
use crate::store::{Db, StoreError};

/// A letter of the case, and what this post may do with it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Its number in the case.
    pub letter: i32,
    pub kind: String,
    pub title: &'static str,
    /// The measure it announces: its number and name.
    pub measure: Option<(i32, &'static str)>,
    /// «草稿» «已签发» «已用印» «已发出» «已作废».
    pub state: &'static str,
    /// 文号, also one that was given up.
    pub number: Option<String>,
    /// Why it was voided, if somebody said so.
    pub voided_for: Option<String>,
    pub signed_on: Option<chrono::NaiveDate>,
    /// What stands against signing a draft: a title each.
    pub open: Vec<String>,
    pub may_edit: bool,
    /// A reply is written by the way through its decision.
    pub by_wizard: bool,
    pub may_void: bool,
    pub may_sign: bool,
    pub may_dispatch: bool,
}

/// A letter that should be there and is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub measure: u32,
    pub about: &'static str,
    pub kind: &'static str,
    pub title: &'static str,
    /// Whether the measure was approved, so that the letter is signed by itself.
    pub approved: bool,
}

/// All of them.
#[derive(Clone, Debug, Serialize)]
pub struct Papers {
    pub case: CaseSummary,
    pub papers: Vec<Paper>,
    pub missing: Vec<Missing>,
    /// Whether this post may write letters here.
    pub may_write: bool,
    /// Whether it may write a 更正告知书 now.
    pub may_rectify: bool,
}

/// The letters of a case.
///
/// # Errors
/// [`Error::Forbidden`] for a post that reads no letters; not found outside the post's scope;
/// [`Error::Input`] where the organ's facts are not filled in.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<Papers, Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let matter = open(&within, db, &actor, &number, LetterUse::Read)?;
            make(&within, db, &actor, &matter)
        })
        .await
}

fn make(app: &App, db: &mut Db, actor: &NamedActor, matter: &Matter) -> Result<Papers, Error> {
    let near = relation(&actor.actor, &matter.case);
    let may = |wanted| may_use_letters(actor.actor.role, near, wanted) && !matter.case.archived;
    let letters = list_letters(db, matter.row.id)?;
    let mut papers = Vec::new();
    for letter in &letters {
        papers.push(paper(app, db, actor, matter, letter, &may)?);
    }
    let may_write = may(LetterUse::Draft);
    let rectified = letters.iter().any(|letter| {
        letter.kind == LetterKind::RectificationNotice.tag()
            && letter.fields.state != LetterState::Voided.word()
            && letter.fields.pdf_file_id.is_none()
    });
    Ok(Papers {
        case: summary(&matter.row, &matter.calendar, actor.actor.role, matter.today)?,
        papers,
        missing: missing(matter, &letters)?,
        may_write,
        may_rectify: may_write && matter.case.signed_for && !rectified,
    })
}

fn paper(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    matter: &Matter,
    row: &LetterRow,
    may: &dyn Fn(LetterUse) -> bool,
) -> Result<Paper, Error> {
    let (kind, fields) = (kind_of(row)?, &row.fields);
    let drafted = fields.state == LetterState::Drafted.word();
    let sent = fields.pdf_file_id.is_some();
    let voided = fields.state == LetterState::Voided.word();
    let in_approval = is_reply(kind) && matches!(matter.case.approval, Approval::Pending { .. });
    let own = actor.actor.stands_for(row.drafted_by.map(UserId));
    let signs = to_sign(kind).is_ok_and(may);
    let open = match drafted {
        true => judge(app, db, matter, row)?.open(),
        false => Vec::new(),
    };
    let measure = row.measure.and_then(|number| u32::try_from(number).ok());
    let about = measure.and_then(|number| matter.case.measure(number));
    let number = match voided {
        true => find_voided(db, row.id)?.map(|given_up| given_up.document_number),
        false => fields.document_number.clone(),
    };
    Ok(Paper {
        letter: row.ordinal,
        kind: row.kind.clone(),
        title: kind.title(),
        measure: row.measure.zip(about.map(|state| journal_words::measure(&state.measure))),
        state: match (voided, sent, drafted, fields.sealed_on) {
            (true, ..) => "已作废",
            (_, true, ..) => "已发出",
            (_, _, true, _) => "草稿",
            (.., Some(_)) => "已用印",
            _ => "已签发",
        },
        number,
        voided_for: voided_for(matter, row),
        signed_on: fields.signed_on,
        open,
        may_edit: drafted && may(LetterUse::Draft) && !in_approval,
        by_wizard: is_reply(kind),
        may_void: !voided && !sent && !in_approval && if drafted { may(LetterUse::Draft) } else { signs },
        may_sign: drafted && signs && !own && stands_alone(&matter.case, row, kind),
        may_dispatch: is_signed(row) && !sent && goes_alone(row)? && may(LetterUse::Dispatch),
    })
}

/// Why it was voided; none for a draft that fell with its measure.
fn voided_for(matter: &Matter, row: &LetterRow) -> Option<String> {
    let reason = |event: &CaseEvent| match event {
        CaseEvent::LetterVoided { letter, reason } if i64::from(*letter) == i64::from(row.ordinal) => {
            reason.as_ref().map(|reason| matter.words(reason))
        }
        _ => None,
    };
    matter.journal.iter().find_map(|recorded| reason(&recorded.event))
}

/// Whether no act of the case sends it.
///
/// # Errors
/// [`Error::Store`] (corrupt) for an unknown kind.
pub(super) fn goes_alone(row: &LetterRow) -> Result<bool, Error> {
    Ok(row.measure.is_none() && !is_reply(kind_of(row)?))
}

/// Measures under way whose letter is not there.
fn missing(matter: &Matter, letters: &[LetterRow]) -> Result<Vec<Missing>, Error> {
    let mut missing = Vec::new();
    for (number, state) in (1u32..).zip(&matter.case.measures) {
        if state.refused || state.dispatched_on.is_some() || matter.case.ended() {
            continue;
        }
        let Some(kind) = of_measure(&state.measure) else { continue };
        let mut there = false;
        for letter in letters {
            let live = letter.fields.state != LetterState::Voided.word();
            let of = letter.measure.and_then(|of| u32::try_from(of).ok());
            there |= live && of == Some(number) && kind_of(letter)? == kind;
        }
        if !there {
            missing.push(Missing {
                measure: number,
                about: journal_words::measure(&state.measure),
                kind: kind.tag(),
                title: kind.title(),
                approved: state.approved_on.is_some(),
            });
        }
    }
    Ok(missing)
}

/// A letter to be written, or written anew.
#[derive(Clone, Debug)]
pub struct Writing {
    pub case: CaseSummary,
    pub kind: LetterKind,
    /// The measure it announces, in words.
    pub about: Option<&'static str>,
    /// What was said of it when it was written; empty for a new one.
    pub input: LetterInput,
}

/// What the form of a letter begins with: a draft's own input, or that of a new one.
///
/// # Errors
/// [`Error::Forbidden`]; not found for what is not to be written here; [`Error::Input`] for what is signed.
pub async fn begin(
    app: &App,
    actor: NamedActor,
    number: String,
    which: WhichPaper,
) -> Result<Writing, Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let matter = open(&within, db, &actor, &number, LetterUse::Draft)?;
            let papers = make(&within, db, &actor, &matter)?;
            let not_found = || Error::from(StoreError::NotFound);
            let input = match which {
                WhichPaper::Drafted(letter) => {
                    let paper = papers.papers.iter().find(|paper| paper.letter == letter);
                    let paper = paper.filter(|paper| !paper.by_wizard).ok_or_else(not_found)?;
                    if !paper.may_edit {
                        return Err(Error::input("letter", "文书已经签发或者作废，不能再修改"));
                    }
                    let row = load_letter(db, matter.row.id, letter)?;
                    judge(&within, db, &matter, &row)?.origin.input
                }
                WhichPaper::OfMeasure(measure) => {
                    let lacks = papers.missing.iter().find(|one| one.measure == measure);
                    let kind = lacks.ok_or_else(not_found)?.kind.to_owned();
                    LetterInput { kind, measure: Some(measure), ..LetterInput::default() }
                }
                WhichPaper::Rectification if papers.may_rectify => {
                    let kind = LetterKind::RectificationNotice.tag().to_owned();
                    LetterInput { kind, ..LetterInput::default() }
                }
                WhichPaper::Rectification => return Err(not_found()),
            };
            let kind = LetterKind::find(&input.kind).ok_or_else(not_found)?;
            let state = input.measure.and_then(|measure| matter.case.measure(measure));
            Ok(Writing {
                about: state.map(|state| journal_words::measure(&state.measure)),
                case: papers.case,
                kind,
                input,
            })
        })
        .await
}

/// Which letter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichPaper {
    /// A draft, by its number in the case.
    Drafted(i32),
    /// The one that a measure lacks.
    OfMeasure(u32),
    /// A 更正告知书.
    Rectification,
}
