//! A sample of every page, and hard ones: rendered in the tests, looked at in the browser.

use chrono::NaiveDate;
use minijinja::Error;

use super::engine::{Engine, Page};
use super::errors::ProblemPage;
use super::form::{Fields, Filled};
use super::frame::{Frame, Look, Person, PostOption};
use super::home::HomePage;
use super::sign_in::SignInPage;
use crate::casework::public_organs::{PublicContact, PublicOrgan};
use crate::casework::view::CaseSummary;

/// A rendered sample.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The template.
    pub template: &'static str,
    pub html: String,
}

/// A name of sixty signs, with a rare one.
pub const LONG_NAME: &str = "阿卜杜热合曼·买买提艾力·𬭎䶮㛃·清水河畔永宁镇下辖自然村集体经济股份合作联合社全体成员代表大会筹备组办公室主任之继承人";
/// What must be shown as it was typed, and never act.
pub const MARKUP: &str = "<script>alert(1)</script>{{ 7*7 }}\"'><img src=x onerror=alert(1)>";

/// A day of October 2026.
pub(super) fn october(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 10, day)
}

/// A case in a list, being handled.
pub(super) fn case(number: &str, applicant: &str, title: &str, light: &str) -> CaseSummary {
    CaseSummary {
        id: 1,
        number: number.to_owned(),
        organ: 1,
        unit: Some(1),
        handler: Some(2),
        channel: "registered_mail".to_owned(),
        title: title.to_owned(),
        applicant: applicant.to_owned(),
        step: "acceptance".to_owned(),
        step_title: "受理".to_owned(),
        state: "running".to_owned(),
        light: light.to_owned(),
        light_title: String::new(),
        provisional: light == "normal",
        received_on: october(9),
        due_on: october(30),
        prudent_due_on: october(29),
        due_between: None,
        correction_notice_by: october(20),
        waiting_for: None,
        waiting_until: None,
        working_days_left: Some(3),
        working_days_overdue: (light == "overdue").then_some(2),
        delivered_on: None,
        ended_on: None,
        result: Some("A2".to_owned()),
        version: 7,
    }
}

/// Renders one page under the frame of its readers.
pub(super) fn sample<P: Page>(engine: &Engine, frame: &Frame, page: &P) -> Result<Sample, Error> {
    Ok(Sample { template: P::TEMPLATE, html: engine.render(frame, page)? })
}

/// The frame of someone without an account.
pub fn of_guest() -> Frame {
    Frame {
        look: Look::default(),
        person: None,
        token: "0123456789abcdef".to_owned(),
        path: "/".to_owned(),
        today: october(12),
        once: "sample".to_owned(),
    }
}

/// The frame of a clerk with two posts.
pub fn of_clerk() -> Frame {
    let option = |id, title: &str| PostOption { id, title: title.to_owned() };
    Frame {
        person: Some(Person {
            name: LONG_NAME.to_owned(),
            role: "clerk".to_owned(),
            role_title: "登记岗".to_owned(),
            organ: "清水县自然资源局".to_owned(),
            post: 1,
            alerts: 12,
            posts: vec![option(1, "清水县自然资源局 登记岗"), option(2, "清水县自然资源局 承办人（代理）")],
        }),
        path: "/staff".to_owned(),
        today: october(12),
        ..of_guest()
    }
}

/// Organs as the first page shows them: one filled in, one not, one with a long name.
pub fn organs() -> Vec<PublicOrgan> {
    let contact = PublicContact {
        office: "办公室".to_owned(),
        address: "清水县文化路12号".to_owned(),
        postcode: "741400".to_owned(),
        phone: "0938-7150012".to_owned(),
        hours: Some("工作日8:30—12:00、14:30—18:00".to_owned()),
    };
    let organ = |code: &str, name: &str, contact| PublicOrgan {
        code: code.to_owned(),
        name: name.to_owned(),
        contact,
    };
    vec![
        organ("QSZR", "清水县自然资源局", Some(contact.clone())),
        organ("QSJY", "清水县教育局", None),
        organ("LONG", LONG_NAME, Some(PublicContact { hours: None, address: MARKUP.to_owned(), ..contact })),
    ]
}

/// The first page with an organ whose name would turn its line.
///
/// # Errors
/// As [`all`].
pub fn turned(engine: &Engine) -> Result<String, Error> {
    let turned =
        PublicOrgan { code: "T".to_owned(), name: "甲\u{202e}cod.\u{2066}乙".to_owned(), contact: None };
    engine.render(&of_guest(), &HomePage { organs: vec![turned] })
}

/// A form that came back with two faults.
pub(super) fn rejected(pairs: &[(&str, &str)], field: &str) -> Filled {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let fault = |message: &str| (field.to_owned(), message.to_owned());
    Filled::of(&Fields::new(pairs)).with_faults(vec![fault("请填写"), fault(MARKUP)])
}

/// Every page.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let (guest, clerk) = (of_guest(), of_clerk());
    let large = Frame { look: Look { large: true, contrast: true }, ..guest.clone() };
    let back = || "/staff".to_owned();
    let problem =
        ProblemPage {
            title: "没有找到".to_owned(), detail: MARKUP.to_owned(), id: Some("a1b2".to_owned())
        };
    let mut all = vec![
        sample(engine, &guest, &HomePage { organs: organs() })?,
        sample(engine, &large, &HomePage { organs: Vec::new() })?,
        sample(engine, &guest, &SignInPage { form: Filled::default(), back: back() })?,
        sample(engine, &guest, &SignInPage { form: rejected(&[("login", MARKUP)], "login"), back: back() })?,
        sample(engine, &guest, &problem)?,
        sample(engine, &clerk, &problem)?,
    ];
    all.extend(super::admin::samples::all(engine)?);
    all.extend(super::applicant::samples::all(engine)?);
    all.extend(super::desk::register::samples::all(engine)?);
    all.extend(super::desk::samples::all(engine)?);
    all.extend(super::work::samples::all(engine)?);
    all.extend(super::acts::samples::all(engine)?);
    all.extend(super::decide::samples::all(engine)?);
    all.extend(super::papers::samples::all(engine)?);
    all.extend(super::oversight::samples::all(engine)?);
    all.extend(super::manage::samples::all(engine)?);
    Ok(all)
}
