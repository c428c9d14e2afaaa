//! 提交成功: the number, the 查询码 and what happens next, for the visitor who submitted and nobody else.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::kept::get;
use super::square::{self, Square};
use crate::app::App;
use crate::casework::calculator::{self, Question};
use crate::casework::drafts::{self, Owner};
use crate::casework::receipt::{self, Receipt};
use crate::casework::submission::Submitted;
use crate::http::download::disposition;
use crate::http::problem::Problem;
use crate::law::deadline::Channel;
use crate::law::wording;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::visitor::Guest;

/// How long the page can be opened again.
const SHOWN_FOR: TimeDelta = TimeDelta::hours(2);

/// Which case a visitor submitted; the 查询码 is not kept (decision 10).
pub struct Done {
    fields: BTreeMap<String, Vec<String>>,
}

fn owner(app: &App, secret: &str, organ: &str) -> Owner {
    Owner::visitor(app, secret, &format!("submitted:{organ}"))
}

impl Done {
    pub fn of(submitted: &Submitted) -> Done {
        let number = vec![submitted.registered.number.clone()];
        let left_out = submitted.left_out.clone();
        Done { fields: BTreeMap::from([("number".to_owned(), number), ("left_out".to_owned(), left_out)]) }
    }

    pub async fn save(self, app: &App, secret: &str, organ: &str) -> Result<(), Fault> {
        drafts::put(app, owner(app, secret, organ), self.fields, None).await?;
        Ok(())
    }

    /// What this visitor submitted to this organ a short while ago.
    pub async fn find(app: &App, secret: &str, organ: &str) -> Result<Option<Done>, Fault> {
        let found = drafts::find(app, owner(app, secret, organ)).await?;
        let since = app.now().minus(SHOWN_FOR);
        let recent = found.filter(|draft| draft.updated_at.is_some_and(|at| at >= since));
        Ok(recent.map(|draft| Done { fields: draft.fields }))
    }

    fn number(&self) -> String {
        get(&self.fields, "number").to_owned()
    }

    fn left_out(&self) -> Vec<String> {
        self.fields.get("left_out").cloned().unwrap_or_default()
    }
}

/// The confirmation.
#[derive(Debug, Serialize)]
pub struct SubmittedPage {
    pub organ_code: String,
    pub receipt: Receipt,
    /// «1234 5678 9012».
    pub code: String,
    /// Where the query code is already filled in.
    pub query_address: String,
    pub square: Option<Square>,
    /// The due date if both sides confirmed today, as an example.
    pub example: Option<NaiveDate>,
    pub left_out: Vec<String>,
}

impl Page for SubmittedPage {
    const TEMPLATE: &'static str = "applicant/submitted.html";
}

/// Four digits at a time.
pub fn grouped(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

async fn of_visitor(guest: &Guest, organ: &str) -> Result<(Done, Receipt), Fault> {
    let app = guest.app();
    let secret = guest.secret.as_deref().ok_or_else(Problem::not_found)?;
    let done = Done::find(app, secret, organ).await?.ok_or_else(Problem::not_found)?;
    let receipt = receipt::load(app, done.number()).await?;
    Ok((done, receipt))
}

/// Shows it.
pub async fn show(
    engine: web::Data<Engine>,
    guest: Guest,
    organ: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let app = guest.app();
    let (done, receipt) = of_visitor(&guest, &organ).await?;
    let question = Question {
        channel: Channel::Online,
        on: receipt.submitted_on,
        confirmed_on: Some(receipt.submitted_on),
        consultation: None,
        extension: None,
    };
    let example = calculator::count(app, question).await.ok().and_then(|counted| counted.due_on);
    let query_address = address(app, &receipt);
    let page = SubmittedPage {
        organ_code: organ.into_inner(),
        code: grouped(&receipt.code),
        square: square::draw(&query_address),
        query_address,
        example,
        left_out: done.left_out(),
        receipt,
    };
    Ok(engine.answer(StatusCode::OK, &guest.frame, &page))
}

/// What comes after `#` a browser keeps to itself.
fn address(app: &App, receipt: &Receipt) -> String {
    let base = app.settings.public_url.trim_end_matches('/');
    format!("{base}/status/{}#{}", receipt.number, receipt.code)
}

/// To be kept as a text.
pub async fn text(guest: Guest, organ: web::Path<String>) -> Result<HttpResponse, Fault> {
    let (_, receipt) = of_visitor(&guest, &organ).await?;
    let name = format!("{} 提交回执.txt", receipt.number);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, disposition(&name)))
        .body(words(guest.app(), &receipt)))
}

fn words(app: &App, receipt: &Receipt) -> String {
    let Receipt { number, organ, submitted_at, .. } = receipt;
    let code = grouped(&receipt.code);
    let url = format!("{}/status", app.settings.public_url.trim_end_matches('/'));
    let received = match (receipt.received_on, receipt.due_on) {
        (Some(on), Some(due)) => {
            format!("收到申请之日：{}。法定答复截止日：{}。", wording::day(on), wording::day(due))
        }
        _ => "本机关与您双方确认之日为收到申请之日，答复期限自次日起计算，为20个工作日。".to_owned(),
    };
    let contact = receipt
        .contact
        .as_ref()
        .map_or_else(String::new, |contact| format!("\r\n联系：{}，电话{}", contact.office, contact.phone));
    format!(
        "政府信息公开申请提交回执\r\n\r\n收件机关：{organ}\r\n登记编号：{number}\r\n查询码：{code}\r\n\
         提交时间：{submitted_at}\r\n\r\n{received}\r\n查询进度：打开{url}，输入登记编号和查询码。\
         请妥善保管查询码，不要告诉他人。{contact}\r\n"
    )
}
