//! A year of the working calendar as a grid of months: each day with what it is, and by which document.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::Error;
use crate::app::App;
use crate::law::calendar::{Calendar, DayFact, DayKind, FIRST_YEAR, LAST_YEAR};
use crate::law::wording;
use crate::store::organs::load_organ;

/// A year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearView {
    pub year: i32,
    pub months: Vec<MonthView>,
    /// The notices that arrange its days, with the days they move.
    pub notices: Vec<YearNotice>,
    /// Whether some of its days may still change, and from which on.
    pub provisional_from: Option<NaiveDate>,
    pub working_days: u32,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthView {
    pub month: u32,
    /// From Monday to Sunday; none outside the month.
    pub weeks: Vec<Vec<Option<DayCell>>>,
    pub working_days: u32,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayCell {
    pub on: NaiveDate,
    pub day: u32,
    /// `work` `rest` `holiday` `swap`.
    pub kind: &'static str,
    /// 节日名称.
    pub festival: Option<String>,
    /// 文号.
    pub document: Option<String>,
    /// 暂定.
    pub provisional: bool,
}

/// A notice about the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearNotice {
    pub document: String,
    pub amends: Option<String>,
    pub published: NaiveDate,
    pub off: Vec<NaiveDate>,
    pub worked: Vec<NaiveDate>,
}

/// The years that the calendar knows.
pub const YEARS: [i32; 2] = [FIRST_YEAR, LAST_YEAR];

/// The calendar of a year, as known now; none outside [`YEARS`].
///
/// # Errors
/// The database's.
pub async fn load(app: &App, year: i32) -> Result<Option<YearView>, Error> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Ok(None);
    }
    let app = app.clone();
    let store = app.store.clone();
    store
        .read(move |db| {
            let calendars = app.calendars.current(db)?;
            let notices = calendars.book.notices().iter().filter(|notice| notice.year == year);
            let notices = notices.map(|notice| YearNotice {
                document: notice.document.clone(),
                amends: notice.amends.clone(),
                published: notice.published,
                off: notice.off.clone(),
                worked: notice.worked.clone(),
            });
            Ok(Some(of_calendar(&calendars.in_force(None), year, notices.collect())?))
        })
        .await
}

fn of_calendar(calendar: &Calendar, year: i32, notices: Vec<YearNotice>) -> Result<YearView, Error> {
    let mut months = Vec::new();
    let mut provisional_from = None;
    for month in 1..=12 {
        let Some(mut day) = NaiveDate::from_ymd_opt(year, month, 1) else { continue };
        let mut week: Vec<Option<DayCell>> = vec![None; day.weekday().num_days_from_monday() as usize];
        let (mut weeks, mut working_days) = (Vec::new(), 0);
        while day.month() == month {
            let fact = calendar.explain(day)?;
            working_days += u32::from(fact.working);
            if fact.provisional {
                provisional_from = provisional_from.or(Some(day));
            }
            week.push(Some(cell(fact)));
            if week.len() == 7 {
                weeks.push(std::mem::take(&mut week));
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        if !week.is_empty() {
            week.resize(7, None);
            weeks.push(week);
        }
        months.push(MonthView { month, weeks, working_days });
    }
    let working_days = months.iter().map(|month| month.working_days).sum();
    Ok(YearView { year, months, notices, provisional_from, working_days })
}

fn cell(fact: DayFact) -> DayCell {
    let (kind, festival) = match fact.kind {
        DayKind::Ordinary => ("work", None),
        DayKind::Weekend { holiday: None } => ("rest", None),
        DayKind::Weekend { holiday } | DayKind::DayOff { holiday } => ("holiday", holiday),
        DayKind::SwapWorkday => ("swap", None),
    };
    DayCell {
        on: fact.day,
        day: fact.day.day(),
        kind,
        festival,
        document: fact.document,
        provisional: fact.provisional,
    }
}

/// What a day is, in a sentence; none outside [`YEARS`].
///
/// # Errors
/// The database's.
pub async fn describe(app: &App, day: NaiveDate) -> Result<Option<String>, Error> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&day.year()) {
        return Ok(None);
    }
    let view = super::days::explain(app, day, None).await?;
    let what = match (view.kind.as_str(), &view.holiday) {
        ("swap_workday", _) => "调休上班，是工作日".to_owned(),
        ("day_off", Some(name)) => format!("{name}放假，不是工作日"),
        ("day_off", None) => "放假，不是工作日".to_owned(),
        ("weekend", Some(name)) => format!("{name}假期中的周末，不是工作日"),
        ("weekend", None) => "周末，不是工作日".to_owned(),
        _ => "工作日".to_owned(),
    };
    let document = view.document.map(|document| format!("，依据{document}")).unwrap_or_default();
    let ground = match (view.provisional, view.open) {
        (true, true) => "。该年度的放假安排尚未公布，这一天可能改变（暂定）",
        (true, false) => "。该年度的放假安排尚未公布，以公布的通知为准（暂定）",
        _ => "",
    };
    Ok(Some(format!("{}（{}）：{what}{document}{ground}。", wording::day(day), view.weekday)))
}

/// Whether an organ is the root, whose 系统管理员 keeps the national calendar (decision 7).
///
/// # Errors
/// The database's.
pub async fn is_root(app: &App, organ: i64) -> Result<bool, Error> {
    app.store.read(move |db| Ok(load_organ(db, organ)?.parent_id.is_none())).await
}
