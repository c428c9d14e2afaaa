//! The front desk in a real browser: confirming, printing, scanning, the list of the day on one sheet; every
//! page of it in three looks and two widths.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there, keys};
use crate::hands::sign_in;
use crate::looks::faults_of_all;

fn register(app: &TestApp, input: &Value) -> String {
    let registered = app.sign_in("clerk").post("/cases", input).ok();
    registered["number"].as_str().unwrap().to_owned()
}

/// The reply of a new case, signed and sealed.
fn sealed(app: &TestApp, on: &str) -> String {
    let number = register(app, &application("in_person", on));
    let does = |login: &str, act: Value| app.sign_in(login).does(&number, act);
    let items = json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
    does("clerk", json!({ "act": "assign", "unit": app.units[1] }));
    does("handler", json!({ "act": "sign_for" }));
    does("handler", json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    does("handler", json!({ "act": "draft_decision", "items": items }));
    does("handler", json!({ "act": "submit_for_approval" }));
    does("reviewer", json!({ "act": "pass" }));
    does("approver", json!({ "act": "pass" }));
    does("clerk", json!({ "act": "seal", "kind": "paper" }));
    number
}

#[test]
fn a_clerk_confirms_prints_a_receipt_and_scans_it() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let number = register(&app, &application("ordinary_mail", "2026-09-30"));
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "clerk");
    browser.go(&format!("{}/staff", app.address));
    browser.picture("desk-today");
    browser.follow("a[href='/staff/cases?list=unconfirmed']");
    browser.follow(".ledger__number a");
    browser.wait_for("#confirm-on");
    browser.picture("desk-case-unconfirmed");
    // As soon as a day is chosen the page says what it would mean, before anything is saved.
    let set = "const field = document.querySelector('#confirm-on'); field.value = '2026-09-30'; \
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(set, &[]);
    browser.wait_for_text("#preview-confirm_receipt", "2026年11月3日");
    browser.picture("desk-case-preview");
    browser.follow(".act__form .main-button");
    browser.wait_for(".grid");
    browser.picture("desk-case");
    // The receipt is a PDF, and it is noted that it was printed.
    let print = "const done = arguments[0]; const form = document.querySelector('.act__print'); \
        const data = new URLSearchParams(new FormData(form)); data.set('paper', 'a5'); \
        fetch(form.action, { method: 'POST', body: data }) \
          .then(a => a.blob().then(b => done([a.status, b.type, b.size > 1000])));";
    assert_eq!(browser.run_async(print, &[]), json!([200, "application/pdf", true]));
    browser.go(&format!("{}/staff/print", app.address));
    assert!(browser.text("main").contains("补打"), "{}", browser.text("main"));
    browser.picture("desk-print-after");
    // The scanner types and sends Enter; the box waits for it.
    browser.go(&format!("{}/staff/scan", app.address));
    assert_eq!(browser.run("return document.activeElement.id", &[]), "code");
    browser.press(&[], &number);
    browser.press(&[], keys::ENTER);
    browser.wait_for_text("h1", &number);
    assert!(browser.address().ends_with(&format!("/staff/cases/{number}")));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_day_list_prints_on_one_sheet() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-01");
    let mut hard = application("in_person", "2026-09-01");
    let text = "清水县2025年国有建设用地供应计划及其调整情况说明".repeat(8);
    hard["items"][0]["description"] = json!(text);
    for _ in 0..28 {
        register(&app, &hard);
    }
    sealed(&app, "2026-09-01");
    let browser = Browser::start();
    browser.resize(DESK);
    app.set_day("2026-09-29");
    sign_in(&browser, &app, "clerk");
    browser.go(&format!("{}/staff/day-list", app.address));
    browser.picture("desk-day-list");
    let rows = browser.run("return document.querySelectorAll('.sheet__table tbody tr').length", &[]);
    assert!(rows.as_i64().unwrap() >= 25, "{rows}");
    let pdf = String::from_utf8_lossy(&browser.print()).into_owned();
    let pages = pdf.matches("/Type /Page").count() - pdf.matches("/Type /Pages").count();
    assert_eq!(pages, 1);
}

#[test]
fn a_large_job_is_made_in_parts_and_says_how_far_it_is() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let clerk = app.sign_in("clerk");
    for _ in 0..52 {
        clerk.post("/cases", &application("in_person", "2026-09-30")).ok();
    }
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "clerk");
    browser.go(&format!("{}/staff/print", app.address));
    browser.picture("desk-print");
    browser.click("[data-print-all-button]");
    // Fifty-two receipts of an unoptimised program take longer than a page may.
    let from = std::time::Instant::now();
    loop {
        let said = browser.text("[data-print-all-status]");
        if said.contains("全部完成，共52份") {
            break;
        }
        assert!(said.contains("正在生成") && from.elapsed().as_secs() < 120, "{said}");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert_eq!(browser.run("return document.querySelectorAll('[data-print-all-files] a').length", &[]), 2);
    browser.go(&format!("{}/staff/print", app.address));
    assert!(browser.text("main").contains("待打印0份"), "{}", browser.text("main"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn every_page_of_the_desk_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let mut hard = application("ordinary_mail", "2026-09-30");
    hard["applicant"]["name"] =
        json!("阿卜杜热合曼·买买提艾力·𬭎䶮㛃·清水河畔永宁镇下辖自然村集体经济股份合作联合社");
    let unconfirmed = register(&app, &hard);
    let ready = sealed(&app, "2026-09-30");
    let sent = sealed(&app, "2026-09-30");
    let post = json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-09-30", "tracking": "RR473124829GB" });
    app.sign_in("clerk").does(&sent, post);
    let pages = [
        "/staff".to_owned(),
        "/staff/day-list".to_owned(),
        "/staff/cases".to_owned(),
        "/staff/cases?due_from=x&col=title&col=unit&col=applicant".to_owned(),
        format!("/staff/cases/{unconfirmed}"),
        format!("/staff/cases/{ready}"),
        format!("/staff/cases/{sent}"),
        "/staff/scan".to_owned(),
        "/staff/print".to_owned(),
        "/staff/deliveries?done=2".to_owned(),
    ];
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "clerk");
    let pages: Vec<(String, String)> =
        pages.into_iter().enumerate().map(|(at, path)| (format!("desk-{at}"), path)).collect();
    let wrong = faults_of_all(&browser, &app.address, &pages);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
