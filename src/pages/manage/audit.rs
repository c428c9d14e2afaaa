//! 审计记录: who did what and when, for the 安全审计员 alone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::lights::csv;
use crate::casework::export::MOST_EXPORTED;
use crate::casework::trail_list::{self, Asked, TrailLine};
use crate::law::iso;
use crate::pages::Engine;
use crate::pages::desk::export::{MARK, push_row};
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::Staff;

/// The list.
#[derive(Debug, Serialize)]
pub struct AuditPage {
    pub form: Filled,
    pub people: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub lines: Vec<TrailLine>,
    pub address: String,
    pub next: Option<String>,
    pub later: bool,
    pub anchor: Option<(NaiveDate, String)>,
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "manage/audit.html";
}

/// The choices of kinds.
pub fn kinds() -> Vec<Choice> {
    trail_list::kinds().iter().map(|(word, title)| choice(*word, *title)).collect()
}

fn asked(fields: &Fields) -> (Asked, Vec<(String, String)>) {
    let mut faults = Vec::new();
    let mut day = |name: &str| {
        let text = fields.filled(name)?;
        let day = iso::parse_day(&text);
        if day.is_none() {
            faults.push((name.to_owned(), "日期应写作2026-03-02的形式".to_owned()));
        }
        day
    };
    let days = [day("from"), day("to")];
    let what = fields.get("what");
    let asked = Asked {
        before: fields.get("before").parse().ok(),
        user: fields.get("user").parse().ok(),
        what: trail_list::kinds().iter().find(|(word, _)| *word == what).map(|_| what.to_owned()),
        days,
    };
    (asked, faults)
}

fn address(asked: &Asked) -> String {
    let [from, to] = asked.days;
    let pairs = [
        ("user", asked.user.map(|user| user.to_string())),
        ("what", asked.what.clone()),
        ("from", from.map(|day| day.to_string())),
        ("to", to.map(|day| day.to_string())),
    ];
    let shown: Vec<String> =
        pairs.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value}"))).collect();
    shown.join("&")
}

/// A page of the trail.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let (asked, faults) = asked(&fields);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let found = trail_list::list(staff.app(), staff.actor(), asked.clone()).await?;
    let page = AuditPage {
        form: Filled::of(&fields).with_faults(faults),
        people: found.people.iter().map(|(id, name)| choice(id.to_string(), name)).collect(),
        kinds: kinds(),
        lines: found.lines,
        address: address(&asked),
        next: found.next.map(|before| format!("{}&before={before}", address(&asked))),
        later: asked.before.is_some(),
        anchor: found.anchor,
    };
    Ok(engine.answer(status, &staff.frame, &page))
}

/// The whole of it as a file.
pub async fn download(staff: Staff, pairs: web::Query<Vec<(String, String)>>) -> Result<HttpResponse, Fault> {
    let (asked, _) = asked(&Fields::new(pairs.into_inner()));
    let (lines, more) = trail_list::export(staff.app(), staff.actor(), asked).await?;
    let mut text = String::from(MARK);
    let heads = ["编号", "时间", "人员", "岗位", "机关", "事项", "登记编号", "说明"];
    push_row(&mut text, heads.iter().map(|head| (*head).to_owned()));
    for line in lines {
        let cells = [
            line.id.to_string(),
            line.at,
            line.who,
            line.role,
            line.organ,
            line.what,
            line.number.unwrap_or_default(),
            line.detail,
        ];
        push_row(&mut text, cells.into_iter());
    }
    if more {
        let words = format!("只导出了最近{MOST_EXPORTED}条，其余请缩小查询范围后另行导出");
        push_row(&mut text, std::iter::once(words));
    }
    Ok(csv(text, &format!("审计记录{}.csv", staff.app().clock.today().format("%Y%m%d"))))
}
