//! Rare names, headers, lists and people: what is odd is kept as typed or refused in Chinese.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::bad_input::{nothing_was_written, refused, with};
use crate::databases::TestDatabase;

on_both_databases!(
    rare_names_are_kept_as_typed_and_found,
    nul_reaches_no_database,
    headers_are_read_strictly,
    lists_take_no_nonsense,
    people_are_read_strictly,
    nothing_that_was_asked_is_lost,
);

fn rare_names_are_kept_as_typed_and_found(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let long = "阿依古丽·".repeat(12);
    assert_eq!(long.chars().count(), 60);
    for (serial, name) in
        ["𬎆㛃", "龘䶮", "𠮷野", &long, "O'Neill; DROP TABLE cases;--", "100%_\\", "ａｂｃ株式会社"]
            .into_iter()
            .enumerate()
    {
        let mut body = with("/applicant/name", json!(name));
        let description = format!("关于{name}的\t材料\n第二行");
        body["items"][0]["description"] = json!(description);
        let number = clerk.post("/cases", &body).ok()["number"].as_str().unwrap().to_owned();
        assert_eq!(number, format!("QSZR-2026-{:05}", serial + 1));
        let case = clerk.get(&format!("/cases/{number}")).ok();
        assert_eq!(case["applicant"], json!(name));
        assert_eq!(case["parties"][0]["name"], json!(name));
        assert_eq!(case["items"][0]["description"], json!(description), "verbatim");
        let escaped: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let list = clerk.get(&format!("/cases?text={escaped}")).ok();
        let found: Vec<_> = list["cases"].as_array().unwrap().iter().map(|case| &case["number"]).collect();
        assert!(found.contains(&&json!(number)), "{name}: {list}");
        if name.chars().all(|c| !c.is_ascii()) {
            assert_eq!(found, [&json!(number)], "{name}");
        }
    }
    // One sign of a rare name finds it too.
    let list = clerk.get("/cases?text=%F0%AC%8E%86").ok();
    assert_eq!(list["cases"][0]["applicant"], "𬎆㛃");
    nothing_was_written(&app, &clerk, 8);
}

fn nul_reaches_no_database(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    for path in [
        "/cases/QSZR%00",
        "/cases?text=%00",
        "/cases?text=a%00b",
        "/cases?step=%00",
        "/cases?channel=%00",
        "/cases?after=k:00:1",
        "/cases?sort=number&after=k:5100:1",
        "/calendar/days/%00",
    ] {
        let answer = clerk.get(path);
        assert!(matches!(answer.status, 400 | 404 | 422), "{path} {} {}", answer.status, answer.body);
        refused(&answer, answer.status);
    }
    for (path, body) in [
        ("/public/status", json!({ "number": "\u{0}", "code": "1" })),
        ("/public/status", json!({ "number": "1", "code": "\u{0}" })),
        ("/public/withdrawals", json!({ "number": "\u{0}", "code": "\u{0}" })),
        ("/sessions", json!({ "login": "\u{0}", "password": "\u{0}" })),
        ("/sessions", json!({ "login": "clerk\u{0}", "password": "x" })),
        ("/sessions/refresh", json!({ "refresh_token": "\u{0}" })),
        ("/public/organs/QS%00/applications", application("online", "2026-03-02")),
    ] {
        let answer = app.send("POST", path, Some(&body));
        assert!(matches!(answer.status, 400..=404 | 422), "{path} {body} {} {}", answer.status, answer.body);
        refused(&answer, answer.status);
    }
    // A backslash that people type is no NUL.
    let mut body = application("in_person", "2026-03-02");
    body["items"][0]["description"] = json!(r"路径\u0000");
    assert_eq!(clerk.post("/cases", &body).ok()["number"], "QSZR-2026-00001");
    nothing_was_written(&app, &clerk, 2);
}

fn headers_are_read_strictly(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let body = application("in_person", "2026-03-02");
    for key in ["", &"k".repeat(65), "k k\u{e9}"] {
        let answer = clerk.post_with("/cases", &[("Idempotency-Key", key)], &body);
        assert_eq!(answer.problem(400), "malformed", "{key}");
        refused(&answer, 400);
    }
    let number = clerk.post("/cases", &body).ok()["number"].as_str().unwrap().to_owned();
    let (case, acts) = (format!("/cases/{number}"), format!("/cases/{number}/acts"));
    let etag = clerk.get(&case).etag.unwrap();
    let assign = json!({ "act": "assign", "unit": app.units[1] });
    for garbage in ["*", "W/\"1\"", "\"eins\"", "", "1.5", "\"99999999999999999999\""] {
        let answer = clerk.post_with(&acts, &[("If-Match", garbage)], &assign);
        assert_eq!(answer.problem(400), "malformed", "{garbage}");
        refused(&answer, 400);
    }
    let stale = clerk.post_with(&acts, &[("If-Match", "\"77\"")], &assign);
    assert_eq!(stale.problem(412), "stale");
    refused(&stale, 412);
    let done = clerk.post_with(&acts, &[("If-Match", &etag)], &assign);
    assert_eq!((done.status, done.etag != Some(etag.clone())), (200, true));
    assert_eq!(
        clerk.post_with(&acts, &[("If-Match", &etag)], &json!({ "act": "request_withdrawal" })).status,
        412
    );
    nothing_was_written(&app, &clerk, 2);
}

fn lists_take_no_nonsense(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    for _ in 0..3 {
        clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    }
    let page = clerk.get("/cases?limit=2&sort=due").ok();
    let next = page["next"].as_str().unwrap();
    assert_eq!(
        clerk.get(&format!("/cases?limit=2&sort=due&after={next}")).ok()["cases"].as_array().unwrap().len(),
        1
    );
    for query in [
        "after=nonsense",
        "after=",
        "after=d:2026-02-30:1",
        "after=d:2026-03-02:x",
        "after=k:zz:1",
        "after=k:f:1",
        "after=t:99999999999999999999:1",
        "after=x:1:1",
        "sort=mood",
        "light=purple",
        "limit=viele",
        "limit=1e3",
        "organ=x",
        "surprise=1",
        "descending=vielleicht",
    ] {
        let answer = clerk.get(&format!("/cases?{query}"));
        assert!(matches!(answer.status, 400 | 422), "{query} {} {}", answer.status, answer.body);
        refused(&answer, answer.status);
    }
    // The place of one list is no place in another.
    for sort in ["title", "updated", "number"] {
        let answer = clerk.get(&format!("/cases?sort={sort}&after={next}"));
        assert_eq!(answer.problem(422), "input", "{sort}");
    }
    for query in [
        "limit=-5",
        "limit=0",
        "limit=99999999",
        "organ=-1",
        "unit=0",
        "step=nothing",
        "text=",
        "text=%20",
        "text=%FF",
    ] {
        clerk.get(&format!("/cases?{query}")).ok();
    }
}

fn people_are_read_strictly(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let security = app.sign_in("security");
    let organ = app.sign_in("clerk").get("/me").ok()["organ"].clone();
    let person = |change: &[(&str, Value)]| {
        let mut body = json!({ "login": "neu", "name": "新人", "password": "清水河畔幸福路的新秘密", "organ": organ,
            "unit": app.units[1], "role": "handler" });
        change.iter().for_each(|(field, value)| body[*field] = value.clone());
        security.post("/users", &body)
    };
    for change in [
        vec![("unit", json!(999_999))],
        vec![("unit", json!(app.other_units[0]))],
        vec![("role", json!("applicant"))],
        vec![("role", json!("king"))],
        vec![("role", json!("handler")), ("unit", json!(null))],
        vec![("login", json!(""))],
        vec![("login", json!("clerk"))],
        vec![("login", json!("ne\u{0}u"))],
        vec![("login", json!("ne\u{7}u"))],
        vec![("name", json!("新\u{7}人"))],
        vec![("name", json!("新".repeat(61)))],
        vec![("password", json!("短"))],
        vec![("organ", json!("x"))],
    ] {
        let answer = person(&change);
        assert_eq!(answer.status, 422, "{change:?} {}", answer.body);
        refused(&answer, 422);
    }
    refused(&person(&[("organ", json!(999_999))]), 404);
    person(&[]).ok();
    assert_eq!(person(&[]).problem(422), "input", "the login is taken");
    let admin = app.sign_in("admin");
    for notice in [json!({}), json!({ "year": 2027 }), json!([]), json!("通知")] {
        let answer = admin.post("/calendar/notices", &notice);
        refused(&answer, 422);
    }
}

/// Art 29(2): the form and the way of provision are part of what is asked, and kept as such.
fn nothing_that_was_asked_is_lost(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let mut body = application("in_person", "2026-03-02");
    body["co_applicants"] = json!([{ "kind": "natural_person", "name": "李四" }]);
    body["agent"] = json!({ "kind": "legal_service", "name": "某律师事务所", "contact": "王律师" });
    body["form"] = json!("光盘");
    body["delivery"] = json!("自行领取");
    let number = clerk.post("/cases", &body).ok()["number"].as_str().unwrap().to_owned();
    let case = clerk.get(&format!("/cases/{number}")).ok();
    assert_eq!((&case["form"], &case["delivery"]), (&json!("光盘"), &json!("自行领取")), "{case}");
    let parties: Vec<_> = case["parties"].as_array().unwrap().iter().map(|party| &party["name"]).collect();
    assert_eq!(parties.len(), 3, "{parties:?}");
    let shown = app.sign_in("supervisor").get(&format!("/cases/{number}")).ok().to_string();
    assert!(!shown.contains("张三丰") && !shown.contains("李四") && !shown.contains("110105194912310021"));
    assert!(!case.to_string().contains("110105194912310021") && !case.to_string().contains("13812345678"));
}
