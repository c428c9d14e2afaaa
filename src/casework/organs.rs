//! Organs as the 系统管理员 keeps them: made below the own one, renamed, ended with a successor, never deleted
//! (decisions 8, 13, 14). What a change means is said before it is kept.

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::NamedActor;
use super::organ_ends::{self, EndInput};
use super::people::OrganView;
use super::register::number;
use super::trail::note;
use super::{Error, InputFault, organ_facts};
use crate::app::App;
use crate::law::roles::Role;
use crate::law::wording;
use crate::store::case_filter::{CaseFilter, Test};
use crate::store::case_list::count_cases;
use crate::store::organs::{
    NewOrgan, NewUnit, OrganRow, find_organ, find_organ_by_code, insert_organ, insert_unit, list_organs,
    list_units, load_organ, update_organ,
};
use crate::store::{Db, Scope, StoreError};

/// The longest name of an organ or a unit, in characters.
pub const LONGEST_NAME: usize = 60;
const LONGEST_CODE: usize = 20;
/// The most units that are made with an organ.
const MOST_UNITS: usize = 60;

/// What an organ is in the tree, and its name for people.
pub const KINDS: [(&str, &str); 4] = [
    ("government", "人民政府"),
    ("department", "工作部门"),
    ("township", "乡镇人民政府、街道办事处"),
    ("other", "其他机关、单位"),
];

/// The name for people of what an organ is.
pub fn kind_title(kind: &str) -> &'static str {
    KINDS.iter().find(|(word, _)| *word == kind).map_or("其他机关、单位", |(_, title)| title)
}

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

/// What may change of an organ.
#[derive(Clone, Debug, Serialize)]
pub struct OrganChange {
    pub name: String,
    pub kind: String,
    pub region: Option<String>,
}

/// What a change would mean, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Foreseen {
    pub changes: Vec<String>,
    /// What has to be thought of besides.
    pub warnings: Vec<String>,
}

/// An organ as its administrator sees it.
#[derive(Clone, Debug, Serialize)]
pub struct OrganFile {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub region: Option<String>,
    pub parent: Option<String>,
    pub from_on: NaiveDate,
    /// The last day, once it is known.
    pub to_on: Option<NaiveDate>,
    pub successor: Option<String>,
    /// Whether the last day has passed.
    pub ended: bool,
    /// The administrator's own organ, which only one above it ends.
    pub own: bool,
    pub units: Vec<UnitLine>,
    /// Cases that have not ended.
    pub open_cases: i64,
    /// The organs that could take over.
    pub others: Vec<(i64, String)>,
    /// The regions that have a calendar of their own.
    pub regions: Vec<String>,
}

/// A unit of an organ.
#[derive(Clone, Debug, Serialize)]
pub struct UnitLine {
    pub id: i64,
    pub name: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub ended: bool,
    pub open_cases: i64,
}

/// What one chooses from to make an organ.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ground {
    pub parents: Vec<(i64, String)>,
    pub regions: Vec<String>,
}

/// Whether a row that may have ended exists on a day.
pub(super) fn open_on(to: Option<NaiveDate>, day: NaiveDate) -> bool {
    to.is_none_or(|to| day <= to)
}

/// How many cases of these have not ended.
pub(super) fn count_open(db: &mut Db, scope: &Scope) -> Result<i64, StoreError> {
    let all_of = vec![Test::open()];
    count_cases(db, scope, &CaseFilter { all_of, ..CaseFilter::default() })
}

/// What is wrong with a name.
pub(super) fn name_fault(field: &'static str, what: &str, name: &str) -> Option<InputFault> {
    let wrong = name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control);
    wrong.then(|| InputFault::new(field, format!("请填写{what},不超过{LONGEST_NAME}个字")))
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

/// An organ of the administrator's subtree.
///
/// # Errors
/// [`Error::Forbidden`] unless a 系统管理员; not found for a foreign organ.
pub async fn load(app: &App, actor: NamedActor, organ: i64) -> Result<OrganFile, Error> {
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let row = organ_facts::own_organ(db, &actor, organ)?;
            let mut units = Vec::new();
            for unit in list_units(db, row.id)? {
                let scope = Scope::Unit { organ_id: row.id, unit_id: unit.id };
                units.push(UnitLine {
                    open_cases: count_open(db, &scope)?,
                    ended: !open_on(unit.valid_to, today),
                    id: unit.id,
                    name: unit.name,
                    from_on: unit.valid_from,
                    to_on: unit.valid_to,
                });
            }
            let name = |db: &mut Db, id: Option<i64>| -> Result<Option<String>, Error> {
                Ok(id.map(|id| load_organ(db, id)).transpose()?.map(|organ| organ.name))
            };
            let others = organ_ends::successors(db, &actor, &row, today)?;
            Ok(OrganFile {
                parent: name(db, row.parent_id)?,
                successor: name(db, row.successor_id)?,
                open_cases: count_open(db, &Scope::Organs(vec![row.id]))?,
                regions: within.calendars.current(db)?.regions(),
                own: row.id == actor.actor.organ.0,
                ended: !open_on(row.valid_to, today),
                id: row.id,
                code: row.code,
                name: row.name,
                kind: row.kind,
                region: row.region,
                from_on: row.valid_from,
                to_on: row.valid_to,
                units,
                others,
            })
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
    Error::input("code", format!("编码{code}已有机关使用,请换一个;撤并的机关的编码也不能再用"))
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
            format!("请填写编码,以字母开头,只用字母和数字,不超过{LONGEST_CODE}个"),
        ));
    } else if find_organ_by_code(db, code)?.is_some() {
        return Err(code_taken(code));
    }
    if !open_on(parent.valid_to, input.from_on) {
        faults.push(InputFault::new("parent", format!("{}到那时已经撤并,请另选上级机关", parent.name)));
    }
    if input.from_on < parent.valid_from {
        faults.push(InputFault::new("from_on", "设立日期早于上级机关的设立日期,请核对"));
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
        format!("自{from}起设立{},隶属于{},性质为{}", input.name, parent.name, kind_title(&input.kind)),
        format!("登记编号从{}编起,编码以后不能改", number(&input.code, year, 1)),
    ];
    if !input.units.is_empty() {
        changes.push(format!("同时设立{}个内设机构:{}", input.units.len(), input.units.join("、")));
    }
    let warnings = vec![
        format!("自{from}起列入公开申请页面,群众可以向它提出申请;没有准备好的,请把设立日期填得晚一些"),
        "设立后还要填写机关信息,并由安全保密管理员授予登记岗、承办人、公开工作机构负责人和签发人".to_owned(),
    ];
    Foreseen { changes, warnings }
}

/// Faults of name, kind and region, for a new organ or for the one of this id.
fn faults_of(
    db: &mut Db,
    name: &str,
    kind: &str,
    region: Option<&str>,
    regions: &[String],
    own: Option<&OrganRow>,
) -> Result<Vec<InputFault>, Error> {
    let mut faults: Vec<InputFault> = name_fault("name", "机关全称", name).into_iter().collect();
    let mut all = list_organs(db, "/")?.into_iter();
    if all.any(|organ| {
        organ.name == name && organ.valid_to.is_none() && own.is_none_or(|own| own.id != organ.id)
    }) {
        faults.push(InputFault::new("name", "已有同名的机关,请核对是否重复设立"));
    }
    // What the command line wrote is kept as it is.
    let known = KINDS.iter().any(|(word, _)| *word == kind) || own.is_some_and(|own| own.kind == kind);
    if !known {
        faults.push(InputFault::new("kind", "请选择机关的性质"));
    }
    let same = own.is_some_and(|own| own.region.as_deref() == region);
    if !same && region.is_some_and(|region| !regions.iter().any(|known| known == region)) {
        faults.push(InputFault::new("region", "没有这个地区的放假安排,请重新选择"));
    }
    Ok(faults)
}

/// Changes name, kind or region; with `dry_run` only says what that would mean.
///
/// # Errors
/// As [`load`]; [`Error::Input`] with every fault.
pub async fn change(
    app: &App,
    actor: NamedActor,
    organ: i64,
    mut change: OrganChange,
    dry_run: bool,
) -> Result<Foreseen, Error> {
    change.name = change.name.trim().to_owned();
    let (within, now) = (app.clone(), app.now());
    if dry_run {
        return app.store.read(move |db| Ok(check_change(&within, db, &actor, organ, &change)?.1)).await;
    }
    app.store
        .write(move |tx| {
            let (row, foreseen) = check_change(&within, tx, &actor, organ, &change)?;
            update_organ(tx, row.id, &change.name, &change.kind, change.region.as_deref())?;
            note(
                tx,
                &actor,
                "change_organ",
                format!("organ {} from {} to {}", row.id, row.name, change.name),
                now,
            )?;
            Ok(foreseen)
        })
        .await
}

fn check_change(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    organ: i64,
    change: &OrganChange,
) -> Result<(OrganRow, Foreseen), Error> {
    let row = organ_facts::own_organ(db, actor, organ)?;
    let regions = app.calendars.current(db)?.regions();
    let region = change.region.as_deref();
    let mut faults = faults_of(db, &change.name, &change.kind, region, &regions, Some(&row))?;
    let cases = count_cases(db, &Scope::Organs(vec![row.id]), &CaseFilter::default())?;
    if region != row.region.as_deref() && cases > 0 {
        let message = format!("已经登记了{cases}件申请,期限是按现在的地区计算的,不能再换地区");
        faults.push(InputFault::new("region", message));
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let mut foreseen = Foreseen::default();
    if row.name != change.name {
        let words = format!("{}改称{},保存后即用新的名称", row.name, change.name);
        foreseen.changes.push(words);
        foreseen.changes.push("已经签发的文书和以前的办理记录不变,仍写原来的名称".to_owned());
        foreseen.warnings.extend(organ_ends::named_as_review(db, actor, &row, app.clock.today())?);
        foreseen.warnings.push("印章、机关代字随更名改变的,请另在机关信息和文号中修改".to_owned());
    }
    if row.kind != change.kind {
        foreseen.changes.push(format!("性质由{}改为{}", kind_title(&row.kind), kind_title(&change.kind)));
    }
    if row.region.as_deref() != region {
        let title = |region: Option<&str>| region.unwrap_or("全国统一").to_owned();
        let (old, new) = (title(row.region.as_deref()), title(region));
        foreseen.changes.push(format!("放假安排由{old}改为{new}"));
    }
    Ok((row, foreseen))
}

/// Ends an organ with its last day and its successor; with `dry_run` only says what that would mean.
///
/// # Errors
/// As [`load`]; [`Error::Input`] with every fault.
pub async fn end(
    app: &App,
    actor: NamedActor,
    organ: i64,
    input: EndInput,
    dry_run: bool,
) -> Result<Foreseen, Error> {
    organ_ends::end_organ(app, actor, organ, input, dry_run).await
}

/// Takes back an end that has not come yet.
///
/// # Errors
/// As [`load`]; [`Error::Input`] if there is none to take back.
pub async fn take_back_end(app: &App, actor: NamedActor, organ: i64) -> Result<(), Error> {
    organ_ends::take_back_organ(app, actor, organ).await
}

/// Why an organ takes no application that came on a day: it had ended by then.
///
/// # Errors
/// [`Error::Input`] with who took over.
pub(super) fn must_exist(db: &mut Db, organ: &OrganRow, on: NaiveDate) -> Result<(), Error> {
    let Some(to) = organ.valid_to.filter(|to| *to < on) else { return Ok(()) };
    let successor = organ.successor_id.map(|id| find_organ(db, id)).transpose()?.flatten();
    let by = successor.map_or_else(String::new, |organ| format!(",由{}承接", organ.name));
    let day = wording::day(to);
    Err(Error::input("organ", format!("{}已于{day}撤并{by},此后收到的申请请由承接机关登记", organ.name)))
}
