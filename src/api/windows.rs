//! 受理窗口.

use actix_web::{HttpResponse, get, post, web};

use super::auth::Signed;
use super::json::Json;
use crate::casework::windows::{self, WindowInput, WindowView};
use crate::http::Service;
use crate::http::problem::Problem;

/// 本机关代收申请的受理窗口（登记岗、系统管理员）
#[utoipa::path(tag = "组织", responses((status = 200, body = Vec<WindowView>), (status = 401, body = Problem), (status = 403, body = Problem)), security(("token" = [])))]
#[get("/windows")]
pub async fn list_windows(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(windows::list(&api.app, signed.actor).await?))
}

/// 设立受理窗口（系统管理员）：窗口所在机关代收另一机关的申请，当面提交之日即为收到之日
#[utoipa::path(tag = "组织", request_body = WindowInput, responses((status = 201, body = WindowView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/windows")]
pub async fn open_window(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<WindowInput>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Created().json(windows::open(&api.app, signed.actor, input.read()?.value).await?))
}
