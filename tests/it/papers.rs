//! Letters beside the acts of a case: one that is missing is written, one is written anew, a 更正告知书 goes its
//! own way, a 督办单 has its number, and the approver sees what was answered on the spot.

use gongkai::casework::organ_facts::keep;
use gongkai::config::Settings;
use gongkai::store::document_numbers::{Series, last_serial, list_unused};
use gongkai::store::organs::find_organ_by_code;
use serde_json::{Value, json};

use crate::app::{TestApp, application, facts};
use crate::databases::TestDatabase;
use crate::page_client::Visitor;

on_both_databases!(
    a_measure_without_its_letter_gets_one,
    a_signed_letter_is_voided_and_written_anew,
    a_rectification_goes_its_own_way_beside_the_reply,
    only_who_may_finds_the_letters,
    an_urging_is_numbered_and_one_taken_back_gives_its_number_up,
    urgings_at_once_number_without_gap_or_repeat,
    the_approver_sees_what_was_answered_on_the_spot,
);

const TODAY: &str = "2026-03-02";

/// A service that lets nothing go out without its letter.
fn strict(db: &TestDatabase) -> TestApp {
    let app = TestApp::start_with(db, TODAY, Settings::default());
    app.fill_in_facts();
    app
}

fn papers(number: &str, more: &str) -> String {
    format!("/staff/cases/{number}/papers{more}")
}

/// Sends the form of a page as it was opened.
#[track_caller]
fn sends(visitor: &Visitor<'_>, page: &str, fields: &[(&str, &str)]) -> String {
    let html = visitor.opens(page).html;
    let version = html.split("name=\"version\" value=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
    let own: Vec<(&str, &str)> = version.map(|version| ("version", version)).into_iter().collect();
    visitor.submits(page, &[&own, fields].concat())
}

fn letter(app: &TestApp, number: &str, letter: u32) -> Value {
    app.sign_in("handler").get(&format!("/cases/{number}/letters/{letter}")).ok()
}

fn correction() -> Value {
    json!({ "act": "propose_measure", "measure": {
        "measure": "correction", "period_days": 10, "points": "写明所需供应计划的具体地块" } })
}

const UNCLEAR: &str = "申请未写明地块，2025年供应计划共有四批，无法确定所需的是哪一批。";

fn a_measure_without_its_letter_gets_one(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand(TODAY);
    app.does("handler", &number, correction());
    let approve = json!({ "act": "approve_measure", "number": 1 });
    app.ask("office-head", &number, &approve).problem(422);
    let handler = app.at_desk("handler");
    handler.opens(&papers(&number, "")).shows("没有补正告知书");
    let write = papers(&number, "/write?measure=1");
    handler.opens(&write);
    let refused = handler.submit(&write, &[("unclear", "")]);
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#unclear\"");
    let preview = handler.submit(&papers(&number, "/write/preview?measure=1"), &[("unclear", UNCLEAR)]);
    preview.shows("无法确定所需的是哪一批");
    preview.shows("写明所需供应计划的具体地块");
    assert_eq!(app.sign_in("handler").get(&format!("/cases/{number}/letters")).ok(), json!([]), "only tried");
    sends(&handler, &write, &[("unclear", UNCLEAR)]);
    handler.opens(&papers(&number, "")).hides("没有补正告知书");
    assert_eq!(handler.get(&write).status, 404, "it is there");

    // Written anew, with what stood in it.
    let anew = papers(&number, "/write?letter=1");
    handler.opens(&anew).shows(UNCLEAR);
    sends(&handler, &anew, &[("unclear", "申请未写明地块的名称或者编号，无法确定所需的是哪一批。")]);
    assert_eq!(letter(&app, &number, 1)["findings"], json!([]));
    app.does("office-head", &number, approve);
    assert_eq!(letter(&app, &number, 1)["number"], "清自然资公开补〔2026〕1号");
    assert_eq!(handler.get(&anew).status, 422, "what is signed is not changed");
    app.does("clerk", &number, json!({ "act": "dispatch_measure", "number": 1, "on": TODAY }));
    app.is_sound();
}

fn a_signed_letter_is_voided_and_written_anew(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand(TODAY);
    app.does("handler", &number, correction());
    let [handler, head] = ["handler", "office-head"].map(|login| app.at_desk(login));
    let write = papers(&number, "/write?measure=1");
    sends(&handler, &write, &[("unclear", UNCLEAR)]);
    app.does("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));

    // Voided by whoever signs it, with a reason; the measure stays approved and lacks its letter.
    head.opens(&papers(&number, ""));
    assert_eq!(head.submit(&papers(&number, "/1/void"), &[("reason-1", " ")]).status, 422);
    head.submits(&papers(&number, "/1/void"), &[("reason-1", "主送机关有误")]);
    assert_eq!(letter(&app, &number, 1)["state"], "voided");
    handler.opens(&papers(&number, "")).shows("单独签发");
    sends(&handler, &write, &[("unclear", UNCLEAR)]);
    let dispatch = json!({ "act": "dispatch_measure", "number": 1, "on": TODAY });
    app.ask("clerk", &number, &dispatch).problem(422);
    let sign = format!("/staff/cases/{number}/do/sign_letter?number=2");
    head.opens(&papers(&number, "")).shows("do/sign_letter?number=2");
    sends(&head, &sign, &[]);
    assert_eq!(
        letter(&app, &number, 2)["number"],
        "清自然资公开补〔2026〕2号",
        "the first is never used again"
    );
    app.does("clerk", &number, dispatch);
    app.is_sound();
}

fn a_rectification_goes_its_own_way_beside_the_reply(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand(TODAY);
    let [handler, approver, clerk] = ["handler", "approver", "clerk"].map(|login| app.at_desk(login));
    let due = app.case(&number)["due_on"].clone();
    handler.opens(&papers(&number, "")).shows("拟制更正告知书");
    let write = papers(&number, "/write");
    let elsewhere = [
        ("record", "不动产登记簿中本人的出生日期"),
        ("outcome", "elsewhere"),
        ("explanation", "出生日期以公安机关的户籍登记为准。"),
    ];
    handler.opens(&write);
    let refused = handler.submit(&write, &elsewhere);
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#competent\"");
    sends(
        &handler,
        &write,
        &[&elsewhere[..], &[("competent", "清水县公安局永宁派出所，0938-7150110")]].concat(),
    );
    assert_eq!(handler.get(&write).status, 404, "one at a time");
    let kept = letter(&app, &number, 1);
    assert_eq!((&kept["kind"], &kept["findings"]), (&json!("rectification_notice"), &json!([])), "{kept}");

    // The reply goes on without it: neither waits for the other.
    app.does("handler", &number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    app.does(
        "handler",
        &number,
        json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "A2",
        "facts": [{ "fact": "access", "words": "随本答复书邮寄复印件" }] }] }),
    );
    let reply = json!({ "kind": "reply", "attachments": ["供应计划"] });
    app.sign_in("handler").post(&format!("/cases/{number}/letters"), &reply).ok();
    app.does("handler", &number, json!({ "act": "submit_for_approval" }));
    app.does("reviewer", &number, json!({ "act": "pass" }));
    app.does("approver", &number, json!({ "act": "pass" }));
    app.does("clerk", &number, json!({ "act": "seal", "kind": "paper" }));
    assert_eq!(letter(&app, &number, 1)["state"], "drafted");
    let send = papers(&number, "/1/dispatch");
    clerk.opens(&papers(&number, "")).hides("/papers/1/dispatch");

    // Signed by the 签发人 by itself, numbered, sealed, sent.
    sends(&approver, &format!("/staff/cases/{number}/do/sign_letter?number=1"), &[]);
    assert_eq!(letter(&app, &number, 1)["number"], "清自然资公开更〔2026〕1号");
    clerk.opens(&papers(&number, "")).shows("/papers/1/dispatch");
    let post = [("method", "post"), ("on", TODAY), ("tracking", "1234567890123")];
    clerk.opens(&send);
    let unsealed = clerk.submit(&send, &post);
    assert_eq!(unsealed.status, 422);
    unsealed.shows("href=\"#sealed\"");
    let early = [("method", "post"), ("on", "2026-02-27"), ("sealed", "yes")];
    assert_eq!(clerk.submit(&send, &early).status, 422, "before its signature");
    clerk.opens(&send);
    clerk.submits(&send, &[&post[..], &[("sealed", "yes")]].concat());
    let sent = letter(&app, &number, 1);
    assert!(sent["sent"].as_bool().unwrap() && sent["sealed_on"] == TODAY, "{sent}");
    assert_eq!(
        clerk.submit(&send, &[&post[..], &[("sealed", "yes")]].concat()).status,
        303,
        "the same form again"
    );
    clerk.opens(&send);
    assert_eq!(clerk.submit(&send, &[&post[..], &[("sealed", "yes")]].concat()).status, 422, "once");
    let token = app.sign_in("handler").token;
    let (_, _, bytes) = app.download("GET", &format!("/cases/{number}/letters/1.txt"), Some(&token), None);
    let words = String::from_utf8(bytes).unwrap();
    for part in ["政府信息更正告知书", "张三丰", "第四十一条", "永宁派出所", "不动产登记簿中本人的出生日期"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let case = app.case(&number);
    assert_eq!((&case["due_on"], &case["result"]), (&due, &Value::Null), "no date, no result");
    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok().to_string();
    assert!(journal.contains("letter_dispatched") && !journal.contains("1234567890123"), "{journal}");
    app.does("clerk", &number, json!({ "act": "deliver", "method": "post", "dispatched_on": TODAY }));
    assert_eq!(app.case(&number)["result"], "A2");
    app.is_sound();
}

fn only_who_may_finds_the_letters(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand(TODAY);
    app.does("handler", &number, correction());
    let write = papers(&number, "/write?measure=1");
    for (login, list, form) in [
        ("colleague", 200, 200),
        ("clerk", 200, 403),
        ("office-head", 200, 403),
        ("supervisor", 403, 403),
        ("neighbour", 404, 404),
        ("other-clerk", 404, 404),
        ("handler", 200, 200),
    ] {
        let visitor = app.at_desk(login);
        assert_eq!(visitor.get(&papers(&number, "")).status, list, "{login}");
        assert_eq!(visitor.get(&write).status, form, "{login}");
        visitor.opens("/staff/cases");
        let refused = if form == 404 { [404, 404] } else { [403, 404] };
        let voided = visitor.submit(&papers(&number, "/9/void"), &[("reason-9", "有误")]).status;
        assert!(refused.contains(&voided), "{login}: {voided}");
        let sent = visitor.submit(&papers(&number, "/9/dispatch"), &[("on", TODAY)]).status;
        assert!(refused.contains(&sent), "{login}: {sent}");
        let posted = visitor.submit(&write, &[("unclear", "")]).status;
        assert_eq!(posted, if form == 200 { 422 } else { form }, "{login}");
    }
}

/// Fills in what the letters of the supervising county say.
fn county(app: &TestApp) -> i64 {
    let at = app.app.now();
    let fill = move |tx: &mut gongkai::store::Tx<'_>| -> Result<i64, gongkai::casework::Error> {
        let organ = find_organ_by_code(tx, "QS")?.unwrap();
        let mut input = facts("2000-01-01", "清政");
        input["facts"]["kind"] = json!("local_government");
        input["facts"]["review"][0]["name"] = json!("天河市人民政府");
        input["facts"]["court"]["name"] = json!("天河市中级人民法院");
        let input = serde_json::from_value(input).unwrap();
        keep(tx, &organ, &input, None, at)?;
        Ok(organ.id)
    };
    app.app.store.write_blocking(fill).unwrap()
}

fn urge(message: &str) -> Value {
    json!({ "act": "urge", "message": message })
}

fn used(app: &TestApp, organ_id: i64) -> (i32, Vec<i32>) {
    let series = Series { organ_id, word: "urge".to_owned(), year: 2026 };
    let found = app.app.store.read_blocking(move |db| -> Result<_, gongkai::store::StoreError> {
        Ok((last_serial(db, &series)?, list_unused(db, &series)?))
    });
    found.unwrap()
}

fn an_urging_is_numbered_and_one_taken_back_gives_its_number_up(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand(TODAY);
    let supervisor = app.at_desk("supervisor");
    // Issued before the county's facts were there, it is numbered when its sheet is first made.
    app.does("supervisor", &number, urge("请说明进展"));
    let chain = format!("/staff/cases/{number}/urgings");
    let county = county(&app);
    let ids: Vec<i64> = app
        .sign_in("supervisor")
        .get(&format!("/cases/{number}/urgings"))
        .ok()
        .as_array()
        .unwrap()
        .iter()
        .map(|urging| urging["id"].as_i64().unwrap())
        .collect();
    let first = ids[0];
    supervisor.opens(&chain).hides("清政公开督");
    app.at_desk("handler").opens(&format!("{chain}/{first}.pdf"));
    assert_eq!(used(&app, county).0, 0, "whoever is urged draws no number");
    supervisor.opens(&format!("{chain}/{first}.pdf"));
    supervisor.opens(&format!("{chain}/{first}.docx"));
    supervisor.opens(&chain).shows("清政公开督〔2026〕1号");
    app.does("supervisor", &number, urge("发错了案件"));
    supervisor.opens(&chain).shows("清政公开督〔2026〕2号");
    let second = first + 1;

    let withdraw = format!("{chain}/{second}/withdraw");
    assert_eq!(app.at_desk("handler").get(&withdraw).status, 403);
    assert_eq!(app.at_desk("other-clerk").get(&withdraw).status, 404);
    supervisor.opens(&withdraw).shows("清政公开督〔2026〕2号");
    assert_eq!(supervisor.submit(&withdraw, &[("reason", " ")]).status, 422);
    supervisor.submits(&withdraw, &[("reason", "督办对象有误")]);
    let shown = supervisor.opens(&chain);
    shown.shows("已撤回");
    shown.shows("督办对象有误");
    assert_eq!(supervisor.submit(&withdraw, &[("reason", "再撤一次")]).status, 422);
    assert_eq!(supervisor.get(&format!("{chain}/{second}.pdf")).status, 422, "its sheet is void");
    app.does("supervisor", &number, urge("请于明日反馈"));
    supervisor.opens(&chain).shows("清政公开督〔2026〕3号");
    assert_eq!(used(&app, county), (3, Vec::new()));
    app.is_sound();

    let faults = || gongkai::casework::verify::run_blocking(&app.app).unwrap().faults;
    let differs = vec![format!("案件{number}的督办单与日志不一致")];
    let of_first = format!("WHERE urging_id = {first}");
    db.tamper(&format!("UPDATE urge_sheets SET numbered_on = '2026-03-03' {of_first}"));
    assert_eq!(faults(), differs);
    db.tamper(&format!("UPDATE urge_sheets SET numbered_on = '2026-03-02' {of_first}"));
    db.tamper(&format!("UPDATE urge_sheets SET document_serial = 9 WHERE urging_id = {}", second + 1));
    let found = faults();
    assert_eq!(found[0], differs[0]);
    assert!(found[1].contains("第3号缺号"), "{found:?}");
}

fn urgings_at_once_number_without_gap_or_repeat(db: &TestDatabase) {
    let app = strict(db);
    let county = county(&app);
    let numbers: Vec<String> = (0..24).map(|_| app.register(&application("in_person", TODAY))).collect();
    let supervisor = &app.sign_in("supervisor");
    std::thread::scope(|scope| {
        for part in numbers.chunks(6) {
            scope.spawn(move || {
                for number in part {
                    supervisor.does(number, urge("请尽快办理"));
                }
            });
        }
    });
    assert_eq!(used(&app, county), (24, Vec::new()));
    app.is_sound();
}

fn the_approver_sees_what_was_answered_on_the_spot(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-05");
    app.fill_in_facts();
    let answered = |on: &str, words: &str| {
        app.set_day(on);
        let number = app.register(&application("in_person", on));
        let act = json!({ "act": "answer_on_the_spot", "unit": app.units[1],
            "authorisation": "签发人2026年1月5日授权书", "signature": "申请人在答复书上签名",
            "items": [{ "item": 1, "code": "A1", "facts": [{ "fact": "access", "words": words }] }] });
        app.does("clerk", &number, act);
        number
    };
    // Thursday, Friday; the Monday after shows Friday's, and Thursday's while nobody has seen it.
    let (thursday, friday) = (answered("2026-03-05", "见公开专栏甲"), answered("2026-03-06", "见公开专栏乙"));
    app.does("clerk", &friday, json!({ "act": "archive" }));
    app.set_day("2026-03-09");
    let approver = app.at_desk("approver");
    let list = "/staff/approvals";
    let shown = approver.opens(list);
    for words in [
        &thursday,
        &friday,
        "见公开专栏甲",
        "见公开专栏乙",
        "申请人在答复书上签名",
        "签发人2026年1月5日授权书",
    ] {
        shown.shows(words);
    }
    let events = app.sign_in("clerk").get(&format!("/cases/{thursday}/journal")).ok();
    let before = events.as_array().unwrap().len();
    let pick = |number: &str| {
        let html = approver.opens(list).html;
        let begin = format!("value=\"{number}|");
        let seq = html.split(&begin).nth(1).unwrap().split('"').next().unwrap().to_owned();
        format!("{number}|{seq}")
    };
    let (of_thursday, of_friday) = (pick(&thursday), pick(&friday));
    assert_eq!(approver.submit("/staff/approvals/seen", &[]).status, 422);
    let foreign = format!("{thursday}|1");
    assert_eq!(approver.submit("/staff/approvals/seen", &[("pick", &foreign)]).status, 404, "no such event");
    approver.opens(list);
    approver.submits("/staff/approvals/seen", &[("pick", &of_thursday), ("pick", &of_friday)]);
    let after = approver.opens(list);
    after.hides("见公开专栏甲");
    after.shows("已阅看");
    after.shows("见公开专栏乙");
    let events = app.sign_in("clerk").get(&format!("/cases/{thursday}/journal")).ok();
    assert_eq!(events.as_array().unwrap().len(), before, "it is no event of the case");
    app.set_day("2026-03-10");
    app.at_desk("approver").opens(list).hides("见公开专栏");

    // Nobody else has such a list, nor marks it.
    app.set_day("2026-03-09");
    for login in ["reviewer", "office-head"] {
        let other = app.at_desk(login);
        other.opens(list).hides("见公开专栏");
        assert_eq!(other.submit("/staff/approvals/seen", &[("pick", &of_friday)]).status, 403);
    }
    app.is_sound();
}
