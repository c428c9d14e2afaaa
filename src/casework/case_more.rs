//! The rest of a case's page: its days as a picture, what it still needs, messages to the applicant, who looked
//! at it, its 督办 and the cases it belongs with.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike};
use serde::Serialize;
use serde_json::Value;

use super::explained::Explained;
use super::gantt::{self, DueDates, Gantt, Happened};
use super::journal::from_row;
use super::tasks::{self, Task};
use super::{Error, checks, party, trail};
use crate::app::shanghai;
use crate::law::act::LinkKind;
use crate::law::calendar::Calendar;
use crate::law::case::Case;
use crate::law::case_event::{Actor, CaseEvent};
use crate::law::deadline::CONSULTATION_DAYS;
use crate::law::roles::Role;
use crate::store::audit::list_audit_of_case;
use crate::store::cases::{CaseRow, find_case};
use crate::store::journal::EventRow;
use crate::store::outbox::{MessageRow, list_messages_of};
use crate::store::supervision::list_urgings;
use crate::store::users::load_user;
use crate::store::{Db, Instant};

/// The latest entries of each list; older ones are in the audit trail.
const MOST_ENTRIES: i64 = 50;

/// What a case's page shows besides the case.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// None only for a journal without events.
    pub gantt: Option<Gantt>,
    pub tasks: Vec<Task>,
    /// Newest first.
    pub messages: Vec<Message>,
    /// Newest first.
    pub looks: Vec<Look>,
    /// Newest first.
    pub urgings: Vec<Urging>,
    pub links: Vec<Link>,
}

/// A message to the applicant. It never shows the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    pub on: NaiveDate,
    /// «14:05».
    pub at: String,
    pub about: &'static str,
    pub channel: &'static str,
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: i32,
}

/// Somebody saw or took something of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Look {
    pub on: NaiveDate,
    /// «14:05».
    pub at: String,
    pub by: String,
    pub role: String,
    pub what: &'static str,
}

/// A 督办 of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Urging {
    pub opened_on: NaiveDate,
    pub reply_by: NaiveDate,
    pub replied_on: Option<NaiveDate>,
    pub reply: Option<String>,
}

/// A case that belongs with this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    pub what: &'static str,
    /// None for a case that does not exist for this post.
    pub number: Option<String>,
}

/// A case as it was loaded for its page.
pub(super) struct Loaded<'a> {
    pub row: &'a CaseRow,
    pub case: &'a Case,
    pub calendar: &'a Calendar,
    pub explained: &'a Explained,
    pub events: &'a [EventRow],
    pub actor: &'a Actor,
    pub today: NaiveDate,
}

pub(super) fn make(db: &mut Db, loaded: &Loaded<'_>) -> Result<More, Error> {
    let mut happened = Vec::with_capacity(loaded.events.len());
    for row in loaded.events {
        happened.push(Happened { on: row.occurred_on, event: from_row(row)?.event });
    }
    let cap = |from| loaded.calendar.main.nth_after(from, CONSULTATION_DAYS).ok();
    let gantt = gantt::make(&happened, due_dates(loaded.explained), loaded.today, cap);
    let links = links(db, loaded.actor, &happened)?;
    let events: Vec<CaseEvent> = happened.into_iter().map(|happened| happened.event).collect();
    let id = loaded.row.id;
    let messages = list_messages_of(db, &format!("applicant:{id}:"), MOST_ENTRIES)?;
    Ok(More {
        gantt,
        tasks: tasks::tasks(loaded.case, &events, loaded.row.correction_notice_by),
        messages: messages.iter().map(message).collect(),
        looks: looks(db, loaded)?,
        urgings: urgings(db, loaded)?,
        links,
    })
}

fn due_dates(explained: &Explained) -> DueDates {
    let extended = explained.steps.iter().any(|step| step.rule == "R33-4" && step.counted.is_some());
    let regular = explained.steps.iter().find(|step| step.counted.is_some() && step.rule != "R33-4");
    DueDates {
        due_on: explained.due_on,
        prudent_due_on: explained.prudent_due_on,
        regular_due_on: regular.filter(|_| extended).and_then(|step| step.to),
    }
}

/// Day, and «14:05».
fn moment(at: Instant) -> (NaiveDate, String) {
    let at = shanghai(at.to_utc());
    (at.date_naive(), format!("{:02}:{:02}", at.hour(), at.minute()))
}

fn message(row: &MessageRow) -> Message {
    let (on, at) = moment(row.created_at);
    let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
    let kind = body.pointer("/occasion/kind").and_then(Value::as_str).unwrap_or_default();
    Message {
        on,
        at,
        about: match kind {
            "received" => "告知收到申请",
            "correction_asked" => "告知需要补正",
            "extended" => "告知延期答复",
            "payment_asked" => "告知需要缴费",
            "answered" => "告知已经答复",
            "code_asked" => "找回查询码",
            _ => "其他消息",
        },
        channel: if row.channel == "sms" { "短信" } else { "电子邮件" },
        state: match row.state.as_str() {
            "waiting" | "claimed" => "待发送",
            "delivered" => "已经发出",
            "called_off" => "不再需要，没有发送",
            "dead" => "没有送出，等待系统管理员处理",
            "uncertain" => "不确定是否送出，等待系统管理员处理",
            _ => "没有送出，已由系统管理员处理",
        },
        attempts: row.attempts,
    }
}

fn looks(db: &mut Db, loaded: &Loaded<'_>) -> Result<Vec<Look>, Error> {
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    let mut looks = Vec::new();
    for row in list_audit_of_case(db, loaded.row.id, MOST_ENTRIES)? {
        let actor: Value = serde_json::from_str(&row.actor).map_err(Error::corrupt)?;
        let user = actor.get("user").and_then(Value::as_i64).unwrap_or_default();
        if user != 0 && !names.contains_key(&user) {
            names.insert(user, load_user(db, user)?.name);
        }
        let name = names.get(&user).map_or("系统", String::as_str);
        let role: Option<Role> = actor.get("role").and_then(|role| serde_json::from_value(role.clone()).ok());
        let masked = loaded.actor.role == Role::Supervisor;
        let (on, at) = moment(row.at);
        looks.push(Look {
            on,
            at,
            by: if masked { party::mask_words(name) } else { name.to_owned() },
            role: role.map_or("", Role::title).to_owned(),
            what: trail::title(&row.what),
        });
    }
    Ok(looks)
}

fn urgings(db: &mut Db, loaded: &Loaded<'_>) -> Result<Vec<Urging>, Error> {
    let urging = |row: crate::store::supervision::UrgingRow| Urging {
        opened_on: moment(row.opened_at).0,
        reply_by: row.reply_by,
        replied_on: row.replied_at.map(|at| moment(at).0),
        reply: row.reply,
    };
    Ok(list_urgings(db, loaded.row.id)?.into_iter().map(urging).collect())
}

fn links(db: &mut Db, actor: &Actor, events: &[Happened]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for happened in events {
        let (case, what) = match &happened.event {
            CaseEvent::Linked { case, link } => {
                let what = match link {
                    LinkKind::AnsweredTogether => "一并答复",
                    LinkKind::Repeats => "重复申请",
                    LinkKind::SplitFrom => "由此案拆分",
                    LinkKind::Related => "相关案件",
                };
                (case, what)
            }
            CaseEvent::ItemsSplitOff { into, .. } => (into, "拆分出的案件"),
            _ => continue,
        };
        let found = find_case(db, &checks::scope(actor), case.0)?;
        links.push(Link { what, number: found.map(|row| row.number.clone()) });
    }
    Ok(links)
}
