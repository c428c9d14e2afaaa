//! 登记 and 批量登记来信 over HTTP, as a browser without scripts and one with scripts sends them.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::page_client::{PageAnswer, Visitor, encoded};

on_both_databases!(
    a_letter_is_registered_and_confirmed_on_the_next_page,
    what_is_rejected_comes_back_filled_in,
    a_form_sent_twice_registers_once,
    what_is_previewed_is_what_is_registered,
    near_cases_are_those_of_the_own_organ_alone,
    an_earlier_applicant_is_taken_over_and_the_look_recorded,
    only_a_clerk_with_the_token_of_the_page_registers,
    a_draft_is_kept_restored_and_never_overwrites_another_windows,
    a_batch_keeps_what_is_ticked,
    a_window_registers_for_the_other_organ,
);

type Pairs<'p> = &'p [(&'p str, &'p str)];

/// What stands in the first field of a name.
#[track_caller]
fn field(page: &PageAnswer, name: &str) -> String {
    let mark = format!("name=\"{name}\"");
    let at = page.html.find(&mark).unwrap_or_else(|| panic!("no {name}:\n{}", page.html));
    let tag = &page.html[page.html[..at].rfind('<').unwrap()..];
    let tag = &tag[..=tag.find('>').unwrap()];
    match tag.split_once("value=\"") {
        Some((_, value)) => value.split('"').next().unwrap().to_owned(),
        None => String::new(),
    }
}

/// Fills in the form of a page, and sends it with its token to where `to` says.
fn fill(visitor: &Visitor<'_>, page: &str, to: &str, form: Pairs<'_>) -> PageAnswer {
    visitor.opens(page);
    visitor.submit(to, form)
}

/// What a script sends, and what it gets.
fn script(visitor: &Visitor<'_>, path: &str, form: Pairs<'_>) -> (u16, String) {
    visitor.get("/staff/register");
    let token = visitor.token();
    let headers = [("X-Form-Token", token.as_str()), ("X-Requested-Live", "1")];
    let answer = visitor.send("POST", path, &headers, Some(encoded(form)));
    (answer.status, answer.html)
}

const LETTER: [(&str, &str); 9] = [
    ("page", "register"),
    ("channel", "registered_mail"),
    ("on", "0929"),
    ("signed_on", "2026-09-28"),
    ("kind", "natural_person"),
    ("name", "张三丰"),
    ("id_number", "110105 19491231002x"),
    ("phone", "13812345678"),
    ("items", "清水县2025年国有建设用地供应计划（清政发〔2025〕3号）\n执行情况"),
];

/// [`LETTER`] with other values.
fn letter<'p>(other: Pairs<'p>) -> Vec<(&'p str, &'p str)> {
    let kept = LETTER.into_iter().filter(|(name, _)| !other.iter().any(|(known, _)| known == name));
    kept.chain(other.iter().copied()).collect()
}

fn registered(app: &TestApp) -> Vec<Value> {
    app.sign_in("clerk").get("/cases").ok()["cases"].as_array().unwrap().clone()
}

fn a_letter_is_registered_and_confirmed_on_the_next_page(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    let unit = app.units[1].to_string();
    let sent = fill(&clerk, "/staff/register", "/staff/register", &letter(&[("unit", &unit)]));
    assert_eq!((sent.status, sent.location()), (303, "/staff/register?saved=QSZR-2026-00001"));
    let page = clerk.get(sent.location());
    for words in ["已登记 QSZR-2026-00001", "2026年9月28日", "最迟", "打印回执", "今日已登记1件"]
    {
        assert!(page.html.contains(words), "{words}:\n{}", page.html);
    }
    assert_eq!(field(&page, "name"), "", "the next one begins anew");
    let case = app.case("QSZR-2026-00001");
    assert_eq!(case["received_on"], "2026-09-28");
    assert_eq!(case["items"][1]["description"], "执行情况");
    assert_eq!(case["unit"], app.units[1]);
    let parties = app.sign_in("clerk").post("/cases/QSZR-2026-00001/parties/reveal", &json!({})).ok();
    assert_eq!(parties[0]["id_number"], "11010519491231002x");
    // An address that somebody made up confirms nothing.
    assert!(!clerk.get("/staff/register?saved=QSZR-2026-00009").html.contains("已登记 QSZR"));
    app.is_sound();
}

fn what_is_rejected_comes_back_filled_in(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    for (wrong, at, words) in [
        (("on", "第三天"), "on", "看不懂「第三天」"),
        (("signed_on", "1008"), "signed_on", "日期还没有到"),
        (("signed_on", ""), "signed_on", "请填写本机关签收邮件的日期"),
        (("name", ""), "name", "请填写姓名或者名称"),
        (("items", " \n"), "items", "请填写1至50项所需信息"),
        (("agent_phone", "1"), "agent_name", "代理人：请填写姓名或者名称"),
        (("unit", "999999"), "unit", "本机关没有这个内设机构"),
        (("channel", "鸽子"), "channel", "请选择来件渠道"),
    ] {
        let sent = fill(&clerk, "/staff/register", "/staff/register", &letter(&[wrong]));
        assert_eq!(sent.status, 422, "{wrong:?}");
        assert!(sent.html.contains(&format!("href=\"#{at}\"")), "{wrong:?}");
        assert!(sent.html.contains(words), "{wrong:?}:\n{}", sent.html);
        if wrong.0 != "name" {
            assert_eq!(field(&sent, "name"), "张三丰");
        }
        assert_eq!(field(&sent, "phone"), "13812345678");
    }
    assert_eq!(registered(&app), Vec::<Value>::new());
}

fn a_form_sent_twice_registers_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    let page = clerk.get("/staff/register");
    let (token, once) = (field(&page, "token"), field(&page, "once"));
    let form = [letter(&[]), vec![("token", &token), ("once", &once)]].concat();
    let first = clerk.post("/staff/register", &form);
    let second = clerk.post("/staff/register", &form);
    assert_eq!((first.status, first.location()), (303, second.location()));
    assert_eq!(registered(&app).len(), 1);
    assert!(clerk.get("/staff/register").html.contains("今日已登记1件"));
}

fn what_is_previewed_is_what_is_registered(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    for form in [
        letter(&[]),
        letter(&[("channel", "in_person"), ("signed_on", "")]),
        letter(&[("channel", "ordinary_mail"), ("signed_on", "")]),
    ] {
        let (status, part) = script(&clerk, "/staff/register/preview", &form);
        assert_eq!(status, 200);
        let page = clerk.get(fill(&clerk, "/staff/register", "/staff/register", &form).location());
        let saved = page.html.split("id=\"saved\"").nth(1).unwrap().split("打印回执").next().unwrap();
        let mut compared = 0;
        for (id, label) in
            [("received", "收到之日："), ("due", "法定答复截止日："), ("prudent", "从严截止日：")]
        {
            let Some((_, shown)) = part.split_once(&format!("id=\"date-{id}\">")) else { continue };
            let shown = shown.replace("<strong>", "");
            let shown = shown.split(['（', '<']).next().unwrap();
            if let Some((_, said)) = saved.split_once(label) {
                assert!(said.starts_with(shown), "{label} {shown}: {said}");
                compared += 1;
            }
        }
        assert!(compared >= 1, "{part}\n{saved}");
    }
    // A letter that was signed for before it came to the counter is no correction of a date.
    let (_, part) = script(&clerk, "/staff/register/preview", &letter(&[]));
    assert!(!part.contains("▲"), "{part}");
    // What is half typed is quiet.
    let (status, part) = script(&clerk, "/staff/register/preview", &letter(&[("signed_on", "2026-")]));
    assert!(status == 200 && part.contains("填好来件渠道和日期后"), "{part}");
    // Doubts warn, and the wrong number is registered as it stands on paper.
    let wrong = letter(&[("id_number", "110105194912310021")]);
    assert!(script(&clerk, "/staff/register/preview", &wrong).1.contains("校验位不符"));
    assert_eq!(fill(&clerk, "/staff/register", "/staff/register", &wrong).status, 303);
}

fn near_cases_are_those_of_the_own_organ_alone(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let own = app.register(&application("in_person", "2026-09-28"));
    let mut elsewhere = application("in_person", "2026-09-28");
    elsewhere["applicant"]["phone"] = json!("13900001111");
    app.sign_in("other-clerk").post("/cases", &elsewhere).ok();
    let clerk = app.at_desk("clerk");
    let near = |login: &str, form: Pairs<'_>| script(&app.at_desk(login), "/staff/register/similar", form).1;
    for (typed, why) in [
        (("name", "张三丰"), "姓名相同"),
        (("name", "张三"), "姓名相近"),
        (("id_number", "110105194912310021"), "证件号码相同"),
        (("phone", "138 1234 5678"), "电话相同"),
        (("items", "清水县2025年国有建设用地供应计划（清政发〔2025〕3号）"), "内容相同"),
        (("items", "请公开县政发[2025]3号文件"), "文号相同"),
        (("items", "2025年国有建设用地的供应计划"), "内容相近"),
    ] {
        let html = near("clerk", &[typed]);
        assert!(html.contains(why) && html.contains(&own), "{typed:?}:\n{html}");
        assert!(!html.contains("QSJY-"), "{typed:?}:\n{html}");
        assert!(!html.contains("110105194912310021") && !html.contains("13812345678"), "numbers are masked");
        assert!(!html.contains("重复申请"), "it was not answered yet: {html}");
    }
    for other in
        [("name", "张三封"), ("phone", "13900001111"), ("items", "城关小学校车采购合同"), ("items", "计划")]
    {
        assert!(near("clerk", &[other]).contains("没有找到相近的申请"), "{other:?}");
    }
    // Once it was answered it may be a 重复申请: of this person, about this.
    app.take_in_hand(&own);
    app.seal_reply(&own);
    app.does("clerk", &own, crate::desk::posted("2026-09-30"));
    let again = [("name", "张三丰"), ("items", "2025年国有建设用地供应计划")];
    assert!(near("clerk", &again).contains("重复申请"));
    assert!(!near("clerk", &[("name", "李四"), again[1]]).contains("重复申请"));
    assert_eq!(script(&clerk, "/staff/register/similar", &[]).0, 200);
}

fn an_earlier_applicant_is_taken_over_and_the_look_recorded(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let own = app.register(&application("in_person", "2026-09-28"));
    let clerk = app.at_desk("clerk");
    let take = [("take", own.as_str()), ("page", "batch")];
    let (status, taken) = script(&clerk, "/staff/register/earlier", &take);
    let taken: Value = serde_json::from_str(&taken).unwrap();
    assert_eq!(
        (status, &taken["id_number"], &taken["phone"]),
        (200, &json!(["110105194912310021"]), &json!(["13812345678"]))
    );
    // Without scripts the page comes again with them, and with what was typed.
    let sent = fill(
        &clerk,
        "/staff/batch",
        "/staff/register/earlier",
        &[take[0], take[1], ("items", "土地出让合同")],
    );
    assert_eq!((sent.status, sent.location()), (303, "/staff/batch"));
    let page = clerk.get(sent.location());
    assert_eq!(
        (field(&page, "name"), field(&page, "phone")),
        ("张三丰".to_owned(), "13812345678".to_owned())
    );
    assert!(page.html.contains("土地出让合同"));
    let trail = app.sign_in("auditor").get("/audit").ok();
    let looks = trail.as_array().unwrap().iter().filter(|line| line["what"] == "reuse_applicant").count();
    assert_eq!(looks, 2);
    let foreign = app.at_desk("other-clerk");
    assert_eq!(script(&foreign, "/staff/register/earlier", &take).0, 404);
}

fn only_a_clerk_with_the_token_of_the_page_registers(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    for path in ["/staff/register", "/staff/batch", "/staff/drafts/register", "/staff/register/preview"] {
        let sent = clerk.post(path, &LETTER);
        assert_eq!(sent.status, 403, "{path} without a token");
    }
    let handler = app.at_desk("handler");
    assert_eq!(handler.get("/staff/register").status, 403);
    let token = handler.token();
    for path in [
        "/staff/register",
        "/staff/batch",
        "/staff/register/similar",
        "/staff/register/preview",
        "/staff/register/look",
        "/staff/register/earlier",
        "/staff/drafts/batch",
        "/staff/drafts/batch/discard",
    ] {
        let sent = handler.post(path, &letter(&[("token", &token)]));
        assert_eq!(sent.status, 403, "{path} by a handler");
    }
    assert_eq!(app.visitor().get("/staff/register").location(), "/staff/sign-in?back=/staff/register");
    assert_eq!(registered(&app), Vec::<Value>::new());
}

fn a_draft_is_kept_restored_and_never_overwrites_another_windows(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    let keep = |version: &str, name: &str| {
        let (status, said) = script(
            &clerk,
            "/staff/drafts/register",
            &letter(&[("draft_version", version), ("name", name), ("on", "今天")]),
        );
        (status, serde_json::from_str::<Value>(&said).unwrap())
    };
    assert_eq!(keep("0", "张三丰").1["version"], 1);
    assert_eq!(keep("1", "李四").1["version"], 2);
    // The other window still knows the first version.
    let (status, other) = keep("1", "王五");
    assert_eq!((status, &other["version"], &other["fields"]["name"]), (409, &json!(2), &json!(["李四"])));
    let page = clerk.get("/staff/register");
    assert_eq!((field(&page, "name"), field(&page, "draft_version")), ("李四".to_owned(), "2".to_owned()));
    assert!(page.html.contains("已恢复9月30日12:00保存的草稿"), "{}", page.html);
    // «今天» was the day on which it was typed.
    app.set_day("2026-10-01");
    assert_eq!(field(&app.at_desk("clerk").get("/staff/register"), "on"), "2026-09-30");
    app.set_day("2026-09-30");
    // It is the draft of this person and this form alone.
    assert_eq!(field(&clerk.get("/staff/batch"), "name"), "");
    assert_eq!(field(&app.at_desk("other-clerk").get("/staff/register"), "name"), "");
    // The desk counts it among what waits to be registered.
    let waiting = |count: u32| {
        let today = clerk.opens("/staff").html;
        let tile = today.split("待登记来件").nth(1).unwrap();
        assert!(tile.contains(&format!("tile__count\">{count}<")), "{tile}");
    };
    waiting(1);
    // What is registered, or thrown away, is no draft any more.
    fill(&clerk, "/staff/register", "/staff/register", &letter(&[("name", "李四")]));
    assert_eq!(field(&clerk.get("/staff/register"), "name"), "");
    waiting(0);
    assert_eq!(keep("2", "迟到").0, 409, "what was still on its way does not come back");
    assert_eq!(keep("0", "赵六").1["version"], 1);
    let sent = fill(&clerk, "/staff/register", "/staff/drafts/register/discard", &[]);
    assert_eq!((sent.status, sent.location()), (303, "/staff/register"));
    assert_eq!(field(&clerk.get("/staff/register"), "name"), "");
    assert_eq!(script(&clerk, "/staff/drafts/unheard-of", &LETTER).0, 404);
}

fn a_batch_keeps_what_is_ticked(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    let all = [("keep", "channel"), ("keep", "applicant"), ("keep", "days")];
    let form = [letter(&[("page", "batch")]), all.to_vec()].concat();
    let sent = fill(&clerk, "/staff/batch", "/staff/batch", &form);
    assert_eq!(sent.location(), "/staff/batch?saved=QSZR-2026-00001");
    let page = clerk.get(sent.location());
    for (name, value) in
        [("name", "张三丰"), ("on", "2026-09-29"), ("signed_on", "2026-09-28"), ("phone", "13812345678")]
    {
        assert_eq!(field(&page, name), value);
    }
    assert!(page.html.contains("<option value=\"registered_mail\" selected>"), "{}", page.html);
    assert!(!page.html.contains("执行情况</textarea>") && !page.html.contains("已恢复"));
    assert!(page.html.contains("data-begin=\"items\""), "one goes on with what is asked for");
    let form = [letter(&[("page", "batch"), ("name", "李四")]), vec![("keep", "channel")]].concat();
    let page = clerk.get(fill(&clerk, "/staff/batch", "/staff/batch", &form).location());
    assert_eq!((field(&page, "name"), field(&page, "signed_on")), (String::new(), String::new()));
    assert_eq!(field(&page, "on"), "2026-09-30");
    assert!(
        page.html.contains("今日已登记2件")
            && page.html.contains("<option value=\"registered_mail\" selected>")
    );
    // Nothing ticked, nothing kept; and the boxes stay as they were left.
    let page =
        clerk.get(fill(&clerk, "/staff/batch", "/staff/batch", &letter(&[("page", "batch")])).location());
    assert!(!page.html.contains("data-skip checked"), "{}", page.html);
    assert!(page.html.contains("<option value=\"ordinary_mail\" selected>"));
}

fn a_window_registers_for_the_other_organ(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    assert!(!clerk.get("/staff/register").html.contains("代收机关"));
    let organs = app.sign_in("admin").get("/organs").ok();
    let of =
        |code: &str| organs.as_array().unwrap().iter().find(|one| one["code"] == code).unwrap()["id"].clone();
    let window =
        json!({ "host": of("QSZR"), "organ": of("QSJY"), "name": "政务大厅", "from_on": "2026-01-01" });
    app.sign_in("admin").post("/windows", &window).ok();
    let form = letter(&[("channel", "in_person"), ("signed_on", ""), ("organ", "QSJY")]);
    let sent = fill(&clerk, "/staff/register", "/staff/register", &form);
    assert_eq!(sent.location(), "/staff/register?saved=QSJY-2026-00001");
    let page = clerk.get(sent.location());
    assert!(page.html.contains("已转入该机关办理") && page.html.contains("代收机关"), "{}", page.html);
    assert_eq!(registered(&app), Vec::<Value>::new());
}
