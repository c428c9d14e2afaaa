//! For whoever watches the service.

use actix_web::{HttpResponse, get, web};

use crate::http::Service;
use crate::http::problem::Problem;

/// 进程在运行
#[utoipa::path(tag = "运行", responses((status = 204)))]
#[get("/health")]
pub async fn live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// 可以受理请求：数据库可用
#[utoipa::path(tag = "运行", responses((status = 204), (status = 503, body = Problem)))]
#[get("/ready")]
pub async fn ready(api: web::Data<Service>) -> Result<HttpResponse, Problem> {
    let app = api.app.clone();
    api.app.store.read(move |db| app.calendars.current(db).map(|_| ())).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 接口说明
#[utoipa::path(tag = "运行", responses((status = 200, content_type = "application/yaml", body = String), (status = 503, body = Problem)))]
#[get("/openapi.yaml")]
pub async fn openapi() -> Result<HttpResponse, Problem> {
    let document = super::document().to_yaml().map_err(crate::store::StoreError::down)?;
    Ok(HttpResponse::Ok().content_type("application/yaml; charset=utf-8").body(document))
}
