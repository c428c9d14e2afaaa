//! Serials of case numbers: no gap and no repeat, whoever draws and whatever fails.

use std::thread;

use gongkai::store::StoreError;
use gongkai::store::numbers::draw_serial;

use crate::county::County;
use crate::databases::TestDatabase;

on_both_databases!(
    many_who_register_at_once_leave_no_gap_and_no_repeat,
    each_organ_year_and_kind_counts_for_itself,
);

fn many_who_register_at_once_leave_no_gap_and_no_repeat(database: &TestDatabase) {
    let organ = County::found(&database.store).education.id;
    let clerks: Vec<_> = (0..8)
        .map(|clerk| {
            let store = database.store.clone();
            thread::spawn(move || {
                let mut kept = Vec::new();
                for turn in 0..40 {
                    let drawn = store.write_blocking(move |tx| {
                        let serial = draw_serial(tx, organ, 2026, "case")?;
                        // Some registrations fail after the number was drawn.
                        if (clerk + turn) % 5 == 0 { Err(StoreError::Stale) } else { Ok(serial) }
                    });
                    kept.extend(drawn.ok());
                }
                kept
            })
        })
        .collect();
    let mut kept: Vec<i32> = clerks.into_iter().flat_map(|clerk| clerk.join().unwrap()).collect();
    kept.sort_unstable();
    assert_eq!(kept, (1..=256).collect::<Vec<_>>());
}

fn each_organ_year_and_kind_counts_for_itself(database: &TestDatabase) {
    let county = County::found(&database.store);
    let (education, housing) = (county.education.id, county.housing.id);
    let drawn = database.store.write_blocking(move |tx| {
        Ok::<_, StoreError>([
            draw_serial(tx, education, 2026, "case")?,
            draw_serial(tx, education, 2026, "case")?,
            draw_serial(tx, housing, 2026, "case")?,
            draw_serial(tx, education, 2027, "case")?,
            draw_serial(tx, education, 2026, "letter")?,
        ])
    });
    assert_eq!(drawn.unwrap(), [1, 2, 1, 1, 1]);
}
