//! 监督总览: how things stand in the subtree, each number with its list.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::count::{Counter, Number, Who, percent};
use super::flow::{self, Forecast};
use super::league::{self, FEWEST};
use super::switches::{By, Switches};
use super::{ageing, heat_map, outcomes, step_times};
use crate::casework;
use crate::casework::cut::Progress;
use crate::casework::figures::{self, Figures};
use crate::law::light::Light;
use crate::pages::Engine;
use crate::pages::chart::Chart;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::Staff;
use crate::store::StoreError;

/// The overview.
#[derive(Debug, Serialize)]
pub struct OverviewPage {
    pub today: NaiveDate,
    /// The switches.
    pub form: Filled,
    pub organs: Vec<Choice>,
    pub units: Vec<Choice>,
    pub periods: Vec<Choice>,
    pub kinds: Vec<Choice>,
    /// The period in words.
    pub period: String,
    pub tiles: Vec<Tile>,
    pub on_time: OnTime,
    pub heat_map: Chart,
    pub ageing: Chart,
    pub league: Chart,
    /// Whether there is anything in it.
    pub ranked: bool,
    pub fewest: i64,
    pub steps: Chart,
    pub outcomes: Chart,
    pub flow: Chart,
    pub forecast: Forecast,
}

/// A number on top.
#[derive(Debug, Serialize)]
pub struct Tile {
    pub title: &'static str,
    pub hint: &'static str,
    /// `red` `amber` `plain`
    pub colour: &'static str,
    pub number: Number,
}

/// 按期答复率 (decision 31): of what was answered in the period, the share answered by `due_on`.
#[derive(Debug, Serialize)]
pub struct OnTime {
    pub rate: String,
    pub replied: Number,
    pub met: Number,
    pub late: Number,
}

impl Page for OverviewPage {
    const TEMPLATE: &'static str = "staff/overview.html";
}

/// The overview as the switches stand.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let app = staff.app();
    let switches = Switches::of(&Fields::new(pairs.into_inner()));
    match figures::load(app, staff.actor(), switches.question(app.clock.today())).await {
        Ok(figures) => {
            Ok(engine.answer(StatusCode::OK, &staff.frame, &OverviewPage::of(&figures, &switches)))
        }
        // Of another organ than the one that was chosen since.
        Err(casework::Error::Store(StoreError::NotFound)) if switches.unit.is_some() => {
            let address = Switches { unit: None, ..switches }.address();
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish())
        }
        Err(error) => Err(error.into()),
    }
}

impl OverviewPage {
    /// The page that shows these figures.
    pub fn of(figures: &Figures, switches: &Switches) -> OverviewPage {
        let counter = Counter::new(figures, switches);
        let lines = league::lines(&counter, switches.by);
        let names = if switches.by == By::Unit { "内设机构" } else { "机关" };
        let period = switches.period.title(figures.today);
        OverviewPage {
            today: figures.today,
            form: form(switches),
            organs: figures.organs.iter().map(|organ| choice(&organ.path, &organ.name)).collect(),
            units: units(&counter),
            periods: switches.period.choices(figures.today),
            kinds: vec![choice("organ", "机关"), choice("unit", "内设机构")],
            tiles: tiles(&counter),
            on_time: on_time(&counter),
            heat_map: heat_map::chart(&counter),
            ageing: ageing::chart(&counter),
            league: league::chart(&lines, format!("按期答复率排名（{names}，{period}）")),
            period,
            ranked: !lines.is_empty(),
            fewest: FEWEST,
            steps: step_times::chart(&counter),
            outcomes: outcomes::chart(&counter),
            flow: flow::chart(&counter),
            forecast: flow::forecast(&counter),
        }
    }
}

fn form(switches: &Switches) -> Filled {
    let by = if switches.by == By::Unit { "unit" } else { "organ" };
    Filled::default()
        .with_default("organ", switches.organ.clone().unwrap_or_default())
        .with_default("unit", switches.unit.map(|unit| unit.to_string()).unwrap_or_default())
        .with_default("period", switches.period.tag())
        .with_default("by", by)
}

/// The units of the organs that are shown.
fn units(counter: &Counter<'_>) -> Vec<Choice> {
    let several = counter.figures.organs.len() > 1;
    let name = |unit: &figures::UnitName| {
        let name = league::unit_name(counter, unit.organ, Some(unit.id), several);
        choice(unit.id.to_string(), name)
    };
    counter.figures.units.iter().map(name).collect()
}

fn tiles(counter: &Counter<'_>) -> Vec<Tile> {
    let lit = |title, hint, colour, light: Light| {
        let number = counter.open(|cut| (cut.light, cut.progress) = (Some(light), None));
        let colour = if number.count > 0 { colour } else { "plain" };
        Tile { title, hint, colour, number }
    };
    let open = |title, hint, number| Tile { title, hint, colour: "plain", number };
    vec![
        open("在办", "期限尚未终止的全部案件", counter.open(|_| {})),
        lit("超期", "已过法定答复截止日", "red", Light::Overdue),
        lit("已过从严日期", "已过从严截止日，未过法定日", "amber", Light::PastPrudent),
        lit("今日到期", "从严截止日为今日", "amber", Light::DueToday),
        lit("临期", "距从严截止日不超过5个工作日", "amber", Light::DueSoon),
        lit("不计期限", "征求意见期间", "plain", Light::Paused),
        lit("待确认", "收到之日尚未确认", "plain", Light::Unconfirmed),
        open("◇ 暂定", "日期随以后的放假通知可能变动", counter.open(|cut| cut.provisional = true)),
    ]
}

fn on_time(counter: &Counter<'_>) -> OnTime {
    let [replied, met, late] = [Progress::Replied, Progress::Met, Progress::Late]
        .map(|progress| counter.replied(progress, &Who::All));
    OnTime { rate: percent(met.count, replied.count), replied, met, late }
}
