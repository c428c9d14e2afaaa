//! 文号: how an organ writes the number of a document (T-5; GB/T 9704-2012: the year whole in 〔〕,
//! the number without leading zeros).
//!
//! A pattern holds `{年}` and `{号}` once each, and may hold `{字}`, the 机关代字:
//! `{字}公开答〔{年}〕{号}号`, `{字}〔{年}〕第{号}号-补`.

use std::fmt::Write;

/// The longest 文号 that fits its line on paper, in characters.
const LONGEST: usize = 40;

/// A pattern that is known to make numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Year,
    Serial,
}

/// Why a pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    #[error("文号格式中缺少{0}，请写成「{{字}}〔{{年}}〕{{号}}号」这样的格式")]
    Missing(&'static str),
    #[error("文号格式中{0}出现了不止一次，请只保留一处")]
    Repeated(&'static str),
    #[error("文号格式中的「{{{0}}}」不是可用的项目，只能用{{字}}、{{年}}、{{号}}")]
    Unknown(String),
    #[error("文号格式中的花括号没有成对，请检查「{{」和「}}」")]
    Unbalanced,
    #[error("年份应当写在六角括号〔〕内，不能用[]、（）、【】或者（）")]
    Brackets,
    #[error("请填写机关代字，例如「长府」")]
    NoWord,
    #[error("文号格式中有不能使用的字符，请删去换行和控制字符")]
    Character,
    #[error("文号过长，请控制在{LONGEST}个字以内")]
    TooLong,
}

impl NumberPattern {
    /// Reads a pattern; `word` is the 机关代字 that takes the place of `{字}`.
    ///
    /// # Errors
    /// [`PatternFault`], which says how to mend it.
    pub fn parse(pattern: &str, word: &str) -> Result<NumberPattern, PatternFault> {
        if pattern.chars().chain(word.chars()).any(char::is_control) {
            return Err(PatternFault::Character);
        }
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            let (before, from) = rest.split_at(open);
            let close = from.find('}').ok_or(PatternFault::Unbalanced)?;
            let (name, after) = (from.get(1..close).unwrap_or_default(), from.get(close + 1..));
            push_words(&mut parts, before)?;
            match name {
                "字" if word.trim().is_empty() => return Err(PatternFault::NoWord),
                "字" => parts.push(Part::Words(word.trim().to_owned())),
                "年" => push_once(&mut parts, Part::Year, "{年}")?,
                "号" => push_once(&mut parts, Part::Serial, "{号}")?,
                other => return Err(PatternFault::Unknown(other.to_owned())),
            }
            rest = after.unwrap_or_default();
        }
        push_words(&mut parts, rest)?;
        let pattern = NumberPattern { parts };
        pattern.whole()?;
        Ok(pattern)
    }

    fn whole(&self) -> Result<(), PatternFault> {
        let year = self.parts.iter().position(|part| *part == Part::Year);
        let year = year.ok_or(PatternFault::Missing("{年}"))?;
        if !self.parts.contains(&Part::Serial) {
            return Err(PatternFault::Missing("{号}"));
        }
        let words = |at: Option<usize>| match at.and_then(|at| self.parts.get(at)) {
            Some(Part::Words(words)) => words.as_str(),
            _ => "",
        };
        let bracketed = words(year.checked_sub(1)).ends_with('〔') && words(Some(year + 1)).starts_with('〕');
        if !bracketed {
            return Err(PatternFault::Brackets);
        }
        if self.format(9999, 99_999).chars().count() > LONGEST {
            return Err(PatternFault::TooLong);
        }
        Ok(())
    }

    /// The number `serial` of `year`.
    pub fn format(&self, year: i32, serial: u32) -> String {
        let mut text = String::new();
        for part in &self.parts {
            // Writing to a string does not fail.
            let _ = match part {
                Part::Words(words) => write!(text, "{words}"),
                Part::Year => write!(text, "{year}"),
                Part::Serial => write!(text, "{serial}"),
            };
        }
        text
    }
}

fn push_words(parts: &mut Vec<Part>, words: &str) -> Result<(), PatternFault> {
    if words.contains('}') {
        return Err(PatternFault::Unbalanced);
    }
    if !words.is_empty() {
        parts.push(Part::Words(words.to_owned()));
    }
    Ok(())
}

fn push_once(parts: &mut Vec<Part>, part: Part, name: &'static str) -> Result<(), PatternFault> {
    if parts.contains(&part) {
        return Err(PatternFault::Repeated(name));
    }
    parts.push(part);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_year_in_its_brackets_and_no_leading_zero() {
        let number = |pattern, word| NumberPattern::parse(pattern, word).unwrap().format(2026, 7);
        assert_eq!(number("{字}〔{年}〕{号}号", "长府公开答"), "长府公开答〔2026〕7号");
        assert_eq!(number("{字}〔{年}〕第{号}号-补", "沪水务信"), "沪水务信〔2026〕第7号-补");
        assert_eq!(number("公复〔{年}〕{号}号", ""), "公复〔2026〕7号");
    }

    #[test]
    fn a_pattern_that_cannot_number_is_refused_with_what_to_mend() {
        let fault = |pattern| NumberPattern::parse(pattern, "长府").unwrap_err();
        assert_eq!(fault("{字}〔{年}〕号"), PatternFault::Missing("{号}"));
        assert_eq!(fault("{字}第{号}号"), PatternFault::Missing("{年}"));
        assert_eq!(fault("{字}[{年}]{号}号"), PatternFault::Brackets);
        assert_eq!(fault("{字}〔{年}〕{号}{号}号"), PatternFault::Repeated("{号}"));
        assert_eq!(fault("{字}〔{年}〕{序}号"), PatternFault::Unknown("序".to_owned()));
        assert_eq!(fault("{字}〔{年}〕{号号"), PatternFault::Unbalanced);
        assert_eq!(fault("{字}〔{年}〕{号}}号"), PatternFault::Unbalanced);
        assert_eq!(fault("{字}〔{年}〕{号}\n号"), PatternFault::Character);
        assert_eq!(NumberPattern::parse("{字}〔{年}〕{号}号", " ").unwrap_err(), PatternFault::NoWord);
        assert_eq!(fault(&format!("{}〔{{年}}〕{{号}}号", "字".repeat(40))), PatternFault::TooLong);
        for series in super::super::kind::Series::ALL {
            assert!(NumberPattern::parse(series.default_pattern(), "长府").is_ok());
        }
    }
}
