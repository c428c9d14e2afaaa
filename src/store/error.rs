//! What the store answers when it cannot answer.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why the store did not do what was asked. Texts complete "failed to …".
///
/// The first three are ordinary outcomes a caller acts on. The last two carry a [`Cause`] for the
/// log; it is never part of the text, so that no statement of a database reaches a client.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// There is no such record, or none within the caller's scope: the two are not told apart.
    #[error("find the record")]
    NotFound,
    /// The record has changed since it was read.
    #[error("save the record: it has been changed in the meantime")]
    Stale,
    /// Another record already holds a key that must be unique.
    #[error("save the record: one with the same key exists")]
    Duplicate,
    /// Stored data is not what this program wrote, or not what its schema allows.
    #[error("trust the stored data")]
    Corrupt(Cause),
    /// The database cannot be reached, or could not be within the time allowed.
    #[error("reach the database")]
    Down(Cause),
}

/// The inner message of a [`StoreError`]: for the log only, hence without `Display`.
#[derive(Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    /// The error itself, for a log line.
    pub fn for_log(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl StoreError {
    /// The database, or the way to it, is not available.
    pub fn down(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Down(Cause(Arc::from(cause.into())))
    }

    /// What is stored cannot be right.
    pub fn corrupt(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Corrupt(Cause(Arc::from(cause.into())))
    }

    /// The cause to log, where there is one.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Corrupt(cause) | Self::Down(cause) => Some(cause),
            Self::NotFound | Self::Stale | Self::Duplicate => None,
        }
    }

    /// A second row at a place of a journal or version list means another writer was faster.
    pub(super) fn duplicate_is_stale(self) -> Self {
        match self {
            Self::Duplicate => Self::Stale,
            other => other,
        }
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, _) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::Duplicate,
                DatabaseErrorKind::SerializationFailure => Self::Stale,
                DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::NotNullViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::RestrictViolation
                | DatabaseErrorKind::ExclusionViolation => Self::corrupt(error),
                _ => Self::down(error),
            },
            DieselError::DeserializationError(_)
            | DieselError::SerializationError(_)
            | DieselError::InvalidCString(_) => Self::corrupt(error),
            other => Self::down(other),
        }
    }
}
