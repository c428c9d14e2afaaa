//! 送达登记: lists of letters that were posted, signed for or returned, pasted as they come.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::{Choice, case_address, choice};
use super::{must_be_clerk, see_other};
use crate::casework::mailing::{self, Batch, BatchInput, LineResult};
use crate::law::iso;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// The box, and what became of what stood in it.
#[derive(Debug, Serialize)]
pub struct DeliveriesPage {
    pub form: Filled,
    pub kinds: Vec<Choice>,
    pub reasons: Vec<Choice>,
    pub results: Vec<ResultLine>,
    /// How many lines were recorded just before.
    pub done: Option<usize>,
}

/// What became of a line.
#[derive(Debug, Serialize)]
pub struct ResultLine {
    pub line: String,
    pub number: Option<String>,
    pub href: Option<String>,
    pub good: bool,
    pub told: String,
    pub doubt: Option<&'static str>,
}

impl Page for DeliveriesPage {
    const TEMPLATE: &'static str = "staff/deliveries.html";
}

impl ResultLine {
    pub fn of(result: &LineResult) -> ResultLine {
        let (good, told) = match &result.outcome {
            Ok(told) => (true, told.clone()),
            Err(why) => (false, why.clone()),
        };
        ResultLine {
            line: result.line.clone(),
            href: result.number.as_deref().map(case_address),
            number: result.number.clone(),
            good,
            told,
            doubt: result.doubt,
        }
    }
}

/// The page with its choices.
pub fn page_of(
    form: Filled,
    today: NaiveDate,
    results: Vec<ResultLine>,
    done: Option<usize>,
) -> DeliveriesPage {
    DeliveriesPage {
        form: form
            .with_default("kind", "sent")
            .with_default("on", today.to_string())
            .with_default("own", "no"),
        kinds: vec![choice("sent", "寄出"), choice("signed", "签收"), choice("returned", "退回")],
        reasons: vec![choice("no", "迁址、查无此人、拒收、逾期未领等"), choice("yes", "本机关写错地址")],
        results,
        done,
    }
}

/// What the address of the page may say.
#[derive(Deserialize)]
pub struct Arrived {
    done: Option<usize>,
}

/// The box.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    arrived: web::Query<Arrived>,
) -> Result<HttpResponse, Fault> {
    must_be_clerk(&staff)?;
    let today = staff.app().clock.today();
    let page = page_of(Filled::default(), today, Vec::new(), arrived.done);
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

fn input(fields: &Fields) -> Result<BatchInput, Vec<(String, String)>> {
    let on = iso::parse_day(fields.get("on"));
    let batch = match fields.get("kind") {
        "signed" => Batch::Signed,
        "returned" => Batch::Returned { own_wrong_address: fields.get("own") == "yes" },
        _ => Batch::Sent,
    };
    // From the scan box: a number of the post, and the case that was chosen for it.
    let chosen = fields.filled("number").map(|number| format!("{number} {}", fields.get("tracking")));
    let wrong = || vec![("on".to_owned(), "日期应写作2026-03-02的形式".to_owned())];
    Ok(BatchInput {
        batch,
        lines: chosen.unwrap_or_else(|| fields.get("lines").to_owned()),
        on: on.ok_or_else(wrong)?,
        reason: fields.filled("reason"),
    })
}

/// Records line by line; what was refused stays in the box.
pub async fn record(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    must_be_clerk(&staff)?;
    let app = staff.app();
    let today = app.clock.today();
    let answer = |form: Filled, results: Vec<ResultLine>| {
        let page = page_of(form, today, results, None);
        engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page)
    };
    let input = match input(&fields) {
        Ok(input) => input,
        Err(faults) => return Ok(answer(Filled::of(&fields).with_faults(faults), Vec::new())),
    };
    let results = match mailing::run(app, staff.actor(), input, staff.once(&fields)).await {
        Ok(results) => results,
        Err(error) => {
            let faults = Fault::from(error).input()?;
            return Ok(answer(Filled::of(&fields).with_faults(faults), Vec::new()));
        }
    };
    let bad: Vec<&str> =
        results.iter().filter(|result| result.outcome.is_err()).map(|result| result.line.as_str()).collect();
    let told: Vec<ResultLine> = results.iter().map(ResultLine::of).collect();
    if bad.is_empty() && results.iter().all(|result| result.doubt.is_none()) {
        return Ok(see_other(format!("/staff/deliveries?done={}", results.len())));
    }
    let mut form = Filled::of(&fields);
    form.values.insert("lines".to_owned(), vec![bad.join("\n")]);
    if bad.is_empty() {
        let page = page_of(form, today, told, None);
        return Ok(engine.answer(StatusCode::OK, &staff.frame, &page));
    }
    let why = format!("有{}行没有登记，原因见下表；已登记的行已从框中移走", bad.len());
    Ok(answer(form.with_faults(vec![("lines".to_owned(), why)]), told))
}
