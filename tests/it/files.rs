//! 案件材料: what clerks, handlers and applicants bring, who may see it, and that it stays what it was.

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;
use gongkai::app::Clock;
use gongkai::casework::verify::run_blocking;
use gongkai::config::Settings;
use gongkai::files::ContentId;
use gongkai::store::StoreError;
use gongkai::store::files::{erase_files, list_files};
use serde_json::{Value, json};

use crate::app::{FORM, Person, TestApp, application, day, form};
use crate::databases::TestDatabase;
use crate::samples::{Part, docx, pdf, png, zip};

on_both_databases!(
    a_file_comes_back_as_it_was_brought,
    the_journal_holds_the_hash_and_no_name,
    a_name_is_kept_as_a_text_and_given_back_harmless,
    hostile_files_are_refused_and_leave_nothing,
    a_case_holds_no_more_than_its_limits,
    an_upload_is_read_to_its_limit_and_no_further,
    a_form_that_is_none_is_refused,
    the_same_upload_sent_twice_is_one_file,
    many_uploads_at_once_are_all_kept,
    an_altered_or_lost_file_is_found,
    a_changed_row_is_found_by_the_journal,
    an_applicant_brings_attachments_at_first_and_corrections_when_asked,
    a_wrong_code_brings_and_gets_nothing,
    what_was_delivered_can_be_downloaded_by_the_applicant,
    erased_files_leave_a_journal_that_holds,
);

/// A case that the handler signed for.
fn opened(app: &TestApp) -> (Person<'_>, Person<'_>, String) {
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let case = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = case["number"].as_str().unwrap().to_owned();
    clerk.does(&number, json!({ "act": "assign", "unit": app.units[1], "handler": null }));
    handler.does(&number, json!({ "act": "sign_for" }));
    (clerk, handler, number)
}

/// The files of the storage.
fn stored(db: &TestDatabase) -> Vec<PathBuf> {
    let mut folders = vec![db.folder().join("files")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

fn a_file_comes_back_as_it_was_brought(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, number) = opened(&app);
    let bytes = pdf(3, "");
    let added = handler.upload(&number, "proof", "邮寄凭证.pdf", &bytes);
    assert_eq!(added.status, 201);
    let added = added.ok();
    assert_eq!(
        (&added["file"], &added["kind_title"], &added["media"], &added["pages"], &added["size"]),
        (&json!(1), &json!("凭证"), &json!("pdf"), &json!(3), &json!(bytes.len()))
    );
    let record = clerk.upload(&number, "record", "答复书签章.png", &png(10, 20)).ok();
    assert_eq!((&record["file"], &record["record"]), (&json!(2), &json!(true)));
    let listed = clerk.get(&format!("/cases/{number}/files")).ok();
    assert_eq!(listed, json!([added, record]));

    let path = format!("/cases/{number}/files/1");
    for reader in ["clerk", "handler", "colleague", "reviewer", "office-head", "approver"] {
        let token = app.sign_in(reader).token;
        let (status, headers, content) = app.download("GET", &path, Some(&token), None);
        assert_eq!((status, &content), (200, &bytes), "{reader}");
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert!(header("content-disposition").starts_with("attachment;"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("content-length"), bytes.len().to_string());
    }
    // Each look is in the trail.
    let trail = app.sign_in("auditor").get("/audit").ok().to_string();
    assert_eq!(trail.matches("download_file").count(), 6);

    // Who has no business with it, or supervises only, gets nothing of it.
    let supervised = app.sign_in("supervisor").get(&format!("/cases/{number}/files")).ok();
    assert_eq!((&supervised[0]["name"], &supervised[0]["kind"]), (&Value::Null, &json!("proof")));
    for (login, status) in [("supervisor", 403), ("neighbour", 404), ("other-clerk", 404), ("admin", 404)] {
        let person = app.sign_in(login);
        person.get(&path).problem(status);
        person.upload(&number, "proof", "a.pdf", &bytes).problem(status);
    }
    for login in ["reviewer", "office-head", "approver"] {
        app.sign_in(login).upload(&number, "proof", "a.pdf", &bytes).problem(403);
    }
    for absent in ["/cases/QSZR-2026-00099/files/1", &format!("/cases/{number}/files/3")] {
        clerk.get(absent).problem(404);
    }
    clerk.get(&format!("/cases/{number}/files/one")).problem(404);
    assert_eq!(run_blocking(&app.app).unwrap().files, 2);
}

fn the_journal_holds_the_hash_and_no_name(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, number) = opened(&app);
    let bytes = pdf(1, "");
    let added = handler.upload(&number, "letter_scan", "张三丰来信.pdf", &bytes).ok();
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    let last = journal.as_array().unwrap().last().unwrap();
    let payload =
        json!({ "kind": "file_added", "file": 1, "sha256": added["sha256"], "what": "letter_scan" });
    assert_eq!(last["payload"], payload);
    assert!(!journal.to_string().contains("来信.pdf"));
    let content: ContentId = added["sha256"].as_str().unwrap().parse().unwrap();
    assert!(app.app.storage.content.has(content).unwrap());
    let names: Vec<_> = stored(db).into_iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, [content.to_string().as_str()], "nothing of the given name is on the disk");
    assert_eq!(run_blocking(&app.app).unwrap().faults, Vec::<String>::new());
}

fn a_name_is_kept_as_a_text_and_given_back_harmless(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, number) = opened(&app);
    for (given, kept, given_back) in [
        ("../../../etc/passwd", "passwd", "passwd.pdf"),
        ("用户/张三/身份证.pdf", "身份证.pdf", "%E8%BA%AB%E4%BB%BD%E8%AF%81.pdf"),
        ("说明\u{202e}fdp.exe", "说明fdp.exe", "%E8%AF%B4%E6%98%8Efdp.exe.pdf"),
        ("𬭎䶮㛃.PDF", "𬭎䶮㛃.PDF", "%F0%AC%AD%8E%E4%B6%AE%E3%9B%83.PDF"),
        ("", "未命名", "%E6%9C%AA%E5%91%BD%E5%90%8D.pdf"),
    ] {
        let added = handler.upload(&number, "proof", given, &pdf(1, "")).ok();
        assert_eq!(added["name"], kept);
        let path = format!("/cases/{number}/files/{}", added["file"]);
        let (_, headers, _) = app.download("GET", &path, Some(&clerk.token), None);
        let disposition = headers["content-disposition"].to_str().unwrap();
        assert!(disposition.ends_with(&format!("filename*=UTF-8''{given_back}")), "{disposition}");
    }
    let long = handler.upload(&number, "proof", &format!("{}.pdf", "长".repeat(500)), &pdf(1, "")).ok();
    assert_eq!(long["name"].as_str().unwrap().chars().count(), 120);
}

fn hostile_files_are_refused_and_leave_nothing(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, number) = opened(&app);
    let zeros = vec![0; 40 << 20];
    for (name, content, says) in [
        ("a.pdf", b"MZ\x90\0".to_vec(), "程序"),
        ("a.pdf", b"<html><script>alert(1)</script>".to_vec(), "网页"),
        ("a.png", b"<svg onload='alert(1)'/>".to_vec(), "网页"),
        ("a.pdf", [pdf(1, ""), zip(&[Part::new("a", b"b")])].concat(), "其他内容"),
        ("a.docx", docx(&[Part::new("word/vbaProject.bin", b"x")]), "宏"),
        ("a.docx", docx(&[Part::new("word/a.xml", &zeros)]), "解压"),
        ("a.pdf", pdf(1, "/Encrypt 5 0 R"), "密码"),
        ("a.pdf", pdf(1, "/OpenAction<</S/JavaScript>>"), "脚本"),
        ("a.pdf", Vec::new(), "空"),
        ("a.rar", b"Rar!\x1a\x07\0".to_vec(), "压缩包"),
        ("a.pdf", b"\x01\x02\x03".to_vec(), "不能上传这种文件"),
    ] {
        let refused = handler.upload(&number, "proof", name, &content);
        assert_eq!(refused.problem(422), "input", "{name}");
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.contains(says), "{says}: {detail}");
    }
    assert_eq!(clerk.get(&format!("/cases/{number}/files")).ok(), json!([]));
    assert_eq!(stored(db), Vec::<PathBuf>::new());
    assert_eq!(fs::read_dir(db.folder().join("uploads")).unwrap().count(), 0);
}

fn a_case_holds_no_more_than_its_limits(db: &TestDatabase) {
    let settings = Settings { case_files: 3, case_megabytes: 1, file_pages: 5, ..Settings::default() };
    let app = TestApp::start_with(db, "2026-03-02", settings);
    let (_, handler, number) = opened(&app);
    let large = [pdf(1, ""), vec![b' '; 700 << 10]].concat();
    handler.upload(&number, "proof", "a.pdf", &pdf(6, "")).problem(422);
    let half = "字".repeat(200 << 10).into_bytes();
    handler.upload(&number, "proof", "a.txt", &half).ok();
    let full = handler.upload(&number, "proof", "b.txt", &half);
    assert!(full.body["detail"].as_str().unwrap().contains("1MB"), "{}", full.body);
    full.problem(422);
    assert!(handler.upload(&number, "proof", "a.pdf", &large).status == 422, "too much blank after the end");
    for name in ["b.pdf", "c.pdf"] {
        handler.upload(&number, "proof", name, &pdf(5, "")).ok();
    }
    let full = handler.upload(&number, "proof", "d.pdf", &pdf(1, ""));
    assert!(full.body["detail"].as_str().unwrap().contains("最多3个"), "{}", full.body);
}

fn an_upload_is_read_to_its_limit_and_no_further(db: &TestDatabase) {
    let settings = Settings { file_megabytes: 2, ..Settings::default() };
    let app = TestApp::start_with(db, "2026-03-02", settings);
    let (_, handler, number) = opened(&app);
    let most = "字".repeat((2 << 20) / 3).into_bytes();
    handler.upload(&number, "proof", "a.txt", &most).ok();
    let more = handler.upload(&number, "proof", "a.txt", &[most.clone(), most].concat());
    assert_eq!(more.problem(413), "too_large");
    assert!(more.body["detail"].as_str().unwrap().contains("2MB"));
}

fn a_form_that_is_none_is_refused(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (_, handler, number) = opened(&app);
    let path = format!("/cases/{number}/files");
    let send = |headers: &[(&str, &str)], body: Vec<u8>| {
        app.request("POST", &path, Some(&handler.token), headers, Some(body))
    };
    assert_eq!(send(&[], b"{}".to_vec()).problem(415), "unsupported_media_type");
    let whole = form(&[("kind", "proof")], "a.pdf", &pdf(1, ""));
    for (what, body) in [
        ("empty", Vec::new()),
        ("no form", b"hello".to_vec()),
        ("cut", whole[..whole.len() - 20].to_vec()),
        ("no kind", form(&[], "a.pdf", &pdf(1, ""))),
        ("unknown kind", form(&[("kind", "secret")], "a.pdf", &pdf(1, ""))),
        ("made by the program", form(&[("kind", "letter")], "a.pdf", &pdf(1, ""))),
        ("twice", form(&[("kind", "proof"), ("kind", "proof")], "a.pdf", &pdf(1, ""))),
        ("a long word", form(&[("kind", &"x".repeat(1000))], "a.pdf", &pdf(1, ""))),
        (
            "no file",
            b"--grenze\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nproof\r\n--grenze--\r\n"
                .to_vec(),
        ),
        ("two files", {
            let mut body = whole[..whole.len() - 4].to_vec();
            body.extend_from_slice(b"\r\n");
            body.extend(whole.clone());
            body
        }),
    ] {
        let answer = send(&[FORM], body);
        assert_eq!(answer.problem(400), "malformed", "{what}");
    }
    assert_eq!(handler.get(&path).ok(), json!([]));
}

fn the_same_upload_sent_twice_is_one_file(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (_, handler, number) = opened(&app);
    let path = format!("/cases/{number}/files");
    let send = |name: &str, content: &[u8]| {
        let headers = [FORM, ("Idempotency-Key", "upload-1")];
        let body = form(&[("kind", "proof")], name, content);
        app.request("POST", &path, Some(&handler.token), &headers, Some(body))
    };
    let first = send("a.pdf", &pdf(1, "")).ok();
    assert_eq!(send("a.pdf", &pdf(1, "")).ok(), first);
    assert_eq!(send("a.pdf", &pdf(2, "")).problem(422), "idempotency_key_reused");
    // Without the key it is a second file of the same content, which is stored once.
    handler.upload(&number, "proof", "b.pdf", &pdf(1, "")).ok();
    assert_eq!(handler.get(&path).ok().as_array().unwrap().len(), 2);
    assert_eq!(stored(db).len(), 2, "one of them of the refused upload");
    assert_eq!(run_blocking(&app.app).unwrap().strays, 1);
}

fn many_uploads_at_once_are_all_kept(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, _, number) = opened(&app);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (app, token, number) = (&app, &clerk.token, &number);
            scope.spawn(move || {
                for turn in 0..5 {
                    let content = format!("第{thread}人第{turn}份");
                    let path = format!("/cases/{number}/files");
                    let words = [("kind", "proof")];
                    app.upload(&path, Some(token), &words, "a.txt", content.as_bytes()).ok();
                }
            });
        }
    });
    let listed = clerk.get(&format!("/cases/{number}/files")).ok();
    let ordinals: Vec<i64> =
        listed.as_array().unwrap().iter().map(|file| file["file"].as_i64().unwrap()).collect();
    assert_eq!(ordinals, (1..=20).collect::<Vec<_>>());
    let verified = run_blocking(&app.app).unwrap();
    assert_eq!((verified.files, verified.strays, verified.faults), (20, 0, Vec::new()));
}

fn an_altered_or_lost_file_is_found(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, number) = opened(&app);
    handler.upload(&number, "proof", "a.pdf", &pdf(1, "")).ok();
    let path = stored(db).remove(0);
    let whole = fs::read(&path).unwrap();
    let mut altered = whole.clone();
    altered[20] ^= 1;
    let download = format!("/cases/{number}/files/1");
    for (change, says) in [(Some(altered), "内容已被改动"), (None, "已丢失")] {
        match &change {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let faults = run_blocking(&app.app).unwrap().faults;
        assert_eq!(faults, [format!("案件{number}的第1个文件{says}")]);
        assert_eq!(clerk.get(&download).problem(500), "internal", "nobody gets what is not the file");
    }
    fs::write(&path, whole).unwrap();
    assert_eq!(run_blocking(&app.app).unwrap().faults, Vec::<String>::new());
}

fn a_changed_row_is_found_by_the_journal(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (_, handler, number) = opened(&app);
    for content in ["甲", "乙"] {
        handler.upload(&number, "proof", "a.txt", content.as_bytes()).ok();
    }
    let fault = format!("案件{number}的文件与日志不一致");
    for (change, back) in [
        ("kind = 'record'", "kind = 'proof'"),
        ("ordinal = 9", "ordinal = 2"),
        ("released_at = added_at", "released_at = NULL"),
        ("content = (SELECT content FROM files WHERE ordinal = 1)", ""),
    ] {
        let row = if change.starts_with("ordinal") { "9" } else { "2" };
        db.tamper(&format!("UPDATE files SET {change} WHERE ordinal = 2"));
        assert_eq!(run_blocking(&app.app).unwrap().faults, [fault.as_str()], "{change}");
        if !back.is_empty() {
            db.tamper(&format!("UPDATE files SET {back} WHERE ordinal = {row}"));
            assert_eq!(run_blocking(&app.app).unwrap().faults, Vec::<String>::new(), "{back}");
        }
    }
}

/// An application that came online today, with its 查询码.
fn submitted(app: &TestApp) -> (String, String) {
    let answer =
        app.send("POST", "/public/organs/QSZR/applications", Some(&application("online", "2026-03-02"))).ok();
    (answer["number"].as_str().unwrap().to_owned(), answer["query_code"].as_str().unwrap().to_owned())
}

fn an_applicant_brings_attachments_at_first_and_corrections_when_asked(db: &TestDatabase) {
    let settings = Settings { applicant_files: 3, letters_required: false, ..Settings::default() };
    let app = TestApp::start_with(db, "2026-03-02", settings);
    let (number, code) = submitted(&app);
    let bring = |name: &str, content: &[u8]| {
        let words = [("number", number.as_str()), ("code", code.as_str())];
        app.upload("/public/attachments", None, &words, name, content)
    };
    let added = bring("身份证.png", &png(30, 20)).ok();
    assert_eq!((&added["kind"], &added["by_applicant"]), (&json!("application"), &json!(true)));
    bring("病毒.exe", b"MZ\x90\0").problem(422);
    app.clock.set(app.clock.now() + TimeDelta::minutes(121));
    assert_eq!(bring("晚了.png", &png(30, 20)).problem(409), "not_now");

    // 补正 is asked for, and what comes is kept as such.
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    clerk.does(&number, json!({ "act": "confirm_receipt", "on": "2026-03-02" }));
    clerk.does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(&number, json!({ "act": "sign_for" }));
    let correction = json!({ "measure": "correction", "period_days": 10, "points": "请写明文件名称" });
    handler.does(&number, json!({ "act": "propose_measure", "measure": correction }));
    app.sign_in("office-head").does(&number, json!({ "act": "approve_measure", "number": 1 }));
    clerk.does(&number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-02" }));
    assert_eq!(bring("补正.docx", &docx(&[])).ok()["kind"], "correction");
    bring("补正2.docx", &docx(&[])).ok();
    let full = bring("补正3.docx", &docx(&[]));
    assert!(full.body["detail"].as_str().unwrap().contains("最多3个"), "{}", full.body);
    // The office is not held to the applicant's limit, and the journal knows who brought what.
    clerk.upload(&number, "letter_scan", "信封.png", &png(30, 20)).ok();
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok();
    let brought: Vec<_> = journal.as_array().unwrap().iter().filter(|e| e["kind"] == "file_added").collect();
    let who: Vec<_> = brought.iter().map(|event| event["actor"]["role"].as_str().unwrap()).collect();
    assert_eq!(who, ["申请人", "申请人", "申请人", "登记岗"]);
    assert_eq!(run_blocking(&app.app).unwrap().faults, Vec::<String>::new());
}

fn a_wrong_code_brings_and_gets_nothing(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (number, code) = submitted(&app);
    let wrong = format!("{:012}", (code.parse::<u64>().unwrap() + 1) % 1_000_000_000_000);
    let bring = |number: &str, code: &str| {
        app.upload("/public/attachments", None, &[("number", number), ("code", code)], "a.png", &png(3, 2))
    };
    assert_eq!(bring(&number, &wrong).body, bring("QSZR-2026-00099", &code).body);
    for _ in 0..8 {
        bring(&number, &wrong).problem(404);
    }
    let question = json!({ "number": number, "code": wrong });
    app.send("POST", "/public/files", Some(&question)).problem(404);
    assert_eq!(bring(&number, &code).problem(429), "too_many", "guesses are counted as look-ups are");
    let right = json!({ "number": number, "code": code });
    app.send("POST", "/public/files/1", Some(&right)).problem(429);
    assert_eq!(stored(db), Vec::<PathBuf>::new());
}

fn what_was_delivered_can_be_downloaded_by_the_applicant(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler) = (app.sign_in("clerk"), app.sign_in("handler"));
    let case = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = case["number"].as_str().unwrap();
    let asked = json!({ "number": number, "code": case["query_code"] });
    clerk.does(number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(number, json!({ "act": "sign_for" }));
    let plan = handler.upload(number, "information", "供应计划.pdf", &pdf(2, "")).ok();
    handler.upload(number, "proof", "内部凭证.pdf", &pdf(1, "")).ok();
    let release = |file: i64| clerk.act_on("POST", &format!("/cases/{number}/files/{file}/release"));
    assert_eq!(release(1).problem(409), "not_now", "before the reply");

    handler.does(number, json!({ "act": "propose_opinion", "opinion": "同意公开" }));
    let items = json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
    handler.does(number, json!({ "act": "draft_decision", "items": items }));
    handler.does(number, json!({ "act": "submit_for_approval" }));
    app.sign_in("reviewer").does(number, json!({ "act": "pass" }));
    app.sign_in("approver").does(number, json!({ "act": "pass" }));
    clerk.does(number, json!({ "act": "seal", "kind": "paper" }));
    assert_eq!(release(1).problem(409), "not_now", "signed and sealed, and not yet sent");
    clerk.does(number, json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-03-02" }));
    let list = || app.send("POST", "/public/files", Some(&asked)).ok();
    let get = |file: i64| app.download("POST", &format!("/public/files/{file}"), None, Some(&asked));
    assert_eq!((list(), get(1).0), (json!([]), 404));
    handler.act_on("POST", &format!("/cases/{number}/files/1/release")).problem(403);
    assert_eq!(release(2).problem(409), "not_now", "an internal proof is for nobody outside");
    assert_eq!(release(3).problem(404), "not_found");
    assert_eq!(release(1).ok()["released"], true);
    assert_eq!(release(1).ok()["released"], true, "once more changes nothing");

    let listed = list();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!((&listed[0]["name"], &listed[0]["sha256"]), (&json!("供应计划.pdf"), &plan["sha256"]));
    let (status, headers, content) = get(1);
    assert_eq!((status, content), (200, pdf(2, "")));
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    assert_eq!(get(2).0, 404);
    let other = submitted(&app);
    let foreign = json!({ "number": other.0, "code": other.1 });
    assert_eq!(app.download("POST", "/public/files/1", None, Some(&foreign)).0, 404, "another's case");

    let journal = clerk.get(&format!("/cases/{number}/journal")).ok().to_string();
    assert_eq!(journal.matches("\"file_released\"").count(), 2, "the kind and the payload of one event");
    assert_eq!(run_blocking(&app.app).unwrap().faults, Vec::<String>::new());
    assert_eq!(day("2026-03-02"), app.clock.today());
}

fn erased_files_leave_a_journal_that_holds(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let (clerk, handler, number) = opened(&app);
    let (_, _, second) = opened(&app);
    handler.upload(&number, "proof", "张三.txt", "只此一份".as_bytes()).ok();
    handler.upload(&number, "proof", "张三.txt", "两案都有".as_bytes()).ok();
    handler.upload(&second, "proof", "李四.txt", "两案都有".as_bytes()).ok();
    let at = app.app.now();
    let unused = app.app.store.write_blocking(move |tx| erase_files(tx, 1, at)).unwrap();
    assert_eq!(unused.len(), 1, "the other one is another case's too");
    let storage = &app.app.storage.content;
    unused.iter().for_each(|hash| storage.remove(ContentId::from(*hash.as_bytes())).unwrap());
    let rows = app.app.store.read_blocking(|db| list_files(db, 1)).unwrap();
    assert!(rows.iter().all(|(row, name)| row.erased_at == Some(at) && name.is_empty()));
    clerk.get(&format!("/cases/{number}/files/1")).problem(404);
    let listed = clerk.get(&format!("/cases/{number}/files")).ok();
    assert_eq!((&listed[0]["erased"], &listed[0]["name"]), (&json!(true), &Value::Null));
    assert_eq!(run_blocking(&app.app).unwrap().faults, Vec::<String>::new());
    clerk.get(&format!("/cases/{second}/files")).ok();
    let again = app.app.store.write_blocking(move |tx| Ok::<_, StoreError>(erase_files(tx, 1, at)?.len()));
    assert_eq!(again.unwrap(), 0);
}
