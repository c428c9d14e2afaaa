//! Posts are granted and ended by the 安全保密管理员; a holder names a deputy; the 安全审计员 reads who
//! did what (decisions 13–15).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use super::journal::NamedActor;
use super::row::word;
use super::trail::note;
use crate::app::App;
use crate::law::iso;
use crate::law::roles::Role;
use crate::store::audit::{AuditRow, list_audit};
use crate::store::organs::{find_unit, load_organ};
use crate::store::users::{
    NewPost, end_post, insert_deputy, insert_post, load_post, load_user, raise_token_generation, set_disabled,
};
use crate::store::{Db, StoreError};

/// Entries of the audit trail in a page.
const AUDIT_PAGE: i64 = 200;

/// A post to grant.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostInput {
    pub user: i64,
    pub organ: i64,
    #[serde(default)]
    pub unit: Option<i64>,
    #[schema(value_type = String)]
    pub role: Role,
}

/// A post that was granted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PostView {
    pub id: i64,
}

/// Who stands in for one's own post, from one day to another, both included.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeputyInput {
    pub deputy: i64,
    #[serde(deserialize_with = "iso::day")]
    pub from_on: NaiveDate,
    #[serde(deserialize_with = "iso::day")]
    pub to_on: NaiveDate,
}

/// An entry of the audit trail.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditView {
    pub id: i64,
    /// RFC 3339 with +08:00.
    pub at: String,
    #[schema(value_type = Object)]
    pub actor: serde_json::Value,
    pub what: String,
    pub case: Option<i64>,
    pub detail: String,
}

/// Three people keep watch over each other: none of these posts goes with another of them, nor with
/// supervision (decision 14).
const APART: [Role; 4] = [Role::Admin, Role::Security, Role::Auditor, Role::Supervisor];

/// Grants a post.
///
/// # Errors
/// [`Error::Forbidden`] unless 安全保密管理员; [`StoreError::NotFound`] outside the subtree;
/// [`Error::Input`] for posts that one person must not hold together.
pub async fn grant(app: &App, actor: NamedActor, input: PostInput) -> Result<PostView, Error> {
    must_be_security(&actor)?;
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let organ = load_organ(tx, input.organ)?;
            must_be_below(&actor, &organ.path)?;
            load_user(tx, input.user)?;
            if input.user == actor.actor.user.0 {
                return Err(Error::input("user", "不能给自己授予岗位，请由另一位安全保密管理员办理"));
            }
            if let Some(unit) = input.unit {
                let found = find_unit(tx, unit)?.filter(|unit| unit.organ_id == organ.id);
                found.ok_or_else(|| Error::input("unit", "该机关没有这个内设机构"))?;
            } else if input.role == Role::Handler {
                return Err(Error::input("unit", "承办人须属于一个内设机构"));
            }
            must_go_together(tx, input.user, input.role, today)?;
            let post = insert_post(
                tx,
                &NewPost {
                    user_id: input.user,
                    organ_id: organ.id,
                    unit_id: input.unit,
                    role: word(input.role),
                    valid_from: today,
                    valid_to: None,
                    granted_by: Some(actor.actor.user.0),
                },
            )?;
            note(tx, &actor, "grant_post", format!("post {} to user {}", post.id, input.user), now)?;
            Ok(PostView { id: post.id })
        })
        .await
}

fn must_go_together(db: &mut Db, user: i64, role: Role, today: NaiveDate) -> Result<(), Error> {
    if role == Role::Applicant {
        return Err(Error::input("role", "申请人不是岗位"));
    }
    let held = crate::store::users::list_posts_of_user(db, user, today)?;
    let apart = |post: &crate::store::users::PostRow| {
        APART.contains(&role) && APART.iter().any(|other| *other != role && word(*other) == post.role)
    };
    if held.iter().any(apart) {
        let message = "系统管理员、安全保密管理员、安全审计员和监督岗须由不同的人担任";
        return Err(Error::input("role", message));
    }
    Ok(())
}

/// Ends a post today. Sessions under it stop at once.
///
/// # Errors
/// As [`grant`].
pub async fn end(app: &App, actor: NamedActor, post: i64) -> Result<(), Error> {
    must_be_security(&actor)?;
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let row = load_post(tx, post)?;
            must_be_below(&actor, &load_organ(tx, row.organ_id)?.path)?;
            if row.user_id == actor.actor.user.0 {
                return Err(Error::input("post", "不能结束自己的岗位，请由另一位安全保密管理员办理"));
            }
            // The last day is yesterday: from now on nothing is done under it.
            end_post(tx, post, today.pred_opt().unwrap_or(today))?;
            note(tx, &actor, "end_post", format!("post {post} of user {}", row.user_id), now)
        })
        .await
}

/// Disables a person, whose sessions stop at once, or enables them again.
///
/// # Errors
/// As [`grant`].
pub async fn disable(app: &App, actor: NamedActor, user: i64, disabled: bool) -> Result<(), Error> {
    must_be_security(&actor)?;
    let now = app.now();
    app.store
        .write(move |tx| {
            let visible = crate::store::users::list_users(tx, &actor.actor.organ_path)?;
            if !visible.iter().any(|row| row.id == user) {
                return Err(StoreError::NotFound.into());
            }
            // Nobody in the program could enable the last one again.
            if disabled && user == actor.actor.user.0 {
                return Err(Error::input("user", "不能停用自己的账号，请由另一位安全保密管理员办理"));
            }
            set_disabled(tx, user, disabled.then_some(now))?;
            raise_token_generation(tx, user)?;
            let what = if disabled { "disable_user" } else { "enable_user" };
            note(tx, &actor, what, format!("user {user}"), now)
        })
        .await
}

/// Names a deputy for the post one acts under.
///
/// # Errors
/// [`Error::Input`] for oneself or for days that do not follow each other.
pub async fn name_deputy(app: &App, actor: NamedActor, post: i64, input: DeputyInput) -> Result<(), Error> {
    let now = app.now();
    if input.to_on < input.from_on {
        return Err(Error::input("to_on", "结束日期早于开始日期，请核对"));
    }
    if input.deputy == actor.actor.user.0 {
        return Err(Error::input("deputy", "代理人应为他人"));
    }
    app.store
        .write(move |tx| {
            if load_post(tx, post)?.user_id != actor.actor.user.0 {
                return Err(Error::Forbidden);
            }
            let deputy = load_user(tx, input.deputy).map_err(|error| match error {
                StoreError::NotFound => Error::input("deputy", "没有这个用户"),
                other => other.into(),
            })?;
            insert_deputy(tx, post, deputy.id, input.from_on, input.to_on)?;
            note(tx, &actor, "name_deputy", format!("user {} for post {post}", deputy.id), now)
        })
        .await
}

/// The audit trail, newest first, for the 安全审计员 of the root organ.
///
/// # Errors
/// [`Error::Forbidden`] for others.
pub async fn list_trail(app: &App, actor: NamedActor, before: Option<i64>) -> Result<Vec<AuditView>, Error> {
    if actor.actor.role != Role::Auditor {
        return Err(Error::Forbidden);
    }
    app.store
        .read(move |db| {
            if load_organ(db, actor.actor.organ.0)?.parent_id.is_some() {
                return Err(Error::Forbidden);
            }
            list_audit(db, before, AUDIT_PAGE)?.into_iter().map(view).collect()
        })
        .await
}

fn view(row: AuditRow) -> Result<AuditView, Error> {
    Ok(AuditView {
        id: row.id,
        at: crate::app::shanghai(row.at.to_utc()).to_rfc3339(),
        actor: serde_json::from_str(&row.actor).map_err(Error::corrupt)?,
        what: row.what,
        case: row.case_id,
        detail: row.detail,
    })
}

fn must_be_security(actor: &NamedActor) -> Result<(), Error> {
    if actor.actor.role == Role::Security { Ok(()) } else { Err(Error::Forbidden) }
}

fn must_be_below(actor: &NamedActor, organ_path: &str) -> Result<(), Error> {
    if organ_path.starts_with(&actor.actor.organ_path) { Ok(()) } else { Err(StoreError::NotFound.into()) }
}
