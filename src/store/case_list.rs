//! Lists of cases: filtered, sorted, and cut into pages that stay right while cases come and go.
//!
//! A page continues after the last row of the one before (its sort value and id), never at an offset.
//! Rows without a value come last in either direction.
//!
//! A list of up to [`MOST_SORTED`] cases is found first, through whatever index knows them, and sorted here:
//! in its own order it may lie behind all other cases, which grow in number from year to year. A longer one
//! is walked in its order, in which a page is soon full. There, rows without a value are a query of their
//! own, so that each query is one range of an index.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::case_filter::{CaseFilter, Words, conditions};
use super::cases::CaseRow;
use super::connection::MultiBackend;
use super::instant::Instant;
use super::schema::cases;
use super::scope::{Condition, Scope, Way};
use super::{Db, StoreError};

/// What a list is sorted by, the id breaking ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// `received_on`
    Received,
    /// `due_on`
    #[default]
    Due,
    /// `prudent_due_on`
    PrudentDue,
    /// `submitted_at`
    Submitted,
    /// `updated_at`
    Updated,
    /// `ended_on`
    Ended,
    /// The pinyin of the title.
    Title,
    /// The pinyin of the applicant's name.
    Applicant,
    /// 登记编号
    Number,
}

/// A sort value of a row. Texts compare by their bytes, as in both databases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// Of a day.
    Day(NaiveDate),
    /// Of a moment.
    At(Instant),
    /// Of a key.
    Key(String),
    /// Of a day that is not set.
    None,
}

/// The place after which a page begins: the last row of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Its sort value.
    pub value: SortValue,
    /// Its id.
    pub id: i64,
}

/// The order and extent of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// What to sort by.
    pub sort: SortBy,
    /// The greatest first. Rows without a value stay last.
    pub descending: bool,
    /// Where to go on, or the beginning.
    pub after: Option<Cursor>,
    /// The most rows.
    pub limit: i64,
}

impl Cursor {
    /// The place of a row in a list sorted by `sort`.
    pub fn of(row: &CaseRow, sort: SortBy) -> Self {
        let day = |day: Option<NaiveDate>| day.map_or(SortValue::None, SortValue::Day);
        let value = match sort {
            SortBy::Received => day(row.received_on),
            SortBy::Due => day(row.due_on),
            SortBy::PrudentDue => day(row.prudent_due_on),
            SortBy::Submitted => SortValue::At(row.submitted_at),
            SortBy::Updated => SortValue::At(row.updated_at),
            SortBy::Ended => day(row.ended_on),
            SortBy::Title => SortValue::Key(row.title_key.clone()),
            SortBy::Applicant => SortValue::Key(row.applicant_key.clone()),
            SortBy::Number => SortValue::Key(row.number.clone()),
        };
        Self { value, id: row.id }
    }

    /// Which of two places comes first.
    fn order(&self, other: &Cursor, descending: bool) -> Ordering {
        match (&self.value, &other.value) {
            (SortValue::None, SortValue::None) => self.id.cmp(&other.id),
            (SortValue::None, _) => Ordering::Greater,
            (_, SortValue::None) => Ordering::Less,
            (one, two) => {
                let order = one.cmp(two).then(self.id.cmp(&other.id));
                if descending { order.reverse() } else { order }
            }
        }
    }
}

type Query<'a> = cases::BoxedQuery<'a, MultiBackend, diesel::helper_types::SqlTypeOf<Columns>>;
type Columns = diesel::helper_types::AsSelect<CaseRow, MultiBackend>;

/// A longer list is not sorted here.
const MOST_SORTED: i64 = 8_000;

/// One page of the cases within `scope` that pass `filter`.
pub fn list_cases(
    db: &mut Db,
    scope: &Scope,
    filter: &CaseFilter,
    page: &PageRequest,
) -> Result<Vec<CaseRow>, StoreError> {
    // What was found shall still be within the scope when it is shown.
    db.snapshot(|db| {
        let words = Words::of(db, filter)?;
        // One too many tells that it is longer; nobody asks by how much.
        let found = places(db, conditions(scope, filter, &words, Way::Gathered), MOST_SORTED + 1, page.sort)?;
        match found.len() as i64 > MOST_SORTED {
            true => walk(db, scope, filter, &words, page),
            false => cut(db, found, page),
        }
    })
}

/// The same of a list of any length, walked in its order.
pub fn list_walked(
    db: &mut Db,
    scope: &Scope,
    filter: &CaseFilter,
    page: &PageRequest,
) -> Result<Vec<CaseRow>, StoreError> {
    let words = Words::of(db, filter)?;
    walk(db, scope, filter, &words, page)
}

/// [`list_cases`], and how many there are on all pages.
pub fn list_and_count(
    db: &mut Db,
    scope: &Scope,
    filter: &CaseFilter,
    page: &PageRequest,
) -> Result<(Vec<CaseRow>, i64), StoreError> {
    db.snapshot(|db| {
        let words = Words::of(db, filter)?;
        // Counted first: an index counts by itself in a tenth of the time that a list too long to be sorted
        // takes to be read.
        let total = count(db, scope, filter, &words)?;
        let rows = match total > MOST_SORTED {
            true => walk(db, scope, filter, &words, page)?,
            false => {
                let gathered = conditions(scope, filter, &words, Way::Gathered);
                let found = places(db, gathered, MOST_SORTED, page.sort)?;
                cut(db, found, page)?
            }
        };
        Ok((rows, total))
    })
}

/// Cuts the page out of the places of all of its list.
fn cut(db: &mut Db, places: Vec<Cursor>, page: &PageRequest) -> Result<Vec<CaseRow>, StoreError> {
    let order = |one: &Cursor, other: &Cursor| one.order(other, page.descending);
    let comes =
        |place: &Cursor| page.after.as_ref().is_none_or(|after| order(after, place) == Ordering::Less);
    let mut places: Vec<Cursor> = places.into_iter().filter(comes).collect();
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    if limit < places.len() {
        places.select_nth_unstable_by(limit, order);
        places.truncate(limit);
    }
    places.sort_unstable_by(order);
    let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
    let of_page = cases::table.filter(cases::id.eq_any(ids.clone()));
    let rows: Vec<CaseRow> = of_page.select(CaseRow::as_select()).load(db)?;
    let mut rows: HashMap<i64, CaseRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// The places of cases by one column.
macro_rules! places {
    ($db:expr, $conditions:expr, $most:expr, $column:expr, $value:expr) => {{
        let all = cases::table.select(($column, cases::id)).into_boxed::<MultiBackend>();
        let query = $conditions.into_iter().fold(all, |query, condition| query.filter(condition));
        let rows: Vec<(_, i64)> = query.limit($most).load($db)?;
        rows.into_iter().map(|(value, id)| Cursor { value: $value(value), id }).collect()
    }};
}

/// The places of the cases that meet the conditions: of `most` at the most, whichever are come by first.
fn places(
    db: &mut Db,
    conditions: Vec<Condition>,
    most: i64,
    sort: SortBy,
) -> Result<Vec<Cursor>, StoreError> {
    let day = |day: Option<NaiveDate>| day.map_or(SortValue::None, SortValue::Day);
    Ok(match sort {
        SortBy::Received => places!(db, conditions, most, cases::received_on, day),
        SortBy::Due => places!(db, conditions, most, cases::due_on, day),
        SortBy::PrudentDue => places!(db, conditions, most, cases::prudent_due_on, day),
        SortBy::Ended => places!(db, conditions, most, cases::ended_on, day),
        SortBy::Submitted => places!(db, conditions, most, cases::submitted_at, SortValue::At),
        SortBy::Updated => places!(db, conditions, most, cases::updated_at, SortValue::At),
        SortBy::Title => places!(db, conditions, most, cases::title_key, SortValue::Key),
        SortBy::Applicant => places!(db, conditions, most, cases::applicant_key, SortValue::Key),
        SortBy::Number => places!(db, conditions, most, cases::number, SortValue::Key),
    })
}

/// Cuts the page out of the cases in the order of an index.
fn walk(
    db: &mut Db,
    scope: &Scope,
    filter: &CaseFilter,
    words: &Words,
    page: &PageRequest,
) -> Result<Vec<CaseRow>, StoreError> {
    let query = || -> Query<'_> {
        let all = cases::table.select(CaseRow::as_select()).into_boxed();
        let walked = conditions(scope, filter, words, Way::Walked);
        walked.into_iter().fold(all, |query, condition| query.filter(condition))
    };
    let after_unset = page.after.as_ref().filter(|cursor| cursor.value == SortValue::None);
    let mut rows = match after_unset {
        Some(_) => Vec::new(),
        None => valued(query(), page).limit(page.limit).load(db)?,
    };
    let missing = page.limit - i64::try_from(rows.len()).unwrap_or(page.limit);
    if missing > 0
        && let Some(query) = unset(query(), page.sort)
    {
        let after = after_unset.map_or(i64::MIN, |cursor| cursor.id);
        let rest: Vec<CaseRow> =
            query.filter(cases::id.gt(after)).order(cases::id).limit(missing).load(db)?;
        rows.extend(rest);
    }
    Ok(rows)
}

/// How many cases within `scope` pass `filter`.
pub fn count_cases(db: &mut Db, scope: &Scope, filter: &CaseFilter) -> Result<i64, StoreError> {
    let words = Words::of(db, filter)?;
    count(db, scope, filter, &words)
}

fn count(db: &mut Db, scope: &Scope, filter: &CaseFilter, words: &Words) -> Result<i64, StoreError> {
    let query = conditions(scope, filter, words, Way::Gathered)
        .into_iter()
        .fold(cases::table.count().into_boxed::<MultiBackend>(), |query, condition| query.filter(condition));
    Ok(query.get_result(db)?)
}

/// Orders by a column that is never null here and begins after the cursor. `>=` on the value alone
/// bounds the range of the index; the condition after it drops the ties already shown.
macro_rules! keyset {
    ($query:expr, $page:expr, $column:expr, $variant:ident) => {{
        let (query, column) = ($query, $column);
        let place = match &$page.after {
            Some(Cursor { value: SortValue::$variant(value), id }) => Some((value, *id)),
            _ => None,
        };
        match (place, $page.descending) {
            (Some((value, id)), false) => query
                .filter(column.ge(Clone::clone(value)))
                .filter(column.gt(Clone::clone(value)).or(cases::id.gt(id)))
                .order((column.asc(), cases::id.asc())),
            (Some((value, id)), true) => query
                .filter(column.le(Clone::clone(value)))
                .filter(column.lt(Clone::clone(value)).or(cases::id.lt(id)))
                .order((column.desc(), cases::id.desc())),
            (None, false) => query.order((column.asc(), cases::id.asc())),
            (None, true) => query.order((column.desc(), cases::id.desc())),
        }
    }};
    (set $query:expr, $page:expr, $column:expr) => {
        keyset!($query.filter($column.is_not_null()), $page, $column.assume_not_null(), Day)
    };
}

/// The rows that have a sort value, from the cursor on.
fn valued<'a>(query: Query<'a>, page: &PageRequest) -> Query<'a> {
    match page.sort {
        SortBy::Received => keyset!(set query, page, cases::received_on),
        SortBy::Due => keyset!(set query, page, cases::due_on),
        SortBy::PrudentDue => keyset!(set query, page, cases::prudent_due_on),
        SortBy::Submitted => keyset!(query, page, cases::submitted_at, At),
        SortBy::Updated => keyset!(query, page, cases::updated_at, At),
        SortBy::Ended => keyset!(set query, page, cases::ended_on),
        SortBy::Title => keyset!(query, page, cases::title_key, Key),
        SortBy::Applicant => keyset!(query, page, cases::applicant_key, Key),
        SortBy::Number => keyset!(query, page, cases::number, Key),
    }
}

/// The rows that have no sort value, if the column can be without.
fn unset(query: Query<'_>, sort: SortBy) -> Option<Query<'_>> {
    match sort {
        SortBy::Received => Some(query.filter(cases::received_on.is_null())),
        SortBy::Due => Some(query.filter(cases::due_on.is_null())),
        SortBy::PrudentDue => Some(query.filter(cases::prudent_due_on.is_null())),
        SortBy::Ended => Some(query.filter(cases::ended_on.is_null())),
        SortBy::Submitted | SortBy::Updated | SortBy::Title | SortBy::Applicant | SortBy::Number => None,
    }
}
