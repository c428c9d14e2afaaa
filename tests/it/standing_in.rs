//! A deputyship that ends early, the number of alerts in the menu, and a folder of 我的待办 as a list of 台账.

use std::collections::BTreeSet;

use gongkai::notify::sweep;
use gongkai::pages::{Engine, samples};
use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::desk::{correction, extension};
use crate::page_client::{PageAnswer, Visitor};

on_both_databases!(
    a_deputyship_ends_early_and_what_was_signed_stays,
    only_the_holder_ends_a_deputyship,
    every_page_says_how_many_alerts_wait,
    a_folder_and_its_list_hold_the_same_cases,
);

const SETTINGS: &str = "/staff/inbox/settings";

/// Names a deputy for the post in use, and gives the address that ends it.
#[track_caller]
fn named(app: &TestApp, holder: &Visitor<'_>, deputy: &str, from: &str, to: &str) -> String {
    let id = app.user(deputy).to_string();
    holder.opens(SETTINGS);
    holder.submits("/staff/inbox/deputy", &[("deputy", &id), ("from", from), ("to", to)]);
    let page = holder.opens(SETTINGS).html;
    let last = page.rsplit("action=\"/staff/inbox/deputy/").next().unwrap();
    format!("/staff/inbox/deputy/{}/end", last.split('/').next().unwrap())
}

/// Goes on under the post of whom the person stands in for.
#[track_caller]
fn stands_in(deputy: &Visitor<'_>) {
    let page = deputy.opens("/staff/work").html;
    let option = page.split("（代理）").next().unwrap().rsplit("<option value=\"").next().unwrap();
    let post = option.split('"').next().unwrap().to_owned();
    deputy.submits("/staff/post", &[("post", &post)]);
}

fn a_deputyship_ends_early_and_what_was_signed_stays(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let (signed, waiting) = (app.in_hand("2026-03-02"), app.in_hand("2026-03-02"));
    for number in [&signed, &waiting] {
        app.submit_reply(number);
    }
    let reviewer = app.at_desk("reviewer");
    let end = named(&app, &reviewer, "colleague", "2026-03-02", "2026-03-31");
    app.set_day("2026-03-04");
    let colleague = app.at_desk("colleague");
    stands_in(&colleague);
    let approve = |number: &str| format!("/staff/cases/{number}/approve");
    let page = colleague.opens(&approve(&signed)).html;
    let version =
        page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("do", "pass"), ("comment", "同意"), ("version", version.as_str())];
    colleague.submits(&approve(&signed), &fields);
    // The deputy, who acts under the same post, does not end it.
    colleague.opens(SETTINGS);
    assert_eq!(colleague.submit(&end, &[]).status, 403);
    let reviewer = app.at_desk("reviewer");
    reviewer.opens(SETTINGS).shows("2026年3月31日（含当日）");
    let place = reviewer.submits(&end, &[]);
    let page = reviewer.opens(&place);
    page.shows("代理已经结束");
    page.shows("现在和今后没有代理人");
    // At once: the session under the post is over, and the post is no longer offered.
    assert_eq!(colleague.get(&approve(&waiting)).status, 303);
    let colleague = app.at_desk("colleague");
    colleague.opens("/staff/work").hides("（代理）");
    // What was signed stays as it was written down.
    app.at_desk("approver").opens(&approve(&signed)).shows("colleague 代 reviewer");
    app.is_sound();
    app.at_desk("auditor").opens("/staff/audit").shows("提前结束代理");
    // It is over: a second time there is nothing to end.
    reviewer.opens(SETTINGS);
    assert_eq!(reviewer.submit(&end, &[]).status, 404);
}

fn only_the_holder_ends_a_deputyship(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let approver = app.at_desk("approver");
    // One that began today, and one that begins later.
    let today = named(&app, &approver, "reviewer", "2026-03-02", "2026-03-20");
    let later = named(&app, &approver, "office-head", "2026-04-01", "2026-04-20");
    assert_ne!(today, later);
    for login in ["reviewer", "office-head", "handler", "other-approver"] {
        let other = app.at_desk(login);
        other.opens(SETTINGS);
        assert_eq!(other.submit(&today, &[]).status, 404, "{login}: of another post");
    }
    let without = approver.post(&today, &[]);
    assert_eq!(without.status, 403, "without the token of the page");
    let reviewer = app.at_desk("reviewer");
    reviewer.opens("/staff/work").shows("（代理）");
    for end in [&today, &later] {
        approver.opens(SETTINGS);
        approver.submits(end, &[]);
    }
    approver.opens(SETTINGS).shows("现在和今后没有代理人");
    reviewer.opens("/staff/work").hides("（代理）");
    app.set_day("2026-04-02");
    app.at_desk("office-head").opens("/staff/work").hides("（代理）");
}

/// The number in the menu, as it is read aloud; nothing where none waits.
fn counted(page: &PageAnswer) -> Option<String> {
    let link = page.html.split("href=\"/staff/inbox\">").nth(1).unwrap().split("</a>").next().unwrap();
    let count = link.split("menu__count\">").nth(1)?;
    let words = count.replace("<span class=\"govuk-visually-hidden\">", "").replace("</span>", "");
    Some(words)
}

fn every_page_says_how_many_alerts_wait(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    for _ in 0..3 {
        app.in_hand("2026-03-02");
    }
    let handler = app.at_desk("handler");
    assert_eq!(counted(&handler.opens("/staff/cases")), None, "nothing waits yet");
    app.set_day("2026-03-25");
    sweep::run(&app.app).unwrap();
    let handler = app.at_desk("handler");
    let inbox = app.sign_in("handler").get("/inbox").ok();
    let open = inbox["open"].as_i64().unwrap();
    assert!(open >= 3, "{inbox}");
    for path in ["/staff/work", "/staff/cases", "/staff/dates", "/staff/inbox", "/staff/help", SETTINGS] {
        assert_eq!(counted(&handler.opens(path)), Some(format!("{open}条尚未知悉")), "{path}");
    }
    // A page about a failure too.
    assert_eq!(counted(&handler.get("/staff/nothing")), Some(format!("{open}条尚未知悉")));
    let entry = inbox["entries"][0]["id"].to_string();
    handler.opens("/staff/inbox");
    handler.submits("/staff/inbox/known", &[("one", &entry)]);
    assert_eq!(counted(&handler.opens("/staff/cases")), Some(format!("{}条尚未知悉", open - 1)));
    // Another's alerts are not one's own.
    assert_eq!(counted(&app.at_desk("neighbour").opens("/staff/cases")), None);
}

fn numbers(page: &str) -> BTreeSet<String> {
    let cells = page.split("class=\"ledger__number\">").skip(1);
    cells.map(|cell| cell.split("</a>").next().unwrap().rsplit('>').next().unwrap().to_owned()).collect()
}

fn a_folder_and_its_list_hold_the_same_cases(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.register(&application("in_person", "2026-03-02"));
    let unsigned = app.register(&application("in_person", "2026-03-02"));
    app.does("clerk", &unsigned, json!({ "act": "assign", "unit": app.units[1] }));
    app.in_hand("2026-03-02");
    let corrected = app.in_hand("2026-03-02");
    app.measure(&corrected, correction(10), "2026-03-02");
    let proposed = app.in_hand("2026-03-02");
    app.does("handler", &proposed, json!({ "act": "propose_measure", "measure": extension(20) }));
    let submitted = app.in_hand("2026-03-02");
    app.submit_reply(&submitted);
    let others = app.register(&application("in_person", "2026-03-02"));
    let colleague = app.user("colleague");
    app.does("clerk", &others, json!({ "act": "assign", "unit": app.units[1], "handler": colleague }));
    let withdrawn = app.in_hand("2026-03-02");
    app.does("clerk", &withdrawn, json!({ "act": "request_withdrawal" }));
    app.does("clerk", &withdrawn, json!({ "act": "withdraw", "on": "2026-03-02", "proof": "电话核实" }));
    let mut filled = BTreeSet::new();
    for login in ["handler", "reviewer", "office-head", "approver"] {
        let person = app.at_desk(login);
        for folder in ["to_sign", "in_hand", "paused", "to_approve", "done"] {
            for (own, mine) in [("", ""), ("&own=1", "&mine=1")] {
                if login != "handler" && !own.is_empty() {
                    continue;
                }
                let inside = numbers(&person.opens(&format!("/staff/work?folder={folder}{own}")).html);
                let list = person.opens(&format!("/staff/cases?folder={folder}{mine}"));
                assert_eq!(numbers(&list.html), inside, "{login} {folder}{own}");
                list.shows(&format!("共{}件", inside.len()));
                list.shows("不限文件夹");
                list.shows(&format!("name=\"folder\" value=\"{folder}\""));
                let file = person.opens(&format!("/staff/cases.csv?folder={folder}{mine}"));
                assert_eq!(file.html.lines().count() - 1, inside.len(), "{login} {folder}");
                // A light narrows it further, and does not take its place.
                let light = person.opens(&format!("/staff/cases?folder={folder}{mine}&light=normal"));
                assert!(numbers(&light.html).is_subset(&inside), "{login} {folder}");
                if !inside.is_empty() {
                    filled.insert((login, folder));
                }
            }
        }
    }
    assert!(filled.len() >= 11, "{filled:?}");
    assert_eq!(
        app.at_desk("clerk").get("/staff/cases?folder=in_hand").status,
        403,
        "no folders, no list of one"
    );
}

#[test]
fn a_folder_with_more_cases_than_are_ranked_says_how_many() {
    let engine = Engine::new(None).unwrap();
    let pages = samples::all(&engine).unwrap().into_iter().filter(|page| page.template == "staff/work.html");
    let said = pages.map(|page| {
        let html = page.html.replace("&#x2f;", "/").replace("&amp;", "&");
        let link = html.contains("href=\"/staff/cases?folder=to_sign&mine=1\">在台账中查看全部1234件");
        [html.contains("共有1234件"), html.contains("最早的1000件"), html.contains("其余234件"), link]
    });
    assert_eq!(said.collect::<Vec<_>>(), [[true; 4], [false; 4]]);
}
