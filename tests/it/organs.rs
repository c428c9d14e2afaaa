//! Organs, units and 文号 as the 系统管理员 keeps them in the browser: made, made ready, renamed, ended, each after
//! a check that says what would happen.

use gongkai::law::roles::Role;
use serde_json::{Value, json};

use crate::app::{Person, TestApp, application};
use crate::databases::TestDatabase;
use crate::page_client::{PageAnswer, Visitor};

on_both_databases!(
    an_organ_is_made_and_made_ready,
    an_organ_is_renamed_and_its_kind_kept,
    an_organ_ends_and_another_takes_over,
    units_are_made_renamed_and_ended,
    patterns_are_checked_and_number_the_next_letter,
    only_the_administrator_above_keeps_organs,
    an_organ_that_only_keeps_others_takes_no_applications,
);

const DAY: &str = "2026-03-02";
/// As long as a new one must be.
const NEW_PASSWORD: &str = "清水河畔的另一个秘密";

fn id_of(app: &TestApp, code: &str) -> i64 {
    let organs = app.sign_in("admin").get("/organs").ok();
    let organ = organs.as_array().unwrap().iter().find(|organ| organ["code"] == code);
    organ.unwrap_or_else(|| panic!("no {code} in {organs}"))["id"].as_i64().unwrap()
}

/// What the check left for the one who saves.
#[track_caller]
fn checked(page: &PageAnswer) -> String {
    assert_eq!(page.status, 200, "{}", page.html);
    page.shows("检查通过，还没有保存");
    let mut marks = page.html.split("name=\"checked\" value=\"").skip(1);
    marks.find_map(|rest| rest.split('"').next().filter(|mark| !mark.is_empty())).unwrap().to_owned()
}

#[track_caller]
fn rejected(page: &PageAnswer, field: &str, words: &str) {
    assert_eq!(page.status, 422, "{}", page.html);
    page.shows(&format!("href=\"#{field}\""));
    page.shows(words);
    assert!(page.html.contains(&format!("id=\"{field}\"")), "no field {field}");
}

/// Checks a form, finds in the check what is to come, and saves it.
#[track_caller]
fn saves(admin: &Visitor<'_>, open: &str, to: &str, fields: &[(&str, &str)], foreseen: &[&str]) -> String {
    admin.opens(open);
    let check = admin.submit(to, &[fields, &[("act", "check")]].concat());
    let mark = checked(&check);
    for words in foreseen {
        check.shows(words);
    }
    admin.submits(to, &[fields, &[("act", "save"), ("checked", mark.as_str())]].concat())
}

fn forestry<'f>(parent: &'f str, code: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("parent", parent),
        ("name", "清水县林业和草原局"),
        ("code", code),
        ("kind", "department"),
        ("from_on", DAY),
        ("units", "办公室\n 资源股 \n"),
    ]
}

/// Grants a first post to a new person.
#[track_caller]
fn person(app: &TestApp, organ: i64, unit: Option<i64>, login: &str, role: Role) {
    let input = json!({
        "login": login, "name": login, "password": NEW_PASSWORD, "organ": organ, "unit": unit, "role": role
    });
    let answer = app.sign_in("security").post("/users", &input);
    assert_eq!(answer.status, 201, "{}", answer.body);
}

/// A new person, signed in.
#[track_caller]
fn signed_in<'a>(app: &'a TestApp, login: &str) -> Person<'a> {
    let input = json!({ "login": login, "password": NEW_PASSWORD });
    let session = app.send("POST", "/sessions", Some(&input)).ok();
    Person { app, login: login.to_owned(), token: session["access_token"].as_str().unwrap().to_owned() }
}

/// The part of 还不能受理申请的机关 about one of them; nothing if it is ready.
fn lacking(page: &PageAnswer, organ: &str) -> String {
    let all = page.html.split("class=\"lacks__organ\"").skip(1);
    let found = all.map(|rest| rest.split("</ul>").next().unwrap());
    found.filter(|part| part.contains(&format!("<strong>{organ}</strong>"))).collect()
}

fn an_organ_is_made_and_made_ready(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    app.fill_in_facts();
    let (admin, county) = (app.at_desk("admin"), id_of(&app, "QS").to_string());
    let place = "/staff/organization/new";
    let wrong = |fields: &[(&str, &str)], field: &str, words: &str| {
        admin.opens(place);
        rejected(&admin.submit(place, &[fields, &[("act", "check")]].concat()), field, words);
    };
    let with = |field: &'static str, value: &'static str| {
        let mut fields = forestry(&county, "qsly");
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        fields
    };
    wrong(&with("code", "QSZR"), "code", "编码QSZR已有机关使用");
    wrong(&with("code", "7LY"), "code", "以字母开头");
    wrong(&with("code", "林业"), "code", "只用字母和数字");
    wrong(&with("name", ""), "name", "请填写机关全称");
    wrong(&with("name", "清水县教育局"), "name", "已有同名的机关");
    wrong(&with("kind", "kingdom"), "kind", "请选择机关的性质");
    wrong(&with("from_on", "2026-13-01"), "from_on", "请填写日期");
    wrong(&with("units", "办公室\n办公室"), "units", "写了不止一次");
    // What is sent without a check, or changed after it, is checked and not kept.
    let fields = forestry(&county, "qsly");
    admin.opens(place);
    let unchecked = admin.submit(place, &[&fields[..], &[("act", "save")]].concat());
    let mark = checked(&unchecked);
    let changed = [&with("name", "清水县林业局")[..], &[("act", "save"), ("checked", &mark)]].concat();
    assert_eq!(admin.submit(place, &changed).status, 200);
    app.visitor().opens("/").hides("林业");
    let foreseen =
        ["编码以后不能改", "QSLY-2026-00001", "同时设立2个内设机构：办公室、资源股", "列入公开申请页面"];
    let made = saves(&admin, place, place, &fields, &foreseen);
    let id = id_of(&app, "QSLY");
    assert_eq!(made, format!("/staff/organization/{id}?done=made"));
    admin.opens(&made).shows("资源股");
    app.visitor().opens("/").shows("清水县林业和草原局");
    // What it lacks is said in one place, until it has it.
    let name = "清水县林业和草原局";
    let list = lacking(&admin.opens("/staff/organization"), name);
    for words in ["没有登记岗", "没有承办人", "没有公开工作机构负责人", "没有签发人", "没有填写机关信息"]
    {
        assert!(list.contains(words), "no {words} in {list}");
    }
    assert!(list.contains("只有0名审核岗") && !list.contains("没有内设机构"), "{list}");
    assert_eq!(lacking(&admin.opens("/staff/organization"), "清水县自然资源局"), "");
    let organs = app.sign_in("admin").get("/organs").ok();
    let own = organs.as_array().unwrap().iter().find(|organ| organ["code"] == "QSLY").unwrap();
    let unit = own["units"][1]["id"].as_i64();
    for (login, role, unit) in [
        ("ly-clerk", Role::Clerk, None),
        ("ly-handler", Role::Handler, unit),
        ("ly-reviewer", Role::Reviewer, None),
        ("ly-head", Role::OfficeHead, None),
        ("ly-approver", Role::Approver, None),
    ] {
        person(&app, id, unit, login, role);
    }
    let facts = crate::app::facts(DAY, "清自然资");
    let put = app.request(
        "PUT",
        &format!("/organs/{id}/facts"),
        Some(&app.sign_in("admin").token),
        &[],
        Some(facts.to_string().into_bytes()),
    );
    assert_eq!(put.status, 200, "{}", put.body);
    let list = lacking(&admin.opens("/staff/organization"), name);
    assert!(list.contains("答复书的文号与清水县自然资源局的会相同"), "two organs with one 代字: {list}");
    assert!(!list.contains("没有"), "{list}");
    let facts = crate::app::facts(DAY, "清林").to_string().into_bytes();
    app.request("PUT", &format!("/organs/{id}/facts"), Some(&app.sign_in("admin").token), &[], Some(facts))
        .ok();
    assert_eq!(lacking(&admin.opens("/staff/organization"), name), "");
    // It takes an application under its own code.
    let registered = signed_in(&app, "ly-clerk").post("/cases", &application("in_person", DAY)).ok();
    assert_eq!(registered["number"], "QSLY-2026-00001");
}

fn an_organ_is_renamed_and_its_kind_kept(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    app.fill_in_facts();
    let number = app.in_hand(DAY);
    let (admin, county, own) = (app.at_desk("admin"), id_of(&app, "QS"), id_of(&app, "QSZR"));
    let (open, to) =
        (format!("/staff/organization/{county}"), format!("/staff/organization/{county}/change"));
    let fields = [("name", "清水市人民政府"), ("kind", "government"), ("region", "")];
    let foreseen = [
        "清水县人民政府改称清水市人民政府",
        "清水县自然资源局、清水县教育局的机关信息把它写作行政复议机关",
        "仍写原来的名称",
    ];
    let place = saves(&admin, &open, &to, &fields, &foreseen);
    admin.opens(&place).shows("<h1 class=\"govuk-heading-l\">清水市人民政府</h1>");
    // What was written down before keeps the name of its day.
    let to = format!("/staff/organization/{own}/change");
    let open = format!("/staff/organization/{own}");
    let fields = [("name", "清水市自然资源局"), ("kind", "department")];
    saves(&admin, &open, &to, &fields, &["改称清水市自然资源局"]);
    let case = app.at_desk("clerk").opens(&format!("/staff/cases/{number}"));
    case.shows("清水市自然资源局");
    app.is_sound();
    // The name of another, or no name, is refused.
    admin.opens(&open);
    rejected(&admin.submit(&to, &[("name", " "), ("kind", "department")]), "name", "请填写机关全称");
    rejected(&admin.submit(&to, &[("name", "清水县教育局"), ("kind", "department")]), "name", "已有同名");
    let trail = app.at_desk("auditor").opens("/staff/audit");
    trail.shows("变更机关");
}

fn an_organ_ends_and_another_takes_over(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    app.fill_in_facts();
    let number = app.in_hand(DAY);
    let (admin, own, other) = (app.at_desk("admin"), id_of(&app, "QSZR"), id_of(&app, "QSJY").to_string());
    let (open, to) = (format!("/staff/organization/{own}"), format!("/staff/organization/{own}/end"));
    let try_end = |last_day: &str, successor: &str| {
        admin.opens(&open);
        admin.submit(&to, &[("last_day", last_day), ("successor", successor), ("act", "check")])
    };
    rejected(&try_end("2026-03-10", ""), "successor", "还有1件在办案件，请选择承接机关");
    rejected(&try_end("2026-03-10", &own.to_string()), "successor", "此后仍存续的其他机关");
    rejected(&try_end("2026-03-01", &other), "last_day", "不能早于今日");
    rejected(&try_end("3月", &other), "last_day", "请填写日期");
    let fields = [("last_day", "2026-03-10"), ("successor", other.as_str())];
    let foreseen = [
        "2026年3月10日是清水县自然资源局的最后一日，由清水县教育局承接",
        "在办的1件仍由现在的岗位办结",
        "7个岗位仍然有效",
    ];
    saves(&admin, &open, &to, &fields, &foreseen);
    admin.opens(&open).shows("将撤并");
    // Until that day it can be taken back.
    let taken = admin.submits(&to, &[("act", "take-back")]);
    admin.opens(&taken).hides("将撤并");
    assert_eq!(admin.submit(&to, &[("act", "take-back")]).status, 422, "there is nothing to take back");
    saves(&admin, &open, &to, &fields, &[]);
    app.set_day("2026-03-10");
    app.visitor().opens("/").shows("清水县自然资源局");
    app.sign_in("clerk").post("/cases", &application("in_person", "2026-03-10")).ok();
    app.set_day("2026-03-11");
    app.visitor().opens("/").hides("清水县自然资源局");
    let late = app.sign_in("clerk").post("/cases", &application("in_person", "2026-03-11"));
    assert_eq!(late.problem(422), "input");
    assert!(late.body.to_string().contains("由清水县教育局承接"), "{}", late.body);
    // What came in time is still written down there, and its cases go on.
    app.sign_in("clerk").post("/cases", &application("in_person", "2026-03-10")).ok();
    app.does("handler", &number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    app.is_sound();
    let admin = app.at_desk("admin");
    let page = admin.opens("/staff/organization");
    page.shows("清水县自然资源局（已撤并）");
    assert_eq!(lacking(&page, "清水县自然资源局"), "");
    let ended = admin.opens(&open);
    ended.hides("确认撤并");
    ended.hides("id=\"last_day\"");
    rejected_without_field(&admin.submit(&to, &[("last_day", "2026-04-01"), ("act", "check")]), "已经撤并");
    // Nobody is granted a post there any more by the form.
    let grants = app.at_desk("security").opens("/staff/organization");
    let choices = grants.html.split("id=\"grant-organ\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(choices.contains("清水县教育局") && !choices.contains("清水县自然资源局"), "{choices}");
    // An organ with others below it, and one's own, do not end.
    let county = id_of(&app, "QS");
    admin.opens(&format!("/staff/organization/{county}")).shows("由上级机关的系统管理员办理");
    let fields = [("last_day", "2026-04-01"), ("act", "check")];
    let answer = admin.submit(&format!("/staff/organization/{county}/end"), &fields);
    rejected_without_field(&answer, "下级机关清水县教育局还没有撤并");
}

#[track_caller]
fn rejected_without_field(page: &PageAnswer, words: &str) {
    assert_eq!(page.status, 422, "{}", page.html);
    page.shows(words);
}

fn units_are_made_renamed_and_ended(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    let number = app.in_hand(DAY);
    let (admin, own) = (app.at_desk("admin"), id_of(&app, "QSZR"));
    let open = format!("/staff/organization/{own}");
    admin.opens(&open);
    let units = format!("{open}/units");
    rejected(&admin.submit(&units, &[("unit", "规划股")]), "unit", "已有同名的内设机构");
    rejected(&admin.submit(&units, &[("unit", " ")]), "unit", "请填写内设机构的名称");
    let place = admin.submits(&units, &[("unit", "法规股")]);
    let page = admin.opens(&place);
    page.shows("法规股");
    let mark = format!("href=\"/staff/organization/{own}/units/");
    let addresses = page.html.split(&mark).skip(1);
    let ids: Vec<i64> = addresses.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
    let (planning, new) = (app.units[1], *ids.last().unwrap());
    let of = |unit: i64, what: &str| format!("{open}/units/{unit}{what}");
    admin.opens(&of(new, ""));
    let place = admin.submits(&of(new, "/name"), &[("unit", "政策法规股")]);
    admin.opens(&place).shows("<h1 class=\"govuk-heading-l\">政策法规股</h1>");
    rejected(&admin.submit(&of(new, "/name"), &[("unit", "办公室")]), "unit", "已有同名");
    // A unit with cases names who takes over.
    admin.opens(&of(planning, "")).shows("handler、colleague");
    let end = of(planning, "/end");
    let without = admin.submit(&end, &[("last_day", DAY), ("successor", ""), ("act", "check")]);
    rejected(&without, "successor", "还有1件在办案件，请选择承接机构");
    let foreign = app.other_units[0].to_string();
    let elsewhere = admin.submit(&end, &[("last_day", DAY), ("successor", &foreign), ("act", "check")]);
    rejected(&elsewhere, "successor", "本机关此后仍存续");
    let successor = new.to_string();
    let fields = [("last_day", "2026-03-04"), ("successor", successor.as_str())];
    let foreseen = ["由政策法规股承接", "在办的1件仍在它名下", "承办人handler、colleague的岗位仍然有效"];
    saves(&admin, &of(planning, ""), &end, &fields, &foreseen);
    let taken = admin.submits(&end, &[("act", "take-back")]);
    admin.opens(&taken).hides("将撤并");
    saves(&admin, &of(planning, ""), &end, &fields, &foreseen);
    app.set_day("2026-03-05");
    let admin = app.at_desk("admin");
    admin.opens(&of(planning, "")).shows("最后一日2026年3月4日，由政策法规股承接");
    // Nothing new goes there; what is there goes on, or to the successor.
    let other = app.register(&application("in_person", "2026-03-05"));
    let refused = app.ask("clerk", &other, &json!({ "act": "assign", "unit": planning }));
    assert!(refused.body.to_string().contains("已经撤并"), "{}", refused.body);
    app.does("handler", &number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    app.does("clerk", &number, json!({ "act": "assign", "unit": new, "reason": "机构改革" }));
    // A unit of another organ is not there, whatever the address says.
    assert_eq!(admin.get(&of(app.other_units[0], "")).status, 404);
    assert_eq!(admin.submit(&of(app.other_units[0], "/name"), &[("unit", "某股")]).status, 404);
}

fn patterns_are_checked_and_number_the_next_letter(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    let (admin, own, county) = (app.at_desk("admin"), id_of(&app, "QSZR"), id_of(&app, "QS"));
    let open = format!("/staff/organization/{own}/numbers");
    admin.opens(&open).shows("还没有填写机关代字");
    admin.opens("/staff/organization/new");
    let early = admin.submit(&open, &[("valid_from", DAY), ("act", "check")]);
    rejected_without_field(&early, "请先填写再定文号");
    app.fill_in_facts();
    let page = admin.opens(&open);
    page.shows("清自然资公开补〔2026〕1号");
    page.shows("系统随附");
    let send = |fields: &[(&str, &str)]| {
        admin.opens(&open);
        admin.submit(&open, &[&[("valid_from", DAY), ("act", "check")], fields].concat())
    };
    rejected(&send(&[("pattern-reply", "{字}[{年}]{号}号")]), "pattern-reply", "六角括号");
    rejected(&send(&[("pattern-reply", "{字}〔{年}〕号")]), "pattern-reply", "缺少{号}");
    let twins = [("pattern-reply", "{字}〔{年}〕{号}号"), ("pattern-fee", "{字}〔{年}〕{号}号")];
    rejected(&send(&twins), "pattern-fee", "信息处理费收费通知书的文号会与政府信息公开申请答复书的相同");
    rejected(&send(&[("last-reply", "十二")]), "last-reply", "只写数字");
    rejected(&send(&[("last-reply", "0")]), "last-reply", "1至99999");
    admin.opens(&open);
    let past = admin.submit(&open, &[("valid_from", "2026-03-01"), ("act", "check")]);
    rejected(&past, "valid_from", "从今日或者以后起改");
    // The pattern of another organ, with the same 代字, is warned of.
    let same = send(&[("pattern-reply", "清教公开答〔{年}〕{号}号")]);
    assert_eq!(same.status, 200);
    same.shows("答复书的文号会与清水县教育局的相同");
    let fields = [("valid_from", DAY), ("pattern-reasons", "{字}说〔{年}〕第{号}号"), ("last-reasons", "7")];
    let foreseen = ["清自然资公开说〔2026〕1号", "清自然资说〔2026〕第8号", "不变"];
    saves(&admin, &open, &open, &fields, &foreseen);
    admin.opens(&open).shows("清自然资说〔2026〕第8号");
    // The next letter has that number, and the one after it the next.
    for expected in ["清自然资说〔2026〕第8号", "清自然资说〔2026〕第9号"] {
        assert_eq!(signed_number(&app), expected);
    }
    app.is_sound();
    let page = admin.opens(&open);
    page.shows("已编到9号");
    page.hides("id=\"last-reasons\"");
    let again = [("last-reasons", "20"), ("pattern-reasons", "{字}说〔{年}〕第{号}号")];
    rejected_without_field(&send(&again), "已经编到第9号");
    // What the county sets holds below it where nothing else is set.
    let facts = crate::app::facts("2026-03-02", "清政");
    let mut facts: Value = facts;
    facts["facts"]["kind"] = json!("local_government");
    facts["facts"]["review"] = json!([]);
    facts["facts"]["court"] = json!({ "name": "天水市中级人民法院", "address": "天水市" });
    let path = format!("/organs/{county}/facts");
    let body = Some(facts.to_string().into_bytes());
    app.request("PUT", &path, Some(&app.sign_in("admin").token), &[], body).ok();
    let above = format!("/staff/organization/{county}/numbers");
    let fields = [("valid_from", DAY), ("pattern-extension", "{字}延〔{年}〕{号}号")];
    saves(&admin, &above, &above, &fields, &["清政延〔2026〕1号"]);
    let page = admin.opens(&open);
    page.shows("清自然资延〔2026〕1号");
    page.shows("清水县人民政府");
}

fn an_organ_that_only_keeps_others_takes_no_applications(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    let page = app.visitor().opens("/");
    page.shows("href=\"/organs/QSZR\"");
    page.hides("href=\"/organs/QS\"");
    assert_eq!(app.visitor().get("/organs/QS").status, 404);
    let sent = app.send("POST", "/public/organs/QS/applications", Some(&application("online", DAY)));
    sent.problem(404);
    app.send("POST", "/public/organs/QSZR/applications", Some(&application("online", DAY))).ok();
}

/// The number of a 说明理由告知书, from its proposal to its signature.
fn signed_number(app: &TestApp) -> String {
    let number = app.in_hand(DAY);
    let handler = app.sign_in("handler");
    let about = "2026年2月以来提出政府信息公开申请46件，其中3月2日当天11件。";
    let measure = json!({ "measure": "reasons", "about": about });
    handler.does(&number, json!({ "act": "propose_measure", "measure": measure }));
    let letter = json!({ "kind": "reasons_notice", "measure": 1, "days": 10 });
    handler.post(&format!("/cases/{number}/letters"), &letter).ok();
    app.does("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    let letter = handler.get(&format!("/cases/{number}/letters/1")).ok();
    letter["number"].as_str().unwrap_or_else(|| panic!("{letter}")).to_owned()
}

fn only_the_administrator_above_keeps_organs(db: &TestDatabase) {
    let app = TestApp::start(db, DAY);
    app.fill_in_facts();
    let (county, own, other) = (id_of(&app, "QS"), id_of(&app, "QSZR"), id_of(&app, "QSJY"));
    let unit = app.units[1];
    let pages = [
        format!("/staff/organization/{own}"),
        format!("/staff/organization/{own}/numbers"),
        format!("/staff/organization/{own}/units/{unit}"),
    ];
    let forms = [
        (format!("/staff/organization/{own}/change"), vec![("name", "某局"), ("kind", "department")]),
        (format!("/staff/organization/{own}/end"), vec![("last_day", DAY)]),
        (format!("/staff/organization/{own}/units"), vec![("unit", "某股")]),
        (format!("/staff/organization/{own}/units/{unit}/name"), vec![("unit", "某股")]),
        (format!("/staff/organization/{own}/units/{unit}/end"), vec![("last_day", DAY)]),
        (format!("/staff/organization/{own}/numbers"), vec![("valid_from", DAY)]),
    ];
    for login in ["clerk", "handler", "office-head", "approver", "supervisor", "security", "auditor"] {
        let visitor = app.at_desk(login);
        for page in &pages {
            assert_eq!(visitor.get(page).status, 403, "{login} {page}");
        }
        assert_eq!(visitor.get("/staff/organization/new").status, 403, "{login}");
        visitor.opens("/staff/help");
        for (form, fields) in &forms {
            assert_eq!(visitor.submit(form, fields).status, 403, "{login} {form}");
        }
        let county = county.to_string();
        let new = visitor.submit("/staff/organization/new", &forestry(&county, "QSLY"));
        assert_eq!(new.status, 403, "{login}");
    }
    // An administrator of one department keeps that one alone.
    person(&app, own, None, "low-admin", Role::Admin);
    let low = app.visitor();
    let answer = low.post("/staff/sign-in", &[("login", "low-admin"), ("password", NEW_PASSWORD)]);
    assert_eq!(answer.status, 303, "{}", answer.html);
    for page in &pages {
        low.opens(page);
    }
    for foreign in [county, other] {
        assert_eq!(low.get(&format!("/staff/organization/{foreign}")).status, 404);
        assert_eq!(low.get(&format!("/staff/organization/{foreign}/numbers")).status, 404);
        low.opens("/staff/organization/new");
        let parent = foreign.to_string();
        let new = low.submit("/staff/organization/new", &forestry(&parent, "QSLY"));
        assert_eq!(new.status, 404, "{}", new.html);
    }
    // Without the token of the page nothing is done.
    assert_eq!(low.post(&forms[2].0, &forms[2].1).status, 403);
    // The own organ is ended by one above; what is below it by its administrator.
    low.opens(&pages[0]);
    rejected_without_field(&low.submit(&forms[1].0, &forms[1].1), "由上级机关的系统管理员办理");
    let below = own.to_string();
    let fields = forestry(&below, "QSLC");
    let place = "/staff/organization/new";
    let made = saves(&low, place, place, &fields, &["隶属于清水县自然资源局"]);
    let id = id_of(&app, "QSLC");
    assert_eq!(made, format!("/staff/organization/{id}?done=made"));
    let (open, to) = (format!("/staff/organization/{id}"), format!("/staff/organization/{id}/end"));
    saves(&low, &open, &to, &[("last_day", DAY), ("successor", "")], &["最后一日"]);
    let trail = app.at_desk("auditor").opens("/staff/audit");
    for words in ["设立机关", "撤并机关"] {
        trail.shows(words);
    }
}
