//! Everything that can go wrong in casework.

use crate::files::StorageError;
use crate::law::calendar::BeyondCalendar;
use crate::law::refusal::Refusal;
use crate::store::StoreError;

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The law says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The input cannot be meant so. Each fault names its field and says how to mend it.
    #[error("failed to accept the input")]
    Input(Vec<InputFault>),
    /// Not signed in, or no longer.
    #[error("failed to authenticate")]
    NotSignedIn,
    /// Signed in, but not under a post that may do this.
    #[error("failed to authorise")]
    Forbidden,
    /// Too many attempts; after so many seconds another is taken.
    #[error("failed to admit the attempt")]
    TooMany { retry_after_seconds: u32 },
    /// The idempotency key belongs to another request.
    #[error("failed to reuse an idempotency key for another request")]
    KeyReused,
    /// The storage of files cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("failed to {0}")]
    Store(#[from] StoreError),
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFault {
    pub field: &'static str,
    /// In Chinese, for the person who typed it.
    pub message: String,
}

impl InputFault {
    pub fn new(field: &'static str, message: impl Into<String>) -> InputFault {
        InputFault { field, message: message.into() }
    }
}

impl Error {
    /// One fault.
    pub fn input(field: &'static str, message: impl Into<String>) -> Error {
        Error::Input(vec![InputFault::new(field, message)])
    }

    /// Stored data that cannot be what this program wrote.
    pub fn corrupt(cause: impl std::fmt::Display) -> Error {
        Error::Store(StoreError::corrupt(cause.to_string()))
    }
}

impl From<BeyondCalendar> for Error {
    fn from(beyond: BeyondCalendar) -> Error {
        Error::Refused(beyond.into())
    }
}
