//! What an applicant can do: submit, look up, ask to withdraw. No account, no captcha.

use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::json::{Json, idempotency_key};
use crate::casework;
use crate::casework::application::ApplicationInput;
use crate::casework::register::{self, Registered};
use crate::casework::status::{PublicStatus, counted_address};
use crate::http::Service;
use crate::http::client_address;
use crate::http::problem::Problem;

/// The number and the code stand in the body: a code in an address would stay in logs and histories.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookupInput {
    /// 登记编号
    pub number: String,
    /// 查询码
    pub code: String,
}

/// 在线提交申请
#[utoipa::path(tag = "申请人", request_body = ApplicationInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "同一请求重复发送只登记一次")),
    responses((status = 201, body = Registered), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
#[post("/public/organs/{code}/applications")]
pub async fn submit(
    api: web::Data<Service>,
    request: HttpRequest,
    organ: web::Path<String>,
    input: Json<ApplicationInput>,
) -> Result<HttpResponse, Problem> {
    api.admit()?;
    let input = input.read()?;
    let address = counted_address(client_address(&request, &api.app));
    let key = idempotency_key(&request, &format!("public:{address}"), &input.bytes)?;
    let registered = register::submit(&api.app, organ.into_inner(), input.value, key).await?;
    Ok(HttpResponse::Created().json(registered))
}

/// 查询办理情况
#[utoipa::path(tag = "申请人", request_body = LookupInput,
    responses((status = 200, body = PublicStatus), (status = 404, body = Problem), (status = 429, body = Problem)))]
#[post("/public/status")]
pub async fn status(
    api: web::Data<Service>,
    request: HttpRequest,
    input: Json<LookupInput>,
) -> Result<HttpResponse, Problem> {
    let (LookupInput { number, code }, address) = asked(&api, &request, input)?;
    Ok(HttpResponse::Ok().json(casework::status::run(&api.app, number, code, address).await?))
}

/// 申请撤回
#[utoipa::path(tag = "申请人", request_body = LookupInput,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem)))]
#[post("/public/withdrawals")]
pub async fn withdraw(
    api: web::Data<Service>,
    request: HttpRequest,
    input: Json<LookupInput>,
) -> Result<HttpResponse, Problem> {
    let (LookupInput { number, code }, address) = asked(&api, &request, input)?;
    casework::status::request_withdrawal(&api.app, number, code, address).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which case an applicant asks for, and from where.
pub fn asked(
    api: &Service,
    request: &HttpRequest,
    input: Json<LookupInput>,
) -> Result<(LookupInput, IpAddr), Problem> {
    api.admit()?;
    Ok((input.read()?.value, client_address(request, &api.app)))
}
