//! Messages on their way out: to a real mail server in this process, which misbehaves.

use std::collections::BTreeSet;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use gongkai::app::Clock;
use gongkai::casework::feed;
use gongkai::casework::inbox::{self, MailWish, Preferences};
use gongkai::casework::outbox;
use gongkai::config::channels::ChannelSettings;
use gongkai::notify::channel::{Channel, ChannelKind, Message, Outcome};
use gongkai::notify::deliver;
use gongkai::notify::open::Channels;
use gongkai::store::ladders::save_preferences;
use gongkai::store::organs::update_organ_settings;
use serde_json::json;

use super::office::{Office, block_on, mail_to, moment};
use crate::channels::mail_server::{MailServer, Manner};
use crate::databases::TestDatabase;

on_both_databases!(
    one_digest_and_what_is_pressing,
    quiet_hours_and_rest_days_hold_what_can_wait,
    only_what_is_due_today_breaks_in_and_only_to_whoever_is_on_duty,
    nothing_is_sent_after_the_person_acted,
    a_refused_mail_waits_for_a_person,
    a_mail_that_is_slow_or_cut_is_sent_again_under_the_same_id,
    a_server_that_is_down_for_a_day_loses_nothing,
    a_process_killed_after_the_250_resends_under_the_same_id,
    an_unknown_outcome_waits_for_a_person,
    applicants_are_told_each_thing_once,
    a_supervisor_cannot_mute,
    a_calendar_follows_a_date_that_moves,
);

fn with_server(db: &TestDatabase, at: &str) -> (Office, MailServer) {
    let server = MailServer::start();
    (Office::open(db, at, mail_to(server.port)), server)
}

fn to(mails: &[String], who: &str) -> Vec<String> {
    let header = format!("To: {who}");
    mails.iter().filter(|mail| mail.lines().any(|line| line.starts_with(&header))).cloned().collect()
}

fn id_of(mail: &str) -> String {
    mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned()
}

fn one_digest_and_what_is_pressing(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    for day in ["2026-03-02", "2026-03-02", "2026-02-27"] {
        office.case_of_handler(day);
    }
    // 2026-03-23: two cases at −5, the third was at −5 on the 20th. All of it is for the digest.
    office.round("2026-03-20 08:30");
    let first = server.mails().len();
    office.round("2026-03-23 08:30");
    office.round("2026-03-23 10:00");
    let morning = office.round("2026-03-24 08:30");
    let mails = server.mails().split_off(first);
    let own = to(&mails, "handler@office.test");
    assert_eq!(own.len(), 2, "one digest a morning, with all that waited: {own:#?}");
    assert_eq!(morning.later + morning.dead + morning.uncertain, 0);
    // At −1 the approver hears at once.
    office.round("2026-03-27 08:30");
    assert_eq!(to(&server.mails(), "approver@office.test").len(), 1, "of three cases, in one message");
}

fn quiet_hours_and_rest_days_hold_what_can_wait(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    // Nobody ran on the 27th; at night, on Saturday and on Sunday nobody is reached.
    for at in ["2026-03-27 18:00", "2026-03-27 23:30", "2026-03-28 10:00", "2026-03-29 12:00"] {
        office.round(at);
        assert_eq!(server.mails().len(), 0, "{at}");
    }
    assert_eq!(office.levels("approver"), [-1], "the inbox has it at once");
    office.round("2026-03-30 08:30");
    assert_eq!(to(&server.mails(), "approver@office.test").len(), 1);
    // Day 0 is told on the day itself, twice.
    office.round("2026-03-30 09:00");
    office.round("2026-03-30 15:00");
    assert_eq!(to(&server.mails(), "approver@office.test").len(), 3);
}

fn only_what_is_due_today_breaks_in_and_only_to_whoever_is_on_duty(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-03 09:00");
    let (organ, duty) = (office.person("handler").actor.organ.0, office.user("reviewer"));
    let settings = json!({ "duty": duty }).to_string();
    office.app.store.write_blocking(move |tx| update_organ_settings(tx, organ, &settings)).unwrap();
    office.case_of_handler("2026-03-03");
    office.round("2026-03-30 20:00");
    assert_eq!(server.mails().len(), 0, "−1 at night can wait, also for whoever is on duty");
    office.case_of_handler("2026-03-02");
    office.round("2026-03-30 21:00");
    assert_eq!(to(&server.mails(), "reviewer@office.test").len(), 1, "due today cannot");
    assert_eq!(server.mails().len(), 1);
}

fn nothing_is_sent_after_the_person_acted(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    let number = office.case_of_handler("2026-03-02");
    office.at("2026-03-27 07:00");
    office.sweep();
    // Told at 08:30, were it not answered before; the sweep has not looked since.
    office.at("2026-03-27 08:30");
    office.sweep();
    office.answer(&number);
    let delivered = office.deliver();
    assert_eq!((delivered.sent, server.mails().len()), (0, 0), "{delivered:?}");
    assert!(delivered.called_off > 0);
}

fn a_refused_mail_waits_for_a_person(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    server.behave(Manner::AnswersMail { with: "550 mailbox unavailable" });
    let delivered = office.round("2026-03-27 08:30");
    assert!(delivered.dead >= 3, "{delivered:?}");
    server.behave(Manner::Kind);
    assert_eq!(office.round("2026-03-27 10:00").sent, 0, "it does not go out by itself");
    let troubled =
        |office: &Office| block_on(outbox::list(&office.app, office.person("admin"), None)).unwrap();
    let dead = troubled(&office);
    assert!(dead.iter().all(|message| message.state == "dead" && message.why.is_some()), "{dead:?}");
    assert!(block_on(outbox::list(&office.app, office.person("handler"), None)).is_err());
    let approver = office.user("approver");
    let of_approver = dead.iter().find(|message| message.user == Some(approver)).unwrap().id;
    block_on(outbox::retry(&office.app, office.person("admin"), of_approver)).unwrap();
    assert_eq!(office.deliver().sent, 1);
    let rest = troubled(&office);
    assert_eq!(rest.len(), dead.len() - 1);
    let reason = outbox::ClearInput { reason: "已电话告知".to_owned() };
    for message in &rest {
        block_on(outbox::clear(&office.app, office.person("admin"), message.id, reason.clone())).unwrap();
    }
    assert_eq!(troubled(&office), []);
    assert!(block_on(outbox::clear(&office.app, office.person("admin"), rest[0].id, reason)).is_err());
}

fn a_mail_that_is_slow_or_cut_is_sent_again_under_the_same_id(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    office.at("2026-03-27 08:30");
    office.sweep();
    // It takes the whole mail and hangs up, falls silent, or cuts it: nobody knows what it kept.
    for (at, manner) in [
        ("2026-03-27 08:31", Manner::TakesAndCuts),
        ("2026-03-27 08:50", Manner::FallsSilent),
        ("2026-03-27 09:30", Manner::CutsTheMail),
        ("2026-03-27 11:00", Manner::Answers { to: "MAIL", with: "421 too busy" }),
    ] {
        server.behave(manner);
        office.at(at);
        let delivered = office.deliver();
        assert_eq!(delivered.sent + delivered.dead, 0, "{manner:?} {delivered:?}");
    }
    server.behave(Manner::Kind);
    office.round("2026-03-27 16:00");
    let mails = to(&server.mails(), "approver@office.test");
    let ids: BTreeSet<String> = mails.iter().map(|mail| id_of(mail)).collect();
    assert_eq!(ids.len(), 1, "one message, however often it was tried: {ids:?}");
    let everybody: BTreeSet<String> = server.mails().iter().map(|mail| id_of(mail)).collect();
    assert!(everybody.len() >= 3, "and one for each of the others");
}

fn a_server_that_is_down_for_a_day_loses_nothing(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-04 09:00");
    for _ in 0..3 {
        office.case_of_handler("2026-03-04");
    }
    server.behave(Manner::Answers { to: "MAIL", with: "451 try again later" });
    let mut at = moment("2026-03-30 08:30");
    let back = at + TimeDelta::hours(24);
    while at < back {
        office.clock.set(at);
        office.sweep();
        assert_eq!(office.deliver().sent, 0);
        at += TimeDelta::minutes(10);
    }
    assert!(server.conversations() < 200, "a channel that fails rests: {}", server.conversations());
    let health = block_on(outbox::health(&office.app, office.person("admin"))).unwrap();
    assert!(health[0].failures >= 5 && health[0].resting_until.is_some(), "{health:?}");
    assert!(office.inbox("admin").iter().any(|entry| entry.matter["kind"] == "channel_down"));
    server.behave(Manner::Kind);
    while at < back + TimeDelta::hours(3) {
        office.clock.set(at);
        office.sweep();
        office.deliver();
        at += TimeDelta::minutes(10);
    }
    // Due on 2026-04-01: what was −3 in the morning is −1 by now, and that is what is told.
    for who in ["handler", "reviewer", "approver"] {
        assert!(!to(&server.mails(), &format!("{who}@office.test")).is_empty(), "{who}");
    }
    let health = block_on(outbox::health(&office.app, office.person("admin"))).unwrap();
    assert_eq!((health[0].failures, health[0].waiting), (0, 0), "{health:?}");
    assert!(!office.inbox("admin").iter().any(|entry| entry.matter["kind"] == "channel_down"));
    let ids: Vec<String> = server.mails().iter().map(|mail| id_of(mail)).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "nothing twice");
}

/// A process that dies when the server has said 250 and nothing is written down.
struct DiesAfterwards {
    real: std::sync::Arc<dyn Channel>,
}

impl Channel for DiesAfterwards {
    fn kind(&self) -> ChannelKind {
        self.real.kind()
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        assert_eq!(self.real.send(message, at), Outcome::Delivered);
        panic!("killed");
    }
}

fn a_process_killed_after_the_250_resends_under_the_same_id(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    office.at("2026-03-27 08:30");
    office.sweep();
    let real = office.channels.find(ChannelKind::Mail).unwrap().clone();
    let dying = Channels::of(vec![std::sync::Arc::new(DiesAfterwards { real })]);
    let died = std::thread::scope(|scope| {
        scope.spawn(|| deliver::run(&office.app, &dying, "the killed one")).join().is_err()
    });
    assert!(died);
    let killed = server.mails();
    assert_eq!(killed.len(), 1);
    let own = to(&killed, "handler@office.test").len();
    assert_eq!(office.deliver().sent, 0, "its claims stand until its lease has run out");
    office.at("2026-03-27 08:46");
    office.deliver();
    let mails = server.mails();
    let same: Vec<&String> = mails.iter().filter(|mail| id_of(mail) == id_of(&killed[0])).collect();
    assert_eq!(same.len(), 2, "taken over, and sent once more under the same id");
    assert!(to(&mails, "approver@office.test").len() + own >= 1);
    office.at("2026-03-27 09:30");
    assert_eq!(office.deliver().sent, 0, "and no more");
}

/// A gateway that never says what it did.
#[derive(Default)]
struct Mumbles(Mutex<u32>);

impl Channel for Mumbles {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Mail
    }

    fn send(&self, _: &Message, _: DateTime<Utc>) -> Outcome {
        *self.0.lock().unwrap() += 1;
        Outcome::Unknown { why: "不能确定是否已发出".to_owned() }
    }
}

fn an_unknown_outcome_waits_for_a_person(db: &TestDatabase) {
    let (office, _server) = with_server(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    office.at("2026-03-27 08:30");
    office.sweep();
    let gateway = std::sync::Arc::new(Mumbles::default());
    let channels = Channels::of(vec![gateway.clone()]);
    let delivered = deliver::run(&office.app, &channels, "one").unwrap();
    assert!(delivered.uncertain > 0 && delivered.sent == 0, "{delivered:?}");
    let asked = *gateway.0.lock().unwrap();
    office.at("2026-03-27 10:00");
    deliver::run(&office.app, &channels, "one").unwrap();
    assert_eq!(*gateway.0.lock().unwrap(), asked, "sending twice would be worse than asking a person");
    let troubled = block_on(outbox::list(&office.app, office.person("admin"), None)).unwrap();
    assert!(troubled.iter().all(|message| message.state == "uncertain"), "{troubled:?}");
}

fn applicants_are_told_each_thing_once(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    let number = office.register_with("in_person", "2026-03-02", Some("zhang@applicant.test"));
    office.hand_to_handler(&number);
    let told = |office: &Office| {
        office.deliver();
        let mails = to(&server.mails(), "zhang@applicant.test");
        mails.iter().map(|mail| readable(mail)).collect::<Vec<_>>()
    };
    let first = told(&office);
    assert_eq!(first.len(), 1);
    assert!(first[0].contains(&number) && first[0].contains("查询码"), "{}", first[0]);
    assert!(first[0].contains("3月30日"), "{}", first[0]);
    // A consultation makes the two dates differ; the extension is told by the statutory one.
    let consultation = json!({ "act": "propose_measure", "measure": { "measure": "consultation",
        "party": "third_party", "consultee": "某公司", "reason": "含报价" } });
    office.act("handler", &number, consultation);
    office.act("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    office.act("handler", &number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-02" }));
    office.at("2026-03-06 10:00");
    office.act("handler", &number, json!({ "act": "record_receipt", "number": 1, "on": "2026-03-04" }));
    let answer =
        json!({ "act": "record_answer", "number": 1, "on": "2026-03-06", "agrees": true, "answer": "同意" });
    let before = office.act("handler", &number, answer);
    let extension = json!({ "act": "propose_measure", "measure": { "measure": "extension", "days": 5, "reason": "需要汇总" } });
    office.act("handler", &number, extension);
    office.act("office-head", &number, json!({ "act": "approve_measure", "number": 2 }));
    let after =
        office.act("clerk", &number, json!({ "act": "dispatch_measure", "number": 2, "on": "2026-03-06" }));
    let (old, new) = (before.summary.due_on.unwrap(), after.summary.due_on.unwrap());
    let prudent = after.summary.prudent_due_on.unwrap();
    assert_ne!(new, prudent);
    let said = told(&office).pop().unwrap();
    let words = |day: chrono::NaiveDate| day.format("%-m月%-d日").to_string();
    assert!(said.contains(&words(old)) && said.contains(&words(new)), "{old} → {new}: {said}");
    assert!(!said.contains(&words(prudent)), "the prudent date never leaves the house: {said}");
    office.answer(&number);
    let all = told(&office);
    assert_eq!(all.len(), 3, "received, extended, answered: {all:#?}");
    assert!(all[2].contains("已经作出答复"), "{}", all[2]);
    assert_eq!(told(&office).len(), 3);
    let kept = db_dump(db);
    assert!(!kept.contains("zhang@applicant.test"), "no address waits in the outbox");
}

/// Everything that stands in the outbox.
fn db_dump(db: &TestDatabase) -> String {
    let rows = db.store.read_blocking(|db| {
        (1..50)
            .map(|id| gongkai::store::outbox::load_message(db, id))
            .filter(|row| !matches!(row, Err(gongkai::store::StoreError::NotFound)))
            .collect::<Result<Vec<_>, _>>()
    });
    let rows = rows.unwrap();
    assert!(!rows.is_empty());
    format!("{rows:?}")
}

/// The text of a mail, decoded.
fn readable(mail: &str) -> String {
    crate::channels::mail::text(mail)
}

fn a_supervisor_cannot_mute(db: &TestDatabase) {
    let (office, server) = with_server(db, "2026-03-02 09:00");
    let off = Preferences { mail: MailWish::Off };
    let refused = block_on(inbox::set_preferences(&office.app, office.person("supervisor"), off));
    assert!(refused.is_err(), "the organ does not allow it");
    // Were it stored all the same, it would not count for a supervisor, nor for a date that is here.
    for who in ["supervisor", "handler", "reviewer"] {
        let (user, at) = (office.user(who), office.app.now());
        let body = serde_json::to_string(&off).unwrap();
        office.app.store.write_blocking(move |tx| save_preferences(tx, user, &body, at)).unwrap();
    }
    office.case_of_handler("2026-03-02");
    office.round("2026-03-25 08:30");
    assert_eq!(to(&server.mails(), "reviewer@office.test").len(), 0, "put off to the digest");
    office.round("2026-03-26 08:30");
    assert_eq!(to(&server.mails(), "reviewer@office.test").len(), 1, "and there it is");
    office.round("2026-03-31 08:30");
    assert_eq!(to(&server.mails(), "supervisor@office.test").len(), 1);
    assert!(office.clock.now() > moment("2026-03-31 08:00"));
}

fn a_calendar_follows_a_date_that_moves(db: &TestDatabase) {
    let office = Office::open(db, "2026-03-02 09:00", ChannelSettings::default());
    let number = office.case_of_handler("2026-03-02");
    office.sweep();
    let address = block_on(feed::create(&office.app, office.person("handler"))).unwrap().address;
    let secret = address.rsplit('/').next().unwrap().to_owned();
    let read = |office: &Office| block_on(feed::read(&office.app, secret.clone()));
    let lines = |text: &str, name: &str| {
        text.lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect::<Vec<_>>()
    };
    // The reply, and day 7 for a notice of correction.
    let first = read(&office).unwrap();
    assert!(lines(&first, "DTSTART").contains(&"DTSTART;VALUE=DATE:20260330".to_owned()), "{first}");
    assert!(!first.contains("张三丰"));
    let extension = json!({ "act": "propose_measure", "measure": { "measure": "extension", "days": 5, "reason": "需要汇总" } });
    office.act("handler", &number, extension);
    office.act("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    office.act("clerk", &number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-02" }));
    office.at("2026-03-02 09:05");
    office.sweep();
    let second = read(&office).unwrap();
    assert!(lines(&second, "DTSTART").contains(&"DTSTART;VALUE=DATE:20260407".to_owned()), "{second}");
    let reply = |text: &str| lines(text, "UID").into_iter().find(|uid| uid.contains("reply")).unwrap();
    assert_eq!(reply(&first), reply(&second), "the same entry …");
    assert!(lines(&first, "SEQUENCE").contains(&"SEQUENCE:0".to_owned()));
    assert!(lines(&second, "SEQUENCE").contains(&"SEQUENCE:1".to_owned()), "… moved: {second}");
    block_on(feed::create(&office.app, office.person("handler"))).unwrap();
    assert!(read(&office).is_err(), "a new address voids the old");
}
