//! A day as people at a counter type it.

use chrono::{Datelike, Days, NaiveDate};

use crate::law::text::half_width;

/// What a day may look like, for whoever typed another.
const HOW: &str = "日期请写作2026-11-22、20261122、11-22或者1122，也可以写今天、昨天";

/// A day without its year that would lie more than so many days ahead is one of last year: in January a
/// letter of 12-30 came weeks ago. A nearer one stays in the future, to be told as a mistake.
const FURTHEST_AHEAD: i64 = 183;

/// Full-width letters and digits as ordinary ones, and no blanks: for numbers and days, never for names.
pub fn mended(text: &str) -> String {
    text.chars().map(half_width).filter(|sign| !sign.is_whitespace()).collect()
}

/// The day that was typed; none if nothing was.
///
/// # Errors
/// How to write a day, in Chinese.
pub fn parse(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
    let text = mended(text);
    match text.as_str() {
        "" => return Ok(None),
        "今天" => return Ok(Some(today)),
        "昨天" => return Ok(today.checked_sub_days(Days::new(1))),
        _ => {}
    }
    let parts = split(&text).ok_or_else(|| format!("看不懂「{}」：{HOW}", shortened(&text)))?;
    let day = match parts {
        (Some(year), month, day) => NaiveDate::from_ymd_opt(year, month, day),
        (None, month, day) => nearest(month, day, today),
    };
    let (_, month, date) = parts;
    day.map(Some).ok_or_else(|| format!("没有{month}月{date}日这一天，请核对"))
}

fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Year, month and day, as far as they were typed.
fn split(text: &str) -> Option<(Option<i32>, u32, u32)> {
    let number = |text: &str| -> Option<u32> {
        let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().ok() } else { None }
    };
    let year =
        |text: &str| if text.len() == 4 { number(text).and_then(|year| year.try_into().ok()) } else { None };
    let text = text.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    match parts.as_slice() {
        [whole] => match (whole.len(), whole.is_ascii()) {
            (8, true) => {
                let (first, rest) = whole.split_at(4);
                let (month, day) = rest.split_at(2);
                Some((Some(year(first)?), number(month)?, number(day)?))
            }
            (4, true) => {
                let (month, day) = whole.split_at(2);
                Some((None, number(month)?, number(day)?))
            }
            _ => None,
        },
        // A year alone with a month is no day.
        [month, day] if month.len() <= 2 => Some((None, number(month)?, number(day)?)),
        [first, month, day] => Some((Some(year(first)?), number(month)?, number(day)?)),
        _ => None,
    }
}

fn nearest(month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    let of = |year| NaiveDate::from_ymd_opt(year, month, day);
    let (this, last) = (of(today.year()), of(today.year() - 1));
    this.filter(|this| (*this - today).num_days() <= FURTHEST_AHEAD).or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn typed(text: &str, today: &str) -> Result<Option<NaiveDate>, String> {
        parse(text, day(today))
    }

    #[test]
    fn a_day_is_understood_as_it_is_usually_typed() {
        let today = "2026-11-22";
        for text in [
            "2026-11-20",
            "20261120",
            "11-20",
            "1120",
            "2026/11/20",
            "11.20",
            "２０２６－１１－２０",
            " 1120 ",
            "11月20日",
            "2026年11月20日",
            "2026-11-20日",
        ] {
            assert_eq!(typed(text, today), Ok(Some(day("2026-11-20"))), "{text}");
        }
        assert_eq!(typed("今天", today), Ok(Some(day("2026-11-22"))));
        assert_eq!(typed("昨天", today), Ok(Some(day("2026-11-21"))));
        assert_eq!(typed("  ", today), Ok(None));
    }

    #[test]
    fn without_a_year_it_is_the_nearest_sensible_one() {
        assert_eq!(typed("1230", "2027-01-04"), Ok(Some(day("2026-12-30"))));
        assert_eq!(typed("0105", "2027-01-04"), Ok(Some(day("2027-01-05"))));
        assert_eq!(typed("1123", "2026-11-22"), Ok(Some(day("2026-11-23"))));
        assert_eq!(typed("0229", "2025-01-10"), Ok(Some(day("2024-02-29"))));
    }

    #[test]
    fn what_is_no_day_says_how_to_mend_it() {
        for text in ["明天后", "2026-1", "112", "2026-11-20-1", "11-", "a120", "26-11-20", "日", "年月日"]
        {
            let fault = typed(text, "2026-11-22").unwrap_err();
            assert!(fault.contains("日期请写作"), "{text}: {fault}");
        }
        assert_eq!(typed("2026-02-30", "2026-11-22"), Err("没有2月30日这一天，请核对".to_owned()));
        assert_eq!(typed("1345", "2026-11-22"), Err("没有13月45日这一天，请核对".to_owned()));
    }
}
