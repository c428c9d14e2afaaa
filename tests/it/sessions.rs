//! Signing in, and how a session ends.

use chrono::TimeDelta;
use gongkai::app::Clock;
use gongkai::store::StoreError;
use gongkai::store::users::{NewPost, end_post, insert_deputy, insert_post, list_posts_of_organ};
use serde_json::{Value, json};

use crate::app::{Answer, PASSWORD, TestApp, application, day};
use crate::databases::TestDatabase;

on_both_databases!(
    guessing_a_password_is_slowed_down_by_login,
    guessing_is_slowed_down_by_address,
    an_unknown_login_and_a_wrong_password_answer_alike,
    a_refresh_token_serves_once_and_a_replayed_one_ends_everything,
    signing_out_takes_effect_at_once,
    tokens_run_out_by_the_clock_of_the_service,
    a_person_switches_between_posts,
    a_deputy_acts_and_is_journalled_as_such,
    a_new_password_ends_the_sessions,
);

fn sign_in(app: &TestApp, login: &str, password: &str) -> Answer {
    app.send("POST", "/sessions", Some(&json!({ "login": login, "password": password })))
}

fn me(app: &TestApp, session: &Value) -> Answer {
    app.request("GET", "/me", session["access_token"].as_str(), &[], None)
}

fn refresh(app: &TestApp, session: &Value, post: Option<i64>) -> Answer {
    let input = json!({ "refresh_token": session["refresh_token"], "post": post });
    app.send("POST", "/sessions/refresh", Some(&input))
}

fn pass_minutes(app: &TestApp, minutes: i64) {
    app.clock.set(app.clock.now() + TimeDelta::minutes(minutes));
}

fn guessing_a_password_is_slowed_down_by_login(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    for _ in 0..5 {
        assert_eq!(sign_in(&app, "clerk", "不是这个密码吧").problem(401), "not_signed_in");
    }
    let refused = sign_in(&app, "clerk", PASSWORD);
    assert_eq!(refused.problem(429), "too_many", "even the right password has to wait");
    assert_eq!(refused.header("retry-after"), Some("900"));
    assert_eq!(sign_in(&app, "CLERK", PASSWORD).status, 429, "whatever the case of the letters");
    sign_in(&app, "handler", PASSWORD).ok();
    pass_minutes(&app, 16);
    sign_in(&app, "clerk", PASSWORD).ok();
}

fn guessing_is_slowed_down_by_address(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    for number in 0..30 {
        assert_eq!(sign_in(&app, &format!("nobody-{number}"), PASSWORD).status, 401);
    }
    let refused = sign_in(&app, "clerk", PASSWORD);
    assert_eq!(refused.problem(429), "too_many");
    assert!(refused.header("retry-after").is_some());
    pass_minutes(&app, 16);
    sign_in(&app, "clerk", PASSWORD).ok();
}

fn an_unknown_login_and_a_wrong_password_answer_alike(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let disabled = app.sign_in("handler").get("/me").ok()["user"].as_i64().unwrap();
    let at = app.app.now();
    app.app
        .store
        .write_blocking(move |tx| gongkai::store::users::set_disabled(tx, disabled, Some(at)))
        .unwrap();
    let wrong = sign_in(&app, "clerk", "不是这个密码吧");
    let unknown = sign_in(&app, "nobody", "不是这个密码吧");
    let disabled = sign_in(&app, "handler", PASSWORD);
    wrong.problem(401);
    for other in [&unknown, &disabled] {
        assert_eq!((other.status, &other.body), (wrong.status, &wrong.body));
    }
}

fn a_refresh_token_serves_once_and_a_replayed_one_ends_everything(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let first = sign_in(&app, "clerk", PASSWORD).ok();
    let elsewhere = sign_in(&app, "clerk", PASSWORD).ok();
    let second = refresh(&app, &first, None).ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    me(&app, &second).ok();
    me(&app, &first).ok();
    // Whoever uses the old one stole it, or it was stolen: nobody goes on.
    assert_eq!(refresh(&app, &first, None).problem(401), "not_signed_in");
    for session in [&first, &second, &elsewhere] {
        assert_eq!(me(&app, session).problem(401), "not_signed_in");
        assert_eq!(refresh(&app, session, None).problem(401), "not_signed_in");
    }
    let again = sign_in(&app, "clerk", PASSWORD).ok();
    me(&app, &again).ok();
    let invented = json!({ "refresh_token": "0".repeat(64) });
    assert_eq!(app.send("POST", "/sessions/refresh", Some(&invented)).problem(401), "not_signed_in");
    me(&app, &again).ok();
}

fn signing_out_takes_effect_at_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (session, elsewhere) = (sign_in(&app, "clerk", PASSWORD).ok(), sign_in(&app, "clerk", PASSWORD).ok());
    let other = sign_in(&app, "handler", PASSWORD).ok();
    assert_eq!(app.request("DELETE", "/sessions", session["access_token"].as_str(), &[], None).status, 204);
    for ended in [&session, &elsewhere] {
        assert_eq!(me(&app, ended).problem(401), "not_signed_in");
        assert_eq!(refresh(&app, ended, None).problem(401), "not_signed_in");
    }
    me(&app, &other).ok();
}

fn tokens_run_out_by_the_clock_of_the_service(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let session = sign_in(&app, "clerk", PASSWORD).ok();
    assert_eq!(session["expires_in_seconds"], 900);
    pass_minutes(&app, 14);
    me(&app, &session).ok();
    pass_minutes(&app, 1);
    assert_eq!(me(&app, &session).problem(401), "not_signed_in");
    let session = refresh(&app, &session, None).ok();
    me(&app, &session).ok();
    pass_minutes(&app, 12 * 60 + 1);
    assert_eq!(refresh(&app, &session, None).problem(401), "not_signed_in");
}

/// The posts of a person, by login.
fn posts_of(app: &TestApp, login: &str) -> Vec<Value> {
    let mut posts = sign_in(app, login, PASSWORD).ok();
    posts["posts"].as_array_mut().unwrap().drain(..).collect()
}

fn a_person_switches_between_posts(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let user = app.sign_in("handler").get("/me").ok()["user"].as_i64().unwrap();
    let organ = app.sign_in("handler").get("/me").ok()["organ"].as_i64().unwrap();
    let post = NewPost {
        user_id: user,
        organ_id: organ,
        unit_id: None,
        role: "clerk".to_owned(),
        valid_from: day("2026-01-01"),
        valid_to: Some(day("2026-03-02")),
        granted_by: None,
    };
    app.app.store.write_blocking(move |tx| insert_post(tx, &post)).unwrap();
    let session = sign_in(&app, "handler", PASSWORD).ok();
    let posts = session["posts"].as_array().unwrap();
    assert_eq!(
        posts.iter().map(|post| post["role"].as_str().unwrap()).collect::<Vec<_>>(),
        ["handler", "clerk"]
    );
    assert_eq!(me(&app, &session).ok()["role"], "承办人");
    let clerk = posts[1]["id"].as_i64();
    let as_clerk = refresh(&app, &session, clerk).ok();
    assert_eq!(me(&app, &as_clerk).ok()["role"], "登记岗");
    let register = application("in_person", "2026-03-02").to_string().into_bytes();
    app.request("POST", "/cases", as_clerk["access_token"].as_str(), &[], Some(register.clone())).ok();
    assert_eq!(
        app.request("POST", "/cases", session["access_token"].as_str(), &[], Some(register)).problem(403),
        "forbidden",
        "one post at a time"
    );
    // Going on keeps the post; another's post is not to be had, and asking for it ends no session.
    let as_clerk = refresh(&app, &as_clerk, None).ok();
    assert_eq!(me(&app, &as_clerk).ok()["role"], "登记岗");
    let foreign = posts_of(&app, "approver")[0]["id"].as_i64();
    assert_eq!(refresh(&app, &as_clerk, foreign).problem(403), "forbidden");
    let as_clerk = refresh(&app, &as_clerk, None).ok();
    // The post ends with its last day.
    app.clock.set(app.clock.now() + TimeDelta::hours(12));
    assert_eq!(me(&app, &as_clerk).problem(401), "not_signed_in");
}

fn a_deputy_acts_and_is_journalled_as_such(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (head, clerk) = (app.sign_in("office-head"), app.sign_in("clerk"));
    let (absent, organ) =
        (head.get("/me").ok()["user"].clone(), head.get("/me").ok()["organ"].as_i64().unwrap());
    let stand_in = app.sign_in("approver").get("/me").ok()["user"].as_i64().unwrap();
    app.app
        .store
        .write_blocking(move |tx| {
            let posts = list_posts_of_organ(tx, organ, Some("office_head"), day("2026-03-02"))?;
            insert_deputy(tx, posts[0].id, stand_in, day("2026-03-01"), day("2026-03-02"))?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let posts = posts_of(&app, "approver");
    assert_eq!((&posts[1]["role"], &posts[1]["on_behalf_of"]), (&json!("office_head"), &absent));
    let as_deputy = json!({ "login": "approver", "password": PASSWORD, "post": posts[1]["id"] });
    let session = app.send("POST", "/sessions", Some(&as_deputy)).ok();
    let number = clerk.post("/cases", &application("online", "2026-03-02")).ok();
    let number = number["number"].as_str().unwrap();
    let shelve = json!({ "act": "shelve", "attempts": "三次致电无人接听" }).to_string().into_bytes();
    let path = format!("/cases/{number}/acts");
    app.request("POST", &path, session["access_token"].as_str(), &[], Some(shelve)).ok();
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    let actor = &journal[1]["actor"];
    assert_eq!((&actor["user"], &actor["on_behalf_of"]), (&json!(stand_in), &absent), "{actor}");
    assert_eq!((&actor["name"], &actor["role"]), (&json!("approver"), &json!("公开工作机构负责人")));
    // The period is over: the post is gone with it.
    app.clock.set(app.clock.now() + TimeDelta::hours(12));
    assert_eq!(me(&app, &session).problem(401), "not_signed_in");
    assert_eq!(posts_of(&app, "approver").len(), 1);
}

fn a_new_password_ends_the_sessions(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let put = |password: &str| {
        let body = json!({ "password": password }).to_string().into_bytes();
        app.request("PUT", "/me/password", Some(&clerk.token), &[], Some(body))
    };
    assert_eq!(put("太短了").problem(422), "input");
    clerk.get("/me").ok();
    assert_eq!(put("城关镇幸福路的新秘密").status, 204);
    assert_eq!(clerk.get("/me").problem(401), "not_signed_in");
    assert_eq!(sign_in(&app, "clerk", PASSWORD).status, 401);
    let session = sign_in(&app, "clerk", "城关镇幸福路的新秘密").ok();
    me(&app, &session).ok();
    // A withdrawn post stops at once too.
    let post = session["post"].as_i64().unwrap();
    app.app.store.write_blocking(move |tx| end_post(tx, post, day("2026-03-01"))).unwrap();
    assert_eq!(me(&app, &session).problem(401), "not_signed_in");
}
