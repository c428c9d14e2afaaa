//! Organs as the 系统管理员 keeps them: made below the own one, renamed, ended with a successor, never deleted
//! (decisions 8, 13, 14). What a change means is said before it is kept.

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::NamedActor;
use super::organ_ends;
use super::trail::note;
use super::{Error, InputFault, organ_facts};
use crate::app::App;
use crate::law::wording;
use crate::store::case_filter::{CaseFilter, Test};
use crate::store::case_list::count_cases;
use crate::store::organs::{OrganRow, find_organ, list_organs, list_units, load_organ, update_organ};
use crate::store::{Db, Scope, StoreError};

/// The longest name of an organ or a unit, in characters.
pub const LONGEST_NAME: usize = 60;

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
    wrong.then(|| InputFault::new(field, format!("请填写{what}，不超过{LONGEST_NAME}个字")))
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

/// Faults of name, kind and region, for a new organ or for the one of this id.
pub(super) fn faults_of(
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
        faults.push(InputFault::new("name", "已有同名的机关，请核对是否重复设立"));
    }
    // What the command line wrote is kept as it is.
    let known = KINDS.iter().any(|(word, _)| *word == kind) || own.is_some_and(|own| own.kind == kind);
    if !known {
        faults.push(InputFault::new("kind", "请选择机关的性质"));
    }
    let same = own.is_some_and(|own| own.region.as_deref() == region);
    if !same && region.is_some_and(|region| !regions.iter().any(|known| known == region)) {
        faults.push(InputFault::new("region", "没有这个地区的放假安排，请重新选择"));
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
        let message = format!("已经登记了{cases}件申请，期限是按现在的地区计算的，不能再换地区");
        faults.push(InputFault::new("region", message));
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let mut foreseen = Foreseen::default();
    if row.name != change.name {
        let words = format!("{}改称{}，保存后即用新的名称", row.name, change.name);
        foreseen.changes.push(words);
        foreseen.changes.push("已经签发的文书和以前的办理记录不变，仍写原来的名称".to_owned());
        foreseen.warnings.extend(organ_ends::named_as_review(db, actor, &row, app.clock.today())?);
        foreseen.warnings.push("印章、机关代字随更名改变的，请另在机关信息和文号中修改".to_owned());
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

/// Why an organ takes no application that came on a day: it had ended by then.
///
/// # Errors
/// [`Error::Input`] with who took over.
pub(super) fn must_exist(db: &mut Db, organ: &OrganRow, on: NaiveDate) -> Result<(), Error> {
    let Some(to) = organ.valid_to.filter(|to| *to < on) else { return Ok(()) };
    let successor = organ.successor_id.map(|id| find_organ(db, id)).transpose()?.flatten();
    let by = successor.map_or_else(String::new, |organ| format!("，由{}承接", organ.name));
    let day = wording::day(to);
    Err(Error::input("organ", format!("{}已于{day}撤并{by}，此后收到的申请请由承接机关登记", organ.name)))
}
