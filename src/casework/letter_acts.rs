//! What acts do to letters: who approves signs, who seals seals, and what is sent is stored and released.
//!
//! It runs in the act's own transaction, so that a case is never approved without its letter, nor the letter
//! signed without the approval. A 文号 is drawn as late as can be: on PostgreSQL all others who sign wait
//! from the draw to the commit. Rendering never happens in it: what is sent is rendered before
//! ([`prepare`]) from what the signature froze.

use chrono::{Datelike, NaiveDate};

use super::files::{Addition, TakenIn, insert, keep_made_blocking, record};
use super::journal::NamedActor;
use super::letter_check::{Judged, judge};
use super::letter_context::of_measure;
use super::letter_matter::{Matter, letter_fault};
use super::letter_print::{Format, render, signed_letter};
use super::letters::{clock, is_reply, kind_of, ordinal, to_sign};
use super::perform::ActRequest;
use super::{Error, InputFault, checks};
use crate::app::App;
use crate::documents::kind::{LetterKind, Signer};
use crate::files::Media;
use crate::law::act::Act;
use crate::law::case::{Approval, Case};
use crate::law::case_event::CaseEvent;
use crate::law::file::FileKind;
use crate::law::text::UserId;
use crate::store::cases::{CaseRow, find_case_by_number};
use crate::store::document_numbers;
use crate::store::files::{list_files, release_file};
use crate::store::letters::{
    LetterRow, LetterState, list_letters, load_letter, load_newest_content, number_letter, update_letter,
};
use crate::store::{Db, Hash, StoreError, Tx};

/// A signed letter that is about to leave, rendered and stored.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    letter: i32,
    version: i64,
    name: String,
    docx: TakenIn,
    pdf: TakenIn,
}

/// Renders what an act would send, before its transaction and off the store's threads.
///
/// # Errors
/// The storage's.
pub(super) async fn prepare(
    app: &App,
    actor: &NamedActor,
    request: &ActRequest,
) -> Result<Vec<Outgoing>, Error> {
    let wanted: Wanted = match request.act {
        Act::DispatchMeasure { number, .. } => Wanted::Measure(number),
        Act::Deliver { .. } => Wanted::Reply,
        _ => return Ok(Vec::new()),
    };
    let (scope, number) = (checks::scope(&actor.actor), request.number.clone());
    let signed = app
        .store
        .read(move |db| -> Result<_, Error> {
            // A case that this post does not see is refused by the act itself.
            let Some(row) = find_case_by_number(db, &scope, &number)? else { return Ok(Vec::new()) };
            let mut signed = Vec::new();
            for letter in list_letters(db, row.id)? {
                if wanted.is(&letter)? && is_signed(&letter) && letter.fields.pdf_file_id.is_none() {
                    let content = load_newest_content(db, letter.id)?;
                    signed.push((letter, content));
                }
            }
            Ok(signed)
        })
        .await?;
    if signed.is_empty() {
        return Ok(Vec::new());
    }
    let within = app.clone();
    let rendered = tokio::task::spawn_blocking(move || -> Result<Vec<Outgoing>, Error> {
        let mut outgoing = Vec::new();
        for (row, content) in &signed {
            let letter = signed_letter(row, content)?;
            let on = row.fields.signed_on.unwrap_or_default();
            let pdf = render(&within, &letter, Format::Pdf, on)?;
            let docx = render(&within, &letter, Format::Docx, on)?;
            outgoing.push(Outgoing {
                letter: row.ordinal,
                version: row.fields.version,
                name: file_name(row)?,
                pdf: keep_made_blocking(&within, &pdf, Media::Pdf)?,
                docx: keep_made_blocking(&within, &docx, Media::Docx)?,
            });
        }
        Ok(outgoing)
    });
    rendered.await.map_err(|error| Error::from(StoreError::down(error.to_string())))?
}

/// Which letters an act concerns.
#[derive(Clone, Copy)]
enum Wanted {
    Measure(u32),
    Reply,
}

impl Wanted {
    fn is(self, row: &LetterRow) -> Result<bool, Error> {
        Ok(match self {
            Wanted::Measure(number) => row.measure.is_some_and(|of| u32::try_from(of) == Ok(number)),
            Wanted::Reply => is_reply(kind_of(row)?),
        })
    }
}

fn is_signed(row: &LetterRow) -> bool {
    [LetterState::Signed.word(), LetterState::Sealed.word()].contains(&row.fields.state.as_str())
}

fn file_name(row: &LetterRow) -> Result<String, Error> {
    let number = row.fields.document_number.as_deref().unwrap_or_default();
    Ok(format!("{} {number}", kind_of(row)?.title()).trim().to_owned())
}

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
            let (Approval::Signed { on }, Some((signer, on_paper))) = (case.approval, passed(actor, events))
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
        return Err(Error::input("letter", format!("还没有拟制{title},请承办人拟好后再办理")));
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
        // What the 签发人 signs besides the reply is signed with it.
        let with_reply = matches!(wanted, Wanted::Reply) && kind_of(&letter)?.signer() == Signer::AllLevels;
        let of_measure = wanted.is(&letter)? && kind_of(&letter)?.signer() == Signer::OfficeHead;
        if (with_reply || of_measure) && letter.fields.state == LetterState::Drafted.word() {
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
            let matter =
                super::letters::open(&within, tx, &actor, &number, crate::law::letter::LetterUse::Read)?;
            let mut found = load_letter(tx, matter.row.id, letter)?;
            let kind = kind_of(&found)?;
            super::letters::permit(tx, &actor, &number, to_sign(kind)?)?;
            if found.fields.state != LetterState::Drafted.word() {
                return Err(Error::input("letter", "文书已经签发或者作废"));
            }
            if actor.actor.stands_for(found.drafted_by.map(UserId)) {
                return Err(crate::law::refusal::Refusal::OwnDraft.into());
            }
            if !is_approved(&matter, &found, kind)? {
                return Err(Error::input(
                    "letter",
                    "这份文书随办理事项的批准或者答复的签发一并签发,请先办理审批",
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
        let here = letter.clock == clock(matter)?;
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
        if signed && kind_of(&letter)?.signer() == Signer::AllLevels {
            letter.fields.state = LetterState::Sealed.word().to_owned();
            letter.fields.sealed_on = Some(app.clock.today());
            update_letter(tx, &mut letter, app.now())?;
        }
    }
    Ok(())
}

/// What is sent becomes a file of the case, and what goes to the applicant is released.
fn send(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    wanted: Wanted,
    outgoing: &[Outgoing],
) -> Result<(), Error> {
    let mut there = false;
    for mut letter in list_letters(tx, row.id)? {
        if !wanted.is(&letter)? || !is_signed(&letter) {
            continue;
        }
        there = true;
        if letter.fields.pdf_file_id.is_some() {
            continue;
        }
        let made = outgoing.iter().find(|made| made.letter == letter.ordinal);
        // It was signed, or signed anew, since it was rendered: the act is done again.
        let made = made.filter(|made| made.version == letter.fields.version).ok_or(StoreError::Stale)?;
        store(app, tx, actor, row, &mut letter, made)?;
    }
    if there || !app.settings.letters_required {
        return Ok(());
    }
    // A letter on paper, scanned, stands for it.
    let scanned = list_files(tx, row.id)?.iter().any(|(file, _)| file.kind == FileKind::Record.word());
    if scanned {
        return Ok(());
    }
    Err(Error::Input(vec![letter_fault(
        "没有已经签发的文书可以发出,请先拟制并签发,或者上传签章扫描件(record)",
    )]))
}

fn store(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    letter: &mut LetterRow,
    made: &Outgoing,
) -> Result<(), Error> {
    let mut add = |content: TakenIn| {
        let kind = FileKind::Letter;
        let addition = Addition { kind, name: made.name.clone(), content, by_applicant: false };
        insert(app, tx, row, actor, &addition).map(|(file, _)| file)
    };
    let (pdf, docx) = (add(made.pdf)?, add(made.docx)?);
    let now = app.now();
    letter.fields.pdf_file_id = Some(pdf.id);
    letter.fields.docx_file_id = Some(docx.id);
    letter.fields.record_hash = Some(Hash::from(*made.pdf.id.as_bytes()));
    update_letter(tx, letter, now)?;
    if !goes_to_the_applicant(kind_of(letter)?) {
        return Ok(());
    }
    release_file(tx, pdf.id, now)?;
    let released = CaseEvent::FileReleased { file: u32::try_from(pdf.ordinal).map_err(Error::corrupt)? };
    record(tx, row, &released, actor, now, app.clock.today())
}

fn goes_to_the_applicant(kind: LetterKind) -> bool {
    use LetterKind::*;
    matches!(
        kind,
        CorrectionNotice
            | ReasonsNotice
            | ExtensionNotice
            | DelayNotice
            | ConsultationNotice
            | FeeNotice
            | Reply
            | NotHandledNotice
            | NoLongerHandledNotice
            | ArchiveNotice
            | RectificationNotice
    )
}
