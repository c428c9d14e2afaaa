//! 审批: what waits for this person's signature, one below the other.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::Head;
use super::{faults_of, see_other};
use crate::casework::approvals::{self, Waiting};
use crate::casework::spot_replies::{self, SpotReply};
use crate::pages::Engine;
use crate::pages::desk::words::case_address;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};

/// What waits.
#[derive(Debug, Serialize)]
pub struct ApprovalsPage {
    pub rows: Vec<Row>,
    /// «甲» whose post this is, for a deputy.
    pub acting_for: Option<String>,
    /// 当场答复 of late, under the standing authorisation (decision 21).
    pub spots: Vec<SpotView>,
    pub form: Filled,
    pub done: Option<&'static str>,
}

/// A reply that was given on the spot, with its address.
#[derive(Clone, Debug, Serialize)]
pub struct SpotView {
    pub href: String,
    /// What its tick says: the case, and the number of the event.
    pub pick: String,
    #[serde(flatten)]
    pub reply: SpotReply,
}

impl SpotView {
    pub fn of(reply: SpotReply) -> SpotView {
        let number = &reply.case.number;
        SpotView { href: case_address(number), pick: format!("{number}|{}", reply.seq), reply }
    }
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
            "seen" => Some("已经登记阅看。"),
            "approve_measure" => Some("已经批准。"),
            "refuse_measure" => Some("已经退回承办人。"),
            _ => None,
        }
    }
}

async fn make(staff: &Staff, form: Filled, said: &Said) -> Result<ApprovalsPage, Fault> {
    let waiting = approvals::waiting(staff.app(), staff.actor()).await?;
    let spots = spot_replies::of_late(staff.app(), staff.actor()).await?;
    Ok(ApprovalsPage {
        rows: waiting.iter().map(Row::of).collect(),
        acting_for: approvals::acting_for(staff.app(), staff.actor()).await?,
        spots: spots.into_iter().map(SpotView::of).collect(),
        form,
        done: said.words(),
    })
}

/// The list.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let page = make(&staff, Filled::default(), &said).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Notes that the approver has seen replies that were given on the spot.
pub async fn seen(engine: web::Data<Engine>, sent: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = sent;
    let pick = |pick: &str| {
        let (number, seq) = pick.rsplit_once('|')?;
        Some((number.to_owned(), seq.parse().ok()?))
    };
    let picks = fields.all("pick").into_iter().filter_map(pick).collect();
    match spot_replies::seen(staff.app(), staff.actor(), picks).await {
        Ok(()) => Ok(see_other("/staff/approvals?done=seen")),
        Err(error) => {
            let form = Filled::of(&fields).with_faults(faults_of(error, "pick", &[])?);
            let page = make(&staff, form, &Said::default()).await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}
