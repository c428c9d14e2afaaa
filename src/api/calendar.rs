//! The working-day calendar: days and notices.

use actix_web::{HttpResponse, get, post, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::auth::Signed;
use super::json::Body;
use crate::casework::days::{self, DayView, NoticeView};
use crate::casework::notices::{self, Import};
use crate::http::Service;
use crate::http::problem::Problem;
use crate::law::iso;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DayParameters {
    /// 按当日已知的日历回答
    #[serde(default, deserialize_with = "iso::optional_day")]
    known_on: Option<NaiveDate>,
}

/// 某一天是什么日子，依据哪份通知
#[utoipa::path(tag = "日历", params(DayParameters), responses((status = 200, body = DayView), (status = 400, body = Problem), (status = 422, body = Problem)))]
#[get("/calendar/days/{day}")]
pub async fn day(
    api: web::Data<Service>,
    day: web::Path<String>,
    parameters: web::Query<DayParameters>,
) -> Result<HttpResponse, Problem> {
    let day = iso::parse_day(&day).ok_or_else(|| Problem::malformed("日期应写作2026-03-02的形式"))?;
    Ok(HttpResponse::Ok().json(days::explain(&api.app, day, parameters.known_on).await?))
}

/// 已知的放假通知
#[utoipa::path(tag = "日历", responses((status = 200, body = Vec<NoticeView>)))]
#[get("/calendar/notices")]
pub async fn list_notices(api: web::Data<Service>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(days::list(&api.app).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ImportParameters {
    /// 只列出日期会变动的案件，不导入
    dry_run: Option<bool>,
}

/// A notice in the form of `holidays/SCHEMA.md`.
#[derive(Serialize, ToSchema)]
pub struct NoticeBody {
    document: String,
    year: i32,
    signed: NaiveDate,
    published: NaiveDate,
    off: Vec<NaiveDate>,
    worked: Vec<NaiveDate>,
}

/// 导入放假通知（最上级机关的系统管理员）
#[utoipa::path(tag = "日历", params(ImportParameters), request_body = NoticeBody,
    responses((status = 200, body = Import), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("token" = [])))]
#[post("/calendar/notices")]
pub async fn import_notice(
    api: web::Data<Service>,
    signed: Signed,
    parameters: web::Query<ImportParameters>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let dry_run = parameters.dry_run.unwrap_or_default();
    let body = body.bytes()?.to_vec();
    Ok(HttpResponse::Ok().json(notices::run(&api.app, signed.actor, body, dry_run).await?))
}
