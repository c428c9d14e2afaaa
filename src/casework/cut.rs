//! A cut through the cases: one description of which they are. A list is made of it, and a number is
//! counted by it, so that what a number opens are the cases it counted.

use chrono::NaiveDate;

use super::list::ListQuery;
use crate::law::light::{Light, Standing};
use crate::law::reply::ReplyCode;
use crate::store::case_filter::{CaseFilter, Day, Order, Test};

/// From the first day to the last, both included; an open end does not restrict.
pub type Span = [Option<NaiveDate>; 2];

/// Which cases. What is left empty does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The organs at and below a path «/1/4/».
    pub subtree: Option<String>,
    /// Of these only the first, without what is below it.
    pub own: bool,
    pub unit: Option<i64>,
    /// Without a unit.
    pub no_unit: bool,
    pub light: Option<Light>,
    pub progress: Option<Progress>,
    pub class: Option<Class>,
    /// 暂定.
    pub provisional: bool,
    /// Without a prudent date.
    pub undated: bool,
    pub received: Span,
    /// 法定答复截止日.
    pub due: Span,
    /// 从严截止日.
    pub prudent: Span,
    /// The day the clock ended.
    pub closed: Span,
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// 在办: its clock has not ended.
    Open,
    /// 已办结, however.
    Closed,
    /// Ended with a delivered reply, in time or not.
    Replied,
    /// 按期答复: by `due_on` (decision 31).
    Met,
    /// 逾期答复.
    Late,
}

impl Progress {
    pub const ALL: [Progress; 5] =
        [Progress::Open, Progress::Closed, Progress::Replied, Progress::Met, Progress::Late];

    /// Its name in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Progress::Open => "open",
            Progress::Closed => "closed",
            Progress::Replied => "replied",
            Progress::Met => "met",
            Progress::Late => "late",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Progress::Open => "在办",
            Progress::Closed => "已办结",
            Progress::Replied => "已答复",
            Progress::Met => "按期答复",
            Progress::Late => "逾期答复",
        }
    }

    fn test(self) -> Test {
        let states =
            |states: &[Standing]| Test::StateIn(states.iter().map(|state| state.word().to_owned()).collect());
        match self {
            Progress::Open => Test::open(),
            Progress::Closed => Test::Set(Day::Ended),
            Progress::Replied => states(&[Standing::Met, Standing::Late]),
            Progress::Met => states(&[Standing::Met]),
            Progress::Late => states(&[Standing::Late]),
        }
    }
}

/// The class of a result, as the annual report groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    A,
    B,
    C,
    D,
    E,
    F,
    /// 存查 and whatever else has no result.
    None,
}

impl Class {
    pub const ALL: [Class; 7] = [Class::A, Class::B, Class::C, Class::D, Class::E, Class::F, Class::None];

    /// The letter that results of the class begin with, and its name in addresses.
    pub fn letter(self) -> &'static str {
        match self {
            Class::A => "A",
            Class::B => "B",
            Class::C => "C",
            Class::D => "D",
            Class::E => "E",
            Class::F => "F",
            Class::None => "none",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Class::A => "予以公开",
            Class::B => "部分公开",
            Class::C => "不予公开",
            Class::D => "无法提供",
            Class::E => "不予处理",
            Class::F => "不再处理或撤回",
            Class::None => "存查",
        }
    }

    /// Of the first letter of a result; nothing is [`Class::None`].
    pub fn of_letter(letter: &str) -> Class {
        Class::ALL.into_iter().find(|class| class.letter() == letter).unwrap_or(Class::None)
    }

    fn test(self) -> Test {
        let mut results: Vec<String> = ReplyCode::ALL.iter().map(|code| format!("{code:?}")).collect();
        results.extend(["F1", "F2", "F3"].map(str::to_owned));
        match self {
            Class::None => Test::NoResult,
            class => {
                results.retain(|result| result.starts_with(class.letter()));
                Test::ResultIn(results)
            }
        }
    }
}

/// The id of the organ that a path ends in.
pub fn last_organ(path: &str) -> Option<i64> {
    path.trim_end_matches('/').rsplit('/').next()?.parse().ok()
}

/// Whether a text can be the path of an organ: «/1/4/».
pub fn is_path(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.len() < 19 && part.bytes().all(|b| b.is_ascii_digit());
    let inner = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    inner.is_some_and(|inner| inner.split('/').all(digits))
}

fn within(span: &Span, day: Option<NaiveDate>) -> bool {
    match (span, day) {
        ([None, None], _) => true,
        (_, None) => false,
        ([from, to], Some(day)) => from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to),
    }
}

/// Open cases that are alike, with their light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenGroup {
    pub organ: i64,
    pub unit: Option<i64>,
    pub light: Light,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub provisional: bool,
    /// How many they are.
    pub number: i64,
}

impl Cut {
    /// The list of these cases.
    pub fn query(&self) -> ListQuery {
        let spans = [
            (Day::Received, self.received),
            (Day::Due, self.due),
            (Day::PrudentDue, self.prudent),
            (Day::Ended, self.closed),
        ];
        let mut tests = Vec::new();
        for (day, [from, to]) in spans {
            tests.extend(from.map(|from| Test::Is(day, Order::From, from)));
            tests.extend(to.map(|to| Test::Is(day, Order::UpTo, to)));
        }
        tests.extend(self.progress.map(Progress::test));
        tests.extend(self.class.map(Class::test));
        let more = [
            (self.no_unit, Test::NoUnit),
            (self.provisional, Test::Provisional(true)),
            (self.undated, Test::Unset(Day::PrudentDue)),
        ];
        tests.extend(more.into_iter().filter(|(asked, _)| *asked).map(|(_, test)| test));
        let own = self.subtree.as_deref().filter(|_| self.own);
        ListQuery {
            filter: CaseFilter {
                subtree: self.subtree.clone(),
                organ_id: own.and_then(last_organ),
                unit_id: self.unit,
                all_of: tests,
                ..CaseFilter::default()
            },
            light: self.light,
            ..ListQuery::default()
        }
    }

    /// Whether these open cases are among them. Of organs that the group was not taken from it says nothing:
    /// the groups are those of the subtree already.
    pub fn holds(&self, group: &OpenGroup) -> bool {
        let own = self.subtree.as_deref().filter(|_| self.own).and_then(last_organ);
        own.is_none_or(|own| own == group.organ)
            && self.unit.is_none_or(|unit| group.unit == Some(unit))
            && (!self.no_unit || group.unit.is_none())
            && self.light.is_none_or(|light| light == group.light)
            && self.progress.is_none_or(|progress| progress == Progress::Open)
            && self.class.is_none_or(|class| class == Class::None)
            && (!self.provisional || group.provisional)
            && (!self.undated || group.prudent_due_on.is_none())
            && within(&self.due, group.due_on)
            && within(&self.prudent, group.prudent_due_on)
            && self.closed == [None, None]
    }

    /// Whether it asks for more than light, unit, day of receipt and due date.
    pub fn asks_more(&self) -> bool {
        let usual = Cut {
            light: self.light,
            unit: self.unit,
            received: self.received,
            due: self.due,
            ..Cut::default()
        };
        *self != usual
    }

    /// The same, narrowed further.
    #[must_use]
    pub fn with(&self, narrow: impl FnOnce(&mut Cut)) -> Cut {
        let mut cut = self.clone();
        narrow(&mut cut);
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_numbers_between_strokes() {
        for (text, is) in
            [("/1/4/", true), ("/1/", true), ("/", false), ("//", false), ("/1/x/", false), ("1/", false)]
        {
            assert_eq!(is_path(text), is, "{text}");
        }
        assert_eq!(last_organ("/1/4/"), Some(4));
        assert_eq!(last_organ("/"), None);
    }

    #[test]
    fn every_result_is_of_one_class() {
        for code in ReplyCode::ALL {
            let word = format!("{code:?}");
            let class = Class::of_letter(&word[..1]);
            assert_ne!(class, Class::None);
            let Test::ResultIn(results) = class.test() else { panic!("{class:?}") };
            assert!(results.contains(&word));
        }
    }
}
