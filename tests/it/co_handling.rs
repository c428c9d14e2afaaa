//! 会办: another unit of the organ is asked, opens what it was asked about, and answers; no date moves.

use serde_json::json;

use crate::app::TestApp;
use crate::databases::TestDatabase;

on_both_databases!(
    the_unit_that_is_asked_opens_the_case_and_no_other_does,
    cases_are_linked_by_what_the_clerk_sees
);

fn the_unit_that_is_asked_opens_the_case_and_no_other_does(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    let page = format!("/cases/{number}");
    let colleague = app.sign_in("neighbour");
    colleague.get(&page).problem(404);

    let ask = json!({ "act": "ask_co_handling", "unit": app.units[0], "about": "请提供附图", "answer_by": "2026-03-09" });
    app.does("handler", &number, ask);

    assert_eq!(colleague.get(&page).ok()["number"], number.as_str());
    colleague.get(&format!("{page}/journal")).ok();
    app.does(
        "neighbour",
        &number,
        json!({ "act": "answer_co_handling", "number": 1, "answer": "附图见附件" }),
    );
    colleague.act(&number, &json!({ "act": "propose_opinion", "opinion": "可以公开" })).problem(404);
    app.sign_in("other-handler").get(&page).problem(404);
}

fn cases_are_linked_by_what_the_clerk_sees(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (one, other) = (app.in_hand("2026-03-02"), app.in_hand("2026-03-02"));
    let id = app.sign_in("clerk").get(&format!("/cases/{other}")).ok()["id"].clone();

    app.does("clerk", &one, json!({ "act": "link", "case": id, "kind": "answered_together" }));
}
