//! The sentences of an explanation, as a careful colleague would write them.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, Weekday};

use super::deadline::{DeliveryMethod, LapseGround, Warning};
use super::explain::{Fact, Mark, Span, Step};

/// «2026年10月16日».
pub fn day(day: NaiveDate) -> String {
    let mut text = String::with_capacity(20);
    push_day(&mut text, day);
    text
}

fn push_day(text: &mut String, day: NaiveDate) {
    push_number(text, day.year() as u32);
    text.push('年');
    push_month_day(text, day);
}

fn push_month_day(text: &mut String, day: NaiveDate) {
    push_number(text, day.month());
    text.push('月');
    push_number(text, day.day());
    text.push('日');
}

fn push_number(text: &mut String, number: u32) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// «星期六».
pub fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}

/// «最迟10月16日（含当日）»: how a last day is always written (decision 32).
pub fn at_the_latest(day: NaiveDate) -> String {
    let mut text = String::from("最迟");
    push_month_day(&mut text, day);
    text.push_str("（含当日）");
    text
}

/// The same as it is read on another day: with the year where it is another, «最迟2027年1月7日（含当日）».
pub fn at_the_latest_from(last: NaiveDate, read_on: NaiveDate) -> String {
    if last.year() == read_on.year() {
        return at_the_latest(last);
    }
    let mut text = String::from("最迟");
    push_day(&mut text, last);
    text.push_str("（含当日）");
    text
}

/// The sentence for one step.
pub fn step(step: &Step<'_>) -> String {
    match step {
        Step::Point(mark) => point(mark),
        Step::Span(span) => sentence(span),
    }
}

fn point(mark: &Mark) -> String {
    let mut text = String::with_capacity(96);
    push_day(&mut text, mark.on);
    let _ = match mark.fact {
        Fact::Submitted => write!(text, "提交申请；与申请人双方确认之日为收到申请之日"),
        Fact::Received => write!(text, "{}", receipt(mark.rule)),
        Fact::CorrectionAsked { last_day } => {
            write!(
                text,
                "发出补正告知书，申请人{}补正，等待期间不计答复期限",
                at_the_latest_from(last_day, mark.on)
            )
        }
        Fact::Corrected => write!(text, "收到补正的申请，答复期限自次日起重新计算"),
        Fact::ConsultationSent { cap } => {
            write!(
                text,
                "发出征求意见函，征求意见所需时间不计入答复期限，被征求意见方{}答复",
                at_the_latest_from(cap, mark.on)
            )
        }
        Fact::ConsultationAnswered => write!(text, "收到对征求意见函的答复"),
        Fact::Extended { days } => {
            write!(text, "经公开工作机构负责人同意并告知申请人，延长答复期限{}个工作日", days.0)
        }
        Fact::FeeNoticed { last_day } => {
            write!(
                text,
                "发出收费通知书，申请人{}缴费，等待期间不计答复期限",
                at_the_latest_from(last_day, mark.on)
            )
        }
        Fact::Paid => write!(text, "申请人完成缴费，答复期限自次日起重新计算"),
        Fact::Delayed { until } => write!(text, "告知申请人延迟答复，延迟至{}", day(until)),
        Fact::Replied(method) => write!(text, "{}", delivery(method)),
        Fact::Withdrawn => write!(text, "申请人书面撤回申请"),
        Fact::Lapsed(ground) => write!(text, "{}", lapse(ground)),
    };
    text
}

/// What the receipt rule says, as the end of a sentence that begins with the day.
pub fn receipt(rule: &str) -> &'static str {
    match rule {
        "R31-1" => "申请人当面提交，提交之日为收到申请之日，当日不计入期限",
        "R31-2" => "本机关签收邮件，签收之日为收到申请之日，当日不计入期限",
        "R31-3" => "与申请人确认收到平常信函，确认之日为收到申请之日，当日不计入期限",
        "R31-4" => "与申请人双方确认，确认之日为收到申请之日，当日不计入期限",
        _ => "责令重新答复的决定或者裁判送达，自次日起计算答复期限",
    }
}

fn delivery(method: DeliveryMethod) -> &'static str {
    match method {
        DeliveryMethod::HandedOver => "申请人签收答复，签收之日为送达之日",
        DeliveryMethod::Entrusted => "委托送达的答复由申请人签收，签收之日为送达之日",
        DeliveryMethod::Post => "答复交邮，以交邮之日判断是否按期",
        DeliveryMethod::Electronic => "答复以电子方式发出，以发出之日判断是否按期",
        DeliveryMethod::Courier => {
            "申请人签收快递送达的答复；国家机关公文不得由快递企业寄递，以签收之日判断是否按期"
        }
    }
}

fn lapse(ground: LapseGround) -> &'static str {
    match ground {
        LapseGround::NotCorrected => "申请人无正当理由逾期不补正，不再处理",
        LapseGround::NotPaid => "申请人逾期未缴费，不再处理",
    }
}

fn sentence(span: &Span<'_>) -> String {
    let mut text = String::with_capacity(256);
    if span.rule == "P0-5" {
        text.push_str("征求意见函在期限最后一日发出，期限截至收到意见之日或者征求意见期满之日，即");
        push_day(&mut text, span.to);
        return text;
    }
    text.push('自');
    push_day(&mut text, span.from);
    text.push_str("的次日起");
    if span.rule == "R33-4" {
        text.push_str("延长");
    }
    push_number(&mut text, span.counted);
    text.push_str("个工作日，至");
    push_day(&mut text, span.to);
    text.push_str("（含当日）");
    push_days(&mut text, "；其间放假不计：", span.skipped);
    push_days(&mut text, "；调休上班计入：", span.worked);
    push_days(&mut text, "；征求意见不计：", &span.excluded);
    if !span.documents.is_empty() {
        text.push_str("；依据：");
        for (index, document) in span.documents.iter().enumerate() {
            if index > 0 {
                text.push('、');
            }
            text.push_str(document);
        }
    }
    text
}

/// Consecutive days of one list are written as a range: «5月1日至5日» would hide a gap, «5月1日、5月4日» does not.
fn push_days(text: &mut String, heading: &str, days: &[NaiveDate]) {
    let Some((first, rest)) = days.split_first() else {
        return;
    };
    text.push_str(heading);
    push_month_day(text, *first);
    let mut month = first.month();
    for next in rest {
        text.push('、');
        if next.month() == month {
            push_number(text, next.day());
            text.push('日');
        } else {
            push_month_day(text, *next);
            month = next.month();
        }
    }
}

/// A warning in words.
pub fn warning(warning: Warning) -> &'static str {
    match warning {
        Warning::LateCorrectionNotice => "补正告知书在收到申请后第7个工作日之后才发出",
        Warning::SecondCorrection => "已不止一次要求补正",
        Warning::SecondExtension => "已不止一次延期",
        Warning::LateConsultation => "征求意见函在第15个工作日之后才发出",
        Warning::ImproperCourier => "答复由快递企业寄递，不符合规定，应改由邮政企业寄递",
        Warning::PeriodRanOut => "申请人补正或缴费的期限已届满，请决定如何处理",
        Warning::LateOnPrudentReading => "按法定期限未逾期，但晚于从严截止日",
        Warning::ReceiptOnRestDay => "收到申请之日是休息日",
        Warning::CorrectionPeriodUnusual => "给申请人的补正期限短于5个或长于15个工作日",
        Warning::HandedOverLate => "邮件签收后超过1个工作日才转到公开工作机构，期限仍从签收之日起计算",
        Warning::ActNoLongerInTime => "日期更正或日历调整后，已办理的事项晚于当时的截止日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_of_another_year_stands_with_its_year() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let read_on = day("2026-12-30");
        assert_eq!(at_the_latest_from(day("2026-12-31"), read_on), "最迟12月31日（含当日）");
        assert_eq!(at_the_latest_from(day("2027-01-04"), read_on), "最迟2027年1月4日（含当日）");
    }
}
