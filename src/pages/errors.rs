//! What a person sees who cannot be helped: a sentence, how to go on, never a code alone.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError, web};
use serde::Serialize;

use super::Engine;
use super::engine::Page;
use super::visitor;
use crate::casework;
use crate::http::problem::Problem;
use crate::store::StoreError;

/// Why a page is not shown.
#[derive(Debug)]
pub enum Fault {
    /// One must sign in first, and comes back to this address then.
    SignIn {
        back: String,
    },
    /// The session ended while a part of the page was being fetched.
    SessionEnded,
    Problem(Problem),
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Fault {
        Fault::Problem(problem)
    }
}

impl From<casework::Error> for Fault {
    fn from(error: casework::Error) -> Fault {
        Fault::Problem(error.into())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Problem(error.into())
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::SignIn { .. } | Fault::SessionEnded => formatter.write_str("请先登录"),
            Fault::Problem(problem) => problem.fmt(formatter),
        }
    }
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        match self {
            Fault::SignIn { .. } => StatusCode::SEE_OTHER,
            Fault::SessionEnded => StatusCode::UNAUTHORIZED,
            Fault::Problem(problem) => problem.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Fault::SignIn { back } => {
                let address = format!("/staff/sign-in?back={}", visitor::in_query(back));
                answer.insert_header((LOCATION, address)).finish()
            }
            Fault::SessionEnded => answer.finish(),
            Fault::Problem(problem) => {
                if let Some(seconds) = problem.retry_after_seconds {
                    answer.insert_header((RETRY_AFTER, seconds.to_string()));
                }
                let mut response = answer.finish();
                response.extensions_mut().insert(problem.clone());
                response
            }
        }
    }
}

impl Fault {
    /// The faults of the input, if it is those: the form is shown again with them.
    pub fn input(self) -> Result<Vec<(String, String)>, Fault> {
        match self {
            Fault::Problem(problem) if !problem.errors.is_empty() => {
                Ok(problem.errors.into_iter().map(|fault| (fault.field, fault.message)).collect())
            }
            other => Err(other),
        }
    }
}

/// A page about a problem.
#[derive(Debug, Serialize)]
pub struct ProblemPage {
    pub title: String,
    pub detail: String,
    /// By which the office finds the cause.
    pub id: Option<String>,
}

impl Page for ProblemPage {
    const TEMPLATE: &'static str = "problem.html";
}

/// Puts problems into the form of a page, with the frame of the person who meets them.
pub async fn dress<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    let problem = response.response_mut().extensions_mut().remove::<Problem>();
    let Some(problem) = problem else { return Ok(response) };
    let (request, _) = response.into_parts();
    let Some(engine) = request.app_data::<web::Data<Engine>>().cloned() else {
        return Ok(ServiceResponse::new(request, problem.error_response()));
    };
    let frame = visitor::frame_of_failure(&request).await;
    let page =
        ProblemPage { title: problem.title.clone(), detail: problem.detail.clone(), id: problem.id.clone() };
    let mut answer = engine.answer(problem.status_code(), &frame, &page);
    if let Some(seconds) = problem.retry_after_seconds
        && let Ok(value) = seconds.to_string().parse()
    {
        answer.headers_mut().insert(RETRY_AFTER, value);
    }
    Ok(ServiceResponse::new(request, answer))
}

/// Where no page is.
pub async fn nothing_here() -> Result<HttpResponse, Fault> {
    Err(Problem::not_found().into())
}
