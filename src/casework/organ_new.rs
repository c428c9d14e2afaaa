//! An organ is made below one of the administrator's own ([`super::organs`]).

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::NamedActor;
use super::organs::{Foreseen, faults_of, kind_title, name_fault, open_on};
use super::people::OrganView;
use super::register::number;
use super::trail::note;
use super::{Error, InputFault, organ_facts};
use crate::app::App;
use crate::law::roles::Role;
use crate::law::wording;
use crate::store::organs::{
    NewOrgan, NewUnit, OrganRow, find_organ_by_code, insert_organ, insert_unit, list_organs,
};
use crate::store::{Db, StoreError};

const LONGEST_CODE: usize = 20;
/// The most units that are made with an organ.
const MOST_UNITS: usize = 60;

/// An organ to make.
#[derive(Clone, Debug, Serialize)]
pub struct OrganInput {
    /// The organ above: one of the own subtree.
    pub parent: i64,
    /// Stands in the numbers of its cases, and never changes.
    pub code: String,
    pub name: String,
    pub kind: String,
    /// Whose calendar it follows; none for the national one.
    pub region: Option<String>,
    pub from_on: NaiveDate,
    /// Names of its 内设机构.
    pub units: Vec<String>,
}

/// What one chooses from to make an organ.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ground {
    pub parents: Vec<(i64, String)>,
    pub regions: Vec<String>,
}

/// What one chooses from to make an organ.
///
/// # Errors
/// [`Error::Forbidden`] unless a 系统管理员.
pub async fn ground(app: &App, actor: NamedActor) -> Result<Ground, Error> {
    if actor.actor.role != Role::Admin {
        return Err(Error::Forbidden);
    }
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let organs = list_organs(db, &actor.actor.organ_path)?.into_iter();
            let open = organs.filter(|organ| open_on(organ.valid_to, today));
            let parents = open.map(|organ| (organ.id, organ.name)).collect();
            Ok(Ground { parents, regions: within.calendars.current(db)?.regions() })
        })
        .await
}

/// Makes an organ below one of the own subtree; with `dry_run` only says what that would mean.
///
/// # Errors
/// [`Error::Forbidden`] unless a 系统管理员; [`Error::Input`] with every fault; not found for a foreign organ
/// above.
pub async fn make(
    app: &App,
    actor: NamedActor,
    mut input: OrganInput,
    dry_run: bool,
) -> Result<(Option<OrganView>, Foreseen), Error> {
    input.code = input.code.trim().to_uppercase();
    input.name = input.name.trim().to_owned();
    let (within, now) = (app.clone(), app.now());
    if dry_run {
        let foreseen = app.store.read(move |db| check_new(&within, db, &actor, &input)).await?;
        return Ok((None, foreseen));
    }
    app.store
        .write(move |tx| {
            let foreseen = check_new(&within, tx, &actor, &input)?;
            let new = NewOrgan {
                parent_id: Some(input.parent),
                code: input.code.clone(),
                name: input.name.clone(),
                kind: input.kind.clone(),
                region: input.region.clone(),
                settings: "{}".to_owned(),
                valid_from: input.from_on,
            };
            let row = insert_organ(tx, &new).map_err(|error| match error {
                StoreError::Duplicate => code_taken(&input.code),
                other => other.into(),
            })?;
            for name in &input.units {
                let name = name.clone();
                insert_unit(tx, &NewUnit { organ_id: row.id, name, valid_from: input.from_on })?;
            }
            note(
                tx,
                &actor,
                "make_organ",
                format!("organ {} code {} name {}", row.id, row.code, row.name),
                now,
            )?;
            let OrganRow { id, parent_id, code, name, kind, .. } = row;
            Ok((Some(OrganView { id, parent: parent_id, code, name, kind, units: Vec::new() }), foreseen))
        })
        .await
}

fn code_taken(code: &str) -> Error {
    Error::input("code", format!("编码{code}已有机关使用，请换一个；撤并的机关的编码也不能再用"))
}

fn check_new(app: &App, db: &mut Db, actor: &NamedActor, input: &OrganInput) -> Result<Foreseen, Error> {
    let parent = organ_facts::own_organ(db, actor, input.parent)?;
    let regions = app.calendars.current(db)?.regions();
    let mut faults = faults_of(db, &input.name, &input.kind, input.region.as_deref(), &regions, None)?;
    let code = input.code.as_str();
    let lettered = code.starts_with(|sign: char| sign.is_ascii_uppercase())
        && code.bytes().all(|sign| sign.is_ascii_alphanumeric());
    if !lettered || code.len() > LONGEST_CODE {
        faults.push(InputFault::new(
            "code",
            format!("请填写编码，以字母开头，只用字母和数字，不超过{LONGEST_CODE}个"),
        ));
    } else if find_organ_by_code(db, code)?.is_some() {
        return Err(code_taken(code));
    }
    if !open_on(parent.valid_to, input.from_on) {
        faults.push(InputFault::new("parent", format!("{}到那时已经撤并，请另选上级机关", parent.name)));
    }
    if input.from_on < parent.valid_from {
        faults.push(InputFault::new("from_on", "设立日期早于上级机关的设立日期，请核对"));
    }
    if input.units.len() > MOST_UNITS {
        faults.push(InputFault::new("units", format!("一次最多填写{MOST_UNITS}个内设机构")));
    }
    for (at, unit) in input.units.iter().enumerate() {
        faults.extend(name_fault("units", "内设机构的名称", unit));
        if input.units.iter().take(at).any(|other| other == unit) {
            faults.push(InputFault::new("units", format!("内设机构“{unit}”写了不止一次")));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    Ok(foreseen_of_new(app, input, &parent))
}

fn foreseen_of_new(app: &App, input: &OrganInput, parent: &OrganRow) -> Foreseen {
    let year = chrono::Datelike::year(&app.clock.today().max(input.from_on));
    let from = wording::day(input.from_on);
    let mut changes = vec![
        format!("自{from}起设立{}，隶属于{}，性质为{}", input.name, parent.name, kind_title(&input.kind)),
        format!("登记编号从{}编起，编码以后不能改", number(&input.code, year, 1)),
    ];
    if !input.units.is_empty() {
        changes.push(format!("同时设立{}个内设机构：{}", input.units.len(), input.units.join("、")));
    }
    let warnings = vec![
        format!("自{from}起列入公开申请页面，群众可以向它提出申请；没有准备好的，请把设立日期填得晚一些"),
        "设立后还要填写机关信息，并由安全保密管理员授予登记岗、承办人、公开工作机构负责人和签发人".to_owned(),
    ];
    Foreseen { changes, warnings }
}
