//! A signed call to a generic receiver, and to nobody else.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gongkai::config::channels::{HttpSettings, Secret, WebhookSettings};
use gongkai::notify::applicant::Occasion;
use gongkai::notify::channel::{Channel, Outcome, QueryCode};
use gongkai::notify::http::Caller;
use gongkai::notify::notice::Notice;
use gongkai::notify::reach::Resolve;
use gongkai::notify::webhook::Webhook;
use gongkai::notify::words::Links;

use super::http_server::{HttpServer, Manner, allowing, at, caller, hmac_sha256, impatient, nobody};
use super::mail_server::self_made;
use super::samples::{applicant, due_today, now, to_channel, to_mail};

const SECRET: &str = "mima-hook";

fn hook(url: &str, caller: Caller) -> Webhook {
    let settings = WebhookSettings { url: Secret::new(url), secret: Secret::new(SECRET) };
    Webhook::new(settings, Links::new("https://gongkai.example.test"), caller)
}

fn send(hook: &Webhook) -> Outcome {
    hook.send(&to_channel("outbox-7", due_today()), now())
}

fn refused(outcome: &Outcome, part: &str) {
    assert!(matches!(outcome, Outcome::Refused { why } if why.contains(part)), "{outcome:?}");
}

fn later(outcome: &Outcome, part: &str) {
    assert!(matches!(outcome, Outcome::Later { why } if why.contains(part)), "{outcome:?}");
}

/// Gives one list of addresses after the other.
#[derive(Default)]
struct Names {
    answers: Mutex<VecDeque<Vec<SocketAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    fn that_say(answers: impl IntoIterator<Item = Vec<SocketAddr>>) -> Arc<Names> {
        Arc::new(Names { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() })
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str, port: u16, _: Duration) -> io::Result<Vec<SocketAddr>> {
        self.asked.lock().unwrap().push(format!("{host}:{port}"));
        self.answers.lock().unwrap().pop_front().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

#[test]
fn the_receiver_can_tell_who_called_and_what_for() {
    let server = HttpServer::start();
    assert_eq!(send(&hook(&server.url(), caller())), Outcome::Delivered);
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(request.target, "/hook?key=geheim");
    let said = request.json();
    assert_eq!(said["id"], "outbox-7");
    assert_eq!(said["sent_at"], "2026-10-12T10:00:00+08:00");
    assert_eq!(said["number"], "QSXZR-2026-00004");
    assert_eq!(said["date"], "2026-10-16");
    assert_eq!(said["subject"], "今日到期：QSXZR-2026-00004，最迟10月16日（含当日）");
    assert_eq!(said["notice"]["matter"]["kind"], "reply_today");

    let timestamp = &request.headers["x-gongkai-timestamp"];
    assert_eq!(*timestamp, now().timestamp().to_string());
    let signed = [timestamp.as_bytes(), b".", &request.body].concat();
    let own: String =
        hmac_sha256(SECRET.as_bytes(), &signed).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(request.headers["x-gongkai-signature"], format!("sha256={own}"));
}

#[test]
fn a_query_code_is_not_for_the_receiver() {
    let server = HttpServer::start();
    let notice = Notice::Applicant(applicant(Occasion::Received { due_on: None }));
    let mut message = to_channel("outbox-7", notice);
    message.query_code = Some(QueryCode::new("123456789012"));
    assert_eq!(hook(&server.url(), caller()).send(&message, now()), Outcome::Delivered);
    let body = String::from_utf8(server.requests()[0].body.clone()).unwrap();
    assert!(body.contains("QSXZR-2026-00004") && !body.contains("1234"), "{body}");
}

#[test]
fn a_redirect_is_not_followed() {
    let (server, elsewhere) = (HttpServer::start(), HttpServer::start());
    server.behave(Manner::Redirects { to: elsewhere.url() });
    refused(&send(&hook(&server.url(), caller())), "不予跟随");
    assert_eq!(elsewhere.connections(), 0);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn addresses_inside_the_house_are_refused_unless_allowed() {
    let server = HttpServer::start();
    let port = server.address.port();
    let strict = || Caller::new(&HttpSettings::default()).unwrap();
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"] {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{host}:{port}/");
            refused(&send(&hook(&url, strict())), "内部网段");
        }
    }
    for address in ["10.0.0.1", "169.254.169.254", "192.168.1.1", "[fd00::1]", "[fe80::1]", "224.0.0.1"] {
        refused(&send(&hook(&format!("https://{address}/"), strict())), "内部网段");
    }
    assert_eq!(server.connections(), 0);
    assert_eq!(send(&hook(&server.url(), caller())), Outcome::Delivered);
}

#[test]
fn a_name_that_changes_its_mind_changes_nothing() {
    // Looked at: 127.0.0.1, which is allowed. Answered a moment later: 127.0.0.2, which is not.
    let allowed = HttpServer::start();
    let port = allowed.address.port();
    let barred = HttpServer::at(&format!("127.0.0.2:{port}"), None);
    let names = Names::that_say([vec![at("127.0.0.1", port)], vec![at("127.0.0.2", port)]]);
    let caller = Caller::with_resolver(&allowing(&["127.0.0.1"]), names.clone()).unwrap();
    let hook = hook(&format!("http://hook.example.test:{port}/"), caller);
    assert_eq!(send(&hook), Outcome::Delivered);
    assert_eq!(*names.asked.lock().unwrap(), [format!("hook.example.test:{port}")], "asked once");
    assert_eq!((allowed.requests().len(), barred.connections()), (1, 0));
    assert_eq!(allowed.requests()[0].headers["host"], format!("hook.example.test:{port}"));

    refused(&send(&hook), "内部网段");
    assert_eq!((allowed.requests().len(), barred.connections()), (1, 0));
}

#[test]
fn a_name_with_two_faces_is_refused() {
    let server = HttpServer::start();
    let port = server.address.port();
    let names = Names::that_say([vec![at("1.2.4.8", port), at("127.0.0.1", port)]]);
    let caller = Caller::with_resolver(&HttpSettings::default(), names).unwrap();
    refused(&send(&hook(&format!("https://hook.example.test:{port}/"), caller)), "内部网段");
    assert_eq!(server.connections(), 0);
}

#[test]
fn out_in_the_world_only_encrypted() {
    let names = || Names::that_say([vec![at("1.2.4.8", 80)]]);
    let strict = || Caller::with_resolver(&HttpSettings::default(), names()).unwrap();
    refused(&send(&hook("http://hook.example.test/", strict())), "https");
    for url in ["ftp://hook.example.test/", "hook.example.test", "https://", "https://a:b@hook.example.test/"]
    {
        assert!(matches!(send(&hook(url, strict())), Outcome::Refused { .. }), "{url}");
    }
    let unknown = Caller::with_resolver(&HttpSettings::default(), Names::that_say([])).unwrap();
    later(&send(&hook("https://hook.example.test/", unknown)), "无法解析");
}

#[test]
fn only_a_known_certificate_is_believed() {
    let (config, pem) = self_made();
    let server = HttpServer::at("127.0.0.1:0", Some(config));
    let url = server.url().replace("http://", "https://");
    later(&send(&hook(&url, caller())), "证书");
    assert_eq!(server.requests().len(), 0);
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, pem).unwrap();
    let settings = HttpSettings { ca_file: Some(ca_file), ..allowing(&["127.0.0.1"]) };
    assert_eq!(send(&hook(&url, Caller::new(&settings).unwrap())), Outcome::Delivered);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn what_the_receiver_says_decides() {
    let server = HttpServer::start();
    let hook_here = hook(&server.url(), caller());
    for status in [200, 202, 204, 299] {
        server.answer(status, "");
        assert_eq!(send(&hook_here), Outcome::Delivered, "{status}");
    }
    for status in [408, 429, 500, 503] {
        server.answer(status, "");
        later(&send(&hook_here), &status.to_string());
    }
    for status in [400, 401, 404, 410] {
        server.answer(status, "");
        refused(&send(&hook_here), &status.to_string());
    }
    // Far more than anyone reads: the status has said it all.
    server.answer(200, &"x".repeat(1 << 20));
    assert_eq!(send(&hook_here), Outcome::Delivered);
    server.behave(Manner::Cuts);
    later(&send(&hook_here), "中断");
    later(&send(&hook(&nobody(), caller())), "无法连接");
    server.behave(Manner::FallsSilent);
    let outcome = send(&hook(&server.url(), impatient()));
    later(&outcome, "时限");
    assert!(!format!("{outcome:?}").contains("geheim"), "an address may hold a key");
    refused(&hook_here.send(&to_mail("m-1", due_today()), now()), "收件地址");
}
