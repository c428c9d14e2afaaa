//! The working-day calendar: which day is worked, how many lie between two days, and why.
//!
//! A working day is a day from Monday to Friday that is not off, or a weekend day that is
//! worked by 调休 (P0-1, R33-3). The exceptions of a notice are looked up before the day of the
//! week, never after: a worked Sunday *is* a working day.
//!
//! A [`Calendar`] is three [`WorkCalendar`]s that differ only on ground no notice covers yet
//! (P0-12). [`NoticeBook`](super::notice_book::NoticeBook) makes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::notice::is_weekend;

/// The first year with a notice that this engine knows.
pub const FIRST_YEAR: i32 = 2007;
/// The last year whose festivals are known, and so the last that can be counted in.
pub const LAST_YEAR: i32 = 2100;

/// A day outside the calendar, which reaches from 2007-01-01 to 2100-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("日期超出工作日历范围（2007年1月1日至2100年12月31日）")]
pub struct BeyondCalendar;

/// One reading of the calendar, made for counting: both directions cost one table look-up.
#[derive(Debug)]
pub struct WorkCalendar {
    /// For each day since the first: how many working days there are up to and including it.
    rank: Box<[u16]>,
    /// The working days in order.
    nth: Box<[NaiveDate]>,
    /// Index into `rank` of each year's first day.
    year_start: Box<[u32]>,
    off_weekdays: Box<[NaiveDate]>,
    worked_weekends: Box<[NaiveDate]>,
    reasons: BTreeMap<NaiveDate, Reason>,
}

/// Why a day differs from its day of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The holiday, where the document names one.
    pub holiday: Option<String>,
    /// The number of the notice or decree (文号).
    pub document: Arc<str>,
}

impl WorkCalendar {
    pub(super) fn build(
        off: BTreeMap<NaiveDate, Reason>,
        worked: BTreeMap<NaiveDate, Reason>,
    ) -> WorkCalendar {
        let off_weekdays = off.keys().copied().collect();
        let worked_weekends = worked.keys().copied().collect();
        let reasons: BTreeMap<NaiveDate, Reason> = off.into_iter().chain(worked).collect();
        let mut rank = Vec::with_capacity(34_400);
        let mut nth = Vec::with_capacity(24_000);
        let mut year_start = Vec::with_capacity(95);
        for year in FIRST_YEAR..=LAST_YEAR {
            year_start.push(rank.len() as u32);
            let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { continue };
            let mut exceptions = reasons.range(first..).map(|(day, _)| *day).peekable();
            for day in first.iter_days().take_while(|day| day.year() == year) {
                let exceptional = exceptions.next_if_eq(&day).is_some();
                if is_weekend(day) == exceptional {
                    nth.push(day);
                }
                rank.push(nth.len() as u16);
            }
        }
        WorkCalendar {
            rank: rank.into(),
            nth: nth.into(),
            year_start: year_start.into(),
            off_weekdays,
            worked_weekends,
            reasons,
        }
    }

    /// Working days from the first day of the calendar up to and including `day`.
    #[inline]
    fn rank(&self, day: NaiveDate) -> Result<u16, BeyondCalendar> {
        let year = usize::try_from(day.year() - FIRST_YEAR).map_err(|_| BeyondCalendar)?;
        let start = *self.year_start.get(year).ok_or(BeyondCalendar)?;
        self.rank.get(start as usize + day.ordinal0() as usize).copied().ok_or(BeyondCalendar)
    }

    /// The `n`-th working day strictly after `start` (P0-1). `start` may be a rest day. With
    /// `n` = 0 it is the last working day on or before `start`.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where either day lies outside the calendar.
    #[inline]
    pub fn nth_after(&self, start: NaiveDate, n: impl Into<u32>) -> Result<NaiveDate, BeyondCalendar> {
        let index =
            (u32::from(self.rank(start)?).saturating_add(n.into())).checked_sub(1).ok_or(BeyondCalendar)?;
        self.nth.get(index as usize).copied().ok_or(BeyondCalendar)
    }

    /// The `n`-th working day before the last one on or before `end`; with `n` = 0 that last one itself.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where either day lies outside the calendar.
    pub fn nth_before(&self, end: NaiveDate, n: u32) -> Result<NaiveDate, BeyondCalendar> {
        let index = u32::from(self.rank(end)?).checked_sub(1).and_then(|last| last.checked_sub(n));
        self.nth.get(index.ok_or(BeyondCalendar)? as usize).copied().ok_or(BeyondCalendar)
    }

    /// Working days in (`from`, `to`]: the first day does not count, the last does. 0 if `from` ≥ `to`.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where either day lies outside the calendar.
    #[inline]
    pub fn count(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, BeyondCalendar> {
        Ok(u32::from(self.rank(to)?.saturating_sub(self.rank(from)?)))
    }

    /// `day` itself if it is worked, else the next working day.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where either day lies outside the calendar.
    pub fn roll_forward(&self, day: NaiveDate) -> Result<NaiveDate, BeyondCalendar> {
        if self.is_working(day)? { Ok(day) } else { self.nth_after(day, 1u32) }
    }

    /// Whether `day` is a working day.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where the day lies outside the calendar.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, BeyondCalendar> {
        let rank = self.rank(day)?;
        let last = rank.checked_sub(1).and_then(|index| self.nth.get(usize::from(index)));
        Ok(last == Some(&day))
    }

    /// The days from Monday to Friday that are off in (`from`, `to`].
    pub fn skipped(&self, from: NaiveDate, to: NaiveDate) -> &[NaiveDate] {
        within(&self.off_weekdays, from, to)
    }

    /// The weekend days that are worked in (`from`, `to`].
    pub fn worked(&self, from: NaiveDate, to: NaiveDate) -> &[NaiveDate] {
        within(&self.worked_weekends, from, to)
    }

    /// The documents that decide about days in (`from`, `to`], each once, in the order of the calendar.
    pub fn documents(&self, from: NaiveDate, to: NaiveDate) -> Vec<&str> {
        let mut documents: Vec<&str> = Vec::new();
        let mut exceptions: Vec<&NaiveDate> =
            self.skipped(from, to).iter().chain(self.worked(from, to)).collect();
        exceptions.sort();
        for reason in exceptions.into_iter().filter_map(|day| self.reasons.get(day)) {
            if documents.last() != Some(&&*reason.document) && !documents.contains(&&*reason.document) {
                documents.push(&reason.document);
            }
        }
        documents
    }

    /// What makes `day` differ from its day of the week, if anything does.
    pub fn reason(&self, day: NaiveDate) -> Option<&Reason> {
        self.reasons.get(&day)
    }
}

fn within(days: &[NaiveDate], from: NaiveDate, to: NaiveDate) -> &[NaiveDate] {
    let start = days.partition_point(|day| *day <= from);
    let end = days.partition_point(|day| *day <= to);
    days.get(start..end).unwrap_or(&[])
}

/// The calendar as known on some day, for one region.
#[derive(Debug)]
pub struct Calendar {
    /// Notices where they reach, the statute beyond (P0-12): the calendar that answers.
    pub main: WorkCalendar,
    /// The earliest dates that a plausible notice could lead to. None where nothing is provisional.
    pub early: WorkCalendar,
    /// The latest dates that a plausible notice could lead to.
    pub late: WorkCalendar,
    /// From this day on the calendar is 暂定.
    pub first_provisional: NaiveDate,
    /// Names the set of notices: equal versions give equal dates.
    pub version: String,
    /// The documents that make it up, in the order in which they became known.
    pub documents: Vec<String>,
    pub(super) holidays: Vec<(NaiveDate, NaiveDate, String, Arc<str>)>,
}

/// What a day is, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFact {
    pub day: NaiveDate,
    pub working: bool,
    pub kind: DayKind,
    pub document: Option<String>,
    pub provisional: bool,
    /// On provisional ground: a notice could still decide the other way.
    pub open: bool,
}

/// The four kinds of day, and the holiday where one is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday, worked.
    Ordinary,
    /// Saturday or Sunday, free.
    Weekend { holiday: Option<String> },
    /// Monday to Friday, off.
    DayOff { holiday: Option<String> },
    /// Saturday or Sunday, worked: 调休上班日.
    SwapWorkday,
}

impl Calendar {
    /// Whether the calendar of `day` may still be changed by a notice to come (P0-12).
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        day >= self.first_provisional
    }

    /// What `day` is, by which document.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where the day lies outside the calendar.
    pub fn explain(&self, day: NaiveDate) -> Result<DayFact, BeyondCalendar> {
        let working = self.main.is_working(day)?;
        let reason = self.main.reason(day);
        let whole = self.holidays.iter().find(|(from, to, _, _)| (*from..=*to).contains(&day));
        let holiday =
            reason.and_then(|r| r.holiday.clone()).or_else(|| whole.map(|(_, _, name, _)| name.clone()));
        let named_by = whole.filter(|_| !working).map(|(_, _, _, document)| document.to_string());
        let kind = match (is_weekend(day), working) {
            (false, true) => DayKind::Ordinary,
            (false, false) => DayKind::DayOff { holiday },
            (true, false) => DayKind::Weekend { holiday },
            (true, true) => DayKind::SwapWorkday,
        };
        let early = self.early.is_working(day)?;
        let late = self.late.is_working(day)?;
        Ok(DayFact {
            day,
            working,
            kind,
            document: reason.map(|r| r.document.to_string()).or(named_by),
            provisional: self.is_provisional(day),
            open: early != working || late != working,
        })
    }
}
