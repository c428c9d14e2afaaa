//! The threads of the store: durable settings, group commit, and an answer in any case.

use std::sync::mpsc;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection as _;
use gongkai::store::numbers::draw_serial;
use gongkai::store::organs::{find_organ_by_code, list_organs};
use gongkai::store::{Pragmas, Store, StoreError, Tx};

use crate::county::County;
use crate::databases::TestDatabase;

on_both_databases!(
    a_panic_or_a_failure_undoes_its_own_act_alone,
    a_reader_cannot_write,
    a_full_queue_is_answered_in_time,
    an_async_caller_is_answered,
    an_attempt_that_fails_leaves_the_rest_standing,
    a_broken_connection_is_replaced,
);

#[test]
fn every_pooled_connection_has_the_durable_settings() {
    let database = TestDatabase::sqlite();
    let readers = 4;
    let all_at_once = Arc::new(Barrier::new(readers));
    let seen: Vec<_> = (0..readers)
        .map(|_| {
            let (store, barrier) = (database.store.clone(), all_at_once.clone());
            thread::spawn(move || {
                store.read_blocking(move |db| {
                    barrier.wait();
                    Pragmas::read(db)
                })
            })
        })
        .collect();
    for reader in seen {
        assert_eq!(reader.join().unwrap().unwrap(), Some(Pragmas::required()));
    }
    let writer = database.store.write_blocking(|tx| Pragmas::read(tx)).unwrap();
    assert_eq!(writer, Some(Pragmas::required()));
}

type Act = Box<dyn FnOnce(&mut Tx<'_>) -> Result<i32, StoreError> + Send>;

/// Holds the writer, sends `acts` into its queue so that they form one group, and lets it go.
fn in_one_group(store: &Store, acts: Vec<Act>) -> Vec<Result<i32, StoreError>> {
    let (hold, held) = mpsc::channel::<()>();
    let (entered, inside) = mpsc::channel();
    let blocked = {
        let store = store.clone();
        thread::spawn(move || {
            store.write_blocking(move |_| {
                entered.send(()).unwrap();
                held.recv().unwrap();
                Ok::<_, StoreError>(())
            })
        })
    };
    inside.recv().unwrap();
    let threads: Vec<_> = acts
        .into_iter()
        .map(|act| {
            let store = store.clone();
            let waiting = thread::spawn(move || store.write_blocking(act));
            // In the order given.
            thread::sleep(Duration::from_millis(15));
            waiting
        })
        .collect();
    hold.send(()).unwrap();
    blocked.join().unwrap().unwrap();
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}

fn a_panic_or_a_failure_undoes_its_own_act_alone(database: &TestDatabase) {
    let organ = County::found(&database.store).county.id;
    let draw = move |tx: &mut Tx<'_>| draw_serial(tx, organ, 2026, "case");
    let answers = in_one_group(
        &database.store,
        vec![
            Box::new(draw),
            Box::new(move |tx| draw(tx).and(Err(StoreError::Stale))),
            Box::new(draw),
            Box::new(move |tx| draw(tx).map(|_| panic!("a fault in an act"))),
            Box::new(move |tx| {
                // It panics within a savepoint of its own.
                tx.attempt(|tx| draw(tx).map(|_| panic!("a fault in an attempt")))
            }),
            Box::new(draw),
        ],
    );
    let mut drawn: Vec<_> = answers.iter().filter_map(|answer| answer.clone().ok()).collect();
    drawn.sort_unstable();
    assert_eq!(drawn, [1, 2, 3]);
    assert!(matches!(answers[1], Err(StoreError::Stale)));
    assert!(matches!(answers[3], Err(StoreError::Down(_))));
    assert!(matches!(answers[4], Err(StoreError::Down(_))));
    assert_eq!(database.store.write_blocking(draw).unwrap(), 4);
}

#[test]
fn no_act_of_a_group_is_answered_before_the_commit() {
    let database = TestDatabase::sqlite();
    let organ = County::found(&database.store).county.id;
    let (answered, answers) = mpsc::channel();
    let (first, second) = (database.store.clone(), database.store.clone());
    let last = move |_: &mut Tx<'_>| {
        // The act before has run, within the same group; its caller must not know yet.
        thread::sleep(Duration::from_millis(50));
        Ok::<_, StoreError>(i32::from(answers.try_recv().is_ok()))
    };
    let group = in_one_group(
        &database.store,
        vec![Box::new(move |tx| {
            // The two that belong together are queued while this one runs.
            let (a, b) = (first, second);
            let (sent, waiting) = (answered, Duration::from_millis(20));
            thread::spawn(move || {
                a.write_blocking(move |tx| draw_serial(tx, organ, 2026, "case")).unwrap();
                sent.send(()).unwrap();
            });
            thread::sleep(waiting);
            thread::spawn(move || assert_eq!(b.write_blocking(last).unwrap(), 0));
            thread::sleep(waiting);
            draw_serial(tx, organ, 2026, "case")
        })],
    );
    assert_eq!(group.len(), 1);
    assert_eq!(database.store.write_blocking(move |tx| draw_serial(tx, organ, 2026, "case")).unwrap(), 3);
}

#[test]
fn if_the_commit_fails_the_whole_group_is_answered_down() {
    let database = TestDatabase::sqlite();
    let organ = County::found(&database.store).county.id;
    let draw = move |tx: &mut Tx<'_>| draw_serial(tx, organ, 2026, "case");
    let answers = in_one_group(
        &database.store,
        vec![
            Box::new(draw),
            Box::new(|_| Err(StoreError::Stale)),
            Box::new(|tx| {
                tx.batch_execute(
                    "PRAGMA defer_foreign_keys = ON;
                     INSERT INTO number_series (organ_id, year, kind, last) VALUES (99, 2026, 'x', 1);",
                )?;
                Ok(0)
            }),
            Box::new(draw),
        ],
    );
    for answer in &answers {
        assert!(matches!(answer, Err(StoreError::Down(_))), "{answer:?}");
    }
    assert_eq!(database.store.write_blocking(draw).unwrap(), 1);
}

fn an_attempt_that_fails_leaves_the_rest_standing(database: &TestDatabase) {
    let organ = County::found(&database.store).county.id;
    let drawn = database.store.write_blocking(move |tx| {
        let first = draw_serial(tx, organ, 2026, "case")?;
        let refused = tx.attempt(|tx| {
            draw_serial(tx, organ, 2026, "case")?;
            draw_serial(tx, -1, 2026, "case")
        });
        assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
        Ok::<_, StoreError>((first, draw_serial(tx, organ, 2026, "case")?))
    });
    assert_eq!(drawn.unwrap(), (1, 2));
}

fn a_reader_cannot_write(database: &TestDatabase) {
    let answer = database.store.read_blocking(|db| {
        db.batch_execute("UPDATE calendar_state SET version = 99")?;
        Ok::<_, StoreError>(())
    });
    assert!(matches!(answer, Err(StoreError::Down(_))), "{answer:?}");
}

fn a_full_queue_is_answered_in_time(database: &TestDatabase) {
    let store = database.open_again(|settings| {
        settings.readers = 1;
        settings.queue = 1;
        settings.wait = Duration::from_millis(200);
    });
    let (hold, held) = mpsc::channel::<()>();
    let (entered, inside) = mpsc::channel();
    let blocked = {
        let store = store.clone();
        thread::spawn(move || {
            store.read_blocking(move |_| {
                entered.send(()).unwrap();
                held.recv().unwrap();
                Ok::<_, StoreError>(())
            })
        })
    };
    inside.recv().unwrap();
    let begun = Moment::now();
    database.run(async {
        // The first finds a place in the queue and no thread, the second not even a place.
        let one = store.read(|_| Ok::<_, StoreError>(()));
        let two = store.read(|_| Ok::<_, StoreError>(()));
        let answers = tokio::join!(one, two);
        assert!(matches!(answers.0, Err(StoreError::Down(_))));
        assert!(matches!(answers.1, Err(StoreError::Down(_))));
    });
    assert!(begun.elapsed() < Duration::from_secs(2));
    hold.send(()).unwrap();
    blocked.join().unwrap().unwrap();
    store.read_blocking(|_| Ok::<_, StoreError>(())).unwrap();
}

fn an_async_caller_is_answered(database: &TestDatabase) {
    County::found(&database.store);
    let found = database.run(async {
        let organ = database.store.read(|db| find_organ_by_code(db, "QHJY")).await?.unwrap();
        database.store.write(move |tx| draw_serial(tx, organ.id, 2026, "case")).await
    });
    assert_eq!(found.unwrap(), 1);
}

fn a_broken_connection_is_replaced(database: &TestDatabase) {
    County::found(&database.store);
    if !database.is_sqlite() {
        database.tamper(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
    }
    let organ = database.store.write_blocking(|tx| find_organ_by_code(tx, "QH")).unwrap();
    assert!(organ.is_some());
    // The first reader may find out; the others ask before they use theirs.
    drop(database.store.read_blocking(|db| list_organs(db, "/")));
    assert_eq!(database.store.read_blocking(|db| list_organs(db, "/")).unwrap().len(), 4);
}

mod postgres_alone {
    use super::*;

    #[test]
    fn a_failure_that_an_act_overlooked_is_not_taken_for_success() {
        let Some(database) = TestDatabase::postgres() else {
            return;
        };
        let organ = County::found(&database.store).county.id;
        let answer = database.store.write_blocking(move |tx| {
            draw_serial(tx, organ, 2026, "case")?;
            drop(draw_serial(tx, -1, 2026, "case"));
            Ok::<_, StoreError>(())
        });
        assert!(matches!(answer, Err(StoreError::Down(_))), "{answer:?}");
        let next = database.store.write_blocking(move |tx| draw_serial(tx, organ, 2026, "case"));
        assert_eq!(next.unwrap(), 1);
    }
}
