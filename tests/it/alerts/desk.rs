//! What people do about their alerts, over HTTP.

use gongkai::law::ladder::Ladder;
use gongkai::notify::sweep;
use serde_json::{Value, json};

use super::office::moment;
use crate::app::{TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    an_alert_is_acknowledged_by_the_person_it_is_for,
    a_ladder_is_checked_before_it_holds,
    a_calendar_is_fetched_by_its_secret_address_alone,
);

/// A case of the handler at −1.
fn near(db: &TestDatabase) -> TestApp {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let case = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = case["number"].as_str().unwrap();
    clerk.does(number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(number, json!({ "act": "sign_for" }));
    app.clock.set(moment("2026-03-27 09:00"));
    sweep::run(&app.app).unwrap();
    app
}

fn entries(inbox: &Value) -> Vec<(i64, String)> {
    let list = inbox["entries"].as_array().unwrap().iter();
    list.map(|entry| (entry["id"].as_i64().unwrap(), entry["title"].as_str().unwrap().to_owned())).collect()
}

fn an_alert_is_acknowledged_by_the_person_it_is_for(db: &TestDatabase) {
    let app = near(db);
    let approver = app.sign_in("approver");
    let inbox = approver.get("/inbox?open=true").ok();
    let [(id, title)] = entries(&inbox).try_into().unwrap();
    assert_eq!(title, "临期：QSZR-2026-00001，还剩1个工作日，最迟3月30日（含当日）");
    assert_eq!(inbox["open"], 1);
    let known = |expected: &str| json!({ "expected_on": expected });
    let path = format!("/inbox/{id}/acknowledgement");
    assert_eq!(app.sign_in("handler").post(&path, &known("2026-03-30")).problem(404), "not_found");
    approver.post(&path, &known("2026-03-26")).problem(422);
    assert_eq!(approver.post(&path, &known("2026-03-30")).status, 204);
    let inbox = approver.get("/inbox").ok();
    assert_eq!(inbox["open"], 0);
    assert_eq!(inbox["entries"][0]["expected_on"], "2026-03-30");
    assert_eq!(app.sign_in("other-clerk").get("/inbox").ok()["entries"], json!([]));
}

fn a_ladder_is_checked_before_it_holds(db: &TestDatabase) {
    let app = near(db);
    let admin = app.sign_in("admin");
    let organs = admin.get("/organs").ok();
    let organ =
        organs.as_array().unwrap().iter().find(|organ| organ["code"] == "QSZR").unwrap()["id"].clone();
    let path = format!("/organs/{organ}/ladder");
    let shipped = admin.get(&path).ok();
    assert_eq!((&shipped["set_by"], &shipped["version"]), (&Value::Null, &json!(0)));
    let put = |path: &str, version: &str, ladder: &Value| {
        let token = app.sign_in("admin").token;
        let body = Some(ladder.to_string().into_bytes());
        app.request("PUT", path, Some(&token), &[("If-Match", version)], body)
    };
    let mut unfit = shipped["ladder"].clone();
    unfit["repeat_every"] = Value::Null;
    let refused = put(&path, "\"0\"", &unfit);
    assert_eq!(refused.problem(422), "input");
    assert!(refused.body.to_string().contains("最后一级之后应按期重复"), "{}", refused.body);
    // One that tells the clerks at −1 too, for the whole county.
    let mut ladder: Ladder = serde_json::from_value(shipped["ladder"].clone()).unwrap();
    let level = ladder.rungs.iter_mut().find(|rung| rung.day == -1).unwrap();
    level.to.push(gongkai::law::ladder::Audience::Clerk);
    let ladder = serde_json::to_value(&ladder).unwrap();
    let root = organs.as_array().unwrap().iter().find(|organ| organ["code"] == "QS").unwrap()["id"].clone();
    let of_root = format!("/organs/{root}/ladder");
    put(&format!("{of_root}?dry_run=true"), "\"0\"", &ladder).ok();
    assert_eq!(admin.get(&path).ok()["set_by"], Value::Null, "only tried");
    put(&of_root, "\"0\"", &ladder).ok();
    let inherited = admin.get(&path).ok();
    assert_eq!((&inherited["set_by"], &inherited["ladder"]), (&root, &ladder));
    assert_eq!(put(&of_root, "\"0\"", &ladder).problem(412), "stale");
    assert_eq!(put(&of_root, "\"1\"", &ladder).ok()["version"], 2);
    let clerk = app.sign_in("clerk");
    let token = clerk.token.clone();
    let body = Some(ladder.to_string().into_bytes());
    app.request("PUT", &path, Some(&token), &[], body).problem(403);
    assert_eq!(sweep::run(&app.app).unwrap().looked, 1, "its open cases are looked at anew");
}

fn a_calendar_is_fetched_by_its_secret_address_alone(db: &TestDatabase) {
    let app = near(db);
    let handler = app.sign_in("handler");
    let made = handler.act_on("POST", "/me/feed").ok();
    let address = made["address"].as_str().unwrap();
    let path = address.split_once("/api/v1").unwrap().1.to_owned();
    let calendar = app.send("GET", &path, None);
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(calendar.body.as_str().unwrap().contains("DTSTART;VALUE=DATE:20260330"), "{}", calendar.body);
    assert_eq!(handler.act_on("DELETE", "/me/feed").status, 204);
    app.send("GET", &path, None).problem(404);
}
