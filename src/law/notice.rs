//! The yearly notice of the State Council on holidays (国务院办公厅关于部分节假日安排的通知)
//! and its amendments: what one says, and when it is refused.
//!
//! 《全国年节及纪念日放假办法》 art 7 leaves the arrangement of each year to such a notice. It
//! moves weekend days to weekdays and back (调休) but never creates time off, so that
//! *weekdays off − weekend days worked = statutory days* holds for every notice since 2007.
//! A typing mistake nearly always breaks that equation; it is checked before a notice is used.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::statute::Statute;

/// One notice, or one amendment of a notice, as first published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The number of the document (文号), by which it is cited.
    pub document: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The year it arranges.
    pub year: i32,
    /// The document this one amends; none for a year's first notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<String>,
    pub signed: NaiveDate,
    /// The day from which on it is known (P0-13).
    pub published: NaiveDate,
    #[serde(default)]
    pub urls: Vec<String>,
    /// Whole holidays, weekends included. They explain a day and decide nothing.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Days from Monday to Friday that are off.
    pub off: Vec<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    pub worked: Vec<NaiveDate>,
    /// Days off of the amended notice that are worked after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_longer_off: Vec<NaiveDate>,
    /// Worked weekend days of the amended notice that are free after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_longer_worked: Vec<NaiveDate>,
}

/// A holiday from its first to its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Why a notice is refused. The text names the document and says how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{document}：{reason}")]
pub struct NoticeFault {
    pub document: String,
    pub reason: NoticeFaultReason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFaultReason {
    #[error("没有文号")]
    NoDocument,
    #[error("文号与已有通知重复")]
    DocumentTwice,
    #[error("{0}重复列出，请删去一处")]
    DayTwice(NaiveDate),
    #[error("{0}是星期一至星期五，不能列为周末上班日")]
    WeekdayWorked(NaiveDate),
    #[error("{0}是星期六或星期日，不能列为调休放假日")]
    WeekendOff(NaiveDate),
    #[error("{0}不在该通知的范围内（当年全年及上年12月26日至31日）")]
    OutOfReach(NaiveDate),
    #[error("放假的工作日（{off}天）减去上班的周末日（{worked}天）应为法定节假日{statutory}天，请核对日期")]
    NotConserved { off: usize, worked: usize, statutory: usize },
    #[error("修改通知使放假总天数减少，请核对日期")]
    TakesDaysAway,
    #[error("公布日期{published}早于签发日期{signed}")]
    PublishedBeforeSigned { signed: NaiveDate, published: NaiveDate },
    #[error("没有{year}年的通知可供修改，或所修改的文号不符")]
    NothingToAmend { year: i32 },
    #[error("{0}年已有通知，修改须写明所修改的文号")]
    YearTwice(i32),
    #[error("应先导入{expected}年的通知")]
    YearSkipped { expected: i32 },
    #[error("{0}在所修改的通知中没有相应安排")]
    NotInForce(NaiveDate),
    #[error("只有修改通知才能取消原有安排")]
    TakesBackWithoutAmending,
}

impl Notice {
    /// Checks all that can be checked of a notice by itself; see `holidays/SCHEMA.md`.
    ///
    /// # Errors
    /// The first fault, with the document's number.
    pub fn check(&self) -> Result<(), NoticeFault> {
        self.find_fault().map_or(Ok(()), |reason| Err(self.fault(reason)))
    }

    pub(super) fn fault(&self, reason: NoticeFaultReason) -> NoticeFault {
        NoticeFault { document: self.document.clone(), reason }
    }

    fn find_fault(&self) -> Option<NoticeFaultReason> {
        if self.document.trim().is_empty() {
            return Some(NoticeFaultReason::NoDocument);
        }
        if self.published < self.signed {
            return Some(NoticeFaultReason::PublishedBeforeSigned {
                signed: self.signed,
                published: self.published,
            });
        }
        if self.amends.is_none() && !(self.no_longer_off.is_empty() && self.no_longer_worked.is_empty()) {
            return Some(NoticeFaultReason::TakesBackWithoutAmending);
        }
        self.find_fault_of_days().or_else(|| self.find_imbalance())
    }

    fn find_fault_of_days(&self) -> Option<NoticeFaultReason> {
        let mut seen = BTreeSet::new();
        let off = self.off.iter().chain(&self.no_longer_off);
        let worked = self.worked.iter().chain(&self.no_longer_worked);
        for (&day, listed_as_off) in off.map(|d| (d, true)).chain(worked.map(|d| (d, false))) {
            if !seen.insert(day) {
                return Some(NoticeFaultReason::DayTwice(day));
            }
            match (listed_as_off, is_weekend(day)) {
                (true, true) => return Some(NoticeFaultReason::WeekendOff(day)),
                (false, false) => return Some(NoticeFaultReason::WeekdayWorked(day)),
                _ => {}
            }
            if !self.reaches(day) {
                return Some(NoticeFaultReason::OutOfReach(day));
            }
        }
        None
    }

    /// K-8: a notice arranges its year and may change the end of the December before.
    fn reaches(&self, day: NaiveDate) -> bool {
        day.year() == self.year
            || (day.year() == self.year - 1 && day.month() == 12 && day.day() >= PROVISIONAL_FROM_DECEMBER)
    }

    fn find_imbalance(&self) -> Option<NoticeFaultReason> {
        let gained = self.off.len() + self.no_longer_worked.len();
        let lost = self.worked.len() + self.no_longer_off.len();
        if self.amends.is_some() {
            return (gained < lost).then_some(NoticeFaultReason::TakesDaysAway);
        }
        let statutory = Statute::in_force(self.year).day_count();
        (gained != lost + statutory).then_some(NoticeFaultReason::NotConserved {
            off: self.off.len(),
            worked: self.worked.len(),
            statutory,
        })
    }
}

/// The last days of December, from this one on, may still be changed by the next year's notice (K-8, P0-12).
pub const PROVISIONAL_FROM_DECEMBER: u32 = 26;

pub(super) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
