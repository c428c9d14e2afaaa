//! Robots in group chats: their forms, their signatures, and what they say with status 200.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use gongkai::config::channels::{RobotSettings, RobotStyle, Secret};
use gongkai::notify::applicant::Occasion;
use gongkai::notify::channel::{Channel, Outcome};
use gongkai::notify::digest::Digest;
use gongkai::notify::http::Caller;
use gongkai::notify::notice::{Alert, Matter, Notice, Via};
use gongkai::notify::number::CaseNumber;
use gongkai::notify::robot::Robot;
use gongkai::notify::words::Links;

use super::http_server::{HttpServer, Manner, caller, hmac_sha256, impatient};
use super::samples::{applicant, day, due_today, now, to_channel, to_phone};

fn robot(style: RobotStyle, url: &str, secret: Option<&str>, caller: Caller) -> Robot {
    let settings = RobotSettings { style, url: Secret::new(url), secret: secret.map(Secret::new) };
    Robot::new(settings, Links::new("https://gongkai.example.test"), caller)
}

#[test]
fn a_group_reads_number_matter_and_day() {
    let server = HttpServer::start();
    server.answer(200, r#"{"errcode":0,"errmsg":"ok"}"#);
    let robot = robot(RobotStyle::WeCom, &server.url(), None, caller());
    assert_eq!(robot.send(&to_channel("m-1", due_today()), now()), Outcome::Delivered);
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(request.target, "/hook?key=geheim", "the address is used as it is");
    let said = request.json();
    assert_eq!(said["msgtype"], "text");
    let content = said["text"]["content"].as_str().unwrap();
    assert!(content.starts_with("【今日到期：QSXZR-2026-00004，最迟10月16日（含当日）】\n"), "{content}");
    assert!(content.ends_with("办理：https://gongkai.example.test"), "{content}");
}

#[test]
fn dingtalk_is_told_a_signature() {
    let server = HttpServer::start();
    server.answer(200, r#"{"errcode":0,"errmsg":"ok"}"#);
    for url in [server.url(), server.url().replace("?key=geheim", "")] {
        let robot = robot(RobotStyle::DingTalk, &url, Some("SECmima"), caller());
        assert_eq!(robot.send(&to_channel("m-1", due_today()), now()), Outcome::Delivered);
    }
    let millis = now().timestamp_millis();
    let own = BASE64_STANDARD.encode(hmac_sha256(b"SECmima", format!("{millis}\nSECmima").as_bytes()));
    for (request, begin) in server.requests().iter().zip(["/hook?key=geheim&", "/hook?"]) {
        let rest = request.target.strip_prefix(begin).unwrap();
        let (timestamp, sign) = rest.split_once("&sign=").unwrap();
        assert_eq!(timestamp, format!("timestamp={millis}"));
        assert!(!sign.contains(['+', '/', '=']), "{sign}");
        assert_eq!(sign.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="), own);
    }
    let unsigned = robot(RobotStyle::DingTalk, &server.url(), None, caller());
    assert_eq!(unsigned.send(&to_channel("m-1", due_today()), now()), Outcome::Delivered);
    assert_eq!(server.requests()[2].target, "/hook?key=geheim");
}

#[test]
fn an_errcode_in_a_200_is_a_failure() {
    let server = HttpServer::start();
    let outcome = |style, status, body: &str| {
        server.answer(status, body);
        robot(style, &server.url(), None, caller()).send(&to_channel("m-1", due_today()), now())
    };
    let is_later = |outcome: &Outcome| matches!(outcome, Outcome::Later { .. });
    let is_refused = |outcome: &Outcome| matches!(outcome, Outcome::Refused { .. });
    use RobotStyle::{DingTalk, WeCom};
    assert!(is_refused(&outcome(WeCom, 200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#)));
    assert!(is_refused(&outcome(DingTalk, 200, r#"{"errcode":310000,"errmsg":"sign not match"}"#)));
    assert!(is_later(&outcome(WeCom, 200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#)));
    assert!(is_later(&outcome(DingTalk, 200, r#"{"errcode":130101,"errmsg":"send too fast"}"#)));
    assert!(is_later(&outcome(DingTalk, 200, r#"{"errcode":-1,"errmsg":"busy"}"#)));
    assert!(is_later(&outcome(WeCom, 200, "<html>sign in</html>")), "no verdict is no success");
    assert!(is_later(&outcome(WeCom, 502, "")));
    assert!(is_refused(&outcome(WeCom, 404, "")));
    server.behave(Manner::FallsSilent);
    let slow = robot(WeCom, &server.url(), None, impatient());
    assert!(is_later(&slow.send(&to_channel("m-1", due_today()), now())));
}

#[test]
fn a_group_is_told_nothing_of_applicants() {
    let server = HttpServer::start();
    let robot = robot(RobotStyle::WeCom, &server.url(), None, caller());
    let notice = Notice::Applicant(applicant(Occasion::Answered));
    assert!(matches!(robot.send(&to_channel("m-1", notice), now()), Outcome::Refused { .. }));
    assert!(matches!(robot.send(&to_phone("m-1", due_today()), now()), Outcome::Refused { .. }));
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_long_list_is_cut_between_signs() {
    let server = HttpServer::start();
    server.answer(200, r#"{"errcode":0}"#);
    let matter = Matter::NotSignedFor { assigned_on: day("2026-10-09") };
    // Numbers of different lengths, so that the cut falls at every place of a sign.
    for length in 0..3 {
        let prefix = "Q".repeat(length + 1);
        let number = |n| CaseNumber::parse(&format!("{prefix}-2026-{n}")).unwrap();
        let alerts = (0..200).map(|n| Alert { number: number(n), matter, via: Via::Own }).collect();
        let digest = Notice::Digest(Digest { day: day("2026-10-12"), alerts, office: Vec::new() });
        let robot = robot(RobotStyle::WeCom, &server.url(), None, caller());
        assert_eq!(robot.send(&to_channel("m-1", digest), now()), Outcome::Delivered);
        let said = server.requests().pop().unwrap().json();
        let content = said["text"]["content"].as_str().unwrap().to_owned();
        assert!((1_950..=2_000).contains(&content.len()), "{}", content.len());
        assert!(content.ends_with("……其余请登录系统查看"));
        assert!(!content.contains('\u{fffd}'));
    }
}
