//! Posts, deputies, disabled people, and the audit trail.

use actix_web::{HttpResponse, delete, get, post, put, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::auth::Signed;
use super::json::Json;
use crate::casework::posts::{self, AuditView, DeputyInput, PostInput, PostView};
use crate::http::Service;
use crate::http::problem::Problem;

/// 授予岗位（安全保密管理员）
#[utoipa::path(tag = "组织", request_body = PostInput, responses((status = 201, body = PostView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/posts")]
pub async fn grant(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<PostInput>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Created().json(posts::grant(&api.app, signed.actor, input.read()?.value).await?))
}

/// 收回岗位（安全保密管理员）：立即生效
#[utoipa::path(tag = "组织", responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[delete("/posts/{id}")]
pub async fn end(
    api: web::Data<Service>,
    signed: Signed,
    id: web::Path<i64>,
) -> Result<HttpResponse, Problem> {
    posts::end(&api.app, signed.actor, id.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisabledInput {
    disabled: bool,
}

/// 停用或者恢复用户（安全保密管理员）：立即生效
#[utoipa::path(tag = "组织", request_body = DisabledInput, responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[put("/users/{id}/disabled")]
pub async fn disable(
    api: web::Data<Service>,
    signed: Signed,
    id: web::Path<i64>,
    input: Json<DisabledInput>,
) -> Result<HttpResponse, Problem> {
    posts::disable(&api.app, signed.actor, id.into_inner(), input.read()?.value.disabled).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 为本人岗位指定代理人
#[utoipa::path(tag = "组织", request_body = DeputyInput, responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/me/deputies")]
pub async fn name_deputy(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<DeputyInput>,
) -> Result<HttpResponse, Problem> {
    posts::name_deputy(&api.app, signed.actor, signed.post, input.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AuditParameters {
    /// 上一页最后一条的编号
    before: Option<i64>,
}

/// 审计记录（安全审计员）
#[utoipa::path(tag = "组织", params(AuditParameters), responses((status = 200, body = Vec<AuditView>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)), security(("token" = [])))]
#[get("/audit")]
pub async fn audit(
    api: web::Data<Service>,
    signed: Signed,
    parameters: web::Query<AuditParameters>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(posts::list_trail(&api.app, signed.actor, parameters.before).await?))
}
