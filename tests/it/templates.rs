//! The texts of letters: from which day each holds, and for whom.

use gongkai::store::templates::{
    NewTemplate, TemplateKey, TemplateRow, append_template, find_template, list_template_versions,
    load_template, restore_template,
};
use gongkai::store::{Store, StoreError};

use crate::county::{County, at, day};
use crate::databases::TestDatabase;

on_both_databases!(
    the_nearest_organ_with_a_text_decides,
    a_text_holds_from_its_day_on,
    an_old_version_is_restored_as_a_new_one,
    an_organ_may_go_back_to_the_text_above_it,
    a_version_is_never_rewritten,
);

const KIND: &str = "correction_notice";

fn write(store: &Store, organ_id: i64, body: Option<&'static str>, from: &str) -> TemplateRow {
    let effective_from = day(from);
    store
        .write_blocking(move |tx| {
            let new =
                NewTemplate { organ_id, kind: KIND, body, effective_from, note: "修改", created_by: None };
            append_template(tx, &new, at(0))
        })
        .unwrap()
}

fn text(store: &Store, path: &str, on: &str) -> Option<String> {
    let (path, on) = (path.to_owned(), day(on));
    store.read_blocking(move |db| find_template(db, &path, KIND, on)).unwrap().and_then(|row| row.body)
}

fn the_nearest_organ_with_a_text_decides(database: &TestDatabase) {
    let store = &database.store;
    let county = County::found(store);
    let of = |organ: &gongkai::store::organs::OrganRow| text(store, &organ.path, "2026-03-02");
    assert_eq!(of(&county.education), None, "the shipped text");
    write(store, county.county.id, Some("县"), "2026-01-01");
    write(store, county.neighbour.id, Some("邻县"), "2026-01-01");
    assert_eq!(of(&county.education).as_deref(), Some("县"));
    write(store, county.education.id, Some("教育局"), "2026-01-01");
    assert_eq!(of(&county.education).as_deref(), Some("教育局"));
    assert_eq!(of(&county.housing).as_deref(), Some("县"));
    assert_eq!(of(&county.county).as_deref(), Some("县"));
    assert_eq!(of(&county.neighbour).as_deref(), Some("邻县"));
    let other = county.education.path.clone();
    let of_other_kind = store.read_blocking(move |db| find_template(db, &other, "reply", day("2026-03-02")));
    assert_eq!(of_other_kind.unwrap(), None);
}

fn a_text_holds_from_its_day_on(database: &TestDatabase) {
    let store = &database.store;
    let county = County::found(store);
    let (id, path) = (county.education.id, county.education.path.as_str());
    write(store, id, Some("一月"), "2026-01-01");
    write(store, id, Some("六月"), "2026-06-01");
    // Written after the one of June, for the time before it.
    write(store, id, Some("三月"), "2026-03-01");
    let on = |day: &str| text(store, path, day);
    assert_eq!(on("2025-12-31"), None);
    assert_eq!(on("2026-01-01").as_deref(), Some("一月"));
    assert_eq!(on("2026-02-28").as_deref(), Some("一月"));
    assert_eq!(on("2026-03-01").as_deref(), Some("三月"));
    assert_eq!(on("2026-05-31").as_deref(), Some("三月"));
    assert_eq!(on("2026-06-01").as_deref(), Some("六月"));
    // Of several of one day the newest.
    write(store, id, Some("六月，改"), "2026-06-01");
    assert_eq!(on("2026-06-01").as_deref(), Some("六月，改"));
    // A text of the county that is newer does not reach an organ that has its own.
    write(store, county.county.id, Some("县"), "2026-07-01");
    assert_eq!(on("2026-07-02").as_deref(), Some("六月，改"));
}

fn an_old_version_is_restored_as_a_new_one(database: &TestDatabase) {
    let store = &database.store;
    let county = County::found(store);
    let organ_id = county.education.id;
    let first = write(store, organ_id, Some("原来的"), "2026-01-01");
    write(store, organ_id, Some("改坏的"), "2026-02-01");
    let restore = |version| {
        store.write_blocking(move |tx| {
            let old = TemplateKey { organ_id, kind: KIND, version };
            restore_template(tx, &old, day("2026-03-02"), None, at(5))
        })
    };
    let restored = restore(1).unwrap();
    assert_eq!((restored.version, restored.body.as_deref()), (3, Some("原来的")));
    assert_eq!(text(store, &county.education.path, "2026-03-01").as_deref(), Some("改坏的"));
    assert_eq!(text(store, &county.education.path, "2026-03-02").as_deref(), Some("原来的"));
    assert!(matches!(restore(9), Err(StoreError::NotFound)));
    let versions = store.read_blocking(move |db| list_template_versions(db, organ_id, KIND)).unwrap();
    assert_eq!(versions.iter().map(|row| row.version).collect::<Vec<_>>(), [3, 2, 1]);
    let kept = store.read_blocking(move |db| load_template(db, first.id)).unwrap();
    assert_eq!(kept.body.as_deref(), Some("原来的"), "a letter of January still finds its text");
}

fn an_organ_may_go_back_to_the_text_above_it(database: &TestDatabase) {
    let store = &database.store;
    let county = County::found(store);
    write(store, county.county.id, Some("县"), "2026-01-01");
    write(store, county.education.id, Some("教育局"), "2026-01-01");
    write(store, county.education.id, None, "2026-03-01");
    assert_eq!(text(store, &county.education.path, "2026-02-28").as_deref(), Some("教育局"));
    assert_eq!(text(store, &county.education.path, "2026-03-01").as_deref(), Some("县"));
}

fn a_version_is_never_rewritten(database: &TestDatabase) {
    use diesel::connection::SimpleConnection as _;
    let county = County::found(&database.store);
    write(&database.store, county.county.id, Some("县"), "2026-01-01");
    for statement in ["UPDATE letter_templates SET body = '改'", "DELETE FROM letter_templates"] {
        let refused = database.store.write_blocking(move |tx| {
            tx.batch_execute(statement)?;
            Ok::<_, StoreError>(())
        });
        assert!(refused.is_err(), "{statement}");
    }
    assert_eq!(text(&database.store, &county.county.path, "2026-03-02").as_deref(), Some("县"));
}
