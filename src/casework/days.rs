//! Questions about days, answered by the calendar in force.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use crate::app::App;
use crate::law::calendar::{Calendar, DayFact, DayKind};
use crate::law::wording;

/// What a day is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DayView {
    pub day: NaiveDate,
    pub weekday: String,
    pub working: bool,
    /// `ordinary`, `weekend`, `day_off`, `swap_workday`.
    pub kind: String,
    pub holiday: Option<String>,
    /// 依据的文号.
    pub document: Option<String>,
    /// 暂定.
    pub provisional: bool,
    /// A notice could still decide the other way.
    pub open: bool,
}

/// A notice in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoticeView {
    pub document: String,
    pub year: i32,
    pub published: NaiveDate,
    pub amends: Option<String>,
    pub off: Vec<NaiveDate>,
    pub worked: Vec<NaiveDate>,
}

/// Explains a day, as known now or on another day.
///
/// # Errors
/// A day outside the calendar.
pub async fn explain(app: &App, day: NaiveDate, known_on: Option<NaiveDate>) -> Result<DayView, Error> {
    let app = app.clone();
    let store = app.store.clone();
    store
        .read(move |db| {
            let calendars = app.calendars.current(db)?;
            let past: Calendar;
            let current = calendars.in_force(None);
            let calendar = match known_on {
                Some(_) => {
                    past = calendars.book.national(known_on);
                    &past
                }
                None => &*current,
            };
            Ok(view(calendar.explain(day)?))
        })
        .await
}

fn view(fact: DayFact) -> DayView {
    let (kind, holiday) = match fact.kind {
        DayKind::Ordinary => ("ordinary", None),
        DayKind::Weekend { holiday } => ("weekend", holiday),
        DayKind::DayOff { holiday } => ("day_off", holiday),
        DayKind::SwapWorkday => ("swap_workday", None),
    };
    DayView {
        day: fact.day,
        weekday: wording::weekday(fact.day).to_owned(),
        working: fact.working,
        kind: kind.to_owned(),
        holiday,
        document: fact.document,
        provisional: fact.provisional,
        open: fact.open,
    }
}

/// Every notice in force, the newest last.
///
/// # Errors
/// The database's.
pub async fn list(app: &App) -> Result<Vec<NoticeView>, Error> {
    let app = app.clone();
    let store = app.store.clone();
    store
        .read(move |db| {
            let calendars = app.calendars.current(db)?;
            let view = |notice: &crate::law::notice::Notice| NoticeView {
                document: notice.document.clone(),
                year: notice.year,
                published: notice.published,
                amends: notice.amends.clone(),
                off: notice.off.clone(),
                worked: notice.worked.clone(),
            };
            Ok(calendars.book.notices().iter().map(view).collect())
        })
        .await
}
