//! What may be named in every message: the number of a case and the name of an organ, and neither can
//! carry a person's data.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 登记编号. It leaves the house in subjects, in chats and in SMS, so it is checked here once more: an
/// imported number could hold anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

/// 行政机关 as it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganName(String);

/// Why a number or a name stands in no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNameable {
    #[error("编号有误：应为40个以内的字母、数字、连字符、括号或者汉字，并且不含身份证件号码和电话号码")]
    Number,
    #[error("机关名称有误：应为60个以内的字符，不含控制字符和长串数字")]
    Organ,
}

const LONGEST_NUMBER: usize = 40;
const LONGEST_NAME: usize = 60;

impl CaseNumber {
    /// Numbers of ours are `QSX-2026-00004`; older ones may be «清公开〔2019〕12号».
    ///
    /// # Errors
    /// [`NotNameable::Number`] for other signs, and for runs of digits as long as a mobile or an ID
    /// number: those are what a number must never be.
    pub fn parse(text: &str) -> Result<CaseNumber, NotNameable> {
        let sign = |c: char| {
            c.is_ascii_alphanumeric()
                || is_hanzi(c)
                || matches!(c, '-' | '_' | '/' | '.' | '(' | ')' | '〔' | '〕' | '[' | ']')
        };
        let length = text.chars().count();
        let numbered = text.chars().any(|c| c.is_ascii_digit());
        let fits = (1..=LONGEST_NUMBER).contains(&length) && text.chars().all(sign) && numbered;
        if fits && !digit_runs(text).any(looks_personal) {
            Ok(CaseNumber(text.to_owned()))
        } else {
            Err(NotNameable::Number)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrganName {
    /// # Errors
    /// [`NotNameable::Organ`].
    pub fn parse(text: &str) -> Result<OrganName, NotNameable> {
        let length = text.chars().count();
        let fits = (1..=LONGEST_NAME).contains(&length)
            && !text.trim().is_empty()
            && !text.chars().any(char::is_control)
            && digit_runs(text).all(|run| run.len() < 6);
        if fits { Ok(OrganName(text.to_owned())) } else { Err(NotNameable::Organ) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The runs of digits, an X at the end of one included, as ID numbers have it.
fn digit_runs(text: &str) -> impl Iterator<Item = &str> {
    let of_run = |c: char| c.is_ascii_digit() || matches!(c, 'X' | 'x');
    text.split(move |c| !of_run(c)).filter(|run| !run.is_empty())
}

/// 11 digits from 13 to 19 are a mobile; 15 or 18 are an ID number.
fn looks_personal(run: &str) -> bool {
    let run = run.trim_start_matches(['X', 'x']);
    let digits = run.trim_end_matches(['X', 'x']);
    let mobile = digits.len() == 11
        && digits.starts_with('1')
        && !matches!(digits.as_bytes().get(1), Some(b'0'..=b'2'));
    mobile || matches!(run.len(), 15 | 18)
}

macro_rules! plain_text {
    ($($name:ident),*) => {
        $(
            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(&self.0)
                }
            }

            impl TryFrom<String> for $name {
                type Error = NotNameable;

                fn try_from(text: String) -> Result<$name, NotNameable> {
                    $name::parse(&text)
                }
            }

            impl From<$name> for String {
                fn from(name: $name) -> String {
                    name.0
                }
            }
        )*
    };
}

plain_text!(CaseNumber, OrganName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_names_a_case_and_nobody() {
        for number in ["QSXZR-2026-00004", "清公开〔2019〕12号", "[2019]第12号", "20260302001"] {
            assert!(CaseNumber::parse(number).is_ok(), "{number}");
        }
        for other in [
            "",
            "王秀英",
            "13812345678",
            "QSX-13812345678",
            "QSX13812345678",
            "620521198503021234",
            "62052119850302123X",
            "QSX-2026-1\r\nBcc: a@b",
            "QSX 2026 1",
            "QSX-2026-1，请回电",
            &"Q1".repeat(21),
        ] {
            assert_eq!(CaseNumber::parse(other), Err(NotNameable::Number), "{other}");
        }
    }

    #[test]
    fn an_organ_is_called_by_its_name() {
        assert!(OrganName::parse("清水县自然资源局").is_ok());
        for other in ["", "  ", "清水县\n自然资源局", "清水县13812345678", &"县".repeat(61)] {
            assert_eq!(OrganName::parse(other), Err(NotNameable::Organ), "{other}");
        }
    }
}
