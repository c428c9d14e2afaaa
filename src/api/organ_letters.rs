//! What an organ's letters say of it, and the texts it words them by: kept by the admin.

use actix_web::{HttpResponse, get, post, put, web};

use super::auth::Signed;
use super::json::Json;
use crate::casework::organ_facts::{self, DatedFacts, OrganFactsView};
use crate::casework::templates::{
    self, Preview, PreviewInput, RestoreInput, TemplateInput, TemplateVersion, TemplateView,
};
use crate::http::Service;
use crate::http::problem::Problem;

/// 机关信息：地址、复议机关、法院、机关代字、文号格式（系统管理员）
#[utoipa::path(tag = "文书", responses((status = 200, body = OrganFactsView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/organs/{id}/facts")]
pub async fn find_facts(
    api: web::Data<Service>,
    signed: Signed,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(organ_facts::load(&api.app, signed.actor, organ.into_inner()).await?))
}

/// 填写机关信息，自某日起生效（系统管理员）
#[utoipa::path(tag = "文书", request_body = DatedFacts, responses((status = 200, body = OrganFactsView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/organs/{id}/facts")]
pub async fn put_facts(
    api: web::Data<Service>,
    signed: Signed,
    organ: web::Path<i64>,
    input: Json<DatedFacts>,
) -> Result<HttpResponse, Problem> {
    let organ = organ.into_inner();
    organ_facts::load(&api.app, signed.actor.clone(), organ).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(organ_facts::put(&api.app, signed.actor, organ, input).await?))
}

/// 现行的文书模板（系统管理员）
#[utoipa::path(tag = "文书", responses((status = 200, body = Vec<TemplateView>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/organs/{id}/templates")]
pub async fn list_templates(
    api: web::Data<Service>,
    signed: Signed,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(templates::list(&api.app, signed.actor, organ.into_inner()).await?))
}

/// 一种文书模板的历次版本（系统管理员）
#[utoipa::path(tag = "文书", responses((status = 200, body = Vec<TemplateVersion>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)), security(("token" = [])))]
#[get("/organs/{id}/templates/{kind}")]
pub async fn template_history(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(i64, String)>,
) -> Result<HttpResponse, Problem> {
    let (organ, kind) = place.into_inner();
    Ok(HttpResponse::Ok().json(templates::history(&api.app, signed.actor, organ, kind).await?))
}

/// 修改文书模板，自某日起生效（系统管理员）；先以全部样例校验
#[utoipa::path(tag = "文书", request_body = TemplateInput, responses((status = 200, body = TemplateVersion), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/organs/{id}/templates/{kind}")]
pub async fn put_template(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(i64, String)>,
    input: Json<TemplateInput>,
) -> Result<HttpResponse, Problem> {
    let (organ, kind) = place.into_inner();
    templates::admit(&api.app, signed.actor.clone(), organ).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(templates::put(&api.app, signed.actor, organ, kind, input).await?))
}

/// 恢复文书模板的某一版（系统管理员）
#[utoipa::path(tag = "文书", request_body = RestoreInput, responses((status = 200, body = TemplateVersion), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/organs/{id}/templates/{kind}/restore")]
pub async fn restore_template(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(i64, String)>,
    input: Json<RestoreInput>,
) -> Result<HttpResponse, Problem> {
    let (organ, kind) = place.into_inner();
    templates::admit(&api.app, signed.actor.clone(), organ).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(templates::restore(&api.app, signed.actor, organ, kind, input).await?))
}

/// 以样例预览模板（系统管理员）
#[utoipa::path(tag = "文书", request_body = PreviewInput, responses((status = 200, body = Preview), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[post("/organs/{id}/templates/{kind}/preview")]
pub async fn preview_template(
    api: web::Data<Service>,
    signed: Signed,
    place: web::Path<(i64, String)>,
    input: Json<PreviewInput>,
) -> Result<HttpResponse, Problem> {
    let (organ, kind) = place.into_inner();
    templates::admit(&api.app, signed.actor.clone(), organ).await?;
    let input = input.read()?.value;
    Ok(HttpResponse::Ok().json(templates::preview(&api.app, signed.actor, organ, kind, input).await?))
}
