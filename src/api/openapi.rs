//! `openapi.yaml`, made from the code.

use actix_web::App;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, LicenseBuilder, OpenApi};
use utoipa_actix_web::{AppExt, scope};

use super::routes;

/// The whole interface.
pub fn document() -> OpenApi {
    let (_, mut document) =
        App::new().into_utoipa_app().service(scope("/api/v1").configure(routes)).split_for_parts();
    document.info = InfoBuilder::new()
        .title("gongkai 依申请公开")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("政府信息公开申请的登记、办理、期限计算与查询。错误以RFC 9457格式返回。"))
        .license(Some(LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build()))
        .build();
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    document.components.get_or_insert_with(Components::new).add_security_scheme("token", token);
    document
}
