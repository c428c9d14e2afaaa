//! 电子送达: where the applicant chose it (P0-9), of a reply that says how to apply for 复议 online (P-7).

use gongkai::config::Settings;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    it_is_sent_to_whom_chose_it,
    a_later_choice_is_recorded_with_the_delivery,
    the_reply_names_the_way_to_apply_for_review_online,
);

const TODAY: &str = "2026-03-02";

fn by_mail(chosen: Option<&str>) -> Value {
    json!({ "act": "deliver", "method": "electronic", "dispatched_on": TODAY, "chosen": chosen })
}

#[track_caller]
fn refused_for(answer: &Answer, words: &str) {
    answer.problem(409);
    assert!(answer.body["detail"].as_str().unwrap().contains(words), "{}", answer.body);
}

fn it_is_sent_to_whom_chose_it(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let sealed = |form: &str, delivery: Option<&str>| {
        let mut wishes = application("in_person", TODAY);
        (wishes["form"], wishes["delivery"]) = (json!(form), json!(delivery));
        let number = app.register(&wishes);
        app.take_in_hand(&number);
        app.seal_reply(&number);
        number
    };
    let electronic =
        [("纸质", Some("电子邮件")), ("电子邮件", None), ("纸质", Some("网上获取")), ("纸质", Some("传真"))];
    for (form, delivery) in electronic {
        let delivered = app.does("clerk", &sealed(form, delivery), by_mail(None));
        assert_eq!(delivered["light"], "closed_in_time", "{form} {delivery:?}");
    }
    for (form, delivery) in [("纸质", None), ("光盘", Some("邮寄")), ("纸质", Some("不接受电子方式"))]
    {
        refused_for(&app.ask("clerk", &sealed(form, delivery), &by_mail(None)), "没有选择电子方式");
    }
}

fn a_later_choice_is_recorded_with_the_delivery(db: &TestDatabase) {
    let app = TestApp::start(db, TODAY);
    let number = app.in_hand(TODAY);
    app.seal_reply(&number);
    let clerk = app.sign_in("clerk");
    refused_for(&clerk.act(&number, &by_mail(None)), "没有选择电子方式");
    let desk = app.at_desk("clerk");
    desk.opens(&format!("/staff/cases/{number}/do/deliver")).shows("申请人选择电子方式的情况");
    clerk.does(&number, by_mail(Some("3月2日来电，请发到所留邮箱")));
    desk.opens(&format!("/staff/cases/{number}")).shows("3月2日来电，请发到所留邮箱");
    app.is_sound();
}

fn the_reply_names_the_way_to_apply_for_review_online(db: &TestDatabase) {
    let app = TestApp::start_with(db, TODAY, Settings::default());
    app.fill_in_facts();
    let [clerk, handler] = ["clerk", "handler"].map(|login| app.sign_in(login));
    let drafted = |delivery: &str| {
        let mut wishes = application("in_person", TODAY);
        wishes["delivery"] = json!(delivery);
        let number = app.register(&wishes);
        app.take_in_hand(&number);
        let items =
            json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "随本答复书发送" }] }]);
        handler.does(&number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
        handler.does(&number, json!({ "act": "draft_decision", "items": items }));
        let letter = json!({ "kind": "reply", "attachments": ["清水县2025年国有建设用地供应计划"] });
        handler.post(&format!("/cases/{number}/letters"), &letter).ok();
        number
    };
    // Whoever wants it so is thought of before the letter is signed.
    let wanted = drafted("电子邮件");
    let early = handler.act(&wanted, &json!({ "act": "submit_for_approval" }));
    early.problem(422);
    assert!(early.body["detail"].as_str().unwrap().contains("网上申请行政复议的渠道"), "{}", early.body);
    // Whoever chose it later gets another way, or a letter that says it.
    let number = drafted("邮寄");
    handler.does(&number, json!({ "act": "submit_for_approval" }));
    app.does("reviewer", &number, json!({ "act": "pass" }));
    app.does("approver", &number, json!({ "act": "pass" }));
    clerk.does(&number, json!({ "act": "seal", "kind": "paper" }));
    let chosen = by_mail(Some("3月2日来电，请发到所留邮箱"));
    refused_for(&clerk.act(&number, &chosen), "没有写明网上申请行政复议的渠道");
    clerk.does(&number, crate::desk::posted(TODAY));
}
