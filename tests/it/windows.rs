//! 收发室 and 受理窗口: what is handed in elsewhere is received that day, and mail that lay about counts from
//! its signature (decision 22, X24).

use serde_json::{Value, json};

use crate::app::{Answer, TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    an_application_at_a_window_is_received_that_day_by_the_organ_it_is_for,
    a_window_takes_for_no_other_organ_and_on_no_other_day,
    mail_that_lay_in_the_mail_room_counts_from_its_signature_and_warns,
);

/// The ids of the organ at the window and of the one it serves.
fn organs(app: &TestApp) -> (Value, Value) {
    let listed = app.sign_in("admin").get("/organs").ok();
    let of = |code: &str| {
        listed.as_array().unwrap().iter().find(|organ| organ["code"] == code).unwrap()["id"].clone()
    };
    (of("QSZR"), of("QSJY"))
}

fn open_window(app: &TestApp, to_on: Option<&str>) -> Answer {
    let (host, organ) = organs(app);
    let window = json!({
        "host": host, "organ": organ, "name": "政务服务中心综合窗口", "from_on": "2026-03-02", "to_on": to_on
    });
    app.sign_in("admin").post("/windows", &window)
}

fn for_education(channel: &str, on: &str) -> Value {
    let mut application = application(channel, on);
    application["organ"] = json!("QSJY");
    application
}

fn an_application_at_a_window_is_received_that_day_by_the_organ_it_is_for(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    assert_eq!(open_window(&app, None).status, 201);
    let seen = app.sign_in("clerk").get("/windows").ok();
    assert_eq!(seen[0]["organ_name"], "清水县教育局");

    let registered = app.sign_in("clerk").post("/cases", &for_education("in_person", "2026-03-02")).ok();

    let number = registered["number"].as_str().unwrap();
    assert!(number.starts_with("QSJY-2026-"), "{number}");
    assert_eq!(
        (&registered["received_on"], &registered["due_on"]),
        (&json!("2026-03-02"), &json!("2026-03-30"))
    );
    app.sign_in("other-clerk").get(&format!("/cases/{number}")).ok();
    app.sign_in("clerk").get(&format!("/cases/{number}")).problem(404);
    let journal = app.sign_in("other-clerk").get(&format!("/cases/{number}/journal")).ok();
    assert!(journal[0]["payload"]["window"].is_number(), "{journal}");
}

fn a_window_takes_for_no_other_organ_and_on_no_other_day(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    clerk.post("/cases", &for_education("in_person", "2026-03-02")).problem(422);

    assert_eq!(open_window(&app, Some("2026-03-03")).status, 201);
    clerk.post("/cases", &for_education("email", "2026-03-02")).problem(422);
    let other_way = app.sign_in("other-clerk");
    let mut application = application("in_person", "2026-03-02");
    application["organ"] = json!("QSZR");
    other_way.post("/cases", &application).problem(422);

    app.set_day("2026-03-04");
    app.sign_in("clerk").post("/cases", &for_education("in_person", "2026-03-04")).problem(422);
}

fn mail_that_lay_in_the_mail_room_counts_from_its_signature_and_warns(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-20");
    let mail = |handed_over_on: &str| {
        let mut mail = application("registered_mail", "2026-03-05");
        mail["signed_on"] = json!("2026-03-06");
        mail["signed_by"] = json!("收发室 王五");
        mail["handed_over_on"] = json!(handed_over_on);
        let number = app.register(&mail);
        app.sign_in("clerk").get(&format!("/cases/{number}")).ok()
    };
    let warned = |case: &Value| case["warnings"].to_string().contains("签收后超过1个工作日");

    let (monday, late) = (mail("2026-03-09"), mail("2026-03-10"));

    assert_eq!(late["received_on"], "2026-03-06");
    assert!(!warned(&monday), "over a weekend it lay one working day: {monday}");
    assert!(warned(&late), "{late}");
}
