//! 发出 of a letter that no act of the case sends: a 更正告知书, a 协办函. It moves no date.

use chrono::NaiveDate;

use super::electronic::{NO_WAY_NAMED, names_the_way};
use super::files::record;
use super::journal::NamedActor;
use super::letter_access::{open, permit};
use super::letter_matter::Matter;
use super::letter_sending::{Wanted, is_signed, prepare_for, send};
use super::letters::{kind_of, ordinal};
use super::once::once;
use super::papers::goes_alone;
use super::people::OrganSettings;
use super::perform::store_words;
use super::{Error, IdempotencyKey};
use crate::app::App;
use crate::documents::kind::{LetterKind, Signer};
use crate::law::act::Backdating;
use crate::law::case_event::CaseEvent;
use crate::law::deadline::DeliveryMethod;
use crate::law::decide::Situation;
use crate::law::decide_delivery::judge_letter_dispatch;
use crate::law::letter::LetterUse;
use crate::law::refusal::Refusal;
use crate::law::text::Text;
use crate::store::Db;
use crate::store::letters::{LetterRow, LetterState, load_letter, update_letter};

/// How a letter leaves.
#[derive(Clone, Debug)]
pub struct Dispatch {
    pub method: DeliveryMethod,
    pub on: NaiveDate,
    pub tracking: Option<Text>,
    /// 已用印: what the 签发人 signs leaves with the seal on it (decision 17).
    pub sealed: bool,
    pub backdating: Option<Backdating>,
}

/// Whether this post may record it, and what leaves.
///
/// # Errors
/// [`Error::Forbidden`]; not found outside the post's scope, or for a letter that an act sends.
pub async fn admit(app: &App, actor: NamedActor, number: String, letter: i32) -> Result<LetterKind, Error> {
    let found = app.store.read(move |db| -> Result<_, Error> {
        let case_id = permit(db, &actor, &number, LetterUse::Dispatch)?;
        let row = load_letter(db, case_id, letter)?;
        if !goes_alone(&row)? {
            return Err(crate::store::StoreError::NotFound.into());
        }
        kind_of(&row)
    });
    found.await
}

/// Sends it: rendered, stored, released to the applicant if it is for the applicant, and journalled.
///
/// # Errors
/// As [`admit`]; [`Error::Input`] for what is not signed, is gone or has no seal; the law's refusal of the day.
pub async fn run(
    app: &App,
    actor: NamedActor,
    number: String,
    letter: i32,
    dispatch: Dispatch,
    key: Option<IdempotencyKey>,
) -> Result<(), Error> {
    let wanted = Wanted::One(letter);
    let outgoing = prepare_for(app, &actor, &number, wanted).await?;
    let within = app.clone();
    app.store
        .write(move |tx| {
            once(tx, key.as_ref(), within.now(), |tx| {
                let matter = open(&within, tx, &actor, &number, LetterUse::Dispatch)?;
                let found = load_letter(tx, matter.row.id, letter)?;
                judge(tx, &actor, &matter, &found, &dispatch)?;
                let (now, mut row) = (within.now(), matter.row.clone());
                send(&within, tx, &actor, &mut row, wanted, &outgoing)?;
                let mut sent = load_letter(tx, matter.row.id, letter)?;
                if kind_of(&sent)?.signer() == Signer::AllLevels && sent.fields.sealed_on.is_none() {
                    sent.fields.state = LetterState::Sealed.word().to_owned();
                    sent.fields.sealed_on = Some(dispatch.on);
                    update_letter(tx, &mut sent, now)?;
                }
                let Dispatch { method, on, tracking, backdating, .. } = dispatch.clone();
                let mut words = (tracking, backdating);
                store_words(&within, tx, row.id, "letter_dispatch", &mut words, now)?;
                let (tracking, backdating) = words;
                let sent = CaseEvent::LetterDispatched {
                    letter: ordinal(&found)?,
                    method,
                    on,
                    tracking,
                    backdating,
                };
                record(tx, &mut row, &sent, &actor, now, matter.today)
            })
        })
        .await
}

fn judge(
    db: &mut Db,
    actor: &NamedActor,
    matter: &Matter,
    row: &LetterRow,
    dispatch: &Dispatch,
) -> Result<(), Error> {
    let electronic = dispatch.method == DeliveryMethod::Electronic && kind_of(row)?.has_remedy();
    if electronic && !names_the_way(db, row)? {
        return Err(Refusal::NotNow { rule: "P-7", why: NO_WAY_NAMED }.into());
    }
    if !goes_alone(row)? {
        return Err(Error::input("letter", "这份文书随办理事项或者答复发出，请在那里登记"));
    }
    if !is_signed(row) || row.fields.pdf_file_id.is_some() {
        return Err(Error::input("letter", "只能发出已经签发、尚未发出的文书"));
    }
    if kind_of(row)?.signer() == Signer::AllLevels && row.fields.sealed_on.is_none() && !dispatch.sealed {
        return Err(Error::input("sealed", "请先用印，再发出文书"));
    }
    let situation = Situation {
        case: &matter.case,
        actor: &actor.actor,
        today: matter.today,
        calendar: &matter.calendar,
        reviewers: OrganSettings::of(&matter.organ).reviewers,
        last_event: u32::try_from(matter.row.event_count).unwrap_or(u32::MAX),
    };
    let signed_on = row.fields.signed_on.unwrap_or(matter.today);
    Ok(judge_letter_dispatch(&situation, signed_on, dispatch.on, dispatch.backdating.as_ref())?)
}
