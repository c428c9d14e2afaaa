//! Every route without rights, with the wrong rights, and with what looks like rights.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use gongkai::app::Clock;
use gongkai::store::users::{end_post, set_disabled};
use serde_json::{Value, json};

use crate::app::{Answer, PASSWORD, TestApp, application, day};
use crate::databases::TestDatabase;

on_both_databases!(
    without_a_token_only_the_public_routes_answer,
    with_a_token_that_is_no_good_none_answers,
    with_the_wrong_post_none_answers,
    unknown_routes_and_methods_are_problems,
);

/// What anybody may ask. Everything else needs a token.
const PUBLIC: [&str; 14] = [
    "GET /calendar/days/{day}",
    "GET /calendar/notices",
    "GET /health",
    "GET /openapi.yaml",
    "GET /public/feeds/{secret}",
    "GET /ready",
    "POST /public/attachments",
    "POST /public/files",
    "POST /public/files/{file}",
    "POST /public/organs/{code}/applications",
    "POST /public/status",
    "POST /public/withdrawals",
    "POST /sessions",
    "POST /sessions/refresh",
];

const EVERYBODY: [&str; 12] = [
    "clerk",
    "handler",
    "colleague",
    "neighbour",
    "reviewer",
    "office-head",
    "approver",
    "supervisor",
    "admin",
    "security",
    "auditor",
    "other-clerk",
];
const OWN_ORGAN: [&str; 6] = ["clerk", "handler", "reviewer", "office-head", "approver", "supervisor"];
const WHO_READS_LETTERS: [&str; 6] = ["clerk", "handler", "colleague", "reviewer", "office-head", "approver"];
const WHO_SEES_CASES: [&str; 9] = [
    "clerk",
    "handler",
    "colleague",
    "neighbour",
    "reviewer",
    "office-head",
    "approver",
    "supervisor",
    "other-clerk",
];

/// Who may ask the routes that need a token; to all others they are forbidden or do not exist. The case
/// is assigned to the handler.
const PROTECTED: [(&str, &[&str]); 61] = [
    ("DELETE /me/feed", &EVERYBODY),
    ("DELETE /posts/{id}", &["security"]),
    ("DELETE /sessions", &EVERYBODY),
    ("GET /audit", &["auditor"]),
    ("GET /cases", &WHO_SEES_CASES),
    (
        "GET /cases/{number}",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver", "supervisor"],
    ),
    (
        "GET /cases/{number}/deadline",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver", "supervisor"],
    ),
    (
        "GET /cases/{number}/files",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver", "supervisor"],
    ),
    (
        "GET /cases/{number}/files/{file}",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver"],
    ),
    (
        "GET /cases/{number}/journal",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver", "supervisor"],
    ),
    (
        "GET /cases/{number}/proceedings",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver", "supervisor"],
    ),
    (
        "GET /cases/{number}/urgings",
        &["clerk", "handler", "colleague", "reviewer", "office-head", "approver", "supervisor"],
    ),
    ("GET /channels", &["admin"]),
    ("GET /circular", &["supervisor"]),
    ("GET /inbox", &EVERYBODY),
    ("GET /cases/{number}/letters", &WHO_READS_LETTERS),
    ("GET /cases/{number}/letters/{letter}", &WHO_READS_LETTERS),
    ("GET /cases/{number}/sheets/{sheet}", &WHO_READS_LETTERS),
    ("GET /me", &EVERYBODY),
    ("GET /me/preferences", &EVERYBODY),
    ("GET /organs", &EVERYBODY),
    ("GET /organs/{id}/ladder", &EVERYBODY),
    ("GET /outbox/troubled", &["admin"]),
    ("GET /organs/{id}/facts", &["admin"]),
    ("GET /organs/{id}/templates", &["admin"]),
    ("GET /organs/{id}/templates/{kind}", &["admin"]),
    ("GET /users", &["admin", "security"]),
    ("GET /windows", &["clerk", "admin", "other-clerk"]),
    ("POST /calendar/notices", &["admin"]),
    ("POST /cases", &["clerk", "other-clerk"]),
    ("POST /cases/preview", &EVERYBODY),
    ("POST /cases/{number}/acts", &["clerk"]),
    ("POST /cases/{number}/files", &["clerk", "handler", "colleague"]),
    ("POST /cases/{number}/files/{file}/release", &["clerk"]),
    ("POST /cases/{number}/letters", &["handler", "colleague"]),
    ("POST /cases/{number}/letters/{letter}/sign", &["office-head"]),
    ("POST /cases/{number}/letters/{letter}/ticks", &["handler", "colleague", "office-head", "approver"]),
    ("POST /cases/{number}/letters/{letter}/void", &["handler", "colleague"]),
    ("POST /cases/{number}/parties/reveal", &["clerk", "handler", "colleague", "office-head"]),
    ("POST /cases/{number}/proceedings", &["clerk", "office-head"]),
    ("POST /cases/{number}/split", &["clerk"]),
    ("POST /cases/{number}/urgings/{id}/reply", &["clerk", "handler", "reviewer", "office-head"]),
    ("POST /inbox/{id}/acknowledgement", &EVERYBODY),
    ("POST /letters/receipts", &["clerk", "other-clerk"]),
    ("POST /me/deputies", &EVERYBODY),
    ("POST /me/feed", &EVERYBODY),
    ("POST /organs/{id}/templates/{kind}/preview", &["admin"]),
    ("POST /organs/{id}/templates/{kind}/restore", &["admin"]),
    ("POST /outbox/{id}/clear", &["admin"]),
    ("POST /outbox/{id}/retry", &["admin"]),
    ("POST /posts", &["security"]),
    ("POST /users", &["security"]),
    ("POST /windows", &["admin"]),
    ("PUT /cases/{number}/letters/{letter}", &["handler", "colleague"]),
    ("PUT /cases/{number}/proceedings/{id}", &["clerk", "office-head"]),
    ("PUT /me/password", &EVERYBODY),
    ("PUT /me/preferences", &EVERYBODY),
    ("PUT /organs/{id}/facts", &["admin"]),
    ("PUT /organs/{id}/ladder", &["admin"]),
    ("PUT /organs/{id}/templates/{kind}", &["admin"]),
    ("PUT /users/{id}/disabled", &["security"]),
];

/// Every operation, as «METHOD /path» below the prefix.
fn operations() -> Vec<String> {
    let document = serde_json::to_value(gongkai::api::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        for method in ["get", "post", "put", "patch", "delete", "head", "options"] {
            if item.get(method).is_some() {
                found.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn each_route_is_public_or_protected() {
    let mut listed: Vec<String> = PUBLIC.iter().map(|route| (*route).to_owned()).collect();
    listed.extend(PROTECTED.iter().map(|(route, _)| (*route).to_owned()));
    listed.sort();
    assert_eq!(operations(), listed, "list the route in PUBLIC or in PROTECTED, with who may ask it");
}

/// Asks a route with a body it could take.
fn ask(app: &TestApp, operation: &str, number: &str, token: Option<&str>) -> Answer {
    let (method, path) = operation.split_once(' ').unwrap();
    let path = path
        .replace("{number}", number)
        .replace("{code}", "QSZR")
        .replace("{day}", "2026-03-02")
        .replace("{secret}", "unknown");
    let path = path.replace("{id}", "999999").replace("{file}", "1");
    let path =
        path.replace("{letter}", "1").replace("{sheet}", "registration_sheet.txt").replace("{kind}", "reply");
    let body = match operation {
        "POST /cases" | "POST /cases/preview" => application("in_person", "2026-03-02"),
        "POST /cases/{number}/acts" => json!({ "act": "request_withdrawal" }),
        "POST /users" => {
            json!({ "login": "neu", "name": "新人", "password": PASSWORD, "organ": 2, "role": "clerk" })
        }
        "POST /cases/{number}/proceedings" => json!({ "kind": "review", "received_on": "2026-03-02" }),
        "POST /cases/{number}/letters/{letter}/ticks" => {
            json!({ "finding": "late_reply", "reason": "已知悉" })
        }
        // Without a reason nothing is voided.
        "POST /cases/{number}/letters/{letter}/void" => json!({ "reason": "" }),
        "POST /cases/{number}/split" => json!({ "items": [1] }),
        "POST /posts" => json!({ "user": 1, "organ": 2, "role": "clerk" }),
        "POST /windows" => json!({ "host": 2, "organ": 3, "name": "窗口", "from_on": "2026-03-02" }),
        // Too short, so that nobody is signed out by it.
        "PUT /me/password" => json!({ "password": "短" }),
        _ => json!({}),
    };
    let body = (method != "GET" && method != "DELETE").then(|| body.to_string().into_bytes());
    let path = if operation.ends_with("/acts") { format!("{path}?dry_run=true") } else { path };
    app.request(method, &path, token, &[], body)
}

/// A county with one case that the handler signed for.
fn county(db: &TestDatabase) -> (TestApp, String) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let case = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = case["number"].as_str().unwrap().to_owned();
    clerk.does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(&number, json!({ "act": "sign_for" }));
    handler
        .upload(&number, "information", "供应计划.txt", "清水县2025年国有建设用地供应计划".as_bytes())
        .ok();
    app.fill_in_facts();
    let reasons = json!({ "measure": "reasons", "about": "2026年2月以来提出政府信息公开申请46件，其中3月2日当天11件。" });
    handler.does(&number, json!({ "act": "propose_measure", "measure": reasons }));
    let letter = json!({ "kind": "reasons_notice", "measure": 1, "days": 10 });
    handler.post(&format!("/cases/{number}/letters"), &letter).ok();
    (app, number)
}

fn without_a_token_only_the_public_routes_answer(db: &TestDatabase) {
    let (app, number) = county(db);
    for operation in operations() {
        let answer = ask(&app, &operation, &number, None);
        if PUBLIC.contains(&operation.as_str()) {
            assert!(
                ![401, 403, 500].contains(&answer.status) || operation.contains("sessions"),
                "{operation}"
            );
            assert!(answer.status < 500, "{operation} {}", answer.body);
        } else {
            assert_eq!(answer.problem(401), "not_signed_in", "{operation}");
        }
    }
}

fn with_a_token_that_is_no_good_none_answers(db: &TestDatabase) {
    let (app, number) = county(db);
    let user = |login: &str| app.sign_in(login).get("/me").ok()["user"].as_i64().unwrap();
    let expired = app.sign_in("clerk").token;
    app.clock.set(app.clock.now() + TimeDelta::minutes(15));
    let revoked = app.sign_in("clerk").token;
    assert_eq!(app.request("DELETE", "/sessions", Some(&revoked), &[], None).status, 204);
    let good = app.sign_in("clerk").token;
    let withdrawn =
        app.send("POST", "/sessions", Some(&json!({ "login": "reviewer", "password": PASSWORD }))).ok();
    let disabled = app.sign_in("approver").token;
    let (post, gone, at) = (withdrawn["post"].as_i64().unwrap(), user("approver"), app.app.now());
    app.app
        .store
        .write_blocking(move |tx| {
            end_post(tx, post, day("2026-03-01"))?;
            set_disabled(tx, gone, Some(at))
        })
        .unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let foreign = format!("{}.{}.{}", parts[0], parts[1], parts[2].chars().rev().collect::<String>());
    let withdrawn = withdrawn["access_token"].as_str().unwrap().to_owned();
    for (what, token) in [
        ("garbage", "garbage".to_owned()),
        ("empty", String::new()),
        ("unsigned", unsigned),
        ("signed by another", foreign),
        ("expired", expired),
        ("revoked", revoked),
        ("of a withdrawn post", withdrawn),
        ("of a disabled person", disabled),
    ] {
        for (operation, _) in PROTECTED {
            let answer = ask(&app, operation, &number, Some(&token));
            assert_eq!(answer.status, 401, "{operation} {what}: {}", answer.body);
            assert_eq!(answer.problem(401), "not_signed_in");
        }
    }
    app.request("GET", "/me", Some(&good), &[], None).ok();
}

fn with_the_wrong_post_none_answers(db: &TestDatabase) {
    let (app, number) = county(db);
    let tokens: BTreeMap<&str, String> = EVERYBODY.map(|login| (login, app.sign_in(login).token)).into();
    // Ending a post or a session here would end the test's own; `posts` and `sessions` tell those stories.
    let elsewhere = |operation: &str| operation == "DELETE /sessions" || operation.contains("{id}");
    for (operation, allowed) in PROTECTED.into_iter().filter(|(operation, _)| !elsewhere(operation)) {
        for login in EVERYBODY {
            let answer = ask(&app, operation, &number, Some(&tokens[login]));
            let refused = matches!(answer.status, 401 | 403 | 404);
            assert!(answer.status < 500, "{operation} {login}: {}", answer.body);
            assert_eq!(
                !refused,
                allowed.contains(&login),
                "{operation} {login}: {} {}",
                answer.status,
                answer.body
            );
            if refused {
                let expected =
                    if operation.contains("{number}") && !OWN_ORGAN.contains(&login) { 404 } else { 403 };
                let expected = if login == "colleague" { 403 } else { expected };
                answer.problem(expected);
            }
        }
    }
    // What a post does not see is not in its list either.
    for (login, cases) in
        [("handler", 1), ("colleague", 1), ("neighbour", 0), ("other-clerk", 1), ("supervisor", 3)]
    {
        let list = app.request("GET", "/cases", Some(&tokens[login]), &[], None).ok();
        assert_eq!(list["cases"].as_array().unwrap().len(), cases, "{login}: {list}");
    }
}

fn unknown_routes_and_methods_are_problems(db: &TestDatabase) {
    let (app, number) = county(db);
    let clerk = app.sign_in("clerk").token;
    let known = operations();
    let paths: std::collections::BTreeSet<&str> =
        known.iter().map(|operation| operation.split_once(' ').unwrap().1).collect();
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let operation = format!("{method} {path}");
            if !known.contains(&operation) {
                let answer = ask(&app, &operation, &number, Some(&clerk));
                assert!(matches!(answer.status, 404 | 405), "{operation} {}", answer.status);
                answer.problem(answer.status);
            }
        }
    }
    for path in
        ["/", "/nothing", "/cases/", "/cases/QSZR-2026-00001/nothing", "/../me", "/cases/%FF", "/cases/%00"]
    {
        let answer = app.request("GET", path, Some(&clerk), &[], None);
        assert!(matches!(answer.status, 400 | 404), "{path} {} {}", answer.status, answer.body);
        answer.problem(answer.status);
    }
    let unknown: Value = app.request("GET", "/cases/QSZR-2026-00099", Some(&clerk), &[], None).body;
    let foreign = app.sign_in("other-clerk").get(&format!("/cases/{number}")).body;
    assert_eq!(unknown, foreign, "a foreign case and one that does not exist are one answer");
}
