//! Sessions: signing in and out, and the post one acts under.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{self, Signed};
use super::json::Json;
use crate::casework::session::{self, PostChoice, SignedIn};
use crate::casework::status::counted_address;
use crate::http::problem::Problem;
use crate::http::{Service, client_address};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInInput {
    login: String,
    password: String,
    /// The post to act under; the first one without it.
    #[serde(default)]
    post: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshInput {
    refresh_token: String,
    /// Another post to act under.
    #[serde(default)]
    post: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    password: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub struct Session {
    access_token: String,
    expires_in_seconds: i64,
    refresh_token: String,
    name: String,
    post: i64,
    posts: Vec<PostChoice>,
}

/// Who one is.
#[derive(Serialize, ToSchema)]
pub struct Me {
    user: i64,
    name: String,
    role: String,
    organ: i64,
    organ_name: String,
    unit: Option<i64>,
}

fn answer(api: &Service, signed_in: SignedIn) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(Session {
        access_token: auth::issue(&api.app, &signed_in)?,
        expires_in_seconds: auth::ACCESS_FOR.num_seconds(),
        refresh_token: signed_in.refresh_token,
        name: signed_in.name,
        post: signed_in.post,
        posts: signed_in.posts,
    }))
}

/// 登录
#[utoipa::path(tag = "会话", request_body = SignInInput, responses((status = 200, body = Session), (status = 401, body = Problem), (status = 429, body = Problem)))]
#[post("/sessions")]
pub async fn sign_in(
    api: web::Data<Service>,
    request: HttpRequest,
    input: Json<SignInInput>,
) -> Result<HttpResponse, Problem> {
    let address = counted_address(client_address(&request, &api.app));
    let SignInInput { login, password, post } = input.read()?.value;
    let signed_in = session::sign_in(&api.app, login, password, address, post).await?;
    answer(&api, signed_in)
}

/// 续期，也用于切换岗位
#[utoipa::path(tag = "会话", request_body = RefreshInput, responses((status = 200, body = Session), (status = 401, body = Problem)))]
#[post("/sessions/refresh")]
pub async fn refresh(api: web::Data<Service>, input: Json<RefreshInput>) -> Result<HttpResponse, Problem> {
    let RefreshInput { refresh_token, post } = input.read()?.value;
    let signed_in = session::refresh(&api.app, refresh_token, post).await?;
    answer(&api, signed_in)
}

/// 退出：本人的全部会话立即失效
#[utoipa::path(tag = "会话", responses((status = 204), (status = 401, body = Problem)), security(("token" = [])))]
#[delete("/sessions")]
pub async fn sign_out(api: web::Data<Service>, signed: Signed) -> Result<HttpResponse, Problem> {
    session::sign_out(&api.app, signed.actor.actor.user.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 我是谁
#[utoipa::path(tag = "会话", responses((status = 200, body = Me), (status = 401, body = Problem)), security(("token" = [])))]
#[get("/me")]
pub async fn me(signed: Signed) -> HttpResponse {
    let person = signed.actor;
    HttpResponse::Ok().json(Me {
        user: person.actor.user.0,
        name: person.name,
        role: person.actor.role.title().to_owned(),
        organ: person.actor.organ.0,
        organ_name: person.organ_name,
        unit: person.actor.unit.map(|unit| unit.0),
    })
}

/// 修改本人密码：全部会话立即失效
#[utoipa::path(tag = "会话", request_body = PasswordInput, responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem)), security(("token" = [])))]
#[put("/me/password")]
pub async fn change_password(
    api: web::Data<Service>,
    signed: Signed,
    input: Json<PasswordInput>,
) -> Result<HttpResponse, Problem> {
    let PasswordInput { password } = input.read()?.value;
    session::change_password(&api.app, signed.actor.actor.user.0, password).await?;
    Ok(HttpResponse::NoContent().finish())
}
