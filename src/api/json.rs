//! Reading requests: strict, limited, and with a clear word in Chinese about what is wrong.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::casework::IdempotencyKey;
use crate::store::Hash;

/// The largest request body that is read.
pub const LARGEST_BODY: usize = 1 << 20;

/// A JSON body, with the bytes it was read from.
pub struct Json<T> {
    pub value: T,
    pub bytes: web::Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Json<T>, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = body.await.map_err(|error| unreadable(&error))?;
            let value = parse(&bytes)?;
            Ok(Json { value, bytes })
        })
    }
}

fn unreadable(error: &actix_web::Error) -> Problem {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = "提交的内容超过1MB,请精简文字或者改为附件";
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "内容过大", detail);
    }
    Problem::malformed("提交的内容没有完整到达,请重新提交")
}

/// Parses a body.
///
/// # Errors
/// 400 for what is no JSON, 422 for JSON that does not fit, each in Chinese.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            let detail = in_chinese(&error.to_string());
            return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "input", "请修改填写的内容", detail);
        }
        Problem::malformed(format!("提交的内容不是有效的JSON(第{}行第{}列)", error.line(), error.column()))
    })
}

/// What the parser says, for people. Our own types speak Chinese already.
fn in_chinese(message: &str) -> String {
    let name = message.split('`').nth(1).unwrap_or_default();
    let known = [
        ("unknown field", "有不认识的字段"),
        ("missing field", "缺少字段"),
        ("duplicate field", "字段重复:"),
        ("unknown variant", "没有这个选项:"),
    ];
    for (english, chinese) in known {
        if message.contains(english) {
            return format!("{chinese}“{name}”,请对照接口说明修改");
        }
    }
    if message.is_ascii() {
        return "有字段的类型或者格式不对,请对照接口说明修改".to_owned();
    }
    // Our own words, without the position that the parser appends.
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

/// An answer with the version of what it shows.
pub fn with_etag<T: Serialize>(version: i64, body: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, format!("\"{version}\""))).json(body)
}

/// The version in If-Match, if the client sent one.
///
/// # Errors
/// 400 for one that this service did not give.
pub fn if_match(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    let Some(value) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let version = value.to_str().ok().and_then(|value| value.trim_matches('"').parse().ok());
    version.map(Some).ok_or_else(|| Problem::malformed("If-Match应为查询案件时返回的ETag"))
}

/// The Idempotency-Key of `owner`, if the client sent one.
///
/// # Errors
/// 400 for an empty, long or unprintable one.
pub fn idempotency_key(
    request: &HttpRequest,
    owner: &str,
    body: &[u8],
) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = request.headers().get("Idempotency-Key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= IdempotencyKey::LONGEST);
    let key = key.ok_or_else(|| Problem::malformed("Idempotency-Key应为1至64个可见字符"))?.to_owned();
    let mut named = request.path().as_bytes().to_vec();
    named.push(0);
    named.extend_from_slice(body);
    Ok(Some(IdempotencyKey { owner: owner.to_owned(), key, request: Hash::of(&named) }))
}
