//! The applicant's view: by number and 查询码 alone, limited, and never a word about the prudent date.

use chrono::TimeDelta;
use gongkai::app::Clock;
use gongkai::casework::status::counted_address;
use gongkai::config::Settings;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    an_unknown_number_and_a_wrong_code_answer_alike,
    wrong_codes_are_limited_for_each_case,
    wrong_codes_are_limited_for_each_address,
    only_a_trusted_proxy_is_believed,
    a_code_is_taken_as_people_type_it,
    the_prudent_date_never_leaves_the_house,
    an_applicant_asks_to_withdraw,
);

#[test]
fn an_address_is_counted_as_one_household_holds_it() {
    let counted = |address: &str| counted_address(address.parse().unwrap());
    assert_eq!(counted("203.0.113.7"), "203.0.113.7");
    assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_eq!(counted("2001:db8:1:2::1"), counted("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
    assert_eq!(counted("::ffff:203.0.113.7"), "203.0.113.7", "IPv4 in IPv6's clothes");
    assert_eq!(counted("::1"), "0:0:0:0::/64");
}

fn submit(app: &TestApp) -> (String, String) {
    let body = application("online", "2026-03-02");
    let submitted = app.send("POST", "/public/organs/QSZR/applications", Some(&body)).ok();
    let word = |field: &str| submitted[field].as_str().unwrap().to_owned();
    (word("number"), word("query_code"))
}

fn status(app: &TestApp, number: &str, code: &str) -> Answer {
    app.send("POST", "/public/status", Some(&json!({ "number": number, "code": code })))
}

/// Looks up as an applicant at `address` behind the proxy.
fn from(app: &TestApp, address: &str, number: &str, code: &str) -> Answer {
    let body = json!({ "number": number, "code": code }).to_string().into_bytes();
    app.request("POST", "/public/status", None, &[("X-Forwarded-For", address)], Some(body))
}

/// A code that is not the right one.
fn wrong(code: &str) -> String {
    let turned = |digit: char| char::from_digit(9 - digit.to_digit(10).unwrap(), 10).unwrap();
    code.chars().map(turned).collect()
}

fn pass_a_quarter(app: &TestApp) {
    app.clock.set(app.clock.now() + TimeDelta::minutes(16));
}

fn an_unknown_number_and_a_wrong_code_answer_alike(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (number, code) = submit(&app);
    let wrong_code = status(&app, &number, &wrong(&code));
    assert_eq!(wrong_code.problem(404), "not_found");
    for (number, code) in [
        ("QSZR-2026-00099", code.as_str()),
        ("没有这样的编号", &code),
        ("", ""),
        (&number, ""),
        (&number, "000000000000"),
        (&number, &format!("{code}0")),
        (&number, &code[..11]),
    ] {
        let unknown = status(&app, number, code);
        assert_eq!((unknown.status, &unknown.body), (404, &wrong_code.body), "{number} {code}");
        assert_eq!(unknown.headers.keys().count(), wrong_code.headers.keys().count());
    }
    let found = status(&app, &number, &code).ok();
    assert_eq!((&found["number"], &found["organ"]), (&json!(number), &json!("清水县自然资源局")));
}

fn wrong_codes_are_limited_for_each_case(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let ((number, code), (other, other_code)) = (submit(&app), submit(&app));
    for _ in 0..10 {
        assert_eq!(status(&app, &number, &wrong(&code)).status, 404);
    }
    let refused = status(&app, &number, &code);
    assert_eq!(refused.problem(429), "too_many", "even the right code has to wait");
    assert_eq!(refused.header("retry-after"), Some("900"));
    let body = json!({ "number": number, "code": code });
    assert_eq!(app.send("POST", "/public/withdrawals", Some(&body)).status, 429, "one limit for both");
    status(&app, &other, &other_code).ok();
    for _ in 0..10 {
        assert_eq!(status(&app, "QSZR-2026-00099", &code).status, 404);
    }
    assert_eq!(status(&app, "QSZR-2026-00099", &code).status, 429, "an unknown number is counted alike");
    pass_a_quarter(&app);
    status(&app, &number, &code).ok();
}

fn behind_a_proxy() -> Settings {
    Settings { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..Settings::default() }
}

fn wrong_codes_are_limited_for_each_address(db: &TestDatabase) {
    let app = TestApp::start_with(db, "2026-03-02", behind_a_proxy());
    let (number, code) = submit(&app);
    for guess in 0..30 {
        let address = format!("2001:db8:1:2::{guess:x}");
        assert_eq!(from(&app, &address, &format!("QSZR-2026-1{guess:04}"), &code).status, 404);
    }
    assert_eq!(from(&app, "2001:db8:1:2:aaaa::1", &number, &code).status, 429, "the same /64");
    from(&app, "2001:db8:1:3::1", &number, &code).ok();
    from(&app, "203.0.113.7", &number, &code).ok();
    // What stands before the nearest hop anyone can write.
    let forged = "203.0.113.7, 2001:db8:1:2::5";
    assert_eq!(from(&app, forged, &number, &code).status, 429);
    from(&app, "2001:db8:1:2::5, 203.0.113.7, 127.0.0.1", &number, &code).ok();
    from(&app, "呜,nonsense", &number, &code).ok();
}

fn only_a_trusted_proxy_is_believed(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (number, code) = submit(&app);
    for guess in 0..30 {
        let address = format!("203.0.113.{guess}");
        assert_eq!(from(&app, &address, &format!("QSZR-2026-1{guess:04}"), &code).status, 404);
    }
    assert_eq!(from(&app, "198.51.100.1", &number, &code).status, 429, "all came from one place");
}

fn a_code_is_taken_as_people_type_it(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (number, code) = submit(&app);
    assert!(code.len() == 12 && code.chars().all(|digit| digit.is_ascii_digit()), "{code}");
    for typed in [
        format!("{} {} {}", &code[..4], &code[4..8], &code[8..]),
        format!(" {}-{}-{} ", &code[..4], &code[4..8], &code[8..]),
    ] {
        status(&app, &number, &typed).ok();
    }
}

fn the_prudent_date_never_leaves_the_house(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let body = application("online", "2026-03-02");
    let submitted = app.send("POST", "/public/organs/QSZR/applications", Some(&body)).ok();
    let (number, code) = (submitted["number"].as_str().unwrap(), submitted["query_code"].as_str().unwrap());
    let look = || status(&app, number, code).ok();
    let mut public = vec![submitted.clone(), look()];
    app.set_day("2026-03-03");
    let clerk = app.sign_in("clerk");
    let case = clerk.does(number, json!({ "act": "confirm_receipt", "on": "2026-03-03" }));
    let (due, prudent) = (case["due_on"].as_str().unwrap(), case["prudent_due_on"].as_str().unwrap());
    assert_ne!(due, prudent, "else this test shows nothing");
    public.push(look());
    for on in [prudent, due, "2026-04-08"] {
        app.set_day(on);
        public.push(look());
    }
    assert!(public.last().unwrap()["sentence"].as_str().unwrap().contains("未在法定期限内答复"));
    for shown in &public {
        let text = shown.to_string();
        assert!(!text.contains("prudent") && !text.contains("从严") && !text.contains(prudent), "{text}");
    }
    assert_eq!(public[2]["due_on"], json!(due));
    assert!(public[2]["steps"].as_array().unwrap().iter().any(|step| step["counted"] == json!(20)));
}

fn an_applicant_asks_to_withdraw(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (number, code) = submit(&app);
    let ask = |code: &str| {
        app.send("POST", "/public/withdrawals", Some(&json!({ "number": number, "code": code })))
    };
    assert_eq!(ask(&wrong(&code)).problem(404), "not_found");
    assert_eq!(ask(&code).status, 204);
    assert_eq!(ask(&code).problem(409), "not_now", "once");
    let clerk = app.sign_in("clerk");
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    let asked = &journal[1];
    assert_eq!(
        (&asked["kind"], &asked["occurred_on"]),
        (&json!("withdrawal_requested"), &json!("2026-03-02"))
    );
    assert_eq!((&asked["actor"]["role"], &asked["actor"]["user"]), (&json!("申请人"), &Value::Null));
    // The clerk confirms it later; it takes the day of the request.
    app.set_day("2026-03-04");
    let clerk = app.sign_in("clerk");
    let withdraw = |on: &str| json!({ "act": "withdraw", "on": on, "proof": "电话确认记录" });
    assert_eq!(clerk.act(&number, &withdraw("2026-03-04")).problem(409), "not_now");
    let case = clerk.does(&number, withdraw("2026-03-02"));
    assert_eq!((&case["state"], &case["result"]), (&json!("withdrawn"), &json!("F3")));
    assert_eq!(ask(&code).problem(409), "already_ended");
    assert_eq!(status(&app, &number, &code).ok()["sentence"], "您已撤回申请");
}
