//! Between stored instants and what the clocks in Shanghai show.

use chrono::{NaiveDate, NaiveDateTime};

use crate::app::shanghai;
use crate::store::Instant;

/// What the clocks in Shanghai show.
pub fn local(at: Instant) -> NaiveDateTime {
    shanghai(at.to_utc()).naive_local()
}

/// The day in Shanghai.
pub fn today(at: Instant) -> NaiveDate {
    local(at).date()
}

/// The instant at which the clocks in Shanghai show `moment`, reckoned from `now`: there is no summer
/// time between them.
pub fn instant(moment: NaiveDateTime, now: Instant) -> Instant {
    now.plus(moment - local(now))
}
