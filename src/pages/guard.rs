//! What every page is answered with, and which requests get as far as a page.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, ORIGIN};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use super::errors::Fault;
use crate::http::check_address;
use crate::http::problem::Problem;

/// Only files of the service act on a page, and no page of others may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; \
    base-uri 'none'; object-src 'none'";

/// Refuses what another site sends, and addresses that name nothing.
pub async fn refuse_foreign<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let foreign = changes(request.method()) && !is_own(&request);
    let refused = if foreign { Err(Problem::foreign_page()) } else { check_address(request.uri()) };
    if let Err(problem) = refused {
        let fault = Fault::from(problem);
        return Ok(request.into_response(fault.error_response()).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Says to the browser what may act on a page.
pub async fn mark<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        // With no-referrer a browser would not say where a form comes from.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a page of this service sent it. Browsers say so themselves; the form's token is checked besides.
fn is_own(request: &ServiceRequest) -> bool {
    let of = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = of("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = request.connection_info().host().to_owned();
    let origin = request.headers().get(ORIGIN).and_then(|value| value.to_str().ok());
    origin.is_none_or(|origin| origin.split_once("://").is_some_and(|(_, from)| from == host))
}
