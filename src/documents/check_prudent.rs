//! Decision 32: the prudent date stays inside the house.
//!
//! A day alone gives nothing away: an enclosure, a search, a plan may have it. What gives it away is that
//! it is said to be a last day of ours, in whatever words. So a day is accused where words for a last day
//! stand beside it, and where the letter has it for no other reason: the program itself writes other last
//! days, as that of a correction, and one of them may fall on the same day.

use chrono::{Datelike, NaiveDate};

use super::check::{CheckInput, cells, own_words, set_off};
use super::check_case::mentions;
use super::context::LetterContext;
use super::finding::{Finding, FindingCode as Code};
use super::parts::Day;
use super::private_data::narrow;
use crate::law::citation::chinese;

pub(super) fn find(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    if !input.context.kind().goes_outside() {
        return;
    }
    let named = mentions(input, "从严截止日") || mentions(input, "从严日期");
    if named || shown(input) {
        findings.push(Finding::new(
            Code::PrudentDateShown,
            "对外文书不得出现从严截止日，请改为法定答复截止日或者删去",
        ));
    }
}

/// The prudent date as a last day. Where both dates are one day, the day is the statutory one.
fn shown(input: &CheckInput<'_>) -> bool {
    let Some(prudent) = input.record.prudent_due_on.filter(|day| Some(*day) != input.record.due_on) else {
        return false;
    };
    if other_days(input.context).contains(&Day(prudent)) {
        return false;
    }
    let texts = own_words(input.letter).into_iter().chain(set_off(input)).chain(cells(input.letter));
    texts.into_iter().any(|text| is_last_day(text, prudent))
}

/// The days that a letter has for reasons of its own, and not for the time in which it is answered.
fn other_days(context: &LetterContext) -> Vec<Day> {
    match context {
        LetterContext::Extension(context) => vec![context.due_after],
        LetterContext::Delay(context) => vec![context.until],
        LetterContext::ConsultationNotice(context) => vec![context.sent_on],
        LetterContext::Disclosure(context) => vec![context.asked_on, context.release_on],
        LetterContext::Inquiry(context) => vec![context.answer_by],
        LetterContext::NoLongerHandled(context) => {
            vec![context.noticed_on, context.served_on, context.ended_on]
        }
        _ => Vec::new(),
    }
}

/// Whether a text calls a day a last day of ours: «最晚10月21日», «2026-10-21前寄出».
fn is_last_day(text: &str, day: NaiveDate) -> bool {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).map(narrow).collect();
    ways_to_write(day).iter().any(|way| {
        text.match_indices(way.as_str()).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + way.len()..).unwrap_or_default();
            is_whole(before, after, way, day.year()) && is_ours(before, after)
        })
    })
}

/// How people write a day; where there is a month, the year may stand before it.
fn ways_to_write(day: NaiveDate) -> Vec<String> {
    let (year, month, date) = (day.year(), day.month(), day.day());
    let mut ways = Vec::new();
    for unit in ["日", "号"] {
        ways.push(format!("{month}月{date}{unit}"));
        ways.push(format!("{month:02}月{date:02}{unit}"));
        ways.push(format!("{}月{}{unit}", chinese(month), chinese(date)));
    }
    for mark in ["-", ".", "/"] {
        ways.push(format!("{year}{mark}{month}{mark}{date}"));
        ways.push(format!("{year}{mark}{month:02}{mark}{date:02}"));
    }
    ways
}

/// Whether what was found is no part of another day: «11月21日» for 1月21日, a day of another year.
fn is_whole(before: &str, after: &str, way: &str, year: i32) -> bool {
    let figure = |sign: char| sign.is_ascii_digit() || "〇一二三四五六七八九十".contains(sign);
    if before.ends_with(figure) || (way.ends_with(figure) && after.starts_with(figure)) {
        return false;
    }
    let digit = |sign: char| sign.to_digit(10).and_then(|at| "〇一二三四五六七八九".chars().nth(at as usize));
    let in_chinese: String = year.to_string().chars().filter_map(digit).collect();
    before.strip_suffix('年').is_none_or(|named| {
        [year.to_string(), in_chinese, "今".to_owned(), "本".to_owned()]
            .iter()
            .any(|year| named.ends_with(year))
    })
}

/// Whether the clause around a day speaks of the time in which the organ answers.
fn is_ours(before: &str, after: &str) -> bool {
    const LAST: [&str; 6] = ["最迟", "最晚", "不迟于", "不晚于", "至迟", "截止"];
    const OTHER_PERIODS: [&str; 8] = ["保密", "合同", "许可", "补正", "缴费", "保管", "公示", "有效"];
    const OTHERS_DO: [&str; 3] = ["请", "第三方", "申请人"];
    const WE_DO: [&str; 12] =
        ["答复", "寄", "送达", "送交", "发出", "发给", "提供", "办结", "办理", "回复", "告知", "给您"];
    let ends = ['，', '。', '；', '\n'];
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let before = before.rsplit(ends).next().unwrap_or_default();
    let bracket = after.strip_prefix(['（', '(']).and_then(|note| note.split_once(['）', ')']));
    let (note, after) = bracket.unwrap_or(("", after));
    let after = after.split(ends).next().unwrap_or_default();
    let of_a_period = before.contains("期限") && !has(before, &OTHER_PERIODS);
    let at_the_end =
        ["止", "为止", "为限", "截止", "届满", "到期"].iter().any(|sign| after.starts_with(sign));
    let in_time = ["前", "之前", "以前", "日前"].iter().any(|sign| after.starts_with(sign));
    has(before, &LAST)
        || of_a_period
        || note.starts_with('含')
        || (at_the_end && has(before, &["答复", "办理"]))
        || (in_time && !has(before, &OTHERS_DO) && has(after, &WE_DO))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::is_last_day;

    fn says(text: &str) -> bool {
        is_last_day(text, NaiveDate::from_ymd_opt(2026, 11, 30).unwrap())
    }

    #[test]
    fn a_last_day_is_found_in_any_words() {
        for text in [
            "将于2026年11月30日前寄出",
            "最晚不迟于11月30日",
            "答复期限至2026年11月30日。",
            "2026年11月30日（含当日）前答复",
            "本机关于 2026 年 11 月 30 日 前送达",
            "我们会在11月30号之前给您寄去",
            "今年十一月三十日前答复",
            "二〇二六年十一月三十日前提供复印件",
            "最迟2026-11-30",
            "办理时间截止2026/11/30",
            "２０２６年１１月３０日前答复",
        ] {
            assert!(says(text), "{text}");
        }
    }

    #[test]
    fn a_day_that_stands_there_for_another_reason_is_not_accused() {
        for text in [
            "检索范围为2010年1月1日至2026年11月30日",
            "截至2026年11月30日，本机关未制作该信息",
            "2026年11月30日前形成的文件",
            "2024年11月30日前提供的材料",
            "每年11月30日前办理",
            "该项目于2026年11月30日前完成验收",
            "请您于11月30日前提供证明",
            "第三方于2026年11月30日前回复不同意",
            "《关于11月30日会议的通知》",
            "保密期限至2026年11月30日",
            "最迟1月30日，最迟11月3日，最迟2026.11.3",
        ] {
            assert!(!says(text), "{text}");
        }
    }
}
