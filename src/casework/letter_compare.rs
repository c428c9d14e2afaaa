//! 答复文书 as those read it who sign: the letter itself, how it differs from the text it was made of, and from
//! what they read last.

use serde::Serialize;

use super::Error;
use super::journal::NamedActor;
use super::letter_access::open;
use super::letter_check::{FindingView, Judged, judge, letter as kept};
use super::letter_input::LetterInput;
use super::letter_made::Origin;
use super::letter_matter::Matter;
use super::letter_print::signed_letter;
use super::letters::{clock, kind_of};
use super::templates::in_force;
use super::trail::note_look;
use crate::app::App;
use crate::documents::compose::{Signed, compose};
use crate::documents::context::LetterContext;
use crate::documents::diff::{Stretch, diff, differs};
use crate::documents::kind::{LetterKind, Signer};
use crate::documents::letter::Letter;
use crate::documents::press::Press;
use crate::documents::reply::ReplyContext;
use crate::law::case_event::CaseEvent;
use crate::law::letter::LetterUse;
use crate::law::reply::ReplyFact;
use crate::store::Db;
use crate::store::letters::{ContentRow, LetterRow, LetterState, list_contents, list_letters};

/// A letter that goes with the reply.
#[derive(Clone, Debug)]
pub struct ReadLetter {
    /// Its number in the case.
    pub letter: i32,
    pub title: &'static str,
    /// The preview: one `<article>`.
    pub html: String,
    pub drafted: bool,
    /// What stands against signing it; of a draft alone.
    pub findings: Vec<FindingView>,
    pub input: Option<LetterInput>,
    pub template: Comparison,
    pub earlier: Comparison,
}

/// How a letter differs from another text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What it is compared with; none where there is nothing.
    pub with: Option<String>,
    pub stretches: Vec<Stretch>,
    pub differs: bool,
}

impl Comparison {
    fn of(with: String, old: &str, new: &str) -> Comparison {
        let stretches = diff(old, new);
        Comparison { with: Some(with), differs: differs(&stretches), stretches }
    }
}

/// The letters of the reply, read by whoever writes or signs them; that they were read is written down.
///
/// # Errors
/// [`Error::Forbidden`] for a post that reads no letters; not found outside its scope.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<Vec<ReadLetter>, Error> {
    let (within, reader) = (app.clone(), actor.clone());
    let (case_id, letters) = app
        .store
        .read(move |db| -> Result<_, Error> {
            let matter = match open(&within, db, &reader, &number, LetterUse::Read) {
                // Without the facts of the organ no letter was ever made.
                Err(Error::Input(_)) => return Ok((None, Vec::new())),
                found => found?,
            };
            Ok((Some(matter.row.id), of_matter(&within, db, &matter)?))
        })
        .await?;
    if let Some(case_id) = case_id.filter(|_| !letters.is_empty()) {
        let now = app.now();
        let read: Vec<i32> = letters.iter().map(|letter| letter.letter).collect();
        let detail = serde_json::json!({ "letters": read });
        app.store.write(move |tx| note_look(tx, &actor, "read_letters", case_id, &detail, now)).await?;
    }
    Ok(letters)
}

fn of_matter(app: &App, db: &mut Db, matter: &Matter) -> Result<Vec<ReadLetter>, Error> {
    let mut letters = Vec::new();
    for row in list_letters(db, matter.row.id)? {
        let live = row.fields.state != LetterState::Voided.word() && row.clock == clock(&matter.case)?;
        if live && kind_of(&row)?.signer() == Signer::AllLevels {
            letters.extend(read(app, db, matter, &row)?);
        }
    }
    Ok(letters)
}

fn read(app: &App, db: &mut Db, matter: &Matter, row: &LetterRow) -> Result<Option<ReadLetter>, Error> {
    let contents = list_contents(db, row.id)?;
    let Some(newest) = contents.first().filter(|content| content.erased_at.is_none()) else {
        return Ok(None);
    };
    let press = app.printing.press().map_err(Error::corrupt)?;
    let letter = signed_letter(row, newest)?;
    let drafted = row.fields.state == LetterState::Drafted.word();
    let (findings, input) = if drafted {
        let Judged { findings, origin, .. } = judge(app, db, matter, row)?;
        (findings, Some(origin.input))
    } else {
        (Vec::new(), None)
    };
    Ok(Some(ReadLetter {
        letter: row.ordinal,
        title: kind_of(row)?.title(),
        html: press.html(&letter).map_err(Error::corrupt)?,
        drafted,
        findings,
        input,
        template: with_template(db, matter, press, newest)?,
        earlier: with_earlier(matter, row, press, &contents)?,
    }))
}

fn plain(press: &Press, letter: &Letter) -> Result<String, Error> {
    press.plain(letter).map_err(Error::corrupt)
}

/// What the template in force says by itself: the same letter with the name of each field in its place.
fn with_template(
    db: &mut Db,
    matter: &Matter,
    press: &Press,
    content: &ContentRow,
) -> Result<Comparison, Error> {
    let origin = Origin::of(content)?;
    let LetterContext::Reply(reply) = &origin.context else { return Ok(Comparison::default()) };
    let kind: LetterKind = origin.context.kind();
    let codes: Vec<_> = reply.items.iter().map(|item| item.code).collect();
    let texts = in_force(db, &matter.organ.path, kind, &codes, matter.today)?.texts;
    let blank = LetterContext::Reply(blank(reply));
    // A text that was broken since is said by the check.
    let Ok(made) = compose(&blank, &texts, &Signed::default()) else { return Ok(Comparison::default()) };
    let with = "现行模板（方括号〔〕内是由案件填入的内容）".to_owned();
    Ok(Comparison::of(with, &plain(press, &made)?, &plain(press, &kept(content)?)?))
}

/// The reply with names in place of what the case fills in. What the texts decide by stays: which items there
/// are, their codes, and what is stated at all.
fn blank(reply: &ReplyContext) -> ReplyContext {
    let mut blank = reply.clone();
    let named = |name: &str| format!("〔{name}〕");
    blank.basics.applicant.name = named("申请人");
    blank.basics.case_number = named("登记编号");
    blank.basics.request = named("申请内容");
    blank.attachments.clear();
    for item in &mut blank.items {
        item.information = named("所需信息");
        for fact in item.code.demanded() {
            // By the article the letter decides where to turn against it.
            if item.stated.get(*fact).is_some() && *fact != ReplyFact::Article {
                item.stated = item.stated.clone().with(*fact, named(fact.name()));
            }
        }
    }
    blank
}

/// What the reviewers read last: the version of the newest return, else the one before.
fn with_earlier(
    matter: &Matter,
    letter: &LetterRow,
    press: &Press,
    contents: &[ContentRow],
) -> Result<Comparison, Error> {
    let [newest, before @ ..] = contents else { return Ok(Comparison::default()) };
    let read = version_at_return(matter, letter)
        .and_then(|version| contents.iter().find(|content| content.version == version));
    let found = match (read, before.first()) {
        (Some(content), _) => Some((content, "退回时的文书")),
        (None, Some(content)) => Some((content, "上一稿")),
        (None, None) => None,
    };
    let Some((content, what)) = found.filter(|(content, _)| content.erased_at.is_none()) else {
        return Ok(Comparison::default());
    };
    let with = format!("{what}（第{}稿，本稿为第{}稿）", content.version, newest.version);
    Ok(Comparison::of(with, &plain(press, &kept(content)?)?, &plain(press, &kept(newest)?)?))
}

/// Which version of a letter lay before those who sent it back last: every version is an event.
fn version_at_return(matter: &Matter, letter: &LetterRow) -> Option<i32> {
    let returned = matter
        .journal
        .iter()
        .rposition(|recorded| matches!(recorded.event, CaseEvent::ApprovalReturned { .. }))?;
    let own = u32::try_from(letter.ordinal).ok()?;
    let drafted = matter.journal.iter().take(returned).filter(
        |recorded| matches!(recorded.event, CaseEvent::LetterDrafted { letter, .. } if letter == own),
    );
    i32::try_from(drafted.count()).ok()
}
