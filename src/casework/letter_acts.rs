//! What acts do to letters: who approves signs, who seals seals, and what is sent is stored and released.
//!
//! It runs in the act's own transaction, so that a case is never approved without its letter, nor the letter
//! signed without the approval. A 文号 is drawn as late as can be: on PostgreSQL all others who sign wait
//! from the draw to the commit. Rendering never happens in it ([`super::letter_sending`]).

use chrono::{Datelike, NaiveDate};

use super::files::record;
use super::journal::NamedActor;
use super::letter_check::{Judged, judge};
use super::letter_context::of_measure;
use super::letter_matter::Matter;
use super::letter_sending::{Outgoing, Wanted, send};
use super::letters::{clock, is_reply, kind_of, ordinal};
use super::{Error, InputFault, letter_access};
use crate::app::App;
use crate::documents::kind::{LetterKind, Signer};
use crate::law::act::Act;
use crate::law::case::{Approval, Case};
use crate::law::case_event::CaseEvent;
use crate::law::letter::LetterUse;
use crate::law::text::UserId;
use crate::store::cases::CaseRow;
use crate::store::document_numbers;
use crate::store::letters::{
    LetterRow, LetterState, list_letters, load_letter, number_letter, update_letter,
};
use crate::store::{Db, Tx};

/// An act that was decided, in its transaction.
pub(super) struct Followed<'a> {
    pub act: &'a Act,
    pub events: &'a [CaseEvent],
    /// After the act.
    pub case: &'a Case,
    pub outgoing: &'a [Outgoing],
}

/// Does to the letters what the act asks for.
///
/// # Errors
/// [`Error::Input`] naming what to mend, where the letter is missing or may not be signed.
pub(super) fn follow(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    followed: &Followed<'_>,
) -> Result<(), Error> {
    let Followed { act, events, case, outgoing } = *followed;
    let own = Pen { by: actor.actor.user, on: app.clock.today(), on_paper: false };
    match act {
        Act::ApproveMeasure { number } => {
            let kind = case.measure(*number).and_then(|state| of_measure(&state.measure));
            sign_all(app, tx, actor, row, Wanted::Measure(*number), kind, own)
        }
        Act::RefuseMeasure { number, .. } => void_drafts(app, tx, actor, row, *number),
        // What the reviewers read is what will be signed.
        Act::SubmitForApproval {} => {
            ready(app, tx, row, Wanted::Reply, Some(LetterKind::Reply), own).map(drop)
        }
        Act::Pass { .. } | Act::RecordOfflineApproval { .. } => {
            let (Approval::Signed { on, .. }, Some((signer, on_paper))) =
                (case.approval, passed(actor, events))
            else {
                return Ok(());
            };
            let pen = Pen { by: signer, on, on_paper };
            sign_all(app, tx, actor, row, Wanted::Reply, Some(LetterKind::Reply), pen)
        }
        Act::Seal { .. } => seal(app, tx, row),
        Act::DispatchMeasure { number, .. } => send(app, tx, actor, row, Wanted::Measure(*number), outgoing),
        Act::Deliver { .. } => send(app, tx, actor, row, Wanted::Reply, outgoing),
        _ => Ok(()),
    }
}

/// Who passed it, and whether on paper.
fn passed(actor: &NamedActor, events: &[CaseEvent]) -> Option<(UserId, bool)> {
    events.iter().find_map(|event| match event {
        CaseEvent::ApprovalPassed { signed_by, .. } => {
            Some((signed_by.unwrap_or(actor.actor.user), signed_by.is_some()))
        }
        _ => None,
    })
}

/// Who signs, and on which day.
#[derive(Clone, Copy)]
struct Pen {
    by: UserId,
    on: NaiveDate,
    /// 录入线下签批: the paper was signed, whatever is drafted here (decision 16).
    on_paper: bool,
}

fn sign_all(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    wanted: Wanted,
    needed: Option<LetterKind>,
    pen: Pen,
) -> Result<(), Error> {
    let Some((matter, judged)) = ready(app, tx, row, wanted, needed, pen)? else { return Ok(()) };
    for (mut letter, found) in judged {
        sign(app, tx, actor, row, &matter, &mut letter, &found, pen)?;
    }
    Ok(())
}

/// The case as of the day of signing, and the drafts that nothing stands against.
type Ready = (Matter, Vec<(LetterRow, Judged)>);

/// The drafts that are signed together, once nothing stands against any of them; none where nothing is to
/// be signed here.
fn ready(
    app: &App,
    tx: &mut Tx<'_>,
    row: &CaseRow,
    wanted: Wanted,
    needed: Option<LetterKind>,
    pen: Pen,
) -> Result<Option<Ready>, Error> {
    let letters = drafts(tx, row.id, wanted)?;
    let has = |row: &LetterRow| {
        let kind = LetterKind::find(&row.kind);
        kind == needed || (matches!(wanted, Wanted::Reply) && kind.is_some_and(is_reply))
    };
    if !letters.iter().any(has) && app.settings.letters_required && !pen.on_paper {
        let title = needed.map_or("文书", LetterKind::title);
        return Err(Error::input("letter", format!("还没有拟制{title}，请承办人拟好后再办理")));
    }
    if letters.is_empty() {
        return Ok(None);
    }
    let mut matter = Matter::load(app, tx, row.clone())?;
    matter.today = pen.on;
    let (mut judged, mut faults) = (Vec::new(), Vec::<InputFault>::new());
    for letter in letters {
        let found = judge(app, tx, &matter, &letter)?;
        faults.extend(found.faults());
        judged.push((letter, found));
    }
    match (faults.is_empty(), pen.on_paper) {
        (true, _) => Ok(Some((matter, judged))),
        // The paper that was signed counts; the draft stays one.
        (false, true) => Ok(None),
        (false, false) => Err(Error::Input(faults)),
    }
}

fn drafts(db: &mut Db, case_id: i64, wanted: Wanted) -> Result<Vec<LetterRow>, Error> {
    let mut drafts = Vec::new();
    for letter in list_letters(db, case_id)? {
        let signed_with_it =
            matches!(wanted, Wanted::Reply) || kind_of(&letter)?.signer() == Signer::OfficeHead;
        if wanted.is(&letter)? && signed_with_it && letter.fields.state == LetterState::Drafted.word() {
            drafts.push(letter);
        }
    }
    Ok(drafts)
}

#[expect(clippy::too_many_arguments, reason = "a signature needs the letter, the case, the pen and the day")]
fn sign(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    matter: &Matter,
    letter: &mut LetterRow,
    judged: &Judged,
    pen: Pen,
) -> Result<(), Error> {
    let now = app.now();
    letter.fields.state = LetterState::Signed.word().to_owned();
    letter.fields.signed_on = Some(pen.on);
    letter.fields.signed_by = Some(pen.by.0);
    let year = pen.on.year();
    match kind_of(letter)?.series() {
        Some(series) => {
            let of =
                document_numbers::Series { organ_id: letter.organ_id, word: series.tag().to_owned(), year };
            // The pattern was tried with the check: it cannot fail here.
            let write = |serial: i32| {
                let serial = u32::try_from(serial).unwrap_or_default();
                matter.facts.number(series, year, serial).unwrap_or_default()
            };
            number_letter(tx, letter, &of, write, now)?;
        }
        None => update_letter(tx, letter, now)?,
    }
    let signed = CaseEvent::LetterSigned {
        letter: ordinal(letter)?,
        digest: judged.content.hash().to_string(),
        series: letter.fields.series.clone(),
        year: letter.fields.document_year,
        serial: letter.fields.document_serial.and_then(|serial| u32::try_from(serial).ok()),
        on: pen.on,
    };
    record(tx, row, &signed, actor, now, app.clock.today())
}

/// Signs a letter outside of an approval: one that takes the place of a voided one, or that no act of the
/// case approves, as a 协办函. Never by who wrote it (decision 15).
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Input`] with what stands against it.
pub async fn sign_alone(app: &App, actor: NamedActor, number: String, letter: i32) -> Result<(), Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let matter = letter_access::open(&within, tx, &actor, &number, LetterUse::Read)?;
            let mut found = load_letter(tx, matter.row.id, letter)?;
            let kind = kind_of(&found)?;
            letter_access::permit(tx, &actor, &number, letter_access::to_sign(kind)?)?;
            if found.fields.state != LetterState::Drafted.word() {
                return Err(Error::input("letter", "文书已经签发或者作废"));
            }
            if actor.actor.stands_for(found.drafted_by.map(UserId)) {
                return Err(crate::law::refusal::Refusal::OwnDraft.into());
            }
            if !is_approved(&matter, &found, kind)? {
                return Err(Error::input(
                    "letter",
                    "这份文书随办理事项的批准或者答复的签发一并签发，请先办理审批",
                ));
            }
            let judged = judge(&within, tx, &matter, &found)?;
            let faults = judged.faults();
            if !faults.is_empty() {
                return Err(Error::Input(faults));
            }
            let mut row = matter.row.clone();
            let pen = Pen { by: actor.actor.user, on: matter.today, on_paper: false };
            sign(&within, tx, &actor, &mut row, &matter, &mut found, &judged, pen)
        })
        .await
}

/// Whether what it says was approved, and has not left yet.
fn is_approved(matter: &Matter, letter: &LetterRow, kind: LetterKind) -> Result<bool, Error> {
    if is_reply(kind) {
        let signed = matches!(matter.case.approval, Approval::Signed { .. });
        let here = letter.clock == clock(&matter.case)?;
        return Ok(signed && here && matter.case.current_deliveries().next().is_none());
    }
    let measure = letter.measure.and_then(|number| u32::try_from(number).ok());
    let state = measure.and_then(|number| matter.case.measure(number));
    let announces = state.is_some_and(|state| of_measure(&state.measure) == Some(kind));
    Ok(!announces || state.is_some_and(|state| state.approved_on.is_some() && state.dispatched_on.is_none()))
}

fn void_drafts(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    number: u32,
) -> Result<(), Error> {
    let now = app.now();
    for mut letter in drafts(tx, row.id, Wanted::Measure(number))? {
        letter.fields.state = LetterState::Voided.word().to_owned();
        letter.fields.voided_at = Some(now);
        update_letter(tx, &mut letter, now)?;
        let voided = CaseEvent::LetterVoided { letter: ordinal(&letter)?, reason: None };
        record(tx, row, &voided, actor, now, app.clock.today())?;
    }
    Ok(())
}

fn seal(app: &App, tx: &mut Tx<'_>, row: &CaseRow) -> Result<(), Error> {
    for mut letter in list_letters(tx, row.id)? {
        let signed = letter.fields.state == LetterState::Signed.word();
        if signed && is_reply(kind_of(&letter)?) {
            letter.fields.state = LetterState::Sealed.word().to_owned();
            letter.fields.sealed_on = Some(app.clock.today());
            update_letter(tx, &mut letter, app.now())?;
        }
    }
    Ok(())
}
