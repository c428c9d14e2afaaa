//! 今日工作台: how much there is to do, and the list of the day on one page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::register::keeping::begun;
use super::words::{Row, at_most};
use super::{must_be_clerk, see_other};
use crate::casework::list;
use crate::casework::office;
use crate::casework::print_queue;
use crate::casework::worklists::{self, Worklist};
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::visitor::Staff;

/// What there is to do.
#[derive(Debug, Serialize)]
pub struct TodayPage {
    pub today: NaiveDate,
    pub tiles: Vec<Tile>,
}

/// A number that opens its list.
#[derive(Debug, Serialize)]
pub struct Tile {
    pub title: &'static str,
    pub hint: &'static str,
    pub count: i64,
    pub href: String,
    /// `red` `amber` `plain`.
    pub colour: &'static str,
}

impl Page for TodayPage {
    const TEMPLATE: &'static str = "staff/today.html";
}

fn hint(list: Worklist) -> (&'static str, &'static str) {
    match list {
        Worklist::Unconfirmed => ("plain", "联系申请人，双方确认之日为收到申请之日"),
        Worklist::Correction => ("amber", "收到后第七个工作日已到，尚未判断是否补正"),
        Worklist::DueToday => ("amber", "从严截止日就在今日"),
        Worklist::DueSoon => ("amber", "距从严截止日不超过五个工作日"),
        Worklist::PastPrudent => ("amber", "已过从严截止日，法定截止日未到"),
        Worklist::Overdue => ("red", "已过法定答复截止日"),
        Worklist::ToSend => ("plain", "已批准或者签发，尚未发出"),
        Worklist::Returned => ("red", "邮件退回，尚未重新送达"),
    }
}

/// Where a post without a desk begins its day.
fn first_page(role: Role) -> Option<&'static str> {
    match role {
        Role::Clerk | Role::Applicant => None,
        Role::Handler | Role::Reviewer | Role::OfficeHead | Role::Approver => Some("/staff/work"),
        Role::Supervisor => Some("/staff/overview"),
        Role::Admin => Some("/staff/holidays"),
        Role::Security => Some("/staff/organization"),
        Role::Auditor => Some("/staff/audit"),
    }
}

/// The tiles; a post without a desk goes on to where its work is.
pub async fn show(engine: web::Data<Engine>, staff: Staff) -> Result<HttpResponse, Fault> {
    let app = staff.app();
    let role = staff.session.actor.actor.role;
    let today = app.clock.today();
    if let Some(elsewhere) = first_page(role) {
        return Ok(see_other(elsewhere));
    }
    let load = worklists::load(app, staff.actor()).await?;
    let begun = begun(app, &staff.actor()).await?;
    let mut tiles = vec![Tile {
        title: "待登记来件",
        hint: "已录入一部分、还没有保存登记的来件",
        count: i64::try_from(begun.len()).unwrap_or(i64::MAX),
        href: begun.first().copied().unwrap_or("/staff/register").to_owned(),
        colour: "plain",
    }];
    for (list, count) in load.lists {
        let (colour, hint) = hint(list);
        let colour = if count == 0 { "plain" } else { colour };
        let href = format!("/staff/cases?list={}", list.tag());
        tiles.push(Tile { title: list.title(), hint, count, href, colour });
        if list == Worklist::Overdue {
            tiles.push(Tile {
                title: "待打印",
                hint: "回执、标签和已签发的文书",
                count: i64::try_from(load.to_print).unwrap_or(i64::MAX),
                href: "/staff/print".to_owned(),
                colour: "plain",
            });
        }
    }
    Ok(engine.answer(StatusCode::OK, &staff.frame, &TodayPage { today, tiles }))
}

/// The list of the day, for one sheet of paper.
#[derive(Debug, Serialize)]
pub struct DayListPage {
    pub today: NaiveDate,
    pub organ: String,
    pub parts: Vec<DayPart>,
}

/// One of the lists of the day.
#[derive(Debug, Serialize)]
pub struct DayPart {
    pub title: &'static str,
    pub rows: Vec<DayRow>,
    /// How many more there are than fit on the sheet.
    pub more: usize,
}

/// A line of the sheet.
#[derive(Debug, Serialize)]
pub struct DayRow {
    pub number: String,
    pub href: String,
    pub applicant: String,
    pub what: String,
    pub unit: String,
}

impl Page for DayListPage {
    const TEMPLATE: &'static str = "staff/day_list.html";
}

/// As many lines as stand on one A4 with their headings.
const LINES: usize = 27;

/// Shares the lines among the lists, the first first; each keeps at least a third.
fn share(counts: [usize; 3]) -> [usize; 3] {
    let least = LINES / 3;
    let mut shares = counts.map(|count| count.min(least));
    let mut left = LINES - shares.iter().sum::<usize>();
    for (share, count) in shares.iter_mut().zip(counts) {
        let more = (count - *share).min(left);
        *share += more;
        left -= more;
    }
    shares
}

/// The list of the day.
pub async fn day_list(engine: web::Data<Engine>, staff: Staff) -> Result<HttpResponse, Fault> {
    must_be_clerk(&staff)?;
    let app = staff.app();
    let today = app.clock.today();
    let office = office::load(app, staff.actor()).await?;
    let mut parts = Vec::new();
    let lists = [Worklist::DueToday, Worklist::ToSend];
    let counts = list::count(app, staff.actor(), lists.map(|list| list.query(today)).to_vec()).await?;
    for (list, count) in lists.into_iter().zip(counts) {
        let cases = list::run(app, staff.actor(), at_most(list.query(today), list::MOST_ROWS)).await?.cases;
        let rows = cases.iter().map(|case| {
            let Row { number, href, applicant, title, unit, .. } = Row::of(case, &office);
            DayRow { number, href, applicant, what: title, unit }
        });
        let rows: Vec<DayRow> = rows.collect();
        let more = usize::try_from(count).unwrap_or_default().saturating_sub(rows.len());
        parts.push(DayPart { title: list.title(), rows, more });
    }
    let queue = print_queue::load(app, staff.actor()).await?;
    let rows = queue.waiting.into_iter().map(|entry| DayRow {
        href: super::words::case_address(&entry.number),
        number: entry.number,
        applicant: entry.applicant,
        what: entry.title,
        unit: String::new(),
    });
    parts.insert(1, DayPart { title: "待打印", rows: rows.collect(), more: 0 });
    let counts: Vec<usize> = parts.iter().map(|part| part.rows.len()).collect();
    if let [due, print, send] = counts.as_slice() {
        for (part, share) in parts.iter_mut().zip(share([*due, *print, *send])) {
            part.more += part.rows.len() - share;
            part.rows.truncate(share);
        }
    }
    let organ = staff.session.actor.organ_name.clone();
    Ok(engine.answer(StatusCode::OK, &staff.frame, &DayListPage { today, organ, parts }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_shared_out() {
        assert_eq!(share([2, 3, 4]), [2, 3, 4]);
        assert_eq!(share([100, 100, 100]), [9, 9, 9]);
        assert_eq!(share([100, 0, 2]), [25, 0, 2]);
        assert_eq!(share([0, 1, 100]), [0, 1, 26]);
    }
}
