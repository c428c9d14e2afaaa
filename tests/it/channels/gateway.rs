//! The SMS gateway: what it is asked, and that an SMS is never sent twice for want of an answer.

use std::collections::BTreeMap;

use gongkai::config::channels::{Secret, SmsOccasion, SmsSettings};
use gongkai::notify::applicant::{Occasion, StatutoryDay};
use gongkai::notify::channel::{Channel, Outcome, QueryCode};
use gongkai::notify::http::Caller;
use gongkai::notify::notice::Notice;
use gongkai::notify::sms::SmsGateway;
use gongkai::notify::words::Links;
use serde_json::{Value, json};

use super::http_server::{HttpServer, Manner, caller, hmac_sha256, impatient, nobody};
use super::samples::{applicant, deadlines, due_today, now, to_mail, to_phone};

fn gateway(url: &str, caller: Caller) -> SmsGateway {
    use SmsOccasion::*;
    let templates = [(Received, "SMS_1"), (Extended, "SMS_3"), (Alert, "SMS_9")];
    let settings = SmsSettings {
        url: Secret::new(url),
        secret: Secret::new("mima-sms"),
        sign_name: "清水县政务公开".to_owned(),
        templates: BTreeMap::from(templates.map(|(occasion, number)| (occasion, number.to_owned()))),
        success: vec!["0".to_owned(), "OK".to_owned()],
        retry: vec!["LIMIT".to_owned()],
    };
    SmsGateway::new(settings, Links::new("https://gongkai.example.test"), caller)
}

fn asked(server: &HttpServer, notice: Notice, code: Option<QueryCode>) -> Value {
    server.answer(200, r#"{"code":"OK"}"#);
    let mut message = to_phone("outbox-7", notice);
    message.query_code = code;
    assert_eq!(gateway(&server.url(), caller()).send(&message, now()), Outcome::Delivered);
    server.requests().pop().unwrap().json()
}

#[test]
fn a_template_a_signature_and_a_few_parameters() {
    let server = HttpServer::start();
    let said = asked(&server, due_today(), None);
    let parameters = json!({ "number": "QSXZR-2026-00004", "matter": "今日到期", "date": "2026年10月16日" });
    assert_eq!(
        said,
        json!({
            "id": "outbox-7", "phone": "13812345678", "sign_name": "清水县政务公开",
            "template": "SMS_9", "parameters": parameters
        })
    );
    let request = server.requests().pop().unwrap();
    let signed = [request.headers["x-gongkai-timestamp"].as_bytes(), b".", &request.body].concat();
    let own: String = hmac_sha256(b"mima-sms", &signed).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(request.headers["x-gongkai-signature"], format!("sha256={own}"));
}

#[test]
fn an_applicant_is_told_number_days_and_code() {
    let server = HttpServer::start();
    let [before, after] = deadlines();
    let days = [&before, &after].map(|deadline| StatutoryDay::of(deadline).unwrap());
    let extended = Notice::Applicant(applicant(Occasion::Extended { from: days[0], to: days[1] }));
    let said = asked(&server, extended, None);
    assert_eq!(said["template"], "SMS_3");
    let told = |day: Option<chrono::NaiveDate>| day.unwrap().format("%Y年%-m月%-d日").to_string();
    assert_eq!(said["parameters"]["from"], told(before.due_on));
    assert_eq!(said["parameters"]["date"], told(after.due_on));

    let received = Notice::Applicant(applicant(Occasion::Received { due_on: None }));
    let said = asked(&server, received, Some(QueryCode::new("123456789012")));
    assert_eq!(said["parameters"], json!({ "number": "QSXZR-2026-00004", "code": "1234 5678 9012" }));
}

#[test]
fn what_is_not_certain_is_for_a_person() {
    let server = HttpServer::start();
    let send = || gateway(&server.url(), caller()).send(&to_phone("m-1", due_today()), now());
    let unknown = |outcome: Outcome| {
        assert!(matches!(&outcome, Outcome::Unknown { why } if why.contains("不能确定")), "{outcome:?}")
    };
    server.behave(Manner::FallsSilent);
    unknown(gateway(&server.url(), impatient()).send(&to_phone("m-1", due_today()), now()));
    server.behave(Manner::Cuts);
    unknown(send());
    for (status, body) in [
        (500, ""),
        (502, r#"{"code":"OK"}"#),
        (200, "<html>"),
        (200, r#"{"result":"OK"}"#),
        (200, r#"{"code":null}"#),
        (200, &format!("{{\"code\":\"OK\",\"pad\":\"{}\"}}", "x".repeat(1 << 20))),
    ] {
        server.answer(status, body);
        unknown(send());
    }
}

#[test]
fn what_was_certainly_not_sent_is_sent_again() {
    let message = to_phone("m-1", due_today());
    let is_later = |outcome: Outcome| assert!(matches!(outcome, Outcome::Later { .. }), "{outcome:?}");
    is_later(gateway(&nobody(), caller()).send(&message, now()));
    let server = HttpServer::start();
    let send = || gateway(&server.url(), caller()).send(&message, now());
    server.answer(429, "");
    is_later(send());
    server.answer(200, r#"{"code":"LIMIT"}"#);
    is_later(send());
    server.answer(200, r#"{"code":0}"#);
    assert_eq!(send(), Outcome::Delivered);
    let ids: Vec<Value> = server.requests().iter().map(|request| request.json()["id"].clone()).collect();
    assert_eq!(ids, ["m-1", "m-1", "m-1"], "the gateway can tell a repeat");
}

#[test]
fn a_refusal_is_told_without_the_phone_number() {
    let server = HttpServer::start();
    let send = |notice: Notice| gateway(&server.url(), caller()).send(&to_phone("m-1", notice), now());
    for (status, code) in
        [(200, "TEMPLATE_MISSING"), (200, "bad number 13812345678"), (200, "13812345678"), (403, "OK")]
    {
        server.answer(status, &json!({ "code": code }).to_string());
        let outcome = send(due_today());
        assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
        let shown = format!("{outcome:?} {:?}", to_phone("m-1", due_today()));
        assert!(!shown.contains("138"), "{shown}");
    }
    let before = server.connections();
    let outcome = send(Notice::Applicant(applicant(Occasion::Answered)));
    assert!(matches!(&outcome, Outcome::Refused { why } if why.contains("短信模板")), "{outcome:?}");
    let to_nobody = gateway(&server.url(), caller()).send(&to_mail("m-1", due_today()), now());
    assert!(matches!(to_nobody, Outcome::Refused { .. }));
    assert_eq!(server.connections(), before);
}
