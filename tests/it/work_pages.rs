//! 我的待办, 我的提醒, 日历 and the page of a case: folders and their numbers, signing for several at once,
//! what is foreign, and what is shown once.

use std::collections::{BTreeMap, BTreeSet};

use gongkai::notify::sweep;
use serde_json::{Value, json};

use crate::app::{Person, TestApp, application};
use crate::databases::TestDatabase;
use crate::desk::{consultation, correction, extension};
use crate::page_client::{PageAnswer, Visitor};

on_both_databases!(
    every_case_is_in_one_folder_and_every_number_is_the_length_of_its_list,
    the_pages_of_a_folder_follow_each_other,
    an_own_measure_waits_for_somebody_else,
    what_can_be_signed_for_is_and_the_rest_is_told,
    alerts_are_acknowledged_one_by_one_and_together,
    an_address_to_subscribe_to_is_shown_once,
    a_day_shows_the_cases_that_are_due,
    wishes_and_deputies_are_kept,
    a_case_shows_its_days_its_tasks_and_who_looked,
    what_is_foreign_stays_closed,
);

const FOLDERS: [&str; 5] = ["to_sign", "in_hand", "paused", "to_approve", "done"];

/// The texts between two marks.
fn all_between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).map(|rest| rest.split(to).next().unwrap()).collect()
}

fn plain(html: &str) -> String {
    html.replace("&amp;", "&").replace("&#x2f;", "/")
}

/// A link stands on the page.
#[track_caller]
fn leads_to(page: &PageAnswer, path: &str) {
    assert!(plain(&page.html).contains(&format!("href=\"{path}\"")), "no link to {path} in {}", page.html);
}

/// The numbers of a folder, over all of its pages, in order.
fn listed(person: &Visitor<'_>, folder: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut next = Some(format!("/staff/work?folder={folder}"));
    while let Some(path) = next {
        let page = person.opens(&path).html;
        for cell in all_between(&page, "class=\"ledger__number\">", "</th>") {
            numbers.push(all_between(cell, "\">", "</a>")[0].to_owned());
        }
        next = page.contains("rel=\"next\"").then(|| {
            let link = page.split("rel=\"next\"").next().unwrap().rsplit_once("href=\"").unwrap().1;
            plain(link.split('"').next().unwrap())
        });
    }
    numbers
}

/// What the tabs say.
fn counted(person: &Visitor<'_>, query: &str) -> Vec<usize> {
    let page = person.opens(&format!("/staff/work{query}")).html;
    all_between(&page, "class=\"folders__count\">", "<").iter().map(|count| count.parse().unwrap()).collect()
}

/// A small generator: the same cases in every run.
struct Chance(u32);

impl Chance {
    fn below(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % below
    }
}

/// Somebody's sessions of one day.
fn act(people: &BTreeMap<&str, Person<'_>>, login: &str, number: &str, act: Value) {
    let answer = people[login].act(number, &act);
    assert_eq!(answer.status, 200, "{login} {act}: {}", answer.body);
}

const LOGINS: [&str; 7] =
    ["clerk", "handler", "colleague", "neighbour", "reviewer", "office-head", "approver"];

/// A case as far on its way as chance has it.
fn grow(app: &TestApp, people: &BTreeMap<&str, Person<'_>>, chance: &mut Chance, today: &str) {
    let channel = ["in_person", "ordinary_mail"][usize::from(chance.below(6) == 0)];
    let number = people["clerk"].post("/cases", &application(channel, today)).ok()["number"].clone();
    let number = number.as_str().unwrap();
    let stage = chance.below(13);
    if stage == 0 {
        return;
    }
    let (unit, by) = if chance.below(4) == 0 { (0, "neighbour") } else { (1, "handler") };
    act(people, "clerk", number, json!({ "act": "assign", "unit": app.units[unit] }));
    if stage == 1 || channel == "ordinary_mail" {
        return;
    }
    act(people, by, number, json!({ "act": "sign_for" }));
    let propose = |measure: Value| json!({ "act": "propose_measure", "measure": measure });
    let approve = json!({ "act": "approve_measure", "number": 1 });
    let dispatch = json!({ "act": "dispatch_measure", "number": 1, "on": today });
    match stage {
        2 => act(people, by, number, propose(extension(5))),
        3 => {
            act(people, by, number, propose(extension(5)));
            act(
                people,
                "office-head",
                number,
                json!({ "act": "refuse_measure", "number": 1, "reason": "不必" }),
            );
        }
        4 | 5 => {
            let measure = if stage == 4 { correction(10) } else { consultation() };
            for (login, what) in [(by, propose(measure)), ("office-head", approve), ("clerk", dispatch)] {
                act(people, login, number, what);
            }
        }
        6.. => {
            let items =
                json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
            act(people, by, number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
            act(people, by, number, json!({ "act": "draft_decision", "items": items }));
            let submit = json!({ "act": "submit_for_approval" });
            let deliver = json!({ "act": "deliver", "method": "post", "dispatched_on": today });
            let steps = [
                (by, submit.clone()),
                ("reviewer", json!({ "act": "return", "to": "decision", "reason": "请核对" })),
                (by, submit),
                ("reviewer", json!({ "act": "pass" })),
                ("approver", json!({ "act": "pass" })),
                ("clerk", json!({ "act": "seal", "kind": "paper" })),
                ("clerk", deliver),
            ];
            for (login, what) in steps.into_iter().take(stage as usize - 5) {
                act(people, login, number, what);
            }
        }
        _ => {}
    }
}

/// What the journal says that a case waits for: the next post to sign, and whether a measure is unjudged.
fn waits(journal: &Value) -> (Option<&'static str>, bool) {
    let (mut level, mut reviewers, mut open) = (None, 0, 0);
    for event in journal.as_array().unwrap() {
        match event["kind"].as_str().unwrap() {
            "submitted_for_approval" => {
                level = Some(0);
                reviewers = event["payload"]["reviewers"].as_u64().unwrap();
            }
            "approval_passed" => level = level.map(|level| level + 1).filter(|level| *level <= reviewers),
            "approval_returned" => level = None,
            "measure_proposed" => open += 1,
            "measure_approved" | "measure_refused" => open -= 1,
            _ => {}
        }
    }
    (level.map(|level| if level < reviewers { "reviewer" } else { "approver" }), open > 0)
}

fn every_case_is_in_one_folder_and_every_number_is_the_length_of_its_list(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-08-03");
    let mut chance = Chance(11);
    for today in ["2026-08-03", "2026-08-12", "2026-08-24", "2026-08-28"] {
        app.set_day(today);
        let people: BTreeMap<&str, Person<'_>> =
            LOGINS.into_iter().map(|login| (login, app.sign_in(login))).collect();
        for _ in 0..13 {
            grow(&app, &people, &mut chance, today);
        }
    }
    app.sign_in("other-clerk").post("/cases", &application("in_person", "2026-08-28")).ok();
    app.set_day("2026-08-31");
    let clerk = app.sign_in("clerk");
    let mut filled = BTreeSet::new();
    for login in ["handler", "colleague", "neighbour", "reviewer", "office-head", "approver"] {
        let person = app.at_desk(login);
        let seen = app.sign_in(login).get("/cases?limit=200").ok();
        let mut all: BTreeMap<String, Value> = BTreeMap::new();
        for case in seen["cases"].as_array().unwrap() {
            all.insert(case["number"].as_str().unwrap().to_owned(), case.clone());
        }
        assert_eq!(all.len() < 52, ["handler", "colleague", "neighbour"].contains(&login), "{login}");
        let counts = counted(&person, "");
        let mut found = BTreeMap::new();
        for (folder, count) in FOLDERS.into_iter().zip(counts) {
            let numbers = listed(&person, folder);
            assert_eq!(numbers.len(), count, "{login} {folder}");
            filled.extend((count > 0).then_some(format!("{login} {folder}")));
            for number in numbers {
                assert!(found.insert(number.clone(), folder).is_none(), "{login}: {number} stands twice");
            }
        }
        assert_eq!(found.keys().collect::<Vec<_>>(), all.keys().collect::<Vec<_>>(), "{login}");
        for (number, case) in &all {
            let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
            let ended = ["met", "late", "withdrawn", "lapsed"].contains(&case["state"].as_str().unwrap());
            let (signature, measure) = waits(&journal);
            let mine = match login {
                "reviewer" | "approver" => signature == Some(login),
                "office-head" => measure,
                _ => signature.is_some() || measure,
            };
            let last =
                |kind: &str| journal.as_array().unwrap().iter().rposition(|event| event["kind"] == kind);
            let unsigned = last("assigned").is_some() && last("assigned") > last("signed_for");
            let paused = ["awaiting_correction", "paused"].iter().any(|light| case["light"] == *light);
            let expected = match () {
                () if ended => "done",
                () if mine => "to_approve",
                () if unsigned => "to_sign",
                () if paused => "paused",
                () => "in_hand",
            };
            assert_eq!(found[number], expected, "{login} {number} {}", case["light"]);
        }
    }
    // The stories reach every folder of a handler, and what each of the others waits for.
    for folder in FOLDERS {
        assert!(filled.contains(&format!("handler {folder}")), "{folder}: {filled:?}");
    }
    for login in ["reviewer", "office-head", "approver"] {
        assert!(filled.contains(&format!("{login} to_approve")), "{login}: {filled:?}");
    }
    // Only one's own, or nobody's: what the colleague has is not among them.
    let colleague = app.at_desk("colleague");
    let (all, own) = (counted(&colleague, "?folder=in_hand"), counted(&colleague, "?folder=in_hand&own=1"));
    assert_eq!(all[0], own[0], "nobody signed for them");
    assert!(own[1] == 0 && all[1] > 0, "{all:?} {own:?}");
}

fn the_pages_of_a_folder_follow_each_other(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    for today in ["2026-03-02", "2026-03-03", "2026-03-04"] {
        app.set_day(today);
        let clerk = app.sign_in("clerk");
        for _ in 0..20 {
            let number = clerk.post("/cases", &application("in_person", today)).ok()["number"].clone();
            clerk.does(number.as_str().unwrap(), json!({ "act": "assign", "unit": app.units[1] }));
        }
    }
    let handler = app.at_desk("handler");
    let numbers = listed(&handler, "to_sign");
    let mut sorted = numbers.clone();
    sorted.sort();
    // The earlier a case is due, the earlier it stands; the second page goes on where the first ended.
    assert_eq!((numbers.len(), &numbers), (60, &sorted));
    let first = handler.opens("/staff/work?folder=to_sign");
    assert_eq!(first.html.matches("class=\"ledger__number\"").count(), 50);
    // What changes in between neither repeats nor hides another.
    let link = first.html.split("rel=\"next\"").next().unwrap().rsplit_once("href=\"").unwrap().1;
    let next = plain(link.split('"').next().unwrap());
    app.does("handler", &numbers[3], json!({ "act": "sign_for" }));
    let second = handler.opens(&next);
    let rest: Vec<&str> = all_between(&second.html, "class=\"ledger__number\">", "</th>");
    assert_eq!(rest.len(), 10);
    assert!(rest[0].contains(&numbers[50]) && rest[9].contains(&numbers[59]));
    assert_eq!(handler.get("/staff/work?folder=to_sign&after=x").status, 422);
    second.shows("排在这里的原因");
    second.shows("个工作日");
}

fn an_own_measure_waits_for_somebody_else(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let user = app.user("handler");
    let me = app.sign_in("handler").get("/me").ok();
    let organ = me["organ"].clone();
    let grant = json!({ "user": user, "organ": organ, "role": "office_head" });
    let granted = app.sign_in("security").post("/posts", &grant).ok();
    let post = granted["id"].to_string();
    let (own, others, mixed) =
        (app.in_hand("2026-03-02"), app.in_hand("2026-03-02"), app.in_hand("2026-03-02"));
    let propose = |measure: Value| json!({ "act": "propose_measure", "measure": measure });
    let pass_on = |number: &str| {
        let colleague = app.user("colleague");
        let assign =
            json!({ "act": "assign", "unit": app.units[1], "handler": colleague, "reason": "调整分工" });
        app.does("clerk", number, assign);
        app.does("colleague", number, json!({ "act": "sign_for" }));
    };
    app.does("handler", &own, propose(extension(5)));
    pass_on(&others);
    app.does("colleague", &others, propose(extension(5)));
    app.does("handler", &mixed, propose(correction(10)));
    pass_on(&mixed);
    app.does("colleague", &mixed, propose(extension(5)));
    let person = app.at_desk("handler");
    person.opens("/staff/work");
    person.submits("/staff/post", &[("post", &post)]);
    assert_eq!(counted(&person, "?folder=to_approve")[3], 2);
    assert_eq!(listed(&person, "to_approve"), [others.clone(), mixed.clone()]);
    // From the folder by the case to the act, and no page on the way is refused.
    let case = format!("/staff/cases/{others}");
    leads_to(&person.opens("/staff/work?folder=to_approve"), &case);
    let act = format!("{case}/do/approve_measure?number=1");
    leads_to(&person.opens(&case), &act);
    person.opens(&act);
    app.does("office-head", &mixed, json!({ "act": "approve_measure", "number": 2 }));
    assert_eq!(listed(&person, "to_approve"), std::slice::from_ref(&others));
    assert_eq!(listed(&app.at_desk("office-head"), "to_approve"), [own, others, mixed]);
}

fn what_can_be_signed_for_is_and_the_rest_is_told(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let [open, second, taken] = [(); 3].map(|()| app.register(&application("in_person", "2026-03-02")));
    let assign = |number: &str, handler: Option<i64>| {
        app.does("clerk", number, json!({ "act": "assign", "unit": app.units[1], "handler": handler }));
    };
    assign(&open, None);
    assign(&second, None);
    assign(&taken, Some(app.user("colleague")));
    let foreign = app.sign_in("other-clerk").post("/cases", &application("in_person", "2026-03-02")).ok();
    let foreign = foreign["number"].as_str().unwrap().to_owned();
    let handler = app.at_desk("handler");
    let page = handler.opens("/staff/work?folder=to_sign");
    assert!(page.html.contains(&format!("name=\"pick\" value=\"{open}\"")));
    assert!(
        !page.html.contains(&format!("name=\"pick\" value=\"{taken}\"")),
        "not this person's to sign for"
    );
    let answer = handler.submit("/staff/work/sign", &[("pick", &open), ("pick", &taken), ("pick", &foreign)]);
    assert_eq!(answer.status, 422, "{}", answer.html);
    answer.shows("已签收1件");
    answer.shows("没有找到这件案件");
    let told = all_between(&answer.html, "id=\"refused\"", "</section>")[0];
    assert!(told.contains(&taken) && told.contains(&foreign) && !told.contains(&open), "{told}");
    let signed = |number: &str| {
        let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
        journal.as_array().unwrap().iter().filter(|event| event["kind"] == "signed_for").count()
    };
    assert_eq!((signed(&open), signed(&second), signed(&taken)), (1, 0, 0));
    handler.opens("/staff/work?folder=to_sign");
    let nothing = handler.submit("/staff/work/sign", &[]);
    assert_eq!(nothing.status, 422);
    nothing.shows("请先勾选要签收的案件");
    let place = handler.submits("/staff/work/sign", &[("pick", &second)]);
    handler.opens(&place).shows("已签收1件");
    assert_eq!(signed(&second), 1);
    // Only who handles cases signs for them; only who handles or approves has folders.
    for login in ["clerk", "supervisor", "admin", "security", "auditor"] {
        assert_eq!(app.at_desk(login).get("/staff/work").status, 403, "{login}");
    }
    let reviewer = app.at_desk("reviewer");
    reviewer.opens("/staff/work");
    assert_eq!(reviewer.submit("/staff/work/sign", &[("pick", &taken)]).status, 403);
    let without = handler.post("/staff/work/sign", &[("pick", &taken)]);
    assert_eq!(without.status, 403, "without the token of the page");
}

fn alerts_are_acknowledged_one_by_one_and_together(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let numbers = [(); 3].map(|()| app.in_hand("2026-03-02"));
    app.set_day("2026-03-25");
    sweep::run(&app.app).unwrap();
    let handler = app.at_desk("handler");
    let page = handler.opens("/staff/inbox");
    let ids: Vec<String> =
        all_between(&page.html, "name=\"pick\" value=\"", "\"").into_iter().map(str::to_owned).collect();
    assert!(ids.len() >= 3, "{}", page.html);
    for number in &numbers {
        leads_to(&page, &format!("/staff/cases/{number}"));
    }
    page.shows(&format!("{}条尚未知悉", ids.len()));
    handler.opens("/staff/work").shows(&format!("{}条提醒尚未知悉", ids.len()));
    handler.opens("/staff/inbox");
    let nothing = handler.submit("/staff/inbox/known", &[]);
    assert_eq!(nothing.status, 422);
    let past = handler.submit("/staff/inbox/known", &[("pick", &ids[0]), ("expected", "2026-03-01")]);
    assert_eq!(past.status, 422);
    past.shows("已经过去");
    past.shows("value=\"2026-03-01\"");
    let place = handler.submits("/staff/inbox/known", &[("one", &ids[0]), ("pick", &ids[1])]);
    let page = handler.opens(&place);
    page.shows(&format!("{}条尚未知悉", ids.len() - 1));
    assert!(!page.html.contains(&format!("name=\"pick\" value=\"{}\"", ids[0])));
    assert!(page.html.contains(&format!("name=\"pick\" value=\"{}\"", ids[1])), "only the one was meant");
    let mut rest: Vec<(&str, &str)> = ids[1..].iter().map(|id| ("pick", id.as_str())).collect();
    rest.push(("expected", "2026-03-27"));
    let place = handler.submits("/staff/inbox/known", &rest);
    let page = handler.opens(&place);
    page.shows("0条尚未知悉");
    page.shows("预计2026年3月27日办结");
    // Nobody acknowledges for another.
    let colleague = app.at_desk("neighbour");
    colleague.opens("/staff/inbox");
    assert_eq!(colleague.submit("/staff/inbox/known", &[("one", &ids[0])]).status, 404);
}

fn an_address_to_subscribe_to_is_shown_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    handler.opens("/staff/dates");
    let made = handler.submit("/staff/dates/feed", &[("view", "weeks")]);
    assert_eq!((made.status, made.header("cache-control")), (200, "no-store"));
    let address = |html: &str| plain(all_between(html, "id=\"feed-address\" readonly value=\"", "\"")[0]);
    let first = address(&made.html);
    let secret = first.rsplit_once('/').unwrap().1.to_owned();
    assert_eq!(secret.len(), 48, "{first}");
    let page = handler.opens("/staff/dates");
    assert!(!page.html.contains(&secret), "it is shown once");
    page.shows("现有地址自2026年3月2日起使用");
    let fetch = |secret: &str| app.download("GET", &format!("/public/feeds/{secret}"), None, None).0;
    assert_eq!(fetch(&secret), 200);
    let second = address(&handler.submit("/staff/dates/feed", &[]).html);
    let second = second.rsplit_once('/').unwrap().1;
    assert_eq!((fetch(&secret), fetch(second)), (404, 200), "a new one voids the old");
    handler.opens("/staff/dates");
    let place = handler.submits("/staff/dates/feed/revoke", &[]);
    handler.opens(&place).shows("订阅地址已经停用");
    assert_eq!(fetch(second), 404);
    assert_eq!(handler.post("/staff/dates/feed", &[]).status, 403, "without the token of the page");
    // Who handles no case would subscribe to nothing.
    let reviewer = app.at_desk("reviewer");
    reviewer.opens("/staff/dates").hides("订阅");
    assert_eq!(reviewer.submit("/staff/dates/feed", &[]).status, 403);
}

fn a_day_shows_the_cases_that_are_due(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-14");
    let numbers: Vec<String> = (0..8).map(|_| app.in_hand("2026-09-14")).collect();
    let due = app.case(&numbers[0])["prudent_due_on"].as_str().unwrap().to_owned();
    let handler = app.at_desk("handler");
    let month = handler.opens("/staff/dates?view=month&from=2026-10-01");
    let month_html = plain(&month.html);
    let (_, day) = month_html.split_once(&format!("view=day&from={due}")).unwrap();
    let day = day.split("</td>").next().unwrap();
    assert_eq!(day.matches("class=\"due ").count(), 6, "{day}");
    assert!(day.contains("另有2件"), "{day}");
    // The National Day is off, the Saturday after it is worked.
    let cell = |on: &str| {
        let before = month_html.split(&format!("view=day&from={on}\"")).next().unwrap();
        let cell = before.rsplit_once("<td class=\"").unwrap().1;
        cell.split('"').next().unwrap().to_owned()
    };
    assert!(cell("2026-10-01").contains("calendar__day--holiday"), "{}", cell("2026-10-01"));
    assert!(cell("2026-10-10").contains("calendar__day--swap"), "{}", cell("2026-10-10"));
    assert!(cell("2026-10-11").contains("calendar__day--rest"), "{}", cell("2026-10-11"));
    let whole = handler.opens(&format!("/staff/dates?view=day&from={due}"));
    assert!(numbers.iter().all(|number| whole.html.contains(number.as_str())));
    handler.opens("/staff/dates?from=2026-09-14").shows("calendar__day--today");
    // Of another unit or organ nothing is due; a post without cases has no calendar.
    for login in ["neighbour", "other-handler"] {
        app.at_desk(login).opens(&format!("/staff/dates?view=day&from={due}")).hides(&numbers[0]);
    }
    assert!(
        app.at_desk("supervisor")
            .opens(&format!("/staff/dates?view=day&from={due}"))
            .html
            .contains(&numbers[0])
    );
    assert_eq!(app.at_desk("auditor").get("/staff/dates").status, 403);
}

fn wishes_and_deputies_are_kept(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let approver = app.at_desk("approver");
    approver.opens("/staff/inbox/settings").shows("value=\"each\" selected");
    let place = approver.submits("/staff/inbox/settings", &[("mail", "digest")]);
    approver.opens(&place).shows("value=\"digest\" selected");
    let off = approver.submit("/staff/inbox/settings", &[("mail", "off")]);
    assert_eq!(off.status, 422);
    off.shows("本机关不允许关闭邮件提醒");
    let (reviewer, stranger) = (app.user("reviewer").to_string(), app.user("other-clerk").to_string());
    let days = [("from", "2026-03-02"), ("to", "2026-03-06")];
    approver.opens("/staff/inbox/settings");
    let wrong = approver.submit("/staff/inbox/deputy", &[days[0], days[1], ("deputy", &stranger)]);
    assert_eq!(wrong.status, 422);
    wrong.shows("请选择本机关的代理人");
    wrong.shows("value=\"2026-03-06\"");
    let back = [("deputy", reviewer.as_str()), ("from", "2026-03-06"), ("to", "2026-03-02")];
    approver.submit("/staff/inbox/deputy", &back).shows("早于");
    approver.opens("/staff/inbox/settings");
    let place = approver.submits("/staff/inbox/deputy", &[days[0], days[1], ("deputy", &reviewer)]);
    approver.opens(&place).shows("reviewer：2026年3月2日至2026年3月6日（含当日）");
    // The deputy has the post now.
    app.at_desk("reviewer").opens("/staff/work").shows("签发人（代理）");
}

fn a_case_shows_its_days_its_tasks_and_who_looked(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    let place = format!("/staff/cases/{number}");
    app.set_day("2026-03-09");
    app.measure(&number, correction(10), "2026-03-09");
    app.set_day("2026-03-12");
    let clerk = app.at_desk("clerk");
    clerk.opens(&place);
    assert_eq!(clerk.submit(&format!("{place}/reveal"), &[]).status, 200);
    let other = app.register(&application("in_person", "2026-03-12"));
    let id = app.case(&other)["id"].clone();
    app.does("clerk", &number, json!({ "act": "link", "case": id, "kind": "related" }));
    let page = app.at_desk("handler").opens(&place);
    for words in
        ["任务清单", "与申请人的联系", "谁看过什么", "关联案件", "url(#gantt-hatched)", "今日 2026年3月12日"]
    {
        page.shows(words);
    }
    let state = |title: &str| {
        let row = page.html.split(&format!("<th scope=\"row\">{title}</th>")).nth(1).unwrap();
        all_between(row, "</span> ", "</span>")[0].to_owned()
    };
    assert_eq!(state("收到之日"), "完成");
    assert_eq!(state("是否补正"), "材料不全");
    assert_eq!(state("办理意见"), "未看过");
    page.shows("暂停：待补正");
    page.shows("查看申请人完整信息");
    // A handler does not see the case of no unit, so its number is not shown.
    page.shows("其他岗位的案件");
    page.hides(&other);
    leads_to(&app.at_desk("office-head").opens(&place), &format!("/staff/cases/{other}"));
    // Who looked is named, and to a supervisor masked; nobody reads there what was seen.
    let looks = |html: &str| all_between(html, "id=\"looks\"", "</section>")[0].to_owned();
    assert!(looks(&page.html).contains("clerk（登记岗）"), "{}", looks(&page.html));
    assert!(!looks(&page.html).contains("13812345678"));
    let masked = looks(&app.at_desk("supervisor").opens(&place).html);
    assert!(!masked.contains("clerk(") && masked.contains("登记岗"), "{masked}");
    app.does("clerk", &number, json!({ "act": "record_correction", "on": "2026-03-12" }));
    app.seal_reply(&number);
    app.does("clerk", &number, json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-03-12" }));
    let page = app.at_desk("handler").opens(&place);
    page.shows("各环节都已经结束");
    page.hides("今日 2026年3月12日");
}

fn what_is_foreign_stays_closed(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    for login in ["neighbour", "other-handler", "other-clerk", "other-approver"] {
        assert_eq!(app.at_desk(login).get(&format!("/staff/cases/{number}")).status, 404, "{login}");
    }
    let other = app.at_desk("other-handler");
    for folder in FOLDERS {
        other.opens(&format!("/staff/work?folder={folder}")).hides(&number);
    }
    for path in ["/staff/work", "/staff/inbox", "/staff/inbox/settings", "/staff/dates"] {
        let away = app.visitor().get(path);
        assert_eq!((away.status, away.location()), (303, format!("/staff/sign-in?back={path}").as_str()));
    }
}
