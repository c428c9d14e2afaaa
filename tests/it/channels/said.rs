//! What messages say: all that is needed, nothing of anybody, and the right date to the right reader.

use std::collections::BTreeSet;

use gongkai::law::wording::{at_the_latest, day as written};
use gongkai::notify::applicant::{Occasion, StatutoryDay};
use gongkai::notify::channel::{MessageId, QueryCode};
use gongkai::notify::digest::Digest;
use gongkai::notify::notice::{Alert, Matter, Notice, Via};
use gongkai::notify::words::{Links, Words, words};
use serde_json::{Value, json};

use super::samples::{
    NUMBER, ORGAN, alert, applicant, dates, day, deadlines, due_today, matters, number, office, to_applicants,
};

const URL: &str = "https://gongkai.example.test";

fn said(notice: &Notice) -> Words {
    words(notice, &Links::new(URL), None)
}

fn every_notice() -> Vec<Notice> {
    let digest = Digest { day: day("2026-10-12"), alerts: alerts(), office: office() };
    let alerts = matters().into_iter().map(alert);
    let applicants = to_applicants().into_iter().map(Notice::Applicant);
    alerts
        .chain(office().into_iter().map(Notice::Office))
        .chain(applicants)
        .chain([Notice::Digest(digest)])
        .collect()
}

fn alerts() -> Vec<Alert> {
    matters().into_iter().map(|matter| Alert { number: number(), matter, via: Via::Own }).collect()
}

/// The names of the variants, as they are stored.
fn kinds(notices: impl IntoIterator<Item = Value>) -> BTreeSet<String> {
    notices.into_iter().map(|value| value["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_samples_are_complete() {
    let matter_kinds = kinds(matters().iter().map(|matter| serde_json::to_value(matter).unwrap()));
    assert_eq!(matter_kinds.len(), 21, "{matter_kinds:?}");
    // An unknown kind is refused with the list of those there are.
    let unknown = serde_json::from_value::<Matter>(json!({ "kind": "unheard_of" })).unwrap_err().to_string();
    let listed: BTreeSet<String> = unknown.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert_eq!(matter_kinds, listed);
    let occasions =
        kinds(to_applicants().iter().map(|notice| serde_json::to_value(notice.occasion).unwrap()));
    assert_eq!(occasions.len(), 6);
}

#[test]
fn a_subject_is_one_short_line_with_the_number() {
    let mut subjects = BTreeSet::new();
    for notice in every_notice() {
        let said = said(&notice);
        let subject = said.subject();
        assert!(!subject.contains(char::is_control), "{subject:?}");
        assert!((6..=60).contains(&subject.chars().count()), "{subject}");
        if let Notice::Alert(_) | Notice::Applicant(_) = notice {
            assert!(subject.contains(NUMBER), "{subject}");
        }
        assert!(said.text().contains(URL), "the reader finds the way: {}", said.text());
        assert!(said.text().lines().count() >= 2);
        let parameters = &said.sms().parameters;
        assert!(parameters.iter().any(|(name, _)| matches!(*name, "number" | "matter")));
        subjects.insert((subject.to_owned(), said.text().to_owned()));
    }
    assert_eq!(subjects.len(), every_notice().len(), "no two notices say the same");
}

#[test]
fn what_is_stored_says_the_same_when_it_is_read_again() {
    for notice in every_notice() {
        let stored = serde_json::to_string(&notice).unwrap();
        assert_eq!(serde_json::from_str::<Notice>(&stored).unwrap(), notice, "{stored}");
    }
}

#[test]
fn nothing_personal_can_be_stored_as_a_number() {
    let mut stored = serde_json::to_value(due_today()).unwrap();
    for personal in ["王秀英", "13812345678", "62052119850302123X", "QSX-2026-1 关于征地补偿的材料"]
    {
        stored["number"] = json!(personal);
        assert!(serde_json::from_value::<Notice>(stored.clone()).is_err(), "{personal}");
    }
    stored["number"] = json!(NUMBER);
    assert!(serde_json::from_value::<Notice>(stored).is_ok());
}

#[test]
fn staff_see_both_dates_and_what_to_do() {
    let text = said(&due_today()).text().to_owned();
    assert!(
        text.contains("从严截止日是2026年10月16日（星期五），法定答复截止日是2026年10月20日（星期二）"),
        "{text}"
    );
    assert!(text.contains("请于今日内送达答复"), "{text}");
    let same = gongkai::notify::notice::ReplyDates { prudent_due_on: dates().due_on, ..dates() };
    let text = said(&alert(Matter::Reopened { dates: same })).text().to_owned();
    assert!(text.contains("法定答复截止日与从严截止日同为2026年10月20日"), "{text}");
    assert!(!text.contains("暂定"));
    let provisional = gongkai::notify::notice::ReplyDates { provisional: true, ..dates() };
    let text = said(&alert(Matter::ReplyToday { dates: provisional, again: true })).text().to_owned();
    assert!(text.contains("暂定"), "{text}");
}

#[test]
fn how_an_alert_came_is_said_without_a_name() {
    let text = |via| {
        let Notice::Alert(own) = due_today() else { panic!("an alert") };
        said(&Notice::Alert(Alert { via, ..own })).text().to_owned()
    };
    assert!(text(Via::Escalated).starts_with("前一环节在4个办公小时内没有确认知悉"));
    assert!(text(Via::Delegated).starts_with("您正在代他人办理"));
    assert!(text(Via::Own).starts_with(NUMBER));
    let Notice::Alert(own) = due_today() else { panic!("an alert") };
    let delegated = said(&Notice::Alert(Alert { via: Via::Delegated, ..own }));
    assert!(
        delegated.subject().ends_with("（代办）"),
        "a list tells them apart too: {}",
        delegated.subject()
    );
}

/// From overdue on everything follows the statutory date (decision 31).
#[test]
fn overdue_is_told_by_the_statutory_date() {
    for matter in matters().into_iter().filter(|matter| matches!(matter, Matter::ReplyOverdue { .. })) {
        let text = said(&alert(matter)).text().to_owned();
        assert!(text.contains("法定答复截止日是2026年10月16日") && !text.contains("从严"), "{text}");
        let subject = said(&alert(matter)).subject().to_owned();
        assert!(subject.contains("2026年10月16日到期，已超期"), "{subject}");
    }
}

/// Decision 32: the prudent date never stands in a message to an applicant.
#[test]
fn applicants_never_see_the_prudent_date() {
    let [before, after] = deadlines();
    let shown = [&before, &after].map(|deadline| StatutoryDay::of(deadline).unwrap());
    assert_ne!(before.due_on, before.prudent_due_on, "the story needs two dates");
    let occasions =
        [Occasion::Received { due_on: Some(shown[0]) }, Occasion::Extended { from: shown[0], to: shown[1] }];
    let texts = occasions.map(|occasion| {
        let said = said(&Notice::Applicant(applicant(occasion)));
        let parameters: Vec<String> = said.sms().parameters.iter().map(|(_, value)| value.clone()).collect();
        format!("{}\n{}\n{}", said.subject(), said.text(), parameters.join("\n"))
    });
    for text in &texts {
        assert!(text.contains(NUMBER) && text.contains(ORGAN), "{text}");
        for deadline in [&before, &after] {
            let prudent = deadline.prudent_due_on.unwrap();
            let written = written(prudent);
            let (_, month_day) = written.split_once('年').unwrap();
            assert!(!text.contains(month_day) && !text.contains("从严"), "{text}");
        }
    }
    assert!(texts[0].contains(&at_the_latest(before.due_on.unwrap())), "{}", texts[0]);
    let (old, new) = (written(before.due_on.unwrap()), written(after.due_on.unwrap()));
    assert!(texts[1].find(&old).unwrap() < texts[1].find(&new).unwrap(), "old → new: {}", texts[1]);
}

#[test]
fn applicants_learn_how_to_ask_after_their_request() {
    let notice = Notice::Applicant(applicant(Occasion::Received { due_on: None }));
    let with = words(&notice, &Links::new(URL), Some(&QueryCode::new("123456789012")));
    assert!(with.text().contains(&format!("打开：{URL}\n输入登记编号{NUMBER}和查询码1234 5678 9012")));
    assert!(said(&notice).text().contains("回执上的查询码"));
    for notice in to_applicants() {
        let text = said(&Notice::Applicant(notice)).text().to_owned();
        assert!(text.starts_with("您好：") && text.ends_with(ORGAN), "{text}");
        assert!(
            !text.contains("承办") && !text.contains("督办"),
            "the house's own words stay inside: {text}"
        );
    }
}

#[test]
fn a_digest_lists_everything_once_and_the_urgent_first() {
    let mut all = alerts();
    all.reverse();
    let count = all.len() + office().len();
    let lines: Vec<String> =
        all.iter().map(|alert| said(&Notice::Alert(alert.clone())).subject().to_owned()).collect();
    let digest = Notice::Digest(Digest { day: day("2026-10-12"), alerts: all, office: office() });
    let said = said(&digest);
    assert_eq!(said.subject(), format!("每日提醒：10月12日，共{count}项"));
    let numbered: Vec<&str> = said
        .text()
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(". "))
        .collect();
    assert_eq!(numbered.len(), count, "{}", said.text());
    for line in &lines {
        let times = numbered.iter().filter(|own| own.split_once(". ").unwrap().1 == line.as_str()).count();
        let meant = lines.iter().filter(|other| *other == line).count();
        assert_eq!(times, meant, "{line}");
    }
    let headings =
        ["已超期", "今日到期", "临期", "补正、缴费和征求意见", "复议和诉讼", "待办事项", "系统事项"];
    let places: Vec<usize> =
        headings.iter().map(|title| said.text().find(&format!("\n\n{title}（")).unwrap()).collect();
    assert!(places.is_sorted(), "{}", said.text());
    let sections: usize = said
        .text()
        .lines()
        .filter_map(|line| line.strip_suffix("项）")?.rsplit_once('（')?.1.parse::<usize>().ok())
        .sum();
    assert_eq!(sections, count);
}

#[test]
fn a_quiet_morning_has_no_sections() {
    let own = Digest { day: day("2026-10-12"), alerts: vec![], office: office()[..1].to_vec() };
    let text = said(&Notice::Digest(own)).text().to_owned();
    assert_eq!(text.matches("项）").count(), 1, "{text}");
    assert!(text.contains("1. 2027年放假通知尚未导入"), "{text}");
}

#[test]
fn a_message_id_fits_a_header_and_a_file_name() {
    for id in ["1", "outbox-7", "01J9_ABC", &"x".repeat(64)] {
        assert_eq!(MessageId::parse(id).unwrap().as_str(), id);
    }
    for id in ["", "../x", "a b", "a@b", "a\r\nb", "号", &"x".repeat(65)] {
        assert!(MessageId::parse(id).is_err(), "{id}");
    }
}
