//! Laws of counting that hold for every day and every number.

use proptest::prelude::*;

use super::day_by_day;
use super::given::{calendar, day, nth_day, tries};

/// From 1 January 2007 to 30 June 2026, so that every count stays on announced ground.
const ANNOUNCED: u64 = 7_120;
/// To 31 December 2100.
const ALL: u64 = 34_332;

proptest! {
    #![proptest_config(tries(2_000))]

    #[test]
    fn a_day_by_day_counter_agrees_on_the_nth_working_day(start in 0..ANNOUNCED, n in 1..80u32) {
        let start = nth_day(start);
        prop_assert_eq!(calendar().main.nth_after(start, n).unwrap(), day_by_day::nth_after(start, n as usize));
    }

    #[test]
    fn a_day_by_day_counter_agrees_on_the_number_of_working_days(from in 0..ANNOUNCED, length in -40i64..200) {
        let from = nth_day(from);
        let to = (from + chrono::TimeDelta::days(length)).clamp(day("2007-01-01"), day("2026-12-25"));
        prop_assert_eq!(calendar().main.count(from, to).unwrap() as usize, day_by_day::count(from, to));
    }

    #[test]
    fn adding_and_counting_are_inverse(start in 0..ALL - 600, n in 1..400u32) {
        for work in [&calendar().main, &calendar().early, &calendar().late] {
            let start = nth_day(start);
            let end = work.nth_after(start, n).unwrap();
            prop_assert!(work.is_working(end).unwrap() && end > start);
            prop_assert_eq!(work.count(start, end).unwrap(), n);
            prop_assert_eq!(work.count(start, end.pred_opt().unwrap()).unwrap(), n - 1);
        }
    }

    #[test]
    fn counting_adds_up_over_any_day_between(a in 0..ALL, b in 0..ALL, c in 0..ALL) {
        let mut days = [a, b, c];
        days.sort_unstable();
        let [a, b, c] = days.map(nth_day);
        let main = &calendar().main;
        prop_assert_eq!(main.count(a, b).unwrap() + main.count(b, c).unwrap(), main.count(a, c).unwrap());
        prop_assert_eq!(main.count(c, a).unwrap(), 0, "backwards there is nothing to count");
    }

    #[test]
    fn zero_days_after_a_day_is_the_last_working_day_up_to_it(on in 30..ALL) {
        let on = nth_day(on);
        let last = calendar().main.nth_after(on, 0u32).unwrap();
        prop_assert!(last <= on && calendar().main.is_working(last).unwrap());
        prop_assert_eq!(calendar().main.count(last, on).unwrap(), 0);
    }

    #[test]
    fn rolling_forward_moves_rest_days_alone(on in 0..ALL - 30) {
        let on = nth_day(on);
        let rolled = calendar().main.roll_forward(on).unwrap();
        let expected = if calendar().main.is_working(on).unwrap() { on } else { calendar().main.nth_after(on, 1u32).unwrap() };
        prop_assert_eq!(rolled, expected);
    }

    #[test]
    fn the_bounds_lie_around_the_answer(start in 0..ALL - 600, n in 1..200u32) {
        let start = nth_day(start);
        let [early, main, late] = [&calendar().early, &calendar().main, &calendar().late]
            .map(|work| work.nth_after(start, n).unwrap());
        prop_assert!(early <= main && main <= late);
        if !calendar().is_provisional(late) {
            prop_assert_eq!(early, late, "announced ground has one answer");
        }
    }
}
