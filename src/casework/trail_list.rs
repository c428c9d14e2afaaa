//! The audit trail as the 安全审计员 reads it: who did what and when, in words, narrowed and exported.

use chrono::{FixedOffset, NaiveDate};
use serde::Serialize;

use super::export::MOST_EXPORTED;
use super::journal::NamedActor;
use super::session::role_of;
use super::urgings::moment;
use super::{Error, trail};
use crate::app::App;
use crate::law::roles::Role;
use crate::store::anchors::last_anchor;
use crate::store::audit::{AuditFilter, AuditRow, list_audit_of};
use crate::store::organs::{find_organ, load_organ};
use crate::store::users::{list_users, load_user};
use crate::store::watches::list_numbers;
use crate::store::{Db, Instant};

/// Entries of a page.
const PAGE: i64 = 100;
const HOURS_EAST: i32 = 8;

/// What is asked of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub before: Option<i64>,
    pub user: Option<i64>,
    pub what: Option<String>,
    /// The first and the last day, both included.
    pub days: [Option<NaiveDate>; 2],
}

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrailLine {
    pub id: i64,
    pub at: String,
    /// The person; nothing for the program and the command line.
    pub who: String,
    pub role: String,
    pub organ: String,
    pub what: String,
    /// 登记编号.
    pub number: Option<String>,
    pub detail: String,
}

/// A page of the trail.
#[derive(Clone, Debug)]
pub struct Trail {
    pub lines: Vec<TrailLine>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// Everybody who may stand in it: id and name.
    pub people: Vec<(i64, String)>,
    /// The newest 校验值 over all journals, and its day.
    pub anchor: Option<(NaiveDate, String)>,
}

/// The kinds of entries, by word and name.
pub fn kinds() -> &'static [(&'static str, &'static str)] {
    &trail::KINDS
}

impl Asked {
    fn filter(&self) -> AuditFilter {
        let midnight = |day: Option<NaiveDate>| -> Option<Instant> {
            let east = FixedOffset::east_opt(HOURS_EAST * 3600)?;
            let at = day?.and_hms_opt(0, 0, 0)?.and_local_timezone(east).single()?;
            Some(at.to_utc().into())
        };
        let [first, last] = self.days;
        AuditFilter {
            before: self.before,
            user: self.user,
            what: self.what.clone(),
            from: midnight(first),
            to: midnight(last.and_then(|day| day.succ_opt())),
        }
    }
}

/// Decision 14: the 安全审计员 of the root organ alone reads it.
fn must_audit(db: &mut Db, actor: &NamedActor) -> Result<(), Error> {
    let audits = actor.actor.role == Role::Auditor;
    let root = audits && load_organ(db, actor.actor.organ.0)?.parent_id.is_none();
    if root { Ok(()) } else { Err(Error::Forbidden) }
}

/// A page of the trail, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but the 安全审计员 of the root organ.
pub async fn list(app: &App, actor: NamedActor, asked: Asked) -> Result<Trail, Error> {
    app.store
        .read(move |db| {
            must_audit(db, &actor)?;
            let mut rows = list_audit_of(db, &asked.filter(), PAGE + 1)?;
            let more = rows.len() as i64 > PAGE;
            rows.truncate(PAGE as usize);
            let next = rows.last().filter(|_| more).map(|row| row.id);
            let people = list_users(db, "/")?.into_iter().map(|user| (user.id, user.name)).collect();
            let anchor = last_anchor(db)?.map(|anchor| (anchor.day, anchor.head.to_string()));
            Ok(Trail { lines: lines(db, &rows)?, next, people, anchor })
        })
        .await
}

/// The whole of what is asked, as far as one may export, and whether there is more. That it was exported
/// is written down too.
///
/// # Errors
/// As [`list`].
pub async fn export(app: &App, actor: NamedActor, mut asked: Asked) -> Result<(Vec<TrailLine>, bool), Error> {
    let now = app.now();
    asked.before = None;
    app.store
        .write(move |tx| {
            must_audit(tx, &actor)?;
            let most = MOST_EXPORTED as i64;
            let mut rows = list_audit_of(tx, &asked.filter(), most + 1)?;
            let more = rows.len() > MOST_EXPORTED;
            rows.truncate(MOST_EXPORTED);
            trail::note(tx, &actor, "export_audit", format!("{} entries", rows.len()), now)?;
            Ok((lines(tx, &rows)?, more))
        })
        .await
}

fn lines(db: &mut Db, rows: &[AuditRow]) -> Result<Vec<TrailLine>, Error> {
    let cases: Vec<i64> = rows.iter().filter_map(|row| row.case_id).collect();
    let numbers = list_numbers(db, &cases)?;
    let mut lines = Vec::new();
    for row in rows {
        let actor: serde_json::Value = serde_json::from_str(&row.actor).map_err(Error::corrupt)?;
        let id = |name: &str| actor.get(name).and_then(serde_json::Value::as_i64);
        let role = actor.get("role").and_then(serde_json::Value::as_str).unwrap_or_default();
        let number = row.case_id.and_then(|id| numbers.iter().find(|(case, _)| *case == id));
        lines.push(TrailLine {
            id: row.id,
            at: moment(row.at),
            who: name_of(db, id("user").unwrap_or_default()),
            role: role_of(role).map(|role| role.title().to_owned()).unwrap_or_default(),
            organ: organ_of(db, id("organ").unwrap_or_default())?,
            what: trail::title(&row.what).to_owned(),
            number: number.map(|(_, number)| number.clone()),
            detail: words(db, &row.detail)?,
        });
    }
    Ok(lines)
}

/// A person's name; nothing for the program.
fn name_of(db: &mut Db, id: i64) -> String {
    load_user(db, id).map(|user| user.name).unwrap_or_default()
}

fn organ_of(db: &mut Db, id: i64) -> Result<String, Error> {
    Ok(find_organ(db, id)?.map(|organ| organ.name).unwrap_or_default())
}

/// The circumstances in words: what the program wrote down as ids.
fn words(db: &mut Db, detail: &str) -> Result<String, Error> {
    if let Ok(serde_json::Value::Object(detail)) = serde_json::from_str(detail) {
        let said = detail.iter().map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match name.as_str() {
                "letter" => format!("第{value}份文书"),
                "file" => format!("第{value}个附件"),
                "urging" => format!("督办编号{value}"),
                _ => String::new(),
            }
        });
        return Ok(said.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("，"));
    }
    let (mut said, mut before) = (Vec::new(), "");
    for word in detail.split_whitespace() {
        let number: Option<i64> = word.parse().ok();
        match (before, number) {
            ("user", Some(id)) => said.push(name_of(db, id)),
            ("organ", Some(id)) => said.push(organ_of(db, id)?),
            ("post", Some(id)) => said.push(format!("岗位编号{id}")),
            ("message", Some(id)) => said.push(format!("消息编号{id}")),
            ("urging", Some(id)) => said.push(format!("督办编号{id}")),
            ("proceeding", Some(id)) => said.push(format!("程序编号{id}")),
            ("as", None) => said.extend(role_of(word).map(|role| role.title().to_owned())),
            ("from", None) => said.push(format!("自{word}起")),
            _ if word == "cases" => said.push(format!("{before}件")),
            _ if word == "entries" => said.push(format!("{before}条")),
            _ => {}
        }
        before = word;
    }
    Ok(said.join("，"))
}
