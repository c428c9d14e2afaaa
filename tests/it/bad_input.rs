//! Whatever comes in: a clear problem in Chinese, never an error of ours, and nothing lost.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::app::{Answer, Person, TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(
    what_is_no_application_is_refused,
    what_is_no_act_is_refused,
    what_is_no_json_is_refused,
    ten_megabytes_are_too_many,
    days_are_days,
);

/// A problem in Chinese and nothing else: no English prose, no cause.
#[track_caller]
pub fn refused(answer: &Answer, status: u16) {
    answer.problem(status);
    for field in ["title", "detail"] {
        let text = answer.body[field].as_str().unwrap();
        let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3);
        let known = ["JSON", "ETag", "Match", "Idempotency", "application", "json", "number", "channel"];
        let prose = words.filter(|word| !known.contains(word)).count();
        assert!(prose < 3, "{text}");
    }
    assert!(!answer.body.to_string().contains(" at line "), "{}", answer.body);
}

/// The next registration gets the next number, and all is sound: nothing was half written.
#[track_caller]
pub fn nothing_was_written(app: &TestApp, clerk: &Person<'_>, serial: u64) {
    let next = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    assert_eq!(next["number"], format!("QSZR-2026-{serial:05}"));
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!((verified.cases, verified.faults), (serial, Vec::<String>::new()));
}

/// An application with one thing changed.
pub fn with(path: &str, value: Value) -> Value {
    let mut body = application("in_person", "2026-03-02");
    let (parent, field) = path.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(field.to_owned(), value);
    body
}

fn without(path: &str) -> Value {
    let mut body = application("in_person", "2026-03-02");
    let (parent, field) = path.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(field);
    body
}

fn items(count: usize) -> Value {
    json!(vec![json!({ "description": "土地供应计划" }); count])
}

fn what_is_no_application_is_refused(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let party = json!({ "kind": "natural_person", "name": "李四" });
    let mut bad_party = party.clone();
    bad_party["name"] = json!("李\u{7}四");
    for body in [
        with("/surprise", json!(1)),
        with("/applicant/surprise", json!(1)),
        with("/items", json!([{ "description": "计划", "surprise": 1 }])),
        without("/channel"),
        without("/on"),
        without("/applicant"),
        without("/applicant/name"),
        without("/applicant/kind"),
        without("/items"),
        with("/channel", json!("pigeon")),
        with("/channel", json!(7)),
        with("/applicant", json!("张三")),
        with("/applicant/name", json!(["张三"])),
        with("/applicant/name", json!(null)),
        with("/applicant/name", json!("  ")),
        with("/applicant/name", json!("阿".repeat(61))),
        with("/applicant/name", json!("张\u{0}三")),
        with("/applicant/name", json!("张\u{7f}三")),
        with("/applicant/phone", json!("138\n12345678")),
        with("/applicant/address", json!("路".repeat(201))),
        with("/applicant/kind", json!("robot")),
        with("/items", json!([])),
        with("/items", items(51)),
        with("/items", json!([{ "description": " \n " }])),
        with("/items", json!([{ "description": "计\u{1b}划" }])),
        with("/items", json!([{ "description": "字".repeat(2001) }])),
        with("/items", json!({ "description": "计划" })),
        with("/co_applicants", json!([bad_party])),
        with("/co_applicants", json!(vec![party; 101])),
        with("/agent", bad_party.clone()),
        with("/form", json!("纸\u{0}质")),
        with("/delivery", json!("邮".repeat(201))),
        with("/unit", json!(999_999)),
        with("/unit", json!(app.other_units[0])),
        with("/unit", json!(1.5)),
        with("/unit", json!(u64::MAX)),
        with("/unit", json!("1")),
        with("/signed_on", json!("2026-03-02")),
        with("/channel", json!("registered_mail")),
        json!(null),
        json!([]),
        json!("申请"),
        json!(5),
    ] {
        let answer = clerk.post("/cases", &body);
        assert_eq!(answer.status, 422, "{body} {}", answer.body);
        refused(&answer, 422);
        // Online the day, the channel and the unit are the service's to say.
        let ours =
            ["registered_mail", "signed_on", "unit"].iter().any(|word| body.to_string().contains(word));
        if !ours {
            let public = app.send("POST", "/public/organs/QSZR/applications", Some(&body));
            assert_eq!(public.status, 422, "{body} {}", public.body);
            refused(&public, 422);
        }
    }
    let at_fault = clerk.post("/cases", &with("/applicant/name", json!("")));
    assert_eq!(at_fault.body["errors"][0]["field"], "name");
    // What stands at the limits is taken.
    for (body, serial) in
        [(with("/items", items(50)), 1), (with("/applicant/name", json!("阿".repeat(60))), 2)]
    {
        assert_eq!(clerk.post("/cases", &body).ok()["number"], format!("QSZR-2026-{serial:05}"));
    }
    nothing_was_written(&app, &clerk, 3);
}

fn what_is_no_act_is_refused(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let number = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = number["number"].as_str().unwrap();
    clerk.does(number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(number, json!({ "act": "sign_for" }));
    let propose = |measure: Value| json!({ "act": "propose_measure", "measure": measure });
    let draft = |items: Value| json!({ "act": "draft_decision", "items": items });
    for act in [
        json!({}),
        json!({ "act": null }),
        json!({ "act": "fly" }),
        json!({ "act": "propose_opinion" }),
        json!({ "act": "propose_opinion", "opinion": "" }),
        json!({ "act": "propose_opinion", "opinion": "意\u{0}见" }),
        json!({ "act": "propose_opinion", "opinion": "字".repeat(5001) }),
        json!({ "act": "propose_opinion", "opinion": 5 }),
        json!({ "act": "propose_opinion", "opinion": "可以", "surprise": 1 }),
        // A reference to stored words is ours to make.
        json!({ "act": "propose_opinion", "opinion": { "text": 1, "digest": "00" } }),
        propose(json!({ "measure": "extension", "days": 5 })),
        propose(json!({ "measure": "extension", "days": -5, "reason": "量大" })),
        propose(json!({ "measure": "extension", "days": 70000, "reason": "量大" })),
        propose(json!({ "measure": "extension", "days": "5", "reason": "量大" })),
        propose(json!({ "measure": "extension", "days": 5, "reason": "量大", "surprise": 1 })),
        propose(json!({ "measure": "fee", "basis": { "standard": "per_page", "pages": 50 }, "surprise": 1 })),
        propose(json!({ "measure": "fee", "basis": { "standard": "per_mood" } })),
        propose(json!({ "measure": "delay", "until": "2026-02-30", "reason": "量大" })),
        propose(json!({ "measure": "delay", "until": "2200-01-01", "reason": "量大" })),
        propose(json!({ "measure": "correction", "period_days": 0, "points": "哪一块" })),
        propose(json!({ "measure": "correction", "period_days": 60000, "points": "哪一块" })),
        draft(json!([])),
        draft(json!([{ "item": 0, "code": "A2" }])),
        draft(json!([{ "item": 1, "code": "Z9" }])),
        draft(json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "mood", "words": "好" }] }])),
    ] {
        if act["act"] == "draft_decision" {
            handler.does(number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
        }
        let dry = handler.post(&format!("/cases/{number}/acts?dry_run=true"), &act);
        let answer = handler.act(number, &act);
        assert_eq!(answer.status, 422, "{act} {}", answer.body);
        refused(&answer, 422);
        assert_eq!((dry.status, &dry.body), (422, &answer.body), "{act}");
    }
    for act in [
        json!({ "act": "assign", "unit": 999_999, "reason": "职责" }),
        json!({ "act": "assign", "unit": app.other_units[0], "reason": "职责" }),
        json!({ "act": "assign", "unit": app.units[1], "handler": 999_999, "reason": "职责" }),
        json!({ "act": "link", "case": 999_999, "kind": "related" }),
        json!({ "act": "link", "case": -1, "kind": "related" }),
        json!({ "act": "correct_fact", "event": 0, "field": "on", "on": "2026-03-02", "reason": "核对" }),
        json!({ "act": "correct_fact", "event": 9999, "field": "on", "on": "2026-03-02", "reason": "核对" }),
        json!({ "act": "correct_fact", "event": 2, "field": "on", "on": "2026-03-02", "reason": "核对" }),
        json!({ "act": "correct_fact", "event": 1, "field": "mood", "on": "2026-03-02", "reason": "核对" }),
    ] {
        let answer = clerk.act(number, &act);
        assert_eq!(answer.status, 422, "{act} {}", answer.body);
        refused(&answer, 422);
    }
    // A case is not linked to itself, nor to one that does not exist for the post.
    let foreign = app.sign_in("other-clerk").post("/cases", &application("in_person", "2026-03-02"));
    foreign.ok();
    for other in [1, 2] {
        let answer = clerk.act(number, &json!({ "act": "link", "case": other, "kind": "related" }));
        assert_eq!(answer.problem(422), "input");
    }
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!((verified.cases, verified.faults), (2, Vec::<String>::new()));
}

fn what_is_no_json_is_refused(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let good = application("in_person", "2026-03-02").to_string();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"channel=in_person".to_vec(),
        good.as_bytes()[..good.len() - 1].to_vec(),
        format!("{good}{good}").into_bytes(),
        good.replace("张三丰", r"\ud83d").into_bytes(),
        good.replace("张三丰", r"\ude00\ud83d").into_bytes(),
        good.replace("张三丰", r"\u12").into_bytes(),
        good.replace("张三丰", r"\x41").into_bytes(),
        [b"{\"channel\":\"".as_slice(), &[0xff, 0xfe, 0x80], b"\"}"].concat(),
        [b"\xef\xbb\xbf".as_slice(), good.as_bytes()].concat(),
        deep.clone().into_bytes(),
        good.replace("\"items\":", &format!("\"unit\":{deep},\"items\":")).into_bytes(),
        good.replace("\"items\":", "\"unit\":1e999,\"items\":").into_bytes(),
        good.replace("\"items\":", "\"unit\":NaN,\"items\":").into_bytes(),
        "申请".as_bytes().to_vec(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).chars().take(300).collect::<String>();
        for (path, token) in
            [("/cases", Some(clerk.token.as_str())), ("/public/organs/QSZR/applications", None)]
        {
            let answer = app.request("POST", path, token, &[], Some(body.clone()));
            assert!(matches!(answer.status, 400 | 422), "{shown} {} {}", answer.status, answer.body);
            refused(&answer, answer.status);
        }
    }
    for kind in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let headers = [("Content-Type", kind)];
        let answer =
            app.request("POST", "/cases", Some(&clerk.token), &headers, Some(good.clone().into_bytes()));
        assert_eq!(answer.problem(415), "unsupported_media_type", "{kind}");
        refused(&answer, 415);
    }
    let headers = [("Content-Type", "Application/JSON; charset=utf-8")];
    app.request("POST", "/cases", Some(&clerk.token), &headers, Some(good.into_bytes())).ok();
    nothing_was_written(&app, &clerk, 2);
}

/// A request as bytes: a client that writes on whatever the server says.
fn raw(app: &TestApp, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // The server may answer and close before it has read everything.
    let _ = body.chunks(1 << 16).try_for_each(|chunk| stream.write_all(chunk));
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn ten_megabytes_are_too_many(db: &TestDatabase) {
    const TEN: usize = 10 << 20;
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    let body = with("/items", json!([{ "description": "字".repeat(TEN / 3) }])).to_string().into_bytes();
    let admin = app.sign_in("admin");
    for (path, token) in [
        ("/cases", &clerk.token),
        ("/public/organs/QSZR/applications", &String::new()),
        ("/sessions", &String::new()),
        ("/calendar/notices", &admin.token),
    ] {
        let head = format!(
            "POST /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\n"
        );
        let told = format!("{head}Content-Length: {}\r\n\r\n", body.len());
        let answer = raw(&app, &told, &body);
        assert!(answer.starts_with("HTTP/1.1 413"), "{path} {answer}");
        assert!(
            answer.contains("application/problem+json") && answer.contains("内容过大"),
            "{path} {answer}"
        );
        // Without a length it is found out on the way.
        let mut chunks = format!("{:x}\r\n", body.len()).into_bytes();
        chunks.extend_from_slice(&body);
        chunks.extend_from_slice(b"\r\n0\r\n\r\n");
        let answer = raw(&app, &format!("{head}Transfer-Encoding: chunked\r\n\r\n"), &chunks);
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("内容过大"), "{path} {answer}");
    }
    nothing_was_written(&app, &clerk, 1);
}

fn days_are_days(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let clerk = app.sign_in("clerk");
    for on in [
        "2026-02-30",
        "2026-3-2",
        "2026-03-2",
        "26-03-02",
        "2026/03/02",
        "20260302",
        "2026-03-02T00:00:00Z",
        "",
        " 2026-03-02",
        "2026-03-02 ",
        "２０２６-03-02",
        "+2026-03-02",
        "1999-12-31",
        "2006-12-31",
        "0000-00-00",
        "2026-13-01",
        "2200-01-01",
        "9999-12-31",
        "2026-03-03",
        "二〇二六年三月二日",
    ] {
        for body in [application("in_person", on), application("ordinary_mail", on)] {
            for path in ["/cases", "/cases/preview"] {
                let answer = clerk.post(path, &body);
                assert_eq!(answer.status, 422, "{on} {}", answer.body);
                refused(&answer, 422);
            }
        }
    }
    for on in [json!(20260302), json!(null), json!(true), json!(["2026-03-02"])] {
        refused(&clerk.post("/cases", &with("/on", on)), 422);
    }
    let mail = |signed: &str| {
        let mut body = application("registered_mail", "2026-03-02");
        body["signed_on"] = json!(signed);
        body
    };
    for signed in ["2026-02-30", "2026-03-03", "1999-01-01"] {
        refused(&clerk.post("/cases", &mail(signed)), 422);
    }
    clerk.post("/cases", &mail("2026-03-01")).ok();
    let number = clerk.post("/cases", &application("online", "2026-02-27")).ok();
    let number = number["number"].as_str().unwrap();
    for on in ["2026-02-30", "2026-3-2", "1999-01-01", "2200-01-01", "2026-03-03", "2026-02-26"] {
        let backdating = json!({ "reason": "补记", "proof": "记录", "second_person": 5 });
        let act = json!({ "act": "confirm_receipt", "on": on, "backdating": backdating });
        let answer = clerk.act(number, &act);
        assert!(answer.status == 422, "{on} {}", answer.body);
        refused(&answer, 422);
    }
    for path in [
        "/calendar/days/2026-02-30",
        "/calendar/days/2026-3-2",
        "/calendar/days/heute",
        "/calendar/days/1999-01-01",
        "/calendar/days/2200-01-01",
        "/calendar/days/2026-03-02?known_on=2026-3-2",
        "/calendar/days/2026-03-02?surprise=1",
        "/cases?due_from=2026-02-30",
        "/cases?received_to=morgen",
    ] {
        let answer = clerk.get(path);
        assert!(matches!(answer.status, 400 | 422), "{path} {}", answer.body);
        refused(&answer, answer.status);
    }
    nothing_was_written(&app, &clerk, 3);
}
