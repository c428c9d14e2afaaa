//! 扫码办理: one box for every code that a letter or a receipt bears.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::words::{Row, case_address};
use super::{must_be_clerk, see_other};
use crate::casework::office;
use crate::casework::scan::{self, Found};
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};

/// The box, and what a number of the post that nobody knows may belong to.
#[derive(Debug, Serialize)]
pub struct ScanPage {
    pub form: Filled,
    pub today: NaiveDate,
    pub mail: Option<NewMail>,
}

/// A number of the post that no delivery has yet.
#[derive(Debug, Serialize)]
pub struct NewMail {
    pub tracking: String,
    pub doubt: Option<&'static str>,
    pub waiting: Vec<Row>,
}

impl Page for ScanPage {
    const TEMPLATE: &'static str = "staff/scan.html";
}

/// The box.
pub async fn show(engine: web::Data<Engine>, staff: Staff) -> Result<HttpResponse, Fault> {
    must_be_clerk(&staff)?;
    let page = ScanPage { form: Filled::default(), today: staff.app().clock.today(), mail: None };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Opens what was scanned. It is sent and not asked for, because an address with a 查询码 would stay in the
/// history of the browser.
pub async fn find(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    must_be_clerk(&staff)?;
    let app = staff.app();
    let today = app.clock.today();
    match scan::run(app, staff.actor(), fields.get("code").to_owned()).await? {
        Found::Case { number } => Ok(see_other(case_address(&number))),
        Found::Delivery { number, delivery } => {
            Ok(see_other(format!("{}#delivery-{delivery}", case_address(&number))))
        }
        Found::NewMail { tracking, doubt, waiting } => {
            let office = office::load(app, staff.actor()).await?;
            let waiting = waiting.iter().map(|case| Row::of(case, &office)).collect();
            let mail = Some(NewMail { tracking, doubt, waiting });
            let page = ScanPage { form: Filled::default(), today, mail };
            Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
        }
        Found::Nothing { read } => {
            let why = if read.is_empty() {
                "请扫描或者输入登记编号、查询码二维码或者邮件号".to_owned()
            } else {
                format!("没有找到“{read}”：既不是本机关的登记编号，也不是邮件号")
            };
            let mut form = Filled::default().with_faults(vec![("code".to_owned(), why)]);
            form.values.insert("code".to_owned(), vec![read]);
            let page = ScanPage { form, today, mail: None };
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}
