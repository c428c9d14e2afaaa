//! The row of a case: one writer wins, and a foreign case does not exist.

use gongkai::store::cases::{
    find_case, find_case_by_number, insert_case, list_open_cases, load_case, load_case_by_number, update_case,
};
use gongkai::store::{Scope, StoreError};

use crate::county::{County, Registration, at, day, register};
use crate::databases::TestDatabase;

on_both_databases!(
    a_row_reads_back_as_it_was_written,
    of_two_who_save_the_second_is_stale,
    a_number_is_given_once,
    a_foreign_case_does_not_exist,
    open_cases_of_an_older_calendar_are_listed,
);

fn a_row_reads_back_as_it_was_written(database: &TestDatabase) {
    let county = County::found(&database.store);
    let mut fields = Registration::of(&county.education, "“𠮷”·校舍%维修_预算").fields(7);
    fields.handler_id = None;
    fields.paused_until = Some(day("2026-12-31"));
    fields.waiting_for = Some("consultation".into());
    fields.provisional = true;
    fields.submitted_at = at(-1);
    let written = database.store.write_blocking(move |tx| insert_case(tx, fields)).unwrap();
    let (id, number) = (written.id, written.number.clone());
    let read = database.store.read_blocking(move |db| {
        Ok::<_, StoreError>([
            load_case(db, &Scope::Everything, id)?,
            load_case_by_number(db, &Scope::Everything, &number)?,
        ])
    });
    assert_eq!(read.unwrap(), [written.clone(), written]);
}

fn of_two_who_save_the_second_is_stale(database: &TestDatabase) {
    let county = County::found(&database.store);
    let mut mine = register(&database.store, &county.education, "招生方案");
    let mut theirs = mine.clone();
    theirs.step = "accept".into();
    mine.unit_id = Some(county.unit.id);
    let saved = database.store.write_blocking(move |tx| update_case(tx, &mut theirs));
    assert!(saved.is_ok());
    let version = mine.version;
    let refused = database.store.write_blocking(move |tx| {
        let refused = update_case(tx, &mut mine);
        assert_eq!(mine.version, version);
        refused
    });
    assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
}

fn a_number_is_given_once(database: &TestDatabase) {
    let county = County::found(&database.store);
    register(&database.store, &county.education, "招生方案");
    let again = Registration::of(&county.education, "同号").fields(1);
    let refused = database.store.write_blocking(move |tx| insert_case(tx, again));
    assert!(matches!(refused, Err(StoreError::Duplicate)), "{refused:?}");
}

fn a_foreign_case_does_not_exist(database: &TestDatabase) {
    let county = County::found(&database.store);
    let case = register(&database.store, &county.education, "招生方案");
    let unit_case = {
        let mut row = register(&database.store, &county.education, "编制");
        row.unit_id = Some(county.unit.id);
        let saved = row.clone();
        database.store.write_blocking(move |tx| update_case(tx, &mut row)).unwrap();
        saved
    };
    let (education, unit_id) = (county.education.id, county.unit.id);
    let own_unit = Scope::Unit { organ_id: education, unit_id };
    let seen_by = |scope: Scope, id: i64, number: &str| {
        let number = number.to_owned();
        let found = database.store.read_blocking(move |db| {
            let by_id = find_case(db, &scope, id)?;
            assert_eq!(by_id, find_case_by_number(db, &scope, &number)?);
            let loaded = load_case(db, &scope, id);
            assert_eq!(loaded.is_err(), by_id.is_none());
            assert!(matches!(loaded, Ok(_) | Err(StoreError::NotFound)));
            Ok::<_, StoreError>(by_id.is_some())
        });
        found.unwrap()
    };
    for (scope, sees) in [
        (Scope::Everything, true),
        (Scope::Nothing, false),
        (Scope::Organs(vec![]), false),
        (Scope::Organs(vec![education]), true),
        (Scope::Organs(vec![county.housing.id, county.neighbour.id]), false),
        (Scope::Organs(vec![county.housing.id, education]), true),
        (Scope::Subtrees(vec![]), false),
        (Scope::Subtrees(vec![county.county.path.clone()]), true),
        (Scope::Subtrees(vec![county.education.path.clone()]), true),
        (Scope::Subtrees(vec![county.housing.path.clone()]), false),
        (Scope::Subtrees(vec![county.neighbour.path.clone(), county.county.path.clone()]), true),
        (Scope::Subtrees(vec![county.neighbour.path.clone()]), false),
        (Scope::Subtrees(vec!["/".into()]), true),
        (Scope::Subtrees(vec![String::new()]), false),
        (own_unit.clone(), false),
    ] {
        assert_eq!(seen_by(scope.clone(), case.id, &case.number), sees, "{scope:?}");
    }
    assert!(seen_by(own_unit, unit_case.id, &unit_case.number));
    let elsewhere = Scope::Unit { organ_id: county.housing.id, unit_id };
    assert!(!seen_by(elsewhere, unit_case.id, &unit_case.number));
}

fn open_cases_of_an_older_calendar_are_listed(database: &TestDatabase) {
    let county = County::found(&database.store);
    let titles = ["一", "二", "三"];
    let [ended, current, older] = titles.map(|title| register(&database.store, &county.housing, title));
    let (mut first, mut second) = (ended, current);
    first.ended_on = Some(day("2026-03-20"));
    second.calendar_version = "2026-2".into();
    let listed = database.store.write_blocking(move |tx| {
        update_case(tx, &mut first)?;
        update_case(tx, &mut second)?;
        let all = list_open_cases(tx, 0, None, 10)?;
        let old = list_open_cases(tx, 0, Some("2026-2"), 10)?;
        Ok::<_, StoreError>((all.len(), old.into_iter().map(|row| row.id).collect::<Vec<_>>()))
    });
    assert_eq!(listed.unwrap(), (2, vec![older.id]));
}
