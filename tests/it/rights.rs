//! Rights = role × act × state × relation (decision 13): every cell is posted over HTTP.
//!
//! What must come out stands in `rights.txt`, written by hand from the decisions and never made from
//! the code that is tested. What is not listed there is refused: 404 where the case does not exist
//! for the post, 403 for another's task, 409 or 422 where the state does not allow it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use gongkai::law::act::ActKind;
use serde_json::json;

use crate::app::{Answer, PASSWORD};
use crate::databases::TestDatabase;
use crate::states::{Office, PEOPLE, STATES, TODAY};

on_both_databases!(every_cell_of_the_table, no_one_approves_their_own_draft);

const THREADS: usize = 4;
const WRITTEN: &str = include_str!("rights.txt");

/// Whose rows, and in them the states in order.
type Rows = BTreeMap<(usize, usize), String>;

/// Runs `work` for every number below `count`, on a few threads.
fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    let result = work(index);
                    done.lock().unwrap().push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The sign of an answer; what fits none is shown as it came.
fn sign(answer: &Answer) -> Result<char, String> {
    let code = answer.body["type"].as_str().unwrap_or_default().trim_start_matches("urn:gongkai:");
    match (answer.status, code) {
        (200, _) => Ok('+'),
        (404, "not_found") => Ok('0'),
        (403, "not_your_task") => Ok('x'),
        // A body that the act cannot take would hide what is tested here.
        (422, "input" | "missing") => Err(answer.body.to_string()),
        (409 | 422, _) => Ok('-'),
        _ => Err(format!("{} {}", answer.status, answer.body)),
    }
}

fn every_cell_of_the_table(db: &TestDatabase) {
    let mut office = Office::open(db);
    let begun: Vec<_> = in_parallel(STATES.len(), |state| office.begin(STATES[state].0));
    office.set_day(TODAY);
    let numbers: Vec<String> =
        in_parallel(STATES.len(), |state| office.reach(STATES[state].0, begun[state].clone()));

    let kinds = ActKind::ALL;
    let signs: Vec<char> = in_parallel(kinds.len() * PEOPLE.len() * STATES.len(), |cell| {
        let (row, state) = (cell / STATES.len(), cell % STATES.len());
        let (kind, (login, _)) = (kinds[row / PEOPLE.len()], PEOPLE[row % PEOPLE.len()]);
        let answer = office.ask(login, &numbers[state], &office.body(kind, STATES[state].0), true);
        sign(&answer).unwrap_or_else(|odd| {
            eprintln!("{login} {} «{}»: {odd}", kind.tag(), STATES[state].1);
            '?'
        })
    });
    let rows: Rows = signs
        .chunks(STATES.len())
        .enumerate()
        .map(|(row, signs)| ((row / PEOPLE.len(), row % PEOPLE.len()), signs.iter().collect()))
        .collect();
    compare(&print(&rows));
    perform_what_is_allowed(&mut office, &rows);
    let verified = gongkai::casework::verify::run_blocking(&office.app.app).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
}

/// Each allowed cell for real, on a fresh case. Acts that leave the state alone share one.
fn perform_what_is_allowed(office: &mut Office, rows: &Rows) {
    let mut cells: Vec<Vec<(ActKind, &str, usize)>> = Vec::new();
    for (state, (letter, _)) in STATES.iter().enumerate() {
        let mut harmless = Vec::new();
        for ((kind, person), signs) in rows {
            let kind = ActKind::ALL[*kind];
            if signs.chars().nth(state) != Some('+') {
                continue;
            }
            let cell = (kind, PEOPLE[*person].0, state);
            match kind {
                ActKind::Urge | ActKind::Link | ActKind::CorrectFact => harmless.push(cell),
                _ => cells.push(vec![cell]),
            }
        }
        assert!(!harmless.is_empty() || *letter == 'w');
        cells.push(harmless);
    }
    office.set_day(crate::states::BEFORE);
    let begun = in_parallel(cells.len(), |index| {
        cells[index].first().and_then(|(_, _, state)| office.begin(STATES[*state].0))
    });
    office.set_day(TODAY);
    in_parallel(cells.len(), |index| {
        let Some((_, _, state)) = cells[index].first() else { return };
        let number = office.reach(STATES[*state].0, begun[index].clone());
        for (kind, login, state) in &cells[index] {
            let (letter, name) = STATES[*state];
            let answer = office.ask(login, &number, &office.body(*kind, letter), false);
            assert_eq!(answer.status, 200, "{login} {} «{name}»: {}", kind.tag(), answer.body);
        }
    });
}

/// The table as text. What a post gets for an act that is not its own stands once, at the top.
fn print(rows: &Rows) -> String {
    let mut text = String::new();
    for (letter, name) in STATES {
        text.push_str(&format!("{letter}  {name}\n"));
    }
    text.push_str("\nWhat is not listed below\n");
    let mut usual = Vec::new();
    for (person, (login, relation)) in PEOPLE.iter().enumerate() {
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        rows.iter()
            .filter(|((_, of), _)| *of == person)
            .for_each(|(_, row)| *counted.entry(row).or_default() += 1);
        let most = counted.into_iter().max_by_key(|(_, times)| *times).unwrap().0.to_owned();
        text.push_str(&format!("  {login:<17}{most}  {relation}\n"));
        usual.push(most);
    }
    for (index, kind) in ActKind::ALL.iter().enumerate() {
        text.push_str(&format!("\n{} {}\n", kind.tag(), kind.title()));
        for (person, (login, _)) in PEOPLE.iter().enumerate() {
            let row = &rows[&(index, person)];
            if *row != usual[person] {
                text.push_str(&format!("  {login:<17}{row}\n"));
            }
        }
    }
    text
}

fn compare(found: &str) {
    let written = WRITTEN.split_once("\n---\n").unwrap().1;
    if written == found {
        return;
    }
    let head = WRITTEN.split_once("\n---\n").unwrap().0;
    let place = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("rights.txt");
    std::fs::write(&place, format!("{head}\n---\n{found}")).unwrap();
    let (old, new) = (with_acts(written), with_acts(found));
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    let mut differing: Vec<String> = gone.chain(come).collect();
    differing.sort_by(|one, other| one[2..].cmp(&other[2..]));
    let differing = differing.join("\n");
    panic!(
        "the table of rights differs (- written, + found):\n{differing}\nIf the law is right and the table \
         was wrong: cp {} tests/it/rights.txt",
        place.display()
    );
}

/// Every line with the act it belongs to.
fn with_acts(table: &str) -> Vec<String> {
    let mut act = "";
    let lines = table.lines().map(|line| {
        if !line.starts_with(' ') {
            act = line;
        }
        format!("{act}:{line}")
    });
    lines.collect()
}

/// Decision 15: a person who holds several posts never approves what they drafted themselves, at no
/// level, and not through a deputy either.
fn no_one_approves_their_own_draft(db: &TestDatabase) {
    use gongkai::store::users::{NewPost, insert_deputy, insert_post};
    let mut office = Office::open(db);
    let (drafter, deputy) = (office.users["handler"], office.users["colleague"]);
    let organ = office.app.sign_in("clerk").get("/me").ok()["organ"].as_i64().unwrap();
    let posts = office
        .app
        .app
        .store
        .write_blocking(move |tx| {
            let mut posts = Vec::new();
            for role in ["reviewer", "office_head", "approver", "clerk"] {
                let post = NewPost {
                    user_id: drafter,
                    organ_id: organ,
                    unit_id: None,
                    role: role.to_owned(),
                    valid_from: crate::app::day("2000-01-01"),
                    valid_to: None,
                    granted_by: None,
                };
                let post = insert_post(tx, &post)?.id;
                let today = crate::app::day(TODAY);
                insert_deputy(tx, post, deputy, today, today)?;
                posts.push(post);
            }
            Ok::<_, gongkai::store::StoreError>(posts)
        })
        .unwrap();
    office.set_day(TODAY);
    for (name, login, post) in [
        ("own-reviewer", "handler", posts[0]),
        ("own-head", "handler", posts[1]),
        ("own-approver", "handler", posts[2]),
        ("own-clerk", "handler", posts[3]),
        ("deputy-reviewer", "colleague", posts[0]),
        ("deputy-head", "colleague", posts[1]),
        ("deputy-approver", "colleague", posts[2]),
    ] {
        let input = json!({ "login": login, "password": PASSWORD, "post": post });
        let session = office.app.send("POST", "/sessions", Some(&input)).ok();
        office.tokens.insert(name.to_owned(), session["access_token"].as_str().unwrap().to_owned());
    }
    for (state, kind, people) in [
        ('i', ActKind::ApproveMeasure, ["own-head", "deputy-head"]),
        ('m', ActKind::Pass, ["own-reviewer", "deputy-reviewer"]),
        ('m', ActKind::Return, ["own-reviewer", "deputy-reviewer"]),
        ('n', ActKind::Pass, ["own-approver", "deputy-approver"]),
        ('n', ActKind::Return, ["own-approver", "deputy-approver"]),
        ('n', ActKind::RecordOfflineApproval, ["own-clerk", "own-clerk"]),
    ] {
        let number = office.reach(state, None);
        for person in people {
            let answer = office.ask(person, &number, &office.body(kind, state), false);
            assert_eq!(answer.problem(403), "own_draft", "{person} {}", kind.tag());
        }
    }
    // 录入线下签批: nor is a paper signature of the drafter one.
    let number = office.reach('n', None);
    let mut own = office.body(ActKind::RecordOfflineApproval, 'n');
    own["signer"] = json!(drafter);
    assert_eq!(office.ask("clerk", &number, &own, false).problem(403), "own_draft");
    // Nor is a reviewer's the approver's.
    own["signer"] = json!(office.users["reviewer"]);
    assert_eq!(office.ask("clerk", &number, &own, false).problem(422), "input");
    own["signer"] = json!(office.users["approver"]);
    office.ask("clerk", &number, &own, false).ok();
}
