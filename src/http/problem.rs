//! Every error as a client sees it: RFC 9457, in Chinese, saying how to mend it.
//!
//! Causes stay in the log under an id; a foreign case and one that does not exist are one problem.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::casework::{Error, InputFault};
use crate::law::refusal::Refusal;
use crate::store::StoreError;

/// A problem document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:gongkai:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What is wrong and how to mend it.
    pub detail: String,
    /// The rule of law that says no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// By which the office finds the cause in its log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip)]
    pub retry_after_seconds: Option<u32>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub message: String,
}

impl Problem {
    pub fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: format!("urn:gongkai:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            rule: None,
            errors: Vec::new(),
            id: None,
            retry_after_seconds: None,
        }
    }

    /// The request itself cannot be read.
    pub fn malformed(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "malformed", "请求无法识别", detail)
    }

    /// There is no such thing, or none that you may see.
    pub fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "没有找到", "没有找到，请核对编号或者地址")
    }

    pub fn not_signed_in() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "not_signed_in",
            "请先登录",
            "未登录、登录已失效，或者登录名、密码有误",
        )
    }

    /// A form that another site sent, or an old one of ours.
    pub fn foreign_page() -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_page",
            "没有办理",
            "这次提交不是从本系统当前的页面发出的，没有办理。请返回上一页，刷新后再提交",
        )
    }

    /// Something broke on our side. The cause goes to the log only.
    fn broken(status: StatusCode, code: &str, detail: &str, cause: &str) -> Problem {
        let id = incident_id(cause);
        tracing::error!(id, cause, "a request failed");
        let mut problem = Problem::new(status, code, "系统暂时不能办理", detail);
        problem.id = Some(id);
        problem
    }
}

/// A short name for a cause: the same cause has the same id, so that reports of it can be counted.
fn incident_id(cause: &str) -> String {
    crate::store::Hash::of(cause.as_bytes()).to_string().chars().take(12).collect()
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, "application/problem+json; charset=utf-8"));
        if let Some(seconds) = self.retry_after_seconds {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.body(serde_json::to_string(self).unwrap_or_default())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Input(faults) => input(faults),
            Error::NotSignedIn => Problem::not_signed_in(),
            Error::Forbidden => Problem::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "没有权限",
                "您的岗位不能办理此事项，请由相应岗位办理",
            ),
            Error::TooMany { retry_after_seconds } => too_many(retry_after_seconds),
            Error::KeyReused => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "重复提交标识已被使用",
                "同一个Idempotency-Key只能用于同一请求，请更换后重试",
            ),
            Error::Storage(error) => Problem::broken(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "文件存储暂时无法使用，请稍后重试；文件尚未保存",
                &error.for_log(),
            ),
            Error::Store(error) => error.into(),
        }
    }
}

pub fn too_many(retry_after_seconds: u32) -> Problem {
    let minutes = retry_after_seconds.div_ceil(60);
    let detail = format!("尝试次数过多，请{minutes}分钟后再试");
    let mut problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many", "请稍后再试", detail);
    problem.retry_after_seconds = Some(retry_after_seconds);
    problem
}

fn input(faults: Vec<InputFault>) -> Problem {
    let detail = faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("；");
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "input", "请修改填写的内容", detail);
    let of_field = |fault: InputFault| FieldProblem { field: fault.field.to_owned(), message: fault.message };
    problem.errors = faults.into_iter().map(of_field).collect();
    problem
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match error {
            StoreError::NotFound => Problem::not_found(),
            StoreError::Stale => Problem::new(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                "内容已被他人更新",
                "您打开之后此案件已有新的办理记录，请刷新后重新办理",
            ),
            StoreError::Duplicate => Problem::new(
                StatusCode::CONFLICT,
                "duplicate",
                "已经存在",
                "相同的记录已经存在，请核对后重试",
            ),
            StoreError::Corrupt(cause) => Problem::broken(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "系统内部数据异常，请将编号告知系统管理员",
                &cause.for_log().to_string(),
            ),
            StoreError::Down(cause) => Problem::broken(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "数据库暂时无法使用，请稍后重试；您填写的内容尚未保存",
                &cause.for_log().to_string(),
            ),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let (status, title) = match &refusal {
            Refusal::NotYourTask { .. } | Refusal::OwnDraft => (StatusCode::FORBIDDEN, "没有权限"),
            Refusal::PeriodTooShort { .. }
            | Refusal::DelayNotLater { .. }
            | Refusal::DelayOnRestDay { .. }
            | Refusal::DateBeforeReceipt { .. }
            | Refusal::ExtensionBeforeApproval { .. }
            | Refusal::ExtensionTooLong { .. }
            | Refusal::Missing { .. }
            | Refusal::InFuture { .. }
            | Refusal::BackdatingNeedsReason { .. }
            | Refusal::BackdatingNeedsSecondPerson { .. }
            | Refusal::BeyondCalendar(_) => (StatusCode::UNPROCESSABLE_ENTITY, "请修改填写的内容"),
            Refusal::CorrectionAfterReply
            | Refusal::AlreadyEnded
            | Refusal::NotReceived
            | Refusal::UnknownRef
            | Refusal::NotAwaiting { .. }
            | Refusal::LapseTooEarly { .. }
            | Refusal::SecondCorrection
            | Refusal::SecondExtension
            | Refusal::LateConsultation { .. }
            | Refusal::CorrectionAfterDue { .. }
            | Refusal::ExtensionAfterDue { .. }
            | Refusal::FeeAfterDue { .. }
            | Refusal::DelayAfterDue { .. }
            | Refusal::NotNow { .. } => (StatusCode::CONFLICT, "现在不能办理"),
        };
        let mut problem = Problem::new(status, refusal.code(), title, refusal.to_string());
        problem.rule = Some(refusal.rule().to_owned());
        problem
    }
}
