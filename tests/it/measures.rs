//! 办理事项 that may not be proposed: twice, after the signature, or before what they rest on.

use serde_json::{Value, json};

use crate::app::{Answer, TestApp};
use crate::databases::TestDatabase;

on_both_databases!(
    one_extension_is_under_way_at_a_time,
    nothing_moves_a_date_once_the_reply_is_signed,
    a_delay_answers_reasons_that_were_given,
    a_security_officer_does_not_shut_everybody_out,
);

const TODAY: &str = "2026-03-02";

fn propose(app: &TestApp, number: &str, measure: Value) -> Answer {
    app.sign_in("handler").act(number, &json!({ "act": "propose_measure", "measure": measure }))
}

fn extension(days: u16) -> Value {
    json!({ "measure": "extension", "days": days, "reason": "检索涉及四个年度" })
}

#[track_caller]
fn refused_for(answer: &Answer, words: &str) {
    assert!((400..500).contains(&answer.status), "{}", answer.body);
    assert!(answer.body["detail"].as_str().unwrap().contains(words), "{}", answer.body);
}

fn one_extension_is_under_way_at_a_time(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let (number, head) = (app.in_hand(TODAY), app.sign_in("office-head"));
    propose(&app, &number, extension(20)).ok();
    refused_for(&propose(&app, &number, extension(5)), "不能重复提出");
    head.does(&number, json!({ "act": "refuse_measure", "number": 1, "reason": "五日足够" }));
    propose(&app, &number, extension(5)).ok();
    head.does(&number, json!({ "act": "approve_measure", "number": 2 }));
    refused_for(&propose(&app, &number, extension(20)), "不能重复提出");
    // Another kind goes beside it, and so do questions to several.
    propose(&app, &number, json!({ "measure": "reasons", "about": "数量明显过多" })).ok();
    for addressee in ["县住建局", "县水务局"] {
        let inquiry = json!({ "measure": "inquiry", "addressee": addressee, "about": "请确认公开属性" });
        propose(&app, &number, inquiry).ok();
    }
}

fn nothing_moves_a_date_once_the_reply_is_signed(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let number = app.in_hand(TODAY);
    let handler = app.sign_in("handler");
    handler.does(&number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    handler.does(
        &number,
        json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "A2",
            "facts": [{ "fact": "access", "words": "随本答复书邮寄复印件" }] }] }),
    );
    handler.does(&number, json!({ "act": "submit_for_approval" }));
    app.sign_in("reviewer").does(&number, json!({ "act": "pass" }));
    app.sign_in("approver").does(&number, json!({ "act": "pass" }));
    for measure in [
        extension(20),
        json!({ "measure": "correction", "period_days": 10, "points": "写明地块" }),
        json!({ "measure": "reasons", "about": "数量明显过多" }),
    ] {
        refused_for(&propose(&app, &number, measure), "答复已经签发");
    }
}

fn a_delay_answers_reasons_that_were_given(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let number = app.in_hand(TODAY);
    let [head, clerk] = ["office-head", "clerk"].map(|login| app.sign_in(login));
    let delay = |until: &str| json!({ "measure": "delay", "until": until, "reason": "须检索四个年度" });
    refused_for(&propose(&app, &number, delay("2026-04-30")), "先要求申请人说明理由");
    propose(&app, &number, json!({ "measure": "reasons", "about": "数量明显过多" })).ok();
    head.does(&number, json!({ "act": "approve_measure", "number": 1 }));
    clerk.does(&number, json!({ "act": "dispatch_measure", "number": 1, "on": TODAY }));
    refused_for(&propose(&app, &number, delay("2026-04-30")), "先要求申请人说明理由");
    let given = json!({ "act": "record_answer", "number": 1, "on": TODAY, "answer": "用于课题研究" });
    clerk.does(&number, given);
    // 2 May is a day off; 9 May, a Saturday, is worked.
    refused_for(&propose(&app, &number, delay("2026-05-02")), "休息日");
    propose(&app, &number, delay("2026-05-09")).ok();
}

fn a_security_officer_does_not_shut_everybody_out(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let security = app.sign_in("security");
    let users = security.get("/users").ok();
    let own = users.as_array().unwrap().iter().find(|user| user["login"] == "security").unwrap();
    let body = json!({ "disabled": true }).to_string().into_bytes();
    let path = format!("/users/{}/disabled", own["id"]);
    let answer = app.request("PUT", &path, Some(&security.token), &[], Some(body));
    refused_for(&answer, "不能停用自己的账号");
    security.get("/users").ok();
}
