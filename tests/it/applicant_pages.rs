//! The pages for applicants over HTTP, as a browser without scripts goes through them.

use std::io::Write as _;

use chrono::TimeDelta;
use flate2::Compression;
use flate2::write::GzEncoder;
use gongkai::app::Clock;
use gongkai::config::Settings;
use gongkai::pages::Engine;
use gongkai::pages::applicant::samples;
use gongkai::pages::samples::MARKUP;
use serde_json::{Value, json};

use crate::app::{FORM, TestApp, application, form};
use crate::databases::TestDatabase;
use crate::samples::pdf;

on_both_databases!(
    an_application_is_written_over_five_pages,
    what_is_wrong_comes_back_filled_in,
    going_back_and_changing_keeps_the_rest,
    items_are_added_and_taken_away,
    what_reads_like_a_complaint_is_asked_once_and_taken,
    submitted_twice_it_is_registered_once,
    nobody_else_sees_the_confirmation,
    forms_of_others_are_refused,
    hostile_words_stay_words,
    attachments_become_part_of_the_case,
    bad_attachments_are_told_on_the_page,
    a_status_is_found_and_forgotten,
    a_wrong_code_comes_back_filled_in_and_is_limited,
    a_correction_is_brought_and_a_withdrawal_asked_for,
    a_delivered_letter_is_downloaded,
    a_lost_code_tells_nobody_anything,
    the_calculator_counts_by_the_law,
    every_open_page_answers,
);

/// A browser without scripts: keeps cookies, sends the token of the page it came from.
struct Visitor<'a> {
    app: &'a TestApp,
    agent: ureq::Agent,
    cookies: Vec<(String, String)>,
    token: String,
    once: String,
}

/// A page as it came.
struct Shown {
    status: u16,
    text: String,
    headers: ureq::http::HeaderMap,
}

impl Shown {
    #[track_caller]
    fn has(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "no {words} in {} {}", self.status, self.text);
        self
    }

    #[track_caller]
    fn lacks(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "{words} in {}", self.text);
        self
    }

    /// Where it sends the browser.
    #[track_caller]
    fn goes(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers["location"].to_str().unwrap()
    }

    #[track_caller]
    fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// What stands in a named hidden field.
    fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(rest.split('"').next().unwrap().to_owned())
    }
}

impl<'a> Visitor<'a> {
    fn new(app: &'a TestApp) -> Visitor<'a> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        Visitor { app, agent, cookies: Vec::new(), token: String::new(), once: String::new() }
    }

    fn send(&mut self, method: &str, path: &str, kind: Option<&str>, body: Vec<u8>) -> Shown {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.app.address));
        if let Some(kind) = kind {
            request = request.header("Content-Type", kind);
        }
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies.join("; "));
        }
        let mut answer = self.agent.run(request.body(body).unwrap()).unwrap();
        let headers = answer.headers().clone();
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = answer.body_mut().read_to_vec().unwrap();
        // A slash is written as a sign of its own; to a browser it is the same.
        let text = String::from_utf8_lossy(&bytes).replace("&#x2f;", "/");
        Shown { status: answer.status().as_u16(), text, headers }
    }

    fn get(&mut self, path: &str) -> Shown {
        let shown = self.send("GET", path, None, Vec::new());
        if let Some(token) = shown.hidden("token") {
            self.token = token;
        }
        if let Some(once) = shown.hidden("once") {
            self.once = once;
        }
        shown
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let own = [("token", self.token.clone()), ("once", self.once.clone())];
        let mut body = String::new();
        let own = own.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in own.chain(fields.iter().copied()) {
            body += &format!("{}={}&", encoded(name), encoded(value));
        }
        self.send("POST", path, Some("application/x-www-form-urlencoded"), body.into_bytes())
    }

    fn upload(&mut self, path: &str, name: &str, content: &[u8]) -> Shown {
        let token = self.token.clone();
        let body = form(&[("token", &token), ("once", "1")], name, content);
        self.send("POST", path, Some(FORM.1), body)
    }

    /// Opens a page, fills it in, and goes where it leads.
    #[track_caller]
    fn fills(&mut self, path: &str, fields: &[(&str, &str)], next: &str) {
        self.get(path).is(200);
        let shown = self.post(path, fields);
        assert_eq!(shown.goes(), next);
    }

    /// Writes an application up to its last page.
    #[track_caller]
    fn writes(&mut self, item: &str) {
        self.fills(APPLY, &[("kind", "person"), ("agent", "no")], CONTACT);
        self.fills(CONTACT, &PERSON, WANTED);
        self.fills(WANTED, &[("item-1", item)], DELIVERY);
        self.fills(DELIVERY, &[("form", "纸质"), ("delivery", "邮寄"), ("otherwise", "yes")], FILES);
        self.get(FILES).is(200);
        assert_eq!(self.upload(FILES, "", b"").goes(), CHECK);
        self.get(CHECK).is(200);
    }

    #[track_caller]
    fn submits(&mut self) -> (String, String) {
        self.get(CHECK).is(200);
        assert_eq!(self.post(CHECK, &[]).goes(), DONE);
        let shown = self.get(DONE);
        shown.is(200).has("申请已提交");
        (between(&shown.text, "登记编号<br><strong>", "<"), between(&shown.text, "id=\"code\">", "<"))
    }

    #[track_caller]
    fn opens(&mut self, number: &str, code: &str) {
        self.get("/status").is(200);
        assert_eq!(self.post("/status", &[("number", number), ("code", code)]).goes(), "/status/case");
    }
}

const APPLY: &str = "/organs/QSZR/apply";
const CONTACT: &str = "/organs/QSZR/apply/contact";
const WANTED: &str = "/organs/QSZR/apply/wanted";
const DELIVERY: &str = "/organs/QSZR/apply/delivery";
const FILES: &str = "/organs/QSZR/apply/files";
const CHECK: &str = "/organs/QSZR/apply/check";
const DONE: &str = "/organs/QSZR/submitted";
const ITEM: &str = "清水县2025年国有建设用地供应计划（清政发〔2025〕3号）";
const PERSON: [(&str, &str); 5] = [
    ("name", "阿依古丽·𬭎买买提"),
    ("id_kind", "居民身份证"),
    ("id_number", "110105194912310021"),
    ("phone", "13812345678"),
    ("address", "清水县城关镇幸福路1号"),
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[track_caller]
fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split(after).next().unwrap().trim().to_owned()
}

/// The cases of an organ, as its clerk sees them.
fn cases(app: &TestApp) -> Vec<Value> {
    app.sign_in("clerk").get("/cases").ok()["cases"].as_array().unwrap().clone()
}

fn an_application_is_written_over_five_pages(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    app.fill_in_facts();
    let mut visitor = Visitor::new(&app);
    visitor.get("/organs/QSZR").is(200).has("文化路12号").has("0938-7150012").has("/organs/QSZR/apply");
    visitor.get("/organs/QSZR/guide").is(200).has("20个工作日").has("60日内");
    visitor.writes(ITEM);
    let check = visitor.get(CHECK);
    check.has("阿依古丽·𬭎买买提").has(ITEM).has("纸质（若无法按此形式提供，也接受其他形式）");
    check.has("校验位不符");
    let (number, code) = visitor.submits();
    assert_eq!(number, "QSZR-2026-00001");
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    assert_eq!((digits.len(), code.len()), (12, 14), "four digits at a time: {code}");
    let done = visitor.get(DONE);
    // 2026-09-30 confirmed, 20 working days over the holidays and the worked Saturday of 10-10.
    done.has("收到申请之日").has("2026年11月3日").has("<svg").lacks("从严");
    visitor.get(DONE).is(200);
    let text = visitor.get("/organs/QSZR/submitted/receipt.txt");
    text.is(200).has(&number).has(&code);
    assert!(text.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert_eq!(case["items"], json!([{ "item": 1, "description": ITEM }]));
    assert_eq!((&case["channel"], &case["delivery"]), (&json!("online"), &json!("邮寄")));
    assert_eq!(case["parties"][0]["name"], "阿依古丽·𬭎买买提");
    // Nothing is left of the draft.
    assert_eq!(visitor.get(CHECK).goes(), "/organs/QSZR/apply?lost=1");
}

fn what_is_wrong_comes_back_filled_in(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.get(APPLY).is(200);
    visitor.post(APPLY, &[]).is(422).has("href=\"#kind\"").has("href=\"#agent\"").has("id=\"kind\"");
    visitor.get(APPLY);
    assert_eq!(visitor.post(APPLY, &[("kind", "organisation"), ("agent", "yes")]).goes(), CONTACT);
    visitor.get(CONTACT).is(200).has("统一社会信用代码").has("代理人姓名");
    let long = "长".repeat(61);
    let rejected = visitor.post(CONTACT, &[("name", &long), ("email", "无此邮箱")]);
    rejected.is(422).has(&format!("value=\"{long}\"")).has("value=\"无此邮箱\"");
    for field in ["organisation_kind", "name", "id_number", "email", "agent_name"] {
        rejected.has(&format!("href=\"#{field}\"")).has(&format!("id=\"{field}\""));
    }
    // No page is reached before those it builds on.
    assert_eq!(visitor.get(WANTED).goes(), CONTACT);
    assert_eq!(visitor.get(CHECK).goes(), CONTACT);
    assert_eq!(visitor.post(CHECK, &[]).goes(), CONTACT);
    assert_eq!(visitor.get("/organs/QSZR/apply/nonsense").status, 404);
    assert_eq!(visitor.get("/organs/NONE/apply").status, 404);
    let mut other = Visitor::new(&app);
    assert_eq!(other.get(CONTACT).goes(), "/organs/QSZR/apply?lost=1");
    other.get("/organs/QSZR/apply?lost=1").has("没有找到您之前填写的内容");
}

fn going_back_and_changing_keeps_the_rest(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.writes(ITEM);
    visitor.get(CONTACT).has("value=\"13812345678\"").has("value=\"阿依古丽·𬭎买买提\"");
    visitor.get(APPLY).has("value=\"person\" checked");
    let back = format!("{CONTACT}?back=check");
    visitor.get(CHECK).has(&back);
    let mut changed = PERSON;
    changed[0].1 = "李四";
    visitor.fills(&back, &changed, CHECK);
    visitor.get(CHECK).has("李四").lacks("阿依古丽").has(ITEM);
    // Without an address nothing can be mailed any more: the page in between says so.
    visitor.fills(&back, &changed[..4], CHECK);
    assert_eq!(visitor.get(CHECK).goes(), DELIVERY);
    visitor.get(DELIVERY).has("value=\"邮寄\" checked");
    visitor.post(DELIVERY, &[("form", "纸质"), ("delivery", "邮寄")]).is(422).has("通信地址");
    assert_eq!(cases(&app).len(), 0);
}

fn items_are_added_and_taken_away(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.fills(APPLY, &[("kind", "person"), ("agent", "no")], CONTACT);
    visitor.fills(CONTACT, &PERSON, WANTED);
    visitor.get(WANTED).has("id=\"item-1\"").lacks("id=\"item-2\"");
    let at = |number: u32| format!("{WANTED}#item-{number}");
    assert_eq!(visitor.post(WANTED, &[("item-1", "甲计划"), ("act", "more")]).goes(), at(2));
    visitor.get(WANTED).has("甲计划").has("id=\"item-2\"").lacks("id=\"item-3\"");
    let two = [("item-1", "甲计划"), ("item-2", "乙计划"), ("act", "more")];
    assert_eq!(visitor.post(WANTED, &two).goes(), at(3));
    let three = [("item-1", "甲计划"), ("item-2", "乙计划"), ("item-3", "丙计划"), ("act", "drop-2")];
    assert_eq!(visitor.post(WANTED, &three).goes(), at(2));
    visitor.get(WANTED).has("甲计划").has("丙计划").lacks("乙计划").lacks("id=\"item-3\"");
    let texts: Vec<String> = (1..=20).map(|number| format!("第{number}号文件")).collect();
    let names: Vec<String> = (1..=20).map(|number| format!("item-{number}")).collect();
    let pair = |(name, text)| (String::as_str(name), String::as_str(text));
    let mut twenty: Vec<(&str, &str)> = names.iter().zip(&texts).map(pair).collect();
    twenty.push(("act", "more"));
    assert_eq!(visitor.post(WANTED, &twenty).goes(), at(20));
    visitor.get(WANTED).has("id=\"item-20\"").lacks("id=\"item-21\"").lacks("再加一项");
    visitor.post(WANTED, &[("item-1", " \r\n ")]).is(422).has("href=\"#item-1\"");
    let long = "长".repeat(2001);
    visitor.post(WANTED, &[("item-1", "甲计划"), ("item-2", &long)]).is(422).has("href=\"#item-2\"");
    // Line ends that a browser makes two signs of count as one.
    let exact = format!("{}\r\n{}", "长".repeat(1000), "长".repeat(999));
    assert_eq!(visitor.post(WANTED, &[("item-1", &exact)]).goes(), DELIVERY);
}

fn what_reads_like_a_complaint_is_asked_once_and_taken(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.fills(APPLY, &[("kind", "person"), ("agent", "no")], CONTACT);
    visitor.fills(CONTACT, &PERSON, WANTED);
    let complaint = [("item-1", "举报邻居违章建房，要求处理")];
    visitor.get(WANTED).lacks("仍然继续");
    assert_eq!(visitor.post(WANTED, &complaint).goes(), WANTED);
    visitor.get(WANTED).has("像是信访").has("仍然继续").has("举报邻居");
    assert_eq!(visitor.post(WANTED, &complaint).goes(), DELIVERY, "never a refusal");
    // Another doubt is said once as well.
    let advice = [("item-1", "为什么我家没有补偿？")];
    assert_eq!(visitor.post(WANTED, &advice).goes(), WANTED);
    assert_eq!(visitor.post(WANTED, &advice).goes(), DELIVERY);
    assert_eq!(visitor.post(WANTED, &complaint).goes(), DELIVERY);
}

fn submitted_twice_it_is_registered_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.writes(ITEM);
    visitor.get(CHECK);
    assert_eq!(visitor.post(CHECK, &[]).goes(), DONE);
    assert_eq!(visitor.post(CHECK, &[]).goes(), DONE);
    assert_eq!(cases(&app).len(), 1);
    // At the same time from two windows.
    visitor.writes(ITEM);
    let copies: Vec<Visitor<'_>> = (0..4)
        .map(|_| Visitor {
            app: &app,
            agent: visitor.agent.clone(),
            cookies: visitor.cookies.clone(),
            token: visitor.token.clone(),
            once: visitor.once.clone(),
        })
        .collect();
    std::thread::scope(|scope| {
        for mut copy in copies {
            scope.spawn(move || assert_eq!(copy.post(CHECK, &[]).goes(), DONE));
        }
    });
    assert_eq!(cases(&app).len(), 2);
    // Another application of the same visitor is another case.
    visitor.writes(ITEM);
    visitor.submits();
    assert_eq!(cases(&app).len(), 3);
}

fn nobody_else_sees_the_confirmation(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    app.fill_in_facts();
    let mut visitor = Visitor::new(&app);
    visitor.writes(ITEM);
    let (number, _) = visitor.submits();
    let mut stranger = Visitor::new(&app);
    let text = "/organs/QSZR/submitted/receipt.txt";
    for path in [DONE, text] {
        stranger.get(path).is(404).lacks(&number);
    }
    stranger.get(APPLY);
    stranger.post(APPLY, &[("kind", "person"), ("agent", "no")]);
    for path in [DONE, text] {
        stranger.get(path).is(404).lacks(&number);
    }
    stranger.get(CHECK).lacks(ITEM);
    visitor.get("/organs/QSJY/submitted").is(404);
    app.clock.set(app.clock.now() + TimeDelta::minutes(119));
    visitor.get(DONE).is(200).has(&number);
    app.clock.set(app.clock.now() + TimeDelta::minutes(2));
    visitor.get(DONE).is(404);
}

fn forms_of_others_are_refused(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.writes(ITEM);
    let right = std::mem::replace(&mut visitor.token, "0".repeat(32));
    for path in [APPLY, CONTACT, WANTED, DELIVERY, CHECK, "/organs/QSZR/apply/files/drop"] {
        visitor.post(path, &[("kind", "person"), ("agent", "no")]).is(403);
    }
    visitor.upload(FILES, "a.pdf", &pdf(1, "")).is(403);
    visitor.upload("/organs/QSZR/apply/files/add", "a.pdf", &pdf(1, "")).is(403);
    assert_eq!(cases(&app).len(), 0);
    visitor.token = right;
    assert_eq!(visitor.post(CHECK, &[]).goes(), DONE);
}

fn hostile_words_stay_words(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.fills(APPLY, &[("kind", "person"), ("agent", "no")], CONTACT);
    let mut person = PERSON;
    (person[0].1, person[4].1) = ("'; DROP TABLE cases;--", MARKUP);
    visitor.fills(CONTACT, &person, WANTED);
    visitor.get(CONTACT).lacks("<script>alert").lacks("<img src=x");
    visitor.fills(WANTED, &[("item-1", MARKUP)], DELIVERY);
    visitor.get(WANTED).lacks("<script>alert").lacks("<img src=x").lacks("49\"'");
    visitor.fills(DELIVERY, &[("form", "纸质"), ("delivery", "自行领取")], FILES);
    visitor.get(FILES);
    let named = "<script>alert(1)</script>.pdf";
    assert_eq!(visitor.upload(FILES, named, &pdf(1, "")).goes(), CHECK);
    visitor.get(FILES).lacks("<script>alert");
    visitor.get(CHECK).lacks("<script>alert").lacks("<img src=x").has("DROP TABLE");
    let (number, code) = visitor.submits();
    visitor.opens(&number, &code);
    visitor.get("/status/case").is(200).lacks("<script>alert").has("alert(1)");
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert_eq!(case["items"][0]["description"], MARKUP);
    // Anywhere else hostile words reach a page.
    visitor.get(&format!("/status/{}", encoded(MARKUP))).lacks("<script>alert").lacks("<img src=x");
    visitor.get(&format!("/calculator?channel={0}&on={0}", encoded(MARKUP))).is(422).lacks("<script>alert");
    visitor.get("/calculator?on=2026-09-30&on=%C3%28").lacks("panicked");
    visitor.get("/status");
    visitor.post("/status", &[("number", MARKUP), ("code", MARKUP)]).is(422).lacks("<script>alert");
}

fn attachments_become_part_of_the_case(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.writes(ITEM);
    visitor.get(FILES);
    let add = "/organs/QSZR/apply/files/add";
    visitor.upload(add, "", b"").is(422).has("请先选择文件");
    assert_eq!(visitor.upload(add, "授权委托书.pdf", &pdf(1, "")).goes(), FILES);
    assert_eq!(visitor.upload(add, "多余.pdf", &pdf(2, "")).goes(), FILES);
    visitor.get(FILES).has("授权委托书.pdf").has("多余.pdf");
    assert_eq!(visitor.post("/organs/QSZR/apply/files/drop", &[("number", "2")]).goes(), FILES);
    visitor.get(FILES).has("授权委托书.pdf").lacks("多余.pdf");
    assert_eq!(visitor.upload(FILES, "附图.pdf", &pdf(3, "")).goes(), CHECK);
    visitor.get(CHECK).has("授权委托书.pdf").has("附图.pdf");
    let (number, code) = visitor.submits();
    let files = app.sign_in("clerk").get(&format!("/cases/{number}/files")).ok();
    let named: Vec<(&str, &str, bool)> = files
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let word = |field: &str| file[field].as_str().unwrap();
            (word("name"), word("kind"), file["by_applicant"].as_bool().unwrap())
        })
        .collect();
    assert_eq!(named, [("授权委托书.pdf", "application", true), ("附图.pdf", "application", true)]);
    visitor.opens(&number, &code);
    visitor.get("/status/case").has("授权委托书.pdf").has("补充附件");
}

fn bad_attachments_are_told_on_the_page(db: &TestDatabase) {
    let settings = Settings { file_megabytes: 1, applicant_files: 2, ..Settings::default() };
    let app = TestApp::start_with(db, "2026-09-30", settings);
    let mut visitor = Visitor::new(&app);
    visitor.writes(ITEM);
    visitor.get(FILES);
    visitor.upload(FILES, "a.exe", b"MZ\x90\x00program").is(422).has("href=\"#file\"");
    visitor.upload(FILES, "a.pdf", &vec![b'x'; 2 << 20]).is(422).has("1MB");
    visitor.upload(FILES, "a.pdf", b"").is(422).has("href=\"#file\"");
    for pages in [1, 2] {
        assert_eq!(visitor.upload(FILES, &format!("{pages}.pdf"), &pdf(pages, "")).goes(), CHECK);
    }
    visitor.upload(FILES, "3.pdf", &pdf(3, "")).is(422).has("最多2个");
    assert_eq!(visitor.upload(FILES, "", b"").goes(), CHECK, "who chose nothing goes on");
    visitor.get(CHECK).has("1.pdf").has("2.pdf").lacks("3.pdf");
    // Nobody uploads before the application is written, nor without a draft.
    let mut stranger = Visitor::new(&app);
    assert_eq!(stranger.upload(FILES, "1.pdf", &pdf(1, "")).goes(), "/organs/QSZR/apply?lost=1");
    stranger.fills(APPLY, &[("kind", "person"), ("agent", "no")], CONTACT);
    stranger.get(CONTACT);
    assert_eq!(stranger.upload(FILES, "1.pdf", &pdf(1, "")).goes(), "/organs/QSZR/apply?lost=1");
}

/// An application that came online, with its code.
fn submitted(app: &TestApp) -> (String, String) {
    let body = application("online", "2026-09-30");
    let answer = app.send("POST", "/public/organs/QSZR/applications", Some(&body)).ok();
    let word = |field: &str| answer[field].as_str().unwrap().to_owned();
    (word("number"), word("query_code"))
}

fn a_status_is_found_and_forgotten(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    app.fill_in_facts();
    let (number, code) = submitted(&app);
    let mut visitor = Visitor::new(&app);
    assert_eq!(visitor.get("/status/case").goes(), "/status");
    visitor.get(&format!("/status/{number}")).is(200).has(&format!("value=\"{number}\""));
    // As people and input methods type it.
    let typed = format!(" {}-{}-{} ", &code[..4], &code[4..8], &code[8..]);
    visitor.opens(&number.to_lowercase().replace('-', "\u{ff0d}"), &typed);
    visitor.get("/status/case").is(200).has("工作人员将与您确认").has(&number).lacks("为什么是这一天");
    let clerk = app.sign_in("clerk");
    clerk.does(&number, json!({ "act": "confirm_receipt", "on": "2026-09-30" }));
    let shown = visitor.get("/status/case");
    shown.has("正在办理，最迟11月3日（含当日）答复").has("为什么是这一天").has("班·第3").has("第20");
    shown.has("国办发明电〔2025〕7号").lacks("从严").lacks(&code).has("0938-7150012").lacks("不服怎么办");
    app.clock.set(app.clock.now() + TimeDelta::minutes(31));
    assert_eq!(visitor.get("/status/case").goes(), "/status", "after half an hour it is asked again");
    visitor.opens(&number, &code);
    app.set_day("2026-11-05");
    visitor.opens(&number, &code);
    let late = visitor.get("/status/case");
    late.has("未在法定期限内答复").has("不服怎么办").has("清水县人民政府").has("清水县人民法院");
    assert_eq!(visitor.post("/status/leave", &[]).goes(), "/status");
    assert_eq!(visitor.get("/status/case").goes(), "/status");
    // A cookie that somebody made is none.
    visitor.cookies.push(("gongkai-case".to_owned(), "00ff".repeat(40)));
    assert_eq!(visitor.get("/status/case").goes(), "/status");
}

fn a_wrong_code_comes_back_filled_in_and_is_limited(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let (number, code) = submitted(&app);
    let mut visitor = Visitor::new(&app);
    visitor.get("/status");
    visitor.post("/status", &[]).is(422).has("href=\"#number\"").has("href=\"#code\"");
    let strip = |text: &str| text.replace(&number, "N").replace("QSZR-2026-09999", "N");
    let without_once = |shown: &Shown| {
        let once = shown.hidden("once").unwrap();
        strip(&shown.text.replace(&once, ""))
    };
    let wrong = visitor.post("/status", &[("number", &number), ("code", "000000000000")]);
    wrong.is(422).has(&format!("value=\"{number}\"")).has("登记编号或者查询码不对");
    let unknown = visitor.post("/status", &[("number", "QSZR-2026-09999"), ("code", "000000000000")]);
    assert_eq!((wrong.status, without_once(&wrong)), (unknown.status, without_once(&unknown)));
    for _ in 0..9 {
        visitor.post("/status", &[("number", &number), ("code", "000000000000")]).is(422);
    }
    let refused = visitor.post("/status", &[("number", &number), ("code", &code)]);
    refused.is(429).has("请15分钟后再试");
    assert_eq!(refused.headers["retry-after"], "900");
}

fn a_correction_is_brought_and_a_withdrawal_asked_for(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-28");
    let (number, code) = submitted(&app);
    let mut visitor = Visitor::new(&app);
    app.set_day("2026-09-29");
    visitor.opens(&number, &code);
    visitor.get("/status/case").lacks("name=\"file\"");
    let token = visitor.token.clone();
    visitor.upload("/status/case/files", "迟到.pdf", &pdf(1, "")).is(422).has("现在不能上传");
    let clerk = app.sign_in("clerk");
    clerk.does(&number, json!({ "act": "confirm_receipt", "on": "2026-09-29" }));
    app.take_in_hand(&number);
    app.measure(&number, crate::desk::correction(10), "2026-09-29");
    visitor.get("/status/case").is(200).has("等待您补正").has("上传补正材料").has("name=\"file\"");
    visitor.token = "0".repeat(32);
    visitor.upload("/status/case/files", "补正.pdf", &pdf(1, "")).is(403);
    visitor.token = token;
    visitor.upload("/status/case/files", "", b"").is(422).has("请先选择文件");
    assert_eq!(visitor.upload("/status/case/files", "补正.pdf", &pdf(1, "")).goes(), "/status/case#files");
    visitor.get("/status/case").has("补正.pdf").has("撤回申请");
    visitor.get("/status/case/withdraw").is(200).has("确定要撤回吗");
    assert_eq!(visitor.post("/status/case/withdraw", &[]).goes(), "/status/case");
    visitor.get("/status/case").has("申请撤回").lacks("/status/case/withdraw");
    assert_eq!(visitor.get("/status/case/withdraw").goes(), "/status/case");
    assert_eq!(visitor.post("/status/case/withdraw", &[]).goes(), "/status/case", "twice is once");
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    let asked = journal.as_array().unwrap().iter().filter(|event| event["kind"] == "withdrawal_requested");
    assert_eq!(asked.count(), 1);
}

fn a_delivered_letter_is_downloaded(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let (number, code) = submitted(&app);
    let clerk = app.sign_in("clerk");
    let scan = clerk.upload(&number, "record", "答复书.pdf", &pdf(1, "")).ok();
    let path = format!("/status/case/files/{}", scan["file"]);
    let mut visitor = Visitor::new(&app);
    assert_eq!(visitor.get(&path).goes(), "/status");
    visitor.opens(&number, &code);
    visitor.get("/status/case").lacks("答复书.pdf");
    visitor.get(&path).is(404);
    clerk.does(&number, json!({ "act": "confirm_receipt", "on": "2026-09-30" }));
    app.take_in_hand(&number);
    app.seal_reply(&number);
    clerk.does(&number, crate::desk::posted("2026-09-30"));
    clerk.act_on("POST", &format!("/cases/{number}/files/{}/release", scan["file"])).ok();
    visitor.get("/status/case").has("答复书.pdf").has(&path).has("已经答复").has("不服怎么办");
    let file = visitor.get(&path);
    assert!(file.is(200).text.starts_with("%PDF-"));
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
}

fn a_lost_code_tells_nobody_anything(db: &TestDatabase) {
    let mut settings = Settings { letters_required: false, ..Settings::default() };
    settings.channels.mail_folder = Some(db.folder().join("mail"));
    let app = TestApp::start_with(db, "2026-09-30", settings);
    let mut body = application("online", "2026-09-30");
    body["applicant"]["email"] = json!("zhang@example.cn");
    let answer = app.send("POST", "/public/organs/QSZR/applications", Some(&body)).ok();
    let number = answer["number"].as_str().unwrap();
    let mut visitor = Visitor::new(&app);
    visitor.get("/status/lost").is(200).lacks("如果有这件申请");
    visitor.post("/status/lost", &[]).is(422).has("href=\"#number\"");
    for asked in [number, "QSZR-2026-09999", number] {
        assert_eq!(visitor.post("/status/lost", &[("number", asked)]).goes(), "/status/lost?asked=1");
    }
    visitor.get("/status/lost?asked=1").is(200).has("如果有这件申请").lacks("zhang");
    let bodies = outbox(&app);
    let codes: Vec<&String> = bodies.iter().filter(|body| body.contains("code_asked")).collect();
    assert_eq!(codes.len(), 1, "one message a day, and none for an unknown number: {bodies:?}");
    let code = answer["query_code"].as_str().unwrap();
    assert!(!codes[0].contains(code) && !codes[0].contains("zhang"), "{codes:?}");
    for _ in 0..8 {
        visitor.post("/status/lost", &[("number", number)]).is(303);
    }
    visitor.post("/status/lost", &[("number", number)]).is(429);
    // Who asks for a code keeps nobody from using it.
    visitor.opens(number, code);
    app.set_day("2026-10-08");
    assert_eq!(visitor.post("/status/lost", &[("number", number)]).goes(), "/status/lost?asked=1");
    assert_eq!(outbox(&app).iter().filter(|body| body.contains("code_asked")).count(), 2);
}

fn outbox(app: &TestApp) -> Vec<String> {
    let far = gongkai::store::Instant::from(app.clock.now() + TimeDelta::days(30));
    let list = move |db: &mut gongkai::store::Db| -> Result<_, gongkai::store::StoreError> {
        gongkai::store::outbox::list_sendable(db, "mail", far, 100)
    };
    app.app.store.read_blocking(list).unwrap().into_iter().map(|row| row.body).collect()
}

fn the_calculator_counts_by_the_law(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    visitor.get("/calculator").is(200).has("value=\"2026-09-30\"").lacks("法定答复截止日：");
    // REAL-1.
    let real = visitor.get("/calculator?channel=in_person&on=2022-09-30");
    real.is(200).has("法定答复截止日：2022年11月2日（星期三，含当日）").has("班·第1").has("第20");
    real.has("国办发明电〔2021〕11号").lacks("从严");
    visitor.get("/calculator?channel=online&on=2026-09-28").has("期限还没有起算");
    let confirmed = "/calculator?channel=online&on=2026-09-28&confirmed=2026-09-30";
    visitor.get(confirmed).has("法定答复截止日：2026年11月3日");
    visitor.get("/calculator?channel=registered_mail&on=2026-09-30").has("2026年11月3日");
    let extended = format!("{confirmed}&extended=2026-10-20&days=20");
    visitor.get(&extended).has("法定答复截止日：2026年12月1日").has("第40");
    let consulted = format!("{confirmed}&consulted=2026-10-12&answered=2026-10-16");
    visitor.get(&consulted).has("法定答复截止日：2026年11月9日").has("不计");
    for wrong in [
        "?channel=none&on=2026-09-30",
        "?channel=in_person&on=",
        "?channel=in_person&on=2026-13-01",
        "?channel=in_person&on=1999-01-01",
        "?channel=in_person&on=2100-12-30",
        "?channel=online&on=2026-09-30&confirmed=2026-09-01",
        "?channel=in_person&on=2026-09-30&extended=2026-10-20&days=21",
        "?channel=in_person&on=2026-09-30&extended=2026-12-20&days=5",
        "?channel=in_person&on=2026-09-30&answered=2026-10-20",
        "?channel=in_person&on=2026-09-30&consulted=2026-10-20&answered=2026-10-10",
    ] {
        visitor.get(&format!("/calculator{wrong}")).is(422).has("govuk-error-summary");
    }
    assert!(visitor.cookies.is_empty(), "it stores nothing");
}

fn every_open_page_answers(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let mut visitor = Visitor::new(&app);
    let pages = ["/", "/organs/QSZR", "/organs/QSZR/guide", APPLY, "/status", "/status/lost", "/calculator"];
    for page in pages.into_iter().chain(["/privacy", "/accessibility"]) {
        let shown = visitor.get(page);
        let policy = shown.is(200).headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        shown.lacks(" style=\"").lacks(" onclick").lacks("{{");
    }
    for page in ["/organs/NONE", "/organs/NONE/guide", "/organs/QSZR/submitted"] {
        visitor.get(page).is(404).has("没有找到");
    }
    assert!(visitor.cookies.is_empty(), "looking around leaves no cookie");
}

#[test]
fn every_fault_leads_to_its_field() {
    let engine = Engine::new(None).unwrap();
    let samples = samples::all(&engine).unwrap();
    assert!(samples.len() > 30);
    for sample in &samples {
        let (name, html) = (sample.template, &sample.html);
        for (at, _) in html.match_indices("href=\"#") {
            let id = html[at + 7..].split('"').next().unwrap();
            assert!(html.contains(&format!("id=\"{id}\"")), "{name}: nothing has the id {id}");
        }
    }
}

#[test]
fn the_first_load_is_light() {
    let engine = Engine::new(None).unwrap();
    let sample =
        samples::all(&engine).unwrap().into_iter().find(|sample| sample.template == "applicant/organ.html");
    let html = sample.unwrap().html.replace("&#x2f;", "/");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(html.as_bytes()).unwrap();
    let mut total = packed.finish().unwrap().len();
    let mut files = 0;
    for (at, _) in html.match_indices("/assets/") {
        let path = html[at + 8..].split('"').next().unwrap().split_once('/').unwrap().1;
        total += engine.assets.packed_size(path).unwrap();
        files += 1;
    }
    assert!(files >= 6, "styles, scripts and the icon are all counted: {files}");
    assert!(total <= 60 * 1024, "{total} bytes");
}
