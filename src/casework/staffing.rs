//! 组织与岗位 at a glance: the organs of a subtree, who holds which post in them, what they lack, and at which
//! windows their clerks stand. For those who keep the organs and those who grant the posts.

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::journal::NamedActor;
use super::organs::{kind_title, open_on};
use super::readiness::{self, Asked, FirstNumbers, Lack};
use super::session::role_of;
use crate::app::App;
use crate::law::roles::Role;
use crate::store::Db;
use crate::store::organ_facts::find_organ_facts;
use crate::store::organs::{OrganRow, list_organs, list_units, load_organ};
use crate::store::users::{list_posts_of_organ, load_user};
use crate::store::windows::list_windows;

/// An organ with its people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffedOrgan {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub kind: &'static str,
    /// How many organs above it are shown.
    pub depth: usize,
    pub units: Vec<StaffedUnit>,
    pub posts: Vec<HeldPost>,
    /// What it lacks before it can take applications.
    pub lacks: Vec<Lack>,
    /// The last day, once it is known; who takes over; whether that day has passed.
    pub to_on: Option<NaiveDate>,
    pub successor: Option<String>,
    pub ended: bool,
    /// Whether what its letters say of it is filled in.
    pub has_facts: bool,
    pub windows: Vec<StaffedWindow>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffedUnit {
    pub id: i64,
    pub name: String,
    pub ended: bool,
}

/// A post and its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldPost {
    pub id: i64,
    pub user: i64,
    pub name: String,
    pub login: String,
    pub disabled: bool,
    pub role: String,
    pub role_title: &'static str,
    pub unit: Option<String>,
    pub since: NaiveDate,
}

/// A window at which the organ's clerks stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffedWindow {
    pub name: String,
    /// For whom they take applications.
    pub organ: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}

/// The organs of the subtree, each below the one above it.
///
/// # Errors
/// [`Error::Forbidden`] unless 系统管理员 or 安全保密管理员.
pub async fn load(app: &App, actor: NamedActor) -> Result<Vec<StaffedOrgan>, Error> {
    if !matches!(actor.actor.role, Role::Admin | Role::Security) {
        return Err(Error::Forbidden);
    }
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let own_depth = actor.actor.organ_path.matches('/').count();
            let mut organs = list_organs(db, &actor.actor.organ_path)?;
            organs.sort_by(|one, other| one.path.cmp(&other.path));
            let numbers = readiness::first_numbers(db, &organs, today)?;
            let mut staffed = Vec::new();
            for organ in &organs {
                let depth = organ.path.matches('/').count().saturating_sub(own_depth);
                let below =
                    |other: &OrganRow| other.parent_id == Some(organ.id) && open_on(other.valid_to, today);
                let place = Place { depth, has_below: organs.iter().any(below), today };
                staffed.push(of_organ(db, organ.clone(), &place, &numbers)?);
            }
            Ok(staffed)
        })
        .await
}

/// Where an organ stands in the tree, and when it is looked at.
struct Place {
    depth: usize,
    has_below: bool,
    today: NaiveDate,
}

fn of_organ(
    db: &mut Db,
    organ: OrganRow,
    place: &Place,
    numbers: &FirstNumbers,
) -> Result<StaffedOrgan, Error> {
    let Place { depth, has_below, today } = *place;
    let rows = list_units(db, organ.id)?;
    let mut posts = Vec::new();
    for post in list_posts_of_organ(db, organ.id, None, today)? {
        let user = load_user(db, post.user_id)?;
        let unit = rows.iter().find(|unit| Some(unit.id) == post.unit_id);
        posts.push(HeldPost {
            id: post.id,
            user: user.id,
            name: user.name,
            login: user.login,
            disabled: user.disabled_at.is_some(),
            role_title: role_of(&post.role)?.title(),
            role: post.role,
            unit: unit.map(|unit| unit.name.clone()),
            since: post.valid_from,
        });
    }
    let mut windows = Vec::new();
    for window in list_windows(db, organ.id)? {
        if window.valid_to.is_none_or(|to| today <= to) {
            windows.push(StaffedWindow {
                organ: load_organ(db, window.organ_id)?.name,
                name: window.name,
                from_on: window.valid_from,
                to_on: window.valid_to,
            });
        }
    }
    let held = posts.iter().filter(|post| !post.disabled).map(|post| post.role.clone()).collect();
    let asked = Asked { organ: &organ, units: &rows, held, has_below, today };
    let lacks = readiness::lacks(db, &asked, numbers)?;
    let successor = organ.successor_id.map(|id| load_organ(db, id)).transpose()?;
    Ok(StaffedOrgan {
        lacks,
        to_on: organ.valid_to,
        ended: !open_on(organ.valid_to, today),
        successor: successor.map(|organ| organ.name),
        has_facts: find_organ_facts(db, organ.id, today)?.is_some(),
        id: organ.id,
        code: organ.code,
        name: organ.name,
        kind: kind_title(&organ.kind),
        depth,
        units: rows
            .into_iter()
            .map(|unit| StaffedUnit { id: unit.id, ended: !open_on(unit.valid_to, today), name: unit.name })
            .collect(),
        posts,
        windows,
    })
}
