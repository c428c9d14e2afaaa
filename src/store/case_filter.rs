//! Which cases a list holds.
//!
//! The store knows no lights. A light is a list of [`Test`]s over stored dates with today bound, made by
//! the caller; [`CaseFilter::any_of`] takes several such lists, of which one must hold.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable};

use super::connection::MultiBackend;
use super::instant::Instant;
use super::schema::{cases, grams};
use super::scope::{Condition, Scope, below};
use super::search::{Grams, after_prefix};
use super::{Db, StoreError};

/// Which cases to list, within the scope. What is left empty does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// One organ.
    pub organ_id: Option<i64>,
    /// The organs at and below a path.
    pub subtree: Option<String>,
    /// One unit.
    pub unit_id: Option<i64>,
    /// One handler.
    pub handler_id: Option<i64>,
    /// Any of these steps.
    pub steps: Vec<String>,
    /// Any of these channels.
    pub channels: Vec<String>,
    /// Words that stand in the searchable text.
    pub text: Option<String>,
    /// All of these hold.
    pub all_of: Vec<Test>,
    /// All tests of at least one of these lists hold; no list at all is no restriction.
    pub any_of: Vec<Vec<Test>>,
}

/// A stored day of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// `received_on`
    Received,
    /// `due_on`
    Due,
    /// `prudent_due_on`
    PrudentDue,
    /// `correction_notice_by`
    CorrectionNoticeBy,
    /// `paused_until`
    PausedUntil,
    /// `waiting_until`
    WaitingUntil,
    /// `delivered_on`
    Delivered,
    /// `ended_on`
    Ended,
}

/// How two days compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The left is earlier.
    Before,
    /// The left is earlier or the same.
    UpTo,
    /// They are the same.
    Same,
    /// The left is the same or later.
    From,
    /// The left is later.
    After,
}

/// A predicate over the row. A comparison with a day that is not set does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A stored day against a given one.
    Is(Day, Order, NaiveDate),
    /// A stored day against another.
    Against(Day, Order, Day),
    /// The day is set.
    Set(Day),
    /// The day is not set.
    Unset(Day),
    /// The state is one of these.
    StateIn(Vec<String>),
    /// The state is none of these.
    StateNotIn(Vec<String>),
    /// It waits for one of these.
    WaitingFor(Vec<String>),
    /// It waits for nothing.
    NotWaiting,
    /// The result is one of these.
    ResultIn(Vec<String>),
    /// The applicant is of one of these kinds.
    ApplicantKindIn(Vec<String>),
    /// A date is provisional, or none is.
    Provisional(bool),
    /// No one handles it yet.
    Unassigned,
    /// Submitted at or after the first and before the second.
    SubmittedWithin(Instant, Instant),
}

/// Every condition a case must meet to be listed.
pub(super) fn conditions(scope: &Scope, filter: &CaseFilter, words: &Words) -> Vec<Condition> {
    let mut all = vec![scope.condition()];
    if let Some(id) = filter.organ_id {
        all.push(Box::new(cases::organ_id.eq(id).nullable()));
    }
    if let Some(path) = &filter.subtree {
        all.push(below(path));
    }
    if let Some(id) = filter.unit_id {
        all.push(Box::new(cases::unit_id.eq(id)));
    }
    if let Some(id) = filter.handler_id {
        all.push(Box::new(cases::handler_id.eq(id)));
    }
    if !filter.steps.is_empty() {
        all.push(Box::new(cases::step.eq_any(filter.steps.clone()).nullable()));
    }
    if !filter.channels.is_empty() {
        all.push(Box::new(cases::channel.eq_any(filter.channels.clone()).nullable()));
    }
    all.extend(words.conditions());
    all.extend(filter.all_of.iter().map(Test::condition));
    all.extend(filter.any_of.iter().map(|tests| conjunction(tests)).reduce(either));
    all
}

/// Pairs in fewer cases than this are looked up first; the others are checked case by case.
const RARE: i64 = 1_000;

/// What a text search asks for, and how: rare pairs name their few cases, while the cases of a
/// common one are so many that those found otherwise, or in the order of the list, are asked
/// one by one.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The cases that hold every rare pair, if one is rare.
    rare: Option<BTreeSet<i64>>,
    common: Vec<String>,
    singles: Vec<String>,
}

impl Words {
    /// Looks up each pair of `filter.text`.
    pub fn of(db: &mut Db, filter: &CaseFilter) -> Result<Self, StoreError> {
        let mut words = Self::default();
        let wanted = filter.text.as_deref().map(Grams::of_query).unwrap_or_default();
        for gram in wanted.pairs {
            let found: Vec<i64> = grams::table
                .filter(grams::gram.eq(&gram))
                .order(grams::case_id)
                .limit(RARE + 1)
                .select(grams::case_id)
                .load(db)?;
            if found.len() as i64 > RARE {
                words.common.push(gram);
                continue;
            }
            let found: BTreeSet<i64> = found.into_iter().collect();
            words.rare = Some(match words.rare.take() {
                Some(others) => &others & &found,
                None => found,
            });
        }
        words.singles = wanted.singles.into_iter().collect();
        Ok(words)
    }

    /// Each pair of signs stands somewhere in the text. So do all of the words, but for the rare
    /// text in which the pairs stand apart.
    fn conditions(&self) -> Vec<Condition> {
        let rare = self.rare.iter().map(|ids| -> Condition {
            Box::new(cases::id.eq_any(ids.iter().copied().collect::<Vec<_>>()).nullable())
        });
        let common = self.common.iter().map(|gram| -> Condition {
            let own = grams::table.filter(grams::gram.eq(gram.clone())).filter(grams::case_id.eq(cases::id));
            Box::new(exists(own).nullable())
        });
        let begun = self.singles.iter().map(|sign| -> Condition {
            let own = grams::table
                .filter(grams::case_id.eq(cases::id))
                .filter(grams::gram.ge(sign.clone()))
                .filter(grams::gram.lt(after_prefix(sign)));
            Box::new(exists(own).nullable())
        });
        rare.chain(common).chain(begun).collect()
    }
}

fn conjunction(tests: &[Test]) -> Condition {
    let all = tests.iter().map(Test::condition);
    all.reduce(|one, other| Box::new(one.and(other))).unwrap_or_else(|| Scope::Everything.condition())
}

fn either(one: Condition, other: Condition) -> Condition {
    Box::new(one.or(other))
}

type DayColumn = Box<dyn BoxableExpression<cases::table, MultiBackend, SqlType = Nullable<Date>>>;

impl Day {
    fn column(self) -> DayColumn {
        match self {
            Self::Received => Box::new(cases::received_on),
            Self::Due => Box::new(cases::due_on),
            Self::PrudentDue => Box::new(cases::prudent_due_on),
            Self::CorrectionNoticeBy => Box::new(cases::correction_notice_by),
            Self::PausedUntil => Box::new(cases::paused_until),
            Self::WaitingUntil => Box::new(cases::waiting_until),
            Self::Delivered => Box::new(cases::delivered_on),
            Self::Ended => Box::new(cases::ended_on),
        }
    }
}

impl Order {
    fn between(self, left: DayColumn, right: DayColumn) -> Condition {
        match self {
            Self::Before => Box::new(left.lt(right)),
            Self::UpTo => Box::new(left.le(right)),
            Self::Same => Box::new(left.eq(right)),
            Self::From => Box::new(left.ge(right)),
            Self::After => Box::new(left.gt(right)),
        }
    }
}

impl Test {
    fn condition(&self) -> Condition {
        match self {
            Self::Is(day, order, than) => {
                order.between(day.column(), Box::new(Some(*than).into_sql::<Nullable<Date>>()))
            }
            Self::Against(day, order, than) => order.between(day.column(), than.column()),
            Self::Set(day) => Box::new(day.column().is_not_null().nullable()),
            Self::Unset(day) => Box::new(day.column().is_null().nullable()),
            Self::StateIn(states) => Box::new(cases::state.eq_any(states.clone()).nullable()),
            Self::StateNotIn(states) => Box::new(cases::state.ne_all(states.clone()).nullable()),
            Self::WaitingFor(what) => Box::new(cases::waiting_for.eq_any(what.clone())),
            Self::NotWaiting => Box::new(cases::waiting_for.is_null().nullable()),
            Self::ResultIn(results) => Box::new(cases::result.eq_any(results.clone())),
            Self::ApplicantKindIn(kinds) => Box::new(cases::applicant_kind.eq_any(kinds.clone()).nullable()),
            Self::Provisional(value) => Box::new(cases::provisional.eq(*value).nullable()),
            Self::Unassigned => Box::new(cases::handler_id.is_null().nullable()),
            Self::SubmittedWithin(from, to) => {
                Box::new(cases::submitted_at.ge(*from).and(cases::submitted_at.lt(*to)).nullable())
            }
        }
    }
}
