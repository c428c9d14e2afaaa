//! What a running program is made of: built by the command line and by the tests alike.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// The legal day begins at midnight in Shanghai, which has kept UTC+8 without summer time since 1992.
const SHANGHAI_SECONDS_EAST: i32 = 8 * 3600;

/// The source of time. Nothing else in the program asks what time it is.
pub trait Clock: Send + Sync {
    /// The instant, in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The civil day in Asia/Shanghai (K-11), whatever the process's own time zone.
    fn today(&self) -> NaiveDate {
        shanghai_day(self.now())
    }
}

/// The civil day in Asia/Shanghai of an instant.
pub fn shanghai_day(at: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(SHANGHAI_SECONDS_EAST) {
        Some(shanghai) => at.with_timezone(&shanghai).date_naive(),
        None => at.date_naive(),
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
