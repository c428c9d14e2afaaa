//! 期限计算器: anybody counts a period, by the same path to a date as every case. Nothing is kept.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::dates::{self, Explanation};
use super::kept::get;
use crate::casework::calculator::{Counted, Question, count};
use crate::law::deadline::Channel;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::Guest;

/// The question, and the answer if one was asked.
#[derive(Debug, Serialize)]
pub struct CalculatorPage {
    pub form: Filled,
    pub counted: Option<Counted>,
    pub explanation: Explanation,
    pub channels: Vec<ChannelChoice>,
}

impl Page for CalculatorPage {
    const TEMPLATE: &'static str = "applicant/calculator.html";
}

/// A way by which an application arrives.
#[derive(Debug, Serialize)]
pub struct ChannelChoice {
    pub value: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
}

const CHANNELS: [(&str, Channel, &str, &str); 5] = [
    ("in_person", Channel::InPerson, "当面提交", "提交之日为收到申请之日"),
    ("registered_mail", Channel::RegisteredMail, "挂号信、特快专递", "行政机关签收之日为收到申请之日"),
    ("ordinary_mail", Channel::OrdinaryMail, "平常信函", "与申请人确认之日为收到申请之日"),
    ("online", Channel::Online, "网上提交、电子邮件", "双方确认之日为收到申请之日"),
    ("fax", Channel::Fax, "传真", "双方确认之日为收到申请之日"),
];

/// What was asked, or what of it cannot be meant so.
fn question(typed: &BTreeMap<String, Vec<String>>) -> Result<Question, Vec<(String, String)>> {
    let mut faults = Vec::new();
    let mut day = |field: &str| -> Option<NaiveDate> {
        let text = get(typed, field).trim();
        match text.parse() {
            Ok(day) => Some(day),
            Err(_) if text.is_empty() => None,
            Err(_) => {
                faults.push((field.to_owned(), "日期有误，请按2026-10-16的样子填写".to_owned()));
                None
            }
        }
    };
    let (on, confirmed_on, consulted) = (day("on"), day("confirmed"), day("consulted"));
    let (answered, extended) = (day("answered"), day("extended"));
    let mut fault = |field: &str, message: &str| faults.push((field.to_owned(), message.to_owned()));
    let chosen = CHANNELS.iter().find(|(word, ..)| *word == get(typed, "channel"));
    if chosen.is_none() {
        fault("channel", "请选择申请的提交方式");
    }
    if on.is_none() && get(typed, "on").trim().is_empty() {
        fault("on", "请填写提交或者签收的日期");
    }
    if let (Some(on), Some(confirmed)) = (on, confirmed_on)
        && confirmed < on
    {
        fault("confirmed", "确认的日期不能早于提交的日期");
    }
    if answered.is_some() && consulted.is_none() && get(typed, "consulted").trim().is_empty() {
        fault("consulted", "请填写征求意见开始的日期");
    }
    if let (Some(from), Some(to)) = (consulted, answered)
        && to < from
    {
        fault("answered", "收到意见的日期不能早于发出的日期");
    }
    let days = get(typed, "days").trim().parse::<u16>();
    if extended.is_some() && !days.as_ref().is_ok_and(|days| (1..=20).contains(days)) {
        fault("days", "请填写延长的工作日数，1至20");
    }
    match (chosen, on) {
        (Some((_, channel, ..)), Some(on)) if faults.is_empty() => Ok(Question {
            channel: *channel,
            on,
            confirmed_on,
            consultation: consulted.map(|from| (from, answered)),
            extension: extended.zip(days.ok()),
        }),
        _ => Err(faults),
    }
}

/// Shows the form; with something asked, the answer too.
pub async fn show(
    engine: web::Data<Engine>,
    guest: Guest,
    asked: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(asked.into_inner());
    let form = Filled::of(&fields);
    if !fields.has("channel") && !fields.has("on") {
        let today = guest.app().clock.today().to_string();
        let form = form.with_default("channel", "in_person").with_default("on", today);
        return Ok(engine.answer(StatusCode::OK, &guest.frame, &page(form, None)));
    }
    let outcome = match question(&form.values) {
        Ok(question) => {
            guest.service.admit()?;
            count(guest.app(), question).await.map_err(|error| Fault::from(error).input())
        }
        Err(faults) => Err(Ok(faults)),
    };
    match outcome {
        Ok(counted) => Ok(engine.answer(StatusCode::OK, &guest.frame, &page(form, Some(counted)))),
        Err(faults) => {
            let page = page(form.with_faults(faults?), None);
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page))
        }
    }
}

pub(super) fn page(form: Filled, counted: Option<Counted>) -> CalculatorPage {
    let choice = |(value, _, label, hint): (&'static str, Channel, &'static str, &'static str)| {
        ChannelChoice { value, label, hint }
    };
    let explained = counted.as_ref().map(|counted| dates::explain(&counted.steps, counted.due_on));
    CalculatorPage {
        form,
        explanation: explained.unwrap_or_default(),
        counted,
        channels: CHANNELS.map(choice).into(),
    }
}
