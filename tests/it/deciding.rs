//! 决定向导, 审批, 签发 and 线下签批 through the pages, without scripts.

use chrono::NaiveDate;
use gongkai::config::Settings;
use gongkai::store::users::{NewPost, insert_deputy, insert_post};
use serde_json::{Value, json};

use crate::app::{FORM, TestApp, application, form};
use crate::databases::TestDatabase;
use crate::desk::consultation;
use crate::page_client::{PageAnswer, Visitor};
use crate::samples::pdf;

on_both_databases!(
    what_is_public_already_is_answered_through_the_wizard,
    items_are_answered_each_by_its_own_code,
    a_part_is_given_where_a_third_party_objects,
    a_published_work_is_not_handled,
    every_demanded_fact_is_asked_for_at_its_field,
    another_code_needs_a_reason,
    an_unconfirmed_case_asks_for_the_day,
    two_levels_pass_after_one_return,
    nobody_signs_the_own_draft,
    a_deputy_signs_for_the_holder,
    a_signature_on_paper_is_recorded,
    what_is_foreign_or_not_ones_task_stays_closed,
    what_others_did_meanwhile_is_said_and_nothing_is_lost,
    similar_decisions_are_shown,
    the_office_head_finds_the_measures,
);

const PUBLIC: &[(&str, &str)] = &[
    ("nature", "information"),
    ("clear", "clear"),
    ("repeated", "no"),
    ("responsible", "yes"),
    ("public", "yes"),
];
const DISCLOSED: &[(&str, &str)] = &[
    ("nature", "information"),
    ("clear", "clear"),
    ("repeated", "no"),
    ("responsible", "yes"),
    ("public", "no"),
    ("existing", "yes"),
    ("secret", "no"),
    ("safety", "no"),
    ("third_party", "no"),
    ("internal", "no"),
];
const THIRD_PARTY: &[(&str, &str)] = &[
    ("nature", "information"),
    ("clear", "clear"),
    ("repeated", "no"),
    ("responsible", "yes"),
    ("public", "no"),
    ("existing", "yes"),
    ("secret", "no"),
    ("safety", "no"),
    ("third_party", "yes"),
    ("opinion", "harm"),
    ("public_interest", "no"),
    ("separable", "part"),
];
const INTERNAL: &[(&str, &str)] = &[
    ("nature", "information"),
    ("clear", "clear"),
    ("repeated", "no"),
    ("responsible", "yes"),
    ("public", "no"),
    ("existing", "yes"),
    ("secret", "no"),
    ("safety", "no"),
    ("third_party", "no"),
    ("internal", "internal"),
    ("separable", "whole"),
];

/// A service that lets nothing go out without its letter.
fn strict(db: &TestDatabase) -> TestApp {
    let app = TestApp::start_with(db, "2026-03-02", Settings::default());
    app.fill_in_facts();
    app
}

fn page(number: &str, place: &str) -> String {
    format!("/staff/cases/{number}/{place}")
}

/// Answers the questions about an item; gives where the last answer leads.
#[track_caller]
fn answers(handler: &Visitor<'_>, number: &str, item: &str, way: &[(&str, &str)]) -> String {
    handler.opens(&page(number, "decide"));
    let mut place = String::new();
    for (question, answer) in way {
        let fields = [("item", item), ("question", question), ("answer", answer)];
        place = handler.submits(&page(number, "decide/answer"), &fields);
    }
    place
}

/// States the facts of an item whose questions are answered.
#[track_caller]
fn states(handler: &Visitor<'_>, number: &str, item: &str, code: &str, facts: &[(&str, &str)]) -> String {
    let own = [("item", item), ("code", code), ("go", "next")];
    handler.submits(&page(number, "decide/item"), &[&own, facts].concat())
}

/// What the last page holds for whoever sends its form.
fn version(page: &PageAnswer) -> String {
    let rest = page.html.split("name=\"version\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// From the kept answers to the letter.
#[track_caller]
fn decides(handler: &Visitor<'_>, number: &str, opinion: &str) -> PageAnswer {
    let seen = version(&handler.opens(&page(number, "decide?ask=opinion")));
    let fields = [("opinion", opinion), ("version", seen.as_str())];
    let place = handler.submits(&page(number, "decide/opinion"), &fields);
    assert!(place.ends_with("/decide?ask=letter"), "{place}");
    handler.opens(&place)
}

#[track_caller]
fn submits(handler: &Visitor<'_>, number: &str) {
    let seen = version(&handler.opens(&page(number, "decide?ask=letter")));
    let place = handler.submits(&page(number, "decide/submit"), &[("version", &seen)]);
    assert!(place.ends_with("?done=submit_for_approval"), "{place}");
}

#[track_caller]
fn passes(visitor: &Visitor<'_>, number: &str, comment: &str) -> String {
    let seen = version(&visitor.opens(&page(number, "approve")));
    let fields = [("do", "pass"), ("comment", comment), ("version", seen.as_str())];
    visitor.submits(&page(number, "approve"), &fields)
}

/// Decided as 予以公开 and submitted.
fn submitted(app: &TestApp) -> String {
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    answers(&handler, &number, "1", DISCLOSED);
    states(&handler, &number, "1", "A2", &[("fact-access", "随本答复书邮寄复印件")]);
    decides(&handler, &number, "拟予公开。");
    submits(&handler, &number);
    number
}

/// The codes that were decided, item by item.
fn decided(app: &TestApp, number: &str) -> Vec<(u64, String)> {
    let journal = app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    let drafted = journal.as_array().unwrap().iter().rfind(|event| event["kind"] == "decision_drafted");
    let items = drafted.unwrap()["payload"]["items"].as_array().unwrap().clone();
    let item = |item: &Value| (item["item"].as_u64().unwrap(), item["code"].as_str().unwrap().to_owned());
    items.iter().map(item).collect()
}

fn what_is_public_already_is_answered_through_the_wizard(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    handler.opens(&page(&number, "decide")).shows("这一项要求的是什么？");
    // An answer that is not there is refused; nothing is kept of it.
    let wrong = [("item", "1"), ("question", "nature"), ("answer", "gossip")];
    let refused = handler.submit(&page(&number, "decide/answer"), &wrong);
    assert_eq!(refused.status, 422, "{}", refused.html);
    refused.shows("请在列出的选项中选择一项");
    let facts = answers(&handler, &number, "1", PUBLIC);
    assert!(facts.ends_with("?item=1&ask=facts"), "{facts}");
    let proposal = handler.opens(&facts);
    proposal.shows("A1 已经主动公开");
    proposal.shows("第三十六条第（一）项");
    // Back to an earlier question: its answer is chosen, the others stay.
    let back = handler.opens(&page(&number, "decide?item=1&ask=responsible"));
    back.shows("value=\"yes\" checked");
    handler.submits(
        &page(&number, "decide/answer"),
        &[("item", "1"), ("question", "responsible"), ("answer", "no")],
    );
    handler.opens(&page(&number, "decide")).shows("D1b 不属于本机关负责公开");
    handler.submits(
        &page(&number, "decide/answer"),
        &[("item", "1"), ("question", "responsible"), ("answer", "yes")],
    );
    handler.opens(&page(&number, "decide")).shows("A1 已经主动公开");
    let access = "清水县人民政府网站“政府信息公开”栏目，网址www.qs.gov.cn";
    states(&handler, &number, "1", "A1", &[("fact-access", access)]);
    let letter = decides(&handler, &number, "已经主动公开，告知途径。");
    letter.shows("政府信息公开申请答复书");
    letter.shows(access);
    letter.shows("校核没有发现问题");
    assert_eq!(decided(&app, &number), [(1, "A1".to_owned())]);
    // The way is part of the record.
    let case = app.at_desk("clerk").opens(&format!("/staff/cases/{number}"));
    case.shows("依据向导：");
    case.shows("已经主动公开了吗？已经主动公开");
    submits(&handler, &number);
    assert_eq!(app.case(&number)["step"], "approval");
    app.is_sound();
}

fn two_items() -> Value {
    let mut input = application("in_person", "2026-03-02");
    input["items"] = json!([
        { "description": "清水县2025年国有建设用地供应计划" },
        { "description": "该计划的内部讨论记录和人员分工表" },
    ]);
    input
}

fn items_are_answered_each_by_its_own_code(db: &TestDatabase) {
    let app = strict(db);
    let number = app.register(&two_items());
    app.take_in_hand(&number);
    let handler = app.at_desk("handler");
    answers(&handler, &number, "2", INTERNAL);
    states(
        &handler,
        &number,
        "2",
        "C5",
        &[
            ("fact-reasons", "人员分工属于本机关内部工作流程，对外不产生影响"),
            ("fact-article", "《中华人民共和国政府信息公开条例》第十六条第一款"),
        ],
    );
    // The first item is still open: nothing is decided.
    let seen = version(&handler.opens(&page(&number, "decide?ask=opinion")));
    let early =
        handler.submit(&page(&number, "decide/opinion"), &[("opinion", "拟部分答复"), ("version", &seen)]);
    assert_eq!(early.status, 422);
    early.shows("第1项还没有填完");
    early.shows("拟部分答复");
    answers(&handler, &number, "1", DISCLOSED);
    let next = states(&handler, &number, "1", "A2", &[("fact-access", "邮寄复印件一份")]);
    assert!(next.ends_with("/decide?ask=opinion"), "{next}");
    let letter = decides(&handler, &number, "第1项公开，第2项不予公开。");
    letter.shows("关于第1项申请");
    letter.shows("关于第2项申请");
    assert_eq!(decided(&app, &number), [(1, "A2".to_owned()), (2, "C5".to_owned())]);
    submits(&handler, &number);
    app.is_sound();
}

fn a_part_is_given_where_a_third_party_objects(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    answers(&handler, &number, "1", &THIRD_PARTY[..9]);
    handler.opens(&page(&number, "decide")).shows("本案还没有书面征求第三方意见");
    let measure = app.measure(&number, consultation(), "2026-03-02");
    app.does(
        "handler",
        &number,
        json!({ "act": "record_answer", "number": measure, "on": "2026-03-02",
        "agrees": false, "answer": "报价属于本公司的商业秘密" }),
    );
    let asked = handler.opens(&page(&number, "decide"));
    asked.shows("第三方不同意公开");
    asked.shows("报价属于本公司的商业秘密");
    answers(&handler, &number, "1", &THIRD_PARTY[9..]);
    let proposal = handler.opens(&page(&number, "decide"));
    proposal.shows("B 部分公开");
    proposal.shows("保护第三方合法权益");
    proposal.shows("《中华人民共和国政府信息公开条例》第十五条");
    states(
        &handler,
        &number,
        "1",
        "B",
        &[
            ("fact-access", "邮寄遮挡报价后的复印件"),
            ("fact-reasons", "报价明细是竞买人的商业秘密，公开会损害其合法权益，且第三方不同意公开"),
            ("fact-article", "《中华人民共和国政府信息公开条例》第十五条"),
        ],
    );
    let letter = decides(&handler, &number, "部分公开。");
    letter.shows("第十五条");
    letter.shows("应当先");
    submits(&handler, &number);
    assert_eq!(decided(&app, &number), [(1, "B".to_owned())]);
}

fn a_published_work_is_not_handled(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    // First decided as 予以公开: the letter is another one afterwards.
    answers(&handler, &number, "1", DISCLOSED);
    states(&handler, &number, "1", "A2", &[("fact-access", "邮寄复印件")]);
    decides(&handler, &number, "拟予公开。").shows("政府信息公开申请答复书");
    let facts = answers(&handler, &number, "1", &[("nature", "publication")]);
    handler.opens(&facts).shows("不予处理告知书");
    handler.opens(&page(&number, "decide?ask=letter")).shows("与已经作出的决定不一致");
    // The page does not offer it, and whoever sends it all the same is refused.
    let seen = app.case(&number)["version"].to_string();
    let early = handler.submit(&page(&number, "decide/submit"), &[("version", &seen)]);
    assert_eq!(early.status, 422, "what is kept is not what was decided");
    states(&handler, &number, "1", "E3", &[("fact-access", "可以到清水县图书馆查阅《清水县志》")]);
    let letter = decides(&handler, &number, "属于公开出版物。");
    letter.shows("不予处理告知书");
    letter.shows("可以到清水县图书馆查阅");
    assert_eq!(decided(&app, &number), [(1, "E3".to_owned())]);
    submits(&handler, &number);
    app.is_sound();
}

fn every_demanded_fact_is_asked_for_at_its_field(db: &TestDatabase) {
    use gongkai::law::reply::ReplyCode;
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    for code in ReplyCode::ALL {
        let name = format!("{code:?}");
        handler.opens(&page(&number, "decide"));
        handler.submits(&page(&number, "decide/item"), &[("item", "1"), ("code", &name), ("go", "code")]);
        let shown = handler.opens(&page(&number, "decide?item=1&ask=facts"));
        let fields: Vec<String> = code
            .demanded()
            .iter()
            .map(|fact| format!("fact-{}", json!(fact).as_str().unwrap().replace('_', "-")))
            .collect();
        for (missing, field) in fields.iter().enumerate() {
            shown.shows(&format!("id=\"{field}\""));
            let mut sent = vec![("item", "1"), ("code", name.as_str()), ("go", "next")];
            let words = format!("写给{name}的话");
            for (at, field) in fields.iter().enumerate() {
                sent.push((field.as_str(), if at == missing { " " } else { words.as_str() }));
            }
            let refused = handler.submit(&page(&number, "decide/item"), &sent);
            assert_eq!(refused.status, 422, "{name} {field}");
            refused.shows(&format!("<a href=\"#{field}\">"));
            refused.shows(&format!("id=\"{field}-error\""));
            if fields.len() > 1 {
                refused.shows(&words);
                // Kept, too: it is there when one comes back.
                handler.opens(&page(&number, "decide?item=1&ask=facts")).shows(&words);
            }
        }
    }
}

fn another_code_needs_a_reason(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    answers(&handler, &number, "1", PUBLIC);
    handler.opens(&page(&number, "decide"));
    let other = [("item", "1"), ("code", "A2"), ("go", "code")];
    let refused = handler.submit(&page(&number, "decide/item"), &other);
    assert_eq!(refused.status, 422);
    refused.shows("请填写不采用向导建议的理由");
    let why = ("why", "公开网页已经撤下，直接提供");
    handler.submits(&page(&number, "decide/item"), &[&other[..], &[why]].concat());
    let fields = [why, ("fact-access", "邮寄复印件")];
    states(&handler, &number, "1", "A2", &fields);
    decides(&handler, &number, "予以公开。");
    assert_eq!(decided(&app, &number), [(1, "A2".to_owned())]);
    app.at_desk("clerk")
        .opens(&format!("/staff/cases/{number}"))
        .shows("改用A2 予以公开（第三十六条第（二）项），理由：公开网页已经撤下，直接提供");
}

fn an_unconfirmed_case_asks_for_the_day(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-03");
    app.fill_in_facts();
    let number = app.register(&application("ordinary_mail", "2026-03-02"));
    app.take_in_hand(&number);
    let handler = app.at_desk("handler");
    answers(&handler, &number, "1", &[("nature", "publication")]);
    states(&handler, &number, "1", "E3", &[("fact-access", "县图书馆")]);
    let shown = handler.opens(&page(&number, "decide?ask=opinion"));
    shown.shows("与申请人确认收到之日");
    let seen = version(&shown);
    let without = [("opinion", "公开出版物"), ("version", seen.as_str()), ("confirmed", "")];
    let refused = handler.submit(&page(&number, "decide/opinion"), &without);
    assert_eq!(refused.status, 422);
    refused.shows("<a href=\"#confirmed\">");
    let with = [("opinion", "公开出版物"), ("version", seen.as_str()), ("confirmed", "2026-03-03")];
    handler.submits(&page(&number, "decide/opinion"), &with);
    assert_eq!(app.case(&number)["received_on"], "2026-03-03");
}

fn two_levels_pass_after_one_return(db: &TestDatabase) {
    let app = strict(db);
    let first = submitted(&app);
    let second = submitted(&app);
    let reviewer = app.at_desk("reviewer");
    let list = reviewer.opens("/staff/approvals");
    list.shows("答复审核");
    list.shows("共2件");
    let shown = reviewer.opens(&page(&first, "approve"));
    for words in ["拟予公开。", "依据向导：", "随本答复书邮寄复印件", "第1件，共2件", "A2 予以公开"]
    {
        shown.shows(words);
    }
    // Against the template the words of the case are the new ones.
    shown.shows("<ins class=\"compare__new\">随本答复书邮寄复印件");
    shown.shows("<del class=\"compare__gone\">〔获取信息的方式、途径〕");
    let seen = version(&shown);
    let bare = reviewer
        .submit(&page(&first, "approve"), &[("do", "return"), ("version", &seen), ("to", "decision")]);
    assert_eq!(bare.status, 422);
    bare.shows("请填写退回的理由");
    let phrase = "理由不够具体，请写明事实和理由。";
    let back = [("do", "return"), ("version", seen.as_str()), ("to", "decision"), ("reason-phrase", phrase)];
    let next = reviewer.submits(&page(&first, "approve"), &back);
    assert_eq!(next, format!("{}?done=return", page(&second, "approve")), "the next of the list is opened");

    // The handler reads why, mends one word, and submits again.
    let handler = app.at_desk("handler");
    let returned = handler.opens(&page(&first, "decide"));
    returned.shows(phrase);
    returned.shows("退回作出决定");
    states(&handler, &first, "1", "A2", &[("fact-access", "随本答复书邮寄加盖印章的复印件")]);
    decides(&handler, &first, "拟予公开。");
    submits(&handler, &first);
    let again = reviewer.opens(&page(&first, "approve"));
    again.shows("退回时的文书");
    again.shows("<ins class=\"compare__new\">加盖印章的</ins>");
    assert_eq!(passes(&reviewer, &first, ""), format!("{}?done=pass", page(&second, "approve")));

    let approver = app.at_desk("approver");
    let signing = approver.opens(&page(&first, "approve"));
    signing.shows("签发时取得，此前不确定");
    signing.shows("2026年3月2日（签发之日）");
    signing.shows("审核通过");
    signing.hides("清自然资公开答〔2026〕1号");
    assert_eq!(passes(&approver, &first, "同意。"), "/staff/approvals?done=signed");
    approver.opens(&page(&first, "approve")).shows("清自然资公开答〔2026〕1号");
    let sheet = approver.get(&page(&first, "approval-sheet"));
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "application/pdf"));
    assert_eq!(reviewer.opens("/staff/approvals").html.matches("data-step>").count(), 1);
    app.is_sound();
}

fn nobody_signs_the_own_draft(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.in_hand("2026-03-02");
    app.submit_reply(&number);
    // The handler becomes a reviewer, too.
    let user = app.user("handler");
    let organ = app.case(&number)["organ"].as_i64().unwrap();
    let post = json!({ "user": user, "organ": organ, "role": "reviewer" });
    let granted = app.sign_in("security").post("/posts", &post).ok();
    let both = app.at_desk("handler");
    both.opens("/staff/cases");
    let id = granted["id"].as_i64().unwrap().to_string();
    both.submits("/staff/post", &[("post", &id)]);
    both.opens("/staff/approvals").shows("本人起草，由他人审批");
    let own = both.opens(&page(&number, "approve"));
    own.shows("这是您本人起草的");
    own.hides("name=\"do\"");
    let posted = both.submit(&page(&number, "approve"), &[("do", "pass")]);
    assert_eq!(posted.status, 403, "{}", posted.html);
    posted.shows("本人起草的事项应由他人审批");
    assert_eq!(app.case(&number)["step"], "approval");
    passes(&app.at_desk("reviewer"), &number, "");
}

fn a_deputy_signs_for_the_holder(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.in_hand("2026-03-02");
    app.submit_reply(&number);
    let session = app
        .send("POST", "/sessions", Some(&json!({ "login": "reviewer", "password": crate::app::PASSWORD })))
        .ok();
    let (post, deputy) = (session["post"].as_i64().unwrap(), app.user("colleague"));
    let since: NaiveDate = "2026-03-01".parse().unwrap();
    app.app
        .store
        .write_blocking(move |tx| {
            insert_deputy(tx, post, deputy, since, since + chrono::Days::new(30)).map(drop)
        })
        .unwrap();
    let colleague = app.at_desk("colleague");
    colleague.opens("/staff/cases");
    colleague.submits("/staff/post", &[("post", &post.to_string())]);
    colleague.opens("/staff/approvals").shows("您代 reviewer 办理");
    colleague.opens(&page(&number, "approve")).shows("您代 reviewer 审批");
    passes(&colleague, &number, "同意");
    app.at_desk("approver").opens(&page(&number, "approve")).shows("colleague 代 reviewer");
    // Somebody of the organ above who holds the post is shown as that.
    let post = NewPost {
        user_id: app.user("supervisor"),
        organ_id: app.case(&number)["organ"].as_i64().unwrap(),
        unit_id: None,
        role: "approver".to_owned(),
        valid_from: since,
        valid_to: None,
        granted_by: None,
    };
    let held = app.app.store.write_blocking(move |tx| insert_post(tx, &post)).unwrap();
    let above = app.at_desk("supervisor");
    above.opens("/staff/cases");
    above.submits("/staff/post", &[("post", &held.id.to_string())]);
    passes(&above, &number, "同意");
    above.opens(&page(&number, "approve")).shows("supervisor（清水县人民政府） 代 清水县自然资源局");
}

fn a_signature_on_paper_is_recorded(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.in_hand("2026-03-02");
    let clerk = app.at_desk("clerk");
    clerk.opens(&page(&number, "offline-approval")).shows("没有等待审批的拟定答复");
    app.submit_reply(&number);
    let shown = clerk.opens(&page(&number, "offline-approval"));
    shown.shows("审核岗");
    shown.shows("不得上传涉及国家秘密的文件");
    let (seen, token) = (version(&shown), clerk.token());
    let reviewer = app.user("reviewer").to_string();
    let send = |words: &[(&str, &str)], name: &str, content: &[u8]| {
        let own = [("token", token.as_str()), ("version", seen.as_str())];
        let body = form(&[&own, words].concat(), name, content);
        clerk.send_bytes("POST", &page(&number, "offline-approval"), &[], Some((FORM.1, body)))
    };
    let signed = [("signer", reviewer.as_str()), ("on", "2026-03-02"), ("outcome", "passed")];
    let without = send(&signed, "", b"");
    assert_eq!(without.status, 422, "{}", without.html);
    without.shows("请选择签批件的扫描件");
    without.shows(&format!("value=\"{reviewer}\" selected"));
    let tomorrow = [("signer", reviewer.as_str()), ("on", "2026-03-03"), ("outcome", "passed")];
    let early = send(&tomorrow, "呈批单.pdf", &pdf(1, ""));
    assert_eq!(early.status, 422);
    early.shows("还没有到");
    let files = || app.sign_in("clerk").get(&format!("/cases/{number}/files")).ok().as_array().unwrap().len();
    assert_eq!(files(), 0, "no scan is added for what is refused");
    let done = send(&signed, "呈批单.pdf", &pdf(1, ""));
    assert_eq!(done.status, 303, "{}", done.html);
    assert_eq!(files(), 1);
    let next = app.at_desk("approver").opens(&page(&number, "approve"));
    next.shows("线下签批，clerk录入");
    next.shows("呈批单扫描件，材料第1件");
    let no_token = form(&signed, "呈批单.pdf", &pdf(1, ""));
    let foreign = clerk.send_bytes("POST", &page(&number, "offline-approval"), &[], Some((FORM.1, no_token)));
    assert_eq!(foreign.status, 403);
    app.is_sound();
}

fn what_is_foreign_or_not_ones_task_stays_closed(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.in_hand("2026-03-02");
    app.submit_reply(&number);
    let places = ["decide", "approve", "offline-approval", "approval-sheet"];
    let open = |login: &str| -> Vec<u16> {
        let visitor = app.at_desk(login);
        places.iter().map(|place| visitor.get(&page(&number, place)).status).collect()
    };
    for login in ["other-handler", "other-reviewer", "other-approver", "other-clerk", "neighbour"] {
        assert_eq!(open(login), [404, 404, 404, 404], "{login}");
    }
    assert_eq!(open("handler"), [200, 403, 403, 200]);
    assert_eq!(open("reviewer"), [403, 200, 403, 200]);
    assert_eq!(open("approver"), [403, 200, 403, 200]);
    assert_eq!(open("clerk"), [403, 403, 200, 200]);
    assert_eq!(open("office-head"), [403, 403, 403, 200]);
    assert_eq!(open("supervisor"), [403, 403, 403, 403]);
    for (login, status) in [("clerk", 403), ("handler", 403), ("reviewer", 200), ("office-head", 200)] {
        assert_eq!(app.at_desk(login).get("/staff/approvals").status, status, "{login}");
    }
    let stranger = app.at_desk("other-reviewer");
    stranger.opens("/staff/approvals").shows("现在没有等待您审批的事项");
    for (place, fields) in [
        ("approve", vec![("do", "pass")]),
        ("approve/tick", vec![("letter", "1"), ("finding", "outdated")]),
        ("decide/answer", vec![("item", "1"), ("question", "nature"), ("answer", "information")]),
        ("decide/item", vec![("item", "1"), ("code", "A2")]),
        ("decide/opinion", vec![("opinion", "意见")]),
        ("decide/letter", vec![("attachments", "")]),
        ("decide/submit", vec![]),
    ] {
        stranger.opens("/staff/approvals");
        assert_eq!(stranger.submit(&page(&number, place), &fields).status, 404, "{place}");
    }
    // While it is in approval, the wizard says so and changes nothing.
    let handler = app.at_desk("handler");
    handler.opens(&page(&number, "decide")).shows("拟定答复正在审批，退回后方可修改");
}

fn what_others_did_meanwhile_is_said_and_nothing_is_lost(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    answers(&handler, &number, "1", &[("nature", "petition")]);
    states(&handler, &number, "1", "E1", &[("fact-reasons", "请求查处违法占地，属于举报")]);
    let seen = version(&handler.opens(&page(&number, "decide?ask=opinion")));
    app.does(
        "handler",
        &number,
        json!({ "act": "ask_co_handling", "unit": app.units[0],
        "about": "核实占地情况", "answer_by": "2026-03-06" }),
    );
    let fields = [("opinion", "写了很久的意见"), ("version", seen.as_str())];
    let stale = handler.submit(&page(&number, "decide/opinion"), &fields);
    assert_eq!(stale.status, 409);
    stale.shows("这件案件又有了办理");
    stale.shows("写了很久的意见");
    assert_eq!(app.case(&number)["step"], "acceptance");
    // The page that came back holds the case as it is now.
    let fields = [("opinion", "写了很久的意见"), ("version", &version(&stale))];
    handler.submits(&page(&number, "decide/opinion"), &fields);
    submits(&handler, &number);

    let reviewer = app.at_desk("reviewer");
    let seen = version(&reviewer.opens(&page(&number, "approve")));
    app.does("office-head", &number, json!({ "act": "hold", "reason": "第三方起诉" }));
    let fields = [("do", "return"), ("reason", "想好的理由"), ("to", "opinion"), ("version", seen.as_str())];
    let stale = reviewer.submit(&page(&number, "approve"), &fields);
    assert_eq!(stale.status, 409);
    stale.shows("想好的理由");
    assert_eq!(app.case(&number)["step"], "approval");
}

fn similar_decisions_are_shown(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let earlier = app.in_hand("2026-03-02");
    app.seal_reply(&earlier);
    let handed = json!({ "act": "deliver", "method": "handed_over", "signed_on": "2026-03-02" });
    app.does("clerk", &earlier, handed);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    answers(&handler, &number, "1", PUBLIC);
    let shown = handler.opens(&page(&number, "decide"));
    shown.shows(&earlier);
    shown.shows("张*");
    shown.hides(&format!("{number}</a> 张"));
    // Those of another unit do not exist for this one.
    let other = app.register(&application("in_person", "2026-03-02"));
    app.does("clerk", &other, json!({ "act": "assign", "unit": app.units[0] }));
    app.does("neighbour", &other, json!({ "act": "sign_for" }));
    let neighbour = app.at_desk("neighbour");
    answers(&neighbour, &other, "1", PUBLIC);
    neighbour.opens(&page(&other, "decide")).hides(&earlier);
}

fn the_office_head_finds_the_measures(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    let extension = json!({ "measure": "extension", "days": 5, "reason": "需要汇总" });
    app.does("handler", &number, json!({ "act": "propose_measure", "measure": extension }));
    let head = app.at_desk("office-head");
    let list = head.opens("/staff/approvals");
    list.shows("延期");
    list.shows(&page(&number, "do/approve_measure?number=1").replace('/', "&#x2f;"));
    app.does("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    head.opens("/staff/approvals").shows("现在没有等待您审批的事项");
}
