//! How a letter is written: from the case, the organ's texts, and what a person said of it.

use chrono::NaiveDate;

use serde::{Deserialize, Serialize};

use super::Error;
use super::files::record;
use super::journal::NamedActor;
use super::letter_context;
use super::letter_input::{ANSWER_DAYS, LetterInput};
use super::letter_matter::{Matter, letter_fault};
use super::letters::{clock, is_reply, must_not_be_in_approval, ordinal};
use super::templates::in_force;
use crate::app::App;
use crate::documents::check::of_failure;
use crate::documents::compose::{Signed, compose};
use crate::documents::context::LetterContext;
use crate::documents::kind::{LetterKind, Signer};
use crate::documents::letter::Letter;
use crate::law::case_event::CaseEvent;
use crate::store::letters::{
    ContentRow, LetterRow, LetterState, NewContent, TemplateSource, append_content, list_letters,
};
use crate::store::{Db, Tx};

/// The name of the shipped texts in what is kept.
const SHIPPED: &str = env!("CARGO_PKG_VERSION");

/// What is kept of how a letter was made.
#[derive(Serialize, Deserialize)]
pub(super) struct Origin {
    pub input: LetterInput,
    pub context: LetterContext,
}

impl Origin {
    /// Reads it back.
    ///
    /// # Errors
    /// [`Error::Store`] (corrupt) for what this program did not write.
    pub fn of(content: &ContentRow) -> Result<Origin, Error> {
        serde_json::from_str(&content.context).map_err(Error::corrupt)
    }
}

/// A letter as it was made, before it is kept.
pub(super) struct Made {
    pub kind: LetterKind,
    pub origin: Origin,
    pub letter: Letter,
    version: Option<i64>,
    texts: String,
}

/// The other side answers by a working day that is still to come.
fn must_leave_time(matter: &Matter, day: NaiveDate) -> Result<(), Error> {
    let fault = |words| Error::input("answer_by", words);
    if day <= matter.today {
        return Err(fault("回复期限应当晚于今天"));
    }
    match matter.calendar.main.is_working(day) {
        Ok(true) => Ok(()),
        Ok(false) => Err(fault("回复期限是休息日，请改为工作日")),
        Err(_) => Err(fault("回复期限过远，请核对")),
    }
}

impl Made {
    /// Writes it; nothing is kept yet.
    ///
    /// # Errors
    /// [`Error::Input`] for what is missing or cannot be written.
    pub fn of(app: &App, db: &mut Db, matter: &Matter, mut input: LetterInput) -> Result<Made, Error> {
        let wanted = LetterKind::find(&input.kind).filter(|kind| kind.signer() != Signer::Nobody);
        let wanted = wanted.ok_or_else(|| {
            Error::input("kind", "没有这种需要签发的文书；回执、呈批单等表格请直接打印（sheets）")
        })?;
        let faults = input.faults();
        if !faults.is_empty() {
            return Err(Error::Input(faults));
        }
        if let (LetterKind::AttributeInquiry, Some(day)) = (wanted, input.answer_by) {
            must_leave_time(matter, day)?;
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

    /// The measure it announces.
    ///
    /// # Errors
    /// [`Error::Store`] (corrupt) beyond what is stored.
    pub fn measure(&self) -> Result<Option<i32>, Error> {
        // A 协办函 and the reply belong to the case.
        let number = self.origin.input.measure.filter(|_| !is_reply(self.kind));
        number.map(i32::try_from).transpose().map_err(Error::corrupt)
    }

    /// Keeps it as the newest version of a letter.
    ///
    /// # Errors
    /// The database's.
    pub fn keep(
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

/// Of one measure, and of one reply, there is one letter of a kind at a time.
///
/// # Errors
/// [`Error::Input`] naming the other one.
pub(super) fn must_be_the_first(db: &mut Db, matter: &Matter, made: &Made) -> Result<(), Error> {
    let (measure, clock) = (made.measure()?, clock(&matter.case)?);
    let same = |row: &LetterRow| {
        let kind = LetterKind::find(&row.kind);
        let alike = kind == Some(made.kind) || (kind.is_some_and(is_reply) && is_reply(made.kind));
        alike
            && row.measure == measure
            && row.clock == clock
            && row.fields.state != LetterState::Voided.word()
            && made.kind != LetterKind::CoHandlingRequest
            && !(made.kind == LetterKind::RectificationNotice && row.fields.pdf_file_id.is_some())
    };
    match list_letters(db, matter.row.id)?.into_iter().find(same) {
        Some(row) => Err(Error::input(
            "kind",
            format!("已经有这份文书（第{}份），请修改那一份，或者作废后另拟", row.ordinal),
        )),
        None => Ok(()),
    }
}
