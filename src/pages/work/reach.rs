//! How somebody wants to be reached, and who stands in for the post in use.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::see_other;
use crate::app::App;
use crate::casework::deputies::{self, Deputies};
use crate::casework::inbox::{self, MailWish, Preferences};
use crate::casework::posts::{self, DeputyInput};
use crate::casework::row::word;
use crate::law::iso;
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// The settings.
#[derive(Debug, Serialize)]
pub struct ReachPage {
    pub form: Filled,
    /// The post in use, in words.
    pub post: String,
    pub wishes: Vec<Choice>,
    pub deputies: Deputies,
    pub people: Vec<Choice>,
    /// `mail` `deputy` `deputy-ended`, for what was saved just now.
    pub saved: String,
}

impl Page for ReachPage {
    const TEMPLATE: &'static str = "staff/inbox_settings.html";
}

const WISHES: [(MailWish, &str); 3] = [
    (MailWish::Each, "紧要的即时发送，其余每日汇总"),
    (MailWish::Digest, "可以等的都并入每日汇总"),
    (MailWish::Off, "只发送不能等的（须本机关允许）"),
];

/// The page with what stands in its forms.
pub(super) fn page_of(form: Filled, post: String, deputies: Deputies, saved: &str) -> ReachPage {
    let people = deputies.candidates.iter().map(|person| choice(person.id.to_string(), &person.name));
    ReachPage {
        form,
        post,
        wishes: WISHES.into_iter().map(|(wish, label)| choice(word(wish), label)).collect(),
        people: people.collect(),
        deputies,
        saved: saved.to_owned(),
    }
}

async fn make(app: &App, staff: &Staff, form: Filled, saved: &str) -> Result<ReachPage, Fault> {
    let wish = inbox::preferences(app, staff.actor()).await?.mail;
    // A deputy names no deputy of the post that another holds.
    let deputies = match deputies::load(app, staff.actor(), staff.session.post).await {
        Err(crate::casework::Error::Forbidden) => Deputies::default(),
        found => found?,
    };
    let today = app.clock.today().to_string();
    let form = form.with_default("mail", word(wish)).with_default("from", today);
    let post = staff.session.posts.iter().find(|choice| choice.id == staff.session.post);
    let post = post.map(|choice| format!("{} {}", choice.organ_name, choice.role_title));
    Ok(page_of(form, post.unwrap_or_default(), deputies, saved))
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let page = make(staff.app(), &staff, Filled::default(), fields.get("saved")).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

async fn rejected(
    engine: &Engine,
    staff: &Staff,
    fields: &Fields,
    faults: Vec<(String, String)>,
) -> Result<HttpResponse, Fault> {
    let page = make(staff.app(), staff, Filled::of(fields).with_faults(faults), "").await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

/// Keeps how the person wants to be reached.
pub async fn wish(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let chosen = WISHES.into_iter().find(|(wish, _)| word(*wish) == fields.get("mail"));
    let Some((mail, _)) = chosen else {
        return rejected(&engine, &staff, &fields, vec![("mail".to_owned(), "请选择一种方式".to_owned())])
            .await;
    };
    match inbox::set_preferences(staff.app(), staff.actor(), Preferences { mail }).await {
        Ok(()) => Ok(see_other("/staff/inbox/settings?saved=mail")),
        Err(crate::casework::Error::Input(_)) => {
            let message = "本机关不允许关闭邮件提醒，可以改为每日汇总";
            rejected(&engine, &staff, &fields, vec![("mail".to_owned(), message.to_owned())]).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Names a deputy for the post in use.
pub async fn deputy(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let app = staff.app();
    let known = deputies::load(app, staff.actor(), staff.session.post).await?.candidates;
    let mut faults = Vec::new();
    let deputy = fields.get("deputy").parse().ok().filter(|id| known.iter().any(|person| person.id == *id));
    let mut need = |name: &str, missing: bool, message: &str| {
        if missing {
            faults.push((name.to_owned(), message.to_owned()));
        }
    };
    let [from, to] = ["from", "to"].map(|name| iso::parse_day(fields.get(name)));
    need("deputy", deputy.is_none(), "请选择本机关的代理人");
    need("from", from.is_none(), "请填写开始日期，写作2026-03-02的形式");
    need("to", to.is_none(), "请填写结束日期，写作2026-03-02的形式");
    let (Some(deputy), Some(from_on), Some(to_on)) = (deputy, from, to) else {
        return rejected(&engine, &staff, &fields, faults).await;
    };
    let input = DeputyInput { deputy, from_on, to_on };
    match posts::name_deputy(app, staff.actor(), staff.session.post, input).await {
        Ok(()) => Ok(see_other("/staff/inbox/settings?saved=deputy")),
        Err(crate::casework::Error::Input(wrong)) => {
            let field = |field: &str| if field == "to_on" { "to" } else { "deputy" }.to_owned();
            let faults = wrong.into_iter().map(|fault| (field(fault.field), fault.message)).collect();
            rejected(&engine, &staff, &fields, faults).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a deputyship of the post in use before its last day.
pub async fn end_deputy(form: StaffForm, id: web::Path<i64>) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, .. } = form;
    deputies::end(staff.app(), staff.actor(), staff.session.post, id.into_inner()).await?;
    Ok(see_other("/staff/inbox/settings?saved=deputy-ended"))
}
