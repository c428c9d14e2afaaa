//! How an application stands: one sentence, why the date is what it is, what came and what may be done.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::apply::{go, size};
use super::dates::{self, Explanation};
use super::opened::Opened;
use crate::casework::public_case::{self, PublicCase};
use crate::casework::{self, public_files, status};
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::upload::Form;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Guest, GuestForm, TOKEN_FIELD};
use crate::store::StoreError;

/// A case.
#[derive(Debug, Serialize)]
pub struct CasePage {
    pub case: PublicCase,
    pub explanation: Explanation,
    /// Sizes for people, as `case.released` and `case.brought` are ordered.
    pub released: Vec<FileLine>,
    pub brought: Vec<FileLine>,
    pub form: Filled,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "applicant/case.html";
}

/// A file of a case.
#[derive(Debug, Serialize)]
pub struct FileLine {
    pub file: i32,
    pub name: String,
    pub kind: String,
    pub size: String,
}

/// Asks whether the applicant means it.
#[derive(Debug, Serialize)]
pub struct WithdrawPage {
    pub case: PublicCase,
}

impl Page for WithdrawPage {
    const TEMPLATE: &'static str = "applicant/withdraw.html";
}

fn lines(files: &[casework::files::FileView]) -> Vec<FileLine> {
    let line = |file: &casework::files::FileView| FileLine {
        file: file.file,
        name: file.name.clone().unwrap_or_else(|| file.kind_title.clone()),
        kind: file.kind_title.clone(),
        size: size(u64::try_from(file.size).unwrap_or_default()),
    };
    files.iter().map(line).collect()
}

impl CasePage {
    pub fn new(case: PublicCase, form: Filled) -> CasePage {
        CasePage {
            explanation: dates::explain(&case.status.steps, case.status.due_on),
            released: lines(&case.released),
            brought: lines(&case.brought),
            case,
            form,
        }
    }
}

/// The case of the cookie; none if it has run out, or opens nothing any more.
async fn opened(request: &HttpRequest, guest: &mut Guest) -> Result<Option<(Opened, PublicCase)>, Fault> {
    let Some(opened) = Opened::find(request, guest) else { return Ok(None) };
    guest.service.admit()?;
    let Opened { number, code, .. } = opened.clone();
    match public_case::run(guest.app(), number, code, guest.address).await {
        Ok(case) => Ok(Some((opened, case))),
        Err(casework::Error::Store(StoreError::NotFound)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    request: HttpRequest,
    mut guest: Guest,
) -> Result<HttpResponse, Fault> {
    let Some((_, case)) = opened(&request, &mut guest).await? else { return Ok(go("/status")) };
    Ok(engine.answer(StatusCode::OK, &guest.frame, &CasePage::new(case, Filled::default())))
}

/// Hands a file over.
pub async fn download(
    request: HttpRequest,
    mut guest: Guest,
    file: web::Path<i32>,
) -> Result<HttpResponse, Fault> {
    let Some(Opened { number, code, .. }) = Opened::find(&request, &mut guest) else {
        return Ok(go("/status"));
    };
    guest.service.admit()?;
    let app = guest.app();
    let wanted = public_files::read(app, number, code, file.into_inner(), guest.address).await?;
    Ok(download::answer(app, wanted).await?)
}

/// Takes 补正材料 or an attachment in.
pub async fn bring(
    engine: web::Data<Engine>,
    request: HttpRequest,
    mut guest: Guest,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let Some((opened, case)) = opened(&request, &mut guest).await? else { return Ok(go("/status")) };
    let _place = guest.service.gates.enter()?;
    let form = Form::read(&request, payload).await?;
    if let Err(fault) = opened.check_token(&form.word(TOKEN_FIELD).unwrap_or_default()) {
        form.refuse().await;
        return Err(fault);
    }
    match store(&guest, opened, form).await {
        Ok(()) => Ok(go("/status/case#files")),
        Err(problem) => {
            let faults = vec![("file".to_owned(), problem.detail)];
            let page = CasePage::new(case, Filled::default().with_faults(faults));
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page))
        }
    }
}

async fn store(guest: &Guest, opened: Opened, form: Form) -> Result<(), Problem> {
    let app = guest.app();
    let admitted = match public_files::admit(app, opened.number, opened.code, guest.address).await {
        Ok(admitted) => admitted,
        Err(error) => {
            form.refuse().await;
            return Err(error.into());
        }
    };
    let upload = form.file(app).await?;
    if upload.name.is_empty() && upload.content.size == 0 {
        return Err(Problem::malformed("请先选择文件，再上传"));
    }
    let content = guest.service.gates.take_in(app, upload.content).await?;
    public_files::add(app, admitted, upload.name, content).await?;
    Ok(())
}

/// Asks whether to withdraw.
pub async fn ask_withdrawal(
    engine: web::Data<Engine>,
    request: HttpRequest,
    mut guest: Guest,
) -> Result<HttpResponse, Fault> {
    let Some((_, case)) = opened(&request, &mut guest).await? else { return Ok(go("/status")) };
    if !case.may_withdraw {
        return Ok(go("/status/case"));
    }
    Ok(engine.answer(StatusCode::OK, &guest.frame, &WithdrawPage { case }))
}

/// Asks the organ to end the case.
pub async fn withdraw(request: HttpRequest, mut form: GuestForm) -> Result<HttpResponse, Fault> {
    let Some((opened, case)) = opened(&request, &mut form.guest).await? else { return Ok(go("/status")) };
    opened.check(&form.fields)?;
    // Sent twice, the second finds it done.
    if case.may_withdraw {
        let guest = &form.guest;
        status::request_withdrawal(guest.app(), opened.number, opened.code, guest.address).await?;
    }
    Ok(go("/status/case"))
}
