//! 日历: the dates of open cases, day by day, with what each day is.

use chrono::{Datelike, Days, NaiveDate};

use super::journal::NamedActor;
use super::list::{self, ListQuery};
use super::row::word;
use super::view::{CaseSummary, summary};
use super::{Error, checks};
use crate::app::App;
use crate::law::calendar::DayKind;
use crate::law::light::Light;
use crate::store::case_filter::{CaseFilter, Day, Order, Test};
use crate::store::case_list::{PageRequest, SortBy, count_cases, list_cases};
use crate::store::organs::load_organ;

/// More cases are not read for one view; the page says so.
pub const MOST_CASES: i64 = 2000;
/// No view is longer.
pub const MOST_DAYS: u64 = 42;

/// A day of the calendar.
#[derive(Clone, Debug)]
pub struct DayView {
    pub day: NaiveDate,
    /// `work` `rest` `holiday` `swap`.
    pub kind: &'static str,
    /// 暂定.
    pub provisional: bool,
    /// The cases whose prudent date it is, the lights that press most first.
    pub prudent: Vec<CaseSummary>,
    /// The cases whose 法定答复截止日 it is, where the prudent date is another day.
    pub statutory: Vec<CaseSummary>,
}

/// A stretch of days.
#[derive(Clone, Debug)]
pub struct Dates {
    pub days: Vec<DayView>,
    /// Open cases whose prudent date lies before the first day.
    pub before: i64,
    /// Whether there are more than [`MOST_CASES`], of which the rest is not shown.
    pub cut: bool,
}

/// Every case of one day, by its prudent date, as a list in pages.
pub fn of_day(day: NaiveDate) -> ListQuery {
    let all_of = vec![Test::open(), Test::Is(Day::PrudentDue, Order::Same, day)];
    ListQuery {
        filter: CaseFilter { all_of, ..CaseFilter::default() },
        sort: SortBy::Due,
        limit: Some(list::MOST_ROWS),
        ..ListQuery::default()
    }
}

/// The Monday of a day's week.
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// The open cases of the post from one day on, for so many days (at most [`MOST_DAYS`]).
///
/// # Errors
/// [`Error::Forbidden`] for a post that sees no case; a day outside the calendar.
pub async fn load(app: &App, actor: NamedActor, from: NaiveDate, days: u64) -> Result<Dates, Error> {
    if actor.actor.role.sees().is_none() {
        return Err(Error::Forbidden);
    }
    let (app, today) = (app.clone(), app.clock.today());
    let to = from.checked_add_days(Days::new(days.clamp(1, MOST_DAYS) - 1));
    let to = to.ok_or_else(|| Error::input("from", "日期超出日历的范围，请换一个日期"))?;
    let store = app.store.clone();
    store
        .read(move |db| {
            let region = load_organ(db, actor.actor.organ.0)?.region;
            let calendar = app.calendars.current(db)?.in_force(region.as_deref());
            let scope = checks::scope(&actor.actor);
            let within = |day: Day| vec![Test::Is(day, Order::From, from), Test::Is(day, Order::UpTo, to)];
            let filter = CaseFilter {
                all_of: vec![Test::open()],
                any_of: vec![within(Day::PrudentDue), within(Day::Due)],
                ..CaseFilter::default()
            };
            let sort = SortBy::PrudentDue;
            let page = PageRequest { sort, descending: false, after: None, limit: MOST_CASES + 1 };
            let mut rows = list_cases(db, &scope, &filter, &page)?;
            let cut = rows.len() as i64 > MOST_CASES;
            rows.truncate(MOST_CASES as usize);
            let mut cases = Vec::with_capacity(rows.len());
            for row in &rows {
                cases.push(summary(row, &calendar, actor.actor.role, today)?);
            }
            cases.sort_by_key(rank);
            let mut views = Vec::new();
            for day in from.iter_days().take_while(|day| *day <= to) {
                let fact = calendar.explain(day)?;
                views.push(DayView {
                    day,
                    kind: match fact.kind {
                        DayKind::Ordinary => "work",
                        DayKind::SwapWorkday => "swap",
                        DayKind::DayOff { .. } => "holiday",
                        DayKind::Weekend { holiday } if holiday.is_some() => "holiday",
                        DayKind::Weekend { .. } => "rest",
                    },
                    provisional: fact.provisional,
                    prudent: cases.iter().filter(|case| case.prudent_due_on == Some(day)).cloned().collect(),
                    statutory: cases
                        .iter()
                        .filter(|case| case.due_on == Some(day) && case.prudent_due_on != Some(day))
                        .cloned()
                        .collect(),
                });
            }
            let all_of = vec![Test::open(), Test::Is(Day::PrudentDue, Order::Before, from)];
            let earlier = CaseFilter { all_of, ..CaseFilter::default() };
            Ok(Dates { days: views, before: count_cases(db, &scope, &earlier)?, cut })
        })
        .await
}

/// The place of a light in a day: what presses first.
fn rank(case: &CaseSummary) -> (usize, i64) {
    const ORDER: [Light; 8] = [
        Light::Overdue,
        Light::PastPrudent,
        Light::DueToday,
        Light::DueSoon,
        Light::Normal,
        Light::Paused,
        Light::AwaitingCorrection,
        Light::AwaitingPayment,
    ];
    let place = ORDER.iter().position(|light| word(*light) == case.light);
    (place.unwrap_or(ORDER.len()), case.id)
}
