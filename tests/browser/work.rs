//! A handler's day in a real browser: the folders, signing for several at once, the case, its paper; every page
//! in three looks and two widths.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, PHONE, is_there};
use crate::hands::sign_in;
use crate::looks::faults_of_all;

fn register(app: &TestApp, input: &Value) -> String {
    let number = app.sign_in("clerk").post("/cases", input).ok()["number"].clone();
    let number = number.as_str().unwrap().to_owned();
    app.sign_in("clerk").does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    number
}

/// A case whose clock was stopped for a correction, went on, was extended and is overdue by now.
fn long_case(app: &TestApp) -> String {
    app.set_day("2026-08-03");
    let number = register(app, &application("in_person", "2026-08-03"));
    let does = |login: &str, act: Value| app.sign_in(login).does(&number, act);
    let measure = |measure: Value, number: u32, on: &str| {
        does("handler", json!({ "act": "propose_measure", "measure": measure }));
        does("office-head", json!({ "act": "approve_measure", "number": number }));
        does("clerk", json!({ "act": "dispatch_measure", "number": number, "on": on }));
    };
    does("handler", json!({ "act": "sign_for" }));
    measure(
        json!({ "measure": "correction", "period_days": 10, "points": "请写明具体地块" }),
        1,
        "2026-08-03",
    );
    app.set_day("2026-08-10");
    does("clerk", json!({ "act": "record_correction", "on": "2026-08-10" }));
    let party = json!({ "measure": "consultation", "party": "third_party", "consultee": "某公司", "reason": "材料载有报价" });
    measure(party, 2, "2026-08-10");
    app.set_day("2026-08-17");
    does(
        "handler",
        json!({ "act": "record_answer", "number": 2, "on": "2026-08-17", "agrees": true, "answer": "同意" }),
    );
    measure(json!({ "measure": "extension", "days": 5, "reason": "需要汇总多个地块" }), 3, "2026-08-17");
    does("handler", json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    number
}

#[test]
fn a_handler_signs_for_several_cases_and_opens_one() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let long = long_case(&app);
    app.set_day("2026-09-30");
    let numbers = [(); 3].map(|()| register(&app, &application("in_person", "2026-09-30")));
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    // Signing in leads to where the work is.
    browser.go(&format!("{}/staff", app.address));
    browser.wait_for_text("h1", "我的待办");
    assert!(browser.text(".ledger").contains(&long));
    browser.picture("work-in-hand");
    browser.follow(".folders__link[href$='to_sign']");
    browser.wait_for("[data-tick-all]");
    browser.click("[data-tick-all]");
    browser.picture("work-to-sign");
    browser.follow("form[action='/staff/work/sign'] .main-button");
    browser.wait_for_text(".notice", "已签收3件");
    browser.follow(".folders__link[href$='in_hand']");
    browser.wait_for_text(".ledger", &numbers[2]);
    // The most urgent stands first, and it is said why.
    let first = browser.text(".ledger tbody tr");
    assert!(first.contains(&long) && first.contains("超期"), "{first}");
    browser.follow(".ledger__number a");
    browser.wait_for_text("h1", &long);
    browser.picture("work-case");
    // The number stays in sight.
    let top = browser.run(
        "window.scrollTo(0, 900); return document.querySelector('.case-bar').getBoundingClientRect().top",
        &[],
    );
    assert_eq!(top.as_f64().unwrap(), 0.0);
    browser.resize(PHONE);
    browser.picture("work-case-phone");
    browser.resize(DESK);
    print_in_grey(&browser);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The case on paper, without a colour: a picture is kept, and what is said by colour is said by words too.
fn print_in_grey(browser: &Browser) {
    browser.run("document.documentElement.style.filter = 'grayscale(1)'", &[]);
    let pdf = browser.print();
    assert!(pdf.starts_with(b"%PDF"));
    std::fs::write(browser.picture("work-case-grey").with_file_name("work-case.pdf"), &pdf).unwrap();
    let words = browser.text("main");
    for said in ["超期", "完成", "未看过", "法定截止", "从严截止", "延期前的法定截止", "今日"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    browser.run("document.documentElement.style.filter = ''", &[]);
}

#[test]
fn every_page_of_a_handler_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    app.fill_in_facts();
    let long = long_case(&app);
    app.set_day("2026-09-30");
    let mut hard = application("in_person", "2026-09-30");
    hard["applicant"]["name"] =
        json!("阿卜杜热合曼·买买提艾力·𬭎䶮㛃·清水河畔永宁镇下辖自然村集体经济股份合作联合社");
    register(&app, &hard);
    gongkai::notify::sweep::run(&app.app).unwrap();
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    let pages = [
        ("work-folder", "/staff/work?folder=in_hand".to_owned()),
        ("work-sign", "/staff/work?folder=to_sign".to_owned()),
        ("work-inbox", "/staff/inbox".to_owned()),
        ("work-settings", "/staff/inbox/settings".to_owned()),
        ("work-weeks", "/staff/dates".to_owned()),
        ("work-month", "/staff/dates?view=month&from=2026-10-01".to_owned()),
        ("work-day", "/staff/dates?view=day&from=2026-10-28".to_owned()),
        ("work-case", format!("/staff/cases/{long}")),
    ];
    let pages: Vec<(String, String)> =
        pages.into_iter().map(|(name, path)| (format!("{name}-of"), path)).collect();
    let wrong = faults_of_all(&browser, &app.address, &pages);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
