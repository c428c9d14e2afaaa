//! Reading requests: strict, limited, and with a clear word in Chinese about what is wrong.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::casework::IdempotencyKey;
use crate::http::problem::Problem;
use crate::store::Hash;

/// A request body. It is judged only when it is read: who may not ask at all learns nothing about it.
pub struct Body(Result<web::Bytes, Problem>);

impl FromRequest for Body {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Body, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let acceptable = is_json(request);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let read = body.await.map_err(|error| unreadable(&error));
            Ok(Body(if acceptable { read } else { Err(not_json()) }))
        })
    }
}

impl Body {
    /// The bytes as they came.
    ///
    /// # Errors
    /// 413 for too many, 415 for another content type.
    pub fn bytes(self) -> Result<web::Bytes, Problem> {
        self.0
    }
}

/// A JSON body.
pub struct Json<T> {
    body: Body,
    kind: PhantomData<T>,
}

/// What a JSON body says, with the bytes it was read from.
pub struct Input<T> {
    pub value: T,
    pub bytes: web::Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Json<T>, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Body::from_request(request, payload);
        Box::pin(async move { Ok(Json { body: body.await?, kind: PhantomData }) })
    }
}

impl<T: DeserializeOwned> Json<T> {
    /// Reads it.
    ///
    /// # Errors
    /// As [`Body::bytes`] and [`parse`].
    pub fn read(self) -> Result<Input<T>, Problem> {
        let bytes = self.body.bytes()?;
        Ok(Input { value: parse(&bytes)?, bytes })
    }
}

/// A body that says it is something else is not read as JSON: a form of another site could send it.
fn is_json(request: &HttpRequest) -> bool {
    let Some(value) = request.headers().get(CONTENT_TYPE) else { return true };
    let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn not_json() -> Problem {
    let detail = "请以JSON格式提交（Content-Type: application/json）";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "内容格式不对", detail)
}

fn unreadable(error: &actix_web::Error) -> Problem {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = "提交的内容超过1MB，请精简文字或者改为附件";
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "内容过大", detail);
    }
    Problem::malformed("提交的内容没有完整到达，请重新提交")
}

/// Parses a body.
///
/// # Errors
/// 400 for what is no JSON, 422 for JSON that does not fit, each in Chinese.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if names_nul(bytes) {
        let detail = "含有不可见的控制字符，请删去后重新填写";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "input", "请修改填写的内容", detail));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        // The parser calls some well-formed values of the wrong type malformed, such as a number for a word.
        let well_formed = error.is_data() || serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
        if well_formed {
            let detail = in_chinese(&error.to_string());
            return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "input", "请修改填写的内容", detail);
        }
        Problem::malformed(format!("提交的内容不是有效的JSON（第{}行第{}列）", error.line(), error.column()))
    })
}

/// Whether a text in the JSON holds U+0000, which no database keeps: `\u0000`, its backslash unescaped.
fn names_nul(bytes: &[u8]) -> bool {
    let mut escaped = false;
    bytes.windows(5).any(|window| {
        let begins = escaped && window == b"u0000";
        escaped = !escaped && window.first() == Some(&b'\\');
        begins
    })
}

/// What the parser says, for people. Our own types speak Chinese already.
fn in_chinese(message: &str) -> String {
    let name = message.split('`').nth(1).unwrap_or_default();
    let known = [
        ("unknown field", "有不认识的字段"),
        ("missing field", "缺少字段"),
        ("duplicate field", "字段重复："),
        ("unknown variant", "没有这个选项："),
    ];
    for (english, chinese) in known {
        if message.contains(english) {
            return format!("{chinese}“{name}”，请对照接口说明修改");
        }
    }
    // The parser's own words may quote what was typed, in Chinese.
    let of_parser = ["invalid type", "invalid value", "invalid length", "data did not match"];
    if message.is_ascii() || of_parser.iter().any(|words| message.contains(words)) {
        return "有字段的类型或者格式不对，请对照接口说明修改".to_owned();
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
