//! Organs, units, people and posts. None is ever deleted: each ends (decision 8).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::organs::open_on;
use super::row::word;
use super::session::{SHORTEST_PASSWORD, role_of};
use super::trail::note;
use super::{Error, InputFault};
use crate::app::App;
use crate::law::deadline::WorkingDays;
use crate::law::roles::Role;
use crate::law::targets::DEFAULT_TARGETS;
use crate::passwords::Passwords;
use crate::store::organs::{
    NewOrgan, NewUnit, OrganRow, find_unit, insert_organ, insert_unit, list_organs, list_units, load_organ,
};
use crate::store::users::{
    NewPost, NewUser, PostRow, insert_post, insert_user, list_posts_of_organ, list_users,
};
use crate::store::{StoreError, Tx};

/// The organs for which nobody could sign a reply or approve a measure today (decision 15): their
/// requests would wait for ever.
///
/// # Errors
/// The database's.
pub fn list_organs_without_approval_blocking(app: &App) -> Result<Vec<String>, Error> {
    let today = app.clock.today();
    app.store.read_blocking(move |db| {
        let mut without = Vec::new();
        for organ in list_organs(db, "/")?.into_iter().filter(|organ| open_on(organ.valid_to, today)) {
            for role in [Role::Approver, Role::OfficeHead] {
                if list_posts_of_organ(db, organ.id, Some(&word(role)), today)?.is_empty() {
                    without.push(format!("{}（{}）", organ.name, role.title()));
                }
            }
        }
        Ok(without)
    })
}

/// What an organ sets for itself; what is missing is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganSettings {
    /// How many reviewers pass a reply before the approver signs.
    pub reviewers: u8,
    /// Internal targets in working days from receipt: 登记, 转办, 拟稿, 报批, 送达.
    pub targets: [WorkingDays; 5],
    /// Whom messages that break into quiet hours reach: the id of a person.
    pub duty: Option<i64>,
    /// Whether people may switch off mail about dates that are not near.
    pub mail_may_be_off: bool,
}

impl Default for OrganSettings {
    fn default() -> OrganSettings {
        OrganSettings { reviewers: 1, targets: DEFAULT_TARGETS, duty: None, mail_may_be_off: false }
    }
}

impl OrganSettings {
    /// The settings of an organ. Settings that cannot be read are the defaults.
    pub fn of(organ: &OrganRow) -> OrganSettings {
        OrganSettings::parse(&organ.settings)
    }

    /// The settings as they are stored.
    pub(super) fn parse(settings: &str) -> OrganSettings {
        serde_json::from_str(settings).unwrap_or_default()
    }
}

/// An organ as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrganView {
    pub id: i64,
    pub parent: Option<i64>,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub units: Vec<UnitView>,
}

/// A unit of an organ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnitView {
    pub id: i64,
    pub name: String,
}

/// A person as shown to those who manage posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserView {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub disabled: bool,
}

/// A new person with a first post.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    pub login: String,
    pub name: String,
    pub password: String,
    pub organ: i64,
    #[serde(default)]
    pub unit: Option<i64>,
    #[schema(value_type = String)]
    pub role: Role,
}

/// The organs of the actor's subtree.
///
/// # Errors
/// The database's.
pub async fn list_visible_organs(app: &App, actor: NamedActor) -> Result<Vec<OrganView>, Error> {
    app.store
        .read(move |db| {
            let organs = list_organs(db, &actor.actor.organ_path)?;
            let view = |organ: OrganRow| -> Result<OrganView, Error> {
                let units = list_units(db, organ.id)?;
                Ok(OrganView {
                    id: organ.id,
                    parent: organ.parent_id,
                    code: organ.code,
                    name: organ.name,
                    kind: organ.kind,
                    units: units.into_iter().map(|unit| UnitView { id: unit.id, name: unit.name }).collect(),
                })
            };
            organs.into_iter().map(view).collect()
        })
        .await
}

/// The people of the actor's subtree, for those who manage posts.
///
/// # Errors
/// [`Error::Forbidden`] for other posts.
pub async fn list_visible_users(app: &App, actor: NamedActor) -> Result<Vec<UserView>, Error> {
    if !matches!(actor.actor.role, Role::Admin | Role::Security) {
        return Err(Error::Forbidden);
    }
    app.store
        .read(move |db| {
            let users = list_users(db, &actor.actor.organ_path)?;
            let view = |user: crate::store::users::UserRow| UserView {
                id: user.id,
                login: user.login,
                name: user.name,
                disabled: user.disabled_at.is_some(),
            };
            Ok(users.into_iter().map(view).collect())
        })
        .await
}

/// 安全保密管理员 grants: a person with a post in the subtree (decision 14).
///
/// # Errors
/// [`Error::Forbidden`] for other posts; [`Error::Input`]; [`StoreError::NotFound`] for a foreign organ.
pub async fn create_user(app: &App, actor: NamedActor, input: UserInput) -> Result<UserView, Error> {
    if actor.actor.role != Role::Security {
        return Err(Error::Forbidden);
    }
    let mut faults = faults(&input);
    if input.login.trim().is_empty() || input.login.chars().count() > 60 {
        faults.push(InputFault::new("login", "请填写不超过60个字符的登录名"));
    }
    if input.name.trim().is_empty() || input.name.chars().count() > 60 {
        faults.push(InputFault::new("name", "请填写不超过60个字的姓名"));
    }
    if input.password.chars().count() < SHORTEST_PASSWORD {
        faults.push(InputFault::new("password", format!("密码至少{SHORTEST_PASSWORD}个字符")));
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let mut salt = [0; 16];
    app.random.fill(&mut salt)?;
    let hash = app.passwords.hash(&input.password, &salt).map_err(Error::corrupt)?;
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let organ = load_organ(tx, input.organ)?;
            if !organ.path.starts_with(&actor.actor.organ_path) {
                return Err(StoreError::NotFound.into());
            }
            if let Some(unit) = input.unit {
                let found = find_unit(tx, unit)?.filter(|found| found.organ_id == organ.id);
                found.ok_or_else(|| Error::input("unit", "该机关没有这个内设机构"))?;
            }
            let new = NewUser { login: input.login, name: input.name, password_hash: hash, email: None };
            let user = insert_user(tx, &new).map_err(|error| match error {
                StoreError::Duplicate => Error::input("login", "这个登录名已经有人使用"),
                other => other.into(),
            })?;
            let post = NewPost {
                user_id: user.id,
                organ_id: organ.id,
                unit_id: input.unit,
                role: word(input.role),
                valid_from: today,
                valid_to: None,
                granted_by: Some(actor.actor.user.0),
            };
            insert_post(tx, &post)?;
            note(tx, &actor, "grant_post", format!("user {} as {}", user.id, post.role), now)?;
            Ok(UserView { id: user.id, login: user.login, name: user.name, disabled: false })
        })
        .await
}

/// What no person and no post can be.
fn faults(input: &UserInput) -> Vec<InputFault> {
    let mut faults = Vec::new();
    for (field, text) in [("login", &input.login), ("name", &input.name)] {
        if text.chars().any(char::is_control) {
            faults.push(InputFault::new(field, "含有不可见的控制字符，请删去后重新填写"));
        }
    }
    match input.role {
        Role::Applicant => faults.push(InputFault::new("role", "申请人不是岗位，无法授予")),
        // A handler without a unit would see no case.
        Role::Handler if input.unit.is_none() => {
            faults.push(InputFault::new("unit", "请选择承办人所在的内设机构"));
        }
        _ => {}
    }
    faults
}

/// An organ as the command line and the demonstration set it up.
#[derive(Clone, Debug)]
pub struct OrganSetup<'a> {
    pub parent: Option<i64>,
    pub code: &'a str,
    pub name: &'a str,
    pub kind: &'a str,
    pub units: &'a [&'a str],
}

/// Makes an organ with its units.
///
/// # Errors
/// [`StoreError::Duplicate`] for a code that is taken.
pub fn set_up_organ(
    tx: &mut Tx<'_>,
    setup: &OrganSetup<'_>,
    today: chrono::NaiveDate,
) -> Result<(OrganRow, Vec<i64>), Error> {
    let organ = insert_organ(
        tx,
        &NewOrgan {
            parent_id: setup.parent,
            code: setup.code.to_owned(),
            name: setup.name.to_owned(),
            kind: setup.kind.to_owned(),
            region: None,
            settings: "{}".to_owned(),
            valid_from: today,
        },
    )?;
    let unit = |name: &&str| {
        let new = NewUnit { organ_id: organ.id, name: (*name).to_owned(), valid_from: today };
        insert_unit(tx, &new).map(|unit| unit.id)
    };
    let units = setup.units.iter().map(unit).collect::<Result<_, _>>()?;
    Ok((organ, units))
}

/// Makes a person with one post, without asking who grants it: for the first ones of an installation.
///
/// # Errors
/// [`StoreError::Duplicate`] for a login that is taken.
pub fn set_up_person(
    tx: &mut Tx<'_>,
    passwords: &Passwords,
    salt: &[u8; 16],
    person: &PersonSetup<'_>,
    today: chrono::NaiveDate,
) -> Result<PostRow, Error> {
    role_of(&word(person.role))?;
    let new = NewUser {
        login: person.login.to_owned(),
        name: person.name.to_owned(),
        password_hash: passwords.hash(person.password, salt).map_err(Error::corrupt)?,
        email: None,
    };
    let user = insert_user(tx, &new)?;
    let post = NewPost {
        user_id: user.id,
        organ_id: person.organ,
        unit_id: person.unit,
        role: word(person.role),
        valid_from: today,
        valid_to: None,
        granted_by: None,
    };
    Ok(insert_post(tx, &post)?)
}

/// A person as the command line and the demonstration set them up.
#[derive(Clone, Copy, Debug)]
pub struct PersonSetup<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub password: &'a str,
    pub organ: i64,
    pub unit: Option<i64>,
    pub role: Role,
}
