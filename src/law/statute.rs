//! 《全国年节及纪念日放假办法》: the statutory days off of a year (K-1, K-3), and what a year
//! without a notice may look like (P0-12, K-6).
//!
//! **What is the calendar of a year that nobody has announced?** Foreign systems answer with
//! plain weekdays, or refuse. Plain weekdays are surely wrong: the statute itself takes
//! 13 days out. We answer with the statute and its make-up days, mark the answer 暂定, and
//! bound it by two more calendars: the earliest and the latest a plausible notice could
//! lead to.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::notice::is_weekend;

/// A holiday of the whole population (全体公民放假的节日). Half-days and holidays of part of the
/// population never change a working day (K-2) and have no place here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Festival {
    NewYear,
    SpringFestival,
    Qingming,
    LabourDay,
    DragonBoat,
    MidAutumn,
    NationalDay,
}

impl Festival {
    /// The name in the statute.
    pub fn name(self) -> &'static str {
        match self {
            Festival::NewYear => "元旦",
            Festival::SpringFestival => "春节",
            Festival::Qingming => "清明节",
            Festival::LabourDay => "劳动节",
            Festival::DragonBoat => "端午节",
            Festival::MidAutumn => "中秋节",
            Festival::NationalDay => "国庆节",
        }
    }
}

/// The civil days on which the festivals of the lunar and solar year begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FestivalDays {
    /// 正月初一.
    pub spring_festival: NaiveDate,
    pub qingming: NaiveDate,
    pub dragon_boat: NaiveDate,
    pub mid_autumn: NaiveDate,
}

/// One text of the statute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statute {
    /// 国务院令第270号: 10 days.
    Of1999,
    /// 国务院令第513号: 11 days, 春节 from 除夕.
    Of2007,
    /// 国务院令第644号: 11 days, 春节 from 初一.
    Of2013,
    /// 国务院令第795号: 13 days.
    Of2024,
}

impl Statute {
    const ALL: [Statute; 4] = [Statute::Of1999, Statute::Of2007, Statute::Of2013, Statute::Of2024];

    /// The text in force in `year`. Each took effect on 1 January after it was promulgated.
    pub fn in_force(year: i32) -> Statute {
        match year {
            ..=2007 => Statute::Of1999,
            2008..=2013 => Statute::Of2007,
            2014..=2024 => Statute::Of2013,
            2025.. => Statute::Of2024,
        }
    }

    /// The newest text promulgated by `day`: what could be known then of the years to come.
    pub fn known_on(day: NaiveDate) -> Statute {
        Self::ALL
            .into_iter()
            .rev()
            .find(|text| text.promulgated_on().is_some_and(|since| since <= day))
            .unwrap_or(Statute::Of1999)
    }

    /// The number of the decree.
    pub fn document(self) -> &'static str {
        match self {
            Statute::Of1999 => "国务院令第270号",
            Statute::Of2007 => "国务院令第513号",
            Statute::Of2013 => "国务院令第644号",
            Statute::Of2024 => "国务院令第795号",
        }
    }

    /// The day of promulgation (公布).
    pub fn promulgated_on(self) -> Option<NaiveDate> {
        let (year, month, day) = match self {
            Statute::Of1999 => (1999, 9, 18),
            Statute::Of2007 => (2007, 12, 14),
            Statute::Of2013 => (2013, 12, 11),
            Statute::Of2024 => (2024, 11, 10),
        };
        NaiveDate::from_ymd_opt(year, month, day)
    }

    /// How many statutory days a year has.
    pub fn day_count(self) -> usize {
        match self {
            Statute::Of1999 => 10,
            Statute::Of2007 | Statute::Of2013 => 11,
            Statute::Of2024 => 13,
        }
    }

    /// The statutory days of `year` in the order of the calendar. Two may share a date.
    pub fn days(self, year: i32, festivals: &FestivalDays) -> Vec<(NaiveDate, Festival)> {
        let eve = self == Statute::Of2007 || self == Statute::Of2024;
        let spring_from =
            if eve { festivals.spring_festival.pred_opt() } else { Some(festivals.spring_festival) };
        let spring_days = if self == Statute::Of2024 { 4 } else { 3 };
        let labour_days = match self {
            Statute::Of1999 => 3,
            Statute::Of2007 | Statute::Of2013 => 1,
            Statute::Of2024 => 2,
        };
        let mut blocks = vec![
            (NaiveDate::from_ymd_opt(year, 1, 1), 1, Festival::NewYear),
            (spring_from, spring_days, Festival::SpringFestival),
            (NaiveDate::from_ymd_opt(year, 5, 1), labour_days, Festival::LabourDay),
            (NaiveDate::from_ymd_opt(year, 10, 1), 3, Festival::NationalDay),
        ];
        if self != Statute::Of1999 {
            blocks.extend([
                (Some(festivals.qingming), 1, Festival::Qingming),
                (Some(festivals.dragon_boat), 1, Festival::DragonBoat),
                (Some(festivals.mid_autumn), 1, Festival::MidAutumn),
            ]);
        }
        let mut days: Vec<_> = blocks
            .into_iter()
            .filter_map(|(first, length, festival)| first.map(|first| (first, length, festival)))
            .flat_map(|(first, length, festival)| {
                first.iter_days().take(length).map(move |day| (day, festival))
            })
            .collect();
        days.sort();
        days
    }
}

/// Days off from Monday to Friday and weekend days worked of a year that has no notice yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearPlan {
    pub off: Vec<(NaiveDate, Festival)>,
    pub worked: Vec<NaiveDate>,
}

impl YearPlan {
    /// P0-12, the answer itself: the statutory days, each that falls on a weekend made up on
    /// the next weekday not yet off (K-3).
    pub fn statutory(statute: Statute, year: i32, festivals: &FestivalDays) -> YearPlan {
        let days = distinct(statute.days(year, festivals));
        let mut off: Vec<_> = days.iter().copied().filter(|(day, _)| !is_weekend(*day)).collect();
        for &(day, festival) in days.iter().filter(|(day, _)| is_weekend(*day)) {
            let made_up =
                day.iter_days().find(|next| !is_weekend(*next) && off.iter().all(|(taken, _)| taken != next));
            off.extend(made_up.map(|on| (on, festival)));
        }
        off.sort();
        YearPlan { off, worked: Vec::new() }
    }

    /// P0-12, the early bound: no make-up days, and the two whole weekends on each side of
    /// 春节, 劳动节 and 国庆节 are worked.
    pub fn earliest(statute: Statute, year: i32, festivals: &FestivalDays) -> YearPlan {
        let days = distinct(statute.days(year, festivals));
        let mut worked: Vec<NaiveDate> =
            [Festival::SpringFestival, Festival::LabourDay, Festival::NationalDay]
                .into_iter()
                .flat_map(|festival| {
                    weekends_beside(
                        statute.days(year, festivals).into_iter().filter(move |(_, of)| *of == festival),
                    )
                })
                .filter(|day| days.iter().all(|(statutory, _)| statutory != day))
                .collect();
        worked.sort();
        worked.dedup();
        let off = days.into_iter().filter(|(day, _)| !is_weekend(*day)).collect();
        YearPlan { off, worked }
    }

    /// P0-12, the late bound: the days of the standing scheme (K-6) besides the statutory and
    /// make-up days, and no weekend worked.
    pub fn latest(statute: Statute, year: i32, festivals: &FestivalDays) -> YearPlan {
        let mut plan = YearPlan::statutory(statute, year, festivals);
        plan.off.extend(standing_scheme(year, festivals).into_iter().filter(|(day, _)| !is_weekend(*day)));
        plan.off.sort();
        plan.off = distinct(plan.off);
        plan
    }
}

/// Keeps one festival a date: two statutory days on one date give no further make-up day.
fn distinct(mut days: Vec<(NaiveDate, Festival)>) -> Vec<(NaiveDate, Festival)> {
    days.dedup_by_key(|(day, _)| *day);
    days
}

/// The two Saturdays with their Sundays before, and the two after, that hold none of the block's days.
fn weekends_beside(block: impl Iterator<Item = (NaiveDate, Festival)>) -> Vec<NaiveDate> {
    let block: Vec<_> = block.map(|(day, _)| day).collect();
    let (Some(&first), Some(&last)) = (block.first(), block.last()) else {
        return Vec::new();
    };
    let weeks = |n: u64| Days::new(7 * n);
    let sunday_before =
        (1..=7).filter_map(|n| first.checked_sub_days(Days::new(n))).find(|d| d.weekday() == Weekday::Sun);
    let saturday_after =
        (1..=7).filter_map(|n| last.checked_add_days(Days::new(n))).find(|d| d.weekday() == Weekday::Sat);
    let before = sunday_before.into_iter().flat_map(|sunday| {
        [0, 1]
            .into_iter()
            .filter_map(move |n| sunday.checked_sub_days(weeks(n)))
            .flat_map(|d| d.pred_opt().into_iter().chain([d]))
    });
    let after = saturday_after.into_iter().flat_map(|saturday| {
        [0, 1]
            .into_iter()
            .filter_map(move |n| saturday.checked_add_days(weeks(n)))
            .flat_map(|d| [d].into_iter().chain(d.succ_opt()))
    });
    before.chain(after).collect()
}

/// K-6, the standing scheme announced with the text of 2024: how long each holiday lasts.
fn standing_scheme(year: i32, festivals: &FestivalDays) -> Vec<(NaiveDate, Festival)> {
    let date = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let joined = festivals.mid_autumn.month() == 10 && festivals.mid_autumn.day() <= 7;
    let long = [
        (festivals.spring_festival.pred_opt(), 8, Festival::SpringFestival),
        (date(5, 1), 5, Festival::LabourDay),
        (date(10, 1), if joined { 8 } else { 7 }, Festival::NationalDay),
    ];
    let short = [
        (date(1, 1), Festival::NewYear),
        (Some(festivals.qingming), Festival::Qingming),
        (Some(festivals.dragon_boat), Festival::DragonBoat),
        (Some(festivals.mid_autumn), Festival::MidAutumn),
    ];
    let long_days = long
        .into_iter()
        .filter_map(|(first, length, festival)| first.map(|f| (f, length, festival)))
        .flat_map(|(first, length, festival)| first.iter_days().take(length).map(move |d| (d, festival)));
    let short_days = short
        .into_iter()
        .filter_map(|(on, festival)| on.map(|on| (on, festival)))
        .flat_map(|(on, festival)| three_days(on).into_iter().map(move |d| (d, festival)));
    long_days.chain(short_days).collect()
}

/// The weekdays that make three days with the weekend: Monday before a Tuesday, Friday after a
/// Thursday, Monday after a weekend; a Wednesday stands alone.
fn three_days(on: NaiveDate) -> Vec<NaiveDate> {
    let beside = match on.weekday() {
        Weekday::Tue => on.pred_opt(),
        Weekday::Thu => on.succ_opt(),
        Weekday::Sat => on.checked_add_days(Days::new(2)),
        Weekday::Sun => on.succ_opt(),
        Weekday::Mon | Weekday::Wed | Weekday::Fri => None,
    };
    [on].into_iter().chain(beside).collect()
}
