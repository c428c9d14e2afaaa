//! Samples of the pages of the desk: filled, empty, rejected, with long names and with markup.

use chrono::NaiveDate;
use minijinja::Error;

use super::case_gantt;
use super::case_page::{CasePage, Change, Conflict, Doing, LinkedCase, Open, Preview, PreviewPart};
use super::cases::{Line, page_of};
use super::deliveries::{self, ResultLine};
use super::print::{Item, Part, PrintPage};
use super::query::Asked;
use super::scan::{NewMail, ScanPage};
use super::today::{DayListPage, DayPart, DayRow, Tile, TodayPage};
use super::words::{Column, LightMark, Row, case_address};
use crate::casework::case_file::{DeliveryEntry, Entry, Held, SentEntry, ToDispatch};
use crate::casework::case_more::{Look, Message, Urging};
use crate::casework::day_grid::{GridDay, GridWeek};
use crate::casework::explained::{Explained, ExplainedStep, Remedies, Target};
use crate::casework::mailing::LineResult;
use crate::casework::office::{Handler, Office, Unit};
use crate::casework::party::PartyView;
use crate::casework::print_queue;
use crate::casework::saved_views::SavedView;
use crate::casework::tasks::{State, Task};
use crate::casework::view::{CaseSummary, ItemView};
use crate::pages::engine::Engine;
use crate::pages::form::{Fields, Filled};
use crate::pages::samples::case as case_of;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, sample};

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, of_month).unwrap_or_default()
}

fn office() -> Office {
    Office {
        organs: [(1, "清水县自然资源局".to_owned())].into(),
        subtrees: vec![("/1/".to_owned(), LONG_NAME.to_owned())],
        units: vec![Unit {
            id: 1,
            name: MARKUP.to_owned(),
            handlers: vec![Handler { id: 2, name: LONG_NAME.to_owned() }],
        }],
        several: false,
    }
}

fn summaries() -> Vec<CaseSummary> {
    vec![
        case_of("QSZR-2026-00001", LONG_NAME, MARKUP, "overdue"),
        case_of("清公开〔2019〕12号", MARKUP, LONG_NAME, "normal"),
        CaseSummary {
            unit: None,
            handler: None,
            received_on: None,
            due_on: None,
            prudent_due_on: None,
            working_days_left: None,
            ..case_of("QSZR-2026-00003", "张三", "土地出让合同", "unconfirmed")
        },
    ]
}

fn rejected(pairs: &[(&str, &str)], field: &str) -> Filled {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let form = Filled::of(&Fields::new(pairs.collect()));
    form.with_faults(vec![(field.to_owned(), MARKUP.to_owned())])
}

/// Every page of the desk.
///
/// # Errors
/// The first that does not render.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let clerk = of_clerk();
    let mut all = vec![sample(engine, &clerk, &today())?, sample(engine, &clerk, &day_list())?];
    for filled in [true, false] {
        all.push(sample(engine, &clerk, &register(filled))?);
        all.push(sample(engine, &clerk, &case(filled))?);
        all.push(sample(engine, &clerk, &print(filled))?);
        all.push(sample(engine, &clerk, &scan(filled))?);
        all.push(sample(engine, &clerk, &mailing(filled))?);
        let part = PreviewPart { preview: filled.then(preview) };
        all.push(sample(engine, &clerk, &part)?);
    }
    Ok(all)
}

fn today() -> TodayPage {
    let tile = |colour, count| Tile {
        title: "待确认收到之日",
        hint: "联系申请人",
        count,
        href: "/staff/cases?list=unconfirmed".to_owned(),
        colour,
    };
    TodayPage { today: day(16), tiles: vec![tile("plain", 0), tile("amber", 12), tile("red", 100_000)] }
}

fn day_list() -> DayListPage {
    let row = |text: &str| DayRow {
        number: "QSZR-2026-00001".to_owned(),
        href: case_address("QSZR-2026-00001"),
        applicant: text.to_owned(),
        what: text.to_owned(),
        unit: text.to_owned(),
    };
    let part = |title, rows, more| DayPart { title, rows, more };
    DayListPage {
        today: day(16),
        organ: LONG_NAME.to_owned(),
        parts: vec![part("今日到期", vec![row(LONG_NAME), row(MARKUP)], 3), part("待打印", Vec::new(), 0)],
    }
}

fn register(filled: bool) -> super::cases::CasesPage {
    let asked = Asked { columns: Column::ALL.to_vec(), ..Asked::default() };
    let asked = if filled { asked } else { Asked::of(&Fields::default()).0 };
    let form = if filled {
        rejected(&[("text", MARKUP), ("due_from", "2026"), ("col", "title")], "due_from")
    } else {
        Filled::default()
    };
    let mut page = page_of(form, &asked, &office());
    if filled {
        page.rows = summaries().iter().map(|case| Line::of(case, &asked.columns, &office())).collect();
        page.total = 3;
        page.next = Some("after=d".to_owned());
        page.later = true;
        page.views = vec![SavedView { id: 1, name: MARKUP.to_owned(), query: "light=overdue".to_owned() }];
    }
    page
}

fn preview() -> Preview {
    Preview {
        due: Change::of(None, Some(day(30))),
        prudent: Change::of(Some(day(29)), Some(day(30))),
        received: Change::of(Some(day(9)), Some(day(9))),
        after: Open { provisional: true, due_between: Some([day(29), day(29)]) },
        refused: Some(MARKUP.to_owned()),
    }
}

fn explained(filled: bool) -> Explained {
    let step = ExplainedStep {
        rule: "R33-2".to_owned(),
        from: Some(day(9)),
        to: Some(day(30)),
        counted: Some(15),
        what: "自2026年10月9日的次日起15个工作日".to_owned(),
        ..ExplainedStep::default()
    };
    Explained {
        status: "running".to_owned(),
        received_on: filled.then(|| day(9)),
        due_on: filled.then(|| day(30)),
        prudent_due_on: filled.then(|| day(29)),
        provisional: filled,
        due_between: filled.then(|| [day(29), day(30)]),
        waiting_for: None,
        waiting_until: filled.then(|| day(20)),
        working_days_left: Some(3),
        warnings: if filled { vec!["已不止一次延期".to_owned()] } else { Vec::new() },
        calendar: "x".to_owned(),
        steps: if filled { vec![step.clone()] } else { Vec::new() },
        prudent_steps: if filled { vec![step] } else { Vec::new() },
        targets: if filled { vec![Target { what: "分办".to_owned(), on: day(12) }] } else { Vec::new() },
        remedies: filled.then(|| Remedies { review_by: day(30), suit_by: None }),
    }
}

fn entry(seq: i32) -> Entry {
    Entry {
        seq,
        on: day(9),
        recorded_on: day(9),
        recorded_at: "14:05".to_owned(),
        by: LONG_NAME.to_owned(),
        role: "登记岗".to_owned(),
        what: "登记".to_owned(),
        more: if seq == 1 { String::new() } else { MARKUP.to_owned() },
    }
}

const OFFERED: [&str; 10] = [
    "confirm_receipt",
    "assign",
    "seal",
    "deliver",
    "dispatch_measure",
    "record_delivery",
    "record_returned_mail",
    "record_correction",
    "record_payment",
    "archive",
];

fn of_measure(arrived: bool) -> SentEntry {
    SentEntry {
        number: 1,
        title: "补正",
        dispatched_on: day(9),
        received_on: arrived.then(|| day(12)),
        tracking: arrived.then(|| "XA12345678901".to_owned()),
    }
}

fn sent(filled: bool) -> DeliveryEntry {
    DeliveryEntry {
        delivery: 1,
        method: "邮寄",
        dispatched_on: Some(day(12)),
        signed_on: None,
        returned_on: filled.then(|| day(16)),
        tracking: filled.then(|| "RR473124829GB".to_owned()),
        under_way: true,
    }
}

fn party(filled: bool) -> PartyView {
    PartyView {
        role: "applicant".to_owned(),
        kind: "natural_person".to_owned(),
        name: LONG_NAME.to_owned(),
        id_number: filled.then(|| "110105********0021".to_owned()),
        phone: None,
        email: None,
        address: filled.then(|| MARKUP.to_owned()),
    }
}

fn grid(filled: bool) -> Vec<GridWeek> {
    let grid_day =
        |of_month| GridDay { day: of_month, kind: "work", counted: Some(of_month), marks: vec!["收到"] };
    let week = GridWeek { month: Some("10月".to_owned()), days: (9..16).map(grid_day).collect() };
    if filled { vec![week] } else { Vec::new() }
}

fn case(filled: bool) -> CasePage {
    let head = case_of("QSZR-2026-00001", LONG_NAME, MARKUP, "due_soon");
    CasePage {
        form: if filled { rejected(&[("confirm-on", MARKUP)], "confirm-on") } else { Filled::default() },
        href: case_address(&head.number),
        light: LightMark::of(&head),
        organ: LONG_NAME.to_owned(),
        channel: "平常信函",
        unit: filled.then(|| MARKUP.to_owned()),
        handler: filled.then(|| LONG_NAME.to_owned()),
        result: filled.then(|| "可以公开".to_owned()),
        submitted_on: day(9),
        wish: filled.then(|| MARKUP.to_owned()),
        delivery_wish: filled.then(|| "邮寄".to_owned()),
        items: vec![ItemView { item: 1, description: format!("{MARKUP}\n第二行") }],
        parties: vec![party(filled)],
        revealed: filled,
        may_reveal: true,
        explained: explained(filled),
        grid: grid(filled),
        journal: vec![entry(2), entry(1)],
        seen: 2,
        deliveries: vec![sent(filled)],
        sent: if filled { vec![of_measure(true), of_measure(false)] } else { Vec::new() },
        to_dispatch: vec![ToDispatch { number: 1, title: "延期" }],
        held: filled.then(|| Held { on: day(12), reason: format!("理由：{MARKUP}") }),
        offered: if filled { OFFERED.to_vec() } else { Vec::new() },
        act: if filled { "confirm_receipt".to_owned() } else { String::new() },
        receipts: usize::from(filled),
        printable: filled,
        head,
        letters: Vec::new(),
        files: Vec::new(),
        units: office().units,
        preview: filled.then(preview),
        conflict: filled.then(|| Conflict {
            since: vec![entry(2)],
            typed: vec![("确认收到之日".to_owned(), MARKUP.to_owned())],
        }),
        just_done: filled.then_some("用印"),
        gantt: filled.then(|| case_gantt::chart(&case_gantt::sample(day(9), day(30)))),
        tasks: tasks(),
        done: 1,
        doing: if filled {
            vec![Doing { title: MARKUP.to_owned(), href: "/staff".to_owned() }]
        } else {
            Vec::new()
        },
        messages: if filled { vec![message()] } else { Vec::new() },
        looks: if filled { vec![look()] } else { Vec::new() },
        urgings: if filled { vec![urging(true), urging(false)] } else { Vec::new() },
        links: if filled { vec![linked(true), linked(false)] } else { Vec::new() },
    }
}

fn tasks() -> Vec<Task> {
    let task = |title, state, note: &str| Task { title, state, note: note.to_owned() };
    vec![
        task("收到之日", State::Done, "已经确定"),
        task("是否补正", State::Incomplete, MARKUP),
        task("归档", State::Untouched, LONG_NAME),
    ]
}

fn message() -> Message {
    let (on, at) = (day(12), "09:30".to_owned());
    Message {
        on, at, about: "告知收到申请", channel: "电子邮件", state: "已经发出", attempts: 2
    }
}

fn look() -> Look {
    let (on, at) = (day(12), "09:31".to_owned());
    Look {
        on, at, by: LONG_NAME.to_owned(), role: "登记岗".to_owned(), what: "查看完整的个人信息"
    }
}

fn urging(replied: bool) -> Urging {
    Urging {
        opened_on: day(12),
        reply_by: day(13),
        replied_on: replied.then(|| day(13)),
        reply: replied.then(|| MARKUP.to_owned()),
    }
}

fn linked(own: bool) -> LinkedCase {
    LinkedCase {
        what: "相关案件",
        number: own.then(|| "QSZR-2026-00002".to_owned()),
        href: own.then(|| case_address("QSZR-2026-00002")),
    }
}

fn print(filled: bool) -> PrintPage {
    let item = |what: &str, times| {
        Item::of(print_queue::Entry {
            number: "QSZR-2026-00001".to_owned(),
            what: what.to_owned(),
            title: MARKUP.to_owned(),
            applicant: LONG_NAME.to_owned(),
            times,
        })
    };
    let parts = vec![Part { number: 1, items: vec![item("receipt", 0), item("letter-1", 0)] }];
    PrintPage {
        form: if filled { rejected(&[("paper", "a5")], "pick") } else { Filled::default() },
        parts: if filled { parts } else { Vec::new() },
        recent: if filled { vec![item("receipt", 2)] } else { Vec::new() },
        total: if filled { 2 } else { 0 },
        rejected: filled,
    }
}

fn scan(filled: bool) -> ScanPage {
    let waiting = summaries().iter().map(|case| Row::of(case, &office())).collect();
    let mail = NewMail { tracking: "RR473124829GB".to_owned(), doubt: Some("校验位不对"), waiting };
    ScanPage {
        form: if filled { rejected(&[("code", MARKUP)], "code") } else { Filled::default() },
        today: day(16),
        mail: filled.then_some(mail),
    }
}

fn mailing(filled: bool) -> deliveries::DeliveriesPage {
    let result = |outcome: Result<String, String>| {
        ResultLine::of(&LineResult {
            line: MARKUP.to_owned(),
            number: outcome.is_ok().then(|| "QSZR-2026-00001".to_owned()),
            doubt: outcome.is_ok().then_some("校验位不对"),
            outcome,
        })
    };
    let results = vec![result(Ok("已登记".to_owned())), result(Err(MARKUP.to_owned()))];
    let form = if filled { rejected(&[("lines", MARKUP)], "lines") } else { Filled::default() };
    deliveries::page_of(form, day(16), if filled { results } else { Vec::new() }, (!filled).then_some(3))
}
