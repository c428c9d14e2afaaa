//! Samples of the supervisor's pages.

use chrono::{Days, NaiveDate};
use minijinja::Error;

use super::overview::OverviewPage;
use super::period::Period;
use super::switches::{By, Switches};
use crate::casework::cut::OpenGroup;
use crate::casework::figures::{
    Age, Ahead, DayAhead, DayAheadKind, Figures, OrganName, UnitName, first_of_month, month,
};
use crate::casework::step_times::StepTimes;
use crate::law::light::Light;
use crate::pages::Engine;
use crate::pages::frame::{Frame, Person};
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, sample};
use crate::store::tallies::{ARRIVED, MonthTally, UnitTally};

fn of_supervisor() -> Frame {
    let clerk = of_clerk();
    let person = clerk.person.map(|person| Person {
        role: "supervisor".to_owned(),
        role_title: "监督岗".to_owned(),
        ..person
    });
    Frame { person, path: "/staff/overview".to_owned(), ..clerk }
}

fn replied() -> Vec<UnitTally> {
    let tally = |organ_id, unit_id, what: &str, number| UnitTally {
        organ_id,
        unit_id,
        what: what.to_owned(),
        number,
    };
    vec![
        tally(1, Some(1), "met", 12),
        tally(1, Some(1), "late", 1),
        tally(2, Some(2), "met", 3),
        tally(2, None, "met", 7),
    ]
}

fn months(today: NaiveDate) -> Vec<MonthTally> {
    let monthly = |before, what: &str, class: &str, number| MonthTally {
        month: month(first_of_month(today, before)),
        what: what.to_owned(),
        class: class.to_owned(),
        number,
    };
    vec![
        monthly(0, ARRIVED, "", 9),
        monthly(0, "met", "A", 3),
        monthly(1, "late", "C", 2),
        monthly(2, "lapsed", "F", 1),
        monthly(3, "shelved", "", 1),
    ]
}

fn figures(today: NaiveDate, filled: bool) -> Figures {
    let kind = |place: u64| match place % 7 {
        5 if place == 5 => DayAheadKind::WorkedWeekend,
        5 | 6 => DayAheadKind::Rest,
        3 if place == 3 => DayAheadKind::Holiday,
        _ => DayAheadKind::Work,
    };
    let group = |place: u64, light| OpenGroup {
        organ: 1,
        unit: Some(1),
        light,
        due_on: Some(today + Days::new(place)),
        prudent_due_on: Some(today + Days::new(place)),
        provisional: place == 2,
        number: place as i64 * 3 + 1,
    };
    let lights = [Light::Overdue, Light::DueToday, Light::DueSoon, Light::Normal];
    let organ = |id, path: &str, name: &str| OrganName { id, path: path.to_owned(), name: name.to_owned() };
    let unit = |id, organ, name: &str| UnitName { id, organ, name: name.to_owned() };
    let medians = [Some(1), Some(5), None, Some(2), Some(9), Some(0)];
    let all = Figures {
        today,
        organs: vec![organ(1, "/1/", LONG_NAME), organ(2, "/1/2/", "清水县教育局")],
        units: vec![unit(1, 1, MARKUP), unit(2, 2, LONG_NAME)],
        open: (0..).zip(lights).map(|(place, light)| group(place, light)).collect(),
        replied: replied(),
        months: months(today),
        steps: StepTimes {
            replies: 23,
            all: medians,
            units: vec![(1, Some(1), 13, medians), (2, None, 7, medians)],
        },
        days: (0..84).map(|place| DayAhead { day: today + Days::new(place), kind: kind(place) }).collect(),
        ages: vec![Age { title: "余1至5个工作日", past: false, prudent: [Some(today), None] }],
        ahead: Ahead {
            until: today + Days::new(28),
            months: (first_of_month(today, 3), first_of_month(today, 0)),
            working_days: 62,
        },
    };
    if filled {
        return all;
    }
    Figures {
        units: Vec::new(),
        open: Vec::new(),
        replied: Vec::new(),
        months: Vec::new(),
        steps: StepTimes::default(),
        ..all
    }
}

/// Every sample.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let frame = of_supervisor();
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
    let by_unit = Switches {
        organ: Some("/1/".to_owned()),
        unit: Some(1),
        period: Period::Quarter(2026, 3),
        by: By::Unit,
    };
    Ok(vec![
        sample(engine, &frame, &OverviewPage::of(&figures(today, true), &Switches::default()))?,
        sample(engine, &frame, &OverviewPage::of(&figures(today, true), &by_unit))?,
        sample(engine, &frame, &OverviewPage::of(&figures(today, false), &Switches::default()))?,
    ])
}
