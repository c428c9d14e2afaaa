//! What a process does besides answering: sweep, deliver, keep house, by a schedule in Asia/Shanghai
//! and whenever something falls due in between.

use std::str::FromStr;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Shanghai;
use chrono_tz::Tz;
use cron::Schedule;

use super::open::Channels;
use super::{deliver, sweep};
use crate::app::App;
use crate::casework::page_session::REST;
use crate::config::ScheduleSettings;
use crate::store::alerts::next_escalation;
use crate::store::drafts::purge_drafts;
use crate::store::failures::purge_failures;
use crate::store::idempotency::purge_keys;
use crate::store::outbox::next_due;
use crate::store::page_sessions::purge_page_sessions;
use crate::store::sessions::purge_refresh_tokens;
use crate::store::tallies::merge_tallies;
use crate::store::watches::next_look;
use crate::store::{Instant, StoreError};

/// The longest time between two looks at what is due: another process may have changed it.
const LONGEST_REST: TimeDelta = TimeDelta::seconds(30);
/// The shortest: work that comes in a stream is done in heaps.
const SHORTEST_REST: TimeDelta = TimeDelta::seconds(1);
/// Idempotency keys, failed sign-ins and look-ups, and ended sessions are kept so long.
const KEEP_KEYS: TimeDelta = TimeDelta::days(7);
const KEEP_FAILURES: TimeDelta = TimeDelta::days(1);

/// The three kinds of background work, with their times.
#[derive(Clone, Debug)]
pub struct Timetable {
    sweep: Schedule,
    digest: Schedule,
    housekeeping: Schedule,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    pub sweep: bool,
    pub housekeeping: bool,
}

impl Timetable {
    /// Reads the cron expressions.
    ///
    /// # Errors
    /// Every fault at once, in Chinese.
    pub fn parse(settings: &ScheduleSettings) -> Result<Timetable, Vec<String>> {
        let mut faults = Vec::new();
        let mut read = |name: &str, text: &str| {
            let schedule = Schedule::from_str(text);
            schedule
                .map_err(|_| {
                    faults.push(format!("schedule.{name}不是有效的cron表达式（六段，以秒开头）：{text}"))
                })
                .ok()
        };
        let sweep = read("sweep", &settings.sweep);
        let digest = read("digest", &settings.digest);
        let housekeeping = read("housekeeping", &settings.housekeeping);
        match (sweep, digest, housekeeping) {
            (Some(sweep), Some(digest), Some(housekeeping)) => Ok(Timetable { sweep, digest, housekeeping }),
            _ => Err(faults),
        }
    }

    /// What fell due in (`before`, `now`]: however many times were missed, it is done once.
    pub fn due(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> Due {
        let within = |schedule: &Schedule| {
            let next: Option<DateTime<Tz>> = schedule.after(&before.with_timezone(&Shanghai)).next();
            next.is_some_and(|next| next <= now)
        };
        Due { sweep: within(&self.sweep) || within(&self.digest), housekeeping: within(&self.housekeeping) }
    }
}

/// One round of background work.
///
/// # Errors
/// The database's.
pub fn round(
    app: &App,
    channels: &Channels,
    who: &str,
) -> Result<(sweep::Swept, deliver::Delivered), StoreError> {
    let swept = sweep::run(app)?;
    let delivered = deliver::run(app, channels, who)?;
    Ok((swept, delivered))
}

/// Removes what has served its time, says how many rows, and has the database look at what is left.
///
/// # Errors
/// The database's.
pub fn keep_house(app: &App) -> Result<usize, StoreError> {
    let now = app.now();
    let removed = app.store.write_blocking(move |tx| -> Result<usize, StoreError> {
        let keys = purge_keys(tx, now.minus(KEEP_KEYS))?;
        let failures = purge_failures(tx, now.minus(KEEP_FAILURES))?;
        let sessions = purge_refresh_tokens(tx, now)? + purge_page_sessions(tx, now.minus(REST))?;
        let merged = merge_tallies(tx)?;
        Ok(keys + failures + sessions + merged + purge_drafts(tx, now)?)
    })?;
    app.store.count_up()?;
    Ok(removed)
}

/// When something is due next, by what the database says.
fn next_moment(app: &App) -> Result<Option<Instant>, StoreError> {
    app.store.read_blocking(|db| {
        let moments = [next_look(db)?, next_escalation(db)?, next_due(db)?];
        Ok::<_, StoreError>(moments.into_iter().flatten().min())
    })
}

/// The background of a running process; it ends when this is dropped.
pub struct Background {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts a thread for it. `who` names this process among those that share the database.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(
        app: App,
        channels: Channels,
        timetable: Timetable,
        who: String,
    ) -> std::io::Result<Background> {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let watched = stop.clone();
        let work = move || Work { app, channels, timetable, who, stop: watched }.run();
        let thread = std::thread::Builder::new().name("background".to_owned()).spawn(work)?;
        Ok(Background { stop, thread: Some(thread) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        *self.stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            debug_assert!(ended.is_ok(), "the background panicked");
        }
    }
}

struct Work {
    app: App,
    channels: Channels,
    timetable: Timetable,
    who: String,
    stop: Arc<(Mutex<bool>, Condvar)>,
}

impl Work {
    /// Looks at once: whatever fell due while no process ran is caught up.
    fn run(&self) {
        let mut before = DateTime::<Utc>::MIN_UTC;
        loop {
            let now = self.app.clock.now();
            let first = before == DateTime::<Utc>::MIN_UTC;
            let due = if first {
                Due { sweep: true, housekeeping: false }
            } else {
                self.timetable.due(before, now)
            };
            before = now;
            self.work(due);
            if self.rest() {
                return;
            }
        }
    }

    fn work(&self, due: Due) {
        let waiting = next_moment(&self.app).map(|next| next.is_some_and(|next| next <= self.app.now()));
        let done = waiting.and_then(|waiting| {
            if due.sweep || waiting {
                let (swept, delivered) = round(&self.app, &self.channels, &self.who)?;
                tracing::info!(?swept, ?delivered, "looked after alerts");
            }
            if due.housekeeping {
                let removed = keep_house(&self.app)?;
                tracing::info!(removed, "kept house");
            }
            Ok(())
        });
        if let Err(error) = done {
            let cause = error.cause().map(|cause| cause.for_log().to_string());
            tracing::error!(cause, "background work failed and will be tried again");
        }
    }

    /// Waits until something is due; true if it is time to end.
    fn rest(&self) -> bool {
        let next = next_moment(&self.app).ok().flatten();
        let until = next.map_or(LONGEST_REST, |next| next.to_utc() - self.app.clock.now());
        let rest = until.clamp(SHORTEST_REST, LONGEST_REST).to_std().unwrap_or(Duration::from_secs(1));
        let (stop, woken) = &*self.stop;
        let stopped = stop.lock().unwrap_or_else(PoisonError::into_inner);
        let (stopped, _) = woken
            .wait_timeout_while(stopped, rest, |stopped| !*stopped)
            .unwrap_or_else(PoisonError::into_inner);
        *stopped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_missed_is_done_once_by_the_clocks_in_shanghai() {
        let timetable = Timetable::parse(&ScheduleSettings::default()).unwrap();
        // 03:10 in Shanghai is 19:10 the day before in UTC.
        let keeps = |before: &str, now: &str| timetable.due(at(before), at(now)).housekeeping;
        assert!(!keeps("2026-03-02T18:00:00Z", "2026-03-02T19:09:59Z"));
        assert!(keeps("2026-03-02T19:09:59Z", "2026-03-02T19:10:00Z"));
        assert!(!keeps("2026-03-02T19:10:00Z", "2026-03-03T19:09:59Z"));
        assert!(keeps("2026-02-20T00:00:00Z", "2026-03-03T00:00:00Z"), "a week was missed");
        assert!(timetable.due(at("2026-03-02T00:29:59Z"), at("2026-03-02T00:30:00Z")).sweep);
    }

    #[test]
    fn every_unfit_expression_is_named() {
        let settings = ScheduleSettings {
            sweep: "often".to_owned(),
            housekeeping: "* *".to_owned(),
            ..ScheduleSettings::default()
        };
        let faults = Timetable::parse(&settings).unwrap_err();
        assert!(matches!(&faults[..], [one, two] if one.contains("sweep") && two.contains("housekeeping")));
    }
}
