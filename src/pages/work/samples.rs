//! Samples of 我的待办, 我的提醒 and 日历.

use chrono::NaiveDate;
use minijinja::Error;

use super::folders::Unsigned;
use super::{dates, folders, inbox, reach};
use crate::casework::dates::{Dates, DayView};
use crate::casework::deputies::{Candidate, Deputies, Named};
use crate::casework::folders::{Asked, Folder, Opened, Ranked};
use crate::casework::inbox::{EntryView, Sorted};
use crate::casework::office::{Handler, Office, Unit};
use crate::casework::urgency::Score;
use crate::casework::view::CaseSummary;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::form::{Fields, Filled};
use crate::pages::frame::Frame;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, of_month).unwrap_or_default()
}

/// The frame of someone who handles cases.
fn of_handler() -> Frame {
    let mut frame = of_clerk();
    if let Some(person) = &mut frame.person {
        (person.role, person.role_title) = ("handler".to_owned(), "承办人".to_owned());
    }
    Frame { path: "/staff/work".to_owned(), ..frame }
}

fn case(number: &str, text: &str, light: &str) -> CaseSummary {
    crate::pages::samples::case(number, text, text, light)
}

fn office() -> Office {
    let handlers = vec![Handler { id: 2, name: LONG_NAME.to_owned() }];
    Office { units: vec![Unit { id: 1, name: MARKUP.to_owned(), handlers }], ..Office::default() }
}

/// Every sample.
///
/// # Errors
/// The first that does not render.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let handler = of_handler();
    let mut all = Vec::new();
    for filled in [true, false] {
        all.push(sample(engine, &handler, &work(filled))?);
        all.push(sample(engine, &handler, &alerts(filled))?);
        all.push(sample(engine, &handler, &reached(filled))?);
    }
    for view in ["weeks", "month", "day"] {
        all.push(sample(engine, &handler, &days(view))?);
    }
    Ok(all)
}

fn work(filled: bool) -> folders::WorkPage {
    let row = |text: &str, light: &str| Ranked {
        case: case("QSZR-2026-00001", text, light),
        score: Score {
            points: 3, reasons: vec!["超期2个工作日".to_owned(), "退回修改".to_owned()]
        },
        to_sign: true,
    };
    // More than are ranked, and fewer.
    let to_sign = if filled { 1234 } else { 2 };
    let opened = Opened {
        counts: Folder::ALL.into_iter().zip([to_sign, 100_000, 0, 1, 7]).collect(),
        rows: if filled { vec![row(LONG_NAME, "overdue"), row(MARKUP, "normal")] } else { Vec::new() },
        next: filled.then(|| "p:3:1".to_owned()),
    };
    let after = filled.then(|| "p:9:1".to_owned());
    let asked = Asked { folder: Folder::ToSign, own: filled, after };
    let mut page = folders::sample(&opened, &asked, Role::Handler, &office());
    if filled {
        page.form = rejected(&[("pick", "QSZR-2026-00001")], "pick");
        page.refused = vec![Unsigned { number: MARKUP.to_owned(), why: MARKUP.to_owned() }];
        page.signed = Some(2);
    }
    page
}

fn alerts(filled: bool) -> inbox::InboxPage {
    let entry = |id, known: bool| EntryView {
        id,
        title: if known { MARKUP.to_owned() } else { LONG_NAME.to_owned() },
        matter: serde_json::Value::Null,
        number: known.then(|| "QSZR-2026-00001".to_owned()),
        level: -3,
        anchor_on: day(16),
        audience: "handler".to_owned(),
        for_user: known.then_some(4),
        created_at: "2026-10-12T09:05:00+08:00".to_owned(),
        acknowledged_at: known.then(|| "2026-10-12T10:05:00+08:00".to_owned()),
        expected_on: known.then(|| day(15)),
        ended_at: None,
    };
    let past = EntryView { ended_at: Some("2026-10-13T10:05:00+08:00".to_owned()), ..entry(3, false) };
    if !filled {
        return inbox::page_of(Sorted::default(), Filled::default(), None);
    }
    let sorted = Sorted {
        open: 2,
        waiting: vec![entry(1, false)],
        past: vec![entry(2, true), past],
        next_waiting: Some(1),
        next_past: Some(2),
    };
    inbox::page_of(sorted, rejected(&[("expected", MARKUP)], "expected"), Some(2))
}

fn reached(filled: bool) -> reach::ReachPage {
    let name = || LONG_NAME.to_owned();
    let deputies = Deputies {
        named: vec![Named { id: 3, name: MARKUP.to_owned(), from_on: day(9), to_on: day(16) }],
        candidates: vec![Candidate { id: 2, name: name() }],
    };
    if filled {
        reach::page_of(rejected(&[("to", MARKUP), ("mail", "each")], "to"), name(), deputies, "deputy")
    } else {
        reach::page_of(Filled::default(), MARKUP.to_owned(), Deputies::default(), "mail")
    }
}

fn days(view: &'static str) -> dates::DatesPage {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let fields = Fields::new(vec![pair("view", view), pair("from", "2026-10-12")]);
    let kinds = ["work", "work", "swap", "holiday", "work", "rest", "rest"];
    let of = |(on, kind): (u32, &&'static str)| DayView {
        day: day(on),
        kind,
        provisional: on > 20,
        prudent: (0..on % 9).map(|_| case("QSZR-2026-00001", MARKUP, "due_soon")).collect(),
        statutory: (0..on % 2).map(|_| case("清公开〔2019〕12号", LONG_NAME, "overdue")).collect(),
    };
    let days = (12..26).zip(kinds.iter().cycle()).map(of).collect();
    let found = Dates { days, before: 3, cut: true };
    let mut page = dates::page_of(&found, dates::Asked::of(&fields, day(16)), day(16));
    page.feed_since = (view != "month").then(|| day(1));
    page.subscribes = view == "weeks";
    page.feed = (view == "weeks").then(|| "http://127.0.0.1/api/v1/public/feeds/0123".to_owned());
    page.revoked = view == "month";
    page
}
