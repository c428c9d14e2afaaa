//! What waits for whose signature, as filters of the list of cases: asked by 我的待办 and by the list of approvals.

use super::{Error, checks, journal};
use crate::law::case::Case;
use crate::law::case_event::{Actor, CaseEvent};
use crate::law::roles::Role;
use crate::law::text::OrganId;
use crate::store::Db;
use crate::store::case_filter::{CaseFilter, Test};
use crate::store::case_list::{PageRequest, SortBy, list_cases};
use crate::store::folders::Submission;

/// More levels of approval than any organ has.
const MOST_REVIEWERS: u8 = 9;
/// More cases than one person proposes measures in at a time.
const MOST_MIXED: i64 = 1000;

/// How the entries of a person begin, and of whom the person stands in for (see [`super::journal::ActorNote`]).
fn entries_of(actor: &Actor) -> Vec<String> {
    let people = [Some(actor.user), actor.on_behalf_of];
    people.into_iter().flatten().map(|person| format!("{{\"user\":{},", person.0)).collect()
}

/// The submissions that wait at these levels: `at` gives the least and the most levels passed, for so many
/// reviewers.
fn submissions(at: impl Fn(i64) -> (i64, i64)) -> Result<Test, Error> {
    let each = (0..=MOST_REVIEWERS).map(|reviewers| -> Result<Submission, Error> {
        // As the journal writes it: the store compares it as it stands.
        let payload = serde_json::to_value(CaseEvent::SubmittedForApproval { reviewers });
        let payload = payload.map_err(Error::corrupt)?.to_string();
        Ok(Submission { payload, passed: at(i64::from(reviewers)) })
    });
    Ok(Test::Submitted(each.collect::<Result<_, _>>()?))
}

/// What waits for a signature of this post, whoever drafted or proposed it; for a post that signs nothing, what
/// waits for any. One of these lists holds in full.
///
/// # Errors
/// None that is expected.
pub(super) fn awaited(role: Role) -> Result<Vec<Vec<Test>>, Error> {
    Ok(match role {
        Role::Reviewer => vec![vec![submissions(|reviewers| (0, reviewers - 1))?]],
        Role::Approver => vec![vec![submissions(|reviewers| (reviewers, reviewers))?]],
        Role::OfficeHead => vec![vec![Test::MeasureUnjudged]],
        _ => vec![vec![submissions(|reviewers| (0, reviewers))?], vec![Test::MeasureUnjudged]],
    })
}

/// What 待审批 means for a person: what is awaited of the post, and was not drafted or proposed by them
/// (decision 15).
pub(super) fn waits(db: &mut Db, actor: &Actor) -> Result<Vec<Vec<Test>>, Error> {
    let mut lists = awaited(actor.role)?;
    let but = |lists: &mut Vec<Vec<Test>>, own: Test| {
        for list in lists {
            list.push(Test::Not(Box::new(own.clone())));
        }
    };
    match actor.role {
        Role::Reviewer | Role::Approver => but(&mut lists, Test::DraftedBy(entries_of(actor))),
        Role::OfficeHead => {
            let own = Test::ProposedBy(entries_of(actor));
            but(&mut lists, own.clone());
            lists.push(vec![Test::Among(mixed(db, actor, own)?)]);
        }
        _ => {}
    }
    Ok(lists)
}

/// Cases in which the person proposed one measure and has to judge another: few, so that each is folded.
fn mixed(db: &mut Db, actor: &Actor, own: Test) -> Result<Vec<i64>, Error> {
    let all_of = vec![Test::open(), Test::MeasureUnjudged, own];
    let filter = CaseFilter { all_of, ..CaseFilter::default() };
    let page = PageRequest { sort: SortBy::PrudentDue, descending: false, after: None, limit: MOST_MIXED };
    let mut ids = Vec::new();
    for row in list_cases(db, &checks::scope(actor), &filter, &page)? {
        let organ = OrganId(row.organ_id);
        let case = Case::fold(organ, &actor.organ_path, &journal::load(db, row.id)?);
        let open = case.measures.iter().filter(|state| state.approved_on.is_none() && !state.refused);
        if open.into_iter().any(|state| !actor.stands_for(state.proposed_by)) {
            ids.push(row.id);
        }
    }
    Ok(ids)
}
