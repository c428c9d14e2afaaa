//! 打印队列: what waits for the printer, made into one PDF in parts that nobody waits long for.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::words::case_address;
use super::{must_be_clerk, pdf, see_other};
use crate::casework::print_queue::{self, Entry, PART, Pick, What};
use crate::http::problem::Problem;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// The queue, cut into parts, and what may be printed again.
#[derive(Debug, Serialize)]
pub struct PrintPage {
    pub form: Filled,
    pub parts: Vec<Part>,
    pub recent: Vec<Item>,
    pub total: usize,
    /// What was chosen when the form was rejected; without a rejection, everything is.
    pub rejected: bool,
}

/// What is printed at once.
#[derive(Debug, Serialize)]
pub struct Part {
    /// From 1.
    pub number: usize,
    pub items: Vec<Item>,
}

/// Something to print.
#[derive(Debug, Serialize)]
pub struct Item {
    /// What a form sends for it.
    pub pick: String,
    pub number: String,
    pub href: String,
    pub title: String,
    pub applicant: String,
    pub receipt: bool,
    /// How often it was printed: 补打 if at all.
    pub times: usize,
}

impl Page for PrintPage {
    const TEMPLATE: &'static str = "staff/print.html";
}

impl Item {
    pub fn of(entry: Entry) -> Item {
        Item {
            // A number never holds this sign.
            pick: format!("{}|{}", entry.number, entry.what),
            href: case_address(&entry.number),
            receipt: What::find(&entry.what) == Some(What::Receipt),
            number: entry.number,
            title: entry.title,
            applicant: entry.applicant,
            times: entry.times,
        }
    }
}

async fn page(staff: &Staff, form: Filled) -> Result<PrintPage, Fault> {
    let queue = print_queue::load(staff.app(), staff.actor()).await?;
    let total = queue.waiting.len();
    let mut parts: Vec<Part> = Vec::new();
    for entry in queue.waiting {
        match parts.last_mut().filter(|part| part.items.len() < PART) {
            Some(part) => part.items.push(Item::of(entry)),
            None => parts.push(Part { number: parts.len() + 1, items: vec![Item::of(entry)] }),
        }
    }
    let recent = queue.recent.into_iter().map(Item::of).collect();
    let rejected = !form.faults.is_empty();
    Ok(PrintPage { form, parts, recent, total, rejected })
}

/// The queue.
pub async fn show(engine: web::Data<Engine>, staff: Staff) -> Result<HttpResponse, Fault> {
    must_be_clerk(&staff)?;
    let page = page(&staff, Filled::default()).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// What a form chose.
fn picks(fields: &Fields) -> Result<Vec<Pick>, Fault> {
    let of = |pick: &str| {
        let (number, what) = pick.rsplit_once('|')?;
        Some(Pick { number: number.to_owned(), what: What::find(what)? })
    };
    let picks: Option<Vec<Pick>> = fields.all("pick").into_iter().map(of).collect();
    picks.ok_or_else(|| Problem::not_found().into())
}

/// Prints: the answer is the PDF itself.
pub async fn print(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    must_be_clerk(&staff)?;
    match print_queue::print(staff.app(), staff.actor(), picks(&fields)?, fields.filled("paper")).await {
        Ok(bytes) => Ok(pdf(bytes, "打印")),
        Err(error) => {
            let faults = Fault::from(error).input()?;
            let page = page(&staff, Filled::of(&fields).with_faults(faults)).await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}

/// Takes receipts out of the queue that nobody wants on paper.
pub async fn waive(form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    must_be_clerk(&staff)?;
    let receipts = picks(&fields)?.into_iter().filter(|pick| pick.what == What::Receipt);
    let numbers = receipts.map(|pick| pick.number).collect();
    print_queue::waive_receipts(staff.app(), staff.actor(), numbers).await?;
    Ok(see_other("/staff/print"))
}
