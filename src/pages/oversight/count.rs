//! Numbers that open what they counted.

use chrono::NaiveDate;
use serde::Serialize;

use super::switches::Switches;
use crate::casework::cut::{Class, Cut, Progress};
use crate::casework::figures::{Figures, last_of_month, month};
use crate::pages::chart::Cell;
use crate::pages::desk::query::Asked;
use crate::store::tallies::ARRIVED;

/// A number and the list of what it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Number {
    pub count: i64,
    /// Nothing where there is nothing to open.
    pub href: Option<String>,
}

impl Number {
    pub fn of(count: i64, cut: Cut) -> Number {
        Number { count, href: (count > 0).then(|| address(cut)) }
    }

    /// The number as a cell of a picture's table.
    pub fn cell(&self) -> Cell {
        Cell { text: self.count.to_string(), href: self.href.clone() }
    }
}

/// The register, showing a cut. What is past is looked at from its newest end.
pub fn address(cut: Cut) -> String {
    let past = cut.received != [None, None] || cut.closed != [None, None];
    let asked = Asked { descending: past, ..Asked::of_cut(cut) };
    format!("/staff/cases?{}", asked.address())
}

/// Counts what the switches let through.
pub struct Counter<'a> {
    pub figures: &'a Figures,
    base: Cut,
    span: (NaiveDate, NaiveDate),
}

impl<'a> Counter<'a> {
    pub fn new(figures: &'a Figures, switches: &Switches) -> Counter<'a> {
        Counter { figures, base: switches.cut(), span: switches.period.span(figures.today) }
    }

    /// Open cases.
    pub fn open(&self, narrow: impl FnOnce(&mut Cut)) -> Number {
        let cut = self.base.with(|cut| cut.progress = Some(Progress::Open)).with(narrow);
        let groups = self.figures.open.iter().filter(|group| cut.holds(group));
        Number::of(groups.map(|group| group.number).sum(), cut)
    }

    /// Replies of the span, in time, late or both.
    pub fn replied(&self, progress: Progress, who: &Who) -> Number {
        let cut = self.base.with(|cut| {
            cut.progress = Some(progress);
            cut.closed = [Some(self.span.0), Some(self.span.1)];
            who.narrow(cut);
        });
        let wanted = |what: &str| match progress {
            Progress::Met => what == "met",
            Progress::Late => what == "late",
            _ => true,
        };
        let tallies = self.figures.replied.iter();
        let tallies = tallies.filter(|tally| who.is(tally.organ_id, tally.unit_id) && wanted(&tally.what));
        Number::of(tallies.map(|tally| tally.number).sum(), cut)
    }

    /// What arrived in the month that begins on a day.
    pub fn arrived(&self, first: NaiveDate) -> Number {
        let cut = self.base.with(|cut| cut.received = [Some(first), Some(last_of_month(first))]);
        let name = month(first);
        let tallies = self.figures.months.iter().filter(|tally| tally.what == ARRIVED && tally.month == name);
        Number::of(tallies.map(|tally| tally.number).sum(), cut)
    }

    /// What closed in that month, of one class or of all.
    pub fn closed(&self, first: NaiveDate, class: Option<Class>) -> Number {
        let cut = self.base.with(|cut| {
            cut.class = class;
            cut.closed = [Some(first), Some(last_of_month(first))];
        });
        let name = month(first);
        let tallies = self.figures.months.iter().filter(|tally| tally.what != ARRIVED && tally.month == name);
        let tallies =
            tallies.filter(|tally| class.is_none_or(|class| class == Class::of_letter(&tally.class)));
        Number::of(tallies.map(|tally| tally.number).sum(), cut)
    }
}

/// Whose replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    All,
    /// Of an organ, without what is below it: its id and path.
    Organ(i64, String),
    Unit(i64),
    /// Of an organ's cases that no unit has.
    NoUnit(i64, String),
}

impl Who {
    fn is(&self, organ: i64, unit: Option<i64>) -> bool {
        match self {
            Who::All => true,
            Who::Organ(id, _) => *id == organ,
            Who::Unit(id) => Some(*id) == unit,
            Who::NoUnit(id, _) => *id == organ && unit.is_none(),
        }
    }

    fn narrow(&self, cut: &mut Cut) {
        match self {
            Who::All => {}
            Who::Organ(_, path) => (cut.subtree, cut.own) = (Some(path.clone()), true),
            Who::Unit(id) => cut.unit = Some(*id),
            Who::NoUnit(_, path) => {
                (cut.subtree, cut.own, cut.no_unit) = (Some(path.clone()), true, true);
            }
        }
    }
}

/// A share of a hundred with one place, rounded, but never up to the whole: 1999 of 2000 are 99.9%.
pub fn percent(part: i64, whole: i64) -> String {
    match whole {
        0 => "—".to_owned(),
        _ if part == whole => "100%".to_owned(),
        _ => {
            let tenths = ((part * 2000 + whole) / (whole * 2)).min(999);
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_but_never_to_the_whole() {
        let shares = [(0, 0), (0, 3), (1, 3), (2, 3), (1998, 2000), (1999, 2000), (7, 7)]
            .map(|(part, whole)| percent(part, whole));
        assert_eq!(shares, ["—", "0.0%", "33.3%", "66.7%", "99.9%", "99.9%", "100%"]);
    }
}
