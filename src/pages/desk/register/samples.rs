//! Samples of the pages of registering.

use std::collections::BTreeMap;

use minijinja::Error;

use super::live::{Dates, DatesPart, KnownDates, SimilarPart, SimilarView, UnderstoodDay};
use super::{Choice, Choices, RegisterPage, SavedLine, lists};
use crate::casework::similar::{EarlierApplicant, Near, Similar};
use crate::casework::sitting::Saved;
use crate::casework::units::UnitOption;
use crate::casework::view::CaseSummary;
use crate::pages::engine::Engine;
use crate::pages::form::Filled;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};

fn day(day: u32) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_ymd_opt(2026, 10, day)
}

fn case(number: &str, title: &str) -> CaseSummary {
    crate::pages::samples::case(number, LONG_NAME, title, "normal")
}

fn full_dates() -> Dates {
    let (first, last) = (day(22).unwrap_or_default(), day(30).unwrap_or_default());
    Dates {
        known: Some(KnownDates {
            received_on: day(9),
            due_on: day(30),
            prudent_due_on: day(29),
            provisional: true,
            due_between: Some([first, last]),
            warnings: vec!["收到申请之日是休息日".to_owned(), MARKUP.to_owned()],
            steps: vec!["2026年10月9日申请人当面提交".to_owned(), LONG_NAME.to_owned()],
            prudent_steps: vec![MARKUP.to_owned()],
        }),
        doubts: vec!["身份证号码的校验位不符，可能有一位写错，请核对".to_owned()],
        days: vec![UnderstoodDay { field: "on", typed: MARKUP.to_owned(), day: first }],
        today: last,
        yesterday: first,
    }
}

fn no_dates() -> Dates {
    Dates { known: None, doubts: Vec::new(), days: Vec::new(), ..full_dates() }
}

/// Received, but not yet confirmed: no date is known.
fn unconfirmed() -> Dates {
    let none = KnownDates {
        received_on: None,
        due_on: None,
        prudent_due_on: None,
        provisional: false,
        due_between: None,
        warnings: Vec::new(),
        steps: vec!["提交申请；与申请人双方确认之日为收到申请之日".to_owned()],
        prudent_steps: Vec::new(),
    };
    Dates { known: Some(none), ..no_dates() }
}

fn full_similar() -> SimilarView {
    let near = |number: &str, open| Near { case: case(number, MARKUP), why: "证件号码相同", open };
    let answered = Near {
        case: CaseSummary { delivered_on: day(20), ..case("QSZR-2026-00003", LONG_NAME) },
        why: "文号相同",
        open: false,
    };
    let applicant = |id_number: Option<&str>| EarlierApplicant {
        number: "QSZR-2026-00001".to_owned(),
        name: LONG_NAME.to_owned(),
        id_number: id_number.map(str::to_owned),
        phone: None,
    };
    SimilarView {
        looked: true,
        found: Similar {
            applicants: vec![applicant(Some("110105********002X")), applicant(None)],
            of_person: vec![near("QSZR-2026-00001", true), near("QSZR-2026-00002", false)],
            of_content: vec![answered.clone(), near("QSZR-2026-00004", true)],
            repeated: vec![answered],
        },
    }
}

fn saved(organ: Option<&str>) -> Saved {
    Saved {
        number: "QSZR-2026-00001".to_owned(),
        applicant: LONG_NAME.to_owned(),
        title: MARKUP.to_owned(),
        received_on: day(9).filter(|_| organ.is_none()),
        due_on: day(30).filter(|_| organ.is_none()),
        organ: organ.map(str::to_owned),
    }
}

fn page(batch: bool, form: Filled) -> RegisterPage {
    let unit = |id, name: &str| UnitOption { id, name: name.to_owned(), initials: "bgs".to_owned() };
    let window = Choice { value: "QSJY".to_owned(), label: LONG_NAME.to_owned() };
    RegisterPage {
        form,
        batch,
        choices: Choices {
            units: vec![unit(1, "办公室"), unit(2, LONG_NAME)],
            windows: vec![window],
            ..lists::choices()
        },
        restored: None,
        draft_version: 0,
        saved: None,
        sitting: Vec::new(),
        dates: no_dates(),
        similar: SimilarView::default(),
        begin_at: "channel",
    }
}

/// Every page of this part.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let clerk = of_clerk();
    let typed = rejected(&[("name", MARKUP), ("items", MARKUP), ("id_number", LONG_NAME)], "name");
    let full = RegisterPage {
        restored: Some("10月9日10:32".to_owned()),
        draft_version: 3,
        saved: Some(SavedLine {
            number: "QSZR-2026-00001".to_owned(),
            case: Some(case("QSZR-2026-00001", MARKUP)),
        }),
        sitting: vec![saved(None), saved(Some("QSJY"))],
        dates: full_dates(),
        similar: full_similar(),
        begin_at: "items",
        ..page(true, typed)
    };
    let at_window = RegisterPage {
        saved: Some(SavedLine { number: "QSJY-2026-00001".to_owned(), case: None }),
        dates: unconfirmed(),
        similar: SimilarView { looked: true, found: Similar::default() },
        ..page(false, Filled::kept(BTreeMap::new()))
    };
    Ok(vec![
        sample(engine, &clerk, &page(false, Filled::default()))?,
        sample(engine, &clerk, &page(true, Filled::default()))?,
        sample(engine, &clerk, &full)?,
        sample(engine, &clerk, &at_window)?,
        sample(engine, &clerk, &DatesPart { dates: full_dates() })?,
        sample(engine, &clerk, &SimilarPart { similar: full_similar() })?,
    ])
}
