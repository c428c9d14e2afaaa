//! 一事一申请: some items of an application go on as a case of their own, with its receipt day.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::{self, NamedActor};
use super::party::sort_key;
use super::people::OrganSettings;
use super::perform::{append_first, append_of_program, calendar_for, fold_first};
use super::register::{Registered, SERIES, number};
use super::row::cached;
use super::{Error, checks};
use crate::app::App;
use crate::law::act::LinkKind;
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::decide::Situation;
use crate::law::decide_intake::judge_split;
use crate::law::text::{CaseId, OrganId};
use crate::store::cases::{CaseRow, insert_case, load_case_by_number, update_case};
use crate::store::numbers::draw_serial;
use crate::store::organs::load_organ;
use crate::store::parties::{PartyPlace, append_party, list_parties, newest_versions};
use crate::store::search::index_case;
use crate::store::texts::{NewText, insert_text, list_texts};
use crate::store::watches::wake;
use crate::store::{Hash, StoreError, Tx};

/// Which items leave the case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitInput {
    /// Counted from 1.
    pub items: Vec<u16>,
}

/// Splits items off and returns the new case.
///
/// # Errors
/// The law's refusal; [`StoreError::NotFound`] for a case outside the post's scope.
pub async fn run(
    app: &App,
    actor: NamedActor,
    number: String,
    input: SplitInput,
    if_match: Option<i64>,
) -> Result<Registered, Error> {
    let within = app.clone();
    app.store.write(move |tx| split(&within, tx, &actor, &number, &input.items, if_match)).await
}

fn split(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    asked: &str,
    items: &[u16],
    if_match: Option<i64>,
) -> Result<Registered, Error> {
    let (now, today) = (app.now(), app.clock.today());
    let mut row = load_case_by_number(tx, &checks::scope(&actor.actor), asked)?;
    if if_match.is_some_and(|seen| seen != row.version) {
        return Err(StoreError::Stale.into());
    }
    let organ = load_organ(tx, row.organ_id)?;
    let mut events = journal::load(tx, row.id)?;
    let case = Case::fold(OrganId(organ.id), &organ.path, &events);
    let calendar = calendar_for(app.calendars.current(tx)?.as_ref(), &organ, &row, &case);
    let reviewers = OrganSettings::of(&organ).reviewers;
    let last_event = events.len() as u32;
    let situation =
        Situation { case: &case, actor: &actor.actor, today, calendar: &calendar, reviewers, last_event };
    let items: Vec<u16> = items.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    judge_split(&situation, &items)?;

    let mut part = new_part(app, tx, &row, &items)?;
    let first = first_events(&events, &items, row.id);
    let head = append_first(tx, &part, &first, actor, now, today)?;
    cached(&fold_first(&organ, &first, actor), &calendar)?.put_into(&mut part);
    part.set_journal_head(head);
    update_case(tx, &mut part)?;

    let event = CaseEvent::ItemsSplitOff { items, into: CaseId(part.id) };
    let head = append_of_program(tx, &row, &event, now, today, actor)?;
    events.push(Recorded { event, by: actor.person() });
    let case = Case::fold(OrganId(organ.id), &organ.path, &events);
    cached(&case, &calendar)?.put_into(&mut row);
    row.set_journal_head(head);
    row.title = words(tx, row.id, |item| case.items.contains(&item))?.join("；");
    row.title_key = sort_key(&row.title);
    row.updated_at = now;
    update_case(tx, &mut row)?;
    wake(tx, row.id, now)?;
    wake(tx, part.id, now)?;
    Ok(Registered {
        query_code: app.keys.query_code(part.id, part.query_generation),
        received_on: part.received_on,
        due_on: part.due_on,
        version: part.version,
        number: part.fields.number,
    })
}

/// A row of its own with the items' words and copies of the parties.
fn new_part(app: &App, tx: &mut Tx<'_>, row: &CaseRow, items: &[u16]) -> Result<CaseRow, Error> {
    let now = app.now();
    let words = words(tx, row.id, |item| items.contains(&item))?;
    let mut fields = row.fields.clone();
    let organ = load_organ(tx, row.organ_id)?;
    let year = chrono::Datelike::year(&app.clock.today());
    let serial = draw_serial(tx, organ.id, year, SERIES)?;
    (fields.number, fields.year, fields.serial) = (number(&organ.code, year, serial), year, Some(serial));
    fields.title = words.join("；");
    fields.title_key = sort_key(&fields.title);
    (fields.version, fields.event_count, fields.head) = (0, 0, Hash::ZERO);
    (fields.updated_at, fields.query_generation) = (now, 1);
    let part = insert_case(tx, fields)?;
    for party in newest_versions(list_parties(tx, row.id)?) {
        let place = PartyPlace { case_id: part.id, role: &party.role, ordinal: party.ordinal };
        let fields = super::party::sealed_for(&party, part.id, &app.keys)?;
        append_party(tx, place, 0, &fields, now)?;
    }
    for body in &words {
        let mut salt = [0; 16];
        app.random.fill(&mut salt)?;
        let text = NewText { case_id: part.id, kind: "item", version: 1, body, salt: &salt };
        insert_text(tx, &text, now)?;
    }
    index_case(tx, part.id, &[&part.title, &part.applicant_name])?;
    Ok(part)
}

/// The descriptions of some items of a case.
fn words(tx: &mut Tx<'_>, case_id: i64, wanted: impl Fn(u16) -> bool) -> Result<Vec<String>, Error> {
    let items = list_texts(tx, case_id)?.into_iter().filter(|text| text.kind == "item");
    Ok(items.zip(1u16..).filter(|(_, item)| wanted(*item)).map(|(text, _)| text.body).collect())
}

/// The same arrival and the same confirmation: the part keeps the application's receipt day.
fn first_events(journal: &[Recorded], items: &[u16], from: i64) -> Vec<CaseEvent> {
    let arrived = journal.iter().filter_map(|recorded| match &recorded.event {
        CaseEvent::Registered { channel, on, signed_on, handed_over_on, window, .. } => {
            Some(CaseEvent::Registered {
                channel: *channel,
                on: *on,
                signed_on: *signed_on,
                handed_over_on: *handed_over_on,
                window: *window,
                items: items.len() as u16,
            })
        }
        confirmed @ CaseEvent::ReceiptConfirmed { .. } => Some(confirmed.clone()),
        _ => None,
    });
    arrived.chain([CaseEvent::Linked { case: CaseId(from), link: LinkKind::SplitFrom }]).collect()
}
