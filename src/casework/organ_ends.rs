//! 机构改革: an organ ends with its last day and names who takes over (decision 8). Its cases stay with it.

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::NamedActor;
use super::organs::{Foreseen, count_open, open_on};
use super::trail::note;
use super::{Error, InputFault, organ_facts};
use crate::app::App;
use crate::law::wording;
use crate::store::organs::{OrganRow, end_organ, list_organs, reopen_organ};
use crate::store::users::list_posts_of_organ;
use crate::store::windows::list_windows;
use crate::store::{Db, Scope};

/// The end of an organ or a unit.
#[derive(Clone, Debug, Serialize)]
pub struct EndInput {
    pub last_day: NaiveDate,
    /// Who takes over.
    pub successor: Option<i64>,
}

/// The organs that could take over: of the administrator's subtree, open, neither itself nor below it.
pub(super) fn successors(
    db: &mut Db,
    actor: &NamedActor,
    row: &OrganRow,
    after: NaiveDate,
) -> Result<Vec<(i64, String)>, Error> {
    let organs = list_organs(db, &actor.actor.organ_path)?.into_iter();
    let open = organs.filter(|other| open_on(other.valid_to, after) && !other.path.starts_with(&row.path));
    Ok(open.map(|other| (other.id, other.name)).collect())
}

/// Which organs name this one as their 复议机关, as a warning.
pub(super) fn named_as_review(
    db: &mut Db,
    actor: &NamedActor,
    row: &OrganRow,
    today: NaiveDate,
) -> Result<Option<String>, Error> {
    let mut naming = Vec::new();
    for organ in list_organs(db, &actor.actor.organ_path)? {
        let facts = organ_facts::find(db, organ.id, today)?;
        if facts.is_some_and(|dated| dated.facts.review.iter().any(|place| place.name == row.name)) {
            naming.push(organ.name);
        }
    }
    let words = || format!("{}的机关信息把它写作行政复议机关，请随后修改", naming.join("、"));
    Ok((!naming.is_empty()).then(words))
}

/// Ends an organ with its last day and its successor; with `dry_run` only says what that would mean.
///
/// # Errors
/// As [`super::organs::load`]; [`Error::Input`] with every fault.
pub async fn end(
    app: &App,
    actor: NamedActor,
    organ: i64,
    input: EndInput,
    dry_run: bool,
) -> Result<Foreseen, Error> {
    let (now, today) = (app.now(), app.clock.today());
    if dry_run {
        return app.store.read(move |db| Ok(check(db, &actor, organ, &input, today)?.1)).await;
    }
    app.store
        .write(move |tx| {
            let (row, foreseen) = check(tx, &actor, organ, &input, today)?;
            end_organ(tx, row.id, input.last_day, input.successor)?;
            let by = input.successor.map_or_else(String::new, |id| format!(" successor {id}"));
            note(tx, &actor, "end_organ", format!("organ {} last day {}{by}", row.id, input.last_day), now)?;
            Ok(foreseen)
        })
        .await
}

fn check(
    db: &mut Db,
    actor: &NamedActor,
    organ: i64,
    input: &EndInput,
    today: NaiveDate,
) -> Result<(OrganRow, Foreseen), Error> {
    let row = organ_facts::own_organ(db, actor, organ)?;
    let mut faults = last_day_faults(input, row.valid_from, row.valid_to, today);
    if row.id == actor.actor.organ.0 {
        faults.push(InputFault::new("last_day", "本机关的撤并由上级机关的系统管理员办理"));
    }
    let below = list_organs(db, &row.path)?.into_iter();
    let next = input.last_day.succ_opt().unwrap_or(input.last_day);
    let left: Vec<String> = below
        .filter(|other| other.id != row.id && open_on(other.valid_to, next))
        .map(|other| other.name)
        .collect();
    if !left.is_empty() {
        let names = left.iter().take(5).cloned().collect::<Vec<_>>().join("、");
        let more = if left.len() > 5 { format!("等{}个", left.len()) } else { String::new() };
        faults.push(InputFault::new("last_day", format!("下级机关{names}{more}还没有撤并，请先办理")));
    }
    let others = successors(db, actor, &row, next)?;
    let successor = input.successor.and_then(|id| others.into_iter().find(|(other, _)| *other == id));
    let open = count_open(db, &Scope::Organs(vec![row.id]))?;
    match (input.successor, &successor) {
        (Some(_), None) => {
            faults.push(InputFault::new("successor", "承接机关应为此后仍存续的其他机关，不能是它的下级"));
        }
        (None, _) if open > 0 => {
            faults.push(InputFault::new("successor", format!("还有{open}件在办案件，请选择承接机关")));
        }
        _ => {}
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let successor = successor.map(|(_, name)| name);
    let foreseen = foresee(db, actor, &row, input, successor.as_deref(), open, today)?;
    Ok((row, foreseen))
}

/// What is wrong with a last day.
pub(super) fn last_day_faults(
    input: &EndInput,
    from: NaiveDate,
    to: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<InputFault> {
    let fault = |message: &str| vec![InputFault::new("last_day", message)];
    if !open_on(to, today) {
        fault("已经撤并，不能再改")
    } else if input.last_day < from {
        fault("最后一日早于设立之日，请核对")
    } else if input.last_day < today {
        fault("最后一日不能早于今日：今日以前登记的申请仍然属于它")
    } else {
        Vec::new()
    }
}

fn foresee(
    db: &mut Db,
    actor: &NamedActor,
    row: &OrganRow,
    input: &EndInput,
    successor: Option<&str>,
    open: i64,
    today: NaiveDate,
) -> Result<Foreseen, Error> {
    let (name, day) = (&row.name, wording::day(input.last_day));
    let by = successor.map_or_else(String::new, |other| format!("，由{other}承接"));
    let mut changes = vec![
        format!("{day}是{name}的最后一日{by}"),
        "次日起公开申请页面不再列出它，也不能再登记此后收到的申请".to_owned(),
    ];
    if open > 0 {
        changes.push(format!("在办的{open}件仍由现在的岗位办结，登记编号和期限不变"));
    }
    let mut warnings = Vec::new();
    let posts = list_posts_of_organ(db, row.id, None, today)?.len();
    if posts > 0 {
        warnings.push(format!("{posts}个岗位仍然有效，案件办结后请安全保密管理员结束"));
    }
    let mut windows = Vec::new();
    for host in list_organs(db, &actor.actor.organ_path)? {
        for window in list_windows(db, host.id)? {
            let concerns = window.organ_id == row.id || window.host_id == row.id;
            if concerns && open_on(window.valid_to, input.last_day) {
                windows.push(window.name);
            }
        }
    }
    if !windows.is_empty() {
        warnings.push(format!("受理窗口{}不能再代收它的申请", windows.join("、")));
    }
    warnings.extend(named_as_review(db, actor, row, today)?);
    Ok(Foreseen { changes, warnings })
}

/// Takes back an end that has not come yet.
///
/// # Errors
/// As [`super::organs::load`]; [`Error::Input`] if there is none to take back.
pub async fn take_back(app: &App, actor: NamedActor, organ: i64) -> Result<(), Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let row = organ_facts::own_organ(tx, &actor, organ)?;
            if row.valid_to.is_none() || !open_on(row.valid_to, today) {
                return Err(Error::input("last_day", "没有可以取消的撤并；最后一日已过的不能取消"));
            }
            reopen_organ(tx, row.id)?;
            note(tx, &actor, "take_back_end", format!("organ {}", row.id), now)
        })
        .await
}
