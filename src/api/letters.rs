//! Letters and sheets of a case.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::auth::Signed;
use super::json::{Json, idempotency_key};
use crate::casework::letter_access;
use crate::casework::letter_acts::sign_alone;
use crate::casework::letter_input::{LetterInput, SheetInput};
use crate::casework::letter_print::{self, Format, Printable};
use crate::casework::letters::{self, LetterView, TickInput, VoidInput};
use crate::http::Service;
use crate::http::download::disposition;
use crate::http::problem::Problem;
use crate::store::StoreError;

/// 拟制文书（承办人）
#[utoipa::path(tag = "文书", request_body = LetterInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "同一请求重复发送只拟一份")),
    responses((status = 201, body = LetterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[post("/cases/{number}/letters")]
pub async fn draft(
    api: web::Data<Service>,
    signed: Signed,
    request: HttpRequest,
    number: web::Path<String>,
    input: Json<LetterInput>,
) -> Result<HttpResponse, Problem> {
    // Who may not write learns nothing about what a letter needs.
    let number = number.into_inner();
    letter_access::admit(&api.app, signed.actor.clone(), number.clone()).await?;
    let input = input.read()?;
    let key = idempotency_key(&request, &signed.owner(), &input.bytes)?;
    let drafted = letters::draft(&api.app, signed.actor, number, input.value, key).await?;
    Ok(HttpResponse::Created().json(drafted))
}

/// 案件的文书
#[utoipa::path(tag = "文书", responses((status = 200, body = Vec<LetterView>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/letters")]
pub async fn list(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(letters::list(&api.app, signed.actor, number.into_inner()).await?))
}

/// 一份文书和校核结果；序号后加.html、.docx、.pdf、.txt则下载
#[utoipa::path(tag = "文书", params(("letter" = String, Path, description = "案件中的序号，如1、1.pdf")),
    responses((status = 200, body = LetterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/letters/{letter}")]
pub async fn find(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (number, letter) = place.into_inner();
    match named(&letter) {
        Some((letter, format)) => {
            let letter = letter.parse().map_err(|_| Problem::not_found())?;
            let found = letter_print::find_letter(&api.app, signed.actor, number, letter).await?;
            printed(&api, found, format).await
        }
        None => {
            let letter = letter.parse().map_err(|_| Problem::not_found())?;
            Ok(HttpResponse::Ok().json(letters::load(&api.app, signed.actor, number, letter).await?))
        }
    }
}

/// 重新拟制（承办人，签发之前）
#[utoipa::path(tag = "文书", request_body = LetterInput, responses((status = 200, body = LetterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/cases/{number}/letters/{letter}")]
pub async fn redraft(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i32)>,
    input: Json<LetterInput>,
) -> Result<HttpResponse, Problem> {
    let (number, letter) = place.into_inner();
    letter_access::admit(&api.app, signed.actor.clone(), number.clone()).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(letters::redraft(&api.app, signed.actor, number, letter, input).await?))
}

/// 确认一项提示并说明理由
#[utoipa::path(tag = "文书", request_body = TickInput, responses((status = 200, body = LetterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/letters/{letter}/ticks")]
pub async fn tick(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i32)>,
    input: Json<TickInput>,
) -> Result<HttpResponse, Problem> {
    let (number, letter) = place.into_inner();
    letter_access::see(&api.app, signed.actor.clone(), number.clone(), letter).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(letters::tick(&api.app, signed.actor, number, letter, input).await?))
}

/// 作废（未发出的文书）；文号不再使用
#[utoipa::path(tag = "文书", request_body = VoidInput, responses((status = 200, body = LetterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/letters/{letter}/void")]
pub async fn void(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i32)>,
    input: Json<VoidInput>,
) -> Result<HttpResponse, Problem> {
    let (number, letter) = place.into_inner();
    letter_access::see(&api.app, signed.actor.clone(), number.clone(), letter).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(letters::void(&api.app, signed.actor, number, letter, input).await?))
}

/// 单独签发：作废后重拟的文书，或者协办函等不随审批签发的文书
#[utoipa::path(tag = "文书", responses((status = 200, body = LetterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/letters/{letter}/sign")]
pub async fn sign(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i32)>,
) -> Result<HttpResponse, Problem> {
    let (number, letter) = place.into_inner();
    sign_alone(&api.app, signed.actor.clone(), number.clone(), letter).await?;
    Ok(HttpResponse::Ok().json(letters::load(&api.app, signed.actor, number, letter).await?))
}

/// 打印回执、申请表、登记表、呈批单、送达回证、卷内目录、邮寄标签，如receipt_applicant.pdf
#[utoipa::path(tag = "文书", params(SheetInput),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/sheets/{sheet}")]
pub async fn sheet(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, String)>,
    input: web::Query<SheetInput>,
) -> Result<HttpResponse, Problem> {
    let (number, sheet) = place.into_inner();
    letter_access::look(&api.app, signed.actor.clone(), number.clone()).await?;
    let (sheet, format) = named(&sheet).ok_or_else(Problem::not_found)?;
    let sheet = sheet.to_owned();
    let found = letter_print::find_sheet(&api.app, signed.actor, number, sheet, input.into_inner()).await?;
    printed(&api, found, format).await
}

/// Cases whose receipts are printed at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptsInput {
    /// 登记编号，至多500件
    pub numbers: Vec<String>,
    /// `a4`(缺省)或者`a5`
    #[serde(default)]
    pub paper: Option<String>,
}

/// 批量打印接收回执（登记岗）：一个PDF，每件一联
#[utoipa::path(tag = "文书", request_body = ReceiptsInput,
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/letters/receipts")]
pub async fn receipts(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<ReceiptsInput>,
) -> Result<HttpResponse, Problem> {
    letter_print::must_print_receipts(&signed.actor)?;
    let ReceiptsInput { numbers, paper } = input.read()?.value;
    let input = SheetInput { paper, ..SheetInput::default() };
    let letters = letter_print::find_receipts(&api.app, signed.actor, numbers, input).await?;
    let (app, on) = (api.app.clone(), api.app.clock.today());
    let made = web::block(move || letter_print::render_many(&app, &letters, on)).await;
    let bytes = made.map_err(|error| Problem::from(StoreError::down(error.to_string())))??;
    Ok(answer(bytes, Format::Pdf, "接收回执"))
}

/// «1.pdf»: what, and in which output.
fn named(place: &str) -> Option<(&str, Format)> {
    let (what, format) = place.rsplit_once('.')?;
    Some((what, format.parse().ok()?))
}

async fn printed(api: &Service, found: Printable, format: Format) -> Result<HttpResponse, Problem> {
    let app = api.app.clone();
    let Printable { letter, name, on } = found;
    let made = web::block(move || letter_print::render(&app, &letter, format, on)).await;
    let bytes = made.map_err(|error| Problem::from(StoreError::down(error.to_string())))??;
    Ok(answer(bytes, format, &name))
}

/// As with every download: to be saved, of no site, and without scripts.
fn answer(bytes: Vec<u8>, format: Format, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.mime()))
        .insert_header((CONTENT_DISPOSITION, disposition(&format!("{name}.{}", format.word()))))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Cache-Control", "no-store"))
        .body(bytes)
}
