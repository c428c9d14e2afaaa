//! What the law cannot see in a journal: who exists, and who holds which post.

use chrono::NaiveDate;

use super::journal::NamedActor;
use super::row::word;
use super::{Error, electronic};
use crate::law::act::{Act, Backdating};
use crate::law::case::Case;
use crate::law::case_event::Actor;
use crate::law::deadline::DeliveryMethod;
use crate::law::refusal::Refusal;
use crate::law::roles::{Relation, Role, may, relation};
use crate::law::text::{HoldsText, OrganId, Text, UnitId, UserId};
use crate::store::cases::{CaseRow, find_case};
use crate::store::organs::{OrganRow, find_organ_by_code, find_unit};
use crate::store::users::{PostRow, list_posts_of_organ, load_user};
use crate::store::{Db, Scope, StoreError};

/// The cases a person sees under a post; part of every query (decision 13).
pub(super) fn scope(actor: &Actor) -> Scope {
    match (actor.role.sees(), actor.unit) {
        (Some(Relation::OwnUnit), Some(unit)) => Scope::Unit { organ_id: actor.organ.0, unit_id: unit.0 },
        (Some(Relation::OwnOrgan), _) => Scope::Organs(vec![actor.organ.0]),
        (Some(Relation::Subtree), _) => Scope::Subtrees(vec![actor.organ_path.clone()]),
        _ => Scope::Nothing,
    }
}

/// What a person opens by its number: besides the post's own scope, a unit asked for 会办 opens what
/// it was asked about ([`opens`]).
pub(super) fn scope_to_open(actor: &Actor) -> Scope {
    match actor.role {
        Role::Handler => Scope::Organs(vec![actor.organ.0]),
        _ => scope(actor),
    }
}

/// Whether a case that [`scope_to_open`] let through exists for the actor.
pub(super) fn opens(actor: &Actor, case: &Case) -> bool {
    actor.role != Role::Handler
        || actor.unit.is_some_and(|unit| case.unit == Some(unit) || case.asked_for_co_handling(unit))
}

/// As [`scope_to_open`] for an answer to 会办; an applicant, who sees no case, asks for one that the
/// 查询码 has opened; everything else keeps to the post's own scope.
pub(super) fn scope_for(actor: &Actor, act: &Act) -> Scope {
    match (act, actor.role) {
        (Act::AnswerCoHandling { .. }, _) => scope_to_open(actor),
        (Act::RequestWithdrawal {}, Role::Applicant) => Scope::Organs(vec![actor.organ.0]),
        _ => scope(actor),
    }
}

/// Whether a case that [`scope_for`] let through exists for the actor.
pub(super) fn exists_for(actor: &Actor, act: &Act, case: &Case) -> bool {
    !matches!(act, Act::AnswerCoHandling { .. }) || opens(actor, case)
}

/// The applicant as an actor: no person of the system.
pub(super) fn applicant(organ_id: i64, organ_path: &str, organ_name: &str) -> NamedActor {
    NamedActor {
        actor: Actor {
            user: UserId(0),
            role: Role::Applicant,
            organ: OrganId(organ_id),
            organ_path: organ_path.to_owned(),
            unit: None,
            on_behalf_of: None,
        },
        name: String::new(),
        organ_name: organ_name.to_owned(),
    }
}

/// The organ with this code, if it exists on `today`.
pub(super) fn load_open_organ(db: &mut Db, code: &str, today: NaiveDate) -> Result<OrganRow, Error> {
    let found = find_organ_by_code(db, code)?;
    let open = |organ: &OrganRow| organ.valid_from <= today && organ.valid_to.is_none_or(|to| today <= to);
    found.filter(open).ok_or(Error::Store(StoreError::NotFound))
}

/// Whether the people and units an act names exist and hold the posts it needs.
pub(super) fn check(
    db: &mut Db,
    actor: &Actor,
    row: &CaseRow,
    case: &Case,
    act: &Act,
    today: NaiveDate,
) -> Result<(), Error> {
    // Whose task it is not learns nothing about the people and units it names.
    if !may(actor, act.kind(), relation(actor, case)) {
        return Err(Refusal::NotYourTask { act: act.kind().title() }.into());
    }
    must_come_in_words(act)?;
    let organ_id = row.organ_id;
    match act {
        Act::Assign { unit, handler, .. } => check_assignment(db, organ_id, *unit, *handler, today)?,
        Act::AskCoHandling { unit, .. } | Act::AnswerOnTheSpot { unit, .. } => {
            check_assignment(db, organ_id, *unit, None, today)?;
        }
        Act::RecordOfflineApproval { signer, .. } => {
            // Decision 16: it counts as the signer's own, so the signer holds the post it waits for.
            let Some(awaited) = case.awaited_signature().map(word) else { return Ok(()) };
            if !holds_post(db, organ_id, *signer, today, |post| post.role == awaited)? {
                return Err(Error::input("signer", "签批人在本机关没有现在应当签批的岗位"));
            }
        }
        Act::Deliver { method: DeliveryMethod::Electronic, chosen, .. } => {
            electronic::check(db, row, case, chosen.as_ref())?;
        }
        Act::Link { case: other, .. } => {
            let found = find_case(db, &scope(actor), other.0)?.filter(|other| other.id != row.id);
            found.ok_or_else(|| Error::input("case", "没有找到要关联的另一个案件"))?;
        }
        _ => {}
    }
    match act.backdating().and_then(|backdating| backdating.second_person) {
        Some(person) if !holds_post(db, organ_id, person, today, |_| true)? => {
            Err(Error::input("backdating", "共同确认人在本机关没有岗位"))
        }
        _ => Ok(()),
    }
}

/// Words are stored by this program alone: a client that named a stored text could put another
/// case's words, or none, into the journal.
fn must_come_in_words(act: &Act) -> Result<(), Error> {
    let mut words_alone = true;
    act.clone().visit_texts(&mut |text| words_alone &= matches!(text, Text::Words(_)));
    if words_alone { Ok(()) } else { Err(Error::input("act", "文字说明应直接填写文字")) }
}

fn check_assignment(
    db: &mut Db,
    organ_id: i64,
    unit: UnitId,
    handler: Option<UserId>,
    today: NaiveDate,
) -> Result<(), Error> {
    let open = find_unit(db, unit.0)?
        .filter(|found| found.organ_id == organ_id && found.valid_to.is_none_or(|to| today <= to));
    open.ok_or_else(|| Error::input("unit", "本机关没有这个内设机构，或者已经撤并"))?;
    let Some(handler) = handler else { return Ok(()) };
    let handles = |post: &PostRow| post.role == word(Role::Handler) && post.unit_id == Some(unit.0);
    if holds_post(db, organ_id, handler, today, handles)? {
        Ok(())
    } else {
        Err(Error::input("handler", "此人不是该内设机构的承办人"))
    }
}

fn holds_post(
    db: &mut Db,
    organ_id: i64,
    person: UserId,
    today: NaiveDate,
    wanted: impl Fn(&PostRow) -> bool,
) -> Result<bool, Error> {
    if load_user(db, person.0).map(|user| user.disabled_at.is_some()).unwrap_or(true) {
        return Ok(false);
    }
    let posts = list_posts_of_organ(db, organ_id, None, today)?;
    Ok(posts.iter().any(|post| post.user_id == person.0 && wanted(post)))
}

impl Act {
    /// The backdating of an own act, if it has one.
    pub(super) fn backdating(&self) -> Option<&Backdating> {
        match self {
            Act::ConfirmReceipt { backdating, .. }
            | Act::CorrectFact { backdating, .. }
            | Act::DispatchMeasure { backdating, .. }
            | Act::Deliver { backdating, .. } => backdating.as_ref(),
            _ => None,
        }
    }
}
