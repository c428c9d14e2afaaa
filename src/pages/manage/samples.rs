//! Samples of the pages of supervisors and administrators, and 帮助.

use chrono::NaiveDate;
use minijinja::Error;

use super::audit::AuditPage;
use super::facts::FactsPage;
use super::holidays::{HolidaysPage, Preview};
use super::lights::{LightsPage, Row, Tile};
use super::organization::{OrganizationPage, PersonLine};
use super::urgings::{CircularPage, CircularRow, UrgingRowView, UrgingsPage, tiles};
use super::urgings_of_case::{CaseUrgingsPage, ProceedingLine, kinds};
use super::{audit, facts, help, organ_samples, settings_samples};
use crate::casework::lights::LastAlert;
use crate::casework::notices::{Import, MovedDate};
use crate::casework::readiness::Lack;
use crate::casework::staffing::{HeldPost, StaffedOrgan, StaffedUnit, StaffedWindow};
use crate::casework::supervision::ProceedingView;
use crate::casework::trail_list::TrailLine;
use crate::casework::urgings::UrgingLine;
use crate::casework::year::{DayCell, MonthView, YearNotice, YearView};
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, LightMark, choice};
use crate::pages::form::Filled;
use crate::pages::frame::Frame;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};
use crate::store::urgings::UrgingState;

/// Every sample.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let frame = of_clerk();
    let mut all = Vec::new();
    for filled in [false, true] {
        all.push(sample(engine, &frame, &lights(filled))?);
        all.push(sample(engine, &frame, &urgings(filled))?);
        all.push(sample(engine, &frame, &circular(filled))?);
        all.push(sample(engine, &frame, &case_urgings(filled))?);
        all.push(sample(engine, &frame, &holidays(filled))?);
        all.push(sample(engine, &frame, &organization(filled))?);
        all.push(sample(engine, &frame, &organ_facts(filled))?);
        all.extend(organ_samples::all(engine, &frame, filled)?);
        all.push(sample(engine, &frame, &audit_trail(filled))?);
        all.push(sample(engine, &frame, &settings_samples::page(filled))?);
    }
    for role in help::posts() {
        all.push(sample(
            engine,
            &Frame { path: "/staff/help".to_owned(), ..frame.clone() },
            &help::page(role),
        )?);
    }
    Ok(all)
}

pub(super) fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, of_month).unwrap_or_default()
}

fn light() -> LightMark {
    let days = Some("3个工作日".to_owned());
    LightMark { colour: "red", shape: "■", word: "超期", days, provisional: true }
}

pub(super) fn some(filled: bool, what: &str) -> Option<String> {
    filled.then(|| what.to_owned())
}

pub(super) fn one() -> Vec<Choice> {
    vec![choice("1", LONG_NAME), choice("2", MARKUP)]
}

fn lights(filled: bool) -> LightsPage {
    let alert = |acknowledged: bool| LastAlert {
        level: -3,
        fired_at: "2026年10月9日 09:00".to_owned(),
        acknowledged_at: some(acknowledged, "2026年10月9日 10:00"),
        by: if acknowledged { vec![LONG_NAME.to_owned()] } else { Vec::new() },
    };
    let row = |known: bool| Row {
        number: "QSZR-2026-00001".to_owned(),
        href: "/staff/cases/QSZR-2026-00001".to_owned(),
        urgings: "/staff/cases/QSZR-2026-00001/urgings".to_owned(),
        light: light(),
        applicant: "张*".to_owned(),
        title: MARKUP.to_owned(),
        due_on: known.then(|| day(9)),
        prudent_due_on: known.then(|| day(8)),
        organ: LONG_NAME.to_owned(),
        unit: some(known, MARKUP),
        handler: some(known, LONG_NAME),
        since: known.then(|| day(1)),
        alert: Some(alert(known)),
        level: Some("到期前3个工作日".to_owned()),
    };
    let mut bare = row(false);
    (bare.alert, bare.level) = (None, None);
    let tile =
        Tile { name: "■ 超期".to_owned(), count: 2, href: "/staff/lights".to_owned(), colour: "red" };
    LightsPage {
        form: Filled::default(),
        tiles: vec![tile],
        organs: one(),
        units: one(),
        lights: one(),
        rows: if filled { vec![row(true), row(false), bare] } else { Vec::new() },
        total: 3,
        address: "light=overdue".to_owned(),
        next: some(filled, "after=1"),
        later: filled,
    }
}

pub(in crate::pages) fn urging(state: &'static str, filled: bool) -> UrgingLine {
    UrgingLine {
        id: 7,
        number: some(filled, "清政公开督〔2026〕1号"),
        withdrawn: some(filled, MARKUP),
        opened_at: "2026年10月10日 08:30".to_owned(),
        opened_on: day(10),
        issued_by: some(filled, LONG_NAME),
        message: some(filled, MARKUP),
        reply_by: day(12),
        state,
        state_title: "待反馈",
        replied_at: some(filled, "2026年10月12日 16:00"),
        replied_by: some(filled, LONG_NAME),
        reply: some(filled, MARKUP),
        closed_at: some(filled, "2026年10月13日 09:00"),
        closed_by: some(filled, LONG_NAME),
        previous: filled.then_some(6),
        next: filled.then_some(8),
    }
}

fn urgings(filled: bool) -> UrgingsPage {
    let row = |state, known| UrgingRowView {
        number: "QSZR-2026-00001".to_owned(),
        href: "/staff/cases/QSZR-2026-00001/urgings".to_owned(),
        organ: LONG_NAME.to_owned(),
        title: MARKUP.to_owned(),
        light: light(),
        urging: urging(state, known),
    };
    let counts = UrgingState::ALL.map(|state| (state, 1));
    UrgingsPage {
        form: Filled::default(),
        tiles: tiles(&counts, Some(UrgingState::Late)),
        organs: one(),
        rows: if filled { vec![row("late", false), row("closed", true)] } else { Vec::new() },
        next: some(filled, "before=7"),
        later: filled,
        address: String::new(),
        supervises: filled,
    }
}

fn circular(filled: bool) -> CircularPage {
    let line = CircularRow {
        number: "QSZR-2026-00001".to_owned(),
        href: "/staff/cases/QSZR-2026-00001".to_owned(),
        organ: LONG_NAME.to_owned(),
        due_on: day(9),
        reasons: vec![MARKUP.to_owned()],
    };
    CircularPage {
        lines: if filled { vec![line] } else { Vec::new() },
        total: usize::from(filled),
        next: filled.then_some(3),
        page: if filled { 2 } else { 1 },
    }
}

fn case_urgings(filled: bool) -> CaseUrgingsPage {
    let proceeding = |answered| ProceedingView {
        id: 3,
        kind: "review".to_owned(),
        received_on: day(9),
        answer_by: day(19),
        answered_on: answered,
    };
    let proceedings = [proceeding(None), proceeding(Some(day(15)))];
    CaseUrgingsPage {
        number: "QSZR-2026-00001".to_owned(),
        href: "/staff/cases/QSZR-2026-00001".to_owned(),
        organ: LONG_NAME.to_owned(),
        applicant: "张*".to_owned(),
        title: MARKUP.to_owned(),
        light: light(),
        received_on: filled.then(|| day(1)),
        due_on: filled.then(|| day(9)),
        form: if filled { rejected(&[("message", MARKUP)], "message") } else { Filled::default() },
        urgings: if filled { vec![urging("closed", true), urging("waiting", false)] } else { Vec::new() },
        replied: if filled { one() } else { Vec::new() },
        may_issue: filled,
        may_close: filled,
        may_reply: filled,
        may_record: filled,
        ended: filled,
        longest: 500,
        proceedings: if filled {
            proceedings.iter().map(|view| ProceedingLine::of(view, day(20))).collect()
        } else {
            Vec::new()
        },
        kinds: kinds(),
        done: filled.then_some("反馈已提交。"),
        today: day(20),
    }
}

fn holidays(filled: bool) -> HolidaysPage {
    let cell = |of_month, kind, known: bool| {
        Some(DayCell {
            on: day(of_month),
            day: of_month,
            kind,
            festival: some(known, LONG_NAME),
            document: some(known, MARKUP),
            provisional: known,
        })
    };
    let week = vec![
        None,
        cell(1, "holiday", true),
        cell(2, "holiday", false),
        cell(3, "rest", false),
        cell(4, "swap", true),
        cell(5, "work", false),
        None,
    ];
    let notice = YearNotice {
        document: MARKUP.to_owned(),
        amends: Some(LONG_NAME.to_owned()),
        published: day(1),
        off: vec![day(1), day(2)],
        worked: vec![day(10)],
    };
    let moved = |old, new| MovedDate {
        number: "QSZR-2026-00001".to_owned(),
        organ: LONG_NAME.to_owned(),
        old,
        new,
        later: true,
    };
    let import = Import {
        document: MARKUP.to_owned(),
        calendar: String::new(),
        moved: vec![moved(Some(day(8)), Some(day(9))), moved(None, None)],
        examined: 12,
    };
    HolidaysPage {
        form: if filled { rejected(&[("notice", MARKUP)], "notice") } else { Filled::default() },
        year: YearView {
            year: if filled { 2026 } else { 2007 },
            months: vec![MonthView { month: 10, weeks: vec![week], working_days: 18 }],
            notices: if filled { vec![notice] } else { Vec::new() },
            provisional_from: filled.then(|| day(1)),
            working_days: 250,
        },
        years: [2007, 2100],
        today: day(1),
        asked: some(filled, MARKUP),
        sample: MARKUP,
        imports: filled,
        preview: filled.then(|| Preview::of(import, true)),
        done: some(filled, MARKUP),
    }
}

fn lacks() -> Vec<Lack> {
    let lack = |words: &str, at| Lack { words: words.to_owned(), at };
    vec![
        lack("没有签发人，答复没有人签发", "posts"),
        lack(MARKUP, "units"),
        lack(LONG_NAME, "facts"),
        lack(MARKUP, "numbers"),
    ]
}

fn organization(filled: bool) -> OrganizationPage {
    let post = |disabled| HeldPost {
        id: 5,
        user: 9,
        name: LONG_NAME.to_owned(),
        login: MARKUP.to_owned(),
        disabled,
        role: "handler".to_owned(),
        role_title: "承办人",
        unit: some(disabled, LONG_NAME),
        since: day(1),
    };
    let window = |to_on| StaffedWindow {
        name: MARKUP.to_owned(),
        organ: LONG_NAME.to_owned(),
        from_on: day(1),
        to_on,
    };
    let organ = |id, known: bool| StaffedOrgan {
        id,
        code: "QSZR".to_owned(),
        name: LONG_NAME.to_owned(),
        kind: "工作部门",
        depth: 1,
        units: vec![
            StaffedUnit { id: 1, name: MARKUP.to_owned(), ended: false },
            StaffedUnit { id: 2, name: "规划股".to_owned(), ended: true },
        ],
        posts: if known { vec![post(false), post(true)] } else { Vec::new() },
        lacks: if known { lacks() } else { Vec::new() },
        to_on: known.then(|| day(30)),
        successor: some(known, LONG_NAME),
        ended: id == 3,
        has_facts: known,
        windows: if known { vec![window(None), window(Some(day(30)))] } else { Vec::new() },
    };
    let person = |id, disabled| PersonLine {
        id,
        name: LONG_NAME.to_owned(),
        login: MARKUP.to_owned(),
        disabled,
        posts: if disabled { Vec::new() } else { vec![MARKUP.to_owned(), LONG_NAME.to_owned()] },
    };
    OrganizationPage {
        organs: vec![organ(1, filled), organ(2, false), organ(3, true)],
        organ_choices: one(),
        unit_choices: one(),
        role_choices: one(),
        people: vec![person(1, false), person(2, true)],
        people_choices: one(),
        keeps: !filled,
        grants: filled,
        me: 1,
        form: if filled { rejected(&[("new-name", MARKUP)], "new-name") } else { Filled::default() },
        done: filled.then_some("账号已恢复。"),
    }
}

fn organ_facts(filled: bool) -> FactsPage {
    FactsPage {
        organ: 1,
        name: LONG_NAME.to_owned(),
        form: if filled { rejected(&[("office", MARKUP)], "office") } else { Filled::default() },
        kinds: facts::kinds(),
        review_forum: "本级人民政府".to_owned(),
        proposed_review: if filled { vec![LONG_NAME.to_owned(), MARKUP.to_owned()] } else { Vec::new() },
        court_level: "基层人民法院".to_owned(),
        since: filled.then(|| day(1)),
        passed: some(filled, MARKUP),
        checked: String::new(),
        done: filled,
    }
}

fn audit_trail(filled: bool) -> AuditPage {
    let line = |known: bool| TrailLine {
        id: 3,
        at: "2026年10月10日 08:30".to_owned(),
        who: if known { LONG_NAME.to_owned() } else { String::new() },
        role: "登记岗".to_owned(),
        organ: LONG_NAME.to_owned(),
        what: "打开文书".to_owned(),
        number: some(known, "QSZR-2026-00001"),
        detail: MARKUP.to_owned(),
    };
    AuditPage {
        form: if filled { rejected(&[("from", MARKUP)], "from") } else { Filled::default() },
        people: one(),
        kinds: audit::kinds(),
        lines: if filled { vec![line(true), line(false)] } else { Vec::new() },
        address: String::new(),
        next: some(filled, "before=3"),
        later: filled,
        anchor: filled.then(|| (day(10), "0f".repeat(32))),
    }
}
