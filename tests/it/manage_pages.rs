//! The pages of supervisors and administrators over HTTP: lights, 督办 from end to end, the calendar with its
//! import, posts, settings, the audit trail, 帮助.

use gongkai::law::roles::Role;
use gongkai::notify::sweep;
use gongkai::pages::{Engine, samples};
use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::page_client::{PageAnswer, Visitor};

on_both_databases!(
    the_lights_say_in_whose_hands_and_who_has_acknowledged,
    a_supervisor_urges_the_handler_answers_and_the_chain_is_closed,
    an_overdue_case_urges_by_itself_and_enters_the_circular_with_reasons,
    a_foreign_case_is_not_there_and_another_post_may_not,
    a_proceeding_is_recorded_with_the_day_of_its_answer,
    what_an_import_foretells_is_what_it_moves,
    who_keeps_watch_over_another_is_another_person,
    facts_of_an_organ_are_checked_before_they_are_kept,
    a_ladder_is_checked_before_it_is_kept,
    settings_of_an_organ_are_checked_before_they_are_kept,
    the_trail_is_read_by_the_auditor_alone,
);

fn register(app: &TestApp, on: &str) -> String {
    let case = app.sign_in("clerk").post("/cases", &application("in_person", on)).ok();
    case["number"].as_str().unwrap().to_owned()
}

/// A case in the hands of the handler.
fn taken_up(app: &TestApp, on: &str) -> String {
    let number = register(app, on);
    app.sign_in("clerk").does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    app.sign_in("handler").does(&number, json!({ "act": "sign_for" }));
    number
}

fn refused(answer: &PageAnswer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.html);
    assert!(answer.html.contains("<h1"), "{}", answer.html);
}

#[track_caller]
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).unwrap().0
}

/// The numbers of the tiles of a page, in their order.
fn tiles(page: &PageAnswer) -> Vec<i64> {
    let counts = page.html.split("tile__count\">").skip(1);
    counts.map(|rest| rest.split('<').next().unwrap().parse().unwrap()).collect()
}

/// The rows of the page's table.
fn rows(page: &PageAnswer) -> usize {
    between(&page.html, "<tbody>", "</tbody>").matches("<tr>").count()
}

fn the_lights_say_in_whose_hands_and_who_has_acknowledged(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let late = taken_up(&app, "2026-03-02");
    app.set_day("2026-03-09");
    let soon = register(&app, "2026-03-09");
    app.set_day("2026-03-31");
    taken_up(&app, "2026-03-31");
    sweep::run(&app.app).unwrap();
    let supervisor = app.at_desk("supervisor");
    let page = supervisor.opens("/staff/lights");
    assert_eq!(tiles(&page), [1, 0, 0, 1], "overdue, past the prudent date, due today, due soon");
    assert_eq!(rows(&page), 2, "the third has time");
    page.shows("共2件");
    page.shows("handler（清水县自然资源局 规划股）");
    page.shows("登记岗，待转办");
    page.shows("自2026年3月2日起");
    page.shows("超期第1个工作日");
    page.shows("无人确认");
    page.shows("张*");
    page.hides("张三丰");
    // The tile and the list it opens, the file, and the list of all cases agree.
    for (at, light) in ["overdue", "past_prudent", "due_today", "due_soon"].into_iter().enumerate() {
        let list = supervisor.opens(&format!("/staff/lights?light={light}"));
        let listed = list.html.matches("ledger__number").count();
        assert_eq!(listed as i64, tiles(&page)[at], "{light}");
        let file = supervisor.opens(&format!("/staff/lights.csv?light={light}"));
        assert_eq!(file.html.lines().count() - 1, listed, "{light}");
        let all = supervisor.opens(&format!("/staff/cases?light={light}"));
        all.shows(&format!("共{listed}件"));
    }
    // Who acknowledges takes it out of those that nobody acknowledged.
    let handler = app.sign_in("handler");
    let inbox = handler.get("/inbox").ok();
    let entries = inbox["entries"].as_array().or(inbox.as_array()).unwrap();
    let entry = entries.iter().find(|entry| entry["number"] == late.as_str()).unwrap();
    handler.post(&format!("/inbox/{}/acknowledgement", entry["id"]), &json!({})).ok();
    let nobody = supervisor.opens("/staff/lights?acknowledged=no");
    nobody.hides(&late);
    nobody.shows(&soon);
    let somebody = supervisor.opens("/staff/lights?acknowledged=yes");
    somebody.shows(&late);
    somebody.shows("handler已确认");
    let file = supervisor.opens("/staff/lights.csv?acknowledged=yes");
    assert!(file.html.contains("handler于2026年3月31日"), "{}", file.html);
    let other = &app.other_units[1].to_string();
    assert_eq!(tiles(&supervisor.opens(&format!("/staff/lights?unit={other}"))), [0; 4]);
    for login in ["clerk", "handler", "office-head", "admin", "auditor"] {
        refused(&app.at_desk(login).get("/staff/lights"), 403);
        refused(&app.at_desk(login).get("/staff/lights.csv"), 403);
    }
}

fn a_supervisor_urges_the_handler_answers_and_the_chain_is_closed(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    fill_in_county(&app);
    let number = taken_up(&app, "2026-03-02");
    let place = format!("/staff/cases/{number}/urgings");
    let supervisor = app.at_desk("supervisor");
    let page = supervisor.opens(&place);
    page.shows("本件还没有督办");
    page.shows("2026-03-03");
    page.hides("张三丰");
    let empty = supervisor.submit(&place, &[("message", " "), ("reply_by", "2026-03-01")]);
    assert_eq!(empty.status, 422);
    empty.shows("请写明督办要求");
    empty.shows("反馈期限不能早于今天");
    for (day, words) in [("2026-03-07", "这一天不上班"), ("9999-12-31", "应在一年之内")] {
        let wrong = supervisor.submit(&place, &[("message", "请办理"), ("reply_by", day)]);
        assert_eq!(wrong.status, 422, "{day}");
        wrong.shows(words);
    }
    let words = "请说明办理进展，<b>按期</b>答复";
    let to = supervisor.submits(&place, &[("message", words), ("reply_by", "2026-03-04")]);
    assert_eq!(to, format!("{place}?done=issued"));
    let page = supervisor.opens(&place);
    page.shows("第1次督办");
    page.shows("请说明办理进展，&lt;b&gt;按期");
    page.shows("最迟3月4日（含当日）");
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [0, 1, 0, 0], "one is waited for");
    // Nobody can close what nobody replied to, nor ask again.
    let id = between(&page.html, "id=\"urging-", "\"").to_owned();
    let early = supervisor.submit(&format!("{place}/{id}/close"), &[]);
    assert_eq!(early.status, 422);
    let again = [("message", "再催"), ("reply_by", "2026-03-05"), ("previous", id.as_str())];
    assert_eq!(supervisor.submit(&place, &again).status, 422);

    // The handler sees it, and what is missing comes back filled in.
    let handler = app.at_desk("handler");
    handler.opens(&place).shows("提交反馈");
    let name = format!("reply-{id}");
    let wrong = handler.submit(&format!("{place}/{id}/reply"), &[(&name, "")]);
    assert_eq!(wrong.status, 422);
    wrong.shows(&format!("href=\"#{name}\""));
    let to = handler.submits(&format!("{place}/{id}/reply"), &[(&name, "材料已齐，预计3月20日答复")]);
    assert_eq!(to, format!("{place}?done=replied"));
    // Sent twice, it was said once; another's words come back beside what was said before.
    handler.opens(&place);
    let twice = handler.submits(&format!("{place}/{id}/reply"), &[(&name, "材料已齐，预计3月20日答复")]);
    assert_eq!(twice, to);
    let head = app.at_desk("office-head");
    head.opens(&place);
    let later = head.submit(&format!("{place}/{id}/reply"), &[(&name, "正在催办")]);
    assert_eq!(later.status, 422);
    later.shows("没有保存：您打开之后，别人已经办理");
    later.shows("正在催办");
    supervisor.opens(&place).hides("正在催办");
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [0, 0, 1, 0]);
    assert_eq!(rows(&supervisor.opens("/staff/urgings?state=replied")), 1);

    // It was not enough: a second follows the first, which is closed with it.
    let page = supervisor.opens(&place);
    page.shows("材料已齐，预计3月20日答复");
    page.shows("反馈不充分，再次督办");
    supervisor.submits(&place, &again);
    let page = supervisor.opens(&place);
    page.shows("因上一次反馈不充分");
    page.shows("再次督办，本次随之销号");
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [0, 1, 0, 1]);
    let second = page.html.split("id=\"urging-").last().unwrap().split('"').next().unwrap().to_owned();
    assert_ne!(second, id);
    let name = format!("reply-{second}");
    handler.opens(&place);
    handler.submits(&format!("{place}/{second}/reply"), &[(&name, "已拟好答复，3月10日送出")]);
    supervisor.opens(&place);
    supervisor.submits(&format!("{place}/{second}/close"), &[]);
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [0, 0, 0, 2]);
    // Twice does it once, and says the same.
    supervisor.opens(&place);
    assert_eq!(supervisor.submits(&format!("{place}/{second}/close"), &[]), format!("{place}?done=closed"));
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [0, 0, 0, 2]);
    // The sheet says what was asked for and by whom, on paper and as a document.
    let pdf = supervisor.opens(&format!("{place}/{id}.pdf"));
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let docx = supervisor.opens(&format!("{place}/{id}.docx"));
    assert!(docx.header("content-type").contains("wordprocessingml"));
    assert!(docx.header("content-disposition").contains("docx"));
    for wrong in ["x.pdf", "999999.pdf", &format!("{id}.html"), &id] {
        refused(&supervisor.get(&format!("{place}/{wrong}")), 404);
    }
    // The journal of the case has both.
    let journal = app.sign_in("handler").get(&format!("/cases/{number}/journal")).ok().to_string();
    assert!(journal.matches(r#""kind":"urged","occurred_on""#).count() == 2, "{journal}");
}

/// The supervising organ's own facts: what its letters say of it.
fn fill_in_county(app: &TestApp) {
    let admin = app.sign_in("admin");
    let county = app.sign_in("supervisor").get("/me").ok();
    let mut facts: Value = crate::app::facts("2000-01-01", "清政");
    facts["facts"]["kind"] = json!("local_government");
    facts["facts"]["review"] = json!([]);
    facts["facts"]["court"] = Value::Null;
    let id = county["organ"].as_i64().or(county["organ"]["id"].as_i64()).unwrap_or(1);
    let body = facts.to_string().into_bytes();
    let put = app.request("PUT", &format!("/organs/{id}/facts"), Some(&admin.token), &[], Some(body));
    put.ok();
}

fn an_overdue_case_urges_by_itself_and_enters_the_circular_with_reasons(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = taken_up(&app, "2026-03-02");
    app.set_day("2026-03-31");
    sweep::run(&app.app).unwrap();
    let supervisor = app.at_desk("supervisor");
    let place = format!("/staff/cases/{number}/urgings");
    let late = supervisor.opens(&place);
    late.shows("超期后系统自动发出");
    late.shows("超期 <span class=\"light__days\">1个工作日</span>");
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [0, 1, 0, 0]);
    app.set_day("2026-04-03");
    let supervisor = app.at_desk("supervisor");
    assert_eq!(tiles(&supervisor.opens("/staff/urgings")), [1, 0, 0, 0], "the day of the reply has passed");
    supervisor.opens("/staff/circular").shows("共0件");
    app.set_day("2026-04-10");
    sweep::run(&app.app).unwrap();
    let supervisor = app.at_desk("supervisor");
    let circular = supervisor.opens("/staff/circular");
    circular.shows("共1件");
    circular.shows(&number);
    circular.shows("2026年3月30日");
    assert!(circular.html.matches("<li>").count() > 2, "the date has its reasons: {}", circular.html);
    circular.hides("张*");
    circular.hides("张三丰");
    // A reply at last, and the case ends: nothing more is issued.
    app.sign_in("clerk").does(&number, json!({ "act": "withdraw", "on": "2026-04-10", "proof": "电话确认" }));
    supervisor.opens(&place).hides("发出督办单</h2>");
    let late = [("message", "请办理"), ("reply_by", "2026-04-13")];
    assert_eq!(supervisor.submit(&place, &late).status, 422);
    refused(&app.at_desk("clerk").get("/staff/circular"), 403);
}

fn a_foreign_case_is_not_there_and_another_post_may_not(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = taken_up(&app, "2026-03-02");
    let place = format!("/staff/cases/{number}/urgings");
    let act = json!({ "act": "urge", "message": "请按期答复" });
    app.sign_in("supervisor").does(&number, act);
    let id = between(&app.at_desk("supervisor").opens(&place).html, "id=\"urging-", "\"").to_owned();
    let issue = [("message", "请办理"), ("reply_by", "2026-03-04")];
    let reply_name = format!("reply-{id}");
    for (login, status) in
        [("other-clerk", 404), ("neighbour", 404), ("admin", 404), ("auditor", 404), ("security", 404)]
    {
        let person = app.at_desk(login);
        refused(&person.get(&place), status);
        person.opens("/staff/help");
        refused(&person.submit(&place, &issue), status);
        refused(&person.submit(&format!("{place}/{id}/reply"), &[(&reply_name, "好")]), status);
        refused(&person.submit(&format!("{place}/{id}/close"), &[]), status);
        refused(&person.get(&format!("{place}/{id}.pdf")), status);
        let proceeding = [("kind", "review"), ("received_on", "2026-03-02")];
        refused(&person.submit(&format!("/staff/cases/{number}/proceedings"), &proceeding), status);
    }
    for login in ["clerk", "handler", "reviewer", "office-head", "approver"] {
        let person = app.at_desk(login);
        person.opens(&place).hides("name=\"message\"");
        refused(&person.submit(&place, &issue), 403);
        refused(&person.submit(&format!("{place}/{id}/close"), &[]), 403);
    }
    for login in ["approver", "supervisor"] {
        let person = app.at_desk(login);
        person.opens(&place).hides("提交反馈");
        refused(&person.submit(&format!("{place}/{id}/reply"), &[(&reply_name, "好")]), 403);
    }
    refused(&app.at_desk("admin").get("/staff/urgings"), 403);
    assert_eq!(tiles(&app.at_desk("other-clerk").opens("/staff/urgings")), [0; 4]);
    assert_eq!(tiles(&app.at_desk("clerk").opens("/staff/urgings")), [0, 1, 0, 0]);
}

fn a_proceeding_is_recorded_with_the_day_of_its_answer(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = taken_up(&app, "2026-03-02");
    let (place, record) =
        (format!("/staff/cases/{number}/urgings"), format!("/staff/cases/{number}/proceedings"));
    let clerk = app.at_desk("clerk");
    clerk.opens(&place);
    let wrong = clerk.submit(&record, &[("kind", "appeal"), ("received_on", "2026-03-02")]);
    assert_eq!(wrong.status, 422);
    let future = clerk.submit(&record, &[("kind", "review"), ("received_on", "2026-03-03")]);
    assert_eq!(future.status, 422);
    future.shows("日期还没有到");
    clerk.submits(&record, &[("kind", "review"), ("received_on", "2026-03-02")]);
    let page = clerk.opens(&place);
    page.shows("行政复议（普通程序）");
    let by = app.sign_in("clerk").get(&format!("/cases/{number}/proceedings")).ok();
    let id = by.pointer("/0/id").or(by.pointer("/proceedings/0/id")).unwrap().to_string();
    app.set_day("2026-03-06");
    let clerk = app.at_desk("clerk");
    clerk.opens(&place);
    let name = format!("answered_on-{id}");
    assert_eq!(clerk.submit(&format!("{record}/{id}"), &[(&name, "三月")]).status, 422);
    clerk.submits(&format!("{record}/{id}"), &[(&name, "2026-03-05")]);
    clerk.opens(&place).shows("2026年3月5日");
    let handler = app.at_desk("handler");
    handler.opens(&place).hides("登记新的程序");
    refused(&handler.submit(&record, &[("kind", "review"), ("received_on", "2026-03-02")]), 403);
}

fn notice() -> String {
    json!({
        "document": "国办发明电〔2026〕99号", "year": 2027, "signed": "2026-12-09", "published": "2026-12-09",
        "urls": [], "holidays": [],
        "off": ["2027-01-01", "2027-01-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10",
            "2027-02-11", "2027-04-05", "2027-05-03", "2027-05-04", "2027-05-05", "2027-06-09",
            "2027-09-15", "2027-10-01", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07"],
        "worked": ["2027-01-16", "2027-02-20", "2027-05-08", "2027-10-09", "2027-10-10"]
    })
    .to_string()
}

fn due_on(app: &TestApp, number: &str) -> Value {
    app.sign_in("clerk").get(&format!("/cases/{number}")).ok()["due_on"].clone()
}

fn what_an_import_foretells_is_what_it_moves(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-12-10");
    let (moved, steady) = (register(&app, "2026-12-10"), register(&app, "2026-12-01"));
    let (before, unmoved) = (due_on(&app, &moved), due_on(&app, &steady));
    assert_eq!(before, "2027-01-08");
    let admin = app.at_desk("admin");
    let year = admin.opens("/staff/holidays?year=2027");
    year.shows("暂定");
    year.shows("2027年的放假安排还没有通知");
    let known = admin.opens("/staff/holidays?year=2026");
    known.shows("国办发明电〔2025〕7号");
    admin.opens("/staff/holidays?day=2026-10-10").shows("2026年10月10日（星期六）：调休上班，是工作日");
    assert_eq!(admin.get("/staff/holidays?day=2101-01-01").status, 422);
    assert!(admin.opens("/staff/holidays?year=9999").html.contains("2100年节假日日历"));
    // What is wrong is told with its place.
    for (body, words) in [("", "请粘贴"), ("{\n\"document\": 1}", "第2行"), ("{}", "第1行")] {
        let wrong = admin.submit("/staff/holidays", &[("notice", body), ("act", "preview")]);
        assert_eq!(wrong.status, 422, "{}", wrong.html);
        wrong.shows(words);
    }
    let unbalanced = notice().replace("\"2027-10-07\"],", "\"2027-10-08\",\"2027-10-07\"],");
    let wrong = admin.submit("/staff/holidays", &[("notice", &unbalanced), ("act", "preview")]);
    wrong.shows("请核对日期");

    let body = notice();
    let preview = admin.submit("/staff/holidays", &[("notice", &body), ("act", "preview")]);
    assert_eq!(preview.status, 200, "{}", preview.html);
    preview.shows("1件的法定答复截止日将会改变");
    preview.shows(&moved);
    preview.hides(&steady);
    preview.shows("2027年1月8日");
    preview.shows("2027年1月11日");
    preview.hides("张三丰");
    assert_eq!(due_on(&app, &moved), before, "a preview changes nothing");
    let seen = between(&preview.html, "name=\"seen\" value=\"", "\"").to_owned();
    // Meanwhile another case comes in: what would move is shown anew and not done.
    let third = register(&app, "2026-12-10");
    let save = [("notice", body.as_str()), ("act", "save"), ("seen", seen.as_str())];
    let anew = admin.submit("/staff/holidays", &save);
    assert_eq!(anew.status, 200);
    anew.shows("预览之后有案件发生了变化");
    anew.shows(&third);
    assert_eq!(due_on(&app, &moved), before);
    let seen = between(&anew.html, "name=\"seen\" value=\"", "\"").to_owned();
    let save = [("notice", body.as_str()), ("act", "save"), ("seen", seen.as_str())];
    let to = admin.submits("/staff/holidays", &save);
    assert!(to.ends_with("&year=2027"), "{to}");
    admin.opens(&to).shows("已导入国办发明电〔2026〕99号");
    assert_eq!((due_on(&app, &moved), due_on(&app, &third)), (json!("2027-01-11"), json!("2027-01-11")));
    assert_eq!(due_on(&app, &steady), unmoved);
    let twice = admin.submit("/staff/holidays", &[("notice", &body), ("act", "preview")]);
    assert_eq!(twice.status, 422);

    // Everybody looks, nobody else imports.
    for login in ["clerk", "security", "auditor", "supervisor"] {
        let person = app.at_desk(login);
        person.opens("/staff/holidays").hides("导入新的通知");
        refused(&person.submit("/staff/holidays", &[("notice", &body), ("act", "preview")]), 403);
        refused(&person.submit("/staff/holidays", &[("notice", ""), ("act", "save")]), 403);
    }
    // Nor does an administrator below the root.
    let security = app.at_desk("security");
    create(&security, "low-admin", Role::Admin, "清水县自然资源局");
    let low = app.visitor();
    let signed_in = low.post("/staff/sign-in", &[("login", "low-admin"), ("password", NEW_PASSWORD)]);
    assert_eq!(signed_in.status, 303);
    low.opens("/staff/holidays").hides("导入新的通知");
    refused(&low.submit("/staff/holidays", &[("notice", &body), ("act", "save")]), 403);
}

fn choice_of(page: &str, field: &str, label: &str) -> String {
    let select = between(page, &format!("<select class=\"field__input\" id=\"{field}\""), "</select>");
    let before = select.split(&format!(">{label}")).next().unwrap();
    before.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

/// As long as a new one must be.
const NEW_PASSWORD: &str = "清水河畔的另一个秘密";

fn create(security: &Visitor<'_>, login: &str, role: Role, organ: &str) {
    let page = security.opens("/staff/organization").html;
    let role = choice_of(&page, "new-role", role.title());
    let organ = choice_of(&page, "new-organ", organ);
    let fields = [
        ("new-name", "新人"),
        ("new-login", login),
        ("new-password", NEW_PASSWORD),
        ("new-organ", organ.as_str()),
        ("new-role", role.as_str()),
    ];
    security.submits("/staff/organization/users", &fields);
}

fn who_keeps_watch_over_another_is_another_person(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let security = app.at_desk("security");
    let page = security.opens("/staff/organization");
    page.shows("须由不同的人担任");
    let (admin, county) = (
        choice_of(&page.html, "grant-user", "admin（admin）"),
        choice_of(&page.html, "grant-organ", "清水县人民政府"),
    );
    // What is one's own is not offered, and refused all the same.
    let own = app.user("security").to_string();
    page.hides("security（security）</option>");
    page.hides(&format!("/staff/organization/users/{own}\""));
    assert!(page.html.contains("<td>本人</td>"));
    let to_oneself =
        [("grant-user", own.as_str()), ("grant-organ", county.as_str()), ("grant-role", "approver")];
    let answer = security.submit("/staff/organization/posts", &to_oneself);
    assert_eq!(answer.status, 422);
    answer.shows("不能给自己授予岗位");
    for role in ["security", "auditor", "supervisor"] {
        let grant = [("grant-user", admin.as_str()), ("grant-organ", county.as_str()), ("grant-role", role)];
        let answer = security.submit("/staff/organization/posts", &grant);
        assert_eq!(answer.status, 422, "{role}");
        answer.shows("须由不同的人担任");
        answer.shows("href=\"#grant-role\"");
    }
    let grant = [("grant-user", admin.as_str()), ("grant-organ", county.as_str()), ("grant-role", "clerk")];
    let handler =
        [("grant-user", admin.as_str()), ("grant-organ", county.as_str()), ("grant-role", "handler")];
    let answer = security.submit("/staff/organization/posts", &handler);
    assert_eq!(answer.status, 422);
    answer.shows("href=\"#grant-unit\"");
    // A post that is granted is acted under, and ended it is not.
    assert_eq!(security.submits("/staff/organization/posts", &grant), "/staff/organization?done=granted");
    let ids = |page: &PageAnswer| -> Vec<i64> {
        let parts = page.html.split("/staff/organization/posts/").skip(1);
        parts.filter_map(|rest| rest.split('/').next()?.parse().ok()).collect()
    };
    let before = security.opens("/staff/organization");
    let newest = ids(&before).into_iter().max().unwrap();
    security.submits(&format!("/staff/organization/posts/{newest}/end"), &[]);
    let after = security.opens("/staff/organization");
    assert_eq!(ids(&before).len() - 1, ids(&after).len());
    // An account is disabled at once, and who is missing is said.
    let approver = app.at_desk("other-approver");
    approver.opens("/staff/help");
    after.hides("没有签发人，答复没有人签发");
    let id = between(&after.html, "<th scope=\"row\">other-approver</th>", "</form>");
    let id = between(id, "/staff/organization/users/", "\"").to_owned();
    security.submits(&format!("/staff/organization/users/{id}"), &[("act", "disable")]);
    assert_eq!(approver.get("/staff/help").status, 303, "signed out");
    for login in ["security", "admin"] {
        let page = app.at_desk(login).opens("/staff/organization");
        let lacking = between(&page.html, "<strong>清水县教育局</strong>", "</ul>");
        assert!(lacking.contains("没有签发人，答复没有人签发"), "{lacking}");
    }
    security.submits(&format!("/staff/organization/users/{id}"), &[("act", "enable")]);
    security.opens("/staff/organization").hides("没有签发人，答复没有人签发");
    // The administrator looks and grants nothing; others do not even look.
    let admin_page = app.at_desk("admin");
    admin_page.opens("/staff/organization").hides("授予岗位</h2>");
    refused(&admin_page.submit("/staff/organization/posts", &grant), 403);
    refused(&admin_page.submit(&format!("/staff/organization/users/{id}"), &[]), 403);
    for login in ["clerk", "auditor", "supervisor"] {
        refused(&app.at_desk(login).get("/staff/organization"), 403);
    }
}

fn facts_of_an_organ_are_checked_before_they_are_kept(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let admin = app.at_desk("admin");
    let page = admin.opens("/staff/organization");
    let place = page.html.split("href=\"").filter_map(|rest| rest.split('"').next());
    let places: Vec<String> = place.filter(|href| href.ends_with("/facts")).map(str::to_owned).collect();
    assert_eq!(places.len(), 3);
    let own = places[1].clone();
    let shown = admin.opens(&own);
    shown.shows("依法应当是");
    let value = |name: &str| {
        let field = between(&shown.html, &format!("id=\"{name}\" name=\"{name}\""), ">").to_owned();
        between(&field, "value=\"", "\"").replace("&#x2f;", "/")
    };
    let names = [
        "office",
        "address",
        "postcode",
        "phone",
        "contact",
        "word",
        "hours",
        "review-1-name",
        "review-1-address",
        "court-name",
        "court-address",
    ];
    let values: Vec<(&str, String)> = names.iter().map(|name| (*name, value(name))).collect();
    let send = |changed: (&str, &str), act: &str, checked: &str| {
        let mut fields: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend([
            ("kind", "department"),
            ("valid_from", "2026-03-02"),
            ("act", act),
            ("checked", checked),
        ]);
        fields.retain(|(name, _)| *name != changed.0);
        fields.push(changed);
        admin.submit(&own, &fields)
    };
    let wrong = send(("postcode", ""), "check", "");
    assert_eq!(wrong.status, 422);
    wrong.shows("请填写邮政编码");
    let court = send(("court-name", "天水市中级人民法院"), "check", "");
    assert_eq!(court.status, 422, "{}", court.html);
    court.shows("href=\"#court-name\"");
    // Unchecked it is checked, not kept; changed after the check, it is checked again.
    let unchecked = send(("phone", "0938-0000001"), "save", "");
    assert_eq!(unchecked.status, 200);
    unchecked.shows("检查通过，还没有保存");
    let checked = between(&unchecked.html, "name=\"checked\" value=\"", "\"").to_owned();
    assert_eq!(send(("phone", "0938-0000002"), "save", &checked).status, 200);
    admin.opens(&own).hides("0938-000000");
    assert_eq!(send(("phone", "0938-0000001"), "save", &checked).status, 303);
    admin.opens(&own).shows("0938-0000001");
    refused(&app.at_desk("security").get(&own), 403);
    refused(&admin.get("/staff/organization/999999/facts"), 404);
}

/// The fields of the ladder's form as the page shows it.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = between(page, "action=\"/staff/settings/ladder#ladder\"", "</form>");
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let of = |name: &str| {
            tag.split(&format!(" {name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
        };
        if !tag.contains("type=\"checkbox\"") || tag.contains(" checked") {
            fields.push((of("name").unwrap(), of("value").unwrap()));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = between(select, "name=\"", "\"").to_owned();
        let chosen =
            select.split("</select>").next().unwrap().split("<option").find(|o| o.contains(" selected"));
        let value = chosen.map(|option| between(option, "value=\"", "\"").to_owned());
        fields.push((name, value.unwrap_or_else(|| "digest".to_owned())));
    }
    fields
}

fn send_ladder(admin: &Visitor<'_>, fields: &[(String, String)], act: &str) -> PageAnswer {
    let mut sent: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| name != "token" && name != "once")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    sent.push(("act", act));
    admin.submit("/staff/settings/ladder", &sent)
}

fn a_ladder_is_checked_before_it_is_kept(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    taken_up(&app, "2026-03-02");
    // Seven working days before the date: the shipped ladder is silent.
    app.set_day("2026-03-19");
    sweep::run(&app.app).unwrap();
    let admin = app.at_desk("admin");
    let page = admin.opens("/staff/settings");
    page.shows("系统随附的设置");
    let shipped = fields_of(&page.html);
    // Without the alert of the day itself it is refused, with the reason.
    let without: Vec<_> = shipped
        .iter()
        .map(|(name, value)| match name.starts_with("rung-") && name.ends_with("-day") && value == "0" {
            true => (name.clone(), String::new()),
            false => (name.clone(), value.clone()),
        })
        .collect();
    let refusal = send_ladder(&admin, &without, "check");
    assert_eq!(refusal.status, 422);
    refusal.shows("期限当日应提醒承办人和政务公开办");
    let wordy: Vec<_> = shipped
        .iter()
        .map(|(name, value)| {
            (name.clone(), if name == "rung-1-day" { "五".to_owned() } else { value.clone() })
        })
        .collect();
    let refusal = send_ladder(&admin, &wordy, "check");
    refusal.shows("href=\"#rung-1-day\"");
    // Warning eight days before would warn of the case at once; that is said, and nothing happens yet.
    let earlier: Vec<_> = shipped
        .iter()
        .map(|(name, value)| {
            (name.clone(), if name == "rung-1-day" { "-8".to_owned() } else { value.clone() })
        })
        .collect();
    let checked = send_ladder(&admin, &earlier, "save");
    assert_eq!(checked.status, 200, "{}", checked.html);
    checked.shows("检查通过，还没有保存");
    checked.shows("看了1件在办案件：保存后1件会立即发出提醒");
    admin.opens("/staff/settings").shows("系统随附的设置");
    let sweep_fired = || sweep::run(&app.app).unwrap().fired;
    assert_eq!(sweep_fired(), 0);
    let mut earlier: Vec<_> = earlier.into_iter().filter(|(name, _)| name != "checked").collect();
    earlier
        .push(("checked".to_owned(), between(&checked.html, "name=\"checked\" value=\"", "\"").to_owned()));
    assert_eq!(send_ladder(&admin, &earlier, "save").status, 303);
    admin.opens("/staff/settings").shows("本机关自己的设置");
    assert_eq!(sweep_fired(), 1, "what was foretold");
    // Another's change in between is told.
    assert_eq!(send_ladder(&admin, &earlier, "save").status, 422);
    for login in ["clerk", "security", "supervisor"] {
        refused(&app.at_desk(login).get("/staff/settings"), 403);
        let person = app.at_desk(login);
        person.opens("/staff/help");
        refused(&send_ladder(&person, &earlier, "save"), 403);
        refused(&person.submit("/staff/settings/organ", &[]), 403);
        refused(&person.submit("/staff/settings/messages/1", &[("act", "retry")]), 403);
    }
}

fn settings_of_an_organ_are_checked_before_they_are_kept(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let admin = app.at_desk("admin");
    let page = admin.opens("/staff/settings");
    let tab = page.html.split("href=\"").filter_map(|rest| rest.split('"').next());
    let tab = tab.filter(|href| href.starts_with("/staff/settings?organ=")).nth(1).unwrap().to_owned();
    let organ = tab.split('=').next_back().unwrap().to_owned();
    let send = |reviewers: &str, first: &str, act: &str, checked: &str| {
        let fields = [
            ("organ", organ.as_str()),
            ("reviewers", reviewers),
            ("target-1", first),
            ("target-2", "2"),
            ("target-3", "10"),
            ("target-4", "15"),
            ("target-5", "18"),
            ("act", act),
            ("checked", checked),
        ];
        admin.submit("/staff/settings/organ", &fields)
    };
    let many = send("3", "1", "check", "");
    assert_eq!(many.status, 422);
    many.shows("现在有1名");
    assert_eq!(send("1", "30", "check", "").status, 422);
    assert_eq!(send("一", "1", "check", "").status, 422);
    let checked = send("0", "1", "check", "");
    assert_eq!(checked.status, 200);
    checked.shows("审核层级由1级改为0级");
    let form = between(&checked.html, "action=\"/staff/settings/organ#own\"", "</form>").to_owned();
    let mark = between(&form, "name=\"checked\" value=\"", "\"").to_owned();
    let reviewers = || {
        let shown = admin.opens(&tab).html;
        between(&shown, "id=\"reviewers\" name=\"reviewers\" type=\"text\" value=\"", "\"").to_owned()
    };
    assert_eq!(reviewers(), "1", "a check keeps nothing");
    assert_eq!(send("0", "1", "save", &mark).status, 303);
    assert_eq!(reviewers(), "0");
    assert_eq!(admin.get("/staff/settings?organ=999999").status, 404);
}

fn the_trail_is_read_by_the_auditor_alone(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = taken_up(&app, "2026-03-02");
    let clerk = app.sign_in("clerk");
    clerk.post(&format!("/cases/{number}/parties/reveal"), &json!({})).ok();
    app.set_day("2026-03-04");
    let security = app.at_desk("security");
    create(&security, "newcomer", Role::Clerk, "清水县教育局");
    let auditor = app.at_desk("auditor");
    let page = auditor.opens("/staff/audit");
    page.shows("查看申请人完整信息");
    page.shows(&number);
    page.shows("授予岗位");
    page.shows("新人，登记岗");
    page.hides("张三丰");
    let kind = auditor.opens("/staff/audit?what=reveal_parties");
    assert_eq!(rows(&kind), 1);
    let user = choice_of(&page.html, "user", "security");
    let by = auditor.opens(&format!("/staff/audit?user={user}"));
    assert_eq!(rows(&by), 2, "signed in, and granted: {}", by.html);
    by.shows("新人");
    by.shows("登录");
    let granted = |days: &str| rows(&auditor.opens(&format!("/staff/audit?what=grant_post&{days}")));
    assert_eq!(granted("from=2026-03-04&to=2026-03-04"), 1);
    assert_eq!(granted("from=2026-03-02&to=2026-03-03"), 0);
    // A failed attempt is told of an account that exists, and never what was typed.
    let failed = || rows(&auditor.opens("/staff/audit?what=sign_in_failed"));
    assert_eq!(failed(), 0);
    for (login, password) in [("clerk", "not-it-at-all"), ("nobody-here", "not-it-at-all")] {
        assert_ne!(
            app.visitor().post("/staff/sign-in", &[("login", login), ("password", password)]).status,
            303
        );
    }
    assert_eq!(failed(), 1);
    let page = auditor.opens("/staff/audit?what=sign_in_failed");
    page.shows("登录失败");
    page.hides("not-it-at-all");
    page.hides("nobody-here");
    assert_eq!(auditor.get("/staff/audit?from=2026-3").status, 422);
    let file = auditor.opens("/staff/audit.csv?what=grant_post");
    assert_eq!(file.html.lines().count(), 2);
    auditor.opens("/staff/audit").shows("导出审计记录");
    for login in ["clerk", "supervisor", "admin", "security"] {
        refused(&app.at_desk(login).get("/staff/audit"), 403);
        refused(&app.at_desk(login).get("/staff/audit.csv"), 403);
    }
}

#[test]
fn every_sample_of_management_renders_and_nothing_in_it_acts() {
    let engine = Engine::new(None).unwrap();
    let samples = samples::all(&engine).unwrap();
    let parts = ["parts", "help/", "preview", "settings_"];
    for name in engine.template_names().iter().filter(|name| name.starts_with("manage/")) {
        let is_page = !parts.iter().any(|part| name.contains(part));
        assert!(!is_page || samples.iter().any(|sample| sample.template == *name), "no sample of {name}");
    }
    for sample in samples.iter().filter(|sample| sample.template.starts_with("manage/")) {
        for wrong in ["<script>alert", "<img src=x", " style=", "onclick"] {
            assert!(!sample.html.contains(wrong), "{wrong} in {}", sample.template);
        }
    }
}

/// The names within marks of a page.
fn marked(page: &str, mark: &str) -> Vec<String> {
    let all = page.split(mark).skip(1);
    all.map(|rest| rest.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

#[test]
fn help_names_what_is_in_the_menu_and_its_pictures_are_small() {
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/assets/help");
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Applicant) {
        let word = serde_json::to_value(role).unwrap().as_str().unwrap().to_owned();
        let person = app.at_desk(&word.replace('_', "-"));
        let page = person.opens("/staff/help");
        page.shows(&format!("帮助：{}", role.title()));
        let menu = marked(&page.html, "class=\"menu__link\"");
        let named = marked(&page.html, "class=\"help__menu\"");
        assert!(!named.is_empty(), "{word}");
        for name in named {
            assert!(menu.contains(&name), "{name} is not in the menu of {word}: {menu:?}");
        }
        let pictures: Vec<&str> = page.html.split("/help/").skip(1).collect();
        let pictures = pictures.iter().filter_map(|rest| rest.split('"').next());
        let pictures: Vec<&str> = pictures.filter(|name| name.ends_with(".webp")).collect();
        assert!(!pictures.is_empty(), "{word}");
        for picture in pictures {
            let bytes = std::fs::read(folder.join(picture)).unwrap();
            assert!(bytes.starts_with(b"RIFF") && bytes.len() <= 60 * 1024, "{picture}: {}", bytes.len());
        }
        // Five minutes: what one reads aloud in them.
        let text: String = between(&page.html, "<article", "</article>").chars().collect();
        let signs = text.chars().filter(|sign| *sign > '\u{3400}').count();
        assert!((200..1300).contains(&signs), "{word}: {signs}");
    }
    refused(&app.at_desk("clerk").get("/staff/help/applicant"), 404);
}

#[test]
fn the_trail_has_words_for_all_that_is_noted() {
    let known: Vec<&str> = gongkai::casework::trail_list::kinds().iter().map(|(word, _)| *word).collect();
    let mut noted = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/casework")).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for call in ["note(tx, &actor, \"", "note_look(tx, &actor, \""] {
            for rest in source.split(call).skip(1) {
                let what = rest.split('"').next().unwrap();
                assert!(known.contains(&what), "no words for {what}");
                noted += 1;
            }
        }
    }
    assert!(noted > 20, "only {noted} were found");
}
