//! What the people of an office do in most stories: sign in and out, take a case into their hands, answer the
//! wizard.

use serde_json::json;

use crate::app::{PASSWORD, TestApp, application};
use crate::driver::Browser;

/// Signs somebody in, and out before whoever sits there.
pub fn sign_in(browser: &Browser, app: &TestApp, login: &str) {
    browser.go(&format!("{}/staff/sign-in", app.address));
    if browser.is_shown(".bar__person") {
        sign_out(browser);
    }
    browser.type_into("#login", login);
    browser.type_into("#password", PASSWORD);
    browser.follow("main button.govuk-button");
    browser.wait_for(".bar__person");
}

pub fn sign_out(browser: &Browser) {
    browser.follow("form[action='/staff/sign-out'] button");
    browser.wait_for("#login");
}

/// A case that was handed in at the counter that day, and is in the handler's hands.
pub fn in_hand(app: &TestApp, on: &str) -> String {
    let registered = app.sign_in("clerk").post("/cases", &application("in_person", on)).ok();
    let number = registered["number"].as_str().unwrap().to_owned();
    app.sign_in("clerk").does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    app.sign_in("handler").does(&number, json!({ "act": "sign_for" }));
    number
}

/// A case whose reply waits for the reviewer.
pub fn waiting(app: &TestApp, on: &str) -> String {
    let number = in_hand(app, on);
    let handler = app.sign_in("handler");
    let items = json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
    handler.does(&number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    handler.does(&number, json!({ "act": "draft_decision", "items": items }));
    handler.post(&format!("/cases/{number}/letters"), &json!({ "kind": "reply" })).ok();
    handler.does(&number, json!({ "act": "submit_for_approval" }));
    number
}

/// Answers the question of that title.
pub fn answer(browser: &Browser, title: &str, value: &str) {
    browser.wait_for_text("#question", title);
    browser.click(&format!("input[name=answer][value={value}]"));
    browser.follow("form[action$='/decide/answer'] .main-button");
}

/// Answers the whole wizard so that all is released.
pub fn answer_for_release(browser: &Browser) {
    for (title, value) in [
        ("这一项要求的是什么", "information"),
        ("申请内容明确吗", "clear"),
        ("是重复申请", "no"),
        ("属于本机关负责公开吗", "yes"),
        ("已经主动公开了吗", "no"),
        ("有现成的信息吗", "yes"),
        ("涉及国家秘密", "no"),
        ("公开后可能危及", "no"),
        ("涉及第三方", "no"),
        ("属于内部事务信息", "no"),
    ] {
        answer(browser, title, value);
    }
    browser.wait_for_text("#proposal", "A2 予以公开");
}

/// From the opinion to the letter.
pub fn write_letter(browser: &Browser) {
    browser.wait_for("#opinion");
    browser.follow("form[action$='/decide/opinion'] .main-button");
    browser.wait_for(".paper .letter");
}

/// From the letter to the approval.
pub fn submit_letter(browser: &Browser) {
    browser.follow("#submit");
    browser.wait_for_text("h1", "QSZR");
}
