//! Deciding and signing in a real browser: the wizard, a return on the way, two levels that step with J and K;
//! every page of it in three looks and two widths.

use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there, keys};
use crate::looks::faults_of_all;

fn sign_in(browser: &Browser, app: &TestApp, login: &str) {
    browser.go(&format!("{}/staff/sign-in", app.address));
    if browser.is_shown(".bar__person") {
        browser.click("form[action='/staff/sign-out'] button");
        browser.wait_for("#login");
    }
    browser.type_into("#login", login);
    browser.type_into("#password", PASSWORD);
    browser.click("button.govuk-button");
    browser.wait_for(".bar__person");
}

fn sign_out(browser: &Browser) {
    browser.click("form[action='/staff/sign-out'] button");
    browser.wait_for("#login");
}

fn does(app: &TestApp, login: &str, number: &str, act: Value) {
    app.sign_in(login).does(number, act);
}

fn in_hand(app: &TestApp) -> String {
    let registered = app.sign_in("clerk").post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = registered["number"].as_str().unwrap().to_owned();
    does(app, "clerk", &number, json!({ "act": "assign", "unit": app.units[1] }));
    does(app, "handler", &number, json!({ "act": "sign_for" }));
    number
}

/// Another one that waits, so that there is something to step to.
fn waiting(app: &TestApp) -> String {
    let number = in_hand(app);
    let items = json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
    does(app, "handler", &number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    does(app, "handler", &number, json!({ "act": "draft_decision", "items": items }));
    app.sign_in("handler").post(&format!("/cases/{number}/letters"), &json!({ "kind": "reply" })).ok();
    does(app, "handler", &number, json!({ "act": "submit_for_approval" }));
    number
}

/// Answers with the choice of that name.
fn answer(browser: &Browser, title: &str, value: &str) {
    browser.wait_for_text("#question", title);
    browser.click(&format!("input[name=answer][value={value}]"));
    browser.click("form[action$='/decide/answer'] .main-button");
}

fn submit_from_letter(browser: &Browser) {
    browser.wait_for(".paper .letter");
    assert!(browser.text("main").contains("校核没有发现问题"), "{}", browser.text("main"));
    browser.click("#submit");
    browser.wait_for_text("h1", "QSZR");
}

#[test]
fn a_draft_goes_through_the_wizard_back_and_on_to_the_signature() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let first = waiting(&app);
    let number = in_hand(&app);
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}/staff/cases/{number}/decide", app.address));
    browser.picture("decide-question");
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
        answer(&browser, title, value);
    }
    browser.wait_for_text("#proposal", "A2 予以公开");
    // Nothing is filled in: the summary leads to the field.
    browser.click("button[value=next]");
    browser.wait_for(".govuk-error-summary");
    browser.click(".govuk-error-summary a");
    assert_eq!(browser.run("return document.activeElement.id", &[]), "fact-access");
    browser.type_into("#fact-access", "随本答复书邮寄复印件");
    browser.picture("decide-facts");
    browser.click("button[value=next]");
    browser.wait_for("#opinion");
    browser.picture("decide-opinion");
    browser.click("form[action$='/decide/opinion'] .main-button");
    browser.wait_for(".paper");
    browser.picture("decide-letter");
    submit_from_letter(&browser);
    sign_out(&browser);

    // The reviewer walks down the list, opens by Enter, sends back by a common phrase.
    sign_in(&browser, &app, "reviewer");
    browser.go(&format!("{}/staff/approvals", app.address));
    browser.picture("approvals");
    browser.press(&[], "j");
    browser.press(&[], "j");
    assert!(browser.run("return document.activeElement.textContent", &[]) == json!(number));
    browser.press(&[], "k");
    browser.press(&[], keys::ENTER);
    browser.wait_for_text(".facts", &first);
    browser.press(&[], "j");
    browser.wait_for_text(".facts", &number);
    browser.picture("approve");
    browser.click(".act summary");
    browser.click(".act .phrases__buttons button");
    assert!(browser.value("#reason").contains("理由不够具体"));
    // J types a letter in the box, and steps nowhere.
    browser.type_into("#reason", "j");
    assert!(browser.value("#reason").ends_with('j'));
    browser.click(".act .main-button");
    browser.wait_for_text(".notice", "已经退回承办人");
    browser.wait_for_text(".facts", &first);
    sign_out(&browser);

    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}/staff/cases/{number}/decide", app.address));
    browser.wait_for_text(".returned", "理由不够具体");
    browser.go(&format!("{}/staff/cases/{number}/decide?item=1&ask=facts", app.address));
    browser.type_into("#fact-access", ",加盖公章");
    browser.click("button[value=next]");
    browser.wait_for("#opinion");
    browser.click("form[action$='/decide/opinion'] .main-button");
    submit_from_letter(&browser);
    sign_out(&browser);

    for (login, word) in [("reviewer", "已经审核通过"), ("approver", "已经签发")] {
        sign_in(&browser, &app, login);
        if login == "approver" {
            does(&app, "reviewer", &first, json!({ "act": "pass" }));
        }
        browser.go(&format!("{}/staff/approvals", app.address));
        browser.press(&[], "j");
        browser.press(&[], keys::ENTER);
        browser.wait_for_text(".facts", &first);
        browser.press(&[], "j");
        browser.wait_for_text(".facts", &number);
        if login == "reviewer" {
            browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })", &[]);
            assert!(browser.text("main").contains("退回时的文书"), "{}", browser.text("main"));
            browser.picture("approve-again");
        }
        browser.click("form[action$='/approve'] .main-button");
        browser.wait_for_text(".notice", word);
        sign_out(&browser);
    }
    let letters = app.sign_in("clerk").get(&format!("/cases/{number}/letters")).ok();
    assert_eq!(letters[0]["number"], "清自然资公开答〔2026〕1号");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn deciding_and_approving_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let (signed, number) = (waiting(&app), in_hand(&app));
    let browser = Browser::start();
    browser.resize(DESK);
    let place = |number: &str, place: &str| format!("/staff/cases/{number}/{place}");
    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}{}", app.address, place(&number, "decide")));
    answer(&browser, "这一项要求的是什么", "publication");
    browser.type_into("#fact-access", "清水县图书馆");
    browser.click("button[value=next]");
    browser.wait_for("#opinion");
    browser.click("form[action$='/decide/opinion'] .main-button");
    browser.wait_for(".paper");
    let pages = [
        ("decide-1", place(&number, "decide?item=1&ask=nature")),
        ("decide-2", place(&number, "decide?item=1&ask=facts")),
        ("decide-3", place(&number, "decide?ask=opinion")),
        ("decide-4", place(&number, "decide?ask=letter")),
    ];
    let named = |pages: &[(&str, String)]| -> Vec<(String, String)> {
        pages.iter().map(|(name, path)| ((*name).to_owned(), path.clone())).collect()
    };
    let mut wrong = faults_of_all(&browser, &app.address, &named(&pages));
    browser.go(&format!("{}/staff/cases", app.address));
    sign_out(&browser);
    sign_in(&browser, &app, "reviewer");
    let pages =
        [("approvals-list", "/staff/approvals".to_owned()), ("approve-page", place(&signed, "approve"))];
    wrong.extend(faults_of_all(&browser, &app.address, &named(&pages)));
    browser.go(&format!("{}/staff/cases", app.address));
    sign_out(&browser);
    sign_in(&browser, &app, "clerk");
    let pages = [("offline-approval", place(&signed, "offline-approval"))];
    wrong.extend(faults_of_all(&browser, &app.address, &named(&pages)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
