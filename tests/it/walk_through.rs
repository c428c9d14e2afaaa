//! One request from submission by an applicant to delivery and archive, through the HTTP API, with
//! a correction, a consultation, an extension and two approval levels.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(a_request_is_carried_from_submission_to_the_archive);

fn a_request_is_carried_from_submission_to_the_archive(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let (office_head, reviewer, approver) =
        (app.sign_in("office-head"), app.sign_in("reviewer"), app.sign_in("approver"));

    // 登记: the applicant submits online, the clerk confirms the next day.
    let submitted =
        app.send("POST", "/public/organs/QSZR/applications", Some(&application("online", "2026-03-02"))).ok();
    let number = submitted["number"].as_str().unwrap();
    let code = submitted["query_code"].as_str().unwrap();
    assert_eq!(number, "QSZR-2026-00001");
    assert_eq!(submitted["due_on"], Value::Null, "nothing runs before both sides confirmed");
    let status = |sentence: &str| {
        let found = app.send("POST", "/public/status", Some(&json!({ "number": number, "code": code }))).ok();
        assert!(found["sentence"].as_str().unwrap().contains(sentence), "{found}");
        assert_eq!(found.get("prudent_due_on"), None, "the prudent date never leaves the house");
    };
    status("工作人员将与您确认");
    app.set_day("2026-03-03");
    let (clerk, handler, office_head) = (renew(&app, clerk), renew(&app, handler), renew(&app, office_head));
    let case = clerk.does(number, json!({ "act": "confirm_receipt", "on": "2026-03-03" }));
    assert_eq!((&case["received_on"], &case["due_on"]), (&json!("2026-03-03"), &json!("2026-03-31")));
    assert_eq!(case["prudent_due_on"], json!("2026-03-30"), "counted from the submission");
    status("最迟3月31日（含当日）");

    // 受理: assigned and signed for.
    clerk.does(number, json!({ "act": "assign", "unit": app.units[1] }));
    let case = handler.does(number, json!({ "act": "sign_for" }));
    assert_eq!(case["step"], "acceptance");

    // 补正: proposed, approved, dispatched; the date moves at dispatch, not before.
    let correction = json!({ "act": "propose_measure", "measure": {
        "measure": "correction", "period_days": 10, "points": "请写明所需供应计划的具体地块" } });
    handler.does(number, correction);
    let case = office_head.does(number, json!({ "act": "approve_measure", "number": 1 }));
    assert_eq!(case["due_on"], json!("2026-03-31"), "an approval moves nothing");
    let asked = clerk.does(number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-03" }));
    assert_eq!((&asked["state"], &asked["due_on"]), (&json!("awaiting_correction"), &Value::Null));
    assert_eq!(asked["waiting_until"], json!("2026-03-17"));
    app.set_day("2026-03-10");
    let (clerk, handler, office_head) = (renew(&app, clerk), renew(&app, handler), renew(&app, office_head));
    let corrected = json!({ "act": "record_correction", "on": "2026-03-10", "content": "城东片区3号地块" });
    let foreseen = clerk.post(&format!("/cases/{number}/acts?dry_run=true"), &corrected).ok();
    let case = clerk.does(number, corrected);
    assert_eq!(case["due_on"], json!("2026-04-08"), "twenty working days again, over 清明");
    assert_eq!(foreseen["due_on"], case["due_on"], "the dry run said so");

    // 征求意见.
    let consultation = json!({ "act": "propose_measure", "measure": { "measure": "consultation",
        "party": "third_party", "consultee": "清水县城建投资有限公司", "reason": "材料载有该公司的报价" } });
    handler.does(number, consultation);
    office_head.does(number, json!({ "act": "approve_measure", "number": 2 }));
    let case = handler.does(number, json!({ "act": "dispatch_measure", "number": 2, "on": "2026-03-10" }));
    assert_eq!(case["light"], "paused");
    app.set_day("2026-03-20");
    let (clerk, handler, office_head) = (renew(&app, clerk), renew(&app, handler), renew(&app, office_head));
    handler.does(number, json!({ "act": "record_receipt", "number": 2, "on": "2026-03-11" }));
    let answer = json!({ "act": "record_answer", "number": 2, "on": "2026-03-20", "agrees": true, "answer": "同意公开" });
    let case = handler.does(number, answer);
    assert_eq!(case["due_on"], json!("2026-04-20"), "eight working days are not counted");

    // 延期.
    let extension = json!({ "act": "propose_measure", "measure": { "measure": "extension", "days": 5, "reason": "需要汇总多个地块" } });
    handler.does(number, extension);
    office_head.does(number, json!({ "act": "approve_measure", "number": 3 }));
    let case = clerk.does(number, json!({ "act": "dispatch_measure", "number": 3, "on": "2026-03-20" }));
    assert_eq!(case["due_on"], json!("2026-04-27"));

    // 提出办理意见, 作出决定, 报批 through two levels with one return on the way.
    handler.does(number, json!({ "act": "propose_opinion", "opinion": "可以公开，建议提供复印件" }));
    let decision = json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "A2",
        "facts": [{ "fact": "access", "words": "随答复书邮寄复印件" }] }] });
    handler.does(number, decision.clone());
    handler.does(number, json!({ "act": "submit_for_approval" }));
    let reviewer = renew(&app, reviewer);
    let approver = renew(&app, approver);
    assert_eq!(
        approver.act(number, &json!({ "act": "pass" })).problem(409),
        "not_now",
        "the reviewer comes first"
    );
    reviewer.does(number, json!({ "act": "return", "to": "decision", "reason": "请补充提供方式" }));
    handler.does(number, decision);
    handler.does(number, json!({ "act": "submit_for_approval" }));
    reviewer.does(number, json!({ "act": "pass" }));
    assert_eq!(clerk.act(number, &json!({ "act": "seal", "kind": "paper" })).problem(409), "not_now");
    approver.does(number, json!({ "act": "pass", "comment": "同意" }));

    // 送达: nothing unsigned or unsealed leaves.
    app.set_day("2026-04-27");
    let clerk = renew(&app, clerk);
    let posted = json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-04-27", "tracking": "1234567890123" });
    assert_eq!(clerk.act(number, &posted).problem(409), "not_now");
    clerk.does(number, json!({ "act": "seal", "kind": "paper" }));
    let case = clerk.does(number, posted);
    assert_eq!(
        (&case["light"], &case["result"]),
        (&json!("closed_in_time"), &json!("A2")),
        "the posting day counts"
    );
    status("已经答复");
    app.set_day("2026-04-30");
    let clerk = renew(&app, clerk);
    clerk.does(number, json!({ "act": "record_delivery", "delivery": 1, "on": "2026-04-29" }));
    let case = clerk.does(number, json!({ "act": "archive" }));
    assert_eq!(case["step"], "archive");

    // The explanation adds up, and the journal holds every step without a name in it.
    let explained = clerk.get(&format!("/cases/{number}/deadline")).ok();
    let counted: i64 =
        explained["steps"].as_array().unwrap().iter().filter_map(|s| s["counted"].as_i64()).sum();
    assert_eq!(counted, 25, "{explained}");
    assert_eq!(
        explained["remedies"]["review_by"],
        json!("2026-06-29"),
        "sixty days from 29 April end on a Sunday"
    );
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    assert!(!journal.to_string().contains("张三丰") && !journal.to_string().contains("同意公开"));
    let kinds: Vec<_> =
        journal.as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, THE_WALK);
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!((verified.cases, verified.faults), (1, Vec::<String>::new()));
}

/// What the journal of this case reads like.
const THE_WALK: [&str; 28] = [
    "registered",
    "receipt_confirmed",
    "assigned",
    "signed_for",
    "measure_proposed",
    "measure_approved",
    "measure_dispatched",
    "corrected",
    "measure_proposed",
    "measure_approved",
    "measure_dispatched",
    "measure_received",
    "answered",
    "measure_proposed",
    "measure_approved",
    "measure_dispatched",
    "opinion_proposed",
    "decision_drafted",
    "submitted_for_approval",
    "approval_returned",
    "decision_drafted",
    "submitted_for_approval",
    "approval_passed",
    "approval_passed",
    "sealed",
    "reply_dispatched",
    "reply_signed_for",
    "archived",
];

/// A new session of the same person: the old token has run out over the days.
fn renew<'a>(app: &'a TestApp, person: crate::app::Person<'a>) -> crate::app::Person<'a> {
    app.sign_in(&person.login)
}
