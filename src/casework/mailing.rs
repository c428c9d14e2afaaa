//! 送达登记 in bulk: pasted lines, each a case or a number of the post and perhaps a day. Each line is judged
//! and recorded by itself; one that is refused keeps no other back.

use chrono::{Datelike, NaiveDate};

use super::case_file::to_dispatch;
use super::journal::NamedActor;
use super::perform::{self, ActRequest};
use super::tracking::{doubt, is_of_mail, mend};
use super::view::{Folded, load_folded};
use super::{Error, IdempotencyKey, checks, journal};
use crate::app::App;
use crate::law::act::{Act, Backdating};
use crate::law::case::{Approval, Case};
use crate::law::case_event::CaseEvent;
use crate::law::deadline::DeliveryMethod;
use crate::law::iso;
use crate::law::roles::Role;
use crate::law::text::Text;
use crate::store::cases::{find_case, find_case_by_number};
use crate::store::texts::list_texts_of_body;
use crate::store::{Db, Hash};

/// The most lines at once.
pub const MOST_LINES: usize = 300;

/// What the lines report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batch {
    /// Letters that were posted.
    Sent,
    /// Letters that the applicants signed for.
    Signed,
    /// Letters that came back.
    Returned { own_wrong_address: bool },
}

/// What to record of all lines.
#[derive(Clone, Debug)]
pub struct BatchInput {
    pub batch: Batch,
    /// As pasted.
    pub lines: String,
    /// For lines without a day.
    pub on: NaiveDate,
    /// 补记理由, for days before today.
    pub reason: Option<String>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// As pasted.
    pub line: String,
    /// The case, if it was found.
    pub number: Option<String>,
    /// What was recorded, or why nothing was.
    pub outcome: Result<String, String>,
    /// What looks odd about the number of the post; it does not keep anything back.
    pub doubt: Option<&'static str>,
}

/// Records the lines, one by one.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk; [`Error::Input`] for no line or too many; the database's. What is
/// refused of a line is said of the line.
pub async fn run(
    app: &App,
    actor: NamedActor,
    input: BatchInput,
    key: Option<IdempotencyKey>,
) -> Result<Vec<LineResult>, Error> {
    if actor.actor.role != Role::Clerk {
        return Err(Error::Forbidden);
    }
    let lines: Vec<&str> = input.lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > MOST_LINES {
        return Err(Error::input("lines", format!("请粘贴1至{MOST_LINES}行，每行一件")));
    }
    let mut results: Vec<LineResult> = Vec::new();
    for line in lines {
        let key = key.as_ref().map(|key| key_of_line(key, line));
        results.push(record(app, &actor, &input, line, key).await?);
    }
    Ok(results)
}

/// The same line of the same form acts once, also when the rest of the form was mended in between.
fn key_of_line(key: &IdempotencyKey, line: &str) -> IdempotencyKey {
    let hash = Hash::of(line.as_bytes());
    let mark: String = hash.to_string().chars().take(24).collect();
    let short: String = key.key.chars().take(IdempotencyKey::LONGEST - 25).collect();
    IdempotencyKey { owner: key.owner.clone(), key: format!("{short}-{mark}"), request: key.request }
}

async fn record(
    app: &App,
    actor: &NamedActor,
    input: &BatchInput,
    line: &str,
    key: Option<IdempotencyKey>,
) -> Result<LineResult, Error> {
    let (within, reader, asked, text) = (app.clone(), actor.clone(), input.clone(), line.to_owned());
    let meant = app.store.read(move |db| understand(&within, db, &reader, &asked, &text)).await?;
    let result = |number, outcome, doubt| LineResult { line: line.to_owned(), number, outcome, doubt };
    let Meant { number, act, what, doubt } = match meant {
        Ok(meant) => meant,
        Err(Misread { number, why }) => return Ok(result(number, Err(why), None)),
    };
    let request = ActRequest { number: number.clone(), act, if_match: None, key };
    let outcome = match perform::run(app, actor.clone(), request).await {
        Ok(_) => Ok(what),
        Err(Error::Refused(refusal)) => Err(refusal.to_string()),
        Err(Error::Input(faults)) => {
            let messages: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            Err(messages.join("；"))
        }
        Err(other) => return Err(other),
    };
    Ok(result(Some(number), outcome, doubt))
}

/// A line that says what to record.
struct Meant {
    number: String,
    act: Act,
    what: String,
    doubt: Option<&'static str>,
}

/// A line that does not.
struct Misread {
    number: Option<String>,
    why: String,
}

type Understood = Result<Meant, Misread>;

fn misread(number: Option<&str>, why: impl Into<String>) -> Understood {
    Err(Misread { number: number.map(str::to_owned), why: why.into() })
}

/// The words of a line: a case, a number of the post, a day, in any order.
#[derive(Default)]
struct Words {
    number: Option<String>,
    tracking: Option<String>,
    on: Option<NaiveDate>,
    unknown: Option<String>,
}

fn read_words(db: &mut Db, actor: &NamedActor, line: &str, today: NaiveDate) -> Result<Words, Error> {
    let mut words = Words::default();
    let parts = line.split(|sign: char| {
        sign.is_whitespace() || matches!(sign, ',' | '\u{ff0c}' | '、' | ';' | '\u{ff1b}')
    });
    for part in parts.map(mend).filter(|part| !part.is_empty()) {
        if words.on.is_none()
            && let Some(day) = parse_day(&part, today)
        {
            words.on = Some(day);
            continue;
        }
        if words.number.is_none()
            && let Some(row) = find_case_by_number(db, &checks::scope(&actor.actor), &part)?
        {
            words.number = Some(row.number.clone());
        } else if words.tracking.is_none() && looks_like_tracking(&part) {
            words.tracking = Some(part.to_uppercase());
        } else {
            words.unknown = Some(part);
        }
    }
    Ok(words)
}

/// Numbers of couriers come in many shapes; those of the post are known.
fn looks_like_tracking(part: &str) -> bool {
    let upper = part.to_uppercase();
    is_of_mail(&upper)
        || ((8..=24).contains(&upper.len())
            && upper.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && upper.bytes().filter(u8::is_ascii_digit).count() >= 6)
}

/// «2026-10-16» «2026/10/16» «2026.10.16» «2026年10月16日» «10月16日» «10-16».
pub fn parse_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(day) = iso::parse_day(text) {
        return Some(day);
    }
    let marked = text.contains(['年', '月', '/', '.', '-']);
    let numbers: Vec<u32> = text
        .split(['年', '月', '日', '/', '.', '-'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match (marked, numbers.as_slice()) {
        (true, &[year, month, day]) if year > 999 => {
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        }
        (true, &[month, day]) => NaiveDate::from_ymd_opt(today.year(), month, day),
        _ => None,
    }
}

fn understand(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    input: &BatchInput,
    line: &str,
) -> Result<Understood, Error> {
    let today = app.clock.today();
    let words = read_words(db, actor, line, today)?;
    if let Some(unknown) = &words.unknown {
        let why = format!("不认识“{unknown}”：没有这个登记编号，也不是邮件号或者日期");
        return Ok(misread(words.number.as_deref(), why));
    }
    let on = words.on.unwrap_or(input.on);
    match input.batch {
        Batch::Sent => sent(app, db, actor, input, &words, on),
        Batch::Signed | Batch::Returned { .. } => came_back(app, db, actor, input.batch, &words, on),
    }
}

fn sent(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    input: &BatchInput,
    words: &Words,
    on: NaiveDate,
) -> Result<Understood, Error> {
    if let Some(tracking) = &words.tracking
        && let Some((known, _)) = find_mail(db, actor, tracking)?
    {
        return Ok(misread(Some(&known), format!("这个邮件号已经登记在{known}")));
    }
    let Some(number) = &words.number else {
        return Ok(misread(None, "没有找到登记编号，请在邮件号前面写上登记编号"));
    };
    let Folded { case, .. } = load_folded(app, db, &actor.actor, number)?;
    let reason = input.reason.as_ref().filter(|_| on < app.clock.today());
    let backdating = reason.map(|reason| Backdating {
        reason: Text::Words(reason.clone()),
        proof: None,
        second_person: None,
    });
    let measures = to_dispatch(&case);
    let meant = |act, what: String| {
        let doubt = words.tracking.as_deref().and_then(doubt);
        Ok(Meant { number: number.clone(), act, what, doubt })
    };
    Ok(match (reply_waits(&case), measures.as_slice()) {
        (true, []) => {
            let act = Act::Deliver {
                method: DeliveryMethod::Post,
                dispatched_on: Some(on),
                signed_on: None,
                tracking: words.tracking.clone().map(Text::Words),
                chosen: None,
                backdating,
            };
            meant(act, "已登记答复交邮".to_owned())
        }
        (false, [one]) => {
            let tracking = words.tracking.clone().map(Text::Words);
            let act = Act::DispatchMeasure { number: one.number, on, tracking, backdating };
            meant(act, format!("已登记发出：{}", one.title))
        }
        (false, []) => misread(Some(number), "本件没有待寄出的文书"),
        _ => misread(Some(number), "本件有几份待寄出的文书，请打开案件分别登记"),
    })
}

/// Whether the reply is signed and not on its way: never sent, or returned the last time.
pub(super) fn reply_waits(case: &Case) -> bool {
    let last = case.current_deliveries().last();
    matches!(case.approval, Approval::Signed { .. })
        && last.is_none_or(|delivery| delivery.returned.is_some())
}

fn came_back(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    batch: Batch,
    words: &Words,
    on: NaiveDate,
) -> Result<Understood, Error> {
    let of_mail = match &words.tracking {
        Some(tracking) => find_mail(db, actor, tracking)?,
        None => None,
    };
    let of_mail = match of_mail {
        Some((number, Mail::Measure(measure))) => {
            return Ok(of_measure(batch, words, number, measure, on));
        }
        Some((number, Mail::Reply(delivery))) => Some((number, delivery)),
        None => None,
    };
    let found = match (of_mail, &words.number) {
        (Some((number, _)), Some(named)) if number != *named => {
            return Ok(misread(Some(named), format!("这个邮件号登记在{number}，与所写的登记编号不符")));
        }
        (Some(found), _) => found,
        (None, Some(number)) => {
            let Folded { case, .. } = load_folded(app, db, &actor.actor, number)?;
            let under_way = (1..).zip(&case.deliveries);
            let last =
                under_way.filter(|(_, sent)| sent.signed_on.is_none() && sent.returned.is_none()).last();
            match last {
                Some((delivery, _)) => (number.clone(), delivery),
                None => return Ok(misread(Some(number), "本件没有尚未签收的送达")),
            }
        }
        (None, None) => {
            return Ok(misread(None, "没有找到这个邮件号对应的送达，请在前面写上登记编号"));
        }
    };
    let (number, delivery) = found;
    let (act, what) = match batch {
        Batch::Returned { own_wrong_address } => {
            (Act::RecordReturnedMail { delivery, on, own_wrong_address }, "已登记退回")
        }
        Batch::Signed | Batch::Sent => (Act::RecordDelivery { delivery, on }, "已登记签收"),
    };
    Ok(Ok(Meant { number, act, what: what.to_owned(), doubt: None }))
}

/// What came back of the letter of a measure, found by its number of the post.
fn of_measure(batch: Batch, words: &Words, number: String, measure: u32, on: NaiveDate) -> Understood {
    if let Some(named) = words.number.as_ref().filter(|named| **named != number) {
        return misread(Some(named), format!("这个邮件号登记在{number}，与所写的登记编号不符"));
    }
    if let Batch::Returned { .. } = batch {
        return misread(Some(&number), "这是办理中发出的文书，不是答复；退回的，请打开案件另行送达");
    }
    let act = Act::RecordReceipt { number: measure, on };
    Ok(Meant { number, act, what: "已登记对方签收".to_owned(), doubt: None })
}

/// What a number of the post belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mail {
    /// A delivery of the reply, from 1.
    Reply(u32),
    /// The letter of a measure, from 1.
    Measure(u32),
}

/// The case and the mail that has this number of the post, within the post's scope; the newest of several.
pub(super) fn find_mail(
    db: &mut Db,
    actor: &NamedActor,
    tracking: &str,
) -> Result<Option<(String, Mail)>, Error> {
    let mut texts = list_texts_of_body(db, "deliver", tracking)?;
    texts.extend(list_texts_of_body(db, "dispatch_measure", tracking)?);
    texts.sort_by_key(|text| std::cmp::Reverse(text.id));
    for text in texts {
        let Some(row) = find_case(db, &checks::scope(&actor.actor), text.case_id)? else { continue };
        for recorded in journal::load(db, row.id)? {
            let (mail, stored) = match recorded.event {
                CaseEvent::ReplyDispatched { delivery, tracking: Some(Text::Stored(stored)), .. } => {
                    (Mail::Reply(delivery), stored)
                }
                CaseEvent::MeasureDispatched { number, tracking: Some(Text::Stored(stored)), .. } => {
                    (Mail::Measure(number), stored)
                }
                _ => continue,
            };
            if stored.text == text.id {
                return Ok(Some((row.number.clone(), mail)));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let today = NaiveDate::from_ymd_opt(2026, 10, 20).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 10, 16);
        for text in ["2026-10-16", "2026/10/16", "2026.10.16", "2026年10月16日", "10月16日", "10-16", "10/16"]
        {
            assert_eq!(parse_day(text, today), day, "{text}");
        }
        for text in ["", "20261016", "2026-13-01", "QS-2026-1", "1234567890123", "16日", "1-2-3"] {
            assert_eq!(parse_day(text, today), None, "{text}");
        }
    }
}
