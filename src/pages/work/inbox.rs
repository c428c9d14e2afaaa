//! 我的提醒: alerts, those not acknowledged first.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::see_other;
use crate::app::App;
use crate::casework::inbox::{self, AcknowledgementInput, EntryView, Sorted};
use crate::law::iso;
use crate::pages::Engine;
use crate::pages::desk::words::case_address;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// The inbox.
#[derive(Debug, Serialize)]
pub struct InboxPage {
    pub form: Filled,
    pub open: i64,
    pub waiting: Vec<Line>,
    pub past: Vec<Line>,
    pub next_waiting: Option<i64>,
    pub next_past: Option<i64>,
    /// How many were acknowledged just now.
    pub known: Option<usize>,
}

impl Page for InboxPage {
    const TEMPLATE: &'static str = "staff/inbox.html";
}

/// An alert.
#[derive(Debug, Serialize)]
pub struct Line {
    pub id: i64,
    pub title: String,
    pub number: Option<String>,
    pub href: Option<String>,
    /// The date it is about.
    pub anchor_on: NaiveDate,
    /// When it came: day, and «14:05».
    pub on: Option<NaiveDate>,
    pub at: String,
    /// Told as whoever stands in for another.
    pub deputy: bool,
    pub acknowledged_on: Option<NaiveDate>,
    pub expected_on: Option<NaiveDate>,
    /// It no longer holds.
    pub ended: bool,
}

/// Day and «14:05» of a moment that the casework wrote.
fn moment(text: &str) -> (Option<NaiveDate>, String) {
    (text.get(..10).and_then(iso::parse_day), text.get(11..16).unwrap_or_default().to_owned())
}

impl Line {
    fn of(entry: EntryView) -> Line {
        let (on, at) = moment(&entry.created_at);
        Line {
            id: entry.id,
            title: entry.title,
            href: entry.number.as_deref().map(case_address),
            number: entry.number,
            anchor_on: entry.anchor_on,
            on,
            at,
            deputy: entry.for_user.is_some(),
            acknowledged_on: entry.acknowledged_at.as_deref().and_then(|at| moment(at).0),
            expected_on: entry.expected_on,
            ended: entry.ended_at.is_some(),
        }
    }
}

/// The page of a sorted inbox.
pub(super) fn page_of(sorted: Sorted, form: Filled, known: Option<usize>) -> InboxPage {
    InboxPage {
        form,
        open: sorted.open,
        waiting: sorted.waiting.into_iter().map(Line::of).collect(),
        past: sorted.past.into_iter().map(Line::of).collect(),
        next_waiting: sorted.next_waiting,
        next_past: sorted.next_past,
        known,
    }
}

async fn make(app: &App, staff: &Staff, fields: &Fields, form: Filled) -> Result<InboxPage, Fault> {
    let before = |name: &str| fields.get(name).parse().ok();
    let sorted = inbox::sorted(app, staff.actor(), before("waiting"), before("past")).await?;
    Ok(page_of(sorted, form, fields.get("known").parse().ok()))
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let page = make(staff.app(), &staff, &fields, Filled::default()).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// 已知悉: the one whose button was pressed, or all that are ticked.
pub async fn acknowledge(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let app = staff.app();
    let chosen = match fields.filled("one") {
        Some(one) => vec![one],
        None => fields.all("pick").into_iter().map(str::to_owned).collect(),
    };
    let ids: Vec<i64> = chosen.iter().filter_map(|id| id.parse().ok()).collect();
    let mut faults = Vec::new();
    let expected_on = fields.filled("expected").and_then(|text| {
        let day = iso::parse_day(&text);
        if day.is_none() {
            faults.push(("expected".to_owned(), "预计办结日应写作2026-03-02的形式".to_owned()));
        }
        day
    });
    if ids.is_empty() {
        faults.push(("pick".to_owned(), "请先勾选已经知悉的提醒".to_owned()));
    }
    if faults.is_empty() {
        for id in &ids {
            match inbox::acknowledge(app, staff.actor(), *id, AcknowledgementInput { expected_on }).await {
                Ok(()) => {}
                Err(crate::casework::Error::Input(wrong)) => {
                    faults.extend(wrong.into_iter().map(|fault| ("expected".to_owned(), fault.message)));
                    break;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    if faults.is_empty() {
        return Ok(see_other(format!("/staff/inbox?known={}", ids.len())));
    }
    let page = make(app, &staff, &fields, Filled::of(&fields).with_faults(faults)).await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}
