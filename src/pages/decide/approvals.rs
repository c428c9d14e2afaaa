//! 审批: what waits for this person's signature, one below the other.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::Head;
use crate::casework::approvals::{self, Waiting};
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::visitor::Staff;

/// What waits.
#[derive(Debug, Serialize)]
pub struct ApprovalsPage {
    pub rows: Vec<Row>,
    /// «甲» whose post this is, for a deputy.
    pub acting_for: Option<String>,
    pub done: Option<&'static str>,
}

impl Page for ApprovalsPage {
    const TEMPLATE: &'static str = "staff/decide/approvals.html";
}

/// Something that waits.
#[derive(Debug, Serialize)]
pub struct Row {
    pub head: Head,
    /// Where it is signed.
    pub href: String,
    pub what: &'static str,
    pub since: NaiveDate,
    pub by: String,
    pub own: bool,
}

impl Row {
    pub fn of(waiting: &Waiting) -> Row {
        let head = Head::of(&waiting.case);
        Row {
            href: place(waiting),
            what: waiting.what,
            since: waiting.since,
            by: waiting.by.clone(),
            own: waiting.own,
            head,
        }
    }
}

/// Where it is signed.
pub fn place(waiting: &Waiting) -> String {
    let case = Head::of(&waiting.case).href;
    match waiting.measure {
        Some(number) => format!("{case}/do/approve_measure?number={number}"),
        None => format!("{case}/approve"),
    }
}

/// What was done before one came here.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    pub done: Option<String>,
}

impl Said {
    /// In words; nothing for what this page does not know.
    pub fn words(&self) -> Option<&'static str> {
        match self.done.as_deref()? {
            "pass" => Some("已经审核通过。"),
            "signed" => Some("已经签发。请登记岗用印、送达。"),
            "return" => Some("已经退回承办人。"),
            "tick" => Some("已经确认。"),
            "approve_measure" => Some("已经批准。"),
            "refuse_measure" => Some("已经退回承办人。"),
            _ => None,
        }
    }
}

/// The list.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let waiting = approvals::waiting(staff.app(), staff.actor()).await?;
    let page = ApprovalsPage {
        rows: waiting.iter().map(Row::of).collect(),
        acting_for: approvals::acting_for(staff.app(), staff.actor()).await?,
        done: said.words(),
    };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}
