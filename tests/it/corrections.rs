//! Facts recorded late, recorded wrongly, and put right: every date is folded again from all events.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::desk::{consultation, correction, extension, posted};

on_both_databases!(
    a_corrected_receipt_keeps_pauses_and_extensions,
    a_date_moved_later_takes_two_people,
    an_own_act_recorded_late_says_why,
    an_own_act_is_not_moved_back_by_a_correction,
    a_receipt_recorded_later_moves_the_last_day,
    an_accepted_act_stays_accepted,
    paper_goes_out_after_its_approval,
    an_answer_recorded_late_is_counted_from_its_day,
);

fn correct(event: u32, field: &str, on: &str, backdating: Value) -> Value {
    json!({ "act": "correct_fact", "event": event, "field": field, "on": on, "reason": "核对邮件签收记录",
        "backdating": backdating })
}

/// A registered letter signed for on 2 March, paused for three working days and extended by five.
fn paused_and_extended(app: &TestApp) -> String {
    let mut letter = application("registered_mail", "2026-03-02");
    letter["signed_on"] = json!("2026-03-02");
    let number = app.register(&letter);
    app.take_in_hand(&number);
    app.set_day("2026-03-03");
    app.measure(&number, consultation(), "2026-03-03");
    app.set_day("2026-03-06");
    app.does(
        "handler",
        &number,
        json!({ "act": "record_answer", "number": 1, "on": "2026-03-06", "answer": "同意" }),
    );
    app.measure(&number, extension(5), "2026-03-06");
    assert_eq!(app.case(&number)["due_on"], "2026-04-10");
    number
}

fn a_corrected_receipt_keeps_pauses_and_extensions(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = paused_and_extended(&app);
    let earlier = correct(1, "signed_on", "2026-03-01", Value::Null);
    let path = format!("/cases/{number}/acts?dry_run=true");
    let foreseen = app.sign_in("clerk").post(&path, &earlier).ok();
    let case = app.does("clerk", &number, earlier);
    assert_eq!(case["received_on"], "2026-03-01");
    assert_eq!(case["due_on"], "2026-04-09", "one working day earlier, pause and extension as they were");
    assert_eq!(foreseen["due_on"], case["due_on"]);
    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    assert_eq!(
        journal[0]["payload"]["signed_on"], "2026-03-02",
        "the record stays; the correction is an event"
    );
    let last = journal.as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], &last["occurred_on"]), (&json!("fact_corrected"), &json!("2026-03-06")));
    // Corrected again: the last word counts, and the days of other events can be corrected too.
    app.does("office-head", &number, correct(1, "signed_on", "2026-02-28", Value::Null));
    assert_eq!(
        app.case(&number)["due_on"],
        "2026-04-09",
        "a worked Saturday: Sunday and Monday follow alike"
    );
    let case = app.does("clerk", &number, correct(7, "on", "2026-03-05", Value::Null));
    assert_eq!(case["due_on"], "2026-04-08", "the answer came a day earlier");
    app.is_sound();
}

fn a_date_moved_later_takes_two_people(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = paused_and_extended(&app);
    let later = |backdating: Value| correct(1, "signed_on", "2026-03-03", backdating);
    let (clerk, head, foreign) = (app.user("clerk"), app.user("office-head"), app.user("other-clerk"));
    for backdating in [
        Value::Null,
        json!({ "reason": "看错邮戳" }),
        json!({ "reason": "看错邮戳", "proof": "邮件签收单" }),
        json!({ "reason": "看错邮戳", "second_person": head }),
        json!({ "reason": "看错邮戳", "proof": "邮件签收单", "second_person": clerk }),
    ] {
        let answer = app.ask("clerk", &number, &later(backdating.clone()));
        assert_eq!(answer.problem(422), "backdating_needs_second_person", "{backdating}");
    }
    let stranger = json!({ "reason": "看错邮戳", "proof": "邮件签收单", "second_person": foreign });
    assert_eq!(app.ask("clerk", &number, &later(stranger)).problem(422), "input");
    assert_eq!(app.case(&number)["due_on"], "2026-04-10", "nothing moved");
    let proved = json!({ "reason": "看错邮戳", "proof": "邮件签收单", "second_person": head });
    let case = app.does("clerk", &number, later(proved));
    assert_eq!(case["due_on"], "2026-04-13");
    app.is_sound();
}

fn an_own_act_recorded_late_says_why(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.register(&application("online", "2026-03-02"));
    app.set_day("2026-03-10");
    let head = app.user("office-head");
    let confirm = |on: &str, backdating: Value| {
        let act = json!({ "act": "confirm_receipt", "on": on, "backdating": backdating });
        app.sign_in("clerk").post(&format!("/cases/{number}/acts?dry_run=true"), &act)
    };
    let reason = json!({ "reason": "电话记录当天未录入" });
    let proved = json!({ "reason": "电话记录当天未录入", "proof": "通话记录", "second_person": head });
    confirm("2026-03-10", Value::Null).ok();
    assert_eq!(confirm("2026-03-11", proved.clone()).problem(422), "in_future");
    assert_eq!(confirm("2026-03-09", Value::Null).problem(422), "backdating_needs_reason");
    confirm("2026-03-09", reason.clone()).ok();
    confirm("2026-03-05", reason.clone()).ok();
    assert_eq!(confirm("2026-03-04", reason).problem(422), "backdating_needs_second_person");
    assert_eq!(confirm("2026-03-04", proved.clone()).ok()["due_on"], "2026-04-01");
    assert_eq!(confirm("2026-03-01", proved).problem(422), "date_before_receipt");
}

fn an_own_act_is_not_moved_back_by_a_correction(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    app.set_day("2026-04-01");
    let case = app.does("clerk", &number, posted("2026-04-01"));
    assert_eq!(case["light"], "closed_late");
    // By a correction the late reply would become one in time: as much as backdating it.
    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    let last = journal.as_array().unwrap().len() as u32;
    let answer = app.ask("clerk", &number, &correct(last, "dispatched_on", "2026-03-25", Value::Null));
    assert_eq!(answer.problem(422), "backdating_needs_second_person");
    let proved =
        json!({ "reason": "录入错误", "proof": "邮局收据", "second_person": app.user("office-head") });
    let case = app.does("clerk", &number, correct(last, "dispatched_on", "2026-03-25", proved));
    assert_eq!((&case["light"], &case["delivered_on"]), (&json!("closed_in_time"), &json!("2026-03-25")));
    app.is_sound();
}

fn a_receipt_recorded_later_moves_the_last_day(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.set_day("2026-03-03");
    app.measure(&number, correction(10), "2026-03-03");
    assert_eq!(
        app.case(&number)["waiting_until"],
        "2026-03-17",
        "from the dispatch, while nothing better is known"
    );
    app.set_day("2026-03-10");
    let received = |on: &str| json!({ "act": "record_receipt", "number": 1, "on": on });
    assert_eq!(
        app.ask("clerk", &number, &received("2026-03-02")).problem(409),
        "not_now",
        "before its dispatch"
    );
    assert_eq!(app.ask("clerk", &number, &received("2026-03-11")).problem(422), "in_future");
    let case = app.does("clerk", &number, received("2026-03-06"));
    assert_eq!(case["waiting_until"], "2026-03-20", "from the applicant's receipt (P0-10)");
    assert_eq!(app.ask("clerk", &number, &received("2026-03-06")).problem(409), "not_now");
    // The receipt itself can be corrected; later again takes two people.
    let case = app.does("clerk", &number, correct(7, "on", "2026-03-05", Value::Null));
    assert_eq!(case["waiting_until"], "2026-03-19");
    let answer = app.ask("clerk", &number, &correct(7, "on", "2026-03-09", Value::Null));
    assert_eq!(answer.problem(422), "backdating_needs_second_person");
    app.is_sound();
}

fn an_accepted_act_stays_accepted(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.set_day("2026-03-30");
    app.measure(&number, extension(5), "2026-03-30");
    let before = app.case(&number);
    assert_eq!((&before["due_on"], &before["warnings"]), (&json!("2026-04-07"), &json!([])));
    // It had come on Friday the 27th: the extension would have been told two working days late.
    let case = app.does("clerk", &number, correct(1, "on", "2026-02-27", Value::Null));
    assert_eq!(case["due_on"], "2026-04-02", "the extension stays");
    assert_eq!(case["prudent_due_on"], "2026-03-26", "on the prudent reading it does not");
    let warning = gongkai::law::wording::warning(gongkai::law::deadline::Warning::ActNoLongerInTime);
    assert!(case["warnings"].as_array().unwrap().contains(&json!(warning)), "{case}");
    // Nor may a correction put the receipt on a day that no calendar has.
    let answer = app.ask("clerk", &number, &correct(1, "on", "1999-01-01", Value::Null));
    assert_eq!(answer.problem(422), "beyond_calendar");
    app.is_sound();
}

fn paper_goes_out_after_its_approval(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.set_day("2026-03-05");
    let measure = app.approved(&number, correction(10));
    let late = json!({ "reason": "已经寄出", "proof": "邮局收据", "second_person": app.user("office-head") });
    let dispatch = |on: &str, backdating: &Value| json!({ "act": "dispatch_measure", "number": measure, "on": on, "backdating": backdating });
    assert_eq!(app.ask("clerk", &number, &dispatch("2026-03-04", &late)).problem(409), "not_now");
    app.does("clerk", &number, dispatch("2026-03-05", &Value::Null));
    // Nor is a reply delivered before it was signed.
    let number = app.in_hand("2026-03-02");
    app.seal_reply(&number);
    let mut early = posted("2026-03-04");
    early["backdating"] = late;
    assert_eq!(app.ask("clerk", &number, &early).problem(409), "not_now");
    app.does("clerk", &number, posted("2026-03-05"));
    app.is_sound();
}

fn an_answer_recorded_late_is_counted_from_its_day(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.measure(&number, consultation(), "2026-03-02");
    assert_eq!(app.case(&number)["due_on"], "2026-04-21", "silence until the cap");
    app.set_day("2026-03-20");
    let answer = |on: &str| json!({ "act": "record_answer", "number": 1, "on": on, "agrees": false, "answer": "不同意" });
    assert_eq!(app.ask("clerk", &number, &answer("2026-03-01")).problem(409), "unknown_ref");
    let case = app.does("clerk", &number, answer("2026-03-06"));
    assert_eq!(case["due_on"], "2026-04-03", "four working days were its");
    assert_eq!(app.ask("clerk", &number, &answer("2026-03-06")).problem(409), "unknown_ref");
    // R32-3: the objection stands in the way of release until the third party was told.
    app.seal_reply(&number);
    assert_eq!(app.ask("clerk", &number, &posted("2026-03-20")).problem(409), "not_now");
    let release = json!({ "measure": "disclosure", "consultation": 1, "content": "成交方案",
        "reason": "不公开会对公共利益造成重大影响", "release_on": "2026-03-20" });
    app.measure(&number, release, "2026-03-20");
    app.does("clerk", &number, posted("2026-03-20"));
    app.is_sound();
}
