//! 期限与提醒: the ladder of alerts and what an organ sets for itself, each saved only after a check that says
//! what would change; how the channels fare, and the messages that nobody could be sent.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::settings_form::{audiences, filled, read, slots, travels};
use crate::casework::ladder;
use crate::casework::ladder_effect::{self, LadderEffect};
use crate::casework::organ_settings::{self, SettingsEffect, SettingsView};
use crate::casework::outbox::{self, ChannelView, ClearInput, TroubledView};
use crate::casework::people::{OrganSettings, list_visible_organs};
use crate::law::deadline::WorkingDays;
use crate::law::roles::Role;
use crate::law::targets::TARGETS;
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{FieldFault, Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::{Hash, StoreError};

/// The page.
#[derive(Debug, Serialize)]
pub struct SettingsPage {
    pub organs: Vec<Choice>,
    pub organ: i64,
    pub name: String,
    pub ladder: LadderPart,
    pub settings: SettingsPart,
    pub channels: Vec<ChannelLine>,
    pub troubled: Vec<TroubledLine>,
    /// For the forms of single messages.
    pub messages: Filled,
    /// The faults of all forms, for the summary.
    pub summary: Filled,
    pub done: Option<&'static str>,
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "manage/settings.html";
}

/// The ladder's form.
#[derive(Debug, Serialize)]
pub struct LadderPart {
    pub form: Filled,
    pub slots: usize,
    pub audiences: Vec<Choice>,
    pub travels: Vec<Choice>,
    /// Whose ladder it is, in words.
    pub of: String,
    pub version: i64,
    pub effect: Option<LadderEffect>,
    /// Of what was checked: only that is saved.
    pub checked: String,
}

/// The form of the organ's own settings.
#[derive(Debug, Serialize)]
pub struct SettingsPart {
    pub form: Filled,
    pub targets: [&'static str; 5],
    pub people: Vec<Choice>,
    pub reviewers_there: usize,
    pub effect: Option<SettingsEffect>,
    pub checked: String,
}

/// A channel.
#[derive(Debug, Serialize)]
pub struct ChannelLine {
    pub name: &'static str,
    pub view: ChannelView,
    /// 正常 or what is wrong, in words.
    pub state: String,
    pub troubled: bool,
}

/// A message that waits for a person.
#[derive(Debug, Serialize)]
pub struct TroubledLine {
    pub channel: &'static str,
    pub view: TroubledView,
    pub state: &'static str,
}

fn channel_name(word: &str) -> &'static str {
    match word {
        "mail" => "电子邮件",
        "webhook" => "业务系统接口",
        "robot" => "群机器人",
        "sms" => "短信",
        _ => "其他渠道",
    }
}

impl ChannelLine {
    /// How it fares.
    pub fn of(view: ChannelView) -> ChannelLine {
        let troubled = view.failures > 0;
        let state = match (&view.resting_until, view.failures) {
            (_, 0) => "正常".to_owned(),
            (Some(until), failures) => format!("连续失败{failures}次，{until}以后再试"),
            (None, failures) => format!("连续失败{failures}次"),
        };
        ChannelLine { name: channel_name(&view.channel), state, troubled, view }
    }
}

impl TroubledLine {
    /// Why it waits.
    pub fn of(view: TroubledView) -> TroubledLine {
        let state = if view.state == "uncertain" { "不确定是否已送出" } else { "没有送出" };
        TroubledLine { channel: channel_name(&view.channel), state, view }
    }
}

/// The forms as they are shown, where they are not as they are set.
#[derive(Default)]
struct Shown {
    ladder: Option<(Filled, Option<LadderEffect>, String)>,
    settings: Option<(Filled, Option<SettingsEffect>, String)>,
    messages: Filled,
}

fn settings_form(view: &SettingsView) -> Filled {
    let mut form = Filled::default()
        .with_default("reviewers", view.reviewers.to_string())
        .with_default("duty", view.duty.map(|id| id.to_string()).unwrap_or_default())
        .with_default("mail", if view.mail_may_be_off { "off" } else { "" });
    for (days, at) in view.targets.iter().zip(1..) {
        form = form.with_default(&format!("target-{at}"), days.to_string());
    }
    form
}

async fn make(staff: &Staff, organ: i64, shown: Shown, said: &str) -> Result<SettingsPage, Fault> {
    let (app, actor) = (staff.app(), staff.actor());
    let settings = organ_settings::load(app, actor.clone(), organ).await?;
    let ladder = ladder::find(app, actor.clone(), organ).await?;
    let organs = list_visible_organs(app, actor.clone()).await?;
    let of = match ladder.set_by {
        None => "系统随附的设置".to_owned(),
        Some(id) if id == organ => "本机关自己的设置".to_owned(),
        Some(id) => {
            let above = organs.iter().find(|organ| organ.id == id);
            above.map_or("上级机关的设置".to_owned(), |organ| format!("{}的设置", organ.name))
        }
    };
    let (ladder_form, effect, checked) =
        shown.ladder.unwrap_or_else(|| (filled(&ladder.ladder), None, String::new()));
    let (form, settings_effect, settings_checked) =
        shown.settings.unwrap_or_else(|| (settings_form(&settings), None, String::new()));
    let all = [&ladder_form, &form, &shown.messages];
    let faults: Vec<FieldFault> = all.iter().flat_map(|form| form.faults.clone()).collect();
    Ok(SettingsPage {
        organs: organs.iter().map(|organ| choice(organ.id.to_string(), &organ.name)).collect(),
        organ,
        name: settings.name.clone(),
        ladder: LadderPart {
            slots: slots(&ladder_form),
            form: ladder_form,
            audiences: audiences(),
            travels: travels(),
            of,
            version: ladder.version,
            effect,
            checked,
        },
        settings: SettingsPart {
            form,
            targets: TARGETS,
            people: settings.people.iter().map(|(id, name)| choice(id.to_string(), name)).collect(),
            reviewers_there: settings.reviewers_there,
            effect: settings_effect,
            checked: settings_checked,
        },
        channels: outbox::health(app, actor.clone()).await?.into_iter().map(ChannelLine::of).collect(),
        troubled: outbox::list(app, actor, None).await?.into_iter().map(TroubledLine::of).collect(),
        messages: shown.messages,
        summary: Filled { faults, ..Filled::default() },
        done: done(said),
    })
}

fn done(word: &str) -> Option<&'static str> {
    match word {
        "ladder" => Some("提醒设置已保存，在办案件随即按新的设置提醒。"),
        "organ" => Some("设置已保存。"),
        "retry" => Some("已重新排队发送。"),
        "clear" => Some("已清除，不再发送。"),
        _ => None,
    }
}

#[derive(serde::Deserialize)]
pub struct Place {
    organ: Option<i64>,
    #[serde(default)]
    done: String,
}

fn organ_of(staff: &Staff, asked: Option<i64>) -> i64 {
    asked.unwrap_or(staff.session.actor.actor.organ.0)
}

/// The settings of an organ.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    place: web::Query<Place>,
) -> Result<HttpResponse, Fault> {
    super::must_be(&staff, &[Role::Admin])?;
    let page = make(&staff, organ_of(&staff, place.organ), Shown::default(), &place.done).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

pub(super) fn digest(value: &impl Serialize) -> String {
    Hash::of(&serde_json::to_vec(value).unwrap_or_default()).to_string()
}

/// Says what another ladder would mean; keeps it, if it is the one that was checked.
pub async fn keep_ladder(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    super::must_be(&staff, &[Role::Admin])?;
    let (app, organ) = (staff.app(), organ_of(&staff, fields.get("organ").parse().ok()));
    let rejected = |faults: Vec<(String, String)>| Shown {
        ladder: Some((Filled::of(&fields).with_faults(faults), None, String::new())),
        ..Shown::default()
    };
    let asked = match read(&fields) {
        Ok(asked) => asked,
        Err(faults) => return rejected_page(&engine, &staff, organ, rejected(faults)).await,
    };
    let checked = digest(&asked);
    let save = fields.get("act") == "save" && fields.get("checked") == checked;
    let seen = fields.get("version").parse().ok().filter(|_| save);
    match ladder::set(app, staff.actor(), organ, asked.clone(), seen, !save).await {
        Ok(_) if save => Ok(see_other(format!("/staff/settings?organ={organ}&done=ladder"))),
        Ok(_) => {
            let effect = ladder_effect::foresee(app, staff.actor(), organ, asked).await?;
            let ladder = Some((Filled::of(&fields), Some(effect), checked));
            let page = make(&staff, organ, Shown { ladder, ..Shown::default() }, "").await?;
            Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
        }
        Err(crate::casework::Error::Store(StoreError::Stale)) => {
            let message = "其他人刚刚改过这份设置，请重新打开本页核对后再保存";
            let faults = vec![("rungs".to_owned(), message.to_owned())];
            rejected_page(&engine, &staff, organ, rejected(faults)).await
        }
        Err(error) => {
            let faults = Fault::from(error).input()?;
            rejected_page(&engine, &staff, organ, rejected(faults)).await
        }
    }
}

async fn rejected_page(
    engine: &Engine,
    staff: &Staff,
    organ: i64,
    shown: Shown,
) -> Result<HttpResponse, Fault> {
    let page = make(staff, organ, shown, "").await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

fn read_settings(fields: &Fields) -> Result<OrganSettings, Vec<(String, String)>> {
    let mut faults = Vec::new();
    let reviewers = fields.get("reviewers").parse();
    if reviewers.is_err() {
        faults.push(("reviewers".to_owned(), "请填写审核层级，没有审核写0".to_owned()));
    }
    let mut targets = [WorkingDays(0); 5];
    for (target, at) in targets.iter_mut().zip(1..) {
        let name = format!("target-{at}");
        match fields.get(&name).parse() {
            Ok(days) => *target = WorkingDays(days),
            Err(_) => faults.push((name, "请填写工作日数".to_owned())),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(OrganSettings {
        reviewers: reviewers.unwrap_or_default(),
        targets,
        duty: fields.get("duty").parse().ok(),
        mail_may_be_off: fields.get("mail") == "off",
    })
}

/// Says what other settings would change; keeps them, if they are those that were checked.
pub async fn keep_organ(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    super::must_be(&staff, &[Role::Admin])?;
    let (app, organ) = (staff.app(), organ_of(&staff, fields.get("organ").parse().ok()));
    let rejected = |faults: Vec<(String, String)>| Shown {
        settings: Some((Filled::of(&fields).with_faults(faults), None, String::new())),
        ..Shown::default()
    };
    let asked = match read_settings(&fields) {
        Ok(asked) => asked,
        Err(faults) => return rejected_page(&engine, &staff, organ, rejected(faults)).await,
    };
    let checked = digest(&asked);
    let save = fields.get("act") == "save" && fields.get("checked") == checked;
    match organ_settings::set(app, staff.actor(), organ, asked, !save).await {
        Ok(_) if save => Ok(see_other(format!("/staff/settings?organ={organ}&done=organ"))),
        Ok(effect) => {
            let settings = Some((Filled::of(&fields), Some(effect), checked));
            let page = make(&staff, organ, Shown { settings, ..Shown::default() }, "").await?;
            Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
        }
        Err(error) => {
            let faults = Fault::from(error).input()?;
            rejected_page(&engine, &staff, organ, rejected(faults)).await
        }
    }
}

/// Sends a message again, or clears it with a reason.
pub async fn settle_message(
    engine: web::Data<Engine>,
    form: StaffForm,
    id: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (app, id) = (staff.app(), id.into_inner());
    let organ = organ_of(&staff, fields.get("organ").parse().ok());
    let name = format!("reason-{id}");
    let settled = match fields.get("act") {
        "retry" => outbox::retry(app, staff.actor(), id).await.map(|()| "retry"),
        _ => {
            let reason = fields.get(&name).to_owned();
            outbox::clear(app, staff.actor(), id, ClearInput { reason }).await.map(|()| "clear")
        }
    };
    match settled {
        Ok(word) => Ok(see_other(format!("/staff/settings?organ={organ}&done={word}"))),
        Err(error) => {
            let faults = Fault::from(error).input()?;
            let faults = faults.into_iter().map(|(_, message)| (name.clone(), message)).collect();
            let messages = Filled::of(&fields).with_faults(faults);
            rejected_page(&engine, &staff, organ, Shown { messages, ..Shown::default() }).await
        }
    }
}
