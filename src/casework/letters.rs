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
use super::letter_check::{FindingView, Judged, judge};
use super::letter_context;
use super::letter_input::{ANSWER_DAYS, LetterInput};
use super::letter_matter::{Matter, letter_fault};
use super::perform::store_text;
use super::templates::in_force;
use super::{Error, IdempotencyKey, checks};
use crate::app::App;
use crate::documents::check::of_failure;
use crate::documents::compose::{Signed, compose};
use crate::documents::context::LetterContext;
use crate::documents::kind::{LetterKind, Signer};
use crate::documents::letter::Letter;
use crate::law::case::Approval;
use crate::law::case_event::CaseEvent;
use crate::law::letter::{LetterUse, may_use_letters};
use crate::law::roles::relation;
use crate::law::text::Text;
use crate::store::cases::load_case_by_number;
use crate::store::letter_ticks::{TickRow, insert_tick};
use crate::store::letters::{
    ContentRow, LetterRow, LetterState, NewContent, NewLetter, TemplateSource, append_content,
    give_up_number, insert_letter, list_letters, load_letter, load_newest_content, update_letter,
};
use crate::store::{Db, StoreError, Tx};

/// The name of the shipped texts in what is kept.
const SHIPPED: &str = env!("CARGO_PKG_VERSION");

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

/// What is kept of how a letter was made.
#[derive(Serialize, Deserialize)]
pub(super) struct Origin {
    pub input: LetterInput,
    pub context: LetterContext,
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
                let made = Made::of(&within, tx, &matter, input)?;
                must_be_the_first(tx, &matter, &made)?;
                let new = NewLetter {
                    case_id: matter.row.id,
                    organ_id: matter.row.organ_id,
                    kind: made.kind.tag(),
                    measure: made.measure()?,
                    clock: clock(&matter)?,
                    drafted_by: actor.person().map(|user| user.0),
                };
                let letter = insert_letter(tx, &new, within.now())?;
                made.keep(&within, tx, &mut matter, &actor, &letter)?;
                view(&within, tx, &matter, &letter)
            })
        })
        .await
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
            let row = load_letter(tx, matter.row.id, letter)?;
            must_be_a_draft(&row)?;
            let made = Made::of(&within, tx, &matter, input)?;
            if made.kind.tag() != row.kind || made.measure()? != row.measure {
                return Err(Error::input("kind", "文书的种类和办理事项不能改变,请作废后另拟"));
            }
            made.keep(&within, tx, &mut matter, &actor, &row)?;
            view(&within, tx, &matter, &row)
        })
        .await
}

/// Whether this post may write letters for a case, before anything it sends is read.
///
/// # Errors
/// As [`draft`].
pub async fn admit(app: &App, actor: NamedActor, number: String) -> Result<(), Error> {
    app.store.read(move |db| permit(db, &actor, &number, LetterUse::Draft).map(drop)).await
}

/// Whether this post may see the letters and sheets of a case.
///
/// # Errors
/// As [`list`].
pub async fn look(app: &App, actor: NamedActor, number: String) -> Result<(), Error> {
    app.store.read(move |db| permit(db, &actor, &number, LetterUse::Read).map(drop)).await
}

/// Whether there is such a letter for this post.
///
/// # Errors
/// As [`list`]; not found for a letter that does not exist.
pub async fn see(app: &App, actor: NamedActor, number: String, letter: i32) -> Result<(), Error> {
    let found = app.store.read(move |db| -> Result<_, Error> {
        let case_id = permit(db, &actor, &number, LetterUse::Read)?;
        Ok(load_letter(db, case_id, letter)?)
    });
    found.await.map(drop)
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
            let open = |finding: &&FindingView| finding.code == input.finding && !finding.ticked;
            let found = judged.findings.iter().find(open);
            if found.is_none_or(|finding| finding.severity != "warning") {
                return Err(Error::input("finding", "这份文书没有这一项需要确认的提示"));
            }
            Text::parse(&input.reason).map_err(|fault| Error::input("reason", fault.to_string()))?;
            let now = within.now();
            let reason = store_text(&within, tx, matter.row.id, "letter_tick", &input.reason, now)?;
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
                letter: ordinal(&row)?,
                finding: input.finding.clone(),
                reason: Text::Stored(reason),
            };
            record(tx, &mut matter.row, &ticked, &actor, now, matter.today)?;
            view(&within, tx, &matter, &row)
        })
        .await
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
                return Err(Error::input("letter", "文书已经发出或者已经作废,不能作废"));
            }
            must_not_be_in_approval(&matter, kind_of(&row)?)?;
            Text::parse(&input.reason).map_err(|fault| Error::input("reason", fault.to_string()))?;
            let now = within.now();
            let reason = store_text(&within, tx, matter.row.id, "letter_void", &input.reason, now)?;
            let voided =
                CaseEvent::LetterVoided { letter: ordinal(&row)?, reason: Some(Text::Stored(reason)) };
            record(tx, &mut matter.row, &voided, &actor, now, matter.today)?;
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

/// A letter as it was made, before it is kept.
struct Made {
    kind: LetterKind,
    origin: Origin,
    letter: Letter,
    version: Option<i64>,
    texts: String,
}

impl Made {
    fn of(app: &App, db: &mut Db, matter: &Matter, mut input: LetterInput) -> Result<Made, Error> {
        let wanted = LetterKind::find(&input.kind).filter(|kind| kind.signer() != Signer::Nobody);
        let wanted = wanted.ok_or_else(|| {
            Error::input("kind", "没有这种需要签发的文书;回执、呈批单等表格请直接打印(sheets)")
        })?;
        let faults = input.faults();
        if !faults.is_empty() {
            return Err(Error::Input(faults));
        }
        let answer_by = matter.calendar.main.nth_after(matter.today, u32::from(ANSWER_DAYS))?;
        // What would otherwise change from day to day is fixed when it is written.
        input.answer_by = input.answer_by.or(Some(answer_by));
        input.sent_on = input.sent_on.or(Some(matter.today));
        let context = letter_context::make(db, matter, wanted, &input)?;
        let kind = context.kind();
        must_not_be_in_approval(matter, kind)?;
        let in_force = in_force(db, &matter.organ.path, kind, &codes(&context), app.clock.today())?;
        let letter = compose(&context, &in_force.texts, &Signed::default()).map_err(|problem| {
            let findings = of_failure(&problem, &context);
            Error::Input(findings.into_iter().map(|finding| letter_fault(finding.words)).collect())
        })?;
        let origin = Origin { input, context };
        Ok(Made { kind, origin, letter, version: in_force.version, texts: in_force.kept })
    }

    fn measure(&self) -> Result<Option<i32>, Error> {
        // A 协办函 and the reply belong to the case.
        let number = self.origin.input.measure.filter(|_| !is_reply(self.kind));
        number.map(i32::try_from).transpose().map_err(Error::corrupt)
    }

    fn keep(
        &self,
        app: &App,
        tx: &mut Tx<'_>,
        matter: &mut Matter,
        actor: &NamedActor,
        letter: &LetterRow,
    ) -> Result<(), Error> {
        let mut salt = [0; 16];
        app.random.fill(&mut salt)?;
        let context = serde_json::to_string(&self.origin).map_err(Error::corrupt)?;
        let body = serde_json::to_string(&self.letter).map_err(Error::corrupt)?;
        let new = NewContent {
            template: self.version.map_or(TemplateSource::Shipped(SHIPPED), TemplateSource::Own),
            template_body: &self.texts,
            context: &context,
            body: &body,
            salt: &salt,
            recorded_by: actor.person().map(|user| user.0),
        };
        let content = append_content(tx, letter, &new, app.now())?;
        let drafted = CaseEvent::LetterDrafted {
            letter: ordinal(letter)?,
            document: letter.kind.clone(),
            digest: content.hash().to_string(),
        };
        record(tx, &mut matter.row, &drafted, actor, app.now(), matter.today)
    }
}

fn codes(context: &LetterContext) -> Vec<crate::law::reply::ReplyCode> {
    match context {
        LetterContext::Reply(reply) => reply.items.iter().map(|item| item.code).collect(),
        _ => Vec::new(),
    }
}

/// What the reviewers have read is not changed behind them.
fn must_not_be_in_approval(matter: &Matter, kind: LetterKind) -> Result<(), Error> {
    match matter.case.approval {
        Approval::Pending { .. } if is_reply(kind) => {
            Err(Error::input("letter", "答复正在审批,退回后方可修改文书"))
        }
        _ => Ok(()),
    }
}

/// Of one measure, and of one reply, there is one letter of a kind at a time.
fn must_be_the_first(db: &mut Db, matter: &Matter, made: &Made) -> Result<(), Error> {
    let (measure, clock) = (made.measure()?, clock(matter)?);
    let same = |row: &LetterRow| {
        let kind = LetterKind::find(&row.kind);
        let alike = kind == Some(made.kind) || (kind.is_some_and(is_reply) && is_reply(made.kind));
        alike
            && row.measure == measure
            && row.clock == clock
            && row.fields.state != LetterState::Voided.word()
            && made.kind != LetterKind::CoHandlingRequest
    };
    match list_letters(db, matter.row.id)?.into_iter().find(same) {
        Some(row) => Err(Error::input(
            "kind",
            format!("已经有这份文书(第{}份),请修改那一份,或者作废后另拟", row.ordinal),
        )),
        None => Ok(()),
    }
}

/// Whether it answers the application.
pub(super) fn is_reply(kind: LetterKind) -> bool {
    matches!(kind, LetterKind::Reply | LetterKind::NotHandledNotice | LetterKind::ArchiveNotice)
}

/// The clock that runs, or ran last.
pub(super) fn clock(matter: &Matter) -> Result<i32, Error> {
    i32::try_from(matter.case.clocks.len().saturating_sub(1)).map_err(Error::corrupt)
}

pub(super) fn ordinal(row: &LetterRow) -> Result<u32, Error> {
    u32::try_from(row.ordinal).map_err(Error::corrupt)
}

pub(super) fn kind_of(row: &LetterRow) -> Result<LetterKind, Error> {
    LetterKind::find(&row.kind).ok_or_else(|| Error::corrupt(format!("unknown letter {}", row.kind)))
}

/// Who may sign a kind (decision 18).
pub(super) fn to_sign(kind: LetterKind) -> Result<LetterUse, Error> {
    match kind.signer() {
        Signer::OfficeHead => Ok(LetterUse::SignForOffice),
        Signer::AllLevels => Ok(LetterUse::SignForOrgan),
        Signer::Nobody | Signer::Supervisor => Err(Error::Forbidden),
    }
}

fn must_be_a_draft(row: &LetterRow) -> Result<(), Error> {
    if row.fields.state == LetterState::Drafted.word() {
        return Ok(());
    }
    Err(Error::input("letter", "文书已经签发或者作废,不能再修改"))
}

fn must_be_allowed(actor: &NamedActor, matter: &Matter, wanted: LetterUse) -> Result<(), Error> {
    let near = relation(&actor.actor, &matter.case);
    if may_use_letters(actor.actor.role, near, wanted) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The case for someone who may do that with its letters.
pub(super) fn open(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    number: &str,
    wanted: LetterUse,
) -> Result<Matter, Error> {
    permit(db, actor, number, wanted)?;
    let row = load_case_by_number(db, &checks::scope(&actor.actor), number)?;
    Matter::load(app, db, row)
}

/// The id of the case, if this post may do that with its letters.
pub(super) fn permit(db: &mut Db, actor: &NamedActor, number: &str, wanted: LetterUse) -> Result<i64, Error> {
    let row = load_case_by_number(db, &checks::scope(&actor.actor), number)?;
    let journal = super::journal::load(db, row.id)?;
    let organ = crate::store::organs::load_organ(db, row.organ_id)?;
    let id = crate::law::text::OrganId(organ.id);
    let case = crate::law::case::Case::fold(id, &organ.path, &journal);
    let near = relation(&actor.actor, &case);
    if may_use_letters(actor.actor.role, near, wanted) { Ok(row.id) } else { Err(Error::Forbidden) }
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
