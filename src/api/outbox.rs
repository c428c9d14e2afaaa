//! Messages that wait for a person, the channels, and the ladders of organs.

use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::auth::Signed;
use super::json::{Json, if_match, with_etag};
use crate::casework::ladder::{self, LadderView};
use crate::casework::outbox::{self, ChannelView, ClearInput, TroubledView};
use crate::http::Service;
use crate::http::problem::Problem;
use crate::law::ladder::Ladder;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct OutboxParameters {
    /// 上一页最后一条的编号
    after: Option<i64>,
}

/// 未能送出、等待人工处理的消息（系统管理员）
#[utoipa::path(tag = "提醒", params(OutboxParameters), responses((status = 200, body = Vec<TroubledView>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)), security(("token" = [])))]
#[get("/outbox/troubled")]
pub async fn list(
    api: web::Data<Service>,
    signed: Signed,
    parameters: web::Query<OutboxParameters>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(outbox::list(&api.app, signed.actor, parameters.after).await?))
}

/// 重新发送（系统管理员）
#[utoipa::path(tag = "提醒", responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem)), security(("token" = [])))]
#[post("/outbox/{id}/retry")]
pub async fn retry(
    api: web::Data<Service>,
    signed: Signed,
    id: web::Path<i64>,
) -> Result<HttpResponse, Problem> {
    outbox::retry(&api.app, signed.actor, id.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 不再发送，注明理由（系统管理员）
#[utoipa::path(tag = "提醒", request_body = ClearInput, responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/outbox/{id}/clear")]
pub async fn clear(
    api: web::Data<Service>,
    signed: Signed,
    id: web::Path<i64>,
    input: Json<ClearInput>,
) -> Result<HttpResponse, Problem> {
    outbox::clear(&api.app, signed.actor, id.into_inner(), input.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 各消息渠道的状况（系统管理员）
#[utoipa::path(tag = "提醒", responses((status = 200, body = Vec<ChannelView>), (status = 401, body = Problem), (status = 403, body = Problem)), security(("token" = [])))]
#[get("/channels")]
pub async fn channels(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(outbox::health(&api.app, signed.actor).await?))
}

/// 答复期限的催办阶梯：本机关的、上级的或者系统自带的
#[utoipa::path(tag = "提醒", responses((status = 200, body = LadderView), (status = 401, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/organs/{id}/ladder")]
pub async fn find_ladder(
    api: web::Data<Service>,
    signed: Signed,
    id: web::Path<i64>,
) -> Result<HttpResponse, Problem> {
    let view = ladder::find(&api.app, signed.actor, id.into_inner()).await?;
    Ok(with_etag(view.version, &view))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct LadderParameters {
    /// 只检查，不保存
    dry_run: Option<bool>,
}

/// 设定催办阶梯（系统管理员）：先检查，后保存；在办案件随即按新阶梯重新计算
#[utoipa::path(tag = "提醒", params(LadderParameters, ("If-Match" = Option<String>, Header)), request_body = Object, responses((status = 200, body = LadderView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/organs/{id}/ladder")]
pub async fn set_ladder(
    api: web::Data<Service>,
    signed: Signed,
    request: HttpRequest,
    id: web::Path<i64>,
    parameters: web::Query<LadderParameters>,
    input: Json<Ladder>,
) -> Result<HttpResponse, Problem> {
    let seen = if_match(&request)?;
    let dry_run = parameters.dry_run.unwrap_or_default();
    let ladder = input.read()?.value;
    let view = ladder::set(&api.app, signed.actor, id.into_inner(), ladder, seen, dry_run).await?;
    Ok(with_etag(view.version, &view))
}
