//! Every page at a phone's width and a desk's, as usual, in 长辈版 and in 高对比度: nothing is wider than the
//! window, nothing is against WCAG 2.2 AA, nothing breaks the policy.

use crate::app::{PASSWORD, TestApp};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, PHONE, is_there, keys};

/// What anybody can open.
const OPEN: [&str; 2] = ["/", "/staff/sign-in"];

/// A look: its name, and what the form of the page's head sends.
pub const LOOKS: [(&str, &str); 3] = [("usual", ""), ("large", "large=1"), ("contrast", "contrast=1")];

/// A phone and a desk.
pub const SIZES: [((u32, u32), &str); 2] = [(PHONE, "phone"), (DESK, "desk")];

/// What is wrong with the page as it stands, all of it unfolded. A picture of it is left under the name.
pub fn faults(browser: &Browser, name: &str) -> Vec<String> {
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })", &[]);
    browser.picture(name);
    let mut found = browser.axe();
    found.extend(browser.complaints());
    if browser.overflow() > 0 {
        found.push(format!("{} px wider than the window", browser.overflow()));
    }
    found.into_iter().map(|what| format!("{name}: {what}")).collect()
}

/// A desk's screen zoomed to 200 %: half as many pixels for a page.
const ZOOMED: (u32, u32) = (683, 384);

/// What is wrong with a page that is zoomed, or walked through by the tabulator key alone.
fn faults_of_zoom_and_keys(browser: &Browser, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    browser.resize(ZOOMED);
    if browser.overflow() > 0 {
        wrong.push(format!("{name} zoomed: {} px wider than the window", browser.overflow()));
    }
    browser.resize(DESK);
    browser.run("document.activeElement.blur(); window.reached = new Set();", &[]);
    // A day has stops of its own within it, and the walk may begin anywhere: twice round reaches all.
    let stops = 2 * browser.run(STOPS, &[]).as_u64().unwrap() + 40;
    let mut missed = Vec::new();
    for _ in 0..stops {
        browser.press(&[], keys::TAB);
        missed = browser.run(MISSED, &[]).as_array().unwrap().clone();
        if missed.is_empty() {
            break;
        }
    }
    let missed = missed.iter().map(|stop| format!("{name}: no key reaches {stop}"));
    wrong.extend(missed);
    wrong
}

/// What can be worked with and is seen; of radio buttons one of each name.
const STOPS: &str = "const names = new Set(); \
    window.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e => \
      e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.getClientRects().length > 0 && \
      getComputedStyle(e).visibility !== 'hidden' && \
      !(e.type === 'radio' && (names.has(e.name) || !names.add(e.name)))); \
    return window.stops.length;";
const MISSED: &str = "window.reached.add(document.activeElement); const radios = new Set([...window.reached].filter(e => e.type === 'radio').map(e => e.name)); \
    return window.stops.filter(e => !window.reached.has(e) && !(e.type === 'radio' && radios.has(e.name))) \
      .map(e => e.outerHTML.slice(0, 120));";

/// What is wrong with any of these pages, in every look and at both widths. A page is its name and its path.
pub fn faults_of_all(browser: &Browser, address: &str, pages: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (look, choice) in LOOKS {
        browser.go(address);
        choose(browser, choice);
        for (name, path) in pages {
            for (size, width) in SIZES {
                browser.resize(size);
                browser.go(&format!("{address}{path}"));
                assert!(browser.address().ends_with(path.as_str()), "{path}: {}", browser.address());
                wrong.extend(faults(browser, &format!("{name}-{look}-{width}")));
            }
            if choice.is_empty() {
                wrong.extend(faults_of_zoom_and_keys(browser, name));
            }
        }
    }
    wrong
}

#[test]
fn every_page_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let browser = Browser::start();
    let pages = OPEN.map(|path| (format!("open{}", path.replace('/', "-")), path.to_owned()));
    let wrong = faults_of_all(&browser, &app.address, &pages);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn letters_are_worded_beside_their_preview() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let browser = Browser::start();
    browser.go(&format!("{}/staff/sign-in?back=/staff/templates", app.address));
    browser.type_into("#login", "admin");
    browser.type_into("#password", PASSWORD);
    browser.follow("button.govuk-button");
    browser.wait_for_text("h1", "文书模板");
    browser.follow("a[href$='/correction_notice']");
    browser.wait_for(".letter");
    // What is typed is seen in the letter, and what is wrong is told, before anything is kept.
    browser.type_into("#body", "\n烦请您配合。");
    browser.wait_for_text("#preview", "烦请您配合。");
    browser.type_into("#body", "\n{{ 没有的内容 }}");
    browser.wait_for(".govuk-error-message");
    let place = browser.address().replace(&app.address, "");
    let list = place.rsplit_once('/').unwrap().0.to_owned();
    let pages = [("admin-template".to_owned(), place), ("admin-templates".to_owned(), list)];
    let wrong = faults_of_all(&browser, &app.address, &pages);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Turns to a look, from a page of the service.
pub fn choose(browser: &Browser, choice: &str) {
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
    browser.follow("button.govuk-button");
    browser.wait_for(".govuk-error-summary");
    assert_eq!(browser.value("#login"), "clerk");
    assert_eq!(browser.value("#password"), "");
    // The focus goes to what has to be mended.
    assert_eq!(browser.run("return document.activeElement.className", &[]), "govuk-error-summary");
    browser.type_into("#password", PASSWORD);
    browser.follow("button.govuk-button");
    browser.wait_for(".bar__person");
    assert!(browser.text(".bar").contains("登记岗"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
