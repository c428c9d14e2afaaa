//! Organs, units and people.

use actix_web::{HttpResponse, get, post, web};

use super::auth::Signed;
use super::json::Json;
use crate::casework::people::{self, OrganView, UserInput, UserView};
use crate::http::Service;
use crate::http::problem::Problem;

/// 本机关及下级机关
#[utoipa::path(tag = "组织", responses((status = 200, body = Vec<OrganView>), (status = 401, body = Problem)), security(("token" = [])))]
#[get("/organs")]
pub async fn list_organs(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(people::list_visible_organs(&api.app, signed.actor).await?))
}

/// 用户（系统管理员、安全保密管理员）
#[utoipa::path(tag = "组织", responses((status = 200, body = Vec<UserView>), (status = 401, body = Problem), (status = 403, body = Problem)), security(("token" = [])))]
#[get("/users")]
pub async fn list_users(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(people::list_visible_users(&api.app, signed.actor).await?))
}

/// 新增用户并授予岗位（安全保密管理员）
#[utoipa::path(tag = "组织", request_body = UserInput, responses((status = 201, body = UserView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/users")]
pub async fn create_user(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<UserInput>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Created().json(people::create_user(&api.app, signed.actor, input.read()?.value).await?))
}
