//! The 邮件号 of what leaves by mail before the reply: typed where it is dispatched, kept beside the journal,
//! shown with the deliveries, and found again when the mail comes back.

use gongkai::store::cases::find_case_by_number;
use gongkai::store::journal::load_events;
use gongkai::store::{Scope, StoreError};
use serde_json::json;

use crate::app::TestApp;
use crate::databases::TestDatabase;
use crate::desk::{consultation, correction, extension};

on_both_databases!(
    a_notice_has_the_number_of_its_mail,
    mail_is_found_by_its_number,
    the_acts_of_a_case_stand_on_its_page,
);

const DAY: &str = "2026-03-02";

/// The payloads of a case's journal as they are stored.
fn payloads(app: &TestApp, number: &str) -> String {
    let number = number.to_owned();
    let read = move |db: &mut gongkai::store::Db| -> Result<String, StoreError> {
        let row = find_case_by_number(db, &Scope::Everything, &number)?.ok_or(StoreError::NotFound)?;
        let events = load_events(db, row.id)?;
        Ok(events.into_iter().map(|event| event.payload).collect::<Vec<_>>().join("\n"))
    };
    app.app.store.read_blocking(read).unwrap()
}

fn a_notice_has_the_number_of_its_mail(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    // On the page of the case, on the page of the act, and over the interface.
    let (own, apart, by_api) = (app.in_hand(DAY), app.in_hand(DAY), app.in_hand(DAY));
    for number in [&own, &apart, &by_api] {
        app.approved(number, correction(10));
    }
    let clerk = app.at_desk("clerk");
    let page = clerk.opens(&format!("/staff/cases/{own}"));
    page.shows("id=\"dispatch-tracking\"");
    let version = |html: &str| {
        html.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let seen = version(&page.html);
    let fields = [
        ("act", "dispatch_measure"),
        ("dispatch-number", "1"),
        ("dispatch-on", DAY),
        ("dispatch-tracking", " xa１２３４５６７８９01 "),
        ("version", seen.as_str()),
    ];
    clerk.submits(&format!("/staff/cases/{own}/acts"), &fields);
    let place = format!("/staff/cases/{apart}/do/dispatch_measure?number=1");
    let page = clerk.opens(&place);
    page.shows("邮寄的填写，可以不填");
    let seen = version(&page.html);
    let fields = [("on", DAY), ("tracking", "XA12345678902"), ("version", seen.as_str())];
    clerk.submits(&place, &fields);
    let act = json!({ "act": "dispatch_measure", "number": 1, "on": DAY, "tracking": "XA12345678903" });
    app.does("clerk", &by_api, act);
    for (number, mail) in [(&own, "XA12345678901"), (&apart, "XA12345678902"), (&by_api, "XA12345678903")] {
        let page = clerk.opens(&format!("/staff/cases/{number}"));
        let sent = page.html.split("id=\"sent-1\"").nth(1).unwrap_or_else(|| panic!("{}", page.html));
        let sent = sent.split("</dl>").next().unwrap();
        assert!(sent.contains(mail) && sent.contains("2026年3月2日"), "{sent}");
        // In the words of the journal, and not in the journal.
        page.shows(&format!("邮件号：{mail}"));
        let payloads = payloads(&app, number);
        assert!(payloads.contains("measure_dispatched") && !payloads.contains(mail), "{payloads}");
        app.at_desk("supervisor").opens(&format!("/staff/cases/{number}")).hides(mail);
    }
    // Without one it leaves too, and its entry is as it was before there was one to give.
    let without = app.in_hand(DAY);
    app.measure(&without, extension(20), DAY);
    let payloads = payloads(&app, &without);
    let entry = payloads.lines().find(|line| line.contains("measure_dispatched")).unwrap();
    assert!(!entry.contains("tracking"), "{entry}");
    let nonsense = json!({ "act": "dispatch_measure", "number": 1, "on": DAY, "tracking": "XA\u{0}" });
    let other = app.in_hand(DAY);
    app.approved(&other, correction(10));
    assert_eq!(app.ask("clerk", &other, &nonsense).status, 422);
    app.is_sound();
}

fn mail_is_found_by_its_number(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    let number = app.in_hand(DAY);
    app.approved(&number, consultation());
    let clerk = app.at_desk("clerk");
    let report = |kind: &str, lines: &str| {
        clerk.opens("/staff/deliveries");
        clerk.submit("/staff/deliveries", &[("kind", kind), ("on", DAY), ("lines", lines)])
    };
    let sent = report("sent", &format!("{number} 1234567890123"));
    assert_eq!(sent.status, 303, "{}", sent.html);
    clerk.opens(&format!("/staff/cases/{number}")).shows("1234567890123");
    // The same number is not given twice; scanned, it opens its case.
    let other = app.in_hand(DAY);
    app.approved(&other, correction(10));
    let twice = report("sent", &format!("{other} 1234567890123"));
    assert_eq!(twice.status, 422);
    twice.shows(&format!("这个邮件号已经登记在{number}"));
    clerk.opens("/staff/scan");
    let place = clerk.submits("/staff/scan", &[("code", "1234567890123")]);
    assert!(place.starts_with(&format!("/staff/cases/{number}")), "{place}");
    // The other side signed for it: found by the number alone.
    let returned = report("returned", "1234567890123");
    assert_eq!(returned.status, 422);
    returned.shows("不是答复");
    let signed = report("signed", "1234567890123");
    assert_eq!(signed.status, 303, "{}", signed.html);
    let page = clerk.opens(&format!("/staff/cases/{number}"));
    let sent = page.html.split("id=\"sent-1\"").nth(1).unwrap().split("</dl>").next().unwrap();
    assert!(sent.contains("签收"), "{sent}");
    // A case of another organ is not found by it.
    let foreign = app.at_desk("other-clerk");
    foreign.opens("/staff/scan");
    let answer = foreign.submit("/staff/scan", &[("code", "1234567890123")]);
    answer.hides(&number);
}

fn the_acts_of_a_case_stand_on_its_page(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    let number = app.in_hand(DAY);
    let handler = app.at_desk("handler");
    let old = handler.get(&format!("/staff/cases/{number}/do"));
    assert_eq!((old.status, old.location()), (303, format!("/staff/cases/{number}").as_str()));
    handler.opens(old.location()).shows("可以办理的事项");
    let nobody = app.visitor().get(&format!("/staff/cases/{number}/do"));
    assert!(nobody.location().starts_with("/staff/sign-in"), "{}", nobody.location());
    // A reply that is on its way may be sent again, and that stands there too.
    app.seal_reply(&number);
    let clerk = app.at_desk("clerk");
    clerk.opens(&format!("/staff/cases/{number}")).hides("再次送达");
    app.does("clerk", &number, crate::desk::posted(DAY));
    clerk.opens(&format!("/staff/cases/{number}")).shows("再次送达");
}
