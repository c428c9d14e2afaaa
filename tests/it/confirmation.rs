//! What has arrived without a signature begins to count once both sides confirmed it (P0-2, decision 20).

use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    asking_for_a_correction_confirms_in_the_same_act,
    the_day_of_confirmation_is_not_given_twice,
    a_confirmation_of_another_day_needs_its_reason,
);

fn unconfirmed(app: &TestApp) -> String {
    let number = app.register(&application("email", "2026-03-02"));
    app.take_in_hand(&number);
    number
}

fn asks_correction(confirmed_on: &str) -> serde_json::Value {
    json!({
        "act": "propose_measure", "confirmed_on": confirmed_on,
        "measure": { "measure": "correction", "period_days": 10, "points": "请写明文件的年份" },
    })
}

fn asking_for_a_correction_confirms_in_the_same_act(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-03");
    let number = unconfirmed(&app);
    let without = json!({ "act": "propose_opinion", "opinion": "可以公开" });
    assert_eq!(app.ask("handler", &number, &without).problem(409), "not_received");

    app.does("handler", &number, asks_correction("2026-03-03"));

    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    let kinds: Vec<&str> =
        journal.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["receipt_confirmed", "measure_proposed"]);
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert_eq!(case["received_on"], "2026-03-03");
    assert_eq!(case["due_on"], "2026-03-31");
}

fn the_day_of_confirmation_is_not_given_twice(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-03");
    let number = unconfirmed(&app);
    app.does("clerk", &number, json!({ "act": "confirm_receipt", "on": "2026-03-03" }));

    app.ask("handler", &number, &asks_correction("2026-03-03")).problem(409);
}

/// Decision 23 holds for a confirmation wherever it is recorded.
fn a_confirmation_of_another_day_needs_its_reason(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-04");
    let number = unconfirmed(&app);

    let answer = app.ask("handler", &number, &asks_correction("2026-03-03"));

    assert!(answer.status >= 400, "{}", answer.body);
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert!(case["received_on"].is_null(), "nothing of a refused act stands: {case}");
}
