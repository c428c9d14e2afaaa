//! 督办, the draft of the circular, 复议 and 诉讼.

use actix_web::{HttpResponse, get, post, put, web};

use super::auth::Signed;
use super::json::Json;
use crate::casework::supervision::{
    self, AnsweredInput, CircularLine, ProceedingInput, ProceedingView, UrgingReplyInput, UrgingView,
};
use crate::http::Service;
use crate::http::problem::Problem;

/// 一件案件的督办
#[utoipa::path(tag = "督办", responses((status = 200, body = Vec<UrgingView>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/urgings")]
pub async fn urgings(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(supervision::urgings(&api.app, signed.actor, number.into_inner()).await?))
}

/// 反馈督办
#[utoipa::path(tag = "督办", request_body = UrgingReplyInput, responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/urgings/{id}/reply")]
pub async fn reply(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i64)>,
    input: Json<UrgingReplyInput>,
) -> Result<HttpResponse, Problem> {
    let (number, id) = place.into_inner();
    supervision::reply(&api.app, signed.actor, number, id, input.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 通报草稿：超期五个工作日以上的案件（监督岗）
#[utoipa::path(tag = "督办", responses((status = 200, body = Vec<CircularLine>), (status = 401, body = Problem), (status = 403, body = Problem)), security(("token" = [])))]
#[get("/circular")]
pub async fn circular(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(supervision::circular(&api.app, signed.actor).await?))
}

/// 一件案件的复议和诉讼
#[utoipa::path(tag = "督办", responses((status = 200, body = Vec<ProceedingView>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/cases/{number}/proceedings")]
pub async fn proceedings(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(supervision::proceedings(&api.app, signed.actor, number.into_inner()).await?))
}

/// 登记收到的复议答复通知或者起诉状副本（登记岗、公开工作机构负责人）
#[utoipa::path(tag = "督办", request_body = ProceedingInput, responses((status = 201), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/cases/{number}/proceedings")]
pub async fn record(
    api: web::Data<Service>,
    signed: Signed,
    number: web::Path<String>,
    input: Json<ProceedingInput>,
) -> Result<HttpResponse, Problem> {
    let id = supervision::record(&api.app, signed.actor, number.into_inner(), input.read()?.value).await?;
    Ok(HttpResponse::Created().json(serde_json::json!({ "id": id })))
}

/// 登记已经提出答复或者答辩（登记岗、公开工作机构负责人）
#[utoipa::path(tag = "督办", request_body = AnsweredInput, responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/cases/{number}/proceedings/{id}")]
pub async fn answered(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(String, i64)>,
    input: Json<AnsweredInput>,
) -> Result<HttpResponse, Problem> {
    let (number, id) = place.into_inner();
    supervision::answered(&api.app, signed.actor, number, id, input.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}
