//! A draft as it is laid before those who sign: the opinion, each item with its code and facts, who passed it
//! and who sent it back, and whether it is this person's turn.

use chrono::NaiveDate;
use serde::Serialize;

use super::approvals::{name, signer};
use super::case_file::{self, CaseFile};
use super::decision::{DraftedItem, Words, opinion};
use super::journal::{ActorNote, NamedActor, from_row};
use super::row::word;
use super::view::{Folded, load_folded};
use super::{Error, checks};
use crate::app::App;
use crate::law::act::{Act, ActKind, ReturnTo};
use crate::law::case::Approval;
use crate::law::case_event::CaseEvent;
use crate::law::decide::{Situation, decide};
use crate::law::refusal::Refusal;
use crate::law::roles::{Role, may, relation};
use crate::law::text::UserId;
use crate::store::Db;
use crate::store::journal::{EventRow, load_events};
use crate::store::organs::{OrganRow, load_organ};
use crate::store::users::{list_posts_of_organ, load_user};

/// A draft before its signature.
#[derive(Clone, Debug)]
pub struct ApprovalFile {
    pub file: CaseFile,
    pub opinion: Option<String>,
    pub items: Vec<DraftedItem>,
    pub drafter: String,
    /// Submissions, passes and returns, the newest first.
    pub history: Vec<Signature>,
    pub turn: Turn,
}

/// What happened on the way to the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// «报批», «审核通过», «签发», «退回作出决定».
    pub what: &'static str,
    /// `submitted` `passed` `returned`.
    pub kind: &'static str,
    pub on: NaiveDate,
    /// «甲 代 乙» where somebody signs for another.
    pub by: String,
    pub words: String,
    /// On paper, recorded by this person.
    pub recorded_by: Option<String>,
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Turn {
    /// This person's; the last level signs.
    Yours { last: bool },
    /// This person's post's, but the draft is their own (decision 15).
    OwnDraft,
    /// Somebody else's, or nobody's: why.
    Other { why: String },
}

/// A draft for a post that signs replies.
///
/// # Errors
/// Not found outside the post's scope; [`Refusal::NotYourTask`] for any other post.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<ApprovalFile, Error> {
    let within = app.clone();
    let (who, which) = (actor.clone(), number.clone());
    let read = app.store.read(move |db| make(&within, db, &who, &which)).await?;
    let file = case_file::load(app, actor, number).await?;
    let Read { opinion, items, drafter, history, turn } = read;
    Ok(ApprovalFile { file, opinion, items, drafter, history, turn })
}

struct Read {
    opinion: Option<String>,
    items: Vec<DraftedItem>,
    drafter: String,
    history: Vec<Signature>,
    turn: Turn,
}

fn make(app: &App, db: &mut Db, actor: &NamedActor, number: &str) -> Result<Read, Error> {
    let today = app.clock.today();
    let Folded { row, case, calendar, settings } = load_folded(app, db, &actor.actor, number)?;
    if !may(&actor.actor, ActKind::Pass, relation(&actor.actor, &case)) {
        return Err(Refusal::NotYourTask { act: ActKind::Pass.title() }.into());
    }
    let organ = load_organ(db, row.organ_id)?;
    let events = load_events(db, row.id)?;
    let words = Words::load(db, row.id)?;
    let last_event = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let reviewers = settings.reviewers;
    let situation =
        Situation { case: &case, actor: &actor.actor, today, calendar: &calendar, reviewers, last_event };
    let last = case.awaited_signature() == Some(Role::Approver);
    let turn = match decide(&situation, &Act::Pass { comment: None }) {
        Ok(_) => Turn::Yours { last },
        Err(Refusal::OwnDraft) => Turn::OwnDraft,
        Err(refusal) => Turn::Other { why: refusal.to_string() },
    };
    let journal = events.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    let draft = case.draft.as_ref();
    Ok(Read {
        opinion: opinion(&journal, &words),
        items: draft
            .map(|draft| draft.items.iter().map(|item| words.item(item)).collect())
            .unwrap_or_default(),
        drafter: name(db, draft.and_then(|draft| draft.by))?,
        history: history(db, &events, &words, &organ)?,
        turn,
    })
}

fn history(
    db: &mut Db,
    events: &[EventRow],
    words: &Words,
    organ: &OrganRow,
) -> Result<Vec<Signature>, Error> {
    let (mut history, mut reviewers) = (Vec::new(), 0);
    for row in events {
        let note: ActorNote = serde_json::from_str(&row.actor).map_err(Error::corrupt)?;
        let (what, kind, on_paper, said) = match from_row(row)?.event {
            CaseEvent::SubmittedForApproval { reviewers: levels } => {
                reviewers = levels;
                ("报批", "submitted", None, String::new())
            }
            CaseEvent::ApprovalPassed { level, signed_by, comment, .. } => {
                let what = if level >= reviewers { "签发" } else { "审核通过" };
                let said = comment.map(|comment| words.of(&comment)).unwrap_or_default();
                (what, "passed", signed_by, said)
            }
            CaseEvent::ApprovalReturned { to, signed_by, reason, .. } => {
                let what = match to {
                    ReturnTo::Opinion => "退回提出办理意见",
                    ReturnTo::Decision => "退回作出决定",
                };
                (what, "returned", signed_by, words.of(&reason))
            }
            _ => continue,
        };
        let actor = signer(db, &note, organ, row.occurred_on)?;
        let (by, recorded_by) = match on_paper {
            Some(signed_by) => (name(db, Some(signed_by))?, Some(actor)),
            None => (actor, None),
        };
        history.push(Signature { what, kind, on: row.occurred_on, by, words: said, recorded_by });
    }
    history.reverse();
    Ok(history)
}

/// What the form for a signature on paper needs (decision 16).
#[derive(Clone, Debug)]
pub struct OnPaper {
    pub file: CaseFile,
    /// Who may have signed: id and name.
    pub signers: Vec<(i64, String)>,
    /// The post that it waits for.
    pub post: &'static str,
    /// Why nothing can be recorded now, if so.
    pub closed: Option<String>,
}

/// The case for a clerk who records a signature on paper.
///
/// # Errors
/// Not found outside the post's scope; [`Refusal::NotYourTask`] for any other post.
pub async fn on_paper(app: &App, actor: NamedActor, number: String) -> Result<OnPaper, Error> {
    let within = app.clone();
    let (who, which) = (actor.clone(), number.clone());
    let (signers, post, closed) = app
        .store
        .read(move |db| -> Result<_, Error> {
            let Folded { row, case, .. } = load_folded(&within, db, &who.actor, &which)?;
            let act = ActKind::RecordOfflineApproval;
            if !may(&who.actor, act, relation(&who.actor, &case)) {
                return Err(Refusal::NotYourTask { act: act.title() }.into());
            }
            let Some(role) = case.awaited_signature().filter(|_| !case.ended()) else {
                let why = match case.approval {
                    Approval::Signed { .. } => "答复已经签发，不需要再录入签批",
                    _ => "没有等待审批的拟定答复",
                };
                return Ok((Vec::new(), "", Some(why.to_owned())));
            };
            let drafter = case.draft.as_ref().and_then(|draft| draft.by);
            if who.actor.stands_for(drafter) {
                return Ok((Vec::new(), role.title(), Some(Refusal::OwnDraft.to_string())));
            }
            let signers = signers(db, row.organ_id, role, drafter, within.clock.today())?;
            Ok((signers, role.title(), None))
        })
        .await?;
    let file = case_file::load(app, actor, number).await?;
    Ok(OnPaper { file, signers, post, closed })
}

fn signers(
    db: &mut Db,
    organ_id: i64,
    role: Role,
    drafter: Option<UserId>,
    today: NaiveDate,
) -> Result<Vec<(i64, String)>, Error> {
    let mut signers: Vec<(i64, String)> = Vec::new();
    for post in list_posts_of_organ(db, organ_id, Some(&word(role)), today)? {
        let user = load_user(db, post.user_id)?;
        let able = user.disabled_at.is_none() && Some(UserId(user.id)) != drafter;
        if able && !signers.iter().any(|(id, _)| *id == user.id) {
            signers.push((user.id, user.name));
        }
    }
    Ok(signers)
}

/// Whether this post records signatures on this case, before a byte of a scan is read.
///
/// # Errors
/// As [`on_paper`].
pub async fn admit_paper(app: &App, actor: NamedActor, number: String) -> Result<(), Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let row = crate::store::cases::load_case_by_number(db, &checks::scope(&actor.actor), &number)?;
            let Folded { case, .. } = load_folded(&within, db, &actor.actor, &row.number)?;
            let act = ActKind::RecordOfflineApproval;
            if may(&actor.actor, act, relation(&actor.actor, &case)) {
                Ok(())
            } else {
                Err(Refusal::NotYourTask { act: act.title() }.into())
            }
        })
        .await
}
