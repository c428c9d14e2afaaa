//! Which cases a list holds.
//!
//! The store knows no lights. A light is a list of [`Test`]s over stored dates with today bound, made by
//! the caller; [`CaseFilter::any_of`] takes several such lists, of which one must hold.

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable};

use super::connection::MultiBackend;
use super::folders::Submission;
use super::instant::Instant;
use super::schema::{cases, grams};
use super::scope::{Condition, Scope, Way, below_on};
use super::search::{Grams, after_prefix};
use super::{Db, StoreError, folders, worklists};

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
    /// No unit has it.
    NoUnit,
    /// It has no result, such as what is open or was put on file.
    NoResult,
    /// Submitted at or after the first and before the second.
    SubmittedWithin(Instant, Instant),
    /// Something was approved or signed and did not leave.
    Undispatched,
    /// A reply came back and was not sent again.
    MailReturned,
    /// The number begins so.
    NumberFrom(String),
    /// None of these was printed.
    Unprinted(Vec<String>),
    /// This person handles it, or nobody yet.
    HandledByOrNobody(i64),
    /// A unit has it, and nobody there signed for it.
    Unsigned,
    /// The draft waits in one of these places on its way to the signature.
    Submitted(Vec<Submission>),
    /// One of these, by how their entries in the journal begin, wrote the last draft.
    DraftedBy(Vec<String>),
    /// A measure was proposed and not judged.
    MeasureUnjudged,
    /// One of these, by how their entries in the journal begin, proposed a measure.
    ProposedBy(Vec<String>),
    /// One of these cases.
    Among(Vec<i64>),
    /// It does not hold. Not for tests of a day that may not be set.
    Not(Box<Test>),
    /// Of these lists, one holds in full.
    Either(Vec<Vec<Test>>),
    /// The alert about the reply date that stands was acknowledged, or was not.
    AlertAcknowledged(bool),
}

/// Every condition a case must meet to be listed.
pub(super) fn conditions(scope: &Scope, filter: &CaseFilter, words: &Words, way: Way) -> Vec<Condition> {
    let mut all = vec![scope.on(way)];
    if let Some(id) = filter.organ_id {
        all.push(Box::new(cases::organ_id.eq(id).nullable()));
    }
    if let Some(path) = &filter.subtree {
        all.push(below_on(way, path));
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
    all.extend(words.conditions(way));
    all.extend(filter.all_of.iter().map(Test::condition));
    all.extend(filter.any_of.iter().map(|tests| conjunction(tests)).reduce(either));
    all
}

/// What more cases than this hold narrows too little to gather them.
const MOST_GATHERED: i64 = 25_000;

/// Up to so many cases are named to the database one by one.
const MOST_NAMED: i64 = 5_000;

/// What a text search asks for, and how. Words that stand together in few cases name these cases. Of
/// other words the database gathers the cases; and where a word stands in nearly every case, each case
/// found otherwise is asked.
#[derive(Debug, Default)]
pub(super) struct Words {
    named: Option<Vec<i64>>,
    gathered: Vec<Gram>,
    asked: Vec<Gram>,
}

/// What must stand in the text of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Gram {
    /// Two neighbouring signs.
    Pair(String),
    /// A sign that begins a pair or ends a run.
    Single(String),
}

/// The cases of a pair, and of a sign that begins what is listed.
macro_rules! cases_of {
    (pair $pair:expr) => {
        grams::table.select(grams::case_id).filter(grams::gram.eq($pair.clone()))
    };
    (single $sign:expr) => {
        grams::table
            .select(grams::case_id)
            .filter(grams::gram.ge($sign.clone()))
            .filter(grams::gram.lt(after_prefix($sign)))
    };
}

diesel::alias!(grams as own_grams: OwnGrams);

type GramQuery<'a> = grams::BoxedQuery<'a, MultiBackend, BigInt>;

impl Words {
    /// Looks up each gram of `filter.text`.
    pub fn of(db: &mut Db, filter: &CaseFilter) -> Result<Self, StoreError> {
        let wanted = filter.text.as_deref().map(Grams::of_query).unwrap_or_default();
        let singles = wanted.singles.into_iter().map(Gram::Single);
        let mut counted = Vec::new();
        for gram in wanted.pairs.into_iter().map(Gram::Pair).chain(singles) {
            counted.push((gram.count(db)?, gram));
        }
        // The rarest leads: the cases of it are compared with those of the others.
        counted.sort_by_key(|(count, _)| *count);
        let few = counted.partition_point(|(count, _)| *count <= MOST_GATHERED);
        let asked = counted.split_off(few).into_iter().map(|(_, gram)| gram).collect();
        let rarest_count = counted.first().map_or(0, |(count, _)| *count);
        let gathered: Vec<Gram> = counted.into_iter().map(|(_, gram)| gram).collect();
        let Some((rarest, others)) = gathered.split_first() else {
            return Ok(Self { asked, ..Self::default() });
        };
        let mut named = Vec::new();
        let too_many = others.is_empty() && rarest_count > MOST_NAMED;
        if !too_many {
            let together = others.iter().fold(rarest.cases(), |cases, other| other.narrow(cases));
            named = together.limit(MOST_NAMED + 1).load(db)?;
        }
        Ok(if too_many || named.len() as i64 > MOST_NAMED {
            Self { named: None, gathered, asked }
        } else {
            Self { named: Some(named), gathered: Vec::new(), asked }
        })
    }

    /// Each gram stands somewhere in the text. So do all of the words, but for the rare text in which
    /// the grams stand apart.
    fn conditions(&self, way: Way) -> Vec<Condition> {
        let named =
            self.named.iter().map(|ids| -> Condition { Box::new(cases::id.eq_any(ids.clone()).nullable()) });
        // Who walks has a long list before them, and meets few until a page is full.
        let gathered = self.gathered.iter().map(|gram| match way {
            Way::Gathered => gram.gathered(),
            Way::Walked => gram.asked(),
        });
        named.chain(gathered).chain(self.asked.iter().map(Gram::asked)).collect()
    }
}

impl Gram {
    /// The cases that hold it.
    fn cases(&self) -> GramQuery<'static> {
        match self {
            Self::Pair(pair) => cases_of!(pair pair).into_boxed(),
            Self::Single(sign) => cases_of!(single sign).into_boxed(),
        }
    }

    /// Those of other grams that hold it too.
    fn narrow<'a>(&self, others: GramQuery<'a>) -> GramQuery<'a> {
        let (gram, own) = (own_grams.field(grams::gram), own_grams.select(own_grams.field(grams::case_id)));
        match self {
            Self::Pair(pair) => others.filter(grams::case_id.eq_any(own.filter(gram.eq(pair.clone())))),
            Self::Single(sign) => {
                let range = gram.ge(sign.clone()).and(gram.lt(after_prefix(sign)));
                others.filter(grams::case_id.eq_any(own.filter(range)))
            }
        }
    }

    fn gathered(&self) -> Condition {
        match self {
            Self::Pair(pair) => Box::new(cases::id.eq_any(cases_of!(pair pair)).nullable()),
            Self::Single(sign) => Box::new(cases::id.eq_any(cases_of!(single sign)).nullable()),
        }
    }

    /// How many they are, or more than [`MOST_GATHERED`].
    fn count(&self, db: &mut Db) -> Result<i64, StoreError> {
        let beyond: Option<i64> =
            self.cases().order(grams::gram).offset(MOST_GATHERED).first(db).optional()?;
        match beyond {
            Some(_) => Ok(MOST_GATHERED + 1),
            None => Ok(self.cases().count().get_result(db)?),
        }
    }

    /// The offset of nothing has PostgreSQL ask the cases of a list one by one, until a page is full. It
    /// would otherwise gather them.
    fn asked(&self) -> Condition {
        let own = grams::case_id.eq(cases::id);
        match self {
            Self::Pair(pair) => Box::new(exists(cases_of!(pair pair).filter(own).offset(0)).nullable()),
            Self::Single(sign) => Box::new(exists(cases_of!(single sign).filter(own).offset(0)).nullable()),
        }
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
    /// The case has not ended. Few have not, and an index knows them: a test of what only open cases are is
    /// quick beside it.
    pub fn open() -> Test {
        Test::Unset(Day::Ended)
    }

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
            Self::NoUnit => Box::new(cases::unit_id.is_null().nullable()),
            Self::NoResult => Box::new(cases::result.is_null().nullable()),
            Self::Unassigned => Box::new(cases::handler_id.is_null().nullable()),
            Self::SubmittedWithin(from, to) => {
                Box::new(cases::submitted_at.ge(*from).and(cases::submitted_at.lt(*to)).nullable())
            }
            Self::NumberFrom(begin) => {
                let begun = cases::number.ge(begin.clone()).and(cases::number.lt(after_prefix(begin)));
                Box::new(begun.nullable())
            }
            Self::Undispatched => worklists::undispatched(),
            Self::MailReturned => worklists::mail_returned(),
            Self::Unprinted(what) => worklists::unprinted(what),
            Self::HandledByOrNobody(id) => {
                Box::new(cases::handler_id.is_null().nullable().or(cases::handler_id.eq(*id)))
            }
            Self::Unsigned => folders::unsigned(),
            Self::Submitted(submissions) => folders::submitted(submissions),
            Self::DraftedBy(people) => folders::drafted_by(people),
            Self::MeasureUnjudged => folders::measure_unjudged(),
            Self::ProposedBy(people) => folders::proposed_by(people),
            Self::Among(ids) => Box::new(cases::id.eq_any(ids.clone()).nullable()),
            Self::Not(test) => Box::new(not(test.condition()).nullable()),
            Self::Either(lists) => lists
                .iter()
                .map(|tests| conjunction(tests))
                .reduce(either)
                .unwrap_or_else(|| Scope::Nothing.condition()),
            Self::AlertAcknowledged(value) => worklists::alert_acknowledged(*value),
        }
    }
}
