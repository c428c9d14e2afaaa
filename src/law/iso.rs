//! Days as text: `YYYY-MM-DD` and nothing else, in every format that this program reads.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Parses `YYYY-MM-DD`. Nothing shorter, longer or padded passes.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let digits = |range: std::ops::Range<usize>| {
        bytes[range].iter().try_fold(0u32, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
        })
    };
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(0..4)? as i32, digits(5..7)?, digits(8..10)?)
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
