//! A sweep costs what is due, not what exists: 10,000 open cases against 100,000, with the same 200 due.
//!
//! `cargo test --test it alerts::growth -- --ignored --nocapture` prints the figures.

use std::time::Instant as Moment;

use gongkai::config::channels::ChannelSettings;
use gongkai::store::Instant;
use gongkai::store::watches::set_next_look;

use super::office::{Office, moment};
use crate::databases::TestDatabase;

const DUE: usize = 200;
const MOST_RATIO: f64 = 1.5;

#[test]
fn a_sweep_costs_what_is_due_in_small() {
    let [small, large] = [500, 5_000].map(|cases| looked(cases, 20));
    assert_eq!(small, 20, "only what is due is looked at");
    assert_eq!(large, 20, "however much exists");
}

fn looked(cases: usize, due: usize) -> u32 {
    let db = TestDatabase::sqlite();
    let office = full(&db, cases, due);
    office.at("2026-03-27 09:00");
    office.sweep().looked
}

#[test]
#[ignore = "minutes long, see above"]
fn a_sweep_costs_what_is_due() {
    measure("SQLite", &TestDatabase::sqlite);
    if TestDatabase::postgres().is_some() {
        measure("PostgreSQL", &|| TestDatabase::postgres().unwrap());
    }
}

fn measure(name: &str, database: &dyn Fn() -> TestDatabase) {
    let databases = [database(), database()];
    let sizes = [10_000, 100_000];
    let offices = [0, 1].map(|index: usize| full(&databases[index], sizes[index], DUE));
    // In turn, and the best of several: another program on the machine only ever adds.
    let mut best = [f64::MAX; 2];
    for minute in (0..10).map(|round| 540 + round * 20) {
        for (office, best) in offices.iter().zip(&mut best) {
            office.at(&format!("2026-03-27 {:02}:{:02}", minute / 60, minute % 60));
            make_due(office, DUE);
            let begun = Moment::now();
            let looked = office.sweep().looked;
            *best = best.min(begun.elapsed().as_secs_f64());
            assert_eq!(looked as usize, DUE);
        }
    }
    for (cases, best) in sizes.iter().zip(best) {
        println!("{name}: {cases} open cases, {DUE} due: {:.0} ms", best * 1000.0);
    }
    let ratio = best[1] / best[0];
    println!("{name}: ratio {ratio:.2}");
    assert!(ratio <= MOST_RATIO, "{name}: {ratio:.2} times");
}

/// An office with so many open cases, of which the first `due` are due for a look.
fn full(db: &TestDatabase, cases: usize, due: usize) -> Office {
    let office = Office::open(db, "2026-03-02 09:00", ChannelSettings::default());
    let first = office.case_of_handler("2026-03-02");
    for _ in 1..due {
        office.case_of_handler("2026-03-02");
    }
    multiply(db, &first, cases - due);
    make_due(&office, due);
    office
}

/// Copies a case's row and watch behind the program's back: the rest is never looked at.
fn multiply(db: &TestDatabase, number: &str, copies: usize) {
    let columns = "organ_id, unit_id, handler_id, year, channel, applicant_kind, step, state, received_on,
        due_on, prudent_due_on, correction_notice_by, provisional, calendar_version, title, title_key,
        applicant_name, applicant_key, query_generation, submitted_at, updated_at, version, event_count, head";
    let kind = if db.is_sqlite() { "TEXT" } else { "TIMESTAMP" };
    db.tamper(&format!(
        "INSERT INTO cases (number, {columns})
         WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {copies})
         SELECT 'COPY-' || n, {columns} FROM cases, copy WHERE number = '{number}';
         INSERT INTO case_watches (case_id, look_at)
         SELECT id, CAST('2026-06-01 00:00:00' AS {kind}) FROM cases WHERE number LIKE 'COPY-%';
         ANALYZE;"
    ));
}

fn make_due(office: &Office, due: usize) {
    let at: Instant = moment("2026-03-02 09:00").into();
    let done = office
        .app
        .store
        .write_blocking(move |tx| (1..=due as i64).try_for_each(|id| set_next_look(tx, id, Some(at))));
    done.unwrap();
}
