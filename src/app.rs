//! What a running program is made of: built by the command line and by the tests alike.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use crate::config::Settings;
use crate::documents::DocumentError;
use crate::documents::press::Press;
use crate::files::ContentStore;
use crate::holidays::{self, HolidayFileError};
use crate::keys::Keys;
use crate::law::calendar::Calendar;
use crate::law::notice_book::NoticeBook;
use crate::passwords::Passwords;
use crate::store::{Db, Instant, Store, StoreError, notices};

/// The legal day begins at midnight in Shanghai, which has kept UTC+8 without summer time since 1992.
const SHANGHAI_SECONDS_EAST: i32 = 8 * 3600;

/// The source of time. Nothing else in the program asks what time it is.
pub trait Clock: Send + Sync {
    /// The instant, in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The civil day in Asia/Shanghai (K-11), whatever the process's own time zone.
    fn today(&self) -> NaiveDate {
        shanghai(self.now()).date_naive()
    }
}

/// An instant as the clocks in Shanghai show it.
pub fn shanghai(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(SHANGHAI_SECONDS_EAST) {
        Some(zone) => at.with_timezone(&zone),
        None => at.fixed_offset(),
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

/// A clock that stands until it is set, for tests and demonstrations.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    pub fn new(at: DateTime<Utc>) -> FixedClock {
        FixedClock(Mutex::new(at))
    }

    /// Noon of `day` in Shanghai.
    pub fn noon(day: NaiveDate) -> FixedClock {
        FixedClock::new(noon_of(day))
    }

    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    pub fn set_day(&self, day: NaiveDate) {
        self.set(noon_of(day));
    }
}

fn noon_of(day: NaiveDate) -> DateTime<Utc> {
    let noon = day.and_time(chrono::NaiveTime::MIN).and_utc() + chrono::TimeDelta::hours(12);
    noon - chrono::TimeDelta::seconds(i64::from(SHANGHAI_SECONDS_EAST))
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The source of randomness.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// If the machine gives none.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreError>;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreError> {
        aws_lc_rs::rand::fill(bytes).map_err(|_| StoreError::down("no randomness"))
    }
}

/// A program's parts. Clones share them.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub calendars: Arc<Calendars>,
    pub keys: Keys,
    pub settings: Arc<Settings>,
    /// Hashes and compares passwords.
    pub passwords: Passwords,
    /// A hash no password has, so that an unknown login takes as long as a known one.
    pub decoy_hash: Arc<str>,
    pub storage: Storage,
    pub printing: Arc<Printing>,
}

/// The press, made when the first letter is rendered: most commands render none, and its fonts take time.
#[derive(Default)]
pub struct Printing {
    fonts: Vec<PathBuf>,
    press: OnceLock<Press>,
}

impl Printing {
    /// A press that looks for the office's own fonts in these folders, in their order.
    pub fn new(fonts: Vec<PathBuf>) -> Printing {
        Printing { fonts, press: OnceLock::new() }
    }

    /// The press.
    ///
    /// # Errors
    /// None but for a program built wrongly.
    pub fn press(&self) -> Result<&Press, DocumentError> {
        match self.press.get() {
            Some(press) => Ok(press),
            // Of two that are made at the same time one is kept.
            None => {
                let made = Press::new(&self.fonts)?;
                Ok(self.press.get_or_init(|| made))
            }
        }
    }
}

/// Where the content of files is kept, and where uploads are written on their way there.
#[derive(Clone)]
pub struct Storage {
    pub content: Arc<dyn ContentStore>,
    /// A folder on a disk of this machine.
    pub drafts: PathBuf,
}

impl App {
    /// The present instant, as the store keeps it.
    pub fn now(&self) -> Instant {
        Instant::from(self.clock.now())
    }
}

/// The calendars in force, loaded again as soon as the database says that a notice was imported
/// (decision 6): every transaction asks, so all processes answer alike without a restart.
pub struct Calendars {
    shipped: NoticeBook,
    loaded: RwLock<Arc<LoadedCalendars>>,
}

/// The calendars of one version of the book.
pub struct LoadedCalendars {
    version: i64,
    pub book: NoticeBook,
    made: Mutex<HashMap<Which, Arc<Calendar>>>,
}

/// The region, and the version's name for clocks that ended under an earlier one.
type Which = (Option<String>, Option<String>);

impl Calendars {
    /// The shipped notices; imported ones join at the first transaction.
    ///
    /// # Errors
    /// A shipped file that is refused.
    pub fn shipped() -> Result<Calendars, HolidayFileError> {
        let shipped = holidays::shipped()?;
        // No database has this version: the first transaction loads what was imported.
        let loaded = RwLock::new(Arc::new(LoadedCalendars::of(i64::MIN, shipped.clone())));
        Ok(Calendars { shipped, loaded })
    }

    /// The calendars as this transaction sees them.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`] for an imported notice that is refused now.
    pub fn current(&self, db: &mut Db) -> Result<Arc<LoadedCalendars>, StoreError> {
        let version = notices::calendar_version(db)?;
        self.at(db, version)
    }

    /// The calendars of a version this transaction has read already.
    ///
    /// # Errors
    /// As [`Calendars::current`].
    pub fn at(&self, db: &mut Db, version: i64) -> Result<Arc<LoadedCalendars>, StoreError> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone();
        if loaded.version == version {
            return Ok(loaded);
        }
        let mut book = self.shipped.clone();
        for row in notices::list_notices(db)? {
            // A later release may ship what was imported here before.
            if book.notices().iter().any(|shipped| shipped.document == row.document) {
                continue;
            }
            let notice = holidays::parse(&row.document, row.body.as_bytes()).map_err(StoreError::corrupt)?;
            book = book.with(notice).map_err(StoreError::corrupt)?;
        }
        let loaded = Arc::new(LoadedCalendars::of(version, book));
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = loaded.clone();
        Ok(loaded)
    }
}

impl LoadedCalendars {
    /// The calendars of a book, outside the database's count of versions.
    pub fn of(version: i64, book: NoticeBook) -> LoadedCalendars {
        LoadedCalendars { version, book, made: Mutex::new(HashMap::new()) }
    }

    /// The regions that have notices of their own.
    pub fn regions(&self) -> Vec<String> {
        self.book.regions().into_iter().map(str::to_owned).collect()
    }

    /// The calendar in force for a region. A region without a notice of its own follows the national one.
    pub fn in_force(&self, region: Option<&str>) -> Arc<Calendar> {
        self.find_or_make(region, None)
    }

    /// The calendar named by a clock that ended under it; the one in force if no set of notices
    /// known here has that name.
    pub fn pinned(&self, region: Option<&str>, version: &str) -> Arc<Calendar> {
        let current = self.in_force(region);
        if current.version == version { current } else { self.find_or_make(region, Some(version)) }
    }

    fn find_or_make(&self, region: Option<&str>, version: Option<&str>) -> Arc<Calendar> {
        let region = region.filter(|region| self.book.regions().contains(region));
        let key = (region.map(str::to_owned), version.map(str::to_owned));
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(key).or_insert_with(|| Arc::new(self.make(region, version))).clone()
    }

    fn make(&self, region: Option<&str>, version: Option<&str>) -> Calendar {
        let named = |calendar: &Calendar| version.is_none_or(|version| calendar.version == version);
        self.book.versions(region).find(named).unwrap_or_else(|| self.book.national(None))
    }
}
