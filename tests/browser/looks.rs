//! Every page at a phone's width and a desk's, as usual, in 长辈版 and in 高对比度: nothing is wider than the
//! window, nothing is against WCAG 2.2 AA, nothing breaks the policy.

use crate::app::{PASSWORD, TestApp};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, PHONE, is_there};

/// What anybody can open.
const OPEN: [&str; 2] = ["/", "/staff/sign-in"];

/// A look: its name, and what the form of the page's head sends.
const LOOKS: [(&str, &str); 3] = [("usual", ""), ("large", "large=1"), ("contrast", "contrast=1")];

#[test]
fn every_page_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let browser = Browser::start();
    let mut wrong = Vec::new();
    for (look, choice) in LOOKS {
        browser.go(&app.address);
        choose(&browser, choice);
        for page in OPEN {
            for (size, width) in [(PHONE, "phone"), (DESK, "desk")] {
                browser.resize(size);
                browser.go(&format!("{}{page}", app.address));
                browser.picture(&format!("{look}-{width}{}", page.replace('/', "-")));
                let at = format!("{page} {look} {width}");
                wrong.extend(browser.axe().into_iter().map(|what| format!("{at}: {what}")));
                wrong.extend(browser.complaints().into_iter().map(|what| format!("{at}: {what}")));
                if browser.overflow() > 0 {
                    wrong.push(format!("{at}: {} px wider than the window", browser.overflow()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn choose(browser: &Browser, choice: &str) {
    let script = "const done = arguments[1]; fetch('/look', { method: 'POST', redirect: 'manual', \
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: arguments[0] }).then(() => done(1));";
    browser.run_async(script, &[choice.into()]);
}

#[test]
fn a_clerk_signs_in_and_a_wrong_password_comes_back_filled_in() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = Browser::start();
    browser.resize(DESK);
    browser.go(&format!("{}/staff/sign-in", app.address));
    browser.type_into("#login", "clerk");
    browser.type_into("#password", "wrong");
    browser.click("button.govuk-button");
    browser.wait_for(".govuk-error-summary");
    assert_eq!(browser.value("#login"), "clerk");
    assert_eq!(browser.value("#password"), "");
    // The focus goes to what has to be mended.
    assert_eq!(browser.run("return document.activeElement.className", &[]), "govuk-error-summary");
    browser.type_into("#password", PASSWORD);
    browser.click("button.govuk-button");
    browser.wait_for(".bar__person");
    assert!(browser.text(".bar").contains("登记岗"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
