//! A holiday notice imported by one process is used by all, without restart.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use gongkai::app::{App, Calendars};
use gongkai::casework::journal::NamedActor;
use gongkai::casework::{notices, verify};
use gongkai::law::case_event::Actor;
use gongkai::law::roles::Role;
use gongkai::law::text::{OrganId, UserId};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, application, day};
use crate::databases::TestDatabase;

on_both_databases!(a_notice_imported_by_one_process_is_used_by_all);

/// As the State Council might arrange 2027; 4 January is more than the law gives.
fn notice() -> Vec<u8> {
    json!({
        "document": "国办发明电〔2026〕99号", "year": 2027, "signed": "2026-12-09", "published": "2026-12-09",
        "urls": [], "holidays": [],
        "off": ["2027-01-01", "2027-01-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10",
            "2027-02-11", "2027-04-05", "2027-05-03", "2027-05-04", "2027-05-05", "2027-06-09",
            "2027-09-15", "2027-10-01", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07"],
        "worked": ["2027-01-16", "2027-02-20", "2027-05-08", "2027-10-09", "2027-10-10"]
    })
    .to_string()
    .into_bytes()
}

fn importer() -> NamedActor {
    NamedActor {
        actor: Actor {
            user: UserId(0),
            role: Role::Admin,
            organ: OrganId(1),
            organ_path: "/1/".to_owned(),
            unit: None,
            on_behalf_of: None,
        },
        name: String::new(),
        organ_name: String::new(),
    }
}

fn register(clerk: &Person<'_>, on: &str) -> Value {
    clerk.post("/cases", &application("in_person", on)).ok()
}

fn changes(clerk: &Person<'_>, number: &str) -> usize {
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    journal.as_array().unwrap().iter().filter(|event| event["kind"] == "calendar_changed").count()
}

fn a_notice_imported_by_one_process_is_used_by_all(db: &TestDatabase) {
    let first = TestApp::start(db, "2026-12-10");
    let clerk = first.sign_in("clerk");
    let [moved, steady, closed] = ["2026-12-10", "2026-12-01", "2026-12-10"].map(|on| register(&clerk, on));
    let number = |registered: &Value| registered["number"].as_str().unwrap().to_owned();
    let (moved, steady, closed_number) = (number(&moved), number(&steady), number(&closed));
    clerk.does(&closed_number, json!({ "act": "withdraw", "on": "2026-12-10", "proof": "电话确认" }));
    let view = |number: &str| clerk.get(&format!("/cases/{number}")).ok();
    let before = [view(&moved), view(&steady), view(&closed_number)];
    assert_eq!((&before[0]["due_on"], &before[0]["provisional"]), (&json!("2027-01-08"), &json!(true)));

    // Another process: its own connections, its own calendars.
    let second = App {
        store: db.open_again(|_| ()),
        calendars: Arc::new(Calendars::shipped().unwrap()),
        ..first.app.clone()
    };
    let foreseen = notices::run_blocking(&second, importer(), notice(), true).unwrap();
    assert_eq!([view(&moved), view(&steady), view(&closed_number)], before, "a dry run changes nothing");
    let done = notices::run_blocking(&second, importer(), notice(), false).unwrap();
    assert_eq!(foreseen, done, "the dry run said so");
    let numbers: Vec<_> =
        done.moved.iter().map(|date| (date.number.as_str(), date.old, date.new, date.later)).collect();
    assert_eq!(numbers, [(moved.as_str(), Some(day("2027-01-08")), Some(day("2027-01-11")), true)]);
    assert_eq!(done.examined, 2, "closed cases are left alone");

    let begun = Instant::now();
    while clerk.get("/calendar/days/2027-01-04").ok()["provisional"] != false {
        assert!(begun.elapsed() < Duration::from_secs(5), "the first process still has the old calendar");
        thread::sleep(Duration::from_millis(50));
    }
    let after = view(&moved);
    assert_eq!((&after["due_on"], &after["provisional"]), (&json!("2027-01-11"), &json!(false)));
    let explained = clerk.get(&format!("/cases/{moved}/deadline")).ok();
    assert_eq!(explained["due_on"], after["due_on"], "folded again, it is the same");
    assert_eq!(view(&steady)["due_on"], before[1]["due_on"]);
    assert_eq!(view(&closed_number), before[2]);
    assert_eq!([&moved, &steady, &closed_number].map(|number| changes(&clerk, number)), [1, 0, 0]);
    let late = view(&number(&register(&clerk, "2026-12-10")));
    assert_eq!((&late["due_on"], &late["provisional"]), (&json!("2027-01-11"), &json!(false)));
    assert_eq!(verify::run_blocking(&first.app).unwrap().faults, Vec::<String>::new());
}
