//! Samples of the pages of acts: filled, rejected, stale, with long names and with markup.

use chrono::NaiveDate;
use minijinja::Error;

use super::forms::{Button, Field, Form};
use super::page::{ActPage, Approves, Dates, EffectPart};
use crate::casework::act_choices::MeasureInWords;
use crate::casework::case_file::Entry;
use crate::casework::letter_shown::{FindingView, LetterShown};
use crate::casework::office::Handler;
use crate::casework::view::{CaseSummary, ItemView};
use crate::pages::Engine;
use crate::pages::desk::case_page::{Change, Conflict, Open};
use crate::pages::desk::words::{LightMark, choice};
use crate::pages::form::Filled;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, of_month).unwrap_or_default()
}

pub(in crate::pages) fn head() -> CaseSummary {
    CaseSummary {
        prudent_due_on: None,
        ..crate::pages::samples::case("QSZR-2026-00001", LONG_NAME, MARKUP, "normal")
    }
}

fn fields() -> Vec<Field> {
    vec![
        Field::new("day", "on", "发出日期").hint(MARKUP),
        Field::new("number", "days", "工作日").with("10"),
        Field::new("text", "consultee", "对方的名称"),
        Field::new("area", "reason", "理由").say(&["理由不充分，请补充后重新提出"]),
        Field::new("pick", "kind", "种类").from(vec![choice("a", LONG_NAME), choice("b", MARKUP)]),
        Field::new("tick", "overridden", "确有必要").hint("从严截止日不变"),
        Field::new("ticks", "items", "内容").from(vec![choice("1", MARKUP), choice("2", LONG_NAME)]),
    ]
}

fn finding((severity, ticked): (&str, bool)) -> FindingView {
    FindingView {
        code: "late_reply".to_owned(),
        title: MARKUP.to_owned(),
        severity: severity.to_owned(),
        rule: "T-3".to_owned(),
        words: MARKUP.to_owned(),
        ticked,
    }
}

fn letters() -> Vec<LetterShown> {
    let kept = LetterShown {
        letter: Some(1),
        title: "补正告知书".to_owned(),
        state: "drafted".to_owned(),
        number: Some(MARKUP.to_owned()),
        html: Some("<article class=\"letter\"></article>".to_owned()),
        findings: [("error", false), ("warning", false), ("warning", true)].map(finding).to_vec(),
        problems: Vec::new(),
    };
    let missing =
        LetterShown { title: MARKUP.to_owned(), problems: vec![MARKUP.to_owned()], ..LetterShown::default() };
    vec![kept, missing]
}

fn effect(form: &Filled, apart: bool) -> EffectPart {
    let dates = Dates {
        received: Change::of(None, Some(day(9))),
        due: Change::of(Some(day(30)), Some(day(31))),
        prudent: Change::default(),
        waiting: Change::of(None, Some(day(20))),
        after: Open { provisional: true, due_between: apart.then(|| [day(30), day(31)]) },
        at_dispatch: apart,
    };
    EffectPart {
        dates: Some(dates),
        missing: Vec::new(),
        refused: Vec::new(),
        fee: Some("应收50元（5×10元）".to_owned()),
        letters: letters(),
        form: form.clone(),
        may_tick: true,
        apart,
    }
}

fn page(form: Filled, hard: bool) -> ActPage {
    let head = head();
    let href = "/staff/cases/QSZR-2026-00001".to_owned();
    let entry = Entry {
        seq: 8,
        on: day(9),
        recorded_on: day(9),
        recorded_at: "09:05".to_owned(),
        by: LONG_NAME.to_owned(),
        role: "承办人".to_owned(),
        what: MARKUP.to_owned(),
        more: MARKUP.to_owned(),
    };
    let measure = MeasureInWords {
        number: 1,
        title: "补正",
        said: vec![("补正事项", MARKUP.to_owned()), ("补正期限", LONG_NAME.to_owned())],
        dispatched_on: None,
        is_consultation: false,
        is_third_party: false,
    };
    let shape = Form {
        notes: vec![MARKUP.to_owned()],
        fields: fields(),
        backdating: hard,
        buttons: vec![
            Button { label: "拟制告知书", way: "letter" },
            Button { label: "登记已告知", way: "told" },
        ],
        alive: true,
    };
    ActPage {
        light: LightMark::of(&head),
        action: format!("{href}/do/dispatch_measure?number=1"),
        tag: "dispatch_measure",
        title: "发出文书：补正".to_owned(),
        seen: 7,
        items: vec![ItemView { item: 1, description: MARKUP.to_owned() }],
        effect: effect(&form, false),
        form,
        shape,
        objection: hard.then(|| "本案已经延期一次".to_owned()),
        measure: hard.then_some(measure),
        people: vec![Handler { id: 2, name: LONG_NAME.to_owned() }],
        approves: None,
        conflict: hard
            .then(|| Conflict { since: vec![entry], typed: vec![("理由".to_owned(), MARKUP.to_owned())] }),
        head,
        href,
    }
}

/// Every sample.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let frame = of_clerk();
    let wrong = || rejected(&[("reason", MARKUP), ("tick-late_reply", "yes"), ("kind", "b")], "reason");
    let mut approval = page(wrong(), true);
    approval.approves = Some(Approves { approve: "/a".to_owned(), refuse: "/b".to_owned() });
    let refused = EffectPart { refused: vec![MARKUP.to_owned()], ..EffectPart::default() };
    Ok(vec![
        sample(engine, &frame, &page(Filled::default(), false))?,
        sample(engine, &frame, &page(wrong(), true))?,
        sample(engine, &frame, &approval)?,
        sample(engine, &frame, &effect(&wrong(), true))?,
        sample(engine, &frame, &refused)?,
        sample(engine, &frame, &EffectPart { missing: vec![MARKUP.to_owned()], ..EffectPart::default() })?,
    ])
}
