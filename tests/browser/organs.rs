//! An organ is made, numbered and ended in a real browser, without a shell; its pages in every look.

use crate::app::TestApp;
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there};
use crate::hands::{in_hand, sign_in, sign_out};
use crate::looks::faults_of_all;

/// Puts words into a field, whatever stood there.
fn fills(browser: &Browser, field: &str, words: &str) {
    let put = "const one = document.getElementById(arguments[0]); one.value = arguments[1];";
    browser.run(put, &[field.into(), words.into()]);
}

/// What the letters of the new organ say of it.
fn fills_in_facts(browser: &Browser) {
    browser.run("document.getElementById('kind').value = 'department';", &[]);
    for (field, words) in [
        ("office", "办公室"),
        ("address", "清水县中山路8号"),
        ("postcode", "741400"),
        ("phone", "0938-7150030"),
        ("contact", "李春"),
        ("word", "清林"),
        ("review-1-address", "清水县永清路1号"),
        ("court-name", "清水县人民法院"),
        ("court-address", "清水县中山路30号"),
    ] {
        fills(browser, field, words);
    }
}

#[test]
fn an_organ_is_made_numbered_and_ended() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "admin");
    browser.follow("a[href='/staff/organization']");
    browser.follow("a[href='/staff/organization/new']");
    browser.wait_for_text("h1", "设立机关");
    browser.type_into("#name", "清水县林业和草原局");
    browser.type_into("#code", "qszr");
    fills(&browser, "units", "办公室\n资源股");
    browser.follow("button[value=check]");
    browser.wait_for_text(".govuk-error-summary", "编码QSZR已有机关使用");
    browser.picture("organs-new-rejected");
    fills(&browser, "code", "qsly");
    browser.follow("button[value=check]");
    browser.wait_for_text("#foreseen", "QSLY-2026-00001");
    browser.picture("organs-new-checked");
    browser.follow("#foreseen button");
    browser.wait_for_text("[role=status]", "机关已设立");
    browser.picture("organs-made");
    // What it lacks leads to where it is mended.
    browser.follow("a[href='/staff/organization']");
    browser.wait_for_text(".lacks", "没有签发人");
    browser.picture("organs-lacks");
    browser.follow(".lacks a[href*='/facts']");
    browser.wait_for_text("h1", "机关信息：清水县林业和草原局");
    fills_in_facts(&browser);
    browser.follow("button[value=check]");
    browser.wait_for_text(".change", "清林公开答〔2026〕1号");
    browser.follow("button[value=save]");
    browser.wait_for_text("[role=status]", "已保存");
    browser.follow(".tabs a[href*='/numbers']");
    browser.wait_for_text("h1", "文号");
    fills(&browser, "pattern-reply", "{字}依申请〔{年}〕{号}号");
    fills(&browser, "last-reply", "12");
    browser.follow("button[value=check]");
    browser.wait_for_text("#foreseen", "清林依申请〔2026〕13号");
    browser.picture("organs-numbers-checked");
    browser.follow("#foreseen button");
    browser.wait_for_text("[role=status]", "文号格式已保存");
    // It goes on in another.
    browser.follow(".govuk-back-link");
    browser.wait_for("#successor");
    browser.run("document.getElementById('successor').selectedIndex = 1;", &[]);
    browser.follow("form[action*='/end'] button[value=check]");
    browser.wait_for_text("#foreseen", "2026年3月2日是清水县林业和草原局的最后一日");
    browser.picture("organs-end-checked");
    browser.follow("#foreseen button");
    browser.wait_for_text("[role=status]", "撤并已登记");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn every_page_of_an_organ_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let number = in_hand(&app, "2026-03-02");
    let organ = app.sign_in("clerk").get(&format!("/cases/{number}")).ok()["organ"].as_i64().unwrap();
    let unit = app.units[1];
    let browser = Browser::start();
    sign_in(&browser, &app, "admin");
    let pages = [
        ("organs-list".to_owned(), "/staff/organization".to_owned()),
        ("organs-new".to_owned(), "/staff/organization/new".to_owned()),
        ("organs-organ".to_owned(), format!("/staff/organization/{organ}")),
        ("organs-unit".to_owned(), format!("/staff/organization/{organ}/units/{unit}")),
        ("organs-numbers".to_owned(), format!("/staff/organization/{organ}/numbers")),
    ];
    let mut wrong = faults_of_all(&browser, &app.address, &pages);
    sign_out(&browser);
    // The number in the menu has a name that is read aloud.
    app.set_day("2026-03-25");
    gongkai::notify::sweep::run(&app.app).unwrap();
    sign_in(&browser, &app, "handler");
    let pages = [
        ("menu-with-alerts".to_owned(), "/staff/cases?folder=in_hand".to_owned()),
        ("deputies".to_owned(), "/staff/inbox/settings".to_owned()),
    ];
    wrong.extend(faults_of_all(&browser, &app.address, &pages));
    let name =
        browser.run("return document.querySelector('.menu a[href=\"/staff/inbox\"]').textContent", &[]);
    let name = name.as_str().unwrap();
    assert!(name.starts_with("我的提醒") && name.ends_with("条尚未知悉"), "{name}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
