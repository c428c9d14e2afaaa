//! Registering at the front desk: by keyboard, with an input method, across an expired session, in two windows.

use std::cell::Cell;

use chrono::TimeDelta;
use gongkai::app::Clock as _;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there, keys};
use crate::looks::{LOOKS, SIZES, choose, faults};

/// Signed in, on a page of the desk.
fn at_the_desk(app: &TestApp, login: &str, page: &str) -> Browser {
    let browser = Browser::start();
    browser.resize(DESK);
    browser.go(&format!("{}/staff/sign-in?back={page}", app.address));
    browser.type_into("#login", login);
    browser.type_into("#password", PASSWORD);
    browser.follow("button.govuk-button");
    browser.wait_for("#register");
    browser
}

fn focus(browser: &Browser) -> String {
    browser.run("return document.activeElement.id", &[]).as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn wait_for_focus(browser: &Browser, id: &str) {
    for _ in 0..200 {
        if focus(browser) == id {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the focus is on {} and not on {id}", focus(browser));
}

/// A keyboard that counts what is pressed beside text.
struct Keyboard<'a> {
    browser: &'a Browser,
    pressed: Cell<usize>,
}

impl Keyboard<'_> {
    fn text(&self, text: &str) {
        self.browser.press(&[], text);
    }

    fn key(&self, key: &str) {
        self.pressed.set(self.pressed.get() + 1);
        self.browser.press(&[], key);
    }

    /// Two keys at once count as two.
    fn save(&self) {
        self.pressed.set(self.pressed.get() + 2);
        self.browser.press(&[keys::CONTROL], keys::ENTER);
    }

    /// Enter until the focus is in a field.
    #[track_caller]
    fn enter_until(&self, id: &str) {
        for _ in 0..20 {
            if focus(self.browser) == id {
                return;
            }
            self.key(keys::ENTER);
        }
        panic!("Enter never came to {id}, but to {}", focus(self.browser));
    }

    fn take_count(&self) -> usize {
        self.pressed.replace(0)
    }
}

fn cases(app: &TestApp) -> Vec<Value> {
    app.sign_in("clerk").get("/cases?sort=number").ok()["cases"].as_array().unwrap().clone()
}

#[test]
fn five_letters_are_registered_by_keyboard_alone() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = at_the_desk(&app, "clerk", "/staff/batch");
    let keyboard = Keyboard { browser: &browser, pressed: Cell::new(0) };
    wait_for_focus(&browser, "name");
    for (index, name) in ["张三丰", "阿依古丽·买买提", "𠮷田", "王五"].into_iter().enumerate()
    {
        keyboard.text(name);
        keyboard.enter_until("id_number");
        keyboard.text("11010519491231002X");
        keyboard.enter_until("address");
        keyboard.text("幸福路1号");
        keyboard.enter_until("items");
        keyboard.text(&format!("第{index}号宗地的出让合同"));
        keyboard.enter_until("items");
        if index == 1 {
            keyboard.key(keys::F4);
            wait_for_focus(&browser, "unit");
            keyboard.text("ghg");
            browser.wait_for(".autocomplete__option");
            keyboard.key(keys::ENTER);
        }
        keyboard.save();
        browser.wait_for_text("#saved", &format!("QSZR-2026-0000{}", index + 1));
        wait_for_focus(&browser, "name");
    }
    keyboard.take_count();
    // Who applied before: the name, their data, what they ask for.
    keyboard.text("张三丰");
    browser.wait_for("button.js-take");
    keyboard.key(keys::F8);
    keyboard.key(keys::ENTER);
    wait_for_focus(&browser, "items");
    assert_eq!(browser.value("#address"), "幸福路1号");
    keyboard.text("清水县国土空间总体规划");
    keyboard.save();
    browser.wait_for_text("#saved", "QSZR-2026-00005");
    let count = keyboard.take_count();
    assert!(count <= 12, "a repeat applicant took {count} keys beside the text");
    // The same on the page for one, from its first field.
    browser.go(&format!("{}/staff/register", app.address));
    wait_for_focus(&browser, "channel");
    keyboard.enter_until("name");
    keyboard.text("张三丰");
    browser.wait_for("button.js-take");
    keyboard.key(keys::F8);
    keyboard.key(keys::ENTER);
    wait_for_focus(&browser, "items");
    keyboard.text("清水县年度用地计划");
    keyboard.save();
    browser.wait_for_text("#saved", "QSZR-2026-00006");
    let count = keyboard.take_count();
    assert!(count <= 12, "a repeat applicant took {count} keys beside the text");
    let cases = cases(&app);
    let names: Vec<&str> = cases.iter().map(|case| case["applicant"].as_str().unwrap()).collect();
    assert_eq!(names, ["张三丰", "阿依古丽·买买提", "𠮷田", "王五", "张三丰", "张三丰"]);
    assert_eq!(cases[1]["unit"], app.units[1], "规划股 by its initials");
    assert_eq!(browser.complaints(), Vec::<String>::new());
    app_is_sound(&app);
}

fn app_is_sound(app: &TestApp) {
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
}

#[test]
fn days_and_keys_do_what_the_sheet_says() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = at_the_desk(&app, "clerk", "/staff/register");
    wait_for_focus(&browser, "channel");
    let height = browser.run("return document.documentElement.scrollHeight", &[]).as_i64().unwrap();
    assert!(height <= i64::from(DESK.1), "{height} px do not fit the screen");
    browser.press(&[], keys::ENTER);
    wait_for_focus(&browser, "on");
    browser.press(&[], keys::F2);
    assert_eq!(browser.value("#on"), "2026-09-29");
    browser.press(&[], keys::F2);
    assert_eq!(browser.value("#on"), "2026-09-30");
    // What was typed is shown as it was understood, when one has left the field, and its dates.
    browser.run("document.activeElement.select()", &[]);
    browser.press(&[], "0928");
    browser.press(&[], keys::ENTER);
    browser.wait_for_text("#date-received", "2026年9月28日（星期一）");
    assert_eq!(browser.value("#on"), "2026-09-28");
    assert_eq!(focus(&browser), "kind");
    // A letter that somebody signed for asks for more.
    assert!(!browser.is_shown("#signed_on"));
    browser.run("const c = document.getElementById('channel'); c.value = 'registered_mail'; c.dispatchEvent(new Event('change', { bubbles: true }))", &[]);
    assert!(browser.is_shown("#signed_on"));
    browser.press(&[], "?");
    assert!(!browser.is_shown("#keys"), "not while one types");
    browser.run("document.activeElement.blur()", &[]);
    browser.press(&[], "?");
    browser.wait_for("#keys[open]");
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.press(&[], keys::ESCAPE);
    assert!(!browser.is_shown("#keys"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Sends a key to the element with the focus, as an input method lets it through; what became of it.
const COMPOSED: &str = "const [key, how, ctrl] = arguments; const e = new KeyboardEvent('keydown', \
    { key, ctrlKey: ctrl, bubbles: true, cancelable: true, isComposing: how === 'composing' }); \
    Object.defineProperty(e, 'keyCode', { value: how === '229' ? 229 : 13 }); \
    document.activeElement.dispatchEvent(e); \
    return [e.defaultPrevented, document.activeElement.id, document.getElementById('on').value, \
      Boolean(document.querySelector('dialog[open]')), document.getElementById('register').dataset.sending || '']";

#[test]
fn nothing_acts_while_an_input_method_composes() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = at_the_desk(&app, "clerk", "/staff/register");
    wait_for_focus(&browser, "channel");
    let keys = [
        ("Enter", false),
        ("Enter", true),
        ("F2", false),
        ("F4", false),
        ("F8", false),
        ("F9", false),
        ("?", false),
    ];
    for field in ["name", "on", "items", "unit"] {
        browser.run("document.getElementById(arguments[0]).focus()", &[field.into()]);
        for how in ["composing", "229"] {
            for (key, ctrl) in keys {
                let after = browser.run(COMPOSED, &[key.into(), how.into(), ctrl.into()]);
                assert_eq!(after, json!([false, field, "2026-09-30", false, ""]), "{key} {how} in {field}");
            }
        }
    }
    // The same keys do act when nothing is being composed.
    let after = |field: &str, key: &str| {
        browser.run("document.getElementById(arguments[0]).focus()", &[field.into()]);
        browser.run(COMPOSED, &[key.into(), "".into(), false.into()])
    };
    assert_eq!(after("name", "Enter"), json!([true, "id_kind", "2026-09-30", false, ""]));
    assert_eq!(after("on", "F2"), json!([true, "on", "2026-09-29", false, ""]));
    assert_eq!(after("name", "F4"), json!([true, "unit", "2026-09-29", false, ""]));
    assert_eq!(after("name", "F8"), json!([true, "near", "2026-09-29", false, ""]));
    assert_eq!(cases(&app), Vec::<Value>::new());
}

fn rest(app: &TestApp) {
    app.clock.set(app.clock.now() + TimeDelta::minutes(31));
}

fn sign_in_again(browser: &Browser, login: &str, password: &str) {
    browser.run("document.getElementById('renew-login').value = ''", &[]);
    browser.type_into("#renew-login", login);
    browser.type_into("#renew-password", password);
    browser.press(&[], keys::ENTER);
}

#[test]
fn an_expired_session_is_renewed_with_the_typing_intact() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = at_the_desk(&app, "clerk", "/staff/register");
    browser.type_into("#name", "张三丰");
    browser.type_into("#items", "土地出让合同");
    browser.wait_for_text("#near", "没有找到");
    browser.wait_for_text("#kept", "已保存草稿");
    rest(&app);
    // Sending asks for the password; nobody else's will do.
    browser.press(&[keys::CONTROL], keys::ENTER);
    browser.wait_for("#renew[open]");
    assert_eq!(browser.axe(), Vec::<String>::new());
    sign_in_again(&browser, "clerk", "错的");
    browser.wait_for_text("#renew-fault", "登录名或者密码不对");
    sign_in_again(&browser, "other-clerk", PASSWORD);
    browser.wait_for_text("#renew-fault", "登录的不是原来的人员");
    assert_eq!(browser.value("#name"), "张三丰");
    sign_in_again(&browser, "clerk", PASSWORD);
    browser.wait_for_text("#saved", "QSZR-2026-00001");
    // So does a part of the page that is fetched while one types.
    rest(&app);
    browser.type_into("#name", "李四");
    browser.wait_for("#renew[open]");
    sign_in_again(&browser, "clerk", PASSWORD);
    browser.wait_for_text("#near", "没有找到");
    assert!(!browser.is_shown("#renew"));
    browser.type_into("#items", "另一份合同");
    browser.press(&[keys::CONTROL], keys::ENTER);
    browser.wait_for_text("#saved", "QSZR-2026-00002");
    let names: Vec<Value> = cases(&app).iter().map(|case| case["applicant"].clone()).collect();
    assert_eq!(names, [json!("张三丰"), json!("李四")]);
    // The parts that were refused are told by the browser as such; nothing else is.
    let refused = |what: &String| what.contains("Response Status Error Code 401");
    let complaints: Vec<String> = browser.complaints().into_iter().filter(|what| !refused(what)).collect();
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn a_form_is_sent_once_however_often_one_asks() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = at_the_desk(&app, "clerk", "/staff/register");
    browser.type_into("#name", "张三丰");
    browser.type_into("#items", "土地出让合同");
    let script = "const form = document.getElementById('register'); \
        for (let i = 0; i < 5; i++) { form.requestSubmit(document.getElementById('save')); }";
    browser.run(script, &[]);
    browser.wait_for_text("#saved", "QSZR-2026-00001");
    assert_eq!(cases(&app).len(), 1);
}

/// What another window of the same person keeps.
const OTHER_WINDOW: &str = "const [version, name, done] = arguments; fetch('/staff/drafts/register', \
    { method: 'POST', headers: { 'X-Form-Token': document.body.dataset.token }, \
      body: new URLSearchParams({ draft_version: version, name, channel: 'fax', on: '2026-09-29' }) }) \
    .then(r => done(r.status));";

#[test]
fn two_windows_show_both_versions_to_choose_from() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let browser = at_the_desk(&app, "clerk", "/staff/register");
    assert_eq!(browser.run_async(OTHER_WINDOW, &["0".into(), "李四".into()]), 200);
    browser.type_into("#name", "张三丰");
    browser.wait_for("#other-window[open]");
    let both = browser.text("#other-window");
    for words in ["张三丰", "李四", "传真", "当面提交", "2026-09-29"] {
        assert!(both.contains(words), "{words}: {both}");
    }
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.picture("register-two-windows");
    browser.click("[data-choose=own]");
    browser.wait_for_text("#kept", "已保存草稿");
    assert_eq!(browser.run_async(OTHER_WINDOW, &["2".into(), "王五".into()]), 200);
    browser.type_into("#name", "之");
    browser.wait_for("#other-window[open]");
    browser.click("[data-choose=other]");
    browser.wait_for_text("#restored", "已恢复");
    assert_eq!(browser.value("#name"), "王五");
    browser.click("#restored button");
    browser.wait_for("#register");
    browser.wait_for_text("h1", "登记");
    for _ in 0..100 {
        if browser.value("#name").is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(browser.value("#name"), "");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Keeps a draft with everything in it, as long as it can be.
const FILL: &str = "const [name, page, done] = arguments; const body = new URLSearchParams({ \
    draft_version: '0', channel: 'registered_mail', on: '2026-09-28', signed_on: '2026-09-27', \
    kind: 'enterprise', name, id_number: '91350100M000100Y44', items: 'a'.repeat(300), agent_name: name }); \
    fetch('/staff/drafts/' + page, { method: 'POST', \
      headers: { 'X-Form-Token': document.body.dataset.token }, body }).then(r => done(r.status));";

/// Throws the draft away.
const EMPTY: &str = "const [name, page, done] = arguments; \
    fetch('/staff/drafts/' + page + '/discard', { method: 'POST', redirect: 'manual', \
      headers: { 'X-Form-Token': document.body.dataset.token }, body: new URLSearchParams() }) \
    .then(() => done(200));";

#[test]
fn the_pages_of_registering_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let clerk = app.sign_in("clerk");
    let name: String = gongkai::pages::samples::LONG_NAME.chars().take(60).collect();
    let mut long = application("in_person", "2026-09-28");
    long["applicant"]["name"] = name.as_str().into();
    long["items"] = json!([{ "description": "无空格的长串".repeat(60) }, { "description": "a".repeat(300) }]);
    clerk.post("/cases", &long).ok();
    let browser = at_the_desk(&app, "clerk", "/staff/batch");
    browser.type_into("#name", &name);
    browser.type_into("#items", &"a".repeat(300));
    browser.run("document.getElementById('save').click()", &[]);
    let saved = browser.wait_for("#saved");
    assert!(!saved.is_empty());
    let mut wrong = Vec::new();
    for (look, choice) in LOOKS {
        choose(&browser, choice);
        for (page, full) in [("register", false), ("batch", false), ("register", true), ("batch", true)] {
            let other = if full { FILL } else { EMPTY };
            let status = browser.run_async(other, &[name.as_str().into(), page.into()]);
            assert_eq!(status, 200, "{page} {full}");
            for (size, width) in SIZES {
                browser.resize(size);
                browser.go(&format!("{}/staff/{page}?saved=QSZR-2026-00002", app.address));
                browser.wait_for("#register");
                if full {
                    browser.wait_for("button.js-take");
                }
                let name = format!("{page}-{look}-{width}{}", if full { "-full" } else { "" });
                wrong.extend(faults(&browser, &name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
