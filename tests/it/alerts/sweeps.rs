//! What a sweep tells, to whom, and what it does not.

use gongkai::casework::supervision;
use gongkai::config::channels::ChannelSettings;
use gongkai::store::Scope;
use gongkai::store::cases::load_case_by_number;
use gongkai::store::users::{insert_deputy, list_posts_of_user};
use gongkai::store::watches::list_sweep_faults;
use serde_json::json;

use super::office::{Office, block_on};
use crate::app::day;
use crate::databases::TestDatabase;

on_both_databases!(
    the_ladder_tells_more_people_from_level_to_level,
    a_missed_level_is_not_told_late,
    between_the_two_dates_the_statutory_one_is_named,
    a_week_of_downtime_over_national_day_loses_none_and_doubles_none,
    acting_on_the_case_ends_what_no_longer_holds,
    a_moved_date_is_warned_of_anew,
    a_pause_silences_the_reply_but_for_its_last_days,
    who_knows_is_not_told_again_before_the_next_level,
    nobody_acknowledges_and_it_goes_up_within_four_office_hours,
    while_someone_is_absent_their_alerts_go_to_the_delegate,
    an_overdue_case_opens_an_urging_with_a_reply_due_the_next_working_day,
    one_poisoned_case_is_reported_and_the_rest_go_on,
    the_dates_beside_the_reply_are_watched_too,
    what_is_held_is_not_asked_to_be_sent,
    a_case_that_nobody_changed_is_not_looked_at,
    next_years_holiday_notice_is_asked_for_from_november_on,
    several_sweeps_at_once_tell_everything_once,
);

const NOTHING: [i32; 0] = [];

fn quiet(db: &TestDatabase, at: &str) -> Office {
    Office::open(db, at, ChannelSettings::default())
}

fn run(office: &Office, at: &str) -> u32 {
    office.at(at);
    let swept = office.sweep();
    assert_eq!(swept.faults, []);
    swept.fired
}

/// Received on Monday 2026-03-02: due on 2026-03-30, prudently too.
fn the_ladder_tells_more_people_from_level_to_level(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    let told = |office: &Office, who: &[&str]| {
        let everybody =
            ["handler", "reviewer", "approver", "office-head", "clerk", "supervisor", "colleague"];
        let level = office.levels("handler");
        for person in everybody {
            let expected = if who.contains(&person) { level.clone() } else { Vec::new() };
            assert_eq!(office.levels(person), expected, "{person}");
        }
        level
    };
    for (at, level, who) in [
        ("2026-03-20 18:00", vec![], &[] as &[&str]),
        ("2026-03-23 08:30", vec![-5], &["handler"]),
        ("2026-03-25 08:30", vec![-3], &["handler", "reviewer"]),
        ("2026-03-27 08:30", vec![-1], &["handler", "reviewer", "approver"]),
        ("2026-03-30 09:00", vec![0], &["handler", "reviewer", "approver", "office-head"]),
        ("2026-03-30 15:00", vec![0], &["handler", "reviewer", "approver", "office-head"]),
        (
            "2026-03-31 08:30",
            vec![1],
            &["handler", "reviewer", "approver", "office-head", "clerk", "supervisor"],
        ),
        (
            "2026-04-07 08:30",
            vec![5],
            &["handler", "reviewer", "approver", "office-head", "clerk", "supervisor"],
        ),
        (
            "2026-04-14 08:30",
            vec![10],
            &["handler", "reviewer", "approver", "office-head", "clerk", "supervisor"],
        ),
    ] {
        run(&office, at);
        assert_eq!(told(&office, who), level, "{at}");
    }
    let circular = block_on(supervision::circular(&office.app, office.person("supervisor"))).unwrap();
    assert_eq!(circular.len(), 1, "from +5 on it stands in the circular's draft, once: {circular:?}");
}

fn a_missed_level_is_not_told_late(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    run(&office, "2026-03-27 12:00");
    assert_eq!(office.levels("handler"), [-1], "the highest replaces those below it");
    let all = |office: &Office| {
        let list = gongkai::casework::inbox::list(&office.app, office.person("handler"), false, None);
        let entries = block_on(list).unwrap().entries;
        let reply = |entry: &&gongkai::casework::inbox::EntryView| {
            entry.matter["kind"].as_str().unwrap().starts_with("reply_")
        };
        entries.iter().filter(reply).map(|entry| entry.level).collect::<Vec<_>>()
    };
    assert_eq!(all(&office), [-1]);
    assert_eq!(run(&office, "2026-03-27 12:00"), 0, "a second look tells nothing");
}

/// Prudently counted from the submission, a reply is due on 2026-03-30; from the confirmation on 2026-04-03.
fn between_the_two_dates_the_statutory_one_is_named(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let number = office.register_with("email", "2026-03-02", None);
    office.at("2026-03-06 09:00");
    office.act("clerk", &number, json!({ "act": "confirm_receipt", "on": "2026-03-06" }));
    office.hand_to_handler(&number);

    run(&office, "2026-04-01 09:00");

    let entries = office.inbox("handler");
    let reply = entries.iter().find(|entry| entry.matter["kind"] == "reply_past_prudent").unwrap();
    assert_eq!((reply.level, &reply.matter["left"]), (0, &json!(2)));
    assert!(reply.title.starts_with("已过从严日期") && reply.title.contains("4月3日"), "{}", reply.title);
}

fn a_week_of_downtime_over_national_day_loses_none_and_doubles_none(db: &TestDatabase) {
    let office = quiet(db, "2026-09-08 09:00");
    // Due on 2026-10-12 and 2026-10-08: 20 working days over 中秋 and National Day.
    let (later, sooner) = (office.case_of_handler("2026-09-08"), office.case_of_handler("2026-09-04"));
    run(&office, "2026-09-24 09:00");
    // Nobody runs from 24 September on. The first look after it comes on the Saturday that is worked.
    office.at("2026-10-10 09:00");
    office.sweep();
    office.sweep();
    let of = |number: &str| {
        let entries = office.inbox("handler");
        let own = entries.iter().filter(|entry| entry.number.as_deref() == Some(number));
        own.filter(|entry| entry.matter["kind"].as_str().unwrap().starts_with("reply"))
            .map(|entry| (entry.level, entry.anchor_on.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&later), [(-1, "2026-10-12".to_owned())]);
    assert_eq!(of(&sooner), [(1, "2026-10-09".to_owned())]);
}

fn acting_on_the_case_ends_what_no_longer_holds(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let number = office.case_of_handler("2026-03-02");
    run(&office, "2026-03-27 09:00");
    assert_eq!(office.levels("approver"), [-1]);
    office.at("2026-03-27 10:00");
    office.answer(&number);
    run(&office, "2026-03-27 10:01");
    for who in ["handler", "reviewer", "approver"] {
        assert_eq!(office.levels(who), NOTHING, "{who}");
    }
    assert_eq!(run(&office, "2026-03-31 09:00"), 0, "the clock stands at the reply");
}

fn a_moved_date_is_warned_of_anew(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let number = office.case_of_handler("2026-03-02");
    run(&office, "2026-03-27 09:00");
    let extension = json!({ "act": "propose_measure", "measure": { "measure": "extension", "days": 5, "reason": "需要汇总" } });
    office.act("handler", &number, extension);
    office.act("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    office.act("clerk", &number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-27" }));
    run(&office, "2026-03-27 09:01");
    assert_eq!(office.levels("approver"), NOTHING, "the date moved away");
    run(&office, "2026-04-03 09:00");
    assert_eq!(office.levels("approver"), [-1], "and is warned of again: due on 2026-04-07");
}

fn a_pause_silences_the_reply_but_for_its_last_days(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let number = office.case_of_handler("2026-03-02");
    let consultation = json!({ "act": "propose_measure", "measure": { "measure": "consultation",
        "party": "third_party", "consultee": "某公司", "reason": "含报价" } });
    office.act("handler", &number, consultation);
    office.act("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    office.at("2026-03-23 09:00");
    office.act("handler", &number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-23" }));
    for at in ["2026-03-25 09:00", "2026-03-30 15:00", "2026-03-31 09:00", "2026-04-13 09:00"] {
        run(&office, at);
        assert_eq!(office.levels("handler"), NOTHING, "{at}: 不计期限");
    }
    // Silence until the cap on 2026-04-14 leaves five days.
    run(&office, "2026-04-15 09:00");
    assert_ne!(office.levels("handler"), NOTHING, "once the pause is over the date is near");
}

fn who_knows_is_not_told_again_before_the_next_level(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    run(&office, "2026-03-30 09:00");
    let entry = office.inbox("handler").into_iter().find(|entry| entry.level == 0).unwrap();
    office.acknowledge("handler", entry.id, Some("2026-04-01"));
    run(&office, "2026-03-30 15:00");
    assert_eq!(office.levels("handler"), NOTHING, "the repeat at 15:00 is not for who knows");
    assert_eq!(office.levels("reviewer"), [0]);
    run(&office, "2026-03-31 08:30");
    assert_eq!(office.levels("handler"), [1], "the next level is, and the date never stopped");
    run(&office, "2026-04-07 08:30");
    let entry = office.inbox("supervisor").into_iter().find(|entry| entry.level == 5).unwrap();
    office.acknowledge("supervisor", entry.id, Some("2026-04-17"));
    run(&office, "2026-04-14 08:30");
    assert_eq!(office.levels("supervisor"), NOTHING, "acknowledged until the day it is expected");
    run(&office, "2026-04-21 08:30");
    assert_eq!(office.levels("supervisor"), [15], "that day has passed");
}

fn nobody_acknowledges_and_it_goes_up_within_four_office_hours(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    run(&office, "2026-03-27 08:30");
    run(&office, "2026-03-27 12:29");
    assert_eq!(office.levels("office-head"), NOTHING);
    run(&office, "2026-03-27 12:30");
    assert_eq!(office.levels("office-head"), [-1], "handler, unit head and approver were told before");
    assert_eq!(office.levels("supervisor"), NOTHING);
    run(&office, "2026-03-27 16:30");
    assert_eq!(office.levels("supervisor"), [-1], "and the office did not acknowledge either");
    // Another day, another case: one acknowledgement is enough.
    let second = office.case_of_handler("2026-03-04");
    run(&office, "2026-03-31 09:00");
    let entries = office.inbox("handler");
    let entry = entries.iter().find(|entry| entry.number.as_deref() == Some(&second) && entry.level == -1);
    office.acknowledge("handler", entry.unwrap().id, None);
    run(&office, "2026-03-31 17:00");
    let told = office.inbox("office-head");
    assert!(!told.iter().any(|entry| entry.number.as_deref() == Some(&second)), "{told:?}");
}

fn while_someone_is_absent_their_alerts_go_to_the_delegate(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    office.case_of_handler("2026-03-02");
    let (approver, deputy) = (office.user("approver"), office.user("deputy"));
    let named = office.app.store.write_blocking(move |tx| {
        let posts = list_posts_of_user(tx, approver, day("2026-03-02"))?;
        insert_deputy(tx, posts[0].id, deputy, day("2026-03-26"), day("2026-03-27"))
    });
    named.unwrap();
    run(&office, "2026-03-27 08:30");
    assert_eq!(office.levels("approver"), NOTHING);
    assert_eq!(office.levels("deputy"), [-1]);
    assert_eq!(office.inbox("deputy")[0].for_user, Some(approver));
    run(&office, "2026-03-30 09:00");
    assert_eq!(office.levels("approver"), [0], "back at work");
    assert_eq!(office.levels("deputy"), NOTHING);
}

fn an_overdue_case_opens_an_urging_with_a_reply_due_the_next_working_day(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let number = office.case_of_handler("2026-03-02");
    run(&office, "2026-03-30 16:00");
    let urgings = |office: &Office| {
        block_on(supervision::urgings(&office.app, office.person("supervisor"), number.clone())).unwrap()
    };
    assert_eq!(urgings(&office), [], "due today is not overdue");
    run(&office, "2026-03-31 08:30");
    run(&office, "2026-03-31 09:30");
    let open = urgings(&office);
    assert_eq!((open.len(), open[0].reply_by), (1, day("2026-04-01")));
    run(&office, "2026-04-02 08:30");
    let unanswered = |office: &Office| {
        let entries = office.inbox("supervisor");
        entries.iter().filter(|entry| entry.matter["kind"] == "supervision_unanswered").count()
    };
    assert_eq!(unanswered(&office), 1);
    let input = supervision::UrgingReplyInput { reply: "材料已齐，预计4月3日答复".to_owned() };
    let id = open[0].id;
    block_on(supervision::reply(&office.app, office.person("handler"), number.clone(), id, input)).unwrap();
    run(&office, "2026-04-02 08:31");
    assert_eq!(unanswered(&office), 0, "a reply ends the asking for it");
    assert_eq!(office.levels("handler"), [1], "and not the alert about the date");
}

fn one_poisoned_case_is_reported_and_the_rest_go_on(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let [first, poisoned, last] = [(); 3].map(|()| office.case_of_handler("2026-03-02"));
    office.at("2026-03-27 09:00");
    db.tamper(&format!(
        "UPDATE case_events SET payload = '{{\"kind\":\"unheard_of\"}}' WHERE seq = 1 AND case_id =
             (SELECT id FROM cases WHERE number = '{poisoned}')"
    ));
    let swept = office.sweep();
    assert_eq!(swept.faults.len(), 1, "{swept:?}");
    let told: Vec<_> = office.inbox("approver").into_iter().filter_map(|entry| entry.number).collect();
    assert!(told.contains(&first) && told.contains(&last) && !told.contains(&poisoned), "{told:?}");
    let reported = office.inbox("admin");
    assert!(reported[0].title.contains(&poisoned), "{reported:?}");
    let faults = office.app.store.read_blocking(list_sweep_faults).unwrap();
    assert_eq!((faults.len(), faults[0].failures), (1, 1));
    assert_eq!(office.sweep().looked, 0, "it is put off, not tried for ever");
    office.at("2026-03-27 10:30");
    let again = office.sweep();
    assert_eq!(again.faults.len(), 1, "and tried again later");
    assert_eq!(office.inbox("admin").len(), 1, "without telling it twice a day");
}

fn the_dates_beside_the_reply_are_watched_too(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let kinds = |who: &str| {
        let entries = office.inbox(who);
        let mut kinds: Vec<String> =
            entries.iter().map(|entry| entry.matter["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    };
    // An online application that nobody confirmed.
    let unconfirmed = office.register_with("online", "2026-03-02", None);
    run(&office, "2026-03-03 08:30");
    assert_eq!(kinds("clerk"), ["unconfirmed"]);
    office.act("clerk", &unconfirmed, json!({ "act": "confirm_receipt", "on": "2026-03-03" }));
    // Assigned and not signed for.
    let handler = office.user("handler");
    let assign = json!({ "act": "assign", "unit": office.unit, "handler": handler });
    office.act("clerk", &unconfirmed, assign);
    run(&office, "2026-03-03 09:00");
    assert_eq!(kinds("clerk"), [] as [&str; 0]);
    run(&office, "2026-03-04 08:30");
    assert_eq!(kinds("handler"), ["not_signed_for"]);
    office.act("handler", &unconfirmed, json!({ "act": "sign_for" }));
    // Days 5, 6 and 7 after receipt for a notice of correction.
    run(&office, "2026-03-09 08:30");
    assert_eq!(kinds("handler"), [] as [&str; 0]);
    run(&office, "2026-03-10 08:30");
    assert_eq!(kinds("handler"), ["correction_notice"]);
    let correction = json!({ "act": "propose_measure", "measure": { "measure": "correction", "period_days": 10, "points": "请写明地块" } });
    office.act("handler", &unconfirmed, correction);
    office.act("office-head", &unconfirmed, json!({ "act": "approve_measure", "number": 1 }));
    // Approved and not dispatched.
    run(&office, "2026-03-12 08:30");
    assert!(kinds("clerk").contains(&"not_dispatched".to_owned()), "{:?}", kinds("clerk"));
    office.act("clerk", &unconfirmed, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-12" }));
    run(&office, "2026-03-12 09:00");
    assert_eq!(kinds("handler"), [] as [&str; 0]);
    // The applicant's ten working days run out on 2026-03-26.
    run(&office, "2026-03-23 08:30");
    assert_eq!(kinds("handler"), ["correction_ending"]);
    run(&office, "2026-03-27 08:30");
    assert_eq!(kinds("handler"), ["correction_ended"]);
    // A suit over it: 15 days as they come.
    let input = supervision::ProceedingInput { kind: "suit".to_owned(), received_on: day("2026-03-16") };
    let recorded =
        block_on(supervision::record(&office.app, office.person("clerk"), unconfirmed.clone(), input));
    run(&office, "2026-03-30 08:30");
    assert_eq!(kinds("approver"), ["answer_due"], "due on 2026-03-31");
    let answered = supervision::AnsweredInput { answered_on: day("2026-03-30") };
    block_on(supervision::answered(
        &office.app,
        office.person("clerk"),
        unconfirmed.clone(),
        recorded.unwrap(),
        answered,
    ))
    .unwrap();
    run(&office, "2026-03-30 08:31");
    assert_eq!(kinds("approver"), [] as [&str; 0]);
}

fn what_is_held_is_not_asked_to_be_sent(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let asked = || office.inbox("clerk").iter().any(|entry| entry.matter["kind"] == "not_dispatched");
    let number = office.case_of_handler("2026-03-02");
    office.seal(&number);
    office.act("office-head", &number, json!({ "act": "hold", "reason": "第三方起诉，待核对" }));
    run(&office, "2026-03-03 08:30");
    assert!(!asked());
    office.act("office-head", &number, json!({ "act": "release", "reason": "法院没有裁定停止公开" }));
    run(&office, "2026-03-04 08:30");
    assert!(asked());
}

fn a_case_that_nobody_changed_is_not_looked_at(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let number = office.case_of_handler("2026-03-02");
    office.at("2026-03-02 09:05");
    assert_eq!(office.sweep().looked, 1);
    assert_eq!(office.sweep().looked, 0);
    let asked = number.clone();
    let version = |office: &Office| {
        let asked = asked.clone();
        let row =
            office.app.store.read_blocking(move |db| load_case_by_number(db, &Scope::Everything, &asked));
        row.unwrap().version
    };
    let before = version(&office);
    office.at("2026-03-27 09:00");
    assert_eq!(office.sweep().looked, 1);
    assert_eq!(version(&office), before, "a look is no change that a person's If-Match should see");
}

fn next_years_holiday_notice_is_asked_for_from_november_on(db: &TestDatabase) {
    let office = quiet(db, "2026-10-30 09:00");
    office.case_of_handler("2026-10-29");
    let asked = |office: &Office| {
        let entries = office.inbox("admin");
        entries.iter().filter(|entry| entry.matter["kind"] == "holiday_notice_missing").count()
    };
    run(&office, "2026-10-31 09:00");
    assert_eq!(asked(&office), 0);
    run(&office, "2026-11-02 09:00");
    assert_eq!(asked(&office), 1);
    run(&office, "2026-11-03 09:00");
    assert_eq!(asked(&office), 1, "once a week");
    assert!(office.inbox("admin")[0].title.contains("2027"), "{:?}", office.inbox("admin"));
}

fn several_sweeps_at_once_tell_everything_once(db: &TestDatabase) {
    let office = quiet(db, "2026-03-02 09:00");
    let cases = 20;
    for _ in 0..cases {
        office.case_of_handler("2026-03-02");
    }
    office.at("2026-03-27 09:00");
    let others: Vec<Office> = (0..3).map(|_| office.beside(db.open_again(|_| {}))).collect();
    let fired: u32 = std::thread::scope(|scope| {
        let threads: Vec<_> = others.iter().map(|other| scope.spawn(|| other.sweep().fired)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(office.levels("approver").len(), cases);
    let entries = office.inbox("handler");
    assert_eq!(fired as usize, entries.len(), "each was told by one of them");
}
