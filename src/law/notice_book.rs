//! All notices together: what was known of the calendar on a day (P0-13), for a region (P0-14).
//!
//! A notice is never changed, only followed by an amendment; so each earlier version of the
//! calendar can be made again, and a case that ended keeps the one it ended under.
//!
//! To add a notice: put its file into `holidays/` (see `holidays/SCHEMA.md`), or import it at run time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::calendar::{Calendar, FIRST_YEAR, Reason, WorkCalendar};
use super::notice::{Notice, NoticeFault, NoticeFaultReason, PROVISIONAL_FROM_DECEMBER, is_weekend};
use super::statute::{FestivalDays, Statute, YearPlan};

/// Days that a region adds to or takes from the national calendar (K-4, P0-14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalNotice {
    /// The region's code (行政区划代码) or any name an organ's settings use.
    pub region: String,
    pub document: String,
    pub published: NaiveDate,
    /// Days from Monday to Friday that are off besides the national ones.
    pub off: Vec<NaiveDate>,
    /// Weekend days that are worked besides the national ones.
    pub worked: Vec<NaiveDate>,
    /// Weekend days worked nationally that are free here.
    pub not_worked: Vec<NaiveDate>,
}

/// Nobody has told this installation about the region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有地区“{0}”的工作日历")]
pub struct UnknownRegion(pub String);

/// Every notice known to this installation, checked as a whole.
#[derive(Clone, Debug)]
pub struct NoticeBook {
    notices: Vec<Notice>,
    festivals: BTreeMap<i32, FestivalDays>,
    regional: Vec<RegionalNotice>,
}

type Exceptions = BTreeMap<NaiveDate, Reason>;

impl NoticeBook {
    /// Checks each notice, and all of them together.
    ///
    /// # Errors
    /// The first fault, with its document: see [`NoticeFaultReason`].
    pub fn new(
        mut notices: Vec<Notice>,
        festivals: BTreeMap<i32, FestivalDays>,
        regional: Vec<RegionalNotice>,
    ) -> Result<NoticeBook, NoticeFault> {
        // An amendment may be published on the day of what it amends, never before it.
        notices.sort_by_key(|n| (n.published, n.amends.is_some()));
        let mut documents: BTreeMap<&str, i32> = BTreeMap::new();
        let mut years: BTreeSet<i32> = BTreeSet::new();
        let mut in_force: BTreeMap<NaiveDate, bool> = BTreeMap::new();
        for notice in &notices {
            notice.check()?;
            if documents.contains_key(notice.document.as_str()) {
                return Err(notice.fault(NoticeFaultReason::DocumentTwice));
            }
            if let Some(amended) = &notice.amends {
                if documents.get(amended.as_str()) != Some(&notice.year) {
                    return Err(notice.fault(NoticeFaultReason::NothingToAmend { year: notice.year }));
                }
            } else {
                let expected = years.last().map_or(FIRST_YEAR, |year| year + 1);
                if years.contains(&notice.year) {
                    return Err(notice.fault(NoticeFaultReason::YearTwice(notice.year)));
                }
                if notice.year != expected {
                    return Err(notice.fault(NoticeFaultReason::YearSkipped { expected }));
                }
                years.insert(notice.year);
            }
            documents.insert(notice.document.as_str(), notice.year);
            apply_once(notice, &mut in_force)?;
        }
        Ok(NoticeBook { notices, festivals, regional })
    }

    /// The same book with one notice more.
    ///
    /// # Errors
    /// As [`NoticeBook::new`].
    pub fn with(&self, notice: Notice) -> Result<NoticeBook, NoticeFault> {
        let notices = self.notices.iter().cloned().chain([notice]).collect();
        NoticeBook::new(notices, self.festivals.clone(), self.regional.clone())
    }

    /// All notices in the order in which they became known.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The regions that have a calendar of their own.
    pub fn regions(&self) -> BTreeSet<&str> {
        self.regional.iter().map(|r| r.region.as_str()).collect()
    }

    /// The last day up to `day` on which the known calendar changed: all days up to the next
    /// change share one calendar. None before the first.
    pub fn last_change_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        let notices = self.notices.iter().map(|n| n.published);
        let regional = self.regional.iter().map(|r| r.published);
        let statute = Statute::known_on(day).promulgated_on();
        notices.chain(regional).chain(statute).filter(|change| *change <= day).max()
    }

    /// The calendar as known on `known_on`, or as known today.
    ///
    /// # Errors
    /// [`UnknownRegion`] for a region without a regional notice.
    pub fn calendar(
        &self,
        known_on: Option<NaiveDate>,
        region: Option<&str>,
    ) -> Result<Calendar, UnknownRegion> {
        let overlays: Vec<_> = self.regional.iter().filter(|r| Some(r.region.as_str()) == region).collect();
        if let Some(region) = region.filter(|_| overlays.is_empty()) {
            return Err(UnknownRegion(region.to_owned()));
        }
        let known = |overlay: &&RegionalNotice| known_on.is_none_or(|day| overlay.published <= day);
        let overlays: Vec<_> = overlays.into_iter().filter(known).collect();
        let (notices, statute) = self.known(known_on);
        Ok(self.assemble(&notices, statute, region, &overlays))
    }

    /// The national calendar, which every installation has.
    pub fn national(&self, known_on: Option<NaiveDate>) -> Calendar {
        let (notices, statute) = self.known(known_on);
        self.assemble(&notices, statute, None, &[])
    }

    /// Every version that was ever known, the newest first. A clock that ended finds its own among
    /// them by name, as long as notices are imported in the order in which they were published.
    pub fn versions<'b>(&'b self, region: Option<&'b str>) -> impl Iterator<Item = Calendar> + 'b {
        let mut change = self.last_change_by(NaiveDate::MAX);
        std::iter::from_fn(move || {
            let since = change?;
            change = since.pred_opt().and_then(|before| self.last_change_by(before));
            self.calendar(Some(since), region).ok()
        })
    }

    fn known(&self, known_on: Option<NaiveDate>) -> (Vec<&Notice>, Statute) {
        let known = |notice: &&Notice| known_on.is_none_or(|day| notice.published <= day);
        (self.notices.iter().filter(known).collect(), known_on.map_or(Statute::Of2024, Statute::known_on))
    }

    fn assemble(
        &self,
        notices: &[&Notice],
        statute: Statute,
        region: Option<&str>,
        overlays: &[&RegionalNotice],
    ) -> Calendar {
        let (mut off, mut worked) = (Exceptions::new(), Exceptions::new());
        for notice in notices {
            apply(notice, &mut off, &mut worked);
        }
        let first_year = notices.iter().map(|n| n.year).max().map_or(FIRST_YEAR, |year| year + 1);
        let first_provisional =
            NaiveDate::from_ymd_opt(first_year - 1, 12, PROVISIONAL_FROM_DECEMBER).unwrap_or(NaiveDate::MAX);
        let planned = |plan: fn(Statute, i32, &FestivalDays) -> YearPlan| {
            let (mut off, mut worked) = (off.clone(), worked.clone());
            let plans = self.festivals.range(first_year..).map(|(year, days)| plan(statute, *year, days));
            add_plans(plans, statute, first_provisional, &mut off, &mut worked);
            for overlay in overlays {
                overlay.apply(&mut off, &mut worked);
            }
            WorkCalendar::build(off, worked)
        };
        let documents: Vec<String> = notices
            .iter()
            .map(|n| n.document.clone())
            .chain(overlays.iter().map(|r| r.document.clone()))
            .chain([statute.document().to_owned()])
            .collect();
        Calendar {
            main: planned(YearPlan::statutory),
            early: planned(YearPlan::earliest),
            late: planned(YearPlan::latest),
            first_provisional,
            version: version_name(notices, region, &documents),
            documents,
            holidays: whole_holidays(notices),
        }
    }
}

/// A day may be arranged once: a second notice about it must be an amendment that takes the first back.
fn apply_once(notice: &Notice, in_force: &mut BTreeMap<NaiveDate, bool>) -> Result<(), NoticeFault> {
    let taken_back = notice
        .no_longer_off
        .iter()
        .map(|d| (d, false))
        .chain(notice.no_longer_worked.iter().map(|d| (d, true)));
    for (day, worked) in taken_back {
        if in_force.remove(day) != Some(worked) {
            return Err(notice.fault(NoticeFaultReason::NotInForce(*day)));
        }
    }
    for (day, worked) in notice.off.iter().map(|d| (d, false)).chain(notice.worked.iter().map(|d| (d, true)))
    {
        if in_force.insert(*day, worked).is_some() {
            return Err(notice.fault(NoticeFaultReason::DayTwice(*day)));
        }
    }
    Ok(())
}

fn apply(notice: &Notice, off: &mut Exceptions, worked: &mut Exceptions) {
    let document: Arc<str> = notice.document.as_str().into();
    let reason = |day: &NaiveDate| Reason {
        holiday: notice.holidays.iter().find(|h| (h.from..=h.to).contains(day)).map(|h| h.name.clone()),
        document: document.clone(),
    };
    for day in &notice.no_longer_off {
        off.remove(day);
    }
    for day in &notice.no_longer_worked {
        worked.remove(day);
    }
    off.extend(notice.off.iter().map(|day| (*day, reason(day))));
    worked.extend(notice.worked.iter().map(|day| (*day, reason(day))));
}

fn add_plans(
    plans: impl Iterator<Item = YearPlan>,
    statute: Statute,
    from: NaiveDate,
    off: &mut Exceptions,
    worked: &mut Exceptions,
) {
    let document: Arc<str> = statute.document().into();
    let reason =
        |holiday: Option<&str>| Reason { holiday: holiday.map(str::to_owned), document: document.clone() };
    for plan in plans {
        let days_off = plan.off.iter().filter(|(day, _)| *day >= from);
        off.extend(days_off.map(|(day, festival)| (*day, reason(Some(festival.name())))));
        let weekends = plan.worked.iter().filter(|day| **day >= from);
        worked.extend(weekends.map(|day| (*day, reason(None))));
    }
}

impl RegionalNotice {
    fn apply(&self, off: &mut Exceptions, worked: &mut Exceptions) {
        let reason = Reason { holiday: None, document: self.document.as_str().into() };
        for day in &self.not_worked {
            worked.remove(day);
        }
        for day in self.off.iter().filter(|day| !is_weekend(**day)) {
            off.insert(*day, reason.clone());
        }
        for day in &self.worked {
            if is_weekend(*day) {
                worked.insert(*day, reason.clone());
            } else {
                off.remove(day);
            }
        }
    }
}

fn whole_holidays(notices: &[&Notice]) -> Vec<(NaiveDate, NaiveDate, String, Arc<str>)> {
    let of_notice = |notice: &&Notice| {
        let document: Arc<str> = notice.document.as_str().into();
        notice.holidays.iter().map(|h| (h.from, h.to, h.name.clone(), document.clone())).collect::<Vec<_>>()
    };
    notices.iter().flat_map(of_notice).collect()
}

/// Readable, and different for every different set of documents.
fn version_name(notices: &[&Notice], region: Option<&str>, documents: &[String]) -> String {
    // FNV-1a: stable across releases, which the standard library's hasher does not promise.
    let mut hash: u32 = 0x811c_9dc5;
    for byte in documents.iter().flat_map(|d| d.bytes().chain([0])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let newest = notices.last().map_or("", |n| n.document.as_str());
    format!("{}{newest}/{}件/{hash:08x}", region.map(|r| format!("{r}:")).unwrap_or_default(), notices.len())
}
