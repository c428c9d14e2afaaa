//! Mail by SMTP: what the server gets, and what is made of what it does.

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use gongkai::config::channels::{ChannelSettings, MailSecurity, MailSettings, Secret};
use gongkai::law::deadline::WorkingDays;
use gongkai::notify::applicant::{ApplicantNotice, Occasion};
use gongkai::notify::channel::{Channel, ChannelKind, Outcome, QueryCode};
use gongkai::notify::mail::SmtpMail;
use gongkai::notify::notice::{Matter, Notice};
use gongkai::notify::number::{CaseNumber, OrganName};
use gongkai::notify::open::Channels;
use gongkai::notify::words::{Links, words};

use super::mail_server::{MailServer, Manner, Protection, self_made};
use super::samples::{alert, dates, due_today, now, to_channel, to_mail, to_phone};

/// Long enough for a busy machine, where nobody waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(20);
/// Where a test waits for it to pass.
const IMPATIENCE: Duration = Duration::from_millis(300);

fn settings(port: u16) -> MailSettings {
    MailSettings {
        server: "127.0.0.1".to_owned(),
        port: Some(port),
        security: MailSecurity::None,
        username: None,
        password: Secret::default(),
        from: "gongkai@qsx.example.test".to_owned(),
        from_name: "清水县人民政府政务公开办".to_owned(),
        reply_to: None,
        hello_name: None,
        timeout_seconds: PATIENCE.as_secs(),
        pool: 2,
        ca_file: None,
    }
}

fn links() -> Links {
    Links::new("https://gongkai.qsx.example.test/")
}

fn channel(server: &MailServer) -> SmtpMail {
    SmtpMail::new(&settings(server.port), links()).unwrap()
}

/// The unfolded value of a header.
pub fn header(mail: &str, name: &str) -> String {
    let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head.split("\r\n").find(|line| line.starts_with(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name}")).split_once(": ").unwrap().1.to_owned()
}

/// RFC 2047, strictly: each encoded word is short, whole and valid by itself.
pub fn decoded(value: &str) -> String {
    let mut text = String::new();
    for word in value.split(' ').filter(|word| !word.is_empty()) {
        let Some(inner) = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) else {
            assert!(word.is_ascii(), "{word}");
            text.push_str(word);
            continue;
        };
        assert!(word.len() <= 75, "{word}");
        text.push_str(&String::from_utf8(BASE64_STANDARD.decode(inner).unwrap()).unwrap());
    }
    text
}

/// The text of a mail that carries it in base64.
pub fn text(mail: &str) -> String {
    assert_eq!(header(mail, "Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(header(mail, "Content-Transfer-Encoding"), "base64");
    let body: String = mail.split_once("\r\n\r\n").unwrap().1.split_whitespace().collect();
    String::from_utf8(BASE64_STANDARD.decode(body).unwrap()).unwrap().replace("\r\n", "\n")
}

fn later(outcome: &Outcome, part: &str) {
    assert!(matches!(outcome, Outcome::Later { why } if why.contains(part)), "{outcome:?}");
}

fn refused(outcome: &Outcome, part: &str) {
    assert!(matches!(outcome, Outcome::Refused { why } if why.contains(part)), "{outcome:?}");
}

#[test]
fn a_mail_arrives_as_it_was_meant() {
    let server = MailServer::start();
    let message = to_mail("outbox-7", due_today());
    assert_eq!(channel(&server).send(&message, now()), Outcome::Delivered);
    let [mail] = server.mails().try_into().unwrap();
    assert_eq!(decoded(&header(&mail, "Subject")), "今日到期：QSXZR-2026-00004，最迟10月16日（含当日）");
    assert_eq!(header(&mail, "Message-ID"), "<outbox-7@qsx.example.test>");
    assert_eq!(header(&mail, "Date"), "Mon, 12 Oct 2026 02:00:00 +0000");
    assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(&mail, "To"), "chengban@example.test");
    let from = header(&mail, "From");
    assert_eq!(decoded(&from), "清水县人民政府政务公开办<gongkai@qsx.example.test>");
    assert_eq!(text(&mail).trim_end(), words(&message.notice, &links(), None).text());
    assert!(mail.is_ascii(), "any relay on the way carries it");
    assert!(server.commands().contains(&"MAIL FROM:<gongkai@qsx.example.test>".to_owned()));
    assert!(server.commands().contains(&"RCPT TO:<chengban@example.test>".to_owned()));
}

#[test]
fn a_long_chinese_subject_is_folded_between_signs() {
    let server = MailServer::start();
    let own = MailSettings { from_name: "政务\"公开\"（办）、".repeat(8), ..settings(server.port) };
    let organ =
        "清水县农业农村局（县乡村振兴局、县畜牧兽医局、县农业综合行政执法队）政府信息公开工作机构".to_owned();
    let number = "清水县农业农村局依申请公开〔2026〕第00004号".to_owned();
    let notice = ApplicantNotice {
        number: CaseNumber::parse(&number).unwrap(),
        organ: OrganName::parse(&organ).unwrap(),
        occasion: Occasion::Answered,
    };
    let channel = SmtpMail::new(&own, links()).unwrap();
    assert_eq!(channel.send(&to_mail("m-1", Notice::Applicant(notice)), now()), Outcome::Delivered);
    let [mail] = server.mails().try_into().unwrap();
    assert_eq!(decoded(&header(&mail, "From")), own.from_name.clone() + "<gongkai@qsx.example.test>");
    let subject = decoded(&header(&mail, "Subject"));
    assert_eq!(subject, format!("{organ}：您的政府信息公开申请已有答复（{number}）"));
    let longest = mail.split("\r\n").map(str::len).max().unwrap();
    assert!(longest <= 76, "a line of {longest} octets");
}

#[test]
fn a_repeat_has_the_same_message_id() {
    let server = MailServer::start();
    let channel = channel(&server);
    let message = to_mail("outbox-7", due_today());
    // Taken over, and then the process dies before it has written so: the next attempt comes a day later.
    server.behave(Manner::ThanksAndCuts);
    assert_eq!(channel.send(&message, now()), Outcome::Delivered);
    server.behave(Manner::Kind);
    assert_eq!(channel.send(&message, now() + chrono::TimeDelta::days(1)), Outcome::Delivered);
    assert_eq!(channel.send(&to_mail("outbox-8", due_today()), now()), Outcome::Delivered);
    let ids: Vec<String> = server.mails().iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[1], ids[2]);
}

#[test]
fn connections_are_kept_between_messages() {
    let server = MailServer::start();
    let channel = channel(&server);
    for id in ["a", "b", "c"] {
        assert_eq!(channel.send(&to_mail(id, due_today()), now()), Outcome::Delivered);
    }
    assert_eq!(server.conversations(), 1);
    let much_later = now() + chrono::TimeDelta::minutes(10);
    assert_eq!(channel.send(&to_mail("d", due_today()), much_later), Outcome::Delivered);
    assert_eq!(server.conversations(), 2, "one that was idle for long is given up");
    server.behave(Manner::ThanksAndCuts);
    assert_eq!(channel.send(&to_mail("e", due_today()), much_later), Outcome::Delivered);
    server.behave(Manner::Kind);
    assert_eq!(channel.send(&to_mail("f", due_today()), much_later), Outcome::Delivered);
    assert_eq!(server.conversations(), 3, "a closed one is replaced, and the message does not suffer");
    assert_eq!(server.mails().len(), 6);
}

#[test]
fn who_refuses_the_recipient_or_the_mail_refuses_it_for_good() {
    let server = MailServer::start();
    let channel = channel(&server);
    let send = || channel.send(&to_mail("m-1", due_today()), now());
    server.behave(Manner::Answers { to: "RCPT", with: "550 5.1.1 <chengban@example.test> unknown" });
    let outcome = send();
    refused(&outcome, "收件地址（550 5.1.1）");
    assert!(!format!("{outcome:?}").contains("chengban"), "the address is not repeated");
    server.behave(Manner::AnswersMail { with: "554 5.7.1 looks like spam" });
    refused(&send(), "拒收邮件（554 5.7.1）");
    assert_eq!(server.mails(), Vec::<String>::new());
}

#[test]
fn who_is_busy_is_asked_again() {
    let server = MailServer::start();
    let channel = channel(&server);
    let send = || channel.send(&to_mail("m-1", due_today()), now());
    for (to, with) in [
        ("EHLO", "421 4.3.2 shutting down"),
        ("MAIL", "451 4.3.0 busy"),
        ("RCPT", "450 4.2.0 greylisted"),
        ("DATA", "452 4.3.1 no space"),
    ] {
        server.behave(Manner::Answers { to, with });
        later(&send(), &with[..9]);
    }
    server.behave(Manner::AnswersMail { with: "451 4.3.0 busy" });
    later(&send(), "451 4.3.0");
    server.behave(Manner::Kind);
    assert_eq!(send(), Outcome::Delivered);
    assert_eq!(server.mails().len(), 1);
}

/// What concerns every message must not cost a single one.
#[test]
fn wrong_settings_give_up_no_message() {
    let server = MailServer::start();
    let own = MailSettings {
        username: Some("gongkai".to_owned()),
        password: Secret::new("mima-old"),
        ..settings(server.port)
    };
    let channel = SmtpMail::new(&own, links()).unwrap();
    let send = || channel.send(&to_mail("m-1", due_today()), now());
    server.behave(Manner::Answers { to: "AUTH", with: "535 5.7.8 wrong password" });
    later(&send(), "登录（535 5.7.8）");
    server.behave(Manner::Answers { to: "MAIL", with: "553 5.7.1 not your address" });
    later(&send(), "发件地址（553 5.7.1）");
    server.behave(Manner::Answers { to: "EHLO", with: "554 5.3.2 no service here" });
    later(&send(), "554 5.3.2");
}

#[test]
fn who_is_slow_or_gone_is_asked_again() {
    let server = MailServer::start();
    let channel = SmtpMail::new(&settings(server.port), links()).unwrap().within(IMPATIENCE);
    server.behave(Manner::FallsSilent);
    later(&channel.send(&to_mail("m-1", due_today()), now()), "没有在时限内答复");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let channel = SmtpMail::new(&settings(nobody), links()).unwrap();
    later(&channel.send(&to_mail("m-1", due_today()), now()), "无法连接");
    // Accepts at the door and never greets.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let channel = SmtpMail::new(&settings(mute.local_addr().unwrap().port()), links()).unwrap();
    later(&channel.within(IMPATIENCE).send(&to_mail("m-1", due_today()), now()), "没有在时限内答复");
}

#[test]
fn a_conversation_cut_short_is_begun_again() {
    let server = MailServer::start();
    let channel = channel(&server);
    let message = to_mail("m-1", due_today());
    server.behave(Manner::CutsTheMail);
    later(&channel.send(&message, now()), "连接中断");
    assert_eq!(server.mails().len(), 0);
    // Nobody can know whether this one was taken: it is sent again, by the same name.
    server.behave(Manner::TakesAndCuts);
    later(&channel.send(&message, now()), "连接中断");
    server.behave(Manner::Kind);
    assert_eq!(channel.send(&message, now()), Outcome::Delivered);
    let ids: Vec<String> = server.mails().iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids, ["<m-1@qsx.example.test>", "<m-1@qsx.example.test>"]);
}

#[test]
fn nothing_is_said_before_the_line_is_encrypted() {
    let (config, pem) = self_made();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, pem).unwrap();
    for (protection, security) in [
        (Protection::StartTls(config.clone()), MailSecurity::StartTls),
        (Protection::FromTheStart(config.clone()), MailSecurity::Tls),
    ] {
        let server = MailServer::protected(protection);
        let own = MailSettings {
            security,
            username: Some("gongkai".to_owned()),
            password: Secret::new("mima"),
            ca_file: Some(ca_file.clone()),
            ..settings(server.port)
        };
        let channel = SmtpMail::new(&own, links()).unwrap();
        assert_eq!(channel.send(&to_mail("m-1", due_today()), now()), Outcome::Delivered, "{security:?}");
        assert_eq!(server.mails().len(), 1);
        let in_clear: Vec<String> =
            server.commands().into_iter().filter(|command| !command.starts_with("TLS ")).collect();
        assert!(in_clear.iter().all(|command| command.starts_with("EHLO") || command == "STARTTLS"));
        assert!(server.commands().iter().any(|command| command.starts_with("TLS AUTH PLAIN")));

        let distrustful = SmtpMail::new(&MailSettings { ca_file: None, ..own }, links()).unwrap();
        later(&distrustful.send(&to_mail("m-2", due_today()), now()), "加密连接失败");
        assert_eq!(server.mails().len(), 1);
    }
}

#[test]
fn a_server_without_encryption_gets_nothing() {
    let server = MailServer::start();
    let own = MailSettings { security: MailSecurity::StartTls, ..settings(server.port) };
    let channel = SmtpMail::new(&own, links()).unwrap();
    later(&channel.send(&to_mail("m-1", due_today()), now()), "不支持");
    assert!(server.commands().iter().all(|command| command.starts_with("EHLO") || command == "QUIT"));
}

#[test]
fn mail_goes_to_mail_addresses_only() {
    let server = MailServer::start();
    let channel = channel(&server);
    refused(&channel.send(&to_phone("m-1", due_today()), now()), "收件地址");
    refused(&channel.send(&to_channel("m-1", due_today()), now()), "收件地址");
    assert_eq!(server.conversations(), 0);
}

/// The query code goes to the applicant, in the text and nowhere else.
#[test]
fn a_query_code_stands_in_the_text_alone() {
    let server = MailServer::start();
    let notice = Notice::Applicant(super::samples::applicant(Occasion::Received { due_on: None }));
    let mut message = to_mail("m-1", notice);
    message.query_code = Some(QueryCode::new("123456789012"));
    assert_eq!(channel(&server).send(&message, now()), Outcome::Delivered);
    let [mail] = server.mails().try_into().unwrap();
    assert!(text(&mail).contains("查询码1234 5678 9012"));
    assert!(!decoded(&header(&mail, "Subject")).contains("1234"));
    assert!(!format!("{message:?}").contains("1234"), "nor where it could be logged");
}

#[test]
fn mail_can_be_written_as_files() {
    let folder = tempfile::tempdir().unwrap();
    let mail_folder = folder.path().join("mail");
    let settings = ChannelSettings { mail_folder: Some(mail_folder.clone()), ..ChannelSettings::default() };
    let channels = Channels::open(&settings, "http://127.0.0.1:8080").unwrap();
    let channel = channels.find(ChannelKind::Mail).unwrap();
    let soon = alert(Matter::ReplySoon { left: WorkingDays(3), dates: dates() });
    for (id, notice) in [("m-1", due_today()), ("m-2", soon), ("m-1", due_today())] {
        assert_eq!(channel.send(&to_mail(id, notice), now()), Outcome::Delivered);
    }
    let mut names: Vec<String> = fs::read_dir(&mail_folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["m-1.eml", "m-2.eml"], "a repeat replaces the first, and nothing half written stays");
    let mail = fs::read_to_string(mail_folder.join("m-2.eml")).unwrap();
    assert!(decoded(&header(&mail, "Subject")).starts_with("临期：QSXZR-2026-00004，还剩3个工作日"));
    assert!(text(&mail).contains("办理：http://127.0.0.1:8080"));
    fs::remove_dir_all(&mail_folder).unwrap();
    later(&channel.send(&to_mail("m-3", due_today()), now()), "无法写入邮件文件夹");
}

#[test]
fn what_cannot_work_is_said_at_the_start() {
    let wrong = MailSettings { from: "政务公开办".to_owned(), ..settings(25) };
    assert!(SmtpMail::new(&wrong, links()).is_err());
    let missing =
        MailSettings { security: MailSecurity::Tls, ca_file: Some("nowhere.pem".into()), ..settings(25) };
    let all = ChannelSettings { mail: Some(missing), ..ChannelSettings::default() };
    let Err(faults) = Channels::open(&all, "http://127.0.0.1:8080") else { panic!("it was accepted") };
    assert!(matches!(&faults[..], [fault] if fault.contains("nowhere.pem")), "{faults:?}");
    assert_eq!(Channels::open(&ChannelSettings::default(), "x").unwrap().kinds().count(), 0);
}
