//! 内设机构 as the 系统管理员 keeps them: made, renamed, ended with a successor, never deleted (decision 8).

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::NamedActor;
use super::organ_ends::{EndInput, last_day_faults};
use super::organs::{Foreseen, count_open, name_fault, open_on};
use super::row::word;
use super::trail::note;
use super::{Error, InputFault, organ_facts};
use crate::app::App;
use crate::law::roles::Role;
use crate::law::wording;
use crate::store::organs::{
    NewUnit, OrganRow, UnitRow, end_unit, find_unit, insert_unit, list_units, rename_unit, reopen_unit,
};
use crate::store::users::{list_posts_of_organ, load_user};
use crate::store::{Db, Scope, StoreError};

/// A unit as its administrator sees it.
#[derive(Clone, Debug, Serialize)]
pub struct UnitFile {
    pub id: i64,
    pub organ: i64,
    pub organ_name: String,
    pub name: String,
    pub from_on: NaiveDate,
    /// The last day, once it is known.
    pub to_on: Option<NaiveDate>,
    pub successor: Option<String>,
    /// Whether the last day has passed.
    pub ended: bool,
    /// Cases that have not ended.
    pub open_cases: i64,
    /// Who handles cases in it.
    pub handlers: Vec<String>,
    /// The units of the same organ that could take over.
    pub others: Vec<(i64, String)>,
}

/// The unit, if it is of this organ and the organ of the administrator's subtree.
fn own_unit(db: &mut Db, actor: &NamedActor, organ: i64, unit: i64) -> Result<(OrganRow, UnitRow), Error> {
    let row = organ_facts::own_organ(db, actor, organ)?;
    let found = find_unit(db, unit)?.filter(|unit| unit.organ_id == row.id);
    Ok((row, found.ok_or(StoreError::NotFound)?))
}

/// A unit of an organ of the administrator's subtree.
///
/// # Errors
/// [`Error::Forbidden`] unless a 系统管理员; not found for a foreign organ or unit.
pub async fn load(app: &App, actor: NamedActor, organ: i64, unit: i64) -> Result<UnitFile, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let (row, unit) = own_unit(db, &actor, organ, unit)?;
            let successor = unit.successor_id.map(|id| find_unit(db, id)).transpose()?.flatten();
            let scope = Scope::Unit { organ_id: row.id, unit_id: unit.id };
            Ok(UnitFile {
                handlers: handlers(db, &unit, today)?,
                others: others(db, &unit, today)?,
                open_cases: count_open(db, &scope)?,
                ended: !open_on(unit.valid_to, today),
                successor: successor.map(|unit| unit.name),
                id: unit.id,
                organ: row.id,
                organ_name: row.name,
                name: unit.name,
                from_on: unit.valid_from,
                to_on: unit.valid_to,
            })
        })
        .await
}

fn handlers(db: &mut Db, unit: &UnitRow, today: NaiveDate) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for post in list_posts_of_organ(db, unit.organ_id, Some(&word(Role::Handler)), today)? {
        if post.unit_id == Some(unit.id) {
            names.push(load_user(db, post.user_id)?.name);
        }
    }
    Ok(names)
}

fn others(db: &mut Db, unit: &UnitRow, after: NaiveDate) -> Result<Vec<(i64, String)>, Error> {
    let units = list_units(db, unit.organ_id)?.into_iter();
    let open = units.filter(|other| other.id != unit.id && open_on(other.valid_to, after));
    Ok(open.map(|other| (other.id, other.name)).collect())
}

fn check_name(db: &mut Db, organ: i64, own: Option<i64>, name: &str, today: NaiveDate) -> Result<(), Error> {
    if let Some(fault) = name_fault("unit", "内设机构的名称", name) {
        return Err(Error::Input(vec![fault]));
    }
    let mut units = list_units(db, organ)?.into_iter();
    if units.any(|unit| Some(unit.id) != own && unit.name == name && open_on(unit.valid_to, today)) {
        return Err(Error::input("unit", "本机关已有同名的内设机构"));
    }
    Ok(())
}

/// Makes a unit that exists from today on.
///
/// # Errors
/// As [`load`]; [`Error::Input`] for a name that cannot be.
pub async fn add(app: &App, actor: NamedActor, organ: i64, name: String) -> Result<i64, Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let row = organ_facts::own_organ(tx, &actor, organ)?;
            if !open_on(row.valid_to, today) {
                return Err(Error::input("unit", "机关已经撤并，不能再设立内设机构"));
            }
            let name = name.trim().to_owned();
            check_name(tx, row.id, None, &name, today)?;
            let valid_from = today.max(row.valid_from);
            let unit = insert_unit(tx, &NewUnit { organ_id: row.id, name, valid_from })?;
            note(
                tx,
                &actor,
                "make_unit",
                format!("unit {} of organ {} name {}", unit.id, row.id, unit.name),
                now,
            )?;
            Ok(unit.id)
        })
        .await
}

/// Gives a unit another name, from now on.
///
/// # Errors
/// As [`add`].
pub async fn rename(app: &App, actor: NamedActor, organ: i64, unit: i64, name: String) -> Result<(), Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let (row, unit) = own_unit(tx, &actor, organ, unit)?;
            let name = name.trim().to_owned();
            check_name(tx, row.id, Some(unit.id), &name, today)?;
            rename_unit(tx, unit.id, &name)?;
            note(tx, &actor, "rename_unit", format!("unit {} from {} to {name}", unit.id, unit.name), now)
        })
        .await
}

/// Ends a unit with its last day and its successor; with `dry_run` only says what that would mean.
///
/// # Errors
/// As [`load`]; [`Error::Input`] with every fault.
pub async fn end(
    app: &App,
    actor: NamedActor,
    organ: i64,
    unit: i64,
    input: EndInput,
    dry_run: bool,
) -> Result<Foreseen, Error> {
    let (now, today) = (app.now(), app.clock.today());
    if dry_run {
        return app.store.read(move |db| Ok(check_end(db, &actor, organ, unit, &input, today)?.1)).await;
    }
    app.store
        .write(move |tx| {
            let (unit, foreseen) = check_end(tx, &actor, organ, unit, &input, today)?;
            end_unit(tx, unit.id, input.last_day, input.successor)?;
            let by = input.successor.map_or_else(String::new, |id| format!(" successor {id}"));
            note(tx, &actor, "end_unit", format!("unit {} last day {}{by}", unit.id, input.last_day), now)?;
            Ok(foreseen)
        })
        .await
}

fn check_end(
    db: &mut Db,
    actor: &NamedActor,
    organ: i64,
    unit: i64,
    input: &EndInput,
    today: NaiveDate,
) -> Result<(UnitRow, Foreseen), Error> {
    let (row, unit) = own_unit(db, actor, organ, unit)?;
    let mut faults = last_day_faults(input, unit.valid_from, unit.valid_to, today);
    let next = input.last_day.succ_opt().unwrap_or(input.last_day);
    let others = others(db, &unit, next)?;
    let alone = others.is_empty();
    let successor = input.successor.and_then(|id| others.into_iter().find(|(other, _)| *other == id));
    let open = count_open(db, &Scope::Unit { organ_id: row.id, unit_id: unit.id })?;
    match (input.successor, &successor) {
        (Some(_), None) => {
            faults.push(InputFault::new("successor", "承接机构应为本机关此后仍存续的其他内设机构"));
        }
        (None, _) if open > 0 => {
            faults.push(InputFault::new("successor", format!("还有{open}件在办案件，请选择承接机构")));
        }
        _ => {}
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let by = successor.map_or_else(String::new, |(_, name)| format!("，由{name}承接"));
    let mut foreseen = Foreseen::default();
    foreseen.changes.push(format!("{}是{}的最后一日{by}", wording::day(input.last_day), unit.name));
    foreseen.changes.push("次日起不能再向它转办".to_owned());
    if open > 0 {
        let words = format!("在办的{open}件仍在它名下，由原承办人办结，或者由登记岗改派到承接机构");
        foreseen.changes.push(words);
    }
    let handlers = handlers(db, &unit, today)?;
    if !handlers.is_empty() {
        let names = handlers.join("、");
        foreseen.warnings.push(format!("承办人{names}的岗位仍然有效，请安全保密管理员改授到承接机构"));
    }
    if alone {
        foreseen.warnings.push(format!("{}将没有内设机构，申请没有地方转办", row.name));
    }
    Ok((unit, foreseen))
}

/// Takes back an end that has not come yet.
///
/// # Errors
/// As [`load`]; [`Error::Input`] if there is none to take back.
pub async fn take_back_end(app: &App, actor: NamedActor, organ: i64, unit: i64) -> Result<(), Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let (_, unit) = own_unit(tx, &actor, organ, unit)?;
            if unit.valid_to.is_none() || !open_on(unit.valid_to, today) {
                return Err(Error::input("last_day", "没有可以取消的撤并；最后一日已过的不能取消"));
            }
            reopen_unit(tx, unit.id)?;
            note(tx, &actor, "take_back_end", format!("unit {}", unit.id), now)
        })
        .await
}
