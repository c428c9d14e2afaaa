//! Days as text: `YYYY-MM-DD` and nothing else, in every format that this program reads.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Parses `YYYY-MM-DD`. Nothing shorter, longer or padded passes.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let year = number(&[y1, y2, y3, y4])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(&[m1, m2])?, number(&[d1, d2])?)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0u32, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

/// `#[serde(deserialize_with = "iso::day")]`.
///
/// # Errors
/// Anything but a day written `YYYY-MM-DD`.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    parse_day(&text).ok_or_else(|| D::Error::custom("日期应写作2026-03-02的形式"))
}

/// As [`day`], where null and absence mean none.
///
/// # Errors
/// As [`day`].
pub fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = Option::<Cow<'de, str>>::deserialize(deserializer)?;
    let parsed =
        |text: Cow<'de, str>| parse_day(&text).ok_or_else(|| D::Error::custom("日期应写作2026-03-02的形式"));
    text.map(parsed).transpose()
}
