//! 红黄灯清单: what is near or past its date, in whose hands, warned when, acknowledged or not.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::must_be;
use crate::casework::export::MOST_EXPORTED;
use crate::casework::lights::{self, Asked, LastAlert, WARNING, Warning};
use crate::casework::office::{self, Office};
use crate::casework::row::word;
use crate::http::download::disposition;
use crate::law::roles::Role;
use crate::law::wording;
use crate::pages::Engine;
use crate::pages::desk::export::{MARK, push_row};
use crate::pages::desk::words::{Choice, LightMark, case_address, choice, light_name};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, in_query};

/// The list.
#[derive(Debug, Serialize)]
pub struct LightsPage {
    pub form: Filled,
    pub tiles: Vec<Tile>,
    pub organs: Vec<Choice>,
    pub units: Vec<Choice>,
    pub lights: Vec<Choice>,
    pub rows: Vec<Row>,
    pub total: i64,
    /// Behind the `?` of this list, and of its next page.
    pub address: String,
    pub next: Option<String>,
    pub later: bool,
}

impl Page for LightsPage {
    const TEMPLATE: &'static str = "manage/lights.html";
}

/// A number that opens its list.
#[derive(Debug, Serialize)]
pub struct Tile {
    pub name: String,
    pub count: i64,
    pub href: String,
    /// `red` `amber`.
    pub colour: &'static str,
}

/// A case of the list.
#[derive(Debug, Serialize)]
pub struct Row {
    pub number: String,
    pub href: String,
    pub urgings: String,
    pub light: LightMark,
    pub applicant: String,
    pub title: String,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub organ: String,
    /// 承办机构; none before it is assigned.
    pub unit: Option<String>,
    pub handler: Option<String>,
    pub since: Option<NaiveDate>,
    pub alert: Option<LastAlert>,
    /// How far from the date the alert was fired, in words.
    pub level: Option<String>,
}

impl Row {
    fn of(warning: &Warning, office: &Office) -> Row {
        let case = &warning.case;
        Row {
            number: case.number.clone(),
            href: case_address(&case.number),
            urgings: format!("{}/urgings", case_address(&case.number)),
            light: LightMark::of(case),
            applicant: case.applicant.clone(),
            title: case.title.clone(),
            due_on: case.due_on,
            prudent_due_on: case.prudent_due_on,
            organ: office.organs.get(&case.organ).cloned().unwrap_or_default(),
            unit: office.unit(case.unit).map(str::to_owned),
            handler: office.handler(case.handler).map(str::to_owned),
            since: warning.since,
            level: warning.alert.as_ref().map(|alert| level(alert.level)),
            alert: warning.alert.clone(),
        }
    }

    /// As it is exported, in the order of [`HEADS`].
    fn cells(&self) -> [String; 12] {
        let day = |day: Option<NaiveDate>| day.map(wording::day).unwrap_or_default();
        let (fired, acknowledged) = match &self.alert {
            None => (String::new(), String::new()),
            Some(alert) => (alert.fired_at.clone(), acknowledged(alert)),
        };
        [
            self.number.clone(),
            self.light.text(),
            day(self.due_on),
            day(self.prudent_due_on),
            self.organ.clone(),
            self.unit.clone().unwrap_or_default(),
            self.handler.clone().unwrap_or_default(),
            day(self.since),
            self.title.clone(),
            self.level.clone().unwrap_or_default(),
            fired,
            acknowledged,
        ]
    }
}

const HEADS: [&str; 12] = [
    "登记编号",
    "状态",
    "法定答复截止日",
    "从严截止日",
    "机关",
    "承办机构",
    "承办人",
    "自何日起",
    "申请内容",
    "最近提醒",
    "提醒时间",
    "确认情况",
];

fn acknowledged(alert: &LastAlert) -> String {
    match &alert.acknowledged_at {
        Some(at) => format!("{}于{at}确认", alert.by.join("、")),
        None => "无人确认".to_owned(),
    }
}

/// How far from the date.
pub(super) fn level(days: i32) -> String {
    match days {
        0 => "到期当日".to_owned(),
        1.. => format!("超期第{days}个工作日"),
        _ => format!("到期前{}个工作日", -days),
    }
}

fn asked(fields: &Fields) -> Asked {
    let light = fields.get("light");
    Asked {
        light: WARNING.into_iter().find(|known| word(*known) == light),
        organ: fields.get("organ").parse().ok(),
        unit: fields.get("unit").parse().ok(),
        acknowledged: match fields.get("acknowledged") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        after: fields.filled("after"),
    }
}

/// Behind the `?` of the first page of a list.
fn address(asked: &Asked) -> String {
    let number = |id: Option<i64>| id.map(|id| id.to_string());
    let acknowledged = asked.acknowledged.map(|yes| if yes { "yes" } else { "no" }.to_owned());
    let pairs = [
        ("light", asked.light.map(word)),
        ("organ", number(asked.organ)),
        ("unit", number(asked.unit)),
        ("acknowledged", acknowledged),
    ];
    let shown: Vec<String> = pairs
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", in_query(&value))))
        .collect();
    shown.join("&")
}

/// The list, for a supervisor.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    must_be(&staff, &[Role::Supervisor])?;
    let fields = Fields::new(pairs.into_inner());
    let asked = asked(&fields);
    let office = office::load(staff.app(), staff.actor()).await?;
    let found = lights::run(staff.app(), staff.actor(), asked.clone()).await?;
    let tile = |(light, count): &(crate::law::light::Light, i64)| Tile {
        name: light_name(*light),
        count: *count,
        href: format!(
            "/staff/lights?{}",
            address(&Asked { light: Some(*light), after: None, ..asked.clone() })
        ),
        colour: if *light == crate::law::light::Light::Overdue { "red" } else { "amber" },
    };
    let page = LightsPage {
        form: Filled::of(&fields),
        tiles: found.counts.iter().map(tile).collect(),
        organs: office.organs.iter().map(|(id, name)| choice(id.to_string(), name)).collect(),
        units: office.units.iter().map(|unit| choice(unit.id.to_string(), &unit.name)).collect(),
        lights: WARNING.into_iter().map(|light| choice(word(light), light_name(light))).collect(),
        rows: found.lines.iter().map(|line| Row::of(line, &office)).collect(),
        total: found.total,
        address: address(&asked),
        next: found.next.map(|after| format!("{}&after={}", address(&asked), in_query(&after))),
        later: asked.after.is_some(),
    };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// The whole list as a file.
pub async fn download(staff: Staff, pairs: web::Query<Vec<(String, String)>>) -> Result<HttpResponse, Fault> {
    must_be(&staff, &[Role::Supervisor])?;
    let asked = asked(&Fields::new(pairs.into_inner()));
    let office = office::load(staff.app(), staff.actor()).await?;
    let (lines, more) = lights::export(staff.app(), staff.actor(), asked).await?;
    let mut text = String::from(MARK);
    push_row(&mut text, HEADS.iter().map(|head| (*head).to_owned()));
    for line in &lines {
        push_row(&mut text, Row::of(line, &office).cells().into_iter());
    }
    if more {
        let words = format!("只导出了前{MOST_EXPORTED}件，其余请缩小查询范围后另行导出");
        push_row(&mut text, std::iter::once(words));
    }
    Ok(csv(text, &format!("红黄灯清单{}.csv", staff.app().clock.today().format("%Y%m%d"))))
}

/// A table as a file that no one keeps on the way.
pub(super) fn csv(text: String, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, disposition(name)))
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(text)
}
