//! Samples of deciding and approving: filled, empty, rejected, with long names and with markup.

use chrono::NaiveDate;
use minijinja::Error;

use super::approvals::{ApprovalsPage, Row, SpotView};
use super::approve::{ApprovePage, Around, Signing};
use super::items::{EarlierView, FactField, FactsView};
use super::letters::{LetterPart, LetterStep};
use super::offline::OfflinePage;
use super::opinion::OpinionView;
use super::questions::{ChoiceView, QuestionView};
use super::wizard::{DecidePage, ItemView, TakenView};
use super::words::{DecidedItem, Head, PASSING, RETURNING, codes};
use crate::casework::approval_file::{Signature, Turn};
use crate::casework::decision::{Earlier, Returned};
use crate::casework::letter_check::FindingView;
use crate::casework::letter_compare::Comparison;
use crate::casework::spot_replies::SpotReply;
use crate::documents::diff::{diff, differs};
use crate::law::wizard::Question;
use crate::pages::Engine;
use crate::pages::desk::case_page::Open;
use crate::pages::desk::words::{LightMark, case_address, choice};
use crate::pages::form::Filled;
use crate::pages::frame::{Frame, Person};
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, of_month).unwrap_or_default()
}

fn frame(role: &str, title: &str) -> Frame {
    let clerk = of_clerk();
    let person = clerk.person.clone().map(|person| Person {
        role: role.to_owned(),
        role_title: title.to_owned(),
        ..person
    });
    Frame { person, path: "/staff/approvals".to_owned(), ..clerk }
}

/// With dates, or before the receipt is known.
fn head(dated: bool) -> Head {
    let number = if dated { "QSZR-2026-00012" } else { "清公开〔2019〕12号" };
    Head {
        number: number.to_owned(),
        href: case_address(number),
        light: LightMark {
            colour: if dated { "amber" } else { "blue" },
            shape: "▲",
            word: "临期",
            days: dated.then(|| "余3个工作日".to_owned()),
            provisional: dated,
        },
        applicant: if dated { LONG_NAME } else { MARKUP }.to_owned(),
        title: if dated { MARKUP } else { LONG_NAME }.to_owned(),
        received_on: dated.then(|| day(9)),
        due_on: dated.then(|| day(30)),
        prudent_due_on: dated.then(|| day(29)),
        version: 7,
    }
}

/// Every sample.
///
/// # Errors
/// The first that does not render.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let (handler, approver) = (frame("handler", "承办人"), frame("approver", "签发人"));
    let mut all = Vec::new();
    for filled in [true, false] {
        for page in [question(filled), facts(filled), opinion(filled), letter(filled)] {
            all.push(sample(engine, &handler, &page)?);
        }
        all.push(sample(engine, &approver, &approvals(filled))?);
        all.push(sample(engine, &approver, &approve(filled))?);
        all.push(sample(engine, &of_clerk(), &offline(filled))?);
    }
    all.push(sample(engine, &approver, &ApprovePage { turn: Turn::OwnDraft, ..approve(true) })?);
    Ok(all)
}

fn decide(filled: bool, step: &'static str) -> DecidePage {
    let item = |item, text: &str, complete: bool| ItemView {
        item,
        description: text.to_owned(),
        href: format!("{}/decide?item={item}", case_address("QSZR-2026-00012")),
        current: item == 1,
        complete,
        result: complete.then(|| "A2 予以公开（第三十六条第（二）项）".to_owned()),
        taken: vec![TakenView {
            question: Question::Nature.title(),
            answer: "获取政府信息",
            href: "/staff/cases/QSZR-2026-00012/decide?item=1&ask=nature".to_owned(),
        }],
    };
    DecidePage {
        head: head(filled),
        form: Filled::default(),
        items: if filled { vec![item(1, LONG_NAME, true), item(2, MARKUP, false)] } else { Vec::new() },
        returned: filled.then(|| Returned {
            on: day(16),
            by: LONG_NAME.to_owned(),
            reason: MARKUP.to_owned(),
            to_opinion: true,
        }),
        closed: (!filled).then(|| "案件尚未签收，请先签收".to_owned()),
        stale: filled,
        step,
        question: None,
        facts: None,
        opinion: None,
        letter: None,
        to_opinion: "/staff/cases/QSZR-2026-00012/decide?ask=opinion".to_owned(),
        to_letter: filled.then(|| "/staff/cases/QSZR-2026-00012/decide?ask=letter".to_owned()),
    }
}

fn question(filled: bool) -> DecidePage {
    let of = if filled { Question::Opinion } else { Question::Nature };
    let choices = of.choices().iter();
    DecidePage {
        form: if filled { rejected(&[("answer", MARKUP)], "answer") } else { Filled::default() },
        question: Some(QuestionView {
            item: 1,
            description: if filled { LONG_NAME } else { MARKUP }.to_owned(),
            word: of.word(),
            title: of.title(),
            hint: of.hint(),
            articles: of.articles(),
            choices: choices
                .map(|one| ChoiceView { value: one.word, label: one.label, hint: one.hint })
                .collect(),
            back: filled.then(|| "/staff/cases/QSZR-2026-00012/decide?item=1&ask=nature".to_owned()),
            known: filled.then(|| format!("第三方意见：{MARKUP}")),
        }),
        ..decide(filled, "question")
    }
}

fn facts(filled: bool) -> DecidePage {
    let field = |name: &str, label| FactField { name: name.to_owned(), label, hint: "写具体" };
    let earlier = |text: &str, reasons: Option<&str>| EarlierView {
        earlier: Earlier {
            number: "QSZR-2026-00001".to_owned(),
            applicant: "张*".to_owned(),
            title: text.to_owned(),
            why: "内容相近",
            result: "C4".to_owned(),
            delivered_on: day(9),
            reasons: reasons.map(str::to_owned),
        },
        href: case_address("QSZR-2026-00001"),
        outcome: "保护第三方合法权益".to_owned(),
    };
    let typed = [("fact-reasons", MARKUP), ("why", LONG_NAME), ("code", "B")];
    DecidePage {
        form: if filled { rejected(&typed, "fact-reasons") } else { Filled::default() },
        facts: Some(FactsView {
            item: 1,
            description: MARKUP.to_owned(),
            title: "B 部分公开（第三十七条）".to_owned(),
            article: "第三十七条",
            proposed: filled.then(|| "C4 保护第三方合法权益（第十五条）".to_owned()),
            withheld: filled.then_some("保护第三方合法权益"),
            letter: "政府信息公开申请答复书",
            other: filled,
            codes: codes(),
            facts: vec![
                field("fact-access", "获取信息的方式、途径"),
                field("fact-reasons", "理由"),
                field("fact-article", "法律依据（条、款、项）"),
            ],
            earlier: if filled {
                vec![earlier(LONG_NAME, Some(MARKUP)), earlier(MARKUP, None)]
            } else {
                Vec::new()
            },
            back: filled.then(|| "/staff/cases/QSZR-2026-00012/decide?item=1&ask=separable".to_owned()),
        }),
        ..decide(filled, "facts")
    }
}

fn opinion(filled: bool) -> DecidePage {
    let result = |item, text: &str| (item, text.to_owned(), "A2 予以公开（第三十六条第（二）项）".to_owned());
    DecidePage {
        form: if filled { rejected(&[("opinion", MARKUP)], "opinion") } else { Filled::default() },
        opinion: Some(OpinionView {
            results: if filled { vec![result(1, LONG_NAME), result(2, MARKUP)] } else { Vec::new() },
            missing: if filled { Vec::new() } else { vec![(1, "/staff/cases/1/decide?item=1".to_owned())] },
            record: if filled { vec![MARKUP.to_owned(), LONG_NAME.to_owned()] } else { Vec::new() },
            stands: filled,
            unconfirmed: !filled,
        }),
        ..decide(filled, "opinion")
    }
}

fn decided() -> Vec<DecidedItem> {
    vec![DecidedItem {
        item: 1,
        description: LONG_NAME.to_owned(),
        code: "A2".to_owned(),
        title: "予以公开",
        article: "第三十六条第（二）项",
        facts: vec![("获取信息的方式、途径", MARKUP.to_owned())],
    }]
}

fn part(letter: i32, ticked: bool) -> LetterPart {
    let finding = |code: &str, severity: &str| FindingView {
        code: code.to_owned(),
        title: "字体缺字".to_owned(),
        severity: severity.to_owned(),
        rule: "GB/T 9704".to_owned(),
        words: MARKUP.to_owned(),
        ticked,
    };
    let stretches = diff("提供〔方式〕\n", &format!("邮寄提供{MARKUP}\n"));
    let compared =
        Comparison { with: Some("现行模板".to_owned()), differs: differs(&stretches), stretches };
    LetterPart {
        letter,
        title: "政府信息公开申请答复书",
        html: "<article class=\"letter letter-correspondence\"><h1>答复书</h1></article>".to_owned(),
        pdf: format!("/staff/cases/QSZR-2026-00012/letters/{letter}"),
        findings: vec![finding("signs_missing", "warning"), finding("outdated", "error")],
        clean: false,
        template: compared.clone(),
        earlier: if ticked { Comparison::default() } else { compared },
    }
}

fn letter(filled: bool) -> DecidePage {
    let fault = [("attachments", MARKUP), ("version", "7")];
    DecidePage {
        form: if filled { rejected(&fault, "submit") } else { Filled::default() },
        letter: Some(LetterStep {
            items: if filled { decided() } else { Vec::new() },
            outdated: !filled,
            letters: if filled { vec![part(1, false), part(2, true)] } else { Vec::new() },
            written: filled,
            submittable: filled,
        }),
        ..decide(filled, "letter")
    }
}

fn spot(seen: bool) -> SpotView {
    SpotView::of(SpotReply {
        case: crate::pages::acts::samples::head(),
        seq: 9,
        on: day(14),
        by: LONG_NAME.to_owned(),
        items: vec![(1, "已经主动公开", MARKUP.to_owned())],
        authorisation: MARKUP.to_owned(),
        signature: MARKUP.to_owned(),
        letters: if seen {
            vec![(1, "政府信息公开申请答复书", Some(MARKUP.to_owned()))]
        } else {
            Vec::new()
        },
        files: if seen { vec![(1, MARKUP.to_owned())] } else { Vec::new() },
        seen,
    })
}

fn approvals(filled: bool) -> ApprovalsPage {
    let row = |dated: bool| Row {
        href: format!("{}/approve", head(dated).href),
        head: head(dated),
        what: "答复签发",
        since: day(14),
        by: LONG_NAME.to_owned(),
        own: !dated,
    };
    ApprovalsPage {
        rows: if filled { vec![row(true), row(false)] } else { Vec::new() },
        acting_for: filled.then(|| LONG_NAME.to_owned()),
        spots: if filled { vec![spot(false), spot(true)] } else { Vec::new() },
        form: if filled { rejected(&[("pick", MARKUP)], "pick") } else { Filled::default() },
        done: filled.then_some("已经审核通过。"),
    }
}

fn approve(filled: bool) -> ApprovePage {
    let signature = |what, kind, recorded_by: Option<&str>| Signature {
        what,
        kind,
        on: day(14),
        by: format!("{LONG_NAME} 代 {MARKUP}"),
        words: MARKUP.to_owned(),
        recorded_by: recorded_by.map(str::to_owned),
    };
    let typed = [("do", "return"), ("reason", MARKUP), ("to", "opinion")];
    ApprovePage {
        head: head(filled),
        organ: LONG_NAME.to_owned(),
        unit: filled.then(|| LONG_NAME.to_owned()),
        handler: filled.then(|| MARKUP.to_owned()),
        warnings: if filled { vec![MARKUP.to_owned()] } else { Vec::new() },
        form: if filled { rejected(&typed, "reason") } else { Filled::default() },
        opinion: filled.then(|| MARKUP.to_owned()),
        items: if filled { decided() } else { Vec::new() },
        drafter: LONG_NAME.to_owned(),
        history: if filled {
            vec![signature("签发", "passed", Some(LONG_NAME)), signature("退回作出决定", "returned", None)]
        } else {
            Vec::new()
        },
        turn: if filled {
            Turn::Yours { last: true }
        } else {
            Turn::Other { why: "没有等待审批的拟定答复".to_owned() }
        },
        may_tick: filled,
        letters: if filled { vec![part(1, false)] } else { Vec::new() },
        signing: filled.then(|| Signing {
            on: day(16),
            due_before: Some(day(30)),
            due_after: Some(day(30)),
            after: Open { provisional: true, due_between: Some([day(30), day(31)]) },
            days_left: Some(9),
        }),
        acting_for: filled.then(|| LONG_NAME.to_owned()),
        passing: &PASSING,
        returning: &RETURNING,
        stale: filled,
        done: filled.then_some("已经审核通过。"),
        around: Around {
            at: filled.then_some(2),
            of: 5,
            previous: filled.then(|| "/staff/cases/QSZR-2026-00001/approve".to_owned()),
            next: filled.then(|| "/staff/cases/QSZR-2026-00003/approve".to_owned()),
        },
    }
}

fn offline(filled: bool) -> OfflinePage {
    OfflinePage {
        head: head(filled),
        form: if filled { rejected(&[("signer", "1"), ("on", MARKUP)], "file") } else { Filled::default() },
        post: "签发人",
        signers: vec![choice("1", LONG_NAME), choice("2", MARKUP)],
        closed: (!filled).then(|| "没有等待审批的拟定答复".to_owned()),
        stale: filled,
        warning: "不得上传涉及国家秘密的文件",
    }
}
