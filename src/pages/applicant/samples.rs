//! Samples of the pages for applicants, and hard ones.

use chrono::NaiveDate;
use minijinja::Error;

use super::apply::{Choices, FileLine, StepPage, StepView};
use super::calculator;
use super::case::{CasePage, WithdrawPage};
use super::check::{CheckPage, Row, Section};
use super::lost::LostPage;
use super::organ::{AccessibilityPage, GuidePage, OrganPage, PrivacyPage};
use super::square;
use super::status::StatusPage;
use super::steps::Step;
use super::submitted::{SubmittedPage, grouped};
use crate::casework::calculator::Counted;
use crate::casework::doubts::ReadsLike;
use crate::casework::explained::{ExplainedStep, Remedies};
use crate::casework::files::FileView;
use crate::casework::organ_facts::Place;
use crate::casework::public_case::PublicCase;
use crate::casework::public_organs::PublicOrgan;
use crate::casework::receipt::Receipt;
use crate::casework::status::PublicStatus;
use crate::pages::engine::{Engine, Page};
use crate::pages::form::{Fields, Filled};
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_guest, organs, rejected, sample};

/// Every page for applicants but the first.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let mut samples = Vec::new();
    for organ in organs() {
        samples.push(one(engine, &OrganPage { organ: organ.clone() })?);
        samples.push(one(engine, &GuidePage { organ: organ.clone() })?);
        samples.push(one(engine, &check(organ))?);
    }
    for step in Step::ALL {
        for form in [Filled::default(), typed(), faulty(step)] {
            samples.push(one(engine, &of_step(step, form))?);
        }
    }
    for left_out in [Vec::new(), vec![LONG_NAME.to_owned(), MARKUP.to_owned()]] {
        samples.push(one(engine, &submitted(left_out))?);
    }
    samples.push(one(engine, &StatusPage { form: Filled::default() })?);
    samples.push(one(engine, &StatusPage { form: rejected(&[("number", MARKUP)], "number") })?);
    samples.push(one(engine, &LostPage { form: Filled::default(), asked: true })?);
    samples.push(one(engine, &LostPage { form: rejected(&[("number", MARKUP)], "number"), asked: false })?);
    samples.push(one(engine, &CasePage::new(bare_case(), Filled::default()))?);
    samples.push(one(engine, &CasePage::new(full_case(), rejected(&[], "file")))?);
    samples.push(one(engine, &WithdrawPage { case: full_case() })?);
    samples.push(one(engine, &calculator::page(Filled::default(), None))?);
    samples.push(one(engine, &calculator::page(rejected(&[("on", MARKUP)], "days"), None))?);
    samples.push(one(engine, &calculator::page(typed(), Some(counted(Some("2026-11-03")))))?);
    samples.push(one(engine, &calculator::page(typed(), Some(counted(None))))?);
    samples.push(one(engine, &PrivacyPage {})?);
    samples.push(one(engine, &AccessibilityPage {})?);
    Ok(samples)
}

fn one<P: Page>(engine: &Engine, page: &P) -> Result<Sample, Error> {
    sample(engine, &of_guest(), page)
}

fn pairs() -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        pair("kind", "organisation"),
        pair("agent", "yes"),
        pair("name", LONG_NAME),
        pair("address", MARKUP),
        pair("item-1", MARKUP),
        pair("item-2", "为什么？\n第二行"),
        pair("channel", "online"),
        pair("on", "2026-09-30"),
    ]
}

fn typed() -> Filled {
    Filled::of(&Fields::new(pairs()))
}

fn faulty(step: Step) -> Filled {
    let field = match step {
        Step::Who => "kind",
        Step::Contact => "name",
        Step::Wanted => "item-2",
        Step::Delivery => "form",
        Step::Files => "file",
    };
    typed().with_faults(vec![(field.to_owned(), MARKUP.to_owned()), (field.to_owned(), "请填写".to_owned())])
}

fn files() -> Vec<FileLine> {
    let line = |number, name: &str| FileLine { number, name: name.to_owned(), size: "12 KB".to_owned() };
    vec![line(1, "授权委托书.pdf"), line(2, MARKUP)]
}

fn organ() -> PublicOrgan {
    PublicOrgan { code: "QSZR".to_owned(), name: LONG_NAME.to_owned(), contact: None }
}

fn of_step(step: Step, form: Filled) -> StepPage {
    let filled = !form.values.is_empty();
    StepPage {
        organ: organ(),
        step: StepView {
            word: step.word(),
            title: step.title(),
            number: step.number(),
            address: step.address("QSZR"),
            back: "/organs/QSZR".to_owned(),
        },
        returning: filled,
        lost: !filled,
        organisation: filled,
        agent: filled,
        advice: if filled { vec![ReadsLike::Advice.advice(), ReadsLike::Complaint.advice()] } else { vec![] },
        boxes: if filled { vec![1, 2] } else { vec![1] },
        may_add: !filled,
        files: if filled { files() } else { Vec::new() },
        choices: Choices::new(10, 50),
        form,
    }
}

fn check(organ: PublicOrgan) -> CheckPage {
    let row = |field: &str, value: &str, doubt| Row {
        field: field.to_owned(),
        label: "姓名".to_owned(),
        value: value.to_owned(),
        doubt,
    };
    let rows = vec![row("name", LONG_NAME, None), row("item-1", MARKUP, Some("请对照证件核对一遍"))];
    CheckPage {
        organ,
        form: rejected(&[], "name"),
        sections: vec![Section { title: "姓名和联系方式", address: "/".to_owned(), rows }],
        files: files(),
        back: "/".to_owned(),
        files_address: "/".to_owned(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn submitted(left_out: Vec<String>) -> SubmittedPage {
    let confirmed = !left_out.is_empty();
    SubmittedPage {
        organ_code: "QSZR".to_owned(),
        receipt: Receipt {
            number: "QSZR-2026-00001".to_owned(),
            code: "123456789012".to_owned(),
            organ: LONG_NAME.to_owned(),
            contact: organs().into_iter().find_map(|organ| organ.contact).filter(|_| confirmed),
            submitted_at: "2026年9月30日09:05".to_owned(),
            submitted_on: day("2026-09-30"),
            received_on: confirmed.then(|| day("2026-09-30")),
            due_on: confirmed.then(|| day("2026-11-03")),
        },
        code: grouped("123456789012"),
        query_address: "https://gongkai.example.test/status".to_owned(),
        square: square::draw("https://gongkai.example.test/status"),
        example: Some(day("2026-11-03")),
        left_out,
    }
}

fn steps() -> Vec<ExplainedStep> {
    let point = ExplainedStep {
        rule: "R31-4".to_owned(),
        on: Some(day("2026-09-30")),
        what: "2026年9月30日与申请人双方确认，确认之日为收到申请之日，当日不计入期限".to_owned(),
        ..ExplainedStep::default()
    };
    let span = ExplainedStep {
        rule: "R33-2".to_owned(),
        from: Some(day("2026-09-30")),
        to: Some(day("2026-11-03")),
        counted: Some(20),
        skipped: ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"].map(day).into(),
        worked: vec![day("2026-10-10")],
        documents: vec!["国办发明电〔2025〕7号".to_owned()],
        what: MARKUP.to_owned(),
        ..ExplainedStep::default()
    };
    vec![point, span]
}

fn counted(due: Option<&str>) -> Counted {
    let remedies = Remedies { review_by: day("2027-01-04"), suit_by: None };
    Counted {
        received_on: due.map(|_| day("2026-09-30")),
        due_on: due.map(day),
        provisional: due.is_some(),
        due_between: due.map(|due| [day(due), day("2026-11-06")]),
        steps: steps(),
        remedies: due.map(|_| remedies),
    }
}

fn bare_case() -> PublicCase {
    PublicCase {
        status: PublicStatus {
            number: "QSZR-2026-00001".to_owned(),
            organ: LONG_NAME.to_owned(),
            sentence: "已收到您提交的申请，工作人员将与您确认，确认之日为收到申请之日".to_owned(),
            step: "登记".to_owned(),
            received_on: None,
            due_on: None,
            provisional: false,
            delivered_on: None,
            steps: Vec::new(),
            remedies: None,
        },
        items: Vec::new(),
        released: Vec::new(),
        brought: Vec::new(),
        takes: None,
        correction_by: None,
        may_withdraw: true,
        withdrawal_requested: None,
        contact: None,
        review: Vec::new(),
        court: None,
    }
}

fn full_case() -> PublicCase {
    let bare = bare_case();
    let file = |name: &str| FileView {
        file: 1,
        kind: "letter".to_owned(),
        kind_title: "文书".to_owned(),
        name: Some(name.to_owned()),
        media: "pdf".to_owned(),
        size: 1_500_000,
        pages: None,
        sha256: String::new(),
        by_applicant: false,
        added_at: String::new(),
        record: false,
        released: true,
        erased: false,
    };
    let place = || Place { name: "清水县人民政府".to_owned(), address: MARKUP.to_owned() };
    PublicCase {
        status: PublicStatus {
            sentence: "等待您补正申请内容，最迟10月16日（含当日）补正".to_owned(),
            received_on: Some(day("2026-09-30")),
            due_on: Some(day("2026-11-03")),
            provisional: true,
            delivered_on: Some(day("2026-10-30")),
            steps: steps(),
            remedies: Some(Remedies { review_by: day("2027-01-04"), suit_by: Some(day("2027-04-30")) }),
            ..bare.status.clone()
        },
        items: vec![MARKUP.to_owned(), LONG_NAME.to_owned()],
        released: vec![file("答复书.pdf"), file(MARKUP)],
        brought: vec![file(LONG_NAME)],
        takes: Some("补正材料"),
        correction_by: Some(day("2026-10-16")),
        withdrawal_requested: Some(day("2026-10-08")),
        contact: organs().into_iter().find_map(|organ| organ.contact),
        review: vec![place(), place()],
        court: Some(place()),
        ..bare
    }
}
