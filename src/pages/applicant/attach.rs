//! The fifth page: attachments, taken in one by one as they arrive and remembered in the draft.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::apply::{self, Way, go, start_anew};
use super::kept::Kept;
use super::steps::{Step, first_unfinished};
use crate::casework::public_organs;
use crate::casework::submission::{KeptFile, must_have_room};
use crate::http::problem::Problem;
use crate::http::upload::Form;
use crate::keys::Keys;
use crate::pages::Engine;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Guest, GuestForm, TOKEN_FIELD, token_of_visit};

/// Takes the file, if one was chosen, and goes on.
pub async fn go_on(
    engine: web::Data<Engine>,
    request: HttpRequest,
    guest: Guest,
    organ: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    taken(&engine, &request, &guest, organ.into_inner(), payload, false).await
}

/// Takes the file and stays, for another one.
pub async fn add(
    engine: web::Data<Engine>,
    request: HttpRequest,
    guest: Guest,
    organ: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    taken(&engine, &request, &guest, organ.into_inner(), payload, true).await
}

async fn taken(
    engine: &Engine,
    request: &HttpRequest,
    guest: &Guest,
    organ: String,
    payload: web::Payload,
    stay: bool,
) -> Result<HttpResponse, Fault> {
    let app = guest.app();
    let organ = public_organs::load(app, organ).await?;
    let Some(Received { kept, file }) = receive(request, guest, &organ.code, payload).await? else {
        return Ok(start_anew(&organ.code));
    };
    let fault = match file {
        Ok(None) if stay => Some("请先选择文件，再上传".to_owned()),
        Ok(_) => None,
        Err(problem) => Some(problem.detail),
    };
    let Some(fault) = fault else {
        let files = Step::Files.address(&organ.code);
        let check = format!("/organs/{}/apply/check", organ.code);
        return Ok(go(if stay { &files } else { &check }));
    };
    let form = Filled::default().with_faults(vec![("file".to_owned(), fault)]);
    let page = apply::page(app, organ, Step::Files, Some(&kept), form, &Way::default());
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page))
}

/// What came of an upload: whose it was, and the file if one was chosen.
struct Received {
    kept: Kept,
    file: Result<Option<KeptFile>, Problem>,
}

/// Nothing of a file is read before it is known whose it is.
async fn receive(
    request: &HttpRequest,
    guest: &Guest,
    organ: &str,
    payload: web::Payload,
) -> Result<Option<Received>, Fault> {
    let (service, app) = (&guest.service, guest.app());
    service.admit()?;
    let _place = service.gates.enter()?;
    let Some(secret) = &guest.secret else { return Ok(None) };
    let form = Form::read(request, payload).await?;
    let token = form.word(TOKEN_FIELD).unwrap_or_default();
    if !Keys::same_code(&token, &token_of_visit(app, secret)) {
        form.refuse().await;
        return Err(Problem::foreign_page().into());
    }
    let Some(mut kept) = Kept::find(app, Some(secret), organ).await? else {
        form.refuse().await;
        return Ok(None);
    };
    if first_unfinished(&kept.fields).is_some() {
        form.refuse().await;
        return Ok(None);
    }
    let file = store(guest, &mut kept, form).await;
    Ok(Some(Received { kept, file }))
}

async fn store(guest: &Guest, kept: &mut Kept, form: Form) -> Result<Option<KeptFile>, Problem> {
    let (service, app) = (&guest.service, guest.app());
    let upload = form.file(app).await?;
    if upload.name.is_empty() && upload.content.size == 0 {
        return Ok(None);
    }
    let mut files = kept.files();
    must_have_room(app, &files, upload.content.size)?;
    let content = service.gates.take_in(app, upload.content).await?;
    let file = KeptFile::new(&upload.name, content);
    // Sent again while the first was still on its way, it is there once.
    if !files.contains(&file) {
        files.push(file.clone());
    }
    kept.set_files(&files);
    match kept.save(app).await {
        Ok(()) => Ok(Some(file)),
        Err(Fault::Problem(problem)) => Err(problem),
        Err(_) => Err(Problem::not_found()),
    }
}

/// Takes a file out again.
pub async fn remove(
    request: HttpRequest,
    organ: web::Path<String>,
    form: GuestForm,
) -> Result<HttpResponse, Fault> {
    let app = form.guest.app();
    let organ = public_organs::load(app, organ.into_inner()).await?;
    let secret = form.visitor(&request)?;
    let Some(mut kept) = Kept::find(app, Some(&secret), &organ.code).await? else {
        return Ok(start_anew(&organ.code));
    };
    let gone: usize = form.fields.get("number").parse().unwrap_or_default();
    let left: Vec<KeptFile> =
        (1..).zip(kept.files()).filter(|(number, _)| *number != gone).map(|(_, file)| file).collect();
    kept.set_files(&left);
    kept.save(app).await?;
    Ok(go(&Step::Files.address(&organ.code)))
}
