//! The dates of a user as a calendar to subscribe to (RFC 5545): all-day entries, no reminders of
//! their own, and nothing but number, light, days and what is due.
//!
//! An entry is known by its UID for good, so a moved date moves the entry and makes no second one; the
//! SEQUENCE, which is stored and given, rises when it does.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::number::CaseNumber;
use crate::law::light::Light;
use crate::law::text::CaseId;

/// RFC 5545 3.1: a line has at most 75 octets, without its end.
const LONGEST_LINE: usize = 75;

/// One calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed<'a> {
    /// The host name of the installation: it tells our UIDs from all others.
    pub host: &'a str,
    pub entries: &'a [Entry],
}

/// What is due on a day of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateKind {
    /// 从严截止日: that is what warnings follow, and so does the calendar (decision 31).
    Reply,
    CorrectionNotice,
    CorrectionEnd,
    PaymentEnd,
    ConsultationEnd,
    Inquiry,
    ReviewAnswer,
    SuitAnswer,
}

impl DateKind {
    fn word(self) -> &'static str {
        match self {
            DateKind::Reply => "reply",
            DateKind::CorrectionNotice => "correction-notice",
            DateKind::CorrectionEnd => "correction-end",
            DateKind::PaymentEnd => "payment-end",
            DateKind::ConsultationEnd => "consultation-end",
            DateKind::Inquiry => "inquiry",
            DateKind::ReviewAnswer => "review-answer",
            DateKind::SuitAnswer => "suit-answer",
        }
    }

    fn title(self) -> &'static str {
        match self {
            DateKind::Reply => "应答复",
            DateKind::CorrectionNotice => "补正告知截止",
            DateKind::CorrectionEnd => "补正期满",
            DateKind::PaymentEnd => "缴费期满",
            DateKind::ConsultationEnd => "征求意见期满",
            DateKind::Inquiry => "属性函询期满",
            DateKind::ReviewAnswer => "复议答复截止",
            DateKind::SuitAnswer => "应诉答辩截止",
        }
    }
}

/// One date of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub case: CaseId,
    pub number: CaseNumber,
    pub kind: DateKind,
    pub day: NaiveDate,
    /// How often the date has moved.
    pub sequence: u32,
    /// When it last moved.
    pub changed_at: DateTime<Utc>,
    /// How the case stands today, and how many working days are left, negative when over.
    pub light: Option<Light>,
    pub days_left: Option<i32>,
    /// 暂定: a notice could still move it (P0-12).
    pub provisional: bool,
    /// Done or no longer running: subscribers take the entry away.
    pub cancelled: bool,
}

/// Writes the calendar. The same entries give the same text, so a subscriber can ask whether anything
/// changed.
pub fn write(feed: &Feed<'_>) -> String {
    let mut out = String::with_capacity(256 + 400 * feed.entries.len());
    push_line(&mut out, "BEGIN", "VCALENDAR");
    push_line(&mut out, "VERSION", "2.0");
    push_line(&mut out, "PRODID", "-//gongkai//依申请公开//ZH");
    push_line(&mut out, "CALSCALE", "GREGORIAN");
    push_line(&mut out, "METHOD", "PUBLISH");
    push_line(&mut out, "X-WR-CALNAME", "依申请公开期限");
    push_line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    for entry in feed.entries {
        push_entry(&mut out, entry, feed.host);
    }
    push_line(&mut out, "END", "VCALENDAR");
    out
}

fn push_entry(out: &mut String, entry: &Entry, host: &str) {
    let changed = entry.changed_at.format("%Y%m%dT%H%M%SZ").to_string();
    let status = if entry.cancelled { "CANCELLED" } else { "CONFIRMED" };
    push_line(out, "BEGIN", "VEVENT");
    push_line(out, "UID", &escaped(&format!("{}-{}@{host}", entry.case.0, entry.kind.word())));
    push_line(out, "DTSTAMP", &changed);
    push_line(out, "LAST-MODIFIED", &changed);
    push_line(out, "SEQUENCE", &entry.sequence.to_string());
    push_line(out, "DTSTART;VALUE=DATE", &basic(entry.day));
    if let Some(next) = entry.day.checked_add_days(Days::new(1)) {
        push_line(out, "DTEND;VALUE=DATE", &basic(next));
    }
    push_line(out, "SUMMARY", &escaped(&summary(entry)));
    push_line(out, "STATUS", status);
    // A due date does not make anyone busy.
    push_line(out, "TRANSP", "TRANSPARENT");
    push_line(out, "END", "VEVENT");
}

/// «▲ 临期 应答复 QSX-2026-00004（还剩3个工作日）».
fn summary(entry: &Entry) -> String {
    let mut text = String::new();
    if let Some(light) = entry.light {
        let _ = write!(text, "{} ", light.title());
    }
    if entry.provisional {
        text.push_str("◇ 暂定 ");
    }
    let _ = write!(text, "{} {}", entry.kind.title(), entry.number);
    let _ = match entry.days_left {
        Some(0) => write!(text, "（今日到期）"),
        Some(left) if left > 0 => write!(text, "（还剩{left}个工作日）"),
        Some(over) => write!(text, "（已过{}个工作日）", over.unsigned_abs()),
        None => Ok(()),
    };
    text
}

fn basic(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// RFC 5545 3.3.11: TEXT.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(sign);
            }
            '\n' => out.push_str("\\n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Folds at 75 octets, never within a sign; the space that begins a continued line counts.
fn push_line(out: &mut String, name: &str, value: &str) {
    let mut octets = 0;
    for sign in name.chars().chain([':']).chain(value.chars()) {
        if octets + sign.len_utf8() > LONGEST_LINE {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(sign);
        octets += sign.len_utf8();
    }
    out.push_str("\r\n");
}
