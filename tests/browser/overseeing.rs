//! The supervisor's overview in a real browser: from a number to a case, in every look, and on paper in black
//! and white.

use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there};
use crate::hands::sign_in;
use crate::looks::faults_of_all;

/// Cases of two organs, some overdue, some answered, some just begun.
fn county(db: &TestDatabase) -> TestApp {
    let app = TestApp::start(db, "2026-09-01");
    for (on, clerk, count) in [
        ("2026-09-01", "clerk", 2),
        ("2026-09-01", "other-clerk", 1),
        ("2026-09-22", "clerk", 3),
        ("2026-09-28", "clerk", 5),
        ("2026-10-09", "other-clerk", 2),
    ] {
        app.set_day(on);
        for _ in 0..count {
            app.sign_in(clerk).post("/cases", &application("in_person", on)).ok();
        }
        if count == 5 {
            app.sign_in(clerk).post("/cases", &application("ordinary_mail", on)).ok();
        }
    }
    for place in 0..6 {
        let registered = app.sign_in("clerk").post("/cases", &application("in_person", "2026-10-09")).ok();
        let number = registered["number"].as_str().unwrap().to_owned();
        let does = |login: &str, act: serde_json::Value| app.sign_in(login).does(&number, act);
        let items =
            json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
        does("clerk", json!({ "act": "assign", "unit": app.units[1] }));
        does("handler", json!({ "act": "sign_for" }));
        does("handler", json!({ "act": "propose_opinion", "opinion": "可以公开" }));
        does("handler", json!({ "act": "draft_decision", "items": items }));
        does("handler", json!({ "act": "submit_for_approval" }));
        does("reviewer", json!({ "act": "pass" }));
        does("approver", json!({ "act": "pass" }));
        does("clerk", json!({ "act": "seal", "kind": "paper" }));
        let tracking = format!("RR47312482{place}GB");
        let on = "2026-10-09";
        does(
            "clerk",
            json!({ "act": "deliver", "method": "post", "dispatched_on": on, "tracking": tracking }),
        );
    }
    app.set_day("2026-10-12");
    app
}

#[test]
fn an_overdue_case_is_found_in_two_clicks() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = county(&db);
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "supervisor");
    browser.go(&format!("{}/staff/overview", app.address));
    browser.picture("overview");
    let said = browser.text("a.tile__link[href*='light=overdue']");
    assert!(said.contains("超期") && said.contains('3'), "{said}");
    browser.follow("a.tile__link[href*='light=overdue']");
    browser.follow(".ledger__number a");
    browser.wait_for_text("main", "超期");
    assert!(browser.address().contains("/staff/cases/"), "{}", browser.address());
    assert_eq!(browser.complaints(), Vec::<String>::new());
    // A day of the calendar opens what falls due on it.
    browser.go(&format!("{}/staff/overview", app.address));
    browser.follow(".chart a[href*='due_from']");
    browser.wait_for_text("h1", "台账");
    assert!(browser.value("#due_from").starts_with("2026-1"), "{}", browser.address());
    // The switches stay in the address, and work without scripts as any form does.
    browser.go(&format!("{}/staff/overview?by=unit&period=year", app.address));
    assert_eq!(browser.value("#by"), "unit");
    assert!(browser.text("#part-league + .overview__rate").contains("100%"));
    browser.wait_for_text("main", "规划股");
}

#[test]
fn it_prints_in_black_and_white() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = county(&db);
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "supervisor");
    browser.go(&format!("{}/staff/overview", app.address));
    browser.run("document.documentElement.style.filter = 'grayscale(1)'", &[]);
    browser.medium("print");
    browser.picture("overview-printed");
    assert!(!browser.is_shown(".menu") && !browser.is_shown(".overview__switches"));
    assert!(browser.is_shown(".chart__picture"));
    let heat_map = "document.querySelectorAll('.overview__part, .tiles, .heading').forEach(e => { \
        e.hidden = !e.querySelector('#heat-map-title'); }); window.scrollTo(0, 0);";
    browser.run(heat_map, &[]);
    browser.picture("overview-heat-map-printed");
    browser.medium("");
    // Areas are told apart without colour: no two of a legend look alike in grey.
    let alike = "const grey = rgb => { const m = /^#(..)(..)(..)$/.exec(rgb); return m ? \
          Math.round(0.3 * parseInt(m[1], 16) + 0.59 * parseInt(m[2], 16) + 0.11 * parseInt(m[3], 16)) : rgb; }; \
        const seen = [...document.querySelectorAll('svg[aria-labelledby^=outcomes] > rect')].slice(0, 7) \
          .map(e => grey(e.getAttribute('fill'))); \
        const close = (a, b) => a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) < 20); \
        return seen.flatMap((a, i) => seen.slice(i + 1).filter(b => close(a, b)).map(b => [a, b]));";
    assert_eq!(browser.run(alike, &[]), json!([]));
    assert!(browser.print().starts_with(b"%PDF"));
}

#[test]
fn it_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = county(&db);
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "supervisor");
    let pages = [
        ("overview".to_owned(), "/staff/overview".to_owned()),
        ("overview-by-unit".to_owned(), "/staff/overview?by=unit&period=year".to_owned()),
        ("cases-of-overview".to_owned(), "/staff/cases?progress=open&undated=1".to_owned()),
    ];
    let wrong = faults_of_all(&browser, &app.address, &pages);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
