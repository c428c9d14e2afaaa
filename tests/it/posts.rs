//! Who may act changes at once: posts granted and ended, deputies, people disabled; and every look at
//! full names is recorded.

use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    a_post_that_is_ended_stops_at_once,
    a_deputy_acts_for_the_holder_and_the_journal_says_so,
    watching_posts_are_held_by_different_people,
    names_in_full_are_shown_on_a_recorded_click,
);

fn user_id(app: &TestApp, login: &str) -> i64 {
    app.sign_in(login).get("/me").ok()["user"].as_i64().unwrap()
}

fn a_post_that_is_ended_stops_at_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let security = app.sign_in("security");
    let new = json!({ "login": "newcomer", "name": "新人", "password": "新人的很长的密码一二三", "organ": organ(&app), "role": "clerk" });
    let user = security.post("/users", &new).ok()["id"].as_i64().unwrap();
    let session = app
        .send(
            "POST",
            "/sessions",
            Some(&json!({ "login": "newcomer", "password": "新人的很长的密码一二三" })),
        )
        .ok();
    let (token, post) = (session["access_token"].as_str().unwrap(), session["post"].as_i64().unwrap());
    let works = |status| assert_eq!(app.request("GET", "/cases", Some(token), &[], None).status, status);
    works(200);
    assert_eq!(app.sign_in("clerk").act_on("DELETE", &format!("/posts/{post}")).problem(403), "forbidden");
    security.act_on("DELETE", &format!("/posts/{post}")).ok();
    works(401);
    let again = security.post("/posts", &json!({ "user": user, "organ": organ(&app), "role": "reviewer" }));
    assert_eq!(again.status, 201);
    let disabled = json!({ "disabled": true }).to_string().into_bytes();
    let path = format!("/users/{user}/disabled");
    assert_eq!(app.request("PUT", &path, Some(&security.token), &[], Some(disabled)).status, 204);
    let sign_in = json!({ "login": "newcomer", "password": "新人的很长的密码一二三" });
    assert_eq!(app.send("POST", "/sessions", Some(&sign_in)).problem(401), "not_signed_in");
}

fn a_deputy_acts_for_the_holder_and_the_journal_says_so(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, deputy) = (app.sign_in("clerk"), user_id(&app, "reviewer"));
    let number = clerk.post("/cases", &application("in_person", "2026-03-02")).ok()["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let named = clerk
        .post("/me/deputies", &json!({ "deputy": deputy, "from_on": "2026-03-03", "to_on": "2026-03-04" }));
    assert_eq!(named.status, 204, "{}", named.body);
    let own = clerk.get("/me").ok()["user"].as_i64().unwrap();
    let post_of_clerk = app
        .send("POST", "/sessions", Some(&json!({ "login": "clerk", "password": crate::app::PASSWORD })))
        .ok()["post"]
        .clone();
    let as_clerk = json!({ "login": "reviewer", "password": crate::app::PASSWORD, "post": post_of_clerk });
    assert_eq!(
        app.send("POST", "/sessions", Some(&as_clerk)).problem(403),
        "forbidden",
        "not before the first day"
    );
    app.set_day("2026-03-04");
    let session = app.send("POST", "/sessions", Some(&as_clerk)).ok();
    let token = session["access_token"].as_str().unwrap().to_owned();
    let act = json!({ "act": "assign", "unit": app.units[1] }).to_string().into_bytes();
    let path = format!("/cases/{number}/acts");
    assert_eq!(app.request("POST", &path, Some(&token), &[], Some(act)).status, 200);
    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    let recorded = &journal[1]["actor"];
    assert_eq!((&recorded["user"], &recorded["on_behalf_of"]), (&json!(deputy), &json!(own)), "«X 代 Y»");
    app.set_day("2026-03-05");
    assert_eq!(
        app.send("POST", "/sessions", Some(&as_clerk)).problem(403),
        "forbidden",
        "nor after the last"
    );
}

fn watching_posts_are_held_by_different_people(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let security = app.sign_in("security");
    let organ = security.get("/organs").ok()[0]["id"].clone();
    for (login, role) in [("admin", "auditor"), ("auditor", "security"), ("supervisor", "admin")] {
        let input = json!({ "user": user_id(&app, login), "organ": organ, "role": role });
        assert_eq!(security.post("/posts", &input).problem(422), "input");
    }
}

fn names_in_full_are_shown_on_a_recorded_click(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let number = clerk.post("/cases", &application("in_person", "2026-03-02")).ok()["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let case = clerk.get(&format!("/cases/{number}")).ok();
    assert_eq!(case["parties"][0]["id_number"], "110105********0021");
    assert_eq!(case["parties"][0]["phone"], "138****5678");
    let path = format!("/cases/{number}/parties/reveal");
    assert_eq!(app.sign_in("approver").post(&path, &json!({})).problem(403), "forbidden");
    assert_eq!(clerk.post(&path, &json!({})).ok()[0]["id_number"], "110105194912310021");
    let trail = app.sign_in("auditor").get("/audit").ok();
    // Beside those who signed in.
    let looks = trail.as_array().unwrap().iter().filter(|entry| entry["what"] != "sign_in");
    assert_eq!(looks.map(|entry| &entry["what"]).collect::<Vec<_>>(), [&json!("reveal_parties")]);
    let seen = app.sign_in("supervisor").get(&format!("/cases/{number}")).ok();
    assert_eq!((&seen["applicant"], &seen["parties"][0]["name"]), (&json!("张*"), &json!("张*")));
}

fn organ(app: &TestApp) -> i64 {
    app.sign_in("clerk").get("/me").ok()["organ"].as_i64().unwrap()
}
