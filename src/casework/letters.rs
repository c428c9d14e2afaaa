//! 文书 of a case: written, checked, ticked off, voided.
//!
//! A letter is a draft until the act that approves it signs it (`letter_acts`). What it was made from, and
//! what was made, is kept by version; number and day stand in the row and are put in when it is rendered, and
//! the 查询码 is kept nowhere. What is signed is frozen, so it can be rendered at any time; the files that
//! leave the organ are stored with the act that sends them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::files::record;
use super::journal::NamedActor;
use super::letter_access::{must_be_allowed, open, permit, to_sign};
use super::letter_check::{FindingView, Judged, judge};
use super::letter_input::LetterInput;
use super::letter_made::{Made, must_be_the_first};
use super::letter_matter::Matter;
use super::perform::store_text;
use super::{Error, IdempotencyKey};
use crate::app::App;
use crate::documents::check::says_something;
use crate::documents::kind::LetterKind;
use crate::law::case::{Approval, Case};
use crate::law::case_event::CaseEvent;
use crate::law::decide_reply::unsigned;
use crate::law::letter::LetterUse;
use crate::law::text::Text;
use crate::store::letter_ticks::{TickRow, insert_tick};
use crate::store::letters::{
    ContentRow, LetterRow, LetterState, NewLetter, give_up_number, insert_letter, list_letters, load_letter,
    load_newest_content, update_letter,
};
use crate::store::watches::wake;
use crate::store::{Db, StoreError, Tx};

/// A letter of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LetterView {
    /// Its number in the case.
    pub letter: i32,
    pub kind: String,
    pub kind_title: String,
    /// The measure it announces.
    pub measure: Option<i32>,
    /// `drafted` `signed` `sealed` `voided`.
    pub state: String,
    /// 文号.
    pub number: Option<String>,
    /// 成文日期.
    pub signed_on: Option<chrono::NaiveDate>,
    pub sealed_on: Option<chrono::NaiveDate>,
    /// The files that left the organ, by their numbers in the case.
    pub sent: bool,
    /// What stands against signing a draft; none in a list.
    pub findings: Option<Vec<FindingView>>,
    /// What was said of it when it was written.
    pub input: Option<LetterInput>,
}

/// Writes a letter.
///
/// # Errors
/// [`Error::Forbidden`]; not found outside the post's scope; [`Error::Input`] for what is missing.
pub async fn draft(
    app: &App,
    actor: NamedActor,
    number: String,
    input: LetterInput,
    key: Option<IdempotencyKey>,
) -> Result<LetterView, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            super::once::once(tx, key.as_ref(), within.now(), |tx| {
                let mut matter = open(&within, tx, &actor, &number, LetterUse::Draft)?;
                let letter = draft_in(&within, tx, &actor, &mut matter, input)?;
                view(&within, tx, &matter, &letter)
            })
        })
        .await
}

/// Writes a letter of a case that was opened for it.
///
/// # Errors
/// As [`draft`].
pub(super) fn draft_in(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    matter: &mut Matter,
    input: LetterInput,
) -> Result<LetterRow, Error> {
    let made = Made::of(app, tx, matter, input)?;
    must_be_the_first(tx, matter, &made)?;
    let new = NewLetter {
        case_id: matter.row.id,
        organ_id: matter.row.organ_id,
        kind: made.kind.tag(),
        measure: made.measure()?,
        clock: clock(&matter.case)?,
        drafted_by: actor.person().map(|user| user.0),
    };
    let letter = insert_letter(tx, &new, app.now())?;
    made.keep(app, tx, matter, actor, &letter)?;
    Ok(letter)
}

/// Writes a draft anew.
///
/// # Errors
/// As [`draft`]; [`StoreError::Stale`] once it is signed.
pub async fn redraft(
    app: &App,
    actor: NamedActor,
    number: String,
    letter: i32,
    input: LetterInput,
) -> Result<LetterView, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let mut matter = open(&within, tx, &actor, &number, LetterUse::Draft)?;
            let row = redraft_in(&within, tx, &actor, &mut matter, letter, input)?;
            view(&within, tx, &matter, &row)
        })
        .await
}

/// Writes a draft anew of a case that was opened for it.
///
/// # Errors
/// As [`redraft`].
pub(super) fn redraft_in(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    matter: &mut Matter,
    letter: i32,
    input: LetterInput,
) -> Result<LetterRow, Error> {
    let row = load_letter(tx, matter.row.id, letter)?;
    must_be_a_draft(&row)?;
    let made = Made::of(app, tx, matter, input)?;
    if made.kind.tag() != row.kind || made.measure()? != row.measure {
        return Err(Error::input("kind", "文书的种类和办理事项不能改变，请作废后另拟"));
    }
    made.keep(app, tx, matter, actor, &row)?;
    Ok(row)
}

/// The letters of a case.
///
/// # Errors
/// [`Error::Forbidden`]; not found outside the post's scope.
pub async fn list(app: &App, actor: NamedActor, number: String) -> Result<Vec<LetterView>, Error> {
    app.store
        .read(move |db| {
            let case_id = permit(db, &actor, &number, LetterUse::Read)?;
            list_letters(db, case_id)?.iter().map(summary).collect()
        })
        .await
}

/// A letter with what stands against signing it.
///
/// # Errors
/// As [`list`].
pub async fn load(app: &App, actor: NamedActor, number: String, letter: i32) -> Result<LetterView, Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let matter = open(&within, db, &actor, &number, LetterUse::Read)?;
            let row = load_letter(db, matter.row.id, letter)?;
            view(&within, db, &matter, &row)
        })
        .await
}

/// Ticks a warning off, with the reason.
///
/// # Errors
/// As [`draft`]; [`Error::Input`] for what is no warning of this letter.
pub async fn tick(
    app: &App,
    actor: NamedActor,
    number: String,
    letter: i32,
    input: TickInput,
) -> Result<LetterView, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let mut matter = open(&within, tx, &actor, &number, LetterUse::Tick)?;
            let row = load_letter(tx, matter.row.id, letter)?;
            must_be_a_draft(&row)?;
            let judged = judge(&within, tx, &matter, &row)?;
            tick_in(&within, tx, &actor, &mut matter, &row, &judged, &input)?;
            view(&within, tx, &matter, &row)
        })
        .await
}

/// Ticks a warning of a draft off that was found just now.
///
/// # Errors
/// As [`tick`].
pub(super) fn tick_in(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    matter: &mut Matter,
    row: &LetterRow,
    judged: &Judged,
    input: &TickInput,
) -> Result<(), Error> {
    let open = |finding: &&FindingView| finding.code == input.finding && !finding.ticked;
    let found = judged.findings.iter().find(open);
    if found.is_none_or(|finding| finding.severity != "warning") {
        return Err(Error::input("finding", "这份文书没有这一项需要确认的提示"));
    }
    Text::parse(&input.reason).map_err(|fault| Error::input("reason", fault.to_string()))?;
    if !says_something(&input.reason) {
        return Err(Error::input("reason", "请写明为什么可以这样发出，不能只写标点或者套话"));
    }
    let now = app.now();
    let reason = store_text(app, tx, matter.row.id, "letter_tick", &input.reason, now)?;
    insert_tick(
        tx,
        &TickRow {
            letter_id: row.id,
            content_version: judged.content.version,
            finding: input.finding.clone(),
            text_id: reason.text,
            ticked_by: actor.person().map(|user| user.0),
            ticked_at: now,
        },
    )?;
    let ticked = CaseEvent::LetterTicked {
        letter: ordinal(row)?,
        finding: input.finding.clone(),
        reason: Text::Stored(reason),
    };
    record(tx, &mut matter.row, &ticked, actor, now, matter.today)
}

/// A warning to tick off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TickInput {
    /// The code of the finding.
    pub finding: String,
    pub reason: String,
}

/// Why a letter is voided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidInput {
    pub reason: String,
}

/// Voids a letter that has not left: a draft by who may write it, a signed one by who signs its kind. Its
/// 文号 is given up for ever (T-5).
///
/// # Errors
/// As [`draft`]; [`Error::Input`] once it has left.
pub async fn void(
    app: &App,
    actor: NamedActor,
    number: String,
    letter: i32,
    input: VoidInput,
) -> Result<LetterView, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let mut matter = open(&within, tx, &actor, &number, LetterUse::Read)?;
            let mut row = load_letter(tx, matter.row.id, letter)?;
            let drafted = row.fields.state == LetterState::Drafted.word();
            let wanted = if drafted { LetterUse::Draft } else { to_sign(kind_of(&row)?)? };
            must_be_allowed(&actor, &matter, wanted)?;
            if row.fields.state == LetterState::Voided.word() || row.fields.pdf_file_id.is_some() {
                return Err(Error::input("letter", "文书已经发出或者已经作废，不能作废"));
            }
            must_not_be_in_approval(&matter, kind_of(&row)?)?;
            Text::parse(&input.reason).map_err(|fault| Error::input("reason", fault.to_string()))?;
            let now = within.now();
            let reason = store_text(&within, tx, matter.row.id, "letter_void", &input.reason, now)?;
            let reason = Text::Stored(reason);
            let voided = CaseEvent::LetterVoided { letter: ordinal(&row)?, reason: Some(reason.clone()) };
            record(tx, &mut matter.row, &voided, &actor, now, matter.today)?;
            if is_reply(kind_of(&row)?)
                && !drafted
                && row.clock == clock(&matter.case)?
                && let Some(returned) = unsigned(&matter.case, reason)
            {
                record(tx, &mut matter.row, &returned, &actor, now, matter.today)?;
                wake(tx, matter.row.id, now)?;
            }
            row.fields.state = LetterState::Voided.word().to_owned();
            row.fields.voided_at = Some(now);
            if row.fields.document_serial.is_some() {
                let by = actor.person().map(|user| user.0);
                give_up_number(tx, &mut row, &input.reason, by, now)?;
            } else {
                update_letter(tx, &mut row, now)?;
            }
            summary(&row)
        })
        .await
}

/// What the reviewers have read is not changed behind them.
pub(super) fn must_not_be_in_approval(matter: &Matter, kind: LetterKind) -> Result<(), Error> {
    match matter.case.approval {
        Approval::Pending { .. } if is_reply(kind) => {
            Err(Error::input("letter", "答复正在审批，退回后方可修改文书"))
        }
        _ => Ok(()),
    }
}

/// Whether it answers the application.
pub(super) fn is_reply(kind: LetterKind) -> bool {
    matches!(kind, LetterKind::Reply | LetterKind::NotHandledNotice | LetterKind::ArchiveNotice)
}

/// The clock that runs, or ran last.
pub(super) fn clock(case: &Case) -> Result<i32, Error> {
    i32::try_from(case.clocks.len().saturating_sub(1)).map_err(Error::corrupt)
}

pub(super) fn ordinal(row: &LetterRow) -> Result<u32, Error> {
    u32::try_from(row.ordinal).map_err(Error::corrupt)
}

pub(super) fn kind_of(row: &LetterRow) -> Result<LetterKind, Error> {
    LetterKind::find(&row.kind).ok_or_else(|| Error::corrupt(format!("unknown letter {}", row.kind)))
}

fn must_be_a_draft(row: &LetterRow) -> Result<(), Error> {
    if row.fields.state == LetterState::Drafted.word() {
        return Ok(());
    }
    Err(Error::input("letter", "文书已经签发或者作废，不能再修改"))
}

/// The newest content; not found once it is erased.
pub(super) fn content(db: &mut Db, letter: &LetterRow) -> Result<ContentRow, Error> {
    let content = load_newest_content(db, letter.id)?;
    if content.erased_at.is_some() { Err(StoreError::NotFound.into()) } else { Ok(content) }
}

fn view(app: &App, db: &mut Db, matter: &Matter, row: &LetterRow) -> Result<LetterView, Error> {
    let mut view = summary(row)?;
    if row.fields.state == LetterState::Drafted.word() {
        let Judged { findings, origin, .. } = judge(app, db, matter, row)?;
        (view.findings, view.input) = (Some(findings), Some(origin.input));
    }
    Ok(view)
}

fn summary(row: &LetterRow) -> Result<LetterView, Error> {
    let fields = &row.fields;
    Ok(LetterView {
        letter: row.ordinal,
        kind: row.kind.clone(),
        kind_title: kind_of(row)?.title().to_owned(),
        measure: row.measure,
        state: fields.state.clone(),
        number: fields.document_number.clone(),
        signed_on: fields.signed_on,
        sealed_on: fields.sealed_on,
        sent: fields.pdf_file_id.is_some(),
        findings: None,
        input: None,
    })
}
