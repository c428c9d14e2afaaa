//! Deciding and signing in a real browser: the wizard, a return on the way, two levels that step with J and K;
//! every page of it in three looks and two widths.

use serde_json::json;

use crate::app::TestApp;
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there, keys};
use crate::hands::{
    answer, answer_for_release, in_hand, sign_in, sign_out, submit_letter, waiting, write_letter,
};
use crate::looks::faults_of_all;

/// The reviewer walks down the list, opens by Enter, sends back by a common phrase.
fn returned_by_the_reviewer(browser: &Browser, app: &TestApp, first: &str, number: &str) {
    sign_in(browser, app, "reviewer");
    browser.go(&format!("{}/staff/approvals", app.address));
    browser.picture("approvals");
    browser.press(&[], "j");
    browser.press(&[], "j");
    assert!(browser.run("return document.activeElement.textContent", &[]) == json!(number));
    browser.press(&[], "k");
    browser.press(&[], keys::ENTER);
    browser.wait_for_text(".facts", first);
    browser.press(&[], "j");
    browser.wait_for_text(".facts", number);
    browser.picture("approve");
    browser.click(".act summary");
    browser.click(".act .phrases__buttons button");
    assert!(browser.value("#reason").contains("理由不够具体"));
    // J types a letter in the box, and steps nowhere.
    browser.type_into("#reason", "j");
    assert!(browser.value("#reason").ends_with('j'));
    browser.follow(".act .main-button");
    browser.wait_for_text(".notice", "已经退回承办人");
    browser.wait_for_text(".facts", first);
}

fn passed_by_both_levels(browser: &Browser, app: &TestApp, first: &str, number: &str) {
    for (login, word) in [("reviewer", "已经审核通过"), ("approver", "已经签发")] {
        sign_in(browser, app, login);
        if login == "approver" {
            app.sign_in("reviewer").does(first, json!({ "act": "pass" }));
        }
        browser.go(&format!("{}/staff/approvals", app.address));
        browser.press(&[], "j");
        browser.press(&[], keys::ENTER);
        browser.wait_for_text(".facts", first);
        browser.press(&[], "j");
        browser.wait_for_text(".facts", number);
        if login == "reviewer" {
            browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })", &[]);
            assert!(browser.text("main").contains("退回时的文书"), "{}", browser.text("main"));
            browser.picture("approve-again");
        }
        browser.follow("form[action$='/approve'] .main-button");
        browser.wait_for_text(".notice", word);
        sign_out(browser);
    }
}

#[test]
fn a_draft_goes_through_the_wizard_back_and_on_to_the_signature() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let first = waiting(&app, "2026-03-02");
    let number = in_hand(&app, "2026-03-02");
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}/staff/cases/{number}/decide", app.address));
    browser.picture("decide-question");
    answer_for_release(&browser);
    // Nothing is filled in: the summary leads to the field.
    browser.follow("button[value=next]");
    browser.wait_for(".govuk-error-summary");
    browser.click(".govuk-error-summary a");
    assert_eq!(browser.run("return document.activeElement.id", &[]), "fact-access");
    browser.type_into("#fact-access", "随本答复书邮寄复印件");
    browser.picture("decide-facts");
    browser.follow("button[value=next]");
    write_letter(&browser);
    browser.wait_for_text("main", "校核没有发现问题");
    submit_letter(&browser);
    sign_out(&browser);

    returned_by_the_reviewer(&browser, &app, &first, &number);
    sign_out(&browser);

    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}/staff/cases/{number}/decide", app.address));
    browser.wait_for_text(".returned", "理由不够具体");
    browser.go(&format!("{}/staff/cases/{number}/decide?item=1&ask=facts", app.address));
    browser.type_into("#fact-access", "，加盖公章");
    browser.follow("button[value=next]");
    write_letter(&browser);
    browser.wait_for_text("main", "校核没有发现问题");
    submit_letter(&browser);
    sign_out(&browser);

    passed_by_both_levels(&browser, &app, &first, &number);
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
    let (signed, number) = (waiting(&app, "2026-03-02"), in_hand(&app, "2026-03-02"));
    let browser = Browser::start();
    browser.resize(DESK);
    let place = |number: &str, place: &str| format!("/staff/cases/{number}/{place}");
    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}{}", app.address, place(&number, "decide")));
    answer(&browser, "这一项要求的是什么", "publication");
    browser.type_into("#fact-access", "清水县图书馆");
    browser.follow("button[value=next]");
    browser.wait_for("#opinion");
    browser.follow("form[action$='/decide/opinion'] .main-button");
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
