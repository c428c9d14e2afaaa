//! 文号: no gap and no repeat, whoever signs at once, whatever fails, and whenever the program is killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::thread;

use gongkai::store::document_numbers::{
    Series, Voiding, begin_series, draw_document_serial, last_serial, list_series, list_unused, void_number,
};
use gongkai::store::letters::{NewLetter, insert_letter, list_letters, number_letter};
use gongkai::store::{Address, Store, StoreError, StoreSettings};

use crate::county::{County, at, register};
use crate::databases::TestDatabase;

on_both_databases!(
    a_hundred_who_sign_at_once_leave_no_gap_and_no_repeat,
    each_organ_word_and_year_counts_for_itself,
    a_series_goes_on_after_numbers_by_hand,
    only_a_drawn_number_is_given_up_and_only_once,
    killed_signers_leave_no_gap_and_no_repeat,
);

const WORD: &str = "清教公开告";

fn series(organ_id: i64) -> Series {
    Series { organ_id, word: WORD.to_owned(), year: 2026 }
}

/// Begins a letter and gives it its number, in one transaction; the serial, once that is durable.
fn sign(store: &Store, case_id: i64, organ_id: i64, fails: bool) -> Result<i32, StoreError> {
    store.write_blocking(move |tx| {
        let new = NewLetter { case_id, organ_id, kind: "reply", measure: None, clock: 0, drafted_by: None };
        let mut letter = insert_letter(tx, &new, at(0))?;
        let write = |serial: i32| format!("{WORD}〔2026〕{serial}号");
        number_letter(tx, &mut letter, &series(organ_id), write, at(1))?;
        if fails { Err(StoreError::NotFound) } else { Ok(letter.fields.document_serial.unwrap()) }
    })
}

/// The serials in the table, after checking that they have no gap.
fn found(database: &TestDatabase, cases: &[i64], organ: i64) -> Vec<i32> {
    let cases = cases.to_vec();
    // One view of it all: what a killed process had begun, the server may still be ending.
    let (mut serials, last, unused) = database
        .store
        .read_blocking(move |db| {
            db.snapshot(|db| {
                let mut serials = Vec::new();
                for case in cases {
                    let letters = list_letters(db, case)?;
                    serials.extend(letters.iter().filter_map(|row| row.fields.document_serial));
                }
                let (last, unused) = (last_serial(db, &series(organ))?, list_unused(db, &series(organ))?);
                Ok::<_, StoreError>((serials, last, unused))
            })
        })
        .unwrap();
    serials.sort_unstable();
    assert_eq!(serials, (1..=last).collect::<Vec<_>>(), "a gap or a repeat");
    assert_eq!(unused, Vec::<i32>::new());
    serials
}

fn a_hundred_who_sign_at_once_leave_no_gap_and_no_repeat(database: &TestDatabase) {
    let organ = County::found(&database.store).education;
    let cases: Vec<i64> =
        (0..100).map(|case| register(&database.store, &organ, &format!("第{case}件")).id).collect();
    let signers: Vec<_> = cases
        .iter()
        .map(|case| {
            let (store, case, organ) = (database.store.clone(), *case, organ.id);
            thread::spawn(move || {
                // Each third one fails the first time, after its number was drawn.
                let failed = case % 3 == 0 && sign(&store, case, organ, true).is_err();
                assert_eq!(failed, case % 3 == 0);
                sign(&store, case, organ, false).unwrap()
            })
        })
        .collect();
    let mut told: Vec<i32> = signers.into_iter().map(|signer| signer.join().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, (1..=100).collect::<Vec<_>>());
    assert_eq!(found(database, &cases, organ.id), told);
}

fn each_organ_word_and_year_counts_for_itself(database: &TestDatabase) {
    let county = County::found(&database.store);
    let (education, housing) = (county.education.id, county.housing.id);
    let drawn = database.store.write_blocking(move |tx| {
        let mut draw = |organ_id, word: &str, year| {
            draw_document_serial(tx, &Series { organ_id, word: word.to_owned(), year })
        };
        Ok::<_, StoreError>([
            draw(education, WORD, 2026)?,
            draw(education, WORD, 2026)?,
            draw(education, "清教公开补", 2026)?,
            draw(education, WORD, 2027)?,
            draw(housing, WORD, 2026)?,
        ])
    });
    assert_eq!(drawn.unwrap(), [1, 2, 1, 1, 1]);
    let all = database.store.read_blocking(list_series).unwrap();
    assert_eq!(all.len(), 4);
}

fn a_series_goes_on_after_numbers_by_hand(database: &TestDatabase) {
    let organ = County::found(&database.store).education;
    let case = register(&database.store, &organ, "学校招生方案").id;
    let begin = |last| {
        let series = series(organ.id);
        database.store.write_blocking(move |tx| begin_series(tx, &series, last))
    };
    begin(57).unwrap();
    assert_eq!(sign(&database.store, case, organ.id, false).unwrap(), 58);
    assert!(matches!(begin(0), Err(StoreError::Duplicate)), "what has begun is not begun again");
    let asked = series(organ.id);
    let unused = database.store.read_blocking(move |db| list_unused(db, &asked)).unwrap();
    assert_eq!(unused, Vec::<i32>::new(), "those by hand are no gap");
}

fn only_a_drawn_number_is_given_up_and_only_once(database: &TestDatabase) {
    let organ = County::found(&database.store).education.id;
    let void = |serial| {
        database.store.write_blocking(move |tx| {
            let void = Voiding {
                serial,
                document_number: format!("{WORD}〔2026〕{serial}号"),
                letter_id: None,
                reason: "重复编号".to_owned(),
                voided_by: None,
            };
            void_number(tx, &series(organ), &void, at(2))
        })
    };
    assert!(matches!(void(1), Err(StoreError::NotFound)));
    database.store.write_blocking(move |tx| draw_document_serial(tx, &series(organ))).unwrap();
    assert!(matches!(void(0), Err(StoreError::NotFound)));
    void(1).unwrap();
    assert!(matches!(void(1), Err(StoreError::Duplicate)));
    let next = database.store.write_blocking(move |tx| draw_document_serial(tx, &series(organ))).unwrap();
    assert_eq!(next, 2);
}

const DATABASE: &str = "GONGKAI_TEST_SIGNERS_DATABASE";
const CASE: &str = "GONGKAI_TEST_SIGNERS_CASE";
const SIGNERS: i64 = 4;

/// The tests' own program, as a process that signs until it is killed; each serial is told once it is
/// durable.
#[test]
#[ignore = "a process of the test below"]
fn sign_until_killed() {
    let setting = |name: &str| std::env::var(name).unwrap();
    let settings = StoreSettings::new(Address::parse(&setting(DATABASE)).unwrap());
    let (first, organ): (i64, i64) =
        setting(CASE).split_once(',').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap();
    let store = Store::open(&settings).unwrap();
    let signers: Vec<_> = (0..SIGNERS)
        .map(|signer| {
            let store = store.clone();
            thread::spawn(move || {
                let case: i64 = first + signer;
                loop {
                    match sign(&store, case, organ, false) {
                        Ok(serial) => println!("signed {serial}"),
                        Err(error) => println!("refused: {error}"),
                    }
                }
            })
        })
        .collect();
    signers.into_iter().for_each(|signer| signer.join().unwrap());
}

fn killed_signers_leave_no_gap_and_no_repeat(database: &TestDatabase) {
    let organ = County::found(&database.store).education;
    let cases: Vec<i64> =
        (0..SIGNERS).map(|case| register(&database.store, &organ, &format!("第{case}件")).id).collect();
    let address = match &database.settings.address {
        Address::Sqlite(path) => format!("sqlite:{path}"),
        Address::Postgres(url) => url.clone(),
    };
    let mut told = BTreeSet::new();
    for round in 1..=3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "document_numbers::sign_until_killed", "--ignored", "--nocapture"])
            .env(DATABASE, &address)
            .env(CASE, format!("{},{}", cases[0], organ.id))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let enough = told.len() + 20 * round;
        let mut hear = |line: String| {
            // The first line of the harness stands before the first of ours.
            if let Some((_, serial)) = line.split_once("signed ") {
                assert!(told.insert(serial.parse::<i32>().unwrap()), "{serial} was given twice");
            }
            told.len()
        };
        while hear(lines.next().unwrap().unwrap()) < enough {}
        child.kill().unwrap();
        // What it had said before it died is heard too; its last line may be cut.
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        let whole = rest.len().saturating_sub(1);
        rest.into_iter().take(whole).for_each(|line| {
            hear(line);
        });
        child.wait().unwrap();
    }
    let found = found(database, &cases, organ.id);
    assert!(told.len() >= 120, "{}", told.len());
    assert!(told.iter().all(|serial| found.binary_search(serial).is_ok()), "a number that was told is lost");
}
