//! Letters in the life of a case: written, checked, approved, numbered, sent, downloaded by the applicant.

use gongkai::config::Settings;
use gongkai::documents::kind::LetterKind;
use gongkai::documents::texts::TemplateId;
use gongkai::store::document_numbers::{Series, last_serial, list_unused};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, application, facts};
use crate::databases::TestDatabase;

on_both_databases!(
    letters_go_with_the_case_from_the_correction_to_the_reply,
    the_filled_form_says_all_that_the_applicant_said,
    a_warning_is_ticked_off_with_a_reason_and_an_error_blocks,
    a_refused_measure_voids_its_draft_and_a_voided_number_is_never_used_again,
    a_signed_reply_is_voided_and_decided_anew,
    an_organ_words_its_own_letters_from_a_day_on,
    the_facts_of_an_organ_are_dated_and_checked,
    the_query_code_is_on_the_receipt_and_kept_nowhere,
    a_hundred_approvals_number_without_gap_or_repeat,
    a_letter_changed_behind_the_journal_s_back_is_found,
);

/// A service that lets nothing go out without its letter.
fn strict(db: &TestDatabase) -> TestApp {
    let app = TestApp::start_with(db, "2026-03-02", Settings::default());
    app.fill_in_facts();
    app
}

/// A case that came in over the counter and that the handler signed for.
fn taken_up(app: &TestApp) -> String {
    let case = app.sign_in("clerk").post("/cases", &application("in_person", "2026-03-02")).ok();
    let number = case["number"].as_str().unwrap().to_owned();
    app.sign_in("clerk").does(&number, json!({ "act": "assign", "unit": app.units[1] }));
    app.sign_in("handler").does(&number, json!({ "act": "sign_for" }));
    number
}

fn correction() -> Value {
    json!({ "act": "propose_measure", "measure": {
        "measure": "correction", "period_days": 10, "points": "写明所需供应计划的具体地块" } })
}

fn correction_notice() -> Value {
    json!({ "kind": "correction_notice", "measure": 1, "unclear": "申请未写明地块，2025年供应计划共有四批，无法确定所需的是哪一批。" })
}

fn decision() -> Value {
    json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "A2",
        "facts": [{ "fact": "access", "words": "随本答复书邮寄复印件" }] }] })
}

impl Person<'_> {
    fn letter(&self, number: &str, letter: &Value) -> crate::app::Answer {
        self.post(&format!("/cases/{number}/letters"), letter)
    }

    fn words_of(&self, number: &str, place: &str) -> String {
        let path = format!("/cases/{number}/{place}");
        let (status, _, bytes) = self.app.download("GET", &path, Some(&self.token), None);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(status, 200, "{text}");
        text
    }
}

#[track_caller]
fn refused_for(answer: &crate::app::Answer, words: &str) {
    answer.problem(422);
    assert!(answer.body["detail"].as_str().unwrap().contains(words), "{}", answer.body);
}

fn letters_go_with_the_case_from_the_correction_to_the_reply(db: &TestDatabase) {
    let app = strict(db);
    let submitted =
        app.send("POST", "/public/organs/QSZR/applications", Some(&application("online", "2026-03-02"))).ok();
    let number = submitted["number"].as_str().unwrap();
    let code = json!({ "number": number, "code": submitted["query_code"] });
    let [clerk, handler, head, reviewer, approver] =
        ["clerk", "handler", "office-head", "reviewer", "approver"].map(|login| app.sign_in(login));
    clerk.does(number, json!({ "act": "confirm_receipt", "on": "2026-03-02" }));
    clerk.does(number, json!({ "act": "assign", "unit": app.units[1] }));
    handler.does(number, json!({ "act": "sign_for" }));

    // Nothing is recorded yet, and the form has its lines to write on.
    let sheet = clerk.words_of(number, "sheets/registration_sheet.txt");
    assert!(sheet.contains("补正、征求意见、延期、收费情况\n") && !sheet.contains("发出"), "{sheet}");

    // 补正: nothing is approved without its letter, and the letter says what the case says.
    handler.does(number, correction());
    let approve = json!({ "act": "approve_measure", "number": 1 });
    refused_for(&head.act(number, &approve), "还没有拟制补正告知书");
    refused_for(&handler.letter(number, &json!({ "kind": "correction_notice", "measure": 1 })), "不明确之处");
    let drafted = handler.letter(number, &correction_notice()).ok();
    assert_eq!((&drafted["state"], &drafted["findings"]), (&json!("drafted"), &json!([])), "{drafted}");
    refused_for(&handler.letter(number, &correction_notice()), "已经有这份文书");
    head.does(number, approve);
    let signed = handler.get(&format!("/cases/{number}/letters/1")).ok();
    assert_eq!(
        (&signed["number"], &signed["signed_on"]),
        (&json!("清自然资公开补〔2026〕1号"), &json!("2026-03-02"))
    );
    let text = handler.words_of(number, "letters/1.txt");
    for words in
        ["张三丰", "清自然资公开补〔2026〕1号", "写明所需供应计划的具体地块", "10个工作日", "2026年3月2日"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(handler.words_of(number, "letters/1.html").contains("清自然资公开补〔2026〕1号"));
    assert!(handler.words_of(number, "letters/1.pdf").starts_with("%PDF"));
    assert!(handler.words_of(number, "letters/1.docx").starts_with("PK"));
    let released = || app.send("POST", "/public/files", Some(&code)).ok().as_array().unwrap().len();
    assert_eq!(released(), 0, "what is signed has not left yet");
    clerk.does(number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-02" }));
    assert_eq!(released(), 1);
    clerk.does(number, json!({ "act": "record_correction", "on": "2026-03-02", "content": "3号地块" }));

    // 答复: a return on the way, and a decision that changed makes the letter out of date.
    handler.does(number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    handler.does(number, decision());
    refused_for(&handler.act(number, &json!({ "act": "submit_for_approval" })), "还没有拟制");
    let reply = json!({ "kind": "reply", "attachments": ["清水县2025年国有建设用地供应计划"] });
    assert_eq!(handler.letter(number, &reply).ok()["findings"], json!([]));
    handler.does(number, json!({ "act": "submit_for_approval" }));
    let redraft = |person: &Person| {
        let body = Some(reply.to_string().into_bytes());
        app.request("PUT", &format!("/cases/{number}/letters/2"), Some(&person.token), &[], body)
    };
    refused_for(&redraft(&handler), "正在审批");
    reviewer.does(number, json!({ "act": "return", "to": "decision", "reason": "请补充提供方式" }));
    let mut changed = decision();
    changed["items"][0]["facts"][0]["words"] = json!("随本答复书邮寄复印件，也可以到本机关领取");
    handler.does(number, changed);
    refused_for(&handler.act(number, &json!({ "act": "submit_for_approval" })), "请重新生成文书");
    assert_eq!(redraft(&handler).ok()["findings"], json!([]));
    handler.does(number, json!({ "act": "submit_for_approval" }));
    reviewer.does(number, json!({ "act": "pass" }));
    approver.does(number, json!({ "act": "pass" }));
    clerk.does(number, json!({ "act": "seal", "kind": "paper" }));
    let sealed = clerk.get(&format!("/cases/{number}/letters/2")).ok();
    assert_eq!(
        (&sealed["state"], &sealed["number"]),
        (&json!("sealed"), &json!("清自然资公开答〔2026〕1号"))
    );

    // 送达: what left is kept, and the applicant downloads it by number and 查询码.
    clerk.does(number, json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-03-02", "tracking": "1234567890123" }));
    let files = app.send("POST", "/public/files", Some(&code)).ok();
    let reply = files.as_array().unwrap().last().unwrap();
    assert_eq!(reply["name"], "政府信息公开申请答复书 清自然资公开答〔2026〕1号");
    let (status, _, bytes) =
        app.download("POST", &format!("/public/files/{}", reply["file"]), None, Some(&code));
    assert!(status == 200 && bytes.starts_with(b"%PDF"));
    assert_eq!(
        bytes,
        app.download("GET", &format!("/cases/{number}/letters/2.pdf"), Some(&clerk.token), None).2,
        "what is frozen renders to the same bytes"
    );
    let index = clerk.words_of(number, "sheets/file_index.txt");
    assert!(index.contains("补正告知书") && index.contains("清自然资公开答〔2026〕1号"), "{index}");
    let order = [
        "政府信息公开申请表",
        "接收回执",
        "补正告知书",
        "依申请公开呈批单",
        "政府信息公开申请答复书",
        "送达回证",
    ];
    let places: Vec<usize> = order.iter().map(|title| index.find(title).unwrap_or(usize::MAX)).collect();
    assert!(places.is_sorted() && !places.contains(&usize::MAX), "{places:?} {index}");
    let sheet = clerk.words_of(number, "sheets/registration_sheet.txt");
    for recorded in [
        "补正：2026年3月2日发出，2026年3月2日收到补正",
        "政府信息公开申请答复书（予以公开），清自然资公开答〔2026〕1号，2026年3月2日",
        "邮寄：2026年3月2日发出",
    ] {
        assert!(sheet.contains(recorded), "{recorded}: {sheet}");
    }
    let journal = clerk.get(&format!("/cases/{number}/journal")).ok().to_string();
    assert!(journal.contains("letter_signed") && !journal.contains("张三丰") && !journal.contains("3号地块"));
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!((verified.cases, verified.faults), (1, Vec::<String>::new()));
}

fn the_filled_form_says_all_that_the_applicant_said(db: &TestDatabase) {
    let app = strict(db);
    let clerk = app.sign_in("clerk");
    // It was handed in on the Friday before, and typed today.
    let mut asked = application("in_person", "2026-02-27");
    asked["form"] = json!("电子文件（若无法按此形式提供，也接受其他形式）");
    asked["delivery"] = json!("网上获取");
    let other = |name: &str, number: &str| json!({ "kind": "natural_person", "name": name, "id_kind": "居民身份证", "id_number": number, "phone": "13912345678" });
    asked["co_applicants"] = json!([other("李四光", "110105194912310048")]);
    asked["agent"] = other("王五岳", "110105194912310064");
    let case = clerk.post("/cases", &asked).ok();
    let number = case["number"].as_str().unwrap();
    let form = clerk.words_of(number, "sheets/application_filled.txt");
    for said in [
        "申请时间*\t2026年2月27日",
        "共同申请人\t李四光　居民身份证：110105194912310048　电话：13912345678",
        "代理人\t王五岳　居民身份证：110105194912310064　电话：13912345678",
        "□纸质　■电子数据　□光盘　□磁盘\n",
        "□当场阅读、抄录　■网上获取\n",
        "■若无法按指定方式提供",
        "清水县城关镇幸福路1号\n",
    ] {
        assert!(form.contains(said), "{said}: {form}");
    }
    let plain = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let form = clerk.words_of(plain["number"].as_str().unwrap(), "sheets/application_filled.txt");
    assert!(form.contains("□若无法按指定方式提供") && form.contains("■纸质"), "{form}");
    assert!(!form.contains("共同申请人") && !form.contains("代理人"), "{form}");
}

fn a_warning_is_ticked_off_with_a_reason_and_an_error_blocks(db: &TestDatabase) {
    let app = strict(db);
    let number = taken_up(&app);
    let (handler, head) = (app.sign_in("handler"), app.sign_in("office-head"));
    let mut long = correction();
    long["measure"]["period_days"] = json!(20);
    handler.does(&number, long);
    let mut empty = correction_notice();
    empty["unclear"] = json!("无");
    let drafted = handler.letter(&number, &empty).ok();
    let codes: Vec<&str> =
        drafted["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["reason_empty", "period_unusual"], "{drafted}");
    let tick = |finding: &str| {
        handler.post(
            &format!("/cases/{number}/letters/1/ticks"),
            &json!({ "finding": finding, "reason": "申请人在外地，与其商定" }),
        )
    };
    refused_for(&tick("reason_empty"), "没有这一项需要确认的提示");
    for nothing in ["。", "同上", "工作需要。"] {
        let said = json!({ "finding": "period_unusual", "reason": nothing });
        refused_for(
            &handler.post(&format!("/cases/{number}/letters/1/ticks"), &said),
            "请写明为什么可以这样发出",
        );
    }
    tick("period_unusual").ok();
    let approve = json!({ "act": "approve_measure", "number": 1 });
    refused_for(&head.act(&number, &approve), "不明确之处空缺");

    // What is written anew is judged anew.
    let body = Some(correction_notice().to_string().into_bytes());
    app.request("PUT", &format!("/cases/{number}/letters/1"), Some(&handler.token), &[], body).ok();
    refused_for(&head.act(&number, &approve), "补正期限一般为5至15个工作日");
    let ticked = tick("period_unusual").ok();
    assert_eq!(ticked["findings"][0]["ticked"], true);
    head.does(&number, approve);
    let journal = handler.get(&format!("/cases/{number}/journal")).ok().to_string();
    assert!(journal.contains("letter_ticked") && !journal.contains("申请人在外地"));
}

fn a_refused_measure_voids_its_draft_and_a_voided_number_is_never_used_again(db: &TestDatabase) {
    let app = strict(db);
    let number = taken_up(&app);
    let [handler, colleague, head] = ["handler", "colleague", "office-head"].map(|login| app.sign_in(login));
    handler.does(&number, correction());
    handler.letter(&number, &correction_notice()).ok();
    head.does(&number, json!({ "act": "refuse_measure", "number": 1, "reason": "不必补正" }));
    let state = |letter: u32| handler.get(&format!("/cases/{number}/letters/{letter}")).ok();
    assert_eq!(state(1)["state"], "voided");

    handler.does(&number, correction());
    let mut second = correction_notice();
    second["measure"] = json!(2);
    handler.letter(&number, &second).ok();
    head.does(&number, json!({ "act": "approve_measure", "number": 2 }));
    assert_eq!(state(2)["number"], "清自然资公开补〔2026〕1号");
    let void = |person: &Person| {
        person.post(&format!("/cases/{number}/letters/2/void"), &json!({ "reason": "地块名称写错" }))
    };
    void(&colleague).problem(403);
    assert_eq!(void(&head).ok()["state"], "voided");
    let papers = app.at_desk("handler").opens(&format!("/staff/cases/{number}/papers"));
    for words in ["清自然资公开补〔2026〕1号", "此号不再使用", "理由：地块名称写错"]
    {
        papers.shows(words);
    }
    handler.letter(&number, &second).ok();
    let sign = |person: &Person| person.post(&format!("/cases/{number}/letters/3/sign"), &json!({}));
    sign(&handler).problem(403);
    assert_eq!(sign(&head).ok()["number"], "清自然资公开补〔2026〕2号", "the first is never used again");
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new(), "a voided number is no gap");
}

fn a_signed_reply_is_voided_and_decided_anew(db: &TestDatabase) {
    let app = strict(db);
    let number = &taken_up(&app);
    let [handler, reviewer, approver, clerk] =
        ["handler", "reviewer", "approver", "clerk"].map(|login| app.sign_in(login));
    let desk = app.at_desk("clerk");
    let waits_to_be_sent = || desk.opens("/staff/cases?list=to_send").html.contains(number.as_str());
    let reply = json!({ "kind": "reply" });
    let signed = |letter: u32| {
        handler.letter(number, &reply).ok();
        handler.does(number, json!({ "act": "submit_for_approval" }));
        reviewer.does(number, json!({ "act": "pass" }));
        approver.does(number, json!({ "act": "pass" }));
        handler.get(&format!("/cases/{number}/letters/{letter}")).ok()["number"].clone()
    };
    handler.does(number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
    handler.does(number, decision());
    assert_eq!(signed(1), "清自然资公开答〔2026〕1号");
    clerk.does(number, json!({ "act": "seal", "kind": "paper" }));
    assert!(waits_to_be_sent());

    let void = |person: &Person| {
        person.post(&format!("/cases/{number}/letters/1/void"), &json!({ "reason": "提供方式写错" }))
    };
    void(&handler).problem(403);
    assert_eq!(void(&approver).ok()["state"], "voided");
    assert!(!waits_to_be_sent(), "nothing is sealed any more");
    clerk.act(number, &json!({ "act": "seal", "kind": "paper" })).problem(409);
    let mut changed = decision();
    changed["items"][0]["facts"][0]["words"] = json!("随本答复书邮寄光盘");
    handler.does(number, changed);
    assert_eq!(signed(2), "清自然资公开答〔2026〕2号");
    clerk.does(number, json!({ "act": "seal", "kind": "paper" }));
    let sent =
        json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-03-02", "tracking": "EMS1" });
    clerk.does(number, sent);
    void(&approver).problem(422);
    assert_eq!(clerk.get(&format!("/cases/{number}")).ok()["light"], "closed_in_time");
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
}

/// The id of the organ of most stories.
fn organ(admin: &Person) -> i64 {
    let organs = admin.get("/organs").ok();
    let own = organs.as_array().unwrap().iter().find(|organ| organ["code"] == "QSZR").unwrap();
    own["id"].as_i64().unwrap()
}

fn put(person: &Person, path: &str, body: &Value) -> crate::app::Answer {
    person.app.request("PUT", path, Some(&person.token), &[], Some(body.to_string().into_bytes()))
}

fn an_organ_words_its_own_letters_from_a_day_on(db: &TestDatabase) {
    let app = strict(db);
    let admin = app.sign_in("admin");
    let path = format!("/organs/{}/templates/correction_notice", organ(&admin));
    let shipped = admin.get(&format!("/organs/{}/templates", organ(&admin))).ok();
    let shipped =
        shipped.as_array().unwrap().iter().find(|text| text["kind"] == "correction_notice").unwrap();
    assert_eq!(shipped["own"], false);
    let own =
        shipped["body"].as_str().unwrap().replace("标题：补正告知书", "标题：政府信息公开申请补正告知书");
    let input = |body: &str, from: &str| json!({ "body": body, "effective_from": from, "note": "用全称" });
    let broken = put(&admin, &path, &input("标题：{{ 申请人.工资 }}", "2026-03-03"));
    refused_for(&broken, "工资");
    refused_for(&put(&admin, &path, &input(&own, "2026-03-01")), "不能早于今天");
    let reply = format!("/organs/{}/templates/reply", organ(&admin));
    let without_remedy = TemplateId::Letter(LetterKind::Reply).shipped().replace("【救济】\n", "");
    refused_for(&put(&admin, &reply, &input(&without_remedy, "2026-03-03")), "缺少救济途径");
    put(&app.sign_in("office-head"), &path, &input(&own, "2026-03-03")).problem(403);
    put(&admin, &path, &input(&own, "2026-03-03")).ok();
    let preview = admin.post(&format!("{path}/preview"), &json!({ "body": own })).ok();
    assert!(preview["html"].as_str().unwrap().contains("政府信息公开申请补正告知书"));

    let title = |app: &TestApp| {
        let number = taken_up(app);
        let handler = app.sign_in("handler");
        handler.does(&number, correction());
        handler.letter(&number, &correction_notice()).ok();
        handler.words_of(&number, "letters/1.txt").contains("政府信息公开申请补正告知书")
    };
    assert!(!title(&app), "not before its day");
    app.set_day("2026-03-03");
    assert!(title(&app));
    let admin = app.sign_in("admin");
    let back = json!({ "effective_from": "2026-03-03", "note": "仍用原名" });
    put(&admin, &path, &back).ok();
    assert!(!title(&app), "back to the shipped text");
    let restore = json!({ "version": 1, "effective_from": "2026-03-03" });
    admin.post(&format!("{path}/restore"), &restore).ok();
    assert!(title(&app));
    assert_eq!(admin.get(&path).ok().as_array().unwrap().len(), 3);
}

fn the_facts_of_an_organ_are_dated_and_checked(db: &TestDatabase) {
    let app = TestApp::start_with(db, "2026-03-02", Settings::default());
    let number = taken_up(&app);
    let (admin, handler) = (app.sign_in("admin"), app.sign_in("handler"));
    handler.does(&number, correction());
    refused_for(&handler.letter(&number, &correction_notice()), "还没有填写文书需要的机关信息");
    let path = format!("/organs/{}/facts", organ(&admin));
    let known = admin.get(&path).ok();
    assert_eq!(
        (&known["current"], &known["proposed_review"]),
        (&Value::Null, &json!(["清水县人民政府"])),
        "a department is reviewed by its own government (L-24)"
    );
    let mut wrong = facts("2026-03-02", " ");
    wrong["facts"]["court"]["name"] = json!("天河市中级人民法院");
    wrong["facts"]["patterns"] = json!({ "reply": "{字}答[{年}]{号}" });
    let refused = put(&admin, &path, &wrong);
    for words in ["请填写机关代字", "基层人民法院", "六角括号"] {
        refused_for(&refused, words);
    }
    put(&handler, &path, &facts("2026-03-02", "清自然资")).problem(403);
    let mut own = facts("2026-03-02", "清自然资");
    own["facts"]["patterns"] = json!({ "correction": "{字}依申请补〔{年}〕{号}号" });
    put(&admin, &path, &own).ok();
    handler.letter(&number, &correction_notice()).ok();
    app.sign_in("office-head").does(&number, json!({ "act": "approve_measure", "number": 1 }));
    let signed = handler.get(&format!("/cases/{number}/letters/1")).ok();
    assert_eq!(signed["number"], "清自然资依申请补〔2026〕1号");
}

fn the_query_code_is_on_the_receipt_and_kept_nowhere(db: &TestDatabase) {
    let app = strict(db);
    let clerk = app.sign_in("clerk");
    let registered = clerk.post("/cases", &application("in_person", "2026-03-02")).ok();
    let (number, code) = (registered["number"].as_str().unwrap(), registered["query_code"].as_str().unwrap());
    let receipt = clerk.words_of(number, "sheets/receipt_applicant.txt");
    assert!(receipt.contains(code) && receipt.contains("2026年3月30日"), "{receipt}");
    assert!(!clerk.words_of(number, "sheets/receipt_office.txt").contains(code));
    let a5 = clerk.words_of(number, "sheets/receipt_applicant.html?paper=a5");
    assert!(a5.contains(code));
    let numbers = json!({ "numbers": [number, number] });
    let body = clerk.app.download("POST", "/letters/receipts", Some(&clerk.token), Some(&numbers));
    assert!(body.0 == 200 && body.2.starts_with(b"%PDF"));
    let folder = db.folder();
    for file in walk(folder) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(code.len()).any(|window| window == code.as_bytes());
        assert!(!found, "{} holds the code", file.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn a_hundred_approvals_number_without_gap_or_repeat(db: &TestDatabase) {
    let app = strict(db);
    let numbers: Vec<String> = (0..100)
        .map(|_| {
            let number = taken_up(&app);
            let handler = app.sign_in("handler");
            handler.does(&number, correction());
            handler.letter(&number, &correction_notice()).ok();
            number
        })
        .collect();
    let head = &app.sign_in("office-head");
    std::thread::scope(|scope| {
        for part in numbers.chunks(25) {
            scope.spawn(move || {
                for number in part {
                    head.does(number, json!({ "act": "approve_measure", "number": 1 }));
                }
            });
        }
    });
    let mut drawn: Vec<String> = numbers
        .iter()
        .map(|number| {
            head.get(&format!("/cases/{number}/letters/1")).ok()["number"].as_str().unwrap().to_owned()
        })
        .collect();
    drawn.sort_by_key(|number| (number.len(), number.clone()));
    let expected: Vec<String> = (1..=100).map(|serial| format!("清自然资公开补〔2026〕{serial}号")).collect();
    assert_eq!(drawn, expected);
    let series = Series { organ_id: organ(&app.sign_in("admin")), word: "correction".to_owned(), year: 2026 };
    let found = app.app.store.read_blocking(move |db| -> Result<_, gongkai::store::StoreError> {
        Ok((last_serial(db, &series)?, list_unused(db, &series)?))
    });
    assert_eq!(found.unwrap(), (100, Vec::new()));
}

fn a_letter_changed_behind_the_journal_s_back_is_found(db: &TestDatabase) {
    let app = strict(db);
    let number = taken_up(&app);
    app.sign_in("handler").does(&number, correction());
    app.sign_in("handler").letter(&number, &correction_notice()).ok();
    app.sign_in("office-head").does(&number, json!({ "act": "approve_measure", "number": 1 }));
    let faults = || gongkai::casework::verify::run_blocking(&app.app).unwrap().faults;
    assert_eq!(faults(), Vec::<String>::new());
    let found = [format!("案件{number}的第1份文书与日志不一致")];
    let changes = [
        ("UPDATE letters SET signed_on = '2026-03-03'", "UPDATE letters SET signed_on = '2026-03-02'"),
        ("UPDATE letter_contents SET body = body || ' '", "UPDATE letter_contents SET body = trim(body)"),
        ("UPDATE letters SET kind = 'fee_notice'", "UPDATE letters SET kind = 'correction_notice'"),
    ];
    for (change, back) in changes {
        db.tamper(change);
        assert_eq!(faults(), found, "{change}");
        db.tamper(back);
        assert_eq!(faults(), Vec::<String>::new(), "{back}");
    }
}
