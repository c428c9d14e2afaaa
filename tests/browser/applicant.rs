//! Applicants at a phone: with scripts and without, in every look, by every page.

use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, PHONE, is_there};
use crate::looks::faults_of_all;

const APPLY: &str = "/organs/QSZR/apply";
/// What anybody can open.
const OPEN: [&str; 9] = [
    "/organs/QSZR",
    "/organs/QSZR/guide",
    "/organs/QSZR/apply",
    "/status",
    "/status/lost?asked=1",
    "/calculator",
    "/calculator?channel=online&on=2026-09-28&confirmed=2026-09-30&consulted=2026-10-12&extended=2026-10-20&days=20",
    "/privacy",
    "/accessibility",
];
/// Of an application that is being written.
const WRITTEN: [&str; 6] = ["", "/contact", "/wanted", "/delivery", "/files", "/check"];

const NEXT: &str = "main form .govuk-button:not(.govuk-button--secondary)";

/// Fills in the five pages, up to the last look.
fn write(browser: &Browser, app: &TestApp, item: &str) {
    browser.go(&format!("{}{APPLY}", app.address));
    browser.click("#kind");
    browser.click("#agent");
    browser.follow(NEXT);
    browser.type_into("#name", "阿依古丽·买买提");
    browser.type_into("#id_number", "110105194912310021");
    browser.type_into("#phone", "13812345678");
    browser.follow(NEXT);
    browser.type_into("#item-1", item);
    browser.follow(NEXT);
    if item.contains("为什么") {
        browser.wait_for("#advice");
        assert_eq!(browser.value("#item-1"), item);
        browser.follow(NEXT);
    }
    browser.click("#form");
    browser.click("#delivery-3");
    browser.follow(NEXT);
    browser.wait_for("#file");
    browser.follow(NEXT);
    browser.wait_for_text("h1", "核对并提交");
}

fn submit(browser: &Browser) -> (String, String) {
    browser.follow(NEXT);
    browser.wait_for_text("h1", "申请已提交");
    (browser.text(".done__body strong"), browser.text("#code"))
}

#[test]
fn an_application_is_submitted_at_a_phone_with_scripts_and_without() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    for scripts in [false, true] {
        let browser = Browser::start();
        browser.resize(PHONE);
        browser.scripts(scripts);
        write(&browser, &app, "为什么我家没有补偿？");
        let (number, code) = submit(&browser);
        assert!(number.starts_with("QSZR-2026-0000"), "{number}");
        if scripts {
            assert_eq!(browser.complaints(), Vec::<String>::new());
            // What the QR code says: the code behind # is filled in, and gone from the address.
            let digits: String = code.chars().filter(char::is_ascii_digit).collect();
            browser.go(&format!("{}/status/{number}#{digits}", app.address));
            browser.wait_for_text("h1", "查询办理情况");
            let from = std::time::Instant::now();
            while browser.value("#code").is_empty() && from.elapsed().as_secs() < 5 {
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            assert_eq!(browser.value("#code"), code);
            assert!(!browser.address().contains('#'), "{}", browser.address());
        } else {
            browser.go(&format!("{}/status/{number}", app.address));
            browser.type_into("#code", &code);
        }
        assert_eq!(browser.value("#number"), number);
        browser.click("#status button");
        browser.wait_for_text(".sentence", "工作人员将与您确认");
        assert!(browser.address().ends_with("/status/case"), "{}", browser.address());
    }
}

#[test]
fn what_has_to_be_mended_is_led_to() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = Browser::start();
    browser.resize(PHONE);
    browser.go(&format!("{}{APPLY}", app.address));
    browser.follow(NEXT);
    browser.wait_for(".govuk-error-summary");
    assert_eq!(browser.run("return document.activeElement.className", &[]), "govuk-error-summary");
    browser.click(".govuk-error-summary a");
    assert_eq!(browser.run("return document.activeElement.id", &[]), "kind");
    browser.click("#kind");
    browser.click("#agent");
    browser.follow(NEXT);
    // One more box, and one less, lose nothing.
    browser.type_into("#name", "张三");
    browser.type_into("#id_number", "1");
    browser.type_into("#phone", "1");
    browser.follow(NEXT);
    browser.type_into("#item-1", "甲计划");
    browser.follow("button[value=more]");
    browser.type_into("#item-2", "乙计划");
    browser.follow("button[value=drop-1]");
    browser.wait_for_text("h1", "需要什么信息");
    assert_eq!(browser.value("#item-1"), "乙计划");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn every_page_for_applicants_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let browser = Browser::start();
    browser.resize(PHONE);
    write(&browser, &app, "清水县2025年国有建设用地供应计划（清政发〔2025〕3号）");
    submit(&browser);
    let body = application("online", "2026-09-30");
    let answer = app.send("POST", "/public/organs/QSZR/applications", Some(&body)).ok();
    let number = answer["number"].as_str().unwrap().to_owned();
    app.sign_in("clerk").does(&number, json!({ "act": "confirm_receipt", "on": "2026-09-30" }));
    browser.go(&format!("{}/status/{number}", app.address));
    browser.type_into("#code", answer["query_code"].as_str().unwrap());
    browser.click("#status button");
    browser.wait_for(".sentence");
    write(&browser, &app, "为什么我家没有补偿？");
    let written = WRITTEN.iter().map(|page| format!("{APPLY}{page}"));
    let others = ["/organs/QSZR/submitted", "/status/case", "/status/case/withdraw"];
    let paths = OPEN.iter().chain(&others).map(|page| (*page).to_owned()).chain(written);
    let named = |path: String| {
        let name = path.split('?').next().unwrap().replace('/', "-");
        (format!("applicant{name}{}", if path.contains('?') { "-asked" } else { "" }), path)
    };
    let pages: Vec<(String, String)> = paths.map(named).collect();
    let wrong = faults_of_all(&browser, &app.address, &pages);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
