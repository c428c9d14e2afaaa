//! For whom a case waits, asked of its journal: who has to sign for it, whose signature the draft needs,
//! which measure nobody has judged.
//!
//! The row does not say it. A person is found in the journal by how its entries begin: `{"user":17,`, as
//! the casework writes them.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::connection::MultiBackend;
use super::schema::{case_events, cases, urgings};
use super::scope::Condition;
use super::worklists::last_without;
use super::{Db, StoreError};

diesel::alias!(case_events as after_events: AfterEvents, case_events as passed_events: PassedEvents);

/// A submission for approval as the journal words it, and how often it was passed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The payload of the event.
    pub payload: String,
    /// At least and at most so many levels have passed it.
    pub passed: (i64, i64),
}

/// A unit has it, and nobody there signed for it since.
pub(super) fn unsigned() -> Condition {
    Box::new(last_without("assigned", &["signed_for"]).and(cases::unit_id.is_not_null().nullable()))
}

/// The draft was submitted in one of these words, is neither returned nor voided by an order to reply again,
/// and was passed as often as is said there.
pub(super) fn submitted(submissions: &[Submission]) -> Condition {
    let each = submissions.iter().map(|submission| -> Condition {
        let ended = after_events
            .filter(after_events.field(case_events::case_id).eq(case_events::case_id))
            .filter(after_events.field(case_events::kind).eq_any([
                "submitted_for_approval",
                "approval_returned",
                "reopened",
            ]))
            .filter(after_events.field(case_events::seq).gt(case_events::seq));
        let passed = passed_events
            .filter(passed_events.field(case_events::case_id).eq(case_events::case_id))
            .filter(passed_events.field(case_events::kind).eq("approval_passed"))
            .filter(passed_events.field(case_events::seq).gt(case_events::seq))
            .select(count_star())
            .single_value();
        let (least, most) = submission.passed;
        let waits = case_events::table
            .filter(case_events::case_id.eq(cases::id))
            .filter(case_events::kind.eq("submitted_for_approval"))
            .filter(case_events::payload.eq(submission.payload.clone()))
            .filter(not(exists(ended)))
            .filter(passed.between(least, most));
        Box::new(exists(waits).nullable())
    });
    each.reduce(|one, other| Box::new(one.or(other))).unwrap_or_else(|| super::Scope::Nothing.condition())
}

/// The last draft was written by one of these.
pub(super) fn drafted_by(people: &[String]) -> Condition {
    let each = people.iter().map(|person| -> Condition {
        let later = after_events
            .filter(after_events.field(case_events::case_id).eq(case_events::case_id))
            .filter(after_events.field(case_events::kind).eq("decision_drafted"))
            .filter(after_events.field(case_events::seq).gt(case_events::seq));
        let own = case_events::table
            .filter(case_events::case_id.eq(cases::id))
            .filter(case_events::kind.eq("decision_drafted"))
            .filter(case_events::actor.like(format!("{person}%")))
            .filter(not(exists(later)));
        Box::new(exists(own).nullable())
    });
    each.reduce(|one, other| Box::new(one.or(other))).unwrap_or_else(|| super::Scope::Nothing.condition())
}

/// A measure was proposed and neither approved nor refused.
pub(super) fn measure_unjudged() -> Condition {
    let count = |kinds: Vec<&'static str>| {
        case_events::table
            .filter(case_events::case_id.eq(cases::id))
            .filter(case_events::kind.eq_any(kinds))
            .select(count_star())
            .single_value()
    };
    let judged = count(vec!["measure_approved", "measure_refused"]);
    Box::new(count(vec!["measure_proposed"]).gt(judged))
}

/// One of these proposed a measure, judged or not.
pub(super) fn proposed_by(people: &[String]) -> Condition {
    let each = people.iter().map(|person| -> Condition {
        let own = case_events::table
            .filter(case_events::case_id.eq(cases::id))
            .filter(case_events::kind.eq("measure_proposed"))
            .filter(case_events::actor.like(format!("{person}%")));
        Box::new(exists(own).nullable())
    });
    each.reduce(|one, other| Box::new(one.or(other))).unwrap_or_else(|| super::Scope::Nothing.condition())
}

/// Of these cases, those whose draft was returned and not submitted again, or whose last measure was refused
/// and none proposed after it.
pub fn list_returned(db: &mut Db, case_ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let draft = last_without("approval_returned", &["submitted_for_approval"]);
    let measure = last_without("measure_refused", &["measure_proposed"]);
    let ids = cases::table
        .select(cases::id)
        .into_boxed::<MultiBackend>()
        .filter(cases::id.eq_any(case_ids.to_vec()))
        .filter(draft.or(measure))
        .order(cases::id)
        .load(db)?;
    Ok(ids)
}

/// Of these cases, those with a 督办 that nobody replied to.
pub fn list_urged(db: &mut Db, case_ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let ids = urgings::table
        .filter(urgings::case_id.eq_any(case_ids.to_vec()))
        .filter(urgings::replied_at.is_null())
        .order(urgings::case_id)
        .select(urgings::case_id)
        .distinct()
        .load(db)?;
    Ok(ids)
}
