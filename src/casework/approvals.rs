//! What waits for the signature of a post: replies for reviewers and the 签发人, measures for the office head.

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::{ActorNote, NamedActor, from_row};
use super::view::{CaseSummary, summary};
use super::{Error, awaited, checks, journal_words};
use crate::app::App;
use crate::law::calendar::Calendar;
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::roles::Role;
use crate::law::text::{OrganId, UserId};
use crate::store::Db;
use crate::store::case_filter::{CaseFilter, Test};
use crate::store::case_list::{PageRequest, SortBy, list_cases};
use crate::store::cases::CaseRow;
use crate::store::journal::{EventRow, load_events};
use crate::store::organs::{OrganRow, find_organ, load_organ};
use crate::store::users::{list_posts_of_user, load_user};

/// Every case, in one page.
const ALL: PageRequest =
    PageRequest { sort: SortBy::PrudentDue, descending: false, after: None, limit: i64::MAX };

/// Something that waits for a signature.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    pub case: CaseSummary,
    /// The measure, by its number in the case; none for the reply.
    pub measure: Option<u32>,
    /// «答复审核», «答复签发», «延期».
    pub what: &'static str,
    /// Since when it waits.
    pub since: NaiveDate,
    /// Who drafted or proposed it.
    pub by: String,
    /// Whether that was the person who asks, or for whom they act: somebody else signs it (decision 15).
    pub own: bool,
}

/// What waits for this post, the most pressing first.
///
/// # Errors
/// [`Error::Forbidden`] for a post that signs nothing.
pub async fn waiting(app: &App, actor: NamedActor) -> Result<Vec<Waiting>, Error> {
    if !signs(actor.actor.role) {
        return Err(Error::Forbidden);
    }
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let calendar = within.calendars.current(db)?.in_force(None);
            let scope = checks::scope(&actor.actor);
            let all_of = vec![Test::open(), Test::Either(awaited::awaited(actor.actor.role)?)];
            let filter = CaseFilter { all_of, ..CaseFilter::default() };
            let rows = list_cases(db, &scope, &filter, &ALL)?;
            let mut waiting = Vec::new();
            for row in rows {
                waiting.extend(of_case(db, &actor, &row, &calendar, today)?);
            }
            // Databases differ in where they put what has no date.
            waiting.sort_by_key(|one| {
                let due = one.case.prudent_due_on.or(one.case.due_on).unwrap_or(NaiveDate::MAX);
                (due, one.case.id, one.measure)
            });
            Ok(waiting)
        })
        .await
}

/// Whether a post signs anything.
pub fn signs(role: Role) -> bool {
    matches!(role, Role::Reviewer | Role::Approver | Role::OfficeHead)
}

fn of_case(
    db: &mut Db,
    actor: &NamedActor,
    row: &CaseRow,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<Vec<Waiting>, Error> {
    let organ = load_organ(db, row.organ_id)?;
    let events = load_events(db, row.id)?;
    let journal = events.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    let case = Case::fold(OrganId(organ.id), &organ.path, &journal);
    let role = actor.actor.role;
    let summary = summary(row, calendar, role, today)?;
    let mut waiting = Vec::new();
    let mut add = |db: &mut Db, measure, what, since, by: Option<UserId>| -> Result<(), Error> {
        let own = actor.actor.stands_for(by);
        waiting.push(Waiting { case: summary.clone(), measure, what, since, by: name(db, by)?, own });
        Ok(())
    };
    if role == Role::OfficeHead {
        for (number, state) in (1..).zip(&case.measures) {
            if state.approved_on.is_none() && !state.refused {
                let proposed = |event: &CaseEvent| matches!(event, CaseEvent::MeasureProposed { number: of, .. } if *of == number);
                let since = newest(&events, &journal, proposed).unwrap_or(today);
                let what = journal_words::measure(&state.measure);
                add(db, Some(number), what, since, state.proposed_by)?;
            }
        }
    } else if case.awaited_signature() == Some(role) {
        let what = if role == Role::Approver { "答复签发" } else { "答复审核" };
        let moved = |event: &CaseEvent| {
            matches!(event, CaseEvent::SubmittedForApproval { .. } | CaseEvent::ApprovalPassed { .. })
        };
        let since = newest(&events, &journal, moved).unwrap_or(today);
        add(db, None, what, since, case.draft.as_ref().and_then(|draft| draft.by))?;
    }
    Ok(waiting)
}

fn newest(
    events: &[EventRow],
    journal: &[Recorded],
    wanted: impl Fn(&CaseEvent) -> bool,
) -> Option<NaiveDate> {
    let found = events.iter().zip(journal).rev().find(|(_, recorded)| wanted(&recorded.event));
    found.map(|(row, _)| row.occurred_on)
}

pub(super) fn name(db: &mut Db, person: Option<UserId>) -> Result<String, Error> {
    let Some(person) = person else { return Ok(String::new()) };
    Ok(load_user(db, person.0)?.name)
}

/// Who signed, as the record shows it (decision 15): «甲 代 乙» for a deputy; for somebody of a superior organ
/// who holds the post, whom they belong to and for whom they sign.
///
/// # Errors
/// The database's.
pub(super) fn signer(
    db: &mut Db,
    note: &ActorNote,
    organ: &OrganRow,
    on: NaiveDate,
) -> Result<String, Error> {
    if let Some(principal) = note.on_behalf_of {
        return Ok(format!("{} 代 {}", note.name, name(db, Some(principal))?));
    }
    let Some(user) = note.user else { return Ok(note.name.clone()) };
    for post in list_posts_of_user(db, user.0, on)? {
        if post.organ_id == organ.id {
            continue;
        }
        if let Some(above) =
            find_organ(db, post.organ_id)?.filter(|above| organ.path.starts_with(&above.path))
        {
            return Ok(format!("{}（{}） 代 {}", note.name, above.name, organ.name));
        }
    }
    Ok(note.name.clone())
}

/// Whom a deputy acts for, if the person does.
///
/// # Errors
/// The database's.
pub async fn acting_for(app: &App, actor: NamedActor) -> Result<Option<String>, Error> {
    let Some(principal) = actor.actor.on_behalf_of else { return Ok(None) };
    app.store.read(move |db| Ok(Some(name(db, Some(principal))?))).await
}
