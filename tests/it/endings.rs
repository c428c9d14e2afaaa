//! How cases end, and how some begin again.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::desk::{correction, posted};

on_both_databases!(
    a_reopened_case_has_a_clock_of_its_own,
    returned_mail_is_sent_again,
    an_own_wrong_address_spoils_the_prudent_date,
    an_answer_on_the_spot_takes_every_step,
    a_paper_signature_counts_as_its_signers,
    a_case_lapses_after_the_last_day_alone,
    an_unpaid_fee_lapses_too,
    a_withdrawal_voids_the_draft,
    a_shelved_case_is_revived_by_contact,
    a_held_case_stays_in_the_house,
);

fn reopen(served_on: &str) -> Value {
    json!({ "act": "reopen", "by": "review_organ", "served_on": served_on, "document": "清政复决字〔2026〕7号" })
}

fn a_reopened_case_has_a_clock_of_its_own(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    assert_eq!(
        app.ask("clerk", &number, &reopen("2026-03-02")).problem(409),
        "not_now",
        "nothing was answered yet"
    );
    let case = app.does("clerk", &number, posted("2026-03-02"));
    assert_eq!(case["result"], "A2");
    app.set_day("2026-04-21");
    assert_eq!(app.ask("clerk", &number, &reopen("2026-04-22")).problem(422), "in_future");
    let case = app.does("clerk", &number, reopen("2026-04-20"));
    assert_eq!((&case["state"], &case["received_on"]), (&json!("running"), &json!("2026-04-20")));
    assert_eq!(case["due_on"], "2026-05-20", "over 劳动节 and the worked Saturday of 9 May");
    // The first letter was signed for in March, as is learnt now: it answers the first clock alone.
    let case =
        app.does("clerk", &number, json!({ "act": "record_delivery", "delivery": 1, "on": "2026-03-05" }));
    assert_eq!((&case["state"], &case["due_on"]), (&json!("running"), &json!("2026-05-20")));
    assert_eq!(
        app.ask("clerk", &number, &posted("2026-04-21")).problem(409),
        "not_now",
        "the old reply is void"
    );
    app.seal_reply(&number);
    let case = app.does("clerk", &number, posted("2026-04-21"));
    assert_eq!((&case["light"], &case["delivered_on"]), (&json!("closed_in_time"), &json!("2026-04-21")));
    let explained = app.sign_in("clerk").get(&format!("/cases/{number}/deadline")).ok();
    assert_eq!(explained["remedies"], Value::Null, "the second reply was not received yet");
    // Once more, after the archive.
    app.does("clerk", &number, json!({ "act": "archive" }));
    app.set_day("2026-06-01");
    let case = app.does("clerk", &number, reopen("2026-06-01"));
    assert_eq!((&case["state"], &case["due_on"]), (&json!("running"), &json!("2026-06-30")));
    app.is_sound();
}

fn returned_mail_is_sent_again(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    app.set_day("2026-03-30");
    app.does("clerk", &number, posted("2026-03-30"));
    app.set_day("2026-04-08");
    let returned = |delivery: u32, on: &str| json!({ "act": "record_returned_mail", "delivery": delivery, "on": on, "own_wrong_address": false });
    assert_eq!(
        app.ask("clerk", &number, &returned(1, "2026-03-29")).problem(409),
        "not_now",
        "before it was sent"
    );
    assert_eq!(app.ask("clerk", &number, &returned(2, "2026-04-08")).problem(409), "not_now");
    app.does("clerk", &number, returned(1, "2026-04-08"));
    assert_eq!(app.ask("clerk", &number, &returned(1, "2026-04-08")).problem(409), "not_now");
    let case = app.does("clerk", &number, posted("2026-04-08"));
    assert_eq!(case["delivered_on"], "2026-03-30", "the posting day stays (decision 28)");
    assert_eq!((&case["light"], &case["warnings"]), (&json!("closed_in_time"), &json!([])));
    app.set_day("2026-04-10");
    app.does("clerk", &number, json!({ "act": "record_delivery", "delivery": 2, "on": "2026-04-09" }));
    let explained = app.sign_in("clerk").get(&format!("/cases/{number}/deadline")).ok();
    assert_eq!(explained["remedies"]["review_by"], "2026-06-08", "sixty days from the receipt");
    app.is_sound();
}

fn an_own_wrong_address_spoils_the_prudent_date(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    app.set_day("2026-03-27");
    app.does("clerk", &number, posted("2026-03-27"));
    app.set_day("2026-03-30");
    let returned = json!({ "act": "record_returned_mail", "delivery": 1, "on": "2026-03-30", "own_wrong_address": true });
    let case = app.does("clerk", &number, returned);
    let warning = gongkai::law::wording::warning(gongkai::law::deadline::Warning::LateOnPrudentReading);
    assert!(!case["warnings"].to_string().contains(warning), "today it can still be sent again in time");
    app.set_day("2026-03-31");
    assert!(app.case(&number)["warnings"].to_string().contains(warning));
    let case = app.does("clerk", &number, posted("2026-03-31"));
    assert_eq!((&case["light"], &case["delivered_on"]), (&json!("closed_in_time"), &json!("2026-03-27")));
    assert!(case["warnings"].to_string().contains(warning), "a day late on the prudent reading");
    let explained = app.sign_in("clerk").get(&format!("/cases/{number}/deadline")).ok();
    assert!(explained["warnings"].to_string().contains(warning));
    app.is_sound();
}

fn an_answer_on_the_spot_takes_every_step(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let on_the_spot = |code: &str, fact: &str| {
        json!({ "act": "answer_on_the_spot", "unit": app.units[1], "authorisation": "签发人2026年1月5日授权书",
            "items": [{ "item": 1, "code": code, "facts": [{ "fact": fact, "words": "见县政府网站公开专栏" }] }],
            "signature": "申请人在答复书上签名" })
    };
    let number = app.register(&application("in_person", "2026-03-02"));
    assert_eq!(app.ask("clerk", &number, &on_the_spot("D2", "reasons")).problem(409), "not_now");
    assert_eq!(app.ask("clerk", &number, &on_the_spot("A1", "reasons")).problem(422), "missing");
    assert_eq!(app.ask("office-head", &number, &on_the_spot("A1", "access")).problem(403), "not_your_task");
    let case = app.does("clerk", &number, on_the_spot("A1", "access"));
    assert_eq!((&case["step"], &case["light"]), (&json!("delivery"), &json!("closed_in_time")));
    assert_eq!((&case["result"], &case["delivered_on"]), (&json!("A1"), &json!("2026-03-02")));
    app.does("clerk", &number, json!({ "act": "archive" }));
    // Not for a letter, not for what somebody handles already, not for what is held.
    let letter = app.register(&application("ordinary_mail", "2026-03-02"));
    app.does("clerk", &letter, json!({ "act": "confirm_receipt", "on": "2026-03-02" }));
    assert_eq!(app.ask("clerk", &letter, &on_the_spot("A1", "access")).problem(409), "not_now");
    let handled = app.in_hand("2026-03-02");
    app.does("handler", &handled, json!({ "act": "return_assignment", "reason": "不属本股职责" }));
    assert_eq!(app.ask("clerk", &handled, &on_the_spot("A1", "access")).problem(409), "not_now");
    let held = app.register(&application("oral", "2026-03-02"));
    app.does("approver", &held, json!({ "act": "hold", "reason": "法院裁定暂停公开" }));
    assert_eq!(app.ask("clerk", &held, &on_the_spot("A1", "access")).problem(409), "not_now");
    app.does("approver", &held, json!({ "act": "release", "reason": "裁定已撤销" }));
    app.does("clerk", &held, on_the_spot("C8", "query_channel"));
    app.is_sound();
}

fn a_paper_signature_counts_as_its_signers(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.submit_reply(&number);
    app.set_day("2026-03-04");
    let (reviewer, approver) = (app.user("reviewer"), app.user("approver"));
    let signed = |signer: i64, on: &str, passed: bool| {
        json!({ "act": "record_offline_approval", "signer": signer, "signed_on": on, "passed": passed,
            "scan": "呈批单扫描件第1页" })
    };
    // The approver's paper does not stand for the reviewer's, nor a handler's for either.
    for signer in [approver, app.user("colleague"), app.user("other-reviewer"), 999_999] {
        assert_eq!(app.ask("clerk", &number, &signed(signer, "2026-03-03", true)).problem(422), "input");
    }
    assert_eq!(app.ask("clerk", &number, &signed(reviewer, "2026-03-05", true)).problem(422), "in_future");
    app.does("clerk", &number, signed(reviewer, "2026-03-02", false));
    app.submit_reply(&number);
    app.does("clerk", &number, signed(reviewer, "2026-03-03", true));
    app.does("clerk", &number, signed(approver, "2026-03-04", true));
    assert_eq!(app.ask("clerk", &number, &signed(approver, "2026-03-04", true)).problem(409), "not_now");
    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    let last = journal.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["payload"]["signed_by"], &last["payload"]["on"]),
        (&json!(approver), &json!("2026-03-04"))
    );
    assert_eq!(last["actor"]["name"], "clerk", "who recorded it is shown too");
    app.does("clerk", &number, json!({ "act": "seal", "kind": "paper" }));
    app.does("clerk", &number, posted("2026-03-04"));
    app.is_sound();
}

fn lapse(ground: &str) -> Value {
    json!({ "measure": "lapse", "ground": ground, "proof_of_receipt": "挂号信回执" })
}

fn a_case_lapses_after_the_last_day_alone(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let numbers = [app.in_hand("2026-03-02"), app.in_hand("2026-03-02")];
    let propose = |measure: Value| json!({ "act": "propose_measure", "measure": measure });
    assert_eq!(
        app.ask("handler", &numbers[0], &propose(lapse("not_corrected"))).problem(409),
        "not_awaiting"
    );
    for number in &numbers {
        app.measure(number, correction(5), "2026-03-02");
    }
    app.set_day("2026-03-09");
    let early = app.ask("handler", &numbers[0], &propose(lapse("not_corrected")));
    assert_eq!(early.problem(409), "lapse_too_early", "the last day is the applicant's until midnight");
    app.set_day("2026-03-10");
    assert_eq!(app.ask("handler", &numbers[0], &propose(lapse("not_paid"))).problem(409), "not_awaiting");
    let unproved = json!({ "measure": "lapse", "ground": "not_corrected", "proof_of_receipt": "" });
    assert_eq!(app.ask("handler", &numbers[0], &propose(unproved)).problem(422), "input");
    let [lapsing, corrected] = numbers.each_ref().map(|number| app.approved(number, lapse("not_corrected")));
    assert_eq!(app.case(&numbers[0])["state"], "awaiting_correction", "an approval ends nothing");
    let dispatch = |measure: u64| json!({ "act": "dispatch_measure", "number": measure, "on": "2026-03-10" });
    let case = app.does("clerk", &numbers[0], dispatch(lapsing));
    assert_eq!(
        (&case["state"], &case["result"], &case["light"]),
        (&json!("lapsed"), &json!("F1"), &json!("ended"))
    );
    assert_eq!((&case["due_on"], &case["waiting_until"]), (&Value::Null, &Value::Null));
    assert_eq!(
        app.ask("clerk", &numbers[0], &json!({ "act": "record_correction", "on": "2026-03-10" })).status,
        409
    );
    // A correction that arrives before the notice goes out stops it.
    let case = app.does("clerk", &numbers[1], json!({ "act": "record_correction", "on": "2026-03-10" }));
    assert_eq!(case["due_on"], "2026-04-08");
    assert_eq!(app.ask("clerk", &numbers[1], &dispatch(corrected)).problem(409), "not_awaiting");
    app.is_sound();
}

fn an_unpaid_fee_lapses_too(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    let fee = json!({ "measure": "fee", "basis": { "standard": "per_page", "pages": 68 } });
    app.measure(&number, fee, "2026-03-02");
    app.does("clerk", &number, json!({ "act": "record_receipt", "number": 1, "on": "2026-03-02" }));
    assert_eq!(app.case(&number)["waiting_until"], "2026-03-30");
    app.set_day("2026-03-31");
    let case = app.case(&number);
    assert_eq!(case["state"], "awaiting_payment", "nothing ends by itself");
    app.measure(&number, lapse("not_paid"), "2026-03-31");
    assert_eq!(app.case(&number)["result"], "F2");
    app.is_sound();
}

fn a_withdrawal_voids_the_draft(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    let withdraw = json!({ "act": "withdraw", "on": "2026-03-02", "proof": "撤回申请书" });
    let case = app.does("clerk", &number, withdraw.clone());
    assert_eq!((&case["state"], &case["result"]), (&json!("withdrawn"), &json!("F3")));
    assert_eq!(app.ask("clerk", &number, &posted("2026-03-02")).problem(409), "already_ended");
    assert_eq!(app.ask("clerk", &number, &withdraw).problem(409), "already_ended");
    // After delivery there is nothing to withdraw.
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    app.does("clerk", &number, posted("2026-03-02"));
    assert_eq!(app.ask("clerk", &number, &withdraw).problem(409), "already_ended");
    assert_eq!(
        app.ask("clerk", &number, &json!({ "act": "request_withdrawal" })).problem(409),
        "already_ended"
    );
    app.is_sound();
}

fn a_shelved_case_is_revived_by_contact(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.register(&application("ordinary_mail", "2026-03-02"));
    app.set_day("2026-03-10");
    let case = app.does("office-head", &number, json!({ "act": "shelve", "attempts": "三次致电无人接听" }));
    assert_eq!(
        (&case["state"], &case["light"], &case["due_on"]),
        (&json!("shelved"), &json!("ended"), &Value::Null)
    );
    let confirm = json!({ "act": "confirm_receipt", "on": "2026-03-10" });
    assert_eq!(app.ask("clerk", &number, &confirm).problem(409), "not_now");
    assert_eq!(app.ask("clerk", &number, &json!({ "act": "archive" })).problem(409), "not_now");
    let case = app.does("clerk", &number, json!({ "act": "revive", "reason": "申请人来电" }));
    assert_eq!((&case["state"], &case["light"]), (&json!("unconfirmed"), &json!("unconfirmed")));
    let case = app.does("clerk", &number, confirm);
    assert_eq!(case["due_on"], "2026-04-08", "counted from the contact");
    assert_eq!(
        app.ask("office-head", &number, &json!({ "act": "shelve", "attempts": "无" })).problem(409),
        "not_now"
    );
    // A court may order a reply to a shelved one as well; its service is the receipt.
    let other = app.register(&application("email", "2026-03-02"));
    app.does("office-head", &other, json!({ "act": "shelve", "attempts": "三次致电无人接听" }));
    app.does("clerk", &other, reopen("2026-03-10"));
    app.take_in_hand(&other);
    app.seal_reply(&other);
    let case = app.does("clerk", &other, posted("2026-03-10"));
    assert_eq!((&case["state"], &case["due_on"]), (&json!("met"), &json!("2026-04-08")));
    app.is_sound();
}

fn a_held_case_stays_in_the_house(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    app.does("office-head", &number, json!({ "act": "hold", "reason": "法院裁定暂停公开" }));
    assert_eq!(app.ask("clerk", &number, &posted("2026-03-02")).problem(409), "not_now");
    assert_eq!(
        app.ask("approver", &number, &json!({ "act": "hold", "reason": "再次" })).problem(409),
        "not_now"
    );
    app.does("approver", &number, json!({ "act": "release", "reason": "裁定已撤销" }));
    assert_eq!(
        app.ask("approver", &number, &json!({ "act": "release", "reason": "再次" })).problem(409),
        "not_now"
    );
    app.does("clerk", &number, posted("2026-03-02"));
    app.is_sound();
}
