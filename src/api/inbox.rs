//! A person's own alerts, preferences, and calendar.

use actix_web::{HttpResponse, delete, get, post, put, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::auth::Signed;
use super::json::Json;
use crate::casework::feed::{self, FeedView};
use crate::casework::inbox::{self, AcknowledgementInput, InboxView, Preferences};
use crate::http::Service;
use crate::http::problem::Problem;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct InboxParameters {
    /// 只列出仍然有效的提醒
    open: Option<bool>,
    /// 上一页最后一条的编号
    before: Option<i64>,
}

/// 我的提醒
#[utoipa::path(tag = "提醒", params(InboxParameters), responses((status = 200, body = InboxView), (status = 400, body = Problem), (status = 401, body = Problem)), security(("token" = [])))]
#[get("/inbox")]
pub async fn list(
    api: web::Data<Service>,
    signed: Signed,
    parameters: web::Query<InboxParameters>,
) -> Result<HttpResponse, Problem> {
    let InboxParameters { open, before } = parameters.into_inner();
    let view = inbox::list(&api.app, signed.actor, open.unwrap_or_default(), before).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// 已知悉，预计×日办结：下一级提醒之前不再重复；不影响期限
#[utoipa::path(tag = "提醒", request_body = AcknowledgementInput, responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/inbox/{id}/acknowledgement")]
pub async fn acknowledge(
    api: web::Data<Service>,
    signed: Signed,
    id: web::Path<i64>,
    input: Json<AcknowledgementInput>,
) -> Result<HttpResponse, Problem> {
    inbox::acknowledge(&api.app, signed.actor, id.into_inner(), input.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 我的提醒方式
#[utoipa::path(tag = "提醒", responses((status = 200, body = Preferences), (status = 401, body = Problem)), security(("token" = [])))]
#[get("/me/preferences")]
pub async fn preferences(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(inbox::preferences(&api.app, signed.actor).await?))
}

/// 修改提醒方式，以本机关允许的为限
#[utoipa::path(tag = "提醒", request_body = Preferences, responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/me/preferences")]
pub async fn set_preferences(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<Preferences>,
) -> Result<HttpResponse, Problem> {
    inbox::set_preferences(&api.app, signed.actor, input.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 生成日历订阅地址：只显示一次，原有地址随即失效
#[utoipa::path(tag = "提醒", responses((status = 201, body = FeedView), (status = 401, body = Problem)), security(("token" = [])))]
#[post("/me/feed")]
pub async fn create_feed(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Created().json(feed::create(&api.app, signed.actor).await?))
}

/// 撤销日历订阅地址
#[utoipa::path(tag = "提醒", responses((status = 204), (status = 401, body = Problem)), security(("token" = [])))]
#[delete("/me/feed")]
pub async fn revoke_feed(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    feed::revoke(&api.app, signed.actor).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 日历订阅（iCalendar）：地址即凭据
#[utoipa::path(tag = "提醒", responses((status = 200, content_type = "text/calendar"), (status = 404, body = Problem), (status = 429, body = Problem)))]
#[get("/public/feeds/{secret}")]
pub async fn read_feed(api: web::Data<Service>, secret: web::Path<String>) -> Result<HttpResponse, Problem> {
    api.admit()?;
    let calendar = feed::read(&api.app, secret.into_inner()).await?;
    Ok(HttpResponse::Ok().content_type("text/calendar; charset=utf-8").body(calendar))
}
