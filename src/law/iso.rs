//! Days as text: `YYYY-MM-DD` and nothing else, in every format that this program reads and writes.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const EXPECTED: &str = "日期应写作2026-03-02的形式";

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
    Day::deserialize(deserializer).map(|Day(day)| day)
}

/// As [`day`], where null and absence mean none.
///
/// # Errors
/// As [`day`].
pub fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let day = Option::<Day>::deserialize(deserializer)?;
    Ok(day.map(|Day(day)| day))
}

/// `#[serde(serialize_with = "iso::write_day")]`.
///
/// # Errors
/// Those of the serializer.
pub fn write_day<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    Day(*day).serialize(serializer)
}

/// As [`write_day`], where none is null.
///
/// # Errors
/// Those of the serializer.
pub fn write_optional_day<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(Day).serialize(serializer)
}

/// As [`write_day`], for a list.
///
/// # Errors
/// Those of the serializer.
pub fn write_days<S: Serializer>(days: &[NaiveDate], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(days.iter().map(|day| Day(*day)))
}

/// A day between its value and its text. chrono's own conversions accept more than one form, and
/// write through the formatter, which in a batch costs as much as the law does.
struct Day(NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        deserializer.deserialize_str(DayVisitor)
    }
}

struct DayVisitor;

impl Visitor<'_> for DayVisitor {
    type Value = Day;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Day, E> {
        parse_day(text).map(Day).ok_or_else(|| E::custom(EXPECTED))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Day(day) = self;
        let year @ 0..=9999 = day.year() else { return serializer.collect_str(day) };
        let digit = |number: u32, unit: u32| b'0' + (number / unit % 10) as u8;
        let (year, month, day_of_month) = (year as u32, day.month(), day.day());
        let text = [
            digit(year, 1000),
            digit(year, 100),
            digit(year, 10),
            digit(year, 1),
            b'-',
            digit(month, 10),
            digit(month, 1),
            b'-',
            digit(day_of_month, 10),
            digit(day_of_month, 1),
        ];
        match str::from_utf8(&text) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => serializer.collect_str(day),
        }
    }
}
