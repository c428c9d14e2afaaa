//! Role by role and state by state: a page shows no act that would be refused, every act that is shown opens,
//! and one that is not shown is refused when it is posted all the same. What may be done stands in `rights.txt`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use gongkai::law::act::ActKind;

use crate::databases::TestDatabase;
use crate::states::{BEFORE, Office, STATES, TODAY};

on_both_databases!(what_is_offered_is_what_may_be_done);

const THREADS: usize = 4;
const PEOPLE: [&str; 10] = [
    "clerk",
    "handler",
    "colleague",
    "neighbour",
    "reviewer",
    "office-head",
    "approver",
    "own-supervisor",
    "supervisor",
    "other-handler",
];
/// Of the acts that are not offered, every so manyth is posted.
const EVERY: usize = 7;

/// The signs of a person's row, by the tag of the act; what is not listed is under the empty tag.
fn table() -> BTreeMap<(String, String), String> {
    let text = include_str!("rights.txt").split_once("\n---\n").unwrap().1;
    let text = text.split_once("What is not listed below\n").unwrap().1;
    let (mut act, mut rows) = (String::new(), BTreeMap::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap().to_owned();
        if line.starts_with(' ') {
            rows.insert((act.clone(), first), words.next().unwrap().to_owned());
        } else {
            act = first;
        }
    }
    rows
}

/// A form that lacks nothing.
const FILLED: [(&str, &str); 25] = [
    ("on", TODAY),
    ("day", "1|on"),
    ("reason", "另有情况"),
    ("unit", "1"),
    ("about", "请提供图纸"),
    ("answer_by", "2026-03-13"),
    ("answer", "已提供"),
    ("addressee", "县住建局"),
    ("files", "供应计划图纸"),
    ("opinion", "可以公开"),
    ("signer", "1"),
    ("signed_on", TODAY),
    ("scan", "呈批单第1页"),
    ("kind", "paper"),
    ("method", "post"),
    ("dispatched_on", TODAY),
    ("proof", "书面材料"),
    ("attempts", "三次去电无人接听"),
    ("case", "QSZR-2026-00001"),
    ("served_on", TODAY),
    ("document", "清政复〔2026〕1号"),
    ("message", "请办理"),
    ("code-1", "A1"),
    ("fact-1", "门户网站"),
    ("authorisation", "常设授权"),
];

fn what_is_offered_is_what_may_be_done(db: &TestDatabase) {
    let mut office = Office::open(db);
    let begun: Vec<_> = STATES.iter().map(|(state, _)| office.begin(*state)).collect();
    office.set_day(TODAY);
    assert!(BEFORE < TODAY);
    let numbers: Vec<String> =
        STATES.iter().zip(begun).map(|((state, _), begun)| office.reach(*state, begun)).collect();
    let (table, next, posted) = (table(), AtomicUsize::new(0), AtomicUsize::new(0));
    let opened = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= PEOPLE.len() {
                        return;
                    }
                    walk(&office, PEOPLE[index], &numbers, &table, (&opened, &posted));
                }
            });
        }
    });
    let (opened, posted) = (opened.into_inner(), posted.into_inner());
    assert!(opened > 300 && posted > 300, "{opened} opened, {posted} posted");
}

fn walk(
    office: &Office,
    login: &str,
    numbers: &[String],
    table: &BTreeMap<(String, String), String>,
    (opened, posted): (&AtomicUsize, &AtomicUsize),
) {
    let visitor = office.app.at_desk(login);
    let allowed = |kind: ActKind, state: usize| {
        let own = table.get(&(kind.tag().to_owned(), login.to_owned()));
        let row = own.or_else(|| table.get(&(String::new(), login.to_owned()))).unwrap();
        row.chars().nth(state).unwrap()
    };
    for (state, number) in numbers.iter().enumerate() {
        let name = STATES[state].1;
        let page = visitor.get(&format!("/staff/cases/{number}"));
        let sees = ActKind::ALL.iter().any(|kind| allowed(*kind, state) != '0');
        assert_eq!(page.status, if sees { 200 } else { 404 }, "{login} «{name}» {}", page.html);
        let doing = page.html.split("<ul class=\"case__doing\">").nth(1).unwrap_or_default();
        let doing = doing.split("</ul>").next().unwrap();
        let links: Vec<String> = doing
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/"))
            .collect();
        for (at, kind) in ActKind::ALL.iter().enumerate() {
            let href = href_of(number, *kind);
            // The clerk's acts of every day stand on the page itself.
            let here = page.html.contains(&format!("name=\"act\" value=\"{}\"", kind.tag()));
            let offered = here || links.contains(&href);
            // 通过 and 退回 share a page; the wizard keeps the opinion that it begins with.
            let opens = *kind == ActKind::DraftDecision && allowed(ActKind::ProposeOpinion, state) == '+';
            let expected = opens || allowed(*kind, state) == '+';
            assert_eq!(offered, expected, "{login} {} «{name}»: {links:?}", kind.tag());
            if !offered && (at + state) % EVERY == 0 {
                // The token is the session's, whatever the page.
                visitor.opens("/staff/cases");
                let address = format!("/staff/cases/{number}/do/{}?number=1&measure=inquiry", kind.tag());
                let answer = visitor.submit(&address, &FILLED);
                assert!(
                    matches!(answer.status, 403 | 404 | 409 | 422),
                    "{login} {} «{name}»: {} {}",
                    kind.tag(),
                    answer.status,
                    answer.html
                );
                posted.fetch_add(1, Ordering::Relaxed);
            }
        }
        for link in links.iter().filter(|link| link.contains("/do/")) {
            let shown = visitor.get(link);
            assert_eq!(shown.status, 200, "{login} «{name}» {link}: {}", shown.html);
            assert!(shown.html.contains("act-form"), "{link}");
            opened.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Where the act of that kind is offered, for the first of several.
fn href_of(number: &str, kind: ActKind) -> String {
    use ActKind::*;
    let base = format!("/staff/cases/{number}");
    let tag = kind.tag();
    match kind {
        DraftDecision => format!("{base}/decide"),
        Pass | Return => format!("{base}/approve"),
        RecordOfflineApproval => format!("{base}/offline-approval"),
        Urge => format!("{base}/urgings"),
        ProposeMeasure => format!("{base}/do/{tag}?measure=inquiry"),
        ApproveMeasure | RefuseMeasure | DispatchMeasure | RecordReceipt | RecordAnswer
        | AnswerCoHandling | RecordDelivery | RecordReturnedMail => format!("{base}/do/{tag}?number=1"),
        _ => format!("{base}/do/{tag}"),
    }
}
