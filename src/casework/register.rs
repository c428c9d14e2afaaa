//! 登记: a request comes into being, by the clerk's hand or online.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::application::{ApplicationInput, faults};
use super::explained::{Explained, explain};
use super::journal::NamedActor;
use super::once::once;
use super::party::{self, sort_key};
use super::people::OrganSettings;
use super::perform::{append_first, fold_first};
use super::row::{cached, word};
use super::told::Told;
use super::{Error, IdempotencyKey, checks, organs, readiness, windows};
use crate::app::App;
use crate::law::case_event::CaseEvent;
use crate::law::deadline::Channel;
use crate::law::roles::Role;
use crate::law::text::WindowId;
use crate::store::cases::{CaseFields, insert_case, save_number};
use crate::store::numbers::draw_serial;
use crate::store::organs::{OrganRow, find_unit, load_organ};
use crate::store::parties::{PartyPlace, append_party};
use crate::store::search::insert_grams;
use crate::store::texts::{NewText, insert_text};
use crate::store::watches::wake;
use crate::store::{Db, Hash, Tx};

pub(super) const SERIES: &str = "case";

/// What the applicant's receipt says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Registered {
    /// 登记编号.
    pub number: String,
    /// 查询码, 12 digits.
    pub query_code: String,
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日.
    pub due_on: Option<NaiveDate>,
    /// The version for If-Match.
    pub version: i64,
}

/// Registers what came in at the counter or by mail.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk; [`Error::Input`]; the law's refusal of its dates.
pub async fn run(
    app: &App,
    actor: NamedActor,
    input: ApplicationInput,
    key: Option<IdempotencyKey>,
) -> Result<Registered, Error> {
    if actor.actor.role != Role::Clerk {
        return Err(Error::Forbidden);
    }
    let mut faults = faults(&input, app.clock.today());
    faults.extend(party::faults(&input.applicant));
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let by = match &input.organ {
        Some(code) => By::ClerkFor(actor, code.clone()),
        None => By::Clerk(actor),
    };
    write(app, by, input, key).await
}

/// Takes an application from the public pages, for an organ that exists today.
///
/// # Errors
/// [`Error::Input`]; [`Error::Store`] (not found) for an unknown organ.
pub async fn submit(
    app: &App,
    organ_code: String,
    mut input: ApplicationInput,
    key: Option<IdempotencyKey>,
) -> Result<Registered, Error> {
    let today = app.clock.today();
    // The day of submission is ours to say; the applicant's browser may be wrong.
    (input.channel, input.on, input.signed_on, input.handed_over_on) = (Channel::Online, today, None, None);
    (input.unit, input.signed_by, input.organ) = (None, None, None);
    let mut faults = faults(&input, today);
    faults.extend(party::faults_online(&input.applicant));
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    write(app, By::ApplicantTo(organ_code), input, key).await
}

/// Who registers, and with which organ.
enum By {
    /// A clerk, with the own one.
    Clerk(NamedActor),
    /// A clerk at a 受理窗口, with the one of this code.
    ClerkFor(NamedActor, String),
    /// An applicant, with the one of this code.
    ApplicantTo(String),
}

impl By {
    /// The organ, who acts, and through which window.
    fn load(
        self,
        db: &mut Db,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(OrganRow, NamedActor, Option<i64>), Error> {
        match self {
            By::Clerk(actor) => {
                let organ = load_organ(db, actor.actor.organ.0)?;
                organs::must_exist(db, &organ, on)?;
                Ok((organ, actor, None))
            }
            By::ClerkFor(actor, code) => {
                let (organ, window) = windows::served(db, actor.actor.organ.0, &code, today)?;
                Ok((organ, actor, Some(window)))
            }
            By::ApplicantTo(code) => {
                let organ = readiness::load_applied_to(db, &code, today)?;
                let actor = checks::applicant(organ.id, &organ.path, &organ.name);
                Ok((organ, actor, None))
            }
        }
    }
}

async fn write(
    app: &App,
    by: By,
    input: ApplicationInput,
    key: Option<IdempotencyKey>,
) -> Result<Registered, Error> {
    // One for each item, for the two wishes and who signed, and for the draft of the number.
    let mut random = vec![0; 16 * (input.items.len() + 4)];
    app.random.fill(&mut random)?;
    let within = app.clone();
    app.store
        .write(move |tx| {
            once(tx, key.as_ref(), within.now(), |tx| {
                let (organ, actor, window) = by.load(tx, input.on, within.clock.today())?;
                insert(&within, tx, &organ, &actor, &Arrival { input: &input, window }, &random)
            })
        })
        .await
}

/// An application, and the 受理窗口 through which it came.
struct Arrival<'a> {
    input: &'a ApplicationInput,
    window: Option<i64>,
}

/// The whole registration in one transaction. The number comes last: on PostgreSQL, whoever draws it
/// makes all others wait until the commit. It is gapless because it stands or falls with the case.
fn insert(
    app: &App,
    tx: &mut Tx<'_>,
    organ: &OrganRow,
    actor: &NamedActor,
    arrival: &Arrival<'_>,
    random: &[u8],
) -> Result<Registered, Error> {
    let input = arrival.input;
    let (now, today) = (app.now(), app.clock.today());
    if let Some(unit) = input.unit {
        let found = find_unit(tx, unit)?.filter(|unit| unit.organ_id == organ.id);
        found.ok_or_else(|| Error::input("unit", "本机关没有这个内设机构"))?;
    }
    let events = first_events(arrival);
    let calendar = app.calendars.current(tx)?.in_force(organ.region.as_deref());
    let case = fold_first(organ, &events, actor);
    let (draft, salt) = random.split_at_checked(16).unwrap_or_default();
    let title: String = input.items.iter().map(|item| item.description.trim()).collect::<Vec<_>>().join("；");
    let mut fields = new_fields(organ, input, draft_number(draft), &title, now, today);
    cached(&case, &calendar)?.put_into(&mut fields);
    let mut row = insert_case(tx, fields)?;
    insert_words(app, tx, row.id, input, salt)?;
    insert_grams(tx, row.id, &[&title, &input.applicant.name])?;
    wake(tx, row.id, now)?;
    let head = append_first(tx, &row, &events, actor, now, today)?;
    let serial = draw_serial(tx, organ.id, today.year(), SERIES)?;
    save_number(tx, &mut row, number(&organ.code, today.year(), serial), serial, head)?;
    Told { app, organ, row: &row, calendar: &calendar }.of_receipt(tx, &input.applicant)?;
    Ok(Registered {
        number: row.number.clone(),
        query_code: app.keys.query_code(row.id, row.query_generation),
        received_on: row.received_on,
        due_on: row.due_on,
        version: row.version,
    })
}

/// 登记编号: one series for each organ and year (decision 8).
pub(super) fn number(organ_code: &str, year: i32, serial: i32) -> String {
    format!("{organ_code}-{year}-{serial:05}")
}

fn first_events(arrival: &Arrival<'_>) -> Vec<CaseEvent> {
    let input = arrival.input;
    let registered = CaseEvent::Registered {
        channel: input.channel,
        on: input.on,
        signed_on: input.signed_on,
        handed_over_on: input.handed_over_on,
        window: arrival.window.map(WindowId),
        items: input.items.len() as u16,
    };
    let assigned = input.unit.map(|unit| CaseEvent::Assigned {
        unit: crate::law::text::UnitId(unit),
        handler: None,
        reason: None,
    });
    [registered].into_iter().chain(assigned).collect()
}

/// What stands in the row until the number is drawn, in the same transaction: unique, and seen by nobody.
fn draft_number(random: &[u8]) -> String {
    random.iter().fold("draft-".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

fn new_fields(
    organ: &OrganRow,
    input: &ApplicationInput,
    number: String,
    title: &str,
    now: crate::store::Instant,
    today: NaiveDate,
) -> CaseFields {
    CaseFields {
        number,
        organ_id: organ.id,
        unit_id: None,
        handler_id: None,
        year: today.year(),
        serial: None,
        channel: word(input.channel),
        applicant_kind: word(input.applicant.kind),
        step: String::new(),
        state: String::new(),
        received_on: None,
        due_on: None,
        prudent_due_on: None,
        due_early_on: None,
        due_late_on: None,
        correction_notice_by: None,
        paused_until: None,
        waiting_for: None,
        waiting_until: None,
        delivered_on: None,
        ended_on: None,
        result: None,
        provisional: false,
        calendar_version: String::new(),
        title: title.to_owned(),
        title_key: sort_key(title),
        applicant_name: input.applicant.name.clone(),
        applicant_key: sort_key(&input.applicant.name),
        query_generation: 1,
        submitted_at: now,
        updated_at: now,
        version: 1,
        event_count: 0,
        head: Hash::ZERO,
    }
}

/// Names and words go to their side tables (decision 3).
fn insert_words(
    app: &App,
    tx: &mut Tx<'_>,
    case_id: i64,
    input: &ApplicationInput,
    salt: &[u8],
) -> Result<(), Error> {
    let now = app.now();
    let applicants = [&input.applicant].into_iter().chain(&input.co_applicants);
    for (party, ordinal) in applicants.zip(1..) {
        let fields = party::seal(party, case_id, &app.keys)?;
        append_party(tx, PartyPlace { case_id, role: "applicant", ordinal }, 0, &fields, now)?;
    }
    if let Some(agent) = &input.agent {
        let place = PartyPlace { case_id, role: "agent", ordinal: 1 };
        append_party(tx, place, 0, &party::seal(agent, case_id, &app.keys)?, now)?;
    }
    for (item, salt) in input.items.iter().zip(salt.chunks(16)) {
        let text = NewText { case_id, kind: "item", version: 1, body: &item.description, salt };
        insert_text(tx, &text, now)?;
    }
    let others = [("form", &input.form), ("delivery", &input.delivery), ("signed_by", &input.signed_by)];
    for ((kind, words), salt) in others.into_iter().zip(salt.chunks(16).skip(input.items.len())) {
        if let Some(body) = words {
            insert_text(tx, &NewText { case_id, kind, version: 1, body, salt }, now)?;
        }
    }
    Ok(())
}

/// The dates an application would get, before it is registered.
///
/// # Errors
/// As [`run`], for its dates.
pub async fn preview(app: &App, actor: &NamedActor, input: &ApplicationInput) -> Result<Explained, Error> {
    let faults = faults(input, app.clock.today());
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let event = CaseEvent::Registered {
        channel: input.channel,
        on: input.on,
        signed_on: input.signed_on,
        handed_over_on: input.handed_over_on,
        window: None,
        items: input.items.len() as u16,
    };
    let (organ, app, today) = (actor.actor.organ, app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let row = load_organ(db, organ.0)?;
            let calendar = app.calendars.current(db)?.in_force(row.region.as_deref());
            let recorded = crate::law::case::Recorded { event, by: None };
            let case = crate::law::case::Case::fold(organ, &row.path, &[recorded]);
            explain(&case, &calendar, OrganSettings::of(&row), today)
        })
        .await
}
