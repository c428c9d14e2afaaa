//! 督办 from end to end: a supervisor issues one, the office replies, the supervisor closes it or asks again.
//! An overdue date opens one by itself ([`crate::store::supervision`]); both stand in the same chain.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::journal::NamedActor;
use super::perform::{ActRequest, perform};
use super::trail::note;
use super::urge_numbers::give_number;
use super::view::{self, CaseSummary};
use super::{Error, IdempotencyKey, checks, once};
use crate::app::{App, shanghai};
use crate::law::act::Act;
use crate::law::calendar::Calendar;
use crate::law::roles::Role;
use crate::law::text::Text;
use crate::law::wording;
use crate::store::cases::{CaseRow, load_case, load_case_by_number};
use crate::store::organs::load_organ;
use crate::store::supervision::{UrgingRow, list_urgings};
use crate::store::texts::list_texts;
use crate::store::urge_sheets::find_urge_sheet;
use crate::store::urgings::{
    NewUrging, UrgingFilter, UrgingState, close_urging, count_urgings_within, follow_urging, insert_urging,
    list_urgings_within,
};
use crate::store::users::load_user;
use crate::store::watches::wake;
use crate::store::{Db, Instant, StoreError, Tx};

/// Rows of a page of the list.
const PAGE: i64 = 50;
/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 500;

/// A 督办 as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UrgingLine {
    pub id: i64,
    /// 文号 of its sheet, once it has one.
    pub number: Option<String>,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<String>,
    /// When it was opened, in words.
    pub opened_at: String,
    pub opened_on: NaiveDate,
    /// The supervisor; none where an overdue date opened it.
    pub issued_by: Option<String>,
    /// None where an overdue date opened it, and once it was erased.
    pub message: Option<String>,
    /// By when a reply is asked for, that day included.
    pub reply_by: NaiveDate,
    /// `waiting` `late` `replied` `closed`.
    pub state: &'static str,
    pub state_title: &'static str,
    pub replied_at: Option<String>,
    pub replied_by: Option<String>,
    pub reply: Option<String>,
    pub closed_at: Option<String>,
    pub closed_by: Option<String>,
    /// The one it follows.
    pub previous: Option<i64>,
    /// The one that follows it.
    pub next: Option<i64>,
}

/// The 督办 of a case, oldest first, with what the forms need.
#[derive(Clone, Debug)]
pub struct UrgingsOfCase {
    pub case: CaseSummary,
    pub organ: String,
    pub urgings: Vec<UrgingLine>,
    /// The next working day: what is asked for where nothing else is.
    pub usual_reply_by: NaiveDate,
    pub ended: bool,
}

/// A line of the list of all.
#[derive(Clone, Debug)]
pub struct ListedUrging {
    pub urging: UrgingLine,
    pub case: CaseSummary,
    pub organ: String,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct UrgingList {
    pub lines: Vec<ListedUrging>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// How many there are of each state, over all pages.
    pub counts: [(UrgingState, i64); 4],
}

/// What a supervisor asks for.
#[derive(Clone, Debug)]
pub struct IssueInput {
    pub message: String,
    pub reply_by: NaiveDate,
    /// The one whose reply was not enough.
    pub previous: Option<i64>,
}

impl UrgingState {
    pub const ALL: [UrgingState; 4] =
        [UrgingState::Late, UrgingState::Waiting, UrgingState::Replied, UrgingState::Closed];

    /// Its name in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            UrgingState::Waiting => "waiting",
            UrgingState::Late => "late",
            UrgingState::Replied => "replied",
            UrgingState::Closed => "closed",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            UrgingState::Waiting => "待反馈",
            UrgingState::Late => "逾期未反馈",
            UrgingState::Replied => "已反馈，待销号",
            UrgingState::Closed => "已销号",
        }
    }

    /// The state of that name.
    pub fn find(tag: &str) -> Option<UrgingState> {
        UrgingState::ALL.into_iter().find(|state| state.tag() == tag)
    }

    fn of(row: &UrgingRow, today: NaiveDate) -> UrgingState {
        match (row.closed_at, row.replied_at) {
            (Some(_), _) => UrgingState::Closed,
            (None, Some(_)) => UrgingState::Replied,
            (None, None) if row.reply_by < today => UrgingState::Late,
            (None, None) => UrgingState::Waiting,
        }
    }
}

/// A moment as people write it.
pub(super) fn moment(at: Instant) -> String {
    let local = shanghai(at.to_utc());
    format!("{} {}", wording::day(local.date_naive()), local.format("%H:%M"))
}

/// Opens and numbers the 督办 that the act of urging asks for, with a reply due the next working day.
pub(super) fn follow(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    act: &Act,
    calendar: &Calendar,
) -> Result<(), Error> {
    let Act::Urge { message: Text::Stored(stored) } = act else { return Ok(()) };
    let new = NewUrging {
        case_id: row.id,
        organ_id: row.organ_id,
        opened_at: app.now(),
        reply_by: calendar.main.nth_after(app.clock.today(), 1u32)?,
        issued_by: actor.actor.user.0,
        text_id: stored.text,
    };
    let urging = insert_urging(tx, &new)?;
    give_number(app, tx, actor, row, urging).map(drop)
}

/// Issues a 督办, or asks again after a reply that was not enough; the earlier one is closed with it.
///
/// # Errors
/// As [`super::perform::run`]; [`Error::Input`] for a day that is past, far off or not worked on, or for
/// an earlier one that nobody replied to; [`StoreError::Stale`] if the earlier one was closed.
pub async fn issue(
    app: &App,
    actor: NamedActor,
    number: String,
    input: IssueInput,
    key: Option<IdempotencyKey>,
) -> Result<(), Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let now = within.now();
            once::once(tx, key.as_ref(), now, |tx| -> Result<(), Error> {
                let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
                must_supervise(&actor)?;
                let region = load_organ(tx, row.organ_id)?.region;
                let calendar = within.calendars.current(tx)?.in_force(region.as_deref());
                check_issue(tx, &row, &input, &calendar, within.clock.today())?;
                let act = Act::Urge { message: Text::Words(input.message.trim().to_owned()) };
                let request = ActRequest { number: number.clone(), act, if_match: None, key: None };
                perform(&within, tx, &actor, &request, &[])?;
                let issued = list_urgings(tx, row.id)?.into_iter().next();
                let issued = issued.ok_or_else(|| Error::corrupt("a 督办 that was not kept"))?;
                follow_urging(tx, issued.id, input.reply_by, input.previous)?;
                if let Some(previous) = input.previous {
                    close_urging(tx, previous, actor.actor.user.0, now)?;
                }
                Ok(wake(tx, row.id, now)?)
            })
        })
        .await
}

/// What stands against a day by which a reply is asked for.
fn check_reply_by(reply_by: NaiveDate, calendar: &Calendar, today: NaiveDate) -> Option<&'static str> {
    let latest = today.checked_add_months(Months::new(12));
    if reply_by < today {
        Some("反馈期限不能早于今天")
    } else if latest.is_none_or(|latest| reply_by > latest) {
        Some("反馈期限应在一年之内，请核对年份")
    } else if !calendar.main.is_working(reply_by).unwrap_or(false) {
        Some("这一天不上班，请改为工作日")
    } else {
        None
    }
}

fn check_issue(
    db: &mut Db,
    row: &CaseRow,
    input: &IssueInput,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<(), Error> {
    let mut faults = Vec::new();
    let length = input.message.trim().chars().count();
    if length == 0 || length > LONGEST_MESSAGE {
        let message = format!("请写明督办要求，不超过{LONGEST_MESSAGE}个字");
        faults.push(super::InputFault::new("message", message));
    }
    if let Some(message) = check_reply_by(input.reply_by, calendar, today) {
        faults.push(super::InputFault::new("reply_by", message));
    }
    if row.ended_on.is_some() {
        faults.push(super::InputFault::new("message", "本件已经办结，不再督办"));
    }
    if let Some(previous) = input.previous {
        let found = list_urgings(db, row.id)?.into_iter().find(|urging| urging.id == previous);
        if found.ok_or(StoreError::NotFound)?.replied_at.is_none() {
            faults.push(super::InputFault::new("message", "上一次督办还没有反馈，请等反馈后再次督办"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Input(faults)) }
}

fn must_supervise(actor: &NamedActor) -> Result<(), Error> {
    if actor.actor.role == Role::Supervisor { Ok(()) } else { Err(Error::Forbidden) }
}

/// Closes a 督办 that was replied to, or whose case has ended.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope; [`Error::Forbidden`] unless a supervisor;
/// [`Error::Input`] if it is too early; [`StoreError::Stale`] if somebody else closed it before.
pub async fn close(app: &App, actor: NamedActor, number: String, id: i64) -> Result<(), Error> {
    let now = app.now();
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            must_supervise(&actor)?;
            let found = list_urgings(tx, row.id)?.into_iter().find(|urging| urging.id == id);
            let urging = found.ok_or(StoreError::NotFound)?;
            // Sent twice, it was closed once.
            let sheet = find_urge_sheet(tx, id)?;
            let withdrawn = sheet.is_some_and(|sheet| sheet.withdrawn_at.is_some());
            if urging.closed_by == Some(actor.actor.user.0) && !withdrawn {
                return Ok(());
            }
            if urging.replied_at.is_none() && row.ended_on.is_none() {
                return Err(Error::input("close", "承办单位还没有反馈，案件也没有办结，不能销号"));
            }
            close_urging(tx, id, actor.actor.user.0, now)?;
            wake(tx, row.id, now)?;
            note(tx, &actor, "close_urging", format!("urging {id}"), now)
        })
        .await
}

/// The chain of a case that the actor sees.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope.
pub async fn of_case(app: &App, actor: NamedActor, number: String) -> Result<UrgingsOfCase, Error> {
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let row = load_case_by_number(db, &checks::scope(&actor.actor), &number)?;
            let organ = load_organ(db, row.organ_id)?;
            let calendar = app.calendars.current(db)?.in_force(organ.region.as_deref());
            let rows = list_urgings(db, row.id)?;
            let texts = list_texts(db, row.id)?;
            let words = |id: Option<i64>| {
                let text = texts.iter().find(|text| Some(text.id) == id);
                text.map(|text| text.body.clone()).filter(|body| !body.is_empty())
            };
            let mut urgings = Vec::new();
            for urging in rows.iter().rev() {
                let next = rows.iter().find(|other| other.previous_id == Some(urging.id));
                let mut line = line(db, urging, words(urging.text_id), next.map(|next| next.id), today)?;
                if let Some(text) = find_urge_sheet(db, urging.id)?.and_then(|sheet| sheet.text_id) {
                    line.withdrawn = words(Some(text)).or(Some(String::new()));
                }
                urgings.push(line);
            }
            Ok(UrgingsOfCase {
                case: view::summary(&row, &calendar, actor.actor.role, today)?,
                organ: organ.name,
                urgings,
                usual_reply_by: calendar.main.nth_after(today, 1u32)?,
                ended: row.ended_on.is_some(),
            })
        })
        .await
}

fn line(
    db: &mut Db,
    row: &UrgingRow,
    message: Option<String>,
    next: Option<i64>,
    today: NaiveDate,
) -> Result<UrgingLine, Error> {
    let sheet = find_urge_sheet(db, row.id)?;
    let withdrawn = sheet.as_ref().is_some_and(|sheet| sheet.withdrawn_at.is_some());
    let state = UrgingState::of(row, today);
    let mut name = |id: Option<i64>| -> Result<Option<String>, Error> {
        Ok(id.map(|id| load_user(db, id)).transpose()?.map(|user| user.name))
    };
    Ok(UrgingLine {
        id: row.id,
        number: sheet.and_then(|sheet| sheet.document_number),
        withdrawn: withdrawn.then(String::new),
        opened_at: moment(row.opened_at),
        opened_on: shanghai(row.opened_at.to_utc()).date_naive(),
        issued_by: name(row.issued_by)?,
        message,
        reply_by: row.reply_by,
        state: state.tag(),
        state_title: if withdrawn { "已撤回" } else { state.title() },
        replied_at: row.replied_at.map(moment),
        replied_by: name(row.replied_by)?,
        reply: row.reply.clone(),
        closed_at: row.closed_at.map(moment),
        closed_by: name(row.closed_by)?,
        previous: row.previous_id,
        next,
    })
}

/// The 督办 over all cases that the actor sees, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for a post that sees no case.
pub async fn list(app: &App, actor: NamedActor, filter: UrgingFilter) -> Result<UrgingList, Error> {
    if actor.actor.role.sees().is_none() {
        return Err(Error::Forbidden);
    }
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let scope = checks::scope(&actor.actor);
            let calendar = app.calendars.current(db)?.in_force(None);
            let mut rows = list_urgings_within(db, &scope, &filter, today, PAGE + 1)?;
            let more = rows.len() as i64 > PAGE;
            rows.truncate(PAGE as usize);
            let next = rows.last().filter(|_| more).map(|row| row.id);
            let mut lines = Vec::new();
            for row in rows {
                let case = load_case(db, &scope, row.case_id)?;
                lines.push(ListedUrging {
                    urging: line(db, &row, None, None, today)?,
                    case: view::summary(&case, &calendar, actor.actor.role, today)?,
                    organ: load_organ(db, case.organ_id)?.name,
                });
            }
            let mut counts = UrgingState::ALL.map(|state| (state, 0));
            for (state, count) in &mut counts {
                *count = count_urgings_within(db, &scope, *state, today)?;
            }
            Ok(UrgingList { lines, next, counts })
        })
        .await
}
