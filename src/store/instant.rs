//! A moment as it is stored: UTC, whole microseconds.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Timestamp;

/// A moment in UTC, cut to microseconds.
///
/// PostgreSQL keeps microseconds and SQLite whatever it is given, so a moment is cut here, once,
/// before it is stored, hashed or compared. Otherwise what is read would differ from what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = Timestamp)]
pub struct Instant(NaiveDateTime);

impl Instant {
    /// Microseconds since 1970, the form that enters hashes.
    pub fn micros(self) -> i64 {
        self.0.and_utc().timestamp_micros()
    }

    /// The same moment for the rest of the program.
    pub fn to_utc(self) -> DateTime<Utc> {
        self.0.and_utc()
    }

    /// The moment `by` earlier, or this one where that would leave the calendar.
    #[must_use]
    pub fn minus(self, by: TimeDelta) -> Self {
        Self(self.0.checked_sub_signed(by).unwrap_or(self.0))
    }
}

impl Instant {
    /// The moment `by` later, or this one where that would leave the calendar.
    #[must_use]
    pub fn plus(self, by: TimeDelta) -> Self {
        Self(self.0.checked_add_signed(by).unwrap_or(self.0))
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.naive_utc().trunc_subsecs(6))
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(at: Instant) -> Self {
        at.to_utc()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.and_utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

impl<DB> FromSql<Timestamp, DB> for Instant
where
    DB: Backend,
    NaiveDateTime: FromSql<Timestamp, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(NaiveDateTime::from_sql(bytes)?.trunc_subsecs(6)))
    }
}

impl<DB> ToSql<Timestamp, DB> for Instant
where
    DB: Backend,
    NaiveDateTime: ToSql<Timestamp, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_cut_to_microseconds() {
        let fine = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
        let at = Instant::from(fine);
        assert_eq!(at.micros(), 1_700_000_000_123_456);
        assert_eq!(at.to_string(), "2023-11-14T22:13:20.123456Z");
    }
}
