//! Why a command failed, for the person at the terminal.

use crate::casework::Error;
use crate::store::StoreError;

/// Why a command failed, and the status it ends with.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub message: String,
    pub status: u8,
}

impl Failure {
    /// A command that could not do its work.
    pub fn new(message: impl std::fmt::Display) -> Failure {
        Failure { message: message.to_string(), status: 1 }
    }

    /// Input that breaks a contract.
    pub fn breach(message: impl std::fmt::Display) -> Failure {
        Failure { message: message.to_string(), status: 2 }
    }
}

impl From<StoreError> for Failure {
    /// Whoever may open the database may read why it fails; a client of the service may not.
    fn from(error: StoreError) -> Failure {
        let what = match &error {
            StoreError::NotFound => "没有找到所指的记录",
            StoreError::Stale => "记录在此期间被他人修改，请重试",
            StoreError::Duplicate => "已有相同的记录",
            StoreError::Corrupt(_) => "存储的数据有误",
            StoreError::Down(_) => "数据库无法使用",
        };
        let cause = error.cause().map(|cause| format!("：{}", cause.for_log()));
        Failure::new(format!("{what}{}", cause.unwrap_or_default()))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::Refused(refusal) => Failure::new(format!("{refusal}（{}）", refusal.rule())),
            Error::Input(faults) => {
                let faults: Vec<_> = faults.into_iter().map(|fault| fault.message).collect();
                Failure::breach(faults.join("\n"))
            }
            Error::NotSignedIn => Failure::new("未登录"),
            Error::Forbidden => Failure::new("该岗位不能办理此事项"),
            Error::TooMany { retry_after_seconds } => {
                Failure::new(format!("尝试次数过多，请在{retry_after_seconds}秒后重试"))
            }
            Error::KeyReused => Failure::new("同一幂等键用于不同的请求"),
            Error::Storage(error) => Failure::new(format!("文件存储无法使用：{}", error.for_log())),
            Error::Store(error) => error.into(),
        }
    }
}
