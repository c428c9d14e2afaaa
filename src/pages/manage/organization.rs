//! 组织与岗位: the organs, who holds which post, who is missing. The 系统管理员 keeps what letters say of an organ and
//! its windows; the 安全保密管理员 grants and ends posts, and disables accounts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::casework::people::{self, UserInput};
use crate::casework::posts::{self, PostInput};
use crate::casework::row::word;
use crate::casework::staffing::{self, StaffedOrgan};
use crate::casework::windows::{self, WindowInput};
use crate::law::iso;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled, Said};
use crate::pages::visitor::{Staff, StaffForm};

use super::help;

/// The page.
#[derive(Debug, Serialize)]
pub struct OrganizationPage {
    pub organs: Vec<StaffedOrgan>,
    /// The choices of the forms.
    pub organ_choices: Vec<Choice>,
    pub unit_choices: Vec<Choice>,
    pub role_choices: Vec<Choice>,
    pub people: Vec<PersonLine>,
    pub people_choices: Vec<Choice>,
    /// Whether this post keeps the organs, and whether it grants the posts.
    pub keeps: bool,
    pub grants: bool,
    /// Who looks: nobody grants, ends or disables what is their own (decision 14).
    pub me: i64,
    pub form: Filled,
    pub done: Option<&'static str>,
}

impl Page for OrganizationPage {
    const TEMPLATE: &'static str = "manage/organization.html";
}

/// Somebody with an account.
#[derive(Debug, Serialize)]
pub struct PersonLine {
    pub id: i64,
    pub name: String,
    pub login: String,
    pub disabled: bool,
    /// The posts, in words.
    pub posts: Vec<String>,
}

fn done(word: &str) -> Option<&'static str> {
    match word {
        "granted" => Some("岗位已授予，即时生效。"),
        "ended" => Some("岗位已结束，正在用这个岗位的已退出。"),
        "created" => Some("人员已新增，请告知本人登录名和初始密码。"),
        "disabled" => Some("账号已停用，正在使用的已退出。"),
        "enabled" => Some("账号已恢复。"),
        "window" => Some("窗口已设立。"),
        _ => None,
    }
}

/// The forms of the page: what its fields are called, for what casework calls its own.
const GRANT: [(&str, &str); 4] =
    [("user", "grant-user"), ("organ", "grant-organ"), ("unit", "grant-unit"), ("role", "grant-role")];
const CREATE: [(&str, &str); 6] = [
    ("login", "new-login"),
    ("name", "new-name"),
    ("password", "new-password"),
    ("organ", "new-organ"),
    ("unit", "new-unit"),
    ("role", "new-role"),
];
const WINDOW: [(&str, &str); 5] = [
    ("host", "window-host"),
    ("organ", "window-organ"),
    ("name", "window-name"),
    ("from_on", "window-from"),
    ("to_on", "window-to"),
];

async fn make(staff: &Staff, form: Filled, said: &str) -> Result<OrganizationPage, Fault> {
    let (app, role) = (staff.app(), staff.session.actor.actor.role);
    let me = staff.session.actor.actor.user.0;
    let organs = staffing::load(app, staff.actor()).await?;
    let users = people::list_visible_users(app, staff.actor()).await?;
    let held = |id: i64| {
        let posts = organs.iter().flat_map(|organ| organ.posts.iter().map(move |post| (organ, post)));
        posts.filter(move |(_, post)| post.user == id).map(|(organ, post)| match &post.unit {
            Some(unit) => format!("{} {}（{unit}）", organ.name, post.role_title),
            None => format!("{} {}", organ.name, post.role_title),
        })
    };
    let person = |user: &people::UserView| PersonLine {
        id: user.id,
        name: user.name.clone(),
        login: user.login.clone(),
        disabled: user.disabled,
        posts: held(user.id).collect(),
    };
    let open = || organs.iter().filter(|organ| !organ.ended);
    let units = open().flat_map(|organ| {
        let open = organ.units.iter().filter(|unit| !unit.ended);
        open.map(move |unit| choice(unit.id.to_string(), format!("{} {}", organ.name, unit.name)))
    });
    Ok(OrganizationPage {
        organ_choices: open().map(|organ| choice(organ.id.to_string(), &organ.name)).collect(),
        unit_choices: units.collect(),
        role_choices: help::posts().map(|role| choice(word(role), role.title())).collect(),
        people: users.iter().map(person).collect(),
        people_choices: users
            .iter()
            .filter(|user| !user.disabled && user.id != me)
            .map(|user| choice(user.id.to_string(), format!("{}（{}）", user.name, user.login)))
            .collect(),
        organs,
        keeps: role == Role::Admin,
        grants: role == Role::Security,
        me,
        form,
        done: done(said),
    })
}

/// The organs and their people.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let page = make(&staff, Filled::default(), &said.done).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// On to the page again, or back with what has to be mended, under the names of the form.
async fn finish(
    engine: &Engine,
    staff: &Staff,
    fields: &Fields,
    names: &[(&str, &str)],
    outcome: Result<&'static str, Fault>,
) -> Result<HttpResponse, Fault> {
    match outcome {
        Ok(word) => Ok(see_other(format!("/staff/organization?done={word}"))),
        Err(fault) => {
            let name = |field: &str| {
                let own = names.iter().find(|(known, _)| *known == field);
                own.map_or(field, |(_, own)| own).to_owned()
            };
            let faults = fault.input()?.into_iter().map(|(field, message)| (name(&field), message)).collect();
            let mut form = Filled::of(fields).with_faults(faults);
            form.values.remove("new-password");
            let page = make(staff, form, "").await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}

fn number(fields: &Fields, name: &str, field: &'static str, missing: &str) -> Result<i64, Fault> {
    fields.get(name).parse().map_err(|_| crate::casework::Error::input(field, missing).into())
}

fn role(fields: &Fields, name: &str) -> Result<Role, Fault> {
    let sent = fields.get(name);
    let found = help::posts().find(|role| word(role) == sent);
    found.ok_or_else(|| crate::casework::Error::input("role", "请选择岗位").into())
}

/// Grants a post.
pub async fn grant(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    super::must_be(&staff, &[Role::Security])?;
    let outcome = async {
        let input = PostInput {
            user: number(&fields, "grant-user", "user", "请选择人员")?,
            organ: number(&fields, "grant-organ", "organ", "请选择机关")?,
            unit: fields.get("grant-unit").parse().ok(),
            role: role(&fields, "grant-role")?,
        };
        posts::grant(staff.app(), staff.actor(), input).await?;
        Ok("granted")
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &fields, &GRANT, outcome).await
}

/// Ends a post.
pub async fn end(
    engine: web::Data<Engine>,
    form: StaffForm,
    id: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let ended = posts::end(staff.app(), staff.actor(), id.into_inner()).await;
    finish(&engine, &staff, &fields, &[], ended.map(|()| "ended").map_err(Fault::from)).await
}

/// A new person with a first post.
pub async fn create(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    super::must_be(&staff, &[Role::Security])?;
    let outcome = async {
        let input = UserInput {
            login: fields.get("new-login").to_owned(),
            name: fields.get("new-name").to_owned(),
            password: fields.get("new-password").to_owned(),
            organ: number(&fields, "new-organ", "organ", "请选择机关")?,
            unit: fields.get("new-unit").parse().ok(),
            role: role(&fields, "new-role")?,
        };
        people::create_user(staff.app(), staff.actor(), input).await?;
        Ok("created")
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &fields, &CREATE, outcome).await
}

/// Disables an account, or enables it again.
pub async fn disable(
    engine: web::Data<Engine>,
    form: StaffForm,
    id: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let disabled = fields.get("act") != "enable";
    let changed = posts::disable(staff.app(), staff.actor(), id.into_inner(), disabled).await;
    let said = if disabled { "disabled" } else { "enabled" };
    finish(&engine, &staff, &fields, &[], changed.map(|()| said).map_err(Fault::from)).await
}

/// Opens a window.
pub async fn open_window(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    super::must_be(&staff, &[Role::Admin])?;
    let day = |name: &str, field: &'static str| -> Result<chrono::NaiveDate, Fault> {
        let wrong = || crate::casework::Error::input(field, "请填写日期，写作2026-03-02的形式");
        Ok(iso::parse_day(fields.get(name)).ok_or_else(wrong)?)
    };
    let outcome = async {
        let input = WindowInput {
            host: number(&fields, "window-host", "host", "请选择窗口所在的机关")?,
            organ: number(&fields, "window-organ", "organ", "请选择代哪个机关收件")?,
            name: fields.get("window-name").to_owned(),
            from_on: day("window-from", "from_on")?,
            to_on: match fields.get("window-to") {
                "" => None,
                _ => Some(day("window-to", "to_on")?),
            },
        };
        windows::open(staff.app(), staff.actor(), input).await?;
        Ok("window")
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &fields, &WINDOW, outcome).await
}
