//! The pages of acts: what is offered and nothing else, dates before they are saved, letters as they will be
//! sent, nothing lost when something is refused.

use gongkai::config::Settings;
use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::page_client::{Visitor, encoded};

on_both_databases!(
    an_extension_moves_dates_only_when_it_is_dispatched,
    the_preview_is_the_letter_that_is_kept,
    what_is_refused_keeps_its_words_and_does_nothing,
    what_others_did_meanwhile_is_shown_beside_what_was_typed,
    a_form_sent_twice_acts_once,
    what_will_be_provisional_says_so_before_it_is_saved,
    a_letter_is_named_where_it_is_told_of,
    a_warning_is_answered_for_before_it_goes_to_the_office_head,
    a_consultation_tells_the_applicant_too,
    a_fee_shows_its_tiers_and_none_is_asked_for_nothing,
    a_late_measure_says_so_first_and_is_overridden_knowingly,
    co_handling_is_asked_for_with_its_letter,
    a_day_is_corrected_and_a_case_is_split_and_linked,
    an_application_at_the_counter_is_answered_on_the_spot,
);

/// A service that lets nothing go out without its letter.
fn strict(db: &TestDatabase) -> TestApp {
    let app = TestApp::start_with(db, "2026-03-02", Settings::default());
    app.fill_in_facts();
    app
}

fn place(number: &str, what: &str) -> String {
    format!("/staff/cases/{number}/do/{what}")
}

fn due(app: &TestApp, number: &str) -> String {
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    case["due_on"].as_str().unwrap_or_default().to_owned()
}

fn events(app: &TestApp, number: &str) -> usize {
    app.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok().as_array().unwrap().len()
}

/// The fields with what the last page says of the version.
fn seen(visitor: &Visitor<'_>, page: &str, fields: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    let html = visitor.opens(page).html;
    let hidden = |name: &str| {
        let begin = format!("name=\"{name}\" value=\"");
        html.split(&begin).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let mut all = vec![("version".to_owned(), hidden("version")), ("seen".to_owned(), hidden("seen"))];
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all
}

fn refs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Opens the page of an act and does it.
#[track_caller]
fn does(visitor: &Visitor<'_>, page: &str, fields: &[(&'static str, &'static str)]) {
    let fields = seen(visitor, page, fields);
    let to = visitor.submits(page, &refs(&fields));
    assert!(to.contains("?done="), "{to}");
}

const CORRECTION: [(&str, &str); 3] = [
    ("unclear", "申请未写明地块，2025年供应计划共有四批，无法确定所需的是哪一批。"),
    ("points", "写明所需供应计划的具体地块"),
    ("period_days", "10"),
];

fn an_extension_moves_dates_only_when_it_is_dispatched(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let [handler, head, clerk] = ["handler", "office-head", "clerk"].map(|login| app.at_desk(login));
    let before = due(&app, &number);
    assert_eq!(before, "2026-03-30");
    let propose = place(&number, "propose_measure?measure=extension");
    let shown = handler.opens(&propose);
    // Old and new stand there before anything is typed, and the letter with its blanks.
    shown.shows("2026年3月30日");
    shown.shows("2026年4月28日");
    shown.shows("延期答复告知书");
    does(&handler, &propose, &[("days", "20"), ("reason", "申请内容涉及四个年度，检索核对需要时间。")]);
    assert_eq!(due(&app, &number), before);

    let approve = place(&number, "approve_measure?number=1");
    let page = head.opens(&approve);
    page.shows("申请内容涉及四个年度，检索核对需要时间。");
    page.shows("2026年4月28日");
    page.shows("class=\"letter");
    does(&head, &approve, &[]);
    assert_eq!(due(&app, &number), before, "approved, but not told yet");

    let dispatch = place(&number, "dispatch_measure?number=1");
    clerk.opens(&dispatch).shows("清自然资公开延〔2026〕1号");
    does(&clerk, &dispatch, &[("on", "2026-03-02")]);
    assert_eq!(due(&app, &number), "2026-04-28");
}

fn article(html: &str) -> &str {
    let from = html.find("<article").unwrap_or_else(|| panic!("no letter in {html}"));
    let to = html[from..].find("</article>").unwrap();
    &html[from..from + to]
}

fn the_preview_is_the_letter_that_is_kept(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=correction");
    let fields = seen(&handler, &page, &CORRECTION);
    let before = events(&app, &number);
    let token = handler.token();
    let mut sent = refs(&fields);
    sent.push(("token", &token));
    let address = place(&number, "propose_measure/preview?measure=correction");
    let part = handler.send("POST", &address, &[("HX-Request", "true")], Some(encoded(&sent)));
    assert_eq!(part.status, 200, "{}", part.html);
    assert!(!part.html.contains("<html"), "a part of the page");
    part.shows("hx-swap-oob");
    assert_eq!(events(&app, &number), before, "nothing is kept by looking");
    // Without scripts the whole page comes, filled in.
    let whole = handler.submit(&address, &refs(&fields));
    assert_eq!(whole.status, 200);
    whole.shows("写明所需供应计划的具体地块</textarea>");
    assert_eq!(article(&whole.html), article(&part.html));

    handler.opens(&page);
    handler.submits(&page, &refs(&fields));
    let token = app.sign_in("handler").token;
    let (status, _, bytes) =
        app.download("GET", &format!("/cases/{number}/letters/1.html"), Some(&token), None);
    assert_eq!(status, 200);
    let kept = String::from_utf8(bytes).unwrap();
    assert_eq!(article(&kept), article(&part.html));
    article(&kept).find("10个工作日").unwrap();
    let head = app.at_desk("office-head");
    let shown = head.opens(&place(&number, "approve_measure?number=1")).html;
    assert_eq!(article(&shown), article(&kept), "who approves sees what will be sent");
}

fn what_is_refused_keeps_its_words_and_does_nothing(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=correction");
    handler.opens(&page);
    let before = events(&app, &number);
    let answer = handler.submit(&page, &[("points", "写明地块<b>"), ("period_days", "十"), ("unclear", "")]);
    assert_eq!(answer.status, 422);
    answer.shows("写明地块&lt;b&gt;</textarea>");
    answer.shows("href=\"#unclear\"");
    answer.shows("href=\"#period_days\"");
    // The law's own no stands at its field, and so does what the letter lacks.
    let extension = place(&number, "propose_measure?measure=extension");
    handler.opens(&extension);
    let answer = handler.submit(&extension, &[("days", "21"), ("reason", "材料较多")]);
    assert_eq!(answer.status, 422);
    answer.shows("href=\"#days\"");
    answer.shows("材料较多</textarea>");
    handler.opens(&page);
    let answer = handler.submit(&page, &[("points", "写明地块"), ("period_days", "10"), ("unclear", "无")]);
    assert_eq!(answer.status, 422);
    answer.shows("不明确之处空缺");
    assert_eq!(events(&app, &number), before, "nothing was proposed whose letter cannot be signed");

    // Another's task and a foreign case stay closed, whatever is sent.
    for (login, status) in [("clerk", 403), ("office-head", 403), ("neighbour", 404), ("other-handler", 404)]
    {
        let other = app.at_desk(login);
        assert_eq!(other.get(&page).status, status, "{login}");
        other.get("/staff/cases");
        assert_eq!(other.submit(&page, &CORRECTION).status, status, "{login}");
        let preview = place(&number, "propose_measure/preview?measure=correction");
        assert_eq!(other.submit(&preview, &CORRECTION).status, status, "{login}");
    }
    assert_eq!(handler.get(&place(&number, "nothing")).status, 404);
    assert_eq!(handler.get(&place(&number, "propose_measure?measure=nothing")).status, 404);
    assert_eq!(events(&app, &number), before);
}

fn what_others_did_meanwhile_is_shown_beside_what_was_typed(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_opinion");
    let fields = seen(&handler, &page, &[("opinion", "拟予公开，请审核")]);
    app.sign_in("office-head").does(&number, json!({ "act": "hold", "reason": "第三方起诉" }));
    let answer = handler.submit(&page, &refs(&fields));
    assert_eq!(answer.status, 409);
    answer.shows("拟予公开，请审核");
    answer.shows("第三方起诉");
    answer.shows("您填写的");
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert_ne!(case["step"], "opinion", "nothing was done");
}

fn a_form_sent_twice_acts_once(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=correction");
    let fields = seen(&handler, &page, &CORRECTION);
    handler.submits(&page, &refs(&fields));
    let after = events(&app, &number);
    handler.submits(&page, &refs(&fields));
    assert_eq!(events(&app, &number), after);
}

fn what_will_be_provisional_says_so_before_it_is_saved(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-11-23");
    let number = app.in_hand("2026-11-23");
    let handler = app.at_desk("handler");
    handler.opens(&place(&number, "propose_measure?measure=extension"));
    let preview = |days: &str| {
        let address = place(&number, "propose_measure/preview?measure=extension");
        handler.submit(&address, &[("days", days), ("reason", "需要汇总多个机构的材料")])
    };
    let known = preview("3");
    known.shows("<ins>2026年12月24日</ins>");
    known.hides("公布后法定答复截止日");
    let open = preview("20");
    open.shows(" ◇ 暂定</ins>");
    open.shows("所涉年度的放假安排尚未公布，公布后法定答复截止日预计仍为2027年1月19日。");
    open.hides("可能在");
}

fn a_letter_is_named_where_it_is_told_of(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    handler.opens(&format!("/staff/cases/{number}")).shows("3、4月");
    let page = place(&number, "propose_measure?measure=correction");
    let fields = seen(&handler, &page, &CORRECTION);
    handler.submits(&page, &refs(&fields));
    does(&app.at_desk("office-head"), &place(&number, "approve_measure?number=1"), &[]);
    app.does("clerk", &number, json!({ "act": "dispatch_measure", "number": 1, "on": "2026-03-02" }));
    let case = app.at_desk("clerk").opens(&format!("/staff/cases/{number}"));
    for words in
        ["第1份，补正告知书", "第1项，补正<", "第1项，补正告知书", "（PDF）", "（Word文档）", "：阅看文书"]
    {
        case.shows(words);
    }
    let papers = case.html.split("id=\"papers\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(papers.matches("<li>").count(), 2, "a letter once in each format: {papers}");
    let trail = app.at_desk("auditor").opens("/staff/audit?what=read_letter");
    trail.shows("阅看文书");
    trail.hides("没有符合条件的记录");
    app.at_desk("auditor").opens("/staff/audit").hides("其他操作");
}

fn a_warning_is_answered_for_before_it_goes_to_the_office_head(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=correction");
    handler.opens(&page);
    let long = [CORRECTION[0], CORRECTION[1], ("period_days", "20")];
    let answer = handler.submit(&page, &long);
    assert_eq!(answer.status, 422);
    answer.shows("补正期限一般为5至15个工作日");
    answer.shows("name=\"tick-period_unusual\"");
    let mut ticked = long.to_vec();
    ticked.push(("tick-period_unusual", "yes"));
    let answer = handler.submit(&page, &ticked);
    assert_eq!(answer.status, 422, "a tick needs its reason");
    ticked.push(("tick-period_unusual-reason", "申请人在外地，与其商定"));
    handler.submits(&page, &ticked);
    does(&app.at_desk("office-head"), &place(&number, "approve_measure?number=1"), &[]);
}

fn a_consultation_tells_the_applicant_too(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=consultation");
    let shown = handler.opens(&page);
    shown.shows("征求意见告知书");
    does(
        &handler,
        &page,
        &[
            ("party", "third_party"),
            ("consultee", "清水河酒业有限公司"),
            ("information", "2025年供应计划中该公司地块的成交方案"),
            ("reason", "其中含有未公开的经营数据"),
            ("tell_applicant", "yes"),
        ],
    );
    let letters = app.sign_in("handler").get(&format!("/cases/{number}/letters")).ok();
    let kinds: Vec<&str> =
        letters.as_array().unwrap().iter().map(|letter| letter["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["third_party_consultation", "consultation_notice"]);
    let head = app.at_desk("office-head");
    head.opens(&place(&number, "approve_measure?number=1")).shows("清水河酒业有限公司");
    does(&head, &place(&number, "approve_measure?number=1"), &[]);
    let clerk = app.at_desk("clerk");
    does(&clerk, &place(&number, "dispatch_measure?number=1"), &[("on", "2026-03-02")]);
    does(&clerk, &place(&number, "record_receipt?number=1"), &[("on", "2026-03-02")]);
    let answered = [("on", "2026-03-02"), ("agrees", "no"), ("answer", "不同意公开")];
    does(&handler, &place(&number, "record_answer?number=1"), &answered);
}

fn a_fee_shows_its_tiers_and_none_is_asked_for_nothing(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=fee");
    handler.opens(&page);
    let fee =
        |pages| [("standard", "per_page"), ("pages", pages), ("payment", "到本机关办公室领取缴款码缴纳。")];
    let preview = place(&number, "propose_measure/preview?measure=fee");
    let shown = handler.submit(&preview, &fee("120"));
    shown.shows("应收1100元（70×10元+20×20元）");
    shown.shows("信息处理费");
    let answer = handler.submit(&page, &fee("30"));
    assert_eq!(answer.status, 422);
    answer.shows("href=\"#pages\"");
    does(&handler, &page, &fee("120"));
}

fn a_late_measure_says_so_first_and_is_overridden_knowingly(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    app.set_day("2026-03-25");
    let handler = app.at_desk("handler");
    let page = place(&number, "propose_measure?measure=consultation");
    let shown = handler.opens(&page);
    shown.shows("征求意见应在2026年3月23日（含当日）前发出");
    shown.shows("name=\"overridden\"");
    let asked = [
        ("party", "other_organ"),
        ("consultee", "县住建局"),
        ("information", "成交方案"),
        ("reason", "该局共同参与方案的编制"),
    ];
    let answer = handler.submit(&page, &asked);
    assert_eq!(answer.status, 422);
    answer.shows("href=\"#overridden\"");
    let knowingly = [asked.as_slice(), &[("overridden", "yes")]].concat();
    does(&handler, &page, &knowingly);
}

fn co_handling_is_asked_for_with_its_letter(db: &TestDatabase) {
    let app = strict(db);
    let number = app.in_hand("2026-03-02");
    let [handler, neighbour, head] = ["handler", "neighbour", "office-head"].map(|login| app.at_desk(login));
    let page = place(&number, "ask_co_handling");
    let unit: &'static str = app.units[0].to_string().leak();
    let asked =
        [("unit", unit), ("about", "请提供供应计划附图"), ("answer_by", "2026-03-09"), ("letter", "yes")];
    does(&handler, &page, &asked);
    let words = || {
        let token = app.sign_in("handler").token;
        let (status, _, bytes) =
            app.download("GET", &format!("/cases/{number}/letters/1.txt"), Some(&token), None);
        assert_eq!(status, 200);
        String::from_utf8(bytes).unwrap()
    };
    for part in ["协助办理", "办公室：", "请提供供应计划附图", "2026年3月9日", &number] {
        assert!(words().contains(part), "{part}: {}", words());
    }
    assert!(!words().contains("张三丰"), "who asked is nobody else's business");
    assert!(!words().contains("〔2026〕"));

    // Nobody signs the own letter; the office head signs it by itself.
    assert_eq!(handler.get(&place(&number, "sign_letter?number=1")).status, 403);
    head.opens(&format!("/staff/cases/{number}")).shows("do&#x2f;sign_letter?number=1");
    head.opens(&place(&number, "sign_letter?number=1")).shows("请提供供应计划附图");
    does(&head, &place(&number, "sign_letter?number=1"), &[]);
    let letter = app.sign_in("handler").get(&format!("/cases/{number}/letters/1")).ok();
    assert_eq!((&letter["kind"], &letter["state"]), (&json!("co_handling_request"), &json!("signed")));
    assert_eq!(head.get(&place(&number, "sign_letter?number=1")).status, 403, "once");

    let answer = place(&number, "answer_co_handling?number=1");
    neighbour.opens(&answer).shows("请提供供应计划附图");
    does(&neighbour, &answer, &[("answer", "附图已经送达")]);
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert_eq!(case["due_on"], "2026-03-30", "会办 moves nothing");
}

fn a_day_is_corrected_and_a_case_is_split_and_linked(db: &TestDatabase) {
    let app = strict(db);
    let clerk = app.at_desk("clerk");
    let mut two = application("registered_mail", "2026-03-02");
    two["signed_on"] = json!("2026-03-02");
    two["items"] = json!([{ "description": "2025年供应计划" }, { "description": "2024年供应计划" }]);
    let number = app.register(&two);
    let first = app.register(&application("in_person", "2026-03-02"));
    let correct = place(&number, "correct_fact");
    let shown = clerk.opens(&correct);
    shown.shows("value=\"1|signed_on\"");
    let day = [("day", "1|signed_on"), ("on", "2026-02-27"), ("reason", "收发室登记簿为2月27日")];
    let preview = clerk.submit(&place(&number, "correct_fact/preview"), &day);
    preview.shows("<del>2026年3月2日</del>");
    does(&clerk, &correct, &day);
    // The 28th was a worked Saturday.
    assert_eq!(due(&app, &number), "2026-03-26");

    let split = place(&number, "split");
    assert_eq!(clerk.submit(&split, &[]).status, 422);
    let fields = seen(&clerk, &split, &[("items", "2")]);
    let part = clerk.submits(&split, &refs(&fields));
    assert!(part.contains("/staff/cases/") && !part.contains(&number), "{part}");
    assert_eq!(clerk.get(&split).status, 422, "one item stays");

    let link = place(&number, "link");
    let other: &'static str = first.clone().leak();
    clerk.opens(&link);
    let answer = clerk.submit(&link, &[("case", "QSZR-2026-09999"), ("kind", "related")]);
    assert_eq!(answer.status, 422);
    answer.shows("没有找到要关联的另一个案件");
    does(&clerk, &link, &[("case", other), ("kind", "related")]);
}

fn an_application_at_the_counter_is_answered_on_the_spot(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.fill_in_facts();
    let clerk = app.at_desk("clerk");
    let number = app.register(&application("in_person", "2026-03-02"));
    let page = place(&number, "answer_on_the_spot");
    let unit: &'static str = app.units[1].to_string().leak();
    does(
        &clerk,
        &page,
        &[
            ("unit", unit),
            ("code-1", "A1"),
            ("fact-1", "县政府门户网站“自然资源”栏目"),
            ("authorisation", "签发人2026年1月5日常设授权"),
            ("signature", "申请人在登记表上签字"),
        ],
    );
    let case = app.sign_in("clerk").get(&format!("/cases/{number}")).ok();
    assert_eq!((&case["result"], &case["delivered_on"]), (&json!("A1"), &json!("2026-03-02")));
}
