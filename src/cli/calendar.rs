//! `gongkai calendar`: questions about days.

use std::io::{self, BufRead, BufWriter, Write};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Failure, calendar_import, open, print};
use crate::app::Clock;
use crate::config::Settings;
use crate::holidays;
use crate::law::calendar::{Calendar, DayFact, DayKind, FIRST_YEAR, LAST_YEAR};
use crate::law::notice_book::NoticeBook;
use crate::law::{iso, wording};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Arguments {
    /// 每行一个JSON问题，逐行回答
    #[arg(long)]
    jsonl: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// 核对全部通知：随程序提供的和已导入的
    Check,
    /// 说明某一天是什么日子、依据哪份通知
    Explain {
        /// 日期，如2026-10-10
        #[arg(value_parser = parse_day)]
        day: NaiveDate,
        /// 按当日已知的日历回答
        #[arg(long, value_parser = parse_day)]
        known_on: Option<NaiveDate>,
    },
    /// 导入新公布的通知，重新计算在办案件的日期
    Import(calendar_import::Arguments),
}

fn parse_day(text: &str) -> Result<NaiveDate, String> {
    iso::parse_day(text).ok_or_else(|| "日期应写作2026-03-02的形式".to_owned())
}

/// Runs one question, or a stream of them. A stream asks the shipped notices alone, as the batch
/// contract says: no database is opened.
pub fn run(
    arguments: &Arguments,
    clock: &dyn Clock,
    settings: impl FnOnce() -> Result<Settings, Failure>,
) -> Result<(), Failure> {
    match &arguments.command {
        None => {
            let shipped = holidays::shipped().map_err(Failure::new)?;
            answer_lines(&shipped, io::stdin().lock(), io::stdout().lock())
        }
        Some(Command::Check) => print(&check(&open::notice_book(&settings()?)?, clock)?),
        Some(Command::Explain { day, known_on }) => {
            let book = open::notice_book(&settings()?)?;
            let calendar = book.calendar(*known_on, None).map_err(Failure::new)?;
            print(&describe(&calendar.explain(*day).map_err(Failure::new)?))
        }
        Some(Command::Import(arguments)) => calendar_import::run(arguments, &settings()?),
    }
}

/// The notices were checked when they were read; says what they cover.
fn check(book: &NoticeBook, clock: &dyn Clock) -> Result<String, Failure> {
    let calendar = book.calendar(None, None).map_err(Failure::new)?;
    let amendments = book.notices().iter().filter(|n| n.amends.is_some()).count();
    let years = book.notices().len() - amendments;
    let last = calendar.first_provisional.year();
    let mut text = format!(
        "{years}份年度通知和{amendments}份修改通知，全部符合要求。\n日历确定至{}（含当日）；此后为暂定，按{}推算。",
        wording::day(calendar.first_provisional.pred_opt().unwrap_or(calendar.first_provisional)),
        calendar.documents.last().map_or("", String::as_str),
    );
    if clock.today().year() > last || (clock.today().year() == last && clock.today().month() >= 11) {
        text.push_str(&format!("\n请注意：{}年的放假通知尚未导入。", last + 1));
    }
    Ok(text)
}

/// One sentence on a day.
pub fn describe(fact: &DayFact) -> String {
    let kind = match &fact.kind {
        DayKind::Ordinary => "工作日".to_owned(),
        DayKind::Weekend { holiday: None } => "休息日（周末）".to_owned(),
        DayKind::Weekend { holiday: Some(name) } => format!("休息日（{name}假期中的周末）"),
        DayKind::DayOff { holiday: Some(name) } => format!("休息日（{name}放假）"),
        DayKind::DayOff { holiday: None } => "休息日（放假）".to_owned(),
        DayKind::SwapWorkday => "工作日（调休上班）".to_owned(),
    };
    let document = fact.document.as_ref().map(|d| format!("，依据{d}")).unwrap_or_default();
    let provisional = match (fact.provisional, fact.open) {
        (true, true) => "。暂定：当年放假通知尚未公布，这一天仍可能改变",
        (true, false) => "。暂定：当年放假通知尚未公布",
        (false, _) => "",
    };
    format!("{}（{}）是{kind}{document}{provisional}。", wording::day(fact.day), wording::weekday(fact.day))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    #[serde(default, deserialize_with = "iso::optional_day")]
    start: Option<NaiveDate>,
    #[serde(default)]
    n: Option<i64>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    to: Option<NaiveDate>,
    #[serde(default)]
    region: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Due {
        due: NaiveDate,
        provisional: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        between: Option<[NaiveDate; 2]>,
    },
    Count {
        working_days: u32,
        provisional: bool,
    },
}

/// Answers each line in order.
///
/// # Errors
/// At the first line that breaks the contract, with its number; answers before it were written.
pub fn answer_lines(book: &NoticeBook, input: impl BufRead, output: impl Write) -> Result<(), Failure> {
    let mut output = BufWriter::new(output);
    let calendar = book.calendar(None, None).map_err(Failure::new)?;
    for (index, line) in input.lines().enumerate() {
        let breach = |reason: String| Failure::breach(format!("第{}行：{reason}", index + 1));
        let answered = line.map_err(|error| error.to_string()).and_then(|line| match line.trim() {
            "" => Ok(None),
            line => answer(&calendar, line).map(Some),
        });
        match answered {
            Ok(None) => {}
            Ok(Some(answer)) => {
                serde_json::to_writer(&mut output, &answer).map_err(Failure::new)?;
                output.write_all(b"\n").map_err(Failure::new)?;
            }
            Err(reason) => {
                output.flush().map_err(Failure::new)?;
                return Err(breach(reason));
            }
        }
    }
    output.flush().map_err(Failure::new)
}

fn answer(calendar: &Calendar, line: &str) -> Result<Answer, String> {
    let question: Question = serde_json::from_str(line).map_err(|error| error.to_string())?;
    if let Some(region) = question.region {
        return Err(format!("没有地区“{region}”的工作日历"));
    }
    let days = [question.start, question.from, question.to];
    if days.into_iter().flatten().any(|day| !(FIRST_YEAR..=LAST_YEAR).contains(&day.year())) {
        return Err("日期应在2007年1月1日至2100年12月31日之间".to_owned());
    }
    match (question.start, question.n, question.from, question.to) {
        (Some(start), Some(n), None, None) => {
            let n = u32::try_from(n).ok().filter(|n| *n >= 1).ok_or("n至少为1")?;
            let after = |work: &crate::law::calendar::WorkCalendar| {
                work.nth_after(start, n).map_err(|beyond| beyond.to_string())
            };
            let due = after(&calendar.main)?;
            let provisional = calendar.is_provisional(due);
            let between =
                if provisional { Some([after(&calendar.early)?, after(&calendar.late)?]) } else { None };
            Ok(Answer::Due { due, provisional, between })
        }
        (None, None, Some(from), Some(to)) => {
            let working_days = calendar.main.count(from, to).map_err(|beyond| beyond.to_string())?;
            Ok(Answer::Count { working_days, provisional: calendar.is_provisional(to) })
        }
        _ => Err("应当给出start和n，或者from和to".to_owned()),
    }
}
