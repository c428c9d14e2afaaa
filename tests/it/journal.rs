//! The journal finds whatever is done to it behind the program's back.

use std::thread;

use gongkai::store::anchors::{AnchorVerdict, last_anchor, make_anchor, make_anchor_blocking, verify_anchor};
use gongkai::store::journal::{Fault, JournalHead, append_events, load_events, verify_all, verify_case};
use gongkai::store::{Hash, StoreError};

use crate::county::{County, act, at, day, event, register};
use crate::databases::TestDatabase;

on_both_databases!(
    an_untouched_journal_has_no_faults,
    an_altered_event_is_found,
    a_deleted_event_is_found,
    an_inserted_event_is_found,
    reordered_events_are_found,
    a_cut_tail_is_found,
    events_without_a_case_are_found,
    of_two_who_append_at_once_one_is_stale,
    the_journal_refuses_to_be_changed,
    an_anchor_holds_while_cases_go_on,
    an_anchor_finds_a_tail_cut_together_with_its_row,
    an_anchor_finds_a_deleted_case,
    an_anchor_kept_outside_finds_a_rewritten_chain,
    of_two_anchors_of_a_day_one_stays,
);

/// Three cases of four events each; returns the ids.
fn three_cases(database: &TestDatabase) -> [i64; 3] {
    let county = County::found(&database.store);
    ["学校招生方案", "校舍维修预算", "教师编制"].map(|title| {
        let case = register(&database.store, &county.education, title);
        for (minute, kind) in ["accepted", "assigned", "signed_for"].into_iter().enumerate() {
            act(&database.store, case.id, kind, at(minute as i64 + 1));
        }
        case.id
    })
}

fn faults(database: &TestDatabase, case: i64) -> Vec<Fault> {
    database.store.read_blocking(move |db| verify_case(db, case)).unwrap()
}

/// All that `verify_all` reports, by case; the answer for one case is the same as `verify_case`.
fn all_faults(database: &TestDatabase) -> Vec<(i64, Vec<Fault>)> {
    let found = database.store.read_blocking(|db| {
        let mut found = Vec::new();
        verify_all(db, |case, _, faults| {
            if !faults.is_empty() {
                found.push((case, faults.to_vec()));
            }
            Ok::<_, StoreError>(())
        })?;
        Ok::<_, StoreError>(found)
    });
    found.unwrap()
}

fn an_untouched_journal_has_no_faults(database: &TestDatabase) {
    let cases = three_cases(database);
    for case in cases {
        assert_eq!(faults(database, case), []);
    }
    let seen = database.store.read_blocking(|db| {
        let mut events = 0;
        let cases = verify_all(db, |_, own, faults| {
            assert_eq!(faults, []);
            events += own.len();
            Ok::<_, StoreError>(())
        })?;
        Ok::<_, StoreError>((cases, events))
    });
    assert_eq!(seen.unwrap(), (3, 12));
}

fn an_altered_event_is_found(database: &TestDatabase) {
    let [_, case, _] = three_cases(database);
    for (column, value) in [
        ("payload", "'{}'"),
        ("actor", "'{}'"),
        ("kind", "'ended'"),
        ("kind_version", "2"),
        ("occurred_on", "'2026-03-01'"),
        ("recorded_at", "'2026-01-01 00:00:00'"),
    ] {
        database.tamper(&format!(
            "CREATE TABLE kept AS SELECT {column} AS was FROM case_events WHERE case_id = {case} AND seq = 2;
             UPDATE case_events SET {column} = {value} WHERE case_id = {case} AND seq = 2;"
        ));
        assert_eq!(faults(database, case), [Fault::Altered { seq: 2 }], "{column}");
        assert_eq!(all_faults(database), [(case, vec![Fault::Altered { seq: 2 }])]);
        database.tamper(&format!(
            "UPDATE case_events SET {column} = (SELECT was FROM kept) WHERE case_id = {case} AND seq = 2;
             DROP TABLE kept;"
        ));
        assert_eq!(faults(database, case), []);
    }
}

fn a_deleted_event_is_found(database: &TestDatabase) {
    let [case, ..] = three_cases(database);
    database.tamper(&format!("DELETE FROM case_events WHERE case_id = {case} AND seq = 2"));
    let expected = [Fault::Missing { from: 2, to: 2 }, Fault::Unlinked { seq: 3 }];
    assert_eq!(faults(database, case), expected);
    // Closing the gap does not hide it.
    database.tamper(&format!(
        "UPDATE case_events SET seq = seq - 1 WHERE case_id = {case} AND seq = 3;
         UPDATE case_events SET seq = seq - 1 WHERE case_id = {case} AND seq = 4;"
    ));
    assert!(faults(database, case).contains(&Fault::Altered { seq: 2 }));
}

fn an_inserted_event_is_found(database: &TestDatabase) {
    let [case, ..] = three_cases(database);
    database.tamper(&format!(
        "INSERT INTO case_events (case_id, seq, kind, kind_version, recorded_at, occurred_on, actor,
             payload, prev_hash, hash)
         SELECT case_id, 5, kind, kind_version, recorded_at, occurred_on, actor, payload, hash, hash
         FROM case_events WHERE case_id = {case} AND seq = 4"
    ));
    let expected = [Fault::Altered { seq: 5 }, Fault::Surplus { recorded: 4, found: 5 }];
    assert_eq!(faults(database, case), expected);
}

fn reordered_events_are_found(database: &TestDatabase) {
    let [case, other, _] = three_cases(database);
    database.tamper(&format!(
        "UPDATE case_events SET seq = 9 WHERE case_id = {case} AND seq = 2;
         UPDATE case_events SET seq = 2 WHERE case_id = {case} AND seq = 3;
         UPDATE case_events SET seq = 3 WHERE case_id = {case} AND seq = 9;"
    ));
    let found = faults(database, case);
    assert!(found.contains(&Fault::Altered { seq: 2 }), "{found:?}");
    assert!(found.contains(&Fault::Reordered { seq: 3 }), "{found:?}");
    // The place among all events is no part of the hash, but its order is checked.
    database.tamper(&format!(
        "UPDATE case_events SET position = position + 1000 WHERE case_id = {other} AND seq = 2"
    ));
    assert_eq!(faults(database, other), [Fault::Reordered { seq: 3 }]);
}

fn a_cut_tail_is_found(database: &TestDatabase) {
    let [_, _, case] = three_cases(database);
    database.tamper(&format!("DELETE FROM case_events WHERE case_id = {case} AND seq = 4"));
    assert_eq!(faults(database, case), [Fault::CutTail { recorded: 4, found: 3 }]);
    database.tamper(&format!("UPDATE cases SET event_count = 3 WHERE id = {case}"));
    assert_eq!(faults(database, case), [Fault::HeadDiffers]);
}

fn events_without_a_case_are_found(database: &TestDatabase) {
    let [_, case, _] = three_cases(database);
    database
        .tamper(&format!("DELETE FROM grams WHERE case_id = {case}; DELETE FROM cases WHERE id = {case};"));
    assert_eq!(faults(database, case), [Fault::NoCase]);
    assert_eq!(all_faults(database), [(case, vec![Fault::NoCase])]);
}

fn of_two_who_append_at_once_one_is_stale(database: &TestDatabase) {
    let [case, ..] = three_cases(database);
    let end = JournalHead { count: 4, head: Hash::of(b"as both have read it") };
    let both: Vec<_> = (0..2)
        .map(|_| {
            let store = database.store.clone();
            thread::spawn(move || {
                store.write_blocking(move |tx| {
                    append_events(tx, case, end, at(9), &[event("consulted", None)])
                })
            })
        })
        .collect();
    let answers: Vec<_> = both.into_iter().map(|one| one.join().unwrap()).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().any(|answer| matches!(answer, Err(StoreError::Stale))));
}

fn the_journal_refuses_to_be_changed(database: &TestDatabase) {
    use diesel::connection::SimpleConnection as _;
    let [case, ..] = three_cases(database);
    for statement in [
        format!("UPDATE case_events SET payload = '{{}}' WHERE case_id = {case}"),
        format!("DELETE FROM case_events WHERE case_id = {case}"),
        format!("DELETE FROM cases WHERE id = {case}"),
        "DELETE FROM organs".to_owned(),
    ] {
        let refused = database.store.write_blocking(move |tx| {
            tx.batch_execute(&statement)?;
            Ok::<_, StoreError>(())
        });
        assert!(refused.is_err());
    }
    let events = database.store.read_blocking(move |db| load_events(db, case)).unwrap();
    assert_eq!(events.len(), 4);
    assert_eq!(events[0].prev_hash, Hash::ZERO);
    assert_eq!(events[0].recorded_at, at(0));
}

fn verdict(database: &TestDatabase, value: Hash) -> AnchorVerdict {
    database.store.read_blocking(move |db| verify_anchor(db, value)).unwrap()
}

fn holds(database: &TestDatabase, value: Hash) -> bool {
    matches!(verdict(database, value), AnchorVerdict::Holds(_))
}

fn an_anchor_holds_while_cases_go_on(database: &TestDatabase) {
    let [first, _, third] = three_cases(database);
    let monday = make_anchor_blocking(&database.store, day("2026-03-02"), at(100)).unwrap();
    assert_eq!((monday.case_count, monday.event_count), (3, 12));
    act(&database.store, first, "proposed", at(101));
    // Recorded before the anchor by its clock, but written after it: the anchor is not moved by that.
    act(&database.store, third, "proposed", at(50));
    let tuesday = database.run(make_anchor(&database.store, day("2026-03-03"), at(200))).unwrap();
    assert_eq!((tuesday.prev_head, tuesday.event_count), (monday.head, 14));
    act(&database.store, first, "decided", at(201));
    assert!(holds(database, monday.head));
    assert!(holds(database, tuesday.head));
    assert_eq!(verdict(database, Hash::of(b"mistyped")), AnchorVerdict::Unknown);
    let last = database.store.read_blocking(last_anchor).unwrap();
    assert_eq!(last, Some(tuesday));
}

fn an_anchor_finds_a_tail_cut_together_with_its_row(database: &TestDatabase) {
    let [_, case, _] = three_cases(database);
    let anchor = make_anchor_blocking(&database.store, day("2026-03-02"), at(100)).unwrap();
    database.tamper(&format!(
        "DELETE FROM case_events WHERE case_id = {case} AND seq = 4;
         UPDATE cases SET event_count = 3, head =
             (SELECT hash FROM case_events WHERE case_id = {case} AND seq = 3) WHERE id = {case};"
    ));
    assert_eq!(faults(database, case), []);
    match verdict(database, anchor.head) {
        AnchorVerdict::Broken { case_count, event_count, .. } => {
            assert_eq!((case_count, event_count), (3, 11));
        }
        other => panic!("{other:?}"),
    }
}

fn an_anchor_finds_a_deleted_case(database: &TestDatabase) {
    let [_, _, case] = three_cases(database);
    let anchor = make_anchor_blocking(&database.store, day("2026-03-02"), at(100)).unwrap();
    database.tamper(&format!(
        "DELETE FROM case_events WHERE case_id = {case}; DELETE FROM grams WHERE case_id = {case};
         DELETE FROM cases WHERE id = {case};"
    ));
    assert_eq!(all_faults(database), []);
    assert!(matches!(
        verdict(database, anchor.head),
        AnchorVerdict::Broken { case_count: 2, event_count: 8, .. }
    ));
}

fn an_anchor_kept_outside_finds_a_rewritten_chain(database: &TestDatabase) {
    let [_, _, case] = three_cases(database);
    let kept = make_anchor_blocking(&database.store, day("2026-03-02"), at(100)).unwrap();
    database.tamper(&format!(
        "DELETE FROM case_events WHERE case_id = {case}; DELETE FROM grams WHERE case_id = {case};
         DELETE FROM cases WHERE id = {case}; DELETE FROM anchors;"
    ));
    let forged = make_anchor_blocking(&database.store, day("2026-03-02"), at(100)).unwrap();
    assert!(holds(database, forged.head));
    assert_eq!(verdict(database, kept.head), AnchorVerdict::Unknown);
}

fn of_two_anchors_of_a_day_one_stays(database: &TestDatabase) {
    three_cases(database);
    let first = make_anchor_blocking(&database.store, day("2026-03-02"), at(100)).unwrap();
    let again = make_anchor_blocking(&database.store, day("2026-03-02"), at(101)).unwrap();
    assert_eq!(first, again);
    let earlier = make_anchor_blocking(&database.store, day("2026-03-01"), at(102));
    assert!(matches!(earlier, Err(StoreError::Stale)), "{earlier:?}");
}
