//! The pages of the front desk: counts and the lists they open, acts by plain forms, print queue, mailings.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gongkai::casework::verify;
use gongkai::pages::Engine;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, application};
use crate::databases::TestDatabase;
use crate::desk::{correction, extension, posted};

on_both_databases!(
    every_count_is_the_length_of_the_list_it_opens,
    what_is_foreign_or_not_ones_task_stays_closed,
    what_is_seen_is_exported_and_no_cell_is_a_formula,
    pasted_lines_are_judged_one_by_one,
    a_stale_act_shows_both_and_does_nothing,
    the_print_queue_empties_and_marks_reprints,
    views_are_kept_by_name,
    a_scan_opens_what_it_names,
    an_act_is_offered_tried_and_done,
    a_supervisor_sees_masked_persons,
);

/// Someone in a browser without scripts.
pub struct Client<'a> {
    app: &'a TestApp,
    agent: ureq::Agent,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// An answer.
pub struct Shown {
    pub status: u16,
    pub location: String,
    pub media: String,
    pub text: String,
}

impl Shown {
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.status, 200, "{}", self.text);
        self.text
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn leads(self) -> String {
        assert_eq!(self.status, 303, "{}", self.text);
        self.location
    }

    /// A page in Chinese about why not.
    #[track_caller]
    pub fn refused(self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.media.starts_with("text/html"), "{}", self.media);
        assert!(self.text.contains("<h1"), "{}", self.text);
    }
}

impl<'a> Client<'a> {
    #[track_caller]
    pub fn sign_in(app: &'a TestApp, login: &str) -> Client<'a> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let client = Client { app, agent, cookies: RefCell::default() };
        client.send("/staff/sign-in", &[("login", login), ("password", PASSWORD)]).leads();
        client
    }

    pub fn get(&self, path: &str) -> Shown {
        let request = ureq::http::Request::builder().uri(format!("{}{path}", self.app.address));
        self.run(request, Vec::new())
    }

    /// Sends a form with the token of the page.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let page = self.get("/staff/cases").ok();
        let token = between(&page, "data-token=\"", "\"").to_owned();
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("token", token.as_str())]).collect();
        self.send(path, &fields)
    }

    /// Sends a form as it is.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = ureq::http::Request::builder()
            .method("POST")
            .uri(format!("{}{path}", self.app.address))
            .header("Content-Type", "application/x-www-form-urlencoded");
        self.run(request, body.join("&").into_bytes())
    }

    fn run(&self, request: ureq::http::request::Builder, body: Vec<u8>) -> Shown {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("Cookie", cookies.join("; ")).body(body).unwrap();
        let mut answer = self.agent.run(request).unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        let header = |name: &str| {
            answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (location, media) = (header("location"), header("content-type"));
        let bytes = answer.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        Shown {
            status: answer.status().as_u16(),
            location,
            media,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte.is_ascii_alphanumeric() {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[track_caller]
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).unwrap().0
}

fn all_between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).map(|rest| rest.split_once(to).unwrap().0).collect()
}

/// The numbers of a list, over all of its pages.
fn listed(clerk: &Client<'_>, path: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = clerk.get(&path).ok();
        for cell in all_between(&page, "class=\"ledger__number\">", "</th>") {
            numbers.push(between(cell, "\">", "</a>").to_owned());
        }
        next = page.contains("rel=\"next\"").then(|| {
            let link = page.split("rel=\"next\"").next().unwrap().rsplit_once("href=\"").unwrap().1;
            link.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/")
        });
    }
    numbers
}

/// Cases of every kind, some of them at random, on a clock that moves on.
fn busy_desk(app: &TestApp) {
    for (day, channel) in [("2026-08-03", "in_person"), ("2026-08-24", "oral"), ("2026-09-01", "in_person")] {
        app.set_day(day);
        app.register(&application(channel, day));
    }
    let sealed = app.in_hand("2026-09-01");
    app.seal_reply(&sealed);
    let [_, released] = [(); 2].map(|()| {
        let number = app.in_hand("2026-09-01");
        app.seal_reply(&number);
        app.does("office-head", &number, json!({ "act": "hold", "reason": "第三方起诉" }));
        number
    });
    app.does("office-head", &released, json!({ "act": "release", "reason": "第三方撤诉" }));
    let returned = app.in_hand("2026-09-01");
    app.seal_reply(&returned);
    app.does("clerk", &returned, posted("2026-09-01"));
    let back = json!({ "act": "record_returned_mail", "delivery": 1, "on": "2026-09-01", "own_wrong_address": false });
    app.does("clerk", &returned, back);
    let sent_again = app.in_hand("2026-09-01");
    app.seal_reply(&sent_again);
    app.does("clerk", &sent_again, posted("2026-09-01"));
    app.set_day("2026-09-02");
    let approved = app.in_hand("2026-09-02");
    app.approved(&approved, extension(5));
    let dispatched = app.in_hand("2026-09-02");
    app.measure(&dispatched, correction(10), "2026-09-02");
    // A small generator: the same cases in every run.
    let mut seed: u32 = 7;
    let mut random = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    let channels = ["in_person", "oral", "ordinary_mail", "online", "fax", "email"];
    for of_month in (2..=30).step_by(2) {
        let day = format!("2026-09-{of_month:02}");
        app.set_day(&day);
        for _ in 0..random(3) {
            let channel = channels[random(6) as usize];
            let number = app.register(&application(channel, &day));
            if channel == "in_person" && random(2) == 0 {
                app.take_in_hand(&number);
                if random(2) == 0 {
                    app.approved(&number, extension(3));
                }
            }
        }
    }
    app.set_day("2026-09-30");
}

#[test]
fn every_sample_of_the_desk_renders_and_nothing_in_it_acts() {
    let engine = Engine::new(None).unwrap();
    let samples = gongkai::pages::samples::all(&engine).unwrap();
    for name in engine.template_names() {
        let is_page = name.starts_with("staff/")
            && !["layout", "parts", "staff/case_"].iter().any(|part| name.contains(part));
        assert!(!is_page || samples.iter().any(|sample| sample.template == name), "no sample of {name}");
    }
    for sample in samples.iter().filter(|sample| sample.template.starts_with("staff/")) {
        assert!(!sample.html.contains("<script>alert"), "{}", sample.template);
        assert!(!sample.html.contains("<img src=x"), "{}", sample.template);
        assert!(!sample.html.contains(" style="), "{}", sample.template);
    }
}

fn every_count_is_the_length_of_the_list_it_opens(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-08-03");
    busy_desk(&app);
    let clerk = Client::sign_in(&app, "clerk");
    let page = clerk.get("/staff").ok();
    let mut seen = BTreeMap::new();
    for tile in all_between(&page, "class=\"tile__link\"", "</a>") {
        let href = between(tile, "href=\"", "\"").replace("&#x2f;", "/");
        let count: usize = between(tile, "tile__count\">", "<").parse().unwrap();
        let name = between(tile, "tile__name\">", "<").to_owned();
        // What was begun and not saved is no case yet.
        if href == "/staff/register" {
            assert_eq!((name.as_str(), count), ("待登记来件", 0));
            continue;
        }
        let (listed, total) = if href.starts_with("/staff/cases?") {
            let rows = listed(&clerk, &href);
            let file = clerk.get(&href.replace("/staff/cases?", "/staff/cases.csv?")).ok();
            assert_eq!(file.lines().count() - 1, rows.len(), "{name}");
            (rows.len(), between(&clerk.get(&href).ok(), "共", "件").parse::<usize>().unwrap())
        } else {
            let queue = clerk.get(&href).ok();
            let waiting = queue.split("最近七日").next().unwrap();
            (waiting.matches("name=\"pick\"").count(), between(&queue, "待打印", "份").parse().unwrap())
        };
        assert_eq!(count, listed, "{name}");
        assert_eq!(count, total, "{name}");
        seen.insert(name, count);
    }
    assert_eq!(seen.len(), 9, "{seen:?}");
    assert_eq!(seen["邮件退回"], 1);
    for name in ["待确认收到之日", "今日应补正", "超期", "临期", "待寄出", "待打印"] {
        assert!(seen[name] > 0, "{name}: {seen:?}");
    }
    // Those that were never sent and may be, and no other, are to be sent.
    let sent = listed(&clerk, "/staff/cases?list=to_send");
    let journals = app.sign_in("clerk");
    for number in listed(&clerk, "/staff/cases") {
        let journal = journals.get(&format!("/cases/{number}/journal")).ok();
        let count =
            |kind: &str| journal.as_array().unwrap().iter().filter(|event| event["kind"] == kind).count();
        let waits = count("measure_approved") > count("measure_dispatched")
            || (count("sealed") > 0 && count("reply_dispatched") == 0 && count("held") == count("released"));
        if count("held") > count("released") {
            let page = clerk.get(&format!("/staff/cases/{number}")).ok();
            assert!(page.contains("已暂停提供（2026年9月1日起），理由：第三方起诉"), "{page}");
            assert!(page.contains("恢复提供后送达"), "{page}");
        }
        let ended = app.case(&number)["state"] == "late" || app.case(&number)["state"] == "met";
        assert_eq!(sent.contains(&number), waits && !ended, "{number}");
    }
    assert_eq!(verify::run_blocking(&app.app).unwrap().faults, Vec::<String>::new());
}

fn what_is_foreign_or_not_ones_task_stays_closed(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.register(&application("ordinary_mail", "2026-03-02"));
    let other = Client::sign_in(&app, "other-clerk");
    let place = format!("/staff/cases/{number}");
    other.get(&place).refused(404);
    other.get(&format!("{place}/letters/1")).refused(404);
    other.get(&format!("{place}/files/1")).refused(404);
    let confirm = [("act", "confirm_receipt"), ("confirm-on", "2026-03-02")];
    other.post(&format!("{place}/acts"), &confirm).refused(404);
    other.post(&format!("{place}/preview"), &confirm).refused(404);
    other.post(&format!("{place}/reveal"), &[]).refused(404);
    let pick = format!("{number}|receipt");
    other.post("/staff/print", &[("pick", &pick)]).refused(404);
    other.post("/staff/print/waive", &[("pick", &pick)]).refused(404);
    let pasted =
        other.post("/staff/deliveries", &[("kind", "sent"), ("on", "2026-03-02"), ("lines", &number)]);
    assert_eq!(pasted.status, 422, "{}", pasted.text);
    assert!(pasted.text.contains("没有登记"), "{}", pasted.text);
    for login in ["handler", "reviewer", "supervisor", "auditor"] {
        let person = Client::sign_in(&app, login);
        for page in ["/staff/scan", "/staff/print", "/staff/deliveries", "/staff/day-list"] {
            person.get(page).refused(403);
        }
    }
    for (login, begins) in
        [("handler", "/staff/work"), ("supervisor", "/staff/overview"), ("auditor", "/staff/audit")]
    {
        assert_eq!(Client::sign_in(&app, login).get("/staff").leads(), begins);
    }
    Client::sign_in(&app, "auditor").get("/staff/cases").refused(403);
    // Without the token of the page nothing is done.
    let clerk = Client::sign_in(&app, "clerk");
    for path in [format!("{place}/acts"), format!("{place}/reveal"), "/staff/print".to_owned()] {
        clerk.send(&path, &confirm).refused(403);
    }
    assert_eq!(app.case(&number)["state"], "unconfirmed");
    Client::sign_in(&app, "office-head").post(&format!("{place}/acts"), &confirm).refused(403);
    assert_eq!(app.case(&number)["state"], "unconfirmed");
}

fn what_is_seen_is_exported_and_no_cell_is_a_formula(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let mut hard = application("in_person", "2026-03-02");
    hard["applicant"]["name"] = json!("=HYPERLINK(\"http://x\")");
    hard["items"][0]["description"] = json!("+cmd|' /C calc'!A0；土地");
    let number = app.register(&hard);
    for _ in 0..60 {
        app.register(&application("in_person", "2026-03-02"));
    }
    let clerk = Client::sign_in(&app, "clerk");
    let query = "channel=in_person&sort=number&descending=1&col=number&col=title&col=applicant";
    let rows = listed(&clerk, &format!("/staff/cases?{query}"));
    assert_eq!(rows.len(), 61);
    let file = clerk.get(&format!("/staff/cases.csv?{query}")).ok();
    let lines: Vec<&str> = file.trim_end().split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}\"登记编号\",\"申请内容\",\"申请人\"");
    let exported: Vec<&str> = lines[1..].iter().map(|line| between(line, "\"", "\"")).collect();
    assert_eq!(exported, rows);
    let line = lines.iter().find(|line| line.contains(&number)).unwrap();
    assert_eq!(
        *line,
        format!("\"{number}\",\"'+cmd|' /C calc'!A0；土地\",\"'=HYPERLINK(\"\"http://x\"\")\"")
    );
    // A filter narrows both.
    assert_eq!(listed(&clerk, "/staff/cases?channel=online"), Vec::<String>::new());
    assert_eq!(clerk.get("/staff/cases.csv?channel=online").ok().lines().count(), 1);
    let wrong = clerk.get("/staff/cases?due_from=2026-3-2&text=%E5%9C%9F");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"2026-3-2\""), "what was typed is kept: {}", wrong.text);
    // Who took the list away is written down.
    let audit = app.sign_in("auditor").get("/audit").ok();
    let entries = audit.as_array().unwrap().iter().filter(|entry| entry["what"] == "export_cases").count();
    assert_eq!(entries, 2, "{audit}");
}

fn pasted_lines_are_judged_one_by_one(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let [sealed, notice, nothing, sealed_too] = [(); 4].map(|()| app.in_hand("2026-03-02"));
    app.seal_reply(&sealed);
    app.seal_reply(&sealed_too);
    app.approved(&notice, correction(10));
    let clerk = Client::sign_in(&app, "clerk");
    let lines = format!(
        "{sealed}\tRR473124829GB\t2026/3/2\n\n{notice} 1234567890123\n{nothing},RR473124829GB\n\
         甲乙丙 1\nRR473124829GB\n{sealed_too} RR473124828GB"
    );
    let pasted =
        clerk.post("/staff/deliveries", &[("kind", "sent"), ("on", "2026-03-02"), ("lines", &lines)]);
    assert_eq!(pasted.status, 422);
    let kept = pasted.text.split("id=\"lines\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    for (line, stays) in [(&sealed, false), (&notice, false), (&nothing, true), (&sealed_too, false)] {
        assert_eq!(kept.contains(line.as_str()), stays, "{line}: {kept}");
    }
    assert!(kept.contains("甲乙丙 1"), "{kept}");
    assert!(pasted.text.contains("校验位不对"), "a wrong check digit warns and does not block");
    assert_eq!(app.case(&sealed)["state"], "met");
    assert_eq!(app.case(&sealed_too)["state"], "met");
    assert_eq!(app.case(&notice)["state"], "awaiting_correction");
    assert_eq!(app.case(&nothing)["state"], "running");
    // Signed for by the number of the post; returned by the case; then nothing is under way.
    let signed = [("kind", "signed"), ("on", "2026-03-02"), ("lines", "ＲＲ473124829ＧＢ")];
    assert_eq!(clerk.post("/staff/deliveries", &signed).leads(), "/staff/deliveries?done=1");
    let returned = [("kind", "returned"), ("own", "yes"), ("on", "2026-03-02"), ("lines", &sealed_too)];
    assert_eq!(clerk.post("/staff/deliveries", &returned).leads(), "/staff/deliveries?done=1");
    let again = clerk.post("/staff/deliveries", &returned);
    assert_eq!(again.status, 422);
    assert!(again.text.contains("没有尚未签收的送达"), "{}", again.text);
    let journal = |number: &str| app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
    let has = |number: &str, kind: &str| {
        journal(number).as_array().unwrap().iter().any(|event| event["kind"] == kind)
    };
    assert!(has(&sealed, "reply_signed_for") && has(&sealed_too, "mail_returned"));
    // The same form sent twice acts once.
    app.seal_reply(&nothing);
    let once = [("kind", "sent"), ("on", "2026-03-02"), ("lines", nothing.as_str()), ("once", "a1b2")];
    clerk.post("/staff/deliveries", &once).leads();
    let events = journal(&nothing).as_array().unwrap().len();
    let _ = clerk.post("/staff/deliveries", &once);
    assert_eq!(journal(&nothing).as_array().unwrap().len(), events);
}

fn a_stale_act_shows_both_and_does_nothing(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.register(&application("in_person", "2026-03-02"));
    let clerk = Client::sign_in(&app, "clerk");
    let place = format!("/staff/cases/{number}");
    let page = clerk.get(&place).ok();
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let seen = between(&page, "name=\"seen\" value=\"", "\"").to_owned();
    app.does("office-head", &number, json!({ "act": "assign", "unit": app.units[0] }));
    let unit = app.units[1].to_string();
    let typed = [
        ("act", "assign"),
        ("version", version.as_str()),
        ("seen", seen.as_str()),
        ("assign-unit", unit.as_str()),
        ("assign-reason", "归口𬭎办理<b>"),
    ];
    let answer = clerk.post(&format!("{place}/acts"), &typed);
    assert_eq!(answer.status, 409, "{}", answer.text);
    let conflict = between(&answer.text, "class=\"conflict\"", "</section>");
    assert!(conflict.contains("归口𬭎办理&lt;b&gt;"), "what was typed: {conflict}");
    assert!(conflict.contains("受理转办") && conflict.contains("办公室"), "what changed: {conflict}");
    assert!(!conflict.contains("登记</strong>"), "what was known before is not repeated: {conflict}");
    let form = answer.text.split("id=\"assign-reason\"").nth(1).unwrap();
    assert!(form.contains("value=\"归口𬭎办理&lt;b&gt;\""), "the form keeps it");
    assert!(answer.text.contains(&format!("<option value=\"{unit}\" selected")), "the form keeps the choice");
    assert_eq!(app.case(&number)["unit"], app.units[0]);
    // Sent again from the page that came back, it is done.
    let version = between(&answer.text, "name=\"version\" value=\"", "\"").to_owned();
    let mut typed = typed;
    typed[1].1 = &version;
    clerk.post(&format!("{place}/acts"), &typed).leads();
    assert_eq!(app.case(&number)["unit"], app.units[1]);
}

fn the_print_queue_empties_and_marks_reprints(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let number = app.register(&application("in_person", "2026-03-02"));
    let online = app.register(&application("online", "2026-03-02"));
    let second = app.register(&application("oral", "2026-03-02"));
    let clerk = Client::sign_in(&app, "clerk");
    let waiting = || {
        let page = clerk.get("/staff/print").ok();
        let waiting = page.split("最近七日").next().unwrap().to_owned();
        (all_between(&waiting, "name=\"pick\" value=\"", "\"").join(" "), page)
    };
    let (picks, page) = waiting();
    assert_eq!(picks, format!("{number}|receipt {second}|receipt"), "online ones print their own: {online}");
    assert!(!page.contains("补打</strong>"));
    let pick = format!("{number}|receipt");
    for paper in ["a4", "a5"] {
        let printed = clerk.post("/staff/print", &[("pick", &pick), ("paper", paper)]);
        assert_eq!((printed.status, printed.media.as_str()), (200, "application/pdf"), "{}", printed.text);
        assert!(printed.text.starts_with("%PDF"));
    }
    let (picks, page) = waiting();
    assert_eq!(picks, format!("{second}|receipt"));
    let (_, again) = page.split_once("最近七日打印过的").unwrap();
    assert!(
        again.contains("补打</strong>") && again.contains("已打印2次") && again.contains(&pick),
        "{again}"
    );
    // What cannot be made is said, and nothing is printed.
    let label = format!("{second}|label-1");
    let missing = format!("{second}|letter-9");
    clerk.post("/staff/print", &[("pick", &missing)]).refused(404);
    let both = clerk.post("/staff/print", &[("pick", "x")]);
    assert_eq!(both.status, 404);
    let printed = clerk.post("/staff/print", &[("pick", &label), ("paper", "a4")]);
    assert_eq!(printed.status, 200, "the applicant has an address: {}", printed.text);
    let none = clerk.post("/staff/print", &[]);
    assert_eq!(none.status, 422);
    assert!(none.text.contains("请选择1至50份"));
    // A receipt that nobody wants leaves the queue.
    assert_eq!(
        clerk.post("/staff/print/waive", &[("pick", &format!("{second}|receipt"))]).leads(),
        "/staff/print"
    );
    assert_eq!(waiting().0, "");
    // A signed letter waits with its label.
    app.take_in_hand(&number);
    let person = app.sign_in("handler");
    person.does(&number, json!({ "act": "propose_measure", "measure": extension(5) }));
    let letter = json!({ "kind": "extension_notice", "measure": 1 });
    let drafted = person.post(&format!("/cases/{number}/letters"), &letter).ok();
    assert_eq!(drafted["state"], "drafted");
    app.does("office-head", &number, json!({ "act": "approve_measure", "number": 1 }));
    assert_eq!(waiting().0, format!("{number}|letter-1 {number}|label-1"));
    let (letter, label) = (format!("{number}|letter-1"), format!("{number}|label-1"));
    let printed = clerk.post("/staff/print", &[("pick", &letter), ("pick", &label)]);
    assert_eq!(printed.media, "application/pdf");
    assert_eq!(waiting().0, "");
    let audit = app.sign_in("auditor").get("/audit").ok();
    let prints = audit.as_array().unwrap().iter().filter(|entry| entry["what"] == "print").count();
    assert_eq!(prints, 5, "{audit}");
}

fn views_are_kept_by_name(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = Client::sign_in(&app, "clerk");
    let query = "light=overdue&col=number&col=title";
    let keep = |name: &str| clerk.post("/staff/views", &[("view", name), ("query", query)]);
    assert_eq!(keep("超期<b>").leads(), format!("/staff/cases?{query}"));
    assert_eq!(keep("超期<b>").leads(), format!("/staff/cases?{query}"), "the same name is replaced");
    let page = clerk.get("/staff/cases").ok();
    assert_eq!(page.matches("超期&lt;b&gt;</a>").count(), 1, "{page}");
    let nameless = keep("");
    assert_eq!(nameless.status, 422);
    assert!(nameless.text.contains("请填写视图的名称"));
    // Nobody else has it, or can throw it away.
    let other = Client::sign_in(&app, "office-head");
    assert!(!other.get("/staff/cases").ok().contains("超期&lt;b&gt;"));
    let id = between(&page, "name=\"view\" value=\"", "\"").to_owned();
    assert_eq!(other.post("/staff/views/forget", &[("view", &id)]).status, 404);
    clerk.post("/staff/views/forget", &[("view", &id)]).leads();
    assert!(!clerk.get("/staff/cases").ok().contains("超期&lt;b&gt;"));
}

fn a_scan_opens_what_it_names(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    let clerk = Client::sign_in(&app, "clerk");
    let place = format!("/staff/cases/{number}");
    let scan = |code: &str| clerk.post("/staff/scan", &[("code", code)]);
    let wide: String = number
        .chars()
        .map(|sign| match sign {
            '0'..='9' => char::from_u32(u32::from(sign) + 0xfee0).unwrap(),
            other => other,
        })
        .collect();
    for code in [number.clone(), format!(" {wide} "), number.to_lowercase()] {
        assert_eq!(scan(&code).leads(), place, "{code}");
    }
    assert_eq!(scan(&format!("https://zwgk.example/status/{number}#123412341234")).leads(), place);
    let unknown = scan("QSZR-2026-99999");
    assert_eq!(unknown.status, 422);
    assert!(unknown.text.contains("没有找到“QSZR-2026-99999”"), "{}", unknown.text);
    // Another organ's number is as unknown as any.
    let other = Client::sign_in(&app, "other-clerk");
    assert_eq!(other.post("/staff/scan", &[("code", &number)]).status, 422);
    // A number of the post that nobody knows: choose the case; known, it opens the delivery.
    app.seal_reply(&number);
    let new = scan("RR473124829GB").ok();
    assert!(new.contains(&format!("name=\"number\" value=\"{number}\"")), "{new}");
    let chosen =
        [("kind", "sent"), ("tracking", "RR473124829GB"), ("number", number.as_str()), ("on", "2026-03-02")];
    clerk.post("/staff/deliveries", &chosen).leads();
    assert_eq!(scan("rr473124829gb").leads(), format!("{place}#delivery-1"));
    assert_eq!(other.post("/staff/scan", &[("code", "RR473124829GB")]).status, 200);
    assert!(clerk.get(&place).ok().contains("RR473124829GB"));
}

fn an_act_is_offered_tried_and_done(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.register(&application("ordinary_mail", "2026-03-02"));
    let clerk = Client::sign_in(&app, "clerk");
    let place = format!("/staff/cases/{number}");
    let offered = || {
        let page = clerk.get(&place).ok();
        all_between(&page, "name=\"act\" value=\"", "\"").join(" ")
    };
    assert_eq!(offered(), "confirm_receipt assign");
    let typed = [("act", "confirm_receipt"), ("confirm-on", "2026-03-02")];
    let tried = clerk.post(&format!("{place}/preview"), &typed).ok();
    assert!(tried.contains("2026年3月30日"), "20 working days later: {tried}");
    assert_eq!(app.case(&number)["state"], "unconfirmed", "it was only tried");
    // A day to come is refused where it was typed, and stays there.
    let wrong =
        clerk.post(&format!("{place}/acts"), &[("act", "confirm_receipt"), ("confirm-on", "2026-03-03")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("id=\"confirm-on-error\"") && wrong.text.contains("value=\"2026-03-03\""));
    clerk.post(&format!("{place}/acts"), &typed).leads();
    assert_eq!(app.case(&number)["received_on"], "2026-03-02");
    assert_eq!(offered(), "assign");
    let page = clerk.get(&place).ok();
    assert!(page.contains("2026年3月30日") && page.contains("class=\"grid\""));
    app.take_in_hand(&number);
    app.sign_reply(&number);
    assert!(offered().contains("seal"), "{}", offered());
    clerk.post(&format!("{place}/acts"), &[("act", "seal"), ("seal-kind", "paper")]).leads();
    let deliver = [
        ("act", "deliver"),
        ("deliver-method", "post"),
        ("deliver-dispatched", "2026-03-02"),
        ("deliver-tracking", "ＲＲ473124829gb"),
    ];
    clerk.post(&format!("{place}/acts"), &deliver).leads();
    assert!(clerk.get(&place).ok().contains("RR473124829GB"));
    assert_eq!(offered(), "record_delivery record_returned_mail archive");
    clerk
        .post(
            &format!("{place}/acts"),
            &[("act", "record_delivery"), ("signed-delivery", "1"), ("signed-on", "2026-03-02")],
        )
        .leads();
    assert!(!offered().contains("record_"), "{}", offered());
    // Personal data in full: once, on a click that is written down.
    let page = clerk.get(&place).ok();
    assert!(page.contains("110105********0021") && !page.contains("110105194912310021"));
    let full = clerk.post(&format!("{place}/reveal"), &[]).ok();
    assert!(full.contains("110105194912310021") && full.contains("13812345678"));
    let audit: Value = app.sign_in("auditor").get("/audit").ok();
    assert!(audit.as_array().unwrap().iter().any(|entry| entry["what"] == "reveal_parties"));
}

fn a_supervisor_sees_masked_persons(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.register(&application("in_person", "2026-03-02"));
    app.register(&application("in_person", "2026-03-02"));
    let supervisor = Client::sign_in(&app, "supervisor");
    for path in [
        "/staff/cases?col=applicant&col=organ".to_owned(),
        "/staff/cases.csv?col=applicant&col=organ".to_owned(),
        format!("/staff/cases/{number}"),
    ] {
        let page = supervisor.get(&path).ok();
        assert!(page.contains("张*") && !page.contains("张三丰"), "{path}: {page}");
        assert!(page.contains("清水县自然资源局"), "{path}");
        assert!(!page.contains("13812345678"), "{path}");
    }
    let page = supervisor.get(&format!("/staff/cases/{number}")).ok();
    assert!(!page.contains("name=\"act\""), "a supervisor acts on nothing");
    supervisor.post(&format!("/staff/cases/{number}/reveal"), &[]).refused(403);
}
