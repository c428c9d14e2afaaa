//! Where time goes: the working days between the steps of cases that were answered, from the journal.
//!
//! The journals of a hundred thousand cases are not read for a picture: the latest replies are enough, and
//! the page says how many they are.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Error;
use crate::law::calendar::{BeyondCalendar, WorkCalendar};
use crate::law::case::Step;
use crate::law::light::Standing;
use crate::store::Db;
use crate::store::figures::{EndedRow, Within, first_days, list_latest_ended};

/// So many replies are looked at.
pub const MOST_REPLIES: i64 = 300;
/// A unit with fewer replies has no median of its own.
pub const FEWEST: usize = 5;

/// What begins each step, in this order. A step lasts until the next of these that the case has; the last
/// one until the reply was delivered.
const BEGINNINGS: [(Step, &str); 6] = [
    (Step::Registration, "registered"),
    (Step::Acceptance, "assigned"),
    (Step::Opinion, "opinion_proposed"),
    (Step::Decision, "decision_drafted"),
    (Step::Approval, "submitted_for_approval"),
    (Step::Delivery, "reply_dispatched"),
];

/// The steps that are measured.
pub const STEPS: [Step; 6] =
    [Step::Registration, Step::Acceptance, Step::Opinion, Step::Decision, Step::Approval, Step::Delivery];

/// Medians, in halves of a working day; nothing where no case had the step.
pub type Medians = [Option<u32>; STEPS.len()];

/// Where time goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepTimes {
    /// How many replies were looked at.
    pub replies: usize,
    pub all: Medians,
    /// The units with at least [`FEWEST`] replies: organ, unit, replies, medians. No unit is a group too.
    pub units: Vec<(i64, Option<i64>, usize, Medians)>,
}

type Durations = [Vec<u32>; STEPS.len()];

pub(super) fn load(
    db: &mut Db,
    within: &Within,
    span: (NaiveDate, NaiveDate),
    calendar: &WorkCalendar,
) -> Result<StepTimes, Error> {
    let states = [Standing::Met, Standing::Late].map(Standing::word);
    let ended = list_latest_ended(db, within, span, &states, MOST_REPLIES)?;
    let ids = ended.iter().map(|case| case.id).collect();
    let kinds = BEGINNINGS.map(|(_, kind)| kind);
    let mut journals: BTreeMap<i64, BTreeMap<String, NaiveDate>> = BTreeMap::new();
    for (case, kind, day) in first_days(db, ids, &kinds)? {
        if let Some(day) = day {
            journals.entry(case).or_default().insert(kind, day);
        }
    }
    Ok(measure(&ended, &journals, calendar)?)
}

fn measure(
    ended: &[EndedRow],
    journals: &BTreeMap<i64, BTreeMap<String, NaiveDate>>,
    calendar: &WorkCalendar,
) -> Result<StepTimes, BeyondCalendar> {
    let mut all = Durations::default();
    let mut of_units: BTreeMap<(i64, Option<i64>), (usize, Durations)> = BTreeMap::new();
    for case in ended {
        let (count, own) = of_units.entry((case.organ_id, case.unit_id)).or_default();
        *count += 1;
        let Some(days) = journals.get(&case.id) else { continue };
        for (place, lasted) in durations(days, case.ended_on, calendar)? {
            for lists in [&mut all, own] {
                lists.get_mut(place).into_iter().for_each(|list| list.push(lasted));
            }
        }
    }
    let units = of_units
        .into_iter()
        .filter(|(_, (count, _))| *count >= FEWEST)
        .map(|((organ, unit), (count, lists))| (organ, unit, count, lists.map(median)))
        .collect();
    Ok(StepTimes { replies: ended.len(), all: all.map(median), units })
}

/// The place of each step that the case had, and how many working days it lasted.
fn durations(
    days: &BTreeMap<String, NaiveDate>,
    ended_on: Option<NaiveDate>,
    calendar: &WorkCalendar,
) -> Result<Vec<(usize, u32)>, BeyondCalendar> {
    let begun = BEGINNINGS.iter().enumerate();
    let mut begun: Vec<(usize, NaiveDate)> =
        begun.filter_map(|(place, (_, kind))| Some((place, *days.get(*kind)?))).collect();
    begun.extend(ended_on.map(|on| (STEPS.len(), on)));
    let pairs = begun.iter().zip(begun.iter().skip(1));
    pairs.map(|((place, from), (_, to))| Ok((*place, calendar.count(*from, *to)?))).collect()
}

/// In halves.
fn median(mut list: Vec<u32>) -> Option<u32> {
    list.sort_unstable();
    let above = *list.get(list.len() / 2)?;
    let below = *list.get((list.len() - 1) / 2)?;
    Some(above + below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![4]), Some(8));
        assert_eq!(median(vec![9, 1, 2]), Some(4));
        assert_eq!(median(vec![1, 2, 9, 4]), Some(6));
    }

    #[test]
    fn a_step_lasts_until_the_next_that_there_is() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let days =
            [("registered", "2026-03-02"), ("assigned", "2026-03-03"), ("reply_dispatched", "2026-03-16")];
        let days = days.map(|(kind, on)| (kind.to_owned(), day(on))).into();
        let calendar = crate::holidays::shipped().unwrap().national(None);
        let found = durations(&days, Some(day("2026-03-18")), &calendar.main).unwrap();
        // 受理 ran on until the reply was sent, for nothing was recorded in between.
        assert_eq!(found, [(0, 1), (1, 9), (5, 2)]);
    }
}
