//! Files of a case, for the office.

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use super::auth::Signed;
use super::json::idempotency_key;
use crate::casework;
use crate::casework::files::{Addition, FileView, NOTHING_CLASSIFIED, TakenIn};
use crate::http::problem::Problem;
use crate::http::upload::{FileForm, Form, Upload, discard};
use crate::http::{Service, download};
use crate::law::file::FileKind;

/// 上传文件（登记岗、承办人）：PDF、OFD、图片、办公文档、文本；不得上传涉及国家秘密的文件
#[utoipa::path(tag = "文件", request_body(content = FileForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header, description = "同一文件重复发送只登记一次")),
    responses((status = 201, body = FileView), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)),
    security(("token" = [])))]
#[post("/cases/{number}/files")]
pub async fn add_file(
    api: web::Data<Service>,
    signed: Signed,
    request: HttpRequest,
    number: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let number = number.into_inner();
    if let Err(error) = casework::files::admit(&api.app, signed.actor.clone(), number.clone()).await {
        discard(payload).await;
        return Err(error.into());
    }
    let _place = api.gates.enter()?;
    let form = Form::read(&request, payload).await?;
    let kind = match form.word("kind").and_then(|word| kind(&word)) {
        Ok(kind) => kind,
        Err(problem) => {
            form.refuse().await;
            return Err(problem);
        }
    };
    let Upload { name, content } = form.file(&api.app).await?;
    let content = api.gates.take_in(&api.app, content).await?;
    let key = idempotency_key(&request, &signed.owner(), fingerprint(kind, &name, &content).as_bytes())?;
    let addition = Addition { kind, name, content, by_applicant: false };
    let added = casework::files::add(&api.app, signed.actor, number, addition, key).await?;
    Ok(HttpResponse::Created().json(added))
}

/// What makes two uploads the same request.
fn fingerprint(kind: FileKind, name: &str, content: &TakenIn) -> String {
    format!("{}\n{}\n{name}", content.id, kind.word())
}

fn kind(word: &str) -> Result<FileKind, Problem> {
    let known = FileKind::of_word(word).filter(|kind| kind.is_brought());
    known.ok_or_else(|| {
        let brought = FileKind::ALL.into_iter().filter(|kind| kind.is_brought());
        let words: Vec<String> = brought.map(|kind| format!("{}（{}）", kind.word(), kind.title())).collect();
        Problem::malformed(format!("kind应为{}之一；{NOTHING_CLASSIFIED}", words.join("、")))
    })
}

/// 案件的文件
#[utoipa::path(tag = "文件", responses((status = 200, body = Vec<FileView>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/files")]
pub async fn list_files(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(casework::files::list(&api.app, signed.actor, number.into_inner()).await?))
}

/// 下载文件：留有记录
#[utoipa::path(tag = "文件", responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/files/{file}")]
pub async fn download_file(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i32)>,
) -> Result<HttpResponse, Problem> {
    let (number, file) = place.into_inner();
    let wanted = casework::files::read(&api.app, signed.actor, number, file).await?;
    download::answer(&api.app, wanted).await
}

/// 向申请人提供文件（登记岗）：答复送达后，申请人可凭查询码下载
#[utoipa::path(tag = "文件", responses((status = 200, body = FileView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/files/{file}/release")]
pub async fn release_file(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i32)>,
) -> Result<HttpResponse, Problem> {
    let (number, file) = place.into_inner();
    let released = casework::public_files::release(&api.app, signed.actor, number, file).await?;
    Ok(HttpResponse::Ok().json(released))
}
