//! 催办提醒的阶梯: how alerts about a date grow louder, as checked data.
//!
//! A [`Ladder`] is a list of rungs, each a number of working days from the date. A rung fires when
//! its moment is **crossed**, whenever somebody next looks; never by equality, so that a run that
//! was missed loses nothing. Of all rungs crossed the highest alone counts: what was missed below
//! it is not told late.
//!
//! **From which date is a rung measured?** Up to day 0 from the prudent date, from +1 on from
//! `due_on` (decision 31): who works towards the one is never late by the other, and nobody is
//! called overdue who is not.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::calendar::{BeyondCalendar, WorkCalendar};
use super::deadline::WorkingDays;
use super::office_hours::{OFFICE_HOURS, time_of};

/// Who is told. Posts are looked up when a rung fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 承办人; without one the unit's handlers, without a unit the clerks.
    Handler,
    /// 承办机构负责人: the reviewers of the unit, or of the organ where the unit has none.
    UnitHead,
    /// 签发人.
    Approver,
    /// 政务公开办: its head.
    Office,
    /// 登记岗.
    Clerk,
    /// 监督岗 of the organ or the nearest one above it.
    Supervisor,
    /// 系统管理员, for what the program needs.
    Admin,
}

impl Audience {
    /// From the case upwards: who is told next where nobody acknowledged.
    pub const CHAIN: [Audience; 5] =
        [Audience::Handler, Audience::UnitHead, Audience::Approver, Audience::Office, Audience::Supervisor];
}

/// How a rung reaches people besides their inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Travel {
    /// In the next morning's digest.
    Digest,
    /// At once within office hours, else with the next morning's digest.
    Push,
    /// At once; outside office hours only to whoever is on duty.
    BreakIn,
}

/// One rung.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Working days after the date, negative before it.
    pub day: i16,
    /// The time of that day; the opening of the office where none is given.
    #[serde(default)]
    pub time: Option<NaiveTime>,
    pub to: Vec<Audience>,
    pub by: Travel,
    /// Whether no acknowledgement within [`ESCALATE_AFTER_HOURS`] goes to the next in the chain.
    #[serde(default)]
    pub escalates: bool,
    /// Opens a 督办, with a reply due the next working day.
    #[serde(default)]
    pub opens_urging: bool,
    /// Enters the circular's draft.
    #[serde(default)]
    pub enters_circular: bool,
}

/// Office hours within which somebody acknowledges.
pub const ESCALATE_AFTER_HOURS: i64 = 4;

/// All rungs of a date, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    pub rungs: Vec<Rung>,
    /// After the last rung it comes again every so many working days.
    #[serde(default)]
    pub repeat_every: Option<WorkingDays>,
}

/// Which rung: its day, and which of several on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level {
    /// Working days after the date, negative before it.
    pub day: i16,
    /// 0 for the first of a day.
    pub part: i16,
}

/// The days a ladder is measured from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// For rungs up to day 0.
    pub before: NaiveDate,
    /// For rungs from +1 on.
    pub after: NaiveDate,
}

impl Anchors {
    /// A date with one reading.
    pub fn on(day: NaiveDate) -> Anchors {
        Anchors { before: day, after: day }
    }

    /// The day a level is measured from.
    pub fn of(self, level: Level) -> NaiveDate {
        if level.day > 0 { self.after } else { self.before }
    }
}

/// A rung whose moment has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossed<'l> {
    pub level: Level,
    pub rung: &'l Rung,
    /// When it was crossed, by the clocks in Shanghai.
    pub at: NaiveDateTime,
}

/// What makes a ladder unfit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum LadderFault {
    #[error("至少应有一级，最多二十级")]
    Size,
    #[error("各级应按日期和时间先后排列，同一时刻只设一级")]
    Order,
    #[error("每一级的日期应在期限前三十个至期限后六十个工作日之间")]
    Range,
    #[error("每一级都应写明提醒谁，同一对象只写一次")]
    Audience,
    #[error("提醒时间应在办公时间之内")]
    Time,
    #[error("期限前一个工作日及以前应提醒承办人")]
    NoWarning,
    #[error("期限当日应提醒承办人和政务公开办，且不能只列入每日汇总")]
    NoDayZero,
    #[error("超期后第一个工作日应提醒承办人和监督岗并启动督办，且不能只列入每日汇总")]
    NoOverdue,
    #[error("最后一级之后应按期重复，间隔为一至二十个工作日")]
    NoRepeat,
}

const MOST_RUNGS: usize = 20;

impl Ladder {
    /// The ladder of the reply date, as shipped.
    pub fn of_reply() -> Ladder {
        use Audience::{Approver, Clerk, Handler, Office, Supervisor, UnitHead};
        let rung = |day: i16, to: &[Audience], by: Travel| Rung {
            day,
            time: None,
            to: to.to_vec(),
            by,
            escalates: matches!(day, -1 | 0),
            opens_urging: day == 1,
            enters_circular: day == 5,
        };
        let own = [Handler, UnitHead, Approver];
        let office = [Handler, UnitHead, Approver, Office];
        let all = [Handler, UnitHead, Approver, Office, Clerk, Supervisor];
        let at = |hour: u32| Rung { time: Some(time_of(hour, 0)), ..rung(0, &office, Travel::BreakIn) };
        Ladder {
            rungs: vec![
                rung(-5, &[Handler], Travel::Digest),
                rung(-3, &[Handler, UnitHead], Travel::Push),
                rung(-1, &own, Travel::Push),
                at(9),
                at(15),
                rung(1, &all, Travel::Push),
                rung(5, &all, Travel::Push),
            ],
            repeat_every: Some(WorkingDays(5)),
        }
    }

    /// Whether an organ may use it for the reply date: it may warn earlier, oftener and more people,
    /// never leave out what keeps the date.
    pub fn faults(&self) -> Vec<LadderFault> {
        let mut faults = Vec::new();
        let mut check = |holds: bool, fault: LadderFault| {
            if !holds {
                faults.push(fault);
            }
        };
        let rungs = &self.rungs;
        check(!rungs.is_empty() && rungs.len() <= MOST_RUNGS, LadderFault::Size);
        let place = |rung: &Rung| (rung.day, rung.time.unwrap_or(OFFICE_HOURS.opens));
        let ordered = rungs.windows(2).all(|pair| match pair {
            [first, second] => place(first) < place(second),
            _ => true,
        });
        check(ordered, LadderFault::Order);
        check(rungs.iter().all(|rung| (-30..=60).contains(&rung.day)), LadderFault::Range);
        let once = |rung: &Rung| {
            let mut to = rung.to.clone();
            to.sort();
            to.dedup();
            !to.is_empty() && to.len() == rung.to.len()
        };
        check(rungs.iter().all(once), LadderFault::Audience);
        let open = |time: NaiveTime| OFFICE_HOURS.opens <= time && time < OFFICE_HOURS.closes;
        check(rungs.iter().all(|rung| rung.time.is_none_or(open)), LadderFault::Time);
        let tells = |rung: &Rung, who: Audience| rung.to.contains(&who);
        let warns = |rung: &Rung| rung.day < 0 && tells(rung, Audience::Handler);
        check(rungs.iter().any(warns), LadderFault::NoWarning);
        let today = |rung: &Rung| {
            let both = tells(rung, Audience::Handler) && tells(rung, Audience::Office);
            rung.day == 0 && rung.by != Travel::Digest && both
        };
        check(rungs.iter().any(today), LadderFault::NoDayZero);
        let overdue = |rung: &Rung| {
            let both = tells(rung, Audience::Handler) && tells(rung, Audience::Supervisor);
            rung.day == 1 && rung.by != Travel::Digest && both && rung.opens_urging
        };
        check(rungs.iter().any(overdue), LadderFault::NoOverdue);
        let often = |days: WorkingDays| (1..=20).contains(&days.0);
        check(self.repeat_every.is_some_and(often), LadderFault::NoRepeat);
        faults
    }

    /// The highest rung crossed at `now`, among those from `lowest` on.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a rung lies outside the calendar.
    pub fn crossed(
        &self,
        anchors: Anchors,
        lowest: i16,
        now: NaiveDateTime,
        calendar: &WorkCalendar,
    ) -> Result<Option<Crossed<'_>>, BeyondCalendar> {
        let mut highest = None;
        for (level, rung) in self.levels().filter(|(level, _)| level.day >= lowest) {
            let at = moment(level, rung, anchors, calendar)?;
            if at <= now {
                highest = Some(Crossed { level, rung, at });
            }
        }
        let Some(Crossed { level, rung, .. }) = highest else { return Ok(highest) };
        let (true, Some(every)) = (Some(rung) == self.rungs.last(), self.repeat_every) else {
            return Ok(highest);
        };
        for again in repeats(level, every) {
            let at = moment(again, rung, anchors, calendar)?;
            if at > now {
                break;
            }
            highest = Some(Crossed { level: again, rung, at });
        }
        Ok(highest)
    }

    /// The next moment after `now` at which a higher rung is crossed.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a rung lies outside the calendar.
    pub fn next_crossing(
        &self,
        anchors: Anchors,
        lowest: i16,
        now: NaiveDateTime,
        calendar: &WorkCalendar,
    ) -> Result<Option<NaiveDateTime>, BeyondCalendar> {
        for (level, rung) in self.levels().filter(|(level, _)| level.day >= lowest) {
            let at = moment(level, rung, anchors, calendar)?;
            if at > now {
                return Ok(Some(at));
            }
        }
        let (Some((level, rung)), Some(every)) = (self.levels().last(), self.repeat_every) else {
            return Ok(None);
        };
        for again in repeats(level, every) {
            let at = moment(again, rung, anchors, calendar)?;
            if at > now {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn levels(&self) -> impl Iterator<Item = (Level, &Rung)> {
        let mut before: Option<Level> = None;
        self.rungs.iter().map(move |rung| {
            let part = match before {
                Some(level) if level.day == rung.day => level.part + 1,
                _ => 0,
            };
            let level = Level { day: rung.day, part };
            before = Some(level);
            (level, rung)
        })
    }
}

/// The levels after the last, one every so many working days.
fn repeats(last: Level, every: WorkingDays) -> impl Iterator<Item = Level> {
    let step = i16::try_from(every.0.max(1)).unwrap_or(i16::MAX);
    std::iter::successors(Some(last), move |level| Some(Level { day: level.day.checked_add(step)?, part: 0 }))
        .skip(1)
}

/// A date that falls on a rest day is worked towards on the last working day before it; the first
/// working day after it is +1 all the same.
fn moment(
    level: Level,
    rung: &Rung,
    anchors: Anchors,
    calendar: &WorkCalendar,
) -> Result<NaiveDateTime, BeyondCalendar> {
    let distance = u32::from(level.day.unsigned_abs());
    let day = if level.day > 0 {
        calendar.nth_after(anchors.after, distance)?
    } else {
        calendar.nth_before(anchors.before, distance)?
    };
    Ok(day.and_time(rung.time.unwrap_or(OFFICE_HOURS.opens)))
}
