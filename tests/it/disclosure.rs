//! R32-3: a third party that did not agree is told by a letter of the case before its information is released.

use gongkai::config::Settings;
use gongkai::law::act::Measure;
use gongkai::law::case::{Case, Recorded};
use gongkai::law::case_event::CaseEvent;
use gongkai::law::deadline::Party;
use gongkai::law::text::{OrganId, Text};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::databases::TestDatabase;
use crate::desk::consultation;
use crate::page_client::Visitor;

on_both_databases!(
    the_notice_is_a_letter_and_nothing_is_released_before_it_left,
    each_third_party_that_did_not_agree_is_told,
    only_what_is_decided_is_told,
);

const TODAY: &str = "2026-03-02";

fn place(number: &str, what: &str) -> String {
    format!("/staff/cases/{number}/do/{what}")
}

/// Does an act on its page, as the page was opened.
#[track_caller]
fn does(visitor: &Visitor<'_>, page: &str, fields: &[(&str, &str)]) {
    let html = visitor.opens(page).html;
    let hidden = |name: &str| {
        let begin = format!("name=\"{name}\" value=\"");
        html.split(&begin).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (version, seen) = (hidden("version"), hidden("seen"));
    let own = [("version", version.as_str()), ("seen", seen.as_str())];
    visitor.submits(page, &[&own, fields].concat());
}

fn partly() -> Value {
    json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "B", "facts": [
        { "fact": "article", "words": "第十五条" },
        { "fact": "reasons", "words": "报价明细属于商业秘密，公开会损害第三方的合法权益" },
        { "fact": "access", "words": "随本答复书邮寄复印件" },
    ] }] })
}

fn release(consultation: u32) -> Value {
    json!({ "measure": "disclosure", "consultation": consultation, "content": "该公司地块的成交方案",
        "reason": "不公开会对公共利益造成重大影响", "release_on": "2026-03-20" })
}

fn answer(number: u32, agrees: bool) -> Value {
    json!({ "act": "record_answer", "number": number, "on": TODAY, "agrees": agrees, "answer": "意见见附件" })
}

/// What its form asks for besides the third party.
const FORM: [(&str, &str); 4] = [
    ("consultation", "1"),
    ("content", "该公司地块的成交方案"),
    ("reason", "不公开会对公共利益造成重大影响"),
    ("release_on", "2026-03-20"),
];

fn the_notice_is_a_letter_and_nothing_is_released_before_it_left(db: &TestDatabase) {
    let app = TestApp::start_with(db, TODAY, Settings::default());
    app.fill_in_facts();
    let number = app.in_hand(TODAY);
    let [handler, clerk, head] = ["handler", "clerk", "office-head"].map(|login| app.at_desk(login));
    let tell = place(&number, "propose_measure?measure=disclosure");
    assert_eq!(handler.get(&tell).status, 409, "nobody was asked");
    let asked = [
        ("party", "third_party"),
        ("consultee", "清水河酒业有限公司"),
        ("information", "2025年供应计划中该公司地块的成交方案"),
        ("reason", "其中含有未公开的经营数据"),
    ];
    does(&handler, &place(&number, "propose_measure?measure=consultation"), &asked);
    does(&head, &place(&number, "approve_measure?number=1"), &[]);
    does(&clerk, &place(&number, "dispatch_measure?number=1"), &[("on", TODAY)]);
    let objects = [("on", TODAY), ("agrees", "no"), ("answer", "方案含有经营数据，不同意公开。")];
    does(&handler, &place(&number, "record_answer?number=1"), &objects);
    assert_eq!(handler.get(&tell).status, 409, "nothing was decided");
    app.does("handler", &number, json!({ "act": "propose_opinion", "opinion": "部分公开" }));
    app.does("handler", &number, partly());
    let due = app.case(&number)["due_on"].clone();

    // Seen beside the form as it will be kept.
    let preview = handler.submit(&place(&number, "propose_measure/preview?measure=disclosure"), &FORM);
    assert_eq!(preview.status, 200, "{}", preview.html);
    for words in ["清水河酒业有限公司", "方案含有经营数据", "2026年3月20日"] {
        preview.shows(words);
    }
    does(&handler, &tell, &FORM);
    let letters = app.sign_in("handler").get(&format!("/cases/{number}/letters")).ok();
    let notice = letters.as_array().unwrap().last().unwrap().clone();
    assert_eq!((&notice["kind"], &notice["measure"]), (&json!("disclosure_notice"), &json!(2)));
    let ordinal = notice["letter"].as_u64().unwrap();
    does(&head, &place(&number, "approve_measure?number=2"), &[]);
    let letter = || app.sign_in("handler").get(&format!("/cases/{number}/letters/{ordinal}")).ok();
    assert_eq!(letter()["number"], "清自然资公开权告〔2026〕1号");
    let dispatch = json!({ "act": "dispatch_measure", "number": 2, "on": TODAY });
    app.ask("clerk", &number, &dispatch).problem(409);
    assert_eq!(clerk.get(&place(&number, "dispatch_measure?number=2")).status, 409, "not offered");

    let reply = json!({ "kind": "reply", "attachments": ["成交方案"] });
    let drafted = app.sign_in("handler").post(&format!("/cases/{number}/letters"), &reply).ok();
    assert_eq!(drafted["findings"], json!([]), "{drafted}");
    app.does("handler", &number, json!({ "act": "submit_for_approval" }));
    app.does("reviewer", &number, json!({ "act": "pass" }));
    app.does("approver", &number, json!({ "act": "pass" }));
    app.does("clerk", &number, json!({ "act": "seal", "kind": "paper" }));
    let post = json!({ "act": "deliver", "method": "post", "dispatched_on": TODAY });
    assert_eq!(app.ask("clerk", &number, &post).problem(409), "not_now");
    assert!(!letter()["sent"].as_bool().unwrap());
    clerk.opens(&place(&number, "dispatch_measure?number=2")).shows("清水河酒业有限公司");
    does(&clerk, &place(&number, "dispatch_measure?number=2"), &[("on", TODAY)]);
    assert!(letter()["sent"].as_bool().unwrap(), "what left is a file of the case");
    assert_eq!(app.case(&number)["due_on"], due, "it moves no date");
    let token = app.sign_in("handler").token;
    let (_, _, bytes) =
        app.download("GET", &format!("/cases/{number}/letters/{ordinal}.txt"), Some(&token), None);
    let words = String::from_utf8(bytes).unwrap();
    for part in ["清水河酒业有限公司", "方案含有经营数据", "清自然资公开权告〔2026〕1号", "清水县人民政府"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("张三丰"), "who asked is nobody else's business: {words}");
    app.does("clerk", &number, post);
    app.is_sound();
}

fn each_third_party_that_did_not_agree_is_told(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let number = app.in_hand(TODAY);
    for of in 1..=3 {
        app.measure(&number, consultation(), TODAY);
        app.does("clerk", &number, answer(of, of == 3));
    }
    app.does("handler", &number, json!({ "act": "propose_opinion", "opinion": "部分公开" }));
    app.does("handler", &number, partly());
    app.approved(&number, release(1));
    let again = json!({ "act": "propose_measure", "measure": release(1) });
    assert_eq!(app.ask("handler", &number, &again).problem(409), "not_now", "one is under way");
    app.does("handler", &number, json!({ "act": "submit_for_approval" }));
    app.does("reviewer", &number, json!({ "act": "pass" }));
    app.does("approver", &number, json!({ "act": "pass" }));
    app.does("clerk", &number, json!({ "act": "seal", "kind": "paper" }));
    let post = json!({ "act": "deliver", "method": "post", "dispatched_on": TODAY });
    app.does("clerk", &number, json!({ "act": "dispatch_measure", "number": 4, "on": TODAY }));
    assert_eq!(app.ask("clerk", &number, &post).problem(409), "not_now", "the second was not told");
    assert_eq!(app.ask("handler", &number, &again).problem(409), "not_now", "the first was");
    app.measure(&number, release(2), TODAY);
    app.does("clerk", &number, post);
    app.is_sound();
}

fn only_what_is_decided_is_told(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let number = app.in_hand(TODAY);
    app.measure(&number, consultation(), TODAY);
    app.does("clerk", &number, answer(1, false));
    let propose = |measure: Value| json!({ "act": "propose_measure", "measure": measure });
    let refused = |measure: Value| app.ask("handler", &number, &propose(measure)).problem(409).to_owned();
    assert_eq!(refused(release(1)), "not_now", "no draft");
    app.does("handler", &number, json!({ "act": "propose_opinion", "opinion": "部分公开" }));
    app.does("handler", &number, partly());
    assert_eq!(refused(release(2)), "not_now", "nobody was asked");
    let mut past = release(1);
    past["release_on"] = json!("2026-03-01");
    assert_eq!(refused(past), "not_now", "the day of release lies before the notice");
    app.does("handler", &number, propose(release(1)));
    // Not whoever proposed it, and not the approver of replies.
    let approve = json!({ "act": "approve_measure", "number": 2 });
    app.ask("approver", &number, &approve).problem(403);
    app.does("office-head", &number, approve);
}

/// A journal of before the notice was a letter still says that the third party was told.
#[test]
fn what_was_recorded_by_hand_still_counts() {
    let recorded = |event: Value| Recorded { event: serde_json::from_value(event).unwrap(), by: None };
    let text = || Text::Words("某公司".to_owned());
    let consult = Measure::Consultation {
        party: Party::ThirdParty,
        consultee: text(),
        reason: text(),
        overridden: false,
    };
    let proposed = CaseEvent::MeasureProposed { number: 1, measure: consult };
    let mut journal = vec![
        recorded(json!({ "kind": "registered", "channel": "in_person", "on": TODAY, "signed_on": null,
            "handed_over_on": null, "items": 1 })),
        Recorded { event: proposed, by: None },
        recorded(json!({ "kind": "measure_approved", "number": 1, "on": TODAY })),
        recorded(
            json!({ "kind": "measure_dispatched", "number": 1, "on": TODAY, "in_time": true, "backdating": null }),
        ),
        recorded(json!({ "kind": "answered", "number": 1, "on": TODAY, "agrees": false,
            "answer": "不同意" })),
    ];
    let untold = |journal: &[Recorded]| Case::fold(OrganId(1), "/1/", journal).untold_third_party();
    assert_eq!(untold(&journal), Some(1));
    journal.push(recorded(json!({ "kind": "third_party_notified", "on": TODAY })));
    assert_eq!(untold(&journal), None);
    // What was told before an objection did not answer it.
    let objection = journal.remove(4);
    journal.push(objection);
    assert_eq!(untold(&journal), Some(1));
}
