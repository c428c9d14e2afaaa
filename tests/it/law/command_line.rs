//! The program itself, as a person or another system runs it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn gongkai(arguments: &[&str], time_zone: &str, input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .env("TZ", time_zone)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    program.wait_with_output().unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// 190 lines would fill a pipe before they are read; these are few.
fn some_cases() -> Vec<Value> {
    let cases = include_str!("../contract/deadline-cases.jsonl").lines().step_by(8);
    cases.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_batch_is_answered_in_order_with_status_0_though_some_are_refused() {
    let cases = some_cases();
    let input: String = cases.iter().map(|case| format!("{}\n\n", case["in"])).collect();
    let output = gongkai(&["deadline", "--jsonl"], "Asia/Shanghai", &input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
    let answers = answers(&output);
    assert_eq!(answers.len(), cases.len());
    assert!(answers.iter().any(|a| a.get("refused").is_some()));
    for (case, answer) in cases.iter().zip(&answers) {
        assert_eq!(answer["id"], case["in"]["id"]);
        assert_eq!(answer.get("due_on"), case["out"].get("due_on"), "{}", case["name"]);
    }
}

#[test]
fn a_broken_line_ends_the_batch_with_status_2_and_its_number() {
    let sound = r#"{"id":"a","as_of":"2026-03-02","events":[]}"#;
    let input = format!("{sound}\n\n{sound}\n{{\"id\":\"b\"}}\n{sound}\n");
    let output = gongkai(&["deadline", "--jsonl"], "Asia/Shanghai", &input);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(answers(&output).len(), 2, "the answers before it were written");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.starts_with("第4行："), "{error}");
}

#[test]
fn the_answers_are_the_same_in_every_time_zone() {
    let cases: String = some_cases().iter().map(|case| format!("{}\n", case["in"])).collect();
    let days = "{\"start\":\"2026-09-30\",\"n\":20}\n{\"from\":\"2025-12-31\",\"to\":\"2026-01-04\"}\n";
    for (command, input) in [("deadline", cases.as_str()), ("calendar", days)] {
        let in_zone = |zone: &str| gongkai(&[command, "--jsonl"], zone, input).stdout;
        let shanghai = in_zone("Asia/Shanghai");
        assert!(!shanghai.is_empty());
        for zone in ["UTC", "America/New_York", "Pacific/Kiritimati"] {
            assert_eq!(in_zone(zone), shanghai, "{command} in {zone}");
        }
    }
}

#[test]
fn bare_questions_about_days_are_answered() {
    let questions = [
        (json!({"start": "2026-03-02", "n": 20}), json!({"due": "2026-03-30", "provisional": false})),
        (
            json!({"start": "2026-03-02", "n": 20, "region": null}),
            json!({"due": "2026-03-30", "provisional": false}),
        ),
        (json!({"start": "2026-09-30", "n": 3}), json!({"due": "2026-10-10", "provisional": false})),
        (
            json!({"start": "2027-01-20", "n": 20}),
            json!({"due": "2027-02-23", "provisional": true, "between": ["2027-02-13", "2027-02-25"]}),
        ),
        (json!({"from": "2026-02-13", "to": "2026-03-01"}), json!({"working_days": 6, "provisional": false})),
        (json!({"from": "2026-03-01", "to": "2026-03-01"}), json!({"working_days": 0, "provisional": false})),
        (json!({"from": "2026-12-31", "to": "2026-03-01"}), json!({"working_days": 0, "provisional": false})),
        (json!({"from": "2026-12-25", "to": "2026-12-28"}), json!({"working_days": 1, "provisional": true})),
    ];
    let input: String = questions.iter().map(|(question, _)| format!("{question}\n")).collect();
    let output = gongkai(&["calendar", "--jsonl"], "UTC", &input);
    assert_eq!(output.status.code(), Some(0));
    let expected: Vec<_> = questions.into_iter().map(|(_, answer)| answer).collect();
    assert_eq!(answers(&output), expected);
}

#[test]
fn a_broken_question_about_days_ends_with_status_2() {
    let broken = [
        json!({"start": "2026-03-02", "n": 0}),
        json!({"start": "2026-03-02", "n": -1}),
        json!({"start": "2026-03-02"}),
        json!({"from": "2026-03-02"}),
        json!({"start": "2026-03-02", "n": 1, "from": "2026-03-02", "to": "2026-03-02"}),
        json!({"start": "2006-12-31", "n": 1}),
        json!({"from": "2006-12-31", "to": "2026-03-02"}),
        json!({"start": "2026-3-2", "n": 1}),
        json!({"start": "2026-03-02", "n": 1, "region": "Atlantis"}),
        json!({"start": "2026-03-02", "n": 1, "unit": "days"}),
        json!({"start": "2100-12-31", "n": 1}),
    ];
    for question in broken {
        let input = format!("{{\"start\":\"2026-03-02\",\"n\":1}}\n\n{question}\n");
        let output = gongkai(&["calendar", "--jsonl"], "UTC", &input);
        assert_eq!(output.status.code(), Some(2), "{question}");
        assert_eq!(answers(&output), [json!({"due": "2026-03-03", "provisional": false})], "{question}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("第3行："), "{question}");
    }
}

#[test]
fn a_day_is_explained_in_one_sentence() {
    let explained = |arguments: &[&str]| {
        let output = gongkai(&[&["calendar", "explain"], arguments].concat(), "America/New_York", "");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        explained(&["2026-10-10"]),
        "2026年10月10日（星期六）是工作日（调休上班），依据国办发明电〔2025〕7号。\n"
    );
    assert_eq!(
        explained(&["2026-10-05"]),
        "2026年10月5日（星期一）是休息日（国庆节放假），依据国办发明电〔2025〕7号。\n"
    );
    assert_eq!(explained(&["2026-03-03"]), "2026年3月3日（星期二）是工作日。\n");
    assert_eq!(
        explained(&["2020-02-01", "--known-on", "2020-01-26"]),
        "2020年2月1日（星期六）是工作日（调休上班），依据国办发明电〔2019〕16号。\n"
    );
    assert_eq!(
        explained(&["2020-02-01"]),
        "2020年2月1日（星期六）是休息日（春节假期中的周末），依据国办发明电〔2019〕16号。\n"
    );
    assert!(explained(&["2027-02-09"]).contains("暂定"));
}

#[test]
fn all_shipped_notices_are_checked() {
    let output = gongkai(&["calendar", "check"], "UTC", "");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("20份年度通知和3份修改通知，全部符合要求。\n日历确定至2026年12月25日"),
        "{text}"
    );
}
