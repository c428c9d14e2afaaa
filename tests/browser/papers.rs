//! 更正告知书 in a real browser, from the draft to the post, and the pages of a case's letters in every look.

use serde_json::json;

use crate::app::TestApp;
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there};
use crate::hands::{in_hand, sign_in, sign_out};
use crate::looks::faults_of_all;

const TODAY: &str = "2026-03-02";

fn page(name: &str, address: String) -> (String, String) {
    (name.to_owned(), address)
}

#[test]
fn a_rectification_is_written_signed_and_sent() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, TODAY);
    app.fill_in_facts();
    let case = format!("/staff/cases/{}", in_hand(&app, TODAY));
    let browser = Browser::start();
    browser.resize(DESK);
    sign_in(&browser, &app, "handler");
    browser.go(&format!("{}{case}", app.address));
    browser.follow(&format!("a[href='{case}/papers']"));
    browser.follow(&format!("a[href='{case}/papers/write']"));
    browser.wait_for_text("h1", "更正告知书");
    browser.type_into("#record", "不动产登记簿中本人的出生日期");
    browser.run("document.getElementById('outcome').value = 'elsewhere';", &[]);
    browser.type_into("#explanation", "出生日期以公安机关的户籍登记为准。");
    browser.wait_for_text("#letters", "户籍登记为准");
    browser.follow("#act-form .main-button");
    browser.wait_for_text(".govuk-error-summary", "机关");
    browser.picture("papers-rectification-rejected");
    browser.type_into("#competent", "清水县公安局永宁派出所，0938-7150110");
    browser.wait_for_text("#letters", "永宁派出所");
    browser.picture("papers-rectification");
    browser.follow("#act-form .main-button");
    browser.wait_for_text("main", "政府信息更正告知书");
    sign_out(&browser);

    sign_in(&browser, &app, "approver");
    browser.go(&format!("{}{case}/do/sign_letter?number=1", app.address));
    browser.follow("#act-form .main-button");
    sign_out(&browser);

    sign_in(&browser, &app, "clerk");
    browser.go(&format!("{}{case}/papers", app.address));
    browser.follow(&format!("a[href='{case}/papers/1/dispatch']"));
    browser.run("document.querySelector('[name=sealed]').click();", &[]);
    browser.picture("papers-dispatch");
    browser.follow("#act-form .main-button");
    browser.wait_for_text("main", "已发出");
    browser.picture("papers-sent");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_letters_of_a_case_can_be_used_by_everybody() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, TODAY);
    app.fill_in_facts();
    let number = in_hand(&app, TODAY);
    let correction = json!({ "act": "propose_measure", "measure": {
        "measure": "correction", "period_days": 10, "points": "写明所需供应计划的具体地块" } });
    app.sign_in("handler").does(&number, correction);
    let case = format!("/staff/cases/{number}");
    let browser = Browser::start();
    sign_in(&browser, &app, "handler");
    let pages = [
        page("papers-list", format!("{case}/papers")),
        page("papers-write", format!("{case}/papers/write")),
        page("papers-write-measure", format!("{case}/papers/write?measure=1")),
    ];
    let mut wrong = faults_of_all(&browser, &app.address, &pages);
    sign_out(&browser);
    app.sign_in("supervisor").does(&number, json!({ "act": "urge", "message": "请说明进展" }));
    let urging = app.sign_in("supervisor").get(&format!("/cases/{number}/urgings")).ok()[0]["id"].clone();
    sign_in(&browser, &app, "supervisor");
    let pages = [
        page("papers-urgings", format!("{case}/urgings")),
        page("papers-withdraw", format!("{case}/urgings/{urging}/withdraw")),
    ];
    wrong.extend(faults_of_all(&browser, &app.address, &pages));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
