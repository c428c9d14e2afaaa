//! An act from its form to its dates in a real browser: the handler asks for a correction beside the letter, the
//! office head reads it and approves, the clerk sends it; the pages of acts in three looks and two widths.

use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there};
use crate::hands::{sign_in, sign_out};
use crate::looks::faults_of_all;

/// A case in the handler's hands.
fn in_hand(app: &TestApp) -> String {
    let mut hard = application("in_person", "2026-09-30");
    hard["applicant"]["name"] = json!("阿卜杜热合曼·买买提艾力·𬭎䶮㛃");
    let case = app.sign_in("clerk").post("/cases", &hard).ok();
    let number = case["number"].as_str().unwrap().to_owned();
    app.sign_in("clerk").does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    app.sign_in("handler").does(&number, json!({ "act": "sign_for" }));
    number
}

#[test]
fn a_correction_is_asked_for_approved_and_sent() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start_with(&db, "2026-09-30", gongkai::config::Settings::default());
    app.fill_in_facts();
    let number = in_hand(&app);
    let place = |what: &str| format!("{}/staff/cases/{number}/do/{what}", app.address);
    let due = || app.sign_in("clerk").get(&format!("/cases/{number}")).ok()["due_on"].clone();
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    browser.go(&place("propose_measure?measure=correction"));
    // Common words go into their field with a click, and at once into the letter.
    browser.click("[data-phrases='unclear'] .phrase");
    browser.type_into("#points", "写明所需供应计划的具体地块");
    browser.wait_for_text("#letters", "写明所需供应计划的具体地块");
    browser.wait_for_text("#letters", "无法确定所需的是哪一份");
    browser.wait_for_text("#effect", "暂不计算");
    browser.picture("acts-correction");
    let before = due();
    assert_ne!(before, json!(null));
    browser.follow("#act-form .main-button");
    browser.wait_for_text("h1", &number);
    assert_eq!(due(), before);

    sign_out(&browser);
    sign_in(&browser, &app, "office-head");
    browser.go(&place("approve_measure?number=1"));
    assert!(browser.text("#letters").contains("写明所需供应计划的具体地块"));
    browser.picture("acts-approve");
    browser.follow("#act-form .main-button");
    browser.wait_for_text("h1", &number);
    assert_eq!(due(), before, "approved, but not sent yet");

    sign_out(&browser);
    sign_in(&browser, &app, "clerk");
    browser.go(&place("dispatch_measure?number=1"));
    browser.wait_for_text("#effect", "暂不计算");
    assert!(browser.text("#letters").contains("清自然资公开补〔2026〕1号"));
    browser.follow("#act-form .main-button");
    browser.wait_for_text("h1", &number);
    assert_eq!(due(), json!(null), "no date runs while the correction is awaited");
    let complaints = browser.complaints();
    assert!(complaints.iter().all(|what| what.contains("/staff/work")), "{complaints:?}");
}

#[test]
fn every_page_of_acts_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start_with(&db, "2026-09-30", gongkai::config::Settings::default());
    app.fill_in_facts();
    let number = in_hand(&app);
    let place = |what: &str| format!("/staff/cases/{number}/do{what}");
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    let pages = [("acts-consultation".to_owned(), place("/propose_measure?measure=consultation"))];
    let mut wrong = faults_of_all(&browser, &app.address, &pages);
    sign_out(&browser);
    sign_in(&browser, &app, "clerk");
    let pages = [("acts-correct".to_owned(), place("/correct_fact"))];
    wrong.extend(faults_of_all(&browser, &app.address, &pages));
    wrong.retain(|what| !what.contains("/staff/work - Failed to load"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
