//! Lists of cases. A light is a predicate over stored dates with today bound (decision 5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::view::{CaseSummary, summary};
use super::{Error, checks, tracking};
use crate::app::App;
use crate::law::calendar::Calendar;
use crate::law::light::{DUE_SOON_DAYS, Light, Standing};
use crate::store::case_filter::{CaseFilter, Day, Order, Test};
use crate::store::case_list::{
    Cursor, PageRequest, SortBy, SortValue, count_cases, list_and_count, list_cases,
};
use crate::store::cases::CaseRow;
use crate::store::{Db, Instant, Scope, StoreError};

/// The most rows of a page.
pub const MOST_ROWS: i64 = 200;
/// Rows of a page that asks for no number.
pub const ROWS: i64 = 50;

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    pub filter: CaseFilter,
    pub light: Option<Light>,
    pub sort: SortBy,
    pub descending: bool,
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A page of cases.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseList {
    pub cases: Vec<CaseSummary>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// One page of the cases that the post sees.
///
/// # Errors
/// [`Error::Forbidden`] for a post that sees no case; [`Error::Input`] for a cursor that this list did not
/// give.
pub async fn run(app: &App, actor: NamedActor, query: ListQuery) -> Result<CaseList, Error> {
    page(app, actor, query, |db, scope, filter, page| Ok((list_cases(db, scope, filter, page)?, ())))
        .await
        .map(|(list, ())| list)
}

/// The same, and how many cases there are on all pages.
///
/// # Errors
/// As [`run`].
pub async fn counted(app: &App, actor: NamedActor, query: ListQuery) -> Result<(CaseList, i64), Error> {
    page(app, actor, query, list_and_count).await
}

async fn page<T: Send + 'static>(
    app: &App,
    actor: NamedActor,
    query: ListQuery,
    ask: impl FnOnce(&mut Db, &Scope, &CaseFilter, &PageRequest) -> Result<(Vec<CaseRow>, T), StoreError>
    + Send
    + 'static,
) -> Result<(CaseList, T), Error> {
    if actor.actor.role.sees().is_none() {
        return Err(Error::Forbidden);
    }
    let (app, today) = (app.clone(), app.clock.today());
    let limit = query.limit.unwrap_or(ROWS).clamp(1, MOST_ROWS);
    let after = match &query.after {
        Some(text) => {
            let cursor = parse_cursor(text).filter(|cursor| belongs_to(cursor, query.sort));
            Some(cursor.ok_or_else(|| Error::input("after", "翻页位置无效，请从第一页重新查询"))?)
        }
        None => None,
    };
    let store = app.store.clone();
    store
        .read(move |db| {
            let calendar = app.calendars.current(db)?.in_force(None);
            let filter = narrowed(&query, today, &calendar)?;
            let scope = checks::scope(&actor.actor);
            let page =
                PageRequest { sort: query.sort, descending: query.descending, after, limit: limit + 1 };
            let (mut rows, counted) = ask(db, &scope, &filter, &page)?;
            let more = rows.len() as i64 > limit;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| more).map(|row| write_cursor(&Cursor::of(row, query.sort)));
            let role = actor.actor.role;
            let cases =
                rows.iter().map(|row| summary(row, &calendar, role, today)).collect::<Result<_, _>>()?;
            Ok((CaseList { cases, next }, counted))
        })
        .await
}

/// How many cases each list holds, over all of its pages.
///
/// # Errors
/// As [`run`].
pub async fn count(app: &App, actor: NamedActor, queries: Vec<ListQuery>) -> Result<Vec<i64>, Error> {
    if actor.actor.role.sees().is_none() {
        return Err(Error::Forbidden);
    }
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let calendar = app.calendars.current(db)?.in_force(None);
            let scope = checks::scope(&actor.actor);
            let mut counts = Vec::new();
            for query in &queries {
                counts.push(count_cases(db, &scope, &narrowed(query, today, &calendar)?)?);
            }
            Ok(counts)
        })
        .await
}

/// The filter of a list with its light: one for what is listed and what is counted.
fn narrowed(query: &ListQuery, today: NaiveDate, calendar: &Calendar) -> Result<CaseFilter, Error> {
    let mut filter = query.filter.clone();
    if let Some(number) = filter.text.as_deref().and_then(begun_number) {
        filter.text = None;
        filter.all_of.push(Test::NumberFrom(number));
    }
    if let Some(light) = query.light {
        filter.all_of.extend(tests_of(light, today, calendar)?);
    }
    Ok(filter)
}

/// The number of a case, or its beginning up to the year at least: «QSX-2026», «QSX-2026-00004».
fn begun_number(text: &str) -> Option<String> {
    let text = tracking::mend(text).to_uppercase();
    let (code, rest) = text.split_once('-')?;
    let (year, serial) = rest.split_once('-').unwrap_or((rest, ""));
    let digits = |part: &str| part.bytes().all(|sign| sign.is_ascii_digit());
    let lettered = code.starts_with(|sign: char| sign.is_ascii_uppercase())
        && code.bytes().all(|sign| sign.is_ascii_alphanumeric());
    let of_our_days = year.len() == 4 && year.starts_with("20") && digits(year);
    (lettered && of_our_days && digits(serial)).then_some(text)
}

/// Decision 30 as predicates, all of which hold. Every case has exactly one light.
///
/// # Errors
/// A date outside the calendar.
pub fn tests_of(light: Light, today: NaiveDate, calendar: &Calendar) -> Result<Vec<Test>, Error> {
    let standing = |standings: &[Standing]| {
        Test::StateIn(standings.iter().map(|standing| standing.word().to_owned()).collect())
    };
    let open = |standings: &[Standing]| vec![standing(standings), Test::open()];
    let running = || open(&[Standing::Running]);
    let soon = calendar.main.nth_after(today, DUE_SOON_DAYS)?;
    let in_time = || Test::Is(Day::Due, Order::From, today);
    let unpaused =
        vec![vec![Test::Unset(Day::PausedUntil)], vec![Test::Is(Day::PausedUntil, Order::Before, today)]];
    // What comes after 不计期限 in the table: running, in time, and not paused either way.
    let then = |tests: Vec<Test>| [running(), vec![in_time(), Test::Either(unpaused)], tests].concat();
    Ok(match light {
        Light::Unconfirmed => open(&[Standing::Unconfirmed]),
        Light::ClosedInTime => vec![standing(&[Standing::Met])],
        Light::ClosedLate => vec![standing(&[Standing::Late])],
        Light::Ended => vec![standing(&[Standing::Withdrawn, Standing::Lapsed, Standing::Shelved])],
        Light::AwaitingCorrection => open(&[Standing::AwaitingCorrection]),
        Light::AwaitingPayment => open(&[Standing::AwaitingPayment]),
        Light::Overdue => [running(), vec![Test::Is(Day::Due, Order::Before, today)]].concat(),
        Light::Paused => {
            [running(), vec![in_time(), Test::Is(Day::PausedUntil, Order::From, today)]].concat()
        }
        Light::PastPrudent => then(vec![Test::Is(Day::PrudentDue, Order::Before, today)]),
        Light::DueToday => then(vec![Test::Is(Day::PrudentDue, Order::Same, today)]),
        Light::DueSoon => then(vec![
            Test::Is(Day::PrudentDue, Order::After, today),
            Test::Is(Day::PrudentDue, Order::UpTo, soon),
        ]),
        Light::Normal => then(vec![Test::Is(Day::PrudentDue, Order::After, soon)]),
    })
}

/// «d:2026-03-02:17»: the stored key of the last row and its id.
pub(super) fn write_cursor(cursor: &Cursor) -> String {
    let (tag, value) = match &cursor.value {
        SortValue::Day(day) => ("d", day.to_string()),
        SortValue::At(at) => ("t", at.micros().to_string()),
        SortValue::Key(key) => ("k", key.bytes().map(|byte| format!("{byte:02x}")).collect()),
        SortValue::None => ("n", String::new()),
    };
    format!("{tag}:{value}:{}", cursor.id)
}

/// Whether a list in this order can have given the cursor.
pub(super) fn belongs_to(cursor: &Cursor, sort: SortBy) -> bool {
    match (sort, &cursor.value) {
        (
            SortBy::Received | SortBy::Due | SortBy::PrudentDue | SortBy::Ended,
            SortValue::Day(_) | SortValue::None,
        ) => true,
        (SortBy::Submitted | SortBy::Updated, SortValue::At(_)) => true,
        // No stored key holds U+0000, and no database takes it in a question.
        (SortBy::Title | SortBy::Applicant | SortBy::Number, SortValue::Key(key)) => !key.contains('\0'),
        _ => false,
    }
}

pub(super) fn parse_cursor(text: &str) -> Option<Cursor> {
    let (tag, rest) = text.split_once(':')?;
    let (value, id) = rest.rsplit_once(':')?;
    let value = match tag {
        "d" => SortValue::Day(crate::law::iso::parse_day(value)?),
        "t" => SortValue::At(Instant::from(chrono::DateTime::from_timestamp_micros(value.parse().ok()?)?)),
        "k" => SortValue::Key(parse_hex(value)?),
        "n" => SortValue::None,
        _ => return None,
    };
    Some(Cursor { value, id: id.parse().ok()? })
}

fn parse_hex(text: &str) -> Option<String> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    let bytes =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len().is_multiple_of(2) { String::from_utf8(bytes).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::begun_number;

    #[test]
    fn a_text_that_is_a_number_is_looked_up_as_one() {
        let number = |text: &str| begun_number(text);
        assert_eq!(number("QSXZR-2026-00004").as_deref(), Some("QSXZR-2026-00004"));
        assert_eq!(number(" qsxzr－２０２６－ ").as_deref(), Some("QSXZR-2026-"));
        assert_eq!(number("QSX-2026").as_deref(), Some("QSX-2026"));
        for words in ["征地补偿", "GB-9704", "PM2-5", "2026-03-02", "A-2026-一", "危房-2026", ""] {
            assert_eq!(number(words), None, "{words}");
        }
    }
}
