//! The same thing asked for twice happens once; numbers have neither gap nor repeat.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::app::{Answer, TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    a_registration_sent_twice_registers_once,
    an_act_sent_twice_acts_once,
    without_a_key_the_state_refuses_the_second,
    many_clerks_register_without_gap_or_repeat,
    a_refused_request_leaves_its_key_free,
);

const AT_ONCE: usize = 16;

/// Does the same on many threads at the same moment.
fn at_once(work: impl Fn(usize) -> Answer + Sync) -> Vec<Answer> {
    let barrier = std::sync::Barrier::new(AT_ONCE);
    std::thread::scope(|scope| {
        let (barrier, work) = (&barrier, &work);
        let started: Vec<_> = (0..AT_ONCE)
            .map(|index| {
                scope.spawn(move || {
                    barrier.wait();
                    work(index)
                })
            })
            .collect();
        started.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn sound(app: &TestApp, cases: u64) {
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!((verified.cases, verified.faults), (cases, Vec::<String>::new()));
}

fn a_registration_sent_twice_registers_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, body) = (app.sign_in("clerk"), application("in_person", "2026-03-02"));
    let send = |key: &str| clerk.post_with("/cases", &[("Idempotency-Key", key)], &body);
    let (first, second) = (send("k1").ok(), send("k1").ok());
    assert_eq!(first, second);
    assert_eq!(first["number"], "QSZR-2026-00001");
    let answers: Vec<Value> = at_once(|_| send("k2")).into_iter().map(Answer::ok).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0]["number"], "QSZR-2026-00002");
    assert_eq!(send("k3").ok()["number"], "QSZR-2026-00003", "no number was lost");
    // A key is its owner's: another person's request with it is another request.
    let other = app.sign_in("other-clerk").post_with("/cases", &[("Idempotency-Key", "k1")], &body).ok();
    assert_eq!(other["number"], "QSJY-2026-00001");
    // The same for the public.
    let public = |key: &str| {
        let body = application("online", "2026-03-02").to_string().into_bytes();
        let headers = [("Idempotency-Key", key)];
        app.request("POST", "/public/organs/QSZR/applications", None, &headers, Some(body))
    };
    let answers: Vec<Value> = at_once(|_| public("p1")).into_iter().map(Answer::ok).collect();
    assert!(answers.iter().all(|answer| answer["number"] == "QSZR-2026-00004"), "{answers:?}");
    sound(&app, 5);
}

fn an_act_sent_twice_acts_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, head) = (app.sign_in("clerk"), app.sign_in("handler"), app.sign_in("office-head"));
    let number = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = number["number"].as_str().unwrap();
    clerk.does(number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(number, json!({ "act": "sign_for" }));
    let path = format!("/cases/{number}/acts");
    let propose = json!({ "act": "propose_measure", "measure": { "measure": "extension", "days": 5, "reason": "量大" } });
    let send = |_: usize| handler.post_with(&path, &[("Idempotency-Key", "propose")], &propose);
    let answers: Vec<Value> = at_once(send).into_iter().map(Answer::ok).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(send(0).ok(), answers[0]);
    head.does(number, json!({ "act": "approve_measure", "number": 1 }));
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    let kinds: Vec<_> =
        journal.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["registered", "assigned", "signed_for", "measure_proposed", "measure_approved"]);
    // The same key for another act, or for another case, is a mistake.
    let other = json!({ "act": "propose_opinion", "opinion": "可以公开" });
    let reused = handler.post_with(&path, &[("Idempotency-Key", "propose")], &other);
    assert_eq!(reused.problem(422), "idempotency_key_reused");
    sound(&app, 1);
}

fn without_a_key_the_state_refuses_the_second(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let number = clerk.post("/cases", &application("online", "2026-03-02")).ok();
    let number = number["number"].as_str().unwrap();
    let once = |person: &crate::app::Person<'_>, act: Value| {
        let answers = at_once(|_| person.act(number, &act));
        let done = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "{act}");
        // Refused by the state, or by the version where both saw the same one.
        let refused = answers.iter().filter(|answer| matches!(answer.status, 409 | 412 | 422)).count();
        assert_eq!(done + refused, AT_ONCE, "{act}: {answers:?}");
        assert!(matches!(person.act(number, &act).status, 409 | 422), "{act}");
    };
    once(&clerk, json!({ "act": "confirm_receipt", "on": "2026-03-02" }));
    once(&clerk, json!({ "act": "assign", "unit": app.units[1] }));
    once(&handler, json!({ "act": "sign_for" }));
    once(&clerk, json!({ "act": "request_withdrawal" }));
    once(&clerk, json!({ "act": "withdraw", "on": "2026-03-02", "proof": "申请书" }));
    once(&clerk, json!({ "act": "archive" }));
    sound(&app, 1);
}

fn many_clerks_register_without_gap_or_repeat(db: &TestDatabase) {
    const EACH: usize = 5;
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let body = application("in_person", "2026-03-02");
    let bad = json!({ "channel": "in_person" });
    let numbers = std::sync::Mutex::new(BTreeSet::new());
    at_once(|_| {
        for _ in 1..EACH {
            let number = clerk.post("/cases", &body).ok()["number"].clone();
            assert!(numbers.lock().unwrap().insert(number.to_string()), "{number} twice");
            clerk.post("/cases", &bad).problem(422);
        }
        let last = clerk.post("/cases", &body);
        numbers.lock().unwrap().insert(last.body["number"].to_string());
        last
    });
    let expected: BTreeSet<String> =
        (1..=AT_ONCE * EACH).map(|serial| format!("\"QSZR-2026-{serial:05}\"")).collect();
    assert_eq!(numbers.into_inner().unwrap(), expected);
    sound(&app, (AT_ONCE * EACH) as u64);
}

fn a_refused_request_leaves_its_key_free(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let send = |body: &Value| clerk.post_with("/cases", &[("Idempotency-Key", "k")], body);
    assert_eq!(send(&application("in_person", "2026-03-03")).problem(422), "input", "tomorrow");
    assert_eq!(send(&application("in_person", "2026-03-02")).ok()["number"], "QSZR-2026-00001");
    assert_eq!(send(&application("in_person", "2026-03-01")).problem(422), "idempotency_key_reused");
    let dry = clerk.post_with(
        "/cases/QSZR-2026-00001/acts?dry_run=true",
        &[("Idempotency-Key", "dry")],
        &json!({ "act": "assign", "unit": app.units[1] }),
    );
    dry.ok();
    let real = json!({ "act": "request_withdrawal" });
    clerk.post_with("/cases/QSZR-2026-00001/acts", &[("Idempotency-Key", "dry")], &real).ok();
    sound(&app, 1);
}
