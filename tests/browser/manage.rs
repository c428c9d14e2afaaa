//! 监督 and 管理 in a real browser: urging from the list of lights to the closing, the import of a notice with its
//! preview, a ladder that is checked; every page of them in three looks and two widths; and the pictures of 帮助.
//!
//! `GONGKAI_HELP_PICTURES=write cargo test --test browser manage::the_pictures_of_help` takes those anew.

use std::path::Path;

use gongkai::notify::sweep;
use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there};
use crate::hands::{in_hand, sign_in, sign_out, waiting};
use crate::looks::faults_of_all;

fn taken_up(app: &TestApp, on: &str) -> String {
    let case = app.sign_in("clerk").post("/cases", &application("in_person", on)).ok();
    let number = case["number"].as_str().unwrap().to_owned();
    app.sign_in("clerk").does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    app.sign_in("handler").does(&number, json!({ "act": "sign_for" }));
    number
}

/// A case that is overdue, one that is near, and one with time.
fn office(app: &TestApp) -> String {
    let late = taken_up(app, "2026-03-02");
    app.set_day("2026-03-09");
    taken_up(app, "2026-03-09");
    app.set_day("2026-03-31");
    taken_up(app, "2026-03-31");
    sweep::run(&app.app).unwrap();
    late
}

#[test]
fn a_supervisor_urges_from_the_lights_and_closes_what_was_answered() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let late = office(&app);
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "supervisor");
    browser.follow("a[href='/staff/lights']");
    browser.wait_for_text(".ledger", &late);
    browser.picture("manage-lights");
    browser.follow(&format!("a[href='/staff/cases/{late}/urgings']"));
    browser.wait_for_text("h2", "督办经过");
    browser.type_into("#message", "请查明超期原因，三日内答复");
    browser.follow(".act__form .main-button");
    browser.wait_for_text("[role=status]", "督办单已发出");
    browser.picture("manage-urging-issued");
    sign_out(&browser);
    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}/staff/cases/{late}/urgings", app.address));
    browser.wait_for("form[action$='/reply'] textarea");
    // Both the one that came of itself and the one of the supervisor wait: the last one is answered.
    let last = "const forms = document.querySelectorAll(\"form[action$='/reply']\"); \
        return forms[forms.length - 1].querySelector('textarea').id;";
    let field = browser.run(last, &[]).as_str().unwrap().to_owned();
    browser.type_into(&format!("#{field}"), "材料已齐，4月2日送出");
    browser
        .run("document.getElementById(arguments[0]).form.querySelector('button').click()", &[json!(field)]);
    browser.wait_for_text("[role=status]", "反馈已提交");
    sign_out(&browser);
    sign_in(&browser, &app, "supervisor");
    browser.follow("a[href='/staff/urgings']");
    browser.wait_for_text(".ledger", "材料已齐，4月2日送出");
    browser.picture("manage-urgings");
    browser.click("th .target");
    browser.wait_for("form[action$='/close'] button");
    browser.follow("form[action$='/close'] button");
    browser.wait_for_text("[role=status]", "督办已销号");
    browser.picture("manage-urging-closed");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn an_administrator_previews_a_notice_and_checks_a_ladder() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-12-10");
    taken_up(&app, "2026-12-10");
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "admin");
    browser.follow("a[href='/staff/holidays']");
    browser.wait_for(".year__day--swap");
    browser.picture("manage-year");
    // A file that is chosen stands in the field.
    browser.wait_for("#file");
    assert!(browser.is_shown("#file"));
    let paste = "document.querySelector('#notice').value = arguments[0];";
    browser.run(paste, &[json!(notice())]);
    browser.follow("button[value=preview]");
    browser.wait_for_text("#preview", "国办发明电〔2026〕99号");
    browser.picture("manage-notice-preview");
    browser.follow("button[value=save]");
    browser.wait_for_text("[role=status]", "已导入国办发明电〔2026〕99号");
    browser.go(&format!("{}/staff/settings", app.address));
    browser.run("document.querySelector('#rung-1-day').value = '-25'", &[]);
    browser.follow("form[action^='/staff/settings/ladder'] button[value=check]");
    browser.wait_for_text("#ladder-effect", "检查通过");
    browser.picture("manage-ladder-checked");
    browser.follow("#ladder-effect button");
    browser.wait_for_text("[role=status]", "提醒设置已保存");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn notice() -> String {
    json!({
        "document": "国办发明电〔2026〕99号", "year": 2027, "signed": "2026-12-09", "published": "2026-12-09",
        "urls": [], "holidays": [],
        "off": ["2027-01-01", "2027-01-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10",
            "2027-02-11", "2027-04-05", "2027-05-03", "2027-05-04", "2027-05-05", "2027-06-09",
            "2027-09-15", "2027-10-01", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07"],
        "worked": ["2027-01-16", "2027-02-20", "2027-05-08", "2027-10-09", "2027-10-10"]
    })
    .to_string()
}

#[test]
fn every_page_of_supervision_and_management_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let late = office(&app);
    let browser = Browser::start();
    let organ = app.sign_in("clerk").get(&format!("/cases/{late}")).ok()["organ"].as_i64().unwrap();
    let places: [(&str, Vec<String>); 5] = [
        (
            "supervisor",
            vec![
                "/staff/lights".to_owned(),
                "/staff/urgings".to_owned(),
                "/staff/circular".to_owned(),
                format!("/staff/cases/{late}/urgings"),
                "/staff/help".to_owned(),
            ],
        ),
        ("clerk", vec![format!("/staff/cases/{late}/urgings")]),
        (
            "admin",
            vec![
                "/staff/holidays".to_owned(),
                "/staff/organization".to_owned(),
                format!("/staff/organization/{organ}/facts"),
                "/staff/settings".to_owned(),
            ],
        ),
        ("security", vec!["/staff/organization".to_owned()]),
        ("auditor", vec!["/staff/audit".to_owned()]),
    ];
    let mut wrong = Vec::new();
    for (login, paths) in places {
        sign_in(&browser, &app, login);
        let pages: Vec<(String, String)> =
            paths.into_iter().map(|path| (format!("{login}{}", path.replace('/', "-")), path)).collect();
        wrong.extend(faults_of_all(&browser, &app.address, &pages));
        browser.go(&format!("{}/staff/help", app.address));
        browser.resize(DESK);
        sign_out(&browser);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What 帮助 shows: the picture, who sees it, and where.
fn pictures(late: &str) -> [(&'static str, &'static str, String); 13] {
    let at = |place: &str| place.to_owned();
    [
        ("clerk-today", "clerk", at("/staff")),
        ("clerk-register", "clerk", at("/staff/register")),
        ("handler-case", "handler", format!("/staff/cases/{late}")),
        ("handler-urging", "handler", format!("/staff/cases/{late}/urgings")),
        ("reviewer-list", "reviewer", at("/staff/approvals")),
        ("office-head-list", "office-head", at("/staff/approvals")),
        ("approver-list", "approver", at("/staff/approvals")),
        ("supervisor-lights", "supervisor", at("/staff/lights")),
        ("supervisor-urging", "supervisor", format!("/staff/cases/{late}/urgings")),
        ("admin-holidays", "admin", at("/staff/holidays")),
        ("admin-settings", "admin", at("/staff/settings")),
        ("security-organization", "security", at("/staff/organization")),
        ("auditor-audit", "auditor", at("/staff/audit")),
    ]
}

/// Something that waits for each of those who sign.
fn to_sign(app: &TestApp) {
    waiting(app, "2026-03-31");
    let passed = waiting(app, "2026-03-31");
    app.sign_in("reviewer").does(&passed, json!({ "act": "pass" }));
    let number = in_hand(app, "2026-03-31");
    let extension = json!({ "measure": "extension", "days": 10, "reason": "需要汇总多个地块" });
    app.sign_in("handler").does(&number, json!({ "act": "propose_measure", "measure": extension }));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it is told by the environment whether to write")]
fn the_pictures_of_help_are_taken_of_the_pages() {
    if !is_there() {
        return;
    }
    let write = std::env::var("GONGKAI_HELP_PICTURES").is_ok_and(|word| word == "write");
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let late = office(&app);
    to_sign(&app);
    app.sign_in("clerk").post(&format!("/cases/{late}/parties/reveal"), &json!({})).ok();
    let browser = Browser::start();
    browser.resize((1040, 600));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/assets/help");
    let mut signed_in = "";
    for (name, login, place) in pictures(&late) {
        if signed_in != login {
            if !signed_in.is_empty() {
                sign_out(&browser);
            }
            sign_in(&browser, &app, login);
            signed_in = login;
        }
        browser.go(&format!("{}{place}", app.address));
        let taken = browser.small_picture();
        assert!(taken.len() <= 60 * 1024, "{name}: {} bytes", taken.len());
        assert!(taken.len() > 4 * 1024, "{name} shows nothing");
        if write {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{name}.webp")), &taken).unwrap();
        }
        let kept: Value = json!(folder.join(format!("{name}.webp")).is_file());
        assert_eq!(kept, json!(true), "{name}.webp is missing: run with GONGKAI_HELP_PICTURES=write");
    }
}
