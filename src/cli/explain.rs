//! `gongkai explain`: why the dates of a case are what they are, step by step.

use std::fmt::Write;

use serde::Serialize;

use super::{Failure, open, print};
use crate::casework::explained::ExplainedStep;
use crate::casework::inspect::{self, Inspected};
use crate::config::Settings;
use crate::law::wording;

#[derive(clap::Args)]
pub struct Arguments {
    /// 登记编号，如QSXZR-2026-00001
    case: String,
    /// 以JSON输出
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    inspected: &'a Inspected,
    why_different: Vec<String>,
}

/// Explains one case.
pub fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let app = open::app(settings)?;
    let inspected = inspect::run_blocking(&app, arguments.case.clone())?;
    if arguments.json {
        let answer = Answer { why_different: why_different(&inspected), inspected: &inspected };
        return print(&serde_json::to_string_pretty(&answer).map_err(Failure::new)?);
    }
    print(describe(&inspected).trim_end())
}

/// The whole explanation, for people. Writing to a String cannot fail.
fn describe(inspected: &Inspected) -> String {
    let Inspected { number, organ, step, explained, row_agrees } = inspected;
    let mut text = format!("案件{number}（{organ}），已办理到：{step}\n");
    let date =
        |day: Option<_>| day.map_or_else(|| "无（期限未起算、暂停或者已终结）".to_owned(), wording::day);
    let _ =
        writeln!(text, "收到申请之日： {}", explained.received_on.map_or("尚未确认".into(), wording::day));
    let _ = writeln!(text, "法定答复截止日：{}", date(explained.due_on));
    let _ = writeln!(text, "从严截止日：   {}（仅供内部掌握）", date(explained.prudent_due_on));
    if let Some([early, late]) = explained.due_between {
        let _ = writeln!(
            text,
            "暂定：放假通知尚未公布，截止日可能在{}至{}之间",
            wording::day(early),
            wording::day(late)
        );
    } else if explained.provisional {
        let _ = writeln!(text, "暂定：放假通知尚未公布，截止日可能改变");
    }
    if let Some(until) = explained.waiting_until {
        let _ = writeln!(text, "等待中：       {}", wording::at_the_latest(until));
    }
    match explained.working_days_left {
        Some(left @ 0..) => {
            let _ = writeln!(text, "距从严截止日： 还有{left}个工作日");
        }
        Some(past) => {
            let _ = writeln!(text, "距从严截止日： 已过{}个工作日", past.unsigned_abs());
        }
        None => {}
    }
    let _ = writeln!(text, "\n法定答复截止日的由来：");
    list(&mut text, &explained.steps);
    if !explained.prudent_steps.is_empty() {
        let _ = writeln!(text, "\n从严截止日的由来：");
        list(&mut text, &explained.prudent_steps);
    }
    let _ = writeln!(text, "\n两个日期的关系：");
    for reason in why_different(inspected) {
        let _ = writeln!(text, "  · {reason}");
    }
    for warning in &explained.warnings {
        let _ = writeln!(text, "注意：{warning}");
    }
    if let Some(remedies) = &explained.remedies {
        let _ = writeln!(text, "申请行政复议：{}", wording::at_the_latest(remedies.review_by));
        if let Some(suit_by) = remedies.suit_by {
            let _ = writeln!(text, "提起行政诉讼：{}", wording::at_the_latest(suit_by));
        }
    }
    let _ = writeln!(text, "\n工作日历：{}", explained.calendar);
    if !row_agrees {
        let _ = writeln!(text, "警告：存储的记录与日志不一致，请执行gongkai verify");
    }
    text
}

fn list(text: &mut String, steps: &[ExplainedStep]) {
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "  {}. {} [{}]", index + 1, step.what, step.rule);
    }
}

/// Where the strict reading takes another side than the statutory one, from the steps of both.
fn why_different(inspected: &Inspected) -> Vec<String> {
    let explained = &inspected.explained;
    let (Some(due), Some(prudent)) = (explained.due_on, explained.prudent_due_on) else {
        return vec!["期限未在计算，没有可以比较的日期。".to_owned()];
    };
    if due == prudent {
        return vec!["两个日期相同：没有各地看法不一的情形。".to_owned()];
    }
    let spans = |steps: &[ExplainedStep]| -> Vec<ExplainedStep> {
        steps.iter().filter(|step| step.from.is_some()).cloned().collect()
    };
    let (statutory, strict) = (spans(&explained.steps), spans(&explained.prudent_steps));
    let extension = |spans: &[ExplainedStep]| {
        spans.iter().filter(|span| span.rule == "R33-4").filter_map(|span| span.counted).sum::<u32>()
    };
    let excluded = |spans: &[ExplainedStep]| {
        spans.iter().filter(|span| span.rule != "P0-5").flat_map(|s| s.excluded.clone()).collect::<Vec<_>>()
    };
    let mut reasons: Vec<&str> = Vec::new();
    if let (Some(first), Some(strict_first)) = (statutory.first(), strict.first())
        && first.from != strict_first.from
    {
        reasons.push(match first.rule.as_str() {
            "R30-3" => {
                "补正后重新起算：补正告知书发出较晚、不是第一次或者补正的提交日较早的，从严不承认或者提前起算。"
            }
            "F-9" => "缴费后重新起算：收费通知书在从严截止日之后发出的，从严不承认。",
            _ => "起算日：法定按双方确认收到之日，从严按申请人提交之日。",
        });
    }
    if extension(&statutory) != extension(&strict) {
        reasons.push("延期：在从严截止日之后才告知申请人的，以及第二次延期，从严不计。");
    }
    if statutory.iter().any(|span| span.rule == "P0-5") {
        reasons.push("征求意见函在期限最后发出：从严不顺延。");
    }
    if excluded(&statutory) != excluded(&strict) {
        reasons
            .push("征求意见：法定自发函次日起不计期限，从严自对方收到次日起不计，逾期发出的从严仍计入期限。");
    }
    if statutory.is_empty() != strict.is_empty() {
        reasons.push("延迟答复：在从严截止日之后才告知申请人的，从严不承认。");
    }
    if explained.provisional {
        reasons.push("暂定：放假通知尚未公布，从严按可能出现的最早日期。");
    }
    if reasons.is_empty() {
        reasons.push("各地对其中一步看法不一，从严取较早的日期。");
    }
    reasons.into_iter().map(str::to_owned).collect()
}
