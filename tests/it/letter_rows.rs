//! Letters as they are kept: their state, their words by version, and the number that stays with them.

use gongkai::store::StoreError;
use gongkai::store::document_numbers::{Series, list_unused, list_voided};
use gongkai::store::letters::{
    LetterRow, LetterState, NewContent, NewLetter, TemplateSource, append_content, erase_letter_contents,
    give_up_number, insert_letter, list_contents, list_letters, list_letters_of_number, load_letter,
    load_newest_content, number_letter, update_letter,
};

use crate::county::{County, at, day, register};
use crate::databases::TestDatabase;

on_both_databases!(
    a_letter_keeps_each_version_of_its_words,
    a_letter_that_was_checked_is_not_rewritten,
    of_two_who_change_a_letter_one_is_stale,
    a_number_given_up_is_never_given_again,
    erased_words_leave_the_letter,
);

fn begin(database: &TestDatabase) -> (County, i64, LetterRow) {
    let county = County::found(&database.store);
    let case = register(&database.store, &county.education, "学校招生方案");
    let organ_id = county.education.id;
    let letter = database.store.write_blocking(move |tx| {
        let new = NewLetter {
            case_id: case.id,
            organ_id,
            kind: "reply",
            measure: None,
            clock: 0,
            drafted_by: None,
        };
        insert_letter(tx, &new, at(1))
    });
    (county, case.id, letter.unwrap())
}

fn content(body: &'static str) -> NewContent<'static> {
    NewContent {
        template: TemplateSource::Shipped("2026-1"),
        template_body: "{{ 申请人 }}:",
        context: r#"{"申请人":"张三"}"#,
        body,
        salt: &[7; 16],
        recorded_by: None,
    }
}

fn a_letter_keeps_each_version_of_its_words(database: &TestDatabase) {
    let (_, case, letter) = begin(database);
    let [first, second] = ["张三：", "张三（先生）："].map(|body| {
        let letter = letter.clone();
        database.store.write_blocking(move |tx| append_content(tx, &letter, &content(body), at(2))).unwrap()
    });
    assert_eq!((first.version, second.version), (1, 2));
    assert_ne!(first.hash(), second.hash());
    let (id, ordinal) = (letter.id, letter.ordinal);
    let found = database.store.read_blocking(move |db| {
        Ok::<_, StoreError>((list_contents(db, id)?, load_newest_content(db, id)?, load_letter(db, case, 1)?))
    });
    assert_eq!(found.unwrap(), (vec![second.clone(), first], second, letter));
    assert_eq!(ordinal, 1);
}

fn a_letter_that_was_checked_is_not_rewritten(database: &TestDatabase) {
    let (_, _, letter) = begin(database);
    for state in LetterState::ALL.into_iter().filter(|state| *state != LetterState::Drafted) {
        let mut letter = letter.clone();
        let outcome = database.store.write_blocking(move |tx| {
            letter.fields.state = state.word().to_owned();
            update_letter(tx, &mut letter, at(3))?;
            let refused = append_content(tx, &letter, &content("改"), at(4));
            assert!(matches!(refused, Err(StoreError::Stale)), "{state:?}");
            // Taken back, for the next state.
            Err::<(), _>(StoreError::NotFound)
        });
        assert!(matches!(outcome, Err(StoreError::NotFound)));
        assert_eq!(LetterState::of_word(state.word()), Some(state));
    }
}

fn of_two_who_change_a_letter_one_is_stale(database: &TestDatabase) {
    let (_, _, letter) = begin(database);
    let change = |mut letter: LetterRow| {
        database.store.write_blocking(move |tx| {
            letter.fields.signed_on = Some(day("2026-03-20"));
            update_letter(tx, &mut letter, at(5))?;
            Ok::<_, StoreError>(letter)
        })
    };
    let changed = change(letter.clone()).unwrap();
    assert_eq!((changed.fields.version, changed.fields.updated_at), (2, at(5)));
    assert!(matches!(change(letter), Err(StoreError::Stale)));
    change(changed).unwrap();
}

fn a_number_given_up_is_never_given_again(database: &TestDatabase) {
    let (county, case, mut letter) = begin(database);
    let series = Series { organ_id: county.education.id, word: "清教公开告".to_owned(), year: 2026 };
    let write = |serial: i32| format!("清教公开告〔2026〕{serial}号");
    let signed = series.clone();
    let (first, again, letter) = database
        .store
        .write_blocking(move |tx| {
            number_letter(tx, &mut letter, &signed, write, at(6))?;
            let first = letter.fields.document_number.clone();
            let twice = number_letter(tx, &mut letter, &signed, write, at(6));
            assert!(matches!(twice, Err(StoreError::Stale)), "it has one");
            give_up_number(tx, &mut letter, "盖章前发现申请人姓名有误", None, at(7))?;
            assert_eq!(letter.fields.document_serial, None);
            number_letter(tx, &mut letter, &signed, write, at(8))?;
            Ok::<_, StoreError>((first, letter.fields.document_number.clone(), letter))
        })
        .unwrap();
    assert_eq!(first.as_deref(), Some("清教公开告〔2026〕1号"));
    assert_eq!(again.as_deref(), Some("清教公开告〔2026〕2号"));
    let asked = series.clone();
    let (voided, unused, found) = database
        .store
        .read_blocking(move |db| {
            let found = list_letters_of_number(db, "清教公开告〔2026〕2号")?;
            Ok::<_, StoreError>((list_voided(db, &asked)?, list_unused(db, &asked)?, found))
        })
        .unwrap();
    assert_eq!((voided.len(), voided[0].serial, voided[0].letter_id), (1, 1, Some(letter.id)));
    assert_eq!(voided[0].reason, "盖章前发现申请人姓名有误");
    assert_eq!(voided[0].document_number, "清教公开告〔2026〕1号");
    assert_eq!((unused, found), (Vec::new(), vec![letter]));
    // Even the tables refuse a second letter of the same number, and a rewritten reason.
    database.tamper(&format!("UPDATE letters SET series = NULL, document_year = NULL, document_serial = NULL, document_number = NULL WHERE case_id = {case}"));
    let unused = database.store.read_blocking(move |db| list_unused(db, &series)).unwrap();
    assert_eq!(unused, [2], "a number that vanished is found");
}

fn erased_words_leave_the_letter(database: &TestDatabase) {
    let (_, case, letter) = begin(database);
    let kept = letter.clone();
    database.store.write_blocking(move |tx| append_content(tx, &kept, &content("张三："), at(2))).unwrap();
    let erase = || database.store.write_blocking(move |tx| erase_letter_contents(tx, case, at(9))).unwrap();
    assert_eq!((erase(), erase()), (1, 0));
    let id = letter.id;
    let (letters, content) = database
        .store
        .read_blocking(move |db| Ok::<_, StoreError>((list_letters(db, case)?, load_newest_content(db, id)?)))
        .unwrap();
    assert_eq!(letters, [letter]);
    assert_eq!((content.context.as_str(), content.body.as_str(), content.salt.len()), ("", "", 0));
    assert_eq!((content.erased_at, content.shipped_version.as_deref()), (Some(at(9)), Some("2026-1")));
}
