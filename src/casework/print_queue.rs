//! 打印队列: receipts, labels and signed letters that nobody printed yet, made into one PDF.
//!
//! What was printed is written down in the transaction after it was made, so that what is not written down
//! was handed to nobody. A second time is a 补打.

use std::collections::BTreeMap;
use std::fmt;

use chrono::TimeDelta;
use serde::Serialize;

use super::journal::NamedActor;
use super::letter_input::SheetInput;
use super::letter_matter::Matter;
use super::letter_print::{Printable, must_print_receipts, render_many, sheet_of};
use super::letters::kind_of;
use super::row::word;
use super::trail::note_look;
use super::{Error, InputFault, checks};
use crate::app::App;
use crate::documents::kind::LetterKind;
use crate::documents::letter::Letter;
use crate::law::case::Step;
use crate::law::deadline::Channel;
use crate::law::light::Standing;
use crate::store::case_filter::{CaseFilter, Test};
use crate::store::case_list::{PageRequest, SortBy, list_cases};
use crate::store::cases::{CaseRow, load_case_by_number};
use crate::store::letters::{LetterRow, LetterState, load_letter};
use crate::store::prints::{Print, insert_print, list_prints, list_recent_prints, list_unsent_letters};
use crate::store::texts::{list_texts, newest};
use crate::store::{Db, Scope, StoreError};

/// The most that the queue shows, and that waits for printing at once.
pub const MOST: usize = 500;
/// So many are made into one PDF; more are made one part after the other.
pub const PART: usize = 50;
/// For so long what was printed is offered for reprinting.
const RECENT: TimeDelta = TimeDelta::days(7);
const MOST_RECENT: usize = 200;

/// Something to print of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// 接收回执, the applicant's copy.
    Receipt,
    /// 邮寄标签 for the letter of that number in the case.
    Label(i32),
    /// The letter of that number in the case.
    Letter(i32),
}

/// In the place of a receipt that nobody wants on paper.
const NO_RECEIPT: &str = "receipt-none";

impl fmt::Display for What {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Receipt => formatter.write_str("receipt"),
            What::Label(letter) => write!(formatter, "label-{letter}"),
            What::Letter(letter) => write!(formatter, "letter-{letter}"),
        }
    }
}

impl What {
    /// What such a word in a row or a form means.
    pub fn find(text: &str) -> Option<What> {
        match text.split_once('-') {
            None if text == "receipt" => Some(What::Receipt),
            Some(("label", letter)) => letter.parse().ok().map(What::Label),
            Some(("letter", letter)) => letter.parse().ok().map(What::Letter),
            _ => None,
        }
    }
}

/// An entry of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub number: String,
    /// A word of [`What`].
    pub what: String,
    /// What it is, for people.
    pub title: String,
    pub applicant: String,
    /// How often it was printed; more than never is a 补打.
    pub times: usize,
}

/// What waits, and what was printed lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    pub waiting: Vec<Entry>,
    pub recent: Vec<Entry>,
}

/// Which things to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    pub number: String,
    pub what: What,
}

/// How many things wait.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk.
pub async fn count(app: &App, actor: NamedActor) -> Result<usize, Error> {
    must_print_receipts(&actor)?;
    app.store.read(move |db| Ok(waiting(db, &checks::scope(&actor.actor))?.len())).await
}

/// The queue.
///
/// # Errors
/// As [`count`].
pub async fn load(app: &App, actor: NamedActor) -> Result<Queue, Error> {
    must_print_receipts(&actor)?;
    let since = app.now().minus(RECENT);
    app.store
        .read(move |db| {
            let scope = checks::scope(&actor.actor);
            let waiting = waiting(db, &scope)?;
            let mut recent: Vec<Entry> = Vec::new();
            for (print, case) in list_recent_prints(db, &scope, since, MOST_RECENT)? {
                if let Some(known) =
                    recent.iter_mut().find(|entry| entry.number == case.number && entry.what == print.what)
                {
                    known.times += 1;
                } else if let Some(what) = What::find(&print.what) {
                    let title = title(db, &case, what)?;
                    recent.push(entry(&case, what, title, 1));
                }
            }
            Ok(Queue { waiting, recent })
        })
        .await
}

fn entry(case: &CaseRow, what: What, title: String, times: usize) -> Entry {
    Entry {
        number: case.number.clone(),
        what: what.to_string(),
        title,
        applicant: case.applicant_name.clone(),
        times,
    }
}

fn title(db: &mut Db, case: &CaseRow, what: What) -> Result<String, Error> {
    Ok(match what {
        What::Receipt => "接收回执".to_owned(),
        What::Label(_) => LetterKind::AddressLabel.title().to_owned(),
        What::Letter(letter) => letter_title(&load_letter(db, case.id, letter)?)?,
    })
}

fn letter_title(letter: &LetterRow) -> Result<String, Error> {
    let title = kind_of(letter)?.title();
    Ok(match &letter.fields.document_number {
        Some(number) => format!("{title} {number}"),
        None => title.to_owned(),
    })
}

/// Receipts of the counter and the mail room, before the case went on; then letters that did not leave,
/// each with its label.
fn waiting(db: &mut Db, scope: &Scope) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for case in receipts(db, scope)? {
        entries.push(entry(&case, What::Receipt, "接收回执".to_owned(), 0));
    }
    let states = [LetterState::Signed.word(), LetterState::Sealed.word()];
    let letters = list_unsent_letters(db, scope, &states, MOST)?;
    let mut ids: Vec<i64> = letters.iter().map(|(_, case)| case.id).collect();
    ids.dedup();
    let printed = list_prints(db, &ids)?;
    let is_new = |case: i64, what: What| {
        let what = what.to_string();
        !printed.iter().any(|print| print.case_id == case && print.what == what)
    };
    for (letter, case) in &letters {
        let what = What::Letter(letter.ordinal);
        if is_new(case.id, what) {
            entries.push(entry(case, what, letter_title(letter)?, 0));
        }
        let label = What::Label(letter.ordinal);
        if is_new(case.id, label) && is_mailed(db, letter, case)? {
            entries.push(entry(case, label, LetterKind::AddressLabel.title().to_owned(), 0));
        }
    }
    entries.truncate(MOST);
    Ok(entries)
}

fn receipts(db: &mut Db, scope: &Scope) -> Result<Vec<CaseRow>, Error> {
    // Whoever applies online prints the receipt alone.
    let channels = [
        Channel::InPerson,
        Channel::Oral,
        Channel::RegisteredMail,
        Channel::OrdinaryMail,
        Channel::Email,
        Channel::Fax,
    ];
    let filter = CaseFilter {
        channels: channels.map(word).to_vec(),
        steps: [Step::Registration, Step::Acceptance].map(word).to_vec(),
        all_of: vec![
            Test::StateIn(vec![Standing::Running.word().to_owned()]),
            Test::Unprinted(vec![What::Receipt.to_string(), NO_RECEIPT.to_owned()]),
        ],
        ..CaseFilter::default()
    };
    let page = PageRequest { sort: SortBy::Submitted, descending: false, after: None, limit: MOST as i64 };
    Ok(list_cases(db, scope, &filter, &page)?)
}

/// Whether a letter to the applicant goes by mail, as the applicant asked.
fn is_mailed(db: &mut Db, letter: &LetterRow, case: &CaseRow) -> Result<bool, Error> {
    use LetterKind::*;
    let to_others =
        [ThirdPartyConsultation, OrganConsultation, CoHandlingRequest, AttributeInquiry, DisclosureNotice];
    if to_others.contains(&kind_of(letter)?) {
        return Ok(false);
    }
    let texts = list_texts(db, case.id)?;
    Ok(newest(&texts, "delivery").is_some_and(|wish| wish.contains('邮')))
}

/// Makes one PDF of them and writes down that they were printed.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk; not found for a foreign case; [`Error::Input`] naming each that
/// cannot be made: nothing is printed then.
pub async fn print(
    app: &App,
    actor: NamedActor,
    picks: Vec<Pick>,
    paper: Option<String>,
) -> Result<Vec<u8>, Error> {
    must_print_receipts(&actor)?;
    if picks.is_empty() || picks.len() > PART {
        return Err(Error::input("pick", format!("请选择1至{PART}份")));
    }
    let (within, reader) = (app.clone(), actor.clone());
    let input = SheetInput { paper, ..SheetInput::default() };
    let (letters, prints) = app.store.read(move |db| make_all(&within, db, &reader, &picks, &input)).await?;
    let (within, on) = (app.clone(), app.clock.today());
    let rendered = tokio::task::spawn_blocking(move || render_many(&within, &letters, on));
    let bytes = rendered.await.map_err(|error| Error::from(StoreError::down(error.to_string())))??;
    let now = app.now();
    app.store
        .write(move |tx| -> Result<(), Error> {
            for (case_id, what) in prints {
                let detail = serde_json::json!({ "print": what });
                note_look(tx, &actor, "print", case_id, &detail, now)?;
                let printed_by = actor.actor.user.0;
                insert_print(tx, &Print { case_id, what, printed_by, printed_at: now })?;
            }
            Ok(())
        })
        .await?;
    Ok(bytes)
}

/// The letters, and what will be noted of them.
type Made = (Vec<Letter>, Vec<(i64, String)>);

fn make_all(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    picks: &[Pick],
    input: &SheetInput,
) -> Result<Made, Error> {
    let (mut letters, mut prints, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    // A case is loaded once for all that is printed of it.
    let mut matters: BTreeMap<&str, Matter> = BTreeMap::new();
    for pick in picks {
        let row = load_case_by_number(db, &checks::scope(&actor.actor), &pick.number)?;
        let case_id = row.id;
        let made = match pick.what {
            What::Letter(letter) => {
                let found = load_letter(db, case_id, letter)?;
                Printable::of_letter(db, &pick.number, &found, app.clock.today())
            }
            What::Receipt | What::Label(_) => {
                let kind = match pick.what {
                    What::Receipt => LetterKind::ReceiptApplicant,
                    _ => LetterKind::AddressLabel,
                };
                if !matters.contains_key(pick.number.as_str()) {
                    let loaded = Matter::load(app, db, row);
                    match loaded {
                        Ok(matter) => drop(matters.insert(&pick.number, matter)),
                        Err(Error::Input(reasons)) => {
                            faults.push(of_pick(pick, reasons));
                            continue;
                        }
                        Err(other) => return Err(other),
                    }
                }
                let Some(matter) = matters.get(pick.number.as_str()) else { continue };
                sheet_of(app, db, matter, kind, input)
            }
        };
        match made {
            Ok(printable) => {
                letters.push(printable.letter);
                prints.push((case_id, pick.what.to_string()));
            }
            Err(Error::Input(reasons)) => faults.push(of_pick(pick, reasons)),
            Err(other) => return Err(other),
        }
    }
    if faults.is_empty() { Ok((letters, prints)) } else { Err(Error::Input(faults)) }
}

fn of_pick(pick: &Pick, reasons: Vec<InputFault>) -> InputFault {
    let reasons: Vec<String> = reasons.into_iter().map(|fault| fault.message).collect();
    let what = match pick.what {
        What::Receipt => "接收回执",
        What::Label(_) => "邮寄标签",
        What::Letter(_) => "文书",
    };
    InputFault::new("pick", format!("{} {what}：{}", pick.number, reasons.join("；")))
}

/// Takes receipts out of the queue that nobody wants on paper. Who did is written down.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk; not found for a foreign case.
pub async fn waive_receipts(app: &App, actor: NamedActor, numbers: Vec<String>) -> Result<(), Error> {
    must_print_receipts(&actor)?;
    let now = app.now();
    app.store
        .write(move |tx| -> Result<(), Error> {
            for number in &numbers {
                let row = load_case_by_number(tx, &checks::scope(&actor.actor), number)?;
                let what = NO_RECEIPT.to_owned();
                let printed_by = actor.actor.user.0;
                insert_print(tx, &Print { case_id: row.id, what, printed_by, printed_at: now })?;
            }
            Ok(())
        })
        .await
}

/// How often the receipt of a case was printed.
pub(super) fn receipts_printed(db: &mut Db, case_id: i64) -> Result<usize, Error> {
    let receipt = What::Receipt.to_string();
    Ok(list_prints(db, &[case_id])?.iter().filter(|print| print.what == receipt).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_has_one_word() {
        for what in [What::Receipt, What::Label(3), What::Letter(12)] {
            assert_eq!(What::find(&what.to_string()), Some(what));
        }
        for other in ["", "letter", "letter-", "letter-x", "receipt-1", NO_RECEIPT] {
            assert_eq!(What::find(other), None, "{other}");
        }
    }
}
