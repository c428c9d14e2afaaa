//! 日历: two weeks or a month of due dates, one day in full, and the dates as a calendar to subscribe to.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use super::see_other;
use crate::app::App;
use crate::casework::dates::{self, Dates, DayView};
use crate::casework::view::CaseSummary;
use crate::casework::{feed, list};
use crate::law::iso;
use crate::law::wording;
use crate::pages::Engine;
use crate::pages::desk::words::{LightMark, case_address};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Fields;
use crate::pages::visitor::{Staff, StaffForm};

/// A day shows so many cases; the rest stands behind a link.
const MOST_ON_A_DAY: usize = 6;

/// The calendar.
#[derive(Debug, Serialize)]
pub struct DatesPage {
    /// `weeks` `month` `day`.
    pub view: &'static str,
    /// «2026年10月», «2026年10月12日至10月25日».
    pub title: String,
    pub weeks: Vec<Vec<Cell>>,
    pub earlier: String,
    pub later: String,
    /// The addresses of the views at the same place.
    pub as_weeks: String,
    pub as_month: String,
    /// Open cases due before the first day.
    pub before: i64,
    pub cut: bool,
    /// One day in full.
    pub list: Vec<Entry>,
    /// Whether this post has dates to subscribe to.
    pub subscribes: bool,
    /// Since when there is an address to subscribe to; and the address, right after it was made.
    pub feed_since: Option<NaiveDate>,
    pub feed: Option<String>,
    pub revoked: bool,
}

impl Page for DatesPage {
    const TEMPLATE: &'static str = "staff/dates.html";
}

/// A day.
#[derive(Debug, Serialize)]
pub struct Cell {
    pub on: NaiveDate,
    /// Of the month; with the month on its first day and at the beginning of the view.
    pub label: String,
    /// `work` `rest` `holiday` `swap`.
    pub kind: &'static str,
    pub today: bool,
    /// Of the month that is shown; always in two weeks.
    pub within: bool,
    pub provisional: bool,
    /// How many are due, and how many of them are not shown here.
    pub total: usize,
    pub more: usize,
    pub href: String,
    pub cases: Vec<Entry>,
}

/// A case on a day.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub number: String,
    pub href: String,
    pub light: LightMark,
    pub title: String,
    /// 法定答复截止日 where this day is the prudent date and another is due.
    pub due_on: Option<NaiveDate>,
    /// This day is 法定答复截止日 alone.
    pub statutory: bool,
}

impl Entry {
    fn of(case: &CaseSummary, statutory: bool) -> Entry {
        Entry {
            number: case.number.clone(),
            href: case_address(&case.number),
            light: LightMark::of(case),
            title: case.title.clone(),
            due_on: case.due_on.filter(|due| !statutory && case.prudent_due_on != Some(*due)),
            statutory,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    view: &'static str,
    from: NaiveDate,
}

impl Asked {
    pub(super) fn of(fields: &Fields, today: NaiveDate) -> Asked {
        let view = ["weeks", "month", "day"].into_iter().find(|view| *view == fields.get("view"));
        Asked { view: view.unwrap_or("weeks"), from: iso::parse_day(fields.get("from")).unwrap_or(today) }
    }

    /// The first day that is shown and how many there are: whole weeks, from Monday.
    fn span(self) -> (NaiveDate, u64) {
        match self.view {
            "month" => {
                let first = self.from.with_day(1).unwrap_or(self.from);
                let monday = dates::monday_of(first);
                let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(first);
                let days = u64::try_from((next - monday).num_days()).unwrap_or(28);
                (monday, days.div_ceil(7) * 7)
            }
            "day" => (self.from, 1),
            _ => (dates::monday_of(self.from), 14),
        }
    }

    fn title(self) -> String {
        let (first, days) = self.span();
        match self.view {
            "month" => format!("{}年{}月", self.from.year(), self.from.month()),
            "day" => format!("{} {}", wording::day(self.from), wording::weekday(self.from)),
            _ => {
                let last = first.checked_add_days(Days::new(days - 1)).unwrap_or(first);
                format!("{}至{}", wording::day(first), wording::day(last))
            }
        }
    }

    /// The same view before and after.
    fn beside(self) -> [String; 2] {
        let month = chrono::Months::new(1);
        let first = self.from.with_day(1).unwrap_or(self.from);
        let (earlier, later) = match self.view {
            "month" => (first.checked_sub_months(month), first.checked_add_months(month)),
            view => {
                let days = Days::new(if view == "day" { 1 } else { 14 });
                (self.from.checked_sub_days(days), self.from.checked_add_days(days))
            }
        };
        [earlier, later].map(|from| address(self.view, from.unwrap_or(self.from)))
    }
}

fn address(view: &str, from: NaiveDate) -> String {
    format!("/staff/dates?view={view}&from={from}")
}

/// The page of some days.
pub(super) fn page_of(found: &Dates, asked: Asked, today: NaiveDate) -> DatesPage {
    let cells: Vec<Cell> =
        found.days.iter().enumerate().map(|(at, day)| cell(day, asked, today, at == 0)).collect();
    let mut weeks = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while cells.peek().is_some() {
        weeks.push(cells.by_ref().take(7).collect());
    }
    let [earlier, later] = asked.beside();
    DatesPage {
        view: asked.view,
        title: asked.title(),
        weeks,
        earlier,
        later,
        as_weeks: address("weeks", asked.from),
        as_month: address("month", asked.from),
        before: found.before,
        cut: found.cut,
        list: Vec::new(),
        subscribes: false,
        feed_since: None,
        feed: None,
        revoked: false,
    }
}

fn cell(view: &DayView, asked: Asked, today: NaiveDate, first: bool) -> Cell {
    let all = view.prudent.iter().map(|case| Entry::of(case, false));
    let mut cases: Vec<Entry> = all.chain(view.statutory.iter().map(|case| Entry::of(case, true))).collect();
    let total = cases.len();
    cases.truncate(MOST_ON_A_DAY);
    let day = view.day;
    let label = if first || day.day() == 1 {
        format!("{}月{}日", day.month(), day.day())
    } else {
        day.day().to_string()
    };
    Cell {
        on: day,
        label,
        kind: view.kind,
        today: day == today,
        within: asked.view != "month" || day.month() == asked.from.month(),
        provisional: view.provisional,
        total,
        more: total - cases.len(),
        href: address("day", day),
        cases,
    }
}

async fn make(app: &App, staff: &Staff, fields: &Fields) -> Result<DatesPage, Fault> {
    let today = app.clock.today();
    let asked = Asked::of(fields, today);
    let (from, days) = asked.span();
    let found = dates::load(app, staff.actor(), from, days).await?;
    let mut page = page_of(&found, asked, today);
    if asked.view == "day" {
        let listed = list::run(app, staff.actor(), dates::of_day(asked.from)).await?;
        page.list = listed.cases.iter().map(|case| Entry::of(case, false)).collect();
        page.cut = listed.next.is_some();
        let due = found.days.iter().flat_map(|day| &day.statutory);
        page.list.extend(due.map(|case| Entry::of(case, true)));
    }
    page.subscribes = feed::holds_dates(&staff.session.actor);
    page.feed_since = feed::made_on(app, staff.actor()).await?;
    Ok(page)
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let mut page = make(staff.app(), &staff, &fields).await?;
    page.revoked = fields.get("revoked") == "1";
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Makes the secret address. It is shown on this answer alone: no redirect could carry it.
pub async fn subscribe(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let app = staff.app();
    if !feed::holds_dates(&staff.session.actor) {
        return Err(crate::casework::Error::Forbidden.into());
    }
    let made = feed::create(app, staff.actor()).await?;
    let mut page = make(app, &staff, &fields).await?;
    page.feed = Some(made.address);
    let mut answer = engine.answer(StatusCode::OK, &staff.frame, &page);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// Takes the secret address away.
pub async fn unsubscribe(form: StaffForm) -> Result<HttpResponse, Fault> {
    let staff = form.staff;
    feed::revoke(staff.app(), staff.actor()).await?;
    Ok(see_other("/staff/dates?revoked=1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_view_shows_whole_weeks() {
        let of = |view, from: &str| Asked { view, from: day(from) };
        assert_eq!(of("weeks", "2026-10-16").span(), (day("2026-10-12"), 14));
        assert_eq!(of("month", "2026-10-16").span(), (day("2026-09-28"), 35));
        assert_eq!(of("month", "2026-02-28").span(), (day("2026-01-26"), 35));
        assert_eq!(of("month", "2027-02-01").span(), (day("2027-02-01"), 28));
        assert_eq!(of("day", "2026-10-16").span(), (day("2026-10-16"), 1));
        let [earlier, later] = of("month", "2026-10-31").beside();
        assert_eq!(earlier, "/staff/dates?view=month&from=2026-09-01");
        assert_eq!(later, "/staff/dates?view=month&from=2026-11-01");
    }
}
