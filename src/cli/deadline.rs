#![doc = include_str!("deadline.md")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead, BufWriter, Write};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Failure;
use crate::holidays;
use crate::law::answer::fold_judged;
use crate::law::calendar::{Calendar, FIRST_YEAR, LAST_YEAR};
use crate::law::deadline::{Channel, Deadline, DeliveryMethod, Event};
use crate::law::explain::Step;
use crate::law::notice_book::NoticeBook;
use crate::law::refusal::Refusal;
use crate::law::{iso, wording};

#[derive(clap::Args)]
pub struct Arguments {
    /// 每行一个JSON
    #[arg(long, required = true)]
    jsonl: bool,
}

/// One line of input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(deserialize_with = "iso::day")]
    as_of: NaiveDate,
    #[serde(default, borrow)]
    region: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "iso::optional_day")]
    calendar_known_on: Option<NaiveDate>,
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    #[serde(flatten)]
    deadline: &'a Deadline,
    steps: Vec<StepView<'a>>,
}

#[derive(Serialize)]
struct RefusedAnswer<'a> {
    id: &'a str,
    refused: RefusedView,
}

#[derive(Serialize)]
struct RefusedView {
    event: usize,
    code: &'static str,
    rule: &'static str,
    detail: String,
}

/// A step as it is shown: `on` for a point, the rest for a count.
#[derive(Serialize)]
#[serde(untagged)]
pub enum StepView<'a> {
    Point {
        rule: &'static str,
        #[serde(serialize_with = "iso::write_day")]
        on: NaiveDate,
        what: String,
    },
    Span {
        rule: &'static str,
        #[serde(serialize_with = "iso::write_day")]
        from: NaiveDate,
        #[serde(serialize_with = "iso::write_day")]
        to: NaiveDate,
        counted: u32,
        #[serde(serialize_with = "iso::write_days")]
        skipped: &'a [NaiveDate],
        #[serde(serialize_with = "iso::write_days")]
        worked: &'a [NaiveDate],
        #[serde(serialize_with = "iso::write_days")]
        excluded: &'a [NaiveDate],
        documents: &'a [&'a str],
        what: String,
    },
}

impl<'a> From<&'a Step<'a>> for StepView<'a> {
    fn from(step: &'a Step<'a>) -> StepView<'a> {
        let what = wording::step(step);
        match step {
            Step::Point(mark) => StepView::Point { rule: mark.rule, on: mark.on, what },
            Step::Span(span) => StepView::Span {
                rule: span.rule,
                from: span.from,
                to: span.to,
                counted: span.counted,
                skipped: span.skipped,
                worked: span.worked,
                excluded: &span.excluded,
                documents: &span.documents,
                what,
            },
        }
    }
}

/// Answers standard input on standard output.
pub fn run(_: &Arguments) -> Result<(), Failure> {
    let book = holidays::shipped().map_err(Failure::new)?;
    answer_lines(&book, io::stdin().lock(), io::stdout().lock())
}

/// Answers each line in order.
///
/// # Errors
/// At the first line that breaks the contract, with its number; answers before it were written.
pub fn answer_lines(book: &NoticeBook, mut input: impl BufRead, output: impl Write) -> Result<(), Failure> {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let mut calendars = Calendars { book, made: HashMap::new() };
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        let read = input.read_line(&mut line);
        let answered = match read {
            Ok(0) => break,
            Ok(_) if line.trim().is_empty() => continue,
            Ok(_) => answer_line(&mut calendars, &line, &mut output),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Breach::new("不是UTF-8文本")),
            Err(error) => return Err(Failure::new(format!("无法读取标准输入：{error}"))),
        };
        if let Err(breach) = answered {
            output.flush().map_err(Failure::new)?;
            return Err(match breach {
                Breach::Contract(reason) => Failure::breach(format!("第{number}行：{reason}")),
                Breach::Output(error) => Failure::new(format!("无法写到标准输出：{error}")),
            });
        }
    }
    output.flush().map_err(Failure::new)
}

enum Breach {
    Contract(String),
    Output(serde_json::Error),
}

impl Breach {
    fn new(reason: impl std::fmt::Display) -> Breach {
        Breach::Contract(reason.to_string())
    }
}

/// A calendar for each region and known-on day that was asked for.
struct Calendars<'b> {
    book: &'b NoticeBook,
    made: HashMap<(Option<NaiveDate>, Option<String>), Calendar>,
}

impl Calendars<'_> {
    fn find(&mut self, known_on: Option<NaiveDate>, region: Option<&str>) -> Result<&Calendar, Breach> {
        let known_on = known_on.and_then(|day| self.book.last_change_by(day));
        let key = (known_on, region.map(str::to_owned));
        match self.made.entry(key) {
            std::collections::hash_map::Entry::Occupied(made) => Ok(made.into_mut()),
            std::collections::hash_map::Entry::Vacant(place) => {
                let calendar = self.book.calendar(known_on, region).map_err(Breach::new)?;
                Ok(place.insert(calendar))
            }
        }
    }
}

fn answer_line(calendars: &mut Calendars<'_>, line: &str, output: &mut impl Write) -> Result<(), Breach> {
    let question: Question<'_> = serde_json::from_str(line).map_err(Breach::new)?;
    check(&question)?;
    let calendar = calendars.find(question.calendar_known_on, question.region.as_deref())?;
    match fold_judged(&question.events, calendar) {
        Ok(fold) => {
            let deadline = fold.answer(question.as_of).map_err(Breach::new)?;
            let steps = fold.steps().map_err(Breach::new)?;
            let steps = steps.iter().map(StepView::from).collect();
            write(output, &Answer { id: &question.id, deadline: &deadline, steps })
        }
        Err(refused) if matches!(refused.refusal, Refusal::BeyondCalendar(_)) => Err(Breach::new(refused)),
        Err(refused) => {
            let refused = RefusedView {
                event: refused.event,
                code: refused.refusal.code(),
                rule: refused.refusal.rule(),
                detail: refused.refusal.to_string(),
            };
            write(output, &RefusedAnswer { id: &question.id, refused })
        }
    }
}

fn write(output: &mut impl Write, answer: &impl Serialize) -> Result<(), Breach> {
    serde_json::to_writer(&mut *output, answer).map_err(Breach::Output)?;
    output.write_all(b"\n").map_err(|error| Breach::Output(serde_json::Error::io(error)))
}

/// What the contract asks of a line as a whole, before any event is folded.
fn check(question: &Question<'_>) -> Result<(), Breach> {
    let asked = [Some(question.as_of), question.calendar_known_on];
    let mut days = asked.into_iter().flatten().chain(question.events.iter().flat_map(Event::days));
    if days.any(|day| !(FIRST_YEAR..=LAST_YEAR).contains(&day.year())) {
        return Err(Breach::new("日期应在2007年1月1日至2100年12月31日之间"));
    }
    let mut submitted = false;
    let mut references: Vec<&str> = Vec::new();
    let mut notice = None;
    for event in &question.events {
        match event {
            Event::Submitted { .. } if std::mem::replace(&mut submitted, true) => {
                return Err(Breach::new("submitted只能出现一次"));
            }
            Event::ConsultationSent { reference, .. } => {
                if references.contains(&reference.as_str()) {
                    return Err(Breach::new(format!("ref“{reference}”重复")));
                }
                references.push(reference);
            }
            _ => {}
        }
        check_fields(event, notice)?;
        if let Event::CorrectionAsked { on, .. } = event {
            notice = Some(*on);
        }
    }
    Ok(())
}

/// Fields that are mandatory by the value of another, and days that cannot follow each other.
fn check_fields(event: &Event, notice: Option<NaiveDate>) -> Result<(), Breach> {
    match *event {
        Event::Submitted { channel: Channel::RegisteredMail, signed_on: None, .. } => {
            Err(Breach::new("registered_mail须有signed_on"))
        }
        Event::CorrectionAsked { on, received_on: Some(received), .. }
        | Event::ConsultationSent { on, received_on: Some(received), .. }
        | Event::FeeNoticed { on, received_on: Some(received) }
            if received < on =>
        {
            Err(Breach::new("received_on早于on"))
        }
        Event::Corrected { on, submitted_on: Some(submitted) }
            if submitted > on || notice.is_some_and(|notice| submitted < notice) =>
        {
            Err(Breach::new("submitted_on应在补正通知之后、on之前"))
        }
        Event::Replied { method, dispatched_on, signed_on }
            if method.delivered_on(dispatched_on, signed_on).is_none() =>
        {
            Err(Breach::new(match method {
                DeliveryMethod::Post | DeliveryMethod::Electronic => "须有dispatched_on",
                DeliveryMethod::HandedOver | DeliveryMethod::Entrusted | DeliveryMethod::Courier => {
                    "须有signed_on"
                }
            }))
        }
        _ => Ok(()),
    }
}
